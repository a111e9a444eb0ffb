"""The marks by which a line of plain text begins something: bullets, numbers, pictures, as people write them.

Input: lines. Output: the same lines, with the marks of items as they are commonly written. Pure.
Must not: change words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

# Marks of items; those of private use are how symbol fonts of Word come out as text.
_SIGNS = "•‣⁃◦▪▫■□●○➢➤✓✔☐☑☒∙⋅❖❏❑✗►▸▶◆◇★☆※\uf02d\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc\uf076"
_BULLET = rf"[-*–—·+→⇒»{_SIGNS}]|->|=>|--|o(?=\s)|\\-"
LONE_BULLET = re.compile(rf"(\s*)(?:{_BULLET})\s*")
BULLETED = re.compile(rf"(\s*)(?:{_BULLET})\s+(\S.*)")
TIGHT_BULLET = re.compile(rf"(\s*)[{_SIGNS}](\S.*)")
_STEP = r"(?:step|trinn|steg|trin|schritt|étape|etape|paso|passo|krok|крок|vaihe|tallaabo)\s+"
# Days are no places in a list: 1. mars.
_DAY = r"\d{1,2}\.\s(?:[^\W\d_]{3,9}\.?\s\d{4}\b|(?:jan|feb|mar|mär|apr|mai|maj|jun|jul|aug|sep|okt|nov|des|dez|dec)[^\W\d_]*\b)"
NUMBERED = re.compile(
    rf"(\s*)(?!{_DAY})(?:[(（]?(?=\w+[.)．）、º°])|(?i:{_STEP})(?=\d))(\d{{1,3}}|[a-z]|[ivx]{{1,4}})(?:[.):](?:\s+|(?<=\d[.)])(?=[^\W\d_]))|[º°]\.?\s+|[．）、]\s*)(\S.*)"
)
# What stands for the place of an item in its list.
NUMBER = re.compile(
    rf"\s*(?:{_STEP}\d+[.):]\s+|[(（]?\w{{1,3}}[.)．）、º°]\.?\s*(?=\D)|\d{{1,2}}\s*$|\d{{1,2}}(?:\s?[-–—/>]|:|\.\))\s+|#\.\s+|o\s+|[①-⑳]\s*|(?:[-*•]\s+)?\[[ x✓]?\]\s+)",
    re.IGNORECASE,
)
# Rarer ways to write a number, before words: 1 - , 1: , 1.) , #. Only where they count are they more than a score.
_ODDLY_NUMBERED = re.compile(r"(\s*)(?:(\d{1,2})(\s?[-–—/>]|:|\.\))|(#)(\.))\s+(\D.*)")
UNDERLINE = re.compile(r"\s*([=\-~_*#^])\1{2,}\s*")
# Not within a row of hashes, each of which would be tried as the first behind the words.
HASHES = re.compile(r"(#{1,6})\s+(.*?)(?!(?<=#)#)\s*#*")
SENTENCE_END = re.compile(r"[.!…।。！]['\"”’»)\]]*$")
_TICKED = re.compile(r"^(\s*)(?:[-*•]\s+)?\[[ xX✓]?\]\s+(?=\S)")
_TIGHT_MARK = re.compile(r"(\s*)([-*–—+·])(?![-*–—+·])([^\W\d_].*(?<![*]))$")
# Pictures before a line, as messages have them for bullets; what some of them say must not get lost.
_ICON = re.compile(
    r"(\s*)([\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)\s*([^\W_].*)"
)
_REFUSES = "❌❎✖⛔🚫👎🛑"
# Points as mail has them; a quotation has sentences.
_POINT = re.compile(r"\s*>\s*[^>\s].{0,60}(?<![.!?:;,])")
_CIRCLED = re.compile(r"^(\s*)([①-⑳])\s*")
_FEWEST_ICONS, _MOST_ICONS = 3, 30
# How far below one item of a list the next one is, if neither is long.
_NEXT_ITEM = 4


def is_marked(line: str) -> bool:
    """Whether a line begins something by itself, whatever stands above it."""
    return bool(
        LONE_BULLET.fullmatch(line)
        or BULLETED.fullmatch(line)
        or TIGHT_BULLET.fullmatch(line)
        or NUMBERED.fullmatch(line)
        or UNDERLINE.fullmatch(line)
        or HASHES.fullmatch(line)
        or line.lstrip().startswith("|")
    )


def parted(source: Sequence[str]) -> list[str]:
    """The lines with a space behind the marks of items that have none, where several on end have the same."""
    found = [
        _TICKED.sub(
            r"\1☐ ",
            _CIRCLED.sub(lambda match: f"{match[1]}{unicodedata.normalize('NFKC', match[2])}) ", line),
        )
        for line in source
    ]
    found = _without_icons(found)
    source = list(found)
    full = [at for at, line in enumerate(source) if line.strip()]
    points: list[int] = []
    for at, below in pairwise(full):
        one, other = _TIGHT_MARK.match(source[at]), _TIGHT_MARK.match(source[below])
        if one and other and one[2] == other[2] and below - at <= 2:
            for each in (at, below):
                found[each] = _TIGHT_MARK.sub(r"\1\2 \3", source[each])
        elif _POINT.fullmatch(source[at]) and _POINT.fullmatch(source[below]) and below == at + 1:
            points += (at, below)
    # The last one may stand below items of items.
    for at in full if points else ():
        if _POINT.fullmatch(source[at]) and (at in points or is_marked(source[at - 1])):
            found[at] = re.sub(r"^(\s*)>\s*", r"\1- ", source[at])
    return found


def _without_icons(source: Sequence[str]) -> list[str]:
    """The lines with bullets for the picture that several on end begin with, and without one that stands before headings."""
    icons = [None if is_marked(line) else _ICON.fullmatch(line) for line in source]
    often = Counter(icon[2] for icon in icons if icon)
    found = list(source)
    at = 0
    while at < len(source):
        icon, end = icons[at], at + 1
        while icon and end < len(source) and (below := icons[end]) and below[2] == icon[2]:
            end += 1
        headed = at > 0 and bool(found[at - 1].strip()) and not is_marked(found[at - 1])
        if icon and end - at > 1:
            # What is refused is told from the line above, if that is no item, too.
            bullet = r"\1- \3" if icon[2][0] not in _REFUSES or headed else r"\1- \2 \3"
            found[at:end] = [_ICON.sub(bullet, line) for line in source[at:end]]
        elif (several := _of_different_icons(icons[at : at + _MOST_ICONS])) >= _FEWEST_ICONS:
            end = at + several
            found[at:end] = [_ICON.sub(r"\1- \2 \3", line) for line in source[at:end]]
        elif icon and often[icon[2]] > 1 and icon[2][0] not in _REFUSES and _could_stand_alone(source, at):
            found[at] = icon[1] + icon[3]
        at = end
    return found


def _of_different_icons(icons: Sequence[re.Match[str] | None]) -> int:
    """How many lines on end begin with a picture each, none like another."""
    seen: set[str] = set()
    for icon in icons:
        if icon is None or icon[2] in seen:
            break
        seen.add(icon[2])
    return len(seen)


def _could_stand_alone(source: Sequence[str], at: int) -> bool:
    return not (at and source[at - 1].strip()) and not SENTENCE_END.search(source[at])


def counted(source: Sequence[str]) -> list[str]:
    """The lines with a dot behind numbers that stand alone above the items that they count: 1, 2, 3."""
    alone = [at for at, line in enumerate(source) if re.fullmatch(r"\s*\d{1,2}", line)]
    found = _renumbered(source)
    count: list[int] = []
    for at in (*alone, len(source)):
        follows = at < len(source) and int(source[at]) == len(count) + 1
        if not follows:
            if len(count) > 1:
                for each in count:
                    found[each] = f"{source[each]}."
            count = []
        if at < len(source) and int(source[at]) == len(count) + 1:
            count.append(at)
    return found


def _renumbered(source: Sequence[str]) -> list[str]:
    """The lines with a dot behind numbers that have another mark, where the same mark counts on from one to two."""
    found = list(source)
    counts: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for at, line in enumerate((*source, "")):
        match = _ODDLY_NUMBERED.fullmatch(line)
        if match is None:
            continue
        indent, number, mark, counted, dot, words = match.groups()
        count = counts.setdefault((indent, (dot if counted else mark).strip()), [])
        if counted:
            # Each stands for the next number, and those of another list are further off.
            number = str(len(count) + 1) if count and at - count[-1][0] <= _NEXT_ITEM else "1"
        if number == "1":
            count.clear()
        if int(number) != len(count) + 1:
            continue
        count.append((at, f"{indent}{number}. {words}"))
        if len(count) > 1:
            for place, made in count:
                found[place] = made
    return found
