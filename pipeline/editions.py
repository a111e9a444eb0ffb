"""One edition of an article: composed, emitted, proved; or remembered, where nothing that it depends on has changed.

Input: an attached document, its `Project`, a format. Output: an `Edition`. Pure but for the engines and the memory.
Must not: know a format, touch the disk itself.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from pydantic import TypeAdapter

from pipeline import proof, toolchain
from pipeline.diagnostics import Diagnostic
from pipeline.engines import Engines
from pipeline.fingerprint import fingerprint
from pipeline.formats import FORMATS
from pipeline.proof import Proof
from pipeline.rendition import Artifact, PageMap, Rendition
from pipeline.rendition.expected import Expectation
from pipeline.rendition.pages import nobody
from pipeline.stopwatch import Stopwatch
from pipeline.theme import Theme


class Memory(Protocol):
    """Where work is remembered. Shape: keys are SHA-256 in hex."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, content: bytes) -> None: ...


class Forgetful:
    """A memory that holds nothing."""

    def get(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, content: bytes) -> None:
        """Forgotten."""


FORGETFUL = Forgetful()


@dataclass(frozen=True, slots=True)
class Edition:
    """The files of one format with their proofs, in the same order, and what was found on the way.

    Shape: `key` is what it is remembered by.
    """

    artifacts: tuple[Artifact, ...] = ()
    proofs: tuple[Proof, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    key: str = ""


# An engine's own complaint, and a full disk.
_BROKEN_OFF = ("ENG604", "ENG613")


def edition(
    rendition: Rendition,
    owed: Expectation,
    theme: Theme,
    engines: Engines,
    starts: PageMap,
    memory: Memory,
    watch: Stopwatch,
    paged: Callable[[PageMap], None] = nobody,
) -> Edition:
    """The files of a rendition with their proofs. `owed` is what each owes, `starts` the pages of the printed edition.

    `paged` is told its own, as soon as they are known.
    """
    composed = fingerprint(rendition)
    key = fingerprint("edition", toolchain.digest(), composed, owed, starts, theme.own_faces)
    with watch.of("recall"):
        kept = memory.get(key)
        if kept is not None:
            known = unpacked(kept)
            if pages := next((artifact.pages for artifact in known.artifacts if artifact.pages), ()):
                paged(pages)
            return known
    made = replace(_made(rendition, owed, theme, engines, starts, watch, paged), key=key)
    if any(found.code in _BROKEN_OFF for found in made.diagnostics):
        # It may be the machine's fault, such as a full disk, and be over by the next time.
        return made
    with watch.of("keep"):
        memory.put(key, packed(made))
        # An edition that names them may be asked for alone, later.
        if pages := next((artifact.pages for artifact in made.artifacts if artifact.pages), ()):
            memory.put(_key_of_pages(composed), _page_maps().dump_json(pages))
    return made


def _made(
    rendition: Rendition,
    owed: Expectation,
    theme: Theme,
    engines: Engines,
    starts: PageMap,
    watch: Stopwatch,
    paged: Callable[[PageMap], None],
) -> Edition:
    with watch.of(rendition.format):
        emitted = FORMATS[rendition.format].emit(rendition, engines, starts, paged)
    if emitted.failed:
        return Edition(diagnostics=emitted.diagnostics)
    fonts = proof.trusted_fonts(theme)
    with watch.of(f"{rendition.format} proof"):
        proofs = tuple(
            proof.prove(
                replace(owed, repeats=artifact.repeats, covers=artifact.covers),
                artifact.content,
                path=f"output/{rendition.lang}/{rendition.slug}/{artifact.name}",
                fonts=fonts,
            )
            for artifact in emitted.value
        )
    found = (*emitted.diagnostics, *(one for each in proofs for one in each.diagnostics))
    return Edition(emitted.value, proofs, found)


def pagination(rendition: Rendition, engines: Engines, memory: Memory = FORGETFUL) -> PageMap:
    """The pages of a rendition that is not asked for itself, for an edition that names them."""
    key = _key_of_pages(fingerprint(rendition))
    kept = memory.get(key)
    if kept is not None:
        return _page_maps().validate_json(kept)
    pages = FORMATS[rendition.format].paginated(rendition, engines)
    memory.put(key, _page_maps().dump_json(pages))
    return pages


def _key_of_pages(composed: str) -> str:
    """`composed` is the fingerprint of the rendition that has them."""
    return fingerprint("pages", toolchain.digest(), composed)


# ── how an edition is remembered ────────────────────────────────────────────────────────────────


def packed(made: Edition) -> bytes:
    """An edition as bytes: everything but the files in JSON, which a line with their sizes is before, then the files."""
    contents = [content for one in made.artifacts for content in (one.content, *one.companions.values())]
    bare = replace(
        made,
        artifacts=tuple(
            replace(one, content=b"", companions=dict.fromkeys(one.companions, b"")) for one in made.artifacts
        ),
    )
    # What reads it checks every field; to write it, nothing has to be known of them.
    described = json.dumps(bare, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()
    sizes = json.dumps([len(described), *map(len, contents)]).encode()
    return b"".join((sizes, b"\n", described, *contents))


def _plain(value: Any) -> Any:
    """A value as JSON knows it. Raises: TypeError."""
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return value.decode()
    raise TypeError(f"no JSON of a {type(value).__qualname__}")


def unpacked(kept: bytes) -> Edition:
    """The edition that `packed` was given."""
    line, _, rest = kept.partition(b"\n")
    parts: list[bytes] = []
    at = 0
    for size in json.loads(line):
        parts.append(rest[at : at + size])
        at += size
    described, *contents = parts
    bare = _editions().validate_json(described)
    left = iter(contents)
    artifacts = tuple(
        replace(one, content=next(left), companions={name: next(left) for name in one.companions})
        for one in bare.artifacts
    )
    return replace(bare, artifacts=artifacts)


@lru_cache(maxsize=1)
def _editions() -> TypeAdapter[Edition]:
    return TypeAdapter(Edition)


@lru_cache(maxsize=1)
def _page_maps() -> TypeAdapter[PageMap]:
    return TypeAdapter(PageMap)
