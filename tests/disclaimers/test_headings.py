"""What a block says under a heading, and what the same words say without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.detect import mentions_in, under_headings
from pipeline.document import Document

BENEATH = [
    ("en", "investment-return", "## Easy Saver account", "We pay 2.9% a year."),
    ("nb", "investment-return", "## Sparekonto Pluss\n\n### Rente", "Under det får du 2,35 prosent i året."),
    (
        "sv",
        "investment-return",
        "## Sparkonto Fast",
        "| Bindningstid | Årsränta |\n|---|---|\n| 3 månader | 2,05 % |",
    ),
    ("de", "investment-return", "## Festgeld", "Für zwölf Monate zahlen wir 2,30 % im Jahr."),
    ("nb", "legal", "## Leiekontrakten", "Beløpet er begrenset til seks ganger én måned."),
    ("en", "medical", "## After your knee operation", "Leave the plaster where it is until Friday."),
    ("de", "medical", "## Nach der Operation am Knie", "Die Tropfen lassen sich gut mit Saft mischen."),
    ("es", "medical", "## Después de la operación de rodilla", "Los puntos se quitan el viernes."),
    ("uk", "medical", "## Після операції на коліні", "Пов'язка залишається до п'ятниці."),
    ("so", "medical", "## Qalliinka jilibka ka dib", "Faashaddu ha joogto ilaa Jimcaha."),
    ("hi", "medical", "## घुटने के ऑपरेशन के बाद", "पट्टी शुक्रवार तक लगी रहे।"),
    ("es", "legal", "## El contrato de alquiler", "La subida es, como mucho, una al año."),
    ("pl", "legal", "## Umowa najmu", "Podwyżka najwyżej raz w roku."),
    ("uk", "legal", "## Договір оренди", "Підвищення щонайбільше раз на рік."),
    ("zh", "legal", "## 租房合同", "涨幅每年至多一次。"),
    ("so", "legal", "## Heshiiska kirada", "Kordhintu waa ugu badnaan hal mar sannadkii."),
    ("ar", "legal", "## عقد الإيجار", "الزيادة مرة في السنة على الأكثر."),
    ("fr", "investment-return", "## Livret Jeune", "Nous versons 2,4 % par an."),
    ("fr", "investment-return", "## Livret Jeune", "Les intérêts sont calculés chaque quinzaine."),
    ("es", "investment-return", "## Cuenta de ahorro joven", "Pagamos un 2,4 % al año."),
    ("es", "investment-return", "## Cuenta de ahorro joven", "Los intereses se abonan cada trimestre."),
    ("pl", "investment-return", "## Konto oszczędnościowe Start", "Płacimy 2,4% rocznie."),
    ("pl", "investment-return", "## Konto oszczędnościowe Start", "Odsetki dopisujemy co miesiąc."),
    ("uk", "investment-return", "## Накопичувальний рахунок", "Ми платимо 12,4 % на рік."),
    ("uk", "investment-return", "## Накопичувальний рахунок", "Відсотки нараховуємо щомісяця."),
    ("ar", "investment-return", "## حساب التوفير للشباب", "ندفع 2.4٪ سنويا."),
    ("ar", "investment-return", "## حساب التوفير للشباب", "تُحتسب الفوائد كل ثلاثة أشهر."),
    ("so", "investment-return", "## Koontada kaydka carruurta", "Waxaannu bixinnaa 2.4% sannadkii."),
    ("so", "investment-return", "## Koontada kaydka carruurta", "Dulsaarka waxaa la xisaabiyaa bil kasta."),
    ("hi", "investment-return", "## युवा बचत खाता", "हम सालाना 2.4% देते हैं।"),
    ("hi", "investment-return", "## युवा बचत खाता", "ब्याज हर तिमाही जुड़ता है।"),
    ("zh", "investment-return", "## 少儿储蓄账户", "我们每年付2.4%。"),
    ("zh", "investment-return", "## 少儿储蓄账户", "利息按季度结算。"),
]


@pytest.mark.parametrize(("lang", "detector", "heading", "body"), BENEATH)
def test_a_heading_tells_what_a_block_is_of(
    lang: str, detector: str, heading: str, body: str, document: Callable[..., Document]
) -> None:
    def found(text: str) -> list[str]:
        tree = document(text, f"topics: [health]\nlang: {lang}")
        return [
            mention.text
            for placed in Conditions(tree, tree.blocks).passages
            if placed.block == len(tree.blocks) - 1
            for mention in placed.passage.mentions(lang, detector)
        ]

    assert found(f"{heading}\n\n{body}")
    assert not found(body)


@pytest.mark.parametrize(
    ("lang", "heading", "body"),
    [
        ("en", "## Our savings accounts and loans", "On the loan you pay 9.9% a year."),
        ("en", "## Easy Saver account", "The fee is 0.5% a year."),
        ("en", "## Easy Saver account", "Savings are protected up to £85,000."),
        ("nb", "## Sparekonto Pluss", "Deretter tar vi 1 prosent av beløpet i gebyr."),
        ("da", "## Opsparing", "Garantiformuen dækker op til 100.000 euro."),
        ("de", "## Festgeld", "Der Freibetrag liegt bei 1.000 Euro."),
        ("fr", "## Livret Jeune", "Les frais sont de 0,5 % par an."),
        ("fr", "## Livret Jeune", "Vos dépôts sont garantis jusqu'à 100 000 euros."),
        ("fr", "## Livrets et prêts", "Pour le prêt, vous payez 7,9 % par an."),
        ("es", "## Cuenta de ahorro joven", "La comisión es del 0,5 % al año."),
        ("es", "## Cuenta de ahorro joven", "El fondo de garantía cubre hasta 100.000 euros."),
        ("es", "## Cuentas de ahorro y préstamos", "Por el préstamo se paga un 7,9 % al año."),
        ("pl", "## Konto oszczędnościowe Start", "Opłata wynosi 0,5% rocznie."),
        ("pl", "## Konto oszczędnościowe Start", "Wpłaty są gwarantowane do 100 000 euro."),
        ("pl", "## Oszczędności i kredyty", "Od kredytu płaci się 7,9% rocznie."),
        ("uk", "## Накопичувальний рахунок", "Комісія становить 0,5 % на рік."),
        ("uk", "## Накопичувальний рахунок", "Вклади гарантовані до 600 000 гривень."),
        ("uk", "## Депозити й кредити", "За кредитом ви платите 27,9 % на рік."),
        ("ar", "## حساب التوفير للشباب", "الرسوم 0.5٪ سنويا."),
        ("ar", "## حساب التوفير للشباب", "الودائع مضمونة حتى 100000 دينار."),
        ("ar", "## الودائع والقروض", "على القرض تدفع 7.9٪ سنويا."),
        ("so", "## Koontada kaydka carruurta", "Khidmaddu waa 0.5% sannadkii."),
        ("so", "## Koontada kaydka carruurta", "Kaydku wuu dammaanad qaadan yahay ilaa 10,000 doolar."),
        ("so", "## Kaydka iyo amaahda", "Amaahda waxaad ka bixisaa 7.9% sannadkii."),
        ("hi", "## युवा बचत खाता", "शुल्क सालाना 0.5% है।"),
        ("hi", "## युवा बचत खाता", "जमा बीमा पांच लाख रुपये तक है।"),
        ("hi", "## बचत और ऋण", "ऋण पर आप सालाना 9.9% देते हैं।"),
        ("zh", "## 少儿储蓄账户", "管理费每年0.5%。"),
        ("zh", "## 少儿储蓄账户", "存款保险最高赔付50万元。"),
        ("zh", "## 储蓄与贷款", "贷款每年付7.9%。"),
    ],
)
def test_what_a_saver_pays_or_is_covered_for_is_no_return(
    lang: str, heading: str, body: str, document: Callable[..., Document]
) -> None:
    blocks = document(f"{heading}\n\n{body}", f"topics: [health]\nlang: {lang}").blocks
    assert not [m for m in mentions_in(blocks, lang, "investment-return") if m.text in body]


def test_a_heading_ends_with_the_next_of_its_level(document: Callable[..., Document]) -> None:
    blocks = document("## One\n\n### Two\n\na\n\n## Three\n\nb").blocks
    assert [section for _, section in under_headings(blocks)] == [
        (),
        ("One",),
        ("Two", "One"),
        (),
        ("Three",),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("sv", "Propp", True),
        ("nn", "Såret", True),
        ("de", "Die Wunde", True),
        ("en", "Cough!", True),
        ("nb", "Sår og vakker", False),
    ],
)
def test_some_words_decide_where_they_are_all(
    lang: str, text: str, expected: bool, document: Callable[..., Document]
) -> None:
    assert (
        bool(mentions_in(document(f"## {text}", f"topics: [health]\nlang: {lang}").blocks, lang, "medical"))
        is expected
    )


CLAUSE = "§ 4. Årsmøtet velger styre på fem; leder velges for to år om gangen."


@pytest.mark.parametrize(
    ("lang", "heading", "body", "expected"),
    [
        ("nb", "Vedtekter for Grindal skøytelag", CLAUSE, False),
        ("nb", "Vedtekter for borettslaget Fjordgløtt", CLAUSE, True),
        ("nb", "Naboloven", CLAUSE, True),
        ("de", "Satzung des SV Blau-Weiß", "§ 2 Zweck ist die Freude am Ball.", False),
        ("de", "Satzung der Gemeinde Oberlahr", "§ 2 Hunde sind an der Leine zu führen.", True),
        ("sv", "Stadgar för IK Granriset", "§ 2 Färgerna är grönt och vitt.", False),
    ],
)
def test_the_rules_of_a_club_are_no_law(
    lang: str, heading: str, body: str, expected: bool, document: Callable[..., Document]
) -> None:
    blocks = document(f"## {heading}\n\n{body}", f"topics: [health]\nlang: {lang}").blocks
    assert bool(mentions_in(blocks, lang, "legal")) is expected
