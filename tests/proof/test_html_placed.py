"""Boxes that one rule places and another makes large, tables, lists and headings told otherwise, columns that leave the page: each is caught."""

from __future__ import annotations

import re

import pytest

from pipeline.proof import css
from pipeline.proof.hiding import reaches

from .conftest import Finished
from .test_epub import changed as in_book
from .test_html_looks import styled

# As themes number their steps.
MARK = "h2{position:relative}h2::before{content:'';position:absolute;top:0;width:1em;height:1em}"


@pytest.mark.code("PRF824")
@pytest.mark.parametrize(
    "rule",
    [
        MARK + "h2::before{width:60rem;height:60rem;background:#fff}",
        MARK + "h2::before{padding:7rem;background:#fff}",
        MARK + "h2::before{line-height:90rem}",
        ".skip{padding:300rem}",
        ".skip::after{content:'';display:block;height:900rem}",
        ".contents{width:60rem;background:#fff;justify-self:end;z-index:2}",
        ".page{justify-items:end}.contents a{white-space:nowrap}",
        ".art{overflow:clip;overflow-clip-margin:900px}.masthead{overflow:visible}.art svg{height:9000%}",
        ".masthead{aspect-ratio:9/1;min-height:0;overflow:visible}",
        "main ul>li::marker{font-size:60rem;color:#fff}",
    ],
)
def test_what_is_placed_and_made_large(handout: Finished, rule: str) -> None:
    assert "PRF824" in styled(handout, rule)


@pytest.mark.code("PRF822")
@pytest.mark.parametrize(
    "rule",
    [
        ".page{justify-content:end;column-gap:90rem}",
        ".page{justify-content:center;grid-template-columns:minmax(0,36rem) 200rem}",
        ".notice p{display:grid;grid-template-columns:100% 100%}",
        ".notice{display:grid;grid-template-columns:60rem;overflow:hidden}",
        "main{width:max-content}.contents{background:#fff}",
        ".notice{width:60rem}",
        ".wording::after{content:':'}",
        ".notice-label{text-decoration:line-through}",
        ".wording{-webkit-user-modify:read-write}",
    ],
)
def test_a_disclaimer_that_leaves_the_page(handout: Finished, rule: str) -> None:
    assert "PRF822" in styled(handout, rule)


@pytest.mark.code("PRF857")
@pytest.mark.parametrize(
    "rule",
    [
        "thead{display:none}",
        "thead th{color:transparent}",
        ".table thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}",
        "tbody tr:last-child{display:table-header-group}",
        "tbody{display:grid}tbody tr:first-child{grid-row:5}",
        "tbody td{float:right}",
        "tbody td{display:block}",
        "table{direction:rtl}",
        "col{visibility:collapse}td{direction:rtl}",
        "td::before{content:'-'}",
        "td::before{content:'.'}",
        "ol{list-style-type:none}.steps ol>li::before{content:none}",
        "table{table-layout:fixed;width:1px}",
        "td{font-family:'Adobe Blank'}",
        "td::first-letter{font-size:0}",
        "td::first-letter{color:#fff}",
        "td::first-line{color:#fff}",
        "td{white-space:nowrap;overflow:hidden;max-width:1em}",
        "td{text-decoration:underline;text-underline-offset:-.35em}",
        "li{max-height:1em;overflow:hidden}",
        "li{line-height:1px}",
        "tbody td{display:block}tbody td::before{content:attr(data-label);display:none}",
        "tbody td{display:block}tbody td::before{content:attr(data-label);font-size:0}",
        "tbody td{display:block}tbody td::before{content:none!important}tbody td::before{content:attr(data-label)}",
    ],
)
def test_tables_and_lists_out_of_order(handout: Finished, rule: str) -> None:
    assert "PRF857" in styled(handout, rule)


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "rule",
    [
        "h2::after{content:'?'}",
        ".steps ol{counter-reset:step 5}",
        ".steps ol>li{counter-increment:step -1}",
        ".steps ol>li::before{content:counter(nothing)}",
        ".steps ol>li::before{content:counter(step,upper-roman)}",
        "li{counter-set:list-item 3}",
    ],
)
def test_what_is_counted_and_asked(handout: Finished, rule: str) -> None:
    assert "PRF855" in styled(handout, rule)


def test_what_themes_do(handout: Finished) -> None:
    for rule in (
        MARK + "h2::before{width:2rem;height:2rem;font-size:1.1rem;border:1px solid}",
        ".skip{padding:1rem 2rem;border:2px solid;font-size:1.1rem}",
        ".contents{padding-inline:1rem;border-inline-start:2px solid}",
        ".page{column-gap:4rem;grid-template-columns:minmax(0,34rem) 16rem}",
        "blockquote::before{content:'\\201c'}blockquote::after{content:'\\201d'}",
        "h2::first-letter{color:#c00}h2{line-height:1}sup{line-height:0}",
        "td:empty::after{content:'\\2014'}",
        "table{width:auto}td{width:1%}.table table{table-layout:auto}",
        "main ul>li::marker{font-size:1.4em;color:#c00}",
        "ol{list-style-position:inside}ol{list-style-type:decimal}",
        "tbody td{display:block}tbody td::before{content:attr(data-label)': ';display:block;color:#767676}",
        ".key-facts ul{display:grid;grid-template-columns:1fr 1fr}",
        "pre,code{direction:ltr}.nothing-of-this-class{counter-reset:own}",
        ".notice{max-width:60rem;width:100%;inline-size:auto}",
    ):
        assert styled(handout, rule) == set(), rule


def told(finished: Finished, pattern: str, new: str) -> set[str]:
    """The codes for the page with its text told as something else."""
    page = finished.content.decode()
    start = page.index("<main")
    content = page[:start] + re.sub(pattern, new, page[start:], count=1, flags=re.DOTALL)
    assert content != page
    return finished.codes(content.encode())


@pytest.mark.code("PRF856")
@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"<h2( id=[^>]*)>(.*?)</h2>", r"<p\1>\2</p>"),
        (r"(<h2.*?)<h2( id=[^>]*)>(.*?)</h2>", r"\1<h4\2>\3</h4>"),
        (r"<p>(The first ferry leaves.*?)</p>", r"<h3>\1</h3>"),
        (r"<li>(Meals.*?)</li>", r"\1"),
        (r"<th scope=\"col\"[^>]*>(.*?)</th>", r"<td>\1</td>"),
    ],
)
def test_headings_and_items_told_as_something_else(handout: Finished, pattern: str, new: str) -> None:
    assert "PRF856" in told(handout, pattern, new)


@pytest.mark.code("PRF842")
def test_a_section_called_as_another_one(handout: Finished) -> None:
    assert "PRF842" in told(handout, r"aria-labelledby=\"[^\"]*\"", 'aria-labelledby="smallprint-contents"')


@pytest.mark.code("PRF856")
def test_a_heading_of_a_book_that_is_none(ebook: Finished) -> None:
    def plain(name: str, text: str) -> str | None:
        return re.sub(r"<h([12])([^>]*)>(Hours)</h\1>", r"<p\2>\3</p>", text)

    content = in_book(ebook, plain)
    assert content != ebook.content
    assert "PRF856" in ebook.codes(content)


def test_a_rule_is_asked_once_what_it_could_lay_over_something(
    handout: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "pipeline.proof.overlying.reaches", lambda rule: asked.append(id(rule)) or reaches(rule)
    )
    css._kinds.cache_clear()
    assert not handout.codes()
    assert asked
    assert len(asked) == len(set(asked))
    handout.codes()
    assert len(asked) == len(set(asked))
