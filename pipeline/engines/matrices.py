"""Products of matrices, the same with every Python.

Input: two of WeasyPrint's matrices. Output: their product, as Python 3.11 adds it up. Must not: round.

Why: since Python 3.12, `sum` makes up for what floats lose; WeasyPrint 70 multiplies with it, and numbers that are 60 with one
Python are a hair off 60 with the other. Both are written into files, whose bytes then depend on the Python that made them.
"""

from __future__ import annotations

from typing import Any


def multiply_alike() -> None:
    """From now on, WeasyPrint's matrices are multiplied term by term."""
    from weasyprint.matrix import Matrix

    Matrix.__matmul__ = _product


def _product(self: Any, other: Any) -> Any:
    (a, b, c), (d, e, f), (g, h, i) = other
    # `sum` begins with a zero, which makes one of what would be less than nothing.
    return type(self)(
        matrix=[
            [0 + x * a + y * d + z * g, 0 + x * b + y * e + z * h, 0 + x * c + y * f + z * i]
            for x, y, z in self
        ]
    )
