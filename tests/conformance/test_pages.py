"""Pages of ebooks in a real browser: at every width, in large letters, in narrow columns, nothing runs out of the page."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from tests.conformance.checkers import in_chromium

# The window's width in px, the reader's size of letters in percent, and what a reading system adds.
NIGHT = "html{background:#111;color:#ddd}"
SEPIA = "html{background:#f4ecd8;color:#5b4636}"
COLUMNS = "html{height:600px;columns:18em auto;column-gap:2em;column-fill:auto}"
READERS = [
    (320, 100, ""), (320, 200, NIGHT), (600, 100, SEPIA), (600, 200, NIGHT), (1000, 100, ""), (1400, 100, COLUMNS),
]  # fmt: skip

_SCRIPT = """
function overflowing() {
  const found = [], paged = getComputedStyle(document.documentElement).columnWidth !== 'auto';
  const room = document.documentElement.clientWidth;
  if (!paged && document.documentElement.scrollWidth > room + 1) found.push('scrolls sideways to ' + document.documentElement.scrollWidth);
  for (const element of document.querySelectorAll('p, li, td, th, img, figcaption, h1, h2, h3, .notice')) {
    const holder = element.parentElement.closest('section, figure, nav') || document.body;
    const style = getComputedStyle(element);
    if (style.clipPath !== 'none' || element.closest('thead, [hidden]')) continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && style.display !== 'inline')
      found.push('wider than its box: ' + element.outerHTML.replace(/ xmlns(:\\w+)?="[^"]*"/g, "").slice(0, 60));
    const own = element.getClientRects(), outer = [...holder.getClientRects()];
    for (const box of own) {
      if (box.width < 2) continue;
      if (!outer.some((one) => box.left >= one.left - 2 && box.right <= one.right + 2)) {
        found.push('out of its column: ' + element.outerHTML.replace(/ xmlns(:\\w+)?="[^"]*"/g, "").slice(0, 60));
        break;
      }
    }
    if (element.tagName === 'IMG' && element.getBoundingClientRect().height > innerHeight + 1) found.push('taller than a page: ' + element.src);
  }
  return found;
}

async function visited(page, [readers, files]) {
  const found = [];
  for (const file of files) {
    await page.goto('file://' + file, {waitUntil: 'load'});
    const sheet = await page.addStyleTag({content: '/**/'});
    for (const [width, size, more] of readers) {
      await page.setViewportSize({width, height: 640});
      await sheet.evaluate((style, css) => { style.textContent = css; }, `html{font-size:${size}%}body{margin:0;padding:12px}${more}`);
      for (const what of await page.evaluate(overflowing)) found.push([path.basename(file), width, size, what].join(' '));
    }
  }
  return found;
}
"""


def overflows(files: list[Path], folder: Path, readers: list[tuple[int, int, str]]) -> list[str]:
    """What does not fit the pages of these readers."""
    found: list[str] = in_chromium(_SCRIPT, [readers, [str(file) for file in files]], folder)
    return found


def unpacked(book: Path, folder: Path) -> list[Path]:
    with zipfile.ZipFile(book) as archive:
        archive.extractall(folder)
        return [folder / name for name in archive.namelist() if name.endswith(".xhtml")]


def test_nothing_runs_out_of_a_page(released: Path, tmp_path: Path) -> None:
    # The book of five articles, and the one in another language.
    output = released / "output"
    books = [output / "en/settling-in-norway/settling-in-norway.epub", *sorted(output.glob("nb/*/*.epub"))]
    assert len(books) >= 2
    files = [page for number, book in enumerate(books) for page in unpacked(book, tmp_path / str(number))]
    assert overflows(files, tmp_path, READERS) == []


def table(columns: int) -> str:
    heads = [
        "Programme",
        "Provider",
        "Duration",
        "Cost",
        "Places",
        "Starts",
        "Language",
        "Requirements",
        "Comments",
    ]
    cells = ["Health worker", "Northfield College", "2 years", "30,000–45,000 NOK", "24", "August", "Norwegian", "Upper secondary school", "Evening classes are possible"]  # fmt: skip
    rows = [
        f"| {' | '.join(heads[:columns])} |",
        "|" + "---|" * columns,
        f"| {' | '.join(cells[:columns])} |",
    ]
    return "::: {.table}\n" + "\n".join(rows) + "\n:::\n"


def test_tables_of_any_width(book: Any, tmp_path: Path) -> None:
    body = "\n".join(f"## {columns} columns\n\n{table(columns)}" for columns in range(2, 10))
    path = tmp_path / "tables.epub"
    path.write_bytes(book(body, "title: Tables").content)
    files = unpacked(path, tmp_path / "tables")
    assert overflows(files, tmp_path, READERS) == []
    # Engines that know no conditions have the plain rules only.
    sheet = tmp_path / "tables/EPUB/styles/ebook.css"
    sheet.write_text(without_conditions(sheet.read_text()))
    assert overflows(files, tmp_path, [(600, 100, "")]) == []


def without_conditions(css: str) -> str:
    kept, depth, skipping = [], 0, False
    for line in css.splitlines():
        if line.startswith(("@media", "@container", "@supports")):
            skipping = True
        if not skipping:
            kept.append(line)
        depth += line.count("{") - line.count("}")
        skipping = skipping and depth > 0
    return "\n".join(kept)


def test_the_browser_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "wide.xhtml"
    page.write_text(
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><section>'
        '<p style="width:900px">x</p></section></body></html>'
    )
    assert overflows([page], tmp_path, [(320, 100, ""), (1400, 100, COLUMNS)]) != []
