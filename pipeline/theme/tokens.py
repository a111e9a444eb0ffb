"""The tokens of a project: the shipped ones, a theme's, the project's own, and its brand, one over the other.

Input: the layers as read from their files, a `Brand`. Output: tokens that lack nothing, with everything that is
wrong with them. Must not: know a stylesheet.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.brand import Brand, Colour
from pipeline.diagnostics import Diagnostic, Location, did_you_mean, nearest, report
from pipeline.theme.colour import Ink, contrast, distance, inked, lab, lifted, printed, sunk, toned
from pipeline.yaml import YamlDocument

# Gives the place of a value in the brand's file, by its path there.
Places = Callable[..., Location]

COMMON = "common"
WHITE = "#FFFFFF"
MOST_INK = 300
# From here on anybody sees that a colour on paper is another than on the screen.
MOST_DISTANCE = 10
WANTED_OF_LINKS = 7.0
TEXT = ("ink", "ink2")

# What the stylesheets set upon what: colour, ground, the least ratio, where. Source: WCAG 2.2, 1.4.3 and 1.4.6.
PAIRS = (
    ("ink", "paper", 7.0, "text"),
    ("ink", "tint", 7.0, "text in callouts and key facts"),
    ("ink", "wash", 7.0, "rows of tables"),
    ("ink", "sunT", 7.0, "notices"),
    ("ink", "sand", 7.0, "the contact card"),
    ("ink2", "paper", 7.0, "labels, imprint and running feet"),
    ("ink2", "tint", 7.0, "labels in callouts and key facts"),
    ("ink2", "wash", 7.0, "labels in tables"),
    ("deep", "paper", 7.0, "headings, titles on covers and heads of tables"),
    ("deep", "tint", 7.0, "titles of callouts and key numbers"),
    ("deep", "sand", 7.0, "the title of the contact card"),
    ("primary", "paper", 4.5, "links"),
    ("primary", "tint", 4.5, "links in callouts"),
    ("primary", "wash", 4.5, "links in tables"),
    ("primary", "sunT", 4.5, "links in notices"),
    ("primary", "sand", 4.5, "links in the contact card"),
    ("coralD", "paper", 4.5, "the title of a warning"),
    ("sun", "deep", 4.5, "the accent on covers"),
)
DARK_PAIRS = (
    ("text", "background", 7.0, "text on dark screens"),
    ("text", "card", 7.0, "text in callouts on dark screens"),
    ("text", "notice", 7.0, "notices on dark screens"),
    ("text", "disclaimer", 7.0, "disclaimers and rows of tables on dark screens"),
    ("secondary", "background", 7.0, "labels and imprint on dark screens"),
    ("secondary", "card", 4.5, "labels in callouts on dark screens"),
    ("heading", "background", 7.0, "headings on dark screens"),
    ("heading", "card", 7.0, "titles of callouts on dark screens"),
    ("heading", "disclaimer", 7.0, "labels of disclaimers on dark screens"),
    ("link", "background", 4.5, "links on dark screens"),
    ("link", "card", 4.5, "links in callouts on dark screens"),
    ("link", "notice", 4.5, "links in notices on dark screens"),
    ("link", "disclaimer", 4.5, "links in disclaimers on dark screens"),
    ("disclaimer-rule", "disclaimer", 4.5, "the title of a warning on dark screens"),
    ("white", "table-head", 7.0, "heads of tables on dark screens"),
)
# The light colour that each dark one follows from, where a theme or brand does not name it.
DARK_FROM = {
    "background": "deep",
    "text": "deep",
    "secondary": "deep",
    "heading": "deep",
    "link": "primary",
    "card": "deep",
    "notice": "sun",
    "notice-bar": "sun",
    "disclaimer": "deep",
    "disclaimer-rule": "coral",
    "table-head": "deep",
    "rule": "deep",
    "rule-strong": "deep",
}
# What a stylesheet asks of each role's family: weight and style.
ASKED = {
    "text": ((400, "normal"), (400, "italic"), (600, "normal"), (700, "normal")),
    "headings": ((400, "normal"), (400, "italic")),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of tokens."""

    document: YamlDocument
    shipped: bool = False

    @property
    def tokens(self) -> Mapping[str, Any]:
        return self.document.value or {}


def merged(below: Any, above: Any) -> Any:
    """One mapping over another, key by key and all the way down."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        result = dict(below)
        for key, value in above.items():
            result[key] = merged(below[key], value) if key in below else value
        return result
    return above


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two colours that are too close. Shape: `share` of the contrast that they need."""

    share: float
    place: Location
    fault: Diagnostic


class Composition:
    """The tokens of all layers and a brand."""

    def __init__(self, layers: Sequence[Layer], brand: Brand, at: Places, press: bytes | None) -> None:
        self.layers = layers
        self.brand = brand
        self.at = at
        self.press = press
        self.found: list[Diagnostic] = []
        self.tokens: dict[str, Any] = {}
        # What the brand says, or what follows from it: the key in its file.
        self.own: dict[str, str] = {}
        # Colours of which one half was computed from the other.
        self.computed: dict[int, Mapping[str, Any]] = {}
        # Palettes that lack no colour.
        self.whole: set[str] = set()

    def composed(self) -> Mapping[str, Any]:
        """The tokens; `dark` has only what does not follow from the palette."""
        for layer in self.layers:
            above = dict(layer.tokens)
            faces = [*self.tokens.get("faces", ()), *above.pop("faces", ())]
            if "colours" in above and self.tokens:
                above["colours"] = {
                    palette: {name: self._pair(value) for name, value in colours.items()}
                    for palette, colours in above["colours"].items()
                }
            self.tokens = merged(self.tokens, above)
            # Of one family, weight and style, the last file counts.
            named = {(face["family"], face["weight"], face["style"]): face for face in faces}
            self.tokens["faces"] = list(named.values())
        self._palettes()
        self._palette()
        self._colours()
        self._fonts()
        self._radii()
        dark = self.tokens.get("dark") or {}
        kept = {name: value for name, value in dark.items() if DARK_FROM.get(name) not in self.own}
        self.tokens["dark"] = kept | self.brand.dark.model_dump(by_alias=True, exclude_none=True)
        return self.tokens

    def _palettes(self) -> None:
        """Those that topics take have to be there, and to have all colours of one."""
        colours, by_topic = self.tokens["colours"], self.tokens["palette-of-topic"]
        known = [palette for palette in colours if palette != COMMON]
        needed = dict.fromkeys(name for palette in known[:1] for name in colours[palette])
        taken: dict[tuple[str, ...], str] = {("palette",): self.tokens["palette"]}
        taken |= {("palette-of-topic", topic): palette for topic, palette in by_topic.items()}
        for path, palette in taken.items():
            if palette not in known:
                close = did_you_mean(palette, known)
                self.found.append(
                    report("BRA101", self._in_layers(*path), what="palette", name=palette, nearest=close)
                )
        lacking = [(palette, name) for palette in known for name in needed if name not in colours[palette]]
        self.found += [
            report("ART117", self._in_layers("colours", palette), key=name) for palette, name in lacking
        ]
        self.whole = {*known} - {palette for palette, _ in lacking}

    # ── the brand's word

    def _palette(self) -> None:
        name = self.brand.palette
        known = [palette for palette in self.tokens["colours"] if palette != COMMON]
        if name is None:
            return
        if name in known:
            self.tokens = {**self.tokens, "palette": name, "palette-of-topic": {}}
        else:
            place = self.at("brand", "palette")
            self.found.append(
                report("BRA101", place, what="palette", name=name, nearest=did_you_mean(name, known))
            )

    def _colours(self) -> None:
        given: dict[str, Mapping[str, Any]] = {}
        for name, info in type(self.brand.colours).model_fields.items():
            colour: Colour | None = getattr(self.brand.colours, name)
            token = info.alias or name
            if colour is not None:
                given[token] = self._pair(colour.model_dump(exclude_none=True))
                self.own[token] = token
        for child, parent, follow in _FOLLOWING:
            if child not in given and parent in given:
                given[child] = self._pair({"srgb": follow(given[parent]["srgb"])})
                self.own[child] = self.own[parent]
        self.tokens["colours"] = {
            palette: {**colours, **{name: given[name] for name in given if name in colours}}
            for palette, colours in self.tokens["colours"].items()
        }

    def _pair(self, colour: Mapping[str, Any]) -> Mapping[str, Any]:
        """A colour with the half that it lacks."""
        if self.press is None or ("srgb" in colour and "cmyk" in colour):
            return colour
        whole = dict(colour)
        if "srgb" in colour:
            whole["cmyk"] = list(inked(colour["srgb"], self.press))
        else:
            whole["srgb"] = printed(ink_of(colour["cmyk"]), self.press)
        self.computed[id(whole)] = whole
        return whole

    def _fonts(self) -> None:
        said = self.brand.fonts.model_dump(by_alias=True, exclude_none=True)
        faces = {(face["family"], face["weight"], face["style"]) for face in self.tokens["faces"]}
        families = {family for family, _, _ in faces}
        self.tokens["fonts"] = merged(self.tokens["fonts"], said)
        weight = self.tokens["fonts"]["heading-weight"]
        for role, asked in ASKED.items():
            family = self.tokens["fonts"][role]
            place = self.at("brand", "fonts", role) if role in said else self._in_layers("fonts", role)
            if family not in families:
                close = _nearest_family(family, families)
                self.found.append(report("BRA101", place, what="family", name=family, nearest=close))
                continue
            needed = dict.fromkeys((*asked, (weight, "normal")) if role == "headings" else asked)
            lacking = [face for face in needed if (family, *face) not in faces]
            if lacking:
                shown = ", ".join(f"{weight} {style}" for weight, style in lacking)
                self.found.append(report("BRA106", place, family=family, role=role, lacking=shown))

        fonts = self.tokens["fonts"]
        named: dict[tuple[str | int, ...], str] = {
            (role,): fonts[role] for role in ("clear", "code", "right-to-left")
        }
        named |= {("others", index): family for index, family in enumerate(fonts["others"])}
        named |= {("scripts", script): family for script, family in fonts["scripts"].items()}
        for path, family in named.items():
            if family not in families:
                place, close = self._in_layers("fonts", *path), _nearest_family(family, families)
                self.found.append(report("BRA101", place, what="family", name=family, nearest=close))

    def _radii(self) -> None:
        radii = self.brand.radii.model_dump(by_alias=True, exclude_none=True)
        for name in ("small", "card"):
            if f"{name}-mm" in radii:
                # As large to the eye: a screen is looked at from farther away than a page.
                radii[f"{name}-rem"] = round(radii[f"{name}-mm"] * 0.28, 2)
        self.tokens["radii"] = merged(self.tokens["radii"], radii)

    # ── what is wrong

    def faults(self) -> Iterator[Diagnostic]:
        """Reports: BRA101 (unknown names), BRA102–BRA105, BRA107 (colours), BRA106 (faces)."""
        yield from self.found
        said: set[tuple[object, ...]] = set()
        worst: dict[Location, _Pair] = {}
        taken = dict.fromkeys((self.tokens["palette"], *self.tokens["palette-of-topic"].values()))
        for palette in (palette for palette in taken if palette in self.whole):
            colours = {**self.tokens["colours"][COMMON], **self.tokens["colours"][palette]}
            light = {name: value["srgb"] for name, value in colours.items()}
            dark = {**dark_of(light), **self.tokens["dark"], "white": WHITE}
            for pair in (*self._pairs(light, PAIRS, palette), *self._pairs(dark, DARK_PAIRS, None)):
                # Of one colour the worst: what mends that mostly mends the others.
                if pair.place not in worst or pair.share < worst[pair.place].share:
                    worst[pair.place] = pair
            for fault in (*self._pale_links(light, palette), *self._unprintable(colours, palette)):
                key = (fault.code, fault.location, fault.message)
                if key not in said:
                    said.add(key)
                    yield fault
        for pair in worst.values():
            yield pair.fault

    def _pairs(
        self,
        colours: Mapping[str, str],
        pairs: Sequence[tuple[str, str, float, str]],
        palette: str | None,
    ) -> Iterator[_Pair]:
        """The pairs that are too close to each other."""
        for name, ground, least, where in pairs:
            ratio = contrast(colours[name], colours[ground])
            if ratio >= least:
                continue
            # The colour that the publisher chose is the one to change.
            chosen = self._chosen(ground, palette) and not self._chosen(name, palette)
            blamed = ground if name == "white" or (chosen and ground != "paper") else name
            place = self._place(blamed, palette) if palette else self._dark_place(blamed)
            facts = {"name": name, "colour": colours[name], "ground": ground, "other": colours[ground]}
            fault = report(
                "BRA102",
                place,
                **facts,
                ratio=_ratio(ratio),
                least=f"{least:g}",
                where=where,
                action=_action(blamed, colours, pairs),
            )
            yield _Pair(ratio / least, place, fault)

    def _pale_links(self, light: Mapping[str, str], palette: str) -> Iterator[Diagnostic]:
        ratio = contrast(light["primary"], light["paper"])
        if 4.5 <= ratio < WANTED_OF_LINKS:
            yield report(
                "BRA105", self._place("primary", palette), colour=light["primary"], ratio=_ratio(ratio)
            )

    def _unprintable(self, colours: Mapping[str, Any], palette: str) -> Iterator[Diagnostic]:
        for name, value in colours.items():
            ink, place = ink_of(value["cmyk"]), self._place(name, palette)
            total = sum(ink)
            if total > MOST_INK:
                yield report("BRA103", place, name=name, total=f"{total:g}", most=MOST_INK)
            if not self._chosen(name, palette):
                continue
            if self.press is not None and id(value) not in self.computed:
                apart = distance(value["srgb"], shown := printed(ink, self.press))
                if apart > MOST_DISTANCE:
                    facts = {"name": name, "colour": value["srgb"], "shown": shown, "apart": f"{apart:.0f}"}
                    yield report("BRA104", place, **facts)
            if name in TEXT and any(ink[:3]):
                yield report("BRA107", place, name=name, ink=" / ".join(f"{part:g}" for part in ink))

    def _chosen(self, name: str, palette: str | None) -> bool:
        """Whether the publisher, not a shipped file, says what this colour is."""
        if palette is None:
            said = self.brand.dark.model_dump(by_alias=True, exclude_none=True)
            return name in said or any(
                not layer.shipped and ("dark", name) in layer.document.values for layer in self.layers
            )
        return name in self.own or any(
            not layer.shipped and path in layer.document.values
            for layer in self.layers
            for path in (("colours", palette, name), ("colours", COMMON, name))
        )

    def _place(self, name: str, palette: str) -> Location:
        if name in self.own:
            return self.at("brand", "colours", self.own[name])
        group = palette if name in self.tokens["colours"][palette] else COMMON
        return self._in_layers("colours", group, name)

    def _dark_place(self, name: str) -> Location:
        if name in self.brand.dark.model_dump(by_alias=True, exclude_none=True):
            return self.at("brand", "dark", name)
        return self._in_layers("dark", name)

    def _in_layers(self, *path: str | int) -> Location:
        holding = [layer for layer in self.layers if path in layer.document.values]
        return (holding or self.layers)[-1].document.at(*path)


def dark_of(light: Mapping[str, str]) -> dict[str, str]:
    """The colours of dark screens that follow from those of light ones: the same hues, and legible."""
    return dict(_dark_of(*(light[name] for name in ("deep", "sun", "primary", "coral"))))


@functools.lru_cache(maxsize=64)
def _dark_of(deep: str, sun: str, primary: str, coral: str) -> Mapping[str, str]:
    background, card, disclaimer = toned(deep, 6.5, 5), toned(deep, 15, 10), toned(deep, 9.5, 7)
    notice = toned(sun, 15, 14)
    return {
        "background": background,
        "text": toned(deep, 94, 2),
        "secondary": toned(deep, 79, 5),
        "heading": lifted(toned(deep, 84, 24), card, 7.2),
        "link": lifted(toned(primary, 80, 32), card, 7.2),
        "card": card,
        "notice": notice,
        "notice-bar": lifted(sun, notice, 4.5),
        "disclaimer": disclaimer,
        "disclaimer-rule": lifted(coral, disclaimer, 5),
        "table-head": sunk(deep, WHITE, 8),
        "rule": toned(deep, 29, 10),
        "rule-strong": toned(deep, 47, 12),
    }


def ink_of(percent: Sequence[float]) -> Ink:
    cyan, magenta, yellow, black = percent
    return float(cyan), float(magenta), float(yellow), float(black)


def _nearest_family(name: str, families: Iterable[str]) -> str:
    lower = {family.lower(): family for family in families}
    match = nearest(name, lower)
    return f"did you mean `{lower[match]}`?" if match else did_you_mean(name, lower.values())


def _ratio(value: float) -> str:
    """Rounded down, so that it never looks like enough."""
    return f"{int(value * 100) / 100:.2f}"


def _action(name: str, colours: Mapping[str, str], pairs: Sequence[tuple[str, str, float, str]]) -> str:
    """The nearest shade of a colour that is legible wherever it is used."""
    lightness, a, b = lab(colours[name])
    for step in range(1, 101):
        for wanted in (lightness - step, lightness + step):
            shade = toned(colours[name], wanted, (a * a + b * b) ** 0.5) if 0 <= wanted <= 100 else None
            tried = {**colours, name: shade or colours[name]}
            if shade and all(
                contrast(tried[one], tried[other]) >= least
                for one, other, least, _ in pairs
                if name in (one, other)
            ):
                return (
                    f'{"a darker" if wanted < lightness else "a lighter"} {name} such as "{shade}" would do'
                )
    return f"no shade of {name} alone would do: change the other colours that it stands with too"


def _shifted(colour: str, by: float) -> str:
    lightness, a, b = lab(colour)
    return toned(colour, max(0.0, lightness + by), (a * a + b * b) ** 0.5)


# Colour, the one that it follows from where a brand names only that, and how; in the order of their making.
_FOLLOWING: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("deep", "primary", lambda colour: sunk(_shifted(colour, -6), WHITE, 8)),
    ("primary", "deep", lambda colour: sunk(_shifted(colour, 6), WHITE, 7.2)),
    ("mid", "deep", lambda colour: toned(colour, 70, 34)),
    ("soft", "deep", lambda colour: toned(colour, 88, 14)),
    ("tint", "deep", lambda colour: toned(colour, 95.5, 5)),
    ("wash", "deep", lambda colour: toned(colour, 98, 2.5)),
    ("coralD", "coral", lambda colour: sunk(colour, WHITE, 6)),
    ("sunT", "sun", lambda colour: toned(colour, 95.5, 18)),
    ("sandD", "sand", lambda colour: toned(colour, 91, 10)),
)
