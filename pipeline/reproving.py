"""Finished files proved again: those of articles as they stand now, and any by the manifest that travels in it.

Input: a workspace, or bytes of files with the manifests near them. Output: a `Summary`. Must not: make an edition, print.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pipeline import catalogue, production, proof, steps, worker
from pipeline.catalogue import Released
from pipeline.diagnostics import Diagnostic, Location, in_file_order, report
from pipeline.distribution import manifest
from pipeline.engines import EngineError
from pipeline.production import HERE, Summary, Wanted
from pipeline.proof import Proof, altered, record
from pipeline.proof import report as proof_report
from pipeline.proof.altered import Held
from pipeline.proof.evidence import Unreadable
from pipeline.proof.mutants.trial import BESIDE, Trial, joined, parts_of, trial
from pipeline.rendition.expected import Altered
from pipeline.scheduling import Lost, Workers
from pipeline.theme import load_theme
from pipeline.workspace import Workspace, read_templates, shipped_templates

# What the proof of one file may take; one of many pages takes longer. Units: seconds.
SECONDS, SECONDS_PER_MEGABYTE, MOST_SECONDS = 40.0, 60.0, 600.0

# Gives the manifests of releases beside and above a file.
Nearby = Callable[[str], Iterable[tuple[Path, bytes]]]


def prove(workspace: Workspace, wanted: Wanted, today: datetime.date, crew: Workers = HERE) -> Summary:
    """Proves the released files of articles again, against the source as it stands now."""
    work = functools.partial(steps.proved_again, read=workspace.read)
    summary, _ = production.run(workspace, wanted, today, production.Errand(work, crew))
    near = [(Path("output") / manifest.NAME, workspace.read(f"output/{manifest.NAME}") or b"")]
    for made in summary.made:
        if not made.proofs:
            continue
        told: list[Proof] = []
        for one in made.proofs:
            content = workspace.read(one.path)
            if content is not None:
                released = catalogue.listed(near, Path(one.path), content, one)
                (now,) = crew.run(_held, [(one.path, content)], seconds=_seconds)
                now = None if isinstance(now, Lost) else now
                told.append(_compared(summary, one, content, released, now))
        if told:
            summary.records.append(record.record(told, made.wordings, made.valid_until))
    summary.diagnostics = in_file_order(summary.diagnostics)
    return summary


def prove_files(
    files: Sequence[tuple[str, bytes]],
    near: Nearby = lambda path: (),
    *,
    today: datetime.date | None = None,
    templates: Mapping[str, bytes] = MappingProxyType({}),
    crew: Workers = HERE,
) -> Summary:
    """Proves finished files from the manifests that travel in them, and compares them with what was released.

    `near` gives the manifests of releases beside and above a file; `templates` are those of a project, whose fonts are
    trusted beside the shipped ones. The files may come from strangers: `crew` opens them, and nobody else does.
    """
    summary = Summary()
    theme = load_theme(read_templates(shipped_templates()), templates).value
    fonts = proof.trusted_fonts(theme) if theme is not None else {}
    together: dict[tuple[str, str, str], list[Proof]] = {}
    work = functools.partial(_examined, fonts)
    for (path, content), result in zip(files, crew.run(work, files, seconds=_seconds), strict=True):
        listed: Callable[[Proof | None], Released | None] = functools.partial(
            catalogue.listed, tuple(near(path)), Path(path).absolute(), content
        )
        seen = _Examined(refused=_lost(result)) if isinstance(result, Lost) else result
        if (one := seen.proof) is None:
            released = listed(None)
            if released is not None and released.sha256 is not None and Path(path).name == proof_report.NAME:
                summary.lines.append(f"{path}: the evidence on other files")
            elif seen.refused is not None:
                summary.diagnostics += (seen.refused,)
            _as_released(summary, path, released)
            continue
        summary.diagnostics += one.diagnostics
        released = listed(one)
        told = _compared(summary, one, content, released, seen.held)
        if released and released.valid_until and today and released.valid_until < today:
            facts = {"slug": one.slug, "lang": one.lang, "until": released.valid_until}
            summary.diagnostics += (report("ART132", Location(path), **facts),)
        together.setdefault((str(Path(path).parent), one.lang, one.slug), []).append(told)
    for proofs in together.values():
        summary.records.append(record.record(proofs))
        summary.diagnostics += record.disagreeing(proofs)
    summary.diagnostics = in_file_order(summary.diagnostics)
    return summary


@dataclass(frozen=True, slots=True)
class _Examined:
    """What was found in a file. Shape: without a `proof`, `refused` says why there is none."""

    proof: Proof | None = None
    held: Held | None = None
    refused: Diagnostic | None = None


def _examined(fonts: Mapping[str, bytes], file: tuple[str, bytes]) -> _Examined:
    """Whatever goes wrong with one file is its own finding, a fault of ours too."""
    place = Location(file[0])
    try:
        return _opened(fonts, *file)
    except RecursionError:
        problem = "one whose parts are nested too deeply"
        return _Examined(refused=report("PRF871", place, kind="a file", problem=problem))
    except MemoryError:
        raise
    except Exception as error:
        return _Examined(refused=worker.fault(error, place))


def _opened(fonts: Mapping[str, bytes], path: str, content: bytes) -> _Examined:
    try:
        owed = proof.expectation_in(content, path)
    except Unreadable as problem:
        return _Examined(refused=report(problem.code, Location(path), **problem.facts))
    except Altered:
        # Words of the whole file were changed, and its manifest has them too.
        return _Examined(refused=report("PRF881", Location(path), found="its manifest"))
    except ValueError as error:
        return _Examined(refused=report("PRF891", Location(path), problem=error))
    one = proof.prove(owed, content, path=path, fonts=fonts)
    # What is too large to be proved is not read once more.
    large = any(found.code == "PRF872" for found in one.diagnostics)
    return _Examined(one, None if large else altered.held(content, path))


def _held(file: tuple[str, bytes]) -> Held | None:
    path, content = file
    return altered.held(content, path)


def _seconds(file: tuple[str, bytes]) -> float:
    """How long the proof of a file may take, before it is begun once more, alone, and then given up."""
    return min(SECONDS + SECONDS_PER_MEGABYTE * len(file[1]) / 1e6, MOST_SECONDS)


def _lost(result: Lost[tuple[str, bytes]]) -> Diagnostic:
    """What to say of a file that ended the process that opened it, or kept it."""
    path, _ = result.argument
    if result.reason == "died":
        problem = f"one that ends the program that opens it ({result.how})"
        return report("PRF871", Location(path), kind="a file", problem=problem)
    return report("PRF872", Location(path), limit=result.how, what="to prove it", found="more")


def _compared(
    summary: Summary, one: Proof, content: bytes, released: Released | None, now: Held | None
) -> Proof:
    """Adds a proof to the summary, and whether its file is still the one that was made and released.

    Shape: `now` is what the file holds; the proof with what was altered among its findings, for a page that says all of a file at once.
    """
    summary.proofs.append(one)
    summary.contents[one.sha256] = content
    summary.released[one.path] = released
    altered_since: tuple[Diagnostic, ...] = ()
    # Bytes as they were released need no further word, and of a file that cannot be read there is none.
    if now is not None and not (released is not None and released.same):
        summary.held[one.path] = now
        altered_since = now.diagnostics(one.path)
        summary.diagnostics += altered_since
    _as_released(summary, one.path, released, now)
    return replace(one, diagnostics=(*one.diagnostics, *altered_since))


def _as_released(summary: Summary, path: str, released: Released | None, now: Held | None = None) -> None:
    """Adds what a manifest of releases says of a file, once: what differs in it says more than that its hash does."""
    if released is not None and released.sha256 is None:
        summary.diagnostics += (report("PRF894", Location(path), manifest=released.manifest),)
    elif released is not None and not released.same and not (now is not None and now.altered):
        facts = {"expected": (released.sha256 or "")[:12], "found": released.found[:12]}
        anew = now is not None and now.altered == () and now.digest == released.contents
        summary.diagnostics += (report("PRF882" if anew else "PRF893", Location(path), **facts),)


def self_test(
    summary: Summary,
    progress: Callable[[Trial, int, int], None],
    crew: Workers = HERE,
    *,
    templates: Mapping[str, bytes] = MappingProxyType({}),
) -> Summary:
    """Attacks every file that was proved, in every way that is known, and adds how the proof did.

    `templates` as for `prove_files`. Reports: PRF898 (a mutant that passed), PRF899 (an unchanged copy that did not).
    """
    theme = load_theme(read_templates(shipped_templates()), templates).value
    fonts = proof.trusted_fonts(theme) if theme is not None else {}
    files = [(one.path, summary.contents[one.sha256]) for one in summary.proofs if one.proved]
    parts = crew.run(_parts, files, seconds=_seconds)
    pieces = [
        _Piece(*file, key)
        for file, keys in zip(files, parts, strict=True)
        for key in ((BESIDE,) if isinstance(keys, Lost) else keys)
    ]
    count = 0

    def done(_: _Piece, result: Trial | Lost[_Piece]) -> None:
        nonlocal count
        count += 1
        progress(_tried(result), count, len(pieces))

    work = functools.partial(_trial, fonts)
    # That of a long page takes minutes.
    ended = [_tried(one) for one in crew.run(work, pieces, done=done, seconds=lambda piece: 7200)]
    trials = [joined(list(parts)) for _, parts in itertools.groupby(ended, lambda one: one.path)]
    found = [finding for one in trials for finding in one.diagnostics]
    return replace(summary, trials=trials, diagnostics=in_file_order((*summary.diagnostics, *found)))


class _Piece(NamedTuple):
    """What is tried at a time. Why: the trial of a book takes many minutes, and all processors can have their part of it."""

    path: str
    content: bytes
    key: str


def _parts(file: tuple[str, bytes]) -> tuple[str, ...]:
    path, content = file
    return parts_of(proof.expectation_in(content, path))


def _trial(fonts: Mapping[str, bytes], piece: _Piece) -> Trial:
    path, content, key = piece
    return trial(proof.expectation_in(content, path), content, path, fonts, key)


def _tried(result: Trial | Lost[_Piece]) -> Trial:
    if isinstance(result, Lost):
        path, _, key = result.argument
        return Trial(path, "", False, (), (worker.lost(result, Location(path)),), key)
    return result


def proof_page(summary: Summary) -> str:
    """The report on what was proved, as a page that stands alone."""
    theme = load_theme(read_templates(shipped_templates())).value
    if theme is None:
        raise EngineError("ENG608", file="shared/proof.html.j2")
    return proof_report.page(
        summary.records, lambda _, file: summary.contents.get(file.sha256), theme, beside=False
    )
