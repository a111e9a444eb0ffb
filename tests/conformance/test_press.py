"""The real articles' press files before a printer's preflight and on Ghostscript's plates."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf

from tests.conformance import checkers
from tests.conformance.preflight import MM, most_ink, plates, preflight


def _files(released: Path) -> list[Path]:
    found = sorted((released / "output").glob("*/*/*.press.pdf"))
    assert len(found) >= 6, f"expected the press files of six articles, found {found}"
    return found


def test_press_files_have_no_fault(released: Path) -> None:
    assert [
        f"{file.name}: {line}" for file in _files(released) for line in preflight(file.read_bytes())
    ] == []


def test_ink_is_within_the_limit_on_every_plate(released: Path, tmp_path: Path) -> None:
    checkers.needed(checkers.program("gs"), "Ghostscript")
    for number, file in enumerate(_files(released)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pikepdf.open(io.BytesIO(file.read_bytes())) as document:
            boxes = [
                ([float(edge) / MM for edge in page.obj.BleedBox], float(page.obj.MediaBox[3]) / MM)
                for page in document.pages
            ]
        for plate, ((left, foot, right, top), height) in zip(plates(file, folder), boxes, strict=True):
            assert 0 < most_ink(plate, (left, height - top, right, height - foot)) <= 300, file.name


def test_there_are_four_plates_and_no_more(released: Path, tmp_path: Path) -> None:
    program = checkers.needed(checkers.program("gs"), "Ghostscript")
    file = _files(released)[0]
    done = subprocess.run(
        [program, "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", "-r36", "-dLastPage=1",
         f"-sOutputFile={tmp_path}/plate.tif", str(file)],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(one.name for one in tmp_path.glob("plate(*).tif"))
    assert names == ["plate(Black).tif", "plate(Cyan).tif", "plate(Magenta).tif", "plate(Yellow).tif"]
