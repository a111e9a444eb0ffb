"""What finding a brochure's form costs: `.venv/bin/python tests/bench/fitting.py`.

Texts of 150 to 6,000 words go through `layout: auto`. Each search is set against one layout of the same text in the form
that was chosen, measured in turn with it, in seconds of the processor; the ratio of the medians is what counts. The number of
layouts does not depend on a machine at all. Takes some minutes; lengths may be named: `… fitting.py 500 1000`.
"""

from __future__ import annotations

import datetime
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.engines.weasyprint import Layout, Resource, WeasyPrint
from pipeline.formats import FORMATS
from pipeline.project import Project, load_project, read_articles
from pipeline.rendition import Rendition
from pipeline.scaffold import new_project
from pipeline.steps import attached
from pipeline.workspace import Workspace

WORDS = (150, 300, 500, 700, 1000, 1500, 2500, 4000, 6000)
RUNS = 3
# The project is begun by the clock, and nothing is built before that day.
TODAY = datetime.datetime.now(datetime.UTC).date()

HEAD = """---
title: A Berth for the Season
lang: en
date: 2026-10-01
topics: [general]
contact: {name: Harbour Office, phone: "+47 10 20 30 40", url: "https://example.org/harbour", address: Harbour Street 12}
---

A berth is more than a place to tie up to. Read this before you sign, and keep it on board.
"""
SENTENCES = (
    "The harbour is open all year, and somebody is there from six in the morning.",
    "Tie up with four ropes, and look at them again when the wind turns.",
    "Boats that stay for more than a week need the papers of their insurance on board.",
    "Ask at the office before you leave a boat alone for longer than two days.",
    "The water at the inner quay is shallow at low tide, so that deep keels stay outside.",
    "Children wear a life jacket on the piers, whether they can swim or not.",
    "Somebody who has sailed here for years will gladly show you the leading lights.",
    "Rubbish goes into the bins at the gate, and oil into the drum behind the crane.",
    "Whoever damages a neighbour's boat leaves a note and tells the office the same day.",
    "In a storm from the west the pontoons are closed, and boats move to the old basin.",
    "The list of free places hangs at the door and is written anew every Monday.",
    "Dogs are welcome on a lead, and never in the washrooms.",
    "A place that stays empty for a month may be lent to a guest.",
    "Fires, grills and fireworks have no place on wooden piers.",
    "When you move out, hand in the key, the plate and the parking card.",
)
SUBJECTS = ("place", "boat", "rope", "key", "guest", "neighbour", "crane", "winter store", "bath house", "slipway",
            "contract", "insurance")  # fmt: skip
QUESTIONS = ("What should I know about the {}?", "Who looks after the {}?", "When do I need the {}?",
             "What about the {} in winter?", "Whom do I ask about the {}?")  # fmt: skip
ITEMS = (
    "Read the plate at the berth", "Bring a passport or a driving licence", "Choose the day and the hour",
    "Fill in the form at the office", "Wait for the answer by post", "Keep the receipt on board",
    "Tell the office when you leave",
)  # fmt: skip
ROWS = (
    ("Up to 6 m", "190 NOK", "1,140 NOK", "by the hour"), ("Up to 8 m", "250 NOK", "1,500 NOK", "by the day"),
    ("Up to 10 m", "310 NOK", "1,860 NOK", "by the day"), ("Up to 12 m", "340 NOK", "2,040 NOK", "by the day"),
    ("Up to 15 m", "420 NOK", "2,520 NOK", "on request"), ("Longer", "560 NOK", "3,360 NOK", "on request"),
)  # fmt: skip
COLUMNS = ("Boat", "A night", "A week", "Booked")


# ── texts


def article(words: int) -> str:
    """A text of so many words: sections of paragraphs with a list, a price table, steps or a callout."""
    questions = [question.format(subject) for question in QUESTIONS for subject in SUBJECTS]
    sentences = itertools.cycle(SENTENCES)
    text = HEAD
    for number, question in enumerate(questions):
        section = _section(number, question, sentences)
        if number and _count(text + section) > words:
            break
        text += section
    closing: list[str] = []
    while (lacking := words - _count(text) - len(closing)) > 0:
        closing += next(sentences).split()[:lacking]
    return f"{text}\n{' '.join(closing).rstrip('.,')}.\n" if closing else text


def _section(number: int, question: str, sentences: itertools.cycle[str]) -> str:
    """One section of some 40 to 120 words."""
    lines = [f"\n## {question}\n"]
    long = 1 + number % 3
    if number == 0:
        return "\n".join([*lines, _rows(2, 3)])
    lines += [" ".join(next(sentences) for _ in range(3)) + "\n" for _ in range(long)]
    if number % 4 == 1:
        lines += [f"- {item}" for item in ITEMS[: 3 + long]]
    elif number % 4 == 2:
        lines += ['::: {.steps title="Step by step"}']
        lines += [f"{place}. {item}." for place, item in enumerate(ITEMS[: 2 + long], 1)] + [":::"]
    elif number % 4 == 3:
        lines += ["::: {.callout kind=tip}", next(sentences), ":::"]
    else:
        lines += [_rows(2 + number // 4 % 3, 3 + number // 4 % 4)]
    return "\n".join(lines) + "\n"


def _rows(columns: int, rows: int) -> str:
    """A price table, under which the policy puts a notice."""
    lines = ['::: {.table caption="Prices in summer"}']
    for row in (COLUMNS, ("---",) * len(COLUMNS), *ROWS[:rows]):
        lines.append("| " + " | ".join(row[:columns]) + " |")
    return "\n".join([*lines, ":::", ""])


def _count(text: str) -> int:
    """The words of a text, without its front matter and its marks."""
    body = text.split("---", 2)[-1]
    return sum(any(letter.isalnum() for letter in word) for word in body.split() if word[0] not in "{:.")


# ── measuring


class Watched(WeasyPrint):
    """WeasyPrint with a memory: how many layouts there were, and what the last was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.layouts = 0
        self.last: tuple[str, Mapping[str, Resource], str, str] = ("", {}, "", "")
        self.written = 0.0

    def layout(
        self, html: str, resources: Mapping[str, Resource], stylesheet: str = "", style: str = ""
    ) -> Layout:
        self.layouts += 1
        self.last = (html, resources, stylesheet, style)
        return super().layout(*self.last)

    def write(self, layout: Layout, identifier: bytes) -> bytes:
        self.written = time.process_time()
        return super().write(layout, identifier)


def once(
    rendition: Rendition, engines: Engines, watched: Watched
) -> tuple[dict[str, Any], int, float, float]:
    """What was chosen, the layouts that it took, the seconds of the search and those of one layout."""
    watched.layouts = 0
    begin = time.process_time()
    made = FORMATS["brochure"].emit(rendition, engines)
    search = watched.written - begin
    layouts = watched.layouts
    if made.failed:
        raise SystemExit("\n".join(found.message for found in made.diagnostics))
    begin = time.process_time()
    assert watched.layout(*watched.last).lines
    return dict(made.value[0].facts), layouts, search, time.process_time() - begin


def documents(folder: Path, words: tuple[int, ...]) -> tuple[Project, dict[int, Document], Engines, Watched]:
    """A project with a text of each length, read and with its disclaimers."""
    workspace = Workspace(folder)
    new_project(workspace, "Harbour Office", "en")
    for count in words:
        workspace.write_new(f"source/articles/berth-{count}/article.md", article(count).encode())
    project, found = load_project(workspace, TODAY)
    if project is None:
        raise SystemExit("\n".join(one.message for one in found))
    articles, _ = read_articles(workspace, project.publication, asked={"layout": "auto", "press": False})
    watched = Watched()
    engines = Engines(_weasyprint=watched)
    placed: dict[int, Document] = {}
    for one in articles:
        if one.slug.startswith("berth-"):
            ready, problems = attached(one, project, engines)
            if ready is None:
                raise SystemExit("\n".join(problem.message for problem in problems))
            placed[int(one.slug.removeprefix("berth-"))] = ready.document
    return project, placed, engines, watched


def main() -> None:
    words = tuple(int(count) for count in sys.argv[1:]) or WORDS
    print("| words | form | size | pages | layouts | cost |\n|---:|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        project, placed, engines, watched = documents(Path(folder), words)
        for turn, count in enumerate(words):
            rendition = FORMATS["brochure"].compose(placed[count], project.theme).value
            assert rendition is not None
            if turn == 0:  # what only the first article pays: modules, fonts, the stylesheet
                once(rendition, engines, watched)
            runs = [once(rendition, engines, watched) for _ in range(RUNS)]
            facts, layouts, *_ = runs[0]
            search = statistics.median(run[2] for run in runs)
            one = statistics.median(run[3] for run in runs)
            print(
                f"| {count:,} | {facts['layout']} | {facts['size_pt']:g} pt | {facts['pages']} | {layouts} | {search / one:.1f} |",
                flush=True,
            )
    print("\ncost: the whole search, in layouts of the same text in the chosen form")


if __name__ == "__main__":
    main()
