"""Whether a text is in the language that it says it is in, where letters do not tell.

Input: a subject. Output: diagnostics. Must not: know what a language's words mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, report
from pipeline.disclaimers.unfinished import small_words
from pipeline.document import plain_text

# Fewer words may be a list of names. A text has about a third of such words; of another language's, a few by chance.
_ENOUGH, _OWN, _OTHER, _TIMES = 120, 0.08, 0.2, 4


def language(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC256 (a text in another language than it says).

    Why: prices, doses and promises are found by the words of a language; in another they would pass unseen.
    """
    lang = subject.document.lang.split("-")[0]
    words, counts = small_words(plain_text(subject.document.blocks))
    if lang not in counts or words < _ENOUGH:
        return
    shares = {name: number / words for name, number in counts.items()}
    found = max(shares, key=lambda name: shares[name])
    if shares[lang] < _OWN and shares[found] >= max(_OTHER, _TIMES * shares[lang]):
        yield report("DOC256", subject.article.at("lang"), lang=subject.document.lang, found=found)
