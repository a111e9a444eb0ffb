"""An article as Markdown that reads back as the same tree.

Input: front matter and blocks. Output: the text of `article.md`. Pure.
Must not: write raw markup, or a construct that the article's reader takes for something else.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

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
    TableRow,
    Text,
    plain_text,
)
from pipeline.importing.changing import joined

_SPECIAL = re.compile(r"([\\`*\[\]<{}^])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_DASHES = re.compile(r"(?<!\s)--|--(?!\s)")
_INCHES = re.compile(r"(?<=\d)([\"'])(?!\w)")
# What a line may not begin with, lest it be a list, a quotation, a heading or a definition.
_OPENING = re.compile(r"(?=[-+>#|~=:%])|(?=\((?:\w{1,9})\)(?:\s|$))|(?=@)")
_NUMBER = re.compile(r"(\d{1,9}|[^\W\d_]|[ivxlcdm]{2,6}|[IVXLCDM]{2,6}|#)([.)])(?=\s|$)")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_MARKS = {"Emph": "*", "Strong": "**", "Strikeout": "~~"}
# Bold and italic at once: what is in the one has to be all of the other.
_BOTH = {
    "*": re.compile(r"\*\*(?:[^*\\]|\\.)+\*\*", re.DOTALL),
    "**": re.compile(r"\*(?:[^*\\]|\\.)+\*", re.DOTALL),
}
_ALIGNED = {"AlignLeft": ":--", "AlignRight": "--:", "AlignCenter": ":-:"}


def article(meta: Mapping[str, Any], blocks: Sequence[Block]) -> str:
    """The whole file."""
    return f"---\n{front_matter(meta)}---\n\n{body(blocks)}"


def body(blocks: Sequence[Block]) -> str:
    writer = _Writer()
    text = "\n\n".join([writer.blocks(blocks), *writer.definitions()])
    return text.strip("\n") + "\n"


# ── front matter ────────────────────────────────────────────────────────────────────────────────

_PLAIN = re.compile(r"[^\W\d_][\w ,.'’()/–—-]*(?<! )|\d{4}-\d\d-\d\d")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def front_matter(meta: Mapping[str, Any]) -> str:
    return "".join(_entry(key, value, 0) for key, value in meta.items())


def _entry(key: str, value: Any, depth: int) -> str:
    space = "  " * depth
    name = key if re.fullmatch(r"[\w-]+", key) else json.dumps(key, ensure_ascii=False)
    if isinstance(value, Mapping) and value:
        return f"{space}{name}:\n" + "".join(
            _entry(str(inner), child, depth + 1) for inner, child in value.items()
        )
    if isinstance(value, list | tuple) and any(isinstance(child, Mapping) for child in value):
        lines = [f"{space}{name}:\n"]
        for child in value:
            lines.append(f"{space}  - {_flow(child)}\n")
        return "".join(lines)
    return f"{space}{name}: {_flow(value)}\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(str(k), ensure_ascii=False)}: {_flow(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_scalar(child, True) if isinstance(child, str) else _flow(child) for child in value) + "]"  # fmt: skip
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return _scalar(str(value), False)


def _scalar(text: str, inside: bool) -> str:
    text = " ".join(text.split())
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML and not (inside and "," in text)
    return text if plain else json.dumps(text, ensure_ascii=False)


# ── body ────────────────────────────────────────────────────────────────────────────────────────


def escaped(text: str) -> str:
    """Text that is read as itself anywhere but at the beginning of a line."""
    text = _SPECIAL.sub(r"\\\1", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _ENTITY.sub(r"\\&", text)
    text = _DASHES.sub(r"\\-\\-", text)
    text = _INCHES.sub(r"\\\1", text)
    return text.replace("~~", r"\~\~")


def _at_line_start(text: str) -> str:
    """The same where a line begins."""
    if match := _NUMBER.match(text):
        return f"{match[1]}\\{text[match.end(1) :]}"
    return _OPENING.sub(r"\\", text, count=1) if _OPENING.match(text) else text


class _Writer:
    def __init__(self) -> None:
        self.notes: list[tuple[Block, ...]] = []

    def definitions(self) -> list[str]:
        """The footnotes; a note in a note is one of them, too."""
        written: list[str] = []
        while len(written) < len(self.notes):
            number = len(written) + 1
            inner = self.blocks(self.notes[number - 1])
            written.append(f"[^{number}]: " + _indented(inner, 4))
        return written

    # ── blocks

    def blocks(self, blocks: Sequence[Block], tight: bool = False) -> str:
        parts: list[str] = []
        before: Block | None = None
        alternate = False
        for block in blocks:
            if isinstance(block, Paragraph) and not block.content:
                continue
            # Two lists in a row would be one: the second takes another mark.
            same = isinstance(block, BulletList | OrderedList) and type(before) is type(block)
            alternate = same and not alternate
            text = self.block(block, alternate)
            if text:
                parts.append(text)
                before = block
        return ("\n" if tight else "\n\n").join(parts)

    def block(self, block: Block, alternate: bool = False) -> str:
        match block:
            case Heading(level, content, attributes):
                words = _on_one_line(self.inlines(content))
                # A row of hashes at the end would be taken for the end of the heading.
                words = re.sub(r"(#+)$", r"\\\1", words)
                return f"{'#' * level} {words}{_id(attributes)}" if words else ""
            case Paragraph(content):
                text = self.inlines(content).strip()
                return "\n".join(_at_line_start(line.lstrip(" ")) for line in text.split("\n"))
            case BulletList(items):
                return self.items(items, ["*" if alternate else "-"] * len(items))
            case OrderedList(items, start, style):
                # A capital letter with a point is an initial, unless two spaces follow.
                end = ")" if alternate else ". " if style == "UpperAlpha" else "."
                return self.items(items, [f"{_number(start + at, style)}{end}" for at in range(len(items))])
            case DefinitionList(entries):
                return "\n\n".join(self.entry(term, definitions) for term, definitions in entries)
            case BlockQuote(inner):
                text = self.blocks(inner)
                return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
            case CodeBlock(text, attributes):
                fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`{3,}", text)), 3)
                language = next((name for name in attributes.classes if re.fullmatch(r"[\w+-]+", name)), "")
                return f"{fence}{language}\n{text}\n{fence}"
            case Rule():
                return "* * *"
            case Table():
                return self.table(block)
            case Component(inner, attributes):
                fence = ":" * (3 + _depth(inner))
                middle = f"{self.blocks(inner)}\n" if inner else ""
                return f"{fence} {_attributes(attributes)}\n{middle}{fence}"
            case _:
                return ""

    def items(self, items: Sequence[Sequence[Block]], marks: Sequence[str]) -> str:
        tight = all(_is_tight(entry) for entry in items)
        parts = []
        for entry, mark in zip(items, marks, strict=True):
            # A list right under its paragraph keeps the list tight.
            text = self.blocks(entry, tight)
            parts.append(f"{mark} {_indented(text, len(mark) + 1)}")
        return ("\n" if tight else "\n\n").join(parts)

    def entry(self, term: Sequence[Inline], definitions: Sequence[Sequence[Block]]) -> str:
        lines = [_at_line_start(_on_one_line(self.inlines(term))) or "\\ "]
        lines += [f":   {_indented(self.blocks(definition), 4)}" for definition in definitions]
        return "\n".join(lines)

    def table(self, table: Table) -> str:
        columns = len(table.alignments)
        rows = [self.row(row, columns) for row in (*table.head[-1:], *table.rows)]
        rule = "|" + "|".join(_ALIGNED.get(alignment, "---") for alignment in table.alignments) + "|"
        return "\n".join([rows[0], rule, *rows[1:]])

    def row(self, row: TableRow, columns: int) -> str:
        cells = [self.cell(cell.blocks) for cell in row.cells[:columns]]
        return "| " + " | ".join([*cells, *[""] * (columns - len(cells))]) + " |"

    def cell(self, blocks: Sequence[Block]) -> str:
        parts = [self.inlines(block.content) for block in blocks if isinstance(block, Paragraph)]
        return re.sub(r"(?<!\\)\|", r"\\|", _on_one_line(" ".join(parts)))

    # ── inlines

    def inlines(self, inlines: Sequence[Inline]) -> str:
        # Neighbours are escaped as one, since two characters together may mean what none does alone.
        return "".join(map(self.inline, joined(inlines)))

    def inline(self, node: Inline) -> str:
        match node:
            case Text(text):
                return escaped(re.sub(r"[ \t\r\n]+", " ", text))
            case LineBreak():
                return "\\\n"
            case Styled(style, content):
                return self.styled(style, content)
            case Code(text):
                text = " ".join(text.split())
                fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
                space = " " if text[:1] == "`" or text[-1:] == "`" else ""
                return f"{fence}{space}{text}{space}{fence}" if text else ""
            case Link(content, url, title):
                words = _on_one_line(self.inlines(content)).strip()
                return f"[{words}]({_address(url)}{_title(title)})" if words else ""
            case Image(alt, url, _, attributes):
                words = _on_one_line(escaped(plain_text(alt, alt=True)))
                return f"![{words}]({_address(url)}){_attributes(attributes, bare=True)}"
            case Note(blocks):
                self.notes.append(blocks)
                return f"[^{len(self.notes)}]"
            case Span(content, attributes):
                inner = self.inlines(content)
                return f"[{inner}]{_attributes(attributes)}" if attributes.pairs and inner.strip() else inner
            case _:
                return ""

    def styled(self, style: str, content: Sequence[Inline]) -> str:
        inner = self.inlines(content)
        words = inner.strip()
        if not words or "\n\n" in inner:
            return inner
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        if style in _MARKS:
            mark = _MARKS[style]
            marked = words.startswith(mark[0]) or words.endswith(mark[0])
            if marked and not (mark in _BOTH and _BOTH[mark].fullmatch(words)):
                # Marks of one kind side by side are read anew: the inner ones go.
                return inner
            words = words.removesuffix("\\\n")
            return f"{before}{mark}{words}{mark}{after}"
        if style == "Superscript" and not re.search(r"\s", words):
            return f"{before}^{words}^{after}"
        plain = plain_text(content)
        if style == "Subscript" and re.fullmatch(r"[0-9+=()-]+", plain):
            return plain.translate(_SUBSCRIPTS)
        return inner


def _is_tight(entry: Sequence[Block]) -> bool:
    """Whether an item is one paragraph, with nothing but further tight lists below it."""
    paragraphs = [block for block in entry if isinstance(block, Paragraph)]
    lists = [block for block in entry if isinstance(block, BulletList | OrderedList)]
    if len(paragraphs) > 1 or len(paragraphs) + len(lists) != len(entry) or len(lists) > 1:
        return False
    if lists and entry[0] is lists[0]:
        return False
    # Right below a line of text Markdown takes only a list that begins with 1 for one.
    if any(isinstance(each, OrderedList) and _number(each.start, each.style) != "1" for each in lists):
        return False
    return all(_is_tight(inner) for each in lists for inner in each.items)


def _indented(text: str, width: int) -> str:
    space = " " * width
    return "\n".join(line if not at or not line else space + line for at, line in enumerate(text.split("\n")))


def _on_one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split(" ")).replace("\n", " ")


def _number(number: int, style: str) -> str:
    if style in ("LowerAlpha", "UpperAlpha") and 1 <= number <= 8:
        letter = chr(ord("a") + number - 1)
        return letter if style == "LowerAlpha" else letter.upper()
    return str(max(number, 0))


def _depth(blocks: Sequence[Block]) -> int:
    """How many components are nested in these blocks."""
    deepest = 0
    for block in blocks:
        inner: Sequence[Block] = ()
        match block:
            case Component(blocks=within):
                deepest = max(deepest, 1 + _depth(within))
                continue
            case BlockQuote(blocks=within):
                inner = within
            case BulletList(items=items) | OrderedList(items=items):
                inner = [each for entry in items for each in entry]
            case _:
                continue
        deepest = max(deepest, _depth(inner))
    return deepest


def _id(attributes: Attributes) -> str:
    return f" {{#{attributes.id}}}" if attributes.id else ""


def _attributes(attributes: Attributes, bare: bool = False) -> str:
    """`bare` writes nothing where there is nothing to say."""
    parts = [f".{name}" for name in attributes.classes]
    parts += [f"{key}={_quoted(value)}" for key, value in attributes.pairs]
    return "{" + " ".join(parts) + "}" if parts or not bare else ""


def _quoted(value: str) -> str:
    value = " ".join(value.split())
    if re.fullmatch(r"[\w.%-]+", value) and value.isascii():
        return value
    return '"' + _ENTITY.sub("&amp;", value).replace('"', "&quot;") + '"'


def _address(url: str) -> str:
    url = "".join(f"%{ord(c):02X}" if c in ' <>"\\^`{|}\n\t' else c for c in url)
    return f"<{url}>" if "(" in url or ")" in url else url


def _title(title: str) -> str:
    title = " ".join(title.split())
    return ' "' + escaped(title).replace('"', '\\"') + '"' if title else ""


def bare(text: str) -> str:
    """Letters and figures alone: what has to be there, however it is set."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())
