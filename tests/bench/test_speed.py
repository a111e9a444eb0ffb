"""The arithmetic of the benchmarks, their articles and what they show. No time is asserted."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.engines.weasyprint import WeasyPrint
from tests.bench import pages, speed
from tests.bench.speed import Row, Spent, Way, article, median, plot, proof_share, rows, run, table

FOUND = {"build": Spent(2.0, 3.0, 100), "shell loop": Spent(10.0, 12.0, 90), "other": Spent(1.0, 1.0, 1)}


def test_each_article_is_its_own_and_always_the_same() -> None:
    seed = speed.SEED.read_text(encoding="utf-8")
    made = [article(seed, number) for number in range(30)]
    assert len(set(made)) == 30
    assert made == [article(seed, number) for number in range(30)]
    assert len({re.search("^title: .*$", text, re.MULTILINE)[0] for text in made}) == 30
    # The work stays that of the seed: as many words, and every list as long as it was.
    for text in made:
        assert abs(len(text.split()) - len(seed.split())) <= 5
        assert text.count("\n- ") == seed.count("\n- ")
        assert text != seed


def test_a_project_holds_its_articles_and_what_they_owe(tmp_path: Path) -> None:
    root = speed.project(tmp_path / "site", 3)
    assert [path.parent.name for path in speed.sources(root)] == [
        "article-0000",
        "article-0001",
        "article-0002",
    ]
    assert (root / "source/policy.yaml").is_file()
    assert list((root / "source/disclaimers").iterdir())


def test_medians_are_those_of_each_number_by_itself() -> None:
    assert median([Spent(3, 1, 5), Spent(1, 9, 6), Spent(2, 2, 7, "last")]) == Spent(2, 2, 6, "last")


def test_ratios_are_of_time_or_of_processor_time() -> None:
    wall = rows("x", 20, FOUND, [("build", "shell loop", 0.18)])
    assert [(row.what, row.ratio, row.met) for row in wall] == [
        ("build", 0.2, False), ("shell loop", None, None), ("other", None, None)
    ]  # fmt: skip
    cpu = rows("x", 20, FOUND, [("build", "shell loop", 0.25)], "cpu")
    assert (cpu[0].ratio, cpu[0].met) == (0.25, True)
    assert rows("x", 20, FOUND, [("build", "Quarto", 0.12)])[0].ratio is None


def test_the_share_of_proof_is_that_of_all_its_steps() -> None:
    said = (
        "released 6 files\n"
        "seconds       read and check  brochure  brochure proof  ebook proof    all\n"
        "one (en)               0.100     0.200           0.100        0.100  0.500\n"
        "all                    1.000     2.000           0.750        0.250  4.000\n"
        "reading 0.1 s, making 0.2 s\n"
    )
    assert proof_share(said) == 0.25


def test_what_is_missed_is_shown_as_missed() -> None:
    found = [
        Row("x", "build & prove", 1, Spent(2, 3, 100), "loop", 0.2, 0.18),
        Row("x", "told", 1, Spent(2, 3, 100)),
    ]
    head, _, first, second = table(found).splitlines()
    assert first.endswith("| 0.20 | loop | 0.18 | missed |")
    assert second.count("|") == head.count("|")
    picture = ElementTree.fromstring(plot(found, "a < b"))
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "0.20 of at most 0.18" in texts
    assert "target" in texts
    assert not any("told" in (text or "") for text in texts)


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    spent = run(Way("fine", ("sh", "-c", "echo words"), tmp_path))
    assert spent.said == "words\n"
    assert spent.wall > 0
    with pytest.raises(RuntimeError, match="reasons"):
        run(Way("bad", ("sh", "-c", "echo reasons; exit 3"), tmp_path))


def test_what_a_brochure_is_printed_from_is_kept_and_laid_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("layout", "write", "painted"):
        monkeypatch.setattr(WeasyPrint, name, getattr(WeasyPrint, name))
    monkeypatch.setenv(pages.FOLDER, str(tmp_path))
    pages.keep()
    engine = WeasyPrint()
    page = "<html lang=en><title>Tides</title><style></style><p>The tide comes in at four."
    first = engine.layout(page, {}, "p { color: navy }", "p { margin: 9cm }")
    last = engine.layout(page + "<p style='break-before: page'>And leaves.", {}, "p { color: navy }", "")
    engine.write(last, b"tides")
    assert len(first.pages) == 1
    (kept,) = tmp_path.iterdir()
    assert b"And leaves." in kept.read_bytes()
    assert pages.render(tmp_path) == 2
