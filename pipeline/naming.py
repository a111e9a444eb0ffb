"""The names under which source files are read, and the one that somebody meant who wrote another.

Input: the path of a file in `source/`. Output: the path that would be read, or None. Must not: look at the disk.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from pipeline.diagnostics import nearest
from pipeline.schema import canonical_language, is_language_tag

# What a text and what YAML is called elsewhere.
TEXTS = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
_YAML = frozenset({".yaml", ".yml"})
_FOLDERS = ("articles", "collections", "disclaimers")
_FILES = ("policy", "publication")


def is_text(name: str) -> bool:
    """Whether a file is a text in Markdown, by whatever ending."""
    return PurePosixPath(name).suffix.lower() in TEXTS


def meant(path: str) -> str | None:
    """The name that would be read where this one is not, as a path; None where it is read, or nobody can tell.

    Shape: the file lies in `source/`, in one of its folders, or anywhere below `source/articles/`.
    """
    place = PurePosixPath(path)
    parent = place.parent.as_posix()
    if parent == "source":
        name = _near_file(place, _FILES)
    elif parent in ("source/disclaimers", "source/collections"):
        name = f"{place.stem}.yaml" if place.suffix.lower() in _YAML else None
    else:
        name = _article(place.name)
    return None if name is None or name == place.name else f"{parent}/{name}"


def meant_folder(name: str) -> str | None:
    """The folder of `source/` that somebody meant; None where it has its name, or another purpose."""
    near = nearest(name, _FOLDERS)
    return near if near != name else None


def _near_file(place: PurePosixPath, names: tuple[str, ...]) -> str | None:
    near = nearest(place.stem, names) if place.suffix.lower() in _YAML else None
    return None if near is None else f"{near}.yaml"


def _article(name: str) -> str | None:
    """`article.nb.md` of `artikel_NB.markdown`. What stands behind the first word has to be a language or nothing."""
    if not is_text(name):
        return None
    first, *rest = re.split(r"[._ -]", PurePosixPath(name).stem, maxsplit=1)
    if nearest(first, ("article",)) is None:
        return None
    if not rest:
        return "article.md"
    tag = rest[0].replace("_", "-")
    return f"article.{canonical_language(tag)}.md" if is_language_tag(tag) else None
