"""Stylesheets as rules, and which rules meet which elements.

Input: CSS and parsed documents. Output: `Sheet`s, and `Styles` of one document.
Must not: judge: what a rule does to a disclaimer is told by `hiding` and `cascade`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

# Blocks whose rules hold under a condition that is not modelled.
_CONDITIONAL = frozenset(["supports", "layer", "container", "scope", "starting-style"])
# Rules without power over an element of the page.
_IDLE = frozenset(["charset", "font-feature-values", "font-palette-values", "keyframes"])
# States in which a rule holds for some readers and moments.
_STATES = re.compile(
    r":(hover|active|focus|focus-within|focus-visible|visited|target|target-within|current|past|future)(?![\w(-])"
)
_BY_VIEWPORT = re.compile(r"\d[sld]?v(w|h|i|b|min|max)\b")
_ALWAYS = ":not(x-never)"
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
    not modelled; `relative` is whether a value is measured by the viewport.
    """

    selector: str
    media: tuple[str, ...]
    certain: bool
    declarations: tuple[Declared, ...]
    relative: bool = False


class Match(NamedTuple):
    """A rule that meets an element. Shape: `rank` grows with precedence; `part` is a pseudo-element or empty."""

    rank: tuple[int, int, int, int, int]
    rule: Rule
    certain: bool
    part: str


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """A stylesheet. Shape: `unclear` are rules that could meet any element; `odd` is what should not be in it."""

    matcher: Any
    rules: tuple[Rule, ...]
    unclear: tuple[Rule, ...]
    faces: tuple[tuple[Declared, ...], ...]
    pages: tuple[Declared, ...]
    odd: tuple[str, ...]


@functools.lru_cache(maxsize=32)
def sheet(css: str) -> Sheet:
    """A stylesheet, parsed once."""
    return _Reader().read(css)


@functools.lru_cache(maxsize=4096)
def _selectors(text: str) -> tuple[Any, ...]:
    """A list of selectors, compiled once: the sheets of all files say much the same. Raises: SelectorError."""
    import cssselect2

    return tuple(cssselect2.compile_selector_list(text))


class _Reader:
    def __init__(self) -> None:
        import cssselect2

        self.matcher = cssselect2.Matcher()
        self.all: list[Rule] = []
        self.unclear: list[Rule] = []
        self.faces: list[tuple[Declared, ...]] = []
        self.pages: list[Declared] = []
        self.odd: list[str] = []

    def read(self, css: str) -> Sheet:
        import tinycss2

        self.rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), (), True, 0)
        return Sheet(
            self.matcher,
            tuple(self.all),
            tuple(self.unclear),
            tuple(self.faces),
            tuple(self.pages),
            tuple(dict.fromkeys(self.odd)),
        )

    def rules(self, nodes: Any, media: tuple[str, ...], certain: bool, depth: int) -> None:
        import tinycss2

        for node in nodes:
            if node.type == "qualified-rule":
                self.style(node, media, certain)
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
                    query = (tinycss2.serialize(node.prelude),) if keyword == "media" else ()
                    self.rules(inner, (*media, *query), certain and keyword == "media", depth + 1)
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
                # The names of custom properties are as they are written.
                name = found.name if found.name.startswith("--") else found.lower_name
                text = " ".join(tinycss2.serialize(found.value).split()).lower()
                yield Declared(name, tuple(found.value), text, bool(found.important))
            elif found.type in ("qualified-rule", "at-rule"):
                self.odd.append("a rule inside a rule of the stylesheet")

    def style(self, node: Any, media: tuple[str, ...], certain: bool) -> None:
        import cssselect2
        import tinycss2

        prelude = tinycss2.serialize(node.prelude).strip()
        declarations = tuple(self.declarations(node.content))
        relative = any(_BY_VIEWPORT.search(declared.text) for declared in declarations)
        rule = Rule(prelude, media, certain, declarations, relative)
        if not rule.declarations:
            return
        self.all.append(rule)
        variants = [(prelude, certain)]
        if _STATES.search(prelude):
            variants.append((_STATES.sub(_ALWAYS, prelude), False))
        for text, sure in variants:
            try:
                for selector in _selectors(text):
                    self.matcher.add_selector(selector, (rule, sure))
            except cssselect2.SelectorError:
                # A selector that is not understood could meet anything.
                if not all(_PARTS.search(part.strip()) for part in text.split(",")):
                    self.unclear.append(rule)


class Kind(NamedTuple):
    """What the look of an element depends on. Shape: `parent` is the number of its parent's kind, -1 for the root."""

    parent: int
    name: str
    link: bool
    hidden: bool
    matches: tuple[Match, ...]


class Styles:
    """The stylesheets of one document, and what they say of its elements.

    Shape: `kinds` are what has been asked for; elements of one kind look alike.
    """

    def __init__(self, root: Any, sheets: Sequence[Sheet]) -> None:
        import cssselect2

        self.root = root
        self.sheets = tuple(sheets)
        self.kinds: list[Kind] = []
        make = cssselect2.ElementWrapper
        wrapper = make.from_xml_root(root) if "}" in str(root.tag) else make.from_html_root(root)
        self._wrappers = {inner.etree_element: inner for inner in wrapper.iter_subtree()}
        self._matches: dict[Any, tuple[Match, ...]] = {}
        self._kind_of: dict[Any, int] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        # What has been computed of them, for whoever computes.
        self.shared: dict[tuple[Any, ...], Any] = {}

    def matches(self, element: Any) -> tuple[Match, ...]:
        """The rules that meet an element and its parts, the strongest last."""
        known = self._matches.get(element)
        if known is not None:
            return known
        wrapper = self._wrappers.get(element)
        found: list[Match] = []
        if wrapper is not None:
            for number, one in enumerate(self.sheets):
                for specificity, order, part, (rule, certain) in one.matcher.match(wrapper):
                    found.append(Match((*specificity, number, order), rule, certain, part or ""))
        found.sort(key=lambda match: match.rank)
        self._matches[element] = tuple(found)
        return self._matches[element]

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
        for step in reversed(chain):
            parent = step.getparent()
            matches = tuple(match for match in self.matches(step) if not match.part)
            name = str(step.tag).rsplit("}", 1)[-1].lower()
            kind = Kind(
                self._kind_of[parent] if parent is not None else -1,
                name,
                name == "a" and step.get("href") is not None,
                step.get("hidden") is not None,
                matches,
            )
            key = (*kind[:4], tuple((id(match.rule), match.certain) for match in matches))
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self.kinds)
                self.kinds.append(kind)
            self._kind_of[step] = number
        return self._kind_of[element]
