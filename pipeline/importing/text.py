"""Structure in plain text: title, headings, lists, tables and paragraphs, from how its lines look.

Input: text. Output: blocks, headings at level 2 and below, the title as a heading of level 1. Pure.
Must not: read markup of a language that has a reader of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.document import (
    Block,
    BulletList,
    Heading,
    OrderedList,
    Paragraph,
    Rule,
    Table,
    TableCell,
    TableRow,
    Text,
)
from pipeline.document.nodes import Alignment

# How long a heading may be, and a title.
LONGEST_HEADING, MOST_WORDS = 100, 14
LONGEST_TITLE = 160

_BULLET = r"[-*•‣⁃◦▪▫■□●○–—·+➢➤✓✔☐☑]|o(?=\s)|\\-"
_LONE_BULLET = re.compile(rf"(\s*)(?:{_BULLET})\s*")
_BULLETED = re.compile(rf"(\s*)(?:{_BULLET})\s+(\S.*)")
_TIGHT_BULLET = re.compile(r"(\s*)[•‣⁃◦▪■●○➢➤✓✔☐☑](\S.*)")
_NUMBERED = re.compile(r"(\s*)\(?(\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+(\S.*)")
_LONE_NUMBER = re.compile(r"(\s*)\(?(\d{1,2})[.)]\s*")
_SECTION_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})+\.?|[IVX]{1,4}\.)\s+(\S.*)")
_UNDERLINE = re.compile(r"\s*([=\-~_*#^])\1{2,}\s*")
_HASHES = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_RULE = re.compile(r"\s*(?:[-*_=~•·]\s*){3,}")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*|\s*\+?[-=+]{3,}\+\s*")
_SENTENCE_END = re.compile(r"[.!…।。！]['\"”’»)\]]*$")
_QUESTION = re.compile(r"[?？؟;]['\"”’»)]*$")
_DATED = re.compile(
    r"\b\d{1,2}[.\s/]+(?:[^\W\d]{3,}|\d{1,2})\.?[,\s./]+\d{4}\b|\b\d{4}-\d\d-\d\d\b|\b[^\W\d]{3,} \d{1,2}, \d{4}\b"
)
_GAP = re.compile(r"\s{2,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line or, where lines are wrapped, what belongs together of several.

    Shape: `kind` is one of text, bullet, number, row, heading, rule; `blank` says that an empty line stands above.
    """

    kind: str
    text: str
    indent: int = 0
    number: str = ""
    level: int = 0
    blank: bool = False
    cells: tuple[str, ...] = ()
    # Whether it stands alone between empty lines.
    alone: bool = False
    lines: int = 1


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text."""
    source = [line.expandtabs(8) if "\t" not in line.strip() else line for line in text.split("\n")]
    source = [line.rstrip() for line in source]
    lines = _lines(source, _wrapped_at(source))
    return _Structure(lines).blocks()


# ── lines ───────────────────────────────────────────────────────────────────────────────────────


def _is_marked(line: str) -> bool:
    """Whether a line begins something by itself, whatever stands above it."""
    return bool(
        _LONE_BULLET.fullmatch(line)
        or _BULLETED.fullmatch(line)
        or _TIGHT_BULLET.fullmatch(line)
        or _NUMBERED.fullmatch(line)
        or _UNDERLINE.fullmatch(line)
        or _HASHES.fullmatch(line)
        or line.lstrip().startswith("|")
    )


def _wrapped_at(source: Sequence[str]) -> int:
    """The width at which lines were broken, 0 where they were not: those that another follows are about as long as the longest."""
    longest = sorted(len(line) for line in source if line and "|" not in line and "\t" not in line.strip())
    if len(longest) < 4:
        return 0
    width = longest[int(len(longest) * 0.97) - 1]
    if width > 120 or width < 40:
        return 0
    broken = whole = 0
    for line, below in pairwise(source):
        if not line or not below or _is_marked(below) or "|" in line or _LONE_BULLET.fullmatch(line):
            continue
        # The first word of the next line did not fit any more.
        first = len(below.split()[0]) if below.split() else 0
        if len(line) + 1 + first > width * 0.92:
            broken += 1
        else:
            whole += 1
    return width if broken >= 2 and broken >= 2 * whole else 0


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return tuple(part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", inner))


def _lines(source: Sequence[str], wrapped: int) -> list[Line]:
    found: list[Line] = []
    blank = True
    at = 0
    while at < len(source):
        line = source[at]
        below = source[at + 1] if at + 1 < len(source) else ""
        if not line.strip():
            blank = True
            at += 1
            continue
        taken, read = _line(source, at, line, below, wrapped)
        end = at + taken
        alone = blank and (end >= len(source) or not source[end].strip())
        if read is not None:
            found.append(replace(read, blank=blank, alone=alone))
        blank = False
        at = end
    return found


def _line(source: Sequence[str], at: int, line: str, below: str, wrapped: int) -> tuple[int, Line | None]:
    """One of `Line`, and how many lines of the source it takes."""
    indent = len(line) - len(line.lstrip())
    stripped = line.strip()
    if match := _HASHES.fullmatch(stripped):
        return 1, Line("heading", match[2], level=len(match[1]))
    if "|" in line and (stripped.startswith("|") or stripped.count("|") >= 1):
        cells = _cells(line)
        rows = [other for other in (source[at - 1] if at else "", below) if "|" in other]
        fits = any(len(_cells(other)) == len(cells) for other in rows)
        if len(cells) > 1 and (stripped.startswith("|") or fits):
            return 1, Line("row", stripped, cells=() if _DELIMITERS.fullmatch(line) else cells)
    if stripped.startswith("+") and _DELIMITERS.fullmatch(line):
        return 1, Line("row", stripped)
    columns = _columns(line)
    if len(columns) > 1 and (
        len(_columns(below)) == len(columns) or (at and len(_columns(source[at - 1])) == len(columns))
    ):
        ruled = all(re.fullmatch(r"[-=]{2,}", cell) for cell in columns)
        return 1, Line("row", stripped, cells=() if ruled else columns)
    underlined = not _is_marked(line) or bool(_NUMBERED.fullmatch(line))
    if below and (match := _UNDERLINE.fullmatch(below)) and underlined:
        long_enough = len(below.strip()) >= min(3, len(stripped)) and len(stripped) <= LONGEST_TITLE
        if long_enough and len(below.strip()) <= len(stripped) * 2 + 8:
            return 2, Line("heading", stripped, level=1 if match[1] in "=*#" else 2, number=match[1])
    if match := _LONE_BULLET.fullmatch(line):
        if below.strip() and not _LONE_BULLET.fullmatch(below):
            taken, text = _paragraph(source, at + 1, wrapped, item=True)
            return taken + 1, Line("bullet", text, indent=len(match[1]))
        # Two empty lines may stand between a mark and its text.
        skip = next((n for n in range(at + 1, min(at + 3, len(source))) if source[n].strip()), at)
        if skip > at and not _is_marked(source[skip]):
            taken, text = _paragraph(source, skip, wrapped, item=True)
            return skip - at + taken, Line("bullet", text, indent=len(match[1]))
        return 1, Line("rule", stripped) if len(stripped) > 2 else None
    if _RULE.fullmatch(line):
        return 1, Line("rule", stripped)
    for pattern in (_BULLETED, _TIGHT_BULLET):
        if match := pattern.fullmatch(line):
            taken, text = _paragraph(source, at, wrapped, item=True)
            text = (pattern.fullmatch(text) or match)[2]
            return taken, Line("bullet", text, indent=len(match[1]))
    if match := _SECTION_NUMBER.fullmatch(line):
        taken, text = _paragraph(source, at, wrapped)
        if taken == 1 and len(stripped) <= LONGEST_HEADING and not _SENTENCE_END.search(stripped):
            level = 2 + match[1].rstrip(".").count(".")
            return 1, Line("heading", stripped, level=level)
        return taken, Line("text", text, indent=indent, lines=taken)
    if (match := _LONE_NUMBER.fullmatch(line)) and below.strip() and not _is_marked(below):
        taken, text = _paragraph(source, at + 1, wrapped, item=True)
        return taken + 1, Line("number", text, indent=len(match[1]), number=match[2])
    if match := _NUMBERED.fullmatch(line):
        taken, text = _paragraph(source, at, wrapped, item=True)
        again = _NUMBERED.fullmatch(text)
        return taken, Line("number", again[3] if again else text, len(match[1]), match[2], lines=taken)
    taken, text = _paragraph(source, at, wrapped)
    return taken, Line("text", text, indent=indent, lines=taken)


def _columns(line: str) -> tuple[str, ...]:
    """The cells of a row that tabs or wide gaps divide."""
    stripped = line.strip()
    if "\t" in stripped:
        return tuple(part.strip() for part in stripped.split("\t"))
    if _is_marked(line) or len(stripped) > 160:
        return ()
    parts = tuple(part.strip() for part in _GAP.split(stripped))
    return parts if len(parts) > 2 or (len(parts) == 2 and re.search(r"\S {4,}\S", stripped)) else ()


def _paragraph(source: Sequence[str], at: int, wrapped: int, item: bool = False) -> tuple[int, str]:
    """The text from a line on as far as it goes, and how many lines that is."""
    parts = [source[at].strip()]
    if wrapped or item:
        inside = len(source[at]) - len(source[at].lstrip())
        end = at + 1
        while end < len(source) and (line := source[end]).strip() and not _is_marked(line):
            below = source[end + 1] if end + 1 < len(source) else ""
            if _UNDERLINE.fullmatch(below) and not _is_marked(line):
                break
            indented = len(line) - len(line.lstrip()) > inside
            if not wrapped and not indented:
                break
            if wrapped and not indented and _ended_on_purpose(source[end - 1], line, wrapped):
                break
            parts.append(line.strip())
            end += 1
    return len(parts), _joined(parts)


def _ended_on_purpose(above: str, line: str, width: int) -> bool:
    """Whether a line had room for the first word of the next one; not everybody fills lines to the last letter."""
    needed = len(above) + 1 + len(line.split()[0])
    anew = bool(re.match(r"\W*[A-Z\d]|\W*[^\W\d_a-z]", line)) and not re.match(r"\s*[a-zæøåäöüß]", line)
    return needed <= width * (1 if anew else 0.75)


def _joined(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        glued = re.search(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]$", text) and re.match(
            r"[\u3400-\u9fff\uff00-\uffef]", part
        )
        text += part if glued else f" {part}"
    return " ".join(text.split()) if not glued_only(text) else text


def glued_only(text: str) -> bool:
    return not re.search(r"\s", text)


# ── structure ───────────────────────────────────────────────────────────────────────────────────


def _is_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and text == text.upper() and text != text.lower()


def _is_title_case(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    long = [word for word in words if len(word) > 3]
    return len(words) > 1 and len(long) > 0 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def _is_short(text: str) -> bool:
    """Whether a line could be a heading or an item without a mark."""
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text):
        return len(text) <= 30 and not re.search(r"[。，；：！、…]$", text)
    return (
        len(text) <= LONGEST_HEADING
        and len(text.split()) <= MOST_WORDS
        and not _SENTENCE_END.search(text)
        and not re.search(r"[:;,،؛]$", text)
    )


# A line that ends so goes on in the list below it.
_UNFINISHED = re.compile(
    r"\b(?:(?:if|when|hvis|når|om|wenn|si) (?:you|du|sie|vous)|if|the|to|and|or|of|an?|for|with|is|are|by|that|when|must|can|should|have|as|from|og|eller|å|som|er|kan|må|med|"
    r"til|und|oder|die|der|das|wenn|mit|zu|et|ou|de|la|le|les|y|o|el|que|och|att|i|oraz|lub|się|і|та|або)$",
    re.IGNORECASE,
)


def _announces(line: Line) -> bool:
    """Whether a line leads to a list below it."""
    text = line.text.rstrip()
    return line.kind == "text" and (text.endswith((":", "：")) or bool(_UNFINISHED.search(text)))


def _is_prose(line: Line) -> bool:
    text = line.text
    if line.kind != "text":
        return False
    wide = 35 if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text) else 90
    return len(text) > wide or bool(_SENTENCE_END.search(text)) or text.endswith((":", "："))


@dataclass(slots=True)
class _Structure:
    lines: list[Line]
    found: list[Block] = field(default_factory=list)
    # Headings that hyphens underline.
    hyphens: set[int] = field(default_factory=set)
    at: int = 0

    def blocks(self) -> tuple[Block, ...]:
        self._title()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            match line.kind:
                case "heading":
                    self._heading(line, line.level)
                    if line.number == "-":
                        self.hyphens.add(id(self.found[-1]))
                    self.at += 1
                case "row":
                    self._table()
                case "rule":
                    self.found.append(Rule())
                    self.at += 1
                case "bullet":
                    self._list()
                case "number":
                    if self._is_numbered_heading(self.at):
                        self._heading(line, 2, f"{line.number}. {line.text}")
                        self.at += 1
                    else:
                        self._list()
                case _:
                    self._text(line)
        return tuple(self._levelled())

    def _levelled(self) -> Iterator[Block]:
        """The title alone at level 1; hyphens below a heading mean less than equals signs, where there are both."""
        tops = [block for block in self.found if isinstance(block, Heading) and block.level == 1]
        titled = bool(tops) and tops[0] is self.found[0]
        for block in self.found:
            if titled and block is not tops[0] and isinstance(block, Heading) and block.level == 1:
                block = replace(block, level=2)
            elif len(tops) > 1 and titled and id(block) in self.hyphens:
                assert isinstance(block, Heading)
                block = replace(block, level=3)
            yield block

    def _heading(self, line: Line, level: int, text: str = "") -> None:
        self.found.append(Heading(level, (Text(text or line.text),)))

    def _title(self) -> None:
        """The first line, unless it is the beginning of a text without a title."""
        while self.at < len(self.lines) and self.lines[self.at].kind == "rule":
            self.at += 1
        if self.at >= len(self.lines):
            return
        first = self.lines[self.at]
        behind = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        if first.kind == "heading":
            self._heading(first, 1)
            self.at += 1
        elif first.kind == "text" and len(first.text) <= LONGEST_TITLE and behind is not None:
            ends = _SENTENCE_END.search(first.text) or first.text.endswith((":", ","))
            if not ends or (first.alone and len(first.text) <= 60 and not first.text.endswith((":", ","))):
                self._heading(first, 1)
                self.at += 1

    # ── text: paragraph, heading, or item without a mark

    def _text(self, line: Line) -> None:
        if self._is_heading(self.at):
            self._heading(line, 2)
            self.at += 1
            return
        if (end := self._unmarked(self.at)) > self.at:
            items = [self.lines[at].text for at in range(self.at, end)]
            self.found.append(BulletList(tuple((_paragraph_of(text),) for text in items)))
            self.at = end
            return
        self.found.append(Paragraph((Text(line.text),)))
        self.at += 1

    def _behind(self, at: int) -> Line | None:
        return self.lines[at + 1] if at + 1 < len(self.lines) else None

    def _is_heading(self, at: int) -> bool:
        line, behind = self.lines[at], self._behind(at)
        if line.kind != "text" or behind is None or line.lines > 2 or not _is_short(line.text):
            return False
        if not any(character.isalpha() for character in line.text):
            return False
        if _DATED.search(line.text):
            # When it was published, and by whom.
            return False
        if _is_capitals(line.text):
            return True
        if line.text[:1].islower() or (
            "," in line.text and len(line.text.split()) > 8 and not _is_title_case(line.text)
        ):
            return False
        if not _is_prose(behind) and _UNFINISHED.search(line.text) and not _is_title_case(line.text):
            return False
        if behind.kind in ("rule",):
            return False
        question = bool(_QUESTION.search(line.text))
        if behind.kind in ("row", "bullet", "number"):
            return line.blank or question or _is_title_case(line.text) or at == 0 or self._after_prose(at)
        if _is_prose(behind):
            if question and not self._in_run(at):
                return True
            return not self._belongs_to_run(at)
        # A heading above another, or above items without marks.
        if question:
            return True
        if behind.kind == "heading":
            return line.alone
        if line.alone and self._is_heading_below(at + 1):
            return True
        if line.text[:1].islower() or (at and _announces(self.lines[at - 1])) or self._in_run(at):
            return False
        if self.found and isinstance(self.found[-1], Heading):
            return False
        before = self.lines[at - 1] if at else None
        if (
            before is not None
            and before.kind == "text"
            and _is_short(before.text)
            and (before.blank or not line.blank)
        ):
            return False
        # Above several short lines that nothing else announces.
        return self._run_end(at + 1) - at - 1 >= 2 and (not behind.blank or line.blank)

    def _is_heading_below(self, at: int) -> bool:
        line, behind = self.lines[at], self._behind(at)
        return (
            line.kind == "text"
            and line.alone
            and _is_short(line.text)
            and behind is not None
            and _is_prose(behind)
        )

    def _after_prose(self, at: int) -> bool:
        return at > 0 and _is_prose(self.lines[at - 1]) and not self.lines[at - 1].text.endswith((":", "："))

    def _in_run(self, at: int) -> bool:
        """Whether the lines above are short, too, below a paragraph that announces them."""
        start = at
        while start > 0 and self.lines[start - 1].kind == "text" and _is_short(self.lines[start - 1].text):
            start -= 1
        introduced = start > 0 and _announces(self.lines[start - 1])
        questions = sum(bool(_QUESTION.search(self.lines[n].text)) for n in range(start, at))
        return introduced and start < at and questions == at - start

    def _belongs_to_run(self, at: int) -> bool:
        """Whether a short line before prose is the last item of a list without marks, not a heading."""
        start = at
        while start > 0 and self.lines[start - 1].kind == "text" and _is_short(self.lines[start - 1].text):
            start -= 1
        above = self.lines[start - 1] if start > 0 else None
        introduced = above is not None and _announces(above)
        line = self.lines[at]
        if line.text[:1].islower():
            return introduced or at - start >= 2
        if not introduced:
            return (
                at - start >= 2
                and isinstance(self.found[-1:] and self.found[-1], Heading)
                and not self._sticks_out(start, at)
            )
        if start == at:
            return True
        before = self.lines[at - 1]
        if line.blank and not before.blank:
            return False
        if line.alone and not before.alone:
            return False
        if self._sticks_out(start, at):
            return False
        others = [self.lines[n].text for n in range(start, at)]
        title_case = sum(_is_title_case(text) for text in others)
        return not (_is_title_case(line.text) and title_case <= len(others) / 2)

    def _sticks_out(self, start: int, at: int) -> bool:
        """Whether a short line is unlike the items above it, as the next heading is."""
        others = [self.lines[n].text for n in range(start, at)]
        text = self.lines[at].text
        if all(other[:1].islower() for other in others) and not text[:1].islower():
            return True
        usual = sum(len(other.split()) for other in others) / len(others)
        return len(text.split()) <= 4 and usual > 2 * len(text.split())

    def _run_end(self, at: int) -> int:
        """Behind the last of the short lines that begin here and belong together."""
        end = at
        while end < len(self.lines):
            line = self.lines[end]
            if line.kind != "text" or not _is_short(line.text):
                break
            # Where items stand close, an empty line ends them.
            if end > at + 1 and line.blank and not self.lines[end - 1].blank:
                break
            end += 1
        return end

    def _unmarked(self, at: int) -> int:
        """Behind a list without marks that begins here; `at` where there is none."""
        above = self.lines[at - 1] if at else None
        introduced = above is not None and _announces(above)
        headed = above is not None and self.found and isinstance(self.found[-1], Heading)
        if not introduced and not headed:
            return at
        end = at
        limit = self._run_end(at)
        while end < limit:
            if end > at and self._is_heading(end):
                break
            end += 1
        return end if end - at >= 2 or (introduced and end - at == 1 and end < len(self.lines)) else at

    # ── lists

    def _is_numbered_heading(self, at: int) -> bool:
        """A number before a short line that prose follows, while its neighbours in the count stand elsewhere."""
        line, behind = self.lines[at], self._behind(at)
        before = self.lines[at - 1] if at else None
        if not line.number.isdigit() or not _is_short(line.text) or behind is None or line.indent:
            return False
        if behind.kind in ("number",) or (before is not None and before.kind in ("number",)):
            return False
        others = [
            other
            for other in self.lines
            if other is not line and other.kind == "number" and other.number.isdigit()
        ]
        return any(abs(int(other.number) - int(line.number)) == 1 for other in others)

    def _list(self) -> None:
        end = self.at
        while end < len(self.lines) and self.lines[end].kind in ("bullet", "number"):
            if end > self.at and self.lines[end].kind == "number" and self._is_numbered_heading(end):
                break
            end += 1
        self.found += _nested(self.lines[self.at : end])
        self.at = end

    # ── tables

    def _table(self) -> None:
        rows: list[tuple[str, ...]] = []
        open_ = False
        while self.at < len(self.lines) and self.lines[self.at].kind == "row":
            line = self.lines[self.at]
            if rows and line.blank and not open_:
                break
            if line.cells:
                rows.append(line.cells)
            self.at += 1
        if not rows:
            return
        columns = max(len(row) for row in rows)
        if columns < 2 or len(rows) < 2:
            self.found += [Paragraph((Text(" ".join(row)),)) for row in rows]
            return
        full = [row + ("",) * (columns - len(row)) for row in rows]
        alignments: tuple[Alignment, ...] = tuple("AlignDefault" for _ in range(columns))
        head, *rest = [
            TableRow(tuple(TableCell((_paragraph_of(cell),) if cell else ()) for cell in row)) for row in full
        ]
        self.found.append(Table((head,), tuple(rest), alignments))


def _paragraph_of(text: str) -> Paragraph:
    return Paragraph((Text(text),), tight=True)


def _nested(lines: Sequence[Line]) -> list[Block]:
    """Lists in lists by how far their marks are indented."""
    found: list[Block] = []
    at = 0
    while at < len(lines):
        first = lines[at]
        items: list[tuple[Block, ...]] = []
        while at < len(lines):
            line = lines[at]
            if line.indent > first.indent + 1 and items:
                end = at
                while end < len(lines) and lines[end].indent > first.indent + 1:
                    end += 1
                items[-1] = (*items[-1], *_nested(lines[at:end]))
                at = end
                continue
            if line.kind != first.kind:
                break
            # A count that begins anew is another list.
            if (
                line.kind == "number"
                and items
                and line.number in ("1", "a", "i")
                and first.number == line.number
            ):
                break
            items.append((_paragraph_of(line.text),))
            at += 1
        if first.kind == "bullet":
            found.append(BulletList(tuple(items)))
        else:
            number = int(first.number) if first.number.isdigit() else 1
            style = "Decimal" if first.number.isdigit() else "LowerAlpha"
            found.append(OrderedList(tuple(items), number, style))
    return found
