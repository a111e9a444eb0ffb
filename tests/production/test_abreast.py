"""The editions of one article at the same time: nothing but the time that it takes is different."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline import production, steps
from pipeline.abreast import Abreast, Share
from pipeline.formats.brochure import Brochure
from pipeline.formats.ebook import Ebook
from pipeline.formats.handout import Handout
from pipeline.made import Made
from pipeline.production import Summary, Wanted
from pipeline.project import load_project, read_articles
from pipeline.scaffold import new_article
from pipeline.scheduling import Here, Lost, Workers
from pipeline.scheduling.processes import Processes
from pipeline.workspace import Workspace
from tests.patience import comes_true
from tests.production.conftest import TODAY

pytestmark = pytest.mark.usefixtures("fresh", "idle")


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else the machine does."""
    monkeypatch.setattr(Abreast, "__init__", functools.partialmethod(Abreast.__init__, busy=lambda: False))


def _build(
    root: Path, crew: Workers, *formats: str, layout: str = "flyer", told: list[Any] | None = None
) -> Summary:
    """Of a copy of the project's sources, so that nothing is remembered."""
    said = [] if told is None else told
    return production.build(
        Workspace(root), Wanted(formats=formats, brochure={"layout": layout, "press": False}), TODAY,
        lambda made, done, total: said.append((made.slug, done, total)), crew,
        begun=lambda one, total: said.append(one.slug),
    )  # fmt: skip


def _copied(workspace: Workspace, name: str) -> Path:
    root = workspace.root.parent / f"{workspace.root.name}-{name}"
    shutil.copytree(workspace.root / "source", root / "source")
    return root


def _released(root: Path) -> dict[str, bytes]:
    base = root / "output"
    files = (path for path in base.rglob("*") if path.is_file() and path.name != ".gitignore")
    return {path.relative_to(base).as_posix(): path.read_bytes() for path in files}


Differ = Callable[..., tuple[Summary, Summary]]


@pytest.fixture
def twice(workspace: Workspace) -> Iterator[Differ]:
    """A build edition by edition, and one of each article at once; they have to say and to release the same."""

    def run(*formats: str, layout: str = "flyer") -> tuple[Summary, Summary]:
        shared, plain = _copied(workspace, "shared"), _copied(workspace, "plain")
        with Processes(2) as crew:
            one = _build(shared, crew, *formats, layout=layout)
        other = _build(plain, Here(), *formats, layout=layout)
        assert one.diagnostics == other.diagnostics
        assert _released(shared) == _released(plain)
        for made, known in zip(one.made, other.made, strict=True):
            assert (made.whole, made.releasable, made.editions) == (
                known.whole,
                known.releasable,
                known.editions,
            )
        return one, other

    return run


@pytest.mark.parametrize("formats", [(), ("ebook", "handout"), ("brochure", "ebook")])
def test_what_is_made_edition_by_edition_is_what_is_made_at_once(
    twice: Differ, formats: tuple[str, ...]
) -> None:
    one, _ = twice(*formats)
    assert not one.diagnostics
    (made,) = one.made
    assert {
        "read and check",
        "compose",
        *(formats or ("brochure", "handout", "evidence")),
    } <= made.seconds.keys()


def test_processes_of_another_interpreter_do_the_same(workspace: Workspace) -> None:
    other = _copied(workspace, "fresh")
    with Processes(2, fresh=True) as crew:
        assert not _build(other, crew).diagnostics
    _build(workspace.root, Here())
    assert _released(other) == _released(workspace.root)


def _noted(monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    """Which process makes which edition, and whether it is told the pages."""
    for kind in (Brochure, Ebook, Handout):
        stock = kind.emit

        def emit(
            self: Any, rendition: Any, engines: Any, pages: Any = (), *more: Any, stock: Any = stock
        ) -> Any:
            with log.open("a") as file:
                file.write(f"{self.name} {os.getpid()} {len(pages)}\n")
            return stock(self, rendition, engines, pages, *more)

        monkeypatch.setattr(kind, "emit", emit)


def test_editions_are_made_by_several_processes_and_the_ebook_is_told_the_pages(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.touch()
    _noted(monkeypatch, log)
    stock = Brochure.emit

    def beside(*given: Any, **named: Any) -> Any:
        # However late the other process begins, and however long the handout takes it.
        assert comes_true(lambda: "handout" in log.read_text())
        written = stock(*given, **named)
        assert comes_true(lambda: "ebook" in log.read_text())
        return written

    monkeypatch.setattr(Brochure, "emit", beside)
    monkeypatch.setattr(Brochure, "paginated", lambda *_: pytest.fail("the brochure is laid out again"))
    told: list[Any] = []
    with Processes(2) as crew:
        assert not _build(workspace.root, crew, told=told).diagnostics
    assert told == ["first-article", ("first-article", 1, 1)]
    entries = dict(line.split(maxsplit=1) for line in log.read_text().splitlines())
    makers = {name: entry.split()[0] for name, entry in entries.items()}
    assert makers["brochure"] != makers["handout"] == makers["ebook"]
    assert int(entries["ebook"].split()[1]) > 0


def test_a_process_reads_an_article_once_and_composes_what_waits_before_it_is_told_the_pages(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log, composed = tmp_path / "log", tmp_path / "composed"

    def noted(kind: Any, name: str) -> None:
        stock = getattr(kind, name)

        def act(*given: Any, **named: Any) -> Any:
            result = stock(*given, **named)
            with log.open("a") as file:
                file.write(f"{os.getpid()} {kind.__name__} {name}\n")
            return result

        monkeypatch.setattr(kind, name, act)

    noted(steps, "attached")
    noted(Handout, "emit")
    noted(Ebook, "compose")
    noted(Ebook, "emit")
    stock = Brochure.emit

    def late(self: Any, rendition: Any, engines: Any, pages: Any, paged: Callable[[Any], None]) -> Any:
        def told(known: Any) -> None:
            composed.write_text(str(comes_true(lambda: "Ebook compose" in log.read_text())))
            paged(known)

        return stock(self, rendition, engines, pages, told)

    monkeypatch.setattr(Brochure, "emit", late)
    with Processes(2) as crew:
        assert not _build(workspace.root, crew).diagnostics
    lines = [line.partition(" ") for line in log.read_text().splitlines()]
    (other,) = {process for process, _, what in lines if what == "Handout emit"}
    made = [what for process, _, what in lines if process == other]
    assert composed.read_text() == "True"
    assert made == ["pipeline.steps attached", "Handout emit", "Ebook compose", "Ebook emit"]


FAULTS = {
    "a text with an error": "A [link](nowhere.md) and a {{shortcode}}.\n\n::: nonsense\n:::\n",
    "front matter with an error": None,
    "no form": "".join(f"\n\nWord {number}: {'many words ' * 90}" for number in range(12)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_said_once_and_in_its_order(workspace: Workspace, twice: Differ, fault: str) -> None:
    path = workspace.root / "source/articles/first-article/article.md"
    text, added = path.read_text(), FAULTS[fault]
    path.write_text(f"{text}\n{added}" if added else text.replace("date: ", "date: on "))
    one, _ = twice(layout="trifold")
    assert one.diagnostics
    assert not any(made.releasable for made in one.made)


def test_a_fault_of_our_own_is_said_once(
    workspace: Workspace, twice: Differ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handout, "emit", lambda *_: 1 // 0)
    one, _ = twice()
    assert [found.code for found in one.diagnostics] == ["ENG609"]


def test_an_edition_that_ends_its_process_loses_its_article(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def dies(*_: Any) -> None:
        with (tmp_path / "log").open("a") as file:
            file.write("again\n")
        os._exit(7)

    monkeypatch.setattr(Ebook, "emit", dies)
    with Processes(2) as crew:
        summary = _build(workspace.root, crew)
    assert [found.code for found in summary.diagnostics] == ["ENG610"]
    assert not (workspace.root / "output/en/first-article").exists()
    # Once more, and no more than that.
    assert (tmp_path / "log").read_text().split() == ["again", "again"]


def test_an_edition_that_ends_its_process_once_is_made_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, twice: Differ
) -> None:
    stock = Brochure.emit
    here = os.getpid()

    def dies(*given: Any) -> Any:
        if os.getpid() != here and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os._exit(7)
        return stock(*given)

    monkeypatch.setattr(Brochure, "emit", dies)
    one, _ = twice()
    assert not one.diagnostics


# ── when ────────────────────────────────────────────────────────────────────────────────────────


class Noting(Processes):
    """Says what would be done."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs)
        self.asked: list[str] = []

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        behind = options["behind"]
        for at, piece in enumerate(arguments):
            name = f"{piece.one.slug} {piece.format}" if isinstance(piece, Share) else piece.slug
            self.asked.append(f"{name} < {behind[at]}" if at in behind else name)
            options["done"](piece, Lost(piece, "died", "SIGKILL"))
            yield Lost(piece, "died", "SIGKILL")


ALL = ["brochure", "ebook < {}", "handout"]


@pytest.mark.parametrize(
    ("articles", "jobs", "formats", "alone"),
    [
        (1, 1, (), 1),
        (1, 2, (), 0),
        (2, 2, (), 2),
        (3, 2, (), 2),
        (2, 4, (), 0),
        (3, 4, (), 3),
        (6, 4, (), 4),
        (1, 2, ("handout",), 1),
        (-1, 2, (), 1),
        (1, 2, ("handout", "ebook", "brochure"), 0),
    ],
)  # fmt: skip
def test_articles_are_shared_out_where_half_of_the_processes_would_be_idle(
    workspace: Workspace, articles: int, jobs: int, formats: tuple[str, ...], alone: int
) -> None:
    busy, articles = articles < 0, abs(articles)
    for number in range(1, articles):
        new_article(workspace, f"number-{number}", None)
    project, _ = load_project(workspace, TODAY)
    assert project is not None
    sources = read_articles(workspace, project.publication)[0]
    crew = Noting(jobs)
    ends: list[tuple[str, Any]] = []
    results = Abreast(crew, _never, _never, formats, busy=lambda: busy).run(
        _never, sources, done=lambda one, result: ends.append((one.slug, result))
    )
    assert [one.argument for one in results if isinstance(one, Lost)] == sources
    assert [slug for slug, _ in ends] == [one.slug for one in sources]
    expected = [one.slug for one in sources[:alone]]
    for one in sources[alone:]:
        first = len(expected)
        expected += [f"{one.slug} {name.format(first)}" for name in ALL]
    assert crew.asked == expected


def _never(*_: Any) -> Made:
    pytest.fail("nothing is to be made")
