"""Numbers and ranges of numbers, in digits and in words.

Input: folded text, a language. Output: offsets. Must not: know what is counted.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.disclaimers.lexicons import (
    BEGIN,
    END,
    UNSPACED,
    bounded,
    languages,
    primary,
    shared,
    top,
    words_of,
)

_NUMBER = re.compile(
    r"\d{1,3}(?: \d{3}(?!\d)){1,5}(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,15}(?:[.,']\d{1,6}){0,6}"
)
GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{2}")
YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range of numbers."""

    start: int
    end: int
    first_end: int
    spelled: bool = False


@functools.cache
def range_of(lang: str = "") -> re.Pattern[str]:
    words = dict.fromkeys((*shared("ranges"), *top(lang, "ranges")))
    spaced = "|".join(word for word in words if word != "-")
    tight = "|".join(word for word in words if re.fullmatch(rf"[{UNSPACED}]+", word))
    return re.compile(
        rf"(?: {{0,2}}-{{1,2}} {{0,2}}~?| (?:{spaced}) ~?{f'| ?(?:{tight}) ?' if tight else ''})",
        re.IGNORECASE,
    )


@functools.cache
def _scale(lang: str) -> re.Pattern[str]:
    words = top(lang, "magnitudes") or shared("magnitudes")
    return re.compile(bounded(rf" ?(?:{'|'.join(words)})\.?{END}"), re.IGNORECASE)


def _scaled(text: str, end: int, following: int, lang: str) -> int:
    """Where the word of a scale behind a number ends that stands behind the following number too: "3k-5k"."""
    match = _scale(lang).match(text, end)
    return match.end() if match and text.startswith(match[0], following) else end


@functools.cache
def _between(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before two numbers that are the ends of a range, and what stands between them."""
    lists = [top(each, "between") for each in ((lang,) if lang else languages())]
    pairs = [pair for each in lists for pair in zip(each[::2], each[1::2], strict=True)]
    if not pairs:
        return re.compile(r"(?!)"), re.compile(r"(?!)")
    opens = "|".join(pair[0] for pair in pairs)
    joints = "|".join(pair[1] if " " in pair[1] or "(" in pair[1] else f" {pair[1]} " for pair in pairs)
    return re.compile(rf"(?:{opens}) ?[^\W\d]{{0,8}}[^\w\s]{{0,3}} ?\Z", re.IGNORECASE), re.compile(
        rf"(?:{joints})(?:[^\W\d]{{1,3}}\.? ?|[^\w\s]{{1,2}} ?)?", re.IGNORECASE
    )


def numbers_in(text: str, lang: str = "") -> list[Number]:
    """Numbers from left to right, ranges joined. Without a language, the words of a range are those of all languages."""
    return list(_numbers_in(text, primary(lang) if lang else ""))


@functools.lru_cache(maxsize=4096)
def _numbers_in(text: str, lang: str) -> tuple[Number, ...]:
    joint = range_of(lang)
    opens, and_then = _between(lang)
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if (
            found
            and start - found[-1].end < 14
            and (
                joint.fullmatch(text, _scaled(text, found[-1].end, end, lang), start)
                or (
                    and_then.fullmatch(text, _scaled(text, found[-1].end, end, lang), start)
                    and opens.search(text, max(0, found[-1].start - 24), found[-1].start)
                )
            )
        ):
            found[-1] = Number(found[-1].start, end, found[-1].first_end)
        else:
            found.append(Number(start, end, end))
    return tuple(found)


@functools.cache
def _spelled(lang: str) -> re.Pattern[str]:
    words = sorted(top(lang, "numbers"), key=len, reverse=True)
    if not words:
        return re.compile(r"(?!)")
    one = "(?:" + "|".join(words) + ")"
    joints = "|".join(top(lang, "number-joints"))
    prefixes = words_of(lang).get("prefixes", "")
    if words_of(lang).get("compound"):
        between = rf"(?:[ -](?:(?:{joints})[ -])?|(?:{joints})?)"
    elif prefixes:
        between = rf" (?:(?:{joints}) ?)?"
    else:
        between = rf"[ -](?:(?:{joints})[ -])?" if joints else "[ -]"
    start = f"[{prefixes}]?" if prefixes else ""
    # Few letters begin a number; most places in a text are done with at once.
    initials = "".join(sorted({word[0] for word in words}))
    quick = f"(?=[{initials}{prefixes}])" if initials.isalpha() else ""
    pattern = rf"{quick}{BEGIN}(?<!-){start}{one}(?:{between}{one}){{0,9}}{END}"
    return re.compile(bounded(pattern), re.IGNORECASE)


def spelled_numbers(text: str, lang: str) -> list[Number]:
    """Numbers in words."""
    return list(_spelled_numbers(text, primary(lang)))


@functools.lru_cache(maxsize=4096)
def _spelled_numbers(text: str, lang: str) -> tuple[Number, ...]:
    joint = range_of(lang)
    opens, and_then = _between(lang)
    found: list[Number] = []
    for match in _spelled(lang).finditer(text):
        start, end = match.span()
        if (
            found
            and start - found[-1].end < 14
            and (
                joint.fullmatch(text, found[-1].end, start)
                or (
                    and_then.fullmatch(text, found[-1].end, start)
                    and opens.search(text, max(0, found[-1].start - 24), found[-1].start)
                )
            )
        ):
            found[-1] = Number(found[-1].start, end, end, True)
        else:
            found.append(Number(start, end, end, True))
    return tuple(found)


# Patterns that take no notice of capitals take these for an i as well.
_DOTS = str.maketrans("ıİ", "iI")


@functools.cache
def _values(lang: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """The parts of numbers in words, and what each is worth."""
    words = words_of(lang)
    worth = (
        *zip(words.get("units", ()), range(20), strict=False),
        *zip(words.get("tens", ()), range(20, 100, 10), strict=False),
        *zip(words.get("hundreds", ()), range(100, 1000, 100), strict=False),
        *zip(words.get("powers", ()), (100, 1000), strict=False),
    )
    values = {word: value for spellings, value in worth for word in spellings.split()}
    joined = "|".join(sorted(values, key=len, reverse=True)) or "(?!)"
    return re.compile(joined, re.IGNORECASE), values


@functools.lru_cache(maxsize=1024)
def value_of(words: str, lang: str) -> int | None:
    """What a number in words is worth: 235 for "two hundred and thirty-five"; None for what is no whole number below a million."""
    parts, values = _values(lang)
    words = words.translate(_DOTS)
    rest = parts.sub(" ", words).casefold()
    if set(rest.split()) - {*top(lang, "number-joints"), *top(lang, "articles"), "a", "-"}:
        return None
    whole = part = 0
    for match in parts.finditer(words):
        value = values[match[0].casefold()]
        if value < 100 or 100 < value < 1000:
            part += value
        elif value == 100:
            part = max(part, 1) * 100
        else:
            whole, part = whole + max(part, 1) * value, 0
    return whole + part or None


_FIGURES = re.compile(r"\d[\d .,']*")


def value_in(text: str, span: tuple[int, int], lang: str) -> float | None:
    """What the first number of an amount is worth, in figures or in words; None where there is none that can be read."""
    match = _FIGURES.search(text, *span)
    if not match:
        spelled = next(
            (each for each in spelled_numbers(text, lang) if span[0] <= each.start < span[1]), None
        )
        return value_of(text[spelled.start : spelled.end], lang) if spelled else None
    written = match[0].strip(" .,'")
    decimals = re.search(r"[.,:]\d{1,2}\Z", written)
    whole = re.sub(r"\D", "", written[: decimals.start()] if decimals else written)
    return float(f"{whole[:12] or 0}.{decimals[0][1:] if decimals else 0}")


def merged(text: str, spans: Iterable[tuple[int, int]], lang: str = "") -> list[tuple[int, int]]:
    """Spans in order, overlaps and the two ends of a range joined."""
    joint = range_of(primary(lang) if lang else "")
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and (
            start < joined[-1][1]
            or (start - joined[-1][1] < 14 and joint.fullmatch(text, joined[-1][1], start))
        ):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
