"""Catalogues and records by the schemas of their formats: those of real articles, and of books of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from pipeline.distribution import listing, offer, offers, onix, opds
from pipeline.distribution.languages import codes
from pipeline.schema import known_languages
from tests.conformance import checkers
from tests.distribution.books import BOOK, BOOKS, PLACE, entry, many, publication

# What a manifest's reader says of a catalogue that has no place yet; there is nothing better to write.
NO_PLACE = "it must be an absolute URI"


def _record(
    number: int = 0, *, place: str | None = PLACE, contact: bool = True, covers: bool = True
) -> bytes:
    made = offer(entry("tides", BOOKS[number], covers=covers))
    assert made
    return onix.record(made, publication(place=place, contact=contact))


def _feeds(*, place: str | None = PLACE) -> dict[str, bytes]:
    entries = [entry(f"book-{number}", book) for number, book in enumerate(BOOKS)]
    unlike = [
        {**one, "files": [{**one["files"][0], "book": {**one["files"][0]["book"], "identifier": name}}]}
        for number, one in enumerate(entries)
        if (name := f"urn:uuid:{number:08}-7bf2-505e-826c-3fdff0fd0734")
    ]
    return opds.feeds(offers(map(listing, unlike)), publication(place=place))


def test_records_of_real_articles_keep_to_the_schemas(released: Path) -> None:
    found = sorted((released / "output").glob("*/*/*.onix.xml"))
    assert len(found) >= 6
    assert [line for path in found for line in checkers.onix(path.read_bytes())] == []


def test_catalogues_of_real_articles_keep_to_the_schemas(released: Path) -> None:
    output = released / "output"
    feeds = sorted([*output.glob("opds.*"), *output.glob("*/opds.*")])
    languages = {path.parent.parent.name for path in output.glob("*/*/*.epub")}
    assert len(languages) > 1
    assert len(feeds) == 2 * (1 + len(languages)), "one of each kind for all books, and for each language"
    for path in feeds:
        check = checkers.opds_json if path.suffix == ".json" else checkers.opds_atom
        assert check(path.read_bytes()) == [], path


@pytest.mark.parametrize("number", range(len(BOOKS)))
def test_records_of_books_of_every_kind_keep_to_the_schemas(number: int) -> None:
    for place in (PLACE, None):
        for contact in (True, False):
            for covers in (True, False):
                record = _record(number, place=place, contact=contact, covers=covers)
                assert checkers.onix(record) == []
    withdrawn = offer(entry("tides", BOOKS[number], expired=True, **{"valid-until": "2026-01-01"}))
    assert withdrawn
    assert checkers.onix(onix.record(withdrawn, publication())) == []


def test_catalogues_of_books_of_every_kind_keep_to_the_schemas() -> None:
    feeds = _feeds()
    assert len(feeds) == 10
    for path, content in feeds.items():
        check = checkers.opds_json if path.endswith(".json") else checkers.opds_atom
        assert check(content) == [], path


def test_a_catalogue_without_a_place_lacks_nothing_else() -> None:
    for path, content in _feeds(place=None).items():
        check = checkers.opds_json if path.endswith(".json") else checkers.opds_atom
        assert [line for line in check(content) if NO_PLACE not in line] == [], path


def test_large_and_empty_catalogues_keep_to_the_schemas() -> None:
    for entries in (many(200), []):
        feeds = opds.feeds(offers(map(listing, entries)), publication())
        assert checkers.opds_json(feeds["opds.json"]) == []
        assert checkers.opds_atom(feeds["opds.xml"]) == []
        assert len(etree.fromstring(feeds["opds.xml"]).findall("{*}entry")) == len(entries)


def test_every_code_that_can_be_written_is_on_its_list() -> None:
    assert {*onix.FEATURES.values(), *onix.CONFORMING, "00", "09", "10", "52", "90", "93", "99"} <= (
        checkers.code_list(196)
    )
    assert set(onix.HAZARDS.values()) <= checkers.code_list(143)
    languages = {codes(tag).language for tag in known_languages()}
    assert languages <= checkers.code_list(74)
    assert len(languages) > 400


def test_every_country_and_script_that_can_be_written_is_on_its_list() -> None:
    from babel import Locale

    known = Locale("en")
    countries = {codes(f"en-{code}").country for code in known.territories if len(code) == 2} - {None}
    scripts = {codes(f"en-{code}").script for code in known.scripts} - {None}
    assert countries <= checkers.code_list(91)
    assert scripts <= checkers.code_list(121)
    assert len(countries) > 240


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<NotificationType>03", b"<NotificationType>xx"),
        (b"<ProductFormFeatureValue>", b"<ProductFormFeatureWorth>"),
        (b"<LanguageCode>eng", b"<LanguageCode>en"),
        (b"20260501T0000Z", b"1 May"),
        (b"<ProductForm>ED", b"<ProductForm>EPUB"),
        (b"<ContributorRole>A01</ContributorRole>", b""),
        (b"<PublishingStatus>04</PublishingStatus>", b"<PublishingStatus/>"),
        (b"<DescriptiveDetail>", b"<DescriptionDetail>"),
    ],
)  # fmt: skip
def test_the_schemas_of_records_can_fail(old: bytes, new: bytes) -> None:
    record = _record()
    assert old in record
    broken = record.replace(old, new).replace(old.replace(b"<", b"</", 1), new.replace(b"<", b"</", 1))
    assert checkers.onix(broken) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<updated>2026-05-01T00:00:00Z", b"<updated>2026-05-01"),
        (b"acquisition/open-access", b"acquire"),
        (b"acquisition/open-access", b"acquisition/buy"),
        (b'type="image/jpeg"', b'type="image/svg+xml"'),
        (b"<title>Tides &amp; moons</title>", b""),
        (b"dc:issued", b"dc:title"),
        (b'rel="self"', b'rel="myself"'),
        (b'rel="start"', b'rel="up"'),
        (b'href="https://example.org/books/', b'href="a b'),
        (b"<id>urn:uuid:", b"<id>"),
        (b'summary type="text"', b'summary type="html"'),
        (b";kind=acquisition", b""),
    ],
)  # fmt: skip
def test_the_rules_of_atom_catalogues_can_fail(old: bytes, new: bytes) -> None:
    feed = opds.feeds(offers([listing(entry())]), publication())["opds.xml"]
    assert old in feed
    assert checkers.opds_atom(feed) == []
    assert checkers.opds_atom(feed.replace(old, new)) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"rel": "self"', b'"rel": "alternate"'),
        (b"acquisition/open-access", b"acquire"),
        (b'"image/jpeg"', b'"image/webp"'),
        (b'"title": "Tides & moons"', b'"title": ""'),
        (b'"language": "en"', b'"language": "English"'),
        (b"2026-05-01T00:00:00Z", b"2026-05-01"),
        (b'"tableOfContents"', b'"contents"'),
        (b'"images"', b'"pictures"'),
        (b'"metadata"', b'"meta"'),
    ],
)
def test_the_rules_of_json_catalogues_can_fail(old: bytes, new: bytes) -> None:
    feed = opds.feeds(offers([listing(entry())]), publication())["opds.json"]
    assert old in feed
    assert checkers.opds_json(feed) == []
    assert checkers.opds_json(feed.replace(old, new)) != []


def test_a_book_is_in_every_test_as_it_is_in_a_manifest() -> None:
    made = offer(entry())
    assert made
    assert made.book == BOOK
