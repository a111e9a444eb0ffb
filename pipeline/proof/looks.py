"""How each disclaimer looks: size, weight and contrast, on every kind of screen and on paper, against what it owes.

Input: the text and styles of a page, or of an ebook's files. Output: evidence with measures, diagnostics.
Must not: parse, know archives.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.document import Notice
from pipeline.proof.cascade import COMPUTED, START, Cascade, contrast_of
from pipeline.proof.css import Kind, Match, Rule, Styles
from pipeline.proof.evidence import Evidence, View
from pipeline.proof.faces import Asked
from pipeline.proof.media import VIEWPORTS, Viewport, all_hold, breakpoints, holds
from pipeline.proof.sighting import named

PT = 0.75
# No disclaimer is smaller, whatever a wording asks for. Units: pt.
FLOOR_PT = 9.0
BOLD = 600
MAX_BREAKPOINTS = 30
# What a measure may lack, since numbers are rounded.
_CLOSE = 0.005
_PERHAPS = COMPUTED - {"display", "visibility"}
_GROWS = frozenset(["font", "font-size", "zoom", "all", "text-size-adjust", "-webkit-text-size-adjust"])
_MEASURED = ("font-size", "font-weight", "font-family", "all", "rem")
_SIZED = ("font-size", "all", "rem")
_BY_HEIGHT = re.compile(r"\d[sld]?v(h|b|min|max)\b")
# A telephone on its side, and a screen on its side.
_HEIGHTS = (
    Viewport("light, 640 px wide and 300 px high", 640, 300),
    Viewport("light, 1000 px wide and 2000 px high", 1000, 2000),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One text file. Shape: `weights` counts the characters of the text by the element that holds them."""

    styles: Styles
    weights: Mapping[Any, int]


class Looks:
    """The looks of one edition. Shape: `pages` by file name; None is a page that is no archive's.

    `reader` is whether the reader chooses size and colours, as in an ebook: then sizes are relative only.
    """

    def __init__(self, pages: Mapping[str | None, Page], *, reader: bool) -> None:
        self.pages = pages
        self.reader = reader
        sheets = {sheet.matcher: sheet for page in pages.values() for sheet in page.styles.sheets}
        queries = {query for sheet in sheets.values() for rule in sheet.rules for query in rule.media}
        self._edges, self.viewports = _ways(tuple(sorted(queries)))
        if any(_by_height(rule) for sheet in sheets.values() for rule in sheet.rules):
            self.viewports += _HEIGHTS
        self._cascades: dict[tuple[str | None, str], Cascade] = {}
        self._bodies: dict[str, float] = {}
        self._unsized: dict[str, str | None] = {}
        self._views: dict[str | None, dict[int, tuple[Viewport, ...]]] = {}
        self._weights: dict[str | None, Counter[int]] = {}
        for file, page in pages.items():
            counts = self._weights[file] = Counter()
            for element, number in page.weights.items():
                counts[page.styles.kind(element)] += number

    def styles(self, file: str | None) -> Styles:
        """The styles of a file."""
        return self.pages[file].styles

    def cascade(self, file: str | None, viewport: Viewport) -> Cascade:
        """What a browser computes for a file."""
        key = (file, viewport.name)
        if key not in self._cascades:
            self._cascades[key] = Cascade(self.pages[file].styles, viewport, reader=self.reader)
        return self._cascades[key]

    def body_size(self, viewport: Viewport) -> float:
        """The size of most of the text. Units: px."""
        if viewport.name not in self._bodies:
            sizes: Counter[float] = Counter()
            for file, weights in self._weights.items():
                cascade = self.cascade(file, viewport)
                look_of_kind = cascade.look_of_kind
                for kind, number in weights.items():
                    sizes[round(look_of_kind(kind).size, 2)] += number
            if not sizes:
                # Without text, what text would have.
                sizes.update(
                    self.cascade(file, viewport).look(element).size
                    for file, page in self.pages.items()
                    for element in page.styles.root.iterchildren("{*}body")
                )
            most = max(sizes.items(), key=lambda entry: (entry[1], entry[0]))[0] if sizes else START
            # Beside letters that nobody reads, everything else were large enough.
            self._bodies[viewport.name] = max(most, FLOOR_PT / PT)
        return self._bodies[viewport.name]

    def unsized(self, viewport: Viewport) -> str | None:
        """What of the text could not be measured, against which disclaimers are."""
        if viewport.name not in self._unsized:
            self._unsized[viewport.name] = next(
                (
                    unknown[name]
                    for file, weights in self._weights.items()
                    for kind in weights
                    for name in _SIZED
                    if name in (unknown := self.cascade(file, viewport).look_of_kind(kind).unknown)
                ),
                None,
            )
        return self._unsized[viewport.name]

    def views(self, file: str | None, kind: int) -> tuple[Viewport, ...]:
        """The viewports in which a kind of elements, or something around it, looks otherwise than in those before."""
        known = self._views.get(file)
        if known is None:
            # Where the text is as large, it is so in every document with these stylesheets.
            sizes = tuple((viewport, self.body_size(viewport)) for viewport in self.viewports)
            key = ("views", self.reader, self.cascade(file, self.viewports[0]).scheme, sizes)
            known = self._views[file] = self.styles(file).kinds.computed.setdefault(key, {})
        if kind not in known:
            known[kind] = tuple(self._unlike(file, kind))
        return known[kind]

    def _unlike(self, file: str | None, kind: int) -> Iterator[Viewport]:
        seen: set[tuple[object, ...]] = set()
        kinds = self.styles(file).kinds.all
        for viewport in self.viewports:
            cascade = self.cascade(file, viewport)
            key: list[object] = [viewport.media, self.body_size(viewport)]
            number = kind
            while number >= 0:
                key.append(id(cascade.look_of_kind(number)))
                number = kinds[number].parent
            if (view := tuple(key)) not in seen:
                seen.add(view)
                yield viewport

    def asked(self, file: str | None, holders: Iterable[Any]) -> frozenset[Asked]:
        """The faces that elements ask for."""
        found = set()
        for viewport in VIEWPORTS:
            cascade = self.cascade(file, viewport)
            for look in {id(look): look for look in map(cascade.look, holders)}.values():
                found.add(Asked(look.families, look.weight, look.italic))
        return frozenset(found)

    # ── one disclaimer

    def measured(
        self,
        evidence: Evidence,
        notice: Notice,
        holders: Sequence[Any],
        place: Location,
        found: list[Diagnostic],
    ) -> Evidence:
        """The evidence with how the disclaimer looks. `holders` are the elements with its words.

        Reports: PRF822, PRF831–PRF835.
        """
        file = evidence.file
        faults: dict[str, Diagnostic] = {}
        measures = [self._measure(file, viewport, holders) for viewport in self.viewports]
        for odd in self._perhaps(file, holders):
            faults.setdefault("PRF835", self._fault("PRF835", place, notice, "in some browsers", found=odd))
        for viewport, seen in zip(self.viewports, measures, strict=True):
            where = f"{file}, {viewport.name}" if file else viewport.name
            for code, facts in self._short(notice, seen, self.body_size(viewport)):
                faults.setdefault(code, self._fault(code, place, notice, where, **facts))
        found.extend(faults.values())
        # The first are those that are told; the others are between them.
        told = list(zip(VIEWPORTS, measures, strict=False))
        views = tuple(
            View(viewport.name, round(seen.size / self.body_size(viewport), 4), round(seen.contrast, 3))
            for viewport, seen in told
        )
        smallest = min(seen.size for _, seen in told) * PT
        return replace(
            evidence,
            visible=evidence.visible and "PRF822" not in faults,
            legible=not set(faults) - {"PRF822"},
            size_pt=None if self.reader else round(smallest, 2),
            bold=min(seen.weight for _, seen in told) >= BOLD,
            body_ratio=min(view.body_ratio for view in views),
            contrast=min(view.contrast for view in views),
            views=views,
        )

    @staticmethod
    def _fault(code: str, place: Location, notice: Notice, where: str, **facts: object) -> Diagnostic:
        if code == "PRF822":
            return report(code, place, name=named(notice), found=f"{facts['found']} ({where})")
        return report(code, place, name=named(notice), where=where, **facts)

    def _measure(self, file: str | None, viewport: Viewport, holders: Sequence[Any]) -> _Measure:
        cascade = self.cascade(file, viewport)
        size, weight, ratio = float("inf"), float("inf"), float("inf")
        unknown: str | None = None
        hidden: str | None = None
        for holder in holders:
            look = cascade.look(holder)
            size, weight = min(size, look.size), min(weight, look.weight)
            one, odd = contrast_of(cascade, holder)
            ratio = min(ratio, one)
            unknown = (
                unknown
                or odd
                or next((look.unknown[name] for name in _MEASURED if name in look.unknown), None)
            )
            unknown = unknown or self.unsized(cascade.viewport)
            if not look.shown:
                hidden = "display: none"
            elif not look.visible:
                hidden = "visibility: hidden"
        return _Measure(size, weight, ratio, unknown, hidden)

    def _short(self, notice: Notice, seen: _Measure, body: float) -> Iterator[tuple[str, dict[str, object]]]:
        """What is short of what the disclaimer owes."""
        owed = notice.legibility
        if seen.hidden:
            yield "PRF822", {"found": seen.hidden}
        if seen.unknown:
            yield "PRF835", {"found": seen.unknown}
            return
        size = seen.size * PT
        floor = max(FLOOR_PT, owed.min_size_pt)
        if not self.reader and size < floor - _CLOSE:
            yield "PRF831", {"smallest": f"{floor:g}", "size": f"{size:.2f}"}
        if seen.size / body < owed.min_body_ratio - _CLOSE:
            yield (
                "PRF832",
                {
                    "weight": notice.weight,
                    "expected": f"{owed.min_body_ratio:.0%}",
                    "body": f"{body * PT:.2f}",
                    "size": f"{size:.2f}",
                },
            )
        if seen.contrast < owed.min_contrast - _CLOSE:
            yield "PRF833", {"smallest": f"{owed.min_contrast:g}", "contrast": f"{seen.contrast:.2f}"}
        if owed.bold and seen.weight < BOLD:
            yield "PRF834", {"found": f"{seen.weight:g}"}

    def _perhaps(self, file: str | None, holders: Sequence[Any]) -> Iterator[str]:
        """Rules that hold for some readers only, in ways that are not modelled, and touch what is measured."""
        page = self.pages[file]
        chain = [element for holder in holders for element in (holder, *holder.iterancestors())]
        for kind in dict.fromkeys(page.styles.kind(element) for element in chain):
            yield from self._conditional(page.styles, kind, _PERHAPS)
        for name, other in self.pages.items():
            for kind in self._weights[name]:
                yield from self._conditional(other.styles, kind, _GROWS)
        if len(self._edges) > MAX_BREAKPOINTS:
            yield f"{len(self._edges)} widths at which the styles change"

    def _conditional(self, styles: Styles, kind: int, names: frozenset[str]) -> Sequence[str]:
        computed, key = styles.kinds.computed, ("perhaps", kind, names)
        if key not in computed:
            computed[key] = tuple(_under_a_condition(styles.kinds.all[kind], names))
        found: tuple[str, ...] = computed[key]
        return found


def _by_height(rule: Rule) -> bool:
    return rule.relative and any(_BY_HEIGHT.search(declared.text) for declared in rule.declarations)


def perhaps(match: Match) -> bool:
    """Whether a rule holds for some readers only, in a way that is not modelled."""
    answers = {all_hold(match.rule.media, viewport) for viewport in VIEWPORTS}
    return not (match.certain and None not in answers) and answers != {False}


def _under_a_condition(kind: Kind, names: frozenset[str]) -> Iterator[str]:
    for match in kind.matches:
        if not perhaps(match):
            continue
        for declared in match.rule.declarations:
            if declared.name in names or (declared.name.startswith("--") and names is _PERHAPS):
                yield f"{declared.name}: {declared.text[:40]} under a condition, for {match.rule.selector[:40]}"


@dataclass(frozen=True, slots=True)
class _Measure:
    """A disclaimer in one viewport. Units: `size` in px."""

    size: float
    weight: float
    contrast: float
    unknown: str | None
    hidden: str | None


@functools.lru_cache(maxsize=32)
def _ways(queries: tuple[str, ...]) -> tuple[tuple[float, ...], tuple[Viewport, ...]]:
    """The widths at which the answer to some query changes, and all viewports in which a page is looked at."""
    edges = breakpoints(queries)
    return edges, _viewports(queries, edges[:MAX_BREAKPOINTS])


def _viewports(queries: Sequence[str], edges: Sequence[float]) -> tuple[Viewport, ...]:
    """The four that are told, one at and between the widths at which some answer changes, and a very wide one."""
    widths = [320.0, *edges, 2000.0]
    between = {width for left, right in itertools.pairwise(widths) for width in ((left + right) / 2, right)}
    found = list(VIEWPORTS)
    seen = {_signature(queries, viewport) for viewport in found}
    for width in sorted(between):
        for viewport in (
            Viewport(f"light, {width:g} px wide", width),
            Viewport(f"dark, {width:g} px wide", width, dark=True),
            Viewport(f"print, {width:g} px wide", width, media="print"),
        ):
            if (signature := _signature(queries, viewport)) not in seen or width == widths[-1]:
                seen.add(signature)
                found.append(viewport)
    return tuple(found)


def _signature(queries: Sequence[str], viewport: Viewport) -> tuple[object, ...]:
    return (viewport.media, viewport.dark, *(holds(query, viewport) for query in queries))
