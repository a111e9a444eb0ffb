"""A key that belongs to another place is answered with that place."""

from __future__ import annotations

import pytest

from pipeline.disclaimers import library, policy
from pipeline.disclaimers.library import wording_sha256

RULE = "id: r, when: {topic: health}, require: pricing, place: closing"


@pytest.mark.code("DIS308")
@pytest.mark.parametrize(
    ("top", "in_rule", "action"),
    [
        ("legibility: {min-size-pt: 12}", "", "source/disclaimers/"),
        ("weight: material", "", "source/disclaimers/"),
        ("formats: [ebook]", "", "source/publication.yaml"),
        ("topics: [health]", "", "`vocabulary: {topics: […]}`"),
        ("require: pricing", "", "`rules`"),
        ("", "legibility: {bold: true}", "source/disclaimers/"),
        ("", "region: NO", "`when: {region: …}`"),
        ("", "until: 2027-01-01", "`exempt`"),
    ],
)
def test_a_key_in_a_policy(top: str, in_rule: str, action: str) -> None:
    text = (
        f"vocabulary: {{topics: [health]}}\n{top}\nrules:\n  - {{{RULE}{', ' if in_rule else ''}{in_rule}}}\n"
    )
    (found,) = policy.parse(text.encode(), policy.PATH, ["pricing"]).diagnostics
    assert (found.code, found.location.line) == ("DIS308", 2 if top else 4)
    assert action in found.help


@pytest.mark.code("DIS330")
@pytest.mark.parametrize(
    ("top", "in_text", "action"),
    [
        ("bold: true", "", "`legibility`"),
        ("review-by: 2027-01-01", "", "`text`"),
        ("place: closing", "", "source/policy.yaml"),
        ("", "weight: material", "beside `id`"),
        ("", "by: Kari", "`approved`"),
    ],
)
def test_a_key_in_a_wording(top: str, in_text: str, action: str) -> None:
    signed = f"{{by: Kari, on: 2026-05-01, sha256: {wording_sha256('Prices may change.')}}}"
    text = (
        f"id: pricing\n{top}\nweight: material\nsource-lang: en\ntext:\n  en:\n    version: 1\n    {in_text}\n"
        f'    text: "Prices may change."\n    approved: {signed}\n'
    )
    (found,) = library.parse(text.encode(), "source/disclaimers/pricing.yaml").diagnostics
    assert (found.code, found.location.line) == ("DIS330", 2 if top else 8)
    assert action in found.help


@pytest.mark.code("DIS304", "DIS302", "DIS310")
@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ("{edition: ebook}", "`format`"),
        ("{country: NO}", "`region`"),
        ("{keywords: price}", "`terms`"),
        ("{mentions: cash}", "`money`"),
        ("{component: warning}", "`callout`"),
    ],
)
def test_another_word_for_a_test(condition: str, meant: str) -> None:
    text = f"rules:\n  - {{id: r, when: {condition}, require: pricing, place: closing}}\n"
    (found,) = policy.parse(text.encode(), policy.PATH, ["pricing"]).diagnostics
    assert found.help == f"did you mean {meant}?"


@pytest.mark.code("DIS308")
def test_other_words_for_the_keys_of_a_rule() -> None:
    text = f"rules:\n  - {{{RULE.replace('place', 'position')}}}\n".replace("topic: health", "terms: sea")
    found = policy.parse(text.encode(), policy.PATH, ["pricing"]).diagnostics
    assert "did you mean `place`?" in [one.help for one in found if one.code == "DIS308"]


@pytest.mark.code("DIS332")
def test_a_text_below_a_misspelt_language_is_read_all_the_same() -> None:
    text = "id: pricing\nweight: material\nsource-lang: en\ntext:\n  english: {version: 1, text: 'Ask {pubisher}.'}\n"
    found = library.parse(text.encode(), "source/disclaimers/pricing.yaml").diagnostics
    assert {one.code for one in found} == {"DIS332", "DIS325"}
