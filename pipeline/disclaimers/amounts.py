"""Numbers, sums of money and percentages, in the number formats and currencies of every language.

Input: plain text and a language. Output: offsets. Number and currency data come from Babel (Unicode CLDR), the
words beside it from `grammar/`. Must not: know blocks, or what a sum is paid for.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# ── text as the patterns see it ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Folded:
    """Text without typographic variety, and where each character comes from."""

    text: str
    index: tuple[int, ...]
    length: int

    def source(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        last = self.index[end - 1] + 1 if end > start else self.index[start]
        # Combining marks behind the last character belong to it.
        return self.index[start], max(
            last, self.index[end] if end < len(self.index) and self.index[end] == last else last
        )


_PLAIN = {
    "’": "'",
    "ʼ": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "٫": ".",
    "٬": ",",
    "٪": "%",
    "−": "-",
    "～": "-",
    "〜": "-",
}


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> Folded:
    """One digit set, one dash, one space, one apostrophe; what nobody sees is left out. Look-alike forms fall together (NFKC)."""
    characters: list[str] = []
    index: list[int] = []
    position = 0
    while position < len(text):
        end = position + 1
        # At most eight marks: a hundred thousand on one letter are an attack, not a word.
        while end < len(text) and end - position < 9 and unicodedata.combining(text[end]):
            end += 1
        cluster = text[position:end]
        if cluster.isascii() or cluster in _PLAIN:
            plain = _PLAIN.get(cluster, cluster)
        else:
            plain = unicodedata.normalize("NFKC", cluster)
        for character in plain:
            category = unicodedata.category(character)
            if category == "Cf" or (category == "Mn" and unicodedata.combining(character) and not index):
                continue
            if character.isspace():
                character = " "
            elif category == "Nd":
                character = str(unicodedata.decimal(character))
            elif category == "Pd":
                character = "-"
            else:
                character = _PLAIN.get(character, character)
            characters.append(character)
            index.append(position)
        position = end
    return Folded("".join(characters), tuple(index), len(text))


# ── lexicons ────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def _lexicon(name: str) -> dict[str, Any]:
    """The words of a language, from both of its files; empty for a language that has none."""
    words: dict[str, Any] = {}
    for folder in ("grammar", "subjects"):
        file = Path(__file__).parent / folder / f"{name}.toml"
        if file.is_file():
            words |= tomllib.loads(file.read_text(encoding="utf-8"))
    return words


def primary(lang: str) -> str:
    language = lang.split("-")[0].lower()
    return "nb" if language == "no" else language


def words_of(lang: str) -> dict[str, Any]:
    language = primary(lang)
    return _lexicon(language) if language.isalpha() and language != "shared" else {}


@functools.cache
def shared(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_lexicon("shared")[key]))


@functools.lru_cache(maxsize=1024)
def whole_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of many words. Every repetition is bounded, so that no text makes it slow."""
    if not patterns:
        return re.compile(r"(?!)")
    joined = (
        "|".join(patterns)
        .replace(r"\w*", r"\w{0,40}")
        .replace(r"\w+", r"\w{1,40}")
        .replace("[a-z]+", "[a-z]{1,40}")
    )
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def listed(lang: str, detector: str, key: str) -> re.Pattern[str]:
    return whole_words(tuple(words_of(lang).get(detector, {}).get(key, ())))


@dataclass(frozen=True, slots=True)
class _Money:
    """How a language names currencies: the names are folded, in lower case."""

    codes: frozenset[str]
    risky_codes: frozenset[str]
    names: frozenset[str]
    symbols: frozenset[str]


_HEAD_FIRST = frozenset({"fr", "es", "it", "pt", "ca", "gl", "ro", "pl", "ar", "he", "fa", "id", "ms", "vi"})
# Codes that are words too, in a headline set in capitals.
_RISKY_CODES = frozenset(
    {
        "ALL",
        "TRY",
        "TOP",
        "SOS",
        "PEN",
        "CUP",
        "COP",
        "MOP",
        "BOB",
        "BAM",
        "MAD",
        "GEL",
        "STD",
        "PAB",
        "DEM",
        "ANG",
        "MUR",
    }
)
_NATIVE = {
    "pt": {"real", "reais"},
    "es": {"sol", "soles", "peso", "pesos"},
    "ro": {"lei", "leu"},
    "bg": {"лев", "лева"},
    "pl": {"złoty", "złote", "złotych", "złotego"},
    "de": {"cent", "mark", "euro-cent"},
    "nl": {"cent"},
    "it": {"centesimo"},
    "tr": {"tl", "lira"},
    "cs": {"koruna", "koruny", "korun"},
}


@functools.cache
def _money(lang: str) -> _Money:
    from babel.core import Locale, UnknownLocaleError, get_global

    language = primary(lang)
    common = frozenset(shared("common")) | frozenset(shared("weights"))
    codes: set[str] = set()
    for entries in get_global("territory_currencies").values():
        codes |= {code for code, _, end, tender in entries if tender and (end is None or end[0] >= 1999)}
    names: set[str] = set(shared("informal")) | set(shared("minor"))
    symbols: set[str] = set(shared("symbols"))
    for tag in dict.fromkeys(("en", language, lang)):
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        plural = locale._data["currency_names_plural"]
        for code in codes:
            found = [locale.currencies.get(code), *(plural[code].values() if code in plural else ())]
            for name in found:
                full = fold(name or "").text.casefold()
                if not full or "(" in full:
                    continue
                names.add(full)
                parts = full.replace("-", " ").split()
                names.add(parts[0] if locale.language in _HEAD_FIRST else parts[-1])
            symbol = fold(locale.currency_symbols.get(code) or "").text.casefold().strip(" .")
            if (
                tag != "en"
                and len(symbol) > 1
                and symbol.upper() != code
                and any(c.isalpha() for c in symbol)
            ):
                symbols.add(symbol)
    names = {name for name in names if len(name) > 1 and not name.isdigit()} - common
    return _Money(
        codes=frozenset(codes),
        risky_codes=_RISKY_CODES,
        names=frozenset(names | _NATIVE.get(language, set())),
        symbols=frozenset(symbols),
    )


# ── numbers and amounts ─────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(
    r"\d{1,3}(?: \d{3}(?!\d)){1,5}(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,15}(?:[.,']\d{1,6}){0,6}"
)
_GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{2}")
YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number or a range of numbers."""

    start: int
    end: int
    first_end: int
    spelled: bool = False


@functools.cache
def _range() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in shared("ranges") if word != "-")
    # A currency may stand on both sides: "$20-$30", "kr 20 - kr 30".
    return re.compile(rf"(?: {{0,2}}-{{1,2}} {{0,2}}~?| (?:{words}) ~?)", re.IGNORECASE)


@functools.cache
def _spelled(lang: str) -> re.Pattern[str]:
    words = tuple(words_of(lang).get("numbers", ()))
    if not words:
        return re.compile(r"(?!)")
    one = "(?:" + "|".join(sorted(words, key=len, reverse=True)).replace(r"\w{", r"\w{") + ")"
    return re.compile(rf"(?<![\w-]){one}(?:[ -](?:and |og |och |und )?{one}){{0,5}}(?!\w)", re.IGNORECASE)


def numbers_in(text: str) -> list[_Number]:
    """Numbers from left to right, ranges joined."""
    joint = _range()
    found: list[_Number] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if found and start - found[-1].end < 12 and joint.fullmatch(text, found[-1].end, start):
            found[-1] = _Number(found[-1].start, end, found[-1].first_end)
        else:
            found.append(_Number(start, end, end))
    return found


def spelled_numbers(text: str, lang: str) -> list[_Number]:
    return [_Number(*match.span(), match.end(), True) for match in _spelled(lang).finditer(text)]


_CODE_BEFORE = re.compile(r"(?<![^\W_])([A-Z]{3})[ ]{0,2}[-~]?\Z")
_SYMBOL_BEFORE = re.compile(r"(?:(?<![^\W_])[A-Za-z]{1,3})?([^\w\s!-#%-/:-@\[-^`{-~])[ ]{0,2}[-~]?\Z")
_LETTERS_BEFORE = re.compile(r"(?<!\w)([^\W\d_]{2,8}(?: [^\W\d_]{2,4})?)\.?[ ]{0,2}[-~]?\Z")
_WORDS_AFTER = re.compile(r"[ ]?[ ]?([^\W\d_]+)((?:[ .'-]{1,2}[^\W\d_]+){0,4})", re.UNICODE)
_MAGNITUDE_AFTER = re.compile(r"[ ]?[ ]?([^\W\d_]{1,12})\.?(?!\w)")
_PRICE_DASH = re.compile(r"(?:,-{1,2}|,--|\.-{1,2}|:-)(?![\w)-])")
_IDEOGRAPH_AFTER = re.compile(r"[ ]?[十百千万萬億亿만억]{0,3}(?:[円元圓원]|人民币|美元|日元|유로|달러)")
_SYMBOL_AFTER = re.compile(r"[ ]{0,2}([^\w\s!-#%-/:-@\[-^`{-~])(?!\d)")


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) == "Sc"


def _currency_before(text: str, start: int, amount: str, money: _Money) -> int | None:
    """Where a currency before the number begins."""
    low = max(0, start - 24)
    match = _SYMBOL_BEFORE.search(text, low, start)
    if match and _is_symbol(match[1]):
        return match.start()
    match = _CODE_BEFORE.search(text, low, start)
    if (
        match
        and match[1] in money.codes
        and (match[1] not in money.risky_codes or _GROUPED.fullmatch(amount))
    ):
        return match.start()
    match = _LETTERS_BEFORE.search(text, low, start)
    if match:
        word = match[1].casefold()
        if word in money.symbols or word in shared("prefix-names"):
            return match.start()
        last = word.split()[-1]
        if " " in word and (last in money.symbols or last in shared("prefix-names")):
            return match.start() + match[1].rfind(" ") + 1
    # Symbols of several words or with inner dots, such as those of Arabic.
    if not text[max(0, start - 12) : start].isascii():
        before = text[low:start].rstrip(" ").rstrip(".").casefold()
        for symbol in money.symbols:
            if not symbol.isascii() and before.endswith(symbol):
                at = len(before) - len(symbol)
                if at == 0 or not before[at - 1].isalpha():
                    return low + at
    return None


def _currency_at(text: str, position: int, money: _Money, spelled: bool) -> int | None:
    """Where a currency that begins behind the number ends."""
    if not spelled:
        match = _PRICE_DASH.match(text, position)
        if match:
            return _currency_at(text, match.end(), money, True) or match.end()
        match = _SYMBOL_AFTER.match(text, position)
        if match and _is_symbol(match[1]):
            return match.end()
        match = _IDEOGRAPH_AFTER.match(text, position)
        if match:
            return match.end()
        window = text[position : position + 16]
        if not window.isascii():
            stripped = window.lstrip(" ")
            for symbol in money.symbols:
                if not symbol.isascii() and stripped.casefold().startswith(symbol):
                    end = len(window) - len(stripped) + len(symbol)
                    if end >= len(window) or not window[end].isalpha():
                        return position + end
    match = _WORDS_AFTER.match(text, position, position + 80)
    if not match:
        return None
    first = match[1]
    if first in money.codes:
        following = text[match.end(1) : match.end(1) + 1]
        return match.end(1) if not (following.isalnum() or following == "_") else None
    if first.casefold() in money.symbols and not spelled:
        end = match.end(1)
        return end if not text[end : end + 1].isdigit() else None
    if text[match.end() : match.end() + 1].isdigit() or text[match.end(1) : match.end(1) + 1] == "_":
        return None
    ends = [
        match.end(1),
        *(match.start(2) + part.end() for part in re.finditer(r"[ .'-]{1,2}[^\W\d_]+", match[2])),
    ]
    for end in reversed(ends):
        phrase = text[match.start(1) : end]
        folded = phrase.casefold()
        if folded in money.names:
            return end
        if folded in shared("weights") and _is_sum(text, match.start(1), end):
            return end
    return None


_AFTER_SUM = re.compile(
    r"\s*(?:[.,;:!?)/\]]|\Z|(?:per|a|an|each|for|in|on|or|and|to|more|less|extra|sterling|every|i|pr|og|eller|för|und|oder|pro|im|is|was|are)\b)"
)


def _is_sum(text: str, start: int, end: int) -> bool:
    """Whether "pounds" are money here and not a weight."""
    if not _AFTER_SUM.match(text, end, min(len(text), end + 14)):
        return False
    return not whole_words(shared("weighing")).search(text, max(0, start - 40), start)


def _amounts(text: str, lang: str) -> list[tuple[int, int]]:
    """Sums of money."""
    money = _money(lang)
    magnitudes = frozenset(shared("magnitudes"))
    found: list[tuple[int, int]] = []
    numbers = numbers_in(text)
    for number in (*numbers, *spelled_numbers(text, lang)):
        before = None
        if not number.spelled:
            if (
                number.start
                and text[number.start - 1] in ".,'"
                and number.start > 1
                and text[number.start - 2].isdigit()
            ):
                continue
            before = _currency_before(text, number.start, text[number.start : number.first_end], money)
            if (
                before is None
                and number.start
                and (text[number.start - 1].isalpha() or text[number.start - 1] == "_")
            ):
                continue
        end = number.end
        match = _MAGNITUDE_AFTER.match(text, end, end + 20)
        scaled = end
        if match and match[1].casefold() in magnitudes:
            scaled = match.end()
            joint = next((j for j in shared("joints") if text.startswith(j, scaled + 1)), "")
            if joint:
                scaled += 1 + len(joint)
        after = None
        if scaled != end:
            after = _currency_at(text, scaled, money, number.spelled)
        if after is None:
            after = _currency_at(text, end, money, number.spelled)
        # "20-30 kr" and "kr 20-30"; but in "€20 to 30 June" only the first number is a sum.
        if before is not None:
            last = after if after is not None else (scaled if scaled != end else end)
            found.append((before, _trimmed(text, number.start, last)))
        elif after is not None:
            found.append((number.start, _trimmed(text, number.start, after)))
    if primary(lang) == "en":
        found = [span for span in found if not re.fullmatch(r"50 Cent", text[slice(*span)])]
        found += [match.span() for match in re.finditer(r"(?<![\w.,-])\d{1,2}p(?![\w-])", text)]
    return merged(text, found)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] == " ":
        end -= 1
    return end


def merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlaps and the two ends of a range joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and (start < joined[-1][1] or _range().fullmatch(text, joined[-1][1], start)):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


_BARE = re.compile(
    r" *(?:[~<>≈±+-]|\w{2,6}\.?)? {0,2}\d[\d.,' ]{0,20}(?:,-{1,2})?"
    r"(?: {0,2}(?:-{1,2}|[^\W\d_]{1,5}) {0,2}\d[\d.,' ]{0,20})?(?:k|,-{1,2}| mill\.?| million| mln)? *"
    r"(?:[*†]|/ ?\w+|\(.{0,40}\)|(?:per|pr\.?|a|an|i|im|pro|par|por|al|na|za) \w+)? *"
)


def bare_number(text: str) -> tuple[int, int] | None:
    """A cell that holds nothing but a number or a range."""
    if len(text) > 120 or not any(character.isdigit() for character in text) or not _BARE.fullmatch(text):
        return None
    return len(text) - len(text.lstrip()), len(text.rstrip())


@functools.lru_cache(maxsize=2048)
def _priced(head: str, lang: str) -> bool:
    """Whether a head speaks of prices or names a currency."""
    text = fold(head).text
    if whole_words(shared("prices")).search(text) or any(_is_symbol(character) for character in text):
        return True
    money = _money(lang)
    words = re.findall(r"[^\W\d_]+", text)
    return any(
        (word in money.codes and word not in money.risky_codes)
        or word.casefold() in money.names
        or word.casefold() in money.symbols
        for word in words
    )


COUNTS = re.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|duration|time|number|no|nr|age|phone|date|år|måned\w*|uker?|dager?|timer?|varighet|antall|alder|telefon|dato|jahre?|monate?|dauer|anzahl|alter|count|points?|rank|nights?|rooms?|persons?|people|seats?|places|size|netter|natt|rom|personer|plasser|nächte|zimmer|personen|plätze)\b",
    re.IGNORECASE,
)


def find_money(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    found = _amounts(text.text, lang)
    if not found and under:
        bare = bare_number(text.text)
        # The caption speaks for every column, unless the column's head says what else it counts.
        if bare and (
            _priced(under[0], lang)
            or (not COUNTS.search(under[0]) and any(_priced(head, lang) for head in under[1:]))
        ):
            found = [bare]
    return found


@functools.cache
def percent_sign() -> re.Pattern[str]:
    words = "|".join(word for word in shared("percents") if word not in "%‰")
    return re.compile(rf"[ ]{{0,2}}(?:[%‰](?!\w)|-?(?:{words})(?!\w))", re.IGNORECASE)


def find_percentage(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    found: list[tuple[int, int]] = []
    for number in (*numbers_in(read), *spelled_numbers(read, lang)):
        match = percent_sign().match(read, number.end)
        joined = number.start and (read[number.start - 1].isalpha() or read[number.start - 1] == "_")
        if (
            match
            and not joined
            and not (match.end() < len(read) and read[match.end()] == "2" and read[match.end() - 1] == "%")
        ):
            found.append((number.start, match.end()))
        elif primary(lang) in ("tr", "eu", "ku") and number.start and read[number.start - 1] == "%":
            found.append((number.start - 1, number.end))
    # "5% to 6%" and "2%-3%" are one range.
    found = merged(read, found)
    if not found and under and "%" in fold(under[0]).text:
        bare = bare_number(read)
        found = [bare] if bare else []
    return found
