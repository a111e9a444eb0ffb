"""What helps people to start: a project, an article, schemas for editors, a look at the machine.

Input: a workspace and names. Output: new files of the source, never over existing ones; plain values.
Must not: build.
"""

from __future__ import annotations

import datetime
import json
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Template
from typing import Any

from pipeline.article import FrontMatter
from pipeline.collection import CollectionMatter
from pipeline.disclaimers import library
from pipeline.disclaimers.library import wording_sha256
from pipeline.glance import MARKER, today
from pipeline.publication import Publication
from pipeline.schema import SLUG, canonical_language, is_language_tag
from pipeline.workspace import Workspace, shipped_templates
from pipeline.yaml import load


def new_article(workspace: Workspace, slug: str, title: str | None, lang: str | None = None) -> str:
    """Writes `source/articles/<slug>/article.md`, by default in the publication's language; its name.

    Shape: where the language has no wording on prices, there are none in it.
    Raises: ValueError with a sentence (bad slug, bad language, exists already).
    """
    if not SLUG.fullmatch(slug):
        raise ValueError(
            f'"{slug}" cannot name an article: use small letters, digits and single hyphens, such as when-the-tide-comes-in'
        )
    if lang is not None and not is_language_tag(lang):
        raise ValueError(f'"{lang}" is not a language tag such as en or nb')
    lang = canonical_language(lang) if lang is not None else main_language(workspace)
    name = f"source/articles/{slug}/article.md"
    title = _yaml_text(title or slug.replace("-", " ").capitalize())
    prices = _filled("prices.md").decode() if _has_wording(workspace, "pricing", lang) else ""
    text = _filled("article.md", title=title, lang=lang, prices=prices)
    if not workspace.write_new(name, text):
        raise ValueError(f"{name} exists already; it was not touched")
    return name


def main_language(workspace: Workspace) -> str:
    """The language of most articles, as the publication has it."""
    if content := workspace.read(MARKER):
        document = load(content.decode("utf-8", "replace"), MARKER).value
        if document is not None and isinstance(document.value, dict):
            return str(document.value.get("lang", "en"))
    return "en"


def _has_wording(workspace: Workspace, id: str, lang: str) -> bool:
    path = f"{library.FOLDER}/{id}.yaml"
    content = workspace.read(path)
    read = library.parse(content, path).value if content is not None else None
    return read is not None and read.in_language(lang) is not None


def new_project(workspace: Workspace, publisher: str, lang: str) -> list[str]:
    """Writes a project that builds; the names of what was written.

    Raises: ValueError with a sentence (there is a project already, bad language).
    """
    if workspace.read(MARKER) is not None:
        raise ValueError(f"{workspace.root} holds a project already; nothing was touched")
    if not is_language_tag(lang):
        raise ValueError(f'"{lang}" is not a language tag such as en or nb')
    values = {"publisher": _yaml_text(publisher), "lang": canonical_language(lang)}
    written = []
    files = {name: _filled(name, **values) for name in ("publication.yaml", "policy.yaml")}
    for id, text in _wordings().items():
        content = _filled("disclaimer.yaml", id=id, text=text, sha256=wording_sha256(text), **values)
        files[f"disclaimers/{id}.yaml"] = content
    for name, content in files.items():
        if workspace.write_new(f"source/{name}", content):
            written.append(f"source/{name}")
    # The wordings are English, so the first article is; those of other languages are the publisher's to write.
    prices = _filled("prices.md").decode()
    article = _filled("article.md", title="Your first article", lang="en", prices=prices)
    if workspace.write_new("source/articles/first-article/article.md", article):
        written.append("source/articles/first-article/article.md")
    if workspace.write_new("output/.gitignore", b"*\n!.gitignore\n"):
        written.append("output/.gitignore")
    return written


def _wordings() -> dict[str, str]:
    """First wordings, by the ids of their disclaimers."""
    name = "scaffold/wordings.yaml"
    document = load((shipped_templates() / name).read_text(encoding="utf-8"), name).value
    if document is None:
        raise ValueError(f"templates/{name} cannot be read")
    return dict(document.value)


def _filled(name: str, **values: str) -> bytes:
    text = (shipped_templates() / "scaffold" / name).read_text(encoding="utf-8")
    now = datetime.date.fromisoformat(today())
    known = {"date": now.isoformat(), "review_by": datetime.date(now.year + 2, 1, 1).isoformat()}
    return Template(text).substitute({**known, **values}).encode()


def _yaml_text(text: str) -> str:
    """Text as a YAML scalar that stays text."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a source file (`article`, `collection`, `publication`, `policy`, `disclaimer`) or of `proof.json`."""
    from pydantic import BaseModel

    from pipeline.disclaimers import policy
    from pipeline.proof.record import Record

    models: dict[str, type[BaseModel]] = {
        "article": FrontMatter,
        "collection": CollectionMatter,
        "publication": Publication,
        "policy": policy.FILE,
        "disclaimer": library.FILE,
        "proof": Record,
    }
    schema = models[name].model_json_schema(by_alias=True)
    # Names as the field has them, without the marks of what is private in the code.
    text = re.sub(r'("(?:title": "|#/\$defs/)?)_(?=[A-Z])', r"\1", json.dumps(schema))
    if name in ("article", "collection", "publication"):
        # Keys of the user's own.
        closed = '"additionalProperties": false'
        text = text.replace(closed, f'{closed}, "patternProperties": {{"^x-": {{}}}}')
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **json.loads(text)}


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that smallprint needs, and how it is."""

    name: str
    fine: bool
    found: str
    advice: str = ""


def probes() -> Iterator[Probe]:
    """Everything that smallprint needs, tried one after the other."""
    from pipeline.diagnostics import Location, report
    from pipeline.engines import EngineError, Engines
    from pipeline.theme import load_theme
    from pipeline.workspace import read_templates

    yield Probe("python", True, platform.python_version())
    engines = Engines()
    try:
        pandoc = engines.pandoc
        version = pandoc.version()
        pandoc.read("works")
        yield Probe("pandoc", True, f"{version}  {pandoc.program}")
    except EngineError as error:
        problem = report(error.code, Location("source"), **error.facts)
        yield Probe("pandoc", False, problem.message, problem.help)
    except ImportError as error:
        yield Probe(
            "pandoc", False, str(error), "run `script/bootstrap`, or install the package pypandoc_binary"
        )
    try:
        engine = engines.weasyprint
        layout = engine.layout("<!DOCTYPE html><html lang=en><title>t</title><p>works", {})
        engine.write(layout, b"0123456789abcdef")
        yield Probe("weasyprint", True, engine.version)
    except Exception as error:
        yield Probe(
            "weasyprint", False, f"{type(error).__name__}: {error}", "run script/bootstrap: it installs Pango"
        )
    try:
        theme = load_theme(read_templates(shipped_templates()))
        if theme.value is None:
            yield Probe("templates", False, theme.diagnostics[0].message, "reinstall smallprint")
        else:
            missing = [face.path for face in theme.value.faces if face.path not in theme.value.files]
            yield Probe(
                "templates",
                not missing,
                f"{shipped_templates()}",
                f"missing fonts: {', '.join(missing)}" if missing else "",
            )
            yield Probe("fonts", not missing, f"{len(theme.value.faces)} faces")
    except OSError as error:
        yield Probe("templates", False, str(error), "reinstall smallprint")
