"""The handout: one HTML file that asks nothing of the network.

Input: an attached `Document`. Output: an `Artifact` of UTF-8 HTML. Must not: contain active content.
"""

from __future__ import annotations

import base64
import hashlib
import re

from pipeline.diagnostics import Location, Reported, report
from pipeline.document import Document, Heading, plain_text, to_pandoc
from pipeline.engines import EngineError, Engines
from pipeline.rendition import Artifact, Rendition
from pipeline.rendition.complete import complete
from pipeline.rendition.dress import Wishes, dress
from pipeline.rendition.expected import expected, manifest
from pipeline.rendition.imprint import authors, imprint
from pipeline.theme import SLOT, Theme

FACES = (
    ("SP Sans", 400, "normal"),
    ("SP Sans", 600, "normal"),
    ("SP Sans", 700, "normal"),
    ("SP Serif", 400, "normal"),
    ("SP Serif", 600, "normal"),
)
ART = {"columns": 4, "rows": 4, "size": 60}

_VOID = re.compile(r"<((?:img|br|hr|col)\b[^<>]*?) ?/>")


class Handout:
    """HTML for screens and for the reader's own printer."""

    name = "handout"
    media_type = "text/html"
    suffix = ".html"
    placements = ("opening", "after-trigger", "closing")

    def compose(self, document: Document, theme: Theme) -> Reported[Rendition | None]:
        """Dressed tree, frame and stylesheet."""
        from markupsafe import Markup

        labels = theme.labels(document.lang)
        completed = complete(document, self.name, labels)
        blocks, _ = dress(completed, theme, Wishes(sections=True))
        meta = document.meta
        expectation = expected(document, self.name, labels)
        words = "".join(run.text for run in (*expectation.runs, *expectation.notes)) + "".join(
            labels.values()
        )
        lines = imprint(document, labels)
        faces = theme.embedded_faces(FACES, words + "".join(lines))
        css = faces + theme.stylesheet("handout", meta.topics)
        contents = [
            {"id": block.attributes.id, "text": plain_text(block.content)}
            for block in completed.blocks
            if isinstance(block, Heading) and block.level == 2
        ]
        frame = theme.fill(
            "handout/page.html.j2",
            lang=document.lang,
            dir=document.dir,
            title=meta.title,
            subtitle=meta.subtitle,
            description=meta.description,
            authors=authors(document),
            keywords=", ".join(meta.keywords),
            publisher=meta.publisher,
            labels=labels,
            contents=contents,
            imprint=lines,
            css=Markup(css),
            css_hash=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
            art=Markup(theme.art(document.slug, meta.topics, **ART)),
            mark=Markup(theme.fill("shared/partials/mark.svg.j2", colour=theme.palette(meta.topics)).strip()),
            # Inside a script element only a tag could end it.
            manifest=Markup(manifest(expectation).decode().replace("<", "\\u003c")),
        )
        return Reported(Rendition(self.name, document.slug, document.lang, document.path, blocks, frame, css))

    def emit(self, rendition: Rendition, engines: Engines) -> Reported[Artifact | None]:
        """The file. Reports: ENG601–ENG604."""
        try:
            body = engines.pandoc.write(to_pandoc(rendition.blocks), "html5", ("--wrap=none",)).decode()
        except EngineError as error:
            return Reported(None, (report(error.code, Location(rendition.path), **error.facts),))
        html = rendition.frame.replace(SLOT, _VOID.sub(r"<\1>", body.strip()))
        return Reported(Artifact(self.name, rendition.slug + self.suffix, self.media_type, html.encode()))
