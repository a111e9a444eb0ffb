"""Builds whose workers end: one article is lost, or everything that was left."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from pipeline import catalogue, production, steps
from pipeline.cli.ending import exit_code
from pipeline.editions import Edition
from pipeline.engines import EngineError, Engines
from pipeline.production import Summary, Wanted
from pipeline.project import load_project, read_articles
from pipeline.rendition import Artifact
from pipeline.rendition.pages import PrintedPage
from pipeline.scaffold import new_article
from pipeline.scheduling import Here, Lost
from pipeline.workspace import Workspace

TODAY = datetime.date(2026, 11, 24)


GONE = EngineError("ENG611", address="tcp://scheduler:8786", problem="closed")


class Losing(Here):
    """Loses the pieces that it is told to, and from some piece on all."""

    def __init__(self, *lost: int, ends_at: int = 99) -> None:
        self.lost = lost
        self.ends_at = ends_at

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        done = options.pop("done")

        def ended(argument: Any, result: Any) -> None:
            index = arguments.index(argument)
            if index == self.ends_at:
                raise GONE
            done(argument, Lost(argument, "died", "SIGKILL") if index in self.lost else result)

        yield from super().run(work, arguments, done=ended, **options)


@pytest.fixture
def three(workspace: Workspace) -> Workspace:
    new_article(workspace, "second", "Second")
    new_article(workspace, "third", "Third")
    return workspace


def _build(workspace: Workspace, crew: Losing) -> Summary:
    wanted = Wanted(formats=("handout",))
    return production.build(workspace, wanted, TODAY, lambda made, done, total: None, crew)


def _found(summary: Summary) -> list[tuple[str, str]]:
    return [
        (one.code, one.location.path.split("/")[-2]) for one in summary.diagnostics if one.severity == "error"
    ]


@pytest.mark.code("ENG610")
def test_an_article_that_ends_its_process_is_reported_and_the_others_are_released(three: Workspace) -> None:
    summary = _build(three, Losing(1))
    assert _found(summary) == [("ENG610", "second")]
    assert "SIGKILL" in summary.diagnostics[0].message
    released = sorted(path.stem for path in (three.root / "output/en").rglob("*.html"))
    assert released.count("first-article") == released.count("third") == 1
    assert "second" not in released
    assert exit_code(summary.diagnostics) == 4


def test_what_is_made_before_a_cluster_is_lost_is_released_and_the_rest_stays(three: Workspace) -> None:
    assert _found(_build(three, Losing())) == []
    pages = {one: three.root / f"output/en/{one}/{one}.html" for one in ("first-article", "second", "third")}
    before = {one: page.read_bytes() for one, page in pages.items()}
    for one in pages:
        path = three.root / f"source/articles/{one}/article.md"
        path.write_text(path.read_text() + "\nBoats lie at the pier.\n")
    summary = _build(three, Losing(ends_at=1))
    assert _found(summary) == [("ENG611", "second"), ("ENG611", "third")]
    changed = {one for one, page in pages.items() if page.read_bytes() != before[one]}
    assert changed == {"first-article"}
    assert exit_code(summary.diagnostics) == 3
    assert {one.slug for one in summary.made} == set(pages)


class Slow(Here):
    """Is not through with the first piece when it has done all others; then it is gone, or not."""

    def __init__(self, *, gone: bool, meanwhile: Callable[[], None]) -> None:
        self.gone, self.meanwhile = gone, meanwhile

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        first, *others = arguments
        list(super().run(work, others, **options))
        self.meanwhile()
        if self.gone:
            raise GONE
        yield from super().run(work, [first], **options)
        yield from (None for _ in others)


@pytest.mark.parametrize("gone", [True, False])
def test_what_is_finished_is_released_while_an_article_before_it_is_still_in_work(
    three: Workspace, gone: bool
) -> None:
    """Of thousands behind one that takes long, dies or hangs, all were held in memory until it was over."""

    def released() -> set[str]:
        return {path.stem for path in (three.root / "output/en").rglob("*.html")} - {"proof"}

    seen: list[set[str]] = []
    summary = _build(three, Slow(gone=gone, meanwhile=lambda: seen.append(released())))
    assert seen == [{"second", "third"}]
    assert _found(summary) == ([("ENG611", "first-article")] if gone else [])
    assert [one.slug for one in summary.made] == ["first-article", "second", "third"]
    assert released() == {"second", "third", *(() if gone else ("first-article",))}
    assert exit_code(summary.diagnostics) == (3 if gone else 0)


def test_a_cluster_that_was_never_there_is_an_error_of_its_own(three: Workspace) -> None:
    with pytest.raises(EngineError):
        _build(three, Losing(ends_at=0))


class Noting(Here):
    """Notes what prepares its processes, as it travels."""

    def __init__(self) -> None:
        self.travelled: list[bytes] = []

    def run(self, work: Any, arguments: Sequence[Any], **options: Any) -> Iterator[Any]:
        self.travelled.append(pickle.dumps(options["prepare"]))
        yield from super().run(work, arguments, **options)


def test_processes_that_stay_are_prepared_once_whatever_is_asked_for(workspace: Workspace) -> None:
    """Else each of the builds that a saved file sets off would find templates and stylesheets cold."""
    path = workspace.root / "source/articles/first-article/article.md"
    crew = Noting()
    for formats in (("handout",), ("ebook", "handout"), ("handout",)):
        path.write_text(path.read_text() + "\nBoats lie at the pier.\n")
        wanted = Wanted(formats=formats, brochure={"layout": "flyer", "press": False})
        production.build(workspace, wanted, TODAY, lambda made, done, total: None, crew)
    first, *others = crew.travelled
    assert len(others) == 2
    assert set(others) == {first}


def test_pages_are_an_input_only_of_what_names_them(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a handout that was made alone is the one that is recalled when all are made."""
    told: dict[str, object] = {}

    def edition(rendition: Any, owed: Any, theme: Any, engines: Any, starts: Any, *_: Any) -> Edition:
        told[rendition.format] = starts
        pages = (PrintedPage("1", "Tides"),) if rendition.format == "brochure" else ()
        return Edition((Artifact(rendition.format, "tides", "text/plain", b"", pages=pages),))

    monkeypatch.setattr(steps, "edition", edition)
    monkeypatch.setattr(steps, "_with_evidence", lambda made, *_: made)
    project = load_project(workspace, TODAY)[0]
    assert project is not None
    (article,), _ = read_articles(workspace, project.publication)
    steps.made(article, project, Engines())
    assert told == {"brochure": (), "ebook": (PrintedPage("1", "Tides"),), "handout": ()}


class Apart:
    """Does everything here, as if it were done elsewhere."""

    near = True

    def run(self, *given: Any, **named: Any) -> Iterator[Any]:
        return Here().run(*given, **named)


def test_who_waits_for_articles_rehearses_the_lists_once(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[int] = []
    monkeypatch.setattr(
        "pipeline.catalogue.front.page", lambda those, *given, **named: listed.append(len(those)) or ""
    )
    wanted, said = Wanted(formats=("handout",)), lambda *_, **__: None
    crew: Any = Apart()
    assert production.build(three, wanted, TODAY, said, crew).diagnostics == ()
    assert listed == [0, 3]
    # Where nothing is done there is nothing to wait for; what is done here waits for nobody.
    production.build(three, wanted, TODAY, said, crew)
    new_article(three, "fourth", "Fourth")
    production.build(three, wanted, TODAY, said)
    assert listed == [0, 3, 4]


@pytest.mark.parametrize(("held", "foreseen"), [(24, 4), (2, 0)])
def test_covers_of_few_are_made_small_as_they_come(
    three: Workspace, monkeypatch: pytest.MonkeyPatch, held: int, foreseen: int
) -> None:
    from pipeline.distribution import front

    new_article(three, "fourth", "Fourth")
    front.small.cache_clear()
    made: list[int] = []
    update = catalogue.update

    def noted(*given: Any, **named: Any) -> Any:
        made.append(front.small.cache_info().misses)
        return update(*given, **named)

    monkeypatch.setattr(front, "MOST_HELD", held)
    monkeypatch.setattr(catalogue, "update", noted)
    production.build(three, Wanted(formats=("ebook", "handout")), TODAY, lambda *_, **__: None)
    # None is made twice.
    assert made == [front.small.cache_info().misses] == [foreseen]


def test_a_rehearsal_that_fails_says_nothing(three: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    page = catalogue.front.page

    def fails(listings: Sequence[Any], *given: Any, **named: Any) -> str:
        if not listings:
            raise ValueError("nothing to list")
        return page(listings, *given, **named)

    monkeypatch.setattr(catalogue.front, "page", fails)
    crew: Any = Apart()
    summary = production.build(three, Wanted(formats=("handout",)), TODAY, lambda *_: None, crew)
    assert [one.code for one in summary.diagnostics if one.severity == "error"] == []
    assert (three.root / "output/index.html").is_file()
