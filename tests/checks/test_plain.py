"""Advice on plain language: formulas against figures worked out by hand, sentences, abbreviations, and their places."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import document
from pipeline.article import ArticleFile, parse
from pipeline.checks.plain import advise
from pipeline.checks.plain.abbreviations import unexplained
from pipeline.checks.plain.languages import Language, language_of
from pipeline.checks.plain.measures import MEASURES, Tally, tally, total
from pipeline.checks.plain.passages import Passage
from pipeline.checks.plain.sentences import most_words, sentences
from pipeline.checks.plain.syllables import SPOKEN, syllables
from pipeline.checks.subject import Subject
from pipeline.diagnostics import Extent, Severity
from pipeline.document import Document, Paragraph, Text
from pipeline.document.queries import PositionedText
from pipeline.engines.pandoc import Pandoc
from tests.growth import in_proportion

LANGUAGES = ("en", "nb", "nn", "sv", "da", "de", "fr", "es", "pl", "uk")


def known(tag: str) -> Language:
    language = language_of(tag)
    assert language is not None
    return language


def article(body: str, lang: str = "en", front: str = "") -> ArticleFile:
    head = f"---\ntitle: The harbour\ndate: 2026-01-01\nlang: {lang}\n{front}---\n"
    return ArticleFile("source/articles/a/article.md", (head + body).encode())


def read(body: str, pandoc: Pandoc, lang: str = "en", front: str = "") -> Document:
    value = parse(article(body, lang, front), "en").value
    assert value is not None
    tree = document.parse(value, pandoc).value
    assert tree is not None
    return tree


def advice(body: str, pandoc: Pandoc, lang: str = "en", front: str = "") -> list[tuple[str, str]]:
    """Code of each advice with the source that it points at."""
    tree = read(body, pandoc, lang, front)
    subject = Subject.of(tree)
    return [(one.code, subject.source(one.location.extent)) for one in advise(tree)]


# ── formulas


@pytest.mark.parametrize(
    ("lang", "counts", "score"),
    [
        # 12 words a sentence, 1.5 syllables a word: 206.835 − 12.18 − 126.9.
        ("en", Tally(words=120, sentences=10, spoken=120, syllables=180), 67.755),
        # 180 − 12 − 58.5 · 1.9.
        ("de", Tally(words=120, sentences=10, spoken=120, syllables=228), 56.85),
        # 206.835 − 12 − 62.3 · 2.
        ("es", Tally(words=120, sentences=10, spoken=120, syllables=240), 70.235),
        # 207 − 12.18 − 73.6 · 1.6.
        ("fr", Tally(words=120, sentences=10, spoken=120, syllables=192), 77.06),
        # 120 / 12 + 100 · 30 / 120: a colon divides, too.
        ("nb", Tally(words=120, sentences=10, stops=12, long=30), 35.0),
        # 0.4 · (12 + 15).
        ("pl", Tally(words=120, sentences=10, hard=18), 10.8),
    ],
)
def test_each_formula_gives_what_a_pencil_gives(lang: str, counts: Tally, score: float) -> None:
    assert MEASURES[lang].score(counts) == pytest.approx(score, abs=0.001)


@pytest.mark.parametrize(
    ("lang", "text", "score"),
    [
        # The example of every description of the formula: 6 words, 1 sentence, 6 syllables.
        ("en", "The cat sat on the mat.", 116.145),
        # 10 words, 2 sentences, 14 syllables: of fice, be fore, o pen, to day.
        ("en", "Ask the office before you come. It is open today.", 206.835 - 1.015 * 5 - 84.6 * 14 / 10),
        # Das Amt ist am Mon tag of fen: 6 words, 8 syllables.
        ("de", "Das Amt ist am Montag offen.", 180 - 6 - 58.5 * 8 / 6),
        # La o fi ci na a bre los lu nes: 5 words, 10 syllables.
        ("es", "La oficina abre los lunes.", 206.835 - 5 - 62.3 * 10 / 5),
        # Le bu reau ouvre (1) lun di: 4 words, 6 syllables.
        ("fr", "Le bureau ouvre lundi.", 207 - 1.015 * 4 - 73.6 * 6 / 4),
        # 8 words, a point and a colon, one of more than six letters (mandager).
        ("nb", "Husk dette: Vi har stengt på mandager nå.", 8 / 2 + 100 / 8),
        # 6 words, one of four syllables (poniedziałek is five).
        ("pl", "Biuro jest czynne w każdy poniedziałek.", 0.4 * (6 + 100 / 6)),
    ],
)
def test_a_text_has_the_score_of_its_counts(lang: str, text: str, score: float) -> None:
    counts = total(
        tally(one.words, lang, text.count(": ", one.start, one.end)) for one in sentences(text, known(lang))
    )
    assert MEASURES[lang].score(counts) == pytest.approx(score, abs=0.001)


def test_figures_are_words_but_nobody_knows_how_they_are_spoken() -> None:
    counts = tally(("It", "costs", "1,250", "kroner"), "en")
    assert (counts.words, counts.spoken, counts.syllables) == (4, 3, 4)


SYLLABLES = {
    "en": {
        1: "the you cough stopped makes eye through loved tongue hired we've you'll",
        2: "table being wanted houses didn't city going player centre every something handled",
        3: "medicine hospital video area beautiful employer quality industry actual",
        4: "information education situation material appropriate ability",
        5: "university immediately electricity",
    },
    "de": {
        1: "Haus frei Brief Zeit",
        2: "Quelle Häuser Büro Abend Boote",
        3: "Familie Termine arbeiten aktuell Nation Bedeutung",
        4: "Familien Unterlagen Versicherung",
        5: "Universität Operation Versicherungen",
        6: "Arbeitsunfähigkeit",
    },
    "es": {
        1: "y no más ley bien",
        2: "agua causa guerra quiero pingüe hoja cuidar país",
        3: "médico había ciudades mayores",
        4: "medicina información policía aéreo",
        5: "electricidad universidad",
    },
    "fr": {
        1: "eau deux livre que l'eau mois vie banque",
        2: "bureau maison payer réel santé d'abord client théâtre",
        3: "hôpital médecin réunion maladie document",
        4: "information",
    },
    "pl": {
        1: "dom wie pies nie",
        2: "biuro miasto dziecko auto",
        3: "lekarza szpitale telefon",
        4: "informacja ubezpiecza poniedziałek",
        5: "ubezpieczenie",
        6: "uniwersytetu",
    },
}  # fmt: skip


@pytest.mark.parametrize("lang", SPOKEN)
def test_syllables_are_those_that_are_spoken(lang: str) -> None:
    wrong = {
        word: (found, number)
        for number, words in SYLLABLES[lang].items()
        for word in words.split()
        if (found := syllables(word, lang)) != number
    }
    assert wrong == {}


def test_every_measure_names_its_source_and_has_a_language() -> None:
    for lang, measure in MEASURES.items():
        assert any(character.isdigit() for character in measure.source)
        assert known(lang).longest >= 25
    assert language_of("hi") is language_of("zh-Hant") is language_of("ar") is language_of("shared") is None
    assert known("en-GB") is known("en")


# ── sentences


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Ask a nurse, e.g. Mary.| She knows."),
        ("en", "Dr. J. R. Smith and Mr. Lee came.| They left at 5 p.m. sharp."),
        ("en", "Bring bread, milk, etc. and ring.| We open at 9 a.m.| Then come in."),
        ("en", "It weighs 3.5 kg.| 40 people came."),
        ("en", "See no. 5 on p. 12.| The answer is no.| Go."),
        ("en", "“Will you come?” she asked.| “Yes!”| He went."),
        ("en", "Take vitamin C.| The rest is food."),
        ("en", "It holds 5 l.| Then pour."),
        ("en", "Wait …| Then go… or stay."),
        ("en", "The U.S. Army paid (max. £9).| It did."),
        ("en", "Open it on an iPhone.| iPhones do that."),
        ("en", "(See below.)| Then ask."),
        ("en", "one two\n|three four"),
        ("nb", "Ta med mat, f.eks. Brød, til kl. 12.| Kom 17. mai. "),
        ("nn", "Det gjeld bl.a. Bergen.| Kom kl. 8."),
        ("sv", "Ta med t.ex. Mjölk.| Kom kl. 9."),
        ("da", "Det gælder bl.a. Odense.| Kom den 5. juni."),
        ("de", "Das gilt z. B. Montag und am 3. Oktober.| Kommen Sie."),
        ("de", "Das ist der 2. Teil.| Es gibt Brot, Milch u. Ä.| Kommen Sie."),
        ("de", "Frist: 31. März, 12 Uhr.| Es kostet 20.| Wir zahlen."),
        ("fr", "M. Dupont vient, p. ex. Lundi.| Venez."),
        ("fr", "Voir l’article L. 1237.| Le plan B.| Oui."),
        ("es", "Pregunte en Gas S.A.| La oficina abre."),
        ("es", "El Sr. Pérez y la Dra. Gil vienen.| ¿Cuándo?| ¡Hoy!"),
        ("pl", "Weź np. Chleb, mleko itd.| Przyjdź na ul. Długą."),
        ("uk", "Візьміть хліб і т. д.| Приходьте."),
        ("uk", "Візьміть, напр. Хліб, молоко, і т. д. завтра.| Приходьте на вул. Лесі."),
    ],
)
def test_sentences_end_where_a_reader_stops(lang: str, text: str) -> None:
    plain = text.replace("|", "")
    found = [plain[one.start : one.end] for one in sentences(plain, known(lang))]
    assert found == [piece.strip() for piece in text.split("|")]


def test_words_are_what_stands_between_spaces() -> None:
    (one,) = sentences("L’eau coûte 1 250,50 € de 8:30–10:00, c’est-à-dire bon marché.", known("fr"))
    assert one.words == ("L’eau", "coûte", "1", "250,50", "de", "8:30–10:00", "c’est-à-dire", "bon", "marché")


def test_what_semicolons_count_up_is_counted_by_its_parts() -> None:
    text = "Bring a pass; a photo of your face; the letter. One thing; another."
    first, second = sentences(text, known("en"))
    assert (len(first.words), most_words(first, text)) == (10, 5)
    assert most_words(second, text) == 3


# ── abbreviations


def alone(text: str, lang: str = "en", titles: Sequence[str] = ()) -> list[str]:
    pieces = [
        Passage(PositionedText(one, (None,) * len(one)), not one.startswith("#"), 0)
        for one in text.split("\n")
    ]
    return [one.letters for one in unexplained(pieces, titles, known(lang))]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Your GP helps. Ask the GP, or another of the GPs.", ["GP"]),
        ("en", "Most GPs help.", ["GP"]),
        ("en", "Ask a general practitioner (GP). The GP helps.", []),
        ("en", "Ask the GP (general practitioner).", []),
        ("en", "Ask the HTU (a court for rents).", []),
        ("en", "Ask the HTU (12).", ["HTU"]),
        ("en", "A GP, or general practitioner, helps.", []),
        ("en", "The general practitioner, or GP, helps.", []),
        ("en", "*Husleietvistutvalget* (HTU), the tribunal, helps. HTU is free.", []),
        ("en", "The tribunal (also HTU) helps.", []),
        ("en", "The Office for the Care of Homes has rules. The OCH says so.", []),
        ("en", "It helps (ask your GP if in doubt).", ["GP"]),
        ("en", "The EU, the UK and a PDF on TV.", []),
        ("en", "Pay 250 NOK or AUD 20, or wait 20 MHQ.", []),
        ("en", "Henry VIII and Chapter XIV, but a CD.", []),
        ("en", "Louis XIV, MCMXCIX, but an MD.", ["MD"]),
        ("en", "The general practitioner knows.\nThe GP helps.", []),
        ("en", "The general practitioner knows.\nWe do not.\nThe GP helps.", ["GP"]),
        ("en", "Take pictures (e.g. MRI, CT).", ["MRI", "CT"]),
        ("en", "Do NOT open it. PLEASE DO KEEP the door shut. It is OURS and ours.", []),
        ("en", "Write to GPS@EXAMPLE.ORG, see HTTP://A.EXAMPLE/HTU or AC/QRS.", []),
        ("en", "Sizes S, M, L, XL, XXL and XXXXL are sold.", []),
        ("es", "En EE. UU. y en las CC.AA. hay otro.", []),
        ("en", "Portland, OR and Boston, MA are towns.", []),
        ("en", "Form HTU 12 and HTU-12 of ISO 9001.", []),
        ("en", "In 2024 HTU changed.", ["HTU"]),
        ("en", "# The HTU\nThe HTU helps.", ["HTU"]),
        ("en", "# The rent tribunal (HTU)\nThe HTU helps.", []),
        ("nb", "Søk hos NAV og UDI. UDIs svar kommer.", ["UDI"]),
        ("nb", "Utlendingsdirektoratet (UDI) svarer. UDI-saken er lang.", []),
        ("de", "Die BAMF-Stelle hilft. Das Bürgerliche Gesetzbuch gilt, kurz BGB.", ["BAMF"]),
        ("pl", "Sprawdź RRSO. Rzeczywista roczna stopa oprocentowania jest ważna.", []),
        ("uk", "Складіть НМТ, а не в США.", ["НМТ"]),
        ("fr", "Le comité COSLA adressera une lettre au CCAS.", ["COSLA", "CCAS"]),
        ("fr", "Le TAEG est de 3 %.", ["TAEG"]),
    ],
)  # fmt: skip
def test_abbreviations_without_their_words(lang: str, text: str, expected: list[str]) -> None:
    assert alone(text, lang) == expected


def test_a_title_may_explain() -> None:
    assert alone("The HTU helps.", titles=["How the rent tribunal (HTU) works"]) == []
    assert alone("The HTU helps.", titles=["How the HTU works"]) == ["HTU"]


# ── articles

PLAIN = "The boat goes out at ten. You pay on board. Bring a coat, since it is cold. " * 10
HARD = (
    "Municipal administrations facilitate comprehensive participation opportunities regarding"
    " infrastructural modernisation. "
) * 12


@pytest.mark.code("DOC270")
def test_a_hard_text_is_told_with_its_hardest_section(pandoc: Pandoc) -> None:
    tree = read(f"{PLAIN}\n\n## Easy\n\n{PLAIN}\n\n## Hard\n\n{HARD}\n\n## Short\n\n{HARD[:80]}\n", pandoc)
    (one,) = [found for found in advise(tree) if found.code == "DOC270"]
    assert one.severity is Severity.ADVICE
    assert Subject.of(tree).source(one.location.extent).strip() == "## Hard"
    assert one.message.startswith("expected a Flesch reading ease of 60 or more, found ")
    assert f'; hardest: "Hard" (-178, line {one.location.line})' in one.message


def test_the_two_hardest_sections_are_named_and_short_ones_are_not(pandoc: Pandoc) -> None:
    """A heading with a few hard words under it is no place to begin."""
    middling = "The administration answers applications. We help. " * 12
    parts = {
        "Hard": HARD,
        "Middling": middling,
        "Harder": HARD.replace("comprehensive ", ""),
        "Few": "Institutionalisation internationalisation.",
    }
    body = "".join(f"## {name}\n\n{text}\n\n" for name, text in parts.items())
    (one,) = advise(read(body, pandoc))
    named = re.findall(r'"(\w+)" \((-?\d+), line (\d+)\)', one.message)
    assert [name for name, _, _ in named] == ["Harder", "Hard"]
    assert int(named[0][1]) < int(named[1][1])
    assert one.location.line == int(named[0][2])


def test_an_easy_text_and_a_short_one_have_no_score(pandoc: Pandoc) -> None:
    assert advice(PLAIN, pandoc) == []
    assert advice(HARD[: len(HARD) // 2], pandoc) == []
    assert [code for code, _ in advice(HARD, pandoc)] == ["DOC270"]


def test_a_hard_text_without_sections_is_told_where_it_begins(pandoc: Pandoc) -> None:
    (one,) = advise(read(HARD, pandoc))
    assert one.location.extent == Extent(6, 1, 6, 1)
    assert "hardest" not in one.message


LONG = "If you go " + "and go " * 12 + "you come **home** again."


@pytest.mark.code("DOC271")
def test_a_long_sentence_is_told_with_its_place(pandoc: Pandoc) -> None:
    assert advice(f"It is short. {LONG} It is short.", pandoc) == [("DOC271", LONG)]
    assert advice(f"- {LONG}\n- one\n", pandoc) == [("DOC271", LONG)]
    half = LONG.index("go and", 30)
    broken = LONG[:half] + "\n" + LONG[half:]
    assert advice(broken, pandoc) == [("DOC271", broken)]
    assert advice(f"Short.[^1]\n\n[^1]: {LONG}\n", pandoc) == [("DOC271", LONG)]
    assert advice(LONG.replace(" and go", "", 6), pandoc) == []
    # As long as it may be, and one word more.
    exact = "word " * 24 + "end."
    assert advice(exact, pandoc) == []
    assert advice(f"One {exact}", pandoc) == [("DOC271", f"One {exact}")]
    # A line that the author broke ends a sentence.
    assert advice(exact.replace("end.", "end\\\n") + exact, pandoc) == []


@pytest.mark.parametrize(
    "body",
    [
        "> {}",
        "::: {{.quote by=me}}\n{}\n:::",
        "::: {{.key-facts as-of=2026-01-01}}\n- **1** {}\n:::",
        "## {}\n\nText.",
        "| a |\n|---|\n| {} |",
        "![{}](a.png)",
        "```\n{}\n```",
    ],
)
def test_what_is_no_running_text_of_the_author_is_left_alone(body: str, pandoc: Pandoc) -> None:
    assert advice("Words.\n\n" + body.format(f"{LONG} HTU."), pandoc) == []


@pytest.mark.code("DOC272")
def test_an_abbreviation_is_told_where_it_stands_first(pandoc: Pandoc) -> None:
    body = "Ask **HTUs** people.\n\n- HTU again, and the QRT\n\n`QRS` is code, and XYZ[^x] has a note.\n\n[^x]: Words."
    assert advice(body, pandoc) == [("DOC272", "HTUs"), ("DOC272", "QRT")]
    front = "description: The rent tribunal (HTU) and the quality round table (QRT)\n"
    assert advice(body, pandoc, front=front) == []


def test_languages_of_which_nothing_is_known_get_no_advice(pandoc: Pandoc) -> None:
    assert advice(f"{HARD} {LONG} HTU.", pandoc, "hi") == []
    assert advice(f"{LONG} HTU.", pandoc, "uk") == [("DOC272", "HTU")]


# ── laws

PIECES = st.sampled_from(
    ["The", "GP", "e.g.", "U.S.", "(HTU)", "J.", "12.", "3.5", "“Go!”", "…", ";", "no.", "(", ")", "iPhone", "\u00a0",
     "É", "ß", "ОО", "the", "of", "Interior", "l'eau", "-", "–", "\u0301", "XIV", "NOK", "AAAAAAA", "Wait...", "漢字", "?", ":", "''"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map(" ".join) | st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=200
)


@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=300, deadline=None)
def test_sentences_keep_order_and_every_word(text: str, lang: str) -> None:
    found = sentences(text, known(lang))
    assert all(one.start < one.end <= len(text) and one.words for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[one.start : one.end] == text[one.start : one.end].strip() for one in found)
    assert sum(len(one.words) for one in found) == sum(len(most.words) for most in found)
    letters = sum(map(str.isalnum, text))
    assert sum(map(str.isalnum, "".join(text[one.start : one.end] for one in found))) == letters
    assert all(
        1 <= syllables(word, tag) <= len(word) for one in found for word in one.words for tag in SPOKEN
    )


def tree_of(lines: Sequence[str], lang: str, written: str | None = None) -> Document:
    """A document with a paragraph for each line, without a Markdown reader."""
    value = parse(article("\n".join(lines) if written is None else written, lang), "en").value
    assert value is not None
    number = value.body_line
    blocks = tuple(
        Paragraph((Text(line, Extent(number + index, 1, number + index, len(line) + 1)),))
        for index, line in enumerate(lines)
    )
    return Document(value.path, value.slug, value.lang, value.dir, value.meta, blocks, value)


LINES = st.lists(TEXTS.map(lambda text: " ".join(text.split())), min_size=1, max_size=6)


@given(LINES, st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_advice_points_at_the_very_words(lines: list[str], lang: str) -> None:
    lines = [*lines, "word " * 120 + "HTUQ goes on."]
    tree = tree_of(lines, lang)
    subject = Subject.of(tree)
    found = advise(tree)
    assert [one.code for one in found if one.code == "DOC272"], "the last line has one"
    for one in found:
        assert one.severity is Severity.ADVICE
        extent = one.location.extent
        assert extent is not None
        assert 1 <= extent.line <= extent.end_line <= len(subject.lines)
        source = subject.source(extent)
        if one.code == "DOC271":
            assert source in {
                line[span.start : span.end] for line in lines for span in sentences(line, known(lang))
            }
        if one.code == "DOC272":
            assert source.removesuffix("s") in one.message


@pytest.mark.parametrize(
    "text",
    [
        "the " * 50_000 + "TTTTTT",
        "TTTTTT " + "tttttttttttt " * 10_000,
        "A. " * 30_000,
        "a" * 100_000 + " (HTU) HTU",
        "HTU (" * 20_000,
        "AB" + " ABC" * 20_000,
        "".join(f"Q{chr(65 + i % 26)}{chr(65 + i // 26 % 26)}{chr(65 + i // 676 % 26)} x " for i in range(9_000)),
        "x;" * 50_000,
        "z. B. " * 20_000,
        "é" * 50_000,
    ],
)  # fmt: skip
def test_no_text_is_slow(text: str) -> None:
    short, long = (tree_of([part], "de", "Words.\n") for part in (text[: len(text) // 4], text))
    assert in_proportion(functools.partial(advise, short), functools.partial(advise, long))


def test_all_advice_is_in_the_order_of_the_file(pandoc: Pandoc) -> None:
    found = advise(read(f"HTU.\n\n## Long\n\n{LONG}\n\n## Hard\n\n{HARD}\n\nQRT.\n", pandoc))
    assert [one.code for one in found] == ["DOC272", "DOC271", "DOC270", "DOC272"]


def test_the_page_on_plain_language_has_every_target_and_limit() -> None:
    page = (Path(__file__).parents[2] / "docs/plain-language.md").read_text(encoding="utf-8")
    for measure in MEASURES.values():
        author, year = measure.source.split(",")[0].split(" and ")[0], measure.source.split(", ")[-1]
        (row,) = [
            line
            for line in page.splitlines()
            if line.startswith("|") and f"{author} " in line and year in line
        ]
        assert f"| {measure.wanted}" in row
    for lang in MEASURES:
        assert f"{known(lang).longest} words" in page


@pytest.mark.parametrize(
    "slug",
    ["after-knee-surgery", "fixed-or-variable-mortgage", "household-batteries", "renting-your-first-flat"],
)
def test_our_own_articles_keep_to_the_advice(slug: str, pandoc: Pandoc) -> None:
    path = Path(__file__).parents[2] / f"source/articles/{slug}/article.md"
    value = parse(ArticleFile(f"source/articles/{slug}/article.md", path.read_bytes()), "en").value
    assert value is not None
    tree = document.parse(value, pandoc).value
    assert tree is not None
    assert [one.message for one in advise(tree)] == []
