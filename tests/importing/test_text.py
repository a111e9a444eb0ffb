"""Structure in plain text."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import importing
from pipeline.document import BulletList, Component, Heading, OrderedList, Paragraph, Table, plain_text, walk
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import text
from pipeline.importing.shaping import shaped
from pipeline.importing.writing import bare
from tests.conftest import ROOT
from tests.growth import bounded, in_proportion

SEED = """How to Become a Medical Assistant in Norway: Start with Training
Medical assistant roles are becoming more accessible. Training programs are available to help newcomers enter the field confidently.
What Does a Medical Assistant Do on a Daily Basis?
They perform a wide range of tasks. Typically, their daily responsibilities include:
-
Preparing examination rooms
-
Taking patient vital signs
These professionals work in various healthcare settings across Norway, and their role is essential.
Training Program Costs and Providers
Here’s a comparison of training options in Norway:
| Provider | Cost |
|---|---|
| Oslo | 30,000-45,000 NOK |
Prices may change over time. Independent research is advised before making financial decisions.
"""


def shape(source: str) -> list[str]:
    """The blocks as short words: `h2 Costs`, `p`, `ul 2`, `ol 3`, `table 2x4`."""
    found = []
    for block in text.parse(source):
        match block:
            case Heading(level, content):
                found.append(f"h{level} {plain_text(content)}")
            case Paragraph():
                found.append("p")
            case BulletList(items):
                found.append(f"ul {len(items)}")
            case OrderedList(items):
                found.append(f"ol {len(items)}")
            case Table(head=head, rows=rows):
                found.append(f"table {len(head) + len(rows)}x{len(head[0].cells)}")
            case _:
                found.append(type(block).__name__)
    return found


def test_the_shape_of_a_page_copied_as_text() -> None:
    assert shape(SEED) == [
        "h1 How to Become a Medical Assistant in Norway: Start with Training",
        "p",
        "h2 What Does a Medical Assistant Do on a Daily Basis?",
        "p",
        "ul 2",
        "p",
        "h2 Training Program Costs and Providers",
        "p",
        "table 2x2",
        "p",
    ]


PROSE = "This is a paragraph that is long enough to be one, and it ends as sentences do."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"Title\n\n{PROSE}\n\n• One\n• Two\n", ["h1 Title", "p", "ul 2"]),
        (f"Title\n\n{PROSE}\n\n1. One\n2. Two\n3. Three\n", ["h1 Title", "p", "ol 3"]),
        (f"Title\n{PROSE}\nBring with you:\nA torch\nA map\nA friend\n{PROSE}\n", ["h1 Title", "p", "p", "ul 3", "p"]),
        (f"TITLE\n\n{PROSE}\n\nOPENING HOURS\n\n{PROSE}\n", ["h1 TITLE", "p", "h2 OPENING HOURS", "p"]),
        (f"Title\n=====\n\n{PROSE}\n\nPart\n----\n\n{PROSE}\n", ["h1 Title", "p", "h2 Part", "p"]),
        (f"Title\n\n{PROSE}\n\n1. First part\n\n{PROSE}\n\n2. Second part\n\n{PROSE}\n", ["h1 Title", "p", "h2 1. First part", "p", "h2 2. Second part", "p"]),
        (f"Title\n\n{PROSE}\n\nName\tAge\nKari\t30\nOla\t40\n", ["h1 Title", "p", "table 3x2"]),
        (f"Tittel\n\n{PROSE}\n\nSlik gjør du\n\n{PROSE}\n\n– én\n– to\n", ["h1 Tittel", "p", "h2 Slik gjør du", "p", "ul 2"]),
        (f"{PROSE}\n\n{PROSE}\n", ["p", "p"]),
        (f"Title\n\n{PROSE}\n\nPARTS\n\n{PROSE}\n\nOne\n===\n\n{PROSE}\n\nTwo\n---\n\n{PROSE}\n", ["h1 Title", "p", "h2 PARTS", "p", "h2 One", "p", "h3 Two", "p"]),
        (f"Title\n\n{PROSE}\n\nDrug     Dose     Times\n-------  -------  -----\nAspirin  100 mg   2\n", ["h1 Title", "p", "table 2x3"]),
        (f"Title\n\nBy Kari, 3 March 2025\n\n{PROSE}\n", ["h1 Title", "p", "p"]),
    ],
)  # fmt: skip
def test_shapes(source: str, expected: list[str]) -> None:
    assert shape(source) == expected
    assert shape(source.replace("\n", "\r\n").replace("\r\n", "\n")) == expected


MORE = "Bring your passport to the office before noon, on any day of the week. We are glad to help."


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        # Headings by other marks.
        (f"*Prices*\n\n{MORE}", ["h2 Prices", "p"]),
        (f"--- Prices ---\n\n{MORE}", ["h2 Prices", "p"]),
        (f"[ Prices ]\n\n{MORE}", ["h2 Prices", "p"]),
        (f"+---------+\n| WARNING |\n+---------+\n\n{MORE}", ["h2 WARNING", "p"]),
        (f"Prices:\n\n{MORE}\n\nHours:\n\n1. One\n2. Two", ["h2 Prices", "p", "h2 Hours", "ol 2"]),
        (f"A. Prices\n\n{MORE}\n\nB. Hours\n\n{MORE}", ["h2 A. Prices", "p", "h2 B. Hours", "p"]),
        (f"1. Prices\n\n{MORE}\n\n2. Hours\n\n1. One\n2. Two\n\n{MORE}", ["h2 1. Prices", "p", "h2 2. Hours", "ol 2", "p"]),
        # Items by other marks.
        ("Bring:\n\n\uf0b7\tA torch\n\uf0b7\tA map", ["p", "ul 2"]),
        ("Bring:\n\n-A torch\n-A map", ["p", "ul 2"]),
        ("Bring:\n\n1\nA torch\n2\nA map", ["p", "ol 2"]),
        ("Bring:\n\n① A torch\n② A map", ["p", "ol 2"]),
        ("Do this:\n\nStep 1: Find a torch.\nStep 2: Find a map.", ["p", "ol 2"]),
        (f"{MORE}\n\n• One\n• Two\n\n* General advice only. Ask your own doctor.", ["p", "ul 2", "p"]),
        ("Bring:\n\n1. One\n   a. Of these\n   b. Of those\n2. Two", ["p", "ol 2"]),
        # Items without any.
        ("Before you go:\nTurn off the gas at the main tap.\nClose the windows and lock the door.\nTell your neighbours when you come back.", ["p", "ul 3"]),
        (f"You get help if you\nare over 67\nlive alone\nHow to apply\n{MORE}", ["p", "ul 2", "h2 How to apply", "p"]),
        (f"Boats\n\nMotor: A machine that drives it. It is loud.\nSail: A cloth that drives it.\n\n{MORE}", ["h2 Boats", "DefinitionList", "p"]),
        (f"Boats\n\nMotor\n    A machine that drives it.\nSail\n    A cloth that drives it.\n\n{MORE}", ["h2 Boats", "DefinitionList", "p"]),
        (f"**********\nDanger\nKeep away from the\nedge of the pier.\n**********\n\n{MORE}", ["Component", "p"]),
        (f"Boats\n\n\tA motor boat. It is loud.\n\tA boat with sails. It is slow.\n\n{MORE}", ["h2 Boats", "ul 2", "p"]),
        ("Ask yourself:\n\nCan I pay?\nDo I need it?\nIs it safe?\n\n" + MORE, ["p", "ul 3", "p"]),
        ("You must not:\ndrive a car;\nswim in the sea; or\nclimb.\n\n" + MORE, ["p", "ul 3", "p"]),
        (f"Prices\n\nAdults 20 kr\nChildren 10 kr\nFamilies 50 kr\n\n{MORE}", ["h2 Prices", "ul 3", "p"]),
        (f"To bring\n\nA torch\n\nA map\n\nHow to get there\n\n{MORE}", ["h2 To bring", "ul 2", "h2 How to get there", "p"]),
        (f"To bring\n\nA torch\nA map\nA friend\n\nTo leave\n\nA dog\nA cat\n\n{MORE}", ["h2 To bring", "ul 3", "h2 To leave", "ul 2", "p"]),
        (f"“It is better than at home.”\n— Amira, year 8\n\n{MORE}", ["p", "p", "p"]),
        (f"Table 1: Prices\n\nBoat\tPrice\nSmall\t20\n\n{MORE}", ["p", "table 2x2", "p"]),
        # Tables by other marks.
        ("Age;Hours;At night\n0–3 months;14–17;in short naps\n4–11 months;12–15;9–10", ["table 3x3"]),
        ("Adult ........ 20 kr\nChild ........ 10 kr", ["table 2x2"]),
        ("=====  ===\nName   Age\n=====  ===\nKari   30\n=====  ===", ["table 2x2"]),
        ("┌──────┬─────┐\n│ Name │ Age │\n├──────┼─────┤\n│ Kari │ 30  │\n└──────┴─────┘", ["table 2x2"]),
        ("Time\nWhat\nWhere\n8.40\nRegistration\nTutor room\n9.00\nLessons\nHall", ["table 3x3"]),
        ("Rate\nPayment\nAfter 5 years\n4 %\n£410\n90\n5 %\n£460\n80", ["table 3x3"]),
        ("Members:\nKari Nordmann\nOslo\nOla Hansen\nBergen\nAda Holm\nTromsø", ["p", "ul 6"]),
    ],
)  # fmt: skip
def test_shapes_that_people_make(middle: str, expected: list[str]) -> None:
    assert shape(f"Title\n\n{PROSE} So it does.\n\n{middle}\n") == ["h1 Title", "p", *expected]


def test_drawn_tables_do_not_hide_where_lines_were_broken() -> None:
    rows = "+--------+----------+-----------------------------------------+----------------------+\n| a      | b        | c                                       | d                    |\n"
    prose = "This text was broken at a width of sixty letters, as programs\ndo that send it by mail, and it goes on to the third line of\nthe paragraph, where it ends."
    shapes = shape(f"Title\n\n{prose}\n\n{rows * 2}\n{prose}\n\nBring with you:\n- one\n- two\n\n{prose}\n")
    assert shapes == ["h1 Title", "p", "table 2x4", "p", "p", "ul 2", "p"]


def test_scripts_without_spaces_and_capitals() -> None:
    prose = "这是一个很长的段落，里面有很多字，所以它不是标题。它有两句话，并且需要换行才能放进邮件里面，因为邮件程序会换行。"
    broken = "\n".join(prose[at : at + 20] for at in range(0, len(prose), 20))
    items = "您需要：\n\n护照\n照片\n表格"
    expected = ["h1 标题在这里", "p", "h2 开放时间", "p", "p", "ul 3", "p"]
    for each in (prose, broken):
        assert shape(f"标题在这里\n\n{each}\n\n开放时间\n\n{each}\n\n{items}\n\n{each}\n") == expected


def test_a_picture_that_was_there_is_no_heading() -> None:
    source = f"Title\n\n{MORE}\n\n[Image: a man who lifts his knee]\n\n{MORE}\n\n[ Prices ]\n\n{MORE}\n"
    assert shape(source) == ["h1 Title", "p", "p", "p", "h2 Prices", "p"]


def test_lines_in_the_middle_are_headings() -> None:
    source = f"Title\n\n{MORE}\n\n{' ' * 30}Prices\n\n{MORE}\n\n{' ' * 27}Opening hours\n\n{MORE}\n"
    assert shape(source) == ["h1 Title", "p", "h2 Prices", "p", "h2 Opening hours", "p"]


def test_words_that_a_printer_divided() -> None:
    source = "This is a text about medicine that was broken at a width, so that medi-\ncine is divided, and the short- and long-term plans of a follow-\nup are not. Such medicine helps those who read it to the very end,\nwhich is here, as everybody can see.\n"
    (block,) = text.parse(source)
    assert plain_text(block) == (
        "This is a text about medicine that was broken at a width, so that medicine is divided, and the short- and "
        "long-term plans of a follow-up are not. Such medicine helps those who read it to the very end, which is here, as everybody can see."
    )


def test_a_printer_who_divides_one_word_divides_others() -> None:
    source = "You may have been given several medi-\ncines at once. Your medicines are often\nto be taken with some food, only be-\ncause they irritate, and the new self-\nhelp group will always meet in the bath-\nroom of the house."
    assert plain_text(text.parse(source)) == (
        "You may have been given several medicines at once. Your medicines are often to be taken with some food, only "
        "because they irritate, and the new self-help group will always meet in the bathroom of the house."
    )


@pytest.mark.parametrize("number", ["{} - ", "{}: ", "{}.) ", "{}/ ", "#. "])
def test_rarer_numbers(number: str) -> None:
    one, two, three = (number.format(each) for each in (1, 2, 3))
    source = f"Title\n\n{PROSE}\n\n{one}Fold it\n{two}Cut it\n{three}Glue it\n\n{PROSE}\n\n{one}Begin anew\n\n{two}End\n"
    blocks = text.parse(source)
    assert shape(source) == ["h1 Title", "p", "ol 3", "p", "ol 2"]
    assert plain_text(blocks[2]) == "Fold it Cut it Glue it"


def test_a_number_that_counts_nothing_stays() -> None:
    source = f"Title\n\n{PROSE}\n\n8 - 12 people fit in.\n\n{PROSE}\n\n3: the number of the house.\n"
    assert plain_text(text.parse(source)).count("8 - 12 people") == 1
    scores = f"Title\n\n{PROSE}\n\n1 - 0 was the score in May.\n2 - 2 was the score in June.\n"
    assert "1 - 0 was" in plain_text(text.parse(scores))
    assert "3: the number" in plain_text(text.parse(source))


@pytest.mark.parametrize(("asked", "answered"), [("Q:", "A:"), ("Q.", "A."), ("Frage:", "Antwort:"), ("S:", "S:"), ("Spørsmål 1:", "Svar:")])  # fmt: skip
def test_questions_and_answers(asked: str, answered: str) -> None:
    pairs = "\n\n".join(f"{asked} Does it {each}?\n{answered} {PROSE}" for each in ("hurt", "last"))
    assert shape(f"Title\n\n{pairs}\n") == ["h1 Title", "h2 Does it hurt?", "p", "h2 Does it last?", "p"]
    assert plain_text(text.parse(f"Title\n\n{pairs}\n")).count("A") == 0


def test_headings_below_a_rule() -> None:
    rule = "-" * 40
    source = f"****\nTitle\n****\n\n{PROSE}\n\n{rule}\nFood\n\n{PROSE}\n\n{rule}\nDrink\n\n- Water\n- Juice\n"
    assert shape(source) == ["h1 Title", "p", "h2 Food", "p", "h2 Drink", "ul 2"]


@pytest.mark.parametrize("head", ["\tSeat\tBerth", f"{' ' * 20}Seat      Berth"])
def test_the_head_of_a_table_without_words_above_its_first_column(head: str) -> None:
    between = "\t" if "\t" in head else "      "
    rows = "\n".join(between.join((name.ljust(14), "6".ljust(4), "4")) for name in ("People", "Doors"))
    (table,) = [
        each for each in text.parse(f"Title\n\n{PROSE}\n\n{head}\n{rows}\n") if isinstance(each, Table)
    ]
    assert [plain_text(cell.blocks) for cell in table.head[0].cells] == ["", "Seat", "Berth"]


def test_colons_end_the_headings_of_a_text_that_has_lists_below_them() -> None:
    source = f"Title\n\n{PROSE}\n\nTalk first:\n\n{PROSE}\n\nWhen we step in:\n\nWe look at a case when it\n\n- is old,\n- is large.\n\nFees:\n\n| Who | Fee |\n| Ada | £3 |\n\nWhat comes then:\n\n1. A form.\n2. A visit.\n"
    assert [each for each in shape(source) if each.startswith("h2")] == [
        "h2 Talk first", "h2 When we step in", "h2 Fees", "h2 What comes then",
    ]  # fmt: skip


def test_an_item_below_items_of_items() -> None:
    source = f"Title\n\n{PROSE}\n\n> Eat fish\n> Drink water\n    - juice is sweet\n> Keep sweets away\n"
    (outer,) = [block for block in text.parse(source) if isinstance(block, BulletList)]
    assert [plain_text(item[:1]) for item in outer.items] == ["Eat fish", "Drink water", "Keep sweets away"]


def test_pictures_before_lines() -> None:
    source = f"Title\n\n{PROSE}\n\n👉 What to do\n✅ Drink water\n✅ Close curtains\n\n👉 What to avoid\n❌ Sport at noon\n❌ Alcohol\n"
    blocks = text.parse(source)
    assert shape(source) == ["h1 Title", "p", "h2 What to do", "ul 2", "h2 What to avoid", "ul 2"]
    assert plain_text(blocks[-1]) == "Sport at noon Alcohol"


def test_each_line_with_a_picture_of_its_own() -> None:
    source = f"Title\n\n{PROSE}\n\n📍 Mill Road\n🕒 Saturdays at nine\n💰 Twenty pounds\n\n{PROSE}\n"
    assert shape(source) == ["h1 Title", "p", "ul 3", "p"]
    assert "🕒 Saturdays" in plain_text(text.parse(source))


def test_a_picture_that_says_no_stays_where_nothing_else_says_so() -> None:
    source = f"Title\n\n{PROSE}\n\n✅ Drink water\n✅ Close curtains\n❌ Sport at noon\n❌ Alcohol\n"
    assert plain_text(text.parse(source)[2:]) == "Drink water Close curtains ❌ Sport at noon ❌ Alcohol"


def test_rows_whose_first_cells_alone_have_capitals() -> None:
    cells = "Name\nWhat it does\nTake it\nMetformin\nlowers sugar\nwith a meal\nInsulin\nopens cells\n3 times a day"
    assert shape(f"Title\n\n{PROSE}\n\nTablets\n\n{cells}\n\n{PROSE}\n") == [
        "h1 Title", "p", "h2 Tablets", "table 3x3", "p",
    ]  # fmt: skip
    list_of_things = "A torch\nA map\nMatches\nwater for two days\nSocks\na coat"
    assert "table 3x2" not in shape(f"Title\n\n{PROSE}\n\nTake along:\n{list_of_things}\n\n{PROSE}\n")


LETTER = f"""Harwell Borough Council
Civic Centre, High Street

12 May 2026

Our reference: HS/2026/0417

Changes to your rent

Dear tenant

{PROSE}

Why the rent rises

{PROSE}

Yours sincerely

Joan Peel
Head of Housing
"""


def test_a_letter() -> None:
    assert shape(LETTER) == ["h1 Changes to your rent", "p", "p", "p", "p", "p", "p", "h2 Why the rent rises", "p", "p", "p", "p"]  # fmt: skip
    told = [plain_text(block) for block in text.parse(LETTER)]
    assert [told[n] for n in (1, 5, -3, -1)] == [
        "Harwell Borough Council", "Dear tenant", "Yours sincerely", "Head of Housing",
    ]  # fmt: skip


def test_the_day_of_a_german_letter_is_no_item() -> None:
    assert shape(f"Title\n\n{PROSE}\n\n1. Mark the place\n2. Decide who helps\n") == ["h1 Title", "p", "ol 2"]
    assert shape(LETTER.replace("12 May 2026", "3. Mai 2026").replace("Dear tenant", "Sehr geehrte Frau Muster,")) == shape(LETTER)  # fmt: skip


def test_what_only_sounds_like_a_letter() -> None:
    source = f"Title\n\n{PROSE}\n\nHi fi for beginners\n\n{PROSE}\n\nThanks\n\n{PROSE}\n"
    assert shape(source) == ["h1 Title", "p", "h2 Hi fi for beginners", "p", "h2 Thanks", "p"]


def test_boxes_to_tick_are_a_checklist() -> None:
    for mark in ("[ ] ", "- [ ] ", "☐ "):
        blocks = text.parse(f"Title\n\n{MORE}\n\n{mark}One\n{mark}Two\n")
        _, (_, checklist) = shaped(blocks, "")
        assert isinstance(checklist, Component)
        assert (checklist.name, plain_text(checklist.blocks)) == ("checklist", "One Two")


def test_a_day_at_the_beginning_of_a_line_is_no_item() -> None:
    source = "Kurset i førstehjelp begynner når alle har meldt seg på, den\n1. mars, og det varer helt til den siste uken før påske, den\n12. april. Du må melde deg på før fristen går ut, og betale\nen avgift på to hundre kroner.\n"
    assert shape(source) == ["p"]


def test_what_stands_together_between_empty_lines_is_a_list() -> None:
    items = "Any shop that sells batteries. It has a box at the door.\nThe town's own station. It takes those of cars.\nThe maker of the machine. Ask there first."
    assert shape(f"Title\n\n{PROSE} Yes.\n\n{MORE}\n\nWhere to go\n\n{items}\n\n{MORE}\n") == [
        "h1 Title", "p", "p", "h2 Where to go", "ul 3", "p",
    ]  # fmt: skip


def test_wrapped_lines_are_joined_and_short_ones_are_not() -> None:
    source = "A title\n\nThis line was broken at a width of about sixty letters, as\nmany programs do it when they save a text, and it goes on to\nthe third line.\n\nAnother one which is as long as the lines of the first para-\ngraph are, so that it was broken, too, by the same program\nas it seems.\n"
    blocks = text.parse(source)
    assert [type(block) for block in blocks] == [Heading, Paragraph, Paragraph]
    assert plain_text(blocks[1]).endswith("goes on to the third line.")


def test_items_in_items() -> None:
    blocks = text.parse(f"Title\n\n{PROSE}\n\n- a\n  - b\n  - c\n- d\n")
    (outer,) = [block for block in blocks if isinstance(block, BulletList)]
    assert len(outer.items) == 2
    assert len([node for node in walk([outer]) if isinstance(node, BulletList)]) == 2


def test_numbers_in_numbers() -> None:
    source = f"Title\n\n{PROSE}\n\n1. a word\n   1. b\n   2. c\n2. d\n"
    assert shape(source) == ["h1 Title", "p", "ol 2"]


def test_the_seed_has_the_structure_of_a_careful_editor() -> None:
    path = ROOT / "source/articles/medical-assistant-norway/article.md"
    lines = [
        line for line in path.read_text(encoding="utf-8").split("---\n", 2)[2].split("\n") if line.strip()
    ]
    # The same text without its marks: dashes alone, headings as lines, no components.
    title = "How to Become a Medical Assistant in Norway: Start with Training"
    plain = [line for line in lines if not line.startswith(":::")]
    source = "\n".join(
        [
            title,
            *(
                line.removeprefix("## ").replace("- ", "-\n", 1) if line.startswith(("## ", "- ")) else line
                for line in plain
            ),
        ]
    )
    blocks = text.parse(source)
    assert sum(isinstance(block, Heading) for block in blocks) == 6
    assert sum(len(block.items) for block in blocks if isinstance(block, BulletList)) == 21
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert (len(table.rows), len(table.alignments)) == (3, 4)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["", "", "-", "•", "Title Case Line", "Is it a question?", PROSE, "| a | b |", "|---|---|", "===", "---", "1. one", "a\tb", "  - in", "* star", "+", "....", "short"]),
            st.text("abc-•|\t .?:1", max_size=30),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_letter_is_lost(lines: list[str]) -> None:
    source = "\n".join(lines)
    blocks = text.parse(source)
    told = bare(plain_text(blocks)) + "".join(
        f"{block.start}" for node in blocks for block in walk([node]) if isinstance(block, OrderedList)
    )
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert bare(source).count(letter) <= bare(plain_text(blocks)).count(letter) + _marks(
            source, letter
        ), told


def _marks(source: str, letter: str) -> int:
    """Letters that are the number of an item: a), b)."""
    import re

    return len(re.findall(rf"(?m)^\s*\(?[{letter}ivx]{{1,4}}[.)]\s", source))


def test_headings_have_a_mark_that_items_have_not() -> None:
    marked = "".join(f"» {each}\n\n✓ bread\n✓ milk\n\n" for each in ("Food", "Drink"))
    assert shape(f"Title\n\n{PROSE}\n\n{marked}") == ["h1 Title", "p", "h2 Food", "ul 2", "h2 Drink", "ul 2"]
    # One list whose items stand apart is one.
    assert shape(f"Title\n\n{PROSE}\n\n» Food\n\n» Drink\n\n» Sleep\n") == ["h1 Title", "p", "ul 3"]


def test_a_word_in_capitals_counts_the_sections() -> None:
    source = "".join(
        f"{each}\n\n{PROSE}\n\n" for each in ("PRIMERA. Plazo", "SEGUNDA. Premios", "TERCERA. Derechos")
    )
    assert shape(f"Title\n\n{source}")[1::2] == [
        "h2 PRIMERA. Plazo",
        "h2 SEGUNDA. Premios",
        "h2 TERCERA. Derechos",
    ]


def test_what_somebody_says_is_no_item() -> None:
    said = "– We found it in the water, said Ada. It was cold."
    assert shape(f"Title\n\n{PROSE}\n\n{said}\n\n{PROSE}\n") == ["h1 Title", "p", "p", "p"]
    assert shape(f"Title\n\nBring these:\n\n{said}\n\n{PROSE}\n")[2] == "ul 1"


def test_a_numbered_heading_above_letters() -> None:
    source = f"Title\n\n1. Food\n\n{PROSE}\n\n2. Cooking\n\na) Wash it.\nb) Boil it.\n\n3. Notes\n\n{PROSE}\n"
    assert shape(source) == ["h1 Title", "h2 1. Food", "p", "h2 2. Cooking", "ol 2", "h2 3. Notes", "p"]


def test_a_title_in_capitals_may_end_as_sentences_do_not() -> None:
    lists = "YOU LEARN\n* to sit\n* to stay\n\nTO COME WITH\n* a lead\n* a rug\n"
    assert shape(f"Title\n\n{PROSE}\n\n{lists}") == ["h1 Title", "p", "h2 YOU LEARN", "ul 2", "h2 TO COME WITH", "ul 2"]  # fmt: skip


def test_a_frame_of_rules_may_be_wide() -> None:
    rule = "~" * 60
    source = "".join(f"{rule}\n{each}\n{rule}\n\n* bread\n* milk\n\n" for each in ("Food", "Drink"))
    assert shape(f"Title\n\n{PROSE}\n\n{source}") == ["h1 Title", "p", "h2 Food", "ul 2", "h2 Drink", "ul 2"]


def test_values_behind_semicolons_and_labels() -> None:
    prices = "Age;Price\n0-11;180 kr.\n12-17;209 kr.\n"
    (table,) = [each for each in text.parse(f"Title\n\n{PROSE}\n\n{prices}") if isinstance(each, Table)]
    assert plain_text(table).split() == ["Age", "Price", "0-11", "180", "kr.", "12-17", "209", "kr."]
    labels = "Distance: 4 miles\nTime:     2 hours\nMap:      299\n"
    (table,) = [each for each in text.parse(f"Title\n\n{PROSE}\n\n{labels}") if isinstance(each, Table)]
    assert plain_text(table).split() == ["Distance", "4", "miles", "Time", "2", "hours", "Map", "299"]


def test_a_title_that_was_too_long_for_its_line() -> None:
    assert shape(f"Sleep for babies and their\nparents\n{PROSE}\n\n{PROSE}\n")[0] == "h1 Sleep for babies and their parents"  # fmt: skip
    assert shape(f"Things to bring\nkeys\npapers\ncoats\n\n{PROSE}\n")[0] == "h1 Things to bring"


@pytest.mark.parametrize(
    ("head", "row", "rows"),
    [
        ("Contract                 You give     The landlord gives", "Weekly                   4 weeks      2 months", 3),
        # Figures end where their head ends.
        ("Room                   Rent", "Kitchen                  £4", 3),
        ("Room\tRent", "Kitchen\t£4", 3),
        # What stands below begins elsewhere: the line is the heading of it.
        ("Part 1      Rent", "Kitchen                  £4", 2),
        ("Part 1      Rent", "You pay on the first of the month.", 0),
    ],
)  # fmt: skip
def test_one_rule_below_the_head_of_a_table(head: str, row: str, rows: int) -> None:
    found = text.parse(f"Renting\n\n{head}\n{'-' * len(head)}\n{row}\n{row}\n\nAsk us.")
    tables = [len(block.head) + len(block.rows) for block in found if isinstance(block, Table)]
    assert tables == ([rows] if rows else [])
    headings = ["".join(plain_text(block).split()) for block in found[1:] if isinstance(block, Heading)]
    assert headings[:1] == ([] if rows == 3 else ["".join(head.split())])


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("Danger", "Keep away from the", "edge of the pier."), "Danger"),
        (("CALL 110 IF IT BURNS AND GET OUT", "Leave the doors shut and the", "windows too."), "CALL 110 IF IT BURNS AND GET OUT"),
        # Broken in a sentence, behind one, and where the lines are full.
        (("If a baby does not breathe", "ring 999 at once."), ""),
        (("Ring 999 at once. Put the phone on", "Loudspeaker mode."), ""),
        (("Is the baby limp and does Doctor", "Cole not come, ring the clinic in", "Mill Street."), ""),
    ],
)  # fmt: skip
def test_the_first_line_of_a_box_is_its_title_where_no_sentence_goes_on(
    lines: tuple[str, ...], title: str
) -> None:
    rule = "*" * 40
    (box,) = (block for block in text.parse("\n".join(("Babies", "", rule, *lines, rule, "", MORE))) if isinstance(block, Component))  # fmt: skip
    assert dict(box.attributes.pairs).get("title", "") == title
    assert plain_text(box) == " ".join(lines[bool(title) :])


@pytest.mark.parametrize(
    ("before", "piece", "behind"),
    [
        ("- a", " ", "b"), ("[", " ", "b"), ("", "<", "a"), ("== a", " ", "b"), ("# a ", "#", "b"), ("", "- ", "b"),
        ("", "|-", "b"), ("", "-- ", "-"), ("", "=", "b"), ("a ", "<>", "b"), ("", "a", "-b"), ("", "* a ", "b"),
    ],
)  # fmt: skip
def test_no_line_takes_long(before: str, piece: str, behind: str, pandoc: Pandoc) -> None:
    def reading(number: int) -> Callable[[], object]:
        whole = f"A title\n\nA sentence stands here.\n\n{before}{piece * number}{behind}\n\nAnother one."
        return functools.partial(importing.read, "a.txt", whole.encode(), pandoc, str, "en")

    with bounded():
        assert in_proportion(reading(5_000), reading(20_000))


def test_columns_stay_apart() -> None:
    line = "a" + " " * 1_000 + "b"
    assert importing._GAPS.sub(lambda gap: gap[0][:200], line) == "a" + " " * 200 + "b"
