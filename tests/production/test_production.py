"""The run: articles side by side, stop rules, what is released and what stays."""

from __future__ import annotations

import datetime
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import production, project, reproving, steps
from pipeline.document import Document
from pipeline.production import Wanted
from pipeline.scaffold import new_article, new_project
from pipeline.scheduling import workers
from pipeline.workspace import Workspace, manifests_near
from tests.signing import signed

TODAY = datetime.date(2026, 11, 24)
HANDOUT = Wanted(formats=("handout",))
# All formats, the brochure in the form that is made fastest.
QUICK = Wanted(brochure={"layout": "flyer", "press": False})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    new_project(made, "Harbour Office", "en")
    signed(made.root)
    return made


def _build(
    workspace: Workspace, wanted: Wanted = HANDOUT, today: datetime.date = TODAY
) -> production.Summary:
    return production.build(workspace, wanted, today, lambda made, done, total: None)


def _write(workspace: Workspace, name: str, text: str | bytes) -> None:
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def _codes(summary: production.Summary) -> list[str]:
    return [one.code for one in summary.diagnostics if one.severity == "error"]


ARTICLE = "---\ntitle: {title}\ndate: 2026-03-01\ntopics: [general]\n---\n\n{body}\n"


def test_a_new_project_builds_all_three_editions(workspace: Workspace) -> None:
    summary = _build(workspace, Wanted())
    assert _codes(summary) == []
    folder = workspace.root / "output/en/first-article"
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "first-article.cover.jpg",
        "first-article.cover.svg",
        "first-article.epub",
        "first-article.html",
        "first-article.onix.xml",
        "first-article.pdf",
        "first-article.press.pdf",
        "first-article.thumbnail.jpg",
        "proof.html",
        "proof.json",
    ]
    manifest = json.loads((workspace.root / "output/manifest.json").read_text())
    (entry,) = manifest["articles"]
    assert entry["state"] == "proved"
    assert all(file["proved"] for file in entry["files"])
    assert "first-article" in (workspace.root / "output/index.html").read_text()


@pytest.mark.code("ENG605")
@pytest.mark.code("EBK705")
def test_what_an_edition_cannot_show_is_found_by_a_check(workspace: Workspace) -> None:
    text = ARTICLE.format(title="Tides \u23f1", body="Come early.")
    _write(workspace, "source/articles/tides/article.md", text)
    handout = text.replace("topics:", "formats: [handout]\ntopics:")
    _write(workspace, "source/articles/screens/article.md", handout)
    summary = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    assert [(one.code, one.location.path) for one in summary.diagnostics if one.severity == "error"] == [
        ("EBK705", "source/articles/tides/article.md"),
        ("ENG605", "source/articles/tides/article.md"),
    ]


def test_one_bad_article_never_stops_the_others(workspace: Workspace) -> None:
    _write(workspace, "source/articles/broken/article.md", "---\ntitle: [\n---\n")
    _write(
        workspace,
        "source/articles/raw/article.md",
        ARTICLE.format(title="Raw", body="<script>alert(1)</script>"),
    )
    summary = _build(workspace)
    assert {one.location.path for one in summary.diagnostics if one.severity == "error"} == {
        "source/articles/broken/article.md",
        "source/articles/raw/article.md",
    }
    assert (workspace.root / "output/en/first-article/first-article.html").is_file()
    assert not (workspace.root / "output/en/raw").exists()


def test_a_failed_article_leaves_its_last_good_files_and_says_so(workspace: Workspace) -> None:
    _build(workspace)
    released = workspace.root / "output/en/first-article/first-article.html"
    before = released.read_bytes()
    source = workspace.root / "source/articles/first-article/article.md"
    source.write_text(source.read_text() + "\n<b>raw</b>\n")
    summary = _build(workspace)
    assert _codes(summary)
    assert released.read_bytes() == before
    (entry,) = json.loads((workspace.root / "output/manifest.json").read_text())["articles"]
    assert entry["state"] == "outdated"
    assert "Outdated" in (workspace.root / "output/index.html").read_text()


def test_files_of_a_deleted_article_go(workspace: Workspace) -> None:
    """After a run over the whole project, that is."""
    publication = workspace.root / "source/publication.yaml"
    publication.write_text(publication.read_text().replace("[brochure, ebook, handout]", "[handout]"))
    new_article(workspace, "tides", None)
    _build(workspace, Wanted())
    assert (workspace.root / "output/en/tides/tides.html").is_file()
    (workspace.root / "source/articles/tides/article.md").unlink()
    _build(workspace)
    assert (workspace.root / "output/en/tides/tides.html").is_file()
    assert _build(workspace, Wanted()).withdrawn == ["withdrew output/en/tides, its source is gone"]
    assert not (workspace.root / "output/en/tides").exists()
    assert _build(workspace, Wanted()).withdrawn == []
    assert (workspace.root / "output/en/first-article").exists()


@pytest.mark.code("ART120")
def test_two_articles_with_one_slug_and_language(workspace: Workspace) -> None:
    for group in ("a", "b"):
        _write(
            workspace,
            f"source/articles/{group}/tides/article.md",
            ARTICLE.format(title="Tides", body="Text."),
        )
    summary = _build(workspace)
    assert _codes(summary) == ["ART120"]
    assert summary.diagnostics[-1].location.path.startswith("source/articles/b/")


@pytest.mark.code("ART124")
def test_a_translation_of_an_older_text_is_stale(workspace: Workspace) -> None:
    _write(
        workspace,
        "source/articles/first-article/article.nb.md",
        f"---\ntitle: Min første\nlang: nb\ntranslates: {{sha256: {'0' * 64}}}\n---\n\nTekst.\n",
    )
    assert "ART124" in _codes(_build(workspace))


@pytest.mark.code("ART128")
def test_a_translation_waits_for_its_source(workspace: Workspace) -> None:
    source = workspace.root / "source/articles/first-article/article.md"
    source.write_text(source.read_text().replace("topics: [general]", "topics: 7"))
    _write(
        workspace, "source/articles/first-article/article.nb.md", "---\ntitle: Min første\n---\n\nTekst.\n"
    )
    summary = _build(workspace)
    assert [(one.code, one.location.path) for one in summary.diagnostics if one.severity == "error"] == [
        ("ART116", "source/articles/first-article/article.md"),
        ("ART128", "source/articles/first-article/article.nb.md"),
    ]


def test_faulty_front_matter_does_not_keep_the_text_from_being_checked(workspace: Workspace) -> None:
    text = "---\ntitle: T\ndate: March\ntopics: [general]\n---\n\nText.\n\n# Level one\n\nMore.\n"
    _write(workspace, "source/articles/faulty/article.md", text)
    summary = production.check(workspace, Wanted(articles=("faulty",)), TODAY, lambda made, done, total: None)
    assert [(one.code, one.location.line) for one in summary.diagnostics] == [("ART103", 3), ("DOC201", 9)]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("source/policy.yaml", "rules:", "rules: x\nruls:", "DIS308"),
        ("source/policy.yaml", "  topics", "\ttopics", "ART114"),
        ("source/publication.yaml", "lang: en", "lang: en\nbrand: {theme: harbor}", "BRA101"),
    ],
)
def test_a_faulty_policy_or_brand_does_not_keep_texts_from_being_checked(
    path: str, old: str, new: str, code: str, workspace: Workspace
) -> None:
    file = workspace.root / path
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    text = "---\ntitle: Faulty\ndate: 2026-01-01\ntopics: [general]\n---\n\n# One\n\nThe boats go out.\n"
    _write(workspace, "source/articles/faulty/article.md", text)
    found = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None).diagnostics
    told = {(one.code, one.location.path) for one in found}
    assert told >= {(code, path), ("DOC201", "source/articles/faulty/article.md")}
    # Nobody knows the topics of a policy that cannot be read.
    assert "ART123" not in {one.code for one in found}
    assert not production.build(workspace, Wanted(), TODAY, lambda made, done, total: None).made


def test_a_faulty_wording_does_not_keep_texts_from_being_checked(workspace: Workspace) -> None:
    wording = workspace.root / "source/disclaimers/pricing.yaml"
    wording.write_text(wording.read_text(encoding="utf-8").replace("weight:", "weigth:"), encoding="utf-8")
    text = "---\ntitle: T\ntopics: [general]\n---\n\n::: {.disclaimer ref=pricing}\n:::\n\n# Level one\n\nMore for 450 NOK.\n"
    _write(workspace, "source/articles/faulty/article.md", text)
    found = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None).diagnostics
    told = {(one.code, one.location.path) for one in found if one.severity == "error"}
    assert ("DOC201", "source/articles/faulty/article.md") in told
    assert any(path == "source/disclaimers/pricing.yaml" for _, path in told)
    # Its wording is there, and what it owes cannot be said.
    assert {code for code, path in told if path.startswith("source/articles")} == {"DOC201"}
    assert not _build(workspace).made


@pytest.mark.code("ENG608")
def test_incomplete_templates_are_named(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "read_templates", lambda folder: {})
    codes = _codes(_build(workspace))
    assert codes
    assert set(codes) == {"ENG608"}


@pytest.mark.code("HND504")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("index.html.j2", b"{% for each in range(1000000) %}x{% endfor %}"),
        ("index.html.j2", b"\n{{ nobody }}"),
        ("proof.html.j2", b"{{ 1 // 0 }}"),
    ],
)
def test_a_template_that_cannot_be_filled_costs_the_lists_and_leaves_what_is_released(
    workspace: Workspace, name: str, content: bytes
) -> None:
    assert _codes(_build(workspace)) == []
    released = workspace.root / "output/en/first-article/first-article.html"
    before = released.read_bytes()
    _write(workspace, f"templates/shared/{name}", content)
    found = [one for one in _build(workspace).diagnostics if one.severity == "error"]
    place = (f"templates/shared/{name}", 1 + content.count(b"\n"))
    assert {(one.code, one.location.path, one.location.line) for one in found} == {("HND504", *place)}
    assert released.read_bytes() == before


@pytest.mark.code("ENG609")
def test_a_fault_of_our_own_is_one_articles_finding(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_article(workspace, "tides", None)
    real = steps.attach

    def failing(document: Document, *arguments: object, **options: object) -> object:
        if document.slug == "tides":
            raise KeyError("nobody thought of this")
        return real(document, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "attach", failing)
    monkeypatch.delenv("SMALLPRINT_DEBUG", raising=False)
    summary = _build(workspace)
    (fault,) = [one for one in summary.diagnostics if one.severity == "error"]
    assert (fault.code, fault.location.path) == ("ENG609", "source/articles/tides/article.md")
    assert "nobody thought of this" in fault.message
    assert (workspace.root / "output/en/first-article/first-article.html").is_file()


@pytest.mark.code("ART130")
def test_no_publication(tmp_path: Path) -> None:
    assert _codes(_build(Workspace(tmp_path))) == ["ART130"]


@pytest.mark.code("DIS300")
def test_no_policy_builds_nothing(workspace: Workspace) -> None:
    (workspace.root / "source/policy.yaml").unlink()
    assert _codes(_build(workspace)) == ["DIS300"]
    assert not (workspace.root / "output/en").exists()


@pytest.mark.code("ART131")
def test_an_unknown_article_names_the_nearest(workspace: Workspace) -> None:
    summary = _build(workspace, replace(HANDOUT, articles=("frist-article",)))
    assert _codes(summary) == ["ART131"]
    assert "first-article" in summary.diagnostics[0].help


@pytest.mark.code("DIS330")
def test_a_wording_with_a_fault_is_not_one_that_is_missing(workspace: Workspace) -> None:
    wording = workspace.root / "source/disclaimers/pricing.yaml"
    wording.write_text(wording.read_text().replace("weight:", "wieght: minor\nweight:"))
    assert _codes(_build(workspace)) == ["DIS330"]
    checked = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    assert _codes(checked) == ["DIS330"]


@pytest.mark.code("ART143")
@pytest.mark.parametrize("names", [(), ("first-article",)], ids=["all", "one"])
@pytest.mark.parametrize("run", [production.check, production.build], ids=["check", "build"])
def test_a_language_that_nothing_is_in_names_those_that_there_are(
    workspace: Workspace, names: tuple[str, ...], run: Callable[..., production.Summary]
) -> None:
    wanted = Wanted(articles=names, languages=("sv",), formats=("handout",))
    summary = run(workspace, wanted, TODAY, lambda made, done, total: None)
    (found,) = summary.diagnostics
    assert (found.code, summary.made) == ("ART143", [])
    assert "that they are in: en;" in found.help
    both = run(workspace, replace(wanted, languages=("en", "sv")), TODAY, lambda made, done, total: None)
    assert _codes(both) == ["ART143"]
    assert [one.lang for one in both.made] == ["en"]


def test_a_translation_with_faults_is_in_the_language_of_its_name(workspace: Workspace) -> None:
    _write(workspace, "source/articles/first-article/article.nb.md", "---\ntitle: [\n---\n")
    codes = _codes(_build(workspace, replace(HANDOUT, languages=("nb",))))
    assert codes
    assert "ART143" not in codes


@pytest.mark.code("ART120")
def test_a_collection_and_an_article_of_one_name_are_no_two_folders(workspace: Workspace) -> None:
    _write(workspace, "source/collections/first-article.yaml", "title: Guide\narticles: [first-article]\n")
    (found,) = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None).diagnostics
    assert found.code == "ART120"
    assert "a collection that of its file" in found.help


@pytest.mark.code("ART110")
def test_a_wording_that_cannot_be_read_is_not_a_misspelt_one(workspace: Workspace) -> None:
    (workspace.root / "source/disclaimers/dir.yaml").mkdir()
    assert _codes(production.approve(workspace, "dir", "en", "x", TODAY, None)) == ["ART110"]


@pytest.mark.parametrize(
    "text",
    [
        "It costs 500 NOK.\n\n::: {.quote by=Somebody}\n{long}\n:::\n\nMore text.",
        "{long}\n\nIt costs 500 NOK.",
        "It costs 500 NOK.\n\n::: {.quote by=Somebody}\nThe sea does not wait.\n:::\n\n{long}",
    ],
    ids=["a quotation", "the first paragraph", "the second paragraph"],
)
def test_what_is_most_of_a_text_is_set_as_text(workspace: Workspace, text: str) -> None:
    """Disclaimers have the size of most of the text, which a quotation or a first paragraph may be."""
    long = "Whoever has stood at the quay in winter knows what that means to a town by the sea. " * 10
    article = (
        f"---\ntitle: Tides\ntopics: [general]\ndate: 2026-03-01\n---\n\n{text.replace('{long}', long)}\n"
    )
    _write(workspace, "source/articles/first-article/article.md", article)
    wanted = Wanted(brochure={"layout": "booklet", "size": ("standard", "large"), "press": False})
    assert _codes(_build(workspace, wanted)) == []


def test_a_theme_does_not_make_larger_what_is_most_of_a_text(workspace: Workspace) -> None:
    long = "Whoever has stood at the quay in winter knows what that means to a town by the sea. " * 10
    article = (
        "---\ntitle: Tides\ntopics: [general]\ndate: 2026-03-01\n---\n\nIt costs 500 NOK.\n\n"
        f"::: {{.quote by=Somebody}}\n{long}\n:::\n\nMore text.\n"
    )
    _write(workspace, "source/articles/first-article/article.md", article)
    sheet = '{% include "shipped/handout/handout.css.j2" %}\n.quote{font-size:1.3rem}\n'
    _write(workspace, "templates/handout/handout.css.j2", sheet)
    assert _codes(_build(workspace, Wanted(formats=("handout",)))) == []


@pytest.mark.code("PRF890")
def test_proving_what_was_never_built(workspace: Workspace) -> None:
    summary = reproving.prove(workspace, Wanted(), TODAY)
    assert set(_codes(summary)) == {"PRF890"}


@pytest.mark.code("PRF891")
def test_proving_a_file_of_somebody_else() -> None:
    summary = reproving.prove_files([("page.html", b"<!DOCTYPE html><title>t</title><p>Hello")])
    assert _codes(summary) == ["PRF891"]


def test_released_files_prove_again_with_and_without_their_source(workspace: Workspace) -> None:
    _build(workspace, Wanted())
    assert _codes(reproving.prove(workspace, Wanted(), TODAY)) == []
    folder = workspace.root / "output/en/first-article"
    editions = (path for path in folder.glob("first-article.*") if path.suffix in (".pdf", ".epub", ".html"))
    files = [(path.name, path.read_bytes()) for path in editions]
    summary = reproving.prove_files(files)
    assert _codes(summary) == []
    assert all(one.proved and one.disclaimers for one in summary.proofs)


def test_an_altered_file_no_longer_proves(workspace: Workspace) -> None:
    _build(workspace)
    path = workspace.root / "output/en/first-article/first-article.html"
    content = path.read_bytes()
    altered = content.replace(b'class="wording">', b'class="wording" hidden>')
    assert altered != content
    assert _codes(reproving.prove_files([(path.name, altered)]))


def test_a_released_file_that_nobody_can_afford_to_open_is_told_so(workspace: Workspace) -> None:
    _build(workspace, Wanted(formats=("handout",)))
    path = workspace.root / "output/en/first-article/first-article.html"
    crowded = " ".join(f"data-{number}" for number in range(2_000))
    path.write_bytes(path.read_bytes().replace(b"<main", f"<main {crowded}".encode()))
    assert "PRF872" in _codes(reproving.prove(workspace, Wanted(formats=("handout",)), TODAY))
    assert _codes(reproving.prove_files([(path.name, path.read_bytes())])) == ["PRF872"]


def test_explain_names_rule_words_place_and_version(workspace: Workspace) -> None:
    summary = production.explain(workspace, "first-article", TODAY)
    assert _codes(summary) == []
    text = "\n".join(summary.lines)
    assert "rule public-information/prices" in text
    assert "450 NOK" in text
    assert "version 1 (en)" in text


def test_explain_names_the_words_that_ask_for_a_wording_that_is_missing(workspace: Workspace) -> None:
    article = workspace.root / "source/articles/first-article/article.md"
    text = article.read_text(encoding="utf-8")
    article.with_name("article.nb.md").write_text(
        text.replace("lang: en\n", "").split("## What does it cost?")[0] + "Besøket koster 450 kroner.\n",
        encoding="utf-8",
    )
    summary = production.explain(workspace, "first-article.nb", TODAY)
    assert "DIS326" in _codes(summary)
    assert list(summary.lines[1:]) == [
        "  pricing (after-trigger, rule public-information/prices) in brochure, ebook, handout",
        '    source/articles/first-article/article.nb.md:26:16: money "450 kroner"',
        "    no wording that may be printed: see the errors",
    ]


def test_same_bytes_with_other_jobs_and_another_folder(
    fresh: None, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    new_article(workspace, "tides", "Tides")
    _build(workspace, Wanted())
    other = Workspace(tmp_path_factory.mktemp("elsewhere"))
    for path in sorted((workspace.root / "source").rglob("*")):
        if path.is_file():
            _write(other, path.relative_to(workspace.root).as_posix(), path.read_bytes())
    with workers(2) as crew:
        production.build(other, Wanted(), datetime.date(2027, 1, 2), lambda made, done, total: None, crew)

    def released(one: Workspace) -> dict[str, bytes]:
        base = one.root / "output"
        return {
            path.relative_to(base).as_posix(): path.read_bytes()
            for path in sorted(base.rglob("*"))
            if path.is_file() and path.name != ".gitignore"
        }

    assert released(workspace) == released(other)


def test_workers_that_are_not_forked_can_be_sent_everything(workspace: Workspace) -> None:
    loaded, _ = project.load_project(workspace, TODAY)
    assert loaded is not None
    articles, _ = project.read_articles(workspace, loaded.publication)
    sent, again = pickle.loads(pickle.dumps((loaded, articles)))
    assert again == articles
    assert sent.library == loaded.library
    assert sent.theme.labels("nb") == loaded.theme.labels("nb")
    assert sent.theme.palette(("health",)) == loaded.theme.palette(("health",))


def test_a_project_changes_a_block_of_a_shipped_template(workspace: Workspace) -> None:
    own = '{% extends "shipped/handout/page.html.j2" %}{% block imprint %}<footer>Harbour Office, pier 3</footer>{% endblock %}'
    _write(workspace, "templates/handout/page.html.j2", own)
    assert _codes(_build(workspace)) == []
    page = (workspace.root / "output/en/first-article/first-article.html").read_text()
    assert "<footer>Harbour Office, pier 3</footer>" in page
    assert "<main" in page


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path d="M0 0h40v30H0z"/></svg>'


@pytest.mark.parametrize("written", ["<a b å.svg>", "a%20b%20%C3%A5.svg", "<a b a\u030a.svg>"])
def test_a_picture_is_found_however_its_name_is_written(workspace: Workspace, written: str) -> None:
    _write(workspace, "source/articles/odd/a b å.svg", SVG)
    _write(
        workspace,
        "source/articles/odd/article.md",
        ARTICLE.format(title="Odd", body=f"![A black box]({written})"),
    )
    summary = _build(workspace, replace(QUICK, articles=("odd",)))
    assert [(one.code, one.message) for one in summary.diagnostics] == []
    assert [one.name for one in summary.made[0].artifacts] == ["odd.pdf", "odd.epub", "odd.html"]


def test_titles_and_bylines_are_text_whatever_they_hold(workspace: Workspace) -> None:
    title = "'<script>alert(1)</script> {{ 7*7 }} &amp; None'"
    text = f"---\ntitle: {title}\nauthor: 'O<k> & {{{{x}}}}'\ndate: 2026-03-01\ntopics: [general]\n---\n\nText.\n"
    _write(workspace, "source/articles/odd/article.md", text)
    summary = _build(workspace, replace(QUICK, articles=("odd",)))
    assert _codes(summary) == []
    page = (workspace.root / "output/en/odd/odd.html").read_text()
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_an_article_of_rules_alone_is_empty(workspace: Workspace) -> None:
    _write(workspace, "source/articles/odd/article.md", ARTICLE.format(title="Odd", body="***"))
    assert _codes(_build(workspace, replace(HANDOUT, articles=("odd",)))) == ["DOC209"]


@pytest.mark.code("DIS334", "DIS336")
def test_rules_that_no_article_meets_and_exemptions_without_an_end(workspace: Workspace) -> None:
    path = workspace.root / "source/policy.yaml"
    rule = "  - {id: staff, when: {audience: staff}, require: pricing, place: closing}\n"
    exempt = "exempt: [{article: first-article, rule: staff, reason: a test, by: Ed, until: 2099-01-01}]\n"
    text = path.read_text()
    assert "\nrules:\n" in text
    path.write_text(text.replace("\nrules:\n", f"\nrules:\n{rule}").replace("exempt: []\n", exempt))
    lines = path.read_text().split("\n")
    made = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    found = [one for one in made.diagnostics if one.location.path == "source/policy.yaml"]
    assert [(one.code, lines[one.location.line - 1][:7]) for one in found] == [
        ("DIS334", "  - {id"),
        ("DIS335", "exempt:"),
        ("DIS336", "exempt:"),
    ]


@pytest.mark.code("DIS353")
def test_an_exemption_for_nobody(workspace: Workspace) -> None:
    policy = workspace.root / "source/policy.yaml"
    entry = "exempt: [{article: frist-article, rule: general, reason: a test, by: Editor, until: 2099-01-01}]"
    policy.write_text(policy.read_text().replace("exempt: []", entry))
    (found,) = [one for one in _build(workspace).diagnostics if one.severity == "error"]
    assert found.code == "DIS353"
    assert "first-article" in found.help


def test_a_file_that_has_expired_is_said_to_have(workspace: Workspace) -> None:
    _build(workspace)
    path = workspace.root / "output/en/first-article/first-article.html"
    for today, expected in ((TODAY, []), (datetime.date(2099, 1, 1), ["ART132"])):
        made = reproving.prove_files(
            [(str(path), path.read_bytes())], lambda name: manifests_near(Path(name)), today=today
        )
        assert _codes(made) == expected


@pytest.mark.code("ART110")
def test_a_policy_that_is_a_folder_is_there_and_cannot_be_read(workspace: Workspace) -> None:
    (workspace.root / "source/policy.yaml").unlink()
    (workspace.root / "source/policy.yaml").mkdir()
    made = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    assert [one.code for one in made.diagnostics if one.severity == "error"] == ["ART110"]


@pytest.mark.code("ART119")
def test_no_link_leads_to_a_folder_without_a_good_name(workspace: Workspace) -> None:
    _write(workspace, "source/articles/High Tide/article.md", ARTICLE.format(title="Tide", body="Text."))
    _write(
        workspace,
        "source/articles/low/article.md",
        ARTICLE.format(title="Low", body="[See](../x/article.md)."),
    )
    summary = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    told = {one.code: one for one in summary.diagnostics}
    assert "ART119" in told
    assert "High Tide" not in told["DOC225"].help
