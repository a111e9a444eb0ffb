"""The text of a file in whatever encoding it was saved.

Input: bytes. Output: text with Unix line ends. Must not: guess without saying so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pipeline.article import LIGATURE
from pipeline.importing.draft import Account
from pipeline.importing.limits import Refused

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What consists of letters and is no text.
_OTHERS = ((b"%PDF-", "a PDF"), (b"%!PS", "PostScript"), (b"{\\rtf", "Rich Text"))
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# Nobody sees them, and an article may not hold them.
_IGNORED = re.compile("[\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\u180e\u034f\u3164\uffa0]")
# What is no character belongs to them: XML has no place for it.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SEPARATORS = re.compile("[\u2028\u2029\u0085]")


def decoded(content: bytes, account: Account, *, markup: bool = False) -> str:
    """Shape: `markup` lets the text itself name its encoding. Raises: Refused IMP905 (no text)."""
    for sign, other in _OTHERS:
        if content[:1024].lstrip().startswith(sign):
            raise Refused("IMP905", problem=f"it is {other}, whatever its name says")
    for mark, name in _BOMS:
        if content.startswith(mark):
            try:
                return lined(content[len(mark) :].decode(name))
            except UnicodeDecodeError as error:
                raise Refused(
                    "IMP905", problem=f"it begins as {name} and goes on as something else"
                ) from error
    if b"\x00" in content[:100_000]:
        raise Refused("IMP905", problem="it holds NUL bytes, as programs and pictures do")
    try:
        return lined(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    named = _CHARSET.search(content[:4000]) if markup else None
    if named:
        try:
            text = content.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
        else:
            account.note(f"the encoding is {named[1].decode('ascii').lower()}, as the file says")
            return lined(text)
    from charset_normalizer import from_bytes

    best = from_bytes(content[:200_000], cp_exclusion=["utf_7"]).best()
    name = best.encoding if best is not None else "cp1252"
    # Western texts are Windows' own far more often than its cousins, and only short ones look alike.
    if name in (
        "latin_1",
        "cp1250",
        "cp1257",
        "cp1258",
        "iso8859_9",
        "cp1254",
        "mac_roman",
        "mac_iceland",
        "cp775",
        "cp850",
    ):
        western = content.decode("cp1252", "replace")
        letters = [character for character in western if ord(character) > 127]
        if letters and all(
            character in "æøåÆØÅäöüÄÖÜßéèêëàâáçîïíóôúùûñÉÈÀÁÇÍÓÚÑ–—‘’“”„«»…•€£°§½¼×\u00a0®©™´"
            for character in letters
        ):
            name = "cp1252"
    try:
        text = content.decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise Refused("IMP905", problem="its encoding cannot be told; save it as UTF-8") from error
    account.note(f"it is not UTF-8; it was read as {name.replace('_', '-')}, so look at letters with accents")
    return lined(text)


def lined(text: str) -> str:
    return _SEPARATORS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(text: str, account: Account) -> str:
    """Text without characters that nobody sees; those that turn or imitate text stay for `check` to show."""
    if _IGNORED.search(text):
        account.note(
            "characters that nobody sees (soft hyphens, zero-width spaces and the like) were taken out"
        )
        text = _IGNORED.sub("", text)
    if _CONTROLS.search(text):
        account.note("control characters were taken out")
        text = _CONTROLS.sub(lambda match: " " if match[0] in "\x0b\x0c\x85" else "", text)
    if LIGATURE.search(text):
        account.note("letters in one, such as ﬁ, were written as two, which fonts join again")
        text = LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", text)


def tidied(root: Any, account: Account) -> None:
    """Takes out of a page what its text only names (`&shy;`, `&#1;`), and attributes that lxml cannot name."""
    for element in root.iter():
        element.text = element.text and cleaned(element.text, account)
        element.tail = element.tail and cleaned(element.tail, account)
        given = element.items()
        kept = [(name, cleaned(value, account)) for name, value in given if not name.startswith("{")]
        if kept != given:
            # One whose name begins like that of a namespace cannot be taken out alone.
            element.attrib.clear()
            element.attrib.update(kept)
