"""Web pages and fragments."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

import pytest
from PIL import Image

from pipeline import importing
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import writing
from tests.growth import in_proportion
from tests.importing import degrading

PARTS = """<p class="lead">This is what you have to know when you come home from the hospital after your operation.</p>
<h2 id="pain">Pain</h2><p onclick="x()">Take <b>tablets</b>; see <a href="/medicines">medicines</a>, <a href="#pain">pain</a>,
<a href="javascript:x()">this</a> and the note<sup><a href="#fn1">1</a></sup>.</p>
<aside class="info-box"><h3>Remember</h3><p>Drink water.</p></aside>
<figure><img src="knee.png" alt="A knee"><figcaption>The knee after two days</figcaption></figure>
<table><caption>Doses</caption><tr><th>Age</th><th>Dose</th><th>Times</th></tr>
<tr><td rowspan="2">Adult</td><td>1 g</td><td>4</td></tr><tr><td>500 mg</td><td>6</td></tr></table>
<dl><dt>Swelling</dt><dd>Fluid in the knee</dd></dl>
<details><summary>When do I call?</summary><p>With a fever.</p></details>
<p hidden>Never shown</p><iframe src="https://example.org/film" title="A film"></iframe>
<p><img src="https://example.org/a.jpg" alt="Far away"><img src="../secret.png" alt="Outside"></p>
<ol class="footnotes"><li id="fn1">The note itself. <a href="#ref1">↩</a></li></ol>"""


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return content.getvalue()


def imported(source: str, pandoc: Pandoc) -> importing.Imported:
    beside = {"knee.png": picture()}
    read = importing.read("a.html", source.encode(), pandoc, lambda name: beside.get(name, "there is none"))
    assert read.value is not None, read.diagnostics
    return read.value


def test_a_page(pandoc: Pandoc) -> None:
    got = imported(
        degrading.page("After your operation", "en", PARTS).replace(
            "<title>", '<link rel=canonical href="https://example.org/x/"><title>'
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert got.meta["title"] == "After your operation"
    assert got.lang == "en"
    assert "::: {.callout kind=note title=Remember}\nDrink water.\n:::" in text
    assert '![A knee](knee.png){caption="The knee after two days"}' in text
    assert "::: {.table caption=Doses}\n| Age | Dose | Times |" in text
    assert text.count("| Adult |") == 2
    assert "Swelling\n:   Fluid in the knee" in text
    assert '::: {.callout kind=note title="When do I call?"}\nWith a fever.\n:::' in text
    assert "[medicines](https://example.org/medicines)" in text
    assert "[pain](#pain)" in text
    assert "the note[^1]." in text
    assert "[^1]: The note itself." in text
    assert set(got.pictures) == {"knee.png"}
    assert [one.name for one in got.missing] == ["https://example.org/a.jpg", "../secret.png"]
    left_out = {one.text for one in got.dropped}
    assert {
        "Front page",
        "This site uses cookies.",
        "Tell others",
        "Something else",
        "Another one",
        "Never shown",
    } <= left_out
    for word in (
        "Front page",
        "cookies",
        "Tell others",
        "Popular",
        "Something else",
        "rights reserved",
        "track",
        "javascript",
    ):
        assert word not in text
    assert got.unaccounted() == ()


def test_a_fragment_is_whole(pandoc: Pandoc) -> None:
    got = imported("<h1>T</h1><p>One.</p><footer>Two.</footer><div class='share'>Three.</div>", pandoc)
    text = writing.body(got.blocks)
    assert "One." in text
    assert "Two." in text
    assert got.unaccounted() == ()


def test_a_page_without_a_main_part_is_found_by_its_text(pandoc: Pandoc) -> None:
    prose = "Sorting waste is easier than most people think, and it saves the town much money in each year. "
    source = (
        "<html><head><title>Waste | Town</title></head><body><div id=top><a href=1>One</a> <a href=2>Two</a></div>"
        f"<div id=x><h1>Waste</h1><p>{prose * 3}</p><p><b>What goes where</b></p><p>{prose * 2}</p><ul><li>Paper</li></ul>"
        f"<p>{prose * 3}</p></div><div id=y><a href=3>Imprint</a></div></body></html>"
    )
    got = imported(source, pandoc)
    text = writing.body(got.blocks)
    assert "## What goes where" in text
    assert "- Paper" in text
    assert "Imprint" not in text
    assert {"One Two", "Imprint"} <= {one.text for one in got.dropped}


def test_pictures_inside_the_text_come_out(pandoc: Pandoc) -> None:
    import base64

    data = base64.b64encode(picture()).decode()
    got = imported(f'<h1>T</h1><p>Text.</p><img alt="A dot" src="data:image/png;base64,{data}">', pandoc)
    assert got.pictures == {"picture.png": picture()}
    assert "![A dot](picture.png)" in writing.body(got.blocks)


def test_huge_spans_cost_nothing(pandoc: Pandoc) -> None:
    got = imported(
        "<h1>T</h1><table><tr><th colspan=1000000000>x</th></tr><tr><td rowspan=99999999>y</td></tr></table><p>z</p>",
        pandoc,
    )
    assert len(writing.body(got.blocks)) < 1000


PROSE = (
    "<p>Sorting waste is easier than most people think, and it saves the town much money in each year.</p>"
)


def page(body: str) -> str:
    return f"<html lang=en><head><title>Waste | Town</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # By class, by role, by the size of letters; a button opens what stands below.
        (f"<h1>Waste</h1>{PROSE}<div class=section-heading>Paper</div>{PROSE}<p class=sub-heading>Cardboard</p>{PROSE}", ["## Paper", "### Cardboard"]),
        (f"<h1>Waste</h1>{PROSE}<div role=heading aria-level=2>Paper</div>{PROSE}", ["## Paper"]),
        (f"<font size=6><b>Waste</b></font><br>{PROSE}<font size=5><b>Paper</b></font><br>{PROSE}", ["## Paper"]),
        (f'<p class=MsoTitle>Waste</p>{PROSE}<p><span style="font-size:18pt"><b>Paper</b></span></p>{PROSE}', ["## Paper"]),
        (f"<h1>Waste</h1>{PROSE}<h2><button aria-expanded=false>Paper</button></h2>{PROSE}", ["## Paper"]),
        (f"<h1>Waste</h1>Some words.<br><br><b>Paper</b><br>{PROSE}More words.<br><br>{PROSE}", ["## Paper"]),
        # Parts that open are sections where they hold most of the text.
        (f"<h1>Waste</h1><details><summary>Paper</summary>{PROSE}</details><details><summary>Glass</summary>{PROSE}<h3>Jars</h3>{PROSE}</details>", ["## Paper", "## Glass", "### Jars"]),
        # Strong words and titles of boxes are no headings of a text that has some.
        (f"<h1>Waste</h1>{PROSE}<h2>Paper</h2>{PROSE}<p><b>Mind</b></p>{PROSE}<div class=card-title>More</div>{PROSE}", ["## Paper"]),
    ],
)  # fmt: skip
def test_headings_that_have_no_such_name(source: str, expected: list[str], pandoc: Pandoc) -> None:
    got = imported(page(source), pandoc)
    assert got.meta["title"] == "Waste"
    assert [line for line in writing.body(got.blocks).split("\n") if line.startswith("#")] == expected
    assert got.unaccounted() == ()


def test_tables_for_layout_are_none_and_roles_are(pandoc: Pandoc) -> None:
    cells = "<div role=row><div role=cell>Paper</div><div role=cell>Monday</div></div>"
    grid = f"<div role=table><div role=row><div role=columnheader>What</div><div role=columnheader>When</div></div>{cells}</div>"
    got = imported(
        page(
            "<center><table width=900><tr><td colspan=2>Town - best viewed in 1024 x 768</td></tr><tr><td><a href=1>News</a></td>"
            f"<td><h1>Waste</h1>{PROSE * 3}{grid}<table border=1><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table></td></tr></table>"
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert "| What | When |\n|---|---|\n| Paper | Monday |" in text
    assert "| A | B |\n|---|---|\n| 1 | 2 |" in text
    assert "1024" not in text
    assert text.count("|---|") == 2
    assert got.unaccounted() == ()


def test_what_leads_round_the_page_is_left_out_with_its_heading(pandoc: Pandoc) -> None:
    got = imported(
        page(
            f"<main><h1>Waste</h1><div class=x><h2>Contents</h2><ol><li><a href='#a'>Paper</a></li><li><a href='#b'>Glass</a></li></ol></div>"
            f"<h2 id=a>Paper</h2>{PROSE}<h2 id=b>Glass</h2>{PROSE}<fieldset><legend>Mind</legend><p>No lids.</p></fieldset>"
            f"<p>You receive this because you signed up. <a href=x>Unsubscribe</a></p></main>"
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert "Contents" not in text
    assert "Unsubscribe" not in text
    assert "::: {.callout kind=note title=Mind}\nNo lids.\n:::" in text
    assert text.startswith("## Paper")


def test_boxes_in_lists_stand_behind_their_items(pandoc: Pandoc) -> None:
    got = imported(
        "<h1>T</h1><ol><li>Rinse</li><li>Sort<div class='alert alert-warning'>Mind the edges.</div></li><li>Drop</li></ol>"
        "<section class=faq><h2>Questions</h2><div class=question>Is it free?</div><p>It is.</p></section>",
        pandoc,
    )
    assert writing.body(got.blocks) == (
        "1. Rinse\n2. Sort\n\n::: {.callout kind=warning}\nMind the edges.\n:::\n\n3. Drop\n\n"
        "## Questions\n\nIs it free?\n\nIt is.\n"
    )


def test_column_headings_in_two_rows_are_one(pandoc: Pandoc) -> None:
    got = imported(
        "<h1>T</h1><table><tr><th rowspan=2>Kind<th colspan=2>Price</tr><tr><th>Summer<th>Winter</tr><tr><td>A<td>1<td>2</tr></table>",
        pandoc,
    )
    assert "| Kind | Price Summer | Price Winter |\n|---|---|---|\n| A | 1 | 2 |" in writing.body(got.blocks)


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        ("heading1", "heading2", "heading3"),
        ("x-H1", "x-H2", "x-H3"),
        ("page-title", "heading_2", "sub-heading-3"),
        ("Titel", "Überschrift2", "Überschrift3"),
    ],
)
def test_headings_that_only_their_classes_tell(title: str, first: str, second: str, pandoc: Pandoc) -> None:
    got = imported(
        page(
            f"<div class={title}>Hedges</div><p>They grow.</p><p class={first}>Talk first</p><p>Be kind.</p>"
            f"<p class={second}>Fees</p><p>None.</p>"
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert got.meta["title"] == "Hedges"
    assert "## Talk first\n" in text
    assert "### Fees\n" in text


def test_a_styled_title_stands_above_headings_of_the_first_rank(pandoc: Pandoc) -> None:
    got = imported(
        page(
            "<p class='c1 title'><span>Care at home</span></p><p>You need not do it alone.</p>"
            "<h1>Daily life</h1><p>Label drawers.</p><h2>Meals</h2><p>Eat together.</p><h1>Rest</h1><p>Sleep.</p>"
        ),
        pandoc,
    )
    assert got.meta["title"] == "Care at home"
    text = writing.body(got.blocks)
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "## Daily life",
        "### Meals",
        "## Rest",
    ]


def test_what_editors_and_programs_add_is_left_out(pandoc: Pandoc) -> None:
    got = imported(
        page(
            "<article><header><h1>Weaning</h1><table class=properties><tr><th>Status</th><td>Draft</td></tr></table></header>"
            f"{PROSE}<p>Ring <del>the clinic</del><ins>the ward</ins>.<sup><a href='#cmnt1' id=cmnt_ref1>[a]</a></sup></p></article>"
            "<div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a><span>Ben, is this right?</span></p></div>"
            "<p>Wash your hands.<a class=msocomanchor id=_anchor_1 href='#_msocom_1' name=_msoanchor_1>[BK1]</a></p>"
        ),
        pandoc,
    )
    text = writing.body(got.blocks)
    assert "Ring the ward.\n" in text
    for word in ("Draft", "clinic", "Ben", "[a]", "BK1"):
        assert word not in text
    assert {"the clinic", "Draft"} <= {one.text for one in got.dropped}
    assert got.unaccounted() == ()


SHEETS = (
    ".a{font-size:28px}.c{font-size:20px}",
    # Programs for text on a Mac, in a browser, and for notes.
    ".a {font: 28.0px 'Helvetica'} p.b {font: 13.0px 'Helvetica'} p.c {font: bold 18.0px 'Helvetica'}",
    "@import url(x.css);.a{font-size:24pt}.b{font-size:11pt}.c,.d{font-size:16pt;color:#434343}@media print{.b{font-size:40pt}}",
    "<!-- /* b */ p.a, li.a {font-size:20.0pt} p.b {font-size:11.0pt} p.c {font-size:11.0pt;font-weight:700} .a {font-weight:bold} -->",
)


@pytest.mark.parametrize("sheet", SHEETS)
def test_headings_that_a_style_sheet_makes_large(sheet: str, pandoc: Pandoc) -> None:
    got = imported(
        f"<html><head><style>{sheet}</style></head><body><p class=a>Ticks</p><p class=b>They sit in long grass, and wait there.</p>"
        "<p class=c>Take one out</p><p class=b>Grip it near the skin and pull slowly.</p>"
        "<p class=c>See a doctor</p><p class=b>A red ring that grows needs one within days.</p></body></html>",
        pandoc,
    )
    assert got.meta["title"] == "Ticks"
    assert "\n## Take one out\n" in writing.body(got.blocks)
    assert "\n## See a doctor\n" in writing.body(got.blocks)


def test_a_long_sheet_costs_little(pandoc: Pandoc) -> None:
    def importing(number: int) -> Callable[[], object]:
        page = f"<style>{'/* a{ @b ' * number}</style><p>Some text.</p>"
        return functools.partial(imported, page, pandoc)

    assert in_proportion(importing(5_000), importing(20_000))


def test_a_title_beside_the_text_is_no_part_of_the_page(pandoc: Pandoc) -> None:
    large, usual = "font-size:20.0pt", "font-size:11.0pt"
    got = imported(
        f"<html><body><div><div><p style='{large}'>Ticks</p></div><div><p style='{usual}'>Monday</p></div><div>"
        f"<p style='{usual}'>They sit in long grass, and wait there for days.</p><p style='font-size:16pt'>Take one out</p>"
        f"<p style='{usual}'>Grip it near the skin and pull slowly, until it lets go.</p></div></div></body></html>",
        pandoc,
    )
    assert got.meta["title"] == "Ticks"
    assert writing.body(got.blocks).startswith("Monday\n\nThey sit")
    assert not got.dropped


@pytest.mark.parametrize(("shown", "title"), [("Ticks", "Ticks"), ("Untitled document", "Take one out")])
def test_the_page_names_a_text_of_parts(shown: str, title: str, pandoc: Pandoc) -> None:
    got = imported(
        f"<html><head><title>{shown}</title></head><body><p>They sit in long grass, and wait there for days.</p>"
        "<h1>Take one out</h1><p>Grip it near the skin and pull.</p><h1>See a doctor</h1><p>When a ring grows.</p></body></html>",
        pandoc,
    )
    assert got.meta["title"] == title
    assert ("## Take one out\n" in writing.body(got.blocks)) == (title == "Ticks")


def test_one_heading_in_a_box_does_not_hide_those_that_classes_tell(pandoc: Pandoc) -> None:
    got = imported(
        page(
            "<h1>Ticks</h1><p>They sit in grass.</p><div class=section-heading>Take one out</div><p>Pull slowly.</p>"
            "<div class=section-heading>See a doctor</div><p>When a ring grows.</p><div class=terms><h2>Terms</h2><p>None.</p></div>"
        ),
        pandoc,
    )
    heads = [line for line in writing.body(got.blocks).split("\n") if line.startswith("#")]
    assert heads == ["## Take one out", "## See a doctor", "## Terms"]


MACROS = """<h1>Moving house</h1><p>Tell us early when you move out, and leave the keys with us.</p>
<ac:structured-macro ac:name="toc" /><ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Keys</ac:parameter>
<ac:rich-text-body><p>Leave them at the office.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">What does it cost?</ac:parameter>
<ac:rich-text-body><p>Nothing at all.</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">bash</ac:parameter>
<ac:plain-text-body><![CDATA[ls <dir> && pwd]]></ac:plain-text-body></ac:structured-macro>
<ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">HOME-1</ac:parameter></ac:structured-macro>
<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Call us</ac:task-body></ac:task></ac:task-list>
<p>See <ac:link><ri:page ri:content-title="Fees"/><ac:plain-text-link-body><![CDATA[the fees]]></ac:plain-text-link-body></ac:link>,
<ac:link><ri:page ri:content-title="Contact us"/></ac:link>. <ac:image ac:alt="A pier"><ri:attachment ri:filename="pier.png"/></ac:image></p>"""


def test_macros_of_confluence(pandoc: Pandoc) -> None:
    read = importing.read("a.html", MACROS.encode(), pandoc, lambda name: picture()).value
    assert read is not None
    body = writing.body(read.blocks)
    for part in (
        "::: {.callout kind=note title=Keys}\nLeave them at the office.\n:::",
        '::: {.callout kind=note title="What does it cost?"}\nNothing at all.\n:::',
        "```\nls <dir> && pwd\n```",
        "Call us",
        "See the fees, Contact us.",
        "![A pier](pier.png)",
    ):
        assert part in body
    assert "7" not in body
    assert "bash" not in body
    assert [(each.text, each.why) for each in read.dropped] == [
        ("jira HOME-1", "it shows something of another page (`jira`)")
    ]
    assert read.unaccounted() == ()


def test_what_a_page_says_of_itself(pandoc: Pandoc) -> None:
    around = (
        '<p>© 2026 Harbour office</p><p>Liczba odsłon: 1043</p><p align=center><a href="#top">Do góry</a></p>'
        '<div class="whatsapp-float">Write to us</div><div class="listen"><a href="#">Listen</a></div>'
        '<div data-hook="consent-banner-root"><span>We like biscuits.</span></div>'
    )
    kept = "<p>Copyright lasts for 70 years.</p><p>Views: from the pier.</p>"
    source = (
        f"<html><body><h1>Tide</h1><p>It comes twice, and nobody can stop it.</p>{kept}{around}</body></html>"
    )
    read = importing.read("a.html", source.encode(), pandoc, lambda name: "none").value
    assert read is not None
    assert [line for line in writing.body(read.blocks).split("\n") if line] == [
        "It comes twice, and nobody can stop it.",
        "Copyright lasts for 70 years.",
        "Views: from the pier.",
    ]


def test_a_title_that_the_text_repeats_is_whole(pandoc: Pandoc) -> None:
    source = "<html><head><title>Tide – when it comes</title></head><body><p class=MsoTitle>Tide – when it comes</p><p>It comes twice a day.</p></body></html>"
    read = importing.read("a.html", source.encode(), pandoc, lambda name: "none").value
    assert read is not None
    assert read.meta["title"] == "Tide – when it comes"


def test_what_google_docs_exports_has_notes_and_straight_links(pandoc: Pandoc) -> None:
    got = imported(
        "<body><h1>Tides</h1><p>High <a href='https://www.google.com/url?q=https://example.org/a?b%3Dc&amp;sa=D&amp;ust=1'>water</a>"
        "<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup> is at noon.</p><hr>"
        "<div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a> On the first of May.</p></div></body>",
        pandoc,
    )
    text = writing.body(got.blocks)
    assert "High [water](https://example.org/a?b=c)[^1] is at noon." in text
    assert "[^1]: On the first of May." in text
    assert got.unaccounted() == ()


# As Google Docs saves a page: looks by class, each level of a list beside the one above it.
SAVED = """<html><head><style type="text/css">.lst-kix_a-0>li:before{content:"x"}ul.lst-kix_a-1{list-style-type:none}
.c0{font-weight:400;font-style:normal}.c2{font-weight:700}.c5{font-style:italic}</style></head><body>
<h1><span class="c2">The ferry</span></h1><p><span class="c0">Bring </span><span class="c2">two pairs</span><span> and </span>
<span class="c5">one</span><b style="font-weight:normal"> map</b>.</p><h2><span class="c2">Bring</span></h2>
<ul class="c9 lst-kix_a-0 start"><li>Clothes</li></ul><ul class="c9 lst-kix_a-1 start"><li>socks</li><li>gloves</li></ul>
<ul class="c9 lst-kix_a-0"><li>Food</li></ul><p>Then:</p><ol class="lst-kix_b-0 start"><li>Go</li></ol>
<ol class="lst-kix_b-1 start"><li>left</li></ol><ol class="lst-kix_b-2 start"><li>down</li></ol>
<ol class="lst-kix_b-0" start="2"><li>Stop</li></ol><h2>More</h2><ul class="lst-kix_c-1"><li>Alone</li></ul>
<p>Text.</p><ul class="lst-kix_c-1"><li>Again</li></ul></body></html>"""


def test_letters_and_levels_by_class(pandoc: Pandoc) -> None:
    text = writing.body(imported(SAVED, pandoc).blocks)
    assert "Bring **two pairs** and *one* map." in " ".join(text.split())
    assert "## Bring\n" in text, "what is strong in any case is not marked"
    assert "- Clothes\n  - socks\n  - gloves\n- Food\n" in text
    assert "1. Go\n   1. left\n      1. down\n2. Stop\n" in text
    assert "- Alone\n\nText.\n\n- Again" in text
