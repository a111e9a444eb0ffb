"""Wordings: read, refused, looked up."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable
from hashlib import sha256

import pytest

from pipeline.disclaimers.library import Legibility, Library, lookup, parse, wording_sha256
from tests.disclaimers.conftest import TODAY, codes, disclaimer, wording_file
from tests.growth import bounded, in_proportion

PATH = "source/disclaimers/pricing.yaml"
ENGLISH = {"en": "Prices may change."}


def read(content: bytes, path: str = PATH) -> list[str]:
    return codes(parse(content, path).diagnostics)


def library_of(content: bytes) -> Library:
    value = parse(content, PATH).value
    assert value is not None, parse(content, PATH).diagnostics
    return Library.of([value]).value


def asked(content: bytes, lang: str, today: datetime.date = TODAY) -> list[str]:
    return codes(library_of(content).wording("pricing", lang, today).diagnostics)


def test_a_good_file() -> None:
    read = parse(
        wording_file("pricing", {"en": "Prices  may\n\n change.", "nb": "Prisene kan endre seg."}), PATH
    )
    assert read.diagnostics == ()
    assert read.value is not None
    assert read.value.legibility == Legibility(9.0, 1.5, 7.0, 100, 1.0, False)
    assert set(read.value.wordings) == {"en", "nb"}


def test_the_hash_is_of_the_folded_template() -> None:
    assert wording_sha256(" Cafe\u0301\n {as-of} ") == sha256("Café {as-of}".encode()).hexdigest()


@pytest.mark.parametrize(
    ("lang", "tags"),
    [
        ("en", ("en",)),
        ("en-GB", ("en-GB", "en")),
        ("no", ("nb",)),
        ("no-NO", ("nb-NO", "nb")),
        ("zh-Hant", ("zh-Hant",)),
        ("nn", ("nn",)),
    ],
)
def test_lookup(lang: str, tags: tuple[str, ...]) -> None:
    assert lookup(lang) == tags


def test_norwegian_has_two_names() -> None:
    library = library_of(wording_file("pricing", {"no": "Prisene kan endre seg."}))
    assert library.wording("pricing", "nb", TODAY).value is not None


@pytest.mark.code("DIS320")
def test_the_file_has_the_id_as_its_name() -> None:
    assert read(wording_file("prices", ENGLISH)) == ["DIS320"]


@pytest.mark.code("DIS321")
def test_one_id_one_file() -> None:
    twice = Library.of([disclaimer("pricing", ENGLISH), disclaimer("pricing", ENGLISH)])
    assert codes(twice.diagnostics) == ["DIS321"]


@pytest.mark.code("DIS322")
def test_the_source_language_is_there() -> None:
    assert read(
        wording_file("pricing", ENGLISH)
        .replace(b"source-lang: en", b"source-lang: nb")
        .replace(b"version", b"translates")
    ) == ["DIS322"]


@pytest.mark.code("DIS322")
def test_a_source_language_that_is_not_there_makes_no_other_wording_wrong() -> None:
    both = wording_file("pricing", {"en": "Prices may change.", "nb": "Prisene kan endre seg."})
    assert read(both.replace(b"source-lang: en", b"source-lang: de")) == ["DIS322"]


@pytest.mark.code("DIS323")
@pytest.mark.parametrize(
    "text",
    [
        "Not **medical** advice.",
        "See <b>this</b>.",
        "A [link](x).",
        "R&amp;D costs.",
        "`code`",
        "# Prices",
        "_Prices_ change.",
    ],
)
def test_no_markup(text: str) -> None:
    assert "DIS323" in read(wording_file("pricing", {"en": text}))


@pytest.mark.parametrize(
    "text",
    ["5 * 3 = 15", "Prices (incl. VAT) - more or less", "A & B, <5 kr", "snake_case", "Call +47 10 20 30."],
)
def test_what_is_no_markup(text: str) -> None:
    assert read(wording_file("pricing", {"en": text})) == []


@pytest.mark.parametrize(
    ("said", "meant"), [("major", "material"), ("Important", "material"), ("low", "minor"), ("minr", "minor")]
)
def test_a_weight_is_never_answered_with_its_opposite(said: str, meant: str) -> None:
    content = wording_file("pricing", {"en": "Prices may change."}, weight=said)
    (one,) = [one for one in parse(content, PATH).diagnostics if one.severity == "error"]
    assert f"did you mean `{meant}`?" in one.help


@pytest.mark.code("DIS324")
@pytest.mark.parametrize("character", ["\u00ad", "\u200b", "\u200d", "\u202e", "\u3164", "\u0336", "\ufeff"])
def test_nothing_hidden(character: str) -> None:
    assert read(wording_file("pricing", {"en": f"Prices may chan{character}ge."})) == ["DIS324"]


@pytest.mark.parametrize(
    ("text", "found", "column"),
    [
        ("Prices may chan\u200bge.", "U+200B", 16),
        ("Prices may **change**.", "**change**", 12),
        ("Prices of {{as-of}} may change.", "{{as-of}}", 11),
    ],
)
def test_what_is_wrong_in_a_wording_has_its_own_place(text: str, found: str, column: int) -> None:
    content = wording_file("pricing", {"en": text})
    (one,) = parse(content, "source/disclaimers/pricing.yaml").diagnostics
    line = next(number for number, each in enumerate(content.decode().split("\n"), 1) if text in each)
    assert found in one.message
    assert one.location.line == line
    assert one.location.column == content.decode().split("\n")[line - 1].index(text) + column


@pytest.mark.code("DIS330", "DIS332", "ART116")
def test_one_mistake_has_one_message() -> None:
    content = wording_file("pricing", ENGLISH)
    assert read(content.replace(b"weight", b"wieght")) == ["DIS330"]
    assert read(content.replace(b"text:", b"txet:")) == ["DIS330"] * content.count(b"text:")
    assert read(content.replace(b" en:", b" english:")) == ["DIS332"]
    (one,) = parse(
        content.replace(b"id: pricing", b"id: Pricing"), "source/disclaimers/Pricing.yaml"
    ).diagnostics
    assert "small letters" in one.message


def test_joiners_where_the_script_needs_them() -> None:
    assert read(wording_file("pricing", {"fa": "قیمت\u200cها تغییر می\u200cکنند."})) == []


@pytest.mark.code("DIS325")
@pytest.mark.parametrize("text", ["As of {day}.", "As of {as-of.", "As of as-of}.", "As of {}."])
def test_placeholders_are_known(text: str) -> None:
    assert "DIS325" in read(wording_file("pricing", {"en": text}))


@pytest.mark.parametrize("piece", ["{", "{a", "}", "{{a}"])
def test_no_number_of_braces_takes_long(piece: str) -> None:
    def reading(number: int) -> Callable[[], list[str]]:
        return functools.partial(read, wording_file("pricing", {"en": f"As of {piece * number}"}))

    assert "DIS325" in reading(500)()
    with bounded():
        assert in_proportion(reading(500), reading(2_000))


@pytest.mark.parametrize("misspelt", [False, True])
def test_thousands_of_unknown_keys_cost_no_more_than_each(misspelt: bool) -> None:
    content = wording_file("pricing", ENGLISH)

    def reading(number: int) -> Callable[[], list[str]]:
        keys = "".join(f"    {'verson' if misspelt else 'k'}{one}: 1\n" for one in range(number))
        rest = content.decode().replace("    version:", f"{keys}    version:")
        return functools.partial(read, rest.encode())

    assert reading(1_000)().count("DIS330") == 1_000
    assert in_proportion(reading(1_000), reading(4_000))


@pytest.mark.code("DIS325")
def test_every_unknown_placeholder_is_told_at_its_place_with_the_nearest() -> None:
    text = "By {publisher} as of {as-of},\n      from {pubisher}, {pubisher} and {weather};\n      see {"
    found = parse(wording_file("pricing", {"en": text}), PATH).diagnostics
    assert [(one.location.line, one.location.column, one.message.rsplit(" ", 1)[-1]) for one in found] == [
        (8, 12, '"{pubisher}"'), (8, 24, '"{pubisher}"'), (8, 39, '"{weather}"'), (9, 11, '"{"'),
    ]  # fmt: skip
    assert found[0].help == "did you mean `{publisher}`?"
    assert found[2].help.startswith("use one of: {as-of}, {publisher}, ")
    (escaped,) = parse(wording_file("pricing", {"en": "As of \\u007bday}."}), PATH).diagnostics
    assert (escaped.code, escaped.location.line) == ("DIS325", 7)


@pytest.mark.code("DIS326")
@pytest.mark.parametrize("lang", ["nb", "nn", "de", "sv"])
def test_no_fall_back(lang: str) -> None:
    assert asked(wording_file("pricing", ENGLISH), lang) == ["DIS326"]


@pytest.mark.code("DIS327")
def test_stale_translation() -> None:
    content = wording_file("pricing", {"en": "Prices may change.", "nb": "Prisene kan endre seg."}).replace(
        b"version: 1", b"version: 2"
    )
    assert asked(content, "nb") == ["DIS327"]
    assert asked(content, "en") == []


@pytest.mark.code("DIS328")
def test_approval() -> None:
    content = wording_file("pricing", ENGLISH)
    assert asked(content.replace(b"may change", b"will change"), "en") == ["DIS328"]
    without = b"\n".join(line for line in content.split(b"\n") if b"approved" not in line)
    assert asked(without, "en") == ["DIS328"]


@pytest.mark.code("DIS333")
def test_nobody_has_signed_on_a_day_that_has_not_come() -> None:
    library = library_of(wording_file("pricing", ENGLISH).replace(b"on: 2026-01-01", b"on: 2026-06-03"))
    read = library.wording("pricing", "en", TODAY)
    (found,) = read.diagnostics
    assert (found.code, found.location.line, found.location.column) == ("DIS333", 8, 31)
    # A build for an earlier day goes on.
    assert read.value is not None
    # It is tomorrow already elsewhere.
    assert library.wording("pricing", "en", datetime.date(2026, 6, 2)).diagnostics == ()


@pytest.mark.code("DIS365")
def test_a_sample_is_signed_by_nobody() -> None:
    content = wording_file("pricing", ENGLISH)
    library = library_of(re.sub(rb"(?<=\{)by: [^,]+", b"by: smallprint sample", content))
    read = library.wording("pricing", "en", TODAY)
    (found,) = read.diagnostics
    place = (found.location.line, found.location.column)
    assert (found.code, found.severity.value, place) == ("DIS365", "warning", (8, 20))
    assert "smallprint approve pricing --lang en" in found.help
    assert read.value is not None, "a new project builds"


@pytest.mark.code("DIS329")
def test_expiry() -> None:
    content = wording_file("pricing", ENGLISH)
    assert asked(content, "en", datetime.date(2027, 1, 1)) == []
    assert asked(content, "en", datetime.date(2027, 1, 2)) == ["DIS329"]


@pytest.mark.code("DIS330")
@pytest.mark.parametrize("key", ["review-by", "approved"])
def test_unknown_keys_are_errors(key: str) -> None:
    assert read(wording_file("pricing", ENGLISH).replace(key.encode(), key.encode() + b"s")) == ["DIS330"]


@pytest.mark.code("DIS331")
def test_version_or_translates() -> None:
    assert read(wording_file("pricing", ENGLISH).replace(b"version", b"translates")) == ["DIS331"]
    assert read(wording_file("pricing", {"en": "A.", "nb": "B."}).replace(b"translates", b"version")) == [
        "DIS331"
    ]


@pytest.mark.code("DIS332")
def test_language_tags() -> None:
    assert read(wording_file("pricing", {"en": "A.", "qqq": "B."})) == ["DIS332"]
    assert "DIS332" in read(wording_file("pricing", {"nb": "A.", "no": "B."}))


@pytest.mark.code("ART116")
@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("min-size-pt", -9, "at least 9"),
        ("min-contrast", 22, "at most 21"),
        ("max-line-chars", 5, "at least 20"),
    ],
)
def test_bounds_are_said_in_words(key: str, value: int, expected: str) -> None:
    (found,) = parse(
        wording_file("pricing", ENGLISH, extra=f"legibility: {{{key}: {value}}}\n"), PATH
    ).diagnostics
    assert found.message == f"expected {expected} for `{key}`, found {value}"
    assert found.help == f"write {expected} for `{key}`"


def test_nothing_smaller_than_nine_points() -> None:
    assert parse(wording_file("pricing", ENGLISH, extra="legibility: {min-size-pt: 6}\n"), PATH).value is None


def test_a_hash_may_have_capital_letters() -> None:
    content = wording_file("pricing", ENGLISH)
    loud = re.sub(rb"sha256: (\w+)", lambda match: b"sha256: " + match[1].upper(), content)
    assert loud != content
    assert asked(loud, "en") == []


@pytest.mark.parametrize("value", ["'7:1'", ".nan", "large"])
def test_a_measure_is_a_number(value: str) -> None:
    content = wording_file("pricing", ENGLISH, extra=f"legibility: {{min-contrast: {value}}}\n")
    (found,) = parse(content, "source/disclaimers/pricing.yaml").diagnostics
    assert (found.code, found.message.split(" for ")[0]) == ("ART116", "expected a number")


@pytest.mark.code("DIS361")
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Prices may change. TODO add the year."),
        ("en", "Call XXX before you decide."),
        ("en", "Prices may change as of [insert date]."),
        ("en", "Lorem ipsum dolor sit amet."),
        ("en", "The price is ??? kroner."),
        ("nb", "Prisene gjelder til xx.xx.2026."),
        ("de", "Die Preise gelten bis [bitte Datum eintragen]."),
    ],
)
def test_words_that_hold_a_place_are_not_signed(lang: str, text: str) -> None:
    file = wording_file("pricing", {lang: text})
    assert read(file) == ["DIS361"]
    unsigned = re.sub(rb"    approved:.*\n", b"", file)
    assert read(unsigned) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "TODO EL CAPITAL ESTÁ EN RIESGO."),
        ("en", "Sizes up to XXXL cost more under chapter XXX of the act."),
        ("de", "Können sich die Preise ändern? Ja, jederzeit."),
    ],
)
def test_what_holds_no_place(lang: str, text: str) -> None:
    assert read(wording_file("pricing", {lang: text})) == []


@pytest.mark.code("DIS362")
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nb", "Die Preise können sich ändern, und wir sind nicht an sie gebunden."),
        ("de", "Prices of the tides may change, and you have to ask for them."),
        ("uk", "Prices may change at any time."),
        ("en", "Ціни можуть змінитися будь-коли."),
        ("nb", "Prices may change!"),
    ],
)
def test_a_wording_is_in_the_language_of_its_tag(lang: str, text: str) -> None:
    other = "Prices may change!" if lang != "en" else "Prisene kan endre seg."
    languages = {"en": other, lang: text} if lang != "en" else {"nb": other, lang: text}
    assert read(wording_file("pricing", languages)) == ["DIS362"]


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "Prices may change.", "en-GB": "Prices may change."},
        {"nb": "Prisene kan endre seg.", "nn": "Prisene kan endre seg.", "da": "Prisene kan endre seg."},
        {"nb": "{publisher} har {title}.", "de": "{publisher}, {title}."},
        {"zh": "网址：https://example.org/prices-of-the-tides"},
    ],
)
def test_what_is_in_the_language_of_its_tag(texts: dict[str, str]) -> None:
    assert read(wording_file("pricing", texts)) == []


@pytest.mark.code("DIS331")
def test_a_translation_renders_a_version_that_there_is() -> None:
    file = wording_file("pricing", {"en": "Prices may change.", "nb": "Prisene kan endre seg."})
    found = parse(file.replace(b"translates: 1", b"translates: 9"), PATH).diagnostics
    assert codes(found) == ["DIS331"]
    assert "`translates: 9`" in found[0].message
    assert (found[0].location.line, found[0].location.column) == (11, 17)
    newer = file.replace(b"version: 1", b"version: 3")
    assert read(newer) == []
    assert read(newer.replace(b"translates: 1", b"translates: 3")) == []


@pytest.mark.code("DIS363")
def test_a_short_form_is_short() -> None:
    file = wording_file("pricing", ENGLISH)
    long = b'short: "All prices and rates may change."\n    review-by'
    assert read(file.replace(b"review-by", long)) == ["DIS363"]
    assert read(file.replace(b"review-by", b'short: "Prices change."\n    review-by')) == []


def test_what_is_wrong_with_one_key_hides_nothing_of_the_texts() -> None:
    file = wording_file("pricing", {"en": "Prices may change.", "nb": "Priser per {asof}."})
    assert read(file.replace(b"material", b"materiel")) == ["ART116", "DIS325"]
    assert read(file.replace(b"version: 1", b'version: "1"')) == ["ART116", "DIS325"]


@pytest.mark.code("DIS361")
def test_a_wording_is_signed_by_somebody() -> None:
    assert read(wording_file("pricing", ENGLISH).replace(b"by: Board", b"by: TODO")) == ["DIS361"]
