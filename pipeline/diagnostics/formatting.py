"""Diagnostics as people, editors and other programs read them: text, JSON, SARIF, GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipeline.diagnostics import Diagnostic, Severity, escaped, registry

FORMATS = ("text", "json", "sarif", "github")

_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.ADVICE: "36;1"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def formatted(diagnostics: Sequence[Diagnostic], report: str, *, colour: bool = False) -> str:
    """All diagnostics in one of `FORMATS`. Shape: ends with a line break unless it is empty."""
    match report:
        case "json":
            return json.dumps([as_json(one) for one in diagnostics], ensure_ascii=False, indent=2) + "\n"
        case "sarif":
            return json.dumps(_sarif(diagnostics), ensure_ascii=False, indent=2) + "\n"
        case "github":
            return "".join(_github(one) for one in diagnostics)
        case _:
            return "".join(as_text(one, colour=colour) for one in diagnostics)


def as_text(diagnostic: Diagnostic, *, colour: bool = False) -> str:
    """`path:line:col: error[ART103]: …` and the `help:` line below it."""

    def painted(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour else text

    place = diagnostic.location
    # A folder may have any name, and a finding is one line.
    path = escaped(place.path)
    where = f"{path}:{place.line}:{place.column}" if place.extent else path
    label = painted(f"{diagnostic.severity}[{diagnostic.code}]", _COLOURS[diagnostic.severity])
    text = f"{painted(where, '1')}: {label}: {diagnostic.message}\n"
    if diagnostic.help:
        text += f"  {painted('help:', '2')} {diagnostic.help}\n"
    return text


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    extent = diagnostic.location.extent
    return {
        "path": diagnostic.location.path,
        "line": diagnostic.location.line,
        "column": diagnostic.location.column,
        "end-line": extent.end_line if extent else diagnostic.location.line,
        "end-column": extent.end_column if extent else diagnostic.location.column,
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
    }


def _sarif(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """Source: SARIF 2.1.0 (OASIS)."""
    from pipeline import __version__

    rules = [registry()[code] for code in sorted({one.code for one in diagnostics})]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "smallprint",
                        "version": __version__,
                        "rules": [
                            {
                                "id": rule.code,
                                "shortDescription": {"text": rule.message},
                                "fullDescription": {"text": rule.explanation},
                                "help": {"text": rule.help},
                                "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
                            }
                            for rule in rules
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(one) for one in diagnostics],
            }
        ],
    }


def _sarif_result(diagnostic: Diagnostic) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": diagnostic.location.path}}
    if extent := diagnostic.location.extent:
        place["region"] = {
            "startLine": extent.line,
            "startColumn": extent.column,
            "endLine": extent.end_line,
            "endColumn": extent.end_column,
        }
    return {
        "ruleId": diagnostic.code,
        "level": _SARIF_LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message}. {diagnostic.help}"},
        "locations": [{"physicalLocation": place}],
    }


def _github(diagnostic: Diagnostic) -> str:
    """A workflow command. Source: GitHub Actions, "Workflow commands"."""

    def value(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def property_(text: str) -> str:
        return value(text).replace(":", "%3A").replace(",", "%2C")

    level = {"error": "error", "warning": "warning", "advice": "notice"}[diagnostic.severity]
    place = diagnostic.location
    return (
        f"::{level} file={property_(place.path)},line={place.line},col={place.column},"
        f"title={property_(diagnostic.code)}::{value(f'{diagnostic.message} ({diagnostic.help})')}\n"
    )
