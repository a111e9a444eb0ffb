"""The look: templates, tokens and fonts, turned into markup and stylesheets.

Input: the files of a `templates/` folder as bytes, those of a project's own folder of that name, a `Brand`. Output: a
`Theme` that fills frames and partials (Jinja2, strict, sandboxed, everything escaped), writes stylesheets and
subsets fonts. Must not: know articles, hold the wording of a disclaimer, read the disk.

A project changes the look by a file of the same name in its own `templates/`:

- A template (`*.j2`) takes the place of the shipped one. It may build on it and change a block or two:

      {% extends "shipped/handout/page.html.j2" %}
      {% block imprint %}{{ super() }}<p>Printed on paper.</p>{% endblock %}

  The blocks of the pages: `head`, `masthead`, `contents`, `imprint`. A stylesheet includes the shipped one
  (`{% include "shipped/handout/handout.css.j2" %}`) and adds to it. A partial keeps its `{{ slot }}`: that is where
  the text goes. A disclaimer's wording is text, so no template can hold, change or drop it.
- `tokens.yaml` and the labels (`shared/labels/*.yaml`, `shared/front-labels/*.yaml`, `ebook/labels/*.yaml`) name only what differs; the
  rest stays. A new language is a new file; what it lacks is English.
- `themes/<name>/` holds a theme: a `tokens.yaml` of what differs, and files that take the places of those outside; they
  find these as `plain/…`. The brand names the theme; `harbour` has nothing but the files outside.
- Any other file (a font, a `theme.yaml`) takes the place of the shipped one.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unicodedata import category

from pipeline.article import text_direction
from pipeline.brand import Brand
from pipeline.diagnostics import Diagnostic, Extent, Location, Reported, did_you_mean, has_errors, report
from pipeline.diagnostics import nearest as nearest_word
from pipeline.theme.artwork import dealt
from pipeline.theme.colour import told
from pipeline.theme.faces import BOLD, Face, nearest, upright
from pipeline.theme.fonts import characters_of, subset
from pipeline.theme.scripts import LATIN_LIKE, may_be_written, script_of, tags_of
from pipeline.theme.sources import Files
from pipeline.theme.tokens import Composition, Layer, Places, dark_of, ink_of, merged
from pipeline.theme.unread import unread
from pipeline.theme.words import pieces_of, words_of
from pipeline.yaml import YamlDocument, load

if TYPE_CHECKING:
    from jinja2 import Environment

# Where the content goes in a frame or partial. It is no valid text of an author's: it has a control character.
SLOT = "\x02slot\x02"

FONTS = "shared/fonts/print/"
TOKENS = "tokens.yaml"
THEMES = "themes/"
# Words that only one thing that is made has, by language; a project's own are read with the rest, to be reported.
WORDS = ("ebook/labels/", "shared/front-labels/")
# The condition for which a colour that is given for screens alone is turned into ink.
PRESS = "shared/press/FOGRA39L.icc"
# Always in a subset, so that a page number or a label never falls out of it.
BASIC_CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”«»„…•✓©↑"


# What of a template is no text: expressions, statements, comments, styles, tags.
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_MARKUP = re.compile(r"<style.*?</style>|<script.*?</script>|<[^<>]*>", re.S)


@dataclass(frozen=True, slots=True)
class Logo:
    """A publisher's sign, sound and safe. Shape: `name` is the publisher's; `plate` where it needs white under it."""

    name: str
    content: bytes
    media_type: str
    plate: bool

    @property
    def file(self) -> str:
        return "logo.svg" if self.media_type == "image/svg+xml" else "logo.png"

    @property
    def address(self) -> str:
        """Itself as an address, for a page that may fetch nothing."""
        return f"data:{self.media_type};base64," + base64.b64encode(self.content).decode()


_ART = "shared/art.svg.j2"


class Theme:
    """A folder of templates.

    Shape: immutable after loading; two themes of the same files give the same bytes.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        tokens: Mapping[str, Any],
        labels: Mapping[str, Mapping[str, str]],
        overrides: Mapping[str, bytes] | None = None,
        *,
        plain: Mapping[str, bytes],
        logo: Logo | None = None,
    ) -> None:
        self.files = Files({name: (group, name) for group in (files, overrides or {}) for name in group})
        self.logo = logo
        self._tokens = tokens
        self._plain = plain
        self._shipped = files
        self._overrides = overrides or {}
        self._labels = labels
        self._words: dict[str, Mapping[str, Any]] = {}
        self._settings: dict[str, Mapping[str, Any]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """All but what is made of the rest when it is asked for: compiled templates cannot travel.

        Nor does what was read meanwhile: a theme travels as the same bytes, however long it has been in use.
        """
        made = {name for name, one in vars(type(self)).items() if isinstance(one, cached_property)}
        kept = {name: value for name, value in self.__dict__.items() if name not in made}
        return {**kept, "_words": {}, "_settings": {}}

    @cached_property
    def environment(self) -> Environment:
        return _environment(self._plain, self._shipped, self.files)

    # ── words

    def labels(self, lang: str) -> Mapping[str, str]:
        """The generated words of a language, else of its parent, else the English ones."""
        return next((self._labels[one] for one in (*tags_of(lang), "en") if self._labels.get(one)), {})

    def speaks(self, lang: str) -> bool:
        """Whether there are generated words in this language."""
        return any(one in self._labels for one in tags_of(lang))

    def words(self, name: str) -> Mapping[str, Any]:
        """What a YAML file of words says, a project's own over the shipped ones; nothing where there is no such file."""
        if name not in self._words:
            said: Mapping[str, Any] = {}
            for content in dict.fromkeys(
                group[name] for group in (self._shipped, self.files) if name in group
            ):
                loaded = load(content.decode(), f"templates/{name}").value
                said = merged(said, loaded.value or {}) if loaded else said
            self._words[name] = said
        return self._words[name]

    # ── markup

    def fill(self, template: str, **values: Any) -> str:
        """A template filled; every value is escaped unless the template itself marks it as markup."""
        return self.environment.get_template(template).render(slot=_slot(), **values)

    def around(self, partial: str, **values: Any) -> tuple[str, str]:
        """The markup before and behind the content of a component. Source: `shared/partials/`."""
        before, _, behind = self.fill(f"shared/partials/{partial}.html.j2", **values).strip().partition(SLOT)
        return before, behind

    def fixed_words(self, edition: str, lang: str = "") -> tuple[str, ...]:
        """What an edition says in its own words in a language, and a project's own templates of it in so many words.

        The shipped templates say nothing.
        """
        own, _ = words_of(self.words, self.files, edition, lang)
        found = {piece for text in own.values() for piece in pieces_of(text)}
        for content in self._own(edition):
            text = _MARKUP.sub("\n", _JINJA.sub("", content.decode("utf-8", "replace")))
            found |= {" ".join(line.split()) for line in text.split("\n") if re.search(r"[^\W\d_]{2}", line)}
        return tuple(sorted(found))

    def changed(self, edition: str) -> bool:
        """Whether a project has templates or stylesheets of its own for an edition."""
        return any(True for _ in self._own(edition))

    def as_shipped(self, name: str) -> bool:
        """Whether a template is the one that every look begins with."""
        return self.files.get(name) == self._plain.get(name)

    def _own(self, edition: str) -> Iterator[bytes]:
        for name in self.files:
            if name.startswith((f"{edition}/", "shared/partials/")):
                content = self.files[name]
                if content != self._shipped.get(name):
                    yield content

    @cached_property
    def own_faces(self) -> Mapping[str, bytes]:
        """The font files that a project has of its own, in place of shipped ones or beside them."""
        own = {face.path: self.files[face.path] for face in self.faces if face.path in self._overrides}
        return {path: content for path, content in own.items() if content != self._shipped.get(path)}

    def has_partial(self, name: str) -> bool:
        return f"shared/partials/{name}.html.j2" in self.files

    # ── looks

    @property
    def tokens(self) -> Mapping[str, Any]:
        """All tokens; the colours of dark screens are those of the palette without a topic."""
        return self.tokens_for(())

    def tokens_for(self, topics: Iterable[str]) -> Mapping[str, Any]:
        """All tokens, with the colours of dark screens that fit the palette of these topics."""
        return {**self._tokens, "dark": {**dark_of(self.palette(topics)), **self._tokens["dark"]}}

    def palette(self, topics: Iterable[str]) -> Mapping[str, str]:
        """Colours by name (`#rrggbb`): the common ones and those of the first topic that has its own."""
        return {token: value["srgb"] for token, value in self._colours(topics).items()}

    def inks(self, topics: Iterable[str]) -> Mapping[str, tuple[float, float, float, float]]:
        """What a press prints for each colour of the palette: cyan, magenta, yellow and black by `#RRGGBB`.

        Units: percent. Shape: the keys are in capitals.
        """
        return {value["srgb"].upper(): ink_of(value["cmyk"]) for value in self._colours(topics).values()}

    def _colours(self, topics: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        by_topic: Mapping[str, str] = self._tokens["palette-of-topic"]
        name = next((by_topic[topic] for topic in topics if topic in by_topic), self._tokens["palette"])
        return {**self._tokens["colours"]["common"], **self._tokens["colours"][name]}

    def family_of(self, lang: str) -> str | None:
        """The family of a language's script, which stands before all others; none for those that the text's has."""
        fonts = self._tokens["fonts"]
        script = script_of(lang)
        known: str | None = fonts.get("scripts", {}).get(script)
        if known is None and script not in LATIN_LIKE and text_direction(lang) == "rtl":
            known = fonts["right-to-left"]
        return known

    def tall(self, lang: str) -> bool:
        """Whether a language's script needs room between its lines, and does not slant."""
        return script_of(lang) not in LATIN_LIKE

    def stack(self, role: str, lang: str = "") -> str:
        """The families of `text` or `headings` as a stylesheet lists them, with those that fill their gaps."""
        return ", ".join(f'"{family}"' for family in self._stacked(role, lang))

    def _stacked(self, role: str, lang: str) -> tuple[str, ...]:
        fonts = self._tokens["fonts"]
        first = self.family_of(lang)
        return tuple(dict.fromkeys((*([first] if first else ()), fonts[role], *fonts["others"])))

    def stylesheet(self, edition: str, topics: Iterable[str], **values: Any) -> str:
        """The CSS of an edition: its sheets in the order of its `theme.yaml`, tokens filled in."""
        return self._sheets(edition, tuple(topics), **values)

    @cached_property
    def _sheets(self) -> Callable[..., str]:
        """Those that were asked for the last, of some palettes and languages: articles with the same topics have the same."""
        return functools.lru_cache(maxsize=32)(self._sheet)

    def _sheet(self, edition: str, topics: tuple[str, ...], **values: Any) -> str:
        order = self.settings(f"{edition}/theme.yaml")["stylesheets"]
        shared: dict[str, Any] = {"colour": self.palette(topics), "tokens": self.tokens_for(topics)}
        shared |= {"stack": self.stack, "logo": self.logo, "told": told}
        lang = values.setdefault("lang", "en")
        shared |= {"script": self.family_of(lang), "tall": self.tall(lang)}
        sheets = [self.fill(name, **shared, **values) for name in order]
        return "\n".join(sheet.strip() for sheet in sheets) + "\n"

    def settings(self, name: str) -> Mapping[str, Any]:
        """What a YAML file says, a project's own in place of the shipped one; nothing where it cannot be read."""
        if name not in self._settings:
            loaded = load(self.files[name].decode(), f"templates/{name}").value
            self._settings[name] = (loaded and loaded.value) or {}
        return self._settings[name]

    def art(self, seed: str, topics: Iterable[str], columns: int, rows: int, size: float) -> str:
        """The cover artwork of an article: SVG tiles from the brand's shapes, the same for the same seed.

        Units: `size` of a tile, in user units of the SVG.
        """
        palette = self.palette(topics)
        tiles = [
            {"x": index % columns * size, "y": index // columns * size, **tile}
            for index, tile in enumerate(dealt(seed, columns, rows))
        ]
        return self.fill(
            _ART,
            tiles=tiles,
            width=columns * size,
            height=rows * size,
            size=size,
            colour=palette,
        ).strip()

    @cached_property
    def art_templates(self) -> Mapping[str, bytes]:
        """The templates that artwork may be filled from: its own, and all of a project's, which that may include."""
        own = {name: content for name, content in self._overrides.items() if name.endswith(".j2")}
        return {**own, _ART: self.files[_ART]}

    # ── fonts

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        return tuple(
            Face(face["family"], face["weight"], face["style"], FONTS + face["file"])
            for face in self._tokens["faces"]
        )

    def faces_for(self, text: str, lang: str, *, code: bool = False, both: bool = False) -> tuple[Face, ...]:
        """The faces that a text is set in: those of the language and the theme, and those that fill their gaps.

        `code` tells that some of it is code, `both` that some is bold and italic.
        """
        fonts = self._tokens["fonts"]
        needed: set[str] = {fonts["code"]} if code and "code" in fonts else set()
        for role in ("text", "headings", "clear"):
            left = _shown(text)
            for index, family in enumerate(self._stacked(role, lang)):
                if family == fonts[role] or not index:
                    needed.add(family)
                elif not left:
                    break
                elif self._asked(family, left) and left & self._coverage(family):
                    needed.add(family)
                else:
                    continue
                left -= self._coverage(family)
        return tuple(
            face
            for face in self.faces
            if face.family in needed and (both or face.style == "normal" or face.weight < BOLD)
        )

    @property
    def text(self) -> str:
        """The family of running text."""
        return str(self._tokens["fonts"]["text"])

    @property
    def headings(self) -> tuple[str, int]:
        """The family of headings, and their weight."""
        fonts = self._tokens["fonts"]
        return str(fonts["headings"]), int(fonts["heading-weight"])

    def missing_characters(self, text: str) -> str:
        """The characters of a text that no bundled font can show."""
        fonts = self._tokens["fonts"]
        missing = _shown(text)
        for family in dict.fromkeys((fonts["text"], fonts["headings"], fonts["clear"], *fonts["others"])):
            if missing and self._asked(family, missing):
                missing -= self._coverage(family)
        return "".join(sorted(map(chr, missing)))

    def families_for(self, text: str, base: str, lang: str = "") -> tuple[str, ...]:
        """The families that show what `base` cannot, the language's first, then in the order of the tokens."""
        fonts = self._tokens["fonts"]
        missing = _shown(text) - self._coverage(base)
        first = self.family_of(lang)
        families = dict.fromkeys(
            (*([first] if first else ()), fonts["headings"], fonts["clear"], *fonts["others"])
        )
        needed = []
        for family in families:
            if family == base or not missing or not self._asked(family, missing):
                continue
            if covered := missing & self._coverage(family):
                needed.append(family)
                missing -= covered
        return tuple(needed)

    def covers(self, family: str, text: str) -> bool:
        """Whether a family has every character of a text."""
        return self._coverage(family) >= _shown(text)

    def face(self, family: str, weight: int, style: str = "normal") -> Face:
        """The face of a family that comes nearest to a weight."""
        return nearest([face for face in self.faces if face.family == family and face.style == style], weight)

    def _asked(self, family: str, characters: Iterable[int]) -> bool:
        """Whether a family's font is worth opening for what others lack: those of Chinese are large."""
        scripts = self._tokens["fonts"].get("scripts", {})
        return all(may_be_written(characters, script) for script, own in scripts.items() if own == family)

    def _coverage(self, family: str) -> frozenset[int]:
        return characters_of(self.files[self.face(family, 400).path])

    def embedded_faces(
        self, faces: Iterable[tuple[str, int, str]], text: str, always: str = BASIC_CHARACTERS
    ) -> str:
        """`@font-face` rules with subsets as data, for a page that may fetch nothing.

        Shape: each of `faces` is (family, weight, style); `text` holds every character that will be shown,
        `always` those that may be besides.
        """
        characters = "".join(sorted({*always, *text} - {"\n", "\r", "\t", "\x02"}))
        rules = []
        for face in dict.fromkeys(self.face(*one) for one in faces):
            content = subset(self.files[face.path], characters)
            address = "data:font/woff2;base64," + base64.b64encode(content).decode()
            rules.append(
                f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
                f'font-display:swap;src:url("{address}")}}'
            )
        return "\n".join(rules) + "\n"

    def linked_faces(self, faces: Iterable[Face]) -> str:
        """`@font-face` rules that name the files, for an engine that is handed them."""
        given = tuple(faces)
        code = self._tokens["fonts"].get("code")
        return "\n".join(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};src:url("{face.path}")}}'
            for face in (*given, *upright(given, code))
        )


def _shown(text: str) -> set[int]:
    """The characters of a text that a face has to have: of symbol fonts the bullets that word processors leave, too."""
    return {ord(character) for character in {*text} if character.isprintable() or category(character) == "Co"}


def _slot() -> Any:
    from markupsafe import Markup

    return Markup(SLOT)


# ── files ───────────────────────────────────────────────────────────────────────────────────────


def _environment(
    plain: Mapping[str, bytes], shipped: Mapping[str, bytes], files: Mapping[str, bytes]
) -> Environment:
    """Templates by name: a project's before a shipped one.

    Shape: the shipped one is always there as `shipped/…`, and as `plain/…` without what a theme makes of it.
    """
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    from pipeline.theme.compiled import Compiled
    from pipeline.theme.sources import Sources

    own = {name for name in files if name.endswith(".j2") and files[name] != shipped.get(name)}
    sources = {
        prefix + name: group[name].decode()
        for prefix, group in (("", files), ("shipped/", shipped), ("plain/", plain))
        for name in group
        if name.endswith(".j2")
    }
    return SandboxedEnvironment(
        loader=Sources(sources, own),
        bytecode_cache=Compiled([plain[name].decode() for name in plain if name.endswith(".j2")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _nowhere(*path: str | int) -> Location:
    return Location("source/publication.yaml")


def load_theme(
    files: Mapping[str, bytes],
    overrides: Mapping[str, bytes] | None = None,
    brand: Brand | None = None,
    *,
    at: Places = _nowhere,
    logo: Logo | None = None,
) -> Reported[Theme | None]:
    """The theme in a folder of templates, changed by a project's own `templates/` and by its brand.

    `at` gives the place of a value in the brand's file.

    Reports: ART105 (a file not in UTF-8), ART111–ART114 (a YAML file that cannot be read), ENG608 (a file is missing), HND502 (a project's
    template that Jinja2 cannot read), HND503 (a project's partial without its slot), BRA101–BRA107, BRA109 (a brand that
    asks for what there is not, or cannot be read or printed).
    """
    found: list[Diagnostic] = []
    brand = brand or Brand()
    themes = sorted({name.split("/")[1] for name in (*files, *(overrides or ())) if _is_themes_tokens(name)})
    if brand.theme not in themes:
        if brand.theme == Brand().theme:  # nobody asked for it, so nobody can have misspelt it
            name = f"{THEMES}{brand.theme}/{TOKENS}"
            return Reported(None, (report("ENG608", Location(f"templates/{name}"), file=name),))
        place, action = at("brand", "theme"), did_you_mean(brand.theme, themes)
        found.append(report("BRA101", place, what="theme", name=brand.theme, nearest=action))
        # What else is wrong with the brand is looked for in the theme that was meant.
        if meant := nearest_word(brand.theme, themes):
            dressed = brand.model_copy(update={"theme": meant})
            found += load_theme(files, overrides, dressed, at=at, logo=logo).diagnostics
        return Reported(None, tuple(found))
    # Who has no templates of their own need not wait for what reads them.
    if overrides:
        from pipeline.theme.own import face_faults, overlooked, understood

        found += overlooked(files, overrides, ("shared/labels/", *WORDS))
    if found_here := unread(overrides or {}):
        return Reported(None, found_here)
    shipped, own = _dressed(files, brand.theme), _dressed(overrides or {}, brand.theme)

    def read(group: Mapping[str, bytes], name: str) -> YamlDocument:
        loaded = load(group[name].decode(), f"templates/{name}")
        found.extend(loaded.diagnostics)
        if loaded.value is None or group is files or group is shipped:
            return loaded.value or YamlDocument(f"templates/{name}", {})
        known = understood(loaded.value, name, shipped, {*shipped, *own})
        found.extend(known.diagnostics)
        return known.value

    layers = [
        Layer(read(group, name), shipped=group is files)
        for group in (files, overrides or {})
        for name in (TOKENS, f"{THEMES}{brand.theme}/{TOKENS}")
        if name in group
    ]
    labels = {
        name.removeprefix("shared/labels/").removesuffix(".yaml"): functools.reduce(
            merged, [read(group, name).value or {} for group in (shipped, own) if name in group]
        )
        for name in sorted({*shipped, *own})
        if name.startswith("shared/labels/") and name.endswith(".yaml")
    }
    for name in own:
        if name.endswith(".yaml") and (name.startswith(WORDS) or name.endswith("/theme.yaml")):
            read(own, name)
    for name in (TOKENS, "shared/labels/en.yaml"):
        if name not in shipped and name not in own:
            found.append(report("ENG608", Location(f"templates/{name}"), file=name))
    templates = _template_faults(files, shipped, own)
    if has_errors(found):
        return Reported(None, (*found, *templates))
    composition = Composition(layers, brand, at, files.get(PRESS))
    tokens = composition.composed()
    faces = face_faults(tokens["faces"], layers, FONTS, shipped, own) if own else ()
    found += (*templates, *composition.faults(), *faces)
    if has_errors(found):
        return Reported(None, tuple(found))
    # A language that lacks a word, as a project's own may, has the English one.
    words = {lang: merged(labels["en"], own_words) for lang, own_words in labels.items()}
    return Reported(Theme(shipped, tokens, words, own, plain=files, logo=logo), tuple(found))


def _is_themes_tokens(name: str) -> bool:
    return name.startswith(THEMES) and name.endswith(f"/{TOKENS}") and name.count("/") == 2


def _dressed(files: Mapping[str, bytes], theme: str) -> Mapping[str, bytes]:
    """The files of a folder with those of a theme in their places."""
    prefix = f"{THEMES}{theme}/"
    dressed = {name: (files, name) for name in files if not name.startswith(THEMES)}
    for name in files:
        if name.startswith(prefix) and name != prefix + TOKENS:
            dressed[name.removeprefix(prefix)] = (files, name)
    return Files(dressed)


_SLOT_USED = re.compile(r"{{-?\s*slot\b")
_EXTENDS = re.compile(r"{%-?\s*extends\b")


def _template_faults(
    plain: Mapping[str, bytes], files: Mapping[str, bytes], own: Mapping[str, bytes]
) -> list[Diagnostic]:
    names = [name for name in sorted(own) if name.endswith(".j2")]
    if not names:
        return []
    # Who looks through a project need not fill a template.
    from jinja2 import TemplateSyntaxError

    faults: list[Diagnostic] = []
    environment = _environment(plain, files, {**files, **own})
    for name in names:
        source = own[name].decode()
        try:
            environment.parse(source)
        except TemplateSyntaxError as error:
            place = Location(f"templates/{name}", Extent.point(error.lineno, 1))
            faults.append(report("HND502", place, problem=error.message or "unreadable template"))
            continue
        shipped = files.get(name, b"").decode()
        if (
            _SLOT_USED.search(shipped)
            and not _EXTENDS.search(source)
            and len(_SLOT_USED.findall(source)) != len(_SLOT_USED.findall(shipped))
        ):
            faults.append(report("HND503", Location(f"templates/{name}")))
    return faults
