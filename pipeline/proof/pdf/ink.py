"""What a press file's text is printed with, and for which printing condition it says that it was made.

Input: the bytes of a press file, its manifest. Output: an `Ink`. Must not: trust the file, or know disclaimers.

Why: on a screen one black looks like another. On a press, letters built of several inks blur where the sheets shift by a
tenth of a millimetre, four full inks do not dry, and colours of a screen become whatever the printer's program makes of
them. An edition prints text in black alone, or in a colour for which its theme has a recipe.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.spoken import MAX_DEPTH

# How far a share of ink may be from its recipe. Units: percent.
CLOSE = 0.6
MAX_BYTES = 50_000_000
# A string, or one of the operators that decide the colour of text. Why without a group or a look behind: so that the
# engine leaps to the letters that these begin with.
_DELIMITERS = rb"\s\[\]()<>{}/%"
_OPERATOR = re.compile(
    rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\))*\)|<[0-9A-Fa-f\s]*>|"
    + b"|".join(
        name + rb"(?![^" + _DELIMITERS + rb"])"
        for name in (
            b"k",
            b"g",
            b"rg",
            b"cs",
            b"scn",
            b"sc",
            b"q",
            b"Q",
            b"Do",
            b"Tj",
            b"TJ",
            b"'",
            b'"',
            b"BDC",
            b"DP",
            b"BI",
        )
    ),
    re.DOTALL,
)
_STANDS_BEFORE = frozenset(b" \n\r\t\f\0[]()<>{}")
_OF_INTENT = frozenset(
    [
        "/Type", "/S", "/OutputCondition", "/OutputConditionIdentifier", "/RegistryName", "/Info", "/DestOutputProfile",
    ]
)  # fmt: skip
# What a printer reads of it, by what the manifest calls that.
_WORDS = {"/OutputCondition": "name", "/Info": "name", "/RegistryName": "registry"}
_SHOWING = frozenset([b"Tj", b"TJ", b"'", b'"'])
_SPACES = {b"k": "DeviceCMYK", b"g": "DeviceGray", b"rg": "DeviceRGB"}
_NAMES = {"/DeviceCMYK": "DeviceCMYK", "/CMYK": "DeviceCMYK", "/DeviceGray": "DeviceGray", "/G": "DeviceGray"}


class Colour(NamedTuple):
    """A colour as a content stream says it. Shape: `space` as PDF calls it, or what it is instead. Units: 0 to 1."""

    space: str
    shares: tuple[float, ...]

    def wrong(self, recipes: Sequence[Sequence[float]]) -> str | None:
        """What it is that is neither black alone nor one of the recipes. Units: percent."""
        if self.space == "DeviceGray":
            return None
        if self.space != "DeviceCMYK" or len(self.shares) != 4:
            return f"a colour in {self.space}"
        inks = [share * 100 for share in self.shares]
        if max(inks[:3]) < CLOSE:
            return None
        for recipe in recipes:
            if all(abs(ink - share) <= CLOSE for ink, share in zip(inks, recipe, strict=True)):
                return None
        shown = " ".join(f"{ink:.0f}" for ink in inks)
        return f"{sum(inks):.0f} % of ink (cyan, magenta, yellow, black: {shown})"


@dataclass(frozen=True, slots=True)
class Ink:
    """What a press file is printed with.

    Shape: `colours` are those of the text objects of each sheet, in the order in which they are drawn; None for a sheet
    that was not read, or whose content cannot be told. `recipes` are the theme's own, in percent; `intent` says what is wrong with the output
    intent, each the end of "…, found".
    """

    colours: tuple[tuple[Colour, ...] | None, ...]
    recipes: tuple[tuple[float, ...], ...]
    intent: tuple[str, ...]


def ink_of(content: bytes, manifest: bytes | None, sheets: Collection[int] | None = None) -> Ink:
    """What a press file is printed with. Units: `sheets` from 0, those to be read; None: all. Raises: Unreadable."""
    import pikepdf

    said = _said(manifest)
    recipes = said.get("inks")
    known = recipes if isinstance(recipes, list) else []
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return Ink(
                tuple(
                    _of_sheet(page) if sheets is None or number in sheets else None
                    for number, page in enumerate(document.pages)
                ),
                tuple(tuple(map(float, one)) for one in known if isinstance(one, list) and len(one) == 4),
                tuple(_intent(document, said)),
            )
    except Exception as error:
        raise Unreadable("PRF871", kind="a PDF", problem=f"its inks cannot be read: {error}") from error


def _said(manifest: bytes | None) -> dict[str, Any]:
    """What its manifest says of the press; nothing in files of earlier versions."""
    try:
        value = json.loads(manifest or b"{}")
    except ValueError:
        return {}
    press = value.get("press") if isinstance(value, dict) else None
    return press if isinstance(press, dict) else {}


# ── the output intent


def _intent(document: Any, said: dict[str, Any]) -> Iterator[str]:
    import pikepdf

    intents = document.Root.get("/OutputIntents")
    if not isinstance(intents, pikepdf.Array) or len(intents) == 0:
        yield "none"
        return
    if len(intents) > 1:
        yield f"{len(intents)} of them"
    for intent in intents:
        if intent.get("/S") != "/GTS_PDFX":
            yield f"one of the kind {str(intent.get('/S', 'of nobody')).lstrip('/')}"
        yield from (f"one with the entry {key[:20]}" for key in sorted(intent.keys() - _OF_INTENT))
        profile = intent.get("/DestOutputProfile")
        if not isinstance(profile, pikepdf.Stream):
            yield "one without a profile"
            continue
        icc = profile.read_bytes()
        kind, space = icc[12:16].decode("latin-1"), icc[16:20].decode("latin-1")
        if icc[36:40] != b"acsp" or (kind, space) != ("prtr", "CMYK") or profile.get("/N") != 4:
            yield f"a profile that is none of a press ({kind.strip()}, {space.strip()})"
        elif "profile" in said and sha256(icc).hexdigest() != said["profile"]:
            yield "another profile than the one that its inks were mixed for"
        name = str(intent.get("/OutputConditionIdentifier", ""))
        if "condition" in said and name != said["condition"]:
            yield f"the condition {name[:40] or 'of nobody'} instead of {str(said['condition'])[:40]}"
        for key, what in _WORDS.items():
            words = str(intent.get(key, ""))
            # Earlier versions did not say it.
            if what in said and words != said[what]:
                yield f"{key} with the words {words[:60] or 'of nobody'} instead of {str(said[what])[:60]}"


# ── colours


class _Unknown(Exception):
    """A content stream that says more than is understood here."""


def _of_sheet(page: Any) -> tuple[Colour, ...] | None:
    import pikepdf

    content = page.obj.get("/Contents")
    pieces = content if isinstance(content, pikepdf.Array) else [content]
    found: list[Colour] = []
    try:
        whole = b"\n".join(piece.read_bytes() for piece in pieces)
        _run(whole, page.resources, Colour("DeviceGray", (0.0,)), found, 0)
    except (_Unknown, AttributeError, ValueError, pikepdf.PdfError):
        return None
    return tuple(found)


def _run(content: bytes, resources: Any, colour: Colour, found: list[Colour], depth: int) -> None:
    """Adds the colour of each text object that a stream draws. Raises: _Unknown."""
    import pikepdf

    if len(content) > MAX_BYTES:
        raise _Unknown
    kept: list[tuple[Colour, str]] = []
    space = colour.space
    written = False
    for match in _OPERATOR.finditer(content):
        operator, at = match[0], match.start()
        if operator[0] in b"(<":
            written = written or len(operator) > 2
        elif at and content[at - 1] not in _STANDS_BEFORE:
            continue
        elif operator in _SHOWING:
            if written:
                found.append(colour)
            written = False
        elif operator == b"q":
            kept.append((colour, space))
        elif operator == b"Q":
            if kept:
                colour, space = kept.pop()
        elif operator in _SPACES:
            space = _SPACES[operator]
            colour = Colour(space, _numbers(content, at))
        elif operator == b"cs":
            space = _space(_name(content, at), resources)
            # No ink at all, until it is said; of CMYK that is black.
            colour = Colour(space, (0.0, 0.0, 0.0, 1.0) if space == "DeviceCMYK" else (0.0,))
        elif operator in (b"sc", b"scn"):
            colour = Colour(space, _numbers(content, at))
        elif operator == b"Do":
            form = resources.get("/XObject", {}).get(_name(content, at))
            if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form" and depth < MAX_DEPTH:
                _run(form.read_bytes(), form.get("/Resources", resources), colour, found, depth + 1)
        elif operator in (b"BDC", b"DP"):
            written = False
        else:
            raise _Unknown


def _before(content: bytes, at: int) -> list[bytes]:
    return content[max(0, at - 300) : at].split()


def _numbers(content: bytes, at: int) -> tuple[float, ...]:
    """The numbers right before an operator."""
    found: list[float] = []
    for piece in reversed(_before(content, at)):
        try:
            found.append(float(piece))
        except ValueError:
            break
        if len(found) == 4:
            break
    return tuple(reversed(found))


def _name(content: bytes, at: int) -> str:
    """The name right before an operator. Raises: _Unknown for one that is written in more than one way."""
    pieces = _before(content, at)
    name = b"/" + pieces[-1].rpartition(b"/")[2] if pieces else b""
    if b"#" in name:
        raise _Unknown
    return name.decode("latin-1")


def _space(name: str, resources: Any) -> str:
    """What a colour space is."""
    import pikepdf

    if name in _NAMES:
        return _NAMES[name]
    value = resources.get("/ColorSpace", {}).get(name, name)
    if isinstance(value, pikepdf.Array) and len(value):
        value = value[0]
    return _NAMES.get(str(value), str(value).lstrip("/"))
