"""What a handout says of itself: true, complete, and nothing that the front matter does not say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import distribution
from pipeline.document import Document
from pipeline.formats.handout.described import LONGEST, Described, described, other_languages, shortened
from pipeline.rendition.addresses import address, handout_path, own_name
from tests.handout.test_handout import FRONT, example, notice, page, parsed

SITE = "https://example.org/coast/"
HERE = "https://example.org/coast/en/tides/tides.html"


def published(document: Document, *languages: str, original: str | None = "en") -> Document:
    return replace(
        document, site=SITE, languages=languages or (document.lang,), original=original, slug="tides"
    )


def of(document: Document) -> Described:
    return described(document, "handout")


def stated(document: Document) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(of(document).structured)
    return value


def changed(document: Document, **facts: Any) -> Document:
    return replace(document, meta=document.meta.model_copy(update=facts))


@pytest.fixture(scope="module")
def tides() -> Document:
    return example()


@pytest.fixture(scope="module")
def bare() -> Document:
    return parsed("---\ntitle: Tides\n---\n\n## Ropes\n\n- One.\n")


# ── structured data


def test_all_that_is_known_is_stated(tides: Document) -> None:
    title = tides.meta.title
    assert stated(published(changed(tides, publisher="Harbour Office"), "en", "nb")) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": HERE,
        "url": HERE,
        "headline": title,
        "alternativeHeadline": "Where the water goes",
        "description": "When the water comes, and when it leaves.",
        "inLanguage": "en",
        "image": HERE.replace(".html", ".cover.jpg"),
        "datePublished": "2026-03-01",
        "dateModified": "2026-04-02",
        "author": [{"name": "Nora Nordmann"}],
        "publisher": {"@type": "Organization", "name": "Harbour Office"},
        "keywords": ["tides", "water"],
        "citation": [{"@type": "CreativeWork", "name": "Tide tables", "url": "https://example.org/t"}],
        "workTranslation": [
            {
                "@type": "Article",
                "@id": HERE.replace("/en/", "/nb/"),
                "url": HERE.replace("/en/", "/nb/"),
                "inLanguage": "nb",
            }
        ],
    }


def test_nothing_else_is_stated(bare: Document) -> None:
    assert stated(bare) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Tides",
        "description": "Tides",
        "inLanguage": "en",
    }
    assert of(bare).address is None
    assert of(bare).alternates == ()


def test_a_translation_names_its_original(bare: Document) -> None:
    polish = replace(published(bare, "ar", "en", "pl"), lang="pl")
    assert stated(polish)["translationOfWork"]["url"] == HERE
    assert "workTranslation" not in stated(polish)
    orphan = replace(published(bare, "ar", "pl", original=None), lang="pl")
    assert not {"translationOfWork", "workTranslation"} & set(stated(orphan))


def test_an_article_names_the_books_that_hold_it(bare: Document) -> None:
    held = replace(bare, part_of=(("shore", "By the Shore"),))
    assert stated(held)["isPartOf"] == [{"@type": "Collection", "headline": "By the Shore"}]
    there = "https://example.org/coast/en/shore/shore.html"
    assert stated(published(held))["isPartOf"] == [
        {"@type": "Collection", "@id": there, "url": there, "headline": "By the Shore"}
    ]


def test_only_who_is_known_to_be_an_organisation_is_one(bare: Document) -> None:
    front = (
        "---\ntitle: A\npublisher: Harbour Office\nauthor:\n  - Harbour Office\n"
        "  - {name: Ward 4, role: Nurses, organisation: Northfield}\n---\n\nText.\n"
    )
    assert stated(parsed(front))["author"] == [
        {"@type": "Organization", "name": "Harbour Office"},
        {"name": "Ward 4", "description": "Nurses, Northfield"},
    ]


REVIEWED = (
    "reviewed: {by: Dr Aas, on: 2026-02-03}\naudience: patients\nregion: NO\nrelease: '2'\nrights: Free\n"
)


def test_a_page_of_medical_information_is_about_health_alone() -> None:
    def kinds(topics: str, more: str = "") -> Any:
        return stated(parsed(f"---\ntitle: A\ntopics: [{topics}]\n{more}---\n\nText.\n"))["@type"]

    assert kinds("health") == ["Article", "MedicalWebPage"]
    assert kinds("health, career") == "Article"
    assert kinds("career") == "Article"
    assert kinds("career", REVIEWED) == ["Article", "WebPage"]
    assert kinds("health", REVIEWED) == ["Article", "MedicalWebPage"]


def test_a_review_is_stated_with_its_day() -> None:
    told = stated(parsed(f"---\ntitle: A\n{REVIEWED}---\n\nText.\n"))
    assert told["lastReviewed"] == "2026-02-03"
    assert told["reviewedBy"] == {"name": "Dr Aas"}
    assert told["audience"] == {"@type": "Audience", "audienceType": "patients"}
    assert told["spatialCoverage"]["address"] == {"@type": "PostalAddress", "addressCountry": "NO"}
    assert (told["version"], told["copyrightNotice"]) == ("2", "Free")


def test_nothing_in_it_ends_its_element(bare: Document) -> None:
    evil = changed(bare, title="</script><!--<script>]]>", keywords=("</SCRIPT>",))
    text = of(evil).structured
    assert "<" not in text
    assert "-->" not in text
    assert json.loads(text)["headline"] == evil.meta.title


# ── addresses and languages


def test_addresses_are_those_of_the_output_and_of_the_catalogues(bare: Document) -> None:
    path = handout_path("en", "tides")
    assert path == "en/tides/tides.html"
    assert of(published(bare)).address == HERE == distribution.address(SITE, path)
    assert address(None, path) == "../../en/tides/tides.html"


def test_every_language_is_named_once_and_one_for_all_others(bare: Document) -> None:
    both = published(bare, "ar", "en", "nb")
    places = {lang: f"https://example.org/coast/{lang}/tides/tides.html" for lang in ("ar", "en", "nb")}
    assert dict(of(both).alternates) == {**places, "x-default": places["en"]}
    # Pages have to name each other alike, else none of it counts.
    assert of(replace(both, lang="ar")).alternates == of(both).alternates
    assert of(published(bare)).alternates == ()
    assert of(replace(both, site=None)).alternates == ()


def test_readers_are_offered_the_others(bare: Document) -> None:
    offered = other_languages(replace(published(bare, "ar", "en", "nb"), lang="nb"))
    assert [(one.lang, one.dir, one.name) for one in offered] == [
        ("en", "ltr", "English"),
        ("ar", "rtl", "العربية"),
    ]
    assert offered[0].address == HERE
    alone = other_languages(replace(published(bare, "ar", "en"), site=None))
    assert [one.address for one in alone] == ["../../ar/tides/tides.html"]
    assert own_name("qaa") == "qaa"


def test_the_page_shows_them_in_their_own_words(bare: Document) -> None:
    html = page(published(bare, "ar", "en"))
    assert (
        '<li><a href="https://example.org/coast/ar/tides/tides.html" lang="ar" hreflang="ar" dir="rtl">العربية</a></li>'
        in html
    )
    assert '<nav class="languages" aria-label="In other languages">' in html
    assert "<nav" not in page(bare)


# ── Open Graph


def test_a_locale_has_a_country(bare: Document) -> None:
    def locales(lang: str, *others: str) -> list[str]:
        told = of(replace(published(bare, lang, *others), lang=lang)).properties
        return [f"{name}={value}" for name, value in told if "locale" in name]

    assert locales("en") == locales("zh-Hant") == locales("nb", "pt-BR") == []
    assert locales("pt-BR", "en", "zh-Hant-TW", "es-419") == ["og:locale=pt_BR", "og:locale:alternate=zh_TW"]


def test_a_picture_is_named_where_it_can_be_fetched(bare: Document) -> None:
    def picture(document: Document) -> str | None:
        return dict(of(document).properties).get("og:image")

    assert picture(published(bare)) == HERE.replace(".html", ".cover.jpg")
    assert picture(bare) is None
    without = changed(bare, formats=("handout",))
    without = replace(without, article=replace(without.article, meta=without.meta))
    assert picture(published(without)) is None
    assert "image" not in stated(published(without))


# ── descriptions

LONG = "The sea comes twice a day, and twice a day it leaves again. " * 2
PRICES = "A mooring costs 300 NOK."


def test_a_description_of_the_authors_is_kept(tides: Document) -> None:
    assert of(tides).description == tides.meta.description


def test_else_the_text_begins_it() -> None:
    told = of(parsed(f"---\ntitle: A\n---\n\n{LONG * 2}\n\n## One\n\nMore.\n")).description
    assert told == LONG.strip()
    assert of(parsed("---\ntitle: A\n---\n\n## One\n\nBelow *it*.\n")).description == "Below it."


def test_never_with_a_claim_that_a_disclaimer_qualifies() -> None:
    tree = parsed(f"---\ntitle: A\nsubtitle: B\n---\n\n{PRICES}\n\nFree for guests.\n")
    qualified = (tree.blocks[0], notice("n", "after-trigger", "Prices may change."), *tree.blocks[1:])
    assert of(tree).description == PRICES
    assert of(replace(tree, blocks=qualified)).description == "Free for guests."
    assert of(replace(tree, blocks=qualified[:2])).description == "B"
    elsewhere = replace(qualified[1], formats=("ebook",))
    assert of(replace(tree, blocks=(qualified[0], elsewhere))).description == PRICES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("word " * 50, "word " * 31 + "word…"),
        ("潮" * 90 + "。" + "水" * 90, "潮" * 90 + "。"),
        ("潮" * 200, "潮" * 159 + "…"),
        ("e\u0301" * 100, "e\u0301" * 79 + "…"),
        ("Yes. " + "word, " * 40, "Yes. " + "word, " * 24 + "word…"),
    ],
)
def test_descriptions_end_with_a_sentence_or_a_word(text: str, expected: str) -> None:
    assert shortened(text) == expected
    assert len(shortened(text)) <= LONGEST


# ── what search engines and their checkers look at


@pytest.mark.parametrize("lang", ["en", "nb", "ar", "zh"])
def test_the_head_has_what_search_engines_look_for(lang: str) -> None:
    tree = parsed(
        FRONT.format(title="Tides", lang=lang)
        + "Text with [a link to the office](https://example.org/x).\n\n## One\n"
    )
    html = page(published(replace(tree, lang=lang), "en", lang))
    head = html[: html.index("</head>")]

    def single(pattern: str) -> str:
        found = re.findall(pattern, head)
        assert len(found) == 1, pattern
        return str(found[0])

    assert single("<title>(.*?)</title>") == "Tides"
    assert 0 < len(single('<meta name="description" content="(.*?)">')) <= LONGEST
    assert single(r'<meta name="viewport" content="(.*?)">') == "width=device-width, initial-scale=1"
    assert single('<link rel="canonical" href="(.*?)">') == f"{SITE}{lang}/tides/tides.html"
    assert f'<html lang="{lang}"' in head
    assert "noindex" not in head
    alternates = re.findall('<link rel="alternate" hreflang="(.*?)" href="(.*?)">', head)
    assert {tag for tag, _ in alternates} == (
        {"en", lang, "x-default"} if lang != "en" else set()
    ) or lang == "en"
    assert all(there.startswith("https://") for _, there in alternates)
    assert len(re.findall('<meta name="theme-color" media="[^"]*" content="#[0-9A-Fa-f]{6}">', head)) == 2
    for link in re.findall(r"<a\b[^>]*>", html):
        assert re.search(r' href="(https://|mailto:|tel:|#|\.\./)[^"]*"', link), link
    assert len(re.findall("<h1", html)) == 1


def test_what_is_released_leads_to_each_other(released: Path) -> None:
    """Every address below the publication's place is that of a file in the output, also the cover's."""
    site = "https://example.org/northfield/"
    pages = sorted((released / "output").glob("*/medical-assistant-norway/medical-assistant-norway.html"))
    named = {}
    for one in pages:
        html = one.read_text()
        head = html[: html.index("</head>")]
        named[one.parent.parent.name] = dict(
            re.findall('<link rel="alternate" hreflang="(.*?)" href="(.*?)">', head)
        )
        here = re.findall('<link rel="canonical" href="(.*?)">', head)
        assert here == [site + one.relative_to(released / "output").as_posix()]
        offered = re.findall('<li><a href="(.*?)" lang="(.*?)" hreflang=', html)
        assert {lang for _, lang in offered} == {*map(str, named[one.parent.parent.name])} - {
            "x-default",
            one.parent.parent.name,
        }
    assert named["en"]["x-default"] == site + "en/medical-assistant-norway/medical-assistant-norway.html"
    for lang, places in named.items():
        assert places == named["en"], lang
        assert {*places} == {*named, "x-default"}
    flat = (released / "output/en/renting-your-first-flat/renting-your-first-flat.html").read_text()
    book = f"{site}en/settling-in-norway/settling-in-norway.html"
    assert f'"isPartOf":[{{"@type":"Collection","@id":"{book}"' in flat
    for place in named["en"].values():
        assert (released / "output" / place.removeprefix(site)).is_file()
