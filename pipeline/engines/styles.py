"""Styles of elements, worked out as far as they are asked for.

Input: WeasyPrint's cascade. Output: the same styles. Must not: know what any property means.

Why: WeasyPrint 70 makes eight styles for each element, of which seven are for markers, notes and footnotes that hardly any has;
for each property that nothing is said of it asks what might have been said, one by one; and what rules come to it works out anew for
each element that they match, in each document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import Any

# So many are kept of what rules come to: the elements of an article have some hundred kinds.
CASCADES = 5000
# Their values follow from one another, or from those around an element.
_ENTWINED = ("float", "display", "position", "page")
# What every layout asks of nearly every style, and few say anything of.
_SIDES = ("top", "right", "bottom", "left")
_ASKED = (
    *(
        "anchor",
        "width",
        "height",
        "min_width",
        "min_height",
        "max_width",
        "max_height",
        "box_sizing",
        "overflow",
    ),
    *(
        "counter_set",
        "counter_increment",
        "counter_reset",
        "transform",
        "appearance",
        "continue",
        "max_lines",
    ),
    *(
        "bookmark_state",
        "bookmark_level",
        "box_decoration_break",
        "column_width",
        "column_count",
        "string_set",
    ),
    *(f"padding_{side}" for side in _SIDES),
    *(f"margin_{side}" for side in _SIDES),
    *(f"border_{side}_style" for side in _SIDES),
)
# The same, inherited; without lengths, which may be parts of a page that is not there yet.
_ASKED_OF_TEXT = (
    *("direction", "border_collapse", "lang", "color_scheme", "white_space", "text_transform"),
    *(
        "visibility",
        "overflow_wrap",
        "hyphens",
        "font_kerning",
        "font_family",
        "font_style",
        "font_stretch",
        "font_weight",
        "font_language_override",
    ),
    *("font_variation_settings", "font_feature_settings", "font_variant_position", "font_variant_alternates"),
    *("font_variant_east_asian", "font_variant_ligatures", "font_variant_numeric", "font_variant_caps"),
)
# Styles of which WeasyPrint takes all that they say so far for what is said.
_PARTS = ("first-letter", "first-line")


def defer_styles() -> None:
    """From now on, styles of pseudo-elements are made for those who ask for them, and what is not said is quickly known."""
    from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor

    if not hasattr(StyleFor.set_computed_styles, "stock"):
        StyleFor.__init__ = _cascading(StyleFor.__init__)
        StyleFor.set_computed_styles, StyleFor.__call__ = _deferring(
            StyleFor.set_computed_styles, StyleFor.__call__
        )
        ComputedStyle.__missing__ = _unsaid(ComputedStyle.__missing__)
        ComputedStyle.__init__ = _begun(ComputedStyle.__init__)
        AnonymousStyle.__init__ = _begun_unsaid(AnonymousStyle.__init__)


class _Cascade:
    """What rules come to for the elements of a document: of the same rules it is the same dictionary, which nobody writes in.

    Shape: a stylesheet that serves many documents keeps what its rules, and those of every document, come to.
    """

    def __init__(self, sheets: Any) -> None:
        from weasyprint.css import declaration_precedence

        self._precedence, self._sheets = declaration_precedence, sheets
        shared = sheets[-1][0] if sheets and sheets[-1][1] == "user" else None
        self._memory = {} if shared is None else shared.__dict__.setdefault("kept_cascades", {})
        self._many = {sheet for sheet, origin, _ in sheets if shared is None or origin != "author"}

    def put(self, style: dict[str, Any], declared: Any, origin: str, layer: float, specificity: Any) -> None:
        """Into a style, what is declared and weighs no less than what it says."""
        for name, values, importance in declared:
            weight = (self._precedence(origin, importance), layer, specificity)
            old = style.get(name)
            if old is None or old[1] <= weight:
                style[name] = values, weight

    def of(self, element: Any, own: Any) -> tuple[dict[Any, dict[str, Any]], tuple[Any, ...]]:
        """What is said of an element, by its pseudo-elements, and what tells the rules from others; `own` is what it says itself."""
        found = [
            (sheet, origin, given, matches)
            for sheet, origin, given in self._sheets
            if (matches := sheet.matcher.match(element))
        ]
        if own is not None or not all(sheet in self._many for sheet, *_ in found):
            return self._come_to(found, own)
        key = tuple([(id(sheet), rule[1]) for sheet, _, _, matches in found for rule in matches])
        known: tuple[dict[Any, dict[str, Any]], tuple[Any, ...]] | None = self._memory.get(key)
        if known is None:
            if len(self._memory) >= CASCADES:
                self._memory.clear()
            known = self._memory[key] = self._come_to(found, None)
        return known

    def _come_to(self, found: Any, own: Any) -> tuple[dict[Any, dict[str, Any]], tuple[Any, ...]]:
        said, rules = {} if own is None else {None: own}, []
        for sheet, origin, given, matches in found:
            for specificity, _, pseudo, (declared, layer) in matches:
                order = inf if layer is None else sheet.layers.index(layer)
                rules.append((id(sheet), specificity, id(declared), order))
                self.put(said.setdefault(pseudo, {}), declared, origin, order, given or specificity)
        return said, tuple(rules)


def _cascading(stock: Any) -> Callable[..., None]:
    """The styles of a document; elements of which the same is said, below the same style, have the same one."""
    from weasyprint.css import find_style_attributes, preprocess_declarations

    def begin(
        styles: Any, html: Any, sheets: Any, presentational_hints: Any, font_config: Any, collector: Any
    ) -> None:
        cascaded: dict[Any, Any] = {}
        computed: dict[Any, Any] = {}
        styles._cascaded_styles, styles._computed_styles = cascaded, computed
        styles.initial_page_sizes = {"box": None, "area": None}
        styles._sheets, styles.font_config = sheets, font_config
        cascade = _Cascade(sheets)
        own: dict[Any, Any] = {}
        for specificity, element, declarations, address in find_style_attributes(
            html.etree_element, presentational_hints, html.base_url
        ):
            own[element] = tuple(declarations)
            said = cascaded.setdefault((element, None), {})
            cascade.put(said, preprocess_declarations(address, declarations), "author", inf, specificity)
        given = {"root": html.etree_element, "base_url": html.base_url, "target_collector": collector}
        cache: dict[Any, Any] = {}
        for element in html.wrapper_element.iter_subtree():
            tree, parent = element.etree_element, element.parent.etree_element if element.parent else None
            declared = own.get(tree)
            of_parts, rules = cascade.of(element, cascaded.get((tree, None)))
            for pseudo, said in of_parts.items():
                cascaded[tree, pseudo] = said
            same = id(computed[parent, None]) if element.parent else None, declared, rules
            if same in cache:
                computed[tree, None] = cache[same]
            else:
                styles.set_computed_styles(tree, parent=parent, **given)
                cache[same] = computed[tree, None]
        for element, pseudo in cascaded:
            if pseudo:
                styles.set_computed_styles(element, pseudo_type=pseudo, parent=element, **given)
        cascaded.clear()

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    begin.stock = stock  # type: ignore[attr-defined]
    return begin


def _deferring(make: Any, ask: Any) -> tuple[Callable[..., None], Callable[..., Any]]:
    def set_computed_styles(
        styles: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: str | None = None,
        **others: Any,
    ) -> None:
        of = element, pseudo_type
        said = styles._cascaded_styles.get(of, {})
        # Links lead to anchors, which are all known before the first style is asked for.
        if pseudo_type is None or pseudo_type.startswith("@") or "anchor" in said:
            make(styles, element, parent, root=root, pseudo_type=pseudo_type, **others)
        else:
            waiting = styles.__dict__.setdefault("waiting", {})
            waiting[of] = said, {"parent": parent, "root": root, "pseudo_type": pseudo_type, **others}

    def style_for(styles: Any, element: Any, pseudo_type: str | None = None) -> Any:
        of = element, pseudo_type
        waits = styles.__dict__.get("waiting", {}).pop(of, None) if pseudo_type else None
        if waits is not None:
            styles._cascaded_styles[of], given = waits
            make(styles, element, **given)
            del styles._cascaded_styles[of]
        return ask(styles, element, pseudo_type)

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    set_computed_styles.stock, style_for.stock = make, ask  # type: ignore[attr-defined]
    return set_computed_styles, style_for


def _unsaid(stock: Any) -> Callable[[Any, str], Any]:
    """The value of a property that is asked for the first time, at once where nothing is said of it."""
    from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    simple = {
        name
        for name in INITIAL_VALUES
        if name not in _ENTWINED and not name.startswith(("text_decoration_", "__"))
    }
    inherited = frozenset(simple & INHERITED)
    initial = {name: INITIAL_VALUES[name] for name in simple - INHERITED}
    to_compute = initial.keys() & INITIAL_NOT_COMPUTED & COMPUTER_FUNCTIONS.keys()
    computed = {name: COMPUTER_FUNCTIONS[name] for name in to_compute}
    # What else a property is called, from left to right and from right to left.
    flowing = {
        name: {inline: named(block="ttb", inline=inline) for inline in ("ltr", "rtl")}
        for name, named in PHYSICAL_FUNCTIONS.items()
    }

    def missing(style: Any, name: str) -> Any:
        said = style.cascaded
        if name in said:
            return stock(style, name)
        if name in inherited:
            if style.parent_style is None:
                return stock(style, name)
            value = style[name] = style.parent_style[name]
            return value
        if name not in initial:
            return stock(style, name)
        if (also := flowing.get(name)) is not None and also[style["direction"]] in said:
            return stock(style, name)
        value = initial[name]
        if name in computed:
            value = computed[name](style, name, value)
        style[name] = value
        return value

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    missing.stock = stock  # type: ignore[attr-defined]
    return missing


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a style begins with. Shape: `values` are those that nobody says anything of, `taken` the names of those that `take` takes from the style around."""

    values: dict[str, Any]
    taken: tuple[str, ...]
    take: Callable[[Any], tuple[Any, ...]]

    def begin(self, style: Any, around: Any) -> None:
        style.update(self.values)
        if around is not None:
            style.update(zip(self.taken, self.take(around), strict=True))


class _Plans:
    """How styles begin, by what is said in them of what every layout asks for.

    Why: a value that is asked for the first time costs a call, and of each style some forty are asked for that nothing is said of.
    """

    def __init__(self) -> None:
        from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
        from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

        asked = [name for name in _ASKED if name in INITIAL_VALUES.keys() - INHERITED - INITIAL_NOT_COMPUTED]
        self.values = {name: INITIAL_VALUES[name] for name in asked}
        self.taken = tuple(name for name in _ASKED_OF_TEXT if name in INHERITED)
        # What says something of a value: its own name, and what it is called where lines begin on either side.
        self.sources = {
            name: {
                name,
                *(
                    PHYSICAL_FUNCTIONS[name](block="ttb", inline=inline)
                    for inline in ("ltr", "rtl")
                    if name in PHYSICAL_FUNCTIONS
                ),
            }
            for name in (*self.values, *self.taken)
        }
        # An edge that is not drawn has no width.
        for side in _SIDES:
            style, width = f"border_{side}_style", f"border_{side}_width"
            self.values[width] = 0
            self.sources[width] = {
                said.replace("style", kind) for said in self.sources[style] for kind in ("style", "width")
            }
        self.matters = frozenset().union(*self.sources.values())
        self.known: dict[frozenset[str], _Plan] = {}

    def of(self, said: Any) -> _Plan:
        key = self.matters.intersection(said)
        plan = self.known.get(key)
        if plan is None:
            values = {name: value for name, value in self.values.items() if not self.sources[name] & key}
            taken = tuple(name for name in self.taken if name not in key)
            plan = self.known[key] = _Plan(values, taken, itemgetter(*taken))
        return plan


def _begun(stock: Any) -> Callable[..., None]:
    plans = _Plans()

    def begin(style: Any, parent_style: Any, cascaded: Any, pseudo_type: str | None, *others: Any) -> None:
        stock(style, parent_style, cascaded, pseudo_type, *others)
        if pseudo_type not in _PARTS:
            plans.of(cascaded).begin(style, parent_style)

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    begin.stock = stock  # type: ignore[attr-defined]
    return begin


def _begun_unsaid(stock: Any) -> Callable[..., None]:
    plan = _Plans().of(())

    def begin(style: Any, parent_style: Any) -> None:
        stock(style, parent_style)
        plan.begin(style, parent_style)

    # What it stands for: says that it is in place, and tests compare with it. Functions have no such name by type.
    begin.stock = stock  # type: ignore[attr-defined]
    return begin
