"""Structure in plain text: title, headings, lists, tables and paragraphs, from how its lines look.

Input: text. Output: blocks, headings at level 2 and below, the title as a heading of level 1. Pure.
Must not: read markup of a language that has a reader of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.document import (
    Attributes,
    Block,
    BulletList,
    Component,
    DefinitionList,
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
from pipeline.importing import mails
from pipeline.importing.grids import gridded
from pipeline.importing.labelling import FIRST, HEADING, NEXT, announces, could_head, labels
from pipeline.importing.lines import LONGEST_HEADING, LONGEST_TITLE, Line, lines
from pipeline.importing.marks import SENTENCE_END


def parse(text: str, titled: bool = False) -> tuple[Block, ...]:
    """The blocks of a text. Shape: one that is `titled` has its title elsewhere."""
    return _Structure(
        _headed(
            _lettered(_defined(gridded(_spoken(_marked(_mannered(_overlined(_answered(lines(text)))))))))
        ),
        titled,
    ).blocks()


# How questions and their answers are marked.
_ASKED = re.compile(r"(?:q|question|f|frage|s|spørsmål|spørgsmål|spm|fråga|p|pregunta|pergunta|pytanie|question|з|питання)(?:\s?\d{1,2})?\s?[.:)]\s+(\S.*)", re.IGNORECASE)  # fmt: skip
_ANSWERED = re.compile(r"(?:a|answer|antwort|s|svar|r|respuesta|resposta|réponse|o|odp|odpowiedź|в|відповідь)(?:\s?\d{1,2})?\s?[.:)]\s+(\S.*)", re.IGNORECASE)  # fmt: skip
_FEWEST_QUESTIONS = 2


def _answered(lines: Sequence[Line]) -> list[Line]:
    """Questions as headings and answers below them, without the letters before them: Q: and A:."""
    pairs = [
        (at, asked[1], answer[1])
        for at, (line, below) in enumerate(pairwise(lines))
        if (asked := _ASKED.fullmatch(_whole(line)))
        and asked[1].rstrip().endswith(("?", "？", "؟"))
        and (answer := _ANSWERED.fullmatch(_whole(below)))
    ]
    if len(pairs) < _FEWEST_QUESTIONS:
        return list(lines)
    found = list(lines)
    for at, question, words in pairs:
        found[at] = replace(lines[at], kind="heading", text=question, number="", level=2)
        found[at + 1] = replace(lines[at + 1], kind="text", text=words, number="", mark="")
    return found


def _whole(line: Line) -> str:
    """The line with a letter before it, which may have been taken for that of an item."""
    return (
        f"{line.number}. {line.text}" if line.kind == "number" else line.text if line.kind == "text" else ""
    )


def _mannered(lines: Sequence[Line]) -> list[Line]:
    """The letterhead, the greeting and the end of a letter as lines of prose; what the letter is about stands above them."""
    found = list(lines)
    greeting = next(
        (
            at
            for at, line in enumerate(lines[:_LONGEST_HEAD])
            if at and _is_text(line) and mails.greets(line.text)
        ),
        0,
    )
    if greeting:
        found[greeting] = replace(lines[greeting], kind="prose")
        subject = lines[greeting - 1]
        letterhead = found[: greeting - 1]
        if (
            len(letterhead) > 1
            and subject.alone
            and could_head(subject.text)
            and all(_is_text(line) and not SENTENCE_END.search(line.text) for line in lines[:greeting])
        ):
            above = [replace(line, kind="prose") for line in letterhead]
            found[:greeting] = [replace(subject, kind="heading", level=1), *above]
    for at in range(max(len(lines) - _LONGEST_END, greeting + 1), len(lines)):
        below = lines[at + 1 :]
        if mails.closes(lines[at].text) and all(_is_text(line) and could_head(line.text) for line in below):
            found[at:] = [replace(line, kind="prose") for line in lines[at:]]
            break
    return found


_LONGEST_HEAD, _LONGEST_END = 14, 6
# How far below an item the next one of its list is looked for.
_FURTHEST = 40


def _is_text(line: Line) -> bool:
    return line.kind == "text" and len(line.text) <= LONGEST_HEADING


def _overlined(lines: Sequence[Line]) -> list[Line]:
    """Lines right below a rule as headings, where several are, and what they head is further down; frames of titles are none."""
    lines = [
        line
        for line, below in zip(lines, (*lines[1:], None)[: len(lines)], strict=True)
        if not (
            line.kind == "rule"
            and below is not None
            and below.kind == "heading"
            and not below.blank
            and below.number == line.text[:1]
        )
    ]
    heads = [
        at
        for at, (rule, line) in enumerate(pairwise(lines))
        if rule.kind == "rule"
        and rule.blank
        and line.kind == "text"
        and not line.blank
        and could_head(line.text)
        and at + 2 < len(lines)
        and lines[at + 2].blank
    ]
    if len(heads) < 2:
        return list(lines)
    rules = set(heads)
    return [
        replace(line, kind="heading", level=2, text=line.text.rstrip(":： ")) if at - 1 in rules else line
        for at, line in enumerate(lines)
        if at not in rules
    ]


def _marked(lines: Sequence[Line]) -> list[Line]:
    """Lines with a mark of their own as headings: each stands alone above something else, and the items have another mark."""
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if line.kind == "bullet" and not line.indent:
            places.setdefault(line.mark, []).append(at)
    found = list(lines)
    for mark, marked in places.items():
        heads = [
            at
            for at in marked
            if lines[at].alone
            and could_head(lines[at].text)
            and at + 1 < len(lines)
            and (lines[at + 1].kind, lines[at + 1].mark) != ("bullet", mark)
        ]
        if len(heads) == len(marked) > 1 and mark not in "☐☑":
            for at in heads:
                found[at] = replace(lines[at], kind="heading", mark="", level=2)
    # PRIMERA. Participantes, SEGUNDA. Fotografías: a word in capitals counts the sections.
    counted = [
        at
        for at, line in enumerate(lines)
        if line.kind == "text" and line.alone and _COUNTED.fullmatch(line.text) and could_head(line.text)
    ]
    if len(counted) >= _FEWEST_COUNTED and len({lines[at].text.split(".")[0] for at in counted}) == len(
        counted
    ):
        for at in counted:
            found[at] = replace(lines[at], kind="heading", level=2)
    return found


_COUNTED = re.compile(r"[^\W\d_a-zà-ÿ]{4,14}\.\s+(?=\S*[^\W\d_A-ZÀ-Þ])[^.]{3,80}")
_FEWEST_COUNTED = 3


def _spoken(lines: Sequence[Line]) -> list[Line]:
    """What somebody says, after a dash, as prose: a line alone between paragraphs is no list."""

    def is_item(line: Line | None, mark: str) -> bool:
        return line is not None and line.kind == "bullet" and line.mark == mark

    return [
        replace(line, kind="prose", text=f"{line.mark} {line.text}")
        if line.kind == "bullet"
        and line.mark in "–—"
        and line.alone
        and len(line.text.split()) >= _FEWEST_SPOKEN
        and SENTENCE_END.search(line.text)
        and not any(is_item(each, line.mark) for each in (above, below))
        and not (above is not None and (above.kind == "heading" or announces(above)))
        else line
        for above, line, below in zip(
            (None, *lines)[: len(lines)], lines, (*lines[1:], None)[: len(lines)], strict=True
        )
    ]


_FEWEST_SPOKEN = 5

_TERM = re.compile(r"([^.!?:;,|]{2,40}?)(?:\s?[:：]\s+|\s[–—-]\s)(\S.*)")


def _defined(lines: Sequence[Line]) -> list[Line]:
    """Terms and what they mean as lines of their own kind, where there are several on end.

    Shape: either a few words, a mark and a sentence in a line, or a few words and a sentence below, which is indented.
    """
    found: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        pairs: list[tuple[str, str]] = []
        while (pair := _definition(lines, end)) and (not pairs or not lines[end].blank or pair[1] > 1):
            pairs.append(pair[0])
            end += pair[1]
        # Below a colon they are the items that it announces.
        if len(pairs) >= 2 and not (at and announces(lines[at - 1])):
            found += [replace(lines[at], kind="definition", cells=pair) for pair in pairs]
            at = end
        else:
            found.append(lines[at])
            at += 1
    return found


def _definition(lines: Sequence[Line], at: int) -> tuple[tuple[str, str], int] | None:
    """A term and its meaning, and how many lines they take."""
    line = lines[at] if at < len(lines) else None
    below = lines[at + 1] if at + 1 < len(lines) else None
    if line is None or line.kind != "text":
        return None
    if match := _TERM.fullmatch(line.text):
        few = len(match[1].split()) <= 5 and " " in match[2]
        if few and not match[2][0].islower() and SENTENCE_END.search(match[2]):
            return (match[1].strip(), match[2]), 1
    if below is None or below.kind != "text" or below.blank or below.indent < line.indent + 2:
        return None
    return ((line.text, below.text), 2) if could_head(line.text) and SENTENCE_END.search(below.text) else None


def _lettered(lines: Sequence[Line]) -> list[Line]:
    """Lines that begin with A., B., C. as numbered ones, where those letters follow one another."""
    found = list(lines)
    letters = [
        (at, match)
        for at, line in enumerate(lines)
        if line.kind == "text" and (match := _LETTER.fullmatch(line.text))
    ]
    wanted = "A"
    count: list[tuple[int, re.Match[str]]] = []
    for at, match in letters:
        if match[1] == wanted:
            count.append((at, match))
            wanted = chr(ord(wanted) + 1)
    if len(count) >= 2:
        for at, match in count:
            found[at] = replace(lines[at], kind="number", text=match[3], number=match[1], mark=match[2])
    return found


_LETTER = re.compile(r"([A-Z])([.):])\s+(\S.*)")


def _headed(lines: Sequence[Line]) -> list[Line]:
    """Numbered lines as headings, where they are."""
    counts = Counter(_count(line) for line in lines if _place(line))
    return [
        replace(line, kind="heading", text=f"{line.number}. {line.text}", level=2)
        if _place(line) and _is_numbered_heading(lines, at, counts)
        else line
        for at, line in enumerate(lines)
    ]


def _is_numbered_heading(lines: Sequence[Line], at: int, counts: Mapping[_Count, int]) -> bool:
    """A number before a short line above something else, while its neighbours in the count stand elsewhere."""
    line = lines[at]
    behind = lines[at + 1] if at + 1 < len(lines) else None
    before = lines[at - 1] if at else None
    if not could_head(line.text) or behind is None or line.indent:
        return False
    if behind.kind == "number" and (
        _follows(line, behind) or (_place(behind) != 1 and behind.number not in ("a", "i"))
    ):
        return False
    # Above items of its own, with the next number right below them.
    after = next(
        (n for n in range(at + 1, min(at + _FURTHEST, len(lines))) if lines[n].indent <= line.indent), at
    )
    if (
        after > at + 1
        and _follows(line, lines[after])
        and not any(each.blank for each in lines[at + 1 : after + 1])
    ):
        return False
    # Below items of its own, the next one of a list.
    if (
        before is not None
        and before.kind in ("number", "bullet")
        and before.indent > line.indent
        and not line.blank
    ):
        return False
    # A list that goes on, unless an empty line stands above this number alone.
    if before is not None and _follows(before, line) and not (line.blank and not before.blank):
        return False
    own = _count(line)
    here = [_count(each) for each in (behind, before) if each is not None and _place(each)]
    nearest = (own._replace(place=own.place - 1), own._replace(place=own.place + 1))
    return any(counts.get(count, 0) > here.count(count) for count in nearest)


class _Count(NamedTuple):
    """A number of a list: its place, how it is written, how far it is indented, and whether it is a figure."""

    place: int
    mark: str
    indent: int
    figure: bool


def _count(line: Line) -> _Count:
    return _Count(_place(line), line.mark, line.indent, line.number.isdigit())


def _follows(one: Line, other: Line) -> bool:
    """Whether a number is the next one of the same count."""
    count = _count(one)
    return count.place > 0 and _count(other) == count._replace(place=count.place + 1)


def _place(line: Line) -> int:
    """The place in a count that a line names, 0 where it names none; small letters count items only."""
    if line.kind != "number":
        return 0
    if line.number.isdigit():
        return int(line.number)
    return ord(line.number) - ord("A") + 1 if line.number.isupper() else 0


@dataclass(slots=True)
class _Structure:
    lines: list[Line]
    titled: bool
    found: list[Block] = field(default_factory=list)
    # Headings that hyphens underline.
    hyphens: set[int] = field(default_factory=set)
    at: int = 0
    bullets: Counter[str] = field(default_factory=Counter)

    def blocks(self) -> tuple[Block, ...]:
        self.bullets = Counter(line.mark for line in self.lines if line.kind == "bullet")
        if not self.titled:
            self._title()
        above = self.at
        # The title stands above the first line, and is none of those to be told apart.
        labelled = ("",) * above + labels(self.lines[above:])
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
                case "box":
                    self._box(line)
                case "rule":
                    self.found.append(Rule())
                    self.at += 1
                case "definition":
                    self._definitions()
                case "bullet" if self._is_attribution():
                    self.found.append(Paragraph((Text(f"{line.mark} {line.text}"),)))
                    self.at += 1
                case "bullet" if self._is_starred(line):
                    # Its star leads to nothing that a text could keep.
                    self.found.append(Paragraph((Text(line.text),)))
                    self.at += 1
                case "bullet":
                    self._list()
                case "number":
                    self._list()
                case _ if labelled[self.at] == HEADING:
                    self._heading(line, 2)
                    self.at += 1
                case _ if labelled[self.at] == FIRST:
                    end = self.at + 1
                    while end < len(self.lines) and labelled[end] == NEXT:
                        end += 1
                    self.found.append(
                        BulletList(tuple((_paragraph_of(each.text),) for each in self.lines[self.at : end]))
                    )
                    self.at = end
                case _:
                    self.found.append(Paragraph((Text(line.text),)))
                    self.at += 1
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

    def _heading(self, line: Line, level: int) -> None:
        words = line.text.rstrip(":： ") if line.kind == "text" and level > 1 else line.text
        self.found.append(Heading(level, (Text(words),)))

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
        elif behind is not None and self._goes_on_below(first, behind):
            self._heading(replace(first, text=f"{first.text} {behind.text}"), 1)
            self.at += 2
        elif first.kind == "text" and len(first.text) <= LONGEST_TITLE and behind is not None:
            ends = SENTENCE_END.search(first.text) or first.text.endswith((":", ","))
            if not ends or (first.alone and len(first.text) <= 60 and not first.text.endswith((":", ","))):
                self._heading(first, 1)
                self.at += 1

    def _goes_on_below(self, first: Line, behind: Line) -> bool:
        """Whether a title was too long for its line: it goes on in small letters, and what follows does not."""
        after = self.lines[self.at + 2] if self.at + 2 < len(self.lines) else None
        return (
            first.kind == behind.kind == "text"
            and not behind.blank
            and behind.text[:1].islower()
            and could_head(first.text)
            and could_head(behind.text)
            and len(first.text) + len(behind.text) < LONGEST_TITLE
            and after is not None
            and not after.text[:1].islower()
        )

    def _box(self, line: Line) -> None:
        first, *rest = line.cells
        title = first if could_head(first) and not _goes_on(first, rest) else ""
        words = " ".join(rest if title else line.cells)
        pairs = (("title", title),) if title else ()
        self.found.append(Component((Paragraph((Text(words),)),), Attributes("", ("callout",), pairs)))
        self.at += 1

    def _definitions(self) -> None:
        entries = []
        while self.at < len(self.lines) and self.lines[self.at].kind == "definition":
            term, meaning = self.lines[self.at].cells
            entries.append(((Text(term),), ((_paragraph_of(meaning),),)))
            self.at += 1
        self.found.append(DefinitionList(tuple(entries)))

    # ── lists

    def _is_attribution(self) -> bool:
        """Whether a dash stands before the name of whom a line quotes."""
        line = self.lines[self.at]
        around = self.lines[max(self.at - 1, 0) : self.at + 2 : 2]
        above = self.lines[self.at - 1] if self.at else None
        return (
            line.mark in ("–", "—", "-")
            and above is not None
            and above.kind == "text"
            and above.text.endswith(("”", '"', "»", "“", "’", "'"))
            and all(each.kind != "bullet" for each in around)
        )

    def _is_starred(self, line: Line) -> bool:
        """Whether it is a note below the text, where lists have other marks."""
        return (
            line.mark in ("*", "–", "—")
            and line.alone
            and self.bullets[line.mark] == 1
            and self.bullets.total() > 1
            and bool(SENTENCE_END.search(line.text))
        )

    def _list(self) -> None:
        end = self.at
        while end < len(self.lines) and self.lines[end].kind in ("bullet", "number"):
            if self._is_starred(self.lines[end]):
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
        # Tabs before every row indent them.
        while columns > 2 and not any(row[0] for row in full):
            full, columns = [row[1:] for row in full], columns - 1
        alignments: tuple[Alignment, ...] = tuple("AlignDefault" for _ in range(columns))
        head, *rest = [
            TableRow(tuple(TableCell((_paragraph_of(cell),) if cell else ()) for cell in row)) for row in full
        ]
        self.found.append(Table((head,), tuple(rest), alignments))


def _goes_on(first: str, rest: Sequence[str]) -> bool:
    """Whether the first line of a box breaks off in a sentence, or is as full as those that break off below it."""
    if first.isupper() and not rest[0].isupper():
        return False
    broken = [len(line) for line in rest[:-1] if not SENTENCE_END.search(line)]
    full = bool(broken) and len(first) + 1 + len(rest[0].split()[0]) > max(broken)
    return full or rest[0][:1].islower() or bool(re.search(r"[.!?…]['\"”’»)]* +\S", first))


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
            style = (
                "Decimal"
                if first.number.isdigit()
                else "UpperAlpha"
                if first.number.isupper()
                else "LowerAlpha"
            )
            found.append(OrderedList(tuple(items), number, style))
    return found
