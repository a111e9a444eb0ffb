"""What a screen reader makes of a PDF: the tree that is read aloud, beside what is drawn.

Input: a PDF opened with pikepdf. Output: an `Aloud`. Must not: trust the file, or know what it owes.

Why: readers for the ear do not look at pages. A role that they skip, words in the place of others, another language or a
tree that does not lead back from what is drawn keep a disclaimer from them that everybody else sees.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.proof.evidence import Unreadable
from pipeline.proof.pdf.tables import CELLS, attributed, headed
from pipeline.proof.roles import ITEM, LIST
from pipeline.rendition.roles import Step, Steps

# Of a structure tree. Units: elements.
MAX_ELEMENTS = 200_000
MAX_DEPTH = 200
# How many of the steps from one piece to the next may lead back: a picture and its caption, a foot.
BACK = 0.03
# What text stands in by the role of an element; by others it is as it would be without them.
_STEPS = {
    "/L": LIST, "/LI": ITEM, "/Table": "b", "/TR": "r", "/BlockQuote": "q", "/Caption": "p",
    **{f"/H{level}": "h" for level in range(1, 7)},
}  # fmt: skip
# Cells by what they name.
_CELLS = {"/": "c", "/Column": "n", "/Row": "m"}
# What says other words in the place of what is drawn.
_REPLACING = frozenset(["/ActualText", "/Alt", "/E"])
# All that brochures are read by. Others may be skipped, or mean nothing to some readers.
_ROLES = frozenset(
    [
        "/Document", "/Part", "/Art", "/Sect", "/Div", "/NonStruct", "/BlockQuote", "/Caption", "/P", "/H1", "/H2", "/H3",
        "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD",
        "/Span", "/Link", "/Figure", "/Artifact",
    ]
)  # fmt: skip
_OF_ELEMENT = frozenset(["/Type", "/S", "/P", "/Pg", "/K", "/A", "/ID", "/Lang", *_REPLACING])
_OF_TREE = frozenset(["/Type", "/K", "/ParentTree", "/ParentTreeNextKey", "/IDTree"])
# Content of another drawing than the page's.
_OF_ANOTHER = ("/Stm", "/StmOwn")

# Units: pages from 0, the number of the marked content.
Leaf = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Aloud:
    """What is read aloud.

    Shape: `order` are the pieces of marked content in the order in which they are read; `replaced` says what is done with a piece instead of reading it; `wrong` ends "…, found".
    `steps` tell what each piece stands in; `pictures` are told in these words, as they are read.
    """

    order: tuple[Leaf, ...]
    replaced: Mapping[Leaf, str]
    wrong: tuple[str, ...]
    steps: Mapping[Leaf, Steps] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()


def read_aloud(document: Any, lang: str) -> Aloud:
    """What is read aloud of a file in a language. Raises: Unreadable."""
    import pikepdf

    root = document.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return Aloud((), {}, tuple(_marked(document, lang)))
    reading = _Reading(document, root, lang)
    for kid in _kids(root):
        if isinstance(kid, pikepdf.Dictionary):
            reading.visit(kid, root, _Around(), 0)
    order = tuple(reading.order)
    wrong = [*_marked(document, lang), *reading.wrong, *_turned(order, reading.figures)]
    if len(root.get("/RoleMap", {})):
        wrong.append("roles that stand for others in what is read aloud")
    wrong += (
        f"the entry {key} in what is read aloud" for key in root if key not in _OF_TREE and key != "/RoleMap"
    )
    for leaf, count in Counter(order).items():
        if count > 1:
            reading.replaced.setdefault(leaf, "it read more than once")
    return Aloud(order, reading.replaced, tuple(dict.fromkeys(wrong)), reading.steps, tuple(reading.pictures))


def _marked(document: Any, lang: str) -> Iterator[str]:
    """Whether a file says that it can be read aloud, and in its own language."""
    marks = document.Root.get("/MarkInfo", {})
    if not bool(marks.get("/Marked", False)):
        yield "no mark that it is tagged"
    if any(bool(value) for key, value in marks.items() if key != "/Marked"):
        yield "a mark that its tags are not to be relied on"
    said = document.Root.get("/Lang")
    if str(said) != lang:
        yield "no language" if said is None else f"the language {str(said)[:20]}"


def _turned(order: Sequence[Leaf], figures: Collection[Leaf]) -> Iterator[str]:
    """Whether a file is read aloud in another order than it is drawn; a few pieces may change places.

    Of pictures the page has to do: those in a line of text are drawn behind the text of the page.
    """
    texts = [leaf for leaf in order if leaf not in figures]
    back = sum(one > other for one, other in itertools.pairwise(texts))
    if back > max(4, BACK * len(texts)):
        yield "an order of reading that is not the order of its pages"
    before = 0
    for index, leaf in enumerate(order):
        if leaf not in figures:
            before = leaf[0]
            continue
        behind = next((other[0] for other in order[index + 1 :] if other not in figures), leaf[0])
        # Feet and notes are read behind all else.
        if leaf[0] < before or before <= behind < leaf[0]:
            yield "a picture that is read on another page than it is drawn"


def _kids(element: Any) -> Iterator[Any]:
    import pikepdf

    kids = element.get("/K")
    return iter(kids if isinstance(kids, pikepdf.Array) else () if kids is None else (kids,))


def _worded(element: Any, keys: set[str], role: str, lang: str) -> Iterator[str]:
    """Words that are said and not drawn. Why: of all elements only pictures have any, the author's, in the article's language."""
    picture = role == "/Figure"
    for key in sorted(_REPLACING & keys - ({"/Alt"} if picture else set())):
        yield f"the words of {key} on {role.lstrip('/')[:20]}"
    if picture and not str(element.get("/Alt", "")).strip():
        yield "a picture without words"
    if picture and str(element.get("/Lang", lang)).lower() != lang:
        yield "a picture in another language"


@dataclass(frozen=True, slots=True)
class _Around:
    """What elements around say of one. Shape: `by` is what is done instead of reading; `led` whether each knows its parent."""

    page: int | None = None
    figure: bool = False
    by: str | None = None
    led: bool = True
    steps: Steps = ()


class _Reading:
    """What was read aloud so far."""

    def __init__(self, document: Any, root: Any, lang: str) -> None:
        self._pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        self._holders = _holders(document, root)
        self._lang = lang.lower()
        self._count = 0
        self.order: list[Leaf] = []
        self.replaced: dict[Leaf, str] = {}
        self.wrong: dict[str, None] = {}
        self.steps: dict[Leaf, Steps] = {}
        self.figures: set[Leaf] = set()
        self.pictures: list[str] = []
        # How many cells of a row were read.
        self._columns: Counter[tuple[int, int]] = Counter()

    def visit(self, element: Any, parent: Any, around: _Around, depth: int) -> None:
        import pikepdf

        self._count += 1
        if self._count > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise Unreadable("PRF872", what="elements of the structure", limit=MAX_ELEMENTS, found="more")
        keys = element.keys()
        role = str(element.get("/S", ""))
        if role not in _ROLES:
            self.wrong[f"the role {role[:20] or 'of nothing'} in what is read aloud"] = None
        self.wrong |= dict.fromkeys(
            f"the entry {key[:20]} in what is read aloud" for key in keys - _OF_ELEMENT
        )
        if "/A" in keys:
            self.wrong |= dict.fromkeys(f"{what} in what is read aloud" for what in attributed(element, role))
        if _REPLACING & keys or role == "/Figure":
            self.wrong |= dict.fromkeys(
                f"{what} in what is read aloud" for what in _worded(element, keys, role, self._lang)
            )
        if role == "/Figure":
            self.pictures.append(str(element.get("/Alt", "")))
        if role == "/Table":
            self.wrong |= dict.fromkeys(f"{what} in what is read aloud" for what in headed(element))
        page = self._pages.get(element.Pg.objgen, around.page) if "/Pg" in keys else around.page
        by = self._instead(element, keys, role) or around.by
        above = element.get("/P")
        led = around.led and isinstance(above, pikepdf.Dictionary) and above.objgen == parent.objgen
        figure = around.figure or role == "/Figure"
        here = _Around(page, figure, by, led, self._steps(element, role, parent, around.steps))
        for kid in _kids(element):
            if isinstance(kid, int):
                self._leaf(element, here, kid)
            elif isinstance(kid, pikepdf.Dictionary):
                kind = str(kid.get("/Type", ""))
                if kind == "/MCR":
                    if not any(key in kid for key in _OF_ANOTHER):
                        own = self._pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page
                        self._leaf(element, replace(here, page=own), int(kid.MCID))
                elif kind != "/OBJR":
                    self.visit(kid, element, here, depth + 1)

    def _steps(self, element: Any, role: str, parent: Any, around: Steps) -> Steps:
        """What text in an element stands in, from what the element stands in."""
        if role in CELLS:
            of = str(element.get("/A", {}).get("/Scope", "")) if role == "/TH" else "/"
            column = self._columns[parent.objgen]
            self._columns[parent.objgen] += 1
            return (*around, Step(_CELLS.get(of, ITEM), column, element.objgen))
        what = _STEPS.get(role)
        level = int(role[2]) if what == "h" else 0
        # The lines of a heading may be headings in it, the columns of a list lists.
        if what is None or (what in ("h", LIST) and around and around[-1][:2] == (what, level)):
            return around
        return (*around, Step(what, level, element.objgen))

    def _instead(self, element: Any, keys: set[str], role: str) -> str | None:
        """What is done with what an element holds instead of reading it."""
        if replacing := min(_REPLACING & keys, default=None):
            return f"{replacing.lstrip('/')} read in its place"
        if role == "/Artifact":
            return "nothing, as an artifact, read in its place"
        if role not in _ROLES:
            return f"it read as {role.lstrip('/')[:20] or 'nothing'}"
        if role == "/Figure":
            return "it read as a picture without words"
        said = str(element.Lang).lower() if "/Lang" in keys else self._lang
        return f"it read in the language {said[:20]}" if said != self._lang else None

    def _leaf(self, element: Any, around: _Around, number: int) -> None:
        if around.page is None:
            return
        leaf = (around.page, number)
        self.order.append(leaf)
        if around.figure:
            self.figures.add(leaf)
        self.steps[leaf] = around.steps
        if around.by is not None:
            self.replaced[leaf] = around.by
        elif not around.led or self._holders.get(leaf) != element.objgen:
            # Some readers go from the page to its element, and up from there.
            self.replaced[leaf] = "a page that leads elsewhere from it"


def _holders(document: Any, root: Any) -> dict[Leaf, tuple[int, int]]:
    """Which element holds each piece of marked content, as pages say it."""
    import pikepdf

    found: dict[Leaf, tuple[int, int]] = {}
    if not isinstance(root.get("/ParentTree"), pikepdf.Dictionary):
        return found
    parents = pikepdf.NumberTree(root.ParentTree)
    for number, page in enumerate(document.pages):
        own = page.obj.get("/StructParents")
        held = parents[int(own)] if own is not None and int(own) in parents else ()
        for content, element in enumerate(held if isinstance(held, pikepdf.Array) else ()):
            if isinstance(element, pikepdf.Dictionary):
                found[number, content] = element.objgen
    return found
