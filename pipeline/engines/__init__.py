"""The outside programs and engines: found, probed, limited, and their complaints translated.

Input: bytes and plain values. Output: bytes, or `EngineError`. The only package that imports
WeasyPrint and pypandoc or starts a program. Must not: know articles, policies or templates.
"""

from __future__ import annotations

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.engines.pandoc import Pandoc
    from pipeline.engines.weasyprint import WeasyPrint


# Of an error of the system's: there is no room on the disk, or none for this user.
FULL = (errno.ENOSPC, errno.EDQUOT)


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


def broken_off(program: str, error: Exception) -> EngineError:
    """What to say of an engine's own exception. Codes: ENG613 (the disk is full), ENG604."""
    if isinstance(error, OSError) and error.errno in FULL:
        return EngineError("ENG613", program=program, folder=full(error))
    return EngineError("ENG604", program=program, problem=f"{type(error).__name__}: {error}")


def full(error: OSError) -> str:
    """The folder in which there is no room any more."""
    return str(Path(os.fsdecode(error.filename)).parent) if error.filename else tempfile.gettempdir()


def _rebuilt(code: str, facts: dict[str, object]) -> EngineError:
    return EngineError(code, **facts)


@dataclass(slots=True)
class Engines:
    """The engines of one process, each made when it is first used."""

    _pandoc: Pandoc | None = None
    _weasyprint: WeasyPrint | None = None

    @property
    def pandoc(self) -> Pandoc:
        if self._pandoc is None:
            from pipeline.engines.pandoc import Pandoc

            self._pandoc = Pandoc.found()
        return self._pandoc

    @property
    def weasyprint(self) -> WeasyPrint:
        if self._weasyprint is None:
            from pipeline.engines.weasyprint import WeasyPrint

            self._weasyprint = WeasyPrint()
        return self._weasyprint

    def warm(self) -> None:
        """Makes all of them, so that the first piece of work finds them ready. Raises: EngineError."""
        # It starts while WeasyPrint is imported.
        self.pandoc.start()
        _ = self.weasyprint
