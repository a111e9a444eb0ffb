"""What `output/` says about itself: evidence beside each article's files, the manifest, the front page, catalogues.

Input: what became of articles. Output: `proof.json` and `proof.html` of each, `manifest.json`, `index.html`, the
list of all proofs, news feed, site map, catalogues of the books and a record of each, released with the files.
Must not: make or prove anything.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline import __version__, collection, toolchain
from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.distribution import (
    RECORD,
    THUMBNAIL,
    feed,
    front,
    listing,
    manifest,
    offer,
    offers,
    onix,
    opds,
    sitemap,
)
from pipeline.distribution.languages import language_name
from pipeline.fingerprint import fingerprint
from pipeline.incremental import Lists, State
from pipeline.made import Made
from pipeline.pieces import Pieces, Place, json_list
from pipeline.project import Project
from pipeline.proof import Proof, exhibits, record
from pipeline.proof import report as proof_report
from pipeline.proof.record import FileRecord, Record
from pipeline.publication import Publication
from pipeline.rendition.book import from_json
from pipeline.theme import Theme
from pipeline.workspace import Workspace

# What is being released, until the manifest says so.
JOURNAL = ".smallprint/journal"
_RELEASED = re.compile(r"output/[A-Za-z0-9-]+/[a-z0-9-]+")


def evidence(
    made: Made, theme: Theme, publisher: str, before: Record | None = None, workspace: Workspace | None = None
) -> dict[str, bytes]:
    """`proof.json` and `proof.html` on an article's files; of `before`, those that were not made now are kept."""
    value = record.record(made.proofs, made.wordings, made.valid_until, before)
    contents = {artifact.name: artifact.content for artifact in made.artifacts}

    def read(_: Record, file: FileRecord) -> bytes | None:
        if file.file in contents or workspace is None:
            return contents.get(file.file)
        return workspace.read(f"{made.folder}/{file.file}")

    page = proof_report.page([value], read, theme, publisher=publisher, known=made.exhibits)
    return {record.NAME: record.written(value), proof_report.NAME: page.encode()}


def exhibited(made: Made) -> Made:
    """With what the evidence will show of the files, which takes longer than the rest of it."""
    files = {artifact.name: artifact.content for artifact in made.artifacts}
    value = record.record(made.proofs, made.wordings, made.valid_until)
    shown = {file.file: exhibits.exhibit(file, files[file.file]) for file in value.files}
    return replace(made, exhibits=shown)


def release(workspace: Workspace, made: Made, theme: Theme, publisher: str) -> Made:
    """Puts the proved files of an article in place, and their evidence beside them. Raises: OSError."""
    pages = dict(made.evidence)
    if not (made.whole and pages):
        before = None if made.whole else record.read(workspace.read(f"{made.folder}/{record.NAME}"))
        if before:
            others = tuple(file for file in before.files if file.format not in made.formats)
            before = before.model_copy(update={"files": others})
        pages = evidence(made, theme, publisher, before, workspace)
    put(workspace, made, pages)
    return replace(made, evidence=pages, listed={"files": _files(made), "evidence": _listing(pages)})


def put(workspace: Workspace, made: Made, more: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """The proved files of an article in their place, and `more` beside them. Raises: OSError."""
    files = {artifact.name: artifact.content for artifact in made.artifacts}
    files |= {**more, **made.companions}
    # A journal that nobody may write costs what a killed build leaves behind, no article.
    with contextlib.suppress(OSError):
        workspace.append(JOURNAL, json.dumps([made.folder, sorted(files)]))
    workspace.release(made.folder, files)


def foresee(made: Made, articles: int) -> None:
    """Makes what lists of so many articles take of the files of one: while others are made, and nobody waits for lists."""
    for name, content in made.companions.items():
        if name.endswith(THUMBNAIL) and articles <= front.MOST_HELD:
            front.small(content)


def settle(workspace: Workspace, entries: Iterable[Mapping[str, Any]]) -> None:
    """Removes the files of articles that were released and that no manifest came to list before the run was killed.

    Only after a run over the whole project, which has made those again that are still there. `entries` are those of the
    manifest now. Raises: OSError.
    """
    listed = {f"output/{entry['lang']}/{entry['slug']}" for entry in entries}
    for line in (workspace.read(JOURNAL) or b"").splitlines():
        try:
            folder, names = json.loads(line)
        except ValueError:
            # The last one may be torn; then its files were not yet begun.
            continue
        if folder not in listed and _RELEASED.fullmatch(folder):
            for name in names:
                if "/" not in name:
                    workspace.remove(f"{folder}/{name}")
    workspace.remove(JOURNAL)


def released(workspace: Workspace) -> dict[str, Mapping[str, Any]]:
    """What the manifest says of each article's files, by language and name."""
    entries = manifest.entries(workspace.read(f"output/{manifest.NAME}") or b"") or []
    return {f"{entry['lang']}/{entry['slug']}": entry for entry in entries}


def update(
    workspace: Workspace,
    results: Sequence[Made],
    project: Project,
    *,
    whole: bool,
    state: State | None = None,
    withdrawn: Callable[[str, str], None] = lambda folder, reason: None,
) -> tuple[tuple[Mapping[str, Any], ...], tuple[Diagnostic, ...]]:
    """Brings manifest, front page, feeds and catalogues up to date with these results, and marks what has expired.

    The entries of the manifest then, and what was found.

    What was not part of the run keeps its entry; a failed article's is marked outdated. After a run over the
    `whole` project the files of deleted articles go, and `withdrawn` is told of each folder and why. Lists that stand as `state` has them are not written again.
    Reports: ART132 (released files that have expired), ART148 (those that soon will), ART141 (a manifest that was damaged).
    """
    state = state or State()
    written = workspace.read(f"output/{manifest.NAME}")
    released = manifest.entries(written or b"") or []
    entries: dict[str, Mapping[str, Any]] = {f"{entry['lang']}/{entry['slug']}": entry for entry in released}
    _enter(workspace, entries, results)
    if whole:
        _withdraw(workspace, entries, results, withdrawn)
    ordered = _marked(workspace, entries, results, project)
    _write_lists(workspace, ordered, released, project, state)
    found = [_expiry(entry) for entry in ordered if entry["expired"]]
    found += _ending(ordered, project.today)
    if written is not None and not manifest.is_whole(written):
        found.append(report("ART141", Location(f"output/{manifest.NAME}")))
    return tuple(ordered), tuple(found)


def _enter(workspace: Workspace, entries: dict[str, Mapping[str, Any]], results: Iterable[Made]) -> None:
    """Into `entries`, what was made; what failed is outdated there. Files that an article has no more go."""
    for made in results:
        key = f"{made.lang}/{made.slug}"
        if made.standing and not made.failed:
            continue
        if made.releasable:
            before = entries.get(key, {})
            entries[key] = _entry(made, before)
            for name in sorted(_names(before) - _names(entries[key]) - {made.slug + RECORD}):
                workspace.remove(f"output/{key}/{name}")
        elif key in entries:
            entries[key] = {**entries[key], "state": "outdated"}


def _withdraw(
    workspace: Workspace,
    entries: dict[str, Mapping[str, Any]],
    results: Sequence[Made],
    withdrawn: Callable[[str, str], None],
) -> None:
    """Out of `entries`, with their files, those of articles that are there no more or have another language now."""
    there = {*workspace.texts(), *workspace.names(collection.FOLDER, ".yaml")}
    now = {made.path: made.releasable for made in results}
    ran = {f"{made.lang}/{made.slug}" for made in results}
    for key, entry in sorted(entries.items()):
        if key in ran:
            continue
        if entry["source"] in there and not now.get(entry["source"]):
            # Its front matter cannot be read, so that nobody could even try.
            entries[key] = {**entry, "state": "outdated"}
            continue
        evidence_files = (file["file"] for file in entry.get("evidence", []))
        for name in sorted({*_names(entry), *evidence_files}):
            workspace.remove(f"output/{key}/{name}")
        workspace.remove(f"output/{key}/{record.NAME}")
        del entries[key]
        moved = entry["source"] in there
        withdrawn(
            f"output/{key}", "its source has another name or language now" if moved else "its source is gone"
        )


def _marked(
    workspace: Workspace, entries: Mapping[str, Mapping[str, Any]], results: Iterable[Made], project: Project
) -> list[Mapping[str, Any]]:
    """The entries in order, with what has expired; the records of the books that changed are written."""
    standing = {f"{made.lang}/{made.slug}" for made in results if made.standing and not made.failed}
    ordered: list[Mapping[str, Any]] = []
    records: list[tuple[str, dict[str, bytes]]] = []
    for key in sorted(entries):
        marked = {**entries[key], "expired": has_expired(entries[key], project.today)}
        same = key in standing and marked["expired"] == entries[key].get("expired")
        ordered.append(marked if same else _with_record(workspace, marked, project.publication, records))
    workspace.release_each(records)
    return ordered


def _with_record(
    workspace: Workspace,
    entry: Mapping[str, Any],
    publication: Publication,
    records: list[tuple[str, dict[str, bytes]]],
) -> dict[str, Any]:
    """An entry whose ebook lists its ONIX record, which is added to `records`; an article without a book loses the one it had."""
    book = offer(entry)
    name = entry["slug"] + RECORD
    folder = f"output/{entry['lang']}/{entry['slug']}"
    if book is None:
        workspace.remove(f"{folder}/{name}")
        return dict(entry)
    made = {name: onix.record(book, publication)}
    records.append((folder, made))
    files = []
    for file in entry["files"]:
        if f"{entry['lang']}/{entry['slug']}/{file['file']}" == book.files[0].path:
            others = [one for one in file.get("companions", ()) if one["file"] != name]
            listed = sorted((*others, *_listing(made)), key=lambda one: str(one["file"]))
            file = {**file, "companions": listed}
        files.append(file)
    return {**entry, "files": files}


def _write_lists(
    workspace: Workspace,
    entries: Sequence[Mapping[str, Any]],
    released: Sequence[Mapping[str, Any]],
    project: Project,
    state: State,
) -> None:
    """Writes the manifest and the lists of what may be handed out; what has nothing left goes.

    `released` are the entries that the manifest had until now.
    """
    publication, theme = project.publication, project.theme
    texts = [json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in entries]
    content = json_list("articles", texts, {"manifest": 1, "tools": tool_versions()}).encode()
    shared = fingerprint(toolchain.digest(), publication, project.look)
    made_from = fingerprint(shared, content)
    if made_from == state.lists.made_from and all(
        state.sha256(workspace, f"output/{name}") == digest for name, digest in state.lists.files.items()
    ):
        return
    pieces = _Kept(workspace, state.lists, same=shared == state.lists.shared)
    keys = [sha256(text.encode()).hexdigest()[:32] for text in texts]
    listings = [listing(entry, key) for entry, key in zip(entries, keys, strict=True)]
    books = offers(listings)
    page = front.page(
        listings,
        publication,
        theme,
        catalogues=bool(books),
        feed=feed.path() if publication.base_url else None,
        held=front.covers(listings, lambda path: workspace.read(f"output/{path}")),
        pieces=pieces.of(front.NAME),
    )
    named = [{**entry, "language": language_name(entry["lang"])} for entry in entries]
    proofs = proof_report.overview(
        named, theme, publisher=publication.publisher, keys=keys, pieces=pieces.of(proof_report.NAME)
    )
    first = {manifest.NAME: content, front.NAME: page.encode(), proof_report.NAME: proofs.encode()}
    workspace.release("output", first)
    # Behind the manifest: a list that something is in the way of costs that list alone.
    lists = opds.feeds(books, publication, pieces.of)
    lists |= feed.feeds(listings, publication)
    lists |= sitemap.maps(listings, publication)
    parts = [(f"output/{path}".rpartition("/"), text) for path, text in lists.items()]
    workspace.release_each([(folder, {name: text}) for (folder, _, name), text in parts])
    languages = {entry["lang"] for entry in (*released, *entries)}
    for path in sorted(_possible_lists(workspace, languages) - set(lists)):
        workspace.remove(f"output/{path}")
    written = first | lists
    files = {name: sha256(content).hexdigest() for name, content in written.items()}
    state.lists = Lists(made_from, files, shared, pieces.places(written))


def _possible_lists(workspace: Workspace, languages: Iterable[str]) -> set[str]:
    """The lists that an earlier build may have left, by their paths in `output/`."""
    left = {path for lang in languages for path in (*opds.paths(lang), feed.path(lang))}
    left |= {feed.path(), sitemap.NAME}
    if sitemap.is_robots(workspace.read(f"output/{sitemap.ROBOTS}") or b""):
        left.add(sitemap.ROBOTS)
    names = (path.removeprefix("output/") for path in workspace.names("output", ".xml"))
    return left | {name for name in names if sitemap.PART.fullmatch(name)}


class _Kept:
    """The pieces of lists as the last build wrote them; none where it made them of anything else that they share."""

    def __init__(self, workspace: Workspace, lists: Lists, *, same: bool) -> None:
        self._workspace, self._lists, self._same = workspace, lists, same
        self._used: dict[str, Pieces] = {}

    def of(self, name: str) -> Pieces:
        self._used[name] = _pieces(self._workspace, self._lists, name) if self._same else Pieces()
        return self._used[name]

    def places(self, written: Mapping[str, bytes]) -> dict[str, dict[str, Place]]:
        """Where the pieces stand in what is written now."""
        return {name: pieces.places(written[name].decode()) for name, pieces in self._used.items()}


def _pieces(workspace: Workspace, lists: Lists, name: str) -> Pieces:
    """The pieces of a list as the last build wrote it; none of one that is another now."""
    content = workspace.read(f"output/{name}")
    if content is None or sha256(content).hexdigest() != lists.files.get(name):
        return Pieces()
    return Pieces(content.decode(), lists.pieces.get(name, {}))


def expired(workspace: Workspace, today: datetime.date) -> tuple[Diagnostic, ...]:
    """The findings on released files that have expired, where nothing can be built that would mark them."""
    entries = manifest.entries(workspace.read(f"output/{manifest.NAME}") or b"") or []
    found = (_expiry(entry) for entry in entries if has_expired(entry, today))
    return (*found, *_ending(entries, today))


def holds_until(entries: Iterable[Mapping[str, Any]], today: datetime.date) -> datetime.date | None:
    """The last day on which as much is to be said of everything that a manifest lists as today; None where no day is set.

    Shape: that it will end soon is news of its own.
    """
    days = [_day(entry.get("valid-until")) for entry in entries]
    return min((_as_today(day, today) for day in days if day is not None), default=None)


def _as_today(until: datetime.date, today: datetime.date) -> datetime.date:
    return until if until - today <= NOTICE else until - NOTICE - datetime.timedelta(days=1)


def rehearse(project: Project) -> None:
    """Makes the lists of no article, which loads what all lists take: for whoever waits for articles and has time."""
    publication, theme = project.publication, project.theme
    # What is wrong with them is said when there is something to list.
    with contextlib.suppress(Exception):
        front.page([], publication, theme, catalogues=True, feed=feed.path())
        proof_report.overview([], theme, publisher=publication.publisher)
        language_name(publication.lang)
        from_json({})


def has_expired(entry: Mapping[str, Any], today: datetime.date) -> bool:
    """Whether the files of an article may no longer be handed out. Shape: the day itself is still good."""
    until = entry.get("valid-until")
    # Dates as they are written there are in the order of their text.
    return isinstance(until, str) and until < today.isoformat()


def _expiry(entry: Mapping[str, Any]) -> Diagnostic:
    """The finding on files that have expired, whatever this run was about."""
    return report(
        "ART132",
        Location(entry["source"]),
        slug=entry["slug"],
        lang=entry["lang"],
        until=entry["valid-until"],
    )


# So long before something ends, people are told of it.
NOTICE = datetime.timedelta(days=30)
# Of more articles the first are named.
_NAMED = 3


def _ending(entries: Iterable[Mapping[str, Any]], today: datetime.date) -> Iterator[Diagnostic]:
    """The findings on files that soon will have expired, one for each day."""
    ends: dict[datetime.date, list[Mapping[str, Any]]] = {}
    for entry in entries:
        until = _day(entry.get("valid-until"))
        if until is not None and datetime.timedelta(0) <= until - today <= NOTICE:
            ends.setdefault(until, []).append(entry)
    for until, those in sorted(ends.items()):
        names = [f"{entry['slug']} ({entry['lang']})" for entry in those[:_NAMED]]
        more = [f"{len(those) - _NAMED} more"] if len(those) > _NAMED else []
        yield report(
            "ART148",
            Location(those[0]["source"]),
            until=until,
            names=", ".join((*names, *more)),
            days=NOTICE.days,
        )


def _files(made: Made) -> dict[str, dict[str, Any]]:
    """What a manifest says of an article's files, by their names."""
    until = made.valid_until.isoformat() if made.valid_until else None
    return {
        artifact.name: {
            "file": artifact.name,
            "format": artifact.format,
            "bytes": len(artifact.content),
            "sha256": sha256(artifact.content).hexdigest(),
            "proved": proof.proved,
            "disclaimers": len(proof.disclaimers),
            "valid-until": until,
            **artifact.facts,
            **({"book": artifact.book.as_json()} if artifact.book else {}),
            **({"companions": _listing(artifact.companions)} if artifact.companions else {}),
        }
        for artifact, proof in zip(made.artifacts, made.proofs, strict=True)
    }


def _entry(made: Made, before: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest's entry on an article that was released; of `before`, the files that were not made now stay."""
    kept = () if made.whole else before.get("files", ())
    files = {file["file"]: file for file in kept if file.get("format") not in made.formats}
    files |= made.listed["files"]
    days = [file["valid-until"] for file in files.values() if file.get("valid-until")]
    return {
        "slug": made.slug,
        "lang": made.lang,
        "title": made.title,
        **({"articles": made.articles} if made.articles else {}),
        **made.about,
        "topics": list(made.topics),
        "source": made.path,
        "source-sha256": made.source_sha256,
        "wordings": list(made.wordings),
        "valid-until": min(days, default=None),
        "state": "proved",
        "files": [files[name] for name in sorted(files)],
        "evidence": made.listed["evidence"],
    }


def _listing(contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [
        {
            "file": name,
            "bytes": len(content),
            "sha256": sha256(content).hexdigest(),
            **(_pixels(content) if name.endswith(".jpg") else {}),
        }
        for name, content in sorted(contents.items())
    ]


def _pixels(content: bytes) -> dict[str, int]:
    """How large a picture is; nothing of what cannot be read."""
    from PIL import Image

    try:
        width, height = Image.open(io.BytesIO(content)).size
    except OSError:
        return {}
    return {"width": width, "height": height}


def _names(entry: Mapping[str, Any]) -> set[str]:
    """Every file of an article that a manifest lists, but for the evidence."""
    return {one["file"] for file in entry.get("files", ()) for one in (file, *file.get("companions", ()))}


@dataclass(frozen=True, slots=True)
class Released:
    """What a manifest of released files says of a file.

    Shape: `sha256` is the hash of the file that was released, None where it lists no such file; `found` is that of
    the file at hand; `valid_until` is the last day on which it holds. `contents` is the digest of what the released file
    held, however it is written; None where it is not known.
    """

    manifest: str
    sha256: str | None
    found: str
    valid_until: datetime.date | None = None
    contents: str | None = None

    @property
    def same(self) -> bool:
        return self.sha256 == self.found


def listed(
    manifests: Iterable[tuple[Path, bytes]], path: Path, content: bytes, proof: Proof | None
) -> Released | None:
    """What the first manifest of releases among these says of a file; None: there is none.

    A file is known by its place beside the manifest; elsewhere by what it says that it is, or by its bytes.
    """
    found = sha256(content).hexdigest()
    for where, text in manifests:
        entries = manifest.entries(text)
        if entries is None:
            continue
        known, until, contents = {}, {}, {}
        for entry in entries:
            for file in (*entry["files"], *entry.get("evidence", ())):
                key = (str(entry["lang"]), str(entry["slug"]), str(file["file"]))
                known[key] = str(file["sha256"])
                until[known[key]] = file.get("valid-until") or entry.get("valid-until")
                contents[known[key]] = file.get("contents-sha256")
        there = path.parts[-3:] if path.parent.parent.parent == where.parent else ()
        released = known.get(there) if len(there) == 3 else None
        if released is None and found in known.values():
            released = found
        if released is None and proof is not None:
            ending = "".join(path.suffixes[-2:]) if path.name.endswith(".pdf") else path.suffix
            for name in (path.name, proof.slug + ending, proof.slug + path.suffix):
                released = released or known.get((proof.lang, proof.slug, name))
        held = contents.get(released or "")
        day = _day(until.get(released or ""))
        return Released(str(where), released, found, day, held if isinstance(held, str) else None)
    return None


def _day(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def tool_versions() -> dict[str, str]:
    """The versions that decide the bytes of outputs."""
    from importlib.metadata import version

    names = ("pypandoc_binary", "weasyprint", "pydyf", "fonttools", "lxml", "pikepdf", "pillow")
    # What is known by now need not be read from its description.
    known = toolchain.parts()
    return {"smallprint": __version__, **{name: known.get(name) or version(name) for name in names}}
