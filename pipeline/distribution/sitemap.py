"""The site map: which pages there are, when they changed, in which languages; for search engines.

Input: what is listed and the publication, which has to say where it will be found. Output: `sitemap.xml` and what
goes with it, by their path in `output/`, as bytes. Must not: take a date from the clock; list what may not be handed out.
Source: the Sitemaps protocol 0.9 (sitemaps.org); alternates by `xhtml:link`; RFC 9309 (robots.txt).

Handouts and the front page are listed. Brochures and ebooks are the same text once more: listed, they would take the
handout's place among the results, on a phone too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from pipeline.distribution import Listing, address, by_article
from pipeline.distribution.front import NAME as FRONT_PAGE
from pipeline.publication import Publication

NAME = "sitemap.xml"
ROBOTS = "robots.txt"
PART = re.compile(r"sitemap-[1-9][0-9]*\.xml")
# What the protocol allows in one file; the bytes are those of its elements, with room for what is around them.
MOST_ADDRESSES = 50_000
MOST_BYTES = 50 * 1024 * 1024 - 1024

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ROBOTS_HEAD = "User-agent: *\nAllow: /\n\nSitemap: "
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def maps(
    listings: Sequence[Listing],
    publication: Publication,
    *,
    most_addresses: int = MOST_ADDRESSES,
    most_bytes: int = MOST_BYTES,
) -> dict[str, bytes]:
    """Every file by its path; none where nobody knows the addresses.

    Shape: `sitemap.xml` is the map, or an index of maps where one would be too large. `robots.txt` names it where
    the publication has a host of its own: crawlers look for one nowhere else.
    """
    base = publication.base_url
    if not base:
        return {}
    made: dict[str, bytes] = {}
    parts = list(_parts(_pages(listings, publication), most_addresses, most_bytes))
    if len(parts) == 1:
        made[NAME] = _set(parts[0])
    else:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        made |= {name: _set(part) for name, part in zip(names, parts, strict=True)}
        lines = [f"<sitemap><loc>{_text(address(base, name))}</loc></sitemap>" for name in names]
        made[NAME] = _document(f'<sitemapindex xmlns="{_SITEMAP}">', lines, "</sitemapindex>")
    if urlsplit(base).path in ("", "/"):
        made[ROBOTS] = f"{_ROBOTS_HEAD}{address(base, NAME)}\n".encode()
    return made


def is_robots(content: bytes) -> bool:
    """Whether a `robots.txt` was written here, and not by somebody else who put it beside."""
    return content.startswith(_ROBOTS_HEAD.encode()) and content.count(b"\n") == _ROBOTS_HEAD.count("\n") + 1


def _pages(listings: Sequence[Listing], publication: Publication) -> Iterator[str]:
    """An element for each page, the front page first."""
    base = publication.base_url
    held = [one for one in listings if one.state != "expired" and one.file("handout")]
    yield _page(address(base, FRONT_PAGE), max((one.changed for one in held), default=""), [])
    for group in by_article(held, publication.lang):
        places = [(one, address(base, file.path)) for one in group if (file := one.file("handout"))]
        alternates = [(one.lang, place) for one, place in places]
        # For readers of no language that is there: the one that the others were translated from.
        alternates += [("x-default", place) for one, place in places if not one.translation]
        for one, place in places:
            yield _page(place, one.changed, alternates if len(places) > 1 else [])


def _page(place: str, changed: str, alternates: Sequence[tuple[str, str]]) -> str:
    lines = [f"<loc>{_text(place)}</loc>"]
    if changed:
        lines.append(f"<lastmod>{changed}</lastmod>")
    lines += (
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{_text(there)}"/>' for lang, there in alternates
    )
    return "<url>" + "".join(lines) + "</url>"


def _parts(pages: Iterator[str], most_addresses: int, most_bytes: int) -> Iterator[list[str]]:
    """The pages in as many files as they need."""
    part: list[str] = []
    size = 0
    for page in pages:
        weight = len(page.encode()) + 1
        if part and (len(part) == most_addresses or size + weight > most_bytes):
            yield part
            part, size = [], 0
        part.append(page)
        size += weight
    yield part


def _set(lines: Sequence[str]) -> bytes:
    return _document(f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">', lines, "</urlset>")


def _document(opening: str, lines: Sequence[str], closing: str) -> bytes:
    return (_DECLARATION + "\n".join((opening, *lines, closing)) + "\n").encode()


def _text(value: str) -> str:
    return html.escape(value, quote=False).replace('"', "&quot;")
