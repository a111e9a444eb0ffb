"""Which faces a handout carries, and which letters of each.

Input: a document, completed for the handout, and the theme. Output: faces and text. Must not: know how a font is cut.

Why: every face costs a reader some ten kilobytes, and letters are most of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import (
    Block,
    Component,
    Document,
    Heading,
    Link,
    Node,
    Notice,
    Paragraph,
    Styled,
    plain_text,
    walk,
)
from pipeline.document.queries import bold_italic
from pipeline.formats.handout.described import other_languages
from pipeline.rendition.complete import Labels
from pipeline.rendition.expected import Expectation
from pipeline.rendition.imprint import imprint
from pipeline.theme import BASIC_CHARACTERS, Theme

# What stylesheets and browsers put between words: numbers of steps and notes, hyphens, points behind labels, brackets
# around addresses.
ALWAYS = "0123456789 \u00a0.,:;-‐–—()·•↑…："
# What the stylesheet sets in the face of headings, beside headings and the lead.
_DISPLAYED = frozenset(["quote", "key-facts", "part-value", "part-standfirst"])


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces in a page. Shape: `families` are those of another script than the brand's faces have."""

    families: tuple[str, ...]
    css: str


def faces_of(document: Document, completed: Document, theme: Theme, owed: Expectation) -> Faces:
    """The faces of a page, with the letters that it shows in each."""
    labels = theme.labels(document.lang)
    runs = (run.text for run in (*owed.runs, *owed.notes))
    text = "".join((*runs, *labels.values(), *imprint(document, labels, "handout")))
    families = theme.families_for(text, theme.text, document.lang) if not text.isascii() else ()
    whole = bool(families) and theme.covers(families[0], text)
    chosen = chosen_faces(completed, theme, families, whole)
    if any(notice.legibility.bold for notice in owed.notices):
        chosen.append((families[0] if families and whole else theme.text, 700, "normal"))
    beside = "".join((text, *(one.name for one in other_languages(document)), *addresses(completed)))
    # Own templates may say anything, and own stylesheets set anything in the face of headings.
    own = theme.changed("handout")
    large = beside if own or theme.headings[0] == theme.text else displayed(completed, labels)
    always = BASIC_CHARACTERS if own else ALWAYS
    css = "".join(
        theme.embedded_faces((face,), large if face[0] == theme.headings[0] else beside, always)
        for face in dict.fromkeys(chosen)
    )
    return Faces(tuple(families), css)


def chosen_faces(
    document: Document, theme: Theme, families: Sequence[str], whole: bool
) -> list[tuple[str, int, str]]:
    """The faces that the page will use: italics only where something is emphasised.

    Shape: `families` are those of another script; `whole` where the first of them has every character.
    Why: bold is semibold here, so that 700 is never needed.
    """
    text, (headings, heavy) = theme.text, theme.headings
    if theme.tall(document.lang):  # no italics there; headings are in the script's own face, and bold
        base = [] if families and whole else [(text, 400, "normal"), (text, 600, "normal")]
        return [*base, *((family, weight, "normal") for family in families for weight in (400, 700))]
    faces = [(text, 400, "normal"), (text, 600, "normal")]
    emphasised = any(isinstance(node, Styled) and node.style == "Emph" for node in walk(document.blocks))
    if emphasised:
        faces.append((text, 400, "italic"))
    faces += [(headings, 400, "normal"), (headings, heavy, "normal")]
    if emphasised and _emphasised_in_serif(document.blocks):
        faces.append((headings, 400, "italic"))
    known = {(face.family, face.weight, face.style) for face in theme.faces}
    if emphasised and bold_italic(document.blocks):
        slanted = [family for family in (text, headings) if (family, 400, "italic") in faces]
        faces += [(family, 600, "italic") for family in slanted if (family, 600, "italic") in known]
    for family in families:
        if family != headings:
            faces += [(family, weight, "normal") for weight in (400, 600)]
            faces += [(family, 400, "italic")] if emphasised and (family, 400, "italic") in known else []
    return faces


def _emphasised_in_serif(blocks: Sequence[Block]) -> bool:
    """Whether the lead or a quotation has something emphasised: the stylesheet sets these in the serif."""
    lead = next((block for block in blocks if not isinstance(block, Notice)), None)
    serif: list[Node] = [lead] if isinstance(lead, Paragraph) else []
    serif += [node for node in walk(blocks) if isinstance(node, Component) and node.name == "quote"]
    return any(isinstance(node, Styled) and node.style == "Emph" for node in walk(serif))


def displayed(document: Document, labels: Labels) -> str:
    """All that the shipped stylesheet sets in the face of headings."""
    return "".join(
        (document.meta.title, labels["notes"], *(plain_text(node) for node in _display(document.blocks)))
    )


def _display(blocks: Sequence[Block]) -> Iterator[Node]:
    beginning = True
    for block in blocks:
        beginning = beginning and not isinstance(block, Heading)
        if beginning and isinstance(block, Paragraph):
            yield block
    for node in walk(blocks):
        if isinstance(node, Heading) or (isinstance(node, Component) and node.name in _DISPLAYED):
            yield node


def addresses(document: Document) -> Iterator[str]:
    """The addresses behind links, which stand beside them on paper."""
    return (node.url for node in walk(document.blocks) if isinstance(node, Link))
