"""Web pages and fragments: what belongs to the article, in the words of a tree that pandoc reads.

Input: HTML, as text. Output: cleaned HTML of the main part, facts for the front matter, and an account of everything
that was left out. Must not: run scripts, follow addresses, trust a class name more than the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.importing.adopting import CALLOUT, DETAILS, NOTE, NOTE_TOKEN, callout_kind
from pipeline.importing.draft import Account
from pipeline.importing.limits import Refused

MAX_NODES = 200_000
MAX_DEPTH = 200

_INVISIBLE = frozenset(
    {"script", "style", "template", "link", "meta", "base", "head", "colgroup", "param", "source", "track"}
)
_ACTIVE = {
    "iframe": "it is another page in a frame", "object": "it is an embedded object", "embed": "it is an embedded object",
    "applet": "it is an embedded object", "video": "it is a film", "audio": "it is sound", "canvas": "it is drawn by a script",
    "svg": "it is a drawing inside the page", "math": "it is a formula", "map": "it is a picture map", "noscript": "it is for browsers without scripts",
    "dialog": "it is a dialogue", "select": "it is a form", "textarea": "it is a form", "button": "it is a button", "datalist": "it is a form",
    "progress": "it is a form", "meter": "it is a form", "menu": "it is a menu", "nav": "it is navigation",
}  # fmt: skip
_ROLES = {
    "navigation": "it is navigation", "search": "it is a search form", "banner": "it is the site's head",
    "contentinfo": "it is the site's foot", "dialog": "it is a dialogue", "alertdialog": "it is a dialogue",
    "menu": "it is a menu", "menubar": "it is a menu", "toolbar": "it is a toolbar", "tablist": "it is a row of tabs",
    "complementary": "it stands beside the article",
}  # fmt: skip
_SIDE = {
    "it is about cookies": r"cookie\w*|gdpr|consent\w*|cmp|onetrust",
    "it is navigation": r"nav|navbar|navigation|menu\w*|breadcrumb\w*|pagination|pager|skip\w*|toc|table-?of-?contents|jump\w*|"
    r"site-?(?:nav|menu|header|head|footer|foot|search)|main-?nav\w*|prev-?next|sidenav",
    "it shares the page": r"share\w*|sharing|social\w*|addtoany\w*|sharedaddy|follow-?us|sns",
    "it is an advertisement": r"advert\w*|ads?|sponsor\w*|promo\w*|banner-?ad|adsbygoogle|dfp",
    "it is about other articles": r"related\w*|recommend\w*|more-?(?:stories|articles|from|posts)|read-?(?:more|next)|see-?more|trending|popular\w*|latest\w*",
    "it asks for a subscription": r"newsletter\w*|subscri\w*|signup|sign-?up|mailing-?list|paywall\w*",
    "it is what readers said": r"comments?|comment-?(?:list|area|form|section|respond)|respond|disqus\w*",
    "it asks for an opinion": r"feedback|survey|was-?this\w*|helpful\w*|rating|poll",
    "it stands beside the article": r"side-?bar\w*|aside|widget\w*|rail|right-?col\w*",
    "it is the site's foot": r"(?:site|page|global)-?footer|footer|colophon|copyright|legal-?footer",
    "it is the site's head": r"(?:site|page|global|top)-?header|masthead|top-?bar|logo|site-?branding|site-?title",
    "it is for screens or printers": r"print-?(?:button|link|only|this)\w*|no-?print|back-?to-?top|scroll-?top|to-?top|toolbar|"
    r"screen-?reader\w*|visually-?hidden|sr-?only|hidden|edit-?(?:link|page|section|this)\w*|mw-editsection|headerlink|anchor-?link|permalink",
    "it is a form": r"search-?(?:form|box|bar)|login\w*|contact-?form",
    "it is a message of the page": r"pop-?up\w*|modal\w*|overlay|toast|lightbox|announcement-?bar|alert-?bar|notice-?bar",
}  # fmt: skip
_SIDES = [
    (why, re.compile(rf"(?:[a-z]+[-_]+){{0,2}}(?:{pattern})(?:[-_]+\w+)*", re.IGNORECASE))
    for why, pattern in _SIDE.items()
]
# Names that say nothing alone: they style what stands inside.
_HARMLESS = re.compile(r"has-|with-|no-|is-|wp-block|t-|u-|d-|p-|m-|js-")
_MAIN = re.compile(
    r"(?:main|article|post|entry|page|story|content|blog)[-_]?(?:body|content|text|main|inner)|articlebody|mw-parser-output|markdown-body|"
    r"theme-doc-markdown|td-content|md-content__inner|main|content|article|prose",
    re.IGNORECASE,
)
_PERMALINKS = re.compile(r"\s*[#¶§🔗]?\s*")
_WEB = re.compile(
    r"https?://[^\s<>\"\\^`{|}]+|mailto:[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+|tel:\+?[\d().-]{3,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds. Shape: `html` is for pandoc; `runs` are all texts of the page; `base` resolves links."""

    html: str
    runs: tuple[str, ...]
    meta: dict[str, Any] = field(default_factory=dict)
    base: str = ""


def read(text: str, account: Account) -> Page:
    """The main part of a page, or the whole of a fragment. Raises: Refused IMP906 (nested too deeply)."""
    from lxml import html

    whole = re.search(r"<(?:html|body|head)[\s>]", text[:20_000], re.IGNORECASE) is not None
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text if text.strip() else "<p></p>", parser=parser)
    except Exception as error:  # lxml raises several kinds
        raise Refused(
            "IMP906", problem=f"it cannot be read as HTML ({' '.join(str(error).split())[:120]})"
        ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Refused("IMP906", problem="its elements are nested too deeply")
    if sum(1 for _ in root.iter()) > MAX_NODES:
        raise Refused("IMP906", problem=f"it has more than {MAX_NODES} elements")
    runs = tuple(_texts(root))
    meta, base = _meta(root)
    bodies = root.findall(".//body")
    body = bodies[0] if bodies else root
    _flatten_templates(body)
    _drop_active(body, account)
    main = _main(body, account) if whole or _has_page_parts(body) else body
    if main is not body:
        for other in _outside(body, main):
            _account_for(other, "it is outside the main part of the page", account)
    _drop_sides(main, account)
    _titles(main, meta)
    _footnotes(main)
    _boxes(main)
    _media(main)
    _tables(main)
    return Page(html.tostring(main, encoding="unicode", with_tail=False), runs, meta, base)


def fragment(text: str, account: Account) -> str:
    """HTML that stood inside other text, cleaned; nothing of it is taken for a page's frame."""
    from lxml import html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(f"<html><body>{text}</body></html>", parser=parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Refused("IMP906", problem="its elements are nested too deeply")
    body = root.find("body")
    if body is None:
        return ""
    _flatten_templates(body)
    _drop_active(body, account)
    _boxes(body, frames=False)
    _media(body)
    _tables(body)
    written: str = html.tostring(body, encoding="unicode", with_tail=False)
    return written


def resolver(base: str) -> Any:
    """What becomes of an address in a link: an absolute one, a place in the article, or None."""

    def address(url: str) -> str | None:
        url = url.strip()
        if url.startswith("#") and len(url) > 1:
            return url
        if not url or url.startswith("#"):
            return None
        if url.startswith("//"):
            url = f"https:{url}"
        if not re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE):
            if not base:
                return None
            try:
                url = urljoin(base, url)
            except ValueError:
                return None
        url = url.replace(" ", "%20")
        if url.lower().startswith("tel:"):
            url = "tel:" + re.sub(r"[^\d+]", "", url[4:].replace("%20", ""))
        try:
            named = urlsplit(url)
            fine = bool(_WEB.fullmatch(url)) and "@" not in named.netloc and (named.hostname or ":" in url)
            _ = named.port
        except ValueError:
            return None
        return url if fine else None

    return address


# ── facts of the head ───────────────────────────────────────────────────────────────────────────


def _meta(root: Any) -> tuple[dict[str, Any], str]:
    named: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name and (content := (element.get("content") or "").strip()):
            named.setdefault(name, content)
    links = {(e.get("rel") or "").lower(): e.get("href") or "" for e in root.iter("link")}
    base = next((e.get("href") or "" for e in root.iter("base")), "")
    base = base or links.get("canonical", "") or named.get("og:url", "")
    found: dict[str, Any] = {}
    title = next((" ".join((e.text_content() or "").split()) for e in root.iter("title")), "")
    found["title"] = named.get("og:title", "") or named.get("dc.title", "")
    found["page-title"] = title
    for key, names in {
        "description": ("description", "og:description", "dc.description", "twitter:description"),
        "author": ("author", "article:author", "dc.creator", "byl", "parsely-author"),
        "date": (
            "article:published_time",
            "date",
            "dc.date",
            "datepublished",
            "dcterms.created",
            "pubdate",
            "dc.date.issued",
        ),
        "modified": (
            "article:modified_time",
            "last-modified",
            "datemodified",
            "dcterms.modified",
            "og:updated_time",
        ),
        "keywords": ("keywords", "news_keywords"),
    }.items():
        found[key] = next((named[name] for name in names if name in named), "")
    if not found["author"].startswith(("http:", "https:")):
        pass
    else:
        found["author"] = ""
    found["lang"] = next(
        (
            e.get("lang") or e.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
            for e in root.iter("html")
        ),
        "",
    ) or named.get("og:locale", "").replace("_", "-")
    for element in root.iter("script"):
        if (element.get("type") or "").lower() == "application/ld+json":
            _linked_data(element.text or "", found)
    return {key: value for key, value in found.items() if value}, base if base.startswith("http") else ""


def _linked_data(text: str, found: dict[str, Any]) -> None:
    try:
        stack = [json.loads(text[:200_000])]
    except (ValueError, RecursionError):
        return
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += one[:50]
        elif isinstance(one, dict):
            if str(one.get("@type", "")).lower().endswith(("article", "posting", "webpage")):
                for key, name in (
                    ("date", "datePublished"),
                    ("modified", "dateModified"),
                    ("description", "description"),
                ):
                    if isinstance(one.get(name), str):
                        found[key] = found.get(key) or one[name]
                author = one.get("author")
                author = author[0] if isinstance(author, list) and author else author
                author = author.get("name") if isinstance(author, dict) else author
                if isinstance(author, str):
                    found["author"] = found.get("author") or author
            if "@graph" in one:
                stack.append(one["@graph"])


def _titles(main: Any, meta: dict[str, Any]) -> None:
    """The title that the head gives, unless the text has one of its own; without the site's name."""
    heads = [" ".join(e.text_content().split()) for e in main.iter("h1")]
    shown = meta.pop("page-title", "")
    if heads and heads[0]:
        meta.pop("title", None)
        return
    if "title" not in meta and shown:
        parts = re.split(r"\s+[|–—·»:-]\s+", shown)
        meta["title"] = parts[0] if len(parts) > 1 and len(parts[0]) >= 4 else shown


# ── main part ───────────────────────────────────────────────────────────────────────────────────


def _words(element: Any) -> int:
    return len("".join(element.itertext()).split()) or len("".join(element.itertext()).strip()) // 4


def _has_page_parts(body: Any) -> bool:
    return any(next(body.iter(name), None) is not None for name in ("nav", "main", "footer"))


def _main(body: Any, account: Account) -> Any:
    """The element that holds the article."""
    total = max(_words(body) - sum(_words(e) for name in ("nav", "footer") for e in body.iter(name)), 1)
    groups: list[list[Any]] = [
        [
            e
            for e in body.iter()
            if isinstance(e.tag, str) and (e.get("itemprop") or "").lower() == "articlebody"
        ],
        list(body.iter("article")),
        [e for e in body.iter() if isinstance(e.tag, str) and (e.tag == "main" or e.get("role") == "main")],
        [
            e
            for e in body.iter("div", "section", "td")
            if any(_MAIN.fullmatch(name) for name in [*(e.get("class") or "").split(), e.get("id") or ""])
        ],
    ]
    best = body
    for group in groups:
        if not group:
            continue
        largest = max(group, key=_words)
        share = _words(largest) / total
        rivals = [
            e
            for e in group
            if e is not largest and not _is_inside(e, largest) and _words(e) > 0.5 * _words(largest)
        ]
        if rivals or share < 0.35:
            continue
        # A title that stands above the article belongs to it.
        return _with_title(largest, body)
    extracted = _extracted(body)
    return _with_title(extracted, body) if extracted is not None else best


def _is_inside(element: Any, outer: Any) -> bool:
    return any(each is outer for each in element.iterancestors())


def _with_title(main: Any, body: Any) -> Any:
    if next(main.iter("h1"), None) is not None:
        return main
    heads = list(body.iter("h1"))
    outside = [e for e in heads if not _is_side(e)]
    if outside and outside[0].text_content().strip():
        head = outside[0]
        tail = head.tail
        head.tail = None
        parent = head.getparent()
        if parent is not None:
            parent.remove(head)
            if tail:
                parent.text = (parent.text or "") + tail
        main.insert(0, head)
        head.tail, main.text = main.text, None
    return main


def _is_side(element: Any) -> bool:
    return any(_reason(each) for each in element.iterancestors() if isinstance(each.tag, str))


def _extracted(body: Any) -> Any | None:
    """The smallest element that holds what readability takes for the article."""
    import logging

    from lxml import html
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = html.fragment_fromstring(
            Document(html.tostring(body, encoding="unicode")).summary(html_partial=True), create_parent="div"
        )
    except Exception:  # it was written for friendly pages
        return None
    wanted = {" ".join(text.split()) for text in summary.itertext() if len(text.split()) > 4}
    if not wanted:
        return None
    holders = [
        e for e in body.iter() if isinstance(e.tag, str) and e.text and " ".join(e.text.split()) in wanted
    ]
    if not holders:
        return None
    chains = [[*reversed(list(e.iterancestors())), e] for e in holders]
    common = body
    for level in range(min(map(len, chains))):
        at = [chain[level] for chain in chains]
        most = max(at, key=lambda e: sum(other is e for other in at))
        if sum(other is most for other in at) < 0.9 * len(at):
            break
        chains = [chain for chain in chains if chain[level] is most]
        common = most
        if level + 1 >= min(map(len, chains)):
            break
    while (
        common.tag in ("p", "li", "ul", "ol", "h1", "h2", "h3", "span", "a", "td", "tr", "tbody", "table")
        and common is not body
    ):
        common = common.getparent()
    return common if _words(common) >= 20 and (common is body or _is_inside(common, body)) else None


def _outside(body: Any, main: Any) -> Iterator[Any]:
    """The largest elements of the body that do not hold the main part."""
    # Held as elements: lxml makes new ones for what nobody holds.
    path = {main, *main.iterancestors()}
    stack = [body]
    while stack:
        element = stack.pop()
        for child in element:
            if child not in path:
                yield child
            elif child is not main:
                stack.append(child)
        if element.text and element.text.strip():
            yield element.text
        for child in element:
            if child.tail and child.tail.strip():
                yield child.tail


# ── what is left out ────────────────────────────────────────────────────────────────────────────


def _texts(element: Any) -> Iterator[str]:
    for each in element.iter():
        if not isinstance(each.tag, str):
            continue
        shown = each.tag not in _INVISIBLE and each.tag != "title" and each.text and each.text.strip()
        if shown and not any(
            up.tag in ("script", "style", "template", "head") for up in each.iterancestors()
        ):
            yield " ".join(each.text.split())
        if each.tail and each.tail.strip():
            parent = each.getparent()
            if parent is not None and parent.tag not in _INVISIBLE:
                yield " ".join(each.tail.split())


def _account_for(element: Any, why: str, account: Account) -> None:
    if isinstance(element, str):
        account.drop(element, why)
        return
    for text in _pieces(element):
        account.drop(text, why)


_BLOCKS = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "ul", "ol", "table", "tr", "dt", "dd", "option"})  # fmt: skip


def _pieces(element: Any) -> list[str]:
    """The text of an element by its blocks."""
    parts: list[list[str]] = [[]]

    def visit(each: Any) -> None:
        if not isinstance(each.tag, str) or each.tag in _INVISIBLE:
            return
        if each.tag in _BLOCKS:
            parts.append([])
        if each.text:
            parts[-1].append(each.text)
        for child in each:
            visit(child)
            if child.tail:
                parts[-1].append(child.tail)
        if each.tag in _BLOCKS:
            parts.append([])

    visit(element)
    return [text for part in parts if (text := " ".join("".join(part).split()))]


def _remove(element: Any) -> None:
    """Takes an element out, its tail stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _flatten_templates(body: Any) -> None:
    for element in list(body.iter("script", "style", "template", "link", "meta")):
        _remove(element)


def _drop_active(body: Any, account: Account) -> None:
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            _remove(element)
            continue
        hidden = (
            element.get("hidden") is not None
            or (element.get("aria-hidden") == "true" and element.tag not in ("img", "svg"))
            or re.search(
                r"display\s*:\s*none|visibility\s*:\s*hidden", element.get("style") or "", re.IGNORECASE
            )
        )
        if hidden and element.tag not in ("body", "html") and element.getparent() is not None:
            _account_for(element, "it is hidden on the page", account)
            _remove(element)
        elif (
            element.tag in _ACTIVE and element.tag not in ("nav", "menu") and element.getparent() is not None
        ):
            if element.tag == "svg" and not "".join(element.itertext()).strip():
                _remove(element)
                continue
            if element.tag == "noscript" and not _words(element):
                _remove(element)
                continue
            source = element.get("src") or element.get("data") or ""
            words = " ".join(_pieces(element))
            label = element.get("title") or element.get("aria-label") or ""
            account.drop(words or " ".join(filter(None, (label, source[:200]))), _ACTIVE[element.tag])
            _remove(element)
        elif element.tag == "input":
            box = (element.get("type") or "").lower() == "checkbox"
            if box:
                element.tail = ("☑ " if element.get("checked") is not None else "☐ ") + (
                    element.tail or ""
                ).lstrip()
            elif element.get("value"):
                account.drop(element.get("value") or "", "it is a form")
            _remove(element)


def _reason(element: Any) -> str | None:
    """Why an element belongs to the page and not to the article."""
    if element.tag in ("nav", "menu"):
        return _ACTIVE[element.tag]
    role = (element.get("role") or "").lower()
    if role in _ROLES and not (
        role == "complementary" and callout_kind((element.get("class") or "").split())
    ):
        return _ROLES[role]
    names = [*(element.get("class") or "").split(), element.get("id") or ""]
    if element.tag == "aside" and not callout_kind(names):
        # Beside a text stands what belongs to it, or what does not: long and full of links is not.
        links = sum(_words(e) for e in element.iter("a"))
        if links > 0.4 * max(_words(element), 1):
            return "it stands beside the article"
    for name in names:
        if not name or _HARMLESS.match(name):
            continue
        for why, pattern in _SIDES:
            if pattern.fullmatch(name):
                return why
    return None


def _drop_sides(main: Any, account: Account) -> None:
    whole = max(_words(main), 1)
    for element in list(main.iter()):
        if element is main or not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if not (_is_inside(element, main)):
            continue
        if (
            element.tag == "a"
            and _PERMALINKS.fullmatch(element.text_content())
            and (element.get("href") or "").startswith("#")
            and element.find(".//img") is None
        ):
            _remove(element)
            continue
        why = _reason(element)
        if (
            element.tag == "footer"
            and not why
            and not any(up.tag == "blockquote" for up in element.iterancestors())
        ):
            why = (
                "it is the foot of the article's page"
                if _words(element) < 0.3 * whole and _links(element)
                else None
            )
        if why is None or (element.tag in ("html", "body", "h1", "h2", "h3", "h4", "p", "table", "tr", "td", "th", "li", "figure", "code", "pre", "span", "em", "strong") and "screens" not in why and "cookie" not in why and "navigation" not in why):  # fmt: skip
            continue
        if element.tag in ("html", "body", "main", "article", "table", "tr", "td", "th", "pre", "code"):
            continue
        if _words(element) > 0.4 * whole or (
            next(element.iter("h1"), None) is not None and "beside" not in why
        ):
            # A name that is used for something else here.
            continue
        _account_for(element, why, account)
        _remove(element)


def _links(element: Any) -> bool:
    return sum(_words(e) for e in element.iter("a")) > 0.3 * max(_words(element), 1)


# ── what becomes a component ────────────────────────────────────────────────────────────────────


def _boxes(main: Any, *, frames: bool = True) -> None:
    """`frames`: a box around most of the text is none."""
    for element in list(main.iter("details")):
        summary = element.find("summary")
        title = ""
        if summary is not None:
            title = " ".join(summary.text_content().split())
            _remove(summary)
        element.tag = "div"
        _attributes(element, {"class": DETAILS, "data-kind": "note", "data-title": title})
    for element in list(main.iter("summary")):
        element.tag = "p"
    for element in list(main.iter("aside", "div", "section", "blockquote")):
        names = (element.get("class") or "").split()
        if CALLOUT in names or DETAILS in names or NOTE in names:
            continue
        kind = callout_kind(names)
        if kind is None and element.tag == "aside":
            kind = "note"
        if kind is None and (element.get("role") or "") in ("note", "alert"):
            kind = "warning" if element.get("role") == "alert" else "note"
        boxed = kind is not None and (element is not main and not (frames and _is_frame(element, main)))
        if boxed:
            label = element.get("aria-label") or element.get("data-title") or element.get("title") or ""
            element.tag = "div"
            _attributes(element, {"class": CALLOUT, "data-kind": str(kind), "data-title": label})
        elif element.tag in ("aside", "section"):
            element.tag = "div"
            _attributes(element, {})
        elif element.tag == "div":
            kept = {"lang": element.get("lang")} if element.get("lang") else {}
            title = "title" if set(names) & {"admonition-title", "callout-title", "alert-title", "box-title", "title", "heading"} else ""  # fmt: skip
            _attributes(element, {**kept, **({"class": title} if title else {})})
    for element in main.iter("p"):
        if set((element.get("class") or "").split()) & {
            "admonition-title",
            "callout-title",
            "markdown-alert-title",
        }:
            # pandoc keeps no classes of paragraphs.
            element.tag = "div"
            _attributes(element, {"class": "title"})
    for element in main.iter(
        "article", "main", "header", "hgroup", "footer", "address", "center", "form", "fieldset", "label"
    ):
        element.tag = "span" if element.tag == "label" else "div"
        _attributes(element, {})


_NOTES = re.compile(
    r"(?:foot|end|side)-?notes?\w*|fn|references|reflist|doc-endnotes?|doc-footnote|noter|fotnoter",
    re.IGNORECASE,
)


def _footnotes(main: Any) -> None:
    """Notes at the foot become boxes of their own at the end, and each reference the token of its note."""
    there = {
        element.get("id"): element
        for element in main.iter()
        if isinstance(element.tag, str) and element.get("id")
    }
    numbers: dict[str, int] = {}
    for link in list(main.iter("a")):
        href = (link.get("href") or "")[1:] if (link.get("href") or "").startswith("#") else ""
        target = there.get(href)
        if (
            target is None
            or not re.fullmatch(r"\W*\w{1,3}\W*", link.text_content())
            or _is_inside(link, target)
        ):
            continue
        while (
            target.tag in ("a", "sup", "span")
            and target.getparent() is not None
            and target.getparent() is not main
        ):
            target = target.getparent()
        if target.tag not in ("li", "p", "div", "dd", "aside", "section", "td"):
            continue
        around = [target, *target.iterancestors()]
        names = [
            name
            for each in around
            if isinstance(each.tag, str)
            for name in (*(each.get("class") or "").split(), each.get("role") or "", each.get("id") or "")
        ]
        refers = link.get("role") == "doc-noteref" or any(
            _NOTES.match(name) for name in (link.get("class") or "").split()
        )
        if not refers and not any(_NOTES.fullmatch(name) for name in names):
            continue
        if _words(target) > 400 or next(target.iter("h1", "h2", "article"), None) is not None:
            continue
        number = numbers.setdefault(href, len(numbers))
        place = link
        above = link.getparent()
        if (
            above is not None
            and above.tag == "sup"
            and len(above) == 1
            and not (above.text or "").strip(" []()")
            and not (link.tail or "").strip(" []()")
        ):
            place = above
        tail = place.tail
        for child in list(place):
            place.remove(child)
        place.tag, place.text, place.tail = "span", f"{NOTE_TOKEN}{number}x", tail
        _attributes(place, {})
    for href, number in numbers.items():
        target = there[href]
        while target.tag in ("a", "sup", "span"):
            target = target.getparent()
        for link in list(target.iter("a")):
            back = link.get("role") == "doc-backlink" or re.search(
                r"back-?ref|reversefootnote|backlink", link.get("class") or ""
            )
            if back or (
                (link.get("href") or "").startswith("#") and re.fullmatch(r"\W*", link.text_content())
            ):
                _remove(link)
        holder = target.getparent()
        _remove(target)
        target.tag, target.tail = "div", None
        _attributes(target, {"class": NOTE, "id": f"{NOTE_TOKEN}{number}x"})
        main.append(target)
        while holder is not None and holder is not main and not "".join(holder.itertext()).strip():
            above = holder.getparent()
            _remove(holder)
            holder = above


def _is_frame(element: Any, main: Any) -> bool:
    """Whether a box holds most of the article, and so is none."""
    return _words(element) > 0.6 * max(_words(main), 1) or len(list(element.iter("h2"))) > 2


def _attributes(element: Any, wanted: dict[str, str]) -> None:
    for name in list(element.attrib):
        del element.attrib[name]
    for name, value in wanted.items():
        if value:
            element.set(name, value)


def _media(main: Any) -> None:
    for picture in list(main.iter("picture")):
        picture.tag = "span"
    for image in main.iter("img"):
        source = image.get("src") or ""
        lazy = next(
            (image.get(name) for name in ("data-src", "data-original", "data-lazy-src") if image.get(name)),
            None,
        )
        if lazy and (not source or source.startswith("data:")):
            source = lazy
        if not source and image.get("srcset"):
            source = (image.get("srcset") or "").split(",")[0].split()[0]
        decorative = image.get("role") == "presentation" or image.get("alt") == ""
        alt = "" if decorative else image.get("alt") or image.get("aria-label") or ""
        _attributes(image, {"src": source or "missing", "alt": alt})
    for element in main.iter():
        for name in list(element.attrib):
            aligned = element.tag in ("td", "th") and re.fullmatch(
                r"\s*text-align\s*:\s*(?:left|right|center)\s*;?\s*", element.get(name) or "", re.IGNORECASE
            )
            if name.startswith("on") or (name == "style" and not aligned):
                del element.attrib[name]


def _tables(main: Any) -> None:
    for cell in main.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            value = cell.get(name)
            if value is not None and not (value.isdigit() and 0 < int(value[:6]) <= 100 and len(value) <= 3):
                # Browsers cut such numbers, too; they are never honest.
                cell.attrib.pop(name)
