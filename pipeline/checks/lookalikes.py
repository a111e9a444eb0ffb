"""Amounts, doses and the like that readers see and programs do not: a letter stands for a figure, or what only looks like it for a letter.

Input: a `Subject`. Output: diagnostics. Must not: know what an amount is; the detectors are asked, for the text as it is
written and as it is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from pipeline.checks.characters import MAX_FINDINGS, named, texts_of, values_of
from pipeline.checks.subject import Stretches, Subject
from pipeline.diagnostics import Diagnostic, Extent, Location, quoted, report
from pipeline.disclaimers.detect import detectors_for, mentions_in_text
from pipeline.document import Component, DefinitionList, Link, OrderedList, Table, plain_text
from pipeline.document.queries import PositionedText
from pipeline.theme.scripts import script_of

# Letters that are taken for figures among figures: of Latin, Greek, Cyrillic and Armenian. Two raised figures behind a
# number are øre or cents; one is the mark of a note. Several that stand alone are a number in small print.
_NOUGHTS, _ONES, _THREES, _RAISED = "OoΟοОоՕօ", "IlΙιІӀı", "ЗзƷʒ", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TAKEN = _NOUGHTS + _ONES + _THREES
_AS_FIGURES = str.maketrans(
    _TAKEN + _RAISED,
    "0" * len(_NOUGHTS) + "1" * len(_ONES) + "3" * len(_THREES) + "0123456789",
)
_NUMBER = re.compile(
    rf"[0-9{_TAKEN}]+(?:[.,'’][0-9{_TAKEN}]+)*(?:(?<=[0-9])(?<!\b10)[{_RAISED}]{{2}}(?![{_RAISED}]))?"
    rf"|(?<!\w)[{_RAISED}]{{2,15}}(?!\w| \d)"
)

# Small letters of Greek and of phonetic alphabets that are taken for Latin ones.
_FOREIGN = "αγικνορτυχωηɡɑɾɩɪʋɱƙɗɓɦƒȷ"
_LATIN = "ayiknoptuxwngariivmkdbhfj"
# What stands for i or l is tried as both.
_AS_LETTERS = tuple(str.maketrans(f"{_FOREIGN}ı01I", f"{_LATIN}{one}o{one}l") for one in "li")
_AS_TAKEN, _DOUBTFUL = frozenset(_TAKEN + _RAISED), frozenset(f"{_FOREIGN}ı01")
_NO_FIGURES = str.maketrans("", "", "01")
_WORD = re.compile(r"[^\W\d_]+(?:[01]+[^\W\d_]+)*")
# Most texts have none of it, and need not be read word by word.
_SUSPECT = re.compile(rf"[{_FOREIGN}ı]|[^\W\d_][01]+[^\W\d_]|(?<=\w)I")


# Nobody can type an address otherwise. What stands directly before one is no part of it, and what detectors would read in one is told.
_ADDRESS = re.compile(
    r"(?<!\w)(?:(?:https?|ftp)://|mailto:|www\.)\S+|(?<![\w.-])(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?P<path>/\S+)",
    re.IGNORECASE,
)

# So far into an item what its number counts is looked for. Units: characters.
_OPENING = 40

# What stands below their heads, terms and labels can be an amount without a word of its own.
_NAMING = (Table, DefinitionList, Component)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a number with what looks like something else in it. Units: offsets."""

    start: int
    end: int
    at: int


def lookalikes(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC254 (what is taken for a figure or a letter)."""
    yield from islice(_in_text(subject), MAX_FINDINGS)


def _in_text(subject: Subject) -> Iterator[Diagnostic]:
    lang, code = subject.document.lang, subject.code()
    for visit in subject.visits:
        for read in texts_of(visit.node):
            if isinstance(visit.node, Link) and read.text == visit.node.url and _ADDRESS.fullmatch(read.text):
                continue
            named_above = any(isinstance(node, _NAMING) for node in visit.above)
            for token in seen_otherwise(
                read.text, lang, None if named_above else partial(_is_code, code, read)
            ):
                place = read.place(token.at)
                extent = Extent.point(*place) if place else visit.extent
                yield report("DOC254", subject.location(extent), **_facts(read.text, token))
    for value, extent in values_of(subject):
        for token in seen_otherwise(value, lang):
            yield report("DOC254", Location(subject.article.path, extent), **_facts(value, token))


def numbered(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC276 (an item of a list whose number belongs to what it says: "450. kroner a night")."""
    lang = subject.document.lang
    for visit in subject.visits:
        # A list that begins at one has so many items before.
        if not isinstance(visit.node, OrderedList) or visit.node.start < 2:
            continue
        for number, item in enumerate(visit.node.items, visit.node.start):
            words = plain_text(item[:1])[:_OPENING]
            read = f"{number} {words}"
            if any(0 in covered for covered in _mentions(read, lang).values()):
                at = getattr(item[0], "at", None) or visit.node.at
                yield report(
                    "DOC276", subject.location(at), found=quoted(f"{number}. {words}"), number=number
                )


def _facts(text: str, token: _Token) -> dict[str, object]:
    letter = named(text[token.at])
    return {"found": f"{quoted(text[token.start : token.end])} with {letter}", "letter": letter}


def _is_code(code: Stretches, read: PositionedText, index: int) -> bool:
    place = read.place(index)
    return place is not None and code.cover(*place)


def seen_otherwise(text: str, lang: str, is_code: Callable[[int], bool] | None = None) -> list[_Token]:
    """The words and numbers of a text that mention something only where they are read as they look.

    Shape: `is_code` says of an offset whether identifiers may stand there; they are told only for what they mention.
    """
    latin = script_of(lang) == "Latn"
    # Of one that does not say that it is one, what may be a number before the slash is read.
    addresses = _covered(match.span("path" if match["path"] else 0) for match in _ADDRESS.finditer(text))
    words = list(_words(text)) if latin and _SUSPECT.search(text) else []
    within = _covered((word.start, word.end) for word in words)
    numbers = [one for one in _numbers(text) if one.start not in within]
    if not numbers and not words:
        return []
    found = {
        token.start: token
        for token in numbers
        if token.start not in addresses
        and _is_surely(text, token, latin)
        and not (is_code and is_code(token.start))
    }
    written = _mentions(text, lang)
    for letters in _AS_LETTERS if words else _AS_LETTERS[:1]:
        seen = _mentions(_replaced(_replaced(text, numbers, _AS_FIGURES), words, letters), lang)
        for token in (*numbers, *words):
            whole = range(token.start, token.end)
            if token.start not in found and any(
                not covered.isdisjoint(whole) and written[detector].isdisjoint(whole)
                for detector, covered in seen.items()
            ):
                found[token.start] = token
    return [found[start] for start in sorted(found)]


def _numbers(text: str) -> Iterator[_Token]:
    """Numbers with a letter or raised figures in them."""
    for match in _NUMBER.finditer(text):
        at = next((index for index, each in enumerate(match[0]) if each in _AS_TAKEN), None)
        raised = all(each in _RAISED for each in match[0])
        if at is not None and (raised or any("0" <= each <= "9" for each in match[0])):
            yield _Token(match.start(), match.end(), match.start() + at)


def _words(text: str) -> Iterator[_Token]:
    """Words with what looks like another letter in them."""
    for match in _WORD.finditer(text):
        word = match[0]
        at = next(
            (
                index
                for index, each in enumerate(word)
                if each in _DOUBTFUL or (each == "I" and word[index - 1 : index].islower())
            ),
            None,
        )
        # What is nothing but noughts and ones is a number.
        if at is not None and not _AS_TAKEN.issuperset(word.translate(_NO_FIGURES)):
            yield _Token(match.start(), match.end(), match.start() + at)


def _is_surely(text: str, token: _Token, latin: bool) -> bool:
    """Whether it can be nothing but a number, whatever stands around it: 5OO, 1O.000, 5,OO."""
    read = text[token.start : token.end]
    if text[token.start - 1 : token.start].isalnum() or text[token.end : token.end + 1].isalnum():
        return False
    if latin and any(each in read for each in _NOUGHTS + _THREES if not each.isascii()):
        return True
    taken = [index for index, each in enumerate(read) if each in _NOUGHTS]
    return bool(
        "1" <= read[0] <= "9" and taken and (len(taken) > 1 or any(map(str.isdigit, read[taken[0] :])))
    )


def _replaced(text: str, tokens: Iterable[_Token], table: Mapping[int, int]) -> str:
    """The text with characters of its tokens as they look."""
    pieces, done = [], 0
    for token in tokens:
        pieces += [text[done : token.start], text[token.start : token.end].translate(table)]
        done = token.end
    return "".join((*pieces, text[done:]))


def _mentions(text: str, lang: str) -> dict[str, frozenset[int]]:
    """What each detector finds, as the places of its characters."""
    return {
        detector: _covered(mentions_in_text(text, lang, detector)) for detector in sorted(detectors_for(lang))
    }


def _covered(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(index for start, end in spans for index in range(start, end))
