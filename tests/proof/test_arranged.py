"""What is shown in another order than it is read in, and words before a wording that nobody of ours wrote."""

from __future__ import annotations

import dataclasses
from hashlib import sha256

import pytest

from .conftest import PRICES, Finished
from .test_html import changed


def restyled(finished: Finished, css: str) -> set[str]:
    """The codes of the page with one more rule, whose hash is known."""
    text = finished.content.decode()
    style = text.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = sha256((style + css).encode()).hexdigest()
    content = text.replace("</style>", css + "</style>", 1).encode()
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


@pytest.mark.parametrize("css", [".nothing{order:3}", ".qualified>figure{order:0}", ".imprint p{order:2}"])
def test_an_order_that_moves_no_disclaimer(handout: Finished, css: str) -> None:
    assert restyled(handout, css) == set()


@pytest.mark.parametrize("label", ["No longer true", "", "Important notice"])
def test_another_label(handout: Finished, label: str) -> None:
    mutant = changed(handout, ">Important</strong>", f">{label}</strong>")
    assert "PRF803" in handout.codes(mutant)
    assert PRICES in handout.content.decode()
