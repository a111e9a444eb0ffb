"""Pictures on their way into an article's folder: found, looked at, renamed.

Input: what the text calls a picture, and a way to get its bytes. Output: bytes by file name.
Must not: reach the network, leave the folder of the input, trust a name.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from pipeline.importing.draft import Account, MissingPicture

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
MAX_TOTAL = 38_000_000

_SUFFIX = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_CONVERTED = ("TIFF", "BMP", "ICO")
_REMOTE = re.compile(r"(?:https?|ftp|file):|//", re.IGNORECASE)


@dataclass(slots=True)
class Gallery:
    """The pictures of one input. `read` gives the bytes of a local name, or a sentence on why it cannot."""

    account: Account
    read: Callable[[str], bytes | str]
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)

    def take(self, url: str, alt: str) -> str | None:
        """The file's name in the article's folder; None where it cannot be brought in, and the account says why."""
        if url not in self.names:
            found = self._found(url)
            if isinstance(found, str):
                shown = "a picture inside the text" if url.startswith("data:") else url
                self.account.missing.append(MissingPicture(shown[:300], found, alt))
                self.names[url] = None
            else:
                self.names[url] = self._named(url, *found)
        elif self.names[url] is None and alt:
            known = [each for each in self.account.missing if each.alt == alt]
            if not known:
                self.account.missing.append(MissingPicture(url[:300], "it cannot be brought in", alt))
        return self.names[url]

    def _found(self, url: str) -> tuple[bytes, str] | str:
        """Bytes and suffix, or a sentence."""
        if url.startswith("data:"):
            content = _decoded(url)
            if content is None:
                return "its data cannot be read"
        elif _REMOTE.match(url):
            return "it lies on the web; save it beside the file and import again"
        elif not url:
            return "it has no address"
        else:
            got = self.read(unquote(url.split("?")[0].split("#")[0]))
            if isinstance(got, str):
                return got
            content = got
        if len(content) > MAX_BYTES or sum(map(len, self.files.values())) + len(content) > MAX_TOTAL:
            return f"it has more than {MAX_BYTES // 1_000_000} MB, or all pictures together too many"
        if (
            content.lstrip()[:5].lower() in (b"<?xml", b"<svg ", b"<svg>", b"<!doc")
            and b"<svg" in content[:4000]
        ):
            return content, ".svg"
        return _sound(content)

    def _named(self, url: str, content: bytes, suffix: str) -> str:
        stem = "picture" if url.startswith("data:") else PurePosixPath(unquote(url.split("?")[0])).stem
        plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
        plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "picture"
        name, count = f"{plain}{suffix}", 1
        while name in self.files and self.files[name] != content:
            count += 1
            name = f"{plain}-{count}{suffix}"
        self.files[name] = content
        return name


def _decoded(url: str) -> bytes | None:
    head, comma, text = url.partition(",")
    if not comma or not head.lower().startswith("data:image/"):
        return None
    try:
        if head.lower().endswith(";base64"):
            return base64.b64decode(re.sub(r"\s+", "", unquote(text)), validate=False)
        return unquote_to_bytes(text)
    except (binascii.Error, ValueError):
        return None


def _sound(content: bytes) -> tuple[bytes, str] | str:
    """A picture that opens, in a format that editions can show."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=(*_SUFFIX, *_CONVERTED)) as picture:
                if picture.size[0] * picture.size[1] > MAX_PIXELS:
                    return f"it has more than {MAX_PIXELS // 1_000_000} million pixels"
                kind = str(picture.format)
                if kind in _SUFFIX:
                    picture.load()
                    return content, _SUFFIX[kind]
                written = io.BytesIO()
                picture.convert("RGBA" if "A" in picture.mode else "RGB").save(written, "PNG")
                return written.getvalue(), ".png"
    except Exception:  # each decoder has exceptions of its own
        start = content[:4]
        if start == b"\x01\x00\x00\x00" or start == b"\xd7\xcd\xc6\x9a":
            return "it is a Windows metafile (EMF, WMF); save it as PNG"
        return "its content is not a picture of a known kind"
