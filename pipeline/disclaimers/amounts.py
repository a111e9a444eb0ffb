"""Sums of money and percentages, in the number formats and currencies of every language.

Input: plain text and a language. Output: offsets. The words of a language stand in `grammar/`. Must not: know blocks, or
what a sum is paid for.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import Any

from pipeline.disclaimers.currencies import HEAD_FIRST, SIGNS, Currencies, currencies_of
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.implied import implied
from pipeline.disclaimers.lexicons import (
    BEGIN,
    END,
    UNSPACED,
    bounded,
    languages,
    listed,
    primary,
    shared,
    top,
    whole_words,
    words_of,
)
from pipeline.disclaimers.numbers import GROUPED, YEAR, Number, merged, numbers_in, spelled_numbers
from pipeline.disclaimers.parallel import announced, parallel
from pipeline.disclaimers.slang import slang

# ── sums ────────────────────────────────────────────────────────────────────────────────────────

_JOINED_CODE = re.compile(r"-([A-Z]{3})(?![A-Za-z])")
# "42 (NOK)", "42/NOK"; "42 N.O.K." and "42 N O K".
_BRACKETED = re.compile(rf" {{0,2}}\(([^\W\d_]{{1,20}}\.?|[{SIGNS}])\)")
_SLASHED = re.compile(r" ?[/_] ?([A-Z]{3})(?![A-Za-z0-9/])")
_LETTERS = re.compile(r" {0,2}([A-Z])([. ] ?)([A-Z])\2([A-Z])(?![A-Za-z])\.?")
_TITLED = re.compile(r"[^\W\d_]{3,} \Z")
_SMALL_CODE = re.compile(r" {0,2}([a-z]{3})(?!\w)")
_CODE_BEFORE = re.compile(rf"{BEGIN}(?<!_)([A-Z]{{3}}):? {{0,2}}[-~]?\Z")
_SIGN_BEFORE = re.compile(rf"(?:{BEGIN}[A-Za-z]{{1,3}})?[{SIGNS}] {{0,2}}[-~]?\Z")
_SIGN_AFTER = re.compile(
    rf" {{0,2}}-?(?:[kKM]|(?:Mio|Mrd|Md)\.? ?|(?-i:US|CA|AU|NZ|HK|A|C|R|NT))?[{SIGNS}](?: ?(?:US|CA|CAN|AU|HK|NZ|U)(?![A-Za-z]))?"
)
# "1€50"
_SIGN_INSIDE = re.compile(rf"[{SIGNS}]\d\d(?!\d|[.,]\d)")
# "4 pounds 80", "4 Euro 80", with nothing behind it that it counts.
_SMALL_BEHIND = re.compile(r"(?<=[^\W\d_]{3}) \d\d(?= ?(?:\Z|[.,;!?)](?!\d)))")
_WORDS_AFTER = re.compile(r" {0,2}([^\W\d_]+)((?:[ .'-]{1,2}[^\W\d_]+){0,4})")
_PRICE_DASH = re.compile(r"(?:,-{1,2}|:-)(?!(?! ?(?:kr|nok|sek|dkk|eur)\b)[\w)-])")
_PRICE_POINT_DASH = re.compile(r"\.-{1,2}(?![\w-])")
_PRICE_STROKE_DASH = re.compile(r"/-{1,2}(?![\w-])")
_IDEOGRAPH_AFTER = re.compile(r" ?[十百千万萬億亿만억]{0,3}(?:[円元圓원]|人民币|美元|日元|유로|달러)")


def _value(amount: str) -> float:
    digits = re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}\Z", "", amount))
    return float(digits[:15] or 0)


def _good_code(code: str, text: str, number: Number, lang: str, money: Currencies) -> bool:
    amount = text[number.start : number.first_end]
    if code not in money.codes:
        return False
    if code in shared("risky-codes"):
        return GROUPED.fullmatch(amount) is not None
    return (
        code not in shared("twin-codes")
        or _value(amount) >= 100
        or listed(lang, "money", "paying").search(text, max(0, number.start - 60), number.end + 40)
        is not None
    )


def _word_start(text: str, end: int) -> int:
    """Where the word begins that ends there."""
    start = end
    while start and text[start - 1].isalpha():
        start -= 1
    return start


def _currency_before(text: str, number: Number, lang: str, money: Currencies) -> int | None:
    """Where a currency before the number begins."""
    start, amount = number.start, text[number.start : number.first_end]
    low = max(0, start - 24)
    last = text[low:start].rstrip(" ")
    if not last or not (last[-1].isalpha() or unicodedata.category(last[-1])[0] in "SP" or last[-1] == "'"):
        return None
    found = None
    match = _SIGN_BEFORE.search(text, low, start)
    if match:
        found = match.start()
    if found is None:
        match = _CODE_BEFORE.search(text, low, start)
        if match and _good_code(match[1], text, number, lang, money):
            found = match.start()
    if found is None:
        match = money.before.search(text, low, start)
        if match:
            found = match.start()
    if found is None:
        match = money.before_exact.search(text, low, start)
        if match and (
            _PRICE_DASH.match(text, start + len(amount))
            or _PRICE_POINT_DASH.match(text, start + len(amount))
            or (
                GROUPED.fullmatch(amount)
                and not re.match(r" ?(?:Uhr|h\b|-)", text[start + len(amount) :][:6])
            )
        ):
            found = match.start()
    if found is None:
        return None
    # What stands between two numbers belongs to the nearer one, or to the first.
    ahead = text[:found][-16:].rstrip(" ")
    if ahead[-1:].isdigit():
        gap = found - (max(0, found - 16) + len(ahead))
        last_digits = re.search(r"\d+\Z", ahead)
        year = last_digits is not None and YEAR.fullmatch(last_digits[0])
        behind = len(text[found:start]) - len(text[found:start].rstrip(" "))
        if gap <= behind and not year:
            return None
    return found


def _full_name_at(text: str, position: int, money: Currencies) -> int | None:
    """Where a name of several words ends: "Norwegian kroner", "hong kong dollars"."""
    match = _WORDS_AFTER.match(text, position, position + 80)
    if not match or text[match.end() : match.end() + 1].isdigit():
        return None
    ends = [match.start(2) + part.end() for part in re.finditer(r"[ .'-]{1,2}[^\W\d_]+", match[2])]
    for end in reversed(ends):
        if text[match.start(1) : end].casefold() in money.names:
            return end
    first = match[1].casefold()
    if ends and any(
        _same_word(first, modifier)
        for modifier in (first, first[:-1], first[:-2])
        if modifier in money.modifiers
    ):
        behind = money.after.match(text, match.end(1))
        if behind and behind.lastgroup in ("name", "careful", "weight"):
            return behind.end()
    return None


def _same_word(first: str, second: str) -> bool:
    return first == second or (len(second) > 4 and first.startswith(second[:-2]))


def _currency_at(text: str, position: int, number: Number, lang: str, money: Currencies) -> int | None:
    """Where a currency that begins behind the number ends."""
    if not number.spelled and (end := _sign_at(text, position, number, lang, money)):
        return end
    if match := money.compounds.match(text, position):
        return match.end()
    if end := _code_at(text, position, number, lang, money):
        return end
    match = _SMALL_CODE.match(text, position)
    if match and match[1] in shared("small-codes") and match[1] not in top(primary(lang), "no-codes"):
        return match.end() if _owns(text, position, match.end(), number, True) else None
    full = _full_name_at(text, position, money)
    if full is not None:
        return full
    match = money.after.match(text, position)
    return _named(text, match, number, lang, money) if match else None


def _sign_at(text: str, position: int, number: Number, lang: str, money: Currencies) -> int | None:
    """Where a sign behind figures ends: a dash for no cents, with what may follow it, a symbol, an ideograph."""
    match = _PRICE_DASH.match(text, position)
    if match is None and words_of(lang).get("point-dash"):
        match = _PRICE_POINT_DASH.match(text, position)
    if match is None and words_of(lang).get("stroke-dash"):
        match = _PRICE_STROKE_DASH.match(text, position)
    if match:
        before = Number(number.start, number.end, number.first_end, False)
        return _currency_at(text, match.end(), before, lang, money) or match.end()
    match = _SIGN_AFTER.match(text, position)
    if match and (small := _SIGN_INSIDE.match(text, match.end() - 1)) and match.end() == position + 1:
        return small.end()
    if match and _owns(text, match.start(), match.end(), number, True):
        return match.end()
    if not words_of(lang).get("money"):
        match = _IDEOGRAPH_AFTER.match(text, position)
        return match.end() if match else None
    return None


def _code_at(text: str, position: int, number: Number, lang: str, money: Currencies) -> int | None:
    """Where a code of letters ends that is joined to the number, spread, behind a stroke or in brackets."""
    match = _JOINED_CODE.match(text, position)
    if match and _good_code(match[1], text, number, lang, money):
        return match.end()
    if number.spelled or YEAR.fullmatch(text, number.start, number.first_end):
        return None
    match = _LETTERS.match(text, position)
    if match and _good_code(match[1] + match[3] + match[4], text, number, lang, money):
        return match.end() - match[0].endswith(".") if match[2].isspace() else match.end()
    match = _SLASHED.match(text, position)
    if match and _good_code(match[1], text, number, lang, money):
        return match.end()
    match = _BRACKETED.match(text, position)
    # A number behind a word with a capital counts tables and pages: "Table 3 (NOK)".
    ahead = _TITLED.search(text, max(0, number.start - 40), number.start)
    if not match or (ahead and text[_word_start(text, number.start - 1)].isupper()):
        return None
    inside = match[1].strip(".")
    known = _good_code(inside, text, number, lang, money) or money.words.fullmatch(match[1])
    return match.end() if known or not inside.isalpha() else None


def _named(text: str, match: re.Match[str], number: Number, lang: str, money: Currencies) -> int | None:
    """Where the name, symbol or code ends that was found behind the number, if it is a currency there."""
    kind, end = match.lastgroup or "", match.end()
    if kind == "code":
        # A word in capitals may be a name as well as a code that is none.
        good = _good_code(match["code"], text, number, lang, money)
        return end if good and _owns(text, match.start(), end, number, True) else None
    article = number.spelled and money.article.fullmatch(text, number.start, number.end) is not None
    if kind in ("symbol", "name"):
        if not number.spelled and (small := _SMALL_BEHIND.match(text, end)):
            return small.end()
        return end if _owns(text, match.start(), end, number, kind == "symbol") else None
    if kind == "minor":
        return None if article else end
    if kind == "careful":
        # "Two crowns" are teeth as well, "two thousand crowns" are not.
        return end if not number.spelled or money.large.search(text, number.start, number.end) else None
    if kind == "weight":
        if small := _SMALL_BEHIND.match(text, end):
            return small.end()
        return end if not article and _is_sum(text, match.start(kind), end, lang) else None
    amount = text[number.start : number.first_end]
    if kind == "doubtful" and not number.spelled and _value(amount) >= 1000 and not YEAR.fullmatch(amount):
        return end if follows(lang).match(text, end) else None
    return None


def _owns(text: str, start: int, end: int, number: Number, either_side: bool) -> bool:
    """Whether a currency belongs to the number before it; another number may follow."""
    behind = re.match(r" ?\d", text[end : end + 2])
    if not behind:
        return True
    gap = len(text[start:end]) - len(text[start:end].lstrip(" "))
    after = len(behind[0]) - 1
    year = not number.spelled and YEAR.fullmatch(text, number.start, number.end)
    return gap <= after and not (either_side and year)


@functools.cache
def follows(lang: str) -> re.Pattern[str]:
    """What may stand behind a sum in a word that has other meanings too."""
    words = "|".join(top(primary(lang), "functions")) or "(?!)"
    return re.compile(bounded(rf" {{0,2}}(?:[^\w\s]|\Z|(?:{words}){END})"), re.IGNORECASE)


def _is_sum(text: str, start: int, end: int, lang: str) -> bool:
    """Whether "pounds" are money here and not a weight."""
    low, high = max(0, start - 48), min(len(text), end + 40)
    data = words_of(lang).get("money", {})
    behind = whole_words((*data.get("weight-after", ()), *shared("weight-after")))
    if behind.match(text, min(end + 1, len(text))) or listed(lang, "money", "weighing").search(
        text, low, high
    ):
        return False
    if listed(lang, "money", "paying").search(text, low, min(len(text), end + 60)):
        return True
    return not data.get("weights-first") and follows(lang).match(text, end) is not None


def _joined(text: str, start: int, money: Currencies) -> bool:
    """Whether the number is a part of a word: "B2", "m2"."""
    if not start:
        return False
    before = text[start - 1]
    if not (before.isalpha() or before == "_") or re.match(rf"[{UNSPACED}]", before):
        return False
    return not (before in money.prefixes and (start == 1 or not text[start - 2].isalnum()))


@functools.lru_cache(maxsize=256)
def _amounts(text: str, lang: str) -> tuple[tuple[int, int], ...]:
    """Sums of money. Kept, since three detectors ask for those of a text."""
    money = currencies_of(lang)
    language = primary(lang)
    found: list[tuple[int, int]] = []
    for number in (*numbers_in(text, language), *spelled_numbers(text, language)):
        before = None
        if not number.spelled:
            if number.start > 1 and text[number.start - 1] in ".,'" and text[number.start - 2].isdigit():
                continue
            before = _currency_before(text, number, language, money)
            if before is None and _joined(text, number.start, money):
                continue
        end = scaled = number.end
        match = money.magnitudes.match(text, end)
        if match:
            scaled = match.end()
            # The dot of an abbreviation, or of the sentence.
            if text[scaled - 1] == "." and not re.search(r"(?<![^\W\d_])[^\W\d_]{3,4}\.\Z", match[0]):
                scaled -= 1
        after = None
        if scaled != end:
            after = _currency_at(text, scaled, number, language, money)
            if after is None and text[scaled : scaled + 1] == ".":
                after = _currency_at(text, scaled + 1, number, language, money)
        if after is None:
            after = _currency_at(text, end, number, language, money)
        if before is not None:
            found.append((before, _trimmed(text, number.start, after if after is not None else scaled)))
        elif after is not None:
            found.append((number.start, _trimmed(text, number.start, after)))
    if money.lone is not None:
        found += [match.span() for match in money.lone.finditer(text)]
    found += slang(text, language)
    if found:
        except_for = [match.span() for match in money.unless.finditer(text)]
        found = [
            span for span in found if not any(span[0] < end and start < span[1] for start, end in except_for)
        ]
    percent = percent_sign(language)
    found += [span for span in implied(text, language, money, found) if not percent.match(text, span[1])]
    # "Up by 3 kroner to 28 kroner" are two sums, and no range.
    stepped = _step(language)
    steps = [span for span in found if stepped.search(text, max(0, span[0] - 12), span[0])]
    whole = sorted([*steps, *merged(text, (span for span in found if span not in steps), lang)])
    # "5 kr 50 øre" is one sum.
    sums: list[tuple[int, int]] = []
    for start, end in whole:
        if sums and text[sums[-1][1] : start] in ("", " ") and not text[start].isspace():
            sums[-1] = (sums[-1][0], end)
        else:
            sums.append((start, end))
    return tuple(
        span
        for span, following in itertools.pairwise([*sums, (len(text), len(text))])
        if not _is_told_in_figures(text, span, following)
    )


# "Each contributes a hundred-kroner note (100 kr)": a coin or a note.
_COIN = re.compile(
    r"(?:lapp|sedd?el|schein|note|tjuga|tia|tier|tyver|femmer|fiver|tenner|mynt|münze)\w{0,3}\Z",
    re.IGNORECASE,
)
_IN_FIGURES = re.compile(
    r"(?:,| \(|,? (?:altså|alltså|also|dvs\.?|d\.h\.|that is,?|det vil si))? ?\(?(?=[\d£€$])", re.IGNORECASE
)


def _is_told_in_figures(text: str, span: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a coin or a note is named whose value the next sum tells."""
    return (
        following[0] - span[1] < 14
        and _COIN.search(text[slice(*span)]) is not None
        and not any(letter.isdigit() for letter in text[slice(*span)])
        and (match := _IN_FIGURES.match(text, span[1])) is not None
        and match.end() == following[0] > span[1]
    )


@functools.cache
def _step(lang: str) -> re.Pattern[str]:
    """What stands before the amount by which a sum rises or falls."""
    words = "|".join(words_of(lang).get("money", {}).get("steps", ())) or "(?!)"
    return re.compile(rf"{BEGIN}(?:{words}) \Z", re.IGNORECASE)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] == " ":
        end -= 1
    return end


# ── bare numbers under heads ────────────────────────────────────────────────────────────────────


@functools.cache
def _bare(lang: str) -> re.Pattern[str]:
    about = "|".join((*shared("about"), *top(lang, "about")))
    functions = "|".join(top(lang, "functions"))
    number = r"[+-]?\d[\d.,' ]{0,20}(?:,-{1,2}|\.-{1,2}|:-)?(?:k(?!\w))?"
    scale = "|".join(top(lang, "magnitudes") or shared("magnitudes"))
    # Where the words for "from" and "about" are not known, any short word may be one of them.
    any_word = "" if lang and top(lang, "about") else r"|[^\W\d_]{2,6}\.? "
    return re.compile(
        bounded(
            rf" *(?:(?:{about})(?: *[.:])? *|[~<>≈±]{any_word}){{0,2}} {{0,2}}{number}"
            rf"(?: {{0,2}}(?:-{{1,2}}|/|\+|[^\W\d_]{{1,5}}) {{0,2}}{number}){{0,3}}(?: {{0,2}}(?:{scale})\.?)?"
            rf" *(?:[*†‡^]{{1,3}}|/ ?[\w.]{{1,20}}(?: [\w.]{{1,12}})?|\(.{{0,60}}\)|(?:{functions or '(?!)'})\.?(?: [\w.]{{1,20}}){{0,3}}|[+] ?[\w.]{{1,20}}| ){{0,2}} *"
        ),
        re.IGNORECASE,
    )


_DAY = re.compile(r"(?: *-? *(?:[0-2]?\d|3[01])\.(?:0?\d|1[0-2])\. *){1,2}", re.ASCII)


def bare_number(text: str, lang: str = "") -> tuple[int, int] | None:
    """A cell that holds nothing but a number or a range; "25.1." is a day, "25.1.-3.2." are two."""
    if len(text) > 120 or not any(character.isdigit() for character in text):
        return None
    if _DAY.fullmatch(text):
        return None
    if not _bare(primary(lang) if lang else "").fullmatch(text):
        return None
    return len(text) - len(text.lstrip()), len(text.rstrip())


class _Counts:
    """Heads of what is counted and not paid, in any language."""

    def search(self, head: str) -> object:
        return next((True for lang in languages() if counted(head, lang)), None)


COUNTS = _Counts()


@functools.lru_cache(maxsize=2048)
def counted(head: str, lang: str) -> bool:
    """Whether a head speaks of how many, how long or when: "Nights", "Duration (min)", "Nombre de lits"."""
    text = fold(head).text.strip()
    words = "|".join(words_of(lang).get("money", {}).get("counts", ())) or "(?!)"
    if any(character.isdigit() for character in text) or _functional(text, lang):
        return False
    pattern = bounded(rf"(?:{words}){END}")
    first = re.compile(rf"{pattern}(?: ?\(| [^\W\d]{{1,4}} |\Z)", re.IGNORECASE)
    if primary(lang) in HEAD_FIRST:
        first = re.compile(pattern, re.IGNORECASE)
    if first.match(text):
        return True
    last = re.compile(rf"{BEGIN}{pattern}\.?(?: ?\(.{{0,40}})?\Z", re.IGNORECASE)
    inside = re.compile(rf"\((?:{words})\.?\)", re.IGNORECASE)
    return bool(inside.search(text) or (primary(lang) not in HEAD_FIRST and last.search(text)))


def _functional(text: str, lang: str) -> bool:
    first = re.match(r"[^\W\d_]{1,8}\.?(?= )", text)
    return bool(
        first
        and re.fullmatch(
            "|".join(top(primary(lang), "functions")) or "(?!)", first[0].rstrip("."), re.IGNORECASE
        )
    )


@functools.lru_cache(maxsize=2048)
def priced(head: str, lang: str) -> bool:
    """Whether a head speaks of prices or names a currency."""
    text = fold(head).text
    if _in_percent(head, lang) or listed(lang, "money", "unpriced").search(text):
        return False
    prices = listed(lang, "money", "prices") if words_of(lang).get("money") else whole_words(shared("prices"))
    return prices.search(text) is not None or names_currency(text, lang)


def names_currency(text: str, lang: str) -> bool:
    """Whether a currency is named in a text."""
    if re.search(rf"[{SIGNS}]", text):
        return True
    money = currencies_of(lang)
    codes = re.findall(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", text)
    return any(
        code in money.codes and code not in shared("risky-codes") and code not in shared("twin-codes")
        for code in codes
    ) or bool(money.words.search(text))


def find_money(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    """Where sums of money stand. A cell's bare number is one where its heads, `under` (nearest first, the caption last), say so."""
    found = list(_amounts(text.text, lang))
    if not found and under:
        bare = bare_number(text.text, lang)
        # The caption speaks for every column, unless the column's head says what else it counts.
        if (
            bare
            and not any(_in_percent(head, lang) for head in under[:2])
            and not percent_sign(lang).search(text.text)
            and (
                priced(under[0], lang)
                or (
                    not counted(under[0], lang)
                    and not YEAR.fullmatch(text.text.strip())
                    and any(priced(head, lang) for head in under[1:])
                    and not listed(lang, "money", "unpriced").search(fold(under[0]).text)
                )
            )
        ):
            found = [bare]
    return found


# ── percentages ─────────────────────────────────────────────────────────────────────────────────

# Not the escapes of an address: "%20", "%C3".
_PERCENT = r"[%‰](?!\d|[A-F]\d|[A-F]{2}|%)"


@functools.cache
def percent_sign(lang: str = "") -> re.Pattern[str]:
    """The sign or the word behind a number; without a language, the words of all languages."""
    language = primary(lang) if lang else ""
    words = [word for word in shared("percents") if word not in "%‰"] if not _percentage(language) else []
    for each in (language,) if language else languages():
        words += _percentage(each).get("words", ())
    return re.compile(
        bounded(rf" {{0,2}}(?:{_PERCENT}|-?(?:{'|'.join(dict.fromkeys(words)) or '(?!)'}){END})"),
        re.IGNORECASE,
    )


def _percentage(lang: str) -> dict[str, Any]:
    return words_of(lang).get("percentage", {}) if lang else {}


@functools.cache
def _points() -> re.Pattern[str]:
    """What says that a difference of two percentages is meant, in any language."""
    return re.compile("|".join(shared("points")), re.IGNORECASE)


@functools.cache
def _percent_before(lang: str) -> re.Pattern[str] | None:
    words = list(_percentage(lang).get("before", ()))
    if lang in shared("sign-first"):
        words.append("%")
    return re.compile(rf"{BEGIN}(?:{bounded('|'.join(words))}) {{0,2}}\Z", re.IGNORECASE) if words else None


@functools.cache
def _percent_announced(lang: str) -> re.Pattern[str] | None:
    """What says before a list of numbers that they are per cent."""
    words = "|".join(_percentage(lang).get("words", ()))
    return (
        re.compile(bounded(rf"{BEGIN}(?:in|i) (?:{words}|%)(?: [^\W\d]{{1,20}}){{0,2}}:"), re.IGNORECASE)
        if words
        else None
    )


@functools.lru_cache(maxsize=2048)
def _in_percent(head: str, lang: str) -> bool:
    """Whether a head says that what stands under it is in per cent."""
    text = fold(head).text
    return bool(
        re.search(r"(?<![\d ])%|(?<!\d) %|^ ?%|‰", text) or listed(lang, "percentage", "heads").search(text)
    )


def find_percentage(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    """Where percentages stand, with their sign or word; a bare number under a head in percent is one."""
    read, language = text.text, primary(lang)
    money = currencies_of(lang)
    sign, ahead = percent_sign(lang), _percent_before(language)
    found: list[tuple[int, int]] = []
    for number in (*numbers_in(read, language), *spelled_numbers(read, language)):
        if not number.spelled and _joined(read, number.start, money):
            continue
        match = sign.match(read, number.end)
        if match:
            found.append((number.start, match.end()))
        if ahead is not None:
            match = ahead.search(read, max(0, number.start - 24), number.start)
            if match:
                found.append((match.start(), number.end))
    if words_of(language).get("percentage", {}).get("lone"):
        # A word says two of them without a number, as in Arabic.
        found += [match.span() for match in listed(language, "percentage", "lone").finditer(read)]
    if ":" in read and (heading := _percent_announced(language)):
        found += announced(read, language, heading)
    if found:
        found += [
            span
            for span in parallel(read, language, found)
            if not any(span[0] < end and start < span[1] for start, end in _amounts(read, lang))
        ]
    # "5% to 6%" and "2%-3%" are one range; "three percentage points to 6%" are two figures.
    points = [span for span in found if _points().search(read, *span)]
    shares = [span for span in found if span not in points]
    found = sorted([*merged(read, points, lang), *merged(read, shares, lang)])
    if not found and under and not _amounts(read, lang):
        bare = bare_number(read, lang)
        if bare and (
            _in_percent(under[0], lang)
            or (
                not counted(under[0], lang)
                and not priced(under[0], lang)
                and not YEAR.fullmatch(read.strip())
                and any(_in_percent(head, lang) for head in under[1:])
            )
        ):
            found = [bare]
    return found
