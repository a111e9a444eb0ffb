"""The type of styles, made ready once for all that say the same of it.

Input: WeasyPrint's setting of text by Pango. Output: the same text. Must not: keep anything of a text.

Why: WeasyPrint 70 makes a context of Pango, a description of the font and its features anew whenever it sets a piece of text, two
or three times for each line and once more when it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

# So many are kept with the fonts of a stylesheet: an article has some forty in each size that is tried.
FACES = 1000
_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
)
# What the type of a style follows from.
_SAID = itemgetter(
    *("font_family", "text_decoration_line", "direction", "lang", "font_language_override"),
    *("font_style", "font_stretch", "font_weight", "font_size", "font_variation_settings"),
    *_FEATURES,
)
# What WeasyPrint notes of it: the language, and where decorations of the text lie.
_MADE_READY = frozenset(
    (
        *("language", "first_line_direction", "ascent", "underline_position", "strikethrough_position"),
        *("underline_thickness", "strikethrough_thickness"),
    )
)


def keep_faces() -> None:
    """From now on, fonts keep the types that styles ask for."""
    from weasyprint.text.line_break import Layout

    if not isinstance(Layout.setup, _Setup):
        Layout.setup = _Setup(Layout.setup)


def type_said(style: Any) -> tuple[Any, ...]:
    """What a style says of its type, which styles of the same type have in common."""
    family, decoration, *others = _SAID(style)
    return *family, decoration == "none", *others


class _Setup:
    """WeasyPrint's making ready to set a text, as a method."""

    def __init__(self, stock: Any) -> None:
        from weasyprint.text import ffi

        self.stock, self.ffi, self.pango, self.unref = stock, ffi.ffi, ffi.pango, ffi.gobject.g_object_unref

    def __get__(self, layout: Any, owner: Any = None) -> Any:
        return self if layout is None else lambda style: self(layout, style)

    def __call__(self, layout: Any, style: Any) -> None:
        said, pango = type_said(style), self.pango
        known: dict[Any, _Face] = style.font_config.__dict__.setdefault("kept_faces", {})
        try:
            face = known.get(said)
        except TypeError:  # a list of features
            self.stock(layout, style)
            return
        if face is None:
            self.stock(layout, style)
            if len(known) >= FACES:
                known.clear()
            known[said] = self.face(layout, style)
            return
        layout.__dict__.update(face.values)
        layout.style = style
        layout.layout = self.ffi.gc(pango.pango_layout_new(face.context), self.unref)
        pango.pango_layout_set_auto_dir(layout.layout, False)
        pango.pango_layout_set_font_description(layout.layout, face.description)
        if face.features is not None:
            features = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(features, face.features)
            pango.pango_layout_set_attributes(layout.layout, features)

    def face(self, layout: Any, style: Any) -> _Face:
        """The type of a style, for which a layout has been made ready."""
        from weasyprint.text import constants, fonts

        context = self.ffi.gc(
            self.pango.pango_font_map_create_context(style.font_config.font_map), self.unref
        )
        self.pango.pango_context_set_round_glyph_positions(context, False)
        self.pango.pango_context_set_base_dir(context, constants.PANGO_DIRECTION[style["direction"]])
        self.pango.pango_context_set_language(context, layout.language)
        features = fonts.font_features(*map(style.__getitem__, _FEATURES))
        name = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        values = {key: value for key, value in vars(layout).items() if key in _MADE_READY}
        return _Face(
            context, fonts.get_font_description(style), style.font_config.font_features.get(name), values
        )


@dataclass(frozen=True, slots=True)
class _Face:
    """Shape: what Pango knows of it; `values` are those that WeasyPrint puts beside it."""

    context: Any
    description: Any
    features: Any
    values: dict[str, Any]
