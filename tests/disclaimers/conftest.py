"""Small projects to attach disclaimers in."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.diagnostics import Diagnostic, Reported
from pipeline.disclaimers.attach import Attached, attach
from pipeline.disclaimers.library import Disclaimer, Library, wording_sha256
from pipeline.disclaimers.library import parse as parse_wording
from pipeline.disclaimers.policy import Policy
from pipeline.disclaimers.policy import parse as parse_policy
from pipeline.document import Block, Document, Notice, plain_text
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc

TODAY = datetime.date(2026, 6, 1)
FORMATS = ("brochure", "ebook", "handout")
Attach = Callable[..., Reported[Attached]]
MONEY = "{mentions: money}"

TEXTS = {
    "pricing": {
        "en": "Prices may change without notice after printing.",
        "nb": "Prisene kan endre seg uten varsel.",
    },
    "earnings": {
        "en": "Pay differs between employers and is never promised.",
        "nb": "Lønnen varierer mellom arbeidsgivere.",
    },
    "medical": {
        "en": "This is not medical advice; please ask a doctor.",
        "nb": "Dette er ikke medisinske råd.",
    },
    "dated": {
        "en": "Figures by {publisher} as of {as-of}, rounded to whole sums.",
        "nb": "Tall fra {publisher} per {as-of}.",
    },
}


def wording_file(name: str, texts: dict[str, str], *, weight: str = "material", extra: str = "") -> bytes:
    """A file of wordings in which everything is in order; the first language is the source."""
    source = next(iter(texts))
    lines = [f"id: {name}", f"weight: {weight}", f"source-lang: {source}", "text:"]
    for lang, text in texts.items():
        number = "version" if lang == source else "translates"
        lines += [
            f"  {lang}:",
            f"    {number}: 1",
            f'    text: "{text}"',
            f"    approved: {{by: Board, on: 2026-01-01, sha256: {wording_sha256(text)}}}",
            "    review-by: 2027-01-01",
        ]
    return ("\n".join(lines) + "\n" + extra).encode()


def disclaimer(name: str, texts: dict[str, str]) -> Disclaimer:
    read = parse_wording(wording_file(name, texts), f"source/disclaimers/{name}.yaml")
    assert read.value is not None, read.diagnostics
    return read.value


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.of(disclaimer(name, texts) for name, texts in TEXTS.items()).value


@pytest.fixture(scope="session")
def document(pandoc: Pandoc) -> Callable[..., Document]:
    def build(
        body: str, front: str = "topics: [health]", slug: str = "tides", title: str = "Tides"
    ) -> Document:
        text = f"---\ntitle: {title}\n{front}\n---\n\n{body}\n"
        article = parse_article(ArticleFile(f"source/articles/{slug}/article.md", text.encode()), "en")
        assert article.value is not None, article.diagnostics
        read = parse_document(article.value, pandoc)
        assert read.value is not None, read.diagnostics
        return read.value

    return build


def policy_of(rules: str, topics: str = "health, household, finance", exempt: str = "[]") -> Policy:
    read = policy_report(rules, topics, exempt)
    assert read.value is not None, read.diagnostics
    return read.value


def policy_report(
    rules: str, topics: str = "health, household, finance", exempt: str = "[]"
) -> Reported[Policy | None]:
    text = f"vocabulary: {{topics: [{topics}]}}\nrules:\n{rules}\nexempt: {exempt}\n"
    return parse_policy(text.encode(), "source/policy.yaml", TEXTS.keys())


PRICES = "  - {id: prices, when: {mentions: money}, require: pricing, place: after-trigger, repeat: REPEAT}"
COVER = "  - {id: cover, when: {lang: [en, nb, de, ar, fr]}, require: nothing, reason: a test}"


def rule(
    condition: str,
    place: str = "after-trigger",
    repeat: str = "section",
    require: str = "pricing",
    name: str = "r",
) -> str:
    often = f", repeat: {repeat}" if place == "after-trigger" else ""
    return f"  - {{id: {name}, when: {condition}, require: {require}, place: {place}{often}}}\n"


@pytest.fixture(scope="session")
def attached(document: Callable[..., Document], library: Library) -> Callable[..., Reported[Attached]]:
    def build(
        body: str, rules: str, front: str = "topics: [health]", **options: object
    ) -> Reported[Attached]:
        title = str(options.pop("title", "Tides"))
        policy = policy_of(rules + COVER, exempt=str(options.pop("exempt", "[]")))
        return attach(
            document(body, front, title=title),
            policy,
            library,
            today=TODAY,
            publisher="Harbour Office",
            formats=FORMATS,
        )

    return build


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [diagnostic.code for diagnostic in diagnostics]


def shape(blocks: tuple[Block, ...]) -> list[str]:
    """The blocks in a line each: `text`, or `[disclaimer]` with its formats where it is not in all."""
    lines = []
    for block in blocks:
        if isinstance(block, Notice):
            some = "" if block.formats == FORMATS else " " + " ".join(block.formats)
            lines.append(
                f"[{block.disclaimer}{some}]"
                if block.place == "after-trigger"
                else f"[{block.place} {block.disclaimer}{some}]"
            )
        else:
            lines.append(plain_text(block).split(" ")[0])
    return lines


def placed(reported: Reported[Attached]) -> list[str]:
    assert not reported.failed, reported.diagnostics
    return shape(reported.value.document.blocks)
