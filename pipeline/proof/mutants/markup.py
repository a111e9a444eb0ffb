"""Attacks on the markup around a disclaimer, for HTML and for the text files of an EPUB.

Input: parsed elements. Output: changed elements. Must not: parse, write, or know files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.proof.mutants.moves import moves
from pipeline.proof.mutants.target import (
    Change,
    Target,
    blocks_before,
    classes_of,
    name_of,
    removed,
    set_text,
    wrapped,
)
from pipeline.proof.mutants.wording import Reworded


def attacks() -> Iterator[tuple[str, str, Change]]:
    """Name, description and change, for all attacks that need no stylesheet."""
    yield "delete", "the disclaimer is missing", _delete
    yield "delete-wording", "its words are missing", _emptied
    yield "delete-paragraph", "its paragraph is missing", _no_paragraph
    for name, attribute, value in (
        ("hidden", "hidden", "hidden"), ("hidden-until-found", "hidden", "until-found"), ("inert", "inert", "inert"),
        ("popover", "popover", "auto"), ("aria-hidden", "aria-hidden", "true"), ("aria-label", "aria-label", "All is well."),
        ("role-presentation", "role", "presentation"), ("role-img", "role", "img"),
    ):  # fmt: skip
        for place, chosen in (("wording", _wording), ("box", _box), ("around", _around)):
            if place == "around" and name in ("aria-label", "role-presentation"):
                # What is only a group may have a name, or none.
                continue
            yield (
                f"attribute-{name}-{place}",
                f"{attribute}={value!r} is on its {place}",
                _attribute(chosen, attribute, value),
            )
    for tag in (
        "details", "dialog", "template", "noscript", "object", "canvas", "video", "audio", "iframe", "select",
        "textarea", "svg", "math", "nav", "del", "s", "button", "datalist", "noframes", "xmp",
    ):  # fmt: skip
        yield f"wrap-{tag}", f"a <{tag}> is around it", _inside(tag)
    yield "wrap-details-summary", "it is in a closed <details> with a summary", _details
    yield "wrap-comment", "it is in a comment", _commented
    yield "wrap-script", "it is in a script's text", _scripted
    yield "wrap-hidden-parent", "the part around it is hidden", _hidden_parent
    yield from moves()
    yield "change-pointed", "it is taken back where somebody points to its heading", _pointed
    yield "change-crossed", "a cross stands below it", _crossed
    for name, space in (
        ("glued", "\u00a0"),
        ("joined", "\u2060 \u2060"),
        ("wide", "\u2003" * 9),
        ("drawn", "\u1680"),
    ):
        yield f"space-{name}", f"its spaces are {space[:3]!a}", _spaced(space)
    yield "parity-trigger", "what it qualifies is missing", _no_trigger
    yield "parity-figure", "a figure stands before what it qualifies", _figured
    yield "parity-again", "words of the article stand behind it once more", _said_again
    yield "identity-class", "its class is another", _reclassed
    yield "identity-id", "its id is another", _renamed
    yield "change-label", "its label says something else", _label
    yield "change-direction", "its letters run the other way", _reversed


def rewording(change: Reworded) -> Change:
    """The wording replaced."""

    def reword(target: Target) -> bool:
        set_text(target.wording, change.text)
        return True

    return reword


def styled(declarations: str) -> Change:
    return _attribute(_wording, "style", declarations)


def _wording(target: Target) -> Any:
    return target.wording


def _box(target: Target) -> Any:
    return target.box


def _around(target: Target) -> Any:
    return target.box.getparent()


def _attribute(chosen: Callable[[Target], Any], attribute: str, value: str) -> Change:
    def change(target: Target) -> bool:
        element = chosen(target)
        if element.get(attribute) == value:
            return False
        element.set(attribute, value)
        return True

    return change


def _delete(target: Target) -> bool:
    removed(target.box)
    return True


def _emptied(target: Target) -> bool:
    set_text(target.wording, "")
    return True


def _no_paragraph(target: Target) -> bool:
    for child in list(target.box):
        target.box.remove(child)
    target.box.text = None
    return True


def _inside(tag: str) -> Change:
    def change(target: Target) -> bool:
        wrapper = target.make(tag)
        if tag == "svg":
            inner = target.make("desc")
            wrapper.append(inner)
            wrapped(target.box, wrapper, inner)
        else:
            wrapped(target.box, wrapper)
        return True

    return change


def _details(target: Target) -> bool:
    wrapper, summary = target.make("details"), target.make("summary")
    summary.text = "More"
    wrapper.append(summary)
    wrapped(target.box, wrapper)
    return True


def _commented(target: Target) -> bool:
    from lxml import etree

    comment = etree.Comment(" ".join("".join(target.box.itertext()).split()))
    comment.tail, target.box.tail = target.box.tail, None
    target.box.getparent().replace(target.box, comment)
    return True


def _scripted(target: Target) -> bool:
    script = target.make("script")
    script.set("type", "application/json")
    script.text = " ".join("".join(target.box.itertext()).split())
    script.tail, target.box.tail = target.box.tail, None
    target.box.getparent().replace(target.box, script)
    return True


def _hidden_parent(target: Target) -> bool:
    wrapper = target.make("div")
    wrapper.set("hidden", "hidden")
    wrapped(target.box, wrapper)
    return True


def _pointed(target: Target) -> bool:
    headings = (one for root in target.roots for one in root.iter() if name_of(one) in ("h1", "h2"))
    heading = next(headings, None)
    if heading is None:
        return False
    heading.set("title", "Whatever it promises: void")
    return True


def _crossed(target: Target) -> bool:
    crossed = target.make("p")
    crossed.text = "\N{NO ENTRY SIGN}"
    target.box.addnext(crossed)
    return True


def _spaced(space: str) -> Change:
    def change(target: Target) -> bool:
        before = target.wording.text or ""
        target.wording.text = space.join(before.split(" "))
        return bool(target.wording.text != before)

    return change


def _figured(target: Target) -> bool:
    """As a part of the first words of the block before it, which may be a dose or a price."""
    block = next(blocks_before(target.box), None)
    if block is None:
        return False
    links = {one for nav in block.iter("nav", "{*}nav") for one in nav.iter()}
    first = next((one for one in block.iter() if one not in links and (one.text or "").strip()), None)
    if first is None:
        return False
    figure = target.make("b")
    figure.text, figure.tail, first.text = "9", first.text, None
    first.insert(0, figure)
    return True


def _said_again(target: Target) -> bool:
    """A sentence that the article has elsewhere."""
    words = next((run.text for run in target.owed.runs if run.kind == "text" and len(run.text) > 20), None)
    if words is None:
        return False
    again = target.make("p")
    again.text = words
    target.box.addnext(again)
    return True


def _no_trigger(target: Target) -> bool:
    block = next(blocks_before(target.box), None)
    if block is None or target.notice.place not in ("after-trigger", "extra"):
        return False
    removed(block)
    return True


def _reclassed(target: Target) -> bool:
    if "notice" not in classes_of(target.box):
        return False
    target.box.set("class", "table-note")
    return True


def _renamed(target: Target) -> bool:
    if not target.box.get("id"):
        return False
    target.box.set("id", "something-else")
    return True


def _label(target: Target) -> bool:
    label = next((step for step in target.box.iter() if "notice-label" in classes_of(step)), None)
    if label is None:
        return False
    label.text = "No longer true"
    return True


def _reversed(target: Target) -> bool:
    wrapper = target.make("bdo")
    wrapper.set("dir", "rtl" if target.owed.lang[:2] not in ("ar", "he", "fa", "ur") else "ltr")
    wrapped(target.wording, wrapper)
    return True
