"""What `smallprint import` shows: a line for each file while it runs, then a report.

Input: what the command was asked. Output: an exit code. Must not: read or write files.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.cli.ending import FINDINGS, FINE, exit_code, interruptible
from pipeline.cli.printing import count, painted, print_findings, say, tally
from pipeline.cli.project import language_tag
from pipeline.diagnostics import has_errors
from pipeline.diagnostics.formatting import as_json
from pipeline.intake import Intake, Order, Taken
from pipeline.intake import run as take
from pipeline.schema import SLUG, canonical_language
from pipeline.workspace import Workspace

REPORT_VERSION = 1
# More is in the JSON report.
MOST_DROPPED, MOST_WORDS = 12, 110


def run(
    workspace: Workspace,
    files: Sequence[str],
    slug: str | None,
    lang: str | None,
    dry_run: bool,
    force: bool,
    report: str,
    today: datetime.date,
) -> int:
    """`smallprint import`: takes the files in, and says what came and what did not. Output: the exit code."""
    if slug is not None and not SLUG.fullmatch(slug):
        raise click.BadParameter(
            f"{slug!r} cannot name an article: use small letters, digits and single hyphens",
            param_hint="--slug",
        )
    if slug is not None and (len(files) > 1 or Path(files[0]).is_dir()):
        raise click.BadParameter("it names one article, and there are several files", param_hint="--slug")
    language_tag(lang)
    order = Order(slug, canonical_language(lang) if lang else None, dry_run, force)
    with interruptible():
        intake = take(workspace, files, order, today, _progress)
    diagnostics = [*intake.diagnostics, *(one for taken in intake.taken for one in taken.diagnostics)]
    if report == "json":
        click.echo(json.dumps(_as_json(intake, order), ensure_ascii=False, indent=2))
    else:
        for taken in intake.taken:
            for line in _lines(taken, order):
                click.echo(line)
        print_findings(diagnostics, "text")
        _say(intake, order)
    code = exit_code(diagnostics)
    return FINDINGS if code == FINE and not intake.taken else code


def _progress(taken: Taken, done: int, total: int) -> None:
    width = len(str(total))
    state = painted("not imported", "31") if taken.failed else f"{taken.kind} → {taken.slug}"
    say(f"[{done:>{width}}/{total}] {taken.source}  {state}")


def _say(intake: Intake, order: Order) -> None:
    done = [taken for taken in intake.taken if not taken.failed]
    failed = [taken for taken in intake.taken if taken.failed]
    verb = "would import" if order.dry_run else "imported"
    say(f"{verb} {count(len(done), 'file')} of {len(intake.taken)}")
    if failed:
        say(f"not imported: {', '.join(taken.source for taken in failed)}")
    if intake.skipped:
        say(f"passed over: {count(len(intake.skipped), 'file')} of other kinds")
    open_ = [taken.slug for taken in done if has_errors(taken.findings)]
    if open_:
        say(f"to be decided by an editor before it is built: {', '.join(open_)}")
    elif done and not order.dry_run:
        say(
            "next: read the articles, then `smallprint build "
            + " ".join(taken.slug for taken in done[:3])
            + "`"
        )


def _lines(taken: Taken, order: Order) -> list[str]:
    if taken.failed:
        return []
    lines = ["", f"{taken.path}  ({taken.kind}, {taken.lang or 'language unknown'})", f"  {taken.title}"]
    parts = [
        count(number, name.removesuffix("s").replace("-", " "))
        for name, number in taken.counts.items()
        if number
    ]
    lines.append(f"  {', '.join(parts)}")
    lines += [f"  note: {note}" for note in taken.notes]
    if taken.topics:
        lines.append(f"  topics suggested, look at them: {', '.join(taken.topics)}")
    for match in taken.replaced:
        lines.append(f"  disclaimer recognised: {match.disclaimer}, in the place of “{_short(match.text)}”")
    for owed in taken.owed:
        words = ", ".join(
            f'{detector} "{text}"' + (f" (line {line})" if line else "")
            for detector, text, line in owed.triggers[:4]
        )
        more = f" and {len(owed.triggers) - 4} more" if len(owed.triggers) > 4 else ""
        why = f"rule {owed.rule}" if owed.rule else "the author's own"
        lines.append(
            f"  owes {owed.disclaimer} ({owed.place}, {why})" + (f": {words}{more}" if words else "")
        )
    if not taken.owed and taken.mentions:
        lines.append(
            "  mentions: " + ", ".join(f"{name} {number}" for name, number in taken.mentions.items())
        )
    for dropped in taken.dropped[:MOST_DROPPED]:
        lines.append(f"  left out: “{_short(dropped.text)}”: {dropped.why}")
    if len(taken.dropped) > MOST_DROPPED:
        lines.append(f"  left out: {len(taken.dropped) - MOST_DROPPED} more, with `--report json`")
    errors = [finding for finding in taken.findings if finding.severity == "error"]
    for finding in errors[:MOST_DROPPED]:
        lines.append(f"  to decide: line {finding.location.line}: {finding.code} {finding.message}")
    if taken.findings:
        lines.append(f"  check: {tally(taken.findings)}")
    if order.dry_run:
        lines += ["", *(f"  | {line}" for line in taken.text.rstrip("\n").split("\n"))]
    return lines


def _short(text: str) -> str:
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 20]} … {text[-15:]}"


def _as_json(intake: Intake, order: Order) -> dict[str, Any]:
    return {
        "import": REPORT_VERSION,
        "dry-run": order.dry_run,
        "files": [_one(taken, order) for taken in intake.taken],
        "skipped": intake.skipped,
        "diagnostics": [
            as_json(one)
            for one in (*intake.diagnostics, *(each for taken in intake.taken for each in taken.diagnostics))
        ],
    }


def _one(taken: Taken, order: Order) -> dict[str, Any]:
    return {
        "source": taken.source,
        "imported": not taken.failed,
        "path": taken.path,
        "slug": taken.slug or None,
        "kind": taken.kind or None,
        "title": taken.title or None,
        "lang": taken.lang,
        "written": list(taken.written),
        "counts": dict(taken.counts),
        "notes": list(taken.notes),
        "dropped": [{"text": one.text, "why": one.why} for one in taken.dropped],
        "missing-pictures": [{"name": one.name, "why": one.why, "alt": one.alt} for one in taken.missing],
        "disclaimers": [{"ref": one.disclaimer, "text": one.text} for one in taken.replaced],
        "new-wordings": list(taken.wordings),
        "topics-suggested": list(taken.topics),
        "owes": [
            {
                "disclaimer": owed.disclaimer,
                "rule": owed.rule or None,
                "place": owed.place,
                "triggers": [
                    {"detector": detector, "text": text, "line": line}
                    for detector, text, line in owed.triggers
                ],
            }
            for owed in taken.owed
        ],
        "mentions": dict(taken.mentions),
        "diagnostics": [as_json(one) for one in taken.diagnostics],
        "findings": [as_json(one) for one in taken.findings],
        **({"article": taken.text} if order.dry_run and not taken.failed else {}),
    }
