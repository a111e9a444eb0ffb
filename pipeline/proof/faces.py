"""The fonts that a page or a book carries: whether they draw the letters that they are asked for.

Input: `@font-face` rules and the fonts they name, the wordings, the theme's faces where they are known. Output:
sentences' ends. Must not: load a font from elsewhere, or raise on a broken one.
"""

from __future__ import annotations

import base64
import binascii
import functools
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from pipeline.proof.css import Declared
from pipeline.proof.woff import plain

# Family, weight and style, in lower case.
Name = tuple[str, str, str]
_PLAIN = frozenset(["font-family", "font-weight", "font-style", "font-display", "src"])
_SOURCE = re.compile(
    r"url\(\s*[\"']?data:font/(woff2|woff|ttf|otf);base64,([a-z0-9+/=]+)[\"']?\s*\)(\s*format\([^()]*\))?",
    re.IGNORECASE,
)
MAX_BYTES = 3_000_000
MAX_FACES = 40
# What reading a broken font can raise.
_DAMAGE = (Exception,)
# Where the font of a rule is found; None for anything but a font of the file's own.
Found = Callable[[Declared | None], bytes | None]
# How high letters are: a share of the size.
_HEIGHTS = (0.3, 1.6)
_HEIGHTS_OF_LINES = (
    ("hhea", "ascent"),
    ("hhea", "descent"),
    ("hhea", "lineGap"),
    ("OS/2", "sTypoAscender"),
    ("OS/2", "sTypoDescender"),
    ("OS/2", "sTypoLineGap"),
    ("OS/2", "usWinAscent"),
    ("OS/2", "usWinDescent"),
)


class Asked(NamedTuple):
    """A face that words ask for. Shape: `families` in the order in which they are tried, in lower case."""

    families: tuple[str, ...]
    weight: float
    italic: bool


def face_findings(
    faces: Sequence[Sequence[Declared]],
    wordings: Sequence[str],
    asked: Iterable[Asked],
    trusted: Mapping[str, bytes],
    content_of: Found | None = None,
) -> Iterator[str]:
    """What is wrong with the fonts of a stylesheet.

    `trusted` are the theme's faces by the names that a PDF gives them; where there are none, a face has to draw
    something, and something of its own, for every letter. Each that can be compared with the theme's is opened, with every letter
    that it has; of others, which are data in the stylesheet, only those that disclaimers `asked` for, unless `content_of` finds them.
    """
    if len(faces) > MAX_FACES:
        yield f"{len(faces)} faces"
        return
    named = [(_name(values), values) for values in ({one.name: one for one in face} for face in faces)]
    opened = _opened([name for name, _ in named], asked)
    seen: set[Name] = set()
    for name, values in named:
        if odd := sorted(set(values) - _PLAIN):
            yield f"{odd[0]} for the face {name[0]!r}"
        content = (content_of or _content)(values.get("src"))
        if content is None:
            yield f"the face {name[0]!r} from elsewhere than the {'book' if content_of else 'stylesheet'} itself"
            continue
        if trusted and not any(_same(key, name) for key in trusted):
            yield f"the face {name[0]!r} in {name[1]}, which is not the theme's"
            continue
        if content_of and name in seen:
            yield f"the face {name[0]!r} in {name[1]} twice"
        seen.add(name)
        try:
            own = next((trusted[key] for key in trusted if _same(key, name)), None)
            problem = None
            # The article's figures are drawn with them, too.
            every = content_of is not None or own is not None
            if name in opened or every:
                problem = _problem(content, tuple(wordings), own, every=every)
        except _DAMAGE as error:
            problem = f"one that cannot be read ({type(error).__name__})"
        if problem:
            yield f"for {name[0]!r} {problem}"


def _opened(names: Sequence[Name], asked: Iterable[Asked]) -> set[Name]:
    """The faces that a browser may take for what is asked for: those of the weight and slope, or all of the family."""
    found: set[Name] = set()
    for families, weight, italic in asked:
        for family in families:
            own = [
                name for name in names if name[0] and (name[0] == family or family.endswith(f" {name[0]}"))
            ]
            exact = [
                name
                for name in own
                if name[1] == f"{weight:g}" and name[2] == ("italic" if italic else "normal")
            ]
            found.update(exact or own)
    return found


def _content(source: Declared | None) -> bytes | None:
    from tinycss2 import serialize

    if source is None:
        return None
    match = _SOURCE.fullmatch(serialize(source.value).strip())
    if match is None or len(match[2]) > MAX_BYTES:
        return None
    try:
        return base64.b64decode(match[2], validate=True)
    except (binascii.Error, ValueError):
        return None


def _name(values: Mapping[str, Declared]) -> Name:
    """Family, weight and style, in lower case."""
    found = [
        values[name].text.strip("\"'") if name in values else ""
        for name in ("font-family", "font-weight", "font-style")
    ]
    return found[0], {"": "400", "normal": "400", "bold": "700"}.get(found[1], found[1]), found[2] or "normal"


@functools.lru_cache(maxsize=64)
def _problem(content: bytes, wordings: tuple[str, ...], own: bytes | None, *, every: bool) -> str | None:
    """What is wrong with a face, `own` being the theme's of the same name. Kept: many files carry the same faces."""
    from fontTools.ttLib import TTFont

    if len(content) > MAX_BYTES:
        return "a very large one"
    whole = plain(content)
    font = TTFont(io.BytesIO(whole or content), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    for table in ("SVG ", "COLR", "sbix", "CBDT", "fvar"):
        if table in font:
            return f"one with a table {table.strip()}"
    if "glyf" in font:
        # Numbers will do; to look for a name for each takes far longer.
        font.setGlyphOrder([f"glyph{number:05}" for number in range(font["maxp"].numGlyphs)])
    letters = "".join(map(chr, sorted(font.getBestCmap()))) if every else ""
    if own is not None:
        if whole is None:
            saved = io.BytesIO()
            font.flavor = None
            font.save(saved, reorderTables=None)
            whole = saved.getvalue()
        return _unlike(whole, set(font.getBestCmap()), own, wordings, letters) or (
            _other_lines(font, own) if every else None
        )
    return _lying(font, (*wordings, letters))


def _other_lines(font: Any, own: bytes) -> str | None:
    """Where a font makes lines of another height than the theme's face."""
    from fontTools.ttLib import TTFont

    other = TTFont(io.BytesIO(own), lazy=True)
    for table, name in _HEIGHTS_OF_LINES:
        one, two = (getattr(face[table], name) / face["head"].unitsPerEm for face in (font, other))
        if abs(one - two) > 0.001:
            return f"one with another {name} than the theme's face"
    return None


def _same(key: str, name: Name) -> bool:
    """Whether a name such as SP-Sans-Semi-Bold-Italic means a family, weight and style."""
    weights = {
        "400": "",
        "600": "semi-bold",
        "700": "bold",
        "300": "light",
        "500": "medium",
        "800": "ultra-bold",
    }
    words = [name[0], weights.get(name[1], name[1]), "italic" if name[2] == "italic" else ""]
    return key.lower() == "-".join(word for word in words if word).replace(" ", "-")


def _unlike(content: bytes, known: Set[int], own: bytes, wordings: Sequence[str], letters: str) -> str | None:
    """Where the words and letters drawn with a font, `known` to it, differ from the same ones in the theme's face."""
    one, other = _Drawing(content), _drawing(own)
    for letter in letters:
        if one.letter(letter) != other.letter(letter):
            return f"one that draws {letter!r} unlike the theme's face"
    for wording in wordings:
        # What a face lacks is drawn with the next one.
        pieces = re.split("[^" + re.escape("".join(map(chr, sorted(known)))) + "]+", wording) if known else []
        # And so is a sign with the letter that it belongs to.
        for text in filter(None, map(_from_a_letter, pieces)):
            for word in dict.fromkeys(text.split()):
                if one.drawn(word) != other.drawn(word):
                    return f"one that draws {word!r} unlike the theme's face"
            if one.drawn(text) != other.drawn(text):
                return f"one that draws {text[:30]!r} unlike the theme's face"
    return None


def _from_a_letter(text: str) -> str:
    start = next(
        (at for at, one in enumerate(text) if not unicodedata.category(one).startswith("M")), len(text)
    )
    return text[start:]


@functools.lru_cache(maxsize=16)
def _drawing(content: bytes) -> _Drawing:
    """With one of the theme's faces, which all files have."""
    return _Drawing(content)


class _Drawing:
    """Words as outlines."""

    def __init__(self, content: bytes) -> None:
        import uharfbuzz

        self.uharfbuzz = uharfbuzz
        self.face = uharfbuzz.Face(content)
        self.font = uharfbuzz.Font(self.face)
        self.outlines: dict[int, tuple[Any, ...]] = {}

    def drawn(self, text: str) -> list[tuple[Any, ...]]:
        """Outline, advance and place of each glyph."""
        buffer = self.uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        self.uharfbuzz.shape(self.font, buffer)
        upem = self.face.upem
        return [
            (
                self.outline(info.codepoint),
                place.x_advance / upem,
                place.x_offset / upem,
                place.y_offset / upem,
            )
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def letter(self, letter: str) -> tuple[Any, ...]:
        """Outline and advance of a letter that stands alone, whatever fonts do to it among others."""
        glyph = self.font.get_nominal_glyph(ord(letter)) or 0
        return self.outline(glyph), self.font.get_glyph_h_advance(glyph) / self.face.upem

    def outline(self, code: int) -> tuple[Any, ...]:
        from fontTools.pens.recordingPen import RecordingPen

        if code not in self.outlines:
            pen = RecordingPen()
            self.font.draw_glyph_with_pen(code, pen)
            self.outlines[code] = (self.face.upem, *map(str, pen.value))
        return self.outlines[code]


def _lying(font: Any, wordings: Sequence[str]) -> str | None:
    """Letters without a shape, or without one of their own, or far too small."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs = font.getGlyphSet()
    names = font.getBestCmap()
    upem = font["head"].unitsPerEm
    letters = sorted(
        {letter for wording in wordings for letter in wording if letter.isalpha() and ord(letter) in names}
    )
    shapes: dict[str, str] = {}
    heights: list[float] = []
    for letter in letters:
        pen = DecomposingRecordingPen(glyphs)
        bounds = BoundsPen(glyphs)
        glyphs[names[ord(letter)]].draw(pen)
        glyphs[names[ord(letter)]].draw(bounds)
        if not pen.value or bounds.bounds is None:
            return f"one that draws nothing for {letter!r}"
        shapes[letter] = str(pen.value)
        heights.append((bounds.bounds[3] - bounds.bounds[1]) / upem)
    # Some letters of two scripts look the same, but most have a shape of their own.
    if len(letters) > 5 and len(set(shapes.values())) < len(letters) * 0.7:
        return "one in which many letters look the same"
    if heights and not _HEIGHTS[0] <= sum(heights) / len(heights) <= _HEIGHTS[1]:
        return "one with letters of another size than it says"
    return None
