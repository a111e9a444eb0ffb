"""Brochures by hand: pages of plain markup in the theme's faces, with what they owe."""

from __future__ import annotations

import dataclasses

from pipeline.document import Notice
from pipeline.document.nodes import Legibility, NoticePlace, Repetition
from pipeline.engines import Engines
from pipeline.engines.pdf import finish
from pipeline.engines.weasyprint import Resource
from pipeline.rendition.expected import MANIFEST_NAME, Expectation, Kind, Repeat, Run, manifest

from .conftest import Finished, shipped_theme

STYLE = """
@page { size: 148mm 210mm; margin: 15mm 15mm 40mm; @bottom-left { content: element(foot); vertical-align: top } }
html { font: 11pt/1.35 "SP Sans", "SP Arabic", "SP Hebrew", "SP Devanagari", "SP Chinese"; color: #1f1f1d; font-variant-ligatures: none; hyphens: manual }
.foot { position: running(foot); font-size: 11pt }
p { margin: 0 0 2mm } h1 { font-size: 20pt } td, th { padding: 1mm 6mm 1mm 0; text-align: start }
.part { break-before: page }
"""
AGAIN = "Fares were right on the day of printing and may change at any time without notice."


def owed_notice(
    key: str,
    text: str = AGAIN,
    place: NoticePlace = "after-trigger",
    *,
    repeat: Repetition = "section",
    legibility: Legibility | None = None,
    lang: str = "en",
) -> Notice:
    return Notice(
        key, key.rsplit("-", 1)[0], text, "material", place, ("brochure",), lang=lang, rule="rule", repeat=repeat,
        legibility=legibility or Legibility(),
    )  # fmt: skip


def run(text: str, block: int, *keys: str, kind: Kind = "text") -> Run:
    return Run(kind, text, None, block, keys)


def shown(notice: Notice, block: int = -1) -> Run:
    return Run("notice", notice.text, notice, block)


def expectation(
    *runs: Run, running: tuple[Notice, ...] = (), repeats: tuple[Repeat, ...] = (), lang: str = "en"
) -> Expectation:
    return Expectation(
        "ferries",
        lang,
        "brochure",
        runs,
        (),
        running=running,
        repeats=repeats,
        labels=("Please note",),
        words=("continued",),
    )


def printed(
    owed: Expectation, body: str, style: str = "", *, foot: str = "", fonts: dict[str, bytes] | None = None
) -> Finished:
    """A PDF of this markup, with its manifest, finished as a brochure is."""
    look = shipped_theme()
    linked = [face for face in look.faces if owed.lang == "zh" or "Chinese" not in face.family]
    resources = {face.path: Resource(look.files[face.path], "font/ttf") for face in linked}
    faces = look.linked_faces(linked)
    for family, content in (fonts or {}).items():
        resources[family] = Resource(content, "font/ttf")
        faces += f'@font-face{{font-family:"{family}";src:url("{family}")}}\n'
    running = f'<div class="foot">{foot}</div>' if foot else ""
    direction = "rtl" if owed.lang in ("ar", "he") else "ltr"
    title = next((one.text for one in owed.runs if one.kind == "title"), "Ferries")
    html = (
        f'<!doctype html><html lang="{owed.lang}" dir="{direction}"><head><title>{title}</title>'
        f"<style>{faces}{STYLE}{style}</style></head><body>{running}{body}</body></html>"
    )
    engine = Engines().weasyprint
    layout = engine.layout(html, resources)
    identifier = b"0123456789abcdef"
    content = finish(
        engine.write(layout, identifier),
        attachment=(MANIFEST_NAME, manifest(owed)),
        date="2026-05-04",
        identifier=identifier,
    )
    return Finished(owed, content)


def changed(finished: Finished, **changes: object) -> Finished:
    """The same file, with something else owed."""
    return Finished(dataclasses.replace(finished.owed, **changes), finished.content)  # type: ignore[arg-type]
