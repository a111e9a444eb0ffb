"""Pictograms beside words, for which books and print have no letters.

Input: blocks. Output: the same without them, or with the sign that fonts have in their place. Pure but for the account.
Must not: take out what a line or a cell says by it alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.document import Block, Component, Image, Inline, Note, Styled, Text, plain_text
from pipeline.importing.changing import joined, with_inlines
from pipeline.importing.draft import Account

PICTOGRAM = "it is a pictogram, for which books and print have no letters"
# What fonts of text have in the place of some.
_INSTEAD: Mapping[str, str] = {
    "✅": "✓", "✔": "✓", "☑": "☑", "❌": "✗", "✖": "✗", "❎": "✗", "➡": "→", "⬅": "←", "⬆": "↑", "⬇": "↓", "⭐": "★", "❤": "♥",
    "▶": "▶", "◀": "◀", "©": "©", "®": "®", "™": "™", "♀": "♀", "♂": "♂", "↔": "↔", "↕": "↕",
    "🔟": "10",
}  # fmt: skip
_LOOKS = "\ufe0e\ufe0f"
_DRAWN = r"[\U0001F000-\U0001FAFF\u231a\u231b\u23e9-\u23fa\u2614\u2615\u260e\u2648-\u2653\u267b\u267f\u2693\u2694-\u2697\u2699\u26a0\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d1\u26d4\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2708\u2709\u270a-\u270d\u270f\u2728\u274c\u274e\u2705\u2753-\u2755\u2757\u2795-\u2797\u27a1\u2139\u2b05-\u2b07\u2b50\u2b55\u2600-\u2604\u260e\u2618\u261d]"
# One picture may be made of several, of a colour of skin and of two letters of a flag.
_ONE = re.compile(
    rf"(?:{_DRAWN}[{_LOOKS}]?(?:[\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F])*(?:\u200d(?:{_DRAWN}|[♀♂❤])[{_LOOKS}]?)*)+"
    rf"|([#*0-9])\ufe0f?\u20e3|([✔✖☑❤▶◀©®™↔↕♀♂])\ufe0f"
)
# A box that begins with one of these warns, or advises.
_WARNS, _ADVISES = "⚠❗🚨🛑⛔🚫🔴☠❌", "💡✅👍⭐🌟"


def undecorated(blocks: Sequence[Block], account: Account) -> tuple[Block, ...]:
    """The blocks without pictograms where words stand beside them."""

    def change(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if not _ONE.search(plain_text(inlines, notes=True)):
            return tuple(
                replace(node, text=_bare(node.text)) if isinstance(node, Text) else node for node in inlines
            )
        worded = _has_words(plain_text(inlines))
        found: list[Inline] = []
        for node in joined(inlines):
            if isinstance(node, Text):
                node = replace(node, text=_without(node.text, account, worded, not found))
                if not node.text:
                    continue
            elif worded and isinstance(node, Styled) and _is_drawn(node):
                sign = _without(plain_text(node.content), account, worded, not found).strip()
                found += [Text(sign)] if sign else []
                continue
            found.append(node)
        return tuple(found)

    return tuple(
        with_inlines(found, change) if _holds_one(found := _box(block, account)) else found
        for block in blocks
    )


def _holds_one(block: Block) -> bool:
    words = plain_text(block, notes=True)
    return bool(_ONE.search(words)) or _bare(words) != words


def unpictured(text: str, account: Account) -> str:
    """A title without pictograms, unless it is nothing else."""
    return _without(text, account, _has_words(text), True).strip() if _ONE.search(text) else text


def _is_drawn(node: Styled) -> bool:
    """Whether it holds pictograms, and no word."""
    words = plain_text(node.content)
    held = any(isinstance(each, Image | Note) for each in node.content)
    return bool(_ONE.search(words)) and not _has_words(words) and not held


def _bare(text: str) -> str:
    return re.sub(f"[{_LOOKS}]", "", text)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in _ONE.sub("", text))


def _without(text: str, account: Account, worded: bool, first: bool) -> str:
    def instead(match: re.Match[str]) -> str:
        sign = match[1] or _INSTEAD.get(_bare(match[0]))
        if sign is not None:
            return sign
        if not worded:
            return match[0]
        account.drop(match[0], PICTOGRAM)
        return "\ue002"

    text = _ONE.sub(instead, text)
    # One space of two that stood around it.
    text = re.sub("(?<= )\ue002+ | \ue002+(?=$|[.,;:!?)])" + ("|^\ue002+ ?" if first else ""), "", text)
    return _bare(text.replace("\ue002", ""))


def _box(block: Block, account: Account) -> Block:
    """A component with titles that can be set; a callout has the kind that its first pictogram shows."""
    if not isinstance(block, Component):
        return block
    title = block.attributes.get("title") or ""
    first = (title or plain_text(block.blocks[:1]) if block.blocks else title).lstrip()[:1]
    kind = "warning" if first and first in _WARNS else "tip" if first and first in _ADVISES else ""
    pairs = tuple(
        (key, kind or value)
        if key == "kind" and value == "note"
        else (key, unpictured(value, account) if key in ("title", "caption") else value)
        for key, value in block.attributes.pairs
    )
    return replace(block, attributes=replace(block.attributes, pairs=pairs))
