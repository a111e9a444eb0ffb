"""Pictures in shades of grey as every engine takes them.

Input: the bytes of a picture that has been looked at. Output: the same, or a PNG of 8 bits. Must not: look at what they show.

Why: engines of print take shades of 16 bits for some of 8, and print noise; no page, screen or press shows more than 256 of them.
"""

from __future__ import annotations

import io


def of_eight_bits(content: bytes) -> bytes:
    """A picture whose shades of grey have 8 bits; any other as it is. Shape: the same bytes for the same input."""
    if not is_deep(content):
        return content
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
        profile = picture.info.get("icc_profile")
        # The nearest of 256, for which Pillow knows scale and offset alone.
        shallow = picture.convert("I").point(lambda shade: shade * (1 / 257) + 0.5).convert("L")
    output = io.BytesIO()
    shallow.save(output, "PNG", **({"icc_profile": profile} if profile else {}))
    return output.getvalue()


def is_deep(content: bytes) -> bool:
    """Whether it is a PNG of grey shades of 16 bits. Source: PNG, 11.2.1 (IHDR)."""
    return content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR" and content[24:26] == b"\x10\x00"
