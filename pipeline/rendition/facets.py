"""What a text says without words of its own: pictures by what they show, links by where they lead, words that are struck out, raised,
lowered or in another language, and the numbers that lists begin with.

Input: the complete blocks of an edition. Output: `Facet`s in reading order. Must not: know how any format shows them.

Why: parity compares words. A picture that is told otherwise, a number that is struck out or a link that leads elsewhere has the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

from pipeline.article import folded
from pipeline.document import Block, Document, Image, Link, Node, OrderedList, Span, Styled, plain_text, walk

FacetKind = Literal[
    "picture", "link", "struck", "raised", "lowered", "list", "language", "cover", "keyword", "site"
]

# A link to a place in the same file, which every edition names in its own way.
HERE = "#"
# Of a list with letters or Roman numerals pandoc writes the kind.
_NUMBERED = {
    "LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I",
}  # fmt: skip
_STYLED: dict[str, FacetKind] = {"Strikeout": "struck", "Superscript": "raised", "Subscript": "lowered"}


class Facet(NamedTuple):
    """Shape: `text` are the words that it is about, folded: of a picture its alternative; `value` where a link leads, what else it is called,
    the language, how a list is numbered.
    """

    kind: FacetKind
    text: str
    value: str = ""


def facets_of(blocks: Sequence[Block], document: Document) -> tuple[Facet, ...]:
    """Those of the text, of the cover, the words by which it is found, and where it is published. Shape: `blocks` are all that are shown."""
    meta = document.meta
    found = [facet for node in walk(blocks) for facet in _of(node)]
    found += [Facet("cover", folded(meta.cover.alt))] if meta.cover is not None else []
    found += [Facet("keyword", folded(keyword)) for keyword in meta.keywords]
    found += [Facet("site", "", document.site)] if document.site else []
    return tuple(found)


def _of(node: Node) -> Iterator[Facet]:
    match node:
        case Image(alt=alt, attributes=attributes):
            # Of one that only decorates nothing is told.
            yield Facet("picture", "" if "decorative" in attributes.classes else folded(plain_text(alt)))
        case Link(content=content, url=url, title=title):
            yield Facet("link", folded(plain_text(content)), linked(url, title))
        case Styled(style=style, content=content) if style in _STYLED:
            yield Facet(_STYLED[style], folded(plain_text(content)))
        case Span(content=content, attributes=attributes) if lang := attributes.get("lang"):
            yield Facet("language", folded(plain_text(content)), lang.lower())
        case OrderedList(start=start, style=style):
            yield Facet("list", "", numbered(start, _NUMBERED.get(style, "")))


def linked(address: str, title: str = "") -> str:
    """Where a link leads, and what it is called where somebody points to it."""
    return "\n".join((HERE if address.startswith(HERE) else address, folded(title))).strip()


def numbered(start: int, kind: str) -> str:
    """How a list is numbered. Shape: `kind` as HTML names it, empty for figures."""
    return f"{kind}{start}"


# Of these there is nothing to say but the words, or no words.
_WORDS_ALONE = frozenset(["picture", "struck", "raised", "lowered", "cover", "keyword"])
_VALUE_ALONE = frozenset(["list", "site"])


def _own_text(address: str) -> str:
    """An address as it is shown where nothing else is."""
    return address.partition(":")[2].lstrip("/")


def as_json(facets: Sequence[Facet]) -> dict[str, list[Any]]:
    """By kind, as short as can be, since they travel in each file: a link whose text is its address is that alone."""
    found: dict[str, list[Any]] = {}
    for kind, text, value in facets:
        alone = kind in _VALUE_ALONE or (kind == "link" and text == _own_text(value))
        one = text if kind in _WORDS_ALONE else value if alone else [text, value]
        found.setdefault(kind, []).append(one)
    return found


def from_json(value: Any) -> tuple[Facet, ...]:
    """Those of each kind in their order. Raises: AttributeError, TypeError, ValueError."""
    found = []
    for kind, entries in value.items():
        if kind not in get_args(FacetKind):
            raise ValueError(f"{kind!r} is no facet")
        for entry in entries:
            if kind in _WORDS_ALONE:
                text, more = entry, ""
            elif isinstance(entry, str):
                text, more = _own_text(entry) if kind == "link" else "", entry
            else:
                text, more = entry
            if not isinstance(text, str) or not isinstance(more, str):
                raise ValueError(f"{entry!r} is no {kind}")
            found.append(Facet(kind, text, more))
    return tuple(found)
