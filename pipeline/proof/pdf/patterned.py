"""The patterns with which something outside of the article's pictures is filled, as pages that can be looked at.

Input: a PDF opened with pikepdf, its streams. Output: another PDF. Must not: judge what tiles hold.

Why: PDFium tells of a path that it is filled, and not with what.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.proof.pdf.drawing import STRINGS
from pipeline.proof.pdf.spoken import MAX_DEPTH

# Of patterns, and a side of the pages on which they are drawn. Units: pt.
MOST = 20
SIDE = 14_000
# A mark that begins, one that ends, a pattern that is chosen, a drawing that is used.
_WORDS = re.compile(
    rb"/(\w+)\s*(?:<<[^>]*>>\s*BDC|BMC)(?!\S)|(?<!\S)(EMC)(?!\S)|/(\S+)\s+(?:scn|SCN)(?!\S)|/(\S+)\s+Do(?!\S)"
)


def patterns(document: Any, streams: Sequence[Any]) -> bytes | None:
    """A PDF with a page for each pattern outside of pictures, which draws its tile once; None where there is none."""
    import pikepdf

    if not any(stream.get("/PatternType") == 1 for stream in streams):
        return None
    seen: set[tuple[int, int]] = set()
    found: dict[tuple[int, int], Any] = {}
    for page in document.pages:
        for pattern in _filling(page.obj.get("/Contents"), page.resources, seen, 0):
            found[pattern.objgen] = pattern
    if not found:
        return None
    with pikepdf.new() as made:
        for pattern in list(found.values())[:MOST]:
            page = made.add_blank_page(page_size=(SIDE, SIDE))
            matrix = b" ".join(b"%.4f" % float(part) for part in pattern.get("/Matrix", (1, 0, 0, 1, 0, 0)))
            page.obj.Contents = made.make_stream(b"q " + matrix + b" cm\n" + pattern.read_bytes() + b"\nQ")
            resources: Any = pattern.get("/Resources", pikepdf.Dictionary())
            own = resources if resources.is_indirect else document.make_indirect(resources)
            page.obj.Resources = made.copy_foreign(own)
        result = io.BytesIO()
        made.save(result, compress_streams=False)
        return result.getvalue()


def _filling(content: Any, resources: Any, seen: set[tuple[int, int]], depth: int) -> Iterator[Any]:
    import pikepdf

    pieces = content if isinstance(content, pikepdf.Array) else () if content is None else (content,)
    whole = STRINGS.sub(b"()", b"\n".join(piece.read_bytes() for piece in pieces))
    marks: list[bool] = []
    for match in _WORDS.finditer(whole):
        begun, ended, pattern, drawing = match.groups()
        if begun is not None:
            marks.append(begun == b"Figure")
        elif ended is not None:
            del marks[-1:]
        elif any(marks):
            continue
        elif pattern is not None:
            found = resources.get("/Pattern", {}).get("/" + pattern.decode("latin-1"))
            if isinstance(found, pikepdf.Stream):
                yield found
                if depth < MAX_DEPTH and found.objgen not in seen:
                    seen.add(found.objgen)
                    yield from _filling(found, found.get("/Resources", resources), seen, depth + 1)
        elif depth < MAX_DEPTH:
            form = resources.get("/XObject", {}).get("/" + drawing.decode("latin-1"))
            if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form" or form.objgen in seen:
                continue
            seen.add(form.objgen)
            yield from _filling(form, form.get("/Resources", resources), seen, depth + 1)
