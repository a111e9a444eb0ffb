"""Formulas of word processors, as a line of text where they stand in one."""

from __future__ import annotations

import io
import subprocess
import zipfile

import pytest

from pipeline import importing
from pipeline.document import Paragraph
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import formulas, writing
from pipeline.importing.draft import NO_FORMULAS


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"A = l \times h", "A = l × h"),
        (r"\pi r^{2}", "πr^2^"),
        (r"\frac{a + b}{2} \leq 5", "(a + b)/2 ≤ 5"),
        (r"H_{2}O", "H₂O"),
        (r"\sqrt{x}", "√x"),
        (r"-3,5 - x", "−3,5 − x"),
        (r"v = \frac{\text{way in m}}{t}", "v = (way in m)/t"),
        (r"20^{\circ}C", "20°C"),
        (r"12\,\mathrm{kg}", "12 kg"),
    ],
)
def test_a_formula_in_a_line(tex: str, line: str) -> None:
    found = formulas.in_a_line(tex)
    assert found is not None
    assert writing.body((Paragraph(found),)) == f"{line}\n"


@pytest.mark.parametrize(
    "tex", [r"\bar{x}", r"x^{2^{n}}", r"x_{i}", r"\sum_{i=1}^{n} i", "x^", r"\frac{a}", "{", "", r"\text{a"]
)
def test_a_formula_that_takes_more_than_a_line(tex: str) -> None:
    assert formulas.in_a_line(tex) is None


SOURCE = "# Paint\n\nThe wall is $A = l \\times h$, the mean $\\bar{x}$ of all of them.\n"


def made(kind: str) -> bytes:
    command = [Pandoc.found().program, "--from", "markdown", "--to", kind]
    return subprocess.run(command, input=SOURCE.encode(), capture_output=True, check=True).stdout


def test_formulas_of_word_are_told(pandoc: Pandoc) -> None:
    read = importing.read("a.docx", made("docx"), pandoc, lambda picture: "never asked")
    assert read.value is not None
    assert "The wall is A = l × h, the mean `\\bar{x}` of all of them." in writing.body(read.value.blocks)
    assert {formulas.WRITTEN, formulas.LEFT} <= set(read.value.notes)
    assert not read.value.dropped


def test_formulas_of_opendocument_are_missed(pandoc: Pandoc) -> None:
    content = made("odt")
    assert sum("Formula" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist()) >= 2
    read = importing.read("a.odt", content, pandoc, lambda picture: "never asked")
    assert read.value is not None
    assert ("2 formulas", NO_FORMULAS) in [(one.text, one.why) for one in read.value.dropped]
