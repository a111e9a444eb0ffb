"""What is shown in another order than it is read in, and words before a wording that nobody of ours wrote."""

from __future__ import annotations

import dataclasses
from hashlib import sha256

import lxml.html
import pytest

from pipeline.proof.arranged import parted
from pipeline.proof.css import Styles, sheet

from .conftest import PRICES, Finished, guarded
from .test_html import changed


def restyled(finished: Finished, css: str) -> set[str]:
    """The codes of the page with one more rule, whose hash is known."""
    text = finished.content.decode()
    style = text.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = sha256((style + css).encode()).hexdigest()
    content = guarded(text.replace("</style>", css + "</style>", 1).encode())
    return finished.codes(content, dataclasses.replace(finished.owed, stylesheets=(digest,)))


@pytest.mark.parametrize(
    "css",
    [
        ".qualified{display:grid}.qualified>.notice{grid-row:1}",
        ".qualified{display:grid}.qualified>figure{grid-row:9}",
        ".qualified{display:flex;flex-direction:column}.qualified>figure{order:2}",
        ".section{display:grid}.qualified{grid-area:9/1}",
    ],
)
def test_another_order_to_the_eye(handout: Finished, css: str) -> None:
    assert "PRF822" in restyled(handout, css)


@pytest.mark.parametrize("css", [".nothing{order:3}", ".qualified>figure{order:0}"])
def test_an_order_that_moves_nothing(handout: Finished, css: str) -> None:
    assert restyled(handout, css) == set()


def test_an_order_that_moves_no_disclaimer_but_the_imprint(handout: Finished) -> None:
    assert restyled(handout, ".imprint p{order:2}") == {"PRF857"}


@pytest.mark.parametrize("label", ["No longer true", "", "Important notice"])
def test_another_label(handout: Finished, label: str) -> None:
    mutant = changed(handout, ">Important</strong>", f">{label}</strong>")
    assert "PRF803" in handout.codes(mutant)
    assert PRICES in handout.content.decode()


ROOM = [
    '<nav aria-label="Contact"><a href="#prices-1">Contact</a></nav>',
    "<div><nav><a>Contact</a></nav></div>",
    "<br>" * 40,
    "<hr>",
    "<p></p>" * 9,
    '<div class="art"><svg viewBox="0 0 1 90"></svg></div>',
    '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="" height="9000">',
]


@pytest.mark.parametrize("between", ROOM)
def test_nothing_between(handout: Finished, between: str) -> None:
    """What says nothing keeps a disclaimer from what it qualifies all the same."""
    box = handout.content.decode().split('id="prices-1"')[0].rpartition("<div ")[2]
    mutant = changed(handout, f"<div {box}id=", f"{between}<div {box}id=")
    assert "PRF822" in handout.codes(mutant)


PIXEL = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="{}">'


@pytest.mark.parametrize(
    "end",
    [
        "<br>" * 40,
        '<svg width="9" height="4000"></svg>',
        PIXEL.format("") * 2,
        PIXEL.format("A boat") * 9,
        "<div><div></div></div>",
        "<p></p>",
        "<span><br></span>",
        "<br><!-- --> ",
        "<table><tbody><tr><td></td></tr></tbody></table>",
        "<hr><hr>",
        "<table><tbody><tr><td>A</td></tr>" + "<tr><td></td></tr>" * 11 + "</tbody></table>",
        "<table><tbody><tr><td>A</td></tr><tr><td><br></td></tr></tbody></table>",
    ],
)
@pytest.mark.parametrize("inner", ["", "<b>20</b> "])
def test_room_within_what_is_qualified(end: str, inner: str) -> None:
    assert trailing(f"<div>It costs {inner}NOK{end}</div>")


@pytest.mark.parametrize(
    "block",
    [
        "<p>It costs<br>20 NOK</p>",
        "<figure><figcaption>A boat for 20 NOK</figcaption>" + PIXEL.format("A boat") + "</figure>",
        '<p>It costs 20 NOK<sup><a href="#n">1</a></sup><span></span><wbr></p>',
        "<table><tbody><tr><td>20 NOK</td><td></td></tr></tbody></table>",
        "<ul><li><svg><path></path></svg> 20 NOK</li></ul>",
        "<p>It costs <!-- --> 20 NOK</p>",
        "<table><tbody><tr><td>20 NOK</td></tr>" + "<tr><td></td><td></td></tr>" * 10 + "</tbody></table>",
        "<table><thead><tr><th>20 NOK</th></tr></thead><tbody><tr><td></td></tr></tbody></table>",
        "<aside><p>It costs 20 NOK</p><hr></aside>",
        "<ul><li>It costs 20 NOK</li><li><p>" + PIXEL.format("") + "</p></li></ul>",
    ],
)
def test_no_room_within_what_is_qualified(block: str) -> None:
    assert trailing(block) == []


@pytest.mark.parametrize(
    "css", ["hr{margin:300em}", "hr{break-after:page}", "tr{height:99em}", "td{padding:99em}"]
)
def test_room_that_styles_make_of_little(css: str) -> None:
    for end in (
        "<hr>",
        "<table><tbody><tr><td>A</td></tr><tr><td></td></tr><tr><td></td></tr></tbody></table>",
    ):
        if f"<{css.partition('{')[0]}>" in end:
            assert trailing(f"<div>20 NOK{end}<span></span></div>", css)


def trailing(block: str, css: str = "") -> list[str]:
    """What stands between the words of a block and a disclaimer behind it."""
    box = '<div class="notice notice-after-trigger"><p><span class="wording">W</span></p></div>'
    root = lxml.html.document_fromstring(f"<div>{block}{box}</div>")
    wording = next(one for one in root.iter("span") if one.get("class") == "wording")
    return parted(Styles(root, [sheet(css)]), [[wording, *wording.iterancestors()]])


@pytest.mark.parametrize(
    "markup",
    [
        "<section><div>20 NOK</div></section><p></p><section><div>{}</div></section>",
        "<section><div>20 NOK</div></section><section><p></p><div>{}</div></section>",
        "<section><div>20 NOK<br><br></div></section><section><div>{}</div></section>",
    ],
)
def test_room_before_what_it_is_the_first_in(markup: str) -> None:
    box = '<div class="notice notice-after-trigger"><p><span class="wording">W</span></p></div>'
    root = lxml.html.document_fromstring(f"<main>{markup.format(box)}</main>")
    wording = next(root.iter("span"))
    chains = [[wording, *wording.iterancestors()]]
    assert parted(Styles(root, [sheet("")]), chains)


def test_room_in_the_notice() -> None:
    box = '<div class="notice notice-after-trigger"><p></p><p><span class="wording">W</span></p></div>'
    root = lxml.html.document_fromstring(f"<div><p>20 NOK</p>{box}</div>")
    wording = next(root.iter("span"))
    assert parted(Styles(root, [sheet("")]), [[wording, *wording.iterancestors()]])


@pytest.mark.parametrize(
    ("before", "clear"),
    [
        ('<figure><img src="a" alt="20 NOK"></figure>', True),
        ("<p>20 NOK</p>", True),
        ('<figure><img src="a" alt=""></figure>', False),
        ('<figure><img src="a" alt="20 NOK"></figure><hr>', False),
        ('<p>20 NOK</p><figure><img src="a" alt="A boat"></figure>', False),
    ],
)
def test_a_picture_may_be_what_is_qualified(before: str, clear: bool) -> None:
    box = '<div class="notice notice-after-trigger"><p><span class="wording">W</span></p></div>'
    root = lxml.html.document_fromstring(f"<div>{before}{box}</div>")
    wording = next(root.iter("span"))
    chains = [[wording, *wording.iterancestors()]]
    assert (parted(Styles(root, [sheet("")]), chains) == []) is clear


@pytest.mark.parametrize(
    "css",
    [
        "figure{margin-bottom:300em}",
        ".qualified>:first-child{padding-bottom:100vh}",
        'figure>:last-child::after{content:"";display:block;height:99em}',
        "figure{break-after:page}",
        ".qualified>figure{page-break-after:always}",
    ],
)
def test_room_behind_what_is_qualified(handout: Finished, css: str) -> None:
    assert "PRF822" in restyled(handout, css)
