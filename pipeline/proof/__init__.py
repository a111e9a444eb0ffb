"""The proof: finished files are opened again, by another route than the one that wrote them.

Input: what a file owes (`Expectation`) and its bytes. Output: a `Proof` with measured values.
Must not: use the code that wrote the file, trust the file, or raise on what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.proof.evidence import Evidence, Parity, Proof
from pipeline.rendition.expected import Expectation, from_manifest
from pipeline.theme import Theme
from pipeline.theme.faces import upright
from pipeline.theme.sources import Files

__all__ = ["Evidence", "Parity", "Proof", "expectation_in", "prove", "trusted_fonts"]

# What Pango calls weights in the names of fonts; it says nothing of the regular one.
WEIGHTS = {
    100: ("Thin",),
    200: ("Ultra-Light",),
    300: ("Light",),
    500: ("Medium",),
    600: ("Semi-Bold",),
    700: ("Bold",),
    800: ("Ultra-Bold",),
    900: ("Heavy",),
}


def trusted_fonts(theme: Theme) -> Mapping[str, bytes]:
    """The faces of a theme by the names that they have in a PDF: what disclaimers are allowed to be drawn with."""
    fonts: dict[str, tuple[Mapping[str, bytes], str]] = {}
    for face in (*theme.faces, *upright(theme.faces, theme.tokens["fonts"].get("code"))):
        words = [face.family, *WEIGHTS.get(face.weight, ()), *(("Italic",) if face.style == "italic" else ())]
        fonts["-".join(words).replace(" ", "-")] = theme.files, face.path
    return Files(fonts)


def prove(
    expectation: Expectation,
    content: bytes,
    *,
    path: str,
    fonts: Mapping[str, bytes] = MappingProxyType({}),
    first: bool = False,
) -> Proof:
    """The evidence on one finished file.

    `fonts` are the faces that may draw a disclaimer, by the names that they have in a PDF: `trusted_fonts`. With `first`
    nothing is looked at behind the first error: what is proved then is what is proved without, at less cost.

    Reports: PRF801–PRF872. Raises: ValueError for a format that nobody knows how to prove.
    """
    match expectation.format:
        case "brochure":
            from pipeline.proof.pdf import prove_pdf

            return prove_pdf(expectation, content, path, fonts, first=first)
        case "ebook":
            from pipeline.proof.epub import prove_epub

            return prove_epub(expectation, content, path, fonts, first=first)
        case "handout":
            from pipeline.proof.html import prove_html

            return prove_html(expectation, content, path, fonts, first=first)
        case _:
            raise ValueError(f"no proof for the format {expectation.format}")


def expectation_in(content: bytes, name: str) -> Expectation:
    """What a finished file says that it owes, from the manifest inside.

    Raises: ValueError, with a sentence; Unreadable for a file that nobody can afford to open.
    """
    kind = name.lower().rsplit(".", 1)[-1]
    match kind:
        case "pdf":
            from pipeline.proof.pdf import pdf_manifest
            from pipeline.proof.pdf.cost import affordable

            affordable(content)
            expectation, format = from_manifest(pdf_manifest(content)), "brochure"
        case "epub":
            from pipeline.proof.epub import epub_manifest

            expectation, format = from_manifest(epub_manifest(content)), "ebook"
        case "html" | "htm":
            from pipeline.proof.html import html_manifest

            expectation, format = from_manifest(html_manifest(content)), "handout"
        case _:
            raise ValueError("one whose name ends in neither .pdf nor .epub nor .html")
    if expectation.format != format:
        raise ValueError(
            f"its manifest is the one of a file of the format {expectation.format}, not {format}"
        )
    return expectation
