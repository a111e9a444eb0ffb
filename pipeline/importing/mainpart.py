"""Which part of a web page is the article: its main part, without what belongs to the page around it.

Input: the tree of a page. Output: the element that holds the article, and an account of everything outside it.
Must not: trust a class name more than the text, lose a word silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.importing.callouts import callout_kind
from pipeline.importing.draft import Account

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
    r"site-?(?:nav|menu|header|head|footer|foot|search)|main-?nav\w*|prev-?next|sidenav|nav-?box\w*|cat-?links",
    "it shares the page": r"share\w*|sharing|social\w*|addtoany\w*|sharedaddy|follow-?us|sns|likes?|like-?(?:button|count|bar)s?",
    "it is an advertisement": r"advert\w*|ads?|sponsor\w*|promo\w*|banner-?ad|adsbygoogle|dfp",
    "it is about other articles": r"related\w*|recommend\w*|more-?(?:stories|articles|from|posts)|read-?(?:more|next)|see-?more|trending|popular\w*|latest\w*",
    "it asks for a subscription": r"newsletter\w*|subscri\w*|signup|sign-?up|mailing-?list|paywall\w*",
    "it is what readers said": r"comments?|comment-?(?:list|area|form|section|respond)|respond|disqus\w*",
    "it asks for an opinion": r"feedback|survey|was-?this\w*|helpful\w*|rating|poll",
    "it stands beside the article": r"side-?bar\w*|aside|widget\w*|rail|right-?col\w*",
    "it is the site's foot": r"(?:site|page|global)-?footer|footer|colophon|copyright|legal-?footer",
    "it is the site's head": r"(?:site|page|global|top)-?header|masthead|top-?bar|suite-?bar\w*|ribbon-?(?:row|bar)?|app-?(?:bar|header)|logo|site-?branding|site-?(?:title|sub)",
    "it is for screens or printers": r"print-?(?:button|link|only|this)\w*|no-?print|back-?to-?top|scroll-?top|to-?top|toolbar|"
    r"listen|read-?(?:speaker|aloud)\w*|reachdeck\w*|browsealoud\w*|text-?to-?speech|screen-?reader\w*|visually-?hidden|sr-?only|hidden|edit-?(?:link|page|section|this)\w*|mw-editsection|headerlink|anchor-?link|permalink",
    "it is a form": r"search-?(?:form|box|bar)|login\w*|contact-?form",
    "it says who keeps the page": r"page-?metadata\w*|metryczka|metryka|(?:doc|document)-?(?:info|properties)",
    "it is a message of the page": r"pop-?up\w*|modal\w*|overlay|toast|lightbox|announcement-?bar|alert-?bar|notice-?bar|whatsapp\w*|chat-?(?:widget|float|button|bubble)\w*",
}  # fmt: skip
_SIDES = [
    (why, re.compile(rf"(?:[a-z]+[-_]+){{0,2}}(?:{pattern})(?:[-_]+\w+)*", re.IGNORECASE))
    for why, pattern in _SIDE.items()
]
# What mail programs and sites say of themselves in the middle of a text.
_BOILERPLATE = re.compile(
    r"view (?:this|it|the)\b.{0,30}\bin (?:your|a) browser|unsubscribe|you (?:are )?receiv(?:e|ed|ing) this|manage (?:your )?preferences|"
    r"im browser (?:ansehen|öffnen)|abmelden|abbestellen|i nettleseren|meld deg av|avmeld|afmeld|avregistrera|i (?:din )?webbläsare|"
    r"dans votre navigateur|se désabonner|désinscri|en (?:su|tu) navegador|darse de baja|w przeglądarce|wypisz się|best viewed (?:in|with)|"
    r"javascript (?:is|must be) (?:disabled|enabled)|skip to (?:main )?content",
    re.IGNORECASE,
)
LONGEST_BOILERPLATE = 160
# Who owns a page, and how often it was read.
_OF_THE_PAGE = re.compile(
    r"(?:©|\(c\) ?|copyright (?=©|\(c\)|\d{4})).{2,100}|"
    r"(?:page views|views|hits|visits|(?:side|sid)visning(?:er|ar)|visninger|visningar|(?:seiten)?aufrufe|zugriffe|vues|lectures|visitas|liczba (?:odsłon|wyświetleń)|odsłony|wyświetlenia|переглядів|просмотров|点击(?:数|量|次数)?|浏览(?:数|量|次数)?|阅读(?:数|量|次数)?|點閱數|عدد (?:المشاهدات|الزيارات)|المشاهدات)\s?[:：]\s?\d[\d\s.,]{0,12}",
    re.IGNORECASE,
)
# Names that say nothing alone: they style what stands inside.
_HARMLESS = re.compile(r"has-|with-|no-|is-|wp-block|t-|u-|d-|p-|m-|js-")
_MAIN = re.compile(
    r"(?:main|article|post|entry|page|story|content|blog)[-_]?(?:body|content|text|main|inner)|articlebody|mw-parser-output|markdown-body|"
    r"theme-doc-markdown|td-content|md-content__inner|main|content|article|prose",
    re.IGNORECASE,
)
_PERMALINKS = re.compile(r"\s*[#¶§🔗]?\s*")


def article(body: Any, account: Account, *, whole: bool) -> Any:
    """The element that holds the article, of a `whole` page or of a fragment that looks like one."""
    without_active(body, account)
    for element in list(body.iter("del")):
        _account_for(element, "a change deletes it", account)
        remove(element)
    main = _main(body) if whole or _has_page_parts(body) else body
    if main is not body:
        for other in _outside(body, main):
            _account_for(other, "it is outside the main part of the page", account)
    _drop_sides(main, account)
    return main


def without_active(body: Any, account: Account) -> None:
    """Takes out what moves, sounds, asks or is not shown."""
    for element in list(body.iter("script", "style", "template", "link", "meta")):
        remove(element)
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            remove(element)
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
            remove(element)
        elif (
            element.tag in _ACTIVE and element.tag not in ("nav", "menu") and element.getparent() is not None
        ):
            if element.tag == "svg" and not "".join(element.itertext()).strip():
                remove(element)
                continue
            if element.tag == "noscript" and not words(element):
                remove(element)
                continue
            source = element.get("src") or element.get("data") or ""
            said = " ".join(_pieces(element))
            label = element.get("title") or element.get("aria-label") or ""
            account.drop(said or " ".join(filter(None, (label, source[:200]))), _ACTIVE[element.tag])
            remove(element)
        elif element.tag == "input":
            box = (element.get("type") or "").lower() == "checkbox"
            if box:
                element.tail = ("☑ " if element.get("checked") is not None else "☐ ") + (
                    element.tail or ""
                ).lstrip()
            elif element.get("value"):
                account.drop(element.get("value") or "", "it is a form")
            remove(element)


# ── main part ───────────────────────────────────────────────────────────────────────────────────


def words(element: Any) -> int:
    return len("".join(element.itertext()).split()) or len("".join(element.itertext()).strip()) // 4


def _has_page_parts(body: Any) -> bool:
    return any(next(body.iter(name), None) is not None for name in ("nav", "main", "footer"))


def _main(body: Any) -> Any:
    """The element that holds the article."""
    total = max(words(body) - sum(words(e) for name in ("nav", "footer") for e in body.iter(name)), 1)
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
        largest = max(group, key=words)
        share = words(largest) / total
        rivals = [
            e
            for e in group
            if e is not largest and not is_inside(e, largest) and words(e) > 0.5 * words(largest)
        ]
        if rivals or share < 0.35:
            continue
        # A title that stands above the article belongs to it.
        return _with_title(largest, body)
    extracted = _extracted(body)
    return _with_title(extracted, body) if extracted is not None else best


def is_inside(element: Any, outer: Any) -> bool:
    return any(each is outer for each in element.iterancestors())


def _with_title(main: Any, body: Any) -> Any:
    if next(main.iter("h1"), None) is not None:
        return main
    heads = list(body.iter("h1"))
    outside = [e for e in heads if not _is_side(e)]
    # One that nothing ends has the rest of the page in it.
    if outside and outside[0].text_content().strip() and not is_inside(main, outside[0]):
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
    while common is not body and is_inside(common, body) and _stands_alone(common):
        common = common.getparent()
    return common if words(common) >= 20 and (common is body or is_inside(common, body)) else None


# Units: words. More beside a text is a part of the page.
_LONGEST_BESIDE = 25
_RIGHTS = re.compile(r"©|\(c\)|copyright|all rights|alle re(?:tt|cht)|tous droits|derechos", re.IGNORECASE)


def _stands_alone(main: Any) -> bool:
    """Whether what stands around a text is so little and plain that it is of the text: its title, its date."""
    holder = main.getparent()
    beside = [
        each
        for each in holder
        if each is not main and isinstance(each.tag, str) and each.tag not in _INVISIBLE
    ]
    said = " ".join(" ".join(each.itertext()) for each in beside)
    return (
        len(said.split()) <= _LONGEST_BESIDE
        and not _RIGHTS.search(said)
        and not _BOILERPLATE.search(said)
        and not any(
            part.tag in ("a", "footer", "form", "aside") or _reason(part)
            for each in beside
            for part in each.iter()
            if isinstance(part.tag, str)
        )
    )


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


def texts(element: Any) -> Iterator[str]:
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


_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
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


def remove(element: Any) -> None:
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


def _reason(element: Any) -> str | None:
    """Why an element belongs to the page and not to the article."""
    if element.tag in ("nav", "menu"):
        return _ACTIVE[element.tag]
    role = (element.get("role") or "").lower()
    if role in _ROLES and not (
        role == "complementary" and callout_kind((element.get("class") or "").split())
    ):
        return _ROLES[role]
    names = [*(element.get("class") or "").split(), element.get("id") or "", element.get("data-hook") or ""]
    if element.tag == "aside" and not callout_kind(names):
        # Beside a text stands what belongs to it, or what does not: long and full of links is not.
        links = sum(words(e) for e in element.iter("a"))
        if links > 0.4 * max(words(element), 1):
            return "it stands beside the article"
    for name in names:
        if not name or _HARMLESS.match(name):
            continue
        for why, pattern in _SIDES:
            if pattern.fullmatch(name):
                return why
    return None


def _drop_sides(main: Any, account: Account) -> None:
    whole = max(words(main), 1)
    above: list[Any] = []
    _drop_remarks(main, account)
    for element in list(main.iter()):
        if element is main or not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if not (is_inside(element, main)):
            continue
        if (
            element.tag == "a"
            and _PERMALINKS.fullmatch(element.text_content())
            and (element.get("href") or "").startswith("#")
            and element.find(".//img") is None
        ):
            remove(element)
            continue
        if element.tag == "table" and _holds_properties(element):
            _account_for(element, "it says who keeps the page", account)
            remove(element)
            continue
        if message := _message(element):
            _account_for(element, message, account)
            above += _headings_above(element)
            remove(element)
            continue
        why = _reason(element)
        if (
            element.tag == "footer"
            and not why
            and not any(up.tag == "blockquote" for up in element.iterancestors())
        ):
            why = (
                "it is the foot of the article's page"
                if words(element) < 0.3 * whole and _links(element)
                else None
            )
        if why is None or (element.tag in ("html", "body", "h1", "h2", "h3", "h4", "p", "table", "tr", "td", "th", "li", "figure", "code", "pre", "span", "em", "strong") and "screens" not in why and "cookie" not in why and "navigation" not in why):  # fmt: skip
            continue
        if element.tag in ("html", "body", "main", "article", "table", "tr", "td", "th", "pre", "code"):
            continue
        if (words(element) > 0.4 * whole and not _is_menu(element)) or (
            next(element.iter("h1"), None) is not None and "beside" not in why
        ):
            # A name that is used for something else here.
            continue
        _account_for(element, why, account)
        above += _headings_above(element)
        remove(element)
    for heading in above:
        behind = heading.getnext()
        if heading.getparent() is not None and (behind is None or behind.tag in _HEADINGS):
            _account_for(heading, "it stands above what was left out", account)
            remove(heading)


_REMARK = re.compile(
    r"(?:_?cmnt|_?msocom|_?(?:mso)?anchor|comment-?|cmt)[-_]?(?:ref|anchor)?[-_]?\d+|_com_\d+", re.IGNORECASE
)


def _drop_remarks(main: Any, account: Account) -> None:
    """What editors said to one another beside the text, and the marks that lead there."""
    for link in list(main.iter("a")):
        name = next((each for key in ("id", "name") if _REMARK.fullmatch(each := link.get(key) or "")), "")
        target = (link.get("href") or "")[1:] if (link.get("href") or "").startswith("#") else ""
        if not (name and _REMARK.fullmatch(target)):
            continue
        holder = link.getparent()
        if holder is None:
            continue
        begins = holder.tag in ("p", "div", "li") and not (holder.text or "").strip() and holder[0] is link
        if begins and "ref" not in name and "anchor" not in name:
            _account_for(holder, "it is a comment", account)
            remove(holder)
        else:
            remove(holder if holder.tag == "sup" and len(holder) == 1 else link)


def _message(element: Any) -> str | None:
    """Why a short text is none of the article's, by its words or its links."""
    if element.tag in ("ul", "ol"):
        entries = element.findall("li")
        links = [e for e in element.iter("a") if (e.get("href") or "").startswith("#")]
        there = len(entries) > 1 and len(links) >= len(entries)
        if there and sum(len(e.text_content()) for e in links) > 0.8 * len(element.text_content().strip()):
            return "it is a table of contents"
    elif element.tag in ("p", "div", "a", "span") and len(text := " ".join(element.text_content().split())) <= LONGEST_BOILERPLATE:  # fmt: skip
        inside = next((e for e in element.iter() if e is not element and e.tag in _BLOCKS), None)
        if inside is None and (
            _BOILERPLATE.search(text) or _OF_THE_PAGE.fullmatch(text) or _leads_up(element)
        ):
            return "it is a message of the page"
    return None


def _leads_up(element: Any) -> bool:
    """Whether it is nothing but a link to the top of the page."""
    link = element if element.tag == "a" else next(element.iter("a"), None)
    return (
        link is not None
        and (link.get("href") or "").lower() in _TOPS
        and link.text_content().strip() == element.text_content().strip() != ""
    )


_TOPS = ("#top", "#oben", "#haut", "#up", "#page", "#pagetop", "#top-of-page", "#topp", "#inicio", "#arriba")


def _holds_properties(table: Any) -> bool:
    """Whether a table is what a program for notes keeps about a page: its owner, its state, its tags."""
    return any(re.fullmatch(r"(?:page-?)?properties", name) for name in (table.get("class") or "").split())


def _headings_above(element: Any) -> list[Any]:
    before = element.getprevious()
    return (
        [before] if before is not None and before.tag in _HEADINGS and not (before.tail or "").strip() else []
    )


def _is_menu(element: Any) -> bool:
    """Whether something that calls itself navigation is nothing else, however much of the page it fills."""
    called = element.tag == "nav" or element.get("role") == "navigation"
    return called and sum(words(e) for e in element.iter("a")) >= 0.8 * words(element)


def _links(element: Any) -> bool:
    return sum(words(e) for e in element.iter("a")) > 0.3 * max(words(element), 1)
