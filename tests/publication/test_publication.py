"""What a publication says of all its articles, and what can be read of a faulty one."""

from __future__ import annotations

import pytest

from pipeline import publication


def test_a_list_of_one_needs_no_brackets() -> None:
    read = publication.parse(b"publisher: Office\nformats: ebook\ntranslations: nb\n")
    assert read.value is not None
    assert (read.value.formats, read.value.translations) == (("ebook",), ("nb",))


@pytest.mark.code("ART112", "ART116", "ART117")
def test_one_fault_hides_no_other() -> None:
    read = publication.parse(b"lang: nb\nformats: [pamphlet]\nlang: en\ncountry: Norway\n")
    assert [(one.code, one.location.line) for one in read.diagnostics] == [
        ("ART117", 1), ("ART116", 2), ("ART112", 3), ("ART116", 4),
    ]  # fmt: skip
    assert read.value is not None, "what stands below it can be checked"
    assert read.value.lang == "nb"


def test_keys_of_ones_own_are_left_alone() -> None:
    text = b"publisher: Office\nx-desk: 3\ncontact: {name: A, phone: '+47 1', x-hours: 9-16}\n"
    assert publication.parse(text).diagnostics == ()


@pytest.mark.code("ART116")
@pytest.mark.parametrize(("code", "expected"), [
        ("UK", "GB,"), ("QQ", "such as NO"), ("no", "3166, NO,"), ("Norge", "3166, NO,"), ("NOR", "3166, NO,"), ("usa", "3166, US,"),
        ("Great Britain", "3166, GB,"), ("U.S.A.", "3166, US,"), ("Deutschland", "3166, DE,"), ("норвегія", "3166, NO,"), ("Africa", "such as NO"), ("Atlantis", "such as NO"),
    ],
)  # fmt: skip
def test_a_country_that_is_none(code: str, expected: str) -> None:
    (one,) = publication.parse(f"publisher: Office\ncountry: '{code}'\n".encode()).diagnostics
    assert (one.code, one.location.line) == ("ART116", 2)
    assert expected in one.message


@pytest.mark.code("ART118")
def test_a_language_that_cannot_be_read_is_undetermined() -> None:
    read = publication.parse(b"publisher: Office\nlang: norsk\n")
    assert (read.value.publisher, read.value.lang) == ("Office", "und")
    assert [one.code for one in read.diagnostics] == ["ART118"]


@pytest.mark.code("ART101", "ART111", "ART114", "ART116")
@pytest.mark.parametrize("content", [b"", b"lang: [en\n", b"\tlang en", b"- lang\n", b"text", b"\xff\x00"])
def test_of_a_file_that_cannot_be_read_the_language_is_undetermined(content: bytes) -> None:
    read = publication.parse(content)
    assert read.failed
    assert read.value.lang == "und"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ua", "uk"),
        ("en-uk", "en-GB"),
        ("en_GB", "en-GB"),
        ("cz", "cs"),
        ("English", "en"),
        ("“nb”", "nb"),
        ("nb-NB", "nb"),
        ("Martian", None),
    ],
)
def test_a_language_is_named_as_it_was_meant(written: str, meant: str | None) -> None:
    found = publication.parse(f"publisher: Harbour\nlang: {written}\n".encode()).diagnostics
    assert [one.code for one in found] == ["ART118"]
    assert found[0].help is not None
    assert found[0].help.startswith(f"did you mean `{meant}`?" if meant else "use the two letters")


@pytest.mark.parametrize(
    ("key", "value", "said"), [("formats", "pdf", "`brochure`"), ("formats", "epub, html", "a list")]
)
def test_editions_are_named_as_they_were_meant(key: str, value: str, said: str) -> None:
    (one,) = publication.parse(f"publisher: Harbour\n{key}: {value}\n".encode()).diagnostics
    assert one.code == "ART116"
    assert one.help is not None
    assert said in one.help


@pytest.mark.code("ART115")
@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("languages: [nb, pl]", "did you mean `translations`"),
        ("url: https://example.org", "did you mean `base-url`?"),
        ("theme: harbour", "below `brand`"),
        ("legibility: {bold: true}", "source/disclaimers/"),
        ("topics: [health]", "source/policy.yaml"),
    ],
)
def test_a_key_that_belongs_elsewhere_is_told_where(line: str, action: str) -> None:
    (one,) = publication.parse(f"publisher: Office\n{line}\n".encode()).diagnostics
    assert (one.code, one.location.line) == ("ART115", 2)
    assert action in one.help


@pytest.mark.code("ART115", "ART116")
def test_of_a_brand_what_is_right_is_read() -> None:
    brand = (
        'theme: loom, logo: mark.svg, colurs: {}, colours: {deep: "#1B4965", tint: blue}, fonts: {text: [x]}'
    )
    read = publication.parse(
        f"publisher: Office\nadvice: perhaps\nbrand: {{{brand}}}\nformats: [ebook, x]\n".encode()
    )
    assert [one.code for one in read.diagnostics] == ["ART116", "ART115", "ART116", "ART116", "ART116"]
    assert read.value.brand.theme == "loom"
    assert read.value.brand.logo.file == "mark.svg"
    assert read.value.brand.colours.deep.srgb == "#1B4965"
    assert read.value.formats == publication.Publication(publisher="x").formats, "a list stands as a whole"
