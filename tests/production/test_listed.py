"""Articles that look as they did when they were read are not read again, and what is built and said is the same."""

from __future__ import annotations

import datetime
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import glance, production
from pipeline.incremental import State
from pipeline.production import Summary, Wanted
from pipeline.workspace import Folder, Workspace
from tests.patience import MINUTES

pytestmark = pytest.mark.usefixtures("fresh")
TODAY = datetime.date(2026, 11, 26)
PUBLICATION = "publisher: Harbour Office\nlang: en\nformats: [handout]\n"
POLICY = """\
vocabulary: {topics: [general, finance]}
rules: [{id: nothing, when: {any: [{topic: general}, {topic: finance}]}, require: nothing, reason: It makes no claim.}]
exempt: [{article: berth, rule: nothing, reason: None, by: Board, until: 2027-01-01}]
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{}v9z"/></svg>'


def _article(title: str, body: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2026-03-01\ntopics: [general]\n{more}---\n\n{body}\n"


FILES = {
    "source/publication.yaml": PUBLICATION,
    "source/policy.yaml": POLICY,
    "source/disclaimers/.keep": "",
    "source/articles/berth/article.md": _article("Berths", "We have berths."),
    "source/articles/tides/article.md": _article("Tides", "The sea comes.\n\n![A sign](sign.svg)"),
    "source/articles/tides/sign.svg": PICTURE.format(9),
    "source/articles/boats/loans/article.md": _article("Loans", "We lend boats."),
    "source/articles/boats/nets/article.md": _article("Nets", "We mend nets."),
    "source/articles/boats/nets/article.nb.md": "---\ntitle: Garn\n---\n\nVi lapper garn.\n",
    "source/collections/guide.yaml": "title: Guide\ntopics: [general]\narticles: [loans, berth]\n",
}


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _build(root: Path, wanted: Wanted | None = None) -> Summary:
    return production.build(Workspace(root), wanted or Wanted(), TODAY, lambda made, done, total: None)


def _released(root: Path) -> dict[str, bytes]:
    base = root / "output"
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in sorted(base.rglob("*"))
        if path.is_file() and path.name != ".gitignore"
    }


def _clean(root: Path, folder: Path) -> tuple[dict[str, bytes], Summary]:
    shutil.copytree(root / "source", folder / "source", symlinks=True)
    summary = _build(folder)
    return _released(folder), summary


def _settled() -> None:
    """What was written is not written just now any more."""
    time.sleep(glance.TICK + 0.02)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("listed")
    _write(root, FILES)
    _settled()
    with pytest.MonkeyPatch.context() as alone:
        alone.setenv("SMALLPRINT_CACHE", str(root / ".smallprint/cache"))
        _build(root)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A project that was built before, where it lies: a copy looks different."""
    root = shutil.copytree(built, tmp_path / "site", symlinks=True)
    _settled()
    _build(root)
    return root


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are read."""
    names: list[str] = []
    articles_in = Workspace.articles_in

    def noted(self: Workspace, folder: Folder) -> object:
        names.append(folder.path.removeprefix("source/articles/"))
        return articles_in(self, folder)

    monkeypatch.setattr(Workspace, "articles_in", noted)
    return names


NAMED = ["berth", "boats/loans"]
EVERY = ["berth", "boats/loans", "boats/nets", "tides"]


def test_only_what_looks_different_is_read_and_what_a_collection_holds(root: Path, read: list[str]) -> None:
    _build(root)
    assert sorted(read) == NAMED
    read.clear()
    _write(root, {"source/articles/tides/article.md": _article("Tides", "The sea goes.")})
    assert [made.slug for made in _build(root).made if not made.standing] == ["tides"]
    assert sorted(read) == [*NAMED, "tides"]


CHANGES: dict[str, Callable[[Path], object]] = {
    "the publication": lambda root: _write(root, {"source/publication.yaml": PUBLICATION + "country: NO\n"}),
    "what is asked": lambda root: None,
    "the state": lambda root: (root / ".smallprint/state").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_all_is_read_where_it_would_be_read_otherwise(root: Path, read: list[str], change: str) -> None:
    CHANGES[change](root)
    _build(root, Wanted(brochure={"paper": "letter"}) if change == "what is asked" else None)
    assert sorted(read) == EVERY


def test_what_was_written_just_now_is_read_again(
    root: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be written once more, in the same instant and as long as it was."""
    path = root / "source/articles/tides/article.md"
    path.write_text(_article("Tides", "The sea goes."))
    with monkeypatch.context() as slow:
        slow.setattr(glance, "TICK", MINUTES)
        _build(root)
    # A build may be over sooner than that.
    time.sleep(glance.TICK)
    read.clear()
    _build(root)
    assert sorted(read) == EVERY
    read.clear()
    _build(root)
    assert sorted(read) == NAMED


def test_what_does_not_stand_is_read(root: Path, read: list[str]) -> None:
    """Though it looks as it did: it is to be made."""
    (root / "output/en/tides/tides.html").unlink()
    assert [made.slug for made in _build(root).made if not made.standing] == ["tides"]
    assert sorted(read) == [*NAMED, "tides"]
    assert (root / "output/en/tides/tides.html").is_file()


def test_one_that_is_not_as_it_is_known_has_all_read(
    root: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes while a build reads; or the disk tells lies."""
    monkeypatch.setattr(glance, "look_at", lambda folder: "the same")
    _build(root)
    _write(root, {"source/articles/tides/article.md": _article("Tides", "The sea goes.", "lang: nb\n")})
    (root / "output/en/tides/tides.html").unlink()
    read.clear()
    _build(root)
    assert read.count("boats/nets") == 1
    assert _released(root) == _clean(root, tmp_path / "clean")[0]


def test_a_name_that_is_used_twice_is_told_of_whichever_is_new(root: Path, tmp_path: Path) -> None:
    for name in ("source/articles/a/tides/article.md", "source/articles/z/tides/article.md"):
        _write(root, {name: _article("Tides again", "It comes again.")})
        _settled()
        _build(root)
        found = _build(root).diagnostics
        assert found == _clean(root, tmp_path / name.split("/")[2])[1].diagnostics
        assert "ART120" in {one.code for one in found}
        # Whichever goes, of the other nothing is told any more.
        shutil.rmtree((root / name).parent if "/a/" in name else root / "source/articles/tides")
        assert "ART120" not in {one.code for one in _build(root).diagnostics}


def test_of_a_name_that_was_used_twice_nothing_is_told_once_the_other_is_gone(root: Path) -> None:
    """Though the one that is left fails as before, and nothing else says that its namesake went."""
    names = ("source/articles/x/fog/article.md", "source/articles/z/fog/article.md")
    _write(root, {name: _article("Fog", "<div>", "formats: [ebook]\n") for name in names})
    _settled()
    for _ in range(2):
        assert "ART120" in {one.code for one in _build(root).diagnostics}
    shutil.rmtree((root / names[0]).parent)
    assert "ART120" not in {one.code for one in _build(root).diagnostics}


def test_names_and_languages_are_chosen_among_what_is_not_read(root: Path, read: list[str]) -> None:
    made = _build(root, Wanted(articles=("nets",))).made
    assert [(one.slug, one.lang) for one in made] == [("nets", "en"), ("nets", "nb")]
    made = _build(root, Wanted(articles=("nets.nb",))).made
    assert [(one.slug, one.lang) for one in made] == [("nets", "nb")]
    unknown = _build(root, Wanted(articles=("tide",))).diagnostics
    assert [one.code for one in unknown if one.severity == "error"] == ["ART131"]


def test_random_edits_build_and_say_what_they_do_where_all_is_read(root: Path, tmp_path: Path) -> None:
    chance = random.Random(2026)
    twin = shutil.copytree(root, tmp_path / "twin", symlinks=True)
    folders = ["berth", "tides", "boats/loans", "boats/nets", "boats/fog", "nets"]
    bodies = ["We lend boats.", "The sea comes.", "See [nets](../nets/article.md).", "# One", "<div>"]
    fronts = ["", "lang: nb\n", "lang: xx-\n", "translations: [nb]\n", "colour: red\n", "formats: [ebook]\n"]

    def text() -> None:
        name = f"source/articles/{chance.choice(folders)}/article.md"
        _write(
            root, {name: _article(chance.choice(["A", "B"]), chance.choice(bodies), chance.choice(fronts))}
        )

    def translation() -> None:
        name = f"source/articles/{chance.choice(folders)}/article.nb.md"
        _write(root, {name: f"---\ntitle: {chance.choice('AB')}\n---\n\nVi lapper garn.\n"})

    def picture() -> None:
        name = f"source/articles/{chance.choice(folders)}/sign.svg"
        _write(root, {name: PICTURE.format(chance.randrange(1, 9))})

    def in_secret() -> None:
        """As long as it was, and with its old time."""
        path = chance.choice(sorted((root / "source/articles").rglob("article*.md")))
        times = path.stat().st_mtime_ns
        path.write_text(path.read_text().replace("We ", "He ").replace("sea", "fog"))
        os.utime(path, ns=(times, times))

    def moved() -> None:
        path = chance.choice(sorted((root / "source/articles").rglob("article*.md")))
        there = chance.choice(sorted((root / "source/articles").rglob("article*.md")))
        path.rename(there)

    def gone() -> None:
        shutil.rmtree(root / "source/articles" / chance.choice(folders), ignore_errors=True)

    def link() -> None:
        path = root / f"source/articles/{chance.choice(folders)}/sign.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(root / "source/publication.yaml")

    def collection() -> None:
        names = ", ".join(chance.sample(["loans", "berth", "nets", "fog"], 2))
        _write(
            root, {"source/collections/guide.yaml": f"title: Guide\ntopics: [general]\narticles: [{names}]\n"}
        )

    def publication() -> None:
        more = chance.choice(["", "translations: [nb]\n", "country: NO\n"])
        _write(root, {"source/publication.yaml": PUBLICATION + more})

    edits = [text, text, text, translation, picture, in_secret, moved, gone, link, collection, publication]
    for number in range(8):
        for _ in range(chance.randint(1, 3)):
            chance.choice(edits)()
        if chance.random() < 0.6:
            _settled()
        summary = _build(root)
        shutil.rmtree(twin / "source")
        shutil.copytree(root / "source", twin / "source", symlinks=True)
        with pytest.MonkeyPatch.context() as unknowing:
            unknowing.setattr(State, "known", lambda self, read_with: {})
            other = _build(twin)
        assert summary.diagnostics == other.diagnostics, number
        assert _released(root) == _released(twin), number
        assert [(one.path, one.failed) for one in summary.made] == [
            (one.path, one.failed) for one in other.made
        ]


# ── how a folder looks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tides"
    _write(folder, {"article.md": "Text.", "pictures/sign.svg": PICTURE.format(9)})
    _settled()
    return folder


LOOKS: dict[str, Callable[[Path], object]] = {
    "another text": lambda folder: (folder / "article.md").write_text("Next."),
    "its time": lambda folder: os.utime(folder / "article.md"),
    "a right": lambda folder: (folder / "article.md").chmod(0o600),
    "a new file": lambda folder: (folder / "pictures/more.svg").write_text(""),
    "a file that went": lambda folder: (folder / "pictures/sign.svg").unlink(),
    "another name": lambda folder: (folder / "pictures/sign.svg").rename(folder / "pictures/seal.svg"),
    "a folder like a picture": lambda folder: (folder / "sign.png").mkdir(),
    "a file in a file's place": lambda folder: (
        shutil.copy2(folder / "article.md", folder / "new")
        and (folder / "new").replace(folder / "article.md")
    ),
}


@pytest.mark.parametrize("change", LOOKS)
def test_whatever_could_change_what_is_read_looks_different(folder: Path, change: str) -> None:
    before = glance.look_at(str(folder))
    assert before is not None
    assert glance.look_at(str(folder)) == before
    LOOKS[change](folder)
    _settled()
    assert glance.look_at(str(folder)) not in (None, before)


def test_nobody_is_sure_of_links_of_what_is_new_and_of_what_is_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "link.svg").symlink_to(folder / "pictures/sign.svg")
    assert glance.look_at(str(folder)) is None
    (folder / "link.svg").unlink()
    assert glance.look_at(str(folder)) is not None
    # However long it takes from writing to looking.
    monkeypatch.setattr(glance, "TICK", MINUTES)
    (folder / "article.md").write_text("Next.")
    assert glance.look_at(str(folder)) is None
    assert glance.look_at(str(folder / "nowhere")) is None


def test_where_time_is_counted_in_seconds_it_takes_longer_to_be_sure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, now = (folder / "article.md").stat(), int(time.time())

    class Coarse:
        st_mode, st_size, st_ino = facts.st_mode, facts.st_size, facts.st_ino
        st_mtime_ns = st_ctime_ns = (now - 1) * 1_000_000_000

    class Entry:
        path = str(folder / "article.md")

        def stat(self, *, follow_symlinks: bool) -> Coarse:
            return Coarse()

    class Entries(list[Entry]):
        def __enter__(self) -> Entries:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", lambda place: Entries([Entry()]))
    monkeypatch.setattr(time, "time", lambda: float(now))
    assert glance.look_at(str(folder)) is None
    Coarse.st_mtime_ns = Coarse.st_ctime_ns = (now - 4) * 1_000_000_000
    assert glance.look_at(str(folder)) is not None


def test_what_rules_ask_an_article_for_is_known_of_one_that_is_not_read(root: Path) -> None:
    """Else a rule would seem to be for nobody, or would be told of in one run and not in the next."""
    policy = root / "source/policy.yaml"
    rule = "{id: sailors, when: {audience: sailors}, require: nothing, reason: They know.}"
    policy.write_text(policy.read_text().replace("rules: [", f"rules: [{rule}, "))

    def told() -> list[str]:
        return [
            one.code for one in _build(root, Wanted(articles=("nets",))).diagnostics if one.code == "DIS334"
        ]

    assert told() == told() == ["DIS334"]
    article = root / "source/articles/tides/article.md"
    article.write_text(article.read_text().replace("topics:", "audience: sailors\ntopics:"))
    assert told() == told() == []
