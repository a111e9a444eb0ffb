"""Markup of wikis and documentation in plain text."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from pipeline import importing
from pipeline.document import BulletList, Component, Heading, OrderedList, Table, plain_text
from pipeline.engines.pandoc import Pandoc
from pipeline.importing import dialects, text
from pipeline.importing.draft import Account
from tests.growth import bounded, in_proportion

PROSE = "This is a paragraph that is long enough to be one, and it ends as sentences do."
ASCIIDOC = f"""= A title
Ada Holm <ada@example.org>
:toc:

{PROSE}

== What goes in

* Peelings
** of apples
* Leaves

WARNING: Rats come
for cheese.

== How to start

. Choose a spot.
. Lay twigs.

[cols="1,1"]
|===
|Material |Kind

|Grass
|green
|===
"""
MEDIAWIKI = f"""= A title =
'''Hay fever''' is an [[allergy|old foe]]. {PROSE}

== What goes in ==
* Peelings
** of apples
* Leaves

{{{{Warning|Rats}}}}

== How to start ==
# Choose a spot.
# Lay twigs.

{{| class="wikitable"
! Material !! Kind
|-
| style="color:red" | Grass || green
|}}

[[Category:Allergy]]
"""
DOKUWIKI = f"""====== A title ======

{PROSE} It is **strong**.

===== What goes in =====
  * Peelings
    * of apples
  * Leaves

===== How to start =====
  - Choose a spot.
  - Lay twigs.

^ Material ^ Kind ^
| Grass | green |
"""
TEXTILE = f"""h1. A title

{PROSE}

h2. What goes in

* Peelings
** of apples
* Leaves

h2. How to start

# Choose a spot.
# Lay twigs.

|_. Material |_. Kind |
| Grass | green |
"""
ORG = f"""#+TITLE: A title
#+OPTIONS: toc:nil

{PROSE}

* What goes in

- Peelings
  - of apples
- Leaves

* How to start

1. Choose a spot.
2. Lay twigs.

| Material | Kind |
|----------+------|
| Grass | green |
"""
RST = f"""=======
A title
=======

{PROSE}

What goes in
============

* Peelings

  * of apples

* Leaves

.. warning::

   Rats come
   for cheese.

How to start
============

#. Choose a spot.
#. Lay twigs.

=========  =====
Material   Kind
=========  =====
Grass      green
=========  =====
"""


@pytest.mark.parametrize("source", [ASCIIDOC, MEDIAWIKI, DOKUWIKI, TEXTILE, ORG, RST])
def test_all_say_the_same(source: str) -> None:
    account = Account()
    blocks = text.parse("\n".join(dialects.plain(source.split("\n"), account)))
    assert [(block.level, plain_text(block)) for block in blocks if isinstance(block, Heading)] == [
        (1, "A title"), (2, "What goes in"), (2, "How to start"),
    ]  # fmt: skip
    (bullets,) = [block for block in blocks if isinstance(block, BulletList)]
    assert plain_text(bullets) == "Peelings of apples Leaves"
    assert len(bullets.items) == 2
    (steps,) = [block for block in blocks if isinstance(block, OrderedList)]
    assert plain_text(steps) == "Choose a spot. Lay twigs."
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [
        [plain_text(cell.blocks) for cell in row.cells] for row in (*table.head, *table.rows) if row.cells
    ] == [["Material", "Kind"], ["Grass", "green"]]
    said = plain_text(blocks)
    assert not any(mark in said for mark in ("{", "[[", "|=", "''", ":toc:", "#+", "::", "**"))


@pytest.mark.parametrize("source", [ASCIIDOC, RST])
def test_warnings_are_boxes(source: str) -> None:
    blocks = text.parse("\n".join(dialects.plain(source.split("\n"), Account())))
    (box,) = [block for block in blocks if isinstance(block, Component)]
    assert box.attributes.pairs == (("title", "Warning"),)
    assert plain_text(box.blocks) == "Rats come for cheese."


def test_markup_that_goes_is_in_the_account() -> None:
    account = Account()
    dialects.plain(MEDIAWIKI.split("\n"), account)
    assert {each.text for each in account.dropped} == {
        "{{Warning|Rats}}", '{| class="wikitable"', "[[Category:Allergy]]",
    }  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "# 1 is the winner\n# 2 is second",
        "He said 'no' and ''maybe''.\n; a line\n: another",
        "== One ==\n\n* a\n** b\n\n== Two ==",
        "* Starred\n** twice",
        "a ^ b ^ c\n|| or ||",
        ":Author: Ada\n\n.. and so on",
        ". a dot\n= 3 euros",
    ],
)
def test_no_dialect_is_read_into_a_text(source: str) -> None:
    account = Account()
    assert dialects.plain(source.split("\n"), account) == source.split("\n")
    assert not account.dropped


def test_the_head_of_asciidoc_goes_into_the_front_matter(pandoc: Pandoc) -> None:
    source = (
        "= When the tide comes in\nAda Holm <ada@example.org>; Ben Lund\nv1.2, 4 March 2026: second\n:toc:\n:keywords: tide, harbour\n\n"
        "The tide comes in twice a day.\n\n== What it costs\n\nA mooring costs nothing.\n"
    )
    read = importing.read("a.txt", source.encode(), pandoc, lambda name: "none").value
    assert read is not None
    assert read.meta["author"] == ["Ada Holm", "Ben Lund"]
    assert read.meta["date"] == "2026-03-04"
    assert read.meta["keywords"] == ["tide", "harbour"]
    assert read.unaccounted() == ()


@pytest.mark.parametrize(
    ("head", "before", "piece", "behind"),
    [
        ("= A =\n[[en:b]]\n", "=", " ", ""),
        ("= A =\n[[en:b]]\n", "a", "[[a:", ""),
        ("====== A ======\n^ a ^\n", "==", " ", ""),
        ("= A b\n== B c\n", "v1,", " ", ",:"),
        ("= A b\n== B c\n", "", "1", ","),
        ("= A b\nAda B; C", "", " ", "; D <a@b.cc>\n== B c\n"),
        ("#+T: a\n* B\n", "", "[[", ""),
        ("#+T: a\n* B\n", "", "[[a][", ""),
    ],
)
def test_no_line_of_a_dialect_takes_long(head: str, before: str, piece: str, behind: str) -> None:
    def reading(number: int) -> Callable[[], object]:
        start, rest = head.split("\n", 1)
        line = before + piece * number + behind
        lines = (f"{start}\n{line}\n{rest}" if head.startswith("= A b") else head + line).split("\n")
        return functools.partial(dialects.plain, lines, Account())

    with bounded():
        assert in_proportion(reading(1_000), reading(4_000))


def test_templates_of_wikis_are_told_in_the_order_of_the_line() -> None:
    def reading(number: int) -> Callable[[], object]:
        line = "".join(f"{{{{{each}}}}}" for each in range(number))
        return functools.partial(dialects.plain, ["= A =", "[[en:b]]", line], Account())

    account = Account()
    assert dialects.plain(["'''A''' {{b}}c__TOC__ [[de:D]]{{b}}"], account) == ["A c "]
    assert [each.text for each in account.dropped] == ["{{b}}", "__TOC__", "[[de:D]]"]
    assert in_proportion(reading(4_000), reading(16_000))
