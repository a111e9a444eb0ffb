"""What could hide a disclaimer: the second and stricter net beside the cascade.

Input: the `Styles` of one document, the elements of disclaimers. Output: sentences' ends, such as "display: none on
<div>". Must not: follow the cascade: any rule, in any medium, that could hide a disclaimer counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.proof.css import Declared, Rule, Styles, name_of
from pipeline.proof.lengths import EM, Scale, length_of, significant
from pipeline.proof.shadows import cast, computed, unmeasured
from pipeline.proof.variables import UNTOLD, written_out

# Declarations after which a reader may see less, something else, or nothing. Shape: property → harmless values.
_HARMLESS = {
    name: re.compile(value)
    for names, value in {
        "display": r"block|inline|inline-block|flow-root|flex|inline-flex|grid|inline-grid",
        "visibility": r"visible",
        "opacity": r"1|100%|1\.0",
        "content": r"normal|none",
        "content-visibility": r"visible",
        "clip clip-path mask mask-image mask-border mask-border-source mask-box-image mask-box-image-source filter backdrop-filter": r"auto|none",
        "mix-blend-mode background-blend-mode": r"normal",
        "position": r"static|relative",
        "transform translate rotate scale perspective offset offset-path animation animation-name": r"none|1",
        "zoom": r"1|normal|100%",
        # What takes room above and below off the letters, which may be cut off there.
        "text-box text-box-trim": r"none|normal",
        "word-break": r"(?!keep-all|break-all).*",
        "text-indent": r"0|(0?\.\d+|[0-2](\.\d+)?)(em|rem)|\d{1,2}(\.\d+)?(px|pt)|\d(\.\d+)?mm",
        "line-height": r"normal|[12](\.\d+)?(em|rem)?|[12]\d\d%|(1[89]|[2-5]\d)(\.\d+)?px|(1[4-9]|[23]\d)(\.\d+)?pt",
        "letter-spacing": r"normal|0|0?\.0\d*em|-0?\.0[0-2]\d*em",
        "word-spacing": r"normal|0|-?0?\.[01]\d*em",
        "z-index": r"auto|\d+",
        "order": r"0",
        "aspect-ratio": r"auto",
        "scroll-snap-type": r"none",
        "touch-action": r"auto|manipulation",
        # Without these nobody can point at it, follow a link, scroll to it or take a copy.
        "cursor": r"(?!.*(none|url|image)).*",
        "pointer-events": r"(?!none).*",
        "user-select": r"auto|text|all|contain",
        "scrollbar-width": r"auto|thin",
        # What ends lines within words, and within figures.
        "line-break": r"auto|loose|normal|strict|after-white-space",
        "float": r"none|left|right|inline-start|inline-end",
        "flex": r"none|auto|initial|[1-9]\d*( [01])?( (auto|100%))?",
        "flex-direction flex-flow flex-wrap": r"(?!.*reverse).*",
        "color": r"(?!transparent).*",
        "text-fill-color": r"currentcolor",
        "text-stroke text-stroke-width stroke-width": r"0|0px",
        "stroke stroke-color stroke-image": r"none|currentcolor",
        "text-security": r"none",
        "all": r"(?!.).*",
        "columns column-count column-width": r"auto",
        "line-clamp max-lines block-ellipsis": r"none|auto",
        "text-overflow": r"clip",
        "text-transform": r"none",
        "text-decoration text-decoration-line": r"(none|underline|solid|dotted|dashed|double|wavy|auto|from-font|currentcolor|0?\.\d+em|[12]px|#[0-9a-f]+| )+",
        "text-underline-offset": r"auto|0?\.\d+em|[0-9]px",
        "text-decoration-thickness": r"auto|from-font|0?\.\d+em|1px",
        "text-decoration-skip-ink text-emphasis-position": r"auto|over.*",
        "text-emphasis text-emphasis-style border-image border-image-source": r"none",
        "list-style list-style-type list-style-position list-style-image": r"(none|disc|inside|outside|decimal| )+",
        "white-space white-space-collapse text-wrap text-wrap-mode": r"normal|wrap|pretty|balance|collapse",
        "vertical-align baseline-shift": r"baseline|middle|top|bottom|0",
        "hyphenate-character": r"auto|\"[-‐]\"",
        "interactivity speak speak-as": r"auto|normal|always",
        "text-shadow": r"none",
        "user-modify": r"read-only",
        "writing-mode": r"horizontal-tb",
        "direction": r"ltr|rtl|inherit",
        "unicode-bidi": r"normal|isolate|plaintext|embed",
        "text-orientation text-combine-upright": r"mixed|none",
        "font-size-adjust font-variant-caps font-variant-position font-feature-settings": r"none|normal",
        "font-variation-settings font-palette font-variant-alternates": r"normal",
        "font-variant": r"(?!.*(caps|sub|super|fractions|ordinal|ruby|jis|simplified|traditional|emoji|\()).*",
        "font-variant-numeric": r"((normal|(lining|oldstyle)-nums|(proportional|tabular)-nums|slashed-zero) ?)+",
        "font-variant-east-asian": r"normal|(full|proportional)-width",
        "font-variant-emoji": r"normal|text|unicode",
        "font-synthesis font-synthesis-style font-synthesis-weight font-synthesis-small-caps": r"(?!.*none).*",
        "appearance": r"none|auto",
        "page": r"auto",
        "font-stretch font-width": r"normal|(8|9|1\d)\d(\.\d+)?%",
        "font-language-override": r"normal",
        "font-style": r"normal|italic|oblique( -?1?\d(\.\d+)?deg)?",
        "font-weight": r"normal|bold|bolder|[4-9]\d\d|1000",
        "background-clip": r"(?!.*text).*",
        "contain": r"none|layout|style|content",
        # A container's height would no longer be that of what is in it.
        "container-type": r"normal|inline-size",
        "container": r"none|[\w -]+( */ *(normal|inline-size))?",
        "contain-intrinsic-size contain-intrinsic-height": r"none",
        "text-size-adjust": r"none|auto|100%",
        "grid-template grid-template-rows grid-auto-rows": r"auto|none|(min|max)-content",
        "grid": r"none|((auto-flow|dense|auto|none|(min|max)-content) ?)+/.*",
        "shape-outside": r"none",
        "box-decoration-break": r"slice|clone",
        "overlay position-visibility": r"auto|always",
        "font-family": r"(?!.*(wingding|webding|dingbat|symbol|emoji|barcode|blank|invisible|redact|flow ?block|fantasy|cursive|ornament|braille|cuneiform|hieroglyph|last ?resort|marlett|linear [ab]|mt extra|code ?\d|zapfino|(?<![a-z])icons?(?![a-z])|notdef|party let|mdl2|assets|specialty|blokk)).*",
    }.items()
    for name in names.split()
}
# Properties after which all is seen as before, whatever they say, or which are measured elsewhere. What is in neither list
# somebody's browser knows, and nobody here.
_IDLE = re.compile(
    r"""
    accent-color | (align|justify|place)-(content|items|self) | animation-.* | backface-visibility
    | background(-(color|image|origin|size|repeat|attachment|position(-[xy])?))? | border-(collapse|spacing)
    | box-(sizing|shadow|align|orient|pack|flex|direction|ordinal-group) | ((page|column)-)?break-(before|after|inside)
    | caption-side | caret(-.*)? | clear | color-(scheme|adjust|interpolation) | column-(gap|fill|span|rule.*)
    | contain-intrinsic-.* | container-name | counter-.* | empty-cells | fill(-.*)? | flex-(grow|shrink|basis)
    | font-(kerning|optical-sizing|synthesis-position|variant-ligatures|smoothing) | forced-color-adjust
    | (grid-)?((row|column)-)?gap | grid-(row|column|area|auto|template)(-.*)? | hanging-punctuation | hyphenate-limit-.*
    | hyphens | image-.* | interpolate-size | isolation | locale
    | mask-(clip|composite|mode|origin|position.*|repeat|size|type) | (math|object|outline)(-.*)? | min-(height|block-size)
    | orphans | widows | osx-font-smoothing | overflow(-(x|y|block|inline|anchor|wrap|clip-margin.*|scrolling|style))?
    | overscroll-behavior(-.*)? | paint-order | perspective-origin | print-color-adjust | quotes
    | resize | ruby(-.*)? | scroll(-.*|bar-.*)? | shape-.* | tab-size | table-layout | tap-highlight-color
    | text-(align(-last|-all)?|autospace|justify|rendering|spacing.*|wrap-style|emphasis-color|underline-position)
    | text-decoration-(color|style|skip.*) | touch-callout | transform-(origin|box|style) | transition.*
    | user-drag | view-transition-.* | will-change | word-wrap
    """,
    re.VERBOSE,
)
# What only gives up its own box, within which nothing but blocks stands.
_WITHOUT_BOX = frozenset((name, "display: contents") for name in ("main", "div"))
HEIGHTS = frozenset(["height", "max-height", "block-size", "max-block-size"])
WIDTHS = frozenset(["width", "max-width", "inline-size", "max-inline-size", "flex-basis"])
_WIDEST = frozenset(["min-width", "min-inline-size"])
_WIDE = frozenset(["inherit", "initial", "unset", "none", "normal", "auto"])
_CORNERS = re.compile(r"border(-(top|bottom|start|end)-(left|right|start|end))?-radius|corner-.*")
_CUTTING = re.compile(r"(visible|auto|scroll)( (visible|auto|scroll))?")
WHOLE = re.compile(r"auto|none|((min|max|fit)-content)|100%|inherit|initial|unset|stretch")
INSETS = re.compile(
    r"top|right|bottom|left|inset(-(block|inline)(-(start|end))?)?",
)
# As wide as its longest paragraph, set in one line.
_ONE_LINE = re.compile(r"max-content|intrinsic")
# A box narrower or lower than this holds no readable text.
_LENGTH = re.compile(r"(?<![\w.])(\d*\.?\d+)(px|pt|mm|cm|in|em|rem|ch|vw|vh|%)?(?![\w.])")
_NARROWEST = {
    "px": 120, "pt": 90, "mm": 30, "cm": 3, "in": 1.2, "em": 8, "rem": 8, "ch": 12, "vw": 30, "vh": 30, "%": 30,
}  # fmt: skip
_FONT_SIZE = re.compile(r"(?<![\w.-])(\d*\.?\d+)(pt|px|rem|em|%)")
_SMALLEST = {"pt": 9.0, "px": 12.0, "rem": 0.75, "em": 0.85, "%": 85.0}
# The words of a style that browsers add: none; a point behind a label is the theme's.
_NOTHING = re.compile(r"none|normal|\"\"|''")
_GENERATED = re.compile(r"none|normal|\"\"|''|\"[.:：]\"|'[.:：]'|\"[.:]\\[a0 ]*\"")
_PAPER = Scale(em=16, rem=16, width=794, height=1123, percent=1123)
# Larger paper is made smaller before anybody reads it. Units: px.
_LONGEST = 1350.0
# A line around something that is thicker is a bar over what stands beside it. Units: px.
_THICKEST = 40.0
# How far something may reach out of its place. Units: px.
_NEAR = 24.0


@functools.lru_cache(maxsize=1024)
def bare(name: str) -> str:
    """A property without the maker's prefix."""
    return re.sub(r"^-(webkit|moz|ms|o|epub)-", "", name)


# ── rules for a disclaimer, or what it lies in


@functools.lru_cache(maxsize=4096)
def causes(rule: Rule) -> tuple[str, ...]:
    """How a rule could hide what it meets."""
    return tuple(cause for declared in rule.declarations for cause in causes_of(declared))


def causes_of(declared: Declared) -> Iterator[str]:
    """How a declaration alone could hide what it is for."""
    name, value = bare(declared.name), declared.text
    shown = f"{declared.name}: {value[:40]}"
    if name in _HARMLESS:
        wide = ("inherit",) if name in ("display", "all") else ("inherit", "initial", "unset")
        if not _HARMLESS[name].fullmatch(value) and value not in wide:
            yield shown
    elif name in HEIGHTS:
        if not WHOLE.fullmatch(value):
            yield shown
    elif name in WIDTHS or name in _WIDEST:
        if (
            beyond(declared)
            or value == "min-content"
            or (not name.startswith("max-") and _ONE_LINE.search(value))
        ):
            yield shown
        if name in WIDTHS and (too_narrow(declared) or "var(" in value):
            yield shown
    elif name in ("font-size", "font"):
        size = _FONT_SIZE.search(value)
        if (size and float(size[1]) < _SMALLEST[size[2]] and "(" not in value) or re.match(
            r"0(?![.\d])", value
        ):
            yield shown
        if name == "font" and not _HARMLESS["font-family"].fullmatch(value):
            yield shown
    elif name.startswith(("margin", "padding")):
        if re.search(r"-\d{3,}|-[2-9]\d(mm|em|rem|vw|vh|%)", value) or _wide(declared):
            yield shown
    elif name.startswith("border") and "radius" not in name and "image" not in name:
        if _broad(declared) or any((length_of([token], EM) or 0) > _THICKEST for token in declared.value):
            yield shown
    elif name.startswith("transition"):
        # What is printed, or dark all of a sudden, would keep its colours from before.
        if _slow(declared):
            yield shown
    elif INSETS.fullmatch(name):
        if far(declared):
            yield shown
    elif name in ("grid-template-columns", "grid-auto-columns"):
        if any(_narrow(token) for token in declared.value):
            yield shown
    elif _CORNERS.fullmatch(name):
        if name.startswith("corner") or _round(declared):
            yield shown
    elif not (name.startswith("--") or name == UNTOLD or _IDLE.fullmatch(name)) and value not in _WIDE:
        # What a browser makes of it, now or later, nobody has looked at.
        yield shown


def _wide(declared: Declared) -> bool:
    """Whether a margin or padding takes more than a third of a screen, or nobody knows how much."""
    return _broad(declared) or "var(" in declared.text


def too_narrow(declared: Declared) -> bool:
    """Whether a box has a width in which nobody reads."""
    lengths = [
        float(number) / _NARROWEST.get(unit or "px", 1) for number, unit in _LENGTH.findall(declared.text)
    ]
    return bool(lengths) and max(lengths) < 1


_EASING = frozenset(["cubic-bezier", "steps", "linear"])


def _slow(declared: Declared) -> bool:
    """Whether a change takes longer than a second, or nobody knows how long."""
    took = 0.0
    for token in declared.value:
        if token.type == "function" and token.lower_name not in _EASING:
            return True
        if token.type == "dimension":
            took += abs(token.value) / (1000 if token.lower_unit == "ms" else 1)
    return took > 1


def _broad(declared: Declared) -> bool:
    """Whether a length takes more than a third of a screen, narrow or wide, or cannot be computed."""
    for width in (320.0, 1000.0):
        scale = Scale(em=18, rem=18, width=width, height=640, percent=width)
        for token in declared.value:
            length = length_of([token], scale)
            if length is not None and abs(length) > width / 3:
                return True
    return any(map(unmeasured, declared.value))


def beyond(declared: Declared) -> bool:
    """Whether a box has to be wider than a narrow screen, or is wider than what it lies in."""
    if declared.name.startswith("max-"):
        return False
    scale = Scale(em=18, rem=18, width=320, height=640, percent=320)
    lengths = (length_of([token], scale) for token in declared.value)
    return any(length is not None and length > 330 for length in lengths)


def _narrow(token: Any) -> bool:
    """Whether a column of a grid holds no readable text, however wide the grid is."""
    if token.type == "function":
        last = significant(token.arguments)[-1:]
        return token.lower_name in ("minmax", "repeat", "fit-content") and any(map(_narrow, last))
    length = length_of([token], EM)
    return length is not None and length < 100


def _round(declared: Declared) -> bool:
    """Whether corners are so round that a box that cuts off what leaves it cuts off letters."""
    for token in declared.value:
        length = length_of([token], EM)
        if token.type == "percentage" or (length is not None and length > _NEAR):
            return True
    return "var(" in declared.text


def far(declared: Declared) -> bool:
    """Whether an offset moves something out of its place."""
    for token in declared.value:
        length = length_of([token], EM)
        if length is not None and abs(length) > _NEAR:
            return True
        if length is None and token.type == "function":
            return True
    return False


def hiding(styles: Styles, elements: Sequence[Any]) -> list[str]:
    """Why a stylesheet may hide the first of these elements; the others are what it lies in."""
    found = [odd for sheet in styles.sheets for odd in sheet.odd]
    for sheet in styles.sheets:
        for rule in sheet.unclear:
            reasons = [*causes(rule), *reaches(rule)] or [
                f"{declared.name}: {declared.text[:40]}"
                for declared in rule.declarations
                if declared.name in ("color", "background", "background-color", "font-size", "font")
            ]
            if reasons:
                found.append(f"{reasons[0]} for {rule.selector[:60]}")
        found += _page(sheet.pages)
    for element in elements:
        name = name_of(element)
        for match in styles.matches(element):
            if not match.part:
                found += [
                    f"{cause} on <{name}>"
                    for cause in dict.fromkeys(
                        (*causes(match.rule), *causes(written_out(styles, match.rule)))
                    )
                    if (name, cause) not in _WITHOUT_BOX or not match.certain
                ]
                found += [
                    f"{cause} on <{name}>"
                    for cause in (*_of_page(styles, name, match.rule), *cast(styles, match.rule))
                ]
            elif cause := _part(written_out(styles, match.rule), match.part):
                found.append(f"{cause} on <{name}>::{match.part}")
    found += (cause for element in elements[:1] for cause in _beside(styles, element))
    return found


# What strikes a label out, or shows other signs than it has.
_STRIKING = re.compile(
    r"(-[a-z]+-)?(text-(decoration|security|transform|emphasis)|unicode-bidi|font-(feature|family))"
)


def _beside(styles: Styles, wording: Any) -> Iterator[str]:
    """What a stylesheet says around the words beside a wording: a sign can take them back."""
    for element in (*wording.itersiblings("*", preceding=True), *wording.itersiblings("*")):
        for match in styles.matches(element):
            rule = written_out(styles, match.rule)
            if match.part in ("before", "after"):
                harmless = _GENERATED if match.part == "after" else _NOTHING
                for declared in rule.declarations:
                    if declared.name == "content" and not harmless.fullmatch(declared.text):
                        yield f"content: {declared.text[:40]} on <{element.tag}>::{match.part}"
            elif not match.part:
                for cause in causes(rule):
                    if _STRIKING.match(cause):
                        yield f"{cause} on <{element.tag}>"


def _of_page(styles: Styles, name: str, rule: Rule) -> Iterator[str]:
    """What depends on the page: which way it reads, and that its window can be scrolled."""
    for declared in rule.declarations:
        shown = f"{declared.name}: {declared.text[:40]}"
        if (
            declared.name == "direction" and declared.text not in ("inherit", styles.root.get("dir") or "ltr")
        ) or (
            name in ("html", "body")
            and declared.name in ("overflow", "overflow-y", "overflow-block")
            and not _CUTTING.fullmatch(declared.text)
        ):
            yield shown


def _page(declarations: Iterable[Declared]) -> Iterator[str]:
    for declared in declarations:
        if declared.name.startswith("margin"):
            lengths = [length_of([token], _PAPER) for token in declared.value if token.type != "whitespace"]
            if any(length is None or not 0 <= length <= 160 for length in lengths):
                yield f"{declared.name}: {declared.text[:40]} for @page"
        elif declared.name not in ("size", "marks", "bleed", "orphans", "widows"):
            yield f"{declared.name}: {declared.text[:40]} for @page"
        elif declared.name == "size" and re.search(r"\d", declared.text):
            lengths = [length_of([token], EM) for token in declared.value if token.type != "whitespace"]
            if any(length is None or not 300 <= length <= _LONGEST for length in lengths):
                yield f"size: {declared.text[:40]} for @page"


def _part(rule: Rule, part: str) -> str | None:
    """What a part that a stylesheet adds to an element does to the words inside."""
    if part in ("first-line", "first-letter"):
        return next((f"{declared.name}: {declared.text[:40]}" for declared in rule.declarations), None)
    if part == "target-text":  # words that an address points to
        return next(iter(causes(rule)), None)
    if part not in ("before", "after"):
        return None
    for declared in rule.declarations:
        if declared.name == "content" and not _NOTHING.fullmatch(declared.text):
            return f"content: {declared.text[:40]}"
        if declared.name in ("font", "font-size") and any(length > 40 for length in _all(declared)):
            return f"{declared.name}: {declared.text[:40]}"
    return next(iter(reaches(rule)), None)


# ── rules for what lies beside a disclaimer


@functools.lru_cache(maxsize=4096)
def reaches(rule: Rule) -> tuple[str, ...]:
    """How a rule could lay what it meets over something else."""
    return tuple(
        f"{declared.name}: {declared.text[:40]}" for declared in rule.declarations if out_of_place(declared)
    )


def out_of_place(declared: Declared) -> bool:
    """Whether a declaration could lay what it is for over something else."""
    name, value = bare(declared.name), declared.text
    if name == UNTOLD:
        return True
    if name == "position":
        return value not in ("static", "relative", "inherit", "initial", "unset")
    if INSETS.fullmatch(name):
        return far(declared)
    # A margin that cannot be computed is taken for one that reaches out.
    if name.startswith("margin"):
        lengths = [
            length_of([token], EM) for token in declared.value if token.type not in ("whitespace", "ident")
        ]
        return any(length is None or length < -12 for length in lengths)
    if name in ("transform", "translate", "rotate", "scale", "zoom", "offset", "offset-path", "perspective"):
        return _HARMLESS[name].fullmatch(value) is None and value not in ("inherit", "initial", "unset")
    if name in ("animation", "animation-name", "view-transition-name"):
        return value != "none"
    if name in (
        "box-shadow",
        "text-shadow",
        "outline",
        "outline-width",
        "outline-offset",
        "border-image-outset",
    ):
        return computed(declared) or _long(value)
    if name == "border-image":
        # How wide it is, and how far out of the box: behind the pieces that it is cut into.
        return computed(declared) or _long(value.partition("/")[2])
    if name == "filter":
        return _IN_PLACE.fullmatch(value) is None
    if name in ("text-decoration", "text-decoration-thickness", "text-underline-offset"):
        return computed(declared) or any(abs(length) > 8 for length in _all(declared))
    if name in ("text-stroke", "text-stroke-width"):
        return computed(declared) or any(length > 2 for length in _all(declared))
    # Words that leave their box at the side where they begin.
    if name in ("text-indent", "letter-spacing", "word-spacing"):
        return any(length < (-48 if name == "text-indent" else -4) for length in _all(declared))
    if name == "box-reflect":
        return value != "none"
    return False


# What a filter changes without drawing anything beside what it is for.
_IN_PLACE = re.compile(
    r"(((grayscale|sepia|saturate|brightness|contrast|hue-rotate|invert|opacity)\([^()]*\)|none) ?)+|inherit|initial|unset"
)


def _all(declared: Declared) -> list[float]:
    """The lengths in a value. Units: px."""
    return [length for token in declared.value if (length := length_of([token], EM)) is not None]


def _long(value: str) -> bool:
    return any(float(number) > 8 or unit not in ("px", "") for number, unit in _numbers(value))


def _numbers(value: str) -> list[tuple[str, str]]:
    """The numbers outside functions and colours, with their units."""
    plain = re.sub(r"#[0-9a-f]+|[a-z-]+\([^()]*\)", "", value)
    return re.findall(r"(?<![\w#.])(\d*\.?\d+)([a-z%]*)", plain)
