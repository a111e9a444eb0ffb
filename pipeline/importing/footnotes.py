"""Notes of Markdown that lead to one another, which no reader of them survives.

Input: Markdown without its code. Output: the same in which no note leads back to itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from pipeline.importing.draft import Account
from pipeline.importing.limits import MAX_NOTES, Refused

_DEFINED = re.compile(r"[\s>*+-]*\[\^([^\]\s]{1,200})\]:")
_NAMED = re.compile(r"\[\^([^\]\s]{1,200})\](?!:)")
SELF = "a note leads to itself there"


def untangled(text: str, account: Account) -> str:
    """Raises: Refused IMP906 (notes that would be written out far too often)."""
    if "[^" not in text:
        return text
    parts = _parts(text)
    leads: dict[str, list[str]] = {}
    for part in parts:
        if part.name:
            # Of several notes of one name, readers take the first.
            leads.setdefault(part.name, [_key(name) for name in _NAMED.findall(part.text.partition("]:")[2])])
    circles = _circles(leads)

    def kept(match: re.Match[str], name: str) -> str:
        if (name, _key(match[1])) not in circles:
            return match[0]
        account.drop(match[0], SELF)
        return ""

    parts = [
        _Part(part.name, _NAMED.sub(partial(kept, name=part.name), part.text)) if part.name else part
        for part in parts
    ]
    times = _times(
        {name: [each for each in names if (name, each) not in circles] for name, names in leads.items()}
    )
    shown = sum(
        times.get(_key(name), 0) for part in parts if not part.name for name in _NAMED.findall(part.text)
    )
    if shown > MAX_NOTES:
        raise Refused("IMP906", problem=f"its notes lead to one another more than {MAX_NOTES:,} times")
    return "\n".join(part.text for part in parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that belong together. Shape: those of a note have its name, in small letters."""

    name: str
    text: str


def _key(name: str) -> str:
    return name.casefold()


def _parts(text: str) -> list[_Part]:
    """The text and its notes, in order."""
    found: list[tuple[str, list[str]]] = [("", [])]
    blank = False
    for line in text.split("\n"):
        if match := _DEFINED.match(line):
            found.append((_key(match[1]), [line]))
        elif found[-1][0] and blank and line.strip() and not line.startswith(("    ", "\t")):
            found.append(("", [line]))
        else:
            found[-1][1].append(line)
        blank = not line.strip()
    return [_Part(name, "\n".join(lines)) for name, lines in found]


def _circles(leads: dict[str, list[str]]) -> set[tuple[str, str]]:
    """The references that lead back to a note from which the reader comes."""
    found: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in leads:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                path.pop()
                on_path.discard(name)
                done.add(name)
                continue
            if name in done or name in on_path:
                continue
            path.append(name)
            on_path.add(name)
            stack.append((name, True))
            for other in reversed(leads.get(name, ())):
                if other in on_path:
                    found.add((name, other))
                elif other not in done:
                    stack.append((other, False))
    return found


def _times(leads: dict[str, list[str]]) -> dict[str, int]:
    """How many notes each is with those that it leads to, written out. Shape: nothing leads in a circle."""
    found: dict[str, int] = {}
    stack = list(leads)
    while stack:
        name = stack[-1]
        wanted = [other for other in leads[name] if other in leads and other not in found]
        if name in found or not wanted:
            found.setdefault(name, 1 + sum(found.get(other, 0) for other in leads[name]))
            stack.pop()
        else:
            stack += wanted
    return found
