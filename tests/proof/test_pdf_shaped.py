"""Brochures in scripts whose letters change when they are set: text is given beside the drawing, pictures decide."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Dictionary

from pipeline import document as documents
from pipeline import proof
from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.document import Block, Component
from pipeline.engines import Engines
from pipeline.proof.bidi import Direction, visual
from pipeline.proof.mutants.pdf import pdf_mutants
from pipeline.proof.pdf.measure import characters_in

from .conftest import Build, Finished, notice, shipped_fonts
from .pressed import pressed, singles
from .printed import AGAIN, changed, expectation, owed_notice, printed, run, shown
from .test_pdf import Instruction

ARABIC = (
    "الأسعار والرسوم صحيحة وقت الطباعة (4 مايو 2026)، وقد تتغير في أي وقت. هذه ليست نصيحة مالية؛ "
    "اسأل مختصًا قبل أن تدفع 1,200 NOK أو أكثر."
)
HINDI = (
    "कीमतें और शुल्क छपाई के समय (4 मई 2026) सही थे और कभी भी बदल सकते हैं। यह वित्तीय सलाह नहीं है; "
    "1,200 NOK या अधिक देने से पहले किसी विशेषज्ञ से पूछें।"
)
HEBREW = (
    "המחירים נכונים ליום ההדפסה (4.5.2026) ועשויים להשתנות בכל עת. אין זה ייעוץ; "
    "שאלו מומחה לפני שתשלמו 1,200 NOK או יותר."
)

CHINESE = (
    "票价和费用以印刷当日（2026年5月4日）为准，可能随时变动。以上内容不构成投资建议；在支付 1,200 NOK 或更多之前，请先咨询专业人士。"
    "“慢一点”并不是坏事。"
)


def in_script(lang: str, wording: str, title: str, lead: str, *, style: str = "") -> Finished:
    owed = expectation(
        run(title, -1, kind="title"), run(lead, 0, "advice-1"), shown(owed_notice("advice-1", wording, lang=lang), 1),
        run(lead + " 2", 2), lang=lang,
    )  # fmt: skip
    body = f'<h1>{title}</h1><p>{lead}</p><p><span class="wording">{wording}</span></p><p>{lead} 2</p>'
    return printed(owed, body, style)


@pytest.fixture(scope="module")
def arabic() -> Finished:
    return in_script("ar", ARABIC, "العبّارات", "السعر 42 كرونة لكل عبور.")


def spoken(finished: Finished, change: Callable[[str], str]) -> bytes:
    """The file with what it says of its text changed."""
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        for page in document.pages:
            instructions: list[Instruction] = []
            for instruction in pikepdf.parse_content_stream(page):
                operands, operator = list(instruction.operands), instruction.operator
                if (
                    str(operator) == "BDC"
                    and isinstance(operands[1], Dictionary)
                    and "/ActualText" in operands[1]
                ):
                    said = change(str(operands[1].ActualText))
                    operands[1] = Dictionary(ActualText=pikepdf.String(said)) if said else Dictionary()
                instructions.append((operands, operator))
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))
        output = io.BytesIO()
        document.save(output)
    return output.getvalue()


# ── proved


def test_marks_of_direction_from_left_to_right() -> None:
    lead = "Ring \u200e+47 12345678\u200e or ask \u2068Ann\u2069.\u200f A crossing costs 42 NOK."
    finished = in_script("en", AGAIN, "Ferries", lead)
    assert finished.proved().diagnostics == ()
    assert pressed(finished, singles(1)).proved().diagnostics == ()
    lie = spoken(finished, lambda said: said.replace("42", "24"))
    assert "PRF857" in {one.code for one in dataclasses.replace(finished, content=lie).proved().diagnostics}


def test_arabic(arabic: Finished) -> None:
    made = arabic.proved()
    assert made.diagnostics == ()
    assert made.proved
    seen = made.disclaimers[0]
    assert seen.sha256 == seen.found_sha256
    assert seen.x_height_mm is None
    assert seen.size_pt == 11
    assert seen.contrast is not None
    assert seen.contrast > 10
    assert seen.line_chars is not None
    assert 30 < seen.line_chars < 100
    assert made.parity is not None
    assert made.parity.found == made.parity.expected
    assert arabic.codes(spoken(arabic, lambda text: text)) == set()


def test_a_fraction_in_arabic_is_one_letter() -> None:
    finished = in_script("ar", ARABIC, "العبّارات", "السعر ½ كرونة، و¼ للأطفال.")
    assert finished.proved().diagnostics == ()


@pytest.mark.parametrize("weight", [600, 700])
def test_bold_arabic(weight: int) -> None:
    finished = in_script("ar", ARABIC, "العبّارات", "السعر.", style=f".wording {{ font-weight: {weight} }}")
    made = finished.proved()
    assert made.diagnostics == ()
    assert made.disclaimers[0].bold is True


def test_hebrew() -> None:
    finished = in_script("he", HEBREW, "מעבורות", "מעבר אחד עולה 10–14 כתרים.")
    assert finished.proved().diagnostics == ()
    others = {name: face for name, face in shipped_fonts().items() if "Hebrew" not in name}
    assert {found.code for found in finished.proved(fonts=others).diagnostics} == {"PRF845", "PRF846"}


def test_hindi() -> None:
    finished = in_script("hi", HINDI, "नौका", "एक यात्रा का किराया 42–50 क्रोन है।")
    made = finished.proved()
    assert made.diagnostics == ()
    assert made.proved
    # "It is not advice" without its "not".
    lie = in_script(
        "hi", HINDI.replace("सलाह नहीं है", "सलाह ही है"), "नौका", "एक यात्रा का किराया 42–50 क्रोन है।"
    )
    said = spoken(lie, lambda text: text.replace("सलाह ही है", "सलाह नहीं है"))
    assert "PRF828" in {found.code for found in finished.proved(said).diagnostics}


def test_chinese() -> None:
    """Lines end between any two characters; a space that somebody put there is a change."""
    finished = in_script("zh", CHINESE, "渡船", "单程票价为 42 克朗。")
    made = finished.proved()
    assert made.diagnostics == ()
    assert made.proved
    spaced = changed(
        finished,
        runs=in_script("zh", CHINESE.replace("随时", "随 时"), "渡船", "单程票价为 42 克朗。").owed.runs,
    )
    assert "PRF803" in spaced.codes()
    lie = in_script("zh", CHINESE.replace("不构成", "构成"), "渡船", "单程票价为 42 克朗。")
    assert "PRF803" in finished.codes(lie.content)


# ── not proved


@pytest.mark.code("PRF861", "PRF862")
def test_without_text(arabic: Finished) -> None:
    assert arabic.codes(spoken(arabic, lambda text: "")) >= {"PRF861", "PRF862"}


def test_text_that_lies(arabic: Finished) -> None:
    """The page draws "this is advice", and says that it is none."""
    other = in_script(
        "ar", ARABIC.replace("هذه ليست نصيحة", "هذه نصيحة"), "العبّارات", "السعر 42 كرونة لكل عبور."
    )
    assert "PRF803" in arabic.codes(other.content)
    said = spoken(other, lambda text: text.replace("هذه نصيحة", "هذه ليست نصيحة"))
    assert "PRF828" in arabic.codes(said)


@pytest.mark.parametrize(
    ("wording", "drawn"),
    [
        ("لا تدفع قبل أن تسأل مختصًا.", "الآن تدفع قبل أن تسأل مختصًا."),
        ("هذا تقدير فقط.", "هذا تقرير فقط."),
        ("بيت صغير بلا ثمن.", "نبت صغير بلا ثمن."),
        ("السعر 1,200 كرونة.", "السعر 1,300 كرونة."),
        ("قال نعم ثم لا.", "قال لا ثم نعم."),
    ],
)
def test_one_letter_one_dot_one_figure(wording: str, drawn: str) -> None:
    honest = in_script("ar", wording, "العبّارات", "السعر.")
    assert honest.codes() == set()
    lying = spoken(
        in_script("ar", drawn, "العبّارات", "السعر."), lambda text: wording if text == drawn else text
    )
    assert honest.codes(lying) & {"PRF828", "PRF824"}


def test_reworded_left_out_and_missing_text(arabic: Finished) -> None:
    assert "PRF803" in arabic.codes(spoken(arabic, lambda text: text.replace("تتغير", "تتعير")))
    runs = (*arabic.owed.runs, run("فقرة أخرى ليست في الملف.", 3))
    assert "PRF851" in changed(arabic, runs=runs).codes()


def test_text_beside_letters_that_need_none() -> None:
    """What is said decides nothing for a disclaimer in another script either."""
    wording = "Nobody is bound by this"
    finished = in_script("ar", wording, "العبّارات", "السعر.")
    assert finished.codes() == set()
    other = in_script("ar", "Somebody is bound by this", "العبّارات", "السعر.")
    lying = spoken(other, lambda text: text.replace("Somebody", "Nobody"))
    assert "PRF828" in finished.codes(lying)


# ── a whole brochure

ARTICLE = """---
title: "عبّارات الميناء"
subtitle: كم تكلف الرحلة
description: أسعار عبّارات الميناء ومواعيدها.
lang: ar
author: مكتب الميناء
date: 2026-05-04
topics: [household]
---

تعبر العبّارة الميناء كل عشرين دقيقة، في كل الأحوال الجوية ما عدا الضباب.[^quay]

## الأسعار

::: {.table caption="أسعار الرحلة الواحدة" as-of=2026-05-04}
| الراكب | ذهاب | صالحة |
|---|---|---|
| بالغ | 42 كرونة | 12 شهرًا |
| طفل | 21 كرونة | 6 أشهر |
:::

- الملابس الدافئة متوفرة.
- الوجبات **مجانية** على متن السفينة (WiFi أيضًا).

## المواعيد

تغادر العبّارة الأولى في السادسة، والأخيرة في منتصف الليل.

[^quay]: الآلة تقبل البطاقات فقط.
"""


def test_a_whole_brochure_in_arabic(build: Build, engines: Engines) -> None:
    article = parse_article(
        ArticleFile("source/articles/ferries/article.ar.md", ARTICLE.encode()), "ar"
    ).value
    assert article is not None
    article = dataclasses.replace(article, meta=article.meta.model_copy(update={"publisher": "مكتب الميناء"}))
    tree = documents.parse(article, engines.pandoc).value
    assert tree is not None
    blocks: list[Block] = [notice("offer-1", "لا شيء في هذا المنشور عرض ملزم.", "opening")]
    for block in tree.blocks:
        blocks.append(block)
        if isinstance(block, Component) and block.name == "table":
            blocks.append(notice("prices-1", ARABIC, "after-trigger"))
    blocks.append(notice("advice-1", "هذا المنشور للعلم فقط، وليس نصيحة.", "closing"))
    finished = build(dataclasses.replace(tree, blocks=tuple(blocks)), "brochure")
    made = finished.proved()
    assert made.diagnostics == ()
    assert made.proved
    owed = proof.expectation_in(finished.content, "x.pdf")
    assert finished.proved(owed=owed).diagnostics == ()


# ── the order of letters on a line


@pytest.mark.parametrize(
    ("text", "base", "drawn"),
    [
        ("abc def", "ltr", ["abc def"]),
        ("هذه abc 12 نص", "rtl", [" نص", "abc 12", "هذه "]),
        ("السعر 1,200 NOK اليوم.", "rtl", [" اليوم.", "NOK", " ", "1,200", "السعر "]),
        ("(نص) text", "rtl", ["text", "(نص) "]),
        ("text (نص) more", "ltr", ["text (", "نص", ") more"]),
        ("שלום 4.5.2026 שלום", "rtl", [" שלום", "4.5.2026", "שלום "]),
        ("שלום, world!", "ltr", ["שלום", ", world!"]),
        ("שלום -5% היום", "rtl", [" היום", "5%", "שלום -"]),
    ],
)
def test_order_of_letters(text: str, base: Direction, drawn: list[str]) -> None:
    assert [text[one.start : one.end] for one in visual(text, base)] == drawn


@pytest.mark.parametrize(
    ("text", "number"),
    [("Ask  again.\n", 10), ("कीमत बदलती है", 10), ("مُدَرِّس", 4), ("e\u0301te\u0301", 3), ("问药师", 3)],
)
def test_marks_belong_to_their_letters_in_the_length_of_a_line(text: str, number: int) -> None:
    assert characters_in(text) == number


# ── attacked


@pytest.mark.parametrize("lang", ["ar", "hi"])
def test_attacks_find_a_wording_that_is_drawn_in_many_strings(lang: str) -> None:
    """Dots, marks and figures are strings of their own; what is said of a line is said once."""
    finished = {
        "ar": lambda: in_script("ar", ARABIC, "العبّارات", "السعر 42 كرونة لكل عبور."),
        "hi": lambda: in_script("hi", HINDI, "नौकाएँ", "हर यात्रा के लिए 42 क्रोनर।"),
    }[lang]()
    names = {"delete", "actual-other", "actual-empty", "reorder-runs", "shrink-point", "unicode-letter"}
    tried = {
        mutant.name: mutant.content
        for mutant in pdf_mutants(finished.owed, finished.content, lambda name, _: name in names)
    }
    tried = {name: content for name, content in tried.items() if name in names}
    # Of text that is said, what its font says is read by nobody.
    assert set(tried) == names - {"unicode-letter"}
    for name, content in tried.items():
        assert finished.codes(content), name


def test_hindi_behind_a_name_in_latin_letters() -> None:
    """Each script of a line is set by its own rules, whichever begins it."""
    wording = "Pier Office ने “घर की रोटी (Bread)” में जो कहा है, वह सामान्य है। इसमें बहुत कुछ छूट गया है।"
    one_face = '.wording { font-family: "SP Devanagari" }'
    assert in_script("hi", wording, "घाट", "एक बार 42 NOK।", style=one_face).codes() == set()


@pytest.mark.code("PRF828")
@pytest.mark.parametrize(("lang", "title", "wording"), [("hi", "घाट", HINDI), ("ar", "العبّارات", ARABIC)])
def test_words_that_are_said_behind_the_last_that_is_drawn(lang: str, title: str, wording: str) -> None:
    """Outside of what a line draws no picture is compared."""
    short = " ".join(wording.split()[:4])
    whole = f"{short} {wording.split()[4]}"
    drawn = in_script(lang, short, title, title)
    assert drawn.codes() == set()
    said = spoken(drawn, lambda text: text.replace(short, whole))
    owed = in_script(lang, whole, title, title).owed
    assert "PRF828" in Finished(owed, said).codes()


@pytest.mark.parametrize("number", ["\u200e+966 92\u200e", "\u200e+966 92\u200e."])
def test_marks_of_direction_that_draw_nothing_are_said_at_the_end_of_a_line(number: str) -> None:
    owed = expectation(run("الطوارئ", 0, kind="title"), run(f"اتصل: {number}", 1), lang="ar")
    # As what no line may divide stands.
    whole = number.replace("+966 92", '<span style="white-space:nowrap">+966 92</span>')
    assert printed(owed, f"<h1>الطوارئ</h1><p>اتصل: {whole}</p>").codes() == set()


def test_a_mark_of_direction_that_begins_a_cell_is_said() -> None:
    """Where no line may divide what stands behind it, the mark is a piece of text by itself, without a glyph."""
    cells = ("البلدية", "\u200e+966 92")
    owed = expectation(
        run("الطوارئ", 0, kind="title"), *(run(cell, 1, kind="cell") for cell in cells), lang="ar"
    )
    row = f"<td>{cells[0]}</td><td>\u200e<span style='white-space:nowrap;direction:ltr'>+966 92</span></td>"
    assert printed(owed, f"<h1>الطوارئ</h1><table><tr>{row}</tr></table>").codes() == set()
