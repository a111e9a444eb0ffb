"""Topics that an article does not name though its text plainly is about them, and that a rule asks for.

Input: an article with its disclaimers, and the policy. Output: advice, one for each topic at most. Must not: stop anything:
what a text is about is for its author to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.diagnostics import Diagnostic, quoted, report
from pipeline.disclaimers.attach import Attached
from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.criteria import All, Any_, Condition, Criterion
from pipeline.disclaimers.detect import detectors_for, mentions_in
from pipeline.disclaimers.policy import Policy, Rule
from pipeline.disclaimers.surface import surface
from pipeline.document import Heading, Notice

# What policies call a subject that a detector knows.
_TOPICS = {"medical": ("health", "medicine", "medical"), "legal": ("legal", "law")}
_NAMES = {"medical": "health or medicine", "legal": "law"}
# A text is about what this share of its blocks mentions, and so many at least. Why: a guide to loans names notice and
# inheritance in a block of twelve; leaflets on a knee and on a tenancy name theirs in more than half.
_SHARE = 0.25
_LEAST = 3


def lacking(placed: Attached, policy: Policy) -> Iterator[Diagnostic]:
    """Reports: DIS357."""
    document = placed.document
    topics = document.meta.topics
    blocks = [one for one in surface(document.blocks) if not isinstance(one, Notice | Heading)]
    for detector, names in _TOPICS.items():
        topic = next((name for name in names if name in policy.topics), None)
        if topic is None or set(names) & set(topics) or detector not in detectors_for(document.lang):
            continue
        owed = _owed(placed, policy, topic)
        if not owed:
            continue
        found = [mentions for block in blocks if (mentions := mentions_in(block, document.lang, detector))]
        if len(found) < max(_LEAST, _SHARE * len(blocks)):
            continue
        first = found[0][0]
        yield report(
            "DIS357",
            document.article.location(first.extent),
            subject=_NAMES[detector],
            number=len(found),
            all=len(blocks),
            first=quoted(first.text),
            topic=topic,
            owed=" and ".join(f"`{id}`" for id in owed),
        )


def _owed(placed: Attached, policy: Policy, topic: str) -> tuple[str, ...]:
    """What the article would owe with a topic, and does not owe without it."""
    document = placed.document
    meta = document.meta.model_copy(update={"topics": (*document.meta.topics, topic)})
    formats = document.article.formats
    conditions = Conditions(replace(document, meta=meta), (), formats)
    present = {one.disclaimer for one in placed.obligations}
    free = {entry.rule for entry in placed.exempt}

    def applies(rule: Rule) -> bool:
        return _asks_for(rule.when, topic) and any(
            conditions.possible(rule.when, name) is not False for name in formats
        )

    owed = (rule.require for rule in policy.rules if rule.id not in free and applies(rule))
    return tuple(dict.fromkeys(id for id in owed if id is not None and id not in present))


def _asks_for(condition: Condition, topic: str) -> bool:
    """Whether a condition asks for a topic, and not for its absence."""
    match condition:
        case Criterion("topic", values):
            return topic in values
        case All(parts) | Any_(parts):
            return any(_asks_for(part, topic) for part in parts)
        case _:
            return False
