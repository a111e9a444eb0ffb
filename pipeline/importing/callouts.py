"""Boxes that other tools draw: the marks that readers leave for them, and which class names make which kind.

Input: names of classes. Output: the kind of a callout. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NOTE_TOKEN = "importednotenumber"
# Before the words that stand as a caption above or below a table, where a reader has no name for them.
CAPTION_TOKEN = "importedtablecaption"
NOTE = "imported-note"
CALLOUT = "imported-callout"
DETAILS = "imported-details"

KINDS = {
    "warning": ("warning", "danger", "caution", "alert", "important", "error", "critical", "attention", "stop", "bug", "failure"),
    "tip": ("tip", "hint", "success", "check", "idea", "best-practice"),
    "note": (
        "note", "info", "information", "callout", "admonition", "notice", "example", "abstract", "summary", "question", "faq",
        "infobox", "info-box", "highlight-box", "box", "message", "informative", "inset-text", "call-to-action", "contact", "address",
        "seealso", "see-also", "panel", "todo", "fact", "factbox", "fact-box", "remember", "quote-box", "notification", "well",
    ),
}  # fmt: skip
_KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
TITLE_CLASSES = frozenset(
    {"title", "admonition-title", "callout-title", "callout-header", "heading", "alert-title", "markdown-alert-title", "box-title"}
)  # fmt: skip


def callout_kind(classes: Sequence[str]) -> str | None:
    """What kind of box these classes make, or None."""
    found: list[str] = []
    for name in classes:
        bare = name.lower().removeprefix("is-").removeprefix("callout-").removeprefix("alert-")
        bare = (
            bare.removeprefix("admonition-")
            .removeprefix("markdown-alert-")
            .removeprefix("theme-admonition-")
            .removeprefix("confluence-information-macro-")
        )
        bare = bare.removeprefix("govuk-").removeprefix("c-").removeprefix("m-").split("--")[0].split("__")[0]
        plain = re.sub(r"-(?:text|box|block|panel|notice|message|banner)$", "", bare)
        if kind := _KIND_OF.get(bare) or _KIND_OF.get(plain):
            found.append(kind)
    # The one that says more than that it is a box.
    return next((kind for kind in found if kind != "note"), found[0] if found else None)
