"""Rules of a stylesheet that hide what they match.

Input: CSS and elements. Output: sentences' ends, such as "display: none on <div>".
Must not: follow the cascade: any rule, in any medium, that could hide a disclaimer counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# Declarations after which a reader may see less, or nothing. Shape: property → harmless values.
_HARMLESS = {
    "display": re.compile(r"(?!none|contents).*"),
    "visibility": re.compile(r"visible|inherit"),
    "opacity": re.compile(r"1|100%|1\.0"),
    "content-visibility": re.compile(r"visible|auto"),
    "clip": re.compile(r"auto"),
    "clip-path": re.compile(r"none"),
    "mask": re.compile(r"none"),
    "mask-image": re.compile(r"none"),
    "filter": re.compile(r"none"),
    "mix-blend-mode": re.compile(r"normal"),
    "position": re.compile(r"static|relative"),
    "transform": re.compile(r"none"),
    "translate": re.compile(r"none"),
    "scale": re.compile(r"none|1"),
    "rotate": re.compile(r"none"),
    "zoom": re.compile(r"1|normal|100%"),
    "content": re.compile(r"normal|none"),
    "text-indent": re.compile(r"0.*|[\d.]+(em|rem|px|mm|pt)"),
    "line-height": re.compile(r"normal|[1-9][\d.]*(em|%)?|1[\d.]*"),
    "letter-spacing": re.compile(r"normal|0|-?\.0\d*em|-?0\.0\d*em"),
    "z-index": re.compile(r"auto|\d+"),
    "color": re.compile(r"(?!transparent).*"),
    "-webkit-text-fill-color": re.compile(r"currentcolor"),
    "all": re.compile(r"(?!.).*"),
    "columns": re.compile(r"auto"),
}
# A box narrower or lower than this holds no readable text.
_LENGTH = re.compile(r"(?<![\w.])(\d*\.?\d+)(px|pt|mm|cm|in|em|rem|ch|vw|vh|%)?(?![\w.])")
_NARROWEST = {
    "px": 120,
    "pt": 90,
    "mm": 30,
    "cm": 3,
    "in": 1.2,
    "em": 8,
    "rem": 8,
    "ch": 12,
    "vw": 30,
    "vh": 30,
    "%": 30,
}
_FONT_SIZE = re.compile(r"([\d.]+)(pt|px|rem|em|%)")
_SMALLEST = {"pt": 9.0, "px": 12.0, "rem": 0.75, "em": 0.85, "%": 85.0}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules that hide. Shape: `matcher` yields the reason of each that matches; `reasons` apply to the whole."""

    matcher: Any
    reasons: tuple[str, ...]


@functools.lru_cache(maxsize=32)
def sheet(css: str) -> Sheet:
    """A stylesheet, reduced to what hides. Compiled once."""
    import cssselect2
    import tinycss2

    matcher = cssselect2.Matcher()
    reasons: list[str] = []

    def rules(nodes: Any) -> None:
        for node in nodes:
            if node.type == "at-rule":
                keyword = node.lower_at_keyword
                if keyword == "import":
                    reasons.append("an @import in the stylesheet")
                elif (
                    keyword in ("media", "supports", "layer", "container", "scope", "starting-style")
                    and node.content
                ):
                    rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
            elif node.type == "qualified-rule":
                causes = tuple(_causes(node.content))
                if not causes:
                    continue
                try:
                    for selector in cssselect2.compile_selector_list(node.prelude):
                        if selector.pseudo_element is None:
                            matcher.add_selector(selector, causes)
                except cssselect2.SelectorError:
                    # A selector that is not understood could match anything.
                    shown = tinycss2.serialize(node.prelude).strip()
                    if not _elsewhere(shown):
                        reasons.append(f"{causes[0]} for {shown[:60]}")

    rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))
    return Sheet(matcher, tuple(reasons))


def _elsewhere(selector: str) -> bool:
    """A selector that needs a state or part that no disclaimer has."""
    return all(
        re.search(r":(focus|hover|active|focus-visible|visited|target)|::|^@", part) is not None
        for part in selector.split(",")
    )


def _causes(content: Any) -> Iterator[str]:
    import tinycss2

    for declaration in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if declaration.type != "declaration":
            if declaration.type == "qualified-rule":
                yield "a nested rule"
            continue
        name = declaration.lower_name
        value = tinycss2.serialize(declaration.value).strip().lower()
        if name in _HARMLESS:
            if not _HARMLESS[name].fullmatch(value):
                yield f"{name}: {value[:40]}"
        elif name in (
            "width",
            "max-width",
            "height",
            "max-height",
            "inline-size",
            "max-inline-size",
            "block-size",
        ):
            lengths = [
                float(number) / _NARROWEST.get(unit or "px", 1) for number, unit in _LENGTH.findall(value)
            ]
            if lengths and max(lengths) < 1:
                yield f"{name}: {value[:40]}"
        elif name in ("font-size", "font"):
            size = _FONT_SIZE.search(value)
            if (size and float(size[1]) < _SMALLEST[size[2]]) or re.match(r"0(?![.\d])", value):
                yield f"{name}: {value[:40]}"
        elif name.startswith("margin") and re.search(r"-\d{3,}|-[2-9]\d(mm|em|rem|vw|vh|%)", value):
            yield f"{name}: {value[:40]}"


def hiding(rules: Sheet, elements: Sequence[Any]) -> list[str]:
    """Why a stylesheet may hide the first of these elements; the others are what it lies in."""
    import cssselect2

    found = list(rules.reasons)
    if not elements:
        return found
    wrapper = _wrapped(elements[-1], cssselect2)
    path = list(reversed(elements))
    for depth, element in enumerate(path):
        if depth:
            wrapper = next(
                (child for child in wrapper.iter_children() if child.etree_element is element), None
            )
            if wrapper is None:
                return found
        for _, _, _, causes in rules.matcher.match(wrapper):
            found += [f"{cause} on <{_name(element)}>" for cause in causes]
    return found


def _wrapped(root: Any, cssselect2: Any) -> Any:
    make = cssselect2.ElementWrapper
    return make.from_xml_root(root) if "}" in str(root.tag) else make.from_html_root(root)


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
