"""What a text speaks of: medicine, law; and how the words of a subject are sought in a text.

Input: folded text, the heads it stands under, a language. Output: offsets. The words of each language stand in
`subjects/`. Must not: know blocks.

Lists of words: entries separated by commas, each a regular expression in small letters in which `*` is any letters
("gravid*", "*lov", "*fond*"). A list decides alone or in company:

- `strong`: a word that decides; `exact`: the same, in capitals and small letters as written.
- `weak` with `context`: a word of either in one sentence.
- `pairs`: two different words of the list in one sentence.
- `unless`: phrases whose words do not count.
- `body` with `ails`: a part of the body and what it may do ("knee", "swells") close to each other in one sentence.
- `parties`, `bounds` and `acts`: who ("landlord"), must or may ("has to") do what ("repair or replace"), all in one sentence.
- `asides`: who treats and what a service is called; they do not count in a sentence that speaks of a price or a right.
- `doubtful`: words that are used of other things too ("court", "fever", "virus"). They do not count in or beside a sentence
  with a word of another field (`words` of `[elsewhere]`: sport, kitchen, computers, stage…) or as a part of a name, unless
  that sentence has a word beyond doubt or advice to the reader (`advice`).
- `technical`: the same, but only beside `machines` of `[elsewhere]`: computers, engines, houses.
- `twofold`: words of two senses ("tablet", "drop", "wound"): they do not count in a sentence with a word of machines or of
  `household` ("dishwasher", "orchid", "clock"), unless it has a word beyond doubt; no advice helps.
- `beneath`: words that decide under a heading with a word of the subject or of `topics` ("no more than", "dressing").
- `alone`: words that decide where they are all of a heading or a line ("the wound").
- `clubs` with `clauses`: what a heading calls the rules of a club, and words that do not count there ("rules of the club"; "§ 4").
- `leaning`: words that count only where another word of the subject stands in the sentence or beside it.
- `sure`: in a list with these, every other single word of `strong` leans: what is a law or a court ("bylaw", "tribunal")
  says so by itself, what people also call other things ("penalty", "agreement") does not.

A list of doubt holds for a word that it covers; a longer phrase ("take to court") is beyond doubt.

Keys of a language: `capitals` (nouns have capitals, which make no names), `alike` (letters that are read as others, "أا"), `prefix` (an expression for what may be written
before a word without a space), `boundaries = false` (words are not separated).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.disclaimers.amounts import find_money, find_percentage
from pipeline.disclaimers.folding import Folded, fold
from pipeline.disclaimers.lexicons import primary, shared, words_of
from pipeline.disclaimers.numbers import merged
from pipeline.disclaimers.sentences import Span, by_sentence, hull, nearest, outside, sentences

# ── text and words ──────────────────────────────────────────────────────────────────────────────

# Letters, with the vowel signs of Indic and Arabic script, which are no letters to `\w`.
LETTER = r"[\w\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963]"
_UNREAD = re.compile("[\u0640\u064b-\u0652\u0670]")


@dataclass(frozen=True, slots=True)
class Read:
    """Text as the words are sought in it, in small letters and as written, and where each character stands."""

    small: str
    written: str
    index: tuple[int, ...] | None

    def source(self, spans: Iterable[Span]) -> list[Span]:
        if self.index is None:
            return list(spans)
        return [(self.index[start], self.index[end - 1] + 1) for start, end in spans if end > start]


@functools.cache
def alike_of(lang: str) -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in words_of(lang).get("alike", ())}


def in_small(text: str) -> str:
    small = text.lower()
    return (
        small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


@functools.lru_cache(maxsize=64)
def as_read(text: str, lang: str) -> Read:
    index = None
    if _UNREAD.search(text):
        index = tuple(at for at, character in enumerate(text) if not _UNREAD.match(character))
        text = "".join(text[at] for at in index)
    written = text.translate(alike_of(lang)) if alike_of(lang) else text
    return Read(in_small(written), written, index)


def expression_of(entry: str, alike: dict[int, str]) -> str:
    entry = unicodedata.normalize("NFKC", entry).translate(alike)
    # What repeats is bounded, so that no text makes the search slow.
    for written, meant in (
        ("ß", "(?:ß|ss)"),
        (r"\w*", "*"),
        (r"\w+", r"\w*"),
        (r"\w{0,3}", LETTER + "{0,3}"),
        (r"\d+", r"\d{1,9}"),
        ("]+", "]{1,20}"),
    ):
        entry = entry.replace(written, meant)
    return entry.replace(r"\w*", LETTER + "{1,40}").replace("*", LETTER + "{0,40}")


def _alternatives(entry: str) -> list[tuple[str, str]]:
    """A first letter and the rest for each way in which an entry may begin; no letter where it cannot be told."""
    if not entry.startswith("(?:"):
        first, rest = entry[:1], entry[1:]
        plain = (first.isalnum() or ord(first or " ") > 127) and rest[:1] not in {"?", "{"}
        return [(first, rest)] if plain else [("", entry)]
    depth, parts, start, at = 0, list[str](), 3, 0
    while at < len(entry):
        character = entry[at]
        if character == "\\":
            at += 2
            continue
        if character == "[":
            at = entry.index("]", at + 2)
        depth += (character == "(") - (character == ")")
        if depth == 0 or (depth == 1 and character == "|"):
            parts.append(entry[start:at])
            start = at + 1
        if depth == 0:
            break
        at += 1
    tail = entry[at + 1 :]
    if tail[:1] in {"?", "{", "*", "+"}:
        return [("", entry)]
    begun: dict[str, list[str]] = {}
    for first, rest in (each for part in parts for each in _alternatives(part)):
        if not first:
            return [("", entry)]
        begun.setdefault(first, []).append(rest)
    return [
        (first, (f"(?:{'|'.join(rests)})" if len(rests) > 1 or "|" in rests[0] else rests[0]) + tail)
        for first, rests in begun.items()
    ]


def either_of(entries: Iterable[str]) -> str:
    """One expression for many, those with a common first letter together: the search is quick where none begins."""
    groups: dict[str, list[str]] = {}
    # Of two that begin alike the longer phrase is tried first; how long a letter's expression is says nothing.
    for entry in sorted(dict.fromkeys(entries), key=lambda entry: -len(entry.replace(LETTER, ""))):
        for first, rest in _alternatives(entry):
            groups.setdefault(first, []).append(rest)
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())


@functools.cache
def _compiled(lang: str, entries: tuple[str, ...]) -> re.Pattern[str]:
    words = words_of(lang)
    alike = alike_of(lang)
    whole = [expression_of(entry, alike) for entry in entries if not entry.startswith("*")]
    # The last part of a compound is sought anywhere: what comes before it needs no look.
    last = [expression_of(entry.lstrip("*"), alike) for entry in entries if entry.startswith("*")]
    if not entries:
        return re.compile(r"(?!)")
    if words.get("boundaries", True) is False:
        return re.compile(either_of([*whole, *last]))
    prefix = words.get("prefix", "")
    parts = [rf"(?<!{LETTER}){prefix}(?:{either_of(whole)})"] if whole else []
    parts += [f"(?:{either_of(last)})"] if last else []
    return re.compile(rf"(?:{'|'.join(parts)})(?!{LETTER})")


_COMMA = re.compile(r",(?=\s)")
_BAR = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|.", re.DOTALL)


def _either(entry: str) -> list[str]:
    """What stands on either side of a bar outside brackets: one such expression would begin with two letters."""
    parts = [""]
    depth = 0
    for piece in _BAR.findall(entry):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def entries_of(text: str) -> tuple[str, ...]:
    """The entries of a list: a comma and a space end one, but not inside an expression's brackets."""
    entries: list[str] = []
    opened = ""
    for part in _COMMA.split(text):
        opened = f"{opened}, {part}" if opened else part
        plain = opened.replace(r"\(", "").replace(r"\)", "")
        if plain.count("(") == plain.count(")"):
            entries += _either(" ".join(opened.split()))
            opened = ""
    return tuple(entry for entry in entries if entry)


@functools.cache
def _pattern(lang: str, detector: str, key: str) -> re.Pattern[str]:
    entries = entries_of(words_of(lang).get(detector, {}).get(key, ""))
    if key == "unless":
        # An exception holds with the endings of its last word too.
        entries = tuple(entry + "\\w{0,3}" if entry[-1].isalpha() else entry for entry in entries)
    if (detector, key) == ("medical", "strong"):
        own = tuple(words_of(lang).get("dosage", {}).get("substances", ()))
        entries += (*shared("medicines"), *shared("illnesses"), *own)
    return _compiled(lang, entries)


_WORD = re.compile(LETTER + r"{1,60}\Z")


def _word_start(text: str, start: int) -> int:
    match = _WORD.search(text, max(0, start - 60), start)
    return match.start() if match else start


def words_in(read: Read, lang: str, detector: str, key: str) -> list[Span]:
    """Where words of a list stand that no exception covers."""
    lang = primary(lang)
    text = read.written if key == "exact" else read.small
    found = [match.span() for match in _pattern(lang, detector, key).finditer(text)]
    if words_of(lang).get("boundaries", True):
        # A compound whose last part was sought is one word.
        found = [(_word_start(text, start), end) for start, end in found]
    if found:
        found = outside(found, [m.span() for m in _pattern(lang, detector, "unless").finditer(read.small)])
    return found


# ── subjects ────────────────────────────────────────────────────────────────────────────────────


# A name before or after a word: what else is written with a capital.
_CAPITAL_AHEAD = re.compile(r"(?<!\w)[^\W\d_a-z][\w'’.-]{0,40} \Z")
_CAPITAL_BEHIND = re.compile(r"(?:['’]s)?[ -]([^\W\d_a-z])[\w'’-]{0,40}")


def _in_name(read: Read, place: Span, begin: int) -> bool:
    """Whether a word with a capital stands inside a sentence and beside another."""
    start, end = place
    if not read.written[start].isupper() or start == begin:
        return False
    ahead = _CAPITAL_AHEAD.search(read.written, max(begin, start - 45), start)
    behind = _CAPITAL_BEHIND.match(read.written, end)
    return bool((ahead and ahead[0][0].isupper()) or (behind and behind[1].isupper()))


def covered(spans: list[Span], others: list[Span]) -> list[bool]:
    """For each span, whether one of the others covers it; the others in order, without overlap."""
    starts = [start for start, _ in others]
    found = []
    for start, end in spans:
        at = bisect_right(starts, start) - 1
        found.append(at >= 0 and others[at][1] >= end)
    return found


@dataclass(frozen=True, slots=True)
class Doubts:
    """Which words of a subject do not count in a text."""

    doubtful: list[Span]
    leaning: list[Span]

    def lifted(self, spans: list[Span]) -> list[Span]:
        """The spans that count."""
        return [
            span
            for span, doubtful, leaning in zip(
                spans, covered(spans, self.doubtful), covered(spans, self.leaning), strict=True
            )
            if not doubtful and not leaning
        ]


def united(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _leaning(read: Read, lang: str, detector: str, strong: list[Span]) -> list[Span]:
    """The words that need company: those that are listed, and single ones that are not beyond doubt."""
    leaning = words_in(read, lang, detector, "leaning")
    if strong and words_of(lang).get(detector, {}).get("sure"):
        single = [place for place in strong if " " not in read.small[slice(*place)]]
        sure = united(words_in(read, lang, detector, "sure")) if single else []
        leaning += [
            place for place, is_sure in zip(single, covered(single, sure), strict=True) if not is_sure
        ]
    return united(leaning)


def _of_others(read: Read, lang: str, *keys: str) -> dict[int, list[Span]]:
    """The words of other fields, by sentence."""
    return by_sentence(
        read.written, [place for key in keys for place in words_in(read, lang, "elsewhere", key)]
    )


def _twofold(read: Read, lang: str, detector: str, strong: list[Span]) -> list[Span]:
    """The words of two senses whose sentence speaks of the other one: "drop two tablets into the dishwasher"."""
    twofold = united(words_in(read, lang, detector, "twofold"))
    others = _of_others(read, lang, "machines", "household") if twofold else {}
    if not others:
        return []
    leaning = united(words_in(read, lang, detector, "leaning") + words_in(read, lang, detector, "doubtful"))
    sure = set(by_sentence(read.written, Doubts(twofold, leaning).lifted(strong)))
    return [
        place
        for number, here in by_sentence(read.written, twofold).items()
        if number in others and number not in sure
        for place in here
    ]


def in_doubt(read: Read, lang: str, detector: str, strong: list[Span]) -> Doubts:
    """The words that a text of another field, a name or the lack of company takes out of play."""
    doubtful = united(words_in(read, lang, detector, "doubtful"))
    technical = united(words_in(read, lang, detector, "technical"))
    leaning = _leaning(read, lang, detector, strong)
    twofold = _twofold(read, lang, detector, strong)
    if not doubtful and not technical and not leaning:
        return Doubts(twofold, [])
    machines = by_sentence(read.written, words_in(read, lang, "elsewhere", "machines"))
    questioned = united(doubtful + technical) if machines else doubtful
    sure = set(by_sentence(read.written, Doubts(questioned, leaning).lifted(strong)))
    if questioned:
        others = _of_others(read, lang, "words", "machines")
        advised = sure | set(by_sentence(read.written, words_in(read, lang, detector, "advice")))
        begins = sentences(read.written)
        names = not words_of(lang).get("capitals", False)
        support = by_sentence(
            read.written,
            Doubts(doubtful, []).lifted(
                sorted(words_in(read, lang, detector, "weak") + words_in(read, lang, detector, "context"))
            ),
        )
        doubtful = [
            place
            for number, here in by_sentence(read.written, doubtful).items()
            if number not in advised
            for place in here
            if (number in others and len(support.get(number, ())) < _SUPPORT)
            or (number not in support and (number - 1 in others or number + 1 in others))
            or (names and _in_name(read, place, begins[number][0]))
        ]
        doubtful = united(
            doubtful
            + [
                place
                for number, here in by_sentence(read.written, technical).items()
                if number not in advised
                for place in here
                if any(near in machines for near in (number - 1, number, number + 1))
            ]
        )
    doubtful = united(doubtful + twofold) if twofold else doubtful
    if leaning:
        company = strong + [
            place for key in ("weak", "context", "advice") for place in words_in(read, lang, detector, key)
        ]
        company = Doubts(doubtful, []).lifted(sorted(company))
        beside = by_sentence(read.written, company)
        clear = set(Doubts(questioned, []).lifted(company))
        leaning = [
            place
            for number, here in by_sentence(read.written, leaning).items()
            for place in here
            if not any(
                (other[1] <= place[0] or other[0] >= place[1] or (other[0] > place[0] and other in clear))
                and read.small[other[0] : other[0] + 4] != read.small[place[0] : place[0] + 4]
                for near in (number - 1, number, number + 1)
                for other in beside.get(near, ())[:_COMPANY]
            )
        ]
    return Doubts(doubtful, leaning)


# So many other words of a subject outweigh a word of another field in one sentence.
_SUPPORT = 2
# So many words of a sentence are looked at for company: the work stays proportional to the text.
_COMPANY = 8


def in_company(read: Read, lang: str, detector: str, doubts: Doubts | None = None) -> list[Span]:
    """Words that decide only beside others."""
    doubts = doubts or Doubts([], [])
    context = by_sentence(read.written, words_in(read, lang, detector, "context"))
    found: list[Span] = []
    if context:
        weak = by_sentence(read.written, doubts.lifted(words_in(read, lang, detector, "weak")))
        for number, here in weak.items():
            company = outside(context.get(number, []), here)
            if company:
                found.append(hull(here[0], nearest(here[0], company)))
    pairs = by_sentence(read.written, doubts.lifted(words_in(read, lang, detector, "pairs")))
    for here in pairs.values():
        first = here[0]
        for other in here[1:]:
            if read.small[slice(*first)][:4] != read.small[slice(*other)][:4]:
                found.append(hull(first, other))
                break
    return found


def _elsewhere_not(
    read: Read, lang: str, detector: str, spans: list[Span], *, headed: bool = False
) -> list[Span]:
    """The spans of sentences that have no word of another field; a hedge makes no duty doubtful.

    Why `headed`: what only a heading makes a word of medicine ("drops") is one of houses too; a knee that hurts is none.
    """
    keys = ["words"]
    if detector == "medical":
        keys += ["machines", "household"] if headed else ["machines"]
    others = _of_others(read, lang, *keys) if spans else {}
    return [
        span
        for number, here in by_sentence(read.written, spans).items()
        if number not in others
        for span in here
    ]


# Units: characters. A symptom stands close to the part of the body.
_CLOSE = 32


def _together(read: Read, lang: str, detector: str) -> list[Span]:
    """What words of several lists say together in one sentence, though none of them is a word of the subject.

    Why: there are too many symptoms and duties to list; a part of the body that swells, and a landlord who must give
    notice, are made of short lists.
    """
    if detector == "medical":
        body = by_sentence(read.written, words_in(read, lang, detector, "body"))
        ails = by_sentence(read.written, words_in(read, lang, detector, "ails")) if body else {}
        found = []
        for number, here in ails.items():
            parts = [part for part in body.get(number, []) if outside([part], here)]
            for ail in here if parts else []:
                part = nearest(ail, parts)
                if max(part[0], ail[0]) - min(part[1], ail[1]) < _CLOSE:
                    found.append(hull(part, ail))
                    break
        return found
    if detector == "legal":
        acts = by_sentence(read.written, words_in(read, lang, detector, "acts"))
        parties = by_sentence(read.written, words_in(read, lang, detector, "parties")) if acts else {}
        bounds = by_sentence(read.written, words_in(read, lang, detector, "bounds")) if parties else {}
        return [
            hull(min(parties[number][0], bounds[number][0]), acts[number][0])
            for number in sorted(set(acts) & set(parties) & set(bounds))
            if outside(parties[number], acts[number]) or outside(bounds[number], acts[number])
        ]
    return []


@functools.lru_cache(maxsize=256)
def _headed(section: tuple[str, ...], lang: str, detector: str) -> bool:
    """Whether headings speak of a subject, in a language that has words for what stands under such."""
    if not section or not words_of(lang).get(detector, {}).get("beneath"):
        return False
    read = as_read(fold(". ".join(section)).text, lang)
    if words_in(read, lang, detector, "topics"):
        return True
    strong = sorted(words_in(read, lang, detector, "strong") + words_in(read, lang, detector, "alone"))
    return bool(in_doubt(read, lang, detector, strong).lifted(strong))


# Units: characters. What is no longer can be nothing but a heading or a catchword; without spaces so few are a sentence.
_CATCHWORD, _UNSPACED_CATCHWORD = 24, 6
_EDGES = re.compile(r"\W{0,4}(.*?)\W{0,4}")


def is_catchword(read: Read, lang: str) -> bool:
    """Whether a text is too short for more than a heading or a catchword."""
    return len(read.small) <= (_CATCHWORD if words_of(lang).get("boundaries", True) else _UNSPACED_CATCHWORD)


def _by_itself(read: Read, lang: str, detector: str) -> list[Span]:
    """The whole of a short text that is one of the words that decide alone."""
    if not is_catchword(read, lang):
        return []
    whole = _EDGES.fullmatch(read.small)
    return [place for place in words_in(read, lang, detector, "alone") if whole and place == whole.span(1)]


@functools.lru_cache(maxsize=256)
def _of_clubs(heads: str, lang: str, detector: str) -> bool:
    return bool(words_in(as_read(fold(heads).text, lang), lang, detector, "clubs"))


# Units: characters. What is longer is no heading.
_TITLE = 90


def _of_a_club(read: Read, section: tuple[str, ...], lang: str, detector: str) -> bool:
    """Whether a text stands under the rules that a club has given itself, or names them: these are no law."""
    if not words_of(lang).get(detector, {}).get("clubs"):
        return False
    heads = (*section, read.written) if len(read.written) < _TITLE else section
    return bool(heads) and _of_clubs(". ".join(heads), lang, detector)


def find_listed(detector: str) -> Callable[..., list[Span]]:
    """What finds a subject (`medical`, `legal`, …) by the words that its language lists for it."""

    def find(text: Folded, under: tuple[str, ...], lang: str, section: tuple[str, ...] = ()) -> list[Span]:
        read = as_read(text.text, primary(lang))
        strong = sorted(words_in(read, lang, detector, "strong") + words_in(read, lang, detector, "exact"))
        if strong and _of_a_club(read, section, primary(lang), detector):
            strong = outside(strong, united(words_in(read, lang, detector, "clauses")))
        doubts = in_doubt(read, primary(lang), detector, strong)
        found = doubts.lifted(strong) + in_company(read, lang, detector, doubts)
        found = found or _by_itself(read, primary(lang), detector)
        if not found:
            found = _elsewhere_not(read, primary(lang), detector, _together(read, primary(lang), detector))
        # A heading under a heading says by itself what it is of.
        if not found and not is_catchword(read, lang) and _headed(section, primary(lang), detector):
            beneath = Doubts(doubts.doubtful, []).lifted(words_in(read, lang, detector, "beneath"))
            if not doubts.lifted(beneath):
                # The heading is company enough, but not for what a text gives the price of.
                priced = by_sentence(read.written, find_money(text, under, lang)) if beneath else {}
                beneath = [
                    place
                    for number, here in by_sentence(read.written, beneath).items()
                    if number not in priced
                    for place in here
                ]
            found = _elsewhere_not(read, primary(lang), detector, beneath, headed=True)
        return merged(text.text, read.source(found))

    return find


def find_subject(detector: str) -> Callable[..., list[Span]]:
    """Words of medicine or law; not who does it and what it is called where a sentence speaks of the price.

    Why: what a dentist costs is no medicine and what a notary costs no law. In medicine the rights of patients and of the
    pregnant count like prices; in law a percentage does.
    """
    listed = find_listed(detector)

    def find(text: Folded, under: tuple[str, ...], lang: str, section: tuple[str, ...] = ()) -> list[Span]:
        found = listed(text, under, lang, section)
        read = as_read(text.text, primary(lang))
        # Places in the text and in what is read of it must be the same here.
        asides = words_in(read, lang, detector, "asides") if found and read.index is None else []
        if not asides:
            return found
        beside = find_money(text, under, lang)
        beside += (
            words_in(read, lang, "legal", "strong")
            if detector == "medical"
            else find_percentage(text, under, lang)
        )
        named, about = by_sentence(read.written, asides), by_sentence(read.written, beside)
        kept: list[Span] = []
        for number, here in by_sentence(read.written, found).items():
            others = outside(here, sorted(named.get(number, [])))
            if others or number not in about:
                kept += here
        return kept

    return find
