"""What need not be made again, since nothing that it depends on has changed.

Input: the state that the last builds left, the sources and what they share as they are now. Output: for each source,
whether its released files stand. Must not: make anything, trust a file that it has not looked at.

A source stands if the hash of all that goes into it is the one of the build that released its files; if every other
article that it links to is there; if none of the wordings that it owes has another text, and no new text is one that it
says by hand; if the day is none on which something expires; and if its files are as they were released. What was found
of one that failed is said again, that day, if nothing at all that it could depend on has changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter

from pipeline import toolchain
from pipeline.article import Article
from pipeline.collection import Collection
from pipeline.diagnostics import Diagnostic, has_errors
from pipeline.disclaimers.library import Library, lookup
from pipeline.disclaimers.typed import Said
from pipeline.editions import Memory
from pipeline.fingerprint import fingerprint
from pipeline.listed import Listed, Listing, own
from pipeline.made import Made
from pipeline.pieces import Place
from pipeline.project import Known, Project, Source
from pipeline.workspace import Workspace

FOLDER = ".smallprint"
NAME = "state"
VERSION = 2

Look = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a build found and released for a source.

    Shape: `inputs` is the hash of all that only this source depends on; `wordings` names the texts of its language, as
    `State.libraries` has them; `used` are the disclaimers that it owes; `links` the articles that it leads to; `files` the
    names of its files with their hashes; `until` the last day on which all of that holds.
    """

    inputs: str
    wordings: str
    used: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    until: datetime.date | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing was released of a source. Shape: `made_from` is the hash of all that this can depend on but the day."""

    made_from: str
    day: datetime.date
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of all articles were made from, and their files with the hash of each.

    Shape: `shared` is what every piece of theirs depends on, `pieces` says where in each file which piece lies.
    """

    made_from: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    shared: str = ""
    pieces: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """What earlier builds left behind. Shape: everything in it can be lost; then it is made again.

    `libraries` are hashes of wordings by disclaimer, by the hash of them all. `seen` tells how a file looked on the disk
    when its hash was taken.
    """

    traces: dict[str, Trace] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    libraries: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: dict[str, tuple[Look, str]] = field(default_factory=dict)
    # What was read of articles, by folder, and of what that depends beside their files.
    listings: dict[str, Listing] = field(default_factory=dict)
    listed_with: str = ""
    lists: Lists = Lists()
    version: int = VERSION

    @classmethod
    def read(cls, workspace: Workspace) -> State:
        """The state in a project's folder; an empty one where it is missing or damaged."""
        digest, _, content = (workspace.read(f"{FOLDER}/{NAME}") or b"").partition(b"\n")
        if digest != sha256(content).hexdigest().encode():
            return cls()
        try:
            state = _states().validate_json(content)
        except ValueError:
            return cls()
        return state if state.version == VERSION else cls()

    def write(self, workspace: Workspace) -> None:
        """Behind a hash that shows damage. Raises: OSError."""
        used = {trace.wordings for trace in self.traces.values()}
        self.libraries = {name: texts for name, texts in self.libraries.items() if name in used}
        content = _states().dump_json(self)
        sealed = sha256(content).hexdigest().encode() + b"\n" + content
        workspace.release(FOLDER, {NAME: sealed, ".gitignore": b"*\n"})

    def known(self, read_with: str) -> Mapping[str, Listing]:
        """What was read of articles, if they would be read alike."""
        return self.listings if self.listed_with == read_with else {}

    def know(self, read_with: str, listings: dict[str, Listing]) -> None:
        """Keeps what was read of articles, for the next build."""
        self.listings, self.listed_with = listings, read_with

    def sha256(self, workspace: Workspace, path: str) -> str | None:
        """The hash of a file, from an earlier build if it looks as it did then; None where there is none."""
        look = workspace.look(path)
        known = self.seen.get(path)
        if known is not None and look is not None and known[0] == look:
            return known[1]
        digest = workspace.sha256(path)
        if digest is None or look is None:
            self.seen.pop(path, None)
        else:
            self.seen[path] = (look, digest)
        return digest


class Standing:
    """Which sources of a run stand as they were released.

    `entries` are those of the manifest of releases, by language and name; `formats` those that are asked for.
    """

    def __init__(
        self,
        state: State,
        workspace: Workspace,
        project: Project,
        entries: Mapping[str, Mapping[str, Any]],
        formats: Sequence[str],
        memory: Memory,
    ) -> None:
        self.state = state
        self.project = project
        self._workspace = workspace
        self._entries = entries
        self._formats = tuple(formats)
        self._memory = memory
        self._shared = fingerprint(
            "shared", toolchain.digest(), project.publication, project.policy, project.look, self._formats
        )
        self._libraries: dict[str, dict[str, str]] = {}
        self._names: dict[str, str] = {}
        self._inputs: dict[str, str] = {}
        self._failing: dict[str, str] = {}
        today = project.today
        state.failures = {name: one for name, one in state.failures.items() if one.day == today}

    def of(self, one: Known) -> Trace | None:
        """The trace of a source that stands; None where it has to be made."""
        trace = self.state.traces.get(self._name(one))
        if trace is None or trace.inputs != self.inputs(one):
            return None
        if trace.until is not None and trace.until < self.project.today:
            return None
        if not self.project.linkable.get(one.lang, frozenset()).issuperset(trace.links):
            return None
        if not self._files_stand(one, trace) or not self._wordings_stand(one, trace):
            return None
        return trace

    def inputs(self, one: Known) -> str:
        """The hash of all that goes into a source's files, but for the wordings."""
        if one.path not in self._inputs:
            articles = (one.front, *one.articles) if isinstance(one, Collection) else (one,)
            self._inputs[one.path] = fingerprint(self._shared, [self._own(article) for article in articles])
        return self._inputs[one.path]

    def _own(self, one: Article | Listed) -> tuple[object, ...]:
        slug, lang = one.slug, one.lang
        return (
            one.own if isinstance(one, Listed) else own(one),
            self.project.handouts.get(slug, ()),
            self.project.originals.get(slug),
            self.project.bindings.get((slug, lang), ()),
        )

    def released(self, one: Source, made: Made) -> None:
        """Remembers what was made of a source, so that the next run finds it standing."""
        inputs = self.inputs(one)
        self.state.failures.pop(self._name(one), None)
        self.state.traces[self._name(one)] = Trace(
            inputs,
            self._library(one.lang),
            made.used,
            made.links,
            {artifact.name: sha256(artifact.content).hexdigest() for artifact in made.artifacts},
            made.valid_until,
            made.diagnostics,
        )
        self._memory.put(fingerprint("said", inputs), _sayings().dump_json(made.said))
        self._memory.put(self._recalled_by(one), b"")

    def recallable(self, one: Source) -> bool:
        """Whether all of a source was remembered once; what is gone since can be made."""
        return self._memory.get(self._recalled_by(one)) is not None

    def _recalled_by(self, one: Source) -> str:
        return fingerprint("recallable", self._could_matter(one))

    def failure(self, one: Known) -> Failure | None:
        """Why a source failed, if it would fail again; None where nobody knows."""
        failure = self.state.failures.get(self._name(one))
        return failure if failure and failure.made_from == self._could_matter(one) else None

    def failed(self, one: Source, found: Sequence[Diagnostic]) -> None:
        """Remembers why a source failed, if that lies in what it was made from.

        Shape: `found` is what the work on it found. What engines complain of may lie in the machine, and is tried again.
        """
        self.state.failures.pop(self._name(one), None)
        if has_errors(found) and not any(each.code.startswith("ENG") for each in found):
            failure = Failure(self._could_matter(one), self.project.today, tuple(found))
            self.state.failures[self._name(one)] = failure

    def _could_matter(self, one: Known) -> str:
        """The hash of all that a source can depend on, though it may not: nobody knows what one would owe that failed."""
        if one.lang not in self._failing:
            linkable = self.project.linkable.get(one.lang, frozenset())
            self._failing[one.lang] = fingerprint("failing", self.project.library, linkable)
        return fingerprint(self.inputs(one), self._failing[one.lang])

    def _name(self, one: Known) -> str:
        return " ".join((one.path, *self._formats))

    def _files_stand(self, one: Known, trace: Trace) -> bool:
        """Whether its files are the ones that the manifest lists, and the manifest lists those of its trace."""
        folder = f"{one.lang}/{one.slug}"
        entry = self._entries.get(folder)
        if entry is None or entry.get("state") != "proved":
            return False
        listed: dict[str, str] = {}
        for file in (*entry["files"], *entry.get("evidence", ())):
            for each in (file, *file.get("companions", ())):
                listed[each["file"]] = each["sha256"]
        return listed.items() >= trace.files.items() and all(
            self.state.sha256(self._workspace, f"output/{folder}/{name}") == digest
            for name, digest in listed.items()
        )

    def _wordings_stand(self, one: Known, trace: Trace) -> bool:
        """Whether no wording that it owes has changed, and it says none of those that have by hand."""
        name = self._library(one.lang)
        if name == trace.wordings:
            return True
        before, now = self.state.libraries.get(trace.wordings), self._libraries[one.lang]
        if before is None:
            return False
        changed = {id for id in before.keys() | now.keys() if before.get(id) != now.get(id)}
        if not changed.isdisjoint(trace.used):
            return False
        kept = self._memory.get(fingerprint("said", trace.inputs))
        if kept is None:
            return False
        wordings = [each for each in self.project.library.in_language(one.lang) if each[0] in changed]
        if any(True for said in _sayings().validate_json(kept) for _ in said.typed(wordings)):
            return False
        self.state.traces[self._name(one)] = replace(trace, wordings=name)
        return True

    def _library(self, lang: str) -> str:
        """The name of the wordings that an article in a language can show."""
        if lang not in self._names:
            self._libraries[lang] = wordings_in(self.project.library, lang)
            self._names[lang] = fingerprint(self._libraries[lang])
            self.state.libraries[self._names[lang]] = self._libraries[lang]
        return self._names[lang]


def wordings_in(library: Library, lang: str) -> dict[str, str]:
    """The hash of all that a language's articles can show of each disclaimer."""
    tags = lookup(lang)
    return {
        id: fingerprint(
            replace(entry, wordings={tag: entry.wordings[tag] for tag in tags if tag in entry.wordings}),
            entry.version,
        )
        for id, entry in library.disclaimers.items()
    }


@lru_cache(maxsize=1)
def _sayings() -> TypeAdapter[tuple[Said, ...]]:
    return TypeAdapter(tuple[Said, ...])


@lru_cache(maxsize=1)
def _states() -> TypeAdapter[State]:
    return TypeAdapter(State)
