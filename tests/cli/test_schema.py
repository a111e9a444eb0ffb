"""`smallprint schema`: what editors are told takes whatever is taken, and refuses what no file may look like."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipeline.scaffold import json_schema
from pipeline.yaml import load

ROOT = Path(__file__).parents[2]
RULE = "rules: [{id: a, when: {mentions: money}, RULE}]"
WORDING = "{id: ID, weight: material, source-lang: LANG, text: {en: {version: 1, text: A., APPROVED}}}"


@functools.cache
def schema(name: str) -> Draft202012Validator:
    value = json_schema(name)
    Draft202012Validator.check_schema(value)
    return Draft202012Validator(value)


def takes(name: str, text: str) -> bool:
    document = load(text, "a.yaml").value
    assert document is not None
    return bool(schema(name).is_valid(document.value))


def wording(id: str = "pricing", lang: str = "en", approved: str = "review-by: 2027-01-01") -> str:
    return WORDING.replace("ID", id).replace("LANG", lang).replace("APPROVED", approved)


def files() -> list[tuple[str, Path]]:
    source = ROOT / "source"
    return [
        ("policy", source / "policy.yaml"),
        ("publication", source / "publication.yaml"),
        *(("disclaimer", path) for path in sorted(source.glob("disclaimers/*.yaml"))),
        *(("article", path) for path in sorted(source.glob("articles/*/article.md"))),
        *(("collection", path) for path in sorted(source.glob("collections/*.yaml"))),
    ]


@pytest.mark.parametrize(
    ("name", "path"),
    files(),
    ids=lambda one: one if isinstance(one, str) else f"{one.parent.name}-{one.stem}",
)
def test_what_is_in_use_is_taken(name: str, path: Path) -> None:
    text = path.read_text()
    assert takes(name, text.split("---\n")[1] if path.suffix == ".md" else text)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("publication", "{publisher: A, formats: ebook}", "{publisher: A, formats: []}"),
        ("publication", "{publisher: A, country: GB}", "{publisher: A, country: Norway}"),
        ("publication", "{publisher: A, lang: zh-Hant}", "{publisher: A, lang: english}"),
        ("publication", "{publisher: A, base-url: 'https://a.example/b'}", "{publisher: A, base-url: a.example}"),
        ("publication", "{publisher: A, contact: {name: B, email: a@b.c}}", "{publisher: A, contact: {name: B, email: b}}"),
        ("policy", RULE.replace("RULE", "require: b, place: closing"), RULE.replace("RULE", "require: b")),
        ("policy", RULE.replace("RULE", "require: nothing, reason: c"), RULE.replace("RULE", "require: nothing")),
        ("policy", RULE.replace("RULE", "require: b, place: running"), RULE.replace("RULE", "require: nothing, reason: c, place: running")),
        ("policy", "rules: [{id: a, when: {terms: b}, require: c, place: cover}]", "rules: [{id: a, when: {terms: []}, require: c, place: cover}]"),
        ("disclaimer", wording(), wording(id="Prices")),
        ("disclaimer", wording(lang="nb-NO"), wording(lang="norsk")),
        ("disclaimer", wording(), wording(approved="review-by: soon")),
        (
            "disclaimer",
            wording(approved=f"approved: {{by: A, on: 2026-01-01, sha256: {'aB' * 32}}}"),
            wording(approved="approved: {by: A, on: 2026-01-01, sha256: ab}"),
        ),
        ("collection", "{title: A, articles: b}", "{title: A, articles: []}"),
        ("article", "{title: A, author: {name: B, x-desk: C}, x-mine: {c: 1}}", "{title: A, author: {nam: B}}"),
        ("article", "{title: A, author: [B, {name: C, role: D}]}", "{title: A, author: 7}"),
        ("article", "{title: A, date: 2026-01-01}", "{title: A, date: 1 May 2026}"),
    ],
)  # fmt: skip
def test_what_no_file_may_look_like_is_refused(name: str, good: str, bad: str) -> None:
    assert takes(name, good)
    assert not takes(name, bad)
