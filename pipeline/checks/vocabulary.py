"""What an article may be made of beyond plain Markdown: the components, spans and attributes.

One table, from which the checks, the nearest names in their help and the reference pages derive.
Must not: know how anything looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "source", "choice", "formats", "disclaimer", "length", "language"]
Content = Literal[
    "key facts", "ordered list", "bullet list", "blocks", "paragraphs", "table", "nothing", "text"
]

FORMATS = ("brochure", "ebook", "handout")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a component or span.

    Shape: `choices` belong to the kind `choice`; `doc` is a phrase for the reference.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the vocabulary.

    Shape: a block or span is written with its name as class, the other two by their attributes; `within` names the components that may hold it; it may always stand at the surface of the article.
    """

    name: str
    form: Literal["block", "span", "language", "image"]
    content: Content
    doc: str
    example: str
    attributes: tuple[Attribute, ...] = ()
    within: tuple[str, ...] = ("only",)

    def attribute(self, name: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    @property
    def attribute_names(self) -> tuple[str, ...]:
        return tuple(attribute.name for attribute in self.attributes)


_AS_OF = Attribute("as-of", "date", "the day on which the figures held; the notice beside them names it")
_REVIEW_BY = Attribute("review-by", "date", "the day after which a build fails until somebody has looked")
_SOURCE = Attribute("source", "source", "the number of an entry of `sources` in the front matter")
_TITLE = Attribute("title", "text", "a short line above")
_BOXES = ("only", "callout")

VOCABULARY: tuple[Element, ...] = (
    Element(
        "key-facts",
        "block",
        "key facts",
        "The figures that a reader should remember, each a value in bold with its label.",
        "::: {.key-facts as-of=2026-05-01}\n- **1.2 m** the tide at Bergen\n- **12 h 25 min** from one high water to the next\n:::",
        (_AS_OF, _SOURCE),
        _BOXES,
    ),
    Element(
        "pull-fact",
        "block",
        "paragraphs",
        "One figure, drawn large, beside the paragraph that it belongs to.",
        '::: {.pull-fact value="1.2 m" label="the tide at Bergen"}\nSpring tides reach higher, neap tides less.\n:::',
        (
            Attribute("value", "text", "what is drawn large", required=True),
            Attribute("label", "text", "what the value says", required=True),
        ),
    ),
    Element(
        "steps",
        "block",
        "ordered list",
        "What to do, in order.",
        '::: {.steps title="Before you go out"}\n1. Look at the tide table.\n2. Tell somebody where you go.\n:::',
        (_TITLE,),
        _BOXES,
    ),
    Element(
        "checklist",
        "block",
        "bullet list",
        "What to have or to do, with boxes to tick.",
        '::: {.checklist title="In your bag"}\n- Boots\n- A torch\n:::',
        (_TITLE,),
        _BOXES,
    ),
    Element(
        "callout",
        "block",
        "blocks",
        "A box beside the main line of thought.",
        '::: {.callout kind=warning title="The tide comes in fast"}\nTurn back an hour before low water ends.\n:::',
        (
            Attribute(
                "kind",
                "choice",
                "what kind of box; `note` where it is left out",
                choices=("note", "tip", "warning"),
            ),
            _TITLE,
        ),
    ),
    Element(
        "quote",
        "block",
        "paragraphs",
        "What somebody said, in their own words.",
        '::: {.quote by="Kari Nordmann, harbour master"}\nNobody argues with the moon.\n:::',
        (
            Attribute("by", "text", "who said it"),
            Attribute("source", "text", "where, as text or as the number of an entry of `sources`"),
        ),
        _BOXES,
    ),
    Element(
        "table",
        "block",
        "table",
        "A table with a caption, a date and a source.",
        '::: {.table caption="Tides in May" as-of=2026-05-01 review-by=2099-12-31}\n| Town | Tide |\n|---|---|\n| Bergen | 1.2 m |\n:::',
        (Attribute("caption", "text", "what the table shows"), _AS_OF, _REVIEW_BY, _SOURCE),
        _BOXES,
    ),
    Element(
        "contact", "block", "nothing", "The contact card, here instead of at the end.", "::: contact\n:::"
    ),
    Element(
        "sources",
        "block",
        "nothing",
        "The numbered list of sources, here instead of at the end.",
        "::: sources\n:::",
    ),
    Element(
        "disclaimer",
        "block",
        "nothing",
        "The approved wording of a disclaimer: one that is owed at this place, or an extra one.",
        "::: {.disclaimer ref=pricing}\n:::",
        (Attribute("ref", "disclaimer", "the id of a wording in source/disclaimers", required=True),),
        (),
    ),
    Element(
        "only",
        "block",
        "blocks",
        "Blocks for some of the formats only.",
        '::: {.only formats="ebook handout"}\nThe printed edition has the table on its back.\n:::',
        (Attribute("formats", "formats", "one or more of brochure, ebook and handout", required=True),),
        (),
    ),
    Element(
        "fact",
        "span",
        "text",
        "A statement in a sentence that holds from a day, up to a day, or by a source.",
        "A ticket costs [30 NOK]{.fact as-of=2026-05-01 review-by=2099-12-31}.",
        (_AS_OF, _REVIEW_BY, _SOURCE),
    ),
    Element(
        "lang",
        "language",
        "text",
        "Words in another language, so that they are spoken and divided in their own way.",
        "They call it [springflo]{lang=nb}.",
        (
            Attribute("lang", "language", "the language of the words", required=True),
            Attribute("dir", "choice", "their direction", choices=("ltr", "rtl")),
        ),
    ),
    Element(
        "image",
        "image",
        "text",
        "A picture of the article's folder; the class `decorative` says that it is an ornament, which needs no text alternative.",
        '![Boats level with the quay](picture.png){caption="High water" width=60%}\n\n![](picture.png){.decorative}',
        (
            Attribute("caption", "text", "a line below the picture"),
            Attribute("width", "length", "its width, such as `60%` or `80mm`"),
        ),
    ),
)

COMPONENTS = {element.name: element for element in VOCABULARY if element.form == "block"}
SPANS = {element.name: element for element in VOCABULARY if element.form == "span"}
LANGUAGE = next(element for element in VOCABULARY if element.form == "language")
IMAGE = next(element for element in VOCABULARY if element.form == "image")
DECORATIVE = "decorative"

# Ids that the editions use themselves, in a file with headings of the article.
RESERVED_IDS = re.compile(r"smallprint-.*")
