"""How a PDF is written: whatever way a reader takes to an object, it finds the same one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from pipeline.proof.mutants.written import written_attacks
from pipeline.proof.pdf.written import written_otherwise
from pipeline.rendition import contents

from .conftest import Finished

ATTACKS = {name: write for name, _, write in written_attacks()}


def saved(content: bytes, **how: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        output = io.BytesIO()
        document.save(output, **how)
    return output.getvalue()


def grouped(content: bytes, *, last: bool) -> bytes:
    """All but the streams in one group, in which the first page is there twice, turned and not.

    Shape: the table leads to the place of the page that is turned; with `last`, that is the second one.
    """
    with pikepdf.open(io.BytesIO(saved(content, compress_streams=False))) as document:
        page = document.pages[0].obj
        page_number = page.objgen[0]
        turned: Any = pikepdf.Dictionary(dict(page.items()))
        turned.Rotate = 180
        alone: dict[int, bytes] = {}
        group: list[tuple[int, bytes]] = []
        for entry in document.objects:
            if not isinstance(entry, pikepdf.Object) or not entry.is_indirect:
                continue
            number = entry.objgen[0]
            if isinstance(entry, pikepdf.Stream):
                if entry.get("/Type") in ("/ObjStm", "/XRef"):
                    continue
                data = entry.read_raw_bytes()
                said = pikepdf.Dictionary(dict(entry.items()))
                said.Length = len(data)
                alone[number] = said.unparse() + b"stream\n" + data + b"\nendstream"
            elif entry.objgen == page.objgen:
                both = [(number, turned.unparse()), (number, entry.unparse(resolved=True))]
                group += reversed(both) if last else both
            else:
                group.append((number, entry.unparse(resolved=True)))
        trailer = b"/Root %d 0 R /Info %b" % (document.Root.objgen[0], document.trailer.Info.unparse())
    places = {number: index for index, (number, _) in enumerate(group)}
    places[page_number] = next(index for index, (_, said) in enumerate(group) if b"/Rotate 180" in said)
    head, body = b"", b""
    for number, said in group:
        head += b"%d %d " % (number, len(body))
        body += said + b" "
    first = max(alone.keys() | places.keys()) + 1
    alone[first] = b"<</Type/ObjStm/N %d/First %d/Length %d>>stream\n%b\nendstream" % (
        len(group), len(head), len(head) + len(body), head + body,
    )  # fmt: skip
    out, begins = b"%PDF-1.7\n", {}
    for number, said in alone.items():
        begins[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, said)
    begins[first + 1] = len(out)
    rows = b""
    for number in range(first + 2):
        if number in begins:
            rows += b"\1" + begins[number].to_bytes(4) + b"\0\0"
        elif number in places:
            rows += b"\2" + first.to_bytes(4) + places[number].to_bytes(2)
        else:
            rows += bytes(7)
    return out + b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Length %d %b>>stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        first + 1, first + 2, len(rows), trailer, rows, begins[first + 1],
    )  # fmt: skip


def updated(content: bytes) -> bytes:
    """With a second table, of nothing."""
    plain = saved(content, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    trailer = re.findall(rb"trailer\s*<<(.*)>>\s*startxref", plain, re.DOTALL)[-1]
    before = int(re.findall(rb"startxref\s+(\d+)", plain)[-1])
    ends = b"xref\n0 0\ntrailer\n<<%b /Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return plain + ends % (trailer, before, len(plain))


def found(brochure: Finished, content: bytes) -> list[str]:
    return [one.message.partition(", found ")[2] for one in brochure.proved(content).diagnostics]


@pytest.mark.code("PRF846")
@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (ATTACKS["written-unlisted"], "objects that are in it more than once"),
        (ATTACKS["written-older"], "a file with more than one end"),
        (lambda content: grouped(content, last=False), "objects that are in it more than once"),
        (lambda content: content.replace(b"%PDF-1.7", b"%PDF-1.2", 1), "a file of another version"),
        (lambda content: content + b"% more", "a file with more than one end"),
        (updated, "a file with more than one end"),
    ],
)
def test_what_not_all_readers_find(brochure: Finished, write: Callable[[bytes], bytes], problem: str) -> None:
    assert problem in found(brochure, write(brochure.content))


def test_a_table_that_old_readers_do_not_know() -> None:
    written = b"%PDF-1.7\ntrailer <</XRefStm 9>>\nstartxref\n9\n%%EOF\n"
    assert "a table that not every reader follows" in written_otherwise(written, [], [])


def test_a_turn_of_a_later_generation(brochure: Finished) -> None:
    mutant = ATTACKS["written-generation"](brochure.content)
    assert "objects of a later generation" in found(brochure, mutant)


def test_words_that_look_like_a_reference(brochure: Finished) -> None:
    with pikepdf.open(io.BytesIO(brochure.content)) as document:
        document.Root.PieceInfo = pikepdf.Dictionary(Other=pikepdf.String("Notes 12 5 R"))
        output = io.BytesIO()
        document.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert re.search(rb"12 5 R", output.getvalue())
    assert found(brochure, output.getvalue()) == []


@pytest.mark.parametrize(
    "how",
    [
        {"linearize": True},
        {"qdf": True},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True},
    ],
)
def test_written_anew(brochure: Finished, how: dict[str, object]) -> None:
    assert found(brochure, saved(brochure.content, **how)) == []


def test_the_hashes_do_not_tell(brochure: Finished) -> None:
    """What only some readers find is nothing that another library compares."""

    def parts(content: bytes) -> contents.Contents:
        with pikepdf.open(io.BytesIO(content)) as document:
            return contents.of_pdf(document)

    for mutant in (ATTACKS["written-unlisted"](brochure.content), grouped(brochure.content, last=False)):
        assert parts(mutant) == parts(brochure.content)
