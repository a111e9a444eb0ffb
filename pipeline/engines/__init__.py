"""The outside programs and engines: found, probed, limited, and their complaints translated.

Input: bytes and plain values. Output: bytes, or `EngineError`. The only package that imports
WeasyPrint and pypandoc or starts a program. Must not: know articles, policies or templates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.engines.pandoc import Pandoc
    from pipeline.engines.weasyprint import WeasyPrint


class EngineError(Exception):
    """An engine cannot go on with this input, or at all.

    `code` is the diagnostic to report; `facts` fill its message.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code}: {facts}")
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.code, self.facts))


def _rebuilt(code: str, facts: dict[str, object]) -> EngineError:
    return EngineError(code, **facts)


def _pandoc() -> Pandoc:
    from pipeline.engines.pandoc import Pandoc

    return Pandoc.found()


def _weasyprint() -> WeasyPrint:
    from pipeline.engines.weasyprint import WeasyPrint

    return WeasyPrint()


@dataclass(slots=True)
class Engines:
    """The engines of one process, each made when it is first used."""

    _made: dict[str, object] = field(default_factory=dict)

    @property
    def pandoc(self) -> Pandoc:
        if "pandoc" not in self._made:
            self._made["pandoc"] = _pandoc()
        return self._made["pandoc"]  # type: ignore[return-value]

    @property
    def weasyprint(self) -> WeasyPrint:
        if "weasyprint" not in self._made:
            self._made["weasyprint"] = _weasyprint()
        return self._made["weasyprint"]  # type: ignore[return-value]
