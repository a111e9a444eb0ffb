"""An ebook's archive, opened with limits; its members as text and as parsed documents.

Input: bytes. Output: an open archive, its members. Must not: trust a header, load anything from elsewhere.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Any

from pipeline.proof.directory import disputed
from pipeline.proof.evidence import Unreadable
from pipeline.proof.parsing import crowded

MAX_BYTES = 100_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED = 200_000_000
MAX_TEXT = 10_000_000
MAX_RATIO = 200
# All that reading a damaged archive can raise.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive. Raises: Unreadable (damaged, too large, encrypted, other members for other programs)."""
    archive = limited(content)
    if problem := disputed(content):
        raise Unreadable("PRF871", kind="an EPUB that every program unpacks alike", problem=problem)
    if "META-INF/encryption.xml" in archive.namelist():
        raise Unreadable("PRF871", kind="an EPUB", problem="encrypted members")
    return archive


def limited(content: bytes) -> zipfile.ZipFile:
    """An archive of which only the sizes are known to be harmless. Raises: Unreadable (damaged, too large)."""
    if len(content) > MAX_BYTES:
        raise Unreadable("PRF872", what="bytes", limit=MAX_BYTES, found=len(content))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=str(error).lower()) from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable("PRF872", what="members", limit=MAX_MEMBERS, found=len(members))
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise Unreadable("PRF872", what="bytes unpacked", limit=MAX_UNPACKED, found=total)
    for member in members:
        if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise Unreadable("PRF872", what="times its packed size", limit=MAX_RATIO, found=member.filename)
        if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("PRF871", kind="an EPUB", problem=f"{member.filename} encrypted or packed oddly")
    return archive


def member(archive: zipfile.ZipFile, name: str, most: int = MAX_TEXT) -> bytes:
    """A member's bytes, never more than the limit whatever its header says."""
    try:
        with archive.open(name) as member:
            content = member.read(most + 1)
    except _DAMAGE as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} missing or damaged") from error
    if len(content) > most:
        raise Unreadable("PRF872", what="bytes of text a member", limit=most, found=name)
    return content


def text(archive: zipfile.ZipFile, name: str) -> str:
    """A member in UTF-8."""
    try:
        return member(archive, name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} not in UTF-8") from error


def document(archive: zipfile.ZipFile, name: str) -> Any:
    """A parsed XML member: no entities, no document type of its own, no network."""
    import lxml.etree

    content = text(archive, name)
    if re.search(r"<!DOCTYPE(?! html>)|<!ENTITY|<!ATTLIST", content):
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} with a document type of its own")
    if found := crowded(content):
        what, limit, number = found
        raise Unreadable("PRF872", what=f"{what} in {name}", limit=limit, found=number)
    declared = re.match(r"\ufeff?<\?xml[^>]*encoding=[\"']([^\"']+)", content)
    if declared and declared[1].lower() != "utf-8":
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} not in UTF-8")
    other_version = re.match(r"\ufeff?<\?xml\s+version=[\"'](?!1\.0[\"'])", content)
    # Of drawings alone everybody reads what is marked as plain text; programs that read a text as HTML leave it out.
    if other_version or ("<![CDATA[" in content and not name.lower().endswith(".svg")):
        problem = f"{name} written so that only some programs read all of it"
        raise Unreadable("PRF871", kind="an EPUB", problem=problem)
    parser = lxml.etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        encoding="utf-8",
    )
    try:
        return lxml.etree.fromstring(content.encode(), parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise Unreadable("PRF871", kind="an EPUB", problem=f"{name} not well-formed: {error}") from error
