"""What `output/` says about itself: evidence beside each article's files, the manifest, the front page.

Input: what became of articles. Output: `proof.json`, `manifest.json` and `index.html`, released with the files.
Must not: make or prove anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pipeline import __version__
from pipeline.article import FORMAT_NAMES
from pipeline.diagnostics import Diagnostic, has_errors
from pipeline.proof import Proof
from pipeline.publication import Publication
from pipeline.rendition import Artifact
from pipeline.theme import Theme
from pipeline.workspace import Workspace

MANIFEST = "manifest.json"


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

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)

    @property
    def releasable(self) -> bool:
        return bool(self.artifacts) and not self.failed and all(one.proved for one in self.proofs)

    @property
    def folder(self) -> str:
        return f"output/{self.lang}/{self.slug}"


def release(workspace: Workspace, made: Made) -> None:
    """Puts the proved files of an article in place, and their evidence beside them. Raises: OSError."""
    before = _read(workspace, f"{made.folder}/proof.json")
    entries = {entry["file"]: entry for entry in before.get("files", [])}
    for artifact, proof in zip(made.artifacts, made.proofs, strict=True):
        entries[artifact.name] = {"file": artifact.name, **proof.as_json()}
    evidence = {
        "proof": 1,
        "slug": made.slug,
        "lang": made.lang,
        "files": [entries[name] for name in sorted(entries)],
    }
    files = {artifact.name: artifact.content for artifact in made.artifacts}
    workspace.release(made.folder, {**files, "proof.json": _bytes(evidence)})


def update(
    workspace: Workspace, results: Sequence[Made], publication: Publication, theme: Theme, *, whole: bool
) -> None:
    """Brings manifest and front page up to date with these results.

    What was not part of the run keeps its entry; a failed article's is marked outdated. After a run over the
    `whole` project the files of deleted articles go.
    """
    entries = {
        f"{entry['lang']}/{entry['slug']}": entry
        for entry in _read(workspace, f"output/{MANIFEST}").get("articles", [])
    }
    for made in results:
        key = f"{made.lang}/{made.slug}"
        if made.releasable:
            entries[key] = _entry(made, entries.get(key, {}))
        elif key in entries:
            entries[key] = {**entries[key], "state": "outdated"}
    if whole:
        there = {file.path for file in workspace.articles()}
        for key in [key for key, entry in entries.items() if entry["source"] not in there]:
            for name in (*(file["file"] for file in entries[key]["files"]), "proof.json"):
                workspace.remove(f"output/{key}/{name}")
            del entries[key]
    ordered = [entries[key] for key in sorted(entries)]
    manifest = {"manifest": 1, "tools": tool_versions(), "articles": ordered}
    page = front_page(ordered, publication, theme)
    workspace.release("output", {MANIFEST: _bytes(manifest), "index.html": page.encode()})


def _entry(made: Made, before: Mapping[str, Any]) -> dict[str, Any]:
    files = {file["file"]: file for file in before.get("files", [])}
    for artifact, proof in zip(made.artifacts, made.proofs, strict=True):
        files[artifact.name] = {
            "file": artifact.name,
            "format": artifact.format,
            "bytes": len(artifact.content),
            "sha256": sha256(artifact.content).hexdigest(),
            "proved": proof.proved,
            **artifact.facts,
        }
    return {
        "slug": made.slug,
        "lang": made.lang,
        "title": made.title,
        "topics": list(made.topics),
        "source": made.path,
        "source-sha256": made.source_sha256,
        "wordings": list(made.wordings),
        "state": "proved",
        "files": [files[name] for name in sorted(files)],
    }


def front_page(entries: Sequence[Mapping[str, Any]], publication: Publication, theme: Theme) -> str:
    """The front page of `output/`: every article with its cover, its files and its state."""
    from markupsafe import Markup

    cards = [
        {
            **entry,
            "art": Markup(theme.art(entry["slug"], entry["topics"], 4, 2, 60)),
            "language": _language_name(entry["lang"]),
            "files": sorted(entry["files"], key=lambda file: FORMAT_NAMES.index(file["format"])),
        }
        for entry in entries
    ]
    words = "".join(card["title"] + card["language"] for card in cards) + publication.publisher
    faces = (("SP Sans", 400, "normal"), ("SP Sans", 600, "normal"), ("SP Serif", 600, "normal"))
    return theme.fill(
        "shared/index.html.j2",
        publisher=publication.publisher,
        cards=cards,
        colour=theme.palette(()),
        tokens=theme.tokens,
        faces=Markup(theme.embedded_faces(faces, words)),
    )


def _language_name(lang: str) -> str:
    """A language as its own speakers call it."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(lang, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name[0].upper() + name[1:] if name else lang


def tool_versions() -> dict[str, str]:
    """The versions that decide the bytes of outputs."""
    from importlib.metadata import version

    names = ("pypandoc_binary", "weasyprint", "pydyf", "fonttools", "lxml", "pikepdf", "pillow")
    return {"smallprint": __version__, **{name: version(name) for name in names}}


def _read(workspace: Workspace, name: str) -> dict[str, Any]:
    """A JSON file of ours; a missing or damaged one is made anew."""
    try:
        value = json.loads(workspace.read(name) or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _bytes(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
