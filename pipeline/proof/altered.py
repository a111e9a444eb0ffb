"""Whether a file still holds what it held when it was made, by the hashes that travel in its manifest.

Input: the bytes of a file. Output: a `Held`. Must not: trust the file, raise on it, or say anything of disclaimers.

Why: what a proof measures speaks for itself, whoever wrote the file. This tells what nobody can measure: a picture, a
drawing or a bookmark that was not there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, report
from pipeline.proof.evidence import Unreadable
from pipeline.rendition import contents
from pipeline.rendition.contents import Contents

# So many parts are named; of more only the number is told.
MOST = 8


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds beside its manifest.

    Shape: `altered` names the parts that are other than when it was made, None where its manifest does not say what they
    were; where it names none, `digest` is one hash for all that the file holds, however it is written.
    """

    digest: str
    altered: tuple[str, ...] | None

    def diagnostics(self, path: str) -> tuple[Diagnostic, ...]:
        """Reports: PRF881 (altered), PRF883 (nobody can tell)."""
        if self.altered is None:
            return (report("PRF883", Location(path)),)
        if not self.altered:
            return ()
        named = list(self.altered[:MOST])
        if len(self.altered) > MOST:
            named.append(f"{len(self.altered) - MOST} more")
        parts = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
        return (report("PRF881", Location(path), found=parts),)


def held(content: bytes, name: str) -> Held | None:
    """What a file holds; None for one that has no manifest of ours, or cannot be read at all."""
    try:
        manifest, found = _opened(content, name)
        stated = contents.contents_in(manifest)
    except Exception:
        # What cannot be read is said by the proof.
        return None
    altered = None if stated is None else contents.differences(stated, found)
    return Held(contents.digest(manifest), altered)


def _opened(content: bytes, name: str) -> tuple[bytes, Contents]:
    """The manifest, and what else is there. Raises: whatever reading a damaged file can."""
    match name.lower().rsplit(".", 1)[-1]:
        case "pdf":
            import pikepdf

            from pipeline.proof.pdf import pdf_manifest

            with pikepdf.open(io.BytesIO(content)) as document:
                return pdf_manifest(content), contents.of_pdf(document)
        case "epub":
            from pipeline.proof.archive import opened
            from pipeline.proof.epub import epub_manifest

            with opened(content) as archive:
                members = {one: _unpacked(archive, one) for one in archive.namelist()}
            return epub_manifest(content), contents.of_epub(members)
        case "html" | "htm":
            from pipeline.proof.html import html_manifest

            return html_manifest(content), contents.of_html(content.decode())
        case _:
            raise Unreadable("PRF871", kind="a file of ours", problem="another one")


def _unpacked(archive: Any, name: str) -> bytes:
    """A member, whatever kind it is. Why: its size was limited when the archive was opened."""
    return bytes(archive.read(name))
