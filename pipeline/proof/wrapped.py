"""Elements as cssselect2 asks for them, which know those beside and in them.

Input: the root of a document. Output: what selectors are tried on. Must not: know stylesheets.

Why: cssselect2 makes them anew whenever one is asked for: of thousands of paragraphs each, and all for each of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from pipeline.proof.evidence import Unreadable

# What selectors such as `h2 ~ p` and `ul:has(b)` look at beside and in each element. Units: elements, as often as each is looked at.
MAX_LOOKS = 300_000_000
# What listing one costs, as a share of looking at it.
LISTED = 0.05
_SPACE = re.compile(r"[ \t\r\n\f]+")


def wrapped(root: Any) -> dict[Any, Any]:
    """Every element of a document as selectors ask for it, by the element."""
    make = _element()
    wrapper = make.from_xml_root(root) if "}" in str(root.tag) else make.from_html_root(root)
    order = list(wrapper.walked())
    looks = [0.0]
    for first, inner in enumerate(order):
        element = inner.etree_element
        space, _, name = element.tag.rpartition("}")
        # What it would find out for each selector anew, with a lock.
        inner.__dict__.update(
            looks=looks,
            order=order,
            first=first,
            behind=first + 1,
            local_name=name,
            namespace_url=space[1:],
            id=element.get("id"),
            classes=set(_SPACE.split(element.get("class", ""))) - {""},
        )
    for inner in reversed(order):
        if inner.parent is not None:
            inner.parent.behind = max(inner.parent.behind, inner.behind)
    return {inner.etree_element: inner for inner in order}


@functools.cache
def _element() -> Any:
    """The kind of element that `wrapped` makes.

    Raises, when it is asked for too much: Unreadable PRF872.
    """
    import cssselect2

    made = cssselect2.ElementWrapper

    def children(element: Any) -> tuple[Any, ...]:
        if "children" not in element.__dict__:
            element.children = tuple(made.iter_children(element))
        found: tuple[Any, ...] = element.children
        return found

    def siblings(element: Any) -> tuple[Any, ...]:
        return (element,) if element.parent is None else children(element.parent)

    def looked(element: Any, found: Sequence[Any], each: float = 1.0) -> Sequence[Any]:
        looks = element.looks
        looks[0] += len(found) * each
        if looks[0] > MAX_LOOKS:
            raise Unreadable(
                "PRF872", what="looks of selectors at other elements", limit=MAX_LOOKS, found="more"
            )
        return found

    own = {
        "iter_children": lambda element: iter(children(element)),
        "iter_siblings": lambda element: iter(siblings(element)),
        # For `:has(+ b)` all are listed, and the first is looked at.
        "iter_next_siblings": lambda element: iter(
            looked(element, siblings(element)[element.index + 1 :], LISTED)
        ),
        "previous_siblings": property(lambda element: looked(element, siblings(element)[: element.index])),
        "walked": made.iter_subtree,
        "iter_subtree": lambda element: iter(looked(element, element.order[element.first : element.behind])),
    }
    return type("Element", (made,), own)
