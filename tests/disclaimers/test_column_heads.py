"""Numbers in the heads of columns that are no sums."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.disclaimers.detect import mentions_in
from pipeline.document import Document


@pytest.mark.parametrize("head", ["Under 16 (£)", "65+ (£)"])
def test_an_age_in_front_of_the_unit_of_a_column_is_no_sum(
    head: str, document: Callable[..., Document]
) -> None:
    tree = document(f"| Session | {head} |\n|---|---|\n| Lanes | 5.80 |\n")
    assert [one.text for one in mentions_in(tree.blocks, "en", "money")] == ["5.80"]


def test_a_sum_in_a_head_is_one(document: Callable[..., Document]) -> None:
    tree = document("| Session | £16 (adults) |\n|---|---|\n| Lanes | yes |\n")
    assert [one.text for one in mentions_in(tree.blocks, "en", "money")] == ["£16"]
