"""Nothing that an author can write takes a disclaimer away: it is refused, or the disclaimers stand where they are owed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import article, proof, publication, steps
from pipeline.article import Article, ArticleFile
from pipeline.diagnostics import Severity, has_errors
from pipeline.disclaimers import library, policy
from pipeline.disclaimers.library import Library
from pipeline.engines import Engines
from pipeline.project import Project
from pipeline.rendition.expected import expected

from .conftest import ROOT, shipped_theme

TODAY = datetime.date(2026, 11, 24)
FAST = ("handout", "ebook")
POLICY = b"""
vocabulary: {topics: [health, finance, household]}
rules:
  - {id: finance, when: {topic: finance}, require: financial-information, place: opening}
  - {id: prices, when: {mentions: money}, require: pricing, place: after-trigger, repeat: section}
  - {id: health, when: {any: [{topic: health}, {mentions: medical}]}, require: medical, place: closing}
"""
PUBLICATION = b"publisher: Northfield Harbour Office\nlang: en\ncountry: NO\n"

TRIGGER = "A ticket for one crossing costs 42 NOK, and it is bought on the quay."
FRONT = """title: Harbour ferries
description: Fares and hours of the harbour ferries.
lang: en
date: 2026-05-04
topics: [health, finance]
"""


def written(
    *, front: str = "", before: str = "", trigger: str = TRIGGER, behind: str = "", end: str = ""
) -> str:
    """The article with what a hostile author put into it."""
    kept = "".join(
        line + "\n" for line in FRONT.splitlines() if not front.startswith(line.split(":")[0] + ":")
    )
    return f"""---
{kept}{front.strip()}
---

The ferry crosses the harbour every twenty minutes, in all weathers but fog.

## Fares

{before}

{trigger}

{behind}

Deckhands collect the tickets on board.

## On board

People who feel sick on the water should stay on deck.

{end}
"""


# ── what they try

WORDING = "Prices, rates, or cost estimates mentioned in this article are based on the latest available information but may change over time."
FRONTS = (
    "title: '</title><style>.notice{display:none}</style>'", "title: '{{ notice }}'", "title: '{% raw %}'",
    "title: '<!--'", "title: 'Fares ::: {.only formats=handout}'", "title: \"Fares\\u202E SEIRREF\"", "title: '   '",
    "description: '\"><style>*{display:none}</style>'", "subtitle: '<span hidden>'", "subtitle: '{{ 7 * 7 }}'",
    "author: '<script>document.body.remove()</script>'", "author: {name: '{{ config }}', role: '</footer>'}",
    "publisher: '</style><style>.notice{color:transparent}'", "rights: '{{ self }}'", "keywords: ['<b', '{{', '-->']",
    "header-includes: '<style>.notice{display:none}</style>'", "css: x.css", "template: x.html", "toc: false",
    "x-disclaimers: none", "disclaimers: none", "exempt: true", "policy: none", "notices: []", "rules: []",
    "lang: zxx", "lang: tlh", "lang: sv", "lang: ar", "dir: rtl", "topics: [h\u0435alth]",
    "topics: ['health\u200b', finance]", "topics: health, finance", "audience: nobody", "region: XX",
    "formats: []", "formats: [handout]", "formats: [none]", "date: 1900-01-01", "date: 2999-12-31", "review-by: 2020-01-01",
    "reviewed: {by: '<i hidden>', on: 2026-01-01}", "brochure: {size: tiny}", "brochure: {layout: none}",
    "contact: {name: '{{x}}', email: 'a@b.no\"onload=x'}", "sources: [{title: '<!--', url: 'javascript:x'}]",
    "cover: {image: ../../etc/passwd, alt: x}", "identifier: '../..'", "release: '\"/><itemref linear=\"no'",
    "translates: {sha256: 0}", "a: &a [x]\nb: *a", "<<: {lang: nb}", "lang: en\nlang: xx",
)  # fmt: skip
BLOCKS = (
    "<style>.notice{display:none}</style>", "<div hidden>", "<!--", "<!-- -->", "<details><summary>x</summary>", "</main>",
    "<template>", "<noscript>", "<plaintext>", "<script>document.querySelector('.notice').remove()</script>",
    "```{=html}\n<style>.notice{opacity:0}</style>\n```", "```{=latex}\n\\newpage\n```", "`<i>`{=html}", "\\begin{comment}",
    "$$\\color{white}$$", "{{ notice }}", "{% block notice %}{% endblock %}", "${disclaimer}", "[[pricing]]", "{as-of}",
    "::: {.notice}\nx\n:::", "::: {.notice-running}\nx\n:::", "::: {.disclaimer}\n:::", "::: {.disclaimer ref=medical}\n:::",
    "::: {.disclaimer ref=pricing}\n:::", "::: {.disclaimer ref=pricing}\nnot really\n:::", "::: {.disclaimer ref=nothing}\n:::",
    "::: {.disclaimer ref=pricing}\n:::\n\n::: {.disclaimer ref=pricing}\n:::", "::: {.qualified}\nx\n:::",
    "::: {.callout kind=note title='Please note'}\nPrices never change.\n:::", "::: {.callout style='display:none'}\nx\n:::",
    "::: {.callout #pricing-1}\nx\n:::", "::: {#prices-1 .callout}\nx\n:::", "::: {#medical-1 .callout}\nx\n:::",
    "::: {.callout hidden=hidden}\nx\n:::", "::: {.only formats=brochure}\nx\n:::", "::: {.only formats=handout}\nx\n:::",
    "::: {.only}\nx\n:::", "::: {.only formats=none}\nx\n:::", "::: {lang=ar dir=rtl}\nx\n:::", "::: {aria-hidden=true}\nx\n:::",
    "::: {.wording}\nx\n:::", "::: {.key-facts}\n- **x** y\n:::", "::: {.steps}\n1. x\n:::", "::: {.unknown}\nx\n:::",
    "::: {.callout}", ":::", "::::::::", "> " * 30 + "deep", "- " * 30 + "deep", "* * *", "---", "+++",
    "> quoted", "| a | b |\n|---|---|\n|  |  |", "| | |\n|---|---|\n| x | |", "|---|\n|---|", "Term\n:   definition",
    "### Deeper", "### ", "## Another section", "# One", "#### Too deep", "[^1]\n\n[^1]: A note.", "[^2]: Nobody refers to it.",
    "[^1]\n\n[^1]: [^1]", "![](x.png)", "![x](https://example.org/x.png)", "![x](../../secret.svg)", "[x](#pricing-1)",
    "[x](javascript:alert)", "[x](data:text/html,x)", "[x]: y\n\n[x]", "<https://example.org>", "[x]{.fact as-of=2020-01-01}",
    "[x]{style='position:fixed;inset:0;background:white'}", "[x]{.wording}", "[x]{#pricing-1}", "[x]{onclick=x}", "[x]{hidden}",
    "## Fares {#pricing-1}", "## Fares {.notice}", "## Fares {hidden=x}", "## Please note", "Please note", "Important",
    WORDING, WORDING + " Or not.", WORDING.replace("Prices", "Рrices"), "Please note: prices never change.",
    "x" * 3000, "x " * 3000, "x\u200bx", "\u200b" * 50, "&#8203;" * 50, "x&shy;x", "x&#x202E;x", "&#x2066;x", "\u202eevird",
    "\u2066x", "\u00a0" * 200, "\u3164" * 20, "a" + "\u0301" * 200, "\ufeff", "&#0;", "\x0c", "\U000e0041", "\ufdfa" * 40,
    "\\\n" * 40, "  \n" * 40, "\\pagebreak", "\\clearpage", "<br>" * 40, "&nbsp;\n\n" * 30, "- \n- \n- ", "1. \n2. ", "~~~\nx\n~~~",
    "    indented code", "`code`", "~~struck~~", "**" * 50, "_" * 50, "[" * 40, "`" * 3, "~~~", "::: {.callout}\n```\n:::",
)  # fmt: skip
WRAPPERS = (
    ("> ", ""), ("- ", ""), ("1. ", ""), ("    ", ""), ("```\n", "\n```"), ("`", "`"), ("**", "**"), ("*", "*"), ("~~", "~~"), ("### ", ""),
    ("## ", "\n\nMore of it."), ("#### ", ""), ("::: {.callout}\n", "\n:::"), ("::: {.quote}\n", "\n:::"), ("::: {.steps}\n1. ", "\n:::"),
    ("::: {.key-facts}\n- **x** ", "\n:::"), ("::: {.only formats=handout}\n", "\n:::"), ("::: {.only formats=brochure}\n", "\n:::"),
    ("::: {.only formats=ebook}\n", "\n:::"), ("::: {.callout}\n> - ", "\n:::"), ("[^1]\n\n[^1]: ", ""), ("The price is here.[^1]\n\n[^1]: ", ""),
    ("[", "](#x)"), ("[", "](https://example.org)"), ("[", "]{.fact as-of=2026-01-01}"), ("[", "]{hidden}"), ("[", "]{lang=ar dir=rtl}"),
    ("[", "]{.wording}"), ("<!-- ", " -->"), ("<p hidden>", "</p>"), ("Term\n:   ", ""), ("| x |\n|---|\n| ", " |"), ("| ", " |\n|---|\n| x |"),
    ("![", "](x.png)"), ("![x](x.png){caption='", "'}"), ("::: {.table caption='", "'}\n| a |\n|---|\n| x |\n:::"), ("", "\\"), ("\\", ""),
    ("::: {.disclaimer ref=pricing}\n", "\n:::"), ("::: {.notice}\n", "\n:::"), ("$", "$"), ("^", "^"), ("~", "~"), ("{{ ", " }}"), ("[x]: ", ""),
    ("```{=html}\n<p>", "</p>\n```"), ("::: {.callout title='", "'}\nx\n:::"), ("> " * 12, ""), ("- " * 12, ""), ("\u202e", "\u202c"), ("\u2067", "\u2069"),
)  # fmt: skip
SUMS = (
    "42 NOK", "**42** NOK", "4*2* NOK", "42 **NOK**", "42\nNOK", "42\\\nNOK", "42&nbsp;NOK", "&#52;2 NOK", "42 N&#79;K", "42\u202fNOK",
    "４２ NOK", "42 ＮＯＫ", "42 N\u200bOK", "4\u200b2 NOK", "42 N&ZeroWidthSpace;OK", "42 N&shy;OK", "42 NО\u041a",
    "NOK 42", "kr 42,-", "kr\u00a042", "forty-two kroner", "[42](#x) NOK", "[42]{.fact as-of=2026-01-01} NOK", "`42 NOK`", "42 `NOK`", "~~42 NOK~~",
    "42[^1] NOK", "42<!-- --> NOK", "4\\2 NOK", "42 NOK{.x}", "<span>42 NOK</span>", "\\42 NOK",
    "42 NOK\u202e", "42 \u2066NOK\u2069", "€42", "42 €", "$42", "$42$", "42 \\$", "4 2 NOK", "42 NOK", "42NOK", "42 Norwegian kroner",
)  # fmt: skip


# Sums in disguise: refused for their characters, or seen.
UNSEEN = ("42 \u039d\u039f\u039a", "42\u0336 NOK", "42 N\u0332OK", "42-NOK")

# ── how they fare

OWED = {("financial-information", "opening"), ("pricing", "after-trigger"), ("medical", "closing")}
# Words of the trigger that no attack changes: where an edition shows them, it owes the notice on prices.
SHOWN = "it is bought on the quay"
DANGEROUS = (
    " \n\t#*_`~>|-+:.[](){}<>!&;\\$^=\"'%@/0142aAzé\u00a0\u00ad\u200b\u200d\u202e\u2066\u2069\ufeffаΟ中م"
)


@pytest.fixture(scope="module")
def project() -> Project:
    wordings = []
    for path in sorted((ROOT / "source/disclaimers").glob("*.yaml")):
        parsed = library.parse(path.read_bytes(), path.relative_to(ROOT).as_posix())
        assert parsed.value is not None
        wordings.append(parsed.value)
    gathered = Library.of(wordings)
    assert gathered.value is not None
    rules = policy.parse(POLICY, policy.PATH, gathered.value.disclaimers)
    own = publication.parse(PUBLICATION).value
    assert rules.value is not None, rules.diagnostics
    assert own is not None
    return Project(own, rules.value, gathered.value, shipped_theme(), TODAY)


def read(text: str, project: Project) -> Article | None:
    """The article, if its front matter is not refused."""
    parsed = article.parse(ArticleFile("source/articles/ferries/article.md", text.encode()), "en")
    if parsed.value is None or has_errors(parsed.diagnostics):
        assert has_errors(parsed.diagnostics)
        return None
    return publication.with_defaults(parsed.value, project.publication)


def owes(text: str, project: Project, engines: Engines) -> bool:
    """Whether an article is accepted; then it owes all that the harmless one does, in the same places."""
    one = read(text, project)
    placed, found = steps.attached(one, project, engines) if one else (None, ())
    if placed is None or has_errors(found):
        assert one is None or has_errors(found)
        return False
    shown = {
        format
        for format in one.formats
        if any(
            SHOWN in run.text for run in expected(placed.document, format, project.theme.labels("en")).runs
        )
    }
    for disclaimer, place in OWED:
        owed = [one for one in placed.obligations if (one.disclaimer, one.place) == (disclaimer, place)]
        formats = {format for obligation in owed for format in obligation.formats}
        if disclaimer != "pricing":
            assert formats >= set(one.formats), text
        elif TRIGGERS_EARLIER.search(text) is None:
            assert formats >= shown, text
    others = {(one.disclaimer, one.place) for one in placed.obligations} - OWED
    assert {place for _, place in others} <= {"extra", "opening"}
    return True


# A sum in the title or before the first section is owed there; and one of the author's own counts where it is due.
TRIGGERS_EARLIER = re.compile(r"ref=pricing")


def stands(text: str, project: Project, engines: Engines, formats: Sequence[str] = FAST) -> bool:
    """Whether an article is released; then every file is proved, with all that the harmless one owes."""
    one = read(text, project)
    if one is None:
        return False
    made = steps.made(one, project, engines, formats=tuple(formats))
    codes = {found.code for found in made.diagnostics if found.severity is Severity.ERROR}
    if made.failed:
        return False
    assert not codes
    assert len(made.artifacts) == len(made.proofs) > 0
    for artifact, evidence in zip(made.artifacts, made.proofs, strict=True):
        assert evidence.proved
        owed = proof.expectation_in(artifact.content, artifact.name)
        places = {(notice.disclaimer, notice.place) for notice in owed.notices}
        wanted = set(OWED)
        if not any(SHOWN in run.text for run in owed.runs) or TRIGGERS_EARLIER.search(text):
            wanted.discard(("pricing", "after-trigger"))
        assert wanted <= places
        assert {one.key for one in evidence.disclaimers} == {notice.key for notice in owed.notices}
    return True


def test_the_harmless_article_owes_three(project: Project, engines: Engines) -> None:
    assert owes(written(), project, engines)
    one = read(written(), project)
    assert one is not None
    made = steps.made(one, project, engines, formats=FAST)
    for artifact in made.artifacts:
        owed = proof.expectation_in(artifact.content, artifact.name)
        assert {(notice.disclaimer, notice.place) for notice in owed.notices} == OWED
    assert len(made.artifacts) == 2
    assert stands(written(), project, engines)


# ── one thing at a time: what is owed


def turns(number: int, text: str) -> str:
    """A block before what sets off the notice, behind it, or at the end."""
    return written(**{("before", "behind", "end")[number % 3]: text})


ALONE = [
    *(("front", written(front=text)) for text in FRONTS),
    *(("block", turns(number, text)) for number, text in enumerate(BLOCKS)),
    *(("wrapper", written(trigger=before + TRIGGER + behind)) for before, behind in WRAPPERS),
    *(("sum", written(trigger=TRIGGER.replace("42 NOK", text))) for text in SUMS),
]


@pytest.mark.parametrize("share", range(8))
def test_each_is_refused_or_owes_what_it_did(share: int, project: Project, engines: Engines) -> None:
    accepted = [owes(text, project, engines) for _, text in ALONE[share::8]]
    assert any(accepted)
    assert not all(accepted)


@pytest.mark.parametrize("amount", UNSEEN)
def test_a_sum_in_disguise_is_refused_or_seen(amount: str, project: Project, engines: Engines) -> None:
    owes(written(trigger=TRIGGER.replace("42 NOK", amount)), project, engines)


# ── several at once: what is in the files


def articles() -> st.SearchStrategy[str]:
    blocks = st.lists(
        st.sampled_from([*HARMLESS, *BLOCKS]) | st.text(DANGEROUS, max_size=40), max_size=2
    ).map("\n\n".join)
    wrapped = st.builds(
        lambda around, text: around[0] + TRIGGER.replace("42 NOK", text) + around[1],
        st.sampled_from([("", ""), *WRAPPERS]),
        st.sampled_from(["42 NOK", "42 NOK", *SUMS]),
    )
    return st.builds(
        lambda front, before, trigger, behind, end: written(
            front=front, before=before, trigger=trigger, behind=behind, end=end
        ),
        st.sampled_from(["", "", *FRONTS]), blocks, wrapped, blocks, blocks,
    )  # fmt: skip


# What is let through, alone: together these make articles that are released.
HARMLESS = (
    "{{ notice }}", "{% block notice %}{% endblock %}", "$$\\color{white}$$", "\\begin{comment}", "> quoted", "* * *",
    "| a | b |\n|---|---|\n|  |  |", "Term\n:   definition", "Please note", "Important", "x " * 600, "~~~\nx\n~~~",
    "::: {.key-facts}\n- **x** y\n:::", "::: {.steps}\n1. x\n:::", "> " * 12 + "deep", "[^1]\n\n[^1]: A note.",
    "::: {.only formats=handout}\nx\n:::", "\\pagebreak", "&nbsp;\n\n" * 9, "**" * 20, "[" * 20, "    indented",
)  # fmt: skip
# The same each time, so that a release does not depend on chance; other seeds find what these do not.
HUNT = settings(
    deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@settings(HUNT, max_examples=30)
@given(text=articles())
def test_hostile_articles_are_refused_or_proved(text: str, project: Project, engines: Engines) -> None:
    stands(text, project, engines)


@settings(HUNT, max_examples=40)
@given(text=articles())
def test_hostile_articles_are_refused_or_owe(text: str, project: Project, engines: Engines) -> None:
    owes(text, project, engines)


@pytest.mark.parametrize("share", range(3))
def test_what_is_let_through_takes_nothing_away(share: int, project: Project, engines: Engines) -> None:
    """All that is accepted alone, in a few articles together."""
    texts = HARMLESS[share::3]
    assert stands(
        written(
            front="subtitle: '{{ x }} <b hidden>'", before="\n\n".join(texts), end="\n\n".join(texts[1:3])
        ),
        project,
        engines,
    )


def test_the_brochure_keeps_them_too(project: Project, engines: Engines) -> None:
    text = written(before="\n\n".join(HARMLESS[:4]), trigger="> - " + TRIGGER, end="\n\n".join(HARMLESS[4:6]))
    stands(text, project, engines, ("brochure",))
