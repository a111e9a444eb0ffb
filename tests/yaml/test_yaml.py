"""Strict YAML: what is refused, what is read, and where everything stands."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.yaml import _NOTHING, YamlDocument, _composed, legible, load
from tests.growth import bounded, in_proportion


def good(text: str) -> YamlDocument:
    loaded = load(text, "a.yaml")
    assert loaded.value is not None, loaded.diagnostics
    return loaded.value


def fault(text: str) -> tuple[str, int, int]:
    loaded = load(text, "a.yaml")
    assert loaded.value is None
    (one,) = loaded.diagnostics
    return one.code, one.location.line, one.location.column


def test_values_are_those_of_yaml_1_2() -> None:
    read = good(
        "a: no\nb: 012\nc: 1_000\nd: 1:30\ne: 2026-02-30\nf: ~\ng: true\nh: -7\ni: 1.5\nj: 0x1f\nk: '7'\nl: .inf"
    )
    assert read.value == {
        "a": "no", "b": 12, "c": "1_000", "d": "1:30", "e": "2026-02-30", "f": None,
        "g": True, "h": -7, "i": 1.5, "j": "0x1f", "k": "7", "l": ".inf",
    }  # fmt: skip


def test_places() -> None:
    read = good("a:\n  - b\n  - c: d\ne: {f: 'g'}")
    assert read.values["a", 1, "c"][:2] == (3, 8)
    assert read.keys["a", 1, "c"][:2] == (3, 5)
    assert read.values["e", "f"] == (4, 8, 4, 11)
    assert read.at("a", 7).line == 2, "what is not there has the place of what holds it"
    assert read.key_at("e").column == 1


def test_the_first_line_can_be_another() -> None:
    loaded = load("a: b", "a.md", first_line=2)
    assert loaded.value is not None
    assert loaded.value.at("a").line == 2


@pytest.mark.code("ART111", "ART112", "ART113", "ART114", "ART125")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2", ("ART111", 1, 4)),
        ("a: b: c", ("ART111", 1, 5)),
        ("a: 'b", ("ART111", 1, 4)),
        ("a: 1\n--- \nb: 2", ("ART111", 2, 1)),
        ("a: 1\na: 2", ("ART112", 2, 1)),
        ("a: &x 1", ("ART113", 1, 4)),
        ("a: *x", ("ART113", 1, 4)),
        ("a: !!str 1", ("ART113", 1, 4)),
        ("a: {<<: {b: 1}}", ("ART113", 1, 5)),
        ("? [a]\n: b", ("ART113", 1, 3)),
        ("a:\n \tb: 1", ("ART114", 2, 2)),
        ("a: " + "[" * 21 + "]" * 21, ("ART125", 1, 23)),
        ("a: [" + "1," * 20_001 + "]", ("ART125", 1, 40_002)),
    ],
)
def test_refused(text: str, expected: tuple[str, int, int]) -> None:
    code, line, column = fault(text)
    assert (code, line) == expected[:2]
    if code != "ART125" or len(text) < 100:
        assert column == expected[2]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:{}[]&*!|>'\"-?#, \n\t%@`~<.0é\U0001f600", max_size=60))
def test_never_raises(text: str) -> None:
    loaded = load(text, "a.yaml")
    assert (loaded.value is None) == loaded.failed
    for one in loaded.diagnostics:
        assert one.location.line >= 1
        assert one.location.column >= 1


ODD = (
    "a: b: c", "a: [1, 2", "a: {b: c, d}", "a: 'it''s'", 'a: "x"\nb: -\n', "- a\n- b: 1\n  c: 2\n", "a:\n  - x\n b: 2", "a: x #c\nb: #d\n",
    "a: 1\na: 2", "[a]: b", "a: http://x:80/y", "a: x\n  y\n  z\nb: q", "", "# only\n", "a", "a:\nb:\n", "{a: b, c: [d, e]}", "a: [x,\n  y]\n",
    "a: é ü\nb: 漢字", "{a:b}", "a: b\n\n\n\nc: d", 'a: "multi\n  line"\n', "a: -1\nb: - 1", "a: &x 1", "a: |\n  b\n", "a:\n-\n- b", "a: ''", "a: b ",
)  # fmt: skip
HERE = Path(__file__).parents[2]
FILES = [*HERE.glob("source/**/*.yaml"), *HERE.glob("templates/**/*.yaml"), *HERE.glob("source/**/*.md")]
PIECES = [
    "a",
    "b:",
    "b: ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    '"',
    "#",
    " #",
    "x y",
    "é",
    "1",
    "~",
    "http://h",
    "? ",
    "| ",
]


def _both_agree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = load(text, "p", 3)
    with monkeypatch.context() as strict:
        strict.setattr("pipeline.yaml._composed", lambda text: None)
        strict.setattr("pipeline.yaml._NOTHING", re.compile("(?!)"))
        assert load(text, "p", 3) == quick


def test_both_readers_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    texts = [text.split("\n---\n", 1)[0].removeprefix("---\n") for text in texts if len(text) < 60_000]
    assert sum(_composed(text) is not None for text in texts) > 20
    for text in (*texts, *ODD):
        _both_agree(text, monkeypatch)


@pytest.mark.parametrize(
    "text", ["", "\n", "# a\n", "# a: [\n\n#\n", "# a", "# \x00\n", "#\t\n", " # a\n", "a\n", "# é\n"]
)
def test_both_readers_see_the_same_in_comments(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    _both_agree(text, monkeypatch)


@pytest.mark.parametrize("folder", ["pipeline/packs", "templates/themes", "templates/shared/press"])
def test_what_comes_along_is_read_by_the_quick_reader(folder: str) -> None:
    for path in (Path(__file__).parents[2] / folder).rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert _composed(text) is not None or _NOTHING.fullmatch(text), path


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_both_readers_see_the_same_in_whatever_is_typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    _both_agree(text, monkeypatch)


@pytest.mark.code("ART106")
def test_escapes_spell_no_control_characters() -> None:
    loaded = load('a: "x\\u0007"\nb: [c, "\\ud800", "\\uFFFF"]\nd: "\\t \\n é"\n', "a.yaml")
    assert loaded.value is None
    assert [(one.code, one.location.line, one.location.column) for one in loaded.diagnostics] == [
        ("ART106", 1, 4),
        ("ART106", 2, 8),
        ("ART106", 2, 18),
    ]
    assert fault('"a\\u0007": b') == ("ART106", 1, 1)
    assert good('d: "\\t \\n é"').value == {"d": "\t \n é"}


@pytest.mark.code("ART111")
def test_a_character_beyond_the_last_has_a_place() -> None:
    assert fault('a: b\nc: "x\\U00110000"\n') == ("ART111", 2, 6)
    assert good('c: "x\\U0010FFFD\\U0001F30A"').value == {"c": "x\U0010fffd\U0001f30a"}


@pytest.mark.code("ART111", "ART112", "ART113", "ART114")
def test_one_fault_hides_no_other() -> None:
    text = 'a: b: c\nb: &x 1\nc: *x\na: 2\nd: {e: 1, e: 2, <<: {f: 1}}\ng:\n\th: 3\n\ti: !!str 4\nj: "k\nl: [1, *x]\nm: 5\nm: 6\n'
    read = legible(text, "a.yaml", 3)
    assert [(one.code, one.location.line, one.location.column) for one in read.diagnostics] == [
        ("ART111", 3, 5),
        ("ART113", 4, 4),
        ("ART113", 5, 4),
        ("ART112", 6, 1),
        ("ART112", 7, 11),
        ("ART113", 7, 17),
        ("ART114", 9, 1),
        ("ART114", 10, 1),
        ("ART113", 10, 5),
        ("ART111", 11, 4),
        ("ART113", 12, 8),
        ("ART112", 14, 1),
    ]
    assert read.value is not None
    assert read.value.value == {
        "a": None, "b": 1, "c": None, "d": {"e": 1}, "g": {"h": 3, "i": None}, "j": None, "l": [1, None], "m": 5,
    }  # fmt: skip
    assert read.value.unreadable == {("a",), ("c",), ("g", "i"), ("j",), ("l", 1)}
    assert read.value.values["l", 1][:2] == (12, 8)
    assert load(text, "a.yaml", 3).value is None


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('a: "b\nc: d\n', 1, "is never closed"),
        ("a: [b\nc: d\n", 1, "opens here is never closed"),
        ("a: [b,\nc: d\n", 1, "opens here is never closed"),
        ("a: b\nfoo\nc: d\n", 2, "this line is no"),
        ("a:\n  b: 1\n   \n c: d\n", 4, "begins after 1 space, the one above after 2"),
        ("a:\n  - b: 1\n   c: d\n", 3, "begins after 3 spaces, the one above after 4"),
        (" a: b\nc: d\n", 2, "indented less"),
        ("a: b\n  c: d\n", 2, "indented too far"),
        ("a: @b\n", 1, 'begin with "@"'),
        ("a: {b: c\nd: e\n", 1, "opens here is never closed"),
        ("a:\n  b:c\n  d: e\n", 2, "no space behind the colon"),
        ("a: b\nc = d\ne: f\n", 2, "a key ends with a colon"),
        ("a: b\n// why\nc: d\n", 2, "a comment begins with `#`"),
        ("a:\n  - b: c\n  \u2013 d: e\n", 3, "begins with a hyphen"),
        ("a:\n  b: c\n\u00a0\u00a0d: e\n  f: g\n", 3, "is U+00A0"),
        ("a: {b: {c: #004B57}}\n", 1, "a `#` behind a space begins a comment"),
        ("a: {b: Mr A, consultant surgeon, c: d}\n", 1, "a comma in braces"),
        ("a: {b: 9,5}\n", 1, "write 9.5 for 9,5"),
    ],
)
def test_what_is_no_yaml_is_said_plainly(text: str, line: int, said: str) -> None:
    (one,) = load(text, "a.yaml").diagnostics
    assert (one.code, one.location.line) == ("ART111", line)
    assert said in one.message


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "a: ", "\t", "&x ", "*x", "!t "]), max_size=12).map("".join))
def test_what_is_legible_is_reported_in_order(text: str) -> None:
    read = legible(text, "a.yaml")
    assert list(read.diagnostics) == sorted(read.diagnostics, key=lambda one: one.sort_key)
    assert read.value is not None or read.failed
    assert read.value is None or not read.value.unreadable or read.failed


def test_keys_of_a_part_that_cannot_be_read_are_there() -> None:
    read = legible("a: 1\n b: 2\nc: 3\n", "a.yaml").value
    assert read is not None
    assert read.unreadable == {("a",), ("b",)}
    odd = legible("a:\u00a01\nb: 2\n", "a.yaml")
    assert [(one.code, one.location.line) for one in odd.diagnostics] == [("ART111", 1)]
    assert "U+00A0" in odd.diagnostics[0].message
    assert odd.value is not None
    assert (odd.value.value, odd.value.unreadable) == ({"a": None, "b": 2}, {("a",)})


@pytest.mark.parametrize(
    ("before", "piece", "behind"),
    [
        ("a: ", "[", "]"), ("a: @", "[", ""), ("a: @", "[b ", ""), ("a: ", "{a ", "'"), ("a: ", "{ ", "#"), ("a", " ", "= b"), ("a: b\n", "[b ", "x"), ("a: ", "&b ", ""),
        ("a: ", "- ", "b"), ("a: ", "? ", "b"), ("", "a: ", "b"), ("a: \"", "\\\\", "x"), ("", "a:\n ", ""), ("", "- ", ""),
    ],
)  # fmt: skip
def test_no_number_of_signs_takes_long(before: str, piece: str, behind: str) -> None:
    def reading(number: int) -> Callable[[], object]:
        return functools.partial(load, f"{before}{piece * number}{behind}\n", "a.yaml")

    with bounded():
        assert in_proportion(reading(1_500), reading(6_000))


@pytest.mark.parametrize("piece", ["  k{}: 1\n", "  k{}: &a{} 1\n"])
def test_what_is_too_much_to_read_is_refused_at_once(piece: str) -> None:
    def reading(number: int) -> Callable[[], object]:
        text = "first: 1\ntext:\n" + "".join(piece.replace("{}", str(one)) for one in range(number))
        return lambda: legible(text, "a.yaml").diagnostics

    with bounded():
        assert in_proportion(reading(11_000), reading(44_000))


@pytest.mark.code("ART111")
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title: [\n", 1, 8),
        ("title: {\n", 1, 8),
        ("lang: en\nkeywords: [a, [b],\n", 2, 11),
        ("lang: en\nkeywords: [a, [b,\n", 2, 15),
        ("keywords: [a\nlang: en\n", 1, 11),
    ],
)
def test_a_bracket_that_is_never_closed_is_shown_where_it_opens(text: str, line: int, column: int) -> None:
    (one,) = legible(text, "a.yaml").diagnostics
    assert (one.location.line, one.location.column) == (line, column)
    assert "opens here is never closed" in one.message


@pytest.mark.code("ART111")
def test_a_key_without_its_space_is_found_behind_another_fault() -> None:
    read = legible(
        "publisher: a: b\nlang:en\n# a remark\nadvice = no\nformats: [ebook]\n", "publication.yaml", 3
    )
    assert [(one.location.line, one.location.column) for one in read.diagnostics] == [(3, 13), (4, 5), (6, 8)]
    assert ["no space behind the colon" in one.message for one in read.diagnostics] == [False, True, False]
    assert read.value is not None
    assert read.value.value == {"publisher": None, "lang": None, "advice": None, "formats": ["ebook"]}
