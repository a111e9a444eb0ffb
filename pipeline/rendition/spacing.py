"""Where no line may end: between a number and its unit or what it counts, inside of a number, a date or a range, behind words of one letter, before
the last word of a paragraph.

Input: a text and its language. Output: the same text, some of its spaces no-break spaces; its ranges; where its last word begins.
Must not: touch anything but spaces.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

NO_BREAK = "\u00a0"
_UNITS = (
    r"[%‰€£¥₹₴₽$]|°[CF]?|kr\b|zł|грн|руб|Kč|Ft|mg|µg|μg|mcg|kg|g|ml|dl|cl|l|km|cm|mm|m|kWh|kW|kJ|kcal|kB|MB|GB"
    r"|mil|mln|mrd|mio|млн|млрд|[A-Z]{3}"
)
_BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))")
_BEHIND_CURRENCY = re.compile(r"(?<![^\W_])([€£¥₹$]|kr\.?|[A-Z]{3}|§|nr\.?|№|Nr\.) (?=\d)")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
# A day, a month's name and a year, in the orders of 1 October 2026, 4. mai 2026, 1 de octubre de 2026, October 12, 2026. Why: months
# have other names in each language, but hardly anything else stands between a day and a year.
_YEAR = r"(?:1[89]|20)\d\d(?!\d)"
_MONTH = r"[^\W\d_]{3,}\.?"
_DATE = re.compile(
    rf"(?<![\w.,])[0-3]?\d(?:\.|er|º|-го)? (?:de )?{_MONTH} (?:de )?{_YEAR}(?: [rр]\.)?|{_MONTH} [0-3]?\d, {_YEAR}"
)
# 380 000–450 000. Why: layout engines and browsers end a line behind an en dash, whatever follows.
_RANGE = re.compile(r"(?<![\w–])\d[\d\xa0\u202f.,:]*–\d[\d\xa0\u202f.,:]*(?<![.,:\xa0\u202f])(?!\w|–)")
# +47 10 20 30 40, 22 33 44 55, 020 7946 0958: one number, however its digits stand in groups; in Chinese right behind a word.
_PHONE = re.compile(
    r"(?:(?<![\w+.,])|(?<=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]))"
    r"(?:\+\d{1,3} (?:\(\d+\) )?\d{1,4}(?: \d{2,4}){1,5}|\d\d(?: \d\d){3}|0\d{2,4} \d{3,4} \d{3,4})(?![\w.,]*\d)"
)
# 2026年10月1日, 30天, 1–2年, 每6个月: a line of Chinese or Japanese ends behind any sign, but not within what is counted.
_MEASURES = (
    "个小时|個小時|个月|個月|小时|小時|时间|时|時間|時|分钟|分鐘|星期|週間|[ヶか]月|毫克|毫升|公斤|千克|公里|厘米|公分|平方米|万元|萬元"
    "|[年月日号號天周週分秒岁歲元円块塊人次倍片粒滴克升米度页頁章步种種项項家层層]"
)
_NUMBER = r"\d(?:[\d.,]*\d)?"
_COUNTED_WIDE = re.compile(
    r"(?<![\d.,–-])(?:(?:\d{2,4}年)?\d{1,2}月\d{1,2}[日号號]|\d{2,4}年\d{1,2}月"
    rf"|{_NUMBER}(?:[–~～]{_NUMBER}(?:{_MEASURES})?|(?:-{_NUMBER})?(?:{_MEASURES})))"
)
# Where a word of one letter at the end of a line is a fault of setting.
_HANGING = frozenset({"pl", "cs", "sk", "uk", "ru", "be"})
_ONE_LETTER = re.compile(r"(?<![^\W_])(?<![’'-])([^\W\d_]) (?=\S)")

# The end of a text: the word before the last, and the last one. Why not a longer one: it fills as much of a line as looks meant. Two of
# them that are in company already are none, unless they are as short as `30 €`.
_LAST_TWO = re.compile(r"[ \n]([^ \n]{1,12}) ([^ \n\xa0]{1,9}|[^ \n]{1,5})\Z")
# What is shorter fills hardly more than one line, wherever it stands.
_SHORT = 24
# Where a space does not part words, but sentences, or a line ends between any two letters: Thai, Lao, Burmese, Khmer; Chinese,
# Japanese, Korean.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)


@functools.lru_cache(maxsize=2048)
def held_together(text: str, lang: str) -> str:
    """The text with no-break spaces where its language and its numbers want them. Each format asks that of the same texts."""
    if " " not in text:
        return text
    text = _PHONE.sub(lambda match: match[0].replace(" ", NO_BREAK), text)
    text = _BEFORE_UNIT.sub(NO_BREAK, text)
    text = _BEHIND_CURRENCY.sub(rf"\1{NO_BREAK}", text)
    text = counting(text, lang)
    text = _THOUSANDS.sub(NO_BREAK, text)
    text = _DATE.sub(lambda match: match[0].replace(" ", NO_BREAK), text)
    if lang.split("-")[0] in _HANGING:
        text = _ONE_LETTER.sub(rf"\1{NO_BREAK}", text)
    return text


def counting(text: str, lang: str) -> str:
    """The text with a no-break space between a number and what it counts: 12 months, 1–2 years."""
    counted = _counted().get(lang.split("-")[0])
    return counted.sub(NO_BREAK, text) if counted else text


@functools.cache
def _counted() -> dict[str, re.Pattern[str]]:
    """The space between a number and what it counts, by language."""
    words = tomllib.loads((Path(__file__).parent / "counted.toml").read_text(encoding="utf-8"))
    return {
        lang: re.compile(
            rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, listed.split()))})(?![\w\u0300-\u036f\u0900-\u0963]))"
        )
        for lang, listed in words.items()
    }


def lonely(text: str, most: int = _SHORT) -> int:
    """How far from a text's end the space before its last word is, if that word must not stand alone in a line; else 0.

    Units: `most` characters that the last two words may have, where they stand in a narrow place.
    Why not between two numbers: from right to left a no-break space would change their order.
    """
    match = _LAST_TWO.search(text) if len(text) > _SHORT else None
    if match is None or len(match[0]) - 1 > most or _UNSPACED.search(match[0]):
        return 0
    return 0 if match[1][-1].isdigit() and match[2][0].isdigit() else len(match[2]) + 1


def tied(text: str) -> str:
    """The text with a no-break space before its last word, where that must not stand alone in a line."""
    back = lonely(text)
    return f"{text[:-back]}{NO_BREAK}{text[1 - back :]}" if back else text


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a range of numbers, or a number with what it counts in a script without spaces."""
    end = 0
    for match in _wholes(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def _wholes(text: str) -> Iterator[re.Match[str]]:
    if _UNSPACED.search(text):
        return _COUNTED_WIDE.finditer(text)
    return _RANGE.finditer(text) if "–" in text else iter(())


def unspaced(text: str) -> bool:
    """Whether a line may end within its words: Thai, Chinese, Japanese and others."""
    return _UNSPACED.search(text) is not None


def wide(character: str) -> bool:
    """Whether it is as wide as high, and a line may end behind it: Chinese, Japanese, Korean."""
    return unicodedata.east_asian_width(character) in "WF"
