"""The front of a brochure, the balance of its headings, and where its text stands in the article.

Input: a completed tree and its dressed blocks. Output: blocks. Must not: change, drop or move a word.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from pipeline.document import (
    Block,
    Component,
    Document,
    Heading,
    Image,
    Inline,
    Markup,
    Paragraph,
    Table,
    Text,
    children,
    plain_text,
)
from pipeline.formats.brochure.fitting import quoted
from pipeline.rendition.complete import Labels
from pipeline.theme import Theme

# Sizes of titles in three steps and of headings, and how wide their lines are. Units: pt; mm less than the paper.
TITLE_PT = {"flyer": (28, 20, 15), "brochure": (35, 25, 20), "trifold": (28, 21, 16), "booklet": (36, 27, 20)}
TITLE_STEPS = ((76, ""), (130, "long"), (10_000, "very-long"))
TITLE_TRACKING, HEADING_TRACKING = -0.016, -0.006
HEADING_PT = {"flyer": 14.5, "brochure": 20, "booklet": 16.5, "large": 25}
SUBTITLE_PT = {"flyer": 12.5, "brochure": 14, "trifold": 12.5, "booklet": 14, "large": 20}
# A tri-fold's headings grow and shrink with its text. Units: em of the text.
PANEL_HEADING_EM = 1.27
SHORT_CONTENTS = 9
# What is hardly seen. Units: em.
LEAST_SPACE = 0.2
MM_PER_PT = 25.4 / 72
_HAN, _CLOSING, _OPENING = (
    "\u2e80-\u2fff\u3005-\u9fff\uf900-\ufaff",
    "、。！），．：；？」』》】”’…—·",
    "（「『《【“‘",
)
_WORD = re.compile(
    f"[{_OPENING}]*(?:[{_HAN}]|[^{_HAN}{_CLOSING}{_OPENING}]+)[{_CLOSING}]*|[{_CLOSING}{_OPENING}]+"
)


def with_front(
    blocks: tuple[Block, ...], document: Document, opening: int, theme: Theme, labels: Labels
) -> tuple[Block, ...]:
    """Opening disclaimers over the whole width, then the lead with the list of contents beside or below it.

    Shape: the order of the text stays; each opening notice is three blocks inside the lead's wrapper.
    """
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    end = next(
        (index for index, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2),
        len(blocks),
    )
    lead = blocks[:end]
    if opening and lead:
        lead = (*lead[1 : 1 + 3 * opening], lead[0], *lead[1 + 3 * opening :])
    notices, lead = lead[: 3 * opening], lead[3 * opening :]
    if len(headings) < 3:
        return (*notices, *lead, *blocks[end:])
    long = len(headings) > SHORT_CONTENTS
    paragraphs = [block for block in lead if isinstance(block, Paragraph)]
    brief = len(paragraphs) <= 2 and len(lead) == len(paragraphs) + 2 and len(plain_text(paragraphs)) < 900
    contents = theme.fill(
        "brochure/contents.html.j2",
        title=labels.get("in-this-leaflet") or labels["contents"],
        entries=[{"id": block.attributes.id, "text": plain_text(block.content)} for block in headings],
        long=long or not brief,
    ).strip()
    kind = "front front-paired" if brief and not long else "front"
    return (*notices, Markup(f'<div class="{kind}">'), *lead, Markup(contents + "</div>"), *blocks[end:])


def balanced(document: Document, measure: Measure) -> Document:
    """Headings of sections with as much room at their end as makes their lines about equal, none with a lonely last word."""
    blocks = []
    for block in document.blocks:
        if _begins_section(block, document):
            text = plain_text(block.content)
            style = measure.heading_style(text)
            pairs = (*block.attributes.pairs, ("style", style)) if style else block.attributes.pairs
            block = replace(
                block,
                content=tied_heading(block.content) if measure.ties_heading(text) else block.content,
                attributes=replace(block.attributes, pairs=pairs),
            )
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def panel_styles(document: Document, measure: Measure) -> Mapping[float, str]:
    """For each size of a tri-fold's text, the rules that make the lines of its headings about equal."""
    headings = [
        (block.attributes.id, measure.words_of(plain_text(block.content)))
        for block in document.blocks
        if _begins_section(block, document) and block.attributes.id
    ]
    found = {}
    for size, room in measure.panel_rooms().items():
        spaces = ((name, measure.space(words, room)) for name, words in headings)
        found[size] = "".join(
            f"[id={quoted(name)}]:not(#high){{padding-inline-end:{space:.2f}em}}"
            for name, space in spaces
            if space > LEAST_SPACE
        )
    return found


def _begins_section(block: Block, document: Document) -> TypeGuard[Heading]:
    return isinstance(block, Heading) and block.level == (3 if document.bound else 2)


def tied_heading(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """A heading's inlines, its last two words in one line where both are plain text."""
    *before, last = content
    if isinstance(last, Text) and " " in last.text.strip():
        return (*before, Text(tied(last.text)))
    return tuple(content)


def tied(text: str) -> str:
    """A text whose last two words stay in one line."""
    return "\u00a0".join(text.rsplit(" ", 1))


class Measure:
    """Widths of letters in the face of headings, and in that of the `text`; the latter's `x_height`. Units: em.

    Shape: `paper` holds the sizes of its pages in mm, as in the tokens.
    """

    def __init__(self, theme: Theme, paper: Mapping[str, Sequence[float]]) -> None:
        fonts = theme.tokens["fonts"]
        self.widths = advances(_face(theme, fonts["headings"], fonts["heading-weight"]))
        text = _face(theme, fonts["text"], 400)
        self.text = advances(text)
        self.x_height = x_height(text)
        self.panel_sizes: Sequence[float] = theme.tokens["brochure"]["sizes-pt"]["standard"]["trifold"]
        sheet, flap, leaf = paper["sheet"][0], paper["flap"][0], paper["booklet"][0]
        # Less a little for kerning.
        self.title_mm = {
            "flyer": sheet - 89.5, "brochure": sheet - 100.5, "trifold": paper["panel"][0] - 20.5, "booklet": leaf - 30.5,
        }  # fmt: skip
        self.title_mm["large"] = self.title_mm["brochure"]
        self.heading_mm = {
            "flyer": (sheet - 40) / 2 - 1, "brochure": sheet - 40 - 1.5, "trifold": flap - 19.5, "booklet": leaf - 31.5,
        }  # fmt: skip
        self.heading_mm["large"] = self.heading_mm["brochure"]
        self.chapter_mm = {
            "flyer": (sheet - 40) / 2 - 1, "brochure": sheet - 41.5, "trifold": flap - 19.5, "booklet": leaf - 31.5,
        }  # fmt: skip

    def title_classes(self, title: str) -> str:
        """The size of a title in each form: by its length, and smaller where a word would not fit in a line."""
        return " ".join(
            f"{form}-{TITLE_STEPS[step][1]}" for form in TITLE_PT if (step := self.title_step(title, form))
        )

    def title_step(self, title: str, form: str) -> int:
        longest = max((self.width(word) for word in _words(title)), default=0.0)
        # A character of Chinese takes the room of two letters, and says more.
        length = len(title) + sum(map(wide, title))
        for step, (limit, _) in enumerate(TITLE_STEPS):
            if length <= limit and longest <= self.title_mm[form] / (TITLE_PT[form][step] * MM_PER_PT):
                return step
        return len(TITLE_STEPS) - 1

    def width(self, word: str, tracking: float = TITLE_TRACKING) -> float:
        # An unknown character counts as an average one, in a script that the face does not have.
        return sum(1.0 if wide(sign) else self.widths.get(ord(sign), 0.55) + tracking for sign in word)

    def least(self, text: str) -> float:
        """The room that a text needs at least in one line."""
        return sum(1.0 if wide(sign) else self.text.get(ord(sign), 0.25) for sign in text)

    def title_style(self, title: str) -> str:
        """The space at a title's end, as custom properties for the forms; empty where none is needed."""
        return self.style(self.words_of(title, TITLE_TRACKING), self.title_rooms(title))

    def title_rooms(self, title: str) -> Mapping[str, float]:
        return {
            form: self.title_mm[form] / (sizes[self.title_step(title, form)] * MM_PER_PT)
            for form, sizes in TITLE_PT.items()
        }

    def ties_title(self, title: str) -> bool:
        """Whether a title's last two words may stay in one line: in no form that takes another one."""
        return self.words_of(title, TITLE_TRACKING).tie(self.title_rooms(title).values())

    def heading_style(self, text: str) -> str:
        """The same for a heading, of all forms but the tri-fold."""
        return self.style(self.words_of(text), self.heading_rooms())

    def heading_rooms(self) -> Mapping[str, float]:
        return {form: self.heading_mm[form] / (size * MM_PER_PT) for form, size in HEADING_PT.items()}

    def panel_rooms(self) -> Mapping[float, float]:
        """The room of a tri-fold's headings, by the size of its text."""
        width = self.heading_mm["trifold"] / (PANEL_HEADING_EM * MM_PER_PT)
        return {size: width / size for size in self.panel_sizes}

    def ties_heading(self, text: str) -> bool:
        return self.words_of(text).tie([*self.heading_rooms().values(), *self.panel_rooms().values()])

    def subtitle_style(self, text: str) -> str:
        """The same for a subtitle, in the face of the text."""
        rooms = {form: self.title_mm[form] / (size * MM_PER_PT) for form, size in SUBTITLE_PT.items()}
        return self.style(_Words.of(text, self.text, 0.0), rooms)

    def words_of(self, text: str, tracking: float = HEADING_TRACKING) -> _Words:
        """A text's words in the face of headings."""
        return _Words.of(text, self.widths, tracking)

    def style(self, words: _Words, rooms: Mapping[str, float]) -> str:
        """The same for a text in the room that each form has for it. Units: em."""
        spaces = {form: self.space(words, room) for form, room in rooms.items()}
        return ";".join(f"--{form}:{space:.2f}em" for form, space in spaces.items() if space > LEAST_SPACE)

    @staticmethod
    def space(words: _Words, room: float) -> float:
        """How much narrower a text can be set in the same number of lines."""
        if not words.widths or max(words.widths) > room:
            return 0.0
        wanted = words.lines(room)
        if wanted == 1:
            return 0.0
        low, high = max(words.widths), room
        while high - low > 0.05:
            middle = (low + high) / 2
            low, high = (low, middle) if words.lines(middle) <= wanted else (middle, high)
        return max(0.0, room - high - 0.02)


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as lines are made of it. Shape: no widths where the face lacks a letter. Units: em."""

    widths: tuple[float, ...]
    gap: float

    @classmethod
    def of(cls, text: str, face: Mapping[int, float], tracking: float) -> _Words:
        words = _words(text)
        if any(ord(sign) not in face and not wide(sign) for sign in text):
            return cls((), 0.0)
        widths = (sum(1.0 if wide(sign) else face[ord(sign)] + tracking for sign in word) for word in words)
        gap = 0.0 if len(words) > len(text.split()) else face.get(32, 0.25) + tracking
        return cls(tuple(widths), gap)

    def lines(self, measure: float) -> int:
        count, used = 1, 0.0
        for width in self.widths:
            if used and used + self.gap + width > measure:
                count, used = count + 1, width
            else:
                used += (self.gap if used else 0) + width
        return count

    def tie(self, rooms: Collection[float]) -> bool:
        """Whether the last two words fit in one line and take no line more. A character of Chinese needs no company."""
        if len(self.widths) < 3 or not self.gap:
            return False
        *before, one, last = self.widths
        together = replace(self, widths=(*before, one + self.gap + last))
        return all(together.widths[-1] <= room and together.lines(room) == self.lines(room) for room in rooms)


def wide(sign: str) -> bool:
    """Whether a character is as wide as it is high, as those of Chinese are."""
    return unicodedata.east_asian_width(sign) in "WF"


def _words(text: str) -> list[str]:
    """What stays together in a line: words, and each character of Chinese with the signs at its side."""
    parts = text.split()
    return [word for part in parts for word in _WORD.findall(part)] if any(map(wide, text)) else parts


def _face(theme: Theme, family: str, weight: int) -> bytes:
    face = next(
        face for face in theme.faces if (face.family, face.weight, face.style) == (family, weight, "normal")
    )
    return theme.files[face.path]


@functools.lru_cache(maxsize=4)
def x_height(font: bytes) -> float:
    """The height of a font's x. Units: em."""
    import io

    from fontTools.ttLib import TTFont

    loaded = TTFont(io.BytesIO(font), lazy=True)
    return float(loaded["OS/2"].sxHeight / loaded["head"].unitsPerEm)


@functools.lru_cache(maxsize=4)
def advances(font: bytes) -> Mapping[int, float]:
    """Each character's width in a font. Units: em."""
    import uharfbuzz

    loaded = uharfbuzz.Font(uharfbuzz.Face(font))
    glyph, width, unit = loaded.get_nominal_glyph, loaded.get_glyph_h_advance, loaded.face.upem
    return {code: width(glyph(code)) / unit for code in loaded.face.unicodes}


def places_of(blocks: Sequence[Any], line: int | None) -> Iterator[tuple[str, int]]:
    """Each paragraph's text with its line in the article."""
    for block in blocks:
        here = block.at.line if getattr(block, "at", None) else line
        if isinstance(block, (Heading, Paragraph)):
            if here:
                yield " ".join(plain_text(block.content).split()), here
        elif isinstance(block, Table):
            for row in (*block.head, *block.rows):
                for cell in row.cells:
                    yield from places_of(cell.blocks, here)
        else:
            yield from places_of([child for child in children(block) if isinstance(child, Block)], here)


def tables_of(blocks: Sequence[Any]) -> Iterator[int | None]:
    """The line of each table, in order."""
    for block in blocks:
        if isinstance(block, Component) and block.name == "table":
            table = next((child for child in block.blocks if isinstance(child, Table)), None)
            at = block.at or (table.at if table else None)
            yield at.line if at else None
        else:
            yield from tables_of([child for child in children(block) if isinstance(child, Block)])


def pictures_of(blocks: Sequence[Any], line: int | None = None) -> dict[str, int]:
    """The line of each picture, by its address in the markup."""
    found: dict[str, int] = {}
    for block in blocks:
        here = block.at.line if getattr(block, "at", None) else line
        if isinstance(block, Image) and here:
            found.setdefault(f"media/{block.url}", here)
        found = {**pictures_of(children(block), here), **found}
    return found
