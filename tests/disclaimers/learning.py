"""What the words around an amount say of it, learnt from the blocks that people have labelled.

    .venv/bin/python -m tests.disclaimers.learning

Writes `pipeline/disclaimers/weights/`. Learns from `labelled/` and `labelled/further/`, what is pay from `labelled/wages/` too, never from `labelled/unseen/` and
`labelled/last/`, which are there to be scored, nor from `labelled/unlearnt/`, with which pay was told worse in `last`; from
`families/`; from the sentences on which the rules are tested, and from this repository's articles, as the rules read them, since
whole articles say more that is neither pay nor a dose. The same texts give the same bytes.

Source: logistic regression with adaptive steps, Duchi et al., Adaptive Subgradient Methods (2011).
"""

from __future__ import annotations

import json
import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from math import exp, sqrt
from pathlib import Path

from pipeline.article import ArticleFile
from pipeline.article import parse as parse_article
from pipeline.disclaimers.dates import find_date_bound
from pipeline.disclaimers.detect import Piece, passages, read_as, under_headings
from pipeline.disclaimers.doses import find_dosage
from pipeline.disclaimers.folding import Folded
from pipeline.disclaimers.lexicons import languages
from pipeline.disclaimers.likely import (
    FOLDER,
    candidates_for_dosage,
    candidates_for_pay,
    touching,
)
from pipeline.disclaimers.pay import find_pay
from pipeline.disclaimers.returns import find_return
from pipeline.disclaimers.signs import SHARES, Candidate, Signs, signs_of, signs_of_text
from pipeline.disclaimers.subjects import find_subject
from pipeline.document import parse as parse_document
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import (
    FAMILIES,
    family_lines,
    language_of,
    occurrences,
    passages_of,
    read,
    unmarked,
)

HERE = Path(__file__).parent / "labelled"
ROOT = Path(__file__).parents[2]
DETECTORS = ("pay", "dosage")
SUBJECTS = ("investment-return", "legal", "medical", "date-bound")
ROUNDS, STEP, SHRINK = 6, 0.3, 1e-5
# So many weights: hashes that share one are told apart by all the others, as long as few do.
FEW_SIGNS, MANY_SIGNS = 1 << 18, 1 << 21
# So often counts what stands for whole families: sentences of rules' tests, and those that are gathered by what they say.
FEW = 4
# Where rules are tested, and from what length on a text there is a sentence. Units: characters.
MODULES = (
    "test_pay",
    "test_piecework",
    "test_doses",
    "test_leaflets",
    "test_courses",
    "test_senses",
    "test_plain_sentences",
    "test_subjects",
    "test_subjects_of_eight",
    "test_detect",
    "test_scripts",
    "test_returns",
    "test_headings",
)
SHORT = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate or a text that people have looked at, and what speaks for or against it."""

    signs: Signs
    meant: bool


def sources() -> list[Path]:
    return sorted((*HERE.glob("*.txt"), *(HERE / "further").glob("*.txt")))


def wages() -> list[Path]:
    """Blocks that are labelled for sums and pay only."""
    return sorted((HERE / "wages").glob("*.txt"))


def learnt_from() -> str:
    """The hash of all that people have labelled and that is learnt from."""
    return fingerprint([*sources(), *wages(), *sorted(FAMILIES.glob("*.txt"))])


def articles() -> list[Path]:
    return sorted((ROOT / "source/articles").glob("*/article*.md"))


def fingerprint(paths: Iterable[Path]) -> str:
    """Of what was learnt from."""
    told = sha256()
    for path in paths:
        told.update(f"{path.name}\n".encode() + path.read_bytes())
    return told.hexdigest()


def candidates(piece: Piece, lang: str, detector: str) -> Iterator[tuple[Folded, Candidate, Signs]]:
    """What may be meant in a piece of text, and what speaks for or against it."""
    if piece.names:
        return
    text = read_as(piece.text, lang)
    if detector == "pay":
        found = candidates_for_pay(text, piece.under, lang)
    else:
        found = [] if piece.under else candidates_for_dosage(text.text, lang)
    for one in found:
        yield text, one, signs_of(detector, text.text, one, piece.under, piece.section, lang)


def from_labels(path: Path, detector: str, pandoc: Pandoc) -> Iterator[Example]:
    """The candidates of a labelled file, and what people say of them."""
    lang = language_of(path)
    blocks = read(path.read_text(encoding="utf-8"))
    for block, read_passages in zip(blocks, passages_of(blocks, lang, pandoc), strict=True):
        labels = [label for name, label in block.labels if name == detector]
        for piece in (piece for passage in read_passages for piece in passage.pieces):
            meant = [span for label in labels for span in occurrences(label, piece.text)]
            # A cell can hold less than its label.
            whole = any(" ".join(piece.text.split()) in label for label in labels)
            for text, one, signs in candidates(piece, lang, detector):
                start, end = text.source(one.start, one.end)
                yield Example(signs, whole or any(first < end and start < last for first, last in meant))


def from_families(detector: str) -> Iterator[Example]:
    """The candidates of the sentences that are gathered by what they say."""
    for lang, name, line in family_lines():
        if name == detector:
            sentence, meant = unmarked(line)
            for text, one, signs in candidates(Piece(sentence), lang, detector):
                start, end = text.source(one.start, one.end)
                yield Example(signs, any(first < end and start < last for first, last in meant))


def pieces_of(path: Path, pandoc: Pandoc) -> tuple[str, list[Piece]]:
    """The language of an article and the pieces of its text."""
    article = parse_article(ArticleFile(path.relative_to(ROOT).as_posix(), path.read_bytes()), "en").value
    document = parse_document(article, pandoc).value if article else None
    assert document is not None, path
    return document.lang, [
        piece
        for block, section in under_headings(document.blocks)
        for passage in passages(block, section)
        for piece in passage.pieces
    ]


def sentences_of_tests() -> Iterator[tuple[str, str]]:
    """The sentences on which the rules are tested, each with its language."""
    for name in MODULES:
        for test in vars(import_module(f"tests.disclaimers.{name}")).values():
            for mark in getattr(test, "pytestmark", ()):
                if mark.name != "parametrize":
                    continue
                for row in mark.args[1]:
                    words = [word for word in row if isinstance(word, str)] if isinstance(row, tuple) else []
                    if words and words[0] in languages():
                        yield from ((words[0], word) for word in words[1:] if len(word) > SHORT)


def from_tests(detector: str) -> Iterator[Example]:
    """The candidates of those sentences, and what the rules say of them."""
    for lang, sentence in dict.fromkeys(sentences_of_tests()):
        yield from _as_rules_read(Piece(sentence), lang, detector)


def _as_rules_read(piece: Piece, lang: str, detector: str) -> Iterator[Example]:
    for text, one, signs in candidates(piece, lang, detector):
        found = (
            find_pay(text, piece.under, lang, piece.beside, piece.section)
            if detector == "pay"
            else find_dosage(text, (), lang)
        )
        yield Example(signs, any(start < one.end and one.start < end for start, end in found))


def from_article(path: Path, detector: str, pandoc: Pandoc) -> Iterator[Example]:
    """The candidates of an article, and what the rules say of them."""
    lang, pieces = pieces_of(path, pandoc)
    for piece in pieces:
        yield from _as_rules_read(piece, lang, detector)


# ── texts


def of_texts(paths: Sequence[Path], detector: str, pandoc: Pandoc) -> Iterator[Example]:
    """The texts that may be of a subject, and what people say of them, or the rules of their own tests and of articles."""
    for path in paths:
        lang = language_of(path)
        blocks = read(path.read_text(encoding="utf-8"))
        for number, (block, found) in enumerate(zip(blocks, passages_of(blocks, lang, pandoc), strict=True)):
            meant = any(name == detector for name, _ in block.labels)
            for piece in (
                piece for passage in found for piece in passage.pieces if not (piece.under or piece.names)
            ):
                said = read_as(piece.text, lang).text
                # Of what touches nothing and is not meant, a third tells as much.
                if meant or touching(detector, said, lang) or number % 3 == 0:
                    yield Example(signs_of_text(said, piece.section, lang), meant)
    for lang, name, line in FEW * family_lines():
        if name == detector:
            sentence, spans = unmarked(line)
            yield Example(signs_of_text(read_as(sentence, lang).text, (), lang), bool(spans))
    read_by_rules = FEW * [(lang, Piece(sentence)) for lang, sentence in dict.fromkeys(sentences_of_tests())]
    for path in articles():
        lang, pieces = pieces_of(path, pandoc)
        read_by_rules += [(lang, piece) for piece in pieces if not (piece.under or piece.names)]
    for lang, piece in read_by_rules:
        text = read_as(piece.text, lang)
        yield Example(
            signs_of_text(text.text, piece.section, lang), bool(by_rules(detector, text, piece, lang))
        )


def by_rules(detector: str, text: Folded, piece: Piece, lang: str) -> Sequence[tuple[int, int]]:
    if detector == "investment-return":
        return find_return(text, (), lang, piece.section, piece.beside)
    if detector == "date-bound":
        return find_date_bound(text, (), lang)
    return find_subject(detector)(text, (), lang, piece.section)


# ── weights


def learn(given: Sequence[Example], size: int = FEW_SIGNS, rounds: int = ROUNDS) -> tuple[list[float], float]:
    """The weights, `size` of them, and what speaks for or against all."""
    weights, squares = [0.0] * size, [1e-8] * size
    bias = bias_square = 0.0
    order = list(range(len(given)))
    chance = random.Random(1)
    folded = [
        [
            (array("I", [sign % size for sign in group]), share / sqrt(len(group)))
            for group, share in zip(one.signs, SHARES, strict=True)
            if group
        ]
        for one in given
    ]
    for _ in range(rounds):
        chance.shuffle(order)
        for index in order:
            groups = folded[index]
            total = bias + sum(sum(map(weights.__getitem__, group)) * value for group, value in groups)
            wrong = 1 / (1 + exp(-max(-30.0, min(30.0, total)))) - given[index].meant
            bias_square += wrong * wrong
            bias -= STEP * wrong / sqrt(bias_square + 1e-8)
            for group, value in groups:
                by = wrong * value
                for sign in group:
                    slope = by + SHRINK * weights[sign]
                    squares[sign] += slope * slope
                    weights[sign] -= STEP * slope / sqrt(squares[sign])
    return weights, bias


def packed(weights: Sequence[float], bias: float, learnt_from: str) -> bytes:
    """As `pipeline.disclaimers.likely` reads them."""
    scale = max(map(abs, weights)) / 127
    head = json.dumps(
        {"bias": round(bias, 6), "learnt-from": learnt_from, "scale": round(scale, 8)}, sort_keys=True
    )
    return head.encode() + b"\n" + bytes(round(weight / scale) & 0xFF for weight in weights)


def main() -> None:
    pandoc, labelled = Pandoc.found(), sources()
    FOLDER.mkdir(exist_ok=True)
    for detector in (*DETECTORS, *SUBJECTS):
        write(detector, examples(detector, labelled, pandoc))
    # Behind the others: what they find has ends.
    import_module("tests.disclaimers.learning_ends").main()


def examples(detector: str, labelled: Sequence[Path], pandoc: Pandoc) -> list[Example]:
    if detector in SUBJECTS:
        return [*of_texts(labelled, detector, pandoc)]
    labelled = [*labelled, *(wages() if detector == "pay" else ())]
    given = [one for path in labelled for one in from_labels(path, detector, pandoc)]
    given += FEW * [*from_families(detector), *from_tests(detector)]
    return given + [one for path in articles() for one in from_article(path, detector, pandoc)]


def write(detector: str, given: Sequence[Example]) -> None:
    weights, bias = learn(given, FEW_SIGNS if detector in SUBJECTS else MANY_SIGNS)
    (FOLDER / f"{detector}.bin").write_bytes(packed(weights, bias, learnt_from()))
    print(f"{detector}: {len(given)} weighed, {sum(one.meant for one in given)} of them meant")


if __name__ == "__main__":
    main()
