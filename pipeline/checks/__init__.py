"""The rules on content: what an article may say, and how.

Input: an `Article` (before it is parsed) or its `Document`. Output: diagnostics, all of them, in file order.
Pure functions; must not read the disk, the clock or the network, nor know formats or policies.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence

from pipeline.article import Article
from pipeline.checks import (
    characters,
    components,
    front,
    images,
    languages,
    leftovers,
    links,
    lists,
    lookalikes,
    markup,
    notes,
    structure,
)
from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, in_file_order
from pipeline.document import Document

__all__ = ["before_parsing", "check", "readable"]

_RULES: tuple[Callable[[Subject], Iterable[Diagnostic]], ...] = (
    structure.headings,
    structure.empty_sections,
    structure.duplicate_headings,
    structure.empty_items,
    structure.outdented,
    structure.bold_headings,
    structure.tables,
    structure.body,
    images.pictures,
    images.cover,
    links.bare_addresses,
    components.vocabulary,
    components.fences,
    leftovers.leftovers,
    leftovers.placeholders,
    leftovers.dashes,
    leftovers.table_captions,
    leftovers.marked_values,
    leftovers.captions,
    leftovers.indented,
    components.placement,
    components.ids,
    components.plain_attributes,
    components.loose_attributes,
    markup.raw,
    markup.position_names,
    characters.characters,
    characters.endless,
    lookalikes.lookalikes,
    lookalikes.numbered,
    lists.numbers,
    characters.script,
    languages.language,
    notes.references,
    front.dates,
    front.direction,
)


def before_parsing(article: Article) -> tuple[Diagnostic, ...]:
    """What has to be found in the text, since no Markdown reader survives it or reads it rightly.

    Reports: DOC263 (a note that refers to itself), DOC264 (a note in a note).
    """
    return in_file_order(notes.loops(article))


def readable(article: Article, found: Sequence[Diagnostic]) -> Article:
    """The article without what no reader survives, for the sake of all else in it; the same where nothing was found."""
    return notes.without_loops(article, found) if found else article


def check(
    document: Document,
    *,
    topics: frozenset[str] | None,
    disclaimers: frozenset[str],
    today: datetime.date,
    articles: frozenset[str] = frozenset(),
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the content of an article.

    `topics` is the policy's vocabulary, None where there is no policy; `disclaimers` are the ids of the wordings, `articles`
    the names of those that links may lead to.
    Reports: ART121–ART123, ART144, ART145, DOC201–DOC269, DOC273, DOC274, DOC276–DOC283.
    """
    subject = Subject.of(document)
    found = [diagnostic for rule in _RULES for diagnostic in rule(subject)]
    found += front.review(subject, today)
    found += front.reviewed(subject, today)
    found += front.to_come(subject, today)
    found += front.topics(subject, topics)
    found += components.expired(subject, today)
    found += components.to_come(subject, today)
    found += components.references(subject, disclaimers)
    found += links.links(subject, articles)
    found += links.elsewhere(subject, articles)
    return in_file_order(found)
