"""The command: what it writes, what it says, what it never does."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import importing, intake, scaffold
from pipeline.cli import main
from pipeline.importing import topics
from pipeline.intake import Intake, Order, folder_name
from pipeline.project import load_project
from pipeline.workspace import Workspace
from tests.conftest import ROOT
from tests.importing.test_html import picture

TODAY = datetime.date(2026, 11, 24)
TEXT = "When the tide comes in\n\nA mooring costs 250 NOK a night, and 340 NOK in July; pay at the office before you leave.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path / "site")
    scaffold.new_project(found, "Harbour Office", "en")
    return found


def run(workspace: Workspace, *names: Path, **order: Any) -> Intake:
    return intake.run(
        workspace, [str(name) for name in names], Order(**order), TODAY, lambda taken, done, total: None
    )


def files(workspace: Workspace) -> set[str]:
    return {
        path.relative_to(workspace.root).as_posix() for path in workspace.root.rglob("*") if path.is_file()
    }


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(found: Intake) -> list[str]:
    return [one.code for taken in found.taken for one in taken.diagnostics]


def test_writes_an_article_that_check_accepts(workspace: Workspace, tmp_path: Path) -> None:
    found = run(workspace, written(tmp_path, "The tide.txt", TEXT))
    (taken,) = found.taken
    assert taken.path == "source/articles/the-tide/article.md"
    assert taken.written == (taken.path,)
    assert (taken.title, taken.lang) == ("When the tide comes in", "en")
    assert [owed.disclaimer for owed in taken.owed] == ["pricing"]
    assert ("money", "250 NOK") in {trigger[:2] for trigger in taken.owed[0].triggers}
    # No rule covers an article without topics: what an editor has to decide is said, and nothing else.
    assert {one.code for one in taken.findings if one.severity == "error"} <= {"DIS340"}


@pytest.mark.code("IMP908")
def test_never_overwrites_unless_it_is_told_to(workspace: Workspace, tmp_path: Path) -> None:
    source = written(tmp_path, "tide.txt", TEXT)
    run(workspace, source)
    article = workspace.root / "source/articles/tide/article.md"
    article.write_text("mine", encoding="utf-8")
    assert codes(run(workspace, source)) == ["IMP908"]
    assert article.read_text(encoding="utf-8") == "mine"
    assert codes(run(workspace, source, force=True)) == []
    assert "250 NOK" in article.read_text(encoding="utf-8")


def test_a_dry_run_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    before = files(workspace)
    (taken,) = run(workspace, written(tmp_path, "tide.txt", TEXT), dry_run=True).taken
    assert files(workspace) == before
    assert taken.written == ()
    assert "250 NOK" in taken.text


def test_wordings_of_the_project_become_references(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    shutil.copytree(ROOT / "source", tmp_path / "source", ignore=shutil.ignore_patterns("articles"))
    wording = "Prices, rates or cost estimates mentioned in this article are based on the latest available information, but may change over time. Independent research is advised before making financial decisions."
    (taken,) = run(workspace, written(tmp_path, "in/tide.txt", f"{TEXT}\n{wording}\n")).taken
    assert [match.disclaimer for match in taken.replaced] == ["pricing"]
    assert "::: {.disclaimer ref=pricing}" in taken.text
    assert "Independent research" not in taken.text
    assert any("Independent research" in one.text for one in taken.dropped)


@pytest.mark.code("IMP913")
def test_unknown_disclaimers_become_wordings_that_nobody_has_approved(
    workspace: Workspace, tmp_path: Path
) -> None:
    notice = "Disclaimer: the harbour accepts no liability for boats that are moored without its permission."
    found = run(workspace, written(tmp_path, "tide.txt", f"{TEXT}\n{notice}\n"))
    (taken,) = found.taken
    assert codes(found) == ["IMP913"]
    assert taken.wordings == ("tide-notice",)
    wording = (workspace.root / "source/disclaimers/tide-notice.yaml").read_text(encoding="utf-8")
    assert notice in wording
    assert "approved:" not in wording
    assert "::: {.disclaimer ref=tide-notice}" in taken.text
    assert "DIS328" in {one.code for one in taken.findings}


def test_a_disclaimer_in_a_frame_is_one(workspace: Workspace, tmp_path: Path) -> None:
    notice = "This page is for general information only and is no legal advice."
    page = f"<h1>Tide</h1><p>{TEXT}</p><h2>Later</h2><p>{TEXT}</p><table><tr><td><b>Please note</b><p>{notice}</td></tr></table>"
    found = run(workspace, written(tmp_path, "tide.html", page))
    assert found.taken[0].wordings == ("tide-notice",)
    wording = (workspace.root / "source/disclaimers/tide-notice.yaml").read_text(encoding="utf-8")
    assert f"Please note: {notice}" in wording


@pytest.mark.code("IMP912")
def test_pictures_come_from_beside_the_file_and_from_nowhere_else(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    written(tmp_path, "secret.png", picture())
    written(folder, "pier.png", picture())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    names = [
        "pier.png",
        "../secret.png",
        "link.png",
        "https://example.org/x.png",
        f"file://{tmp_path}/secret.png",
        "/etc/hostname",
        "gone.png",
    ]
    page = "<h1>Tide</h1><p>Text.</p>" + "".join(
        f'<p><img src="{name}" alt="Picture {at}"></p>' for at, name in enumerate(names)
    )
    found = run(workspace, written(folder, "tide.html", page))
    (taken,) = found.taken
    assert taken.written == ("source/articles/tide/article.md", "source/articles/tide/pier.png")
    assert [one.name for one in taken.missing] == names[1:]
    assert codes(found) == ["IMP912"] * 6


@pytest.mark.code("IMP907")
def test_a_folder_is_a_batch_and_one_bad_file_stops_no_other(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    written(folder, "tide.txt", TEXT)
    written(folder, "deep/tide.md", "# Tide again\n\nThe tide comes twice a day.\n")
    written(folder, "broken.docx", b"nothing")
    written(folder, "picture.png", picture())
    seen: list[tuple[int, int]] = []
    found = intake.run(
        workspace,
        [str(folder), str(tmp_path / "gone.txt")],
        Order(),
        TODAY,
        lambda taken, done, total: seen.append((done, total)),
    )
    assert [(taken.slug, taken.failed) for taken in found.taken] == [
        ("", True),
        ("tide", False),
        ("tide-2", False),
        ("", True),
    ]
    assert codes(found) == ["IMP903", "IMP907"]
    assert found.skipped == [(folder / "picture.png").as_posix()]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.code("IMP914")
def test_an_address_is_told_from_a_file_that_is_not_there(workspace: Workspace, tmp_path: Path) -> None:
    names = ["https://example.org/a.html", "www.example.org", str(tmp_path / "www.txt")]
    found = intake.run(workspace, names, Order(), TODAY, lambda taken, done, total: None)
    assert sorted(codes(found)) == ["IMP907", "IMP914", "IMP914"]
    assert "https://example.org/a.html" in [taken.source for taken in found.taken]


@pytest.mark.code("IMP911")
def test_what_could_not_be_read_is_a_warning(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.importing import text

    real = text.parse
    # A reader that forgets the end of the text.
    monkeypatch.setattr(text, "parse", lambda *given: real(*given)[:-1])
    found = run(
        workspace, written(tmp_path, "tide.txt", f"{TEXT}\nThe last paragraph is what goes missing here.\n")
    )
    assert codes(found) == ["IMP911"]
    assert [one.text for one in found.taken[0].dropped if one.missed] == [
        "The last paragraph is what goes missing here."
    ]


@pytest.mark.parametrize(
    ("name", "title", "slug"),
    [
        ("2024-01-02-When the tide.md", "", "when-the-tide"),
        ("Øvelse på Å.txt", "", "ovelse-pa-a"),
        ("../../etc/passwd.txt", "", "passwd"),
        ("宣传册.txt", "The leaflet", "the-leaflet"),
        ("宣传册.txt", "宣传", "xuan-chuan-ce"),
        ("Правила про PDF.txt", "", "pravila-pro-pdf"),
        ("अस्पताल.txt", "", "asptal"),
        ("a;rm -rf $HOME.txt", "", "a-rm-rf-home"),
        ("tides/index.md", "", "tides"),
    ],
)
def test_slugs(name: str, title: str, slug: str) -> None:
    assert folder_name(Path(name), title) == slug


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The tenant pays rent. The landlord keeps the deposit. Rent is due on the first.", ["housing"]),
        ("nb", "Elevene går på skolen. Læreren gir lekser. Skolen begynner klokken åtte.", ["education"]),
        ("de", "Der Müll wird abgeholt. Sperrmüll und Abfall kommen in die Küche. Müll ist kein Abfall.", ["household"]),
        ("hi", "बैंक में खाता खोलें। बचत पर ब्याज मिलता है। बैंक हर महीने ब्याज देता है।", ["finance"]),
        ("zh", "学校九点开门。学生要带书。老师会检查。", ["education"]),
        ("en", "A harbour is a place for boats. The harbour has a crane. Ask the harbour office.", ["harbours"]),
        ("en", "A school has a roof. This is about roofs, and nothing but roofs, for they keep us dry.", []),
        ("en", "The boat lies in the water. The sea is deep. The sky is blue.", []),
    ],
)  # fmt: skip
def test_topics_of_the_project_by_their_words(lang: str, text: str, expected: list[str]) -> None:
    known = ("health", "finance", "education", "housing", "household", "harbours", "general")
    assert list(topics.suggested("A title", text, lang, (), {}, known, ())) == expected


def test_topics_by_their_rules_and_names(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "source", tmp_path / "source", ignore=shutil.ignore_patterns("articles"))
    project = load_project(Workspace(tmp_path), TODAY)[0]
    assert project is not None
    rules = [rule for rule in project.policy.rules if rule.id == "rates"]

    def suggest(
        mentions: dict[str, int], known: tuple[str, ...] = ("finance", "tides"), text: str = "A loan. "
    ) -> tuple[str, ...]:
        return topics.suggested(
            "When tides come", text + "Word " * 100, "en", ["finance?"], mentions, known, rules
        )

    assert suggest({"percentage": 2}) == ("finance", "tides")
    # Money alone says nothing of the topic, nor does what the rule excludes.
    assert suggest({"money": 9}) == ("tides",)
    assert suggest({"percentage": 2}, ("boats",)) == ()
    # Discounts have percentages, too, and one percentage is in a text on anything.
    assert suggest({"percentage": 2}, text="A boat. ") == ("tides",)
    assert suggest({"percentage": 1}) == ("tides",)


def test_the_command_reports_in_both_ways(workspace: Workspace, tmp_path: Path) -> None:
    source = written(tmp_path, "tide.txt", TEXT)
    base = ["--project", str(workspace.root), "import"]
    shown = CliRunner().invoke(main, [*base, str(source), "--dry-run"])
    assert shown.exit_code == 0, shown.output
    assert "source/articles/tide/article.md" in shown.output
    assert "250 NOK" in shown.output
    told = CliRunner().invoke(
        main, [*base, str(source), str(tmp_path / "gone.txt"), "--report", "json", "--lang", "nb"]
    )
    assert told.exit_code == 1
    report = json.loads(told.stdout)
    assert [one["imported"] for one in report["files"]] == [True, False]
    assert report["files"][0]["lang"] == "nb"
    assert report["files"][0]["counts"]["paragraphs"] == 1
    assert [one["code"] for one in report["diagnostics"]] == ["IMP907"]
    wrong = CliRunner().invoke(main, [*base, str(source), str(source), "--slug", "x"])
    assert wrong.exit_code == 2


def test_nothing_is_written_elsewhere(workspace: Workspace, tmp_path: Path) -> None:
    before = files(workspace)
    outside = {path for path in tmp_path.rglob("*") if workspace.root not in path.parents}
    source = written(
        tmp_path / "in",
        "evil.md",
        "---\ntitle: ../../x\nslug: ../../y\n---\n\n![a](../../../../etc/passwd)\n\nText of it.\n",
    )
    run(workspace, source)
    assert files(workspace) - before == {"source/articles/evil/article.md"}
    assert {path for path in tmp_path.rglob("*") if workspace.root not in path.parents} - outside == {
        source.parent,
        source,
    }
    assert not os.path.lexists(tmp_path / "x")


def test_a_file_that_takes_too_long_is_given_up(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = importing.read

    def slow(name: str, *rest: Any) -> Any:
        if "long" in name:
            time.sleep(60)
        return read(name, *rest)

    monkeypatch.setattr(intake, "SECONDS", 0.5)
    monkeypatch.setattr(importing, "read", slow)
    found = run(workspace, written(tmp_path, "long.txt", TEXT))
    assert codes(found) == ["IMP906"]
    assert "0.5 seconds" in found.taken[0].diagnostics[0].message


def test_a_file_that_takes_too_much_memory_or_ends_its_reader_stops_no_other(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = importing.read

    def greedy(name: str, *rest: Any) -> Any:
        if "large" in name:
            return [bytes(10_000_000) + b"x" for _ in range(1000)]
        if "deadly" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(name, *rest)

    monkeypatch.setattr(intake, "MEMORY", 500_000_000)
    monkeypatch.setattr(importing, "read", greedy)
    names = ("large.txt", "deadly.txt", "tide.txt")
    found = run(workspace, *(written(tmp_path, name, TEXT) for name in names))
    assert codes(found) == ["IMP906", "IMP906"]
    assert "0.5 GB of memory" in found.taken[0].diagnostics[0].message
    assert "SIGKILL" in found.taken[1].diagnostics[0].message
    assert found.taken[2].written
