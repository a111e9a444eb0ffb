"""Rules for the craft of an ebook, beyond what makes it valid: markup, semantics, navigation, metadata, styles.

Each rule is a small function that gives what it finds; none of it is right. `found_in` asks all of them of a book.
Source: EPUB 3.3, EPUB 3 Structural Semantics Vocabulary 1.1, DPUB-ARIA 1.1, ARIA in HTML, EPUB Accessibility 1.1.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DC = "{http://purl.org/dc/elements/1.1/}"

NAV = "EPUB/nav.xhtml"
COVER = "EPUB/text/cover.xhtml"
# The terms of the vocabulary that are not deprecated and that a book of ours could need.
TYPES = frozenset(
    [
        "cover",
        "frontmatter",
        "bodymatter",
        "backmatter",
        "volume",
        "part",
        "chapter",
        "division",
        "abstract",
        "foreword",
        "preface",
        "prologue",
        "introduction",
        "preamble",
        "conclusion",
        "epilogue",
        "afterword",
        "epigraph",
        "toc",
        "landmarks",
        "page-list",
        "appendix",
        "colophon",
        "credits",
        "glossary",
        "index",
        "titlepage",
        "halftitlepage",
        "copyright-page",
        "acknowledgments",
        "imprint",
        "contributors",
        "errata",
        "dedication",
        "bibliography",
        "biblioref",
        "tip",
        "notice",
        "pullquote",
        "footnote",
        "footnotes",
        "endnote",
        "endnotes",
        "noteref",
        "backlink",
        "pagebreak",
        "title",
        "subtitle",
        "fulltitle",
        "covertitle",
        "keyword",
    ]
)
# The role that has to stand beside a term.
ROLES = {
    **{
        name: f"doc-{name}"
        for name in [
            "abstract",
            "acknowledgments",
            "afterword",
            "appendix",
            "bibliography",
            "biblioref",
            "chapter",
            "colophon",
            "conclusion",
            "credits",
            "dedication",
            "endnotes",
            "epigraph",
            "epilogue",
            "errata",
            "footnote",
            "foreword",
            "glossary",
            "index",
            "introduction",
            "noteref",
            "notice",
            "part",
            "preface",
            "prologue",
            "pullquote",
            "subtitle",
            "tip",
            "toc",
            "backlink",
            "pagebreak",
        ]
    },
    "page-list": "doc-pagelist",
}
# Roles that no longer should be given, or say what the element says already.
OLD_ROLES = frozenset(
    ["doc-endnote", "doc-biblioentry", "directory", "list", "listitem", "presentation", "none"]
)
VOID = frozenset(["img", "br", "hr", "meta", "link", "col", "wbr"])
RESIDUE = re.compile(r"level\d|unnumbered|sourceCode|footnotes-end-of-\w+|section\d*|smart|odd|even|header")
# Attributes that say how something looks.
PRESENTATIONAL = frozenset(
    [
        "align",
        "bgcolor",
        "border",
        "cellpadding",
        "cellspacing",
        "color",
        "face",
        "height",
        "style",
        "valign",
        "width",
    ]
)
DIVISIONS = frozenset(["frontmatter", "bodymatter", "backmatter"])
STYLES = re.compile(r"/\*.*?\*/", re.S)


@dataclass(frozen=True)
class Book:
    """An ebook's bytes, opened."""

    content: bytes

    @cached_property
    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def texts(self) -> dict[str, Any]:
        return {name: etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")}

    @cached_property
    def package(self) -> Any:
        return etree.fromstring(self.files["EPUB/package.opf"])

    @property
    def css(self) -> str:
        return STYLES.sub("", self.files["EPUB/styles/ebook.css"].decode())

    @property
    def spine(self) -> list[str]:
        paths = {item.get("id"): f"EPUB/{item.get('href')}" for item in self.package.iter("{*}item")}
        return [paths[item.get("idref")] for item in self.package.iter("{*}itemref")]

    def meta(self, name: str) -> list[str]:
        return [one.text or "" for one in self.package.iter("{*}meta") if one.get("property") == name]


def name_of(element: Any) -> str:
    return str(element.tag).removeprefix(XHTML)


def body_of(root: Any) -> Any:
    return root.find(f"{XHTML}body")


def elements(root: Any) -> Iterator[Any]:
    return body_of(root).iter(f"{XHTML}*")


def shown(element: Any) -> str:
    return f"<{name_of(element)}> {' '.join(''.join(element.itertext()).split())[:40]}"


# ── one text file


def says_its_language(root: Any) -> Iterator[str]:
    if not root.get("lang") or not root.get("dir"):
        yield "html without lang or dir"
    for element in root.iter(f"{XHTML}*"):
        if element.get("lang") != element.get(XML_LANG):
            yield f"lang {element.get('lang')} beside xml:lang {element.get(XML_LANG)}"


def has_a_title(root: Any) -> Iterator[str]:
    if not (root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
        yield "no title"


def says_its_division(root: Any) -> Iterator[str]:
    if (body_of(root).get(EPUB_TYPE) or "") not in DIVISIONS:
        yield f"body of the type {body_of(root).get(EPUB_TYPE)}"


def has_one_heading_of_the_first_level(root: Any) -> Iterator[str]:
    if "cover" not in (body_of(root).get("class") or "") and len(list(root.iter(f"{XHTML}h1"))) != 1:
        yield f"{len(list(root.iter(f'{XHTML}h1')))} h1"


def headings_step_down_by_one(root: Any) -> Iterator[str]:
    last = 0
    for element in elements(root):
        if re.fullmatch(r"h\d", name_of(element)):
            level = int(name_of(element)[1])
            if level > last + 1:
                yield f"h{level} behind h{last}"
            last = level


def sections_are_named(root: Any) -> Iterator[str]:
    for section in root.iter(f"{XHTML}section", f"{XHTML}nav"):
        headed = any(re.fullmatch(r"h\d", name_of(child)) for child in section)
        if not headed and not section.get("aria-label") and not section.get("aria-labelledby"):
            yield shown(section)


def no_look_in_the_markup(root: Any) -> Iterator[str]:
    for element in root.iter(f"{XHTML}*"):
        yield from (f"{one} on {shown(element)}" for one in PRESENTATIONAL & set(element.attrib))
        if name_of(element) in ("style", "font", "center", "big", "tt", "u"):
            yield shown(element)


def nothing_is_empty(root: Any) -> Iterator[str]:
    for element in elements(root):
        mark = element.get(EPUB_TYPE) == "pagebreak"
        if (
            name_of(element) not in VOID
            and not mark
            and not len(element)
            and not (element.text or "").strip()
        ):
            yield shown(element)


def no_space_at_the_ends(root: Any) -> Iterator[str]:
    for element in elements(root):
        if name_of(element) in ("p", "h1", "h2", "h3", "h4", "figcaption", "dt"):
            text = "".join(element.itertext())
            if text != text.strip():
                yield shown(element)


def ids_are_unique(root: Any) -> Iterator[str]:
    counts = Counter(element.get("id") for element in root.iter(f"{XHTML}*") if element.get("id"))
    yield from (id for id, number in counts.items() if number > 1)


def breaks_stand_between_words(root: Any) -> Iterator[str]:
    for br in root.iter(f"{XHTML}br"):
        before, behind = br.getprevious(), br.getnext()
        text = (before.tail if before is not None else br.getparent().text) or ""
        first = not text.strip() and (before is None or name_of(before) == "br")
        if first or (not (br.tail or "").strip() and behind is None):
            yield shown(br.getparent())


def rules_stand_between_blocks(root: Any) -> Iterator[str]:
    for hr in root.iter(f"{XHTML}hr"):
        if (
            hr.getprevious() is None
            or hr.getnext() is None
            or name_of(hr.getprevious()) in ("h1", "h2", "h3")
        ):
            yield f"hr in {name_of(hr.getparent())}"


def types_are_known(root: Any) -> Iterator[str]:
    for element in root.iter(f"{XHTML}*"):
        yield from (one for one in (element.get(EPUB_TYPE) or "").split() if one not in TYPES)


def types_have_their_roles(root: Any) -> Iterator[str]:
    in_lists_of_links = {anchor for nav in root.iter(f"{XHTML}nav") for anchor in nav.iter(f"{XHTML}a")}
    for element in root.iter(f"{XHTML}*"):
        for one in (element.get(EPUB_TYPE) or "").split():
            wanted = ROLES.get(one)
            if wanted and element not in in_lists_of_links and element.get("role") != wanted:
                yield f"{one} with the role {element.get('role')}"


def roles_have_their_types(root: Any) -> Iterator[str]:
    for element in root.iter(f"{XHTML}*"):
        role = element.get("role") or ""
        if role in ROLES.values() and ROLES.get(element.get(EPUB_TYPE) or "") != role:
            yield f"{role} of the type {element.get(EPUB_TYPE)}"


def roles_are_current(root: Any) -> Iterator[str]:
    yield from (f"{one.get('role')}" for one in root.iter(f"{XHTML}*") if one.get("role") in OLD_ROLES)


def pictures_are_described(root: Any) -> Iterator[str]:
    for image in root.iter(f"{XHTML}img"):
        if image.get("alt") is None or (not image.get("alt") and image.get("role")):
            yield str(image.get("src"))


def nothing_is_hidden(root: Any) -> Iterator[str]:
    for element in root.iter(f"{XHTML}*"):
        if element.get("aria-hidden") or (element.get("hidden") is not None and name_of(element) != "nav"):
            yield shown(element)


def cells_have_heads(root: Any) -> Iterator[str]:
    for table in root.iter(f"{XHTML}table"):
        if table.find(f"{XHTML}thead") is None:
            yield "no thead"
        yield from (
            shown(head) for head in table.iter(f"{XHTML}th") if head.get("scope") not in ("row", "col")
        )


def notes_pop_up_and_lead_back(root: Any) -> Iterator[str]:
    by_id = {element.get("id"): element for element in root.iter(f"{XHTML}*") if element.get("id")}
    marks = [one for one in root.iter(f"{XHTML}a") if one.get(EPUB_TYPE) == "noteref"]
    for mark in marks:
        note = by_id.get((mark.get("href") or "").removeprefix("#"))
        if note is None or name_of(note) != "aside" or note.get(EPUB_TYPE) != "footnote":
            yield f"{mark.get('href')} is no note"
            continue
        backs = [one for one in note.iter(f"{XHTML}a") if one.get(EPUB_TYPE) == "backlink"]
        if [one.get("href") for one in backs] != [f"#{mark.get('id')}"]:
            yield f"{mark.get('href')} does not lead back"
    asides = [one for one in root.iter(f"{XHTML}aside") if one.get(EPUB_TYPE) == "footnote"]
    if len(asides) != len(marks):
        yield f"{len(asides)} notes for {len(marks)} marks"


def no_residue_of_the_writer(root: Any) -> Iterator[str]:
    for element in root.iter(f"{XHTML}*"):
        yield from (one for one in (element.get("class") or "").split() if RESIDUE.fullmatch(one))
        if element.get("class") == "" or (name_of(element) == "ol" and element.get("type") == "1"):
            yield shown(element)
        yield from (str(one) for one in element.attrib if str(one).startswith("data-pos"))


# ── the whole book


def titles_are_unique_and_name_the_book(book: Book) -> Iterator[str]:
    titles = {name: root.findtext(f"{XHTML}head/{XHTML}title") or "" for name, root in book.texts.items()}
    whole = book.package.findtext(f".//{DC}title")
    counts = Counter(titles.values())
    yield from (title for title, number in counts.items() if number > 1)
    yield from (title for title in titles.values() if whole not in title)


def ids_of_notes_are_unique(book: Book) -> Iterator[str]:
    counts = Counter(
        element.get("id")
        for root in book.texts.values()
        for element in root.iter(f"{XHTML}a", f"{XHTML}aside")
        if element.get("id")
    )
    yield from (id for id, number in counts.items() if number > 1)


def links_lead_somewhere(book: Book) -> Iterator[str]:
    for name, root in book.texts.items():
        for anchor in root.iter(f"{XHTML}a"):
            href = anchor.get("href") or ""
            if re.match(r"[a-z]+:", href):
                continue
            file, _, fragment = href.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            ids = {one.get("id") for one in book.texts[target].iter()} if target in book.texts else set()
            if target not in book.texts or (fragment and fragment not in ids):
                yield f"{href} in {name}"


def contents_follow_the_spine(book: Book) -> Iterator[str]:
    toc = next(nav for nav in book.texts[NAV].iter(f"{XHTML}nav") if nav.get(EPUB_TYPE) == "toc")
    listed = [f"EPUB/{(anchor.get('href') or '').partition('#')[0]}" for anchor in toc.iter(f"{XHTML}a")]
    chapters = [name for name in book.spine if name not in (NAV, COVER, "EPUB/text/title-page.xhtml")]
    if list(dict.fromkeys(listed)) != chapters:
        yield f"{listed} for {chapters}"
    yield from ("a list without entries" for one in toc.iter(f"{XHTML}ol") if not len(one))
    for entry in toc.iter(f"{XHTML}li"):
        if name_of(entry[0]) != "a" or [name_of(child) for child in entry[1:]] not in ([], ["ol"]):
            yield shown(entry)


def landmarks_are_the_main_places(book: Book) -> Iterator[str]:
    nav = next(nav for nav in book.texts[NAV].iter(f"{XHTML}nav") if nav.get(EPUB_TYPE) == "landmarks")
    kinds = [anchor.get(EPUB_TYPE) for anchor in nav.iter(f"{XHTML}a")]
    yield from (f"no {kind}" for kind in ("cover", "titlepage", "toc", "bodymatter") if kind not in kinds)
    yield from (f"{kind} twice" for kind, number in Counter(kinds).items() if number > 1)
    yield from (f"an anchor of the type {kind}" for kind in kinds if kind not in TYPES)


def the_contents_are_a_page(book: Book) -> Iterator[str]:
    if book.spine[:3] != [COVER, "EPUB/text/title-page.xhtml", NAV]:
        yield f"{book.spine[:3]}"
    yield from (str(one.get("idref")) for one in book.package.iter("{*}itemref") if one.get("linear"))


def pages_turn_as_the_text_runs(book: Book) -> Iterator[str]:
    turn = book.package.find("{*}spine").get("page-progression-direction")
    for name, root in book.texts.items():
        if (root.get("dir") == "rtl") != (turn == "rtl"):
            yield f"{name} runs {root.get('dir')}, pages turn {turn}"


def one_language_throughout(book: Book) -> Iterator[str]:
    lang = book.package.findtext(f".//{DC}language")
    yield from (name for name, root in book.texts.items() if root.get("lang") != lang)


def metadata_are_complete(book: Book) -> Iterator[str]:
    for name in ("identifier", "title", "language", "publisher"):
        if not (book.package.findtext(f".//{DC}{name}") or "").strip():
            yield f"no {name}"
    for name in ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary"):  # fmt: skip
        if not book.meta(f"schema:{name}"):
            yield f"no {name}"
    if len(book.meta("dcterms:modified")) != 1:
        yield "no date of the last change"


def every_file_is_listed_once(book: Book) -> Iterator[str]:
    listed = Counter(f"EPUB/{item.get('href')}" for item in book.package.iter("{*}item"))
    there = {name for name in book.files if name.startswith("EPUB/") and not name.endswith(".opf")}
    yield from sorted(there ^ set(listed))
    yield from (name for name, number in listed.items() if number > 1)


def files_are_plain_text(book: Book) -> Iterator[str]:
    for name, data in book.files.items():
        if name.endswith((".xhtml", ".opf", ".xml")):
            if not data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'):
                yield f"{name} without its declaration"
            if b"\r" in data or b"\t" in data or b"&nbsp;" in data or b"<!--" in data:
                yield f"{name} has tabs, comments or entities"


# ── styles


def lengths_are_relative(css: str) -> Iterator[str]:
    for number, unit in re.findall(r"(?<![\w#.-])(-?[\d.]+)(px|pt|pc|mm|cm|in|q)\b", css):
        # A line as thin as a screen shows, and the head of a table that is read and not seen.
        if (number, unit) != ("1", "px"):
            yield number + unit


def the_reader_chooses_type_and_colours(css: str) -> Iterator[str]:
    yield from re.findall(
        r"@font-face|@import|font-family[^;]*|(?<![-\w])background[-\w]*\s*:[^;]*|(?<![-\w])color\s*:[^;]*|!important",
        css,
    )
    yield from re.findall(r"(?:html|body)\s*\{[^}]*font-size[^}]*", css)


def nothing_is_taken_away(css: str) -> Iterator[str]:
    yield from re.findall(
        r"display:\s*none|visibility:[^;]*|opacity:[^;]*|(?<![-\w])(?:position|float):[^;]*", css
    )


def sides_follow_the_text(css: str) -> Iterator[str]:
    yield from re.findall(r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:", css)
    yield from re.findall(r"text-align:\s*(?:left|right)", css)
    yield from re.findall(r"(?<![-\w])(?:direction|unicode-bidi)\s*:", css)


def letters_are_not_spaced(css: str) -> Iterator[str]:
    yield from re.findall(r"letter-spacing:[^;]*|text-transform:[^;]*", css)


def hyphens_are_told_to_all(css: str) -> Iterator[str]:
    for rule in re.findall(r"[^{}]*\{[^{}]*\}", css):
        said = dict(re.findall(r"(-webkit-|-epub-|(?<![-\w]))hyphens:\s*(\w+)", rule))
        if said and (set(said) != {"", "-webkit-", "-epub-"} or len(set(said.values())) != 1):
            yield rule.strip()[:60]


def pages_break_as_told_to_all(css: str) -> Iterator[str]:
    for rule in re.findall(r"[^{}]*\{[^{}]*\}", css):
        for side, value in re.findall(r"(?<![-\w])break-(before|after|inside):\s*(\w+)", rule):
            if f"page-break-{side}: {value}" not in rule:
                yield rule.strip()[:60]


def pictures_never_overflow(css: str) -> Iterator[str]:
    rule = re.search(r"(?m)^img \{([^}]*)\}", css)
    for wanted in ("max-width: 100%", "height: auto", "max-height:"):
        if rule is None or wanted not in rule[1]:
            yield f"no {wanted}"


OF_TEXTS: tuple[Callable[[Any], Iterator[str]], ...] = (
    says_its_language, has_a_title, says_its_division, has_one_heading_of_the_first_level, headings_step_down_by_one,
    sections_are_named, no_look_in_the_markup, nothing_is_empty, no_space_at_the_ends, ids_are_unique,
    breaks_stand_between_words, rules_stand_between_blocks, types_are_known, types_have_their_roles,
    roles_have_their_types, roles_are_current, pictures_are_described, nothing_is_hidden, cells_have_heads,
    notes_pop_up_and_lead_back, no_residue_of_the_writer,
)  # fmt: skip
OF_BOOKS: tuple[Callable[[Book], Iterator[str]], ...] = (
    titles_are_unique_and_name_the_book, ids_of_notes_are_unique, links_lead_somewhere, contents_follow_the_spine,
    landmarks_are_the_main_places, the_contents_are_a_page, pages_turn_as_the_text_runs, one_language_throughout,
    metadata_are_complete, every_file_is_listed_once, files_are_plain_text,
)  # fmt: skip
OF_STYLES: tuple[Callable[[str], Iterator[str]], ...] = (
    lengths_are_relative, the_reader_chooses_type_and_colours, nothing_is_taken_away, sides_follow_the_text,
    letters_are_not_spaced, hyphens_are_told_to_all, pages_break_as_told_to_all, pictures_never_overflow,
)  # fmt: skip


def found_in(content: bytes) -> list[str]:
    """What the rules find in a book."""
    book = Book(content)
    found = [
        f"{name}: {rule.__name__}: {what}"
        for name, root in book.texts.items()
        for rule in OF_TEXTS
        for what in rule(root)
    ]
    found += [f"{rule.__name__}: {what}" for rule in OF_BOOKS for what in rule(book)]
    return [*found, *(f"{rule.__name__}: {what}" for rule in OF_STYLES for what in rule(book.css))]
