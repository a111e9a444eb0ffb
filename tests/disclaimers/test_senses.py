"""Words with a second sense, seldom named illnesses, and what a day or a month says: told by what stands beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.detect import mentions_in, mentions_in_text
from pipeline.disclaimers.subjects import entries_of
from pipeline.document import Document
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import read, score

CASES = [
    ("nn", "medical", "Lamminga tek til i april.", False),
    ("nn", "medical", "Under lamminga er fjøset ope heile døgnet.", False),
    ("nn", "medical", "Lamming på eine sida går ofte over.", True),
    ("fr", "legal", "Le droit d'entrée est de 4 €.", False),
    ("fr", "legal", "Un droit d'accès au ponton de 12 € est perçu.", False),
    ("fr", "legal", "Vous avez droit à un remboursement.", True),
    ("fr", "legal", "Le droit de visite est fixé par le juge.", True),
    ("en", "medical", "Calpol is sold at the pharmacy.", True),
    ("nb", "medical", "Sobril skal ligge låst inne.", True),
    ("sv", "medical", "Waran hämtas på apoteket.", True),
    ("da", "medical", "Hjertemagnyl ligger i den blå æske.", True),
    ("de", "medical", "Marcumar gibt es nur in einer Stärke.", True),
    ("fr", "medical", "Le Spasfon est rangé en haut.", True),
    ("es", "medical", "El Dalsy se vende sin receta.", True),
    ("pl", "medical", "Ketonal jest tylko na receptę.", True),
    ("uk", "medical", "Корвалол лежить у шухляді.", True),
    ("so", "medical", "Jadeecadu hawada ayay ku faaftaa.", True),
    ("so", "medical", "Qaaxadu sambabada ayay gashaa.", True),
    ("so", "medical", "Dhalmada ka dib naso.", True),
    ("so", "medical", "Jadwalka waxaa lagu dhejiyay albaabka.", False),
    ("so", "legal", "Loo-shaqeeyuhu kuma eryi karo uurka dartiis.", True),
    ("so", "legal", "Xatooyada meesha ka dhacday la sheeg.", True),
    ("so", "legal", "Nootaayada waxaa la saxiixaa Isniinta.", True),
    ("so", "legal", "Ciyaartoygu kama bixi karo garoonka.", False),
    ("so", "legal", "Qabowga dartii kuma dabaalan karno webiga.", False),
    ("uk", "legal", "Безоплатну правничу допомогу надає центр на вулиці Шевченка.", True),
    ("uk", "legal", "За правничою консультацією звертайтеся до центру.", True),
    ("uk", "legal", "Правничий факультет запрошує вступників.", False),
    ("uk", "legal", "Компенсація за невикористану відпустку вийшла 5 312 грн.", False),
    ("uk", "legal", "Компенсація за шкоду здоров'ю становить 5 000 грн.", True),
    ("ar", "dosage", "أذب كيس محلول الإرواء في لتر ماء واشربه قبل المساء.", True),
    ("ar", "dosage", "ذوب كيس الفوار في نصف كوب ماء قبل النوم.", True),
    ("ar", "dosage", "أذب كيس السكر في كوب ماء.", False),
    ("ar", "dosage", "ضع ظرفاً في كل صندوق.", False),
    ("es", "dosage", "Meta el dinero en un sobre cerrado.", False),
    ("es", "dosage", "Entregue la llave en un sobre.", False),
    ("es", "dosage", "Guarde el recibo dentro de un sobre y tráigalo cada viernes.", False),
    ("es", "dosage", "Tome el polvo que viene en un sobre una vez al día.", True),
    ("es", "dosage", "Disuelva un sobre en medio vaso de agua.", True),
    ("de", "date-bound", "Version 2.1 läuft ab Windows 11.", False),
    ("de", "date-bound", "Der Ausweis läuft bald ab.", True),
    ("en", "medical", "The glazier sealed the window with one tablet of putty.", False),
    ("en", "medical", "The clock must be wound every Sunday.", False),
    ("en", "medical", "She wound the yarn into a ball.", False),
    ("en", "medical", "The Pill Box served the coast in wartime.", False),
    ("en", "medical", "Take the tablet with a glass of water.", True),
    ("en", "medical", "Clean the wound with lukewarm water.", True),
    ("en", "medical", "The nurse will change the dressing on Thursday.", True),
    ("en", "medical", "Nil by mouth from midnight before the operation.", True),
    ("en", "medical", "The horse was lame and had laminitis in both front feet.", True),
    (
        "en",
        "medical",
        "Keep the dishwasher tablets away from children: they burn the throat and cause poisoning.",
        True,
    ),
    ("en", "medical", "She had a gastroscopy in May.", True),
    ("en", "medical", "The midwife checks that the navel is healing.", True),
    ("en", "medical", "Deworm the puppy at three weeks.", True),
    ("en", "medical", "He was put in the recovery position.", True),
    ("nb", "medical", "Ta tabletten med et glass vann.", True),
    ("nb", "medical", "Rens såret med lunkent vann.", True),
    ("nb", "medical", "Du må være fastende før blodprøven.", True),
    ("nb", "medical", "Jordmoren ser om navlen er grodd.", True),
    ("nb", "medical", "Hun skal til artroskopi av kneet.", True),
    ("nb", "medical", "Hesten er halt på høyre framfot.", True),
    (
        "nb",
        "medical",
        "Oppvasktabletter etser i svelget; ring Giftinformasjonen hvis barnet har svelget en.",
        True,
    ),
    ("nb", "medical", "Bendelorm smitter gjennom rått kjøtt.", True),
    ("nn", "medical", "Ta tabletten med eit glas vatn.", True),
    ("nn", "medical", "Du må faste frå midnatt før undersøkinga.", True),
    ("nn", "medical", "Jurbetennelse hos sauer krev dyrlege.", True),
    ("nn", "medical", "Navlen er raud og luktar.", True),
    ("nn", "medical", "Han fekk ein lungeemboli etter flyturen.", True),
    ("sv", "medical", "Ta tabletten med ett glas vatten.", True),
    ("sv", "medical", "Du ska vara fastande från midnatt före provet.", True),
    ("sv", "medical", "Naveln är röd och luktar.", True),
    ("sv", "medical", "Hästen är halt på vänster framben.", True),
    ("sv", "medical", "Fång hos hästar kommer ofta på våren.", True),
    ("da", "medical", "Tag tabletten med et glas vand.", True),
    ("da", "medical", "Du skal være fastende fra midnat.", True),
    ("da", "medical", "Navlen er rød og lugter.", True),
    ("da", "medical", "Hesten er halt på venstre forben.", True),
    ("da", "medical", "Hunden skal have ormekur to gange om året.", True),
    ("de", "medical", "Nehmen Sie die Tablette mit einem Glas Wasser.", True),
    ("de", "medical", "Bitte kommen Sie nüchtern zur Blutabnahme.", True),
    ("de", "medical", "Der Nabel ist rot und riecht.", True),
    ("de", "medical", "Das Pferd lahmt vorne rechts.", True),
    ("de", "medical", "Der Hund bekommt zweimal im Jahr eine Wurmkur.", True),
    ("en", "date-bound", "The pottery course starts on Tuesday 6 October at 7 pm.", False),
    ("en", "date-bound", "Feed the fuchsias once a week from May to August.", False),
    ("en", "date-bound", "The lantern parade begins on 13 November at the lime tree.", False),
    ("en", "date-bound", "The puffins nest here from April to July.", False),
    ("nb", "date-bound", "Keramikkurset starter tirsdag 6. oktober klokka 19.", False),
    ("nb", "date-bound", "Konserten på Verket lørdag den 7. november begynner klokka 20.", False),
    ("nb", "date-bound", "Gjødsle fuksiaene hver uke fra mai til august.", False),
    ("nb", "date-bound", "Lunden hekker her fra april til juli.", False),
    ("nb", "date-bound", "Lyktetoget starter fredag 13. november.", False),
    ("nn", "date-bound", "Keramikkurset startar tysdag 6. oktober klokka 19.", False),
    ("nn", "date-bound", "Konserten laurdag 7. november byrjar klokka 20.", False),
    ("nn", "date-bound", "Gjødsle fuksiaene kvar veke frå mai til august.", False),
    ("nn", "date-bound", "Lunden hekkar her frå april til juli.", False),
    ("sv", "date-bound", "Keramikkursen börjar tisdagen den 6 oktober klockan 19.", False),
    ("sv", "date-bound", "Konserten lördag 7 november börjar klockan 20.", False),
    ("sv", "date-bound", "Gödsla fuchsiorna varje vecka från maj till augusti.", False),
    ("sv", "date-bound", "Lunnefåglarna häckar här från april till juli.", False),
    ("da", "date-bound", "Keramikkurset starter tirsdag den 6. oktober kl. 19.", False),
    ("da", "date-bound", "Lysfesten begynder fredag den 13. november.", False),
    ("da", "date-bound", "Gød fuksiaerne hver uge fra maj til august.", False),
    ("da", "date-bound", "Lunderne yngler her fra april til juli.", False),
    ("de", "date-bound", "Der Töpferkurs beginnt am Dienstag, 6. Oktober, um 19 Uhr.", False),
    ("de", "date-bound", "Das Konzert im Werk am Samstag, 7. November, beginnt um 20 Uhr.", False),
    ("de", "date-bound", "Düngen Sie die Fuchsien von Mai bis August jede Woche.", False),
    ("de", "date-bound", "Die Papageitaucher brüten hier von April bis Juli.", False),
    ("en", "date-bound", "Registration for the course closes on 3 October.", True),
    ("en", "date-bound", "The pool is closed for the moment.", True),
    ("en", "date-bound", "This page was last reviewed on 9 February 2026.", True),
    ("en", "date-bound", "The concert tickets are half price until 1 November.", True),
    ("en", "date-bound", "The grant scheme starts on 1 January 2027.", True),
    ("nb", "date-bound", "Påmeldingsfristen til kurset er 3. oktober.", True),
    ("nb", "date-bound", "Opplysningene på siden ble sist gjennomgått 9. februar 2026.", True),
    ("nb", "date-bound", "Ordningen starter 1. januar 2027.", True),
    ("nb", "date-bound", "Akkurat nå er ventetiden på barnehageplass fire måneder.", True),
    ("nn", "date-bound", "Påmeldingsfristen til kurset er 3. oktober.", True),
    ("nn", "date-bound", "Sida vart sist gjennomgådd 9. februar 2026.", True),
    ("nn", "date-bound", "I augeblinken er ventetida på barnehageplass fire månader.", True),
    ("nn", "date-bound", "For augeblinken er kaia stengd.", True),
    ("sv", "date-bound", "Sista anmälningsdag till kursen är den 3 oktober.", True),
    ("sv", "date-bound", "Sidan granskades senast den 9 februari 2026.", True),
    ("sv", "date-bound", "För ögonblicket tar vi inte emot fler ansökningar.", True),
    ("da", "date-bound", "Sidste frist for tilmelding til kurset er 3. oktober.", True),
    ("da", "date-bound", "Siden er sidst gennemgået den 9. februar 2026.", True),
    ("da", "date-bound", "Aktuelt er der tre måneders ventetid på en plads.", True),
    ("da", "date-bound", "For øjeblikket tager vi ikke imot flere ansøgninger.", True),
    ("de", "date-bound", "Anmeldeschluss für den Kurs ist der 3. Oktober.", True),
    ("de", "date-bound", "Die Seite wurde zuletzt am 9. Februar 2026 geprüft.", True),
    ("de", "date-bound", "Aktuell beträgt die Wartezeit auf einen Platz vier Monate.", True),
    ("de", "date-bound", "Im Augenblick nehmen wir keine Anträge an.", True),
    ("nb", "legal", "Legg isen rett på huden.", False),
    ("nn", "legal", "Legg aldri isen rett på huda.", False),
    ("sv", "legal", "Fritidsnämnden delade ut tre pris.", False),
    ("da", "legal", "Loven om alt er titlen på hans nye soloshow.", False),
    ("da", "legal", "En tredje kapsel samme dag er ikke tilladt.", False),
    ("de", "legal", "Das Gesetz des Dschungels ist der Titel ihres Soloprogramms.", False),
    ("de", "legal", "Mahnung an alle: Bringt Kuchen mit!", False),
    ("en", "legal", "Offence", True),
    ("en", "legal", "Driving offences", True),
    ("nb", "legal", "Lovbrudd", True),
    ("nb", "legal", "Overtredelse", True),
    ("nn", "legal", "Lovbrot", True),
    ("nn", "legal", "Brot på vegtrafikklova", True),
    ("sv", "legal", "Förseelser i trafiken", True),
    ("sv", "legal", "Överträdelse", True),
    ("da", "legal", "Forseelser i trafikken", True),
    ("da", "legal", "Lovovertrædelse", True),
    ("de", "legal", "Verstoß", True),
    ("de", "legal", "Ordnungswidrigkeiten", True),
    ("de", "legal", "Kinder unter sieben Jahren sind nicht geschäftsfähig.", True),
    ("de", "legal", "Er wurde zu 60 Tagessätzen verurteilt.", True),
    ("en", "investment-return", "A deposit of 10% of the rental price secures the tent.", False),
    ("nb", "investment-return", "Fondet ga hvert kor 20 000 kroner.", False),
    ("nb", "investment-return", "Åkeren ga et utbytte på 4,1 tonn per hektar.", False),
    ("nn", "investment-return", "Fondet gav kvart kor 20 000 kroner.", False),
    ("sv", "investment-return", "Fonden gav varje kör 20 000 kronor.", False),
    ("da", "investment-return", "Fonden gav hvert kor 20.000 kroner.", False),
    ("da", "investment-return", "Marken gav et udbytte på 4,1 tons pr. hektar.", False),
    ("de", "investment-return", "Der Fonds gab jedem Chor 2.000 Euro.", False),
    ("en", "investment-return", "What return can you expect from your pension pot?", True),
    ("en", "investment-return", "The index fund returned 6% last year.", True),
    ("nb", "investment-return", "Hvor stor avkastning kan du vente av egen pensjonskonto?", True),
    ("nb", "investment-return", "Hva kan du regne med å tjene på sparepengene i fond?", True),
    ("nn", "investment-return", "Kor stor avkasting kan du vente av eigenpensjonen?", True),
    ("sv", "investment-return", "Vilken avkastning kan du vänta dig av pensionen?", True),
    (
        "sv",
        "investment-return",
        "Investeringssparkontot passar den som tror att innehavet stiger mer än schablonskatten.",
        True,
    ),
    ("da", "investment-return", "Hvilket afkast kan du forvente af pensionen?", True),
    ("de", "investment-return", "Mit welcher Rendite können Sie bei Ihrem Sparplan rechnen?", True),
]


@pytest.mark.parametrize(("lang", "detector", "text", "expected"), CASES)
def test_what_a_word_speaks_of(lang: str, detector: str, text: str, expected: bool) -> None:
    assert bool(mentions_in_text(text, lang, detector)) is expected


@pytest.mark.parametrize(
    ("lang", "heading", "text"),
    [
        (
            "en",
            "How much cream to use after surgery",
            "Put one dishwasher tablet in the drawer for each cycle.",
        ),
        ("en", "How much cream to use after surgery", "Spray the orchids when the soil is dry."),
        ("en", "How much cream to use after surgery", "Finger sandwiches are served at four."),
        ("nb", "Etter operasjonen", "Oppvaskmaskinen trenger én tablett per vask."),
        ("nb", "Etter operasjonen", "Smør kjedet på sykkelen med to dråper."),
        ("nn", "Etter operasjonen", "Oppvaskmaskina treng éin tablett per vask."),
        ("sv", "Efter operationen", "Diskmaskinen behöver en tablett per disk."),
        ("da", "Efter operationen", "Opvaskemaskinen skal have en tablet pr. vask."),
        ("de", "Nach der Operation", "Ein Tropfen Nähmaschinenöl hält die Greiferbahn geschmeidig."),
        ("de", "Nach der Operation", "Bei Kindergeburtstagen rechnet man drei pro Kopf."),
    ],
)
def test_what_only_a_heading_makes_medicine_is_a_thing_of_the_house_too(
    lang: str, heading: str, text: str, document: Callable[..., Document]
) -> None:
    def found(body: str) -> list[str]:
        blocks = document(f"## {heading}\n\n{body}", f"topics: [health]\nlang: {lang}").blocks
        return [mention.text for mention in mentions_in(blocks, lang, "medical") if mention.text in body]

    assert not found(text)


def test_under_the_heading_the_same_word_is_medicine(document: Callable[..., Document]) -> None:
    blocks = document("## After your operation\n\nThe tablet can be chewed.", "topics: [health]").blocks
    assert "tablet" in [mention.text for mention in mentions_in(blocks, "en", "medical")]


@pytest.mark.parametrize(
    ("lang", "detector", "table"),
    [
        ("en", "investment-return", "| Fund | 1-year growth |\n|---|---|\n| Cautious | 2.3% |"),
        ("nn", "investment-return", "| Fond | Snitt siste ti år (%) |\n|---|---|\n| Norden | 9,3 |"),
        ("sv", "investment-return", "| Fond | Utveckling 5 år |\n|---|---|\n| Norden | +62 % |"),
        ("de", "legal", "| Verstoß | Bußgeld |\n|---|---|\n| Handy am Steuer | 100 € |"),
        ("sv", "legal", "| Förseelse i trafiken | Penningbot |\n|---|---|\n| Bälte saknas | 1 500 kr |"),
        ("da", "legal", "| Forseelse | Bøde |\n|---|---|\n| Mobil i hånden | 1.500 kr. |"),
    ],
)
def test_the_heads_of_a_table_say_what_its_figures_are(
    lang: str, detector: str, table: str, pandoc: Pandoc
) -> None:
    other = table.replace("Fund", "Club").replace("Fond", "Lag").replace("Verstoß", "Ort")
    other = other.replace("Förseelse i trafiken", "Sak").replace("Forseelse", "Sag")
    other = other.replace("Bußgeld", "Preis").replace("Penningbot", "Pris").replace("Bøde", "Pris")
    got = score(read(f"{table}\n= {detector}: |\n\n{other}\n=\n"), lang, pandoc, (detector,))[detector]
    assert (got.tp, got.fp, got.fn) == (1, 0, 0), got.errors


def test_a_bar_outside_brackets_parts_entries() -> None:
    assert entries_of(r"lift|heavy [|/] load, (?:a|b) c, d\|e") == (
        "lift",
        "heavy [|/] load",
        "(?:a|b) c",
        r"d\|e",
    )
