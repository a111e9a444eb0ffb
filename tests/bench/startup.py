"""What `smallprint --help` costs against an empty Click program: `.venv/bin/python tests/bench/startup.py`.

Both run in turn, so that a slow moment of the machine meets both; the ratio of the medians is what counts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 25
EMPTY = """
import click

@click.group()
def main():
    \"\"\"Nothing.\"\"\"

main(["--help"])
"""


def seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY)
        commands = {
            "empty Click program": [sys.executable, str(empty)],
            "smallprint --help": [str(Path(sys.executable).with_name("smallprint")), "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(RUNS + 2):
            for name, command in commands.items():
                spent = seconds(command)
                if run >= 2:
                    times[name].append(spent)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("| program | median, ms |\n|---|---:|")
    for name, median in medians.items():
        print(f"| {name} | {median * 1000:.0f} |")
    empty_median, help_median = medians.values()
    print(f"\nratio {help_median / empty_median:.2f} (aim: at most 2)")


if __name__ == "__main__":
    main()
