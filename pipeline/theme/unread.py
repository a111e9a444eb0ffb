"""Files of a project's `templates/` that are no text.

Input: the files by their names. Output: what is wrong with them. Must not: read what stands in one.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.article import decode
from pipeline.diagnostics import Diagnostic

_TEXTS = (".j2", ".css", ".yaml")


def unread(own: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """Reports: ART105 (a template, stylesheet or YAML file that is not in UTF-8), ART108, ART109 (one of those, too large to say where)."""
    return tuple(
        one
        for name in sorted(own)
        if name.endswith(_TEXTS) and not _is_text(own[name])
        for one in decode(own[name], f"templates/{name}").diagnostics
        if one.code in ("ART105", "ART108", "ART109")
    )


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
