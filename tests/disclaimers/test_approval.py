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
    assert "\n" not in signed(windows, "en").replace("\r\n", "")


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
