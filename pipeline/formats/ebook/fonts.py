"""The brand's faces inside a book, where its publisher wants them there: subsets, each under a name of its own.

Input: what the book says, in running text and in headings, and a `Theme`. Output: `Fonts`: files and rules. Must not: embed
what a font's maker forbids, take the choice from readers, give a disclaimer a face of its own.

Why TrueType: it is what Kindle, Apple Books and older readers take; of WOFF2 they do not say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import Document, Heading, Styled, plain_text, walk
from pipeline.theme import BASIC_CHARACTERS, Theme
from pipeline.theme.faces import Face
from pipeline.theme.fonts import characters_of, may_be_cut, renamed

MEDIA_TYPE = "font/ttf"
_STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}


@dataclass(frozen=True, slots=True)
class Fonts:
    """Faces as a book holds them. Shape: `files` by their names in its folder of fonts; without any, no `css`."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    css: str = ""


def fonts_of(document: Document, text: str, labels: str, theme: Theme) -> Reported[Fonts]:
    """The faces that a book needs, none where they are left to the reader.

    `text` holds every character of the book, `labels` those of the generated headings.

    Reports: EBK704 (a face that its maker does not let be embedded).
    """
    if document.meta.ebook.fonts != "embedded":
        return Reported(Fonts())
    headings = [block for block in walk(document.blocks) if isinstance(block, Heading)]
    large = document.meta.title + labels + "".join(plain_text(one.content) for one in headings)
    emphasised = any(isinstance(node, Styled) and node.style == "Emph" for node in walk(document.blocks))
    styles = [(400, "normal"), (700, "normal"), *([(400, "italic")] if emphasised else [])]
    _, heavy = theme.headings
    chosen = {
        "text": list(_chosen(theme, "text", document.lang, text, styles)),
        "headings": list(_chosen(theme, "headings", document.lang, large, [(heavy, "normal")])),
    }
    found: dict[str, Diagnostic] = {}
    faces: dict[Face, str] = {}
    for face, characters in (*chosen["text"], *chosen["headings"]):
        if not may_be_cut(theme.files[face.path]):
            found[face.family] = report("EBK704", Location("source/publication.yaml"), family=face.family)
        # One face for text and for headings has the characters of both.
        faces[face] = "".join(sorted({*characters, *faces.get(face, "")}))
    if found:
        return Reported(Fonts(), tuple(found.values()))
    css = theme.fill(
        "ebook/fonts.css.j2",
        faces=[(face, _file(face)) for face in faces],
        **{role: _listed(own) for role, own in chosen.items()},
        heading_weight=heavy,
    )
    files = {
        _file(face): renamed(theme.files[face.path], characters, face.family, _style(face))
        for face, characters in faces.items()
    }
    return Reported(Fonts(files, css))


def _listed(chosen: Sequence[tuple[Face, str]]) -> str:
    return ", ".join(f'"{family}"' for family in dict.fromkeys(face.family for face, _ in chosen))


def _chosen(
    theme: Theme, role: str, lang: str, text: str, styles: Sequence[tuple[int, str]]
) -> Iterator[tuple[Face, str]]:
    """The faces that a text is set in, each with the characters that fall to it: a reader asks them in this order."""
    left = {character for character in text if character.isprintable()}
    basic = set(BASIC_CHARACTERS)
    for family in (one.strip('"') for one in theme.stack(role, lang).split(", ")):
        if not (left or basic):
            break
        known = characters_of(theme.files[theme.face(family, 400).path])
        here = {character for character in left if ord(character) in known}
        own = "".join(sorted(here | {character for character in basic if ord(character) in known}))
        left -= here
        basic -= set(own)
        if any(character.isalnum() for character in here):
            yield from ((face, own) for face in _asked(theme, family, styles))


def _asked(theme: Theme, family: str, styles: Sequence[tuple[int, str]]) -> tuple[Face, ...]:
    """A family's faces in these styles; of a weight that it lacks the nearest, and no italics where it has none."""
    slopes = {face.style for face in theme.faces if face.family == family}
    asked = {theme.face(family, weight, style) for weight, style in styles if style in slopes}
    return tuple(face for face in theme.faces if face in asked)


def _style(face: Face) -> str:
    weight = _STYLES.get(face.weight, str(face.weight))
    return weight if face.style == "normal" else "Italic" if weight == "Regular" else f"{weight} Italic"


def _file(face: Face) -> str:
    return f"{face.family}-{_style(face)}.ttf".lower().replace(" ", "-")
