"""Drawings from strangers: what passes, and what is refused and why."""

from __future__ import annotations

import functools

import pytest
from lxml import etree

from pipeline.checks.svg import REFUSED, REFUSED_ATTRIBUTES, fault_of
from pipeline.document.drawings import MAX_CHARACTERS
from pipeline.proof import forbidden
from tests.growth import bounded, in_proportion

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inner: str, root: str = "") -> bytes:
    return f"<svg {NS} viewBox='0 0 9 9' {root}>{inner}</svg>".encode()


@pytest.mark.parametrize(
    "content",
    [
        svg("<rect width='9' height='9'/>"),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n"
        + svg("<!-- drawn by hand --><title>T</title>"),
        svg("<defs><g id='a'><circle r='1'/></g></defs><use href='#a'/><use xlink:href='#a' x='2'/>"),
        svg(
            "<linearGradient id='g'/><rect fill='url(#g)' style='stroke: url(\"#g\")'/><style>.a{fill:red}/* url( */</style>"
        ),
        svg("<metadata><x:note xmlns:x='urn:x'>n</x:note></metadata><desc>https://example.org</desc>"),
        svg("<text onx=''>t</text>".replace(" onx=''", "")),
        svg("<text><tspan>t<tspan>u</tspan></tspan></text>"),
        b'<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        b'  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n' + svg("<rect/>"),
    ],
)
def test_plain_drawings_pass(content: bytes) -> None:
    assert fault_of(content) is None


@pytest.mark.code("DOC214")
def test_a_drawing_of_a_book_of_words_is_refused() -> None:
    assert fault_of(svg(f"<text>{'w' * MAX_CHARACTERS}</text>")) is None
    assert "characters" in (
        fault_of(svg(f"<defs><text>{'w' * MAX_CHARACTERS}</text></defs><text>w</text>")) or ""
    )


@pytest.mark.code("DOC214")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg",
        b"\x89PNG",
        b"<svg/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        svg("<script>x()</script>"),
        svg("<s:script xmlns:s='http://www.w3.org/2000/svg'/>"),
        svg("<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>"),
        svg("<foreignObject/>"),
        svg("<switch><g systemLanguage='en'/></switch>"),
        svg("<SET attributeName='x'/>"),
        svg("<script xmlns='urn:x'>x</script>"),
        svg("<i:path-effect xmlns:i='urn:inkscape'/>"),
        svg("<g aria-owns='x'/>"),
        svg("<rect onclick='x()'/>"),
        svg("", "onload='x()'"),
        svg("<rect ONCLICK='x()'/>"),
        svg("<image href='https://example.org/a.png'/>"),
        svg("<image href='data:image/png;base64,AAAA'/>"),
        svg("<image xlink:href='file:///etc/passwd'/>"),
        svg("<use href='other.svg#a'/>"),
        svg("<use href=' //example.org/a.svg#a'/>"),
        svg("<a href='javascript:x()'><rect/></a>"),
        svg("<rect fill='url(https://example.org/#a)'/>"),
        svg("<rect style='fill: URL( \"https://example.org/#a\" )'/>"),
        svg("<rect style='fill: \\75rl(https://example.org)'/>"),
        svg("<rect style='fill: u/**/rl(https://example.org)'/>").replace(b"u/**/rl", b"url/**/"),
        svg("<style>@import 'https://example.org/a.css';</style>"),
        svg("<style>@IMPORT url(x)</style>"),
        svg("<style>a{fill:url(x.svg#a)}</style>"),
        svg("<style>/* </style>"),
        svg("<style><![CDATA[@import 'x';]]></style>"),
        svg("<set attributeName='opacity' to='0'/>"),
        svg("", "xml:base='https://example.org/'"),
        b"<?xml-stylesheet href='x.css'?>" + svg(""),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg("&a;"),
        b"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'>" + svg(""),
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/a.dtd' [<!ENTITY a 'b'>]>"
        + svg("&a;"),
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://example.org/svg11.dtd'>" + svg(""),
        svg("<g><tspan/></g>"),
        svg("").decode().encode("utf-16"),
        b"<?xml version='1.0' encoding='ISO-8859-1'?>" + svg(""),
        svg("<g>" * 61 + "</g>" * 61),
        svg("<g>" * 100_000 + "</g>" * 100_000),
        svg("<rect/>" * 50_001),
        svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"),
        svg("<pattern id='p'><rect fill='url(#p)'/></pattern>"),
        svg(
            "<g id='a0'><rect/></g>"
            + "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 9))
        ),
    ],
)
def test_the_rest_is_refused(content: bytes) -> None:
    with bounded():
        assert fault_of(content) is not None


@pytest.mark.parametrize("piece", ["url(", "/*", "<a", "<!--", "&#", "\\", "'"])
def test_a_large_one_takes_no_long_time(piece: str) -> None:
    for drawn in ("<style>{}</style>", "{}"):
        short, long = (svg(drawn.replace("{}", piece * number)) for number in (125_000, 500_000))
        assert in_proportion(functools.partial(fault_of, short), functools.partial(fault_of, long))


def test_what_no_proof_lets_pass_is_refused_at_once() -> None:
    assert forbidden._ACTIVE <= REFUSED
    for name in REFUSED_ATTRIBUTES:
        element = etree.fromstring(svg(f"<g {name}='x'/>"))
        assert list(forbidden.active_content(element)), name


@pytest.mark.code("DOC214")
@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<g opacity='.5'/>" * 1001, "masked or see-through"),
        ("<g style='fill:red; mask: url(#m)'/>" * 1001, "masked or see-through"),
        ("<defs><g id='a' opacity='.5'/></defs>" + "<use href='#a'/>" * 1001, "by repetition"),
        (f"<path d='{'L1 1 ' * 400_001}'/>", "simplify"),
        ("<g " + " ".join(f"a{n}='b'" for n in range(201)) + "/>", "attributes"),
    ],
)
def test_what_takes_an_engine_minutes_is_refused(inner: str, said: str) -> None:
    fault = fault_of(svg(inner))
    assert fault is not None
    assert said in fault


def test_what_drawing_programs_write_on_everything_counts_for_nothing() -> None:
    rect = "<rect opacity='1' mask='none' style='opacity:1;fill-opacity:.5;mask:none'/>"
    assert fault_of(svg(rect * 2000)) is None


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ('<rect width="2e9" height="50"/>', "its `width` has a number over 500,000, 2e9"),
        ('<path d="M0 0L-5000000 0Z"/>', "its `d` has a number over 500,000, -5000000"),
        (
            '<g transform="translate(1000000.5)"><rect width="1" height="1"/></g>',
            "its `transform` has a number",
        ),
        ('<path d="M0.12345678 1e2L499999.25 .0000001Z" id="a1000000"/>', None),
    ],
)
def test_numbers_are_of_a_size_that_a_page_can_hold(inner: str, fault: str | None) -> None:
    found = fault_of(svg(inner))
    assert (found is None) if fault is None else (found or "").startswith(fault)
