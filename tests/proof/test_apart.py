"""Words of the article that call themselves what is measured by nobody, and figures that no letter is changed of: each is refused."""

from __future__ import annotations

import lxml.html
import pytest

from pipeline.proof.torn import torn
from pipeline.rendition.expected import Expectation, Run
from tests.growth import in_proportion

from .conftest import Finished, guarded
from .test_figures import tampered
from .test_html import changed
from .test_html_looks import allowed

FIRST = "<p>The ferry crosses"
PRICE = ">42\u00a0NOK<"


def hidden(finished: Finished, old: str, new: str, rule: str) -> set[str]:
    content = guarded(changed(finished, "</style>", rule + "</style>").replace(old.encode(), new.encode(), 1))
    return finished.codes(content, allowed(finished, content))


@pytest.mark.code("PRF857")
@pytest.mark.parametrize("name", ["notice", "skip", "note-mark", "note-back", "footnote-ref", "to-contents"])
@pytest.mark.parametrize("rule", ["{color:#fff0}", "{display:none}"])
def test_words_that_call_themselves_something_else(handout: Finished, name: str, rule: str) -> None:
    for new, tag in (
        (f'<p class="{name}">The ferry crosses', "p"),
        (f'<p class="{name}" role="doc-backlink">The ferry crosses', "p"),
        (f'<p><span class="{name}">The ferry</span> crosses', "span"),
    ):
        assert hidden(handout, FIRST, new, f"{tag}.{name}{rule}"), new
    for words in ("The ferry", "42"):
        link = f'<p><a class="{name}" role="doc-backlink" href="#smallprint-text">{words}</a> crosses'
        assert hidden(handout, FIRST, link, f"a.{name}{rule}")


@pytest.mark.parametrize(
    "new",
    [
        ">\u202e42\u00a0NOK<", ">\u206742\u00a0NOK<", ">4<br>2\u00a0NOK<", ">4<wbr>2\u00a0NOK<", ">4\u00ad2\u00a0NOK<",
        "><nobr>42\u00a0NOK</nobr><", ">42\u00a0N<br>OK<",
    ],
)  # fmt: skip
def test_figures_that_are_torn(handout: Finished, new: str) -> None:
    assert handout.codes(changed(handout, PRICE, new))


@pytest.mark.code("PRF857")
@pytest.mark.parametrize("format", ["handout", "ebook"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PRICE, ">4 2\u00a0NOK<"), (PRICE, ">4<span> </span>2\u00a0NOK<"), (PRICE, ">42NOK<"),
        ("The ferry crosses", "The ferry cro sses"), ("The ferry crosses", "The ferrycrosses"),
    ],
)  # fmt: skip
def test_words_and_figures_that_are_parted_otherwise(
    request: pytest.FixtureRequest, format: str, old: str, new: str
) -> None:
    assert "PRF857" in request.getfixturevalue(format).codes(
        tampered(request.getfixturevalue(format), old, new)
    )


@pytest.mark.parametrize(
    "new",
    [
        ">4<span>2</span>\u00a0NOK<", ">4<span></span>2\u00a0NOK<", "><span>4</span>2\u00a0NOK<",
        "><span>4<span><i></i></span></span>2\u00a0NOK<", ">4<!-- --><span>2</span>\u00a0NOK<", ">4<i></i><u></u><span></span>2\u00a0NOK<",
    ],
)  # fmt: skip
def test_figures_of_which_a_part_could_be_moved(handout: Finished, new: str) -> None:
    assert "PRF856" in handout.codes(changed(handout, PRICE, new))


@pytest.mark.parametrize("empty", ["<span></span>", "<span><i><u></u></i></span>"])
def test_elements_without_words_cost_in_proportion_to_their_number(empty: str) -> None:
    owed = Expectation("a", "en", "ebook", (Run("text", "42"),), ())

    def judged(count: int) -> None:
        assert not [*torn([lxml.html.fromstring(f"<p>{empty * count}42</p>")], owed)]

    assert in_proportion(lambda: judged(300), lambda: judged(1_200))


@pytest.mark.code("PRF857")
@pytest.mark.parametrize("sign", ["-", ".", "1"])
def test_a_sign_beside_a_figure_that_no_words_hold(handout: Finished, sign: str) -> None:
    rule = f".x::before{{content:'{sign}'}}"
    assert "PRF857" in hidden(handout, PRICE, "><span class='x'></span>42\u00a0NOK<", rule)


def test_cells_without_the_names_of_their_columns(handout: Finished) -> None:
    assert handout.codes(changed(handout, ' data-label="Valid"', ""))


def test_numbers_to_call_that_authors_mark_are_no_turned_figures(handout: Finished) -> None:
    marked = changed(handout, PRICE, ">\u200e42\u00a0NOK<")
    assert handout.codes(marked)
    cell = lxml.html.fromstring("<td>\u200e<a href='tel:+4722000000'>+47 22 00 00 00</a></td>")
    for text, refused in (("\u200e+47 22 00 00 00", False), ("+47 22 00 00 00", True)):
        owed = Expectation("a", "ar", "handout", (Run("text", text),), ())
        assert bool([*torn([cell], owed)]) == refused
