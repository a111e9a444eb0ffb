"""Translations: those that are wanted and missing, those of an older text, those of nobody knows which text."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import production, reproving
from pipeline.diagnostics import Diagnostic, Severity
from pipeline.production import Wanted
from pipeline.project import Reader
from pipeline.publication import Publication
from pipeline.scaffold import new_project
from pipeline.workspace import MemoryWorkspace, Workspace

TIDES = "source/articles/tides/article.md"
OTHER = "0" * 64
BODY = "Water rises twice a day.\n"


def _text(lang: str, *keys: str, body: str = BODY) -> str:
    return "\n".join(("---", "title: Tides", f"lang: {lang}", *keys, "---", "", body))


def _found(files: dict[str, str], wanted: tuple[str, ...] = ()) -> tuple[tuple[str, Diagnostic], ...]:
    """What is said of translations in these files, each with the file under which it is kept."""
    workspace = MemoryWorkspace({name: text.encode() for name, text in files.items()})
    publication = Publication(publisher="Harbour Office", translations=wanted)
    reader = Reader(workspace, publication)
    _, of_collections = reader.collections(workspace.collections(), reader.all())
    return tuple((path, one) for path, found in (reader.found | of_collections).items() for one in found)


def _missing(files: dict[str, str], *wanted: str) -> list[tuple[str, str]]:
    found = _found(files, wanted)
    assert {one.code for _, one in found} <= {"ART138", "ART139"}
    assert all(path == one.location.path for path, one in found)
    return [(path, one.message) for path, one in found if one.code == "ART138"]


def _beside(lang: str) -> str:
    return f"source/articles/tides/article.{lang}.md"


@pytest.mark.code("ART138")
def test_one_line_names_all_languages_that_an_article_lacks() -> None:
    files = {TIDES: _text("en"), _beside("nb"): _text("nb")}
    found = [one for _, one in _found(files, ("nb", "pl", "uk", "en")) if one.code == "ART138"]
    assert [(one.location.path, one.severity) for one in found] == [(TIDES, Severity.WARNING)]
    assert found[0].message == "expected versions in pl, uk, found only en, nb"
    assert "article.pl.md, article.uk.md" in found[0].help


def test_nothing_is_missing_where_nothing_is_wanted_or_all_is_there() -> None:
    files = {TIDES: _text("en"), _beside("nb"): _text("nb")}
    assert _missing(files) == []
    assert _missing(files, "en", "nb") == []


def test_a_regional_version_serves_its_language() -> None:
    files = {TIDES: _text("en-GB"), _beside("pt-BR"): _text("pt-BR")}
    assert _missing(files, "en", "pt") == []
    assert _missing(files, "pt-PT") == [(TIDES, "expected versions in pt-PT, found only en-GB, pt-BR")]


def test_an_article_can_say_otherwise() -> None:
    alone = {TIDES: _text("en", "translations: []")}
    assert _missing(alone, "nb", "pl") == []
    fewer = {TIDES: _text("en", "translations: [pl]")}
    assert _missing(fewer, "nb", "pl") == [(TIDES, "expected versions in pl, found only en")]
    ((_, one),) = _found(fewer, ("nb", "pl"))
    assert one.location.line == 4, "it points to the article's own list"
    more = {TIDES: _text("en", "translations: [pl]")}
    assert _missing(more) == [(TIDES, "expected versions in pl, found only en")]


def test_its_word_is_not_inherited_by_its_translations() -> None:
    """Else a translation would have a key that says nothing there."""
    files = {TIDES: _text("en", "translations: [nb]"), _beside("nb"): _text("nb")}
    assert [one.code for _, one in _found(files)] == ["ART139"]


def test_a_translation_with_errors_is_there_and_an_article_with_errors_has_enough_to_mend() -> None:
    broken = {TIDES: _text("en"), _beside("nb"): "---\ntitle: [\n---\n"}
    assert "ART138" not in {one.code for _, one in _found(broken, ("nb",))}
    broken = {TIDES: _text("en", "date: March")}
    assert {one.code for _, one in _found(broken, ("nb",))} == {"ART103"}
    broken = {TIDES: "---\ntitle: [\n---\n", _beside("nb"): _text("nb")}
    assert "ART138" not in {one.code for _, one in _found(broken, ("pl",))}


def test_collections_are_wanted_in_all_languages_too() -> None:
    files = {
        TIDES: _text("en"),
        _beside("nb"): _text("nb"),
        "source/collections/guide.nb.yaml": "title: Guide\nlang: nb\narticles: [tides]\n",
        "source/collections/guide.yaml": "title: Guide\nlang: en\narticles: [tides]\n",
        "source/collections/other.yaml": "title: Other\nlang: en\narticles: [tides]\n",
    }
    guide, other = "source/collections/guide.yaml", "source/collections/other.yaml"
    assert _missing(files, "nb") == [(other, "expected versions in nb, found only en")]
    assert _missing(files, "pl")[1:] == [
        (guide, "expected versions in pl, found only en, nb"),
        (other, "expected versions in pl, found only en"),
    ]
    assert "other.nb.yaml" in next(one.help for path, one in _found(files, ("nb",)) if path == other)
    files[other] += "translations: []\n"
    assert _missing(files, "nb") == []


@pytest.mark.code("ART124")
@pytest.mark.parametrize("change", ["Water rises once a day.\n", BODY + "\nAnd falls.\n"])
def test_a_translation_of_an_older_text_is_stale(change: str) -> None:
    ((_, first),) = _found({TIDES: _text("en"), _beside("nb"): _text("nb")})
    right = first.help.split("sha256: ")[1][:64]
    translation = _text("nb", f"translates: {{sha256: {right}}}")
    assert _found({TIDES: _text("en"), _beside("nb"): translation}) == ()
    wrapped = _text("en", "keywords: [tide]", body=BODY.replace(" ", "\n"))
    assert _found({TIDES: wrapped, _beside("nb"): translation}) == (), "words count, not how they lie"
    ((path, stale),) = _found({TIDES: _text("en", body=change), _beside("nb"): translation})
    assert (path, stale.code, stale.severity) == (_beside("nb"), "ART124", Severity.ERROR)
    assert (stale.location.line, stale.location.column) == (4, 22)
    assert TIDES in stale.message
    assert " en " in stale.message
    assert right[:12] in stale.message
    new = stale.help.split("sha256: ")[1][:64]
    mended = _text("nb", f"translates: {{sha256: {new}}}")
    assert _found({TIDES: _text("en", body=change), _beside("nb"): mended}) == (), "the help tells the hash"


@pytest.mark.code("ART147")
def test_a_translation_that_is_none_yet() -> None:
    body = "".join(f"The boats go out at high water on day {day}.\n\n" for day in range(4))
    copied = _found({TIDES: _text("en", body=body), _beside("nb"): _text("nb", body=body)})
    ((path, one),) = [found for found in copied if found[1].code == "ART147"]
    assert (path, one.location.line, one.severity) == (_beside("nb"), 6, Severity.WARNING)
    assert "found 4 of 4 lines" in one.message
    for lang, other in (
        ("en-GB", body),
        ("nb", body.replace("boats", "båtene")),
        ("nb", body.split("\n\n")[0] + "\n\nOg båtene kommer inn igjen ved neste høyvann.\n"),
    ):
        found = _found({TIDES: _text("en", body=body), _beside(lang): _text(lang, body=other)})
        assert "ART147" not in {one.code for _, one in found}


@pytest.mark.code("ART139")
def test_without_a_hash_nobody_would_notice() -> None:
    ((path, one),) = _found({TIDES: _text("en"), _beside("nb"): _text("nb")})
    assert (path, one.code, one.severity) == (_beside("nb"), "ART139", Severity.ADVICE)
    assert TIDES in one.message
    assert _found({_beside("nb"): _text("nb")}) == (), "it stands alone, and translates nothing"


@pytest.mark.parametrize("value", ["{sha256: abc}", "{sha256: 12}", f"{{sha256: {OTHER}0}}", OTHER, "[]"])
def test_a_hash_that_is_none_is_an_error_and_the_right_one_is_told(value: str) -> None:
    found = _found({TIDES: _text("en"), _beside("nb"): _text("nb", f"translates: {value}")})
    assert [(one.code, one.location.line) for _, one in found] == [("ART116", 4), ("ART139", 4)]


@pytest.mark.code("ART140")
def test_keys_on_translations_have_their_place() -> None:
    files = {
        TIDES: _text("en", f"translates: {{sha256: {OTHER}}}"),
        _beside("nb"): _text("nb", "translations: [pl]"),
        "source/collections/guide.yaml": f"title: Guide\nlang: en\ntranslates: {{sha256: {OTHER}}}\narticles: [tides]\n",
    }
    found = [(path, one.location.line, one.severity) for path, one in _found(files) if one.code == "ART140"]
    assert found == [
        (TIDES, 4, Severity.WARNING),
        (_beside("nb"), 4, Severity.WARNING),
        ("source/collections/guide.yaml", 3, Severity.WARNING),
    ]


def test_the_first_version_speaks_for_an_article_without_an_original() -> None:
    files = {_beside("de"): _text("de", "translations: [nb, pl]"), _beside("nb"): _text("nb")}
    assert [(one.code, one.location.line) for _, one in _found(files)] == [("ART138", 4)]
    files[_beside("nb")] = _text("nb", "translations: [uk]")
    assert [(path, one.code) for path, one in _found(files)] == [
        (_beside("de"), "ART138"),
        (_beside("nb"), "ART140"),
    ]


TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def lacking(tmp_path: Path) -> Workspace:
    """A project with a translation that names no hash and one that is not there."""
    workspace = Workspace(tmp_path)
    new_project(workspace, "Harbour Office", "en")
    publication = tmp_path / "source/publication.yaml"
    publication.write_text(publication.read_text() + "\ntranslations: [nb, so]\n")
    (tmp_path / "source/articles/first-article/article.nb.md").write_text(_text("nb"))
    return workspace


def _said(summary: production.Summary) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in summary.diagnostics if one.code.startswith("ART")]


def test_a_missing_translation_fails_no_check(lacking: Workspace) -> None:
    summary = production.check(lacking, Wanted(), TODAY, lambda made, done, total: None)
    assert _said(summary) == [("ART138", Severity.WARNING), ("ART139", Severity.ADVICE)]
    assert not any(one.failed for one in summary.made)


def test_advice_is_given_by_check_alone(lacking: Workspace) -> None:
    wanted = Wanted(languages=("nb",))
    summary = production.build(
        lacking, replace(wanted, formats=("handout",)), TODAY, lambda made, done, total: None
    )
    assert [one.artifacts != () for one in summary.made] == [True]
    assert _said(summary) == []
    assert _said(reproving.prove(lacking, wanted, TODAY)) == []
    summary = production.check(lacking, wanted, TODAY, lambda made, done, total: None)
    assert _said(summary) == [("ART139", Severity.ADVICE)]
