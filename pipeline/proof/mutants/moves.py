"""Attacks that put a disclaimer elsewhere, or something between it and what it qualifies.

Input: parsed elements. Output: changed elements. Must not: parse, write, or know files.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pipeline.proof.mutants.target import (
    Change,
    Target,
    blocks_before,
    blocks_behind,
    body_of_root,
    classes_of,
    exchanged,
    main_of,
    name_of,
    removed,
    set_text,
    text_of,
)
from pipeline.proof.mutants.wording import squeezed


def moves() -> Iterator[tuple[str, str, Change]]:
    """Name, description and change."""
    yield "move-end", "it stands at the end of the text", _displaced(_to_the_end)
    yield "move-start", "it stands at the beginning of the text", _displaced(_to_the_start)
    yield "move-before", "it stands before what it qualifies", _displaced(_before)
    yield "move-before-two", "it stands two blocks too early", _displaced(_before_two)
    yield "move-behind", "it stands one block too late", _displaced(_behind)
    yield "move-inside", "it stands inside what it qualifies", _inside_trigger
    yield "move-head", "it stands in the head", _to_the_head
    yield "move-outside", "it stands outside the text", _outside
    yield "move-trigger", "what it qualifies stands elsewhere", _trigger_away
    yield "move-text-between", "other words stand between it and what it qualifies", _text_between
    yield (
        "move-nothing-between",
        "a screen of empty lines stands between it and what it qualifies",
        _nothing_between("br", 90),
    )
    yield "move-rules-between", "rules stand between it and what it qualifies", _nothing_between("hr", 40)
    yield (
        "move-blanks-between",
        "blank paragraphs stand between it and what it qualifies",
        _nothing_between("p", 60),
    )
    yield "move-links-between", "links stand between it and what it qualifies", _links_between
    yield "reorder-notices", "it and another disclaimer are exchanged", _other_notice
    yield "reorder-blocks", "two blocks are exchanged, and it qualifies another", _other_block
    yield "split-boxes", "it is in two parts", _split
    yield "split-far", "its second half stands at the end", _split_far


def _taken(target: Target) -> Any:
    copy = deepcopy(target.box)
    copy.tail = None
    removed(target.box)
    return copy


def _to_the_end(target: Target) -> bool:
    home = main_of(target.roots[-1])
    home.append(_taken(target))
    return True


def _to_the_start(target: Target) -> bool:
    home = main_of(target.box.getroottree().getroot())
    home.insert(0, _taken(target))
    return True


def _displaced(change: Change) -> Change:
    """A move that takes the disclaimer past words of the article; past others it may stand where it likes."""

    def move(target: Target) -> bool:
        before = _passed(target)
        return change(target) and _passed(target) != before

    return move


def _read(body: Any) -> str:
    """What is read, without lists of contents."""
    return squeezed(
        "".join(
            text
            for text in body.xpath(".//text()")
            if not any(name_of(step) in ("nav", "style", "script") for step in _around_text(text))
        )
    )


def _around_text(text: Any) -> Iterator[Any]:
    parent = text.getparent()
    if text.is_tail:
        parent = parent.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()


def _passed(target: Target) -> frozenset[str]:
    """The runs of the article that stand before a disclaimer's first occurrence."""
    text = "".join(_read(body_of_root(root)) for root in target.roots)
    at = text.find(squeezed(target.notice.text))
    return frozenset(
        run.text for run in target.owed.runs if run.notice is None and squeezed(run.text) in text[:at]
    )


def _moved(target: Target, where: Any, behind: bool) -> bool:
    copy = _taken(target)
    parent = where.getparent()
    at = parent.index(where)
    if behind:
        copy.tail, where.tail = where.tail, None
        parent.insert(at + 1, copy)
    else:
        parent.insert(at, copy)
    return True


def _before(target: Target) -> bool:
    if target.notice.place in ("cover", "opening"):
        # Only titles stand before it, and it may be met earlier still.
        return False
    block = next(blocks_before(target.box), None)
    return block is not None and _moved(target, block, False)


def _before_two(target: Target) -> bool:
    if target.notice.place in ("cover", "opening"):
        return False
    blocks = blocks_before(target.box)
    next(blocks, None)
    block = next(blocks, None)
    return block is not None and _moved(target, block, False)


def _behind(target: Target) -> bool:
    block = next(blocks_behind(target.box), None)
    return block is not None and _moved(target, block, True)


def _inside_trigger(target: Target) -> bool:
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    block = next(blocks_before(target.box), None)
    if block is None:
        return False
    inner = next((step for step in block.iter() if name_of(step) in ("p", "li", "td", "th")), None)
    if inner is None or inner is block:
        return False
    return _moved(target, inner, False)


def _to_the_head(target: Target) -> bool:
    head = next(
        element for element in target.box.getroottree().getroot().iter() if name_of(element) == "head"
    )
    note = target.make("meta")
    note.set("name", "disclaimer")
    note.set("content", target.notice.text)
    head.append(note)
    removed(target.box)
    return True


def _outside(target: Target) -> bool:
    root = target.box.getroottree().getroot()
    body = body_of_root(root)
    if main_of(root) is body or target.notice.place == "running":
        return False
    body.append(_taken(target))
    return True


def _trigger_away(target: Target) -> bool:
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    block = next(blocks_before(target.box), None)
    if block is None:
        return False
    copy = deepcopy(block)
    copy.tail = None
    removed(block)
    main_of(target.box.getroottree().getroot()).append(copy)
    return True


def _text_between(target: Target) -> bool:
    other = target.make("p")
    other.text = "None of what follows concerns you, whatever it says."
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    target.box.addprevious(other)
    return True


def _nothing_between(tag: str, times: int) -> Change:
    def change(target: Target) -> bool:
        if target.notice.place != "after-trigger":
            return False
        for _ in range(times):
            target.box.addprevious(target.make(tag))
        return True

    return change


def _links_between(target: Target) -> bool:
    if target.notice.place != "after-trigger":
        return False
    links = target.make("nav")
    for _ in range(60):
        link = target.make("a")
        link.set("href", f"#{target.notice.key}")
        link.text = target.owed.runs[0].text
        links.append(link)
    target.box.addprevious(links)
    return True


def _other_notice(target: Target) -> bool:
    wording = squeezed(target.notice.text)
    for root in target.roots:
        for element in root.iter():
            if name_of(element) and "notice" in classes_of(element) and wording not in text_of(element):
                exchanged(target.box, element)
                return True
    return False


def _other_block(target: Target) -> bool:
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    block = next(blocks_before(target.box), None)
    if block is None:
        return False
    around = {block, *block.iterancestors(), *block.iterdescendants()}
    for root in target.roots:
        for element in main_of(root).iter():
            if (
                name_of(element) in ("p", "ul", "ol", "figure")
                and element not in around
                and block not in set(element.iterancestors())
                and target.box not in set(element.iterancestors())
                and text_of(element)
                and text_of(element) != text_of(block)
            ):
                exchanged(block, element)
                return True
    return False


def _halves(target: Target) -> tuple[str, str]:
    words = target.notice.text.split()
    return " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])


def _split(target: Target) -> bool:
    first, second = _halves(target)
    copy = deepcopy(target.box)
    set_text(target.wording, first)
    other = next(
        element for element in copy.iter() if squeezed(target.notice.text) in text_of(element)
        and not any(squeezed(target.notice.text) in text_of(child) for child in element)
    )  # fmt: skip
    set_text(other, second)
    copy.attrib.pop("id", None)
    target.box.addnext(copy)
    return True


def _split_far(target: Target) -> bool:
    first, second = _halves(target)
    set_text(target.wording, first)
    rest = target.make("p")
    rest.text = second
    main_of(target.roots[-1]).append(rest)
    return True
