"""Which lines of plain text are headings, items and paragraphs, where no mark says so.

Input: lines. Output: a label for each. Pure.
Must not: change a line.

Why: no line can be judged alone. A short line is a heading above prose, an item among others like it, and the end of a list as
often as the beginning of a section. So all labels of a text are chosen at once: those that fit the lines and one another best.
The weights are evidence as people would put it: one is weak, three is strong, five is nearly certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.importing.lines import LONGEST_HEADING, Line
from pipeline.importing.marks import SENTENCE_END

MOST_WORDS = 14
# Letters of scripts without spaces: a line of so many is as long as one of twice as many others.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_QUESTION = re.compile(r"[?？؟]['\"”’»)]*$|[Ͱ-Ͽ].*;$")
_SENTENCES = re.compile(r"[.!?…]['\"”’»)]*\s+(?=\W{0,3}[^\W\d_a-zæøåäöüß])|[।。！？؟]['\"”’»)]*(?=\s*\S)")
_DATED = re.compile(
    r"\b\d{1,2}[.\s/]+(?:[^\W\d]{3,}|\d{1,2})\.?[,\s./]+\d{4}\b|\b\d{4}-\d\d-\d\d\b|\b[^\W\d]{3,} \d{1,2}, \d{4}\b"
)
_TERM = re.compile(r"[^.!?:;,]{2,40}(?:[:：]\s*|\s[–—]\s)\S")
# A line that ends so goes on in the list below it.
_UNFINISHED = re.compile(
    r"\b(?:(?:must|can|should|may|will) (?:you|we)|(?:ska|skal|må|kan|bør|bör|måste|vil) (?:du|dere|ni|man|vi|de|i)|(?:können|sollten|müssen|dürfen) sie|(?:if|when|hvis|når|om|wenn|si) (?:you|du|sie|vous)|if|the|to|and|or|of|an?|for|with|is|are|by|(?<!after )that|when|must|can|should|have|as|from|og|eller|å|som|er|kan|må|(?<!ta )(?<!have )(?<!ha )(?<!tage )(?<!tag )med|"
    r"til|und|oder|die|der|das|wenn|mit|zu|et|ou|de|la|le|les|y|o|el|que|och|att|i|oraz|lub|się|że|dass|damit|falls|bevor|at|і|та|або)$",
    re.IGNORECASE,
)
# Words that titles of sections begin with, and few items.
_ASKING = re.compile(
    r"(?:how|what|when|where|who|why|which|hvordan|hva|hvor|hvem|hvorfor|korleis|kva|kvar|kven|kvifor|når|hvad|hur|vad|var|vem|varför|wie|was|wann|wo|wer|warum|comment|quand|où|qui|pourquoi|cómo|qué|cuándo|dónde|quién|jak|co|kiedy|gdzie|kto|dlaczego|як|що|коли|де|хто|чому)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?:i|you|we|it|he|she|they|this|that|there|du|dere|vi|det|den|de|han|hun|jeg|man|sie|wir|es|er|ich|man|vous|nous|il|elle|ils|on|c'est|usted(?:es)?|nosotros|se|es|ni|jag|ty|my|pan|pani|ви|ми|він|вона)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 4
_CAPTION = re.compile(r"(?:table|tabell|tabelle|tableau|tabla|tabela|таблиця)\s*\d+\s*[.:–—-]", re.IGNORECASE)
_AND_OR = re.compile(r"[,;]?\s(?:and|or|og|eller|og/eller|und|oder|och|et|ou|y|o|oraz|lub|і|та|або|и|или)$")

HEADING, PARAGRAPH, FIRST, NEXT = "heading", "paragraph", "first item", "next item"
# Lines of these kinds are what they are.
MARKED = ("heading", "bullet", "number", "row", "rule", "definition", "box", "prose")
_IMPOSSIBLE = -1000.0
# So far in is a line that stands in the middle.
_CENTRED = 10
_MOST_LABELLED = 10


@dataclass(frozen=True, slots=True)
class Traits:
    """What a line looks like. Shape: `size` counts words, and two letters for one in scripts without spaces."""

    line: Line
    size: int
    sentences: int
    ended: bool
    announces: bool
    question: bool
    capitals: bool
    title_case: bool
    lower: bool
    first: str
    term: bool
    figures: bool

    @property
    def marked(self) -> bool:
        return self.line.kind in MARKED

    @property
    def fragment(self) -> bool:
        """Whether it is less than a sentence."""
        return not self.ended and not self.announces and self.sentences < 2 and self.size <= MOST_WORDS


@dataclass(frozen=True, slots=True)
class Habits:
    """How the whole text is written.

    Shape: `spaced` says that empty lines divide its blocks, and not the items of its lists; `lists` and `headings`
    count those that have marks; `gap` is the number of empty lines that only stand above few; `colons` counts headings
    that a colon ends; `indented` says that some lines are, and prose is not.
    """

    spaced: bool = False
    lists: int = 0
    headings: int = 0
    capitals: int = 0
    gap: int = 0
    colons: int = 0
    indented: bool = False


def labels(lines: Sequence[Line]) -> tuple[str, ...]:
    """The label of each line; of a marked one, its kind."""
    if not lines:
        return ()
    traits = [_traits(line) for line in lines]
    habits = _habits(traits)
    best: list[dict[str, tuple[float, str]]] = []
    for at, line in enumerate(traits):
        here: dict[str, tuple[float, str]] = {}
        above = traits[at - 1]
        alike = _alike(above, line, habits) if at and not (above.marked or line.marked) else _IMPOSSIBLE
        for label, own in _fits(line, habits).items():
            if own <= _IMPOSSIBLE:
                continue
            if at == 0:
                here[label] = (own + _begins(label), "")
                continue
            score, before = max(
                (
                    score
                    + (
                        _follows(above, before, line, label, habits)
                        if label != NEXT
                        else alike
                        if before in (FIRST, NEXT)
                        else _IMPOSSIBLE
                    ),
                    before,
                )
                for before, (score, _) in best[-1].items()
            )
            here[label] = (own + score, before)
        best.append(here)
    label = max((score + _ends(label), label) for label, (score, _) in best[-1].items())[1]
    found = [label]
    for here in reversed(best[1:]):
        label = here[label][1]
        found.append(label)
    return tuple(reversed(found))


# ── one line ────────────────────────────────────────────────────────────────────────────────────


def _traits(line: Line) -> Traits:
    text = line.text.strip()
    dense = len(_DENSE.findall(text))
    words = re.findall(r"[^\W_]+(?:['’.,-][^\W_]+)*", text)
    return Traits(
        line,
        len(words) if dense < len(text) / 4 else (len(text) + 1) // 2,
        len(_SENTENCES.findall(text)) + 1,
        bool(SENTENCE_END.search(text)),
        announces(line),
        bool(_QUESTION.search(text)),
        is_capitals(text),
        is_title_case(text),
        text[:1].islower(),
        words[0].lower() if words else "",
        bool(_TERM.match(text)),
        any(character.isdigit() for character in text),
    )


def is_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and text == text.upper() and text != text.lower()


def is_title_case(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    long = [word for word in words if len(word) > 3]
    return len(words) > 1 and len(long) > 0 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def announces(line: Line) -> bool:
    """Whether a line leads to a list below it."""
    text = line.text.rstrip()
    # A few words between empty lines are a title, unless they say who does it.
    title = line.alone and len(text.split()) <= _FEW_WORDS and not _WHO.match(text)
    return line.kind == "text" and (text.endswith((":", "：")) or (_goes_on(text) and not title))


def _goes_on(text: str) -> bool:
    """Whether a sentence is not at its end. A title that asks ends so, too, and one in capitals is one, whatever it ends with."""
    return bool(_UNFINISHED.search(text)) and not _ASKING.match(text) and not is_capitals(text)


def could_head(text: str) -> bool:
    """Whether a line is short enough for a heading, and does not end as sentences do."""
    text = text.rstrip(":： ") if is_labelled(text) else text
    dense = bool(_DENSE.search(text))
    return (
        len(text) <= (30 if dense else LONGEST_HEADING)
        and len(text.split()) <= MOST_WORDS
        and not SENTENCE_END.search(text)
        and not re.search(r"[:;,،؛：，；、]$", text)
        and not re.fullmatch(r"[\[(].*[\])]", text)
        and any(character.isalpha() for character in text)
    )


def is_labelled(text: str) -> bool:
    """Whether a line is a few words and a colon."""
    return text.rstrip().endswith((":", "：")) and len(text.split()) <= _MOST_LABELLED and len(text) <= 80


def _fits(traits: Traits, habits: Habits) -> dict[str, float]:
    """How well each label fits a line by itself."""
    if traits.marked:
        return {traits.line.kind: 0.0}
    item = _as_item(traits, habits)
    return {
        HEADING: _as_heading(traits, habits),
        PARAGRAPH: _as_paragraph(traits, habits),
        FIRST: item,
        NEXT: item,
    }


def _as_heading(traits: Traits, habits: Habits) -> float:
    text = traits.line.text
    if traits.line.lines > 2 or not could_head(text) or _DATED.search(text):
        return _IMPOSSIBLE
    score = 0.4 if traits.size <= 6 else -0.5 if traits.size > 9 else 0.0
    score += 4.0 * traits.capitals + 2.0 * traits.question + 1.2 * traits.title_case - 5.0 * traits.lower
    if "," in text and traits.size > 10 and not traits.title_case:
        score -= 1.5
    if "," in text and traits.figures:
        # An address.
        score -= 2.0
    if traits.announces and _goes_on(text) and not traits.title_case:
        score -= 3.0
    score += 1.2 * bool(_ASKING.match(text))
    if text[:1].isdigit():
        score -= 1.0
    if _CAPTION.match(text):
        score -= 4.0
    if re.search(r"[^\W\d][:：]\s", text):
        score -= 3.0 if traits.figures else 1.5
    if traits.announces and text.rstrip().endswith((":", "：")):
        # The beginning of a list, unless all headings of the text are such.
        score += (
            3.5
            if habits.colons >= 2 and _could_be_labelled(traits)
            else -1.0
            if traits.line.alone
            else _IMPOSSIBLE
        )
    if habits.indented and traits.line.indent:
        score += 0.5 if _is_centred(traits) else -3.0
    if habits.headings >= 2:
        score -= 3.0
    elif habits.capitals >= 2 and not traits.capitals:
        score -= 2.0
    elif habits.colons >= 2 and not _could_be_labelled(traits):
        # The others have one.
        score -= 1.5
    if habits.gap:
        score += 1.5 if traits.line.gap >= habits.gap else -1.0
    if habits.spaced and not traits.line.blank:
        score -= 3.0
    return score


def _as_paragraph(traits: Traits, habits: Habits) -> float:
    if habits.indented and traits.line.indent >= 2 and not _is_centred(traits):
        return 0.0
    if traits.sentences > 1:
        return 3.0
    if traits.announces:
        return 0.0 if habits.colons >= 2 and _could_be_labelled(traits) else 2.5
    if traits.ended:
        return 2.0 if len(traits.line.text) > 150 else 1.0
    if _DATED.search(traits.line.text):
        return 0.5
    if traits.fragment:
        # What stands between empty lines and is no sentence is hardly a paragraph.
        return -0.5 if traits.question else -3.0 if traits.capitals else -2.0 if traits.line.alone else -1.0
    return 1.5 if len(traits.line.text) > 120 else 0.5


def _as_item(traits: Traits, habits: Habits) -> float:
    text = traits.line.text
    score = 0.5 if traits.fragment else 0.0
    score -= 4.0 if len(text) > 300 else 1.5 if len(text) > 200 else 0.0
    score -= 3.0 if traits.sentences > 2 else 1.0 if traits.sentences > 1 else 0.0
    score += 2.0 * text.endswith((";", ",", "；", "，", "،", "؛")) + 1.0 * bool(_AND_OR.search(text))
    score += 1.5 * traits.lower - 4.0 * text.endswith((":", "：")) - 2.0 * traits.capitals
    if _DATED.search(text):
        score -= 0.5
    if habits.indented:
        score += 2.0 if traits.line.indent and not _is_centred(traits) else -0.5
    return score


# ── lines and what stands above them ────────────────────────────────────────────────────────────


def _begins(label: str) -> float:
    return {FIRST: -3.0, NEXT: _IMPOSSIBLE}.get(label, 0.0)


def _ends(label: str) -> float:
    return {HEADING: -6.0, FIRST: -2.5}.get(label, 0.0)


def _follows(above: Traits, before: str, line: Traits, label: str, habits: Habits) -> float:
    """How well a label goes with the one above it; of items that go on, `_alike` says it."""
    score = -2.5 if before == FIRST else 0.0
    leads = before == PARAGRAPH and above.announces
    if before == HEADING and above.line.text.endswith(":"):
        # Lists have a colon above them, too.
        score -= 0.5 if label in (FIRST, "bullet", "number") else 0.0
    headed = before == HEADING
    match label:
        case "first item":
            if before in (FIRST, NEXT):
                return _IMPOSSIBLE
            score += 2.5 if leads else -0.5 if headed else -2.0 if before == "rule" else -3.5
            score -= 2.0 * (habits.lists > 0)
            if habits.spaced and not line.line.blank and before == PARAGRAPH and above.sentences == 1:
                score += 1.5
        case "paragraph":
            score += -1.5 if leads else 0.5 if headed else -0.7 if before == NEXT else 0.0
            score -= 1.5 * (headed and line.fragment)
            if habits.spaced and not line.line.blank and before in (PARAGRAPH, FIRST, NEXT):
                # An address has lines of its own.
                score -= 1.0 if line.fragment and above.fragment else 5.0
        case "heading" if not line.marked:
            score += -4.0 if leads else -1.5 if headed or before == "heading" else 0.0
        case "heading":
            score += -2.0 if headed else 0.0
        case "bullet" | "number":
            score += 1.5 if leads else -0.5 if headed else -3.0 if before in (FIRST, NEXT) else 0.0
        case "row" | "definition" | "box":
            score += -0.5 if headed or before == NEXT else 0.0
        case _:
            score += -3.0 if headed else 0.0
    return score


def _alike(above: Traits, line: Traits, habits: Habits) -> float:
    """How like its neighbour above an item is."""
    score = 0.6 if above.ended == line.ended else -0.8
    score += 0.3 if above.lower == line.lower else -0.8
    more, less = max(above.size, line.size), max(min(above.size, line.size), 1)
    score += 0.4 if more <= 2 * less else 0.0 if more <= 3 * less else -0.5 if more <= 5 * less else -1.2
    score += 1.0 * (above.first == line.first) + 0.8 * (above.term and line.term)
    score -= 0.6 * (line.title_case and not above.title_case)
    score += 1.5 * (line.question and above.question) - 1.0 * (line.question != above.question)
    score += 0.8 * (line.figures and above.figures) - 0.5 * (line.figures != above.figures)
    # It said itself that another follows.
    score += 3.0 * (above.line.text.endswith((";", "；", "؛")) or bool(_AND_OR.search(above.line.text)))
    if habits.spaced:
        score += 1.2 if not line.line.blank else -4.0 if not above.line.blank else 0.0
    elif line.line.blank and not above.line.blank:
        score -= 1.5
    return score


# ── the whole text ──────────────────────────────────────────────────────────────────────────────


def _habits(traits: Sequence[Traits]) -> Habits:
    text = [each for each in traits if not each.marked]
    prose = [each for each in text if _is_prose(each)]
    close = [each for each in text if not each.line.blank]
    below = [*(each.line.blank for each in traits[1:]), True]
    closed = [
        ends for each, ends in zip(traits, below, strict=True) if not each.marked and ends and _is_prose(each)
    ]
    labelled = [
        after is not None and not after.marked and (_is_prose(after) or after.ended or after.announces)
        for each, after in zip(traits, (*traits[1:], None), strict=True)
        # A table may have either above it.
        if _could_be_labelled(each) and not (after is not None and after.line.kind == "row")
    ]
    indented = [each for each in text if each.line.indent >= 2]
    gaps = [each.line.gap for each in traits if each.line.gap]
    wide = [gap for gap in gaps if gap >= 2]
    return Habits(
        spaced=len(closed) >= 2 and len(closed) >= 0.6 * len(prose) and len(close) >= 2,
        lists=sum(each.line.kind == "bullet" for each in traits),
        headings=sum(each.line.kind == "heading" for each in traits),
        capitals=sum(each.capitals and could_head(each.line.text) for each in text),
        # Prose below a colon is announced by none.
        colons=len(labelled) if 3 * sum(labelled) >= len(labelled) else 0,
        indented=0 < len(indented) < len(text)
        and 3 * sum(each.line.indent >= 2 for each in prose) <= 2 * len(prose),
        gap=2 if len(wide) >= 2 and len(wide) <= len(gaps) / 2 else 0,
    )


def _is_prose(traits: Traits) -> bool:
    return not traits.marked and (traits.sentences > 1 or len(traits.line.text) > 120)


def _could_be_labelled(traits: Traits) -> bool:
    return not traits.marked and traits.sentences == 1 and is_labelled(traits.line.text)


def _is_centred(traits: Traits) -> bool:
    return traits.line.alone and traits.line.indent >= _CENTRED
