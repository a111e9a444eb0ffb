"""The editions: one table, one `Renderer` each, none of which knows another."""

from __future__ import annotations

from pipeline.formats.brochure import Brochure
from pipeline.formats.ebook import Ebook
from pipeline.formats.handout import Handout
from pipeline.rendition import Renderer

FORMATS: dict[str, Renderer] = {renderer.name: renderer for renderer in (Brochure(), Ebook(), Handout())}
