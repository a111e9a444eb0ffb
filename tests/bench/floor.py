"""What the engines cost and nothing else: `floor.py PANDOC FOLDER ARTICLE…` writes the three files of each article.

One pandoc and one WeasyPrint stay for all articles of this process. The files are as plain as those of the shell loop.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main(pandoc: str, folder: Path, articles: list[Path]) -> None:
    script = Path(__file__).with_name("floor.lua")
    with subprocess.Popen(
        [pandoc, "lua", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as warm:
        assert warm.stdin
        assert warm.stdout
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration

        fonts = FontConfiguration()
        for article in articles:
            page, ebook, sheet = (
                folder / f"{article.parent.name}.{suffix}" for suffix in ("html", "epub", "pdf")
            )
            warm.stdin.write(f"{article}\t{page}\t{ebook}\n")
            warm.stdin.flush()
            assert warm.stdout.readline() == "done\n", article
            HTML(page).write_pdf(sheet, font_config=fonts)
        warm.stdin.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
