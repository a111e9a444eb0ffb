"""Printing conditions: those that come with smallprint, and a printer's own.

Input: bytes of an ICC profile. Output: `Condition`, or why it is of no use. Source: ICC.1:2010 7.2.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

REGISTRY = "http://www.color.org"
INK_LIMIT = 300.0
_HEAD = 128


@dataclass(frozen=True, slots=True)
class Condition:
    """How it will be printed.

    Shape: `identifier` is the name in the registry, or `Custom`, which has none. Units: `ink_limit` in percent.
    """

    profile: bytes
    identifier: str
    name: str
    registry: str = REGISTRY
    ink_limit: float = INK_LIMIT


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a profile cannot be printed with, as the end of a sentence: “expected …, found …”."""

    problem: str


def own_condition(
    profile: bytes, *, ink_limit: float = INK_LIMIT, identifier: str = "", registry: str = ""
) -> Condition | Unusable:
    """The condition that a printer's profile stands for."""
    if len(profile) < _HEAD + 4 or profile[36:40] != b"acsp":
        return Unusable("expected an ICC profile, found something else")
    size = int.from_bytes(profile[:4], "big")
    if size != len(profile):
        return Unusable(f"expected {size} bytes, as the profile says, found {len(profile)}")
    kind, space = (profile[start : start + 4].decode("latin-1").strip() for start in (12, 16))
    if kind != "prtr":
        return Unusable(f"expected an output profile (prtr), found one of class {kind}")
    if space != "CMYK":
        return Unusable(f"expected a profile for CMYK, found one for {space}")

    from PIL import ImageCms

    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = (opened.profile.profile_description or "").strip()
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), opened, "RGB", "CMYK")
        ImageCms.buildTransform(opened, ImageCms.createProfile("sRGB"), "CMYK", "RGB")
    except (OSError, ImageCms.PyCMSError) as error:
        return Unusable(f"expected a profile that converts both ways, but it said: {error}")
    return Condition(profile, identifier or "Custom", name or "a printer's own profile", registry, ink_limit)
