"""What is said in the same ways in scripts and grammars far from English: names of medicines, events, dues, signs of prices."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text


def found(lang: str, detector: str, text: str) -> list[str]:
    return [text[slice(*span)] for span in mentions_in_text(text, lang, detector)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # A medicine by its name in the language's own letters, and how often.
        ("uk", "Левотироксин приймають щоранку.", ["щоранку"]),
        ("ar", "يؤخذ الباراسيتامول كل ست ساعات.", ["كل ست ساعات"]),
        ("hi", "मेटफ़ॉर्मिन दिन में दो बार लें।", ["दिन में दो बार"]),
        ("es", "El parche se cambia cada 72 horas.", ["cada 72 horas"]),
        # How strong a medicine is tells no dose.
        ("fr", "Amoxicilline 250 mg/5 ml : prenez 7,5 ml matin et soir.", ["7,5 ml matin et soir"]),
        ("zh", "阿莫西林250毫克/5毫升", []),
        # The question names the medicine, the answer says how often.
        ("pl", "Jak często brać metotreksat? Raz w tygodniu.", ["Raz w tygodniu"]),
        ("pl", "Jak często jeździ autobus? Raz w tygodniu.", []),
        # Where the count stands behind how often.
        ("hi", "गम चबाएँ; दिन में पंद्रह से ज़्यादा नहीं।", ["दिन में पंद्रह से ज़्यादा नहीं"]),
        ("zh", "布洛芬间隔六小时再吃。", ["间隔六小时再吃"]),
        ("zh", "地铁间隔六分钟一班。", []),
    ],
)
def test_doses(lang: str, text: str, expected: list[str]) -> None:
    assert found(lang, "dosage", text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("uk", "Член профспілки сплачує 90 грн на місяць.", []),
        ("ar", "يدفع العضو للنقابة ستين جنيهًا في السنة.", []),
        ("ar", "سعر الملعب 80 جنيهًا في الساعة.", []),
        ("ar", "أجر البستاني 80 جنيهًا في الساعة.", ["80 جنيهًا"]),
        ("pl", "Po okresie próbnym rośnie do 5 400 zł.", ["5 400 zł"]),
        ("fr", "La CGT réclame 120 euros de plus par mois.", ["120 euros"]),
        ("zh", "快递员每单拿3元。", ["3元"]),
    ],
)
def test_pay_and_dues(lang: str, text: str, expected: list[str]) -> None:
    assert found(lang, "pay", text) == expected


@pytest.mark.parametrize(
    ("lang", "detector", "text", "expected"),
    [
        ("hi", "money", "फ़ीस रू० 500/- है।", ["रू० 500/-"]),
        ("so", "money", "Kharashku waa 500/- bishii.", ["500/-"]),
        ("hi", "money", "मकान 12/7 गली 3", []),
        ("zh", "percentage", "近三成住户、六成四的学生", ["三成", "六成四"]),
        ("zh", "percentage", "三人成团，分成两成员组，一成不变", []),
        ("zh", "money", "逾期归还，每册每天收滞纳金两角。", ["两角"]),
        ("zh", "money", "旗上有一颗五角星。", []),
        ("zh", "money", "渡轮票每张12澳门元。", ["12澳门元"]),
        ("zh", "money", "下表为各校支出（万元）。", []),
        ("zh", "money", "捐款（五万元）已到账。", ["五万元"]),
        ("zh", "money", "单位：万元", []),
        ("zh", "money", "奖金：万元", ["万元"]),
        ("zh", "money", "门票（百元）当场付。", ["百元"]),
        ("zh", "percentage", "门将扑出一个点球。", []),
        ("zh", "percentage", "利率下调一个点。", ["一个点"]),
    ],
)
def test_signs_of_sums_and_shares(lang: str, detector: str, text: str, expected: list[str]) -> None:
    assert found(lang, detector, text) == expected


@pytest.mark.parametrize(
    ("lang", "event", "fact"),
    [
        ("fr", "Le séjour a lieu du 1er au 5 avril 2026.", "Le tarif vaut du 1er au 5 avril 2026."),
        ("es", "El viaje es del 1 al 5 de abril de 2026.", "Matrícula del 1 al 5 de abril de 2026."),
        ("pl", "Wycieczka trwa od 1 do 5 kwietnia 2026 r.", "Zapisy trwają od 1 do 5 kwietnia 2026 r."),
        ("uk", "Табір триває з 1 до 5 квітня 2026 року.", "Знижка діє з 1 до 5 квітня 2026 року."),
        ("ar", "الرحلة من 1 إلى 5 أبريل 2026.", "يسري السعر من 1 إلى 5 أبريل 2026."),
        ("zh", "春游时间为2026年4月1日至5日。", "二〇二六年四月一日起，水费上调。"),
        ("hi", "यात्रा 1 से 5 अप्रैल 2026 तक चलेगी।", "यह दर 5 अप्रैल 2026 तक मान्य है।"),
    ],
)
def test_when_something_takes_place_is_no_time_limit(lang: str, event: str, fact: str) -> None:
    assert not found(lang, "date-bound", event)
    assert found(lang, "date-bound", fact)
