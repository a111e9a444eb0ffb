"""What a currency is called: its code, its signs, its names and their short forms, before an amount and behind it.

Input: a language. Output: patterns. Full names and codes come from Babel (Unicode CLDR), short and spoken ones from
`grammar/`. Must not: know what an amount is.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from pipeline.disclaimers.folding import fold
from pipeline.disclaimers.lexicons import (
    BEGIN,
    END,
    NOTED,
    bounded,
    primary,
    shared,
    top,
    whole_words,
    words_of,
)

HEAD_FIRST = frozenset(
    {
        "fr",
        "es",
        "it",
        "pt",
        "ca",
        "gl",
        "ro",
        "pl",
        "uk",
        "ru",
        "cs",
        "ar",
        "he",
        "fa",
        "id",
        "ms",
        "vi",
        "so",
    }
)
_NAMES_HEAD_FIRST = HEAD_FIRST - {"uk", "ru", "cs", "so"}
# Unicode's signs of currencies, for a set in a pattern; a test looks whether these are all.
SIGNS = (
    r"$\xa2-\xa5\u058f\u060b\u07fe\u07ff\u09f2\u09f3\u09fb\u0af1\u0bf9\u0e3f\u17db\u20a0-\u20c1\ua838\ufdfc\ufe69\uff04"
    r"\uffe0\uffe1\uffe5\uffe6\U00011fdd-\U00011fe0\U0001e2ff\U0001ecb0"
)


@dataclass(frozen=True, slots=True)
class Currencies:
    """How a language writes sums.

    Shape: `names` are full names, folded and in lower case; `modifiers` are the words in them that are not the
    currency itself ("Norwegian"); `after` has a group for each kind of word.
    """

    codes: frozenset[str]
    names: frozenset[str]
    modifiers: frozenset[str]
    before: re.Pattern[str]
    before_exact: re.Pattern[str]
    after: re.Pattern[str]
    compounds: re.Pattern[str]
    lone: re.Pattern[str] | None
    unless: re.Pattern[str]
    magnitudes: re.Pattern[str]
    large: re.Pattern[str]
    article: re.Pattern[str]
    prefixes: str
    words: re.Pattern[str]


@functools.cache
def _codes() -> frozenset[str]:
    from babel.core import get_global

    codes: set[str] = set()
    for entries in get_global("territory_currencies").values():
        codes |= {code for code, _, end, tender in entries if tender and (end is None or end[0] >= 1999)}
    return frozenset(codes)


@functools.cache
def _cldr(lang: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Full names of currencies, their first or last words alone, and symbols of letters."""
    from babel.core import Locale, UnknownLocaleError

    names: set[str] = set()
    heads: set[str] = set()
    symbols: set[str] = set()
    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return frozenset(), frozenset(), frozenset()
    plural = locale._data["currency_names_plural"]
    for code in _codes():
        for name in (locale.currencies.get(code), *(plural[code].values() if code in plural else ())):
            full = fold(name or "").text.casefold()
            if not full or "(" in full or any(character.isdigit() for character in full):
                continue
            parts = full.replace("-", " ").split()
            heads.add(parts[0] if locale.language in _NAMES_HEAD_FIRST else parts[-1])
            if len(parts) > 1:
                names.add(full)
        symbol = fold(locale.currency_symbols.get(code) or "").text.casefold().strip(" .")
        if len(symbol) > 1 and symbol.upper() != code and all(c.isalpha() or c in ". " for c in symbol):
            symbols.add(symbol)
    return frozenset(names), frozenset(heads), frozenset(symbols)


@functools.cache
def currencies_of(lang: str) -> Currencies:
    """The patterns of money in a language: CLDR's names and symbols, with those of its own word list."""
    language = primary(lang)
    data: dict[str, Any] = words_of(lang).get("money", {})
    common = frozenset(shared("common"))

    def joined(*keys: str) -> str:
        return "|".join(word for key in keys for word in data.get(key, ())) or "(?!)"

    full, heads, symbols = _cldr(language)
    names = set(full) | set(_cldr("en")[0])
    letters = list(shared("symbols")) + list(data.get("symbols", ()))
    own = [*data.get("names", ()), *shared("foreign")]
    minor = list(data.get("minor", ()))
    if not data:
        own += [re.escape(head) for head in sorted(heads - common) if len(head) > 1] + list(
            shared("informal")
        )
        minor += list(shared("minor"))
        letters += [re.escape(symbol) for symbol in sorted(symbols, key=len, reverse=True)]
    modifiers = {word for name in full for word in name.split()} - {
        name.split()[0 if language in _NAMES_HEAD_FIRST else -1] for name in full
    }
    prefix = list(data.get("before", ())) or list(shared("prefix-names"))
    links = "|".join((*top(language, "link"), *(() if data else shared("joints"))))
    link = f"(?:{links})?" if links else ""
    after = (
        rf" {{0,2}}\+?\)? {{0,2}}{link}(?:"
        rf"(?P<code>(?-i:[A-Z]{{3}})(?![A-Za-z0-9_]))"
        rf"|(?P<symbol>\.?(?:{'|'.join(letters)}){NOTED})"
        rf"|(?P<name>(?:{'|'.join(own) or '(?!)'}){NOTED})"
        rf"|(?P<minor>(?:{'|'.join(minor) or '(?!)'}){NOTED}(?!-[^\W\d_]))"
        rf"|(?P<careful>(?:{joined('careful')}){END}(?!-[^\W\d_]))"
        rf"|(?P<weight>(?:{joined('weights')}){END}(?!-[^\W\d_]))"
        rf"|(?P<doubtful>(?:{joined('doubtful')}){END}(?!-[^\W\d_]))"
        r")"
    )
    magnitudes = "|".join(top(language, "magnitudes") or shared("magnitudes"))
    # Short words are abbreviations, with a dot or not.
    ahead = shared("symbols") if data else letters
    short = "|".join((*ahead, *(word for word in prefix if len(word) <= 5)))
    long = "|".join(word for word in prefix if len(word) > 5) or "(?!)"
    every = "|".join((*letters, *own, *minor)) or "(?!)"
    return Currencies(
        codes=_codes().union(shared("would-be-codes")),
        names=frozenset(names),
        modifiers=frozenset(word for word in modifiers if len(word) > 3 or not word.isascii()),
        before=re.compile(
            bounded(rf"{BEGIN}(?:(?:{short})(?:\.:?|:)?|(?:{long}):?) {{0,2}}[-~]?\Z"), re.IGNORECASE
        ),
        before_exact=re.compile(rf"{BEGIN}(?:{joined('before-exact')})\.? {{0,2}}\Z", re.IGNORECASE),
        after=re.compile(bounded(after), re.IGNORECASE),
        compounds=re.compile(bounded(rf"-(?:{joined('compounds')}){END}"), re.IGNORECASE),
        lone=whole_words(tuple(data["lone"])) if data.get("lone") else None,
        unless=re.compile(bounded(rf"{BEGIN}(?:{joined('unless')})"), re.IGNORECASE),
        magnitudes=re.compile(
            bounded(rf"(?: {{0,2}}-?{link}(?:{magnitudes})\.?{END}){{1,3}}"), re.IGNORECASE
        ),
        large=re.compile(bounded(rf"(?:{magnitudes}){END}"), re.IGNORECASE),
        article=re.compile("|".join(top(language, "articles")) or "(?!)", re.IGNORECASE),
        prefixes=words_of(lang).get("prefixes", ""),
        words=re.compile(bounded(rf"{BEGIN}(?:{every}){END}"), re.IGNORECASE),
    )
