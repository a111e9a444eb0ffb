"""Shades of grey of 16 bits become the nearest of 8."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from pipeline.article import Asset
from pipeline.rendition.dress import picture
from pipeline.rendition.shades import is_deep, of_eight_bits


def png(image: Image.Image, **options: object) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG", **options)
    return content.getvalue()


def deep(*shades: int, **options: object) -> bytes:
    return png(Image.frombytes("I;16", (len(shades), 1), struct.pack(f"<{len(shades)}H", *shades)), **options)


def shades_of(content: bytes) -> list[int]:
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "L"
        return list(image.tobytes())


def test_the_nearest_shade() -> None:
    content = deep(0, 128, 129, 257, 32639, 32768, 65000, 65406, 65407, 65535)
    assert is_deep(content)
    assert shades_of(of_eight_bits(content)) == [0, 0, 1, 1, 127, 128, 253, 254, 255, 255]
    assert of_eight_bits(content) == of_eight_bits(content)
    assert not is_deep(of_eight_bits(content))


def test_its_profile_stays() -> None:
    content = of_eight_bits(deep(0, 65535, icc_profile=b"a profile"))
    with Image.open(io.BytesIO(content)) as image:
        assert image.info["icc_profile"] == b"a profile"


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "1"])
def test_any_other_picture_is_as_it_is(mode: str) -> None:
    content = png(Image.new(mode, (4, 4)))
    assert of_eight_bits(content) is content


def test_engines_get_it_so() -> None:
    content = deep(0, 65535)
    assert shades_of(picture("grey.png", Asset("grey.png", content)).content) == [0, 255]
