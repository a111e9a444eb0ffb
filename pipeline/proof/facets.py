"""Whether a page or a book says without words what its article does: pictures, links, struck out and raised words, lists that count on.

Input: parsed files, the `Facet`s that are owed. Output: sentences' ends, such as 'a picture that is told as "…"'.
Must not: know files, or judge disclaimers.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from unicodedata import bidirectional
from urllib.parse import unquote

from pipeline.article import folded
from pipeline.diagnostics import quoted
from pipeline.proof.css import name_of
from pipeline.proof.markup import EPUB_TYPE, HEADINGS, TO_NOTES, XML, classes_of
from pipeline.proof.parity import foreign, lettered
from pipeline.proof.stream import squeezed_text
from pipeline.rendition.facets import HERE, Facet, FacetKind, linked, numbered

# So many are told of one file.
MOST = 8
_STYLED: dict[str, FacetKind] = {
    "del": "struck", "s": "struck", "strike": "struck", "sup": "raised", "sub": "lowered",
}  # fmt: skip
# What shows words otherwise than they are written, or puts signs to them; no template writes it.
_STRANGE = frozenset(["bdo", "q", "ruby", "rb", "rt", "rtc", "rp", "ins", "big", "blink", "nobr"])
# What stands around the text: covers, mastheads and lists of links, whose words are judged by themselves.
_FRAMES = frozenset(["head", "nav", "svg", "script", "style"])
_COVERS = frozenset(["cover", "titlepage"])
# What is no part of the text.
_BESIDE = frozenset(["cover", "keyword", "site"])
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_TELLS: dict[FacetKind, str] = {
    "picture": "a picture that is told as {text}",
    "link": "a link from {text} to {value}",
    "struck": "{text} struck out",
    "raised": "{text} raised",
    "lowered": "{text} lowered",
    "list": "a list that begins with {value}",
    "language": "{text} in the language {value}",
    "cover": "a cover that is told as {text}",
    "keyword": "the keyword {text}",
    "site": "pages at {value}",
}


def in_page(href: str) -> bool:
    """Whether a link of a page leads to a place in it."""
    return href.startswith(HERE)


def in_book(href: str) -> bool:
    """Whether a link of a book's text leads to a place in it."""
    return _SCHEME.match(href) is None


def otherwise_told(
    roots: Iterable[Any], owed: Sequence[Facet], known: Sequence[str], inside: Callable[[str], bool]
) -> list[str]:
    """What the files say without words that the article does not, and what they do not say.

    `inside` tells whether a link leads to a place in the same file; `known` are the pieces of text that may stand in it.
    """
    covers = {squeezed_text(facet.text) for facet in owed if facet.kind == "cover"}
    there: Counter[tuple[str, str, str]] = Counter()
    shown: dict[tuple[str, str, str], Facet] = {}
    found: dict[str, None] = {}
    for root in roots:
        for element, framed in text_elements(root):
            found |= dict.fromkeys(_turned(element))
            for facet in _said(element, inside):
                if framed:
                    # Of covers and mastheads the pictures are the theme's, or the one that the author chose.
                    strange = facet.kind == "picture" and _strange(facet.text, covers, known)
                    found |= {_told(facet): None} if strange else {}
                    continue
                key = _key(facet)
                there[key] += 1
                shown.setdefault(key, facet)
    due: Counter[tuple[str, str, str]] = Counter()
    for facet in owed:
        if facet.kind not in _BESIDE:
            key = _key(facet)
            due[key] += 1
            shown.setdefault(key, facet)
    found |= {_told(shown[key]): None for key in there - due}
    found |= {f"not {_told(shown[key])}": None for key in due - there}
    return list(found)[:MOST]


def _strange(text: str, covers: set[str], known: Sequence[str]) -> bool:
    """Whether a picture of a cover is told in words that are neither the text's nor the author's."""
    squeezed = squeezed_text(text)
    for cover in covers:
        squeezed = squeezed.replace(cover, "\n", 1)
    return foreign(squeezed, known) is not None


def strange_keywords(texts: Iterable[str], owed: Sequence[Facet]) -> Iterator[str]:
    """Words by which a file would be found that its article is not. Shape: each of the texts may hold several."""
    own = sorted(
        {squeezed_text(facet.text) for facet in owed if facet.kind == "keyword"}, key=len, reverse=True
    )
    for text in texts:
        rest = squeezed_text(text)
        for keyword in own:
            rest = rest.replace(keyword, " ")
        if any(map(str.isalnum, lettered(rest) + rest)):
            yield folded(text)[:80]


def drawn_otherwise_told(
    pictures: Iterable[str], links: Iterable[str], owed: Sequence[Facet], known: Sequence[str]
) -> list[str]:
    """What a file of pages tells of its pictures, and where its links lead, that the article does not say."""
    covers = {squeezed_text(facet.text) for facet in owed if facet.kind == "cover"}
    due = Counter(squeezed_text(facet.text) for facet in owed if facet.kind == "picture" and facet.text)
    told = Counter(text for text in map(squeezed_text, pictures) if text)
    found: dict[str, None] = {}
    for text in told - due:
        if text in due or _strange(text, covers, known):
            found[_told(Facet("picture", text))] = None
    found |= {f"not {_told(Facet('picture', text))}": None for text in due - told}
    leading = {unquote(facet.value.partition("\n")[0]) for facet in owed if facet.kind == "link"}
    found |= {f"a link to {link[:80]}": None for link in links if unquote(link) not in leading}
    return list(found)[:MOST]


def told_in_another_order(pictures: Iterable[str], owed: Sequence[Facet]) -> Iterator[str]:
    """A picture that is told in the words of another one. Shape: both in the order of the text; covers and logos may be among the first."""
    due = [squeezed_text(facet.text) for facet in owed if facet.kind == "picture" and facet.text]
    told = [text for text in map(squeezed_text, pictures) if text in due]
    texts = {squeezed_text(facet.text): facet for facet in owed if facet.kind == "picture"}
    if sorted(told) == sorted(due):
        wrong = (one for one, other in zip(told, due, strict=True) if one != other)
        yield from (f"{_told(texts[text])} where another one is" for text in itertools.islice(wrong, 1))


_ABOUT = ("canonical", "alternate")


def elsewhere(root: Any, owed: Sequence[Facet]) -> Iterator[str]:
    """Addresses under which the page would be found, or that lead to it in other languages, that are none of its publisher's."""
    sites = tuple(facet.value.rstrip("/") + "/" for facet in owed if facet.kind == "site")
    if not sites:
        return
    said = [one.get("href") for one in root.iter("link") if (one.get("rel") or "").lower() in _ABOUT]
    said += [
        one.get("content")
        for one in root.iter("meta")
        if one.get("property") in ("og:url", "og:image", "og:image:secure_url")
    ]
    said += [
        link.get("href")
        for nav in root.iter("nav")
        for link in nav.iter("a")
        if not in_page(link.get("href") or "")
    ]
    for address in said:
        if not (address or "").startswith((*sites, "../")):
            yield f"the address {(address or 'of nothing')[:80]}"


def misled(entries: Iterable[tuple[str, Any]], headings: Iterable[Any]) -> Iterator[str]:
    """Entries of a list of contents that lead to another heading than they name. Shape: each is its words and what it leads to."""
    texts = {squeezed_text(_text(heading)) for heading in headings}
    for said, target in entries:
        own = squeezed_text(said)
        if target is None:
            yield f"{quoted(folded(said)[:60])} in a list that leads nowhere"
        if own not in texts or target is None:
            continue
        there = [one for one in target.iter("*") if name_of(one) in HEADINGS]
        if there and all(squeezed_text(_text(one)) != own for one in there):
            yield f"{quoted(folded(said)[:60])} in a list that leads to {quoted(_text(there[0])[:60])}"


def drawn_among(root: Any) -> Iterator[str]:
    """Drawings in the text, where only the article's pictures are: letters that are drawn say what no text says.

    Why not those of a masthead, a cover or a foot: these are the theme's and the publisher's.
    """
    for drawing in root.iter("{*}svg", "svg"):
        around = {step: name_of(step) for step in drawing.iterancestors()}
        framed = any(name == "footer" or _is_frame(step, name) for step, name in around.items())
        # One within another is a part of that.
        if "svg" not in around.values() and (not framed or "main" in around.values()):
            holder = next((step.get("id") for step in around if step.get("id")), None)
            yield f"a drawing that is no picture of the article's{f' in {holder[:40]}' if holder else ''}"


_FOOTNOTES = frozenset(["footnote", "rearnote", "endnote", "note", "doc-footnote", "doc-endnote"])
_NUMBER = re.compile(r"[\d\W_]*")


def put_away(root: Any, notes: Iterable[str], labels: Sequence[str]) -> Iterator[str]:
    """Parts that reading systems show as notes, where they are asked for, and that hold other words than a note's."""
    texts = sorted(map(squeezed_text, (*notes, *labels)), key=len, reverse=True)
    for element in root.iter("*"):
        role = element.get("role") or ""
        # As a role, `note` is no more than a remark.
        kinds = {*(element.get(EPUB_TYPE) or "").split(), "" if role == "note" else role}
        if "pagebreak" in kinds and (said := _text(element)):
            yield f"the mark of a page that says {quoted(said[:60])}"
        if _FOOTNOTES.isdisjoint(kinds):
            continue
        said = squeezed_text(_text(element))
        for text in texts:
            said = said.replace(text, "")
        if not _NUMBER.fullmatch(said):
            yield f"{quoted(_text(element)[:60])} as a note"


def mislabelled(root: Any) -> Iterator[str]:
    """What cells say of their columns, for narrow screens, where it is not what these are called; names of columns that are told as none."""
    for table in (one for one in root.iter("*") if name_of(one) == "table"):
        heads = [one for one in table.iter("*") if name_of(one) == "thead"]
        rows = [one for one in (heads[0].iter("*") if heads else ()) if name_of(one) == "tr"]
        plain = [cell for row in rows for cell in row if name_of(cell) == "td" and _text(cell)]
        yield from (f"{quoted(_text(cell)[:60])} as no head of its column" for cell in plain)
        # A note's mark in a head says nothing of what is in the column.
        called = [squeezed_text(_text(cell)) for cell in rows[0] if name_of(cell)] if rows else []
        for row in (one for one in table.iter("*") if name_of(one) == "tr"):
            for column, cell in enumerate(cell for cell in row if name_of(cell)):
                label = cell.get("data-label")
                if label is not None and called[column : column + 1] != [squeezed_text(label)]:
                    yield f"a cell of the column {quoted(label)} in another column"
                unnamed = label is None and name_of(cell) == "td" and _text(cell)
                if unnamed and any(called[column : column + 1]):
                    yield f"{quoted(_text(cell)[:60])} without the name of its column"


def text_elements(root: Any) -> Iterator[tuple[Any, bool]]:
    """The elements of the text, and whether each stands on a cover or in a masthead."""
    stack = [(root, False)]
    while stack:
        element, framed = stack.pop()
        name = name_of(element)
        if not name or name in _FRAMES:
            continue
        framed = framed or _is_frame(element, name)
        yield element, framed
        stack += ((child, framed) for child in reversed(element))


def _is_frame(element: Any, name: str) -> bool:
    if name == "header":
        return True
    return name == "section" and not _COVERS.isdisjoint((element.get(EPUB_TYPE) or "").split())


def _said(element: Any, inside: Callable[[str], bool]) -> Iterator[Facet]:
    """What one element says."""
    name = name_of(element)
    above = element.getparent()
    if name == "img":
        yield Facet("picture", folded(element.get("alt") or ""))
    elif name == "a" and (href := element.get("href")) is not None:
        leads = linked(HERE if inside(href) else href, element.get("title") or "")
        # What the theme leads with: to notes and back, to the text, and to the list of contents.
        own = (
            element.get("role") in TO_NOTES
            or "skip" in classes_of(element)
            or (above is not None and "to-contents" in classes_of(above))
        )
        # A title of such a link says nothing that the link does not.
        plain = (element.get("title") or "").casefold() in _text(element).casefold()
        if not (own and plain and leads.partition("\n")[0] == HERE):
            yield Facet("link", _text(element), leads)
    elif name in _STYLED:
        yield Facet(_STYLED[name], _text(element))
    elif name == "ol":
        kind = element.get("type") or ""
        how = numbered(_whole(element.get("start")), "" if kind == "1" else kind)
        # Notes are numbered as their marks are.
        if not (_of_notes(element) and how == numbered(1, "")):
            yield Facet("list", "", how)
    lang = element.get("lang") or element.get(f"{XML}lang")
    if lang is not None and name not in ("html", "body"):
        yield Facet("language", _text(element), lang.lower())


def _whole(start: str | None) -> int:
    return int(start) if start and re.fullmatch(r"-?\d{1,9}", start) else 1 if start is None else -1


def _of_notes(element: Any) -> bool:
    """Whether a list is that of the notes, and not one of the author's in a note."""
    for step in element.iterancestors():
        if name_of(step) in ("li", "aside") or step.get("role") == "doc-endnotes":
            return bool(step.get("role") == "doc-endnotes")
    return False


def _turned(element: Any) -> Iterator[str]:
    """Words whose letters, or whose figures, an element shows in another order than they are written."""
    name = name_of(element)
    if name in _STRANGE:
        yield f"a <{name}>"
    way = element.get("dir")
    if way is None or name in ("html", "body"):
        return
    rightward = any(bidirectional(one) in ("R", "AL") for one in "".join(element.itertext()))
    if way.lower() not in ("auto", "rtl" if rightward else "ltr"):
        yield f"{quoted(_text(element)[:60])} from {'right to left' if way.lower() == 'rtl' else 'left to right'}"


def _text(element: Any) -> str:
    """The words of an element, without the marks of notes."""
    if not any(one.get("role") == "doc-noteref" for one in element.iter("*")):
        return folded("".join(element.itertext()))
    pieces: list[str] = []
    stack: list[Any] = [element]
    while stack:
        step = stack.pop()
        if isinstance(step, str):
            pieces.append(step)
            continue
        for child in reversed(step):
            stack += [one for one in (child.tail,) if one]
            if name_of(child) and child.get("role") != "doc-noteref":
                stack.append(child)
        pieces.append(step.text or "")
    return folded("".join(pieces))


def _key(facet: Facet) -> tuple[str, str, str]:
    value = unquote(facet.value) if facet.kind == "link" else facet.value
    return facet.kind, squeezed_text(facet.text), value


def _told(facet: Facet) -> str:
    text = quoted(facet.text[:60]) if facet.text else "nothing"
    value = "another place of it" if facet.value == HERE else facet.value.replace("\n", ", called ")[:80]
    return _TELLS[facet.kind].format(text=text, value=value)
