"""Spaces at which no line may end."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.rendition import spacing
from pipeline.rendition.spacing import held_together, lonely, parts


@pytest.mark.parametrize(
    ("lang", "text", "shown"),
    [
        ("en", "It costs 450 NOK for 12 months", "It costs 450~NOK for 12~months"),
        ("en", "12 monthly payments, 1-2 years, 1–2 years", "12 monthly payments, 1-2~years, 1–2~years"),
        ("uk", "Це триває 1–2 роки, а не 3", "Це триває 1–2~роки, а~не 3"),
        ("nb-NO", "Om 3 år, ikke 3 årer", "Om 3~år, ikke 3 årer"),
        ("ar", "خلال 18 شهرًا", "خلال 18~شهرًا"),
        ("hi", "कोर्स 12 महीने का है", "कोर्स 12~महीने का है"),
        ("nb", "kr 1 500 eller 12 000 kr", "kr~1~500 eller 12~000~kr"),
        ("de", "15–20 % von 5 kg, § 536, 3 m hoch", "15–20~% von 5~kg, §~536, 3~m hoch"),
        ("fr", "1 234,56 € à 5 °C", "1~234,56~€ à 5~°C"),
        ("en", "Take 500 mg, then 2 more", "Take 500~mg, then 2 more"),
        ("en", "In 2026 the 3 men had 12 m8s", "In 2026 the 3 men had 12 m8s"),
        ("pl", "Wilgoć w domu i z dachu", "Wilgoć w~domu i~z~dachu"),
        ("uk", "Астма в дітей і її ознаки", "Астма в~дітей і~її ознаки"),
        ("en", "I had a cold", "I had a cold"),
        ("nb", "Å gå i skogen", "Å gå i skogen"),
        ("en", "Rates of 1 October 2026, not of May", "Rates of 1~October~2026, not of May"),
        ("nb", "Oppdatert 12. oktober 2026 · ny", "Oppdatert 12.~oktober~2026 · ny"),
        ("fr", "le 1er mars 2026", "le 1er~mars~2026"),
        ("es", "el 1 de octubre de 2026", "el 1~de~octubre~de~2026"),
        ("pl", "Stan na 12 października 2026 r. lub", "Stan na 12~października~2026~r. lub"),
        ("uk", "Оновлено 12 жовтня 2026 р.", "Оновлено 12~жовтня~2026~р."),
        ("so", "Oktoobar 12, 2026", "Oktoobar~12,~2026"),
        ("en", "There were 450 berths in 2026", "There were 450 berths in 2026"),
        ("en", "Call +47 10 20 30 47, or 22 11 80 80", "Call +47~10~20~30~47, or 22~11~80~80"),
        ("zh", "写上剂量和电话+47 10 20 30 40。", "写上剂量和电话+47~10~20~30~40。"),
        ("hi", "फ़ोन +44 20 7946 0958 पर", "फ़ोन +44~20~7946~0958 पर"),
        ("en", "Between 2026 and 2030 20 of 30", "Between 2026 and 2030 20 of 30"),
        ("en", "All 12 berths 2026 metres deep", "All 12~berths~2026~metres deep"),
    ],
)
def test_what_stays_on_one_line(lang: str, text: str, shown: str) -> None:
    assert held_together(text, lang) == shown.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("It takes 1–2 years, or 380\u00a0000–450\u00a0000\u00a0kr.", ["1–2", "380\u00a0000–450\u00a0000"]),
        ("Open 8.00–16.30, closed 12:00–13:00.", ["8.00–16.30", "12:00–13:00"]),
        ("Oslo–Bergen, 3–4–5, a – b, A1–A2, 7-8", []),
        ("Nothing here", []),
        ("药品在2026年12月31日之前可用，开封后4周，每6个月查。", ["2026年12月31日", "4周", "6个月"]),
        ("给1–2岁的孩子，见3–4、5；10分钟内，15–25元。", ["1–2岁", "3–4", "10分钟", "15–25元"]),
        ("毎年3か月、月曜7時間", ["3か月", "7時間"]),
    ],
)
def test_ranges_are_in_one_piece(text: str, ranges: list[str]) -> None:
    pieces = list(parts(text))
    assert [piece for piece, whole in pieces if whole] == ranges
    assert "".join(piece for piece, _ in pieces) == text


@pytest.mark.parametrize(
    ("text", "most", "last"),
    [
        ("You also pay back a little more at the start.", 24, "start."),
        ("a salary of some 38\u00a0000\u00a0kroner a\u00a0year", 24, None),
        ("die Beratung der Zentrale kostet höchstens 30\u00a0€.", 24, "30\u00a0€."),
        ("and it gives work and a perspective of employment.", 24, None),
        ("ويُنصح بإجراء بحث مستقل قبل اتخاذ أي قرارات مالية.", 24, "مالية."),
        ("what is in the contract of the apprentice", 13, None),
        ("what is in the contract of the lease", 13, "lease"),
        ("Too short for two lines.", 24, None),
        ("Everything depends on unquestionable circumstances", 24, None),
        ("From right to left the order of 0102 12", 24, None),
        ("不要让孩子独自一人 也不要给他 喝止咳糖浆 喝止咳糖浆", 24, None),
        ("ผู้ช่วยแพทย์ทำงานที่ไหนบ้าง ในนอร์เวย์ วันนี้", 24, None),
        ("간호조무사는 노르웨이에서 어떤 일을 하고 있습니까", 24, None),
    ],
)
def test_the_last_word_has_company(text: str, most: int, last: str | None) -> None:
    back = lonely(text, most)
    assert (text[-back:].removeprefix(" ") if back else None) == last


def test_what_is_counted_is_listed_once_and_in_small_letters() -> None:
    listed = tomllib.loads((Path(spacing.__file__).parent / "counted.toml").read_text(encoding="utf-8"))
    for lang, words in listed.items():
        assert sorted(set(words.split())) == sorted(words.split()), lang
        assert words == words.lower(), lang


def test_spaces_of_a_text_are_looked_for_once_for_all_formats() -> None:
    text = "Twelve lessons cost 1 200 NOK."
    assert held_together(text, "en") is held_together("".join(text), "en")
