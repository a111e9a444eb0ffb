"""Rooms, boxes, letters and marks of no use but to push words out of sight: each is refused, in a page as in a book."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import zipfile

import pytest

from .conftest import Finished
from .test_epub import changed
from .test_html_looks import styled

STACKED = "thead,tr,td{display:block}"
LABEL = "td::before{content:attr(data-label)}"
RULES = [
    ".notice{container-type:inline-size;float:left;overflow:hidden}",
    ".wording{container-type:inline-size;display:inline-block;overflow:hidden}",
    ".notice{container:x/inline-size;width:fit-content}",
    ".notice{display:flex}.notice p{container-type:inline-size}",
    ".qualified{display:grid;justify-items:start}.notice{container-type:inline-size}",
    ".qualified{display:grid;grid-template-columns:auto}.table{container-type:inline-size}",
    "td{container-type:inline-size}",
    f"{STACKED}@supports (a:b){{{LABEL}}}",
    f"{STACKED}@container (max-width:1px){{{LABEL}}}",
    f"@container (max-width:10em){{{LABEL}}}@container (max-width:20em){{{STACKED}}}",
    f"{STACKED}@media (prefers-contrast:more){{{LABEL}}}",
    "@media (min-width:610px) and (max-width:620px){thead,tr,td{display:block}}",
    "td{width:9999px}",
    "td{padding:900px 0}",
    "td{padding-top:calc(1px*pow(9,9))}",
    "td{padding-bottom:900cqh}",
    "td::after{content:'';display:block;height:9999px}",
    "td::before{content:'';display:block;aspect-ratio:1/99}",
    "td::after{content:'';line-height:99}",
    "tr{min-height:9999px}",
    "section{min-height:500vh}",
    "figcaption{margin-bottom:900px}",
    "p{tab-size:900}",
    ".table{page:x}",
    ".notice{page:x}",
    ".table{-webkit-column-break-after:always}",
    "td{font-variant-numeric:diagonal-fractions}",
    ".notice{font-variant-numeric:ordinal}",
    "td{font-variant:ordinal}",
    "td{font-variant-emoji:emoji}",
    "p{appearance:button}",
    "a:focus-visible{outline:none}",
    "a{outline:0!important}",
    "a:focus{outline-color:transparent}",
    "*:focus{outline-style:none}",
    "a:focus{outline:#000 solid 0px}",
    "::selection{color:transparent}",
    "p::selection{color:#333;background:#222}",
    "::-moz-selection{opacity:0}",
    "::spelling-error{color:#0000}",
]  # fmt: skip
HARMLESS = (
    ".table{container-type:inline-size}.qualified{display:grid}section{container:s/inline-size}",
    "body{min-height:100vh;padding:0 max(1rem,50vw - 25rem)}h1{margin-bottom:20em;font-size:clamp(2rem,8vw,6rem)}",
    "td{font-variant-numeric:slashed-zero tabular-nums}pre{tab-size:4}",
    "a:focus-visible{outline:3px solid #08c;outline-offset:2px}.masthead a:focus-visible{outline-color:#fff}main:focus{outline:0}",
    "::selection{color:#fff;background:#123}::target-text{color:#000;background:#ff0}",
    f"@container (max-width:20em){{{STACKED}{LABEL}}}",
)


def in_book(finished: Finished, rule: str) -> set[str]:
    """The codes for the book with one more rule, of which its manifest knows."""
    content = changed(finished, lambda name, text: text + rule if name.endswith(".css") else text)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        css = next(archive.read(name) for name in archive.namelist() if name.endswith(".css"))
    owed = dataclasses.replace(finished.owed, stylesheets=(hashlib.sha256(css).hexdigest(),))
    return finished.codes(content, owed)


@pytest.mark.code("PRF857")
@pytest.mark.parametrize("rule", RULES)
def test_what_pushes_words_out_of_sight(handout: Finished, ebook: Finished, rule: str) -> None:
    for found in (styled(handout, rule), in_book(ebook, rule)):
        assert found & {"PRF857", "PRF822", "PRF824"}, rule


def test_what_has_its_size(handout: Finished, ebook: Finished) -> None:
    for rule in HARMLESS:
        assert styled(handout, rule) == set(), rule
        assert in_book(ebook, rule) == set(), rule
