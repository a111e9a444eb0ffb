"""Ready-made policies that a publication can build on: data files in `pipeline/packs/`, with their sources cited.

Input: a pack's name. Output: its rules, topics and measures. A pack helps to check; it never makes anything compliant.
Must not: hold wording: what a reader reads is the publisher's, written and approved.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from pipeline.article import PrintSize
from pipeline.disclaimers.criteria import Condition, ConditionReader, Place, Repeat
from pipeline.document.nodes import Legibility
from pipeline.schema import AsTuple, ListOf, Model, Text, WebAddress
from pipeline.validation import validate
from pipeline.yaml import load

FOLDER = Path(__file__).parents[1] / "packs"
# What asks for nothing, so that of two measures the stricter one can be taken.
ANY = Legibility(0.0, 0.0, 0.0, 100_000, 0.0, False)


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule of a pack. Shape: `legibility` is what its disclaimer has to measure at least, besides its own."""

    id: str
    when: Condition
    require: str
    place: Place
    repeat: Repeat
    legibility: Legibility
    gives_way: Condition | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a pack rests on: `says` in our words."""

    title: str
    url: str
    says: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack. Shape: `legibility` holds for every disclaimer; `size` is the smallest that brochures may have."""

    id: str
    title: str
    about: str
    sources: tuple[Source, ...]
    topics: tuple[str, ...]
    rules: tuple[PackRule, ...]
    legibility: Legibility
    size: PrintSize


@functools.cache
def names() -> tuple[str, ...]:
    """The packs that there are."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


class _Source(Model):
    title: Text
    url: WebAddress
    says: Text


class _Legibility(Model):
    min_size_pt: Annotated[float, Field(strict=False)] = ANY.min_size_pt
    min_x_height_mm: Annotated[float, Field(strict=False)] = ANY.min_x_height_mm
    min_contrast: Annotated[float, Field(strict=False)] = ANY.min_contrast
    max_line_chars: int = ANY.max_line_chars
    min_body_ratio: Annotated[float, Field(strict=False)] = ANY.min_body_ratio
    bold: bool = ANY.bold


class _Rule(Model):
    id: Text
    when: Any
    gives_way: Any = None
    require: Text
    place: Place
    repeat: Repeat = "section"
    legibility: _Legibility = Field(default_factory=_Legibility)


class _Vocabulary(Model):
    topics: ListOf[Text]


class _Pack(Model):
    id: Text
    title: Text
    about: Text
    sources: Annotated[tuple[_Source, ...], AsTuple, Field(min_length=1)]
    vocabulary: _Vocabulary
    legibility: _Legibility = Field(default_factory=_Legibility)
    size: PrintSize = "standard"
    rules: Annotated[tuple[_Rule, ...], AsTuple, Field(min_length=1)]


@functools.cache
def pack(name: str) -> Pack:
    """A pack by its name. Raises: KeyError (there is none), ValueError (its file is faulty)."""
    if name not in names():
        raise KeyError(name)
    path = f"pipeline/packs/{name}.yaml"
    loaded = load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), path)
    document = loaded.value
    checked = validate(document, _Pack, context=path) if document else None
    read = checked.value if checked else None
    if document is None or checked is None or read is None:
        raise ValueError(f"{path}: {[str(one) for one in (checked or loaded).diagnostics]}")
    rules = []
    for index, rule in enumerate(read.rules):
        reader = ConditionReader(document, read.vocabulary.topics)
        when = reader.read(rule.when, ("rules", index, "when"))
        if when is None:
            raise ValueError(f"{path}: {[str(one) for one in reader.found]}")
        way = reader.read(rule.gives_way, ("rules", index, "gives-way")) if rule.gives_way else None
        if reader.found:
            raise ValueError(f"{path}: {[str(one) for one in reader.found]}")
        measures = Legibility(**rule.legibility.model_dump())
        rules.append(PackRule(rule.id, when, rule.require, rule.place, rule.repeat, measures, way))
    return Pack(
        read.id,
        read.title,
        " ".join(read.about.split()),
        tuple(Source(one.title, one.url, one.says) for one in read.sources),
        read.vocabulary.topics,
        tuple(rules),
        Legibility(**read.legibility.model_dump()),
        read.size,
    )
