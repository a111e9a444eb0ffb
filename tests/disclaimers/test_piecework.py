"""What is paid for a piece, a lesson, a lecture, a meeting, in eight languages."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

PAID = [
    ("fr", "Le doctorant a une bourse de recherche de 1 900 € par mois."),
    ("fr", "Elle fait des ménages pour 15 € de l’heure."),
    ("fr", "Le professeur de violon prend 30 € la leçon, c’est son seul revenu."),
    ("fr", "Le commis de cuisine gagnera 12,10 € l’heure dès janvier."),
    ("es", "Limpia casas a 12 € la hora."),
    ("es", "Le pagan 40 céntimos por kilo de cerezas recogidas."),
    ("pl", "Sprząta mieszkania po 35 zł za godzinę."),
    ("uk", "Вона прибирає квартири по 150 грн за годину."),
    ("uk", "Учні починатимуть із 9 780 грн на місяць."),
    ("uk", "Йому платять 20 грн за кілограм зібраних вишень."),
    ("ar", "لطالب الدكتوراه منحة بحثية قدرها 1,900 ريال شهريا."),
    ("ar", "تنظف البيوت مقابل 15 دينارا في الساعة."),
    ("ar", "يدفعون له نصف دينار عن كل كيلوغرام يقطفه."),
    ("so", "Dawaarluhu shaadhkiiba wuxuu ka helaa 2 doolar."),
    ("so", "Macallinka martida ah muxaadaradii waxaa la siiyaa 50 doolar."),
    ("so", "Ardayga cilmi-baarista wuxuu helaa gunno 400 doolar bishii."),
    ("so", "Ilaaliyaha waxaa bishii la siiyaa 250 doolar."),
    ("zh", "她给人打扫屋子，一小时40元。"),
    ("zh", "小提琴老师一节课收300元，靠这个养家。"),
    ("hi", "गायिका की फ़ीस: एक कार्यक्रम के 18,000 रुपये, सफ़र अलग।"),
    ("hi", "अतिथि व्याख्याता को प्रति व्याख्यान 1,500 रुपये मिलते हैं।"),
    ("hi", "वह घरों में 100 रुपये घंटा सफ़ाई करती है।"),
    ("hi", "रसोइए को मालकिन महीने के 14,000 रुपये देती है।"),
    ("hi", "उद्घोषक को प्रति पाली 1,650 रुपये।"),
    ("es", "A las azafatas les dan 12 € por cada hora de pie."),
    ("pl", "Hostessom dają 30 zł za każdą godzinę stania."),
    ("uk", "Хостес дають 150 грн за кожну годину."),
    ("zh", "译员按字计酬，千字150元。"),
    ("hi", "परिचारिकाओं को हर घंटे के 150 रुपये दिए जाते हैं।"),
    ("fr", "Veilleur de nuit : 1 750 € net par mois, panier compris."),
    ("fr", "La mairie verse 60 € par demi-journée aux scrutateurs."),
    ("es", "El ayuntamiento da 60 € por media jornada a los interventores."),
    ("pl", "Gmina płaci 350 zł za pół dnia członkom komisji."),
    ("uk", "Громада платить 800 грн за пів дня членам комісії."),
    ("zh", "街道给监票员半天补助150元。"),
    ("hi", "पंचायत आधे दिन के 300 रुपये गणकों को देती है।"),
]
PRICED = [
    ("fr", "La séance de piscine coûte 4 € par enfant."),
    ("fr", "Le cours de piano coûte 28 € la leçon."),
    ("es", "Pagan 12 euros por entrada."),
    ("es", "La clase de violín cuesta 30 € por sesión."),
    ("pl", "Lekcja skrzypiec kosztuje 90 zł za godzinę."),
    ("uk", "Урок скрипки коштує 400 грн за годину."),
    ("ar", "تذكرة الحفلة 90 دينارا."),
    ("so", "Qoysaska danyarta ah waxaa la siiyaa gargaar raashin oo u dhigma 70 USD."),
    ("zh", "我们每月付500元租仓库。"),
    ("hi", "वायलिन की किताब 400 रुपये की है।"),
]


@pytest.mark.parametrize(("lang", "text"), PAID)
def test_what_is_paid_for_a_piece_or_an_appearance_is_pay(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "pay")


@pytest.mark.parametrize(("lang", "text"), PRICED)
def test_what_a_piece_costs_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "pay")
