"""Front matter of other tools: YAML, TOML or JSON, broken or not, in the keys of an article.

Input: the head of a Markdown file, or facts of a web page. Output: keys of ours, everything else as `x-…`.
Must not: resolve anchors or tags, trust a date.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.importing.draft import Account
from pipeline.importing.writing import bare
from pipeline.yaml import load

MAX_BYTES = 100_000
# Front matter of an article may have 20 kB; what is read with it has its place, too.
MAX_VALUE, MAX_REST = 1_500, 8_000

_KEYS = {
    "title": ("title", "headline", "name"),
    "subtitle": ("subtitle", "tagline", "sub-title", "sub_title", "deck", "kicker"),
    "description": ("description", "summary", "excerpt", "abstract", "lead", "intro", "teaser", "meta_description", "seo_description"),
    "lang": ("lang", "language", "locale"),
    "author": ("author", "authors", "byline", "creator", "by"),
    "date": ("date", "publishdate", "publish_date", "published", "published_at", "pubdate", "created", "created_at", "first_published_at", "date_published"),
    "modified": ("lastmod", "last_modified", "last_modified_at", "modified", "updated", "updated_at", "date-modified", "date_modified", "last_update", "public_updated_at"),
    "keywords": ("keywords", "tags", "tag", "categories", "category"),
    "rights": ("rights", "license", "licence", "copyright"),
    "publisher": ("publisher", "organisation", "organization"),
}  # fmt: skip
_OURS = {name: key for key, names in _KEYS.items() for name in names}


def split(text: str, account: Account) -> tuple[dict[str, Any], str]:
    """The front matter as it stands there, and the text below it."""
    text = text.lstrip("\n\ufeff")
    if match := re.match(r"---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", text, re.DOTALL):
        inside = match[1]
        # A rule at the top of a text without front matter looks the same.
        if re.search(r"^[\"']?[\w. -]+[\"']?\s*:", inside, re.MULTILINE) or not inside.strip():
            return _yaml(inside, account), text[match.end() :]
    if match := re.match(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|$)", text, re.DOTALL):
        return _toml(match[1], account), text[match.end() :]
    if text.startswith("{\n") and (end := re.search(r"\n\}\s*\n", text)):
        try:
            found = json.loads(text[: end.end()])
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return _plain(found), text[end.end() :]
    if match := re.match(
        r"%[ \t]*(.*(?:\n[ \t]+.*)*)\n(?:%[ \t]*(.*(?:\n[ \t]+.*)*)\n)?(?:%[ \t]*(.*)\n)?", text
    ):
        block = {"title": match[1], "author": re.split(r";|\n", match[2] or ""), "date": match[3] or ""}
        if match[1].strip() and not match[1].endswith("%"):
            return {key: value for key, value in block.items() if value and value != [""]}, text[
                match.end() :
            ]
    if match := _BARE.match(text):
        found = _by_line(match[0])
        known = {key for name in found if (key := _OURS.get(name.lower()))}
        # One line that begins with a word and a colon is a line.
        if len(known) > 1 and "title" in known:
            return found, text[match.end() :]
    return {}, text


# What Pelican, MultiMarkdown and others write without a fence: nothing but keys, up to the first empty line.
_BARE = re.compile(
    r"[A-Za-z][\w-]{0,30}:[ \t]+\S.*(?:\n(?:[A-Za-z][\w -]{0,30}:[ \t].*|[ \t]+\S.*))*\n(?=[ \t]*\n)"
)


# What plain text calls our keys, above its first paragraph.
_STATED = {
    "title": "title|tittel|titel|titre|título|tytuł|заголовок",
    "author": "authors?|by|written by|text|forfatter|skrevet av|av|tekst|autor|autorin|verfasst von|von|auteure?|par|autora|por|författare|skriven av|автор|qore|लेखक|作者|الكاتب|بقلم",
    "published": "published(?: on)?|publication date|first published|publisert|veröffentlicht(?: am)?|publiée?(?: le)?|publicado(?: el)?|publicerad|udgivet|opublikowano|опубліковано|发布(?:日期|时间)?|تاريخ النشر|प्रकाशित",
    "date": "date|dato|datum|fecha|data|дата",
    "modified": "(?:last )?(?:updated|modified|reviewed)(?: on)?|(?:sist )?(?:oppdatert|endret)|(?:zuletzt )?aktualisiert(?: am)?|stand|mise? à jour(?: le)?|actualizad[oa](?: el)?|(?:senast )?uppdaterad|(?:ostatnia )?aktualizacja|оновлено|la cusboonaysiiyay|更新(?:日期|时间)?|آخر تحديث|अद्यतन",
    "description": "description|beskrivelse|beskriving|beschreibung|descripción|opis|опис",
    "keywords": "keywords?|tags|nøkkelord|stikkord|schlagwörter|mots[- ]clés|palabras clave|nyckelord|słowa kluczowe|ключові слова",
    "publisher": "publisher|published by|utgiver|utgitt av|herausgeber|éditeur|editorial|utgivare|wydawca|видавець",
}  # fmt: skip
_LABELLED = {
    key: re.compile(rf"(?:{names})(?:\s?[:：]\s*|\s+(?=\d))(.+)", re.IGNORECASE)
    for key, names in _STATED.items()
}
_NAME = (
    r"[^\W\d_a-zæøåäöü][\w.'’-]*(?: (?:(?:von|van|de|der|den|da|dos|le|la) )*[^\W\d_a-zæøåäöü][\w.'’-]*){1,3}"
)
_BYLINE = re.compile(rf"(?i:by|av|von|par|por|af) ({_NAME}(?:(?:,| and| og| und| et| y| och) {_NAME})*)")
_AND = re.compile(r",\s|;\s|\s(?:and|og|und|et|y|och)\s")
_HEAD_LINES, _LONGEST_STATED = 8, 200


def stated(text: str, account: Account) -> tuple[dict[str, Any], str]:
    """What short lines at the top of plain text say of it: `By Ada Holm`, `Updated: 3 March 2026`; and the text without them."""
    lines = text.split("\n")
    full = [at for at, line in enumerate(lines) if line.strip()][:_HEAD_LINES]
    found: dict[str, Any] = {}
    gone: list[tuple[int, list[str]]] = []
    for at in full:
        facts = _facts(lines[at].strip())
        if at == full[0] and (facts is None or ":" not in lines[at]):
            # The title.
            continue
        if facts is None or any(key in found for key, _ in facts):
            break
        found |= dict(facts)
        gone.append((at, [key for key, _ in facts]))
    # A day alone may be that of a meeting.
    if not found.keys() - {"date"} or len(gone) == len([line for line in lines if line.strip()]):
        return {}, text
    if "published" in found:
        found["date"] = found.pop("published")
    for at, keys in gone:
        names = " and ".join(f"`{'date' if key == 'published' else key}`" for key in keys)
        account.drop(lines[at], f"it became {names} in the front matter")
        lines[at] = ""
    return found, "\n".join(lines)


def with_subtitle(lines: Sequence[str]) -> tuple[str, list[str]]:
    """A short line right below the title, where empty lines divide everything else; and the lines without it.

    An empty line may stand between the two where title and headings are in capitals, and this line is not.
    """
    full = [at for at, line in enumerate(lines) if line.strip()]
    if len(full) < 4 or full[1] > full[0] + 2 or full[2] == full[1] + 1:
        return "", list(lines)
    title, line = lines[full[0]].strip(), lines[full[1]].strip()
    close = full[1] == full[0] + 1
    apart = sum(at + 1 not in full for at in full[2:]) > len(full[2:]) / 2
    prose = len(lines[full[2]]) > 60 or bool(re.search(r"[.!?]$", lines[full[2]].rstrip()))
    # The headings of the text, which show whether this may be the first of them.
    heads = [
        at
        for at in full[2:-1]
        if at - 1 not in full
        and not lines[at][:1].isspace()
        and _could_be_title(lines[at].strip())
        and len(lines[at]) <= 60
        and ": " not in lines[at]
    ]
    if not close:
        capitals = title.isupper() and len(heads) > 1 and all(lines[at].isupper() for at in heads)
        alike = capitals and prose and not line.isupper()
    elif title.isupper() == line.isupper():
        alike = apart or (title.isupper() and prose and 2 * sum(at + 1 in full for at in heads) > len(heads))
    else:
        alike = title.isupper() and prose and not heads
    if not alike or not all(_could_be_title(each) for each in (title, line)):
        return "", list(lines)
    return line, [*lines[: full[1]], *lines[full[1] + 1 :]]


def _could_be_title(line: str) -> bool:
    return 8 <= len(line) <= 100 and line[0].isalpha() and not re.search(r"[.:;,!|\t]$|\t|\|| {3,}", line)


def _facts(line: str) -> list[tuple[str, Any]] | None:
    """Keys and values, where all of a line is made of them."""
    if not line or len(line) > _LONGEST_STATED:
        return None
    if (one := _fact(line)) is not None:
        return [one]
    parts = [part for part in re.split(r"\s*(?:[|•·]|\s[–—-]\s|,\s(?=\d|[^\W\d_]+ \d))\s*", line) if part]
    facts = [fact for part in parts if (fact := _fact(part)) is not None]
    return facts if len(facts) == len(parts) > 1 and len(dict(facts)) == len(facts) else None


_HOUR = re.compile(
    r",?\s+(?:(?:kl\.?|klokken|at|um|à|a las|às|o|о|ore)\s)?\d{1,2}[:.]\d{2}(?:\s?(?:Uhr|h|am|pm))?$",
    re.IGNORECASE,
)


def _fact(part: str) -> tuple[str, Any] | None:
    if match := _BYLINE.fullmatch(part):
        return "author", _AND.split(match[1])
    if day(part) and len(part) <= 30:
        return "date", part
    for key, pattern in _LABELLED.items():
        if not (match := pattern.fullmatch(part)):
            continue
        value = _HOUR.sub("", match[1].strip())
        if key in ("published", "date", "modified"):
            return (key, value) if day(value) and len(value) <= 30 else None
        if key == "author":
            names = _AND.split(value)
            return (key, names) if all(re.fullmatch(_NAME, name) for name in names) else None
        return key, value
    return None


def _yaml(text: str, account: Account) -> dict[str, Any]:
    if len(text) <= MAX_BYTES:
        loaded = load(text, "front matter")
        if loaded.value is not None and isinstance(loaded.value.value, dict):
            return dict(loaded.value.value)
        if loaded.value is not None and loaded.value.value is None:
            return {}
        first = loaded.diagnostics[0] if loaded.diagnostics else None
        if first is not None:
            place = f" (line {first.location.line + 1}: {first.message})"
            account.note(f"its front matter is no sound YAML{place}; it was read line by line")
    return _by_line(text[:MAX_BYTES])


def _toml(text: str, account: Account) -> dict[str, Any]:
    try:
        found: dict[str, Any] = _plain(tomllib.loads(text))
        return found
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        account.note(f"its front matter is no sound TOML ({error}); it was read line by line")
        return _by_line(text.replace(" = ", ": "))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    return value


def _by_line(text: str) -> dict[str, Any]:
    """What can be told from broken YAML: a key and its value on each line, lists below a key."""
    found: dict[str, Any] = {}
    key = ""
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item = re.match(r"\s*-\s+(.*)", line)
        pair = re.match(r"([\"']?[A-Za-z_][\w. -]*[\"']?)\s*:(?:\s+(.*)|$)", line)
        if item and key:
            before = found.get(key)
            found[key] = [
                *(before if isinstance(before, list) else [before] if before else []),
                _unquoted(item[1]),
            ]
        elif pair:
            key = pair[1].strip("\"'")
            value = (pair[2] or "").strip()
            if value.startswith("[") and value.endswith("]"):
                found[key] = [_unquoted(part) for part in value[1:-1].split(",") if part.strip()]
            else:
                found[key] = "" if value in ("|", ">", "|-", ">-") else _unquoted(value)
        elif key:
            before = found.get(key)
            if isinstance(before, list):
                before.append(_unquoted(line))
            else:
                found[key] = f"{before} {_unquoted(line)}".strip()
        else:
            found["text"] = f"{found.get('text', '')} {line.strip()}".strip()
    return found


def _unquoted(text: str) -> str:
    text = text.strip()
    text = re.sub(r"^[&*!]\w*\s*", "", text)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return text.strip("\"'") if text.count('"') == 1 else text


# ── into our keys ───────────────────────────────────────────────────────────────────────────────


def mapped(found: Mapping[str, Any], account: Account) -> dict[str, Any]:
    """Our keys, in the order of the schema; what we have none for as `x-…`, or in the account where it is too long."""
    meta: dict[str, Any] = {}
    rest: list[tuple[str, Any]] = []
    for name, value in found.items():
        key = _OURS.get(name.lower())
        if value in (None, "", [], {}):
            continue
        converted = _converted(key, value) if key else None
        if key and converted and key not in meta:
            meta[key] = converted
            if key == "author" and bare("".join(_scalars(value))) != bare("".join(_scalars(converted))):
                # What else is known of the people.
                rest.append((name, value))
            if key in ("date", "modified") and str(value)[:10] != converted:
                account.note(f"`{name}: {str(value)[:40]}` became {converted}")
        elif key == "keywords" and converted:
            meta[key] = [*meta[key], *(word for word in converted if word not in meta[key])]
        elif key in meta and _text(value) == _text(meta[key]):
            continue
        else:
            rest.append((name, value))
    ordered = {key: meta[key] for key in _KEYS if key in meta}
    size = 0
    for name, value in rest:
        written = json.dumps(value, ensure_ascii=False, default=str)
        key = "x-" + (re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("x-")).strip("-") or "key")
        size += len(written)
        if len(written) > MAX_VALUE or size > MAX_REST or key in ordered or _depth(value) > 6:
            account.drop(
                " ".join(_scalars(value)), f"it is `{name}` of the front matter, and too long or deep to keep"
            )
        else:
            ordered[key] = value
    return ordered


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for child in value.values():
            yield from _scalars(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _scalars(child)
    else:
        yield str(value)


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max((_depth(child) for child in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(child) for child in value), default=0)
    return 0


def _text(value: Any) -> str:
    return " ".join(" ".join(_scalars(value)).split())


def _converted(key: str, value: Any) -> Any:
    match key:
        case "author":
            return _people(value)
        case "keywords":
            words = value if isinstance(value, list) else re.split("[,;]", str(value))
            return [text for word in words if isinstance(word, str | int | float) and (text := _text(word))]
        case "date" | "modified":
            return day(value)
        case "lang":
            from pipeline.importing.language import declared

            return declared(value)
        case _:
            return (
                _text(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
            )


def _apart(value: Any) -> Sequence[Any]:
    """The people of a list, or of a line such as `Ada Holm and Bo Lie; Cy Moe`."""
    if isinstance(value, str):
        return re.split(r" (?:and|og|und|et|y|och) | ?; ?", " ".join(value.split()))
    return value if isinstance(value, list) else [value]


def _people(value: Any) -> Any:
    people: list[Any] = []
    for one in _apart(value):
        if isinstance(one, str) and one.strip():
            people.append(" ".join(one.split()))
        elif isinstance(one, Mapping):
            name = one.get("name")
            if isinstance(name, Mapping):
                name = " ".join(filter(None, (str(name.get("given") or ""), str(name.get("family") or ""))))
            kept = {key: one[key] for key in ("role", "organisation") if isinstance(one.get(key), str)}
            employer = next(
                (one[key] for key in ("affiliation", "organization", "org") if isinstance(one.get(key), str)),
                None,
            )
            if employer and "organisation" not in kept:
                kept["organisation"] = employer
            if not isinstance(name, str) or not name.strip():
                return None
            people.append({"name": name, **kept} if kept else name)
        else:
            return None
    return (people[0] if len(people) == 1 and isinstance(people[0], str) else people) or None


_MONTH_LANGUAGES = ("en", "nb", "nn", "da", "sv", "de", "fr", "es", "it", "nl", "pt", "pl", "uk", "fi")


@cache
def _months() -> Mapping[str, int]:
    """Names of months, and their beginnings."""
    from babel.dates import get_month_names

    found: dict[str, int] = {}
    for lang in _MONTH_LANGUAGES:
        for names in (
            get_month_names("wide", "format", lang),
            get_month_names("wide", "stand-alone", lang),
            get_month_names("abbreviated", "format", lang),
        ):
            found |= {name.lower().rstrip("."): number for number, name in names.items() if len(name) > 2}
    return found


def is_month(name: str) -> bool:
    """Whether a word is the name of a month, or its beginning with a dot."""
    return bool(_month(name))


def _month(name: str) -> int:
    return _months().get(name.lower().rstrip("."), 0)


def day(value: Any) -> str | None:
    """A date in whatever sound form, as ISO writes it."""
    text = str(value).strip()
    if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        numbers = tuple(map(int, match.groups()))
    elif match := re.fullmatch(
        r"(\d{1,2})(?:\.|er|º)?\s+(?:de\s+)?([^\W\d]{3,})\.?,?\s+(?:de\s+)?(\d{4})(?:\s*(?:р|г|r)\.?)?", text
    ):
        numbers = (int(match[3]), _month(match[2]), int(match[1]))
    elif match := re.fullmatch(r"([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text):
        numbers = (int(match[3]), _month(match[1]), int(match[2]))
    elif match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        numbers = (int(match[3]), int(match[2]), int(match[1]))
    else:
        return None
    try:
        return datetime.date(*numbers).isoformat()
    except ValueError:
        return None
