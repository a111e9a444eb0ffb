"""Attacks on what a screen reader hears of a PDF: the structure tree.

Input: a `Tampered` file. Output: the same, changed. Must not: change what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.proof.mutants.tampered import Attack, Tampered, op


def structure_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Name, description and attack."""
    yield "structure-artifact", "it is marked as decoration", _artifact
    yield "structure-language", "it is read aloud as if in another language", _other_language
    yield "structure-bookmark", "a bookmark says that it no longer holds", _bookmarked
    yield "structure-title", "the title of the file says that it no longer holds", _titled
    yield "structure-removed", "it is not in the structure tree", _removed
    yield "structure-last", "it is read last of all", _last
    yield "structure-role", "it has a role that is not read", _as("/Private")
    yield "structure-heading", "it is read as a heading", _as("/H2")
    yield "structure-figure", "it is read as a picture that says nothing", _as("/Figure")
    yield "structure-foreign", "its element is said to be in another language", _foreign
    yield "structure-elsewhere", "its element holds the content of another drawing", _elsewhere
    yield "structure-pages", "no page leads to what is read of it", _unled
    yield "structure-actual", "the structure tree says other words", _said("/ActualText")
    yield "structure-alternative", "the structure tree has an alternative for it", _said("/Alt")


def _artifact(file: Tampered) -> bool:
    import pikepdf

    if file.notice.place == "running" and not _marks(file):
        # At every foot but the first it is one.
        return False
    file.around([op("BMC", pikepdf.Name.Artifact)], [op("EMC")])
    return True


def _other_language(file: Tampered) -> bool:
    import pikepdf

    file.document.Root["/Lang"] = pikepdf.String("fi" if file.owed.lang != "fi" else "en")
    return True


def _bookmarked(file: Tampered) -> bool:
    """Readers show bookmarks beside the page, larger than the page's text."""
    import pikepdf

    with file.document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Whatever it promises: void", 0))
    return True


def _titled(file: Tampered) -> bool:
    """Readers show it above the page, and read it out first."""
    import pikepdf

    file.document.trailer["/Info"] = file.document.make_indirect(
        pikepdf.Dictionary(Title=pikepdf.String("Whatever it promises: void"))
    )
    return True


def _marks(file: Tampered) -> frozenset[int]:
    """The marked-content identifiers around the disclaimer's text objects."""
    import pikepdf

    found: set[int] = set()
    stack: list[int | None] = []
    begins = {begin for begin, _ in file.objects}
    for index, (operands, operator) in enumerate(file.sheet.instructions):
        if operator in ("BDC", "BMC"):
            last = operands[-1]
            stack.append(
                int(last["/MCID"]) if isinstance(last, pikepdf.Dictionary) and "/MCID" in last else None
            )
        elif operator == "EMC" and stack:
            stack.pop()
        elif operator == "BT" and index in begins:
            found |= {mark for mark in stack if mark is not None}
    return frozenset(found)


def _elements(file: Tampered) -> list[tuple[Any, Any]]:
    """The elements that hold only the disclaimer's marks, each with its parent; the outermost ones."""
    import pikepdf

    root = file.document.Root.get("/StructTreeRoot")
    wanted = _marks(file)
    if root is None or not wanted or file.sheet.page is None:
        return []
    page = file.sheet.target.objgen
    found: list[tuple[Any, Any]] = []

    def marks(element: Any, on: Any, depth: int = 0) -> set[tuple[Any, int]]:
        on = element.get("/Pg", on) if isinstance(element, pikepdf.Dictionary) else on
        held: set[tuple[Any, int]] = set()
        for kid in kids(element):
            if isinstance(kid, int):
                held.add((on.objgen if on is not None else None, kid))
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                where = kid.get("/Pg", on)
                held.add((where.objgen if where is not None else None, int(kid["/MCID"])))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid and depth < 60:
                inner = marks(kid, on, depth + 1)
                if inner and inner <= mine:
                    found.append((kid, element))
                held |= inner
        return held

    mine = {(page, mark) for mark in wanted}
    marks(root, None)
    nested = {
        kid.objgen for element, _ in found for kid in kids(element) if isinstance(kid, pikepdf.Dictionary)
    }
    return [(element, parent) for element, parent in found if element.objgen not in nested]


def kids(element: Any) -> list[Any]:
    """What an element holds."""
    import pikepdf

    value = element.get("/K")
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _without(parent: Any, element: Any) -> None:
    import pikepdf

    parent["/K"] = pikepdf.Array(
        [
            kid
            for kid in kids(parent)
            if not (isinstance(kid, pikepdf.Dictionary) and kid.objgen == element.objgen)
        ]
    )


def _removed(file: Tampered) -> bool:
    elements = _elements(file)
    for element, parent in elements:
        _without(parent, element)
    return bool(elements)


def _last(file: Tampered) -> bool:
    import pikepdf

    elements = _elements(file)
    if not elements or file.notice.place in ("closing", "running"):
        return False
    root = file.document.Root["/StructTreeRoot"]
    top = next((kid for kid in kids(root) if isinstance(kid, pikepdf.Dictionary)), root)
    for element, parent in elements:
        _without(parent, element)
        element["/P"] = top
        top["/K"] = pikepdf.Array([*kids(top), element])
    return True


def _as(role: str) -> Attack:
    def rename(file: Tampered) -> bool:
        import pikepdf

        elements = _elements(file)
        for element, _ in elements:
            element["/S"] = pikepdf.Name(role)
        return bool(elements)

    return rename


def _foreign(file: Tampered) -> bool:
    import pikepdf

    elements = _elements(file)
    for element, _ in elements:
        element["/Lang"] = pikepdf.String("ja" if file.owed.lang != "ja" else "en")
    return bool(elements)


def _elsewhere(file: Tampered) -> bool:
    """The same numbers, but of a form that nobody draws."""
    import pikepdf

    wanted = _marks(file)
    form = file.document.make_stream(b"")
    found = False

    def visit(element: Any, depth: int) -> None:
        nonlocal found
        held = kids(element)
        for at, kid in enumerate(held):
            if isinstance(kid, int) and kid in wanted and _on(file, element):
                held[at] = pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=file.sheet.target, MCID=kid, Stm=form)
                found = True
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid and depth < 60:
                visit(kid, depth + 1)
        if any(isinstance(kid, pikepdf.Dictionary) and "/Stm" in kid for kid in held):
            element["/K"] = pikepdf.Array(held)

    for element, _ in _elements(file):
        visit(element, 0)
    return found


def _on(file: Tampered, element: Any) -> bool:
    return "/Pg" in element and element["/Pg"].objgen == file.sheet.target.objgen


def _unled(file: Tampered) -> bool:
    root = file.document.Root.get("/StructTreeRoot")
    if root is None or "/ParentTree" not in root or not _marks(file):
        return False
    del root["/ParentTree"]
    return True


def _said(key: str) -> Callable[[Tampered], bool]:
    def say(file: Tampered) -> bool:
        import pikepdf

        elements = _elements(file)
        for element, _ in elements:
            element[key] = pikepdf.String("All is well.")
        return bool(elements)

    return say
