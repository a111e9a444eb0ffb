"""Disclaimers that a text brings with it.

Input: blocks, and the wordings of the project in the text's language. Output: blocks with references in the place of
wordings that the project has; and paragraphs that read like disclaimers that it has not. Pure.
Must not: take a paragraph for a wording that says more than the wording.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.disclaimers.library import Library
from pipeline.disclaimers.typed import Comparison
from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    Component,
    Heading,
    Image,
    Paragraph,
    Rule,
    plain_text,
    walk,
)
from pipeline.importing.writing import bare

# How much longer than the wording a paragraph may be: a word such as "Note:" in front, no more.
LONGER = 1.15
_FEWEST, _MOST = 6, 160

_CUES = re.compile(
    r"informational purposes only|general information (?:only|and)|(?:not|n't|never|nor) (?:be )?(?:\w+ )?(?:considered |intended |constitute |substitute |a substitute |as |replace )?"
    r"(?:as |for |to be )?(?:professional |personal |individual )?(?:medical|legal|financial|investment|tax|professional) advice|"
    r"no (?:medical|legal|financial|investment) advice|prices?\b.{0,60}\b(?:may|can|are subject to) change|subject to change without notice|"
    r"no (?:liability|guarantee|warranty)|not (?:be )?(?:liable|responsible) for|accepts? no (?:liability|responsibility)|past performance|capital (?:is )?at risk|value of (?:your )?investments?|"
    r"(?:ment|kun) (?:bare |kun )?(?:som|til) (?:generell )?(?:informasjon|opplysning)|erstatter ikke|ikke (?:å )?(?:anse|regne)s? som|(?:medisinsk|juridisk|økonomisk) råd|kan endre seg|kan endres uten varsel|"
    r"erstattar ikkje|ikkje (?:som )?(?:medisinsk|juridisk|økonomisk)|kan endra? seg|"
    r"(?:ersätter inte|utgör inte|ej)\b.{0,40}rådgivning|inte (?:medicinsk|juridisk|ekonomisk) rådgivning|kan komma att ändras|"
    r"erstatter ikke.{0,40}(?:læge|rådgivning)|udgør ikke.{0,40}rådgivning|kan ændre sig|"
    r"ersetz(?:t|en) (?:keine?n?|nicht)|stell(?:t|en) keine.{0,40}beratung|keine (?:haftung|gewähr|rechtsberatung|anlageberatung|medizinische beratung)|dien(?:t|en) (?:nur|lediglich|ausschließlich) (?:der|zur) (?:allgemeinen )?information|können sich (?:jederzeit )?ändern|"
    r"à titre (?:purement )?(?:informatif|indicatif)|ne (?:constitue|remplace|saurait)\w* (?:pas|en aucun cas)|ne se substitue|peuvent (?:changer|évoluer)|susceptibles? d.(?:évoluer|être modifié)|"
    r"(?:solo|únicamente|meramente) (?:con fines|a título) (?:informativ|orientativ)\w*|no (?:constituye|sustituye|reemplaza|debe considerarse)|pueden (?:cambiar|variar)|"
    r"nie (?:stanowi\w*|zastępuj\w*)|wyłącznie charakter informacyjny|mogą (?:ulec|się) zmien|"
    r"не (?:є|замінює|являється|заміня\w+)\b.{0,40}(?:порад|консультаці)|лише (?:для інформаці|в інформаційн)|можуть змін|"
    r"لأغراض (?:إعلامية|المعلومات|التثقيف)|لا (?:يعد|تعد|يشكل|تشكل|تغني|يغني)\b.{0,40}(?:استشارة|نصيحة|مشورة)|"
    r"仅供参考|僅供參考|不构成|不構成|不能(?:代替|替代)|केवल (?:सामान्य )?(?:जानकारी|सूचना)|सलाह (?:का विकल्प|नहीं)|"
    r"ma aha (?:talo|la-talin)|ma beddeli kar",
    re.IGNORECASE,
)  # fmt: skip
_NAMED = re.compile(
    r"\s*(?:disclaimer|legal notice|haftungsausschluss|hinweis zur haftung|ansvarsfraskrivelse|ansvarsfriskrivning|avertissement|"
    r"mentions? légales?|aviso legal|descargo de responsabilidad|zastrzeżenie|застереження|免责声明|免責聲明|अस्वीकरण|إخلاء (?:ال)?مسؤولية)\s*[:：.—–-]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph that a reference took the place of."""

    text: str
    disclaimer: str


@dataclass(frozen=True, slots=True)
class NewWording:
    """A disclaimer that the project has not. Shape: `id` and `content` are those of its file."""

    id: str
    text: str
    content: bytes


def referenced(
    blocks: Sequence[Block], library: Library, lang: str
) -> tuple[tuple[Block, ...], tuple[Match, ...]]:
    """References in the place of wordings of the library."""
    comparisons: list[tuple[Comparison, int]] = []
    for entry in library.disclaimers.values():
        wording = entry.in_language(lang)
        if wording is not None and wording.text:
            whole = Comparison(entry.id, re.sub(r"\{[^{}]*\}", " ", wording.text), "")
            comparisons.append((whole, len(bare(wording.text))))
    found: list[Block] = []
    matches: list[Match] = []
    alone = [_match(as_notice([block]), comparisons) for block in blocks]
    at = 0
    while at < len(blocks):
        for size in (1, 2, 3):
            if size > 1 and any(alone[at : at + size]):
                # One of them is a wording already: what stands around it says something else.
                continue
            text = as_notice(blocks[at : at + size])
            match = _match(text, comparisons) if text and at + size <= len(blocks) else None
            if match:
                found.append(reference(match))
                matches.append(Match(text, match))
                at += size
                break
        else:
            found.append(blocks[at])
            at += 1
    return tuple(found), tuple(matches)


def _match(text: str, comparisons: Sequence[tuple[Comparison, int]]) -> str | None:
    if not text:
        return None
    length = len(bare(text))
    for comparison, size in comparisons:
        if size and 0.8 * size <= length <= LONGER * size + 12 and comparison.in_text(text):
            return comparison.disclaimer
    return None


def as_notice(blocks: Sequence[Block]) -> str:
    """The text of blocks that hold nothing but words, else nothing."""
    parts = []
    for block in blocks:
        match block:
            case Paragraph():
                pass
            case BlockQuote(inner) if all(isinstance(each, Paragraph) for each in inner):
                pass
            case Component(inner) if block.name == "callout" and all(
                isinstance(each, Paragraph) for each in inner
            ):
                title = block.attributes.get("title") or ""
                parts.append(f"{title}:" if title[-1:].isalnum() else title)
            case _:
                return ""
        if any(isinstance(node, Image) for node in walk([block])):
            return ""
        parts.append(plain_text(block, notes=True))
    return " ".join(" ".join(parts).split())


def reference(disclaimer: str) -> Component:
    return Component((), Attributes("", ("disclaimer",), (("ref", disclaimer),)))


def unknown(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Where paragraphs stand that read like a disclaimer: called one, or at the end of the text or of a section."""
    found = []
    for at, block in enumerate(blocks):
        text = as_notice((block,))
        if not text:
            continue
        words = len(text.split()) if " " in text else len(text) // 2
        if not _FEWEST <= words <= _MOST or not re.search(r"[.!。।！]['\"”’»*)]*$", text):
            continue
        behind = [each for each in blocks[at + 1 :] if not isinstance(each, Rule)]
        last = not behind or isinstance(behind[0], Heading) or all(as_notice((each,)) and _CUES.search(as_notice((each,))) for each in behind)  # fmt: skip
        above = blocks[at - 1] if at else None
        headed = isinstance(above, Heading) and _NAMED.match(plain_text(above.content) + ":")
        if _NAMED.match(text) or headed or (last and not behind and _CUES.search(text)) or (
            last and len(_CUES.findall(text)) and re.match(r"(?:this|these|the) (?:article|page|guide|text|information|content|figures|prices)|(?:dette|denne|artikkelen|innholdet)|dies|ce |cette |este |esta |niniejsz|ця |هذ[اه]|本", text, re.IGNORECASE)
        ):  # fmt: skip
            found.append(at)
    return tuple(found)


def new_wording(id: str, text: str, lang: str) -> NewWording:
    """A file for `source/disclaimers/`, which nobody has approved yet."""
    text = " ".join(text.split())
    content = (
        "# Imported with an article. Read it, then sign it: smallprint approve "
        f'{id} --lang {lang} --by "your name"\n'
        f"id: {id}\nweight: material\nsource-lang: {lang}\ntext:\n  {lang}:\n    version: 1\n"
        f"    text: {json.dumps(text, ensure_ascii=False)}\n"
    )
    return NewWording(id, text, content.encode())
