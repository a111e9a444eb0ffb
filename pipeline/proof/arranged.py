"""What a stylesheet shows in another order than it is read in.

Input: the `Styles` of one document, the elements of disclaimers. Output: sentences' ends, such as "grid-row: 1 on
<figure>". Must not: follow the cascade: any rule that could move a disclaimer, or what it stands behind, counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.proof.css import Styles

# Around these, blocks keep the order in which they are read.
_FRAME = frozenset(["html", "body", "main", "header", "footer"])
_ORDER = re.compile(r"order|grid-(row|column|area)(-(start|end))?")


def reordered(styles: Styles, chains: Iterable[Sequence[Any]]) -> list[str]:
    """What could show a disclaimer, or what stands beside it, in another place than it is read in."""
    beside: dict[Any, None] = {}
    for chain in chains:
        for step in chain:
            if str(step.tag).rsplit("}", 1)[-1].lower() in _FRAME:
                break
            beside |= dict.fromkeys((step, *step.itersiblings(), *step.itersiblings(preceding=True)))
    found: list[str] = []
    for element in beside:
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rsplit("}", 1)[-1].lower()
        for match in styles.matches(element):
            if match.part or name in _FRAME:
                continue
            found += [
                f"{declared.name}: {declared.text[:40]} on <{name}>"
                for declared in match.rule.declarations
                if _ORDER.fullmatch(declared.name) and declared.text not in ("auto", "0", "initial", "unset")
            ]
    return list(dict.fromkeys(found))
