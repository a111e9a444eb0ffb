"""Wages in words that name no currency: "the wage is twelve thousand, later fifteen thousand"."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

PAID = [
    ("en", "Glaziers start on a salary of nineteen thousand, later twenty-three thousand.", 2),
    ("en", "Our lock-keeper used to make nine thousand and a cottage.", 1),
    ("nb", "Lønna er førti tusen i måneden.", 1),
    ("nn", "Løna er førti tusen i månaden.", 1),
    ("sv", "Lönen är trettio tusen i månaden.", 1),
    ("da", "Lønnen er femogtyve tusinde om måneden.", 1),
    ("de", "Der Lohn beträgt viertausend im Monat.", 1),
    ("fr", "Il gagne mille cinq cents par mois.", 1),
    ("es", "El afilador cobra dos mil al mes.", 1),
    ("pl", "Kowal zarabia sześć tysięcy, a czeladnik cztery tysiące.", 2),
    ("uk", "Бондар заробляє п'ятнадцять тисяч, а помічник дев'ять тисяч.", 2),
    ("ar", "راتب الحداد خمسة آلاف وراتب مساعده ألفان.", 2),
    ("so", "Mushaharka birtumuhu waa toban kun bishii.", 1),
    ("zh", "裁缝的工资三千五,年底另有两千。", 2),
    ("hi", "बुनकर की तनख़्वाह बारह हज़ार है, बाद में पंद्रह हज़ार।", 2),
]


@pytest.mark.parametrize(("lang", "text", "number"), PAID)
def test_thousands_in_words_beside_a_word_for_pay_are_pay(lang: str, text: str, number: int) -> None:
    assert len(mentions_in_text(text, lang, "pay")) == number


COUNTED = [
    ("en", "The wages of six thousand weavers were frozen."),
    ("en", "The workers earned five thousand points."),
    ("nb", "Lønna til fem tusen ansatte økte."),
    ("sv", "Lönen höjdes för två tusen anställda."),
    ("de", "Tausend Dank für die Arbeit, der Lohn kommt morgen."),
    ("fr", "Il gagne mille points."),
    ("es", "El sueldo de mil quinientos empleados se congela."),
    ("pl", "Wypłatę dostało dwa tysiące osób."),
    ("uk", "Зарплатний проєкт охопив три тисячі людей."),
    ("ar", "تقاضى ألفا عامل رواتبهم."),
    ("so", "Mushaharka laba kun oo shaqaale ah ayaa kordhay."),
    ("so", "Mushaharka 2000 oo shaqaale ah ayaa kordhay."),
    ("zh", "发了工资就捐三千册书。"),
    ("hi", "वेतन आयोग को दस हज़ार चिट्ठियाँ मिलीं।"),
]


@pytest.mark.parametrize(("lang", "text"), COUNTED)
def test_thousands_of_something_else_beside_a_word_for_pay_are_none(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay") == ()
