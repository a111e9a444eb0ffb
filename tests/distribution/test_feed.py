"""News feeds: what is in them, what they are called, and what stays out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.distribution import atom, feed, listing
from tests.distribution.books import HOSTILE, entry, publication

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parents[1] / "conformance/schemas/atom-1.0.rng"))
SAID: dict[str, Any] = {
    "subtitle": "How the sea breathes",
    "description": "What moves the sea, and when.",
    "keywords": ["tides", "moon; sun"],
    "authors": ["Ada Berg"],
    "date": "2026-03-01",
    "modified": "2026-05-01",
}


def _entry(slug: str = "tides", lang: str = "en", **changes: Any) -> dict[str, Any]:
    return entry(slug, **{"lang": lang, **SAID, **changes})


def _feeds(
    entries: Iterable[dict[str, Any]], place: str | None = "https://example.org/books"
) -> dict[str, bytes]:
    return feed.feeds([listing(one) for one in entries], publication(place=place))


def _feed(*entries: dict[str, Any]) -> Any:
    return etree.fromstring(_feeds(entries)["feed.xml"])


def faults(content: bytes) -> list[str]:
    """What is wrong with a feed: by the grammar, and by the rules that no grammar can hold."""
    root = etree.fromstring(content)
    found = [] if GRAMMAR.validate(root) else [str(one.message) for one in GRAMMAR.error_log]
    names = [one.text for one in root.iter(f"{ATOM}id")]
    found += [f"{name} is used twice" for name in {name for name in names if names.count(name) > 1}]
    for holder in (root, *root.iterfind(f"{ATOM}entry")):
        links = [
            (one.get("rel"), one.get("type"), one.get("hreflang")) for one in holder.iterfind(f"{ATOM}link")
        ]
        kinds = [link for link in links if link[0] == "alternate"]
        if len(kinds) != 1:
            found.append(f"{len(kinds)} alternates")
        if (holder is root) != (("self", atom.TYPE, None) in links):
            found.append("only a feed names itself")
    days = [one.findtext(f"{ATOM}updated", "") for one in root.iterfind(f"{ATOM}entry")]
    if days != sorted(days, reverse=True):
        found.append("not the newest first")
    if days and root.findtext(f"{ATOM}updated") != days[0]:
        found.append("not as old as the newest entry")
    return found


def test_an_entry_says_what_is_new_and_where() -> None:
    root = _feed(_entry())
    assert root.findtext(f"{ATOM}title") == "Harbour Office"
    assert root.findtext(f"{ATOM}updated") == "2026-05-01T00:00:00Z"
    (found,) = root.findall(f"{ATOM}entry")
    assert found.get(LANG) == "en"
    assert found.findtext(f"{ATOM}title") == "Tides & moons"
    assert found.findtext(f"{ATOM}published") == "2026-03-01T00:00:00Z"
    assert found.findtext(f"{ATOM}updated") == "2026-05-01T00:00:00Z"
    assert found.findtext(f"{ATOM}summary") == "How the sea breathes\n\nWhat moves the sea, and when."
    assert "no advice to sailors" in found.findtext(f"{ATOM}rights")
    assert [one.findtext(f"{ATOM}name") for one in found.findall(f"{ATOM}author")] == ["Ada Berg"]
    assert [one.get("term") for one in found.findall(f"{ATOM}category")] == ["tides", "moon; sun", "nature"]
    place = "https://example.org/books/en/tides/tides"
    assert [(one.get("rel"), one.get("href"), one.get("length")) for one in found.findall(f"{ATOM}link")] == [
        ("alternate", f"{place}.html", None),
        ("enclosure", f"{place}.pdf", "1009"),
        ("enclosure", f"{place}.large.pdf", "1015"),
        ("enclosure", f"{place}.epub", "1010"),
    ]


def test_feeds_keep_to_their_grammar() -> None:
    several = [
        _entry(),
        _entry("tides", "ar", title="المد والجزر", modified="2026-06-01"),
        _entry("fjære", "nb", title="Fjære", date="", modified="", description="", subtitle=""),
        _entry("hostile", title=HOSTILE, description=HOSTILE, keywords=[HOSTILE], authors=[HOSTILE]),
        _entry("old", "zh-Hant", covers=False, others=False),
    ]
    made = _feeds(several)
    assert sorted(made) == ["ar/feed.xml", "en/feed.xml", "feed.xml", "nb/feed.xml", "zh-Hant/feed.xml"]
    assert {path: faults(content) for path, content in made.items()} == {path: [] for path in made}
    empty = _feeds([])["feed.xml"]
    assert faults(empty) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<updated>2026-05-01T00:00:00Z", b"<updated>2026-05-01"),
        (b"<title>Tides &amp; moons</title>", b""),
        (b"<title>Tides &amp; moons</title>", b"<title> </title>"),
        (b"<id>urn:uuid:", b"<id>"),
        (b'rel="self"', b'rel="alternate"'),
        (b'rel="enclosure"', b'rel="alternate"'),
        (b'href="https://example.org', b'href="/x'),
        (b'length="1009"', b'length="many"'),
        (b"<summary>", b"<description/><summary>"),
    ],
)
def test_the_grammar_can_fail(old: bytes, new: bytes) -> None:
    content = _feeds([_entry()])["feed.xml"]
    assert old in content
    assert faults(content.replace(old, new)) != []


def test_an_entry_keeps_its_name_whatever_changes() -> None:
    def name(one: dict[str, Any], place: str = "https://example.org/books") -> str:
        root = etree.fromstring(_feeds([one], place)["feed.xml"])
        return str(root.findtext(f"{ATOM}entry/{ATOM}id"))

    before = name(_entry())
    assert name(_entry(title="Moons", date="2020-01-01", modified="2026-11-01", topics=[])) == before
    assert name(_entry(), "https://example.net") == before
    assert name(_entry("moved", identifier="HO-17")) == name(_entry("again", identifier="HO-17"))
    assert (
        len({before, name(_entry(lang="nb")), name(_entry("moons")), name(_entry(identifier="HO-17"))}) == 4
    )


def test_the_newest_is_first_and_only_so_many_are_news() -> None:
    several = [_entry(f"piece-{n:03}", modified=f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(130)]
    content = _feeds(several)["feed.xml"]
    assert faults(content) == []
    found = etree.fromstring(content).findall(f"{ATOM}entry")
    assert len(found) == feed.MOST
    newest = sorted((one["modified"] for one in several), reverse=True)[: feed.MOST]
    assert [one.findtext(f"{ATOM}updated", "")[:10] for one in found] == newest


def test_what_has_expired_is_no_news_and_what_is_outdated_keeps_its_date() -> None:
    gone = _entry("gone", expired=True, **{"valid-until": "2026-01-01"})
    assert _feeds([_entry(), gone]) == _feeds([_entry()])
    assert _feeds([_entry(state="outdated")]) == _feeds([_entry()])


def test_without_an_address_there_is_no_feed() -> None:
    assert _feeds([_entry()], None) == {}


def test_without_a_handout_readers_get_the_brochure_or_the_ebook() -> None:
    one = _entry()
    one["files"] = [file for file in one["files"] if not file["file"].endswith(".html")]
    (found,) = _feed(one).findall(f"{ATOM}entry")
    links = [(link.get("rel"), link.get("type")) for link in found.findall(f"{ATOM}link")]
    assert links[0] == ("alternate", "application/pdf")
    assert ("enclosure", "application/pdf") in links
    one["files"] = [file for file in one["files"] if file["file"].endswith(".press.pdf")]
    assert _feed(one).findall(f"{ATOM}entry") == []


def test_feeds_are_the_same_in_whatever_order_the_entries_come() -> None:
    several = [_entry(f"piece-{n}", ("en", "nb")[n % 2]) for n in range(9)]
    assert _feeds(several) == _feeds(reversed(several))


def test_a_manifest_of_an_older_build_has_less_to_say() -> None:
    content = _feeds([entry()])["feed.xml"]
    assert faults(content) == []
    assert b"2000-01-01T00:00:00Z" in content


def test_titles_have_the_marks_that_the_editions_have() -> None:
    one = listing(
        entry("tides", title='Ada\'s "tides"', subtitle="'Low' water", description="It's deep.", lang="en")
    )
    assert (one.title, one.subtitle, one.description) == ("Ada’s “tides”", "‘Low’ water", "It’s deep.")
    assert listing(entry("tides", title='"Flo" og fjære', lang="nb")).title == "«Flo» og fjære"
