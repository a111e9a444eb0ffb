"""The imprint: who published what, when, reviewed by whom, with which wordings. The same lines in every edition."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Document, Notice, of_kind
from pipeline.rendition.complete import Labels, format_date
from pipeline.rendition.spacing import held_together

# Between the entries of a list, where that is not a comma and a space.
_BETWEEN = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、", "ja": "、"}

_NO_BREAK = "\u00a0"
# What of a line is shorter goes to the next one whole. Units: characters.
_WHOLE = 40


def authors(document: Document) -> str:
    """The byline's names."""
    names = [person.name for person in document.meta.author]
    return _BETWEEN.get(document.lang.split("-")[0], ", ").join(names)


def imprint(document: Document, labels: Labels, format: str) -> list[str]:
    """The lines of the imprint. Shape: only what is known; no line for an unknown date."""
    meta, lang = document.meta, document.lang
    lines = []
    if meta.publisher:
        lines.append(labels["publisher"].format(publisher=meta.publisher))
    # Who writes under the publisher's name needs no second line of it.
    if (names := authors(document)) and names != meta.publisher:
        lines.append(labels["by"].format(names=names))
    dates = []
    if meta.release:
        dates.append(labels["version"].format(release=meta.release))
    if meta.date:
        dates.append(labels["published"].format(date=format_date(meta.date, lang)))
    if meta.modified and meta.modified != meta.date:
        dates.append(labels["updated"].format(date=format_date(meta.modified, lang)))
    if dates:
        lines.append(_beside(dates))
    reviews = []
    if meta.reviewed:
        reviews.append(
            labels["reviewed"].format(by=meta.reviewed.by, date=format_date(meta.reviewed.on, lang))
        )
    if meta.review_by:
        reviews.append(labels["next-review"].format(date=format_date(meta.review_by, lang)))
    if reviews:
        lines.append(_beside(reviews))
    if versions := wordings(document, format):
        entries = _BETWEEN.get(lang.split("-")[0], ", ").join(
            f"{_NO_BREAK.join(name.split('-'))}{_NO_BREAK}{version}" for name, version in versions
        )
        lines.append(labels["disclaimers"].format(list=entries))
    if meta.rights:
        lines.append(meta.rights)
    return [held_together(line, lang) for line in lines] if document.dir == "ltr" else lines


def _beside(pieces: Sequence[str]) -> str:
    """What stands in one line; where it takes two, the first ends between two pieces."""
    whole = (piece.replace(" ", _NO_BREAK) if len(piece) < _WHOLE else piece for piece in pieces)
    return f"{_NO_BREAK}· ".join(whole)


def wordings(document: Document, format: str) -> list[tuple[str, int]]:
    """The disclaimers that an edition shows and the versions of their wordings, by name."""
    shown = {
        (block.disclaimer, block.version)
        for block in of_kind(document.blocks, Notice)
        if format in block.formats and block.version
    }
    return sorted(shown)
