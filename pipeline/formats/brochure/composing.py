"""The front of a brochure, the balance of its headings, and where its text stands in the article.

Input: a completed tree and its dressed blocks. Output: blocks. Must not: change, drop or move a word.
"""

from __future__ import annotations

import functools
import itertools
import re
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
    Link,
    Markup,
    Node,
    Paragraph,
    Span,
    Styled,
    Table,
    Text,
    children,
    plain_text,
)
from pipeline.document.changing import changed
from pipeline.formats.brochure.fitting import quoted
from pipeline.rendition.complete import Labels
from pipeline.rendition.dress import kept
from pipeline.rendition.phrases import bound
from pipeline.rendition.spacing import wide
from pipeline.rendition.titling import Type, ends, faults, lines, parted, parted_well, type_of, unspaced
from pipeline.theme import Theme

# Sizes of titles in three steps and of headings, and how wide their lines are. Units: pt; mm less than the paper.
TITLE_PT = {"flyer": (28, 20, 15), "brochure": (35, 25, 20), "trifold": (28, 21, 16), "booklet": (36, 27, 20), "large": (36, 28, 24)}  # fmt: skip
# How much smaller a title may be so that no line of it goes on behind a colon or the end of a sentence.
TITLE_SHARES = (1.0, 0.95, 0.9, 0.86)
TITLE_STEPS = ((76, ""), (130, "long"), (10_000, "very-long"))
TITLE_TRACKING, HEADING_TRACKING = -0.016, -0.006
HEADING_PT = {"flyer": 14.5, "brochure": 20, "booklet": 16.5, "large": 25}
SUBTITLE_PT = {"flyer": 12.5, "brochure": 14, "trifold": 12.5, "booklet": 14, "large": 20}
# A tri-fold's headings grow and shrink with its text. Units: em of the text.
PANEL_HEADING_EM = 1.27
# What indents take of a panel in which a list stands in an item or a box. Units: mm.
ITEM_MM = 14.0
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
            text = measure.held(plain_text(block.content))
            style = measure.heading_style(text)
            content = tied_heading(block.content) if measure.ties_heading(text) else block.content
            rooms = (*measure.heading_rooms().values(), *measure.panel_rooms().values())
            pairs = (*block.attributes.pairs, ("style", style)) if style else block.attributes.pairs
            block = replace(
                block,
                content=measure.parted_heading(content, rooms),
                attributes=replace(block.attributes, pairs=pairs),
            )
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def divided(document: Document, measure: Measure) -> Document:
    """A text whose words may be divided where they are wider than the narrowest place of it."""

    def change(node: Node) -> Node:
        match node:
            case Heading() | Paragraph() | Styled() | Link():
                return replace(node, content=measure.parted_text(node.content, isinstance(node, Heading)))
            case Span() if not node.attributes.get("lang"):
                return replace(node, content=measure.parted_text(node.content, heading=False))
        return node

    return replace(document, blocks=changed(document.blocks, change))


def panel_styles(document: Document, measure: Measure) -> Mapping[float, str]:
    """For each size of a tri-fold's text, the rules that make the lines of its headings about equal."""
    headings = [
        (block.attributes.id, measure.words_of(measure.held(plain_text(block.content))))
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
    """A heading's inlines, its last two words in one line."""
    before, space, last = plain_text(content).rpartition(" ")
    return kept(tuple(content), len(space + last)) if before else tuple(content)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as the cover of each form shows it. Shape: what its classes and custom properties say of forms is for stylesheets."""

    classes: str
    style: str
    html: str


class Measure:
    """Widths of letters in the faces of headings, and in that of the `text`; the latter's `x_height`. Units: em.

    Shape: `paper` holds the sizes of its pages in mm, as in the tokens; `words` are all that is to be set.
    """

    def __init__(
        self,
        theme: Theme,
        paper: Mapping[str, Sequence[float]],
        lang: str = "en",
        dir: str = "ltr",
        words: str = "",
    ) -> None:
        fonts = theme.tokens["fonts"]
        self.lang, self.dir = lang, dir
        # As the stylesheet has it.
        weight = 700 if theme.tall(lang) else fonts["heading-weight"]
        self.face = type_of(theme, "headings", weight, lang, words)
        self.text_face = type_of(theme, "text", 400, lang, words)
        # Letters that are bound to one another have no space between them.
        self.title_tracking, self.heading_tracking = (
            (0.0, 0.0) if theme.tall(lang) else (TITLE_TRACKING, HEADING_TRACKING)
        )
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
        self.item_em = (self.heading_mm["trifold"] - ITEM_MM) / (self.panel_sizes[0] * MM_PER_PT)
        self.chapter_mm = {
            "flyer": (sheet - 40) / 2 - 1, "brochure": sheet - 41.5, "trifold": flap - 19.5, "booklet": leaf - 31.5,
        }  # fmt: skip

    def held(self, text: str) -> str:
        """A text with its spaces as the page has them."""
        return bound(text, self.lang, self.dir)

    def title(self, text: str) -> Title:
        """A title in each form: its size, by its length and its longest word, and its lines."""
        from markupsafe import Markup as Safe

        text = self.held(text)
        classes, style = [], []
        set_lines: dict[str, tuple[str, ...]] = {}
        rooms = []
        for form, sizes in TITLE_PT.items():
            step = self.title_step(text, form)
            if step:
                classes.append(f"{form}-{TITLE_STEPS[step][1]}")
            size, set_lines[form] = self._title_lines(text, form, sizes[step])
            if size != sizes[step]:
                style.append(f"--{form}-title:{size:g}pt")
            rooms.append(self.title_mm[form] / (size * MM_PER_PT))
        html = Safe("").join(
            Safe("{}{}").format(self.parted(piece, rooms, self.title_tracking), Safe(broken))
            for piece, broken in in_lines(text, set_lines)
        )
        return Title(" ".join(classes), ";".join(style), html)

    def parted(
        self, text: str, rooms: Collection[float], tracking: float | None = None, face: Type | None = None
    ) -> str:
        """A text whose words may be divided where one of these rooms is too narrow for them. Units: em."""
        least, face = min(rooms), face or self.face
        if not face.divides:
            return text
        kern = self.heading_tracking if tracking is None else tracking
        return parted(text, self.lang, lambda word: _width(word, face, kern) > least)

    def parted_heading(self, content: Sequence[Inline], rooms: Collection[float]) -> tuple[Inline, ...]:
        """The same for what a heading holds."""
        return tuple(
            Text(self.parted(one.text, rooms))
            if isinstance(one, Text)
            else replace(one, content=self.parted_heading(one.content, rooms))
            if isinstance(one, Styled | Link | Span)
            else one
            for one in content
        )

    def parted_text(self, content: Sequence[Inline], heading: bool) -> tuple[Inline, ...]:
        """The same for text, but not for what is inside of others."""
        face, tracking = (self.face, self.heading_tracking) if heading else (self.text_face, 0.0)
        return tuple(
            replace(one, text=self.parted(one.text, [self.item_em], tracking, face))
            if isinstance(one, Text)
            else one
            for one in content
        )

    def sense(self, text: str, size: float, room_mm: float) -> tuple[str, ...]:
        """The lines of a heading that end where its sense does; none where that takes another line, or there is one."""
        room = room_mm / MM_PER_PT
        found = lines(text, replace(self.face, spacing=self.heading_tracking), size, room, self.lang)
        fewest = self.words_of(text).lines(room / size)
        well = found and len(found) == fewest > 1 and parted_well(found) and not parted_well((text,))
        return found if found and well else ()

    def _title_lines(self, text: str, form: str, largest: float) -> tuple[float, tuple[str, ...]]:
        """A title's size and lines: the largest, or one by little smaller in which lines end where the sense does, or fewer are of one word."""
        face = replace(self.face, spacing=self.title_tracking)
        room = self.title_mm[form] / MM_PER_PT
        anywhere = unspaced(text)
        best: tuple[tuple[bool, int], float, tuple[str, ...]] | None = None
        for share in TITLE_SHARES:
            size = round(2 * largest * share) / 2
            found = lines(text, face, size, room, self.lang, divide=anywhere)
            if not found:
                continue
            if best is None or faults(found) < best[0]:
                best = (faults(found), size, found)
        return best[1:] if best else (largest, ())

    def title_step(self, title: str, form: str) -> int:
        longest = max((self.width(word) for word in _words(title)), default=0.0)
        # A character of Chinese takes the room of two letters, and says more.
        length = len(title) + sum(map(wide, title))
        for step, (limit, _) in enumerate(TITLE_STEPS):
            if length <= limit and longest <= self.title_mm[form] / (TITLE_PT[form][step] * MM_PER_PT):
                return step
        return len(TITLE_STEPS) - 1

    def width(self, word: str, tracking: float | None = None) -> float:
        return _width(word, self.face, self.title_tracking if tracking is None else tracking)

    def least(self, text: str) -> float:
        """The room that a text needs at least in one line."""
        return sum(1.0 if wide(sign) else self.text.get(ord(sign), 0.25) for sign in text)

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

    def subtitle(self, text: str) -> tuple[str, str]:
        """A subtitle whose words may be divided, and its style: the same in the face of the text."""
        rooms = {form: self.title_mm[form] / (size * MM_PER_PT) for form, size in SUBTITLE_PT.items()}
        style = self.style(_Words.of(text, self.text_face, 0.0), rooms)
        return self.parted(text, rooms.values(), 0.0, self.text_face), style

    def words_of(self, text: str) -> _Words:
        """A text's words in the face of headings."""
        return _Words.of(text, self.face, self.heading_tracking)

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
        return max(0.0, room - high - 0.05)


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as lines are made of it. Units: em."""

    widths: tuple[float, ...]
    gap: float

    @classmethod
    def of(cls, text: str, face: Type, tracking: float) -> _Words:
        words = _words(text)
        widths = tuple(_width(word, face, tracking) for word in words)
        return cls(
            widths, 0.0 if len(words) > len(_SPACES.split(text.strip())) else face.width(" ") + tracking
        )

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


def in_lines(text: str, set_lines: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """A text in pieces, each with the markup of a line's end that stylesheets show in the forms that it names."""
    breaks: dict[int, list[str]] = {}
    for form, found in set_lines.items():
        for end in ends(text, found):
            breaks.setdefault(end, []).append(form)
    start = 0
    for end, forms in sorted(breaks.items()):
        yield text[start:end], f'<br class="{" ".join(forms)}">'
        start = end
    yield text[start:], ""


def _width(word: str, face: Type, tracking: float) -> float:
    """The room of what stays together in a line. Units: em."""
    letters = "".join(sign for sign in word if not wide(sign))
    return len(word) - len(letters) + face.width(letters) + tracking * len(letters)


# No-break spaces are none of them.
_SPACES = re.compile("[ \t\r\n]+")


def _words(text: str) -> list[str]:
    """What stays together in a line: words, and each character of Chinese with the signs at its side."""
    parts = _SPACES.split(text.strip()) if text.strip() else []
    return [word for part in parts for word in _WORD.findall(part)] if any(map(wide, text)) else parts


def _face(theme: Theme, family: str, weight: int) -> bytes:
    face = next(
        face for face in theme.faces if (face.family, face.weight, face.style) == (family, weight, "normal")
    )
    return theme.files[face.path]


@functools.lru_cache(maxsize=4)
def x_height(font: bytes) -> float:
    """The height of a font's x. Units: em. Where a font does not tell it, the outline of the letter does."""
    import io

    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    loaded = TTFont(io.BytesIO(font), lazy=True)
    height = getattr(loaded["OS/2"], "sxHeight", 0)
    if height <= 0:
        glyphs = loaded.getGlyphSet()
        drawn = BoundsPen(glyphs)
        glyphs[loaded.getBestCmap().get(ord("x"), ".notdef")].draw(drawn)
        height = drawn.bounds[3] if drawn.bounds else loaded["head"].unitsPerEm / 2
    return float(height / loaded["head"].unitsPerEm)


@functools.lru_cache(maxsize=4)
def advances(font: bytes) -> Mapping[int, float]:
    """Each character's width in a font. Units: em."""
    import uharfbuzz

    loaded = uharfbuzz.Font(uharfbuzz.Face(font))
    glyph, width, unit = loaded.get_nominal_glyph, loaded.get_glyph_h_advance, loaded.face.upem
    return {code: width(glyph(code)) / unit for code in loaded.face.unicodes}


# What a title may be cut behind, and is then shown without.
_CUT = re.compile("[?!؟](?= )|(?=:| [–—-]|;|,? [(])(?=\\S* )|[？！](?=.)|(?=[：，—].)")
# What stands before a name or a thing: no title ends with it.
_SMALL = 3


def headline(title: str, words: int, characters: int) -> str:
    """A title in few words: whole, up to where its sense ends, else its first words, the last of them no small one."""
    if len(title.split()) <= words and (whole := shortened(title, characters)) == title:
        return whole
    for end in sorted({match.end() for match in _CUT.finditer(title)}, reverse=True):
        part = title[:end]
        if (
            len(part.split()) <= words
            and shortened(part, characters) == part
            and (" " in part or wide(part[0]))
        ):
            return part
    first = " ".join(title.split()[:words])
    short = shortened(first, characters).removesuffix(" …").split(" ")
    while len(short) > 2 and len(short[-1]) <= _SMALL and short[-1].islower():
        del short[-1]
    return f"{' '.join(short).rstrip(_TRAILING)} …" if not short[-1].endswith("…") else " ".join(short)


_TRAILING = " ,;:–-"


# A chapter's running head in one line at the foot of a booklet: what has more words than a few, and more of them in small letters than
# that, looks like a sentence that is not read aloud.
HEAD_CHARACTERS, HEAD_WORDS, FEW_WORDS, LITTLE_WORDS = 58, 12, 7, 3


def running_head(title: str) -> str:
    """A chapter's title in the running lines: as much of it as is no sentence."""
    short = headline(title, HEAD_WORDS, HEAD_CHARACTERS)
    words = short.split()
    if len(words) > FEW_WORDS and sum(word[0].islower() for word in words) > LITTLE_WORDS:
        return headline(title, FEW_WORDS, HEAD_CHARACTERS)
    return short


def shortened(words: str, characters: int) -> str:
    """A title or name for the running lines: whole, or its first words."""
    # A character of Chinese takes the room of two letters, and may end a line.
    rooms = itertools.accumulate(1 + wide(one) for one in words)
    fits = sum(room <= characters for room in rooms)
    if fits == len(words):
        return words
    if wide(words[fits - 1]):
        return words[:fits].rstrip("，、：；") + "…"
    first, _, rest = words.partition(" ")
    if len(first) > fits:
        # A part of a word is another word.
        return f"{first} …" if rest else first
    return words[:fits].rsplit(" ", 1)[0].rstrip(_TRAILING) + " …"


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
