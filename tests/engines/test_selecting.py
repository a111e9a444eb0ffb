"""Selectors that are not tested where nothing of what they need is there, compared with cssselect2's own way."""

from __future__ import annotations

from typing import Any

import pytest
from cssselect2 import parser

from pipeline.engines import selecting
from pipeline.engines.sheets import names
from pipeline.engines.weasyprint import WeasyPrint
from pipeline.precompiled import packed, unpacked

HTML = """<html class="flyer a4"><body id="top"><main><h2 class="part-title">one</h2><p class="lead first">two <b>three</b></p>
<ul class="list"><li>four<li class="last">five</ul><table class="table-2"><tr><td>six<td lang="nb">seven</table></main></body></html>"""
SHEET = """.trifold * { top: 1px } .flyer * { top: 2px } .flyer.large p { top: 3px } :is(.trifold, .flyer) b { top: 4px }
:is(.trifold, .booklet) b { top: 5px } :not(.trifold) > p { top: 6px } p:has(+ .missing) { top: 7px } p:has(+ .list) { top: 8px }
:where(.flyer) td, .missing ~ li { top: 9px } #top p { top: 10px } #high p { top: 11px } .table-9 tr > * { top: 12px }
.table-2 tr > * { top: 13px } li:nth-child(2 of .missing) { top: 14px } li:nth-child(1 of .last) { top: 15px } *:not(#high) { top: 16px }
:not(:is(.missing, #high)) td { top: 17px } [lang] { top: 18px } .trifold [lang] { top: 19px } p.lead::before { top: 20px }
.missing::before { top: 21px } :is(:not(.missing)) h2 { top: 22px } :has(> .missing) { top: 23px } .flyer:not(.missing) li { top: 24px }"""


@pytest.fixture(scope="module")
def engine() -> WeasyPrint:
    return WeasyPrint()


def matcher(engine: WeasyPrint) -> Any:
    return engine._engine.CSS(string=SHEET).matcher


def elements(engine: WeasyPrint, *, kept: bool) -> list[Any]:
    root = engine._engine.HTML(string=HTML).wrapper_element
    if kept:
        selecting.kept(root)
    return list(root.iter_subtree())


def matches(found: list[Any], sheet: Any) -> list[Any]:
    """What matches each element, by number and pseudo-element."""
    return [(one.local_name, [entry[:3] for entry in sheet.match(one)]) for one in found]


def test_they_are_those_that_would_have_matched(engine: WeasyPrint) -> None:
    sheet = matcher(engine)
    stock = matches(elements(engine, kept=False), sheet)
    found = elements(engine, kept=True)
    assert matches(found, sheet) == stock
    assert matches(found, sheet) == stock
    assert sum(len(entries) for _, entries in stock) > 40


def test_few_are_tested(engine: WeasyPrint) -> None:
    sheet = matcher(engine)
    possible = elements(engine, kept=True)[0].kept_there.possible(sheet)
    assert len(possible.other_selectors) == len(sheet.other_selectors) - 2
    assert len(possible.lang_attr_selectors) == len(sheet.lang_attr_selectors) - 1
    assert len(possible.lower_local_name_selectors["p"]) == len(sheet.lower_local_name_selectors["p"]) - 2
    # All are still there for another document.
    assert len(sheet.other_selectors) == len(matcher(engine).other_selectors)


def test_a_sheet_that_is_kept_still_says_what_it_needs(engine: WeasyPrint) -> None:
    sheet = matcher(engine)
    kept = unpacked(packed(sheet, names()), names())
    assert kept.needed == sheet.needed
    assert matches(elements(engine, kept=True), kept) == matches(elements(engine, kept=True), sheet)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", ""),
        (".one #two > p.three + b", ".one #two .three"),
        (":is(.one, .two) .three", ".three"),
        (":is(.one.two, .two .three):where(.four)", ".two .four"),
        (":not(.one)", ""),
        ("p:has(.one), p", ""),
        ("li:nth-child(2 of .one)", ""),
        (".one::before", ".one"),
        (":is()", ""),
        ("[class~=one]", ""),
    ],
)
def test_what_a_selector_needs(selector: str, found: str) -> None:
    parsed = next(iter(parser.parse(selector)))
    assert selecting.needed(parsed.parsed_tree) == frozenset(found.split())
