"""Whether a file has kept what no measure shows: its pictures, its day, the names by which catalogues know it.

Input: what its manifest says of them, and what it holds. Output: sentences' ends. Must not: ask of what the manifest does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.rendition.keeping import PICTURE, VERSIONED, Kept

# So many pictures are named.
MOST = 4
_CALLED = {
    "created": "the day on which it was made",
    "day": "the day of its edition",
    "modified": "the day of its last change",
    "identifier": "the name by which catalogues know it",
    "language": "its language",
    "author": "its author",
    "publisher": "its publisher",
    "access": "who can read it, and how,",
    "subject": "what it is about",
    "keywords": "its keywords",
    "trapped": "whether it is trapped",
    "standard": "the standard that it follows",
    "blank": "the number of its spaces and signs that nobody sees",
    "layout": "how its pages lie when it is opened",
    "program": "the program that made it",
    "press": "the standard that a press is told",
    "labels": "what its pages are called",
    "icon": "its sign in a list of pages",
}
# Of these a hash is told, which says nothing to anybody.
_OTHERWISE = {
    "markup": "elements that it was not made with, or without those that it was made with",
    "drawn": "other letters, shapes or colours on a page than it was made with",
    "links": "links that lie elsewhere, or are hidden",
    "bookmarks": "bookmarks that are shown otherwise, or lead elsewhere",
    "list": "lists of links with other entries than it was made with",
    "package": "a package that says something else than when it was made",
}


def otherwise_kept(owed: Kept | None, held: Callable[[], Kept]) -> Iterator[str]:
    """What is other than when the file was made; nothing where its manifest does not say what it held."""
    if owed is None:
        return
    was, now = _sorted(owed), _sorted(held())
    before, after = was.pop(PICTURE, []), now.pop(PICTURE, [])
    if len(before) != len(after):
        yield f"{len(after)} pictures and drawings instead of {len(before)}"
    else:
        others = [
            number for number, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]
        ]
        yield from (f"another picture instead of the {number}. of {len(before)}" for number in others[:MOST])
    # One of this version tells all there is; of another only what it tells is compared.
    also = [what for what in now if what not in was] if VERSIONED in owed else []
    for what in (*was, *also):
        old, new = was.get(what, []), now.get(what, [])
        if old != new and what in _OTHERWISE:
            yield _OTHERWISE[what]
        elif old != new:
            said = " and ".join(new)[:80] or "nothing"
            yield f"{_CALLED.get(what, what[:20])} given as {said} instead of {' and '.join(old)[:80] or 'nothing'}"


def _sorted(kept: Kept) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in kept:
        what, _, known = one.partition(":")
        found.setdefault(what, []).append(known)
    return found
