"""What stands on printed pages beside a text, and is none of it: numbers, running heads, letterheads, a list of contents.

Input: lines off pages. Output: those of the text, with the sentences that a page broke. Everything that goes is in the account.
Must not: take a line out because of one word; only what is in its place and shape goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.importing.draft import Account
from pipeline.importing.marks import SENTENCE_END
from pipeline.importing.writing import bare

PAGE_FURNITURE = "it stands on every page"
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|side|sida|seite|página|pagina|strona|сторінка|صفحة|第)\s*\d{1,3}(?:\s*(?:of|av|von|de|sur|z|з|من|/)\s*\d{1,3})?\W*|\W*\d{1,3}\s*(?:/|of|av|von|sur)\s*\d{1,3}\W*|[-–—]\s?\d{1,3}\s?[-–—]",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(\S.{8,90}?)(?:\s{3,}|\t)(?:(?:page|side|sida|seite|página|pagina|strona|s|p|str)\.?\s)?(\d{1,3})|(\d{1,3})(?:\s{3,}|\t)(\S.{8,90})",
    re.IGNORECASE,
)
# What browsers print above and below a page.
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?: ?[AP]M)?\s{2,}\S.*|(?:https?://|file:)\S+\s{2,}\d{1,3}\s?/\s?\d{1,3}",
    re.IGNORECASE,
)
# Units: lines, and letters of the line with the name of who publishes it.
_SHORTEST_LEAFLET, _LONGEST_NAME = 6, 40


def off_pages(lines: list[str], account: Account) -> list[str]:
    """Without page numbers and what stands beside them on every page; a sentence that a page broke goes on."""
    lines = "\n".join(lines).replace("\f", "\n\f\n").split("\n")
    ends = [at for at, line in enumerate(lines) if line == "\f"]
    numbers = [at for at, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.strip())]
    # A number alone is one of a page only where a page ends.
    numbers += [n for at in ends for n in _beside(lines, at) if re.fullmatch(r"\d{1,3}", lines[n].strip())]
    numbers += _numbered_furniture(lines)
    numbers += _running_heads(lines)
    numbers += [at for at, line in enumerate(lines) if _PRINTED.fullmatch(line.strip())]
    full = [at for at, line in enumerate(lines) if line.strip(" \f")]
    if len(numbers) == 1 and full and numbers[0] == full[-1] and re.search(r"\d\D+\d", lines[full[-1]]):
        # The only page of one.
        account.drop(lines[full[-1]], PAGE_FURNITURE)
        return lines[: full[-1]]
    lines = [line.strip("\f") for line in lines]
    if len(numbers) < 2 and not (numbers and ends):
        return lines
    # The only line between two numbers stands beside both, and once.
    places = {n for at in numbers for n in _beside(lines, at)}
    near = Counter(line for n in places if 0 < len(line := lines[n].strip()) <= 100)
    running = {line for line, count in near.items() if count >= 2 and count >= len(numbers) - 1}
    gone = {*numbers, *(n for at in numbers for n in _beside(lines, at) if lines[n].strip() in running)}
    found: list[str] = []
    at = 0
    while at < len(lines):
        if at not in gone:
            found.append(lines[at])
            at += 1
            continue
        account.drop(lines[at], PAGE_FURNITURE)
        end = at + 1
        while end < len(lines) and (end in gone or not lines[end].strip()):
            if end in gone:
                account.drop(lines[end], PAGE_FURNITURE)
            end += 1
        while found and not found[-1].strip():
            found.pop()
        if found and end < len(lines) and _goes_on(found[-1], lines[end]):
            found[-1] = f"{found[-1]} {lines[end].strip()}"
            end += 1
        else:
            found.append("")
        at = end
    return found


def _numbered_furniture(lines: Sequence[str]) -> list[int]:
    """Lines that say the same on page after page, far from a number that counts the pages."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(lines):
        match = _FURNITURE.fullmatch(line.strip())
        alone = not "".join((*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])).strip()
        if match and alone:
            words, number = (match[1], match[2]) if match[1] else (match[4], match[3])
            pages.setdefault(" ".join(words.split()), []).append((at, int(number)))
    return [
        at
        for found in pages.values()
        if len(found) > 1 and all(b[1] - a[1] == 1 for a, b in pairwise(found))
        for at, _ in found
    ]


def _running_heads(lines: Sequence[str]) -> list[int]:
    """Lines in two parts, left and right, that say the same at the very top and further below."""
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if re.fullmatch(r"\S.{3,60}?(?: {4,}|\t)\S.{0,40}", line.strip()) and not line.strip().startswith(
            "|"
        ):
            alone = not "".join((*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])).strip()
            places.setdefault(" ".join(line.split()) if alone else "", []).append(at)
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return [
        at for said, found in places.items() if said and len(found) > 1 and found[0] == first for at in found
    ]


def _goes_on(above: str, below: str) -> bool:
    """Whether a page ended in the middle of a sentence."""
    return below.lstrip()[:1].islower() and not re.search(r"[.!?:;]\W*$", above)


def _beside(lines: Sequence[str], at: int) -> list[int]:
    """The nearest lines that are not empty, above and below."""
    above = next((n for n in range(at - 1, max(at - 5, -1), -1) if lines[n].strip()), None)
    below = next((n for n in range(at + 1, min(at + 5, len(lines))) if lines[n].strip()), None)
    return [n for n in (above, below) if n is not None]


def without_letterhead(lines: list[str], account: Account) -> list[str]:
    """Without the name of who publishes a leaflet above its title, where the last line begins with it again."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    if len(full) < _SHORTEST_LEAFLET:
        return lines
    end = next(at for at in range(full[0], len(lines) + 1) if at == len(lines) or not lines[at].strip())
    name, last = lines[full[0]].strip(), lines[full[-1]].strip()
    alone = not lines[full[-1] - 1].strip()
    again = bare(last).startswith(bare(name)) and 0 < len(bare(name)) < len(bare(last))
    short = all(len(lines[at].strip()) <= _LONGEST_NAME and not SENTENCE_END.search(lines[at]) for at in range(full[0], end))  # fmt: skip
    # Below it stands the title, and what stands at the end says nothing.
    below = next(at for at in full if at > end) if full[-1] > end else full[0]
    titled = (
        len(lines[below].strip()) <= 2 * _LONGEST_NAME and not "".join(lines[below + 1 : below + 2]).strip()
    )
    said = SENTENCE_END.search(last) or SENTENCE_END.search(lines[below])
    if not (again and alone and short and titled and not said and end - full[0] <= 2 and len(last) <= 2 * _LONGEST_NAME):  # fmt: skip
        return lines
    for at in (*range(full[0], end), full[-1]):
        account.drop(lines[at], PAGE_FURNITURE)
    return lines[end : full[-1]]


# ── lists of contents ───────────────────────────────────────────────────────────────────────────────

CONTENTS = "it is a list of contents, which every edition makes for itself"
_CONTENTS = re.compile(
    r"\W*(?:(?:table of )?contents|on this page|in this (?:leaflet|guide|article|booklet)|innhold(?:sfortegnelse)?|innhald|på denne siden|inhalt(?:sverzeichnis)?|auf dieser seite|indhold|innehåll|sommaire|table des matières|sur cette page|índice|contenidos?|en esta página|spis treści|зміст|目录|目錄|المحتويات|विषय[- ]सूची)\W*",
    re.IGNORECASE,
)
_LONGEST_ENTRY = 100
_ENTRY = re.compile(r"\s*(?:[-*•–]|\d{1,2}(?:\.\d{1,2})*[.)]?)?\s*(.+?)(?:[\s.…·_]+\d{1,3})?\s*")


def without_contents(lines: list[str], account: Account) -> list[str]:
    """Without a list of what stands below it, word for word."""
    start = next((at for at, line in enumerate(lines[:60]) if _CONTENTS.fullmatch(line)), None)
    if start is None:
        return lines
    places = Counter(_entry(line) for line in lines[start + 1 :])
    entries: dict[str, int] = {}
    for at in range(start + 1, len(lines)):
        entry = _entry(lines[at])
        # What names no heading, or is the first heading itself, stands below the list.
        if entry and (
            places[entry] < 2
            or entry in entries
            or len(lines[at]) > _LONGEST_ENTRY
            or re.search(r"[^.][.!]$", lines[at])
        ):
            break
        if entry:
            entries[entry] = at
    if len(entries) < 2:
        return lines
    last = max(entries.values()) + 1
    for line in lines[start:last]:
        account.drop(line, CONTENTS)
    return [*lines[:start], *lines[last:]]


def _entry(line: str) -> str:
    match = _ENTRY.fullmatch(line)
    return bare(match[1]) if match else ""
