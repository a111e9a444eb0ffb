"""Markup of half a memory, which the Markdown reader leaves as text and readers would see.

Input: a `Subject`. Output: diagnostics with what to write instead. Must not: guess where a sign may be meant as it stands.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from pipeline.checks.characters import values_of
from pipeline.checks.subject import Stretches, Subject
from pipeline.diagnostics import Diagnostic, Extent, Location, quoted, report
from pipeline.disclaimers.unfinished import PLACEHOLDER
from pipeline.document import (
    BlockQuote,
    CodeBlock,
    Component,
    Image,
    Node,
    Note,
    Paragraph,
    Rule,
    Styled,
    Table,
    plain_text,
    walk,
)
from pipeline.document.nodes import Attributes

_PREFIX = re.compile(r"[\s>\u00a0]*")
# One sign alone may be a number or a topic: #1, #hashtag.
_HEADING = re.compile(r"(#{2,})(?=[^#]|$)")
# But not before several words that are a paragraph of their own and no sentence.
# Possessive here and below: of a line of spaces every division would be tried.
_TITLE = re.compile(r"#[^\W\d_](?=[^#\n]* )[^#\n]*+(?<=[^\W_])")
_GRID = re.compile(r"\+(?:[-=:]+\+)+\s*")
_RULED = re.compile(r"-{3,}(?: +-{3,})+\s*")
_PIPES = re.compile(r"\|[^|]+(?:\|[^|]*)+\|\s*|[^|\s][^|]*(?: \| [^|]+)+")
# Signs of lists that Markdown does not know, and its own without the space behind them.
_BULLETS = re.compile(
    r"[•‣◦▪▫●○■□·–—\ue000-\uf8ff][ \t\u00a0]*\S|[☐☑☒✓✔][ \t\u00a0]*\S|[-+]\u00a0*[^\W\d_]|\*(?![^*\n]*[^\s*]\*)\u00a0*[^\W\d_]"
)
# What somebody says, in a line that was broken on purpose: a dash in front, and the end of a sentence.
_SPEECH = re.compile(r"[–—] ?[¿¡«„“”\"]?(?!\d)\w.*[.?!…][»”“\"]?(?:\\| {2,})?")
_VERSE = re.compile(r"\|(?: .*[^|\s])?\s*")
_NUMBERS = re.compile(r"\d{1,2}[.)][ \t\u00a0]*[^\W\d_]")
# Letters that count on one below the other make no list right under a line of text either.
_LETTERED = re.compile(r"\(?([A-Za-z])[.)][ \t\u00a0]+\S")
_PICTURE = re.compile(r"!\[[^\[\]\n]*\] ?\([^()\n]*\)|!\[\[[^\[\]\n]+\]\]")
_TURNED = re.compile(r"!\([^()\n]*\) ?\[[^\[\]\n]+\]")
# Notes in ways of other programs, an abbreviation of theirs, and a line with tabs between its words.
_INLINE_NOTE = re.compile(r"(?<=[^\W_])\^\[[^\[\]\n]+\]")
_ABBREVIATION = re.compile(r"\*\[[^\[\]\n]+\]: *\S")
_BARE_NOTE = re.compile(r"\[\d{1,3}\]: *\S")
_TABBED = re.compile(r"[^\s].*\S\t+\S.*")
_LINK = re.compile(
    r"(?<![\w!])\[[^\[\]^@\n][^\[\]\n]*\] ?\((?=[^()\s]*(?:[:/#]|\.\w{2,4}\)))[^()\n]+\)"
    r"|\((?:https?://|www\.)[^()\s]+\) ?\[[^\[\]\n]+\]"
    r"|(?<![\w!])\[\[[^\[\]\n]+\]\]"
    r"|(?<![\w!])\[(?!\d+\]\[\d)[^\[\]^@\n][^\[\]\n]*\]\[[^\[\]^\n]*\]"
)
# Without a space behind the brackets an address was meant, with spaces of its own.
_SPACED = re.compile(r"(?<![\w!])\[[^\[\]^@\n][^\[\]\n]*\]\((?=[^()\s]+ [^()\n]*\.\w{2,4}\))[^():/#\n]+\)")
_CITED = re.compile(r"(?<!\w)\[@\w[^\[\]\n]*\]")
_BOLD = re.compile(r"(?<![\w*])\*\*(?!\*)[^*\n]+\*\*(?!\*)")
# Stars in front of words that nothing closes, and those between figures and points: "4**.500**".
_OPEN_BOLD = re.compile(
    r"(?<![\w*])\*\*(?=[^\W\d_])(?![^*\n]*\*\*)|(?<=\d)\*\*(?=[.,]\d)|(?<=[€$£])\*\*(?=\d)"
)
# Names of signs that nobody knows, or without their end; emoji by their names.
_ENTITY = re.compile(
    r"(?<!\w)&[A-Za-z]{2,10};|&(?:nbsp|shy|ndash|mdash|euro|hellip)(?!;)|&#x?[0-9a-fA-F]{2,6};"
)
_EMOJI = re.compile(
    r"(?<![\w:]):(?:[a-z]+_[a-z_]+|smile|smiley|grin|laughing|wink|heart|warning|check|tada|rocket|thumbsup|fire|star|bulb|phone|email):(?![\w:])"
)
_MARKED = re.compile(r"(?<![=\w])==(?![=\s])[^=\n]+(?<!\s)==(?![=\w])")
# Commands of other programs: templates, shortcodes, boxes, TeX.
_COMMAND = re.compile(
    r"\{%[^{}\n]{1,200}%\}|\{\{[^{}\n]{1,200}\}\}|\{:[ .#][^{}\n]{0,200}\}"
    r"|\\(?:begin|end|frac|sqrt|text|textbf|textit|emph|cite|ref|section|chapter|includegraphics)\{[^{}\n]{0,200}\}"
    r"|\\(?:newpage|pagebreak|clearpage)\b"
)
# A formula in TeX's round or square brackets, with a sign of sums or powers or a lone letter; one between dollars, which prices are not.
_FORMULA = re.compile(
    r"\\\([^()\n]*(?:[\\^_=+<>]|(?<=\\\()\w(?=\\))[^()\n]*\\\)|\\\[[^\[\]\n]*[\\^_=+<>][^\[\]\n]*\\\]"
    r"|\$\$[^$\n]{1,300}\$\$|^\$\$$"
    r"|(?<![\w\\$])\$(?=[^\s$])(?:[^$\n]*\\[A-Za-z]{2,}[^$\n]*|[^\W\d_][^\W_]?[_^=+<>][^$\n]{0,60}|[^\W\d_])(?<=[^\s\\])\$(?![\w$])"
)
_BOX = re.compile(r"(?:!!!|\?\?\?\+?) +\w")
_TICKED = re.compile(r"\[[ xX]\]\s")
_LOW = re.compile(r"(?<=[^\W_])~[\w+-]{1,3}~")
# A hyphen as typewriters have it; not in a sum.
_DASH = re.compile(r"(?<=[^\W_]|[.,;:!?%)\]”’»€$£°]) -(?= [^\W_]| [(\[“‘«])(?! \S+ = )")
_FENCE = re.compile(r"\s*:{3,}")
_SHORT_FENCE = re.compile(r"::[ \t]*\{")
# So many words in one line are a sentence.
_WORDS = 5


def leftovers(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC228 (colons), DOC246 (headings), DOC247 (links and pictures), DOC248 (other marks), DOC249 (lists), DOC266 (tables)."""
    code = subject.code()
    for visit in subject.visits:
        node = visit.node
        if isinstance(node, Paragraph) and node.at is not None:
            yield from _in_lines(subject, node.at, code)
            yield from _in_vain(subject, node, node.at)
            if _TICKED.match(plain_text(node.content)) and not any(map(_is_checklist, visit.above)):
                shown = _shown(plain_text(node.content))
                action = "write `::: {.checklist}` above the list and `:::` below it, and items without boxes"
                yield report("DOC248", subject.location(node.at), found=shown, action=action)
        elif isinstance(node, Rule) and node.at is not None:
            # Hyphens under the heads of columns are a rule to Markdown; one that is meant has an empty line above.
            row = subject.line(node.at.line)
            if _RULED.fullmatch(row) and subject.line(node.at.line - 1).strip():
                yield report("DOC266", subject.location(node.at), found=_shown(row))
        elif isinstance(node, Styled) and node.style == "Superscript" and " " in plain_text(node.content):
            shown = _shown(subject.source(node.at))
            action = "write the figure itself, such as `m²`, or `m\\^2`; two signs raise all that stands between them"
            yield report("DOC248", subject.location(visit.extent), found=shown, action=action)
    for text in subject.prose:
        if not any(sign in text.text for sign in "[*=~{\\$&:"):
            continue
        for code_, pattern, action in _INLINE:
            for match in pattern.finditer(text.text):
                extent = text.extent(match.start(), match.end())
                # An escaped character has the place of its backslash.
                first = subject.line(extent.line)[extent.column - 1 : extent.column] if extent else "\\"
                if extent is None or (first == "\\" and match[0][0] != "\\"):
                    continue
                # Somebody who writes the sign of an entity as one means it.
                if pattern is _ENTITY and subject.source(extent).startswith("&amp;"):
                    continue
                # "2 ** 3 ** 4" is a sum.
                if pattern is _BOLD and not any(map(str.isalpha, match[0])):
                    continue
                if pattern is _OPEN_BOLD and any(
                    bold.start() < match.start() < bold.end() for bold in _BOLD.finditer(text.text)
                ):
                    continue
                shown = _shown(subject.source(extent))
                signs = pattern is _BOLD and not match[0][2].isspace() and not match[0][-3].isspace()
                yield report(
                    code_, subject.location(extent), found=shown, action=_OUTSIDE if signs else action
                )


# Stars between a sign and a letter open and close nothing, which happens where a language has no spaces.
_OUTSIDE = (
    "put the sign at the end of the bold words outside the stars, as in `**Note**:`, or a space behind them"
)
_INLINE = (
    ("DOC247", _PICTURE, "write `![what it shows](picture.png)` with no space between and none in the name of the file"),
    ("DOC247", _TURNED, "write `![what it shows](picture.png)`, the words in the square brackets"),
    ("DOC247", _LINK, "write `[words](https://example.org)`, the words first, no space between, and the address itself"),
    ("DOC247", _SPACED, "write the address without spaces: `%20` stands for one"),
    ("DOC248", _OPEN_BOLD, "write `**bold**`, with the stars between a space and the words; delete the ones that close nothing"),
    ("DOC247", _CITED, "name the source in `sources`, or in a note, `[^1]`"),
    ("DOC248", _INLINE_NOTE, "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph"),
    ("DOC248", _BOLD, "write `**bold**` with no space inside the stars"),
    ("DOC248", _MARKED, "write `**bold**`; nothing is marked in colour"),
    ("DOC248", _COMMAND, "say in Markdown what it would make, or delete it"),
    ("DOC248", _ENTITY, "write the sign itself; for a space that holds words together, `&nbsp;` with its semicolon"),
    ("DOC248", _EMOJI, "write the sign itself, or say it in words"),
    ("DOC248", _LOW, "write the low figure itself, such as `H₂O`"),
)  # fmt: skip


# What other programs begin a line with.
_FIRST = (
    (_BOX, "write `::: {.callout kind=note}` above the text of the box and `:::` below it"),
    (_ABBREVIATION, "say in the text what the letters stand for, where they first stand"),
    (_BARE_NOTE, "write `[^1]: …` for a note, and `[^1]` where the text refers to it"),
)


def _is_checklist(node: Node) -> bool:
    return isinstance(node, Component) and node.name == "checklist"


def _shown(source: str) -> str:
    source = " ".join(source.split())
    return quoted(source if len(source) <= 60 else source[:59] + "…")


def _in_lines(subject: Subject, at: Extent, code: Stretches) -> Iterator[Diagnostic]:
    """What a line begins with: headings, rows of tables, items of lists."""
    rows: list[tuple[int, int, str]] = []
    for number in range(at.line, at.end_line + (at.end_column > 1)):
        line = subject.line(number)
        # Behind the mark of the item that it stands in, if it does.
        prefix = _PREFIX.match(line, at.column - 1 if number == at.line else 0)
        start = prefix.end() if prefix else 0
        if not code.cover(number, start + 1):
            rows.append((number, start + 1, line[start:]))
    items: list[tuple[int, int]] = []
    numbered: list[tuple[int, int]] = []
    piped: list[tuple[int, int]] = []
    tabbed: list[tuple[int, int]] = []
    ruled = False
    for number, column, row in rows:
        here = subject.point(number, column)
        if _SHORT_FENCE.match(row):
            yield report("DOC228", here, found=row.strip())
        if _HEADING.match(row) or (len(rows) == 1 and _TITLE.fullmatch(row.rstrip())):
            yield report("DOC246", here, found=_shown(row))
        for pattern, action in _FIRST:
            if pattern.match(row):
                yield report("DOC248", here, found=_shown(row), action=action)
        if not ruled and (_GRID.fullmatch(row) or _RULED.fullmatch(row)):
            ruled = True
            yield report("DOC266", here, found=_shown(row))
        for formula in _FORMULA.finditer(row):
            if not code.cover(number, column + formula.start()):
                action = "say it in words, or with the signs themselves, such as `x²`; formulas are not set"
                yield report(
                    "DOC248",
                    subject.point(number, column + formula.start()),
                    found=_shown(formula[0]),
                    action=action,
                )
        tabbed += [(number, column)] if _TABBED.fullmatch(row) else []
        piped += [(number, column)] if _PIPES.fullmatch(row) else []
        items += [(number, column)] if _BULLETS.match(row) else []
        numbered += [(number, column)] if _NUMBERS.match(row) else []
    if len(tabbed) > 1 and len(tabbed) == len(rows):
        # Out of a spreadsheet: its cells would run into each other.
        number, column = tabbed[0]
        yield report("DOC266", subject.point(number, column), found=_shown(subject.line(number)))
    side_by_side = any(two[0] == one[0] + 1 for one, two in itertools.pairwise(piped))
    if side_by_side and not ruled and not any(re.search(r"\|\s*:?-{2,}", row) for _, _, row in rows):
        number, column = piped[0]
        yield report(
            "DOC266", subject.point(number, column), found=_shown(subject.line(number)[column - 1 :])
        )
    lettered = list(_counting(rows))
    for found in ([] if _is_spoken(rows) else items, numbered, lettered):
        # Where a line was broken a dash or a year may come first by chance, hardly in two of them one after the other.
        pair = next((one for one, two in itertools.pairwise(found) if two[0] == one[0] + 1), None)
        if pair is not None:
            number, column = pair
            shown = _shown(subject.line(number)[column - 1 :])
            yield report("DOC249", subject.point(number, column), found=shown)
    if verse := _first_verse(rows):
        number, column, row = verse
        action = (
            "end each line of a verse but the last with a backslash, and leave an empty line between stanzas"
        )
        yield report("DOC248", subject.point(number, column), found=_shown(row), action=action)


def _counting(rows: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Lines that begin with letters of which each is the one behind that of the line above."""
    for one, two in itertools.pairwise(rows):
        first, second = _LETTERED.match(one[2]), _LETTERED.match(two[2])
        if first and second and ord(second[1]) == ord(first[1]) + 1:
            yield one[:2]
            yield two[:2]


def _first_verse(rows: Sequence[tuple[int, int, str]]) -> tuple[int, int, str] | None:
    """The first of several lines with nothing but a stroke in front, as other dialects write verses; none in a table's row."""
    pairs = itertools.pairwise(rows)
    return next((one for one, two in pairs if _VERSE.fullmatch(one[2]) and _VERSE.fullmatch(two[2])), None)


def _is_spoken(rows: Sequence[tuple[int, int, str]]) -> bool:
    """Whether each line of a paragraph is what another one says."""
    return all(_SPEECH.fullmatch(row) for _, _, row in rows) and all(
        row.endswith(("\\", "  ")) for _, _, row in rows[:-1]
    )


def _in_vain(subject: Subject, node: Paragraph, at: Extent) -> Iterator[Diagnostic]:
    """A backslash that breaks no line, and a paragraph of nothing but space."""
    text = plain_text(node.content, notes=True, alt=True)
    if text.endswith("\\"):
        action = "delete it; a backslash breaks a line only where another one follows"
        yield report("DOC248", subject.location(at), found=_shown(text[-20:]), action=action)
    if node.content and not text.strip() and not any(isinstance(one, Image | Note) for one in walk((node,))):
        action = "delete it; the stylesheets set what room is between paragraphs"
        yield report("DOC248", subject.location(at), found=_shown(subject.source(at)), action=action)


_CAPTION = re.compile(r"(?:Table|Tabell|Tabelle|Tableau|Tabla|Tabela|Таблиця)? ?: ?\S.*")


def dashes(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC280 (a hyphen where a dash belongs, once a text)."""
    for text in subject.prose:
        if match := _DASH.search(text.text):
            extent = text.extent(match.start() + 1, match.end())
            yield report("DOC280", subject.location(extent), found=_around(text.text, match.start()))
    for value, extent in values_of(subject):
        if match := _DASH.search(value):
            place = Location(subject.article.path, extent)
            yield report("DOC280", place, found=_around(value, match.start()))


def _around(text: str, at: int) -> str:
    """The words on both sides of a place."""
    before, behind = text[:at].split(), text[at:].split()
    return quoted(" ".join((*before[-1:], *behind[:2])))


# Values in which nothing is marked: of the front matter, and of attributes.
_NAMES = frozenset(
    (
        "title",
        "subtitle",
        "description",
        "author",
        "name",
        "role",
        "organisation",
        "by",
        "rights",
        "publisher",
        "alt",
    )
)
_SAID = frozenset(("title", "caption", "by", "source", "label", "value"))
_IN_VALUE = re.compile(
    r"(?<![\w*])(\*{1,3})(?![\s*])(?=[^*\n]*[^\W\d_])[^*\n]*(?<!\s)\1(?![\w*])"
    r"|(?<!\w)(_{1,2})(?![\s_])(?=[^_\n]*[^\W\d_])[^_\n]*(?<!\s)\2(?!\w)"
    r"|\[[^\[\]\n]+\]\([^()\s]+\)|(?<!\w)`[^`\n]+`(?!\w)"
    r"|</?(?:a|b|br|code|div|em|font|h[1-6]|i|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>\n]*>"
    # Lines of a value that has several: a heading, or two items of a list.
    r"|^#{1,6} +\S[^\n]*|^(?:[-*+•]|\d{1,3}[.)]) +\S[^\n]*(?=\n(?:[-*+•]|\d{1,3}[.)]) +\S)",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w+.-]+://\S+")


def marked_values(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC248 (Markdown in a title, a caption or another value that is printed as it stands)."""
    action = "write the words alone; titles, captions and other values are printed as they stand"
    path = subject.article.path
    values = [(value, Location(path, extent)) for value, extent in values_of(subject, _NAMES)]
    for visit in subject.visits:
        attributes = getattr(visit.node, "attributes", None)
        pairs = attributes.pairs if isinstance(attributes, Attributes) else ()
        values += [(value, subject.location(visit.extent)) for key, value in pairs if key in _SAID]
    for value, where in values:
        addresses = [range(*one.span()) for one in _ADDRESS.finditer(value)]
        marks = (
            one
            for one in _IN_VALUE.finditer(value)
            if not any(one.start() in address for address in addresses)
        )
        if (match := next(marks, None)) is not None:
            yield report("DOC248", where, found=_shown(match[0]), action=action)


def table_captions(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC248 (a caption in the manner of another dialect, above or below a table)."""
    for one, other in itertools.pairwise(subject.document.blocks):
        for block, beside in ((one, other), (other, one)):
            if isinstance(block, Paragraph) and isinstance(beside, Table):
                text = plain_text(block.content)
                if _CAPTION.fullmatch(text):
                    action = 'write `::: {.table caption="…"}` above the table and `:::` below it'
                    yield report("DOC248", subject.location(block.at), found=_shown(text), action=action)


# Where readers are told what to type or which key to press, in the same sentence.
_TOLD = re.compile(
    r"(?i:\b(?:press|click|tap|choose|select|replace|trykk|tast|velg|erstatt|klikk|tryck|klicka|välj|tryk|vælg|drücken|klicken|tippen|wählen|ersetzen"
    r"|cliquez|appuyez|choisissez|remplacez|pulse|haga clic|elija|sustituya|kliknij|naciśnij|wybierz|zastąp)\b)[^.!?]*\Z"
)


# What was left out of somebody's words.
_OMITTED = re.compile(r"\[(?:\.{3}|…+)\]")
_OPENED = re.compile(r"[“”«»„‘‚「『\"]")
_QUOTES = '“”„«»‚「」『』"'


def _quotes(node: Node) -> TypeGuard[BlockQuote | Component]:
    return isinstance(node, BlockQuote) or (isinstance(node, Component) and node.name == "quote")


def _in_quotes(before: str) -> bool:
    """Whether quotation marks were opened in what stands before, and not closed."""
    last = max(_QUOTES, key=before.rfind)
    if last not in before:
        return False
    if last == '"':
        return before.count(last) % 2 == 1
    return last in "„«‚「『" or (last == "“" and "„" not in before)


def placeholders(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC277 (a placeholder, warning)."""
    quotations = Stretches.of(
        visit.node.at
        for visit in subject.visits
        if _quotes(visit.node) and visit.node.at is not None and not any(map(_quotes, visit.above))
    )
    for text in subject.prose:
        for match in PLACEHOLDER.finditer(text.text):
            extent = text.extent(match.start(), match.end())
            quoting = _OPENED.search(text.text, 0, match.start()) or (
                extent is not None and quotations.cover(extent.line, extent.column)
            )
            if quoting and _OMITTED.fullmatch(match[0]):
                continue
            # What readers are to write down themselves, and what keys and signs say.
            before = text.text[: match.start()]
            if match[0][0] == "[" and (_in_quotes(before) or _TOLD.search(before)):
                continue
            yield report("DOC277", subject.location(extent), found=quoted(match[0]))


def captions(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC267 (a caption that is shown nowhere: its picture stands among words)."""
    for visit in subject.visits:
        image = visit.node
        if not isinstance(image, Image) or not image.attributes.get("caption"):
            continue
        above = visit.above[-1] if visit.above else None
        if not isinstance(above, Paragraph) or len(above.content) > 1 or _in_table(visit.above):
            shown = quoted(image.attributes.get("caption") or "")
            yield report("DOC267", subject.location(visit.extent), caption=shown)


def _in_table(above: tuple[object, ...]) -> bool:
    return any(isinstance(one, Table) for one in above)


def indented(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC228 (`:::` in a block that is indented), DOC268 (a sentence that an indent makes a block of code)."""
    for visit in subject.visits:
        node = visit.node
        if not isinstance(node, CodeBlock) or node.at is None or node.attributes.classes:
            continue
        line = subject.line(node.at.line)
        if line[: node.at.column - 1].strip(" \t>") or re.match(r"[\s>]*(`{3}|~{3})", line):
            continue
        first, *_ = node.text.lstrip("\n").split("\n")
        where = subject.location(node.at)
        if _FENCE.match(first):
            yield report("DOC228", where, found=first.strip())
        elif len(re.findall(r"[^\W\d_]{2,}", first)) >= _WORDS and re.match(r"[^\W\d_]", first.strip()):
            yield report("DOC268", where, found=_shown(first))
