"""Which topics of a policy a text is likely about.

Input: a text and its title, what it mentions, the topics and rules of a policy. Output: topics, likeliest reasons first. Pure.
Must not: name a topic that the policy has not; decide, for it only suggests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
# So many mentions for each thousand words; and at least so many, of what stands in texts on anything, too.
_SHARE = 3
_FEWEST = {"percentage": 2, "legal": 2}
# Without a word of the topic these are of something else: a discount.
_IN_COMPANY = ("percentage",)
# Beginnings of words, by topic and language; a topic of the same name in a policy means the same.
_WORDS = {
    "finance": {
        "en": "saving loan mortgage interest pension bank account tax insur invest budget debt deposit",
        "nb": "sparing spare lån rente pensjon bank konto skatt forsikring gjeld fond budsjett",
        "nn": "sparing spare lån rente pensjon bank konto skatt forsikring gjeld fond budsjett",
        "da": "opsparing spare lån rente pension bank konto skat forsikring gæld budget",
        "sv": "sparande spara lån ränta räntan pension bank konto skatt försäkring skuld budget",
        "de": "sparen spar kredit darlehen zins rente bank konto girokonto steuer versicherung schuld",
        "fr": "épargne prêt crédit intérêt retraite banque compte impôt assurance dette budget",
        "es": "ahorro préstamo crédito interés hipoteca pensión banco cuenta impuesto seguro deuda",
        "pl": "oszczędn kredyt pożyczk odsetk emerytur bank konto podatk podatek ubezpiecz dług",
        "uk": "заощадж кредит позик відсотк пенсі банк рахунок рахунк податк податок страхуван борг",
        "so": "kayd amaah dulsaar hawlgab bangi koonto canshuur caymis deyn",
        "ar": "ادخار قرض فائدة معاش تقاعد بنك مصرف حساب ضريبة تأمين دين",
        "hi": "बचत ऋण ब्याज पेंशन बैंक खाता खाते कर बीमा निवेश",
        "zh": "储蓄 贷款 利息 利率 养老金 银行 账户 税 保险 投资 儲蓄 貸款 銀行 帳戶 稅 保險 投資",
    },
    "education": {
        "en": "school pupil student teacher lesson classroom course kindergarten nursery curriculum exam homework university college apprentice",
        "nb": "skole elev student lærer undervisning klasse kurs barnehag eksamen lekse utdanning universitet lærling opplæring",
        "nn": "skule elev student lærar undervisning klasse kurs barnehag eksamen lekse utdanning universitet lærling opplæring",
        "da": "skole elev studerende lærer undervisning klasse kursus børnehave eksamen lektie uddannelse universitet",
        "sv": "skol elev student lärare undervisning klass kurs förskol tentamen läxa läxor utbildning universitet",
        "de": "schul schüler student lehrer lehrkr unterricht klasse kurs kindergarten kita prüfung hausaufgabe ausbildung universität",
        "fr": "école écoles élève étudiant enseign professeur leçon classe cours maternelle examen devoirs université collège lycée",
        "es": "escuela alumno estudiante profesor maestr lección clase curso guardería examen deberes universidad colegio",
        "pl": "szkoł szkole uczeń uczni student nauczyciel lekcj klasa klasy kurs przedszkol egzamin uczelni uniwersytet",
        "uk": "школ учень учн студент вчител учител урок клас курс садок садк іспит університет навчан",
        "ar": "مدرسة مدارس تلميذ طالب معلم درس روضة امتحان جامعة تعليم",
        "hi": "विद्यालय स्कूल छात्र शिक्षक कक्षा पाठ परीक्षा विश्वविद्यालय शिक्षा",
        "zh": "学校 学生 老师 教师 课程 幼儿园 考试 大学 教育 學校 學生 老師 教師 課程 幼兒園 考試 大學",
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
        "ar": "إيجار مستأجر مؤجر شقة سكن عقد تأمين إخلاء",
        "hi": "किराया किराये किराएदार मकान फ्लैट आवास जमानत",
        "zh": "租金 租房 房东 租客 公寓 押金 住房 房東 租約",
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
# Where words have prefixes, vowel signs or no spaces between them.
_RUN_ON = ("ar", "hi", "ur", "zh", "ja")
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
    spoken, headed = (_Words.of(each, lang) for each in (text, title))
    reasons: dict[str, bool] = dict.fromkeys((word for word in keywords if word in known), True)
    detectors = {topic: {*_MENTIONS.get(topic, ())} for topic in known}
    for rule in rules:
        for topic, detector in _linked(rule.when):
            if topic in detectors and detector not in _WEAK:
                detectors[topic].add(detector)
    for topic in known:
        words = _words_of(topic, lang)
        alone = words and not any(spoken.beginning(word) or headed.beginning(word) for word in words)
        found = {
            each: mentions.get(each, 0) for each in detectors[topic] if not (alone and each in _IN_COMPANY)
        }
        enough = any(number >= _FEWEST.get(each, 1) for each, number in found.items())
        if enough and sum(found.values()) >= _SHARE * size / 1000:
            reasons[topic] = True
    for topic in known:
        words = _words_of(topic, lang)
        counts = [spoken.beginning(word) for word in words]
        # A title has few words, and chosen ones.
        different = sum(count > 0 for count in counts) + any(headed.beginning(word) for word in words)
        often = sum(counts) >= max(2, _OFTEN * size / 1000)
        if (often and different >= _DIFFERENT) or _is_named(topic, headed, spoken, size):
            reasons[topic] = True
    return tuple(reasons)


def _words_of(topic: str, lang: str) -> list[str]:
    return _WORDS.get(topic, {}).get(lang.split("-")[0], "").split()


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


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text. Shape: `whole` is all of it where words are not to be told from one another."""

    counted: Mapping[str, int]
    whole: str

    @classmethod
    def of(cls, text: str, lang: str) -> _Words:
        text = text.lower()
        return cls(Counter(re.findall(r"[^\W\d_]+", text)), text if lang.split("-")[0] in _RUN_ON else "")

    def beginning(self, letters: str) -> int:
        """How many words begin so."""
        if self.whole:
            return self.whole.count(letters)
        return sum(number for word, number in self.counted.items() if word.startswith(letters))


def _is_named(topic: str, title: _Words, text: _Words, size: int) -> bool:
    """Whether all words of a topic's name, but for their endings, are in the title, or often in the text."""
    stems = [word[: max(4, len(word) - 2)] for word in re.findall(r"[^\W\d_]{4,}", topic.lower())]
    if not stems or topic == "general":
        return False
    if all(title.beginning(stem) for stem in stems):
        return True
    return all(text.beginning(stem) >= max(3, _OFTEN * size / 1000) for stem in stems)
