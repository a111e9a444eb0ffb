"""The pandoc that stays says what a process for each text says, and nothing of one text in the next."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines import EngineError, processor, resident, temporary
from pipeline.engines.pandoc import READER, Pandoc
from tests.patience import comes_true, ended

MARKDOWN = st.text(alphabet="ab12 \n\t*_`~[](){}<>|-+.:#>!\\^\"'$&;é日=/@", max_size=200)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    resident.end()


def by_process(pandoc: Pandoc, text: str) -> object:
    return json.loads(pandoc._run(["--sandbox", "--from", READER, "--to", "json"], text.encode()))


@settings(max_examples=20, deadline=None)
@given(MARKDOWN)
def test_it_reads_what_a_process_reads(pandoc: Pandoc, text: str) -> None:
    assert pandoc.read(text) == by_process(pandoc, text)


@pytest.mark.parametrize(
    "text", ["", "\n", "```\nx", "1. a\n2. b\n", "a\r\nb", "- a\n\t- b", "x[^1]\n\n[^1]: y"]
)
def test_positions_are_the_same_at_the_ends(pandoc: Pandoc, text: str) -> None:
    assert pandoc.read(text) == by_process(pandoc, text)


def test_one_process_answers_and_opens_nothing(pandoc: Pandoc, tmp_path: Path) -> None:
    pandoc.read("a")
    one = resident._running[pandoc.program]
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG secret")
    tree = pandoc.read(f"# A\n\n![x]({secret})")
    written = pandoc.write(tree, "epub3", ("--wrap=none",))
    assert b"secret" not in written.replace(b"secret.png", b"")
    assert b"media/" not in written
    assert resident._running[pandoc.program] is one
    assert one.fenced or not Path("/proc/self").exists()


def test_after_a_text_that_does_not_end_it_answers_again(
    pandoc: Pandoc, monkeypatch: pytest.MonkeyPatch
) -> None:
    pandoc.read("a")
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.engines.pandoc.SECONDS", 0.5)
        with pytest.raises(EngineError) as raised:
            pandoc.read("x[^1]\n\n[^1]: [^1]")
    assert raised.value.code == "ENG603"
    assert not resident._running
    assert pandoc.read("b") == by_process(pandoc, "b")


@pytest.mark.parametrize("text", ["a", "a\tb"], ids=["stays", "of its own"])
def test_a_pandoc_that_gets_no_processor_is_not_late(
    pandoc: Pandoc, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """What other programs leave of the machine is not for a text to answer for."""
    expected = pandoc.read(text)
    resident.end()
    # As if the machine was so busy that it never ran. Longer than time goes by: between two looks at the clock this test may wait, too.
    monkeypatch.setattr(processor, "kept_waiting", lambda pid: 1000 * time.monotonic())
    monkeypatch.setattr("pipeline.engines.pandoc.SECONDS", 0.001)
    monkeypatch.setattr("pipeline.engines.pandoc._limit", lambda: None)
    monkeypatch.setattr(resident, "TICK", 0.001)
    assert pandoc.read(text) == expected


def test_one_that_dies_is_begun_again(pandoc: Pandoc) -> None:
    expected = pandoc.read("a")
    process = resident._running[pandoc.program]._process
    process.kill()
    assert pandoc.read("a") == expected
    assert pandoc.read("a") == expected
    assert resident._running[pandoc.program]._process.pid != process.pid


def test_it_is_begun_again_after_so_many_answers(pandoc: Pandoc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resident, "ANSWERS", 2)
    assert pandoc.read("a") == pandoc.read("a")
    assert not resident._running


def test_a_forked_process_has_its_own(pandoc: Pandoc) -> None:
    expected = pandoc.read("a")
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if not resident._running and pandoc.read("a") == expected else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert pandoc.read("a") == expected


def _in_a_fork(act: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if act() else 1)
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


def test_forked_processes_inherit_those_that_were_begun_for_them(pandoc: Pandoc) -> None:
    expected = pandoc.read("a")
    own = resident._running[pandoc.program]
    pandoc.bequeath(2)
    numbers = [one._process.pid for _, one in resident._left]

    def inherits(number: int) -> bool:
        one = resident._running[pandoc.program]
        answered = pandoc.read("a") == expected and one.answers == 1
        resident.end()
        return answered and one._process.pid == number and not resident._left

    for number in numbers:
        assert _in_a_fork(functools.partial(inherits, number))
        assert os.waitpid(number, 0)[1] == signal.SIGKILL
    assert _in_a_fork(lambda: not resident._running and pandoc.read("a") == expected)
    # What it has itself is left alone.
    assert resident._running[pandoc.program] is own
    assert pandoc.read("a") == expected


def test_those_that_nobody_inherits_end(pandoc: Pandoc) -> None:
    pandoc.bequeath(1)
    (number,) = [one._process.pid for _, one in resident._left]
    assert not ended(number)
    resident.end()
    assert ended(number)
    assert not resident._left


def test_one_that_is_warm_says_what_a_new_one_says(pandoc: Pandoc) -> None:
    text = '# A {.b}\n\n*c*[^d] "e"\n\n[^d]: F\n'
    tree = pandoc.read(text)
    page = pandoc.write(tree, "html5")
    pandoc.bequeath(1)
    assert _in_a_fork(lambda: pandoc.read(text) == tree and pandoc.write(tree, "html5") == page)


def test_where_there_is_no_pandoc_nothing_is_left(tmp_path: Path) -> None:
    Pandoc(str(tmp_path / "missing")).bequeath(1)
    assert not resident._left


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux says which processes there are")
def test_none_outlives_its_process(tmp_path: Path) -> None:
    program = (
        "import time\nfrom pipeline.engines import resident\nfrom pipeline.engines.pandoc import Pandoc\n"
        "p = Pandoc.found(); p.read('a')\n"
        "print(resident._running[p.program]._process.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)}
    ) as started:
        assert started.stdout is not None
        number = int(started.stdout.readline())
        started.send_signal(signal.SIGKILL)
    assert comes_true(lambda: ended(number))


def test_folders_of_the_dead_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(temporary, "_made", None)
    mine = temporary.folder()
    left = tmp_path / "smallprint-1-dead"
    left.mkdir()
    (left / ".held").touch()
    foreign = tmp_path / "smallprint-notes"
    foreign.mkdir()
    assert temporary.sweep() == 1
    assert mine.is_dir()
    assert foreign.is_dir()
    assert not left.exists()
    temporary.remove()
    assert not mine.exists()
