"""Shortcodes of Hugo and Quarto, tags of Liquid: what site generators would put in their place.

Input: Markdown and its front matter. Output: Markdown with boxes as fenced divs, and pictures; what another file or site holds
is named as lost. Must not: read another file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.importing.callouts import CALLOUT, DETAILS, callout_kind
from pipeline.importing.draft import Account

# None holds what begins another: where nothing ends them, each would be read to the end of the text.
_TAG = re.compile(r"\{\{([<%])((?:(?!\{\{[<%]).)*?)[%>]\}\}", re.DOTALL)
_LIQUID = re.compile(r"\{%-?((?:(?!\{%).)*?)-?%\}", re.DOTALL)
_OUTPUT = re.compile(r"\{\{(?![<%])-?((?:(?!\{\{).)*?)-?\}\}")
_MEDIA = re.compile(r"youtube|vimeo|video|audio|tweet|twitter|x|instagram|gist|iframe|map|chart|mermaid|katex|podcast|embed|asciinema|soundcloud|figma|codepen", re.IGNORECASE)  # fmt: skip


def filled(text: str, meta: Mapping[str, Any], account: Account) -> str:
    """The text with what its shortcodes and tags stand for."""
    generator = _Generator(account, meta)
    return generator.liquid(generator.shortcodes(text))


@dataclass(frozen=True, slots=True)
class _Generator:
    account: Account
    meta: Mapping[str, Any]
    # Which tags of Liquid are ended somewhere.
    ended: dict[str, bool] = field(default_factory=dict)

    # ── shortcodes of Hugo and Quarto

    def shortcodes(self, text: str) -> str:
        return _TAG.sub(self._shortcode, text) if "{{" in text else text

    def _shortcode(self, match: re.Match[str]) -> str:
        inner = match[2].strip()
        closing = inner.startswith("/")
        name, _, rest = inner.lstrip("/").strip().rstrip("/").strip().partition(" ")
        name = name.lower()
        words = arguments(rest)
        first = words.get("0", "")
        if name in ("ref", "relref", "link"):
            return ""
        if name in ("figure", "img", "image", "picture", "imgproc", "figure-img"):
            if closing:
                return ""
            source = words.get("src") or words.get("link") or first
            caption = words.get("caption") or words.get("title") or ""
            return picture(source, words.get("alt", ""), caption)
        if name in ("details", "expand", "collapse", "accordion", "spoiler", "expandable"):
            return (
                "\n:::\n"
                if closing
                else box_opened(DETAILS, "note", words.get("summary") or words.get("title") or first)
            )
        kind = callout_kind([name]) or (
            callout_kind([first]) if name in ("notice", "callout", "alert", "admonition", "hint") else None
        )
        if kind is not None:
            return "\n\n:::\n\n" if closing else _box(kind, words)
        if name == "meta" and isinstance(self.meta.get(first), str | int | float):
            return str(self.meta[first])
        if name in ("tab", "tabpane", "tabs", "steps", "columns", "column", "card", "cards", "tab-item"):
            label = words.get("header") or words.get("name") or words.get("title") or first
            return (
                f"\n\n**{label}**\n\n"
                if label and not closing and name in ("tab", "card", "tab-item")
                else "\n\n"
            )
        if name in ("button", "badge", "kbd", "abbr", "mark"):
            return _linked(words) or ("" if closing or name == "button" else first)
        if closing or name in ("pagebreak", "br", "toc", "clear", "lead"):
            return ""
        why = (
            "it brings another file in"
            if "include" in name or name in ("readfile", "embed-file")
            else f"it is the shortcode `{name}`"
        )
        if _MEDIA.fullmatch(name):
            why = f"it shows something of another site (`{name}`)"
        self.account.drop(match[0], why)
        return ""

    # ── Liquid of Jekyll

    def liquid(self, text: str) -> str:
        if "{%" in text:
            text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
            text = _LIQUID.sub(self._tag, text)
        return _OUTPUT.sub(self._output, text) if "{{" in text else text

    def _tag(self, match: re.Match[str]) -> str:
        name, _, rest = match[1].strip().partition(" ")
        if name in ("include", "include_relative", "include_cached", "render"):
            file, _, given = rest.strip().partition(" ")
            words = arguments(given)
            kind = callout_kind(
                [file.rsplit("/", 1)[-1].removesuffix(".html").removesuffix(".liquid").removesuffix(".md")]
            )
            text = words.get("content") or words.get("text")
            source = (
                words.get("src")
                or words.get("url")
                or words.get("image_path")
                or words.get("file")
                or words.get("image")
            )
            if kind and text:
                return f"{box_opened(CALLOUT, callout_kind([words.get('type', '')]) or kind, words.get('title', ''))}{text}\n\n:::\n\n"
            if source and re.search(r"fig|image|img|picture", file):
                return picture(source, words.get("alt", ""), words.get("caption", words.get("title", "")))
            self.account.drop(match[0], "it brings another file in")
            return ""
        if name in ("link", "post_url", "asset_path"):
            return ""
        kind = callout_kind([name.removeprefix("end")])
        if kind and name.startswith("end"):
            return "\n\n:::\n\n"
        if kind and self._is_ended(name, match.string):
            words = arguments(rest)
            return box_opened(CALLOUT, kind, words.get("title") or words.get("0", ""))
        self.account.drop(match[0], f"it is the tag `{name}` of a site generator")
        return ""

    def _is_ended(self, name: str, text: str) -> bool:
        if name not in self.ended:
            self.ended[name] = f"end{name}" in text
        return self.ended[name]

    def _output(self, match: re.Match[str]) -> str:
        name = match[1].split("|")[0].strip()
        value = self.meta.get(name.removeprefix("page."))
        if isinstance(value, str | int | float):
            return str(value)
        before = match.string[max(0, match.start() - 2) : match.start()]
        if not before.endswith(("(", '"', "'")):
            self.account.drop(match[0], "it is filled in by a site generator")
        return ""


def _box(kind: str, words: Mapping[str, str]) -> str:
    """A box that a shortcode opens, or is; one of its words may say the kind better than its name does."""
    first = words.get("0", "")
    named = callout_kind([words.get(name, "") for name in ("type", "kind", "color", "style")])
    inside = callout_kind([first]) if first else None
    title = words.get("title") or words.get("header") or ("" if inside else first)
    if text := words.get("text") or words.get("content"):
        return f"{box_opened(CALLOUT, named or inside or kind, title)}{text}\n\n:::\n\n"
    if inside and words.get("1"):
        title = title or words["1"]
    return box_opened(CALLOUT, named or inside or kind, title)


def _linked(words: Mapping[str, str]) -> str:
    """What a button shows, as a link where it leads anywhere."""
    href = words.get("href", words.get("url", words.get("link", "")))
    shown = words.get("text", "") or words.get("label", "")
    return f"[{shown}]({href})" if href and shown else shown


def arguments(text: str) -> dict[str, str]:
    """`name="value"` pairs and, by their number, values without a name."""
    found: dict[str, str] = {}
    count = 0
    for match in re.finditer(
        r"(?:([\w-]+)\s*[=:]\s*)?(?:(?<!\\)\"((?:[^\"\\]|\\.)*+)\"|'([^']*)'|“([^“”]*)”|`([^`]*)`|\{([^{}]*)\}|([^\s\"'=]+))",
        text,
    ):
        value = next((group for group in match.groups()[1:] if group is not None), "").replace('\\"', '"')
        if match[1]:
            found[match[1].lower()] = value
        else:
            found[str(count)] = value
            count += 1
    return found


def box_head(box: str, kind: str, title: str) -> str:
    words = " ".join(title.replace("\\", " ").split()).replace('"', "”")
    return f"{{.{box} kind={kind}" + (f' title="{words}"' if words else "") + "}"


def box_opened(box: str, kind: str, title: str) -> str:
    return f"\n\n::: {box_head(box, kind, title)}\n\n"


def picture(source: str, alt: str, caption: str) -> str:
    source = source.strip().replace(" ", "%20")
    if not source:
        return f"\n\n{caption or alt}\n\n"
    words = (alt or "").replace("[", "(").replace("]", ")")
    after = f"\n\n{caption}\n\n" if caption and caption != alt else ""
    return f"\n\n![{words}](<{source}>){after}\n"
