"""Attacks on the article's own text in a page or a book that leave its words alone: shown otherwise, or to nobody.

Input: parsed bodies, what the file owes. Output: changed elements, rules for a stylesheet. Must not: touch a disclaimer, know files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.proof.mutants.target import name_of, text_of
from pipeline.proof.mutants.wording import squeezed
from pipeline.rendition.expected import Expectation

# What a rule for a stylesheet finds it by.
_ID = "text-under-attack"
_HOLDERS = ("p", "li", "dd")


def _around(name: str, **attributes: str) -> Callable[[Any], None]:
    """All that an element holds in another one."""

    def change(element: Any) -> None:
        space, end, _ = str(element.tag).rpartition("}")
        inner = element.makeelement(f"{space}{end}{name}", attributes)
        inner.text, element.text = element.text, None
        for child in list(element):
            inner.append(child)
        element.append(inner)

    return change


def _spoken(element: Any) -> None:
    element.set("lang", "zu")
    if "}" in str(element.tag):
        element.set("{http://www.w3.org/XML/1998/namespace}lang", "zu")


# Name, description, change.
TOLD: tuple[tuple[str, str, Callable[[Any], None]], ...] = (
    ("told-struck", "words of the article are struck out", _around("del")),
    ("told-raised", "words of the article are raised", _around("sup")),
    ("told-turned", "words of the article are shown from right to left", _around("bdo", dir="rtl")),
    (
        "told-linked",
        "words of the article lead elsewhere",
        _around("a", href="https://example.com/elsewhere"),
    ),
    ("told-language", "words of the article are in another language", _spoken),
)
# Name, description, declarations.
SEEN = (
    ("seen-hidden", "words of the article are not displayed", "display:none"),
    ("seen-invisible", "words of the article are invisible", "visibility:hidden"),
    ("seen-faint", "words of the article are transparent", "opacity:.1"),
    ("seen-tiny", "words of the article are tiny", "font-size:1px"),
    ("seen-bleached", "words of the article have the colour of their ground", "color:#fff;background:#fff"),
    ("seen-struck", "words of the article are struck through", "text-decoration:line-through"),
    ("seen-mirrored", "words of the article are mirrored", "transform:scaleX(-1)"),
    ("seen-clipped", "words of the article are cut off", "clip-path:inset(50%)"),
)


def names() -> Iterator[str]:
    yield from (name for name, _, _ in (*TOLD, *SEEN))


def text_of_article(owed: Expectation, roots: Iterable[Any]) -> Any:
    """The element with a text of the article that stands nowhere else; None if there is none."""
    bodies = list(roots)
    for run in owed.runs:
        if run.kind != "text" or len(run.text) < 20 or sum(run.text in other.text for other in owed.runs) > 1:
            continue
        wanted = squeezed(run.text)
        for root in bodies:
            for element in root.iter():
                if name_of(element) in _HOLDERS and text_of(element) == wanted:
                    return element
    return None


def marked(element: Any, declarations: str) -> str:
    """The rule for a stylesheet that only finds this element."""
    element.set("id", _ID)
    return f"\n#{_ID}{{{declarations}}}\n"
