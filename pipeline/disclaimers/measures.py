"""Words and sentences around amounts of something: what stands ahead of a number, behind it, beside it.

Input: folded text, a language. Output: patterns, offsets. The words of each language stand in `grammar/`.
Must not: know what is measured.
"""

from __future__ import annotations

import functools
import re

from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.lexicons import BEGIN, END, bounded, primary, shared, whole_words, words_of
from pipeline.disclaimers.sentences import Span, sentences

# ── words ───────────────────────────────────────────────────────────────────────────────────────


def joined(patterns: tuple[str, ...]) -> str:
    """Alternatives with bounded repetitions."""
    return bounded("|".join(patterns))


@functools.lru_cache(maxsize=1024)
def right_behind(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words right behind something else."""
    return re.compile(rf" {{0,2}}-?(?:{joined(patterns)}){END}" if patterns else r"(?!)", re.IGNORECASE)


@functools.lru_cache(maxsize=1024)
def right_ahead(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words before a number, and little between."""
    return re.compile(
        rf"{BEGIN}(?:{joined(patterns)}){END}[^\W\d]{{0,8}} ?[^\w\s]?\Z" if patterns else r"(?!)",
        re.IGNORECASE,
    )


@functools.cache
def listed_of(lang: str, detector: str, key: str) -> tuple[str, ...]:
    """Words of a table, with what the language may join to any of them: articles, prepositions, pronouns.

    Why: units stand behind their number, where nothing is joined.
    """
    table = words_of(lang).get(detector, {})
    if key in ("units", "masses", "small", "qualifiers", "of", "alternatives"):
        return tuple(table.get(key, ()))
    before, after = table.get("before", ""), table.get("after", "")
    return tuple(f"{before}(?:{word}){after}" if before or after else word for word in table.get(key, ()))


@functools.cache
def any_of(lang: str, detector: str, *keys: str) -> re.Pattern[str]:
    """Whole words of some tables."""
    return whole_words(tuple(word for key in keys for word in listed_of(lang, detector, key)))


# Letters that stand side by side without spaces.
UNSPACED_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def folded(head: str) -> str:
    return fold(head).text


@functools.cache
def scale_of(lang: str) -> re.Pattern[str]:
    """A magnitude behind a number that has no currency."""
    general = (word for word in sorted(shared("magnitudes"), key=len, reverse=True) if len(word) > 1)
    words = "|".join(re.escape(word) for word in general)
    own = joined((*words_of(lang).get("magnitudes", ()), *listed_of(lang, "pay", "magnitudes"))) or "(?!)"
    return re.compile(rf"(?:k|K| {{0,2}}(?:{words})\.?| {{0,2}}(?:{own})){END}", re.IGNORECASE)


# "… 200 kr. The course …": the dot ends the sentence as well as the word.
_SHORT_UNIT = re.compile(r"\d[^.]{0,14}\.(?= {1,4}[^\W\d_])")
_NEXT = re.compile(r" {1,4}(\w)")


# "ab dem 1. Januar": the dot makes an ordinal of the number.
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}\. {1,4}\Z")


@functools.cache
def months(lang: str) -> frozenset[str]:
    """Names of months, folded and in lower case."""
    from babel.core import Locale

    names = Locale.parse(primary(lang)).months["format"]
    return frozenset(
        fold(name).text.casefold() for width in ("wide", "abbreviated") for name in names[width].values()
    )


def _whole_sentences(text: str, lang: str) -> list[Span]:
    """Sentences, no date cut in two."""
    spans: list[Span] = []
    for start, end in sentences(text):
        word = re.match(r"[^\W\d_]{1,16}\.?", text[start : start + 17])
        if (
            spans
            and word
            and _ORDINAL.search(text, max(0, start - 12), start)
            and word[0].casefold() in months(lang)
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def sentences_of(text: str, lang: str) -> list[Span]:
    """Where sentences stand; one that ends in a unit's short form ends there if the next begins with a capital."""
    spans: list[Span] = []
    for start, end in _whole_sentences(text, lang):
        at = start
        for match in _SHORT_UNIT.finditer(text, start, end):
            stop = match.end()
            following = _NEXT.match(text, stop)
            word = re.search(r"[^\W\d_]{1,12}\.\Z", text[max(start, stop - 13) : stop])
            if (
                not following
                or not following[1].isupper()
                or not word
                or word[0][:-1].casefold() in shared("magnitudes")
            ):
                continue
            spans.append((at, stop))
            at = stop
        spans.append((at, end))
    return spans
