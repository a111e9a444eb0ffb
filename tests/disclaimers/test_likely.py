"""What no rule knows, and what stands around it says."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path
from zlib import crc32

import pytest

from pipeline.disclaimers.dates import find_date_bound
from pipeline.disclaimers.detect import mentions_in_text, read_as
from pipeline.disclaimers.doses import find_dosage
from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.likely import (
    FOLDER,
    Weights,
    candidates_for_dosage,
    likely_subject,
    weighed_doses,
    weighed_pay,
    weights_of,
)
from pipeline.disclaimers.pay import find_pay
from pipeline.disclaimers.returns import find_return
from pipeline.disclaimers.signs import SHARES, Candidate, Signs, signs_of, signs_of_text
from pipeline.disclaimers.subjects import find_subject
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers import learning
from tests.disclaimers.learning import Example, learn, packed
from tests.disclaimers.scoring import Labelled, passages_of, read
from tests.growth import in_proportion


@pytest.mark.parametrize("detector", [*learning.DETECTORS, *learning.SUBJECTS])
def test_the_weights_are_learnt_from_the_labelled_blocks_that_are_there(detector: str) -> None:
    head = json.loads((FOLDER / f"{detector}.bin").read_bytes().partition(b"\n")[0])
    again = "the labelled blocks have changed: run .venv/bin/python -m tests.disclaimers.learning"
    assert head["learnt-from"] == learning.learnt_from(), again
    size = learning.FEW_SIGNS if detector in learning.SUBJECTS else learning.MANY_SIGNS
    assert len(weights_of(detector).numbers) == size


def test_nothing_is_learnt_from_what_is_there_to_be_scored() -> None:
    learnt = {path.parent.name for path in (*learning.sources(), *learning.wages())}
    assert not learnt & {"unseen", "last", "unlearnt"}


def test_what_is_not_learnt_yet_can_be_read() -> None:
    waiting = sorted((learning.HERE / "unlearnt").glob("*.txt"))
    assert sum(len(read(path.read_text(encoding="utf-8"))) for path in waiting) > 4000


def test_what_speaks_for_and_against_is_learnt() -> None:
    given = [Example(Signs((1, 2, number), (101,)), True) for number in range(10, 30)]
    given += [Example(Signs((1, 3, number), (102,)), False) for number in range(30, 50)]
    weights, bias = learn(given, 1 << 8)
    assert weights[2] > 0 > weights[3]
    assert abs(weights[1]) < weights[2]
    assert weights[101] > 0 > weights[102]
    assert packed(weights, bias, "") == packed(*learn(given, 1 << 8), "")
    most = max(weights)
    kept = Weights([round(weight / most * 127) for weight in weights], most / 127, bias)
    assert kept.likelihood(Signs((1, 2))) > 0.7
    assert kept.likelihood(Signs((1, 3))) < 0.3
    assert kept.likelihood(Signs((), (101,))) > 0.7


def test_a_hash_has_the_weight_at_its_last_digits_and_a_group_its_share() -> None:
    kept = Weights([0, 0, 0, 1], 1.0, 0.0)
    assert len(SHARES) == len(Signs._fields)
    for group, share in zip(Signs._fields, SHARES, strict=True):
        signs = Signs()._replace(**{group: (0b10111,)})
        assert kept.likelihood(signs) == pytest.approx(1 / (1 + exp(-share)))
    assert kept.likelihood(Signs((3, 7, 11, 15))) == pytest.approx(1 / (1 + exp(-2)))


@pytest.mark.parametrize(
    ("text", "likelihood", "paid"),
    [
        ("A boat owner owes £40 for the winter in this harbour.", 0.45, False),
        ("A boat owner owes £40 for the winter in this harbour.", 0.6, True),
        ("The steward on this ferry is owed £40 for the winter.", 0.45, True),
        ("The steward on this ferry is owed £40 for the winter.", 0.3, False),
    ],
)
def test_where_nothing_speaks_of_work_a_sum_has_to_be_pay_more_likely(
    text: str, likelihood: float, paid: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Weights, "likelihood", lambda *_: likelihood)
    assert bool(weighed_pay(fold(text), (), ("Harbour",), "en", ())) == paid


PLUMBERS = ("The plumber charges £40 an hour.", "The plumber earns £40 an hour.")


def test_each_two_words_on_a_side_of_a_sum_speak_together() -> None:
    charges, earns = (
        set(signs_of("pay", text, Candidate(text.index("£"), text.index(" an"), "money"), (), (), "en").pairs)
        for text in PLUMBERS
    )
    apart = {"2the {}", "2plumb {}", "1plumb {}", "1{} #"}
    for verb, told, other in (("charg", charges, earns), ("earns", earns, charges)):
        assert told - other == {crc32(pair.format(verb).encode()) for pair in apart}


def test_what_is_packed_is_read_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = [0.0] * 16
    weights[7], weights[9] = 2.54, -1.27
    (tmp_path / "pay.bin").write_bytes(packed(weights, -0.5, "nothing"))
    monkeypatch.setattr("pipeline.disclaimers.likely.FOLDER", tmp_path)
    read = weights_of.__wrapped__("pay")
    assert (read.numbers[7], read.numbers[9], read.numbers[8]) == (127, -64, 0)
    assert read.bias == -0.5
    assert read.scale == pytest.approx(0.02)


PAID = (
    ("en", "The crossing warden draws £17 for each morning on duty."),
    ("en", "The bell-ringer collects £45 for a wedding from the parish."),
    ("de", "Der Stadtführer bekommt 65 € je Rundgang, das Trinkgeld behält er."),
    ("nb", "Klovnen fikk 2 400 kr for ettermiddagen, utbetalt samme kveld."),
    ("sv", "Tomten fick 900 kr i timmen på julafton, betalt av centrumföreningen."),
)
GIVEN = (
    ("en", "Rub the balm into the stiff shoulder three times a day for a week."),
    ("de", "Den entzündeten Zeh zweimal täglich in Salzwasser baden, bis die Schwellung zurückgeht."),
    ("nb", "Bad den såre tåen i lunkent saltvann to ganger om dagen til hevelsen går ned."),
    ("sv", "Gnid in den stela axeln med salvan tre gånger om dagen i en vecka."),
)
NEITHER = (
    ("nb", "pay", "500 kr per besøk"),
    ("en", "pay", "1,200 NOK a year"),
    ("en", "pay", "A ticket for the evening is £90, and the landlord keeps it."),
    ("en", "dosage", "What does a medical assistant do every day?"),
    ("nb", "dosage", "Hva gjør en medisinsk assistent til daglig?"),
    ("nn", "dosage", "Kva gjer ein medisinsk assistent til dagleg?"),
    ("de", "dosage", "Die Mülltonnen werden zweimal im Monat geleert."),
    ("en", "dosage", "The sports hall is swept twice a day until the holidays."),
    ("sv", "dosage", "Bussen går två gånger om dagen till stranden."),
)


@pytest.mark.parametrize(("lang", "text"), PAID)
def test_pay_is_likely_by_what_stands_around_it(lang: str, text: str) -> None:
    assert weighed_pay(fold(text), (), (), lang, ())


@pytest.mark.parametrize(("lang", "text"), GIVEN)
def test_a_dose_is_likely_by_what_stands_around_it(lang: str, text: str) -> None:
    assert weighed_doses(fold(text).text, (), lang, ())


def test_what_is_likely_is_mentioned_and_a_dose_speaks_of_medicine() -> None:
    lang, text = GIVEN[0]
    (start, end) = weighed_doses(text, (), lang, ())[0]
    for detector in ("dosage", "medical"):
        assert any(first < end and start < last for first, last in mentions_in_text(text, lang, detector))


@pytest.mark.parametrize(("lang", "detector", "text"), NEITHER)
def test_what_looks_alike_is_not_taken_for_it(lang: str, detector: str, text: str) -> None:
    assert not mentions_in_text(text, lang, detector)


EARNS = (
    ("en", "The forest plot that he bought for his pension has hardly gained anything."),
    ("de", "Wer damals Ackerland kaufte, hat sein Geld verdreifacht."),
    ("nb", "Den som kjøpte hytter for å leie ut, har tjent godt på det i ti år."),
)


@pytest.mark.parametrize(("lang", "text"), EARNS)
def test_a_return_is_likely_by_all_that_is_said(lang: str, text: str) -> None:
    assert not find_return(fold(text), (), lang)
    assert mentions_in_text(text, lang, "investment-return")


def test_a_year_that_is_named_is_no_time_at_which_something_is_taken() -> None:
    text = "In 1960 nurses gave the first injections here, three days after the epidemic."
    times = [text[one.start : one.end] for one in candidates_for_dosage(text, "en")]
    assert "three days after" in times
    assert not any("1960" in one for one in times)


def test_a_catchword_is_left_to_the_rules() -> None:
    lang, text = EARNS[0]
    assert not likely_subject("investment-return", " ".join(text.split()[1:3]), (), lang, ())


def test_what_a_rule_finds_of_law_is_dropped_where_nothing_else_speaks_for_it() -> None:
    text = "Overdue DVDs: 60p each day, capped at £6"
    found = tuple(find_subject("legal")(fold(text), (), "en"))
    assert found
    assert likely_subject("legal", text, (), "en", found) == ()
    text = "You may appeal to the county court within 21 days of the decision."
    found = tuple(find_subject("legal")(fold(text), (), "en"))
    assert likely_subject("legal", text, (), "en", found) == found != ()


HARDLY_A_DOSE = (
    ("es", "Limpie el filtro de la campana cada dos meses con 50 ml de desengrasante."),
    ("uk", "Помідори обприскуйте сироваткою раз на десять днів: склянка на відро води."),
)


@pytest.mark.parametrize(("lang", "text"), HARDLY_A_DOSE)
def test_what_a_rule_finds_of_a_dose_is_dropped_where_nothing_else_speaks_for_it(
    lang: str, text: str
) -> None:
    assert find_dosage(fold(text), (), lang)
    assert not mentions_in_text(text, lang, "dosage")
    assert not mentions_in_text(text, lang, "medical")


def test_what_a_rule_finds_of_a_return_is_dropped_where_nothing_else_speaks_for_it() -> None:
    text = "Фонд рідкісної книги зростає завдяки дарувальникам: додалося ще сорок стародруків."
    assert find_return(fold(text), (), "uk")
    assert not mentions_in_text(text, "uk", "investment-return")


def test_what_a_rule_finds_of_a_day_is_dropped_where_nothing_else_speaks_for_it() -> None:
    text = (
        "Les femmes enceintes prennent 0,4 mg d'acide folique chaque jour jusqu'à la fin du troisième mois."
    )
    assert find_date_bound(fold(text), (), "fr")
    assert not mentions_in_text(text, "fr", "date-bound")
    assert mentions_in_text("Codsiga waxaa la qabanayaa ilaa 31 Maarso 2026.", "so", "date-bound")


def test_a_heading_on_saving_makes_no_return_of_what_hardly_is_one(pandoc: Pandoc) -> None:
    text = "Turnout was up by six percentage points on the previous by-election."
    (_, passage) = passages_of([Labelled(1, f"## Savings funds\n\n{text}", ())], "en", pandoc)[0]
    assert find_return(fold(text), (), "en", passage.pieces[0].section)
    assert not passage.mentions("en", "investment-return")


def test_in_a_table_and_its_heads_rules_alone_speak_of_subjects(pandoc: Pandoc) -> None:
    table = f"| {EARNS[0][1]} |\n|---|\n| {EARNS[0][1]} |"
    for passage in passages_of([Labelled(1, table, ())], "en", pandoc)[0]:
        assert not passage.mentions("en", "investment-return")


def test_what_a_rule_has_found_is_left_to_it() -> None:
    whole = [(0, len(PAID[0][1]))]
    assert weighed_pay(fold(PAID[0][1]), (), (), "en", whole) == whole
    dose = (0, len(GIVEN[0][1]))
    assert weighed_doses(GIVEN[0][1], (), "en", (dose,)) == (dose,)
    # Also where what is found begins late in it.
    _, end = weighed_doses(GIVEN[0][1], (), "en", ())[0]
    assert weighed_doses(GIVEN[0][1], (), "en", ((end - 1, end),)) == ((end - 1, end),)


def test_in_the_articles_of_this_repository_nothing_is_likely_that_no_rule_knows(pandoc: Pandoc) -> None:
    """Whole articles tell of much that happens every day."""
    for path in learning.articles():
        lang, pieces = learning.pieces_of(path, pandoc)
        for piece in pieces:
            if not (piece.under or piece.names):
                text = read_as(piece.text, lang)
                paid = find_pay(text, (), lang, section=piece.section)
                doses = tuple(sorted(find_dosage(text, (), lang)))
                assert weighed_pay(text, (), piece.section, lang, paid) == sorted(paid), piece.text
                assert weighed_doses(text.text, piece.section, lang, doses) == doses, piece.text


@pytest.mark.parametrize(
    "unit",
    [
        "The keeper had £5 a day and a bed. ",
        "The keeper had £5 a day and a bed, ",
        "The keeper had £5 a day and refunds of £6, ",
        "anyone who comes late and stays pays £6, ",
    ],
)
def test_what_is_weighed_grows_with_the_text_and_not_faster(unit: str) -> None:
    def weighed(times: int) -> None:
        text = fold(unit * times)
        weighed_pay(text, (), (), "en", ())
        likely_subject.__wrapped__("legal", text.text, (), "en", ((0, 1),))
        weighed_doses.__wrapped__(text.text, (), "en", ())

    assert in_proportion(lambda: weighed(250), lambda: weighed(1000))


@pytest.mark.parametrize(
    ("lang", "head"), [("hi", "दाम प्रति किलो (₹)"), ("ar", "الأجرة"), ("fr", "Prix de l’heure")]
)
def test_heads_and_headings_are_weighed_as_text_is_read(lang: str, head: str) -> None:
    one, read = Candidate(0, 3, "money"), fold(head).text
    assert read != head
    for detector in ("pay", "dosage"):
        assert signs_of(detector, "240", one, (head,), (head,), lang) == signs_of(
            detector, "240", one, (read,), (read,), lang
        )
    assert signs_of_text("240", (head,), lang) == signs_of_text("240", (read,), lang)


HELPS = [
    ("de", "Eine Salbe hilft gegen den Juckreiz.", False),
    ("de", "Ein Pflaster schützt die Wunde vor Schmutz.", False),
    ("nb", "En salve hjelper mot kløen.", False),
    ("nb", "En tablett fra apoteket hjelper mot reisesyke.", False),
    ("nn", "Ein salve hjelper mot kløen.", False),
    ("sv", "En tablett från apoteket hjälper mot åksjuka.", False),
    ("da", "En pille fra apoteket hjælper mod køresyge.", False),
    ("de", "Nehmen Sie eine Tablette gegen die Übelkeit.", True),
    ("de", "Eine Tablette am Morgen hilft gegen die Übelkeit.", True),
    ("nb", "Ta en tablett mot reisesyken.", True),
    ("sv", "Ta en tablett en timme före resan.", True),
    ("da", "Tag en pille, hvis du bliver køresyg.", True),
]


@pytest.mark.parametrize(("lang", "text", "dose"), HELPS)
def test_what_a_medicine_helps_against_is_no_dose(lang: str, text: str, dose: bool) -> None:
    assert bool(mentions_in_text(text, lang, "dosage")) is dose


AFTER = [
    ("en", "Physiotherapy begins the morning after the operation: you will be helped to sit.", False),
    ("en", "Dialysis starts the evening before the transplant.", False),
    ("en", "The dressing is changed on the ward the day after your operation.", False),
    ("sv", "Sjukgymnastiken börjar dagen efter operationen.", False),
    ("de", "Die Krankengymnastik beginnt am Tag nach der Operation.", False),
    ("en", "Take the laxative the evening before the scan.", True),
    ("en", "Rinse your mouth with salt water four times a day after surgery.", True),
    ("nb", "Ta to Paracet kvelden før inngrepet.", True),
    ("sv", "Byt förbandet två gånger om dagen efter operationen.", True),
    ("de", "Wechseln Sie den Verband jeden Tag nach der Operation.", True),
]


@pytest.mark.parametrize(("lang", "text", "dose"), AFTER)
def test_when_something_is_after_an_operation_is_no_dose(lang: str, text: str, dose: bool) -> None:
    assert bool(mentions_in_text(text, lang, "dosage")) is dose


UNEARNED = [
    ("en", "Whoever invested £1,000 in the orchard four years ago has had £1,240 since.", []),
    ("nb", "Den som investerte 8 000 kroner i vindmøllen, sitter i dag med 9 700 kroner.", []),
    ("so", "Xaliimo waxay maalgelisay $900 doon, laba sano ka dib waxay ka heshay $1,200.", []),
    ("en", "Anyone who moors overnight without a ticket pays the harbour £9 extra.", []),
    ("nn", "Den som ikkje leverer båten innan klokka 20, betaler 90 kroner ekstra til utleigaren.", []),
    ("nb", "De som jobber i helga, betaler vi 310 kroner i timen.", ["310 kroner"]),
    ("es", "Quien no devuelve la barca antes de las 20 paga 9 euros más al puerto.", []),
    ("en", "The firm invests in its staff: fitters earn £16.20 an hour.", ["£16.20"]),
    ("nb", "Vi investerer i folk, og montøren tjener 268 kroner i timen.", ["268 kroner"]),
]


@pytest.mark.parametrize(("lang", "text", "paid"), UNEARNED)
def test_what_comes_out_of_a_fund_and_what_latecomers_pay_is_no_pay(
    lang: str, text: str, paid: list[str]
) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


SPOKEN = [
    ("en", "The library gives each speaker a fee of £75.", ["£75"]),
    ("en", "Both speakers cost £120 each, cables included.", []),
    ("de", "Der Schlüsseldienst verlangt am Tag 69 Euro und nachts 129 Euro.", []),
    ("en", "The chimney sweep asks £55 by day.", []),
    ("sv", "Taxan för lastbil med förare är 890 kr i timmen.", []),
    ("de", "Dem Mesner zahlt die Gemeinde 300 Euro Lohn; der Schnee hat 140 Euro gekostet.", ["300 Euro"]),
    ("zh", "镇上给百岁老人每月发放高龄津贴500元。", []),
]


@pytest.mark.parametrize(("lang", "text", "paid"), SPOKEN)
def test_a_fee_that_is_given_is_pay_and_one_that_is_asked_is_none(
    lang: str, text: str, paid: list[str]
) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid
