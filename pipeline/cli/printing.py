"""What a terminal shows: results on stdout, progress on stderr, colours only on a terminal.

Input: what a run found and made. Output: text, printed. Must not: run anything, exit.
"""

from __future__ import annotations

import errno
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.catalogue import Released
    from pipeline.diagnostics import Diagnostic
    from pipeline.made import Made
    from pipeline.production import Summary
    from pipeline.proof import Evidence, Proof
    from pipeline.proof.altered import Held
    from pipeline.proof.mutants.trial import Trial

# More of the same kind on one file is not read, and hides what else there is.
MOST_ADVICE, MOST_ALIKE = 3, 50
# How many articles are named where there are more, by what their time went to or as not released.
MOST_ROWS = 40


def timings(made: Sequence[Made], whole: Mapping[str, float]) -> list[str]:
    """Where the time went: a row for each piece of work and step, the dearest first, then what is done for all.

    Of more than some, the rest are counted: nobody looks through thousands for the cheapest.
    """
    worked = sorted((one for one in made if one.seconds), key=lambda one: -sum(one.seconds.values()))
    steps = list(dict.fromkeys(step for one in worked for step in one.seconds))
    rows = [("seconds", *steps, "all")]
    for one in worked[:MOST_ROWS]:
        times = [one.seconds.get(step, 0.0) for step in steps]
        rows.append((f"{one.slug} ({one.lang})", *(f"{each:.3f}" for each in times), f"{sum(times):.3f}"))
    if len(worked) > MOST_ROWS:
        rest = [sum(one.seconds.get(step, 0.0) for one in worked[MOST_ROWS:]) for step in steps]
        rows.append(
            (f"{len(worked) - MOST_ROWS} more", *(f"{each:.3f}" for each in rest), f"{sum(rest):.3f}")
        )
    sums = [sum(one.seconds.get(step, 0.0) for one in worked) for step in steps]
    rows.append(("all", *(f"{each:.3f}" for each in sums), f"{sum(sums):.3f}"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(each.rjust(width) for each, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
        if worked
    ]
    return [*lines, ", ".join(f"{step} {seconds:.3f} s" for step, seconds in whole.items())]


def edition(artifact: Any) -> str:
    layout, pages, sides = (artifact.facts.get(name) for name in ("layout", "pages", "sides"))
    if sides:
        return f"press file ({count(sides, 'side')})"
    if layout:
        size = f"{size_of(artifact)}, " if size_of(artifact) else ""
        return f"{artifact.format} ({size}{layout}, {count(pages, 'page')})"
    return str(artifact.format)


def size_of(artifact: Any) -> str:
    """Which size of print a further file of a brochure has; nothing for the first."""
    _, dot, size = artifact.name.removesuffix(".pdf").rpartition(".")
    return f"{size} print" if dot and size != "press" else ""


def print_proofs(summary: Summary, report: str, *, self_test: bool) -> None:
    """The evidence, what became of the attacks of a self-test, and the findings."""
    if report == "json":
        import json

        click.echo(json.dumps(_proofs_as_json(summary, self_test), ensure_ascii=False, indent=2))
        return
    if report == "text":
        for line in summary.lines:
            click.echo(line)
        for one in summary.proofs:
            click.echo(proof_lines(one, summary.released.get(one.path), summary.held.get(one.path)))
        for trial in summary.trials:
            click.echo(trial_lines(trial))
    print_findings(summary.diagnostics, report)


def _proofs_as_json(summary: Summary, self_test: bool) -> dict[str, Any]:
    from pipeline.diagnostics.formatting import as_json
    from pipeline.proof.evidence import PROOF_VERSION

    return {
        "proof": PROOF_VERSION,
        "files": [
            proof_as_json(one, summary.released.get(one.path), summary.held.get(one.path))
            for one in summary.proofs
        ],
        **({"self-test": [one.as_json() for one in summary.trials]} if self_test else {}),
        "diagnostics": [as_json(one) for one in summary.diagnostics],
    }


def proof_as_json(proof: Proof, released: Released | None, held: Held | None) -> dict[str, Any]:
    """A proof with the place of its file; `released` is null where no manifest tells, `altered` where the file does not."""
    same = released.same if released is not None else None
    return {
        "path": proof.path,
        "slug": proof.slug,
        "lang": proof.lang,
        **proof.as_json(),
        "released": same,
        "altered": [] if same else list(held.altered) if held and held.altered is not None else None,
    }


def proof_lines(proof: Proof, released: Released | None, held: Held | None) -> str:
    """What was proved of a file: a line for the whole, a table of its disclaimers."""
    if released is None:
        origin = "no manifest.json near it tells whether it was changed since its release"
    elif released.sha256 is None:
        origin = "not among the released files"
    elif released.same:
        origin = "released as it is"
    elif held is not None and held.altered == () and held.digest == released.contents:
        origin = "released, and written anew since"
    else:
        origin = "CHANGED since its release"
    if held is not None and held.altered:
        origin = "ALTERED since it was made"
    verdict = "proved" if proof.proved else "NOT PROVED"
    lines = [f"{proof.path}: {verdict}, {count(len(proof.disclaimers), 'disclaimer')}; {origin}"]
    rows: list[tuple[str, ...]] = [("disclaimer", "place", "where", "size", "x-height", "contrast", "state")]
    rows += [evidence_row(one) for one in proof.disclaimers]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    # A column that says nothing in this file is left out.
    told = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
    for row in rows if len(rows) > 1 else ():
        lines.append("  " + "  ".join(row[column].ljust(widths[column]) for column in told).rstrip())
    if proof.parity:
        lines.append(f"  text: {proof.parity.found} of {proof.parity.expected} pieces, in order")
    return "\n".join(lines)


def evidence_row(one: Evidence) -> tuple[str, ...]:
    """A row of the table of proofs: what was measured of one disclaimer, with its units."""
    contrast, ratio = one.least_contrast, one.least_ratio
    size = f"{one.size_pt:.2f} pt" if one.size_pt else f"{ratio:.0%} of text" if ratio is not None else ""
    missing = [name for name in ("present", "placed", "visible", "legible") if getattr(one, name) is False]
    return (
        one.key + (f" (again {one.repeat})" if one.repeat else ""),
        one.place,
        f"page {one.page}" if one.page else (one.file or "").rsplit("/", 1)[-1],
        size,
        f"{one.x_height_mm:.2f} mm" if one.x_height_mm else "",
        f"{contrast:.1f}" if contrast is not None else "",
        "proved" if one.proved else "NOT " + ", ".join(missing),
    )


def tried(trial: Trial, done: int, total: int) -> None:
    state = painted("caught", "32") if trial.passed else painted("NOT all caught", "31")
    what = f"{trial.path}, {trial.key or 'its text'}"
    say(f"[{done:>{len(str(total))}}/{total}] {what}: {count(trial.tried, 'mutant')} {state}")


def trial_lines(trial: Trial) -> str:
    """What a self-test came to: the verdict, then how many mutants of each kind there were."""
    kinds = [
        f"{kind} {tried}" if caught == tried else f"{kind} {caught} of {tried}"
        for kind, (tried, caught) in trial.kinds().items()
    ]
    verdict = "self-test passed" if trial.passed else "SELF-TEST FAILED"
    lines = [f"{trial.path}: {verdict}, {trial.caught} of {count(trial.tried, 'mutant')} caught"]
    return "\n".join(
        [
            *lines,
            *textwrap.wrap(", ".join(kinds), 96, initial_indent="        ", subsequent_indent="        "),
        ]
    )


def print_findings(diagnostics: Iterable[Diagnostic], report: str) -> None:
    click.echo(findings(diagnostics, report, colour=coloured(sys.stdout)), nl=False, color=True)


def findings(diagnostics: Iterable[Diagnostic], report: str, *, colour: bool) -> str:
    """What is written to stdout of what was found."""
    from pipeline.diagnostics.formatting import formatted

    return formatted(tuple(diagnostics), report, colour=colour)


def released(made: Sequence[Made], unread: Sequence[str], folder: Path) -> list[str]:
    """What a build released, what stands as it was, what it could not release; `unread` are files that are no article it could read."""
    if not (made or unread):
        return ["nothing was released"]
    new = [one for one in made if one.artifacts and not one.failed]
    old = [one for one in made if one.standing and not one.failed]
    failed = [*(f"{one.slug} ({one.lang})" for one in made if one.failed), *unread]
    files = sum(len(one.artifacts) for one in new)
    lines = []
    if new or not (old or failed):
        rest = f"; {sources(old)} as released before" if old else ""
        lines.append(f"released {count(files, 'file')} of {sources(new)} into {shown(folder)}{rest}")
    elif not failed:
        lines.append(standing(made, folder))
    if failed:
        names = ", ".join(failed[:MOST_ROWS])
        if len(failed) > MOST_ROWS:
            names += f" and {len(failed) - MOST_ROWS} more"
        lines.append(f"not released: {names}; earlier files of theirs stay as they were")
    return lines


def standing(made: Sequence[Made], folder: Path) -> str:
    """What a build says that finds nothing to do."""
    return f"nothing to do: {sources(made)} as released in {shown(folder)}"


def print_to_stderr(diagnostics: Iterable[Diagnostic]) -> None:
    """Findings beside a result that programs read."""
    from pipeline.diagnostics.formatting import formatted

    for line in formatted(tuple(diagnostics), "text", colour=coloured(sys.stderr)).splitlines():
        say(line)


def without_crowds(diagnostics: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, ...], list[str]]:
    """Findings for a terminal, with no more than some of a kind on a file, and lines on how many more there are."""
    found = tuple(diagnostics)
    seen: Counter[tuple[str, str]] = Counter()
    hidden: Counter[bool] = Counter()
    shown: list[Diagnostic] = []
    for one in found:
        kind = (one.location.path, one.code)
        seen[kind] += 1
        advice = one.severity == "advice"
        if seen[kind] <= (MOST_ADVICE if advice else MOST_ALIKE):
            shown.append(one)
        else:
            hidden[advice] += 1
    kinds = ((False, "findings of the same kinds"), (True, "of the same advice"))
    return tuple(shown), [
        f"not shown: {hidden[advice]:,} more {what}; `--report json` has all of {'it' if advice else 'them'}"
        for advice, what in kinds
        if hidden[advice]
    ]


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    found = [str(one.severity) for one in diagnostics]
    errors, warnings, advice = (found.count(severity) for severity in ("error", "warning", "advice"))
    text = "nothing to complain of"
    if errors or warnings:
        text = f"{count(errors, 'error')}, {count(warnings, 'warning')}"
    return f"{text}; {'1 piece' if advice == 1 else f'{advice} pieces'} of advice" if advice else text


def say(message: str) -> None:
    try:
        click.echo(message, err=True, color=coloured(sys.stderr))
    except OSError as error:
        # A disk that is full where only progress is told stops no work; that nobody reads it is for Click to say.
        if error.errno == errno.EPIPE:
            raise


def coloured(stream: Any) -> bool:
    return (
        stream is not None
        and stream.isatty()
        and "NO_COLOR" not in os.environ
        and os.environ.get("TERM") != "dumb"
    )


def painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if coloured(sys.stderr) else text


def sources(made: Sequence[Made]) -> str:
    """How many articles and collections these are."""
    books = sum(bool(one.articles) for one in made)
    pieces = [count(len(made) - books, "article")] if len(made) > books or not books else []
    return " and ".join((*pieces, *([count(books, "collection")] if books else ())))


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def shown(path: Path | str) -> str:
    """A path as short as it can be said."""
    path = Path(path)
    try:
        return str(path.resolve().relative_to(Path.cwd())) or "."
    except ValueError:
        return str(path)
