"""What every edition has to show: its text runs, in order, the disclaimers among them.

Input: an attached `Document`. Output: an `Expectation`, and the manifest that travels in the files.
Must not: know how any format shows it.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any, Literal, get_args

from pipeline.article import folded
from pipeline.document import (
    Block,
    BlockQuote,
    BulletList,
    Component,
    Document,
    Heading,
    Link,
    Note,
    Notice,
    OrderedList,
    Paragraph,
    Span,
    Styled,
    Table,
    children,
    plain_text,
)
from pipeline.document.nodes import (
    LEAST,
    CodeBlock,
    DefinitionList,
    Image,
    Legibility,
    LineBreak,
    Node,
    NoticePlace,
    Repetition,
    Text,
    Weight,
    stricter,
)
from pipeline.rendition import facets as facet
from pipeline.rendition import stress as stresses
from pipeline.rendition.complete import CHAPTER, PART, Labels, apart, complete
from pipeline.rendition.facets import Facet, facets_of
from pipeline.rendition.imprint import authors, imprint
from pipeline.rendition.roles import Step, Steps, coded, decoded
from pipeline.rendition.stress import HOW, Pieces, Stress

MANIFEST_VERSION = 4
MANIFEST_NAME = "smallprint-manifest.json"

# What stands in lines of the imprint alone, which are known as a whole: nobody has reviewed what its author does not say was.
IMPRINTED = frozenset(["version", "updated", "reviewed", "next-review"])
# What `notice.html.j2` puts before a wording.
NOTICE_LABELS = ("please-note", "important")

Kind = Literal["title", "heading", "text", "cell", "notice", "note", "contact"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that stands together in every edition.

    Shape: `text` is folded and not empty; of a disclaimer, `notice` tells all about it. `block` numbers the
    top-level block that it belongs to, -1 outside; `qualified_by` are the keys of the notices right behind that block.
    `column` tells a cell that names a column; `steps` what it stands in, None where that is not known,
    and nothing of its `stress` either.
    """

    kind: Kind
    text: str
    notice: Notice | None = None
    block: int = -1
    qualified_by: tuple[str, ...] = ()
    column: bool = False
    steps: Steps | None = None
    stress: tuple[Stress, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """A disclaimer that a file shows once more, under another part of what it qualifies.

    Shape: `of` is the key of the notice. Units: `page` is 1-based.
    """

    of: str
    page: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one finished file owes its readers.

    Shape: `runs` in reading order; `notes` are the footnotes, which stand behind the text or a chapter; `running` are
    the disclaimers at the foot of every page or file, which are no runs. `labels` are the generated words that may
    stand between a disclaimer and what it qualifies, `words` all that may stand anywhere; `imprint` is what else the author wrote that stands somewhere.
    `facets` are what the text says without words of its own. `stylesheets` are the SHA-256 hashes (hex) of the styles that the file was made with. `covers` says that its first
    page is a cover and its last a back, which have no foot. `kept` is what no measure shows, None where nobody knows it.
    """

    slug: str
    lang: str
    format: str
    runs: tuple[Run, ...]
    notes: tuple[Run, ...]
    running: tuple[Notice, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    imprint: str = ""
    stylesheets: tuple[str, ...] = ()
    covers: bool = False
    facets: tuple[Facet, ...] = ()
    kept: tuple[str, ...] | None = None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Every disclaimer, once each."""
        return (*(run.notice for run in self.runs if run.notice is not None), *self.running)


def expected(
    document: Document,
    format: str,
    labels: Labels,
    *,
    stylesheets: tuple[str, ...] = (),
    fixed: tuple[str, ...] = (),
) -> Expectation:
    """What this document owes in this format. Shape: `fixed` are the words of its templates."""
    bare = _latest.of(document, format, labels)
    words = tuple(sorted({*bare.words, *fixed})) if fixed else bare.words
    return replace(bare, words=words, stylesheets=stylesheets)


def _bare(document: Document, format: str, labels: Labels) -> Expectation:
    """What it owes, whatever its styles and its templates are."""
    shown = complete(document, format, labels, repeats=True)
    reading = _Reading()
    runs = [Run("title", folded(document.meta.title), steps=(Step("h", 1),))]
    if document.meta.subtitle:
        runs.append(Run("title", folded(document.meta.subtitle), steps=()))
    covering = apart(document, format, "cover")
    runs += (Run("notice", folded(notice.text), notice, steps=()) for notice in covering)
    for number, block in enumerate(shown.blocks):
        if isinstance(block, Notice) and block.repeats:
            continue
        keys = _qualifying(shown.blocks[number + 1 :]) if not isinstance(block, Notice) else ()
        runs += (replace(run, block=number, qualified_by=keys) for run in reading.runs((block,)))
    words = tuple(sorted({labels[name] for name in NOTICE_LABELS if name in labels}))
    return Expectation(
        document.slug,
        document.lang,
        format,
        tuple(runs),
        tuple(reading.notes),
        running=apart(document, format, "running"),
        labels=words,
        words=tuple(sorted(_generated(document, labels))),
        imprint="\n".join((*imprint(document, labels, format), document.meta.description or "")),
        facets=facets_of(shown.blocks, document),
    )


class _Latest:
    """What the document of the moment owes, by format: each edition asks twice, and the proof again."""

    def __init__(self) -> None:
        self._known: tuple[Document | None, dict[str, tuple[Labels, Expectation]]] = (None, {})

    def of(self, document: Document, format: str, labels: Labels) -> Expectation:
        # Taken once: another thread may be at another document.
        latest, found = self._known
        if latest is not document:
            found = {}
            self._known = (document, found)
        known = found.get(format)
        # Another mapping may hold other words.
        if known is None or known[0] is not labels:
            known = found[format] = (labels, _bare(document, format, labels))
        return known[1]


_latest = _Latest()


def chapters(runs: Sequence[Run]) -> tuple[range, ...]:
    """The runs of each chapter: titles behind other text begin one, so that an article is a single chapter."""
    starts = [
        index
        for index, run in enumerate(runs)
        if run.kind == "title" and (index == 0 or runs[index - 1].kind != "title")
    ]
    starts = [0, *starts[1:]]
    return tuple(range(first, end) for first, end in zip(starts, [*starts[1:], len(runs)], strict=True))


def _generated(document: Document, labels: Labels) -> tuple[str, ...]:
    """Pieces of text that an edition may show beside the article's: labels, names, the beginnings of its titles and publisher."""
    told = (label for name, label in labels.items() if name not in IMPRINTED)
    pieces = {folded(piece) for label in told for piece in re.split(r"\{[^{}]*\}", label)}
    names = {folded(document.meta.publisher or ""), authors(document)} - {""}
    titles = [
        plain_text(block.content)
        for block in document.blocks
        if isinstance(block, Heading) and CHAPTER in block.attributes.classes
    ]
    for name in (document.meta.title, document.meta.publisher or "", *titles):
        words = folded(name).split()
        pieces |= {" ".join(words[:count]) for count in range(1, len(words) + 1)}
    return tuple(sorted(names | {piece for piece in pieces if len(piece) > 1 or is_word(piece)}))


def is_word(character: str) -> bool:
    """Whether a single letter is one: in Chinese it is."""
    return character.isalpha() and unicodedata.east_asian_width(character) in "WF"


def _qualifying(following: Sequence[Block]) -> tuple[str, ...]:
    """The notices that stand right behind a block."""
    notices = itertools.takewhile(lambda block: isinstance(block, Notice), following)
    return tuple(
        notice.repeats or notice.key
        for notice in notices
        if isinstance(notice, Notice) and notice.place == "after-trigger"
    )


# What stands in these is no text of the article's.
_KINDS: Mapping[str, Kind] = {"contact": "contact", "part-standfirst": "title", "part-credits": "title"}
# What stands in these stands in something.
_AROUND: Mapping[str, str] = {"quote": "q", "part-caption": "p"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where blocks stand, and how all that is in them is stressed."""

    kind: Kind = "text"
    steps: Steps = ()
    stress: str = ""


_PLAIN, _NOTE = _Place(), _Place("note")


class _Reading:
    """The texts of blocks, in order, each with what it stands in. Shape: `notes` are those of the notes in what was read."""

    def __init__(self, count: Iterator[int] | None = None) -> None:
        self.notes: list[Run] = []
        self._count = count or itertools.count()

    def runs(self, blocks: Iterable[Block], place: _Place = _PLAIN) -> Iterator[Run]:
        for block in blocks:
            match block:
                case Notice():
                    yield Run("notice", folded(block.text), block, steps=place.steps)
                case Heading(level=level, attributes=attributes):
                    # Authors give headings no classes.
                    begins = {CHAPTER, PART} & {*attributes.classes}
                    here = self._in(place, "h", level)
                    yield from self._pieces(
                        block.content, replace(here, kind="title" if begins else "heading")
                    )
                case Paragraph():
                    yield from self._pieces(block.content, place)
                case Table():
                    yield from self._cells(block, self._in(place, "b"))
                case CodeBlock(text=text):
                    if text.strip():
                        yield Run(place.kind, folded(text), steps=place.steps)
                case BulletList(items=items) | OrderedList(items=items):
                    here = self._in(place, "u" if isinstance(block, BulletList) else "o")
                    for entry in items:
                        yield from self.runs(entry, self._in(here, "i"))
                case DefinitionList(entries=entries):
                    here = self._in(place, "d")
                    for term, definitions in entries:
                        yield from self._pieces(term, self._in(here, "t"))
                        for definition in definitions:
                            yield from self.runs(definition, self._in(here, "e"))
                case _:
                    inner = (child for child in children(block) if isinstance(child, Block))
                    name = block.name if isinstance(block, Component) else ""
                    around = "q" if isinstance(block, BlockQuote) else _AROUND.get(name)
                    here = self._in(place, around) if around else place
                    stress = "s" if name == "part-value" else place.stress
                    kind = _KINDS.get(name, place.kind)
                    yield from self.runs(inner, replace(here, kind=kind, stress=stress))

    def _in(self, place: _Place, what: str, number: int = 0) -> _Place:
        """What stands in something new there."""
        return replace(place, steps=(*place.steps, Step(what, number, next(self._count))))

    def _cells(self, table: Table, place: _Place) -> Iterator[Run]:
        for number, row in enumerate((*table.head, *table.rows)):
            heads = number < len(table.head)
            here = self._in(replace(place, kind="cell"), "r")
            for column, cell in enumerate(row.cells):
                what = "n" if heads else "c" if column else "m"
                found = self.runs(cell.blocks, self._in(here, what, column))
                yield from (replace(run, column=True) for run in found) if heads else found

    def _pieces(self, inlines: Sequence[Node], place: _Place) -> Iterator[Run]:
        """A paragraph's text; a note's mark and a line break divide it, since editions put something there."""
        pieces = Pieces()
        self._divide(inlines, pieces, place.stress)
        for text, stress in pieces.texts():
            yield Run(place.kind, text, steps=place.steps, stress=stress)

    def _divide(self, inlines: Sequence[Node], pieces: Pieces, how: str) -> None:
        """Adds the text of inlines to the last piece, and a new piece behind what divides it."""
        for node in inlines:
            if isinstance(node, Text):
                pieces.add(node.text, how)
            elif isinstance(node, Note):
                # In a note there is no other.
                self.notes += _Reading(self._count).runs(node.blocks, _NOTE)
                pieces.divide()
            elif isinstance(node, LineBreak):
                pieces.divide()
            elif isinstance(node, Styled):
                self._divide(children(node), pieces, how + HOW.get(node.style, ""))
            elif isinstance(node, Link | Span):
                self._divide(children(node), pieces, how)
            elif not isinstance(node, Image):
                pieces.add(plain_text(node), how)


def manifest(expectation: Expectation) -> bytes:
    """What travels in a finished file, so that it can be proved later without its source.

    Shape: JSON with sorted keys; all text that the file owes, since what a line end or a page has made of it can
    only be judged beside it, and every disclaimer with what it has to measure.
    """
    value = {
        "manifest": MANIFEST_VERSION,
        "slug": expectation.slug,
        "lang": expectation.lang,
        "format": expectation.format,
        "labels": list(expectation.labels),
        "words": list(expectation.words),
        "imprint": expectation.imprint,
        "stylesheets": list(expectation.stylesheets),
        "disclaimers": [_notice_as_json(notice) for notice in expectation.notices],
        "runs": [_run_as_json(run) for run in expectation.runs],
        **_roles_as_json((*expectation.runs, *expectation.notes)),
        "facets": facet.as_json(expectation.facets),
        "notes": [run.text for run in expectation.notes],
        "repeats": [{"of": repeat.of, "page": repeat.page} for repeat in expectation.repeats],
        "text-sha256": text_sha256("\n".join(run.text for run in expectation.runs)),
        **({"covers": True} if expectation.covers else {}),
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _roles_as_json(runs: Sequence[Run]) -> dict[str, str]:
    """What all texts stand in. None of it where it is not known: such a manifest is not read again."""
    steps = [run.steps for run in runs if run.steps is not None]
    if len(steps) < len(runs):
        return {}
    stress = stresses.coded([run.stress for run in runs])
    return {"roles": coded(steps), **({"stress": stress} if stress else {})}


def _run_as_json(run: Run) -> dict[str, Any]:
    value: dict[str, Any] = {"kind": run.kind, "block": run.block}
    if run.notice is not None:
        return {**value, "notice": run.notice.key}
    if run.qualified_by:
        value["qualified-by"] = list(run.qualified_by)
    # Where it is known what a cell stands in, that tells it.
    if run.column and run.steps is None:
        value["column"] = True
    return {**value, "text": run.text}


def _notice_as_json(notice: Notice) -> dict[str, Any]:
    legibility = {
        field.name.replace("_", "-"): getattr(notice.legibility, field.name)
        for field in fields(notice.legibility)
    }
    return {
        "key": notice.key,
        "disclaimer": notice.disclaimer,
        "version": notice.version,
        "lang": notice.lang,
        "text": notice.text,
        "sha256": text_sha256(notice.text),
        "weight": notice.weight,
        "place": notice.place,
        "rule": notice.rule,
        "repeat": notice.repeat,
        "legibility": legibility,
    }


class Altered(ValueError):
    """A manifest of ours that says other than when it was written."""


def from_manifest(content: bytes) -> Expectation:
    """What a finished file says that it owes. Raises: ValueError (not a manifest of ours), Altered."""
    try:
        value: Any = json.loads(content)
        if value["manifest"] != MANIFEST_VERSION:
            raise ValueError(
                f"its manifest is of version {value['manifest']}, which another version of smallprint wrote; build it again"
            )
        notices = {entry["key"]: _notice_from(entry, value["format"]) for entry in value["disclaimers"]}
        runs = tuple(_run_from(entry, notices) for entry in value["runs"])
        notes = tuple(Run("note", _text(text)) for text in value["notes"])
        if "roles" not in value:  # headings, lists and cells could be told as anything
            raise ValueError("its manifest does not say what its texts are (roles): build the file again")
        runs, notes = _with_roles(runs, notes, value["roles"], value.get("stress", ""))
        if "keeping" in value and not value.get("kept"):
            raise Altered("it does not say what the file has to keep")
        if text_sha256("\n".join(run.text for run in runs)) != value["text-sha256"]:
            raise Altered("its text does not match its hash")
        inside = {run.notice.key for run in runs if run.notice is not None}
        return Expectation(
            _text(value["slug"]),
            _text(value["lang"]),
            _text(value["format"]),
            runs,
            notes,
            running=tuple(notice for key, notice in notices.items() if key not in inside),
            repeats=tuple(Repeat(_text(entry["of"]), int(entry["page"])) for entry in value["repeats"]),
            labels=tuple(_text(label) for label in value["labels"]),
            words=tuple(_text(word) for word in value["words"]),
            imprint=_text(value["imprint"]),
            stylesheets=tuple(_text(sheet) for sheet in value["stylesheets"]),
            covers=value.get("covers", False) is True,
            facets=facet.from_json(value["facets"]),
            # Earlier versions did not say it.
            kept=tuple(map(_text, value["kept"])) if "kept" in value else None,
        )
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError("a manifest that is no JSON") from error
    except RecursionError as error:
        raise ValueError("a manifest whose parts are nested too deeply") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a manifest that is none of ours ({type(error).__name__}: {error})") from error


def _with_roles(
    runs: tuple[Run, ...], notes: tuple[Run, ...], roles: str, stress: str
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """All texts, each with what it stands in and how it is stressed."""
    stressed = stresses.decoded(stress)
    found = [
        replace(
            run,
            steps=steps,
            stress=stressed.get(number, ()),
            column=any(step.what == "n" for step in steps),
        )
        for number, (run, steps) in enumerate(zip((*runs, *notes), decoded(roles), strict=True))
    ]
    return tuple(found[: len(runs)]), tuple(found[len(runs) :])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()  # half of a surrogate pair is none
    return value


def _run_from(entry: Any, notices: Mapping[str, Notice]) -> Run:
    if "notice" in entry:
        notice = notices[entry["notice"]]
        return Run("notice", folded(notice.text), notice, int(entry["block"]))
    if entry["kind"] not in get_args(Kind) or entry["kind"] == "notice":
        raise ValueError(f"a run of the kind {entry['kind']}")
    keys = tuple(_text(key) for key in entry.get("qualified-by", ()))
    column = entry.get("column", False) is True
    return Run(entry["kind"], _text(entry["text"]), None, int(entry["block"]), keys, column)


def _notice_from(entry: Any, format: str) -> Notice:
    if text_sha256(entry["text"]) != entry["sha256"]:
        raise Altered(f"the wording of {entry['key']} does not match its hash")
    for key, known in (("weight", Weight), ("place", NoticePlace), ("repeat", Repetition)):
        if entry[key] not in get_args(known):
            raise ValueError(f"the {key} of {entry['key']} is unknown")
    measures = {key.replace("-", "_"): value for key, value in entry["legibility"].items()}
    for key, measure in measures.items():
        if not isinstance(measure, bool if key == "bold" else int | float) or not 0 <= measure <= 100_000:
            raise ValueError(f"{key} of {entry['key']} is no measure")
    legibility = Legibility(**measures)
    if stricter(legibility, LEAST) != legibility:
        raise ValueError(f"{entry['key']} owes less than any wording may")
    return Notice(
        key=_text(entry["key"]),
        disclaimer=_text(entry["disclaimer"]),
        text=entry["text"],
        weight=entry["weight"],
        place=entry["place"],
        formats=(format,),
        legibility=legibility,
        version=int(entry["version"]),
        lang=_text(entry["lang"]),
        rule=entry["rule"],
        repeat=entry["repeat"],
    )


def text_sha256(text: str) -> str:
    """The hash by which a text is the same in all files."""
    return sha256(folded(text).encode()).hexdigest()


def component_names(blocks: Sequence[Block]) -> frozenset[str]:
    """The components that occur, for stylesheets and metadata."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Component):
            found |= {block.name, *component_names(block.blocks)}
    return frozenset(found)
