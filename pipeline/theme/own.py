"""What a project's own YAML files among the templates may say: tokens, and the words of labels.

Input: such a file with positions, and the shipped one that it changes. Output: what can be used of it, with everything that
is wrong with it. Must not: know what a stylesheet does with a token, or whether colours are legible.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pipeline import brand
from pipeline.brand import Colours, Family, Radius, Shade
from pipeline.diagnostics import (
    Diagnostic,
    Location,
    Reported,
    did_you_mean,
    has_errors,
    nearest,
    report,
    sentence,
)
from pipeline.schema import AsTuple, Model, Text, expected
from pipeline.theme.fonts import unusable
from pipeline.theme.tokens import Layer
from pipeline.validation import described, validate
from pipeline.yaml import Path, YamlDocument, load

Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Size = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Sizes = Annotated[tuple[Size, ...], AsTuple, Field(min_length=1)]
Measures = Annotated[tuple[Size, ...], AsTuple, Field(min_length=2, max_length=2)]


def _file(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[^/\\]+\.[to]tf", value, re.IGNORECASE):
        return value
    raise expected('the name of a TTF file in shared/fonts/print/, such as "Corporate-Regular.ttf",')


def _script(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Z][a-z]{3}", value):
        return value
    raise expected("a script by its four letters, such as Deva (ISO 15924),")


FileName = Annotated[str, BeforeValidator(_file)]
Script = Annotated[str, BeforeValidator(_script)]


class _Palette(Colours):
    paper: Shade = None


class _Dark(brand.Dark):
    pass


class _Face(Model):
    family: Family
    weight: Annotated[int, Field(ge=1, le=1000)]
    style: Literal["normal", "italic"]
    file: FileName


class _Fonts(Model):
    text: Family = ""
    headings: Family = ""
    heading_weight: Literal[400, 600, 700] = 600
    clear: Family = ""
    code: Family = ""
    others: Annotated[tuple[Family, ...], AsTuple] = ()
    scripts: dict[Script, Family] = Field(default_factory=dict)
    right_to_left: Family = ""


class _Radii(Model):
    small_mm: Radius = 0
    card_mm: Radius = 0
    small_rem: Number = 0
    card_rem: Number = 0
    round_numerals: bool = True


class _Paper(Model):
    sheet: Measures = ()
    panel: Measures = ()
    flap: Measures = ()
    booklet: Measures = ()
    bleed_mm: Number = 0


class _Papers(Model):
    a4: _Paper = Field(default_factory=_Paper)
    letter: _Paper = Field(default_factory=_Paper)


class _Floor(Model):
    trifold: Size = 1
    booklet: Size = 1
    flyer: Size = 1
    brochure: Size = 1


class _Forms(Model):
    trifold: Sizes = ()
    booklet: Sizes = ()
    flyer: Sizes = ()
    brochure: Sizes = ()
    floor: _Floor = Field(default_factory=_Floor)


class _SizesOfPrint(Model):
    standard: _Forms = Field(default_factory=_Forms)
    clear: _Forms = Field(default_factory=_Forms)
    large: _Forms = Field(default_factory=_Forms)


class _Brochure(Model):
    bleed_mm: Number = 0
    papers: _Papers = Field(default_factory=_Papers)
    sizes_pt: _SizesOfPrint = Field(default_factory=_SizesOfPrint)
    booklet_pages: Annotated[tuple[Count, ...], AsTuple, Field(min_length=2, max_length=2)] = ()
    flyer_pages: Count = 1
    notice_pt: Size = 1
    notice_line_em: Size = 1
    minimum_notice_pt: Size = 1


class _Tokens(Model):
    """All keys may be left out: such a file names only what differs."""

    palette: Text = ""
    palette_of_topic: dict[str, Text] = Field(default_factory=dict)
    colours: dict[str, _Palette] = Field(default_factory=dict)
    dark: _Dark | None = None
    faces: Annotated[tuple[_Face, ...], AsTuple] = ()
    fonts: _Fonts = Field(default_factory=_Fonts)
    radii: _Radii = Field(default_factory=_Radii)
    brochure: _Brochure = Field(default_factory=_Brochure)


def tokens_of(document: YamlDocument) -> Reported[YamlDocument | None]:
    """The tokens of such a file, or None where they cannot be used.

    Shape: keys of a project's own, for its own templates, are there as it wrote them.
    Reports: ART103–ART117, as of `validate`.
    """
    if document.value is None:
        return Reported(replace(document, value={}))
    checked = validate(document, _Tokens, context="tokens.yaml")
    if checked.value is None:
        return Reported(None, checked.diagnostics)
    said = checked.value.model_dump(by_alias=True, exclude_unset=True)
    own = {key: value for key, value in document.value.items() if key not in said}
    return Reported(replace(document, value={**_known(document.value, said), **own}), checked.diagnostics)


def _known(written: Any, said: Any) -> Any:
    """What was written, without the keys that nobody knows, and with colours as pairs."""
    if isinstance(written, Mapping) and isinstance(said, Mapping):
        return {key: _known(value, said[key]) for key, value in written.items() if key in said}
    return said if isinstance(said, Mapping) else written


class _Settings(Model):
    stylesheets: Annotated[tuple[Text, ...], AsTuple, Field(min_length=1)]


def understood(
    document: YamlDocument, name: str, shipped: Mapping[str, bytes], names: Collection[str]
) -> Reported[YamlDocument]:
    """What can be used of a project's own YAML file; of one with errors, nothing.

    Shape: `name` is its own below `templates/`; `names` are those of all files there.
    Reports: ART103–ART117, as of `validate`; BRA101 (a stylesheet that there is not).
    """
    folder, _, base = name.rpartition("/")
    found: tuple[Diagnostic, ...]
    if base == "tokens.yaml":
        read = tokens_of(document)
        document, found = read.value or replace(document, value={}), read.diagnostics
    elif base == "theme.yaml":
        found = tuple(_settings_faults(document, names))
    else:
        sample = load(shipped[f"{folder}/en.yaml"].decode(), name).value
        found = tuple(words_faults(document, sample.value if sample else {}))
    return Reported(replace(document, value={}) if has_errors(found) else document, found)


def _settings_faults(document: YamlDocument, names: Collection[str]) -> Iterator[Diagnostic]:
    checked = validate(document, _Settings, context="theme.yaml")
    yield from checked.diagnostics
    for index, sheet in enumerate(checked.value.stylesheets if checked.value else ()):
        if sheet not in names:
            sheets = [name for name in names if name.endswith(".css.j2")]
            place = document.at("stylesheets", index)
            yield report("BRA101", place, what="stylesheet", name=sheet, nearest=did_you_mean(sheet, sheets))


def face_faults(
    faces: Iterable[Mapping[str, Any]],
    layers: Iterable[Layer],
    folder: str,
    shipped: Mapping[str, bytes],
    own: Mapping[str, bytes],
) -> Iterator[Diagnostic]:
    """What is wrong with the files of `faces`, which lie in a `folder`. Reports: BRA109."""
    for file in dict.fromkeys(face["file"] for face in faces):
        name = f"{folder}{file}"
        if name in own and (problem := unusable(own[name])):
            yield report("BRA109", Location(f"templates/{name}"), file=file, problem=problem)
        if name in own or name in shipped:
            continue
        for layer in layers:
            for index, face in enumerate(layer.tokens.get("faces", ())):
                if face["file"] == file:
                    place = layer.document.at("faces", index, "file")
                    yield report("BRA109", place, file=file, problem="there is no such file")


_TEXTS = (".j2", ".css", "theme.yaml")


def overlooked(
    names: Collection[str], own: Mapping[str, bytes], words: Collection[str]
) -> Iterator[Diagnostic]:
    """Files of a project that take no shipped one's place, and that none of its own names. Reports: ART142.

    Shape: `names` are those of all shipped files, `words` the folders of labels, to which a language can be added.
    """
    texts = "\n".join(
        content.decode("utf-8", "replace") for name, content in own.items() if name.endswith(_TEXTS)
    )
    for name in sorted(own):
        # A theme's files stand in the same places, below its folder.
        inner = name.split("/", 2)[-1] if name.startswith("themes/") else name
        labels = inner.endswith(".yaml") and inner.startswith(tuple(words))
        if not inner.endswith((".j2", ".yaml")) or inner in names or labels or inner in texts:
            continue
        near = nearest(inner, (*names, *(folder + inner.rpartition("/")[2] for folder in words)))
        action = f"did you mean `{near}`? Rename it" if near else "include it in a template that is read"
        what = "a file among the templates that takes no other's place"
        yield report("ART142", Location(f"templates/{name}"), found=what, action=f"{action}, or take it away")


_PLURALS = ("zero", "one", "two", "few", "many", "other")
_PLACE = re.compile(r"\{([^{}]*)\}")


def words_faults(document: YamlDocument, english: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """What is wrong with a file of labels; `english` are the shipped ones of its kind.

    Reports: ART115 (a key that nobody knows, warning), ART116 (no text, or a place in it that nothing fills).
    """
    if document.value is None:
        return
    if not isinstance(document.value, dict):
        name = document.path.rsplit("/", 1)[-1]
        action = "write keys with values, `key: value`, one on a line"
        yield report("ART116", document.at(), key=name, expected="keys and values", found=described(document.value), action=action)  # fmt: skip
        return
    for key, value in document.value.items():
        if key in english:
            yield from _word_faults(document, (key,), value, english[key])
        elif not str(key).startswith("x-"):
            near = sentence(did_you_mean(str(key), english))
            yield report("ART115", document.key_at(key), key=key, nearest=near)


def _word_faults(document: YamlDocument, at: Path, value: Any, english: Any) -> Iterator[Diagnostic]:
    key = at[-1]
    if isinstance(english, dict):
        if not isinstance(value, dict) or not value:
            action = f"write a text for each form, `{key}: {{one: …, other: …}}`"
            yield report("ART116", document.at(*at), key=key, expected="keys and values", found=described(value), action=action)  # fmt: skip
            return
        for form, text in value.items():
            if form in _PLURALS:
                yield from _word_faults(document, (*at, form), text, english["other"])
            else:
                near = sentence(did_you_mean(str(form), _PLURALS))
                yield report("ART115", document.key_at(*at, form), key=form, nearest=near)
        return
    if not isinstance(value, str) or not value.strip():
        action = f"write text for `{key}`"
        yield report(
            "ART116", document.at(*at), key=key, expected="text", found=described(value), action=action
        )
        return
    places = set(_PLACE.findall(english))
    if not places:
        return
    rest = _PLACE.sub("", value)
    if not set(_PLACE.findall(value)) <= places or "{" in rest or "}" in rest:
        filled = ", ".join(f"{{{place}}}" for place in sorted(places))
        yield report(
            "ART116",
            document.at(*at),
            key=key,
            expected=f"text with no places but {filled}",
            found=described(value),
            action=f"write the places that are filled as they are: {filled}",
        )
