"""Attacks that some readers of PDF follow and others do not: what only they draw over a disclaimer, or do when it is touched.

Input: a `Tampered` file. Output: the same, changed. Must not: change the words of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.proof.mutants.covering import painted_last
from pipeline.proof.mutants.tampered import Attack, Tampered

# Deeper than PDFium follows, and less than others do.
_DEEP = 60
_WHITE = b"1 1 1 rg 0 0 1 1 re f"


def reader_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Name, description and attack."""
    yield "cover-deep", "a drawing lies over it, deep in others", _drawn(_deep)
    yield "cover-short", "a picture lies over it that ends early", _drawn(_picture(b""))
    yield "cover-keyed", "a picture lies over it, some of whose colours are left out", _drawn(_keyed)
    yield "cover-alternate", "a picture within a drawing is another when it is printed", _drawn(_alternate)
    yield "cover-uncoloured", "a pattern without colours lies over it", _tiled
    yield "cover-no-ink", "an ink that is none lies over it", _inkless
    yield "elsewhere-fonts", "its letters are in another file", _fonts_elsewhere


def touching_attacks() -> Iterator[tuple[str, str, Attack]]:
    """Those on a file that is opened by readers, not by a press."""
    yield "cover-link", "a link lies over it that runs a script", _scripted
    yield "open-script", "a script is run when it is opened, behind a step to the first page", _opened
    yield "open-zoom", "it is opened 64 times as large as it is", _enlarged


def _drawn(made: Callable[[Tampered], Any]) -> Attack:
    """A drawing one by one, as large as the disclaimer."""

    def cover(file: Tampered) -> bool:
        left, bottom, right, top = file.box
        name = file.sheet.resource("/XObject", "Attack", made(file))
        painted_last(
            file.sheet, f"{right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm {name} Do"
        )
        return True

    return cover


def _form(file: Tampered, content: bytes, inner: Any = None) -> Any:
    from pikepdf import Array, Dictionary, Name

    held = Dictionary() if inner is None else Dictionary(XObject=Dictionary(In=inner))
    return file.document.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]), Resources=held
    )


def _deep(file: Tampered) -> Any:
    drawing = _form(file, _WHITE)
    for _ in range(_DEEP):
        drawing = _form(file, b"/In Do", drawing)
    return drawing


def _picture(content: bytes, **entries: Any) -> Callable[[Tampered], Any]:
    def make(file: Tampered) -> Any:
        from pikepdf import Name

        return file.document.make_stream(
            content, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, **entries,
        )  # fmt: skip

    return make


def _keyed(file: Tampered) -> Any:
    """In white, which some readers take for one of the colours that are left out."""
    from pikepdf import Array

    return _picture(b"\xff\xff\xff", Mask=Array([254, 256] * 3))(file)


def _alternate(file: Tampered) -> Any:
    """Black, and a white one for a printer."""
    from pikepdf import Array, Dictionary, Name

    clear = file.document.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )  # fmt: skip
    other = Dictionary(Image=_picture(b"\xff\xff\xff")(file), DefaultForPrinting=True)
    shown = _picture(b"\xff\xff\xff", SMask=clear, Alternates=Array([other]))(file)
    return _form(file, b"/In Do", shown)


def _tiled(file: Tampered) -> bool:
    from pikepdf import Array, Dictionary, Name

    tile = file.document.make_stream(
        b"1 1 1 rg 0 0 9 9 re f", Type=Name.Pattern, PatternType=1, PaintType=2, TilingType=1, BBox=Array([0, 0, 9, 9]),
        XStep=9, YStep=9, Resources=Dictionary(),
    )  # fmt: skip
    name = file.sheet.resource("/Pattern", "Attack", tile)
    painted_last(file.sheet, f"/Pattern cs {name} scn {_rectangle(file)}")
    return True


def _inkless(file: Tampered) -> bool:
    from pikepdf import Array, Dictionary, Name

    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0]), C1=Array([1, 1, 1]), N=1)
    space = Array([Name.Separation, Name("/None"), Name.DeviceRGB, tint])
    name = file.sheet.resource("/ColorSpace", "Attack", space)
    painted_last(file.sheet, f"{name} cs 1 scn {_rectangle(file)}")
    return True


def _rectangle(file: Tampered) -> str:
    left, bottom, right, top = file.box
    return f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re f"


def _fonts_elsewhere(file: Tampered) -> bool:
    from pikepdf import Dictionary, String

    found = False
    for entry in file.document.objects:
        if isinstance(entry, Dictionary) and "/FontFile2" in entry:
            entry["/FontFile2"]["/F"] = String("font.ttf")
            found = True
    return found


def _script() -> Any:
    from pikepdf import Dictionary, Name, String

    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _scripted(file: Tampered) -> bool:
    from pikepdf import Array, Dictionary, Name

    if file.sheet.page is None:
        return False
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array(list(file.box)), BS=Dictionary(W=0), F=4, A=_script()
    )
    page = file.sheet.target
    page["/Annots"] = Array([*page.get("/Annots", Array()), file.document.make_indirect(link)])
    return True


def _opened(file: Tampered) -> bool:
    from pikepdf import Array, Dictionary, Name

    place = Array([file.document.pages[0].obj, Name.Fit])
    file.document.Root["/OpenAction"] = Dictionary(S=Name.GoTo, D=place, Next=_script())
    return True


def _enlarged(file: Tampered) -> bool:
    from pikepdf import Array, Name

    file.document.Root["/OpenAction"] = Array([file.document.pages[0].obj, Name.XYZ, 0, 0, 64])
    return True
