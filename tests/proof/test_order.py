"""Runs and where they stand: lists of contents, repeated words, and what is really missing."""

from __future__ import annotations

from pipeline.proof.figures import columns_again
from pipeline.proof.parity import align, foreign_in_contents, gaps, lone_headings
from pipeline.proof.stream import Stream, Stretch
from pipeline.proof.whole import known_pieces
from pipeline.rendition.expected import Expectation, Run


def stream(text: str) -> Stream:
    return Stream([Stretch(text, [0] * len(text))], "")


HEADINGS = [f"Heading number {index}" for index in range(60)]
CONTENTS = "\n".join(f"{heading} {'.' * 30} {page}" for page, heading in enumerate(HEADINGS))
BODY = "\n".join(f"{heading}\nSome text.\nAnd more." for heading in HEADINGS)


def runs(*headings: str) -> list[Run]:
    found = [Run("title", "Tides"), Run("text", "The lead.")]
    for heading in headings:
        found += [Run("heading", heading), Run("text", "Some text."), Run("text", "And more.")]
    return found


def test_a_heading_is_found_in_the_text_and_not_in_the_list_of_contents() -> None:
    text = f"Tides\nThe lead.\n{CONTENTS}\n{BODY}"
    alignment = align(stream(text), runs(*HEADINGS), [])
    assert alignment.first_missing() is None
    first = alignment.places[2]
    assert first is not None
    assert first[0].start > len(stream(f"Tides\nThe lead.\n{CONTENTS}").squeezed) - 1


def test_a_section_that_is_missing_is_missed_in_spite_of_the_list_of_contents() -> None:
    gone = BODY.replace("Heading number 7\nSome text.\nAnd more.\n", "")
    alignment = align(stream(f"Tides\nThe lead.\n{CONTENTS}\n{gone}"), runs(*HEADINGS), [])
    assert alignment.first_missing() is not None


def test_a_cell_that_stands_in_every_row_is_missed_in_one() -> None:
    rows = [Run("cell", cell) for hour in ("07:00", "12:00", "17:00") for cell in (hour, "1,000 mg", "2")]
    whole = "07:00 1,000 mg 2\n12:00 1,000 mg 2\n17:00 1,000 mg 2\nNext section, with other words."
    assert align(stream(whole), rows, []).first_missing() is None
    assert align(stream(whole.replace("17:00 1,000 mg 2", "17:00 2")), rows, []).first_missing() is not None


def test_a_list_item_is_not_taken_for_the_same_words_in_the_next_section() -> None:
    text = "1.\nCome early\n2.\nAsk questions\nThe end of it.\nSecond\n•\nCome early 1\n•\nAsk questions 1\n"
    owed = [
        Run("text", "Come early"), Run("text", "Ask questions"), Run("text", "The end of it."), Run("heading", "Second"),
        Run("text", "Come early 1"), Run("text", "Ask questions 1"),
    ]  # fmt: skip
    assert align(stream(text), owed, []).first_missing() is None


def test_a_subtitle_that_begins_a_heading_too_keeps_its_place() -> None:
    text = "Visits\nWhat you should know\nBy Åse, My Organisation, with a line about it\nVisits\nThe lead.\nWhat you should know 1\nSome text.\n"
    owed = [
        Run("title", "Visits"), Run("title", "What you should know"), Run("text", "The lead."),
        Run("heading", "What you should know 1"), Run("text", "Some text."),
    ]  # fmt: skip
    assert align(stream(text), owed, []).first_missing() is None


def test_a_cell_is_not_taken_for_a_word_of_the_title_that_is_shown_again() -> None:
    owed = [
        Run("title", "Pharmacy hours"),
        *(Run("cell", cell) for cell in ("Pharmacy", "Monday", "Mill Lane", "9–5")),
    ]
    read = stream("Pharmacy hours\nPharmacy hours\nPharmacy Monday\nMill Lane 9–5\n")
    alignment = align(read, owed, [])
    assert alignment.places[1] == (read.find_all("Pharmacy")[-1],)
    assert gaps(read, alignment) == [read.find_all("Pharmacyhours")[1]]
    # Where it stands nowhere else, it may be all that there is.
    once = stream("Pharmacy hours\nPharmacy hours\nMonday\nMill Lane 9–5\n")
    assert align(once, owed, []).first_missing() is None


def test_a_heading_is_not_taken_for_a_word_of_a_label() -> None:
    owed = [
        Run("title", "Dikt"),
        Run("heading", "I"),
        Run("text", "Regn."),
        Run("heading", "II"),
        Run("text", "Sol."),
    ]
    read = stream("Dikt\nI denne brosjyren\nI....3\nII....3\nI\nRegn.\nII\nSol.\n")
    alignment = align(read, owed, [], labels=("I denne brosjyren",))
    assert alignment.places[1] == (read.find_all("I")[-1],)


def test_a_title_of_one_letter_is_known() -> None:
    def known(title: str) -> tuple[str, ...]:
        runs = (Run("title", title), Run("text", "Water"))
        return known_pieces(Expectation("tides", "en", "ebook", runs, ()))

    assert known("x") == ("Water", "x")
    assert known("水") == ("Water", "水")
    assert known("5") == ("Water",), "signs and figures are nobody's"


def test_a_heading_of_one_letter_is_known_in_a_list_of_contents_alone() -> None:
    lone = lone_headings([Run("heading", heading) for heading in ("N", "(O)", "T", "É", "Vitamin T", "12")])
    assert lone == ("(O)", "N", "T", "É")
    known = ("VitaminT", "Contents")
    assert foreign_in_contents("ContentsN....3(O)....3T....4É....4VitaminT....5", known, lone) is None
    assert foreign_in_contents("NOT....3", known, lone) == "NO"
    assert foreign_in_contents("N-O-T", known, lone) == "N"
    assert foreign_in_contents("ContentsX....3", known, lone) == "X"


LONG = "The boat leaves when the water is high, and nobody waits for those who are late."
PAGES = (
    f"Tides\nFirst\n{LONG[:36]}\nFoot 1\n",
    f"Head\n{LONG[36:]}\nSecond\n{LONG}\nThird\n{LONG}\nThe end.\n",
)
SAID_AGAIN = [
    Run("title", "Tides"), Run("heading", "First"), Run("text", LONG), Run("heading", "Second"), Run("text", LONG),
    Run("heading", "Third"), Run("text", LONG), Run("text", "The end."),
]  # fmt: skip


def test_a_paragraph_that_a_page_divides_is_not_taken_for_the_same_words_further_on() -> None:
    pages = Stream([Stretch(page, [0] * len(page)) for page in PAGES], LONG)
    alignment = align(pages, SAID_AGAIN, [])
    assert alignment.first_missing() is None
    assert [len(place or ()) for place in alignment.places] == [1, 1, 2, 1, 1, 1, 1, 1]


def test_a_paragraph_is_missed_though_it_is_said_again() -> None:
    pages = Stream(
        [Stretch(page, [0] * len(page)) for page in (PAGES[0].replace(LONG[:36], ""), PAGES[1])], LONG
    )
    assert align(pages, SAID_AGAIN, []).first_missing() is not None


def test_what_a_table_shows_is_not_taken_for_a_heading_in_the_list_of_contents() -> None:
    rows = "\n".join(f"{hour}:00\n2 boats" for hour in range(7, 12))
    text = f"Tides\nWhen boats leave........ 3\nPrices........ 4\nWhen boats leave\nPrices\n{rows}\nPrices\nThey change."
    cells = [Run("cell", cell) for hour in range(7, 12) for cell in (f"{hour}:00", "2 boats")]
    owed = [
        Run("title", "Tides"), Run("heading", "When boats leave"), Run("text", "Prices"), *cells, Run("heading", "Prices"),
        Run("text", "They change."),
    ]  # fmt: skip
    alignment = align(stream(text), owed, [])
    assert alignment.first_missing() is None
    body = text.index("When boats leave\n")
    assert [place and place[0].start for place in alignment.places[1:3]] == [
        len(stream(text[:body]).squeezed), len(stream(text[: text.index("Prices\n7")]).squeezed)
    ]  # fmt: skip


def test_tables_that_are_called_alike_have_heads_of_their_own() -> None:
    """In a book, and one of them goes on with its head on the next page."""
    names = [Run("cell", name, block=block, column=True) for block in (1, 3) for name in ("Stop", "1", "2")]
    rows = [[Run("cell", cell, block=block) for hour in (7, 8) for cell in (f"Quay {hour}", f"{hour}:10", f"{hour}:20")] for block in (1, 3)]  # fmt: skip
    owed = [Run("heading", "Line A"), *names[:3], *rows[0], Run("heading", "Line B"), *names[3:], *rows[1]]
    one = "Stop 1 2\nQuay 7 7:10 7:20\n"
    read = stream(f"Line A\n{one}Stop 1 2\nQuay 8 8:10 8:20\nLine B\n{one}Quay 8 8:10 8:20\n")
    heads = read.find_all("Stop12")
    beside, above = columns_again(read, owed)
    assert not beside
    assert above == (heads[1],)
    alignment = align(read, owed, [], columns=(beside, above))
    assert [alignment.places[index] for index in (1, 11)] == [(read.find_all("Stop")[0],), (read.find_all("Stop")[2],)]  # fmt: skip


def test_heads_of_tables_alike_whose_cells_name_their_columns() -> None:
    """As wide tables do on small pages, on several of which they have their heads again."""
    names = [[Run("cell", name, block=block, column=True) for name in ("Stop", "1", "2")] for block in (1, 3)]
    rows = [[Run("cell", cell, block=block) for quay in (7, 8, 9) for cell in (f"Quay {quay}", "10", "20")] for block in (1, 3)]  # fmt: skip
    owed = [Run("heading", "Line A"), *names[0], *rows[0], Run("heading", "Line B"), *names[1], *rows[1]]
    table = "".join(f"Stop 1 2\nQuay {quay}\n1: 10\n2: 20\n" for quay in (7, 8, 9))
    read = stream(f"Line A\n{table}Line B\n{table}")
    heads = read.find_all("Stop12")
    _, above = columns_again(read, owed)
    assert above == (heads[1], heads[2], heads[4], heads[5])


def test_the_name_of_a_column_in_the_text_above_is_no_head_again() -> None:
    names = [Run("cell", name, block=1, column=True) for name in ("No.", "Price")]
    owed = (Run("heading", "Seeds, No. 48"), *names, Run("cell", "101", block=1), Run("cell", "£2", block=1))
    read = Stream([Stretch(text := "Seeds, No. 48\nNo. Price\n101 £2", [0] * len(text))], "")
    assert columns_again(read, owed) == ((), ())
