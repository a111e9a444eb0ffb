"""What a PDF paints with, as an SVG says it: colours, gradients and pictures.

Input: values and objects of a PDF. Output: attributes, stops, `data:` addresses. Must not: know the drawing they are for.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.engines.svg.letters import Undrawn
from pipeline.engines.svg.paths import number


def hexadecimal(values: Sequence[float]) -> str:
    """A colour of three shares of 0 to 1, as `#rrggbb`. Raises: Undrawn."""
    if len(values) != 3:
        raise Undrawn("colours of a press")
    return "#" + "".join(f"{round(min(max(one, 0.0), 1.0) * 255):02x}" for one in values)


def painted_with(name: str, colour: str, alpha: float) -> str:
    """The attributes of a `fill` or `stroke`."""
    return f' {name}="{colour}"' + (f' {name}-opacity="{number(round(alpha, 4))}"' if alpha != 1 else "")


def stops_of(shading: Any) -> Iterator[tuple[float, str]]:
    """Places, 0 to 1, and colours of a gradient."""
    function, (low, high) = shading.Function, (float(one) for one in shading.get("/Domain", (0, 1)))
    parts, bounds = [function], [low, high]
    if int(function.FunctionType) == 3:
        parts = list(function.Functions)
        bounds = [low, *(float(one) for one in function.Bounds), high]
        if [float(one) for one in function.Encode] != [0.0, 1.0] * len(parts):
            raise Undrawn("a gradient that runs backwards")
    for part, first, last in zip(parts, bounds, bounds[1:], strict=False):
        if int(part.FunctionType) != 2 or float(part.N) != 1:
            raise Undrawn("a gradient that is not even")
        for bound, colour in ((first, part.C0), (last, part.C1)):
            yield (bound - low) / ((high - low) or 1.0), hexadecimal([float(one) for one in colour])


def address_of(entry: Any, most_width: float, most_height: float) -> tuple[str, int, int]:
    """A picture as an address, with its size in pixels; finer ones are made as fine as they are shown."""
    import pikepdf
    from PIL import Image

    for key in ("/Decode", "/Mask"):
        if key in entry:
            raise Undrawn(f"a picture with {key[1:]}")
    try:
        picture: Image.Image = pikepdf.PdfImage(entry).as_pil_image()
        mask = pikepdf.PdfImage(entry.SMask).as_pil_image().convert("L") if "/SMask" in entry else None
    except (pikepdf.PdfError, pikepdf.UnsupportedImageTypeError, NotImplementedError, OSError) as error:
        # What pikepdf says of kinds that it knows not or not yet, and Pillow of what it cannot decode.
        raise Undrawn("a picture of another kind") from error
    if picture.mode not in ("RGB", "L", "P", "1"):
        raise Undrawn(f"a picture in {picture.mode}")
    width, height = picture.size
    fine = min(1.0, max(most_width / width, most_height / height))
    size = max(1, round(width * fine)), max(1, round(height * fine))
    plain = str(entry.get("/Filter", "")) == "/DCTDecode" and mask is None
    if plain and size == picture.size:
        return "data:image/jpeg;base64," + base64.b64encode(entry.read_raw_bytes()).decode(), width, height
    picture = picture.convert("RGB")
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if mask is not None:
        picture.putalpha(mask.resize(size, Image.Resampling.LANCZOS) if mask.size != size else mask)
    output = io.BytesIO()
    if plain:
        picture.save(output, "JPEG", quality=88, subsampling=0, optimize=True)
    else:
        picture.save(output, "PNG", optimize=True)
    kind = "jpeg" if plain else "png"
    return f"data:image/{kind};base64," + base64.b64encode(output.getvalue()).decode(), *size
