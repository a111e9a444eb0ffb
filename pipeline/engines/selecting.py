"""Which rules of a stylesheet apply to which element, found out once for a document that is laid out in many styles.

Input: cssselect2's matching. Output: the same matches, in the same order. Must not: know what a rule says.
"""

from __future__ import annotations

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

    if not isinstance(stock := cssselect2.Matcher.match, _Matching):
        cssselect2.Matcher.match = _Matching(stock)


def kept(root: Any) -> None:
    """Keep the elements of a document, with what matches them, for as long as its root lives."""
    elements = list(root.iter_subtree())
    for element in elements:
        element.kept_matches = {}
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
            memory[matcher] = self.stock(matcher, element)
        return memory[matcher]
