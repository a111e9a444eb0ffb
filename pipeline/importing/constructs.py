"""Blocks of Markdown that only one tool knows: its boxes, tabs, components, tables of contents, ways of counting.

Input: lines without code. Output: lines of Markdown with boxes as fenced divs. Must not: look inside a line.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.importing.callouts import CALLOUT, DETAILS, callout_kind
from pipeline.importing.draft import Account
from pipeline.importing.frontmatter import is_month
from pipeline.importing.shortcodes import arguments, box_head, box_opened

_DIV = re.compile(r"(\s*)(:{3,})(.*)")
# What is possessive gives nothing back: of a line of spaces every division would be tried.
_ADMONITION = re.compile(
    r"(\s*)(?:!!!|\?\?\?\+?)\s++([\w-]++(?:\s++[\w-]++)*+)?\s*+(?:\"(.*?)\"|'(.*?)')?\s*"
)
_TAB = re.compile(r"(\s*)===[!+]?\s+[\"'](.*)[\"']\s*")
_GOVSPEAK = re.compile(r"\$(CTA|C|A|E|I|D|P|!|PDF|EndC|CITATION|V|VEVENT)\s*")
_PAIRED = {"^": "note", "%": "warning", "@": "note"}
_IAL = re.compile(r"\{:(?!:)\s*+([^}\n]*+)\}")
_DAY = re.compile(r"(\s*(?:[-*+]\s+)?)(\d{1,2})\.\s+([^\W\d_]{3,}\.?)(?![\w])")
_HASHTAGS = re.compile(r"#[^\W\d_][\w/-]*(?:\s+#[^\W\d_][\w/-]*)*")
_PAGE_CODE = re.compile(
    r"import\s(?=.*['\"];?$)(?:.*\sfrom)?\s*+['\"].*['\"];?|export\s+(?:const|default|function)\b.*"
)
_HELD_ELSEWHERE = "it stands for something that the site holds elsewhere"
# Lines of which nothing stays, and what to say of them; nothing of those without words.
_GONE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"-{1,2}8<-{1,2}\s+[\"']?(.*?)[\"']?|<<<\s*@?/?(\S+)|@include\s+(\S+)|!INCLUDE\s+(.*)"),
        "it brings another file in",
    ),
    (
        re.compile(
            r"\[(?:TOC|\[_?TOC_?\]|toc)\]|\[\[_?TOC_?\]\]|[*\-1.]+\s*(?:TOC|this unordered seed list.*)|@\[toc\].*"
        ),
        "",
    ),
    (re.compile(r"\\(?:newpage|pagebreak|clearpage|tableofcontents|maketitle)"), ""),
    # Options of kramdown.
    (re.compile(r"\{::[^}]*\}"), ""),
    (
        re.compile(
            r"\[(InlineAttachment|Attachment|Contact|Image|embed|AttachmentLink)[:\s].*\]", re.IGNORECASE
        ),
        _HELD_ELSEWHERE,
    ),
    (re.compile(r"!@\d+|\{barchart.*\}|\{stacked.*\}"), _HELD_ELSEWHERE),
)
# Headings without a space, steps of Govspeak, examples of pandoc.
_RESPELT = (
    (re.compile(r"(#{2,6})([^#\s].*)"), r"\1 \2"),
    (re.compile(r"s(\d+)\.\s+(.*)"), r"\1. \2"),
    (re.compile(r"\(@[\w-]*\)\s+(\S.*)"), r"1. \1"),
)
_ABBREVIATION = re.compile(r"\*\[([^\]]+)\]:\s*(.*)")
_COMPONENT = re.compile(
    r"<(Admonition|Callout|Note|Tip|Warning|Info|Caution|Danger|TabItem|Tab|Card|Accordion|Step)\b"
)
_BOX_CLOSED = re.compile(r"</(?:Admonition|Callout|Note|Tip|Warning|Info|Caution|Danger)>")
_GROUP = re.compile(
    r"</?(?:Tabs?|TabItem|Steps?|Card(?:Group|s)?|Columns?|AccordionGroup|Accordion|>)\b[^>]*>"
)
_TABLE_CAPTION = re.compile(r"(?:Table|Tabell|Tabelle)?:\s+\S")

# How many lines of the source a construct takes, and those that stand for it.
Taken = tuple[int, Sequence[str]]


class _Ahead:
    """What stands below a line, looked for once for all lines of a source."""

    def __init__(self, source: Sequence[str]) -> None:
        self.source = source
        self._ends: dict[str, list[int]] = {}
        self._missing: set[str] = set()

    def paired(self, at: int, mark: str) -> tuple[int, int]:
        """The line that ends what the mark begins, the same one for none; and how many marks stand up to it, 3 for more."""
        if mark not in self._ends:
            self._ends[mark] = self._ends_with(mark)
        end = self._ends[mark][at]
        end = at if end == len(self.source) else end
        marks = 0
        for number in range(at, end + 1):
            marks += self.source[number].count(mark)
            if marks > 2:
                return end, 3
        return end, marks

    def _ends_with(self, mark: str) -> list[int]:
        ends = [len(self.source)] * (len(self.source) + 1)
        for at in range(len(self.source) - 1, -1, -1):
            line = self.source[at].rstrip()
            ends[at] = at if not line or line.endswith(mark) else ends[at + 1]
        return ends

    def holding(self, at: int, words: str) -> int:
        """The first line from this one on that holds the words, the same one for none."""
        if words not in self._missing:
            for number in range(at, len(self.source)):
                if words in self.source[number]:
                    return number
            self._missing.add(words)
        return at


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line that has words, in its source; `done` is what stands for the lines above it."""

    source: Sequence[str]
    ahead: _Ahead
    at: int
    done: list[str]
    line: str
    stripped: str

    @property
    def above(self) -> str:
        return self.source[self.at - 1] if self.at else ""

    @property
    def below(self) -> str:
        return self.source[self.at + 1] if self.at + 1 < len(self.source) else ""


class Constructs:
    """Reads lines. What nothing stands for is in the account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        # In this order: some would take what others mean.
        self._readers: tuple[Callable[[_Spot], Taken | None], ...] = (
            self._gone,
            self._admonition,
            self._tab,
            self._govspeak,
            self._paired,
            self._day,
            self._hashtags,
            self._respelt,
            self._div,
            self._attributes,
            self._component,
            self._caption,
        )

    def lines(self, source: Sequence[str]) -> list[str]:
        done: list[str] = []
        ahead = _Ahead(source)
        at = 0
        while at < len(source):
            taken, lines = self._read(ahead, at, done)
            done += lines
            at += taken
        return done

    def _read(self, ahead: _Ahead, at: int, done: list[str]) -> Taken:
        line = ahead.source[at]
        if stripped := line.strip():
            spot = _Spot(ahead.source, ahead, at, done, line, stripped)
            for read in self._readers:
                if (taken := read(spot)) is not None:
                    return taken
        return 1, (line,)

    def _gone(self, spot: _Spot) -> Taken | None:
        """What is for programs, or for one site alone."""
        if _PAGE_CODE.fullmatch(spot.line):
            self.account.drop(spot.line, "it is program code of the page")
            return 1, ()
        if match := _ABBREVIATION.fullmatch(spot.stripped):
            words = f"{match[1]}: {match[2]}"
            self.account.drop(words, "it explains an abbreviation for whoever points at it")
            return 1, ()
        for pattern, why in _GONE:
            if pattern.fullmatch(spot.stripped):
                if why:
                    self.account.drop(spot.stripped, why)
                return 1, ()
        return None

    # ── boxes

    def _admonition(self, spot: _Spot) -> Taken | None:
        """`!!! note "Title"` of MkDocs with what is indented below; `???` opens and closes."""
        match = _ADMONITION.fullmatch(spot.line)
        if match is None or not (match[2] or match[3]):
            return None
        end, inner = _below(spot.source, spot.at, len(match[1]))
        kind = callout_kind((match[2] or "note").split()) or "note"
        box, title = DETAILS if "???" in spot.line else CALLOUT, match[3] or match[4] or ""
        space = " " * len(match[1])
        lines = [f"{space}{line}" if line else "" for line in self.lines(inner)]
        head = [f"{space}{part}" for part in box_opened(box, kind, title).split("\n")]
        return end - spot.at, [*head, *lines, "", f"{space}:::", ""]

    def _tab(self, spot: _Spot) -> Taken | None:
        """`=== "Title"` of MkDocs: its title, and what is indented below."""
        if (match := _TAB.fullmatch(spot.line)) is None:
            return None
        end, inner = _below(spot.source, spot.at, len(match[1]))
        return end - spot.at, ["", f"**{match[2]}**", "", *self.lines(inner), ""]

    def _govspeak(self, spot: _Spot) -> Taken | None:
        """`$C` and the like of Govspeak, up to the same mark."""
        source, at = spot.source, spot.at
        if match := _GOVSPEAK.fullmatch(spot.line):
            closing = (f"${match[1]}", f"$End{match[1]}")
            last = next((n for n in range(at + 1, len(source)) if source[n].strip() in closing), at)
            if last > at:
                inner = self.lines(source[at + 1 : last])
                if match[1] in "AC":
                    # The lines of an address stay lines.
                    inner = [
                        f"{one}\\" if one.strip() and two.strip() else one
                        for one, two in zip(inner, [*inner, ""][1:], strict=True)
                    ]
                return last + 1 - at, _box(CALLOUT, "note", "", inner)
        return (1, ("",)) if re.fullmatch(r"\$(?:End)?LegislativeList", spot.stripped) else None

    def _paired(self, spot: _Spot) -> Taken | None:
        """Lines between two marks of Govspeak, such as `%Take care%`; the one of a note need not be closed."""
        source, at, stripped = spot.source, spot.at, spot.stripped
        mark = stripped[0]
        if mark not in _PAIRED or len(stripped) <= 3 or stripped.startswith(("^[", "@[", "%%")):
            return None
        end, marks = spot.ahead.paired(at, mark)
        ends = source[end].rstrip().endswith(mark)
        closed = ends and marks == 2
        alone = mark == "^" and end == at and not ends
        if not (closed or alone):
            return None
        inner = [*source[at : end + 1]]
        inner[0] = inner[0].lstrip()[1:]
        inner[-1] = inner[-1].rstrip().removesuffix(mark) if closed else inner[-1]
        return end + 1 - at, _box(CALLOUT, _PAIRED[mark], "", self.lines(inner))

    def _div(self, spot: _Spot) -> Taken | None:
        """A fenced div, or a directive: by its class or its name a box."""
        if (match := _DIV.fullmatch(spot.line)) is None:
            return None
        space, colons, rest = match[1], match[2], match[3].strip().rstrip(":").rstrip()
        if not rest or rest.startswith("{"):
            found = re.search(r"\.(?:callout-)?([\w-]+)", rest)
            kind = callout_kind([found[1]]) if found else None
            if kind and "imported-" not in rest:
                title = re.search(r"\b(?:title|name)=(?:\"([^\"]*)\"|'([^']*)')", rest)
                name = (title[1] or title[2] or "") if title else ""
                return 1, ("", f"{space}{colons} {box_head(CALLOUT, kind, name)}", "")
            return 1, ("", match[0], "")
        parts = re.fullmatch(r"([\w-]+)\s*(?:\[(.*)\]|\{([^}]*)\}|(.*))?", rest)
        kind = callout_kind([parts[1]]) if parts else None
        if parts is None:
            return 1, (match[0],)
        given = arguments(parts[3] or "")
        name = (parts[2] or given.get("title") or parts[4] or "").strip()
        if kind is None and parts[1] in ("details", "collapse"):
            return 1, ("", f"{space}{colons} {box_head(DETAILS, 'note', name)}", "")
        if kind is None:
            lines = ["", f"{space}{colons} {{.other}}", ""]
            return 1, [*lines, f"{space}**{name}**", ""] if name else lines
        return 1, ("", f"{space}{colons} {box_head(CALLOUT, kind, name)}", "")

    def _attributes(self, spot: _Spot) -> Taken | None:
        """`{: .note }` of kramdown on a line of its own: a box around the block that it belongs to."""
        if (match := _IAL.fullmatch(spot.stripped)) is None:
            return None
        source, at, done = spot.source, spot.at, spot.done
        if _IAL.fullmatch(spot.below.strip()):
            # All of them belong to one block.
            return 1, ()
        names = re.findall(r"\.([\w-]+)", match[1])
        kind = callout_kind([name.removesuffix("-title") for name in names])
        if "toc" in match[1] and done and re.fullmatch(r"\s*(?:[*-]|1\.)\s+\S.*", done[-1]):
            done.pop()
            return 1, ()
        if kind is None:
            return 1, ()
        if spot.below.strip():
            end = next((n for n in range(at + 1, len(source)) if not source[n].strip()), len(source))
            inner = _unquoted(source[at + 1 : end])
            title = ""
            if any(name.endswith("-title") for name in names):
                title, inner = inner[0], inner[1:]
            return end - at, _box(CALLOUT, kind, title, self.lines(inner))
        start = len(done)
        while start > 0 and done[start - 1].strip():
            start -= 1
        inner, done[start:] = _unquoted(done[start:]), []
        return 1, _box(CALLOUT, kind, "", inner)

    def _component(self, spot: _Spot) -> Taken | None:
        """Components of pages that are programs: boxes by their names, or groups of which the parts stay."""
        source, at = spot.source, spot.at
        if match := _COMPONENT.match(spot.stripped):
            head = _component_head(spot.stripped)
            last = spot.ahead.holding(at, f"</{match[1]}>")
            if last == at:
                return 1, head
            inner = textwrap.dedent("\n".join(source[at + 1 : last])).split("\n")
            foot = ["", ":::", ""] if any(CALLOUT in one for one in head) else [""]
            return last + 1 - at, [*head, *self.lines(inner), *foot]
        if _BOX_CLOSED.fullmatch(spot.stripped):
            return 1, ("", ":::", "")
        return (1, ("",)) if _GROUP.fullmatch(spot.stripped) else None

    # ── single lines

    def _day(self, spot: _Spot) -> Taken | None:
        """A date whose day is neither a number of a list nor one in a list."""
        match = _DAY.match(spot.line)
        if match is None or not is_month(match[3]):
            return None
        return 1, (f"{match[1]}{match[2]}\\{spot.line[match.end(2) :]}",)

    def _hashtags(self, spot: _Spot) -> Taken | None:
        if not _HASHTAGS.fullmatch(spot.stripped) or spot.above.strip() or spot.below.strip():
            return None
        self.account.drop(spot.stripped, "it names the tags of a program for notes")
        return 1, ()

    def _respelt(self, spot: _Spot) -> Taken | None:
        for pattern, spelt in _RESPELT:
            if match := pattern.fullmatch(spot.line):
                return 1, (match.expand(spelt),)
        return None

    def _caption(self, spot: _Spot) -> Taken | None:
        """A caption right below a table needs an empty line, or it is a row."""
        below_table = bool(spot.done) and spot.done[-1].lstrip().startswith("|")
        return (1, ("", spot.line)) if below_table and _TABLE_CAPTION.match(spot.line) else None


def _box(box: str, kind: str, title: str, inner: Iterable[str]) -> list[str]:
    return [*box_opened(box, kind, title).split("\n"), *inner, "", ":::", ""]


def _unquoted(lines: Sequence[str]) -> list[str]:
    """The lines of a block quote without their marks; others as they are."""
    if lines and all(line.lstrip().startswith(">") for line in lines):
        return [re.sub(r"^\s*> ?", "", line) for line in lines]
    return [*lines]


def _below(source: Sequence[str], at: int, indent: int) -> tuple[int, list[str]]:
    """The lines that belong to the one above by their indentation, moved out."""
    end = at + 1
    inner: list[str] = []
    while end < len(source):
        line = source[end]
        if line.strip() and len(line) - len(line.lstrip()) < indent + 2:
            break
        inner.append(line[indent + 4 :] if line[indent : indent + 4].strip() == "" else line.lstrip())
        end += 1
    while inner and not inner[-1].strip():
        inner.pop()
        end -= 1
    return end, inner


def _component_head(line: str) -> Sequence[str]:
    match = re.match(r"<(\w+)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)/?>(.*)", line)
    if match is None:
        return (line,)
    words = arguments(match[2])
    title = words.get("title") or words.get("label") or ""
    rest = match[3]
    name = match[1]
    close = rest.endswith(f"</{name}>")
    rest = rest.removesuffix(f"</{name}>")
    if name in ("TabItem", "Tab", "Card", "Accordion"):
        return ["", f"**{title}**" if title else "", "", rest, ""]
    kind = callout_kind([words.get("type", "")]) or callout_kind([name]) or "note"
    return [*box_opened(CALLOUT, kind, title).split("\n"), rest, *(["", ":::", ""] if close else [])]
