"""The documents say what is true: reference pages, commands, links."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import publication
from pipeline.cli import main
from pipeline.diagnostics import registry
from pipeline.engines.pandoc import Pandoc
from pipeline.proof.mutants import Mutant, mutants
from pipeline.proof.mutants.mutant import Wanted
from pipeline.rendition.expected import Expectation
from tests.conftest import TODAY
from tests.patience import MINUTES, comes_true

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs/how-it-works.md",
    ROOT / "docs/disclaimers.md",
    ROOT / "docs/brochures.md",
    ROOT / "docs/brand.md",
    ROOT / "docs/cluster.md",
    ROOT / "docs/collections.md",
    ROOT / "docs/distribution.md",
    ROOT / "docs/ebooks.md",
    ROOT / "docs/handouts.md",
    ROOT / "docs/performance.md",
    ROOT / "docs/translations.md",
    ROOT / "docs/plain-language.md",
    ROOT / "docs/importing.md",
]


def _generator():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["front-matter.md", "components.md", "diagnostics.md", "commands.md", "packs.md", "detectors.md"]
)
def test_reference_pages_are_those_of_the_code(name: str) -> None:
    page = _generator().PAGES[name]()
    assert (ROOT / "docs/reference" / name).read_text() == page, "run .venv/bin/python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


def _commands(page: Path) -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    lines = [line.split("  #")[0].split(" # ")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line]


def _few(owed: Expectation, content: bytes, wanted: Wanted) -> Iterator[Mutant]:
    return (mutant for mutant in mutants(owed, content, wanted) if mutant.name in ("delete", "reword-word"))


def _brought_along(folder: Path, pandoc: Pandoc) -> None:
    """The files that readers are told to import."""

    def made(*options: str) -> bytes:
        command = [pandoc.program, "--from=gfm", *options]
        return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout

    text = "# Mooring\n\nBoats lie at the pier all summer.\n\n- Ask at the office.\n- Pay on the day.\n"
    written = {
        "leaflet.docx": made("--to=docx"),
        "page.html": made("--to=html5", "--standalone"),
        "notes.txt": text.replace("# ", "").encode(),
        "old-site/content/mooring.md": text.encode(),
    }
    for name, content in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@contextlib.contextmanager
def _on_a_free_port(commands: list[list[str]]) -> Iterator[list[list[str]]]:
    """With a port that no other program is given meanwhile: it is held, by somebody who does not listen."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("", 0))
        port = str(held.getsockname()[1])
        yield [[word.replace("8786", port) for word in command] for command in commands]


def _answers(address: str) -> bool:
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    with socket.socket() as asking:
        return asking.connect_ex((host, int(port))) == 0


@contextlib.contextmanager
def _in_the_background(commands: Iterable[list[str]]) -> Iterator[None]:
    """Programs that the page starts with `&`, until the rest of its commands is through."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for program, *arguments in commands:
            path = Path(sys.executable).with_name(program)
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(subprocess.Popen([path, *arguments[:-1]], **quiet))
        yield
    finally:
        for one in reversed(started):
            one.terminate()
            one.wait(MINUTES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_smallprint_command_of_a_page_runs(
    page: Path, released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pandoc: Pandoc
) -> None:
    """In the order in which a reader runs them, in a copy of the repository's source, with a few of all attacks."""
    monkeypatch.setattr("pipeline.proof.mutants.trial.mutants", _few)
    monkeypatch.setattr("pipeline.glance.today", lambda: TODAY)
    work = tmp_path / "checkout"
    work.mkdir()
    shutil.copytree(ROOT / "source", work / "source")
    _brought_along(work, pandoc)
    # A copy, since pages build one article in several forms, and workers run them at the same time.
    shutil.copytree(released / "output", work / "output")
    monkeypatch.chdir(work)
    with (
        _on_a_free_port(_commands(page)) as every,
        _in_the_background(command for command in every if command[-1] == "&"),
    ):
        commands = [command for command in every if command[0] == "smallprint"]
        assert page.name != "README.md" or len(commands) >= 8
        for command in commands:
            # What a reader has started answers by the time the next command is typed.
            for address in (word for word in command if word.startswith("tcp://")):
                assert comes_true(functools.partial(_answers, address))
            result = CliRunner().invoke(main, command[1:], catch_exceptions=False)
            assert result.exit_code == 0, f"{shlex.join(command)}\n{result.output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_of_findings_is_what_they_say(page: Path) -> None:
    """Code, severity, message and help, in one line or more."""
    known = registry()
    shown = re.findall(
        r"\S+: (error|warning)\[(\w+)\]: ((?:(?!help: ).)+?)\s+help: (.+?)(?=\n\n|\n```)",
        page.read_text(),
        re.DOTALL,
    )
    for severity, code, message, help in shown:
        entry = known[code]
        assert severity == entry.severity
        for text, template in ((message, entry.message), (help, entry.help)):
            pieces = re.split(r"(?<!\{)\{\w+\}", template)
            pattern = ".+".join(re.escape(piece.replace("{{", "{").replace("}}", "}")) for piece in pieces)
            assert re.fullmatch(pattern, " ".join(text.split())), f"{code}: {text}"


def test_what_a_new_project_offers_in_comments_can_be_taken() -> None:
    text = (ROOT / "templates/scaffold/publication.yaml").read_text().replace("$publisher", "Harbour Office")
    offered = re.sub(r"^# (?=[a-z-]+: )", "", text.replace("$lang", "en"), flags=re.MULTILINE)
    assert not publication.parse(offered.encode()).diagnostics
    assert offered.count("# ") < text.count("# ")


def test_every_script_of_the_documents_exists() -> None:
    for page in PAGES:
        for command in _commands(page):
            if "/" in command[0]:
                assert (ROOT / command[0]).exists() or command[0].startswith(".venv/"), command


def test_the_table_of_layers_is_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = [one for one in project["tool"]["importlinter"]["contracts"] if one["id"] == "layers"]
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", text, re.MULTILINE)
    table = [set(re.findall(r"`(\w+)`", layer)) for row in rows for layer in row.split(";")]
    assert table == [set(layer.split(" | ")) for layer in contract["layers"]]
