"""Attacks on how a PDF is written: the same numbers for other objects, which some readers find and others do not.

Input: the bytes of a PDF. Output: the same, written otherwise. Must not: use the code that wrote the file, or proves it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

# Why as an array at first: pikepdf keeps no number as an object of its own.
_TURN = (b"[ 180 ]", b"  180  ")


def written_attacks() -> Iterator[tuple[str, str, Callable[[bytes], bytes]]]:
    """Name, description and attack."""
    yield (
        "written-unlisted",
        "a page is in it once more, turned, where only readers that mend the file look",
        _unlisted,
    )
    yield "written-generation", "a page is turned for readers that ask for no generation", _generation
    yield "written-older", "an older version of it, with a turned page, stands in it", _older


def _plain(content: bytes, *, turned: bool = False) -> bytes:
    """The file with each object by itself and a table of them; with `turned`, its first page refers to a turn."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        if turned:
            document.pages[0].obj.Rotate = document.make_indirect(pikepdf.Array([180]))
        output = io.BytesIO()
        document.save(output, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return output.getvalue().replace(*_TURN)


def _page(content: bytes) -> tuple[int, bytes]:
    """The number of the first page, and that page turned."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        page = document.pages[0].obj
        number = page.objgen[0]
        said: Any = pikepdf.Dictionary(dict(page.items()))
        said.Rotate = 180
        return number, b"%d 0 obj\n%b\nendobj\n" % (number, said.unparse())


def _table(content: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", content)[-1])


def _unlisted(content: bytes) -> bytes:
    plain = _plain(content)
    table, (_, turned) = _table(plain), _page(plain)
    end = b"startxref\n%d\n%%%%EOF\n" % (table + len(turned))
    return plain[:table] + turned + plain[table : plain.rindex(b"startxref")] + end


def _generation(content: bytes) -> bytes:
    return re.sub(rb"(/Rotate \d+) 0 R", rb"\1 5 R", _plain(content, turned=True))


def _older(content: bytes) -> bytes:
    plain = _plain(content)
    number, turned = _page(plain)
    trailer = re.findall(rb"trailer\s*<<(.*)>>\s*startxref", plain, re.DOTALL)[-1]
    # Added, and taken back.
    match = re.search(rb"(?<!\d)%d 0 obj\b.*?endobj\n" % number, plain, re.DOTALL)
    for changed in (turned, match[0] if match else b""):
        previous, at = _table(plain), len(plain)
        table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
        ends = b"trailer\n<<%b /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, previous, at + len(changed))
        plain += changed + table + ends
    return plain
