"""Lists of places and of printed pages that lead elsewhere than they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import lxml.etree
import pytest

from pipeline.proof.signposts import astray

from .conftest import Finished
from .test_epub import changed

Change = Callable[[str, str], str | None]


def in_lists(old: str, new: str) -> Change:
    return lambda name, text: re.sub(old, new, text, count=1) if name.endswith("nav.xhtml") else text


@pytest.mark.code("PRF844")
@pytest.mark.parametrize(
    "change",
    [
        in_lists(r'(?s)(<li><a href="text/[^"]*">[^<]*</a></li>)', r"\1\1"),
        in_lists(r'(epub:type="colophon" href="text/)[^"]*', r"\1cover.xhtml"),
        in_lists(r'(epub:type="titlepage" href="text/)[^"]*', r"\1cover.xhtml"),
        in_lists(r'(epub:type="cover" href="text/)[^"]*', r"\1title-page.xhtml"),
        in_lists(r'(epub:type="toc" href=")[^"]*', r"\1#landmarks"),
        in_lists(r'(epub:type="bodymatter" href="text/)[^"]*', r"\1title-page.xhtml"),
        in_lists(r'epub:type="colophon"', 'epub:type="index"'),
        in_lists(r'(?s)(<li><a epub:type="cover"[^\n]*</li>)', r"\1\1"),
    ],
)
def test_lists_that_lead_elsewhere(ebook: Finished, change: Change) -> None:
    assert "PRF844" in ebook.codes(changed(ebook, change))


TEXT = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<p><span epub:type="pagebreak" id="page-1" aria-label="1"/>Fares</p><p><span epub:type="pagebreak" id="page-2" aria-label="2"/>Times</p>
</body></html>"""
LISTS = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="page-list"><ol>
<li><a href="a.xhtml#page-1">1</a></li><li><a href="a.xhtml#page-2">2</a></li></ol></nav></body></html>"""


def found(text: str, lists: str) -> list[str]:
    roots: Mapping[str, Any] = {
        "a.xhtml": lxml.etree.fromstring(text),
        "nav.xhtml": lxml.etree.fromstring(lists),
    }
    return list(astray(roots, ["nav.xhtml"], ["a.xhtml"]))


def test_pages_as_they_are_marked() -> None:
    assert found(TEXT, LISTS) == []


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        (TEXT, LISTS.replace(">2<", ">7<")),
        (TEXT, LISTS.replace("#page-2", "#page-1")),
        (TEXT, LISTS.replace("#page-2", "")),
        (TEXT, LISTS.replace("#page-1", "#3").replace("#page-2", "#page-1").replace("#3", "#page-2")),
        (TEXT, LISTS.replace('<li><a href="a.xhtml#page-2">2</a></li>', "")),
        (TEXT.replace('aria-label="2"', 'aria-label="3"'), LISTS),
        (TEXT.replace('<span epub:type="pagebreak" id="page-2" aria-label="2"/>', ""), LISTS),
    ],
)
def test_pages_that_begin_elsewhere(text: str, lists: str) -> None:
    assert found(text, lists)
