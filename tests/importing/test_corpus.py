"""The same articles in every format: how much of their structure comes back, and that no word is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from pipeline import article, document, importing
from pipeline.document import Block, Heading, Note, Paragraph, plain_text, walk
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import accounting, writing
from pipeline.importing.markdown import COMMONMARK
from tests.conftest import ROOT
from tests.importing import degrading, scoring
from tests.importing.degrading import NO_MARKS, STYLES

# As the targets are: what is marked up comes back, what is only text is inferred.
MARKED, TEXT = 0.97, 0.93


@dataclass(frozen=True, slots=True)
class Known:
    name: str
    title: str
    lang: str
    blocks: tuple[Block, ...]


@cache
def known() -> tuple[Known, ...]:
    """The articles of this repository, in eight languages, as trees."""
    found = []
    for path in sorted((ROOT / "source/articles").rglob("article*.md")):
        name = f"source/articles/{path.parent.name}/{path.name}"
        parsed = article.parse(article.ArticleFile(name, path.read_bytes()), "en").value
        assert parsed is not None
        tree = document.parse(parsed, Pandoc.found()).value
        assert tree is not None
        title = parsed.meta.title if parsed.meta.title != "Untitled" else path.parent.name
        found.append(
            Known(
                f"{path.parent.name}.{parsed.lang}", title, parsed.lang, degrading.plain_blocks(tree.blocks)
            )
        )
    return tuple(found)


def converted(markdown: str, to: str) -> bytes:
    command = [Pandoc.found().program, "--from", COMMONMARK, "--to", to, "--columns=60"]
    return subprocess.run(command, input=markdown.encode(), capture_output=True, check=True).stdout


def marked_up() -> Iterator[tuple[str, Known, str, bytes]]:
    """Each article in two of the formats, so that all formats have several."""
    formats = ("docx", "page", "gfm", "odt", "html", "markdown")
    for at, one in enumerate(known()):
        body = writing.body(one.blocks)
        whole = f"# {writing.escaped(one.title)}\n\n{body}"
        for to in (formats[at % 6], formats[(at + 1) % 6]):
            if to == "page":
                content = degrading.page(one.title, one.lang, converted(body, "html").decode()).encode()
                yield to, one, "a.html", content
            else:
                ending = {"gfm": "md", "markdown": "md"}.get(to, to)
                yield to, one, f"a.{ending}", converted(whole, to)


def imported(name: str, content: bytes) -> importing.Imported:
    read = importing.read(name, content, Pandoc.found(), lambda picture: "there is none")
    assert read.value is not None, read.diagnostics
    return read.value


def missing(one: Known, got: importing.Imported) -> list[str]:
    """The law, by what is known of the text: every paragraph is in the article or in its account."""
    told = "\n".join(writing.bare(each) for each in accounting.texts_of(got.meta, got.blocks))
    told += "\n".join(writing.bare(each.text) for each in got.dropped)
    # Notes stand elsewhere in the article than in the text, and not at all in plain text.
    texts = [plain_text(node) for node in walk(one.blocks) if isinstance(node, Heading | Paragraph)]
    return [each for each in texts if writing.bare(each) not in told and not in_notes(one, each)]


def in_notes(one: Known, text: str) -> bool:
    return any(text in plain_text(node.blocks) for node in walk(one.blocks) if isinstance(node, Note))


def score(one: Known, got: importing.Imported) -> dict[str, scoring.Score]:
    truth = scoring.entries(one.title, one.blocks)
    return scoring.scored(truth, scoring.entries(str(got.meta["title"]), got.blocks))


def test_marked_up_files_come_back() -> None:
    total = dict.fromkeys(scoring.KINDS, scoring.Score())
    for to, one, name, content in marked_up():
        got = imported(name, content)
        assert got.lang == one.lang, (to, one.name)
        assert got.unaccounted() == (), (to, one.name)
        assert missing(one, got) == [], (to, one.name)
        for kind, each in score(one, got).items():
            total[kind] += each
    assert {kind: each.f1 for kind, each in total.items() if each.f1 < MARKED} == {}
    assert all(each.expected > 50 for each in total.values())


@pytest.mark.parametrize("name", STYLES)
def test_text_comes_back(name: str) -> None:
    total = dict.fromkeys(scoring.KINDS, scoring.Score())
    for one in known():
        got = imported("a.txt", degrading.text(one.title, one.blocks, STYLES[name]).encode())
        assert got.unaccounted() == (), one.name
        assert missing(one, got) == [], one.name
        for kind, each in score(one, got).items():
            total[kind] += each
    assert {kind: each.f1 for kind, each in total.items() if each.f1 < TEXT} == {}


def test_text_without_marks_comes_back_as_well() -> None:
    total = dict.fromkeys(scoring.KINDS, scoring.Score())
    for one in known():
        got = imported("a.txt", degrading.text(one.title, one.blocks, NO_MARKS).encode())
        for kind, each in score(one, got).items():
            total[kind] += each
    assert {kind: each.f1 for kind, each in total.items() if each.f1 < TEXT} == {}


def test_the_score_can_fall() -> None:
    one = known()[0]
    truth = scoring.entries(one.title, one.blocks)
    half = scoring.entries("", one.blocks[: len(one.blocks) // 2])
    assert scoring.scored(truth, half)["heading"].f1 < 0.9
    assert scoring.scored(truth, truth)["heading"].f1 == 1.0


def test_a_lost_text_is_found_by_its_own_route() -> None:
    """The second reading is worth something: it finds what a reader forgets."""
    assert accounting.unaccounted(["All of this. And that."], ["All of this."]) == ["And that."]
    assert accounting.unaccounted(["Never seen"], ["Something else"]) == ["Never seen"]
    assert accounting.unaccounted(["All, of this"], ["all of THIS"]) == []
