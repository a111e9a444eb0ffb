"""Attacks on finished files: what a proof is worth is what it catches.

Input: what a file owes, and its bytes. Output: copies of it, each with one disclaimer attacked in one way.
Must not: prove, or use the code that wrote the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.proof.mutants.mutant import Mutant, Wanted, every
from pipeline.rendition.expected import Expectation

__all__ = ["Mutant", "attacks", "controls", "mutants"]


def mutants(expectation: Expectation, content: bytes, wanted: Wanted = every) -> Iterator[Mutant]:
    """Every attack that the format knows on every disclaimer of the file, each occurrence of it; of these the wanted."""
    match expectation.format:
        case "brochure":
            from pipeline.proof.mutants.pdf import pdf_mutants

            return pdf_mutants(expectation, content, wanted)
        case "ebook":
            from pipeline.proof.mutants.epub import epub_mutants

            return epub_mutants(expectation, content, wanted)
        case "handout":
            from pipeline.proof.mutants.html import html_mutants

            return html_mutants(expectation, content, wanted)
        case _:
            raise ValueError(f"no mutants for the format {expectation.format}")


def controls(expectation: Expectation, content: bytes) -> Iterator[Mutant]:
    """Copies that were rewritten as the mutants are, but with nothing changed: each has to be proved.

    Why: a mutant that fails for how it was written would show nothing.
    """
    match expectation.format:
        case "brochure":
            from pipeline.proof.mutants.pdf import pdf_controls

            return pdf_controls(expectation, content)
        case "ebook":
            from pipeline.proof.mutants.epub import epub_controls

            return epub_controls(expectation, content)
        case "handout":
            from pipeline.proof.mutants.html import html_controls

            return html_controls(expectation, content)
        case _:
            raise ValueError(f"no mutants for the format {expectation.format}")


def attacks(format: str, *, press: bool = False) -> frozenset[str]:
    """The names of all attacks on files of a format, of a brochure also for the `press`.

    Which of them a file offers depends on what it holds.
    """
    match format:
        case "brochure":
            from pipeline.proof.mutants.pdf import pdf_attacks

            return frozenset(pdf_attacks(press))
        case "ebook":
            from pipeline.proof.mutants.epub import epub_attacks

            return frozenset(epub_attacks())
        case "handout":
            from pipeline.proof.mutants.html import html_attacks

            return frozenset(html_attacks())
        case _:
            raise ValueError(f"no mutants for the format {format}")
