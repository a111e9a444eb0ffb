"""What became of one article or collection."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.diagnostics import Diagnostic, has_errors
from pipeline.disclaimers.typed import Said
from pipeline.proof import Proof
from pipeline.proof.exhibits import Exhibit
from pipeline.rendition import Artifact


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one article: its files with their proofs, or the reasons why there are none."""

    slug: str
    lang: str
    path: str
    title: str
    topics: tuple[str, ...]
    source_sha256: str
    diagnostics: tuple[Diagnostic, ...]
    artifacts: tuple[Artifact, ...] = ()
    proofs: tuple[Proof, ...] = ()
    wordings: tuple[Mapping[str, Any], ...] = ()
    # What lists say of it, as its manifest's entry has it: dates, authors, description.
    about: Mapping[str, Any] = field(default_factory=dict)
    valid_until: datetime.date | None = None
    # Whether these are all files that the article owes, so that any other of its name is a leftover.
    whole: bool = False
    # How many articles it holds, where it is a collection.
    articles: int = 0
    # What decides, beside its own text, whether it stands in the next build: the disclaimers that it owes, the articles that
    # it links to, what it says in so many words.
    used: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    # How many of the diagnostics, the first, are on the text, whatever is made of it; None where work was broken off.
    on_text: int | None = None
    # How long each step took; it is shown, and never written.
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
    # Whether nothing was made now: its files stand as they were released, or it failed before and would again.
    standing: bool = False
    # What the manifest says of its files and of the evidence on them, once they are released.
    listed: Mapping[str, Any] = field(default_factory=dict)
    # `proof.json` and `proof.html`, where the article's other files have no part in them.
    evidence: Mapping[str, bytes] = field(default_factory=dict)
    # What the evidence shows of its files, by their names, where it was made before there is evidence.
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)
    # What its editions are remembered by, and its evidence; and, where it was made on another machine, all that is to be
    # remembered, in place of files, proofs and evidence.
    editions: tuple[str, ...] = ()
    evidence_key: str = ""
    parcel: Mapping[str, bytes] = field(default_factory=dict)
    # Where somebody asks what it owes and why: what to say.
    lines: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)

    @property
    def releasable(self) -> bool:
        return bool(self.artifacts) and not self.failed and all(one.proved for one in self.proofs)

    @property
    def formats(self) -> frozenset[str]:
        """The formats of its files; any other file of these is a leftover."""
        return frozenset(artifact.format for artifact in self.artifacts)

    @property
    def companions(self) -> dict[str, bytes]:
        """What goes beside its files and owes nothing, by name."""
        return {name: content for one in self.artifacts for name, content in one.companions.items()}

    @property
    def folder(self) -> str:
        return f"output/{self.lang}/{self.slug}"

    @property
    def light(self) -> Made:
        """The same without what its files hold: a run over thousands of articles keeps all of these."""
        bare = tuple(
            replace(one, content=b"", pages=(), companions=dict.fromkeys(one.companions, b""))
            for one in self.artifacts
        )
        return replace(self, artifacts=bare, evidence={}, exhibits={}, said=())
