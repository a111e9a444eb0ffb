"""Where templates come from: a project's own have the names of their files, so that what fails in them is told there.

Input: texts by name, and which of them are the project's. Output: a loader for Jinja2; folders as one. Must not: read a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from jinja2 import BaseLoader, Environment, TemplateNotFound


class Files(Mapping[str, bytes]):
    """Files of several folders under other names. Shape: a file is read when it is asked for: most fonts never are."""

    def __init__(self, places: Mapping[str, tuple[Mapping[str, bytes], str]]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> bytes:
        folder, there = self._places[name]
        return folder[there]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Sources(BaseLoader):
    """Templates by name. Shape: `own` are the names of those in a project's folder of templates."""

    def __init__(self, texts: Mapping[str, str], own: Collection[str]) -> None:
        self._texts = texts
        self._own = own

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template not in self._texts:
            raise TemplateNotFound(template)
        file = f"templates/{template}" if template in self._own else None
        return self._texts[template], file, lambda: True
