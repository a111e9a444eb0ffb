"""What in a policy does nothing: rules that no article can meet, exemptions that let nobody off.

Input: a condition, a policy, what the articles say of themselves. Output: what is idle, and why. Pure.
Must not: read the text of an article; in doubt a rule has a use.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Location, did_you_mean, quoted, report
from pipeline.disclaimers import packs
from pipeline.disclaimers.criteria import All, Any_, Condition, Criterion, Except, Not, tests_of
from pipeline.disclaimers.detect import read_as
from pipeline.disclaimers.library import lookup
from pipeline.disclaimers.policy import Exemption, Policy, Rule

# Of these an article has one, or an edition is one; of topics and of what blocks hold there can be many.
_SINGLE = ("audience", "region", "lang", "format")
# Nobody looks again at an exemption that outlives those who signed it. Units: days.
LONGEST = 2 * 366
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
class _Edition:
    profile: Profile
    format: str

    def has(self, test: Criterion) -> bool:
        match test.kind:
            case "lang":
                return any(tag in lookup(self.profile.lang) for tag in test.values)
            case "format":
                return self.format in test.values
            case _:
                said = self.profile.audience if test.kind == "audience" else self.profile.region
                if said is None:
                    return False
                said, *values = (_as_read(text, self.profile.lang) for text in (said, *test.values))
                return said in values


def _as_read(text: str, lang: str) -> str:
    return " ".join(read_as(text, lang).text.split()).casefold()


Literal = tuple[Criterion, bool]


class _Search:
    """Looks for a way to meet a condition, in one edition or in any that can be thought of."""

    def __init__(self, edition: _Edition | None) -> None:
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
                    return self.meets(rest, said)
                if _within(sought, others):
                    return False
                return self.meets(((sought, True), *rest), said)
            case All(parts) | Any_(parts):
                if isinstance(condition, All) == holds:
                    return self.meets((*((part, holds) for part in parts), *rest), said)
                return any(self.meets(((part, holds), *rest), said) for part in parts)

    def _fits(self, said: tuple[Literal, ...]) -> bool:
        """Whether the last of these can be so beside the others."""
        test, _ = said[-1]
        same = [(each, holds) for each, holds in said if each.kind == test.kind]
        if test.kind in _SINGLE:
            if self._edition is not None:
                return all(self._edition.has(each) == holds for each, holds in same)
            asked = [each for each, holds in same if holds]
            if not asked:
                return True
            return any(
                all(_one_has(value, each) == holds for each, holds in same) for value in asked[0].values
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


def can_hold(condition: Condition) -> bool:
    """Whether some article could meet a condition."""
    return _Search(None).meets(((condition, True),), ())


def unmet(policy: Policy, profiles: Sequence[Profile]) -> Iterator[Diagnostic]:
    """Reports: DIS334 (a rule of the policy's own that no article meets, whatever its topics and its text)."""
    if not profiles:
        return
    # A pack is for many publications; what of it is of use to this one is no news.
    theirs = {rule.id for name in packs.names() for rule in packs.pack(name).rules}
    editions = [_Edition(one, name) for one in dict.fromkeys(profiles) for name in one.formats]
    for rule in policy.rules:
        if rule.id in theirs or any(_Search(one).meets(((rule.when, True),), ()) for one in editions):
            continue
        for test in tests_of(rule.when):
            if test.kind in _SINGLE and not any(one.has(test) for one in editions):
                found, nearest = f"`{test.kind}: {' or '.join(test.values)}`", _nearest(test, editions)
                break
        else:
            found, nearest = "a combination that none has", "correct the rule, or take it away"
        yield report("DIS334", rule.location, rule=rule.id, found=found, nearest=nearest)


def _nearest(test: Criterion, editions: Sequence[_Edition]) -> str:
    """What to do about a value that nothing has."""
    there = {
        "lang": {one.profile.lang for one in editions},
        "format": {one.format for one in editions},
        "audience": {one.profile.audience for one in editions},
        "region": {one.profile.region for one in editions},
    }[test.kind]
    named = sorted(value for value in there if value)
    if not named:
        return f"no article says a `{test.kind}`; take the rule away, or leave it for articles to come"
    return did_you_mean(test.values[0], named)


def idle_exemptions(
    entries: Sequence[Exemption], rules: Sequence[Rule], today: datetime.date
) -> Iterator[Diagnostic]:
    """Reports: DIS335 (an exemption that does nothing), DIS336 (one that ends so late that nobody will look again)."""
    requires_nothing = {rule.id for rule in rules if rule.require is None}
    first: dict[tuple[str, str], Location] = {}
    for entry in entries:
        before = first.setdefault((entry.article, entry.rule), entry.location)
        if before is not entry.location:
            found = f"the same as in line {before.line}"
        elif entry.rule in requires_nothing:
            found = f"one from rule {entry.rule}, which requires nothing"
        else:
            found = ""
        if found:
            yield report("DIS335", entry.location, article=quoted(entry.article), found=found)
        if (entry.until - today).days > LONGEST:
            yield report("DIS336", entry.location, today=today, date=entry.until, by=entry.by)
