"""Styles of elements, worked out as far as they are asked for.

Input: WeasyPrint's cascade. Output: the same styles. Must not: know what any property means.

Why: WeasyPrint 70 makes eight styles for each element, of which seven are for markers, notes and footnotes that hardly any has;
and for each property that nothing is said of it asks what might have been said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Their values follow from one another, or from those around an element.
_ENTWINED = ("float", "display", "position", "page")


def defer_styles() -> None:
    """From now on, styles of pseudo-elements are made for those who ask for them, and what is not said is quickly known."""
    from weasyprint.css import ComputedStyle, StyleFor

    if not hasattr(StyleFor.set_computed_styles, "stock"):
        StyleFor.set_computed_styles, StyleFor.__call__ = _deferring(
            StyleFor.set_computed_styles, StyleFor.__call__
        )
        ComputedStyle.__missing__ = _unsaid(ComputedStyle.__missing__)


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
