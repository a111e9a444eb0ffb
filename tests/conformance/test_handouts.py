"""A real browser opens handouts without a network and prints them: nothing is asked for, nothing refused, nothing torn."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from pipeline import proof
from pipeline.rendition.expected import Expectation
from pipeline.rendition.pages import letters_of
from tests.conformance.checkers import NODE_MODULES, _run, needed, program
from tests.handout.test_handout import FRONT, notice, page, parsed, replace

pytestmark = pytest.mark.xdist_group("conformance")

PAPERS = ("A4", "Letter")
ROWS = 25
# Pages that differ by a line at their end, so that somewhere there is room for all but the imprint.
LINES = range(55, 62)

_SCRIPT = """
const {chromium} = require('playwright-core'), fs = require('fs'), os = require('os'), path = require('path');
const [out, papers, files] = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handouts-')), found = [];
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM, headless: true, timeout: 300000, offline: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    for (const [number, file] of files.entries()) {
      const page = await browser.newPage(), asked = [], said = [];
      page.setDefaultTimeout(300000);
      page.on('request', (one) => { if (one.url() !== 'file://' + file) asked.push(one.url().slice(0, 80)); });
      page.on('console', (message) => said.push(message.text().slice(0, 160)));
      page.on('pageerror', (error) => said.push(String(error)));
      for (const [media, colorScheme] of [['screen', 'light'], ['screen', 'dark'], ['print', 'light']]) {
        await page.emulateMedia({media, colorScheme});
        await page.goto('file://' + file, {waitUntil: 'load'});
        await page.evaluate(() => document.fonts.ready.then(() => document.body.scrollHeight));
      }
      for (const format of papers) await page.pdf({path: path.join(out, number + '-' + format + '.pdf'), format});
      await page.emulateMedia({media: 'screen'});
      await page.setViewportSize({width: 360, height: 800});
      const torn = await page.evaluate(() => {
        const found = [], range = document.createRange();
        for (const cell of document.querySelectorAll('td.num.whole')) {
          const text = cell.firstChild;
          if (!text || text.nodeType !== Node.TEXT_NODE) continue;
          for (const word of text.data.matchAll(/[^ \\n]+/g)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = [...range.getClientRects()].map((box) => Math.round(box.top));
            if (new Set(lines).size > 1) found.push(word[0]);
          }
        }
        return found;
      });
      found.push([asked, said, torn]);
      await page.close();
    }
  } finally {
    await browser.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
  console.log(JSON.stringify(found));
})().catch((error) => { console.error(error); process.exit(2); });
"""


@dataclass(frozen=True)
class Seen:
    """What a browser made of a page.

    Shape: `torn` are figures in tables that a telephone breaks inside; `sheets` are the letters on each page of paper, by its size.
    """

    asked: list[str]
    said: list[str]
    torn: list[str]
    sheets: dict[str, list[str]]


def _where(row: int) -> str:
    """A cell of several lines."""
    return f"By pole {row}, " + "behind the light and along the quay, " * 9 + f"until {row}"


def _ending(lines: int, *, card: bool = False) -> str:
    """Lines, a disclaimer or a card of contact, the imprint."""
    front = FRONT.replace("date:", "author: Nora\nrights: Free\nreviewed: {{by: Ola, on: 2026-03-01}}\ndate:")
    if card:
        contact = "contact: {{name: Harbour office, phone: +47 10 20 30 40, email: hello@example.org, address: Quay 1}}"
        front = front.replace("date:", f"{contact}\ndate:")
    text = front.format(title="Moorings", lang="en") + "The lead.\n\n## Lines\n\n" + "- Line\n" * lines
    tree = parsed(text)
    if card:
        return page(tree)
    owed = notice("n-1", "closing", "Fees may change at any time.")
    return page(replace(tree, blocks=(*tree.blocks, owed)))


def _long() -> str:
    """A table that no sheet holds, with its disclaimer."""
    rows = "".join(f"| Berth {row} | {row * 30} NOK | {_where(row)} |\n" for row in range(1, ROWS + 1))
    table = f'::: {{.table caption="Moorings"}}\n| Place | Fee | Where |\n|---|---:|---|\n{rows}:::\n'
    tree = parsed(FRONT.format(title="Moorings", lang="en") + "The lead.\n\n## Fees\n\n" + table)
    owed = notice("n-1", "after-trigger", "Fees may change at any time. Ask before you moor.")
    return page(replace(tree, blocks=(*tree.blocks, owed)))


@pytest.fixture(scope="module")
def seen(released: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """Real handouts in several languages, a long table, and a page that does what none may."""
    node = needed(program("node"), "node")
    chromium = needed(
        os.environ.get("CHROMIUM") or program("chromium", "chromium-browser", "google-chrome"), "chromium"
    )
    needed((NODE_MODULES / "playwright-core").is_dir(), "playwright-core")
    folder = tmp_path_factory.mktemp("handouts")
    files = [
        released / f"output/{lang}/{slug}/{slug}.html"
        for lang, slug in (
            ("en", "after-knee-surgery"),
            ("en", "fixed-or-variable-mortgage"),
            ("en", "renting-your-first-flat"),
            ("en", "medical-assistant-norway"),
            ("en", "household-batteries"),
            ("uk", "medical-assistant-norway"),
            ("ar", "medical-assistant-norway"),
        )
    ]
    long, bad = folder / "long.html", folder / "bad.html"
    long.write_text(_long())
    extra = '<img src="https://example.org/x.png" alt=""><p style="color:red">Red</p>'
    bad.write_text(files[0].read_text().replace("</main>", extra + "</main>"))
    for lines, card in itertools.product(LINES, (False, True)):
        ending = folder / f"ending-{lines}{'-card' if card else ''}.html"
        ending.write_text(_ending(lines, card=card))
        files.append(ending)
    files += [long, bad]
    script, task = folder / "handouts.js", folder / "task.json"
    script.write_text(_SCRIPT)
    task.write_text(json.dumps([str(folder), PAPERS, [str(file) for file in files]]))
    environment = {**os.environ, "NODE_PATH": str(NODE_MODULES), "CHROMIUM": chromium}
    done = _run([node, str(script), str(task)], env=environment)
    assert done.returncode == 0, done.stderr
    return {
        (f"{file.parent.parent.name}/{file.stem}" if file.parent != folder else file.stem): Seen(
            asked, said, torn, {paper: _sheets(folder / f"{number}-{paper}.pdf") for paper in PAPERS}
        )
        for number, (file, (asked, said, torn)) in enumerate(zip(files, json.loads(done.stdout), strict=True))
    }


def _sheets(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    return [letters_of(sheet.get_textpage().get_text_range()) for sheet in document]


def _articles(seen: dict[str, Seen]) -> dict[str, Seen]:
    return {name: one for name, one in seen.items() if "/" in name}


def _owed(released: Path, name: str) -> Expectation:
    lang, slug = name.split("/")
    return proof.expectation_in((released / f"output/{lang}/{slug}/{slug}.html").read_bytes(), f"{slug}.html")


def test_nothing_is_asked_for_and_nothing_refused(seen: dict[str, Seen]) -> None:
    assert len(_articles(seen)) == 7
    for name, one in seen.items():
        if name != "bad":
            assert (one.asked, one.said) == ([], []), name


def test_no_figure_is_torn_on_a_telephone(seen: dict[str, Seen]) -> None:
    """Beside the name of its column a sum that is too long moves below it, whole."""
    assert {name: one.torn for name, one in seen.items() if one.torn} == {}


def test_the_browser_would_have_told(seen: dict[str, Seen]) -> None:
    said = " ".join(seen["bad"].said)
    assert "https://example.org/x.png" in said
    assert "inline style" in said


def _latin(seen: dict[str, Seen]) -> Iterator[tuple[str, str, list[str]]]:
    """Each article on each paper; Arabic letters come out of a PDF in other forms and orders."""
    for name, one in _articles(seen).items():
        if not name.startswith("ar/"):
            for paper, sheets in one.sheets.items():
                yield name, paper, sheets


def test_every_disclaimer_is_printed_whole_behind_what_it_qualifies(
    seen: dict[str, Seen], released: Path
) -> None:
    count = 0
    for name, paper, sheets in _latin(seen):
        runs = _owed(released, name).runs
        for before, run in itertools.pairwise(runs):
            if run.notice is None:
                continue
            words = letters_of(run.text)
            if run.notice.place == "after-trigger" and before.notice is None:
                # The label stands between both.
                holding = [
                    sheet for sheet in sheets if words in sheet and letters_of(before.text)[-9:] in sheet
                ]
            else:
                holding = [sheet for sheet in sheets if words in sheet]
            assert holding, (name, paper, run.text)
            count += 1
    assert count > 12


def test_no_heading_ends_a_sheet(seen: dict[str, Seen], released: Path) -> None:
    count = 0
    for name, paper, sheets in _latin(seen):
        runs = _owed(released, name).runs
        for run, behind in itertools.pairwise(runs):
            if run.kind == "heading" and behind.kind in ("text", "heading"):
                # The number of a list's first item may stand between.
                together = re.compile(f"{letters_of(run.text)}.{{0,3}}{letters_of(behind.text)[:6]}")
                assert any(together.search(sheet) for sheet in sheets), (name, paper, run.text)
                count += 1
    assert count > 60


def test_the_imprint_is_alone_on_no_sheet(seen: dict[str, Seen], released: Path) -> None:
    for name, paper, sheets in _latin(seen):
        printed = _owed(released, name).imprint.split("\n")
        rest = sheets[-1]
        for line in printed:
            rest = rest.replace(letters_of(line), "")
        assert len(rest) > 80, (name, paper, sheets[-1])
    divided = 0
    for lines in LINES:
        for paper, sheets in seen[f"ending-{lines}"].sheets.items():
            assert "Feesmaychange" in sheets[-1], (lines, paper)
            assert "ByNoraPublished1March2026" in sheets[-1], (lines, paper)
            divided += len(sheets) > 2
    assert 0 < divided < 2 * len(LINES)


def test_a_card_of_contact_and_the_imprint_stay_together(seen: dict[str, Seen]) -> None:
    """Whatever comes before the card: a disclaimer, notes, or text."""
    divided = 0
    for name, one in seen.items():
        for paper, sheets in one.sheets.items():
            if name.endswith("-card"):
                assert re.search("Harbouroffice.*ByNora.*Free", sheets[-1]), (name, paper, sheets[-1])
                divided += len(sheets) > 2
            elif name in ("en/renting-your-first-flat", "en/fixed-or-variable-mortgage"):
                assert "NorthfieldPublicInformation4710203040" in sheets[-1], (name, paper, sheets[-1])
    assert divided


@pytest.mark.parametrize(
    ("name", "paper", "most"),
    [
        ("en/household-batteries", "A4", 1),
        ("en/household-batteries", "Letter", 1),
        ("en/renting-your-first-flat", "A4", 4),
        ("en/fixed-or-variable-mortgage", "A4", 5),
        ("en/fixed-or-variable-mortgage", "Letter", 5),
        ("en/after-knee-surgery", "Letter", 5),
    ],
)
def test_no_sheet_is_spent_on_the_imprint(seen: dict[str, Seen], name: str, paper: str, most: int) -> None:
    assert len(seen[name].sheets[paper]) <= most


def test_long_tables_repeat_their_heads_and_tear_no_row(seen: dict[str, Seen]) -> None:
    for paper, sheets in seen["long"].sheets.items():
        assert len(sheets) >= 3, paper
        for row in range(1, ROWS + 1):
            whole = letters_of(f"Berth {row} {row * 30} NOK {_where(row)}")
            assert sum(whole in sheet for sheet in sheets) == 1, (paper, row)
        assert all("PlaceFeeWhere" in sheet for sheet in sheets if "NOKBypole" in sheet), paper
        [last] = [sheet for sheet in sheets if "Feesmaychange" in sheet]
        assert f"Berth{ROWS}" in last
