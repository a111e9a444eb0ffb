"""Which rules of a stylesheet apply to which element, found out once for a document that is laid out in many styles.

Input: cssselect2's matching. Output: the same matches, in the same order. Must not: know what a rule says.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any


def walk_siblings_once() -> None:
    """From now on, the elements behind an element come from a list that their parent keeps.

    Why: cssselect2 walks all children of the parent for each `:has(+ …)`, from the first on: in a text of thousands of
    paragraphs that takes longer than to lay it out.
    """
    from cssselect2.tree import ElementWrapper

    def behind(self: Any) -> Any:
        parent = self.parent
        if parent is None:
            return []
        kept = getattr(parent, "kept_children", None)
        if kept is None:
            kept = parent.kept_children = list(parent.iter_children())
        return kept[self.index + 1 :]

    ElementWrapper.iter_next_siblings = behind


def keep_matches() -> None:
    """From now on, the elements of a document that is `kept` remember what matches them."""
    import cssselect2
    from cssselect2 import compiler

    if not isinstance(stock := cssselect2.Matcher.match, _Matching):
        cssselect2.Matcher.match = _Matching(stock)
        cssselect2.Matcher.add_selector = _noting(cssselect2.Matcher.add_selector)
        compiler.CompiledSelector.__init__ = _telling(compiler.CompiledSelector.__init__)


def kept(root: Any) -> None:
    """Keep the elements of a document, with what matches them, for as long as its root lives."""
    elements = list(root.iter_subtree())
    there = _There(elements)
    for element in elements:
        element.kept_matches, element.kept_there = {}, there
    root.iter_subtree = lambda: iter(elements)


def let_go(root: Any) -> None:
    """Part the elements of a document that is kept from one another: what has been laid out of it needs none of them.

    Why: each knows those around it, so that only Python's search for rubbish would free them.
    """
    for element in list(root.iter_subtree()):
        vars(element).clear()


class _Matching:
    """cssselect2's matching as a method, with a memory in each element."""

    def __init__(self, stock: Any) -> None:
        self.stock = stock

    def __get__(self, matcher: Any, owner: Any = None) -> Any:
        return self if matcher is None else lambda element: self(matcher, element)

    def __call__(self, matcher: Any, element: Any) -> Any:
        memory: dict[Any, Any] | None = getattr(element, "kept_matches", None)
        if memory is None:
            return self.stock(matcher, element)
        if matcher not in memory:
            memory[matcher] = self.stock(element.kept_there.possible(matcher), element)
        return memory[matcher]


# ── what a document has nothing of


class _There:
    """The classes and ids of a document, with the selectors that can match one of its elements.

    Why: a stylesheet for many forms says little of each, and hardly half of its selectors are of the one that is laid out. Those
    that end in any element are tested for all of them.
    """

    def __init__(self, elements: Iterable[Any]) -> None:
        self._names = {f".{name}" for one in elements for name in one.classes}
        self._names |= {f"#{one.id}" for one in elements if one.id is not None}
        self._possible: dict[Any, Any] = {}

    def possible(self, matcher: Any) -> Any:
        """A matcher without the selectors that need what is not there."""
        if matcher not in self._possible:
            needed: dict[int, frozenset[str]] = getattr(matcher, "needed", {})
            out = {order for order, names in needed.items() if not names <= self._names}
            left = copy.copy(matcher)
            for name, entries in vars(matcher).items():
                if isinstance(entries, list):
                    setattr(left, name, _without(entries, out))
                elif name.endswith("_selectors"):
                    setattr(left, name, {key: _without(one, out) for key, one in entries.items()})
            self._possible[matcher] = left
        return self._possible[matcher]


def _without(entries: Iterable[Any], out: set[int]) -> list[Any]:
    return [entry for entry in entries if entry[2] not in out]


def _telling(stock: Any) -> Any:
    """The making of a selector, which then says what it needs: `.name` for a class, `#name` for an id."""

    def make(compiled: Any, parsed: Any) -> None:
        stock(compiled, parsed)
        compiled.needed = needed(parsed.parsed_tree)

    return make


def _noting(stock: Any) -> Any:
    """The adding of a selector to a matcher, which notes what it needs, by its number."""

    def add_selector(matcher: Any, selector: Any, payload: Any) -> None:
        stock(matcher, selector, payload)
        if names := getattr(selector, "needed", None):
            matcher.__dict__.setdefault("needed", {})[matcher.order] = names

    return add_selector


def needed(node: Any) -> frozenset[str]:
    """The classes and ids without which nothing matches a parsed selector."""
    from cssselect2 import parser

    match node:
        case parser.CombinedSelector():
            return needed(node.left) | needed(node.right)
        case parser.CompoundSelector():
            return frozenset().union(*map(needed, node.simple_selectors))
        case parser.ClassSelector():
            return frozenset([f".{node.class_name}"])
        case parser.IDSelector():
            return frozenset([f"#{node.ident}"])
        case parser.MatchesAnySelector() | parser.SpecificityAdjustmentSelector():
            each = [needed(one.parsed_tree) for one in node.selector_list]
            return frozenset.intersection(*each) if each else frozenset()
        case _:
            return frozenset()
