"""What commands work on: the project around, the articles and editions that are asked for, the processes, the day.

Input: options as they were typed. Output: what `production` is handed. Must not: begin work.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.ending import USAGE, fail
from pipeline.cli.printing import shown

if TYPE_CHECKING:
    from pipeline.production import Wanted
    from pipeline.scheduling import Workers
    from pipeline.workspace import Workspace


def own_templates(project: Path | None) -> Mapping[str, bytes]:
    """The templates of the project around, if there is one: a file is proved with its fonts, too."""
    from pipeline.glance import find_project
    from pipeline.workspace import Workspace

    root = project or find_project(str(Path.cwd()))
    return Workspace(Path(root).resolve()).templates() if root is not None else {}


def language_around(file: Path) -> str | None:
    """The language that a text is in if it does not say so: that of its name, else of the publication that it lies in."""
    from pipeline import publication
    from pipeline.article import ArticleFile
    from pipeline.glance import MARKER, find_project
    from pipeline.schema import UNDETERMINED, canonical_language, is_language_tag

    named = ArticleFile(file.absolute().as_posix(), None).file_language
    if named is not None and is_language_tag(named):
        return canonical_language(named)
    root = find_project(str(file.absolute().parent))
    if root is None:
        return None
    try:
        said = publication.parse((Path(root) / MARKER).read_bytes()).value.lang
    except OSError:
        return None
    return None if said == UNDETERMINED else said


def workspace_of(project: Path | None) -> Workspace:
    from pipeline.workspace import Workspace

    return Workspace(root_of(project))


def root_of(project: Path | None) -> Path:
    """The project's folder: the one that is named, else the nearest one upward."""
    from pipeline.glance import MARKER, find_project

    if project is not None:
        if not (project / MARKER).is_file():
            action = _renamed(project) or "`smallprint init DIR` makes one"
            fail(f"{shown(project)} is no project: it has no {MARKER}; {action}", USAGE)
        return project.resolve()
    root = find_project(str(Path.cwd()))
    if root is None:
        action = _renamed(Path.cwd()) or "`smallprint init DIR` makes one, `--project DIR` names one"
        fail(f"no project here: no {MARKER} in this folder or above; {action}", USAGE)
    return Path(root)


def _renamed(folder: Path) -> str:
    """What to do where a publication's file nearly has its name."""
    from pipeline import naming
    from pipeline.glance import MARKER
    from pipeline.workspace import Workspace

    for name in Workspace(folder).names("source", ""):
        if naming.meant(name) == MARKER:
            return f"rename {name}"
    return ""


def language_tag(tag: str | None) -> None:
    """Refuses what is no language tag, with the one that was meant. Raises: BadParameter."""
    from pipeline.schema import is_language_tag, meant_language

    if tag is None or is_language_tag(tag):
        return
    meant = meant_language(tag)
    advice = f"; did you mean {meant}?" if meant else " such as en or nb"
    raise click.BadParameter(f"{tag!r} is not a language tag{advice}", param_hint="--lang")


def wanted_of(
    articles: Iterable[str],
    formats: Iterable[str],
    languages: Iterable[str],
    brochure: Mapping[str, object] | None = None,
) -> Wanted:
    """What a command was asked for. Raises `click.BadParameter` for what is no language tag."""
    from pipeline.production import Wanted
    from pipeline.schema import canonical_language

    tags = []
    for tag in languages:
        language_tag(tag)
        tags.append(canonical_language(tag))
    return Wanted(
        tuple(articles),
        tuple(dict.fromkeys(formats)),
        tuple(tags),
        brochure=brochure or {},
    )


def workers_for(jobs: int | None, warm: Callable[[], None] | None = None, early: int = 0) -> Workers:
    """Processes for the work: as many as are asked for, else one for each processor; `early` of them warm up at once."""
    from pipeline.scheduling import default_jobs, nothing, workers

    count = jobs or default_jobs()
    return workers(count, warm=warm or nothing, early=early)


def clock() -> datetime.date:
    from pipeline.glance import today

    return datetime.date.fromisoformat(today())
