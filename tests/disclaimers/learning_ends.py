"""Where people's marks of a dose begin and end, learnt from the blocks that they have labelled.

    .venv/bin/python -m tests.disclaimers.learning_ends

Writes `pipeline/disclaimers/weights/ends.bin`. Learns from `labelled/` and `labelled/further/` as `learning.py` does, but for the sets
whose labels hold no more than an amount. The same texts give the same bytes.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.disclaimers.detect import found_doses, read_as
from pipeline.disclaimers.ends import (
    BEGINS,
    BUCKETS,
    GOES_ON,
    OUTSIDE,
    STATES,
    Weights,
    signs_of_words,
    worded,
)
from pipeline.disclaimers.folding import Folded
from pipeline.disclaimers.likely import FOLDER
from pipeline.disclaimers.sentences import Span
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.learning import fingerprint, sources
from tests.disclaimers.scoring import language_of, passages_of, placed, read

# Their writers labelled "two tablets" where others label "two tablets every six hours for a week", or left out for how long.
BARE = frozenset(map(str, (*range(1, 14), 19, 22, 24, 25)))
# What stands in so few places teaches nothing of others; each order of the examples is learnt from so often.
LEAST, ORDERS, ROUNDS = 3, 3, 5


@dataclass(frozen=True, slots=True)
class Example:
    """A stretch of text: what speaks for and against each word of it, and where people's marks are."""

    signs: Sequence[Sequence[int]]
    states: Sequence[int]


def whole() -> list[Path]:
    """The files whose labels hold all that is told in one run."""
    return [
        path for path in sources() if (number := re.search(r"-(\d+)\.", path.name)) and number[1] not in BARE
    ]


def _read_places(text: Folded, spans: Sequence[Span]) -> Iterator[Span]:
    """Where these places of the source stand in the text as it is read."""
    for start, end in spans:
        inside = [at for at, stop in enumerate(text.stops) if stop > start and text.starts[at] < end]
        if inside:
            yield inside[0], inside[-1] + 1


def from_labels(path: Path, pandoc: Pandoc) -> Iterator[Example]:
    lang = language_of(path)
    blocks = read(path.read_text(encoding="utf-8"))
    for block, passages in zip(blocks, passages_of(blocks, lang, pandoc), strict=True):
        labels = [label for name, label in block.labels if name == "dosage"]
        for piece in (piece for passage in passages for piece in passage.pieces):
            text = read_as(piece.text, lang)
            by_rules = bool(piece.under) or piece.names
            found = sorted(found_doses(text, piece.under, lang, piece.beside, piece.section, by_rules))
            if not found:
                continue
            in_source = [text.source(*span) for span in found]
            meant = [span for _, span in placed(labels, piece.text, in_source) if span is not None]
            marks = sorted(_read_places(text, meant))
            for words in worded(text.text, lang, found):
                states = [OUTSIDE] * len(words)
                for start, end in marks:
                    inside = [at for at, word in enumerate(words) if word.start < end and start < word.end]
                    for at in inside:
                        states[at] = BEGINS if at == inside[0] else GOES_ON
                yield Example([*signs_of_words(text.text, words, lang)], states)


def without_rare(given: Sequence[Example], least: int = LEAST) -> list[Example]:
    counts = Counter(sign for one in given for signs in one.signs for sign in signs)
    return [
        Example([[sign for sign in signs if counts[sign] >= least] for signs in one.signs], one.states)
        for one in given
    ]


def learn(given: Sequence[Example], orders: int = ORDERS, rounds: int = ROUNDS) -> Weights:
    """The weights of each bucket for each state, those of several orders of the examples taken together."""
    numbers = [[0.0] * BUCKETS for _ in STATES]
    following = [[0.0] * len(STATES) for _ in STATES]
    for order in range(orders):
        one = _learn(given, rounds, order)
        numbers = [
            [a + b for a, b in zip(*rows, strict=True)] for rows in zip(numbers, one.numbers, strict=True)
        ]
        following = [
            [a + b for a, b in zip(*rows, strict=True)] for rows in zip(following, one.following, strict=True)
        ]
    return Weights(numbers, following)


def _learn(given: Sequence[Example], rounds: int, seed: int) -> Weights:
    """The average of the weights after each example. Shape: `late` is what each had later, times when."""
    now = [[0.0] * BUCKETS for _ in STATES]
    late = [[0.0] * BUCKETS for _ in STATES]
    after = [[0.0] * len(STATES) for _ in STATES]
    late_after = [[0.0] * len(STATES) for _ in STATES]
    weights = Weights(now, after)
    order, chance, time = list(range(len(given))), random.Random(seed), 1
    for _ in range(rounds):
        chance.shuffle(order)
        for index in order:
            signs, right = given[index].signs, given[index].states
            said = weights.states(signs)
            for at, (state, wrong) in enumerate(zip(right, said, strict=True)):
                for each, by in ((state, 1.0), (wrong, -1.0)) if state != wrong else ():
                    row, late_row = now[each], late[each]
                    for sign in signs[at]:
                        row[sign] += by
                        late_row[sign] += by * time
                if at and (right[at - 1], state) != (said[at - 1], wrong):
                    for was, each, by in ((right[at - 1], state, 1.0), (said[at - 1], wrong, -1.0)):
                        after[was][each] += by
                        late_after[was][each] += by * time
            time += 1
    return Weights(_averaged(now, late, time), _averaged(after, late_after, time))


def _averaged(now: list[list[float]], late: list[list[float]], time: int) -> list[list[float]]:
    return [
        [one - past / time for one, past in zip(*rows, strict=True)] for rows in zip(now, late, strict=True)
    ]


def packed(weights: Weights, learnt_from: str) -> bytes:
    """As `pipeline.disclaimers.ends` reads them."""
    scale = max(abs(number) for row in weights.numbers for number in row) / 127
    following = [[round(number / scale, 3) for number in row] for row in weights.following]
    head = json.dumps({"following": following, "learnt-from": learnt_from}, sort_keys=True)
    numbers = b"".join(bytes(round(number / scale) & 0xFF for number in row) for row in weights.numbers)
    return head.encode() + b"\n" + numbers


def main() -> None:
    pandoc = Pandoc.found()
    given = [one for path in whole() for one in from_labels(path, pandoc)]
    (FOLDER / "ends.bin").write_bytes(packed(learn(without_rare(given)), fingerprint(whole())))
    print(
        f"ends: {len(given)} stretches, {sum(state == BEGINS for one in given for state in one.states)} marks"
    )


if __name__ == "__main__":
    main()
