"""Which rules an article meets, and with which words: the policy's conditions on its passages.

Input: a `Document` and its authored blocks. Output: triggers, each with the words that are the reason.
Must not: place anything, know a wording.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import get_args

from pipeline.article import Format, folded
from pipeline.disclaimers.criteria import (
    ARTICLE_TESTS,
    All,
    Any_,
    Condition,
    Criterion,
    Except,
    Not,
    Together,
)
from pipeline.disclaimers.detect import Mention, Passage, passages, read_as
from pipeline.disclaimers.foreign import foreign
from pipeline.disclaimers.library import lookup
from pipeline.disclaimers.neighbours import neighbours
from pipeline.disclaimers.policy import Rule
from pipeline.disclaimers.printed import Placed, before_all, behind_all
from pipeline.disclaimers.sentences import Span, by_sentence
from pipeline.disclaimers.surface import under_headings
from pipeline.document import Block, Document
from pipeline.document.drawings import words_of_drawings


@dataclass(frozen=True, slots=True)
class Trigger:
    """A block that sets a rule off, with its reasons.

    Shape: None is the article as a whole, or what its front matter puts before the text, or `behind` it.
    """

    block: int | None
    mentions: tuple[Mention, ...]
    as_of: tuple[datetime.date, ...]
    behind: bool = False


class Conditions:
    """The conditions of rules, tested on one article, whose surface is `blocks`, in the formats that it has."""

    def __init__(
        self, document: Document, blocks: Sequence[Block], formats: Sequence[str] = get_args(Format)
    ) -> None:
        self.document = document
        sections = tuple(under_headings(blocks, formats))
        drawn, beside = words_of_drawings(blocks, document.assets), neighbours(blocks)
        self.passages: list[Placed] = [
            *before_all(document),
            *(
                Placed(index, passage)
                for index, section in enumerate(sections)
                for passage in passages(blocks[index], section, drawn, beside[index])
            ),
            *behind_all(document, blocks, formats),
            *starmap(Placed, foreign(blocks, sections, document.lang, formats)),
        ]
        self._mentions: dict[tuple[int, Criterion], tuple[Mention, ...]] = {}

    def _article_test(self, test: Criterion, format: str, negated: bool) -> bool:
        meta, inherited = self.document.meta, self.document.article.inherited
        # What a translation says of itself takes nothing away that the original owes, and may add to it.
        told = (meta,) if inherited is None else (inherited,) if negated else (meta, inherited)
        match test.kind:
            case "topic":
                return any(topic in test.values for one in told for topic in one.topics)
            case "audience" | "region":
                said = {one.audience if test.kind == "audience" else one.region for one in told} - {None}
                return any(self._alike(value, each) for value in test.values for each in said if each)
            case "lang":
                return any(tag in lookup(self.document.lang) for tag in test.values)
            case _:
                return format in test.values

    def possible(self, condition: Condition, format: str, *, negated: bool = False) -> bool | None:
        """The condition as far as the article decides it; None: the blocks do. `negated`: it stands under `not`."""
        match condition:
            case Criterion():
                return (
                    self._article_test(condition, format, negated)
                    if condition.kind in ARTICLE_TESTS
                    else None
                )
            case All(parts):
                known = [self.possible(part, format, negated=negated) for part in parts]
                return False if False in known else None if None in known else True
            case Any_(parts):
                known = [self.possible(part, format, negated=negated) for part in parts]
                return True if True in known else None if None in known else False
            case Not(part):
                inner = self.possible(part, format, negated=not negated)
                return None if inner is None else not inner
            case Except() | Together():
                return None

    def _evidence(self, index: int, test: Criterion) -> tuple[Mention, ...]:
        """What in a passage meets a test of blocks."""
        key = (index, test)
        if key not in self._mentions:
            self._mentions[key] = tuple(self._look(self.passages[index].passage, test))
        return self._mentions[key]

    def _left(self, index: int, sought: Criterion, others: Sequence[Criterion]) -> Iterator[Mention]:
        """What a test finds in a passage where the others find nothing."""
        taken = [mention for test in others for mention in self._evidence(index, test)]
        for mention in self._evidence(index, sought):
            if not any(_overlap(mention, other) for other in taken):
                yield mention

    def _in_one_sentence(self, index: int, asked: Together) -> Iterator[Mention]:
        """What each test finds in those sentences of a passage where all of them find something, and others nothing.

        Why: a table is one sentence, since its heads say something of its cells; a word that rules a claim out does so in its cell.
        """
        passage = self.passages[index].passage
        others = [mention for test in asked.without for mention in self._evidence(index, test)]
        ruled_out = set(_by_sentence(passage, others))
        found: list[dict[tuple[int, int], list[Mention]]] = []
        for part in asked.parts:
            mentions = (
                self._evidence(index, part)
                if isinstance(part, Criterion)
                else tuple(self._left(index, part.sought, part.others))
            )
            found.append({})
            for sentence, here in _by_sentence(passage, mentions).items() if mentions else ():
                if sentence not in ruled_out:
                    found[-1].setdefault((-1, 0) if passage.kind == "table" else sentence, []).extend(here)
            if not found[-1]:
                return
        for sentence in sorted(set.intersection(*(set(each) for each in found))):
            for each in found:
                yield from each[sentence]

    def _look(self, passage: Passage, test: Criterion) -> Iterator[Mention]:
        match test.kind:
            case "mentions":
                for detector in test.values:
                    yield from passage.mentions(self.document.lang, detector)
            case "terms":
                yield from passage.terms(test.values, self.document.lang)
            case "component":
                for name in test.values:
                    if name in passage.components:
                        first = passage.pieces[0] if passage.pieces else None
                        if first is None:
                            yield Mention("component", name, None)
                            continue
                        end = len(first.text)
                        yield Mention("component", name, first.extent(0, end), (0, 0, end))
            case _:
                columns = {folded(column).casefold() for column in passage.columns}
                for number, piece in enumerate(passage.pieces):
                    if not piece.text.strip() or folded(piece.text).casefold() not in columns:
                        continue
                    for value in test.values:
                        if self._alike(value, piece.text, whole=False):
                            end = len(piece.text)
                            yield Mention("table-column", piece.text, piece.extent(0, end), (number, 0, end))

    def _alike(self, value: str, said: str, whole: bool = True) -> bool:
        """Whether readers take what is said for the value, or for something that holds it."""
        value, said = (" ".join(read_as(text, self.document.lang).text.split()) for text in (value, said))
        if whole:
            return value.casefold() == said.casefold() or bool(re.fullmatch(re.escape(value), said, re.I))
        # Patterns take a dotless i for an i, and what has its case folded has ss for a sharp s.
        return value.casefold() in said.casefold() or bool(re.search(re.escape(value), said, re.I))

    def _meets(
        self, condition: Condition, members: Sequence[int], format: str, negated: bool = False
    ) -> tuple[bool, tuple[Mention, ...]]:
        """Whether a condition holds for the passages taken together, and what in them is the reason."""
        match condition:
            case Criterion():
                if condition.kind in ARTICLE_TESTS:
                    return self._article_test(condition, format, negated), ()
                mentions = tuple(mention for index in members for mention in self._evidence(index, condition))
                return bool(mentions), mentions
            case All(parts):
                results = [self._meets(part, members, format, negated) for part in parts]
                holds = all(result for result, _ in results)
                return holds, tuple(mention for _, found in results for mention in found) if holds else ()
            case Any_(parts):
                results = [self._meets(part, members, format, negated) for part in parts]
                good = [found for result, found in results if result]
                return bool(good), tuple(mention for found in good for mention in found)
            case Not(part):
                return not self._meets(part, members, format, not negated)[0], ()
            case Except(sought, others):
                left = tuple(mention for index in members for mention in self._left(index, sought, others))
                return bool(left), left
            case Together():
                beside = tuple(
                    found for index in members for found in self._in_one_sentence(index, condition)
                )
                return bool(beside), beside

    def triggers(self, rule: Rule, format: str) -> tuple[Trigger, ...] | None:
        """What sets the rule off in a format; None: nothing. An article-level reason is a trigger without a block.

        Why: a condition is tested on each passage and on the top-level block as a whole, so that neither a
        second claim in the same list nor one that is spread over it goes without its notice.
        """
        if self.possible(rule.when, format) is False:
            return None
        shown = [
            index
            for index, placed in enumerate(self.passages)
            if placed.passage.formats is None or format in placed.passage.formats
        ]
        whole, reasons = self._meets(rule.when, shown, format)
        if rule.require is None:
            # "Nothing is owed" has to be true of the article as a whole.
            return (Trigger(None, reasons, ()),) if whole else None
        by_block: dict[tuple[int | None, bool], list[int]] = {}
        for index in shown:
            placed = self.passages[index]
            by_block.setdefault((placed.block, placed.behind), []).append(index)
        triggers: list[Trigger] = []
        for (block, behind), members in by_block.items():
            mentions: list[Mention] = []
            covering: list[int] = []
            holds = False
            for group in (*([index] for index in members), members):
                result, found = self._meets(rule.when, group, format)
                holds |= result
                if result and found:
                    mentions += found
                    covering += group
            if mentions:
                as_of = tuple(
                    date for index in dict.fromkeys(covering) for date in self.passages[index].passage.as_of
                )
                triggers.append(Trigger(block, tuple(dict.fromkeys(mentions)), as_of, behind))
            elif holds and rule.place != "after-trigger":
                whole = True
        if triggers:
            return tuple(triggers)
        return (Trigger(None, (), ()),) if whole else None

    def in_the_way(self, rule: Rule, format: str) -> tuple[Mention, ...]:
        """The words without which a rule that asks for their absence would hold; none where something else is missing, too."""
        shown = [
            index
            for index, placed in enumerate(self.passages)
            if placed.passage.formats is None or format in placed.passage.formats
        ]
        found: list[Mention] = []
        for part in _parts(rule.when):
            if self._meets(part, shown, format)[0]:
                continue
            mentions = self._meets(part.part, shown, format, True)[1] if isinstance(part, Not) else ()
            if not mentions:
                return ()
            found += mentions
        return tuple(dict.fromkeys(found))


def _parts(condition: Condition) -> Iterator[Condition]:
    """What has to hold together."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def _by_sentence(passage: Passage, mentions: Iterable[Mention]) -> dict[tuple[int, int], list[Mention]]:
    """The mentions of a passage by the sentence in which they stand: the numbers of the piece and of its sentence."""
    pieces: dict[int, dict[Span, list[Mention]]] = {}
    found: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        if mention.span is None:
            found.setdefault((-1, 0), []).append(mention)
            continue
        piece, start, end = mention.span
        pieces.setdefault(piece, {}).setdefault((start, end), []).append(mention)
    for piece, spans in pieces.items():
        for number, here in by_sentence(passage.pieces[piece].text, spans).items():
            found[piece, number] = [mention for span in here for mention in spans[span]]
    return found


def _overlap(one: Mention, other: Mention) -> bool:
    """Whether two mentions of a passage have words in common."""
    if one.span is None or other.span is None:
        # Of a component without words there is its name.
        return one.text == other.text
    (piece, start, end), (other_piece, other_start, other_end) = one.span, other.span
    return piece == other_piece and start < other_end and other_start < end
