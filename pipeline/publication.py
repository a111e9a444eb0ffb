"""The publication: what `source/publication.yaml` says about all of its articles.

Input: the bytes of that file. Output: a frozen `Publication`. Owns its schema.
Must not: read the disk, know about single articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, get_args

from pydantic import Field

from pipeline.article import Article, BrochureOptions, Contact, EbookOptions, Format, PrintSize, decode
from pipeline.brand import Brand
from pipeline.diagnostics import Location, Reported, in_file_order
from pipeline.schema import UNDETERMINED, Country, Language, ListOf, Model, Text, WebPlace
from pipeline.validation import salvaged, validate
from pipeline.yaml import legible

PATH = "source/publication.yaml"


class Publication(Model):
    """Who publishes, in which language, and how by default."""

    publisher: Text = Field(description="printed in the imprint of every edition")
    base_url: WebPlace | None = Field(
        None, description="where the handouts will be found; prefix of their addresses"
    )
    lang: Language = Field("en", description="language of articles that name none")
    country: Country | None = Field(None, description="two capital letters, such as `NO`")
    formats: Annotated[ListOf[Format], Field(min_length=1)] = Field(
        ("brochure", "ebook", "handout"), description="which editions to make"
    )
    contact: Contact | None = Field(None, description="for the contact card of articles that have no own one")
    brochure: BrochureOptions = Field(
        default_factory=BrochureOptions, description="for articles that do not say it themselves"
    )
    ebook: EbookOptions = Field(
        default_factory=EbookOptions, description="for articles that do not say it themselves"
    )
    translations: ListOf[Language] = Field(
        (),
        description="languages in which every article and collection should be there; what is missing is a warning",
    )
    advice: bool = Field(
        True,
        description="whether `check` advises on how easy a text is to read, and on topics that it seems to lack",
    )
    brand: Brand = Field(
        default_factory=Brand, description="the look of all editions: theme, colours, fonts, logo, corners"
    )


def parse(content: bytes, path: str = PATH) -> Reported[Publication]:
    """The publication, with everything that is wrong with its file: then it is what could be read of it.

    Shape: where its language cannot be read, that is undetermined.
    """
    text = decode(content, path, anyhow=True)
    document = legible(text.value, path) if text.value is not None else None
    if document is None or document.value is None:
        return Reported(unread(), (*text.diagnostics, *(document.diagnostics if document else ())))
    checked = validate(document.value, Publication, context="publication.yaml")
    found = in_file_order((*text.diagnostics, *document.diagnostics, *checked.diagnostics))
    if checked.value is not None:
        return Reported(checked.value, found)
    written = document.value.value
    if not isinstance(written, dict):
        return Reported(unread(), found)
    read = salvaged(document.value, Publication, {"publisher": "…"})
    if "lang" in written and "lang" not in read.model_fields_set:
        read = read.model_copy(update={"lang": UNDETERMINED})
    return Reported(read, found)


def unread() -> Publication:
    """What is known of a publication of whose file nothing can be read."""
    return Publication(publisher="…", lang=UNDETERMINED)


def places(content: bytes, path: str = PATH) -> Callable[..., Location]:
    """Where each value stands in the file, by its keys; for what is found later."""
    document = legible(decode(content, path, anyhow=True).value or "", path).value
    return document.at if document is not None else lambda *_: Location(path)


def with_defaults(
    article: Article,
    publication: Publication,
    least_size: PrintSize = "standard",
    asked: Mapping[str, object] = MappingProxyType({}),
) -> Article:
    """The article with the publication's word wherever it says nothing itself.

    Shape: what is `asked` of brochures wins over both; their sizes begin with the smallest that is allowed.
    """
    meta = article.meta
    wanted = {name: value for name, value in meta.brochure if value is not None}
    brochure = publication.brochure.model_copy(update={**wanted, **asked})
    sizes = get_args(PrintSize)
    further = set(brochure.size or ())
    allowed = sizes[sizes.index(least_size) :]
    brochure = brochure.model_copy(
        update={"size": (allowed[0], *(size for size in allowed[1:] if size in further))}
    )
    filled = meta.model_copy(
        update={
            "publisher": meta.publisher or publication.publisher,
            "contact": meta.contact or publication.contact,
            "formats": meta.formats or publication.formats,
            "brochure": brochure,
            "ebook": EbookOptions(fonts=meta.ebook.fonts or publication.ebook.fonts),
        }
    )
    return replace(article, meta=filled)
