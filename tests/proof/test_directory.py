"""Ebooks from which programs could unpack different members, and those that other programs only packed anew."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline import proof
from pipeline.proof import altered
from pipeline.proof.directory import MAX_NAME, disputed

from .conftest import PRICES, Finished
from .test_epub import home

EMPTY = b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>-</title></head><body/></html>'
Members = Mapping[str, bytes]


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Packed:
    """An archive written by hand. Shape: of the member `odd` one field is other than it should be."""

    def __init__(self, odd: str = "", **fields: int | bytes) -> None:
        self.odd, self.fields = odd, fields
        self.local, self.central, self.count = b"", b"", 0

    def _of(self, name: str, field: str, owed: Any) -> Any:
        return self.fields.get(field, owed) if name == self.odd else owed

    def add(self, name: str, content: bytes) -> None:
        method = 0 if name == "mimetype" else 8
        packing = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = packing.compress(content) + packing.flush() if method else content
        raw = self._of(name, "name", name.encode())
        beside, before = self._of(name, "beside", b""), self._of(name, "before", b"")
        self.local += before
        offset = len(self.local)
        sums = (zlib.crc32(content), len(data), len(content))
        self.local += struct.pack(
            "<4s5H3I2H", b"PK\3\4", 20, self._of(name, "flags", 0), self._of(name, "method", method), 0, 33,
            self._of(name, "crc", sums[0]), self._of(name, "packed", sums[1]), self._of(name, "size", sums[2]),
            len(raw), 0,
        ) + raw + data  # fmt: skip
        self.local += self._of(name, "after", b"")
        self.central += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, method, 0, 33, *sums, len(raw), len(beside), 0, 0, 0,
            self._of(name, "outside", 0), offset,
        ) + raw + beside  # fmt: skip
        self.count += 1

    def end(self, count: int | None = None, disk: int = 0, behind: bytes = b"") -> bytes:
        number = self.count if count is None else count
        end = struct.pack(
            "<4s4H2IH", b"PK\5\6", disk, disk, number, number, len(self.central), len(self.local), 0
        )
        return self.local + self.central + end + behind


def packed(members: Members, odd: str = "", **fields: int | bytes) -> bytes:
    archive = Packed(odd, **fields)
    for name, content in members.items():
        archive.add(name, content)
    return archive.end()


def with_two_directories(members: Members, others: Members) -> bytes:
    """`members` by the record of large archives, and `others` by the plain one."""
    first, second = Packed(), Packed()
    for name, content in members.items():
        first.add(name, content)
    second.local = first.local
    for name, content in others.items():
        second.add(name, content)
    # The first directory lies beside the last member of the second.
    last = second.central.rindex(b"PK\1\2")
    start = len(second.local) + len(second.central) + 4
    record = start + len(first.central)
    size = len(first.central)
    large = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, first.count, first.count, size, start)
    beside = first.central + large + struct.pack("<4sIQI", b"PK\6\7", 0, record, 1)
    extra = struct.pack("<2H", 0xCAFE, len(beside)) + beside
    head = bytearray(second.central)
    struct.pack_into("<H", head, last + 30, len(extra))
    second.central = bytes(head) + extra
    return second.end()


def test_as_it_is(ebook: Finished) -> None:
    assert ebook.codes(packed(members_of(ebook.content))) == set()


def test_two_directories(ebook: Finished) -> None:
    members = members_of(ebook.content)
    emptied = {
        name: re.sub(rb'<div class="notice .*?</div>', b"", content, flags=re.DOTALL)
        for name, content in members.items()
    }
    assert emptied != members
    mutant = with_two_directories(members, emptied)
    with zipfile.ZipFile(io.BytesIO(mutant)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == members
    assert ebook.codes(mutant) == {"PRF871"}


UNICODE_PATH = struct.pack("<HHBI", 0x7075, 6, 1, 0) + b"x"


@pytest.mark.parametrize(
    "fields",
    [
        {"beside": UNICODE_PATH},
        {"beside": struct.pack("<HH", 1, 0)},
        {"beside": struct.pack("<HH", 0xCAFE, 200) + bytes(200)},
        {"beside": b"\x55\x54"},
        {"method": 0},
        {"flags": 1},
        {"crc": 0, "packed": 1, "size": 1},
        {"outside": 0o120777 << 16},
        {"outside": 0x10},
        {"before": EMPTY},
        {"before": b"PK\3\4" + bytes(26)},
        {"after": EMPTY},
    ],
    ids=str,
)
def test_a_member_that_is_said_in_two_ways(ebook: Finished, fields: dict[str, int | bytes]) -> None:
    assert ebook.codes(packed(members_of(ebook.content), home(ebook, PRICES), **fields)) == {"PRF871"}


@pytest.mark.parametrize("name", ["{}\0.bak", "x/../{}", "/{}", "./{}", "x\\{}", "C:{}", "x//{}"])
def test_a_name_that_systems_cut_or_change(ebook: Finished, name: str) -> None:
    file = home(ebook, PRICES)
    mutant = packed(members_of(ebook.content), file, name=name.format(file).encode())
    assert ebook.codes(mutant) == {"PRF871"}


def test_a_name_of_many_folders() -> None:
    """The folders around it are as many, and each is as long."""
    name = "x/" * 250 + "y"
    assert disputed(packed({"mimetype": b"", name: b""})) == f"a name of more than {MAX_NAME} bytes"
    assert disputed(packed({"mimetype": b"", name[2:]: b""})) is None


@pytest.mark.parametrize(
    "folder", ["{}/", "EPUB/empty/", "META-INF/encryption.xml/", "{}/more.xhtml"], ids=str
)
def test_a_folder_that_is_named_like_a_file(ebook: Finished, folder: str) -> None:
    members = {folder.format(home(ebook, PRICES)): b"", **members_of(ebook.content)}
    members = {"mimetype": members.pop("mimetype"), **members}
    assert ebook.codes(packed(members)) == {"PRF871"}


@pytest.mark.parametrize("named", ["count", "disk", "behind", "record"])
def test_an_end_that_says_something_else(ebook: Finished, named: str) -> None:
    archive = Packed()
    for name, content in members_of(ebook.content).items():
        archive.add(name, content)
    match named:
        case "count":
            mutant = archive.end(count=archive.count - 1)
        case "disk":
            mutant = archive.end(disk=1)
        case "behind":
            mutant = archive.end(behind=b"<p>more</p>")
        case _:
            archive.central += struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)
            mutant = archive.end()
    assert ebook.codes(mutant) == {"PRF871"}


def test_more_than_its_size_says(ebook: Finished) -> None:
    """Some programs stop at the size that is told, others where what is packed ends."""
    members, file = members_of(ebook.content), home(ebook, PRICES)
    shown = members[file]
    longer = packed({**members, file: shown + b"<!-- more -->"})
    head = struct.pack("<II", zlib.crc32(shown + b"<!-- more -->"), 0)[:4]
    mutant = longer.replace(head, struct.pack("<I", zlib.crc32(shown)))
    mutant = mutant.replace(struct.pack("<I", len(shown) + 13), struct.pack("<I", len(shown)))
    with zipfile.ZipFile(io.BytesIO(mutant)) as archive:
        assert archive.read(file) == shown
    assert ebook.codes(mutant) == {"PRF871"}


@pytest.mark.parametrize(
    "more", [["-r"], ["-X", "-r"], ["-X", "-r", "-D"], ["-r", "-fd"]], ids=lambda more: " ".join(more)
)
@pytest.mark.skipif(
    shutil.which("zip") is None,
    reason="Info-ZIP, which is not installed here, writes extra fields, folders and descriptors of its own: those are tested",
)
def test_packed_anew(ebook: Finished, tmp_path: Path, more: list[str]) -> None:
    """As people do who have looked inside: with times, folders and sizes behind."""
    with zipfile.ZipFile(io.BytesIO(ebook.content)) as archive:
        archive.extractall(tmp_path / "book")
    for arguments in (
        ["-X", "-0", "../anew.epub", "mimetype"],
        [*more, "../anew.epub", ".", "-x", "mimetype"],
    ):
        subprocess.run(["zip", "-q", *arguments], cwd=tmp_path / "book", check=True)
    content = (tmp_path / "anew.epub").read_bytes()
    assert ebook.codes(content) == set()
    held = altered.held(content, "anew.epub")
    assert held is not None
    assert held.altered == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda members: packed({**members, "META-INF/encryption.xml": b"<encryption/>"}),
        lambda members: packed(members) + b"more",
    ],
)
def test_what_is_wrong_is_told(ebook: Finished, change: Callable[[Members], bytes]) -> None:
    """Not that it has no manifest, which it has."""
    content = change(members_of(ebook.content))
    owed = proof.expectation_in(content, "ferries.epub")
    assert ebook.codes(content, owed) == {"PRF871"}
