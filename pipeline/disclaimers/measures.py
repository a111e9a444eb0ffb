"""Amounts of something: what work is paid, how much of a medicine is taken.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`grammar/`. Must not: know blocks.
"""

from __future__ import annotations

import functools
import re

from pipeline.disclaimers.amounts import (
    COUNTS,
    YEAR,
    Folded,
    bare_number,
    find_money,
    fold,
    listed,
    merged,
    numbers_in,
    percent_sign,
    shared,
    spelled_numbers,
    whole_words,
    words_of,
)
from pipeline.disclaimers.sentences import beside, spans_of


def _large_numbers(text: str) -> list[tuple[int, int]]:
    """Numbers that can be pay without a currency: 380 000, 45k, 2500; not years, not percentages."""
    found = []
    for number in numbers_in(text):
        words = text[number.start : number.end]
        before = text[number.start - 1] if number.start else " "
        if before.isalnum() or before in "_-/§.:" or percent_sign().match(text, number.end):
            continue
        if re.match(
            r"[-/:][\d]|[ ]?(?:people|persons?|hours?|timer|years?|år|jobs?|personer|mennesker|stunden|menschen|h\b)",
            text[number.end : number.end + 12],
            re.IGNORECASE,
        ):
            continue
        digits = re.sub(r"\D", "", words.split("-")[-1])
        thousands = (
            text[number.end : number.end + 1] in ("k", "K")
            and not text[number.end + 1 : number.end + 2].isalnum()
        )
        years = all(YEAR.fullmatch(part) for part in re.findall(r"\d+", words)) and not re.search(
            r"[.,' ]", words
        )
        if thousands or (len(digits) >= 4 and not years and not re.fullmatch(r"\d+[.,]\d{4,}|0\d+", words)):
            found.append((number.start, number.end + thousands))
    return found


def find_pay(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    pattern, unless = listed(lang, "pay", "words"), listed(lang, "pay", "unless")
    words = spans_of(pattern, read, unless)
    amounts = find_money(text, under, lang)
    found = beside(read, words, amounts + _large_numbers(read))
    if not found and any(spans_of(pattern, fold(head).text, unless) for head in under):
        bare = bare_number(read)
        found = amounts or _large_numbers(read) or ([bare] if bare and not COUNTS.search(under[0]) else [])
    return found


_PER_VOLUME = re.compile(r"[ ]?/[ ]?(?:d?l|m[23³]?|100)(?!\w)|[ ]per (?:decilit|lit|cubic)", re.IGNORECASE)


@functools.cache
def _dose(lang: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    food = "|".join(words_of(lang)["dosage"].get("food", ())).replace(r"\w+", r"\w{1,20}")
    units = "|".join((*shared("doses"), *words_of(lang)["dosage"].get("units", ()))).replace(
        r"\w*", r"\w{0,40}"
    )
    behind = rf"[ ]{{0,2}}-?(?:{units})(?!\w)"
    return (
        re.compile(behind, re.IGNORECASE),
        re.compile(r"[ ]{0,2}-?(?:ml|milliliters?|millilitres?)(?!\w)", re.IGNORECASE),
        re.compile(rf"[ ](?:{food})(?!\w)", re.IGNORECASE),
    )


def find_dosage(text: Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    units, volume, food = _dose(lang)
    found: list[tuple[int, int]] = []
    for number in (*numbers_in(read), *spelled_numbers(read, lang)):
        if number.start and read[number.start - 1].isalpha():
            continue
        match = units.match(read, number.end)
        if match and not _PER_VOLUME.match(read, match.end()):
            found.append((number.start, match.end()))
            continue
        match = volume.match(read, number.end)
        if match and not food.match(read, match.end()) and not _PER_VOLUME.match(read, match.end()):
            found.append((number.start, match.end()))
    if not found and under:
        bare = bare_number(read)
        heads = whole_words((*shared("doses"), "ml", *words_of(lang)["dosage"].get("units", ())))
        found = [bare] if bare and heads.search(fold(under[0]).text) else []
    return merged(read, found)
