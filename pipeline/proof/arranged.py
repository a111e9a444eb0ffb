"""What a stylesheet shows in another order than it is read in, and what parts a disclaimer from what it qualifies.

Input: the `Styles` of one document, the elements of disclaimers. Output: sentences' ends, such as "grid-row: 1 on
<figure>". Must not: follow the cascade: any rule that could move a disclaimer, or what it stands behind, counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.proof.css import Declared, Styles, name_of
from pipeline.proof.hiding import bare
from pipeline.proof.lengths import Scale, length_of
from pipeline.proof.variables import UNTOLD, written_out

# Around these, blocks keep the order in which they are read.
FRAMES = frozenset(["html", "body", "main", "header", "footer"])
_ORDER = re.compile(r"order|grid-(row|column|area)(-(start|end))?")


def reordered(styles: Styles, chains: Iterable[Sequence[Any]]) -> list[str]:
    """What could show a disclaimer, or what stands beside it, in another place than it is read in."""
    beside: dict[Any, None] = {}
    for chain in chains:
        for step in chain:
            if name_of(step) in FRAMES:
                break
            beside |= dict.fromkeys((step, *step.itersiblings(), *step.itersiblings(preceding=True)))
    found: list[str] = []
    for element in beside:
        name = name_of(element)
        if not name or name in FRAMES:
            continue
        for match in styles.matches(element):
            if match.part:
                continue
            found += [
                f"{declared.name}: {declared.text[:40]} on <{name}>"
                for declared in match.rule.declarations
                if _ORDER.fullmatch(declared.name) and declared.text not in ("auto", "0", "initial", "unset")
            ]
    return list(dict.fromkeys(found))


# ── what parts them

# As much room as there may be between a disclaimer and what it qualifies. Units: px.
_ROOM = 160.0
_EM = Scale(em=18, rem=18, width=320, height=640, percent=320)
_ROOMY = re.compile(
    r"(margin|padding|border)(-(top|bottom|block|width)\b.*)?|(min-)?(height|block-size)|(row-|grid-)*gap|line-height|font(-size)?"
)
_BREAK = re.compile(r"((page|column)-)?break-(before|after)")
_TOGETHER = re.compile(r"auto|avoid.*|inherit|initial|unset")


def parted(styles: Styles, chains: Iterable[Sequence[Any]]) -> list[str]:
    """What could stand, or leave room, between a disclaimer and what it stands behind.

    Why: words count as the next to each other however many screens or pages of nothing are between them.
    """
    found: dict[str, None] = {}
    for box in dict.fromkeys(box for chain in chains if (box := _box(chain)) is not None):
        found |= dict.fromkeys(
            f"an empty <{name_of(one)}> in it" for one in box.iterdescendants("*") if not _says(one)
        )
        before, empty = _ahead(box), []
        while before is not None and not _says(before):
            if isinstance(before.tag, str) and not _marks_a_page(before):
                empty.append(before)
            before = _ahead(before)
        # What it qualifies may be a picture alone, by the words for those who cannot see it.
        if before is None and empty and _pictured(empty[-1]):
            before = empty.pop()
        if before is not None and next(before.iter("{*}nav", "nav"), None) is not None:
            found["a list of links before it"] = None
        found |= dict.fromkeys(f"an empty <{name_of(one)}> before it" for one in empty)
        if "notice-after-trigger" not in (box.get("class") or "").split():
            continue
        found |= dict.fromkeys(_room(styles, [box.getparent()], "", ()))
        found |= dict.fromkeys(_room(styles, [box, *box.iterdescendants()], "before", ("before",)))
        if before is not None:
            trailing, spared = _trailing(before)
            if (lines := _empty_lines(before)) > _LINES:
                found[f"{lines} empty lines in what it qualifies"] = None
            found |= dict.fromkeys(f"{what} at the end of what it qualifies" for what in trailing)
            found |= dict.fromkeys(_room(styles, spared, "after", ("before", "after")))
            last = [before]
            while len(last[-1]):
                last.append(last[-1][-1])
            found |= dict.fromkeys(_room(styles, last, "after", ("after",)))
            kinds = {styles.kind(one): one for one in before.iter("*")}
            for part in ("before", "after"):
                found |= dict.fromkeys(_room(styles, tuple(kinds.values()), part, ()))
    return list(found)


def _box(chain: Sequence[Any]) -> Any:
    return next((step for step in chain if "notice" in (step.get("class") or "").split()), None)


def _ahead(element: Any) -> Any:
    """What stands before an element, or before what it is the first in."""
    while (before := element.getprevious()) is None:
        element = element.getparent()
        if element is None or name_of(element) in FRAMES or (element.text or "").strip():
            return None
    return before


# What takes no room of its own where it is empty.
_FLAT = frozenset(
    [
        "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "img", "mark", "q", "small", "span", "strong", "sub", "sup",
        "td", "th", "u", "wbr",
    ]
)  # fmt: skip
# As many pictures may be the end of what a disclaimer qualifies, one of them without words.
_PICTURES = 3
# As many rows may be left for readers to fill in, where a table says what of.
_ROWS = 10
# As many lines may be left empty in what a disclaimer qualifies.
_LINES = 6
_OF_TABLE = frozenset(["thead", "tbody", "tfoot", "tr"])


def _trailing(block: Any) -> tuple[list[str], list[Any]]:
    """What takes room behind the last words of a block, and what takes so little of it that only styles could add to it."""
    import lxml.etree

    found: list[str] = []
    spared: list[Any] = []
    telling = {table for table in block.iter("{*}table", "table") if "".join(table.itertext()).strip()}
    for event, element in lxml.etree.iterwalk(block, events=("start", "end", "comment", "pi")):
        words = element.text if event == "start" else element.tail if element is not block else ""
        if (words or "").strip():
            found.clear()
            spared.clear()
        elif event != "start":
            continue
        elif name_of(element) in ("img", "hr") or (name_of(element) in _OF_TABLE and not _inside(element)):
            if name_of(element) in _OF_TABLE and _table(element) not in telling:
                found.append(f"an empty <{name_of(element)}>")
            else:
                spared.append(element)
        elif name_of(element) not in _FLAT and not _inside(element) and not _drawn(element):
            found.append(f"an empty <{name_of(element)}>")
    pictures = [one for one in spared if name_of(one) == "img"]
    counts = {
        "pictures": (len(pictures), _PICTURES),
        "pictures without words": (sum(not (one.get("alt") or "").strip() for one in pictures), 1),
        "lines": (sum(name_of(one) == "hr" for one in spared), 1),
        "empty rows": (sum(name_of(one) == "tr" for one in spared), _ROWS),
    }
    found += [f"{count} {what}" for what, (count, most) in counts.items() if count > most]
    cells = [cell for one in spared for cell in one if name_of(one) == "tr"]
    return list(dict.fromkeys(found)), [one for one in spared + cells if name_of(one) != "img"]


def _empty_lines(block: Any) -> int:
    """How many lines without a word follow on one another at most."""
    import lxml.etree

    most = count = 0
    for event, element in lxml.etree.iterwalk(block, events=("start", "end", "comment", "pi")):
        count += event == "start" and name_of(element) == "br"
        most = max(most, count)
        words = element.text if event == "start" else element.tail if element is not block else ""
        if (words or "").strip() or (event == "start" and name_of(element) == "img"):
            count = 0
    return most


def _table(element: Any) -> Any:
    return next((step for step in element.iterancestors() if name_of(step) == "table"), None)


def _inside(element: Any) -> bool:
    """Whether anything inside an element says something."""
    return bool("".join(element.itertext()).strip()) or any(
        name_of(one) == "img" for one in element.iter("{*}*")
    )


def _drawn(element: Any) -> bool:
    """Whether it is a part of a drawing, which is one thing."""
    return any(name_of(step) == "svg" for step in element.iterancestors())


def _says(element: Any) -> bool:
    if not isinstance(element.tag, str):
        # Of a comment or an instruction nobody sees anything.
        return bool((element.tail or "").strip())
    return bool("".join(element.itertext()).strip()) or bool((element.tail or "").strip())


def _pictured(element: Any) -> bool:
    return any(name_of(step) == "img" and (step.get("alt") or "").strip() for step in element.iter())


def _marks_a_page(element: Any) -> bool:
    return name_of(element) == "span" and element.get("role") == "doc-pagebreak"


def _room(styles: Styles, elements: Sequence[Any], part: str, sides: Sequence[str]) -> Iterator[str]:
    """Rules that leave too much room on one side of elements, or begin a page there."""
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        for match in styles.matches(element):
            if match.part not in ("", part):
                continue
            for declared in written_out(styles, match.rule).declarations:
                name = declared.name
                if _BREAK.fullmatch(bare(name)):
                    wide = name.endswith(tuple(sides)) and not _TOGETHER.fullmatch(declared.text)
                else:
                    wide = name == UNTOLD or (_ROOMY.fullmatch(name) is not None and _roomy(declared))
                if wide:
                    shown = f"{name}: {declared.text[:40]} on <{name_of(element)}>"
                    yield shown + (f"::{match.part}" if match.part else "")


def _roomy(declared: Declared) -> bool:
    lengths = (length_of([token], _EM) for token in declared.value)
    return any(length is not None and length > _ROOM for length in lengths)
