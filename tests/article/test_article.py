"""What an article says of itself, and what a translation inherits."""

from __future__ import annotations

import datetime

import pytest

from pipeline.article import Article, ArticleFile, folded, parse, text_direction
from pipeline.diagnostics import Diagnostic


def read(
    front: str, body: str = "Text.\n", name: str = "article.md", source: Article | None = None
) -> Article:
    file = ArticleFile(f"source/articles/tides/{name}", f"---\n{front}\n---\n{body}".encode())
    made = parse(file, "en", source)
    assert made.value is not None, made.diagnostics
    return made.value


def faults(front: str) -> tuple[Diagnostic, ...]:
    return parse(
        ArticleFile("source/articles/tides/article.md", f"---\n{front}\n---\nText.\n".encode()), "en"
    ).diagnostics


def test_positions_are_those_of_the_file() -> None:
    article = read("title: Tides\nauthor:\n  - {name: Kari, role: Editor}\n  - Ola\ndate: 2026-03-01")
    assert (article.at("author", 0, "role").line, article.at("author", 0, "role").column) == (4, 24)
    assert (article.at("author", 1).line, article.at("author", 1).column) == (5, 5)
    assert (
        article.front == "title: Tides\nauthor:\n  - {name: Kari, role: Editor}\n  - Ola\ndate: 2026-03-01\n"
    )
    assert [person.name for person in article.meta.author] == ["Kari", "Ola"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("no", "nb"), ("NB", "nb"), ("pt-br", "pt-BR"), ("zh-hant", "zh-Hant"), ("nb-NO", "nb-NO")],
)
def test_languages_have_one_spelling(written: str, read_as: str) -> None:
    assert read(f"title: x\nlang: {written}").lang == read_as


def test_a_list_of_one_needs_no_brackets() -> None:
    for written in ("clear", "[clear]"):
        article = read(f"title: Tides\nkeywords: {written}\ntopics: {written}\nbrochure: {{size: {written}}}")
        assert article.meta.topics == ("clear",)
        assert article.meta.keywords == ("clear",)
        assert article.meta.brochure.size == ("clear",)
    assert read("title: Tides\nformats: ebook\ntranslations: nb").meta.formats == ("ebook",)
    (found,) = faults("title: Tides\ndate: 2026-03-01\ntopics: [general]\nbrochure: {size: tiny}")
    assert (found.code, found.location.line) == ("ART116", 5)
    assert "standard, clear, large" in found.message


@pytest.mark.code("ART116")
@pytest.mark.parametrize(
    ("line", "expected", "help"),
    [
        (
            "sources: Almanac",
            'a list for `sources`, found "Almanac"',
            "write a list, `sources: [Almanac]`",
        ),
        (
            "formats: []",
            "at least one entry for `formats`, found a list",
            "write at least one entry for `formats`",
        ),
        (
            "subtitle: 7",
            "text for `subtitle`, found 7",
            "correct the value of `subtitle`; put text that looks like",
        ),
        (
            "contact: Kari",
            'keys and values for `contact`, found "Kari"',
            "write keys with values below `contact`",
        ),
        (
            "contact: {email: kari}",
            "an e-mail address such as post@example.org",
            "write an e-mail address such as",
        ),
    ],
)
def test_the_help_fits_the_fault(line: str, expected: str, help: str) -> None:
    (found,) = faults(f"title: Tides\ndate: 2026-03-01\ntopics: [general]\n{line}")
    assert found.code == "ART116"
    assert found.message.startswith(f"expected {expected}")
    assert found.help.startswith(help)


def test_norway_is_not_false() -> None:
    article = read("title: No\nlang: no\nregion: NO\nkeywords: [yes, no, on, off]")
    assert article.lang == "nb"
    assert article.meta.keywords == ("yes", "no", "on", "off")


def test_direction_follows_the_language() -> None:
    assert read("title: x\nlang: ar").dir == "rtl"
    assert read("title: x\nlang: ar\ndir: ltr").dir == "ltr"
    assert text_direction("xx-unknown") == "ltr"


def test_the_later_date_is_the_one_that_outputs_carry() -> None:
    article = read("title: x\ndate: 2026-03-01\nmodified: 2026-04-01")
    assert article.date == datetime.date(2026, 4, 1)
    assert read("title: x").date is None


def test_all_faults_at_once() -> None:
    codes = [
        (one.code, one.location.line)
        for one in faults("subtitel: x\ndate: March\nlang: xx1\ncover: {image: a.png}")
    ]
    assert sorted(codes, key=lambda pair: pair[1]) == [
        ("ART115", 2), ("ART126", 2), ("ART103", 3), ("ART118", 4), ("ART117", 5),
    ]  # fmt: skip


@pytest.mark.code("ART111", "ART112", "ART113", "ART118")
def test_what_cannot_be_read_hides_nothing_below_it() -> None:
    front = "title: A: b\nlang: xx1\ndate: &d 2026-03-01\ntitle: C\ncontact: *c\nsubtitle: 7\nregion: NO"
    assert [(one.code, one.location.line) for one in faults(front)] == [
        ("ART111", 2), ("ART118", 3), ("ART113", 4), ("ART112", 5), ("ART113", 6), ("ART116", 7),
    ]  # fmt: skip
    parsed = parse(
        ArticleFile("source/articles/tides/article.md", f"---\n{front}\n---\n\nText\n".encode()), "en"
    )
    assert parsed.value is not None, "its text can be checked"
    assert parsed.value.faulty
    assert (parsed.value.lang, parsed.value.meta.region) == ("en", "NO")


def test_a_translation_adds_a_topic_without_brackets() -> None:
    source = read("title: Tides\ntopics: health")
    own = read("title: Tidevann\ntopics: legal", name="article.nb.md", source=source)
    assert own.meta.topics == ("health", "legal")


def test_the_nearest_key_is_named() -> None:
    (one,) = faults("title: x\nsub-title: y")
    assert "`subtitle`" in one.help


def test_own_keys_are_nobodys_business() -> None:
    assert faults("title: x\nx-anything: {a: [1, 2]}") == ()


def test_a_translation_inherits_all_but_its_words() -> None:
    source = read(
        "title: Tides\nsubtitle: Of the moon\nkeywords: [tide]\ndate: 2026-03-01\ntopics: [health]\nlang: en\nregion: NO"
    )
    own = read("title: Tidevann\ntopics: [legal]", name="article.nb.md", source=source)
    assert own.lang == "nb"
    assert own.translation
    assert own.id == "tides.nb"
    assert own.meta.subtitle is None
    assert own.meta.keywords == ()
    assert own.meta.date == datetime.date(2026, 3, 1)
    assert own.meta.region == "NO"
    assert own.meta.topics == ("health", "legal"), "topics can only add"


def test_the_text_hash_knows_words_only() -> None:
    one, other = read("title: x", "A  b\nc\n"), read("title: y", "\nA b c")
    assert one.text_sha256 == other.text_sha256
    assert one.text_sha256 != read("title: x", "A b d").text_sha256
    assert folded("e\u0301\n\n  x") == "é x"
