"""The project's own articles: every finished file of theirs is proved, whole and from its manifest."""

from __future__ import annotations

import io
from hashlib import sha256

import pikepdf
import pytest

from pipeline import article, document, proof, publication
from pipeline.article import ArticleFile, Asset
from pipeline.document import Block, Component, Document, Notice
from pipeline.engines import Engines
from pipeline.proof.altered import held

from .conftest import CLOSING, OPENING, PAY, PRICES, ROOT, Build, notice, shipped_fonts

# Of the translations, which say the same in the same form, one in another script and direction.
ARTICLES = [
    path
    for path in sorted((ROOT / "source" / "articles").glob("*/article*.md"))
    if path.stem in ("article", "article.ar")
]


def crowded(tree: Document) -> Document:
    """The article with a disclaimer behind every table, key facts and callout, and three at its ends."""
    blocks: list[Block] = [notice("offer-1", OPENING, "opening")]
    for number, block in enumerate(tree.blocks):
        if isinstance(block, Notice) or (isinstance(block, Component) and block.name == "disclaimer"):
            continue
        blocks.append(block)
        if isinstance(block, Component) and block.name in ("table", "key-facts"):
            blocks.append(notice(f"prices-{number}", PRICES, "after-trigger"))
        elif isinstance(block, Component) and block.name == "callout":
            blocks.append(notice(f"pay-{number}", PAY, "after-trigger", "minor"))
            blocks.append(notice(f"prices-{number}", PRICES, "after-trigger"))
    blocks += [notice("advice-1", CLOSING, "closing"), notice("offer-2", OPENING, "closing")]
    return document.Document(
        tree.path, tree.slug, tree.lang, tree.dir, tree.meta, tuple(blocks), tree.article, tree.assets
    )


def written_anew(content: bytes) -> bytes:
    """A PDF as another program would write it, with its objects in other places."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(output, linearize=True, recompress_flate=True)
    return output.getvalue()


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_is_proved(path: object, build: Build, engines: Engines) -> None:
    assert isinstance(path, type(ROOT))
    assets = tuple(
        Asset(asset.name, asset.read_bytes())
        for asset in sorted(path.parent.iterdir())
        if asset.suffix != ".md"
    )
    file = ArticleFile(path.relative_to(ROOT).as_posix(), path.read_bytes(), None, assets)
    parsed = article.parse(file, "en").value
    own = publication.parse((ROOT / "source" / "publication.yaml").read_bytes()).value
    assert parsed is not None
    assert own is not None
    meta = parsed.meta.model_copy(
        update={"publisher": own.publisher, "contact": parsed.meta.contact or own.contact}
    )
    tree = document.parse(parsed, engines.pandoc).value
    assert tree is not None
    tree = crowded(
        document.Document(
            tree.path, tree.slug, tree.lang, tree.dir, meta, tree.blocks, tree.article, tree.assets
        )
    )
    for format, suffix in (("brochure", "pdf"), ("ebook", "epub"), ("handout", "html")):
        finished = build(tree, format)
        made = finished.proved()
        assert made.diagnostics == (), format
        assert made.proved
        assert made.sha256 == sha256(finished.content).hexdigest()
        alone = proof.prove(
            proof.expectation_in(finished.content, f"x.{suffix}"),
            finished.content,
            path="x",
            fonts=shipped_fonts(),
        )
        assert alone.diagnostics == (), format
        assert alone.proved
        assert len(alone.disclaimers) == len(made.disclaimers)
        # It tells, too, what else it held when it was made.
        kept = held(finished.content, f"x.{suffix}")
        assert kept is not None
        assert kept.altered == ()
        if suffix == "pdf":
            anew = held(written_anew(finished.content), "x.pdf")
            assert anew == kept
