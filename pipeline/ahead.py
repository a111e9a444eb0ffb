"""What a writer looks at, before the rest: handouts, then brochures, each in its place as soon as it is proved.

Input: sources of which everything is about to be made. Output: their first files, released; and, of those whose rest then
fails, what the lists have to know. Each file is proved against the article by itself, as ever; evidence and lists, which
tell of all files together, follow with the rest, which takes from the memory what is made here.
Must not: know how an edition is made.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline import catalogue
from pipeline.article import Article
from pipeline.made import Made
from pipeline.project import Project, Source
from pipeline.scheduling import Lost, Workers
from pipeline.workspace import Workspace

# In this order.
FIRST, NEXT = "handout", "brochure"
# Told of each that is in its place, and of how many sources there are in all.
Early = Callable[[Made, int], None]
# Of more sources than these, and of books, the brochures come with the rest: for them each is checked once more, and what
# else is changed would wait for all of them.
FEW = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One edition of a source."""

    one: Source
    format: str


class Ahead:
    """The first files of a run. `formats` are those that are asked for; empty means all."""

    def __init__(
        self, workspace: Workspace, formats: Sequence[str], early: Early = lambda made, total: None
    ) -> None:
        self._workspace = workspace
        self._formats = formats
        self._early = early
        self._total = 0
        self._released: dict[str, list[Made]] = {}

    def run(
        self,
        sources: Sequence[Source],
        work: Callable[[Part], Made],
        crew: Workers,
        prepare: Callable[[], None],
        seconds: Callable[[Source], float],
    ) -> None:
        """Makes and releases them. What goes wrong with one is for the rest to say, which comes to the same."""
        self._total = len(sources)
        next_too = [one for one in sources if isinstance(one, Article)] if len(sources) <= FEW else []
        wanted = [*((one, FIRST) for one in sources), *((one, NEXT) for one in next_too)]
        parts = [Part(one, name) for one, name in wanted if self._precedes(one, name)]
        for _ in crew.run(
            work, parts, prepare=prepare, done=self._done, seconds=lambda part: seconds(part.one)
        ):
            pass

    def _precedes(self, one: Source, name: str) -> bool:
        """Whether it is wanted, and something else with it."""
        wanted = [each for each in one.formats if not self._formats or each in self._formats]
        return name in wanted and len(wanted) > 1

    def _done(self, part: Part, result: Made | Lost[Part]) -> None:
        if isinstance(result, Lost) or not result.releasable:
            return
        with contextlib.suppress(OSError):  # the rest says it
            catalogue.put(self._workspace, result)
            self._released.setdefault(part.one.path, []).append(result)
            self._early(result, self._total)

    def left(self, made: Sequence[Made], project: Project) -> list[Made]:
        """Of what failed in the end, the files that are released all the same, now with their evidence.

        Raises: OSError.
        """
        whole = {one.path for one in made if one.releasable}
        return [
            catalogue.release(self._workspace, _together(parts), project.theme, project.publication.publisher)
            for path, parts in self._released.items()
            if path not in whole
        ]


def _together(parts: Sequence[Made]) -> Made:
    """Some editions of a source as one."""
    return replace(
        parts[0],
        artifacts=tuple(artifact for part in parts for artifact in part.artifacts),
        proofs=tuple(proof for part in parts for proof in part.proofs),
    )
