"""The imprint: who published what, when, reviewed by whom, with which wordings. The same lines in every edition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.document import Document, Notice, of_kind
from pipeline.rendition.complete import Labels, format_date
from pipeline.rendition.spacing import held_together, parts, unspaced, wide

if TYPE_CHECKING:
    from markupsafe import Markup

# Between the entries of a list, where that is not a comma and a space.
_BETWEEN = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、", "ja": "、"}

_NO_BREAK = "\u00a0"
# Between two facts in one line: a wide space, behind which the line may end.
GAP = "\u2003"
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
        lines.append(beside(dates))
    reviews = []
    if meta.reviewed:
        reviews.append(
            labels["reviewed"].format(by=meta.reviewed.by, date=format_date(meta.reviewed.on, lang))
        )
    if meta.review_by:
        reviews.append(labels["next-review"].format(date=format_date(meta.review_by, lang)))
    if reviews:
        lines.append(beside(reviews))
    if versions := wordings(document, format):
        entries = _BETWEEN.get(lang.split("-")[0], ", ").join(_versioned(*one) for one in versions)
        lines.append(labels["disclaimers"].format(list=entries))
    if meta.rights:
        lines.append(meta.rights)
    return [held_together(line, lang) for line in lines] if document.dir == "ltr" else lines


def set_lines(document: Document, labels: Labels, format: str) -> list[Markup]:
    """The same as markup: what no line may divide in spans; names from left to right wherever they stand."""
    from markupsafe import Markup

    names = _foreign(document, format) if document.dir == "rtl" else []
    # A short line's spaces divide no name.
    spelt = "|".join(
        re.escape(name).replace(r"\ ", f"[ {_NO_BREAK}]") for name in sorted(names, key=len, reverse=True)
    )
    shown = []
    for line in imprint(document, labels, format):
        facts = line.split(GAP)
        shown.append(Markup(GAP).join(_fact(fact, spelt, whole=len(facts) > 1) for fact in facts))
    return shown


def _foreign(document: Document, format: str) -> list[str]:
    """The names of a text from right to left that are written from left to right.

    Why: two of them with a comma in between would be read in the wrong order, and one before a date would take its day.
    """
    meta = document.meta
    people = [person.name for person in meta.author]
    people += [name for name in (meta.publisher, meta.reviewed and meta.reviewed.by) if name]
    ids = [_versioned(*one) for one in wordings(document, format)]
    return [*ids, *(name for name in people if _from_the_left(name))]


def _from_the_left(text: str) -> bool:
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") == "L"


def _fact(fact: str, names: str, *, whole: bool) -> Markup:
    from markupsafe import Markup, escape

    kept, isolated = Markup('<span class="range">{}</span>'), Markup('<bdi dir="ltr">{}</bdi>')
    if whole and unspaced(fact) and sum(1 + wide(sign) for sign in fact) < _WHOLE:
        return kept.format(fact)
    if not names:
        return Markup("").join(kept.format(text) if one else escape(text) for text, one in parts(fact))
    pieces = re.split(f"({names})", fact)
    return Markup("").join(
        isolated.format(text) if at % 2 else escape(text) for at, text in enumerate(pieces)
    )


def _versioned(name: str, version: int) -> str:
    return f"{_NO_BREAK.join(name.split('-'))}{_NO_BREAK}{version}"


def beside(facts: Sequence[str]) -> str:
    """What stands in one line; where it takes two, the first ends between two facts.

    Why no point or bar in between: it would begin or end a line there.
    """
    return GAP.join(fact.replace(" ", _NO_BREAK) if len(fact) < _WHOLE else fact for fact in facts)


def wordings(document: Document, format: str) -> list[tuple[str, int]]:
    """The disclaimers that an edition shows and the versions of their wordings, by name."""
    shown = {
        (block.disclaimer, block.version)
        for block in of_kind(document.blocks, Notice)
        if format in block.formats and block.version
    }
    return sorted(shown)
