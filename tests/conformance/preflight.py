"""What a printer's preflight looks at in a press file, by means of its own: a list of complaints, empty if there are none.

It shares no code with the package that makes such files: it walks everything that a page can draw with pikepdf, and
measures ink on the plates that Ghostscript makes.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
from PIL import Image, ImageMath

MM = 72 / 25.4
SCREEN = {"/DeviceRGB", "/RGB", "/CalRGB", "/CalGray", "/Lab"}
METADATA = (
    "pdfxid:GTS_PDFXVersion>PDF/X-4<", "xmp:CreateDate>", "xmp:ModifyDate>", "xmp:MetadataDate>",
    "xmpMM:DocumentID>", "xmpMM:VersionID>", "xmpMM:RenditionClass>", "pdf:Trapped>False<", "<dc:title>",
)  # fmt: skip
READERS = (
    "/Names", "/AF", "/OpenAction", "/AA", "/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Outlines", "/OCProperties", "/Lang",
)  # fmt: skip


def preflight(content: bytes, *, bleed_mm: float = 3.0, ink_limit: float = 300.0) -> list[str]:
    """Everything that PDF/X-4 and our own rules for a press file forbid."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = list(_of_document(document, content))
        for number, page in enumerate(document.pages, 1):
            walk = _Walk(ink_limit)
            walk.group(page.obj.get("/Group"), "its group")
            walk.content(page, page.obj.get("/Resources", pikepdf.Dictionary()), "content")
            complaints = [*_of_boxes(page, bleed_mm), *walk.found]
            if "/Annots" in page.obj or "/AA" in page.obj or "/StructParents" in page.obj:
                complaints.append("annotations, actions or structure")
            found += [f"page {number}: {complaint}" for complaint in complaints]
    return list(dict.fromkeys(found))


def _of_document(document: pikepdf.Pdf, content: bytes) -> Iterator[str]:
    root = document.Root
    if not content.startswith(b"%PDF-1.6"):
        yield f"header {content[:8]!r}"
    if "/Encrypt" in document.trailer:
        yield "encrypted"
    if len(document.trailer.get("/ID", [])) != 2:
        yield "no ID"
    for key in READERS:
        if key in root:
            yield f"{key} in the catalogue"
    intents = [one for one in root.get("/OutputIntents", []) if one.S == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"{len(intents)} output intents"
    for intent in intents:
        profile = intent.DestOutputProfile.read_bytes()
        if int(intent.DestOutputProfile.N) != 4 or profile[12:20] != b"prtrCMYK" or profile[36:40] != b"acsp":
            yield "an output profile that is none for CMYK"
        if not str(intent.get("/OutputConditionIdentifier", "")):
            yield "no name of the printing condition"
        if "/RegistryName" not in intent and not str(intent.get("/Info", "")):
            yield "neither registry nor description"
    if "/Metadata" not in root:
        yield "no metadata"
        return
    if "/Filter" in root.Metadata:
        yield "metadata is compressed"
    described = root.Metadata.read_bytes().decode()
    try:
        ElementTree.fromstring(described)
    except ElementTree.ParseError as error:
        yield f"metadata is no XML: {error}"
    yield from (f"metadata lacks {part}" for part in METADATA if part not in described)
    information = document.trailer.Info
    if information.get("/Trapped") != "/False":
        yield "not said whether trapped"
    for key, name in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        said = re.search(rf"<{name}>([^<]*)", described)
        digits = re.sub(r"\D", "", said[1]) if said else ""
        if re.sub(r"\D", "", str(information.get(key, ""))) != digits:
            yield f"{key} differs from {name}"


def _of_boxes(page: pikepdf.Page, bleed_mm: float) -> Iterator[str]:
    if not all(box in page.obj for box in ("/MediaBox", "/BleedBox", "/TrimBox")) or "/ArtBox" in page.obj:
        yield "boxes are missing"
        return
    media, bleed, trim = (
        [float(edge) for edge in page.obj[box]] for box in ("/MediaBox", "/BleedBox", "/TrimBox")
    )
    for name, box, wanted in (("bleed", bleed, bleed_mm), ("slug", media, 12.0)):
        around = (trim[0] - box[0], trim[1] - box[1], box[2] - trim[2], box[3] - trim[3])
        if any(abs(edge / MM - wanted) > 0.01 for edge in around):
            yield f"{name} is {[round(edge / MM, 2) for edge in around]}, not {wanted} mm"


class _Walk:
    """Everything that a page can draw."""

    def __init__(self, ink_limit: float) -> None:
        self.found: list[str] = []
        self._limit = ink_limit
        self._seen: set[Any] = set()

    def content(self, stream: Any, resources: Any, where: str, *, tinted: bool = True) -> None:
        depth = marks = texts = 0
        lent = {kind: resources.get(kind, pikepdf.Dictionary()) for kind in ("/ColorSpace", "/XObject", "/ExtGState", "/Shading", "/Pattern", "/Font")}  # fmt: skip
        for instruction in pikepdf.parse_content_stream(stream):
            name = str(instruction.operator)
            operands = list(instruction.operands)
            if name in ("rg", "RG"):
                self._say(where, f"a colour of the screen: {operands} {name}")
            elif name in ("cs", "CS"):
                self.space(operands[0], lent["/ColorSpace"], where)
            elif name in ("k", "K"):
                self._ink([float(part) for part in operands], where)
            elif name == "INLINE IMAGE":
                self._say(where, "a picture within the content")
            elif name in ("q", "Q"):
                depth += 1 if name == "q" else -1
            elif name in ("BT", "ET"):
                texts += 1 if name == "BT" else -1
            elif name in ("BMC", "BDC", "EMC"):
                marks += -1 if name == "EMC" else 1
                if name == "BDC" and "MCID" in repr(operands[1]):
                    self._say(where, "marked content of a structure")
            if min(depth, marks, texts) < 0:
                self._say(where, f"{name} without its beginning")
                return
            for operator, kind in (
                ("Do", "/XObject"),
                ("gs", "/ExtGState"),
                ("sh", "/Shading"),
                ("Tf", "/Font"),
            ):
                if name == operator and str(operands[0]) not in lent[kind]:
                    self._say(where, f"{operands[0]} is not there")
            if (
                name in ("scn", "SCN")
                and isinstance(operands[-1], pikepdf.Name)
                and str(operands[-1]) not in lent["/Pattern"]
            ):
                self._say(where, f"{operands[-1]} is not there")
        if depth or marks or texts:
            self._say(where, "something is begun and not ended")
        for key, space in lent["/ColorSpace"].items():
            self.space(space, lent["/ColorSpace"], f"{where} {key}")
        for kind, visit in (
            ("/XObject", self.xobject), ("/ExtGState", self.state), ("/Shading", self.shading),
            ("/Pattern", self.pattern), ("/Font", self.font),
        ):  # fmt: skip
            for key, thing in lent[kind].items():
                if self._new(thing):
                    visit(thing, f"{where} {key}")

    def space(self, space: Any, lent: Any, where: str) -> None:
        if isinstance(space, pikepdf.Name):
            if str(space) in lent and str(space) not in ("/DeviceCMYK", "/DeviceGray", "/Pattern"):
                self.space(lent[str(space)], pikepdf.Dictionary(), where)
            elif str(space) not in ("/DeviceCMYK", "/DeviceGray", "/Pattern"):
                self._say(where, f"colour space {space}")
            return
        family = str(space[0])
        if family in SCREEN or family == "/ICCBased":
            self._say(where, f"colour space {family}")
        elif family == "/Indexed":
            self.space(space[1], lent, where)
            table = space[3].read_bytes() if isinstance(space[3], pikepdf.Stream) else bytes(space[3])
            if space[1] == "/DeviceCMYK":
                for start in range(0, len(table), 4):
                    self._ink([byte / 255 for byte in table[start : start + 4]], where)
        elif family == "/Separation":
            if str(space[1]) != "/All":
                self._say(where, f"a plate of its own: {space[1]}")
            self.space(space[2], lent, where)
        elif family == "/Pattern" and len(space) > 1:
            self.space(space[1], lent, where)
        elif family == "/DeviceN":
            self._say(where, "plates of their own")

    def group(self, group: Any, where: str) -> None:
        if group is not None and str(group.get("/CS", "/DeviceCMYK")) not in ("/DeviceCMYK", "/DeviceGray"):
            self._say(where, f"a group in {group.CS}")

    def xobject(self, thing: Any, where: str) -> None:
        if thing.Subtype == "/Form":
            self.group(thing.get("/Group"), where)
            self.content(thing, thing.get("/Resources", pikepdf.Dictionary()), where)
            return
        if thing.Subtype != "/Image":
            self._say(where, f"{thing.Subtype}")
            return
        for key in ("/Interpolate", "/Alternates", "/OPI", "/StructParent"):
            if key in thing:
                self._say(where, f"a picture with {key}")
        if not thing.get("/ImageMask", False):
            self.space(thing.ColorSpace, pikepdf.Dictionary(), where)
        for key in ("/SMask", "/Mask"):
            if isinstance(thing.get(key), pikepdf.Stream):
                self.xobject(thing[key], f"{where} {key}")

    def state(self, state: Any, where: str) -> None:
        for key in ("/TR", "/HTP", "/HT"):
            if key in state:
                self._say(where, f"a state with {key}")
        if "/SMask" in state and state.SMask != "/None":
            self.xobject(state.SMask.G, f"{where} mask")

    def shading(self, shading: Any, where: str) -> None:
        self.space(shading.ColorSpace, pikepdf.Dictionary(), where)
        parts = {"/DeviceCMYK": 4, "/DeviceGray": 1}.get(str(shading.ColorSpace))
        if "/Function" in shading and parts is not None:
            for leaf in _leaves(shading.Function):
                count = len(leaf.C0) if leaf.FunctionType == 2 else len(leaf.Range) // 2
                if count != parts:
                    self._say(where, f"a gradient of {count} parts in {shading.ColorSpace}")
                elif leaf.FunctionType == 2 and count == 4:
                    self._ink([float(part) for part in leaf.C0], where)
                    self._ink([float(part) for part in leaf.C1], where)

    def pattern(self, pattern: Any, where: str) -> None:
        if int(pattern.PatternType) == 2:
            self.shading(pattern.Shading, where)
            if "/ExtGState" in pattern:
                self.state(pattern.ExtGState, where)
        else:
            self.content(pattern, pattern.get("/Resources", pikepdf.Dictionary()), where)

    def font(self, font: Any, where: str) -> None:
        if font.Subtype == "/Type3":
            for name, glyph in font.CharProcs.items():
                self.content(glyph, font.get("/Resources", pikepdf.Dictionary()), f"{where} {name}")
            return
        holder = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(holder.get("/FontDescriptor", {}).keys()):
            self._say(where, f"font {font.BaseFont} is not embedded")

    def _ink(self, shares: list[float], where: str) -> None:
        total = sum(shares) * 100
        # Rounding to a byte may add half a level of each ink.
        if total > self._limit + 1:
            self._say(where, f"{total:.0f} % of ink")

    def _new(self, thing: Any) -> bool:
        if not thing.is_indirect:
            return True
        new = thing.objgen not in self._seen
        self._seen.add(thing.objgen)
        return new

    def _say(self, where: str, what: str) -> None:
        self.found.append(f"{where}: {what}")


def _leaves(function: Any) -> Iterator[Any]:
    if isinstance(function, pikepdf.Array):
        for part in function:
            yield from _leaves(part)
    elif function.FunctionType == 3:
        for part in function.Functions:
            yield from _leaves(part)
    else:
        yield function


def plates(file: Path, folder: Path, dpi: int = 72) -> list[Image.Image]:
    """Every page as ink, made by Ghostscript, if it is there."""
    program = shutil.which("gs")
    if program is None:
        return []
    done = subprocess.run(
        [program, "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiff32nc", f"-r{dpi}", "-dTextAlphaBits=1",
         "-dGraphicsAlphaBits=1", f"-sOutputFile={folder}/plate-%03d.tif", str(file)],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return [Image.open(plate) for plate in sorted(folder.glob("plate-*.tif"))]


def most_ink(plate: Image.Image, box_mm: tuple[float, float, float, float] | None = None) -> float:
    """The most ink at any place within a box from the left and top. Units: percent; millimetres."""
    if box_mm is not None:
        dpi = float(plate.info["dpi"][0])
        left, top, right, bottom = (edge / 25.4 * dpi for edge in box_mm)
        plate = plate.crop((round(left) + 1, round(top) + 1, round(right) - 1, round(bottom) - 1))
    bands = dict(zip("cmyk", plate.split(), strict=True))
    total = ImageMath.lambda_eval(lambda a: a["c"] + a["m"] + a["y"] + a["k"], **bands)
    return float(total.getextrema()[1]) / 2.55
