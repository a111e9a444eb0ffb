"""Whether the article's own text is seen, in a page or a book: shown, large enough, in a colour of its own, as it is written.

Input: the `Looks` of the files, their `Body`s. Output: sentences' ends, such as "display: none on <td>". Must not: judge disclaimers.

Why: parity finds words that a stylesheet may hide. A price that nobody sees, or sees struck out, is another text beside the same disclaimer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.proof.cascade import contrast_of
from pipeline.proof.css import name_of
from pipeline.proof.hiding import bare, causes
from pipeline.proof.looks import BOLD, Looks
from pipeline.proof.markup import TO_NOTES, Body, classes_of
from pipeline.proof.media import VIEWPORTS
from pipeline.proof.tabular import columns, disarranged
from pipeline.proof.variables import written_out

# Less is not meant to be read. Units: share of the size of most text; contrast as a ratio to one.
SMALLEST, FAINTEST = 0.6, 3.0
# So many are told of one file.
MOST = 5
# What leaves words where they are, and takes them from readers' eyes or turns them into others.
_HIDING = re.compile(
    r"visibility|opacity|content-visibility|clip(-path)?|mask(-image|-border(-source)?|-box-image(-source)?)?|filter|mix-blend-mode"
    r"|transform|translate|rotate|scale|perspective|offset(-path)?|animation(-name)?|zoom|text-fill-color|text-security"
    r"|text-stroke(-width)?|text-decoration(-line)?|writing-mode|direction|unicode-bidi|order|flex-direction|flex-flow|content"
    r"|line-clamp|max-lines|text-overflow|float|font-feature-settings|font-palette|font-variant-position|ruby-.*"
)
# Of what a filter does; less colour hides nothing.
_BLINDING = re.compile(r"opacity|blur|brightness|contrast|invert|shadow|url")
_FAR = re.compile(r"-?\d{3,}|-[3-9]|-\d{2,}")
# Links of the theme's own, which wait until they are focused, or are of no use on paper.
_OWN = frozenset(
    ["skip", "imprint", "note-mark", "note-back", "footnote-ref", "footnote-back", "to-contents"]
)
_STRONG = ("strong", "b")


def unshown(looks: Looks, bodies: Iterable[Body]) -> list[str]:
    """What takes the article's text from its readers."""
    found: dict[str, None] = {}
    for body in bodies:
        styles = looks.styles(body.file)
        kinds: dict[int, Any] = {}
        met: set[Any] = set()
        for holder in dict.fromkeys(body.holders):
            chain = [holder, *holder.iterancestors()]
            if any(_apart(step) for step in chain):
                continue
            kinds.setdefault(styles.kind(holder), holder)
            for step in chain:
                if step in met:
                    break
                met.add(step)
                # On narrow screens cells say themselves what these say.
                if name_of(step) != "thead":
                    found |= dict.fromkeys(_causes(styles, step))
                found |= dict.fromkeys(disarranged(styles, step))
        found |= dict.fromkeys(columns(looks, body.file, styles.root))
        found |= dict.fromkeys(_measured(looks, body.file, kinds.values()))
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def _apart(element: Any) -> bool:
    """Whether an element is a disclaimer, which is measured by itself, or a link of the theme's own."""
    return (
        element.get("role") in TO_NOTES
        or not _OWN.isdisjoint(classes_of(element))
        or "notice" in classes_of(element)
    )


def _causes(styles: Any, element: Any) -> Iterator[str]:
    """Rules after which less of it is seen, or something else."""
    for match in styles.matches(element):
        if match.part:
            continue
        rule = written_out(styles, match.rule)
        if not any(_HIDING.fullmatch(bare(one.name)) or "indent" in one.name for one in rule.declarations):
            continue
        for cause in causes(rule):
            name, _, value = cause.partition(":")
            far = bare(name) == "text-indent" and _FAR.search(value)
            if bare(name) == "filter" and not _BLINDING.search(value):
                continue
            if _HIDING.fullmatch(bare(name)) or far:
                yield f"{cause} on <{name_of(element)}>"


def _measured(looks: Looks, file: str | None, holders: Iterable[Any]) -> Iterator[str]:
    """What a browser would compute of it that nobody can read."""
    for viewport in VIEWPORTS:
        cascade = looks.cascade(file, viewport)
        least = SMALLEST * looks.body_size(viewport)
        for holder in holders:
            look = cascade.look(holder)
            where = f"on <{name_of(holder)}> ({viewport.name})"
            if not look.shown:
                yield f"display: none {where}"
            elif not look.visible:
                yield f"visibility: hidden {where}"
            elif name_of(holder) in _STRONG and look.weight < BOLD:
                yield f"strong words in letters of the weight {look.weight:g} {where}"
            elif look.size < least:
                yield f"letters of {look.size / looks.body_size(viewport):.2f} of the text's size {where}"
            else:
                ratio, unknown = contrast_of(cascade, holder)
                if unknown is None and ratio < FAINTEST:
                    yield f"a contrast of {ratio:.2f}:1 {where}"
