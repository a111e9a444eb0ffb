"""`proof.json`: the evidence on all files of one article, as it is written, read back and described.

Input: proofs, and what is known of the wordings' approvals; or the bytes of an earlier `proof.json`.
Output: a `Record`, its bytes, its JSON Schema. Must not: prove anything, know a clock.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from pipeline.article import FORMAT_NAMES
from pipeline.diagnostics import Diagnostic, Location, Severity, report
from pipeline.document.nodes import NoticePlace, Weight
from pipeline.proof.evidence import PROOF_VERSION, Proof
from pipeline.schema import Model

NAME = "proof.json"

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class RequiredMeasures(Model):
    """What a disclaimer has to measure: the stricter of its own `legibility` and the design."""

    min_size_pt: float = Field(description="Smallest size of type on paper, in points.")
    min_x_height_mm: float = Field(description="Smallest height of the letter x on paper, in millimetres.")
    min_contrast: float = Field(description="Smallest contrast of text and ground, as a ratio to one (WCAG).")
    max_line_chars: int = Field(description="Most characters on a line on paper.")
    min_body_ratio: float = Field(description="Smallest size as a share of the size of most of the text.")
    bold: bool = Field(description="Whether it has to be bold.")


class ViewRecord(Model):
    """How a disclaimer looks in one way of looking at a page that has no fixed size."""

    name: str = Field(description="The way of looking: light, dark, print or narrow.")
    body_ratio: float = Field(description="Its size as a share of the size of the text around it.")
    contrast: float = Field(description="Contrast of text and ground, as a ratio to one.")


class Occurrence(Model):
    """One disclaimer at one place of one file: what was found and measured, and what was required."""

    key: str = Field(
        description="Names this disclaimer at this place; the same in every file of the article."
    )
    disclaimer: str = Field(description="The disclaimer's id: source/disclaimers/<id>.yaml.")
    version: int = Field(description="The version of its wording.")
    lang: str = Field(description="The language of its wording (BCP 47).")
    rule: str | None = Field(
        description="The rule of the policy that asks for it; null if the author added it."
    )
    place: NoticePlace = Field(description="Where it is owed.")
    repeat: int = Field(
        ge=0, description="0 where it is owed; 1, 2, … for further copies, as under a split table."
    )
    weight: Weight = Field(description="How large it has to be beside the text: material or minor.")
    sha256: Sha256 = Field(
        description="SHA-256 of the wording that is owed (UTF-8, NFC, white space folded)."
    )
    found_sha256: Sha256 | None = Field(description="The same hash of the text in the file; null: not found.")
    present: bool = Field(description="The wording is there, word for word.")
    placed: bool = Field(description="It stands where it is owed.")
    visible: bool = Field(description="A reader sees it: inside the page, not hidden, not covered.")
    legible: bool | None = Field(description="Its measures are as required; null: they were not taken.")
    page: int | None = Field(
        ge=1, description="The page of a PDF that it stands on, from 1; of a press file, the panel."
    )
    sheet: int | None = Field(
        ge=1, description="The sheet of a press file that its panel lies on, from 1; null in any other file."
    )
    box_mm: tuple[float, float, float, float] | None = Field(
        description="Left, top, width and height of its text in millimetres from the trimmed page's top left corner."
    )
    file: str | None = Field(description="The file in an EPUB that holds it.")
    element: str | None = Field(description="The path of its element in an EPUB or HTML file.")
    size_pt: float | None = Field(description="Smallest size of its type, in points.")
    x_height_mm: float | None = Field(
        description="Height of its letter x, from the glyph's outline, in millimetres."
    )
    line_chars: int | None = Field(description="Characters on its longest line.")
    bold: bool | None = Field(description="Whether all of it is bold.")
    body_ratio: float | None = Field(description="Its size as a share of the size of most of the text.")
    contrast: float | None = Field(
        description="Contrast of text and ground, from rendered pixels, as a ratio to one."
    )
    views: tuple[ViewRecord, ...] = Field(description="The measures of a file without pages, for each view.")
    required: RequiredMeasures = Field(description="What it has to measure.")

    @property
    def proved(self) -> bool:
        return self.present and self.placed and self.visible and self.legible is not False


class ParityRecord(Model):
    """How much of the article's text is in the file, in its order."""

    expected: int = Field(description="Headings, paragraphs, items, cells, captions and notes that it owes.")
    found: int = Field(description="Those that are there, in order.")
    missing: str | None = Field(description="The first one that is not there or not in its place.")


class Finding(Model):
    """A diagnostic on the file; `smallprint explain CODE` says more."""

    code: str
    severity: Severity
    message: str
    help: str


class FileRecord(Model):
    """The proof of one file."""

    file: str = Field(description="Its name, beside this proof.json.")
    format: str = Field(description="brochure, ebook or handout.")
    sha256: Sha256 = Field(description="SHA-256 of the file that was opened.")
    size: int = Field(description="Its size in bytes.")
    valid_until: datetime.date | None = Field(
        description="The last day on which all that the file relies on holds; null: no day is set."
    )
    proved: bool = Field(description="Every disclaimer is proved, and nothing else is wrong with the file.")
    disclaimers: tuple[Occurrence, ...] = Field(description="Every disclaimer, wherever it is shown.")
    parity: ParityRecord | None = Field(description="Null: the file could not be read.")
    diagnostics: tuple[Finding, ...] = Field(description="What was found on the file.")


class ApprovalRecord(Model):
    """Who approved a wording."""

    by: str
    on: datetime.date
    sha256: Sha256 = Field(description="SHA-256 of the wording as approved, its placeholders unfilled.")


class WordingRecord(Model):
    """A wording as readers meet it, its placeholders filled."""

    sha256: Sha256 = Field(description="The hash by which disclaimers name it.")
    disclaimer: str
    version: int
    lang: str
    text: str
    approved: ApprovalRecord | None = Field(description="Null: proved from the file alone.")
    review_by: datetime.date | None = Field(description="The last day on which it may be printed.")


class Record(Model):
    """The evidence on the finished files of one article, written by `smallprint build` beside them."""

    proof: Literal[3] = Field(description="The version of this schema; another one means other fields.")
    slug: str
    lang: str = Field(description="The article's language (BCP 47).")
    title: str
    valid_until: datetime.date | None = Field(
        description="The earliest day of the files; after it none of them may be handed out."
    )
    wordings: tuple[WordingRecord, ...] = Field(description="Each wording once, ordered by id and hash.")
    files: tuple[FileRecord, ...] = Field(description="In the order brochure, ebook, handout.")

    @property
    def proved(self) -> bool:
        return all(file.proved for file in self.files)

    @property
    def owed(self) -> int:
        return sum(len(file.disclaimers) for file in self.files)

    @property
    def fulfilled(self) -> int:
        return sum(one.proved for file in self.files for one in file.disclaimers)


def record(
    proofs: Iterable[Proof],
    wordings: Iterable[Mapping[str, Any]] = (),
    valid_until: datetime.date | None = None,
    before: Record | None = None,
) -> Record:
    """The evidence on these files; of `before`, the files that were not proved now are kept.

    Shape: `wordings` tell by their `sha256` what the library knows: `approved`, `review-by`.
    """
    proofs = list(proofs)
    known = {wording["sha256"]: wording for wording in wordings}
    files = {entry.file: _plain(entry) for entry in before.files} if before else {}
    texts = {wording.sha256: _plain(wording) for wording in before.wordings} if before else {}
    for proof in proofs:
        name = proof.path.rsplit("/", 1)[-1]
        files[name] = {"file": name, "valid-until": _day(valid_until), **proof.as_json()}
        for one in proof.disclaimers:
            approval = known.get(one.sha256, {})
            texts[one.sha256] = {
                "sha256": one.sha256,
                "disclaimer": one.disclaimer,
                "version": one.version,
                "lang": one.lang,
                "text": one.text,
                "approved": approval.get("approved"),
                "review-by": approval.get("review-by"),
            }
    used = {one["sha256"] for entry in files.values() for one in entry["disclaimers"]}
    days = [entry["valid-until"] for entry in files.values() if entry["valid-until"]]
    first = proofs[0] if proofs else before
    assert first is not None, "evidence on nothing"
    value = {
        "proof": PROOF_VERSION,
        "slug": first.slug,
        "lang": first.lang,
        "title": first.title,
        "valid-until": min(days, default=None),
        "wordings": sorted(
            (text for sha256, text in texts.items() if sha256 in used),
            key=lambda text: (text["disclaimer"], text["sha256"]),
        ),
        "files": sorted(files.values(), key=lambda entry: order(entry["file"], entry["format"])),
    }
    return Record.model_validate_json(json.dumps(value))


def disagreeing(proofs: Sequence[Proof]) -> tuple[Diagnostic, ...]:
    """What the files of one article say of each other: a disclaimer owes the same words in all of them.

    Reports: PRF895.
    """
    first: dict[str, tuple[str, str]] = {}
    found: dict[Diagnostic, None] = {}
    for proof in proofs:
        for one in proof.disclaimers:
            sha256, other = first.setdefault(one.key, (one.sha256, proof.path))
            if one.sha256 != sha256:
                facts = {"name": f"{one.disclaimer} ({one.key})", "other": other.rsplit("/", 1)[-1]}
                found[report("PRF895", Location(proof.path), **facts)] = None
    return tuple(found)


def order(name: str, format: str) -> tuple[int, int, bool, str]:
    """Where a file stands among those of its article: by format, the plain one, that for the press, other sizes."""
    return (FORMAT_NAMES.index(format), name.count("."), not name.endswith(".press.pdf"), name)


def written(value: Record) -> bytes:
    """The bytes of `proof.json`: sorted keys, the same for the same evidence."""
    return (json.dumps(_plain(value), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read(content: bytes | None) -> Record | None:
    """An earlier `proof.json`; None for one that is missing, damaged or of another version, which is made anew."""
    try:
        return Record.model_validate_json(content or b"")
    except ValidationError:
        return None


def _plain(value: Model) -> dict[str, Any]:
    return value.model_dump(mode="json", by_alias=True)


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
