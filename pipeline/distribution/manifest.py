"""`manifest.json` read back: what was released before, of which a build keeps what it does not make anew.

Input: the bytes of a file of this name. Output: the entries in it that can be trusted, as they stand there.
Must not: read the disk.

Why: the file lies in `output/`, where it is merged, mended by hand and copied from elsewhere. What it names is listed,
linked and, once its article is gone, removed; so a name may lead nowhere but into its own folder, and an entry that is
not of the shape which a build writes is made anew with its article.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.article import Format
from pipeline.schema import LANGUAGE_TAG, kebab

NAME = "manifest.json"

_NAME = re.compile(r"(?!\.{1,2}\Z)[^/\\\x00-\x1f\x7f]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def entries(content: bytes) -> list[dict[str, Any]] | None:
    """The entries of a manifest of ours, but for damaged ones; None for any other file of that name."""
    sound, listed = _read(content)
    # Nothing can be said of files whose entries are lost.
    return list(sound) if sound or listed == 0 else None


def is_whole(content: bytes) -> bool:
    """Whether nothing in a manifest is damaged, so that every released file is known."""
    sound, listed = _read(content)
    return len(sound) == listed


@lru_cache(maxsize=1)
def _read(content: bytes) -> tuple[tuple[dict[str, Any], ...], int]:
    """The sound entries of a manifest and how many it lists; -1 where it is none. A build asks several times."""
    listed = _listed(content)
    return tuple(entry for entry in listed or () if _is_sound(entry)), -1 if listed is None else len(listed)


def _listed(content: bytes) -> list[Any] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    listed = value.get("articles") if isinstance(value, dict) and "manifest" in value else None
    return listed if isinstance(listed, list) else None


def _is_sound(entry: object) -> bool:
    try:
        _Entry.model_validate(entry)
    except ValidationError:
        return False
    return True


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError("no name of a file")
    return value


def _language(value: str) -> str:
    if not LANGUAGE_TAG.fullmatch(value):
        raise ValueError("no language tag")
    return value


def _date(value: str) -> str:
    import datetime

    if not _DATE.fullmatch(value):
        raise ValueError("no date")
    datetime.date.fromisoformat(value)
    return value


Name = Annotated[str, AfterValidator(_name)]
Language = Annotated[str, AfterValidator(_language)]
Date = Annotated[str, AfterValidator(_date)] | None
Count = Annotated[int, Field(ge=0)]


class _Model(BaseModel):
    """What later builds write besides is none of our business."""

    # pydantic's checker wants names that it can read off, and no function that makes them.
    model_config = ConfigDict(extra="ignore", strict=True, alias_generator=kebab, defer_build=True)  # type: ignore[pydantic-alias]


class _Beside(_Model):
    file: Name
    bytes: Count
    sha256: str
    width: Count = 0
    height: Count = 0


class _Book(_Model):
    """Of the facts of a book, that which names a folder; the others are asked for where they are used."""

    lang: Language


class _File(_Beside):
    format: Format
    disclaimers: Count = 0
    pages: Count = 0
    valid_until: Date = None
    companions: list[_Beside] = []
    book: _Book | None = None


class _Reviewed(_Model):
    by: str
    on: Date


class _Entry(_Model):
    slug: Name
    lang: Language
    title: str
    source: str
    state: Literal["proved", "outdated"]
    files: list[_File]
    evidence: list[_Beside] = []
    subtitle: str | None = None
    description: str | None = None
    keywords: list[str] = []
    topics: list[str] = []
    authors: list[str] = []
    identifier: str | None = None
    date: Date = None
    modified: Date = None
    reviewed: _Reviewed | None = None
    articles: Count = 0
    valid_until: Date = None
