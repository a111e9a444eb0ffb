"""What builds cost, as ratios within one run: `.venv/bin/python -m tests.bench.speed [--quick] [--only NAME…] [--out FOLDER]`.

Each measurement sets commands against one another: they run in turn, so that a slow moment of the machine meets all of
them, and the medians are compared. Writes `speed.json`, `speed.md` and `speed.svg`. It judges nothing: a target that is
missed is shown as missed. The articles are drawn from one of `source/`, with other numbers and an order of its own in each.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SEED = ROOT / "source/articles/medical-assistant-norway/article.md"
PYTHON = sys.executable
SMALLPRINT = str(Path(PYTHON).with_name("smallprint"))
WEASYPRINT = str(Path(PYTHON).with_name("weasyprint"))
THREE_FILES = ("build", "--layout", "flyer", "--no-press")
SAME_PAGES = "WeasyPrint alone, same pages"
TOWNS = ("Oslo", "Bergen", "Trondheim", "Stavanger", "Drammen", "Fredrikstad", "Sandnes", "Bodø", "Ålesund", "Hamar")  # fmt: skip

# ── articles ────────────────────────────────────────────────────────────────────────────────────


def article(seed: str, number: int) -> str:
    """An article like the seed that shares with no other its title, its sums or the order of its lists."""
    chance = random.Random(number)
    text = re.sub(r"^translations:.*\n", "", seed, flags=re.MULTILINE)
    text = re.sub(
        r'^title: "(.*)"$', lambda found: f'title: "{found[1]}, Part {number}"', text, flags=re.MULTILINE
    )
    text = re.sub(r"\b(\d{2,3}),000\b", lambda found: f"{int(found[1])},{chance.randrange(1000):03}", text)
    text = re.sub(r"(?:^- .*\n)+", lambda found: _shuffled(found[0], chance), text, flags=re.MULTILINE)
    towns = chance.sample(TOWNS, len(TOWNS))
    return re.sub("|".join(TOWNS), lambda found: towns[TOWNS.index(found[0])], text)


def _shuffled(lines: str, chance: random.Random) -> str:
    items = lines.splitlines(keepends=True)
    chance.shuffle(items)
    return "".join(items)


def project(root: Path, articles: int) -> Path:
    """A project with so many articles, and the wordings and rules of this repository's."""
    (root / "source").mkdir(parents=True)
    for name in ("publication.yaml", "policy.yaml"):
        shutil.copy(ROOT / "source" / name, root / "source" / name)
    shutil.copytree(ROOT / "source/disclaimers", root / "source/disclaimers")
    seed = SEED.read_text(encoding="utf-8")
    for number in range(articles):
        folder = root / f"source/articles/article-{number:04}"
        folder.mkdir(parents=True)
        (folder / "article.md").write_text(article(seed, number), encoding="utf-8")
    return root


def sources(root: Path) -> list[Path]:
    return sorted((root / "source/articles").glob("*/article.md"))


# ── measuring ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took. Units: seconds on the clock, seconds of processors, megabytes of its largest process."""

    wall: float
    cpu: float
    megabytes: float
    said: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One of the commands that are set against one another; `before` puts things back before each of its runs."""

    name: str
    command: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    environment: dict[str, str] = field(default_factory=dict)


def run(way: Way) -> Spent:
    """Raises: RuntimeError, with what the command said, where it fails."""
    way.before()
    environment = {**os.environ, "NO_COLOR": "1", **way.environment}
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            way.command, cwd=way.folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{way.name}: {' '.join(way.command)[:300]}\n{words[-2000:]}")
    # Linux counts in kilobytes, macOS in bytes.
    megabytes = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Spent(wall, used.ru_utime + used.ru_stime, megabytes, words)


def medians(ways: Sequence[Way], times: int) -> dict[str, Spent]:
    """All ways in turn, so many times."""
    runs: dict[str, list[Spent]] = {way.name: [] for way in ways}
    for _ in range(times):
        for way in ways:
            runs[way.name].append(run(way))
    return {name: median(spent) for name, spent in runs.items()}


def median(spent: Sequence[Spent]) -> Spent:
    """The median of each number by itself, and what was said last."""
    return Spent(
        statistics.median(one.wall for one in spent),
        statistics.median(one.cpu for one in spent),
        statistics.median(one.megabytes for one in spent),
        spent[-1].said,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One command set against another. Shape: `target` is the most that `ratio` should be; None for what is only told."""

    measurement: str
    what: str
    articles: int
    spent: Spent
    against: str = ""
    ratio: float | None = None
    target: float | None = None
    counted: str = "wall"

    @property
    def met(self) -> bool | None:
        return None if self.ratio is None or self.target is None else self.ratio <= self.target


def rows(
    measurement: str,
    articles: int,
    found: dict[str, Spent],
    targets: Sequence[tuple[str, str, float | None]] = (),
    counted: str = "wall",
) -> list[Row]:
    """A row for each comparison `(what, against, target)`, then one for each way that none of them measures."""
    made = []
    for what, against, target in targets:
        if what in found and against in found:
            ratio = getattr(found[what], counted) / getattr(found[against], counted)
            made.append(Row(measurement, what, articles, found[what], against, ratio, target, counted))
    compared = {row.what for row in made}
    return made + [
        Row(measurement, name, articles, spent, counted=counted)
        for name, spent in found.items()
        if name not in compared
    ]


# ── what is measured ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Bench:
    """Where measurements happen, and how thoroughly."""

    folder: Path
    quick: bool
    pandoc: str

    @property
    def times(self) -> int:
        return 1 if self.quick else 3

    def project(self, articles: int) -> Path:
        root = self.folder / f"project-{articles}"
        return root if root.exists() else project(root, articles)


def forgotten(*folders: Path) -> Callable[[], None]:
    """Removes what earlier runs left, so that the next one makes everything."""

    def forget() -> None:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    return forget


def built(root: Path, *options: str, name: str = "build", again: bool = False) -> Way:
    before = (lambda: None) if again else forgotten(root / "output", root / ".smallprint")
    return Way(name, (SMALLPRINT, *THREE_FILES, *options), root, before)


def unproved(root: Path) -> Way:
    command = (PYTHON, "-m", "tests.bench.unproved", *THREE_FILES)
    before = forgotten(root / "output", root / ".smallprint")
    return Way("build without proof", command, root, before, {"PYTHONPATH": str(ROOT)})


def loop(bench: Bench, root: Path, at_once: int = 1) -> Way:
    """What somebody would write who has pandoc and WeasyPrint and nothing else."""
    out = bench.folder / "loop"
    one = (
        'd=$(basename "$(dirname "$1")"); '
        f'"{bench.pandoc}" -s "$1" -o "{out}/$d.html" && "{bench.pandoc}" "$1" -o "{out}/$d.epub" && '
        f'"{bench.pandoc}" -s "$1" -t html5 | "{WEASYPRINT}" -q - "{out}/$d.pdf"'
    )
    many = f"printf '%s\\0' source/articles/*/article.md | xargs -0 -n 1 -P {at_once} sh -c '{one}' sh"
    return Way(_loop_name(at_once), ("sh", "-c", many), root, lambda: out.mkdir(exist_ok=True))


def _loop_name(at_once: int) -> str:
    return "shell loop" if at_once == 1 else f"shell loop, {at_once} at a time"


def floor(bench: Bench, root: Path) -> Way:
    """The engines, warm, in two processes that share the articles."""
    out = bench.folder / "floor"
    listed = [str(path) for path in sources(root)]
    each = [
        " ".join(f"'{word}'" for word in (PYTHON, HERE / "floor.py", bench.pandoc, out, *part))
        for part in (listed[::2], listed[1::2])
        if part
    ]
    command = " & ".join(each) + " & wait" if len(each) > 1 else each[0]
    return Way("engine floor", ("sh", "-c", command), root, lambda: out.mkdir(exist_ok=True))


def pages(bench: Bench, root: Path) -> Way:
    """WeasyPrint as it comes, warm, in one process, on the very pages that the build prints."""
    folder = bench.folder / "pages"
    alone = (PYTHON, "-m", "tests.bench.pages", str(folder))
    paths = {"PYTHONPATH": str(ROOT)}

    def before() -> None:
        if not folder.exists():
            forgotten(root / "output", root / ".smallprint")()
            run(Way("pages", (*alone, *THREE_FILES), root, lambda: None, paths))

    return Way(SAME_PAGES, alone, root, before, paths)


def quarto(bench: Bench, root: Path) -> list[Way]:
    """The same articles as a Quarto project, where there is Quarto."""
    program = shutil.which("quarto")
    if program is None:
        return []
    copy = bench.folder / f"quarto-{len(sources(root))}"
    if not copy.exists():
        copy.mkdir()
        (copy / "_quarto.yml").write_text(
            "project: {type: default, output-dir: out}\nformat: {html: {}, epub: {}, typst: {}}\n"
        )
        for path in sources(root):
            shutil.copy(path, copy / f"{path.parent.name}.qmd")
    return [Way("Quarto", (program, "render"), copy, forgotten(copy / "out"))]


def one(bench: Bench) -> list[Row]:
    root = bench.project(1)
    found = medians([loop(bench, root), built(root), unproved(root), *quarto(bench, root)], bench.times + 2)
    targets = [("build", "shell loop", 0.45), ("build without proof", "shell loop", None)]
    return rows("one article, cold", 1, found, targets)


def twenty(bench: Bench) -> list[Row]:
    root = bench.project(20)
    ways = [
        loop(bench, root), loop(bench, root, 2), built(root), unproved(root), floor(bench, root), pages(bench, root),
        *quarto(bench, root),
    ]  # fmt: skip
    found = medians(ways, bench.times)
    targets = [
        ("build without proof", "shell loop", 0.10),
        ("build without proof", "shell loop, 2 at a time", 0.18),
        ("build", "shell loop", 0.18),
        ("build", "shell loop, 2 at a time", 0.32),
        ("build", "Quarto", 0.12),
    ]
    processors = [("build without proof", least, 1.25) for least in ("engine floor", SAME_PAGES)]
    processors += [("build", "engine floor", None)]
    return [
        *rows("twenty articles", 20, found, targets),
        *(row for row in rows("twenty articles", 20, found, processors, "cpu") if row.against),
    ]


def many(bench: Bench) -> list[Row]:
    """Whether an article costs the same among few and among many, and what memory it takes."""
    sizes = (20, 200) if bench.quick else (20, 200, 2000)
    made, each = [], {}
    for size in sizes:
        found = medians([built(bench.project(size))], bench.times if size < 200 else 1)["build"]
        each[size] = Spent(found.wall / size, found.cpu / size, found.megabytes)
        ratio = each[size].cpu / each[20].cpu
        told = None if size == 20 else "each of twenty"
        made.append(Row("cost of an article among many", f"each of {size:,}", size, each[size], told or "", ratio if told else None, None, "cpu"))  # fmt: skip
    if not bench.quick:
        found = medians([loop(bench, bench.project(200), 2), built(bench.project(200))], 1)
        made += rows("200 articles", 200, found, [("build", "shell loop, 2 at a time", 0.32)])
    return made


def again(bench: Bench) -> list[Row]:
    """Nothing to do, and one article that has changed."""
    made = []
    for size in (200,) if bench.quick else (200, 2000):
        root = bench.project(size)
        run(built(root, again=True))
        changed = sources(root)[size // 2]

        def write(changed: Path = changed) -> None:
            text = changed.read_text(encoding="utf-8")
            changed.write_text(text.rstrip() + f"\n\nSeen at {time.time_ns()}.\n", encoding="utf-8")
            time.sleep(0.1)

        nothing = built(root, name="nothing to do", again=True)
        empty = Way("python -c pass", (PYTHON, "-c", "pass"), root)
        found = medians([empty, nothing], 5 if bench.quick else 11)
        target = 5.0 if size == 200 else None
        made += rows("again", size, found, [("nothing to do", "python -c pass", target)])
        one = Way("one article changed", (SMALLPRINT, *THREE_FILES), root, write)
        made += rows("again", size, medians([one], bench.times))
    return made


def watch(bench: Bench) -> list[Row]:
    """From a file that is saved to the new handout and to the new brochure, while a build watches."""
    root = project(bench.folder / "watch", 1)
    (source,) = sources(root)
    text, slug = source.read_text(encoding="utf-8"), source.parent.name
    waits: dict[str, list[Spent]] = {"handout": [], "brochure": []}
    made = {
        "handout": root / f"output/en/{slug}/{slug}.html",
        "brochure": root / f"output/en/{slug}/{slug}.pdf",
    }
    said = bench.folder / "watch.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            (SMALLPRINT, *THREE_FILES, "--watch"), cwd=root, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, "NO_COLOR": "1"},
        )  # fmt: skip
    try:
        settled(lambda: b"watching " in said.read_bytes(), process)
        for turn in range(3 if bench.quick else 9):
            before = {name: path.stat().st_mtime_ns for name, path in made.items()}
            begun = time.perf_counter()
            source.write_text(f"{text}\nSeen {turn + 1} times.\n", encoding="utf-8")
            for name, path in made.items():
                settled(lambda path=path, was=before[name]: path.stat().st_mtime_ns != was, process)
                waits[name].append(Spent(time.perf_counter() - begun, 0.0, 0.0))
            settled(lambda turn=turn: said.read_bytes().count(b"\nafter ") > turn, process)
            time.sleep(0.3)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    return [
        Row(
            "saved while watched",
            f"new {name}",
            1,
            found := median(waits[name]),
            "a second",
            found.wall,
            target,
        )
        for name, target in (("handout", 0.3), ("brochure", 1.0))
    ]


def settled(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Waits until something holds. Raises: RuntimeError where the process ends before, or after a minute."""
    until = time.perf_counter() + 60
    while not holds():
        if process.poll() is not None or time.perf_counter() > until:
            raise RuntimeError("the build that watches came to nothing")
        time.sleep(0.002)


def book(bench: Bench) -> list[Row]:
    """Articles as the chapters of one long book."""
    chapters = 30 if bench.quick else 125
    root = project(bench.folder / "book", chapters)
    names = ", ".join(path.parent.name for path in sources(root))
    (root / "source/collections").mkdir()
    (root / "source/collections/all.yaml").write_text(
        f"title: All of It\nlang: en\ndescription: All parts as one book.\nauthor: Northfield\ndate: 2026-10-21\narticles: [{names}]\n"
    )
    command = (SMALLPRINT, "build", "all", "--no-press")
    found = median([run(Way("book", command, root, forgotten(root / "output", root / ".smallprint")))])
    pages = sum(len(_pdf_pages(path)) for path in (root / "output/en/all").glob("all.pdf"))
    return [Row("a long book", f"{pages} pages, three files, with proof", chapters, found)]


def _pdf_pages(path: Path) -> list[object]:
    import pikepdf

    with pikepdf.open(path) as document:
        return list(range(len(document.pages)))


def workers(bench: Bench) -> list[Row]:
    root = bench.project(20)
    ways = [built(root, "--jobs", "1", name="1 worker"), built(root, "--jobs", "2", name="2 workers")]
    with _cluster(bench) as address:
        if address:
            ways.append(built(root, "--cluster", address, name="cluster, 2 workers"))
            run(ways[-1])
        found = medians(ways, bench.times)
    targets = [("2 workers", "1 worker", None), ("cluster, 2 workers", "1 worker", None)]
    return rows("workers", 20, found, targets)


@contextlib.contextmanager
def _cluster(bench: Bench) -> Iterator[str | None]:
    """A scheduler and two workers on this machine; their processes are warm after a first build."""
    if find_spec("distributed") is None:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    dask = str(Path(PYTHON).with_name("dask"))
    port = address.partition(":")[2]
    commands = [
        [dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--dashboard-address", "127.0.0.1:0"]
    ]
    commands += [[dask, "worker", f"tcp://{address}", "--nthreads", "1", "--no-dashboard"]] * 2
    quiet = subprocess.DEVNULL
    started = [subprocess.Popen(each, stdout=quiet, stderr=quiet, cwd=bench.folder) for each in commands]
    try:
        time.sleep(6)
        yield f"tcp://{address}"
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(20)


def check(bench: Bench) -> list[Row]:
    articles = 200 if bench.quick else 1000
    way = Way("check", (SMALLPRINT, "check"), bench.project(articles))
    return rows("check", articles, medians([way], bench.times))


def proof(bench: Bench) -> list[Row]:
    """The share of the proofs in the work, by `--timings`."""
    root = bench.project(20)
    spent = medians([built(root, "--timings", "--jobs", "1")], bench.times)["build"]
    share = proof_share(spent.said)
    return [Row("proof", "its share of the work", 20, spent, "all steps of `--timings`", share)]


def proof_share(said: str) -> float:
    """The part of the sum over all articles that went into steps of proof, in what `--timings` says."""
    lines = said.splitlines()
    head = next(line for line in lines if line.startswith("seconds "))
    sums = next(line for line in lines[lines.index(head) :] if line.startswith("all "))
    columns = re.split(r"\s{2,}", head.strip())[1:]
    seconds = dict(zip(columns, map(float, re.split(r"\s{2,}", sums.strip())[1:]), strict=True))
    return sum(each for name, each in seconds.items() if name.endswith("proof")) / seconds["all"]


MEASUREMENTS: dict[str, Callable[[Bench], list[Row]]] = {
    "one": one, "twenty": twenty, "again": again, "workers": workers, "proof": proof, "check": check, "many": many, "watch": watch,
    "book": book,
}  # fmt: skip

# ── what is shown ───────────────────────────────────────────────────────────────────────────────


def table(found: Sequence[Row]) -> str:
    """Markdown."""
    lines = [
        "| measurement | articles | what | s | CPU s | MB | ratio | to | at most | |",
        "|---|--:|---|--:|--:|--:|--:|---|--:|---|",
    ]
    for row in found:
        spent = row.spent
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        against = f"{row.against}{' (CPU)' if row.counted == 'cpu' else ''}" if row.against else ""
        target = "" if row.target is None else f"{row.target:.2f}"
        met = {None: "", True: "met", False: "missed"}[row.met]
        lines.append(
            f"| {row.measurement} | {row.articles:,} | {row.what} | {spent.wall:.3f} | {spent.cpu:.3f} | "
            f"{spent.megabytes:.0f} | {ratio} | {against} | {target} | {met} |"
        )
    return "\n".join(lines) + "\n"


WIDTH, LEFT, RIGHT, STEP, TOP = 900, 330, 150, 34, 88


def plot(found: Sequence[Row], machine: str) -> str:
    """SVG: a bar for each ratio that has a target, with the target as a line. Each is drawn in parts of its target."""
    bars = [row for row in found if row.ratio is not None and row.target is not None]
    most = max([1.5, *((row.ratio or 0) / (row.target or 1) for row in bars)])
    scale = (WIDTH - LEFT - RIGHT) / most
    height = TOP + STEP * len(bars) + 40
    line = LEFT + scale
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="13" fill="#20292c" role="img">',
        "<title>What builds cost, in parts of the most that they should</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        '<text x="16" y="26" font-size="17" font-weight="bold">What builds cost, in parts of the most that they should</text>',
        f'<text x="16" y="46" fill="#56656a">{escape(machine)}</text>',
    ]
    for number, row in enumerate(bars):
        y = TOP + STEP * number
        length = scale * (row.ratio or 0) / (row.target or 1)
        colour = "#007d8c" if row.met else "#c2452d"
        unit = "processor time" if row.counted == "cpu" else "time"
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 11}" text-anchor="end">{escape(row.what)}, {row.articles:,} article{"" if row.articles == 1 else "s"}</text>',
            f'<text x="{LEFT - 10}" y="{y + 25}" text-anchor="end" font-size="11" fill="#56656a">{unit}, to {escape(row.against)}</text>',
            f'<rect x="{LEFT}" y="{y + 2}" width="{length:.1f}" height="20" fill="{colour}"/>',
            f'<text x="{LEFT + max(length, scale) + 6:.1f}" y="{y + 17}">'
            f"{row.ratio:.2f} of at most {row.target:.2f}</text>",
        ]
    bottom = TOP + STEP * len(bars)
    parts += [
        f'<line x1="{line:.1f}" x2="{line:.1f}" y1="{TOP - 8}" y2="{bottom}" stroke="#20292c" stroke-dasharray="4 3"/>',
        f'<text x="{line:.1f}" y="{TOP - 14}" text-anchor="middle" font-size="11">target</text>',
        f'<text x="{LEFT}" y="{bottom + 18}" font-size="11">0</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def machine() -> str:
    """Where and how busy. Units: the load of the last minute."""
    from importlib.metadata import version

    from pypandoc import get_pandoc_version

    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, WeasyPrint {version('weasyprint')}, "
        f"pandoc {get_pandoc_version()}; load at the start {load:.1f}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repeats, fewer articles: some minutes")
    parser.add_argument(
        "--only", nargs="+", choices=MEASUREMENTS, metavar="NAME", help=", ".join(MEASUREMENTS)
    )
    parser.add_argument("--out", type=Path, default=Path("bench"), metavar="FOLDER", help="where results go")
    asked = parser.parse_args(arguments)
    from pypandoc import get_pandoc_path

    where, found = machine(), []
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="smallprint-bench-") as folder:
        bench = Bench(Path(folder), asked.quick, get_pandoc_path())
        for name in asked.only or MEASUREMENTS:
            print(f"{name} …", file=sys.stderr, flush=True)
            found += MEASUREMENTS[name](bench)
            # What is known is kept, whatever becomes of the rest.
            results = {"machine": where, "rows": [_without_words(row) for row in found]}
            (asked.out / "speed.json").write_text(json.dumps(results, indent=1) + "\n")
            (asked.out / "speed.md").write_text(f"{where}\n\n{table(found)}")
            (asked.out / "speed.svg").write_text(plot(found, where))
    print(table(found))


def _without_words(row: Row) -> dict[str, object]:
    told = asdict(row)
    del told["spent"]["said"]
    return {**told, "met": row.met}


if __name__ == "__main__":
    main()
