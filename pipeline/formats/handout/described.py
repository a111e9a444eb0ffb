"""What a handout says of itself to search engines and to programs that show links: metadata, never a new claim.

Input: an attached `Document`. Output: plain values for the head of its page. Must not: state what the front matter
does not; know markup.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.article import Person, text_direction
from pipeline.document import Block, Document, Heading, Notice, Paragraph, plain_text
from pipeline.rendition.addresses import address, handout_path, own_name
from pipeline.rendition.complete import CHAPTER, comma

# What search engines show of a description. Units: characters.
LONGEST = 160
# A sentence that ends earlier says too little; then words are kept up to the limit.
SHORTEST = 60
_END = re.compile(r"[.!?…।۔؟](?=\s)|[。！？]")
# The topic that is about people's health, as the packs call it.
HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The same handout in another language. Shape: `name` is what its speakers call it."""

    lang: str
    dir: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Described:
    """What the head of a page says.

    Shape: `address`, `alternates` (by `hreflang`) and a picture among the `properties` of Open Graph are there only
    where the publication has a place; `structured` is JSON-LD.
    """

    description: str
    address: str | None
    alternates: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    structured: str


def other_languages(document: Document) -> tuple[Counterpart, ...]:
    """The other languages in which there is a handout of this, as a reader is offered them: the original first."""
    return tuple(
        Counterpart(
            lang,
            text_direction(lang),
            own_name(lang),
            address(document.site, handout_path(lang, document.slug)),
        )
        for lang in sorted(document.languages, key=lambda lang: lang != document.original)
        if lang != document.lang
    )


def described(document: Document, format: str) -> Described:
    """All that the head says of the text below. `format` is that whose disclaimers count."""
    description = document.meta.description or _summary(document, format)
    here = _place(document, document.lang)
    return Described(
        description,
        here,
        tuple(_alternates(document)),
        tuple(_open_graph(document, description, here)),
        _as_json({"@context": "https://schema.org", **_structured(document, description, here)}),
    )


def _place(document: Document, lang: str) -> str | None:
    return address(document.site, handout_path(lang, document.slug)) if document.site else None


def _alternates(document: Document) -> Iterator[tuple[str, str]]:
    """The handout in each of its languages, this one among them; whoever reads none of them gets the original."""
    if document.site is None or len(document.languages) < 2:
        return
    for lang in (*document.languages, "x-default"):
        tag = (document.original or document.languages[0]) if lang == "x-default" else lang
        yield lang, _place(document, tag) or ""


# ── a description where the author gives none


def _summary(document: Document, format: str) -> str:
    """The beginning of the text, else its subtitle or title.

    Why: a paragraph that a disclaimer qualifies is left out, since nobody would show the disclaimer with it.
    """
    text = next(_unqualified(document.blocks, format), "")
    return shortened(text or document.meta.subtitle or document.meta.title)


def _unqualified(blocks: Sequence[Block], format: str) -> Iterator[str]:
    """The paragraphs before the second heading that stand without a disclaimer."""
    shown = [block for block in blocks if not isinstance(block, Notice) or format in block.formats]
    headings = 0
    for block, following in zip(shown, (*shown[1:], None), strict=True):
        headings += isinstance(block, Heading)
        if headings > 1:
            return
        alone = not isinstance(following, Notice) or following.place == "closing"
        if isinstance(block, Paragraph) and alone and (text := " ".join(plain_text(block).split())):
            yield text


def shortened(text: str) -> str:
    """A text that is no longer than `LONGEST`: whole sentences where they say enough, else whole words."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _END.finditer(text, 0, LONGEST + 1) if match.end() <= LONGEST]
    if ends and ends[-1] >= SHORTEST:
        return text[: ends[-1]]
    cut = text.rfind(" ", SHORTEST, LONGEST)
    if cut < 0:  # no spaces between words, as in Chinese
        cut = LONGEST - 1
        while unicodedata.category(text[cut]).startswith("M"):
            cut -= 1
    return text[:cut].rstrip(" ,;:–—،、，；：-(") + "…"


# ── Open Graph


def _open_graph(document: Document, description: str, here: str | None) -> Iterator[tuple[str, str]]:
    """Source: ogp.me. A locale is named only where a language comes with its country."""
    meta = document.meta
    kind = "book" if document.bound else "article"
    yield "og:type", kind
    yield "og:title", meta.title
    yield "og:description", description
    if meta.publisher:
        yield "og:site_name", meta.publisher
    if here:
        yield "og:url", here
    if locale := _locale(document.lang):
        yield "og:locale", locale
        for lang in document.languages:
            if lang != document.lang and (other := _locale(lang)):
                yield "og:locale:alternate", other
    if picture := _picture(document):
        yield "og:image", picture
        yield "og:image:type", "image/jpeg"
        yield "og:image:alt", f"{meta.title}. {meta.cover.alt}" if meta.cover else meta.title
    first, last = meta.date, meta.modified
    if document.bound:
        if first:
            yield "book:release_date", first.isoformat()
    else:
        if first:
            yield "article:published_time", first.isoformat()
        if last:
            yield "article:modified_time", last.isoformat()
    for keyword in meta.keywords:
        yield f"{kind}:tag", keyword


def _locale(lang: str) -> str | None:
    """`pt_BR` of `pt-BR`; nothing for a language without a country."""
    language, *rest = lang.split("-")
    country = next((one for one in rest if len(one) == 2 and one.isalpha() and one.isupper()), None)
    return f"{language}_{country}" if country else None


def _picture(document: Document) -> str | None:
    """The cover that lies beside the ebook, where there is one and somebody could fetch it."""
    if document.site is None or "ebook" not in document.article.formats:
        return None
    return address(document.site, f"{document.lang}/{document.slug}/{document.slug}.cover.jpg")


# ── structured data


def _structured(document: Document, description: str, here: str | None) -> dict[str, Any]:
    """The page in the words of schema.org. Shape: a key stands there only where its value is known.

    Why: `MedicalWebPage` only where health is the one topic. A career guide for nurses has that topic too, and gives
    no medical information. A review is a property of a page, so that who names one is a `WebPage`.
    """
    meta = document.meta
    kinds = ["Collection" if document.bound else "Article"]
    if set(meta.topics) == {HEALTH}:
        kinds.append("MedicalWebPage")
    elif meta.reviewed:
        kinds.append("WebPage")
    stated: dict[str, Any] = {
        "@type": kinds if len(kinds) > 1 else kinds[0],
        "@id": here,
        "url": here,
        "headline": meta.title,
        "alternativeHeadline": meta.subtitle,
        "description": description,
        "inLanguage": document.lang,
        "image": _picture(document),
        "datePublished": meta.date,
        "dateModified": meta.modified,
        "author": [_author(person, document) for person in meta.author],
        "publisher": {"@type": "Organization", "name": meta.publisher} if meta.publisher else None,
        "lastReviewed": meta.reviewed.on if meta.reviewed else None,
        "reviewedBy": {"name": meta.reviewed.by} if meta.reviewed else None,
        "audience": {"@type": "Audience", "audienceType": meta.audience} if meta.audience else None,
        "spatialCoverage": _region(meta.region) if meta.region else None,
        "keywords": list(meta.keywords),
        "version": meta.release,
        "copyrightNotice": meta.rights,
        "citation": [
            {"@type": "CreativeWork", "name": source.title, "url": source.url} for source in meta.sources
        ],
        "hasPart": [_chapter(heading, here) for heading in _chapters(document)],
        "isPartOf": [_collection(slug, title, document) for slug, title in document.part_of],
        **_translations(document),
    }
    return stated


def _author(person: Person, document: Document) -> dict[str, Any]:
    """Who wrote it. Why: a ward can write as well as a nurse can; only the publisher's own name is an organisation's for sure."""
    known = person.name in (document.meta.publisher, person.organisation)
    beside = comma(document.lang).join(part for part in (person.role, person.organisation) if part)
    return {
        "@type": "Organization" if known else None,
        "name": person.name,
        "description": beside if beside and not known else None,
    }


def _region(region: str) -> dict[str, Any]:
    """Where the text holds; two capital letters are a country's."""
    if re.fullmatch("[A-Z]{2}", region):
        return {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": region}}
    return {"@type": "Place", "name": region}


def _chapters(document: Document) -> Iterator[Heading]:
    """What begins an article in a book; a preface has no name of its own."""
    for block in document.blocks if document.bound else ():
        if not isinstance(block, Heading) or CHAPTER not in block.attributes.classes:
            continue
        if not block.attributes.id.startswith("smallprint-"):
            yield block


def _chapter(heading: Heading, here: str | None) -> dict[str, Any]:
    place = f"{here}#{heading.attributes.id}" if here else None
    return {"@type": "Article", "headline": plain_text(heading.content), "url": place}


def _collection(slug: str, title: str, document: Document) -> dict[str, Any]:
    there = address(document.site, handout_path(document.lang, slug)) if document.site else None
    return {"@type": "Collection", "@id": there, "url": there, "headline": title}


def _translations(document: Document) -> dict[str, Any]:
    """What this is a translation of, or which translations there are, as far as they have addresses."""

    def work(lang: str) -> dict[str, Any]:
        there = _place(document, lang)
        return {
            "@type": "Collection" if document.bound else "Article",
            "@id": there,
            "url": there,
            "inLanguage": lang,
        }

    if document.site is None:
        return {}
    if document.original and document.original != document.lang:
        return {"translationOfWork": work(document.original)}
    if document.original:
        return {"workTranslation": [work(lang) for lang in document.languages if lang != document.lang]}
    return {}


def _as_json(value: dict[str, Any]) -> str:
    """JSON that can stand in a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(_known(value), ensure_ascii=False, separators=(",", ":"), default=str)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _known(value: Any) -> Any:
    """Without the keys whose values are not known."""
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items() if one not in (None, "", [], ())}
    if isinstance(value, list):
        return [_known(one) for one in value]
    return value
