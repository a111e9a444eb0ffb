"""What lies in `source/`, read and understood together: publication, policy, wordings, theme, articles.

Input: a workspace. Output: a frozen `Project` and its articles, with everything that is wrong with their files.
Must not: parse an article's text.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

from pipeline import article, collection, publication
from pipeline.article import Article, PrintSize
from pipeline.checks.images import logo_fault
from pipeline.collection import Collection, CollectionFile
from pipeline.diagnostics import (
    Diagnostic,
    Extent,
    Location,
    Reported,
    Severity,
    did_you_mean,
    has_errors,
    report,
)
from pipeline.disclaimers import library, policy
from pipeline.disclaimers.library import Library
from pipeline.disclaimers.policy import Policy
from pipeline.fingerprint import fingerprint
from pipeline.listed import Listed, Listing, listed, places
from pipeline.publication import Publication
from pipeline.schema import SLUG, UNDETERMINED
from pipeline.theme import Logo, Theme, load_theme
from pipeline.workspace import Folder, Workspace, read_templates, shipped_templates


@dataclass(frozen=True, slots=True)
class Project:
    """What all articles share."""

    publication: Publication
    policy: Policy
    library: Library
    theme: Theme
    today: datetime.date
    # The hash of all that a project changes in the look: templates of its own, brand, logo.
    look: str = ""
    # The articles that have a handout, which links may lead to, and their headings: `tides`, `tides#spring-tides`, by language.
    linkable: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # The languages in which each article and collection has a handout, in their order, by its name.
    handouts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # The one of them that is no translation, where there is one.
    originals: Mapping[str, str] = field(default_factory=dict)
    # The collections with a handout that hold an article, by its name and language: their names and titles.
    bindings: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)


Source = Article | Collection
Known = Source | Listed
V = TypeVar("V")
# What was made of a project's files the last time, by kind: the hash of what it was made from, and itself.
_KEPT: dict[str, tuple[str, Any]] = {}


def _kept(kind: str, made_from: str, make: Callable[[], V]) -> V:
    """The same value as long as it is made from the same.

    Why: a process that builds again and again would look for every word and compile every template anew.
    """
    known = _KEPT.get(kind)
    if known is None or known[0] != made_from:
        known = _KEPT[kind] = made_from, make()
    value: V = known[1]
    return value


def load_project(workspace: Workspace, today: datetime.date) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """Publication, policy, wordings and theme, with everything that is wrong with them; no project where anything is."""
    project, found = read_project(workspace, today)
    return None if has_errors(found) else project, found


def read_project(workspace: Workspace, today: datetime.date) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """The same, with a project also where some of it is faulty: what could be read."""
    found: list[Diagnostic] = []
    content = workspace.read(publication.PATH)
    if content is None:
        problem = workspace.fault(publication.PATH)
        if problem is None:
            return None, (report("ART130", Location(publication.PATH)),)
        closed = report("ART110", Location(publication.PATH), problem=problem)
        loaded_publication = Reported(publication.unread(), (closed,))
    else:
        loaded_publication = publication.parse(content)
    loaded_library = _library(workspace)
    loaded_policy = _policy(workspace, loaded_library.value)
    own = workspace.templates()
    loaded_theme = _theme(workspace, loaded_publication.value, content or b"", own)
    for loaded in (loaded_publication, loaded_library, loaded_policy, loaded_theme):
        found += loaded.diagnostics
    # What is wrong with the publication, the rules or the look hides nothing of the texts.
    theme = loaded_theme.value or load_theme(read_templates(shipped_templates())).value
    if not theme:
        return None, tuple(found)
    look = fingerprint(own, loaded_publication.value.brand, theme.logo)
    rules = loaded_policy.value or Policy((), (), (), policy.PATH)
    project = Project(loaded_publication.value, rules, loaded_library.value, theme, today, look)
    return project, tuple(found)


def owes_surely(project: Project, found: Iterable[Diagnostic]) -> bool:
    """Whether it is known what articles owe, whatever else was `found` in the project's own files."""
    faulty = (one.location.path for one in found if one.severity is Severity.ERROR)
    unknown = any(path == policy.PATH or f"{path}/".startswith(f"{library.FOLDER}/") for path in faulty)
    return not unknown and project.publication.lang != UNDETERMINED


def _theme(
    workspace: Workspace, loaded: Publication, content: bytes, own: Mapping[str, bytes]
) -> Reported[Theme | None]:
    """The theme in the brand's look, with everything that is wrong with both."""
    files = read_templates(shipped_templates())
    at = publication.places(content)
    icc = loaded.brochure.icc
    if icc and icc.lower().endswith((".icc", ".icm")) and (profile := workspace.read(f"source/{icc}")):
        own = {**own, f"shared/press/own/{icc}": profile}
    logo, unfit = _logo(workspace, loaded, at)
    theme = _kept(
        "theme",
        fingerprint(tuple(files), own, content, logo),
        lambda: load_theme(files, own, loaded.brand, at=at, logo=logo),
    )
    if theme.value is not None and icc:
        # Hardly a publication names one, and this brings all formats with it.
        from pipeline.engines.press import Unusable
        from pipeline.formats.brochure.press import condition_of

        condition = condition_of(theme.value, icc)
        if isinstance(condition, Unusable):
            problem = condition.problem
            unfit = (*unfit, report("BRO412", at("brochure", "icc"), name=icc, problem=problem))
    return Reported(theme.value, (*unfit, *theme.diagnostics))


def _logo(
    workspace: Workspace, loaded: Publication, at: Callable[..., Location]
) -> tuple[Logo | None, tuple[Diagnostic, ...]]:
    wanted = loaded.brand.logo
    if wanted is None:
        return None, ()
    asset = workspace.asset("source", wanted.file)
    problem = logo_fault(wanted.file, asset)
    if problem or asset is None or asset.content is None:
        return None, (report("BRA108", at("brand", "logo"), name=wanted.file, problem=problem),)
    kind = "image/svg+xml" if wanted.file.lower().endswith(".svg") else "image/png"
    return Logo(loaded.publisher, asset.content, kind, wanted.ground == "plate"), ()


def _library(workspace: Workspace) -> Reported[Library]:
    """The wordings, with everything that is wrong with their files."""
    if (problem := workspace.closed(library.FOLDER)) is not None:
        return Reported(Library.of(()).value, (report("ART110", Location(library.FOLDER), problem=problem),))
    files = {name: workspace.read(name) for name in workspace.names(library.FOLDER, ".yaml")}
    faults = {
        name: workspace.fault(name) or "it is gone" for name, content in files.items() if content is None
    }
    return _kept("library", fingerprint(files, faults), lambda: _wordings(files, faults))


def _wordings(files: Mapping[str, bytes | None], faults: Mapping[str, str]) -> Reported[Library]:
    found: list[Diagnostic] = []
    disclaimers = []
    for name, content in files.items():
        if content is None:
            found.append(report("ART110", Location(name), problem=faults[name]))
            continue
        parsed = library.parse(content, name)
        found += parsed.diagnostics
        if parsed.value is not None:
            disclaimers.append(parsed.value)
    gathered = Library.of(disclaimers)
    return Reported(gathered.value, (*found, *gathered.diagnostics))


def _policy(workspace: Workspace, wordings: Library) -> Reported[Policy | None]:
    """The policy; without one, nothing is built."""
    content = workspace.read(policy.PATH)
    if content is None and (problem := workspace.fault(policy.PATH)) is not None:
        return Reported(None, (report("ART110", Location(policy.PATH), problem=problem),))
    if content is None:
        return Reported(None, (report("DIS300", Location(policy.PATH)),))
    if workspace.closed(library.FOLDER) is not None:
        # Which wordings there are is not known.
        return Reported(None, ())
    # A wording whose file has faults is there; that is said of the file.
    read = {one.path for one in wordings.disclaimers.values()}
    names = workspace.names(library.FOLDER, ".yaml")
    faulty = {name.rsplit("/", 1)[-1].removesuffix(".yaml") for name in names if name not in read}
    return policy.parse(content, policy.PATH, {*wordings.disclaimers, *faulty})


def read_articles(
    workspace: Workspace,
    project_publication: Publication,
    least_size: PrintSize = "standard",
    asked: Mapping[str, object] = MappingProxyType({}),
) -> tuple[list[Article], dict[str, tuple[Diagnostic, ...]]]:
    """The articles, and what was found in each file; shapes and reports as of `Reader`."""
    reader = Reader(workspace, project_publication, least_size, asked)
    return [one for one in reader.all() if isinstance(one, Article)], reader.found


class Reader:
    """Reads the articles of a project, but for those that are `known` and whose folders look as they did.

    `asked` is what the command asks of brochures. Shape: what is `found` in each file is by path and holds every file's,
    those without an article too; of a `faulty` article only the text can be checked.
    Reports: ART120 (a name used twice), ART124, ART138–ART140 (translations), ART128 (a faulty source).
    """

    def __init__(
        self,
        workspace: Workspace,
        project_publication: Publication,
        least_size: PrintSize = "standard",
        asked: Mapping[str, object] = MappingProxyType({}),
        known: Mapping[str, Listing] = MappingProxyType({}),
    ) -> None:
        self._workspace = workspace
        self._publication = project_publication
        self._least_size = least_size
        self._asked = asked
        self.known = known
        self._folders: dict[str, Folder] = {}
        self._looks: dict[str, str | None] = {}
        self._read: dict[str, list[Article]] = {}
        self.found: dict[str, tuple[Diagnostic, ...]] = {}

    def all(self, needed: Set[str] = frozenset()) -> list[Article | Listed]:
        """Every article, in the order of the files. Those that are `needed`, by their names, are read in any case."""
        found: list[Article | Listed] = []
        taken: dict[tuple[str, str], str] = {}
        folders, unreadable = self._workspace.article_folders()
        self._folders = {folder.path: folder for folder in folders}
        for folder in folders:
            self._looks[folder.path] = self._workspace.look_at(folder)
            known = self.known.get(folder.path)
            if known is None or known.look != self._looks[folder.path] or _slug(folder.names[0]) in needed:
                found += self._articles(folder, taken)
                continue
            if any((one.slug, one.lang) in taken for one in known.articles):
                # What is wrong with a name that is used twice depends on the other's file.
                self.known = {}
                return self.all(needed)
            taken |= {(one.slug, one.lang): one.path for one in known.articles}
            self.found |= {one.path: one.found for one in known.articles}
            found += known.articles
        for file in unreadable:
            parsed = article.parse(file, self._publication.lang)
            self.found[file.path] = parsed.diagnostics
        return found

    def _articles(self, folder: Folder, taken: dict[tuple[str, str], str]) -> list[Article]:
        """The articles of a folder. `taken` are names and languages, with the path of the first of each."""
        source: Article | None = None
        articles: list[Article] = []
        versions: dict[str, Article | None] = {}
        for file in self._workspace.articles_in(folder):
            parsed = article.parse(file, self._publication.lang, source)
            diagnostics = list(parsed.diagnostics)
            value = parsed.value
            if value is not None:
                value = publication.with_defaults(value, self._publication, self._least_size, self._asked)
                if file.file_language is None:
                    source = value
                elif source is not None:
                    diagnostics += _out_of_step(value, source)
                    diagnostics += _as_it_was(value, source)
                    if source.faulty:
                        diagnostics.append(report("ART128", Location(file.path), source=source.path))
                key = (value.slug, value.lang)
                if key in taken and not value.faulty:
                    diagnostics.append(
                        report("ART120", Location(file.path), slug=value.slug, other=taken[key])
                    )
                taken.setdefault(key, file.path)
                value = replace(value, faulty=has_errors(diagnostics))
                articles.append(value)
            versions[file.path] = value
            self.found[file.path] = tuple(diagnostics)
        together = {folder.path: versions}
        wanted = self._publication.translations
        for path, one in (*_misplaced(together), *_untranslated(together, wanted)):
            self.found[path] += (one,)
        self._read[folder.path] = articles
        return articles

    def read(self, one: Listed) -> Article | None:
        """The article itself; None where it is not as it is known, so that all have to be read."""
        path = one.path.rsplit("/", 1)[0]
        if path not in self._read:
            folder = self._folders[path]
            self._looks[path] = self._workspace.look_at(folder)
            self._articles(folder, {})
        for value in self._read[path]:
            if listed(value, self.found[value.path]) == one:
                return value
        return None

    def whole(self, some: Iterable[Known]) -> list[Source] | None:
        """The same, all of them read; None if one is not as it is known, so that all have to be read."""
        found = [self.read(one) if isinstance(one, Listed) else one for one in some]
        read = [one for one in found if one is not None]
        return read if len(read) == len(found) else None

    def collections(
        self, files: Iterable[CollectionFile], articles: Sequence[Article | Listed]
    ) -> tuple[list[Collection], dict[str, tuple[Diagnostic, ...]]]:
        """The collections in these files, of these articles, and what was found in each file.

        Shape: all articles that the files name are read.
        """
        found: dict[str, tuple[Diagnostic, ...]] = {}
        collections: list[Collection] = []
        read = [one for one in articles if isinstance(one, Article)]
        slugs = {one.slug for one in articles}
        taken = {(one.slug, one.lang): one.path for one in articles}
        versions: dict[str, dict[str, Article | None]] = {}
        for file in files:
            parsed = collection.parse(file, self._publication.lang, read, slugs)
            diagnostics = list(parsed.diagnostics)
            front = None
            if (value := parsed.value) is not None:
                key = (value.slug, value.lang)
                if key in taken:
                    diagnostics.append(
                        report("ART120", Location(file.path), slug=value.slug, other=taken[key])
                    )
                taken.setdefault(key, file.path)
                front = publication.with_defaults(
                    value.front, self._publication, self._least_size, self._asked
                )
                front = replace(front, faulty=has_errors(diagnostics))
                collections.append(replace(value, front=front))
            versions.setdefault(_slug(file.path), {})[file.path] = front
            found[file.path] = tuple(diagnostics)
        for path, one in (*_misplaced(versions), *_untranslated(versions, self._publication.translations)):
            found[path] += (one,)
        return collections, found

    def listings(self) -> dict[str, Listing]:
        """What need not be read again as long as it looks the same."""
        listings: dict[str, Listing] = {}
        for path, folder in self._folders.items():
            look, articles = self._looks[path], self._read.get(path)
            if articles is None:
                listings[path] = self.known[path]
            elif look is not None and len(articles) == len(folder.names):
                found = [self.found[one.path] for one in articles]
                if not any(one.code == "ART120" for each in found for one in each):
                    pairs = zip(articles, found, strict=True)
                    listings[path] = Listing(look, tuple(listed(one, each) for one, each in pairs))
        return listings


def read_all(
    workspace: Workspace, project: Project, reader: Reader
) -> tuple[Project, tuple[Known, ...], dict[str, tuple[Diagnostic, ...]]]:
    """All articles and collections, the project with what each has to know of others, and what was found in each file."""
    files = workspace.collections()
    named = (
        frozenset(name for file in files for name in collection.names_in(file))
        if reader.known
        else frozenset()
    )
    articles = reader.all(named)
    collections, found = reader.collections(files, articles)
    sources: tuple[Known, ...] = (*articles, *collections)
    handouts: dict[str, tuple[str, ...]] = {}
    originals: dict[str, str] = {}
    bindings: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    linkable: dict[str, set[str]] = {}
    for one in sorted(sources, key=lambda one: one.lang):
        if isinstance(one, Collection) and not one.legible:
            continue
        if not SLUG.fullmatch(one.slug):
            # Nothing is made under that name, whatever else is wrong.
            continue
        if "handout" in one.formats:
            handouts[one.slug] = (*handouts.get(one.slug, ()), one.lang)
            if not (one.front if isinstance(one, Collection) else one).translation:
                originals[one.slug] = one.lang
            if not isinstance(one, Collection):
                inside = one.places if isinstance(one, Listed) else places(one.body)
                linkable.setdefault(one.lang, set()).update(
                    (one.slug, *(f"{one.slug}#{place}" for place in inside))
                )
            else:
                for chapter in one.articles:
                    key = (chapter.slug, one.lang)
                    bindings[key] = (*bindings.get(key, ()), (one.slug, one.meta.title))
    project = replace(
        project,
        linkable={lang: frozenset(slugs) for lang, slugs in linkable.items()},
        handouts=handouts,
        originals=originals,
        bindings=bindings,
    )
    return project, sources, {**reader.found, **found}


def _out_of_step(translation: Article, source: Article) -> list[Diagnostic]:
    """A translation of another text than the one that stands there now, or of nobody knows which."""
    translates = translation.meta.translates
    facts = {"source": source.path, "lang": source.lang, "expected": source.text_sha256}
    if translates is None:
        return [report("ART139", translation.at("translates"), **facts)]
    if translates.sha256 != source.text_sha256:
        place = translation.at("translates", "sha256")
        return [report("ART124", place, **facts, found=translates.sha256[:12])]
    return []


# So many words are a sentence, and so many sentences tell that nobody has translated them.
_SENTENCE, _SENTENCES = 6, 3


def _as_it_was(translation: Article, source: Article) -> list[Diagnostic]:
    """A translation most lines of which are those of the text that it translates."""
    one, other = (article.lang.partition("-")[0] for article in (translation, source))
    if one == other:
        return []
    here, there = (
        [" ".join(line.split()) for line in text.body.splitlines()] for text in (translation, source)
    )
    written = [line for line in here if len(line.split()) >= _SENTENCE]
    same = [line for line in written if line in set(there)]
    if len(same) < _SENTENCES or 2 * len(same) <= len(written):
        return []
    facts = {"lang": translation.lang, "source": source.path, "count": len(same), "of": len(written)}
    place = translation.body_line + here.index(same[0])
    return [report("ART147", Location(translation.path, Extent.point(place, 1)), **facts)]


def _original(paths: Iterable[str]) -> str:
    """The file of an article or collection that the others translate; where all have a language, the first."""
    return min(paths, key=lambda path: _file_language(path) is not None)


def _misplaced(versions: Mapping[str, Mapping[str, Article | None]]) -> Iterator[tuple[str, Diagnostic]]:
    """Keys on translations in files where they say nothing; `versions` as of `_untranslated`."""
    for files in versions.values():
        original = _original(files)
        for path, one in files.items():
            if one is None:
                continue
            for key, fits, where in (
                ("translates", one.translation, "a translation"),
                ("translations", path == original, "the file that it translates"),
            ):
                if getattr(one.meta, key) is not None and not fits:
                    yield path, report("ART140", one.positions.key_at(key), key=key, where=where)


def _untranslated(
    versions: Mapping[str, Mapping[str, Article | None]], wanted: Sequence[str]
) -> Iterator[tuple[str, Diagnostic]]:
    """What lacks languages in which it should be there, with the file of its original.

    `versions` are the files of each article or collection by their paths, with what was read in them.
    """
    for files in versions.values():
        path = _original(files)
        one = files[path]
        if one is None or one.faulty or one.lang == UNDETERMINED:
            continue
        # A file with errors of its own is there.
        there = {read.lang if read else _file_language(path) or "" for path, read in files.items()}
        served = {tag for lang in there for tag in library.lookup(lang)}
        own = one.meta.translations
        missing = [tag for tag in dict.fromkeys(wanted if own is None else own) if tag not in served]
        if missing:
            stem, _, ending = path.rsplit("/", 1)[-1].partition(".")
            names = ", ".join(f"{stem}.{tag}.{ending.rsplit('.', 1)[-1]}" for tag in missing)
            place = Location(path) if own is None else one.at("translations")
            facts = {"missing": ", ".join(missing), "present": ", ".join(sorted(there)), "files": names}
            yield path, report("ART138", place, **facts)


def _file_language(path: str) -> str | None:
    """`nb` of `article.nb.md` and of `harbour-guide.nb.yaml`."""
    _, *between, _ = path.rsplit("/", 1)[-1].split(".")
    return between[0] if between else None


def select(
    sources: Iterable[Known], paths: Iterable[str], names: tuple[str, ...], tags: tuple[str, ...]
) -> tuple[set[str], tuple[Diagnostic, ...]]:
    """The paths that `names` mean, by slug, `slug.lang` or path, in the languages of `tags`; empty means all.

    Reports: ART131 (no such name), ART143 (a language that nothing of them is in).
    """
    by_path = {path: _slug(path) for path in paths}
    # What cannot be read has the language that its name says.
    languages = {path: _file_language(path) or "" for path in by_path}
    languages |= {one.path: one.lang for one in sources}
    chosen: set[str] = set()
    unknown: list[Diagnostic] = []
    for name in names:
        plain = name.rstrip("/").removesuffix("/article.md").rsplit("/", 1)[-1]
        hits = {
            path
            for path, slug in by_path.items()
            if path == name or slug == plain or f"{slug}.{languages.get(path)}" == name
        }
        if not hits:
            nearest = did_you_mean(name, set(by_path.values()))
            unknown.append(report("ART131", Location("source"), name=name, nearest=nearest))
        chosen |= hits
    if not names:
        chosen = set(by_path)
    if tags and chosen:
        present = {languages[path] for path in chosen}
        there = ", ".join(sorted(present - {""})) or "none"
        for tag in sorted(set(tags) - present):
            unknown.append(report("ART143", Location("source"), lang=tag, present=there))
        chosen = {path for path in chosen if languages[path] in tags}
    return chosen, tuple(unknown)


def _slug(path: str) -> str:
    """How people name a source: an article by its folder, a collection by its file."""
    *_, folder, name = path.split("/")
    return name.split(".")[0] if path.startswith(f"{collection.FOLDER}/") else folder
