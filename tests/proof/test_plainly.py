"""Styles that hide, move, turn, cover or flatten words of the article and its pictures: each is refused, and what themes need is not."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.document import Document, Notice
from pipeline.engines import Engines

from .conftest import ARTICLE, Build, Finished
from .test_html_looks import styled

WORDS = """
## Small print

The crossing of 5^2^ miles is **never** paid *twice*, ~~42~~ 40 NOK.

::: {.steps title="To do"}
1. Go to the quay.
2. Wait.
:::

1. 2 tickets.
2. Show it.

> Nobody waits\\
> for 5 miles.
"""


@pytest.fixture(scope="module")
def worded(build: Build, document: Document, engines: Engines) -> Finished:
    """A handout without disclaimers, with an item, a quote, raised, struck and stressed words."""
    from pipeline.article import ArticleFile
    from pipeline.article import parse as parse_article
    from pipeline.document import parse as parse_document

    name = "source/articles/ferries/article.md"
    parsed = parse_article(ArticleFile(name, (ARTICLE + WORDS).encode()), "en").value
    assert parsed is not None
    tree = parse_document(parsed, engines.pandoc).value
    assert tree is not None
    assert not any(isinstance(block, Notice) for block in tree.blocks)
    return build(dataclasses.replace(tree, slug=document.slug), "handout")


HIDING = [
    "td{color:oklch(1 0 0)}",
    "td{color:rgb(from white r g b)}",
    "td{color:contrast-color(white)}",
    "td{font-size:1cqw}",
    "td{font-size:calc(1px*pow(2,1))}",
    "td{font-size-adjust:.05}",
    "td{background:linear-gradient(transparent 45%,#000 45% 55%,transparent 55%)}",
    "td{background-image:linear-gradient(#1f1f1d,#1f1f1d)}",
    "td{border-image:linear-gradient(#000,#000) 1 fill}",
    "td{box-shadow:inset 0 2em #1f1f1d}",
    "td{backdrop-filter:blur(9px)}",
    "td{z-index:-1;position:relative}",
    "td{text-transform:uppercase}",
    "td{font-variant:all-small-caps}",
    "td{font-feature-settings:'smcp'}",
    "td{letter-spacing:-.5em}",
    "td{letter-spacing:2em}",
    "td{word-spacing:50em}",
    "td{vertical-align:9em}",
    "td{initial-letter:9}",
    "td{some-day:hide}",
    "td{display:block;height:0;overflow:hidden}",
    "p{max-height:1em;overflow:hidden}",
    "p{white-space:nowrap}",
    "p{display:flex}",
    "p{float:right}",
    "p{display:table-footer-group}",
    "p{margin-top:-3em}",
    "p{position:relative;top:20px}",
    "p{text-indent:-29px}",
    "p{columns:9}",
    "p{unicode-bidi:plaintext}",
    "p{font-family:'Segoe MDL2 Assets'}",
    "strong{margin-left:-12px}",
    "strong{box-shadow:-12px 0 #fff}",
    ".table{overflow:hidden}",
    "main{overflow:clip}",
    "table{line-height:0}",
    "ul{list-style-type:decimal}",
    "@supports (display:grid){td{display:none}}",
    "@supports (display:grid){td{color:#fff}}",
    "@layer x{td{font-size:1px}}",
    "@container (min-width:1px){td{opacity:0}}",
    "@media (prefers-contrast:more){td{color:#fff}}",
    "@media (min-width:600px) and (max-width:610px){td{font-size:2px}}",
    "@media (min-width:600px) and (max-width:610px){td{color:#fff}}",
    "td::before{content:'';position:absolute;width:40px;height:20px;background:#fff}",
    "td::before{content:'';display:inline-block;position:relative;width:12px;margin-right:-12px;background:#fff}",
    "td::after{content:'';box-shadow:-6px 0 0 6px #fff}",
    "tbody td{display:block}tbody td::before{content:attr(data-label);color:#fff}",
    "tbody td{display:block}tbody td::before{content:attr(data-label);width:0;overflow:hidden}",
    "tbody td{display:block}tbody td::before{content:attr(data-label);text-indent:-99em}",
    "h2::first-letter{color:#fff}",
    "td::first-letter{float:right}",
    "td::first-letter{text-transform:lowercase}",
    "::target-text{color:#fff}",
    "thead{display:block}",
    "tbody tr{display:block}",
    "table{table-layout:fixed}",
    ".range::before{content:'-'}",
    ".range::after{content:'.'}",
    ".imprint{display:none}",
    ".imprint{opacity:0}",
    "td{line-break:anywhere}",
    "p{-webkit-line-break:anywhere}",
    "td{word-break:break-all}",
    "p{word-break:break-all}",
    "p{cursor:none}",
    "p{-webkit-user-select:none}",
    "p{pointer-events:none}",
    "td{border-left:60px solid #fff}",
    "p{border:3in solid}",
    ".table{overflow:scroll;max-width:200px}",
    ".table{max-inline-size:9em}",
    ".table{scrollbar-width:none}",
    "em{font-style:normal}",
]  # fmt: skip


@pytest.mark.code("PRF857")
@pytest.mark.parametrize("rule", HIDING)
def test_words_beside_disclaimers(handout: Finished, rule: str) -> None:
    assert "PRF857" in styled(handout, rule.replace("p{", "main p:not(.notice p){"))


@pytest.mark.code("PRF857")
@pytest.mark.parametrize(
    "rule",
    [
        "ol>li{display:block}",
        "main ol>li::marker{color:#fff}",
        "main ol>li::marker{font-size:0}",
        "main ol>li::marker{content:''}",
        "sup{position:static;font-size:1em}",
        "sup{top:0}",
        "sup{top:.36em}",
        "sup{bottom:-.4em}",
        ".contents{grid-column:1;grid-row:1;background:#fff}",
        ".steps ol>li{counter-increment:none}",
        ".steps ol{counter-reset:other}",
        "main p{position:relative;top:-8px}",
        "li:first-child::before{content:'-'}",
        ".note-mark{position:static}",
        ".note-mark{display:none}",
        "del{text-decoration:none}",
        "del{text-decoration-color:transparent}",
        "main p{font-weight:700}",
        "main p{font-style:italic}",
        "br{display:none}",
        "blockquote{margin-top:-6em}",
        "blockquote{position:sticky;top:0}",
        "h2::after{content:'';position:absolute;inset:0;background:#fff}",
        "html{overflow:hidden}",
        "@page{margin:500mm}",
        ".x{td:not(&){display:none}}",
        "::slotted(x){display:none}",
        "head,style{display:block}",
        ".imprint{position:fixed;bottom:0;height:90vh;background:#fff}",
        ".contents{position:fixed;inset:0;background:#fff}",
    ],
)
def test_words_without_disclaimers(worded: Finished, rule: str) -> None:
    """Where no disclaimer could be covered, words still can."""
    assert worded.codes() == set()
    assert styled(worded, rule) == {"PRF857"}


def test_what_themes_say_of_words(worded: Finished) -> None:
    for rule in (
        "h2,.part-title{text-transform:uppercase;letter-spacing:.1em}h3{font-variant:small-caps}",
        "ul{list-style-type:'– '}ol{list-style-type:decimal}ul li{display:block}",
        ".section>ul{columns:2;column-gap:2em}td{white-space:nowrap;width:20%}table{min-width:40rem}",
        "p{text-align:justify;hyphens:auto;line-height:1.8;margin:0 0 2em}pre{white-space:pre-wrap}",
        ".callout{overflow:hidden;border-radius:1rem}blockquote{box-shadow:0 2px 6px #0003;text-shadow:0 1px 1px #0002}",
        "sup{vertical-align:super;position:static;line-height:0}.note-mark{top:-.5em}",
        ".masthead{background-image:linear-gradient(to right,#0b3c49,#145)}",
        "a:hover,a:focus{color:red;background:#fff}td::before{content:'';display:inline-block;width:.5em}",
        "figure{float:right;margin:1em;width:14em}li{margin-top:-4px}.table figcaption{word-break:keep-all}",
        "del{text-decoration:line-through 2px}.lead p{font-weight:300}",
        "a{cursor:pointer}p{line-break:strict;user-select:text}blockquote{border-left:2rem solid #ccc}.table{max-width:30rem;overflow:auto}",
    ):
        assert styled(worded, rule) == set(), rule
