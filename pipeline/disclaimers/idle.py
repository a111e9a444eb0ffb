"""What in a policy does nothing: rules that no article can meet, exemptions that let nobody off.

Input: a policy, what the articles say of themselves, a day. Output: diagnostics. Pure. Must not: read the text of an article.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from pipeline.diagnostics import Diagnostic, Location, nearest, quoted, report
from pipeline.disclaimers import packs
from pipeline.disclaimers.consistency import SINGLE, Edition, Profile, can_hold
from pipeline.disclaimers.criteria import All, Any_, Condition, Criterion, Not, tests_of
from pipeline.disclaimers.policy import Exemption, Policy, Rule
from pipeline.schema import meant_country, nearly_says

# Nobody looks again at an exemption that outlives those who signed it. Units: days.
LONGEST = 2 * 366
# Of more rules nobody looks for the few from which together another one follows.
_MOST_NEAR = 20


def unmet(policy: Policy, profiles: Sequence[Profile]) -> Iterator[Diagnostic]:
    """Reports: DIS334 (a rule of the policy's own that no article meets, whatever its topics and its text)."""
    if not profiles:
        return
    # A pack is for many publications; what of it is of use to this one is no news.
    theirs = {rule.id for name in packs.names() for rule in packs.pack(name).rules}
    editions = [Edition(one, name) for one in dict.fromkeys(profiles) for name in one.formats]
    for rule in policy.rules:
        if rule.id in theirs or any(can_hold(rule.when, one) for one in editions):
            continue
        for test in _asked(rule.when):
            if test.kind in SINGLE and not any(one.has(test) for one in editions):
                found, action = f"`{test.kind}: {' or '.join(test.values)}`", _nearest(test, editions)
                break
        else:
            found, action = "a combination that none has", "correct the rule, or take it away"
        yield report("DIS334", rule.location, rule=rule.id, found=found, nearest=action)


def _asked(condition: Condition) -> Iterator[Criterion]:
    """What a condition asks for, and not to be absent."""
    if isinstance(condition, All | Any_):
        for part in condition.parts:
            yield from _asked(part)
    elif isinstance(condition, Criterion):
        yield condition


def _nearest(test: Criterion, editions: Sequence[Edition]) -> str:
    """What to do about a value that nothing has."""
    named = sorted({said for one in editions if (said := one.said(test.kind))})
    meant = nearest(test.values[0], named)
    if test.kind == "region" and not meant:
        meant = next((one for one in named if nearly_says("region", test.values[0], one)), None)
        code = meant_country(test.values[0])
        if not meant and code not in (None, test.values[0]):
            return f"if articles name a country by its code, `region: {code}`, write that; else leave it for articles to come"
    return f"did you mean `{meant}`?" if meant else "take the rule away, or leave it for articles to come"


def hollow(policy: Policy) -> Iterator[Diagnostic]:
    """Reports: DIS339 (a rule that requires nothing, and that every article meets, or none that owes nothing)."""
    owing = [rule for rule in policy.rules if rule.require is not None]
    for rule in policy.rules:
        if rule.require is not None:
            continue
        if not can_hold(Not(rule.when)):
            found = "that every article meets it, whatever it says"
            action = "name the topic or the kind of article that owes nothing"
        else:
            near = _near(rule, owing)
            alone = next((one for one in near if _words(one) & _words(rule) and _follows(rule, [one])), None)
            near = [alone] if alone is not None else near[:_MOST_NEAR]
            if not _follows(rule, near):
                continue
            for other in near:
                fewer = [one for one in near if one is not other]
                near = fewer if _follows(rule, fewer) else near
            names = ", ".join(one.id for one in near)
            found = "that all that meet it owe what " + (
                f"rule {names} requires" if len(near) == 1 else f"the rules {names} require"
            )
            action = (
                "take the rule away, since it takes no disclaimer away; "
                "an entry in `exempt` does, for one article, signed, until a day"
            )
        yield report("DIS339", rule.location, rule=rule.id, found=found, action=action)


def _follows(rule: Rule, others: Sequence[Rule]) -> bool:
    """Whether what meets a rule meets one of the others."""
    return bool(others) and not can_hold(All((rule.when, Not(Any_(tuple(other.when for other in others))))))


def _near(rule: Rule, others: Sequence[Rule]) -> list[Rule]:
    """Those that ask for something that a rule asks for, or one of them: from it no others can follow."""
    asked = {other.id: _words(other) for other in others}
    words = _words(rule)
    near: list[Rule] = []
    left = list(others)
    while more := [other for other in left if asked[other.id] & words]:
        near += more
        left = [other for other in left if not asked[other.id] & words]
        words = words.union(*(asked[other.id] for other in more))
    return near


def _words(rule: Rule) -> frozenset[tuple[str, str]]:
    """What a rule asks for, one by one."""
    return frozenset((test.kind, value.casefold()) for test in tests_of(rule.when) for value in test.values)


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
