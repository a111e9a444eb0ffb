"""Whether a file tells each text as what it is: a heading, an item of a list, a cell of its column, a quotation, a caption.

Input: the runs that are owed, what each stands in, as a format tells it. Output: sentences' ends, such as '"Fares" as a paragraph,
not as a heading of level 2'. Must not: know PDF, EPUB or HTML.

Why: who listens goes from heading to heading, hears how many items a list has, and of a price the names of its column and its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.diagnostics import quoted
from pipeline.proof.stream import Span
from pipeline.rendition.expected import Run
from pipeline.rendition.roles import Step, Steps, shared

# What a piece of text stands in, as the file tells it: more than one where its parts are told apart.
Teller = Callable[[Sequence[Span]], Sequence[Steps]]

# So many are told of one file.
MOST = 8
# A list, and what stands in it, of which a format does not say what kind they are.
LIST, ITEM = "l", "x"
_ANY_OF = {LIST: "uod", ITEM: "ite", "h": "hg"}
_WORDS = {
    "h": "a heading of level {number}", "g": "a heading of level {number}", "u": "a list", "o": "a numbered list",
    "d": "a list of terms", "i": "an item", "t": "a term", "e": "an explanation", "b": "a table", "r": "a row",
    "n": "the head of column {column}", "m": "the head", "c": "the cell of column {column}", "q": "a quotation", "p": "a caption",
    LIST: "a list", ITEM: "an item",
}  # fmt: skip


def mistold(
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
    for run, where in zip(runs, places, strict=True):
        if run.steps is None or not where or not (told := tell(where)):
            continue
        owed = tuple(_level(step) for step in run.steps) if chapters else run.steps
        if notes:
            told = [_in_note(owed, one) for one in told]
        other = next((one for one in told if not _alike(owed, one)), None)
        if other is not None:
            problem = f"as {_named(other)}, not as {_named(owed)}"
        elif len(told) > 1 and not parted:
            problem = f"as {len(told)} parts of {_named(owed)}"
        else:
            due, same = shared(before[0], owed), shared(before[1], told[0])
            problem = ""
            if same > due:
                problem = f"in {_named(owed[due : due + 1])} with what stands before it"
            elif same < due and not parted:
                problem = f"in {_named(owed[same : same + 1])} by itself"
        before = owed, told[-1]
        if problem:
            count += 1
            yield f"{quoted(run.text[:60])} {problem}"
            if count == MOST:
                return


def _in_note(owed: Steps, told: Steps) -> Steps:
    """What a text of a note stands in within the note, which may be an item itself."""
    around = told[: len(told) - len(owed)]
    return told[len(around) :] if [step.what for step in around] in (["o", "i"], [LIST, ITEM]) else told


def _level(step: Step) -> Step:
    """A heading as it is in a file of chapters; in boxes no heading is as high as those that begin one."""
    if step.what == "g":
        return step._replace(number=max(step.number, 3) - 1)
    return step._replace(number=max(step.number - 1, 1)) if step.what == "h" else step


def _alike(owed: Steps, told: Steps) -> bool:
    return len(owed) == len(told) and all(map(_fits, owed, told))


def _fits(owed: Step, told: Step) -> bool:
    return owed.what in _ANY_OF.get(told.what, told.what) and owed.number == told.number


def _named(steps: Steps) -> str:
    """What stands in these, in words, the innermost first."""
    found = [_WORDS[step.what].format(number=step.number, column=step.number + 1) for step in reversed(steps)]
    return " in ".join(found) or "a paragraph"
