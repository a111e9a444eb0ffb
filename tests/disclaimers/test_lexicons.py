"""The words of languages: what is read of their files, and when."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.lexicons import languages, lexicon, top


@pytest.mark.parametrize("lang", languages())
def test_lists_outside_tables_are_all_at_the_beginning(lang: str) -> None:
    """Only the beginning is read for them: what stood behind a table would be missed."""
    outside = {key: words for key, words in lexicon(lang).items() if isinstance(words, list)}
    assert len(outside) >= 4
    for key, words in outside.items():
        assert top(lang, key) == tuple(words), key


def test_lists_of_all_languages() -> None:
    assert set(top("", "ranges")) >= set(top("de", "ranges")) | set(top("zh", "ranges"))
    assert top("no", "ranges") == top("nb", "ranges")
    assert top("xx", "ranges") == top("shared", "ranges") == ()
