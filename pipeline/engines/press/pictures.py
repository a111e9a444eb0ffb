"""Pictures in a PDF, in ink.

Input: an image object and its colour space. Output: a new one in DeviceGray or DeviceCMYK, or what cannot be done.
Must not: lose quality; nothing is compressed with loss a second time.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

from pipeline.engines.press.colour import Inks
from pipeline.engines.press.functions import NotUnderstood
from pipeline.engines.press.spaces import Space

# What is finer than this is made as fine as that, since no press shows more. Units: pixels per inch.
TOO_FINE_PPI = 450
FINE_ENOUGH_PPI = 350
# A drawing is never made coarser unless it is larger than this. Units: pixels.
LARGE = 16_000_000
# A picture of no more colours than this is a drawing: each is mixed as a flat colour is.
FLAT = 128
# A grey picture of more levels than this is no drawing.
LEVELS = 16
Size = tuple[int, int]
_KEPT = (
    "/Width",
    "/Height",
    "/BitsPerComponent",
    "/ImageMask",
    "/Decode",
    "/Filter",
    "/DecodeParms",
    "/Intent",
)


def mask(document: Any, image: Any) -> Any:
    """A stencil or a soft mask, without what a press refuses."""
    return _copied(document, image, ("/ColorSpace",))


def inked(document: Any, image: Any, space: Space, inks: Inks, ppi: float) -> tuple[Any, float]:
    """The picture in ink, and the most ink that it asked for. Units: percent. Raises: NotUnderstood.

    Shape: `ppi` is how fine it is where it is largest.
    """
    from pikepdf import Array, Name

    target = _target(image, ppi)
    matte = image.SMask.get("/Matte") if "/SMask" in image else None
    keyed = _keyed(image)
    most = 0.0
    if (
        space.kind in ("indexed", "spot")
        and space.count == 1
        and not keyed
        and _bits(image) <= 8
        and matte is None
    ):
        made = _with_palette(document, image, space, inks)
    elif space.kind == "grey":
        if _bits(image) == 1 and not keyed:
            made = _copied(document, image, ())
            made.ColorSpace = Name.DeviceGray
        else:
            pixels = _unmatted(_pixels(document, image, space), image, matte)
            made = _stream(document, inks.grey_picture(_coarser(pixels, target)))
    elif space.kind == "cmyk":
        pixels = _unmatted(_pixels(document, image, space), image, matte)
        limited, most = inks.limited_picture(pixels)
        if limited is pixels and matte is None:
            made = _copied(document, image, ())
            made.ColorSpace = Name.DeviceCMYK
        else:
            made = _stream(document, limited)
    elif space.kind == "rgb":
        pixels = _unmatted(_pixels(document, image, space, target if matte is None else None), image, matte)
        made = _from_rgb(document, pixels, inks, _own_profile(space), target)
    elif space.kind in ("lab", "calibrated", "indexed"):
        made = _from_rgb(document, _screened(document, image, space), inks, None, target)
    else:
        raise NotUnderstood(f"a picture in colour space {space.kind}")
    if keyed:
        made.Mask = _key(document, image, space, keyed)
    elif "/SMask" in image:
        made.SMask = mask(document, image.SMask)
        made.SMask.ColorSpace = Name.DeviceGray
    elif "/Mask" in image and not isinstance(image.Mask, Array):
        made.Mask = mask(document, image.Mask)
    return made, most


def levelled(document: Any, image: Any, space: Space) -> Any:
    """A picture within a mask: only how light it is."""
    pixels = (
        _pixels(document, image, space)
        if space.kind in ("grey", "rgb")
        else _screened(document, image, space)
    )
    made = _stream(document, pixels.convert("L"))
    if "/SMask" in image:
        made.SMask = mask(document, image.SMask)
    return made


def _from_rgb(document: Any, pixels: Any, inks: Inks, profile: bytes | None, target: Size | None) -> Any:
    from PIL import ImageChops

    red, green, blue = pixels.split()
    grey = not ImageChops.difference(red, green).getbbox() and not ImageChops.difference(red, blue).getbbox()
    colours = pixels.getcolors(LEVELS if grey else FLAT) if profile is None else None
    if colours and pixels.width * pixels.height <= LARGE:
        return _flat(document, pixels, sorted(colour for _, colour in colours), inks)
    if grey:
        return _stream(document, inks.grey_picture(_coarser(green, target)))
    return _stream(document, inks.picture(_coarser(pixels, target), profile))


def _target(image: Any, ppi: float) -> Size | None:
    """As many pixels as are seen, if there are far more."""
    if ppi <= TOO_FINE_PPI:
        return None
    share = FINE_ENOUGH_PPI / ppi
    return max(round(int(image.Width) * share), 1), max(round(int(image.Height) * share), 1)


def _coarser(pixels: Any, target: Size | None) -> Any:
    from PIL import Image

    if target is None:
        return pixels
    return pixels.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _flat(document: Any, pixels: Any, colours: list[tuple[int, int, int]], inks: Inks) -> Any:
    """A picture with a palette of ink. Why not Pillow's own: it takes neighbours for the same."""
    from pikepdf import Array, Name, String
    from PIL import Image

    entries = Image.frombytes(
        "RGB", (len(colours), 1), bytes(share for colour in colours for share in colour)
    )
    numbers = {entry: index for index, entry in enumerate(_words(entries))}
    numbered = bytes(map(numbers.__getitem__, _words(pixels)))
    shares = b"".join(
        bytes(round(ink * 255) for ink in inks.mixed(*(share / 255 for share in colour)))
        for colour in colours
    )
    made = _stream(document, Image.frombytes("L", pixels.size, numbered))
    made.ColorSpace = Array([Name.Indexed, Name.DeviceCMYK, len(colours) - 1, String(shares)])
    return made


def _words(pixels: Any) -> Any:
    """Each pixel as one number."""
    return memoryview(pixels.convert("RGBX").tobytes()).cast("I")


def _with_palette(document: Any, image: Any, space: Space, inks: Inks) -> Any:
    """The same pixels, each of whose values means an ink."""
    from pikepdf import Array, Name, String

    bits = _bits(image)
    count = 1 << bits
    spot = space.kind == "spot"
    entries: list[list[float]] = []
    for number in range(count):
        try:
            entries.append(list(space.inks([number / (count - 1) if spot else number], inks)))
        except NotUnderstood:
            if spot or not entries:
                raise
            break
    made = _copied(document, image, ())
    if spot and _decode(image) == [1.0, 0.0]:
        del made.Decode
        entries.reverse()
    table = bytes(round(share * 255) for entry in entries for share in entry)
    made.ColorSpace = Array([Name.Indexed, Name.DeviceCMYK, len(entries) - 1, String(table)])
    return made


def _screened(document: Any, image: Any, space: Space) -> Any:
    """A picture of any space as it looks on the screen."""
    from PIL import Image

    pixels = _pixels(document, image, space)
    content = pixels.tobytes()
    known: dict[bytes, bytes] = {}
    result = bytearray()
    count = space.count
    for start in range(0, len(content), count):
        entry = content[start : start + count]
        found = known.get(entry)
        if found is None:
            numbers = [float(entry[0])] if space.kind == "indexed" else space.of_bytes(entry)
            found = bytes(min(max(round(share * 255), 0), 255) for share in space.screen(numbers))
            known[entry] = found
        result += found
    return Image.frombytes("RGB", pixels.size, bytes(result))


def _pixels(document: Any, image: Any, space: Space, target: Size | None = None) -> Any:
    """What a picture holds, eight bits for each component. Raises: NotUnderstood.

    Shape: a JPEG that is to be made as small as `target` may be so already in part.
    """
    from PIL import Image, UnidentifiedImageError

    size = (int(image.Width), int(image.Height))
    filters = _filters(image)
    modes = {1: "L", 3: "RGB", 4: "CMYK"}
    if space.count not in modes:
        raise NotUnderstood(f"a picture of {space.count} components")
    mode = modes[space.count]
    inverted = _inverted(image, space)
    try:
        if filters and filters[-1] in ("/DCTDecode", "/JPXDecode"):
            opened: Any = Image.open(io.BytesIO(_before_last(document, image)))
            if target is not None:
                opened.draft(mode, target)
            opened.load()
            if opened.mode != mode:
                raise NotUnderstood(f"a picture of mode {opened.mode} in a space of {space.count} components")
            # Pillow takes every JPEG in four colours for one of Adobe's, which are stored upside down.
            return _negative(opened) if inverted != (mode == "CMYK") else opened
        content = image.read_bytes()
        bits = _bits(image)
        if bits == 16:
            content = content[::2]
        elif bits < 8 and space.count == 1:
            raw = (
                {1: "L;1", 2: "L;2", 4: "L;4"} if space.kind != "indexed" else {1: "P;1", 2: "P;2", 4: "P;4"}
            )
            if space.kind == "indexed":
                unpacked = Image.frombytes("P", size, content, "raw", raw[bits], 0, 1)
                return Image.frombytes("L", size, unpacked.tobytes())
            unpacked = (
                Image.frombytes("1", size, content).convert("L")
                if bits == 1
                else Image.frombytes("L", size, content, "raw", raw[bits], 0, 1)
            )
            return _negative(unpacked) if inverted else unpacked
        elif bits != 8:
            raise NotUnderstood(f"a picture of {bits} bits")
        pixels = Image.frombytes(mode, size, content[: size[0] * size[1] * space.count])
    except (
        OSError,
        SyntaxError,
        ValueError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        RuntimeError,
    ) as error:
        raise NotUnderstood(f"a damaged picture: {error}") from error
    return _negative(pixels) if inverted else pixels


def _negative(pixels: Any) -> Any:
    return pixels.point([255 - level for level in range(256)] * len(pixels.getbands()))


def _inverted(image: Any, space: Space) -> bool:
    """Whether its values run backwards. Raises: NotUnderstood of any other decoding."""
    decode = _decode(image)
    count = space.count
    if not decode or space.kind in ("indexed", "lab"):
        if decode and space.kind == "indexed" and decode != [0.0, float((1 << _bits(image)) - 1)]:
            raise NotUnderstood("a palette read in another order")
        return False
    if decode == [0.0, 1.0] * count:
        return False
    if decode == [1.0, 0.0] * count:
        return True
    raise NotUnderstood("a picture with a decoding of its own")


def _unmatted(pixels: Any, image: Any, matte: Any) -> Any:
    """The picture before it was blended with the colour behind it. Source: ISO 32000-1 11.6.5.3."""
    if matte is None:
        return pixels
    from PIL import Image, ImageMath

    soft = image.SMask
    alpha = Image.frombytes("L", (int(soft.Width), int(soft.Height)), soft.read_bytes())
    if alpha.size != pixels.size:
        raise NotUnderstood("a mask of another size than its picture")
    bands = []
    for band, part in zip(pixels.split(), matte, strict=True):
        behind = round(float(part) * 255)

        def apart(a: Any, behind: int = behind) -> Any:
            blended = behind + (a["v"] - behind) * 255 / a["max"](a["alpha"], 1)
            return a["convert"](a["min"](a["max"](blended, 0), 255), "L")

        bands.append(ImageMath.lambda_eval(apart, v=band, alpha=alpha))
    return Image.merge(pixels.mode, bands)


def _keyed(image: Any) -> list[int]:
    """The colours that are left out, as pairs of least and most."""
    from pikepdf import Array

    found = image.get("/Mask")
    return [int(number) for number in found] if isinstance(found, Array) else []


def _key(document: Any, image: Any, space: Space, ranges: list[int]) -> Any:
    """A stencil for what a picture leaves out by its colour."""
    from pikepdf import Name
    from PIL import Image, ImageChops

    pixels = _pixels(document, image, space)
    top = (1 << _bits(image)) - 1
    scale = 1.0 if space.kind == "indexed" else 255 / top
    hidden: Any = None
    for index, band in enumerate(pixels.split()):
        low, high = ranges[2 * index] * scale, ranges[2 * index + 1] * scale
        inside = band.point([255 if low - 0.5 <= level <= high + 0.5 else 0 for level in range(256)])
        hidden = inside if hidden is None else ImageChops.multiply(hidden, inside)
    stencil = document.make_stream(
        zlib.compress(Image.frombytes("L", pixels.size, hidden.tobytes()).convert("1").tobytes())
    )
    stencil.Type, stencil.Subtype = Name.XObject, Name.Image
    stencil.Width, stencil.Height = pixels.size
    stencil.ImageMask, stencil.BitsPerComponent, stencil.Filter = True, 1, Name.FlateDecode
    return stencil


def _own_profile(space: Space) -> bytes | None:
    """The profile of a picture, unless it is sRGB."""
    if space.source is None:
        return None
    from PIL import ImageCms

    content = bytes(space.source.read_bytes())
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(content)).profile
    except OSError:
        return None
    if profile.xcolor_space.strip() != "RGB" or "srgb" in (profile.profile_description or "").lower():
        return None
    return content


def _stream(document: Any, pixels: Any) -> Any:
    """An image object of these pixels, packed as PNG packs them."""
    from pikepdf import Dictionary, Name
    from PIL import Image

    count = len(pixels.getbands())
    # PNG knows no ink; four bytes are four bytes.
    plain = Image.frombytes("RGBA", pixels.size, pixels.tobytes()) if count == 4 else pixels
    packed = io.BytesIO()
    plain.save(packed, "PNG", compress_level=3)
    image = document.make_stream(_data_of_png(packed.getvalue()))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = pixels.size
    image.BitsPerComponent = 8
    image.ColorSpace = Name.DeviceCMYK if count == 4 else Name.DeviceGray
    image.Filter = Name.FlateDecode
    image.DecodeParms = Dictionary(Predictor=15, Colors=count, BitsPerComponent=8, Columns=pixels.width)
    return image


def _data_of_png(png: bytes) -> bytes:
    parts, place = [], 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            parts.append(png[place + 8 : place + 8 + length])
        place += length + 12
    return b"".join(parts)


def _copied(document: Any, image: Any, also: tuple[str, ...]) -> Any:
    """The same data with what says how to read it and nothing else."""
    from pikepdf import Name

    made = document.make_stream(image.read_raw_bytes())
    made.Type, made.Subtype = Name.XObject, Name.Image
    for key in (*_KEPT, *also):
        if key in image:
            made[key] = image[key]
    return made


def _before_last(document: Any, image: Any) -> bytes:
    """The data with all filters undone but the last."""
    from pikepdf import Array

    filters = _filters(image)
    raw: bytes = image.read_raw_bytes()
    if len(filters) == 1:
        return raw
    rest = document.make_stream(raw)
    rest.Filter = Array(list(image.Filter)[:-1])
    if "/DecodeParms" in image:
        rest.DecodeParms = Array(list(image.DecodeParms)[:-1])
    return bytes(rest.read_bytes())


def _filters(image: Any) -> list[str]:
    from pikepdf import Array

    found = image.get("/Filter")
    return [] if found is None else [str(one) for one in found] if isinstance(found, Array) else [str(found)]


def _bits(image: Any) -> int:
    return int(image.get("/BitsPerComponent", 8))


def _decode(image: Any) -> list[float]:
    return [float(edge) for edge in image.get("/Decode", [])]
