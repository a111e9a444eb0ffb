"""Places, order and the nearest name."""

from __future__ import annotations

from pipeline.diagnostics import (
    Extent,
    Location,
    Reported,
    did_you_mean,
    has_errors,
    in_file_order,
    nearest,
    report,
)
from pipeline.diagnostics.formatting import as_text


def test_order_is_file_line_column() -> None:
    first = report("DOC205", Location("a.md", Extent.point(2, 9)))
    second = report("DOC205", Location("a.md", Extent.point(10, 1)))
    third = report("DOC205", Location("b.md", Extent.point(1, 1)))
    assert in_file_order([third, second, first, second]) == (first, second, third)


def test_a_file_as_a_whole_is_line_one() -> None:
    assert (Location("a.md").line, Location("a.md").column) == (1, 1)


def test_warnings_do_not_fail() -> None:
    warning, error = report("ART122", Location("a.md")), report("DOC205", Location("a.md"))
    assert not Reported(1, (warning,)).failed
    assert Reported(1, (warning, error)).failed
    assert has_errors([error])


def test_nearest_name() -> None:
    assert nearest("calout", ["callout", "quote"]) == "callout"
    assert nearest("zebra", ["callout", "quote"]) is None
    assert did_you_mean("calout", ["callout"]) == "did you mean `callout`?"
    assert did_you_mean("zebra", ["quote", "callout"]) == "use one of: callout, quote"
    assert did_you_mean("zebra", []) == "there is none to choose from"


def test_a_finding_is_one_line_whatever_a_folder_is_called() -> None:
    found = report("DOC205", Location("source/articles/two\nlines\x1b[2J/article.md", Extent.point(2, 9)))
    first, help = as_text(found).splitlines()
    assert first.startswith("source/articles/two\\u000alines\\u001b[2J/article.md:2:9: error[DOC205]: ")
    assert help.startswith("  help: ")
