"""What the codes of a PDF's fonts stand for, where shaping has put other glyphs in the place of letters.

Input: a PDF of WeasyPrint's and the fonts that it was set with. Output: the PDF with a text for each of their codes.
Must not: change what is drawn.

Why: WeasyPrint gives a code the text of its cluster where it first saw it, or none to the further glyphs of a cluster,
so that a dot stands for one of the letters that it is on, and the letter's body for nothing. Which letters a glyph
comes from is in the font. Source: ISO 14289-1 7.21.7, ISO 32000-1 9.10.3.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pipeline.engines.actual_text import SHAPED

# Letters in one of their forms, which stand for the letters themselves.
_FORMS = re.compile("[\ufb1d-\ufb4f\ufb50-\ufbb1\ufbd3-\ufdfb\ufe70-\ufefc]")
# A glyph that adds nothing to what those beside it say: a mark without width, which nobody hears or searches for.
NOTHING = "\u034f"
# A glyph of which the font does not say what it is.
UNKNOWN = "\ufffd"
# What fonts call the forms of a letter, and what Unicode does.
_FEATURES = {"init": "<initial>", "medi": "<medial>", "fina": "<final>", "isol": "<isolated>"}
# As many codes with one text are taken for a broken map.
CROWD = 5
# Faces that are kept read: the weights of a publication's families.
FACES = 16
_ENTRY = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SetFont:
    """A font that a PDF was set with. Shape: `codes` are the glyphs shown, `content` the whole file that they are in."""

    codes: frozenset[int]
    content: bytes
    index: int = 0


def with_letters(pdf: bytes, fonts: Mapping[str, SetFont]) -> bytes:
    """The PDF with a text for each code of these fonts, which are known by their names in its resources."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        seen: set[Any] = set()
        changed = False
        for page in document.pages:
            resources: Any = page.obj.get("/Resources", {})
            for key, font in resources.get("/Font", {}).items():
                wanted = fonts.get(key.lstrip("/"))
                if wanted is None or font.objgen in seen or "/ToUnicode" not in font:
                    continue
                seen.add(font.objgen)
                before = font.ToUnicode.read_bytes()
                after = _completed(before, wanted)
                if after != before:
                    font.ToUnicode = document.make_stream(after)
                    changed = True
        if not changed:
            return pdf
        output = io.BytesIO()
        document.save(output, deterministic_id=True)
    return output.getvalue()


def _completed(mapping: bytes, font: SetFont) -> bytes:
    """The CMap with a text for each code; what it says already stays where the font agrees, or is of no shaped script."""
    head, _, rest = mapping.partition(b"endcodespacerange\n")
    known = {int(code, 16): bytes.fromhex(text.decode()) for code, text in _ENTRY.findall(rest)}
    texts = {code: known.get(code, b"").decode("utf-16-be", "replace") for code in {*known, *font.codes}}
    doubtful = {code for code, text in texts.items() if not text or SHAPED.search(text)}
    if not doubtful or not rest:
        return mapping
    letters = letters_of(font.content, font.index)
    for code in doubtful:
        possible = letters.get(code, ())
        if _plain(texts[code]) not in map(_plain, possible):
            texts[code] = possible[0] if possible else texts[code] or UNKNOWN
    _tell_apart(texts, letters)
    lines: list[bytes] = []
    codes = sorted(texts)
    for start in range(0, len(codes), 100):
        batch = codes[start : start + 100]
        lines.append(b"%d beginbfchar" % len(batch))
        lines += (b"<%04x> <%s>" % (code, texts[code].encode("utf-16-be").hex().encode()) for code in batch)
        lines.append(b"endbfchar")
    tail = rest[rest.rindex(b"endcmap") :]
    return head + b"endcodespacerange\n" + b"\n".join(lines) + b"\n" + tail


def _tell_apart(texts: dict[int, str], letters: Mapping[int, tuple[str, ...]]) -> None:
    """Forms of a letter become what Unicode has for the form, where too many codes would say the same.

    Why: checkers take many codes with one text for a map that is broken; programs that search know both for the same.
    """
    count = Counter(texts.values())
    for code, text in texts.items():
        if count[text] >= CROWD:
            forms = (one for one in letters.get(code, ()) if _FORMS.fullmatch(one))
            texts[code] = next(forms, text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


# ── what the glyphs of a font stand for


@lru_cache(maxsize=FACES)
def letters_of(content: bytes, index: int = 0) -> Mapping[int, tuple[str, ...]]:
    """The texts that each glyph of a font can stand for, the likeliest first; without those that cannot be known.

    Shape: the letters, then Unicode's own characters for the forms that they have.
    """
    from fontTools.ttLib import TTFont, TTLibError

    try:
        font = TTFont(io.BytesIO(content), fontNumber=index, lazy=True)
        texts, forms = _encoded(font)
        texts.update(_drawn_alike(font, texts))
        rules = _rules(font)
        named = _named(font, texts, rules)
    except (TTLibError, KeyError, AssertionError):
        return {}
    texts.update(named)
    _follow(rules, texts, forms)
    shapes = {rule.after[0]: rule.shape for rule in rules if rule.shape}
    for rule in rules:
        before, after = rule.before[0], rule.after[0]
        if rule.rank == 0 and after in named:
            texts[after] = tuple(dict.fromkeys((*texts[after], *texts.get(before, ()))))
        if rule.rank == 0 and before in shapes:
            shapes.setdefault(after, shapes[before])
    own = _shapes()
    for name, shape in shapes.items():
        texts[name] = (
            *texts.get(name, ()),
            *(own[shape, one] for one in texts.get(name, ()) if (shape, one) in own),
        )
    return {font.getGlyphID(name): found for name, found in texts.items() if found}


def _encoded(font: Any) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What the font's own table of characters says; apart, of glyphs that are only forms of letters."""
    letters: dict[str, tuple[str, ...]] = {}
    forms: dict[str, str] = {}
    for code, name in sorted(font.getBestCmap().items()):
        character = chr(code)
        if unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co") or character in "\ufeff\ufffe":
            continue
        if _FORMS.match(character):
            forms.setdefault(name, character)
        else:
            letters[name] = (*letters.get(name, ()), character)
    return letters, {name: form for name, form in forms.items() if name not in letters}


@lru_cache(maxsize=1)
def _shapes() -> Mapping[tuple[str, str], str]:
    """Unicode's own characters for the first, middle, last and single form of a letter."""
    found: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        shape, _, letter = unicodedata.decomposition(chr(code)).partition(" ")
        if shape in _FEATURES.values() and len(letter) == 4:
            found[shape, chr(int(letter, 16))] = chr(code)
    return found


def _drawn_alike(font: Any, texts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Glyphs that are all that another draws: a font's dots, which are symbols of their own too."""
    if "glyf" not in font:
        return {}
    table = font["glyf"]
    found: dict[str, tuple[str, ...]] = {}
    for name, text in texts.items():
        glyph = table[name]
        if not glyph.isComposite() or len(glyph.components) != 1:
            continue
        part = glyph.components[0]
        moved = getattr(part, "x", 1) or getattr(part, "y", 1) or hasattr(part, "transform")
        if not moved and part.glyphName not in texts:
            found.setdefault(part.glyphName, text)
    return found


def _named(
    font: Any, texts: Mapping[str, tuple[str, ...]], rules: Sequence[_Rule]
) -> dict[str, tuple[str, ...]]:
    """Glyphs with the name of another and an ending, which are not made of several.

    Source: Adobe Glyph List Specification, 2.
    """
    made = {rule.after[0] for rule in rules if len(rule.before) > 1}
    pairs = ((name, name.partition(".")[0]) for name in font.getGlyphOrder() if name not in texts)
    return {name: texts[letter] for name, letter in pairs if letter in texts and name not in made}


@dataclass(frozen=True, slots=True)
class _Rule:
    """Glyphs that become others.

    Shape: `rank` is lower for what says more surely what they are; `shape` is the form that the first takes, as Unicode
    calls it.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    rank: int
    shape: str = ""


def _rules(font: Any) -> list[_Rule]:
    if "GSUB" not in font or font["GSUB"].table.LookupList is None:
        return []
    table = font["GSUB"].table
    shapes = {
        index: _FEATURES[record.FeatureTag]
        for record in (table.FeatureList.FeatureRecord if table.FeatureList else ())
        for index in record.Feature.LookupListIndex
        if record.FeatureTag in _FEATURES
    }
    return [
        replace(rule, shape=shapes[index]) if index in shapes else rule
        for index, lookup in enumerate(table.LookupList.Lookup)
        for subtable in lookup.SubTable
        for rule in _rules_of(getattr(subtable, "ExtSubTable", subtable))
    ]


def _rules_of(table: Any) -> Iterator[_Rule]:
    """Contexts are left out: they name others of the list, which are in it anyway."""
    match table.LookupType:
        case 1:
            yield from (_Rule((one,), (other,), 0) for one, other in table.mapping.items())
        case 2:
            for one, others in table.mapping.items():
                if others:
                    yield _Rule((one,), tuple(others), 0 if len(others) == 1 else 2)
        case 3:
            for one, others in table.alternates.items():
                yield from (_Rule((one,), (other,), 3) for other in others)
        case 4:
            for first, ligatures in table.ligatures.items():
                yield from (_Rule((first, *one.Component), (one.LigGlyph,), 1) for one in ligatures)
        case 8:
            pairs = zip(table.Coverage.glyphs, table.Substitute, strict=True)
            yield from (_Rule((one,), (other,), 0) for one, other in pairs)


def _follow(rules: Sequence[_Rule], texts: dict[str, tuple[str, ...]], forms: Mapping[str, str]) -> None:
    """Adds the glyphs that those with a text become, step by step.

    Shape: when no rule says more, forms of letters are their letters; then parts of letters are the letters.
    """
    parts = False
    while True:
        found: dict[str, set[tuple[int, str]]] = defaultdict(set)
        for rule in rules:
            for name, text in _outcome(rule, texts, parts):
                found[name].add((rule.rank, text))
        if not found:
            if left := {name: (_plain(one).strip(),) for name, one in forms.items() if name not in texts}:
                texts.update(left)
            elif parts:
                return
            parts = not left
            continue
        parts = False
        for name, candidates in found.items():
            least = min(rank for rank, _ in candidates)
            texts[name] = tuple(sorted(text for rank, text in candidates if rank == least))


def _outcome(rule: _Rule, texts: Mapping[str, tuple[str, ...]], parts: bool) -> Iterator[tuple[str, str]]:
    """The glyphs without a text that a rule makes, and the texts that it gives them."""
    unknown = [name for name in rule.after if name not in texts]
    if not unknown or any(name not in texts for name in rule.before):
        return
    if len(rule.after) == 1:
        if len(rule.before) == 1:
            yield from ((unknown[0], text) for text in texts[rule.before[0]])
        else:
            yield unknown[0], "".join(texts[name][0] for name in rule.before)
        return
    letter = unicodedata.normalize("NFD", texts[rule.before[0]][0])
    rest = letter
    for name in rule.after:
        if name in texts:
            rest = rest.replace(texts[name][0], "", 1)
    if len(unknown) == 1 and rest != letter:
        yield unknown[0], unicodedata.normalize("NFC", rest) or NOTHING
    elif parts:
        yield unknown[0], texts[rule.before[0]][0]
