"""Products of matrices, with a `sum` that keeps what floats lose, as that of newer Pythons does."""

from __future__ import annotations

import math
from functools import reduce

import pytest

from pipeline.engines.weasyprint import WeasyPrint


def test_products_are_those_of_a_plain_addition(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import matrix

    WeasyPrint()
    turn = matrix.Matrix(math.cos(3), math.sin(3), -math.sin(3), math.cos(3), 0.1, 0.7)
    several = [turn, matrix.Matrix(e=-30, f=1e9), turn, matrix.Matrix(a=-0.0, d=0.3), turn]
    plain = reduce(_product, several)
    monkeypatch.setattr(matrix, "sum", math.fsum, raising=False)
    assert reduce(lambda one, other: one @ other, several) == plain
    assert turn.transform_point(0.1, 0.2) == _product([[0.1, 0.2, 1]], turn)[0][:2]


def test_whole_numbers_stay_whole_and_no_zero_is_less_than_nothing() -> None:
    from weasyprint.matrix import Matrix

    WeasyPrint()
    assert repr(Matrix(e=30, f=30) @ Matrix(d=-1)) == "[[1, 0, 0], [0, -1, 0], [30, -30, 1]]"
    assert "-0.0" not in repr(Matrix(a=-0.0, b=-0.0) @ Matrix(a=1.0))


def _product(one: list[list[float]], other: list[list[float]]) -> list[list[float]]:
    """Term by term, from nothing on."""
    product = []
    for row in one:
        values = []
        for column in zip(*other, strict=True):
            total: float = 0
            for x, y in zip(row, column, strict=True):
                total += x * y
            values.append(total)
        product.append(values)
    return product
