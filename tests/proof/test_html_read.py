"""Handouts with words that no comparison reads, things that load, and markup or rules that browsers take otherwise."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.document.nodes import Legibility
from pipeline.proof import expectation_in
from pipeline.rendition.expected import from_manifest, manifest

from .conftest import Finished
from .test_html import changed, notice
from .test_html_looks import allowed, styled

VOID = "This notice is void:"


def before(finished: Finished, markup: str) -> bytes:
    box = notice(finished, "prices-1")
    return changed(finished, box, markup + box)


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "markup",
    [
        f"<nav><p>{VOID}</p></nav>",
        f'<nav><a href="#top">{VOID}</a></nav>',
        f'<nav><a href="https://example.org/" hreflang="nb">{VOID}</a></nav>',
        f'<svg viewBox="0 0 9 9"><text>{VOID}</text></svg>',
        f'<table><tr><td data-label="{VOID}"></td></tr></table>',
        f'<svg viewBox="0 0 9 9"><title>{VOID}</title></svg>',
        f'<svg viewBox="0 0 9 9"><g><desc>{VOID}</desc></g></svg>',
        f'<svg viewBox="0 0 9 9"><title>Fares</title>{VOID}</svg>',
        f'<svg role="img" aria-label="{VOID}"><path d="M0 0h9"/></svg>',
        f'<section aria-label="{VOID}"><p>Fares</p></section>',
    ],
)
def test_words_where_the_article_is_not_looked_for(handout: Finished, markup: str) -> None:
    assert "PRF855" in handout.codes(before(handout, markup))


@pytest.mark.code("PRF855")
@pytest.mark.parametrize("word", ["No:", "void", "X"])
def test_a_short_word_right_before_or_behind_a_disclaimer(handout: Finished, word: str) -> None:
    box = notice(handout, "prices-1")
    assert "PRF855" in handout.codes(before(handout, f"<p>{word}</p>"))
    assert "PRF855" in handout.codes(changed(handout, box, f"{box}<p>{word}</p>"))


@pytest.mark.code("PRF855")
def test_a_window_of_another_name(handout: Finished) -> None:
    assert "PRF855" in handout.codes(changed(handout, "<title>", f"<title>{VOID} "))


@pytest.mark.parametrize(
    "markup",
    [
        '<nav><a href="https://example.org/" hreflang="nb">norsk bokmål</a></nav>',
        '<nav><a href="#fares">Fares</a></nav>',
        '<svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
    ],
)
def test_lists_of_links_and_pictures(handout: Finished, markup: str) -> None:
    # Only mastheads and feet have drawings.
    where = "</header>" if markup.startswith("<svg") else '<main id="smallprint-text">'
    assert handout.codes(changed(handout, where, markup + where)) == set()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "rule",
    [
        'figure::after{content:"What follows is void"}',
        'figure::before{content:"vo"}figure::after{content:"id"}',
        "h2::after{content:attr(title)}",
        "h2::after{content:url(data:image/png;base64,AAAA)}",
        ':root{--said:"void"}h2::after{content:var(--said)}',
        'li{list-style-type:"void "}',
        'li::marker{content:"void "}',
        'q{quotes:"not: " ""}',
    ],
)
def test_words_of_the_stylesheet(handout: Finished, rule: str) -> None:
    assert "PRF855" in styled(handout, rule)


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://example.org/x.png" alt="">',
        '<img src="data:," alt="This notice is void:">',
        '<img srcset="data:image/png;base64,AA//, https://example.org/x.png 2x" alt="">',
        '<svg><image href="https://example.org/x.png"/></svg>',
        '<svg><use xlink:href="//example.org/x.svg#a"/></svg>',
        '<svg><rect fill="url(https://example.org/x.svg#a)"/></svg>',
        '<p><a href="#top" ping="https://example.org/">Fares</a></p>',
        '<p><a href="#top" download="x">Fares</a></p>',
        '<p tabindex="5">Fares</p>',
        '<div aria-owns="prices-1"></div>',
        "<fencedframe></fencedframe>",
        "<own-element></own-element>",
        "<math></math>",
    ],
)
def test_what_loads_or_acts(handout: Finished, markup: str) -> None:
    assert "PRF842" in handout.codes(before(handout, markup))


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    "rule",
    [
        "h1{background:url(https://example.org/x.png)}",
        'h1{background:image-set("https://example.org/x.png" 1x)}',
        ":root{--picture:url(//example.org/x.png)}",
    ],
)
def test_a_stylesheet_that_loads(handout: Finished, rule: str) -> None:
    assert "PRF842" in styled(handout, rule)


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<meta http-equiv="Content-Security-Policy"', '<meta name="policy"'),
        ("default-src 'none'", "default-src *"),
        ("default-src 'none'; ", ""),
        ("img-src data:", "img-src data: https:"),
        ("script-src ", "script-src 'unsafe-inline' "),
        ("base-uri 'none'", "frame-src https:; base-uri 'none'"),
        ("<title>", '<meta http-equiv="content-security-policy" content="default-src \'none\'"><title>'),
    ],
)
def test_another_policy(handout: Finished, old: str, new: str) -> None:
    assert "PRF842" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF871")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<main ", "<body hidden></body><main "),
        ("<main ", '<html class="languages"></html><main '),
        ("<main ", "<head></head><main "),
    ],
)
def test_elements_that_stand_once(handout: Finished, old: str, new: str) -> None:
    assert "PRF871" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF871")
@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ('<svg viewBox="0 0 9 9"><div class="languages"/></svg>', "a <div> in a drawing"),
        ("<svg><g><sup/></g></svg>", "a <sup> in a drawing"),
        ("<svg><s></s></svg>", "a <s> in a drawing"),
        ("<svg><br></svg>", "a <br> in a drawing"),
        ('<svg><title><div class="languages"></title></svg>', "more than words in the <title>"),
        ('<svg><desc><div class="languages"></desc></svg>', "more than words in the <desc>"),
        ("<svg><title><style>.notice{display:none}</style></title></svg>", "more than words in the <title>"),
        ("<svg><TITLE>Fares</desc></TITLE></svg>", "more than words in the <title>"),
        ("<svg><title>Fares</svg>", "more than words in the <title>"),
        ("<svg><title/></svg>", "more than words in the <title>"),
        ("<svg><filter/></svg>", "a <filter> in a drawing"),
        ("<svg><metadata></metadata></svg>", "a <metadata> in a drawing"),
        ('<svg><style><b class="languages"></style></svg>', "a <style> in a drawing"),
        ("<svg><foreignObject/></svg>", "a <foreignobject> in a drawing"),
        ('<svg/><g class="languages"/></svg>', "an empty <svg>"),
        ("<table><p>Fares</p></table>", "a <p> in <table>"),
        ("<table><tr>Fares</tr></table>", "words in <tr>"),
        ("<div><td>Fares</td></div>", "a <td> in <div>"),
        ("<p><b><div>Fares</div></b></p>", "a <div> in <p>"),
        ('<a href="#a"><b><a href="#b">Fares</a></b></a>', "a <a> in <a>"),
        ("<h2>Fares<h3>Fares</h3></h2>", "a <h3> in <h2>"),
        ("<ul><li><div><li>Fares</li></div></li></ul>", "a <li> in <div>"),
    ],
)
def test_elements_that_browsers_put_elsewhere(handout: Finished, markup: str, told: str) -> None:
    proved = handout.proved(before(handout, markup))
    assert [found.code for found in proved.diagnostics] == ["PRF871"]
    assert told in proved.diagnostics[0].message


@pytest.mark.code("PRF871")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</head>", "<section>No notice holds.</section></head>"),
        ("</head>", "No notice holds.</head>"),
        ("</head>", "</head>No notice holds."),
        ("</body>", "</body>No notice holds."),
        ("</body>", "</body><p>No notice holds.</p>"),
        ("<html ", "No notice holds.<html "),
    ],
)
def test_words_beside_the_page(handout: Finished, old: str, new: str) -> None:
    assert handout.codes(handout.content.decode().replace(old, new, 1).encode()) == {"PRF871"}


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tbody><tr><td><table><tr><th><p></p></th></tr></table></td></tr></tbody></table>",
        "<dl><div><dt></dt><dd><p></p></dd></div></dl>",
        "<ul><li><ul><li></li></ul></li></ul>",
        '<svg viewBox="0 0 9 9"><title>Fares</title><g><desc>Fares</desc><path d="M0 0h9"><title>Fares</title></path></g></svg>',
        '<svg viewBox="0 0 9 9"><marker id="a"><path d="M0 0h9"/></marker><path marker-end="url(#a)" d="M0 0h9"/></svg>',
        '<svg viewBox="0 0 9 9"><defs><linearGradient id="a"><stop/></linearGradient></defs><g><rect/></g></svg>',
    ],
)
def test_elements_in_their_places(handout: Finished, markup: str) -> None:
    # Only mastheads and feet have drawings.
    where = "</header>" if markup.startswith("<svg") else '<main id="smallprint-text">'
    assert handout.codes(changed(handout, where, markup + where)) == set()


@pytest.mark.code("PRF824")
@pytest.mark.parametrize(
    "attribute",
    [
        'transform="translate(0 -99)"', 'transform-origin="0 0"', 'overflow="visible"', 'filter="none"', 'x="9"',
        'clip-path="none"', 'opacity="1"', 'z-index="9"',
    ],
)  # fmt: skip
def test_a_drawing_that_leaves_its_place(handout: Finished, attribute: str) -> None:
    drawing = f'<svg viewBox="0 0 9 9" {attribute}><rect width="9" height="9"/></svg>'
    assert "PRF824" in handout.codes(changed(handout, "</main>", drawing + "</main>"))


@pytest.mark.code("PRF871")
def test_something_behind_the_end(handout: Finished) -> None:
    assert "PRF871" in handout.codes(handout.content.replace(b"</html>", b"</html><p>Published by</p>"))


@pytest.mark.code("PRF822")
@pytest.mark.parametrize(
    ("old", "new"), [('lang="en"', 'lang="ar"'), ('lang="en" ', ""), ('dir="ltr"', 'dir="rtl"')]
)
def test_another_language_or_direction(handout: Finished, old: str, new: str) -> None:
    assert "PRF822" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF822")
@pytest.mark.parametrize(
    "rule",
    [
        ".notice p{text-indent:99em}",
        ".notice p{text-indent:0999em}",
        ".notice{text-decoration:underline 9em #fff}",
        ".notice{text-decoration:underline;text-underline-offset:-.5em}",
        ".notice{flex:0 0 0;overflow:hidden}",
        ".notice{aspect-ratio:9999;overflow:hidden}",
        ".notice{border-radius:50%;overflow:hidden}",
        ".notice{direction:rtl}",
        "@supports (display:grid){.notice{display:contents}}",
        "main{display:grid;grid-template-columns:1fr minmax(0,0)}",
        "html{overflow:hidden}",
        "html{scroll-snap-type:y mandatory}",
        "::target-text{color:transparent}",
    ],
)
def test_rules_that_hide_in_other_ways(handout: Finished, rule: str) -> None:
    assert "PRF822" in styled(handout, rule)


@pytest.mark.code("PRF824")
@pytest.mark.parametrize(
    "rule",
    [
        ".contents{position:sticky;top:0;height:100vh;background:#fff}",
        "h2{border-image:linear-gradient(#fff,#fff) 1 fill/1px/900px}",
        "h2{border-image:conic-gradient(#fff 0 0) fill 0//50vh 0 0 0}",
        "h2{border-image:conic-gradient(#fff 0 0) fill 0//calc(1px*900)}",
        "h2{border-image-outset:calc(1*900)}",
        "h2{box-shadow:0 calc(1px*200) 0 calc(1px*100) #fff}",
        "h2{box-shadow:0 0 0 var(--far) #fff}:root{--far:900px}",
        'h2::after{content:"";position:absolute;width:9px;height:9px;transform:scale(99)}',
        'h2::after{content:"";position:absolute;width:9px;height:9px;box-shadow:0 0 0 calc(1px*900) #fff}',
        "@media screen{.page{display:block}}",
        ".contents{grid-column:1/-1}",
        "figure{-webkit-box-reflect:below -9em}",
    ],
)
def test_what_lies_over_the_text(handout: Finished, rule: str) -> None:
    assert "PRF824" in styled(handout, rule)


@pytest.mark.code("PRF833")
def test_a_ground_that_is_inherited_from_what_has_no_box(handout: Finished) -> None:
    plain = ":root{color-scheme:light}html,body{background:#fff}.notice{background-color:#fff}.notice *{color:#000}"
    assert styled(handout, plain) <= {"PRF857"}
    dark = ".notice{display:contents;background-color:#000}.notice p{background-color:inherit}"
    assert "PRF833" in styled(handout, plain + dark)


@pytest.mark.code("PRF833")
def test_a_dark_scheme_that_only_the_head_asks_for(handout: Finished) -> None:
    content = handout.content.decode().replace("color-scheme:light dark", "")
    content = content.replace(
        'name="color-scheme" content="light dark"', 'name="color-scheme" content="dark"'
    )
    rule = "html,body,.notice{background:none}.notice,.notice *{color:#000}</style>"
    tampered = content.replace("</style>", rule, 1).encode()
    assert "PRF833" in handout.codes(tampered, allowed(handout, tampered))


@pytest.mark.parametrize(
    "less",
    [
        Legibility(min_contrast=1.0),
        Legibility(min_size_pt=2.0),
        Legibility(min_body_ratio=0.1),
        Legibility(max_line_chars=900),
    ],
)
def test_a_manifest_that_owes_less_than_it_may(handout: Finished, less: Legibility) -> None:
    """Who writes the measures into the file cannot make them nothing."""
    read = from_manifest(manifest(handout.owed)).notices
    assert [one.legibility for one in read] == [one.legibility for one in handout.owed.notices]
    runs = tuple(
        dataclasses.replace(run, notice=dataclasses.replace(run.notice, legibility=less))
        if run.notice is not None
        else run
        for run in handout.owed.runs
    )
    with pytest.raises(ValueError, match="owes less"):
        from_manifest(manifest(dataclasses.replace(handout.owed, runs=runs)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<!DOCTYPE html>", "\ufeff<!DOCTYPE html>", "a byte order mark"),
        ("</main>", "</main></div>", "</div> where </body> should be"),
        ("</main>", "</main><!-- x -->", "a comment"),
    ],
)
def test_what_browsers_read_otherwise_is_told(handout: Finished, old: str, new: str, told: str) -> None:
    """Not that the page has no manifest, which it has."""
    content = handout.content.decode().replace(old, new, 1).encode()
    proved = handout.proved(content, expectation_in(content, "ferries.html"))
    assert [found.code for found in proved.diagnostics] == ["PRF871"]
    assert told in proved.diagnostics[0].message


@pytest.mark.code("PRF822")
@pytest.mark.parametrize(
    "role",
    ["doc-cover", "doc-toc", "doc-index", "doc-pullquote", "doc-endnotes", "img", "presentation", "math"],
)
@pytest.mark.parametrize("around", ["main", "div"])
def test_as_something_that_is_not_read(handout: Finished, role: str, around: str) -> None:
    """A picture, say, whose parts nobody reads aloud."""
    if around == "main":
        mutant = changed(handout, "<main ", f'<main role="{role}" ')
    else:
        box = notice(handout, "prices-1")
        mutant = changed(handout, box, f'<div role="{role}">{box}</div>')
    assert "PRF822" in handout.codes(mutant)


@pytest.mark.code("PRF841")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<td ", '<td height="6000" '),
        ("<table", '<table cellpadding="900"'),
        ("<table", '<table align="left"'),
    ],
)
def test_sizes_that_no_stylesheet_gives(handout: Finished, old: str, new: str) -> None:
    assert "PRF841" in handout.codes(changed(handout, old, new))


@pytest.mark.code("PRF822")
@pytest.mark.parametrize("key", ["offer-1", "advice-1"])
@pytest.mark.parametrize(
    "empty", ["<br>" * 99, "<p></p>", '<svg width="9" height="6000"></svg>', "<ol><li></li></ol>"]
)
def test_empty_room_before_any_disclaimer(handout: Finished, key: str, empty: str) -> None:
    box = notice(handout, key)
    assert "PRF822" in handout.codes(changed(handout, box, empty + box))


@pytest.mark.code("PRF822")
@pytest.mark.parametrize("name", ["notice-after-trigger", "notice-material"])
def test_a_class_that_is_gone(handout: Finished, name: str) -> None:
    box = notice(handout, "prices-1")
    assert name in box
    assert "PRF822" in handout.codes(changed(handout, box, box.replace(name, "", 1)))


DRAWN = '<svg viewBox="0 0 9 9" aria-hidden="true"><path d="M0 9V0l6 9V0"/></svg>'


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    "markup", [DRAWN, f"<p>{DRAWN}</p>", f"<header>{DRAWN}</header>", f"<footer>{DRAWN}</footer>"]
)
def test_letters_that_are_drawn_anywhere_in_the_text(handout: Finished, markup: str) -> None:
    assert handout.codes(changed(handout, "</section>", f"{markup}</section>")) == {"PRF856"}


def test_a_projects_own_foot_may_have_drawings(handout: Finished) -> None:
    """The signs of networks, say."""
    assert handout.codes(changed(handout, "</footer>", f"{DRAWN}</footer>")) == set()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "signs", ["ⓃⓄⓉ ⓋⒶⓁⒾⒹ", "🄽🄾🅃", "🇳🇴", "❌", "⠝⠕⠞", "\ue000", "\u2588" * 9, "…" * 90, "&amp;" * 90]
)
def test_signs_that_are_nobodys_anywhere_in_the_text(handout: Finished, signs: str) -> None:
    assert handout.codes(changed(handout, "</section>", f"<p>{signs}</p></section>")) == {"PRF855"}


def doubling(times: int) -> str:
    """A drawing of which each part draws the one before it twice."""
    parts = (f'<g id="b{n + 1}"><use href="#b{n}"/><use href="#b{n}"/></g>' for n in range(times))
    return (
        f'<svg viewBox="0 0 9 9" aria-hidden="true"><g id="b0"><path d="M0 0h9"/></g>{"".join(parts)}</svg>'
    )


@pytest.mark.code("PRF842")
def test_a_drawing_that_no_browser_comes_to_an_end_with(handout: Finished) -> None:
    def drawn(markup: str) -> set[str]:
        return handout.codes(changed(handout, "</header>", f"{markup}</header>"))

    assert drawn(doubling(60)) == {"PRF842"}
    assert drawn(doubling(5_000)) == {"PRF842"}
    assert drawn(doubling(8)) == set()
    assert drawn('<svg viewBox="0 0 9 9" aria-hidden="true"><g id="b0"><use href="#b0"/></g></svg>') == set()


@pytest.mark.code("PRF855")
@pytest.mark.parametrize("signs", ["ⓃⓄⓉ", "🄽🄾🅃", "🅽🅾🆃", "🇳🇴🇹"])
@pytest.mark.parametrize(
    "where", ['<meta name="description" content="', '<meta name="keywords" content="', "<title>"]
)
def test_letters_in_circles_and_boxes_are_letters(handout: Finished, signs: str, where: str) -> None:
    text = handout.content.decode()
    old, new = (where, where + signs) if where in text else ("</head>", f'{where}{signs}"></head>')
    assert "PRF855" in handout.codes(changed(handout, old, new))
