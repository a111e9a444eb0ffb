"""What is built again after a change, and that what stands equals a clean build, byte for byte."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import production, toolchain
from pipeline.engines import EngineError
from pipeline.production import Wanted
from pipeline.scheduling import workers
from pipeline.workspace import Workspace

pytestmark = pytest.mark.usefixtures("fresh")
TODAY = datetime.date(2026, 11, 26)
WHOLE = Wanted()
POLICY = """\
vocabulary: {topics: [general, finance]}
rules:
  - id: money
    when: {mentions: money}
    require: prices
    place: after-trigger
  - id: finance
    when: {topic: finance}
    require: advice
    place: closing
  - id: nothing-else
    when: {topic: general}
    require: nothing
    reason: It makes no claim.
"""
WORDING = """\
id: {id}
weight: material
source-lang: en
text:
  en:
    version: {version}
    text: {text}
    approved: {{by: Harbour board, on: 2026-01-01, sha256: {sha256}}}
"""
PUBLICATION = "publisher: Harbour Office\nlang: en\nformats: [handout]\n"


def _wording(id: str, text: str, version: int = 1) -> str:
    from pipeline.disclaimers.library import wording_sha256

    return WORDING.format(id=id, text=text, version=version, sha256=wording_sha256(text))


def _article(title: str, body: str, topics: str = "general") -> str:
    return f"---\ntitle: {title}\ndate: 2026-03-01\ntopics: [{topics}]\n---\n\n{body}\n"


FILES = {
    "source/publication.yaml": PUBLICATION,
    "source/policy.yaml": POLICY,
    "source/disclaimers/prices.yaml": _wording("prices", "Prices may change after this was printed."),
    "source/disclaimers/advice.yaml": _wording("advice", "This leaflet is no advice on what to buy."),
    "source/articles/berth/article.md": _article("Berths", "A berth costs 40 GBP a night."),
    "source/articles/tides/article.md": _article(
        "Tides", "The sea comes and goes, as the [berths](../berth/article.md) do."
    ),
    "source/articles/loans/article.md": _article("Loans", "We lend boats.", "finance"),
}


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _build(root: Path, wanted: Wanted = WHOLE, today: datetime.date = TODAY) -> production.Summary:
    return production.build(Workspace(root), wanted, today, lambda made, done, total: None)


def _made(summary: production.Summary) -> set[str]:
    """The articles that did not stand."""
    return {one.slug for one in summary.made if not one.standing}


def _released(root: Path) -> dict[str, bytes]:
    base = root / "output"
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in sorted(base.rglob("*"))
        if path.is_file() and path.name != ".gitignore"
    }


def _clean(root: Path, folder: Path) -> dict[str, bytes]:
    """What a first build of the same sources releases."""
    shutil.copytree(root / "source", folder / "source")
    if (root / "templates").is_dir():
        shutil.copytree(root / "templates", folder / "templates")
    _build(folder)
    return _released(folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    _write(root, FILES)
    with pytest.MonkeyPatch.context() as alone:
        alone.setenv("SMALLPRINT_CACHE", str(root / ".smallprint/cache"))
        return _built(root)


def _built(root: Path) -> Path:
    assert not [one for one in _build(root).diagnostics if one.severity == "error"]
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A project that was built before, and then copied to another place."""
    return shutil.copytree(built, tmp_path / "site")


CHANGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "nothing": ({}, set()),
    "an article": (
        {"source/articles/tides/article.md": _article("Tides", "The sea comes and goes.")},
        {"tides"},
    ),
    "a wording": (
        {"source/disclaimers/prices.yaml": _wording("prices", "Prices may rise at any time.", 2)},
        {"berth"},
    ),
    "a wording that nobody owes": (
        {"source/disclaimers/spare.yaml": _wording("spare", "Nobody has ever owed these words.")},
        set(),
    ),
    "the title of another article": (
        {"source/articles/berth/article.md": _article("Moorings", "A berth costs 40 GBP a night.")},
        {"berth"},
    ),
    "a new article": ({"source/articles/fog/article.md": _article("Fog", "It comes in spring.")}, {"fog"}),
    "the publisher": (
        {"source/publication.yaml": PUBLICATION.replace("Harbour Office", "Port of Aran")},
        {"berth", "tides", "loans"},
    ),
    "the look": (
        {"templates/tokens.yaml": "leading:\n  screen: 1.62\n"},
        {"berth", "tides", "loans"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_a_change_concerns_is_made_again(root: Path, tmp_path: Path, change: str) -> None:
    files, concerned = CHANGES[change]
    _write(root, files)
    assert _made(_build(root)) == concerned
    assert _released(root) == _clean(root, tmp_path / "clean")
    assert _made(_build(root)) == set()


def test_a_new_wording_that_somebody_has_typed_is_found(root: Path) -> None:
    _write(root, {"source/disclaimers/spare.yaml": _wording("spare", "A berth costs 40 GBP a night.")})
    summary = _build(root)
    assert (_made(summary), [one.code for one in summary.diagnostics]) == ({"berth"}, ["DIS346"])


def test_a_rule_that_concerns_nobody_renders_nothing_again(root: Path, tmp_path: Path) -> None:
    before = {name: (root / "output" / name).stat().st_mtime_ns for name in _released(root)}
    more = "  - id: pay\n    when: {mentions: pay}\n    require: advice\n    place: closing\n"
    _write(root, {"source/policy.yaml": POLICY + more})
    entries = sorted((root / ".smallprint/cache").rglob("*"))
    _build(root)
    # All were looked at, none was rendered: what had been kept was what was needed.
    assert [
        path
        for path in sorted((root / ".smallprint/cache").rglob("*"))
        if path not in entries and path.stat().st_size > 5000
    ] == []
    articles = [name for name in before if name.count("/") == 2]
    assert {name: (root / "output" / name).stat().st_mtime_ns for name in articles} == {
        name: before[name] for name in articles
    }


def test_a_deleted_article_takes_its_files_and_its_links(root: Path) -> None:
    shutil.rmtree(root / "source/articles/berth")
    summary = _build(root)
    # The article that linked to it has to be looked at again, and is found wanting.
    assert [one.code for one in summary.diagnostics if one.severity == "error"] == ["DOC225"]
    assert not (root / "output/en/berth").exists()
    assert (root / "output/en/tides/tides.html").exists()


@pytest.mark.code("DOC281")
def test_a_heading_that_is_reworded_is_missed_where_others_lead_to_it(root: Path) -> None:
    path = root / "source/articles/loans/article.md"
    text = path.read_text()
    path.write_text(text + "\n## Rates & terms\n\nText.\n\n## Rates & terms\n\nText.\n")
    lead = "See [the loans](../loans/article.md#rates--terms-1)."
    _write(root, {"source/articles/fog/article.md": _article("Fog", lead)})
    assert "fog" in _made(_build(root))
    assert 'href="../loans/loans.html#rates--terms-1"' in (root / "output/en/fog/fog.html").read_text()
    assert 'id="rates--terms-1"' in (root / "output/en/loans/loans.html").read_text()
    # What stands is not made again; what leads to a place that is gone is looked at.
    assert _made(_build(root)) == set()
    path.write_text(text)
    assert [one.code for one in _build(root).diagnostics if one.severity == "error"] == ["DOC281"]


@pytest.mark.parametrize("harm", ["deleted", "altered", "another time"])
def test_a_released_file_that_was_harmed_is_there_again(root: Path, harm: str) -> None:
    released = _released(root)
    page = root / "output/en/loans/loans.html"
    if harm == "deleted":
        page.unlink()
    elif harm == "altered":
        page.write_bytes(page.read_bytes().replace(b"boats", b"ships"))
    else:
        os.utime(page, (1, 1))
    assert _made(_build(root)) == (set() if harm == "another time" else {"loans"})
    assert _released(root) == released


@pytest.mark.parametrize("name", ["manifest.json", "index.html", "en/loans/proof.json"])
def test_a_list_that_was_harmed_is_there_again(root: Path, name: str) -> None:
    released = _released(root)
    (root / "output" / name).write_bytes(b"{}")
    _build(root)
    assert _released(root) == released


@pytest.mark.parametrize("loss", ["cache", "state", "all", "damage", "mistaken", "damaged state", "a digit"])
def test_what_is_remembered_may_be_lost_or_damaged(root: Path, tmp_path: Path, loss: str) -> None:
    folder = root / ".smallprint"
    if loss == "all":
        shutil.rmtree(folder)
    elif loss == "cache":
        shutil.rmtree(folder / "cache")
    elif loss == "state":
        (folder / "state").unlink()
    elif loss == "damaged state":
        (folder / "state").write_bytes((folder / "state").read_bytes()[:-40])
    elif loss == "a digit":
        # Of where a piece of a list lies.
        state = (folder / "state").read_text()
        (folder / "state").write_text(re.sub(r"(\[\d*)\d(,\d+\])", r"\g<1>0\2", state))
        _write(root, {"source/articles/fog/article.md": _article("Fog", "It comes in spring.")})
        _build(root)
        assert _released(root) == _clean(root, tmp_path / "clean")
        return
    elif loss == "mistaken":
        # Each entry is whole, and another's.
        paths = sorted((folder / "cache").glob("*/*"))
        contents = [path.read_bytes() for path in paths]
        for path, content in zip(paths, (*contents[1:], contents[0]), strict=True):
            path.write_bytes(content)
    else:
        for path in (folder / "cache").glob("*/*"):
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
    shutil.rmtree(root / "output")
    _build(root)
    assert _released(root) == _clean(root, tmp_path / "clean")


def test_a_cache_serves_another_machine(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALLPRINT_CACHE", str(root / ".smallprint/cache"))
    shutil.copytree(root / "source", tmp_path / "other/source")
    # Nothing is rendered there: the engine that would is missing.
    monkeypatch.setattr("pipeline.formats.handout.Handout.emit", None)
    _build(tmp_path / "other")
    assert _released(tmp_path / "other") == _released(root)


def test_other_tools_make_everything_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolchain, "digest", lambda: "another WeasyPrint")
    assert _made(_build(root)) == {"berth", "tides", "loans"}


def test_the_day_alone_changes_nothing_until_something_expires(root: Path) -> None:
    text = _article("Tides", "It holds [40 GBP]{.fact as-of=2026-11-01 review-by=2026-12-24}.")
    _write(root, {"source/articles/tides/article.md": text})
    _build(root)
    assert _made(_build(root, today=datetime.date(2026, 12, 24))) == set()
    summary = _build(root, today=datetime.date(2026, 12, 25))
    assert {"DOC235", "ART132"} <= {one.code for one in summary.diagnostics}
    assert _made(summary) == {"tides"}


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "a link to nowhere": (
        {"source/articles/tides/article.md": _article("Tides", "See the [nets](../nets/article.md).")},
        "DOC225",
    ),
    "a text that is wrong": ({"source/articles/tides/article.md": _article("Tides", "<div>")}, "DOC240"),
    "a policy that owes what is not there": (
        {
            "source/policy.yaml": POLICY.replace("mentions: money", "terms: [sea]"),
            "source/disclaimers/prices.yaml": _wording("prices", "Prices as of {as-of} may change."),
        },
        "DIS",
    ),
    "words that are typed": (
        {"source/articles/tides/article.md": _article("Tides", "This leaflet is no advice on what to buy.")},
        "DIS346",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_article_that_failed_is_not_tried_again_and_said_again(root: Path, fault: str) -> None:
    files, code = FAULTS[fault]
    manifest = (root / "output/manifest.json").read_bytes()
    _write(root, files)
    first = _build(root)
    assert any(one.code.startswith(code) for one in first.diagnostics if one.severity == "error")
    assert "tides" in _made(first)
    released = _released(root)
    assert '"state": "outdated"' in released["manifest.json"].decode()
    again = _build(root)
    assert _made(again) == set()
    assert again.diagnostics == first.diagnostics
    assert [one.failed for one in again.made] == [one.failed for one in first.made]
    assert _released(root) == released
    # Nor is what was released before believed to be of this text, whatever a manifest says.
    (root / "output/manifest.json").write_bytes(manifest)
    _build(root)
    assert _released(root) == released
    (root / "output/manifest.json").unlink()
    _build(root)
    assert "tides" not in (root / "output/index.html").read_text()


MENDED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "the article": (
        FAULTS["a text that is wrong"][0],
        {"source/articles/tides/article.md": _article("Tides", "The sea comes.")},
    ),
    "another article": (
        FAULTS["a link to nowhere"][0],
        {"source/articles/nets/article.md": _article("Nets", "We mend nets.")},
    ),
    "a wording": (
        FAULTS["words that are typed"][0],
        {"source/disclaimers/advice.yaml": _wording("advice", "Ask somebody who has a boat.", 2)},
    ),
    "the policy": (
        FAULTS["a policy that owes what is not there"][0],
        {name: FILES[name] for name in ("source/policy.yaml", "source/disclaimers/prices.yaml")},
    ),
}


@pytest.mark.parametrize("mended", MENDED)
def test_whatever_could_mend_an_article_that_failed_has_it_tried_again(root: Path, mended: str) -> None:
    before, after = MENDED[mended]
    _write(root, before)
    _build(root)
    _write(root, after)
    summary = _build(root)
    assert "tides" in _made(summary)
    assert [one.code for one in summary.diagnostics if one.severity == "error"] == []
    assert _made(_build(root)) == set()


def test_an_article_that_failed_is_tried_again_on_another_day_and_with_other_tools(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(root, FAULTS["a text that is wrong"][0])
    _build(root)
    assert _made(_build(root)) == set()
    assert _made(_build(root, today=TODAY + datetime.timedelta(days=1))) == {"tides"}
    monkeypatch.setattr(toolchain, "digest", lambda: "another WeasyPrint")
    assert "tides" in _made(_build(root))


def test_what_may_lie_in_the_machine_is_always_tried_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = _article("Tides", "The sea comes.")
    _write(root, {"source/articles/tides/article.md": text})

    def slow(*_: object) -> None:
        raise EngineError("ENG603", program="pandoc", limit="10 seconds")

    with monkeypatch.context() as busy:
        busy.setattr("pipeline.formats.handout.Handout.emit", slow)
        for _ in range(2):
            summary = _build(root)
            assert (_made(summary), [one.code for one in summary.diagnostics]) == ({"tides"}, ["ENG603"])
    assert [one.code for one in _build(root).diagnostics] == []


def test_random_edits_equal_a_clean_build(root: Path, tmp_path: Path) -> None:
    chance = random.Random(26)
    texts = [
        "We lend boats.",
        "A berth costs 40 GBP a night.",
        "Fog comes in spring.",
        "You need 2,000 NOK for it.",
    ]

    def write_article() -> None:
        slug = chance.choice(["berth", "tides", "loans", "fog", "nets"])
        text = _article(slug.title(), chance.choice(texts), chance.choice(["general", "finance"]))
        _write(root, {f"source/articles/{slug}/article.md": text})

    def delete_article() -> None:
        slug = chance.choice(["tides", "loans", "fog", "nets"])
        shutil.rmtree(root / "source/articles" / slug, ignore_errors=True)

    def write_wording() -> None:
        id, number = chance.choice(["prices", "advice"]), chance.randrange(3)
        text = f"These are words number {number} on {id} for whoever reads them."
        _write(root, {f"source/disclaimers/{id}.yaml": _wording(id, text, number + 1)})

    def harm() -> None:
        files = [path for path in sorted((root / "output").rglob("*")) if path.is_file()]
        chance.choice(files).write_bytes(b"harmed")

    def forget() -> None:
        files = [path for path in sorted((root / ".smallprint/cache").glob("*/*")) if path.is_file()]
        chance.choice(files).unlink()

    edits: list[Callable[[], None]] = [
        write_article,
        write_article,
        delete_article,
        write_wording,
        harm,
        forget,
    ]
    for number in range(5):
        for _ in range(chance.randint(1, 3)):
            chance.choice(edits)()
        _build(root)
        assert _released(root) == _clean(root, tmp_path / f"clean{number}"), number


def test_a_build_that_is_killed_leaves_nothing_that_the_next_does_not_mend(
    root: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    command = [sys.executable, "-m", "pipeline", "--project", str(root), "build"]
    for number in range(4):
        new = f"source/articles/new-{number}/article.md"
        _write(root, {new: _article(f"New {number}", "A berth costs 41 GBP a night.")})
        _write(
            root,
            {"source/disclaimers/prices.yaml": _wording("prices", f"Words number {number}.", number + 2)},
        )
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 2.5))
        running.send_signal(signal.SIGKILL)
        running.wait()
        if number % 2:
            (root / new).unlink()
            (root / new).parent.rmdir()
    _build(root)
    assert _released(root) == _clean(root, tmp_path / "clean")


def test_many_builds_share_their_warm_workers(root: Path) -> None:
    with workers(1) as crew:
        pids = []
        for text in ("Fog.", "Rain."):
            _write(root, {"source/articles/tides/article.md": _article("Tides", text)})
            summary = production.build(Workspace(root), WHOLE, TODAY, lambda made, done, total: None, crew)
            assert _made(summary) == {"tides"}
            pids.append([child.pid for child in multiprocessing.active_children()])
    assert len(pids[0]) == 1
    assert pids[0] == pids[1]
