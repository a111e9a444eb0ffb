"""What is pay without a word for it, and what is paid by those who work."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import read, score

GIVEN = [
    ("nb", "Vikarbyrået fakturerer kommunen 680 kroner timen og gir sykepleieren 310.", ["310"]),
    (
        "de",
        "Die Zeitarbeitsfirma berechnet der Klinik 48 Euro die Stunde und zahlt dem Pfleger 21 Euro.",
        ["21 Euro"],
    ),
    ("es", "La empresa factura 31 € la hora al hospital y paga al celador 11 €.", ["11 €"]),
    ("en", "Each stallholder pays the market manager £24 for a pitch.", []),
]


@pytest.mark.parametrize(("lang", "text", "paid"), GIVEN)
def test_what_is_given_to_who_works_is_pay_whatever_else_is_charged(
    lang: str, text: str, paid: list[str]
) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


CHARGED = [
    ("en", "Trainee electricians take home £1,310 a month. College fees of £940 are paid by the firm.", ["£1,310"]),
    ("en", "The tutor gets £28 an hour and learners pay £6 a session.", ["£28"]),
    ("nb", "Du blir trukket 320 kroner i lønn for hver vakt du uteblir fra.", []),
    ("nn", "Mistar du nykelen, vert du trekt 300 kroner på lønsslippen.", []),
    ("sv", "Körledaren arvoderas med 45 000 kronor. Varje sångare betalar 600 kr per termin.", ["45 000 kronor"]),
    ("da", "Dirigenten får 700 kr. pr. prøve, og sangerne betaler 450 kr. om året.", ["700 kr."]),
    ("fr", "Le facteur gagne 1 801 euros et paie 310 euros sa chambre en ville.", ["1 801 euros"]),
    ("nn", "Korleiaren har 850 kroner øvinga; songarane betaler 300 kroner i halvåret.", ["850 kroner"]),
    # Somebody who could be a customer is paid.
    ("nn", "Klubben betaler spelaren 9 000 kroner månaden.", ["9 000 kroner"]),
    ("en", "The club pays players £120 a week.", ["£120"]),
    ("en", "Guests pay at the door, and the doorman gets £85 a night.", ["£85"]),
    ("sv", "Klubben betalar spelaren 12 000 kronor i månaden.", ["12 000 kronor"]),
    ("da", "Klubben betaler spilleren 9.000 kr. om måneden.", ["9.000 kr."]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "paid"), CHARGED)
def test_a_sum_behind_what_is_charged_is_hardly_pay(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


BARE = [
    ("nb", "Vaktmesteren har 41 000 i måneden.", True),
    ("nn", "Vaktmeisteren har 41 000 i månaden.", True),
    ("sv", "Cykelbudet hade 21 400 i månaden.", True),
    ("da", "Pedellen har 29.000 om måneden.", True),
    ("de", "Der Hausmeister hat 2.700 im Monat.", True),
    ("nb", "Kafeen har 12 000 i måneden i strømregning.", False),
    ("nn", "Vaktmeisteren har 1 200 lampar å skifta.", False),
    ("sv", "Biblioteket har 30 200 besökare i månaden.", False),
    ("da", "Pedellen har 1.200 nøgler.", False),
    ("de", "Der Hausmeister hat 2.700 Quadratmeter zu fegen.", False),
]


@pytest.mark.parametrize(("lang", "text", "pay"), BARE)
def test_what_who_works_has_a_month_is_pay_without_a_currency(lang: str, text: str, pay: bool) -> None:
    assert bool(mentions_in_text(text, lang, "pay")) is pay


EARLY = [
    ("Efterlønnen er 19.351 kr. om måneden.", False),
    ("Som efterlønner får du 17.900 kr. om måneden.", False),
    ("Du kan få udbetalt din efterløn med 58.000 kr.", False),
    ("Lønnen efter skat er 19.351 kr. om måneden.", True),
    ("Efter lønnen på 24.000 kr. kommer et tillæg.", True),
    ("Gartneren får 31.000 kr. i løn efter prøvetiden.", True),
]


@pytest.mark.parametrize(("text", "pay"), EARLY)
def test_what_is_paid_to_who_no_longer_works_is_no_pay_in_danish(text: str, pay: bool) -> None:
    assert bool(mentions_in_text(text, "da", "pay")) is pay


WEEKENDS = [
    ("en", "Admission £6 on weekdays, £8 at weekends.", []),
    ("nb", "Inngang: 80,- på hverdager, 100,- i helga.", []),
    ("nn", "Inngang: 80,- på kvardagar, 100,- i helga.", []),
    ("sv", "Bastun är 50 kr på vardagar och 80 kr på helger.", []),
    ("da", "Entréen koster 80 kr. på hverdage og 100 kr. i weekenden.", []),
    ("de", "Die Kegelbahn kostet 9 Euro je Stunde, ab 20 Uhr zusätzlich 2 Euro je Bahn.", []),
    ("fr", "L'entrée est à 4 € en semaine, 6 € le dimanche.", []),
    ("fr", "Location de tandem : 9 € l'heure, 35 € la journée.", []),
    ("fr", "La serveuse touche 90 € en semaine et 120 € le dimanche.", ["90 €", "120 €"]),
    ("en", "Casual staff get £12 on weekdays, £15 at weekends.", ["£12", "£15"]),
    ("nb", "Renholderen får 210 kroner på hverdager og 290 kroner i helga.", ["210 kroner", "290 kroner"]),
    ("nn", "Ekstrahjelpa får 200,- på kvardagar, 260,- i helga.", ["200,-", "260,-"]),
    ("sv", "Kocken får 180 kr på vardagar och 230 kr på helger.", ["180 kr", "230 kr"]),
    ("da", "Vikaren får 160,- om hverdagen, 210,- i weekenden.", ["160,-", "210,-"]),
    ("de", "Die Aushilfe bekommt 14 Euro werktags und 18 Euro am Wochenende.", ["14 Euro", "18 Euro"]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "paid"), WEEKENDS)
def test_what_costs_more_at_weekends_is_pay_only_for_who_works(lang: str, text: str, paid: list[str]) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


WAGE_OF = [
    ("en", "Of a wage of £480 a picker spends £90 on food.", ["£480"]),
    ("nb", "Av en lønn på 31 000 kroner går 4 200 til husleie og 900 til buss.", ["31 000 kroner"]),
    ("nb", "Av en lønn på 44 000 kroner går 1 400 kroner til studielånet.", ["44 000 kroner"]),
    ("nn", "Av ei løn på 29 000 kroner går 6 300 til skatt og 560 til pensjonssparing.", ["29 000 kroner"]),
    ("sv", "Av en lön på 28 000 kronor går 6 100 till skatt och 900 till facket.", ["28 000 kronor"]),
    ("da", "Af en løn på 24.000 kr. går 9.100 til skat og 700 til forsikring.", ["24.000 kr."]),
    ("de", "Von einem Lohn von 1.900 Euro fließen 350 Euro in die Miete.", ["1.900 Euro"]),
    ("fr", "Sur un brut de 2 650 €, il y a 580 € de cotisations ; reste 2 070 € net avant impôt.", ["2 650 €", "2 070 €"]),
    ("en", "Of a bill of £480 some £90 goes on parts.", []),
    ("nb", "Av en husleie på 11 000 kroner går 900 til strøm.", []),
    ("sv", "Av ett lån på 28 000 kronor är 6 100 kvar.", []),
    ("da", "Af en regning på 2.400 kr. går 700 til moms.", []),
    ("de", "Von einer Kaution von 1.900 Euro fließen 350 Euro zurück.", []),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "paid"), WAGE_OF)
def test_a_sum_that_is_called_a_wage_is_pay_whatever_becomes_of_it(
    lang: str, text: str, paid: list[str]
) -> None:
    assert [text[start:end] for start, end in mentions_in_text(text, lang, "pay")] == paid


PAY = [
    ("zh", "入职奖金2000元，试用期满后发放。"),
    ("nb", "Kveldsvakta har 33 400 brutto."),
    ("nb", "Læreren har 52 000 før skatt."),
    ("nn", "Ein murar har 41 000 brutto."),
    ("sv", "En städare har 24 300 netto."),
    ("da", "Natportieren har 21.400 før skat."),
    ("de", "Eine Putzkraft hat 1.480 netto."),
    ("de", "Der Lehrer hat 4.100 vor Steuern."),
    ("fr", "Une femme de ménage a 1 390 net."),
    ("es", "La limpiadora tiene 1.190 netos."),
    ("pl", "Murarz ma 6 200 brutto."),
    ("nb", "Årslønnen for en nyutdannet sykepleier er omtrent kr 500 000."),
    ("da", "Overenskomsten giver rengøringsfolkene 151,25 kr. i timen."),
    ("da", "En vikarlæge kan få op til 1.200 kr. i timen."),
    ("en", "Those who clean the school get £11.90 for every hour they work."),
    ("sv", "De som städar skolan får 155 kronor för varje timme de arbetar."),
    ("de", "Die Bezüge des Bürgermeisters betragen 85.000 Euro."),
    ("da", "Medlemmer på nat får 34 kr. i timen oveni."),
    ("nb", "For hver elev du veileder, betaler vi 250 kroner."),
    ("nb", "Du får 290 kr per time på ski og 205 kr når du måker snø."),
    ("nb", "Vi tilbyr 38 500 kroner i måneden og fri annenhver helg."),
    ("nn", "Ei ekstravakt julaftan gav meg 4 870 kroner i fjor."),
    ("sv", "Under utbildningen får du 22 500 kr i månaden."),
    ("da", "En lørdag på seks timer bliver til 1.783 kr. før skat."),
    ("de", "Einstieg mit 2.780 Euro brutto."),
    ("de", "Für die Kasse suchen wir Studierende, 14,20 Euro die Stunde."),
    ("en", "The agreement puts the ordinary hour at £13.20."),
    ("en", "Apprentices’ minimum went up to £8.30 in April."),
    ("en", "The clerk receives £35 for each meeting."),
    ("nb", "Tillitsvalgte får 750 kroner for hvert møte."),
    ("nn", "Førarar får 31 kroner ekstra timen."),
    ("sv", "Tränaren får 200 kronor för varje pass."),
    ("da", "Formanden har 60.000 kr. om året."),
    ("de", "Ein Minijob auf 556-Euro-Basis."),
    ("de", "Ein Müllergeselle verdiente elf Mark in der Woche."),
    ("da", "En murersvend tjente otte mark om ugen."),
    ("en", "A fixed-term post until January 2027 at £24,500 pro rata."),
    ("fr", "On commence à 13,20 € de l'heure."),
    ("fr", "Chauffeur de car, CDI, 2 300 € sur treize mois."),
    ("es", "Se empieza con 13,20 € la hora."),
    ("pl", "Staż jest płatny 1400 zł miesięcznie."),
    ("uk", "Стажування оплачується: 4000 грн на місяць."),
    ("ar", "سائق حافلة، دوام كامل، 2300 ريال."),
    ("so", "Waxaan ku bilownaa 14 doolar saacaddii."),
    ("hi", "बस चालक, पक्की नौकरी, 27,000 रुपये।"),
    ("da", "Ungarbejdere i isboden, 78 kr./t."),
    ("en", "Freelance guides receive a fee of £95 for each mine tour they lead."),
    ("en", "Hygienist: two years’ experience, £19 an hour, pension scheme."),
    ("nb", "Vi betaler 238 kroner timen til den som vil kjøre brøytebilen i helgene."),
    ("en", "We pay £14 an hour to anyone who drives the snowplough."),
    ("de", "Wir zahlen 16 Euro die Stunde, auch am Wochenende."),
    ("sv", "Den som plockar jordgubbar får 14 kronor för varje fylld låda."),
    ("nb", "Den som plukker bær, får 18 kroner per kilo."),
    ("en", "Kennel hand, £12.40/hr."),
    ("nn", "Oppvaskar, 198 kr/t."),
    ("sv", "Diskare, 155 kr/tim."),
    ("da", "Blikkenslager, 142 kr./t."),
    ("de", "Kommissionierer, 13,90 €/Std."),
    ("da", "Valgtilforordnede får en diæt på 900 kr. for dagen."),
    ("zh", "周日上班加250元。"),
]
OTHER = [
    ("sv", "Varje medlem betalar in 250 kronor i månaden."),
    ("nb", "Hvert medlem betaler 200 kroner per måned."),
    ("nb", "Hallen leies ut for 400 kroner timen, helg 550."),
    ("en", "Teachers pay £5 a month into the coffee fund."),
    ("nb", "Lærerne betaler 50 kroner i måneden til kaffekassen."),
    ("da", "Lærerne betaler 50 kr. om måneden til kaffekassen."),
    ("de", "Die Lehrer zahlen 5 Euro im Monat in die Kaffeekasse."),
    ("sv", "Vårdnadshavare betalar 1 200 kronor i månaden för förskolan."),
    ("en", "We pay £50 a month for the storage room."),
    ("en", "The hall is £14 an hour."),
    ("en", "You get £5 an hour off if you book online."),
    ("nb", "Ring legevakten på 116 117."),
    ("nb", "Ved overtid betaler bedriften maten, eller 115 kroner."),
    ("nn", "Sjåføren tek 30 kroner av kvar passasjer."),
    ("pl", "Fizjoterapeuta bierze 135 zł za wizytę."),
    ("pl", "Płacimy 150 zł miesięcznie za komórkę."),
    ("uk", "Фізіотерапевт бере 600 грн за сеанс."),
    ("es", "El fisioterapeuta cobra 35 € por sesión."),
    ("en", "A gardener who comes twice a month will ask for £40-50 a visit."),
    ("nn", "Ein pose med kortreist mjøl ligg på tretti kroner i museumsbutikken."),
    ("da", "Andelshaverne i møllelauget fik udbetalt et udbytte på 310 kroner pr. andel."),
    ("en", "A replacement travel pass costs a tenner, or £10 if you want it in writing!"),
    ("en", "Apples £4 per basket, for anyone who picks their own."),
    ("da", "Kanoleje, 142 kr./t."),
    ("nb", "Vi betaler 150 kroner timen for hallen."),
    ("sv", "Den som plockar upp skräp får 20 kronor i rabatt."),
    ("zh", "员工餐每份13元。"),
]


@pytest.mark.parametrize(("lang", "text"), PAY)
def test_what_work_earns_is_pay(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay")


@pytest.mark.parametrize(("lang", "text"), OTHER)
def test_what_those_who_work_pay_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "pay")


@pytest.mark.parametrize(
    ("lang", "heading", "item", "pay"),
    [
        ("sv", "Timlönen", "18 år: 162,40 kronor i timmen", True),
        ("sv", "Timlönen", "Frukost i matsalen är 45 kronor", False),
        ("en", "Overtime pay", "Grade A: £12.90", True),
        ("en", "Opening hours", "Grade A: £12.90", False),
        ("en", "Care assistant (days)", "£12.60 per hour, rising to £13.15 with a diploma.", True),
        ("en", "Hiring the hall", "£12.60 per hour, £13.15 on Sundays.", False),
        ("en", "What the hall costs: pay on the day", "Deposit: £20", False),
    ],
)
def test_a_heading_says_that_what_stands_under_it_is_pay(
    lang: str, heading: str, item: str, pay: bool, pandoc: Pandoc
) -> None:
    blocks = read(f"## {heading}\n=\n\n- {item}\n= pay: {item}\n")
    got = score(blocks, lang, pandoc, ("pay",))["pay"]
    assert (got.tp > 0, got.fp) == (pay, 0), got.errors


BENEATH = [
    ("en", "## Your wages\n\nFirst-years get £290 a week.\n= pay: £290"),
    ("nb", "## Lønn i sommerjobben\n\nDu får 137 kroner hvis du er under 16.\n= pay: 137 kroner"),
    ("sv", "## Lön\n\nNybörjare får 14 100 kronor.\n= pay: 14 100 kronor"),
    ("da", "## Din løn\n\nDe ældste får 142 kr.\n= pay: 142 kr."),
    ("de", "## Was Sie verdienen\n\nIm zweiten Jahr bekommen Sie 1.090 Euro.\n= pay: 1.090 Euro"),
    ("en", "## Pay\n\nA canteen lunch is £4.\n="),
    ("sv", "## Lön\n\nVi betalar 500 kr i månaden för förrådet.\n="),
    ("nb", "## Lønn\n\nKortet får du for 50 kroner.\n="),
    ("sv", "## Lön\n\nBussen kostar 32 kronor.\n="),
    ("de", "## Ihr Lohn\n\nDas Arbeitshemd leihen wir gegen 20 Euro.\n="),
    ("nb", "## Lønn\n\nDu får 10 prosent på varer til 300 kroner.\n="),
]


@pytest.mark.parametrize(("lang", "text"), BENEATH)
def test_what_somebody_gets_beneath_a_heading_on_pay_is_pay(lang: str, text: str, pandoc: Pandoc) -> None:
    heading, _, said = text.partition("\n\n")
    got = score(read(f"{heading}\n=\n\n{said}"), lang, pandoc, ("pay",))["pay"]
    assert (got.fp, got.fn) == (0, 0), got.errors


def test_sums_for_an_hour_in_a_text_on_pay_are_pay() -> None:
    text = "Årslønna er 462 900 kroner. Det svarer til 237 kroner timen."
    assert [text[slice(*span)] for span in mentions_in_text(text, "nb", "pay")] == [
        "462 900 kroner",
        "237 kroner",
    ]


@pytest.mark.parametrize(
    ("lang", "heading", "item", "pay"),
    [
        ("da", "Vi ansætter på Hotel Klitgården", "Bliver du hele sommeren, venter der en bonus på 5.000 kr.", True),
        ("de", "Offene Stellen", "Für die Küche zahlen wir 14 Euro auf die Hand.", True),
        ("en", "Vacancies", "Evenings only. £13.40 an hour.", True),
        ("en", "Vacancies", "Bring a photograph and £5 for the form.", False),
        ("nb", "Ledige stillinger", "Hybel på brygga leies ut til ansatte for 2 800 kroner i måneden.", False),
        ("en", "Squash courts", "Evenings only. £13.40 an hour.", False),
    ],
)  # fmt: skip
def test_an_advertisement_for_work_says_what_is_paid(
    lang: str, heading: str, item: str, pay: bool, pandoc: Pandoc
) -> None:
    blocks = read(f"## {heading}\n=\n\n{item}\n= pay: {item}\n")
    got = score(blocks, lang, pandoc, ("pay",))["pay"]
    assert (got.tp > 0, got.fp) == (pay, 0), got.errors


@pytest.mark.parametrize(
    ("lang", "text", "pay"),
    [
        ("en", "A keeper in 1870 earned £48 a year.", ["£48"]),
        ("da", "En karl tjente 90 kr om året i 1895.", ["90 kr"]),
        ("nn", "Hybel for to: 3 100 kroner på kvar, trekt frå løna.", []),
        ("sv", "Ingen betalar mer än 1 645 kr i månaden.", []),
    ],
)
def test_years_long_past_and_rooms_beside_a_wage_are_no_pay(lang: str, text: str, pay: list[str]) -> None:
    assert [text[slice(*span)] for span in mentions_in_text(text, lang, "pay")] == pay


@pytest.mark.parametrize(
    ("lang", "text", "pay"),
    [
        ("uk", "За нічні чергування медсестрам доплачують 600 грн.", True),
        ("so", "Kaaliyaha farmashiyaha waxaa la siiyaa 90 doolar bishii.", True),
        ("zh", "上夜班的护士另有补贴，每晚80元。", True),
        ("pl", "Kara za przetrzymanie płyty: 20 gr", False),
    ],
)
def test_what_is_paid_on_top_is_pay_and_fines_are_none(lang: str, text: str, pay: bool) -> None:
    assert bool(mentions_in_text(text, lang, "pay")) == pay


@pytest.mark.parametrize(
    ("lang", "text", "pay"),
    [
        ("da", "Talerens honorar er aftalt til 6.000 kr. ekskl. moms.", ["6.000 kr."]),
        ("da", "Salen koster 6.000 kr. ekskl. moms, og honorar aftales.", []),
        ("da", "Julebonussen til lagerfolkene endte på 4.500 kr. pr. mand.", ["4.500 kr."]),
        ("en", "The director’s pay package stood at £1.2 million, while a uniform costs new drivers £35.", ["£1.2 million"]),
        ("nn", "Fabrikken lokkar med bonus på 20 000 kroner til dei som blir sesongen ut.", ["20 000 kroner"]),
        ("nn", "Bonusen på 200 kroner går til dei som handlar i butikken.", []),
        ("en", "A bonus of £900 for everyone who stays to the end of the season.", ["£900"]),
        ("sv", "Kock sökes till fjällstation, 34 000–38 000 kr per månad.", ["34 000–38 000 kr"]),
        ("nb", "Kokk søkes til fjellstue, 34 000 kr per måned.", ["34 000 kr"]),
        ("sv", "Lägenhet sökes i stan, högst 9 000 kr per månad.", []),
        ("sv", "Domarersättningen: 120 kr per match, och en korv för 25 kr på köpet.", ["120 kr"]),
        ("de", "Lohn für Erntehelfer: 13 € pro Stunde, davon werden für das Bett 5 € abgezogen.", ["13 €"]),
        ("de", "Eine Magd bekam 1880 zwölf Mark Monatslohn.", ["zwölf Mark"]),
    ],
)  # fmt: skip
def test_bonuses_for_those_who_stay_are_pay_and_what_is_taken_off_is_none(
    lang: str, text: str, pay: list[str]
) -> None:
    assert [text[slice(*span)] for span in mentions_in_text(text, lang, "pay")] == pay


@pytest.mark.parametrize(
    ("lang", "text", "money"),
    [
        ("nb", "Skolebollen selges for en tier.", ["en tier"]),
        ("nn", "Bollen går for ein tiar.", ["ein tiar"]),
        ("da", "En tyver i flaskeautomaten åbner skabet.", ["En tyver"]),
        ("da", "En tier i gang med opgaven.", []),
        ("de", "Der Kurfürst hielt zwölf Mark Brandenburger.", []),
    ],
)
def test_coins_by_their_names_are_money_where_they_buy(lang: str, text: str, money: list[str]) -> None:
    assert [text[slice(*span)] for span in mentions_in_text(text, lang, "money")] == money


PAID = [
    ("en", "The caretaker gets £90 for clearing the snow."),
    ("nb", "Vaktmesteren får 900 kroner for å måke snøen."),
    ("nn", "Vaktmeisteren får 900 kroner for å måke snøen."),
    ("sv", "Vaktmästaren får 900 kronor för att skotta snön."),
    ("da", "Viceværten får 900 kr. for at rydde sneen."),
    ("de", "Der Hausmeister bekommt 90 Euro für das Schneeräumen."),
    ("en", "A summer job at the kiosk pays £11 an hour."),
    ("nb", "Sommerjobben i kiosken gir 180 kroner timen."),
    ("sv", "Sommarjobbet i kiosken ger 130 kronor i timmen."),
    ("da", "Sommerjobbet i kiosken giver 130 kr. i timen."),
    ("de", "Der Ferienjob im Kiosk bringt 13 Euro die Stunde."),
    ("nn", "Sommarjobben i kiosken gjev 180 kroner timen."),
    ("en", "We pay babysitters £9 an hour."),
    ("nb", "Vi gir barnevakten 150 kroner timen."),
    ("sv", "Vi betalar barnvakten 150 kronor i timmen."),
    ("da", "Vi giver barnepigen 150 kr. i timen."),
    ("de", "Wir geben der Babysitterin 12 Euro die Stunde."),
    ("nn", "Me gjev barnevakta 150 kroner timen."),
    ("en", "Overtime brings another £6 an hour."),
    ("nb", "Overtid gir 90 kroner ekstra i timen."),
    ("de", "Überstunden bringen 6 Euro mehr pro Stunde."),
    ("sv", "Övertid ger 90 kronor extra i timmen."),
    ("da", "Overarbejde giver 90 kr. ekstra i timen."),
    ("en", "Each match brings the referee £35."),
    ("nb", "Hver kamp gir dommeren 350 kroner."),
    ("sv", "Varje match ger domaren 350 kronor."),
    ("da", "Hver kamp giver dommeren 350 kr."),
    ("de", "Jedes Spiel bringt dem Schiedsrichter 35 Euro."),
    ("nb", "Brutto: kr 38 900 per måned. Netto utbetalt: kr 27 140."),
    ("nn", "Brutto: kr 38 900 per månad. Netto utbetalt: kr 27 140."),
    ("sv", "Brutto: 38 900 kr per månad. Netto utbetalt: 27 140 kr."),
    ("da", "Brutto: 38.900 kr. pr. måned. Netto udbetalt: 27.140 kr."),
    ("de", "Brutto: 3.890 € im Monat. Netto ausbezahlt: 2.714 €."),
    ("en", "Gross: £3,200 a month. Net: £2,500 a month."),
    ("nb", "Fosterforeldre får en arbeidsgodtgjøring på 9 400 kroner i måneden."),
    ("nn", "Fosterforeldre får ei arbeidsgodtgjering på 9 400 kroner i månaden."),
    ("sv", "Familjehem får ett arvode på 9 400 kronor i månaden."),
    ("da", "Plejefamilier får et vederlag på 9.400 kr. om måneden."),
    ("de", "Pflegeeltern erhalten eine Vergütung von 940 Euro im Monat."),
    ("en", "Foster carers get a fee of £450 a week."),
    ("sv", "Revisorn i föreningen får 1 500 kr om året för besväret."),
    ("nb", "Revisoren i foreningen får 1 500 kr i året for bryet."),
    ("nn", "Revisoren i laget får 1 500 kr i året for bryet."),
    ("da", "Revisoren i foreningen får 1.500 kr. om året for ulejligheden."),
    ("de", "Die Kassenprüferin bekommt 150 Euro im Jahr für ihre Mühe."),
    ("en", "The auditor of the club gets £150 a year for her trouble."),
    ("da", "For en bestyrelsespost i andelsboligforeningen gives 4.000 kr. årligt i godtgørelse."),
    ("nb", "For et styreverv i borettslaget gis 4 000 kr årlig i godtgjørelse."),
    ("sv", "För ett styrelseuppdrag i bostadsrättsföreningen ges 4 000 kr årligen i arvode."),
    ("de", "Für einen Sitz im Vorstand gibt es 400 Euro im Jahr als Aufwandsentschädigung."),
    ("en", "A seat on the board brings £400 a year in honorarium."),
    ("da", "Elever begynder på 13.800-15.200 kr. om måneden."),
    ("nb", "Lærlinger begynner på 13 800–15 200 kroner i måneden."),
    ("nn", "Lærlingar byrjar på 13 800 kroner i månaden."),
    ("sv", "Lärlingar börjar på 13 800 kronor i månaden."),
    ("de", "Auszubildende beginnen mit 1.180 Euro im Monat."),
    ("en", "Apprentices start on £1,180 a month."),
    ("de", "In der Kugelmühle betrug der Tagelohn um 1870 zwei Mark."),
    ("sv", "En statare hade 1905 en dagspenning om 1 krona och 20 öre."),
    ("de", "Für ein Spiel in der Kreisliga erhält der Schiedsrichter 35 € Spesen und Honorar."),
    ("de", "Für ihren Vortrag verlangte die Historikerin tausend Euro."),
    ("en", "For her lecture the historian charged £800."),
    ("nb", "For foredraget tok historikeren 8 000 kroner."),
    ("nn", "For foredraget tok historikaren 8 000 kroner."),
    ("sv", "För föredraget begärde historikern 8 000 kronor."),
    ("da", "For foredraget forlangte historikeren 8.000 kr."),
    ("nn", "Spelemannen fekk ti kroner for eit bryllaup, og det var god betaling då."),
    ("nb", "Spillemannen fikk ti kroner for et bryllup, og det var god betaling da."),
    ("sv", "Spelmannen fick tio kronor för ett bröllop, och det var bra betalt då."),
    ("da", "Spillemanden fik ti kroner for et bryllup, og det var god betaling dengang."),
    ("de", "Der Musikant bekam zehn Mark für eine Hochzeit, und das war damals gute Bezahlung."),
    ("en", "The fiddler got ten shillings for a wedding, and that was good pay then."),
    ("nn", "Kyrkjelydspedagogen går frå 498 000 til 512 000 kroner etter oppgjeret."),
    ("nb", "Menighetspedagogen går fra 498 000 til 512 000 kroner etter oppgjøret."),
    ("sv", "Församlingspedagogen går från 398 000 till 412 000 kronor efter avtalsrörelsen."),
    ("da", "Kirketjeneren går fra 398.000 til 412.000 kr. efter overenskomsten."),
    ("de", "Die Gemeindepädagogin steigt nach dem Tarifabschluss von 41.000 auf 43.000 Euro."),
    ("en", "The youth worker goes from £28,000 to £29,500 after the pay round."),
    ("sv", "Verkställande direktören erhöll 2,1–2,4 miljoner kronor i fast ersättning."),
    ("nb", "Administrerende direktør mottok 2,1–2,4 millioner kroner i fast godtgjørelse."),
    ("da", "Direktøren modtog 2,1-2,4 mio. kr. i fast vederlag."),
    ("en", "The chief executive received £1.2 million in fixed remuneration."),
    ("de", "Die Vorstandschefin erhielt 1,2 Millionen Euro an fester Vergütung."),
]
NOT_PAID = [
    ("en", "The kiosk charges £11 an hour for bikes."),
    ("nb", "Kiosken tar 110 kroner timen for sykler."),
    ("nb", "Vaktmesteren får 900 kroner i bot."),
    ("sv", "Vaktmästaren fick 900 kronor i böter."),
    ("da", "Viceværten fik 900 kr. i bøde."),
    ("de", "Der Hausmeister bekam 90 Euro Strafe."),
    ("en", "The caretaker got a £90 fine."),
    ("nb", "Vinneren får 900 kroner."),
    ("de", "Das Bad bringt der Stadt 35 Euro pro Gast."),
    ("nb", "Vindusposten er malt i fargen Lønn 4012."),
    ("nb", "Fakturaen: Brutto 4 500 kr, netto 3 600 kr uten mva."),
    ("de", "Die Rechnung: netto 360 €, brutto 428,40 €."),
    ("sv", "Fakturan: netto 360 kr, brutto 450 kr."),
    ("en", "The auditor of the club paid £150 for her ticket."),
    ("da", "Billetter begynder på 250 kr."),
    ("nb", "Billetter begynner på 250 kroner i måneden."),
    ("de", "Die Mark Brandenburg liegt im Osten."),
    ("de", "Die Preise beginnen mit 20 Euro im Monat."),
    ("en", "Subscriptions start on £12 a month."),
    ("sv", "Priserna börjar på 99 kr i månaden."),
    ("nb", "Klubben går fra 200 til 250 kroner etter oppgjøret med kommunen om strøm."),
]


@pytest.mark.parametrize(("lang", "text"), PAID)
def test_what_somebody_has_for_work_is_pay_in_six_languages(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay")


@pytest.mark.parametrize(("lang", "text"), NOT_PAID)
def test_bills_colours_and_tickets_are_no_pay(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "pay")


def test_sums_under_a_currency_go_with_the_head_of_their_rows(pandoc: Pandoc) -> None:
    rows = "| {what} | Kroner |\n|---|---|\n| {who}, per år | 312 000 |\n= money: 312 000\n{label}\n"
    paid = rows.format(what="Godtgjersle", who="Varaordførar", label="= pay: 312 000")
    spent = rows.format(what="Utgift", who="Straum", label="")
    for text in (paid, spent):
        got = score(read(text), "nn", pandoc, ("pay",))["pay"]
        assert (got.fp, got.fn) == (0, 0), got.errors
