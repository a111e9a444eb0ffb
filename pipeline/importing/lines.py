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
_WIKI = re.compile(r"(={2,6})\s*+([^=\s](?:[^=]*[^=\s])?)\s*\1")
# The same marks on both sides of a line.
_ADORNED = re.compile(
    r"(?:([-–—~=*#•+:_<>])\1{0,9}\s++(.+?)(?<!\s)\s++\1{1,10}|\[\s*+([^\]\[]+?)(?<!\s)\s*+\]"
    r"|[<>]{2,}+\s*+(.+?)(?<![\s<>])\s*+[<>]{2,}|【\s*+([^【】]+?)(?<!\s)\s*+】)"
)
_PICTURE = re.compile(
    r".*:|(?:image|picture|photo|figure|logo|map|bilde|bilete|foto|figur|kart|bild|abbildung|zdjęcie|imagen|фото)\b",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"\s*(?:\.{4,}|…{2,}|(?:\s\.){3,})\s*")
_RULE = re.compile(r"\s*+(?:[-*_=~•·]\s*+){3,}+")
_DELIMITERS = re.compile(
    r"\s*+(?:\|\s*+)?:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+(?:\|\s*+)?|\s*+\+?[-=+]{3,}\+\s*+"
)
_GAP = re.compile(r"\s{2,}")
_CORNERS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┓┗┛┣┫┳┻╋"
_DRAWN = str.maketrans("─━═│┃║" + _CORNERS, "---|||" + "+" * len(_CORNERS))
_BOX = re.compile(f"[─━═│┃║{_CORNERS}]")
_RULED = re.compile(r"\s*+[-=]{2,}+(?:\s++[-=]{2,}+)++\s*+")
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
        if not line.strip():
            gap += 1
            at += 1
            continue
        taken, read = _read(_Spot(source, at, line, line.strip(), wrapped))
        end = at + taken
        alone = gap > 0 and (end >= len(source) or not source[end].strip())
        if read is not None:
            found.append(replace(read, blank=gap > 0, gap=gap, alone=alone))
        gap = 0
        at = end
    return found


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line that has words, in its source."""

    source: Sequence[str]
    at: int
    line: str
    stripped: str
    wrapped: Wrap

    @property
    def indent(self) -> int:
        return len(self.line) - len(self.line.lstrip())

    @property
    def above(self) -> str:
        return self.source[self.at - 1] if self.at else ""

    @property
    def below(self) -> str:
        return self.source[self.at + 1] if self.at + 1 < len(self.source) else ""

    def paragraph(self) -> tuple[int, str]:
        """The text from here on, and how many lines that is."""
        return _paragraph(self.source, self.at, self.wrapped)

    def item(self, at: int | None = None) -> tuple[int, str]:
        """The text of an item of a list that begins here, or in a line below."""
        return _paragraph(self.source, self.at if at is None else at, self.wrapped, item=True)


# How many lines of the source it takes, and one of `Line`; None where nothing of it stays.
_Read = tuple[int, Line | None]


def _read(spot: _Spot) -> _Read:
    """What a line is, by the first of the marks that it has; else it is text."""
    for known in _KNOWN:
        if (read := known(spot)) is not None:
            return read
    taken, text = spot.paragraph()
    return taken, Line("text", text, indent=spot.indent, lines=taken)


def _marked_heading(spot: _Spot) -> _Read | None:
    """A heading in the marks of Markdown, of a wiki, of a mail, or with the same marks on both sides."""
    stripped = spot.stripped
    if match := HASHES.fullmatch(stripped) or _WIKI.fullmatch(stripped):
        return 1, Line("heading", match[2], level=len(match[1]))
    if len(stripped) > LONGEST_HEADING:
        return None
    if adorned := _ADORNED.fullmatch(stripped):
        words = next(group for group in adorned.groups()[1:] if group)
        # In brackets stands, as often, what a picture was.
        pictured = adorned[3] and _PICTURE.match(words)
        if words[0].isalnum() and not (pictured or SENTENCE_END.search(words) or words.isdigit()):
            return 1, Line("heading", words, level=2)
    emphasised = _EMPHASISED.fullmatch(stripped)
    if emphasised and not SENTENCE_END.search(emphasised[2]):
        return 1, Line("heading", emphasised[2], level=2)
    return None


def _piped_row(spot: _Spot) -> _Read | None:
    """A row whose cells have pipes between them, or a rule of such a table; a box around one line is text."""
    line, stripped = spot.line, spot.stripped
    if "|" in line:
        cells = _cells(line)
        rows = [other for other in (spot.above, spot.below) if "|" in other]
        fits = any(len(_cells(other)) == len(cells) for other in rows)
        if len(cells) > 1 and (stripped.startswith("|") or fits):
            return 1, Line("row", stripped, cells=() if _DELIMITERS.fullmatch(line) else cells)
        if len(cells) == 1 and stripped.endswith("|") and cells[0]:
            return 1, Line("text", cells[0], indent=spot.indent)
    if stripped.startswith("+") and _DELIMITERS.fullmatch(line):
        return 1, Line("row", stripped)
    return None


def _gapped_row(spot: _Spot) -> _Read | None:
    """A row whose cells have gaps, tabs or a spreadsheet's marks between them, as the row above or below has."""
    stripped, above, below = spot.stripped, spot.above, spot.below
    for divided in (_columns, _values):
        columns = divided(spot.line)
        if len(columns) > 1 and len(columns) in (len(divided(below)), len(divided(above))):
            ruled = all(re.fullmatch(r"[-=]{2,}", cell) for cell in columns)
            return 1, Line("row", stripped, cells=() if ruled else columns)
        # A head that begins above the second column.
        under = divided(below)
        if len(columns) > 1 and len(under) == len(columns) + 1 and spot.indent > len(under[0]) + 1:
            return 1, Line("row", stripped, cells=("", *columns))
    if UNDERLINE.fullmatch(below) and _heads_a_table(spot.line, spot.source[spot.at + 2 : spot.at + 4]):
        return 2, Line("row", stripped, cells=_columns(spot.line))
    return None


def _underlined_heading(spot: _Spot) -> _Read | None:
    """A heading with a line below it, or above it too."""
    stripped, above, below = spot.stripped, spot.above, spot.below
    if not below or not (match := UNDERLINE.fullmatch(below)):
        return None
    # The last line of a paragraph may stand above a rule.
    last = bool(above.strip() and SENTENCE_END.search(stripped))
    if last or (is_marked(spot.line) and not NUMBERED.fullmatch(spot.line)):
        return None
    width = len(below.strip())
    framed = above.strip() == below.strip()
    if width < min(3, len(stripped)) or len(stripped) > LONGEST_TITLE:
        return None
    if not framed and width > len(stripped) * 2 + 8:
        return None
    return 2, Line("heading", stripped, level=1 if match[1] in "=*#" else 2, number=match[1])


def _lone_bullet(spot: _Spot) -> _Read | None:
    """A bullet whose text stands below it; without any, what looks like one may be a rule."""
    if not (match := LONE_BULLET.fullmatch(spot.line)):
        return None
    source, at = spot.source, spot.at
    # Two empty lines may stand between a mark and its text.
    begin = next((n for n in range(at + 1, min(at + 3, len(source))) if source[n].strip()), at)
    # Right below it may stand what looks marked, but for another bullet.
    marked = is_marked(source[begin]) and (begin > at + 1 or LONE_BULLET.fullmatch(source[begin]))
    if begin > at and not marked:
        taken, text = spot.item(begin)
        return begin - at + taken, Line("bullet", text, indent=len(match[1]), mark=spot.stripped[:1])
    return 1, Line("rule", spot.stripped) if len(spot.stripped) > 2 else None


def _box_or_rule(spot: _Spot) -> _Read | None:
    if (boxed := _boxed(spot.source, spot.at)) is not None:
        return len(boxed) + 2, Line("box", " ".join(boxed), cells=boxed)
    return (1, Line("rule", spot.stripped)) if _RULE.fullmatch(spot.line) else None


def _bullet(spot: _Spot) -> _Read | None:
    for pattern in (BULLETED, TIGHT_BULLET):
        if match := pattern.fullmatch(spot.line):
            taken, text = spot.item()
            text = (pattern.fullmatch(text) or match)[2]
            mark = spot.stripped[:1]
            if mark in _BOXES:
                # What makes a checklist of the list.
                text = f"{mark} {text}"
            return taken, Line("bullet", text, indent=len(match[1]), mark=mark)
    return None


def _numbered_section(spot: _Spot) -> _Read | None:
    """A heading that begins with the number of its section, or text that does."""
    if not (match := _SECTION_NUMBER.fullmatch(spot.line)):
        return None
    taken, text = spot.paragraph()
    if taken == 1 and len(spot.stripped) <= LONGEST_HEADING and not SENTENCE_END.search(spot.stripped):
        return 1, Line("heading", spot.stripped, level=2 + match[1].rstrip(".").count("."))
    return taken, Line("text", text, indent=spot.indent, lines=taken)


def _number(spot: _Spot) -> _Read | None:
    """An item of a numbered list; its text may stand below its number."""
    match = _LONE_NUMBER.fullmatch(spot.line)
    if match and spot.below.strip() and not is_marked(spot.below):
        taken, text = spot.item(spot.at + 1)
        return taken + 1, Line("number", text, len(match[1]), match[2], mark=_mark(spot.stripped))
    if match := NUMBERED.fullmatch(spot.line):
        taken, text = spot.item()
        again = NUMBERED.fullmatch(text)
        words = again[3] if again else text
        return taken, Line("number", words, len(match[1]), match[2], mark=_mark(spot.stripped), lines=taken)
    return None


# In this order: what has the marks of one may have those of another, too.
_KNOWN = (
    _marked_heading,
    _piped_row,
    _gapped_row,
    _underlined_heading,
    _lone_bullet,
    _box_or_rule,
    _bullet,
    _numbered_section,
    _number,
)


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
