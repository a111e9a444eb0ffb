"""Returns, medicine, law and dates: how much of what people labelled is found, in each language."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.disclaimers.sentences import outside, sentences
from pipeline.disclaimers.subjects import either_of
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import language_of, score_files
from tests.growth import in_proportion

LABELLED = sorted((Path(__file__).parent / "labelled").glob("*-subjects.txt"))
SUBJECTS = ("investment-return", "medical", "legal", "date-bound")


@pytest.mark.parametrize("path", LABELLED, ids=language_of)
def test_subjects_are_found(pandoc: Pandoc, path: Path) -> None:
    for (_, detector), got in score_files([path], pandoc, SUBJECTS).items():
        assert got.tp >= 14, detector
        assert min(got.precision, got.recall) >= 0.9, (detector, *got.errors)


@pytest.mark.parametrize(
    ("lang", "detector", "text", "expected"),
    [
        # Compounds and their endings.
        ("nb", "medical", "Blodtrykksmedisinen virker", ["Blodtrykksmedisinen"]),
        ("de", "legal", "das Mietrechtsanpassungsgesetz", ["Mietrechtsanpassungsgesetz"]),
        # Digits and vowel signs of other scripts; prefixes; no spaces.
        ("ar", "date-bound", "حتى ٣٠ يونيو ٢٠٢٦", ["حتى ٣٠ يونيو ٢٠٢٦"]),
        ("ar", "medical", "وبالأدْوِيَة", ["وبالأدْوِيَة"]),
        ("hi", "date-bound", "३१ मार्च २०२६ तक", ["३१ मार्च २०२६ तक"]),
        ("zh", "medical", "对青霉素过敏者", ["青霉素", "过敏"]),
        ("zh", "medical", "治療", ["治療"]),
        ("de", "legal", "Schliessung gemäss Gesetz", ["gemäss", "Gesetz"]),
        # One word alone, and in company.
        ("en", "investment-return", "The shares are kept in a drawer.", []),
        ("en", "investment-return", "The shares fell.", ["shares fell"]),
        ("en", "investment-return", "I lost my keys. Shares are paper.", []),
        # A thing to invest in beside what may happen to any value, in whatever words.
        ("en", "investment-return", "Blue-chip equities shrank.", ["equities shrank"]),
        ("de", "investment-return", "Die Aktienfonds büßten ein.", ["Aktienfonds büßten"]),
        ("nb", "investment-return", "Indeksfondet krympet ikke.", ["Indeksfondet krympet ikke"]),
        # What is other things too needs more: a word of yield, a second such thing, a percentage.
        ("en", "investment-return", "The market has grown.", []),
        ("sv", "investment-return", "Marknaden har vuxit.", []),
        ("sv", "investment-return", "Marknaden och kapitalet krympte.", ["Marknaden och kapitalet krympte"]),
        # What only compares says nothing of one thing, and little of other money.
        ("en", "investment-return", "Shareholders cannot park here.", []),
        ("en", "investment-return", "Fees at the market rose by 5%.", []),
        # History, and what holds since long ago.
        ("en", "date-bound", "from 1939 to 1945", []),
        ("en", "date-bound", "from 2026", ["from 2026"]),
        ("pl", "date-bound", "od 1 stycznia 2026 r.", ["od 1 stycznia 2026"]),
    ],
)
def test_words(lang: str, detector: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, detector)] == expected


@pytest.mark.parametrize(
    ("lang", "detector", "text", "expected"),
    [
        # A word of another field beside it takes a doubtful word out of play; a longer phrase and a sure word do not mind.
        ("en", "legal", "He scored on court in the second half.", False),
        ("en", "legal", "They took the goalkeeper to court.", True),
        ("en", "medical", "Cup fever has hit the stadium.", False),
        ("en", "medical", "Players with a fever should stay at home.", True),
        ("de", "legal", "Das Gericht schmeckt auch ohne Fleisch.", False),
        ("de", "legal", "Das Gericht wies die Klage ab.", True),
        # A virus of computers; one of people, in the kitchen too.
        ("nb", "medical", "Viruset slettet filene på serveren.", False),
        ("nb", "medical", "Viruset smitter på kjøkkenet.", True),
        # A name; a word that needs company.
        ("en", "legal", "The prize went to Margaret Law yesterday.", False),
        ("en", "legal", "See it in section 3 for the seed list.", False),
        ("en", "legal", "The tenant relies on section 3 there.", True),
        ("en", "medical", "A dose of courage helps.", False),
        ("en", "medical", "A dose of insulin helps.", True),
    ],
)
def test_words_in_doubt(lang: str, detector: str, text: str, expected: bool) -> None:
    assert bool(mentions_in_text(text, lang, detector)) is expected


@pytest.mark.parametrize("lang", ["en", "nb", "zh"])
def test_doubts_stay_proportional_to_the_text(lang: str) -> None:
    unit = "court fever Court Law goal server section 3 a dose of virus "
    seconds = []
    for length in (50_000, 200_000):
        started = time.perf_counter()
        mentions_in_text(unit * (length // len(unit)), lang, "medical")
        mentions_in_text(unit * (length // len(unit)), lang, "legal")
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < 8 * seconds[0] + 1


@pytest.mark.parametrize(
    ("entries", "found", "not_found"),
    [
        (("(?:ab|ac)d", "ae"), ("abd", "acd", "ae"), ("ab", "d", "aed")),
        (("(?:a|b(?:c|d))e", "f"), ("ae", "bce", "bde", "f"), ("be", "bc", "a")),
        (("(?:ab|c)?d", "cc"), ("d", "abd", "cd", "cc"), ("ab", "c")),
        (("(?:[a)|]x|y)z", r"(?:\(|q)r"), (")xz", "|xz", "yz", "(r", "qr"), ("xz", "r")),
        (("a b", "a b c"), ("a b", "a b c"), ("a",)),
    ],
)
def test_entries_that_begin_alike_are_sought_together(
    entries: tuple[str, ...], found: tuple[str, ...], not_found: tuple[str, ...]
) -> None:
    pattern = re.compile(either_of(entries))
    assert [text for text in found if not pattern.fullmatch(text)] == []
    assert [text for text in not_found if pattern.fullmatch(text)] == []
    longest = pattern.match(found[-1])
    assert longest is not None
    assert longest[0] == found[-1]


def test_spans_outside_others() -> None:
    assert outside([(0, 3), (4, 8), (9, 12)], [(2, 5), (12, 20)]) == [(9, 12)]
    assert outside([(0, 3)], []) == [(0, 3)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two.", 2),
        ("It costs approx. Five kroner.", 1),
        ("一句。两句！三句", 3),
        ("एक वाक्य। दूसरा वाक्य।", 2),
        ("Er kam. „Nein“, sagte sie.", 2),
        ("Art. 4", 1),
        ("Am 1. März kommt der Rest.", 1),
        ("Es kostet £4. Mai kommt bald.", 2),
        ("Es waren 214. März und April waren kalt.", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len([None for start, end in sentences(text) if text[start:end].strip()]) == count


@pytest.mark.parametrize("lang", ["en", "de", "ar", "zh", "hi"])
@pytest.mark.parametrize(
    "piece",
    ["a", " ", "1", "- ", "right to ", "fund fell 5 % ", "法", "कानून", "من 1 ", "1 May. ", "..", "(§ "],
)
def test_hostile_texts_are_read_in_linear_time(lang: str, piece: str) -> None:
    text = piece * (20_000 // len(piece))

    def read(text: str) -> None:
        for detector in ("medical", "legal", "date-bound"):
            mentions_in_text(text, lang, detector)

    assert in_proportion(lambda: read(text[: len(text) // 4]), lambda: read(text))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "La loi d’Archimède explique pourquoi les péniches flottent."),
        ("es", "Las leyes de Kepler describen el camino de los planetas."),
        ("de", "Das archimedische Gesetz erklärt, warum Kähne schwimmen."),
        ("de", "Die Gesetze von Kepler beschreiben die Bahnen der Planeten."),
        ("uk", "Закони Кеплера описують рух планет."),
        ("so", "Sharciga Arkimedes wuxuu sharxayaa sababta doomuhu u sabbeeyaan."),
        ("hi", "न्यूटन का क़ानून गुरुत्वाकर्षण समझाता है।"),
    ],
)
def test_what_nature_keeps_to_is_no_law(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "legal")


@pytest.mark.parametrize(
    ("lang", "text", "medical"),
    [
        ("en", "A course of physiotherapy at the clinic costs £45 a session.", False),
        ("en", "A course of physiotherapy helps with sciatica and costs £45 a session.", True),
        ("en", "Physiotherapy helps most people within six weeks.", True),
        ("nb", "Egenandelen hos legevakten er kr 313,- på kveldstid.", False),
        ("nb", "Den som sies opp i svangerskapet, kan gå til sak.", False),
        ("nb", "Kvalme er vanlig tidlig i svangerskapet.", True),
        ("sv", "Behandlingen av golvet görs med såpa.", False),
        ("de", "Nach der Operation dürfen Sie sechs Wochen lang nicht schwer heben.", True),
    ],
)
def test_the_price_of_a_service_and_the_rights_of_the_pregnant_are_no_medicine(
    lang: str, text: str, medical: bool
) -> None:
    assert bool(mentions_in_text(text, lang, "medical")) is medical


@pytest.mark.parametrize(
    ("lang", "detector", "text"),
    [
        ("en", "legal", "If the goods are faulty, the shop must repair or replace them."),
        ("en", "legal", "Your employer can’t sack you for joining a union."),
        ("nb", "legal", "Er varen ødelagt, må butikken reparere eller bytte den."),
        ("sv", "legal", "Barn under 15 år får inte arbeta efter klockan 20."),
        ("da", "legal", "Chefen må ikke fyre dig, fordi du er i fagforening."),
        ("de", "legal", "Die Gemeinde kann anordnen, dass Sie die Hecke schneiden."),
        ("ar", "legal", "يجب على السائق أن يبلغ الشرطة."),
        ("so", "legal", "Darawalku waa inuu si qoraal ah u ogaysiiyo."),
        ("hi", "legal", "डॉक्टर रोगी की जानकारी साझा नहीं कर सकता।"),
        ("zh", "legal", "养犬人必须拴绳。"),
        ("en", "medical", "My knee locks when I climb stairs."),
        ("nb", "medical", "Slutt med tablettene hvis tungen hovner opp."),
        ("de", "medical", "Setzen Sie die Tabletten ab, wenn die Zunge anschwillt."),
        ("en", "date-bound", "Until the bridge reopens, buses go via Hill Road."),
        ("de", "date-bound", "Das Angebot läuft am Sonntag aus."),
        ("nn", "date-bound", "For augneblinken står elleve namn på lista."),
        ("fr", "date-bound", "Le pont est fermé du 3 au 7 juillet."),
        ("fr", "date-bound", "Pendant les travaux, l'entrée se fait par la cour."),
        ("es", "date-bound", "Desde el lunes, el autobús 12 no para en la estación."),
        ("pl", "date-bound", "Podczas remontu wejście jest od podwórza."),
        ("uk", "date-bound", "Дату відкриття ще не визначено."),
        ("ar", "date-bound", "موعد الافتتاح لم يحدد بعد."),
        ("so", "date-bound", "Inta dayactirku socdo waxaa laga soo galaa daaradda."),
        ("hi", "date-bound", "मरम्मत के दौरान प्रवेश आंगन से है।"),
        ("zh", "date-bound", "施工期间请从后院进入。"),
    ],
)
def test_what_short_lists_say_together_is_found(lang: str, detector: str, text: str) -> None:
    assert mentions_in_text(text, lang, detector)


@pytest.mark.parametrize(
    ("lang", "detector", "text"),
    [
        ("en", "legal", "Children under 12 must be with an adult in the pool."),
        ("en", "legal", "The council can repair the bridge next year."),
        ("ar", "legal", "يمكن للمتجر أن يفتح مبكرا."),
        ("so", "legal", "Dukaanku waa inuu furmo subaxdii."),
        ("hi", "legal", "दुकानदार सुबह दुकान खोल सकता है।"),
        ("zh", "legal", "商店可以早开门。"),
        ("en", "medical", "The neck of the bottle is stiff."),
        ("en", "medical", "Bring the pot to the boil; do not burn your fingers."),
        ("nb", "medical", "Tunnelen er hovudpulsåra i byen og er tett på torgdagar."),
        ("fr", "date-bound", "Du 3 au 7 juillet, stage de voile pour débutants."),
        ("es", "date-bound", "Del 3 al 7 de julio, curso de vela para principiantes."),
        ("pl", "date-bound", "Od 3 do 7 lipca kurs żeglarski dla początkujących."),
        ("uk", "date-bound", "З 3 до 7 липня курс вітрильництва для початківців."),
        ("ar", "date-bound", "من 3 إلى 7 يوليو دورة إبحار للمبتدئين."),
        ("so", "date-bound", "Laga bilaabo 3 ilaa 7 Luulyo koorsada shiraaca."),
        ("hi", "date-bound", "3 से 7 जुलाई तक नौसिखियों के लिए नौकायन शिविर।"),
        ("zh", "date-bound", "聚会在5月12日星期六下午三点。"),
        ("fr", "legal", "Le règlement intérieur de la piscine est affiché à l'entrée."),
        ("pl", "legal", "Najem łódek kończy się o zmroku."),
        ("uk", "legal", "Будівлю суду можна оглянути в суботу."),
        ("ar", "legal", "يمكن زيارة مبنى المحكمة يوم السبت."),
        ("hi", "legal", "न्यायालय भवन शनिवार को देखा जा सकता है।"),
        ("zh", "legal", "法院大楼周六可以参观。"),
        ("pl", "medical", "Zupa cebulowa leczy wszystkie smutki."),
        ("pl", "medical", "Od rana do wieczora zasłaniaj okna, a z rana wietrz mieszkanie."),
        ("en", "medical", "Allergens: milk, soya and eggs."),
        ("de", "medical", "Allergene sind fett gedruckt."),
        ("fr", "medical", "Allergènes : lait, œufs."),
        ("es", "medical", "Alérgenos: leche y huevos."),
        ("pl", "medical", "Alergeny: mleko, jaja."),
        ("uk", "medical", "Алергени: молоко, яйця."),
        ("ar", "medical", "مسببات الحساسية: حليب وبيض."),
        ("hi", "medical", "बीमार सेब के पेड़ छाँटे गए।"),
        ("fr", "date-bound", "Pendant les travaux de 1987, on a trouvé une monnaie."),
        ("pl", "date-bound", "Czynne od poniedziałku do piątku w godzinach 9–18."),
        ("uk", "date-bound", "Працюємо від понеділка до п'ятниці, з 9 до 18."),
        ("hi", "date-bound", "सोमवार से शुक्रवार, सुबह 9 से शाम 6 बजे तक खुला।"),
        ("zh", "date-bound", "周一至周五9点到18点开放。"),
    ],
)
def test_what_short_lists_say_apart_is_not(lang: str, detector: str, text: str) -> None:
    assert not mentions_in_text(text, lang, detector)


@pytest.mark.parametrize(
    ("lang", "detector", "text", "expected"),
    [
        ("en", "legal", "See section 4 of the handbook.", False),
        ("en", "legal", "See section 4 of the Housing Act.", True),
        ("nb", "legal", "Butikken reklamerte for billig ost.", False),
        ("nb", "legal", "Har du reklamert for sent, kan selgeren avvise kravet.", True),
        ("nn", "legal", "Ho lova å kome.", False),
        ("nn", "legal", "Lova forbyr å skyte rein.", True),
        ("sv", "legal", "Enligt bolagen blir tågen fler.", False),
        ("sv", "legal", "Enligt skollagen ska alla barn få en likvärdig utbildning.", True),
        ("de", "medical", "Lachen ist die beste Medizin gegen schlechte Laune.", False),
        ("de", "date-bound", "Am 1. März 2026 standen 90 Kinder auf der Warteliste.", True),
        ("en", "date-bound", "On 1 March 2026 there were 214 families waiting for a home.", True),
        ("en", "date-bound", "On 1 March 2016 there were 300 guests at the wedding.", False),
        ("nb", "date-bound", "Under ombyggingen holder biblioteket til i kjelleren.", True),
        ("nb", "date-bound", "Under ombyggingen i 1987 fant arbeiderne en mynt.", False),
        ("en", "date-bound", "A flat was let for £940 a month in January 2026.", True),
        ("en", "date-bound", "They met in January 2026.", False),
        ("nb", "date-bound", "Leia var 13 700 kroner i fjerde kvartal 2025.", True),
        ("en", "date-bound", "Shares have gone up by a third since 2021.", False),
        (
            "de",
            "legal",
            "Grüßen Sie im Treppenhaus. Damit ist die Hälfte aller Streitigkeiten vermieden.",
            False,
        ),
        ("de", "legal", "Streitigkeiten mit dem Vermieter klärt das Gericht.", True),
        ("de", "legal", "Fällt die Heizung aus, dürfen Sie die Miete mindern.", True),
        ("de", "medical", "Mit Beschwerden wenden Sie sich an den Ombudsmann.", False),
        # A month beside a wage or a dose comes every year; events last, they do not hold.
        ("en", "date-bound", "Picker, March to October. £12.71 an hour to begin with.", False),
        ("en", "date-bound", "The bridge is shut from March to October.", True),
        ("nn", "date-bound", "Budeie frå juni til september: 28 000 kroner i månaden.", False),
        ("de", "date-bound", "Die Klassenfahrt führt vom 4. bis 8. Mai an die Saale.", False),
        ("de", "date-bound", "Die Straße ist vom 4. bis 8. Mai gesperrt.", True),
        ("en", "date-bound", "Until the lift is mended, patients are seen in the chapel.", True),
        ("da", "date-bound", "Holdet er sat på pause, så længe salen males.", True),
        ("nb", "date-bound", "Ta tabletten til kuren er ferdig.", False),
        # What may be at most, and what is a right; a name, and advice on contracts.
        ("en", "legal", "Interest on late rent is capped at three points above base.", True),
        ("nb", "legal", "Gebyret kan ikke overstige 35 kroner.", True),
        ("nb", "legal", "Vekta kan ikke overstige 35 kilo.", False),
        ("sv", "legal", "Björnlandets Försäkring: Beslut i ärende 7-2209", False),
        ("sv", "legal", "Siffrorna stämde när brevet skrevs.", False),
        ("de", "legal", "Zittern und Schweiß kündigen eine Unterzuckerung an.", False),
        ("de", "legal", "Die Gewerkschaft lädt zum Grillen ein.", False),
        # Symptoms in any order of words; places and professions, and what is handed in.
        ("sv", "medical", "Blir vaden hård och varm ska du ringa.", True),
        ("de", "medical", "Wird die Wade heiß, rufen Sie uns an.", True),
        ("da", "medical", "Kontakt os, hvis det siver fra såret.", True),
        ("nb", "medical", "Kanyler og gamle medisiner leveres på apoteket.", False),
        ("sv", "medical", "Logen bildades av nio drängar och en barnmorska.", False),
        ("de", "medical", "Vom Inhalt der Säcke waren 34 Prozent Fehlwürfe.", False),
        # What a sum becomes, and what credit costs.
        ("nb", "investment-return", "Hundre tusen kroner blir da til 108 889 kroner.", True),
        ("sv", "investment-return", "På 80 000 kronor blir det 2 880 kronor före skatt.", True),
        ("nn", "investment-return", "Dei fekk ikkje med seg oppgangen.", True),
        ("da", "investment-return", "Kassekreditten forrentes p.t. med 11,25 procent.", False),
        ("nb", "investment-return", "Pensjonssparing: Vi betaler inn 4,5 % av lønnen.", False),
        # A single word that is no law, court or right says nothing of law without another; nor do packs and services of care.
        ("en", "legal", "No arrangement fee, no penalty for clearing it early.", False),
        ("en", "legal", "A penalty may be appealed before the tribunal.", True),
        ("nb", "legal", "Novellekonkurransen fikk 63 bidrag, og juryens dom faller på fredag.", False),
        ("nb", "legal", "Lokalsamlingen står i § 3, som hylla heter.", False),
        ("nb", "legal", "Etter § 3 i husleieloven må utleieren varsle.", True),
        ("sv", "legal", "Spara hos Roslagens Sparkassa.", False),
        ("sv", "legal", "Semesterlagen ger dig tjugofem dagar.", True),
        ("da", "legal", "Dommeren i roseskuet kommer fra Hobro.", False),
        ("nn", "legal", "Styret har plikt til å svare.", True),
        ("de", "legal", "Im Mietspiegel stehen die Straßen nach Lage sortiert.", False),
        ("en", "medical", "Book early and bring the booklet with your old jabs in it.", False),
        ("en", "medical", "Take this medicine with water.", True),
        ("nn", "medical", "Plaster med fisk på er utselt.", False),
        ("sv", "medical", "Förpackningen om 105 tabletter kostar 89 kronor.", False),
        ("da", "medical", "Udeblivelse koster 250 kroner. Det gælder ikke ved sygdom.", False),
        ("de", "medical", "Reiseimpfungen in der Gemeinschaftspraxis am Markt", False),
        # Rights told plainly, what is kept of you, what may be flown where; and what is announced to a café.
        ("en", "legal", "If your request is turned down, you have one month to ask for a review.", True),
        ("en", "legal", "We hold your records for eight years and then destroy them.", True),
        ("en", "legal", "If the shop will not mend the kettle, you can have your money back.", True),
        ("en", "legal", "Please give two weeks' notice if you want a birthday cake.", False),
        ("nb", "legal", "Elever over femten bestemmer selv hvem som får se journalen.", True),
        ("nb", "legal", "Droner skal holdes minst 50 meter fra folk.", True),
        ("nb", "legal", "Barn over 12 år kan få kakao.", False),
        ("de", "legal", "Was Sie im Netz kaufen, dürfen Sie vierzehn Tage lang zurückgeben.", True),
        ("sv", "legal", "Chefen får inte läsa dina privata meddelanden.", True),
        ("da", "legal", "Du kan sige nej til at være med på billeder.", True),
        ("nn", "legal", "Går brødristaren sund, må butikken reparere han.", True),
        ("sv", "legal", "Vår ordförande har rätt i det mesta.", False),
        ("sv", "legal", "Föreningen har sagt upp kaffeautomaten.", False),
        ("sv", "investment-return", "Bolagets ägare fick 4 kronor per andel i våras.", True),
        ("da", "investment-return", "Vi købte for 300.000 og måtte sælge for 180.000.", True),
        ("de", "investment-return", "Aus hundert Euro im Fonds von 2010 sind 290 geworden.", True),
        ("sv", "investment-return", "Insättningar upp till en miljon skyddas.", False),
        ("de", "date-bound", "Ab Neujahr kostet die Tonne 21 Euro im Monat.", True),
        ("en", "legal", "Shops may not sell fireworks to anyone under eighteen.", True),
        ("de", "legal", "Die Kaution gehört auf ein eigenes Konto.", True),
        ("nb", "legal", "Vinneren får rett til å velge musikken.", False),
        ("nb", "medical", "Spedbarn sover tryggest på ryggen.", True),
        ("de", "medical", "Hand hoch, wer Kuchen will!", False),
        ("en", "investment-return", "Spread what you have over several funds.", True),
        ("en", "investment-return", "Savings on heating come to £200 a year.", False),
        ("sv", "date-bound", "Säsongen varar från påsk till oktober.", False),
        ("de", "date-bound", "Die Sauna ist von Mai bis Oktober geschlossen.", True),
        ("nb", "legal", "Innleide skal ha samme lønn som de fast ansatte.", True),
        ("da", "legal", "Den, der knuser en rude, betaler for den.", True),
        ("de", "medical", "Hören Sie auf einem Ohr schlechter, lassen Sie es prüfen.", True),
        ("sv", "medical", "Stygnen löses upp av sig själva.", True),
        ("nn", "investment-return", "Fondet låg bak indeksen tre år av fem.", True),
        ("de", "investment-return", "Wer kündigt, bekommt womöglich weniger, als er eingezahlt hat.", True),
        # Poisons, lacks and syndromes; organs that were taken out, and towers of stone.
        ("da", "medical", "Snurrende fingre er måske karpaltunnelsyndrom.", True),
        ("nn", "medical", "Kvikksølv er gift for nyrer og hjerne.", True),
        ("nb", "medical", "Hjem etter at galleblæren er tatt ut", True),
        ("nb", "medical", "Kirken har et tårn av stein.", False),
        ("en", "medical", "Do not rub the eye, even if it waters.", True),
        ("sv", "medical", "Passbilder tar fotografen på andra sidan gatan.", False),
        ("en", "date-bound", "The allowance goes up in April.", True),
        ("nb", "investment-return", "Andelene ga ikke et øre på tre år.", True),
        ("nb", "investment-return", "Innskudd opp til to millioner er sikret.", False),
        # "This year" says how long a fee holds, and when the pears were good; a figure on a day is bound to it.
        ("en", "date-bound", "The pears were good this year.", False),
        ("en", "date-bound", "The fee for a berth is £48 this year.", True),
        ("en", "date-bound", "Value of the whole scheme on 5 April 2026: £41.3 million.", True),
        ("nb", "date-bound", "Ny vegg står klar til høsten.", False),
        ("sv", "date-bound", "Stationshuset är numera keramikverkstad.", False),
        ("sv", "date-bound", "Avgiften är numera 300 kronor.", True),
        ("da", "date-bound", "Skriv til Jytte senest den 4. april.", False),
        ("de", "date-bound", "Nächste Woche andersherum.", False),
        ("de", "date-bound", "Nächste Woche kostet der Eintritt nichts.", True),
        # What a fee or a tax is, is no return; what was put in and came of it is, in whatever words.
        ("sv", "investment-return", "Årlig avgift: 0,4 procent i indexfonden.", False),
        ("sv", "investment-return", "Indexfonden steg med 11 procent, och avgiften är 0,2 procent.", True),
        ("nb", "investment-return", "Forvaltningen koster 0,65 prosent av verdien.", False),
        ("da", "investment-return", "Det kan gå sådan, at du får mindre ud, end du puttede ind.", True),
        ("da", "investment-return", "Et løg, der kostede 20 kroner i 1936, blev solgt for 180 kroner.", True),
        ("nb", "investment-return", "Du må tåle at en tredel forsvinner på et år.", True),
        ("nn", "investment-return", "Avkastinga av plommene var god: 900 kilo.", False),
        ("de", "investment-return", "Bis Februar verloren die Papiere neun Zehntel ihres Wertes.", True),
        # What was so on a day and what changes with a season hold for a time; shows, sales of tickets and bans of each year do not.
        ("en", "date-bound", "As at May, forty flats stand empty.", True),
        ("nb", "date-bound", "Den 1. mars 2026 hadde barnehagen 214 barn.", True),
        ("de", "date-bound", "Zum Jahresende 2025 zählte der Verein 1.312 Mitglieder.", True),
        ("sv", "date-bound", "Vid ingången av 2026 stod 12 bostäder tomma.", True),
        ("da", "date-bound", "Grundskylden for 2026 er fastsat til 9 promille.", True),
        ("nn", "date-bound", "Frå våren vert bussen gratis.", True),
        ("sv", "date-bound", "När denna broschyr trycktes hade vi nio läkare.", True),
        ("da", "date-bound", "Dagens takst er 42 kroner.", True),
        ("en", "date-bound", "The exhibition of kites runs from 3 March to 9 June.", False),
        ("en", "date-bound", "The exhibition of kites is free until 9 June.", True),
        ("de", "date-bound", "Das Stück wird am 4., 5. und 6. Juni 2026 gespielt.", False),
        ("sv", "date-bound", "Biljetterna börjar säljas den 4 mars.", False),
        ("nb", "date-bound", "Flaggene skal opp før 17. mai.", False),
        ("sv", "date-bound", "Hundar ska hållas i koppel från 1 mars till 20 augusti.", False),
        # Sections of a manual and what a union asks are no law, a duty to report is; rooms and wool are no medicine.
        ("en", "legal", "See section 4.2 for the seating plan.", False),
        ("en", "legal", "The law of gravity holds on the slide too.", False),
        ("sv", "legal", "Facket kräver 27 000 kronor i lön.", False),
        ("sv", "legal", "Lärare har anmälningsplikt.", True),
        ("nb", "legal", "Du kan ta saken til retten.", True),
        ("nn", "medical", "Rein ull klør mindre.", False),
        ("nb", "medical", "Egenandelen ved brannskade er fire tusen kroner.", False),
        ("nn", "medical", "Brotet i ankelen treng seks veker.", True),
        ("nn", "investment-return", "Dei har fått att dobbelt så mykje som dei betalte.", True),
        ("sv", "investment-return", "Den som sparade hade efter tio år drygt 50 000 kr.", True),
        ("nn", "investment-return", "Løna, ask og alm voks langs fjorden.", False),
        # Specialists, organs beside what ails them, patients beside what is done to them.
        ("en", "medical", "The current wait for a neurologist is nine weeks.", True),
        ("da", "medical", "Aktuel ventetid til øjenlæge: 26 uger.", True),
        ("sv", "medical", "Just nu är det tre månaders väntetid till hudläkaren.", True),
        ("de", "medical", "Momentan wartet man auf einen Termin beim Hautarzt elf Wochen.", True),
        ("nb", "medical", "Pasienten har rett til å lese sin egen journal.", True),
        ("en", "medical", "The scan showed a small stone in the left kidney.", True),
        ("de", "medical", "Das Röntgenbild zeigt einen feinen Riss im Schienbein.", True),
        ("da", "medical", "Tandlægen konstaterede et hul i kindtanden.", True),
        ("de", "medical", "Bestrahlt wird an 28 Werktagen hintereinander.", True),
        ("en", "medical", "At present the clinic is taking no new patients.", False),
        ("en", "medical", "Gardening is for the patient: the wisteria took nine years to flower.", False),
        ("sv", "medical", "Patienternas bokcirkel träffas i samlingssalen.", False),
        ("nn", "medical", "Helsesjukepleiaren held til på rom 12.", False),
        (
            "sv",
            "medical",
            "Diskrimineringslagen förbjuder att någon behandlas sämre på grund av ålder.",
            False,
        ),
        ("nn", "medical", "Mobilen min har fått virus, og ladaren er daud.", False),
        ("sv", "medical", "Lös två tabletter gelatin i en deciliter varm grädde.", False),
        ("de", "medical", "Mit einer gehörigen Dosis Galgenhumor probt die Laienbühne.", False),
        # What is so much now, what is valid in a month, and until something new is there.
        ("nn", "date-bound", "Folketalet i kommunen er no 5 184.", True),
        ("da", "date-bound", "Satsen er pt. 3,79 kr. pr. kilometer.", True),
        ("en", "date-bound", "The current grant pot stands at €2.4 million.", True),
        ("sv", "date-bound", "Rabattkoden är giltig under mars månad.", True),
        ("nb", "date-bound", "Kokevarselet står ved lag til neste vannprøve er godkjent.", True),
        ("de", "date-bound", "Bis der neue Zaun steht, ist der Spielplatz gesperrt.", True),
        ("de", "date-bound", "Der Mindestlohn ab April beträgt 13 Euro die Stunde.", True),
        ("nb", "date-bound", "Plukkere i juni: fra mai, 180 kr i timen.", False),
        ("nn", "date-bound", "Doktorhuset på Eid er i dag museum med kafé i kjellaren.", False),
        ("en", "date-bound", "It would have been worth £2,860 by the end of 2023.", False),
        ("da", "date-bound", "Renten tilskrives kontoen den 31. december.", False),
        ("en", "date-bound", "Until the dough has risen, keep it covered.", False),
        # Fines, crimes, rights and debts by their plain names.
        ("en", "legal", "Fly-tippers can be fined up to £1,000 on the spot.", True),
        ("en", "legal", "The byelaws apply on the whole of the common.", True),
        ("nn", "legal", "Fartsbota vart kr 7 450.", True),
        ("da", "legal", "Politiet kan tage kørekortet ved spirituskørsel.", True),
        ("da", "legal", "Andelshaverne hæfter ikke personligt for foreningens gæld.", True),
        ("sv", "legal", "Dina rättigheter vid försenat tåg", True),
        ("nb", "legal", "Du kan kreve erstatning på inntil 4 000 kroner for ødelagt bagasje.", True),
        ("de", "legal", "Beim Falschparken vor Einfahrten droht ein Bußgeld von 35 €.", True),
        ("de", "legal", "Die Autoreifen haben bei Nässe weniger Haftung auf Kopfsteinpflaster.", False),
        ("de", "legal", "Die Holzfeuchte darf 20 % nicht übersteigen.", False),
        ("en", "legal", "Children under 16 must not be given aspirin.", False),
        ("nb", "legal", "Det er lov å nyse i kø, men ikke lov å skrike i biblioteket.", False),
        # What inflation, markets and tenants do to what is put aside; what bushes and friends yield.
        ("en", "investment-return", "Inflation may eat away the buying power of cash savings.", True),
        ("de", "investment-return", "Was bringt mir ein Sparplan?", True),
        ("sv", "investment-return", "Vad händer med mitt ISK om börsen rasar?", True),
        ("da", "investment-return", "Sommerhuset giver en nettolejeindtægt på seks procent.", True),
        ("nn", "investment-return", "Kor mykje veks pensjonen din?", True),
        ("nb", "investment-return", "Solbærbuskene gav god avkastning i fjor, hele tretti liter.", False),
        (
            "sv",
            "investment-return",
            "Låna 20 000 kr i tre år och betala tillbaka sammanlagt 26 484 kr.",
            False,
        ),
        ("en", "investment-return", "Our bonds of friendship with the twin town have grown.", False),
        # What a vet, a dentist and a nurse do; how long works last and when a grant ends.
        ("nb", "medical", "Sykepleieren fjerner stingene etter ti dager.", True),
        ("da", "medical", "Knuden bør ses af en læge.", True),
        ("de", "medical", "Die Katze hat Flöhe und kratzt sich die ganze Nacht.", True),
        ("sv", "medical", "Hunden haltar på ett ben.", True),
        ("en", "medical", "Ring 111 if the child is floppy.", True),
        ("en", "medical", "The ward councillor holds a surgery on Saturdays.", False),
        ("en", "medical", "The band needs an injection of new talent.", False),
        ("de", "medical", "Die Verbrennung von Müll wärmt die Stadt.", False),
        ("sv", "date-bound", "Så länge arbetet pågår, använd bakdörren.", True),
        ("de", "date-bound", "Die Förderung endet im Dezember.", True),
        ("nb", "date-bound", "Støtten opphører i desember.", True),
        ("sv", "legal", "Du får inte använda andras bilder utan lov.", True),
        ("nb", "legal", "Reklamasjonsfristen er to år.", True),
        ("nb", "investment-return", "Fondet har gitt korene 7 000 kroner.", False),
    ],
)
def test_what_words_mean_is_told_by_those_beside_them(
    lang: str, detector: str, text: str, expected: bool
) -> None:
    assert bool(mentions_in_text(text, lang, detector)) is expected


@pytest.mark.parametrize(
    ("lang", "detector", "text", "expected"),
    [
        # What a text says of its own age, and what holds until somebody says otherwise.
        ("fr", "date-bound", "Connaissances à jour : avril 2026.", True),
        ("es", "date-bound", "Estado de los conocimientos: abril de 2026.", True),
        ("es", "date-bound", "La piscina está cerrada hasta nuevo aviso.", True),
        ("pl", "date-bound", "Stan wiedzy: kwiecień 2026.", True),
        ("pl", "date-bound", "Basen jest nieczynny do odwołania.", True),
        ("uk", "date-bound", "Редакція буклета: травень 2026 року.", True),
        ("uk", "date-bound", "Басейн зачинено до особливого розпорядження.", True),
        ("ar", "date-bound", "نُقّحت هذه النشرة في مايو 2026.", True),
        ("so", "date-bound", "Barkadda waa la xiray ilaa ogeysiis dambe.", True),
        ("zh", "date-bound", "本手册修订：2026年5月。", True),
        ("hi", "date-bound", "यह पर्चा संशोधित: मई 2026।", True),
        # When something takes place, and when interest is paid, holds for no time.
        ("fr", "date-bound", "Le tournoi du 6 juin 2026 se joue au gymnase.", False),
        ("es", "date-bound", "La exposición abre sus puertas el 6 de junio, a las 18 horas.", False),
        ("es", "date-bound", "El banco abona los intereses al vencimiento.", False),
        ("pl", "date-bound", "Włącz się w życie dzielnicy.", False),
        ("zh", "date-bound", "国债的利息到期支付。", False),
        # Fines for late books, members of a club and neighbours are no law; rights and penalties are.
        ("fr", "legal", "La section compte 85 licenciés.", False),
        ("es", "legal", "Multa por devolución tardía: 10 céntimos", False),
        ("pl", "legal", "Kara za zgubienie książki: 30 zł", False),
        ("uk", "legal", "Штраф за затримку книг: 5 грн", False),
        ("hi", "legal", "देर से लौटाने पर जुर्माना: 2 रुपये", False),
        ("zh", "legal", "图书逾期罚款：每天1角", False),
        ("uk", "legal", "Орендодавець не вправі забрати речі мешканця.", True),
        ("ar", "legal", "للمستأجر أن يقاضي المالك.", True),
        ("so", "legal", "Qofka la diido wuu rafcaan qaadan karaa.", True),
        # Burns are medicine.
        ("pl", "medical", "Oparzone palce trzymaj pod chłodną wodą.", True),
        ("uk", "medical", "Опік тримайте під прохолодною водою.", True),
        ("so", "medical", "Gubashada biyo qabow ku shub.", True),
        ("hi", "medical", "जले हुए हाथ को ठंडे पानी में रखें।", True),
        ("fr", "medical", "L’acte se dépose au greffe.", False),
        # What was put in and grew.
        ("uk", "investment-return", "Із суми, вкладеної в облігації, за рік набігло 90 гривень.", True),
        ("pl", "investment-return", "Pomnóż oszczędności z naszym klubem.", True),
        ("fr", "investment-return", "Une exposition sur le krach de 1929.", False),
    ],
)
def test_eight_more_languages_tell_words_by_those_beside_them(
    lang: str, detector: str, text: str, expected: bool
) -> None:
    assert bool(mentions_in_text(text, lang, detector)) is expected
