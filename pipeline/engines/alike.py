"""Characters for which faces have one glyph, so that a PDF cannot tell them apart by what is drawn.

Input: the text of a document. Output: those that would be taken for one another in it.
Must not: say anything of text in which only one of them occurs.

Why: a PDF says of each glyph of a font what it stands for, once for the whole document. Source: ISO 32000-1 9.10.3.
"""

from __future__ import annotations

import re

# In the faces that come with smallprint, and in most others.
_ONE_GLYPH = (
    "-\u2010\u2011",
    "\u00b5\u03bc",
    "\u0394\u2206",
    "\u2018\u02bb",
    "\u2019\u02bc",
    "\u2013\u2012",
    "\u00b7\u2027\u30fb",
    "\u2044\u2215",
    "\u00d0\u0110",
    "\u03c6\u03d5",
    "\u301c\uff5e",
)
_ANY = re.compile("[" + re.escape("".join(_ONE_GLYPH)) + "]")


def alike(text: str) -> re.Pattern[str] | None:
    """What finds the characters that share a glyph with another one of this text; None if there are none."""
    present = set(_ANY.findall(text))
    shared = "".join(
        "".join(both) for group in _ONE_GLYPH if len(both := sorted(present.intersection(group))) > 1
    )
    return re.compile(f"[{re.escape(shared)}]") if shared else None
