"""Last hand on a PDF: what WeasyPrint cannot write, by pikepdf.

Input: PDF bytes. Output: PDF bytes, the same for the same input.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from pipeline.engines.running import Aloud, running

# What a page holds that is looked for, or else a string, in which anything may stand.
_STRING = rb"\((?:[^()\\]|\\.)*\)|"
_MARK = re.compile(_STRING + rb"(/\w+\s<<\s*/MCID (\d+)\s*>>)\sBDC(?=\s)", re.DOTALL)
_TEXT = re.compile(_STRING + rb"\s([-+.\d]+)\sTm(?=\s)|\s(EMC)(?=\s|\Z)", re.DOTALL)
# The points from an entry of a list of contents to its page: one sign again and again, each marked by itself.
_MARKED = rb"/Span\s<<\s*/MCID \d+\s*>>\sBDC\s"
_SHOWN = rb"BT\s1 0 0 -1 [-.\d]+"
_SIGN = rb"( [-.\d]+ Tm\s/[^\s/]+ [.\d]+ Tf\s\[\s*<[0-9a-f]{4}>\s*0\s*\]\s*TJ)\sET\sEMC\s"
_LEADER = re.compile(
    _MARKED
    + rb"(?:[.\d]+ [.\d]+ [.\d]+ rg\s)?"
    + _SHOWN
    + _SIGN
    + b"(?:"
    + _MARKED
    + _SHOWN
    + rb"\1\sET\sEMC\s){2,}"
)


def finish(
    pdf: bytes,
    *,
    attachment: tuple[str, bytes | Callable[[Any], bytes]],
    date: str,
    identifier: bytes,
    spoken: Aloud | None = None,
) -> bytes:
    """The PDF with an attached file that carries a fixed date, its running heads and feet marked as artifacts.

    Units: `date` is an ISO date; `identifier` 16 bytes; `spoken` the height, from the first page's top to the first and
    to the last millimetre, of what in its foot is to be read aloud. Shape: the attachment may be made of the document
    as it is before it is there.
    """
    import pikepdf
    from pikepdf import AttachedFileSpec, Name, String

    stamp = f"D:{date.replace('-', '')}000000Z"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _trim(document)
        _mark_artifacts(document, spoken)
        _complete_structure(document)
        name, content = attachment
        content = content(document) if callable(content) else content
        spec = AttachedFileSpec(
            document, content, filename=name, mime_type="application/json", relationship=Name.Data,
            description="The disclaimers that this file owes, for smallprint prove",
        )  # fmt: skip
        document.attachments[name] = spec
        parameters = document.attachments[name].obj.EF.F.Params
        parameters.CreationDate = parameters.ModDate = String(stamp)
        document.attachments[name].obj.EF.F.Params = parameters
        document.Root.AF = pikepdf.Array([document.attachments[name].obj])
        document.trailer.ID = pikepdf.Array([String(identifier), String(identifier)])
        output = io.BytesIO()
        document.save(
            output,
            static_id=False,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return output.getvalue()


def font_names(document: Any) -> frozenset[str]:
    """The names of all fonts of a document, without the six letters of a subset."""
    import pikepdf

    names: set[str] = set()
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/BaseFont" in thing:
            names.add(str(thing.BaseFont)[1:].partition("+")[2] or str(thing.BaseFont)[1:])
    return frozenset(names)


def _trim(document: Any) -> None:
    """Pages as large as the paper: what is painted over its edges is for a press."""
    for page in document.pages:
        page.mediabox = page.trimbox
        for box in ("/BleedBox", "/CropBox", "/TrimBox", "/ArtBox"):
            if box in page.obj:
                del page.obj[box]


def _mark_artifacts(document: Any, spoken: Aloud | None) -> None:
    """Marked content that no structure element holds becomes a pagination artifact: running heads and feet. So do pictures without words
    and the points of leaders.

    What is to be read aloud becomes a note at the document's end, once. A page is searched as WeasyPrint writes it, or pikepdf
    after it: to take it apart, and put it together again, takes ten times as long.

    Why: WeasyPrint marks it as content whose elements hang nowhere, so that some readers speak it on every page.
    Source: ISO 32000-1 14.8.2.2.
    """

    root = document.Root.get("/StructTreeRoot")
    if root is None:
        return
    numbers = root.ParentTree.Nums
    parents = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
    for page, past in zip(document.pages, running(document, spoken), strict=True):
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        height = float(page.mediabox[3])
        written: list[bytes] = []
        done = 0
        loose: list[int] = []
        aloud: list[int] = []
        entries = parents.get(int(page.obj.get("/StructParents", -1)))
        points = _points(content, entries)
        for mark in _MARK.finditer(content):
            if mark[2] is None:
                continue
            if (number := int(mark[2])) in points:
                loose.append(number)
                written += [content[done : mark.start()], b"/Artifact BMC"]
                done = mark.end()
                continue
            if not past.includes(number):
                if mark[1].startswith(b"/Figure") and _is_ornament(entries, number):
                    loose.append(number)
                    start, end = mark.span()[0], _end(content, mark.end())
                    # That it is a picture tells it from what the theme draws.
                    written += [
                        content[done:start],
                        b"/Artifact BMC\n/Figure BMC",
                        content[mark.end() : end],
                        b"\nEMC",
                    ]
                    done = end
                continue
            side = past.side(_baseline(content, mark.end(), height))
            if side is None:
                aloud.append(number)
                continue
            loose.append(number)
            start, end = mark.span(1)
            written += [content[done:start], b"/Artifact <</Type /Pagination /Subtype %s>>" % side.encode()]
            done = end
        if aloud:
            _add_note(document, root, page, aloud, entries)
        if loose:
            page.Contents = document.make_stream(b"".join([*written, content[done:]]))
            if entries is not None:
                for number in loose:
                    entries[number] = None


def _baseline(content: bytes, start: int, height: float) -> float:
    """Where the first text of some marked content stands, from the foot of the page. Units: points."""
    for found in _TEXT.finditer(content, start):
        if found[1]:
            # WeasyPrint's space has its origin at the top and counts in pixels.
            return height - float(found[1]) * 0.75
        if found[2]:
            break
    return 0.0


def _points(content: bytes, entries: Any) -> set[int]:
    """The numbers of the points of leaders, whose element lets go of them.

    Why: some readers say each of a hundred of them, and none means anything.
    """
    from pikepdf import Array, Dictionary

    found: set[int] = set()
    for leader in _LEADER.finditer(content) if entries is not None else ():
        numbers = [int(mark[2]) for mark in _MARK.finditer(leader[0]) if mark[2]]
        held = [entries[number] for number in numbers if number < len(entries)]
        if not all(isinstance(element, Dictionary) for element in held):
            continue
        above = [element.P for element in held]
        one = above[0]
        # What a style sheet puts behind an entry, and the leader in it. Cells of a table may hold one sign each, too.
        led = one.get("/S") == one.P.get("/S") == "/NonStruct" and len(one.K) == len(numbers)
        if led and all(other.objgen == one.objgen for other in above):
            one.K = Array([])
            found.update(numbers)
    return found


def _end(content: bytes, start: int) -> int:
    """Where marked content ends that holds no other."""
    return next((found.end() for found in _TEXT.finditer(content, start) if found[2]), len(content))


def _is_ornament(entries: Any, number: int) -> bool:
    """Whether the element of some marked content is a picture that has no words."""
    import pikepdf

    element = entries[number] if entries is not None and number < len(entries) else None
    return (
        isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure" and "/Alt" not in element
    )


def _add_note(document: Any, root: Any, page: Any, numbers: list[int], entries: Any) -> None:
    """A structure element at the document's end that holds some marked content of a page."""
    from pikepdf import Array, Dictionary, Name

    top = root.K[0] if isinstance(root.K, Array) else root.K
    division = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=top))
    paragraph = document.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, P=division, Pg=page.obj, K=Array(numbers))
    )
    division.K = Array([paragraph])
    top.K = Array([*top.K, division]) if isinstance(top.get("/K"), Array) else Array([top.K, division])
    if entries is not None:
        for number in numbers:
            entries[number] = paragraph


def _complete_structure(document: Any) -> None:
    """Header cells with their scope, no empty elements, links that print.

    Source: ISO 14289-1 7.5 and 7.18.
    """
    from pikepdf import Array, Dictionary, Name

    def kept(element: Any, section: str) -> bool:
        kind = str(element.get("/S", ""))
        section = kind if kind in ("/THead", "/TBody") else section
        if kind == "/TR":
            _hold_cells(element)
        kids = element.get("/K")
        if isinstance(kids, Array):
            remaining = [
                kid
                for kid in kids
                if not isinstance(kid, Dictionary) or _is_reference(kid) or kept(kid, section)
            ]
            if len(remaining) < len(kids):
                element.K = Array(remaining)
            empty = not remaining
        else:
            empty = kids is None or (
                isinstance(kids, Dictionary) and not _is_reference(kids) and not kept(kids, section)
            )
        if kind == "/TH":
            attributes = element.get("/A")
            if not isinstance(attributes, Dictionary):
                attributes = element.A = Dictionary(O=Name.Table)
            element.A.Scope = Name.Column if section == "/THead" else Name.Row
        if kind == "/Figure" and "/Alt" not in element:
            return False
        # An empty cell still holds its place in a row.
        return not (empty and kind in ("/Span", "/NonStruct", "/Div", "/P") and "/Alt" not in element)

    root = document.Root.get("/StructTreeRoot")
    if root is not None:
        kept(root, "")
    for page in document.pages:
        annotations = page.get("/Annots", Array())
        for annotation in annotations:
            annotation.F = int(annotation.get("/F", 0)) | 4
        double = [annotation for annotation in annotations if _inside_link(document, annotation)]
        if double:
            page.Annots = Array([annotation for annotation in annotations if annotation not in double])


def _hold_cells(row: Any) -> None:
    """A row with nothing but cells in it, of a table that is set as blocks and lines.

    Why: WeasyPrint makes a row within the row of cells that stand in a line, and leaves the spaces between them there.
    """
    from pikepdf import Array, Dictionary

    def gathered(element: Any) -> list[Any]:
        kids = element.get("/K")
        found: list[Any] = []
        for kid in kids if isinstance(kids, Array) else [] if kids is None else [kids]:
            inner = isinstance(kid, Dictionary) and str(kid.get("/S", "")) in ("/TR", "/NonStruct", "/Div")
            found += gathered(kid) if inner else [kid]
        return found

    cells: list[Any] = []
    early: list[Any] = []
    for kid in gathered(row):
        if isinstance(kid, Dictionary) and str(kid.get("/S", "")) in ("/TH", "/TD"):
            kid.P = row
            cells.append(kid)
        elif not isinstance(kid, Dictionary) or _is_reference(kid):
            return
        elif cells:
            _append(cells[-1], kid)
        else:
            early.append(kid)
    if cells:
        for kid in early:
            _append(cells[0], kid)
        row.K = Array(cells)


def _append(element: Any, kid: Any) -> None:
    from pikepdf import Array

    kids = element.get("/K")
    element.K = Array([*(kids if isinstance(kids, Array) else [] if kids is None else [kids]), kid])
    kid.P = element


def _inside_link(document: Any, annotation: Any) -> bool:
    """Whether it belongs to an element within a link, which has one of its own; if so, it is let go.

    Why: WeasyPrint lets elements inherit the link around them, and gives each its annotation.
    """
    import pikepdf

    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    place = next(
        (index for index in range(0, len(numbers), 2) if numbers[index] == annotation.get("/StructParent")),
        None,
    )
    if place is None or not isinstance(numbers[place + 1], pikepdf.Dictionary):
        return False
    element = numbers[place + 1]
    above = element.get("/P")
    while above is not None and str(above.get("/S", "")) in ("/Span", "/NonStruct", "/Em", "/Strong"):
        above = above.get("/P")
    if str(element.get("/S", "")) == "/Link" or above is None or str(above.get("/S", "")) != "/Link":
        return False
    element.K = pikepdf.Array(
        [
            kid
            for kid in element.K
            if not isinstance(kid, pikepdf.Dictionary) or str(kid.get("/Type", "")) != "/OBJR"
        ]
    )
    numbers[place + 1] = None
    return True


def _is_reference(kid: Any) -> bool:
    return str(kid.get("/Type", "")) in ("/MCR", "/OBJR")
