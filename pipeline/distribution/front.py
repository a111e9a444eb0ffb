"""The front page of `output/`: everything that was built, to be looked at, searched and opened.

Input: what is listed, the publication, a `Theme`. Output: one page, `index.html`, in the publication's language; what
it says of an article is in the article's own. Its words are in `shared/front-labels/`. It works without a server and
without its script, which only hides what nobody looks for. Few covers are in it, many are fetched from beside the
books when they come into view. Must not: ask anything else of the network, know a clock.
"""

from __future__ import annotations

import base64
import functools
import io
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from pipeline.article import text_direction
from pipeline.distribution import File, Listing, address, by_article
from pipeline.distribution.languages import language_name
from pipeline.document.dates import spoken
from pipeline.pieces import Pieces
from pipeline.publication import Publication
from pipeline.rendition.contents import policy_hash
from pipeline.rendition.phrases import bound, phrases
from pipeline.theme import Theme
from pipeline.theme.scripts import tags_of

NAME = "index.html"
LABELS = "shared/front-labels/"
STATES = ("proved", "outdated", "expired")
_ASCII = bytes(range(128))
_BASIC = frozenset(_ASCII.decode())
TYPES = {"handout": "HTML", "ebook": "EPUB"}
MASTHEAD = {"columns": 6, "rows": 6, "size": 60}
COVER = {"columns": 2, "rows": 2, "size": 60}
# With fewer articles there is nothing to search.
LEAST_SEARCHED = 2
# So many covers are in the page, which then is whole without the files beside it. Units: px, for dense screens.
MOST_HELD = 24
HELD_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Words:
    """The page's own words in a language. Shape: `shared` are those that the editions have too."""

    lang: str
    own: Mapping[str, Any]
    shared: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return str(self.own[key])

    @property
    def dir(self) -> str:
        return text_direction(self.lang)

    def counted(self, key: str, count: int) -> str:
        """So many of something, in the form that the number asks for."""
        from babel.numbers import format_decimal

        forms = self.own[key]
        form = forms.get(_locale(self.lang).plural_form(count), forms["other"])
        return str(form).format(count=format_decimal(count, locale=_locale(self.lang)))

    def sized(self, size: int) -> str:
        """The size of a file: kilobytes as they are counted on labels, a thousand bytes each."""
        from babel.units import format_unit

        kilobytes = max(1, round(size / 1000))
        unit, number = ("kilobyte", kilobytes) if kilobytes < 1000 else ("megabyte", round(size / 1e6, 1))
        return format_unit(number, f"digital-{unit}", "short", locale=_locale(self.lang))

    def dated(self, key: str, date: str, **more: str) -> str:
        return str({**self.shared, **self.own}[key]).format(date=_day(date, self.lang), **more)


def words_of(theme: Theme, lang: str, otherwise: str = "en") -> Words:
    """The words of a language, else of its parent, else those of `otherwise`, else the English ones."""
    for tag in (*tags_of(lang), *tags_of(otherwise)):
        if own := theme.words(f"{LABELS}{tag}.yaml"):
            # A language that lacks a word, as a project's own may, has the English one.
            return Words(tag, {**theme.words(f"{LABELS}en.yaml"), **own}, theme.labels(tag))
    return words_of(theme, "en")


def covers(listings: Sequence[Listing], read: Callable[[str], bytes | None]) -> dict[str, str]:
    """The covers that are in the page, as addresses, by their paths: all of them, or none where there are too many."""
    if len(listings) > MOST_HELD:
        return {}
    held = ((one.thumbnail.path, read(one.thumbnail.path)) for one in listings if one.thumbnail)
    shown = ((path, small(content)) for path, content in held if content)
    return {path: address for path, address in shown if address}


@functools.lru_cache(maxsize=MOST_HELD)
def small(content: bytes) -> str:
    """A picture at the size in which it is shown, as an address; nothing for what cannot be read."""
    # Named, so that Pillow does not look for who can write it among all that it has.
    from PIL import Image, WebPImagePlugin  # noqa: F401

    buffer = io.BytesIO()
    try:
        image = Image.open(io.BytesIO(content)).convert("RGB")
        height = max(1, round(HELD_WIDTH * image.height / image.width))
        # More effort saves a twenty-fifth of the bytes, and takes three times as long.
        image.resize((HELD_WIDTH, height), Image.Resampling.LANCZOS).save(
            buffer, "WEBP", quality=60, method=2
        )
    except (OSError, ValueError):
        return ""
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()


def page(
    listings: Sequence[Listing],
    publication: Publication,
    theme: Theme,
    *,
    catalogues: bool,
    feed: str | None,
    held: Mapping[str, str] = MappingProxyType({}),
    pieces: Pieces | None = None,
) -> str:
    """The front page.

    `catalogues` says whether there are any of books, `feed` where the news feed is, `held` are the covers in it,
    `pieces` those of the page of last time.
    """
    from markupsafe import Markup

    words = words_of(theme, publication.lang)
    spoken_words = functools.cache(lambda lang: words_of(theme, lang, words.lang))
    pieces = pieces or Pieces()
    groups = by_article(listings, publication.lang)
    ground = functools.cache(lambda topics: theme.palette(topics)["deep"])
    grounds = sorted({ground(one.topics) for one in listings})

    def card(group: Sequence[Listing]) -> str:
        shown = [_edition(one, spoken_words(one.lang), theme, held) for one in group]
        return theme.fill("shared/partials/card.html.j2", card=shown, language=words["language"])

    cards = [pieces.of(_key(group, held), functools.partial(card, group)) for group in groups]
    filters = list(_filters(listings, words))
    searched = len(groups) >= LEAST_SEARCHED
    languages = {one.lang for one in listings}
    counts = [words.counted("publications", len(groups))]
    if len(languages) > 1:
        counts.append(words.counted("languages", len(languages)))
    own_words = [words.own, *(spoken_words(lang).own for lang in languages)]
    # Of the characters that any text has, each face has all.
    foreign = "".join(cards).encode().translate(None, _ASCII).decode()
    characters = set(foreign).union(*_shown([filters, own_words, publication.publisher])) - _BASIC
    css, faces = _stylesheet(theme, "".join(sorted(characters)), words.lang, grounds, pieces)
    script = _script(theme) if searched else ""
    return theme.fill(
        "shared/index.html.j2",
        words=words,
        publisher=publication.publisher,
        canonical=address(publication.base_url, NAME) if publication.base_url else "",
        counts=counts,
        cards=[Markup(one) for one in cards],
        filters=filters,
        searched=searched,
        fetched=any(one.thumbnail and one.thumbnail.path not in held for one in listings),
        catalogues=catalogues,
        feed=feed,
        css=Markup(faces + css),
        css_hash=policy_hash(faces + css),
        script=Markup(script),
        script_hash=policy_hash(script),
        art=Markup(theme.art("front page", (), **MASTHEAD)),
        mark=Markup(theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(())).strip()),
        logo=theme.logo,
        logo_address=theme.logo.address if theme.logo else "",
        theme_colour=theme.palette(())["deep"],
    )


def _key(group: Sequence[Listing], held: Mapping[str, str]) -> str:
    """All that a card depends on besides what is common to all; nothing where its cover is in the page, for few are."""
    return "" if held or not group[0].key else " ".join(one.key for one in group)


def _edition(one: Listing, words: Words, theme: Theme, held: Mapping[str, str]) -> dict[str, Any]:
    """What a card shows of an article in one language. Shape: `ground` is its cover's colour, without the mark."""
    from markupsafe import Markup

    changed = "updated" if one.modified and one.modified != one.date else "published"
    dates = [words.dated(changed, one.changed)] if one.changed else []
    if one.reviewed_by and one.reviewed_on:
        dates.append(words.dated("reviewed", one.reviewed_on, by=one.reviewed_by))
    if one.valid_until and one.state != "expired":
        dates.append(words.dated("valid-until", one.valid_until))
    dir = text_direction(one.lang)
    return {
        "slug": one.slug,
        "lang": one.lang,
        "dir": dir,
        "language": language_name(one.lang),
        "words": words,
        "tall": theme.tall(one.lang),
        "title": one.title,
        "phrases": phrases(one.title, one.lang, dir),
        "subtitle": bound(one.subtitle or "", one.lang, dir),
        "description": bound(one.description or "", one.lang, dir),
        "keywords": ", ".join(one.keywords),
        "topics": one.topics,
        "size": words.counted("articles", one.articles) if one.articles else "",
        "changed": one.changed,
        "dates": [bound(date, words.lang, words.dir) for date in dates],
        "read": quote(first.path) if (first := one.file("handout", "brochure", "ebook")) else "",
        "thumbnail": one.thumbnail,
        "thumbnail_path": quote(one.thumbnail.path) if one.thumbnail else "",
        "held": Markup(held.get(one.thumbnail.path, "") if one.thumbnail else ""),
        "ground": theme.palette(one.topics)["deep"].removeprefix("#"),
        "art": Markup("") if one.thumbnail else Markup(theme.art(one.slug, one.topics, **COVER)),
        "files": [_file(file, words) for file in one.files],
        "state": one.state,
        "says": _says(one, words),
        "evidence": quote(posixpath.join(one.folder, "proof.html")),
    }


def _says(one: Listing, words: Words) -> str:
    if one.state == "expired":
        return words.dated("expired", one.valid_until)
    if one.state == "outdated":
        return words["outdated"]
    return words["proved" if one.owes else "nothing-owed"]


def _file(file: File, words: Words) -> dict[str, Any]:
    facts = [TYPES.get(file.kind, "PDF")]
    if file.pages and file.kind != "press":
        facts.append(words.counted("pages", file.pages))
    facts.append(words.sized(file.size))
    return {
        "path": quote(file.path),
        "kind": file.kind,
        "label": words[file.kind],
        "facts": facts,
    }


def _filters(listings: Sequence[Listing], words: Words) -> Iterator[dict[str, Any]]:
    """What a reader can choose from. Shape: only where there is a choice."""
    topics = sorted({topic for one in listings for topic in one.topics}, key=str.casefold)
    kinds = {file.kind: words[file.kind] for one in listings for file in one.files}
    languages = sorted(
        {one.lang for one in listings}, key=lambda lang: (lang != words.lang, language_name(lang).casefold())
    )
    choices: dict[str, list[tuple[str, str, str]]] = {
        "lang": [(lang, language_name(lang), lang) for lang in languages],
        "topic": [(topic, topic, "") for topic in topics],
        "format": [(kind, kinds[kind], "") for kind in words.own if kind in kinds],
        "state": [(state, words[f"state-{state}"], "") for state in STATES if any(one.state == state for one in listings)],
    }  # fmt: skip
    named = {"lang": "language"}
    for name, choice in choices.items():
        if len(choice) > 1:
            key = named.get(name, name)
            yield {"name": name, "label": words[key], "all": words[f"all-{key}s"], "choices": choice}


def _stylesheet(
    theme: Theme, text: str, lang: str, grounds: Sequence[str], pieces: Pieces
) -> tuple[str, str]:
    """The rules, and the faces for the characters of the page. Shape: each on one line."""
    base, headings = theme.text, theme.headings
    families = theme.families_for(text, base, lang) if not text.isascii() else ()
    foreign = [family for family in families if family != headings[0]]
    faces = (
        (base, 400, "normal"), (base, 600, "normal"), (*headings, "normal"),
        *((family, weight, "normal") for family in foreign for weight in (400, headings[1])),
    )  # fmt: skip
    css = theme.fill(
        "shared/index.css.j2",
        colour=theme.palette(()),
        tokens=theme.tokens,
        families=foreign,
        tall=theme.tall(lang),
        logo=theme.logo,
        grounds=grounds,
    )
    # On one line: the Nu checker forgets line ends when it compares the hash of the policy.
    return " ".join(css.split("\n")).strip(), pieces.of(
        f"faces {lang} {text}", lambda: " ".join(theme.embedded_faces(faces, text).split("\n"))
    )


def _script(theme: Theme) -> str:
    """The search, on one line and without its comments, which stand on lines of their own."""
    lines = (line.strip() for line in theme.files["shared/index.js"].decode().splitlines())
    return " ".join(line for line in lines if line and not line.startswith("//"))


def _shown(value: Any) -> Iterator[str]:
    """Every text that may be shown, of whatever holds it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _shown(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _shown(one)


def _day(date: str, lang: str) -> str:
    import datetime

    try:
        return spoken(datetime.date.fromisoformat(date), lang)
    except ValueError:
        return date


@functools.cache
def _locale(lang: str) -> Any:
    """How numbers are written; as in English where nothing is known of a language that a project gave words to."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
