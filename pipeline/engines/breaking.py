"""Where lines end, from the widths of a text that is set once.

Input: WeasyPrint's setting of a run of text in a line. Output: the same boxes. Must not: decide what is near, or know more than
one font.

Why: WeasyPrint 70 sets twice as much text as a line holds, then the line with a word more, then the line; and all of that again
when columns are narrower. But in one font, from left to right, a line is as wide as its letters are in the whole text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pipeline.engines.faces import type_said
from pipeline.engines.glyphs import Glyphs, Type, glyphs_of, later, type_of

# Ends of lines that are nearer to the edge than that are left to Pango. Units: em. Why: letters may stand nearer to a space.
NEAR_EM = 0.06
# WeasyPrint sets runs in very narrow places word by word. Units: em.
NARROW_EM = 4
# So many texts are kept with the fonts of a stylesheet: some articles have that.
TEXTS = 1000
_UNKNOWN: Any = object()
# What ends lines by itself, or is no letter.
_UNUSUAL = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|  ")
# Numbers in a `PangoGlyphInfo`: the glyph, its width, two offsets, what it begins. Whether a line may end, in a `PangoLogAttr`.
_GLYPH, _MAY_END = 5, 1


def keep_breaks() -> None:
    """From now on, WeasyPrint sets a run of text once, and each of its lines when it is drawn."""
    from weasyprint.layout import inline

    if not isinstance(inline.split_text_box, Breaks):
        inline.split_text_box = Breaks(inline.split_text_box)


def keep_texts(fonts: Any) -> None:
    """From now on, these fonts, which serve many layouts, keep the texts that are set in them."""
    fonts.kept_texts = OrderedDict()


@dataclass(frozen=True, slots=True)
class _Set:
    """A text as it is set in one line.

    Shape: `lines` are the values of the line, which its parts share; `ends` are the places after which a line may end, in bytes, its
    own end the last, `before` and `behind` where the letters before and the space behind that end. `safe` says of each whether
    what stands before is as wide at the end of a line; `glyphs` is None where it has more runs than one. Units: Pango's.
    """

    lines: dict[str, Any]
    content: bytes
    ends: Sequence[int]
    before: Sequence[int]
    behind: Sequence[int]
    safe: Sequence[bool]
    height: float
    baseline: float
    glyphs: Glyphs | None


class Breaks:
    """WeasyPrint's setting of a run of text in a line, as far as it fits."""

    def __init__(self, stock: Any) -> None:
        from weasyprint.layout import inline
        from weasyprint.text import ffi, line_break

        self.stock, self.inline, self.layout, self.unit = (
            stock,
            inline,
            later(line_break.Layout),
            ffi.TO_UNITS,
        )
        self.setting = _Setting(ffi.ffi, ffi.pango, line_break.Layout, ffi.FROM_UNITS)

    def __call__(
        self, context: Any, box: Any, width: float | None, skip: int | None, is_line_start: bool = True
    ) -> Any:
        if (found := self.set(context, box, width, skip or 0)) is None:
            return self.stock(context, box, width, skip, is_line_start=is_line_start)
        return *found, False

    def set(self, context: Any, box: Any, width: float | None, skip: int) -> tuple[Any, int | None] | None:
        """The box of a line's text, and where the next line begins; None where WeasyPrint has to find that out."""
        text = box.text
        if not text or width is None or (known := self.known(context, box, text)) is None:
            return None
        if (found := self.fitting(known, box, width, skip)) is None:
            return None
        length, end, letters = found
        if skip or end is not None:
            text = known.content[skip:length].decode()
        return self.line(known, box, text, (skip, length), letters, width), end

    def known(self, context: Any, box: Any, text: str) -> _Set | None:
        """A text that is set, from what is kept of a layout."""
        memory: dict[Any, Any] | None = getattr(context, "kept_breaks", None)
        if memory is None:
            memory = context.kept_breaks = {}
        style = box.style
        key = id(style), text
        known = memory.get(key)
        if known is None:
            # The style is held, so that no other has its identity.
            known = memory[key] = style, self.set_before(text, style) if _plain(style, text) else None
        found: _Set | None = known[1]
        return found

    def set_before(self, text: str, style: Any) -> _Set | None:
        """A text as other layouts with the same fonts have set it: the same article in the same size, or notices of another."""
        texts: OrderedDict[Any, _Set | None] | None = getattr(style.font_config, "kept_texts", None)
        if texts is None:
            return self.setting.of(text, style)
        try:
            key = *type_said(style), text
            found = texts.get(key, _UNKNOWN)
        except TypeError:  # a list of features
            return self.setting.of(text, style)
        if found is _UNKNOWN:
            found = texts[key] = self.setting.of(text, style)
            if len(texts) > TEXTS:
                texts.popitem(last=False)
        else:
            texts.move_to_end(key)
        kept: _Set | None = found
        return kept

    def fitting(self, known: _Set, box: Any, width: float, skip: int) -> tuple[int, int | None, int] | None:
        """Where the letters of a line end, where the next line begins, and how wide the letters are; None where that is not clear."""
        size = box.style["font_size"]
        if width == float("inf") or width < size * NARROW_EM or box.justification_spacing:
            return None
        start = 0
        if skip:
            at = bisect_right(known.ends, skip) - 1
            if at < 0 or known.ends[at] != skip:
                return None
            start = known.behind[at]
        room, near = int(width * self.unit), int(size * NEAR_EM * self.unit)
        last = len(known.ends) - 1
        if skip < len(known.content) and known.behind[last] - start <= room - near:
            return len(known.content), None, known.behind[last] - start
        at = bisect_right(known.before, start + room) - 1
        if (
            at < 0
            or at == last
            or known.ends[at] <= skip
            or not known.safe[at]
            or known.before[at] - start > room - near
            or known.before[at + 1] - start < room + near
        ):
            return None
        end = known.ends[at]
        length = end - 1 if known.content[end - 1] == 32 else end
        return (length, end, known.before[at] - start) if length > skip else None

    def line(
        self, known: _Set, box: Any, text: str, span: tuple[int, int], letters: int, width: float
    ) -> Any:
        """The box of a line's text, as WeasyPrint makes it."""
        new = box.copy_with_text(text)
        layout = new.pango_layout = self.layout.__new__(self.layout)
        layout.__dict__.update(known.lines)
        layout.text, layout.max_width = text, width
        if known.glyphs is not None:
            layout.glyphs = known.glyphs, *span
        new.width = letters / self.unit
        new.height = known.height
        line_height, _ = self.inline.strut(box.style)
        leading = (line_height - known.height) / 2
        new.margin_top = new.margin_bottom = leading
        new.baseline = known.baseline + leading
        return new


def _plain(style: Any, text: str) -> bool:
    """Whether where lines end follows from the widths of letters alone."""
    return (
        style["font_size"] > 0
        and style["white_space"] == "normal"
        and style["hyphens"] != "auto"
        and style["letter_spacing"] in ("normal", 0)
        and not style["word_spacing"]
        and style["word_break"] == "normal"
        and style["direction"] == "ltr"
        and not _UNUSUAL.search(text)
    )


class _Setting:
    """Pango's setting of a text in one line."""

    def __init__(self, ffi: Any, pango: Any, layout: Any, pixel: float) -> None:
        self.ffi, self.pango, self.layout, self.pixel = ffi, pango, layout, pixel
        self.glyph = ffi.sizeof("PangoGlyphInfo")
        self.attribute = ffi.sizeof("PangoLogAttr")

    def of(self, text: str, style: Any) -> _Set | None:
        """None where it has more than one font, or is not set from left to right."""
        ffi, pango = self.ffi, self.pango
        layout = self.layout(style)
        layout.set_text(text)
        line, _ = layout.get_first_line()
        content = text.encode()
        runs = self.runs(line)
        if runs is None:
            return None
        font, starts, numbers, offsets, advances = runs
        widths, glyphs = [0] * len(content), [-1] * len(content)
        for start, glyph, advance in zip(starts, numbers, advances, strict=True):
            widths[start] += advance
            glyphs[start] = glyph
        kind = type_of(style, layout.layout, font)
        number = ffi.new("int *")
        attributes = pango.pango_layout_get_log_attrs_readonly(layout.layout, number)
        raw = memoryview(ffi.buffer(attributes, number[0] * self.attribute)).cast("I").tolist()
        places = [*accumulate(map(_bytes, text), initial=0)] if not text.isascii() else range(len(text) + 1)
        size = len(content)
        # Every text may end at its end, and no line begins with its first letter.
        ends = [places[index] for index in range(1, len(text)) if raw[index] & _MAY_END] + [size]
        at = [0, *accumulate(widths)]
        before, safe = [], []
        for end in ends:
            letters = end - 1 if end != size and content[end - 1] == 32 else end
            before.append(at[letters])
            safe.append(end == size or self.alone(kind, glyphs, widths, letters))
        several = line.runs.next != ffi.NULL
        extents = ffi.new("PangoRectangle *")
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        if extents.width != at[-1]:
            return None
        baseline = pango.pango_layout_get_baseline(layout.layout) * self.pixel
        layout.deactivate()
        values = dict(vars(layout))
        return _Set(
            values,
            content,
            ends,
            before,
            [at[end] for end in ends],
            safe,
            extents.height * self.pixel,
            baseline,
            None if several else glyphs_of(kind, content, starts, numbers, offsets, advances),
        )

    def runs(self, line: Any) -> tuple[Any, list[int], list[int], list[int], list[int]] | None:
        """The font; where each glyph begins, its number, how far it is from its place, its width."""
        ffi, null = self.ffi, self.ffi.NULL
        starts: list[int] = []
        infos: list[int] = []
        font, run = None, line.runs
        while run != null:
            item, string = run.data.item, run.data.glyphs
            if item.analysis.level % 2 or (font is not None and item.analysis.font != font):
                return None
            font, count, offset = item.analysis.font, string.num_glyphs, item.offset
            infos += memoryview(ffi.buffer(string.glyphs, count * self.glyph)).cast("i").tolist()
            clusters = memoryview(ffi.buffer(string.log_clusters, count * 4)).cast("i").tolist()
            starts += [offset + cluster for cluster in clusters] if offset else clusters
            run = run.next
        if font is None or starts != sorted(starts):
            return None
        offsets = infos[2::_GLYPH] + infos[3::_GLYPH]
        return font, starts, infos[::_GLYPH], offsets, infos[1::_GLYPH]

    def alone(self, kind: Type, glyphs: Sequence[int], widths: Sequence[int], end: int) -> bool:
        """Whether the last letter is as wide at the end of a line, where no space follows."""
        last = end - 1
        while last >= 0 and glyphs[last] < 0:
            last -= 1
        if last < 0:
            return False
        glyph, known = glyphs[last], kind.alone
        if glyph not in known:
            extents = self.ffi.new("PangoRectangle *")
            self.pango.pango_font_get_glyph_extents(kind.font, glyph, self.ffi.NULL, extents)
            known[glyph] = extents.width
        return known[glyph] == widths[last]


def _bytes(sign: str) -> int:
    return len(sign.encode())
