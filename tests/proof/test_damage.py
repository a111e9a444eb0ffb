"""Damaged files give a proof that fails, never an exception; what a file does not show is never proved."""

from __future__ import annotations

import random

import pytest

from pipeline import proof
from pipeline.proof.evidence import Unreadable

from .conftest import Finished


@pytest.mark.parametrize("format", ["brochure", "ebook", "handout"])
def test_damage_is_reported(format: str, request: pytest.FixtureRequest) -> None:
    finished: Finished = request.getfixturevalue(format)
    chance = random.Random(20261124)
    for _ in range(25):
        content = bytearray(finished.content)
        for _ in range(chance.choice((1, 3, 30))):
            place = chance.randrange(len(content))
            match chance.randrange(3):
                case 0:
                    content[place] = chance.randrange(256)
                case 1:
                    del content[place : place + chance.randrange(1, 200)]
                case _:
                    content[place:place] = content[: chance.randrange(1, 200)]
        finished.codes(bytes(content))
        try:
            owed = proof.expectation_in(
                bytes(content), f"x.{ {'brochure': 'pdf', 'ebook': 'epub', 'handout': 'html'}[format] }"
            )
        except (ValueError, Unreadable):
            continue
        assert owed.format == format
