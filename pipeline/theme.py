"""The look: templates, tokens and fonts, turned into markup and stylesheets.

Input: the files of a `templates/` folder as bytes, and those of a project's own folder of that name. Output: a
`Theme` that fills frames and partials (Jinja2, strict, sandboxed, everything escaped), writes stylesheets and
subsets fonts. Must not: know articles, hold the wording of a disclaimer, read the disk.

A project changes the look by a file of the same name in its own `templates/`:

- A template (`*.j2`) takes the place of the shipped one. It may build on it and change a block or two:

      {% extends "shipped/handout/page.html.j2" %}
      {% block imprint %}{{ super() }}<p>Printed on paper.</p>{% endblock %}

  The blocks of the pages: `head`, `masthead`, `contents`, `imprint`. A stylesheet includes the shipped one
  (`{% include "shipped/handout/handout.css.j2" %}`) and adds to it. A partial keeps its `{{ slot }}`: that is where
  the text goes. A disclaimer's wording is text, so no template can hold, change or drop it.
- `tokens.yaml` and `shared/labels/*.yaml` name only what differs; the rest stays. A new language is a new file.
- Any other file (a font, a `theme.yaml`) takes the place of the shipped one.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, Extent, Location, Reported, report
from pipeline.yaml import load

if TYPE_CHECKING:
    from jinja2 import Environment

# Where the content goes in a frame or partial. It is no valid text of an author's: it has a control character.
SLOT = "\x02slot\x02"

FONTS = "shared/fonts/print/"
# Always in a subset, so that a page number or a label never falls out of it.
BASIC_CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”«»„…•✓©↑"


# What of a template is no text: expressions, statements, comments, styles, tags.
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_MARKUP = re.compile(r"<style.*?</style>|<script.*?</script>|<[^<>]*>", re.S)


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
        self,
        files: Mapping[str, bytes],
        tokens: Mapping[str, Any],
        labels: Mapping[str, Mapping[str, str]],
        overrides: Mapping[str, bytes] | None = None,
    ) -> None:
        self.files = {**files, **(overrides or {})}
        self.tokens = tokens
        self._shipped = files
        self._labels = labels

    @cached_property
    def environment(self) -> Environment:
        return _environment(self._shipped, self.files)

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

    def fixed_words(self, edition: str) -> tuple[str, ...]:
        """What a project's own templates of an edition say in so many words; the shipped ones say nothing."""
        found: set[str] = set()
        for name, content in self.files.items():
            if content != self._shipped.get(name) and name.startswith((f"{edition}/", "shared/partials/")):
                text = _MARKUP.sub("\n", _JINJA.sub("", content.decode("utf-8", "replace")))
                found |= {
                    " ".join(line.split()) for line in text.split("\n") if re.search(r"[^\W\d_]{2}", line)
                }
        return tuple(sorted(found))

    def has_partial(self, name: str) -> bool:
        return f"shared/partials/{name}.html.j2" in self.files

    # ── looks

    def palette(self, topics: Iterable[str]) -> Mapping[str, str]:
        """Colours by name (`#rrggbb`): the common ones and those of the first topic that has its own."""
        return {token: value["srgb"] for token, value in self._colours(topics).items()}

    def inks(self, topics: Iterable[str]) -> Mapping[str, tuple[float, float, float, float]]:
        """What a press prints for each colour of the palette: cyan, magenta, yellow and black by `#RRGGBB`.

        Units: percent. Shape: the keys are in capitals.
        """
        return {value["srgb"].upper(): _ink(value["cmyk"]) for value in self._colours(topics).values()}

    def _colours(self, topics: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        by_topic: Mapping[str, str] = self.tokens["palette-of-topic"]
        name = next((by_topic[topic] for topic in topics if topic in by_topic), self.tokens["palette"])
        return {**self.tokens["colours"]["common"], **self.tokens["colours"][name]}

    def stack(self, role: str, direction: str = "ltr") -> str:
        """The families of `text` or `headings` as a stylesheet lists them, with those that fill their gaps."""
        fonts = self.tokens["fonts"]
        first = (fonts["right-to-left"],) if direction == "rtl" else ()
        return ", ".join(f'"{family}"' for family in dict.fromkeys((*first, fonts[role], *fonts["others"])))

    def stylesheet(self, edition: str, topics: Iterable[str], **values: Any) -> str:
        """The CSS of an edition: its sheets in the order of its `theme.yaml`, tokens filled in."""
        order = self._theme_file(edition)["stylesheets"]
        shared = {"colour": self.palette(topics), "tokens": self.tokens, "stack": self.stack}
        sheets = [self.fill(name, **shared, **values) for name in order]
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
            {"x": index % columns * size, "y": index // columns * size, **tile}
            for index, tile in enumerate(_composition(dice, columns, rows))
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

    def families_for(self, text: str, base: str) -> tuple[str, ...]:
        """The families that show what `base` cannot, in the order of the tokens: for another script."""
        missing = {ord(character) for character in text} - self._family_coverage(base)
        families = dict.fromkeys(face.family for face in self.faces if face.family != base)
        needed = []
        for family in families:
            if covered := missing & self._family_coverage(family):
                needed.append(family)
                missing -= covered
        return tuple(needed)

    def _family_coverage(self, family: str) -> frozenset[int]:
        return frozenset().union(
            *(_characters(self.files[face.path]) for face in self.faces if face.family == family)
        )

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


def _ink(percent: Sequence[float]) -> tuple[float, float, float, float]:
    cyan, magenta, yellow, black = percent
    return float(cyan), float(magenta), float(yellow), float(black)


def _slot() -> Any:
    from markupsafe import Markup

    return Markup(SLOT)


# ── artwork ─────────────────────────────────────────────────────────────────────────────────────

# What is dealt: mostly calm tiles of the two dark colours, some light ones, and the loud ones with a measure.
# (ground, ink, how many in twenty tiles)
_COLOURWAYS: tuple[tuple[str, str, int], ...] = (
    ("deep", "soft", 2),
    ("deep", "mid", 2),
    ("deep", "primary", 1),
    ("deep", "coral", 1),
    ("primary", "soft", 1),
    ("primary", "mid", 1),
    ("primary", "deep", 1),
    ("primary", "sun", 1),
    ("primary", "coral", 1),
    ("soft", "primary", 1),
    ("soft", "deep", 1),
    ("mid", "sand", 1),
    ("mid", "deep", 1),
    ("sand", "coral", 2),
    ("sand", "primary", 1),
    ("coral", "sand", 1),
    ("sun", "deep", 1),
)
_SHAPES = (
    ("quarter", 6),
    ("leaf", 4),
    ("arch", 2),
    ("ring", 3),
    ("half", 2),
    ("disc", 1),
    ("bars", 1),
    ("chart", 1),
)
# Too small for two colours that are close to each other.
_SMALL = frozenset({"disc", "bars", "chart", "half"})
_LOUD = frozenset({"coral", "sun"})
_LIGHT = frozenset({"sand", "soft"})
_TRIES = 60


def _composition(dice: random.Random, columns: int, rows: int) -> list[dict[str, Any]]:
    """The tiles of a picture, row by row: the best of many deals.

    Shape: no two neighbours are equal, and neither colour nor shape gathers in one corner.
    """
    count = columns * rows
    deals = [_deal(dice, count) for _ in range(_TRIES)]
    return min(deals, key=lambda tiles: _unrest(tiles, columns))


def _deal(dice: random.Random, count: int) -> list[dict[str, Any]]:
    colours = _bag(dice, [((ground, ink), weight) for ground, ink, weight in _COLOURWAYS], count)
    shapes = _bag(dice, _SHAPES, count)
    return [
        {
            "shape": "quarter" if {ground, ink} == {"deep", "primary"} and shape in _SMALL else shape,
            "ground": ground,
            "ink": ink,
            "turn": dice.choice((0, 90, 180, 270)),
        }
        for shape, (ground, ink) in zip(shapes, colours, strict=True)
    ]


def _bag(dice: random.Random, entries: Sequence[tuple[Any, int]], count: int) -> list[Any]:
    """So many of each as its weight says, shuffled; cut or dealt again to the number that is needed."""
    bag: list[Any] = []
    while len(bag) < count:
        full = [entry for entry, weight in entries for _ in range(weight)]
        dice.shuffle(full)
        bag += full
    return bag[:count]


def _unrest(tiles: Sequence[Mapping[str, Any]], columns: int) -> int:
    """How far a deal is from a good composition; less is better."""
    unrest = 0
    for index, tile in enumerate(tiles):
        right = index + 1 if (index + 1) % columns else None
        below = index + columns
        for other in (right, below):
            if other is not None and other < len(tiles):
                unrest += _clash(tile, tiles[other])
        for other in (below + 1 if right else None, below - 1 if index % columns else None):
            if other is not None and other < len(tiles):
                loud = _LOUD & {tile["ground"], tile["ink"]}
                unrest += 2 * len(loud & {tiles[other]["ground"], tiles[other]["ink"]})
    lines = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    lines += [tiles[start::columns] for start in range(columns)]
    for line in lines:
        loud_tiles = sum(bool(_LOUD & {tile["ground"], tile["ink"]}) for tile in line)
        light_tiles = sum(bool(_LIGHT & {tile["ground"], tile["ink"]}) for tile in line)
        # Every row and column has something loud and something light, and rest between.
        unrest += 6 * (loud_tiles == 0) + 4 * (light_tiles == 0)
        unrest += 5 * max(0, loud_tiles - (len(line) + 1) // 2)
    return unrest


def _clash(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    clash = 0
    same_ground, same_ink = one["ground"] == other["ground"], one["ink"] == other["ink"]
    if one["shape"] == other["shape"]:
        clash += 4 if one["shape"] in ("quarter", "leaf") else 12
        if same_ground and same_ink:
            clash += 100
    if same_ground:
        clash += 3 if one["ground"] in ("deep", "primary") else 10
    if same_ink:
        clash += 3
    if _LOUD & {one["ground"], one["ink"]} and _LOUD & {other["ground"], other["ink"]}:
        clash += 5
    return clash


# ── files ───────────────────────────────────────────────────────────────────────────────────────


@functools.lru_cache(maxsize=16)
def _characters(font: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(io.BytesIO(font), lazy=True).getBestCmap())


_FEATURES = ("kern", "liga", "locl", "ccmp", "pnum", "tnum", "lnum", "frac", "mark", "mkmk",
             "init", "medi", "fina", "isol", "rlig", "calt")  # fmt: skip


@functools.lru_cache(maxsize=64)
def _subset(font: bytes, characters: str) -> bytes:
    """A font with only these characters, as WOFF2; the same bytes for the same input."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(character) for character in characters})
    wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).set(
        {int.from_bytes(tag.encode(), "big") for tag in _FEATURES}
    )
    wanted.sets(uharfbuzz.SubsetInputSets.NAME_ID).set({1, 2})
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return _woff2(uharfbuzz.subset(uharfbuzz.Face(font), wanted).blob.data)


class _Brotli:
    """Brotli for fontTools: 11, its own choice, would save a fifteenth of the bytes for four times the time."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def compress(self, content: bytes, mode: int = 0) -> bytes:
        compressed: bytes = self.module.compress(content, mode=mode, quality=6)
        return compressed


def _woff2(font: bytes) -> bytes:
    from fontTools.ttLib import TTFont, woff2

    if not isinstance(woff2.brotli, _Brotli):  # fontTools has no option for it
        woff2.brotli = _Brotli(woff2.brotli)
    loaded = TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False)
    loaded.flavor = "woff2"
    output = io.BytesIO()
    loaded.save(output)
    return output.getvalue()


def _environment(shipped: Mapping[str, bytes], files: Mapping[str, bytes]) -> Environment:
    """Templates by name: a project's before a shipped one, which is always there as `shipped/…`."""
    from jinja2 import DictLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    sources = {name: content.decode() for name, content in files.items() if name.endswith(".j2")}
    for name, content in shipped.items():
        if name.endswith(".j2"):
            sources[f"shipped/{name}"] = content.decode()
    return SandboxedEnvironment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def load_theme(
    files: Mapping[str, bytes], overrides: Mapping[str, bytes] | None = None
) -> Reported[Theme | None]:
    """The theme in a folder of templates, changed by a project's own `templates/`.

    Reports: ART111–ART114 (a YAML file that cannot be read), ENG608 (a file is missing), HND502 (a project's
    template that Jinja2 cannot read), HND503 (a project's partial without its slot).
    """
    found: list[Diagnostic] = []
    own = overrides or {}

    def read(name: str) -> Any:
        values = []
        for content in (files.get(name), own.get(name)):
            if content is not None:
                loaded = load(content.decode(), f"templates/{name}")
                found.extend(loaded.diagnostics)
                values.append(loaded.value.value if loaded.value else {})
        if not values:
            found.append(report("ENG608", Location(f"templates/{name}"), file=name))
            return {}
        return functools.reduce(_merged, values)

    tokens = read("tokens.yaml")
    labels = {
        name.removeprefix("shared/labels/").removesuffix(".yaml"): read(name)
        for name in sorted({*files, *own})
        if name.startswith("shared/labels/") and name.endswith(".yaml")
    }
    if "en" not in labels:
        found.append(
            report("ENG608", Location("templates/shared/labels/en.yaml"), file="shared/labels/en.yaml")
        )
    found += _template_faults(files, own)
    if found:
        return Reported(None, tuple(found))
    # A language that lacks a word, as a project's own may, has the English one.
    words = {lang: _merged(labels["en"], own_words) for lang, own_words in labels.items()}
    return Reported(Theme(files, tokens, words, own))


def _merged(below: Any, above: Any) -> Any:
    """One mapping over another, key by key and all the way down."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        merged = dict(below)
        for key, value in above.items():
            merged[key] = _merged(below[key], value) if key in below else value
        return merged
    return above


_SLOT_USED = re.compile(r"{{-?\s*slot\b")
_EXTENDS = re.compile(r"{%-?\s*extends\b")


def _template_faults(files: Mapping[str, bytes], own: Mapping[str, bytes]) -> list[Diagnostic]:
    from jinja2 import TemplateSyntaxError

    faults: list[Diagnostic] = []
    environment = _environment(files, {**files, **own}) if own else None
    for name in sorted(own):
        if environment is None or not name.endswith(".j2"):
            continue
        source = own[name].decode()
        try:
            environment.parse(source)
        except TemplateSyntaxError as error:
            place = Location(f"templates/{name}", Extent.point(error.lineno, 1))
            faults.append(report("HND502", place, problem=error.message or "unreadable template"))
            continue
        shipped = files.get(name, b"").decode()
        if (
            _SLOT_USED.search(shipped)
            and not _EXTENDS.search(source)
            and len(_SLOT_USED.findall(source)) != len(_SLOT_USED.findall(shipped))
        ):
            faults.append(report("HND503", Location(f"templates/{name}")))
    return faults
