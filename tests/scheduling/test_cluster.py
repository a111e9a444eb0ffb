"""A cluster of two machines, here two programs: the same results, though one of them is killed in the middle."""

from __future__ import annotations

import datetime
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

import distributed
from dask import config

from pipeline import production, scheduling, toolchain, worker
from pipeline.engines import EngineError
from pipeline.production import Wanted
from pipeline.scaffold import new_article, new_project
from pipeline.scheduling import Lost, dask
from pipeline.scheduling.dask import Cluster, differences
from pipeline.workspace import Workspace
from tests.patience import MINUTES, comes_true, ended
from tests.scheduling import pieces
from tests.signing import signed

ROOT = Path(__file__).parents[2]
CONNECTING = dask.CONNECTING


class Machines:
    """A scheduler and workers, each a program of its own without anything of the others' but an address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.programs: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(self._file))
        assert comes_true(lambda: self._file.exists() and self._file.read_text())
        self.address: str = json.loads(self._file.read_text())["address"]

    def add(self, **environment: str) -> subprocess.Popen[bytes]:
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        return self._start("worker", self.address, *options, **environment)

    def wait_for(self, number: int) -> None:
        """Until so many workers are there."""
        with distributed.Client(self.address, timeout=MINUTES, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=MINUTES)

    def _start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        program = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:], "--no-dashboard"],
            cwd=ROOT,
            env={**os.environ, "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical", **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.programs.append(program)
        return program

    def end(self) -> None:
        for program in reversed(self.programs):
            program.kill()
            program.wait()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody does answer, a busy machine may take its time."""
    monkeypatch.setattr(dask, "CONNECTING", MINUTES)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    made = Machines(tmp_path_factory.mktemp("cluster"))
    try:
        made.add()
        made.add()
        made.wait_for(2)
        yield made
    finally:
        made.end()


def test_pieces_run_with_what_they_share_and_within_limits(machines: Machines) -> None:
    with Cluster(machines.address) as crew:
        seen: list[int] = []
        results = crew.run(
            functools.partial(pieces.ends_or_tells, pieces.leave),
            [1, 2, 3, 4],
            prepare=functools.partial(pieces.tell, 10),
            done=lambda argument, result: seen.append(argument),
        )
        assert list(results) == [10, 20, Lost(3, "died", "exit code 7"), 40]
        assert sorted(seen) == [1, 2, 3, 4]
        assert seen[-1] == 3
        # Another run, another preparation.
        slow = crew.run(
            functools.partial(pieces.ends_or_tells, pieces.hang),
            [1, 3],
            prepare=functools.partial(pieces.tell, 1),
            seconds=lambda number: 0.5 if number == 3 else pieces.LONG,
        )
        assert list(slow) == [1, Lost(3, "time", "0.5 seconds")]
        assert list(crew.run(pieces.square, [])) == []


def test_pieces_are_told_when_a_machine_begins_them_not_when_they_are_sent(
    machines: Machines, tmp_path: Path
) -> None:
    ended: list[int] = []
    told: list[int] = []

    def begun(number: int) -> None:
        told.append(number)
        ended.append(len(list(tmp_path.iterdir())))

    with Cluster(machines.address) as crew:
        results = crew.run(functools.partial(pieces.marks_its_end, tmp_path), [1, 2, 3, 4], begun=begun)
        assert list(results) == [1, 2, 3, 4]
    assert sorted(told) == [1, 2, 3, 4]
    # All four are sent at once. There are two machines: none begins the third before one of the first two has ended,
    # though what is told of the end may come later.
    assert ended[2] >= 1
    assert ended[3] >= 2


def test_what_a_piece_raises_comes_back(machines: Machines) -> None:
    with Cluster(machines.address) as crew, pytest.raises(ZeroDivisionError):
        list(crew.run(pieces.fails, [1, 0]))


def test_nothing_stays_behind_on_the_machines(machines: Machines, tmp_path: Path) -> None:
    with Cluster(machines.address) as crew:
        pids = set(crew.run(functools.partial(pieces.place, tmp_path), list(range(6))))
    assert len({machine for machine, _ in pids}) == 2
    assert all(comes_true(functools.partial(ended, pid)) for _, pid in pids)


def test_a_machine_that_is_lost_costs_nothing_but_time(tmp_path: Path) -> None:
    cluster = Machines(tmp_path)
    killed = tmp_path / "killed"
    try:
        machines = {cluster.add().pid, cluster.add().pid}
        cluster.wait_for(2)
        with Cluster(cluster.address) as crew:
            # However unlike the machines are: none gets as far as piece 12 before one of them is killed.
            results = crew.run(functools.partial(pieces.where, killed, 12), list(range(30)))
            first = [next(results) for _ in range(6)]
            lost = first[-1][1]
            assert lost in machines
            os.kill(lost, signal.SIGKILL)
            killed.touch()
            rest = list(results)
    finally:
        cluster.end()
    assert [number for number, _ in (*first, *rest)] == list(range(30))
    assert {machine for number, machine in rest if number >= 12} == machines - {lost}


@pytest.mark.code("ENG611")
def test_an_address_that_nobody_answers_at_is_refused_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CONNECTING <= 10
    monkeypatch.setattr(dask, "CONNECTING", 0.5)
    # Dask itself would go on trying for longer than this test waits.
    patient = config.set({"distributed.comm.timeouts.connect": f"{2 * MINUTES} s"})
    began = time.monotonic()
    with patient, pytest.raises(EngineError) as caught:
        Cluster("tcp://127.0.0.1:9")
    assert caught.value.code == "ENG611"
    assert caught.value.facts["address"] == "tcp://127.0.0.1:9"
    assert time.monotonic() - began < MINUTES
    with pytest.raises(EngineError):
        Cluster("nowhere://here")


def test_of_a_scheduler_that_is_lost_dask_says_nothing(tmp_path: Path) -> None:
    """Before, its client added a traceback to our error. In a program of its own: here, tests listen to what is logged."""
    machines = Machines(tmp_path)
    program = f"""
import os, signal, time
from pipeline.scheduling.dask import Cluster
with Cluster({machines.address!r}) as crew:
    os.kill({machines.programs[0].pid}, signal.SIGKILL)
    while crew._client.status == "running":
        time.sleep(0.01)
"""
    try:
        ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    finally:
        machines.end()
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_cluster_without_workers_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    cluster = Machines(tmp_path)
    try:
        with (
            Cluster(cluster.address, patience=1) as crew,
            pytest.raises(EngineError) as caught,
        ):
            list(crew.run(pieces.square, [1]))
    finally:
        cluster.end()
    assert "no worker" in caught.value.facts["problem"]


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError) as caught:
        scheduling.cluster("tcp://127.0.0.1:8786")
    assert caught.value.code == "ENG601"
    assert caught.value.facts["package"] == "smallprint[cluster]"


@pytest.mark.code("ENG612")
def test_a_machine_that_is_equipped_in_another_way_is_refused(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**toolchain.parts(), "weasyprint": "71.0", "Pango": "1.40"}
    monkeypatch.setattr(toolchain, "parts", lambda: other)
    with Cluster(machines.address) as crew, pytest.raises(EngineError) as caught:
        list(crew.run(pieces.square, [1]))
    assert caught.value.code == "ENG612"
    assert "weasyprint 70.0 instead of 71.0" in caught.value.facts["differences"]
    assert "Pango 1.50" in caught.value.facts["differences"]


def test_differences_name_what_is_missing_on_either_side() -> None:
    found = differences({"a": "1", "b": "2"}, {"b": "2", "c": "3"})
    assert found == {"a": ("none", "1"), "c": ("3", "none")}


def _released(workspace: Workspace) -> dict[str, bytes]:
    base = workspace.root / "output"
    return {
        path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()
    }


def test_a_build_has_the_same_bytes_though_a_machine_is_killed_in_the_middle(tmp_path: Path) -> None:
    near = Workspace(tmp_path / "near")
    near.root.mkdir()
    new_project(near, "Harbour Office", "en")
    signed(near.root)
    for number in range(3):
        new_article(near, f"tides-{number}", f"Tides {number}")
    (near.root / "templates").mkdir()
    own = (
        '{% extends "shipped/handout/page.html.j2" %}{% block imprint %}<footer>Pier 3</footer>{% endblock %}'
    )
    (near.root / "templates/handout").mkdir()
    (near.root / "templates/handout/page.html.j2").write_text(own)
    far = Workspace(tmp_path / "far")
    shutil.copytree(near.root, far.root)
    wanted = Wanted(formats=("handout",))
    today = datetime.date(2026, 11, 24)
    assert not production.build(near, wanted, today, lambda made, done, total: None).diagnostics

    cluster = Machines(tmp_path)
    try:
        first, _ = cluster.add(), cluster.add()

        def killing(made: object, done: int, total: int) -> None:
            if done == 1:
                first.kill()

        with scheduling.cluster(cluster.address, warm=worker.warm) as crew:
            summary = production.build(far, wanted, today, killing, crew)
    finally:
        cluster.end()
    assert first.returncode == -signal.SIGKILL
    assert not summary.diagnostics
    released = _released(far)
    assert released == _released(near)
    assert b"Pier 3" in released["en/tides-2/tides-2.html"]
