"""What a proof says: measured values for each disclaimer in each file, and what is wrong.

Must not: decide anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

from pipeline.article import folded
from pipeline.diagnostics import Diagnostic, Severity, has_errors
from pipeline.document import Notice
from pipeline.document.nodes import Legibility
from pipeline.rendition.expected import Expectation, text_sha256

PROOF_VERSION = 3


class Unreadable(Exception):
    """A file cannot be examined. `code` and `facts` are the diagnostic's."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class View:
    """How a disclaimer is shown in one way of looking at a page.

    Shape: `name` is `light`, `dark`, `print` or `narrow`. Units: share of the size of the text around it; contrast as
    a ratio to one.
    """

    name: str
    body_ratio: float
    contrast: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One disclaimer at one place of one file.

    Shape: `repeat` counts the times that it was shown before, 0 where it is owed; `legible` is None where the format
    has no fixed sizes; a value is None where it could not be measured. `views` are those of a format that has no
    pages; in a press file `page` is a panel of the `sheet`. Units: `page` and `sheet` are 1-based; `box_mm` is left, top, width, height from the page's top left corner.
    `text` is the wording that is owed; `proof.json` gives it once for all files, by its hash.
    """

    key: str
    disclaimer: str
    place: str
    weight: str
    sha256: str
    required: Legibility
    version: int = 0
    lang: str = ""
    rule: str | None = None
    repeat: int = 0
    found_sha256: str | None = None
    present: bool = False
    placed: bool = False
    visible: bool = False
    legible: bool | None = None
    page: int | None = None
    sheet: int | None = None
    box_mm: tuple[float, float, float, float] | None = None
    file: str | None = None
    element: str | None = None
    size_pt: float | None = None
    x_height_mm: float | None = None
    line_chars: int | None = None
    bold: bool | None = None
    body_ratio: float | None = None
    contrast: float | None = None
    views: tuple[View, ...] = ()
    text: str = ""

    @classmethod
    def of(cls, notice: Notice, **measured: Any) -> Evidence:
        """Of a disclaimer, with what was measured."""
        return cls(
            key=notice.key,
            disclaimer=notice.disclaimer,
            place=notice.place,
            weight=notice.weight,
            sha256=text_sha256(notice.text),
            required=notice.legibility,
            version=notice.version,
            lang=notice.lang,
            rule=notice.rule,
            text=folded(notice.text),
            **measured,
        )

    @classmethod
    def absent(cls, notice: Notice, legible: bool | None = None) -> Evidence:
        """Of a disclaimer that was not found, or in a file that cannot be read."""
        return cls.of(notice, legible=legible)

    @property
    def proved(self) -> bool:
        return self.present and self.placed and self.visible and self.legible is not False

    @property
    def least_contrast(self) -> float | None:
        """The lowest contrast that was measured, in whatever way of looking."""
        return min((view.contrast for view in self.views), default=self.contrast)

    @property
    def least_ratio(self) -> float | None:
        """The smallest share of the size of the text around it."""
        return min((view.body_ratio for view in self.views), default=self.body_ratio)

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "disclaimer": self.disclaimer,
            "version": self.version,
            "lang": self.lang,
            "rule": self.rule,
            "place": self.place,
            "repeat": self.repeat,
            "weight": self.weight,
            "sha256": self.sha256,
            "found-sha256": self.found_sha256,
            "present": self.present,
            "placed": self.placed,
            "visible": self.visible,
            "legible": self.legible,
            "page": self.page,
            "sheet": self.sheet,
            "box-mm": [round(side, 1) for side in self.box_mm] if self.box_mm else None,
            "file": self.file,
            "element": self.element,
            "size-pt": _rounded(self.size_pt, 2),
            "x-height-mm": _rounded(self.x_height_mm, 2),
            "line-chars": self.line_chars,
            "bold": self.bold,
            "body-ratio": _rounded(self.body_ratio, 3),
            "contrast": _rounded(self.contrast, 2),
            "views": [
                {
                    "name": view.name,
                    "body-ratio": _rounded(view.body_ratio, 3),
                    "contrast": _rounded(view.contrast, 2),
                }
                for view in self.views
            ],
            "required": {
                field.name.replace("_", "-"): getattr(self.required, field.name)
                for field in fields(self.required)
            },
        }


def _rounded(value: float | None, digits: int) -> float | None:
    """A measure as exact as it is worth, so that the last bits of a computation make no difference."""
    return None if value is None else round(value, digits)


@dataclass(frozen=True, slots=True)
class Parity:
    """How much of the article's text the file holds. Shape: `missing` is the first run that is not in its place."""

    expected: int
    found: int
    missing: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"expected": self.expected, "found": self.found, "missing": self.missing}


class Refused(Exception):
    """What is found already is enough."""


class Findings(list[Diagnostic]):
    """What is found of a file, in turn. Where the `first` error is enough, `Refused` comes with it.

    Why: only `append` and `extend` look at what comes in, `+=` does not.
    """

    def __init__(self, *, first: bool = False) -> None:
        super().__init__()
        self._first = first

    def append(self, found: Diagnostic, /) -> None:
        super().append(found)
        if self._first and found.severity is Severity.ERROR:
            raise Refused

    def extend(self, more: Iterable[Diagnostic], /) -> None:
        for found in more:
            self.append(found)


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence on one finished file. Shape: `parity` is None where the file cannot be read; `title` is the article's."""

    path: str
    slug: str
    lang: str
    format: str
    sha256: str
    size: int
    disclaimers: tuple[Evidence, ...]
    parity: Parity | None
    diagnostics: tuple[Diagnostic, ...]
    title: str = ""

    @classmethod
    def of(
        cls,
        expectation: Expectation,
        path: str,
        content: bytes,
        disclaimers: Sequence[Evidence],
        parity: Parity | None,
        diagnostics: Sequence[Diagnostic],
    ) -> Proof:
        """The proof of the file with these bytes."""
        return cls(
            path=path,
            slug=expectation.slug,
            lang=expectation.lang,
            format=expectation.format,
            sha256=sha256(content).hexdigest(),
            size=len(content),
            disclaimers=tuple(disclaimers),
            parity=parity,
            diagnostics=tuple(diagnostics),
            title=next((run.text for run in expectation.runs if run.kind == "title"), expectation.slug),
        )

    @property
    def proved(self) -> bool:
        return not has_errors(self.diagnostics) and all(evidence.proved for evidence in self.disclaimers)

    def as_json(self) -> dict[str, Any]:
        """For `proof.json`: only plain values, the same for the same file. Source: `record.FileRecord`."""
        return {
            "format": self.format,
            "sha256": self.sha256,
            "size": self.size,
            "proved": self.proved,
            "disclaimers": [evidence.as_json() for evidence in self.disclaimers],
            "parity": self.parity.as_json() if self.parity else None,
            "diagnostics": [
                {
                    "code": found.code,
                    "severity": found.severity.value,
                    "message": found.message,
                    "help": found.help,
                }
                for found in self.diagnostics
            ],
        }
