"""Lines of plain text and what each is by its own marks: a bullet, a number, a row, an underlined heading, a rule, or text.

Input: text. Output: its lines, those joined that somebody broke at a width. Pure.
Must not: know what stands around a line, but for an underline and for rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.importing import rivers

# How long a heading may be, and a title.
LONGEST_HEADING, LONGEST_TITLE = 100, 160

# Marks of items; those of private use are how symbol fonts of Word come out as text.
_SIGNS = "•‣⁃◦▪▫■□●○➢➤✓✔☐☑☒∙⋅❖❏❑✗►▸▶◆◇★☆※\uf02d\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc\uf076"
_BOXES = "☐☑☒"
_BULLET = rf"[-*–—·+→⇒»{_SIGNS}]|->|=>|--|o(?=\s)|\\-"
_LONE_BULLET = re.compile(rf"(\s*)(?:{_BULLET})\s*")
_BULLETED = re.compile(rf"(\s*)(?:{_BULLET})\s+(\S.*)")
_TIGHT_BULLET = re.compile(rf"(\s*)[{_SIGNS}](\S.*)")
_STEP = r"(?:step|trinn|steg|trin|schritt|étape|etape|paso|passo|krok|крок|vaihe|tallaabo)\s+"
# Days are no places in a list: 1. mars.
_DAY = r"\d{1,2}\.\s(?:[^\W\d_]{3,9}\.?\s\d{4}\b|(?:jan|feb|mar|mär|apr|mai|maj|jun|jul|aug|sep|okt|nov|des|dez|dec)[^\W\d_]*\b)"
_NUMBERED = re.compile(
    rf"(\s*)(?!{_DAY})(?:[(（]?(?=\w+[.)．）、º°])|(?i:{_STEP})(?=\d))(\d{{1,3}}|[a-z]|[ivx]{{1,4}})(?:[.):](?:\s+|(?<=\d[.)])(?=[^\W\d_]))|[º°]\.?\s+|[．）、]\s*)(\S.*)"
)
# What stands for the place of an item in its list.
NUMBER = re.compile(
    rf"\s*(?:{_STEP}\d+[.):]\s+|[(（]?\w{{1,3}}[.)．）、º°]\.?\s*(?=\D)|\d{{1,2}}\s*$|\d{{1,2}}(?:\s?[-–—/>]|:|\.\))\s+|#\.\s+|o\s+|[①-⑳]\s*|(?:[-*•]\s+)?\[[ x✓]?\]\s+)",
    re.IGNORECASE,
)
# Rarer ways to write a number, before words: 1 - , 1: , 1.) , #. Only where they count are they more than a score.
_ODDLY_NUMBERED = re.compile(r"(\s*)(?:(\d{1,2})(\s?[-–—/>]|:|\.\))|(#)(\.))\s+(\D.*)")
_LONE_NUMBER = re.compile(r"(\s*)\(?(\d{1,2})[.)]\s*")
_SECTION_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})+\.?|[IVX]{1,4}\.)\s+(\S.*)")
_UNDERLINE = re.compile(r"\s*([=\-~_*#^])\1{2,}\s*")
_HASHES = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
# A line in marks of emphasis, as mail and notes have for headings, and one in the marks of a wiki.
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?![\s*_])([^*_|]+)(?<![\s])\1:?")
_WIKI = re.compile(r"(={2,6})\s*([^=\s][^=]*?)\s*\1")
# The same marks on both sides of a line.
_ADORNED = re.compile(
    r"(?:([-–—~=*#•+:_<>])\1{0,9}\s+(.+?)\s+\1{1,10}|\[\s*([^\]\[]+?)\s*\]|[<>]{2,}\s*(.+?)\s*[<>]{2,}|【\s*([^【】]+?)\s*】)"
)
_PICTURE = re.compile(
    r".*:|(?:image|picture|photo|figure|logo|map|bilde|bilete|foto|figur|kart|bild|abbildung|zdjęcie|imagen|фото)\b",
    re.IGNORECASE,
)
_TICKED = re.compile(r"^(\s*)(?:[-*•]\s+)?\[[ xX✓]?\]\s+(?=\S)")
_LEADERS = re.compile(r"\s*(?:\.{4,}|…{2,}|(?:\s\.){3,})\s*")
_RULE = re.compile(r"\s*(?:[-*_=~•·]\s*){3,}")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*|\s*\+?[-=+]{3,}\+\s*")
SENTENCE_END = re.compile(r"[.!…।。！]['\"”’»)\]]*$")
_GAP = re.compile(r"\s{2,}")
_CORNERS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯┏┓┗┛┣┫┳┻╋"
_DRAWN = str.maketrans("─━═│┃║" + _CORNERS, "---|||" + "+" * len(_CORNERS))
_BOX = re.compile(f"[─━═│┃║{_CORNERS}]")
_TIGHT_MARK = re.compile(r"(\s*)([-*–—+·])(?![-*–—+·])([^\W\d_].*(?<![*]))$")
# Pictures before a line, as messages have them for bullets; what some of them say must not get lost.
_ICON = re.compile(
    r"(\s*)([\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)\s*([^\W_].*)"
)
_REFUSES = "❌❎✖⛔🚫👎🛑"
# Points as mail has them; a quotation has sentences.
_POINT = re.compile(r"\s*>\s*[^>\s].{0,60}(?<![.!?:;,])")
_CIRCLED = re.compile(r"^(\s*)([①-⑳])\s*")
_RULED = re.compile(r"\s*[-=]{2,}(?:\s+[-=]{2,})+\s*")
_SOFT = "\u00ad"
# Letters between which a line may be broken.
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# After a hyphen that stands for the end of a word: short- and long-term.
_AND = re.compile(r"(?:and|or|to|og|eller|och|und|oder|bis|en|et|ou|y|o|i|oraz|lub)\b")
# What keeps its hyphen wherever the line ends, before it or behind it.
_HYPHENED = frozenset(("self", "well", "non", "ex", "half", "long", "short", "part", "full", "high", "low", "two", "three", "four", "post", "co", "up", "off", "in", "out", "on", "term", "time", "free", "based", "year", "old"))  # fmt: skip
_ENDED = re.compile(r"[.!?:;…।。！？：；؟]['\"”’»)\]]*$")
_LARGEST_BOX, _FEWEST_ICONS, _MOST_ICONS = 15, 3, 30
# How far below one item of a list the next one is, if neither is long.
_NEXT_ITEM = 4
_HANGING = 7
# How many divided words are a habit.
_OFTEN = 3
# How full a line is that ends for want of room, by people and by programs; and how long one that could be.
_FILLED, _LONG = 0.94, 0.75
# How much longer than the others one may be.
_OVERFULL = 1.2


@dataclass(frozen=True, slots=True)
class Line:
    """A line or, where lines are wrapped, what belongs together of several.

    Shape: `kind` is one of text, bullet, number, row, heading, rule, box; `blank` says that an empty line stands above.
    """

    kind: str
    text: str
    indent: int = 0
    number: str = ""
    # The bullet, or how its number is written: `1.`, `1)`, `(1)` or `Step 1`.
    mark: str = ""
    level: int = 0
    blank: bool = False
    # How many empty lines stand above.
    gap: int = 0
    cells: tuple[str, ...] = ()
    # Whether it stands alone between empty lines.
    alone: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Wrap:
    """Shape: `width` is that at which lines were broken, 0 where they were not; `even` if all were broken as late as can be."""

    width: int = 0
    even: bool = False


def lines(text: str) -> list[Line]:
    """The lines of a text, without the empty ones."""
    source = [line.expandtabs(8) if "\t" not in line.strip() else line for line in text.split("\n")]
    source = [line.translate(_DRAWN) if _BOX.search(line) else line for line in source]
    source = _sliced(_divided([line.rstrip() for line in source]))
    source = _counted(_parted(rivers.divided(source, _columns)))
    return _lines(source, _wrapped_at(source))


def _divided(source: Sequence[str]) -> list[str]:
    """The lines with a soft hyphen at their end where a printer divided a word.

    Why: a word that stands whole elsewhere was divided, and a printer who divides one divides others.
    """
    known = {word.lower() for line in source for word in re.findall(r"[^\W\d_]{5,}", line)}
    joined = {word.lower() for line in source for word in re.findall(r"[^\W\d_]+-[^\W\d_]+", line)}
    broken: list[tuple[int, str, str]] = []
    for at, (line, below) in enumerate(pairwise(source)):
        begun, rest = re.search(r"([^\W\d_]{2,})-$", line), re.match(r"\s*([^\W\d_]{2,})", below)
        if begun and rest and rest[1].islower() and not _AND.match(rest[1]):
            broken.append((at, begun[1].lower(), rest[1]))
    whole = {at for at, first, second in broken if first + second in known}
    habit = bool(whole) and len(broken) >= _OFTEN
    found = list(source)
    for at, first, second in broken:
        compound = f"{first}-{second}" in joined or first in _HYPHENED or second in _HYPHENED
        if at in whole or (habit and not compound):
            found[at] = source[at][:-1] + _SOFT
    return found


def _parted(source: Sequence[str]) -> list[str]:
    """The lines with a space behind the marks of items that have none, where several on end have the same."""
    found = [
        _TICKED.sub(
            r"\1☐ ",
            _CIRCLED.sub(lambda match: f"{match[1]}{unicodedata.normalize('NFKC', match[2])}) ", line),
        )
        for line in source
    ]
    found = _without_icons(found)
    source = list(found)
    full = [at for at, line in enumerate(source) if line.strip()]
    points: list[int] = []
    for at, below in pairwise(full):
        one, other = _TIGHT_MARK.match(source[at]), _TIGHT_MARK.match(source[below])
        if one and other and one[2] == other[2] and below - at <= 2:
            for each in (at, below):
                found[each] = _TIGHT_MARK.sub(r"\1\2 \3", source[each])
        elif _POINT.fullmatch(source[at]) and _POINT.fullmatch(source[below]) and below == at + 1:
            points += (at, below)
    # The last one may stand below items of items.
    for at in full if points else ():
        if _POINT.fullmatch(source[at]) and (at in points or _is_marked(source[at - 1])):
            found[at] = re.sub(r"^(\s*)>\s*", r"\1- ", source[at])
    return found


def _without_icons(source: Sequence[str]) -> list[str]:
    """The lines with bullets for the picture that several on end begin with, and without one that stands before headings."""
    icons = [None if _is_marked(line) else _ICON.fullmatch(line) for line in source]
    often = Counter(icon[2] for icon in icons if icon)
    found = list(source)
    at = 0
    while at < len(source):
        icon, end = icons[at], at + 1
        while icon and end < len(source) and (below := icons[end]) and below[2] == icon[2]:
            end += 1
        headed = at > 0 and bool(found[at - 1].strip()) and not _is_marked(found[at - 1])
        if icon and end - at > 1:
            # What is refused is told from the line above, if that is no item, too.
            bullet = r"\1- \3" if icon[2][0] not in _REFUSES or headed else r"\1- \2 \3"
            found[at:end] = [_ICON.sub(bullet, line) for line in source[at:end]]
        elif (several := _of_different_icons(icons[at : at + _MOST_ICONS])) >= _FEWEST_ICONS:
            end = at + several
            found[at:end] = [_ICON.sub(r"\1- \2 \3", line) for line in source[at:end]]
        elif icon and often[icon[2]] > 1 and icon[2][0] not in _REFUSES and _could_stand_alone(source, at):
            found[at] = icon[1] + icon[3]
        at = end
    return found


def _of_different_icons(icons: Sequence[re.Match[str] | None]) -> int:
    """How many lines on end begin with a picture each, none like another."""
    seen: set[str] = set()
    for icon in icons:
        if icon is None or icon[2] in seen:
            break
        seen.add(icon[2])
    return len(seen)


def _could_stand_alone(source: Sequence[str], at: int) -> bool:
    return not (at and source[at - 1].strip()) and not SENTENCE_END.search(source[at])


def _sliced(source: Sequence[str]) -> list[str]:
    """The lines with pipes between the columns of tables whose rules say where those begin."""
    found = list(source)
    at = 0
    while at < len(source):
        if not _RULED.fullmatch(source[at]):
            at += 1
            continue
        starts = [match.start() for match in re.finditer(r"[-=]+", source[at])]
        begin = at - 1 if at and source[at - 1].strip() and not _RULED.fullmatch(source[at - 1]) else at
        end = at
        while end < len(source) and source[end].strip():
            end += 1
        for each in range(begin, end):
            line = source[each]
            if _RULED.fullmatch(line):
                found[each] = "|" + "---|" * len(starts)
            else:
                cells = [line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
                # A word over a border is no cell of this table.
                if any(a and line[a - 1 : a].strip() for a in starts[1:]):
                    break
                found[each] = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        at = max(end, at + 1)
    return found


def _counted(source: Sequence[str]) -> list[str]:
    """The lines with a dot behind numbers that stand alone above the items that they count: 1, 2, 3."""
    alone = [at for at, line in enumerate(source) if re.fullmatch(r"\s*\d{1,2}", line)]
    found = _renumbered(source)
    count: list[int] = []
    for at in (*alone, len(source)):
        follows = at < len(source) and int(source[at]) == len(count) + 1
        if not follows:
            if len(count) > 1:
                for each in count:
                    found[each] = f"{source[each]}."
            count = []
        if at < len(source) and int(source[at]) == len(count) + 1:
            count.append(at)
    return found


def _renumbered(source: Sequence[str]) -> list[str]:
    """The lines with a dot behind numbers that have another mark, where the same mark counts on from one to two."""
    found = list(source)
    counts: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for at, line in enumerate((*source, "")):
        match = _ODDLY_NUMBERED.fullmatch(line)
        if match is None:
            continue
        indent, number, mark, counted, dot, words = match.groups()
        count = counts.setdefault((indent, (dot if counted else mark).strip()), [])
        if counted:
            # Each stands for the next number, and those of another list are further off.
            number = str(len(count) + 1) if count and at - count[-1][0] <= _NEXT_ITEM else "1"
        if number == "1":
            count.clear()
        if int(number) != len(count) + 1:
            continue
        count.append((at, f"{indent}{number}. {words}"))
        if len(count) > 1:
            for place, made in count:
                found[place] = made
    return found


def _is_marked(line: str) -> bool:
    """Whether a line begins something by itself, whatever stands above it."""
    return bool(
        _LONE_BULLET.fullmatch(line)
        or _BULLETED.fullmatch(line)
        or _TIGHT_BULLET.fullmatch(line)
        or _NUMBERED.fullmatch(line)
        or _UNDERLINE.fullmatch(line)
        or _HASHES.fullmatch(line)
        or line.lstrip().startswith("|")
    )


def _width(line: str) -> int:
    """Columns of a terminal, as programs count them that break lines."""
    if line.isascii():
        return len(line)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in line
    )


def _needed(line: str) -> int:
    """How much of a line would have to go on the line above."""
    first = line.split()[0] if line.strip() else ""
    return 2 if _WIDE.match(first) else _width(first)


def _wrapped_at(source: Sequence[str]) -> Wrap:
    """How lines were broken: where a line was full, the sentence goes on below."""
    # Drawn lines and rows are as long as they are.
    widths = sorted(
        _width(line)
        for line in source
        if "|" not in line
        and line.count(";") < 2
        and re.search(r"[^\W_]", line)
        and not re.search(r"\S(?: {3,}|\t)\S", line)
    )
    if len(widths) < 4:
        return Wrap()
    # A title may be longer than lines are, and one line in thirty.
    few = int(len(widths) * 0.03)
    for width in dict.fromkeys((widths[-1 - few], widths[-2 - few])):
        if 36 <= width <= 130 and (found := _wrapped_to(source, width)).width:
            return found
    return Wrap()


def _wrapped_to(source: Sequence[str], width: int) -> Wrap:
    full = room = unfinished = 0
    for line, below in pairwise(source):
        if not line or not below or _is_marked(below) or "|" in line or _LONE_BULLET.fullmatch(line):
            continue
        taken = _width(line)
        if taken + 1 + _needed(below) > width * _FILLED:
            full += 1
            unfinished += not _ENDED.search(line)
        elif taken > width * _LONG:
            room += 1
    # By chance, few lines are as long as the longest; and those of a list end where they end.
    if unfinished >= 2 and unfinished >= full / 2 and full >= 2 * room:
        return Wrap(width, even=full >= 3 * room)
    return Wrap()


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return tuple(part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", inner))


def _lines(source: Sequence[str], wrapped: Wrap) -> list[Line]:
    found: list[Line] = []
    gap = 1
    at = 0
    while at < len(source):
        line = source[at]
        below = source[at + 1] if at + 1 < len(source) else ""
        if not line.strip():
            gap += 1
            at += 1
            continue
        taken, read = _line(source, at, line, below, wrapped)
        end = at + taken
        alone = gap > 0 and (end >= len(source) or not source[end].strip())
        if read is not None:
            found.append(replace(read, blank=gap > 0, gap=gap, alone=alone))
        gap = 0
        at = end
    return found


def _line(source: Sequence[str], at: int, line: str, below: str, wrapped: Wrap) -> tuple[int, Line | None]:
    """One of `Line`, and how many lines of the source it takes."""
    indent = len(line) - len(line.lstrip())
    stripped = line.strip()
    if match := _HASHES.fullmatch(stripped) or _WIKI.fullmatch(stripped):
        return 1, Line("heading", match[2], level=len(match[1]))
    if (adorned := _ADORNED.fullmatch(stripped)) and len(stripped) <= LONGEST_HEADING:
        words = next(group for group in adorned.groups()[1:] if group)
        # In brackets stands, as often, what a picture was.
        if (
            words[0].isalnum()
            and not (adorned[3] and _PICTURE.match(words))
            and not SENTENCE_END.search(words)
            and not words.isdigit()
        ):
            return 1, Line("heading", words, level=2)
    emphasised = _EMPHASISED.fullmatch(stripped)
    if emphasised and len(stripped) <= LONGEST_HEADING and not SENTENCE_END.search(emphasised[2]):
        return 1, Line("heading", emphasised[2], level=2)
    if "|" in line and (stripped.startswith("|") or stripped.count("|") >= 1):
        cells = _cells(line)
        rows = [other for other in (source[at - 1] if at else "", below) if "|" in other]
        fits = any(len(_cells(other)) == len(cells) for other in rows)
        if len(cells) > 1 and (stripped.startswith("|") or fits):
            return 1, Line("row", stripped, cells=() if _DELIMITERS.fullmatch(line) else cells)
        if len(cells) == 1 and stripped.endswith("|") and cells[0]:
            # A box around a line.
            return 1, Line("text", cells[0], indent=indent)
    if stripped.startswith("+") and _DELIMITERS.fullmatch(line):
        return 1, Line("row", stripped)
    above = source[at - 1] if at else ""
    for divided in (_columns, _values):
        columns = divided(line)
        if len(columns) > 1 and len(columns) in (len(divided(below)), len(divided(above))):
            ruled = all(re.fullmatch(r"[-=]{2,}", cell) for cell in columns)
            return 1, Line("row", stripped, cells=() if ruled else columns)
        # A head that begins above the second column.
        under = divided(below)
        if len(columns) > 1 and len(under) == len(columns) + 1 and indent > len(under[0]) + 1:
            return 1, Line("row", stripped, cells=("", *columns))
    if _UNDERLINE.fullmatch(below) and _heads_a_table(line, source[at + 2 : at + 4]):
        return 2, Line("row", stripped, cells=_columns(line))
    # The last line of a paragraph may stand above a rule.
    last = bool(above.strip() and SENTENCE_END.search(stripped))
    underlined = not last and (not _is_marked(line) or bool(_NUMBERED.fullmatch(line)))
    if below and (match := _UNDERLINE.fullmatch(below)) and underlined:
        long_enough = len(below.strip()) >= min(3, len(stripped)) and len(stripped) <= LONGEST_TITLE
        framed = above.strip() == below.strip()
        if long_enough and (framed or len(below.strip()) <= len(stripped) * 2 + 8):
            return 2, Line("heading", stripped, level=1 if match[1] in "=*#" else 2, number=match[1])
    if match := _LONE_BULLET.fullmatch(line):
        if below.strip() and not _LONE_BULLET.fullmatch(below):
            taken, text = _paragraph(source, at + 1, wrapped, item=True)
            return taken + 1, Line("bullet", text, indent=len(match[1]), mark=stripped[:1])
        # Two empty lines may stand between a mark and its text.
        skip = next((n for n in range(at + 1, min(at + 3, len(source))) if source[n].strip()), at)
        if skip > at and not _is_marked(source[skip]):
            taken, text = _paragraph(source, skip, wrapped, item=True)
            return skip - at + taken, Line("bullet", text, indent=len(match[1]), mark=stripped[:1])
        return 1, Line("rule", stripped) if len(stripped) > 2 else None
    if (boxed := _boxed(source, at)) is not None:
        return len(boxed) + 2, Line("box", " ".join(boxed), cells=boxed)
    if _RULE.fullmatch(line):
        return 1, Line("rule", stripped)
    for pattern in (_BULLETED, _TIGHT_BULLET):
        if match := pattern.fullmatch(line):
            taken, text = _paragraph(source, at, wrapped, item=True)
            text = (pattern.fullmatch(text) or match)[2]
            if stripped[:1] in _BOXES:
                # What makes a checklist of the list.
                text = f"{stripped[:1]} {text}"
            return taken, Line("bullet", text, indent=len(match[1]), mark=stripped[:1])
    if match := _SECTION_NUMBER.fullmatch(line):
        taken, text = _paragraph(source, at, wrapped)
        if taken == 1 and len(stripped) <= LONGEST_HEADING and not SENTENCE_END.search(stripped):
            level = 2 + match[1].rstrip(".").count(".")
            return 1, Line("heading", stripped, level=level)
        return taken, Line("text", text, indent=indent, lines=taken)
    if (match := _LONE_NUMBER.fullmatch(line)) and below.strip() and not _is_marked(below):
        taken, text = _paragraph(source, at + 1, wrapped, item=True)
        return taken + 1, Line("number", text, indent=len(match[1]), number=match[2], mark=_mark(stripped))
    if match := _NUMBERED.fullmatch(line):
        taken, text = _paragraph(source, at, wrapped, item=True)
        again = _NUMBERED.fullmatch(text)
        words = again[3] if again else text
        return taken, Line("number", words, len(match[1]), match[2], mark=_mark(stripped), lines=taken)
    taken, text = _paragraph(source, at, wrapped)
    return taken, Line("text", text, indent=indent, lines=taken)


def _heads_a_table(line: str, below: Sequence[str]) -> bool:
    """Whether the columns of a line above a rule are those of the rows below it: they begin or end where those of the first do."""
    columns = len(_columns(line))
    if columns < 2 or [len(_columns(row)) for row in below] != [columns, columns]:
        return False

    def ends(row: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\S+(?: \S+)*", row)]

    pairs = list(zip(ends(line), ends(below[0]), strict=False))
    return "\t" in line or all(one[0] == other[0] or one[1] == other[1] for one, other in pairs)


def _boxed(source: Sequence[str], at: int) -> tuple[str, ...] | None:
    """The lines between a rule and another like it, as people draw a box."""
    rule = source[at].strip()
    if not re.fullmatch(r"([-*_=~#+])\1{7,}", rule):
        return None
    end = at + 1
    while end < len(source) and source[end].strip() and not _RULE.fullmatch(source[end]):
        end += 1
    inside = tuple(line.strip() for line in source[at + 1 : end])
    if end >= len(source) or source[end].strip()[:3] != rule[:3] or not 2 <= len(inside) <= _LARGEST_BOX:
        return None
    # A table has rules above and below its rows, too.
    return None if any("|" in line or _columns(line) or _is_marked(line) for line in inside) else inside


def _mark(line: str) -> str:
    """How a number is written."""
    return (
        re.sub(r"\w", "", line[:1]) + re.sub(r"[\s\d]", "", re.split(r"(?<=[.):])\s|$", line)[0])[-2:].lower()
    )


def _columns(line: str) -> tuple[str, ...]:
    """The cells of a row that tabs or wide gaps divide."""
    stripped = line.strip()
    if "\t" in stripped and not _BULLETED.fullmatch(line) and not _NUMBERED.fullmatch(line):
        # A head may have no words above the first column.
        return tuple(part.strip() for part in line.strip(" ").split("\t"))
    if _is_marked(line) or len(stripped) > 160:
        return ()
    if len(led := [part for part in _LEADERS.split(stripped) if part]) > 1:
        return tuple(part.strip() for each in led for part in _GAP.split(each))
    parts = tuple(part.strip() for part in _GAP.split(stripped))
    # Prose that was set to full lines has two spaces between many words.
    if " " * 3 not in stripped and 2 * sum(part[:1].islower() for part in parts[1:]) > len(parts[1:]):
        return ()
    return parts if len(parts) > 2 or (len(parts) == 2 and re.search(r"\S {4,}\S", stripped)) else ()


def _values(line: str) -> tuple[str, ...]:
    """The cells of a row as spreadsheets save it: three and more, by semicolons, or by commas that no space follows."""
    stripped = line.strip()
    if _is_marked(line) or len(stripped) > 160:
        return ()
    # A price may end with a dot.
    if re.fullmatch(r"[^;]{1,60};[^\s;][^;]{0,60}", stripped):
        return tuple(part.strip().strip('"') for part in stripped.split(";"))
    if SENTENCE_END.search(stripped):
        return ()
    for mark, within in ((";", r";"), (",", r",(?! )")):
        parts = tuple(part.strip().strip('"') for part in re.split(within, stripped))
        if len(parts) > 2 and not stripped.endswith(mark) and (mark == ";" or ", " not in stripped):
            return parts if max(map(len, parts)) <= 60 else ()
    return ()


def _paragraph(source: Sequence[str], at: int, wrapped: Wrap, item: bool = False) -> tuple[int, str]:
    """The text from a line on as far as it goes, and how many lines that is."""
    parts = [source[at].strip()]
    if wrapped.width or item:
        inside = len(source[at]) - len(source[at].lstrip())
        end = at + 1
        while end < len(source) and (line := source[end]).strip():
            if _is_marked(line) and not (
                wrapped.width and _only_looks_marked(source, at, end, wrapped.width)
            ):
                break
            below = source[end + 1] if end + 1 < len(source) else ""
            if _UNDERLINE.fullmatch(below) and not _is_marked(line):
                break
            indented = len(line) - len(line.lstrip()) > inside
            if not wrapped.width and not indented:
                break
            # The first row of a table.
            if 1 < len(_columns(line)) == len(_columns(below)):
                break
            # What goes on below stands under its beginning, not far to the right of it.
            if not wrapped.width and len(line) - len(line.lstrip()) > inside + _HANGING:
                break
            # An item hangs; what stands further in below other lines is something else, unless they were full.
            hangs = indented and (item or len(parts) > 1)
            if wrapped.width and not hangs and _ended_on_purpose(source[end - 1], line, wrapped):
                break
            parts.append(line.strip())
            end += 1
    return len(parts), _joined(parts)


def _only_looks_marked(source: Sequence[str], at: int, end: int, width: int) -> bool:
    """Whether a dash or a number is in the middle of a sentence that began above and filled its line."""
    line, above = source[end], source[end - 1]
    if _width(above) + 1 + _needed(line) <= width * _FILLED or _ENDED.search(above):
        return False
    number, before = _NUMBERED.fullmatch(line), _NUMBERED.fullmatch(source[at])
    if number:
        return before is None and number[2] not in ("1", "a", "i")
    dash = line.lstrip()[:2]
    return dash in ("– ", "— ") and not source[at].lstrip().startswith(dash)


def _ended_on_purpose(above: str, line: str, wrapped: Wrap) -> bool:
    """Whether a line had room for the first word of the next one, or was never broken at all."""
    if _width(above) > wrapped.width + (0 if wrapped.even and _ENDED.search(above) else 4):
        # A line may be a little too long, and the sentence goes on below.
        near = _width(above) <= wrapped.width * _OVERFULL
        return not (near and not _ENDED.search(above) and line.lstrip()[:1].islower())
    needed = _width(above) + 1 + _needed(line)
    anew = bool(re.match(r"\W*[A-Z\d]|\W*[^\W\d_a-z]", line)) and not re.match(r"\s*[a-zæøåäöüß]", line)
    # Not everybody fills lines to the last letter.
    return needed <= wrapped.width * (1 if anew else _FILLED if wrapped.even else _LONG)


def _joined(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        # No space between such letters, nor where a line was broken at a hyphen.
        glued = (_WIDE.search(text[-1:]) and _WIDE.match(part)) or (
            re.search(r"[^\W\d_]-$", text) and part[:1].islower() and not _AND.match(part)
        )
        text += part if glued or text.endswith(_SOFT) else f" {part}"
    # Where the lines were not joined, after all, the hyphen stays.
    return " ".join(re.sub(f"{_SOFT}$", "-", text).replace(_SOFT, "").split())
