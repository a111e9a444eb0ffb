"""Strict YAML 1.2 with positions.

Input: the text of a YAML document. Output: plain values beside the extent of every key and value. No anchors, aliases,
tags, merge keys or duplicate keys; no value is ever guessed into a date.
Must not: know what the documents mean.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipeline.diagnostics import (
    Diagnostic,
    Extent,
    Location,
    Reported,
    in_file_order,
    quoted,
    report,
)

MAX_DEPTH = 20
MAX_SCALAR = 10_000
MAX_NODES = 20_000
# Said of a mark at its own place.
NEVER_CLOSED = "that opens here is never closed"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Values with positions.

    Shape: `value` is built of dict, list, str, int, float, bool and None; `values` and `keys` map the
    path of a value (`("author", 0, "name")`) to the extent of the value and of its key. What is `unreadable` has been
    reported; it is None.
    """

    path: str
    value: Any
    values: Mapping[Path, Extent] = field(default_factory=dict)
    keys: Mapping[Path, Extent] = field(default_factory=dict)
    unreadable: frozenset[Path] = frozenset()

    def at(self, *path: str | int) -> Location:
        """The place of a value, or of its nearest parent that stands in the file."""
        for length in range(len(path), -1, -1):
            extent = self.values.get(path[:length])
            if extent is not None:
                return Location(self.path, extent)
        return Location(self.path, Extent.point(1, 1))

    def key_at(self, *path: str | int) -> Location:
        """The place of a key, or of the value where there is no key."""
        extent = self.keys.get(path)
        return Location(self.path, extent) if extent is not None else self.at(*path)


def load(text: str, path: str, first_line: int = 1) -> Reported[YamlDocument | None]:
    """The document's values and positions; None where anything is wrong. Units and reports: as of `legible`."""
    read = legible(text, path, first_line)
    return Reported(None, read.diagnostics) if read.failed else read


def readable(text: str, path: str) -> Reported[YamlDocument | None]:
    """The same, but None only where a value cannot be read: a tab, or a key that stands twice, hides nothing else."""
    read = legible(text, path)
    return Reported(None, read.diagnostics) if read.value is not None and read.value.unreadable else read


def legible(text: str, path: str, first_line: int = 1) -> Reported[YamlDocument | None]:
    """What can be read of a document, with everything that is wrong with it, in the order of the lines.

    Shape: of a key that stands twice, the first counts; what cannot be read is None, and `unreadable` has its path. The
    value is None where nothing can be read at all.
    Units: `first_line` is the line of the file on which `text` begins.
    Reports: ART106 (a control character, spelt by an escape), ART111 (syntax), ART112 (duplicate key), ART113 (anchors and the like), ART114 (tab),
    ART125 (limits).
    """
    plain = _composed(text)
    if plain is not None or _NOTHING.fullmatch(text):
        return _document(plain, path, first_line, text)
    whole = _strictly(text, path, first_line)
    if whole.value is not None:
        return whole
    return _by_keys(text, path, first_line, whole.diagnostics)


# What to do about lines that cannot be read, by words of what is wrong with them.
_ACTIONS = (
    ("quotation mark that opens", "close it; a mark inside the value is written twice, or the value put between marks of the other kind"),
    ("quotation mark is", "close it; a mark inside the value is written twice, or the value put between marks of the other kind"),
    ("bracket or brace", "close it, with `]` or `}`; a value that only begins with one is put in double quotes"),
    ("looks like a space", "type the spaces of the line anew"),
    ("an item of a list begins", "write a hyphen and a space, `- `, in its place"),
    ("a comment begins with", "write `#` in its place"),
    ("a key ends with a colon", "write `key: value`"),
    ("no space behind the colon", "write a space there: `key: value`"),
    ("behind a space begins a comment", "put the value in double quotes"),
    ("a colon inside a value", 'put the value in double quotes, `title: "Tides: a short guide"`; a key of its own begins below the one above'),
    ("is no `key: value`", "write `key: value`; if the line goes on with the value above, indent it"),
    ("a list begins on a line", "put a value that begins with a hyphen in double quotes; a list stands below its key, an item on a line"),
    ("indented less", "let keys that belong together begin below each other, with spaces before them"),
    ("begin below each other", "give the line as many spaces as the one that it belongs beside"),
    ("does not belong to the value", "put all of the value between one pair of quotation marks; let keys that belong together begin below each other"),
    ("there is no value here", "put a value that begins with a sign in double quotes"),
    ("a value cannot begin", "put the value in double quotes"),
    ("a second document", "take the line out"),
    ("a comma in braces", "put that value in double quotes; a number has a point, 9.5"),
    ("escape", "write two backslashes for one, or put the value in single quotes"),
    ("there is no character", "write the character itself"),
)  # fmt: skip
_CORRECT = "correct the line; put a value that holds a colon, or begins with a bracket, brace or sign, in double quotes"


def _illegible(place: Location, problem: str) -> Diagnostic:
    """Reports: ART111, with what is to be done about just that."""
    action = next((action for words, action in _ACTIONS if words in problem), _CORRECT)
    return report("ART111", place, problem=problem, action=action)


# A key at the beginning of a line, also with a wrong sign: there a reader that has lost its way finds it again.
_KEY = re.compile(
    r"^(?:([\w-]+)(?: *:(?=[ \t]|$)|:(?=[^\s:/])| *=(?= *\S))|(?:\"([^\"\n]*)\"|'([^'\n]*)') *:(?=[ \t]|$))",
    re.MULTILINE,
)
_INNER_KEY = re.compile(r"^[ \t]+([\w-]+) *:(?=[ \t]|$)", re.MULTILINE)
_MOST_KEYS = 300


def _by_keys(
    text: str, path: str, first_line: int, whole: tuple[Diagnostic, ...]
) -> Reported[YamlDocument | None]:
    """What can be read of a faulty document, each of its keys alone; `whole` is what is wrong with it read at once.

    Why: a quotation mark that is never closed would hide all that stands below it.
    """
    starts = [match.start() for match in _KEY.finditer(text)]
    if not 0 < len(starts) <= _MOST_KEYS:
        return Reported(None, whole)
    found: list[Diagnostic] = []
    value: dict[str, Any] = {}
    values: dict[Path, Extent] = {}
    keys: dict[Path, Extent] = {}
    unreadable: set[Path] = set()
    lost = False
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        piece, line = text[start:end], first_line + text.count("\n", 0, start)
        if not piece.strip():
            continue
        plain = _composed(piece)
        read = _document(plain, path, line, piece) if plain is not None else _strictly(piece, path, line)
        found += read.diagnostics
        if read.value is None:
            lost = True
            read = Reported(_unread(piece, path, line))
        elif isinstance(read.value.value, str):
            lost = True
            found.append(_no_key(piece, read.value, line))
            read = Reported(_unread(piece, path, line))
        assert read.value is not None
        fresh: set[int | str] = set()
        for name, child in read.value.value.items() if isinstance(read.value.value, dict) else ():
            if name in value:
                found.append(report("ART112", read.value.key_at(name), key=name))
                continue
            value[name] = child
            fresh.add(name)
        values |= {at: extent for at, extent in read.value.values.items() if at and at[0] in fresh}
        keys |= {at: extent for at, extent in read.value.keys.items() if at and at[0] in fresh}
        unreadable |= {at for at in read.value.unreadable if at and at[0] in fresh}
    # What is wrong only where all of it is read at once, such as the indentation of the first line.
    if not lost:
        told = set(found)
        found += [one for one in whole if one not in told]
    last = first_line + text.count("\n")
    values[()] = Extent(first_line, 1, last, len(text) - text.rfind("\n"))
    return Reported(YamlDocument(path, value, values, keys, frozenset(unreadable)), in_file_order(found))


def _unread(piece: str, path: str, line: int) -> YamlDocument:
    """A part that cannot be read: its key, and those that its other lines would have if they began where it does."""
    names = [match[1] or match[2] or match[3] for match in _KEY.finditer(piece)]
    names += [match[1] for match in _INNER_KEY.finditer(piece)]
    names += re.findall(r"\A\s*([\w-]+)\s*:", piece)
    place: dict[Path, Extent] = {(name,): Extent.point(line, 1) for name in names}
    return YamlDocument(path, dict.fromkeys(names), place, place, frozenset(place))


def _no_key(piece: str, read: YamlDocument, line: int) -> Diagnostic:
    """Text where a key is due."""
    at = read.at()
    if at.extent is not None and (slip := _slip(piece, at.extent.line - line)):
        return _illegible(Location(read.path, Extent.point(slip[0] + line, slip[1] + 1)), slip[2])
    space = re.search(r":([^\S \t\n])", piece)
    problem = "the line is no `key: value`"
    if space:
        problem += f"; what stands behind the colon looks like a space and is U+{ord(space[1]):04X}"
    return _illegible(at, problem)


def _strictly(text: str, path: str, first_line: int) -> Reported[YamlDocument | None]:
    """The same, read at once; None where it cannot be read to its end."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    def where(line: int, column: int) -> Location:
        return Location(path, Extent.point(line + first_line, column + 1))

    tabs = [
        report("ART114", where(text.count("\n", 0, tab.end()), len(tab[0]) - 1))
        for tab in islice(_TAB.finditer(text), MAX_TABS)
    ]
    # One space for each leaves everything where it stands.
    spaced = _INDENT.sub(lambda match: match[0].replace("\t", " "), text) if tabs else text
    try:
        root, odd = _nodes_of(spaced, where)
    except _Refused as refused:
        return Reported(None, (*tabs, refused.diagnostic))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join((error.problem or error.context or "it cannot be read").split())
        place = where(mark.line, mark.column) if mark else Location(path)
        # What is never closed is found at the end of the text; the writer needs its beginning.
        opened, context = error.context_mark, error.context or ""
        unclosed = "quotation mark" if "quoted scalar" in context else "bracket or brace"
        never_closed = f"the {unclosed} {NEVER_CLOSED}"
        ended = "end of" in problem or "<stream end>" in problem
        if opened is not None and ("quoted scalar" in context or (ended and _BRACKETED.search(context))):
            place = where(opened.line, opened.column)
            problem = never_closed if ended else problem
        elif ended and (open_ := _last_open(text)) is not None:
            line = text.count("\n", 0, open_)
            place = where(line, open_ - text.rfind("\n", 0, open_) - 1)
            problem = never_closed
        elif ended:
            problem = f"a {unclosed} is never closed"
        if "could not find expected ':'" in problem and opened is not None:
            place, problem = where(opened.line, opened.column), "this line is no `key: value`"
        elif (
            mark is not None
            and (found := _outdented(text, mark.line, mark.column))
            and "<block end>" in problem
        ):
            problem = found
        elif (
            opened is not None and mark is not None and mark.line > opened.line and _BRACKETED.search(context)
        ):
            place, problem = where(opened.line, opened.column), never_closed
        problem = _plainly(problem)
        for number in [one.line for one in (opened, mark) if one is not None]:
            if slip := _slip(text, number):
                place, problem = where(slip[0], slip[1]), slip[2]
                break
        return Reported(None, tuple(tabs) or (_illegible(place, problem),))
    except (YAMLError, ValueError, RecursionError) as error:
        # What is beyond the last character has no name, and the reader does not say where it met it.
        beyond = _BEYOND.search(text)
        if isinstance(error, ValueError) and beyond:
            line = text.count("\n", 0, beyond.start())
            place = where(line, beyond.start() - (text.rfind("\n", 0, beyond.start()) + 1))
            problem = f"there is no character {beyond[0]}"
            return Reported(None, (*tabs, _illegible(place, problem)))
        return Reported(None, (*tabs, _illegible(Location(path), " ".join(str(error).split()))))
    read = _document(root, path, first_line, text)
    return Reported(read.value, in_file_order((*tabs, *odd, *read.diagnostics)))


def _last_open(text: str) -> int | None:
    """Where the last bracket or brace stands that nothing behind it closes."""
    closed = 0
    for match in reversed(list(re.finditer(r"[\[\]{}]", text))):
        if match[0] in "]}":
            closed += 1
        elif closed:
            closed -= 1
        else:
            return match.start()
    return None


# What the reader says, in the words of people who write no programs.
_PLAINLY = (
    ("mapping values are not allowed", "there is a colon inside a value, or the line is indented too far"),
    ("could not find expected ':'", "the line above is no `key: value`"),
    ("sequence entries are not allowed", "a list begins on a line of its own, or a value begins with a hyphen"),
    ("expected '<document start>'", "the line is indented less than the one above"),
    ("expected <block end>", "this does not belong to the value before it; quotation marks or indentation are wrong"),
    ("expected the node content", "there is no value here"),
    ("expected alphabetic or numeric", "a value cannot begin with `&` or `*`"),
    ("that cannot start any token", "a value cannot begin with {found}"),
)  # fmt: skip


def _outdented(text: str, number: int, column: int) -> str | None:
    """What is wrong with the beginning of a line, where it is not as far in as the one above, and no list begins or ends."""
    lines = text.split("\n")
    line = lines[number] if number < len(lines) else ""
    above = next((one for one in reversed(lines[:number]) if one.strip() and one.strip()[0] != "#"), "")
    ahead = len(line) - len(line.lstrip(" "))
    # The hyphen of a list counts as a space.
    before = len(above) - len(re.sub(r"^[ -]+", "", above))
    if ahead != column or ahead == before or not above:
        return None
    return f"the line begins after {_spaces(ahead)}, the one above after {before}; keys that belong together begin below each other"


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


# What people write in a line that YAML writes otherwise, and what to say of it.
_SLIPS = (
    (re.compile(r"[ \t]*([\u00a0\u2000-\u200b\u202f\u3000])"), "the line begins with what looks like a space and is {found}; type the spaces anew"),
    (re.compile(r" *([–—•·*]) "), "an item of a list begins with a hyphen, found {found}"),
    (re.compile(r" *(//|/\*)"), "a comment begins with `#`, found {found}"),
    (re.compile(r" *(?:- )?[\w-]+ *(=) *\S"), "a key ends with a colon, found {found}"),
    (re.compile(r" *(?:- )?[\w-]+(:)(?!//)[^\s:]"), "there is no space behind the colon"),
    (re.compile(r"(?>[^\"'#]*[\[{])[^\"'#}\]]*+(?<= )(#)(?![^#]*\" *[\]}])"), "a `#` behind a space begins a comment; put the value in double quotes"),
)  # fmt: skip


def _slip(text: str, number: int) -> tuple[int, int, str] | None:
    """Line, column and name of a slip in a line that cannot be read, or in the one above. Units: from 0."""
    lines = text.split("\n")
    for line in (number, number - 1):
        for pattern, problem in _SLIPS if 0 <= line < len(lines) else ():
            if match := pattern.match(lines[line]):
                sign = (
                    match[1]
                    if match[1].isprintable() and not match[1].isspace()
                    else f"U+{ord(match[1]):04X}"
                )
                return (
                    line,
                    match.start(1),
                    problem.replace("{found}", quoted(sign) if sign == match[1] else sign),
                )
    return None


_BRACKETED = re.compile(r"flow (?:sequence|mapping)")


def _plainly(problem: str) -> str:
    words = next((words for beginning, words in _PLAINLY if beginning in problem), None)
    if words is None:
        return problem
    found = re.search(r"'(.+?)'", problem)
    return words.replace("{found}", quoted(found[1]) if found else "this")


_TAB = re.compile(r"^[ ]*\t", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
MAX_TABS = 20


class _Refused(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(slots=True)
class _Node:
    """What the strict reader reads. Shape: as PyYAML's nodes; the children of a mapping are pairs."""

    id: str
    value: Any
    start_mark: Any
    end_mark: Any
    style: str | None = None
    # An alias, or what has a tag.
    odd: bool = False


def _nodes_of(text: str, where: Callable[[int, int], Location]) -> tuple[_Node | None, list[Diagnostic]]:
    """The nodes of a document, with its anchors, aliases and tags: none is followed. Raises: _Refused, and ruamel's errors."""
    from ruamel.yaml import YAML

    loader = YAML(typ="safe", pure=True)
    loader.version = (1, 2)
    found: list[Diagnostic] = []
    root: _Node | None = None
    above: list[_Node] = []

    def place(node: _Node) -> None:
        nonlocal root
        if above:
            above[-1].value.append(node)
        else:
            root = node

    for count, event in enumerate(loader.parse(text)):
        mark = event.start_mark
        here = where(mark.line, mark.column)
        kind = type(event).__name__
        tag = getattr(event, "tag", None)
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            found.append(report("ART113", here, found="an anchor or alias"))
        elif tag:
            found.append(report("ART113", here, found=f"the tag {tag}"))
        if count > MAX_NODES:
            raise _Refused(report("ART125", here, found=f"more than {MAX_NODES} values"))
        if kind == "AliasEvent":
            place(_Node("scalar", "", mark, event.end_mark, odd=True))
        elif kind == "ScalarEvent":
            if len(event.value) > MAX_SCALAR:
                raise _Refused(report("ART125", here, found=f"a value of {len(event.value)} characters"))
            place(_Node("scalar", event.value, mark, event.end_mark, event.style, bool(tag)))
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(above) == MAX_DEPTH:
                raise _Refused(report("ART125", here, found=f"nesting deeper than {MAX_DEPTH} levels"))
            node = _Node("mapping" if kind[0] == "M" else "sequence", [], mark, event.end_mark, odd=bool(tag))
            place(node)
            above.append(node)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            node = above.pop()
            node.end_mark = event.end_mark
            if node.id == "mapping":
                node.value = list(zip(node.value[::2], node.value[1::2], strict=True))
        elif kind == "DocumentStartEvent" and count > 1:
            raise _Refused(_illegible(here, "a second document begins here; take the line out"))
    return root, found


_BEYOND = re.compile(r"\\U(?!000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{8}")


# What `_composed` leaves to the strict reader: what may be an anchor, alias, tag, directive, merge or long key, or a
# document's mark; tabs; text in blocks; and what the two versions of YAML read in two ways.
_UNCOMMON = re.compile(
    r"[\t\x85\u2028\u2029\ufeff]|(?:^|[\s,\[{:-])(?:[&*!%@`|>]|\?(?:\s|$))|^(?:---|\.\.\.)|<<|\\",
    re.MULTILINE,
)


# A text of comments.
_NOTHING = re.compile(r"(?:#[ -~]*\n|\n)*")


def _composed(text: str) -> Any:
    """The nodes of a document in which nothing is uncommon, by a reader in C; None for any other.

    Why: it is some thirty times as fast, and a publication has thousands of front matters. What it does not take is read
    again by the strict one, which says what is wrong.
    """
    if _UNCOMMON.search(text) or re.search(r"(?:#[^\n]*|[ \n])\Z", text.removesuffix("\n")):
        return None
    nodes = _nodes()
    if nodes is None:
        return None
    from yaml import YAMLError

    try:
        root = nodes(text).get_single_node()
    except (YAMLError, ValueError, RecursionError):
        return None
    return root if root is not None and _is_small(root) else None


@functools.cache
def _nodes() -> Callable[[str], Any] | None:
    """The reader in C; None where PyYAML is without its library."""
    try:
        from yaml.cyaml import CParser
    except ImportError:
        return None

    class Nodes(CParser):  # type: ignore[misc]  # PyYAML has no types
        """libyaml's nodes, whose tags nobody asks for."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
            return ""

        def descend_resolver(self, parent: Any, index: Any) -> None:
            """Tags are resolved by `_scalar`."""

        def ascend_resolver(self) -> None:
            """As above."""

    return Nodes


def _is_small(root: Any) -> bool:
    """Whether it is within the limits, which the strict reader reports, and says the same to both."""
    left, count = [(root, 1)], 0
    while left:
        node, depth = left.pop()
        count += 1
        if depth > MAX_DEPTH or count * 2 > MAX_NODES:
            return False
        if node.id == "scalar":
            if len(node.value) > MAX_SCALAR:
                return False
        else:
            for child in node.value:
                if node.id == "sequence" and child.id == "scalar" and not child.value and not child.style:
                    # The two readers see an item that is not there in two places.
                    return False
                left += [(one, depth + 1) for one in (child if isinstance(child, tuple) else (child,))]
    return True


# What no file that we make can hold, and halves of characters.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _document(root: Any, path: str, first_line: int, text: str) -> Reported[YamlDocument | None]:
    """Values and positions of nodes. Reports: ART106, ART112, ART113."""
    values: dict[Path, Extent] = {}
    keys: dict[Path, Extent] = {}
    unreadable: set[Path] = set()
    found: list[Diagnostic] = []
    # They are not in the file, but escapes may spell them.
    escaped = "\\" in text

    last = text.count("\n")
    width = len(text) - text.rfind("\n") - 1

    def extent(node: Any) -> Extent:
        start, end = node.start_mark, node.end_mark
        # The reader in C ends a mapping on the line behind it, though there be none.
        line, column = (end.line, end.column) if end.line <= last else (last, width)
        return Extent(start.line + first_line, start.column + 1, line + first_line, column + 1)

    lines = text.split("\n")

    def severed(key_node: Any, value_node: Any) -> bool:
        """Whether a comma in braces has cut off what should be a part of the value before: a key without a colon."""
        if value_node.id != "scalar" or value_node.value or value_node.style:
            return False
        end = key_node.end_mark
        return end.line <= last and lines[end.line][end.column :].lstrip()[:1] in (",", "}")

    def build(node: Any, at: Path) -> Any:
        values[at] = extent(node)
        if getattr(node, "odd", False):
            unreadable.add(at)
            return None
        if escaped and node.id == "scalar" and (control := CONTROLS.search(node.value)):
            place = Location(path, extent(node))
            found.append(report("ART106", place, found=f"U+{ord(control[0]):04X}"))
            unreadable.add(at)
            return None
        if node.id == "mapping":
            built: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value) if key_node.id == "scalar" else "?"
                place = Location(path, extent(key_node))
                if getattr(key_node, "odd", False):
                    continue
                if escaped and (control := CONTROLS.search(key)):
                    found.append(report("ART106", place, found=f"U+{ord(control[0]):04X}"))
                elif key_node.id != "scalar":
                    found.append(report("ART113", place, found="a key that is not a word"))
                elif key == "<<":
                    found.append(report("ART113", place, found="a merge key"))
                elif severed(key_node, value_node):
                    problem = "a comma in braces ends the value before it; put that in double quotes, and write 9.5 for 9,5"
                    found.append(_illegible(place, problem))
                    unreadable.add(at)
                elif key in built:
                    found.append(report("ART112", place, key=key))
                else:
                    keys[(*at, key)] = extent(key_node)
                    built[key] = build(value_node, (*at, key))
                    if built[key] is None and not value_node.value:
                        # A value that is not there, or is behind a bare #, is looked for at its key.
                        _, _, line, column = keys[(*at, key)]
                        values[(*at, key)] = Extent.point(line, column)
            return built
        if node.id == "sequence":
            return [build(child, (*at, index)) for index, child in enumerate(node.value)]
        return _scalar(node)

    value = build(root, ()) if root is not None else None
    return Reported(YamlDocument(path, value, values, keys, frozenset(unreadable)), in_file_order(found))


def _scalar(node: Any) -> str | int | float | bool | None:
    """A scalar by YAML 1.2's core schema; dates stay text, so that we parse them."""
    text: str = node.value
    if node.style:  # in quotes, or a block
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if re.fullmatch(r"[-+]?\d{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d{1,3})?", text):
        return float(text)
    return text
