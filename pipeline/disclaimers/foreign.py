"""Words in another language than the article's, marked as such: read once more, in their own.

Input: the blocks of a surface and their headings. Output: passages, each with the number of its block. Must not: guess
which language unmarked words are in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.disclaimers.detect import Mention, Passage, day_of, detectors_for, passages
from pipeline.disclaimers.lexicons import primary
from pipeline.disclaimers.surface import bare, shown
from pipeline.document import Attributes, Block, Component, Inline, Node, Paragraph, Span, children, of_kind


@dataclass(frozen=True, slots=True)
class Foreign(Passage):
    """A passage in a language of its own. Shape: it finds what the article's language does not find in it."""

    lang: str = ""

    def mentions(self, lang: str, detector: str) -> tuple[Mention, ...]:
        if detector not in detectors_for(self.lang):
            return ()
        known = Passage.mentions(self, lang, detector) if detector in detectors_for(lang) else ()
        spans = {one.span for one in known}
        return tuple(one for one in Passage.mentions(self, self.lang, detector) if one.span not in spans)

    def terms(self, terms: object, lang: str) -> tuple[Mention, ...]:
        """None: words are sought as they are, whatever the language."""
        return ()


def foreign(
    blocks: Sequence[Block], sections: Sequence[tuple[str, ...]], lang: str, formats: Sequence[str]
) -> Iterator[tuple[int, Foreign]]:
    """The passages that are marked as another language than `lang`."""
    # Most articles have none, and not every node has to be asked for its attributes.
    if not any(span.attributes.get("lang") for span in of_kind(blocks, Span)):
        return
    for index, (block, section) in enumerate(zip(blocks, sections, strict=True)):
        here = frozenset(name for name in formats if shown(block, name))
        for lang_, content, components, as_of in _marked(bare(block), lang, frozenset(), ()):
            for one in passages(Paragraph(content), section):
                whole = replace(
                    one,
                    components=one.components | components,
                    formats=here,
                    as_of=(*as_of, *one.as_of),
                )
                fields = (
                    whole.kind,
                    whole.pieces,
                    whole.components,
                    whole.columns,
                    whole.formats,
                    whole.as_of,
                )
                yield index, Foreign(*fields, lang_)


_Marked = tuple[str, tuple[Inline, ...], frozenset[str], tuple[datetime.date, ...]]


def _marked(
    node: Node, lang: str, components: frozenset[str], as_of: tuple[datetime.date, ...]
) -> Iterator[_Marked]:
    """Spans in another language than the article's, with the components and dates that they stand in."""
    attributes = getattr(node, "attributes", None)
    if isinstance(attributes, Attributes) and (date := day_of(attributes.get("as-of"))):
        as_of = (*as_of, date)
    if isinstance(node, Component):
        components |= {node.name}
    if isinstance(node, Span):
        own = node.attributes.get("lang")
        if own and primary(own) != primary(lang):
            yield own, node.content, components, as_of
    for child in children(node):
        yield from _marked(child, lang, components, as_of)
