"""A collection: one book out of several articles. Owns the schema of `source/collections/<id>.yaml`.

Input: the bytes of that file, the articles of the project. Output: a frozen `Collection`.
Must not: read the disk, parse the text of an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Annotated

from pydantic import Field, model_validator

from pipeline.article import Article, Asset, FrontMatter, decode, language_of, without_private_keys
from pipeline.diagnostics import (
    Diagnostic,
    Location,
    Reported,
    did_you_mean,
    has_errors,
    in_file_order,
    quoted,
    report,
)
from pipeline.schema import SLUG, UNDETERMINED, AsTuple, ListOf, Model, Text, expected, slug_of
from pipeline.validation import salvaged, validate
from pipeline.yaml import YamlDocument, legible

FOLDER = "source/collections"
_FILE = re.compile(r"(?P<slug>[^.]+)(\.(?P<lang>[^.]+))?\.yaml")

Slugs = ListOf[Text]


class PartMatter(Model):
    title: Text = Field(description="of the page that begins the part")
    articles: Annotated[Slugs, Field(min_length=1)] = Field(description="the folders' names, in order")


class CollectionMatter(FrontMatter):
    """What a collection says: an article's keys, and which articles it holds."""

    parts: Annotated[tuple[PartMatter, ...], AsTuple, Field(min_length=1)] | None = Field(
        None, description="its articles in parts, in order; or `articles`"
    )
    articles: Annotated[Slugs, Field(min_length=1)] | None = Field(
        None, description="its articles where it has no parts, in order"
    )
    preface: Text | None = Field(None, description="a Markdown file beside it, without front matter")

    @model_validator(mode="after")
    def _either(self) -> CollectionMatter:
        if (self.parts is None) == (self.articles is None):
            raise expected("either `articles` or `parts`")
        return self


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """What lies on the disk, read once. Shape: `texts` are the Markdown files beside it, `assets` the pictures; without content, the `problem` says why."""

    path: str
    content: bytes | None
    assets: tuple[Asset, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a book's articles, in order. Shape: `title` is None where the book has no parts."""

    title: str | None
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """A book of articles in one language.

    Shape: `front` is the book itself, told as an article: its front matter, and the preface as its body, which is
    empty where there is none. It inherits its articles' topics and newest date where it says nothing itself.
    """

    path: str
    front: Article
    parts: tuple[Part, ...]
    # Where each article is named, by its slug, for findings on it.
    places: Mapping[str, Location] = field(default_factory=dict)
    # Whether everything in its file could be read: else its title and language may be others.
    legible: bool = True

    @property
    def slug(self) -> str:
        return self.front.slug

    @property
    def lang(self) -> str:
        return self.front.lang

    @property
    def meta(self) -> FrontMatter:
        return self.front.meta

    @property
    def formats(self) -> tuple[str, ...]:
        return self.front.formats

    @property
    def id(self) -> str:
        return self.front.id

    @property
    def faulty(self) -> bool:
        return self.front.faulty

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(one for part in self.parts for one in part.articles)

    @property
    def text_sha256(self) -> str:
        """The hash of all its texts."""
        texts = (self.front.front, *(one.text_sha256 for one in (self.front, *self.articles)))
        return sha256("\n".join(texts).encode()).hexdigest()


def names_in(file: CollectionFile) -> frozenset[str]:
    """The names of all articles that a file may name, whatever else is wrong with it."""
    text = decode(file.content, file.path).value if file.content is not None else None
    loaded = legible(text, file.path).value if text is not None else None
    return frozenset(_words(loaded.value)) if loaded is not None else frozenset()


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for child in value.values():
            yield from _words(child)
    elif isinstance(value, Sequence):
        for child in value:
            yield from _words(child)


def parse(
    file: CollectionFile, default_lang: str, articles: Sequence[Article], slugs: Set[str] | None = None
) -> Reported[Collection | None]:
    """The collection in a file, of the articles that it names; `slugs` are all that there are, if these are not all.

    Reports: ART110–ART118 (the file), ART119 (its name), ART133 (no such article), ART134 (not in this language),
    ART135 (named twice), ART136 (an article with errors), ART137 (its preface).
    """
    name = file.path.rsplit("/", 1)[-1]
    match = _FILE.fullmatch(name)
    whole = Location(file.path)
    if match is None or not SLUG.fullmatch(match["slug"]):
        stem = name.removesuffix(".yaml")
        return Reported(
            None, (report("ART119", whole, slug=quoted(stem), better=slug_of(stem) or "high-tide"),)
        )
    if file.content is None:
        return Reported(None, (report("ART110", whole, problem=file.problem or "it cannot be read"),))
    decoded = decode(file.content, file.path, anyhow=True)
    if decoded.value is None:
        return Reported(None, decoded.diagnostics)
    loaded = legible(decoded.value, file.path)
    if loaded.value is None or not isinstance(loaded.value.value, dict | None):
        checked = loaded.value and validate(loaded.value, CollectionMatter, context="a collection")
        more = checked.diagnostics if checked else ()
        return Reported(None, in_file_order((*decoded.diagnostics, *loaded.diagnostics, *more)))
    positions = without_private_keys(replace(loaded.value, value=loaded.value.value or {}))
    checked = validate(positions, CollectionMatter, context="a collection")
    found = [*decoded.diagnostics, *loaded.diagnostics, *checked.diagnostics]
    legible_whole = not has_errors(found)
    meta: FrontMatter = checked.value or salvaged(positions, FrontMatter, {"title": "Untitled"})
    lang, misnamed = language_of(meta, match["lang"], default_lang, positions)
    found += misnamed
    preface, unread = _preface(file, positions)
    found += unread
    slugs = {one.slug for one in articles} if slugs is None else slugs
    groups, missing = _parts(lang, positions, articles, slugs)
    # Of a language that cannot be read, nobody knows what there is.
    unknown = default_lang == UNDETERMINED or (
        meta.lang is None and match["lang"] is None and "lang" in positions.value
    )
    found += [one for one in missing if not (unknown and one.code == "ART134")]
    path = f"{FOLDER}/{positions.value['preface'].strip()}" if preface else file.path
    front = Article(
        path=path,
        slug=match["slug"],
        lang=lang,
        meta=_inherited(meta, [one for part in groups for one in part.articles]),
        positions=positions,
        body=preface,
        body_line=1,
        assets={asset.name: asset for asset in file.assets},
        translation=match["lang"] is not None,
        front=decoded.value,
        faulty=has_errors(found),
    )
    places = {slug: place for part in _written(positions) for slug, place in part.named}
    return Reported(Collection(file.path, front, groups, places, legible_whole), in_file_order(found))


@dataclass(frozen=True, slots=True)
class _Written:
    """A part as it is written, whatever else is wrong with the file: its title, and the articles that it names, with the places."""

    title: str | None
    named: tuple[tuple[str, Location], ...]


def _written(positions: YamlDocument) -> Iterator[_Written]:
    def named(value: object, *at: str | int) -> tuple[tuple[str, Location], ...]:
        listed = value if isinstance(value, list) else [value]
        places = (positions.at(*at, index) for index in range(len(listed)))
        pairs = zip(listed, places, strict=True)
        return tuple((slug.strip(), place) for slug, place in pairs if isinstance(slug, str) and slug.strip())

    yield _Written(None, named(positions.value.get("articles"), "articles"))
    parts = positions.value.get("parts")
    for number, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, dict):
            title = part.get("title")
            slugs = named(part.get("articles"), "parts", number, "articles")
            yield _Written(title.strip() if isinstance(title, str) else "", slugs)


def _parts(
    lang: str, positions: YamlDocument, articles: Sequence[Article], slugs: Set[str]
) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """The articles that a collection names, in its language, and what is wrong with the names."""
    known = {(one.slug, one.lang): one for one in articles}
    found: list[Diagnostic] = []
    seen: dict[str, Article | None] = {}
    written = list(_written(positions))
    for slug, place in (pair for part in written for pair in part.named):
        one = known.get((slug, lang))
        if slug in seen:
            found.append(report("ART135", place, slug=slug))
        elif slug not in slugs:
            found.append(report("ART133", place, name=quoted(slug), nearest=did_you_mean(slug, slugs)))
        elif one is None:
            found.append(report("ART134", place, slug=slug, lang=lang))
        elif one.faulty:
            found.append(report("ART136", place, slug=slug))
        seen[slug] = one

    def group(named: Iterable[tuple[str, Location]]) -> tuple[Article, ...]:
        return tuple(one for slug, _ in named if (one := seen.get(slug)) is not None)

    return tuple(Part(part.title, group(part.named)) for part in written if part.named), found


def _preface(file: CollectionFile, positions: YamlDocument) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of the preface; empty where there is none."""
    name = positions.value.get("preface")
    if not isinstance(name, str) or not (name := name.strip()):
        return "", ()
    content = file.texts.get(name)
    if content is None:
        place = positions.at("preface")
        action = did_you_mean(name, file.texts) if file.texts else "write it there, or take `preface` out"
        return "", (report("ART137", place, name=quoted(name), nearest=action),)
    text = decode(content, f"{FOLDER}/{name}")
    return text.value or "", text.diagnostics


def _inherited(meta: FrontMatter, articles: Sequence[Article]) -> FrontMatter:
    """The book's front matter, with its articles' topics and newest date where it has none of its own."""
    topics = tuple(dict.fromkeys(topic for one in articles for topic in one.meta.topics))
    dates = [one.date for one in articles if one.date is not None]
    filled: dict[str, object] = {}
    if not meta.topics:
        filled["topics"] = topics
    if meta.date is None and meta.modified is None and dates:
        filled["modified"] = max(dates)
    return meta.model_copy(update=filled)
