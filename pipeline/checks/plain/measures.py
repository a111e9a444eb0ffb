"""How hard a text is to read, by the published formula of its language.

Input: sentences as words. Output: a score and what it should be. Must not: know documents.

Source: each `Measure` names its own. The targets are bounds of the scales that go with them, at the place where texts for
everybody begin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.checks.plain.syllables import SPOKEN, syllables

# The formulas were made for samples of a hundred words; shorter texts have no steady score.
LEAST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """What the formulas ask of a text.

    Shape: `spoken` are the words with letters and without digits, whose `syllables` can be told; `stops` are ends of
    sentences and colons; `long` words have more than six letters, `hard` ones four syllables or more.
    """

    words: int = 0
    sentences: int = 0
    stops: int = 0
    spoken: int = 0
    syllables: int = 0
    long: int = 0
    hard: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(one + two for one, two in zip(self.values, other.values, strict=True)))

    @property
    def values(self) -> tuple[int, ...]:
        return (self.words, self.sentences, self.stops, self.spoken, self.syllables, self.long, self.hard)

    @property
    def words_a_sentence(self) -> float:
        return self.words / max(self.sentences, 1)

    @property
    def syllables_a_word(self) -> float:
        return self.syllables / max(self.spoken, 1)


def tally(words: Sequence[str], language: str, colons: int = 0) -> Tally:
    """The counts of one sentence. Shape: syllables are counted in the languages whose formula needs them."""
    spoken = [word for word in words if not any(map(str.isdigit, word))]
    counts = [syllables(word, language) for word in spoken] if language in SPOKEN else []
    return Tally(
        words=len(words),
        sentences=1,
        stops=1 + colons,
        spoken=len(spoken),
        syllables=sum(counts),
        long=sum(sum(map(str.isalpha, word)) > 6 for word in words),
        hard=sum(count >= 4 for count in counts),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula. Shape: `more` says whether a higher score is easier to read."""

    name: str
    source: str
    target: int
    more: bool
    score: Callable[[Tally], float]

    def misses(self, score: float) -> bool:
        """Whether a score, as it is shown, is on the hard side of the target."""
        return round(score) < self.target if self.more else round(score) > self.target

    def hardness(self, score: float) -> float:
        return -score if self.more else score

    @property
    def wanted(self) -> str:
        return f"{self.target} or {'more' if self.more else 'less'}"


def _flesch(counts: Tally) -> float:
    return 206.835 - 1.015 * counts.words_a_sentence - 84.6 * counts.syllables_a_word


def _amstad(counts: Tally) -> float:
    return 180 - counts.words_a_sentence - 58.5 * counts.syllables_a_word


def _szigriszt(counts: Tally) -> float:
    return 206.835 - counts.words_a_sentence - 62.3 * counts.syllables_a_word


def _kandel_moles(counts: Tally) -> float:
    return 207 - 1.015 * counts.words_a_sentence - 73.6 * counts.syllables_a_word


def _lix(counts: Tally) -> float:
    return counts.words / max(counts.stops, 1) + 100 * counts.long / max(counts.words, 1)


def _fog(counts: Tally) -> float:
    return 0.4 * (counts.words_a_sentence + 100 * counts.hard / max(counts.words, 1))


# Ordinary newspapers are from 40 to 50.
_LIX = Measure("LIX", "Björnsson, Läsbarhet, 1968", 45, False, _lix)

MEASURES: dict[str, Measure] = {
    # "Standard", what most adults read with ease, begins at 60.
    "en": Measure("Flesch reading ease", "Flesch, A new readability yardstick, 1948", 60, True, _flesch),
    # "Fairly difficult" begins at 50, below "standard": the same texts score ten points less than in English.
    "de": Measure(
        "Flesch reading ease (Amstad)",
        "Amstad, Wie verständlich sind unsere Zeitungen?, 1978",
        50,
        True,
        _amstad,
    ),
    # Barrio-Cantalejo and others (2008) read Szigriszt's score anew, for leaflets to patients: "normal" begins at 55.
    "es": Measure(
        "INFLESZ",
        "Szigriszt-Pazos, Sistemas predictivos de legibilidad del mensaje escrito, 1993",
        55,
        True,
        _szigriszt,
    ),
    "fr": Measure(
        "Flesch reading ease (Kandel and Moles)", "Kandel and Moles, 1958", 60, True, _kandel_moles
    ),
    "nb": _LIX,
    "nn": _LIX,
    "sv": _LIX,
    "da": _LIX,
    # With four syllables for Gunning's three (Pisarek, 1969), as FOG-PL has it: what a secondary school prepares for.
    "pl": Measure("FOG", "Gunning, The technique of clear writing, 1952", 12, False, _fog),
}
