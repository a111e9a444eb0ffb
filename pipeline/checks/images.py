"""Pictures: there, inside the folder, sound, described, and what their names say."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import PurePosixPath

from pipeline.article import Asset
from pipeline.checks.subject import Subject
from pipeline.checks.svg import fault_of
from pipeline.checks.vocabulary import DECORATIVE
from pipeline.diagnostics import Diagnostic, Location, did_you_mean, nearest, quoted, report
from pipeline.document import Image, plain_text
from pipeline.document.drawings import words_of
from pipeline.rendition.shades import is_deep

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000

# What Pillow calls the format of each suffix.
RASTER = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
MAGIC = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
# The name of a file, what programs call one, and that it is a picture at all.
_SAYS_NOTHING = re.compile(
    r"[^\s]+\.(?:png|jpe?g|gif|webp|svg|heic|tiff?|bmp)|(?:img|dsc|dscn|image|screenshot|skjermbilde|bildschirmfoto)[-_ ]?\d+"
    r"|(?:an? |the )?(?:image|picture|photo|photograph|graphic|img|alt text|bilde|bilete|bild|foto|billede|illustrasjon|abbildung|image|photographie|imagen|obraz|zdjęcie|фото|зображення|صورة|चित्र|图片)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def pictures(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC210–DOC215, DOC278 (a text alternative that says nothing)."""
    opened: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for visit in subject.visits:
        image = visit.node
        if not isinstance(image, Image):
            continue
        where = subject.location(visit.extent)
        yield from _picture(subject, image.url, where, opened)
        if DECORATIVE not in image.attributes.classes and not plain_text(image.alt, alt=True).strip():
            yield report("DOC213", where, name=image.url)
        elif _SAYS_NOTHING.fullmatch(said := plain_text(image.alt, alt=True).strip()):
            yield report("DOC278", where, name=image.url, found=quoted(said))


def cover(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: DOC210–DOC212, DOC214, DOC215 for the cover picture."""
    picture = subject.article.meta.cover
    if picture is not None:
        yield from _picture(subject, picture.image, subject.article.at("cover", "image"), {})


def _picture(
    subject: Subject,
    url: str,
    where: Location,
    opened: dict[str, list[tuple[str, dict[str, object]]]],
) -> Iterator[Diagnostic]:
    if re.match(r"(https?|ftp):|//", url, re.IGNORECASE):
        yield report("DOC212", where, url=url)
        return
    if problem := _outside(url):
        yield report("DOC211", where, name=url or quoted(""), problem=problem)
        return
    suffix = PurePosixPath(url).suffix.lower()
    if suffix not in RASTER and suffix != ".svg":
        found = f"its name ends in `{suffix}`" if suffix else "its name has no ending"
        yield report("DOC214", where, name=url, problem=found)
        return
    asset = subject.document.assets.get(url)
    if asset is None:
        yield report("DOC210", where, name=url, nearest=_nearest_file(url, subject))
        return
    if url not in opened:
        opened[url] = _faults(asset, suffix)
    for code, facts in opened[url]:
        yield report(code, where, name=url, **facts)


def logo_fault(name: str, asset: Asset | None) -> str | None:
    """Why a file cannot be the publisher's logo, or None: it is there, inside the folder, sound and safe."""
    if problem := _outside(name):
        return problem
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in (".svg", ".png"):
        return f"its name ends in `{suffix}`" if suffix else "its name has no ending"
    if asset is None:
        return "there is no such file"
    for code, facts in _faults(asset, suffix):
        return str(facts["problem"]) if code != "DOC215" else f"more than {facts['limit']}"
    # Unlike pictures of an article, it stands in every edition as it is, where its fonts need not be.
    if suffix == ".svg" and asset.content and (words := words_of(asset.content)):
        return f"it sets {quoted(words[0])} in a font that others need not have; turn its text into paths"
    # It goes to the engines as it is.
    if asset.content and is_deep(asset.content):
        return "its shades of grey have 16 bits; export it with 8 bits"
    return None


def _outside(url: str) -> str | None:
    """Why a path cannot be inside the article's folder."""
    if not url:
        return "the path is empty"
    if _SCHEME.match(url):
        return f"`{url.split(':', 1)[0]}:` is not a file in the folder"
    if url.startswith(("/", "\\", "~")):
        return "the path begins outside"
    if ".." in re.split(r"[/\\]", url):
        return "the path leads upwards"
    return None


def _nearest_file(url: str, subject: Subject) -> str:
    """What to say besides of a picture that is not there; nothing where the article has none."""
    names = {name.lower(): name for name in subject.document.assets}
    match = nearest(url.lower(), names)
    if match:
        return f"; did you mean `{names[match]}`?"
    return f"; {did_you_mean(url, names.values())}" if names else ""


def _faults(asset: Asset, suffix: str) -> list[tuple[str, dict[str, object]]]:
    """What is wrong with the bytes of a picture: code and facts."""
    if asset.problem == "too large" or (asset.content is not None and len(asset.content) > MAX_BYTES):
        size = f"{len(asset.content)} bytes" if asset.content is not None else "more"
        return [("DOC215", {"limit": f"{MAX_BYTES // 1_000_000} MB", "found": size})]
    if asset.problem == "outside":
        return [("DOC211", {"problem": "it is a link to a place outside"})]
    if asset.content is None:
        return [("DOC214", {"problem": "it cannot be read"})]
    if suffix == ".svg":
        fault = fault_of(asset.content)
        return [("DOC214", {"problem": fault})] if fault else []
    return _raster_faults(asset.content, RASTER[suffix])


def _raster_faults(content: bytes, expected: str) -> list[tuple[str, dict[str, object]]]:
    from PIL import Image as Pictures

    kind = next((name for name, magic in MAGIC.items() if magic.match(content)), None)
    if kind != expected:
        found = f"its content is {kind}" if kind else "its content is not a picture of a known kind"
        return [("DOC214", {"problem": found})]
    too_many = {"limit": f"{MAX_PIXELS // 1_000_000} million pixels"}
    try:
        with warnings.catch_warnings():
            # We have a stricter limit of our own.
            warnings.simplefilter("ignore", Pictures.DecompressionBombWarning)
            with Pictures.open(io.BytesIO(content), formats=(kind,)) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    return [("DOC215", {**too_many, "found": f"{width} × {height}"})]
                picture.verify()
            # `verify` looks at checksums only; a file that breaks off is found when it is decoded.
            with Pictures.open(io.BytesIO(content), formats=(kind,)) as picture:
                picture.load()
    except Pictures.DecompressionBombError:
        return [("DOC215", {**too_many, "found": "many times more"})]
    except Exception as error:  # each decoder has exceptions of its own
        problem = " ".join(str(error).split()) or type(error).__name__
        return [("DOC214", {"problem": f"it is damaged: {problem}"})]
    return []
