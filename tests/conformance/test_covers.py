"""What goes beside an ebook, and the faces inside one, in programs of others."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from pipeline.document import Document
from pipeline.engines import Engines
from pipeline.formats.ebook import Ebook
from pipeline.theme import Theme
from tests.conformance import checkers
from tests.ebook.conftest import document, engines, theme  # noqa: F401 (fixtures)
from tests.ebook.test_cover import difference


def shot(svg: Path, size: tuple[int, int]) -> Image.Image:
    """An SVG as a browser draws it."""
    chromium = checkers.needed(
        os.environ.get("CHROMIUM") or checkers.program("chromium", "chromium-browser", "google-chrome"),
        "chromium",
    )
    output = svg.with_suffix(".png")
    checkers._run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--screenshot={output}",
         f"--user-data-dir={svg.parent / 'profile'}", f"--window-size={size[0]},{size[1]}", f"file://{svg}"]
    )  # fmt: skip
    return Image.open(output).convert("RGB")


def test_a_browser_draws_covers_as_they_are_painted(released: Path, tmp_path: Path) -> None:
    covers = sorted((released / "output").glob("*/*/*.cover.svg"))
    assert len(covers) >= 6
    for cover in covers:
        svg = tmp_path / cover.name
        svg.write_bytes(cover.read_bytes())
        painted = Image.open(cover.with_suffix(".jpg")).convert("RGB")
        mean, others = difference(painted, shot(svg, painted.size))
        assert mean < 1.5, cover.name
        assert others < 0.002, cover.name


def test_epubcheck_takes_the_faces_and_the_drawing(
    document: Callable[..., Document],  # noqa: F811
    theme: Theme,  # noqa: F811
    engines: Engines,  # noqa: F811
    tmp_path: Path,
) -> None:
    """The drawing as another picture of the book, so that EPUBCheck looks at it."""
    made = document("*Text.*\n\n## More\n\nText.", "title: Ferries & more\nebook: {fonts: embedded}")
    composed = Ebook().compose(made, theme).value
    assert composed is not None
    (artifact,) = Ebook().emit(composed, engines).value
    book = tmp_path / "faces.epub"
    with (
        zipfile.ZipFile(io.BytesIO(artifact.content)) as source,
        zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith(".opf"):
                item = b'<item id="drawing" href="media/drawing.svg" media-type="image/svg+xml"/></manifest>'
                content = content.replace(b"</manifest>", item)
            if member.filename.endswith("cover.xhtml"):
                content = content.replace(
                    b"</section>", b'<p><img src="../media/drawing.svg" alt="It"/></p></section>'
                )
            target.writestr(member, content)
        target.writestr("EPUB/media/drawing.svg", artifact.companions["ferries.cover.svg"])
    # That there are faces is no fault, only something that EPUBCheck counts.
    found = [line for line in checkers.epubcheck([book], tmp_path) if "USAGE CSS-028" not in line]
    assert found == []
