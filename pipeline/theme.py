"""The look: templates, tokens and fonts, turned into markup and stylesheets.

Input: the files of a `templates/` folder as bytes. Output: a `Theme` that fills frames and partials
(Jinja2, strict, everything escaped), writes stylesheets and subsets fonts.
Must not: know articles, hold the wording of a disclaimer, read the disk.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.yaml import load

if TYPE_CHECKING:
    from jinja2 import Environment

# Where the content goes in a frame or partial. It is no valid text of an author's: it has a control character.
SLOT = "\x02slot\x02"

FONTS = "shared/fonts/print/"
# Always in a subset, so that a page number or a label never falls out of it.
BASIC_CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”«»„…•✓©"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file under the name that stylesheets use."""

    family: str
    weight: int
    style: str
    path: str


def content_hash(files: Mapping[str, bytes]) -> str:
    """One hash of many files."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


class Theme:
    """A folder of templates.

    Shape: immutable after loading; two themes of the same files give the same bytes.
    """

    def __init__(
        self, files: Mapping[str, bytes], tokens: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.files = files
        self.tokens = tokens
        self._labels = labels

    @cached_property
    def environment(self) -> Environment:
        from jinja2 import DictLoader, Environment, StrictUndefined

        sources = {name: content.decode() for name, content in self.files.items() if name.endswith(".j2")}
        return Environment(
            loader=DictLoader(sources),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    # ── words

    def labels(self, lang: str) -> Mapping[str, str]:
        """The generated words of a language, else of its parent, else the English ones."""
        return self._labels.get(lang) or self._labels.get(lang.split("-")[0]) or self._labels["en"]

    def speaks(self, lang: str) -> bool:
        """Whether there are generated words in this language."""
        return lang in self._labels or lang.split("-")[0] in self._labels

    # ── markup

    def fill(self, template: str, **values: Any) -> str:
        """A template filled; every value is escaped unless the template itself marks it as markup."""
        return self.environment.get_template(template).render(slot=_slot(), **values)

    def around(self, partial: str, **values: Any) -> tuple[str, str]:
        """The markup before and behind the content of a component. Source: `shared/partials/`."""
        before, _, behind = self.fill(f"shared/partials/{partial}.html.j2", **values).strip().partition(SLOT)
        return before, behind

    def has_partial(self, name: str) -> bool:
        return f"shared/partials/{name}.html.j2" in self.files

    # ── looks

    def palette(self, topics: Iterable[str]) -> Mapping[str, str]:
        """Colours by name (`#rrggbb`): the common ones and those of the first topic that has its own."""
        by_topic: Mapping[str, str] = self.tokens["palette-of-topic"]
        name = next((by_topic[topic] for topic in topics if topic in by_topic), self.tokens["palette"])
        chosen = {**self.tokens["colours"]["common"], **self.tokens["colours"][name]}
        return {token: value["srgb"] for token, value in chosen.items()}

    def stylesheet(self, edition: str, topics: Iterable[str], **values: Any) -> str:
        """The CSS of an edition: its sheets in the order of its `theme.yaml`, tokens filled in."""
        order = self._theme_file(edition)["stylesheets"]
        palette = self.palette(topics)
        sheets = [self.fill(name, colour=palette, tokens=self.tokens, **values) for name in order]
        return "\n".join(sheet.strip() for sheet in sheets) + "\n"

    def _theme_file(self, edition: str) -> Mapping[str, Any]:
        document = load(self.files[f"{edition}/theme.yaml"].decode(), f"templates/{edition}/theme.yaml").value
        assert document is not None, f"templates/{edition}/theme.yaml cannot be read"
        value: Mapping[str, Any] = document.value
        return value

    def art(self, seed: str, topics: Iterable[str], columns: int, rows: int, size: float) -> str:
        """The cover artwork of an article: SVG tiles from the brand's shapes, the same for the same seed.

        Units: `size` of a tile, in user units of the SVG.
        """
        palette = self.palette(topics)
        dice = random.Random(f"smallprint {seed}")
        tiles = [
            {"x": column * size, "y": row * size, **_tile(dice)}
            for row in range(rows)
            for column in range(columns)
        ]
        return self.fill(
            "shared/art.svg.j2",
            tiles=tiles,
            width=columns * size,
            height=rows * size,
            size=size,
            colour=palette,
        ).strip()

    # ── fonts

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        return tuple(
            Face(face["family"], face["weight"], face["style"], FONTS + face["file"])
            for face in self.tokens["faces"]
        )

    def missing_characters(self, text: str) -> str:
        """The characters of a text that no bundled font can show."""
        covered = self._coverage()
        return "".join(
            sorted(
                {character for character in text if ord(character) not in covered and character.isprintable()}
            )
        )

    def _coverage(self) -> frozenset[int]:
        return frozenset().union(*(_characters(self.files[face.path]) for face in self.faces))

    def embedded_faces(self, faces: Iterable[tuple[str, int, str]], text: str) -> str:
        """`@font-face` rules with subsets as data, for a page that may fetch nothing.

        Shape: each of `faces` is (family, weight, style); `text` holds every character that will be shown.
        """
        characters = "".join(sorted({*BASIC_CHARACTERS, *text} - {"\n", "\r", "\t", "\x02"}))
        rules = []
        for family, weight, style in faces:
            face = next(
                face
                for face in self.faces
                if (face.family, face.weight, face.style) == (family, weight, style)
            )
            content = _subset(self.files[face.path], characters)
            address = "data:font/woff2;base64," + base64.b64encode(content).decode()
            rules.append(
                f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
                f'font-display:swap;src:url("{address}") format("woff2")}}'
            )
        return "\n".join(rules) + "\n"

    def linked_faces(self) -> str:
        """`@font-face` rules that name the files, for an engine that is handed them."""
        return "\n".join(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};src:url("{face.path}")}}'
            for face in self.faces
        )


def _slot() -> Any:
    from markupsafe import Markup

    return Markup(SLOT)


_SHAPES = ("quarter", "leaf", "half", "disc", "ring", "bars", "plain")
_WEIGHTS = (30, 22, 14, 10, 8, 6, 10)
_GROUNDS = ("deep", "primary", "deep", "primary", "soft", "sand", "coral", "sun")
_INKS = {
    "deep": ("mid", "soft", "coral", "primary", "sun", "mid"),
    "primary": ("mid", "soft", "coral", "deep", "sun", "soft"),
    "soft": ("deep", "primary", "coral", "mid"),
    "sand": ("coral", "primary", "deep", "mid"),
    "coral": ("sand", "deep", "sun"),
    "sun": ("deep", "primary", "sand"),
}


def _tile(dice: random.Random) -> dict[str, Any]:
    ground = dice.choice(_GROUNDS)
    return {
        "shape": dice.choices(_SHAPES, _WEIGHTS)[0],
        "ground": ground,
        "ink": dice.choice(_INKS[ground]),
        "turn": dice.choice((0, 90, 180, 270)),
    }


@functools.lru_cache(maxsize=16)
def _characters(font: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(io.BytesIO(font), lazy=True).getBestCmap())


@functools.lru_cache(maxsize=64)
def _subset(font: bytes, characters: str) -> bytes:
    """A font with only these characters, as WOFF2; the same bytes for the same input."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = ["kern", "liga", "locl", "ccmp", "pnum", "tnum", "lnum", "frac", "mark", "mkmk",
                               "init", "medi", "fina", "isol", "rlig", "calt"]  # fmt: skip
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [1, 2]
    options.recalc_timestamp = False
    loaded = TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[ord(character) for character in characters])
    worker.subset(loaded)
    loaded.flavor = "woff2"
    output = io.BytesIO()
    loaded.save(output)
    return output.getvalue()


def load_theme(files: Mapping[str, bytes]) -> Reported[Theme | None]:
    """The theme in a folder of templates.

    Reports: ART111–ART114 (a YAML file that cannot be read), ENG608 (a file is missing).
    """
    found: list[Diagnostic] = []

    def read(name: str) -> Any:
        if name not in files:
            found.append(report("ENG608", Location(f"templates/{name}"), file=name))
            return {}
        loaded = load(files[name].decode(), f"templates/{name}")
        found.extend(loaded.diagnostics)
        return loaded.value.value if loaded.value else {}

    tokens = read("tokens.yaml")
    labels = {
        name.removeprefix("shared/labels/").removesuffix(".yaml"): read(name)
        for name in sorted(files)
        if name.startswith("shared/labels/") and name.endswith(".yaml")
    }
    if "en" not in labels:
        found.append(
            report("ENG608", Location("templates/shared/labels/en.yaml"), file="shared/labels/en.yaml")
        )
    if found:
        return Reported(None, tuple(found))
    return Reported(Theme(files, tokens, labels))
