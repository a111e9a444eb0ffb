"""The command line: exit codes, streams, reports, help."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.diagnostics import registry
from tests.signing import signed


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "guides"
    result = run("init", str(folder))
    assert result.exit_code == 0, result.output
    return signed(folder)


def test_a_new_project_is_entered_by_the_command_that_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / "odd ü; name"
    told = run("init", str(folder)).stderr.splitlines()[-1]
    assert shlex.split(told.removeprefix("next: "))[:3] == ["cd", str(folder), "&&"]


def test_a_publication_of_another_name_is_found(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "source/publication.yaml").rename(project / "source/publication.yml")
    assert "; rename source/publication.yml" in run("--project", str(project), "check").stderr
    monkeypatch.chdir(project)
    assert "; rename source/publication.yml" in run("check").stderr


@pytest.mark.code("DIS365")
def test_a_new_project_says_who_has_to_sign_until_somebody_has(tmp_path: Path) -> None:
    folder = tmp_path / "guides"
    run("init", str(folder))
    found = run("--project", str(folder), "check")
    assert found.exit_code == 0, "it builds at once"
    (one, help) = found.stdout.splitlines()
    assert "source/disclaimers/pricing.yaml:9:20: warning[DIS365]" in one
    assert "smallprint approve pricing --lang en --by NAME" in help
    run("--project", str(folder), "approve", "pricing", "--lang", "en", "--by", "Kari Nordmann")
    assert run("--project", str(folder), "check").stdout == ""


def test_a_file_is_no_place_for_a_project(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("init", str(tmp_path / "file"))
    assert result.exit_code == 2
    assert "not a directory" in result.stderr
    assert "Errno" not in result.stderr


@pytest.mark.code("BRO412")
def test_what_check_finds_in_a_source_is_a_finding_whatever_edition_refuses_it(project: Path) -> None:
    publication = project / "source/publication.yaml"
    publication.write_text(publication.read_text("utf-8") + "brochure: {icc: srgb}\n", encoding="utf-8")
    result = run("--project", str(project), "check")
    assert "BRO412" in result.output
    assert result.exit_code == 1


def _broken(project: Path) -> None:
    folder = project / "source/articles/broken"
    folder.mkdir()
    (folder / "article.md").write_text("---\ntitle: Broken\ndate: March\ntopics: [general]\n---\n\nText.\n")


def test_findings_go_to_stdout_with_place_code_and_help(project: Path) -> None:
    _broken(project)
    result = run("--project", str(project), "check")
    assert result.exit_code == 1
    first, second, *_ = result.stdout.splitlines()
    assert (
        first
        == 'source/articles/broken/article.md:3:7: error[ART103]: expected a date like 2026-03-01 for `date`, found "March"'
    )
    assert second.startswith("  help: ")
    assert "checked" in result.stderr


def test_json_report_is_a_list_with_the_documented_keys(project: Path) -> None:
    _broken(project)
    result = run("--project", str(project), "check", "--report", "json")
    (one,) = json.loads(result.stdout)
    assert one["path"] == "source/articles/broken/article.md"
    assert (one["line"], one["column"], one["code"], one["severity"]) == (3, 7, "ART103", "error")
    assert set(one) == {
        "path", "line", "column", "end-line", "end-column", "code", "severity", "message", "help",
    }  # fmt: skip


def test_an_empty_json_report_is_an_empty_list(project: Path) -> None:
    assert json.loads(run("--project", str(project), "check", "--report", "json").stdout) == []


def test_sarif_and_github_reports(project: Path) -> None:
    _broken(project)
    sarif = json.loads(run("--project", str(project), "check", "--report", "sarif").stdout)
    (result,) = sarif["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (result["ruleId"], region["startLine"], region["startColumn"]) == ("ART103", 3, 7)
    github = run("--project", str(project), "check", "--report", "github").stdout
    assert github.startswith("::error file=source/articles/broken/article.md,line=3,col=7,title=ART103::")


def test_build_reports_progress_on_stderr_and_releases(project: Path) -> None:
    result = run("--project", str(project), "build", "--format", "handout", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "[1/1] first-article (en)  handout: proved" in result.stderr
    assert (project / "output/en/first-article/first-article.html").is_file()


def test_a_brochure_says_its_form_and_why(project: Path) -> None:
    """Smaller forms that were passed over are named; what was asked for needs no reason."""
    command = ("--project", str(project), "build", "--format", "brochure", "--jobs", "1")
    folder = project / "output/en/first-article"
    result = run(*command)
    assert result.exit_code == 0, result.output
    line, why, *_ = result.stderr.splitlines()
    assert line == "[1/1] first-article (en)  brochure (flyer, 1 page), press file (1 side): proved"
    assert re.fullmatch(r" +flyer holds it at [\d.]+ pt; trifold: 2 of its panels would be empty", why)
    assert (folder / "first-article.press.pdf").is_file()
    result = run(*command, "--layout", "booklet", "--paper", "letter", "--no-press")
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == [
        "[1/1] first-article (en)  brochure (booklet, 4 pages): proved",
        f"released 1 file of 1 article into {project / 'output'}",
        "nothing to complain of",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        "first-article.pdf",
        "proof.html",
        "proof.json",
    ]
    (entry,) = json.loads((project / "output/manifest.json").read_text())["articles"]
    (file,) = entry["files"]
    assert (file["file"], file["layout"], file["paper"]) == ("first-article.pdf", "booklet", "letter")


@pytest.mark.parametrize("option", [("--layout", "film"), ("--paper", "a3"), ("--layout",)])
def test_forms_that_there_are_not_are_usage_errors(project: Path, option: tuple[str, ...]) -> None:
    assert run("--project", str(project), "build", *option).exit_code == 2


@pytest.mark.code("BRO410")
def test_a_form_that_does_not_hold_the_article_is_a_finding_with_its_line(project: Path) -> None:
    path = project / "source/articles/first-article/article.md"
    lines = path.read_text().count("\n")
    path.write_text(path.read_text() + "\n## More\n\n" + "The office is open on each day of the week. " * 250)
    result = run("--project", str(project), "build", "--format", "brochure", "--layout", "trifold")
    assert result.exit_code == 4
    (line,) = [one for one in result.stdout.splitlines() if "BRO410" in one]
    assert re.match(rf"source/articles/first-article/article.md:{lines + 4}:1: error\[BRO410\]", line)
    assert re.search(r"a trifold holds, but panel 5 ends before .*: \d+ lines too many", line)
    assert "not released: first-article (en)" in result.stderr


def test_prove_files_and_articles(project: Path) -> None:
    run("--project", str(project), "build", "--format", "handout", "--format", "ebook")
    released = project / "output/en/first-article"
    result = run("prove", str(released / "first-article.html"), str(released / "first-article.epub"))
    assert result.exit_code == 0, result.output
    assert result.stdout.count(": proved, ") == 2
    value = json.loads(run("prove", str(released / "first-article.html"), "--report", "json").stdout)
    assert value["files"][0]["disclaimers"]
    altered = released / "altered.html"
    altered.write_bytes(
        (released / "first-article.html").read_bytes().replace(b"latest information", b"oldest information")
    )
    assert run("prove", str(altered)).exit_code == 4


def test_prove_says_what_it_measured_and_whether_the_file_was_changed(project: Path, tmp_path: Path) -> None:
    run("--project", str(project), "build", "--format", "handout", "--format", "brochure")
    released = project / "output/en/first-article"
    result = run("prove", str(released / "first-article.pdf"), str(released / "proof.html"))
    assert result.exit_code == 0, result.output
    evidence, verdict, *table = result.stdout.splitlines()
    assert "proof.html" in evidence
    assert verdict.endswith("; released as it is")
    assert table[0].split() == ["disclaimer", "place", "where", "size", "x-height", "contrast", "state"]
    assert re.fullmatch(
        r"  pricing-1 +after-trigger +page \d +[\d.]+ pt +[\d.]+ mm +[\d.]+ +proved", table[1]
    )
    page = tmp_path / "evidence.html"
    changed = released / "first-article.html"
    changed.write_bytes(changed.read_bytes().replace(b'<meta name="generator" content="smallprint">', b""))
    result = run("prove", str(changed), "--html", str(page))
    assert result.exit_code == 4
    assert "ALTERED since it was made" in result.stdout
    assert "PRF881" in result.stdout
    assert "Proof of disclaimers" in page.read_text()
    value = json.loads(run("prove", str(changed), "--report", "json").stdout)
    assert (value["files"][0]["released"], value["files"][0]["proved"]) == (False, True)
    assert value["files"][0]["altered"] == ["<head>"]


def test_expired_files_are_a_finding(project: Path) -> None:
    run("--project", str(project), "build", "--format", "handout")
    result = run("--project", str(project), "build", "--format", "handout", "--today", "2060-01-01")
    assert "ART132" in result.stdout
    assert result.exit_code == 1


def test_explain_a_code_and_an_unknown_one() -> None:
    for code, rule in registry().items():
        result = run("explain", code.lower())
        assert result.exit_code == 0
        assert rule.explanation.split()[0] in result.stdout
    assert run("explain", "ART999").exit_code == 2


def test_usage_errors_exit_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    no_project = run("check")
    assert no_project.exit_code == 2
    assert "smallprint init" in no_project.stderr
    assert run("--project", str(tmp_path), "build").exit_code == 2
    assert run("build", "--format", "film").exit_code == 2
    assert run("check", "--today", "soon").exit_code == 2


def test_doctor_tries_every_engine(project: Path) -> None:
    result = run("--project", str(project), "doctor")
    assert result.exit_code == 0, result.output
    for name in ("python", "pandoc", "weasyprint", "templates", "fonts"):
        assert f"ok    {name}" in result.stdout


def test_doctor_says_what_is_missing_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.engines import EngineError, Engines

    def missing(_: Engines) -> None:
        raise EngineError("ENG601", program="pandoc", package="pypandoc_binary")

    monkeypatch.setattr(Engines, "pandoc", property(missing))
    result = run("doctor")
    assert result.exit_code == 3
    assert "FAIL  pandoc         expected pandoc on this machine, found none" in result.stdout
    assert "run `script/bootstrap`" in result.stdout


@pytest.mark.parametrize("name", ["article", "publication", "policy", "disclaimer"])
def test_schemas_are_json_schemas_with_kebab_case_keys(name: str) -> None:
    schema = json.loads(run("schema", name).stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["properties"]
    assert not [key for key in schema["properties"] if "_" in key]
    assert '"_' not in json.dumps(schema)
    assert "/_" not in json.dumps(schema)


def test_every_command_shows_an_example_in_its_help() -> None:
    for name in main.commands:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert "Example:\n    smallprint " in result.stdout


def test_the_list_of_commands_breaks_off_no_sentence() -> None:
    assert "..." not in run("--help").stdout.partition("Commands:")[2]


@pytest.mark.parametrize("code", ["ART9", "ART1030", "ART999"])
def test_a_code_that_is_none_is_taken_for_no_article(code: str) -> None:
    result = run("explain", code)
    assert result.exit_code == 2
    assert f"there is no code {code}" in result.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'weasyprint', 'jinja2', 'lxml', 'babel', 'ruamel', 'rich', 'pypandoc'} & set(sys.modules)\n"
        "sys.stderr.write(' '.join(sorted(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "Usage" in done.stdout


def test_colours_only_on_a_terminal(project: Path) -> None:
    _broken(project)
    assert "\x1b[" not in run("--project", str(project), "check").output


def test_new_never_overwrites(project: Path) -> None:
    assert run("--project", str(project), "new", "tides").exit_code == 0
    path = project / "source/articles/tides/article.md"
    path.write_text("mine")
    assert run("--project", str(project), "new", "tides").exit_code == 2
    assert path.read_text() == "mine"
    assert run("--project", str(project), "new", "Bad Name").exit_code == 2


def test_a_new_article_has_nothing_to_complain_of_in_a_language_without_wordings(tmp_path: Path) -> None:
    folder = tmp_path / "guider"
    run("init", str(folder), "--lang", "nb")
    made = run("--project", str(folder), "new", "tidevann")
    assert "English sample" in made.stderr
    assert "in the language nb" in made.stderr
    assert "lang: nb" in (folder / "source/articles/tidevann/article.md").read_text()
    english = run("--project", str(folder), "new", "tides", "--lang", "en")
    assert "sample" not in english.stderr
    assert "450 NOK" in (folder / "source/articles/tides/article.md").read_text()
    checked = run("--project", str(folder), "check")
    assert checked.exit_code == 0, checked.output
    assert run("--project", str(folder), "new", "tide", "--lang", "klingon").exit_code == 2


def test_a_missing_pandoc_is_the_environments_fault(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypandoc

    def missing() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(pypandoc, "get_pandoc_path", missing)
    monkeypatch.setattr("pipeline.engines.pandoc._bundled", lambda: None)
    # What this process has found before, its workers would know.
    monkeypatch.delattr("pipeline.worker.Equipment.engines", raising=False)
    result = run("--project", str(project), "check", "--jobs", "1")
    assert result.exit_code == 3
    assert "ENG601" in result.stdout


def test_runs_as_a_module(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--version"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    assert done.stdout.startswith("smallprint ")


@pytest.mark.skipif(
    not Path("/dev/full").exists(),
    reason="/dev/full, where every write fails as on a full disk, is of Linux alone; elsewhere a disk would have to be filled",
)
@pytest.mark.parametrize("words", ["schema article", "explain DOC213", "--version", "check --report json"])
def test_a_full_disk_is_named(project: Path, words: str) -> None:
    done = _shell(f"--project {project} {words} >/dev/full")
    assert (done.returncode, done.stderr) == (4, "smallprint: cannot write: no space left on device\n")
    assert _shell(f"--project {project} check 2>/dev/full").returncode == 0


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-"])
def test_nobody_need_read_it(project: Path, closed: str) -> None:
    for words in ("check", "build --format handout --jobs 1", "build --format handout --jobs 1"):
        assert _shell(f"--project {project} {words} {closed}").returncode == 0


def _shell(words: str) -> subprocess.CompletedProcess[str]:
    command = f"{shlex.quote(sys.executable)} -m pipeline {words}"
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)


TEXT = "## Fees\n\nA ticket costs *30*–45 NOK.\n\n| Type | Price (kr) |\n|---|---|\n| Child | 40 |\n"


def test_detect_prints_places_and_words() -> None:
    result = CliRunner().invoke(main, ["detect", "-"], input=TEXT, catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["3:17: money: 30–45 NOK", "", "7:11: money: 40"]


def test_detect_prints_what_was_typed() -> None:
    text = "Il faut 3 millions d'euros, 10--20 euros ou **2** millions d'euros."
    result = CliRunner().invoke(main, ["detect", "--lang", "fr", "-"], input=text, catch_exceptions=False)
    assert [line.split(": ", 2)[2] for line in result.stdout.splitlines()] == [
        "3 millions d'euros",
        "10--20 euros",
        "2 millions d'euros",
    ]


def test_detect_reports_one_list(tmp_path: Path) -> None:
    file = tmp_path / "text.md"
    file.write_text("Billetten koster 20 kr.", encoding="utf-8")
    result = run("detect", "--lang", "nb", "--report", "json", str(file))
    assert json.loads(result.stdout) == [{"line": 1, "column": 18, "detector": "money", "text": "20 kr"}]


def test_detect_reads_the_language_of_an_article(tmp_path: Path) -> None:
    file = tmp_path / "article.md"
    file.write_text(
        "---\ntitle: Billetter til 20 kr\nlang: nb\ndate: 2026-05-04\n---\n\nTjue kroner.\n", encoding="utf-8"
    )
    result = run("detect", "--report", "json", str(file))
    assert [(one["line"], one["text"]) for one in json.loads(result.stdout)] == [
        (2, "20 kr"),
        (7, "Tjue kroner"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("article.nb.md", "Billetten koster femti kroner.", "femti kroner"),
        ("article.md", "Die Karte kostet fünfzig Euro.", "fünfzig Euro"),
        ("article.fr.md", "Die Karte kostet fünfzig Euro.", ""),
    ],
)
def test_detect_reads_in_the_language_of_the_name_or_the_project(
    tmp_path: Path, name: str, text: str, found: str
) -> None:
    article = tmp_path / "source/articles/tides" / name
    article.parent.mkdir(parents=True)
    article.write_text(f"---\ntitle: T\n---\n\n{text}\n", encoding="utf-8")
    (tmp_path / "source/publication.yaml").write_text("publisher: P\nlang: de\n", encoding="utf-8")
    assert [one["text"] for one in json.loads(run("detect", "--report", "json", str(article)).stdout)] == [
        *filter(None, [found])
    ]


def test_detect_says_what_it_cannot_read() -> None:
    result = CliRunner().invoke(main, ["detect", "--report", "json"], input=b"\xff", catch_exceptions=False)
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
    assert "ART105" in result.stderr
    assert run("detect", "--lang", "klingon").exit_code == 2


def test_what_is_wrong_with_a_text_to_detect_stands_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text("One.\n\nTwo.[^1]\n\n[^1]: See [^1].\n", encoding="utf-8")
    result = run("detect", str(file))
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:5:11: error[DOC263]")
    file.write_text("One.\n\nTwo\x07.\n\n" + "x" * 1_100_000, encoding="utf-8")
    found = [line for line in run("detect", str(file)).stdout.splitlines() if "error[" in line]
    assert found
    assert all(int(line.split(":")[1]) <= 5 for line in found)
    file.write_text("---\ntitle: x\n---\n\n" + "> " * 100 + "x\n", encoding="utf-8")
    titled = run("detect", str(file)).stdout
    file.write_text("\n\n\n\n" + "> " * 100 + "x\n", encoding="utf-8")
    assert run("detect", str(file)).stdout == titled
    assert ":5:" in titled


def test_approve_signs_a_wording(project: Path) -> None:
    file = project / "source/disclaimers/pricing.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("may change", "can change"), encoding="utf-8")
    base = ("--project", str(project))
    assert "DIS328" in run(*base, "check").stdout
    result = run(*base, "approve", "pricing", "--lang", "en", "--by", "Editorial board")
    assert result.exit_code == 0, result.output
    assert "can change" in result.stdout
    assert run(*base, "check").exit_code == 0
    assert run(*base, "approve", "prices", "--lang", "en", "--by", "x").exit_code == 1
    assert "pricing" in run(*base, "approve", "prices", "--lang", "en", "--by", "x").stdout
    assert run(*base, "approve", "pricing", "--lang", "fr", "--by", "x").exit_code == 1
    assert run(*base, "approve", "pricing", "--lang", "en").exit_code == 2
    assert "did you mean nb?" in run(*base, "approve", "pricing", "--lang", "norsk", "--by", "x").stderr
    by_file = run(
        *base, "approve", "source/disclaimers/pricing.yaml", "--lang", "en", "--by", "Editorial board"
    )
    assert by_file.exit_code == 0, by_file.output
    assert "DIS361" in run(*base, "approve", "pricing", "--lang", "en", "--by", "NAME").stdout
    before = file.read_bytes()
    for name in ("Andr\udce9", "a\u202eb", "x" * 20_000):
        assert run(*base, "approve", "pricing", "--lang", "en", "--by", name).exit_code == 1
        assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["article", "publication", "policy", "disclaimer"])
def test_schemas_are_schemas(name: str) -> None:
    value = json.loads(run("schema", name).stdout)
    assert value["$schema"].endswith("2020-12/schema")
    one_or_many = {"article": "topics", "publication": "formats", "policy": "extends"}
    if name in one_or_many:
        kinds = [kind["type"] for kind in value["properties"][one_or_many[name]]["anyOf"]]
        assert kinds == ["string", "array"], "a list of one needs no brackets"
    if name == "policy":
        when = value["$defs"]["When"]
        assert {"all", "any", "not", "mentions", "table-column"} <= set(when["properties"])
        assert (when["minProperties"], when["maxProperties"]) == (1, 1)
