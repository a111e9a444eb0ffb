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
]  # fmt: skip


@pytest.mark.parametrize(("lang", "detector", "text", "found"), CASES)
def test_a_word_is_read_with_its_neighbours(lang: str, detector: str, text: str, found: bool) -> None:
    assert bool(mentions_in_text(text, lang, detector)) == found
