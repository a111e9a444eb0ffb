"""What a browser computes from the stylesheets: sizes, weights, colours, and whether something is shown.

Input: the `Styles` of one document, a `Viewport`. Output: a `Look` for each element. Must not: guess: what cannot be
computed is named in `unknown`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.proof.colours import (
    BLACK,
    CANVAS,
    CANVAS_TEXT,
    TRANSPARENT,
    WHITE,
    Colour,
    colour_of,
    contrast,
)
from pipeline.proof.css import Declared, Kind, Match, Styles
from pipeline.proof.lengths import Scale, length_of, number_of, significant
from pipeline.proof.media import Viewport, all_hold

# The size that browsers start with. Units: px.
START = 16.0
_UNIT = Scale(em=START, rem=START, width=0, height=0)
_KEYWORDS = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0, "xxx-large": 48.0,
}  # fmt: skip
# What browsers set by themselves. Units: em.
_SIZES = {
    "h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67, "small": 5 / 6, "sub": 5 / 6, "sup": 5 / 6,
    "big": 1.2, "rt": 0.5,
}  # fmt: skip
_BOLD = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "th", "b", "strong"])
_NOT_SHOWN = frozenset(["head", "template", "script", "style", "title", "noscript", "datalist", "dialog"])
_WIDE = frozenset(["inherit", "initial", "unset", "revert", "revert-layer"])
# The properties that are computed; a rule that holds only perhaps must not set one for a disclaimer.
COMPUTED = frozenset(
    [
        "all", "background", "background-color", "background-image", "color", "color-scheme", "display", "font",
        "font-size", "font-weight", "opacity", "visibility", "print-color-adjust", "color-adjust",
        "text-size-adjust", "zoom", "font-size-adjust", "-webkit-text-fill-color",
        "font-family", "font-style", "background-clip", "background-blend-mode", "-webkit-print-color-adjust", "-webkit-text-size-adjust",
    ]
)  # fmt: skip
_ALIASES = {
    "-webkit-print-color-adjust": "print-color-adjust",
    "color-adjust": "print-color-adjust",
    "-webkit-opacity": "opacity",
}
MAX_TOKENS = 500
PICTURED = "a background picture"


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """How an element is shown.

    Shape: `unknown` says by property what could not be computed; `relative` is whether it depends on the size of the
    viewport; one that is `boxless` has a background only for others to inherit. Units: `size` in px.
    """

    size: float
    weight: float
    colour: Colour
    background: Colour = TRANSPARENT
    image: bool = False
    opacity: float = 1.0
    shown: bool = True
    visible: bool = True
    dark: bool = False
    exact: bool = False
    families: tuple[str, ...] = ()
    italic: bool = False
    custom: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    relative: bool = False
    boxless: bool = False


# Before anything is declared: what readers of a page start with, and of an ebook, by day and by night.
_DAY = Look(START, 400, BLACK)
_NIGHT = Look(START, 400, WHITE, dark=True)


class Cascade:
    """The looks of one document's elements in one viewport.

    `reader` is whether the reader chooses the colours that the stylesheet leaves open, as in an ebook: dark means
    light letters on black then, whatever the page says of schemes. Shape: `contrasts` are those of kinds of elements.

    Why: what is computed of a kind of elements is the same in every document with the same stylesheets.
    """

    def __init__(self, styles: Styles, viewport: Viewport, *, reader: bool = False) -> None:
        self.styles = styles
        self.viewport = viewport
        self.reader = reader
        self._start = _NIGHT if reader and viewport.dark else _DAY
        self._root_size = START
        self.scheme = _scheme(styles.root)
        computed, way = styles.kinds.computed, (reader, self.scheme)
        self._looks: dict[int, Look] = computed.setdefault(("looks", viewport, *way), {})
        self.contrasts: dict[int, tuple[float, str | None]] = computed.setdefault(
            ("contrasts", viewport, *way), {}
        )
        # In whatever viewport.
        self._shared: dict[tuple[Any, ...], Look] = computed.setdefault(("shared", *way), {})
        self._holding: dict[tuple[str, ...], bool | None] = {}

    def look(self, element: Any) -> Look:
        """The computed look of an element."""
        return self.look_of_kind(self.styles.kind(element))

    def look_of_kind(self, number: int) -> Look:
        """The look that all elements of a kind have."""
        known = self._looks.get(number)
        if known is not None:
            return known
        kinds = self.styles.kinds.all
        chain = []
        while number >= 0 and number not in self._looks:
            chain.append(number)
            number = kinds[number].parent
        for step in reversed(chain):
            kind = kinds[step]
            matches = [match for match in kind.matches if match.certain and self.holding(match) is True]
            before = self._looks[kind.parent] if kind.parent >= 0 else self._start
            self._root_size = self._looks[kind.root].size if kind.parent >= 0 else START
            # In another viewport the same rules make the same of it, but for what is measured by the viewport.
            measured = any(match.rule.relative for match in matches) or bool(before.relative)
            key = (
                step,
                id(before),
                tuple(match.rank for match in matches),
                self.viewport.dark,
                self._root_size,
                self.viewport if measured else None,
            )
            shared = self._shared.get(key)
            if shared is None:
                shared = _Computation(self, kind, _winning(matches), before, measured).look()
                self._shared[key] = shared
            self._looks[step] = shared
            number = step
        return self._looks[number]

    def holding(self, match: Match) -> bool | None:
        """Whether the media queries around a rule hold."""
        media = match.rule.media
        if media not in self._holding:
            self._holding[media] = all_hold(media, self.viewport)
        return self._holding[media]

    def scale(self, em: float, percent: float | None, rem: float | None = None) -> Scale:
        """What lengths are measured by where letters are so large. Units: px; a `percent` of None has no length; `rem` is the root's size unless it is given."""
        rem = self._root_size if rem is None else rem
        return Scale(em, rem, self.viewport.width, self.viewport.height, percent)


def _scheme(root: Any) -> frozenset[str]:
    """The colour schemes that a page asks for outside its stylesheet."""
    metas = (
        meta for meta in root.iter("meta", "{*}meta") if (meta.get("name") or "").lower() == "color-scheme"
    )
    return frozenset(word for meta in metas for word in (meta.get("content") or "").lower().split())


def _winning(matches: Sequence[Match]) -> dict[str, Declared]:
    """Of each property the declaration that wins; shorthands as what they set."""
    found: dict[str, Declared] = {}
    important: dict[str, Declared] = {}
    for match in matches:
        for declared in match.rule.declarations:
            name = _ALIASES.get(declared.name, declared.name)
            target = important if declared.important else found
            for part in _longhands(name):
                target.pop(part, None)
                target[part] = declared
    return {**found, **important}


def _longhands(name: str) -> tuple[str, ...]:
    if name == "background":
        return ("background-color", "background-image")
    if name == "font":
        return ("font-size", "font-weight", "font-family", "font-style")
    return (name,)


class _Computation:
    """One element's look from its declarations and its parent's look."""

    def __init__(
        self,
        cascade: Cascade,
        kind: Kind,
        declared: Mapping[str, Declared],
        before: Look,
        relative: bool,
    ) -> None:
        self.relative = relative
        self.cascade = cascade
        self.name, self.link, self.hidden = kind.name, kind.link, kind.hidden
        self.declared = declared
        self.before = before
        self.is_root = kind.parent < 0
        self.unknown: dict[str, str] = dict(before.unknown)
        own = {key: one.value for key, one in declared.items() if key.startswith("--")}
        self.custom = {**before.custom, **own} if own else before.custom

    def value(self, name: str) -> tuple[list[Any], str] | None:
        """A property's tokens, variables put in, and its keyword if it is one; None where nothing is declared."""
        declared = self.declared.get(name)
        if declared is None:
            if name not in _INHERITED:
                self.unknown.pop(name, None)
            return None
        self.unknown.pop(name, None)
        tokens = self.filled(list(declared.value), 0)
        if tokens is None:
            self.unknown[name] = f"{declared.name}: {declared.text[:40]}"
            return None
        tokens = significant(tokens)
        word = tokens[0].lower_value if len(tokens) == 1 and tokens[0].type == "ident" else ""
        if word in ("revert", "revert-layer"):
            self.fail(name)
            return None
        return tokens, word

    def fail(self, name: str) -> None:
        declared = self.declared[name]
        self.unknown[name] = f"{declared.name}: {declared.text[:40]}"

    def filled(self, tokens: list[Any], depth: int) -> list[Any] | None:
        """Tokens with every `var()` put in; None where one has no value."""
        if depth > 12:
            return None
        found: list[Any] = []
        for token in tokens:
            if token.type == "function" and token.lower_name == "var":
                arguments = significant(token.arguments)
                if not arguments or arguments[0].type != "ident":
                    return None
                value: list[Any] | None = None
                if (own := self.custom.get(arguments[0].value)) is not None:
                    value = self.filled(list(own), depth + 1)
                if value is None and len(arguments) > 1:
                    value = self.filled(arguments[2:], depth + 1)
                if value is None:
                    return None
                found += value
            elif token.type == "function" and token.lower_name in ("env", "attr", "if", "random"):
                return None
            elif token.type in ("function", "() block"):
                inner = self.filled(
                    list(token.arguments if token.type == "function" else token.content), depth
                )
                if inner is None:
                    return None
                found.append(_with(token, inner))
            else:
                found.append(token)
            if len(found) > MAX_TOKENS:
                return None
        return found

    # ── properties

    def look(self) -> Look:
        if "all" in self.declared:
            self.unknown["all"] = f"all: {self.declared['all'].text}"
        dark = self.dark()
        size = self.size()
        self.unmeasured()
        colour = self.colour(dark)
        background, image = self.background(colour, dark)
        opacity = self.opacity()
        # Without a box there is no ground to paint, and nothing that could fade.
        boxless = (display := self.value("display")) is not None and display[1] == "contents"
        return Look(
            size=size,
            weight=self.weight(),
            colour=colour,
            background=background,
            image=image,
            opacity=1.0 if boxless else opacity,
            shown=self.shown(),
            visible=self.visible(),
            dark=dark,
            exact=self.exact(),
            families=self.families(),
            italic=self.italic(),
            custom=self.custom,
            unknown=self.unknown,
            relative=self.relative,
            boxless=boxless,
        )

    def dark(self) -> bool:
        if self.cascade.reader:
            return self.before.dark
        found = self.value("color-scheme")
        if found is None and self.is_root:
            asked = self.cascade.scheme
            return "dark" in asked and (self.cascade.viewport.dark or "light" not in asked)
        if found is None:
            return self.before.dark
        words = {token.lower_value for token in found[0] if token.type == "ident"}
        if "inherit" in words or "unset" in words:
            return self.before.dark
        return "dark" in words and (self.cascade.viewport.dark or "light" not in words)

    def size(self) -> float:
        before = self.before.size
        base = before * _SIZES.get(self.name, 1.0)
        found = self.value("font-size")
        if found is None:
            return base
        tokens, word = found
        if self.declared["font-size"].name == "font":
            shorthand = _of_font(tokens)
            if shorthand is None:
                self.fail("font-size")
                return base
            tokens = [shorthand]
            word = shorthand.lower_value if shorthand.type == "ident" else ""
        if word in ("inherit", "unset"):
            return before
        if word == "initial":
            return START
        if word in _KEYWORDS:
            return _KEYWORDS[word]
        if word in ("smaller", "larger"):
            return before / 1.2 if word == "smaller" else before * 1.2
        length = length_of(tokens, self.cascade.scale(before, before, START if self.is_root else None))
        if length is None or length < 0 or not math.isfinite(length):
            self.fail("font-size")
            return base
        return length

    def unmeasured(self) -> None:
        """Keeps that the size of the root is unknown: whatever is measured by it is, too."""
        if self.is_root and "font-size" in self.unknown:
            self.unknown["rem"] = self.unknown["font-size"]

    def weight(self) -> float:
        before = self.before.weight
        base = _bolder(before) if self.name in _BOLD else before
        found = self.value("font-weight")
        if found is None:
            return base
        tokens, word = found
        if self.declared["font-weight"].name == "font":
            if word in ("inherit", "unset"):
                return before
            words = {token.lower_value for token in tokens if token.type == "ident"}
            numbers = [token.value for token in tokens if token.type == "number" and 1 <= token.value <= 1000]
            return (
                _bolder(before)
                if "bolder" in words
                else 700
                if "bold" in words
                else numbers[0]
                if numbers
                else 400
            )
        match word:
            case "inherit" | "unset":
                return before
            case "initial" | "normal":
                return 400
            case "bold":
                return 700
            case "bolder":
                return _bolder(before)
            case "lighter":
                return 100 if before < 550 else 400 if before < 750 else 700
        number = number_of(tokens)
        if number is None or not 1 <= number <= 1000:
            self.fail("font-weight")
            return base
        return number

    def families(self) -> tuple[str, ...]:
        """The families asked for, in lower case; those of a `font` with what stands before the first."""
        from tinycss2 import serialize

        found = self.value("font-family")
        if found is None or found[1] in ("inherit", "unset"):
            return self.before.families
        names = serialize(found[0]).lower().replace('"', "").replace("'", "").split(",")
        return tuple(" ".join(name.split()) for name in names)

    def italic(self) -> bool:
        found = self.value("font-style")
        if found is None or found[1] in ("inherit", "unset"):
            return self.before.italic or (found is None and self.name in ("em", "i", "cite", "dfn", "var"))
        return any(getattr(token, "lower_value", "") in ("italic", "oblique") for token in found[0])

    def colour(self, dark: bool) -> Colour:
        before = self.before.colour
        start = CANVAS_TEXT[dark] if not self.cascade.reader else self.cascade._start.colour
        if self.is_root:
            before = start
        found = self.value("color")
        if found is None:
            if self.link and not self.cascade.reader:
                return Colour(158 / 255, 158 / 255, 1) if dark else Colour(0, 0, 238 / 255)
            if self.name == "mark":
                return BLACK
            return before
        tokens, word = found
        if word in ("inherit", "unset", "currentcolor"):
            return before
        if word == "initial":
            return start
        colour = self.coloured(tokens, before, dark)
        if colour is None:
            self.fail("color")
            return before
        return colour

    def coloured(self, tokens: Any, before: Colour, dark: bool) -> Colour | None:
        """The colour that a value names; None in an ebook for one of the system's day and night, which are not the reader's."""
        colour = colour_of(tokens, before, dark)
        if self.cascade.reader and colour != colour_of(tokens, before, not dark):
            return None
        return colour

    def background(self, colour: Colour, dark: bool) -> tuple[Colour, bool]:
        found = self.value("background-color")
        ground, image = (Colour(1, 1, 0) if self.name == "mark" else TRANSPARENT), False
        if found is not None:
            tokens, word = found
            if word in _WIDE and word != "inherit":
                ground = TRANSPARENT
            elif self.declared["background-color"].name == "background":
                ground, image = self.shorthand(tokens, colour, dark)
            else:
                exact = self.before.background if word == "inherit" else self.coloured(tokens, colour, dark)
                if exact is None:
                    self.fail("background-color")
                else:
                    ground = exact
        own = self.value("background-image")
        if own is not None and self.declared["background-image"].name == "background-image":
            image = own[1] not in ("none", "initial", "unset")
        return ground, image

    def shorthand(self, tokens: list[Any], colour: Colour, dark: bool) -> tuple[Colour, bool]:
        """`background`: its colour, and whether it has a picture."""
        image = any(
            token.type == "url" or (token.type == "function" and not token.lower_name.startswith(_COLOURS))
            for token in tokens
        )
        colours = [found for token in tokens if (found := self.coloured([token], colour, dark)) is not None]
        words = [token.lower_value for token in tokens if token.type == "ident"]
        if "inherit" in words or (not colours and set(words) - _BACKGROUND_WORDS) or len(colours) > 1:
            self.fail("background-color")
        return (colours[0] if colours else TRANSPARENT), image

    def opacity(self) -> float:
        found = self.value("opacity")
        if found is None:
            return 1.0
        tokens, word = found
        if word in ("initial", "unset"):
            return 1.0
        number = number_of(tokens)
        if number is None:
            self.fail("opacity")
            return 1.0
        return min(1.0, max(0.0, number))

    def shown(self) -> bool:
        found = self.value("display")
        if found is None:
            return self.before.shown and not self.hidden and self.name not in _NOT_SHOWN
        return self.before.shown and found[1] != "none"

    def visible(self) -> bool:
        found = self.value("visibility")
        if found is None or found[1] in ("inherit", "unset"):
            return self.before.visible
        return found[1] in ("visible", "initial")

    def exact(self) -> bool:
        found = self.value("print-color-adjust")
        return self.before.exact if found is None or found[1] in ("inherit", "unset") else found[1] == "exact"


_INHERITED = frozenset(
    ["all", "color", "font-size", "font-weight", "font-family", "font-style", "visibility", "color-scheme"]
)
_COLOURS = ("rgb", "hsl", "hwb", "lab", "lch", "oklab", "oklch", "color", "light-dark", "device-cmyk")
_BACKGROUND_WORDS = frozenset(
    ["none", "transparent", "repeat", "no-repeat", "repeat-x", "repeat-y", "scroll", "fixed", "local", "center", "top",
     "bottom", "left", "right", "cover", "contain", "border-box", "padding-box", "content-box", "space", "round", "auto"]
)  # fmt: skip


def _bolder(weight: float) -> float:
    return 400 if weight < 350 else 700 if weight < 550 else max(weight, 900)


def _of_font(tokens: list[Any]) -> Any:
    """The size in a `font`: the first length behind style and weight."""
    if (
        len(tokens) == 1
        and tokens[0].type == "ident"
        and tokens[0].lower_value in ("inherit", "unset", "initial")
    ):
        return tokens[0]
    for token in tokens:
        if token.type in ("dimension", "percentage") or (
            token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp")
        ):
            return token
        if token.type == "ident" and (
            token.lower_value in _KEYWORDS or token.lower_value in ("smaller", "larger")
        ):
            return token
        if token.type == "number" and token.value == 0:
            return token
    return None


def _with(token: Any, inner: list[Any]) -> Any:
    """A function or bracket with other contents."""
    from tinycss2 import ast

    if token.type == "function":
        return ast.FunctionBlock(token.source_line, token.source_column, token.name, inner)
    return ast.ParenthesesBlock(token.source_line, token.source_column, inner)


def contrast_of(cascade: Cascade, element: Any) -> tuple[float, str | None]:
    """The contrast of an element's letters with what lies behind them, and what of it could not be computed.

    Shape: on paper that leaves out backgrounds, the smaller of both.
    """
    return contrast_of_kind(cascade, cascade.styles.kind(element))


def contrast_of_kind(cascade: Cascade, kind: int) -> tuple[float, str | None]:
    if kind not in cascade.contrasts:
        cascade.contrasts[kind] = _contrast(cascade, kind)
    return cascade.contrasts[kind]


def _contrast(cascade: Cascade, number: int) -> tuple[float, str | None]:
    looks = []
    while number >= 0:
        looks.append(cascade.look_of_kind(number))
        number = cascade.styles.kinds.all[number].parent
    looks.reverse()
    own = looks[-1]
    for name in ("color", "all"):
        if name in own.unknown:
            return 1.0, own.unknown[name]
    covered = False
    for look in reversed(looks):
        if "opacity" in look.unknown:
            return 1.0, look.unknown["opacity"]
        for name in () if covered else ("background-color", "background-image"):
            if name in look.unknown:
                return 1.0, look.unknown[name]
        if look.image and not covered and not look.boxless:
            return 1.0, PICTURED
        covered = (covered or (look.background.alpha == 1 and not look.boxless)) and look.opacity == 1
    root = looks[0]
    page = cascade._start
    canvas = (BLACK if page.dark else WHITE) if cascade.reader else CANVAS[root.dark]
    if cascade.viewport.media == "print":
        canvas = WHITE
    found = _seen(looks, canvas, own.colour, True)
    ratio = contrast(*found)
    if cascade.viewport.media == "print" and not own.exact:
        ratio = min(ratio, contrast(*_seen(looks, WHITE, own.colour, False)))
    return ratio, None


def _seen(looks: list[Look], ground: Colour, text: Colour, painted: bool) -> tuple[Colour, Colour]:
    """Letters and ground as they are seen, from the outermost element to the one with the letters."""
    if not looks:
        return text.over(ground), ground
    first, rest = looks[0], looks[1:]
    inner = first.background.over(ground) if painted and not first.boxless else ground
    letters, behind = _seen(rest, inner, text, painted)
    if first.opacity < 1:
        letters, behind = (one.faded(first.opacity).over(ground) for one in (letters, behind))
    return letters, behind
