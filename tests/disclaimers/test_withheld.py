"""What is taken from pay is no pay; of how much it is taken is."""

from __future__ import annotations

import re

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.disclaimers.withheld import not_withheld
from tests.growth import in_proportion

TAKEN = [
    ("en", "The farm takes £9 a week for the caravan out of every picker's wages."),
    ("en", "Anyone who breaks a plate has £4 docked from their pay packet, said the waiter."),
    ("nb", "Kantina trekkes med 450 kroner av lønna til alle lærlinger."),
    ("nb", "Rederiet holder igjen 2 500 kroner av den første lønna til dekksgutten."),
    ("nn", "Vi trekkjer 95 kroner av løna for kvart måltid i kantina."),
    ("nn", "Mister du nøkkelkortet, vert du trekt 300 kroner på lønsslippen."),
    ("sv", "Avdraget på lönen för tjänstebilen är 2 150 kr."),
    ("sv", "Restaurangen håller inne 400 kronor av kockens lön för förklädet."),
    ("da", "Gartneriet tilbageholder 300 kroner om måneden af hver plukkers løn for vask."),
    ("de", "Vom Lohn werden monatlich 30 Euro für die Arbeitskleidung einbehalten."),
    ("de", "Das Hotel zieht den Zimmermädchen 6 Euro am Tag vom Lohn ab."),
    ("fr", "La ferme retient 9 euros par semaine sur le salaire de chaque cueilleur."),
    ("es", "El hotel descuenta a cada camarera 6 euros diarios del sueldo por la comida."),
    ("pl", "Hotel potrąca pokojówkom 15 zł dziennie z wypłaty za obiady."),
    ("uk", "Із заробітку кухаря стягують 400 грн щомісяця за гуртожиток."),
    ("ar", "يخصم الفندق من راتب كل نادل 40 ريالا في الشهر عن الطعام."),
    ("so", "Mushaharka kariyaha waxaa laga gooyaa 15 doollar bishii."),
    ("zh", "酒店每月从厨师的工资中扣60元伙食费。"),
    ("zh", "弄坏餐具的，从工资里扣20元。"),
    ("hi", "होटल हर रसोइये के वेतन से खाने के 300 रुपये महीना काटता है।"),
    ("en", "The rent is deducted from the picker's wages, at most £60 a week."),
    ("nb", "Husleia trekkes fra lønna til plukkerne, høyst 900 kroner i uka."),
    ("nn", "Husleiga vert trekt frå løna til plukkarane, høgst 900 kroner i veka."),
    ("sv", "Hyran dras från plockarens lön, men högst 900 kronor i veckan."),
    ("da", "Huslejen trækkes fra plukkerens løn, dog højst 900 kr. om ugen."),
    ("de", "Die Miete wird vom Lohn der Pflücker abgezogen, höchstens 60 Euro in der Woche."),
    ("fr", "Le loyer est retenu sur le salaire du cueilleur, au plus 60 € par semaine."),
    ("es", "El alquiler se descuenta del jornal del temporero, como mucho 60 € a la semana."),
    ("pl", "Alimenty komornik ściąga z pensji ojca, co najmniej 700 zł miesięcznie."),
    ("uk", "Плату за житло вираховують із зарплати збирачів, щонайбільше 900 грн на тиждень."),
    ("uk", "Аліменти стягують із зарплати: чверть на одну дитину, але не менше 1 400 грн."),
    ("ar", "يخصم الإيجار من أجر القاطف، على الأكثر 60 دينارا في الأسبوع."),
    ("so", "Masruufka ilmaha ee mushaharka aabbaha laga jaro waa ugu yaraan 1,700 karoon."),
    ("zh", "房租从采摘工的工资里扣，每周最多200元。"),
    ("zh", "孩子的抚养费从父亲工资里出，每月至少1500元。"),
    ("hi", "किराया मज़दूर की मज़दूरी से काटा जाता है, ज़्यादा से ज़्यादा 300 रुपये हफ़्ता।"),
    ("hi", "बच्चे का गुज़ारा भत्ता पिता के वेतन से जाता है, कम से कम 4,000 रुपये।"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), TAKEN)
def test_what_is_taken_from_pay_is_none(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay") == ()


KEEP = [
    ("en", "Foster carers receive an allowance of £198 a week for the child's keep."),
    ("nb", "Fosterforeldre får 14 360 kroner i måneden i utgiftsdekning."),
    ("sv", "Familjehem får 7 350 kronor i månaden i omkostnadsersättning."),
    ("da", "Plejefamilier får 6.900 kr. om måneden til kost og logi."),
    ("de", "Pflegeeltern bekommen 1.012 Euro im Monat für seinen Unterhalt."),
    ("fr", "La famille d'accueil reçoit 620 € par mois pour l'entretien de l'enfant."),
    ("es", "La familia de acogida recibe 480 € al mes por los gastos del niño."),
    ("pl", "Rodzina zastępcza dostaje 1 517 zł miesięcznie na utrzymanie dziecka."),
    ("uk", "Прийомна родина отримує 6 517 грн на місяць на утримання дитини."),
    ("zh", "寄养家庭每月领取1517元的抚养补贴。"),
]


@pytest.mark.parametrize(("lang", "text"), KEEP)
def test_what_somebody_gets_for_the_keep_of_another_is_no_pay(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay") == ()


BESIDE_IT = [
    ("en", "The relief vet is paid £310 a day and £42 in fuel.", ["£310"]),
    ("nb", "Guiden får 1 400 kroner for dagen og 320 kroner i bensin.", ["1 400 kroner"]),
    ("nn", "Snømåkaren får 350 kroner timen, og 200 kroner i diesel kjem attåt.", ["350 kroner"]),
    ("sv", "Domaren får 530 kronor för matchen och 180 kronor i reseersättning.", ["530 kronor"]),
    ("da", "Dommeren får 420 kr. for kampen og 95 kr. i kørepenge.", ["420 kr."]),
    ("de", "Der Schiedsrichter bekommt 25 Euro und 12 Euro Fahrtkosten.", ["25 Euro"]),
    ("fr", "L'arbitre touche 45 euros et 18 euros de frais de route.", ["45 euros"]),
    # What is earned in the same words.
    ("en", "The porter took home £410 in wages.", ["£410"]),
    ("nb", "Servitøren fikk 800 kroner i driks.", ["800 kroner"]),
    ("sv", "Säljaren fick 4 000 kronor i provision.", ["4 000 kronor"]),
    ("da", "Sælgeren får 3.000 kr. i bonus.", ["3.000 kr."]),
    ("fr", "La serveuse gagne 80 euros de pourboires par soir.", ["80 euros"]),
]


@pytest.mark.parametrize(("lang", "text", "paid"), BESIDE_IT)
def test_what_is_paid_for_fuel_and_fares_is_no_pay(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


KEPT = [
    ("en", "The farm pays pickers £12.60 an hour and charges them £6 a night for a bunk.", "£12.60"),
    ("da", "Gården giver plukkerne 150 kr. i timen og kræver af dem 60 kr. for en seng.", "150 kr."),
    ("fr", "La ferme paie les cueilleurs 11,90 € l'heure et leur prend 6 € pour le lit.", "11,90 €"),
    ("es", "El viticultor paga 9,20 € la hora a los vendimiadores y les cobra 5 € por la cena.", "9,20 €"),
    ("pl", "Rolnik płaci zbieraczom 22 zł za godzinę i bierze od nich 25 zł za nocleg.", "22 zł"),
    ("uk", "Фермер платить збирачам 90 грн за годину, а за нічліг бере 120 грн.", "90 грн"),
    ("ar", "يدفع المزارع لعمال القطاف 20 درهما في الساعة، ويأخذ منهم 15 درهما عن المبيت.", "20 درهما"),
    ("zh", "果园主付给采摘工每小时22元，住宿另收15元。", "22元"),
    ("es", "Ganó 27.300 € el año pasado y pagó 3.900 € de impuestos.", "27.300 €"),
    ("zh", "他月薪一万元，缴了800元的税。", "一万元"),
    ("en", "From a wage of £480 they take £70 for the room.", "£480"),
    ("en", "After £70 has been deducted from her wages the picker takes home £410.", "£410"),
    ("en", "We pay £12.60 an hour, and tax is deducted from your wages.", "£12.60"),
    ("en", "The cook's pay goes from £300 to £420 a week.", "£300 to £420"),
    ("nb", "Lønna går fra 400 000 til 430 000 kroner.", "400 000 til 430 000 kroner"),
    ("de", "Vom Lohn von 3000 Euro gehen 200 Euro für die Wohnung ab.", "3000 Euro"),
    ("zh", "从工资中扣除社保后每月到手4000元。", "4000元"),
    ("so", "Mushaharkaaga $320 waa laga goynayaa kabaha.", "$320"),
    ("zh", "工资8000元,五险一金扣840元。", "8000元"),
    ("zh", "应发工资6100元,代扣个税45元,代扣社保643元。", "6100元"),
    ("zh", "社保公司全缴，底薪4000元。", "4000元"),
    ("zh", "代扣代缴个人所得税后发放5000元工资。", "5000元"),
    ("en", "Nothing is deducted from the wage, which is at least £12.60 an hour.", "£12.60"),
    ("en", "Meals are deducted from the wages; stewards earn at least £13 an hour.", "£13"),
    ("nb", "Kost trekkes fra lønna, og kokken tjener minst 34 000 kroner.", "34 000 kroner"),
    ("sv", "Inget dras från lönen, som är minst 152 kronor i timmen.", "152 kronor"),
    ("de", "Vom Lohn wird nichts abgezogen, er beträgt mindestens 14 Euro die Stunde.", "14 Euro"),
    ("pl", "Z pensji nie potrącamy za nocleg, a zarobisz co najmniej 4800 zł.", "4800 zł"),
    ("zh", "房租不从工资里扣，每月工资至少4000元。", "4000元"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "paid"), KEPT)
def test_of_how_much_it_is_taken_is_pay_and_what_is_charged_is_none(lang: str, text: str, paid: str) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == [paid]


@pytest.mark.parametrize(
    "piece", ["£18 is deducted from wages and ", "£18, out of wages, goes, ", "charges them £6 "]
)
def test_what_is_taken_is_told_in_proportion_to_the_text(piece: str) -> None:
    def read(times: int) -> None:
        text = piece * times
        sums = [match.span() for match in re.finditer(r"£\d+", text)]
        not_withheld(text, "en", sums)

    assert in_proportion(lambda: read(150), lambda: read(600))


BACK = [
    ("en", "The choir pays its organist £140 a service and refunds her £12 for the train fare.", ["£140"]),
    ("en", "Extras got £85 for the day and £9 back for the bus.", ["£85"]),
    ("nb", "Festivalen betaler lydteknikeren 2 400 kroner dagen og gir ham 310 kroner for drosjen.", ["2 400 kroner"]),
    ("nn", "Festivalen betaler lydteknikaren 2 400 kroner dagen og gir han 310 kroner for drosjen.", ["2 400 kroner"]),
    ("sv", "Teatern betalar ljusteknikern 2 400 kronor kvällen och ersätter 310 kronor för tågbiljetten.", ["2 400 kronor"]),
    ("da", "Koret betaler organisten 900 kroner for en gudstjeneste og giver hende 120 kroner for taxaen.", ["900 kroner"]),
    ("de", "Der Chor zahlt der Organistin 140 Euro für jeden Gottesdienst und erstattet ihr 12 Euro.", ["140 Euro"]),
    ("fr", "Le théâtre verse à l’ouvreuse 48 euros la soirée et lui rembourse 6 euros.", ["48 euros"]),
    ("es", "El teatro paga a la acomodadora 48 euros por función y le devuelve 6 euros del taxi.", ["48 euros"]),
    ("pl", "Teatr płaci bileterce 90 zł za wieczór i zwraca jej 18 zł za przejazd.", ["90 zł"]),
    ("uk", "Театр платить білетерці 600 грн за вечір і повертає їй 80 грн за проїзд.", ["600 грн"]),
    ("zh", "剧院付给检票员每晚120元,并报销打车费30元。", ["120元"]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "paid"), BACK)
def test_what_is_paid_back_is_no_pay_and_hides_none(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


OF_IT = [
    ("en", "Ushers are paid £310 a week, of which £28 is kept back for the uniform.", ["£310"]),
    ("en", "Your March payslip shows gross pay of £2,040, from which £161 was taken for tax.", ["£2,040"]),
    ("da", "Hjælperne får 140 kroner i timen, men 45 kroner om dagen går fra til maden.", ["140 kroner"]),
    ("nb", "Hjelperne får 140 kroner i timen, men 45 kroner dagen går fra til maten.", ["140 kroner"]),
    ("zh", "学徒每月工资2200元,其中180元扣作饭费。", ["2200元"]),
    ("zh", "工资条:基本工资3900元,扣社保412元。", ["3900元"]),
    (
        "en",
        "The post has a salary of £31,000, of which £1,500 is a London supplement.",
        ["£31,000", "£1,500"],
    ),
    ("da", "Lønnen går fra 23.000 kr. til 27.000 kr.", ["23.000 kr.", "27.000 kr."]),
]


@pytest.mark.parametrize(("lang", "text", "paid"), OF_IT)
def test_a_part_of_pay_that_is_kept_back_is_none(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid
