"""Links: words, addresses, places in the article; and addresses that are no links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from pipeline.checks.subject import GAP, Subject
from pipeline.diagnostics import Diagnostic, did_you_mean, quoted, report
from pipeline.document import Heading, Link, Note, of_kind, plain_text
from pipeline.document.links import elsewhere as article_of

# Signs that end a sentence, or stand around an address, without a space between.
_ENDS = "。，、；：！？（）「」『』《》【】،؛؟।"
_BARE = re.compile(
    rf"(?:https?://|www\.)[^\s<>{GAP}“”«»{_ENDS}]+|(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{{2,}}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"[^\s.@/\\]+(\.[^\s.@/\\]+)*\.?")
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
_NAMED = re.compile(r"\.{0,2}/?(?:[^/#?:]+/)*?(?P<slug>[^/#?:.]+)(?:\.\w+|/(?:index\.\w+)?)?(?P<place>#.+)?")
_PHONE = re.compile(r"\+?[\d().-]{3,}")
# Words that are an address themselves; of those without a scheme the endings that nothing else has.
_SHOWN = re.compile(
    r"(?:https?://|www\.)\S+|(?:[a-z0-9-]{1,63}\.)+"
    r"(?:com|org|info|int|eu|gov|edu|at|au|be|ca|ch|cz|de|dk|es|fi|fr|ie|it|nl|no|nz|pl|pt|se|ua|uk|us)(?:/\S*)?"
)
_DIALLED = re.compile(r"\+?[\d\s().\u2010\u2011/-]{5,}")
# What a link is called that says nothing alone: "click here".
_SAYS_NOTHING = re.compile(
    r"(?:click |tap |press |follow )?(?:here|this link|the link)|(?:read |learn |find out |see )?more|this page"
    r"|(?:klikk |trykk |klick |klikka |klik |tryk )?(?:her|här|på lenken|på länken|denne lenken)|(?:les|läs|læs) (?:mer|meir|mere)"
    r"|(?:klicken sie )?hier(?: klicken)?|mehr(?: erfahren)?|weiterlesen|(?:cliquez )?ici|en savoir plus|lire la suite"
    r"|(?:haga clic |pulse )?aquí|leer más|(?:kliknij )?tutaj|czytaj więcej|(?:натисніть )?тут|هنا|यहाँ|点击这里|这里",
    re.IGNORECASE,
)


def links(subject: Subject, articles: frozenset[str]) -> Iterator[Diagnostic]:
    """Reports: DOC220 (no words), DOC221 (no such place), DOC223 (address), DOC224 (http, warning), DOC226 (a note in it), DOC284 (it shows another address), DOC279 (words that say nothing, warning)."""
    ids = {
        visit.node.attributes.id
        for visit in subject.visits
        if isinstance(visit.node, Heading) and visit.node.attributes.id
    }
    for visit in subject.visits:
        link = visit.node
        if not isinstance(link, Link):
            continue
        where, url = subject.location(visit.extent), link.url
        if not plain_text(link.content, alt=True).strip():
            yield report("DOC220", where, url=url or quoted(""))
        elif _SAYS_NOTHING.fullmatch(said := " ".join(plain_text(link.content, alt=True).split())):
            yield report("DOC279", where, found=quoted(said))
        for note in of_kind(link.content, Note):
            yield report("DOC226", subject.location(note.at or visit.extent))
        if _leads_elsewhere(plain_text(link.content).strip(), url):
            said = plain_text(link.content).strip()
            yield report("DOC284", where, found=quoted(said), url=quoted(url))
        if url.startswith("#") and len(url) > 1:
            name = unquote(url[1:])
            if name not in ids:
                yield report("DOC221", where, id=quoted(name), nearest=_sentence(did_you_mean(name, ids)))
        elif article_of(url) is not None:
            continue
        elif problem := _problem(url):
            meant = _meant(url, articles)
            problem = f"{problem}; did you mean `{meant}`?" if meant else problem
            yield report("DOC223", where, url=quoted(url), problem=problem)
        elif url.lower().startswith("http:"):
            yield report("DOC224", where, url=url)


def _leads_elsewhere(said: str, url: str) -> bool:
    """Whether words that are an address, or a number to ring, name another one than the link leads to."""
    kind, _, rest = url.partition(":")
    match kind.lower():
        case "http" | "https" if _SHOWN.fullmatch(said):
            shown, real = (_host_of(one) for one in (said, url))
            return not (f".{real}".endswith(f".{shown}") or f".{shown}".endswith(f".{real}"))
        case "mailto" if _MAIL.fullmatch(said):
            return said.casefold() != unquote(rest.split("?", 1)[0]).casefold()
        case "tel" if _DIALLED.fullmatch(said):
            # The country stands before one of the two, or a nought in its place.
            shown, real = (re.sub(r"\(0\)|\D", "", one).lstrip("0") for one in (said, rest.split(";", 1)[0]))
            return not (real.endswith(shown) or shown.endswith(real))
        case _:
            return False


def _host_of(address: str) -> str:
    """The host of an address, with a scheme or without."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        # Letters beyond ASCII have two spellings.
        host = host.encode("idna").decode()
    except ValueError:
        return ""
    return host.casefold().removeprefix("www.").rstrip(".")


def elsewhere(subject: Subject, articles: frozenset[str]) -> Iterator[Diagnostic]:
    """Links to other articles. Reports: DOC225 (none of that name, with a handout, in the language), DOC281 (no such heading)."""
    for visit in subject.visits:
        there = article_of(visit.node.url) if isinstance(visit.node, Link) else None
        if there is None or there.name in articles:
            continue
        where = subject.location(visit.extent)
        if there.slug not in articles:
            names = [name for name in articles if "#" not in name]
            nearest = _sentence(did_you_mean(there.slug, names))
            yield report("DOC225", where, name=quoted(there.slug), nearest=nearest)
        else:
            ids = [
                id for slug, _, id in (name.partition("#") for name in articles) if slug == there.slug and id
            ]
            nearest = _sentence(did_you_mean(there.place, ids))
            yield report("DOC281", where, name=there.slug, id=quoted(there.place), nearest=nearest)


def _sentence(action: str) -> str:
    return action if action.endswith("?") else f"{action[0].upper()}{action[1:]}."


def _meant(url: str, articles: frozenset[str]) -> str | None:
    """Another article by its file's address, where a link names it as a file or a page: `tides.md#springs`, `tides/`."""
    match = _NAMED.fullmatch(unquote(url))
    return (
        f"../{match['slug']}/article.md{match['place'] or ''}"
        if match and match["slug"] in articles
        else None
    )


def _problem(url: str) -> str | None:
    """Why an address cannot be followed, or may not be."""
    if not url or url == "#":
        return "it is empty"
    if re.search(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]", url):
        return "it holds a space or a character that must be encoded"
    match = _SCHEME.match(url)
    if url.startswith("//") or match is None:
        return "it does not say what kind of address it is"
    kind, rest = match[1].lower(), unquote(url[match.end() :])
    if kind in ("http", "https"):
        return _web_problem(url)
    if kind == "mailto":
        return None if _MAIL.fullmatch(rest.split("?", 1)[0]) else "it is not a mail address"
    if kind == "tel":
        return None if _PHONE.fullmatch(rest) else "it is not a telephone number; leave the spaces out"
    return f"`{kind}:` is not allowed"


def _web_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "its host cannot be read"
    if not url[url.index(":") + 1 :].startswith("//") or not host:
        return "it names no host"
    if parts.username is not None or parts.password is not None:
        return "it holds a user name, which hides the real host"
    if not _HOST.fullmatch(host) and not host.startswith("["):
        return "its host cannot be read"
    return None


def bare_addresses(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC222 (an address in the text that is no link, warning)."""
    for text in subject.prose:
        for match in _BARE.finditer(text.text):
            found = match[0].rstrip(".,;:!?)’'\"…")
            extent = text.extent(match.start(), match.start() + len(found))
            if extent is not None and len(found) > len("www."):
                yield report("DOC222", subject.location(extent), found=found)
