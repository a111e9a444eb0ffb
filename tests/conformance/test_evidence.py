"""The page of evidence in a real browser: what was measured stays in its cell, on every screen and on paper."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.checkers import in_chromium

# Units: px of the window, and whether it is paper; 688 px are A4 between its margins.
WINDOWS = [(360, False), (840, False), (900, False), (1100, False), (1280, False), (1600, False), (688, True)]

_SCRIPT = """
function overflowing(many) {
  const matrix = document.querySelector('.matrix');
  matrix.dataset.own ??= matrix.className;
  matrix.className = many ? 'matrix many' : matrix.dataset.own;
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push('scrolls sideways');
  for (const cell of document.querySelectorAll('.matrix td')) {
    const room = cell.getBoundingClientRect();
    for (const element of cell.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      if (box.width > 1 && (box.right > room.right + 1 || box.left < room.left - 1)) found.push('out of its cell: ' + element.textContent.slice(0, 40));
    }
  }
  return found;
}

async function visited(page, [windows, files]) {
  const found = [];
  for (const file of files) {
    await page.goto('file://' + file, {waitUntil: 'load'});
    for (const [width, paper] of windows) {
      await page.emulateMedia({media: paper ? 'print' : 'screen'});
      await page.setViewportSize({width, height: 900});
      for (const many of [false, true])
        for (const what of await page.evaluate(overflowing, many)) found.push([path.dirname(file), width, many, what].join(' '));
    }
  }
  return found;
}
"""


def overflows(files: list[Path], folder: Path) -> list[str]:
    """What is not within its cell of the matrix of disclaimers and files."""
    found: list[str] = in_chromium(_SCRIPT, [WINDOWS, [str(file) for file in files]], folder)
    return found


def test_what_was_measured_stays_in_its_cell(released: Path, tmp_path: Path) -> None:
    pages = [
        page
        for page in sorted((released / "output").glob("*/*/proof.html"))
        if 'class="matrix' in page.read_text()
    ]
    assert len(pages) >= 5
    assert overflows(pages, tmp_path) == []


def test_the_browser_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "proof.html"
    page.write_text(
        '<table class="matrix" style="table-layout:fixed;width:80px"><td><b>1234567890123456789012345678</b></table>'
    )
    assert any("out of its cell" in one for one in overflows([page], tmp_path))
