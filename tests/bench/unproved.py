"""`smallprint` without its proofs, to measure what they cost: `python -m tests.bench.unproved build …`. Nothing else may use it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipeline import proof, worker
from pipeline.proof import Proof
from pipeline.rendition.expected import Expectation

_warm = worker.warm


def prove(
    expectation: Expectation,
    content: bytes,
    *,
    path: str,
    fonts: Mapping[str, bytes] = MappingProxyType({}),
) -> Proof:
    """Takes every file for good, unopened."""
    return Proof.of(expectation, path, content, (), None, ())


def warm() -> None:
    """A worker in an interpreter of its own comes here first, and so learns not to prove."""
    skip()
    _warm()


def skip() -> None:
    proof.prove = prove
    worker.warm = warm


if __name__ == "__main__":
    from pipeline.cli import main
    from tests.bench import unproved

    # Workers find a module by its name, which is not that of the program that runs.
    unproved.skip()
    main()
