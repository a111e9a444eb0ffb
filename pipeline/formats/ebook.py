"""The ebook: EPUB 3.3 that leaves type, size and colours to its reader.

Input: an attached `Document`. Output: an `Artifact`, a reflowable book with one file a section, a cover
and accessibility metadata that follow from the content. Must not: embed fonts, hide or shrink a
disclaimer, claim an accessibility that the content lacks.
"""

from __future__ import annotations

import datetime
import functools
import io
import re
import unicodedata
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Component,
    DefinitionList,
    Document,
    Heading,
    Image,
    Markup,
    Note,
    Notice,
    OrderedList,
    Paragraph,
    Table,
    Text,
    plain_text,
    to_pandoc,
    walk,
)
from pipeline.document.writing import meta_value
from pipeline.engines import EngineError, Engines
from pipeline.engines.weasyprint import Resource
from pipeline.rendition import Artifact, Rendition
from pipeline.rendition.complete import Labels, complete
from pipeline.rendition.dress import Wishes, dress
from pipeline.rendition.expected import MANIFEST_NAME, expected, manifest
from pipeline.rendition.imprint import authors, imprint
from pipeline.theme import SLOT, Theme
from pipeline.yaml import load

if TYPE_CHECKING:
    from lxml.etree import _Element

# Source: an own UUID, drawn once; every book's identifier hangs from it.
NAMESPACE = uuid.UUID("6f1a3c0e-5d0f-4b52-9c0b-6d6f3f1d2a77")
NO_DATE = datetime.date(2000, 1, 1)
COVER_PX = (1600, 2560)
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

_OPTIONS = ("--split-level=1", "--epub-title-page=false", "--wrap=none", "--syntax-highlighting=none")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading below a chapter's, for the table of contents."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One text file. Shape: `file` is its name in `text/`; `kind` its `epub:type`."""

    file: str
    title: str
    kind: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture under the safe name that it has in the book."""

    file: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Access:
    """What can truly be said about a book's accessibility. Source: schema.org, EPUB Accessibility 1.1."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazard: str
    conforms: bool
    lang: str
    summary: str


class Ebook:
    """EPUB for reading systems."""

    name = "ebook"
    media_type = "application/epub+zip"
    suffix = ".epub"
    placements = ("opening", "after-trigger", "closing")

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed chapters and every other file of the book as text.

        Reports: EBK701 (a picture that an ebook cannot hold).
        """
        labels, (words, words_lang) = theme.labels(document.lang), _words(theme, document.lang)
        meta = document.meta
        completed = complete(document, self.name, labels)
        completed = replace(completed, blocks=_chaptered(document, completed.blocks, labels))
        chapters = _chapters(completed.blocks)
        blocks, named = dress(completed, theme, Wishes(notes=False, level=-1, images="name"))
        lines = imprint(document, labels)
        blocks = (*_unsectioned(blocks), Markup(theme.fill("ebook/imprint.xhtml.j2", imprint=lines).strip()))

        found: list[Diagnostic] = []
        pictures: dict[str, Picture] = {}
        taken = {"cover"}
        for name, resource in named.items():
            picture = _picture(name.removeprefix("media/"), resource.content, taken, document.path)
            found += picture.diagnostics
            if picture.value is not None:
                pictures[name] = picture.value
        cover = _cover(document, theme)
        found += cover.diagnostics
        if cover.value is None or any(one not in pictures for one in named):
            return Reported(None, tuple(found))

        page = {"lang": document.lang, "dir": document.dir}
        about = {
            "title": meta.title,
            "subtitle": meta.subtitle,
            # Who writes under the publisher's name needs no second line of it.
            "authors": "" if authors(document) == meta.publisher else authors(document),
            "publisher": meta.publisher,
        }
        cover_alt = words["cover-alt"].format(text=_cover_words(document, cover.value.full))
        if meta.cover:
            cover_alt = f"{cover_alt} {meta.cover.alt}"
        access = _access(completed, pictures, words, words_lang)
        package = {
            "identifier": identifier(document),
            "own_identifier": meta.identifier,
            "modified": (document.article.date or NO_DATE).isoformat(),
            "date": (meta.date or meta.modified or "") and (meta.date or meta.modified or NO_DATE).isoformat(),
            "people": [person.name for person in meta.author],
            "description": meta.description,
            "keywords": meta.keywords,
            "rights": _rights(document),
            "access": access,
            "chapters": chapters,
            "pictures": list(pictures.values()),
            "cover_file": cover.value.file,
            "cover_type": cover.value.media_type,
        }
        shown = {"page_title": labels["cover"], "page_class": "cover", "cover_alt": cover_alt}
        files = {
            "META-INF/container.xml": theme.fill("ebook/container.xml.j2"),
            f"META-INF/{MANIFEST_NAME}": manifest(expected(document, self.name, labels)).decode(),
            "EPUB/package.opf": theme.fill("ebook/package.opf.j2", **page, **about, **package),
            "EPUB/nav.xhtml": theme.fill(
                "ebook/nav.xhtml.j2", **page, chapters=chapters, words=words, labels=labels
            ),
            "EPUB/text/cover.xhtml": theme.fill(
                "ebook/cover.xhtml.j2", **page, **shown, cover_file=cover.value.file
            ),
            "EPUB/text/title-page.xhtml": theme.fill(
                "ebook/title-page.xhtml.j2", **page, **about, page_title=meta.title, page_class="title-page"
            ),
        }
        # Each chapter's frame differs only in its title.
        frame = theme.fill("ebook/chapter.xhtml.j2", **page, page_title=_slot("title"), page_class="chapter")
        return Reported(
            Rendition(
                self.name,
                document.slug,
                document.lang,
                document.path,
                blocks,
                frame,
                theme.stylesheet("ebook", meta.topics),
                {name: Resource(one.content, one.media_type) for name, one in pictures.items()},
                {
                    "title": meta.title,
                    "labels": dict(labels),
                    "chapters": chapters,
                    "files": files,
                    "names": {name: one.file for name, one in pictures.items()},
                    "cover": cover.value,
                },
            ),
            tuple(found),
        )

    def emit(self, rendition: Rendition, engines: Engines) -> Reported[Artifact | None]:
        """The file. Reports: ENG601–ENG604, ENG606."""
        options = rendition.options
        metadata = {"title": meta_value(options["title"]), "lang": meta_value(rendition.lang)}
        try:
            written = engines.pandoc.write(to_pandoc(rendition.blocks, metadata), "epub3", _OPTIONS)
            texts = _texts(written, rendition)
            cover: CoverArt = options["cover"]
            cover_bytes, complaints = (cover.content, ()) if cover.content else _painted(cover, engines)
        except EngineError as error:
            return Reported(None, (report(error.code, Location(rendition.path), **error.facts),))
        files: dict[str, bytes] = {name: text.encode() for name, text in options["files"].items()}
        files["EPUB/styles/ebook.css"] = rendition.css.encode()
        files |= {f"EPUB/text/{name}": text.encode() for name, text in texts.items()}
        files[f"EPUB/media/{cover.file}"] = cover_bytes
        for name, resource in rendition.resources.items():
            files[f"EPUB/media/{options['names'][name]}"] = resource.content
        facts: Mapping[str, int] = {"files": len(texts)}
        return Reported(
            Artifact(self.name, rendition.slug + self.suffix, self.media_type, zipped(files), facts),
            tuple(
                report("ENG606", Location(rendition.path), program="WeasyPrint", problem=problem)
                for problem in dict.fromkeys(complaints)
            ),
        )


# ── chapters ────────────────────────────────────────────────────────────────────────────────────


def _chaptered(document: Document, blocks: tuple[Block, ...], labels: Labels) -> tuple[Block, ...]:
    """The blocks with a heading above the lead and one above what stands at the end.

    Shape: level-2 headings stand only at the top, so that pandoc divides there and nowhere else.
    """
    blocks = tuple(block if isinstance(block, Heading) else _lower(block) for block in blocks)
    ids = {block.attributes.id for block in blocks if isinstance(block, Heading)}
    end = len(blocks)
    while end and isinstance(last := blocks[end - 1], Notice) and last.place == "closing":
        end -= 1
    # A contact card that nobody placed belongs to the back matter; one that the author placed stays.
    if (
        end
        and isinstance(card := blocks[end - 1], Component)
        and card.name == "contact"
        and not any(isinstance(block, Component) and block.name == "contact" for block in walk(document.blocks))
    ):
        end -= 1
    about = Heading(
        2, (Text(labels["about"]),), Attributes(id=_free("about-this-book", ids), classes=("colophon",))
    )
    blocks = (*blocks[:end], about, *blocks[end:])
    if not (isinstance(first := blocks[0], Heading) and first.level <= 2):
        title = Attributes(id=_free("beginning", ids), classes=("opening",))
        blocks = (Heading(2, (Text(document.meta.title),), title), *blocks)
    return blocks


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate


def _lower(block: Block) -> Block:
    """A block in which no heading is high enough to begin a chapter."""
    match block:
        case Heading(level=level) if level < 3:
            return replace(block, level=3)
        case Component() | BlockQuote():
            return replace(block, blocks=tuple(_lower(child) for child in block.blocks))
        case BulletList() | OrderedList():
            return replace(block, items=tuple(tuple(_lower(child) for child in entry) for entry in block.items))
        case DefinitionList():
            entries = tuple(
                (term, tuple(tuple(_lower(child) for child in definition) for definition in definitions))
                for term, definitions in block.entries
            )
            return replace(block, entries=entries)
        case _:
            return block


_TAG = re.compile(r"<(/?)[a-z][^<>]*?(/?)>")


def _unsectioned(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with headings between our own tags written as markup.

    Why: pandoc's EPUB writer opens a section at every heading that it sees, and would close it outside the tag.
    """
    found: list[Block] = []
    depth = 0
    for block in blocks:
        if isinstance(block, Markup):
            for closing, empty in _TAG.findall(block.html):
                depth += 0 if empty else -1 if closing else 1
        if isinstance(block, Heading) and depth > 0:
            name = f"h{block.level}"
            mark = f' id="{_escaped(block.attributes.id)}"' if block.attributes.id else ""
            inner = Paragraph(block.content, tight=True)
            found += [Markup(f"<{name}{mark}>"), inner, Markup(f"</{name}>")]
        else:
            found.append(block)
    return tuple(found)


def _chapters(blocks: Sequence[Block]) -> tuple[Chapter, ...]:
    """The text files behind the title page, in reading order."""
    found: list[Chapter] = []
    taken: set[str] = {"cover.xhtml", "title-page.xhtml"}
    for block in blocks:
        if not isinstance(block, Heading):
            continue
        title = " ".join(plain_text(block.content).split())
        if block.level > 2 and found:
            if block.level == 3 and block.attributes.id:
                part = Part(block.attributes.id, title)
                found[-1] = replace(found[-1], parts=(*found[-1].parts, part))
            continue
        classes = block.attributes.classes
        kind = "colophon" if "colophon" in classes else "chapter"
        name = "about" if kind == "colophon" else "opening" if "opening" in classes else _ascii(title, "section")
        found.append(Chapter(f"{len(found) + 1:02d}-{name}.xhtml", title, kind))
    return tuple(found)


def _ascii(text: str, otherwise: str) -> str:
    """A file name without a character that any file system or reading system stumbles over."""
    folded = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", folded)
    name = ""
    for word in words:
        if len(name) + len(word) >= 40:
            break
        name = f"{name}-{word}" if name else word
    return name or (words[0][:40] if words else otherwise)


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "đ": "d", "ł": "l", "Ł": "L", "ŧ": "t", "’": ""})


def _texts(written: bytes, rendition: Rendition) -> dict[str, str]:
    """pandoc's chapters in our frame. Raises: EngineError ENG604 (not the chapters that were composed)."""
    from lxml import etree

    chapters: tuple[Chapter, ...] = rendition.options["chapters"]
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        names = sorted(name for name in archive.namelist() if re.fullmatch(r".*/ch\d+\.xhtml", name))
        sources = [archive.read(name) for name in names]
    if len(names) != len(chapters):
        raise EngineError(
            "ENG604", program="pandoc", problem=f"{len(names)} chapters instead of {len(chapters)}"
        )
    targets = {name.rsplit("/", 1)[-1]: chapter.file for name, chapter in zip(names, chapters, strict=True)}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    texts: dict[str, str] = {}
    notes = 0
    for source, chapter in zip(sources, chapters, strict=True):
        try:
            body = etree.fromstring(source, parser).find(f"{XHTML}body")
        except etree.XMLSyntaxError as error:
            raise EngineError("ENG604", program="pandoc", problem=str(error)) from error
        assert body is not None
        _link(body, targets, rendition.options["names"])
        notes += _number(body, notes, rendition.options["labels"])
        content = "\n".join(_dressed(section, chapter) for section in body)
        frame = rendition.frame.replace(_slot("title"), _escaped(chapter.title))
        texts[chapter.file] = frame.replace(SLOT, content)
    return texts


def _slot(name: str) -> str:
    return SLOT.replace("slot", name)


def _escaped(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))


def _dressed(section: _Element, chapter: Chapter) -> str:
    """A section as text, with its role; the frame declares the name spaces."""
    from lxml import etree

    if section.get(EPUB_TYPE) is None:
        section.set(EPUB_TYPE, chapter.kind)
        section.set("role", f"doc-{chapter.kind}")
    text: str = etree.tostring(section, encoding="unicode", with_tail=False)
    return re.sub(r' xmlns(:epub)?="[^"]*"', "", text[: (end := text.index(">"))]) + text[end:]


def _link(body: _Element, targets: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Links to pandoc's file names and pictures' names become those of this book."""
    for anchor in body.iter(f"{XHTML}a"):
        file, mark, fragment = (anchor.get("href") or "").partition("#")
        if file in targets:
            anchor.set("href", f"{targets[file]}{mark}{fragment}")
    for image in body.iter(f"{XHTML}img"):
        name = re.sub(r"^(\.\./)+", "", image.get("src") or "")
        image.set("src", "../media/" + (names.get(name) or names[unquote(name)]))
        if image.get("alt") is None:
            image.set("alt", "")
    for aside in body.iter(f"{XHTML}aside"):
        # Two complementary landmarks would need different names; a callout is part of the text.
        if aside.get(EPUB_TYPE) is None:
            aside.set("role", "note")


def _number(body: _Element, before: int, labels: Labels) -> int:
    """Notes get the number that they have in the other editions, and a link back. Shape: how many."""
    from lxml import etree

    count = 0
    for anchor in body.iter(f"{XHTML}a"):
        if anchor.get(EPUB_TYPE) == "noteref":
            count += 1
            number = before + count
            anchor.set("href", f"#fn{number}")
            anchor.set("id", f"fnref{number}")
            anchor.text = str(number)
    for section in body.iter(f"{XHTML}section"):
        if section.get(EPUB_TYPE) != "footnotes":
            continue
        section.set("role", "doc-endnotes")
        section.set("aria-label", labels["notes"])
        section.set("class", "footnotes")
        section.attrib.pop("id", None)
        for rule in section.findall(f"{XHTML}hr"):
            section.remove(rule)
        for number, note in enumerate(section.findall(f"{XHTML}aside"), before + 1):
            note.set("id", f"fn{number}")
            paragraphs = note.findall(f"{XHTML}p")
            first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (note, note)
            mark = etree.Element(f"{XHTML}span")
            mark.set("class", "note-number")
            mark.text, mark.tail = f"{number}.", f" {first.text or ''}"
            first.text = None
            first.insert(0, mark)
            back = etree.SubElement(last, f"{XHTML}a")
            back.set("class", "footnote-back")
            back.set("href", f"#fnref{number}")
            back.set("role", "doc-backlink")
            back.set("aria-label", labels["back-to-text"])
            back.text = "↑"
            _before(back, " ")
    return count


def _before(element: _Element, text: str) -> None:
    """Text in front of an element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


# ── metadata ────────────────────────────────────────────────────────────────────────────────────


def identifier(document: Document) -> str:
    """The book's identity: the same for the same article, language and release, whatever its text."""
    meta = document.meta
    name = "\n".join((meta.identifier or document.slug, document.lang, meta.release or ""))
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def _rights(document: Document) -> list[str]:
    """The rights, and the disclaimers that hold for the whole: catalogues show these without the text."""
    lines = [document.meta.rights] if document.meta.rights else []
    for block in document.blocks:
        if isinstance(block, Notice) and block.place in ("opening", "closing") and "ebook" in block.formats:
            lines.append(block.text)
    return list(dict.fromkeys(lines))


def _words(theme: Theme, lang: str) -> tuple[Mapping[str, str], str]:
    """The ebook's own words, and the language in which they are."""
    for candidate in (lang, lang.split("-")[0], "en"):
        name = f"ebook/labels/{candidate}.yaml"
        if name in theme.files:
            loaded = load(theme.files[name].decode(), f"templates/{name}").value
            assert loaded is not None, f"templates/{name} cannot be read"
            words: Mapping[str, str] = loaded.value
            return words, candidate
    raise LookupError("templates/ebook/labels/en.yaml is missing")


def _access(
    document: Document, pictures: Mapping[str, Picture], words: Mapping[str, str], lang: str
) -> Access:
    """What the content bears out, and no more."""
    nodes = list(walk(document.blocks))
    images = [
        node for node in nodes if isinstance(node, Image) and "decorative" not in node.attributes.classes
    ]
    described = all(plain_text(image.alt).strip() for image in images)
    moving = any(_moves(picture) for picture in pictures.values())
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA"]
    if images and described:
        features.append("alternativeText")
    sentences = [words["summary" if described else "summary-partly"], words["summary-text"]]
    sentences.append(words["summary-navigation"])
    if described:
        sentences.append(words["summary-images" if images else "summary-no-images"])
    if any(isinstance(node, Table) for node in nodes):
        sentences.append(words["summary-tables"])
    if any(isinstance(node, Note) for node in nodes):
        sentences.append(words["summary-notes"])
    if moving:
        sentences.append(words["summary-animation"])
    return Access(
        modes=("textual", "visual") if images else ("textual",),
        sufficient=("textual",) if described else ("textual,visual",),
        features=tuple(features),
        hazard="unknown" if moving else "none",
        conforms=described and not moving,
        lang=lang,
        summary=" ".join(sentences),
    )


def _moves(picture: Picture) -> bool:
    """Whether a picture may be animated."""
    content = picture.content
    match picture.media_type:
        case "image/gif":
            return content.count(b"\x21\xf9\x04") > 1
        case "image/webp":
            return b"ANIM" in content[:64]
        case "image/png":
            return b"acTL" in content[:4096]
        case "image/svg+xml":
            return re.search(rb"<(\w+:)?(animate|set\b)|@keyframes", content) is not None
        case _:
            return False


# ── pictures ────────────────────────────────────────────────────────────────────────────────────

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
)


def _picture(name: str, content: bytes, taken: set[str], path: str) -> Reported[Picture | None]:
    """A picture as an ebook may hold it: named and typed by what it is. Reports: EBK701."""
    kind = next(((media, ext) for start, media, ext in _SIGNATURES if content.startswith(start)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = ("image/webp", "webp")
    if kind is None:
        problem, content = _plain_svg(content)
        if problem:
            return Reported(None, (report("EBK701", Location(path), name=name, problem=problem),))
        kind = ("image/svg+xml", "svg")
    stem = _free(_ascii(name.rsplit(".", 1)[0], "picture"), taken)
    return Reported(Picture(f"{stem}.{kind[1]}", kind[0], content))


def _plain_svg(content: bytes) -> tuple[str | None, bytes]:
    """An SVG written anew without document type, comments and instructions; or what is wrong with it."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return "it is neither a PNG, JPEG, GIF or WebP picture nor well-formed SVG", b""
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return f"its root element is {etree.QName(root).localname}, not an SVG's", b""
    for element in root.iter():
        if not isinstance(element.tag, str):
            return "it has an entity", b""
        if etree.QName(element).localname in ("script", "foreignObject", "iframe", "audio", "video"):
            return f"it has a {etree.QName(element).localname} element", b""
        for key, value in element.attrib.items():
            attribute = etree.QName(key).localname.lower()
            if attribute.startswith("on") or (
                attribute in ("href", "src") and not value.strip().startswith(("#", "data:image/"))
            ):
                return f"it has the attribute {attribute}", b""
    return None, etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


# ── cover ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CoverArt:
    """The cover, or what it is painted from.

    Shape: `content` where the article brings a finished one; `full` where its picture is the whole cover.
    """

    file: str
    media_type: str
    full: bool
    content: bytes | None
    html: str
    resources: Mapping[str, Resource]


def _cover_words(document: Document, full: bool) -> str:
    """What stands on the cover, as a sentence or two."""
    meta = document.meta
    parts = [meta.title, None if full else meta.subtitle, meta.publisher]
    return " ".join(part if part[-1] in ".!?…" else part + "." for part in parts if part)


def _cover(document: Document, theme: Theme) -> Reported[CoverArt | None]:
    """The author's cover if it has the shape of one, else title and picture in the family's look. Reports: EBK701."""
    meta = document.meta
    picture: Picture | None = None
    full = False
    if meta.cover:
        asset = document.assets.get(meta.cover.image)
        if asset is None or asset.content is None:
            raise LookupError(f"no picture {meta.cover.image}")
        checked = _picture(meta.cover.image, asset.content, set(), document.path)
        picture = checked.value
        if picture is None:
            return Reported(None, checked.diagnostics)
        width, height = _size(picture)
        full = 0.5 <= width / height <= 0.8
        if full and picture.media_type in ("image/jpeg", "image/png"):
            extension = picture.file.rsplit(".", 1)[-1]
            return Reported(CoverArt(f"cover.{extension}", picture.media_type, True, picture.content, "", {}))
    faces = [face for face in theme.faces if (face.family, face.weight, face.style) in _FACES]
    size, rows, subtitle, lines = _fitted(document, theme)
    art = theme.art(document.slug, meta.topics, 4, rows, 60)
    mark = theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()
    html = theme.fill(
        "ebook/cover-art.html.j2",
        lang=document.lang,
        dir=document.dir,
        title=meta.title,
        subtitle=meta.subtitle,
        publisher=meta.publisher,
        faces=faces,
        colour=theme.palette(meta.topics),
        size=size,
        lines=lines,
        subtitle_size=subtitle,
        top=_TOP,
        art_height=rows * 120,
        full=full,
    )
    resources = {face.path: Resource(theme.files[face.path], "font/ttf") for face in faces}
    resources["mark.svg"] = Resource(mark.encode(), "image/svg+xml")
    resources["picture"] = (
        Resource(picture.content, picture.media_type)
        if picture
        else Resource(art.encode(), "image/svg+xml")
    )
    return Reported(CoverArt("cover.jpg", "image/jpeg", full, None, html, resources))


def _size(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture, in whatever unit."""
    if picture.media_type != "image/svg+xml":
        from PIL import Image as Raster

        with Raster.open(io.BytesIO(picture.content)) as raster:
            return raster.size
    from lxml import etree

    root = etree.fromstring(picture.content)
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", root.get("viewBox") or "")]
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        return numbers[2], numbers[3]
    sides = [re.match(r"[\d.]+", root.get(side) or "") for side in ("width", "height")]
    width, height = (float(side[0]) if side else 1.0 for side in sides)
    return width or 1.0, height or 1.0


# Units of the cover's drawing: px of a sheet of 480 x 768.
_TOP = 112
_FACES = (
    ("SP Serif", 600, "normal"),
    ("SP Sans", 400, "normal"),
    ("SP Sans", 600, "normal"),
    ("SP Arabic", 400, "normal"),
    ("SP Arabic", 600, "normal"),
)
_MEASURE = 396
_SIZES = ((54, 3), (50, 3), (46, 3), (42, 3), (38, 3), (34, 3), (34, 2), (30, 2), (27, 2), (24, 2), (22, 1), (19, 1), (16, 1))  # fmt: skip


def _fitted(document: Document, theme: Theme) -> tuple[int, int, int, tuple[str, ...]]:
    """The largest title that the cover holds, in lines of like length.

    Shape: its size, the rows of art below, the subtitle's size (0: no room for it), its lines. Units: px.
    """
    title, subtitle = document.meta.title, document.meta.subtitle
    serif, sans = _font(theme, "SP Serif", 600), _font(theme, "SP Sans", 400)
    rtl = document.dir == "rtl"
    for under in (20, 17, 0) if subtitle else (0,):
        below = 24.0
        if subtitle and under:
            below += 14 + len(_set(subtitle, sans, under, _MEASURE) or ()) * under * 1.3
        for size, rows in _SIZES:
            if under and size < 27:
                break
            lines = _set(title, serif, size, _MEASURE)
            if lines and len(lines) * size * (1.3 if rtl else 1.07) + below <= 768 - rows * 120 - 28 - _TOP:
                tried = (_set(title, serif, size, width) for width in range(160, _MEASURE, 6))
                even = next((narrow for narrow in tried if narrow and len(narrow) == len(lines)), lines)
                # Arabic is measured too roughly to divide its lines here.
                return size, rows, under, (title,) if rtl else even
    # A word that no line holds: the engine divides it.
    width = sum(_widths((title,), serif))
    size = next((size for size, _ in _SIZES if size <= 34 and (width * size / _MEASURE + 3) * size * 1.3 < 470), 16)
    return size, 1, 0, (title,)


def _font(theme: Theme, family: str, weight: int) -> bytes:
    wanted = (family, weight, "normal")
    return theme.files[
        next(face.path for face in theme.faces if (face.family, face.weight, face.style) == wanted)
    ]


def _set(text: str, font: bytes, size: int, measure: int) -> tuple[str, ...] | None:
    """The lines of a text; None where a word is too wide for one. Units: px."""
    words = text.split()
    # A little more than measured, so that no line can be too long.
    *widths, space = (width * size * 1.02 for width in _widths((*words, " "), font))
    lines: list[str] = []
    room = 0.0
    for word, width in zip(words, widths, strict=True):
        if width > measure:
            return None
        if lines and space + width <= room:
            lines[-1] += f" {word}"
            room -= space + width
        else:
            lines.append(word)
            room = measure - width
    return tuple(lines)


@functools.lru_cache(maxsize=64)
def _widths(words: tuple[str, ...], font: bytes) -> tuple[float, ...]:
    """How wide words are. Units: em."""
    from PIL import ImageFont

    face = ImageFont.truetype(io.BytesIO(font), 200, layout_engine=ImageFont.Layout.BASIC)
    return tuple(face.getlength(word) / 200 for word in words)


def _painted(cover: CoverArt, engines: Engines) -> tuple[bytes, tuple[str, ...]]:
    """The cover as a JPEG of 1600 x 2560, and what the engine complained of. Raises: EngineError."""
    import pypdfium2

    layout = engines.weasyprint.layout(cover.html, cover.resources)
    pdf = pypdfium2.PdfDocument(engines.weasyprint.write(layout, b"smallprint cover"))
    try:
        page = pdf[0]
        raster = page.render(scale=COVER_PX[0] / page.get_width()).to_pil().convert("RGB")
    finally:
        pdf.close()
    if raster.size != COVER_PX:
        raster = raster.resize(COVER_PX)
    output = io.BytesIO()
    raster.save(output, "JPEG", quality=88, subsampling=0, optimize=True, dpi=(300, 300))
    return output.getvalue(), layout.complaints


# ── archive ─────────────────────────────────────────────────────────────────────────────────────


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The container: `mimetype` first and stored, then the files in a fixed order, without a date or owner."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in _ordered(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            stored = name == "mimetype" or name.endswith((".jpg", ".png", ".webp", ".gif"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=None if stored else 9)
    return output.getvalue()


def _ordered(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield "mimetype", b"application/epub+zip"
    first = ("META-INF/container.xml", "EPUB/package.opf", "EPUB/nav.xhtml")
    for name in (*first, *sorted(name for name in files if name not in first)):
        yield name, files[name]
