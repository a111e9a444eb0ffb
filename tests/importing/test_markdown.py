"""Markdown of other tools."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from pipeline import importing
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import markdown, writing
from pipeline.importing.draft import Account
from pipeline.importing.limits import Refused
from tests.growth import bounded, in_proportion


def imported(source: str, pandoc: Pandoc, name: str = "a.md") -> importing.Imported:
    read = importing.read(name, source.encode(), pandoc, lambda picture: "there is none")
    assert read.value is not None, read.diagnostics
    return read.value


def body(source: str, pandoc: Pandoc, name: str = "a.md") -> str:
    return writing.body(imported(source, pandoc, name).blocks)


BOX = "::: {.callout kind=warning title=Mind}\nThe *tide*.\n:::\n"


@pytest.mark.parametrize(
    "source",
    [
        '{{% notice warning "Mind" %}}\nThe *tide*.\n{{% /notice %}}',
        '{{< callout type="warning" title="Mind" >}}\nThe *tide*.\n{{< /callout >}}',
        '::: {.callout-warning title="Mind"}\nThe *tide*.\n:::',
        "::: {.callout-warning}\n## Mind\n\nThe *tide*.\n:::",
        ":::warning[Mind]\nThe *tide*.\n:::",
        "::: warning Mind\nThe *tide*.\n:::",
        '!!! warning "Mind"\n\n    The *tide*.\n',
        '??? danger "Mind"\n    The *tide*.\n',
        '<Admonition type="warning" title="Mind">\n  The *tide*.\n</Admonition>',
        '{% include warning.html title="Mind" content="The *tide*." %}',
        "{: .warning-title }\n> Mind\n>\n> The *tide*.",
        '<div class="alert alert-danger"><p><strong>Mind</strong></p><p>The <em>tide</em>.</p></div>',
    ],
)
def test_boxes_of_every_dialect(source: str, pandoc: Pandoc) -> None:
    assert body(f"# T\n\n{source}\n\n", pandoc) == BOX


GOVSPEAK = """$CTA
**Apply online**

It takes 5 minutes
$CTA

##How

s1. Fill in the form.
s2. Pay.

^You need a photo.^

x[External](https://example.com)

$A
Passport Office
PO Box 1
$A

[InlineAttachment:form.pdf]

*[HMPO]: His Majesty's Passport Office
"""


def test_govspeak(pandoc: Pandoc) -> None:
    got = imported(GOVSPEAK, pandoc)
    text = writing.body(got.blocks)
    assert '::: {.callout kind=note title="Apply online"}\nIt takes 5 minutes\n:::' in text
    assert "1. Fill in the form.\n2. Pay." in text
    assert "::: {.callout kind=note}\nYou need a photo.\n:::" in text
    assert "[External](https://example.com)" in text
    assert "Passport Office\\\nPO Box 1" in text
    assert {one.text for one in got.dropped} == {
        "[InlineAttachment:form.pdf]",
        "HMPO: His Majesty's Passport Office",
    }
    assert got.unaccounted() == ()


MIXED = """import Tabs from '@theme/Tabs';

Text with a note[^1], <b>raw</b> html<br>and ^[an inline note] here.

<details>
<summary>More</summary>

Hidden *stuff*[^2].

</details>

<table><tr><th colspan=2>AB</th></tr><tr><td>1</td><td>2</td></tr></table>

{{< youtube abc >}} {{< include _x.qmd >}} {% if page.x %}

{{< figure src="x.png" alt="A boat" caption="Boats" >}}

```python
x = "{{< kept >}}"
```

+-----+-----+
| A   | B   |
+=====+=====+
| one | two |
+-----+-----+

[^1]: The note.
[^2]: The other.
"""


def test_html_notes_and_what_is_lost(pandoc: Pandoc) -> None:
    got = imported(MIXED, pandoc)
    text = writing.body(got.blocks)
    assert "**raw** html\\\nand" in text
    assert "::: {.callout kind=note title=More}\nHidden *stuff*[^" in text
    assert "| AB | AB |\n|---|---|\n| 1 | 2 |" in text
    assert "| A | B |" in text
    assert "| one | two |" in text
    assert 'x = "{{< kept >}}"' in text
    assert all(f": {note}" in text for note in ("The note.", "an inline note", "The other."))
    assert [one.alt for one in got.missing] == ["A boat"]
    assert "Boats" in text
    whys = {one.text: one.why for one in got.dropped}
    assert set(whys) == {
        "import Tabs from '@theme/Tabs';",
        "{{< youtube abc >}}",
        "{{< include _x.qmd >}}",
        "{% if page.x %}",
    }
    assert any("repeated" in note for note in got.notes)
    assert got.unaccounted() == ()


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("---\ntitle: T\ndate: 2024-03-01T10:00:00Z\ntags: [a, b]\nlayout: post\n---\n", {"title": "T", "date": "2024-03-01", "keywords": ["a", "b"], "x-layout": "post"}),
        ('+++\ntitle = "T"\ndate = 2024-03-01\n[params]\nhero = "x"\n+++\n', {"title": "T", "date": "2024-03-01", "x-params": {"hero": "x"}}),
        ("---\ntitle: A: b\ntags:\n- x\n- y\nlocale: nb_NO\n---\n", {"title": "A: b", "keywords": ["x", "y"], "lang": "nb"}),
        ("% T\n% Kari Nordmann; Ola\n% 2 May 2024\n\n", {"title": "T", "author": ["Kari Nordmann", "Ola"], "date": "2024-05-02"}),
        ("---\ntitle: T\nauthor:\n  - name: Kari\n    affiliation: Town\n---\n", {"title": "T", "author": [{"name": "Kari", "organisation": "Town"}]}),
        ("Title: T\nDate: 2024-03-01\nTags: a, b\n\n", {"title": "T", "date": "2024-03-01", "keywords": ["a", "b"]}),
        ("---\ntitle: &a T\nb: *a\n---\n", {"title": "T", "x-b": "T"}),
    ],
)  # fmt: skip
def test_front_matter(front: str, expected: dict[str, object], pandoc: Pandoc) -> None:
    meta = dict(imported(front + "\nSome text.\n", pandoc).meta)
    if "x-b" in expected:
        assert meta["title"] == "T"
        return
    assert meta == expected


def test_repairs_are_said(pandoc: Pandoc) -> None:
    got = imported("---\ntitle: A: b\n---\n\nText.\n", pandoc)
    assert any("line by line" in note for note in got.notes)


def test_boxes_to_tick_are_a_checklist(pandoc: Pandoc) -> None:
    text = body("# T\n\nBring:\n\n- [ ] a *torch*\n- [x] a map\n\n- [ ] not\n- all\n", pandoc)
    assert "::: {.checklist}\n- a *torch*\n- a map\n:::" not in text
    text = body("# T\n\nBring:\n\n- [ ] a *torch*\n- [x] a map\n", pandoc)
    assert "::: {.checklist}\n- a *torch*\n- a map\n:::" in text


def test_alignment_stays(pandoc: Pandoc) -> None:
    assert "|:--|--:|" in body("# T\n\n| a | b |\n|:--|--:|\n| 1 | <b>2</b> |\n", pandoc)


def test_rows_of_brackets_cost_nothing() -> None:
    def preparing(number: int) -> Callable[[], object]:
        return functools.partial(markdown.prepared, "[" * number, {}, Account())

    assert in_proportion(preparing(2_500), preparing(10_000))


@pytest.mark.parametrize(
    ("before", "behind"), [("::: a", "b"), ("!!! note", "!b"), ("{{ a", "b"), ("{% a", "b")]
)
def test_lines_of_spaces_cost_nothing(before: str, behind: str) -> None:
    def preparing(number: int) -> Callable[[], object]:
        return functools.partial(markdown.prepared, before + " " * number + behind, {}, Account())

    assert in_proportion(preparing(1_000), preparing(4_000))


@pytest.mark.parametrize(
    ("before", "piece", "behind"),
    [
        ("{: ", " ", "a"), ("import a from 'a';", " ", "a"), ("import ", " from 'a", "b"), ("", "*", ""), ("", "\n", ""),
        ("# ", "{", ""), ("# a", " ", "{"), ("", "{--", ""), ("{~~", "~>", ""), ("", "x[", ""), ("", "^[a", ""),
        ("", "{button ", ""), ("", "){", ""), ("", "](#", ""), ("", "{:", ""), ("", "{% a", ""), ("", "{{< a", ""),
        ("", "{{ a", ""), ("", "<!--", ""), ("", "{/*", ""), ("", "{::comment}", ""), ("", "{% comment %}", ""),
        ("", "%%", "%"), ("", "{% highlight a %}", ""), ("", "{{< code a >}}", ""), ("", "<!-- toc -->", ""),
        ("", "<!--TOC ", ""), ("", "<!-- MarkdownTOC ", ""), ("", "==a ", ""), ("+", "-", ""), ("+--+\n| a|\n", "+-", "x"),
        ("", "{% note %}", ""), ("", "```{note}\n", ""), ("", ":::{note}\n", ""), ("", "--------------------\n", ""),
        ("|", " ", "a"), ("```{r echo=F ", "echo=F ", ""), ("- a `", "` ``", ""),
    ],
)  # fmt: skip
def test_no_line_takes_long(before: str, piece: str, behind: str) -> None:
    def preparing(number: int) -> Callable[[], object]:
        return functools.partial(markdown.prepared, before + piece * number + behind, {}, Account())

    with bounded():
        assert in_proportion(preparing(5_000), preparing(20_000))


def test_no_number_of_code_spans_that_nothing_ends_takes_long() -> None:
    def preparing(number: int) -> Callable[[], object]:
        line = " ".join("`" * each for each in range(1, number))
        return functools.partial(markdown.prepared, line, {}, Account())

    assert in_proportion(preparing(150), preparing(300))


def test_a_long_table_of_a_directive_costs_no_more_than_its_lines() -> None:
    def preparing(number: int) -> Callable[[], object]:
        rows = "- - a\n" + "  b\n" * number
        return functools.partial(markdown.prepared, f"```{{list-table}}\n{rows}```\n", {}, Account())

    assert in_proportion(preparing(10_000), preparing(40_000))
    uneven = "- - a\n" + "  - b\n" * 2_000 + "- - c\n" * 2_000
    with bounded():
        assert len(markdown.prepared(f"```{{list-table}}\n{uneven}```\n", {}, Account())[0]) < 3 * len(uneven)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$C\n$C\n\nText.", "Text."),
        ("\ue0007\ue001 and `code`", "`code`"),
        ("\ue000" + "9" * 5_000 + "\ue001 and `code`", "`code`"),
        ("{: .note }\n" * 3_000 + "\nText.", "Text."),
        ("a ``b` c`` d `e", "a ``b` c`` d `e"),
        ("==lit== and ==more", "lit and ==more"),
        ("a == b == c", "a == b == c"),
        ("==a\nb==", "==a\nb=="),
        ("a %%hidden%% b %% c", "a  b %% c"),
        ("{% highlight ruby %}\na\n{% endhighlight %}{% highlight x", "```ruby\na\n```"),
        ("{{< highlight go >}}\na\n{{< /highlight >}}", "```go\na\n```"),
        ("--------------------\na b\n-- --\nc d\n--------------------", "a b"),
    ],
)
def test_odd_marks_lose_nothing(source: str, expected: str) -> None:
    assert expected in markdown.prepared(source, {}, Account())[0]


@pytest.mark.parametrize(
    ("source", "reader"),
    [
        ("--------------------\na  b\n-- ---\nc  d\n", markdown.PANDOC),
        ("--------------------\n\na  b\n", markdown.COMMONMARK),
        ("| a |\n|---|\n| b |\n\nTable: The letters\n", markdown.PANDOC),
        ("+---+\n| a |\n+---+\n", markdown.PANDOC),
    ],
)
def test_tables_that_only_pandoc_knows_choose_the_reader(source: str, reader: str) -> None:
    assert markdown.prepared(source, {}, Account())[1] == reader


@pytest.mark.parametrize("line", ["^abc\n", "%abc\n", "@abc\n", "<Note>\n", "<Tabs>\n", "$CTA\n$C\n"])
def test_no_number_of_boxes_that_nothing_ends_takes_long(line: str) -> None:
    def preparing(number: int) -> Callable[[], object]:
        return functools.partial(markdown.prepared, line * number, {}, Account())

    assert in_proportion(preparing(750), preparing(3_000))


def test_program_code_of_a_page_goes() -> None:
    for line in ("import A from 'a'", 'import {A, B} from "a";', "import 'a';", "import A from '@from a'"):
        account = Account()
        assert markdown.prepared(f"{line}\n\nText.", {}, account)[0].strip() == "Text."
        assert [each.text for each in account.dropped] == [line]
    assert "import taxes" in markdown.prepared("import taxes from 'a' are due", {}, Account())[0]


def test_what_is_left_out_is_told_once_however_much_it_is() -> None:
    def dropping(number: int) -> Callable[[], object]:
        account = Account()
        return lambda: [account.drop(f"word {one % number}", "it is a comment") for one in range(2 * number)]

    assert in_proportion(dropping(1_000), dropping(4_000))


@pytest.mark.parametrize("empty", ["\n", " "])
def test_pages_of_empty_lines_cost_nothing(empty: str) -> None:
    def comparing(number: int) -> Callable[[], object]:
        return functools.partial(importing._markdown_runs, f"a\n{empty * number}b\n")

    assert in_proportion(comparing(2_000), comparing(8_000))


@pytest.mark.parametrize(
    "contents",
    [
        "<!-- START doctoc -->\n- [One](#one)\n- [Two](#two)\n<!-- END doctoc -->\n",
        "<!-- toc -->\n\n* One\n* Two\n\n<!-- tocstop -->\n",
        "## Contents\n\n- [One](#one)\n  - [Two](#two)\n",
        "**On this page**\n1. [One](#one)\n2. [Two](#two)\n",
    ],
)
def test_tables_of_contents_are_left_out(contents: str, pandoc: Pandoc) -> None:
    got = imported(f"# T\n\nBefore.\n\n{contents}\n## One\n\nText.\n\n## Two\n\nMore.\n", pandoc)
    assert writing.body(got.blocks) == "Before.\n\n## One\n\nText.\n\n## Two\n\nMore.\n"
    assert {"One", "Two"} <= {one.text for one in got.dropped}
    assert got.unaccounted() == ()


def test_a_list_of_links_elsewhere_is_text(pandoc: Pandoc) -> None:
    source = "# T\n\n- [One](https://example.org/1)\n- [Two](#two) is below\n\n## Two\n\nMore.\n"
    assert body(source, pandoc).startswith("- [One](https://example.org/1)\n- [Two](#two) is below\n")


def test_code_that_only_sets_up_is_left_out(pandoc: Pandoc) -> None:
    got = imported(
        "# T\n\n```{r setup, include=FALSE}\nlibrary(knitr)\n```\n\n```{python}\n#| echo: false\nimport x\n```\n\n"
        "Text.\n\n```{r}\nsum(1, 2)\n```\n\n```r\n```\n",
        pandoc,
    )
    text = writing.body(got.blocks)
    assert "sum(1, 2)" in text
    assert "library" not in text
    assert "import" not in text
    assert {"library(knitr)", "import x"} <= {one.text for one in got.dropped}
    assert got.unaccounted() == ()


def test_a_grid_that_is_drawn_crookedly(pandoc: Pandoc) -> None:
    source = (
        "# T\n\nText.\n\n+-----------+------------------+\n| Court     | What it hears    |\n+===========+=================:+\n"
        "| Magistrates | - small crimes |\n|           | - first hearings |\n+-----------+------------------+\n"
        "| Crown     | Grave crimes, with |\n|           | a jury.          |\n+-----------+------------------+\n"
    )
    text = body(source, pandoc)
    assert "| Magistrates | small crimes; first hearings |" in text
    assert "| Crown | Grave crimes, with a jury. |" in text


@pytest.mark.parametrize(
    ("notes", "left"),
    [
        (("[^a]: see [^a]",), ["[^a]"]),
        (("[^a]: see [^B]", "[^b]: see [^A]"), ["[^A]"]),
        (("[^a]: see [^b]", "[^b]: see [^c]", "[^c]: first", "[^d]: [^a] [^b]"), []),
        (("[^a]: see", "", "    below [^a]", "", "and [^a] again"), ["[^a]"]),
        (("> [^a]: see [^a]",), ["[^a]"]),
    ],
)
def test_a_note_that_leads_to_itself(notes: tuple[str, ...], left: list[str]) -> None:
    account = Account()
    text, _ = markdown.prepared("\n".join(("Pay[^a].", "", *notes)), {}, account)
    assert [each.text for each in account.dropped] == left
    assert "Pay[^a]." in text
    assert text.count("[^") == sum(line.count("[^") for line in notes) + 1 - len(left)


def test_notes_that_many_notes_lead_to() -> None:
    below = [f"[^n{n}]: " + f"[^n{n + 1}]" * 10 for n in range(12)]
    with pytest.raises(Refused, match="IMP906"):
        markdown.prepared("\n\n".join(("Pay[^n0].", *below, "[^n12]: end")), {}, Account())


def test_days_at_the_beginning_of_items_are_no_numbers(pandoc: Pandoc) -> None:
    got = imported("# Dates\n\n* 7. März: we clean\n* 14. März: we sing\n\n3. mai er det fest.\n\n1. Marinate it.\n", pandoc)  # fmt: skip
    body = writing.body(got.blocks)
    assert "- 7\\. März: we clean" in body or "- 7. März: we clean" in body
    assert [type(block).__name__ for block in got.blocks] == ["BulletList", "Paragraph", "OrderedList"]


def test_tags_of_a_program_for_notes_are_no_text(pandoc: Pandoc) -> None:
    got = imported("#house #keys/front\n\nLeave the keys #now at the office.\n", pandoc)
    assert [each.text for each in got.dropped] == ["#house #keys/front"]
    assert "Leave the keys #now" in " ".join((str(got.meta["title"]), writing.body(got.blocks)))


def test_numbers_that_pandoc_counts(pandoc: Pandoc) -> None:
    got = imported("# Mushrooms\n\n#. Ring 112.\n#. Keep the rest.\n", pandoc)
    assert "1. Ring 112.\n2. Keep the rest." in writing.body(got.blocks)


def test_directives_of_myst(pandoc: Pandoc) -> None:
    got = imported(
        "# Lab\n\nRead this.\n\n```{warning}\nMind the step.\n```\n\n:::{admonition} Before you come\n:class: tip\nEat.\n:::\n\n"
        "```{list-table} Protection\n:header-rows: 1\n\n* - Part\n  - What to wear\n* - Eyes\n  - face\n    shield\n```\n\n```{code-block} python\nx = {1}\n```\n",
        pandoc,
    )
    body = writing.body(got.blocks)
    assert "::: {.callout kind=warning}\nMind the step.\n:::" in body
    assert '::: {.callout kind=tip title="Before you come"}\nEat.\n:::' in body
    assert '{.table caption="Protection"}' in body or "{.table caption=Protection}" in body
    assert [line.split() for line in body.split("\n") if "shield" in line] == [
        ["|", "Eyes", "|", "face", "shield", "|"]
    ]
    assert "x = {1}" in body
    assert got.unaccounted() == ()


def test_a_list_of_contents_with_numbers_of_pages_is_left_out(pandoc: Pandoc) -> None:
    source = "[**Rules**\t1](#rules)\n\n[2\\. Sheds\t12](#2.-sheds)\n\nText, [as told in 2](#rules).\n\n[Room 12](#rules)\n"
    assert body(source + "\n## Rules {#rules}\n\nMore.\n", pandoc) == (
        "Text, [as told in 2](#rules).\n\n[Room 12](#rules)\n\n## Rules {#rules}\n\nMore.\n"
    )
