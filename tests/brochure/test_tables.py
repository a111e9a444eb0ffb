"""The forms of tables, found by themselves, compared with layouts of the whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pypdfium2
import pytest

from pipeline.engines import Engines
from pipeline.engines.weasyprint import WeasyPrint
from pipeline.formats.brochure import _tidied
from pipeline.formats.brochure.fitting import Setter, Setting
from pipeline.formats.brochure.tables import LAST, LEVELS, TABLE, by_themselves, tight
from pipeline.theme import Theme
from tests.brochure.test_brochure import HEAD, engines, made, parsed, table, theme
from tests.brochure.test_choosing import TEXTS, Remembering, Text, sections

__all__ = ["engines", "theme"]

# Words that fit in some forms of a table and not in others, in panels of two widths.
WORDS = {"trifold": ("harbour", "responsibilities", "w" * 30), "flyer": ("responsibilities",)}
COLUMNS = (2, 3, 4, 5)
PAGE = "<html><head><style></style></head>\n<body class='x'><h1>One</h1><main>{}</main><footer>Last</footer></body></html>"
FIGURE = '<figure class="table table-{}"><table><tr><th>One</th></tr></table></figure>'


class Whole(Remembering):
    """Tries one form of a table after another, each in a layout of all."""

    def fitting(self, setting: Setting, number: int, least: int) -> int:
        return least


@pytest.fixture(scope="module")
def texts(theme: Theme, engines: Engines) -> Mapping[str, Text]:
    found = {}
    for form, words in WORDS.items():
        for word in words:
            name = f"{form}, {word[:12]}"
            tables = [table(columns, 2, word) for columns in COLUMNS]
            TEXTS[name] = form, "", sections(len(tables), 1, *tables)
            found[name] = Text(name, theme, engines)
            del TEXTS[name]
    return found


def test_tables_take_the_forms_that_layouts_of_the_whole_lead_to(texts: Mapping[str, Text]) -> None:
    asked, levels = [0, 0], set()
    for name, text in texts.items():
        arguments = text.html, text.rendition, text.engines, "standard"
        one, whole = Remembering(*arguments, known={}), Whole(*arguments, known={})
        setting = Setting(text.form, text.sizes[-1], "tiles-4" if text.form == "trifold" else "")
        found, other = one.tried(setting), whole.tried(setting)
        forms = [
            [setter.level(tried.setting, number) for number in range(len(COLUMNS))]
            for setter, tried in ((one, found), (whole, other))
        ]
        assert forms[0] == forms[1], name
        assert found.restless == other.restless
        assert found.layout.page_count == other.layout.page_count
        levels |= set(forms[0])
        asked[0] += one.asked
        asked[1] += whole.asked
    # Else this would say nothing.
    assert levels == {0, 1, 2}
    assert asked[0] < 0.7 * asked[1], asked


def test_what_does_not_fit_by_itself_fits_nowhere(texts: Mapping[str, Text]) -> None:
    told: set[int] = set()
    for name, text in texts.items():
        if "resp" not in name:
            continue
        setter = text.setter()
        size = text.sizes[-1]
        too_narrow = setter.too_narrow(Setting(text.form, size))
        for level in range(LAST):
            levels = dict.fromkeys(range(len(COLUMNS)), level)
            layout = setter.laid_out(Setting(text.form, size, levels=levels))
            forms = {
                (number, max(level, setter.level(Setting(text.form, size), number))) for number in levels
            }
            found = {one for one in too_narrow if one in forms and one[1] == level}
            assert {number for number, _ in found} <= tight(layout)
            told |= {number for number, _ in found}
    assert told


def test_each_table_stands_there_in_each_form_but_the_last() -> None:
    page = by_themselves(PAGE.format(f"<p>Words</p>{FIGURE.format(2)}<h2>More</h2>{FIGURE.format(5)}"))
    assert not any(word in page for word in ("Words", "One</h1>", "Last"))
    assert re.findall(r"number-(\d+)", page) == [
        str(LEVELS * number + level) for number in (0, 1) for level in range(LAST)
    ]
    assert [found["more"].split() for found in TABLE.finditer(page)] == [
        ["number-0"], ["wide", "compact", "number-1"], ["wide", "number-3"], ["wide", "compact", "number-4"]
    ]  # fmt: skip


@pytest.mark.parametrize("around", ["<div class='callout'>{}</div>", "<ul><li>{}</li></ul>"])
def test_a_table_within_something_else_is_left_out(around: str) -> None:
    inside = around.format(FIGURE.format(3))
    assert not by_themselves(PAGE.format(inside))
    assert by_themselves(PAGE.format(inside + FIGURE.format(3))) == by_themselves(
        PAGE.format(FIGURE.format(3))
    ).replace("number-0", "number-3").replace("number-1", "number-4")


def test_no_table_is_no_layout() -> None:
    assert not by_themselves(PAGE.format("<p>Words</p>"))
    assert not by_themselves("<p>A page of another making</p>")


def test_what_the_engine_cannot_do_rules_out_nothing(
    texts: Mapping[str, Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.engines import EngineError

    text = next(iter(texts.values()))
    setter = Setter(text.html, text.rendition, text.engines, "standard")

    def broken(*_: object) -> None:
        raise EngineError("ENG604", program="WeasyPrint", problem="a table taller than its page")

    monkeypatch.setattr(text.engines.weasyprint, "layout", broken)
    assert setter.too_narrow(Setting(text.form, text.sizes[0])) == frozenset()


@pytest.mark.parametrize(
    ("width", "cell", "narrow"),
    [
        (20, "Trondheim Medical Training Center", True),
        (20, "Trondheim Medical<sup>1</sup> Training", False),
        (40, "Trondheim Medical Training Center " * 3, False),
    ],
)
def test_a_narrow_cell_of_many_lines_is_tight(width: int, cell: str, narrow: bool) -> None:
    page = (
        f'<html lang=en><title>-</title><figure class="table number-0"><table style="width: {width}mm"><tr>'
        f'<td style="font: 13px sans-serif">{cell}</td></tr></table></figure>'
    )
    assert tight(WeasyPrint().layout(page, {})) == ({0} if narrow else set())


@pytest.mark.parametrize(("padding", "found"), [(0, set()), (3, {0})])
def test_a_table_whose_cells_leave_its_place_is_tight_though_its_words_do_not(
    padding: int, found: set[int]
) -> None:
    page = (
        '<html lang=en><title>-</title><figure class="table number-0" style="width: 30mm">'
        f'<table style="width: {30 + padding}mm; border-collapse: collapse">'
        f'<tr><td style="padding: 0 {padding}mm; text-align: right; font: 13px sans-serif">Pier</td></tr></table></figure>'
    )
    assert tight(WeasyPrint().layout(page, {})) == found


def test_with_one_row_under_another_an_empty_cell_says_nothing(theme: Theme, engines: Engines) -> None:
    rows = "| A | 1 | | 3 | 4 | |\n| B | " + "w" * 30 + " | 2 | | 4 | |\n"
    tree = parsed(
        engines, HEAD.format(lang="en") + "## Prices\n\n" + table(6, 0).replace(":::\n", rows + ":::\n")
    )
    artifact = made(tree, theme, engines, layout="trifold")
    words = "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(artifact.content)
    )
    assert [words.count(f"Column {number}:") for number in range(1, 6)] == [2, 1, 1, 2, 0]


def test_a_line_ends_as_late_as_it_may_before_words_that_are_tied_to_a_text() -> None:
    words = "<p>Le mot de la fin est «\u00a0<em>voulez</em>\u00a0» et encore ce mot !</p>"
    page = "<html lang=fr><title>-</title><style>@page { size: 190px 300px; margin: 0 } p { font-size: 16px }</style>"
    lines = [line.text for line in WeasyPrint().layout(page + _tidied(words), {}).lines]
    assert lines[0].startswith("Le mot de la")
    assert _tidied("<p>a\u00a0<em>b</em> c d\u202f<code>e</code></p>") == (
        "<p>a\u00a0<em>b</em> c <span>d\u202f</span><code>e</code></p>"
    )
