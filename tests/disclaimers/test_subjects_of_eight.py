"""Words that decide by their neighbours in eight languages: guardians and burns, bonds and duties, bottles and coins."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text

CASES = [
    ("ar", "medical", "تُعالَج بياناتكم في الخارج.", False),
    ("ar", "medical", "الصيام قبل الفحص واجب.", True),
    ("es", "legal", "El reglamento del club pide zapatillas.", False),
    ("es", "date-bound", "Puede cambiar dólares en la caja.", False),
    ("fr", "legal", "Le voisin répondra des dégâts.", True),
    ("fr", "date-bound", "Fermé jusqu’à nouvel avis.", True),
    ("fr", "money", "Emportez une gourde en inox.", False),
    ("fr", "money", "Il faut une soixantaine de francs suisses.", True),
    ("uk", "medical", "Дозвіл дає орган опіки.", False),
    ("uk", "medical", "На руці лишилися опіки.", True),
    ("uk", "legal", "Застава за ковзани 200 грн.", False),
    ("uk", "legal", "Затриманий може зберігати мовчання.", True),
    ("so", "date-bound", "Laga joogo 12ka Maarso xubnuhu waa 40.", True),
    ("so", "money", "Qiimuhu waa 2 000 SLSH.", True),
    ("zh", "medical", "被蛇咬伤要马上送医。", True),
    ("zh", "legal", "义务教育阶段共九年。", False),
    ("zh", "money", "在槟城吃一碗面要8令吉。", True),
    ("hi", "legal", "बच्चों ने कमरा सजाया।", False),
    ("hi", "medical", "स्लीप एप्निया में साँस रुकती है।", True),
    ("fr", "legal", "Quatre sachets par jour au maximum.", False),
    ("fr", "legal", "Dix points donnent droit à une baguette.", False),
    ("fr", "legal", "Le prévenu absent est jugé par défaut.", True),
    ("es", "legal", "Por ley de vida, los hijos se marchan de casa.", False),
    ("es", "legal", "Quien no comparezca a la vista será declarado en rebeldía.", True),
    ("pl", "legal", "Tylko trzy procent reklamacji trafia do centrali.", False),
    ("pl", "legal", "Grozi za to ograniczenie wolności do dwóch lat.", True),
    ("uk", "legal", "Благодійники передали притулку дві тисячі гривень.", False),
    ("uk", "legal", "Ст. 185 КК України", True),
    ("es", "date-bound", "La función se ve junto al mar.", False),
    ("es", "date-bound", "A fecha de hoy no hay plazas libres.", True),
    ("fr", "date-bound", "La date de péremption est imprimée au dos.", False),
    ("pl", "date-bound", "Do końca remontu wejście od podwórza.", True),
    ("pl", "date-bound", "Klucz oddajemy najpóźniej przed zachodem słońca.", False),
    ("uk", "date-bound", "На час ремонту вхід із двору.", True),
    ("fr", "investment-return", "L’action du film se passe à Marseille.", False),
    ("es", "investment-return", "¿Cuánto puede crecer mi plan de pensiones?", True),
    ("pl", "investment-return", "Ile można zarobić na wynajmie kawalerki?", True),
    ("uk", "investment-return", "Скільки заробить квартира, здана в оренду?", True),
    ("es", "pay", "Una becaria percibe una ayuda de 420 euros por su trabajo.", True),
    ("fr", "pay", "La gérante reçoit un fixe de 900 €.", True),
    ("pl", "pay", "Stawka żywieniowa wynosi 13 zł dziennie.", False),
    ("pl", "pay", "Zbiór truskawek: płacimy 4 zł za łubiankę.", True),
    ("uk", "pay", "Виготовлення дубліката ключа: 220 гривень", False),
    ("fr", "medical", "Le traitement d’un adjoint administratif est fixé par grade.", False),
    ("es", "medical", "El ojo vago se corrige mejor antes de los cuatro años.", True),
    ("es", "medical", "La pastilla de jabón pesa 250 g.", False),
    ("pl", "medical", "Strzykawka doustna pasuje do butelek.", True),
    ("uk", "medical", "Ліки від нудьги шукайте на полиці пригод.", False),
    ("uk", "medical", "Кір: як розпізнати висип", True),
    ("fr", "date-bound", "L’offre prend fin dimanche prochain.", True),
    ("uk", "date-bound", "Пропозиція закінчується наступної неділі.", True),
    ("pl", "dosage", "Odczekaj osiem godzin przed kolejną dawką.", True),
    ("pl", "dosage", "Trzy krople oleju na zawias raz w roku.", False),
    ("pl", "dosage", "Dzieci od 6 do 12 lat: połowa dawki.", True),
    ("uk", "dosage", "Очні краплі: по одній тричі на день.", True),
    ("fr", "dosage", "Chien de 10 kg : une pipette par mois.", True),
    ("es", "medical", "La fiebre compradora llega a la ciudad.", False),
    ("uk", "pay", "Слюсар бере 800 грн за відкриття дверей.", False),
    ("fr", "dosage", "Avalez la gélule entière avec de l’eau, une fois par jour.", True),
    ("es", "dosage", "Trague la cápsula entera con agua, una vez al día.", True),
    ("pl", "dosage", "Kapsułkę połknąć w całości, raz na dobę.", True),
    ("pl", "dosage", "Serwis przyjmuje tabletki graficzne raz w miesiącu.", False),
    ("uk", "dosage", "Капсулу ковтають цілою, раз на добу.", True),
    ("pl", "medical", "Gorzka pigułka dla klubu.", False),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "detector", "text", "found"), CASES)
def test_a_word_is_read_with_its_neighbours(lang: str, detector: str, text: str, found: bool) -> None:
    assert bool(mentions_in_text(text, lang, detector)) == found
