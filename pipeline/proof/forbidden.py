"""What a file of markup may hold nowhere, whatever becomes of its disclaimers: active content, foreign words, styles, vocabularies.

Input: the root of a parsed file, the pieces of text that may stand in it. Output: what was found, in words. Must not: judge one
disclaimer, or know files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any
from unicodedata import bidirectional

from pipeline.article import folded, text_direction
from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.proof.css import name_of
from pipeline.proof.markup import EPUB_TYPE, XML, body_of
from pipeline.proof.parity import foreign
from pipeline.proof.stream import squeezed_text
from pipeline.rendition.addresses import own_name
from pipeline.rendition.expected import Expectation

# Scripts of these types are never run.
_DATA_BLOCKS = frozenset(["application/json", "application/ld+json"])
_ACTIVE = frozenset(
    [
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        # What is folded away, nobody sees before unfolding it, and nobody on paper.
        "details",
        "summary",
        "dialog",
        "embed",
        "fieldset",
        "form",
        "frame",
        "frameset",
        "iframe",
        "input",
        "marquee",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "output",
        "param",
        "plaintext",
        "portal",
        "select",
        "slot",
        "source",
        "textarea",
        "track",
        "video",
        "xmp",
        "switch",
        "case",
        "template",
        "trigger",
        "foreignobject",
        "animate",
        "animatecolor",
        "animatetransform",
        "animatemotion",
        "set",
        "mpath",
        "discard",
        "handler",
        "listener",
        "fencedframe",
        "geolocation",
        "keygen",
        "math",
        "meter",
        "model",
        "permission",
        "progress",
        "selectedcontent",
        "usermedia",
    ]
)
# Smaller, nobody sees a picture.
_SIZE = re.compile(
    r"\s*+((width|height)\s*+:\s*+(\d{2,}(\.\d+)?\s*+(%|px|pt|mm)|\d+(\.\d+)?\s*+(%|em|rem|cm|in))\s*+;?\s*+)+"
)
_SCRIPT_LINK = re.compile(r"\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)
_PRESENTATIONAL = (
    "bgcolor", "color", "text", "link", "vlink", "alink", "face", "hspace", "vspace", "align", "cellpadding",
    "cellspacing",
)  # fmt: skip
_TABLE = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th"])
# Of a drawing with all that it draws more than once; so many times one in the other.
MAX_DRAWN, MAX_DEPTH = 100_000, 50
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XHTML, _SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"


def active_content(root: Any) -> Iterator[str]:
    """What could change the page after the proof, load something into it, or keep a browser from showing it."""
    for element in root.iter():
        name = name_of(element)
        if not name:
            continue
        if name in _ACTIVE or "-" in name:
            yield f"<{name}>"
        elif name == "script":
            if element.get("type") not in _DATA_BLOCKS or element.get("src") is not None:
                yield "<script>"
        elif name == "meta" and "}" in str(element.tag) and element.get("name") == "viewport":
            yield "<meta name=viewport>, which fixes the layout of an ebook"
        elif name == "meta" and (element.get("http-equiv") or "").lower() not in (
            "",
            "content-security-policy",
            "content-type",
        ):
            yield f"<meta http-equiv={element.get('http-equiv')}>"
        for attribute, value in element.attrib.items():
            plain = attribute.rsplit("}", 1)[-1].lower()
            if plain.startswith("on") or plain in (
                "srcdoc",
                "autofocus",
                "contenteditable",
                "popover",
                "popovertarget",
                "background",
                "base",
                "is",
                "ping",
                "attributionsrc",
                "command",
                "commandfor",
                "interestfor",
                "aria-owns",
                "aria-flowto",
                "aria-modal",
            ):
                yield f"the attribute {plain} on <{name}>"
            elif plain in ("href", "action", "formaction") and _SCRIPT_LINK.match(value) and name != "link":
                yield f"a link to {value[:30]}"
    yield from _swollen(root)


def _swollen(root: Any) -> Iterator[str]:
    """Drawings that no browser comes to an end with: each `<use>` draws what it names, and each one in that again."""
    named = {element.get("id"): element for element in root.iter("*") if element.get("id")}
    known: dict[Any, int] = {}

    def drawn(element: Any, depth: int) -> int:
        """How many elements are drawn by one."""
        if depth > MAX_DEPTH:
            return MAX_DRAWN + 1
        if element not in known:
            # One within itself is not drawn again.
            known[element] = 0
            count = sum(1 for _ in element.iter("*"))
            for use in element.iter("{*}use", "use"):
                target = named.get((use.get("href") or use.get(_XLINK) or use.get("xlink:href") or "")[1:])
                if target is not None and count <= MAX_DRAWN:
                    count += drawn(target, depth + 1)
            known[element] = count
        return known[element]

    for drawing in root.iter("{*}svg", "svg"):
        if drawn(drawing, 0) > MAX_DRAWN:
            yield f"a drawing of more than {MAX_DRAWN} parts"
            return


def unread(root: Any, known: Sequence[str], headings: Sequence[str]) -> Iterator[str]:
    """Words of lists of links and of pictures, which no comparison reads, that are nobody's.

    `known` are the pieces of text that may stand in the file, `headings` those that lists of links may show. A language
    may be called what it calls itself.
    """
    for outer in root.iter():
        name = name_of(outer)
        if name and (label := outer.get("data-label")) and foreign(squeezed_text(label), known):
            yield label[:80]
        # What screen readers say of a part, and what stands on the tab of a window.
        said = outer.get("aria-label") if name else None
        if name == "title" and name_of(outer.getparent()) == "head":
            said = "".join(outer.itertext())
        if said and foreign(squeezed_text(said), known):
            yield said.strip()[:80]
        if name == "nav":
            for element in outer.iter():
                own = folded(element.text or "")
                if not name_of(element) or (own and own == own_name(element.get("hreflang") or "")):
                    own = ""
                # What an author calls a link is shown where it is pointed to; these are no author's.
                named = (element.get("title") or "") if name_of(element) else ""
                for text in (own, named, folded(element.tail or "") if element is not outer else ""):
                    if foreign(squeezed_text(text), headings):
                        yield text[:80]
        elif name == "svg":
            for element in outer.iter():
                if not name_of(element) or name_of(element) == "style":
                    continue
                # What it shows may be told, in words of the file; they are spoken, and shown to whoever points to it.
                told = name_of(element) in ("title", "desc")
                if (own := (element.text or "").strip()) and not (
                    told and not foreign(squeezed_text(own), known)
                ):
                    yield own[:80]
                if element is not outer and (behind := (element.tail or "").strip()):
                    yield behind[:80]


def alien(root: Any) -> Iterator[str]:
    """Elements of a vocabulary in which a reading system looks for no text, or lays none out."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        space = element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
        above = element.getparent()
        drawn = name_of(element) == "svg" or (above is not None and str(above.tag).startswith(f"{{{_SVG}}}"))
        if space != (_SVG if drawn else _XHTML):
            yield f"<{name_of(element)}> of the vocabulary {space[:60] or 'of nobody'}"
        elif space == _XHTML and element.prefix is not None:
            # Programs that read it as HTML know no such element.
            yield f"<{element.prefix}:{name_of(element)}>"


def otherwise_read(root: Any, expectation: Expectation) -> Iterator[str]:
    """A language or direction of a file that is not its disclaimers': it would be spoken, and its signs set, otherwise."""
    for name in ("lang", f"{XML}lang"):
        if (lang := root.get(name)) != expectation.lang and (lang is not None or name == "lang"):
            yield f"the language {lang} on <html>"
    said = (root.get("dir") or "ltr").lower()
    if expectation.notices and said not in directions_of(expectation):
        yield f"the direction {said} on <html>"


def directions_of(expectation: Expectation) -> frozenset[str]:
    """Where its text may run: as its letters do, and as its language does. A language can have several scripts."""
    texts = (*(notice.text for notice in expectation.notices), *(run.text for run in expectation.runs))
    return frozenset((_written("".join(texts)), text_direction(expectation.lang)))


@lru_cache(maxsize=8)
def _written(text: str) -> str:
    """Where most letters of a text run. Why: each file of an ebook is asked for its direction, and owes the same text."""
    signs: Counter[str] = Counter()
    for character, count in Counter(text).items():
        signs[bidirectional(character)] += count
    return "rtl" if signs["R"] + signs["AL"] > signs["L"] else "ltr"


def listed(root: Any, known: Sequence[str]) -> Iterator[str]:
    """Words of a list of contents, of places or of pages that are nobody's: beside the lists, in them, or what they are called.

    Why: of those that the text does not show, reading systems make menus.
    """
    lists = [element for element in root.iter() if name_of(element) == "nav"]
    if beside := folded(body_of(root).stretch.text):
        yield beside[:80]
    said = [outer.get(name) or "" for outer in root.iter("*") for name in ("aria-label", "title")]
    said += ("".join(one.itertext()) for one in root.iter("{*}title"))
    for element in (inner for nav in lists for inner in nav.iter("*")):
        own = element.itertext() if name_of(element) == "a" else (element.text or "",)
        said += (folded("".join(own)), folded(element.tail or ""))
    yield from (text[:80] for text in said if text and foreign(squeezed_text(text), known))


# What elements may say of themselves, as far as somebody reads or measures it, or nobody is shown anything by it.
_ATTRIBUTES = frozenset(
    [
        "id", "class", "lang", "dir", "role", "href", "hreflang", "rel", "target", "referrerpolicy", "alt", "src",
        "srcset", "sizes", "loading", "decoding", "fetchpriority", "scope", "type", "start", "name", "content", "property",
        "charset", "http-equiv", "media", "datetime", "cite", "tabindex", "itemscope", "itemtype", "itemprop", "itemid", "nonce",
        "hidden", "inert", "style", "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden", "aria-current",
        "aria-level", "aria-details",
    ]
)  # fmt: skip
# What belongs to some elements only.
_OWN = {
    "link": {"title"},
    "a": {"title"},
    "img": {"width", "height"},
    "col": {"width", "span"},
    "colgroup": {"span"},
}
# As what a part of a page may be announced; by others its words would be left out, or their order lost.
_ROLES = re.compile(
    r"|note|main|region|group|article|document|figure|list|listitem|navigation|banner|contentinfo|complementary|directory"
    r"|doc-(acknowledgments|backlink|bibliography|chapter|colophon|cover|dedication|endnotes?|epigraph|footnote|introduction|noteref|notice"
    r"|pagebreak|pagelist|part|preface|subtitle|tip|toc)"
)
# What parts of a book may be called, by their elements; reading systems leave others out, or show them where they are asked for.
_CALLED = {
    "section": frozenset(
        [
            "acknowledgments", "bibliography", "chapter", "colophon", "cover", "dedication", "endnotes", "epigraph", "introduction",
            "part", "preface", "titlepage",
        ]
    ),
    "div": frozenset(["bibliography", "imprint", "notice", "endnotes"]),
    "aside": frozenset(["footnote", "notice", "tip"]),
    "body": frozenset(["backmatter", "bodymatter", "frontmatter"]),
    "nav": frozenset(["landmarks", "page-list", "toc"]),
    "span": frozenset(["pagebreak"]),
    "p": frozenset(["subtitle"]),
    "h1": frozenset(["title"]),
}  # fmt: skip
# Of these a role says the same as the kind.
_PARTS = frozenset(["section", "div", "aside"])
# Of what only decorates nothing is said.
_SILENT = frozenset(["presentation", "none", "img"])
# What screen readers say in the place of what an element holds; these hold parts of a page, or nothing.
_NAMED = frozenset(
    [
        "html",
        "body",
        "main",
        "nav",
        "section",
        "aside",
        "article",
        "header",
        "footer",
        "figure",
        "svg",
        "a",
        "ul",
        "ol",
        "div",
    ]
)


def unmeasured(root: Any) -> Iterator[str]:
    """What elements say of themselves that no proof reads: it could be shown, spoken, or done."""
    names = Counter(element.get("id") for element in root.iter("*") if element.get("id"))
    yield from (f"{count} elements of the id {name[:40]}" for name, count in names.items() if count > 1)
    for element in root.iter("*"):
        name = name_of(element)
        if name == "svg" or next(element.iterancestors("{*}svg", "svg"), None) is not None:
            continue
        for attribute in element.attrib:
            plain = str(attribute).rpartition("}")[2].lower()
            known = plain in _ATTRIBUTES or plain.startswith("data-") or plain in _OWN.get(name, ())
            if attribute.startswith("{"):
                known = attribute in (EPUB_TYPE, f"{XML}lang")
            if not known and not plain.startswith("xmlns"):
                yield f"the attribute {plain[:40]} on <{name}>"
        yield from _unspoken(element, name)
        yield from _miscalled(element, name)
        if (turn := element.get("tabindex")) is not None and turn.strip() not in ("0", "-1"):
            yield f"<{name}> out of the order of the text (tabindex)"


def _miscalled(element: Any, name: str) -> Iterator[str]:
    """What a part of a book is called that it is not, for reading systems or for screen readers."""
    kinds = (element.get(EPUB_TYPE) or "").split()
    # Links are called what they lead to.
    known = frozenset(kinds) if name == "a" else _CALLED.get(name, frozenset())
    yield from (f"the epub:type {kind[:40]} on <{name}>" for kind in kinds if kind not in known)
    role = (element.get("role") or "").strip().lower()
    if kinds and name in _PARTS and role.startswith("doc-") and role.removeprefix("doc-") not in kinds:
        yield f"the role {role[:40]} on <{name}> of the epub:type {kinds[0][:40]}"


def _unspoken(element: Any, name: str) -> Iterator[str]:
    """What takes an element's words from a screen reader, or puts others in their place."""
    role = (element.get("role") or "").strip().lower()
    if not (_ROLES.fullmatch(role) or (role in _SILENT and name == "img")):
        yield f"the role {role[:40]} on <{name}>"
    if (element.get("aria-hidden") or "").strip().lower() == "true" and _worded(element):
        yield f"aria-hidden on <{name}> with words in it"
    if element.get("aria-label") is not None and name not in _NAMED and _worded(element):
        yield f"aria-label on <{name}>, which is read instead"
    called = (element.get("aria-labelledby") or "").split()
    own = {one.get("id") for one in element.iter("*")} if called else set()
    if strange := [one for one in called if one not in own]:
        yield f"<{name}> called as something else is, {strange[0][:40]}"
    scope = element.get("scope")
    above = element.getparent()
    group = name_of(above.getparent()) if above is not None and above.getparent() is not None else ""
    if scope is not None and scope != ("col" if group == "thead" else "row"):
        yield f"the scope {scope[:20]} on <{name}>"
    size = next((one for one in map(element.get, ("width", "height")) if one is not None), None)
    if (
        name == "img"
        and size is not None
        and not re.fullmatch(r"[1-9]\d{2,}|[3-9]\d|[2-9]\d%|100%", size.strip())
    ):
        yield f"a picture of the size {size[:20]}"


def _worded(element: Any) -> bool:
    return any(text.strip() for text in element.itertext())


def style_attributes(root: Any) -> Iterator[str]:
    """`style` anywhere but for the size of a picture or column."""
    for element in root.iter():
        name = name_of(element)
        value = element.get("style") if name else None
        tiny = name == "img" and value is not None and re.search(r"(?<![\d.])\d(\.\d+)?\s*%", value)
        if value is not None and (tiny or not (name in ("img", "col") and _SIZE.fullmatch(value))):
            yield f"style on <{name}>: {value[:60]}"
        high = name in _TABLE and element.get("height") is not None
        if name == "font" or high or (name and any(element.get(one) is not None for one in _PRESENTATIONAL)):
            yield f"a presentational <{name}>"


def stylesheet_findings(sheets: list[str], allowed: tuple[str, ...], place: Location) -> list[Diagnostic]:
    """Styles that the renderer did not compose."""
    found = []
    for css in sheets:
        digest = sha256(css.encode()).hexdigest()
        if digest not in allowed:
            found.append(
                report("PRF841", place, found=f"a stylesheet that was not composed with it ({digest[:12]}…)")
            )
    if len(sheets) < len(allowed):
        found.append(report("PRF841", place, found=f"{len(sheets)} of {len(allowed)} stylesheets"))
    return found
