"""The handout: one HTML file that asks nothing of the network.

Input: an attached `Document`. Output: an `Artifact` of UTF-8 HTML. Must not: contain active content.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import Document, Heading, plain_text, to_pandoc
from pipeline.engines import EngineError, Engines
from pipeline.formats.handout.described import described, other_languages
from pipeline.formats.handout.faces import faces_of
from pipeline.rendition import Artifact, PageMap, Rendition
from pipeline.rendition.complete import PART, Labels, apart, complete
from pipeline.rendition.contents import policy_hash, sealed_html
from pipeline.rendition.dress import Wishes, dress, notices_alone, stricter_sizes, width_rules
from pipeline.rendition.expected import Expectation, expected, manifest
from pipeline.rendition.imprint import authors, set_lines
from pipeline.rendition.listing import LEAST_ENTRIES
from pipeline.rendition.pages import nobody
from pipeline.rendition.phrases import bound, phrases
from pipeline.theme import SLOT, Theme

ART = {"columns": 4, "rows": 8, "size": 60}

# pandoc's markup as the Nu checker wants it. It holds a `data:` picture in `src` for blocked, whatever the policy
# allows; in `srcset` browsers show the same picture. And the empty corner of a table heads nothing.
_FINISH = (
    (re.compile(r"<((?:img|br|hr|col)\b[^<>]*?) ?/>"), r"<\1>"),
    (re.compile(r"<img src=\"(data:[^\"<>]*)\""), r'<img srcset="\1"'),
    (re.compile(r"<th\b[^<>]*></th>"), "<td></td>"),
    # An address that is its own text: paper needs it once.
    (
        re.compile(r"<a href=\"((?:https://)?([^\"<>]+?)/?)\">((?:https://)?\2/?)</a>"),
        r'<a href="\1" class="bare">\3</a>',
    ),
)


# The size of its text on paper, and at least that on a screen.
TEXT_PT = 10.5


class Handout:
    """HTML for screens and for the reader's own printer."""

    name = "handout"
    media_type = "text/html"
    suffix = ".html"
    names_pages = False

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet. Reports: HND501 (no generated words in the language)."""
        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels)
        owed = expected(document, self.name, labels, fixed=theme.fixed_words(self.name, document.lang))
        page = _Page(document, completed, theme, owed)
        contents = page.contents_title if document.bound else ""
        blocks, _ = dress(completed, theme, Wishes(sections=True, contents=contents, labels=True))
        css = page.css()
        stylesheets = (hashlib.sha256(css.encode()).hexdigest(),)
        # Inside a script element only a tag could end it.
        proof = manifest(replace(owed, stylesheets=stylesheets)).decode().strip().replace("<", "\\u003c")
        rendition = Rendition(
            self.name,
            document.slug,
            document.lang,
            document.path,
            blocks,
            page.frame(css, proof),
            css,
            options={"manifest": proof},
            stylesheets=stylesheets,
        )
        return Reported(rendition, () if theme.speaks(document.lang) else (_no_words(document),))

    def refused(self, document: Document, theme: Theme) -> tuple[Diagnostic, ...]:
        """Nothing: a browser has fonts of its own."""
        return ()

    def files(self, rendition: Rendition) -> tuple[str, ...]:
        return (rendition.slug + self.suffix,)

    def paginated(self, rendition: Rendition, engines: Engines) -> PageMap:
        return ()

    def emit(
        self,
        rendition: Rendition,
        engines: Engines,
        pages: PageMap = (),
        paged: Callable[[PageMap], None] = nobody,
    ) -> Reported[tuple[Artifact, ...]]:
        """The file. Reports: ENG601–ENG604."""
        try:
            body = engines.pandoc.write(to_pandoc(rendition.blocks), "html5", ("--wrap=none",)).decode()
        except EngineError as error:
            return Reported((), (report(error.code, Location(rendition.path), **error.facts),))
        for pattern, replacement in _FINISH:
            body = pattern.sub(replacement, body)
        html = rendition.frame.replace(SLOT, body.strip())
        html, digest = sealed_html(html, rendition.options["manifest"])
        name = rendition.slug + self.suffix
        artifact = Artifact(self.name, name, self.media_type, html.encode(), {"contents-sha256": digest})
        return Reported((artifact,))


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands around the text. Shape: `completed` is `document` with all that its readers see."""

    document: Document
    completed: Document
    theme: Theme
    owed: Expectation

    @property
    def labels(self) -> Labels:
        return self.theme.labels(self.document.lang)

    @property
    def contents_title(self) -> str:
        return (self.document.bound and self.labels.get("in-this-book")) or self.labels["contents"]

    def css(self) -> str:
        """Faces and rules, on one line: the Nu checker forgets line ends when it compares the hash of the policy."""
        document, owed = self.document, self.owed
        faces = faces_of(document, self.completed, self.theme, owed)
        rules = self.theme.stylesheet(
            "handout",
            document.meta.topics,
            bound=document.bound,
            families=faces.families,
            lang=document.lang,
            dir=document.dir,
        )
        rules += stricter_sizes(owed.notices, floor_pt=TEXT_PT) + width_rules(self.completed.blocks)
        return " ".join((faces.css + rules).split("\n")).strip()

    def frame(self, css: str, proof: str) -> str:
        """The page with a slot for the text; its policy allows what is in it by its hash, and nothing else."""
        from markupsafe import Markup

        document, theme, meta = self.document, self.theme, self.document.meta
        contents, said = _contents(self.completed), described(document, Handout.name)
        palette = theme.palette(meta.topics)
        return theme.fill(
            "handout/page.html.j2",
            lang=document.lang,
            dir=document.dir,
            title=meta.title,
            phrases=phrases(meta.title, document.lang, document.dir),
            subtitle=bound(meta.subtitle or "", document.lang, document.dir),
            description=said.description,
            address=said.address,
            alternates=said.alternates,
            properties=said.properties,
            languages=other_languages(document),
            structured=Markup(said.structured),
            structured_hash=policy_hash(said.structured),
            colours=(palette["deep"], theme.tokens_for(meta.topics)["dark"]["background"]),
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            labels=self.labels,
            contents=contents if document.bound or len(contents) >= LEAST_ENTRIES else [],
            contents_title=self.contents_title,
            imprint=set_lines(document, self.labels, Handout.name),
            cover_notices=Markup(notices_alone(apart(document, Handout.name, "cover"), document, theme)),
            running_notices=Markup(notices_alone(self.owed.running, document, theme)),
            css=Markup(css),
            css_hash=policy_hash(css),
            manifest=Markup(proof),
            manifest_hash=policy_hash(proof),
            art=Markup(theme.art(document.slug, meta.topics, **ART)),
            mark=Markup(theme.fill("shared/partials/mark.svg.j2", colour=palette).strip()),
            logo=theme.logo,
            logo_address=theme.logo.address if theme.logo else "",
        )


def _contents(document: Document) -> list[dict[str, Any]]:
    """What begins with a level-2 heading, in order; the chapters of a part within it."""
    found: list[dict[str, Any]] = []
    inside: list[dict[str, Any]] = found
    for block in document.blocks:
        if not isinstance(block, Heading) or block.level != 2:
            continue
        entry: dict[str, Any] = {
            "id": block.attributes.id,
            "text": plain_text(block.content),
            "part": False,
            "chapters": [],
        }
        if PART in block.attributes.classes:
            entry["part"] = True
            found.append(entry)
            inside = entry["chapters"]
        elif entry["id"] == "smallprint-sources":
            found.append(entry)
        else:
            inside.append(entry)
    return found


def _no_words(document: Document) -> Diagnostic:
    return report("HND501", document.article.at("lang"), lang=document.lang)
