"""The search for a form and its size of type, compared with trying everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.document import to_pandoc
from pipeline.engines import Engines
from pipeline.engines.weasyprint import Layout
from pipeline.formats.brochure import Brochure, choosing, with_back_slots
from pipeline.formats.brochure.choosing import LOW, STRIP_AIR, Chooser
from pipeline.formats.brochure.fitting import NEARLY_EMPTY, Fitted, Setter, Setting, Strip, parted
from pipeline.formats.brochure.forms import FORMS, sizes_of
from pipeline.formats.brochure.judging import Excess, hanging, holds, outgrown, relieved, roughness, six
from pipeline.rendition import Rendition
from pipeline.theme import SLOT, Theme
from tests.brochure.test_brochure import HEAD, SENTENCE, asking, engines, notice, parsed, table, theme

__all__ = ["engines", "theme"]

LIST = (
    "- " + "\n- ".join(f"Take number {number} to the harbour, and ask there." for number in range(6)) + "\n"
)
SOURCES = "sources:\n" + "".join(
    f"  - {{title: Tide tables of harbour {number}, url: 'https://example.org/{number}', date: 2026-05-04}}\n"
    for number in range(4)
)
CALLOUT = "::: {.callout kind=tip}\nAsk somebody who has been there before you go.\n:::\n"


def sections(count: int, sentences: int, *more: str) -> str:
    return SENTENCE * 3 + "".join(
        f"\n\n## What part {number} says\n\n{SENTENCE * sentences}\n\n{more[number] if number < len(more) else ''}"
        for number in range(count)
    )


# Texts around what a form holds, so that their type has to be looked for.
TEXTS: dict[str, tuple[str, str, str]] = {
    "prose": ("trifold", "", sections(4, 15)),
    "prose, a little more": ("trifold", "", sections(4, 19)),
    "too much": ("trifold", "", sections(4, 30)),
    "short sections": ("trifold", "", sections(9, 4, LIST, CALLOUT, LIST, table(2, 4))),
    "sources": ("trifold", SOURCES, sections(5, 9, table(3, 5), CALLOUT)),
    "notices": ("trifold", SOURCES, sections(4, 10, LIST)),
    "a page": ("flyer", "", sections(3, 9, LIST)),
    "two pages": ("flyer", SOURCES, sections(6, 11, LIST, table(3, 4))),
    "twelve pages": ("booklet", "", sections(9, 25, LIST, table(3, 12), CALLOUT)),
}
OF_FORM = {
    form: [name for name, (of, _, _) in TEXTS.items() if of == form]
    for form in ("trifold", "flyer", "booklet")
}


class Remembering(Setter):
    """Lays nothing out twice."""

    def __init__(self, *arguments: Any, known: dict[str, Layout]) -> None:
        super().__init__(*arguments)
        self.known = known
        self.asked = 0

    def laid_out(self, setting: Setting) -> Layout:
        self.asked += 1
        key = repr(setting)
        if key not in self.known:
            self.known[key] = super().laid_out(setting)
        return self.known[key]


class Text:
    """One of the texts, ready to be set."""

    def __init__(self, name: str, theme: Theme, engines: Engines) -> None:
        self.form, front, body = TEXTS[name]
        tree = parsed(engines, HEAD.format(lang="en").replace("---\n\n", f"{front}---\n\n") + body)
        if name == "notices":
            tree = replace(tree, blocks=(notice("opening"), *tree.blocks, notice("closing")))
        composed = Brochure().compose(asking(tree, layout=self.form), theme).value
        assert composed is not None
        self.rendition: Rendition = composed
        body = engines.pandoc.write(to_pandoc(composed.blocks), "html5", ("--wrap=none",)).decode()
        self.html = with_back_slots(composed.frame.replace(SLOT, body), own_contact=False)
        self.engines = engines
        self.known: dict[str, Layout] = {}
        self.sizes = sizes_of(composed.options["tokens"], "standard", self.form)

    def setter(self) -> Setter:
        """A new one, that has seen nothing."""
        return Remembering(self.html, self.rendition, self.engines, "standard", known=self.known)

    def chooser(self) -> Chooser:
        return Chooser(self.setter(), self.form)

    def tried(self, size: float, back: str = "") -> Fitted:
        """A size by itself, as if no other had been tried."""
        classes = {"trifold": "tiles-4", "booklet": "tiles-3"}.get(self.form, "")
        return self.setter().tried(Setting(self.form, size, classes, back=back))


@pytest.fixture(scope="module")
def texts(theme: Theme, engines: Engines) -> Mapping[str, Text]:
    return {name: Text(name, theme, engines) for name in TEXTS}


@pytest.mark.parametrize("name", OF_FORM["trifold"])
def test_a_tri_fold_has_the_largest_type_that_fits(name: str, texts: Mapping[str, Text]) -> None:
    text = texts[name]
    found = text.chooser().trifold(text.sizes)
    every = {(size, back): text.tried(size, back) for back in text.chooser().backs for size in text.sizes}
    fitting = {setting: tried for setting, tried in every.items() if six(tried) is None}
    for (size, back), tried in every.items():
        # No estimate rules out what fits: it never asks for more pages than there came to be.
        pages = tried.layout.page_count - 1
        assert text.chooser().too_long("trifold", size, pages) is None
        assert not outgrown(every[text.sizes[-1], back], size, pages)
    if isinstance(found, Excess):
        assert not fitting
        assert found.lines or found.problem
        return
    assert six(found) is None
    back = found.setting.back
    larger = [tried for (size, of), tried in fitting.items() if of == back and size > found.setting.size]
    # Type is only made smaller than it could be where that closes a hole.
    assert all(roughness(found) < roughness(tried) - 0.1 for tried in larger)


def test_a_guess_changes_nothing_but_the_number_of_layouts(
    texts: Mapping[str, Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of no guess is more asked than where to begin: those of letters, too large ones, too small ones."""
    asked = {}
    guesses = {
        "letters": Chooser.likely_panels,
        "large": lambda *_: 0,
        "small": lambda _, sizes: len(sizes) - 1,
    }
    choices: dict[str, dict[str, Any]] = {name: {} for name in OF_FORM["trifold"]}
    for guess, index in guesses.items():
        monkeypatch.setattr(Chooser, "likely_panels", index)
        asked[guess] = 0
        for name, found in choices.items():
            chooser = texts[name].chooser()
            choice = chooser.best()
            found[guess] = (
                choice.fitted and (choice.fitted.setting, choice.fitted.layout.lines),
                choice.passed,
            )
            asked[guess] += chooser.setter.asked
    for name, found in choices.items():
        assert found["letters"] == found["large"] == found["small"], name
    assert asked["letters"] < asked["small"], asked


def test_a_guess_follows_from_letters_and_paper(texts: Mapping[str, Text]) -> None:
    chooser = texts["prose"].chooser()
    options = chooser.setter.options
    sizes = texts["prose"].sizes
    found = {}
    for paper in ("a4", "letter"):
        for letters in range(500, 3000, 50):
            chooser.setter.options = {**options, "letters-em": letters, "paper": paper}
            found[paper, letters] = chooser.likely_panels(sizes)
    for paper in ("a4", "letter"):
        indexes = [index for (of, _), index in found.items() if of == paper]
        assert indexes == sorted(indexes)
        assert set(indexes) == set(range(len(sizes)))
    # A panel of US Letter is somewhat narrower and taller: 3.69 by 8.5 inches against 100 by 210 mm.
    assert all(abs(found["letter", letters] - index) <= 1 for (_, letters), index in found.items())


@pytest.mark.parametrize("name", OF_FORM["flyer"])
def test_a_flyer_has_the_largest_type_that_breaks_well(name: str, texts: Mapping[str, Text]) -> None:
    text = texts[name]
    found = text.chooser().flyer(text.sizes)
    assert isinstance(found, Fitted)
    assert holds(found, 2)
    assert not any(parted(found.layout))
    every = {size: text.tried(size) for size in text.sizes}
    # What is not likely to make room is passed over, in steps that are small.
    relief = {
        size: relieved(tried, lines)
        for size, tried in every.items()
        if holds(tried, 2) and (lines := hanging(tried.layout, "h2"))
    }
    assert all(size - 1.5 < other <= size for size, other in relief.items())
    for size, tried in every.items():
        assert text.chooser().too_long("flyer", size, tried.layout.page_count, columns=2) is None
        assert size <= found.setting.size or (
            not holds(tried, 2)
            or any(parted(tried.layout))
            or hanging(tried.layout, "h2")
            or any(other < size < larger for larger, other in relief.items())
            or (tried.layout.page_count > found.layout.page_count and tried.last_share < NEARLY_EMPTY)
            or full(every[found.setting.size])
        ), size


def full(fitted: Fitted) -> bool:
    """Whether hardly a line finds room on its last page."""
    return fitted.last_share > 0.94


@pytest.mark.parametrize("name", OF_FORM["flyer"])
def test_a_flyers_type_is_that_of_a_bisection(
    name: str, texts: Mapping[str, Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = texts[name]
    every = [text.sizes[first:last] for first in range(4) for last in (5, 6)]
    near = [(text.chooser(), sizes) for sizes in every]
    found = [chooser.flyer(sizes) for chooser, sizes in near]
    monkeypatch.setattr(Chooser, "nearby", lambda *_: None)
    halved = [(text.chooser(), sizes) for sizes in every]
    for one, (chooser, sizes) in zip(found, halved, strict=True):
        other = chooser.flyer(sizes)
        if isinstance(one, Fitted) and isinstance(other, Fitted):
            steps = sizes.index(one.setting.size) - sizes.index(other.setting.size)
            assert steps == 0 or (steps == 1 and full(one)), (one.setting, other.setting)
            assert steps or one.layout.lines == other.layout.lines
        else:
            assert one == other
    # Of all sizes; the first guess may be one too many.
    asked = [each[1][0].setter.asked for each in (near, halved)]
    assert asked[0] <= asked[1] + 1


@pytest.mark.parametrize("name", OF_FORM["booklet"])
def test_a_booklet_has_the_largest_type_that_leaves_no_page_free(
    name: str, texts: Mapping[str, Text]
) -> None:
    text = texts[name]
    found = text.chooser().booklet(text.sizes)
    assert isinstance(found, Fitted)
    assert not found.broken
    assert found.layout.page_count % 4 == 0
    free = len(found.setting.fillers)
    for size in text.sizes:
        tried = text.tried(size, text.chooser().backs[-1])
        left = -tried.layout.page_count % 4
        assert text.chooser().too_long("booklet", size, tried.layout.page_count - 1) is None
        if size > found.setting.size and not tried.broken:
            assert left > 1 or roughness(found) < roughness(tried) - 0.1
        assert tried.broken or free <= max(left, 1)


def test_some_type_had_to_be_looked_for(texts: Mapping[str, Text]) -> None:
    """Else the laws above would say nothing."""
    sizes = {}
    for name, text in texts.items():
        choice = text.chooser().best()
        sizes[name] = choice.fitted and choice.fitted.setting.size
    for form, names in OF_FORM.items():
        inside = [name for name in names if (sizes[name] or 0) not in (0, *texts[names[0]].sizes[:1])]
        assert inside, (form, sizes)
    assert sizes["too much"] is None


def test_what_was_set_before_changes_nothing(texts: Mapping[str, Text], theme: Theme) -> None:
    names = ["notices", "a page", "short sections"]

    def chosen(order: list[str], engines: Engines) -> dict[str, Any]:
        found = {}
        for name in order:
            text = Text(name, theme, engines)
            choice = text.chooser().best()
            assert choice.fitted is not None
            lines = [(line.page, line.text, line.x, line.y) for line in choice.fitted.layout.lines]
            found[name] = (choice.fitted.setting, choice.passed, lines)
        return found

    assert chosen(names, texts["notices"].engines) == chosen(names[::-1], Engines())


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("trifold", sections(9, 40)), ("flyer", sections(9, 50)), ("booklet", sections(9, 60)),
        # Letters alone would fit.
        ("trifold", sections(2, 3, table(3, 300))), ("flyer", sections(2, 3, table(3, 300))),
        ("trifold", sections(2, 3, table(12, 80))), ("booklet", sections(2, 3, table(12, 80))),
    ],
)  # fmt: skip
def test_what_is_far_too_long_is_not_laid_out(
    form: str, text: str, theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TEXTS, "a book", (form, "", text))
    chooser = Text("a book", theme, engines).chooser()
    monkeypatch.setattr(Setter, "laid_out", lambda *_: pytest.fail("it was laid out"))
    chooser.layout = "auto"
    chooser.tokens = {**chooser.tokens, "booklet-pages": (4, 8)}
    found = getattr(chooser, form)(sizes_of(chooser.tokens, "standard", form))
    assert "lines too many" in found.reason


@pytest.mark.parametrize("parts", ["", table(2, 60)], ids=["text", "tables"])
def test_a_booklet_that_is_too_long_in_its_smallest_type_is_laid_out_twice(
    parts: str, theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TEXTS, "headings", ("booklet", "", sections(60, 1, *[parts] * 4)))
    setter = Text("headings", theme, engines).setter()
    chooser = Chooser(setter, "auto")
    chooser.tokens = {**chooser.tokens, "booklet-pages": (4, 8)}
    found = chooser.booklet(sizes_of(chooser.tokens, "standard", "booklet"))
    assert isinstance(found, Excess)
    assert "pages, and may have 8" in found.reason
    assert setter.asked == 2


def test_a_long_brochure_is_not_laid_out_for_the_height_of_its_cover(
    theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TEXTS, "pages", ("brochure", "", sections(12, 12, LIST, CALLOUT)))
    asked = []
    for most in (1000, 2):
        monkeypatch.setattr(choosing, "LONG_PAGES", most)
        setter = Text("pages", theme, engines).setter()
        found = Chooser(setter, "brochure").brochure(
            sizes_of(setter.options["tokens"], "standard", "brochure")
        )
        assert isinstance(found, Fitted)
        assert not found.broken
        assert found.layout.page_count > 2
        asked.append(setter.asked)
    assert asked[1] == 1 < asked[0]


def test_artwork_behind_pages_needs_no_layout(
    texts: Mapping[str, Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages are those of the layout that was chosen."""
    painted: list[int] = []
    stock = Setter.painted

    def paint(setter: Setter, fitted: Fitted, strips: Mapping[int, Strip]) -> Fitted:
        assert isinstance(setter, Remembering)
        before, found = setter.asked, stock(setter, fitted, strips)
        assert setter.asked == before
        assert found.layout.lines == fitted.layout.lines
        painted.append(len(strips))
        return found

    monkeypatch.setattr(Setter, "painted", paint)
    for text in texts.values():
        text.chooser().best()
    assert len(painted) > 3
    assert all(painted)


@pytest.mark.parametrize("free", [0.3, 0.5, 0.9])
def test_a_page_that_ends_early_has_as_many_rows_of_artwork_as_its_foot_holds(
    texts: Mapping[str, Text], free: float
) -> None:
    text = texts["prose"]
    layout = text.tried(text.sizes[-1]).layout
    last = max(number for number, page in enumerate(layout.pages) if page.name == "trifold-panel")
    page = layout.pages[last]
    room = page.bottom - page.top
    ended = replace(page, used=page.bottom - free * room)
    pages = tuple(ended if number == last else one for number, one in enumerate(layout.pages))
    form = FORMS["trifold"]
    strip = dict(text.chooser().strips(form, SimpleNamespace(pages=pages, page_count=len(pages))))[last]
    tile = (page.right - page.left) / form.strip
    assert strip.height == pytest.approx(strip.rows * tile)
    assert strip.height <= free * room
    # No further row of tiles has room, but for the air above.
    assert strip.rows == form.strip_rows or free * room - strip.height < tile + STRIP_AIR


def test_artwork_is_drawn_for_the_forms_that_are_laid_out(
    theme: Theme, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[int, int]] = []
    stock = Theme.art

    def art(theme: Theme, seed: str, topics: Any, columns: int, rows: int, size: float) -> str:
        drawn.append((columns, rows))
        return stock(theme, seed, topics, columns, rows, size)

    monkeypatch.setattr(Theme, "art", art)
    text = Text("a page", theme, engines)
    assert not drawn
    text.chooser().best()
    flyer = FORMS["flyer"]
    # Once for all layouts of it; its strips where it was painted with them.
    assert drawn.count(flyer.art) == 1
    assert set(drawn) <= {flyer.art, (flyer.strip, 1)}


MONTHS = "| Plant | J | F | M | A | M | J | J | A | S | O | N | D |\n|---" + "|:-:" * 12 + "|\n"
CALENDAR = MONTHS + "".join(f"| Bean {row} |" + " S | | H |" * 4 + "\n" for row in range(9))
# Names of columns that no sheet holds beside each other.
VAST = "|".join(f" Harbourmaster {column} " for column in range(12))
VAST = f"|{VAST}|\n{'|---' * 12}|\n|{'| 1 ' * 12}|\n"


def ready(body: str, theme: Theme, engines: Engines, form: str = "flyer") -> Chooser:
    """A form of a text, to be looked for."""
    text = object.__new__(Text)
    text.form, tree = form, parsed(engines, HEAD.format(lang="en") + body)
    composed = Brochure().compose(asking(tree, layout=form), theme).value
    assert composed is not None
    text.rendition, text.engines, text.known = composed, engines, {}
    markup = engines.pandoc.write(to_pandoc(composed.blocks), "html5", ("--wrap=none",)).decode()
    text.html = with_back_slots(composed.frame.replace(SLOT, markup), own_contact=False)
    return text.chooser()


def test_a_sheet_holds_many_columns_of_single_letters(theme: Theme, engines: Engines) -> None:
    chooser = ready(f"{SENTENCE}\n\n{CALENDAR}\n\n{SENTENCE}\n\n{VAST}", theme, engines)
    sizes = sizes_of(chooser.tokens, "standard", "flyer")
    levels = [chooser.setter.tried(Setting("flyer", size)).setting.levels.get(0, 0) for size in sizes]
    assert set(levels) <= {0, 1}
    assert chooser.setter.level(Setting("flyer", sizes[0]), 1) == 2
    # A panel is narrower than a sheet.
    assert chooser.setter.level(Setting("trifold", sizes[0]), 0) == 2


def test_a_few_lines_on_a_second_page_have_room_under_a_lower_title(theme: Theme, engines: Engines) -> None:
    chooser = ready(f"{SENTENCE * 18}\n\n{CALENDAR}\n\n{SENTENCE}", theme, engines)
    sizes = sizes_of(chooser.tokens, "standard", "flyer")
    high = chooser.setter.tried(Setting("flyer", sizes[-1]))
    assert high.layout.page_count == 2
    assert high.last_share < NEARLY_EMPTY
    found = chooser.best().fitted
    assert found is not None
    assert found.layout.page_count == 1
    assert found.setting.classes == LOW
    # Its title still has all of its lines above the text.
    assert not found.broken
    assert min(line.y for line in found.layout.lines if "main" in line.tags) > 50


@pytest.mark.parametrize(
    ("count", "sentences", "begins"),
    [
        (1, 1, {1: 2}),
        (2, 2, {1: 2, 2: 3}),
        (3, 2, {1: 1, 2: 2, 3: 3}),
        (5, 2, {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}),
    ],
)
def test_a_short_text_stands_on_all_panels_of_a_tri_fold(
    count: int, sentences: int, begins: dict[int, int], theme: Theme, engines: Engines
) -> None:
    parts = [f"## Part {number}\n\n{SENTENCE * sentences}" for number in range(1, count + 1)]
    found = ready("\n\n".join([SENTENCE, *parts]), theme, engines, "trifold").best().fitted
    assert found is not None
    assert six(found) is None
    assert found.layout.page_count == 6
    on = {line.text: line.page for line in found.layout.lines if "h2" in line.tags}
    assert {number: on[f"Part {number}"] for number in begins} == begins
    assert found.setting.fillers[-1] == "lines"
