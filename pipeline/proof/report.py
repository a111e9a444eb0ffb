"""`proof.html`: the evidence of `proof.json` as a page that a person can read, print and sign.

Input: `Record`s, the bytes of the files that they are about, a `Theme`. Output: one page that asks nothing of the
network and needs no script. Must not: prove anything, know a clock: the same evidence gives the same page.
"""

from __future__ import annotations

import base64
import datetime
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pipeline.article import text_direction
from pipeline.pieces import Pieces
from pipeline.proof.exhibits import MAX_SHEETS, Exhibit, Sheet, exhibit
from pipeline.proof.record import FileRecord, Occurrence, Record, order
from pipeline.rendition.contents import policy_hash
from pipeline.rendition.phrases import phrases
from pipeline.theme import Theme

NAME = "proof.html"
ART = {"columns": 6, "rows": 3, "size": 60}
BASE = "SP Sans"
FACES = (("SP Sans", 400, "normal"), ("SP Sans", 600, "normal"), ("SP Serif", 600, "normal"))

# Latin letters with marks, and those of Cyrillic.
ALPHABETS = ((0xC0, 0x180), (0x400, 0x460))

# What a file is called, by how its name ends.
EDITIONS = (
    (".press.pdf", "Press brochure"),
    (".clear.pdf", "Brochure in clear print"),
    (".large.pdf", "Brochure in large print"),
    (".pdf", "Brochure"),
    (".epub", "Ebook"),
    (".html", "Handout"),
)
KINDS = {"brochure": "PDF", "ebook": "EPUB", "handout": "web page"}
PLACES = {
    "cover": "on the front, below the title",
    "opening": "before the first paragraph",
    "after-trigger": "right behind what it qualifies",
    "closing": "at the end",
    "running": "at the foot of every page",
    "extra": "where the author put it",
}
FAULTS = (
    ("present", "Not there, or not word for word"),
    ("placed", "Not where it is owed"),
    ("visible", "Not visible"),
    ("legible", "Not legible as required"),
)
# Measures are given rounded; no more than that may pass for enough.
SLACK = {"size": 0.02, "x-height": 0.005, "text": 0.003, "contrast": 0.0}

# The bytes of a file of an article, or None where it is not at hand.
Read = Callable[[Record, FileRecord], bytes | None]
# A measure in each way of looking.
Named = Sequence[tuple[str, float | None]]


def page(
    records: Sequence[Record],
    read: Read,
    theme: Theme,
    *,
    publisher: str = "",
    beside: bool = True,
    known: Mapping[str, Exhibit] = MappingProxyType({}),
) -> str:
    """The report on these articles; on one, it is that article's `proof.html`.

    `beside` says that it lies with the files, so that it can link to them; `known` are exhibits that were made before, by
    the names of files.
    """
    from markupsafe import Markup

    rules: list[str] = []
    articles = [_article(one, read, known, rules, number) for number, one in enumerate(records, 1)]
    title = records[0].title if len(records) == 1 else f"{len(records) or 'No'} publications"
    lang = records[0].lang if len(records) == 1 else "en"
    css, css_hash = sheet(theme, _words(records, articles) + publisher, rules)
    return theme.fill(
        "shared/proof.html.j2",
        title=title,
        phrases=phrases(title, lang, text_direction(lang)),
        publisher=publisher,
        articles=articles,
        css=Markup(css),
        css_hash=css_hash,
        art=Markup(theme.art(records[0].slug if records else "proof", (), **ART)),
        mark=Markup(theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(())).strip()),
        places=PLACES,
        beside=beside,
    )


def overview(
    entries: Sequence[Mapping[str, Any]],
    theme: Theme,
    *,
    publisher: str = "",
    keys: Sequence[str] = (),
    pieces: Pieces | None = None,
) -> str:
    """The list of all articles with their state, each with a link to its own report.

    Shape: an entry has `slug`, `lang`, `title`, `language`, `files`, `state`, `valid-until`, `expired`. `keys` are their
    hashes, by which `pieces` has rows of the list of last time.
    """
    from markupsafe import Markup

    kept = pieces or Pieces()

    def row(entry: Mapping[str, Any]) -> str:
        shown = {
            **entry,
            "until": day(entry["valid-until"]) if entry.get("valid-until") else "",
            "owed": sum(file.get("disclaimers", 0) for file in entry["files"]),
            "editions": [
                {"file": file["file"], "edition": edition(file["file"])}
                for file in sorted(entry["files"], key=lambda file: order(file["file"], file["format"]))
            ],
        }
        return theme.fill("shared/partials/proof-row.html.j2", row=shown)

    rows = [
        Markup(kept.of(key, functools.partial(row, entry)))
        for key, entry in zip(keys or [""] * len(entries), entries, strict=True)
    ]
    words = "".join(f"{one['title']}{one['language']}{one['slug']}" for one in entries) + publisher
    # Of all others each face has those that it has.
    letters = "".join(sorted(letter for letter in set(words) if not letter.isascii()))
    css = kept.of(f"sheet {letters}", lambda: sheet(theme, letters, [])[0])
    css_hash = policy_hash(css)
    return theme.fill(
        "shared/proof-overview.html.j2",
        publisher=publisher,
        rows=rows,
        css=Markup(css),
        css_hash=css_hash,
        art=Markup(theme.art("proof", (), **ART)),
        mark=Markup(theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(())).strip()),
    )


def sheet(theme: Theme, words: str, rules: Sequence[str]) -> tuple[str, str]:
    """The stylesheet, on one line, and what the page's security policy says of it."""
    families = theme.families_for(words, BASE) if not words.isascii() else ()
    foreign = [family for family in families if family != "SP Serif"]
    letters = words + "".join(map(chr, _blocks(words)))
    faces = theme.embedded_faces((*FACES, *((family, 400, "normal") for family in foreign)), letters)
    css = faces + theme.fill(
        "shared/proof.css.j2", colour=theme.palette(()), tokens=theme.tokens, families=foreign
    )
    css = " ".join((css + "".join(rules)).split("\n")).strip()
    return css, policy_hash(css)


def _blocks(words: str) -> Iterator[int]:
    """All letters of the alphabets of which there are some. Why: then most pages have the same fonts, cut once."""
    for first, end in ALPHABETS:
        if any(first <= ord(letter) < end for letter in words):
            yield from range(first, end)


def edition(name: str) -> str:
    """What a reader calls the file of this name."""
    return next((words for ending, words in EDITIONS if name.endswith(ending)), name)


def day(value: datetime.date | str) -> str:
    """A date as the report's language says it, in one piece."""
    from babel.dates import format_date

    if isinstance(value, str):
        value = datetime.date.fromisoformat(value)
    return format_date(value, "d MMMM y", locale="en").replace(" ", "\u00a0")


def language(tag: str) -> str:
    """A language by its English name."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _words(records: Sequence[Record], articles: Sequence[Mapping[str, Any]]) -> str:
    """Every character that may be shown."""
    parts = [record.title for record in records]
    parts += [wording.text for record in records for wording in record.wordings]
    for record in records:
        for wording in record.wordings:
            parts.append(wording.approved.by if wording.approved else "")
        for file in record.files:
            parts += [finding.message + finding.help for finding in file.diagnostics]
            parts += [file.file, file.parity.missing or "" if file.parity else ""]
    for article in articles:
        for file in article["files"]:
            parts += [one.before + one.label + one.wording for one in file["excerpts"]]
    return "".join(parts) + "≥≤×✓✕→"


# ── one article


def _article(
    record: Record, read: Read, known: Mapping[str, Exhibit], rules: list[str], number: int
) -> dict[str, Any]:
    files = [
        _file(file, _exhibit(record, file, read, known), rules, f"{number}-{index}")
        for index, file in enumerate(record.files)
    ]
    return {
        "record": record,
        "id": f"a{number}",
        "language": language(record.lang),
        "until": day(record.valid_until) if record.valid_until else "",
        "rows": _rows(record),
        "wordings": [
            {
                "wording": wording,
                "language": language(wording.lang),
                "approved": day(wording.approved.on) if wording.approved else "",
                "until": day(wording.review_by) if wording.review_by else "",
            }
            for wording in record.wordings
        ],
        "files": files,
    }


def _rows(record: Record) -> list[dict[str, Any]]:
    """The matrix: a row for each disclaimer at its place, a cell for each file."""
    owed: dict[str, Occurrence] = {}
    for file in record.files:
        for one in file.disclaimers:
            owed.setdefault(one.key, one)
    return [
        {
            "key": key,
            "first": first,
            "place": PLACES[first.place],
            "cells": [
                {
                    "edition": edition(file.file),
                    "found": [
                        _cell(file, one) for one in file.disclaimers if one.key == key and not _again(one)
                    ],
                    "again": [where(one) for one in file.disclaimers if one.key == key and _again(one)],
                }
                for file in record.files
            ],
        }
        for key, first in owed.items()
    ]


def _again(one: Occurrence) -> bool:
    """Whether it is a further copy with nothing to say but where it is: the foot of a page has one on every page."""
    return one.repeat > 0 and one.proved


def _cell(file: FileRecord, one: Occurrence) -> dict[str, Any]:
    """What was found of a disclaimer in a file."""
    faults = [words for name, words in FAULTS if getattr(one, name) is False]
    return {
        "one": one,
        "where": where(one),
        "faults": faults,
        "messages": [finding.message for finding in file.diagnostics if f"({one.key})" in finding.message],
        "measures": list(measures(one)),
    }


def where(one: Occurrence) -> str:
    """Where a disclaimer stands, in few words."""
    if one.page is not None:
        return f"page {one.page}" if one.sheet is None else f"panel {one.page}, sheet {one.sheet}"
    if one.file is not None:
        return one.file.rsplit("/", 1)[-1]
    return ""


def measures(one: Occurrence) -> Iterator[dict[str, Any]]:
    """What was measured of a disclaimer, each measure beside what is required."""
    owed = one.required

    def least(name: str, label: str, value: float | None, smallest: float, shown: str, bound: str) -> Any:
        fine = one.legible is not False or value is None or value >= smallest - SLACK[name]
        return {"label": label, "value": shown, "required": bound, "fine": fine}

    if one.size_pt is not None:
        label = "printed size" if one.page is None else "size"
        yield least(
            "size",
            label,
            one.size_pt,
            owed.min_size_pt,
            f"{one.size_pt:g}\u00a0pt",
            f"≥ {owed.min_size_pt:g}",
        )
    if one.x_height_mm is not None:
        yield least(
            "x-height",
            "x-height",
            one.x_height_mm,
            owed.min_x_height_mm,
            f"{one.x_height_mm:.2f}\u00a0mm",
            f"≥ {owed.min_x_height_mm:g}",
        )
    ratios: Named = [(view.name, view.body_ratio) for view in one.views]
    contrasts: Named = [(view.name, view.contrast) for view in one.views]
    ratios = ratios or [("", one.body_ratio)]
    contrasts = contrasts or [("", one.contrast)]
    if (ratio := _least(ratios)) is not None:
        yield least(
            "text", "of text size", ratio, owed.min_body_ratio, f"{ratio:.0%}", f"≥ {owed.min_body_ratio:.0%}"
        )
    if (contrast := _least(contrasts)) is not None:
        shown = ", ".join(
            f"{name}\u00a0{value:.1f}".strip() for name, value in contrasts if value is not None
        )
        yield least("contrast", "contrast", contrast, owed.min_contrast, shown, f"≥ {owed.min_contrast:g}")
    if one.line_chars is not None:
        fine = one.legible is not False or one.line_chars <= owed.max_line_chars
        yield {
            "label": "longest line",
            "value": f"{one.line_chars}",
            "required": f"≤ {owed.max_line_chars}",
            "fine": fine,
        }
    if owed.bold:
        shown = {True: "yes", False: "no", None: "not measured"}[one.bold]
        yield {"label": "bold", "value": shown, "required": "yes", "fine": one.bold is not False}


def _least(values: Named) -> float | None:
    return min((value for _, value in values if value is not None), default=None)


def _exhibit(record: Record, file: FileRecord, read: Read, known: Mapping[str, Exhibit]) -> Exhibit | None:
    """What is shown of one file; nothing of one that is not there."""
    if (one := known.get(file.file)) is not None and one.file == file:
        return one
    content = read(record, file)
    return exhibit(file, content) if content is not None else None


def _file(file: FileRecord, shown: Exhibit | None, rules: list[str], number: str) -> dict[str, Any]:
    """One file: pages with frames, or pieces of text."""
    pages = {one.sheet or one.page for one in file.disclaimers if one.page}
    return {
        "id": f"f{number}",
        "file": file,
        "edition": edition(file.file),
        "kind": KINDS[file.format],
        "sheets": [_shown(one, rules, number) for one in shown.sheets] if shown else [],
        "unpictured": sorted(page for page in pages if page)[MAX_SHEETS:],
        "excerpts": [one for one in shown.excerpts if not _again(one.evidence)] if shown else [],
        "missing": shown is None,
        "proved": sum(one.proved for one in file.disclaimers),
    }


def _shown(sheet: Sheet, rules: list[str], number: str) -> dict[str, Any]:
    frames = []
    for frame in sheet.frames:
        name = f"f{number}-{frame.number}"
        rules.append(
            f".{name}{{left:{frame.left:g}%;top:{frame.top:g}%;width:{frame.width:g}%;height:{frame.height:g}%}}"
        )
        frames.append(
            {
                "class": name,
                "number": frame.number,
                "one": frame.evidence,
                "measures": list(measures(frame.evidence)),
            }
        )
    picture = "data:image/jpeg;base64," + base64.b64encode(sheet.picture).decode()
    return {
        "name": sheet.name,
        "picture": picture,
        "width": sheet.width,
        "height": sheet.height,
        "frames": frames,
    }
