"""Whether a file tells each text as what it is: a heading, an item of a list, a cell of its column, a quotation, a caption.

Input: a file's text, the runs that are owed, what each stands in, as a format tells it. Output: sentences' ends, such as '"Fares" as a paragraph,
not as a heading of level 2'. Must not: know PDF, EPUB or HTML.

Why: who listens goes from heading to heading, hears how many items a list has, and of a price the names of its column and its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.diagnostics import quoted
from pipeline.proof.stream import Span, Stream, squeezed_text
from pipeline.rendition.expected import Run
from pipeline.rendition.roles import Step, Steps, shared

# What a piece of text stands in, as the file tells it: more than one where its parts are told apart.
Teller = Callable[[Sequence[Span]], Sequence[Steps]]

# So many are told of one file.
MOST = 8
# A list, and what stands in it, of which a format does not say what kind they are.
LIST, ITEM = "l", "x"
_ANY_OF = {LIST: "uod", ITEM: "ite"}
_WORDS = {
    "h": "a heading of level {number}", "u": "a list", "o": "a numbered list",
    "d": "a list of terms", "i": "an item", "t": "a term", "e": "an explanation", "b": "a table", "r": "a row",
    "n": "the head of column {column}", "m": "the head", "c": "the cell of column {column}", "q": "a quotation", "p": "a caption",
    LIST: "a list", ITEM: "an item",
}  # fmt: skip


def mistold(
    stream: Stream,
    runs: Sequence[Run],
    places: Sequence[Sequence[Span] | None],
    tell: Teller,
    *,
    chapters: bool = False,
    parted: bool = False,
    notes: bool = False,
) -> Iterator[str]:
    """Texts that are told as something else.

    Shape: in a file of `chapters` headings are one level higher, since each begins one; one that is `parted` into pages tells
    of a list, a table or an item that goes on there as of two. Texts of `notes` may stand in the list of these.
    """
    count = 0
    before: tuple[Steps, Steps] = (), ()
    for number, (run, where) in enumerate(zip(runs, places, strict=True)):
        if run.steps is None or not where:
            continue
        owed = tuple(map(_level, run.steps)) if chapters else run.steps
        told = _told(tell, owed, where, notes)
        if any(not _alike(owed, one) for one in told):
            following = next(
                (spans[0].start for spans in places[number + 1 :] if spans), len(stream.squeezed)
            )
            others = _again(stream, run.text, where[-1].end, following)
            same = (_told(tell, owed, [other], notes) for other in others)
            told = next((one for one in same if one and all(_alike(owed, step) for step in one)), told)
        problem = _problem(owed, told, before, parted) if told else ""
        before = (owed, told[-1]) if told else before
        if problem:
            count += 1
            yield f"{quoted(run.text[:60])} {problem}"
            if count == MOST:
                return


def as_headings(texts: Iterable[tuple[str, Span]], tell: Teller) -> Iterator[str]:
    """Those of some texts that are told as headings: of what stands at the foot of pages, or once more, it is known that it is none."""
    for text, span in texts:
        found = next((one for one in tell([span]) if any(step.what == "h" for step in one)), None)
        if found is not None:
            yield f"{quoted(text[:60])} as {_named(found)}"


def _told(tell: Teller, owed: Steps, where: Sequence[Span], notes: bool) -> Sequence[Steps]:
    return [_in_note(owed, one) if notes else one for one in tell(where)]


def _again(stream: Stream, text: str, start: int, limit: int) -> Iterator[Span]:
    """Where the same words stand once more, before the text that follows: a publisher may be called as the article is, above its title."""
    wanted = squeezed_text(text)
    while wanted and start < limit and (span := stream.find(wanted, start, limit)) is not None:
        yield span
        start = span.end


def _problem(owed: Steps, told: Sequence[Steps], before: tuple[Steps, Steps], parted: bool) -> str:
    """What is wrong with how a text is told. Shape: `before` are what the text before it owes, and what is told of it."""
    if (other := next((one for one in told if not _alike(owed, one)), None)) is not None:
        return f"as {_named(other)}, not as {_named(owed)}"
    if len(told) > 1 and not parted:
        return f"as {len(told)} parts of {_named(owed)}"
    due, same = shared(before[0], owed), shared(before[1], told[0])
    if same > due:
        return f"in {_named(owed[due : due + 1])} with what stands before it"
    return f"in {_named(owed[same : same + 1])} by itself" if same < due and not parted else ""


def _in_note(owed: Steps, told: Steps) -> Steps:
    """What a text of a note stands in within the note, which may be an item itself."""
    around = told[: len(told) - len(owed)]
    return told[len(around) :] if [step.what for step in around] in (["o", "i"], [LIST, ITEM]) else told


def _level(step: Step) -> Step:
    """A heading as it is in a file of chapters."""
    return step._replace(number=max(step.number - 1, 1)) if step.what == "h" else step


def _alike(owed: Steps, told: Steps) -> bool:
    return len(owed) == len(told) and all(map(_fits, owed, told))


def _fits(owed: Step, told: Step) -> bool:
    return owed.what in _ANY_OF.get(told.what, told.what) and owed.number == told.number


def _named(steps: Steps) -> str:
    """What stands in these, in words, the innermost first."""
    found = [_WORDS[step.what].format(number=step.number, column=step.number + 1) for step in reversed(steps)]
    return " in ".join(found) or "a paragraph"
