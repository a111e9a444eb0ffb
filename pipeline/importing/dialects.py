"""Markup of wikis and documentation that comes as plain text: AsciiDoc, MediaWiki, DokuWiki, reStructuredText, Textile, Org.

Input: lines. Output: the same text in lines that show what they are as people type it: `## Heading`, `1. Item`, `| a | b |`.
Must not: read a mark of a dialect in a text that shows no other sign of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.importing.draft import Account

MARKUP = "it is markup, which readers never see"

_BOX = "=" * 12
# Boxes of documentation, and the words that stand over them.
_ADMONITION = r"note|tip|important|warning|caution|attention|hint|danger|error"


def plain(lines: Sequence[str], account: Account) -> list[str]:
    """The lines without the markup of the dialect that they are written in, where they are in one."""
    for is_written, translated in _DIALECTS:
        if is_written(lines):
            return list(translated(lines, account))
    return list(lines)


def _counts(lines: Sequence[str], pattern: str) -> int:
    return sum(bool(re.fullmatch(pattern, line)) for line in lines)


class _Count:
    """The numbers of items in lists, one list in another."""

    def __init__(self) -> None:
        self.places: list[int] = []

    def item(self, depth: int, words: str, numbered: bool) -> str:
        """An item as people type it. Shape: `depth` is 1 for the outermost list."""
        self.places = (self.places + [0] * depth)[:depth]
        if not numbered:
            self.places[-1] = 0
            return f"{'  ' * (depth - 1)}* {words}"
        self.places[-1] += 1
        return f"{'   ' * (depth - 1)}{self.places[-1]}. {words}"

    def end(self) -> None:
        self.places.clear()


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.strip().replace("|", "\\|") for cell in cells) + " |"


def _boxed(title: str, words: str) -> list[str]:
    return ["", _BOX, title.capitalize(), words, _BOX, ""]


# ── AsciiDoc ────────────────────────────────────────────────────────────────────────────────────


def _is_asciidoc(lines: Sequence[str]) -> bool:
    return _counts(lines, r"={1,5} [^=\s].*[^=\s]") >= 2 and not _counts(lines, r"(={1,6}) .* \1")


def _asciidoc(lines: Sequence[str], account: Account) -> Iterator[str]:
    count = _Count()
    head = bool(lines) and lines[0].startswith("= ")
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        head = head and bool(line.strip())
        if match := re.fullmatch(r"(={1,5}) (\S.*)", line):
            count.end()
            yield f"{'#' * len(match[1])} {match[2]}"
        elif head and at > 1 and (told := _told_above(line)):
            if not line.startswith(":"):
                # With the address and the version.
                account.drop(line, MARKUP)
            yield told
        elif (head and at > 1) or re.fullmatch(
            r":!?[\w-]+!?:.*|\[[^\]]*\]|//.*|[-=*_.+]{4,}|(?:include|toc|image)::.*", line
        ):
            # Who wrote which version of it, attributes, fences and comments.
            account.drop(line, MARKUP)
        elif match := re.fullmatch(r"\s*(\*{1,5}|\.{1,5}|-)\s+(\S.*)", line):
            yield count.item(len(match[1]), _without_links(match[2]), match[1].startswith("."))
        elif line.strip() == "+":
            yield ""
        elif match := re.fullmatch(rf"({_ADMONITION}): (\S.*)", line, re.IGNORECASE):
            words = [match[2]]
            while at < len(lines) and lines[at].strip():
                words.append(lines[at].strip())
                at += 1
            yield from _boxed(match[1], _without_links(" ".join(words)))
        elif line.startswith("|==="):
            end = next((n for n in range(at, len(lines)) if lines[n].startswith("|===")), len(lines))
            account.drop(line, MARKUP)
            yield from ("", *_table(lines[at:end]), "")
            at = end + 1
        else:
            if line.strip():
                count.end()
            yield _without_links(re.sub(r"^\.(?=[^\W\d_])", "", line))


_AUTHOR = re.compile(
    r"([^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4})(?: <[^<>]*>)?(?:; ([^\W\d_a-z][^<>;]*?)(?: <[^<>]*>)?)*"
)
# What is possessive gives nothing back: of a line of spaces or digits every division would be tried.
_REVISION = re.compile(r"(?:v?\d[\d.]*+(?:,\s*+|\s*+$))?((?=[^,:]*\d{4})[^,:]*+)?(?::.*)?")
_ATTRIBUTE = re.compile(r":(authors?|revdate|keywords|description):\s+(\S.*)")


def _told_above(line: str) -> str:
    """What a line below the title says, in the words that plain text has for it."""
    if match := _ATTRIBUTE.fullmatch(line):
        name = "Published" if match[1] == "revdate" else "Author" if match[1] == "authors" else match[1]
        return f"{name.capitalize()}: {match[2]}"
    if _AUTHOR.fullmatch(line):
        return "Author: " + ", ".join(re.sub(r"(?<!\s)\s*+<[^<>]*+>", "", each) for each in line.split("; "))
    if (match := _REVISION.fullmatch(line)) and match[1]:
        return f"Published: {match[1].strip()}"
    return ""


def _without_links(line: str) -> str:
    return re.sub(r"(?:link:)?(https?://[^\s\[]{1,500})\[([^\[\]]+)\]", r"\2 (\1)", line)


def _table(lines: Sequence[str]) -> Iterator[str]:
    """Rows whose cells stand side by side or one below another."""
    cells = [re.split(r"(?<!\\)\|", line)[1:] for line in lines if line.strip().startswith("|")]
    columns = len(cells[0]) if cells else 0
    if columns == 1:
        # The first row ends at an empty line.
        columns = next((n for n, line in enumerate(lines) if n and not line.strip()), len(cells))
    flat = [cell for row in cells for cell in row]
    for at in range(0, len(flat), max(columns, 1)):
        yield _row(flat[at : at + columns])


# ── MediaWiki ───────────────────────────────────────────────────────────────────────────────────


def _is_mediawiki(lines: Sequence[str]) -> bool:
    return bool(
        _counts(lines, r"\{\|.*")
        or _counts(lines, r"\[\[[^\W\d_]+:[^\]]+\]\]")
        or _counts(lines, r".*'''[^']+'''.*")
        or (_counts(lines, r"(={1,5})[^=]+\1") >= 2 and _counts(lines, r".*\[\[[^\[\]]+\]\].*"))
    ) and not _is_dokuwiki(lines)


def _mediawiki(lines: Sequence[str], account: Account) -> Iterator[str]:
    count = _Count()
    at = 0
    while at < len(lines):
        line = _off_the_wiki(lines[at], account)
        at += 1
        if line.startswith("{|"):
            end = next((n for n in range(at, len(lines)) if lines[n].startswith("|}")), len(lines))
            account.drop(line, MARKUP)
            yield from ("", *_wiki_table([_off_the_wiki(each, account) for each in lines[at:end]]), "")
            at = end + 1
        elif match := re.fullmatch(r"([*#:;]+)\s*([^\s*#:;].*)", line):
            yield (
                count.item(len(match[1]), match[2], match[1][-1] == "#") if match[1][-1] in "*#" else match[2]
            )
        elif match := re.fullmatch(r"=([^=]+)=", line):
            yield f"# {match[1].strip()}"
        else:
            count.end()
            yield line


_FOR_THE_WIKI = re.compile(r"\[\[[^\W\d_]+:[^\[\]|]+\]\]|\{\{[^{}]*\}\}|__[A-Z]+__")


def _off_the_wiki(line: str, account: Account) -> str:
    """A line without links, emphasis, notes and templates."""
    for gone in _FOR_THE_WIKI.finditer(line):
        account.drop(gone[0], MARKUP)
    line = _FOR_THE_WIKI.sub("", line)
    line = re.sub(r"<br\s*/?>", " ", line)
    line = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]", r"\1", line)
    line = re.sub(r"\[(https?://\S{1,500}) ([^\[\]]+)\]", r"\2 (\1)", line)
    return re.sub(r"'{2,5}(?=\S)([^']+|[^']+'[^']+)(?<=\S)'{2,5}", r"\1", line)


def _wiki_table(lines: Sequence[str]) -> Iterator[str]:
    rows: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("|-"):
            rows.append([])
        elif line.startswith("|+"):
            yield line[2:].strip()
        elif line.startswith(("|", "!")):
            cells = re.split(r"\|\||!!" if line.startswith("!") else r"\|\|", line[1:])
            # How a cell looks stands before a bar in it.
            rows[-1] += [re.sub(r"^\s*[\w-]+=[^|]*\|", "", cell) for cell in cells]
        elif rows[-1]:
            rows[-1][-1] += f" {line.strip()}"
    yield from (_row(row) for row in rows if row)


# ── DokuWiki, Textile, Org ──────────────────────────────────────────────────────────────────────


def _is_dokuwiki(lines: Sequence[str]) -> bool:
    return bool(_counts(lines, r"(={5,6}) [^=]+ \1") or _counts(lines, r"\^ .* \^"))


def _dokuwiki(lines: Sequence[str], account: Account) -> Iterator[str]:
    count = _Count()
    for line in lines:
        line = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]", r"\1", line)
        line = re.sub(r"(\*\*|//|__|'')(?=\S)((?:(?!\1).)+)(?<=\S)\1(?!\w)", r"\2", line) if "://" not in line else line  # fmt: skip
        if match := re.fullmatch(r"(={2,6})([^=]+)\1", line):
            yield f"{'#' * (7 - len(match[1]))} {match[2].strip()}"
        elif match := re.fullmatch(r"((?:  )+)([*-]) (\S.*)", line):
            yield count.item(len(match[1]) // 2, match[3], match[2] == "-")
        elif re.fullmatch(r"\^.*\^", line):
            yield _row(line.strip("^").split("^"))
        else:
            count.end()
            yield line


def _is_textile(lines: Sequence[str]) -> bool:
    return _counts(lines, r"h[1-6]\. \S.*") >= 2


def _textile(lines: Sequence[str], account: Account) -> Iterator[str]:
    count = _Count()
    for line in lines:
        if match := re.fullmatch(r"h([1-6])\. (\S.*)", line):
            yield f"{'#' * int(match[1])} {match[2]}"
        elif match := re.fullmatch(r"([*#]+) (\S.*)", line):
            yield count.item(len(match[1]), match[2], match[1][-1] == "#")
        elif line.startswith("||"):
            yield _row(line.strip().strip("|").split("||"))
        else:
            count.end()
            yield re.sub(r"\|_\.\s*", "| ", re.sub(r"^(?:bq|p)\. ", "", line))


def _is_org(lines: Sequence[str]) -> bool:
    return _counts(lines, r"#\+[A-Za-z_]+:.*") > 0 and _counts(lines, r"\*+ \S.*") > 0


def _org(lines: Sequence[str], account: Account) -> Iterator[str]:
    for line in lines:
        if match := re.fullmatch(r"#\+TITLE:\s*(\S.*)", line, re.IGNORECASE):
            yield f"# {match[1]}"
        elif line.startswith("#+"):
            account.drop(line, MARKUP)
        elif re.fullmatch(r"\|[-+]+\|", line):
            yield line.replace("+", "|")
        elif match := re.fullmatch(r"(\*{1,5}) (?:(?:TODO|DONE) )?(\S.*)", line):
            yield f"#{'#' * len(match[1])} {match[2]}"
        else:
            yield re.sub(r"\[\[([^\[\]]+)\]\[([^\[\]]+)\]\]", r"\2 (\1)", line)


# ── reStructuredText ────────────────────────────────────────────────────────────────────────────


def _is_rst(lines: Sequence[str]) -> bool:
    return _counts(lines, r"\.\. [\w-]+::.*") > 0


def _rst(lines: Sequence[str], account: Account) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line.startswith(".. "):
            line = re.sub(r"^:([A-Z][\w -]*):\s", r"\1: ", line)
            line = re.sub(r":[\w-]+:`([^`<]{1,200}?)(?:\s{0,5}<[^<>]*>)?`", r"\1", line)
            yield re.sub(r"`([^`<]{1,200}?)\s{0,5}<(https?:[^<>]+)>`_+", r"\1 (\2)", line).replace("``", "")
            continue
        inside = []
        while at < len(lines) and (not lines[at].strip() or lines[at][:1].isspace()):
            inside.append(lines[at].strip())
            at += 1
        match = re.fullmatch(rf"\.\. ({_ADMONITION})::\s*(.*)", line, re.IGNORECASE)
        if match:
            yield from _boxed(match[1], " ".join(each for each in (match[2], *inside) if each))
        else:
            # What is neither an option nor for programs is text: a caption, a topic.
            told = re.fullmatch(
                r"\.\. (?:figure|topic|sidebar|epigraph|rubric|container|rst-class)::.*", line
            )
            kept = [each for each in inside if told and each and not each.startswith(":")]
            for each in (line, *inside):
                if each not in kept:
                    account.drop(each, MARKUP)
            yield from ("", *kept, "")


_DIALECTS: tuple[
    tuple[Callable[[Sequence[str]], bool], Callable[[Sequence[str], Account], Iterator[str]]], ...
] = (
    (_is_asciidoc, _asciidoc),
    (_is_mediawiki, _mediawiki),
    (_is_dokuwiki, _dokuwiki),
    (_is_textile, _textile),
    (_is_org, _org),
    (_is_rst, _rst),
)
