"""Packs from end to end: what they ask for is measured in the finished files."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pipeline import production
from pipeline.disclaimers import packs
from pipeline.disclaimers.library import wording_sha256
from pipeline.production import Wanted
from pipeline.proof import Proof
from pipeline.workspace import Workspace

TODAY = datetime.date(2026, 11, 24)
STATEMENT = "Nobody at the authority has evaluated this statement. The product is no cure for any disease."
BODY = """Words before anything is claimed.

## What it does

{claims}

## What it costs

A box costs 200 NOK, and it gave a return of 5 % last year.
"""


def _write(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _built(tmp_path: Path, pack: str, claims: str, topics: str) -> dict[str, Proof]:
    """The proofs of an article under a pack, whose disclaimers all say what it is about."""
    workspace = Workspace(tmp_path)
    _write(workspace, "source/publication.yaml", "publisher: Harbour Office\nlang: en\n")
    _write(workspace, "source/policy.yaml", f"extends: [{pack}]\n")
    for number, name in enumerate(sorted({rule.require for rule in packs.pack(pack).rules})):
        text = STATEMENT if name == "supplement-statement" else f"Number {number} of what {name} has to say."
        _write(
            workspace,
            f"source/disclaimers/{name}.yaml",
            f"id: {name}\nweight: minor\nsource-lang: en\ntext:\n  en:\n    version: 1\n    text: {text}\n"
            f"    approved: {{by: Board, on: 2026-01-01, sha256: {wording_sha256(text)}}}\n",
        )
    front = f"---\ntitle: A leaflet\ndate: 2026-05-04\ntopics: [{topics}]\n---\n\n"
    _write(workspace, "source/articles/leaflet/article.md", front + BODY.format(claims=claims))
    wanted = Wanted(brochure={"layout": "flyer", "press": False})
    made = production.build(workspace, wanted, TODAY, lambda made, done, total: None)
    assert [str(one.code) + one.message for one in made.diagnostics if one.severity == "error"] == []
    return {proof.format: proof for one in made.made for proof in one.proofs}


def test_supplements(tmp_path: Path) -> None:
    filler = "It is taken with a glass of water by people who like it. " * 14
    claims = "\n\n".join(f"It supports the immune system in way {number}. {filler}" for number in range(14))
    proofs = _built(tmp_path, "supplements-us", claims, "supplements")
    (brochure, ebook, handout) = (proofs[name] for name in ("brochure", "ebook", "handout"))
    pages = {one.page for one in brochure.disclaimers}
    assert len(pages) > 1
    assert len(brochure.disclaimers) > len(handout.disclaimers) == len(ebook.disclaimers) == 1
    for one in brochure.disclaimers:
        assert one.proved
        assert one.bold
        assert one.x_height_mm is not None
        assert one.x_height_mm >= 1.59
    assert all(one.bold and one.proved for one in (*ebook.disclaimers, *handout.disclaimers))


def test_patients(tmp_path: Path) -> None:
    proofs = _built(tmp_path, "patient", "Take two tablets of 500 mg against the fever.", "health")
    measured = proofs["brochure"].disclaimers
    assert {one.disclaimer for one in measured} == {"medical", "medication"}
    assert min(one.size_pt or 0 for one in measured) >= 12


def test_consumer_finance(tmp_path: Path) -> None:
    proofs = _built(tmp_path, "consumer-finance-uk", "The fund returned 7 % a year.", "finance")
    for proof in proofs.values():
        risk = [one for one in proof.disclaimers if one.disclaimer == "capital-at-risk"]
        assert risk
        # Minor by its weight, and yet never smaller than most of the text.
        assert min(one.body_ratio or 0 for one in risk) >= 0.997


def test_public_information(tmp_path: Path) -> None:
    proofs = _built(tmp_path, "public-information", "Deckhands earn 31,000 NOK a month.", "career")
    assert {one.disclaimer for one in proofs["handout"].disclaimers} == {
        "pricing",
        "earnings",
        "capital-at-risk",
    }


@pytest.mark.code("DIS315")
def test_what_a_pack_needs_is_asked_for(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    _write(workspace, "source/publication.yaml", "publisher: Harbour Office\nlang: en\n")
    _write(workspace, "source/policy.yaml", "extends: [patient]\n")
    _write(
        workspace,
        "source/articles/leaflet/article.md",
        "---\ntitle: A leaflet\ndate: 2026-05-04\ntopics: [health]\n---\n\nText.\n",
    )
    made = production.check(workspace, Wanted(), TODAY, lambda made, done, total: None)
    (found,) = [one for one in made.diagnostics if one.severity == "error"]
    assert (found.code, found.location.path) == ("DIS315", "source/policy.yaml")


@pytest.mark.parametrize("name", packs.names())
def test_packs_promise_nothing(name: str) -> None:
    text = (packs.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert "elps to check" in text
    assert "complian" not in text


def test_explain_says_what_a_rule_of_a_pack_leaves_to_another(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    text = "Rates change."
    rule = "{id: rates, when: {terms: 450 NOK}, require: pricing, place: after-trigger}"
    _write(workspace, "source/publication.yaml", "publisher: Harbour Office\nlang: en\n")
    _write(workspace, "source/policy.yaml", f"extends: [public-information]\nrules:\n  - {rule}\n")
    _write(
        workspace,
        "source/disclaimers/pricing.yaml",
        f"id: pricing\nweight: minor\nsource-lang: en\ntext:\n  en:\n    version: 1\n    text: {text}\n"
        f"    approved: {{by: Board, on: 2026-01-01, sha256: {wording_sha256(text)}}}\n",
    )
    body = "It costs 450 NOK.\n\n## Later\n\nIt costs 500 NOK.\n"
    front = "---\ntitle: A leaflet\ndate: 2026-05-04\ntopics: [finance]\n---\n\n"
    _write(workspace, "source/articles/leaflet/article.md", front + body)
    lines = production.explain(workspace, "leaflet", TODAY).lines
    path = "source/articles/leaflet/article.md"
    assert lines[1:3] == [
        "  rule public-information/prices gives way to rates for",
        f'    {path}:7:10: money "450 NOK"',
    ]
    assert [line for line in lines if "(after-trigger" in line] == [
        "  pricing (after-trigger, rule rates) in brochure, ebook, handout",
        "  pricing (after-trigger, rule public-information/prices) in brochure, ebook, handout",
    ]
