"""Files that were altered where nothing is owed: no measure shows it, the hashes in their manifests do."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest

from pipeline.document import Document
from pipeline.proof.altered import Held, held
from pipeline.proof.mutants.beside import alterations, anew, names
from pipeline.proof.mutants.trial import trial

from .conftest import Build, Finished, shipped_fonts

FILES = ("ferries.pdf", "ferries.press.pdf", "ferries.epub", "ferries.html")
# What the article has none of.
NOT_TRIED = {
    "ferries.pdf": {"altered-link", "altered-pixels"},
    "ferries.press.pdf": {"altered-pixels"},
    "ferries.epub": frozenset(),
    "ferries.html": {"altered-link"},
}


@pytest.fixture(scope="module", params=FILES)
def named(
    request: pytest.FixtureRequest,
    build: Build,
    build_press: Callable[[Document], Finished],
    document: Document,
) -> tuple[str, Finished]:
    name: str = request.param
    if name.endswith(".press.pdf"):
        return name, build_press(document)
    format = {"pdf": "brochure", "epub": "ebook", "html": "handout"}[name.rpartition(".")[2]]
    return name, build(document, format)


def test_every_alteration_is_found(named: tuple[str, Finished]) -> None:
    name, finished = named
    format = finished.owed.format
    seen: dict[str, tuple[str, ...] | None] = {}
    for mutant in alterations(finished.content, format):
        now = held(mutant.content, name)
        assert now is not None, mutant.name
        seen[mutant.name] = now.altered
        # One change of one part.
        assert now.altered, mutant.name
        assert len(now.altered) <= 2, mutant.name
    wanted = names(format, press=name.endswith(".press.pdf"))
    assert seen.keys() <= wanted
    assert wanted - seen.keys() <= NOT_TRIED[name]


def test_what_is_only_written_anew_is_not_altered(named: tuple[str, Finished]) -> None:
    name, finished = named
    before = held(finished.content, name)
    copies = list(anew(finished.content, finished.owed.format))
    assert copies
    for copy in copies:
        assert copy.content != finished.content
        now = held(copy.content, name)
        assert now is not None
        assert now.altered == (), copy.name
        assert before is not None
        # The manifest is as it was, but for the ends of its lines.
        assert now.digest == before.digest


def test_without_hashes_nobody_can_tell(named: tuple[str, Finished]) -> None:
    name, finished = named
    bare = finished.content.replace(b'"contents":{', b'"otherwise":{')
    if name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(finished.content)) as document:
            for entry in document.objects:
                if isinstance(entry, pikepdf.Stream) and b'"contents":{' in (content := _read(entry)):
                    entry.write(content.replace(b'"contents":{', b'"otherwise":{'))
            output = io.BytesIO()
            document.save(output)
            bare = output.getvalue()
    elif name.endswith(".epub"):
        output = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(finished.content)) as book, zipfile.ZipFile(output, "w") as copy:
            for one in book.infolist():
                copy.writestr(one, book.read(one).replace(b'"contents":{', b'"otherwise":{'))
        bare = output.getvalue()
    now = held(bare, name)
    assert now is not None
    assert now.altered is None
    assert [one.code for one in now.diagnostics(name)] == ["PRF883"]


def _read(entry: pikepdf.Stream) -> bytes:
    try:
        return entry.read_bytes()
    except pikepdf.PdfError:
        return b""


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\3\4", b"<!DOCTYPE html>"])
@pytest.mark.parametrize("name", [*FILES, "ferries.txt"])
def test_a_file_that_cannot_be_read_says_nothing(name: str, content: bytes) -> None:
    assert held(content, name) is None


def test_what_can_no_longer_be_read_was_altered(build: Build, document: Document) -> None:
    """The manifest still can, and says that it could be when it was made."""
    content = build(document, "brochure").content
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.pages[0].obj.Contents = pikepdf.Name.Nothing
        output = io.BytesIO()
        opened.save(output)
    now = held(output.getvalue(), "ferries.pdf")
    assert now is not None
    assert now.altered == ("objects or members that cannot be read",)


def test_many_parts_are_counted() -> None:
    parts = tuple(f"page {number}" for number in range(1, 13))
    (found,) = Held("", parts).diagnostics("ferries.pdf")
    assert found.code == "PRF881"
    assert found.message.endswith("page 7, page 8 and 4 more")
    (one,) = Held("", ("page 3",)).diagnostics("ferries.pdf")
    assert one.message.endswith("other than then: page 3")
    assert Held("", ()).diagnostics("ferries.pdf") == ()


def test_the_self_test_tries_them_too(handout: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.proof.mutants.trial.mutants", lambda *given: iter(()))
    monkeypatch.setattr("pipeline.proof.mutants.trial.controls", lambda owed, content: iter(()))
    made = trial(handout.owed, handout.content, "ferries.html", shipped_fonts())
    assert made.passed
    assert {attack.name for attack in made.attacks} == names("handout") - NOT_TRIED["ferries.html"]


@pytest.mark.code("PRF898")
@pytest.mark.code("PRF899")
def test_hashes_that_are_worth_nothing_fail_it(handout: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.proof.mutants.trial.mutants", lambda *given: iter(()))
    monkeypatch.setattr("pipeline.proof.mutants.trial.controls", lambda owed, content: iter(()))
    real = held(handout.content, "ferries.html")
    assert real is not None
    monkeypatch.setattr("pipeline.proof.mutants.trial.held", lambda content, path: real)
    blind = trial(handout.owed, handout.content, "ferries.html", shipped_fonts())
    assert {one.code for one in blind.diagnostics} == {"PRF898"}

    def strict(content: bytes, path: str) -> Held:
        return dataclasses.replace(real, altered=() if content == handout.content else ("<head>",))

    monkeypatch.setattr("pipeline.proof.mutants.trial.held", strict)
    found = trial(handout.owed, handout.content, "ferries.html", shipped_fonts())
    assert {one.code for one in found.diagnostics} == {"PRF899"}
