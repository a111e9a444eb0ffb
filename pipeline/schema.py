"""The building blocks of every file format that people write for smallprint.

Input and output: pydantic field types that are strict (no coercion of `12` to "12", of a list to text)
and whose errors `validation` can translate. Must not: know any particular file.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from pipeline.diagnostics import is_a_slip
from pipeline.precompiled import LANGUAGES

LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*"
)
# The tag of a language that nobody knows.
UNDETERMINED = "und"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60


def slug_of(text: str) -> str:
    """A name in small letters, digits and hyphens for what a text says, other scripts by their sound; "" if it says nothing."""
    from anyascii import anyascii

    plain = anyascii(unicodedata.normalize("NFC", text))
    if not is_latin(text):
        # Syllables begin with a capital.
        plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_SLUG].strip("-")


def is_latin(text: str) -> bool:
    """Whether most letters are Latin ones."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(ord(character) < 0x250 for character in letters) > len(letters)


def kebab(name: str) -> str:
    """How a field is written in YAML."""
    return name.rstrip("_").replace("_", "-")


class Model(BaseModel):
    """Base of every schema: kebab-case keys, nothing unknown, nothing coerced, nothing changed later."""

    # Every file is read by its written keys, never by constructors, so that the plugin's complaint does not apply.
    model_config = ConfigDict(  # type: ignore[pydantic-alias]
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=kebab,
        populate_by_name=False,
        defer_build=True,
    )


def expected(what: str) -> PydanticCustomError:
    """The error of a value that is not what the key asks for."""
    return PydanticCustomError("expected", "expected {expected}", {"expected": what})


def _date(value: Any) -> datetime.date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date", "expected a date")


@functools.cache
def known_languages() -> frozenset[str]:
    """Primary language subtags in use, from the Unicode CLDR."""
    import babel

    # What Babel knows of English holds far more.
    known: list[str] | None = LANGUAGES.get(babel.__version__)
    if known is None:
        known = sorted({str(code).split("_")[0].lower() for code in babel.Locale("en").languages})
        LANGUAGES.put(babel.__version__, known)
    return frozenset(known) | {"no"}


def is_language_tag(value: str) -> bool:
    """Whether a value is a well-formed BCP 47 tag of a known language."""
    matched = LANGUAGE_TAG.fullmatch(value)
    return (
        matched is not None
        and value.split("-")[0].lower() in known_languages()
        and (not (matched[3] or "").isalpha() or matched[3].upper() in _regions())
    )


@functools.cache
def _regions() -> frozenset[str]:
    """Codes of countries in ISO 3166, and of what is like one; UK is none of them."""
    from babel.core import get_global

    return frozenset({*get_global("territory_languages"), "EU", "UN"}) - set(get_global("territory_aliases"))


# Codes of countries where languages are meant, and of three letters.
_MISTAKEN = {
    "ua": "uk", "cz": "cs", "gr": "el", "dk": "da", "jp": "ja", "cn": "zh", "in": "id", "iw": "he", "eng": "en", "nor": "nb",
    "nob": "nb", "nno": "nn", "swe": "sv", "dan": "da", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es",
    "pol": "pl", "ukr": "uk", "ara": "ar", "som": "so", "zho": "zh", "chi": "zh", "hin": "hi", "norwegian": "nb",
    "norsk": "nb", "bokmål": "nb", "nynorsk": "nn", "svenska": "sv", "dansk": "da", "deutsch": "de", "français": "fr", "francais": "fr",
    "español": "es", "espanol": "es", "polski": "pl", "українська": "uk", "العربية": "ar", "soomaali": "so", "italiano": "it", "suomi": "fi",
    "português": "pt", "nederlands": "nl", "中文": "zh", "हिन्दी": "hi",
}  # fmt: skip


def meant_language(value: str) -> str | None:
    """The tag that somebody meant who wrote another thing: uk for ua, en-GB for en_UK, nb for norsk; None where nobody can tell."""
    from babel import Locale

    plain = value.strip(" \"'“”„‘’").replace("_", "-")
    first, *rest = plain.split("-")
    named = _MISTAKEN.get(plain.casefold()) or {
        name.casefold(): code for code, name in Locale("en").languages.items()
    }.get(plain.casefold())
    countries = ["GB" if part.upper() == "UK" else part for part in rest]
    first = _MISTAKEN.get(first.casefold(), first)
    for tag in (named or plain, "-".join((first, *rest)), "-".join((first, *countries)), first):
        tag = tag.replace("_", "-")
        if is_language_tag(tag) and (rest or tag != value):
            return canonical_language(tag)
    return None


def canonical_language(tag: str) -> str:
    """One spelling for each tag: `nb-no` is nb-NO, and `no` is Norwegian bokmål."""
    parts = tag.split("-")
    parts[0] = "nb" if parts[0].lower() == "no" else parts[0].lower()
    for index, part in enumerate(parts[1:], 1):
        parts[index] = (
            part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part
        )
    return "-".join(parts)


def _language(value: Any) -> str:
    if isinstance(value, str) and is_language_tag(value):
        return canonical_language(value)
    meant = meant_language(value) if isinstance(value, str) else None
    raise PydanticCustomError("language", "expected a language tag", {"meant": meant})


def _https(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(
        r"https?://[^\s<>\"{}|\\^`]+\.[^\s<>\"{}|\\^`]+|https?://[^\s<>\"{}|\\^`]+", value
    ):
        return value
    raise expected("a web address that begins with https://")


def _place(value: Any) -> str:
    """As it is asked for: only the characters that an address has on its way, the host in its own spelling (IDNA)."""
    from urllib.parse import quote, urlsplit

    try:
        parts = urlsplit(_https(value))
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        host = ""
    if not host or parts.query or parts.fragment or parts.username is not None or re.search(r"[?#]", value):
        raise expected("a web address that files can follow, such as https://example.org/guides")
    if ":" in host:
        host = f"[{host}]"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    return f"{parts.scheme}://{host}{port}{path}"


def _email(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"(?!mailto:)[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", value):
        return value
    raise expected("an e-mail address such as post@example.org")


def _country(value: Any) -> str:
    if isinstance(value, str) and value in _regions():
        return value
    if isinstance(value, str) and (meant := meant_country(value)):
        raise expected(f"the country's code in ISO 3166, {meant},")
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value):
        raise expected("a country code of two capital letters such as NO")
    raise expected("the code of a country in ISO 3166 such as NO")


# What countries are called that the CLDR has under another name, or as a part of another one.
_COUNTRIES = {
    "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB", "britain": "GB", "usa": "US",
    "united states of america": "US", "america": "US", "holland": "NL", "czech republic": "CZ",
}  # fmt: skip
# The languages in which people name a country: those of smallprint, and their neighbours.
_NAMING = [
    "en",
    "nb",
    "nn",
    "sv",
    "da",
    "de",
    "fr",
    "es",
    "pl",
    "uk",
    "ar",
    "so",
    "zh",
    "hi",
    "fi",
    "it",
    "nl",
    "pt",
]


@functools.cache
def meant_country(value: str) -> str | None:
    """The code that somebody meant who wrote another thing: GB for UK, NO for Norge, nor or no; None where nobody can tell."""
    from babel import Locale
    from babel.core import get_global

    plain = value.strip(" \"'“”„‘’")
    code = plain.upper()
    aliases = get_global("territory_aliases").get(code, ())
    if code in _regions():
        return code
    if len(aliases) == 1 and aliases[0] in _regions():
        return str(aliases[0])
    if named := _COUNTRIES.get(plain.casefold().replace(".", "")):
        return named
    for lang in _NAMING:
        names = {str(name).casefold(): str(code) for code, name in Locale(lang).territories.items()}
        if (found := names.get(plain.casefold())) in _regions():
            return found
    return None


def nearly_says(kind: str, said: str, meant: str) -> bool:
    """Whether what is said is a slip for what is meant or, of regions, the same country by another name."""
    if is_a_slip(said.casefold(), meant.casefold()):
        return True
    country = meant_country(meant) if kind == "region" else None
    return country is not None and meant_country(said) == country


def _sha256(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9A-Fa-f]{64}", value):
        return value.lower()
    raise expected("a SHA-256 hash of 64 hexadecimal digits")


def _seen(value: str) -> str:
    """Text of which a reader sees something: zero-width spaces alone would pass for a reason or a name."""
    if not any(unicodedata.category(each)[0] in "LNPSM" for each in value):
        raise expected("text that can be seen")
    return value


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _names(value: Any) -> Any:
    # "bins, waste" are two, and a list would say so.
    return (value,) if isinstance(value, str) and "," not in value else _tuple(value)


T = TypeVar("T")


@dataclass(frozen=True)
class _OneOrMany:
    """Takes one where a list is due; the schema that editors use allows both."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_names, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        many = handler(schema)
        # pydantic measures what stands behind a validator of ours as text.
        if "minLength" in many:
            many["minItems"] = many.pop("minLength")
        return {"anyOf": [{**many["items"], "not": {"pattern": ","}}, many]}


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_seen)]


def _written(pattern: str, **more: str) -> WithJsonSchema:
    """What editors are told of text that a validator reads: never narrower than what it takes."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", **more})


IsoDate = Annotated[datetime.date, BeforeValidator(_date), _written(r"\d{4}-\d{2}-\d{2}", format="date")]
Language = Annotated[str, BeforeValidator(_language), _written(LANGUAGE_TAG.pattern)]
WebAddress = Annotated[str, BeforeValidator(_https), _written(r"https?://[^\s<>]+")]
# Where files are found: addresses begin with it.
WebPlace = Annotated[str, BeforeValidator(_place), _written(r"https?://[^\s<>?#]+")]
Sha256 = Annotated[str, BeforeValidator(_sha256), _written("[0-9A-Fa-f]{64}")]
Email = Annotated[str, BeforeValidator(_email), _written(r"[^@\s<>]+@[^@\s<>]+")]
Country = Annotated[str, BeforeValidator(_country), _written("[A-Z]{2}")]
Slug = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=rf"^{SLUG.pattern}$")]
AsTuple = BeforeValidator(_tuple)
# Of words: one word is a list of one.
ListOf = Annotated[tuple[T, ...], _OneOrMany()]
