"""Whether a book's lists of places and of printed pages lead to what they name, each entry once.

Input: the parsed files of a book, which of them are lists of contents. Output: sentences' ends, such as 'a list of places by which "colophon" is in text/cover.xhtml'.
Must not: know what the text owes; `listing` compares a list of contents with the headings.

Why: reading systems make menus of them, and take readers past a disclaimer, or to another page than the printed one.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote

from pipeline.article import folded
from pipeline.diagnostics import quoted
from pipeline.proof.css import name_of
from pipeline.proof.markup import EPUB_TYPE

# So many are told of one list.
MOST = 4
# Where the text begins, which no element says of itself.
_BEGINNING = "bodymatter"
# What stands before it.
_FIRST = frozenset(["cover", "titlepage"])
_PAGE = "pagebreak"


def astray(roots: Mapping[str, Any], contents: Sequence[str], linear: Sequence[str]) -> Iterator[str]:
    """What is wrong with these lists. Shape: `linear` are the files in reading order."""
    for name in contents:
        for nav in roots[name].iter("{*}nav"):
            links = [(link, *_leads(name, link, roots)) for link in nav.iter("{*}a")]
            kinds = _kinds(nav)
            yield from islice(_doubled(links), MOST)
            if "landmarks" in kinds:
                yield from islice(_misplaced(links, roots, linear), MOST)
            elif "page-list" in kinds:
                yield from islice(_mispaged(links, roots, linear), MOST)


# A link, the file that it leads to, and the element there, None where there is none.
_Link = tuple[Any, str, Any]


def _leads(name: str, link: Any, roots: Mapping[str, Any]) -> tuple[str, Any]:
    file, _, place = unquote(link.get("href") or "").partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
    root = roots.get(target)
    if root is None or not place:
        return target, root
    return target, next((one for one in root.iter("*") if one.get("id") == place), None)


def _kinds(element: Any) -> list[str]:
    return (element.get(EPUB_TYPE) or "").split()


def _doubled(links: Sequence[_Link]) -> Iterator[str]:
    counts = Counter((link.get("href"), " ".join(_kinds(link))) for link, _, _ in links)
    for (href, _), count in counts.items():
        if count > 1:
            yield f"a list that leads to {(href or 'nowhere')[:60]} {count} times"


def _misplaced(links: Sequence[_Link], roots: Mapping[str, Any], linear: Sequence[str]) -> Iterator[str]:
    """Places that are not where the list says."""
    known = {name: {kind for one in roots[name].iter("*") for kind in _kinds(one)} for name in linear}
    beginning = next((name for name in linear if not known[name] & _FIRST), None)
    for link, file, target in links:
        for kind in _kinds(link):
            if kind == _BEGINNING:
                right = file == beginning
            elif target is None:
                right = False
            elif name_of(target) == "html":
                right = kind in known.get(file, ())
            else:
                right = kind in _kinds(target)
            if not right:
                yield f"a list of places by which {quoted(kind[:30])} is in {file[:60]}"


def _mispaged(links: Sequence[_Link], roots: Mapping[str, Any], linear: Sequence[str]) -> Iterator[str]:
    """Printed pages that begin elsewhere, or are called otherwise, than the marks in the text say."""
    marks = [one for name in linear for one in roots[name].iter("*") if _PAGE in _kinds(one)]
    for (link, file, target), mark in zip(links, marks, strict=False):
        said = folded("".join(link.itertext()))
        if target is not mark or said != folded(mark.get("aria-label") or mark.get("title") or ""):
            yield f"a list of pages by which page {said[:20]} begins in {file[:60]}"
    if len(links) != len(marks):
        yield f"a list of {len(links)} pages, of which {len(marks)} are marked"
