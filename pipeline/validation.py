"""What a document says, as a model of what it should say, and everything that is wrong with it in words of its writer.

Input: a YAML document with positions, and a model of pydantic. Output: the model, or diagnostics that point at the line.
Must not: know what the documents mean.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

from pipeline.diagnostics import (
    Diagnostic,
    Location,
    Reported,
    did_you_mean,
    nearest,
    quoted,
    report,
    sentence,
)
from pipeline.yaml import Path, YamlDocument

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")


def validate(document: YamlDocument, model: type[M], *, context: str) -> Reported[M | None]:
    """The document as `model`, or every reason why it is none.

    Reports: ART103 (date), ART115 (unknown key, warning), ART116 (wrong type or value), ART117 (missing key),
    ART118 (language tag).
    """
    from pydantic import ValidationError

    if not isinstance(document.value, dict):
        found = described(document.value)
        return Reported(
            None,
            (
                report(
                    "ART116",
                    document.at(),
                    key=context,
                    expected="keys and values",
                    found=found,
                    action="write keys with values, `key: value`, one on a line",
                ),
            ),
        )
    found_unknown: list[Diagnostic] = []
    value = document.value
    try:
        for _ in range(50):
            try:
                return Reported(model.model_validate(value), tuple(found_unknown))
            except ValidationError as error:
                # Unknown keys are warnings: drop them and look at the rest.
                unknown = [fault for fault in error.errors() if fault["type"] == "extra_forbidden"]
                others = [fault for fault in error.errors() if fault["type"] != "extra_forbidden"]
                for fault in unknown:
                    at = _yaml_path(document.value, fault["loc"])
                    value = without(value, at)
                    # Keys of the user's own.
                    if not str(at[-1]).startswith("x-"):
                        action = _other(str(at[-1]), context) if len(at) == 1 else None
                        action = action or sentence(did_you_mean(str(at[-1]), fields_of(model, at[:-1])))
                        found_unknown.append(
                            report("ART115", document.key_at(*at), key=at[-1], nearest=action)
                        )
                if others and not unknown:
                    raise
        raise AssertionError("unknown keys did not end")
    except ValidationError as error:
        findings = _faults(document, error.errors(), context)
        return Reported(None, (*found_unknown, *findings))


def salvaged(document: YamlDocument, model: type[M], least: Mapping[str, Any]) -> M:
    """A model of the keys that are right, so that the rest can be looked at all the same; `least` has what it may not be without.

    Shape: of a value that has keys of its own, those that are right.
    """
    from pydantic import ValidationError

    right = dict(least)
    for key, child in document.value.items() if isinstance(document.value, dict) else ():
        value = {key: child}
        for _ in range(_MOST_REPAIRS):
            try:
                model.model_validate({**right, **value})
            except ValidationError as error:
                wrong = {_key_of(_yaml_path(value, fault["loc"])) for fault in error.errors()}
                # Of a value in which so much is wrong nothing is looked at.
                for at in sorted(wrong, key=len, reverse=True) if len(wrong) < _MOST_REPAIRS else ((),):
                    value = without(value, at) if at else {}
            else:
                right.update(value)
                break
    return model.model_validate(right)


_MOST_REPAIRS = 20


def _key_of(path: Path) -> Path:
    """The innermost key on the way to a value that is in no list: entries stand or go with their list."""
    return tuple(itertools.takewhile(lambda part: isinstance(part, str), path))


def _faults(document: YamlDocument, errors: list[Any], context: str) -> list[Diagnostic]:
    """One diagnostic for each place; of a union's complaints the one that fits best. `context` is what all of it is."""
    found: dict[Path, Diagnostic] = {}
    for fault in errors:
        at = _yaml_path(document.value, fault["loc"])
        whole = (*at, str(fault["loc"][-1])) if fault["type"] == "missing" else at
        if any(whole[: len(one)] == one or one[: len(whole)] == whole for one in document.unreadable):
            continue
        key = next((str(part) for part in reversed(at) if isinstance(part, str)), context)
        kind, value = fault["type"], fault.get("input")
        if kind == "missing":
            name = str(fault["loc"][-1])
            at = (*at, name)
            code = "ART126" if name == "title" and len(at) == 1 else "ART117"
            diagnostic = report(code, document.key_at(*at[:-1]) if at[:-1] else document.at(), key=name)
        elif kind == "date":
            diagnostic = report("ART103", document.at(*at), key=key, found=described(value))
        elif kind == "language":
            diagnostic = no_language(document.at(*at), key, value, (fault.get("ctx") or {}).get("meant"))
        else:
            diagnostic = report(
                "ART116",
                document.at(*at),
                key=key,
                expected=_expected(fault),
                found=described(value) if at or not isinstance(value, dict) else ", ".join(value),
                action=_action(fault, key),
            )
        found.setdefault(at, diagnostic)
    return list(found.values())


def no_language(place: Location, key: str, value: object, meant: str | None) -> Diagnostic:
    """What to say of a value that is no language tag. Reports: ART118."""
    action = f"did you mean `{meant}`?" if meant else _TAGS
    return report("ART118", place, key=key, found=described(value), action=action)


def _other(key: str, context: str) -> str | None:
    """What to say of a key that other programs know, or that belongs to another file."""
    return (
        _foreign(key)
        if context == "front matter"
        else _PUBLISHED.get(key)
        if context == "publication.yaml"
        else None
    )


# Keys that people write into publication.yaml, and what was meant.
_PUBLISHED = {
    **dict.fromkeys(("languages", "locales", "langs"), "did you mean `translations`, the languages besides `lang`?"),
    **dict.fromkeys(("url", "website", "site", "domain", "baseurl"), "did you mean `base-url`?"),
    **dict.fromkeys(("name", "title", "organisation", "organization"), "did you mean `publisher`?"),
    **dict.fromkeys(("theme", "logo", "colours", "colors"), "it belongs below `brand`."),
    **dict.fromkeys(("email", "phone", "address"), "it belongs below `contact`."),
    **dict.fromkeys(("layout", "paper", "size", "icc"), "it belongs below `brochure`."),
    **dict.fromkeys(("topics", "rules", "vocabulary", "extends", "exempt"), "it belongs to source/policy.yaml."),
    **dict.fromkeys(("legibility", "weight"), "it belongs to a disclaimer's file in source/disclaimers/."),
}  # fmt: skip
_TAGS = "use the two letters of the language, if need be with script and country: `nb`, `zh-Hant`, `pt-BR`"


# Keys of other programs' front matter that look like another of ours, or like none.
_FOREIGN = {
    "tags": "did you mean `keywords`, or `topics` from the policy?",
    "categories": "did you mean `topics` from the policy, or `keywords`?",
    "category": "did you mean `topics` from the policy, or `keywords`?",
    "slug": "the name of the folder is the article's name.",
    "permalink": "the address follows from the name of the folder.",
    "aliases": "the address follows from the name of the folder.",
    "layout": "the form of the brochure is `brochure: {layout: …}`.",
    "weight": "`parts` or `articles` of a collection say the order.",
    "toc": "a list of contents is made where there is room for one.",
    "bibliography": "did you mean `sources`, a list of {title, url, date}?",
    "abstract": "did you mean `description`?",
    "summary": "did you mean `description`?",
    "excerpt": "did you mean `description`?",
    "lastmod": "did you mean `modified`?",
    "last-modified": "did you mean `modified`?",
    "updated": "did you mean `modified`?",
    "image": "did you mean `cover: {image: …, alt: …}`?",
    "featured-image": "did you mean `cover: {image: …, alt: …}`?",
    "language": "did you mean `lang`?",
    "format": "did you mean `formats: [brochure, ebook, handout]`?",
    "output": "did you mean `formats: [brochure, ebook, handout]`?",
    "copyright": "did you mean `rights`?",
    "license": "did you mean `rights`?",
    "expires": "did you mean `review-by`?",
    "expirydate": "did you mean `review-by`?",
    "draft": "there are no drafts: what lies in `source/articles/` is released.",
    "published": "there are no drafts: what lies in `source/articles/` is released.",
}


def _foreign(key: str) -> str | None:
    return _FOREIGN.get(key.replace("_", "-").casefold())


def _action(fault: Any, key: str) -> str:
    """What to do: the nearest of some words, where there is one."""
    value, context = fault.get("input"), fault.get("ctx") or {}
    if fault["type"] in ("literal_error", "enum") and isinstance(value, str):
        names = re.findall(r"'([^']*)'", str(context["expected"]))
        begun = [name for name in names if name.startswith(f"{value.casefold()}-")]
        # What is meant may be spelt like its opposite: `major` like `minor`.
        meant = {**EDITIONS, **_PLACES, **_WEIGHTS}.get(value.casefold())
        match = meant if meant in names else begun[0] if len(begun) == 1 else nearest(value, names)
        if match:
            return f"did you mean `{match}`?"
    kind = fault["type"]
    if key == "sha256" and "approved" in fault["loc"]:
        return "leave it to `smallprint approve ID --lang TAG --by NAME`, which writes it for whoever has read the text"
    if kind in ("int_type", "float_type", "float_parsing") and isinstance(value, str):
        number = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s?[A-Za-z%]{1,3}", value.strip())
        if number:
            return f"write the number alone, `{key}: {number[1].replace(',', '.')}`"
    if kind in ("list_type", "tuple_type") and (isinstance(value, dict) or key in _ENTRIES):
        return f"begin each entry below `{key}` with a hyphen and a space"
    if kind == "string_type" and isinstance(value, list | tuple):
        return f"write one text for `{key}` and no list; what asks for two needs two entries"
    if kind in ("list_type", "tuple_type"):
        written = value if isinstance(value, str) and not re.search(r"[\n\[\]{}]", value) else "first, second"
        return f"write a list, `{key}: [{written}]`"
    if kind in ("string_type", "date", "expected") and isinstance(value, int | float):
        return f"correct the value of `{key}`; put text that looks like a number, yes or no in double quotes"
    if kind == "string_type" and value is None:
        return f"write text for `{key}`; put text that begins with `#` in double quotes, else it is a comment"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"write keys with values below `{key}`, `key: value`, one on a line"
    if kind in ("int_type", "float_type", "bool_type") and isinstance(value, str) and value not in _NO_WORDS:
        return f"write {_expected(fault)} without quotes"
    return f"write {_expected(fault)} for `{key}`"


# What people call the editions by the files that they become.
EDITIONS = {
    "pdf": "brochure",
    "print": "brochure",
    "epub": "ebook",
    "e-book": "ebook",
    "html": "handout",
    "web": "handout",
}

# Lists whose entries have keys of their own.
_ENTRIES = ("rules", "exempt")

# What people call the places of disclaimers.
_PLACES = {
    "behind": "after-trigger",
    "below": "after-trigger",
    "beside": "after-trigger",
    "inline": "after-trigger",
    "top": "opening",
    "beginning": "opening",
    "start": "opening",
    "before": "opening",
    "end": "closing",
    "bottom": "closing",
    "last": "closing",
    "foot": "running",
    "footer": "running",
    "every-page": "running",
    "title-page": "cover",
}
# What the weights of disclaimers are called.
_WEIGHTS = {
    **dict.fromkeys(("major", "main", "important", "high", "heavy", "strong", "critical"), "material"),
    **dict.fromkeys(("low", "light", "small", "secondary", "less"), "minor"),
}

# What other programs take for true and false, without quotes.
_NO_WORDS = ("yes", "no", "on", "off", "Yes", "No", "On", "Off", "YES", "NO", "ON", "OFF")

_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
    "greater_than": ("more than", "gt"),
    "less_than": ("less than", "lt"),
}


def _expected(fault: Any) -> str:
    context = fault.get("ctx") or {}
    kind = fault["type"]
    if kind == "expected":
        return str(context["expected"])
    if kind in ("literal_error", "enum"):
        return f"one of {context['expected']}".replace(" or ", ", ").replace("'", "")
    names = {
        "string_type": "text",
        "string_too_short": "text that is not empty",
        "list_type": "a list",
        "tuple_type": "a list",
        "int_type": "a whole number",
        "float_type": "a number",
        "float_parsing": "a number",
        "finite_number": "a number",
        "bool_type": "true or false",
        "model_type": "keys and values",
        "model_attributes_type": "keys and values",
        "dict_type": "keys and values",
    }
    if kind in names:
        return names[kind]
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"{words} {context[bound]:g}"
    if kind in ("too_short", "too_long"):
        words, bound = ("at least", "min_length") if kind == "too_short" else ("at most", "max_length")
        count = context[bound]
        return f"{words} {'one entry' if count == 1 else f'{count} entries'}"
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"].strip("^$")
        return _IN_WORDS.get(pattern) or f"text of the form {pattern}"
    message: str = fault["msg"]
    return message[0].lower() + message[1:]


# Patterns in the words of people who write no programs.
_IN_WORDS = {
    "[a-z0-9]+(-[a-z0-9]+)*": "small letters from a to z, figures and hyphens between them, such as `opening-hours`,"
}


def described(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else quoted(value)


def as_written(value: object) -> str:
    """A value as somebody would write it in one line of YAML; nothing is said to be that."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {as_written(child)}" for key, child in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(as_written, value)) + "]"
        case str() if re.fullmatch(r"[^\W\d_][\w -]*", value):
            return value
        case str():
            return quoted(value)
        case _:
            return str(value)


def _yaml_path(value: Any, loc: tuple[str | int, ...]) -> Path:
    """The path in the file of a pydantic location, without the names of union members."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(value, dict):
            known = part in value
        else:
            known = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if known:
            path.append(part)
            value = value[part]
    return tuple(path)


def without(value: Any, path: Path) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(value, dict) and isinstance(head, str):
        if not rest:
            return {key: child for key, child in value.items() if key != head}
        return {key: without(child, rest) if key == head else child for key, child in value.items()}
    if isinstance(value, list):
        return [without(child, rest) if index == head else child for index, child in enumerate(value)]
    return value


def fields_of(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that `model` knows at this path, as they are written in YAML."""
    from pydantic import BaseModel

    names = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
    for index, part in enumerate(path):
        if isinstance(part, int):
            continue
        inner = _models_in(names.get(part), BaseModel)
        # The keys of such a mapping are names that people choose.
        rest = path[index + (2 if get_origin(names.get(part)) is dict else 1) :]
        return [name for child in inner for name in fields_of(child, rest)]
    return list(names)


def _models_in(annotation: Any, base: type[BaseModel]) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, base):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part, base)]
