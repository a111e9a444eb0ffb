"""Components, spans, ids and attributes: only those of the vocabulary, in their places, with their content."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from pipeline.checks.subject import Subject, Visit, name_of
from pipeline.checks.vocabulary import (
    COMPONENTS,
    DECORATIVE,
    FORMATS,
    IMAGE,
    LANGUAGE,
    RESERVED_IDS,
    SPANS,
    Attribute,
    Content,
    Element,
)
from pipeline.diagnostics import Diagnostic, Extent, Location, did_you_mean, nearest, quoted, report
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Component,
    DefinitionList,
    Heading,
    Image,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    Text,
    plain_text,
)
from pipeline.document.dates import is_to_come
from pipeline.document.nodes import Node
from pipeline.schema import is_language_tag

_FENCE = re.compile(r"[\s>]*:{3,}\s*")
_FENCE_TEXT = re.compile(r":{3,}")
_ACTIVE = re.compile(r"style|on\w+", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{\s*(?:[.#][\w-]+|[\w-]+=)[^{}]*\}|\{=\w+\}")
_LENGTH = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(%|mm|cm)")
# The smallest picture that is seen as one; the proof has its own.
_LEAST_MM, _LONGEST_MM = 5, 200

# What was expected, what was found, and where (None: the component as a whole).
Fault = tuple[str, str, Node | None]


# ── names, attributes, values, content ──────────────────────────────────────────────────────────


def vocabulary(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC230–DOC234, DOC239, DOC242."""
    for visit in subject.visits:
        match visit.node:
            case Component() as component:
                if component.attributes.classes == ("title",) and component.at is None:
                    # Of an alert, `> [!NOTE]`, which is told of as a whole.
                    continue
                yield from _component(subject, component, subject.location(visit.extent))
            case Span() as span:
                yield from _span(subject, span, subject.location(visit.extent))
            case Image(attributes=attributes):
                yield from _image(subject, attributes, subject.location(visit.extent))
            case _:
                pass


def _component(subject: Subject, component: Component, where: Location) -> Iterator[Diagnostic]:
    classes = component.attributes.classes
    if not classes:
        yield report("DOC230", where, found="none", nearest="write `::: {.name}` with " + _names())
    for name in classes:
        if name not in COMPONENTS:
            yield report("DOC230", where, found=quoted(name), nearest=_nearest_component(name))
    known = [name for name in classes if name in COMPONENTS]
    if len(known) > 1 or (known and known[0] != classes[0]):
        yield report("DOC230", where, found=quoted(" ".join(classes)), nearest="keep one name")
    element = COMPONENTS.get(component.name)
    yield from _active(component.attributes, where, name_of(component))
    if component.attributes.id:
        yield report("DOC239", where, place=name_of(component), found=f"#{component.attributes.id}")
    if element is None:
        return
    yield from _attributes(subject, component.attributes, element, where, f"`{element.name}`")
    for expected, found, node in _content_faults(element.content, component.blocks):
        place = subject.location(getattr(node, "at", None)) if node is not None else where
        place = place if place.extent else where
        yield report("DOC233", place, expected=expected, name=f"`{element.name}`", found=found)


def _names() -> str:
    return "one of: " + ", ".join(COMPONENTS)


def _nearest_component(name: str) -> str:
    kinds = COMPONENTS["callout"].attribute("kind")
    if kinds is not None and name in kinds.choices:
        return f"write `::: {{.callout kind={name}}}`"
    return did_you_mean(name, COMPONENTS)


def _active(attributes: Attributes, where: Location, place: str) -> Iterator[Diagnostic]:
    for key, _ in attributes.pairs:
        if _ACTIVE.fullmatch(key):
            yield report("DOC242", where, found=key, place=place)


def _attributes(
    subject: Subject, attributes: Attributes, element: Element, where: Location, name: str
) -> Iterator[Diagnostic]:
    given: set[str] = set()
    for key, value in attributes.pairs:
        attribute = element.attribute(key)
        if _ACTIVE.fullmatch(key):
            continue
        if attribute is None:
            action = did_you_mean(key, element.attribute_names) if element.attributes else "delete it"
            yield report("DOC231", where, name=name, found=f"`{key}`", nearest=action)
        elif key in given:
            # Only the first would count, and nobody would see that the second does not.
            yield report("DOC231", where, name=name, found=f"`{key}` again", nearest="keep one of the two")
        elif expected := _value_fault(subject, attribute, value):
            yield report("DOC232", where, expected=expected, attribute=key, name=name, found=quoted(value))
        given.add(key)
    for attribute in element.attributes:
        if attribute.required and attribute.name not in given:
            expected = _value_fault(subject, attribute, "") or "a value"
            yield report(
                "DOC232", where, expected=expected, attribute=attribute.name, name=name, found="nothing"
            )


def _value_fault(subject: Subject, attribute: Attribute, value: str) -> str | None:
    """What was expected instead of this value, or None where it is right."""
    match attribute.kind:
        case "text":
            return None if value.strip() else "text"
        case "date":
            return None if _date(value) else "a date like 2026-03-01"
        case "source":
            count = len(subject.article.meta.sources)
            if re.fullmatch(r"[1-9]\d{0,3}", value) and int(value) <= count:
                return None
            return (
                f"a number from 1 to {count}"
                if count
                else "an entry of `sources` in the front matter, where there is none,"
            )
        case "choice":
            return None if value in attribute.choices else " or ".join(attribute.choices)
        case "formats":
            names = value.replace(",", " ").split()
            wrong = not names or any(name not in FORMATS for name in names) or len(set(names)) < len(names)
            return "one or more of " + ", ".join(FORMATS) if wrong else None
        case "disclaimer":
            return None if value.strip() else "the id of a disclaimer"
        case "language":
            return None if is_language_tag(value) else "a language tag like nb"
        case "length":
            return None if _is_length(value) else "a width like 60% or 80mm, of 5% or 5mm at least"


def _is_length(value: str) -> bool:
    match = _LENGTH.fullmatch(value)
    if not match:
        return False
    least, most = {"%": (5, 100), "mm": (_LEAST_MM, _LONGEST_MM), "cm": (_LEAST_MM / 10, _LONGEST_MM / 10)}[
        match[2]
    ]
    return least <= float(match[1]) <= most


def _date(value: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def _content_faults(content: Content, blocks: Sequence[Block]) -> Sequence[Fault]:
    """What is wrong with the content of a component."""
    match content:
        case "nothing":
            return [("nothing", _kind(blocks[0]), blocks[0])] if blocks else []
        case "table":
            return _only_one(blocks, Table, "one table")
        case "ordered list":
            return _only_one(blocks, OrderedList, "one numbered list")
        case "bullet list":
            return _only_one(blocks, BulletList, "one bullet list") or list(_boxes(blocks))
        case "paragraphs":
            wrong = next((block for block in blocks if not isinstance(block, Paragraph)), None)
            if wrong is not None:
                return [("paragraphs", _kind(wrong), wrong)]
            return [] if blocks else [("paragraphs", "nothing", None)]
        case "key facts":
            return _only_one(blocks, BulletList, "one bullet list") or list(_facts(blocks))
        case "blocks":
            return [] if blocks else [("text", "nothing", None)]
        case "text":
            return []


def _only_one(
    blocks: Sequence[Block], kind: type[Table] | type[OrderedList] | type[BulletList], expected: str
) -> Sequence[Fault]:
    if not blocks:
        return [(expected, "nothing", None)]
    wrong = next((block for block in blocks if not isinstance(block, kind)), None)
    if wrong is not None:
        return [(expected, _kind(wrong), wrong)]
    return [(expected, "another one", blocks[1])] if len(blocks) > 1 else []


def _facts(blocks: Sequence[Block]) -> Iterator[Fault]:
    expected = "items like `**value** label`"
    for block in blocks:
        for entry in block.items if isinstance(block, BulletList) else ():
            if not entry:
                # DOC205 says so already.
                continue
            first = entry[0]
            if len(entry) > 1 or not isinstance(first, Paragraph):
                wrong = entry[1] if isinstance(first, Paragraph) else first
                yield expected, _kind(wrong), wrong
                continue
            bold = first.content[0] if first.content else None
            if not isinstance(bold, Styled) or bold.style != "Strong":
                yield expected, "an item that does not begin in bold", first
            elif not plain_text(first.content[1:]).strip():
                yield expected, "an item without a label", first


def _boxes(blocks: Sequence[Block]) -> Iterator[Fault]:
    """A box typed by hand: it would be printed beside the one that the design draws."""
    for block in blocks:
        for entry in block.items if isinstance(block, BulletList) else ():
            if entry and re.match(r"\[[ xX]\]\s", plain_text(entry[0])):
                yield "items without a box of their own", "`[ ]`", entry[0]


def _kind(node: Node) -> str:
    """What a message calls a node."""
    names: dict[type, str] = {
        Paragraph: "a paragraph",
        Heading: "a heading",
        BulletList: "a bullet list",
        OrderedList: "a numbered list",
        DefinitionList: "a list of definitions",
        CodeBlock: "a block of code",
        BlockQuote: "a quotation",
        Table: "a table",
        Note: "a note",
    }
    if isinstance(node, Component):
        return f"the component {name_of(node)}"
    return names.get(type(node), "something else")


# ── spans, pictures, plain attributes ───────────────────────────────────────────────────────────


_NO_LOOKS = (
    "write the words without the brackets and the braces; they are for `[30 NOK]{.fact as-of=2026-05-01}` and `[mot]{lang=fr}`,"
    " and `**words**` stand out"
)


def _span(subject: Subject, span: Span, where: Location) -> Iterator[Diagnostic]:
    attributes = span.attributes
    if all(isinstance(child, Text) for child in span.content) and not _in_brackets(subject, span):
        # The reader hangs attributes on whatever stands before them, be it half a word or a space.
        return
    place = "words in brackets"
    yield from _active(attributes, where, place)
    if attributes.id:
        yield report("DOC239", where, place=place, found=f"#{attributes.id}")
    wrong = [name for name in attributes.classes if name not in SPANS]
    for name in wrong:
        match = nearest(name, SPANS)
        action = f"did you mean `.{match}`?" if match else _NO_LOOKS
        yield report("DOC234", where, found=f"`.{name}`", nearest=action)
    if wrong:
        return
    name = attributes.classes[0] if attributes.classes else ""
    pairs = [key for key, _ in attributes.pairs if not _ACTIVE.fullmatch(key)]
    if name:
        if not pairs:
            action = "add `as-of`, `review-by` or `source`, or delete the brackets and the braces"
            yield report("DOC234", where, found=f"`.{name}` without a date or a source", nearest=action)
        yield from _attributes(subject, attributes, SPANS[name], where, f"`.{name}`")
    elif {"lang", "dir"} & set(pairs):
        yield from _attributes(subject, attributes, LANGUAGE, where, place)
    elif {"as-of", "review-by", "source"} & set(pairs):
        yield report("DOC234", where, found="attributes without `.fact`", nearest="write `{.fact …}`")
    elif pairs:
        yield report("DOC234", where, found=f"`{pairs[0]}`", nearest=_NO_LOOKS)


def _in_brackets(subject: Subject, span: Span) -> bool:
    return subject.source(span.at).startswith("[") and plain_text(span.content) != "["


def loose_attributes(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC243 (attributes behind something that takes none, or left as text)."""
    for visit in subject.visits:
        span = visit.node
        if not isinstance(span, Span) or not all(isinstance(child, Text) for child in span.content):
            continue
        if _in_brackets(subject, span):
            continue
        line, column = _brace_behind(subject, visit)
        if span.at is not None and subject.line(line)[column - 1 : column] != "{":
            # Its place is an author's `data-pos`, which is reported as such.
            continue
        braces = subject.line(line)[column - 1 :].partition("}")
        yield report("DOC243", subject.point(line, column), found=braces[0] + braces[1])
    for text in subject.prose:
        for match in _ATTRIBUTES.finditer(text.text):
            extent = text.extent(match.start(), match.end())
            # An escaped character has the place of its backslash.
            if extent is not None and subject.line(extent.line)[extent.column - 1 : extent.column] != "\\":
                yield report("DOC243", subject.location(extent), found=match[0])


def _brace_behind(subject: Subject, visit: Visit) -> tuple[int, int]:
    """Where the attributes of a span begin; one that hangs on the end of a line has no place of its own."""
    at = visit.node.at if isinstance(visit.node, Span) else None
    if at is not None:
        return at.end_line, at.end_column
    around = visit.extent
    if around is not None:
        for number in range(around.line + 1, around.end_line + 1):
            match = re.match(r"[\s>]*(?=\{)", subject.line(number))
            if match:
                return number, match.end() + 1
        return around.line, around.column
    return subject.article.body_line, 1


def _image(subject: Subject, attributes: Attributes, where: Location) -> Iterator[Diagnostic]:
    yield from _active(attributes, where, "a picture")
    if attributes.id:
        yield report("DOC239", where, place="a picture", found=f"#{attributes.id}")
    for name in attributes.classes:
        if name != DECORATIVE:
            yield report("DOC239", where, place="a picture", found=f".{name}")
    yield from _attributes(subject, attributes, IMAGE, where, "a picture")


def plain_attributes(subject: Subject) -> Iterator[Diagnostic]:
    """Attributes of headings, links, code and tables. Reports: DOC239, DOC242."""
    for visit in subject.visits:
        match visit.node:
            case Heading(attributes=attributes):
                place = "a heading"
                attributes = Attributes("", attributes.classes, attributes.pairs)
            case Link(attributes=attributes):
                place = "a link"
                # pandoc marks addresses in angle brackets itself.
                classes = tuple(name for name in attributes.classes if name not in ("uri", "email"))
                attributes = Attributes(attributes.id, classes, attributes.pairs)
            case Code(attributes=attributes):
                place = "code"
            case CodeBlock(attributes=attributes):
                place = "a block of code"
                # The name of a language behind the fence; nothing is made of it.
                attributes = Attributes(attributes.id, attributes.classes[1:], attributes.pairs)
            case Table(attributes=attributes):
                place = "a table"
            case _:
                continue
        where = subject.location(visit.extent)
        yield from _active(attributes, where, place)
        found = [f"#{attributes.id}"] if attributes.id else []
        found += [f".{name}" for name in attributes.classes]
        found += [key for key, _ in attributes.pairs if not _ACTIVE.fullmatch(key)]
        for name in found:
            yield report("DOC239", where, place=place, found=name)


# ── fences, places, ids ─────────────────────────────────────────────────────────────────────────


def fences(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC228 (`:::` as text), DOC229 (a component that is not closed), DOC245 (code that is not closed)."""
    taken: set[int] = set()
    for visit in subject.visits:
        if isinstance(visit.node, CodeBlock) and visit.node.at is not None:
            opening = _CODE_FENCE.match(subject.line(visit.node.at.line)[visit.node.at.column - 1 :])
            if opening and not _is_closed(subject, visit.node.at, opening[1]):
                yield report("DOC245", subject.location(visit.node.at), fence=opening[1])
    # Inner components first: of two that end on one line it is the outer one that is open.
    for visit in reversed(subject.visits):
        node = visit.node
        if not isinstance(node, Component) or node.at is None or not _is_fenced(subject, node):
            continue
        closing = node.at.end_line - (node.at.end_column == 1)
        if closing > node.at.line and closing not in taken and _FENCE.fullmatch(subject.line(closing)):
            taken.add(closing)
        else:
            yield report("DOC229", subject.location(node.at), name=name_of(node))
    for text in subject.prose:
        for match in _FENCE_TEXT.finditer(text.text):
            extent = text.extent(match.start(), match.end())
            if extent is None or subject.line(extent.line)[: extent.column - 1].strip(" \t>"):
                continue
            yield report("DOC228", subject.location(extent), found=subject.line(extent.line).strip())


_CODE_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})")


def _is_closed(subject: Subject, at: Extent, fence: str) -> bool:
    """Whether a block of code ends with the fence that it begins with."""
    last = at.end_line - (at.end_column == 1)
    return last > at.line and subject.line(last).strip(" \t>").startswith(fence)


def _is_fenced(subject: Subject, component: Component) -> bool:
    """Whether it begins with colons; attributes in front of a paragraph make a component without them."""
    return component.at is not None and subject.line(component.at.line)[component.at.column - 1 :].startswith(
        ":::"
    )


def placement(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC238 (a component or heading where none may stand)."""
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Heading):
            holders = [above for above in visit.above if not _is_only(above)]
            if holders:
                yield _misplaced(subject, visit, "a heading", "at the surface of the article", holders[-1])
        elif isinstance(node, Component) and node.name in COMPONENTS:
            element = COMPONENTS[node.name]
            allowed = [name for name in element.within if name != "only"]
            expected = "at the surface of the article" + "".join(f" or in `{name}`" for name in allowed)
            wrong = next((above for above in visit.above if not _may_hold(above, element)), None)
            if wrong is not None:
                yield _misplaced(subject, visit, f"`{node.name}`", expected, wrong)


def _is_only(node: Node) -> bool:
    return isinstance(node, Component) and node.name == "only"


def _may_hold(node: Node, element: Element) -> bool:
    # What is no component is reported as such already; its content is not to blame.
    return isinstance(node, Component) and (node.name in element.within or node.name not in COMPONENTS)


def _misplaced(subject: Subject, visit: Visit, name: str, expected: str, holder: Node) -> Diagnostic:
    return report("DOC238", subject.location(visit.extent), name=name, expected=expected, place=_kind(holder))


def ids(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC236 (an id twice, or one that the editions use)."""
    first: dict[str, Heading] = {}
    for visit in subject.visits:
        heading = visit.node
        if not isinstance(heading, Heading) or not heading.attributes.id:
            continue
        name = heading.attributes.id
        where = subject.location(visit.extent)
        original = first.setdefault(name, heading)
        if original is not heading:
            line = original.at.line if original.at else 1
            yield report("DOC236", where, id=quoted(name), other=f"first on line {line}")
        elif RESERVED_IDS.fullmatch(name):
            yield report("DOC236", where, id=quoted(name), other="smallprint uses it")


# ── what depends on the day and on the project ──────────────────────────────────────────────────


def expired(subject: Subject, today: datetime.date) -> Iterator[Diagnostic]:
    """Reports: DOC235 (figures whose review-by has passed)."""
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Component | Span):
            date = _date(node.attributes.get("review-by") or "")
            if date is not None and date < today:
                name = name_of(node) if isinstance(node, Component) else "`.fact`"
                yield report("DOC235", subject.location(visit.extent), date=date, today=today, name=name)


def to_come(subject: Subject, today: datetime.date) -> Iterator[Diagnostic]:
    """Reports: DOC244 (figures that are said to hold at a day which has not come)."""
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Component | Span):
            date = _date(node.attributes.get("as-of") or "")
            if date is not None and is_to_come(date, today):
                name = name_of(node) if isinstance(node, Component) else "`.fact`"
                yield report("DOC244", subject.location(visit.extent), date=date, today=today, name=name)


def references(subject: Subject, disclaimers: frozenset[str]) -> Iterator[Diagnostic]:
    """Reports: DOC237 (a disclaimer that does not exist)."""
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Component) and node.name == "disclaimer":
            name = (node.attributes.get("ref") or "").strip()
            if name and name not in disclaimers:
                action = did_you_mean(name, disclaimers)
                action = action if action.endswith("?") else f"{action}."
                yield report("DOC237", subject.location(visit.extent), found=quoted(name), nearest=action)
