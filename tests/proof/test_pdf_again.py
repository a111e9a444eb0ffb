"""What pages owe more than once: under each part of a table, on each page with a trigger, at every foot; on the cover."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.rendition.expected import Repeat, from_manifest, manifest

from .conftest import Finished
from .printed import AGAIN, changed, expectation, owed_notice, printed, run, shown

FOOT = "This leaflet informs. It is not advice, and nobody is bound by it."
NOTE = f'<p class="note"><b>Please note.</b> {AGAIN}</p>'
HEAD = "<thead><tr><th>Quay</th><th>Fare</th></tr></thead>"


def rows(first: int, last: int) -> str:
    return "".join(
        f"<tr><td>Quay {number}</td><td>{number % 3} NOK</td></tr>" for number in range(first, last + 1)
    )


def table(
    *,
    without: tuple[int, ...] = (),
    repeats: tuple[Repeat, ...] = (Repeat("fares-1", 1), Repeat("fares-1", 2)),
) -> Finished:
    """A table on three pages, its disclaimer under each part but those of `without`."""
    notice = owed_notice("fares-1")
    cells = [run(text, 1, "fares-1", kind="cell") for text in ("Quay", "Fare")]
    for number in range(1, 31):
        cells += [
            run(f"Quay {number}", 1, "fares-1", kind="cell"), run(f"{number % 3} NOK", 1, "fares-1", kind="cell"),
        ]  # fmt: skip
    owed = expectation(
        run("Ferries", 0, kind="title"), run("The lead.", 0), run("All fares", 1, "fares-1"), *cells, shown(notice, 2),
        run("Children travel free.", 3), repeats=repeats,
    )  # fmt: skip
    parts = []
    for part, (first, last) in enumerate(((1, 10), (11, 20), (21, 30)), 1):
        caption = "<p>All fares</p>" if part == 1 else "<p>All fares (continued)</p>"
        opened = '<div class="part">' if part > 1 else "<div>"
        note = "" if part in without else NOTE
        parts.append(f"{opened}{caption}<table>{HEAD}{rows(first, last)}</table>{note}</div>")
    return printed(owed, f"<h1>Ferries</h1><p>The lead.</p>{''.join(parts)}<p>Children travel free.</p>")


def test_a_table_over_three_pages_with_its_disclaimer_under_each_part() -> None:
    finished = table()
    made = finished.proved()
    assert made.diagnostics == ()
    assert [(seen.key, seen.repeat, seen.page) for seen in made.disclaimers] == [
        ("fares-1", 0, 3), ("fares-1", 1, 1), ("fares-1", 2, 2),
    ]  # fmt: skip
    assert made.proved


def test_what_the_file_says_of_its_own_repeats_decides_nothing() -> None:
    assert table(repeats=()).codes() == set()


@pytest.mark.code("PRF818")
@pytest.mark.parametrize("part", [1, 2])
@pytest.mark.parametrize("said", [True, False])
def test_a_part_of_a_table_without_its_disclaimer(part: int, said: bool) -> None:
    repeats = tuple(Repeat("fares-1", page) for page in (1, 2) if said or page != part)
    finished = table(without=(part,), repeats=repeats)
    assert finished.codes() == {"PRF818"}
    lacking = next(seen for seen in finished.proved().disclaimers if not seen.present)
    assert lacking.repeat == part


def test_the_last_part_of_a_table_without_its_disclaimer() -> None:
    assert table(without=(3,)).codes() & {"PRF811", "PRF812", "PRF801"}


def test_a_copy_that_nothing_asks_for() -> None:
    finished = table()
    assert changed(finished, repeats=(*finished.owed.repeats, Repeat("fares-1", 1))).codes()
    runs = tuple(dataclasses.replace(one, qualified_by=()) for one in finished.owed.runs)
    assert changed(finished, repeats=(), runs=runs).codes() >= {"PRF802"}


# ── on each page


def each_page(*, second: str = NOTE, repeats: tuple[Repeat, ...] = (Repeat("fares-1", 2),)) -> Finished:
    notice = owed_notice("fares-1", repeat="page")
    owed = expectation(
        run("Ferries", 0, kind="title"), run("A crossing costs 42 NOK.", 1, "fares-1"), shown(notice, 2),
        run("Some words.", 3), run("A month costs 500 NOK.", 4, "fares-1"), run("A year costs 4,000 NOK.", 5, "fares-1"),
        run("The end.", 6), repeats=repeats,
    )  # fmt: skip
    return printed(
        owed,
        f"<h1>Ferries</h1><p>A crossing costs 42 NOK.</p>{NOTE}<p>Some words.</p>"
        f'<p class="part">A month costs 500 NOK.</p>{second}<p>A year costs 4,000 NOK.</p><p>The end.</p>',
    )


def test_on_each_page_behind_the_first_that_it_qualifies() -> None:
    made = each_page().proved()
    assert made.diagnostics == ()
    assert [(seen.repeat, seen.page) for seen in made.disclaimers] == [(0, 1), (1, 2)]
    assert each_page(repeats=()).codes() == set()


def test_behind_another_that_is_long() -> None:
    """What stands between it and what it qualifies is a disclaimer, too."""
    long = owed_notice("rates-1", " ".join(f"Rate {number} may change on any day." for number in range(25)))
    first = each_page()
    runs = [run for run in first.owed.runs if run.text != "Some words."]
    at = next(index for index, run in enumerate(runs) if run.text.startswith("A month")) + 1
    runs.insert(at, shown(long, 9))
    runs[at - 1] = dataclasses.replace(runs[at - 1], qualified_by=("rates-1", "fares-1"))
    box = f"<div><p>{long.text}</p></div>"
    finished = printed(
        dataclasses.replace(first.owed, runs=tuple(runs)),
        f"<h1>Ferries</h1><p>A crossing costs 42 NOK.</p>{NOTE}"
        f'<p class="part">A month costs 500 NOK.</p>{box}{NOTE}<p>A year costs 4,000 NOK.</p><p>The end.</p>',
    )
    assert finished.codes() == set()


def test_twice_on_one_page() -> None:
    """Where the first one has come to stand on a page that has it once more, each is beside something of its own."""
    notice = owed_notice("fares-1", repeat="page")
    owed = expectation(
        run("Ferries", 0, kind="title"), run("A crossing costs 42 NOK.", 1, "fares-1"), shown(notice, 2),
        run("Some words.", 3), run("A month costs 500 NOK.", 4, "fares-1"), run("The end.", 5),
        repeats=(Repeat("fares-1", 1),),
    )  # fmt: skip
    far = '<p style="margin-top:70mm">'
    body = f"<h1>Ferries</h1><p>A crossing costs 42 NOK.</p>{NOTE}{far}Some words.</p><p>A month costs 500 NOK.</p>{{}}<p>The end.</p>"
    finished = printed(owed, body.format(NOTE))
    made = finished.proved()
    assert made.diagnostics == ()
    assert [(seen.repeat, seen.page) for seen in made.disclaimers] == [(0, 1), (1, 1)]
    assert printed(owed, body.format("")).codes() == {"PRF819"}
    moved = body.replace(NOTE, "").replace("<p>A month", f"{NOTE}<p>A month").format(NOTE)
    assert printed(owed, moved).codes() & {"PRF811", "PRF815"}


def both(*texts: str, repeats: tuple[Repeat, ...] = (Repeat("fares-1", 2),)) -> Finished:
    """On the second page one that is shown once more, then one that is owed there first."""
    fares, rates = (
        owed_notice("fares-1", repeat="page"),
        owed_notice("rates-1", "Rates may change on any day."),
    )
    owed = expectation(
        run("Ferries", 0, kind="title"), run("A crossing costs 42 NOK.", 1, "fares-1"), shown(fares, 2),
        run("A month costs 500 NOK.", 4, "fares-1", "rates-1"), shown(rates, 5), run("The end.", 6), repeats=repeats,
    )  # fmt: skip
    notes = "".join(f"<p><b>Please note.</b> {text}</p>" for text in texts)
    return printed(
        owed,
        f"<h1>Ferries</h1><p>A crossing costs 42 NOK.</p>{NOTE}"
        f'<p class="part">A month costs 500 NOK.</p>{notes}<p>The end.</p>',
    )


def test_behind_one_that_is_shown_once_more() -> None:
    rates = "Rates may change on any day."
    made = both(AGAIN, rates).proved()
    assert made.diagnostics == ()
    assert [(seen.key, seen.page) for seen in made.disclaimers] == [
        ("fares-1", 1),
        ("rates-1", 2),
        ("fares-1", 2),
    ]
    assert both(rates, AGAIN).codes() == set()
    assert both(AGAIN, "Some words.", rates).codes() >= {"PRF811"}
    assert both(rates).codes() == {"PRF819"}


def test_that_one_rule_owes_once_and_another_on_each_page() -> None:
    """What is owed at the first place is not owed at every other one."""
    first = each_page()
    runs = tuple(
        dataclasses.replace(run, notice=dataclasses.replace(run.notice, repeat="section"))
        if run.notice
        else run
        for run in first.owed.runs
    )
    assert changed(first, runs=runs).codes() == set()
    lacking = each_page(second="")
    assert changed(lacking, runs=runs).codes() == {"PRF819"}


@pytest.mark.code("PRF819")
def test_a_page_without_it() -> None:
    assert each_page(second="").codes() == {"PRF819"}
    assert each_page(second="", repeats=()).codes() == {"PRF819"}


def test_on_the_page_but_not_behind_the_first() -> None:
    finished = each_page(second="")
    later = printed(
        finished.owed,
        f"<h1>Ferries</h1><p>A crossing costs 42 NOK.</p>{NOTE}<p>Some words.</p>"
        f'<p class="part">A month costs 500 NOK.</p><p>A year costs 4,000 NOK.</p>{NOTE}<p>The end.</p>',
    )
    assert later.codes() == {"PRF819"}


# ── at the foot


def running(*, foot: str = f"<p>{FOOT}</p>", body: str = "", style: str = "") -> Finished:
    notice = owed_notice("advice-1", FOOT, "running")
    owed = expectation(
        run("Ferries", 0, kind="title"), run("Words of the first page that go on", 1), run("on the next one.", 1),
        run("The end.", 2), running=(notice,),
    )  # fmt: skip
    body = body or (
        "<h1>Ferries</h1><p>Words of the first page that go on</p>"
        '<p class="part">on the next one.</p><p class="part">The end.</p>'
    )
    return printed(owed, body, style, foot=foot)


def test_at_the_foot_of_every_page() -> None:
    made = running().proved()
    # The brochure marks the first one as text; here all are artifacts.
    assert {found.code for found in made.diagnostics} == {"PRF827"}
    assert [(seen.key, seen.repeat, seen.page, seen.present, seen.placed) for seen in made.disclaimers] == [
        ("advice-1", 0, 1, True, True), ("advice-1", 1, 2, True, True), ("advice-1", 2, 3, True, True),
    ]  # fmt: skip
    assert [seen.visible for seen in made.disclaimers] == [False, True, True]


@pytest.mark.code("PRF816")
def test_a_page_without_it_at_its_foot() -> None:
    empty = "@page :nth(2) { @bottom-left { content: none } }"
    assert "PRF816" in running(style=empty).codes()
    assert running(foot="").codes() == {"PRF801"}
    above = "@page { @bottom-left { content: none } @top-left { content: element(foot) } }"
    assert "PRF816" in running(style=above).codes()


def test_no_foot_on_a_cover_and_a_back() -> None:
    bare = "@page :first { @bottom-left { content: none } } @page :nth(3) { @bottom-left { content: none } }"
    finished = running(style=bare)
    assert "PRF816" in finished.codes()
    made = changed(finished, covers=True).proved()
    assert [(seen.repeat, seen.page, seen.placed) for seen in made.disclaimers] == [(0, 2, True)]
    assert "PRF816" not in {found.code for found in made.diagnostics}
    inner = (
        "@page { @bottom-left { content: none } } @page :first { @bottom-left { content: element(foot) } }"
    )
    assert changed(running(style=inner), covers=True).codes() == {"PRF801", "PRF802"}


@pytest.mark.code("PRF814")
def test_with_covers_the_back_is_where_a_text_closes() -> None:
    notice = owed_notice("advice-1", FOOT, "closing")
    owed = expectation(run("Ferries", 0, kind="title"), run("The end.", 1), shown(notice))
    finished = printed(owed, f'<h1>Ferries</h1><p>The end.</p><p>{FOOT}</p><p class="part">continued</p>')
    assert finished.codes() == set()
    assert changed(finished, covers=True).codes() == {"PRF814"}
    known = dataclasses.replace(owed, runs=tuple(dataclasses.replace(one, steps=()) for one in owed.runs))
    assert from_manifest(manifest(dataclasses.replace(known, covers=True))).covers
    assert not from_manifest(manifest(known)).covers


def test_reworded_on_one_page() -> None:
    body = (
        "<h1>Ferries</h1><p>Words of the first page that go on</p>"
        f'<div class="part"><div class="foot">{FOOT.replace("nobody is", "somebody is")}</div>on the next one.</div>'
        f'<div class="part"><div class="foot">{FOOT}</div>The end.</div>'
    )
    assert "PRF803" in running(body=body).codes()


def test_text_of_the_article_below_it() -> None:
    low = ".low { position: absolute; bottom: -35mm }"
    body = (
        "<h1>Ferries</h1><p>Words of the first page that go on</p>"
        '<p class="part">on the next one.</p><p class="part low">The end.</p>'
    )
    assert "PRF816" in running(body=body, style=low).codes()


# ── on the cover


def cover(body: str) -> set[str]:
    notice = owed_notice("advice-1", FOOT, "cover")
    owed = expectation(
        run("Ferries", -1, kind="title"), run("What a crossing costs", -1, kind="title"), shown(notice), run("The lead.", 0),
        run("The end.", 1),
    )  # fmt: skip
    return printed(owed, body).codes()


def test_on_the_cover() -> None:
    titles = "<h1>Ferries</h1><p>What a crossing costs</p>"
    assert cover(f"{titles}<p>continued</p><p>{FOOT}</p><p>The lead.</p><p>The end.</p>") == set()
    assert "PRF813" in cover(f"{titles}<p>The lead.</p><p>{FOOT}</p><p>The end.</p>")
    assert "PRF816" in cover(f"<p>{FOOT}</p>{titles}<p>The lead.</p><p>The end.</p>")
    assert "PRF816" in cover(f'{titles}<p class="part">{FOOT}</p><p>The lead.</p><p>The end.</p>')
    assert "PRF801" in cover(f"{titles}<p>The lead.</p><p>The end.</p>")
