"""ONIX records: which code follows from which fact, and text that stays text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from pipeline.distribution import isbn, offer, onix
from pipeline.distribution.languages import codes, language_name
from pipeline.rendition.book import Contributor
from tests.distribution.books import ACCESS, BOOK, HOSTILE, entry, publication


class Record:
    """A record, asked by its reference names."""

    def __init__(self, content: bytes) -> None:
        self.root = etree.fromstring(content)

    def texts(self, path: str) -> list[str]:
        steps = "/".join(f"o:{step}" for step in path.split("/"))
        found: Any = self.root.xpath(f"//{steps}", namespaces={"o": onix.NAMESPACE})
        return ["".join(one.itertext()) for one in found]

    def pairs(self, composite: str, key: str, value: str) -> list[tuple[str, str]]:
        found: Any = self.root.iter(f"{{{onix.NAMESPACE}}}{composite}")
        names = {name: f"{{{onix.NAMESPACE}}}{name}" for name in (key, value)}
        return [(one.findtext(names[key], ""), one.findtext(names[value], "")) for one in found]


def _record(book: Any = BOOK, *, place: str | None = "https://example.org/b/", **changes: Any) -> Record:
    contact = changes.pop("contact", True)
    made = offer(entry(book=book, **changes))
    assert made
    return Record(onix.record(made, publication(place=place, contact=contact)))


def _accessibility(book: Any = BOOK, **changes: Any) -> list[str]:
    found = _record(book, **changes)
    features = found.pairs("ProductFormFeature", "ProductFormFeatureType", "ProductFormFeatureValue")
    return [value for kind, value in features if kind == "09"]


def test_codes_follow_from_what_is_known() -> None:
    assert _accessibility() == (
        "00 04 10 11 13 14 19 22 25 26 29 30 36 41 52 82 85 90 93 99".split()  # noqa: SIM905
    )


@pytest.mark.parametrize("feature", sorted(onix.FEATURES))
def test_a_feature_is_claimed_by_its_book_alone(feature: str) -> None:
    without = replace(ACCESS, features=(), conforms=False, sufficient=("textual",))
    assert onix.accessibility(without) == ("52",)
    assert set(onix.accessibility(replace(without, features=(feature,)))) - {"10"} == {
        "52",
        onix.FEATURES[feature],
    }


def test_what_does_not_conform_claims_no_conformance_and_says_that_it_is_limited() -> None:
    access = replace(ACCESS, conforms=False, sufficient=("textual,visual",), features=("readingOrder",))
    found = _accessibility(replace(BOOK, access=access))
    assert found == ["00", "09", "13", "99"]


def test_moving_pictures_are_said_to_be_no_hazard_only_once_they_were_tested() -> None:
    def hazards(hazard: str) -> list[str]:
        found = _record(replace(BOOK, access=replace(ACCESS, hazard=hazard)))
        features = found.pairs("ProductFormFeature", "ProductFormFeatureType", "ProductFormFeatureValue")
        return [value for kind, value in features if kind == "12"]

    assert hazards("none") == ["00"]
    assert hazards("unknown") == []


def test_without_a_contact_nobody_is_named_for_questions() -> None:
    found = _record(contact=False)
    assert "post@example.org" not in str(etree.tostring(found.root))
    assert _accessibility(contact=False)[-3:] == ["82", "85", "90"]


def test_an_isbn_goes_to_trade_and_an_own_name_stays_the_publishers() -> None:
    def identifiers(own: str | None) -> list[tuple[str, str]]:
        found = _record(replace(BOOK, own_identifier=own))
        return found.pairs("ProductIdentifier", "ProductIDType", "IDValue")

    urn = ("22", BOOK.identifier)
    assert identifiers("978-0-306-40615-7") == [("03", "9780306406157"), ("15", "9780306406157"), urn]
    assert identifiers("978-0-306-40615-8") == [("01", "978-0-306-40615-8"), urn]
    assert identifiers(None) == [urn]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("9780306406157", "9780306406157"),
        ("978 0 306 40615 7", "9780306406157"),
        ("ISBN 978-0-306-40615-7", "9780306406157"),
        ("urn:isbn:9780306406157", "9780306406157"),
        ("ISBN: 978-0-306-40615-7", "9780306406157"),
        ("9780306406158", None),  # check digit
        ("0306406152", None),
        ("9790260000438", None),  # music
        ("٩٧٨٠٣٠٦٤٠٦١٥٧", None),
        ("HO-17", None),
        ("", None),
        (None, None),
    ],
)
def test_an_isbn_is_known_by_its_digits(text: str | None, digits: str | None) -> None:
    assert isbn(text) == digits


def test_dates_are_the_books_own() -> None:
    found = _record()
    assert found.texts("SentDateTime") == ["20260501T0000Z"]
    assert found.pairs("PublishingDate", "PublishingDateRole", "Date") == [("01", "20260301")]
    undated = _record(replace(BOOK, published="", modified="2000-01-01"))
    assert undated.texts("PublishingDate") == []
    assert undated.texts("SentDateTime") == ["20000101T0000Z"]


def test_a_withdrawn_book_says_so_and_since_when() -> None:
    found = _record(expired=True, **{"valid-until": "2026-06-30"})
    assert found.texts("PublishingStatus") == ["11"]
    assert ("13", "20260630") in found.pairs("PublishingDate", "PublishingDateRole", "Date")
    assert _record().texts("PublishingStatus") == ["04"]


def test_everybody_in_the_byline_is_an_author_and_organisations_are_known() -> None:
    found = _record()
    assert found.texts("PersonName") == ["Ada Berg", "Per Hav"]
    assert found.texts("CorporateName") == ["Harbour Office"]
    assert found.texts("ProfessionalPosition") == ["Oceanographer"]
    assert found.texts("ContributorRole") == ["A01"] * 3
    nobody = _record(replace(BOOK, contributors=()))
    assert nobody.texts("NoContributor") == [""]
    institute = _record(replace(BOOK, contributors=(Contributor("Sea Lab", "Editor", "Sea Lab"),)))
    assert institute.texts("Affiliation") == []


def test_disclaimers_are_a_notice_of_the_publisher() -> None:
    found = _record()
    assert found.pairs("TextContent", "TextType", "Text")[1][0] == "13"
    assert found.texts("TextContent/Text/p") == ["What moves the sea, and when.", *BOOK.rights]
    bare = _record(replace(BOOK, description=None, rights=()), covers=False)
    assert bare.texts("CollateralDetail") == []


def test_releases_that_are_numbers_are_editions() -> None:
    assert _record().texts("EditionNumber") == ["2"]
    assert _record(replace(BOOK, release="spring 2026")).texts("EditionStatement") == ["spring 2026"]
    assert _record(replace(BOOK, release="007")).texts("EditionStatement") == ["007"]
    assert _record(replace(BOOK, release=None)).texts("EditionNumber") == []


def test_extents_are_the_print_counterpart_and_the_size() -> None:
    assert _record().pairs("Extent", "ExtentType", "ExtentValue") == [("08", "12"), ("22", "1010")]
    assert _record(replace(BOOK, pages=0)).pairs("Extent", "ExtentType", "ExtentValue") == [("22", "1010")]


def test_keywords_are_one_list_and_topics_are_the_publishers() -> None:
    found = _record()
    assert found.texts("SubjectHeadingText") == ["tides; moon, sun"]
    assert found.texts("SubjectCode") == ["nature"]


def test_the_cover_is_linked_with_its_measures() -> None:
    found = _record()
    assert found.texts("ResourceLink") == ["https://example.org/b/en/tides/tides.cover.jpg"]
    measures = dict(found.pairs("ResourceVersionFeature", "ResourceVersionFeatureType", "FeatureValue"))
    assert (measures["01"], measures["02"], measures["03"]) == ("D502", "2560", "1600")
    assert _record(place=None).texts("ResourceLink") == ["tides.cover.jpg"]
    assert _record(covers=False).texts("SupportingResource") == []


def test_a_hostile_title_stays_text() -> None:
    found = _record(replace(BOOK, title=HOSTILE, description=HOSTILE, rights=(HOSTILE,)))
    expected = HOSTILE.replace("\x07", "")
    assert found.texts("TitleText") == [expected]
    assert found.texts("TextContent/Text/p") == [expected, expected]


def test_languages_have_their_codes_country_and_script() -> None:
    def known(tag: str) -> tuple[str, str | None, str | None]:
        found = codes(tag)
        return found.language, found.country, found.script

    assert known("en") == ("eng", None, None)
    assert known("nb") == ("nob", None, None)
    assert known("de-AT") == ("ger", "AT", None)
    assert known("zh-Hant-TW") == ("chi", "TW", "Hant")
    assert known("sma") == ("sma", None, None)
    assert known("ksh") == ("und", None, None)
    assert known("es-419") == ("spa", None, None)
    assert known("en-EU") == ("eng", None, None)
    assert known("de-u-co-phonebk") == ("ger", None, None)
    assert language_name("nb") == "Norsk bokmål"
    assert language_name("xx-y-zz") == "xx-y-zz"


def test_a_record_is_the_same_every_time() -> None:
    made = offer(entry())
    assert made
    assert onix.record(made, publication()) == onix.record(made, publication())
