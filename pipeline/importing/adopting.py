"""From the trees that pandoc reads out of foreign formats to blocks that an article may hold.

Input: pandoc's JSON, a store of pictures and an account. Output: blocks. What has no place in an article is written
into the account. Must not: drop anything silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

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
    Inline,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Rule,
    Span,
    Styled,
    Table,
    TableCell,
    TableRow,
    Text,
    plain_text,
)
from pipeline.importing.callouts import (
    CALLOUT,
    CAPTION_TOKEN,
    DETAILS,
    KINDS,
    NOTE_TOKEN,
    TITLE_CLASSES,
    callout_kind,
)
from pipeline.importing.decoding import cleaned
from pipeline.importing.draft import TOO_DEEP, Account
from pipeline.importing.formulas import LEFT, WRITTEN, in_a_line
from pipeline.importing.tidying import (
    LONGEST_TITLE,
    alignment_of,
    captioned,
    filled,
    flat_inlines,
    is_box,
    is_layout,
    merged,
    one_cell,
    strong_line,
    trimmed,
    unstyled,
    words_of,
)
from pipeline.schema import canonical_language, is_language_tag

MAX_DEPTH = 50
MAX_CELLS = 20_000
# A picture that is narrower stands beside words, and says nothing in full width. Units: mm.
_SMALLEST, _SMALL = 5, 60


class Pictures(Protocol):
    """Where pictures come from."""

    def take(self, url: str, alt: str) -> str | None:
        """The name of a picture's file in the article's folder; None where it cannot be brought in."""


@dataclass(slots=True)
class Adoption:
    """One tree on its way. `address` resolves links; None says that a link leads nowhere from here."""

    account: Account
    pictures: Pictures
    address: Callable[[str], str | None]
    # Notes that were set aside, by the token that stands for each.
    notes: Mapping[str, Any] = field(default_factory=dict)
    depth: int = 0
    cells: int = 0

    # ── blocks

    def blocks(self, values: Sequence[Any], outer: bool = False) -> tuple[Block, ...]:
        """Shape: `outer` on the article's surface, where boxes may stand."""
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                self.account.drop(flat(values), TOO_DEEP)
                return ()
            return tuple(
                merged(node for value in _with_captions(values) for node in self.block(value, outer))
            )
        finally:
            self.depth -= 1

    def block(self, value: dict[str, Any], outer: bool) -> tuple[Block, ...]:
        """The blocks of an article that one of pandoc's becomes; none where it is dropped, which the account says."""
        kind: str = value["t"]
        content: Any = value.get("c")
        match kind:
            case "Para" | "Plain":
                return self.paragraphs(content, tight=kind == "Plain")
            case "Header":
                level, attributes, inlines = content
                words = trimmed(self.inlines(inlines))
                while len(words) == 1 and isinstance(words[0], Styled):
                    # A heading is strong as it is.
                    words = trimmed(words[0].content)
                return (Heading(level, words, Attributes(attributes[0])),)
            case "BulletList":
                return self.listed(content, outer, lambda items, _: BulletList(items))
            case "OrderedList":
                (start, style, _), entries = content
                return self.listed(
                    entries, outer, lambda items, before: OrderedList(items, start + before, style["t"])
                )
            case "DefinitionList":
                return self.definitions(content)
            case "BlockQuote":
                return self.quotation(content, outer)
            case "CodeBlock":
                attributes, text = content
                return (CodeBlock(text, Attributes("", tuple(attributes[1][:1]))),)
            case "HorizontalRule":
                return (Rule(),)
            case "LineBlock":
                lines = [self.inlines(line) for line in content]
                return (Paragraph(tuple(node for line in lines for node in (*line, LineBreak()))[:-1]),)
            case "Table":
                return self.table(content, outer)
            case "Figure":
                return self.figure(content, outer)
            case "Div":
                return self.div(content, outer)
            case "RawBlock":
                name, text = content
                self.raw(name, text)
                return ()
            case _:
                self.account.drop(flat(value), f"an article has no {kind}")
                return ()

    def listed(
        self, entries: Sequence[Any], outer: bool, made: Callable[[tuple[tuple[Block, ...], ...], int], Block]
    ) -> tuple[Block, ...]:
        """A list; a box at the end of an item stands behind it, and the list goes on."""
        found: list[Block] = []
        items: list[tuple[Block, ...]] = []
        done = 0
        for entry in entries:
            boxes = _boxes_at_the_end(entry) if outer else 0
            if item := self.blocks(entry[: len(entry) - boxes]):
                items.append(item)
            if boxes:
                found += [made(tuple(items), done)] if items else []
                done, items = done + len(items), []
                found += self.blocks(entry[len(entry) - boxes :], outer)
        return (*found, *([made(tuple(items), done)] if items else []))

    def raw(self, name: str, text: str) -> None:
        words = re.sub(r"<!--.*?(?:-->|$)", " ", text, flags=re.DOTALL) if "html" in name else text
        words = re.sub(r"<[^<>]*>", " ", words)
        if any(character.isalnum() for character in words):
            self.account.drop(words, f"an article holds no raw {name}")

    def paragraphs(self, content: Sequence[Any], tight: bool) -> tuple[Block, ...]:
        inlines = trimmed(self.inlines(content))
        return (Paragraph(inlines, tight),) if inlines else ()

    def definitions(self, content: Sequence[Any]) -> tuple[Block, ...]:
        """A list of terms; a dash stands for a term or a text that is missing."""
        entries = []
        for term, inner in content:
            definitions = tuple(filter(None, (self.blocks(each) for each in inner)))
            words = tuple(
                node if not isinstance(node, LineBreak) else Text(" ") for node in self.inlines(term)
            )
            if definitions and plain_text(words).strip():
                entries.append((words, definitions))
            elif definitions:
                entries.append(((Text("–"),), definitions))
            elif words:
                entries.append((words, ((Paragraph((Text("–"),), True),),)))
        return (DefinitionList(tuple(entries)),) if entries else ()

    def quotation(self, content: Sequence[Any], outer: bool) -> tuple[Block, ...]:
        """A quotation, or the box that one is where it begins as GitHub's do."""
        # `> [!NOTE]` of GitHub.
        text = flat(content[:1]).strip()
        match = re.match(r"\[!(\w+)\][-+]?\s*(.*)", text)
        if match and content and content[0]["t"] in ("Para", "Plain"):
            inlines = content[0]["c"]
            at = next((n for n, node in enumerate(inlines) if node["t"] in ("SoftBreak", "LineBreak")), None)
            title = flat(inlines[:at]).strip()[len(match[1]) + 3 :].lstrip("+-").strip()
            rest = [] if at is None else [{"t": "Para", "c": inlines[at + 1 :]}]
            kind = callout_kind([match[1]]) or "note"
            return self.box(kind, title, (*rest, *content[1:]), outer)
        inner = self.blocks(content)
        return (BlockQuote(inner),) if inner else ()

    # ── boxes

    def div(self, content: Sequence[Any], outer: bool) -> tuple[Block, ...]:
        """A div as a box, a figure, or no more than its content."""
        (_, classes, pairs), inner = content
        # pandoc keeps `data-` where HTML has an attribute of the same name.
        given = {key.removeprefix("data-"): value for key, value in pairs}
        if CALLOUT in classes or DETAILS in classes:
            return self.box(given.get("kind", "note"), given.get("title", ""), inner, outer)
        if "footnotes" in classes and not inner:
            return ()
        kind = callout_kind(classes) if "custom-style" not in given else None
        if kind is None:
            return self.blocks(inner, outer)
        title = given.get("title", given.get("name", ""))
        return self.box(kind, title, inner, outer)

    def boxed(self, kind: str, title: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """A callout; without a title, its strong first line is one."""
        first = blocks[0]
        if not title and isinstance(first, Paragraph) and len(blocks) + len(first.content) > 1:
            head, rest = strong_line(first)
            if head and (rest or len(blocks) > 1):
                blocks = (*((replace(first, content=rest),) if rest else ()), *blocks[1:])
                title = head
        pairs = [("kind", kind if kind in KINDS else "note"), *([("title", title)] if title else [])]
        return (Component(blocks, Attributes("", ("callout",), tuple(pairs))),)

    def box(self, kind: str, title: str, inner: Sequence[Any], outer: bool) -> tuple[Block, ...]:
        """A component of `kind`, with the title that is given or that its first block is."""
        if not title and inner:
            first = inner[0]
            words = flat(first).strip()
            named = first["t"] == "Div" and TITLE_CLASSES & set(first["c"][0][1])
            strong = first["t"] in ("Para", "Plain") and [node["t"] for node in first["c"]] == ["Strong"]
            heads = len(inner) > 1 and (first["t"] == "Header" or named or strong)
            if heads and len(words) <= LONGEST_TITLE and not _has_media(first):
                title, inner = words, inner[1:]
        blocks = self.blocks(inner)
        title = " ".join(title.split())
        head = (Paragraph((Styled("Strong", (Text(title),)),)),) if title else ()
        if not blocks:
            return (Paragraph((Text(title),)),) if title else ()
        if not outer:
            # Boxes stand on the article's surface only.
            return (*head, *blocks)
        if len(title) > LONGEST_TITLE:
            blocks, title = (*head, *blocks), ""
        return self.boxed(kind, title, blocks)

    # ── figures and tables

    def figure(self, content: Sequence[Any], outer: bool) -> tuple[Block, ...]:
        """A picture or a table with its caption; else what the figure holds, and the caption below."""
        _, (_, caption), inner = content
        caption_inlines = tuple(
            node for block in self.blocks(caption) for node in (*flat_inlines(block), Text(" "))
        )
        words = " ".join(plain_text(caption_inlines, notes=False, alt=True).split())
        blocks = self.blocks(inner, outer)
        pictures = [
            block
            for block in blocks
            if isinstance(block, Paragraph)
            and len(block.content) == 1
            and isinstance(block.content[0], Image)
        ]
        if len(pictures) == 1 and len(blocks) == 1:
            picture = pictures[0].content[0]
            assert isinstance(picture, Image)
            pairs = (("caption", words),) if words else ()
            image = replace(picture, attributes=replace(picture.attributes, pairs=pairs))
            return (Paragraph((image,)),)
        tables = [block for block in blocks if isinstance(block, Table)]
        if tables and len(blocks) == 1 and words and outer:
            return (captioned(tables[0], words),)
        return (*blocks, *([Paragraph(trimmed(caption_inlines))] if words else []))

    def table(self, content: Sequence[Any], outer: bool) -> tuple[Block, ...]:
        """A table component; none where an article would have too many cells with it."""
        _, (_, caption), columns, head, bodies, foot = content
        rows = [row for body in bodies for row in (*body[2], *body[3])] + foot[1]
        grid = self.grid([*head[1], *rows], len(columns))
        if grid is None:
            return ()
        heads, rest = grid[: len(head[1])], grid[len(head[1]) :]
        words = " ".join(flat(caption).split())
        above = [Paragraph((Text(words),))] if words else []
        if len(columns) == 1 and not any(map(filled, heads)) and (len(rest) <= 1 or is_layout(rest)):
            inner = tuple(block for row in rest for cell in row for block in cell)
            if outer and len(rest) == 1 and is_box(inner):
                return (*above, *self.boxed("note", "", inner))
            # A frame around text, not a table.
            return (*above, *inner)
        heads = [row for row in heads if filled(row)]
        rest = [row for row in rest if filled(row)]
        if len(rest) == 1 and not heads and is_layout(rest):
            return (*above, *(block for cell in rest[0] for block in cell))
        if not heads and rest:
            heads, rest = rest[:1], rest[1:]
            if rest:
                self.account.note("a table without column headings: its first row became them")
        if not heads:
            return tuple(above)
        if len(heads) > 1:
            self.account.note("a table with several rows of column headings: they became one")
        first = [one_cell([row[at] for row in heads]) for at in range(len(columns))]
        # Empty columns come from spacing, and nobody reads them.
        kept = [
            at for at in range(len(columns)) if words_of(first[at]) or any(words_of(row[at]) for row in rest)
        ]
        table = Table(
            (TableRow(tuple(TableCell(unstyled(self.cell(first[at]))) for at in kept)),),
            tuple(TableRow(tuple(TableCell(self.cell(row[at])) for at in kept)) for row in rest),
            tuple(alignment_of(columns[at][0]["t"]) for at in kept),
        )
        if words and outer:
            return (captioned(table, words),)
        return (*above, table)

    def grid(self, rows: Sequence[Any], columns: int) -> list[list[tuple[Block, ...]]] | None:
        """The cells by row and column, spanned ones repeated."""
        taken: dict[tuple[int, int], tuple[Block, ...]] = {}
        for at, (_, cells) in enumerate(rows):
            column = 0
            for _, _, down, across, inner in cells:
                while (at, column) in taken:
                    column += 1
                down, across = min(down, len(rows) - at), min(across, max(columns - column, 1))
                self.cells += down * across
                if self.cells > MAX_CELLS:
                    self.account.drop(flat(rows), f"its tables have more than {MAX_CELLS} cells")
                    return None
                blocks = self.blocks(inner)
                if (down > 1 or across > 1) and words_of(blocks):
                    self.account.note(
                        "a table with cells over several rows or columns: their text is repeated in each"
                    )
                for below in range(down):
                    for beside in range(across):
                        taken[at + below, column + beside] = blocks
                column += across
        return [[taken.get((at, column), ()) for column in range(columns)] for at in range(len(rows))]

    def cell(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks of a cell on one line: tables hold no blocks."""
        inlines: list[Inline] = []
        for block in blocks:
            if inlines:
                inlines.append(Text(" "))
            inlines += flat_inlines(block)
        content = trimmed(tuple(Text(" ") if isinstance(node, LineBreak) else node for node in inlines))
        return (Paragraph(content, True),) if content else ()

    # ── inlines

    def inlines(self, values: Sequence[Any]) -> tuple[Inline, ...]:
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                self.account.drop(flat(values), TOO_DEEP)
                return ()
            return tuple(node for value in values for node in self.inline(value))
        finally:
            self.depth -= 1

    def inline(self, value: dict[str, Any]) -> tuple[Inline, ...]:
        """The inlines that one of pandoc's becomes."""
        kind: str = value["t"]
        content: Any = value.get("c")
        match kind:
            case "Str":
                return self.text(cleaned(content, self.account))
            case "Space" | "SoftBreak":
                return (Text(" "),)
            case "LineBreak":
                return (LineBreak(),)
            case "Emph" | "Strong" | "Strikeout" | "Superscript" | "Subscript":
                return (Styled(kind, self.inlines(content)),)
            case "SmallCaps" | "Underline":
                return self.inlines(content)
            case "Quoted":
                mark = '"' if content[0]["t"] == "DoubleQuote" else "'"
                return (Text(mark), *self.inlines(content[1]), Text(mark))
            case "Code":
                return (Code(content[1]),)
            case "Math":
                line = in_a_line(content[1])
                self.account.note(WRITTEN if line else LEFT)
                return line or (Code(content[1]),)
            case "Link":
                return self.link(content)
            case "Image":
                return self.image(content)
            case "Note":
                blocks = self.blocks(content)
                return (Note(blocks),) if blocks else ()
            case "Cite":
                return self.inlines(content[1])
            case "Span":
                return self.span(content)
            case "RawInline":
                name, text = content
                if re.fullmatch(r"<br\s*/?>", text):
                    return (LineBreak(),)
                self.raw(name, text)
                return ()
            case _:
                self.account.drop(flat(value), f"an article has no {kind}")
                return ()

    def text(self, text: str) -> tuple[Inline, ...]:
        if not self.notes or NOTE_TOKEN not in text:
            return (Text(text),)
        found: list[Inline] = []
        for at, part in enumerate(re.split(f"{NOTE_TOKEN}(\\d+)x", text)):
            if at % 2 and (blocks := self.blocks(self.notes.get(part, ()))):
                found.append(Note(blocks))
            elif not at % 2 and part:
                found.append(Text(part))
        return tuple(found)

    def span(self, content: Sequence[Any]) -> tuple[Inline, ...]:
        """What a span holds, with its language; tracked changes are accepted, comments left out."""
        (_, classes, pairs), inner = content
        given = dict(pairs)
        if "deletion" in classes or "paragraph-deletion" in classes:
            self.account.note("tracked changes: they were accepted; what was deleted is not in the article")
            self.account.drop(flat(inner), "a tracked change deletes it")
            return ()
        if "insertion" in classes or "paragraph-insertion" in classes:
            self.account.note("tracked changes: they were accepted; what was deleted is not in the article")
            return self.inlines(inner)
        if "comment-start" in classes:
            self.account.drop(flat(inner), "it is a comment")
            return ()
        if "comment-end" in classes:
            return ()
        lang = given.get("lang", "")
        words = self.inlines(inner)
        if lang and is_language_tag(lang) and plain_text(words).strip():
            return (Span(words, Attributes("", (), (("lang", canonical_language(lang)),))),)
        return words

    def link(self, content: Sequence[Any]) -> tuple[Inline, ...]:
        """A link; its words alone where it holds a picture or a note, or leads to no address."""
        _, inner, (url, title) = content
        words = self.inlines(inner)
        if not plain_text(words).strip() or any(isinstance(node, Image | Note) for node in words):
            return words
        # A link in a link: the outer one wins.
        plain = tuple(
            each for node in words for each in (node.content if isinstance(node, Link) else (node,))
        )
        address = self.address(url)
        if address is None:
            if url and not url.startswith("#") and not url.lower().startswith("javascript:"):
                self.account.drop(url, "a link leads there, and it is no address outside its own site")
            return plain
        return (Link(plain, address, title),)

    def image(self, content: Sequence[Any]) -> tuple[Inline, ...]:
        """A picture that the article takes with it; its caption, if it has one, where there is no file to take."""
        (_, _, pairs), inner, (url, title) = content
        alt = " ".join(flat(inner).split())
        if spoken := dict(pairs).get("fig-alt"):
            # Quarto writes the caption between the brackets.
            name = self.pictures.take(url, spoken)
            caption = (("caption", alt),) if alt else ()
            if name is None:
                return (Text(alt),) if alt else ()
            return (Image((Text(spoken),), name, "", Attributes("", (), caption)),)
        # pandoc repeats the text alternative as a title, or has only one of them.
        alt = alt or (title if title != url else "")
        name = self.pictures.take(url, alt)
        if name is None:
            return ()
        width = _small(dict(pairs).get("width", ""))
        return (Image((Text(alt),) if alt else (), name, "", Attributes("", (), width)),)


def _small(width: str) -> tuple[tuple[str, str], ...]:
    """The width of a picture that its author made small on paper, such as a code or a sign. Units: of `width`, those of paper."""
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,12})?)(in|cm|mm|pt)", width)
    mm = float(match[1]) * {"in": 25.4, "cm": 10, "mm": 1, "pt": 25.4 / 72}[match[2]] if match else 0
    return (("width", f"{mm:.0f}mm"),) if _SMALLEST <= mm <= _SMALL else ()


def _with_captions(values: Sequence[Any]) -> Sequence[Any]:
    """Paragraphs that are marked as captions become those of the tables beside them."""
    marked = {at: words for at, value in enumerate(values) if (words := _caption(value)) is not None}
    if not marked:
        return values
    left = list(values)
    for at, words in marked.items():
        left[at] = {"t": "Para", "c": words}
        for beside in (at + 1, at - 1):
            table = left[beside] if 0 <= beside < len(left) else None
            if table is not None and table["t"] == "Table" and not table["c"][1][1]:
                caption = [None, [{"t": "Plain", "c": words}]]
                left[beside] = {"t": "Table", "c": [table["c"][0], caption, *table["c"][2:]]}
                left[at] = None
                break
    return [value for value in left if value is not None]


def _caption(value: Any) -> list[Any] | None:
    """The words of a paragraph that is marked as a caption; pandoc has a name for one of its styles, and no place for it."""
    content = value.get("c")
    if value["t"] == "Div" and content[0][1] == ["caption"] and len(content[1]) == 1:
        return _caption(content[1][0])
    if value["t"] not in ("Para", "Plain") or not content or content[0] != {"t": "Str", "c": CAPTION_TOKEN}:
        return None
    words: list[Any] = content[1:]
    return words[1:] if words and words[0]["t"] == "Space" else words


def _boxes_at_the_end(entry: Sequence[Any]) -> int:
    """How many callouts end an item that has text of its own."""
    count = 0
    while count < len(entry) - 1 and _is_callout(entry[len(entry) - 1 - count]):
        count += 1
    return count


def _is_callout(value: Any) -> bool:
    if value["t"] != "Div":
        return False
    _, classes, pairs = value["c"][0]
    plain = "custom-style" not in dict(pairs) and callout_kind(classes) is not None
    return CALLOUT in classes or DETAILS in classes or plain


def flat(value: Any) -> str:
    """All text inside pandoc's JSON, without recursion."""
    parts: list[str] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += reversed(one)
        elif isinstance(one, dict):
            kind, content = one.get("t"), one.get("c")
            if kind == "Str" and isinstance(content, str):
                parts.append(content)
            elif kind in ("Space", "SoftBreak", "LineBreak"):
                parts.append(" ")
            elif kind in ("Code", "CodeBlock", "Math", "RawInline", "RawBlock") and isinstance(content, list):
                parts.append(str(content[1]))
            elif kind in ("Link", "Image") and isinstance(content, list):
                stack.append(content[1])
            elif content is not None:
                if kind in ("Para", "Plain", "Header"):
                    stack.append({"t": "Space"})
                # Attributes are no text.
                stack.append(
                    [each for each in content if not _is_attributes(each)]
                    if isinstance(content, list)
                    else content
                )
    return "".join(parts)


def _is_attributes(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and isinstance(value[0], str)
        and isinstance(value[2], list)
    )


def _has_media(value: Any) -> bool:
    return '"Image"' in repr(value).replace("'", '"') or '"Note"' in repr(value).replace("'", '"')
