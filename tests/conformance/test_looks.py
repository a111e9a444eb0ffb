"""A real browser shows each disclaimer as the proof says that it does."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline import proof
from pipeline.proof import Evidence
from tests.conformance import browser
from tests.conformance.browser import Shown


def compared(evidence: Iterable[Evidence], shown: dict[str | None, dict[str, Shown]]) -> list[str]:
    """Where browser and proof differ. `shown` are the pages, by file and view."""
    found: list[str] = []
    for view in (name for name, *_ in browser.VIEWS):
        sizes: Counter[float] = Counter()
        for pages in shown.values():
            sizes.update(pages[view].sizes)
        body = max(sizes.items(), key=lambda entry: (entry[1], entry[0]))[0]
        for one in evidence:
            where = f"{one.key} {one.file or ''} {view}"
            seen = [notice for notice in shown[one.file][view].notices if notice.key == one.key]
            if len(seen) != 1:
                found.append(f"{where}: {len(seen)} of it")
                continue
            found += [f"{where}: {problem}" for problem in seen[0].problems]
            told = next(each for each in one.views if each.name == view)
            if abs(seen[0].size / body / told.body_ratio - 1) > 0.01:
                found.append(f"{where}: {seen[0].size / body:.3f} of the body, not {told.body_ratio}")
            if abs(seen[0].contrast - told.contrast) > 0.1:
                found.append(f"{where}: a contrast of {seen[0].contrast:.2f}, not {told.contrast}")
            if one.bold and seen[0].weight < 600:
                found.append(f"{where}: a weight of {seen[0].weight}")
    return found


def _handouts(released: Path) -> list[Path]:
    pages = sorted(
        page
        for page in (released / "output").glob("*/*/*.html")
        if page.name.removesuffix(".html") == page.parent.name
    )
    assert len(pages) >= 4
    return pages


def test_handouts(released: Path, tmp_path: Path) -> None:
    pages = _handouts(released)
    shown = browser.looks(pages, tmp_path)
    count = 0
    for page in pages:
        content = page.read_bytes()
        made = proof.prove(proof.expectation_in(content, page.name), content, path=page.name)
        views = {name: shown[page, name] for name, *_ in browser.VIEWS}
        assert compared(made.disclaimers, {None: views}) == [], page.name
        count += len(made.disclaimers)
    assert count >= 4


def test_ebooks(released: Path, tmp_path: Path) -> None:
    books = sorted((released / "output").glob("*/*/*.epub"))
    assert len(books) >= 4
    unpacked: dict[Path, dict[str, Path]] = {}
    for number, book in enumerate(books):
        folder = tmp_path / str(number)
        with zipfile.ZipFile(book) as archive:
            archive.extractall(folder)
            unpacked[book] = {
                name: folder / name for name in archive.namelist() if name.startswith("EPUB/text/")
            }
    shown = browser.looks([path for files in unpacked.values() for path in files.values()], tmp_path)
    count = 0
    for book, files in unpacked.items():
        content = book.read_bytes()
        made = proof.prove(proof.expectation_in(content, book.name), content, path=book.name)
        pages: dict[str | None, dict[str, Shown]] = {
            name: {view: shown[path, view] for view, *_ in browser.VIEWS} for name, path in files.items()
        }
        assert compared(made.disclaimers, pages) == [], book.name
        count += len(made.disclaimers)
    assert count >= 4


# Rules that a browser and the proof have to understand alike, whatever the proof thinks of them.
RULES = (
    "",
    ".wording{font-size:calc(.5em + 6px);color:hsl(210 40% 30% / 80%)}",
    ".notice{font-size:smaller;color:rgb(10% 20% 30%)}.notice p{font-size:larger}",
    ".wording{font-size:clamp(10px,3vw,20px);font-weight:bolder}",
    ".wording{font-size:max(1em,13pt)!important}.wording{font-size:8px}",
    ".notice .wording{color:#333}.wording{color:#777}div span.wording{color:#555}",
    ".notice{background:rgb(0 0 0 / 20%)}main{background:hsl(40 100% 80% / 50%)}",
    ".notice{opacity:.8;background-color:#eef}main{opacity:.9}",
    ":root{--ink:#123;--deep-ink:var(--ink)}.wording{color:var(--deep-ink, red);font-size:var(--none, 1.1em)}",
    "@media print{.wording{font-size:11pt;color:#444}}@media (max-width:400px){.wording{font-size:1.2rem}}",
    "@media (prefers-color-scheme:dark){.notice{background:#222;color:#ddd}}@media not print{.wording{color:inherit}}",
    ".notice{font:italic 700 1.1em/1.4 serif;color:color-mix(in srgb, #000 70%, #fff)}",
    "@media screen and (min-width:900px) and (max-width:1100px){.notice{color:#345;background:#fed}}",
    "@media (300px <= width < 700px){.wording{font-size:x-large}}",
    ".notice{color:light-dark(#222,#eee);background:light-dark(#ffe,#220)}",
    "html{font-size:14px}main{font-size:1.25em}.wording{font-size:1rem}",
    ".wording{color:currentColor}.notice p{color:darkslategray}.notice{background:transparent}",
    "@layer a{.wording{border-width:0}}.wording:not(.x):is(span){color:#234;font-weight:600}",
)


def test_the_cascade(released: Path, tmp_path: Path) -> None:
    """Each rule, at the end of a handout's stylesheet, makes the same of its disclaimers in both."""
    source = next(
        page for page in _handouts(released) if page.read_text().count('role="note" id=') > 1
    ).read_text()
    pages = []
    for number, rule in enumerate(RULES):
        page = tmp_path / f"{number}.html"
        page.write_text(source.replace("</style>", rule + "</style>", 1))
        pages.append(page)
    shown = browser.looks(pages, tmp_path)
    for page, rule in zip(pages, RULES, strict=True):
        content = page.read_bytes()
        made = proof.prove(proof.expectation_in(content, page.name), content, path=page.name)
        views = {name: shown[page, name] for name, *_ in browser.VIEWS}
        assert len(made.disclaimers) > 1
        found = [line for line in compared(made.disclaimers, {None: views}) if "checkVisibility" not in line]
        assert found == [], rule


def test_the_browser_can_fail(tmp_path: Path) -> None:
    """A check that finds nothing wrong with hidden words finds nothing at all."""
    page = tmp_path / "hidden.html"
    styles = (
        "",
        "opacity:0",
        "visibility:hidden",
        "display:none",
        "position:absolute;left:-999px",
        "font-size:1px",
    )
    notices = "".join(
        f'<div class="notice" id="n{number}"><span class="wording" style="{style}">Words that matter</span></div>'
        for number, style in enumerate(styles)
    )
    covered = '<div class="notice" id="covered" style="position:relative"><span class="wording">Words</span><i style="position:absolute;inset:0;background:#fff"></i></div>'
    page.write_text(f"<!DOCTYPE html><html><body><p>Text</p>{notices}{covered}</body></html>")
    for (_, view), shown in browser.looks([page], tmp_path).items():
        problems = {seen.key: seen.problems for seen in shown.notices}
        assert not problems.pop("n0"), view
        assert all(problems.values()), (view, problems)
