"""What a text mentions: money, pay, percentages, returns, doses, medicine, law, dates.

Input: blocks, or plain text, and a language. Output: mentions, each with the exact words and their place.
Numbers and currencies are grammar, with data from Babel (Unicode CLDR); the other detectors need the words of a
language, which stand in `lexicons.toml`. Must not: know policies, decide what a mention leads to.
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.diagnostics import Extent
from pipeline.document import (
    Block,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    Inline,
    Note,
    Notice,
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


@dataclass(frozen=True, slots=True)
class Mention:
    """Something in the text that a rule can ask for.

    Shape: `text` is as the author wrote it; no extent means that the words stand in an attribute without a place.
    """

    detector: str
    text: str
    extent: Extent | None


def detectors_for(lang: str) -> frozenset[str]:
    """The detectors that work in a language; of the others nothing is known there."""
    words = _words(lang)
    return frozenset((*GRAMMATICAL, *(name for name in LEXICAL if name in words)))


def mentions_in(blocks: Block | Sequence[Block], lang: str, detector: str) -> tuple[Mention, ...]:
    """Every mention in these blocks, in reading order.

    Raises: LookupError where the language has no such detector; see `detectors_for`.
    """
    if not isinstance(blocks, Sequence):
        blocks = (blocks,)
    return tuple(
        mention for block in blocks for passage in passages(block) for mention in passage.mentions(lang, detector)
    )


def mentions_in_text(text: str, lang: str, detector: str) -> tuple[tuple[int, int], ...]:
    """Where a plain text mentions it: start and end offsets.

    Raises: LookupError where the language has no such detector.
    """
    return _found(_folded(text), (), lang, detector)


# ── passages: the pieces of a block that are read in one go ─────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with its places, and the words that it is read under: heads of its row and column, a caption, a term."""

    text: str
    places: tuple[tuple[int, int] | None, ...] = ()
    under: tuple[str, ...] = ()
    at: Extent | None = None

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
            Mention(detector, piece.text[start:end], piece.extent(start, end))
            for piece in self.pieces
            for start, end in _found(_folded(piece.text), piece.under, lang, detector)
        )

    def terms(self, terms: Iterable[str]) -> tuple[Mention, ...]:
        """Where one of these words or phrases stands, whatever its case."""
        sought = _whole_words(tuple(re.escape(_folded(term).text).replace("\\ ", " +") for term in terms))
        found = []
        for piece in self.pieces:
            text = _folded(piece.text)
            for match in sought.finditer(text.text):
                start, end = text.source(match.start(), match.end())
                found.append(Mention("terms", piece.text[start:end], piece.extent(start, end)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the blocks above say about the ones inside."""

    components: frozenset[str] = frozenset()
    formats: frozenset[str] | None = None
    as_of: tuple[datetime.date, ...] = ()
    caption: str = ""
    under: tuple[str, ...] = ()


def passages(block: Block) -> tuple[Passage, ...]:
    """The passages of a block, in reading order; those of its notes follow the text that refers to them."""
    return tuple(_passages(block, _Surroundings()))


def text_passage(kind: str, text: str, at: Extent | None) -> Passage:
    """Text that stands in no block: a title, a description."""
    return Passage(kind, (Piece(text, (), (), at),))


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
                yield from _inline_passages("term", term, at, around)
                inner = replace(around, under=(*around.under, plain_text(term)))
                for definition in definitions:
                    for child in definition:
                        yield from _passages(child, inner)
        case Notice():
            return
        case _:
            for node in children(block):
                if isinstance(node, Block):
                    yield from _passages(node, around)


def _passage(
    kind: str, pieces: tuple[Piece, ...], around: _Surroundings, as_of: tuple[datetime.date, ...] = ()
) -> Passage:
    return Passage(kind, pieces, around.components, (), around.formats, (*around.as_of, *as_of))


def _piece(nodes: Sequence[Node], at: Extent | None, under: tuple[str, ...]) -> Piece:
    read = positioned_text(nodes)
    return Piece(read.text, read.places, under, at)


def _dates(nodes: Sequence[Node]) -> tuple[datetime.date, ...]:
    """The `as-of` of the facts among these nodes."""
    found = (node.attributes.get("as-of") for node in _without_notes(nodes) if isinstance(node, Span))
    return tuple(date for value in found if (date := _date(value)) is not None)


def _date(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _without_notes(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, Note):
            yield node
            yield from _without_notes(children(node))


def _inline_passages(kind: str, content: Sequence[Inline], at: Extent | None, around: _Surroundings) -> Iterator[Passage]:
    piece = _piece(content, at, around.under)
    if piece.text.strip():
        yield _passage(kind, (piece,), around, _dates(content))
    yield from _aside(content, at, around)


def _aside(nodes: Sequence[Node], at: Extent | None, around: _Surroundings) -> Iterator[Passage]:
    """What hangs on inlines without being their text: notes, pictures."""
    for node in nodes:
        match node:
            case Note(blocks=blocks):
                for block in blocks:
                    yield from _passages(block, around)
            case Image(alt=alt, attributes=attributes, at=here):
                caption = attributes.get("caption")
                if caption:
                    yield _passage("caption", (Piece(caption, (), around.under, here or at),), around)
                if plain_text(alt).strip():
                    yield _passage("text alternative", (_piece(alt, here or at, around.under),), around)
            case _:
                yield from _aside(children(node), at, around)


def _component_passages(block: Component, around: _Surroundings) -> Iterator[Passage]:
    attributes, name = block.attributes, block.name
    if name == "disclaimer":
        return
    as_of = _date(attributes.get("as-of"))
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
            yield _passage(key, (Piece(value, (), inner.under, at),), inner)
    for child in block.blocks:
        yield from _passages(child, inner)


def _table_passages(table: Table, around: _Surroundings) -> Iterator[Passage]:
    """A table is one passage: its caption, its heads and its cells are read together."""
    caption = around.caption or table.attributes.get("caption") or ""
    at = Extent.point(table.at.line, table.at.column) if table.at else None
    as_of = _date(table.attributes.get("as-of"))
    pieces = [Piece(caption, (), around.under, at)] if caption else []
    columns = tuple(
        " ".join(plain_text(row.cells[index].blocks) for row in table.head if index < len(row.cells)).strip()
        for index in range(max((len(row.cells) for row in table.head), default=0))
    )
    asides: list[Passage] = []
    dates: list[datetime.date] = [as_of] if as_of else []
    for number, row in enumerate((*table.head, *table.rows)):
        label = plain_text(row.cells[0].blocks) if row.cells else ""
        for index, cell in enumerate(row.cells):
            head = columns[index] if index < len(columns) else ""
            under: tuple[str, ...] = ()
            if number >= len(table.head):
                under = tuple(filter(None, (head, label if index else "", caption, *around.under)))
            for block in cell.blocks:
                if isinstance(block, Paragraph | Heading):
                    pieces.append(_piece(block.content, block.at or at, under))
                    dates += _dates(block.content)
                    asides += _aside(block.content, block.at or at, around)
                else:
                    asides += _passages(block, around)
    own = replace(around, components=around.components | {"table"}, as_of=(*around.as_of, *dates))
    yield replace(_passage("table", tuple(pieces), own), columns=columns)
    yield from asides


# ── text as the patterns see it ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Folded:
    """Text without typographic variety, and where each character comes from."""

    text: str
    index: tuple[int, ...]
    length: int

    def source(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        last = self.index[end - 1] + 1 if end > start else self.index[start]
        # Combining marks behind the last character belong to it.
        return self.index[start], max(last, self.index[end] if end < len(self.index) and self.index[end] == last else last)


_PLAIN = {"’": "'", "ʼ": "'", "‘": "'", "´": "'", "`": "'", "٫": ".", "٬": ",", "٪": "%", "−": "-", "～": "-", "〜": "-"}


@functools.lru_cache(maxsize=4096)
def _folded(text: str) -> _Folded:
    """One digit set, one dash, one space, one apostrophe; what nobody sees is left out. Look-alike forms fall together (NFKC)."""
    characters: list[str] = []
    index: list[int] = []
    position = 0
    while position < len(text):
        end = position + 1
        # At most eight marks: a hundred thousand on one letter are an attack, not a word.
        while end < len(text) and end - position < 9 and unicodedata.combining(text[end]):
            end += 1
        cluster = text[position:end]
        if cluster.isascii() or cluster in _PLAIN:
            plain = _PLAIN.get(cluster, cluster)
        else:
            plain = unicodedata.normalize("NFKC", cluster)
        for character in plain:
            category = unicodedata.category(character)
            if category == "Cf" or (category == "Mn" and unicodedata.combining(character) and not index):
                continue
            if character.isspace():
                character = " "
            elif category == "Nd":
                character = str(unicodedata.decimal(character))
            elif category == "Pd":
                character = "-"
            else:
                character = _PLAIN.get(character, character)
            characters.append(character)
            index.append(position)
        position = end
    return _Folded("".join(characters), tuple(index), len(text))


# ── lexicons ────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def _lexicons() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "lexicons.toml").read_text(encoding="utf-8"))


def _primary(lang: str) -> str:
    primary = lang.split("-")[0].lower()
    return "nb" if primary == "no" else primary


def _words(lang: str) -> dict[str, Any]:
    primary = _primary(lang)
    words: dict[str, Any] = _lexicons().get(primary, {}) if primary != "shared" else {}
    return words


@functools.cache
def _shared(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_lexicons()["shared"][key]))


@functools.lru_cache(maxsize=1024)
def _whole_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of many words. Every repetition is bounded, so that no text makes it slow."""
    if not patterns:
        return re.compile(r"(?!)")
    joined = "|".join(patterns).replace(r"\w*", r"\w{0,40}").replace(r"\w+", r"\w{1,40}").replace("[a-z]+", "[a-z]{1,40}")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _listed(lang: str, detector: str, key: str) -> re.Pattern[str]:
    return _whole_words(tuple(_words(lang).get(detector, {}).get(key, ())))


@dataclass(frozen=True, slots=True)
class _Money:
    """How a language names currencies: the names are folded, in lower case."""

    codes: frozenset[str]
    risky_codes: frozenset[str]
    names: frozenset[str]
    symbols: frozenset[str]


_HEAD_FIRST = frozenset({"fr", "es", "it", "pt", "ca", "gl", "ro", "pl", "ar", "he", "fa", "id", "ms", "vi"})
# Codes that are words too, in a headline set in capitals.
_RISKY_CODES = frozenset({"ALL", "TRY", "TOP", "SOS", "PEN", "CUP", "COP", "MOP", "BOB", "BAM", "MAD", "GEL", "STD", "PAB", "DEM", "ANG", "MUR"})
_NATIVE = {
    "pt": {"real", "reais"},
    "es": {"sol", "soles", "peso", "pesos"},
    "ro": {"lei", "leu"},
    "bg": {"лев", "лева"},
    "pl": {"złoty", "złote", "złotych", "złotego"},
    "de": {"cent", "mark", "euro-cent"},
    "nl": {"cent"},
    "it": {"centesimo"},
    "tr": {"tl", "lira"},
    "cs": {"koruna", "koruny", "korun"},
}


@functools.cache
def _money(lang: str) -> _Money:
    from babel.core import Locale, UnknownLocaleError, get_global

    primary = _primary(lang)
    common = frozenset(_shared("common")) | frozenset(_shared("weights"))
    codes: set[str] = set()
    for entries in get_global("territory_currencies").values():
        codes |= {code for code, _, end, tender in entries if tender and (end is None or end[0] >= 1999)}
    names: set[str] = set(_shared("informal")) | set(_shared("minor"))
    symbols: set[str] = set(_shared("symbols"))
    for tag in dict.fromkeys(("en", primary, lang)):
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        plural = locale._data["currency_names_plural"]
        for code in codes:
            found = [locale.currencies.get(code), *(plural[code].values() if code in plural else ())]
            for name in found:
                full = _folded(name or "").text.casefold()
                if not full or "(" in full:
                    continue
                names.add(full)
                parts = full.replace("-", " ").split()
                names.add(parts[0] if locale.language in _HEAD_FIRST else parts[-1])
            symbol = _folded(locale.currency_symbols.get(code) or "").text.casefold().strip(" .")
            if tag != "en" and len(symbol) > 1 and symbol.upper() != code and any(c.isalpha() for c in symbol):
                symbols.add(symbol)
    names = {name for name in names if len(name) > 1 and not name.isdigit()} - common
    return _Money(
        codes=frozenset(codes),
        risky_codes=_RISKY_CODES,
        names=frozenset(names | _NATIVE.get(primary, set())),
        symbols=frozenset(symbols),
    )


# ── numbers and amounts ─────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(
    r"\d{1,3}(?: \d{3}(?!\d)){1,5}(?:[.,]\d{1,2}(?!\d))?"
    r"|\d{1,15}(?:[.,']\d{1,6}){0,6}"
)
_GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{2}")
_YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number or a range of numbers."""

    start: int
    end: int
    first_end: int
    spelled: bool = False


@functools.cache
def _range() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _shared("ranges") if word != "-")
    # A currency may stand on both sides: "$20-$30", "kr 20 - kr 30".
    return re.compile(rf"(?: {{0,2}}-{{1,2}} {{0,2}}~?| (?:{words}) ~?)", re.IGNORECASE)


@functools.cache
def _spelled(lang: str) -> re.Pattern[str]:
    words = tuple(_words(lang).get("numbers", ()))
    if not words:
        return re.compile(r"(?!)")
    one = "(?:" + "|".join(sorted(words, key=len, reverse=True)).replace(r"\w{", r"\w{") + ")"
    return re.compile(rf"(?<![\w-]){one}(?:[ -](?:and |og |och |und )?{one}){{0,5}}(?!\w)", re.IGNORECASE)


def _numbers(text: str) -> list[_Number]:
    """Numbers from left to right, ranges joined."""
    joint = _range()
    found: list[_Number] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if found and start - found[-1].end < 12 and joint.fullmatch(text, found[-1].end, start):
            found[-1] = _Number(found[-1].start, end, found[-1].first_end)
        else:
            found.append(_Number(start, end, end))
    return found


def _spelled_numbers(text: str, lang: str) -> list[_Number]:
    return [_Number(*match.span(), match.end(), True) for match in _spelled(lang).finditer(text)]


_CODE_BEFORE = re.compile(r"(?<![^\W_])([A-Z]{3})[ ]{0,2}[-~]?\Z")
_SYMBOL_BEFORE = re.compile(r"(?:(?<![^\W_])[A-Za-z]{1,3})?([^\w\s!-#%-/:-@\[-^`{-~])[ ]{0,2}[-~]?\Z")
_LETTERS_BEFORE = re.compile(r"(?<!\w)([^\W\d_]{2,8}(?: [^\W\d_]{2,4})?)\.?[ ]{0,2}[-~]?\Z")
_WORDS_AFTER = re.compile(r"[ ]?[ ]?([^\W\d_]+)((?:[ .'-]{1,2}[^\W\d_]+){0,4})", re.UNICODE)
_MAGNITUDE_AFTER = re.compile(r"[ ]?[ ]?([^\W\d_]{1,12})\.?(?!\w)")
_PRICE_DASH = re.compile(r"(?:,-{1,2}|,--|\.-{1,2}|:-)(?![\w)-])")
_IDEOGRAPH_AFTER = re.compile(r"[ ]?[十百千万萬億亿만억]{0,3}(?:[円元圓원]|人民币|美元|日元|유로|달러)")
_SYMBOL_AFTER = re.compile(r"[ ]{0,2}([^\w\s!-#%-/:-@\[-^`{-~])(?!\d)")


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) == "Sc"


def _currency_before(text: str, start: int, amount: str, money: _Money) -> int | None:
    """Where a currency before the number begins."""
    low = max(0, start - 24)
    match = _SYMBOL_BEFORE.search(text, low, start)
    if match and _is_symbol(match[1]):
        return match.start()
    match = _CODE_BEFORE.search(text, low, start)
    if match and match[1] in money.codes and (match[1] not in money.risky_codes or _GROUPED.fullmatch(amount)):
        return match.start()
    match = _LETTERS_BEFORE.search(text, low, start)
    if match:
        word = match[1].casefold()
        if word in money.symbols or word in _shared("prefix-names"):
            return match.start()
        last = word.split()[-1]
        if " " in word and (last in money.symbols or last in _shared("prefix-names")):
            return match.start() + match[1].rfind(" ") + 1
    # Symbols of several words or with inner dots, such as those of Arabic.
    if not text[max(0, start - 12) : start].isascii():
        before = text[low:start].rstrip(" ").rstrip(".").casefold()
        for symbol in money.symbols:
            if not symbol.isascii() and before.endswith(symbol):
                at = len(before) - len(symbol)
                if at == 0 or not before[at - 1].isalpha():
                    return low + at
    return None


def _currency_at(text: str, position: int, money: _Money, spelled: bool) -> int | None:
    """Where a currency that begins behind the number ends."""
    if not spelled:
        match = _PRICE_DASH.match(text, position)
        if match:
            return _currency_at(text, match.end(), money, True) or match.end()
        match = _SYMBOL_AFTER.match(text, position)
        if match and _is_symbol(match[1]):
            return match.end()
        match = _IDEOGRAPH_AFTER.match(text, position)
        if match:
            return match.end()
        window = text[position : position + 16]
        if not window.isascii():
            stripped = window.lstrip(" ")
            for symbol in money.symbols:
                if not symbol.isascii() and stripped.casefold().startswith(symbol):
                    end = len(window) - len(stripped) + len(symbol)
                    if end >= len(window) or not window[end].isalpha():
                        return position + end
    match = _WORDS_AFTER.match(text, position, position + 80)
    if not match:
        return None
    first = match[1]
    if first in money.codes:
        following = text[match.end(1) : match.end(1) + 1]
        return match.end(1) if not (following.isalnum() or following == "_") else None
    if first.casefold() in money.symbols and not spelled:
        end = match.end(1)
        return end if not text[end : end + 1].isdigit() else None
    if text[match.end() : match.end() + 1].isdigit() or text[match.end(1) : match.end(1) + 1] == "_":
        return None
    ends = [match.end(1), *(match.start(2) + part.end() for part in re.finditer(r"[ .'-]{1,2}[^\W\d_]+", match[2]))]
    for end in reversed(ends):
        phrase = text[match.start(1) : end]
        folded = phrase.casefold()
        if folded in money.names:
            return end
        if folded in _shared("weights") and _is_sum(text, match.start(1), end):
            return end
    return None


_AFTER_SUM = re.compile(r"\s*(?:[.,;:!?)/\]]|\Z|(?:per|a|an|each|for|in|on|or|and|to|more|less|extra|sterling|every|i|pr|og|eller|för|und|oder|pro|im|is|was|are)\b)")


def _is_sum(text: str, start: int, end: int) -> bool:
    """Whether "pounds" are money here and not a weight."""
    if not _AFTER_SUM.match(text, end, min(len(text), end + 14)):
        return False
    return not _whole_words(_shared("weighing")).search(text, max(0, start - 40), start)


def _amounts(text: str, lang: str) -> list[tuple[int, int]]:
    """Sums of money."""
    money = _money(lang)
    magnitudes = frozenset(_shared("magnitudes"))
    found: list[tuple[int, int]] = []
    numbers = _numbers(text)
    for number in (*numbers, *_spelled_numbers(text, lang)):
        before = None
        if not number.spelled:
            if number.start and text[number.start - 1] in ".,'" and number.start > 1 and text[number.start - 2].isdigit():
                continue
            before = _currency_before(text, number.start, text[number.start : number.first_end], money)
            if before is None and number.start and (text[number.start - 1].isalpha() or text[number.start - 1] == "_"):
                continue
        end = number.end
        match = _MAGNITUDE_AFTER.match(text, end, end + 20)
        scaled = end
        if match and match[1].casefold() in magnitudes:
            scaled = match.end()
            joint = next((j for j in _shared("joints") if text.startswith(j, scaled + 1)), "")
            if joint:
                scaled += 1 + len(joint)
        after = None
        if scaled != end:
            after = _currency_at(text, scaled, money, number.spelled)
        if after is None:
            after = _currency_at(text, end, money, number.spelled)
        # "20-30 kr" and "kr 20-30"; but in "€20 to 30 June" only the first number is a sum.
        if before is not None:
            last = after if after is not None else (scaled if scaled != end else end)
            found.append((before, _trimmed(text, number.start, last)))
        elif after is not None:
            found.append((number.start, _trimmed(text, number.start, after)))
    if _primary(lang) == "en":
        found = [span for span in found if not re.fullmatch(r"50 Cent", text[slice(*span)])]
        found += [match.span() for match in re.finditer(r"(?<![\w.,-])\d{1,2}p(?![\w-])", text)]
    return _merged(text, found)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] == " ":
        end -= 1
    return end


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlaps and the two ends of a range joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and (start < merged[-1][1] or _range().fullmatch(text, merged[-1][1], start)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


_BARE = re.compile(
    r" *(?:[~<>≈±+-]|\w{2,6}\.?)? {0,2}\d[\d.,' ]{0,20}(?:,-{1,2})?"
    r"(?: {0,2}(?:-{1,2}|[^\W\d_]{1,5}) {0,2}\d[\d.,' ]{0,20})?(?:k|,-{1,2}| mill\.?| million| mln)? *"
    r"(?:[*†]|/ ?\w+|\(.{0,40}\)|(?:per|pr\.?|a|an|i|im|pro|par|por|al|na|za) \w+)? *"
)


def _bare_number(text: str) -> tuple[int, int] | None:
    """A cell that holds nothing but a number or a range."""
    if len(text) > 120 or not any(character.isdigit() for character in text) or not _BARE.fullmatch(text):
        return None
    return len(text) - len(text.lstrip()), len(text.rstrip())


@functools.lru_cache(maxsize=2048)
def _priced(head: str, lang: str) -> bool:
    """Whether a head speaks of prices or names a currency."""
    text = _folded(head).text
    if _whole_words(_shared("prices")).search(text) or any(_is_symbol(character) for character in text):
        return True
    money = _money(lang)
    words = re.findall(r"[^\W\d_]+", text)
    return any(
        (word in money.codes and word not in money.risky_codes) or word.casefold() in money.names or word.casefold() in money.symbols
        for word in words
    )


_TIMES = re.compile(r"\b(?:years?|months?|weeks?|days?|hours?|duration|time|number|no|nr|age|phone|date|år|måned\w*|uker?|dager?|timer?|varighet|antall|alder|telefon|dato|jahre?|monate?|dauer|anzahl|alter|count|points?|rank)\b", re.IGNORECASE)


def _find_money(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    found = _amounts(text.text, lang)
    if not found and under:
        bare = _bare_number(text.text)
        # The caption speaks for every column, unless the column's head says what else it counts.
        if bare and (_priced(under[0], lang) or (not _TIMES.search(under[0]) and any(_priced(head, lang) for head in under[1:]))):
            found = [bare]
    return found


@functools.cache
def _percent() -> re.Pattern[str]:
    words = "|".join(word for word in _shared("percents") if word not in "%‰")
    return re.compile(rf"[ ]{{0,2}}(?:[%‰](?!\w)|-?(?:{words})(?!\w))", re.IGNORECASE)


def _find_percentage(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    found: list[tuple[int, int]] = []
    for number in (*_numbers(read), *_spelled_numbers(read, lang)):
        match = _percent().match(read, number.end)
        joined = number.start and (read[number.start - 1].isalpha() or read[number.start - 1] == "_")
        if match and not joined and not (match.end() < len(read) and read[match.end()] == "2" and read[match.end() - 1] == "%"):
            found.append((number.start, match.end()))
        elif _primary(lang) in ("tr", "eu", "ku") and number.start and read[number.start - 1] == "%":
            found.append((number.start - 1, number.end))
    # "5% to 6%" and "2%-3%" are one range.
    found = _merged(read, found)
    if not found and under and "%" in _folded(under[0]).text:
        bare = _bare_number(read)
        found = [bare] if bare else []
    return found


# ── words near amounts ──────────────────────────────────────────────────────────────────────────

_STOP = re.compile(r"[.!?…؟。]+[\"”»)']{0,2} +(?=[^\W\d_])")


def _sentences(text: str) -> list[tuple[int, int]]:
    """Sentences; no break after an abbreviation or before a small letter or a digit."""
    abbreviations = frozenset(_shared("abbreviations"))
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _STOP.finditer(text):
        if text[match.end()].islower():
            continue
        word = re.search(r"[^\W\d_][\w.]{0,10}\Z", text[max(0, match.start() - 12) : match.start()])
        if text[match.start()] == "." and word and word[0].casefold().replace(".", r"\.") in abbreviations:
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return spans


def _spans(pattern: re.Pattern[str], text: str, unless: re.Pattern[str] | None = None) -> list[tuple[int, int]]:
    found = [match.span() for match in pattern.finditer(text)]
    if unless is not None and found:
        except_for = [match.span() for match in unless.finditer(text)]
        found = [
            (start, end)
            for start, end in found
            if not any(start < stop and begin < end for begin, stop in except_for)
        ]
    return found


def _beside(
    text: str, words: list[tuple[int, int]], amounts: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """One stretch for each sentence that has both: from the word to the nearest amount."""
    found: list[tuple[int, int]] = []
    if not words or not amounts:
        return found
    for start, end in _sentences(text):
        here = [span for span in words if start <= span[0] < end]
        sums = [span for span in amounts if start <= span[0] < end]
        if here and sums:
            # Overlap is none: "hourly rates" cannot be its own amount.
            first = min(sums, key=lambda span: min(abs(span[0] - here[0][1]), abs(here[0][0] - span[1])))
            found.append((min(here[0][0], first[0]), max(here[0][1], first[1])))
    return found


def _large_numbers(text: str) -> list[tuple[int, int]]:
    """Numbers that can be pay without a currency: 380 000, 45k, 2500; not years, not percentages."""
    found = []
    for number in _numbers(text):
        words = text[number.start : number.end]
        before = text[number.start - 1] if number.start else " "
        if before.isalnum() or before in "_-/§.:" or _percent().match(text, number.end):
            continue
        if re.match(r"[-/:][\d]|[ ]?(?:people|persons?|hours?|timer|years?|år|jobs?|personer|mennesker|stunden|menschen|h\b)", text[number.end : number.end + 12], re.IGNORECASE):
            continue
        digits = re.sub(r"\D", "", words.split("-")[-1])
        thousands = text[number.end : number.end + 1] in ("k", "K") and not text[number.end + 1 : number.end + 2].isalnum()
        years = all(_YEAR.fullmatch(part) for part in re.findall(r"\d+", words)) and not re.search(r"[.,' ]", words)
        if thousands or (len(digits) >= 4 and not years and not re.fullmatch(r"\d+[.,]\d{4,}|0\d+", words)):
            found.append((number.start, number.end + thousands))
    return found


def _find_pay(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    pattern, unless = _listed(lang, "pay", "words"), _listed(lang, "pay", "unless")
    words = _spans(pattern, read, unless)
    amounts = _find_money(text, under, lang)
    found = _beside(read, words, amounts + _large_numbers(read))
    if not found and any(_spans(pattern, _folded(head).text, unless) for head in under):
        bare = _bare_number(read)
        found = amounts or _large_numbers(read) or ([bare] if bare and not _TIMES.search(under[0]) else [])
    return found


def _find_return(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    unless = _listed(lang, "investment-return", "unless")
    strong = _spans(_listed(lang, "investment-return", "strong"), read, unless)
    figures = _find_percentage(text, under, lang) + _find_money(text, under, lang)
    found = _spans(_listed(lang, "investment-return", "alone"), read)
    found += _beside(read, strong, figures)
    weak = _spans(_listed(lang, "investment-return", "weak"), read, unless)
    context = _spans(_listed(lang, "investment-return", "context"), read, unless)
    for start, end in _beside(read, weak, figures):
        sentence = next(span for span in _sentences(read) if span[0] <= start < span[1])
        if any(sentence[0] <= span[0] < sentence[1] for span in context):
            found.append((start, end))
    if not found and figures and under:
        heads = [_folded(head).text for head in under]
        if any(_listed(lang, "investment-return", "strong").search(head) for head in heads) or (
            any(_listed(lang, "investment-return", "weak").search(head) for head in heads)
            and any(_listed(lang, "investment-return", "context").search(head) for head in heads)
        ):
            found = figures
    return found


_PER_VOLUME = re.compile(r"[ ]?/[ ]?(?:d?l|m[23³]?|100)(?!\w)|[ ]per (?:decilit|lit|cubic)", re.IGNORECASE)


@functools.cache
def _dose(lang: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    food = "|".join(_words(lang)["dosage"].get("food", ())).replace(r"\w+", r"\w{1,20}")
    units = "|".join((*_shared("doses"), *_words(lang)["dosage"].get("units", ()))).replace(r"\w*", r"\w{0,40}")
    behind = rf"[ ]{{0,2}}-?(?:{units})(?!\w)"
    return (
        re.compile(behind, re.IGNORECASE),
        re.compile(r"[ ]{0,2}-?(?:ml|milliliters?|millilitres?)(?!\w)", re.IGNORECASE),
        re.compile(rf"[ ](?:{food})(?!\w)", re.IGNORECASE),
    )


def _find_dosage(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    units, volume, food = _dose(lang)
    found: list[tuple[int, int]] = []
    for number in (*_numbers(read), *_spelled_numbers(read, lang)):
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
        bare = _bare_number(read)
        heads = _whole_words((*_shared("doses"), "ml", *_words(lang)["dosage"].get("units", ())))
        found = [bare] if bare and heads.search(_folded(under[0]).text) else []
    return _merged(read, found)


def _find_listed(detector: str) -> Callable[[_Folded, tuple[str, ...], str], list[tuple[int, int]]]:
    def find(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
        return _spans(_listed(lang, detector, "words"), text.text, _listed(lang, detector, "unless"))

    return find


@functools.cache
def _dates_of(lang: str) -> re.Pattern[str]:
    """A date as it is written in a language; month names from the Unicode CLDR."""
    from babel.core import Locale

    months: set[str] = set()
    for tag in ("en", _primary(lang)):
        names = Locale.parse(tag, sep="-").months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months |= {_folded(name).text.rstrip(".") for name in names[context].get(width, {}).values()}
    month = "|".join(sorted((re.escape(name) for name in months if len(name) > 2), key=len, reverse=True))
    return re.compile(
        rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
        rf"|(?:the )?\d{{1,2}}(?:\.|st|nd|rd|th)? ?(?:of )?(?:{month})\.?(?:,? \d{{4}})?"
        rf"|(?:{month})\.? (?:\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{4}})|(?:1[89]|20|21)\d\d)(?![\w-])",
        re.IGNORECASE,
    )


@functools.cache
def _marked_dates(lang: str) -> re.Pattern[str]:
    markers = sorted(_words(lang)["date-bound"]["markers"], key=len, reverse=True)
    joined = "|".join(markers).replace(r"\w*", r"\w{0,40}")
    return re.compile(rf"(?<!\w)(?:{joined})\.?(?: (?:den|dem|the|og med|on|to|til|from|fra|zum|vom|year|år|jahr))? ({_dates_of(lang).pattern})", re.IGNORECASE)


def _find_date_bound(text: _Folded, under: tuple[str, ...], lang: str) -> list[tuple[int, int]]:
    read = text.text
    found = _spans(_listed(lang, "date-bound", "words"), read)
    found += [match.span() for match in _marked_dates(lang).finditer(read)]
    return _merged(read, found)


_FINDERS: dict[str, Callable[[_Folded, tuple[str, ...], str], list[tuple[int, int]]]] = {
    "money": _find_money,
    "percentage": _find_percentage,
    "pay": _find_pay,
    "investment-return": _find_return,
    "dosage": _find_dosage,
    "medical": _find_listed("medical"),
    "legal": _find_listed("legal"),
    "date-bound": _find_date_bound,
}


def _found(text: _Folded, under: tuple[str, ...], lang: str, detector: str) -> tuple[tuple[int, int], ...]:
    if detector not in detectors_for(lang):
        raise LookupError(f"no detector {detector} for {lang}")
    return tuple(
        text.source(start, end) for start, end in sorted(set(_FINDERS[detector](text, under, lang))) if end > start
    )
