"""An article as its author wrote it: front matter and body, each with positions.

Input: the bytes of `article.md` and of the files beside it. Output: a frozen `Article`.
Owns the schema of the front matter. Must not: read the disk, parse Markdown.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from pipeline.diagnostics import (
    Diagnostic,
    Extent,
    Location,
    Reported,
    has_errors,
    in_file_order,
    quoted,
    report,
)
from pipeline.schema import (
    SLUG,
    AsTuple,
    Email,
    IsoDate,
    Language,
    ListOf,
    Model,
    Sha256,
    Text,
    WebAddress,
    canonical_language,
    is_language_tag,
    meant_language,
    slug_of,
)
from pipeline.validation import no_language, salvaged, validate, without
from pipeline.yaml import YamlDocument, legible

MAX_BYTES = 2_000_000
MAX_LINE = 50_000
MAX_FRONT_MATTER = 20_000
# Letters in one, as they come out of a PDF: a program that looks for the word does not find it, and fonts join letters themselves.
LIGATURE = re.compile("[\ufb00-\ufb06\ufb13-\ufb17]")

Format = Literal["brochure", "ebook", "handout"]
FORMAT_NAMES: tuple[Format, ...] = ("brochure", "ebook", "handout")
Topics = ListOf[Text]


class Person(Model):
    name: Text = Field(description="as it is printed in the byline")
    role: Text | None = None
    organisation: Text | None = None


def _people(value: object) -> object:
    people = [value] if isinstance(value, str | dict) else value
    if isinstance(people, list):
        return tuple({"name": person} if isinstance(person, str) else person for person in people)
    return people


class Review(Model):
    by: Text
    on: IsoDate


class Cover(Model):
    image: Text = Field(description="a picture in the article's folder")
    alt: Text = Field(description="what the picture shows, for people who cannot see it")


PrintSize = Literal["standard", "clear", "large"]


class BrochureOptions(Model):
    layout: Literal["trifold", "booklet", "flyer", "auto"] | None = Field(
        None, description="`auto` takes the smallest that holds the article"
    )
    paper: Literal["a4", "letter"] | None = Field(
        None, description="the sheet: a tri-fold or flyer has this size, a booklet half of it"
    )
    size: ListOf[PrintSize] | None = Field(
        None, description="further files in clear (12 pt) and large print (18 pt)"
    )
    press: bool | None = Field(None, description="whether to make the file for a print shop too")
    icc: Text | None = Field(
        None,
        description="how it will be printed: `fogra39`, `fogra29`, `tr006`, or a profile's file under `source/` that publication.yaml names",
    )


class EbookOptions(Model):
    fonts: Literal["reader", "embedded"] | None = Field(
        None,
        description="`reader` leaves the type to the reading system; `embedded` puts the brand's faces into the book, which readers can still change",
    )


class Contact(Model):
    name: Text | None = None
    phone: Text | None = None
    email: Email | None = None
    url: WebAddress | None = None
    address: Text | None = None


class Source(Model):
    title: Text
    url: WebAddress | None = None
    date: IsoDate | None = None


class Translates(Model):
    sha256: Sha256 = Field(
        description="of the source article's text; another hash means that the translation is stale"
    )


class FrontMatter(Model):
    """Everything that stands above an article's body. Only `title` is required."""

    title: Text = Field(description="the only level-1 heading; begin the body at level 2")
    subtitle: Text | None = Field(None, description="a line under the title")
    description: Text | None = Field(
        None, description="one or two sentences for search engines and catalogues"
    )
    lang: Language | None = Field(
        None, description="a BCP 47 tag such as `en`, `nb` or `pt-BR`; else the publication's"
    )
    dir: Literal["ltr", "rtl"] | None = Field(None, description="writing direction; else the language's own")
    author: Annotated[
        tuple[Person, ...],
        BeforeValidator(_people, json_schema_input_type=Text | Person | list[Text | Person]),
    ] = Field((), description="text, or a list of people")
    date: IsoDate | None = Field(None, description="first published")
    modified: IsoDate | None = Field(None, description="last changed")
    reviewed: Review | None = Field(None, description="who checked the content, and when")
    review_by: IsoDate | None = Field(None, description="a build after this day fails")
    topics: Topics = Field(
        (), description="from the policy's vocabulary; they decide which disclaimers are owed"
    )
    audience: Text | None = Field(None, description="who it is for; policy rules can ask for it")
    region: Text | None = Field(None, description="where it holds; policy rules can ask for it")
    keywords: ListOf[Text] = Field((), description="for catalogues and search engines")
    rights: Text | None = Field(None, description="who may do what with the text; in the imprint")
    publisher: Text | None = Field(None, description="else the publication's")
    identifier: Text | None = Field(
        None, description="the ebook's identity; else it follows from the folder's name"
    )
    release: Text | None = Field(None, description="a new release gets a new ebook identifier")
    cover: Cover | None = Field(
        None,
        description="an own picture for the covers of brochure and ebook, with its text alternative; else one is drawn",
    )
    formats: Annotated[ListOf[Format], Field(min_length=1)] | None = Field(
        None, description="which editions to make; else the publication's"
    )
    brochure: BrochureOptions = Field(
        default_factory=BrochureOptions,
        description="`layout`: `auto`, `trifold`, `booklet` or `flyer`; `paper`: `a4` or `letter`; `size`: `clear`, `large`; "
        "`press`: `false` makes no file for a print shop; `icc`: how it will be printed",
    )
    ebook: EbookOptions = Field(
        default_factory=EbookOptions, description="`fonts`: `reader` or `embedded`, the brand's faces"
    )
    contact: Contact | None = Field(None, description="for the contact card; else the publication's")
    sources: Annotated[tuple[Source, ...], AsTuple] = Field((), description="the numbered source list")
    translates: Translates | None = Field(None, description="only in `article.<lang>.md`")
    translations: ListOf[Language] | None = Field(
        None,
        description="languages in which it should be there, instead of the publication's `translations`; `[]`: in none but its own",
    )


def about(meta: FrontMatter) -> dict[str, Any]:
    """What lists say of an article, as a manifest keeps it. Shape: only what its front matter says."""
    said: dict[str, Any] = {
        "subtitle": meta.subtitle,
        "description": meta.description,
        "keywords": list(meta.keywords),
        "authors": [person.name for person in meta.author],
        "identifier": meta.identifier,
        "date": meta.date and meta.date.isoformat(),
        "modified": meta.modified and meta.modified.isoformat(),
        "reviewed": meta.reviewed and {"by": meta.reviewed.by, "on": meta.reviewed.on.isoformat()},
    }
    return {key: value for key, value in said.items() if value}


# A translation's own; everything else comes from the source article.
TRANSLATED_KEYS = ("title", "subtitle", "description", "keywords")
# What it never inherits.
_OWN_KEYS = (*TRANSLATED_KEYS, "lang", "dir", "translates", "translations")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file beside the article.

    Shape: `content` is None where it may not be read; `problem` then says why
    (`outside`, `unreadable`, `too large`).
    """

    name: str
    content: bytes | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """What lies on the disk, read once.

    Shape: `path` is relative to the project; `content` is None where it cannot be read, and `problem`
    then says why.
    """

    path: str
    content: bytes | None
    problem: str | None = None
    assets: tuple[Asset, ...] = ()

    @property
    def slug(self) -> str:
        return self.path.split("/")[-2]

    @property
    def file_language(self) -> str | None:
        """`nb` of `article.nb.md`."""
        match = re.fullmatch(r"article\.([^.]+)\.md", self.path.rsplit("/", 1)[-1])
        return match[1] if match else None


class Inherited(NamedTuple):
    """What the original of a translation says of what rules ask for."""

    topics: tuple[str, ...]
    audience: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language.

    Shape: `body` is the Markdown after the front matter with Unix line ends; its first line is line
    `body_line` of the file, that of the front matter line `front_line`. `meta` holds the author's words, inherited ones included. A `faulty` one has errors in
    its front matter: its text can be checked, but nothing may be made of it. `inherited` is what rules ask for, as the
    original of a translation says it; None where there is none.
    """

    path: str
    slug: str
    lang: str
    meta: FrontMatter
    positions: YamlDocument
    body: str
    body_line: int
    assets: Mapping[str, Asset]
    translation: bool = False
    front: str = ""
    faulty: bool = False
    inherited: Inherited | None = None
    front_line: int = 2

    def at(self, *key: str | int) -> Location:
        """Where a value of the front matter stands."""
        return self.positions.at(*key)

    def location(self, extent: Extent | None) -> Location:
        return Location(self.path, extent)

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of its file."""
        front, body = self.front.split("\n")[:-1], self.body.split("\n")
        if self.body_line == 1:
            # The text of a collection stands in another file.
            return tuple(body if self.body or not front else front)
        head = [*[""] * (self.front_line - 2), "---", *front]
        left = self.body_line - 1 - len(head)
        return (*head, *[""] * (left - 1), *["---"][: max(left, 0)], *body)

    @property
    def text_sha256(self) -> str:
        """What a translation's `translates` refers to: the body, whatever its line breaks."""
        return sha256(folded(self.body).encode()).hexdigest()

    @property
    def dir(self) -> Literal["ltr", "rtl"]:
        return self.meta.dir or text_direction(self.lang)

    @property
    def date(self) -> datetime.date | None:
        """The date that outputs carry."""
        return self.meta.modified or self.meta.date

    @property
    def formats(self) -> tuple[str, ...]:
        """The editions that it wants."""
        return self.meta.formats or FORMAT_NAMES

    @property
    def id(self) -> str:
        """How people name it: `medical-assistant-norway`, `medical-assistant-norway.nb`."""
        return f"{self.slug}.{self.lang}" if self.translation else self.slug


def folded(text: str) -> str:
    """Text as it is compared and hashed everywhere: NFC, every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@functools.cache
def text_direction(lang: str) -> Literal["ltr", "rtl"]:
    from babel import Locale, UnknownLocaleError

    try:
        direction = Locale.parse(lang, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        direction = "ltr"
    return "rtl" if direction == "rtl" else "ltr"


def parse(file: ArticleFile, default_lang: str, source: Article | None = None) -> Reported[Article | None]:
    """The article in a file; of a translation, with what it inherits from `source`.

    Reports: ART101–ART110 (the file), ART111–ART118 and ART125, ART126 (front matter), ART119 (slug),
    ART127 (a translation's language).
    """
    whole = Location(file.path)
    if file.problem or file.content is None:
        return Reported(None, (report("ART110", whole, problem=file.problem or "it cannot be read"),))
    found: list[Diagnostic] = []
    if not SLUG.fullmatch(file.slug):
        found.append(
            report("ART119", whole, slug=quoted(file.slug), better=slug_of(file.slug) or "high-tide")
        )
    decoded = decode(file.content, file.path, anyhow=True)
    found += decoded.diagnostics
    if decoded.value is None:
        return Reported(None, tuple(found))
    split = _split(decoded.value, file.path)
    found += split.diagnostics
    if split.value is None:
        return Reported(None, tuple(found))
    front, body = split.value.front, split.value.body
    unread = YamlDocument(file.path, {}, unreadable=frozenset({()}))
    loaded = legible(front, file.path, split.value.front_line) if front is not None else Reported(unread)
    found += loaded.diagnostics
    positions = loaded.value or unread
    if positions.value is None:
        positions = replace(positions, value={})
    positions = without_private_keys(positions)
    language = file.file_language
    translation = language is not None
    original = source if translation and source is not None and not source.faulty else None
    if original is not None:
        positions = _inherit(positions, original)
    unready = _draft(positions)
    found += (report("ART146", positions.key_at(key), key=key) for key in unready)
    for key in unready:
        positions = replace(positions, value=without(positions.value, (key,)))
    checked = validate(positions, FrontMatter, context="front matter")
    found += (one for one in checked.diagnostics if not split.diagnostics or one.code not in _MISSING)
    meta = checked.value or salvaged(positions, FrontMatter, {"title": "Untitled"})
    if split.diagnostics:
        # What it lacks may stand where it was not looked for.
        positions = replace(positions, unreadable=positions.unreadable | {()})
    lang, misnamed = language_of(meta, language, default_lang, positions)
    found += misnamed
    return Reported(
        Article(
            path=file.path,
            slug=file.slug,
            lang=lang,
            meta=meta,
            positions=positions,
            body=body,
            body_line=split.value.body_line,
            assets={asset.name: asset for asset in file.assets},
            translation=translation,
            front=front or "",
            faulty=has_errors(found),
            inherited=_inherited(original.meta) if original is not None else None,
            front_line=split.value.front_line,
        ),
        in_file_order(found),
    )


def _draft(document: YamlDocument) -> list[str]:
    """Keys by which other programs keep a text back. Shape: of Hugo and Quarto `draft: true`, of Jekyll `published: false`."""
    value = document.value if isinstance(document.value, dict) else {}
    return [key for key, kept in (("draft", True), ("published", False)) if value.get(key) is kept]


# Keys that are not there.
_MISSING = ("ART117", "ART126")


def language_of(
    meta: FrontMatter, file_language: str | None, default_lang: str, positions: YamlDocument
) -> tuple[str, list[Diagnostic]]:
    """The article's language; a translation's is in its file name, and `lang` may not say another."""
    if file_language is None:
        return meta.lang or default_lang, []
    named = canonical_language(file_language) if is_language_tag(file_language) else None
    if named is not None and meta.lang in (named, None):
        return named, []
    if named is None:
        return meta.lang or default_lang, [
            no_language(
                Location(positions.path), "article.<lang>.md", file_language, meant_language(file_language)
            )
        ]
    found = report(
        "ART127", positions.at("lang"), file=quoted(file_language), found=quoted(meta.lang or "nothing")
    )
    return meta.lang or default_lang, [found]


def _encoding(content: bytes, place: int) -> str:
    """What a text that is not UTF-8 is in, as far as its first bytes tell; else the byte that does not fit."""
    return "UTF-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else f"the byte 0x{content[place]:02x}"


def decode(content: bytes, path: str, *, anyhow: bool = False) -> Reported[str | None]:
    """The text of a source file: strict UTF-8, Unix line ends.

    Shape: with `anyhow` as much of it as others can read, so that all that is wrong with it is found at once: a space for each
    control character, what Windows would take other bytes for, `…` for what stands in an endless line.

    Reports: ART101 (empty), ART105 (not UTF-8), ART106 (control character), ART107 (byte order mark,
    warning), ART108 (line too long), ART109 (file too large).
    """
    whole = Location(path)
    if len(content) > MAX_BYTES:
        # A single endless line is the commoner cause, and the more useful thing to say.
        longest = max(len(line) for line in content.split(b"\n"))
        if longest > MAX_LINE:
            line = next(n for n, line in enumerate(content.split(b"\n"), 1) if len(line) > MAX_LINE)
            return Reported(
                None,
                (report("ART108", Location(path, Extent.point(line, 1)), length=longest, limit=MAX_LINE),),
            )
        return Reported(None, (report("ART109", whole, limit=MAX_BYTES),))
    found: list[Diagnostic] = []
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
        found.append(report("ART107", Location(path, Extent.point(1, 1))))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        good = content[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        place = _point(good, len(good))
        found.append(report("ART105", Location(path, place), found=_encoding(content, error.start)))
        # Of two bytes for each letter nothing can be read.
        if not anyhow or b"\0" in content:
            return Reported(None, tuple(found))
        text = _BYTE.sub(
            lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace"),
            content.decode("utf-8", "surrogateescape"),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return Reported(None, (*found, report("ART101", whole)))
    for match in _CONTROL.finditer(text):
        found.append(
            report("ART106", Location(path, _point(text, match.start())), found=f"U+{ord(match[0]):04X}")
        )
        if len(found) > 20:
            break
    lines = text.split("\n")
    for number, written in enumerate(lines, 1):
        if len(written) > MAX_LINE:
            here = Location(path, Extent.point(number, 1))
            found.append(report("ART108", here, length=len(written), limit=MAX_LINE))
            start = _START.match(written[:200])
            lines[number - 1] = f"{start[0] if start else ''}…"
    if has_errors(found) and not anyhow:
        return Reported(None, tuple(found))
    return Reported(_CONTROL.sub(" ", "\n".join(lines)), tuple(found))


# How `surrogateescape` writes a byte that is no text.
_BYTE = re.compile(r"[\udc80-\udcff]")
# What a line is, whatever it says: a heading, an item, a row, a key of the front matter.
_START = re.compile(r"[\s#>|*+-]*(?:\d+[.)] |[\w-]+: )?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def _point(text: str, offset: int) -> Extent:
    return Extent.point(text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)


@dataclass(frozen=True, slots=True)
class _Split:
    """A file in its two parts. Shape: `front` is None where there is none. Units: lines of the file, 1-based."""

    front: str | None
    body: str
    front_line: int
    body_line: int


# What people, and programs that correct them, write for three hyphens.
_FENCE = re.compile(r"(?:[-=*_]{2,}|[—–]-?|\.{3}|`{3}(?:ya?ml)?|- - -)[ \t]*")
# What stands at the beginning of a line in front matter.
_OF_FRONT = re.compile(r"[\w-]+ ?:|[ \t]+\S|-[ \t]|[#\"'\]}]")


def _split(text: str, path: str) -> Reported[_Split | None]:
    """Front matter, body, and where each begins.

    Shape: without the lines around the front matter it is what looks like it, since the rest can be read all the same.
    Reports: ART102 (nothing before it), ART104 (not closed), ART125 (too long).
    """
    lines = text.split("\n")
    found: list[Diagnostic] = []
    start, end = 1, None
    if lines[0].rstrip() == "---":
        end = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), None)
    else:
        shown = quoted(lines[0].strip()[:40]) if lines[0].strip() else "an empty line"
        found.append(report("ART102", Location(path, Extent.point(1, 1)), found=shown))
        start = next(number for number, line in enumerate(lines) if line.strip())
        fenced = _FENCE.fullmatch(lines[start].rstrip()) is not None
        start += fenced
        if not fenced and not re.match(r"title ?:", lines[start]):
            return Reported(_Split(None, text, 2, 1), tuple(found))
    after = end + 1 if end is not None else 0
    if end is None:
        # As far as it looks like front matter.
        rest = range(start, len(lines))
        end = next((number for number in rest if not _OF_FRONT.match(lines[number])), len(lines))
        fence = end < len(lines) and _FENCE.fullmatch(lines[end].rstrip()) is not None
        after = end + fence
        if not found:
            place = Extent(end + 1, 1, end + 1, len(lines[end]) + 1) if fence else Extent.point(1, 1)
            shown = quoted(lines[end].strip()) if fence else "the end of the file"
            found.append(report("ART104", Location(path, place), found=shown))
    front = "".join(f"{line}\n" for line in lines[start:end])
    if len(front) > MAX_FRONT_MATTER:
        place = Extent.point(start + 1, 1)
        found.append(
            report("ART125", Location(path, place), found=f"{len(front)} characters of front matter")
        )
        return Reported(None, tuple(found))
    return Reported(_Split(front, "\n".join(lines[after:]), start + 1, after + 1), tuple(found))


def without_private_keys(document: YamlDocument) -> YamlDocument:
    """Without `x-…` keys: those are the user's own."""
    if not isinstance(document.value, dict):
        return document
    value = {key: child for key, child in document.value.items() if not key.startswith("x-")}
    return replace(document, value=value)


def _inherited(original: FrontMatter) -> Inherited:
    return Inherited(original.topics, original.audience, original.region)


def _inherit(own: YamlDocument, source: Article) -> YamlDocument:
    """A translation's front matter over what it inherits; its topics can only add."""
    if not isinstance(own.value, dict) or not isinstance(source.positions.value, dict):
        return own
    known = {field.alias for field in FrontMatter.model_fields.values()}
    inherited = {
        key: value for key, value in source.positions.value.items() if key in known and key not in _OWN_KEYS
    }
    merged = {**inherited, **own.value}
    theirs, ours = (
        [written] if isinstance(written, str) else written
        for written in (inherited.get("topics"), own.value.get("topics"))
    )
    if isinstance(theirs, list) and isinstance(ours, list):
        merged["topics"] = [*theirs, *(topic for topic in ours if topic not in theirs)]
    return replace(own, value=merged)
