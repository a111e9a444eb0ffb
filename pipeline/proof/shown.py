"""Whether the article's own text is seen, in a page or a book: shown, large enough, in a colour of its own, as it is written.

Input: the `Looks` of the files, their `Body`s. Output: sentences' ends, such as "display: none on <td>". Must not: judge disclaimers.

Why: parity finds words that a stylesheet may hide. A price that nobody sees, or sees struck out, is another text beside the same disclaimer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.proof.apart import Apart
from pipeline.proof.cascade import PICTURED, Look, contrast_of
from pipeline.proof.css import Styles, name_of
from pipeline.proof.extents import collapsing, vast
from pipeline.proof.grounds import on_gradient
from pipeline.proof.hiding import causes_of, hiding
from pipeline.proof.leaving import leaving
from pipeline.proof.looks import BOLD, Looks, perhaps
from pipeline.proof.marks import FAINTEST, SMALLEST, flattened, least, marking
from pipeline.proof.markup import Body, classes_of, notice_chains
from pipeline.proof.overlying import overlying
from pipeline.proof.plainly import WORDS, altering, defacing
from pipeline.proof.selected import unfocused, unselected
from pipeline.proof.tabular import columns, disarranged
from pipeline.proof.variables import written_out
from pipeline.rendition.expected import Expectation

# So many are told of one file.
MOST = 5
_STRONG = ("strong", "b")
_STRESSED = (*_STRONG, "em")
# What is measured, and may not be another under a condition that nobody can tell.
_MEASURED = frozenset(
    [
        "background",
        "background-color",
        "background-image",
        "color",
        "font",
        "font-size",
        "opacity",
        "color-scheme",
    ]
)
# While somebody points to a link, or has come to it, it may look as it likes.
_POINTED = re.compile(r"\ba[^\s>+~,]*:(hover|active|focus|focus-visible)[^\s>+~,]*")


def unshown(looks: Looks, bodies: Iterable[Body], owed: Expectation) -> list[str]:
    """What takes the article's text from its readers."""
    apart = Apart(owed)
    found: dict[str, None] = {}
    for body in bodies:
        found |= dict.fromkeys(_of_file(looks, body, apart))
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def _of_file(looks: Looks, body: Body, apart: Apart) -> Iterator[str]:
    styles = looks.styles(body.file)
    tables = {step for table in styles.root.iter("{*}table", "table") for step in table.iterancestors()}
    kinds: dict[int, Any] = {}
    met: set[Any] = set()
    first: list[Any] = []
    for holder in dict.fromkeys(body.holders):
        chain = [holder, *holder.iterancestors()]
        if holder.get("role") == "doc-noteref":
            yield from flattened(looks, body.file, holder)
            yield from _of_look(looks, body.file, holder, 0.4)
        if any(map(apart.holds, chain)):
            continue
        if name_of(holder) == "p" and not any(name_of(step) == "header" for step in chain):
            first = first or chain
        kinds.setdefault(styles.kind(holder), holder)
        for step in chain:
            if step in met:
                break
            met.add(step)
            yield from _of_element(looks, body.file, styles, step, step in tables)
    yield from _of_pictures(styles, tables, met, apart)
    yield from _of_empty(styles, met, apart)
    yield from vast(styles)
    yield from unselected(styles)
    yield from unfocused(styles)
    yield from collapsing(styles)
    yield from columns(looks, body.file, styles.root)
    for holder in kinds.values():
        yield from _of_look(looks, body.file, holder, SMALLEST)
    if first and not notice_chains(body):
        # Where there are disclaimers, these are asked for them.
        yield from hiding(styles, ())
        yield from overlying(styles, [first])
        yield from leaving(looks, body.file, [first])


def _of_element(
    looks: Looks, file: str | None, styles: Styles, element: Any, around_table: bool
) -> Iterator[str]:
    yield from altering(styles, element, around_table)
    yield from disarranged(styles, element)
    yield from marking(looks, file, element)
    if name_of(element) in ("sup", "sub"):
        yield from flattened(looks, file, element)
    for match in styles.matches(element):
        pointed = name_of(element) == "a" and _POINTED.search(match.rule.selector)
        if match.part or pointed or not perhaps(match):
            continue
        for declared in match.rule.declarations:
            if declared.name in _MEASURED or declared.name.startswith("--"):
                yield f"{declared.name}: {declared.text[:40]} under a condition on <{name_of(element)}>"


def _of_empty(styles: Styles, met: set[Any], apart: Apart) -> Iterator[str]:
    """What a stylesheet writes where no words are, beside those of others."""
    for element in styles.root.iter("*"):
        if (
            element in met
            or name_of(element) not in WORDS
            or not any(one.part for one in styles.matches(element))
        ):
            continue
        if not any(map(apart.holds, (element, *element.iterancestors()))):
            yield from disarranged(styles, element)


def _of_pictures(styles: Styles, tables: set[Any], met: set[Any], apart: Apart) -> Iterator[str]:
    """What is wrong with the article's pictures, and with the ends of lines."""
    for element in styles.root.iter("{*}img", "img", "{*}br", "br"):
        if name_of(element) == "br":
            for match in styles.matches(element):
                for declared in written_out(styles, match.rule).declarations:
                    yield from (f"{cause} on <br>" for cause in causes_of(declared))
            continue
        around = list(element.iterancestors())
        if "logo" in classes_of(element) or any(name_of(step) in ("header", "nav") for step in around):
            continue
        yield from defacing(styles, element)
        for step in around:
            if step not in met and not apart.holds(step):
                met.add(step)
                # Where there are no letters, it is no matter how low a line is.
                causes = altering(styles, step, step in tables)
                yield from (cause for cause in causes if not cause.startswith("line-height"))


def _of_look(looks: Looks, file: str | None, holder: Any, smallest: float) -> Iterator[str]:
    """What a browser would compute of it that nobody can read."""
    for viewport in looks.views(file, looks.styles(file).kind(holder)):
        cascade = looks.cascade(file, viewport)
        look = cascade.look(holder)
        where = f"on <{name_of(holder)}> ({viewport.name})"
        if not look.shown:
            yield f"display: none {where}"
        elif not look.visible:
            yield f"visibility: hidden {where}"
        elif "font-size" in look.unknown or "rem" in look.unknown:
            yield f"{look.unknown.get('font-size') or look.unknown['rem']} {where}"
        elif look.size < least(looks, viewport, smallest):
            yield f"letters of {look.size / looks.body_size(viewport):.2f} of the text's size {where}"
        elif unstressed := _unstressed(look, holder, lambda step, cascade=cascade: cascade.look(step)):
            yield f"{unstressed} {where}"
        else:
            ratio, unknown = contrast_of(cascade, holder)
            if unknown == PICTURED and (softly := on_gradient(cascade, holder)) is not None:
                ratio, unknown = softly, None
            if unknown is not None:
                yield f"{unknown} {where}"
            elif ratio < FAINTEST:
                yield f"a contrast of {ratio:.2f}:1 {where}"


def _unstressed(look: Look, holder: Any, look_of: Any) -> str | None:
    """Strong and emphasised words that look like those around."""
    name = name_of(holder)
    if name not in _STRESSED:
        return None
    if name in _STRONG and look.weight < BOLD:
        return f"strong words in letters of the weight {look.weight:g}"
    if name == "em" and not (look.italic or look.weight >= BOLD):
        return "emphasised words in upright letters"
    block = next((step for step in holder.iterancestors() if name_of(step) == "p"), None)
    if (
        block is None
        or block.get("class")
        or any(name_of(step) == "blockquote" for step in block.iterancestors())
    ):
        return None
    around = look_of(block)
    if (look.weight, look.italic) == (around.weight, around.italic) or (
        name in _STRONG and around.weight >= BOLD
    ):
        return "stressed words in the letters of all others"
    return None
