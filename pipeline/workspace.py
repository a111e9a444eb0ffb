"""The project on the disk: the only door to files, the clock and the environment.

Input: a project's folder. Output: frozen values read from it, and files released into `output/`,
each whole or not at all. `MemoryWorkspace` is its twin for tests.
Must not: understand what it reads.
"""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath

from pipeline import collection, durable, glance, naming
from pipeline.article import ArticleFile, Asset
from pipeline.cache import Cache
from pipeline.collection import CollectionFile

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
MAX_PICTURE_BYTES = 20_000_000
MAX_ARTICLE_BYTES = 40_000_000
# Some kilobytes an article.
MAX_MANIFEST_BYTES = 100_000_000

# What `overlooked` says of names that nearly are right.
MISNAMED = "a file whose name is not quite right"
MISNAMED_FOLDER = "a folder whose name is not quite right"
TOO_DEEP = "a file in a folder of its own"

_ARTICLE = re.compile(r"article(\.[^.]+)?\.md")


def manifests_near(file: Path) -> Iterator[tuple[Path, bytes]]:
    """Every `manifest.json` beside and above a file, as far up as `output/` is from what is released into it."""
    for folder in file.absolute().parents[:3]:
        path = folder / "manifest.json"
        # Beside a file of strangers may lie anything of that name; a pipe would be waited for.
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_size <= MAX_MANIFEST_BYTES:
                yield path, path.read_bytes()


def shipped_templates() -> Path:
    """Where the templates are: in the wheel, else in the checkout."""
    here = Path(__file__).parent
    packed = here / "_templates"
    return packed if packed.is_dir() else here.parent / "templates"


def read_templates(folder: Path) -> Mapping[str, bytes]:
    """Every file of a templates folder, by its relative name; each is read when it is first asked for."""
    return Templates(
        {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
    )


class Templates(Mapping[str, bytes]):
    """Files by name, read once and when they are first asked for: a build opens few of the fonts."""

    def __init__(self, paths: Mapping[str, Path], read: Mapping[str, bytes] | None = None) -> None:
        self._paths = paths
        self._read = dict(read or {})

    def __reduce__(self) -> tuple[object, ...]:
        """In another process, on another machine: what is shipped is there too, all else travels."""
        shipped = shipped_templates()
        there = {name: path for name, path in self._paths.items() if path.is_relative_to(shipped)}
        names = {name: path.relative_to(shipped).as_posix() for name, path in there.items()}
        return _arrived, (names, {name: self[name] for name in self if name not in there})

    def __getitem__(self, name: str) -> bytes:
        if name not in self._read:
            self._read[name] = self._paths[name].read_bytes()
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _arrived(shipped: Mapping[str, str], others: Mapping[str, bytes]) -> Templates:
    here = shipped_templates()
    paths = {name: here / place for name, place in shipped.items()}
    return Templates({**paths, **{name: Path(name) for name in others}}, others)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds an article. Shape: `names` are the files of its texts; all are relative to the project."""

    path: str
    names: tuple[str, ...]


class Workspace:
    """A project's folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # ── reading

    def read(self, name: str) -> bytes | None:
        """A file of the project, or None where there is none that can be read; of a source that is too large, its beginning."""
        path = self.root / name
        try:
            # A pipe would be waited for, and a device might never end.
            if not path.is_file() or self._leads_out(name):
                return None
            if not name.startswith("source/") or not name.endswith((".yaml", ".md")):
                return path.read_bytes()
            with path.open("rb") as stream:
                return stream.read(MAX_ARTICLE_BYTES)
        except OSError:
            return None

    def fault(self, name: str) -> str | None:
        """Why a file that is there cannot be read; None where there is none of that name."""
        path = self.root / name
        if not os.path.lexists(path):
            return None
        if self._leads_out(name):
            return "it is a link to a place outside the project"
        if path.is_symlink() and not path.exists():
            return "it is a link that leads nowhere"
        if path.is_dir():
            return "it is a folder"
        return "it cannot be read" if os.access(path, os.R_OK) else "its permissions do not let you"

    def _leads_out(self, name: str) -> bool:
        """Whether a file of `source/` lies elsewhere. Why: what others wrote may ask for nothing but itself."""
        if not name.startswith("source/"):
            return False
        path = self.root / name
        return not (_within(self.root / "source", path) or _within(self.root, path))

    def look(self, name: str) -> tuple[int, ...] | None:
        """What tells quickly whether a file was written to since: size, times, number; None where there is none."""
        try:
            # Of thousands of files; a path of its own for each takes as long again.
            facts = os.stat(f"{self.root}/{name}")  # noqa: PTH116
        except OSError:
            return None
        return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino

    def sha256(self, name: str) -> str | None:
        """The hash of a file's content; None where there is none that can be read."""
        content = self.read(name)
        return None if content is None else sha256(content).hexdigest()

    def cache(self) -> Cache | None:
        """Where finished work is kept: the folder that SMALLPRINT_CACHE names, else one of the project's."""
        named = os.environ.get("SMALLPRINT_CACHE")
        return Cache(Path(named) if named else self.root / ".smallprint" / "cache")

    def names(self, folder: str, suffix: str) -> list[str]:
        """The files in a folder of the project, sorted."""
        try:
            entries = sorted(path.name for path in (self.root / folder).iterdir())
        except OSError:
            return []
        return [
            f"{folder}/{entry}" for entry in entries if entry.endswith(suffix) and not entry.startswith(".")
        ]

    def closed(self, folder: str) -> str | None:
        """Why nobody can look into a folder of the project; None where it can be, or there is none."""
        try:
            os.scandir(self.root / folder).close()
        except FileNotFoundError:
            return None
        except OSError as error:
            return f"it cannot be opened: {os.strerror(error.errno or 0).lower()}"
        return None

    def templates(self) -> Mapping[str, bytes]:
        """The project's own templates, which change the shipped ones; none in the checkout that ships them."""
        folder = self.root / "templates"
        if not folder.is_dir() or folder.resolve() == shipped_templates().resolve():
            return {}
        return read_templates(folder)

    def counted(self, most: int) -> int:
        """How many texts there are, without a look into any; no more than `most` are counted."""
        return sum(1 for _ in islice((self.root / "source" / "articles").rglob("article*.md"), most))

    def articles(self) -> list[ArticleFile]:
        """Every article and translation below `source/articles/`, sources before their translations.

        Folders may be grouped in further folders; what cannot be read is an `ArticleFile` that says why.
        """
        folders, unreadable = self.article_folders()
        return [*(file for folder in folders for file in self.articles_in(folder)), *unreadable]

    def texts(self) -> list[str]:
        """The names of all of them, without a look into any."""
        folders, unreadable = self.article_folders()
        return [*(name for folder in folders for name in folder.names), *(file.path for file in unreadable)]

    def article_folders(self) -> tuple[list[Folder], list[ArticleFile]]:
        """The folders that hold articles, and what says of others why they cannot be opened."""
        found: list[Folder] = []
        if self._leads_out("source/articles"):
            return [], [ArticleFile("source/articles", None, self.fault("source/articles"))]
        top = str(self.root / "source" / "articles")
        unreadable: list[OSError] = []
        for folder, folders, files in os.walk(top, onerror=unreadable.append):
            folders.sort()
            folders[:] = [name for name in folders if not name.startswith(".")]
            names = sorted(
                (name for name in (*files, *folders) if _ARTICLE.fullmatch(name)),
                key=lambda name: (name != "article.md", name),
            )
            if not names:
                continue
            here = f"source/articles{folder[len(top) :]}"
            found.append(Folder(here, tuple(f"{here}/{name}" for name in names)))
            folders.clear()
        closed: list[ArticleFile] = []
        for error in unreadable:
            path = Path(str(error.filename)) / "article.md"
            if path.parent.exists():
                name = path.relative_to(self.root).as_posix()
                closed.append(
                    ArticleFile(
                        name, None, f"its folder cannot be opened: {os.strerror(error.errno or 0).lower()}"
                    )
                )
        return found, closed

    def overlooked(self) -> list[tuple[str, str]]:
        """What lies among the source files and is never read: its name, and what it is."""
        found = self._misnamed()
        top = str(self.root / "source" / "articles")
        for folder, folders, files in os.walk(top):
            here = f"source/articles{folder[len(top) :]}"
            # An article is read below a folder of any name, but for a dot; see `article_folders`.
            empty = not (folders or files)
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            files = sorted(name for name in files if not name.startswith((".", "_")))
            if any(_ARTICLE.fullmatch(name) for name in (*files, *folders)):
                folders.clear()
                # Beside an article may lie what somebody keeps for it; not what nearly is a translation.
                names = (name for name in files if not _ARTICLE.fullmatch(name))
                found += (
                    (f"{here}/{name}", MISNAMED)
                    for name in names
                    if naming.meant(f"{here}/{name}") is not None
                )
                continue
            links = [name for name in folders if (Path(folder) / name).is_symlink()]
            found += ((f"{here}/{name}", "a link to a folder") for name in links)
            lost = [name for name in files if not os.path.exists(f"{folder}/{name}")]  # noqa: PTH110 - of thousands
            found += ((f"{here}/{name}", "a link that leads nowhere") for name in lost)
            texts = (name for name in files if naming.is_text(name) and name.lower() != "readme.md")
            found += ((f"{here}/{name}", "a text of another name") for name in texts if name not in lost)
            if folder != top and empty:
                found.append((here, "a folder with nothing in it"))
        return found

    def _misnamed(self) -> list[tuple[str, str]]:
        """The files and folders of `source/` that hardly differ in name from what would be read."""
        found: list[tuple[str, str]] = []
        for folder in ("source", "source/disclaimers", collection.FOLDER):
            for path in map(PurePosixPath, self.names(folder, "")):
                if path.name.startswith("_"):
                    continue
                if (self.root / path).is_dir():
                    if folder == "source" and naming.meant_folder(path.name):
                        found.append((str(path), MISNAMED_FOLDER))
                    elif folder != "source":
                        found += ((name, TOO_DEEP) for name in self._below(path))
                elif naming.meant(str(path)) is not None:
                    found.append((str(path), MISNAMED))
        return found

    def _below(self, folder: PurePosixPath) -> Iterator[str]:
        """The files of a kind that is read one folder higher only."""
        for path in sorted((self.root / folder).rglob("*.y*ml")):
            name = path.relative_to(self.root)
            if path.is_file() and not any(part.startswith((".", "_")) for part in name.parts):
                yield name.as_posix()

    def articles_in(self, folder: Folder) -> list[ArticleFile]:
        """The articles in a folder, the source before its translations."""
        assets = tuple(self._assets(self.root / folder.path))
        return [self._article(self.root / name, assets) for name in folder.names]

    def look_at(self, folder: Folder) -> str | None:
        """How everything in a folder looks, as one hash: as long as it is the same, so is what would be read.

        None where nobody could be sure of that: what was just written may be written again and look the same, and links
        lead to what lies elsewhere.
        """
        return glance.look_at(str(self.root / folder.path))

    def collections(self) -> list[CollectionFile]:
        """Every collection in `source/collections/`, with the pictures and texts beside it."""
        folder = self.root / collection.FOLDER
        names = self.names(collection.FOLDER, ".yaml")
        if not names:
            return []
        assets = tuple(self._assets(folder))
        texts = {
            name.rsplit("/", 1)[-1]: content
            for name in self.names(collection.FOLDER, ".md")
            if _within(folder, self.root / name) and (content := self.read(name)) is not None
        }
        return [
            CollectionFile(
                name,
                self.read(name) if _within(folder, self.root / name) else None,
                assets,
                texts,
                self.fault(name),
            )
            for name in names
        ]

    def _article(self, path: Path, assets: tuple[Asset, ...]) -> ArticleFile:
        name = path.relative_to(self.root).as_posix()
        try:
            if path.is_symlink() and not _within(path.parent, path):
                return ArticleFile(name, None, "it is a link to a place outside its folder")
            if path.is_dir():
                return ArticleFile(name, None, "it is a folder")
            if not path.is_file():
                return ArticleFile(name, None, "it is neither a file nor a folder")
            with path.open("rb") as stream:
                # One byte more than the limit is enough to know, however large the file is.
                return ArticleFile(name, stream.read(MAX_ARTICLE_BYTES), None, assets)
        except OSError as error:
            return ArticleFile(name, None, os.strerror(error.errno or 0).lower())

    def _assets(self, folder: Path) -> Iterator[Asset]:
        """The pictures in an article's folder, each read only if it may be."""
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in PICTURES or path.name.startswith("."):
                continue
            # Some systems keep names decomposed; articles name them composed.
            yield self._asset(folder, path, unicodedata.normalize("NFC", path.relative_to(folder).as_posix()))

    def asset(self, folder: str, name: str) -> Asset | None:
        """A picture in a folder of the project; None where there is no file of that name."""
        inside = self.root / folder
        return self._asset(inside, inside / name, name) if os.path.lexists(inside / name) else None

    def _asset(self, folder: Path, path: Path, name: str) -> Asset:
        try:
            if not _within(folder, path):
                return Asset(name, None, "outside")
            if not path.is_file():
                return Asset(name, None, "unreadable")
            if path.stat().st_size > MAX_PICTURE_BYTES:
                return Asset(name, None, "too large")
            return Asset(name, path.read_bytes())
        except OSError:
            return Asset(name, None, "unreadable")

    # ── writing

    def release(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Puts finished files in their place: all are written beside it before the first is moved.

        Raises: OSError; then every file is still whole, old or new.
        """
        durable.put(self.root / folder, files)

    def release_each(self, parts: Sequence[tuple[str, Mapping[str, bytes]]]) -> None:
        """Puts the files of several folders in their place, each part by itself and all at once.

        Raises: OSError, of the first part that could not be released; the others are.
        """
        durable.each(lambda part: self.release(*part), parts)

    def in_the_way(self, error: OSError) -> str | None:
        """What is no folder and stands where one has to be, if that is why nothing could be written."""
        if not isinstance(error, FileExistsError | NotADirectoryError) or error.filename is None:
            return None
        path = Path(os.fsdecode(error.filename))
        for place in (*reversed(path.parents), path):
            if place.is_relative_to(self.root) and os.path.lexists(place) and not place.is_dir():
                return place.relative_to(self.root).as_posix()
        return None

    def lies_in(self, folder: str, error: OSError) -> bool:
        """Whether what could not be written is in a folder of the project."""
        return error.filename is not None and Path(os.fsdecode(error.filename)).is_relative_to(
            self.root / folder
        )

    def append(self, name: str, line: str) -> None:
        """Adds a line to a file of the project. Raises: OSError."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")

    def write_new(self, name: str, content: bytes) -> bool:
        """Writes a file of the source only where none is; says whether it did."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as stream:
                stream.write(content)
        except FileExistsError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Removes an output, and its folder once that is empty. Raises: OSError."""
        path = self.root / name
        # Where nothing may be written, a system refuses to remove what is not there, too.
        if os.path.lexists(path):
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            path.parent.rmdir()

    def sweep(self) -> None:
        """Removes what interrupted runs left behind; what another process is still writing stays."""
        within = [self.root / folder for folder in (glance.FOLDER, "source/disclaimers")]
        left = [path for folder in within for path in folder.glob(f"{durable.TEMPORARY}*")]
        durable.sweep([*left, *(self.root / "output").rglob(f"{durable.TEMPORARY}*")])


class MemoryWorkspace(Workspace):
    """The same project without a disk: `files` maps names to bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(Path("/nowhere"))
        self.files = dict(files)

    def fault(self, name: str) -> str | None:
        return "it cannot be read" if name in self.files else None

    def closed(self, folder: str) -> None:
        """No folder is."""

    def look(self, name: str) -> None:
        """Whether a file was written to is known by its hash alone."""

    def cache(self) -> None:
        """Nothing is kept."""

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def names(self, folder: str, suffix: str) -> list[str]:
        return sorted(
            name
            for name in self.files
            if PurePosixPath(name).parent.as_posix() == folder and name.endswith(suffix)
        )

    def asset(self, folder: str, name: str) -> Asset | None:
        content = self.files.get(f"{folder}/{name}")
        return Asset(name, content) if content is not None else None

    def templates(self) -> dict[str, bytes]:
        return {
            name.removeprefix("templates/"): content
            for name, content in self.files.items()
            if name.startswith("templates/")
        }

    def article_folders(self) -> tuple[list[Folder], list[ArticleFile]]:
        found: dict[str, list[str]] = {}
        for name in sorted(self.files, key=lambda name: (not name.endswith("/article.md"), name)):
            if name.startswith("source/articles/") and _ARTICLE.fullmatch(PurePosixPath(name).name):
                found.setdefault(PurePosixPath(name).parent.as_posix(), []).append(name)
        return [Folder(path, tuple(found[path])) for path in sorted(found)], []

    def articles_in(self, folder: Folder) -> list[ArticleFile]:
        assets = tuple(
            Asset(name.removeprefix(f"{folder.path}/"), content)
            for name, content in sorted(self.files.items())
            if name.startswith(f"{folder.path}/") and PurePosixPath(name).suffix in PICTURES
        )
        return [ArticleFile(name, self.files[name], None, assets) for name in folder.names]

    def overlooked(self) -> list[tuple[str, str]]:
        """What is in memory is what somebody put there."""
        return []

    def look_at(self, folder: Folder) -> None:
        """What is in memory is always read."""

    def collections(self) -> list[CollectionFile]:
        inside = {
            name.removeprefix(f"{collection.FOLDER}/"): content
            for name, content in sorted(self.files.items())
            if name.startswith(f"{collection.FOLDER}/")
        }
        assets = tuple(
            Asset(name, one) for name, one in inside.items() if PurePosixPath(name).suffix in PICTURES
        )
        texts = {name: content for name, content in inside.items() if name.endswith(".md")}
        names = self.names(collection.FOLDER, ".yaml")
        return [CollectionFile(name, self.files[name], assets, texts) for name in names]

    def release(self, folder: str, files: Mapping[str, bytes]) -> None:
        self.files |= {f"{folder}/{name}": content for name, content in files.items()}

    def append(self, name: str, line: str) -> None:
        self.files[name] = self.files.get(name, b"") + f"{line}\n".encode()

    def write_new(self, name: str, content: bytes) -> bool:
        if name in self.files:
            return False
        self.files[name] = content
        return True

    def remove(self, name: str) -> None:
        self.files.pop(name, None)

    def sweep(self) -> None:
        """Nothing is ever left behind in memory."""


def _within(folder: Path, path: Path) -> bool:
    """Whether a path, its links followed, lies in a folder; links that run in a circle lead nowhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
