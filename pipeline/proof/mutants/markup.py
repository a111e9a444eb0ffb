"""Attacks on the markup around a disclaimer, for HTML and for the text files of an EPUB.

Input: parsed elements. Output: changed elements. Must not: parse, write, or know files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pipeline.document import Notice
from pipeline.proof.mutants.wording import Reworded, squeezed
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
        if name_of(element) and ("notice" in _classes(element) or element.get("id") == notice.key)
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


def _classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()


# ── tools


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


def _wrapped(element: Any, wrapper: Any, inner: Any | None = None) -> None:
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


def _blocks_before(box: Any) -> Iterator[Any]:
    """Elements with text before a box, the nearest first, not those around it."""
    around = set(box.iterancestors())
    step = box
    while step is not None:
        for sibling in step.itersiblings(preceding=True):
            if name_of(sibling) and text_of(sibling) and "notice" not in _classes(sibling):
                yield sibling
        step = step.getparent()
        if step is None or name_of(step) == "body" or step not in around:
            return


def _blocks_behind(box: Any) -> Iterator[Any]:
    step = box
    while step is not None:
        for sibling in step.itersiblings():
            if name_of(sibling) and text_of(sibling):
                yield sibling
        step = step.getparent()
        if step is None or name_of(step) == "body":
            return


# ── attacks


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
    yield "change-pointed", "it is taken back where somebody points to its heading", _pointed
    yield "change-crossed", "a cross stands below it", _crossed
    for name, space in (
        ("glued", "\u00a0"),
        ("joined", "\u2060 \u2060"),
        ("wide", "\u2003" * 9),
        ("drawn", "\u1680"),
    ):
        yield f"space-{name}", f"its spaces are {space[:3]!a}", _spaced(space)
    yield "reorder-notices", "it and another disclaimer are exchanged", _other_notice
    yield "reorder-blocks", "two blocks are exchanged, and it qualifies another", _other_block
    yield "split-boxes", "it is in two parts", _split
    yield "split-far", "its second half stands at the end", _split_far
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
        _set_text(target.wording, change.text)
        return True

    return reword


def styled(declarations: str) -> Change:
    return _attribute(_wording, "style", declarations)


def _set_text(element: Any, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = f"\n{text}\n"


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
    _set_text(target.wording, "")
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
            _wrapped(target.box, wrapper, inner)
        else:
            _wrapped(target.box, wrapper)
        return True

    return change


def _details(target: Target) -> bool:
    wrapper, summary = target.make("details"), target.make("summary")
    summary.text = "More"
    wrapper.append(summary)
    _wrapped(target.box, wrapper)
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
    _wrapped(target.box, wrapper)
    return True


def _main(root: Any) -> Any:
    body = body_of_root(root)
    return next((element for element in body.iter() if name_of(element) == "main"), body)


def _taken(target: Target) -> Any:
    copy = deepcopy(target.box)
    copy.tail = None
    removed(target.box)
    return copy


def _to_the_end(target: Target) -> bool:
    home = _main(target.roots[-1])
    home.append(_taken(target))
    return True


def _to_the_start(target: Target) -> bool:
    home = _main(target.box.getroottree().getroot())
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
    block = next(_blocks_before(target.box), None)
    return block is not None and _moved(target, block, False)


def _before_two(target: Target) -> bool:
    if target.notice.place in ("cover", "opening"):
        return False
    blocks = _blocks_before(target.box)
    next(blocks, None)
    block = next(blocks, None)
    return block is not None and _moved(target, block, False)


def _behind(target: Target) -> bool:
    block = next(_blocks_behind(target.box), None)
    return block is not None and _moved(target, block, True)


def _inside_trigger(target: Target) -> bool:
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    block = next(_blocks_before(target.box), None)
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
    if _main(root) is body or target.notice.place == "running":
        return False
    body.append(_taken(target))
    return True


def _trigger_away(target: Target) -> bool:
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    block = next(_blocks_before(target.box), None)
    if block is None:
        return False
    copy = deepcopy(block)
    copy.tail = None
    removed(block)
    _main(target.box.getroottree().getroot()).append(copy)
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


def _other_notice(target: Target) -> bool:
    wording = squeezed(target.notice.text)
    for root in target.roots:
        for element in root.iter():
            if name_of(element) and "notice" in _classes(element) and wording not in text_of(element):
                exchanged(target.box, element)
                return True
    return False


def _other_block(target: Target) -> bool:
    if target.notice.place not in ("after-trigger", "extra"):
        return False
    block = next(_blocks_before(target.box), None)
    if block is None:
        return False
    around = {block, *block.iterancestors(), *block.iterdescendants()}
    for root in target.roots:
        for element in _main(root).iter():
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
    _set_text(target.wording, first)
    other = next(
        element for element in copy.iter() if squeezed(target.notice.text) in text_of(element)
        and not any(squeezed(target.notice.text) in text_of(child) for child in element)
    )  # fmt: skip
    _set_text(other, second)
    copy.attrib.pop("id", None)
    target.box.addnext(copy)
    return True


def _split_far(target: Target) -> bool:
    first, second = _halves(target)
    _set_text(target.wording, first)
    rest = target.make("p")
    rest.text = second
    _main(target.roots[-1]).append(rest)
    return True


def _figured(target: Target) -> bool:
    """As a part of the first words of the block before it, which may be a dose or a price."""
    block = next(_blocks_before(target.box), None)
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
    block = next(_blocks_before(target.box), None)
    if block is None or target.notice.place not in ("after-trigger", "extra"):
        return False
    removed(block)
    return True


def _reclassed(target: Target) -> bool:
    if "notice" not in _classes(target.box):
        return False
    target.box.set("class", "table-note")
    return True


def _renamed(target: Target) -> bool:
    if not target.box.get("id"):
        return False
    target.box.set("id", "something-else")
    return True


def _label(target: Target) -> bool:
    label = next((step for step in target.box.iter() if "notice-label" in _classes(step)), None)
    if label is None:
        return False
    label.text = "No longer true"
    return True


def _reversed(target: Target) -> bool:
    wrapper = target.make("bdo")
    wrapper.set("dir", "rtl" if target.owed.lang[:2] not in ("ar", "he", "fa", "ur") else "ltr")
    _wrapped(target.wording, wrapper)
    return True
