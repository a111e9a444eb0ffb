"""Pictures behind pages that have been laid out, compared with those that a stylesheet asks for."""

from __future__ import annotations

import pytest

from pipeline.engines.survey import measured
from pipeline.engines.weasyprint import Resource, WeasyPrint
from tests.engines.test_lines import rich

STRIP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 10"><rect width="70" height="10" fill="#{colour}"/>
<circle cx="5" cy="5" r="4" fill="#fff"/></svg>"""
RESOURCES = {
    f"strip-{number}.svg": Resource(STRIP.format(colour=colour).encode(), "image/svg+xml")
    for number, colour in enumerate(("083", "308"))
}
SHEET = (
    "@page { size: 300px 240px; margin: 20px } @page :first { background: #eee } body { background: #fffff8 }"
)
BEHIND = {
    0: "background-image:url(strip-0.svg);background-repeat:no-repeat;background-position:left 3.00mm bottom -2.00mm;background-size:40.00mm 5.71mm",
    2: "background-image:url(strip-1.svg);background-size:50% auto",
    3: "background-image:url(strip-1.svg);background-position:left -10.00mm bottom 12.00mm",
}


def html(*rules: str) -> str:
    return rich(7).replace("</style>", SHEET + "".join(rules) + "</style>")


@pytest.fixture(scope="module")
def weasyprint() -> WeasyPrint:
    return WeasyPrint()


def test_pages_are_painted_as_a_stylesheet_would(weasyprint: WeasyPrint) -> None:
    rules = [f"@page :nth({number + 1}) {{ {said} }}" for number, said in BEHIND.items()]
    laid_out = weasyprint.layout(html(*rules), RESOURCES)
    plain = weasyprint.layout(html(), RESOURCES)
    assert plain.page_count > max(BEHIND)
    painted = weasyprint.painted(plain, BEHIND, RESOURCES)
    identifier = b"sixteen letters."
    assert painted.lines == plain.lines == measured(painted.document)[1]
    # The style of a document is in no finished file.
    assert weasyprint.write(painted, identifier) == weasyprint.write(laid_out, identifier)


def test_what_was_given_stays_as_it_is(weasyprint: WeasyPrint) -> None:
    plain = weasyprint.layout(html(), RESOURCES)
    before = weasyprint.write(plain, b"sixteen letters.")
    painted = weasyprint.painted(plain, BEHIND, RESOURCES)
    assert weasyprint.write(painted, b"sixteen letters.") != before
    assert weasyprint.write(plain, b"sixteen letters.") == before


def test_a_strip_that_is_not_there_is_a_complaint(weasyprint: WeasyPrint) -> None:
    plain = weasyprint.layout(html(), RESOURCES)
    assert not any("strip" in one for one in plain.complaints)
    assert any("strip-0.svg" in one for one in weasyprint.painted(plain, BEHIND, {}).complaints)


def test_what_was_measured_is_not_measured_again(
    weasyprint: WeasyPrint, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = weasyprint.layout(html(), RESOURCES)
    known = plain.pages, plain.lines, plain.places, plain.pictures
    monkeypatch.delattr("pipeline.engines.weasyprint.measured")
    painted = weasyprint.painted(plain, BEHIND, RESOURCES)
    assert (painted.pages, painted.lines, painted.places, painted.pictures) == known
