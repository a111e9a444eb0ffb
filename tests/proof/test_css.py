"""Stylesheets read once for many documents: the same rules meet the same elements as if each were read anew."""

from __future__ import annotations

from typing import Any

import cssselect2
import lxml.html
import pytest
from tinycss2 import serialize

from pipeline.proof import css, wrapped
from pipeline.proof.cascade import Cascade
from pipeline.proof.css import Styles, sheet
from pipeline.proof.evidence import Unreadable
from pipeline.proof.media import VIEWPORTS
from tests.growth import in_proportion

from .conftest import shipped_theme

PAGE = """<html class="deep"><body><main class="page wide"><section class="section"><h2>A</h2><p class="first">b</p>
<ul class="list"><li>c<p>d</p></li><li class="last">e</li></ul><p>f <b>g</b></p></section>
<aside><xÉ><p>k</p></xÉ><p>h</p><UL><LI>i</LI></UL></aside><div class="Section"><p>j</p></div></main></body></html>"""
SELECTORS = [
    "p", "*", "li p", "ul > li", "UL li", ".section p", ".section > * + *", ".section ~ aside p", "h2 + p b",
    ".page .list li:last-child", ".page.wide > .section .first", "main > :not(.section) p", ".section :is(b, h2)",
    "aside ul ~ p, aside p + ul li", ".deep .Section p", "section .first ~ p b", ".list p::before", "#x p",
    "p:has(b)", "section:has(li b)", "main:has(ul p) b", "p:has(+ ul)", "h2:has(~ ul) ~ p", "p:nth-last-child(1)", "li:nth-child(2 of .last, li)", "[class] > p", "main :is(.list li) p", "html p", "xÉ p",
]  # fmt: skip


def page(text: str = PAGE) -> Any:
    return lxml.html.document_fromstring(text)


def test_paragraphs_are_met_in_proportion_to_their_number() -> None:
    one = sheet("p:has(+ ul), p:has(+ ol), h2 ~ p { order: 1 }")

    def met(count: int) -> None:
        styles = Styles(page(f"<section><h2>A</h2>{'<p>b</p>' * count}</section>"), [one])
        assert all(styles.matches(element) for element in styles.root.iter("p"))

    assert in_proportion(lambda: met(100), lambda: met(400))


@pytest.mark.code("PRF872")
@pytest.mark.parametrize("selector", [".x ~ p", "p:not(.x ~ p)", "section:has(.x), section:has(.y)"])
def test_looks_at_other_elements_are_counted(selector: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def met(count: int) -> None:
        styles = Styles(page(f"<section>{'<p>b</p>' * count}</section>"), [sheet(selector + "{order:1}")])
        for element in styles.root.iter():
            styles.matches(element)

    monkeypatch.setattr(wrapped, "MAX_LOOKS", 60)
    met(5)
    with pytest.raises(Unreadable) as refused:
        met(60)
    assert refused.value.facts["what"] == "looks of selectors at other elements"


def test_what_cannot_meet_an_element_is_left_out_alone() -> None:
    one = sheet("".join(f"{selector}{{order:{number}}}" for number, selector in enumerate(SELECTORS)))
    root = page()
    styles = Styles(root, [one])
    met = 0
    for element in root.iter():
        every = one.matcher._all.match(plain(element, root))
        found = [(match.rank, match.rule.selector, match.part) for match in styles.matches(element)]
        assert found == [
            ((*weight, 0, order), rule.selector, part or "") for weight, order, part, (rule, _) in every
        ]
        met += len(found)
    assert {rule.selector for rule in one.rules} == set(SELECTORS)
    assert met > 50
    assert len(one.matcher._within) > 10


def plain(element: Any, root: Any) -> Any:
    """The element as it is known to those who try every selector on it."""
    every = cssselect2.ElementWrapper.from_html_root(root).iter_subtree()
    return next(one for one in every if one.etree_element is element)


def test_so_many_places_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(css, "MAX_PLACES", 2)
    one = sheet("".join(f"{selector}{{order:{number}}}" for number, selector in enumerate(SELECTORS, 100)))
    root = page()
    styles = Styles(root, [one])
    for element in root.iter():
        assert len(styles.matches(element)) == len(one.matcher._all.match(plain(element, root)))
    assert len(one.matcher._within) == 2


FACE = (
    '@font-face{font-family:"SP Sans";font-weight:400;font-style:normal;font-display:swap;'
    'src:url("data:font/woff2;base64,d09GMgAB+/=") format("woff2")}'
)


@pytest.mark.parametrize(
    ("text", "faces"),
    [
        (FACE + " p{order:1}", 1),
        (FACE + "\n" + FACE.replace("400", "700") + "p{order:1}", 2),
        ("p{order:1}" + FACE, 1),
        (FACE.replace("SP Sans", "SP \\22 Sans") + "p{order:1}", 1),
        (FACE.replace("swap;", "swap;size-adjust:10%;") + "p{order:1}", 1),
        (FACE.replace('")}', '")') + "p{order:1}}", 1),
        (FACE.replace("d09G", "d0*/9G") + "/*" + FACE + "*/p{order:1}", 1),
    ],
)
def test_fonts_are_read_apart_as_they_are_read_together(text: str, faces: int) -> None:
    apart, together = sheet(text), css._Reader().read(text)

    def told(one: css.Sheet) -> Any:
        return [[(each.name, each.text, serialize(each.value)) for each in face] for face in one.faces]

    assert told(apart) == told(together)
    assert len(apart.faces) == faces
    assert [rule.selector for rule in apart.rules] == [rule.selector for rule in together.rules]
    assert apart.odd == together.odd


def test_fonts_as_handouts_have_them_are_no_part_of_the_rules() -> None:
    faces = (("SP Sans", 400, "normal"), ("SP Serif", 600, "normal"))
    one, other = (
        sheet(f"{shipped_theme().embedded_faces(faces, text, '')}p{{order:7}}") for text in ("Abc", "Xyz")
    )
    assert len(one.faces) == len(faces)
    assert one.faces != other.faces
    # Of the same rules one text was read, and was not read again.
    assert one.rules is other.rules


def test_documents_with_other_fonts_share_their_rules() -> None:
    one, other = sheet(FACE + "p{order:7}"), sheet(FACE.replace("d09G", "AAAA") + "p{order:7}")
    assert one.rules == other.rules
    assert one.faces != other.faces
    assert Styles(page(), [one]).kinds is Styles(page(), [other]).kinds


def test_each_document_has_the_looks_of_its_own_root() -> None:
    one = sheet(".deep{font-size:20px} p{font-size:1rem;width:1px} aside p{font-size:2em}")
    small = page(PAGE.replace(' class="deep"', ""))

    def sizes(root: Any) -> set[float]:
        cascade = Cascade(Styles(root, [one]), VIEWPORTS[0])
        return {cascade.look(element).size for element in root.iter("p")}

    assert sizes(page()) == {20.0, 40.0}
    assert sizes(small) == {16.0, 32.0}
    assert sizes(page()) == {20.0, 40.0}


def test_kinds_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    one = sheet("p{order:9}")
    before = Styles(page(), [one])
    before.kind(next(before.root.iter("b")))
    assert Styles(page(), [one]).kinds is before.kinds
    monkeypatch.setattr(css, "MAX_KINDS", 2)
    after = Styles(page(), [one])
    assert after.kinds is not before.kinds
    assert not after.kinds.all


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (" ".join(["div"] * 13) + "{color:red}", "parts of a selector"),
        ("p,b,i,a{color:red}", "selectors"),
        ("p{margin:" + "1px " * 30 + "}", "parts of a value"),
        ("p{margin:calc(0px" + " + 1px" * 20 + ")}", "parts of a value"),
        ("p{color:red}" + " " * 300, "characters of a stylesheet"),
    ],
)
@pytest.mark.code("PRF872")
def test_stylesheets_that_would_take_hours_are_refused(
    text: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(css, "MAX_CSS", 300)
    monkeypatch.setattr(css, "MAX_SELECTORS", 3)
    monkeypatch.setattr(css, "MAX_TOKENS", 40)
    with pytest.raises(Unreadable) as refused:
        sheet(text)
    assert refused.value.facts["what"] == what
    sheet(" ".join(["div"] * 12) + ",p{margin:calc(1px + 2px) 1px 2px 3px}")
