"""Stylesheets as rules, and which rules meet which elements.

Input: CSS and parsed documents. Output: `Sheet`s, and `Styles` of one document.
Must not: judge: what a rule does to a disclaimer is told by `hiding` and `cascade`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, NamedTuple

from pipeline import toolchain
from pipeline.engines.sheets import names
from pipeline.precompiled import SHEETS, remembered
from pipeline.proof.evidence import Unreadable
from pipeline.proof.wrapped import wrapped

# Blocks whose rules hold under a condition that is not modelled.
_CONDITIONAL = frozenset(["supports", "layer", "container", "scope", "starting-style"])
# Rules without power over an element of the page.
_IDLE = frozenset(["charset", "font-feature-values", "font-palette-values", "keyframes"])
# States in which a rule holds for some readers and moments.
_STATES = re.compile(
    r":(hover|active|focus|focus-within|focus-visible|visited|target|target-within|current|past|future)(?![\w(-])"
)
# What a reading system, or a reader's choice, writes on what is around the text.
_READERS = re.compile(
    r"night|dark|dim|black|sepia|invert|contrast|theme|mode|colou?r|calibre|readium|kindle|kobo|ibooks|reader",
    re.IGNORECASE,
)
_BY_VIEWPORT = re.compile(r"\d[sld]?v(w|h|i|b|min|max)\b")
_ALWAYS = ":not(x-never)"
# Fonts at the head of a stylesheet, written as themes do: rules that end before whatever follows begins.
_FACE = re.compile(
    r"""(@font-face\{font-family:"[^"\\{}\n\r\f]*+";font-weight:\d++;font-style:[a-z]++;font-display:[a-z]++;"""
    r"""src:url\("data:font/[a-z0-9]++;base64,)([A-Za-z0-9+/=]*+)("\)(?: format\("[a-z0-9]++"\))?\})[ \n]*+"""
)
# What a stylesheet may hold; those of editions hold some hundred rules. Each selector is tried on each element, and one
# of many parts on all that is around it, in every order; a value is measured at each size of a window. Units: characters
# without fonts; selectors; parts of one; words, signs and spaces of a value.
MAX_CSS = 1_000_000
MAX_SELECTORS = 6_000
MAX_PARTS = 12
MAX_TOKENS = 5_000
# What is found out of so many places is remembered.
MAX_PLACES = 20_000
# So many kinds of elements are remembered for one set of stylesheets.
MAX_KINDS = 20_000
# Parts of an element that no disclaimer has, or whose look is no matter.
_PARTS = re.compile(
    r"::(selection|marker|placeholder|backdrop|file-selector-button|cue|-(webkit|moz|ms)-[\w-]+)$"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration. Shape: `value` are component values, `text` the same in lower case."""

    name: str
    value: tuple[Any, ...]
    text: str
    important: bool


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """A style rule.

    Shape: `media` are the queries around it, all of which have to hold; `certain` is False in a block whose condition is
    not modelled, and `under` are these conditions; `relative` is whether a value is measured by the viewport.
    """

    selector: str
    media: tuple[str, ...]
    certain: bool
    declarations: tuple[Declared, ...]
    relative: bool = False
    under: tuple[str, ...] = ()


class Match(NamedTuple):
    """A rule that meets an element. Shape: `rank` grows with precedence; `part` is a pseudo-element or empty."""

    rank: tuple[int, int, int, int, int]
    rule: Rule
    certain: bool
    part: str


def name_of(element: Any) -> str:
    """An element's local name in lower case; empty for comments and the like."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@functools.lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].lower()


@functools.lru_cache(maxsize=1024)
def _lower(name: str) -> str:
    """A name with the letters of ASCII in lower case, no others, as selectors have it."""
    return name.encode().lower().decode()


class Matcher:
    """The selectors of a stylesheet.

    Why: most of them ask for something around an element. Which of them can meet anything at all where it stands is
    found out once, for all elements there.
    """

    def __init__(self) -> None:
        import cssselect2

        self._all = cssselect2.Matcher()
        # By the order of the selectors, what each asks for around an element: classes, and names in lower case.
        self._asked: dict[int, frozenset[str]] = {}
        # Of each list of selectors for a name those that are left in a place.
        self._within: dict[tuple[int, frozenset[str]], list[Any]] = {}
        self.names: frozenset[str] = frozenset()

    def add(self, selector: Any, asked: frozenset[str], rule: Rule, sure: bool) -> None:
        """A selector that meets nothing but where `asked` is around it."""
        self._all.add_selector(selector, (rule, sure))
        self._asked[self._all.order] = asked
        self.names |= asked

    def match(self, element: Any, around: frozenset[str]) -> Iterator[tuple[Any, int, str | None, Any]]:
        """The selectors that meet an element: weight, order, part, and what goes with it.

        `around` are those of `names` that are around the element.
        """
        every = self._all
        lists = [every.other_selectors, every.lower_local_name_selectors.get(_lower(element.local_name))]
        if every.class_selectors:
            lists += map(every.class_selectors.get, element.classes)
        if every.id_selectors:
            lists.append(every.id_selectors.get(element.id))
        if every.namespace_selectors:
            lists.append(every.namespace_selectors.get(element.namespace_url))
        if "lang" in element.etree_element.attrib:
            lists.append(every.lang_attr_selectors)
        for entries in filter(None, lists):
            for test, weight, order, part, payload in self._possible(entries, around):
                if test(element):
                    yield weight, order, part, payload

    def _possible(self, entries: list[Any], around: frozenset[str]) -> list[Any]:
        key = (id(entries), around)
        found = self._within.get(key)
        if found is None:
            found = [entry for entry in entries if self._asked[entry[2]] <= around]
            if len(self._within) < MAX_PLACES:
                self._within[key] = found
        return found


def _parts(tree: Any) -> int:
    """How many elements a selector speaks of, one inside or beside the other."""
    from cssselect2 import parser

    count = 1
    while isinstance(tree, parser.CombinedSelector):
        count, tree = count + 1, tree.left
    return count


def _asked(tree: Any) -> frozenset[str]:
    """What a selector asks for around an element: something inside what it asks for, or beside it, has it around, too."""
    from cssselect2 import parser

    found: set[str] = set()
    while isinstance(tree, parser.CombinedSelector):
        left = tree.left
        if tree.combinator in (" ", ">"):
            nearest = left.right if isinstance(left, parser.CombinedSelector) else left
            for simple in nearest.simple_selectors:
                if isinstance(simple, parser.ClassSelector):
                    found.add(f".{simple.class_name}")
                elif isinstance(simple, parser.LocalNameSelector):
                    found.add(simple.lower_local_name)
        tree = left
    return frozenset(found)


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """A stylesheet. Shape: `unclear` are rules that could meet any element; `odd` is what should not be in it."""

    matcher: Matcher
    rules: tuple[Rule, ...]
    unclear: tuple[Rule, ...]
    faces: tuple[tuple[Declared, ...], ...]
    pages: tuple[Declared, ...]
    odd: tuple[str, ...]


@functools.lru_cache(maxsize=32)
def sheet(css: str) -> Sheet:
    """A stylesheet, parsed once: its fonts, which may be an article's own, apart from the rules, which many share.

    Raises: Unreadable (too large).
    """
    faces: list[tuple[Declared, ...]] = []
    at = 0
    while match := _FACE.match(css, at):
        faces.append(tuple(_filled(declared, match[2]) for declared in _face(match[1] + match[3])))
        at = match.end()
    rest = _sheet(css[at:])
    return replace(rest, faces=(*faces, *rest.faces))


@functools.lru_cache(maxsize=256)
def _face(text: str) -> tuple[Declared, ...]:
    """A `@font-face` without its font: the same for all articles."""
    (face,) = _Reader().read(text).faces
    return face


def _filled(declared: Declared, font: str) -> Declared:
    """The source of a face with the font that it was read without."""
    from tinycss2 import ast

    if declared.name != "src":
        return declared
    first, *rest = declared.value
    (source,) = first.arguments
    address = ast.StringToken(
        source.source_line, source.source_column, source.value + font, f'"{source.value}{font}"'
    )
    value = (ast.FunctionBlock(first.source_line, first.source_column, first.name, [address]), *rest)
    text = declared.text.replace('base64,")', f'base64,{font.lower()}")', 1)
    return replace(declared, value=value, text=text)


@functools.lru_cache(maxsize=32)
def _sheet(css: str) -> Sheet:
    """A stylesheet without fonts, read once for all processes."""
    if len(css) > MAX_CSS:
        raise Unreadable("PRF872", what="characters of a stylesheet", limit=MAX_CSS, found=len(css))
    key = ("proof", toolchain.digest(), sha256(css.encode(errors="surrogatepass")).hexdigest())
    return remembered(SHEETS, key, lambda: _Reader().read(css), names())


@functools.lru_cache(maxsize=4096)
def _selectors(text: str) -> tuple[tuple[Any, frozenset[str], bool], ...]:
    """A list of selectors, compiled once: the sheets of all files say much the same. Raises: SelectorError.

    Shape: with each, what it asks for around an element, and whether it is as it was written: one that asks for what
    only a reading system writes is here once more without that.
    """
    from cssselect2 import compiler, parser

    found: list[tuple[Any, frozenset[str], bool]] = []
    for parsed in parser.parse(text, {}):
        if (parts := _parts(parsed.parsed_tree)) > MAX_PARTS:
            raise Unreadable("PRF872", what="parts of a selector", limit=MAX_PARTS, found=parts)
        found.append((compiler.CompiledSelector(parsed), _asked(parsed.parsed_tree), True))
        if (freed := _freed(parsed.parsed_tree)) is not parsed.parsed_tree:
            variant = parser.Selector(freed, parsed.pseudo_element)
            found.append((compiler.CompiledSelector(variant), _asked(freed), False))
    return tuple(found)


@functools.lru_cache(maxsize=1024)
def _chained(text: str) -> bool:
    """Whether a selector asks in `:has()` for more than one element: cssselect2 looks for all but the last outside, too."""
    from cssselect2 import parser

    def chained(tree: Any, within: bool) -> bool:
        if isinstance(tree, parser.CombinedSelector):
            return within or chained(tree.left, False) or chained(tree.right, False)
        return any(
            chained(
                getattr(inner, "selector", inner).parsed_tree, isinstance(simple, parser.RelationalSelector)
            )
            for simple in tree.simple_selectors
            for inner in getattr(simple, "selector_list", ())
        )

    return ":has(" in text.lower() and any(chained(one.parsed_tree, False) for one in parser.parse(text, {}))


def _freed(tree: Any, inner: bool = False) -> Any:
    """A selector without what reading systems write on the root, the body or whatever is around; itself without such."""
    from cssselect2 import parser

    if isinstance(tree, parser.CombinedSelector):
        left, right = _freed(tree.left, True), _freed(tree.right, inner)
        if left is tree.left and right is tree.right:
            return tree
        return parser.CombinedSelector(left, tree.combinator, right)
    simples = tree.simple_selectors
    names = {one.lower_local_name for one in simples if isinstance(one, parser.LocalNameSelector)}
    root = "html" in names or any(
        isinstance(one, parser.PseudoClassSelector) and one.name == "root" for one in simples
    )
    kept = [one for one in simples if not _of_reader(one, root, inner and (not names or "body" in names))]
    return tree if len(kept) == len(simples) else parser.CompoundSelector(kept)


def _of_reader(simple: Any, root: bool, around: bool) -> bool:
    """Whether what is asked of the root, or of something around, may be there for some readers only."""
    from cssselect2 import parser

    if isinstance(simple, parser.AttributeSelector):
        return (root or around) and simple.lower_name not in ("lang", "dir", "href")
    if isinstance(simple, parser.ClassSelector):
        return root or (around and _READERS.search(simple.class_name) is not None)
    return isinstance(simple, parser.IDSelector) and root


def _tokens(value: Any) -> int:
    """How many there are in a value, and in its functions and brackets."""
    return len(value) + sum(
        _tokens(inner)
        for inner in (getattr(one, "arguments", None) or getattr(one, "content", None) for one in value)
        if inner
    )


class _Reader:
    def __init__(self) -> None:
        self.matcher = Matcher()
        self.all: list[Rule] = []
        self.unclear: list[Rule] = []
        self.faces: list[tuple[Declared, ...]] = []
        self.pages: list[Declared] = []
        self.odd: list[str] = []
        self.count = 0

    def read(self, css: str) -> Sheet:
        import tinycss2

        self.rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), (), (), 0)
        return Sheet(
            self.matcher,
            tuple(self.all),
            tuple(self.unclear),
            tuple(self.faces),
            tuple(self.pages),
            tuple(dict.fromkeys(self.odd)),
        )

    def rules(self, nodes: Any, media: tuple[str, ...], under: tuple[str, ...], depth: int) -> None:
        import tinycss2

        for node in nodes:
            if node.type == "qualified-rule":
                self.style(node, media, under)
            elif node.type == "at-rule":
                keyword = node.lower_at_keyword.removeprefix("-webkit-").removeprefix("-moz-")
                if keyword in ("media", *_CONDITIONAL) and node.content and depth < 10:
                    inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                    if keyword == "scope" and any(
                        re.search(r":scope|&", tinycss2.serialize(rule.prelude))
                        for rule in inner
                        if hasattr(rule, "prelude")
                    ):
                        self.odd.append("a rule for :scope in the stylesheet")
                    asked = tinycss2.serialize(node.prelude)
                    if keyword == "media":
                        self.rules(inner, (*media, asked), under, depth + 1)
                    else:
                        self.rules(inner, media, (*under, f"{keyword} {asked}"), depth + 1)
                elif keyword == "font-face":
                    self.faces.append(tuple(self.declarations(node.content or ())))
                elif keyword == "page":
                    self.pages += self.declarations(node.content or ())
                elif keyword not in _IDLE and not (keyword == "layer" and not node.content):
                    self.odd.append(f"an @{keyword} in the stylesheet")

    def declarations(self, content: Any) -> Iterator[Declared]:
        import tinycss2

        for found in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if found.type == "declaration":
                if (tokens := _tokens(found.value)) > MAX_TOKENS:
                    raise Unreadable("PRF872", what="parts of a value", limit=MAX_TOKENS, found=tokens)
                # The names of custom properties are as they are written.
                name = found.name if found.name.startswith("--") else found.lower_name
                text = " ".join(tinycss2.serialize(found.value).split()).lower()
                yield Declared(name, tuple(found.value), text, bool(found.important))
            elif found.type in ("qualified-rule", "at-rule"):
                self.odd.append("a rule inside a rule of the stylesheet")

    def style(self, node: Any, media: tuple[str, ...], under: tuple[str, ...]) -> None:
        import cssselect2
        import tinycss2

        prelude = tinycss2.serialize(node.prelude).strip()
        declarations = tuple(self.declarations(node.content))
        relative = any(_BY_VIEWPORT.search(declared.text) for declared in declarations)
        certain = not under
        rule = Rule(prelude, media, certain, declarations, relative, under)
        if not rule.declarations:
            return
        self.all.append(rule)
        variants = [(prelude, certain)]
        if _STATES.search(prelude):
            variants.append((_STATES.sub(_ALWAYS, prelude), False))
        for text, sure in variants:
            try:
                for selector, asked, as_written in _selectors(text):
                    self.count += 1
                    if self.count > MAX_SELECTORS:
                        raise Unreadable("PRF872", what="selectors", limit=MAX_SELECTORS, found="more")
                    self.matcher.add(selector, asked, rule, sure and as_written)
                if _chained(text):
                    self.unclear.append(rule)
            except (cssselect2.SelectorError, NotImplementedError):
                # A selector that is not understood could meet anything. Of an attribute in any namespace (`[*|type]`)
                # cssselect2 knows that it is right, and raises NotImplementedError.
                if not all(_PARTS.search(part.strip()) for part in text.split(",")):
                    self.unclear.append(rule)


class Kind(NamedTuple):
    """What the look of an element depends on.

    Shape: `parent` is the number of its parent's kind, -1 for the root; `root` that of the root's, which may be its own.
    """

    parent: int
    name: str
    link: bool
    hidden: bool
    matches: tuple[Match, ...]
    root: int


@dataclass(slots=True)
class Kinds:
    """The kinds of elements that were met in documents with the same stylesheets, by their numbers.

    Shape: `numbers` are those of what is known of them; `computed` is for whoever computes something of them.
    """

    all: list[Kind] = field(default_factory=list)
    numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    computed: dict[tuple[Any, ...], Any] = field(default_factory=dict)


@functools.lru_cache(maxsize=32)
def _kinds(matchers: tuple[Matcher, ...]) -> Kinds:
    """Those of stylesheets with these rules. Why: the files of a book, and books of a theme, are much the same."""
    return Kinds()


class Styles:
    """The stylesheets of one document, and what they say of its elements.

    Shape: `kinds` are what has been asked for, in this document or others; elements of one kind look alike.
    """

    def __init__(self, root: Any, sheets: Sequence[Sheet]) -> None:
        self.root = root
        self.sheets = tuple(sheets)
        matchers = tuple(one.matcher for one in sheets)
        if len(_kinds(matchers).all) > MAX_KINDS:
            _kinds.cache_clear()
        self.kinds = _kinds(matchers)
        self._wrappers = wrapped(root)
        self._names = frozenset(name for matcher in matchers for name in matcher.names)
        self._around: dict[Any, frozenset[str]] = {}
        self._matches: dict[Any, tuple[Match, ...]] = {}
        self._kind_of: dict[Any, int] = {}

    def matches(self, element: Any) -> tuple[Match, ...]:
        """The rules that meet an element and its parts, the strongest last."""
        known = self._matches.get(element)
        if known is not None:
            return known
        wrapper = self._wrappers.get(element)
        found: list[Match] = []
        if wrapper is not None:
            around = self._inside(wrapper.parent)
            for number, one in enumerate(self.sheets):
                for specificity, order, part, (rule, certain) in one.matcher.match(wrapper, around):
                    found.append(Match((*specificity, number, order), rule, certain, part or ""))
        found.sort(key=lambda match: match.rank)
        self._matches[element] = tuple(found)
        return self._matches[element]

    def _inside(self, wrapper: Any) -> frozenset[str]:
        """What is around the children of an element, of what selectors ask for."""
        chain = []
        while wrapper is not None and wrapper.etree_element not in self._around:
            chain.append(wrapper)
            wrapper = wrapper.parent
        found: frozenset[str] = self._around[wrapper.etree_element] if wrapper is not None else frozenset()
        for step in reversed(chain):
            own = {_lower(step.local_name), *(f".{name}" for name in step.classes)}
            found |= own & self._names
            self._around[step.etree_element] = found
        return found

    def kind(self, element: Any) -> int:
        """The number of the kind that an element is of."""
        known = self._kind_of.get(element)
        if known is not None:
            return known
        chain = [element]
        for ancestor in element.iterancestors():
            if ancestor in self._kind_of:
                break
            chain.append(ancestor)
        kinds = self.kinds
        for step in reversed(chain):
            above = step.getparent()
            parent = self._kind_of[above] if above is not None else -1
            matches = tuple(match for match in self.matches(step) if not match.part)
            name = name_of(step)
            link, hidden = name == "a" and step.get("href") is not None, step.get("hidden") is not None
            key = (parent, name, link, hidden, *((match.rank, match.certain) for match in matches))
            number = kinds.numbers.get(key)
            if number is None:
                number = kinds.numbers[key] = len(kinds.all)
                root = kinds.all[parent].root if parent >= 0 else number
                kinds.all.append(Kind(parent, name, link, hidden, matches, root))
            self._kind_of[step] = number
        return self._kind_of[element]

    def kind_of_part(self, element: Any, part: str) -> int:
        """The number of the kind that a part of an element, such as "before", is of: as if it were another element inside."""
        above, kinds = self.kind(element), self.kinds
        matches = tuple(match for match in self.matches(element) if match.part == part)
        key = (above, f"::{part}", *((match.rank, match.certain) for match in matches))
        number = kinds.numbers.get(key)
        if number is None:
            number = kinds.numbers[key] = len(kinds.all)
            kinds.all.append(Kind(above, f"::{part}", False, False, matches, kinds.all[above].root))
        return number
