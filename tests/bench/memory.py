"""What memory a build's processes hold while it goes on: `.venv/bin/python -m tests.bench.memory ARTICLES [FORMAT…]`.

Builds so many articles, drawn as those of `speed` are, with one worker that is never replaced for having done enough, and
says after each tenth of them what the process that builds and its worker hold. All editions, if none is named.
"""

from __future__ import annotations

import datetime
import os
import sys
import tempfile
from pathlib import Path

from pipeline import production, worker
from pipeline.made import Made
from pipeline.production import Wanted
from pipeline.scheduling import GIGABYTE, Limits, workers
from pipeline.scheduling.processes import Processes, resident
from pipeline.workspace import Workspace
from tests.bench.speed import project

MEGABYTE = 1e6


def main(articles: int, formats: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="smallprint-bench-") as folder:
        root = project(Path(folder) / "project", articles)
        limits = Limits(pieces=articles + 1, growth=2 * GIGABYTE)
        wanted = Wanted(formats=formats, brochure={"layout": "flyer", "press": False})
        print("| articles | process that builds, MB | worker, MB |\n|--:|--:|--:|", flush=True)
        with workers(1, warm=worker.warm, limits=limits) as crew:
            assert isinstance(crew, Processes)

            def told(made: Made, done: int, total: int) -> None:
                if done == 1 or done % max(1, total // 10) == 0:
                    (attendant,) = crew._attendants or crew._idle
                    here, there = resident(os.getpid()), resident(attendant.process.pid)
                    print(f"| {done} | {here / MEGABYTE:.0f} | {there / MEGABYTE:.0f} |", flush=True)

            summary = production.build(Workspace(root), wanted, datetime.date(2026, 11, 26), told, crew)
        assert not [one for one in summary.diagnostics if one.severity == "error"]


if __name__ == "__main__":
    main(int(sys.argv[1]), tuple(sys.argv[2:]))
