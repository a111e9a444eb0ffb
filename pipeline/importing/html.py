"""Web pages and fragments in the words of a tree that pandoc reads.

Input: HTML, as text. Output: cleaned HTML of the main part, facts for the front matter, and an account of everything
that was left out. Must not: run scripts, follow addresses, decide what belongs to the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from pipeline.importing import macros, mainpart, semblance
from pipeline.importing.callouts import CALLOUT, DETAILS, NOTE, NOTE_TOKEN, callout_kind
from pipeline.importing.decoding import tidied
from pipeline.importing.draft import Account
from pipeline.importing.limits import Refused
from pipeline.importing.mainpart import is_inside, remove, texts, words

MAX_NODES = 200_000
MAX_DEPTH = 200

_WEB = re.compile(
    r"https?://[^\s<>\"\\^`{|}]+|mailto:[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+|tel:\+?[\d().-]{3,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds. Shape: `html` is for pandoc; `runs` are all texts of the page; `base` resolves links."""

    html: str
    runs: tuple[str, ...]
    meta: dict[str, Any] = field(default_factory=dict)
    base: str = ""


def read(text: str, account: Account) -> Page:
    """The main part of a page, or the whole of a fragment. Raises: Refused IMP906 (nested too deeply)."""
    from lxml import html

    whole = re.search(r"<(?:html|body|head)[\s>]", text[:20_000], re.IGNORECASE) is not None
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    text = macros.readable(text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text if text.strip() else "<p></p>", parser=parser)
    except Exception as error:  # lxml raises several kinds
        raise Refused(
            "IMP906", problem=f"it cannot be read as HTML ({' '.join(str(error).split())[:120]})"
        ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Refused("IMP906", problem="its elements are nested too deeply")
    if sum(1 for _ in root.iter()) > MAX_NODES:
        raise Refused("IMP906", problem=f"it has more than {MAX_NODES} elements")
    tidied(root, account)
    macros.unfolded(root, account)
    _straight(root)
    runs = tuple(texts(root))
    meta, base = _meta(root)
    bodies = root.findall(".//body")
    body = bodies[0] if bodies else root
    semblance.dressed(root)
    semblance.unmasked(body)
    main = mainpart.article(body, account, whole=whole)
    semblance.headed(main)
    semblance.emphasised(main)
    semblance.nested(main)
    _titles(main, meta)
    _footnotes(main)
    _boxes(main)
    _media(main)
    _tables(main)
    return Page(html.tostring(main, encoding="unicode", with_tail=False), runs, meta, base)


def fragment(text: str, account: Account) -> str:
    """HTML that stood inside other text, cleaned; nothing of it is taken for a page's frame."""
    from lxml import html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(f"<html><body>{text}</body></html>", parser=parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Refused("IMP906", problem="its elements are nested too deeply")
    body = root.find("body")
    if body is None:
        return ""
    tidied(body, account)
    mainpart.without_active(body, account)
    _boxes(body, frames=False)
    _media(body)
    _tables(body)
    written: str = html.tostring(body, encoding="unicode", with_tail=False)
    return written


def resolver(base: str) -> Any:
    """What becomes of an address in a link: an absolute one, a place in the article, or None."""

    def address(url: str) -> str | None:
        url = url.strip()
        if url.startswith("#") and len(url) > 1:
            return url
        if not url or url.startswith("#"):
            return None
        if url.startswith("//"):
            url = f"https:{url}"
        if not re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE):
            if not base:
                return None
            try:
                url = urljoin(base, url)
            except ValueError:
                return None
        url = url.replace(" ", "%20")
        if url.lower().startswith("tel:"):
            url = "tel:" + re.sub(r"[^\d+]", "", url[4:].replace("%20", ""))
        try:
            named = urlsplit(url)
            fine = bool(_WEB.fullmatch(url)) and "@" not in named.netloc and (named.hostname or ":" in url)
            _ = named.port
        except ValueError:
            return None
        return url if fine else None

    return address


# ── facts of the head ───────────────────────────────────────────────────────────────────────────


def _meta(root: Any) -> tuple[dict[str, Any], str]:
    named: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name and (content := (element.get("content") or "").strip()):
            named.setdefault(name, content)
    links = {(e.get("rel") or "").lower(): e.get("href") or "" for e in root.iter("link")}
    base = next((e.get("href") or "" for e in root.iter("base")), "")
    base = base or links.get("canonical", "") or named.get("og:url", "")
    found: dict[str, Any] = {}
    title = next((" ".join((e.text_content() or "").split()) for e in root.iter("title")), "")
    found["title"] = named.get("og:title", "") or named.get("dc.title", "")
    found["page-title"] = title
    for key, names in {
        "description": ("description", "og:description", "dc.description", "twitter:description"),
        "author": ("author", "article:author", "dc.creator", "byl", "parsely-author"),
        "date": (
            "article:published_time",
            "date",
            "dc.date",
            "datepublished",
            "dcterms.created",
            "pubdate",
            "dc.date.issued",
        ),
        "modified": (
            "article:modified_time",
            "last-modified",
            "datemodified",
            "dcterms.modified",
            "og:updated_time",
        ),
        "keywords": ("keywords", "news_keywords"),
    }.items():
        found[key] = next((named[name] for name in names if name in named), "")
    if not found["author"].startswith(("http:", "https:")):
        pass
    else:
        found["author"] = ""
    found["lang"] = next(
        (
            e.get("lang") or e.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
            for e in root.iter("html")
        ),
        "",
    ) or named.get("og:locale", "").replace("_", "-")
    for element in root.iter("script"):
        if (element.get("type") or "").lower() == "application/ld+json":
            _linked_data(element.text or "", found)
    return {key: value for key, value in found.items() if value}, base if base.startswith("http") else ""


def _linked_data(text: str, found: dict[str, Any]) -> None:
    try:
        stack = [json.loads(text[:200_000])]
    except (ValueError, RecursionError):
        return
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += one[:50]
        elif isinstance(one, dict):
            if str(one.get("@type", "")).lower().endswith(("article", "posting", "webpage")):
                for key, name in (
                    ("date", "datePublished"),
                    ("modified", "dateModified"),
                    ("description", "description"),
                ):
                    if isinstance(one.get(name), str):
                        found[key] = found.get(key) or one[name]
                author = one.get("author")
                author = author[0] if isinstance(author, list) and author else author
                author = author.get("name") if isinstance(author, dict) else author
                if isinstance(author, str):
                    found["author"] = found.get("author") or author
            if "@graph" in one:
                stack.append(one["@graph"])


def _titles(main: Any, meta: dict[str, Any]) -> None:
    """The title that the head gives, unless the text has one of its own; without the site's name."""
    heads = [" ".join(e.text_content().split()) for e in main.iter("h1")]
    shown = meta.pop("page-title", "")
    if heads and heads[0] and not (len(heads) > 1 and _is_named(shown) and _stands_below(main)):
        meta.pop("title", None)
        return
    if "title" not in meta and shown:
        said = (e.text_content() for e in main.iter("p", "div", "h2", "td") if len(e) < 2)
        if any(" ".join(words.split()) == shown for words in islice(said, _FIRST_PARTS)):
            # No name of a site is behind it: the text says the same.
            meta["title"] = shown
            return
        parts = re.split(r"\s+[|–—·»:-]\s+", shown)
        meta["title"] = parts[0] if len(parts) > 1 and len(parts[0]) >= 4 else shown


# Units: elements at the top of a page.
_FIRST_PARTS = 20


def _is_named(title: str) -> bool:
    """Whether a page's title is one that somebody wrote."""
    return bool(title) and not re.match(
        r"(?:untitled|unbenannt|uten navn|sans titre|sin título|document|dokument|microsoft word|index|home)\b",
        title,
        re.IGNORECASE,
    )


def _stands_below(main: Any) -> bool:
    """Whether text stands above the first heading of the first rank, which is then one of several parts."""
    for each in main.iter():
        if each.tag == "h1":
            return False
        if each.tag in ("p", "li") and each.text_content().strip():
            return True
    return False


# ── what becomes a component ────────────────────────────────────────────────────────────────────


# Kinds of boxes whose names, alone, are those of other things on pages.
_NO_BOX = frozenset(
    {"question", "faq", "summary", "abstract", "example", "check", "error", "success", "message", "idea"}
)
# Classes of titles within boxes.
_TITLES = frozenset({"admonition-title", "callout-title", "alert-title", "box-title", "title", "heading"})
_TITLE_PARAGRAPHS = frozenset({"admonition-title", "callout-title", "markdown-alert-title"})


def _boxes(main: Any, *, frames: bool = True) -> None:
    """`frames`: a box around most of the text is none."""
    _unfold(main, _levels_of_parts(main) if frames and _is_accordion(main) else {})
    for element in list(main.iter("fieldset")):
        legend = element.find("legend")
        if legend is not None and (title := " ".join(legend.text_content().split())):
            remove(legend)
            _box(element, CALLOUT, "note", title)
    for element in list(main.iter("aside", "div", "section", "blockquote")):
        names = (element.get("class") or "").split()
        if CALLOUT in names or DETAILS in names or NOTE in names:
            continue
        kind = _kind_of(element, names)
        if kind is not None and element is not main and not (frames and _is_frame(element, main)):
            label = element.get("aria-label") or element.get("data-title") or element.get("title") or ""
            _box(element, CALLOUT, str(kind), label)
        elif element.tag in ("aside", "section"):
            element.tag = "div"
            _attributes(element, {})
        elif element.tag == "div":
            kept = {"lang": element.get("lang")} if element.get("lang") else {}
            marked = {"class": "title"} if _TITLES & set(names) else {}
            _attributes(element, {**kept, **marked})
    for element in main.iter("p"):
        if _TITLE_PARAGRAPHS & set((element.get("class") or "").split()):
            # pandoc keeps no classes of paragraphs.
            element.tag = "div"
            _attributes(element, {"class": "title"})
    for element in main.iter(
        "article", "main", "header", "hgroup", "footer", "address", "center", "form", "fieldset", "label"
    ):
        element.tag = "span" if element.tag == "label" else "div"
        _attributes(element, {})


def _box(element: Any, box: str, kind: str, title: str) -> None:
    element.tag = "div"
    _attributes(element, {"class": box, "data-kind": kind, "data-title": title})


def _unfold(main: Any, sections: Mapping[Any, int]) -> None:
    """What opens becomes a box with the words that open it for a title; or a section, with a heading of its level."""
    for element in list(main.iter("details")):
        summary = element.find("summary")
        title = ""
        if summary is not None:
            title = " ".join(summary.text_content().split())
            if element in sections and title:
                summary.tag = f"h{sections[element]}"
                _attributes(summary, {})
                element.tag = "div"
                _attributes(element, {})
                continue
            remove(summary)
        _box(element, DETAILS, "note", title)
    for element in list(main.iter("summary")):
        element.tag = "p"


def _kind_of(element: Any, names: Sequence[str]) -> str | None:
    """The kind of box that an element is by its classes, its tag or its role; None where it is none."""
    if element.tag == "section" and element.find("h2") is not None:
        # A part of the text with a heading of its own, whatever it is called.
        return None
    named = any(re.search(r"admonition|callout|alert", name, re.IGNORECASE) for name in names)
    kind = callout_kind(names if named else [name for name in names if name.lower() not in _NO_BOX])
    if kind is None and element.tag == "aside":
        return "note"
    if kind is None and (element.get("role") or "") in ("note", "alert"):
        return "warning" if element.get("role") == "alert" else "note"
    return kind


_NOTES = re.compile(
    r"(?:foot|end|side)-?notes?\w*|fn|references|reflist|doc-endnotes?|doc-footnote|noter|fotnoter|_?ftnt?\d+",
    re.IGNORECASE,
)


def _straight(main: Any) -> None:
    """Links of exported documents lead where they mean to, not by way of Google's servers; a note's own mark says nothing."""
    for link in list(main.iter("a")):
        if re.fullmatch(r"#_?ftnt?_?ref\d+", link.get("href") or ""):
            above = link.getparent()
            if above is not None and link.get("id") and not above.get("id"):
                above.set("id", link.get("id"))
            remove(link)
            continue
        parts = urlsplit(link.get("href") or "") if "google." in (link.get("href") or "") else None
        if parts and re.fullmatch(r"www\.google\.[a-z.]{2,6}", parts.netloc) and parts.path == "/url":
            meant = parse_qs(parts.query).get("q", [""])[0]
            if meant.startswith(("https://", "http://", "mailto:")):
                link.set("href", meant)


def _footnotes(main: Any) -> None:
    """Notes at the foot become boxes of their own at the end, and each reference the token of its note."""
    there = {
        element.get("id"): element
        for element in main.iter()
        if isinstance(element.tag, str) and element.get("id")
    }
    tokens: dict[str, str] = {}
    for link in list(main.iter("a")):
        href = (link.get("href") or "").removeprefix("#") if _is_local(link) else ""
        target = there.get(href)
        if target is not None and _refers(link, target, main):
            _refer(link, tokens.setdefault(href, f"{NOTE_TOKEN}{len(tokens)}x"))
    for href, token in tokens.items():
        _set_aside(_note_around(there[href], main), token, main)


def _is_local(link: Any) -> bool:
    return (link.get("href") or "").startswith("#")


def _note_around(target: Any, main: Any) -> Any:
    """The block that a note is, where its mark or its number is what links lead to."""
    while target.tag in ("a", "sup", "span"):
        above = target.getparent()
        if above is None or above is main:
            break
        target = above
    return target


def _refers(link: Any, target: Any, main: Any) -> bool:
    """Whether a link leads from a mark in the text to a note."""
    if not re.fullmatch(r"\W*\w{1,3}\W*", link.text_content()) or is_inside(link, target):
        return False
    note = _note_around(target, main)
    if note.tag not in ("li", "p", "div", "dd", "aside", "section", "td"):
        return False
    if not (_is_reference(link) or _is_among_notes(note, link)):
        return False
    return words(note) <= 400 and next(note.iter("h1", "h2", "article"), None) is None


def _is_reference(link: Any) -> bool:
    """Whether a link says itself that it leads to a note."""
    classes = (link.get("class") or "").split()
    return link.get("role") == "doc-noteref" or any(_NOTES.match(name) for name in classes)


def _is_among_notes(note: Any, link: Any) -> bool:
    """Whether a block, or what it stands in, has the name of notes; in exported documents the note's own mark has it."""
    names = [
        name
        for each in (note, *note.iterancestors())
        if isinstance(each.tag, str)
        for name in (*(each.get("class") or "").split(), each.get("role") or "", each.get("id") or "")
    ]
    names.append((link.get("href") or "").removeprefix("#"))
    return any(_NOTES.fullmatch(name) for name in names)


def _refer(link: Any, token: str) -> None:
    """The token in the place of a reference, and of the raised figure that is nothing else."""
    place, above = link, link.getparent()
    if (
        above is not None
        and above.tag == "sup"
        and len(above) == 1
        and not (above.text or "").strip(" []()")
        and not (link.tail or "").strip(" []()")
    ):
        place = above
    tail = place.tail
    for child in list(place):
        place.remove(child)
    place.tag, place.text, place.tail = "span", token, tail
    _attributes(place, {})


def _set_aside(note: Any, token: str, main: Any) -> None:
    """A note at the end, without its links back; what held nothing else goes."""
    for link in list(note.iter("a")):
        back = link.get("role") == "doc-backlink" or re.search(
            r"back-?ref|reversefootnote|backlink", link.get("class") or ""
        )
        if back or (_is_local(link) and re.fullmatch(r"\W*", link.text_content())):
            remove(link)
    holder = note.getparent()
    remove(note)
    note.tag, note.tail = "div", None
    _attributes(note, {"class": NOTE, "id": token})
    main.append(note)
    while holder is not None and holder is not main and not "".join(holder.itertext()).strip():
        above = holder.getparent()
        remove(holder)
        holder = above


def _is_accordion(main: Any) -> bool:
    """Whether most of the text opens part by part, which are its sections then and no boxes."""
    parts = list(main.iter("details"))
    return len(parts) > 1 and sum(map(words, parts)) > 0.4 * max(words(main), 1)


def _levels_of_parts(main: Any) -> dict[Any, int]:
    """One below the heading that a part stands under; headings in parts are none."""
    found: dict[Any, int] = {}
    level = 1
    for each in main.iter("h1", "h2", "h3", "details"):
        if any(up.tag == "details" for up in each.iterancestors()):
            continue
        if each.tag == "details":
            found[each] = level + 1
        else:
            level = int(each.tag[1])
    return found


def _is_frame(element: Any, main: Any) -> bool:
    """Whether a box holds most of the article, and so is none."""
    return words(element) > 0.6 * max(words(main), 1) or len(list(element.iter("h2"))) > 2


def _attributes(element: Any, wanted: dict[str, str]) -> None:
    for name in list(element.attrib):
        del element.attrib[name]
    for name, value in wanted.items():
        if value:
            element.set(name, value)


def _media(main: Any) -> None:
    for picture in list(main.iter("picture")):
        picture.tag = "span"
    for image in main.iter("img"):
        source = image.get("src") or ""
        lazy = next(
            (image.get(name) for name in ("data-src", "data-original", "data-lazy-src") if image.get(name)),
            None,
        )
        if lazy and (not source or source.startswith("data:")):
            source = lazy
        if not source and image.get("srcset"):
            source = (image.get("srcset") or "").split(",")[0].split()[0]
        decorative = image.get("role") == "presentation" or image.get("alt") == ""
        alt = "" if decorative else image.get("alt") or image.get("aria-label") or ""
        _attributes(image, {"src": source or "missing", "alt": alt})
    for element in main.iter():
        for name in list(element.attrib):
            aligned = element.tag in ("td", "th") and re.fullmatch(
                r"\s*text-align\s*:\s*(?:left|right|center)\s*;?\s*", element.get(name) or "", re.IGNORECASE
            )
            if name.startswith("on") or (name == "style" and not aligned):
                del element.attrib[name]


def _tables(main: Any) -> None:
    for table in main.iter("table"):
        _with_head(table)
    for cell in main.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            value = cell.get(name)
            if value is not None and not (value.isdigit() and 0 < int(value[:6]) <= 100 and len(value) <= 3):
                # Browsers cut such numbers, too; they are never honest.
                cell.attrib.pop(name)


def _with_head(table: Any) -> None:
    """First rows of nothing but column headings become the head: cells that reach down into the next row stay whole."""
    if table.find("thead") is not None:
        return
    body = table.find("tbody")
    rows = (table if body is None else body).findall("tr")
    count = 0
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if not cells or any(cell.tag == "td" for cell in cells):
            break
        count += 1
    if not 1 < count < len(rows):
        return
    head = table.makeelement("thead", {})
    first = rows[0] if body is None else body
    first.addprevious(head)
    head.extend(rows[:count])
