"""The words of languages: what is read of their files, and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.disclaimers import lexicons
from pipeline.disclaimers.lexicons import languages, lexicon, top, whole_words
from pipeline.precompiled import Kept


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


def test_files_are_read_once_for_all_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept("lexicons", tmp_path)
    monkeypatch.setattr(lexicons, "LEXICONS", kept)
    for make in (lexicon.__wrapped__, lexicons._outside.__wrapped__):
        read = [make("nb"), make("shared"), make("xx")]
        assert read[0]["ranges"]
        assert not read[2]
        with monkeypatch.context() as patched:
            patched.setattr(lexicons, "_read", lambda *_: pytest.fail("it was read again"))
            assert [make("nb"), make("shared"), make("xx")] == read
    # They are not each other's.
    assert len(lexicon.__wrapped__("nb")) > len(lexicons._outside.__wrapped__("nb"))


def test_words_are_sought_together_by_their_first_letter() -> None:
    made = lexicons.by_initial(("abc", "ab?d", "Acd(?:x|y)", "ae|fg", "a(?:b)|c(?:d)", "xy[(|]", "xz(?:a|b)"))
    assert made == "ab?d|ae|fg|a(?:b)|c(?:d)|a(?:bc|cd(?:x|y))|x(?:y[(|]|z(?:a|b))"


def test_words_that_are_told_by_their_ends_are_found_together_as_each_alone() -> None:
    ends = ("er", "ist", "folk", "vakt", "lege", "hjelp", "tolk", "prest", "kokk(?:en)?")
    patterns = (*(rf"\w*{end}" for end in ends), r"\w*mann|kone", r"\w*?bud", "smed")
    together = whole_words(patterns)
    for word in (
        "maler",
        "kokken",
        "storkokken",
        "tannlege",
        "leger",
        "postmann",
        "kone",
        "nabokone",
        "avisbud",
        "grovsmed",
    ):
        alone = any(whole_words((pattern,)).fullmatch(word) for pattern in patterns)
        assert bool(together.fullmatch(word)) == alone, word
    assert together.fullmatch("storkokken")
    assert not together.fullmatch("nabokone")
