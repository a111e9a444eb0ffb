"""What tells that nobody has finished a text: words that hold a place, a text in another language than it says it is in.

Input: a text, and the language that it is said to be in. Output: what was found, or nothing. Pure. Must not: judge where letters and
small words do not tell.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.disclaimers.joiners import named_script
from pipeline.theme.scripts import script_of

# What stands where something is still to be written, in brackets or by itself.
PLACEHOLDER = re.compile(
    r"\[(?:TODO|TBD|TBC|TBA|FIXME|[Xx]{2,}|\.{3}|…)[^\[\]\n]{0,60}\]|(?<!\w)(?:TODO(?=:)|TBD|FIXME|X{4,})(?!\w)"
    r"|(?i:lorem ipsum)|(?<!\w)(?i:xx[./-]xx[./-](?:20)?(?:xx|\d\d))(?!\w)"
    r"|\[(?i:insert|fill in|add|your|sett inn|fyll inn|legg inn|skriv|infoga|fyll i|indsæt|insérer|insertar|wstaw) [^\[\]\n]{1,60}\](?![(\[:@])"
    r"|\[(?i:hier|bitte) [^\[\]\n]{0,50}(?i:ein(?:fügen|tragen|setzen)|ergänzen|ausfüllen|angeben)\](?![(\[:@])"
)
# In a few sentences that somebody signs, these are nothing else; in Spanish and Portuguese `TODO` is a word, and thirty a number in Rome.
_IN_A_WORDING = re.compile(
    r"(?<!\w)(?:TODO|TBC|TBA)(?!\w)|(?<!\w)(?<!title )(?<!chapter )(?<!article )(?<!part )XXX(?!\w)|\?{3,}",
    re.IGNORECASE,
)
_TODO_IS_A_WORD = frozenset({"es", "pt", "gl", "ca", "it"})


def placeholder_in(text: str, lang: str) -> str | None:
    """The first words of a wording that hold a place for others."""
    if found := PLACEHOLDER.search(text):
        return found[0]
    is_a_word = lang.split("-")[0] in _TODO_IS_A_WORD
    hits = (hit[0] for hit in _IN_A_WORDING.finditer(text))
    # Small letters are words of languages nobody thought of.
    return next(
        (hit for hit in hits if hit.isupper() or hit[0] == "?" if not (is_a_word and hit == "TODO")), None
    )


def nobody_in(name: str, lang: str) -> str | None:
    """What tells that a signature is nobody's: words that hold a place, or the one that commands are shown with."""
    return name if name.strip() == "NAME" else placeholder_in(name, lang)


# The small words that no text of a language can do without; those that others have too are counted for each.
_SCANDINAVIAN = "og i jeg eg det at en et ei som på er til med for han av af ikke ikkje der dei de den har hun ho vi kan skal men om fra frå så eller bli blir var når du må ved også noe noko være vere hvis viss"
_SMALL_WORDS = {
    "en": "the of and to in is that it for was on are as with his they at be this have from or by not but what all were we when your can there an which their if will do how about you who its has may must",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man kann wenn ihr",
    "fr": "le la les de des du et à un une en est que qui dans pour pas au sur plus par ce il elle ne se avec sont aux ou mais comme vous nous cette son sa ses leur été peut être il y si",
    "es": "el la los las de del y a en que un una por con no para es se al lo como más pero sus su le ha o este sí porque esta entre cuando muy sin sobre también hasta hay donde quien desde todo nos si puede ser",
    "it": "il la le i gli di del della e a in che un una per con non è si al come più ma sono da nel alla dei lo anche o se ha questo",
    "pt": "o a os as de do da e em que um uma por com não para é se ao como mais mas dos das no na foi ou ser quando muito há nos já está",
    "nl": "de het een en van in is dat op te zijn voor met niet aan er die om ook als dan maar bij of uit nog wel naar door over ze hij je kan",
    "pl": "i w na z do że się nie to jest o jak po co za ale od dla czy przez tego oraz są tylko przy lub może być już ten ta jego jej",
    "sv": "och i att det som en på är av för med till den har de inte om ett man men var jag sig från vi så kan när år du ska eller vid blir får efter alla också här ut någon",
    "nb": _SCANDINAVIAN,
    "nn": _SCANDINAVIAN,
    "da": _SCANDINAVIAN,
    "so": "iyo oo ka ku waa in ay la u uu ah waxaa ama si aan soo leh waxay kale ee loo lagu laga isku markii marka waxa haddii mid kala",
    "fi": "ja on ei se että hän oli mutta kun niin ovat kuin tai jos myös voi sen mitä joka vain nyt ole sitä siitä jotka",
}
_WORDS = {lang: frozenset(words.split()) for lang, words in _SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")


def small_words(text: str) -> tuple[int, dict[str, int]]:
    """How many words a text has, and how many of them are small words of each language."""
    words = Counter(word.lower() for word in _WORD.findall(text))
    return words.total(), {name: sum(words[word] for word in small) for name, small in _WORDS.items()}


# The scripts that languages are checked for, by their codes in ISO 15924: how Unicode names their letters, and what people do.
_LETTERS = {
    "Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW", "Deva": "DEVANAGARI",
    "Hans": "CJK", "Hant": "CJK",
}  # fmt: skip


def letters_by_script(text: str, lang: str) -> tuple[str, Counter[str]] | None:
    """The script that a language is written in and the letters of each script in a text; None where that is not known."""
    expected = _LETTERS.get(script_of(lang))
    if expected is None or (expected == "LATIN" and text.isascii()):
        return None
    letters: Counter[str] = Counter()
    for character, number in Counter(text).items():
        if character.isalpha():
            letters[named_script(character)] += number
    return expected, letters


# Of fewer words or letters nobody can tell. In 51,000 labelled sentences none was taken for another language's with these.
_FEWEST_WORDS, _FEWEST_LETTERS, _MOST_OWN, _LEAST_OTHER, _LEAST_WORDS, _TIMES = 6, 12, 0.05, 0.2, 3, 4
_OWN_SCRIPT = 0.2
# What is filled in, and addresses, which have letters of their own.
_NAMES = re.compile(r"\{[^{}]*\}|\S*://\S*|\S+@\S+|www\.\S+")
# They share their small words.
_TOGETHER = {"nn": "nb", "da": "nb"}


def reads_like(text: str, lang: str) -> str | None:
    """The language of a few sentences, or the script, if that is surely not the one of `lang`.

    Why: a wording is short; what an article has hundreds of words to tell by, it has ten for.
    """
    text = _NAMES.sub(" ", text)
    found = letters_by_script(text, lang)
    if found is not None:
        expected, letters = found
        if letters.total() >= _FEWEST_LETTERS and letters[expected] < _OWN_SCRIPT * letters.total():
            return _named(letters.most_common(1)[0][0])
    own = lang.split("-")[0]
    all_words, counts = small_words(text)
    if own not in counts or all_words < _FEWEST_WORDS:
        return None
    others = {name: n for name, n in counts.items() if _TOGETHER.get(name, name) != _TOGETHER.get(own, own)}
    other = max(others, key=others.__getitem__)
    enough = others[other] >= max(_LEAST_WORDS, _LEAST_OTHER * all_words, _TIMES * counts[own])
    return f"`{other}`" if enough and counts[own] <= _MOST_OWN * all_words else None


def _named(script: str) -> str:
    return "Chinese" if script == "CJK" else script.title()
