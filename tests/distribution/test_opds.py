"""OPDS catalogues: what is in them, where they lead, and what stays out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from lxml import etree

from pipeline.distribution import listing, offer, offers, opds
from pipeline.rendition.book import Access
from tests.distribution.books import ACCESS, BOOK, HOSTILE, entry, many, publication

ATOM = "{http://www.w3.org/2005/Atom}"
TERMS = "{http://purl.org/dc/terms/}"
PLACE = "https://example.org/books"


def _feeds(*entries: dict[str, Any], place: str | None = PLACE) -> dict[str, bytes]:
    return opds.feeds(offers(map(listing, entries)), publication(place=place))


def _json(*entries: dict[str, Any], place: str | None = PLACE) -> Any:
    return json.loads(_feeds(*entries, place=place)["opds.json"])


def _atom(*entries: dict[str, Any], place: str | None = PLACE) -> Any:
    return etree.fromstring(_feeds(*entries, place=place)["opds.xml"])


def test_a_publication_has_its_facts_links_and_images() -> None:
    value = _json(entry())
    assert value["metadata"] == {
        "title": "Harbour Office",
        "modified": "2026-05-01T00:00:00Z",
        "numberOfItems": 1,
    }
    (book,) = value["publications"]
    about = book["metadata"]
    assert (about["title"], about["subtitle"]) == ("Tides & moons", "How the sea breathes")
    assert (about["published"], about["modified"]) == ("2026-03-01", "2026-05-01T00:00:00Z")
    assert about["numberOfPages"] == 12
    assert about["description"].endswith("It is no advice to sailors.")
    assert about["accessibility"]["conformsTo"] == ["https://www.w3.org/TR/epub-a11y-11#wcag-2.2-aa"]
    assert about["accessibility"]["feature"][-1] == "printPageNumbers"
    place = "https://example.org/books/en/tides/tides"
    assert [link["href"] for link in book["links"]] == [
        f"{place}.epub",
        f"{place}.html",
        f"{place}.pdf",
        f"{place}.large.pdf",
        f"{place}.onix.xml",
    ]
    assert [link["type"] for link in book["links"]][:3] == [
        "application/epub+zip",
        "text/html",
        "application/pdf",
    ]
    assert [(image["href"], image.get("width")) for image in book["images"]] == [
        (f"{place}.cover.jpg", 1600),
        (f"{place}.thumbnail.jpg", 320),
        (f"{place}.cover.svg", None),
    ]


def test_an_entry_has_its_facts_links_and_images() -> None:
    feed = _atom(entry())
    (book,) = feed.findall(f"{ATOM}entry")
    assert book.findtext(f"{ATOM}title") == "Tides & moons"
    assert book.findtext(f"{TERMS}issued") == "2026-03-01"
    assert "no advice to sailors" in book.findtext(f"{ATOM}rights")
    links = {(link.get("rel"), link.get("type")) for link in book.findall(f"{ATOM}link")}
    assert links == {
        ("http://opds-spec.org/image", "image/jpeg"),
        ("http://opds-spec.org/image/thumbnail", "image/jpeg"),
        (opds.ACQUISITION, "application/epub+zip"),
        (opds.ACQUISITION, "application/pdf"),
        (opds.ACQUISITION, "text/html"),
        ("describedby", "application/xml"),
    }


def test_a_print_shops_file_is_offered_to_nobody() -> None:
    assert "press" not in str(_feeds(entry()))


def test_an_isbn_is_a_name_besides() -> None:
    book = replace(BOOK, own_identifier="978-0-306-40615-7")
    about = _json(entry(book=book))["publications"][0]["metadata"]
    assert (about["identifier"], about["altIdentifier"]) == (BOOK.identifier, ["urn:isbn:9780306406157"])
    (found,) = _atom(entry(book=book)).findall(f"{ATOM}entry")
    assert [one.text for one in found.findall(f"{TERMS}identifier")] == [
        BOOK.identifier,
        "urn:isbn:9780306406157",
    ]


def test_without_a_place_addresses_are_seen_from_the_catalogue() -> None:
    made = _feeds(entry(), entry("fjære", replace(BOOK, lang="nb")), place=None)
    root, norwegian = (json.loads(made[path]) for path in ("opds.json", "nb/opds.json"))
    assert root["links"][0]["href"] == "opds.json"
    hrefs = [link["href"] for book in root["publications"] for link in book["links"]]
    assert "en/tides/tides.epub" in hrefs
    assert "nb/fj%C3%A6re/fj%C3%A6re.epub" in hrefs
    assert [link["href"] for link in norwegian["links"]] == [
        "opds.json",
        "../opds.json",
        "opds.xml",
        "../index.html",
    ]
    assert norwegian["publications"][0]["links"][0]["href"] == "fj%C3%A6re/fj%C3%A6re.epub"


def test_two_languages_have_a_catalogue_each() -> None:
    made = _feeds(entry(), entry("fjære", replace(BOOK, lang="nb")), entry("moon"))
    assert sorted(made) == [
        "en/opds.json",
        "en/opds.xml",
        "nb/opds.json",
        "nb/opds.xml",
        "opds.json",
        "opds.xml",
    ]
    value = json.loads(made["en/opds.json"])
    assert value["metadata"]["title"] == "Harbour Office: English"
    assert [(one["title"], one["properties"]["numberOfItems"]) for one in value["facets"][0]["links"]] == [
        ("All languages", 3),
        ("English", 2),
        ("Norsk bokmål", 1),
    ]
    assert [one.get("rel") for one in value["facets"][0]["links"]] == [None, "self", None]
    feed = etree.fromstring(made["en/opds.xml"])
    active = "{http://opds-spec.org/2010/catalog}activeFacet"
    facets = [link for link in feed.findall(f"{ATOM}link") if "facet" in link.get("rel", "")]
    assert [link.get(active) for link in facets] == [None, "true", None]


def test_one_language_needs_no_choice() -> None:
    made = _feeds(entry(), entry("moon"))
    assert sorted(made) == ["opds.json", "opds.xml"]
    assert "facet" not in str(made)


def test_text_from_right_to_left_is_read_so() -> None:
    book = replace(BOOK, lang="ar", title="المد والجزر")
    about = _json(entry(book=book))["publications"][0]["metadata"]
    assert (about["readingProgression"], about["language"]) == ("rtl", "ar")
    (found,) = _atom(entry(book=book)).findall(f"{ATOM}entry")
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert found.findtext(f"{ATOM}title") == "المد والجزر"


def test_a_hostile_title_stays_text() -> None:
    book = replace(BOOK, title=HOSTILE, keywords=(HOSTILE,), own_identifier=HOSTILE)
    (found,) = _atom(entry(book=book)).findall(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}title") == HOSTILE.replace("\x07", "")
    assert _json(entry(book=book))["publications"][0]["metadata"]["title"] == HOSTILE


def test_a_book_without_a_date_is_as_old_as_its_package_says() -> None:
    value = _json(entry(book=replace(BOOK, published="", modified="2000-01-01")))
    assert "published" not in value["publications"][0]["metadata"]
    assert value["metadata"]["modified"] == "2000-01-01T00:00:00Z"


def test_newest_comes_first_and_dates_the_catalogue() -> None:
    old, new = replace(BOOK, modified="2025-01-01"), replace(BOOK, modified="2026-07-01", title="New")
    feed = _atom(entry("aaa", old), entry("zzz", new))
    assert [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")] == ["New", "Tides & moons"]
    assert feed.findtext(f"{ATOM}updated") == "2026-07-01T00:00:00Z"


def test_what_has_expired_is_not_handed_out() -> None:
    gone = entry("gone", expired=True, **{"valid-until": "2026-01-01"})
    assert "gone" not in str(_feeds(entry(), gone))
    made = offer(gone)
    assert made
    assert made.withdrawn == "2026-01-01"


def test_what_is_outdated_keeps_its_place_and_its_date() -> None:
    assert _feeds(entry(state="outdated")) == _feeds(entry())


def test_an_article_without_a_described_ebook_is_no_book() -> None:
    other = entry("leaflet")
    other["files"] = [file for file in other["files"] if "book" not in file]
    strange = entry("strange")
    strange["files"][0]["book"] = {"title": "of another version"}
    assert _json(entry(), other, strange)["metadata"]["numberOfItems"] == 1


def test_a_book_without_a_picture_is_in_the_catalogue_that_needs_none() -> None:
    bare = entry(covers=False)
    assert _json(bare)["publications"] == []
    assert len(_atom(bare).findall(f"{ATOM}entry")) == 1


def test_nothing_on_offer_is_a_catalogue_too() -> None:
    assert _json()["publications"] == []
    assert _atom().findtext(f"{ATOM}updated") == "2000-01-01T00:00:00Z"


def test_what_must_be_seen_is_said() -> None:
    access = Access(("textual", "visual"), ("textual,visual",), (), "unknown", False, "en", "")
    about = _json(entry(book=replace(BOOK, access=access)))["publications"][0]["metadata"]
    assert about["accessibility"] == {
        "accessMode": ["textual", "visual"],
        "accessModeSufficient": [["textual", "visual"]],
        "hazard": ["unknown"],
    }
    assert ACCESS.conforms


def test_catalogues_are_the_same_every_time_in_whatever_order_the_entries_come() -> None:
    entries = many(20)
    assert _feeds(*entries) == _feeds(*reversed(entries))
