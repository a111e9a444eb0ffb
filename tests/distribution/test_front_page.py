"""The front page: what it shows of what is released, in which words, and that nothing else can run in it."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from string import Formatter
from typing import Any

import pytest
from lxml import html
from PIL import Image

from pipeline.distribution import front, listing
from pipeline.theme import Theme, load_theme
from pipeline.workspace import read_templates, shipped_templates
from tests.distribution.books import HOSTILE, entry, many, publication

FILES = read_templates(shipped_templates())
LANGUAGES = sorted(
    name.removeprefix(front.LABELS).removesuffix(".yaml") for name in FILES if name.startswith(front.LABELS)
)
SHARED = sorted(
    name.removeprefix("shared/labels/").removesuffix(".yaml")
    for name in FILES
    if name.startswith("shared/labels/")
)


@pytest.fixture(scope="module")
def theme() -> Theme:
    loaded = load_theme(FILES)
    assert loaded.value is not None, loaded.diagnostics
    return loaded.value


def _entry(slug: str = "tides", lang: str = "en", **changes: Any) -> dict[str, Any]:
    ending = "" if lang == "en" else f".{lang}"
    source = f"source/articles/{slug}/article{ending}.md"
    return entry(slug, **{"lang": lang, "source": source, "modified": "2026-05-01", **changes})


def _page(theme: Theme, *entries: dict[str, Any], lang: str = "en", **options: Any) -> str:
    about = publication().model_copy(update={"lang": lang})
    listings = [listing(one) for one in entries]
    return front.page(listings, about, theme, **{"catalogues": True, "feed": "feed.xml", **options})


def _tree(theme: Theme, *entries: dict[str, Any], lang: str = "en", **options: Any) -> Any:
    return html.document_fromstring(_page(theme, *entries, lang=lang, **options))


def _text(node: Any) -> str:
    return " ".join(node.text_content().split())


# ── words


def test_the_page_speaks_what_the_editions_speak() -> None:
    assert LANGUAGES == SHARED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_words_of_english(lang: str, theme: Theme) -> None:
    from babel import Locale

    ours, english = front.words_of(theme, lang), front.words_of(theme, "en")
    assert ours.lang == lang
    assert list(ours.own) == list(english.own)
    for key, word in ours.own.items():
        if isinstance(word, str):
            assert word.strip()
            assert _holes(word) == _holes(english[key]), key
            continue
        # A form for every number that the language tells apart; the large round ones of French and Spanish are counted as others.
        categories = {*Locale.parse(lang, sep="-").plural_form.tags, "other"}
        assert set(word) - {"zero"} >= categories - {"zero", "many"}
        assert "{count}" in word["other"]
        for count in (0, 1, 2, 3, 11, 100):
            form = ours.counted(key, count)
            assert "{" not in form
            assert str(count) in form or count in (0, 1, 2), form


def _holes(word: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(word) if name is not None)


def test_numbers_take_their_forms(theme: Theme) -> None:
    polish, arabic, french = (front.words_of(theme, lang) for lang in ("pl", "ar", "fr"))
    assert [polish.counted("pages", n) for n in (1, 3, 5, 22)] == [
        "1 strona",
        "3 strony",
        "5 stron",
        "22 strony",
    ]
    assert [arabic.counted("pages", n) for n in (1, 2, 6, 12)] == [
        "صفحة واحدة",
        "صفحتان",
        "6 صفحات",
        "12 صفحة",
    ]
    assert front.words_of(theme, "en").counted("publications", 1200) == "1,200 publications"
    assert [french.sized(size).replace("\u202f", " ").replace("\xa0", " ") for size in (1, 2400, 1_250_000)] == ["1 ko", "2 ko", "1,2 Mo"]  # fmt: skip


def test_a_variety_speaks_its_language_and_an_unknown_one_that_of_the_page(theme: Theme) -> None:
    assert front.words_of(theme, "de-AT").lang == "de"
    assert front.words_of(theme, "zh-TW").lang == "zh-Hant"
    assert front.words_of(theme, "is", "nb").lang == "nb"
    assert front.words_of(theme, "is").lang == "en"


def test_a_project_has_its_own_words_and_a_language_more() -> None:
    own = {
        "shared/front-labels/nb.yaml": b"title: Hefter\npages: {one: ett blad}\n",
        "shared/front-labels/is.yaml": "title: Útgáfur\n".encode(),
    }
    theme = load_theme(FILES, own).value
    assert theme is not None
    norwegian, icelandic = front.words_of(theme, "nb"), front.words_of(theme, "is")
    assert (norwegian["title"], norwegian["search"]) == ("Hefter", "Søk")
    assert [norwegian.counted("pages", count) for count in (1, 2)] == ["ett blad", "2 sider"]
    assert (icelandic.lang, icelandic["title"], icelandic["search"]) == ("is", "Útgáfur", "Search")
    # Of some languages no data on numbers are known.
    meankieli = load_theme(FILES, {"shared/front-labels/fit.yaml": b"title: Julkaisut\n"}).value
    assert meankieli is not None
    assert _text(_tree(meankieli, _entry(lang="fit"), lang="fit").find_class("counts")[0]) == "1 publication"
    broken = load_theme(FILES, {"shared/front-labels/nb.yaml": b"title: [\n"})
    assert [one.location.path for one in broken.diagnostics] == ["templates/shared/front-labels/nb.yaml"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_has_the_words_of_its_publication(lang: str, theme: Theme) -> None:
    tree = _tree(theme, _entry("tides", lang), _entry("moons", lang), lang=lang)
    words = front.words_of(theme, lang)
    assert (tree.get("lang"), tree.get("dir")) == (lang, "rtl" if lang in ("ar", "he", "ur") else "ltr")
    assert _text(tree.find(".//h1")) == words["title"]
    assert words.counted("publications", 2) in _text(tree.find_class("counts")[0])
    assert _text(tree.find_class("state")[0]).startswith(words["proved"])
    assert words["proofs"] in _text(tree.find_class("imprint")[0])
    assert {section.get("lang") for section in tree.iter("section")} == {lang}
    if lang != "en":
        english = front.words_of(theme, "en").own
        alike = {word for word in english.values() if isinstance(word, str)} - {
            word for word in words.own.values() if isinstance(word, str)
        }
        assert not [word for word in alike if len(word) > 8 and word in _text(tree.find("body"))]


# ── what is shown


def test_languages_of_an_article_are_one_card(theme: Theme) -> None:
    tree = _tree(theme, _entry("tides", "ar"), _entry("tides"), _entry("tides", "nb"), _entry("moons", "nb"))
    cards = tree.find_class("card")
    assert [[one.get("data-lang") for one in card.iter("section")] for card in cards] == [
        ["nb"],
        ["en", "ar", "nb"],
    ]
    buttons = [(_text(one), one.get("lang"), one.get("aria-pressed")) for one in cards[1].iter("button")]
    assert buttons == [("English", "en", "true"), ("العربية", "ar", "false"), ("Norsk bokmål", "nb", "false")]
    assert not list(cards[0].iter("button"))
    # In the language of the publication first; else in the one that the others were translated from.
    assert _first(_tree(theme, _entry("tides", "ar"), _entry("tides"), lang="ar")) == "ar"
    assert _first(_tree(theme, _entry("tides", "ar"), _entry("tides"), lang="pl")) == "en"


def _first(tree: Any) -> str:
    return str(next(tree.iter("section")).get("data-lang"))


def test_a_card_says_what_there_is(theme: Theme) -> None:
    one = _entry(
        subtitle="How the sea breathes",
        description="What moves the sea, and when.",
        keywords=["tides", "moon"],
        date="2026-03-01",
        reviewed={"by": "Ada Berg", "on": "2026-04-02"},
        articles=5,
        **{"valid-until": "2027-06-01"},
    )
    for file in one["files"]:
        if file["file"].endswith("tides.pdf"):
            file |= {"pages": 12, "bytes": 1_234_567}
    (card,) = _tree(theme, one).find_class("card")
    assert _text(card.find_class("eyebrow")[0]) == "English5 articlesnature"
    assert [_text(node) for node in card.find_class("dates")[0]] == [
        "Updated 1 May 2026",
        "Reviewed by Ada Berg, 2 April 2026",
        "Valid until 1 June 2027",
    ]
    files = [(_text(row), row[0].get("href")) for row in card.find_class("files")[0]]
    place = "en/tides/tides"
    assert files == [
        ("Web page Tides & moons HTML · 1 kB", f"{place}.html"),
        ("Brochure Tides & moons PDF · 12 pages · 1.2 MB", f"{place}.pdf"),
        ("Brochure in large print Tides & moons PDF · 1 kB", f"{place}.large.pdf"),
        ("Ebook Tides & moons EPUB · 1 kB", f"{place}.epub"),
        ("For the print shop Tides & moons PDF · 1 kB", f"{place}.press.pdf"),
    ]
    assert card.find(".//h2/a").get("href") == f"{place}.html"
    assert card.find(".//img").get("src") == f"{place}.thumbnail.jpg"
    assert next(card.iter("section")).get("data-words") == "tides, moon"


def test_states_are_told_apart(theme: Theme) -> None:
    tree = _tree(
        theme,
        _entry("a"),
        _entry("b", state="outdated"),
        _entry("c", expired=True, state="outdated", **{"valid-until": "2026-01-31"}),
    )
    assert [section.get("data-state") for section in tree.iter("section")] == [
        "proved",
        "outdated",
        "expired",
    ]
    assert [_text(one) for one in tree.find_class("stamp")] == ["Expired: valid until 31 January 2026"]
    said = [_text(one) for one in tree.find_class("state")]
    assert said[0].startswith("Every disclaimer proved")
    assert said[1].startswith("Outdated")
    assert all("Evidence" in one for one in said)
    (choice,) = [one for one in tree.iter("select") if one.get("name") == "state"]
    assert [one.get("value") for one in choice] == ["", "proved", "outdated", "expired"]


def test_only_what_can_be_chosen_is_offered(theme: Theme) -> None:
    def offered(*entries: dict[str, Any]) -> list[str]:
        return [one.get("name") for one in _tree(theme, *entries).iter("select")]

    assert offered(_entry("a"), _entry("b")) == ["format", "sort"]
    assert offered(_entry("a"), _entry("b", "nb", topics=["sea"])) == ["lang", "topic", "format", "sort"]
    alone = _tree(theme, _entry())
    assert not list(alone.iter("form"))
    assert not list(alone.iter("script"))


def test_without_a_script_everything_is_there_and_no_search(theme: Theme) -> None:
    tree = _tree(theme, _entry("a"), _entry("a", "nb"), _entry("b"))
    hidden = [node.get("class") for node in tree.iter() if node.get("hidden") is not None]
    assert hidden == ["find", "found", None, "tongues"]
    assert not [node for node in tree.iter("section") if node.get("hidden") is not None]


def test_an_article_without_a_cover_beside_it_has_one_drawn(theme: Theme) -> None:
    (cover,) = _tree(theme, _entry(covers=False)).find_class("cover")
    assert cover.find("svg") is not None
    assert not list(cover.iter("img"))


def test_few_covers_are_in_the_page_and_many_are_fetched(theme: Theme) -> None:
    def picture(path: str) -> bytes | None:
        buffer = io.BytesIO()
        Image.new("RGB", (400, 640), "teal").save(buffer, "JPEG")
        return buffer.getvalue() if path.endswith("book-001.thumbnail.jpg") else b"no picture"

    few, several = (many(count) for count in (front.MOST_HELD, front.MOST_HELD + 1))
    held = front.covers([listing(one) for one in few], picture)
    assert list(held) == ["nb/book-001/book-001.thumbnail.jpg"]
    assert held == front.covers([listing(one) for one in few], picture)
    assert front.covers([listing(one) for one in several], picture) == {}
    covers = [one.find("img") for one in _tree(theme, *few, held=held).find_class("cover")]
    (own,) = [one for one in covers if one.get("srcset")]
    assert own.get("srcset", "").startswith("data:image/webp;base64,")
    assert {one.get("loading") for one in covers if one.get("src")} == {"lazy"}
    assert "img-src 'self' data:" in _page(theme, *few, held=held)
    assert "img-src data:" in _page(theme, few[1], held=held)


def test_names_of_places_in_the_page_are_its_own(theme: Theme) -> None:
    tree = _tree(
        theme, _entry("a"), _entry("a", "nb"), _entry("list"), _entry("a", "es-419"), _entry("419-a", "es")
    )
    names = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(names) == len(set(names))
    assert {node.get("aria-labelledby") for node in tree.iter("section")} <= set(names)


def test_a_language_without_words_is_marked(theme: Theme) -> None:
    (section,) = _tree(theme, _entry("tides", "is", title="Sjávarföll")).iter("section")
    assert section.get("lang") == "en"
    assert section.find(".//h2").get("lang") == "is"
    assert _text(section.find_class("tongue")[0]) == "Íslenska"


def test_a_manifest_of_an_older_build_has_less_to_show(theme: Theme) -> None:
    old = {key: value for key, value in entry().items() if key not in ("valid-until", "expired", "topics")}
    (card,) = _tree(theme, old).find_class("card")
    assert not card.find_class("dates")
    assert _text(card.find(".//h2")) == "Tides & moons"


# ── safety


def test_a_hostile_article_stays_text(theme: Theme) -> None:
    texts = {"title": HOSTILE, "subtitle": HOSTILE, "description": HOSTILE}
    page = _page(theme, _entry("a", **texts, keywords=[HOSTILE], topics=[HOSTILE]), _entry("b"))
    tree = html.document_fromstring(page)
    assert not list(tree.iter("b"))
    assert len(list(tree.iter("script"))) == 1
    assert page.count("<b>") == 0
    assert _text(tree.find_class("description")[0]).startswith("Fish & <b>Chips</b> ]]> \"'")


def test_the_policy_allows_its_own_style_and_script_and_nothing_else(theme: Theme) -> None:
    page = _page(theme, _entry("a"), _entry("b", "ar"))
    tree = html.document_fromstring(page)
    (policy,) = [one.get("content") for one in tree.iter("meta") if one.get("http-equiv")]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert "\n" not in content
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert re.findall(rf"{name} ([^;]+);", policy) == [f"'sha256-{digest}'"]
    assert not [
        node for node in tree.iter() if any(key == "style" or key.startswith("on") for key in node.attrib)
    ]
    script = FILES["shared/index.js"].decode()
    for word in ("innerHTML", "outerHTML", "eval(", "Function(", "document.write", "fetch(", "import("):
        assert word not in script


def test_addresses_lead_nowhere_but_into_the_output(theme: Theme) -> None:
    tree = _tree(theme, *many(3), _entry("fjære", "nb"))
    for node in tree.iter():
        for name in ("href", "src"):
            address = node.get(name, "")
            assert not re.match(r"[a-z]+:|/", address) or address in (
                "data:,",
                "https://example.org/books/index.html",
            )
    assert "nb/fj%C3%A6re/fj%C3%A6re.html" in [one.get("href") for one in tree.iter("a")]


def test_it_is_the_same_in_whatever_order_the_entries_come(theme: Theme) -> None:
    entries = [*many(8), _entry("tides"), _entry("tides", "ar")]
    assert _page(theme, *entries) == _page(theme, *reversed(entries))


def test_five_hundred_articles_are_a_page_that_loads(theme: Theme) -> None:
    few, all_of_them = len(_page(theme, *many(10))), len(_page(theme, *many(500)))
    assert (all_of_them - few) / 490 < 2500
