"""Structure that people made by hand: bullets and numbers typed before lines, strong lines for headings, breaks for paragraphs.

Input: blocks as a format holds them. Output: the same words in lists, headings and paragraphs. Pure.
Must not: take the marks of a text for more than they are where it has structure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Component,
    Heading,
    Inline,
    LineBreak,
    OrderedList,
    Paragraph,
    Styled,
    Text,
    plain_text,
)

LONGEST_HEADING = 120

# What ends a sentence, or leads to what stands below: no heading does.
_ENDED = re.compile(r"[.!,;:。！，；：]$")
_BULLET = re.compile(r"([•‣⁃◦▪▫■□●○·➢➤✓✔\uf0b7\uf0a7])\s*|([–—-])\s+|([o§])[\s\u00a0]{2,}")
_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z])[.)]\s+")
_DASHES = ("–", "—", "-")
_BOX = re.compile(r"\s*[☐☑☒]\s+")


def recovered(blocks: Sequence[Block]) -> list[Block]:
    """Lists where marks are typed; headings where only strong lines are."""
    # A heading that everything else stands below is the title, of whatever rank.
    plain = not any(isinstance(block, Heading) and block.level > 1 for block in blocks[1:])
    parted = [piece for block in blocks for piece in _parted(block, plain)]
    return [_ticked(block) for block in _inside(_headed(parted) if plain else parted)]


def _inside(blocks: Sequence[Block]) -> list[Block]:
    """Lists on every level."""
    found: list[Block] = []
    for block in _listed(blocks):
        match block:
            case BlockQuote(inner) | Component(inner):
                within = _inside([piece for one in inner for piece in _parted(one, plain=False)])
                if isinstance(block, BlockQuote) and _are_typed(inner, within):
                    # They were moved in as lists are, not as quotations.
                    found += within
                    continue
                block = replace(block, blocks=tuple(within))
            case BulletList(items) | OrderedList(items):
                # The first block of an item is its text.
                block = replace(block, items=tuple((*entry[:1], *_inside(entry[1:])) for entry in items))
            case _:
                pass
        found.append(block)
    return found


def _are_typed(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether nothing but paragraphs became nothing but lists."""
    lists = all(isinstance(block, BulletList | OrderedList) for block in after)
    return lists and all(isinstance(block, Paragraph) for block in before)


# ── breaks ──────────────────────────────────────────────────────────────────────────────────────


def _parted(block: Block, plain: bool) -> list[Block]:
    """A paragraph at its empty lines, around lines with marks and, in a `plain` text, below a strong first line."""
    if not isinstance(block, Paragraph) or not any(isinstance(node, LineBreak) for node in block.content):
        return [block]
    groups: list[list[tuple[Inline, ...]]] = [[]]
    for line in _lines(block.content):
        if not plain_text(line, alt=True).strip():
            groups.append([])
            continue
        marked = _mark(line) is not None
        before = groups[-1][-1] if groups[-1] else None
        if before is not None and (marked or (plain and len(groups[-1]) == 1 and _is_strong(before))):
            groups.append([])
        groups[-1].append(line)
    groups = [group for group in groups if group]
    marks = sum(_mark(group[0]) is not None for group in groups)
    if marks == 1 and len(groups) < 3:
        # A single dash or number at the beginning of a line is chance.
        empty = [
            at for at, line in enumerate(_lines(block.content)) if not plain_text(line, alt=True).strip()
        ]
        if not empty:
            return [block]
    return [replace(block, content=_joined(group)) for group in groups] or [block]


def _lines(content: Sequence[Inline]) -> list[tuple[Inline, ...]]:
    lines: list[list[Inline]] = [[]]
    for node in content:
        if isinstance(node, LineBreak):
            lines.append([])
        else:
            lines[-1].append(node)
    return [tuple(line) for line in lines]


def _joined(lines: Sequence[Sequence[Inline]]) -> tuple[Inline, ...]:
    return tuple(node for line in lines for node in (*line, LineBreak()))[:-1]


# ── headings ────────────────────────────────────────────────────────────────────────────────────


def _headed(blocks: Sequence[Block]) -> list[Block]:
    """Strong lines as headings: many people never find the styles of their program."""
    found = []
    for at, block in enumerate(blocks):
        behind = blocks[at + 1] if at + 1 < len(blocks) else None
        if behind is not None and _is_strong_line(block) and not isinstance(behind, Heading):
            block = Heading(2, (Text(" ".join(plain_text(block).split())),))
        found.append(block)
    strong = [block for block in found if isinstance(block, Heading) and block.level > 1]
    # A text of nothing but strong lines has no headings.
    return found if len(strong) <= len(found) / 2 or len(found) < 4 else list(blocks)


def _is_strong_line(block: Block) -> bool:
    return isinstance(block, Paragraph) and _is_strong(block.content)


def _is_strong(content: Sequence[Inline]) -> bool:
    nodes = [node for node in content if not (isinstance(node, Text) and not node.text.strip())]
    words = " ".join(plain_text(tuple(content)).split())
    return (
        bool(nodes)
        and all(isinstance(node, Styled) and node.style == "Strong" for node in nodes)
        and 0 < len(words) <= LONGEST_HEADING
        and not _ENDED.search(words)
    )


# ── lists ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands typed before an item. Shape: `number` is 0 for a bullet; `length` covers the space behind it."""

    sign: str
    number: int
    length: int


def _mark(content: Sequence[Inline]) -> _Mark | None:
    words = _first_words(content).lstrip()
    if match := _BULLET.match(words):
        mark = _Mark(match[1] or match[2] or match[3], 0, match.end())
    elif match := _NUMBER.match(words):
        number = int(match[1]) if match[1].isdigit() else ord(match[1]) - ord("a") + 1
        mark = _Mark("1" if match[1].isdigit() else "a", number, match.end())
    else:
        return None
    return mark if plain_text(tuple(content), alt=True).lstrip()[mark.length :].strip() else None


def _first_words(content: Sequence[Inline]) -> str:
    words: list[str] = []
    for node in content:
        if not isinstance(node, Text):
            break
        words.append(node.text)
    return "".join(words)


def _listed(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs in a row with marks as items."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        run = _run(blocks, at)
        if run:
            found.append(_list(run))
            at += len(run)
        else:
            found.append(blocks[at])
            at += 1
    return found


def _run(blocks: Sequence[Block], at: int) -> list[tuple[_Mark, Paragraph]]:
    """The items that begin here; empty where there is no list."""
    run: list[tuple[_Mark, Paragraph]] = []
    while at + len(run) < len(blocks):
        block = blocks[at + len(run)]
        mark = _mark(block.content) if isinstance(block, Paragraph) else None
        if mark is None:
            break
        first = run[0][0] if run else mark
        if bool(mark.number) != bool(first.number):
            break
        if mark.number and (mark.sign != first.sign or (run and mark.number != run[-1][0].number + 1)):
            break
        assert isinstance(block, Paragraph)
        run.append((mark, _unmarked(block, mark)))
    # A single dash may begin a line of dialogue, a single number a sentence; a bullet nothing but an item.
    single = len(run) == 1 and (run[0][0].number or run[0][0].sign in (*_DASHES, "o", "§"))
    return [] if single else run


def _list(run: Sequence[tuple[_Mark, Paragraph]]) -> Block:
    first = run[0][0]
    if first.number:
        style = "Decimal" if first.sign == "1" else "LowerAlpha"
        return OrderedList(tuple((item,) for _, item in run), first.number, style)
    entries: list[tuple[Paragraph, list[Paragraph]]] = []
    for mark, item in run:
        # Another sign is another level.
        if mark.sign == first.sign or not entries:
            entries.append((item, []))
        else:
            entries[-1][1].append(item)
    return BulletList(
        tuple(
            (item, BulletList(tuple((inner,) for inner in below))) if below else (item,)
            for item, below in entries
        )
    )


def _unmarked(block: Paragraph, mark: _Mark) -> Paragraph:
    words = _first_words(block.content)
    rest = block.content[sum(1 for _ in _texts_before(block.content)) :]
    left = words.lstrip()[mark.length :]
    return Paragraph((*((Text(left),) if left else ()), *rest), tight=True)


def _texts_before(content: Sequence[Inline]) -> Sequence[Inline]:
    end = next((at for at, node in enumerate(content) if not isinstance(node, Text)), len(content))
    return content[:end]


def _ticked(block: Block) -> Block:
    """A list of boxes to tick is a checklist."""
    if not isinstance(block, BulletList) or not all(_BOX.match(plain_text(entry)) for entry in block.items):
        return block
    items = []
    for first, *rest in block.items:
        if not isinstance(first, Paragraph) or not isinstance(first.content[0], Text):
            return block
        words = "".join(node.text for node in first.content[:2] if isinstance(node, Text))
        kept = first.content[2:] if len(words) > len(first.content[0].text) else first.content[1:]
        items.append((replace(first, content=(Text(_BOX.sub("", words, count=1)), *kept)), *rest))
    return Component((BulletList(tuple(items)),), Attributes("", ("checklist",)))
