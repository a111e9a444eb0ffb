"""What an article may be made of beyond plain Markdown: the components, spans and attributes.

One table, from which the checks, the nearest names in their help and the reference pages derive.
Must not: know how anything looks.
"""

from __future__ import annotations

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

    Shape: `within` names the components that may hold it; it may always stand at the surface of the article.
    """

    name: str
    form: Literal["block", "span", "image"]
    content: Content
    doc: str
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
        (_AS_OF, _SOURCE),
        _BOXES,
    ),
    Element(
        "pull-fact",
        "block",
        "paragraphs",
        "One figure, drawn large, beside the paragraph that it belongs to.",
        (
            Attribute("value", "text", "what is drawn large", required=True),
            Attribute("label", "text", "what the value says", required=True),
        ),
    ),
    Element("steps", "block", "ordered list", "What to do, in order.", (_TITLE,), _BOXES),
    Element(
        "checklist", "block", "bullet list", "What to have or to do, with boxes to tick.", (_TITLE,), _BOXES
    ),
    Element(
        "callout",
        "block",
        "blocks",
        "A box beside the main line of thought.",
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
        (Attribute("caption", "text", "what the table shows"), _AS_OF, _REVIEW_BY, _SOURCE),
        _BOXES,
    ),
    Element("contact", "block", "nothing", "The contact card, here instead of at the end."),
    Element("sources", "block", "nothing", "The numbered list of sources, here instead of at the end."),
    Element(
        "disclaimer",
        "block",
        "nothing",
        "The approved wording of a disclaimer: one that is owed at this place, or an extra one.",
        (Attribute("ref", "disclaimer", "the id of a wording in source/disclaimers", required=True),),
        (),
    ),
    Element(
        "only",
        "block",
        "blocks",
        "Blocks for some of the formats only.",
        (Attribute("formats", "formats", "one or more of brochure, ebook and handout", required=True),),
        (),
    ),
    Element(
        "fact",
        "span",
        "text",
        "A statement in a sentence that holds from a day, up to a day, or by a source.",
        (_AS_OF, _REVIEW_BY, _SOURCE),
    ),
    Element(
        "",
        "span",
        "text",
        "Words in another language, so that they are spoken and divided in their own way.",
        (
            Attribute("lang", "language", "the language of the words", required=True),
            Attribute("dir", "choice", "their direction", choices=("ltr", "rtl")),
        ),
    ),
    Element(
        "decorative",
        "image",
        "text",
        "A picture of the article's folder; the class says that it is only an ornament and needs no text alternative.",
        (
            Attribute("caption", "text", "a line below the picture"),
            Attribute("width", "length", "its width, such as `60%` or `80mm`"),
        ),
    ),
)

COMPONENTS = {element.name: element for element in VOCABULARY if element.form == "block"}
SPANS = {element.name: element for element in VOCABULARY if element.form == "span"}
IMAGE = next(element for element in VOCABULARY if element.form == "image")

# Ids that the editions use themselves.
RESERVED_IDS = frozenset(
    {
        "contents-heading",
        "notes-heading",
        "smallprint-manifest",
        "sources-list",
        "cover",
        "toc",
        "nav",
        "landmarks",
    }
)
RESERVED_ID_PREFIXES = ("note-", "notice-")
