"""Titles in the phrases that their signs divide them into."""

from __future__ import annotations

import pytest

from pipeline.rendition.phrases import bound, phrases


@pytest.mark.parametrize(
    ("lang", "title", "found"),
    [
        ("en", "After Knee Surgery: Your First Weeks", ["After Knee Surgery:", "Your First Weeks"]),
        ("en", "Fixed or  Variable? Choosing", ["Fixed or Variable?", "Choosing"]),
        ("pl", "Jak żyć w Norwegii? Zacznij", ["Jak żyć w~Norwegii?", "Zacznij"]),
        ("ar", "كيف تبدأ؟ اقرأ", ["كيف تبدأ؟", "اقرأ"]),
        ("hi", "घर का किराया: क्या देखें", ["घर का किराया:", "क्या देखें"]),
        ("zh", "潮水：什么时候来？", ["潮水：", "什么时候来？"]),
        ("en", "Open at 8: 30 ways", ["Open at 8: 30 ways"]),
        ("en", "Settling In", ["Settling In"]),
        ("en", "Why? – A guide", ["Why? – A guide"]),
    ],
)
def test_phrases_of_a_title(lang: str, title: str, found: list[str]) -> None:
    divided = phrases(title, lang, "rtl" if lang == "ar" else "ltr")
    assert [phrase.replace("\u00a0", "~") for phrase, _ in divided] == found
    assert "".join(phrase + behind for phrase, behind in divided).replace("\u00a0", " ") == " ".join(
        title.split()
    )


def test_figures_keep_their_order() -> None:
    assert bound("اتصل على 22 11 80 81", "ar", "rtl") == "اتصل على 22\u00a011\u00a080\u00a081"
