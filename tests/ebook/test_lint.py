"""Finished books are well made, by the rules in `lint`; and every rule finds what it is for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from lxml import etree

from tests.ebook import lint
from tests.ebook.conftest import Book as Made
from tests.ebook.test_ebook import picture

Make = Callable[..., Made]

FRONT = """title: Harbour Ferries
subtitle: All about them
author: [{name: Nora Nordmann}]
date: 2026-05-04
release: "2"
reviewed: {by: The desk, on: 2026-05-04}
review-by: 2027-05-04
contact: {name: Quay office, phone: "+47 10 20 30 40", url: "https://example.org/quay"}
sources: [{title: Timetable, url: "https://example.org/timetable", date: 2026-05-04}, {title: Act}]
"""
BODY = """The ferry crosses every twenty minutes, *always*.[^always]

## Fares

::: {.table caption="Fares for one crossing" as-of=2026-05-01 source=1}
| Passenger | Fare |
|---|---|
| Adult | 42 NOK |
:::

### At night

> Who crosses sees the town anew.

***

1. Buy a ticket.[^cards]
2. Go aboard: [en båt]{lang=nb}.
    - Now.

![A pier](a.png){caption="The pier" width=60%}

![A pier](a.png){width=80mm}

![](a.png){.decorative}

## What to bring

::: {.key-facts as-of=2026-05-01}
- **20 minutes** between two crossings
:::

::: {.pull-fact value="20" label="minutes"}
Text.
:::

::: {.steps title="On the day"}
1. Come.
:::

::: {.checklist}
- Ticket
:::

::: {.callout kind=tip}
Be early.
:::

::: {.callout kind=warning title="Mind the gap"}
Stand back.
:::

::: {.callout}
A note.
:::

::: {.quote by="Anna Berg, commuter"}
I cross each day.
:::

::: {.sources}
:::

[^always]: Nearly.

[^cards]: Cards only.

    - And coins.
"""


@pytest.mark.parametrize("lang", ["en", "uk", "ar", "hi", "zh"])
def test_a_book_with_everything_in_it(book: Make, lang: str) -> None:
    made = book(BODY, f"{FRONT}lang: {lang}", {"a.png": picture()}, opening=True)
    assert lint.found_in(made.content) == []


@pytest.mark.parametrize(
    "body", ["Text.", "## One\n\nText.", "Text.\n\n### Below\n\nText.\n\n#### Deeper\n\nText."]
)
def test_a_small_book(book: Make, body: str) -> None:
    made = book(body, "title: Ferries\nsources: [{title: Act}]")
    assert lint.found_in(made.content) == []


# ── what each part is


def test_the_parts_of_a_book(book: Make) -> None:
    made = book(BODY, FRONT, {"a.png": picture()}, opening=True)
    found = {}
    for name in made.chapters:
        body = made.tree(name).find(f"{lint.XHTML}body")
        found[name.rsplit("/", 1)[-1]] = (body.get(lint.EPUB_TYPE), body[0].get(lint.EPUB_TYPE))
    assert found == {
        "01-opening.xhtml": ("bodymatter", "introduction"),
        "02-fares.xhtml": ("bodymatter", "chapter"),
        "03-what-to-bring.xhtml": ("bodymatter", "chapter"),
        "04-about.xhtml": ("backmatter", "colophon"),
    }
    kinds = {
        element.get("class"): (
            element.tag.removeprefix(lint.XHTML),
            element.get(lint.EPUB_TYPE),
            element.get("role"),
        )
        for element in made.tree("EPUB/text/03-what-to-bring.xhtml").iter(f"{lint.XHTML}*")
        if "callout" in (element.get("class") or "") or element.get("class") == "sources"
    }
    assert kinds == {
        "callout callout-tip": ("aside", "tip", "doc-tip"),
        "callout callout-warning": ("div", "notice", "doc-notice"),
        "callout callout-note": ("aside", None, "note"),
        "sources": ("div", "bibliography", "doc-bibliography"),
    }


def test_sources_at_the_end_are_a_bibliography(book: Make) -> None:
    made = book("## One\n\nText.", "title: Ferries\nsources: [{title: Act}]")
    root = made.tree("EPUB/text/02-sources.xhtml")
    assert [one.get("role") for one in root.iter() if one.get("role")] == ["doc-bibliography"]
    anchors = [one.get(lint.EPUB_TYPE) for one in made.tree(lint.NAV).iter(f"{lint.XHTML}a")]
    assert "bibliography" in anchors


def test_what_is_all_of_the_text_introduces_nothing(book: Make) -> None:
    made = book("Text.", "title: Ferries")
    assert made.tree(made.chapters[0]).find(f".//{lint.XHTML}section").get("role") == "doc-chapter"


def test_the_imprint_of_a_book(book: Make) -> None:
    made = book("Text.", FRONT)
    words = made.words(made.chapters[-1])
    for said in (
        "Version 2",
        "4 May 2026",
        "Reviewed by The desk",
        "Next review by 4 May 2027",
        "Harbour Office",
    ):
        assert said in words


def test_widths_are_relative(book: Make) -> None:
    made = book(BODY, FRONT, {"a.png": picture()})
    assert not [one for one in made.tree("EPUB/text/02-fares.xhtml").iter() if one.get("style")]
    css = made.text("EPUB/styles/ebook.css")
    assert "img.width-60.width-60.width-60{width:60%}" in css
    assert "img.width-80mm.width-80mm.width-80mm{width:18.9em}" in css


# ── the rules can fail

PAGE = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en" dir="ltr">
<head><title>Fares – Ferries</title></head><body class="chapter" epub:type="bodymatter"><section epub:type="chapter" role="doc-chapter"><h1>Fares</h1>
{}</section></body></html>"""
GOOD = '<p>One<br/>two</p><hr/><p>three <a href="#n" id="m" epub:type="noteref" role="doc-noteref">1</a></p><aside id="n" epub:type="footnote" role="doc-footnote"><p>N. <a href="#m" epub:type="backlink" role="doc-backlink">↑</a></p></aside><table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>'
BAD = {
    "says_its_language": '<p lang="nb">båt</p>',
    "has_a_title": "TITLE",
    "says_its_division": "DIVISION",
    "has_one_heading_of_the_first_level": "<h1>Again</h1>",
    "headings_step_down_by_one": "<h3>Night</h3>",
    "sections_are_named": "<section><p>x</p></section>",
    "no_look_in_the_markup": '<p style="color:red">x</p>',
    "nothing_is_empty": "<p> </p>",
    "no_space_at_the_ends": "<p><b>\nx</b></p>",
    "ids_are_unique": '<p id="a">x</p><p id="a">y</p>',
    "breaks_stand_between_words": "<p>x<br/><br/>y</p>",
    "rules_stand_between_blocks": "<hr/><p>x</p>",
    "types_are_known": '<p epub:type="sidebar">x</p>',
    "types_have_their_roles": '<aside epub:type="tip">x</aside>',
    "roles_have_their_types": '<aside role="doc-tip">x</aside>',
    "roles_are_current": '<ul><li role="doc-endnote">x</li></ul>',
    "pictures_are_described": '<p><img src="x.png" alt="" role="presentation"/></p>',
    "nothing_is_hidden": '<p aria-hidden="true">x</p>',
    "cells_have_heads": "<table><tr><th>x</th></tr></table>",
    "notes_pop_up_and_lead_back": '<p>x<a href="#n" id="m" epub:type="noteref" role="doc-noteref">1</a></p><p id="n">N</p>',
    "no_residue_of_the_writer": '<p class="level2">x</p>',
}  # fmt: skip


def test_every_rule_has_a_bad_sample() -> None:
    assert set(BAD) == {rule.__name__ for rule in lint.OF_TEXTS}
    assert set(BAD_BOOKS) == {rule.__name__ for rule in lint.OF_BOOKS}
    assert set(BAD_STYLES) == {rule.__name__ for rule in lint.OF_STYLES}


@pytest.mark.parametrize("rule", lint.OF_TEXTS, ids=lambda rule: rule.__name__)
def test_rules_of_text_files(rule: Callable[..., Iterator[str]]) -> None:
    good, bad = PAGE.format(GOOD), PAGE.format(BAD[rule.__name__])
    if rule.__name__ == "has_a_title":
        bad = good.replace("Fares – Ferries", " ")
    if rule.__name__ == "says_its_division":
        bad = good.replace('"bodymatter"', '"chapter"')
    assert list(rule(etree.fromstring(good))) == []
    assert list(rule(etree.fromstring(bad))) != []


# A name in the book, what stands there, and what makes it bad.
BAD_BOOKS = {
    "titles_are_unique_and_name_the_book": ("EPUB/text/02-fares.xhtml", " – Harbour Ferries</title>", "</title>"),
    "ids_of_notes_are_unique": ("EPUB/text/02-fares.xhtml", 'id="fn2"', 'id="fn1"'),
    "links_lead_somewhere": ("EPUB/nav.xhtml", "02-fares.xhtml#at-night", "02-fares.xhtml#at-noon"),
    "contents_follow_the_spine": ("EPUB/package.opf", '<itemref idref="chapter-1"/>', ""),
    "landmarks_are_the_main_places": ("EPUB/nav.xhtml", 'epub:type="bodymatter"', 'epub:type="toc"'),
    "the_contents_are_a_page": ("EPUB/package.opf", '<itemref idref="nav"/>', '<itemref idref="nav" linear="no"/>'),
    "pages_turn_as_the_text_runs": ("EPUB/package.opf", "<spine>", '<spine page-progression-direction="rtl">'),
    "one_language_throughout": ("EPUB/package.opf", "<dc:language>en<", "<dc:language>nb<"),
    "metadata_are_complete": ("EPUB/package.opf", 'property="schema:accessMode"', 'property="schema:mode"'),
    "every_file_is_listed_once": ("EPUB/package.opf", 'href="styles/ebook.css"', 'href="styles/other.css"'),
    "files_are_plain_text": ("EPUB/nav.xhtml", "<body", "<!-- x --><body"),
}  # fmt: skip


@pytest.mark.parametrize("rule", lint.OF_BOOKS, ids=lambda rule: rule.__name__)
def test_rules_of_books(book: Make, rule: Callable[..., Iterator[str]]) -> None:
    content = book(BODY, FRONT, {"a.png": picture()}).content
    name, old, new = BAD_BOOKS[rule.__name__]
    assert list(rule(lint.Book(content))) == []
    assert list(rule(lint.Book(changed(content, name, old, new)))) != []


def changed(content: bytes, name: str, old: str, new: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            if member == name:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(member, data)
    return output.getvalue()


BAD_STYLES = {
    "lengths_are_relative": "p { margin: 3mm; }",
    "the_reader_chooses_type_and_colours": "p { color: #111; }",
    "nothing_is_taken_away": "p { position: fixed; }",
    "sides_follow_the_text": "p { margin-left: 1em; }",
    "letters_are_not_spaced": "h1 { letter-spacing: .1em; }",
    "hyphens_are_told_to_all": "p { hyphens: auto; }",
    "pages_break_as_told_to_all": "p { break-inside: avoid; }",
    "pictures_never_overflow": "img { width: 100%; }",
}


@pytest.mark.parametrize("rule", lint.OF_STYLES, ids=lambda rule: rule.__name__)
def test_rules_of_styles(rule: Callable[..., Iterator[str]]) -> None:
    good = "img { max-width: 100%; max-height: 90vh; height: auto; }\np { border-top: 1px solid #777; margin: 1em; }"
    assert list(rule(good)) == []
    assert list(rule(BAD_STYLES[rule.__name__])) != []
