"""Styles that are made when they are asked for, compared with WeasyPrint's own."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines.styles import defer_styles
from pipeline.engines.weasyprint import WeasyPrint
from tests.engines.test_lines import rich

# Every way in which a property gets its value: said, inherited, meant for the start of a line, worked out from others.
SHEET = """:root { --deep: 7px; --line: 2px } main { margin-inline-start: var(--deep); border-start-start-radius: 3px }
p { padding-block-end: 3px; padding-bottom: 2px; inset-inline-end: 4px; width: calc(100% - 2 * 9px) }
.rtl { margin-inline-start: 9px; text-align: start; border-inline-start: var(--line) solid } b { all: unset; float: inherit }
h2 { margin: inherit; border: inherit; color: inherit; page: auto; text-decoration: underline; column-gap: initial }
h2::before { content: "§"; text-decoration: inherit; position: relative; border-block-start: 1px dotted; color: red }
h2::after { content: target-counter("#last", page); anchor: "there" } li::marker { content: ">" ; color: green }
p::first-letter { font-size: 2em } .kept p::first-line { color: blue } em { display: contents; min-inline-size: 3em }
.note { float: footnote; font-size: max(8px, 0.8em) } ::footnote-call { color: red } ::footnote-marker { font-weight: bold }
i { border-style: solid } h2 { border-inline-end-style: dashed } a { outline: 1px solid; letter-spacing: 1px; line-height: 1.2em } a::before { content: attr(href) } li { list-style: inside }"""
HTML = """<p id="last">one <a href="#last">two</a><span class="note">small <em>print</em></span>.</p><main>"""
OWN = (
    ("StyleFor", "__init__"), ("StyleFor", "set_computed_styles"), ("StyleFor", "__call__"), ("ComputedStyle", "__missing__"),
    ("ComputedStyle", "__init__"), ("AnonymousStyle", "__init__"),
)  # fmt: skip


@pytest.fixture(scope="module")
def source() -> Any:
    html = rich(77).replace("</style>", SHEET + "</style>").replace("<main>", HTML)
    return WeasyPrint()._source(html, {}, "")


def made(source: Any, sheets: Any = None) -> tuple[dict[Any, Any], list[str], int]:
    """Every value of every style, as text; the anchors that were met; and how many styles were made before any was asked for."""
    from weasyprint.css import get_all_computed_styles
    from weasyprint.css.computed_values import COMPUTER_FUNCTIONS
    from weasyprint.css.properties import INITIAL_NOT_COMPUTED, INITIAL_VALUES
    from weasyprint.css.targets import TargetCollector

    collector = TargetCollector()
    styles = get_all_computed_styles(source, sheets, page_rules=[], layers=[], target_collector=collector)
    before, anchors = len(styles._computed_styles), [*collector.target_lookup_items]
    every = [*styles._computed_styles, *styles.__dict__.get("waiting", ())]
    names = [*INITIAL_VALUES, "__deep", "__line"]
    values = {of: {name: repr(styles(*of)[name]) for name in names} for of in every}
    of_boxes = [
        name for name in INITIAL_VALUES if name in COMPUTER_FUNCTIONS or name not in INITIAL_NOT_COMPUTED
    ]
    for of in every:
        style = styles(*of).anonymous_style
        values[*of, "of a box that no element has"] = {name: repr(style[name]) for name in of_boxes}
    return values, anchors, before


def test_they_are_those_that_would_have_been_made(source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import css

    own, own_anchors, few = made(source)
    for owner, name in OWN:
        monkeypatch.setattr(getattr(css, owner), name, getattr(getattr(css, owner), name).stock)
    stock, anchors, many = made(source)
    assert own == stock
    assert own_anchors == anchors == ["last", "there"]
    assert few < 0.4 * many


def test_documents_that_share_a_stylesheet_have_their_own_styles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from weasyprint import CSS, css

    shared = [
        CSS(
            string=SHEET
            + "h2, .kept { margin: 1px !important } h2 { color: blue } @layer low { b { top: 2px } }"
        )
    ]
    more = (
        "",
        "h2 { margin: 5px; color: green } .kept { color: red !important }",
        "* { margin: 3px !important }",
    )
    pages = [rich(78).replace("</style>", f"{said}</style>") for said in more]
    pages += [
        page.replace("<h2>", '<h2 id="here" lang="nb" style="color: pink; margin: 2px">') for page in pages
    ]
    sources = [WeasyPrint()._source(page, {}, "") for page in (*pages, *pages)]
    own = [made(source, shared)[:2] for source in sources]
    kept = shared[0].__dict__["kept_cascades"]
    assert 0 < len(kept) < 60
    monkeypatch.setattr("pipeline.engines.styles.CASCADES", 3)
    assert made(sources[0], [CSS(string=SHEET)])[0]
    for owner, name in OWN:
        monkeypatch.setattr(getattr(css, owner), name, getattr(getattr(css, owner), name).stock)
    assert [made(source, shared)[:2] for source in sources] == own


def test_few_values_are_asked_for_one_by_one(source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import css

    stock, asked = css.ComputedStyle.__missing__.stock, 0

    def counted(style: Any, name: str) -> Any:
        nonlocal asked
        asked += 1
        return stock(style, name)

    monkeypatch.setattr(css.ComputedStyle, "__missing__", counted)
    WeasyPrint().layout(rich(77), {})
    few, asked = asked, 0
    for owner in ("ComputedStyle", "AnonymousStyle"):
        monkeypatch.setattr(getattr(css, owner), "__init__", getattr(css, owner).__init__.stock)
    WeasyPrint().layout(rich(77), {})
    assert few < 0.4 * asked


def test_what_a_first_letter_says_is_what_is_said_of_it(source: Any) -> None:
    """WeasyPrint takes all that it holds for that."""
    from weasyprint.css import get_all_computed_styles

    styles = get_all_computed_styles(source, page_rules=[], layers=[])
    of = next(of for of in styles.__dict__["waiting"] if of[1] == "first-letter")
    letter = styles(*of)
    assert letter["font_size"]
    assert "margin_left" not in letter


def test_one_that_is_not_there_is_none(source: Any) -> None:
    from weasyprint.css import get_all_computed_styles

    styles = get_all_computed_styles(source, page_rules=[], layers=[])
    root = source.etree_element
    assert styles(root, "first-letter") is None
    assert styles(root, "marker") is styles(root, "marker")


def test_only_one_way_is_put_before_weasyprint(source: Any) -> None:
    from weasyprint import css

    before = [getattr(getattr(css, owner), name) for owner, name in OWN]
    defer_styles()
    assert [getattr(getattr(css, owner), name) for owner, name in OWN] == before
    assert not any(hasattr(one.stock, "stock") for one in before)
