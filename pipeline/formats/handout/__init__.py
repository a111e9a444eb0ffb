"""The handout: one HTML file that asks nothing of the network.

Input: an attached `Document`. Output: an `Artifact` of UTF-8 HTML. Must not: contain active content.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pipeline.diagnostics import Diagnostic, Location, Reported, report
from pipeline.document import Document, Heading, plain_text, to_pandoc
from pipeline.engines import EngineError, Engines
from pipeline.formats.handout.described import described, other_languages
from pipeline.formats.handout.faces import ALWAYS, addresses, chosen_faces, displayed
from pipeline.rendition import Artifact, PageMap, Rendition
from pipeline.rendition.complete import PART, apart, complete
from pipeline.rendition.contents import policy_hash, sealed_html
from pipeline.rendition.dress import Wishes, dress, notices_alone, stricter_sizes, width_rules
from pipeline.rendition.expected import expected, manifest
from pipeline.rendition.imprint import authors, imprint, set_lines
from pipeline.rendition.pages import nobody
from pipeline.rendition.phrases import bound, phrases
from pipeline.theme import BASIC_CHARACTERS, SLOT, Theme

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


# With fewer sections there is no list of contents.
LEAST_ENTRIES = 3
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
        from markupsafe import Markup

        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels)
        listed = (document.bound and labels.get("in-this-book")) or labels["contents"]
        contents = _contents(completed)
        blocks, _ = dress(completed, theme, Wishes(sections=True, contents=listed if document.bound else ""))
        meta = document.meta
        owed = expected(document, self.name, labels, fixed=theme.fixed_words(self.name, document.lang))
        words = "".join((*(run.text for run in (*owed.runs, *owed.notes)), *labels.values()))
        lines = imprint(document, labels, self.name)
        text = words + "".join(lines)
        # Another script than the brand's faces have.
        families = theme.families_for(text, theme.text, document.lang) if not text.isascii() else ()
        whole = bool(families) and theme.covers(families[0], text)
        offered = other_languages(document)
        chosen = chosen_faces(completed, theme, families, whole)
        if any(notice.legibility.bold for notice in owed.notices):
            chosen.append((families[0] if families and whole else theme.text, 700, "normal"))
        beside = "".join((text, *(one.name for one in offered), *addresses(completed)))
        # Own templates may say anything, and own stylesheets set anything in the face of headings.
        own = theme.changed(self.name)
        large = beside if own or theme.headings[0] == theme.text else displayed(completed, labels)
        always = BASIC_CHARACTERS if own else ALWAYS
        faces = "".join(
            theme.embedded_faces((face,), large if face[0] == theme.headings[0] else beside, always)
            for face in dict.fromkeys(chosen)
        )
        # On one line: the Nu checker forgets line ends when it compares the hash of the policy.
        sheet = faces + theme.stylesheet(
            "handout",
            meta.topics,
            bound=document.bound,
            families=families,
            lang=document.lang,
            dir=document.dir,
        )
        sheet += stricter_sizes(owed.notices, floor_pt=TEXT_PT) + width_rules(completed.blocks)
        css = " ".join(sheet.split("\n")).strip()
        said = described(document, self.name)
        # Inside a script element only a tag could end it.
        stylesheets = (hashlib.sha256(css.encode()).hexdigest(),)
        proof = manifest(replace(owed, stylesheets=stylesheets)).decode().strip().replace("<", "\\u003c")
        frame = theme.fill(
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
            languages=offered,
            structured=Markup(said.structured),
            structured_hash=policy_hash(said.structured),
            colours=(theme.palette(meta.topics)["deep"], theme.tokens_for(meta.topics)["dark"]["background"]),
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            labels=labels,
            contents=contents if document.bound or len(contents) >= LEAST_ENTRIES else [],
            contents_title=listed,
            imprint=set_lines(document, labels, self.name),
            cover_notices=Markup(notices_alone(apart(document, self.name, "cover"), document, theme)),
            running_notices=Markup(notices_alone(owed.running, document, theme)),
            css=Markup(css),
            css_hash=policy_hash(css),
            manifest=Markup(proof),
            manifest_hash=policy_hash(proof),
            art=Markup(theme.art(document.slug, meta.topics, **ART)),
            mark=Markup(theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()),
            logo=theme.logo,
            logo_address=theme.logo.address if theme.logo else "",
        )
        foreign = () if theme.speaks(document.lang) else (_no_words(document),)
        return Reported(
            Rendition(
                self.name,
                document.slug,
                document.lang,
                document.path,
                blocks,
                frame,
                css,
                options={"manifest": proof},
                stylesheets=stylesheets,
            ),
            foreign,
        )

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
