"""Mutants of an ebook.

Input: what the file owes, and its bytes. Output: files in which one disclaimer was attacked.
Must not: use the code that wrote the file, or the code that proves it.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from typing import Any

from pipeline.proof.mutants import unworded
from pipeline.proof.mutants.html import KINDS, samples
from pipeline.proof.mutants.markup import attacks, rewording, styled
from pipeline.proof.mutants.mutant import Mutant, Wanted, every
from pipeline.proof.mutants.styles import apart, plain, styles
from pipeline.proof.mutants.target import Change, Target, body_of_root, boxes, name_of, removed, text_of
from pipeline.proof.mutants.wording import NAMES, reworded
from pipeline.rendition.expected import MANIFEST_NAME, Expectation, manifest

_XHTML = "http://www.w3.org/1999/xhtml"
_OPF = "{http://www.idpf.org/2007/opf}"


class Book:
    """An ebook that is open for changes."""

    def __init__(self, owed: Expectation, content: bytes) -> None:
        self.owed = owed
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.members = [(member, archive.read(member)) for member in archive.infolist()]
        self.clean = {
            member.filename: _parsed(data)
            for member, data in self.members
            if member.filename.endswith((".xhtml", ".opf"))
        }
        self.package_name = next(name for name in self.clean if name.endswith(".opf"))
        self.texts = self._in_order()
        self.fresh()
        keys = frozenset(notice.key for notice in owed.notices)
        self.places = [
            (notice, name, _path(box), _path(wording))
            for notice in owed.notices
            for name in self.texts
            for box, wording in boxes(self.clean[name].getroot(), notice, keys)
        ]

    def fresh(self) -> None:
        """As it was. Only what is asked for is copied."""
        self.changed: dict[str, Any] = {}
        self.replaced: dict[str, bytes | None] = {}
        self.added: dict[str, bytes] = {}

    def _in_order(self) -> list[str]:
        package = self.clean[self.package_name]
        items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
        names = []
        for entry in package.iter(f"{_OPF}itemref"):
            item = items[entry.get("idref")]
            name = self.full(item.get("href"))
            if (
                entry.get("linear") != "no"
                and name in self.clean
                and "nav" not in (item.get("properties") or "")
            ):
                names.append(name)
        return names

    def full(self, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.package_name), href))

    def root(self, name: str) -> Any:
        """A member's root element, from now on a copy that may be changed."""
        if name not in self.changed:
            self.changed[name] = deepcopy(self.clean[name])
        return self.changed[name].getroot()

    @property
    def package(self) -> Any:
        return self.root(self.package_name)

    def target(self, number: int) -> Target:
        """One of the occurrences of disclaimers, in the book as it is now."""
        notice, name, box, wording = self.places[number]
        roots = [self.root(name) for name in self.texts]
        own = self.root(name)

        def make(tag: str) -> Any:
            return own.makeelement(f"{{{_XHTML}}}{tag}")

        return Target(notice, self.owed, roots, _at(own, box), _at(own, wording), make)

    def entry(self, name: str) -> tuple[Any, Any]:
        """A member's item in the manifest, and its place in the spine."""
        package = self.package
        item = next(item for item in package.iter(f"{_OPF}item") if self.full(item.get("href")) == name)
        entry = next(
            entry for entry in package.iter(f"{_OPF}itemref") if entry.get("idref") == item.get("id")
        )
        return item, entry

    def written(self) -> bytes:
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as target:
            for member, data in self.members:
                name = member.filename
                if name in self.replaced:
                    data = self.replaced[name] or b""
                    if self.replaced[name] is None:
                        continue
                elif name in self.changed:
                    data = _serialised(self.changed[name])
                target.writestr(member, data)
            for name, data in self.added.items():
                target.writestr(zipfile.ZipInfo(name), data)
        return output.getvalue()

    def restyled(self, css: str) -> tuple[bytes, Expectation]:
        """With more rules in every stylesheet, and with the hashes that say which are right."""
        hashes = []
        for member, data in self.members:
            if member.filename.endswith(".css"):
                self.replaced[member.filename] = changed = data + css.encode()
                hashes.append(sha256(changed).hexdigest())
        owed = replace(self.owed, stylesheets=tuple(hashes))
        self.replaced[f"META-INF/{MANIFEST_NAME}"] = manifest(owed)
        return self.written(), owed


def _path(element: Any) -> tuple[int, ...]:
    """Which child of which child an element is."""
    steps = []
    while (parent := element.getparent()) is not None:
        steps.append(parent.index(element))
        element = parent
    return tuple(reversed(steps))


def _at(root: Any, path: tuple[int, ...]) -> Any:
    for step in path:
        root = root[step]
    return root


def _parsed(data: bytes) -> Any:
    from lxml import etree

    return etree.parse(io.BytesIO(data), etree.XMLParser(resolve_entities=False, no_network=True))


def _serialised(tree: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def epub_attacks() -> Iterator[str]:
    """The names of all attacks on an ebook."""
    yield from NAMES
    yield from (name for name, _, _ in attacks() if name != "move-outside")
    yield from (f"{name}-inline" for name, _ in plain())
    yield from (style.name for style in (*styles(), *apart()))
    yield from (name for name, _, _ in _SPINE)
    yield from (name for name, _, _ in _ARCHIVE)
    yield from (name for name, _, _ in _LETTERS)
    yield _FOREIGN
    yield from (f"parity-{kind}" for kind in KINDS)
    yield from unworded.names()


def epub_controls(owed: Expectation, content: bytes) -> Iterator[Mutant]:
    """The file rewritten without a change that matters: a proof has to pass it."""
    book = Book(owed, content)
    for name in book.texts:
        book.root(name)
    yield Mutant("control-rewritten", "", book.written(), "nothing was changed")
    book.fresh()
    written, stated = book.restyled("\n.nothing-of-this-class{display:none}\n")
    yield Mutant("control-restyled", "", written, "a rule was added that matches nothing", stated)


def epub_mutants(owed: Expectation, content: bytes, wanted: Wanted = every) -> Iterator[Mutant]:
    """Every attack on every disclaimer of an ebook."""
    book = Book(owed, content)
    others = [notice.text for notice in owed.notices]
    for number, (notice, home, _, _) in enumerate(book.places):

        def tried(
            name: str, how: str, change: Change, number: int = number, key: str = notice.key
        ) -> Iterator[Mutant]:
            if not wanted(name, key):
                return
            book.fresh()
            if change(book.target(number)):
                yield Mutant(name, key, book.written(), how)

        for version in reworded(notice.text, owed.lang, others):
            yield from tried(version.name, version.how, rewording(version))
        for name, how, change in attacks():
            yield from tried(name, how, change)
        for name, declarations in plain():
            yield from tried(f"{name}-inline", f"it has the style {declarations}", styled(declarations))
        box = f"#{notice.key}" if book.target(number).box.get("id") == notice.key else ".notice"
        for style in (*styles(), *(apart() if notice.place == "after-trigger" else ())):
            if not wanted(style.name, notice.key):
                continue
            css = style.rule(box, f"{box} .wording")
            book.fresh()
            written, stated = book.restyled(css)
            shown = " ".join(css.split())
            yield Mutant(
                style.name, notice.key, written, f"the stylesheet has {shown[:90]}, hash and all", stated
            )
        for name, how, spoil in _SPINE:
            book.fresh()
            if wanted(name, notice.key) and spoil(book, home, number):
                yield Mutant(name, notice.key, book.written(), how)
        for name, how, spoilt in _ARCHIVE:
            if wanted(name, notice.key):
                yield Mutant(name, notice.key, spoilt(content, home), how)
        for name, how, spoil_font in _LETTERS:
            book.fresh()
            if wanted(name, notice.key) and _with_fonts(book, notice.text, spoil_font):
                yield Mutant(name, notice.key, book.written(), how)
        if wanted(_FOREIGN, notice.key):
            book.fresh()
            written, stated = _with_foreign_font(book, notice.text, box)
            yield Mutant(_FOREIGN, notice.key, written, "a font of another's draws it, hash and all", stated)
    for name, run in samples(owed):
        book.fresh()
        if _cut(book, run.text):
            yield Mutant(name, "", book.written(), f"{run.text[:40]!r} is missing")
    yield from _unworded(book, wanted)


def _unworded(book: Book, wanted: Wanted) -> Iterator[Mutant]:
    """The words of the article as they are, shown otherwise."""
    for name, how, change in unworded.TOLD:
        if wanted(name, "") and (element := _of_article(book)) is not None:
            change(element)
            yield Mutant(name, "", book.written(), how)
    for name, how, declarations in unworded.SEEN:
        if wanted(name, "") and (element := _of_article(book)) is not None:
            written, stated = book.restyled(unworded.marked(element, declarations))
            yield Mutant(name, "", written, how, stated)


def _of_article(book: Book) -> Any:
    book.fresh()
    return unworded.text_of_article(book.owed, (book.root(name) for name in book.texts))


# ── the archive


def _called_otherwise(content: bytes, home: str) -> bytes:
    """By its own header, which programs read that unpack what has no end yet."""
    other = home[:-1] + ("x" if home[-1] != "x" else "y")
    return content.replace(home.encode(), other.encode(), 1)


def _behind_the_end(content: bytes, home: str) -> bytes:
    """One more end of a directory without members, which programs find that look from the back."""
    return content + b"PK\5\6" + bytes(16) + b"\1\0x"


def _hidden_copy(content: bytes, home: str) -> bytes:
    """A member of the same name, empty, that no directory names, before all others."""
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 33, 0, 0, 0, len(home), 0) + home.encode()
    return head + content


_ARCHIVE: tuple[tuple[str, str, Callable[[bytes, str], bytes]], ...] = (
    ("archive-name", "its file is called otherwise by its own header", _called_otherwise),
    ("archive-end", "an empty directory follows the end of the archive", _behind_the_end),
    ("archive-copy", "an empty file of the same name stands before the archive", _hidden_copy),
)

# ── the package

Spoil = Callable[[Book, str, int], bool]


def _out_of_the_spine(book: Book, home: str, number: int) -> bool:
    removed(book.entry(home)[1])
    return True


def _non_linear(book: Book, home: str, number: int) -> bool:
    book.entry(home)[1].set("linear", "no")
    return True


def _out_of_the_manifest(book: Book, home: str, number: int) -> bool:
    item, entry = book.entry(home)
    removed(item)
    removed(entry)
    return True


def _only_in_the_spine(book: Book, home: str, number: int) -> bool:
    removed(book.entry(home)[0])
    return True


def _missing(book: Book, home: str, number: int) -> bool:
    book.replaced[home] = None
    return True


def _foreign_type(book: Book, home: str, number: int) -> bool:
    book.entry(home)[0].set("media-type", "text/plain")
    return True


def _behind(names: Sequence[str], name: str) -> Sequence[str]:
    return names[names.index(name) + 1 :] if name in names else ()


def _last(book: Book, home: str, number: int) -> bool:
    entry = book.entry(home)[1]
    bodies = [
        body for name in _behind(book.texts, home) for body in book.clean[name].iter(f"{{{_XHTML}}}body")
    ]
    said = "".join("".join(text_of(body).split()) for body in bodies)
    # Behind the imprint alone everything is still read in its order.
    if not any("".join(run.text.split()) in said for run in book.owed.runs):
        return False
    parent = entry.getparent()
    parent.remove(entry)
    parent.append(entry)
    return True


def _other_package(book: Book, home: str, number: int) -> bool:
    """Two renditions: what reading systems open first lacks the file."""
    clean = _serialised(book.clean[book.package_name])
    _out_of_the_spine(book, home, number)
    spoilt = _serialised(book.changed.pop(book.package_name))
    folder = posixpath.dirname(book.package_name)
    other = f"{folder}/other.opf" if folder else "other.opf"
    book.replaced[book.package_name] = spoilt
    book.added[other] = clean
    container = next(data for member, data in book.members if member.filename == "META-INF/container.xml")
    entry = f'<rootfile full-path="{other}" media-type="application/oebps-package+xml"/></rootfiles>'
    book.replaced["META-INF/container.xml"] = container.replace(b"</rootfiles>", entry.encode())
    return True


def _next_file(book: Book, home: str, number: int) -> bool:
    """The disclaimer at the beginning of the next file."""
    target = book.target(number)
    place = book.texts.index(home)
    if place + 1 >= len(book.texts):
        return False
    copy = deepcopy(target.box)
    copy.tail = None
    removed(target.box)
    body_of_root(book.root(book.texts[place + 1])).insert(0, copy)
    return True


def _split_files(book: Book, home: str, number: int) -> bool:
    """The second half of the disclaimer at the beginning of the next file."""
    target = book.target(number)
    place = book.texts.index(home)
    if place + 1 >= len(book.texts):
        return False
    words = target.notice.text.split()
    half = len(words) // 2
    rest = target.make("p")
    rest.text = " ".join(words[half:])
    target.wording.text = " ".join(words[:half])
    body_of_root(book.root(book.texts[place + 1])).insert(0, rest)
    return True


def _in_the_navigation(book: Book, home: str, number: int) -> bool:
    target = book.target(number)
    copy = deepcopy(target.box)
    copy.tail = None
    removed(target.box)
    name = next(name for name in book.clean if name.endswith("nav.xhtml"))
    body_of_root(book.root(name)).append(copy)
    return True


def _style_element(book: Book, home: str, number: int) -> bool:
    target = book.target(number)
    head = next(step for step in book.root(home).iter() if name_of(step) == "head")
    style = target.make("style")
    style.text = ".notice{display:none}"
    head.append(style)
    return True


def _style_link(book: Book, home: str, number: int) -> bool:
    target = book.target(number)
    head = next(step for step in book.root(home).iter() if name_of(step) == "head")
    link = target.make("link")
    link.set("rel", "stylesheet")
    link.set("href", "data:text/css,.notice{display:none}")
    head.append(link)
    return True


def _other_language(book: Book, home: str, number: int) -> bool:
    for root in (book.root(home), book.package):
        for element in root.iter("{http://purl.org/dc/elements/1.1/}language"):
            element.text = "tlh"
    return True


def _spoken_otherwise(book: Book, home: str, number: int) -> bool:
    root = book.root(home)
    for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang"):
        root.set(name, "tlh")
    return True


def _unlisted(book: Book, home: str, number: int) -> bool:
    """The list of contents without the disclaimer's file."""
    contents = next(name for name in book.clean if name.endswith("nav.xhtml"))
    here = [
        link
        for link in book.root(contents).iter(f"{{{_XHTML}}}a")
        if posixpath.basename((link.get("href") or "").partition("#")[0]) == posixpath.basename(home)
    ]
    for link in here:
        removed(link.getparent())
    return bool(here) and book.target(number).notice.place not in ("cover", "running")


def _cancelled(book: Book, home: str, number: int) -> bool:
    contents = next(name for name in book.clean if name.endswith("nav.xhtml"))
    body = body_of_root(book.root(contents))
    added = body.makeelement(f"{{{_XHTML}}}p")
    added.text = "No notice in this book is valid."
    body.append(added)
    return True


def _unstyled(book: Book, home: str, number: int) -> bool:
    links = list(book.root(home).iter(f"{{{_XHTML}}}link"))
    for link in links:
        removed(link)
    return bool(links)


def _other_vocabulary(book: Book, home: str, number: int) -> bool:
    """An element that is laid out nowhere but in a drawing."""
    for element in book.target(number).box.iter(f"{{{_XHTML}}}*"):
        element.tag = element.tag.replace(_XHTML, "http://www.w3.org/2000/svg")
    return True


_SPINE: tuple[tuple[str, str, Spoil], ...] = (
    ("spine-language", "its package says another language", _other_language),
    ("spine-spoken", "its file says another language", _spoken_otherwise),
    ("spine-unlisted", "the list of contents lacks its file", _unlisted),
    ("spine-cancelled", "the list of contents says that it is void", _cancelled),
    ("spine-unstyled", "its file has no stylesheet", _unstyled),
    ("spine-vocabulary", "its elements are of another vocabulary", _other_vocabulary),
    ("spine-out", "its file is not in the spine", _out_of_the_spine),
    ("spine-linear", "its file is not linear", _non_linear),
    ("spine-last", "its file is the last one", _last),
    ("package-out", "its file is not in the package", _out_of_the_manifest),
    ("package-undeclared", "its file is in the spine but not declared", _only_in_the_spine),
    ("package-missing", "its file is missing", _missing),
    ("package-type", "its file is declared as plain text", _foreign_type),
    ("package-other", "the package that is opened first lacks its file", _other_package),
    ("split-file", "it stands in the next file", _next_file),
    ("split-files", "its second half stands in the next file", _split_files),
    ("move-navigation", "it stands in the navigation", _in_the_navigation),
    ("style-element", "its file has a style of its own", _style_element),
    ("style-link", "its file has a link to another style", _style_link),
)


def _cut(book: Book, text: str) -> bool:
    """The innermost element with a run's text emptied."""
    wanted = "".join(text.split())
    done = False
    for name in book.texts:
        for element in book.root(name).iter():
            if name_of(element) not in (
                "h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "figcaption", "dt", "dd"
            ):  # fmt: skip
                continue
            if wanted in text_of(element) and not any(wanted in text_of(child) for child in element):
                for child in list(element):
                    element.remove(child)
                element.text = ""
                done = True
    return done


# ── fonts

_FOREIGN = "font-foreign"


def _with_fonts(book: Book, text: str, spoil: Callable[[Any, str], bool]) -> bool:
    """The letters of a text spoilt in the fonts that the book carries. False where it carries none that has them."""
    from fontTools.ttLib import TTFont

    done = False
    for member, data in book.members:
        if member.filename.endswith((".ttf", ".otf")):
            font = TTFont(io.BytesIO(data), recalcTimestamp=False)
            if spoil(font, text):
                output = io.BytesIO()
                font.save(output)
                book.replaced[member.filename] = output.getvalue()
                done = True
    return done


def _known_letters(font: Any, text: str) -> list[str]:
    return sorted({letter for letter in text if letter.isalpha() and ord(letter) in font.getBestCmap()})


def _blank(font: Any, text: str) -> bool:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    letters, names = _known_letters(font, text), font.getBestCmap()
    if "glyf" not in font:
        return False
    for letter in letters:
        font["glyf"][names[ord(letter)]] = Glyph()
    return bool(letters)


def _swapped(font: Any, text: str) -> bool:
    letters = _known_letters(font, text)
    if len(letters) < 2:
        return False
    one, other = ord(letters[0]), ord(letters[-1])
    # Two tables may share one dictionary.
    for codes in {id(table.cmap): table.cmap for table in font["cmap"].tables}.values():
        if one in codes and other in codes:
            codes[one], codes[other] = codes[other], codes[one]
    return True


_LETTERS: tuple[tuple[str, str, Callable[[Any, str], bool]], ...] = (
    ("font-blank", "the book's font draws nothing for its letters", _blank),
    ("font-swapped", "the book's font draws another letter for one of its letters", _swapped),
)


def _with_foreign_font(book: Book, text: str, box: str) -> tuple[bytes, Expectation]:
    """A font that draws every letter of a text as nothing, and a rule that asks for it."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "letter"])
    builder.setupCharacterMap({ord(letter): "letter" for letter in text if ord(letter) < 0x10000})
    builder.setupGlyf({".notdef": Glyph(), "letter": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "letter": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Foreign", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    output = io.BytesIO()
    builder.save(output)
    book.added[book.full("fonts/foreign.ttf")] = output.getvalue()
    listed = next(element for element in book.package.iter(f"{_OPF}manifest"))
    item = listed.makeelement(f"{_OPF}item")
    for name, value in (("id", "foreign"), ("href", "fonts/foreign.ttf"), ("media-type", "font/ttf")):
        item.set(name, value)
    listed.append(item)
    return book.restyled(
        f'\n@font-face{{font-family:"Foreign";src:url("../fonts/foreign.ttf")}}{box}{{font-family:"Foreign"}}\n'
    )
