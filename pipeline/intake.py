"""The run behind `smallprint import`: files in, articles of the project out, with a report on each.

Input: a workspace, files, and what the command asks for. Output: an `Intake`. One bad file never stops the others.
Must not: print, write anywhere but into an article's new folder and, for disclaimers that came along, into
`source/disclaimers/`.
"""

from __future__ import annotations

import datetime
import functools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pipeline import article, document, importing, scheduling, steps
from pipeline.article import ArticleFile, Asset
from pipeline.diagnostics import Diagnostic, Location, has_errors, in_file_order, quoted, report
from pipeline.disclaimers import library
from pipeline.disclaimers.conditions import Conditions
from pipeline.disclaimers.detect import DETECTORS, detectors_for
from pipeline.document import Block, BulletList, Heading, OrderedList, Table, plain_text, walk
from pipeline.engines import Engines
from pipeline.importing import Imported, accounting, notices, topics, writing
from pipeline.importing.draft import Dropped, MissingPicture
from pipeline.importing.limits import MAX_ARCHIVE, MEMORY, SECONDS
from pipeline.project import Project, load_project
from pipeline.schema import SLUG, is_latin, slug_of
from pipeline.worker import fault
from pipeline.workspace import Workspace

MAX_PICTURE = 20_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """What the command asks for."""

    slug: str | None = None
    lang: str | None = None
    dry_run: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """A disclaimer that the imported article owes, and the words that set it off."""

    disclaimer: str
    rule: str
    place: str
    triggers: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """One file and what became of it.

    Shape: `path` is the article's, relative to the project, and None where there is none; `errors` say why. `findings`
    are those of `check` on the new article.
    """

    source: str
    path: str | None = None
    slug: str = ""
    kind: str = ""
    title: str = ""
    lang: str | None = None
    written: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    missing: tuple[MissingPicture, ...] = ()
    replaced: tuple[notices.Match, ...] = ()
    wordings: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    owed: tuple[Owed, ...] = ()
    mentions: Mapping[str, int] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    text: str = ""

    @property
    def failed(self) -> bool:
        return self.path is None


@dataclass(slots=True)
class Intake:
    """The whole run. Shape: `skipped` are files of a folder that are of no kind that can be imported."""

    taken: list[Taken] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    diagnostics: tuple[Diagnostic, ...] = ()


Progress = Callable[[Taken, int, int], None]


def run(
    workspace: Workspace, names: Sequence[str], order: Order, today: datetime.date, progress: Progress
) -> Intake:
    """Imports files, and what lies in folders."""
    intake = Intake()
    files = list(_files(names, intake))
    project, found = load_project(workspace, today)
    intake.diagnostics = in_file_order(found) if project is None else ()
    slugs: set[str] = set()
    limits = scheduling.Limits(seconds=SECONDS, memory=MEMORY)
    # What strangers wrote is read in a process that may run out of time or memory, or die.
    with scheduling.workers(1, warm=importing.warm, limits=limits) as reader:
        for done, (path, root) in enumerate(files, 1):
            prepare = functools.partial(_prepare, workspace.root, project, order)
            job = _Job(path, root, frozenset(slugs))
            (ready,) = reader.run(_ready, [job], prepare=prepare)
            taken = (
                _released(workspace, ready, order) if not isinstance(ready, scheduling.Lost) else _lost(ready)
            )
            if taken.slug:
                slugs.add(taken.slug)
            if taken.wordings and taken.written:
                # The next files may bring the same disclaimer.
                project = load_project(workspace, today)[0] or project
            intake.taken.append(taken)
            progress(taken, done, len(files))
    return intake


def _lost(lost: scheduling.Lost[_Job]) -> Taken:
    """A file that ended its reader."""
    name = lost.argument.path.as_posix()
    problem = (
        f"what reads it broke off ({lost.how})"
        if lost.reason == "died"
        else f"reading it takes more than {lost.how}"
    )
    return Taken(name, diagnostics=(report("IMP906", Location(name), problem=problem),))


# "https://example.org/tides", "www.example.org".
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/|www\.", re.IGNORECASE)


def _is_address(path: Path) -> bool:
    return _ADDRESS.match(path.as_posix()) is not None and not path.exists()


def _files(names: Sequence[str], intake: Intake) -> Iterator[tuple[Path, Path]]:
    """Every file, with the folder that pictures may come from."""
    for name in names:
        path = Path(name)
        if not path.is_dir():
            yield path, path.parent
            continue
        found = False
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(one for one in folders if not one.startswith((".", "_site", "node_modules")))
            for file in sorted(files):
                here = Path(folder) / file
                if file.startswith(".") or here.is_symlink():
                    continue
                if importing.kind_of(file):
                    found = True
                    yield here, path
                else:
                    intake.skipped.append(here.as_posix())
        if not found:
            # Said where a file that is not there is said.
            yield path, path


# ── one file ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to read. Shape: pictures may come from below `root`; `slugs` are taken."""

    path: Path
    root: Path
    slugs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Ready:
    """An article that waits to be written, or why there is none."""

    taken: Taken
    files: Mapping[str, bytes] = field(default_factory=dict)
    wordings: tuple[notices.NewWording, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a process that reads has from its beginning."""

    workspace: Workspace
    project: Project | None
    order: Order
    engines: Engines


# The one of this process.
_reader: _Reader


def _prepare(root: Path, project: Project | None, order: Order) -> None:
    global _reader
    _reader = _Reader(Workspace(root), project, order, Engines())


def _ready(job: _Job) -> _Ready:
    """Whatever goes wrong with one file is its own finding, a fault of ours too."""
    name = job.path.as_posix()
    try:
        return _one(job, _reader)
    except MemoryError:
        raise
    except OSError as error:
        return _Ready(_unreadable(name, error))
    except Exception as error:
        return _Ready(Taken(name, diagnostics=(fault(error, Location(name)),)))


def _unreadable(name: str, error: OSError) -> Taken:
    problem = (error.strerror or str(error)).lower()
    return Taken(name, diagnostics=(report("IMP907", Location(name), problem=problem),))


def _released(workspace: Workspace, ready: _Ready, order: Order) -> Taken:
    """What became of a file once its article is written."""
    taken = ready.taken
    if taken.failed or order.dry_run:
        return taken
    folder = f"source/articles/{taken.slug}"
    try:
        workspace.release(folder, ready.files)
        written = [f"{folder}/{each}" for each in ready.files]
        for wording in ready.wordings:
            if workspace.write_new(f"{library.FOLDER}/{wording.id}.yaml", wording.content):
                written.append(f"{library.FOLDER}/{wording.id}.yaml")
    except OSError as error:
        return _unreadable(taken.source, error)
    return replace(taken, written=tuple(written))


def _one(job: _Job, reader: _Reader) -> _Ready:
    """Reads; writes nothing."""
    path, name = job.path, job.path.as_posix()
    order, project, engines = reader.order, reader.project, reader.engines
    if _is_address(path):
        written = re.sub(r"^([a-zA-Z][\w+.-]+:)/", r"\1//", name)
        found = report("IMP914", Location(written), address=written)
        return _Ready(Taken(written, diagnostics=(found,)))
    content = _content(path)
    if isinstance(content, str):
        return _Ready(Taken(name, diagnostics=(report("IMP907", Location(name), problem=content),)))
    read = importing.read(
        name, content, engines.pandoc, lambda picture: _picture(path, job.root, picture), order.lang
    )
    if read.value is None:
        return _Ready(Taken(name, diagnostics=read.diagnostics))
    imported = read.value
    slug = order.slug or _free(folder_name(path, str(imported.meta["title"])), job.slugs)
    target = f"source/articles/{slug}/article.md"
    if not order.force and _is_taken(reader.workspace.root / target):
        return _Ready(Taken(name, slug=slug, diagnostics=(report("IMP908", Location(name), path=target),)))
    imported, replaced, wordings = _disclaimers(imported, slug, reader)
    imported, tree = _written(imported, target, engines)
    mentions = _mentions(tree) if tree is not None else {}
    about = _topics(imported, project, mentions)
    if about:
        imported = replace(imported, meta={**imported.meta, "topics": list(about)})
    text = writing.article(imported.meta, imported.blocks)
    files = {"article.md": text.encode(), **imported.pictures}
    imported = replace(imported, dropped=(*imported.dropped, *_replaced(replaced, wordings)))
    dropped = (*imported.dropped, *imported.unaccounted())
    looked = _looked_at(target, files, wordings, project, engines)
    taken = Taken(
        name,
        target,
        slug,
        kind=importing.NAMES[imported.kind],
        title=str(imported.meta["title"]),
        lang=imported.lang,
        counts=counts(imported.blocks),
        notes=imported.notes,
        dropped=dropped,
        missing=imported.missing,
        replaced=replaced,
        wordings=tuple(each.id for each in wordings),
        topics=about,
        owed=looked.owed,
        mentions=mentions,
        diagnostics=tuple(_found(name, imported, dropped, wordings)),
        findings=looked.findings,
        text=text,
    )
    return _Ready(taken, files, wordings)


def _is_taken(target: Path) -> bool:
    """Whether an article is there, or a folder in its place that holds something."""
    folder = target.parent
    return folder.exists() and (target.exists() or any(folder.iterdir()))


def _replaced(matches: Iterable[notices.Match], wordings: Iterable[notices.NewWording]) -> Iterator[Dropped]:
    """The disclaimers that stand in files of their own now."""
    for match in matches:
        yield Dropped(match.text, f"a reference to the wording `{match.disclaimer}` took its place")
    for wording in wordings:
        yield Dropped(wording.text, f"it became the wording `{wording.id}`, which nobody has approved yet")


def _found(
    name: str, imported: Imported, dropped: Iterable[Dropped], wordings: Iterable[notices.NewWording]
) -> Iterator[Diagnostic]:
    """What somebody has to look at: texts and pictures that are missing, and new wordings."""
    lost = [each for each in dropped if each.missed]
    if lost:
        yield report("IMP911", Location(name), count=len(lost), first=quoted(lost[0].text))
    for missing in imported.missing:
        yield report("IMP912", Location(name), name=missing.name, problem=missing.why)
    for wording in wordings:
        yield report(
            "IMP913",
            Location(f"{library.FOLDER}/{wording.id}.yaml"),
            id=wording.id,
            lang=imported.lang or "en",
            first=quoted(wording.text),
        )


def _content(path: Path) -> bytes | str:
    """The bytes of a file, or a sentence on why there are none."""
    if not path.exists():
        return "there is no such file"
    if path.is_dir():
        return "the folder holds nothing that can be imported"
    if not path.is_file():
        return "it is no file"
    with path.open("rb") as stream:
        # One byte more than the largest limit is enough to know.
        return stream.read(MAX_ARCHIVE + 1)


def _picture(file: Path, root: Path, name: str) -> bytes | str:
    """A picture beside the file or below the folder that is imported; nothing outside is ever opened."""
    inside = root.resolve()
    if "\x00" in name or "\\" in name:
        return "its name cannot be that of a file"
    starts = (
        (root, root / "static", root / "public", root / "assets") if name.startswith("/") else (file.parent,)
    )
    for start in starts:
        try:
            found = (start / name.lstrip("/")).resolve()
            if not found.is_relative_to(inside):
                return "it lies outside the folder of the file"
            if found.is_file():
                if found.stat().st_size > MAX_PICTURE:
                    return f"it has more than {MAX_PICTURE // 1_000_000} MB"
                return found.read_bytes()
        except (OSError, RuntimeError, ValueError):
            continue
    return "there is no such file beside the text"


def folder_name(path: Path, title: str) -> str:
    """A name for the article's folder, from the file's name, else from its title; in other scripts by their sound."""
    stem = PurePosixPath(path.name).stem
    if stem.lower() in ("index", "_index", "readme", "article", "document", "content"):
        stem = path.resolve().parent.name or stem
    stem = re.sub(r"^\d{4}-\d{2}-\d{2}-(?=.)", "", stem)
    for text in sorted((stem, title), key=lambda text: not is_latin(text)):
        slug = slug_of(text)
        if SLUG.fullmatch(slug) and any(character.isalpha() for character in slug):
            return slug
    return "imported-" + sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _free(slug: str, taken: Set[str]) -> str:
    """Two files of one name in a batch are two articles."""
    name, count = slug, 1
    while name in taken:
        count += 1
        name = f"{slug}-{count}"
    return name


def _disclaimers(
    imported: Imported, slug: str, reader: _Reader
) -> tuple[Imported, tuple[notices.Match, ...], tuple[notices.NewWording, ...]]:
    """References for wordings of the project, and files for disclaimers that it has not."""
    if (project := reader.project) is None:
        return imported, (), ()
    lang = imported.lang or project.publication.lang
    blocks, matches = notices.referenced(imported.blocks, project.library, lang)
    found: list[notices.NewWording] = []
    result = list(blocks)
    for at in notices.unknown(blocks):
        text = notices.as_notice([result[at]])
        number = len(found) + 1
        id = f"{slug}-notice" + (f"-{number}" if number > 1 else "")
        wording = notices.new_wording(id, text, lang)
        path = f"{library.FOLDER}/{id}.yaml"
        before = reader.workspace.read(path)
        if has_errors(library.parse(wording.content, path).diagnostics) or (
            before is not None and before != wording.content
        ):
            continue
        found.append(wording)
        result[at] = notices.reference(id)
    return replace(imported, blocks=tuple(result)), matches, tuple(found)


def _written(imported: Imported, path: str, engines: Engines) -> tuple[Imported, document.Document | None]:
    """The article as it will be written, and how it reads. One that would be read as something else loses its marks."""
    tree = _read_back(imported, path, engines)
    if tree is None or _told(tree.blocks) == _told(imported.blocks):
        return imported, tree
    plain = replace(imported, blocks=tuple(_without_marks(block) for block in imported.blocks))
    return plain, _read_back(plain, path, engines)


def _read_back(imported: Imported, path: str, engines: Engines) -> document.Document | None:
    text = writing.article(imported.meta, imported.blocks)
    parsed = article.parse(ArticleFile(path, text.encode()), imported.lang or "en")
    # What is wrong with it is said by the check that follows.
    return document.parse(parsed.value, engines.pandoc).value if parsed.value is not None else None


def _told(blocks: Sequence[Block]) -> list[str]:
    return sorted(writing.bare(each) for each in accounting.texts_of({}, blocks))


def _without_marks(block: Block) -> Block:
    from pipeline.document import Inline, Styled
    from pipeline.importing.changing import with_inlines

    def change(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(
            child for node in inlines for child in (node.content if isinstance(node, Styled) else (node,))
        )

    return with_inlines(block, change)


def counts(blocks: Sequence[Block]) -> dict[str, int]:
    """How much structure there is."""
    nodes = list(walk(blocks))
    tables = [node for node in nodes if isinstance(node, Table)]
    return {
        "headings": sum(isinstance(node, Heading) for node in nodes),
        "paragraphs": sum(isinstance(node, document.Paragraph) and not node.tight for node in nodes),
        "list-items": sum(len(node.items) for node in nodes if isinstance(node, BulletList | OrderedList)),
        "tables": len(tables),
        "cells": sum(len(row.cells) for table in tables for row in (*table.head, *table.rows)),
        "pictures": sum(isinstance(node, document.Image) for node in nodes),
        "notes": sum(isinstance(node, document.Note) for node in nodes),
        "components": sum(isinstance(node, document.Component) for node in nodes),
    }


# ── what the project says about it ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Look:
    owed: tuple[Owed, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def _mentions(tree: document.Document) -> dict[str, int]:
    found: dict[str, int] = {}
    for placed in Conditions(tree, tree.blocks).passages:
        for detector in sorted(detectors_for(tree.lang), key=DETECTORS.index):
            number = len(placed.passage.mentions(tree.lang, detector))
            if number:
                found[detector] = found.get(detector, 0) + number
    return found


def _topics(imported: Imported, project: Project | None, found: Mapping[str, int]) -> tuple[str, ...]:
    """Topics of the policy that the text is likely about."""
    if project is None:
        return ()
    words = imported.meta.get("keywords", ())
    return topics.suggested(
        str(imported.meta["title"]),
        plain_text(imported.blocks) if imported.blocks else "",
        imported.lang or project.publication.lang,
        [str(word).lower() for word in (words if isinstance(words, list | tuple) else [words])],
        found,
        project.policy.topics,
        project.policy.rules,
    )


def _looked_at(
    path: str,
    files: Mapping[str, bytes],
    wordings: Sequence[notices.NewWording],
    project: Project | None,
    engines: Engines,
) -> _Look:
    """What `check` finds in the article, and which disclaimers it owes for which words."""
    if project is None:
        return _Look()
    assets = tuple(Asset(name, content) for name, content in files.items() if name != "article.md")
    parsed = article.parse(ArticleFile(path, files["article.md"], None, assets), project.publication.lang)
    if parsed.value is None:
        return _Look(findings=in_file_order(parsed.diagnostics))
    entries = [*project.library.disclaimers.values()]
    for wording in wordings:
        read = library.parse(wording.content, f"{library.FOLDER}/{wording.id}.yaml")
        entries += (
            [read.value] if read.value is not None and wording.id not in project.library.disclaimers else []
        )
    known = replace(project, library=library.Library.of(entries).value)
    placed, found = steps.attached(parsed.value, known, engines)
    findings = in_file_order((*parsed.diagnostics, *found))
    owed: dict[tuple[str, str, str], list[tuple[str, str, int | None]]] = {}
    for each in placed.obligations if placed else ():
        triggers = owed.setdefault((each.disclaimer, each.rule or "", each.place), [])
        triggers += [
            (one.detector, one.text, one.extent.line if one.extent else None) for one in each.triggers
        ]
    return _Look(
        tuple(Owed(*key, tuple(dict.fromkeys(triggers))) for key, triggers in owed.items()),
        findings,
    )
