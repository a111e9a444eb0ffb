"""What of an article the brochure cannot show, known before anything is laid out.

Input: an attached `Document` and a `Theme`. Output: diagnostics with the article's lines. Must not: compose, draw.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.diagnostics import Diagnostic, Extent, Location, report
from pipeline.document import Document, Image, Table
from pipeline.document.drawings import is_drawing
from pipeline.document.queries import of_kind, walk
from pipeline.engines.press import Unusable
from pipeline.formats.brochure.composing import places_of
from pipeline.formats.brochure.lettering import words_in
from pipeline.formats.brochure.press import USUAL, condition_of
from pipeline.rendition.dress import picture
from pipeline.rendition.expected import Expectation
from pipeline.rendition.imprint import imprint
from pipeline.theme import Theme
from pipeline.theme.scripts import font_of

# Of a table, by the size of print. Why: as the last of its forms each row is a list with a line for each cell, and no
# row is divided; searching for a page that holds a longer list would take minutes and find none.
MOST_COLUMNS = {"standard": 40, "clear": 28, "large": 20}

# Asks for another look of the sign before it, or makes a key of it.
_SELECTORS = "\ufe0e\ufe0f\u20e3"
# Source: Unicode's emoji-data, Emoji_Presentation; beyond the first plane all that are pictures to nearly everybody.
_PICTURED = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff"
)
_PICTURES = re.compile(rf"[^\s{_SELECTORS}][{_SELECTORS}]+|[{_PICTURED}]")


def characters_of(document: Document, completed: Document, theme: Theme, owed: Expectation) -> str:
    """Every character that its pages show, those in drawings too."""
    labels, meta = theme.labels(document.lang), document.meta
    shown = {one.url for one in of_kind(completed.blocks, Image)}
    names = [*sorted(shown), *([meta.cover.image] if meta.cover else ())]
    drawn = (_drawn(name, document) for name in names)
    runs = (run.text for run in (*owed.runs, *owed.notes))
    return "".join(
        (*runs, *imprint(document, labels, "brochure"), *labels.values(), meta.publisher or "", *drawn)
    )


def _drawn(name: str, document: Document) -> str:
    return words_in(picture(name, document.assets.get(name))) if is_drawing(name) else ""


def unfit(document: Document, completed: Document, theme: Theme, text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a document that shows the characters of a text. Reports: ENG605, BRO412, BRO418, BRO421."""
    missing = theme.missing_characters(text).translate(dict.fromkeys(map(ord, _SELECTORS)))
    found = [
        *_without_glyph(missing, completed),
        *_as_pictures(text, missing, completed),
        *_too_many_columns(completed),
    ]
    icc = document.meta.brochure.icc or USUAL[document.meta.brochure.paper or "a4"]
    condition = condition_of(theme, icc)
    if isinstance(condition, Unusable):
        place = document.article.at("brochure", "icc")
        found.append(report("BRO412", place, name=icc, problem=condition.problem))
    return tuple(found)


def _as_pictures(text: str, missing: str, document: Document) -> Iterator[Diagnostic]:
    """One error for the signs that fonts have and that are drawn as coloured pictures, where the first of them stands.

    Why: Pango takes those from the font that the machine has for them, whatever families a stylesheet names.
    """
    signs = [sign for sign in dict.fromkeys(_PICTURES.findall(text)) if sign[0] not in missing]
    if not signs:
        return
    lines = () if document.bound else document.article.lines
    places = (
        (number, at + 1, sign)
        for number, line in enumerate(lines, 1)
        for sign in signs
        if (at := line.find(sign)) >= 0
    )
    first = min(places, default=None)
    where = Extent(first[0], first[1], first[0], first[1] + len(first[2])) if first else None
    yield report("BRO421", Location(document.path, where), characters=" ".join(signs[:12]))


def _without_glyph(missing: str, document: Document) -> Iterator[Diagnostic]:
    """One error for each script that no bundled font can show, where the first of its characters stands."""
    if not missing:
        return
    scripts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for character in missing:
        scripts[font_of(character)].append(character)
    places = _places(set(missing), document)
    for (script, font), characters in sorted(scripts.items()):
        known = [places[each] for each in characters if each in places]
        shown = " ".join(characters[:12])
        where = Location(document.path, min(known, default=None))
        instead = instead_of(characters[:12])
        yield report("ENG605", where, characters=shown, script=script, font=font, instead=instead)


# What says the same as a sign that hardly any font of letters has.
_INSTEAD = {
    "♭": "flat", "♯": "sharp", "♮": "natural", "♩": "crotchet", "♪": "music", "♫": "music", "☎": "phone", "☏": "phone",
    "✆": "phone", "📞": "phone", "✉": "e-mail", "📧": "e-mail", "⚠": "`::: {.callout kind=warning}`", "⏱": "minutes",
    "⏰": "time", "📍": "address", "🌐": "web", "☀": "sun", "✂": "cut here", "♿": "step-free",
    "➡": "→", "⬇": "↓", "⬆": "↑", "⬅": "←",
}  # fmt: skip
# What Markdown says of letters that stand for others in another place.
_MARKED = {"<sub>": "`~{}~`", "<super>": "`^{}^`"}


def instead_of(characters: Iterable[str]) -> str:
    """What can be written in the place of characters, for people; empty where nothing is known."""
    found = []
    for one in characters:
        kind = unicodedata.decomposition(one).partition(" ")[0]
        plain = unicodedata.normalize("NFKC", one)
        known = _INSTEAD.get(one) or (
            _MARKED.get(kind, "{}").format(plain) if plain != one and plain.isascii() else ""
        )
        if known:
            found.append(f"{one}: {known}")
    return f" ({'; '.join(found)})" if found else ""


def _places(characters: set[str], document: Document) -> dict[str, Extent]:
    """Where each first stands: as it is written, else in a text that an entity spells, else in a drawing."""
    found: dict[str, Extent] = {}
    # The places of a book are those of its articles.
    if document.bound:
        return found
    for number, line in enumerate(document.article.lines, 1):
        for each in characters.intersection(line) - found.keys():
            at = line.index(each) + 1
            found[each] = Extent(number, at, number, at + 1)
    for whole, line_number in places_of(document.blocks, None):
        for each in characters.intersection(whole) - found.keys():
            found[each] = Extent.point(line_number, 1)
    for image in of_kind(document.blocks, Image) if characters - found.keys() else ():
        if image.at is not None:
            words = _drawn(image.url, document)
            found |= dict.fromkeys(characters.intersection(words) - found.keys(), image.at)
    return found


def _too_many_columns(document: Document) -> Iterator[Diagnostic]:
    """Tables of which not even one row fits a page, with a line for each of its cells."""
    most = min(MOST_COLUMNS[size] for size in document.meta.brochure.size or ("standard",))
    for block in walk(document.blocks):
        if isinstance(block, Table) and len(block.alignments) > most:
            place = Location(
                document.path, Extent.point(block.at.line, block.at.column) if block.at else None
            )
            yield report("BRO418", place, found=len(block.alignments), most=most)
