"""Figures and signs between the pieces of an article: a digit beside a dose, a sum or a date makes another one of it.

Input: a `Stream`, a gap between runs, what the theme writes. Output: the first one that is nobody's.
Must not: know PDF, EPUB or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from unicodedata import category

from pipeline.proof.sighting import Medium
from pipeline.proof.stream import SOFT, Span, Stream, squeezed_text
from pipeline.rendition.expected import Expectation, Run

# What lists, notes and lists of contents have signs for.
_POINTING = frozenset("←↑→↓↩")
_KINDS = frozenset(["Nd", "Nl", "No", "Sm", "Sc"])
_NUMBER = re.compile(r"\d+|[^\w\s]")
# What a heading may end with.
_ENDING = "?!…)]»”’\"'？！）】》」』。؟"
_TRAILING = " ,;:–—-"
# A letter with signs at its sides, or at the beginning of what is said.
_LONE = re.compile(r"(?<![^\W\d_])[^\W\d_](?=[\W\d_])")
# What stands for a phrase of the theme's.
STRUCK = "\x01"
# So many of its first cells may name the columns of a table in a file of before manifests said which do.
COLUMNS = 12
# What stands behind the name of a column beside a cell.
BESIDE_CELLS = ":："


def generated_phrases(expectation: Expectation, *, pages: bool) -> tuple[str, ...]:
    """What an edition may write, or repeat, with figures or lone letters in it, and the lines of its imprint.

    Shape: squeezed, the longest first. Of `Q&A` and `O'Brien` the letters alone are nobody's. Pages repeat what a table is
    called above its rest.
    """
    tables = {run.block for run in expectation.runs if run.kind == "cell"} if pages else set()
    repeated = (
        run.text
        for run in expectation.runs
        if run.kind in ("title", "heading", "notice") or (run.block in tables and run.kind != "cell")
    )
    lines = expectation.imprint.split("\n")
    parts = (part for line in lines for part in line.split(" · "))
    # A running head is the beginning of a title, without the sign at its end.
    begun = (word.rstrip(_TRAILING) for word in expectation.words)
    names = (*expectation.words, *begun, *expectation.labels, *parts, *repeated)
    phrases = {
        phrase
        for name in names
        if any(map(_counts, phrase := squeezed_text(name))) or _LONE.search(phrase, 0, len(phrase) - 1)
    }
    phrases |= {squeezed_text(line) for line in lines if line}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def column_phrases(
    runs: Sequence[Run], places: Sequence[Sequence[Span] | None]
) -> dict[int, tuple[str, ...]]:
    """What a page writes again of a table before a cell, by where that begins: squeezed, the longest first.

    Shape: the names of several columns, above its rest on a next page, or one with a stop, beside a cell.
    """
    found: dict[int, tuple[str, ...]] = {}
    for table in _tables(runs):
        names, least = _names(runs, table)
        rows = ["".join(names[:count]) for count in range(least, len(names) + 1)]
        # A name alone may be a part of the caption, whose rest would be nobody's.
        if least == 1 and not any(map(_counts, names[0])):
            del rows[0]
        phrases = {*rows, *(name + stop for name in names for stop in BESIDE_CELLS)}
        ordered = tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))
        starts = [span.start for index in table for span in places[index] or ()]
        found |= dict.fromkeys(starts[1:], ordered)
    return found


def before_cell(
    stream: Stream, gap: Span, columns: Mapping[int, tuple[str, ...]], medium: Medium
) -> tuple[str, ...]:
    """What may be said again in a gap before a cell: no names without a stop, right before its figures."""
    phrases = columns.get(gap.end, ())
    named = stream.squeezed[gap.end - 1] in BESIDE_CELLS
    if phrases and not named and _before_figure(stream, gap.end, stream.origin[gap.end - 1], medium):
        return tuple(phrase for phrase in phrases if phrase[-1] in BESIDE_CELLS)
    return phrases


def columns_again(stream: Stream, runs: Sequence[Run]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where a page seems to say again what columns are called: one with a stop, as beside a cell, and several, as above a rest."""
    beside: list[Span] = []
    above: list[Span] = []
    alike: dict[tuple[tuple[str, ...], int], list[tuple[int, ...]]] = {}
    for table in _tables(runs):
        names, least = _names(runs, table)
        alike.setdefault((tuple(names), least), []).append(table)
    for (called, least), tables in alike.items():
        labels = sorted({name + stop for name in called for stop in BESIDE_CELLS})
        beside += (span for label in labels for span in stream.find_all(label))
        # One of several names alone may be a word of the text.
        for count in range(len(called), min(len(called), max(least, 2)) - 1, -1):
            if len(spans := stream.find_all("".join(called[:count]))) > len(tables):
                own = _heads(stream, runs, tables, spans, len(called))
                above += (span for span in spans if span not in own)
                break
    return tuple(beside), tuple(above)


def _heads(
    stream: Stream, runs: Sequence[Run], tables: Sequence[Sequence[int]], spans: Sequence[Span], columns: int
) -> frozenset[Span]:
    """Of the places where tables that are called alike name their columns, the first of each: behind the last cells of the one before.

    Why the whole of its last row: the figures of two cells may stand beside each other in many a row.
    """
    own: list[Span] = []
    behind = 0
    for table in tables:
        head = next((span for span in spans if span.start >= behind), None)
        if head is None:
            break
        own.append(head)
        cells = [squeezed_text(runs[index].text) for index in table]
        # Its last row, which no page divides; at the least as far as its text is long.
        least = head.end + sum(map(len, cells)) - (head.end - head.start)
        row = "".join(cells[-columns:])
        if (last := stream.find(row, least - len(row))) is None:
            # Where each cell has the name of its column beside it, only those that begin a row say which one it is.
            last = _in_turn(stream, cells[columns::columns], head.end)
        tails = ["".join(cells[-size:]) for size in (2, 1)]
        last = last or next((span for tail in tails if (span := stream.find(tail, least - len(tail)))), None)
        behind = last.start if last else least
    return frozenset(own)


def _in_turn(stream: Stream, texts: Sequence[str], at: int) -> Span | None:
    """Where the last of some texts stands, each looked for behind the one before; None where one is nowhere."""
    last = None
    for text in texts:
        if (last := stream.find(text, at)) is None:
            return None
        at = last.end
    return last


def _names(runs: Sequence[Run], table: Sequence[int]) -> tuple[list[str], int]:
    """What the columns of a table are called, and how many of them stand above a rest at least."""
    named = [index for index in table if runs[index].column]
    return [squeezed_text(runs[index].text) for index in named or table[:COLUMNS]], 1 if named else 2


def _tables(runs: Sequence[Run]) -> list[tuple[int, ...]]:
    """The indexes of the cells of each table."""
    cells = (index for index, run in enumerate(runs) if run.kind == "cell")
    return [tuple(group) for _, group in groupby(cells, key=lambda index: runs[index].block)]


def struck(text: str, phrases: Sequence[str]) -> str:
    """Squeezed text with signs in the place of phrases: of the same length."""
    for phrase in phrases:
        text = text.replace(phrase, STRUCK * len(phrase))
    return text


def figure(stream: Stream, gap: Span, phrases: Sequence[str], medium: Medium) -> str | None:
    """The first figure, or sign of one, in a gap that belongs to no phrase and counts nothing."""
    text = stream.squeezed[gap.start : gap.end]
    if not any(map(_counts, text)):
        return None
    # Without what layout put there, and with the way back to where each character stands.
    places = [stream.origin[gap.start + at] for at, one in enumerate(text) if one != SOFT]
    text = struck(text.replace(SOFT, ""), phrases)
    for match in _NUMBER.finditer(text):
        if not any(map(_counts, match[0])):
            continue
        # Right before a figure of the article's it makes another number of that, whatever stands on its other side.
        joined = match.end() == len(text) and _before_figure(stream, gap.end, places[-1], medium)
        if medium.pages and not joined and _beside_phrase(stream.text, text, places, match):
            continue
        for first, end in _together(places, match):
            if not medium.counted(places[first], text[first:end]):
                return text[first:end]
    return None


def dated(imprint: str) -> tuple[re.Pattern[str], ...]:
    """The facts of an imprint that have several figures, such as a day, whatever these are.

    Why not those with one: the number of a page stands beside a name, too.
    """
    facts = {squeezed_text(fact) for line in imprint.split("\n") for fact in re.split(r"\u2003| · ", line)}
    told = (re.split(r"\d+", fact) for fact in sorted(facts))
    return tuple(re.compile(r"(?<!\d)\d++".join(map(re.escape, words))) for words in told if len(words) > 2)


def redated(text: str, phrases: Sequence[str], facts: Sequence[re.Pattern[str]]) -> str | None:
    """What a squeezed text says as a fact of the imprint, with other figures: a later day makes prices of an old text new."""
    left = struck(text, phrases) if facts else ""
    return next((match[0] for fact in facts if (match := fact.search(left))), None)


def _together(places: Sequence[int], match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """A number as it is written: figures with something between them are several."""
    first = match.start()
    for at in range(first + 1, match.end() + 1):
        if at == match.end() or places[at] != places[at - 1] + 1:
            yield first, at
            first = at


def _before_figure(stream: Stream, end: int, last: int, medium: Medium) -> bool:
    """Whether the article goes on with a figure, on the line where a gap ends."""
    if end >= len(stream.squeezed) or not stream.squeezed[end].isdigit():
        return False
    between = range(last + 1, stream.origin[end])
    # Some lines of a page end with a space in what is read of it.
    return _on_line(stream.text, last, stream.origin[end]) and not any(
        medium.real_break(at) for at in between if stream.text[at].isspace()
    )


def _beside_phrase(whole: str, text: str, places: Sequence[int], match: re.Match[str]) -> bool:
    """Whether words or leaders of the theme's stand beside a figure on its line, as beside the number of a page."""
    first, last = match.start(), match.end() - 1
    behind = text[last + 1 : last + 2]
    # However many points a list of contents has room for, and behind whatever sign its heading ends with.
    word = len(text[:first].rstrip(".").rstrip(_ENDING)) - 1
    if first - word > 3 or (
        word >= 0 and _of_words(text[word]) and _on_line(whole, places[word], places[first])
    ):
        return True
    return bool(behind) and _of_words(behind) and _on_line(whole, places[last], places[last + 1])


def _of_words(character: str) -> bool:
    return character == STRUCK or character.isalpha()


def _on_line(whole: str, first: int, last: int) -> bool:
    return "\n" not in whole[first:last]


def _counts(character: str) -> bool:
    """Whether a character is a figure, or makes another number of one."""
    if character.isascii():
        return character.isdigit() or character in "+<=>$%"
    return category(character) in _KINDS and character not in _POINTING
