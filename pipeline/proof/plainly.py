"""What a stylesheet may say of the article's own text, and of its pictures: a list of all that leaves both as they are.

Input: the `Styles` of one document, an element of its text. Output: declarations, such as "float: right on <p>". Must not: follow the
cascade, or know disclaimers: any rule, in any medium and under any condition, counts.

Why: what hides a disclaimer hides a price. Beyond the list for disclaimers a theme sets titles in capitals, lists in columns, and words
that must not be parted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.proof.css import Declared, Styles, name_of
from pipeline.proof.hiding import INSETS, WIDTHS, bare, beyond, causes_of, out_of_place
from pipeline.proof.lengths import EM, length_of, number_of, significant
from pipeline.proof.markup import classes_of
from pipeline.proof.overlying import too_low
from pipeline.proof.shadows import cast_by, outwards
from pipeline.proof.tabular import counted
from pipeline.proof.variables import written_out

TITLES = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# Words in a line.
WORDS = frozenset(
    [
        "a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "i", "kbd", "mark", "s", "samp", "small", "span",
        "strong", "sub", "sup", "time", "u", "var",
    ]
)  # fmt: skip
# What holds lines of words.
_LINES = TITLES | WORDS | {"p", "li", "dt", "dd", "td", "th", "figcaption", "caption", "pre"}
_OF_TABLE = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th"])
# What may be wider than a screen, since what it lies in can be scrolled; no paper is wider. Units: px.
_WIDE, _WIDEST = frozenset(["table", "td", "th"]), 1000.0
# Where each line is one of few, in which nothing but the shape of letters is changed.
_CAPITALS = re.compile(r"uppercase|capitalize|(normal )?small-caps")
_LISTS = frozenset(["ul", "ol", "dl", "div", "section"])
_COLUMNS = re.compile(r"auto|[1-3]|([89]|[1-9]\d)(\.\d+)?r?em|([1-3] )?auto|auto [1-3]")
_BULLETS = re.compile(
    r"(disc|circle|square|none|inside|outside|inherit|initial|unset|\"[^\"\w]*\"|'[^'\w]*'| )+"
)
_STRUCK = re.compile(r"line-through( (solid|double|auto|from-font|currentcolor|0?\.\d+em|[1-3]px))*")
_DOTTED = re.compile(r"((filled|open) )?(dot|circle|sesame)|(over|under)( (right|left))?|none")
_CUT = re.compile(r"hidden|clip")
# Of what a filter does; less colour hides no word.
_BLINDING = re.compile(r"opacity|blur|brightness|contrast|invert|shadow|url|var|inherit")
# What only puts the head of a table out of sight, where its cells say themselves what it says.
_PUT_AWAY = frozenset(
    ["clip", "clip-path", "position", "width", "height", "inline-size", "block-size", "white-space", "overflow"]
)  # fmt: skip
# Units: px.
_STEP, _CLOSE, _SHADE, _LEFT, _RIGHT, _SPACE = 6.0, 2.0, 2.0, -16.0, 48.0, 4.8
_ROOM, _ASIDE = 1000.0, 100.0
_LOWEST, _HIGHEST = 0.75, 3.0
_PICTURE: dict[str, re.Pattern[str]] = {
    "object-fit": re.compile(r"contain|scale-down"),
    "object-position": re.compile(r"((left|right|center|top|bottom|0|0%|50%|100%) ?)+"),
    "image-orientation": re.compile(r"from-image"),
    "filter": re.compile(r"none"),
    "background": re.compile(r"none|transparent|#fff(fff)?|white"),
    "background-color": re.compile(r"transparent|#fff(fff)?|white"),
    "background-image": re.compile(r"none"),
    "max-width": re.compile(r"\d.*|m(ax|in)\(.*|(max|fit)-content"),
}
_LEAST = 100.0
# Of what a table lies in, which is seen through it bit by bit. Units: px.
_SLIT = 220.0
# Of a sign beside words. Units: px.
_NARROWEST = 16.0


def altering(styles: Styles, element: Any, around_table: bool) -> tuple[str, ...]:
    """Declarations after which less is seen of an element's words, or something else. `around_table` is whether it holds a table."""
    name = name_of(element)
    above = element.getparent()
    numbered = name == "ol" or (name == "li" and above is not None and name_of(above) == "ol")
    if name == "li" and numbered and counted(styles.matches(element)):
        numbered = False
    known, key = styles.kinds.computed, ("altering", styles.kind(element), around_table, numbered)
    if key not in known:
        title = name in TITLES or "part-title" in classes_of(element)
        # In a masthead the publisher's name stands beside its mark.
        framed = any(name_of(step) == "header" for step in element.iterancestors())
        found: dict[str, None] = {}
        for match in styles.matches(element):
            if match.part:
                continue
            for declared in written_out(styles, match.rule).declarations:
                beside = framed and declared.name == "display" and declared.text != "none"
                if not beside and _alters(styles, declared, name, title, around_table, numbered):
                    found[f"{declared.name}: {declared.text[:40]} on <{name}>"] = None
        known[key] = tuple(found)
    altered: tuple[str, ...] = known[key]
    return altered


def _alters(
    styles: Styles, declared: Declared, name: str, title: bool, around_table: bool, numbered: bool
) -> bool:
    plain = bare(declared.name)
    if name == "thead" and plain in _PUT_AWAY:
        return False
    if _unlike(styles, declared, plain, name, around_table, numbered):
        return True
    if not any(causes_of(declared)):
        return False
    spared = _SPARED.get(plain)
    if spared is None and plain.startswith(("margin", "padding")):
        spared = _along
    if spared is not None and spared(declared, name):
        return False
    if title and plain in ("text-transform", "font-variant", "font-variant-caps"):
        return _CAPITALS.fullmatch(declared.text) is None
    return True


# ── what harms no disclaimer, of which each line is apart, and what it may do to words among others


def _unlike(
    styles: Styles, declared: Declared, plain: str, name: str, around_table: bool, numbered: bool
) -> bool:
    text = declared.text
    if plain == "display":
        # An item that is none has no number.
        unnumbered = numbered and name == "li" and text not in ("list-item", "inherit", "none")
        return unnumbered or (name in _LINES and re.fullmatch(r"(inline-)?(flex|grid)", text) is not None)
    if plain.startswith("overflow") and not plain.startswith(("overflow-wrap", "overflow-anchor")):
        return _CUT.search(text) is not None and (
            around_table or name in _LINES | _OF_TABLE | {"html", "body", "main", "ul", "ol", "dl"}
        )
    if plain in WIDTHS and around_table and name not in _OF_TABLE:
        lengths = _lengths(declared)
        return bool(lengths) and max(lengths) < _SLIT
    if plain == "float":
        return (
            name not in ("figure", "aside", "img")
            and re.fullmatch(r"none|inherit|initial|unset", text) is None
        )
    if plain == "unicode-bidi":
        return text in ("plaintext", "embed")
    if INSETS.fullmatch(plain):
        return any(abs(length) > _STEP for length in _lengths(declared))
    if plain.startswith("margin") and name in WORDS:
        return any(length < -_CLOSE for length in _lengths(declared))
    if plain in ("box-shadow", "outline", "outline-width", "outline-offset"):
        return cast_by(styles, declared) or (name in _LINES and outwards(declared) > 2 * _CLOSE)
    if plain in ("list-style", "list-style-type"):
        return name in ("ul", "li") and not numbered and _BULLETS.fullmatch(text) is None
    if plain.startswith("text-decoration") and name in ("del", "s", "strike"):
        return plain not in ("text-decoration", "text-decoration-line") or _STRUCK.fullmatch(text) is None
    if plain == "table-layout":
        # Words that are wider than their column would run into the next.
        return text == "fixed"
    if plain.startswith("font-synthesis"):
        return "none" in text
    return out_of_place(declared) and plain not in ("filter", "text-shadow")


def _lengths(declared: Declared) -> list[float]:
    return [length for token in declared.value if (length := length_of([token], EM)) is not None]


# ── what is no matter in the text, and would be of a disclaimer


def _display(declared: Declared, name: str) -> bool:
    if name in _OF_TABLE:  # which `tabular` knows
        return declared.text != "none"
    if declared.text == "contents":
        return name in ("main", "div", "section", "article")
    return declared.text == "list-item" and name == "li"


def _white_space(declared: Declared, name: str) -> bool:
    if declared.text == "nowrap":
        return name in WORDS or name in ("td", "th")
    return declared.text == "pre-wrap" and name in ("pre", "code")


def _line_height(declared: Declared, name: str) -> bool:
    if name in ("sup", "sub"):
        return True
    number = number_of(declared.value)
    if number is None:
        length = length_of(declared.value, EM)
        number = None if length is None else length / EM.em
    return number is not None and _LOWEST <= number <= _HIGHEST


def _width(declared: Declared, name: str) -> bool:
    if declared.name.startswith("max-"):
        return False
    if name in ("td", "th") and declared.name in ("width", "inline-size"):
        # Cells are as wide as their words, whatever they ask for.
        return True
    lengths = _lengths(declared)
    return name in _WIDE and bool(lengths) and max(lengths) <= _WIDEST and declared.name.startswith("min-")


def _along(declared: Declared, name: str) -> bool:
    """Whether room is left above and below only, not a screenful aside."""
    lengths = [
        length_of([token], EM) for token in declared.value if token.type not in ("whitespace", "comment")
    ]
    if declared.name in ("margin", "padding"):
        aside = lengths[1::2] or lengths
        return all(length is not None and length <= _ASIDE for length in aside)
    if not re.search(r"-(top|bottom|block)", declared.name):
        return False
    return all(length is not None and length <= _ROOM for length in lengths)


def _short(declared: Declared) -> bool:
    return not any(token.type == "function" for token in declared.value) and all(
        abs(length) <= _SHADE for length in _lengths(declared)
    )


def _parting(declared: Declared, name: str) -> bool:
    # Addresses and code have no words; a figure that ends on the next line is two.
    if declared.text == "break-all":
        return name in ("a", "code", "pre", "kbd", "samp")
    return name in TITLES or name in ("td", "th", "figcaption")


_SPARED: dict[str, Callable[[Declared, str], bool]] = {
    "display": _display,
    "white-space": _white_space,
    "text-wrap": _white_space,
    "text-wrap-mode": _white_space,
    "word-break": _parting,
    "columns": lambda declared, name: name in _LISTS and _COLUMNS.fullmatch(declared.text) is not None,
    "column-count": lambda declared, name: name in _LISTS and _COLUMNS.fullmatch(declared.text) is not None,
    "column-width": lambda declared, name: name in _LISTS and _COLUMNS.fullmatch(declared.text) is not None,
    "line-height": _line_height,
    # Of lists that are numbered `tabular` knows.
    "list-style": lambda declared, name: name in ("ul", "ol", "li") and "url(" not in declared.text,
    "list-style-type": lambda declared, name: name in ("ul", "ol", "li"),
    "text-decoration": lambda declared, name: name in ("del", "s", "strike"),
    "text-decoration-line": lambda declared, name: name in ("del", "s", "strike"),
    "text-emphasis": lambda declared, name: name == "em" and _DOTTED.fullmatch(declared.text) is not None,
    "text-emphasis-style": lambda declared, name: (
        name == "em" and _DOTTED.fullmatch(declared.text) is not None
    ),
    "text-emphasis-position": lambda declared, name: (
        name == "em" and _DOTTED.fullmatch(declared.text) is not None
    ),
    "border-image": lambda declared, name: (
        re.search(r"fill|url|image|src|element|paint", declared.text) is None
    ),
    "text-shadow": lambda declared, name: _short(declared),
    "letter-spacing": lambda declared, name: all(0 <= one <= _SPACE for one in _lengths(declared) or [-1]),
    "text-indent": lambda declared, name: all(
        _LEFT <= one <= _RIGHT for one in _lengths(declared) or [_LEFT - 1]
    ),
    "filter": lambda declared, name: _BLINDING.search(declared.text) is None,
    "font-weight": lambda declared, name: re.fullmatch(r"lighter|[23]\d\d", declared.text) is not None,
    # How `raised` reads them.
    "vertical-align": lambda declared, name: name in ("sup", "sub"),
    "grid": lambda declared, name: not too_low(declared),
    "grid-template": lambda declared, name: not too_low(declared),
    "grid-template-rows": lambda declared, name: not too_low(declared),
    "grid-auto-rows": lambda declared, name: not too_low(declared),
    "width": _width,
    "inline-size": _width,
    "min-width": _width,
    "min-inline-size": _width,
}


# ── pictures


def defacing(styles: Styles, picture: Any) -> Iterator[str]:
    """Declarations after which a picture is not seen as it is."""
    for match in styles.matches(picture):
        for declared in written_out(styles, match.rule).declarations if not match.part else ():
            plain = bare(declared.name)
            allowed = _PICTURE.get(plain)
            if allowed is not None:
                defaced = allowed.fullmatch(declared.text) is None
            elif plain in ("max-height", "height", "max-block-size", "block-size") and any(
                causes_of(declared)
            ):
                lengths = _lengths(declared)
                defaced = not lengths or min(lengths) < _LEAST
            elif (
                plain in WIDTHS and (lengths := _lengths(declared)) and len(significant(declared.value)) == 1
            ):
                defaced = lengths[0] < _NARROWEST or beyond(declared)
            else:
                defaced = (
                    any(causes_of(declared))
                    or plain == "object-view-box"
                    or out_of_place(declared)
                    or _unlike(styles, declared, plain, "img", False, False)
                )
            if defaced:
                yield f"{declared.name}: {declared.text[:40]} on <img>"
