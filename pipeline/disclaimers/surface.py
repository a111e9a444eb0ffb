"""The blocks of an article's surface, one by one, also where `only` holds several of them.

Input: the blocks of a document. Output: the same blocks in the same order, each of those that only some formats show in
an `only` of its own, so that a notice can stand between them. Must not: know why something is placed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.document import Attributes, Block, Component, Heading, Notice, plain_text


def surface(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each block apart. Why: editions dissolve `only`, and a notice behind it would stand behind its last block alone."""
    for block in blocks:
        yield from _apart(block, None)


def _apart(block: Block, around: Sequence[str] | None) -> Iterator[Block]:
    if isinstance(block, Component) and block.name == "only" and block.blocks:
        here = [name for name in _formats(block) if around is None or name in around]
        for inner in block.blocks:
            yield from _apart(inner, here)
    elif around is None or isinstance(block, Notice):
        yield block
    else:
        pairs = (("formats", " ".join(around)),)
        yield Component((block,), Attributes(classes=("only",), pairs=pairs), getattr(block, "at", None))


def bare(block: Block) -> Block:
    """What stands on the surface, without the `only` around it."""
    if isinstance(block, Component) and block.name == "only" and len(block.blocks) == 1:
        return block.blocks[0]
    return block


def shown(block: Block, format: str) -> bool:
    """Whether a format shows a block of the surface."""
    return not (isinstance(block, Component) and block.name == "only") or format in _formats(block)


def under_headings(blocks: Iterable[Block], formats: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The headings that each block of the surface stands under in any of the formats, the nearest first."""
    above: dict[str, list[tuple[int, str]]] = {name: [] for name in formats}
    for block in blocks:
        heading = bare(block)
        for name, open_ in above.items():
            if isinstance(heading, Heading) and shown(block, name):
                open_[:] = [(level, text) for level, text in open_ if level < heading.level]
        here = [open_ for name, open_ in above.items() if shown(block, name)]
        yield tuple(dict.fromkeys(text for open_ in here for _, text in reversed(open_)))
        for open_ in here:
            if isinstance(heading, Heading):
                open_.append((heading.level, plain_text(heading.content)))


def _formats(only: Component) -> list[str]:
    return (only.attributes.get("formats") or "").replace(",", " ").split()


_KINDS = {
    "BulletList": "list",
    "OrderedList": "list",
    "DefinitionList": "list of definitions",
    "BlockQuote": "quotation",
    "CodeBlock": "listing",
    "Component": "block",
    "Paragraph": "paragraph",
    "Heading": "heading",
    "Table": "table",
}


def kind_of(block: Block) -> str:
    """What a reader calls a block."""
    named = isinstance(block, Component) and block.name
    return block.name if isinstance(block, Component) and named else _KINDS.get(type(block).__name__, "block")
