"""Word and OpenDocument: archives that are looked at before anything opens them.

Input: the bytes of a .docx or .odt. Output: pictures by name, the texts of the file by their own route, and what of
it is no part of the text. Must not: unpack to the disk, follow relations out of the archive, run macros.
"""

from __future__ import annotations

import io
import itertools
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pipeline.importing import styling
from pipeline.importing.decoding import cleaned
from pipeline.importing.draft import NO_FORMULAS, Account, MissingPicture
from pipeline.importing.limits import (
    MAX_MEMBERS,
    MAX_PARAGRAPHS,
    MAX_RATIO,
    MAX_UNPACKED,
    MAX_XML,
    RATIO_FROM,
    Refused,
    uncrowded,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MATHML = b"http://www.w3.org/1998/Math/MathML"
_GAP = "\x02"
_PARTS = {"docx": "word/document.xml", "odt": "content.xml"}


# What `zipfile` raises of an archive that is cut, garbled, locked or of a version it does not know; these have no base in common.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError,
)  # fmt: skip
# The two ways of packing that both formats allow. Others have errors of their own.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Package:
    """An archive that may be opened.

    Shape: `readable` is the archive for pandoc, without pictures; `runs` are the paragraphs of its text, `boxes` those in text
    boxes; `title` is what its properties say.
    """

    archive: zipfile.ZipFile
    readable: bytes
    kind: str
    runs: tuple[str, ...]
    boxes: tuple[str, ...]
    title: str

    def picture(self, name: str) -> bytes | str:
        """The bytes of a picture that the text names, or a sentence on why there are none."""
        base = "word/" if self.kind == "docx" else ""
        path = posixpath.normpath(base + name)
        if path.startswith(("../", "/")):
            return "it lies outside the file"
        try:
            return self.archive.read(path)
        except KeyError:
            return "the file does not hold it"
        except _DAMAGED:
            return "it is damaged"


def opened(content: bytes, kind: str, account: Account) -> Package:
    """Raises: Refused IMP903 (not such a file), IMP904 (an archive that is not safe), IMP906."""
    archive = _archive(content, kind)
    for name in archive.namelist():
        if name.lower().endswith(("vbaproject.bin", ".vba")) or name.startswith("Basic/"):
            account.note("macros: they were not looked at and are not in the article")
    parts = {
        name: _parsed(archive, name)
        for name in archive.namelist()
        if name.endswith((".xml", ".rels"))
        and (name.startswith("word/") or "/" not in name or name == "docProps/core.xml")
    }
    main = parts[_PARTS[kind]]
    paragraphs = main.iter(f"{_W}p", f"{_TEXT}p", f"{_TEXT}h")
    if next(itertools.islice(paragraphs, MAX_PARAGRAPHS, None), None) is not None:
        raise Refused("IMP906", problem=f"it has more than {MAX_PARAGRAPHS:,} paragraphs")
    _cleaned(parts, kind, account)
    if kind == "docx":
        runs, boxes = _word_texts(main, parts, account)
        account.missing += _elsewhere(main, parts.get("word/_rels/document.xml.rels"), archive.namelist())
        for element in main.iter(f"{_W}altChunk", f"{_W}subDoc"):
            account.drop(element.tag.split("}")[1], "it is another file inside this one")
        _accept(main, account)
        styling.word(main, parts.get("word/styles.xml"), account)
    else:
        runs, boxes = _opendocument_texts(main, parts.get("styles.xml"), account)
        styling.opendocument(main, parts.get("styles.xml"))
        formulas = sum(_is_formula(archive, name) for name in archive.namelist())
        if formulas:
            account.drop(f"{formulas} formulas" if formulas > 1 else "a formula", NO_FORMULAS)
    return Package(archive, _readable(archive, parts), kind, runs, boxes, _title(parts))


def _cleaned(parts: Mapping[str, Any], kind: str, account: Account) -> None:
    """Takes the characters out of texts that nobody sees, such as optional hyphens, in whichever way they are written."""
    for name, root in parts.items():
        if name != _PARTS[kind] and not re.fullmatch(r"word/(?:footnotes|endnotes)\d*\.xml", name):
            continue
        for element in root.iter():
            if kind == "odt" or element.tag == f"{_W}t":
                element.text = element.text and cleaned(element.text, account)
            if kind == "odt":
                element.tail = element.tail and cleaned(element.tail, account)
        for element in list(root.iter(f"{_W}softHyphen")):
            element.getparent().remove(element)


def _is_formula(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a member is a formula of its own, which stands in the text as an object."""
    if not re.fullmatch(r"(?!META-INF)[^/]+/content\.xml", name):
        return False
    try:
        with archive.open(name) as member:
            return _MATHML in member.read(2_000)
    except _DAMAGED:
        return False


def _archive(content: bytes, kind: str) -> zipfile.ZipFile:
    """An archive of this kind that is safe to open. Raises: Refused IMP903, IMP904."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except _DAMAGED as error:
        old = content.startswith(b"\xd0\xcf\x11\xe0")
        problem = (
            "it is an old or protected Word file; save it as .docx"
            if old
            else "it is no such archive, or a damaged one"
        )
        raise Refused("IMP903", kind=f".{kind}", problem=problem) from error
    _look(members)
    if _PARTS[kind] not in archive.namelist():
        raise Refused("IMP903", kind=f".{kind}", problem=f"it has no {_PARTS[kind]}")
    return archive


# What stands beside the text in files of their own, and why it is no part of an article.
_BESIDE = (
    (re.compile(r"word/header\d*\.xml"), "it stands at the head of every page"),
    (re.compile(r"word/footer\d*\.xml"), "it stands at the foot of every page"),
    (re.compile(r"word/comments\d*\.xml"), "it is a comment"),
)


def _word_texts(
    main: Any, parts: Mapping[str, Any], account: Account
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of the text with its notes, and those in text boxes."""
    boxes = tuple(_docx_paragraphs(main, inside=True))
    runs = [*_docx_paragraphs(main, inside=False)]
    for name, root in parts.items():
        if re.fullmatch(r"word/(?:footnotes|endnotes)\d*\.xml", name):
            runs += _docx_paragraphs(root, inside=None)
        for pattern, why in _BESIDE:
            if pattern.fullmatch(name):
                for text in _docx_paragraphs(root, inside=None):
                    account.drop(text, why)
    return tuple(runs), boxes


def _opendocument_texts(main: Any, styles: Any, account: Account) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of the text, and those in text boxes."""
    boxes = tuple(text for box in main.iter(f"{_DRAW}text-box") for text in _odt_paragraphs(box))
    runs = tuple(text for text in _odt_paragraphs(main) if text not in boxes)
    for element in main.iter(f"{_OFFICE}annotation"):
        account.drop(" ".join("".join(element.itertext()).split()), "it is a comment")
    for element in main.iter(f"{_TEXT}deletion"):
        account.note("tracked changes: they were accepted; what was deleted is not in the article")
        account.drop(" ".join("".join(element.itertext()).split()), "a tracked change deletes it")
    for element in styles.iter() if styles is not None else ():
        if str(element.tag).endswith(("}header", "}footer")):
            for text in _odt_paragraphs(element):
                account.drop(text, "it stands at the head or foot of every page")
    return runs, boxes


def _readable(archive: zipfile.ZipFile, parts: Mapping[str, Any]) -> bytes:
    """The archive with its parts as they are now. Pictures have names only, and macros and the like have no place."""
    from lxml import etree

    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as target:
        for name in archive.namelist():
            if name in parts:
                target.writestr(name, etree.tostring(parts[name], encoding="UTF-8", xml_declaration=True))
            elif name.endswith((".xml", ".rels")) or name == "mimetype":
                target.writestr(name, _content(archive, name))
            elif name.startswith(("word/media/", "Pictures/")) and not name.endswith("/"):
                target.writestr(name, b"")
    return written.getvalue()


_UNTITLED = re.compile(
    r"(?:microsoft word|word document|untitled|document|dokument|presentation)\b.*|.*\.\w{3,4}", re.IGNORECASE
)


def _title(parts: Mapping[str, Any]) -> str:
    """What the properties call the document, if a person wrote it."""
    for name in ("docProps/core.xml", "meta.xml"):
        for element in parts[name].iter(f"{_DC}title") if name in parts else ():
            words = " ".join((element.text or "").split())
            if words and not _UNTITLED.fullmatch(words):
                return words
    return ""


def _look(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise Refused("IMP904", problem=f"it has {len(members)} members, more than {MAX_MEMBERS}")
    unpacked = 0
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0] or "\x00" in name:
            raise Refused("IMP904", problem=f"a member's name leads outside: {name[:80]}")
        if name in seen:
            raise Refused("IMP904", problem=f"it holds {name[:80]} twice")
        seen.add(name)
        if member.flag_bits & 1:
            raise Refused("IMP904", problem="it is protected by a password")
        if member.compress_type not in _PACKED:
            raise Refused("IMP904", problem=f"{name[:80]} is packed in a way that such files may not be")
        unpacked += member.file_size
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise Refused("IMP904", problem=f"{name[:80]} unpacks to {MAX_RATIO} times its size and more")
        if name.endswith((".xml", ".rels")) and member.file_size > MAX_XML:
            raise Refused("IMP904", problem=f"{name[:80]} unpacks to more than {MAX_XML // 1_000_000} MB")
    if unpacked > MAX_UNPACKED:
        raise Refused("IMP904", problem=f"it unpacks to more than {MAX_UNPACKED // 1_000_000} MB")


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except _DAMAGED as error:
        raise Refused("IMP904", problem=f"{name} is damaged") from error


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    content = _content(archive, name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00<\x00!" in content[:2000]:
        raise Refused("IMP904", problem=f"{name} declares entities or a document type")
    uncrowded(content.decode("latin-1"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("IMP904", problem=f"{name} is not well-formed XML ({str(error)[:100]})") from error


def _accept(main: Any, account: Account) -> None:
    """Takes out what tracked changes delete: readers leave a space of it in the middle of a word."""
    for element in list(main.iter(f"{_W}del", f"{_W}moveFrom")):
        if element.find(f".//{_W}r") is None or element.getparent() is None:
            # The end of a paragraph, or a row.
            continue
        account.note("tracked changes: they were accepted; what was deleted is not in the article")
        words = " ".join("".join(each.text or "" for each in element.iter(f"{_W}delText", f"{_W}t")).split())
        if element.tag == f"{_W}del":
            account.drop(words, "a tracked change deletes it")
        element.getparent().remove(element)


def _elsewhere(main: Any, relations: Any, names: Sequence[str]) -> Iterator[MissingPicture]:
    """Pictures that the text shows and the archive does not hold; readers of such files pass over them."""
    targets = {each.get("Id"): each for each in relations} if relations is not None else {}
    for picture in main.iter(f"{_A}blip", f"{_VML}imagedata"):
        asked = [targets.get(picture.get(f"{_R}{name}")) for name in ("embed", "link", "id")]
        known = [each for each in asked if each is not None]
        here = [_path(each) in names for each in known if each.get("TargetMode") != "External"]
        if not known or any(here):
            continue
        frame = next(picture.iterancestors(f"{_DRAWING}inline", f"{_DRAWING}anchor"), None)
        about = frame.find(f"{_DRAWING}docPr") if frame is not None else None
        alt = " ".join((about.get("descr") or "").split()) if about is not None else ""
        why = (
            "the file does not hold it"
            if here
            else "the file only names where it lies; save it beside the text"
        )
        yield MissingPicture((known[0].get("Target") or "")[:300], why, alt)


def _path(relation: Any) -> str:
    """Where in the archive a relation of the text leads."""
    target = unquote(relation.get("Target") or "")
    return target[1:] if target.startswith("/") else posixpath.normpath(f"word/{target}")


def _docx_paragraphs(root: Any, inside: bool | None) -> Iterator[str]:
    """Paragraphs of a part: inside text boxes, outside them, or all."""
    for paragraph in root.iter(f"{_W}p"):
        above = [each.tag for each in paragraph.iterancestors()]
        if f"{_MC}Fallback" in above:
            continue
        if inside is not None and (f"{_W}txbxContent" in above) != inside:
            continue
        parts: list[str] = []
        for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_M}oMath"):
            own = next(each for each in element.iterancestors(f"{_W}p"))
            if own is not paragraph or any(
                each.tag in (f"{_W}del", f"{_MC}Fallback") for each in element.iterancestors()
            ):
                continue
            # A formula is read by another route; what stands around it is not in one piece.
            parts.append(
                element.text or "" if element.tag == f"{_W}t" else _GAP if "oMath" in element.tag else " "
            )
        yield from filter(None, (" ".join(piece.split()) for piece in "".join(parts).split(_GAP)))


def _odt_paragraphs(root: Any) -> Iterator[str]:
    skipped = (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation")
    for paragraph in root.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if any(each.tag in skipped for each in paragraph.iterancestors()):
            continue
        parts: list[str] = []

        def visit(element: Any, own: Any, parts: list[str]) -> None:
            if element.tag in (*skipped, f"{_TEXT}note", f"{_DRAW}frame", f"{_DRAW}text-box"):
                return
            if element is not own and element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                return
            if element.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
                parts.append(" ")
            parts.append(element.text or "")
            for child in element:
                if isinstance(child.tag, str):
                    visit(child, own, parts)
                parts.append(child.tail or "")

        visit(paragraph, paragraph, parts)
        if text := " ".join("".join(parts).split()):
            yield text
