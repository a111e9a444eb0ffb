"""Approvals written into the files of wordings."""

from __future__ import annotations

import datetime

import pytest

from pipeline.disclaimers import library
from pipeline.disclaimers.approval import approved

PATH = "source/disclaimers/tides.yaml"
DAY = datetime.date(2026, 5, 4)
BLOCK = """# Beside every tide.
id: tides
weight: material
legibility: {min-size-pt: 9}   # as small as that
source-lang: en
text:
  en:
    version: 2
    text: "The sea does not wait.   It comes  back."   # not even for you
    review-by: 2027-11-01
  nb: {translates: 2, text: 'Sjøen venter ikke.', short: "Vent ikke."}
"""


def signed(content: str, lang: str, **more: datetime.date) -> str:
    answer = approved(content.encode(), PATH, lang, by="Editorial board", on=DAY, **more)
    assert answer.value is not None, answer.diagnostics
    return answer.value.decode()


@pytest.mark.parametrize("lang", ["en", "nb", "no"])
def test_only_the_approval_changes(lang: str) -> None:
    after = signed(BLOCK, lang)
    kept = [line.split("short:")[0] for line in BLOCK.splitlines()]
    assert [line for line in kept if line not in after] == []
    read = library.parse(after.encode(), PATH).value
    assert read is not None
    tag = "nb" if lang == "no" else lang
    found = library.Library({"tides": read}).wording("tides", tag, DAY)
    assert found.value is not None, found.diagnostics
    assert found.value.approved == library.Approval(
        "Editorial board", DAY, library.wording_sha256(found.value.text)
    )
    assert [other.approved for key, other in read.wordings.items() if key != tag] == [None]


def test_an_approval_is_renewed() -> None:
    old = signed(BLOCK, "en").replace("not wait", "never wait")
    stale = library.parse(old.encode(), PATH).value
    assert stale is not None
    assert [
        one.code for one in library.Library({"tides": stale}).wording("tides", "en", DAY).diagnostics
    ] == ["DIS328"]
    again = signed(old, "en", review_by=datetime.date(2028, 1, 1))
    assert again.count("approved:") == 1
    read = library.parse(again.encode(), PATH).value
    assert read is not None
    assert library.Library({"tides": read}).wording("tides", "en", DAY).diagnostics == ()
    assert read.wordings["en"].review_by == datetime.date(2028, 1, 1)
    assert signed(again, "en") == again


def test_line_ends_stay() -> None:
    windows = BLOCK.replace("\n", "\r\n")
    after = signed(windows, "en")
    assert "\n" not in after.replace("\r\n", "")
    assert "\r\r" not in after


@pytest.mark.code("DIS352")
def test_nothing_to_sign() -> None:
    answer = approved(BLOCK.encode(), PATH, "fr", by="x", on=DAY)
    assert (answer.value, [one.code for one in answer.diagnostics]) == (None, ["DIS352"])


def test_what_is_over_is_not_signed() -> None:
    answer = approved(BLOCK.encode(), PATH, "en", by="x", on=datetime.date(2028, 1, 1))
    assert [one.code for one in answer.diagnostics] == ["DIS329"]


def test_a_faulty_file_is_not_touched() -> None:
    answer = approved(b"id: tides\n", PATH, "en", by="x", on=DAY)
    assert answer.value is None
    assert answer.diagnostics


@pytest.mark.parametrize("blank", ["approved:", "approved: ~", "approved: # once", "approved: null"])
def test_an_approval_that_was_emptied_is_filled(blank: str) -> None:
    before = BLOCK.replace("    review-by", f"    {blank}\n    review-by")
    read = library.parse(signed(before, "en").encode(), PATH).value
    assert read is not None
    assert read.wordings["en"].approved is not None


def test_an_approval_without_any_of_its_keys_is_a_fault() -> None:
    before = BLOCK.replace("    review-by", "    approved: {}\n    review-by")
    answer = approved(before.encode(), PATH, "en", by="x", on=DAY)
    assert (answer.value, {one.code for one in answer.diagnostics}) == (None, {"ART117"})


@pytest.mark.parametrize("text", ["2026-02-30", "2026-01-01 25:61:61"])
def test_what_looks_like_a_date_is_text(text: str) -> None:
    before = BLOCK.replace("'Sjøen venter ikke.'", text)
    read = library.parse(signed(before, "nb").encode(), PATH).value
    assert read is not None
    assert read.wordings["nb"].text == text


@pytest.mark.parametrize(
    "name",
    [
        "Andr\xe9\udce9",
        "a\u202eb",
        "a\nb",
        "a\tb",
        "a\x07b",
        "a\u200bb",
        "a\ue000b",
        "a\u200cb",
        "می\u200ca",
        "می\u200c",
    ],
)
def test_nobody_signs_with_a_name_that_cannot_be_seen(name: str) -> None:
    answer = approved(BLOCK.encode(), PATH, "en", by=name, on=DAY)
    assert (answer.value, [one.code for one in answer.diagnostics]) == (None, ["DIS324"])


@pytest.mark.parametrize("name", ["علی\u200cرضا نوری", "ශ\u0dca\u200dරී පෙරේරා", "क्\u200dष"])
def test_names_that_need_joiners_sign_in_any_language(name: str) -> None:
    read = library.parse(signed(BLOCK, "en").replace("Editorial board", name).encode(), PATH).value
    assert read is not None
    assert read.wordings["en"].approved is not None
    assert approved(BLOCK.encode(), PATH, "en", by=name, on=DAY).value is not None


@pytest.mark.code("DIS324")
def test_nor_is_such_a_name_read() -> None:
    file = signed(BLOCK, "en").replace("by: Editorial board", 'by: "Editorial \\u202e board"')
    answer = library.parse(file.encode(), PATH)
    assert [(one.code, one.location.extent.line) for one in answer.diagnostics if one.location.extent] == [
        ("DIS324", 12)
    ]


def test_what_could_not_be_read_again_is_not_written() -> None:
    answer = approved(BLOCK.encode(), PATH, "en", by="x" * 20_000, on=DAY)
    assert (answer.value, [one.code for one in answer.diagnostics]) == (None, ["ART125"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sjøen venter ikke. TODO: mer.", "DIS361"),
        ("Das Meer wartet nicht auf uns, und es kommt wieder.", "DIS362"),
    ],
)
def test_nobody_signs_what_is_not_finished(text: str, code: str) -> None:
    content = BLOCK.replace("Sjøen venter ikke.", text).encode()
    answer = approved(content, PATH, "nb", by="Editorial board", on=DAY)
    assert answer.value is None
    assert [one.code for one in answer.diagnostics] == [code]
