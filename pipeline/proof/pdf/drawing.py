"""How the pages of a PDF are drawn: in plain words, all of which every reader understands alike.

Input: a PDF opened with pikepdf. Output: what is drawn otherwise than brochures are, each the end of "…, found".
Must not: draw, or judge what is drawn.

Why: a proof looks at pages as PDFium draws them. Readers differ where a file is careless: numbers without a space, names of
nothing, drawings too deep in one another, pictures that end early. What one leaves out may cover a disclaimer in another. So
nothing is let through but what brochures are written with, as they write it.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from pipeline.proof.evidence import Unreadable

# Of drawings in one another. PDFium gives up behind some more.
MAX_DEPTH = 12
MAX_DRAWINGS = 20_000
MAX_BYTES = 100_000_000
# A step of a pattern that is smaller is none. Units: of its own space.
LEAST_STEP = 0.01
# A tile that is larger, some readers leave out. Units: pt.
MOST_TILE = 3_000.0

# ── content

# With more digits some readers take another number.
_NUMBER = rb"[-+]?(?:\d{1,6}(?:\.\d*+)?|\.\d++)"
_NAME = rb"/[^\s()<>\[\]{}/%#]++"
_STRING = rb"(?:\((?:[^()\\]|\\.)*+\)|<[0-9A-Fa-f]*+>)"


def _taking(count: int, operators: bytes) -> bytes:
    return (_NUMBER + rb"\s+") * count + rb"(?:" + operators + rb")"


# Tags, and the keys of what is said with them.
_TAG = rb"/(?:Span|Figure|Artifact)"
_SAID = rb"/(?:MCID\s+\d+|Type\s*/Pagination|Subtype\s*/(?:Header|Footer)|ActualText\s*" + _STRING + rb")\s*"


@functools.cache
def _content(press: bool) -> re.Pattern[bytes]:
    """All that content may say; for a `press`, which makes of colours of a screen what it likes, none of these."""
    colours = () if press else (_taking(3, b"rg|RG"),)
    # Behind each operator comes a space, or what begins something else. The most frequent ones come first.
    return re.compile(
        rb"(?:\s++|(?:"
        + b"|".join(
            (
                _taking(6, b"c|cm|Tm"),
                _taking(2, b"m|l|Td"),
                rb"q|Q|BT|ET|EMC|W\*?|n|f\*?|B\*?|b\*?|S|s|h",
                rb"\[(?:" + _STRING + rb"|" + _NUMBER + rb"|\s)*+\]\s*TJ",
                _taking(4, b"re|k|K|v|y"),
                # Room between letters, between words and between lines is told with each of them.
                _taking(1, b"w|J|j|M|i|Ts|Tr|g|G"),
                *colours,
                _NAME + rb"\s+(?:gs|Do|cs|CS|sh|scn|SCN)",
                _NAME + rb"\s+" + _NUMBER + rb"\s+Tf",
                _TAG + rb"\s*<<\s*(?:" + _SAID + rb")*+>>\s*BDC",
                _TAG + rb"\s+BMC",
                rb"\[(?:" + _NUMBER + rb"|\s)*+\]\s*" + _NUMBER + rb"\s+d",
                rb"(?:" + _NUMBER + rb"\s+){1,4}(?:scn?|SCN?)",
                _STRING + rb"\s*Tj",
            )
        )
        + rb")(?=[\s/<(\[]|\Z))*+",
        re.DOTALL,
    )


# What content says by its name, and what it does with it.
_NAMED = re.compile(
    rb"(" + _NAME + rb")\s+(?:" + _NUMBER + rb"\s+)?(gs|Do|cs|CS|sh|scn|SCN|Tf)(?=[\s/<(\[]|\Z)"
)
STRINGS = re.compile(_STRING, re.DOTALL)
_NUMBERS = re.compile(rb"MCID\s+0*(\d+)")
_KINDS = {
    b"gs": "/ExtGState", b"Do": "/XObject", b"cs": "/ColorSpace", b"CS": "/ColorSpace", b"sh": "/Shading",
    b"scn": "/Pattern", b"SCN": "/Pattern", b"Tf": "/Font",
}  # fmt: skip

# ── what content draws with

_DEVICES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
_INKS = frozenset(["/DeviceGray", "/DeviceCMYK"])
_BITS = (1, 2, 4, 8, 16)
_PACKED = frozenset(["/Length", "/Filter", "/DecodeParms"])
# What gives colours another meaning.
_DEFAULTS = ("/DefaultRGB", "/DefaultGray", "/DefaultCMYK")
_OF_FORM = _PACKED | {"/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group"}
_OF_GROUP = frozenset(["/Type", "/S", "/CS", "/I", "/K"])
_OF_IMAGE = _PACKED | {
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Interpolate", "/Decode", "/SMask",
    "/Mask", "/ImageMask",
}  # fmt: skip
_OF_TILES = _PACKED | {
    "/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix", "/Resources",
}  # fmt: skip
_OF_GRADIENT = frozenset(["/Type", "/PatternType", "/Shading", "/Matrix"])
_OF_SHADING = frozenset(["/ShadingType", "/ColorSpace", "/Domain", "/Coords", "/Function", "/Extend"])
_OF_STATE = frozenset(["/Type", "/ca", "/CA", "/SMask", "/BM", "/AIS", "/SA"])
_OF_MASK = frozenset(["/Type", "/S", "/G", "/BC"])
_BLENDS = frozenset(
    f"/{mode}"
    for mode in (
        "Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn",
        "HardLight", "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color", "Luminosity",
    )
)  # fmt: skip
# What only a press follows is reported where a press file is looked at.
_OF_PRESS = frozenset(["/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/BG", "/BG2", "/UCR", "/UCR2"])
_SPOTS = ("/Separation", "/DeviceN")
_OF_FONT = frozenset(
    ["/Type", "/Subtype", "/BaseFont", "/Encoding", "/DescendantFonts", "/ToUnicode", "/Name"]
)
_OF_GLYPHS = frozenset(
    ["/Type", "/Subtype", "/BaseFont", "/CIDSystemInfo", "/FontDescriptor", "/W", "/DW", "/CIDToGIDMap"]
)
_OF_FACE = frozenset(
    [
        "/Type", "/FontName", "/FontFamily", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/CapHeight",
        "/XHeight", "/StemV", "/StemH", "/FontFile", "/FontFile2", "/FontFile3", "/CIDSet",
    ]
)  # fmt: skip
# From the lowest point of a face to its highest. Units: thousandths of the size.
LEAST_HEIGHT = 800
# Font programs, and those that go with each kind of font.
_PROGRAMS = frozenset(["/FontFile", "/FontFile2", "/FontFile3"])
_GLYPHS = {
    "/CIDFontType0": frozenset(["/FontFile3"]),
    "/CIDFontType2": frozenset(["/FontFile2", "/FontFile3"]),
}


def drawn_otherwise(document: Any, *, press: bool) -> Iterator[str]:
    """What is drawn otherwise than brochures are. Raises: Unreadable."""
    looking = _Looking(press)
    for number, page in enumerate(document.pages, 1):
        where = f"on {'sheet' if press else 'page'} {number}"
        content = page.obj.get("/Contents")
        # Also those that all pages have in common.
        resources = page.resources
        looked = (
            *looking.group(page.obj),
            *looking.content(content, resources),
            *looking.resources(resources, 0),
        )
        for what in dict.fromkeys(looked):
            yield f"{what} {where}"


class _Looking:
    """What was looked at so far."""

    def __init__(self, press: bool) -> None:
        self._press = press
        self._seen: dict[tuple[int, int], int] = {}
        self._count = 0

    def content(self, content: Any, resources: Any) -> Iterator[str]:
        """What a content stream, or several that are read as one, say otherwise."""
        import pikepdf

        pieces = list(content) if isinstance(content, pikepdf.Array) else [] if content is None else [content]
        said = []
        for piece in pieces:
            if not isinstance(piece, pikepdf.Stream) or (unpacked := _unpacked(piece)) is None:
                yield "instructions that are packed in another way"
                return
            said.append(unpacked)
        whole = b"\n".join(said)
        if (stop := _content(self._press).match(whole)) is None or stop.end() < len(whole):
            at = stop.end() if stop else 0
            shown = whole[at : at + 24].split(b"\n")[0].decode("latin-1")
            yield f"instructions that not every reader understands ({shown!a})"
            # Strings that never end would be looked for from each of their brackets.
            return
        if (twice := _twice(whole)) is not None:
            yield f"content of the number {twice} in more than one place"
        spaces = _INKS if self._press else _DEVICES.keys()
        lacking = _lacking(whole, resources, spaces)
        if lacking:
            lacking = _lacking(STRINGS.sub(b"()", whole), resources, spaces)
        if lacking:
            yield f"the name {lacking[0]} of nothing"

    def resources(self, resources: Any, depth: int) -> Iterator[str]:
        import pikepdf

        if depth > MAX_DEPTH:
            yield f"drawings more than {MAX_DEPTH} deep in one another"
            return
        looks: dict[str, Callable[[Any, int], Iterator[str]]] = {
            "/XObject": self._drawing, "/Pattern": self._pattern, "/ExtGState": self._state, "/Shading": self._shading,
            "/ColorSpace": self._space, "/Font": self._font,
        }  # fmt: skip
        for kind, named in resources.items():
            look = looks.get(kind)
            if look is None and kind != "/ProcSet":
                yield f"resources of the kind {kind[:20]}"
            if look is None or not isinstance(named, pikepdf.Dictionary):
                continue
            for name, value in named.items():
                if kind == "/ColorSpace" and name in _DEFAULTS:
                    yield f"the colour space {name}"
                # What is deeper than it was found before holds what is deeper.
                key = value.objgen if value.is_indirect else None
                if key is not None and self._seen.get(key, -1) >= depth:
                    continue
                if key is not None:
                    self._seen[key] = depth
                self._count += 1
                if self._count > MAX_DRAWINGS:
                    raise Unreadable("PRF872", what="drawings", limit=MAX_DRAWINGS, found="more")
                yield from look(value, depth)

    def _drawing(self, value: Any, depth: int) -> Iterator[str]:
        import pikepdf

        kind = value.get("/Subtype") if isinstance(value, pikepdf.Stream) else None
        if kind == "/Image":
            yield from self._image(value, depth)
        elif kind == "/Form":
            yield from _entries(value, _OF_FORM, "a drawing")
            yield from self.group(value)
            yield from self._form(value, depth)
        else:
            yield "a drawing of another kind"

    def _form(self, value: Any, depth: int) -> Iterator[str]:
        resources = value.get("/Resources")
        if resources is None or len(value.get("/BBox", ())) != 4:
            yield "a drawing without edges or resources"
            return
        yield from self.content(value, resources)
        yield from self.resources(resources, depth + 1)

    def _pattern(self, value: Any, depth: int) -> Iterator[str]:
        import pikepdf

        kind = value.get("/PatternType")
        if kind == 1 and isinstance(value, pikepdf.Stream):
            yield from _entries(value, _OF_TILES, "a pattern")
            if value.get("/PaintType") != 1:
                yield "a pattern without colours"
            if min(abs(float(value.get(step, 0))) for step in ("/XStep", "/YStep")) < LEAST_STEP:
                yield "a pattern without a step"
            if not _fits(value):
                yield "a pattern larger than any page"
            yield from self._form(value, depth)
        elif kind == 2 and not isinstance(value, pikepdf.Stream):
            yield from _entries(value, _OF_GRADIENT, "a pattern")
            yield from self._shading(value.get("/Shading"), depth)
        else:
            yield "a pattern of another kind"

    def _state(self, value: Any, depth: int) -> Iterator[str]:
        import pikepdf

        yield from _entries(value, _OF_STATE | _OF_PRESS if self._press else _OF_STATE, "a setting")
        if bool(value.get("/AIS", False)):
            yield "a setting that takes colours for a mask"
        for key in ("/ca", "/CA"):
            if key in value and not 0 <= float(value[key]) <= 1:
                yield f"the setting {key} {float(value[key]):g}"
        if (mode := value.get("/BM")) is not None and str(mode) not in _BLENDS:
            yield "colours that are blended in another way"
        mask = value.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            yield from _entries(mask, _OF_MASK, "a mask")
            drawn, ground = mask.get("/G"), mask.get("/BC")
            group = drawn.get("/Group") if isinstance(drawn, pikepdf.Stream) else None
            parts = _DEVICES.get(str(group.get("/CS"))) if group is not None else None
            if str(mask.get("/S")) not in ("/Luminosity", "/Alpha") or (
                ground is not None and len(ground) != parts
            ):
                yield "a mask of another kind"
            yield from self._drawing(drawn, depth)
        elif mask is not None and mask != "/None":
            yield "a mask of another kind"

    def _shading(self, value: Any, depth: int) -> Iterator[str]:
        import pikepdf

        if not isinstance(value, pikepdf.Dictionary) or value.get("/ShadingType") not in (2, 3):
            yield "a gradient of another kind"
            return
        yield from _entries(value, _OF_SHADING, "a gradient")
        space = value.get("/ColorSpace")
        yield from self._space(space, depth)
        between = [float(number) for number in value.get("/Coords", ())]
        half = len(between) // 2
        flat = str(space) == "/Pattern" or (isinstance(space, pikepdf.Array) and space[0] == "/Indexed")
        # As many for each end as its kind is numbered: a point, or a circle.
        if flat or half != value.ShadingType or between[:half] == between[half:]:
            yield "a gradient from nothing to nothing"
        elif (gives := _gives(value.get("/Function"), 0)) is None:
            yield "a gradient that is computed"
        elif gives != _parts(space):
            yield "a gradient in other colours than it has"

    def _space(self, value: Any, depth: int) -> Iterator[str]:
        if not self._known(value, 0):
            yield "a colour space of another kind"

    def _known(self, space: Any, depth: int) -> bool:
        """Whether all readers show the same colours in it."""
        import pikepdf

        if str(space) in (_INKS if self._press else _DEVICES) or space == "/Pattern":
            return True
        if not isinstance(space, pikepdf.Array) or len(space) < 2 or depth > 2:
            return False
        match str(space[0]):
            # Of others readers follow the curve, the profile, or neither.
            case "/Lab":
                return not self._press and isinstance(space[1], pikepdf.Dictionary)
            case "/Indexed":
                return len(space) == 4 and self._known(space[1], depth + 1)
            case "/Pattern":
                return self._known(space[1], depth + 1)
            case family:
                return self._press and family in _SPOTS

    def _image(self, value: Any, depth: int) -> Iterator[str]:
        import pikepdf

        yield from _entries(value, _OF_IMAGE, "a picture")
        mask = value.get("/Mask")
        if mask is not None and not (
            isinstance(mask, pikepdf.Stream) and bool(mask.get("/ImageMask", False))
        ):
            yield "a picture some of whose colours are left out"
        if not _as_stored(value):
            yield "a picture in other colours than it has"
        for inner in (mask, value.get("/SMask")):
            if isinstance(inner, pikepdf.Stream) and "/SMask" not in inner and "/Mask" not in inner:
                yield from self._image(inner, depth + 1)
            elif inner is not None and not isinstance(inner, pikepdf.Array):
                yield "a picture with masks of masks"
        space = value.get("/ColorSpace")
        if not bool(value.get("/ImageMask", False)) and not self._known(space, 0):
            yield "a picture in another colour space"
        elif not _whole(value):
            yield "a picture that is not whole"

    def group(self, value: Any) -> Iterator[str]:
        """What is wrong with how a drawing, or a page, is laid over what is below."""
        group = value.get("/Group")
        if group is None:
            return
        yield from _entries(group, _OF_GROUP, "a group")
        if group.get("/S") != "/Transparency":
            yield "a group of another kind"
        if (space := group.get("/CS")) is not None and str(space) not in (_INKS if self._press else _DEVICES):
            yield "a group in another colour space"
        if bool(group.get("/K", False)):
            # Readers that know of it leave out whatever lies below each of its parts; PDFium shows it.
            yield "a group whose parts knock out one another"

    def _font(self, value: Any, depth: int) -> Iterator[str]:
        import pikepdf

        yield from _entries(value, _OF_FONT, "a font") if value.get("/Subtype") == "/Type0" else ()
        inner = value.get("/DescendantFonts", ())
        holder = inner[0] if isinstance(inner, pikepdf.Array) and len(inner) == 1 else None
        # The codes of one alphabet, which name their letters: around the pages of a sheet, nowhere in them.
        named = value.get("/Subtype") == "/TrueType" and value.get("/Encoding") == "/WinAnsiEncoding"
        if named and self._press and depth == 0:
            if value.get("/FontDescriptor", {}).keys() & _PROGRAMS != {"/FontFile2"}:
                yield "a font that is not in the file"
            return
        # Other ways to say which glyph a code means are read in more ways than one.
        plain = value.get("/Subtype") == "/Type0" and value.get("/Encoding") == "/Identity-H"
        if not plain or not isinstance(holder, pikepdf.Dictionary):
            yield "a font of another kind"
            return
        if "/ToUnicode" not in value:
            yield "a font that does not say what its codes are"
        yield from _entries(holder, _OF_GLYPHS, "a font")
        described: Any = holder.get("/FontDescriptor", {})
        yield from _entries(described, _OF_FACE, "a font")
        bounds = [float(edge) for edge in described.get("/FontBBox", ())]
        # Some readers cut off what lies beyond. One of which no letter is drawn has no width.
        flat = len(bounds) != 4 or bounds[3] - bounds[1] < LEAST_HEIGHT or bounds[2] < bounds[0]
        if flat or (bounds[2] == bounds[0] and len(holder.get("/W", ()))):
            yield "a font whose letters are said to be lower than they are"
        kind, files = str(holder.get("/Subtype")), described.keys() & _PROGRAMS
        if {str(holder.get("/BaseFont")), str(described.get("/FontName"))} != {str(value.get("/BaseFont"))}:
            yield "a font with more than one name"
        if not files:
            yield "a font that is not in the file"
        elif len(files) > 1 or kind not in _GLYPHS or not files <= _GLYPHS[kind]:
            yield "a font with a program of another kind"
        elif kind == "/CIDFontType2" and holder.get("/CIDToGIDMap") != "/Identity":
            yield "a font whose glyphs have other numbers"
        letters = holder.get("/CIDSystemInfo")
        said = [str(letters.get(key)) for key in ("/Registry", "/Ordering")] if letters is not None else []
        if said != ["Adobe", "Identity"]:
            yield "a font with the letters of another collection"


def _entries(value: Any, known: frozenset[str], what: str) -> Iterator[str]:
    """Entries that brochures do not write."""
    yield from (f"{what} with the entry {key[:20]}" for key in sorted(value.keys() - known))


def _twice(content: bytes) -> int | None:
    """A number that more than one piece of content has: readers that listen find both where one of them should be."""
    found = Counter(_NUMBERS.findall(content))
    if len(found) < found.total():
        found = Counter(_NUMBERS.findall(STRINGS.sub(b"()", content)))
    return next((int(number) for number, count in found.items() if count > 1), None)


def _lacking(content: bytes, resources: Any, spaces: Collection[str]) -> list[str]:
    """The names in a content stream of nothing that is there. Shape: `spaces` are there without being named."""
    found = []
    for name, operator in set(_NAMED.findall(content)):
        text, kind = name.decode("latin-1"), _KINDS[operator]
        if kind == "/ColorSpace" and (text in spaces or text == "/Pattern"):
            continue
        if text not in resources.get(kind, {}):
            found.append(text)
    return sorted(found)


def _filters(value: Any) -> list[str]:
    import pikepdf

    found = value.get("/Filter")
    return (
        []
        if found is None
        else [str(one) for one in found]
        if isinstance(found, pikepdf.Array)
        else [str(found)]
    )


def _unpacked(value: Any) -> bytes | None:
    """What a stream says; None where not all readers unpack it alike."""
    raw: bytes = value.read_raw_bytes()
    match _filters(value), value.get("/DecodeParms"):
        case [], _:
            return raw
        case ["/FlateDecode"], None:
            return _inflated(raw)
        case _:
            return None


def _inflated(raw: bytes) -> bytes | None:
    """What is packed whole. Raises: Unreadable."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(raw, MAX_BYTES)
    except zlib.error:
        return None
    if unpacking.unconsumed_tail:
        raise Unreadable("PRF872", what="bytes of instructions", limit=MAX_BYTES, found="more")
    return found if unpacking.eof and not unpacking.unused_data.strip() else None


def _gives(function: Any, depth: int) -> int | None:
    """How many numbers a function gives that is one of tables and powers, alone or in a row; None for any other."""
    import pikepdf

    if isinstance(function, pikepdf.Array):
        return len(function) if all(_gives(one, depth + 1) == 1 for one in function) else None
    if not isinstance(function, pikepdf.Dictionary | pikepdf.Stream) or depth > 3:
        return None
    match function.get("/FunctionType"):
        case 0:
            return len(function.get("/Range", ())) // 2
        case 2:
            low, high = len(function.get("/C0", (0,))), len(function.get("/C1", (1,)))
            return low if low == high and float(function.get("/N", 0)) > 0 else None
        case 3:
            parts = function.get("/Functions", ())
            ends = [float(end) for end in function.get("/Bounds", ())]
            whole = len(ends) == len(parts) - 1 and len(function.get("/Encode", ())) == 2 * len(parts)
            gives = {_gives(one, depth + 1) for one in parts}
            return gives.pop() if whole and ends == sorted(ends) and len(gives) == 1 else None
        case _:
            return None


def _fits(tiles: Any) -> bool:
    """Whether a tile of a pattern is no larger than a page."""
    a, b, c, d, *_ = (float(number) for number in tiles.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    left, bottom, right, top = (float(edge) for edge in tiles.get("/BBox", (0, 0, 0, 0)))
    wide, high = abs(right - left), abs(top - bottom)
    return max(abs(a) * wide + abs(c) * high, abs(b) * wide + abs(d) * high) <= MOST_TILE


def _parts(space: Any) -> int:
    """Of how many numbers a colour is made."""
    import pikepdf

    if not isinstance(space, pikepdf.Array):
        return _DEVICES.get(str(space), 1)
    return {"/Lab": 3, "/DeviceN": len(space[1]) if space[0] == "/DeviceN" else 1}.get(str(space[0]), 1)


def _as_stored(image: Any) -> bool:
    """Whether the colours of a picture are those of its pixels."""
    import pikepdf

    decoded, space = image.get("/Decode"), image.get("/ColorSpace")
    if decoded is None:
        return True
    flat = isinstance(space, pikepdf.Array) and space[0] == "/Indexed"
    most = 2 ** int(image.get("/BitsPerComponent", 1)) - 1 if flat else 1
    return [float(one) for one in decoded] == [0.0, float(most)] * (1 if space is None else _parts(space))


def _whole(image: Any) -> bool:
    """Whether all rows of a picture are there, and nothing says that there are others."""
    wide, high = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    stencil = bool(image.get("/ImageMask", False))
    parts = 1 if stencil else _parts(image.ColorSpace)
    bits = int(image.get("/BitsPerComponent", 1 if stencil else 0))
    row = (wide * parts * bits + 7) // 8
    if min(wide, high, row) <= 0 or bits not in ((1,) if stencil else _BITS):
        return False
    raw = image.read_raw_bytes()
    match _filters(image):
        case []:
            return len(raw) >= row * high
        case ["/FlateDecode"]:
            how = image.get("/DecodeParms", {})
            predictor = int(how.get("/Predictor", 1))
            predicted = predictor >= 10
            columns = (
                int(how.get("/Columns", 1)),
                int(how.get("/Colors", 1)),
                int(how.get("/BitsPerComponent", 8)),
            )
            if (predicted and columns != (wide, parts, bits)) or predictor not in (1, *range(10, 16)):
                return False
            found = _inflated(raw)
            return found is not None and len(found) >= (row + predicted) * high
        case ["/DCTDecode"]:
            return "/DecodeParms" not in image and _size_of_jpeg(raw) == (wide, high, parts)
        case _:
            return False


def _size_of_jpeg(content: bytes) -> tuple[int, int, int] | None:
    """Width, height and parts of its colours, of one that says them once and has pixels behind that."""
    at, found = 2, None
    while content[:2] == b"\xff\xd8" and at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return found
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if found is not None or marker > 0xC2 or content[at + 4] != 8:
                return None
            high, wide = (int.from_bytes(content[at + place : at + place + 2], "big") for place in (5, 7))
            found = wide, high, content[at + 9]
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
