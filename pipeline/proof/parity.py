"""Whether a file holds every run of the article, in order, and nothing that a template forgot.

Input: a `Stream` and the runs. Output: where each run stands, what is missing, what lies between.
Must not: know PDF, EPUB or HTML.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category, name, normalize

from pipeline.proof.stream import GAP, LABEL, Span, Stream, squeezed_text
from pipeline.rendition.expected import Run

_RESIDUE = re.compile(
    r"\{\{|\}\}|\{%|%\}|:::|<!--|-->|\[\^|(?<![\w’'-])None(?![\w’'-])|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]"
)

_LEADERS = re.compile(r"\.{2,}(?=\d)")
# A heading that fills its line leaves no room for them.
_NO_LEADERS = re.compile(r"\.?\d{1,4}")
# What a line of a list of contents holds beside its heading. Units: squeezed characters.
LEADERS = 120
# How many places are tried for each run, on average, before the search is given up.
TURNS = 20


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the runs stand. Shape: `places[i]` are the pieces of run i, None if it is missing."""

    places: tuple[tuple[Span, ...] | None, ...]
    notes: tuple[tuple[Span, ...] | None, ...]

    @property
    def found(self) -> int:
        return sum(place is not None for place in (*self.places, *self.notes))

    def first_missing(self) -> int | None:
        """The first run that is not in its place. Units: index in runs, then notes."""
        return next((index for index, place in enumerate((*self.places, *self.notes)) if place is None), None)


def align(
    stream: Stream,
    runs: Sequence[Run],
    notes: Sequence[Run],
    *,
    room: Sequence[int] = (),
    apart: Sequence[Span] = (),
    columns: Sequence[Sequence[Span]] = (),
    labels: Sequence[str] = (),
) -> Alignment:
    """Each run behind the one before it, with little generated text in between.

    `room` is what else may stand before each run, in squeezed characters; text of the article is never looked for
    inside the spans of `apart`, in order: disclaimers, running heads and feet. Where all can be found elsewhere, no cell is
    looked for inside those of `columns`, which tables seem to say again: of several kinds, the surest first.
    """
    squeezed = [squeezed_text(run.text) for run in runs]
    note_texts = [squeezed_text(run.text) for run in notes]
    # Notes stand behind their chapter or at the end, and may lie between any two runs.
    allowance = GAP + sum(len(text) + 40 for text in note_texts)
    # A list of contents, with leaders and page numbers, stands before the first heading.
    headings = [index for index, run in enumerate(runs) if run.kind == "heading"]
    contents = sum(len(squeezed[index]) + LEADERS for index in headings)
    body = headings[0] + 1 if headings else 0
    windows = [allowance + (contents if index < body else 0) for index in range(len(runs))]
    if room:
        windows = [window + more for window, more in zip(windows, room, strict=True)]
    barred = [() if run.notice is not None else tuple(apart) for run in runs]
    places = None
    stages = _more_and_more(runs, barred, contents_lines(stream, runs), columns)
    for bars in reversed([*stages, *_without_names(stream, runs, squeezed, stages[-1], labels)]):
        places = places or _chain(stream, squeezed, windows, bars)
    places = places or _greedy(stream, squeezed, windows, barred)
    taken = sorted(span for place in places if place for span in place)
    found_notes: list[tuple[Span, ...] | None] = []
    position = 0
    for text in note_texts:
        place = _free(stream, text, position, taken)
        found_notes.append(place)
        if place:
            position = place[-1].end
    return Alignment(tuple(places), tuple(found_notes))


def _more_and_more(
    runs: Sequence[Run],
    barred: Sequence[tuple[Span, ...]],
    contents: Sequence[Span],
    columns: Sequence[Sequence[Span]],
) -> list[Sequence[tuple[Span, ...]]]:
    """The bars of each run, then with those of a list of contents, then for cells with those of columns."""
    found: list[Sequence[tuple[Span, ...]]] = [barred]
    if contents:
        more = functools.cache(lambda bars: merged((*bars, *contents)))
        found.append(
            [bars if run.notice is not None else more(bars) for run, bars in zip(runs, barred, strict=True)]
        )
    for spans in filter(None, columns):
        of_cells = functools.cache(lambda bars, spans=tuple(spans): merged((*bars, *spans)))
        found.append(
            [
                of_cells(bars) if run.kind == "cell" else bars
                for run, bars in zip(runs, found[-1], strict=True)
            ]
        )
    return found


def _without_names(
    stream: Stream,
    runs: Sequence[Run],
    texts: Sequence[str],
    barred: Sequence[tuple[Span, ...]],
    labels: Sequence[str],
) -> list[Sequence[tuple[Span, ...]]]:
    """The bars with those of labels, and of titles that are shown again, for what is only a part of such a name; none without any.

    Why: an ebook shows its title before the text a second time, where the first cell of "Pharmacy | Monday" would be found
    in "Pharmacy hours", and a heading "I" in "I denne brosjyren".
    """
    names = {squeezed_text(label) for label in labels}
    titles = sorted({text for run, text in zip(runs, texts, strict=True) if run.kind == "title"} | names)
    together = "\n".join(titles)
    short = {
        text
        for run, text in zip(runs, texts, strict=True)
        if run.notice is None and text and text in together
    }
    parts = {text: tuple(title for title in titles if text in title and text != title) for text in short}
    again = {title: stream.find_all(title) for title in {one for found in parts.values() for one in found}}
    if not any(len(spans) > (title not in names) for title, spans in again.items()):
        return []

    @functools.cache
    def more(found: tuple[str, ...], bars: tuple[Span, ...]) -> tuple[Span, ...]:
        return merged((*bars, *(span for title in found for span in again[title])))

    return [
        [
            more(parts[text], bars) if run.notice is None and parts.get(text) else bars
            for run, text, bars in zip(runs, texts, barred, strict=True)
        ]
    ]


def contents_lines(stream: Stream, runs: Sequence[Run]) -> list[Span]:
    """Where headings seem to stand in a list of contents: with leaders and a number behind them, or a number and the next."""
    ends = [match.start() for match in _LEADERS.finditer(stream.squeezed)]
    if not ends:
        return []
    lines = set(ends)
    texts = [squeezed_text(run.text) for run in runs if run.kind in ("heading", "title")]
    following: dict[str, set[str]] = {}
    for text, after in itertools.pairwise(texts):
        following.setdefault(text, set()).add(after)
    found: list[Span] = []
    for text in sorted(set(texts)):
        at = 0
        while text and (span := stream.find(text, at, ends[-1])) is not None:
            at = span.end
            if span.end in lines or _runs_into(stream.squeezed, at, following.get(text, ())):
                found.append(span)
    return found


def _runs_into(squeezed: str, at: int, following: Iterable[str]) -> bool:
    """Whether behind a heading stand a number, and the heading that is the next in the article."""
    number = _NO_LEADERS.match(squeezed, at)
    return number is not None and any(text and squeezed.startswith(text, number.end()) for text in following)


def _chain(
    stream: Stream, texts: Sequence[str], windows: Sequence[int], barred: Sequence[Sequence[Span]]
) -> list[tuple[Span, ...] | None] | None:
    """A place for every run, the earliest that leads to the end; None where there is no such chain.

    Why: the same words may stand in a list of contents, in a title, in every row of a table. The first place
    that fits may be a wrong turn, which shows only when a later run is not found; then the next one is tried.
    """
    chain: list[tuple[int, tuple[Span, ...]]] = []
    position = start = 0
    for _ in range(TURNS * len(texts) + 500):
        index = len(chain)
        if index == len(texts):
            return [place for _, place in chain]
        place = _locate(stream, texts[index], start, position + windows[index], barred[index])
        if place is not None:
            chain.append((position, place))
            position = start = place[-1].end if place else position
            continue
        while chain:
            position, before = chain.pop()
            if before:
                start = before[0].start + 1
                break
        else:
            return None
    return None


def _greedy(
    stream: Stream, texts: Sequence[str], windows: Sequence[int], barred: Sequence[Sequence[Span]]
) -> list[tuple[Span, ...] | None]:
    """The first place of each run behind the one before it, where not all can be found."""
    places: list[tuple[Span, ...] | None] = []
    position = slack = 0
    for text, window, bars in zip(texts, windows, barred, strict=True):
        place = _locate(stream, text, position, position + window + slack, bars)
        places.append(place)
        if place is None:
            slack += len(text) * 2 + 20
        elif place:
            position, slack = place[-1].end, 0
    return places


def _locate(
    stream: Stream, text: str, start: int, limit: int, bars: Sequence[Span] = ()
) -> tuple[Span, ...] | None:
    """The first place of a text, in one piece or divided by the end of a page."""
    if not text:
        return ()
    at, whole = start, None
    while whole is None and (span := stream.find(text, at, limit)) is not None:
        bar = _around(bars, span)
        if bar is None:
            whole = span
        else:
            at = max(bar.end, at + 1)
    if whole is not None:
        # The same words may stand before it as well, divided; not on its own page, where they would go on behind it.
        if stream.part(start) == stream.part(whole.start):
            return (whole,)
        limit = whole.start - 1
    if (pieces := stream.find_divided(text, start, limit)) is not None and not any(
        _around(bars, piece) for piece in pieces
    ):
        return tuple(pieces)
    return (whole,) if whole is not None else None


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same stretches, in order, none inside another."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _around(bars: Sequence[Span], span: Span) -> Span | None:
    """The bar that a span lies in, if any."""
    index = bisect_right(bars, span.start, key=lambda bar: bar.start) - 1
    return bars[index] if index >= 0 and span.end <= bars[index].end else None


def _free(stream: Stream, text: str, start: int, taken: list[Span]) -> tuple[Span, ...] | None:
    """Where a note stands outside the runs."""
    while (place := _locate(stream, text, start, len(stream.squeezed))) is not None:
        if not place or not any(
            span.start < other.end and other.start < span.end for span in place for other in taken
        ):
            return place
        start = place[0].start + 1
    return None


def gaps(stream: Stream, alignment: Alignment) -> list[Span]:
    """What lies between the runs: generated text."""
    taken = sorted(span for place in (*alignment.places, *alignment.notes) if place for span in place)
    found: list[Span] = []
    position = 0
    for span in taken:
        if span.start > position:
            found.append(Span(position, span.start))
        position = max(position, span.end)
    if position < len(stream.squeezed):
        found.append(Span(position, len(stream.squeezed)))
    return found


_WORD, _LETTER = re.compile(r"[^\W\d_]{3,}"), re.compile(r"[^\W\d_]+")
# "b)" and "iv.", as lists count.
_ITEM = re.compile(r"(?<![^\W\d_])(?:[a-z]|[ivxlc]{1,6})[.)]", re.IGNORECASE)


def foreign(text: str, known: Sequence[str], *, beside: bool = False) -> str | None:
    """The first words of a gap that neither the article nor the theme has.

    Shape: both are squeezed; `known` from the longest to the shortest. Signs, digits and two letters are nobody's; `beside` a
    disclaimer, where "No:" can take it back, each letter is somebody's but those that count a list's items.
    """
    sought = _WORD
    if beside:
        sought, text = _LETTER, _ITEM.sub("\n", unmarked(text))
    whole = lettered(text)
    if not sought.search(whole):
        return None
    rest = _left(whole, known, sought)
    if rest is not None:
        # What is longer than a piece may be the beginning of another text.
        rest = _left(whole, [piece for piece in known if "\n" not in piece], sought)
    match = sought.search(rest) if rest is not None else None
    return match[0] if match else None


# Behind a letter that is a heading, in a list of contents: no letter of any language, but read as one.
_LED = "\u02d0"


def lone_headings(runs: Sequence[Run]) -> tuple[str, ...]:
    """The headings of one letter, as glossaries have them, with the signs beside it: squeezed."""
    found = {squeezed_text(run.text) for run in runs if run.kind == "heading" and len(run.text) < LABEL}
    return tuple(sorted(text for text in found if len(lettered(unmarked(text)).strip("\n")) == 1))


def foreign_in_contents(text: str, known: Sequence[str], lone: Sequence[str]) -> str | None:
    """The same beside a disclaimer, where a letter with leaders and a number behind it may be one of the headings `lone`.

    Why: a letter alone is somebody's only there. "A", "N" and "Y" as headings would make "any" known.
    """
    text = unmarked(text)
    letters = {unmarked(one): lettered(unmarked(one)).strip("\n") for one in lone}
    for heading, letter in letters.items():
        text = re.sub(rf"{re.escape(heading)}(?=\.{{2,}}\d)", heading.replace(letter, letter + _LED, 1), text)
    return foreign(text, (*known, *(letter + _LED for letter in letters.values()), _LED), beside=True)


def _left(rest: str, known: Sequence[str], sought: re.Pattern[str]) -> str | None:
    """What is left of the text without known pieces, or None if there is nothing that is sought."""
    for piece in known:
        if piece not in rest:
            continue
        # Behind a letter alone, a word that begins with it may go on.
        rest = (
            f"{rest}\n".replace(f"{piece}\n", "\n\n") if piece[-2:-1] == "\n" else rest.replace(piece, "\n")
        )
        if not sought.search(rest):
            return None
    return rest


# To be read as words, though no program takes them for letters: Ⓐ, ㊀, 🄰, and those that flags are made of.
_ENCLOSED = re.compile("[\u2460-\u24ff\u3200-\u33ff\U0001f100-\U0001f1ff]")


def _freed(match: re.Match[str]) -> str:
    """A letter without what is around it; of white ones on black it is only their name that says which they are."""
    plain = normalize("NFKC", match[0])
    return plain if plain != match[0] else name(match[0], "").rpartition(" ")[2][:1]


def lettered(text: str) -> str:
    """The text with a line break for each stretch of signs, and of digits; letters in circles and boxes as letters."""
    if not text.isascii():
        text = _ENCLOSED.sub(_freed, text)
    return re.sub(r"[^\w]+|[\d_]+", "\n", text)


def sign(text: str, authored: str) -> str | None:
    """The first pictograph of a gap that is nobody's: a cross takes back what it stands by, letters in circles are letters."""
    return next((one for one in text if category(one) in ("So", "Co") and one not in authored), None)


# So many signs in a row part what they stand between. Leaders are those of pages.
_HEAP = re.compile(r"[^\w\s]{80,}")


def heap(text: str) -> str | None:
    """The first stretch of a gap that is filled with signs."""
    match = _HEAP.search(text)
    return match[0][:8] if match else None


# What asks, calls, points or strikes out; no template of a page writes it beside a disclaimer.
_MARKING = frozenset("?!¿¡‽؟！？←→↓↔⇐⇒≠≈×÷¬~<>=*†‡§¶^|\\/")


def marking(text: str, shown: Sequence[str]) -> str | None:
    """The first sign of a gap beside a disclaimer that asks, points, or takes back, and is in nothing that may be `shown` there."""
    known = {one for piece in shown for one in piece}
    return next((one for one in text if one in _MARKING and one not in known), None)


def unmarked(text: str) -> str:
    """Without the marks and vowel signs that stand on letters, which part words as signs do."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if not category(sign).startswith("M"))


def residue(text: str, authored: str) -> str | None:
    """What a template left behind in text that it made, with its surroundings.

    Signs that the author uses too, in the title say, are the author's.
    """
    match = next((match for match in _RESIDUE.finditer(text) if match[0] not in authored), None)
    if match is None:
        return None
    return text[max(0, match.start() - 30) : match.end() + 30].strip()
