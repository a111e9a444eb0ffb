"""The wordings: what each disclaimer says in each language, and whether it may be printed today.

Input: the bytes of `source/disclaimers/<id>.yaml`. Output: a frozen `Library`, whose `wording` answers with one
approved text or with the reasons why there is none. Must not: fall back to another language, read the clock.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from pipeline.article import decode, folded
from pipeline.diagnostics import (
    Diagnostic,
    Extent,
    Location,
    Reported,
    has_errors,
    nearest,
    quoted,
    report,
)
from pipeline.disclaimers.joiners import is_joiner
from pipeline.disclaimers.keys import known_keys
from pipeline.disclaimers.unclosed import readable_on
from pipeline.disclaimers.unfinished import nobody_in, placeholder_in, reads_like
from pipeline.document.dates import is_to_come
from pipeline.document.nodes import Legibility, Weight
from pipeline.schema import (
    IsoDate,
    Language,
    Model,
    Sha256,
    Slug,
    Text,
    canonical_language,
    is_language_tag,
    meant_language,
)
from pipeline.validation import validate
from pipeline.yaml import YamlDocument

FOLDER = "source/disclaimers"
PLACEHOLDERS = (
    "as-of",
    "publisher",
    "title",
    "date",
    "review-by",
    "region",
    "phone",
    "email",
    "url",
    "address",
)
# Who signs the wordings that `init` writes: nobody in the house.
SAMPLE = "smallprint sample"
# The size of a disclaimer as a share of the size of most of the text, at least.
BODY_RATIO = {"material": 1.0, "minor": 0.85}


@dataclass(frozen=True, slots=True)
class Approval:
    """Who signed which text and when. Shape: `location` is where the file says when, `name` where it says who."""

    by: str
    on: datetime.date
    sha256: str
    location: Location = field(default=Location(FOLDER), compare=False)
    name: Location = field(default=Location(FOLDER), compare=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """A disclaimer in one language.

    Shape: `text` may hold placeholders; `version` is its own, `translates` the source language's version that it renders.
    """

    disclaimer: str
    lang: str
    text: str
    short: str = ""
    version: int | None = None
    translates: int | None = None
    approved: Approval | None = None
    review_by: datetime.date | None = None
    location: Location = field(default=Location(FOLDER))

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(re.findall(r"\{([^{}]*)\}", self.text + self.short))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text as it is printed. Raises: KeyError for a placeholder without a value."""
        return folded(re.sub(r"\{([^{}]*)\}", lambda match: values[match[1]], self.text))


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """One disclaimer in all its languages. Shape: the keys of `wordings` are canonical language tags."""

    id: str
    weight: Weight
    legibility: Legibility
    source_lang: str
    wordings: Mapping[str, Wording]
    path: str
    location: Location

    @property
    def version(self) -> int:
        """The version of the source language's wording."""
        return self.wordings[self.source_lang].version or 0

    def in_language(self, lang: str) -> Wording | None:
        """The wording for an article in `lang`: the exact tag or its parent, nothing else."""
        for tag in lookup(lang):
            if tag in self.wordings:
                return self.wordings[tag]
        return None


def lookup(lang: str) -> tuple[str, ...]:
    """The tags under which a wording for `lang` may stand. `no` is `nb`; a script is never dropped."""
    tag = canonical_language(lang)
    head, _, last = tag.rpartition("-")
    return (tag, head) if head and len(last) != 4 else (tag,)


def wording_sha256(text: str) -> str:
    """What an approval signs: the text with its placeholders unfilled, white space folded."""
    return sha256(folded(text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Library:
    """Every disclaimer of the project, by id."""

    disclaimers: Mapping[str, Disclaimer] = field(default_factory=dict)

    @classmethod
    def of(cls, disclaimers: Iterable[Disclaimer]) -> Reported[Library]:
        """Reports: DIS321 (an id that two files claim)."""
        found: list[Diagnostic] = []
        by_id: dict[str, Disclaimer] = {}
        for disclaimer in disclaimers:
            if disclaimer.id in by_id:
                other = by_id[disclaimer.id].path
                found.append(report("DIS321", disclaimer.location, id=quoted(disclaimer.id), other=other))
            else:
                by_id[disclaimer.id] = disclaimer
        return Reported(cls(by_id), tuple(found))

    def in_language(self, lang: str) -> Iterator[tuple[str, str, str]]:
        """Every wording in a language: the disclaimer's id, the text, the short form."""
        for id, entry in self.disclaimers.items():
            if wording := entry.in_language(lang):
                yield id, wording.text, wording.short

    def wording(self, disclaimer: str, lang: str, today: datetime.date) -> Reported[Wording | None]:
        """The text to print, if it may be printed today.

        Reports: DIS326 (no translation), DIS327 (translates another version), DIS328 (not approved as it
        stands), DIS329 (review-by has passed), DIS333 (approved on a day that has not come), DIS365 (a sample that nobody
        in the house has signed).
        Raises: KeyError for an unknown id; policy and `attach` have refused it before.
        """
        entry = self.disclaimers[disclaimer]
        wording = entry.in_language(lang)
        if wording is None:
            return Reported(
                None,
                (
                    report(
                        "DIS326",
                        Location(entry.path, entry.location.extent),
                        id=disclaimer,
                        lang=canonical_language(lang),
                        present=", ".join(sorted(entry.wordings)),
                        path=entry.path,
                    ),
                ),
            )
        found: list[Diagnostic] = []
        facts: dict[str, object] = {"id": disclaimer, "lang": wording.lang, "path": entry.path}
        if wording.lang != entry.source_lang and wording.translates != entry.version:
            found.append(
                report(
                    "DIS327",
                    wording.location,
                    **facts,
                    translated=wording.translates,
                    version=entry.version,
                    source=entry.source_lang,
                )
            )
        if wording.approved is None:
            found.append(report("DIS328", wording.location, **facts, found="no approval"))
        elif wording.approved.sha256 != wording_sha256(wording.text):
            found.append(report("DIS328", wording.location, **facts, found="the approval of another text"))
        elif is_to_come(wording.approved.on, today):
            found.append(
                report("DIS333", wording.approved.location, **facts, date=wording.approved.on, today=today)
            )
        elif wording.approved.by.casefold() == SAMPLE:
            found.append(report("DIS365", wording.approved.name, **facts))
        if wording.review_by is not None and wording.review_by < today:
            found.append(report("DIS329", wording.location, **facts, date=wording.review_by, today=today))
        return Reported(None if has_errors(found) else wording, tuple(found))


# ── the door ────────────────────────────────────────────────────────────────────────────────────


class _Approved(Model):
    by: Text
    on: IsoDate
    sha256: Sha256


class _Wording(Model):
    version: Annotated[int, Field(ge=1)] | None = None
    translates: Annotated[int, Field(ge=1)] | None = None
    text: Text
    short: Text | None = None
    approved: _Approved | None = None
    review_by: IsoDate | None = None


class _Legibility(Model):
    min_size_pt: Annotated[float, Field(ge=9, le=72, strict=False)] = 9.0
    min_x_height_mm: Annotated[float, Field(ge=0, le=20, strict=False)] = 1.5
    min_contrast: Annotated[float, Field(ge=4.5, le=21, strict=False)] = 7.0
    max_line_chars: Annotated[int, Field(ge=20, le=200)] = 100
    min_body_ratio: Annotated[float, Field(ge=0.85, le=2, strict=False)] | None = None
    bold: bool = False


class _Disclaimer(Model):
    id: Slug
    weight: Weight
    legibility: _Legibility = Field(default_factory=_Legibility)
    source_lang: Language
    text: dict[str, _Wording]


_KEYS = {
    (): ("id", "weight", "legibility", "source-lang", "text"),
    ("legibility",): (
        "min-size-pt",
        "min-x-height-mm",
        "min-contrast",
        "max-line-chars",
        "min-body-ratio",
        "bold",
    ),
    ("text", "*"): ("version", "translates", "text", "short", "approved", "review-by"),
    ("text", "*", "approved"): ("by", "on", "sha256"),
}

# Keys that people write elsewhere in the file, or that belong to another one.
_ELSEWHERE = {
    (): {
        **dict.fromkeys(_KEYS["legibility",], "it belongs to the measures: write it below `legibility`"),
        **dict.fromkeys(
            ("version", "translates", "short", "approved", "review-by"),
            "it belongs to the text in one language: write it below that, in `text`",
        ),
        **dict.fromkeys(
            ("when", "require", "place", "repeat", "reason", "topics"),
            "it belongs to a rule: write it into source/policy.yaml",
        ),
    },
    ("text", "*"): {
        **dict.fromkeys(
            ("weight", "legibility", "source-lang"),
            "it is said of all languages: write it beside `id`, at the beginning of a line",
        ),
        **dict.fromkeys(("by", "on", "sha256"), "it belongs to the signature: write it into `approved`"),
    },
}


FILE = _Disclaimer


def parse(content: bytes, path: str) -> Reported[Disclaimer | None]:
    """The disclaimer in a file, or everything that is wrong with it.

    Reports: ART101–ART118, ART125 (the file), DIS320 (file name), DIS322 (source language), DIS323 (markup),
    DIS324 (characters that nobody sees), DIS325 (placeholder), DIS330 (unknown key), DIS331 (version or
    translates), DIS332 (language tag), DIS361 (signed words that hold a place), DIS362 (a text in another language), DIS363
    (a short form that is longer).
    """
    text = decode(content, path)
    if text.value is None:
        return Reported(None, text.diagnostics)
    loaded = readable_on(text.value, path)
    found: list[Diagnostic] = [*text.diagnostics, *loaded.diagnostics]
    document = loaded.value
    if document is None:
        return Reported(None, tuple(found))
    known = known_keys(document, _KEYS, "DIS330", _ELSEWHERE)
    found += known.diagnostics
    document = known.value
    checked = validate(document, _Disclaimer, context=path.rsplit("/", 1)[-1])
    found += checked.diagnostics
    read = checked.value
    if read is None:
        # What is wrong with one key hides nothing of the texts.
        return Reported(None, (*found, *_texts_alone(document, text.value.split("\n"))))
    name = path.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name != read.id:
        found.append(report("DIS320", document.at("id"), id=quoted(read.id), file=quoted(f"{name}.yaml")))
    wordings: dict[str, Wording] = {}
    for tag, entry in read.text.items():
        if not is_language_tag(tag) or canonical_language(tag) in wordings:
            meant = None if is_language_tag(tag) else meant_language(tag)
            action = f"did you mean `{meant}`?" if meant else "correct the tag, or merge the two wordings"
            found.append(report("DIS332", document.key_at("text", tag), tag=quoted(tag), action=action))
            if meant:
                found += _text_faults(entry, meant, document, tag, text.value.split("\n"))
            continue
        found += _text_faults(entry, canonical_language(tag), document, tag, text.value.split("\n"))
        found += _version_faults(read, tag, document)
        found += _untranslated(read, tag, wordings, document)
        wordings[canonical_language(tag)] = _wording(read.id, tag, entry, document)
    if read.source_lang not in wordings and not any(one.code == "DIS332" for one in found):
        place, present = document.at("source-lang"), ", ".join(wordings) or "none"
        found.append(report("DIS322", place, lang=quoted(read.source_lang), present=present))
    if has_errors(found):
        return Reported(None, tuple(found))
    measure = read.legibility
    return Reported(
        Disclaimer(
            id=read.id,
            weight=read.weight,
            legibility=Legibility(
                measure.min_size_pt,
                measure.min_x_height_mm,
                measure.min_contrast,
                measure.max_line_chars,
                max(measure.min_body_ratio or 0.0, BODY_RATIO[read.weight]),
                measure.bold,
            ),
            source_lang=read.source_lang,
            wordings=wordings,
            path=path,
            location=document.at("id"),
        ),
        tuple(found),
    )


def _texts_alone(document: YamlDocument, lines: list[str]) -> Iterator[Diagnostic]:
    """What is wrong with the texts of a file of which nothing else may be right."""
    texts = document.value.get("text") if isinstance(document.value, dict) else None
    for tag, entry in texts.items() if isinstance(texts, dict) else ():
        text = entry.get("text") if isinstance(entry, dict) else None
        if isinstance(text, str) and text.strip() and is_language_tag(tag):
            short = entry.get("short")
            plain = _Wording(text=text, short=short if isinstance(short, str) and short.strip() else None)
            yield from _text_faults(plain, canonical_language(tag), document, tag, lines)


def _version_faults(read: _Disclaimer, tag: str, document: YamlDocument) -> Iterator[Diagnostic]:
    """A source has a version of its own, a translation says which one it translates."""
    if read.source_lang not in {canonical_language(tag) for tag in read.text}:
        # Which one is the source, nobody knows where the language that is named so is not there.
        return
    entry, lang = read.text[tag], canonical_language(tag)
    wanted = "version" if lang == read.source_lang else "translates"
    there = [key for key in ("version", "translates") if getattr(entry, key) is not None]
    if there != [wanted]:
        is_there = " and ".join(there) or "neither"
        place = document.key_at("text", tag)
        yield report("DIS331", place, lang=lang, expected=f"`{wanted}`", found=is_there)
        return
    sources = [one.version for key, one in read.text.items() if canonical_language(key) == read.source_lang]
    newest = sources[0]
    if newest is not None and entry.translates is not None and entry.translates > newest:
        expected = (
            f"a version of `{read.source_lang}` that there is, 1 to {newest},"
            if newest > 1
            else f"version 1 of `{read.source_lang}`, which has no other,"
        )
        found = f"`translates: {entry.translates}`"
        yield report(
            "DIS331", document.at("text", tag, "translates"), lang=lang, expected=expected, found=found
        )


# So few words may be the same in two languages; these are so near each other that more may be.
_SAME_WORDS, _NEAR = 3, frozenset({"nb", "nn", "no", "da", "sv"})


def _untranslated(
    read: _Disclaimer, tag: str, before: Mapping[str, Wording], document: YamlDocument
) -> Iterator[Diagnostic]:
    """Reports: DIS362 (a text that stands there in another language, too)."""
    text, own = folded(read.text[tag].text), canonical_language(tag).split("-")[0]
    for other in before.values():
        there = other.lang.split("-")[0]
        same = other.text == text and len(re.findall(r"[^\W\d_]{2,}", text)) >= _SAME_WORDS
        if same and there != own and not {there, own} <= _NEAR and reads_like(text, own) is None:
            found = f"that of `{other.lang}`"
            yield report(
                "DIS362", document.at("text", tag, "text"), lang=canonical_language(tag), found=found
            )
            return


def _wording(disclaimer: str, tag: str, entry: _Wording, document: YamlDocument) -> Wording:
    approved = entry.approved
    return Wording(
        disclaimer=disclaimer,
        lang=canonical_language(tag),
        text=folded(entry.text),
        short=folded(entry.short or ""),
        version=entry.version,
        translates=entry.translates,
        approved=Approval(
            approved.by,
            approved.on,
            approved.sha256,
            document.at("text", tag, "approved", "on"),
            document.at("text", tag, "approved", "by"),
        )
        if approved
        else None,
        review_by=entry.review_by,
        location=document.key_at("text", tag),
    )


# ── plain text only ─────────────────────────────────────────────────────────────────────────────

_MARKUP = re.compile(
    r"</?[A-Za-z!?]|&(?:[A-Za-z]+|#x?[0-9A-Fa-f]+);|`|\*\S|\S\*|(?<!\w)_\S|~~|\]\(|!\[|\[\^|\\|^\s*(?:#{1,6} |[-+] |\d+[.)] |> |:::)|\$\$|https?://\S+>"
)
# Where a script needs joiners, they are letters of a kind.
_JOINING = frozenset(
    {"fa", "ur", "ps", "ckb", "hi", "mr", "ne", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si", "sa"}
)
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd\u0335\u0336\u0337\u0338\u20d2\u20d3\u20e5"
)


def _text_faults(
    entry: _Wording, lang: str, document: YamlDocument, tag: str, lines: list[str]
) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for key, text in (("text", entry.text), ("short", entry.short)):
        if text is None:
            continue
        place = document.at("text", tag, key)
        markup = _MARKUP.search(text)
        if markup:
            here = _within(place, markup[0].strip(), lines)
            found.append(
                report("DIS323", here, found=quoted(text[max(0, markup.start() - 8) : markup.end() + 8]))
            )
        hidden = next((character for character in text if _is_hidden(character, lang)), None)
        if hidden is not None:
            found.append(report("DIS324", _within(place, hidden, lines), found=f"U+{ord(hidden):04X}"))
        found += _unknown_placeholders(text, place, lines)
        held = placeholder_in(text, lang) if entry.approved is not None else None
        if held is not None:
            found.append(report("DIS361", _within(place, held, lines), found=quoted(held)))
        other = reads_like(text, lang)
        if other is not None:
            found.append(report("DIS362", place, lang=lang, found=f"one that reads like {other}"))
    if entry.short is not None and len(folded(entry.short)) > len(folded(entry.text)):
        place = document.at("text", tag, "short")
        found.append(report("DIS363", place, lang=lang, found=quoted(folded(entry.short)[:40])))
    if entry.approved is not None and (held := nobody_in(entry.approved.by, lang)) is not None:
        found.append(report("DIS361", document.at("text", tag, "approved", "by"), found=quoted(held)))
    if entry.approved is not None and (hidden := hidden_in(entry.approved.by, lang)) is not None:
        found.append(report("DIS324", document.at("text", tag, "approved", "by"), found=hidden))
    return found


def _within(place: Location, token: str, lines: list[str]) -> Location:
    """Where in a value something stands; the value where escapes spell it."""
    if place.extent is None or not token:
        return place
    at = _after(token, lines[: place.extent.end_line], place.line, place.column)
    return Location(place.path, at) if at is not None else place


def _unknown_placeholders(text: str, place: Location, lines: list[str]) -> Iterator[Diagnostic]:
    """Reports: DIS325, each at its own place in the file, whose `lines` these are."""
    accepted = [f"{{{name}}}" for name in PLACEHOLDERS]
    line, column = place.line, place.column
    for token in re.findall(r"(?<!\{)\{++[^{}]*+\}++|[{}]", text):
        at = _after(token, lines, line, column)
        if at is not None:
            line, column = at.end_line, at.end_column
        if token in accepted:
            continue
        near = nearest(token.strip("{}"), PLACEHOLDERS)
        action = f"did you mean `{{{near}}}`?" if near else f"use one of: {', '.join(accepted)}"
        if token in ("{", "}"):
            action = "write a placeholder between two braces, such as `{as-of}`, or take the brace away"
        # One that is spelt with escapes, or broken over lines, is somewhere in the text.
        here = Location(place.path, at) if at is not None else place
        yield report("DIS325", here, found=quoted(token), nearest=action)


def _after(token: str, lines: list[str], line: int, column: int) -> Extent | None:
    """Where a token next stands in a file from a place on."""
    for number in range(line, len(lines) + 1):
        start = lines[number - 1].find(token, column - 1 if number == line else 0)
        if start >= 0:
            return Extent(number, start + 1, number, start + 1 + len(token))
    return None


def hidden_in(name: str, lang: str) -> str | None:
    """The first character that nobody sees in somebody's name, in one line; None where there is none."""
    hidden = next(
        (
            each
            for index, each in enumerate(name)
            # Whatever the language of the text, its editor's name may need joiners.
            if each in "\n\t" or (_is_hidden(each, lang) and not is_joiner(name, index))
        ),
        None,
    )
    return None if hidden is None else f"U+{ord(hidden):04X}"


def _is_hidden(character: str, lang: str) -> bool:
    if character in "\u200c\u200d" and lang.split("-")[0] in _JOINING:
        return False
    if character in "\n\t":
        return False
    return character in _FILLERS or unicodedata.category(character) in (
        "Cf",
        "Cc",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )
