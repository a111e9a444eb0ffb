"""What a text mentions: money, pay, percentages, returns, doses, medicine, law, dates.

Input: blocks, or plain text, and a language. Output: mentions, each with the exact words and their place.
Numbers and currencies are grammar, with data from Babel (Unicode CLDR); the other detectors need the words of a
language, which stand in `grammar/` and `subjects/`. Must not: know policies, decide what a mention leads to.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pipeline.diagnostics import Extent
from pipeline.disclaimers.adorned import unadorned
from pipeline.disclaimers.amounts import find_money, find_percentage
from pipeline.disclaimers.currencies import SIGNS
from pipeline.disclaimers.dates import find_date_bound
from pipeline.disclaimers.doses import find_dosage
from pipeline.disclaimers.ends import closed, with_ends
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import primary, whole_words, words_of
from pipeline.disclaimers.likely import likely_subject, weighed_doses, weighed_pay
from pipeline.disclaimers.neighbours import (
    DIVISIBLE,
    Neighbour,
    beside_title,
    cells_beside,
    definition_of,
    divided,
    neighbours,
    with_neighbours,
)
from pipeline.disclaimers.numbers import merged
from pipeline.disclaimers.pay import find_pay, hires
from pipeline.disclaimers.returns import find_return
from pipeline.disclaimers.subjects import find_subject
from pipeline.disclaimers.withheld import not_withheld
from pipeline.document import (
    Block,
    BulletList,
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    Inline,
    Link,
    Note,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Table,
    children,
    plain_text,
    positioned_text,
)
from pipeline.document.nodes import Node

GRAMMATICAL = ("money", "percentage")
LEXICAL = ("pay", "investment-return", "dosage", "medical", "legal", "date-bound")
DETECTORS = (*GRAMMATICAL, *LEXICAL)

# What a reader sees of a component's attributes.
_VISIBLE_ATTRIBUTES = ("title", "caption", "by", "source")
# Of the words in a drawing: how many are read one by one, and how much of the others stands over each.
MOST_APART, MOST_BESIDE = 100, 600


@dataclass(frozen=True, slots=True)
class Mention:
    """Something in the text that a rule can ask for.

    Shape: `text` is as the author wrote it; no extent means that the words stand in an attribute without a place.
    `span` is where in its passage they are: the number of the piece, start and end. Words of an attribute all have the
    extent of its component, and can be told apart by nothing else.
    """

    detector: str
    text: str
    extent: Extent | None
    span: tuple[int, int, int] | None = field(default=None, compare=False, repr=False)


@functools.cache
def detectors_for(lang: str) -> frozenset[str]:
    """The detectors that work in a language; of the others nothing is known there."""
    words = words_of(lang)
    return frozenset((*GRAMMATICAL, *(name for name in LEXICAL if name in words)))


def mentions_in(blocks: Block | Sequence[Block], lang: str, detector: str) -> tuple[Mention, ...]:
    """Every mention in these blocks, in reading order.

    Raises: LookupError where the language has no such detector; see `detectors_for`.
    """
    if not isinstance(blocks, Sequence):
        blocks = (blocks,)
    return tuple(
        mention
        for (block, section), near in zip(under_headings(blocks), neighbours(blocks), strict=True)
        for passage in passages(block, section, near=near)
        for mention in passage.mentions(lang, detector)
    )


def mentions_in_text(text: str, lang: str, detector: str) -> tuple[tuple[int, int], ...]:
    """Where a plain text mentions it: start and end offsets.

    Raises: LookupError where the language has no such detector.
    """
    return _found(read_as(text, lang), (), lang, detector)


# ── passages: the pieces of a block that are read in one go ─────────────────────────────────────


# A round thousand or million and nothing else.
_UNIT = re.compile(r"(?<![\d.,])1[\s.,]?000(?:[\s.,]?000)?(?![.,]?\d)")
# Ends behind the number: "Under 16 (£)", "65+ (kr)".
_BEFORE_UNIT = re.compile(r"[\d.,\s]+(?=\+?\s*[(（])")


def _names_a_unit(text: str, start: int, end: int) -> bool:
    """Whether a number in a head is no sum: "Pay in 1000 kr" names a unit, "Under 16 (£)" has its prices below it."""
    before_unit = _BEFORE_UNIT.match(text, start)
    return _UNIT.search(text, start, end) is not None or (
        before_unit is not None and before_unit.end() >= end
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its places, and the words that it is read under: heads of its row and column, a caption, a term.

    Shape: `beside` are the heads of the columns before its own, the nearest first. `names` what stands below it. `section`
    are the headings above it, the nearest first, `near` is what stands next to a number.
    """

    text: str
    places: tuple[tuple[int, int] | None, ...] = ()
    under: tuple[str, ...] = ()
    at: Extent | None = None
    code: tuple[Extent, ...] = ()
    beside: tuple[str, ...] = ()
    names: bool = False
    section: tuple[str, ...] = ()
    near: tuple[Neighbour, ...] = ()

    def found(self, lang: str, detector: str) -> tuple[tuple[int, int], ...]:
        """Where it mentions something, by itself or with what stands next to it."""

        def find(text: str) -> tuple[tuple[int, int], ...]:
            read = read_as(text, lang)
            return _found(read, self.under, lang, detector, self.beside, self.section, self.names)

        found = find(self.text)
        if not found and self.near and detector in DIVISIBLE:
            return divided(self.text, self.near, self.under, lang, detector, find)
        return found

    def is_code(self, start: int) -> bool:
        """Whether the character stands in a stretch of program code."""
        place = self.places[start] if start < len(self.places) else None
        return place is not None and any(
            (each.line, each.column) <= place <= (each.end_line, each.end_column) for each in self.code
        )

    def extent(self, start: int, end: int) -> Extent | None:
        found = [place for place in self.places[start:end] if place is not None]
        return Extent(*found[0], found[-1][0], found[-1][1] + 1) if found else self.at


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading, a whole table, an attribute that readers see: what one condition is tested on.

    Shape: `components` are the names of the components around it; `formats` is None for all of them, else those
    of the `only` around it; `as_of` are the dates that its figures are said to hold at.
    """

    kind: str
    pieces: tuple[Piece, ...]
    components: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    formats: frozenset[str] | None = None
    as_of: tuple[datetime.date, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    def mentions(self, lang: str, detector: str) -> tuple[Mention, ...]:
        return tuple(
            Mention(detector, piece.text[start:end], piece.extent(start, end), (number, start, end))
            for number, piece in enumerate(self.pieces)
            for start, end in piece.found(lang, detector)
            # A width in a style sheet is no figure.
            if detector != "percentage"
            or not (self.kind == "code" or (piece.is_code(start) and piece.is_code(end - 1)))
            if not (piece.names and _names_a_unit(piece.text, start, end))
        )

    def terms(self, terms: Iterable[str], lang: str) -> tuple[Mention, ...]:
        """Where one of these words or phrases stands, whatever its case."""
        sought = whole_words(tuple(re.escape(fold(term).text).replace("\\ ", " +") for term in terms))
        found = []
        for number, piece in enumerate(self.pieces):
            text = read_as(piece.text, lang)
            for match in sought.finditer(text.text):
                start, end = text.source(match.start(), match.end())
                words, extent = piece.text[start:end], piece.extent(start, end)
                found.append(Mention("terms", words, extent, (number, start, end)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the blocks above say about the ones inside."""

    components: frozenset[str] = frozenset()
    formats: frozenset[str] | None = None
    as_of: tuple[datetime.date, ...] = ()
    caption: str = ""
    under: tuple[str, ...] = ()
    drawn: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: tuple[Neighbour, ...] = ()


def under_headings(blocks: Iterable[Block]) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Each block, and the headings that it stands under, the nearest first."""
    above: list[tuple[int, str]] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [(level, text) for level, text in above if level < block.level]
        yield block, tuple(text for _, text in reversed(above))
        if isinstance(block, Heading):
            above.append((block.level, plain_text(block.content)))


def passages(
    block: Block,
    section: tuple[str, ...] = (),
    drawn: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    near: tuple[Neighbour, ...] = (),
) -> tuple[Passage, ...]:
    """The passages of a block, in reading order; those of its notes follow the text that refers to them.

    Shape: `section` are the headings that the block stands under, `drawn` the words in drawings, by their names, `near` what
    stands next to it.
    """
    found = tuple(_passages(block, _Surroundings(drawn=drawn, near=near)))
    if not section:
        return found
    return tuple(
        replace(passage, pieces=tuple(replace(piece, section=section) for piece in passage.pieces))
        for passage in found
    )


def text_passage(kind: str, text: str, at: Extent | None) -> Passage:
    """Text that stands in no block: a title, a description."""
    return Passage(kind, (Piece(text, (), (), at),))


def drawing_passage(
    texts: Sequence[str], at: Extent | None, beside: Sequence[str], around: _Surroundings | None = None
) -> Passage:
    """What a drawing says. Shape: each text is read under what stands `beside` it, and under the others, as in a table."""
    around = around or _Surroundings()
    others = " · ".join(texts)[:MOST_BESIDE]
    under = tuple(filter(None, (*beside, others if len(texts) > 1 else "", *around.under)))
    # What fills a page with words is read in one go.
    apart, rest = texts[:MOST_APART], " · ".join(texts[MOST_APART:])
    pieces = (Piece(text, (), under, at) for text in (*apart, *([rest] if rest else ())))
    return _passage("drawing", tuple(pieces), around)


def _passages(block: Block, around: _Surroundings) -> Iterator[Passage]:
    match block:
        case Heading(content=content, at=at):
            yield from _inline_passages("heading", content, at, around)
        case Paragraph(content=content, at=at):
            yield from _inline_passages("paragraph", content, at, around)
        case CodeBlock(text=text, at=at):
            yield _passage("code", (Piece(text, (), around.under, at),), around)
        case Table():
            yield from _table_passages(block, around)
        case Component():
            yield from _component_passages(block, around)
        case DefinitionList(entries=entries, at=at):
            for term, definitions in entries:
                said = plain_text(term)
                for number, definition in enumerate(definitions or ((),)):
                    of_term, of_definition = definition_of(said, definition)
                    if not number:
                        yield from _inline_passages("term", term, at, replace(around, near=of_term))
                    inner = replace(around, under=(*around.under, said), near=of_definition)
                    for child, near in with_neighbours(definition):
                        near = near if child is not definition[0] else (*near, *of_definition)
                        yield from _passages(child, replace(inner, near=near))
        case Notice():
            return
        case _:
            for child, near in with_neighbours(
                (block,) if isinstance(block, BulletList | OrderedList) else tuple(children(block))
            ):
                yield from _passages(child, replace(around, near=near))


def _passage(
    kind: str, pieces: tuple[Piece, ...], around: _Surroundings, as_of: tuple[datetime.date, ...] = ()
) -> Passage:
    return Passage(kind, pieces, around.components, (), around.formats, (*around.as_of, *as_of))


def _piece(nodes: Sequence[Node], at: Extent | None, under: tuple[str, ...]) -> Piece:
    read = positioned_text(nodes)
    code = tuple(node.at for node in _without_notes(nodes) if isinstance(node, Code) and node.at is not None)
    return Piece(read.text, read.places, under, at, code)


def _dates(nodes: Sequence[Node]) -> tuple[datetime.date, ...]:
    """The `as-of` of the facts among these nodes."""
    found = (node.attributes.get("as-of") for node in _without_notes(nodes) if isinstance(node, Span))
    return tuple(date for value in found if (date := day_of(value)) is not None)


def day_of(value: str | None) -> datetime.date | None:
    """The day that an attribute names; None for anything else, which `checks` reports."""
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _without_notes(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, Note):
            yield node
            yield from _without_notes(children(node))


def _inline_passages(
    kind: str, content: Sequence[Inline], at: Extent | None, around: _Surroundings
) -> Iterator[Passage]:
    piece = _piece(content, at, around.under)
    if piece.text.strip():
        yield _passage(kind, (replace(piece, near=around.near),), around, _dates(content))
    around = replace(around, near=()) if around.near else around
    yield from _aside(content, at, around)


def _aside(nodes: Sequence[Node], at: Extent | None, around: _Surroundings) -> Iterator[Passage]:
    """What hangs on inlines without being their text: notes, pictures."""
    for node in nodes:
        match node:
            case Note(blocks=blocks):
                for block in blocks:
                    yield from _passages(block, around)
            case Image(alt=alt, url=url, title=title, attributes=attributes, at=here):
                caption = attributes.get("caption")
                for kind, said in (("caption", caption), ("title", title)):
                    if said and said.strip():
                        yield _passage(kind, (Piece(said, (), around.under, here or at),), around)
                if plain_text(alt).strip():
                    yield _passage("text alternative", (_piece(alt, here or at, around.under),), around)
                if words := around.drawn.get(url):
                    yield drawing_passage(words, here or at, (caption or "", plain_text(alt)), around)
            case Link(title=title, at=here) if title.strip():
                # Shown to those who point at the link.
                yield _passage("title", (Piece(title, (), around.under, here or at),), around)
                yield from _aside(children(node), at, around)
            case _:
                yield from _aside(children(node), at, around)


def _component_passages(block: Component, around: _Surroundings) -> Iterator[Passage]:
    attributes, name = block.attributes, block.name
    if name == "disclaimer":
        return
    as_of = day_of(attributes.get("as-of"))
    inner = replace(
        around,
        components=around.components | {name},
        as_of=(*around.as_of, *((as_of,) if as_of else ())),
    )
    if name == "only":
        formats = frozenset((attributes.get("formats") or "").replace(",", " ").split())
        inner = replace(inner, formats=formats if around.formats is None else formats & around.formats)
    # An attribute has no place of its own; the component's first line is near enough.
    at = Extent.point(block.at.line, block.at.column) if block.at else None
    if name == "pull-fact":
        words = " ".join(filter(None, (attributes.get("value"), attributes.get("label"))))
        if words:
            yield _passage("pull-fact", (Piece(words, (), inner.under, at),), inner)
    for key in _VISIBLE_ATTRIBUTES:
        value = attributes.get(key)
        if not value or (key == "source" and value.isdigit()):
            continue
        if name == "table" and key == "caption":
            inner = replace(inner, caption=value)
        else:
            near = beside_title(value, block.blocks)
            yield _passage(key, (replace(Piece(value, (), inner.under, at), near=near),), inner)
    # Editions dissolve `only`.
    beside = around.near if name == "only" and len(block.blocks) == 1 else ()
    inside = [
        passage
        for child, near in with_neighbours(block.blocks)
        for passage in _passages(child, replace(inner, near=(*near, *beside)))
    ]
    # A rule can ask for a component that holds no text.
    yield from inside or [_passage("component", (Piece("", (), (), at),), inner)]


def _table_passages(table: Table, around: _Surroundings) -> Iterator[Passage]:
    """A table is one passage: its caption, its heads and its cells are read together."""
    caption = around.caption or table.attributes.get("caption") or ""
    at = Extent.point(table.at.line, table.at.column) if table.at else None
    as_of = day_of(table.attributes.get("as-of"))
    pieces = [Piece(caption, (), around.under, at)] if caption else []
    columns = tuple(
        " ".join(plain_text(row.cells[index].blocks) for row in table.head if index < len(row.cells)).strip()
        for index in range(max((len(row.cells) for row in table.head), default=0))
    )
    corner = _unit_of_all(columns, table)
    texts = [[plain_text(cell.blocks) for cell in row.cells] for row in (*table.head, *table.rows)]
    asides: list[Passage] = []
    dates: list[datetime.date] = [as_of] if as_of else []
    for number, row in enumerate((*table.head, *table.rows)):
        label = texts[number][0] if row.cells else ""
        for index, cell in enumerate(row.cells):
            head = columns[index] if index < len(columns) else ""
            under: tuple[str, ...] = ()
            beside: tuple[str, ...] = ()
            if number >= len(table.head):
                # The first column names the rows; a caption speaks of what stands beside it.
                labels = (label, corner, caption) if index or len(row.cells) == 1 else ()
                under = tuple(filter(None, (head, *labels, *around.under)))
                # "Starting pay | After five years": what a column says can hold for those that follow it.
                beside = tuple(
                    filter(None, (*columns[max(1, index - 3) : index][::-1], *columns[: min(index, 1)]))
                )
            for block in cell.blocks:
                if isinstance(block, Paragraph | Heading):
                    piece = _piece(block.content, block.at or at, under)
                    near = cells_beside(texts, number, index)
                    names = number < len(table.head)
                    pieces.append(replace(piece, beside=beside, names=names, near=near))
                    dates += _dates(block.content)
                    asides += _aside(block.content, block.at or at, around)
                else:
                    asides += _passages(block, around)
    own = replace(around, components=around.components | {"table"}, as_of=(*around.as_of, *dates))
    yield replace(_passage("table", tuple(pieces), own), columns=columns)
    yield from asides


# "Fee per night in €", "Prices (kr)"; and numbers, which name no row.
_DIGIT = re.compile(r"\d")
_IN_A_CURRENCY = re.compile(
    rf"(?:\(|\b(?:in|i|en|em|w|у|в|à) )(?:[{SIGNS}]|[A-Z]{{3}}\b|kr\b|zł\b|грн\b|[Kk]roner\b|[Kk]ronor\b|[Ee]uros?\b)"
)


def _unit_of_all(columns: Sequence[str], table: Table) -> str:
    """The head above the names of rows, if what it says in a currency can only be the other columns."""
    if not columns or not _IN_A_CURRENCY.search(columns[0]):
        return ""
    names = (plain_text(row.cells[0].blocks) for row in table.rows if row.cells)
    return (
        "" if any(map(_DIGIT.search, names)) or any(map(_IN_A_CURRENCY.search, columns[1:])) else columns[0]
    )


# ── finding ─────────────────────────────────────────────────────────────────────────────────────

_FINDERS: dict[str, Callable[[Folded, tuple[str, ...], str], list[tuple[int, int]]]] = {
    "money": find_money,
    "percentage": find_percentage,
}


# Letters of other scripts that nobody can tell from Latin ones, and these.
_ALIKE = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕКМНОРСТУХІЈЅаеорсухіјѕ"
    "ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏕᏙᏞᏟᏢᏦՕօոսհ"
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "ABEZHIKMNOPTYXoABEKMHOPCTYXIJSaeopcyxijs"
    "BPDTGKJCZFMNLSRVHWXYAEIOUDRTAJEWMHGZSVLCPKOonuh"
    "ABCDEFGHIJKLMNOPRSTUVWYZ",
)


def read_as(text: str, lang: str) -> Folded:
    """The text as patterns see it: among Latin letters, what looks like one is read as one, and numbers without what is around them."""
    if not text.isascii() and _is_latin(primary(lang)):
        text = text.translate(_ALIKE)
    return unadorned(fold(text))


@functools.cache
def _is_latin(language: str) -> bool:
    from babel.core import get_global

    return "_Latn" in get_global("likely_subtags").get(language, "_Latn")


_Finder = Callable[[tuple[str, ...]], Sequence[tuple[int, int]]]

# These ask the headings above as well.
_SECTION: dict[str, Callable[[Folded, tuple[str, ...], str, tuple[str, ...]], list[tuple[int, int]]]] = {
    "medical": find_subject("medical"),
    "legal": find_subject("legal"),
}


def found_doses(
    text: Folded,
    under: tuple[str, ...],
    lang: str,
    beside: tuple[str, ...] = (),
    section: tuple[str, ...] = (),
    by_rules: bool = False,
) -> Sequence[tuple[int, int]]:
    """Where doses are; where each begins and ends is asked behind that."""
    found = find_dosage(text, under, lang, beside)
    return found if by_rules else weighed_doses(text.text, section, lang, tuple(found))


def _found(
    text: Folded,
    under: tuple[str, ...],
    lang: str,
    detector: str,
    beside: tuple[str, ...] = (),
    section: tuple[str, ...] = (),
    names: bool = False,
) -> tuple[tuple[int, int], ...]:
    """Shape: as of `Piece`. What names a column is read by rules alone, and so is most of what stands under one."""
    if detector not in detectors_for(lang):
        raise LookupError(f"no detector {detector} for {lang}")

    by_rules = bool(under) or names

    def weighed(find: _Finder) -> Sequence[tuple[int, int]]:
        found = find(section)
        # That a heading alone makes a text one of law or medicine cannot be weighed by the text.
        if by_rules or (detector in _SECTION and found and section and not find(())):
            return found
        return likely_subject(detector, text.text, section, lang, tuple(found))

    def doses() -> Sequence[tuple[int, int]]:
        return found_doses(text, under, lang, beside, section, by_rules)

    found: Sequence[tuple[int, int]]
    if detector == "pay":
        found = find_pay(text, under, lang, beside, section)
        if not names:
            offered = bool(found) and hires(section, lang) and not find_pay(text, under, lang, beside)
            found = weighed_pay(text, under, section, lang, found, offered)
            found = not_withheld(text.text, lang, found)
    elif detector == "dosage":
        found = with_ends(text.text, lang, tuple(doses()))
    elif detector == "medical" and "dosage" in detectors_for(lang):
        of_subject, taken = functools.partial(_SECTION[detector], text, under, lang), doses()
        # A dose speaks of medicine too.
        found = merged(text.text, [*of_subject(section), *taken]) if taken else weighed(of_subject)
    elif detector == "investment-return":
        found = weighed(lambda headings: find_return(text, under, lang, headings, beside))
    elif detector == "date-bound":
        found = weighed(lambda headings: find_date_bound(text, under, lang))
    elif detector in _SECTION:
        found = weighed(functools.partial(_SECTION[detector], text, under, lang))
    else:
        found = _FINDERS[detector](text, under, lang)
    if detector in ("money", "pay"):
        found = closed(text.text, lang, found)
    spans: list[tuple[int, int]] = []
    for start, end in sorted(text.source(start, end) for start, end in set(found) if end > start):
        # One character can be several when it is folded ("½"), and belong to two mentions.
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)
