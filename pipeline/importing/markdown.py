"""Markdown of other tools: what is theirs alone becomes what pandoc reads, or is named as lost.

Input: the text below the front matter. Output: Markdown with boxes as fenced divs, and the reader that suits it.
Covers Jekyll and kramdown, Hugo, Quarto, Docusaurus and VitePress, MkDocs, Govspeak, GitHub, Obsidian.
Must not: touch code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.importing import directives
from pipeline.importing.constructs import Constructs
from pipeline.importing.draft import Account
from pipeline.importing.enclosed import Enclosed, Ends, code_spans, replaced
from pipeline.importing.footnotes import untangled
from pipeline.importing.shortcodes import arguments, filled, picture

COMMONMARK = "commonmark_x-tex_math_dollars-subscript-emoji-yaml_metadata_block-smart-implicit_figures"
PANDOC = (
    "markdown-yaml_metadata_block-pandoc_title_block-tex_math_dollars-subscript-citations-smart-raw_tex-latex_macros-example_lists"
    "-implicit_figures-blank_before_header-blank_before_blockquote+lists_without_preceding_blankline"
    "+autolink_bare_uris+task_lists"
)

_FENCE = re.compile(r"(\s*(?:>\s*)*)(`{3,}|~{3,})(.*)")
_COMMENT = re.compile(
    r"(?P<html><!--)|(?P<mdx>\{/\*)|(?P<kramdown>\{::comment\})|(?P<liquid>\{%-?\s*+comment\s*+-?%\})"
    r"|(?P<obsidian>(?<!%)%%(?!%)(?P<words>[^%]++)%%)"
)
_COMMENT_ENDS: Mapping[str, Ends] = {
    "html": (re.compile("-->"),),
    "mdx": (re.compile(r"\*/\}"),),
    "kramdown": (re.compile(r"\{:/(?:comment)?\}"),),
    "liquid": (re.compile(r"\{%-?\s*+endcomment\s*+-?%\}"),),
    "obsidian": (),
}
_HIGHLIGHT = re.compile(
    r"(?P<liquid>\{%-?\s*+highlight\s++(?P<jekyll>[\w+-]*+))"
    r"|(?P<shortcode>\{\{[<%]\s*+(?:highlight|code)\s++\"?(?P<hugo>[\w+-]*+))"
)
_HIGHLIGHT_ENDS: Mapping[str, Ends] = {
    "liquid": (re.compile(r"%\}"), re.compile(r"\{%-?\s*+endhighlight\s*+-?%\}")),
    "shortcode": (
        re.compile(r"[%>]\}\}"),
        re.compile(r"\{\{[<%]\s*+/\s*+(?:highlight|code)\s*+[%>]\}\}"),
    ),
}
# Chunks of R Markdown and Quarto that only set things up.
_CHUNK = re.compile(r"\{\w+\b([^}]*+)\}")
_HIDES = re.compile(r"\b(?:include|echo)\s*+=\s*+(?:F|FALSE|False|false)\b")
_UNSHOWN = re.compile(r"\s*#\|\s*(?:include|echo)\s*:\s*(?:false|no|FALSE)\s*$")
_GRID = re.compile(r"^[^\S\n]*+\+[-=]{2}[-=+:]*\+[^\S\n]*$", re.MULTILINE)
_SIMPLE = re.compile(r"^ {0,3}-{3,}(?: +-{2,})+[^\S\n]*$", re.MULTILINE)
# A rule above the head of a table, and one below it that shows the columns.
_OVER, _COLUMNS = re.compile(r" {0,3}-{20,}\s*"), re.compile(r" {0,3}-{2,}(?: +-{2,})+\s*")
_CAPTION = re.compile(
    r"^\|.*+\n(?:[^\S\n]*+\n)*+(?:Table|Tabell|Tabelle)?:\s+\S|^(?:Table|Tabell|Tabelle)?:\s+\S.*\n\n?\|",
    re.MULTILINE,
)
_CROOKED = re.compile(r"^ {0,3}\+[-=:]{2}[-=+:]*\+[ ]*\n(?: {0,3}[|+].*[|+][ ]*(?:\n|\Z))+", re.MULTILINE)
_MADE_CONTENTS = re.compile(
    r"(?P<made><!--\s*+(?:START doctoc|tocstart|toc|MarkdownTOC)\b[^<>]{0,700}?-->)", re.IGNORECASE
)
_MADE_CONTENTS_ENDS: Mapping[str, Ends] = {
    "made": (
        re.compile(
            r"<!--\s*+(?:END doctoc|toc\s*+stop|toc\s++end|/TOC|tocend|/MarkdownTOC)\b[^<]{0,200}?-->",
            re.IGNORECASE,
        ),
    )
}
_LONGEST_CONTENTS = 20_000
# Words marked with a pen, on one line.
_LIT = re.compile(r"(?P<lit>(?<![=<>!])==(?![=\s]))")
_LIT_ENDS: Mapping[str, Ends] = {"lit": (re.compile(r"(?<=\S)==(?!=)|\n"),)}
# What pandoc counts by itself.
_AUTOMATIC = re.compile(r"^ {0,3}#\. +\S.*\n+ {0,3}#\. +\S", re.MULTILINE)
_LEADING = r"[ ]*(?:[-*+]|\d{1,3}[.)])[ ]+\[[^\]\n]*\]\(#[^)\n]*\)[ ]*"
# With the heading above, where another heading stands below.
_LINKED_CONTENTS = re.compile(
    rf"(?:^(?P<head>#{{1,6}} [^\n]++|\*\*[^\n*]+\*\*[ ]*)\n\s*?)?(?P<list>(?:^{_LEADING}(?:\n+|\Z)){{2,}})(?P<next>#{{1,6}} )?",
    re.MULTILINE,
)
# Links with the numbers of pages behind their words, each a paragraph of its own, as Google Docs writes them.
_PAGED_ENTRY = r"^ *\[[^\[\]\n]+ \d{1,4}\]\(#[^()\s]*\) *$"
_PAGED_CONTENTS = re.compile(rf"{_PAGED_ENTRY}(?:\n+{_PAGED_ENTRY})+", re.MULTILINE)
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
        # What stands for code here stands for nothing in a text.
        text = text.expandtabs(4).replace("\ue000", "")
        text = directives.unfolded(replaced(text, _HIGHLIGHT, _HIGHLIGHT_ENDS, _fenced))
        text = self.hide_code(text)
        text = self.without_contents(text)
        text = replaced(text, _COMMENT, _COMMENT_ENDS, self._comment)
        text = filled(text, self.meta, self.account)
        text = "\n".join(Constructs(self.account).lines(text.split("\n")))
        text = _CROOKED.sub(_squared, text)
        text = self.inline(text)
        if self.notes:
            text += "\n\n" + "\n\n".join(self.notes) + "\n"
        text = self.shown_code(untangled(text, self.account))
        special = _is_ruled_over(text) or any(
            pattern.search(text) for pattern in (_GRID, _SIMPLE, _CAPTION, _LINE_BLOCK, _AUTOMATIC)
        )
        return text, PANDOC if special else COMMONMARK

    def _comment(self, run: Enclosed) -> str:
        words = run.begun["words"] or run.inside
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

        def made(run: Enclosed) -> str:
            dropped(run.inside)
            return "\n"

        def linked(match: re.Match[str]) -> str:
            dropped(match["list"])
            head, below = match["head"] or "", match["next"] or ""
            if head and below:
                dropped(head)
                return f"\n{below}"
            return f"{head}\n\n{below}"

        def paged(match: re.Match[str]) -> str:
            dropped(match[0])
            return ""

        text = _PAGED_CONTENTS.sub(paged, text)
        text = replaced(text, _MADE_CONTENTS, _MADE_CONTENTS_ENDS, made, _LONGEST_CONTENTS)
        return _LINKED_CONTENTS.sub(linked, text)

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
                chunk = _CHUNK.match(match[3].strip())
                shows = chunk is None or not _HIDES.search(chunk[1])
            else:
                lines.append(code_spans(line, self._keep) if "`" in line else line)
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

    # ── inside lines

    def inline(self, text: str) -> str:
        text = re.sub(
            r"^([^\S\n]*+(?:>[^\S\n]*+)*+(?:[-*+]|\d+[.)])[^\S\n]++)\[([ xX])\](?=\s)",
            _ticked,
            text,
            flags=re.MULTILINE,
        )
        # None of these holds what begins another: where nothing ends them, each would be read to the end of the text.
        text = re.sub(r"\{(?:button|stat-headline|/button|/stat-headline|button [^{}]*)\}", "", text)
        text = re.sub(r"(?<![\w\]])x\[([^\[\]]*)\]\(", r"[\1](", text)
        text = re.sub(r"\[(?:InlineAttachment|Attachment|Contact|embed):[^\[\]]*\]", self._elsewhere, text)
        text = re.sub(r"\{--((?:(?!\{--).)*?)--\}|\{>>((?:(?!\{>>).)*?)<<\}", self._struck, text)
        text = re.sub(
            r"\{\+\+((?:(?!\{\+\+).)*?)\+\+\}|\{==((?:(?!\{==).)*?)==\}"
            r"|\{~~(?:(?!\{~~|~>).)*+~>((?:(?!\{~~).)*?)~~\}",
            lambda match: match[1] or match[2] or match[3] or "",
            text,
        )
        text = re.sub(r"(?<=[A-Za-z)])~(\d{1,3})~", lambda match: match[1].translate(_SUBSCRIPTS), text)
        text = replaced(text, _LIT, _LIT_ENDS, lambda run: run.whole if "\n" in run.whole else run.inside)
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
        text = re.sub(r"\{:(?!:)[^{}\n]*\}|\{::[^{}\n]*\}|\{:/[^{}\n]*\}", "", text)
        text = re.sub(r"\^\[((?:[^\[\]]++|\[[^\[\]]*+\])++)\]", self._note, text)
        # Attributes of links and pictures say nothing that an article keeps, except for the text alternative.
        text = re.sub(r"(?<=[)\]])\{(?!#)([^{}\n]*)\}", self._after_link, text)
        # Names of headings matter only where a link leads to them.
        wanted = set(re.findall(r"\]\(#([^()\s]+)\)", text))
        text = re.sub(
            r"^([^\S\n]*+#{1,6}\s.*)\{([^{}\n]*)\}[^\S\n]*$",
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


def _fenced(run: Enclosed) -> str:
    language = run.begun["jekyll"] or run.begun["hugo"] or ""
    return f"\n```{language}\n{run.inside.strip(chr(10))}\n```\n"


def _is_ruled_over(text: str) -> bool:
    """Whether a table has a rule above its head."""
    above = 0
    for line in text.split("\n") if "-" * 20 in text else ():
        if above > 1 and _COLUMNS.fullmatch(line):
            return True
        above = 0 if not line.strip() else above + 1 if above or _OVER.fullmatch(line) else 0
    return False


def _named(match: re.Match[str], wanted: set[str]) -> str:
    name = re.search(r"#([^\s}]+)", match[2])
    heading = match[1].rstrip()
    return f"{heading} {{#{name[1]}}}" if name and name[1] in wanted else heading
