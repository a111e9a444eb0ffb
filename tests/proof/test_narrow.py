"""Steps inwards that are harmless each, and leave a disclaimer a column of a few letters."""

from __future__ import annotations

import dataclasses
from hashlib import sha256

import pytest
from lxml import html

from pipeline.proof.css import Styles, sheet
from pipeline.proof.looks import Looks, Page
from pipeline.proof.narrow import narrow

from .conftest import Finished, guarded


def restyled(finished: Finished, rules: str) -> Finished:
    """A handout with more rules, of which everything in it knows."""
    text = finished.content.decode()
    css = text.split("<style>", 1)[1].split("</style>", 1)[0]
    owed = dataclasses.replace(finished.owed, stylesheets=(sha256((css + rules).encode()).hexdigest(),))
    return Finished(owed, guarded(text.replace("</style>", rules + "</style>", 1).encode()))


@pytest.mark.code("PRF822")
@pytest.mark.parametrize(
    "rules",
    [
        ".section,.qualified,.notice,.notice p{padding-inline:15%}",
        ":root{--aside:25%}.section,.qualified{padding-inline:var(--aside)}",
        ".notice{padding:0 calc(20% + 2em)}",
        ".notice{border-inline:99px solid #fff}",
        ".notice{border-width:0 99px;border-style:solid}",
        ".notice{max-width:30vw}",
        "main{margin-inline:16%}.section{margin-inline:16%}",
        "body{width:120px}",
        "main{display:flex}",
        ".qualified{display:grid;grid-template-columns:auto auto}",
        ".qualified{display:grid;grid-template:auto / repeat(9, 1fr)}",
        "main{display:grid;grid-auto-flow:column}",
        "@media (min-width:90em){main,.section,.notice{margin-inline:25%}}",
    ],
)
def test_a_column_of_a_few_letters(handout: Finished, rules: str) -> None:
    changed = restyled(handout, rules)
    found = [one for one in changed.proved().diagnostics if one.code == "PRF822"]
    assert any("lines of" in one.message for one in found), found


@pytest.mark.parametrize(
    "rules",
    [
        ".section{padding-inline:5%}.notice{margin-inline:1em}",
        "main{display:flex;flex-direction:column}",
        ".qualified{display:grid;grid-template-columns:1fr}",
        ".section{max-width:20rem}",
    ],
)
def test_a_column_that_holds_words(handout: Finished, rules: str) -> None:
    changed = restyled(handout, rules)
    assert changed.codes() == set()


@pytest.mark.parametrize("columns", ["12em 2em", "2em 12em"])
def test_each_column_of_a_grid_is_measured(columns: str) -> None:
    root = html.document_fromstring("<main><p>Prices may change.</p><p>Prices may change.</p></main>")
    rules = sheet(f"main{{display:grid;grid-template-columns:{columns}}}")
    looks = Looks({None: Page(Styles(root, [rules]), {})}, reader=False)
    chains = [[one, *one.iterancestors()] for one in root.iter("p")]
    # Whichever is asked for first, which is as any other of its kind.
    assert narrow(looks, None, chains)
    assert bool(narrow(looks, None, chains[:1])) is columns.startswith("2em")
