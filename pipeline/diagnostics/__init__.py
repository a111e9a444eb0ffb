"""What can be wrong, where, and what to do about it.

Input: a code from the registry (`codes/*.toml`) and the facts of the case.
Output: frozen `Diagnostic` values and their text, JSON, SARIF and GitHub forms.
Must not: read articles, know about formats, print.
"""

from __future__ import annotations

import enum
import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Severity(enum.StrEnum):
    """How bad it is: an error stops the article, a warning and an advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Extent(NamedTuple):
    """A stretch of a source file.

    Units: 1-based lines and columns; columns count code points; the end is exclusive.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def point(cls, line: int, column: int) -> Extent:
        return cls(line, column, line, column)


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the project.

    Shape: `path` is relative to the project with forward slashes; no extent means the file as a whole.
    """

    path: str
    extent: Extent | None = None

    @property
    def line(self) -> int:
        return self.extent.line if self.extent else 1

    @property
    def column(self) -> int:
        return self.extent.column if self.extent else 1


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the registry."""

    code: str
    severity: Severity
    message: str
    help: str
    explanation: str
    bad: str
    good: str

    @property
    def advice(self) -> str:
        """`help` where there is no finding to fill it in."""
        if re.fullmatch(r"\{\w+\}", self.help):
            return "the finding names the nearest choice, or all that there are"
        return self.help.replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    code: str
    severity: Severity
    message: str
    help: str
    location: Location

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.location.path, self.location.line, self.location.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Reported(Generic[T]):
    """A step's value together with what it has to complain about.

    Shape: `value` is None only where an error is among the diagnostics.
    """

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


@functools.cache
def registry() -> dict[str, Rule]:
    """Every code that smallprint can report, in order."""
    entries: dict[str, dict[str, str]] = {}
    for path in sorted((Path(__file__).parent / "codes").glob("*.toml")):
        entries |= tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        code: Rule(
            code=code,
            severity=Severity(entry["severity"]),
            message=entry["message"],
            help=entry["help"],
            explanation=entry["explanation"].strip(),
            bad=entry["bad"].strip("\n"),
            good=entry["good"].strip("\n"),
        )
        for code, entry in sorted(entries.items())
    }


def report(code: str, location: Location, /, **facts: object) -> Diagnostic:
    """The diagnostic `code` for this place, its message filled with the facts of the case."""
    rule = registry()[code]
    shown = {name: _shown(value) for name, value in facts.items()}
    return Diagnostic(
        code=code,
        severity=rule.severity,
        message=rule.message.format_map(shown),
        help=rule.help.format_map(shown),
        location=location,
    )


def each(code: str, location: Location, /, found: Iterable[str], **facts: object) -> Iterator[Diagnostic]:
    """The diagnostic `code` for each thing that was found, told once."""
    return (report(code, location, found=what, **facts) for what in dict.fromkeys(found))


def _shown(value: object) -> str:
    """A fact as one readable line: control and invisible characters escaped, long text cut."""
    text = escaped(str(value))
    return text if len(text) <= 160 else f"{text[:120]} … {text[-30:]}"


def escaped(text: str) -> str:
    """Text in one line in which every character can be seen."""
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)


def quoted(value: object) -> str:
    """A value from a source file, in double quotes, for a message."""
    return f'"{value}"'


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that the writer most likely meant, or None."""
    matches = get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return matches[0] if matches else None


def is_a_slip(said: str, meant: str) -> bool:
    """Whether one word is the other but for a letter more, less or another, or two in the wrong order."""
    short, long = sorted((said, meant), key=len)
    start = next(
        (at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = long[start : start + 2][::-1] + long[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or short[start:] == swapped


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """An action for a `help:` line: the nearest choice, else all of them."""
    choices = sorted(choices)
    match = nearest(word, choices)
    if match:
        return f"did you mean `{match}`?"
    return "use one of: " + ", ".join(choices) if choices else "there is none to choose from"


def sentence(action: str) -> str:
    """An action with its stop; a question has a sign of its own."""
    return action if action.endswith("?") else f"{action}."


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_file_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file, line and column, doubles removed."""
    return tuple(sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key))
