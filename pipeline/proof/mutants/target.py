"""A disclaimer in HTML that is open for changes: which elements it is, and what stands around them.

Input: parsed elements. Output: elements, or changed ones. Must not: parse, write, or know files or attacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pipeline.document import Notice
from pipeline.proof.mutants.wording import squeezed
from pipeline.rendition.expected import Expectation

# Changes what it was given; False where there was nothing to change.
Change = Callable[["Target"], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """A disclaimer in a file that is open for changes.

    Shape: `box` is its element, `wording` the innermost one that holds all of its text; `roots` are all texts of the
    file in reading order, one of them its own.
    """

    notice: Notice
    owed: Expectation
    roots: Sequence[Any]
    box: Any
    wording: Any
    make: Callable[[str], Any]


def boxes(root: Any, notice: Notice, keys: frozenset[str]) -> list[tuple[Any, Any]]:
    """Each occurrence of a disclaimer below an element: its box, and the innermost element with all of its words."""
    wanted = squeezed(notice.text)
    candidates = [
        element
        for element in body_of_root(root).iter()
        if name_of(element) and ("notice" in classes_of(element) or element.get("id") == notice.key)
    ]
    found = []
    for box in candidates:
        identifier = box.get("id") or ""
        if identifier != notice.key and (identifier in keys or notice.place != "running"):
            continue
        if wanted in text_of(box):
            found.append((box, _innermost(box, wanted)))
    return found


def _innermost(element: Any, wanted: str) -> Any:
    while True:
        inner = next((child for child in element if name_of(child) and wanted in text_of(child)), None)
        if inner is None:
            return element
        element = inner


def name_of(element: Any) -> str:
    """The element's local name; empty for comments."""
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


def classes_of(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def removed(element: Any) -> None:
    """Takes an element out; the text behind it stays."""
    parent, tail = element.getparent(), element.tail
    before = element.getprevious()
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def wrapped(element: Any, wrapper: Any, inner: Any | None = None) -> None:
    parent, tail = element.getparent(), element.tail
    parent.replace(element, wrapper)
    wrapper.tail, element.tail = tail, None
    (wrapper if inner is None else inner).append(element)


def exchanged(first: Any, second: Any) -> None:
    """Two elements in each other's place."""
    left, right = deepcopy(first), deepcopy(second)
    left.tail, right.tail = second.tail, first.tail
    first.getparent().replace(first, right)
    second.getparent().replace(second, left)


def body_of_root(root: Any) -> Any:
    return next(element for element in root.iter() if name_of(element) == "body")


def text_of(element: Any) -> str:
    return squeezed("".join(element.itertext()))


def blocks_before(box: Any) -> Iterator[Any]:
    """Elements with text before a box, the nearest first, not those around it."""
    around = set(box.iterancestors())
    step = box
    while step is not None:
        for sibling in step.itersiblings(preceding=True):
            if name_of(sibling) and text_of(sibling) and "notice" not in classes_of(sibling):
                yield sibling
        step = step.getparent()
        if step is None or name_of(step) == "body" or step not in around:
            return


def blocks_behind(box: Any) -> Iterator[Any]:
    step = box
    while step is not None:
        for sibling in step.itersiblings():
            if name_of(sibling) and text_of(sibling):
                yield sibling
        step = step.getparent()
        if step is None or name_of(step) == "body":
            return


def main_of(root: Any) -> Any:
    body = body_of_root(root)
    return next((element for element in body.iter() if name_of(element) == "main"), body)


def set_text(element: Any, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = f"\n{text}\n"
