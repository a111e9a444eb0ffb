"""The language of a text.

Input: text, and what its file says of itself. Output: a tag, and whether it was only guessed.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.schema import canonical_language, is_language_tag

_NYNORSK = re.compile(
    r"\b(?:ikkje|ein|eit|eg|dei|kva|korleis|kvifor|frå|vere|blir|meir|noko|nokre|mykje|berre|dykk|sjølv|gjere|veit|heile|same|saman|òg|då|skal|kjem|ho|me)\b",
    re.IGNORECASE,
)
_BOKMAAL = re.compile(
    r"\b(?:ikke|en|et|jeg|de|hva|hvordan|hvorfor|fra|være|blir|mer|noe|noen|mye|bare|dere|selv|gjøre|vet|hele|samme|sammen|også|da|hun|vi|av)\b",
    re.IGNORECASE,
)
# Danish and Bokmål share most of their words, but not these.
_DANISH = re.compile(
    r"\b(?:af|affald|bliver?|blevet|brug|børn|dig|fået|giver?|gør|hjælp|hvad|jeres|køb|lejlighed|læs|mad|meget|mere|mig|mod|måske|noget|nogle|nogen|op|penge|siger|sig|sprog|sådan|sygehus|tager?|tilbage|ud|uden|uger?|vores)\b",
    re.IGNORECASE,
)
_NORWEGIAN = re.compile(
    r"\b(?:av|avfall|blir?|blitt|bruk|barn|deg|fått|gir?|gjør|hjelp|hva|deres|kjøp|leilighet|les|mat|mye|mer|meg|mot|kanskje|noe|noen|opp|penger|sier|seg|språk|slik|sykehus|tar?|tilbake|ut|uten|uker?|våre?)\b",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
# Common characters that only one of the two scripts has.
_TRADITIONAL = frozenset(
    "們這個來時會國說對學還過為於從與後開關無實點電間發現應該醫療請務費價險證錢據體當種樣問題讓經給"
)
_SIMPLIFIED = frozenset(
    "们这个来时会国说对学还过为于从与后开关无实点电间发现应该医疗请务费价险证钱据体当种样问题让经给"
)
# Fewer letters could be in any language; a script of its own needs fewer.
_LEAST, _LEAST_LATIN = 20, 60


def declared(value: Any) -> str | None:
    """The tag that a file gives, if it is one: `nb_NO`, `no` and `English` are understood."""
    text = str(value or "").strip().replace("_", "-")
    text = {
        "english": "en",
        "norsk": "nb",
        "deutsch": "de",
        "français": "fr",
        "español": "es",
        "svenska": "sv",
        "dansk": "da",
    }.get(text.lower(), text)
    text = re.sub(r"\..*$", "", text)
    if not is_language_tag(text):
        return None
    tag = canonical_language(text)
    # The country is in the publication; a page's en-US says little about it.
    return tag.split("-")[0] if not re.fullmatch(r"zh-Han[ts].*|pt-BR", tag) else tag


def detected(text: str) -> str | None:
    """The language of a text; None where there is too little of it."""
    sample = text[:20_000]
    letters = sum(character.isalpha() for character in sample)
    latin = sum(character.isalpha() and ord(character) < 0x250 for character in sample)
    if letters < (_LEAST_LATIN if latin > letters / 2 else _LEAST):
        return None
    han = len(_HAN.findall(sample))
    if han > 0.2 * letters and not _KANA_OR_HANGUL.search(sample):
        traditional = sum(character in _TRADITIONAL - _SIMPLIFIED for character in sample)
        simplified = sum(character in _SIMPLIFIED - _TRADITIONAL for character in sample)
        return "zh-Hant" if traditional > simplified else "zh"
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0
    try:
        found = {str(each.lang): each.prob for each in detect_langs(sample)}
    except LangDetectException:
        return None
    lang = max(found, key=lambda each: found[each], default="")
    # What is divided between the two is one of them.
    sure = found.get("no", 0.0) + found.get("da", 0.0) if lang in ("no", "da") else found.get(lang, 0.0)
    if sure < 0.7:
        return None
    if lang in ("no", "da"):
        if len(_NYNORSK.findall(sample)) > 1.5 * len(_BOKMAAL.findall(sample)):
            return "nn"
        danish, norwegian = len(_DANISH.findall(sample)), len(_NORWEGIAN.findall(sample))
        if danish != norwegian:
            lang = "da" if danish > norwegian else "no"
    tag = canonical_language(lang)
    return tag if is_language_tag(tag) else None
