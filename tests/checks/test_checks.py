"""What no single case says: the vocabulary, the real articles, endless input, and that nothing ever raises."""

from __future__ import annotations

import datetime
import functools
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline import document
from pipeline.article import Article, ArticleFile, Asset, parse
from pipeline.checks import before_parsing, check
from pipeline.checks.characters import faults
from pipeline.checks.vocabulary import COMPONENTS, SPANS, VOCABULARY, Element
from pipeline.diagnostics import Diagnostic, has_errors
from pipeline.engines.pandoc import Pandoc
from pipeline.workspace import Workspace
from tests.growth import in_proportion

TODAY = datetime.date(2026, 6, 1)
PROJECT = Path(__file__).parent.parent.parent


def findings(body: str | Article, pandoc: Pandoc) -> list[Diagnostic]:
    if isinstance(body, str):
        file = ArticleFile(
            "source/articles/a/article.md", b"---\ntitle: x\ndate: 2026-01-01\n---\n" + body.encode()
        )
        made = parse(file, "en")
        if made.value is None:
            return list(made.diagnostics)
        body = made.value
    found = list(before_parsing(body))
    if has_errors(found):
        return found
    tree = document.parse(body, pandoc)
    if tree.value is None:
        return [*found, *tree.diagnostics]
    return [*found, *check(tree.value, topics=None, disclaimers=frozenset({"pricing"}), today=TODAY)]


def codes(body: str, pandoc: Pandoc) -> list[str]:
    return [one.code for one in findings(body, pandoc)]


def test_the_vocabulary_is_the_one_of_the_design() -> None:
    assert set(COMPONENTS) == {
        "key-facts", "pull-fact", "steps", "checklist", "callout", "quote", "table", "contact", "sources", "disclaimer",
        "only",
    }  # fmt: skip
    assert set(SPANS) == {"fact"}
    for element in VOCABULARY:
        assert element.doc.endswith(".")
        assert all(attribute.doc for attribute in element.attributes)
        assert set(element.within) <= set(COMPONENTS)


@pytest.mark.parametrize("element", VOCABULARY, ids=lambda element: element.name)
def test_the_examples_of_the_vocabulary_are_sound(element: Element, pandoc: Pandoc) -> None:
    file = ArticleFile(
        "source/articles/a/article.md",
        f"---\ntitle: x\ndate: 2026-01-01\n---\n\n{element.example}\n".encode(),
        None,
        (Asset("picture.svg", b""), Asset("picture.png", picture())),
    )
    made = parse(file, "en")
    assert made.value is not None
    assert findings(made.value, pandoc) == []


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    return stream.getvalue()


def test_the_articles_of_this_project_are_sound(pandoc: Pandoc) -> None:
    sources: dict[str, Article] = {}
    for file in Workspace(PROJECT).articles():
        made = parse(file, "en", sources.get(file.slug) if file.file_language else None)
        assert made.value is not None, made.diagnostics
        sources.setdefault(file.slug, made.value)
        tree = document.parse(made.value, pandoc)
        assert tree.value is not None
        found = [*made.diagnostics, *before_parsing(made.value)]
        found += check(
            tree.value,
            topics=None,
            disclaimers=frozenset(path.stem for path in (PROJECT / "source" / "disclaimers").glob("*.yaml")),
            # After the last review of them all.
            today=datetime.date(2026, 10, 31),
        )
        assert found == [], f"{file.path}: {found}"


def test_the_nearest_name_is_offered(pandoc: Pandoc) -> None:
    def helps(body: str) -> str:
        return " ".join(one.help for one in findings(body, pandoc))

    assert "did you mean `callout`?" in helps("::: calout\nx\n:::\n")
    assert "write `::: {.callout kind=warning}`" in helps("::: warning\nx\n:::\n")
    assert "did you mean `review-by`?" in helps("[x]{.fact reviewby=2027-01-01}\n")
    assert "did you mean `pricing`?" in helps("::: {.disclaimer ref=prices}\n:::\n")
    assert "did you mean `.fact`?" in helps("[x]{.fakt as-of=2026-01-01}\n")
    assert "did you mean `the-price`?" in helps("## The price\n\n[x](#the-prise)\n")
    assert "smallprint import" in helps("![x](https://example.org/a.png)\n")


def test_no_policy_knows_no_topics(pandoc: Pandoc) -> None:
    assert codes("Text.\n", pandoc) == []


@pytest.mark.parametrize(
    "body",
    [
        "a[^1]\n\n[^1]: b [^1]\n",
        "a\n\n[^1]: b [^1]\n",
        "a[^1]\n\n[^1]: b\n\n\tc [^1]\n",
        "a[^1]\n\n[^1]: b\nc [^1]\n",
        "a[^A]\n\n[^a]: b [^A]\n",
        "- a[^1]\n\n  [^1]: b [^1]\n",
        "   [^1]: b [^1]\n",
        "[^1]:b[^1]\n",
        "[^1]:\n\n    b [^1]\n",
        "::: callout\n[^1]: b [^1]\n:::\n",
        "[^a\\]b]: x [^a\\]b]\n",
        "> [^1]: b [^1]\n",
        "[^1]: - x\n    - y\n\n      z [^1]\n",
        "text\n[^1]: b [^1]\n",
        "1. [^1]: b [^1]\n",
        "> a\n> [^1]: b\n>\n>     c [^1]\n",
        "[^1]: [^2]\n[^2]: [^3]\n[^3]: [^1]\n",
        "[^1]: `a [^1]\n",
        "[^1]: \\`[^1]`\n",
        "```\n[^1]: [^1]\n",
        "[^a\u00a0b]: x [^a\u00a0b]\n",
        "[^a b]: x [^a\u2003 b]\n",
        "[^ a]: x [^a\t]\n",
    ],
)
@pytest.mark.code("DOC263")
def test_endless_notes_are_found_before_pandoc(body: str) -> None:
    made = parse(ArticleFile("source/articles/a/article.md", b"---\ntitle: x\n---\n" + body.encode()), "en")
    assert made.value is not None
    assert "DOC263" in {one.code for one in before_parsing(made.value)}


@pytest.mark.parametrize(
    "body",
    [
        "a[^1]\n\n[^1]: b `[^1]`\n",
        "a[^1]\n\n[^1]: b \\[^1]\n",
        "a[^1]\n\n[^1]: b\n\nc[^1]\n",
        "```\n[^1]: b [^1]\n```\n",
        "a[^1]\n\n[^1]: b\n[^2]: c\n\nd[^2]\n",
    ],
)
def test_notes_that_end(body: str, pandoc: Pandoc) -> None:
    assert codes(body, pandoc) == []


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",
        "क्‍ष क्‌ष",
        "ශ්‍රී",
        "👩‍🚒 👨‍👩‍👧 🏳️‍🌈 ❤️ 1️⃣ ☎︎",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "葛󠄀",
        "‏עברית‎ abc",
        "café Ålesund ậ",
        "5 μg TNFα 10 Ω",
    ],
)
def test_characters_that_a_script_needs(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "a‍b",
        "a‌b",
        "‍",
        "می‌",
        "a️",
        "­",
        "​",
        "⁠",
        "ﾠ",
        "ㅤ",
        "\U000e0041",
        "a󠄀",
        "\u2028",
        "\u180e",
        "\ufff9x",
        "\u2063",
    ],
)
@pytest.mark.code("DOC252")
def test_characters_that_hide(text: str) -> None:
    assert [code for code, _, _ in faults(text)] == ["DOC252"]


@pytest.mark.code("DOC269")
def test_a_word_without_end(pandoc: Pandoc) -> None:
    def found(body: str) -> list[tuple[str, int, int]]:
        extents = [(one.code, one.location.extent) for one in findings(body, pandoc)]
        return [(code, extent.line, extent.column) for code, extent in extents if extent]

    assert found(f"See {'a' * 1_001}.") == [("DOC269", 5, 5)]
    assert found(f"See `{'-' * 1_001}`.") == [("DOC269", 5, 6)]
    assert found(f"Text.\n\n```\n{'-' * 1_001}\n```") == [("DOC269", 7, 1)]
    assert found(f"See {'a' * 990}, [the map](https://example.org/{'a' * 1_100}), {'潮' * 1_100}.") == []


@pytest.mark.parametrize(
    "line",
    [
        "\u200d" * 8_000, "e" + "\u0301" * 8_000, "\u2066" * 8_000, "a" * 49_000, "{.a " * 2_500, "[^a]" * 4_000,
        "`" * 40_000, ":::" * 10_000, "| " * 20_000, "- " * 50, "www." * 10_000, "a@" * 20_000, "<b>" * 10_000,
        "[^a]: " * 8_000, "#a" + " " * 8_000 + "_", "#a" + " b" * 8_000 + "_", "a | b\n|" + " " * 8_000 + "x",
        "a | b\n|" + "-" * 8_000 + "x", "a | b\n|" + "-|" * 8_000 + "x",
    ],
)  # fmt: skip
def test_no_line_takes_long(line: str, pandoc: Pandoc) -> None:
    def checking(body: str) -> Callable[[], None]:
        content = f"---\ntitle: x\n---\n{body}\n".encode()
        read = parse(ArticleFile("source/articles/a/article.md", content), "en").value
        assert read is not None
        tree = document.parse(read, pandoc).value

        def run() -> None:
            before_parsing(read)
            if tree is not None:
                check(tree, topics=None, disclaimers=frozenset(), today=TODAY)

        return run

    assert in_proportion(checking(line[: len(line) // 4]), checking(line))


@pytest.mark.parametrize(
    "line", ["```a\n", "[^{}]: x\n", "[^{}]: x [^1] `\n\n    y\n", "    [^{}]: x\n", "> [^{}]: x\n>\n"]
)
def test_no_number_of_notes_takes_long(line: str) -> None:
    def checking(size: int) -> Callable[[], object]:
        body = "".join(line.replace("{}", str(number)) for number in range(size // (len(line) + 5)))
        content = f"---\ntitle: x\n---\n[^1] {body}".encode()
        read = parse(ArticleFile("source/articles/a/article.md", content), "en").value
        assert read is not None
        return functools.partial(before_parsing, read)

    # The second is nearly as long as an article may be.
    assert in_proportion(checking(475_000), checking(1_900_000))


PIECES = st.sampled_from(
    [
        "\n", "\n\n", "::: ", ":::\n", "{.callout kind=tip}\n", "{.table}", "- ", "1. ", "> ", "| a | b |\n", "|---|---|\n",
        "| 1 |\n", "# ", "## ", "#### ", "[^1]", "[^1]: ", "![](a.png)", "[a](b)", "[x]{.fact}", "{.x}", "{#y}", "`", "```\n",
        "<b>", "<!-- ", "https://a.b", "a@b.cc", "**v** l", "\u200b", "\u202e", "\t", "  ", "    ", "\\", "word", "é", "~", "*",
        "[", "]", "(", ")", "{", "}", '"', ":   ", "Term\n", "{=html}", "{data-pos=\"9:9-99:99\"}", "{wrapper=1}", "\ufeff",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_check_never_raises(pandoc: Pandoc, body: str) -> None:
    lines = body.count("\n") + 5
    for one in findings(body, pandoc):
        assert 1 <= one.location.line <= lines
        assert one.location.column >= 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"---\n{text}\n---\n{text}".encode()))
def test_parse_never_raises(content: bytes) -> None:
    made = parse(ArticleFile("source/articles/a/article.md", content), "en")
    assert made.value is not None or has_errors(made.diagnostics)
    if made.value is not None:
        before_parsing(made.value)


@pytest.mark.parametrize("text", ["10l ", "01l", "A0l 1 ", "l" * 4, "O0 ", "5l. "])
def test_no_number_of_codes_takes_long(text: str) -> None:
    assert in_proportion(lambda: [*faults(text * 4000)], lambda: [*faults(text * 16000)])
