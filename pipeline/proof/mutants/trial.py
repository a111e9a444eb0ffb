"""The proof put to the test: every mutant of a finished file has to be caught, the file itself proved.

Input: what a file owes, and its bytes. Output: a `Trial`. Must not: touch the disk, print.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, Severity, report
from pipeline.proof import prove
from pipeline.proof.altered import held
from pipeline.proof.mutants import controls, mutants
from pipeline.proof.mutants.beside import alterations, anew
from pipeline.rendition.expected import Expectation


@dataclass(frozen=True, slots=True)
class Attack:
    """How one attack went. Shape: `tried` on so many disclaimers of the file, `caught` so often."""

    name: str
    tried: int
    caught: int

    @property
    def kind(self) -> str:
        """The family of attacks that it belongs to."""
        return self.name.split("-", 1)[0]


# What is attacked beside the disclaimers: the article's text, and what no measure shows.
BESIDE = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """The proof of one file put to the test, or the part of it that is about one disclaimer.

    Shape: no `attacks` where the file itself is not proved; `key` is the disclaimer's, None where it is about them all.
    """

    path: str
    format: str
    proved: bool
    attacks: tuple[Attack, ...]
    diagnostics: tuple[Diagnostic, ...]
    key: str | None = None

    @property
    def tried(self) -> int:
        return sum(attack.tried for attack in self.attacks)

    @property
    def caught(self) -> int:
        return sum(attack.caught for attack in self.attacks)

    @property
    def passed(self) -> bool:
        # A file offers something to attack, if not each of its parts does.
        some = self.tried > 0 or self.key is not None
        return self.proved and not self.diagnostics and self.caught == self.tried and some

    def kinds(self) -> dict[str, tuple[int, int]]:
        """How many mutants of each family there were, and how many were caught."""
        found: dict[str, tuple[int, int]] = {}
        for attack in self.attacks:
            tried, caught = found.get(attack.kind, (0, 0))
            found[attack.kind] = (tried + attack.tried, caught + attack.caught)
        return dict(sorted(found.items()))

    def as_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "format": self.format,
            "proved": self.proved,
            "passed": self.passed,
            "mutants": self.tried,
            "caught": self.caught,
            "attacks": [
                {"name": attack.name, "mutants": attack.tried, "caught": attack.caught}
                for attack in self.attacks
            ],
        }


def parts_of(owed: Expectation) -> tuple[str, ...]:
    """What the trial of a file can be divided into, each as `key` of a `trial`."""
    return (BESIDE, *dict.fromkeys(notice.key for notice in owed.notices))


def joined(parts: Sequence[Trial]) -> Trial:
    """The trial of a file from all its parts, at least one."""
    tried, caught = Counter[str](), Counter[str]()
    for attack in (attack for part in parts for attack in part.attacks):
        tried[attack.name] += attack.tried
        caught[attack.name] += attack.caught
    attacks = tuple(Attack(name, tried[name], caught[name]) for name in sorted(tried))
    found = tuple(finding for part in parts for finding in part.diagnostics)
    format = max(part.format for part in parts)
    return Trial(parts[0].path, format, all(part.proved for part in parts), attacks, found)


def trial(
    owed: Expectation,
    content: bytes,
    path: str,
    fonts: Mapping[str, bytes] = MappingProxyType({}),
    key: str | None = None,
) -> Trial:
    """What the proof says of a file, of copies without a change, and of every mutant; with a `key`, only of its part.

    `fonts` as for `prove`.

    Reports: PRF898 (a mutant that passed), PRF899 (an unchanged copy that did not).
    """
    place = Location(path)
    if not prove(owed, content, path=path, fonts=fonts).proved:
        # What the proof finds wrong is said by the proof; mutants of such a file would show nothing.
        return Trial(path, owed.format, False, (), (), key)
    # What is caught only by being told what the file held shows nothing of what is measured.
    owed = replace(owed, kept=None)
    names = {notice.key: notice.disclaimer for notice in owed.notices}
    beside = key in (None, BESIDE)

    def wanted(name: str, of: str) -> bool:
        return beside if of not in names else key in (None, of)

    found: list[Diagnostic] = []
    first = held(content, path) if beside else None
    tells = first is not None and first.altered == ()
    for copy in anew(content, owed.format) if tells else ():
        now = held(copy.content, path)
        if now is None or now.altered != ():
            parts = ", ".join(now.altered or ()) if now else "it cannot be read"
            found.append(report("PRF899", place, name=copy.name, how=copy.description, found=parts))
    for copy in controls(owed, content) if beside else ():
        proof = prove(copy.owed or owed, copy.content, path=path, fonts=fonts)
        if not proof.proved:
            wrong = next((one for one in proof.diagnostics if one.severity is Severity.ERROR), None)
            said = f"{wrong.code}: {wrong.message}" if wrong else "no reason given"
            found.append(report("PRF899", place, name=copy.name, how=copy.description, found=said))
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for mutant in mutants(owed, content, wanted):
        # Not every attack asks before it is made.
        if not wanted(mutant.name, mutant.key):
            continue
        tried[mutant.name] += 1
        if prove(mutant.owed or owed, mutant.content, path=path, fonts=fonts, first=True).proved:
            target = f"{names[mutant.key]} ({mutant.key})" if mutant.key in names else "the article's text"
            found.append(report("PRF898", place, name=mutant.name, target=target, how=mutant.description))
        else:
            caught[mutant.name] += 1
    # What no measure shows: here the hashes alone have to.
    for mutant in alterations(content, owed.format) if tells else ():
        tried[mutant.name] += 1
        now = held(mutant.content, path)
        if now is not None and now.altered == ():
            target = "what is beside the article's text"
            found.append(report("PRF898", place, name=mutant.name, target=target, how=mutant.description))
        else:
            caught[mutant.name] += 1
    attacks = tuple(Attack(name, tried[name], caught[name]) for name in sorted(tried))
    return Trial(path, owed.format, True, attacks, tuple(found), key)
