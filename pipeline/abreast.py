"""The editions of one article at the same time, where processors would be idle: of the last articles of a run.

Input: sources, and workers on this machine, more than there are sources left for. Output: what became of each, as if it had
been made at once. Must not: know how an edition is made.

An edition that names the pages of the printed one waits until that is laid out, and is made while it is written and proved.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from pipeline.article import Article
from pipeline.formats import FORMATS
from pipeline.made import Made
from pipeline.project import Source
from pipeline.rendition import PageMap
from pipeline.scheduling import Lost, busy, nothing
from pipeline.scheduling.processes import Processes


@dataclass(frozen=True, slots=True)
class Share:
    """One edition of an article.

    Shape: `pages` are those of the printed edition, where they are known. `ahead` is a format that waits for these, and that
    may be composed meanwhile by the process that makes this one.
    """

    one: Article
    format: str
    pages: PageMap | None = None
    ahead: str = ""


A = TypeVar("A")
R = TypeVar("R")


class Abreast:
    """Workers that share the editions of the last sources out, where these are few.

    `share` makes one edition, and tells the pages of the printed one as soon as they are known; `whole` gives what became of an
    article from what became of each, of which `met` is told before. `formats` are those that are asked for; empty means all. Where other programs keep the
    machine `busy`, nothing is shared out: several processes read the text, and that is in vain if one waits for the other.
    """

    near = True

    def __init__(
        self,
        crew: Processes,
        share: Callable[[Share], Made],
        whole: Callable[[Source, Sequence[Made]], Made],
        formats: Sequence[str],
        met: Callable[[Made], None] = lambda made: None,
        busy: Callable[[], bool] = busy,
    ) -> None:
        self._crew = crew
        self._met = met
        # Whether some of the run under way are shared out.
        self.sharing = False
        self._busy = busy
        self._share = share
        self._whole = whole
        self._formats = formats

    def run(
        self,
        work: Callable[[A], R],
        arguments: Sequence[A],
        *,
        prepare: Callable[[], None] = nothing,
        begun: Callable[[A], None] = lambda argument: None,
        done: Callable[[A, R | Lost[A]], None] = lambda argument, result: None,
        cost: Callable[[A], float] | None = None,
        seconds: Callable[[A], float] | None = None,
        kept: bool = True,
    ) -> Iterator[R | Lost[A]]:
        """As of `Workers`."""
        alone = len(arguments) - self._last(len(arguments))
        self.sharing = alone < len(arguments)
        gathered = [
            _Gathered(one, self._shares(one) if at >= alone else ()) for at, one in enumerate(arguments)
        ]
        pieces: list[Any] = []
        behind: dict[int, int] = {}
        owners: dict[int, _Gathered] = {}
        for each in gathered:
            first = len(pieces)
            for piece in each.pieces:
                if isinstance(piece, Share) and FORMATS[piece.format].names_pages and len(pieces) > first:
                    behind[len(pieces)] = first
                owners[id(piece)] = each
                pieces.append(piece)

        def begins(piece: Any) -> None:
            each = owners[id(piece)]
            if piece is each.pieces[0]:
                begun(each.one)

        def ended(piece: Any, result: Any) -> None:
            each = owners[id(piece)]
            each.results[id(piece)] = result
            if isinstance(piece, Share) and not isinstance(result, Lost):
                self._met(result)
            if len(each.results) == len(each.pieces):
                each.result = each.gathered(self._whole)
                done(each.one, each.result)
                if not kept:
                    each.result = None

        results = self._crew.run(
            functools.partial(_made, work, self._share),
            pieces,
            prepare=prepare,
            begun=begins,
            done=ended,
            cost=(lambda piece: cost(_source(piece))) if cost else None,
            seconds=(lambda piece: seconds(_source(piece))) if seconds else None,
            kept=False,
            behind=behind,
            having=_having,
        )
        for each in gathered:
            for _ in each.pieces:
                next(results)
            yield each.result
            each.result = None
        # To its end: workers of a run that is left before are ended with it.
        for _ in results:
            raise AssertionError("more results than pieces")

    def _last(self, sources: int) -> int:
        """Of so many sources the last that are shared out: what is left for the last round, if it leaves half of the crew idle."""
        left = sources % self._crew.jobs
        return left if 2 * left <= self._crew.jobs and left and not self._busy() else 0

    def _shares(self, one: Any) -> tuple[Share, ...]:
        """The editions of an article, the printed one first; none of a book, which would be read and bound in each process."""
        if not isinstance(one, Article):
            return ()
        wanted = [
            name for name in FORMATS if name in one.formats and (not self._formats or name in self._formats)
        ]
        if len(wanted) < 2:
            return ()
        waiting = next((name for name in wanted[1:] if FORMATS[name].names_pages), "")
        others = (Share(one, name, ahead="" if name == waiting else waiting) for name in wanted[1:])
        return Share(one, wanted[0]), *others

    def dismiss(self) -> None:
        """The workers are somebody else's."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The workers are somebody else's."""


class _Gathered:
    """What becomes of a source, piece by piece."""

    def __init__(self, one: Any, shares: Sequence[Share]) -> None:
        self.one = one
        self.pieces: Sequence[Any] = shares or (one,)
        self.results: dict[int, Any] = {}
        self.result: Any = None

    def gathered(self, whole: Callable[[Source, Sequence[Made]], Made]) -> Any:
        results = [self.results.pop(id(piece)) for piece in self.pieces]
        lost = next((result for result in results if isinstance(result, Lost)), None)
        if lost is not None:
            return Lost(self.one, lost.reason, lost.how)
        return whole(self.one, results) if isinstance(self.pieces[0], Share) else results[0]


def _source(piece: Any) -> Any:
    return piece.one if isinstance(piece, Share) else piece


def _having(piece: Any, pages: PageMap) -> Any:
    return replace(piece, pages=pages)


def _made(work: Callable[[Any], Any], share: Callable[[Share], Made], piece: Any) -> Any:
    return share(piece) if isinstance(piece, Share) else work(piece)
