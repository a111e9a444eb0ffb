"""Characters that hide, turn or imitate text. They are refused, never removed.

The lines of the file are searched, so that code, addresses and attributes are covered too; values of the
front matter as well, since an escape in double quotes is not in the lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from pipeline.article import LIGATURE
from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, Extent, Location, quoted, report
from pipeline.disclaimers.joiners import ZWJ, ZWNJ, is_joiner, joins, named_script
from pipeline.disclaimers.unfinished import letters_by_script
from pipeline.document import (
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    Link,
    Paragraph,
    Span,
    Table,
    plain_text,
    positioned_text,
)
from pipeline.document.nodes import Node
from pipeline.document.queries import PositionedText
from pipeline.yaml import CONTROLS

MAX_MARKS = 8
MAX_FINDINGS = 200
# What has no place to end a line is sought one in, again and again: the time for it grows with the square of its length.
MAX_WORD = 1_000

OVERRIDES = re.compile("[\u202a-\u202e]")
ISOLATES = "\u2066\u2067\u2068"
POP_ISOLATE = "\u2069"

# Ignored by renderers although their category does not say so: fillers, grapheme joiner, Khmer inherent vowels,
# separators of lines and paragraphs, a note head and a Khitan filler without ink.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2028\u2029\u2065\u3164\uffa0\U0001d159\U00016fe4")
_BRAILLE_BLANK = "\u2800"
# Format characters that can be seen (Arabic number signs, …) or that order text harmlessly (marks of direction).
_ALLOWED_FORMAT = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u200e\u200f\u061c"
)
_EMOJI_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f")
_WORD = re.compile(r"[^\W\d_]+")
# Chinese and its neighbours end lines between any two letters.
_ENDLESS = re.compile(
    rf"[^\s\u0e00-\u109f\u1780-\u17ff\u3000-\u9fff\uac00-\ud7ff\uf900-\uffef]{{{MAX_WORD + 1},}}"
)
# Scripts with letters that nobody can tell from Latin ones.
_IMITATING = frozenset({"CYRILLIC", "ARMENIAN", "CHEROKEE", "LISU", "COPTIC", "DESERET", "GOTHIC", "OSAGE"})
_GREEK_LOOKALIKES = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
# Three of capitals, and of what looks like one, beside a number.
_LIKE_CAPITALS = "01l"
_CAPITALS = str.maketrans(_LIKE_CAPITALS, "OII")
_MIXED = r"(?=[A-Z]{0,2}[01l])(?=[01l]{0,2}[A-Z])[A-Z01l]{3}"
_CODE = re.compile(
    rf"\d[ \u00a0\u202f*_]{{0,5}}(?P<after>{_MIXED})(?!\w)|(?<!\w)(?P<before>{_MIXED})[ \u00a0\u202f*_]{{0,5}}\d"
)


def characters(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC250 (direction), DOC252 (invisible), DOC253 (stacked marks), DOC254 (look-alikes)."""
    yield from islice(_in_lines(subject), MAX_FINDINGS)
    yield from islice(_in_values(subject), MAX_FINDINGS)
    yield from islice(_in_entities(subject), MAX_FINDINGS)


def _in_lines(subject: Subject) -> Iterator[Diagnostic]:
    for number, line in enumerate(subject.lines, 1):
        for code, index, facts in _mistyped(line) if line.isascii() else faults(line):
            yield report(code, subject.point(number, index + 1), **facts)


def _in_entities(subject: Subject) -> Iterator[Diagnostic]:
    """Characters that the text spells by entities, such as `&#x202e;`: what is read, but is not in the lines.

    Shape: words, terms, attributes, text alternatives, titles and addresses, and what lies on two lines.
    """
    in_lines = _Lines(subject)
    for visit in subject.visits:
        for read in texts_of(visit.node):
            for code, index, facts in _all_faults(read.text):
                place = read.place(index)
                extent = Extent.point(*place) if place else visit.extent
                if not in_lines.have(code, facts, extent):
                    yield report(code, subject.location(extent), **facts)


def texts_of(node: Node) -> Iterator[PositionedText]:
    """What readers see or hear of a node, but for the nodes that it holds."""
    match node:
        case Heading() | Paragraph():
            yield positioned_text(node.content)
        case DefinitionList():
            for term, _ in node.entries:
                yield positioned_text(term)
        case Image():
            yield positioned_text(node.alt)
            yield from _unplaced(node.title)
        case Link():
            yield from _unplaced(node.title, node.url)
        case _:
            pass
    if isinstance(node, Component | Heading | Image | Link | Span | Code | CodeBlock | Table):
        yield from _unplaced(*(value for _, value in node.attributes.pairs))


def _unplaced(*texts: str) -> Iterator[PositionedText]:
    return (PositionedText(text, ()) for text in texts if text)


def _all_faults(text: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    """The faults of a text, and what no text may hold."""
    for match in CONTROLS.finditer(text):
        yield "ART106", match.start(), {"found": f"U+{ord(match[0]):04X}"}
    yield from _mistyped(text) if text.isascii() else faults(text)


class _Lines:
    """What was found in the lines of the file, which need not be said again."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.found: dict[int, frozenset[tuple[str, str]]] = {}

    def have(self, code: str, facts: Mapping[str, object], extent: Extent | None) -> bool:
        """Whether a line of a stretch has the same fault."""
        if extent is None:
            return False
        return any(
            (code, str(facts["found"])) in self._of(number)
            for number in range(extent.line, extent.end_line + 1)
        )

    def _of(self, number: int) -> frozenset[tuple[str, str]]:
        if number not in self.found:
            line = self.subject.line(number)
            self.found[number] = frozenset(
                (code, str(facts["found"])) for code, _, facts in _all_faults(line)
            )
        return self.found[number]


def _in_values(subject: Subject) -> Iterator[Diagnostic]:
    """Characters that the front matter spells by escapes."""
    in_lines = _Lines(subject)
    for value, extent in values_of(subject):
        for code, _, facts in _all_faults(value):
            if not in_lines.have(code, facts, extent):
                yield report(code, Location(subject.article.path, extent), **facts)


def values_of(subject: Subject, keys: frozenset[str] | None = None) -> Iterator[tuple[str, Extent]]:
    """Every text of the front matter that stands in this file, with its place; of `keys` only, on whatever level."""
    positions = subject.article.positions
    for value, path in _values(positions.value, ()):
        if path in positions.values and (keys is None or not keys.isdisjoint(path)):
            yield value, positions.values[path]


def _values(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Every text in a value, with the way to it."""
    if isinstance(value, str):
        yield value, path
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        yield from _values(child, (*path, key))


def faults(text: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Every fault in a line of text: code, index, facts."""
    for match in OVERRIDES.finditer(text):
        yield "DOC250", match.start(), {"found": named(match[0])}
    yield from _isolates(text)
    flags = {index for match in _EMOJI_FLAG.finditer(text) for index in range(*match.span())}
    marks = 0
    hidden = False
    for index, character in enumerate(text):
        category = "" if character.isascii() else unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") and not 0xFE00 <= ord(character) <= 0xFE0F else 0
        if marks == MAX_MARKS + 1:
            yield "DOC253", index - MAX_MARKS, {"limit": MAX_MARKS, "found": MAX_MARKS + _marks(text, index)}
        if not category or not _is_hidden(text, index, category) or index in flags:
            hidden = False
        elif not hidden:
            # One finding for a run of them.
            hidden = True
            yield "DOC252", index, {"found": named(character)}
    yield from _mixed(text)
    yield from _mistyped(text)
    for word in re.finditer(r"\w+", text) if LIGATURE.search(text) else ():
        if (found := LIGATURE.search(word[0])) is None:
            continue
        letter = named(found[0])
        yield "DOC254", word.start(), {"found": f"{quoted(word[0])} with {letter}", "letter": letter}


# A text of fewer letters may be a list of names. Below that share of its own script it is in another language.
_ENOUGH, _SHARE = 200, 0.2


def endless(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC269 (a word without end)."""
    for visit in subject.visits:
        node = visit.node
        # Addresses are set nowhere; what stands between ticks is read with its paragraph.
        set_in_lines = isinstance(node, Heading | Paragraph | DefinitionList | Image)
        read = _unplaced(node.text) if isinstance(node, CodeBlock) else texts_of(node) if set_in_lines else ()
        for text in read:
            if found := _ENDLESS.search(text.text):
                place = text.place(found.start())
                extent = Extent.point(*place) if place else visit.extent
                length = len(found[0])
                yield report("DOC269", subject.location(extent), length=length, limit=MAX_WORD)


def script(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC255 (a text in another script than that of its language)."""
    lang = subject.document.lang
    read = letters_by_script(plain_text(subject.document.blocks), lang)
    if read is None:
        return
    expected, letters = read
    if letters.total() >= _ENOUGH and letters[expected] < _SHARE * letters.total():
        found = letters.most_common(1)[0][0]
        yield report(
            "DOC255", subject.article.at("lang"), lang=lang, expected=expected.title(), found=found.title()
        )


def _marks(text: str, start: int) -> int:
    """How many marks follow each other from here."""
    end = start
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me"):
        end += 1
    return end - start


def _isolates(text: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    open_: list[int] = []
    for index, character in enumerate(text):
        if character in ISOLATES:
            open_.append(index)
        elif character == POP_ISOLATE:
            if open_:
                open_.pop()
            else:
                yield "DOC250", index, {"found": f"{named(character)}, with nothing to close"}
    for index in open_:
        yield "DOC250", index, {"found": f"{named(text[index])}, never closed on its line"}


def _is_hidden(text: str, index: int, category: str) -> bool:
    character = text[index]
    if character == ZWJ:
        return not (joins(text, index - 1) or _in_emoji(text, index))
    if character == ZWNJ:
        return not is_joiner(text, index)
    if _is_selector(character):
        return not _selects(text, index)
    if category == "Cf":
        directional = "\u202a" <= character <= "\u202e" or character in ISOLATES or character == POP_ISOLATE
        return character not in _ALLOWED_FORMAT and not directional
    if character == _BRAILLE_BLANK:
        return not any(
            named_script(beside) == "BRAILLE"
            for beside in text[max(index - 1, 0) : index + 2]
            if beside != character
        )
    return character in _INVISIBLE


def _in_emoji(text: str, index: int) -> bool:
    before = text[max(index - 3, 0) : index].rstrip(
        "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
    )
    return bool(before) and _is_symbol(before[-1]) and index + 1 < len(text) and _is_symbol(text[index + 1])


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sm", "Cn") and ord(character) >= 0x2000


def _is_selector(character: str) -> bool:
    value = ord(character)
    return (
        0xFE00 <= value <= 0xFE0F or 0xE0100 <= value <= 0xE01EF or value in (0x180B, 0x180C, 0x180D, 0x180F)
    )


def _selects(text: str, index: int) -> bool:
    """Whether a variation selector stands behind something that has variants."""
    if not index:
        return False
    selector, base = ord(text[index]), text[index - 1]
    script = named_script(base)
    if selector in (0xFE0E, 0xFE0F):
        keycap = base in "0123456789#*" and text[index + 1 : index + 2] == "\u20e3"
        return keycap or _is_symbol(base) or base in "©®‼⁉〰〽"
    if selector in (0x180B, 0x180C, 0x180D, 0x180F):
        return script == "MONGOLIAN"
    return script == "CJK" or (selector < 0xFE0E and unicodedata.category(base) in ("Sm", "Lo"))


def _mixed(text: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Words of Latin letters with one of a script that imitates them, or with a Greek one that looks the same."""
    for word in _WORD.finditer(text):
        if word[0].isascii():
            continue
        scripts = [named_script(character) for character in word[0]]
        if "LATIN" not in scripts:
            continue
        for offset, (character, script) in enumerate(zip(word[0], scripts, strict=True)):
            if script in _IMITATING or character in _GREEK_LOOKALIKES:
                found = f"{quoted(word[0])} with {named(character)}"
                yield "DOC254", word.start() + offset, {"found": found, "letter": named(character)}
                break


def _mistyped(text: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Codes of currencies beside a number in which a figure or a small letter stands for a capital: 42 N0K."""
    for match in _CODE.finditer(text):
        word = match["after"] or match["before"]
        if word.translate(_CAPITALS) not in _currencies():
            continue
        start = match.start("after" if match["after"] else "before")
        offset = next(at for at, character in enumerate(word) if character in _LIKE_CAPITALS)
        letter = named(word[offset])
        yield "DOC254", start + offset, {"found": f"{quoted(word)} with {letter}", "letter": letter}


def _currencies() -> frozenset[str]:
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


def named(character: str) -> str:
    """A character that cannot be shown: `U+200B (zero width space)`."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")
