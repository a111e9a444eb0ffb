"""Approvals: somebody signs the text of a wording as it stands.

Input: the bytes of `source/disclaimers/<id>.yaml`, a language, who and when. Output: the bytes with the approval in it,
everything else as it was. Must not: change a wording, read the clock.
"""

from __future__ import annotations

import datetime
import io
import re

from pipeline.diagnostics import Location, Reported, quoted, report
from pipeline.disclaimers import library
from pipeline.disclaimers.library import wording_sha256
from pipeline.schema import canonical_language


def approved(
    content: bytes,
    path: str,
    lang: str,
    *,
    by: str,
    on: datetime.date,
    review_by: datetime.date | None = None,
) -> Reported[bytes | None]:
    """The file with an approval of the wording in `lang`.

    Shape: `review_by` replaces the wording's day of review, if it is given.
    Reports: what is wrong with the file, DIS352 (no wording in this language), DIS329 (its day of review is over), DIS324
    (a name with characters that nobody sees).
    """
    hidden = library.hidden_in(by, lang)
    if hidden is not None:
        return Reported(None, (report("DIS324", Location(path), found=f"{hidden} in the name"),))
    parsed = library.parse(content, path)
    if parsed.value is None:
        return Reported(None, parsed.diagnostics)
    tag = canonical_language(lang)
    wording = parsed.value.wordings.get(tag)
    if wording is None:
        missing = report(
            "DIS352",
            Location(path, parsed.value.location.extent),
            id=parsed.value.id,
            lang=quoted(tag),
            present=", ".join(sorted(parsed.value.wordings)),
        )
        return Reported(None, (missing,))
    ends = review_by or wording.review_by
    if ends is not None and ends < on:
        over = report(
            "DIS329", wording.location, id=parsed.value.id, lang=tag, path=path, date=ends, today=on
        )
        return Reported(None, (over,))
    signed = _signed(content.decode("utf-8"), tag, wording.text, by, on, review_by)
    # What could not be read again is not written: a name of a thousand lines, say.
    again = library.parse(signed, path)
    return Reported(signed, ()) if again.value is not None else Reported(None, again.diagnostics)


_TIMESTAMP = "tag:yaml.org,2002:timestamp"


def _signed(
    text: str, lang: str, wording: str, by: str, on: datetime.date, review_by: datetime.date | None
) -> bytes:
    from ruamel.yaml import YAML

    editor = YAML(typ="rt")
    editor.preserve_quotes = True
    editor.width = 1_000_000
    step = next((len(match[1]) for match in re.finditer(r"^( +)\S", text, re.MULTILINE)), 2)
    editor.indent(mapping=step, sequence=step + 2, offset=step)
    # Here as in `yaml`: what looks like a date stays the text that it is, 2026-02-30 too.
    editor.constructor.yaml_constructors = {
        tag: make for tag, make in editor.constructor.yaml_constructors.items() if tag != _TIMESTAMP
    }
    # A comment would keep its end of line beside the one that is written behind it.
    data = editor.load(text.replace("\r\n", "\n"))
    entry = next(entry for tag, entry in data["text"].items() if canonical_language(tag) == lang)
    signature = {"by": by, "on": on, "sha256": wording_sha256(wording)}
    if entry.get("approved"):
        entry["approved"].update(signature)
    else:
        entry["approved"] = signature
    if review_by is not None:
        entry["review-by"] = review_by
    output = io.StringIO(newline="\r\n" if "\r\n" in text else "\n")
    editor.dump(data, output)
    return output.getvalue().encode()
