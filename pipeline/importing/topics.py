"""Which topics of a policy a text is likely about.

Input: a text and its title, what it mentions, the topics and rules of a policy. Output: topics, likeliest reasons first. Pure.
Must not: name a topic that the policy has not; decide, for it only suggests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.disclaimers.criteria import All, Any_, Condition, Criterion
from pipeline.disclaimers.policy import Rule

# What a text mentions that is likely about a topic.
_MENTIONS = {
    "health": ("medical", "dosage"),
    "finance": ("investment-return", "percentage"),
    "career": ("pay",),
    "legal": ("legal",),
}
# Prices stand in texts on anything.
_WEAK = ("money",)
# So many mentions for each thousand words, and at least so many.
_SHARE, _FEWEST = 3, 1
# Beginnings of words, by topic and language; a topic of the same name in a policy means the same.
_WORDS = {
    "education": {
        "en": "school pupil student teacher lesson classroom course kindergarten nursery curriculum exam homework university college apprentice",
        "nb": "skole elev student lærer undervisning klasse kurs barnehage eksamen lekse utdanning universitet lærling opplæring",
        "nn": "skule elev student lærar undervisning klasse kurs barnehage eksamen lekse utdanning universitet lærling opplæring",
        "da": "skole elev studerende lærer undervisning klasse kursus børnehave eksamen lektie uddannelse universitet",
        "sv": "skol elev student lärare undervisning klass kurs förskol tentamen läxa läxor utbildning universitet",
        "de": "schul schüler student lehrer lehrkr unterricht klasse kurs kindergarten kita prüfung hausaufgabe ausbildung universität",
        "fr": "école écoles élève étudiant enseign professeur leçon classe cours maternelle examen devoirs université collège lycée",
        "es": "escuela alumno estudiante profesor maestr lección clase curso guardería examen deberes universidad colegio",
        "pl": "szkoł szkole uczeń uczni student nauczyciel lekcj klasa klasy kurs przedszkol egzamin uczelni uniwersytet",
        "uk": "школ учень учн студент вчител учител урок клас курс садок садк іспит університет навчан",
        "so": "dugsi arday macallin cashar fasal koorso imtixaan jaamacad waxbarasho",
    },
    "housing": {
        "en": "rent tenan landlord flat lease deposit apartment housing letting evict sublet",
        "nb": "leie husleie leietaker utleier leilighet bolig depositum hybel utkastelse fremleie",
        "nn": "leige husleige leigetakar utleigar leilegheit bustad depositum hybel utkasting framleige",
        "da": "leje husleje lejer udlejer lejlighed bolig depositum udsættelse fremleje",
        "sv": "hyra hyran hyres hyr lägenhet bostad deposition uppsägning andrahand",
        "de": "miete mieter vermiet wohnung kaution mietvertrag untermiet kündigung nebenkosten",
        "fr": "loyer locataire bailleur propriétaire appartement logement bail caution expulsion sous-locat",
        "es": "alquiler inquilin arrendador casero piso vivienda fianza arrendamiento desahucio",
        "pl": "czynsz najem najm lokator wynajm mieszkan kaucj eksmisj",
        "uk": "оренд орендар орендодав квартир житл застав винайм виселен",
        "so": "kiro kireyst mulkiile guri dabaaji",
    },
    "household": {
        "en": "waste rubbish recycl bin bins batter kitchen clean laundry heating draught insulat appliance household kerb compost",
        "nb": "avfall søppel gjenvinn resirkul kjøkken vask oppvarming isoler husholdning batteri kompost strømforbruk",
        "nn": "avfall søppel gjenvinn resirkul kjøkken vask oppvarming isoler hushald batteri kompost",
        "da": "affald skrald genbrug køkken vask opvarmning isoler husholdning batteri kompost",
        "sv": "avfall sopor återvinn kök tvätt uppvärmning isoler hushåll batteri kompost",
        "de": "abfall müll recycl wertstoff küche reinig wäsche heizung dämmung haushalt batterie kompost sperrmüll",
        "fr": "déchet ordures recycl poubelle cuisine nettoy lessive chauffage isolation ménage pile compost",
        "es": "residuo basura recicl contenedor cocina limpi colada calefacción aislamiento hogar pila compost",
        "pl": "odpad śmieci recykling kosz kuchni sprząta pranie ogrzewan izolacj domow bateri kompost",
        "uk": "відход смітт переробк кухн прибиран пранн опален утеплен домашн батарейк компост",
        "so": "qashin jiko nadiif dhaqid kuleyl guriga baytari",
    },
}  # fmt: skip
# So many of these words for each thousand, and so many different ones.
_OFTEN, _DIFFERENT = 8, 2


def suggested(
    title: str,
    text: str,
    lang: str,
    keywords: Sequence[str],
    mentions: Mapping[str, int],
    known: Sequence[str],
    rules: Iterable[Rule],
) -> tuple[str, ...]:
    """Topics by keywords, by what is mentioned, by words, by their own name."""
    size = max(len(text.split()), len(text) // 6, 1)
    spoken = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    reasons: dict[str, bool] = dict.fromkeys((word for word in keywords if word in known), True)
    detectors = {topic: {*_MENTIONS.get(topic, ())} for topic in known}
    for rule in rules:
        for topic, detector in _linked(rule.when):
            if topic in detectors and detector not in _WEAK:
                detectors[topic].add(detector)
    for topic in known:
        number = sum(mentions.get(each, 0) for each in detectors[topic])
        if number >= max(_FEWEST, _SHARE * size / 1000):
            reasons[topic] = True
    for topic in known:
        words = _WORDS.get(topic, {}).get(lang.split("-")[0], "").split()
        found = {word: _spoken(spoken, word) for word in words}
        different = sum(number > 0 for number in found.values())
        often = sum(found.values()) >= max(3, _OFTEN * size / 1000)
        if (often and different >= _DIFFERENT) or _is_named(topic, title, spoken, size):
            reasons[topic] = True
    return tuple(reasons)


def _linked(condition: Condition) -> Iterator[tuple[str, str]]:
    """Topics and detectors that a rule asks for together."""
    if not isinstance(condition, All):
        return
    positive = [
        test
        for part in condition.parts
        for test in (part.parts if isinstance(part, Any_) else (part,))
        if isinstance(test, Criterion)
    ]
    for topic in (value for test in positive if test.kind == "topic" for value in test.values):
        yield from ((topic, value) for test in positive if test.kind == "mentions" for value in test.values)


def _spoken(spoken: Mapping[str, int], beginning: str) -> int:
    return sum(number for word, number in spoken.items() if word.startswith(beginning))


def _is_named(topic: str, title: str, spoken: Mapping[str, int], size: int) -> bool:
    """Whether all words of a topic's name, but for their endings, are in the title, or often in the text."""
    stems = [word[: max(4, len(word) - 2)] for word in re.findall(r"[^\W\d_]{4,}", topic.lower())]
    if not stems or topic == "general":
        return False
    heading = re.findall(r"[^\W\d_]+", title.lower())
    if all(any(word.startswith(stem) for word in heading) for stem in stems):
        return True
    return all(_spoken(spoken, stem) >= max(3, _OFTEN * size / 1000) for stem in stems)
