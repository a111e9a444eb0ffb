"""Macros of Confluence, as its storage format and its exports by programs hold them, in the elements of web pages.

Input: HTML as text, then its tree. Output: the same tree with boxes, lists, code and pictures in their place.
What shows something of another page is named as lost. Must not: touch a page without macros.
"""

from __future__ import annotations

import html as markup
import re
from typing import Any

from pipeline.importing.callouts import CALLOUT, DETAILS, callout_kind
from pipeline.importing.draft import Account

_SIGN = re.compile(r"<(?:ac|ri):[a-z]")
_ALONE = re.compile(r"<((?:ac|ri):[\w-]+)((?:\s+[\w:-]+=(?:\"[^\"]*\"|'[^']*'))*)\s*/>")
_CHARACTERS = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ELSEWHERE = "it shows something of another page (`{}`)"
# Yellow, what Confluence calls a note; red, a warning.
_KINDS = {"note": "warning", "warning": "warning", "tip": "tip", "info": "note", "panel": "note"}
_CODE = ("code", "noformat")
# What only arranges other text.
_ARRANGED = ("section", "column", "div", "excerpt", "details", "align", "tabs-group", "tab-pane")
_UNREAD = ("anchor", "toc", "toc-zone", "pagetree", "children", "livesearch", "create-from-template")


def readable(text: str) -> str:
    """The text in which readers of HTML find the ends of elements, and text that only XML shows."""
    if not _SIGN.search(text):
        return text
    text = _CHARACTERS.sub(lambda match: markup.escape(match[1]), text)
    return _ALONE.sub(r"<\1\2></\1>", text)


def unfolded(root: Any, account: Account) -> None:
    """Each macro as the element of a web page that shows the same."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        match element.tag:
            case "ac:structured-macro" | "ac:macro":
                _macro(element, account)
            case "ac:task-list":
                _become(element, "ul")
            case "ac:task":
                done = any(
                    (each.text or "").strip() == "complete" for each in _inside(element, "ac:task-status")
                )
                for each in (*_inside(element, "ac:task-id"), *_inside(element, "ac:task-status")):
                    each.drop_tree()
                _become(element, "li")
                element.text = ("☑ " if done else "☐ ") + (element.text or "").strip()
            case "ac:image":
                _image(element)
            case "ac:link":
                _link(element)
            case "ac:placeholder":
                account.drop(element.text_content(), "it tells authors what to write")
                element.drop_tree()
            case "ac:emoticon":
                element.text = element.get("ac:emoji-fallback") or ""
            case _:
                pass
    for element in list(root.iter()):
        if (
            isinstance(element.tag, str)
            and element.tag.startswith(("ac:", "ri:"))
            and element.getparent() is not None
        ):
            if element.tag in ("ac:parameter", "ri:user"):
                element.drop_tree()
            else:
                element.drop_tag()


def _inside(element: Any, tag: str) -> list[Any]:
    return [each for each in element if each.tag == tag]


def _macro(element: Any, account: Account) -> None:
    name = (element.get("ac:name") or "").lower()
    given = {
        (each.get("ac:name") or "").lower(): " ".join(each.text_content().split())
        for each in _inside(element, "ac:parameter")
    }
    for each in _inside(element, "ac:parameter"):
        each.drop_tree()
    title = given.get("title", "")
    body = next(iter(_inside(element, "ac:rich-text-body")), None)
    if name == "expand":
        _become(element, "div", {"class": DETAILS, "data-kind": "note", "data-title": title})
    elif name in _CODE:
        plain = next(iter(_inside(element, "ac:plain-text-body")), None)
        code = plain.text_content() if plain is not None else ""
        for each in list(element):
            each.drop_tree()
        _become(element, "pre")
        element.text = code.strip("\n")
    elif name == "status":
        _become(element, "span")
        element.text = title
    elif name in _ARRANGED and body is not None:
        _become(element, "div")
    elif body is not None and (kind := _KINDS.get(name) or callout_kind([name])):
        _become(element, "div", {"class": CALLOUT, "data-kind": kind, "data-title": title})
    elif body is not None and body.text_content().strip():
        _become(element, "div")
    else:
        if name and name not in _UNREAD:
            account.drop(
                " ".join([name, *given.values(), *element.text_content().split()]), _ELSEWHERE.format(name)
            )
        element.drop_tree()


def _image(element: Any) -> None:
    source = next(
        (
            each.get("ri:filename") or each.get("ri:value") or ""
            for each in element
            if isinstance(each.tag, str)
        ),
        "",
    )
    alt = element.get("ac:alt") or element.get("ac:title") or ""
    caption = next(iter(_inside(element, "ac:caption")), None)
    if caption is not None and (words := " ".join(caption.text_content().split())):
        alt = alt or words
    for each in list(element):
        each.drop_tree()
    _become(element, "img", {"src": source, "alt": alt})


def _link(element: Any) -> None:
    """The words of a link within the site, which leads nowhere from here: its own, or the title of the page."""
    words = " ".join(element.text_content().split())
    page = next((each.get("ri:content-title") or each.get("ri:filename") or "" for each in element), "")
    for each in list(element):
        each.drop_tree()
    _become(element, "span")
    element.text = words or page


def _become(element: Any, tag: str, attributes: dict[str, str] | None = None) -> None:
    element.tag = tag
    for name in list(element.attrib):
        del element.attrib[name]
    for name, value in (attributes or {}).items():
        if value:
            element.set(name, value)
