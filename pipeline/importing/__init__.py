"""Articles out of what people have: text, Markdown of other tools, web pages, Word and OpenDocument files.

Input: the bytes of a file and a way to its pictures. Output: a draft of an article and an account of everything in the
file that is not in it. Must not: write, reach the network, lose a word silently.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pipeline.diagnostics import Location, Reported, report
from pipeline.document import Block, Paragraph, plain_text
from pipeline.engines import EngineError
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import (
    accounting,
    adopting,
    callouts,
    decoding,
    frontmatter,
    html,
    language,
    limits,
    markdown,
    pictograms,
    shaping,
    surroundings,
    text,
    word,
)
from pipeline.importing.draft import NOT_READ, TEXT_BOX, Account, Dropped, MissingPicture
from pipeline.importing.limits import Refused
from pipeline.importing.marks import NUMBER
from pipeline.importing.pictures import Gallery

KINDS: Mapping[str, str] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown", ".mdx": "markdown", ".qmd": "markdown", ".rmd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".docx": "docx", ".odt": "odt",
}  # fmt: skip
NAMES = {"text": "plain text", "markdown": "Markdown", "html": "HTML", "docx": "Word", "odt": "OpenDocument"}
_LIMITS = {"text": limits.MAX_TEXT, "markdown": limits.MAX_TEXT, "html": limits.MAX_HTML}


@dataclass(frozen=True, slots=True)
class Imported:
    """An article that is ready to be written, and what is to be said about it.

    Shape: `meta` and `blocks` are the article; `runs` all texts of the input.
    """

    kind: str
    meta: Mapping[str, Any]
    blocks: tuple[Block, ...]
    pictures: Mapping[str, bytes]
    runs: tuple[str, ...]
    lang: str | None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[MissingPicture, ...] = ()

    def unaccounted(self) -> tuple[Dropped, ...]:
        """Texts of the input that are neither in the article nor in its account."""
        told = [*accounting.texts_of(self.meta, self.blocks)]
        told += [each.text for each in self.dropped]
        told += [text for each in self.missing for text in (each.alt, each.name)]
        return tuple(Dropped(text, NOT_READ) for text in accounting.unaccounted(self.runs, told))


@dataclass(slots=True)
class _Read:
    """What a reader found."""

    blocks: tuple[Block, ...]
    runs: tuple[str, ...]
    meta: dict[str, Any] = field(default_factory=dict)
    lang: str | None = None
    # What the file calls itself, which counts where its text has no title.
    title: str = ""


def kind_of(name: str) -> str | None:
    return KINDS.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())


def warm() -> None:
    """Loads what most files need, before there is one."""
    for name in ("lxml.html", "readability", "PIL.Image"):
        importlib.import_module(name)


def read(
    name: str,
    content: bytes,
    pandoc: Pandoc,
    beside: Callable[[str], bytes | str],
    lang: str | None = None,
) -> Reported[Imported | None]:
    """The article in a file.

    Shape: `beside` gives a picture's bytes by its name, or a sentence on why it cannot; `lang` is what the user says.
    Nothing here ends what takes too long or too much memory: files of strangers are read in a process that may be ended.
    Reports: IMP901–IMP906 (the file), ENG601, ENG602 (pandoc).
    """
    account = Account()
    kind = kind_of(name)
    try:
        if kind is None:
            suffix = PurePosixPath(name).suffix
            raise Refused(
                "IMP901",
                found=f"`{suffix}`" if suffix else "a name without an ending",
                known=", ".join(KINDS),
            )
        limit = _LIMITS.get(kind, limits.MAX_ARCHIVE)
        if len(content) > limit:
            # Nobody reads on behind the largest limit.
            size = "more" if len(content) > limits.MAX_ARCHIVE else f"{len(content) / 1e6:.1f} MB"
            raise Refused("IMP902", size=size, limit=f"{limit / 1e6:.0f} MB")
        if kind in ("docx", "odt"):
            found, gallery = _office(content, kind, pandoc, account)
        else:
            gallery = Gallery(account, beside)
            found = _TEXTUAL[kind](content, pandoc, account, gallery)
        return _finished(name, kind, found, gallery, account, lang)
    except Refused as refused:
        return Reported(None, (report(refused.code, Location(name), **refused.facts),))
    except EngineError as error:
        # Here the file is at fault, not the program.
        problem = ""
        if error.code == "ENG604":
            said = str(error.facts.get("problem", "")).removeprefix("its output is ") or "it says nothing"
            problem = f"pandoc cannot read it: {said}"
        elif error.code == "ENG603":
            problem = f"reading it takes more than {error.facts['limit']}"
        if problem:
            return Reported(None, (report("IMP906", Location(name), problem=problem),))
        return Reported(None, (report(error.code, Location(name), **error.facts),))
    except RecursionError:
        return Reported(None, (report("IMP906", Location(name), problem="its parts are nested too deeply"),))


def _finished(
    name: str, kind: str, found: _Read, gallery: Gallery, account: Account, lang: str | None
) -> Reported[Imported | None]:
    title, blocks = shaping.shaped(found.blocks, str(found.meta.get("title", "")))
    title = pictograms.unpictured(decoding.cleaned(title, account), account)
    blocks = pictograms.undecorated(blocks, account)
    words = plain_text(blocks, notes=True, alt=True) if blocks else ""
    if not words.strip() and not title:
        raise Refused("IMP906", problem="it holds no text")
    guessed = language.detected(words or title)
    declared = language.declared(found.meta.get("lang")) or found.lang
    chosen = lang or declared or guessed
    if not lang and declared and guessed and declared.split("-")[0] != guessed.split("-")[0]:
        # Templates name one language for pages in all of them.
        account.note(
            f"the file says that it is in `{declared}`, and reads like `{guessed}`: the article says `{guessed}`"
        )
        chosen = guessed
    blocks, parents = shaping.parted(blocks, chosen)
    for heading in parents:
        account.note(
            f"others stand right below the heading “{heading}”: they became its parts; look where they end"
        )
    stem = re.sub(r"[\W_]+", " ", PurePosixPath(name).stem).strip().capitalize()
    meta = {
        "title": title or found.title or stem or "Untitled",
        **{key: value for key, value in found.meta.items() if key != "title"},
    }
    if not title and not found.title:
        account.note("no title was found: the article has the name of its file")
    meta.pop("lang", None)
    if "date" not in meta and (stated := _dateline(blocks)):
        meta["date"] = stated
    ordered: dict[str, Any] = {"title": meta.pop("title")}
    for key in ("subtitle", "description"):
        if key in meta:
            ordered[key] = meta.pop(key)
    if chosen:
        ordered["lang"] = chosen
    ordered |= meta
    imported = Imported(
        kind, ordered, blocks, dict(gallery.files), found.runs, chosen,
        tuple(account.dropped), tuple(account.notes), tuple(account.missing),
    )  # fmt: skip
    return Reported(imported)


_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}\.?\s+[^\W\d]{3,}\.?\s+\d{4}|(?<![^\W\d])[^\W\d]{3,}\.?\s+\d{1,2},\s+\d{4}|\d{1,2}\.\d{1,2}\.\d{4}"
)


def _dateline(blocks: Sequence[Block]) -> str | None:
    """The date in a short line at the top, such as "Published 12 March 2024"."""
    for block in blocks[:3]:
        words = plain_text(block).strip() if isinstance(block, Paragraph) else ""
        if 0 < len(words) <= 60 and (match := _DATE.search(words)) and (stated := frontmatter.day(match[0])):
            return stated
    return None


# ── readers ─────────────────────────────────────────────────────────────────────────────────────


# How many spaces say that columns are apart; more say nothing else, and each would be looked at for what it begins.
_WIDEST_GAP = 200
_GAPS = re.compile(rf"[^\S\n]{{{_WIDEST_GAP + 1},}}")


def _plain(content: bytes, pandoc: Pandoc, account: Account, gallery: Gallery) -> _Read:
    whole = _GAPS.sub(lambda gap: gap[0][:_WIDEST_GAP], decoding.decoded(content, account))
    if whole.count("\n") > limits.MAX_LINES:
        raise Refused("IMP906", problem=f"it has more than {limits.MAX_LINES:,} lines")
    alone, known = surroundings.removed(whole, account)
    meta: dict[str, Any] = {**known}
    source = decoding.cleaned(whole, account)
    facts, alone = frontmatter.stated(decoding.cleaned(alone, Account()), account)
    meta |= frontmatter.mapped(facts, account)
    if "title" not in meta:
        subtitle, lines = frontmatter.with_subtitle(alone.split("\n"))
        meta |= {"subtitle": subtitle} if subtitle else {}
        alone = "\n".join(lines)
    if max(map(len, source.split("\n"))) > 50_000 and "\n" not in source.strip():
        account.note("the text has no line breaks: it became one paragraph")
    # The number of an item is its place in the list.
    runs = tuple(NUMBER.sub("", line, count=1) if NUMBER.match(line) else line for line in source.split("\n"))
    return _Read(text.parse(alone, "title" in meta), runs, meta)


def _markdown(content: bytes, pandoc: Pandoc, account: Account, gallery: Gallery) -> _Read:
    source = decoding.cleaned(decoding.decoded(content, account), account)
    given, below = frontmatter.split(source, account)
    meta = frontmatter.mapped(given, account)
    prepared, reader = markdown.prepared(below, meta, account)
    tree = pandoc.convert(prepared.encode(), reader)
    adoption = adopting.Adoption(account, gallery, _address_of(""))
    if _holds_raw(tree["blocks"]):
        adoption.notes = _set_notes_aside(tree["blocks"])
        written = pandoc.write(tree, "html5", ["--wrap=none", "--syntax-highlighting=none"]).decode()
        page = html.fragment(written, account)
        tree = pandoc.convert(page.encode(), _HTML_READER)
    blocks = adoption.blocks(tree["blocks"], outer=True)
    return _Read(blocks, tuple(_markdown_runs(below)), meta)


_HTML_READER = "html+native_divs-native_spans-raw_html-line_blocks-smart"


def _html(content: bytes, pandoc: Pandoc, account: Account, gallery: Gallery) -> _Read:
    source = decoding.cleaned(decoding.decoded(content, account, markup=True), account)
    limits.uncrowded(source)
    page = html.read(source, account)
    tree = pandoc.convert(page.html.encode(), _HTML_READER)
    notes = _notes_at_the_end(tree)
    adoption = adopting.Adoption(account, gallery, _address_of(page.base), notes)
    blocks = adoption.blocks(tree["blocks"], outer=True)
    return _Read(blocks, page.runs, frontmatter.mapped(page.meta, account))


def _office(content: bytes, kind: str, pandoc: Pandoc, account: Account) -> tuple[_Read, Gallery]:
    package = word.opened(content, kind, account)
    gallery = Gallery(account, package.picture)
    options = ["--track-changes=all"] if kind == "docx" else []
    tree = pandoc.convert(package.readable, kind, options)
    blocks = adopting.Adoption(account, gallery, _address_of("")).blocks(tree["blocks"], outer=True)
    given = {name: _meta_value(value) for name, value in tree.get("meta", {}).items()}
    found = _Read(blocks, package.runs, frontmatter.mapped(given, account), title=package.title)
    if package.boxes:
        told = [*accounting.texts_of(found.meta, blocks)]
        for lost in accounting.unaccounted(package.boxes, told):
            account.drop(lost, TEXT_BOX)
    return found, gallery


_TEXTUAL: Mapping[str, Callable[[bytes, Pandoc, Account, Gallery], _Read]] = {
    "text": _plain,
    "markdown": _markdown,
    "html": _html,
}


def _address_of(base: str) -> Callable[[str], str | None]:
    resolve: Callable[[str], str | None] = html.resolver(base)
    return resolve


def _meta_value(value: Any) -> Any:
    match value:
        case {"t": "MetaList", "c": list(values)}:
            return [_meta_value(each) for each in values]
        case {"t": "MetaMap", "c": dict(values)}:
            return {key: _meta_value(each) for key, each in values.items()}
        case {"t": "MetaBool", "c": content}:
            return content
        case {"c": content}:
            return content if isinstance(content, str) else " ".join(adopting.flat(content).split())
        case _:
            return ""


def _holds_raw(tree: Any) -> bool:
    stack = [tree]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if one.get("t") in ("RawBlock", "RawInline") and not re.fullmatch(
                r"\s*<(?:br|wbr)\s*/?>\s*", one["c"][1]
            ):
                return True
            stack.append(one.get("c"))
        elif isinstance(one, list):
            stack += one
    return False


def _set_notes_aside(tree: Any) -> dict[str, Any]:
    """Takes the notes out and leaves a token for each: HTML has no notes."""
    notes: dict[str, Any] = {}
    stack = [tree]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if one.get("t") == "Note":
                number = str(len(notes))
                notes[number] = one["c"]
                one.clear()
                one.update({"t": "Str", "c": f"{callouts.NOTE_TOKEN}{number}x"})
            else:
                stack.append(one.get("c"))
        elif isinstance(one, list):
            stack += reversed(one)
    return notes


def _notes_at_the_end(tree: dict[str, Any]) -> dict[str, Any]:
    """Takes the boxes out that hold notes, by the number in their tokens."""
    notes: dict[str, Any] = {}

    def without(blocks: list[Any]) -> list[Any]:
        kept = []
        for block in blocks:
            if block["t"] == "Div" and callouts.NOTE in block["c"][0][1]:
                number = re.search(r"(?<!\d)(\d+)x$", block["c"][0][0])
                notes[number[1] if number else ""] = block["c"][1]
            else:
                if block["t"] == "Div":
                    block["c"][1] = without(block["c"][1])
                kept.append(block)
        return kept

    tree["blocks"] = without(tree["blocks"])
    return notes


_TAGS = re.compile(
    r"<[^<>]{1,1000}>|\]\([^)]{0,1000}\)|\]\[[^\]\n]*\]|\{[^{}]{0,1000}\}|^[^\S\n]*\[[^\]\n]+\]:.*$|^[^\S\n]*(?:`{3,}|~{3,}|:{3,}).*$|\[\^[^\]]+\]:?",
    re.MULTILINE,
)


_MARKS = re.compile(
    r"\s*\$\w+\s*|\s*--8<--.*|\s*<<<.*|\s*\*\[[^\]]*\]:.*|import .*|\s*(?:[-*1.]+\s*)?\[?\[?_?TOC_?\]?\]?\s*",
    re.IGNORECASE,
)
_ADMONITION = re.compile(
    r"^\s*(?:!!!|\?\?\?\+?|===[!+]?)\s*(?:[\w -]+)?|^\s*(?:>\s*)?\[!\w+\][-+]?|^s(?=\d+\.)"
)

_CAPTION = re.compile(r"^\s*(?:Table|Tabell|Tabelle)?:\s+")


def _markdown_runs(source: str) -> Sequence[str]:
    from html import unescape

    source = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", " ", source, flags=re.DOTALL | re.IGNORECASE)
    # What is said below the head of a directive says how it is shown.
    source = re.sub(r"^( *[`:~]{3,}\{[\w-]+\}.*\n)(?: *:[\w-]+:.*\n)+", r"\1", source, flags=re.MULTILINE)
    source = re.sub(r"\^\[([^\[\]]*)\]", r"\n\1\n", source)
    runs = []
    for line in _TAGS.sub("\n", source).split("\n"):
        if _MARKS.fullmatch(line):
            continue
        line = _CAPTION.sub("", _ADMONITION.sub("", line)).replace("x[", "[")
        line = re.sub(r"^\s*(?:[-*+>|#]|\d+[.)])+\s*", "", unescape(line)).replace("\\", "")
        runs += [
            part
            for part in re.split(
                r"\s*\|\s*|\s{3,}|\^\[|~>|\{(?:--|>>|\+\+|~~|==)|(?:--|<<|\+\+|~~|==)\}", line
            )
            if part.strip()
        ]
    return runs
