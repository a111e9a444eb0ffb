"""Text as the patterns see it: one digit set, one dash, one space, and the way back to what was written.

Input: text. Output: `Folded`. Must not: know languages.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folded:
    """Text without typographic variety, and where each character of it begins and ends in the source."""

    text: str
    starts: Sequence[int]
    stops: Sequence[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return self.starts[start], self.stops[end - 1] if end > start else self.starts[start]


_PLAIN = {
    "’": "'",
    "ʼ": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "′": "'",
    "٫": ".",
    "٬": ",",
    "٪": "%",
    "−": "-",
    "～": "-",
    "〜": "-",
    "。": "。",
    "½": ".5",
    "¼": ".25",
    "¾": ".75",
    # Banknotes.
    "💴": "¥",
    "💵": "$",
    "💶": "€",
    "💷": "£",
}
_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك"}
# Raised digits are marks of notes and powers, not part of the number before them.
_RAISED = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹")
_INDIC = range(0x900, 0xD80)
_NUKTA, _CANDRABINDU, _ANUSVARA = "\u093c", "\u0901", "\u0902"


def letter(character: str) -> str:
    """The vowel signs of Indic scripts as letters, so that "\\w" means what it says; one spelling of two that are in use."""
    if character in _ARABIC:
        return _ARABIC[character]
    point = ord(character)
    if point in _INDIC:
        if character == _NUKTA:
            return ""
        if character == _CANDRABINDU:
            character, point = _ANUSVARA, ord(_ANUSVARA)
        if unicodedata.category(character) in ("Mn", "Mc"):
            return chr(0xA000 + point - 0x900)
    elif 0x600 <= point < 0x700 and (unicodedata.category(character) == "Mn" or character == "ـ"):
        return ""
    return character


def _plain(character: str) -> str:
    """What a character is read as; nothing for what nobody sees."""
    plain = _PLAIN.get(character)
    if plain is None:
        plain = "^" if character in _RAISED else unicodedata.normalize("NFKC", character)
    found = []
    for each in plain:
        category = unicodedata.category(each)
        if category in ("Cf", "Me") or "\ufe00" <= each <= "\ufe0f":
            continue
        if each.isspace():
            found.append(" ")
        elif category == "Nd":
            found.append(str(unicodedata.decimal(each)))
        elif category == "Pd":
            found.append("-")
        else:
            found.append(letter(_PLAIN.get(each, each)))
    return "".join(found)


class _Table(dict[str, str]):
    def __missing__(self, character: str) -> str:
        plain = _plain(character)
        if len(self) < 20_000:
            self[character] = plain
        return plain


_TABLE = _Table()
_ASCII = str.maketrans(
    {chr(point): _plain(chr(point)) for point in range(128) if len(_plain(chr(point))) == 1}
)
# At most eight marks: a hundred thousand on one letter are an attack, not a word.
_CLUSTERS = re.compile(r".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{1,8}", re.DOTALL)


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> Folded:
    """One digit set, one dash, one space, one apostrophe; what nobody sees is left out. Look-alike forms fall together (NFKC)."""
    if text.isascii():
        return Folded(text.translate(_ASCII), range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    table = _TABLE

    def add(plain: str, start: int, stop: int) -> None:
        for character in plain:
            characters.append(character)
            starts.append(start)
            stops.append(stop)

    def add_each(begin: int, end: int) -> None:
        for at in range(begin, end):
            plain = table[text[at]]
            if len(plain) == 1:
                characters.append(plain)
                starts.append(at)
                stops.append(at + 1)
            elif plain:
                add(plain, at, at + 1)
            elif stops and unicodedata.category(text[at]) == "Mn":
                # A mark that is not read belongs to the letter before it.
                stops[-1] = at + 1

    position = 0
    for match in _CLUSTERS.finditer(text):
        add_each(position, match.start())
        for character in unicodedata.normalize("NFKC", match[0]):
            # What makes no letter of its own with the one before it is drawn over it, and not read.
            if not unicodedata.combining(character):
                add(table[character], match.start(), match.end())
        position = match.end()
    add_each(position, len(text))
    return Folded("".join(characters), starts, stops)
