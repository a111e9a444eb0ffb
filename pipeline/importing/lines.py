"""Lines of plain text and what each is by its own marks: a bullet, a number, a row, an underlined heading, a rule, or text.

Input: text. Output: its lines, those joined that somebody broke at a width. Pure.
Must not: know what stands around a line, but for an underline and for rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.importing import rivers
from pipeline.importing.marks import (
    BULLETED,
    HASHES,
    LONE_BULLET,
    NUMBERED,
    SENTENCE_END,
    TIGHT_BULLET,
    UNDERLINE,
    counted,
    is_marked,
    parted,
)
from pipeline.importing.wrapping import (
    Wrap,
    divided_words,
    ended_on_purpose,
    joined,
    only_looks_marked,
    wrapped_at,
)

# How long a heading may be, and a title.
LONGEST_HEADING, LONGEST_TITLE = 100, 160
_BOXES = "☐☑☒"
_LONE_NUMBER = re.compile(r"(\s*)\(?(\d{1,2})[.)]\s*")
_SECTION_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})+\.?|[IVX]{1,4}\.)\s+(\S.*)")
# A line in marks of emphasis, as mail and notes have for headings, and one in the marks of a wiki.
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?![\s*_])([^*_|]+)(?<![\s])\1:?")
_WIKI = re.compile(r"(={2,6})\s*([^=\s][^=]*?)\s*\1")
# The same marks on both sides of a line.
_ADORNED = re.compile(
    r"(?:([-–—~=*#•+:_<>])\1{0,9}\s+(.+?)\s+\1{1,10}|\[\s*([^\]\[]+?)\s*\]|[<>]{2,}\s*(.+?)\s*[<>]{2,}|【\s*([^【】]+?)\s*】)"
)
_PICTURE = re.compile(
    r".*:|(?:image|picture|photo|figure|logo|map|bilde|bilete|foto|figur|kart|bild|abbildung|zdjęcie|imagen|фото)\b",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"\s*(?:\.{4,}|…{2,}|(?:\s\.){3,})\s*")
_RULE = re.compile(r"\s*(?:[-*_=~•·]\s*){3,}")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*|\s*\+?[-=+]{3,}\+\s*")
_GAP = re.compile(r"\s{2,}")
_CORNERS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┓┗┛┣┫┳┻╋"
_DRAWN = str.maketrans("─━═│┃║" + _CORNERS, "---|||" + "+" * len(_CORNERS))
_BOX = re.compile(f"[─━═│┃║{_CORNERS}]")
_RULED = re.compile(r"\s*[-=]{2,}(?:\s+[-=]{2,})+\s*")
_LARGEST_BOX, _HANGING = 15, 7


@dataclass(frozen=True, slots=True)
class Line:
    """A line or, where lines are wrapped, what belongs together of several.

    Shape: `kind` is one of text, bullet, number, row, heading, rule, box; `blank` says that an empty line stands above.
    """

    kind: str
    text: str
    indent: int = 0
    number: str = ""
    # The bullet, or how its number is written: `1.`, `1)`, `(1)` or `Step 1`.
    mark: str = ""
    level: int = 0
    blank: bool = False
    # How many empty lines stand above.
    gap: int = 0
    cells: tuple[str, ...] = ()
    # Whether it stands alone between empty lines.
    alone: bool = False
    lines: int = 1


def lines(text: str) -> list[Line]:
    """The lines of a text, without the empty ones."""
    source = [line.expandtabs(8) if "\t" not in line.strip() else line for line in text.split("\n")]
    source = [line.translate(_DRAWN) if _BOX.search(line) else line for line in source]
    source = _sliced(divided_words([line.rstrip() for line in source]))
    source = counted(parted(rivers.divided(source, _columns)))
    return _lines(source, wrapped_at(source))


def _sliced(source: Sequence[str]) -> list[str]:
    """The lines with pipes between the columns of tables whose rules say where those begin."""
    found = list(source)
    at = 0
    while at < len(source):
        if not _RULED.fullmatch(source[at]):
            at += 1
            continue
        starts = [match.start() for match in re.finditer(r"[-=]+", source[at])]
        begin = at - 1 if at and source[at - 1].strip() and not _RULED.fullmatch(source[at - 1]) else at
        end = at
        while end < len(source) and source[end].strip():
            end += 1
        for each in range(begin, end):
            line = source[each]
            if _RULED.fullmatch(line):
                found[each] = "|" + "---|" * len(starts)
            else:
                cells = [line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
                # A word over a border is no cell of this table.
                if any(a and line[a - 1 : a].strip() for a in starts[1:]):
                    break
                found[each] = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        at = max(end, at + 1)
    return found


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return tuple(part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", inner))


def _lines(source: Sequence[str], wrapped: Wrap) -> list[Line]:
    found: list[Line] = []
    gap = 1
    at = 0
    while at < len(source):
        line = source[at]
        below = source[at + 1] if at + 1 < len(source) else ""
        if not line.strip():
            gap += 1
            at += 1
            continue
        taken, read = _line(source, at, line, below, wrapped)
        end = at + taken
        alone = gap > 0 and (end >= len(source) or not source[end].strip())
        if read is not None:
            found.append(replace(read, blank=gap > 0, gap=gap, alone=alone))
        gap = 0
        at = end
    return found


def _line(source: Sequence[str], at: int, line: str, below: str, wrapped: Wrap) -> tuple[int, Line | None]:
    """One of `Line`, and how many lines of the source it takes."""
    indent = len(line) - len(line.lstrip())
    stripped = line.strip()
    if match := HASHES.fullmatch(stripped) or _WIKI.fullmatch(stripped):
        return 1, Line("heading", match[2], level=len(match[1]))
    if (adorned := _ADORNED.fullmatch(stripped)) and len(stripped) <= LONGEST_HEADING:
        words = next(group for group in adorned.groups()[1:] if group)
        # In brackets stands, as often, what a picture was.
        if (
            words[0].isalnum()
            and not (adorned[3] and _PICTURE.match(words))
            and not SENTENCE_END.search(words)
            and not words.isdigit()
        ):
            return 1, Line("heading", words, level=2)
    emphasised = _EMPHASISED.fullmatch(stripped)
    if emphasised and len(stripped) <= LONGEST_HEADING and not SENTENCE_END.search(emphasised[2]):
        return 1, Line("heading", emphasised[2], level=2)
    if "|" in line and (stripped.startswith("|") or stripped.count("|") >= 1):
        cells = _cells(line)
        rows = [other for other in (source[at - 1] if at else "", below) if "|" in other]
        fits = any(len(_cells(other)) == len(cells) for other in rows)
        if len(cells) > 1 and (stripped.startswith("|") or fits):
            return 1, Line("row", stripped, cells=() if _DELIMITERS.fullmatch(line) else cells)
        if len(cells) == 1 and stripped.endswith("|") and cells[0]:
            # A box around a line.
            return 1, Line("text", cells[0], indent=indent)
    if stripped.startswith("+") and _DELIMITERS.fullmatch(line):
        return 1, Line("row", stripped)
    above = source[at - 1] if at else ""
    for divided in (_columns, _values):
        columns = divided(line)
        if len(columns) > 1 and len(columns) in (len(divided(below)), len(divided(above))):
            ruled = all(re.fullmatch(r"[-=]{2,}", cell) for cell in columns)
            return 1, Line("row", stripped, cells=() if ruled else columns)
        # A head that begins above the second column.
        under = divided(below)
        if len(columns) > 1 and len(under) == len(columns) + 1 and indent > len(under[0]) + 1:
            return 1, Line("row", stripped, cells=("", *columns))
    if UNDERLINE.fullmatch(below) and _heads_a_table(line, source[at + 2 : at + 4]):
        return 2, Line("row", stripped, cells=_columns(line))
    # The last line of a paragraph may stand above a rule.
    last = bool(above.strip() and SENTENCE_END.search(stripped))
    underlined = not last and (not is_marked(line) or bool(NUMBERED.fullmatch(line)))
    if below and (match := UNDERLINE.fullmatch(below)) and underlined:
        long_enough = len(below.strip()) >= min(3, len(stripped)) and len(stripped) <= LONGEST_TITLE
        framed = above.strip() == below.strip()
        if long_enough and (framed or len(below.strip()) <= len(stripped) * 2 + 8):
            return 2, Line("heading", stripped, level=1 if match[1] in "=*#" else 2, number=match[1])
    if match := LONE_BULLET.fullmatch(line):
        if below.strip() and not LONE_BULLET.fullmatch(below):
            taken, text = _paragraph(source, at + 1, wrapped, item=True)
            return taken + 1, Line("bullet", text, indent=len(match[1]), mark=stripped[:1])
        # Two empty lines may stand between a mark and its text.
        skip = next((n for n in range(at + 1, min(at + 3, len(source))) if source[n].strip()), at)
        if skip > at and not is_marked(source[skip]):
            taken, text = _paragraph(source, skip, wrapped, item=True)
            return skip - at + taken, Line("bullet", text, indent=len(match[1]), mark=stripped[:1])
        return 1, Line("rule", stripped) if len(stripped) > 2 else None
    if (boxed := _boxed(source, at)) is not None:
        return len(boxed) + 2, Line("box", " ".join(boxed), cells=boxed)
    if _RULE.fullmatch(line):
        return 1, Line("rule", stripped)
    for pattern in (BULLETED, TIGHT_BULLET):
        if match := pattern.fullmatch(line):
            taken, text = _paragraph(source, at, wrapped, item=True)
            text = (pattern.fullmatch(text) or match)[2]
            if stripped[:1] in _BOXES:
                # What makes a checklist of the list.
                text = f"{stripped[:1]} {text}"
            return taken, Line("bullet", text, indent=len(match[1]), mark=stripped[:1])
    if match := _SECTION_NUMBER.fullmatch(line):
        taken, text = _paragraph(source, at, wrapped)
        if taken == 1 and len(stripped) <= LONGEST_HEADING and not SENTENCE_END.search(stripped):
            level = 2 + match[1].rstrip(".").count(".")
            return 1, Line("heading", stripped, level=level)
        return taken, Line("text", text, indent=indent, lines=taken)
    if (match := _LONE_NUMBER.fullmatch(line)) and below.strip() and not is_marked(below):
        taken, text = _paragraph(source, at + 1, wrapped, item=True)
        return taken + 1, Line("number", text, indent=len(match[1]), number=match[2], mark=_mark(stripped))
    if match := NUMBERED.fullmatch(line):
        taken, text = _paragraph(source, at, wrapped, item=True)
        again = NUMBERED.fullmatch(text)
        words = again[3] if again else text
        return taken, Line("number", words, len(match[1]), match[2], mark=_mark(stripped), lines=taken)
    taken, text = _paragraph(source, at, wrapped)
    return taken, Line("text", text, indent=indent, lines=taken)


def _heads_a_table(line: str, below: Sequence[str]) -> bool:
    """Whether the columns of a line above a rule are those of the rows below it: they begin or end where those of the first do."""
    columns = len(_columns(line))
    if columns < 2 or [len(_columns(row)) for row in below] != [columns, columns]:
        return False

    def ends(row: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\S+(?: \S+)*", row)]

    pairs = list(zip(ends(line), ends(below[0]), strict=False))
    return "\t" in line or all(one[0] == other[0] or one[1] == other[1] for one, other in pairs)


def _boxed(source: Sequence[str], at: int) -> tuple[str, ...] | None:
    """The lines between a rule and another like it, as people draw a box."""
    rule = source[at].strip()
    if not re.fullmatch(r"([-*_=~#+])\1{7,}", rule):
        return None
    end = at + 1
    while end < len(source) and source[end].strip() and not _RULE.fullmatch(source[end]):
        end += 1
    inside = tuple(line.strip() for line in source[at + 1 : end])
    if end >= len(source) or source[end].strip()[:3] != rule[:3] or not 2 <= len(inside) <= _LARGEST_BOX:
        return None
    # A table has rules above and below its rows, too.
    return None if any("|" in line or _columns(line) or is_marked(line) for line in inside) else inside


def _mark(line: str) -> str:
    """How a number is written."""
    return (
        re.sub(r"\w", "", line[:1]) + re.sub(r"[\s\d]", "", re.split(r"(?<=[.):])\s|$", line)[0])[-2:].lower()
    )


def _columns(line: str) -> tuple[str, ...]:
    """The cells of a row that tabs or wide gaps divide."""
    stripped = line.strip()
    if "\t" in stripped and not BULLETED.fullmatch(line) and not NUMBERED.fullmatch(line):
        # A head may have no words above the first column.
        return tuple(part.strip() for part in line.strip(" ").split("\t"))
    if is_marked(line) or len(stripped) > 160:
        return ()
    if len(led := [part for part in _LEADERS.split(stripped) if part]) > 1:
        return tuple(part.strip() for each in led for part in _GAP.split(each))
    parts = tuple(part.strip() for part in _GAP.split(stripped))
    # Prose that was set to full lines has two spaces between many words.
    if " " * 3 not in stripped and 2 * sum(part[:1].islower() for part in parts[1:]) > len(parts[1:]):
        return ()
    return parts if len(parts) > 2 or (len(parts) == 2 and re.search(r"\S {4,}\S", stripped)) else ()


def _values(line: str) -> tuple[str, ...]:
    """The cells of a row as spreadsheets save it: three and more, by semicolons, or by commas that no space follows."""
    stripped = line.strip()
    if is_marked(line) or len(stripped) > 160:
        return ()
    # A price may end with a dot.
    if re.fullmatch(r"[^;]{1,60};[^\s;][^;]{0,60}", stripped):
        return tuple(part.strip().strip('"') for part in stripped.split(";"))
    if SENTENCE_END.search(stripped):
        return ()
    for mark, within in ((";", r";"), (",", r",(?! )")):
        parts = tuple(part.strip().strip('"') for part in re.split(within, stripped))
        if len(parts) > 2 and not stripped.endswith(mark) and (mark == ";" or ", " not in stripped):
            return parts if max(map(len, parts)) <= 60 else ()
    return ()


def _paragraph(source: Sequence[str], at: int, wrapped: Wrap, item: bool = False) -> tuple[int, str]:
    """The text from a line on as far as it goes, and how many lines that is."""
    parts = [source[at].strip()]
    if wrapped.width or item:
        inside = len(source[at]) - len(source[at].lstrip())
        end = at + 1
        while end < len(source) and (line := source[end]).strip():
            if is_marked(line) and not (wrapped.width and only_looks_marked(source, at, end, wrapped.width)):
                break
            below = source[end + 1] if end + 1 < len(source) else ""
            if UNDERLINE.fullmatch(below) and not is_marked(line):
                break
            indented = len(line) - len(line.lstrip()) > inside
            if not wrapped.width and not indented:
                break
            # The first row of a table.
            if 1 < len(_columns(line)) == len(_columns(below)):
                break
            # What goes on below stands under its beginning, not far to the right of it.
            if not wrapped.width and len(line) - len(line.lstrip()) > inside + _HANGING:
                break
            # An item hangs; what stands further in below other lines is something else, unless they were full.
            hangs = indented and (item or len(parts) > 1)
            if wrapped.width and not hangs and ended_on_purpose(source[end - 1], line, wrapped):
                break
            parts.append(line.strip())
            end += 1
    return len(parts), joined(parts)
