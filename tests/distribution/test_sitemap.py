"""The site map: which pages it lists, their dates and languages; several of them; and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.diagnostics import has_errors
from pipeline.distribution import listing, sitemap
from pipeline.publication import parse
from tests.distribution.books import PLACE, entry, publication

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parents[1] / "conformance/schemas/sitemap-0.9.rng"))
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def _entry(slug: str = "tides", lang: str = "en", **changes: Any) -> dict[str, Any]:
    ending = "" if lang == "en" else f".{lang}"
    source = f"source/articles/{slug}/article{ending}.md"
    return entry(slug, **{"lang": lang, "source": source, "modified": "2026-05-01", **changes})


def _maps(entries: Iterable[dict[str, Any]], place: str | None = PLACE, **limits: int) -> dict[str, bytes]:
    return sitemap.maps([listing(one) for one in entries], publication(place=place), **limits)


def _pages(content: bytes) -> dict[str, tuple[str | None, dict[str, str]]]:
    """The date and the languages of each page, by its address."""
    found = {}
    for page in etree.fromstring(content).iterfind("s:url", NAMES):
        links = {one.get("hreflang", ""): one.get("href", "") for one in page.iterfind("x:link", NAMES)}
        found[page.findtext("s:loc", "", NAMES)] = (page.findtext("s:lastmod", None, NAMES), links)
    return found


def faults(content: bytes) -> list[str]:
    root = etree.fromstring(content)
    return [] if GRAMMAR.validate(root) else [str(one.message) for one in GRAMMAR.error_log]


def test_handouts_and_the_front_page_are_listed_with_their_dates() -> None:
    made = _maps([_entry(), _entry("moons", modified="", date="2026-02-01"), _entry("bare", modified="")])
    assert list(made) == ["sitemap.xml"]
    assert faults(made["sitemap.xml"]) == []
    assert _pages(made["sitemap.xml"]) == {
        f"{PLACE}/index.html": ("2026-05-01", {}),
        f"{PLACE}/en/tides/tides.html": ("2026-05-01", {}),
        f"{PLACE}/en/moons/moons.html": ("2026-02-01", {}),
        f"{PLACE}/en/bare/bare.html": (None, {}),
    }


def test_languages_name_each_other_and_the_one_they_were_translated_from() -> None:
    made = _maps([_entry(lang="ar"), _entry(), _entry(lang="nb", modified="2026-07-01")])
    assert faults(made["sitemap.xml"]) == []
    place = {lang: f"{PLACE}/{lang}/tides/tides.html" for lang in ("ar", "en", "nb")}
    pages = _pages(made["sitemap.xml"])
    for lang, address in place.items():
        assert pages[address] == (
            "2026-07-01" if lang == "nb" else "2026-05-01",
            {**place, "x-default": place["en"]},
        )


def test_what_has_expired_and_what_is_no_page_stays_out() -> None:
    gone = _entry("gone", expired=True, **{"valid-until": "2026-01-01"})
    leaflet = _entry("leaflet")
    leaflet["files"] = [file for file in leaflet["files"] if not file["file"].endswith(".html")]
    assert _maps([_entry(), gone, leaflet]) == _maps([_entry()])
    assert list(_pages(_maps([])["sitemap.xml"])) == [f"{PLACE}/index.html"]


def test_without_an_address_there_is_none() -> None:
    assert _maps([_entry()], None) == {}


def test_addresses_are_written_as_they_are_asked_for() -> None:
    made = _maps([_entry("fjære-og-flo")], "https://example.org/a&b")
    assert faults(made["sitemap.xml"]) == []
    assert "https://example.org/a&b/en/fj%C3%A6re-og-flo/fj%C3%A6re-og-flo.html" in _pages(
        made["sitemap.xml"]
    )


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://bücher.example/høst/", "https://xn--bcher-kva.example/h%C3%B8st/index.html"),
        ("https://Example.org:8080/a%20b//", "https://example.org:8080/a%20b/index.html"),
        ("http://[::1]/a'b", "http://[::1]/a'b/index.html"),
    ],
)
def test_a_place_in_any_script_is_asked_for_in_ascii(written: str, asked: str) -> None:
    made = _maps([_entry()], written)["sitemap.xml"]
    assert faults(made) == []
    assert next(iter(_pages(made))) == asked


@pytest.mark.parametrize(
    "place",
    ["https://example.org/?a=b", "https://example.org/a#b", "https://exa[mple.org", "https://example.org:99999",
     "https:///a", "https://a..b", "https://me:secret@example.org", "javascript:alert(1)"],
)  # fmt: skip
def test_a_place_that_no_file_can_follow_is_an_error(place: str) -> None:
    parsed = parse(f"publisher: Harbour Office\nbase-url: '{place}'\n".encode())
    assert parsed.value is None or parsed.value.base_url is None
    assert has_errors(parsed.diagnostics)
    assert [one.location.extent.line for one in parsed.diagnostics if one.location.extent] == [2]
    assert "such as https://example.org/guides" in parsed.diagnostics[0].message


def test_too_many_pages_for_one_file_are_in_several() -> None:
    entries = [_entry(f"piece-{number}") for number in range(7)]
    whole = _pages(_maps(entries)["sitemap.xml"])
    for limits in ({"most_addresses": 3}, {"most_bytes": 400}):
        made = _maps(entries, **limits)
        assert all(faults(content) == [] for content in made.values())
        index = etree.fromstring(made["sitemap.xml"])
        listed = [one.removeprefix(f"{PLACE}/") for one in index.xpath("//s:loc/text()", namespaces=NAMES)]
        assert listed == [name for name in made if name != "sitemap.xml"]
        assert all(sitemap.PART.fullmatch(name) for name in listed)
        parts = [_pages(made[name]) for name in listed]
        assert {place: found for part in parts for place, found in part.items()} == whole
        assert all(len(part) <= limits.get("most_addresses", 7) for part in parts)
        assert len(listed) >= 3


def test_what_a_crawler_looks_for_is_only_at_the_root_of_a_host() -> None:
    made = _maps([_entry()], "https://example.org")
    assert made["robots.txt"].decode().splitlines()[-1] == "Sitemap: https://example.org/sitemap.xml"
    assert sitemap.is_robots(made["robots.txt"])
    assert "robots.txt" not in _maps([_entry()], "https://example.org/books")
    assert not sitemap.is_robots(b"User-agent: *\nDisallow: /\n")
    assert not sitemap.is_robots(made["robots.txt"] + b"Disallow: /drafts\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<loc>https", b"<loc>ftp"),
        (b"<lastmod>2026-05-01", b"<lastmod>May"),
        (b'hreflang="nb"', b'hreflang="norsk bokmal"'),
        (b'rel="alternate"', b'rel="next"'),
        (b"<url>", b"<url><priority>1</priority>"),
        (b"<loc>https://example.org/books/index.html</loc>", b""),
    ],
)
def test_the_grammar_can_fail(old: bytes, new: bytes) -> None:
    content = _maps([_entry(), _entry(lang="nb")])["sitemap.xml"]
    assert old in content
    assert faults(content.replace(old, new)) != []


def test_it_is_the_same_in_whatever_order_the_entries_come() -> None:
    entries = [_entry(f"piece-{number}", lang) for number in range(4) for lang in ("en", "nb")]
    assert _maps(entries) == _maps(reversed(entries))
