"""Mutants of a handout.

Input: what the file owes, and its bytes. Output: files in which one disclaimer was attacked.
Must not: use the code that wrote the file, or the code that proves it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from typing import Any

from pipeline.proof.mutants import unworded
from pipeline.proof.mutants.markup import attacks, rewording, styled
from pipeline.proof.mutants.mutant import Mutant, Wanted, every
from pipeline.proof.mutants.styles import apart, lying_font, plain, styles
from pipeline.proof.mutants.target import Change, Target, boxes, removed, text_of
from pipeline.proof.mutants.wording import NAMES, reworded
from pipeline.rendition.expected import Expectation, Run, manifest

KINDS = ("title", "heading", "text", "cell", "note")


class Page:
    """A handout that is open for changes."""

    def __init__(self, owed: Expectation, content: bytes) -> None:
        import lxml.html

        parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
        self.owed = owed
        self._clean = lxml.html.document_fromstring(content, parser=parser)
        self.fresh()
        tree = self.root.getroottree()
        keys = frozenset(notice.key for notice in owed.notices)
        self.places = [
            (notice, tree.getpath(box), tree.getpath(wording))
            for notice in owed.notices
            for box, wording in boxes(self.root, notice, keys)
        ]

    def fresh(self) -> None:
        self.root: Any = deepcopy(self._clean)

    def target(self, number: int) -> Target:
        """One of the occurrences of disclaimers, in the page as it is now."""
        notice, box, wording = self.places[number]
        tree = self.root.getroottree()
        return Target(
            notice, self.owed, (self.root,), tree.xpath(box)[0], tree.xpath(wording)[0], self.root.makeelement
        )

    def written(self) -> bytes:
        import lxml.html

        html = lxml.html.tostring(self.root, encoding="unicode", doctype="<!DOCTYPE html>")
        return (str(html) + "\n").encode()

    def restyled(self, css: str) -> tuple[bytes, Expectation]:
        """With more rules, and with every hash that says which rules and data are right."""
        style = next(self.root.iter("style"))
        style.text = (style.text or "") + css
        hashes = tuple(sha256((one.text or "").encode()).hexdigest() for one in self.root.iter("style"))
        owed = replace(self.owed, stylesheets=hashes)
        data = next((one for one in self.root.iter("script") if one.get("id") == "smallprint-manifest"), None)
        if data is not None:
            data.text = manifest(owed).decode().replace("<", "\\u003c").strip()
        self._allow()
        return self.written(), owed

    def refonted(self, font: bytes) -> bool:
        """With other bytes in each font that the page carries."""
        style = next(self.root.iter("style"))
        before = style.text or ""
        data = base64.b64encode(font).decode()
        style.text = re.sub(r"(data:font/[a-z0-9]+;base64,)[A-Za-z0-9+/=]+", rf"\g<1>{data}", before)
        return bool(style.text != before)

    def _allow(self) -> None:
        for meta in self.root.iter("meta"):
            if (meta.get("http-equiv") or "").lower() != "content-security-policy":
                continue
            policy = meta.get("content") or ""
            for directive, tag in (("style-src", "style"), ("script-src", "script")):
                sources = " ".join(
                    f"'sha256-{base64.b64encode(sha256((one.text or '').encode()).digest()).decode()}'"
                    for one in self.root.iter(tag)
                )
                policy = re.sub(rf"{directive} [^;]*", f"{directive} {sources}", policy)
            meta.set("content", policy)


def html_attacks() -> Iterator[str]:
    """The names of all attacks on a handout."""
    yield from NAMES
    yield from (name for name, _, _ in attacks())
    yield from (f"{name}-inline" for name, _ in plain())
    yield from (style.name for style in (*styles(), *apart()))
    yield from ("stylesheet-hash", "stylesheet-fonts", "page-policy", "page-policy-style", "page-unstyled")
    yield from (name for name, _, _ in _PAGE)
    yield from (f"parity-{kind}" for kind in KINDS)
    yield from unworded.names()


# Attacks on the page's own markup: name, description, and what stands before what.
_PAGE = (
    ("page-second-body", "another body hides all", "<body hidden></body>{box}"),
    ("page-second-html", "another html element hides all", '<html inert="inert"></html>{box}'),
    ("page-picture", "a picture from elsewhere stands before it", '<img src="https://example.org/x.png" alt="">{box}'),
    ("page-no-picture", "words for a picture that is none stand before it", '<img src="data:," alt="It is void: ">{box}'),
    ("page-links", "a list of links says that it is void", "<nav><p>What follows is void.</p></nav>{box}"),
    ("page-drawing", "a drawing says that it is void", '<svg viewBox="0 0 99 9"><text>What follows is void.</text></svg>{box}'),
    ("page-drawing-title", "a drawing is called void", '<svg viewBox="0 0 99 9"><title>What follows is void.</title></svg>{box}'),
    ("page-drawing-style", "what a drawing is called has styles in it", '<svg viewBox="0 0 9 9"><title><style>.notice{display:none}</style></title></svg>{box}'),
    ("page-drawing-left", "a drawing ends early, and what it leaves open hides all behind it", '<svg viewBox="0 0 9 9"><div hidden/></svg>{box}'),
    ("page-drawing-moved", "a drawing is moved over it", '<svg viewBox="0 0 99 99" transform="translate(0 60)"><path d="M0 0h99v99H0z"/></svg>{box}'),
    ("page-owned", "something else owns it", '<div aria-owns="{key}"></div>{box}'),
)  # fmt: skip


def html_controls(owed: Expectation, content: bytes) -> Iterator[Mutant]:
    """The file rewritten without a change that matters: a proof has to pass it."""
    page = Page(owed, content)
    yield Mutant("control-rewritten", "", page.written(), "nothing was changed")
    written, stated = page.restyled("\n.nothing-of-this-class{display:none}\n")
    yield Mutant("control-restyled", "", written, "a rule was added that matches nothing", stated)


def html_mutants(owed: Expectation, content: bytes, wanted: Wanted = every) -> Iterator[Mutant]:
    """Every attack on every disclaimer of a handout."""
    page = Page(owed, content)
    others = [notice.text for notice in owed.notices]
    for number, (notice, _, _) in enumerate(page.places):

        def tried(
            name: str, how: str, change: Change, number: int = number, key: str = notice.key
        ) -> Iterator[Mutant]:
            if not wanted(name, key):
                return
            page.fresh()
            if change(page.target(number)):
                yield Mutant(name, key, page.written(), how)

        for version in reworded(notice.text, owed.lang, others):
            yield from tried(version.name, version.how, rewording(version))
        for name, how, change in attacks():
            yield from tried(name, how, change)
        for name, declarations in plain():
            yield from tried(f"{name}-inline", f"it has the style {declarations}", styled(declarations))
        for name, how, markup in _PAGE:
            if wanted(name, notice.key) and (written := _marked(page, number, markup)):
                yield Mutant(name, notice.key, written, how)
        box = f"#{notice.key}" if page.target(number).box.get("id") == notice.key else ".notice"
        for style in (*styles(), *(apart() if notice.place == "after-trigger" else ())):
            if not wanted(style.name, notice.key):
                continue
            css = style.rule(box, f"{box} .wording")
            page.fresh()
            written, stated = page.restyled(css)
            yield Mutant(
                style.name, notice.key, written, f"the stylesheet has {_short(css)}, hash and all", stated
            )
            if style.name == "hide-display":
                page.fresh()
                styled_page = next(page.root.iter("style"))
                styled_page.text += css
                yield Mutant(
                    "stylesheet-hash", notice.key, page.written(), f"the stylesheet has {_short(css)}"
                )
    page.fresh()
    if page.refonted(lying_font("swap")):
        written, stated = page.restyled("")
        for notice, _, _ in page.places[:1]:
            how = "the page's own fonts draw other letters, hash and all"
            yield Mutant("stylesheet-fonts", notice.key, written, how, stated)
    page.fresh()
    for meta in page.root.iter("meta"):
        if meta.get("http-equiv"):
            meta.set("content", "default-src *")
            yield Mutant("page-policy", "", page.written(), "its policy lets it load anything")
    page.fresh()
    for meta in page.root.iter("meta"):
        if meta.get("http-equiv"):
            meta.set("content", re.sub("style-src [^;]*", "style-src 'none'", meta.get("content") or ""))
            yield Mutant("page-policy-style", "", page.written(), "its policy shuts out its stylesheet")
    page.fresh()
    for style_element in list(page.root.iter("style")):
        removed(style_element)
    yield Mutant("page-unstyled", "", page.written(), "it has no stylesheet")
    yield from _without(page)
    yield from _unworded(page, wanted)


def _unworded(page: Page, wanted: Wanted) -> Iterator[Mutant]:
    """The words of the article as they are, shown otherwise."""
    for name, how, change in unworded.TOLD:
        page.fresh()
        if wanted(name, "") and (element := unworded.text_of_article(page.owed, (page.root,))) is not None:
            change(element)
            yield Mutant(name, "", page.written(), how)
    for name, how, declarations in unworded.SEEN:
        page.fresh()
        if wanted(name, "") and (element := unworded.text_of_article(page.owed, (page.root,))) is not None:
            written, stated = page.restyled(unworded.marked(element, declarations))
            yield Mutant(name, "", written, how, stated)


def _marked(page: Page, number: int, markup: str) -> bytes | None:
    """The page with markup before a disclaimer, letter by letter: no parser would write it so."""
    page.fresh()
    target = page.target(number)
    before, box = "\ue000", target.box
    ahead = box.getprevious()
    if ahead is not None:
        ahead.tail = (ahead.tail or "") + before
    else:
        box.getparent().text = (box.getparent().text or "") + before
    text = markup.replace("{key}", str(box.get("id"))).replace("{box}", "")
    return page.written().replace(before.encode(), text.encode(), 1)


def _short(css: str) -> str:
    css = " ".join(css.split())
    return css if len(css) <= 90 else css[:90] + "…"


def _without(page: Page) -> Iterator[Mutant]:
    """Text of the article missing, and text of the article in another order."""
    for name, run in samples(page.owed):
        page.fresh()
        if _cut(page.root, run.text):
            yield Mutant(name, "", page.written(), f"{run.text[:40]!r} is missing")


def samples(owed: Expectation) -> Iterator[tuple[str, Run]]:
    """One run of each kind whose words stand nowhere else."""
    every = (*owed.runs, *owed.notes)
    for kind in KINDS:
        for run in every:
            if run.kind == kind and sum(run.text in other.text for other in every) == 1:
                yield f"parity-{kind}", run
                break


def _cut(root: Any, text: str) -> bool:
    """The innermost element with a run's text emptied, outside navigation and head."""
    wanted = "".join(text.split())
    done = False
    for element in root.iter(
        "h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "figcaption", "dt", "dd"
    ):
        if any(str(step.tag) in ("nav", "head") for step in element.iterancestors()):
            continue
        found = text_of(element)
        if wanted in found and not any(wanted in text_of(child) for child in element):
            for child in list(element):
                element.remove(child)
            element.text = ""
            done = True
    return done
