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
        ".notice p{user-select:text;scroll-margin:1em}",
        "::selection{color:#fff;background:#000}",
        ".notice p{line-height:30px;font-weight:bolder;min-width:10em;font-style:italic}",
        "html.night .notice{border-color:red}body.plain h2{display:block}",
        ".qualified{display:grid;gap:1rem}.notice{margin-top:2em;break-before:avoid}",
        "h1{margin-bottom:20em;break-before:page}",
        ".qualified{container-type:inline-size}main{container:text/inline-size}",
        ".notice{letter-spacing:.02em;outline:2px solid;outline-offset:-4px;box-shadow:inset .25rem 0 0 #c00}",
        ":root{--edge:#c00;--other:rgb(0 0 0/.2)}.notice{outline:1px solid var(--edge);box-shadow:0 1px 3px var(--other)}",
        ".contact{border-image:linear-gradient(#fff,#000) 30}",
        ".notice{box-shadow:inset 10px 0 0 #c00,0 .25rem .5rem #0003;border:2px solid var(--rule);transition:border-color .3s ease-in}",
        ".table{margin-top:-.5em}",
        ".table{box-shadow:0 4px 8px #0003;filter:grayscale(.2);grid-template-rows:auto 1fr minmax(1em,auto)}",
        "main a{padding:.1em .2em;background:#eee;color:#03c}main a.button{display:inline-block;padding:2em;background:#eee}sup{line-height:0}",
        ":root{--near:.5rem;--edge:1px solid #c00}.table,h2,main a{padding:var(--near);border:var(--edge);margin-top:var(--near)}",
        "h2{display:inline;padding-top:4em}h2::before{content:'';display:inline-block;width:1em;height:1em;background:#c00}",
        "h2::first-letter{font-size:2em;line-height:.9}.notice{grid:auto-flow/1fr;stroke-width:0;text-decoration-thickness:1px}",
        "body{padding:0 max(1rem,env(safe-area-inset-right)) 0 calc(1rem + 1px);border:1px solid rgb(0 0 0/.1)}html{display:inline}",
        "h1{font-size:min(3rem,20vh);line-height:1}.table td{text-decoration:underline;text-underline-offset:.2em}",
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
        ".notice{-webkit-mask-box-image:linear-gradient(#0000,#0000)}",
        ".notice{-webkit-mask-box-image-source:linear-gradient(#0000,#0000)}",
        ".wording{stroke:#fff;stroke-width:9px}",
        ".notice{text-box:trim-both ex text;overflow:hidden}",
        ".notice{overflow:hidden}.notice p{word-break:keep-all}",
        ".qualified{display:grid;grid:1px/1fr}",
        ".wording{transition:color 9999s}",
        ".notice{margin-bottom:round(-99px,1px)}",
        ":root{--far:300em}.table{padding-bottom:var(--far)}",
        ":root{--how:column-reverse}.qualified{display:flex;flex-direction:var(--how)}",
        "body{padding-left:calc(1px*pow(2,12))}",
        ".notice{transition:background var(--long)}",
        ".notice{box-shadow:inset 0 0 12px 12px #000}",
        ".notice{box-shadow:inset 0 12px 0 #000,inset 0 -12px 0 #000}",
        ".notice p{outline:12px solid #000;outline-offset:-12px}",
        ".notice{box-shadow:0 24px 0 24px #000}",
        ".notice{border-inline-start:300px solid #fff}",
        ":root{--far:300px}.notice{border-inline-start:var(--far) solid #fff}",
        ".wording::before{content:':';font-size:900px}",
        '.wording{font-family:"Last Resort",serif}',
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
        ".contents{grid-column:1;z-index:3;background:#fff}",
        ".art svg{position:fixed;width:3000px;height:3000px}",
        ".page>*{grid-area:1/1}",
        ".art svg{overflow:visible}.art{position:static}",
        "h2::before{content:'';position:fixed;inset:0;background:#fff}",
        "h2:hover::before{content:'';position:fixed;inset:0;background:#fff}",
        ".table{filter:blur(40px)}",
        ":root{--far:drop-shadow(0 4em 0 #000)}.table{filter:var(--far)}",
        ".table{filter:url(#x)}",
        ".table{-webkit-text-stroke:99px #000}",
        ".table td{text-decoration:underline;text-underline-offset:9em}",
        ".table td{text-decoration:underline 9em #fff}",
        ".qualified{display:flex}.table{text-indent:-9em}",
        ".qualified{display:flex}.table{letter-spacing:-2em}",
        ".table{contain:size}",
        ".table{container-type:size}",
        ".table{display:grid;grid-template-rows:repeat(9,1px)}",
        ".table{display:grid;grid:1px/1fr}",
        ".table{display:grid;grid-auto-rows:minmax(0,9px)}",
        # Small steps that add up.
        ".table{position:relative;top:20px;background:#fff}",
        ".table,.table tbody,.table tr{position:relative;top:8px}",
        ".table{margin-bottom:-9px}.table td{position:relative;top:9px;background:#fff}",
        ".notice{margin-top:-40px}.table{position:relative;background:#fff}",
        ".notice{margin-block:-1.9em}",
        ".notice{margin-top:calc(0px - 4em)}",
        "body{margin-left:-99px}",
        "body,main,.qualified{position:relative;left:-20px}",
        ".notice,.notice p{margin-top:-7px}.table{position:relative;background:#fff}",
        ".table{box-shadow:0 8px 8px 8px #000}",
        ".notice{box-shadow:0 8px 0 8px #000}",
        # What is around words in a line, and words in a line that is too low.
        "h2{display:inline;padding:9em 0;background:#fff}",
        ".table{display:inline;border-bottom:9em solid #000}",
        "h2::before{content:'';padding:9em 0;background:#fff;position:relative}",
        "h2::after{content:'';border:9em solid #000}",
        "h2{font-size:200px;line-height:.1}",
        "h2{font-size:200px;line-height:20px}",
        "h2{font:200px/0 serif}",
        "@media print{h2{font-size:20rem;line-height:0}}",
        "h2::first-letter{font-size:900px;line-height:0}",
        ".notice p{line-height:18px;font-size:40px}",
        ".notice-label{display:block;margin-bottom:-9px;background:#000}",
        ".table{outline:8px solid #000;outline-offset:8px}",
        # By way of variables.
        ":root{--far:9em}h2::before{content:'';padding:var(--far) 0;background:#000}",
        ":root{--far:var(--farther);--farther:9em}h2{display:inline;padding:var(--far);background:#000}",
        "@media print{:root{--how:inline}}h2{display:var(--how,block);padding:9em 0;background:#000}",
        ":root{--how:relative}.table{position:var(--how);top:20px}",
        ".table{position:relative;top:calc(2*var(--far,10px))}",
        ":root{--far:9em}.table td{text-decoration:underline;text-underline-offset:var(--far)}",
        ":root{--font:200px/0 serif}h2{font:var(--font)}",
        ":root{--how:size}.table{contain:var(--how)}",
        ":root{--line:9px #000}.table td{-webkit-text-stroke:var(--line)}",
        ":root{--shade:0 4em #000}.table{text-shadow:var(--shade)}",
        ":root{--a:var(--b);--b:var(--a)}.table{padding:var(--a)}",
        "".join(f":root{{--far:{n}px}}" for n in range(99)) + ".table{padding:var(--far)}",
        ".wording::before{content:'';display:inline-block;width:100%;height:1em;margin-bottom:-9px;background:#000}",
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
        ("html{font-size:calc(1px*pow(2,3))}", "PRF835"),
        ("html{font-size:round(9px,1px)}body{font-size:1rem}", "PRF835"),
        ("main p,main td,main li{font-size:round(80px,1px)}.notice p{font-size:1rem}", "PRF835"),
        (".wording{font-size:min(1em,3vh)}", "PRF831"),
        ("main p,main td,main li{font-size:max(1em,3vh)}.notice p{font-size:1em}", "PRF832"),
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


def test_a_share_is_told_in_per_cent(handout: Finished) -> None:
    content = guarded(changed(handout, "</style>", ".wording{font-size:.95em}</style>"))
    told = handout.proved(content, allowed(handout, content)).diagnostics
    assert any("in at least 100% of the body's" in one.message for one in told if one.code == "PRF832")


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


@pytest.mark.code("PRF842")
@pytest.mark.parametrize("markup", ["<details>{}</details>", "<summary>{}</summary>"])
def test_text_folded_away(handout: Finished, markup: str) -> None:
    page = handout.content.decode()
    text = next(one for one in re.findall(r"<p>[^<]+</p>", page) if len(one) > 40)
    assert "PRF842" in handout.codes(page.replace(text, markup.format(text), 1).encode())


@pytest.mark.code("PRF857")
@pytest.mark.parametrize("size", ["0", "1px", "3px"])
def test_all_text_too_small(handout: Finished, size: str) -> None:
    """Against a body of such letters a disclaimer would be large."""
    assert "PRF857" in styled(handout, f"p,li,td,th{{font-size:{size}}}.notice p{{font-size:1rem}}")


@pytest.mark.code("PRF824")
@pytest.mark.parametrize(
    "rule", ["border:99px solid #000", "border-top:60px solid #ffefcf", "padding:80px 0;background:#ffefcf"]
)
def test_a_frame_around_words_over_the_lines_before(handout: Finished, rule: str) -> None:
    assert "PRF824" in styled(handout, f".wording{{{rule}}}")


@pytest.mark.code("PRF856")
def test_a_link_of_the_theme_that_is_called_something_else(handout: Finished) -> None:
    page = handout.content.decode().replace(
        '<a class="skip"', '<a title="Ignore the notices" class="skip"', 1
    )
    assert "PRF856" in handout.codes(page.encode())
