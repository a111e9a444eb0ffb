"""Doses that no unit has to tell: how often, where, at most how much, in what shape; and what is counted the same way."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import read, score

DOSES = [
    ("so", "Neefso laba buuf markii loo baahdo."),
    ("en", "Three drops of the ear oil twice daily for five days."),
    ("en", "Spray once into each nostril in the morning."),
    ("en", "Drink the whole bottle of bowel cleanser, 2 litres, the evening before."),
    ("en", "A pea-sized blob of the gel goes on each evening."),
    ("en", "Metformin: 1-0-1."),
    ("en", "Amoxicillin 500, three times a day."),
    ("en", "Take two paracetamol at bedtime."),
    ("en", "Never more than eight in 24 hours."),
    ("en", "One in the morning and one at night, swallowed whole."),
    ("en", "Two squirts up each nostril."),
    ("en", "A quarter of a tablet is enough for a cat."),
    ("en", "Ibuprofen should be taken with food, three times a day."),
    ("en", "Both tablets are taken together as a single dose."),
    ("en", "These tablets thin the blood. Take one every morning."),
    ("nb", "Jerntabletter virker best på tom mage: én hver morgen."),
    ("da", "Du tager selv sprøjten i maven én gang om dagen i 28 dage."),
    ("en", "The gel is rubbed into the sore place three times daily."),
    ("da", "Højst 8 stk. i døgnet, aldrig flere."),
    ("de", "Tragen Sie Clotrimazol zwei- bis dreimal am Tag dünn auf."),
    ("nb", "Ta ibuprofen tre ganger om dagen."),
    ("sv", "Insulin tas före varje måltid."),
    ("da", "Sæt et nyt plaster på hver 72. time."),
    ("de", "Die Fertigspritze wird alle zwei Wochen gespritzt."),
    ("nb", "Skyll munnen med 10 ml og spytt ut."),
    ("nb", "Løs opp innholdet av en pose i et glass vann og drikk det før leggetid."),
    ("nn", "Drikk heile flaska, to liter tømmingsmiddel, kvelden før."),
    ("sv", "Vuxna: 1 g var sjätte timme, högst 4 g."),
    ("da", "Spray en gang i hvert næsebor om morgenen."),
    ("de", "Beginnen Sie mit 10 Mikrogramm, und steigern Sie alle vierzehn Tage."),
    ("de", "Eine morgens und eine abends, unzerkaut schlucken."),
    ("en", "Senna: one or two at bedtime."),
    ("nb", "Levaxin tas på tom mage hver morgen."),
    ("nb", "Hostesaft: 10 ml x 3."),
    ("nn", "Augedropane skal brukast høgst tre gonger i døgeret."),
    ("sv", "Kvällstid kan du ta en Oxynorm vid behov."),
    ("da", "Hydrokortison-creme i tyndt lag to gange dagligt."),
    ("de", "Ein halber Messlöffel Paracetamol-Saft reicht dem Säugling."),
    ("en", "The tablets are taken three times a day with food."),
    ("nb", "Sprøyten settes i magen hver kveld i ti dager."),
    ("nn", "Tablettane skal takast to gonger om dagen."),
    ("sv", "Åksjuketabletter tas en timme före resan."),
    ("da", "Sprøjten tages én gang om ugen."),
    ("de", "Die Tabletten werden dreimal täglich eingenommen."),
    ("fr", "Trois gouttes d’huile auriculaire deux fois par jour."),
    ("es", "Tres gotas de aceite en el oído dos veces al día."),
    ("uk", "Закапайте три краплі в запалене око."),
    ("ar", "ثلاث قطرات من زيت الأذن مرتين في اليوم."),
    ("zh", "早上每个鼻孔喷一次。"),
    ("fr", "On prend la pilule chaque soir à la même heure."),
    ("fr", "Espacez les prises d'au moins six heures."),
    ("es", "La píldora se toma cada noche a la misma hora."),
    ("pl", "Między dawkami zachowaj co najmniej sześć godzin przerwy."),
    ("pl", "Dorośli: 30 kropli z niewielką ilością wody, najwyżej cztery razy na dobę."),
    ("uk", "Бустер — 0,5 мл внутрішньом'язово."),
    ("ar", "اترك ست ساعات على الأقل بين الجرعة والأخرى."),
    ("so", "Kareemka mari laba jeer maalintii meesha cuncunaysa."),
    ("hi", "बूस्टर 0.5 मिली बाँह में दिया जाता है।"),
    ("zh", "患耳滴三滴。"),
    ("da", "Sug ind to gange af den blå inhalator, når du hvæser."),
    ("en", "Breathe in twice from the blue inhaler when you wheeze."),
    ("sv", "Plåstret mot illamående byts var tredje dag."),
    ("de", "Das Pflaster gegen Reisekrankheit wird alle drei Tage gewechselt."),
    ("sv", "Ta en sprayning under tungan när kärlkrampen kommer."),
    ("hi", "सुबह हर नथुने में एक बार छिड़कें।"),
]
OTHER = [
    ("en", "Repeat 10 times, three times a day."),
    ("en", "Give the plants 5 ml of fertiliser per litre every week."),
    ("en", "Drink two glasses of water with each meal."),
    ("en", "Apply two coats of paint, at least four hours apart."),
    ("en", "The team is 1-0-1 this season."),
    ("en", "Aspirin 1899 changed everything."),
    ("en", "Spread a thin layer of jam on each cake."),
    ("en", "A pea-sized amount of glue is enough."),
    ("en", "Put two drops of oil on the chain every week."),
    ("en", "Feed an adult cat 50 g twice a day."),
    ("en", "Cetirizine is £2.99 for 30 tablets; the branded box costs more."),
    ("nb", "Zyrtec finnes i pakker på 10, 30 og 100 tabletter."),
    ("sv", "Receptfritt omeprazol finns med 7 eller 14 kapslar."),
    ("nn", "Me gjev ut kring 70 posar i veka."),
    ("da", "Kom med en pose og gå hjem med aftensmad."),
    ("en", "Diabetic? Do not skip insulin: talk to the nurse who comes on Mondays."),
    ("en", "The tablets are charged twice a day in the classroom."),
    ("nb", "Kapslene til kaffemaskinen tas ut hver kveld."),
    ("da", "Køb to poser og få en gratis hver fredag."),
    ("en", "The pharmacy sells paracetamol in boxes of 16 and 32 tablets."),
    ("en", "Pills of wool are taken off the jumper every week."),
    ("en", "Take the bus twice a day."),
    ("en", "The bus stops here. Take one every morning."),
    ("nb", "La det gå to timer mellom besøkene."),
    ("nb", "Paracet 500 mg selges i esker med 20 tabletter."),
    ("nn", "Alvedon 500 mg finst i esker med 20 tablettar."),
    ("sv", "Förpackningen innehåller 20 värktabletter à 500 mg."),
    ("da", "I æsken ligger der 30 hovedpinetabletter à 200 mg."),
    ("de", "Die Packung mit 14 Tabletten kostet 6,98 Euro."),
    ("nb", "En pakke med 30 tabletter koster 129 kroner."),
    ("pl", "Opakowanie 30 tabletek kosztuje 14,20 zł."),
    ("uk", "Упаковка 30 таблеток коштує 142 грн."),
    ("ar", "سعر العلبة (30 قرصا) 14 ريالا."),
    ("hi", "30 गोलियों का पैक 142 रुपये का है।"),
    ("da", "Kaninen får 40 g piller om morgenen."),
    ("nb", "Mal to strøk med minst fire timer mellom."),
    ("nb", "Legg en tablett i oppvaskmaskinen hver kveld."),
    ("nb", "Gni sadelen med en dråpe olje hver uke."),
    ("de", "Wiederholen Sie die Übung zehnmal, dreimal am Tag."),
    ("nb", "Gjødsle tomatene med 10 ml blomsternæring i fem liter vann annenhver uke."),
    ("nn", "Gje potteplantene 5 ml næring i kvar liter vatn ein gong i veka."),
    ("en", "Water the seedlings with 200 ml every morning."),
    ("de", "Gießen Sie die Setzlinge jeden Morgen mit 200 ml."),
    ("nb", "Bruk én tablett i maskinen for hver vask."),
    ("en", "Put one tablet in the machine for each wash."),
    ("en", "Each class gets 15 tablets, which the caretaker charges overnight."),
    ("sv", "Varje klass får 15 tabletter, som laddas över natten."),
    ("en", "Drop one tablet into the cistern every month."),
    ("de", "Legen Sie jeden Monat eine Tablette in den Spülkasten."),
    ("nb", "Plaster mot gnagsår byttes hver dag."),
    ("de", "Trinken Sie zu jeder Mahlzeit zwei Gläser Wasser."),
]


@pytest.mark.parametrize(("lang", "text"), DOSES)
def test_what_is_said_around_an_amount_makes_it_a_dose(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "dosage")


@pytest.mark.parametrize(("lang", "text"), OTHER)
def test_what_is_counted_like_a_dose_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")


def test_an_amount_that_is_said_twice_is_one() -> None:
    text = "Chew one aspirin (300 mg) while you wait."
    assert [text[slice(*span)] for span in mentions_in_text(text, "en", "dosage")] == ["one aspirin (300 mg)"]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Take 5 ml three times a day for a cough.", ["5 ml three times a day"]),
        (
            "en",
            "Take one tablet, and no more than four in 24 hours.",
            ["one tablet, and no more than four in 24 hours"],
        ),
        (
            "de",
            "Nehmen Sie 30 Tropfen dazu, bis zu viermal am Tag.",
            ["30 Tropfen dazu, bis zu viermal am Tag"],
        ),
        ("nb", "Ta 1 tablett. Ring oss hver dag.", ["1 tablett"]),
    ],
)
def test_how_often_belongs_to_how_much(lang: str, text: str, expected: list[str]) -> None:
    assert [text[slice(*span)] for span in mentions_in_text(text, lang, "dosage")] == expected


def test_a_column_that_says_how_often_is_of_doses_where_the_table_is(pandoc: Pandoc) -> None:
    rows = (
        "| Age | {head} | How often |\n|---|---|---|\n| 2–6 years | {cell} | three times a day |\n= {label}\n"
    )
    syrup = rows.format(head="Syrup", cell="5 ml", label="dosage: 5 ml\n= dosage: three times a day")
    bus = rows.format(head="Bus", cell="5", label="").replace("= \n", "=\n")
    for text in (syrup, bus):
        got = score(read(text), "en", pandoc, ("dosage",))["dosage"]
        assert (got.fp, got.fn) == (0, 0), got.errors


@pytest.mark.parametrize(
    ("lang", "text", "dose"),
    [
        ("en", "Take one tablet of mebendazole. Repeat after two weeks.", "Repeat after two weeks"),
        ("nb", "Løs opp én brusetablett i vann, og gjenta etter åtte timer.", "gjenta etter åtte timer"),
        ("sv", "Tugga ett tuggummi med 20 mg före resan. Högst fyra om dagen.", "Högst fyra om dagen"),
        ("da", "Tag 2 tabletter mod smerter. Bliver du svimmel, tag kun det halve.", "kun det halve"),
        ("de", "Es kommen 30 Tropfen dazu, wobei zwischen zwei Gaben sechs Stunden liegen.", "zwischen zwei Gaben sechs Stunden"),
        ("nn", "Ta 2 kapslar loperamid, så éin etter kvar lause avføring.", "så éin etter kvar lause avføring"),
        ("en", "Drink a glass of rehydration salts after each loose stool.", "a glass of rehydration salts after each loose stool"),
    ],
)  # fmt: skip
def test_what_is_taken_once_more_or_halved_is_a_dose(lang: str, text: str, dose: str) -> None:
    assert any(dose in text[slice(*span)] for span in mentions_in_text(text, lang, "dosage"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Take the first road, and repeat after two weeks with the second."),
        ("nb", "Vi gjentar kurset etter åtte uker."),
        ("sv", "Högst fyra om dagen får besöka museet."),
        ("de", "Zwischen zwei Anwendungen des Programms liegen sechs Stunden."),
        ("da", "Børn giver det halve, tag kun det halve med."),
    ],
)
def test_what_is_repeated_or_halved_where_no_medicine_is_taken_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")


@pytest.mark.parametrize(
    ("lang", "text", "doses"),
    [
        ("en", "Cetirizine 10 mg: adults take one tablet in the evening.", ["one tablet in the evening"]),
        ("sv", "Alvedon 665 mg: två tabletter tre gånger om dagen.", ["två tabletter tre gånger om dagen"]),
        ("de", "Paracetamol 500 mg. Erwachsene schlucken zwei Tabletten.", ["zwei Tabletten"]),
        ("sv", "Ta 1–2 Alvedon 500 mg högst fyra gånger.", ["1–2 Alvedon 500 mg högst fyra gånger"]),
        ("da", "Tag 2 Panodil a 500 mg om aftenen.", ["2 Panodil a 500 mg om aftenen"]),
        ("de", "Zwei Tabletten Paracetamol 500 mg am Abend.", ["Zwei Tabletten Paracetamol 500 mg am Abend"]),
        ("en", "Children: 250 mg, or one tablet.", ["250 mg, or one tablet"]),
        ("en", "Cetirizine: 10 mg in the evening.", ["10 mg in the evening"]),
    ],
)
def test_how_strong_a_medicine_is_that_is_counted_is_no_dose(lang: str, text: str, doses: list[str]) -> None:
    assert [text[slice(*span)] for span in mentions_in_text(text, lang, "dosage")] == doses


def test_a_scheme_in_a_table_of_medicines_is_a_dose(pandoc: Pandoc) -> None:
    rows = "| {what} | {how} |\n|---|---|\n| {one} | 1-0-1 |\n= {label}\n"
    medicine = rows.format(what="Arzneimittel", how="Dosierung", one="Metoprolol", label="dosage: 1-0-1")
    team = rows.format(what="Verein", how="Bilanz", one="Eintracht", label="").replace("= \n", "=\n")
    for text in (medicine, team):
        got = score(read(text), "de", pandoc, ("dosage",))["dosage"]
        assert (got.fp, got.fn) == (0, 0), got.errors


@pytest.mark.parametrize(
    ("lang", "text", "dose"),
    [
        ("en", "Once daily is enough for most antihistamines.", True),
        ("nb", "Vi anbefaler paracetamol hver sjette time heller enn å vente.", True),
        ("da", "Én gang dagligt er nok for de fleste allergipiller.", True),
        ("de", "Wir empfehlen Paracetamol alle sechs Stunden.", True),
        ("en", "The pool is cleaned once daily. We sell antihistamines.", False),
        ("sv", "Apoteket städas en gång om dagen.", False),
        ("de", "Die Apotheke wird alle sechs Stunden gelüftet.", False),
    ],
)
def test_how_often_a_named_medicine_is_recommended_is_a_dose(lang: str, text: str, dose: bool) -> None:
    assert bool(mentions_in_text(text, lang, "dosage")) == dose


@pytest.mark.parametrize(
    ("lang", "text", "dose"),
    [
        ("fr", "Ibuprofène 200 mg, boîte de 20 comprimés", False),
        ("es", "Ibuprofeno Sur 400 mg, caja de 30 comprimidos", False),
        ("pl", "Ibuprofen 200 mg, opakowanie 10 tabletek", False),
        ("uk", "Ібупрофен 200 мг, 10 таблеток в упаковці", False),
        ("ar", "إيبوبروفين 400 ملغ، علبة من 30 قرصاً", False),
        ("so", "Barasitamool 250 mg, baakad 10 kaniini ah", False),
        ("zh", "感冒灵颗粒5克，每盒6袋", False),
        ("hi", "पैरासिटामोल 650 मिग्रा, 15 गोलियों का पत्ता", False),
        ("fr", "Prenez un comprimé de la boîte bleue trois fois par jour.", True),
        ("es", "Tome un comprimido de la caja azul cada ocho horas.", True),
        ("pl", "Weź jedną tabletkę z niebieskiego opakowania dwa razy dziennie.", True),
        ("uk", "Приймайте по одній таблетці з упаковки двічі на день.", True),
        ("hi", "डिब्बे से एक गोली दिन में दो बार लें।", True),
    ],
)
def test_what_a_pack_holds_is_no_dose(lang: str, text: str, dose: bool) -> None:
    assert bool(mentions_in_text(text, lang, "dosage")) == dose


@pytest.mark.parametrize(
    ("lang", "text", "dose"),
    [
        ("fr", "L’antibiotique est prévu toutes les six heures.", "toutes les six heures"),
        ("es", "Con el antibiótico, cada doce horas basta.", "cada doce horas"),
        ("pl", "Antybiotyk: co 12 godzin.", "co 12 godzin"),
        ("uk", "Для антибіотика досить: кожні 12 годин.", "кожні 12 годин"),
        ("ar", "المضاد الحيوي كل ست ساعات.", "كل ست ساعات"),
        ("so", "Kodiin laba jeer maalintii ayaa ku filan.", "laba jeer maalintii"),
        ("zh", "抗生素每六小时一次。", "每六小时一次"),
        ("hi", "कोडीन दिन में दो बार काफ़ी है।", "दिन में दो बार"),
        ("fr", "Ramipril 1 cp le soir", "1 cp"),
        ("uk", "Метформін: 1 табл. увечері", "1 табл"),
        ("es", "Enalapril: 1 comp. por la noche", "1 comp"),
        ("pl", "Ramipryl 1 tabl. wieczorem", "1 tabl"),
        ("fr", "L’aire de jeux est nettoyée toutes les six heures.", None),
        ("es", "El autobús pasa cada doce horas.", None),
        ("zh", "泳池每六小时换水一次。", None),
        ("hi", "बस दिन में दो बार आती है।", None),
    ],
)
def test_how_often_a_medicine_is_taken_is_a_dose_in_eight_more_languages(
    lang: str, text: str, dose: str | None
) -> None:
    found = [text[slice(*span)] for span in mentions_in_text(text, lang, "dosage")]
    assert any(dose in one for one in found) if dose else not found


@pytest.mark.parametrize(
    ("lang", "text", "dose"),
    [
        ("en", "Take one antacid tablet now and the second in four hours.", "the second in four hours"),
        ("en", "Insert one suppository tonight and the other tomorrow morning.", "the other tomorrow morning"),
        ("en", "Warfarin: 3 mg on Mondays and Fridays, 5 on the other days.", "5 on the other days"),
        ("en", "Start with one sachet of laxative a day, going up to at most three.", "to at most three"),
        ("en", "Apply the scabies lotion from the neck down and repeat after seven days.", "repeat after seven days"),
        ("en", "Wait at least six hours before the next dose.", "at least six hours"),
        ("nb", "Er barnet fortsatt tett etter ti minutter, gir du to nye drag av inhalatoren.", "to nye"),
        ("nb", "Bruk klysteret én gang, og ikke flere samme dag.", "ikke flere samme dag"),
        ("nb", "Marevan: 2 tabletter mandag og torsdag, øvrige dager 1½.", "øvrige dager 1½"),
        ("nn", "Ei fjerdedels sovetablett held; ta ho berre anna kvar kveld.", "berre anna kvar kveld"),
        ("nn", "Vent minst seks timar før du tek neste dose.", "minst seks timar"),
        ("sv", "Ge EpiPen i låret och upprepa efter 5–15 minuter.", "upprepa efter 5–15 minuter"),
        ("sv", "Sätt ett stolpiller i kväll och det andra i morgon bitti.", "det andra i morgon bitti"),
        ("da", "Tag én migrænekapsel; en tredje samme dag er ikke tilladt.", "en tredje samme dag"),
        ("da", "Vent mindst seks timer, før du tager næste Panodil.", "mindst seks timer"),
        ("de", "Ein Zäpfchen heute Abend, das zweite morgen früh.", "das zweite morgen früh"),
        ("de", "Warten Sie mindestens sechs Stunden bis zur nächsten Dosis.", "mindestens sechs Stunden"),
    ],
)  # fmt: skip
def test_the_next_dose_leans_on_the_first(lang: str, text: str, dose: str) -> None:
    assert any(dose in text[slice(*span)] for span in mentions_in_text(text, lang, "dosage"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Please wait ten minutes before the next tour; another starts after twenty minutes."),
        ("en", "The rest comes tomorrow morning by post."),
        ("en", "Feed the sourdough again after twelve hours."),
        ("nb", "Vent i ti minutter før du tar neste buss; en ny går etter tjue minutter."),
        ("nn", "Resten kjem i morgon tidleg med posten."),
        ("sv", "Vänta tio minuter innan du tar nästa buss."),
        ("da", "Resten kommer i morgen tidlig med posten."),
        ("de", "Warten Sie zehn Minuten auf den nächsten Bus."),
    ],
)
def test_what_comes_next_without_a_medicine_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "One dishwasher capsule will do for a half-full machine."),
        ("en", "Two drops of oil on the hinge will stop it squeaking."),
        ("en", "Descale the kettle every three months with one sachet dissolved in 500 ml of warm water."),
        ("en", "Our hens get 120 g of grain a day."),
        ("en", "Bottle-fed lambs take about 250 ml every six hours."),
        ("nb", "En kapsel holder til halvfull oppvaskmaskin."),
        ("nb", "Skriveren tar fire patroner på 12 ml; bytt dem når lampen blinker to ganger."),
        ("nn", "Slepp to vasketablettar rett i trommelen."),
        ("nn", "Øks, sag og to kapslar kruttlapp låg att i koia."),
        ("sv", "Kopiatorn drar en tonerkapsel, så håll två kapslar i reserv."),
        ("sv", "Hönsen får 120 g värpfoder om dagen."),
        ("da", "Aftør tavlerne med en dråbe sulfo hver fredag."),
        ("da", "Hønsene tildeles 120 g korn pr. dag."),
        ("de", "Zwei Tropfen Öl auf das Scharnier genügen."),
        ("de", "Die Hennen bekommen 120 g Legemehl am Tag."),
        ("nb", "Vann kaktusen med 50 ml annenhver uke."),
        ("sv", "Vattna kaktusen med 50 ml varannan vecka."),
        ("nb", "Kunden får to poser gratis hver fredag."),
        # Nobody takes these.
        ("da", "Rollen spilles af en skuespiller fra Odense."),
        ("nb", "En spiller fra Brann og to spillere fra Viking."),
        ("da", "Ring 1-1-2."),
        ("en", "If you forget one tablet, carry on as usual."),
        ("de", "Haben Sie eine Tablette vergessen, warten Sie bis zum nächsten Tag."),
        ("nn", "Du får med deg fem tablettar morfin heim."),
        ("en", "You will be given ten morphine tablets to take home."),
    ],
)
def test_machines_hens_and_players_are_given_no_doses(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")


@pytest.mark.parametrize(
    ("lang", "text", "dose"),
    [
        ("en", "Iron drops can stain the floor: give 10 drops a day.", "10 drops"),
        ("sv", "Barn bör få fem D-vitamindroppar om dagen.", "fem D-vitamindroppar"),
        ("sv", "Mot pollen: en munlöslig tablett om dagen.", "en munlöslig tablett"),
        ("sv", "Vid järnbrist räcker det med en Duroferon varannan dag.", "en Duroferon varannan dag"),
        ("en", "For asthma, one Zafirlux every evening is enough.", "one Zafirlux"),
        ("nb", "Ta to stykker nå, står det på resepten.", "to stykker"),
        ("sv", "Waran, vecka 14: 2 tabl mån–fre.", "2 tabl"),
        ("sv", "Insulin Lantus: 18 E till kvällen.", "18 E"),
        ("en", "The ewes were treated with a drench at 1 ml per 5 kg bodyweight.", "1 ml"),
        ("en", "Metformin: one tablet with supper in week one, two from week two.", "two from week two"),
        ("nb", "Trapp opp metformin: én tablett til middag første uke, deretter to.", "deretter to"),
        ("en", "Teething gel: a smear the size of a pea on the gum, no more than six times in 24 hours.", "a pea"),
        ("en", "Fybogel: a sachet stirred into water night and morning.", "a sachet"),
        ("de", "Die Pille wird 21 Tage genommen, dann folgt eine Pause.", "21 Tage"),
        ("nb", "Gni inn gelen på det vonde kneet 3–4 ganger per døgn.", "3–4 ganger per døgn"),
        ("nb", "Ta to tabletter for smertene.", "to tabletter"),
    ],
)  # fmt: skip
def test_what_is_counted_in_a_way_of_its_own_is_a_dose(lang: str, text: str, dose: str) -> None:
    assert any(dose in text[slice(*span)] for span in mentions_in_text(text, lang, "dosage"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "One Saturday every month the clinic checks for asthma."),
        ("sv", "En Volvo varannan dag kommer till verkstaden."),
        ("nb", "Ta to stykker nå, og kom tilbake for mer."),
    ],
)
def test_what_is_counted_so_without_a_medicine_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")


def test_what_a_bottle_holds_is_no_dose(pandoc: Pandoc) -> None:
    rows = "| {head} | Tablets | Price |\n|---|---|---|\n| first | 60 | £7.40 |\n= {label}\n"
    for head, label in (("Bottle", ""), ("Box", ""), ("Time", "dosage: 60")):
        text = rows.format(head=head, label=label).replace("= \n", "=\n")
        got = score(read(text), "en", pandoc, ("dosage",))["dosage"]
        assert (got.fp, got.fn) == (0, 0), got.errors


def test_how_fast_kidneys_work_is_no_dose() -> None:
    assert not mentions_in_text("Your kidneys clear 62 mL/min of it.", "en", "dosage")
    assert mentions_in_text("Run the pump at 20 ml/h for six hours.", "en", "dosage")


def test_pieces_under_a_head_of_a_medicine_are_doses(pandoc: Pandoc) -> None:
    rows = "| {what} | {most} |\n|---|---|\n| 1–3 år | 4 stk. |\n= {label}\n"
    medicine = rows.format(what="Paracet stikkpille", most="Maks per døgn", label="dosage: 4 stk.")
    ticket = rows.format(what="Billetter", most="Maks per dag", label="").replace("= \n", "=\n")
    for text in (medicine, ticket):
        got = score(read(text), "nb", pandoc, ("dosage",))["dosage"]
        assert (got.fp, got.fn) == (0, 0), got.errors


def test_the_amounts_of_a_day_are_of_one_dose() -> None:
    text = "En tablett kl 08 och en kl 20."
    assert [text[slice(*span)] for span in mentions_in_text(text, "sv", "dosage")] == [text[:-1]]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Rééducation de l'épaule : deux par semaine pendant un mois."),
        ("es", "Fisioterapia del hombro: dos por semana durante un mes."),
        ("pl", "Czopki: po jednym co wieczór przez dziesięć dni."),
        ("uk", "Свічку вводять перед сном, по одній щовечора."),
        (
            "fr",
            "Previscan : trois quarts de comprimé les lundis, mercredis et vendredis ; les autres jours, un demi.",
        ),
        ("es", "Warfarina: lunes, miércoles y viernes, comprimido entero; los demás días, tres cuartos."),
        ("pl", "Warfaryna: trzy czwarte tabletki w poniedziałki, środy i piątki; w pozostałe dni pół."),
        ("uk", "Варфарин: три чверті таблетки в понеділок, середу та п'ятницю; в інші дні – пів."),
        ("fr", "Respectez au moins 6 heures entre deux prises."),
        ("es", "Respete al menos 6 horas entre dos tomas."),
        ("fr", "La dose suivante de paracétamol peut être donnée après 4 à 6 heures."),
        ("pl", "Insulina: 8 j. przed śniadaniem, 10 j. przed obiadem."),
        ("pl", "Na zatkany nos: po 1 dawce aerozolu do każdego otworu nosowego, do 3 razy na dobę."),
    ],
)
def test_fractions_distances_and_what_has_no_unit_are_doses_in_the_romance_and_slavic_languages(
    lang: str, text: str
) -> None:
    assert mentions_in_text(text, lang, "dosage")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Vaporisez deux pulvérisations de nettoyant sur le miroir et essuyez avec un chiffon."),
        ("es", "Rocíe el cristal con dos pulverizaciones de limpiador y seque con un paño."),
        ("pl", "Oprysk pomidorów: 50 ml na wiadro, co 10 dni."),
        ("uk", "Обприскуйте помідори розчином міді: 50 мл на відро, кожні 10 днів."),
        ("fr", "Comprimés à 200 mg d'ibuprofène : ne pas conserver au-dessus de 25 °C."),
        ("fr", "Chaque gélule renferme 5 mg de principe actif et 62 mg de lactose."),
        ("uk", "Кожна пастилка містить 3 мг бензидаміну та підсолоджувач."),
        ("pl", "Apap 500 mg, 50 tabletek powlekanych. Lek bez recepty."),
        ("es", "Los lunes, miércoles y viernes hay mercado en la plaza."),
    ],
)
def test_windows_tomatoes_packs_and_what_a_capsule_holds_are_no_doses(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")
