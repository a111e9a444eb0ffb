"""The proof is tested by attack: every mutant is caught, every attack is tried, no clean copy is refused."""

from __future__ import annotations

import dataclasses
import io
from collections import Counter
from collections.abc import Iterator
from zlib import crc32

import pikepdf
import pytest

from pipeline import proof
from pipeline.diagnostics import Severity
from pipeline.document import Block, Component, Document, Heading, Paragraph
from pipeline.document.nodes import Notice, Text
from pipeline.proof.mutants import Mutant, attacks, controls, mutants
from pipeline.proof.mutants.content import unicode_map
from pipeline.proof.mutants.trial import trial
from pipeline.proof.mutants.typesetting import unicode_stream
from pipeline.proof.mutants.wording import NAMES, reworded

from .conftest import CLOSING, OPENING, Build, Finished, notice, shipped_fonts

FORMATS = ("brochure", "ebook", "handout")
RATES = "Rates of 2026 may change at any time: check them before you pay, and do not count on them later."
COVER = "This leaflet is for passengers and not for crews, who have rules of their own."
FOOT = "Ask at the office, and do not rely on this leaflet alone."
# What a file cannot offer: the brochure's fonts have no capitals for it, the ebook has no fonts (see `test_epub_fonts`).
NOT_TRIED = {"brochure": {"reword-case"}, "ebook": {"font-blank", "font-swapped"}, "handout": frozenset()}
# Attacks that only some disclaimers offer.
RARE = (
    "apart", "move", "parity", "reorder", "split", "page", "squeeze-lines", "structure", "delete-line", "spine", "package-l",
    "reword-digit", "reword-modal", "reword-negation", "reword-case", "truncate-sentence", "text", "told", "seen",
)  # fmt: skip
# Where no reader opens the file at all, and the proof says so, no more need be said.
UNREADABLE = {
    "brochure": frozenset[str](),
    "ebook": frozenset(
        ["archive-name", "archive-end", "archive-copy", "package-undeclared", "package-missing", "package-other"]
    ),
    "handout": frozenset(
        [
            "wrap-comment", "wrap-svg", "move-inside", "page-second-body", "page-second-html", "page-drawing-left",
            "page-drawing-style",
        ]
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def attacked(document: Document) -> Document:
    """The article with a disclaimer for each kind of place, on more than one page."""
    blocks: list[Block] = [notice("cover-1", COVER, "cover"), notice("offer-1", OPENING, "opening")]
    for block in document.blocks:
        if not hasattr(block, "key"):
            blocks.append(block)
        if isinstance(block, Component) and block.name == "table":
            blocks.append(notice("rates-1", RATES, "after-trigger"))
    words = "The pier lies beside the harbour office, and its gate is open from morning to evening. "
    blocks.append(Heading(2, (Text("Piers"),)))
    blocks += [Paragraph((Text(f"Pier {number}. " + words * 9),)) for number in range(1, 8)]
    blocks.append(notice("advice-1", CLOSING, "closing"))
    blocks.append(notice("foot-1", FOOT, "running", "minor"))
    return dataclasses.replace(document, blocks=tuple(blocks))


@pytest.fixture(scope="module", params=FORMATS)
def finished(request: pytest.FixtureRequest, build: Build, attacked: Document) -> Finished:
    return build(attacked, request.param)


def tried(finished: Finished) -> Iterator[tuple[Mutant, proof.Proof]]:
    """Each attack with its proof, on one of the disclaimers in turn, where it stands first.

    What only some places or wordings offer is tried on all. `prove --self-test` leaves nothing out.
    """
    keys = [notice.key for notice in finished.owed.notices]
    turns: dict[str, int] = {}
    done: set[tuple[str, str]] = set()

    def wanted(name: str, key: str) -> bool:
        turn = turns.setdefault(name, len(turns))
        again = (name, key) in done
        done.add((name, key))
        return not again and (key == keys[turn % len(keys)] or name.startswith(RARE))

    for mutant in mutants(finished.owed, finished.content, wanted):
        yield mutant, finished.proved(mutant.content, mutant.owed, first=True)


def test_every_mutant_is_caught(finished: Finished) -> None:
    passed: Counter[str] = Counter()
    names: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    unread: set[str] = set()
    for mutant, made in tried(finished):
        names[mutant.name] += 1
        keys[mutant.key] += 1
        if made.proved:
            passed[f"{mutant.name}: {mutant.description}"] += 1
        codes = {found.code for found in made.diagnostics if found.severity is Severity.ERROR}
        if codes and codes <= {"PRF871", "PRF872"}:
            unread.add(mutant.name)
    assert not passed
    # Each of them: where a file of one format can be opened, another reason has to be found there.
    assert unread == UNREADABLE[finished.owed.format]
    # An attack that found nothing to attack would show nothing.
    assert attacks(finished.owed.format) - names.keys() <= NOT_TRIED[finished.owed.format]
    assert not names.keys() - attacks(finished.owed.format)
    assert min(keys[notice.key] for notice in finished.owed.notices) > 20


def test_no_unchanged_copy_is_refused(finished: Finished) -> None:
    assert finished.proved().proved
    count = 0
    for copy in controls(finished.owed, finished.content):
        made = finished.proved(copy.content, copy.owed)
        assert made.proved, (copy.name, made.diagnostics)
        assert copy.content != finished.content
        count += 1
    assert count >= 2


def test_the_first_error_is_enough_to_know(finished: Finished) -> None:
    assert finished.proved(first=True) == finished.proved()
    several = 0
    for mutant in mutants(
        finished.owed, finished.content, lambda *asked: crc32("".join(asked).encode()) % 397 == 0
    ):
        whole = finished.proved(mutant.content, mutant.owed)
        made = finished.proved(mutant.content, mutant.owed, first=True)
        errors = [found for found in whole.diagnostics if found.severity is Severity.ERROR]
        assert not made.proved
        # Nothing is found behind it, and nothing that is not found anyway.
        assert [found for found in made.diagnostics if found.severity is Severity.ERROR] == errors[:1]
        several += len(errors) > 1
    assert several


# ── the trial


@pytest.mark.code("PRF898")
def test_a_proof_that_sees_nothing_fails_its_trial(
    handout: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = handout.proved()
    monkeypatch.setattr("pipeline.proof.mutants.trial.prove", lambda *arguments, **named: clean)
    made = trial(handout.owed, handout.content, "ferries.html")
    assert made.proved
    assert not made.passed
    # But for what the hashes find, which ask no proof.
    assert {attack.caught for attack in made.attacks if attack.kind != "altered"} == {0}
    assert len(made.diagnostics) == made.tried - made.caught > 100
    assert {found.code for found in made.diagnostics} == {"PRF898"}
    assert any("prices (prices-1)" in found.message for found in made.diagnostics)


@pytest.mark.code("PRF899")
def test_a_proof_that_refuses_everything_fails_its_trial(
    handout: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = handout.proved(b"")

    def prove(owed: object, content: bytes, **named: object) -> proof.Proof:
        return handout.proved() if content == handout.content else broken

    monkeypatch.setattr("pipeline.proof.mutants.trial.prove", prove)
    made = trial(handout.owed, handout.content, "ferries.html")
    assert made.caught == made.tried
    assert not made.passed
    assert {found.code for found in made.diagnostics} == {"PRF899"}
    assert "PRF871" in made.diagnostics[0].message


def test_what_is_not_proved_is_not_tried(handout: Finished) -> None:
    made = trial(handout.owed, handout.content.replace(b"Meals are free", b"Meals are dear"), "ferries.html")
    assert (made.proved, made.passed, made.attacks, made.diagnostics) == (False, False, (), ())


# ── the words


def test_rewordings_differ_from_the_wording() -> None:
    found = list(reworded(RATES, "en", [OPENING]))
    assert {version.name for version in found} == set(NAMES)
    assert len({version.text for version in found}) == len(found)
    assert RATES not in {version.text for version in found}


@pytest.mark.parametrize("wording", ["No.", "a", "12", "Ikke råd", "هذه ليست نصيحة", "不构成建议。"])
def test_short_wordings_can_be_reworded(wording: str) -> None:
    found = list(reworded(wording, "nb"))
    assert found
    assert all(" ".join(version.text.split()) != wording for version in found)


def test_maps_of_characters_are_read_as_they_are_written() -> None:
    texts = {1: " ", 7: "fi", 300: "ж", 301: "𝄞"}
    assert unicode_map(unicode_stream(texts)) == texts
    ranges = b"2 beginbfrange <0001> <0003> <0041> <0010> <0010> <00660069> endbfrange"
    assert unicode_map(ranges) == {1: "A", 2: "B", 3: "C", 16: "fi"}


def test_a_file_that_owes_nothing_is_tried_for_its_text(build: Build, document: Document) -> None:
    plain = dataclasses.replace(
        document, blocks=tuple(block for block in document.blocks if not isinstance(block, Notice))
    )
    for format in FORMATS:
        finished = build(plain, format)
        made = trial(finished.owed, finished.content, "ferries", shipped_fonts())
        assert made.passed, made.diagnostics
        more = {"handout": {"page", "seen"}, "ebook": {"seen"}, "brochure": {"text", "written"}}
        assert set(made.kinds()) == {"parity", "told"} | more[format]


def test_files_of_others_have_no_mutants_but_in_how_they_are_written(brochure: Finished) -> None:
    """A page without any of the words: nothing else to attack, and nothing breaks."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    output = io.BytesIO()
    document.save(output)
    assert {one.name.partition("-")[0] for one in mutants(brochure.owed, output.getvalue())} == {"written"}
    with pytest.raises(ValueError):
        mutants(dataclasses.replace(brochure.owed, format="scroll"), b"")
    with pytest.raises(ValueError):
        controls(dataclasses.replace(brochure.owed, format="scroll"), b"")
    with pytest.raises(ValueError):
        attacks("scroll")


def test_before_the_imprint_alone_a_file_may_be_the_last(build: Build, document: Document) -> None:
    words = Paragraph((Text("The ferry crosses the harbour every twenty minutes."),))
    blocks: tuple[Block, ...] = (
        Heading(2, (Text("Hours"),)), words, notice("rates-1", RATES, "after-trigger"), words,
    )  # fmt: skip
    short = build(dataclasses.replace(document, blocks=blocks), "ebook")
    tried = {mutant.name for mutant in mutants(short.owed, short.content)}
    assert "spine-out" in tried
    assert "spine-last" not in tried
