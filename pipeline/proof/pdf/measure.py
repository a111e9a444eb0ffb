"""One disclaimer measured where it was found on a page: visible, legible, in its place.

Input: a `Sighting` and the `File`. Output: an `Evidence`, and diagnostics. Must not: look for the text.
"""

from __future__ import annotations

from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.proof.evidence import Evidence
from pipeline.proof.examine import Sighting, named
from pipeline.proof.pdf.pages import File, Line, Page, char_box, inside, lines_of, origin, union, unmapped
from pipeline.proof.pdf.pixels import seen
from pipeline.proof.stream import SOFT, Span, Stream

MM = 25.4 / 72
# A disclaimer further than this below the text that it qualifies is not next to it. Units: pt.
NEXT_TO = 40 / MM
# How far back a table row is looked for that ends where a disclaimer begins. Units: characters, pt.
ROW_CHARACTERS = 300
ROW_HEIGHT = 45.0


def measured(
    sighting: Sighting,
    stream: Stream,
    file: File,
    body: float,
    undefined: frozenset[str],
    place: Location,
    found: list[Diagnostic],
    unreliable: bool,
) -> Evidence:
    """A disclaimer measured where it was found."""
    notice, span = sighting.notice, sighting.span
    if span is None:
        return Evidence.absent(notice, legible=False)
    name, owed = named(notice), notice.legibility
    stretch = stream.characters(span)
    page, first = file.at(stretch.start)
    last = min(first + len(stretch), len(page.characters) - 2)
    drawn = [at for at in range(first, last) if page.marks[at] >= 0 and not page.characters[at].isspace()]
    before = len(found)
    if not drawn:
        found.append(report("PRF801", place, name=name, text=notice.text))
        return Evidence.absent(notice, legible=False)
    where = f"page {page.number + 1}"
    lines = lines_of(page, drawn)
    box = union([line.box for line in lines])
    pieces = {page.marks[at]: page.pieces[page.marks[at]] for at in drawn}

    outside = [at for at in drawn if not inside(char_box(page, at), page.box)]
    if outside:
        found.append(report("PRF821", place, name=name, where=where, number=len(outside), total=len(drawn)))
    modes = sorted({piece.mode for piece in pieces.values()} - {0, 2})
    if modes:
        found.append(report("PRF823", place, name=name, where=where, found=f"text render mode {modes[0]}"))
    faint = min(piece.alpha for piece in pieces.values())
    if faint < 255:
        found.append(report("PRF823", place, name=name, where=where, found=f"{faint / 255:.0%} opacity"))
    if any(piece.artifact for piece in pieces.values()):
        found.append(
            report("PRF827", place, name=name, where=where, found="an artifact, which is never read aloud")
        )
    if any(piece.replaced for piece in pieces.values()) and not unreliable:
        found.append(report("PRF827", place, name=name, where=where, found="text given by /ActualText"))
    tofu = sorted({page.characters[at] for at in drawn} & undefined)
    nameless = unmapped(page, drawn)
    if tofu or nameless:
        found.append(
            report(
                "PRF825",
                place,
                name=name,
                where=where,
                found="".join(tofu) or f"{nameless} without a character",
            )
        )
    sitting = _continues(page, drawn[-1], last)
    if sitting:
        sighting.present = False
        found.append(
            report(
                "PRF803",
                place,
                name=name,
                expected="the wording alone",
                found=f'more on its last line: "{sitting}"',
            )
        )
    if (
        notice.place in ("after-trigger", "extra")
        and sighting.placed
        and sighting.before is not None
        and (far := _far(stream, file, page, sighting.before, lines[0]))
    ):
        sighting.placed = False
        found.append(report("PRF815", place, name=name, where=where, found=far))

    contrast: float | None = None
    if not outside:
        contrast, covered = seen(page, lines, pieces)
        if covered is not None:
            found.append(report("PRF824", place, name=name, where=where, found=covered))
    # Whatever is wrong up to here is about seeing it; sizes and contrast are about reading it.
    visible = not any(
        diagnostic.code in ("PRF821", "PRF823", "PRF824", "PRF825", "PRF827") for diagnostic in found[before:]
    )
    size = round(min(piece.size for piece in pieces.values()), 2)
    legible = True
    if size < owed.min_size_pt - 0.02:
        legible = False
        found.append(
            report(
                "PRF831", place, name=name, where=where, size=f"{size:g}", smallest=f"{owed.min_size_pt:g}"
            )
        )
    ratio = round(size / body, 3) if body else None
    if ratio is not None and ratio < owed.min_body_ratio - 0.003:
        legible = False
        found.append(
            report(
                "PRF832", place, name=name, where=where, size=f"{size:g}", body=f"{body:g}",
                expected=f"{owed.min_body_ratio:.0%}", weight=notice.weight,
            )
        )  # fmt: skip
    if contrast is not None and contrast < owed.min_contrast:
        legible = False
        found.append(
            report(
                "PRF833",
                place,
                name=name,
                where=where,
                contrast=f"{contrast:.2f}",
                smallest=f"{owed.min_contrast:g}",
            )
        )
    left, bottom, right, top = box
    page_left, _, _, page_top = page.box
    return Evidence.of(
        notice,
        found_sha256=sighting.found_sha256,
        present=sighting.present,
        placed=sighting.placed,
        visible=visible and contrast is not None,
        legible=legible and contrast is not None,
        page=page.number + 1,
        box_mm=(
            round((left - page_left) * MM, 1),
            round((page_top - top) * MM, 1),
            round((right - left) * MM, 1),
            round((top - bottom) * MM, 1),
        ),
        size_pt=size,
        body_ratio=ratio,
        contrast=round(contrast, 2) if contrast is not None else None,
    )


def _continues(page: Page, last: int, stop: int) -> str:
    """Text that goes on behind the wording on the same line."""
    following = page.characters[last + 1 : last + 60].split("\n", 1)[0].strip().strip(SOFT)
    if not following:
        return ""
    behind = next(
        (
            at
            for at in range(last + 1, len(page.marks))
            if page.marks[at] >= 0 and not page.characters[at].isspace()
        ),
        None,
    )
    if behind is None:
        return ""
    size = page.pieces[page.marks[last]].size
    (_, first_y), (_, second_y) = origin(page, last), origin(page, behind)
    apart = char_box(page, behind)[0] - char_box(page, last)[2]
    return following[:40] if abs(first_y - second_y) < 0.4 * size and -size < apart < 3 * size else ""


def _far(stream: Stream, file: File, page: Page, before: Span, first: Line) -> str:
    """How the text that a disclaimer qualifies lies from it, if it is not right above. Units: pt."""
    boxes = []
    for at in stream.characters(before):
        other, index = file.at(at)
        if other is page and page.marks[index] >= 0 and not page.characters[index].isspace():
            boxes.append((origin(page, index)[1], char_box(page, index)))
    if not boxes:
        return ""
    # Its last line is what the disclaimer stands next to.
    baseline = boxes[-1][0]
    last = union([box for y, box in boxes if abs(y - baseline) < 3])
    drop = last[1] - first.box[3]
    if drop < -1.0:
        return f"it {-drop * MM:.0f} mm higher than the end of that text"
    if drop > NEXT_TO:
        return f"it {drop * MM:.0f} mm below"
    # Sideways the whole table row counts, or the last lines of a paragraph: what comes just before in the file.
    around = [box for _, box in boxes]
    for at in range(
        stream.characters(before).start - 1, max(-1, stream.characters(before).start - ROW_CHARACTERS), -1
    ):
        other, index = file.at(at)
        if other is not page:
            break
        if page.marks[index] < 0 or page.characters[index].isspace():
            continue
        if abs(origin(page, index)[1] - baseline) > ROW_HEIGHT:
            break
        around.append(char_box(page, index))
    beside = union(around)
    aside = max(first.box[0] - beside[2], beside[0] - first.box[2])
    if aside > NEXT_TO:
        return f"it {aside * MM:.0f} mm beside"
    return ""
