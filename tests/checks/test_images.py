"""Pictures whose bytes no engine of print can take as they are."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pipeline.article import Asset
from pipeline.checks.images import _faults, logo_fault


@pytest.mark.code("DOC214")
@pytest.mark.parametrize(("mode", "fault"), [("I;16", "16 bits"), ("L", None), ("LA", None), ("P", None)])
def test_shades_of_grey_of_a_logo_have_eight_bits(mode: str, fault: str | None) -> None:
    content = io.BytesIO()
    Image.new(mode, (40, 40)).save(content, "PNG")
    found = logo_fault("logo.png", Asset("logo.png", content.getvalue()))
    assert (found is None) if fault is None else (found is not None and fault in found)


def test_those_of_other_pictures_are_made_so() -> None:
    content = io.BytesIO()
    Image.new("I;16", (40, 40)).save(content, "PNG")
    assert _faults(Asset("grey.png", content.getvalue()), ".png") == []
