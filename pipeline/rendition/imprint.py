"""The imprint: who published what, when, reviewed by whom. The same lines in every edition."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.rendition.complete import Labels, format_date


def authors(document: Document) -> str:
    """The byline's names."""
    return ", ".join(person.name for person in document.meta.author)


def imprint(document: Document, labels: Labels) -> list[str]:
    """The lines of the imprint. Shape: only what is known; no line for an unknown date."""
    meta, lang = document.meta, document.lang
    lines = []
    if meta.publisher:
        lines.append(labels["publisher"].format(publisher=meta.publisher))
    if names := authors(document):
        lines.append(labels["by"].format(names=names))
    dates = []
    if meta.date:
        dates.append(labels["published"].format(date=format_date(meta.date, lang)))
    if meta.modified and meta.modified != meta.date:
        dates.append(labels["updated"].format(date=format_date(meta.modified, lang)))
    if dates:
        lines.append(" · ".join(dates))
    if meta.reviewed:
        lines.append(labels["reviewed"].format(by=meta.reviewed.by, date=format_date(meta.reviewed.on, lang)))
    if meta.rights:
        lines.append(meta.rights)
    return lines
