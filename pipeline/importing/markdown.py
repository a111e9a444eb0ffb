"""Markdown of other tools: what is theirs alone becomes what pandoc reads, or is named as lost.

Input: the text below the front matter. Output: Markdown with boxes as fenced divs, and the reader that suits it.
Covers Jekyll and kramdown, Hugo, Quarto, Docusaurus and VitePress, MkDocs, Govspeak, GitHub, Obsidian.
Must not: touch code.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.importing import directives
from pipeline.importing.callouts import CALLOUT, DETAILS, callout_kind
from pipeline.importing.draft import Account
from pipeline.importing.footnotes import untangled
from pipeline.importing.frontmatter import is_month
from pipeline.importing.shortcodes import arguments, box_head, box_opened, filled, picture

COMMONMARK = "commonmark_x-tex_math_dollars-subscript-emoji-yaml_metadata_block-smart-implicit_figures"
PANDOC = (
    "markdown-yaml_metadata_block-pandoc_title_block-tex_math_dollars-subscript-citations-smart-raw_tex-latex_macros-example_lists"
    "-implicit_figures-blank_before_header-blank_before_blockquote+lists_without_preceding_blankline"
    "+autolink_bare_uris+task_lists"
)

_FENCE = re.compile(r"(\s*(?:>\s*)*)(`{3,}|~{3,})(.*)")
_DIV = re.compile(r"(\s*)(:{3,})\s*(.*?)\s*:*\s*")
_ADMONITION = re.compile(r"(\s*)(?:!!!|\?\?\?\+?)\s+([\w-]+(?:\s+[\w-]+)*)?\s*(?:\"(.*?)\"|'(.*?)')?\s*")
_TAB = re.compile(r"(\s*)===[!+]?\s+[\"'](.*)[\"']\s*")
_GOVSPEAK = re.compile(r"\$(CTA|C|A|E|I|D|P|!|PDF|EndC|CITATION|V|VEVENT)\s*")
_PAIRED = {"^": "note", "%": "warning", "@": "note"}
_COMMENT = re.compile(r"<!--(.*?)-->|\{/\*(.*?)\*/\}|\{::comment\}(.*?)\{:/(?:comment)?\}|\{%-?\s*comment\s*-?%\}(.*?)\{%-?\s*endcomment\s*-?%\}|(?<!%)%%(?!%)([^%]+)%%", re.DOTALL)  # fmt: skip
_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+([\w+-]*).*?%\}(.*?)\{%-?\s*endhighlight\s*-?%\}|"
    r"\{\{[<%]\s*(?:highlight|code)\s+\"?([\w+-]*).*?[%>]\}\}(.*?)\{\{[<%]\s*/\s*(?:highlight|code)\s*[%>]\}\}",
    re.DOTALL,
)
# Chunks of R Markdown and Quarto that only set things up.
_UNSHOWN_CHUNK = re.compile(r"\{\w+\b[^}]*\b(?:include|echo)\s*=\s*(?:F|FALSE|False|false)\b[^}]*\}")
_UNSHOWN = re.compile(r"\s*#\|\s*(?:include|echo)\s*:\s*(?:false|no|FALSE)\s*$")
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_IAL = re.compile(r"\{:(?!:)\s*([^}\n]*)\}")
_GRID = re.compile(r"^\s*\+[-=]{2,}[-=+:]*\+\s*$", re.MULTILINE)
_SIMPLE = re.compile(
    r"^ {0,3}-{3,}(?: +-{2,})+\s*$|^ {0,3}-{20,}\s*$\n(?:.+\n)+?^ {0,3}-{2,}(?: +-{2,})+\s*$", re.MULTILINE
)
_CAPTION = re.compile(
    r"^(?:\|.*\|?\s*\n)\n?(?:Table|Tabell|Tabelle)?:\s+\S|^(?:Table|Tabell|Tabelle)?:\s+\S.*\n\n?\|",
    re.MULTILINE,
)
_CROOKED = re.compile(r"^ {0,3}\+[-=:]{2,}[-=+:]*\+[ ]*\n(?: {0,3}[|+].*[|+][ ]*(?:\n|\Z))+", re.MULTILINE)
_MADE_CONTENTS = re.compile(
    r"<!--\s*(?:START doctoc|toc(?:\s+start)?|TOC(?:\s[^>]*)?|tocstart|MarkdownTOC[^>]*)\b[^<]{0,200}?-->(.{0,20000}?)"
    r"<!--\s*(?:END doctoc|tocstop|toc\s*stop|toc\s+end|/TOC|tocend|/MarkdownTOC)\b[^<]{0,200}?-->",
    re.DOTALL | re.IGNORECASE,
)
# What pandoc counts by itself.
_AUTOMATIC = re.compile(r"^ {0,3}#\. +\S.*\n+ {0,3}#\. +\S", re.MULTILINE)
_DAY = re.compile(r"(\s*(?:[-*+]\s+)?)(\d{1,2})\.\s+([^\W\d_]{3,}\.?)(?![\w])")
_HASHTAGS = re.compile(r"#[^\W\d_][\w/-]*(?:\s+#[^\W\d_][\w/-]*)*")
_LEADING = r"[ ]*(?:[-*+]|\d{1,3}[.)])[ ]+\[[^\]\n]*\]\(#[^)\n]*\)[ ]*"
# With the heading above, where another heading stands below.
_LINKED_CONTENTS = re.compile(
    rf"(?:^(?P<head>#{{1,6}} [^\n]+|\*\*[^\n*]+\*\*)[ ]*\n\s*?)?(?P<list>(?:^{_LEADING}(?:\n+|\Z)){{2,}})(?P<next>#{{1,6}} )?",
    re.MULTILINE,
)
_LINE_BLOCK = re.compile(r"^\| [^|\n]*$(?:\n\| [^|\n]*$)+", re.MULTILINE)


def prepared(text: str, meta: Mapping[str, Any], account: Account) -> tuple[str, str]:
    """The text for pandoc, and its reader."""
    return _Preparation(account, meta).text(text)


@dataclass(slots=True)
class _Preparation:
    account: Account
    meta: Mapping[str, Any]
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, text: str) -> tuple[str, str]:
        text = text.expandtabs(4)
        text = directives.unfolded(_HIGHLIGHT.sub(_fenced, text))
        text = self.hide_code(text)
        text = self.without_contents(text)
        text = _COMMENT.sub(self._comment, text)
        text = filled(text, self.meta, self.account)
        text = "\n".join(self.lines(text.split("\n")))
        text = _CROOKED.sub(_squared, text)
        text = self.inline(text)
        if self.notes:
            text += "\n\n" + "\n\n".join(self.notes) + "\n"
        text = self.shown_code(untangled(text, self.account))
        special = any(pattern.search(text) for pattern in (_GRID, _SIMPLE, _CAPTION, _LINE_BLOCK, _AUTOMATIC))
        return text, PANDOC if special else COMMONMARK

    def _comment(self, match: re.Match[str]) -> str:
        words = next((group for group in match.groups() if group), "")
        if any(character.isalnum() for character in words):
            self.account.drop(words, "it is a comment")
        return ""

    def without_contents(self, text: str) -> str:
        """Without lists of links to the text's own headings: every edition makes one for itself."""

        def dropped(lines: str) -> None:
            for line in lines.split("\n"):
                if words := re.sub(
                    r"^\s*(?:[-*+]|\d+[.)]|#+)\s+|\]\([^)]*\)|[\[*]|<!--.*?-->", "", line
                ).strip():
                    self.account.drop(words, "it is a table of contents")

        def made(match: re.Match[str]) -> str:
            dropped(match[1])
            return "\n"

        def linked(match: re.Match[str]) -> str:
            dropped(match["list"])
            head, below = match["head"] or "", match["next"] or ""
            if head and below:
                dropped(head)
                return f"\n{below}"
            return f"{head}\n\n{below}"

        return _LINKED_CONTENTS.sub(linked, _MADE_CONTENTS.sub(made, text))

    # ── code stays as it is

    def hide_code(self, text: str) -> str:
        lines: list[str] = []
        fence, space, shows = "", 0, True
        block: list[str] = []
        for line in text.split("\n"):
            match = _FENCE.fullmatch(line)
            if fence:
                block.append(line[space:] if not line[:space].strip() else line.lstrip())
                if match and match[2].startswith(fence) and not match[3].strip():
                    if not shows or _UNSHOWN.match(block[1]):
                        for hidden in block[1:-1]:
                            self.account.drop(
                                hidden, "it is program code that makes the document and is not shown"
                            )
                        fence, block = "", []
                        continue
                    lines.append(" " * space + self._keep("\n".join(block)))
                    fence, block = "", []
            elif match and not ("`" in match[3] and match[2][0] == "`"):
                fence = match[2]
                space = len(match[1]) if not match[1].strip() else 0
                block = [self._fence_line(match)[space:]]
                shows = not _UNSHOWN_CHUNK.match(match[3].strip())
            else:
                lines.append(
                    _CODE_SPAN.sub(lambda found: self._keep(found[0]), line) if "`" in line else line
                )
        if block:
            lines.append(" " * space + self._keep("\n".join([*block, fence])))
        return "\n".join(lines)

    @staticmethod
    def _fence_line(match: re.Match[str]) -> str:
        info = match[3].strip()
        language = re.match(r"\{?\.?([\w+-]+)", info)
        return f"{match[1]}{match[2]}{language[1] if language else ''}"

    def _keep(self, code: str) -> str:
        self.kept.append(code)
        return f"\ue000{len(self.kept) - 1}\ue001"

    def shown_code(self, text: str) -> str:
        """Code in its place again, as far to the right as the text around it."""

        def shown(match: re.Match[str]) -> str:
            code = self.kept[int(match[2])]
            return (match[1] or "") + code.replace("\n", "\n" + " " * len(match[1] or ""))

        return re.sub("(^[ ]*)?\ue000(\\d+)\ue001", shown, text, flags=re.MULTILINE)

    # ── lines

    def lines(self, source: Sequence[str]) -> list[str]:
        done: list[str] = []
        at = 0
        while at < len(source):
            taken, lines = self._line(source, at, done)
            done += lines
            at += taken
        return done

    def _line(self, source: Sequence[str], at: int, done: list[str]) -> tuple[int, Sequence[str]]:
        line = source[at]
        stripped = line.strip()
        if not stripped:
            return 1, (line,)
        if re.fullmatch(
            r"import\s+.*\s+from\s+['\"].*['\"];?|import\s+['\"].*['\"];?|export\s+(?:const|default|function)\b.*",
            line,
        ):
            self.account.drop(line, "it is program code of the page")
            return 1, ()
        if match := re.match(
            r"-{1,2}8<-{1,2}\s+[\"']?(.*?)[\"']?$|<<<\s*@?/?(\S+)$|@include\s+(\S+)$|!INCLUDE\s+(.*)$",
            stripped,
        ):
            self.account.drop(stripped, "it brings another file in")
            return 1, ()
        if re.fullmatch(
            r"\[(?:TOC|\[_?TOC_?\]|toc)\]|\[\[_?TOC_?\]\]|[*\-1.]+\s*(?:TOC|this unordered seed list.*)|@\[toc\].*",
            stripped,
        ):
            return 1, ()
        if match := re.fullmatch(r"\*\[([^\]]+)\]:\s*(.*)", stripped):
            self.account.drop(
                f"{match[1]}: {match[2]}", "it explains an abbreviation for whoever points at it"
            )
            return 1, ()
        if re.fullmatch(r"\\(?:newpage|pagebreak|clearpage|tableofcontents|maketitle)\s*", stripped):
            return 1, ()
        if (match := _ADMONITION.fullmatch(line)) and (match[2] or match[3]):
            return self._indented(source, at, len(match[1]), DETAILS if "???" in line else CALLOUT, match[2] or "note", match[3] or match[4] or "")  # fmt: skip
        if match := _TAB.fullmatch(line):
            end, inner = self._below(source, at, len(match[1]))
            return end - at, ["", f"**{match[2]}**", "", *self.lines(inner), ""]
        if match := _GOVSPEAK.fullmatch(line):
            closing = (f"${match[1]}", f"$End{match[1]}")
            last = next((n for n in range(at + 1, len(source)) if source[n].strip() in closing), at)
            if last > at:
                inner = self.lines(source[at + 1 : last])
                if match[1] in "AC":
                    # The lines of an address stay lines.
                    inner = [
                        f"{one}\\" if one.strip() and two.strip() else one
                        for one, two in zip(inner, [*inner[1:], ""], strict=True)
                    ]
                return last + 1 - at, [*box_opened(CALLOUT, "note", "").split("\n"), *inner, "", ":::", ""]
        if re.fullmatch(r"\$(?:End)?LegislativeList", stripped):
            return 1, ("",)
        if stripped[0] in _PAIRED and len(stripped) > 3 and not stripped.startswith(("^[", "@[", "%%")):
            mark = stripped[0]
            end = next(
                (
                    n
                    for n in range(at, len(source))
                    if not source[n].strip() or source[n].rstrip().endswith(mark)
                ),
                at,
            )
            whole = " ".join(source[at : end + 1]).strip()
            closed = whole.endswith(mark) and whole.count(mark) == 2
            if (closed or (end == at and mark != "@" and not whole.endswith(mark))) and (
                closed or mark == "^"
            ):
                inner = [*source[at : end + 1]]
                inner[0] = inner[0].lstrip()[1:]
                inner[-1] = inner[-1].rstrip().removesuffix(mark) if closed else inner[-1]
                return end + 1 - at, [
                    *box_opened(CALLOUT, _PAIRED[mark], "").split("\n"),
                    *self.lines(inner),
                    "",
                    ":::",
                    "",
                ]
        if (match := _DAY.match(line)) and is_month(match[3]):
            # Neither a number of a list nor one in a list.
            return 1, (f"{match[1]}{match[2]}\\{line[match.end(2) :]}",)
        beside = (*source[max(at - 1, 0) : at], *source[at + 1 : at + 2])
        if _HASHTAGS.fullmatch(stripped) and not any(each.strip() for each in beside):
            self.account.drop(stripped, "it names the tags of a program for notes")
            return 1, ()
        if match := re.fullmatch(r"(#{2,6})([^#\s].*)", line):
            return 1, (f"{match[1]} {match[2]}",)
        if match := re.match(r"s(\d+)\.\s+(.*)", line):
            return 1, (f"{match[1]}. {match[2]}",)
        if match := re.match(r"\(@[\w-]*\)\s+(\S.*)", line):
            return 1, (f"1. {match[1]}",)
        if match := _DIV.fullmatch(line):
            return 1, self._div(match)
        if (match := _IAL.fullmatch(stripped)) is not None:
            return self._attributes_line(source, at, match[1], done)
        if re.fullmatch(r"\{::[^}]*\}|\{:/[^}]*\}", stripped):
            return 1, ()
        if match := re.match(
            r"<(Admonition|Callout|Note|Tip|Warning|Info|Caution|Danger|TabItem|Tab|Card|Accordion|Step)\b",
            stripped,
        ):
            last = next((n for n in range(at, len(source)) if f"</{match[1]}>" in source[n]), at)
            if last == at:
                return 1, self._component(stripped)
            inner = textwrap.dedent("\n".join(source[at + 1 : last])).split("\n")
            head = self._component(stripped)
            return last + 1 - at, [
                *head,
                *self.lines(inner),
                *(["", ":::", ""] if any(CALLOUT in one for one in head) else [""]),
            ]
        if match := re.fullmatch(r"</(Admonition|Callout|Note|Tip|Warning|Info|Caution|Danger)>", stripped):
            return 1, ("", ":::", "")
        if re.fullmatch(
            r"</?(?:Tabs?|TabItem|Steps?|Card(?:Group|s)?|Columns?|AccordionGroup|Accordion|>)\b[^>]*>",
            stripped,
        ):
            return 1, ("",)
        if match := re.match(
            r"\[(InlineAttachment|Attachment|Contact|Image|embed|AttachmentLink)[:\s].*\]$",
            stripped,
            re.IGNORECASE,
        ):
            self.account.drop(stripped, "it stands for something that the site holds elsewhere")
            return 1, ()
        if re.fullmatch(r"!@\d+|\{barchart.*\}|\{stacked.*\}", stripped):
            self.account.drop(stripped, "it stands for something that the site holds elsewhere")
            return 1, ()
        # A caption right below a table needs an empty line, or it is a row.
        if re.match(r"(?:Table|Tabell|Tabelle)?:\s+\S", line) and done and done[-1].lstrip().startswith("|"):
            return 1, ("", line)
        return 1, (line,)

    def _div(self, match: re.Match[str]) -> Sequence[str]:
        space, colons, rest = match.groups()
        if not rest or rest.startswith("{"):
            found = re.search(r"\.(?:callout-)?([\w-]+)", rest)
            kind = callout_kind([found[1]]) if found else None
            if kind and "imported-" not in rest:
                title = re.search(r"\b(?:title|name)=(?:\"([^\"]*)\"|'([^']*)')", rest)
                name = (title[1] or title[2] or "") if title else ""
                return ("", f"{space}{colons} {box_head(CALLOUT, kind, name)}", "")
            return ("", match[0], "")
        parts = re.fullmatch(r"([\w-]+)\s*(?:\[(.*)\]|\{([^}]*)\}|(.*))?", rest)
        kind = callout_kind([parts[1]]) if parts else None
        if parts is None:
            return (match[0],)
        given = arguments(parts[3] or "")
        name = (parts[2] or given.get("title") or parts[4] or "").strip()
        if kind is None and parts[1] in ("details", "collapse"):
            return ("", f"{space}{colons} {box_head(DETAILS, 'note', name)}", "")
        if kind is None:
            lines = ["", f"{space}{colons} {{.other}}", ""]
            return [*lines, f"{space}**{name}**", ""] if name else lines
        return ("", f"{space}{colons} {box_head(CALLOUT, kind, name)}", "")

    def _below(self, source: Sequence[str], at: int, indent: int) -> tuple[int, list[str]]:
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

    def _indented(self, source: Sequence[str], at: int, indent: int, box: str, words: str, title: str) -> tuple[int, list[str]]:  # fmt: skip
        end, inner = self._below(source, at, indent)
        kind = callout_kind(words.split()) or "note"
        space = " " * indent
        lines = [f"{space}{line}" if line else "" for line in self.lines(inner)]
        return end - at, [f"{space}{part}" for part in box_opened(box, kind, title).split("\n")] + lines + [
            "",
            f"{space}:::",
            "",
        ]

    def _attributes_line(
        self, source: Sequence[str], at: int, text: str, done: list[str]
    ) -> tuple[int, Sequence[str]]:
        """`{: .note }` of kramdown on a line of its own: a box around the block that it belongs to."""
        names = re.findall(r"\.([\w-]+)", text)
        kind = callout_kind([name.removesuffix("-title") for name in names])
        if "toc" in text and done and re.fullmatch(r"\s*(?:[*-]|1\.)\s+\S.*", done[-1]):
            done.pop()
            return 1, ()
        if kind is None:
            return 1, ()
        if at + 1 < len(source) and source[at + 1].strip():
            end = next((n for n in range(at + 1, len(source)) if not source[n].strip()), len(source))
            inner = list(source[at + 1 : end])
            if all(line.lstrip().startswith(">") for line in inner):
                inner = [re.sub(r"^\s*> ?", "", line) for line in inner]
            title = ""
            if any(name.endswith("-title") for name in names):
                title, inner = inner[0], inner[1:]
            return end - at, [
                *box_opened(CALLOUT, kind, title).split("\n"),
                *self.lines(inner),
                "",
                ":::",
                "",
            ]
        start = len(done)
        while start > 0 and done[start - 1].strip():
            start -= 1
        inner, done[start:] = done[start:], []
        if inner and all(line.lstrip().startswith(">") for line in inner):
            inner = [re.sub(r"^\s*> ?", "", line) for line in inner]
        return 1, [*box_opened(CALLOUT, kind, "").split("\n"), *inner, "", ":::", ""]

    def _component(self, line: str) -> Sequence[str]:
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

    # ── inside lines

    def inline(self, text: str) -> str:
        text = re.sub(
            r"^(\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)", _ticked, text, flags=re.MULTILINE
        )
        text = re.sub(r"\{(?:button|stat-headline|/button|/stat-headline|button [^}]*)\}", "", text)
        text = re.sub(r"(?<![\w\]])x\[([^\]]*)\]\(", r"[\1](", text)
        text = re.sub(r"\[(?:InlineAttachment|Attachment|Contact|embed):[^\]]*\]", self._elsewhere, text)
        text = re.sub(r"\{--(.*?)--\}|\{>>(.*?)<<\}", self._struck, text)
        text = re.sub(
            r"\{\+\+(.*?)\+\+\}|\{==(.*?)==\}|\{~~.*?~>(.*?)~~\}",
            lambda match: match[1] or match[2] or match[3] or "",
            text,
        )
        text = re.sub(r"(?<=[A-Za-z)])~(\d{1,3})~", lambda match: match[1].translate(_SUBSCRIPTS), text)
        text = re.sub(r"(?<![=<>!])==(?!=)(\S(?:.*?\S)?)==(?!=)", r"\1", text)
        text = re.sub(
            r"!\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{0,300}))?\]\]",
            lambda match: picture(match[1], match[2] or "", ""),
            text,
        )
        text = re.sub(
            r"\[\[([^\[\]|#\n]{1,300})(?:#[^\[\]|\n]{0,300})?(?:\|([^\[\]\n]{0,300}))?\]\]",
            lambda match: match[2] or match[1],
            text,
        )
        text = re.sub(r"\{:(?!:)[^}\n]*\}|\{::[^}\n]*/?\}|\{:/[^}\n]*\}", "", text)
        text = re.sub(r"\^\[((?:[^\[\]]|\[[^\]]*\])+)\]", self._note, text)
        # Attributes of links and pictures say nothing that an article keeps, except for the text alternative.
        text = re.sub(r"(?<=[)\]])\{(?!#)([^}\n]*)\}", self._after_link, text)
        # Names of headings matter only where a link leads to them.
        wanted = set(re.findall(r"\]\(#([^)\s]+)\)", text))
        text = re.sub(
            r"^(\s*#{1,6}\s.*?)\s*\{([^}\n]*)\}\s*$",
            lambda match: _named(match, wanted),
            text,
            flags=re.MULTILINE,
        )
        return re.sub(r"^(\|)#\s+", r"\1", text, flags=re.MULTILINE)

    def _struck(self, match: re.Match[str]) -> str:
        self.account.drop(
            match[1] or match[2], "a tracked change deletes it" if match[1] else "it is a comment"
        )
        return ""

    def _elsewhere(self, match: re.Match[str]) -> str:
        self.account.drop(match[0], "it stands for something that the site holds elsewhere")
        return ""

    def _note(self, match: re.Match[str]) -> str:
        name = f"imported-{len(self.notes) + 1}"
        self.notes.append(f"[^{name}]: {match[1]}")
        return f"[^{name}]"

    @staticmethod
    def _after_link(match: re.Match[str]) -> str:
        words = arguments(match[1])
        alt = words.get("fig-alt") or words.get("alt")
        spoken = (alt or "").replace('"', "'")
        return f'{{fig-alt="{spoken}"}}' if alt else ""


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _ticked(match: re.Match[str]) -> str:
    return match[1] + ("☐" if match[2] == " " else "☑")


def _squared(match: re.Match[str]) -> str:
    """A grid table whose bars do not stand below one another, drawn again; one with cells that span others stays."""
    lines = [line.strip() for line in match[0].rstrip().split("\n")]
    if len({tuple(at for at, sign in enumerate(line) if sign in "|+") for line in lines}) == 1:
        return match[0]
    ruled = [line.startswith("+") for line in lines]
    rows = [line[1:-1].split("+" if rule else "|") for line, rule in zip(lines, ruled, strict=True)]
    if len({len(row) for row in rows}) != 1 or any(
        not re.fullmatch(r"[-=:]*", cell)
        for row, rule in zip(rows, ruled, strict=True)
        if rule
        for cell in row
    ):
        return match[0]
    widths = [max(map(_columns_of, cells)) for cells in zip(*rows, strict=True)]
    drawn = []
    for row, rule in zip(rows, ruled, strict=True):
        if rule:
            drawn.append(
                "+" + "+".join(_ruled(cell, width) for cell, width in zip(row, widths, strict=True)) + "+"
            )
        else:
            cells = (
                cell + " " * (width - _columns_of(cell)) for cell, width in zip(row, widths, strict=True)
            )
            drawn.append(f"|{'|'.join(cells)}|")
    return "\n".join(drawn) + "\n"


def _columns_of(text: str) -> int:
    shown = (sign for sign in text if not unicodedata.combining(sign))
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in shown)


def _ruled(cell: str, width: int) -> str:
    """A rule as wide as its column, with the colons that align it."""
    sign = "=" if "=" in cell else "-"
    left, right = cell[:1] == ":", len(cell) > 1 and cell[-1] == ":"
    return ":" * left + sign * (width - left - right) + ":" * right


def _fenced(match: re.Match[str]) -> str:
    language, code = match[1] or match[3] or "", match[2] if match[2] is not None else match[4]
    return f"\n```{language}\n{code.strip(chr(10))}\n```\n"


def _named(match: re.Match[str], wanted: set[str]) -> str:
    name = re.search(r"#([^\s}]+)", match[2])
    return f"{match[1]} {{#{name[1]}}}" if name and name[1] in wanted else match[1]
