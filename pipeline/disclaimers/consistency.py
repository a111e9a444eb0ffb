"""Whether a condition can hold: of some article that can be thought of, or of one that says what it is.

Input: a condition. Output: yes or no, and yes in doubt. Pure. Must not: read the text of an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.article import folded
from pipeline.disclaimers.criteria import All, Any_, Condition, Criterion, Except, Not, Together
from pipeline.disclaimers.detect import read_as
from pipeline.disclaimers.library import lookup

# Of these an article has one, or an edition is one; of topics and of what blocks hold there can be many.
SINGLE = ("audience", "region", "lang", "format")
# More ways to meet a condition than anybody writes.
_ENOUGH = 5_000


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article says of itself that rules ask for. Shape: `formats` are the editions that it has."""

    lang: str
    audience: str | None
    region: str | None
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of an article."""

    profile: Profile
    format: str

    def said(self, kind: str) -> str | None:
        """What it says of itself that a kind of test asks for."""
        profile = self.profile
        said = {"lang": profile.lang, "audience": profile.audience, "region": profile.region}
        return self.format if kind == "format" else said[kind]

    def has(self, test: Criterion) -> bool:
        """Whether it meets a test of what there is one of."""
        said = self.said(test.kind)
        if said is None or test.kind == "format":
            return said in test.values
        if test.kind == "lang":
            return any(tag in lookup(said) for tag in test.values)
        said, *values = (_as_read(text, self.profile.lang) for text in (said, *test.values))
        return said in values


def _as_read(text: str, lang: str) -> str:
    return " ".join(read_as(text, lang).text.split()).casefold()


Literal = tuple[Criterion, bool]


class _Search:
    """Looks for a way to meet a condition, in one edition or in any that can be thought of."""

    def __init__(self, edition: Edition | None) -> None:
        self._edition = edition
        self._left = _ENOUGH

    def meets(self, todo: tuple[tuple[Condition, bool], ...], said: tuple[Literal, ...]) -> bool:
        self._left -= 1
        if not todo or self._left < 0:
            return True
        (condition, holds), rest = todo[0], todo[1:]
        match condition:
            case Criterion():
                now = (*said, (condition, holds))
                return self._fits(now) and self.meets(rest, now)
            case Not(part):
                return self.meets(((part, not holds), *rest), said)
            case Except(sought, others):
                if not holds:
                    # Nothing is found, or something that takes it.
                    ways = ((sought, False), *((other, True) for other in others))
                    return any(self.meets((way, *rest), said) for way in ways)
                if _within(sought, others):
                    return False
                return self.meets(((sought, True), *rest), said)
            case Together(parts, without):
                if holds and any(isinstance(part, Criterion) and _within(part, without) for part in parts):
                    return False
                # That a text has the words of all, and not in one sentence, is possible too.
                return self.meets((*((part, True) for part in parts), *rest) if holds else rest, said)
            case All(parts) | Any_(parts):
                if isinstance(condition, All) == holds:
                    return self.meets((*((part, holds) for part in parts), *rest), said)
                return any(self.meets(((part, holds), *rest), said) for part in parts)

    def _fits(self, said: tuple[Literal, ...]) -> bool:
        """Whether the last of these can be so beside the others."""
        test, _ = said[-1]
        same = [(each, holds) for each, holds in said if each.kind == test.kind]
        if test.kind in SINGLE:
            if self._edition is not None:
                return all(self._edition.has(each) == holds for each, holds in same)
            asked = [each for each, holds in same if holds]
            if not asked:
                return True
            return any(
                all(_one_has(value, each) == holds for each, holds in same)
                for each in asked
                for value in each.values
            )
        absent = [each for each, holds in same if not holds]
        return not any(holds and _within(each, absent) for each, holds in same)


def _one_has(value: str, test: Criterion) -> bool:
    """Whether what has one value meets a test of others."""
    if test.kind == "lang":
        return any(tag in lookup(value) for tag in test.values)
    return folded(value).casefold() in {folded(other).casefold() for other in test.values}


def _within(test: Criterion, others: Sequence[Criterion]) -> bool:
    """Whether whatever meets a test meets one of the others."""
    covered = {
        folded(value).casefold() for other in others if other.kind == test.kind for value in other.values
    }
    return all(folded(value).casefold() in covered for value in test.values)


def can_hold(condition: Condition, edition: Edition | None = None) -> bool:
    """Whether an edition could meet a condition, whatever its topics and its text; without one, whether any could."""
    return _Search(edition).meets(((condition, True),), ())
