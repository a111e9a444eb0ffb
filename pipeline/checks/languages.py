"""Whether a text is in the language that it says it is in, where letters do not tell.

Input: a subject. Output: diagnostics. Must not: know what a language's words mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, report
from pipeline.document import plain_text

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
# Fewer words may be a list of names. A text has about a third of such words; of another language's, a few by chance.
_ENOUGH, _OWN, _OTHER, _TIMES = 120, 0.08, 0.2, 4


def language(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC256 (a text in another language than it says).

    Why: prices, doses and promises are found by the words of a language; in another they would pass unseen.
    """
    lang = subject.document.lang.split("-")[0]
    if lang not in _WORDS:
        return
    words = Counter(word.lower() for word in _WORD.findall(plain_text(subject.document.blocks)))
    if words.total() < _ENOUGH:
        return
    shares = {name: sum(words[word] for word in small) / words.total() for name, small in _WORDS.items()}
    found = max(shares, key=lambda name: shares[name])
    if shares[lang] < _OWN and shares[found] >= max(_OTHER, _TIMES * shares[lang]):
        yield report("DOC256", subject.article.at("lang"), lang=subject.document.lang, found=found)
