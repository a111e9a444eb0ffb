"""What in a policy does nothing: rules that no article can meet, exemptions that let nobody off.

Input: a policy, what the articles say of themselves, a day. Output: diagnostics. Pure. Must not: read the text of an article.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from pipeline.diagnostics import Diagnostic, Location, nearest, quoted, report
from pipeline.disclaimers import packs
from pipeline.disclaimers.consistency import SINGLE, Edition, Profile, can_hold
from pipeline.disclaimers.criteria import All, Any_, Condition, Criterion
from pipeline.disclaimers.policy import Exemption, Policy, Rule

# Nobody looks again at an exemption that outlives those who signed it. Units: days.
LONGEST = 2 * 366


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
    return f"did you mean `{meant}`?" if meant else "take the rule away, or leave it for articles to come"


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
