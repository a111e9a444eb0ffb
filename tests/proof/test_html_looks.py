"""Styles that make a disclaimer hard to see: each is caught, also where the manifest allows the stylesheet."""

from __future__ import annotations

import dataclasses
import hashlib
import re

import pytest

from pipeline.document import Document, Notice, Paragraph, plain_text
from pipeline.document.nodes import Legibility
from pipeline.rendition.expected import Expectation

from .conftest import Build, Finished, guarded
from .test_html import changed, notice


def allowed(finished: Finished, content: bytes) -> Expectation:
    """What is owed, as if whoever tampered with the style had written its hash into the manifest too."""
    css = re.search(r"<style[^>]*>(.*?)</style>", content.decode(), re.DOTALL)
    assert css is not None
    digest = hashlib.sha256(css[1].encode()).hexdigest()
    return dataclasses.replace(finished.owed, stylesheets=(digest,))


def styled(finished: Finished, rule: str) -> set[str]:
    """The codes for the page with one more rule at the end of its style."""
    content = guarded(changed(finished, "</style>", rule + "</style>"))
    return finished.codes(content, allowed(finished, content))


def test_a_harmless_rule(handout: Finished) -> None:
    for rule in (
        ".notice{border-color:red}",
        ".notice{background:#fff;color:#000;border-radius:.2em}",
        "@media (prefers-color-scheme:dark){.notice{background:#000;color:#fff}}",
        ".wording{font-weight:700}",
        "main{padding:1rem}",
        ".contact{position:relative;top:2px;box-shadow:0 1px 3px #0003}",
        "@media (min-width:100em){html{font-size:22px}}",
        ".notice{background:hsl(40 100% 95%);color:color-mix(in srgb, #000 90%, #fff)}",
        "@supports (display:grid){.notice{border-width:1px}}",
        "a:hover{color:red}",
        ".notice p{user-select:none;scroll-margin:1em}",
        "::selection{color:#fff;background:#000}",
        ".notice p{line-height:30px;font-weight:bolder;min-width:10em;font-style:italic}",
        "html.night .notice{border-color:red}body.plain h2{display:block}",
        ".qualified{display:grid;gap:1rem}.notice{margin-top:2em;break-before:avoid}",
        "h1{margin-bottom:20em;break-before:page}",
        ".qualified{container-type:inline-size}main{container:text/inline-size}",
        ".notice{letter-spacing:.02em;outline:2px solid;outline-offset:-4px;box-shadow:inset .25rem 0 0 #c00}",
        ":root{--edge:#c00;--other:rgb(0 0 0/.2)}.notice{outline:1px solid var(--edge);box-shadow:0 1px 3px var(--other)}",
        ".contact{border-image:linear-gradient(#fff,#000) 30}",
    ):
        assert styled(handout, rule) == set(), rule


@pytest.mark.parametrize(
    "rule",
    [
        ".notice{display:none}",
        ".notice{display:var(--gone)}:root{--gone:none}",
        ".notice{display:table-column}",
        "html:hover .notice{display:none}",
        "main:focus-within .notice{visibility:hidden}",
        "body:has(:target) .notice{opacity:0}",
        ".notice{visibility:collapse}",
        ".qualified{opacity:.2}",
        ".notice{content-visibility:auto}",
        ".notice{clip-path:circle(1px)}",
        ".notice{-webkit-clip-path:inset(50%)}",
        ".notice{mask:linear-gradient(#0000,#0000)}",
        ".notice{-webkit-mask-image:linear-gradient(#0000,#0000)}",
        ".notice{filter:blur(9px)}",
        ".notice{filter:opacity(0)}",
        ".notice{mix-blend-mode:screen}",
        ".notice{height:0;overflow:hidden}",
        ".notice{max-height:1.2em;overflow:hidden}",
        "main{max-height:60rem;overflow:clip}",
        ".notice{block-size:1px}",
        ".notice{width:1px}",
        ".notice{position:absolute;left:-9999px}",
        ".notice{position:fixed;top:0}",
        ".notice{position:relative;left:-200vw}",
        ".notice{margin-left:-9999px}",
        ".notice{margin:0 0 0 100vw}",
        ".notice{padding-left:90vw}",
        ".notice p{text-indent:-999em}",
        ".notice p{text-indent:200vw}",
        ".notice{transform:translateX(200%)}",
        ".notice{translate:-100vw}",
        ".notice{rotate:90deg}",
        ".notice{scale:.1}",
        ".notice{zoom:.2}",
        ".notice{line-height:0}",
        ".notice{letter-spacing:-1em}",
        ".notice{letter-spacing:-.09em}",
        ".page{container-type:size}",
        ".qualified{container:x/size}",
        ".qualified{container:x / scroll-state size}",
        ".notice{outline:2000px solid #000e;outline-offset:-2000px}",
        ".notice{outline:20px solid #000;outline-offset:-20px}",
        ".notice{outline:calc(200px) solid #000}",
        "main{-webkit-box-shadow:inset 0 0 0 900px #000}",
        ".notice{box-shadow:inset 0 0 0 200px #1f1f1d}",
        ".notice{box-shadow:inset 0 20em #1f1f1d}",
        ".notice{box-shadow:inset 0 0 0 calc(1em*20) #1f1f1d}",
        ".notice{box-shadow:inset 0 0 0 var(--far) #000}:root{--far:99em}",
        ".notice{box-shadow:inset 0 0 0 var(--far,99em) #000}",
        ".notice{box-shadow:var(--all)}@media print{:root{--all:inset 0 0 0 99em #000}}",
        ".notice{box-shadow:var(--all)}:root{--all:var(--more)}body{--more:inset 0 0 0 99em #000}",
        ".notice{word-spacing:50em}",
        ".notice{z-index:-1}",
        ".qualified{display:flex;flex-direction:column-reverse}",
        ".notice{order:-1}",
        ".qualified{display:grid}.notice{grid-row:1}",
        ".qualified{display:grid}.notice{grid-area:1/1}",
        ".wording{content:'All is well.'}",
        ".wording{content:url(x.png)}",
        ".notice{columns:9}",
        ".notice{column-width:1em}",
        ".notice p{-webkit-line-clamp:1}",
        ".notice p{line-clamp:1}",
        ".wording{text-transform:uppercase}",
        ".wording{text-decoration:line-through}",
        ".wording{-webkit-text-security:disc}",
        ".wording{-webkit-text-fill-color:transparent}",
        ".wording{-webkit-text-stroke:9px #fff}",
        ".wording{text-shadow:0 0 9px #000}",
        ".wording{background-clip:text}",
        ".wording{unicode-bidi:bidi-override}",
        ".wording{writing-mode:vertical-rl}",
        ".wording{font-family:Wingdings}",
        ".wording{font-variant:super}",
        ".wording{font-variant-position:sub}",
        ".wording{font-stretch:50%}",
        ".wording{font-feature-settings:'ss01'}",
        ".wording{all:unset}",
        ".wording{animation:x 1s forwards}@keyframes x{to{opacity:0}}",
        ".wording::first-line{color:transparent}",
        ".wording::before{content:'It is not true that '}",
        ".notice::after{content:' (void)'}",
        ".notice::before{content:'';position:absolute;inset:0;background:#fff}",
        "@container (min-width:1px){.notice{display:none}}",
        "@scope (main){.notice{display:none}}",
        "@scope (.notice){:scope{display:none}}",
        "@starting-style{.notice{display:none}}",
        "@layer x{.notice{display:none!important}}",
        "@supports (display:grid){.notice{display:none}}",
        ".qualified{.notice{display:none}}",
        ".x{.notice:not(&){display:none}}",
        ".notice{@media print{display:none}}",
        "@media print{.notice{display:none}}",
        "@media (width:777px){.notice{display:none}}",
        "@namespace x url(y);",
        "@property --ink{syntax:'<color>';inherits:true;initial-value:#fff}",
        "@page{margin:500mm}",
        "@page{size:20mm 20mm}",
        ":is(.notice){display:none}",
        "[id^=prices]{display:none}",
        "div[role=note]{display:none}",
        ".notice:nth-child(n){display:none}",
        ".notice:dir(ltr){display:none}",
        "::slotted(x),.notice:modal{display:none}",
    ],
)
def test_rules_that_hide(handout: Finished, rule: str) -> None:
    assert styled(handout, rule) & {"PRF822", "PRF835"}, rule


@pytest.mark.code("PRF824")
@pytest.mark.parametrize(
    "rule",
    [
        ".qualified>.table{position:relative;top:9rem;background:#fff}",
        ".table{margin-bottom:-9rem}",
        ".table{margin-bottom:calc(0px - 9rem)}",
        ".table{margin-block-end:-20%}",
        ".table{transform:translateY(9rem)}",
        ".table{translate:0 9rem}",
        ".table{scale:3}",
        ".table{height:2rem;overflow:visible}",
        ".table{box-shadow:0 200px 0 200px #fff}",
        ".table{outline:20rem solid #fff}",
        ".table{animation:x 1s}",
        ".table::after{content:'';position:absolute;left:0;width:100%;height:90rem;background:#fff}",
        ".skip{top:0;position:fixed;width:100%;height:100%}",
        ".imprint{position:fixed;bottom:0;height:90vh;background:#fff}",
        ".imprint{position:sticky;bottom:0}",
        ".contents{grid-column:1;grid-row:1}",
        ".page>*{grid-area:1/1}",
        ".art svg{overflow:visible}.art{position:static}",
        "h2::before{content:'';position:fixed;inset:0;background:#fff}",
        "h2:hover::before{content:'';position:fixed;inset:0;background:#fff}",
    ],
)
def test_rules_that_cover(handout: Finished, rule: str) -> None:
    assert "PRF824" in styled(handout, rule), rule


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (".wording{font-size:8px}", "PRF831"),
        (".wording{font-size:calc(1em*.5)}", "PRF831"),
        (".wording{font-size:xx-small}", "PRF831"),
        (".wording{font:400 7px/1.2 serif}", "PRF831"),
        (".notice{font-size:smaller}.notice p{font-size:smaller}.wording{font-size:smaller}", "PRF831"),
        (":root{--tiny:6px}.wording{font-size:var(--tiny)}", "PRF831"),
        ("@media print{.wording{font-size:7.5pt}}", "PRF831"),
        ("@media (max-width:400px){.wording{font-size:9px}}", "PRF831"),
        ("@media (min-width:600px) and (max-width:610px){.wording{font-size:9px}}", "PRF831"),
        ("@media (500px<=width<=520px){.wording{font-size:9px}}", "PRF831"),
        ("@media screen and (min-width:1400px){.wording{font-size:.5vw}}", "PRF831"),
        (".wording{font-size:.95em}", "PRF832"),
        ("main p,main td,main li{font-size:2em}.notice p{font-size:1em}", "PRF832"),
        ("@media print{main p,main td,main li{font-size:2em}.notice p{font-size:1em}}", "PRF832"),
        (".wording{color:#777}", "PRF833"),
        (".wording{color:rgb(0 0 0/.4)}", "PRF833"),
        (".wording{color:hsl(0 0% 60%)}", "PRF833"),
        (":root{--ink:#999}", "PRF833"),
        (".notice{background:var(--ink)}", "PRF833"),
        (".notice{background:#555}", "PRF833"),
        ("@media (prefers-color-scheme:dark){.wording{color:#222}}", "PRF833"),
        ("@media (prefers-color-scheme:dark){:root{--notice:#eee}}", "PRF833"),
        ("@media print{.wording{color:#ddd}}", "PRF833"),
        ("@media print{.notice{background:#000;color:#fff;print-color-adjust:economy;-webkit-print-color-adjust:economy}}", "PRF833"),
        (".notice,.wording{color:currentColor}.qualified{color:#fff}", "PRF833"),
        ("main{opacity:.5}", "PRF833"),
        (".wording{color:color-mix(in srgb,#000 20%,#fff)}", "PRF833"),
        (".wording{color:color-mix(in oklab,#000 20%,#fff)}", "PRF835"),
        (".wording{color:oklch(.5 .1 20)}", "PRF835"),
        (".wording{color:rgb(from red r g b)}", "PRF835"),
        (".wording{color:var(--nothing)}", "PRF835"),
        (".wording{color:revert}", "PRF835"),
        (".wording{font-size:1cqw}", "PRF835"),
        (".wording{font-size:calc(1em + 1cqi)}", "PRF835"),
        (".notice{background:url(data:image/png;base64,AA)}", "PRF835"),
        (".notice{background-image:linear-gradient(#000,#000)}", "PRF835"),
        ("main{background-image:image-set('x' 1x)}.notice{background:transparent}", "PRF835"),
        ("@container (min-width:1px){.wording{color:#fff}}", "PRF835"),
        ("@supports (color:red){.wording{color:#fff}}", "PRF835"),
        ("@layer x{:root{--ink:#fff}}", "PRF835"),
        ("@media (prefers-contrast:more){.wording{color:#fff}}", "PRF835"),
        ("@media (orientation:portrait){.wording{color:#fff}}", "PRF835"),
        ("@media (min-height:10px){.notice{background:#000}}", "PRF835"),
        ("@media (forced-colors:active){.wording{color:#fff}}", "PRF835"),
        ("@supports (display:grid){main p{font-size:3em}.notice p{font-size:1em}}", "PRF835"),
        ("main:hover{color:#fff}", "PRF835"),
        ("".join(f"@media (min-width:{width}px){{main{{padding:0}}}}" for width in range(1, 60)), "PRF835"),
    ],
)  # fmt: skip
@pytest.mark.code("PRF831", "PRF832", "PRF833", "PRF835")
def test_looks(handout: Finished, rule: str, code: str) -> None:
    codes = styled(handout, rule)
    assert code in codes, (rule, codes)


@pytest.mark.code("PRF834")
def test_bold(handout: Finished) -> None:
    owed = tuple(
        dataclasses.replace(run, notice=dataclasses.replace(run.notice, legibility=Legibility(bold=True)))
        if run.notice is not None
        else run
        for run in handout.owed.runs
    )
    assert handout.codes(owed=dataclasses.replace(handout.owed, runs=owed)) == {"PRF834"}
    content = guarded(changed(handout, "</style>", ".wording{font-weight:700}</style>"))
    bold = dataclasses.replace(allowed(handout, content), runs=owed)
    assert handout.codes(content, bold) == set()
    assert all(seen.bold for seen in handout.proved(content, bold).disclaimers)


def test_measures_are_told(handout: Finished) -> None:
    for seen in handout.proved().disclaimers:
        assert [view.name for view in seen.views] == ["light", "dark", "print", "narrow"]
        assert seen.legible is True
        assert seen.bold is False
        assert seen.size_pt == 10.5  # on paper; 14.25 on a screen
        assert seen.body_ratio == 1
        assert seen.contrast == min(view.contrast for view in seen.views)
        assert 12 < (seen.contrast or 0) < 18


@pytest.mark.parametrize(
    "wrapped",
    [
        "<details>{}</details>", "<details open>{}</details>", "<dialog open>{}</dialog>", "<div popover>{}</div>",
        '<div hidden="until-found">{}</div>', "<noscript>{}</noscript>", "<template>{}</template>",
        "<svg><foreignobject>{}</foreignobject></svg>", '<bdo dir="rtl">{}</bdo>', '<div dir="rtl">{}</div>',
        "<object>{}</object>", "<canvas>{}</canvas>", "<video>{}</video>", "<select>{}</select>", "<small>{}</small>",
        "<s>{}</s>", "<del>{}</del>", "<ruby>{}</ruby>", "<a href='#x'>{}</a>", "<button>{}</button>", "<nav>{}</nav>",
        "<math>{}</math>", "<div aria-hidden=true>{}</div>", "<div inert>{}</div>",
        '<div lang="x-none" translate="yes" style="">{}</div>', "<marquee>{}</marquee>", "<aside hidden>{}</aside>",
    ],
)  # fmt: skip
def test_wrapped(handout: Finished, wrapped: str) -> None:
    box = notice(handout, "prices-1")
    codes = handout.codes(changed(handout, box, wrapped.format(box)))
    assert codes & {"PRF801", "PRF822", "PRF842", "PRF871", "PRF811"}, codes


@pytest.mark.parametrize(
    "added",
    [
        '<body text="#fff">', '<body bgcolor="#000">', '<body background="x.png">',
    ],
)  # fmt: skip
def test_presentational_body(handout: Finished, added: str) -> None:
    assert handout.codes(changed(handout, "<body>", added)) & {"PRF841", "PRF842"}


@pytest.mark.parametrize(
    "beside",
    [
        "<dialog open>nothing</dialog>", '<svg overflow="visible"><rect width="9999" height="9999"/></svg>',
        "<template shadowrootmode=open><p>x</p></template>",
        '<link rel="stylesheet" href="data:text/css,x">', '<div style="position:fixed;inset:0;background:#fff"></div>',
        '<base href="x">',
    ],
)  # fmt: skip
def test_beside(handout: Finished, beside: str) -> None:
    box = notice(handout, "prices-1")
    codes = handout.codes(changed(handout, "</main>", beside + "</main>"))
    assert codes & {"PRF822", "PRF824", "PRF841", "PRF842"}, codes
    assert box


def test_a_short_article(build: Build, document: Document) -> None:
    """Its first paragraph, which is set larger, is longer than all the rest."""
    blocks = tuple(
        block
        for block in document.blocks
        if isinstance(block, Notice)
        or (isinstance(block, Paragraph) and "crosses" in plain_text(block.content))
    )
    assert len(blocks) > 4
    finished = build(dataclasses.replace(document, blocks=blocks), "handout")
    assert finished.codes() == set()
    assert all(seen.body_ratio == 1 for seen in finished.proved().disclaimers)
