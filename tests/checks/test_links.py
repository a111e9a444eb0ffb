"""Links that name another article as people know it are told its file."""

from __future__ import annotations

import datetime
import functools

import pytest

from pipeline import document
from pipeline.article import ArticleFile, parse
from pipeline.checks import check
from pipeline.document.links import elsewhere
from pipeline.engines.pandoc import Pandoc
from tests.growth import in_proportion

ARTICLES = frozenset({"boats", "boats#sails"})


@pytest.mark.parametrize("piece", ["../", "a/", ".", "a/article.", "%2e"])
def test_no_address_takes_long(piece: str) -> None:
    short, long = (f"../{piece * number}" for number in (2_500, 10_000))
    assert in_proportion(functools.partial(elsewhere, short), functools.partial(elsewhere, long))


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("boats.md", "../boats/article.md"),
        ("boats#sails", "../boats/article.md#sails"),
        ("./boats/index.html#sails", "../boats/article.md#sails"),
        ("../boats/", "../boats/article.md"),
        ("/en/boats/boats.html", "../boats/article.md"),
        ("ferries.md", None),
    ],
)
def test_a_link_to_another_article_by_a_name_of_its_own(url: str, meant: str | None) -> None:
    text = f"---\ntitle: A\ndate: 2026-03-01\n---\n\nSee [the other]({url}).\n"
    one = parse(ArticleFile("source/articles/a/article.md", text.encode()), "en").value
    assert one is not None
    tree = document.parse(one, Pandoc.found()).value
    assert tree is not None
    today = datetime.date(2026, 6, 1)
    (found,) = check(tree, topics=None, disclaimers=frozenset(), today=today, articles=ARTICLES)
    assert found.code == "DOC223"
    assert found.message.endswith(f"; did you mean `{meant}`?" if meant else "it is")
