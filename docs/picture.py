"""Draws docs/pictures/editions.png from `output/`: `.venv/bin/python docs/picture.py`, after `script/build`.

Wants Ghostscript, which shows inks as the press will, and Chromium. Look at the picture before you commit it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
FACES = ROOT / "templates/shared/fonts/print"
PROFILE = ROOT / "templates/shared/press/FOGRA39L.icc"
SLUG, BOOKLET = "medical-assistant-norway", "renting-your-first-flat"
CHAPTER = "05-training-program-costs-and-providers.xhtml"
WIDTH, HEIGHT = 1600, 1010

PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; width: 1600px; height: 1010px; overflow: hidden; position: relative; background: #e4f1f2 }
body > * { position: absolute }
.sheet { width: 750px; background: white; box-shadow: 0 1px 3px #004b5730, 0 14px 40px #004b5733 }
.booklet { left: 928px; top: 56px; box-shadow: 0 1px 3px #004b5730, 0 14px 40px #004b5733 }
.booklet img { float: left; width: 308px }
.booklet::after { content: ""; position: absolute; inset: 0;
    background: linear-gradient(90deg, #0000 46%, #0b2b3312 49.3%, #0b2b3330 50%, #0b2b3312 50.7%, #0000 54%) }
.device { background: #20292c; box-shadow: 0 1px 3px #004b5740, 0 14px 36px #004b5740 }
.device div { overflow: hidden; background: white; height: 100% }
.device iframe { border: 0; transform-origin: 0 0 }
.reader { left: 960px; top: 546px; width: 262px; height: 366px; padding: 20px 16px 34px; border-radius: 16px }
.reader div { border-radius: 2px; background: #f7f5ee }
.reader iframe { width: 480px; height: 760px; transform: translate(12px, 4px) scale(.492) }
.phone { right: 76px; top: 528px; width: 214px; height: 424px; padding: 9px; border-radius: 32px }
.phone div { border-radius: 24px }
.phone iframe { width: 390px; height: 900px; transform: scale(.549) }
</style>
<img class="sheet" style="left: 120px; top: 424px" src="press-2.png">
<img class="sheet" style="left: 48px; top: 40px" src="press-1.png">
<div class="booklet"><img src="page-4.png"><img src="page-5.png"></div>
<div class="device reader"><div><iframe src="book/EPUB/text/CHAPTER"></iframe></div></div>
<div class="device phone"><div><iframe src="handout.html"></iframe></div></div>
"""

# What somebody has set in their reading app: ebooks leave the face to them.
READER = f"""<style>
@font-face {{ font-family: Chosen; src: url("{FACES.as_uri()}/SourceSans3_400Regular.ttf") }}
@font-face {{ font-family: Chosen; font-weight: 700; src: url("{FACES.as_uri()}/SourceSans3_700Bold.ttf") }}
body {{ font-family: Chosen }}
</style>"""


def drawn(source: Path, target: Path, pages: str, *more: str) -> None:
    """Pages of a PDF as PNGs of 250 pixels per inch."""
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-r250", "-dTextAlphaBits=4",
               "-dGraphicsAlphaBits=4", f"--permit-file-read={PROFILE.parent}/", f"-sDefaultCMYKProfile={PROFILE}",
               f"-sPageList={pages}", *more, "-o", str(target), str(source)]  # fmt: skip
    subprocess.run(command, check=True)


def main() -> None:
    output = (Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "output") / "en"
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    browser = next((found for name in names if name and (found := shutil.which(name))), None)
    if browser is None or shutil.which("gs") is None:
        raise SystemExit("wanted: chromium and ghostscript")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        drawn(output / SLUG / f"{SLUG}.press.pdf", folder / "press-%d.png", "1-2")
        for page in ("4", "5"):
            drawn(output / BOOKLET / f"{BOOKLET}.pdf", folder / f"page-{page}.png", page)
        shutil.copy(output / SLUG / f"{SLUG}.html", folder / "handout.html")
        zipfile.ZipFile(output / SLUG / f"{SLUG}.epub").extractall(folder / "book")
        chapter = folder / "book/EPUB/text" / CHAPTER
        chapter.write_text(chapter.read_text().replace("</head>", READER + "</head>"))
        (folder / "page.html").write_text(PAGE.replace("CHAPTER", CHAPTER))
        shot = folder / "shot.png"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   "--force-device-scale-factor=2", f"--window-size={WIDTH},{HEIGHT}", "--virtual-time-budget=3000",
                   f"--screenshot={shot}", (folder / "page.html").as_uri()]  # fmt: skip
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        picture = Image.open(shot).convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        few = picture.quantize(256, Image.Quantize.MEDIANCUT, kmeans=4, dither=Image.Dither.FLOYDSTEINBERG)
        few.save(ROOT / "docs/pictures/editions.png", optimize=True)


if __name__ == "__main__":
    main()
