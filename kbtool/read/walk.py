"""The files below a folder of `kb/`, in order; what leads out of it is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules

__all__ = ["Walk", "leads_out"]

MAX_FOLDERS = 40


class Walk:
    """A way through the folders of a project, and the problems met on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    @cached_property
    def _kb(self) -> Path:
        return (self.root / "kb").resolve()

    def files(self, folder: str) -> Iterator[str]:
        """Yield every file below `folder`, sorted; links that leave `kb/` are refused."""
        ways = [self._entries(folder)]  # one generator in another would pass each file up
        while ways:
            for entry, path in ways[-1]:
                if entry.is_symlink() and not self.inside(path):
                    self.problems.append(leads_out(path))
                elif entry.is_symlink() and entry.is_dir():
                    message = "the link leads to a folder, and only links to files are followed"
                    self.problems.append(problem(rules.UNREADABLE, Source(path), message))
                elif entry.is_dir(follow_symlinks=False):
                    ways.append(self._entries(path))
                    break
                else:
                    yield path
            else:
                ways.pop()

    def _entries(self, folder: str) -> Iterator[tuple[os.DirEntry[str], str]]:
        """Yield what a folder holds, sorted, and its path; hidden files are not told."""
        if folder.count("/") > MAX_FOLDERS:
            message = f"folders are nested more than {MAX_FOLDERS} deep"
            self.problems.append(problem(rules.UNREADABLE, Source(folder), message))
            return
        if not self.inside(folder):
            self.problems.append(leads_out(folder))
            return
        try:
            with os.scandir(self.root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}"
            self.problems.append(problem(rules.UNREADABLE, Source(folder), message))
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if not entry.name.isascii() and not self._named(entry.name, folder):
                continue
            yield entry, f"{folder}/{entry.name}"

    def _named(self, name: str, folder: str) -> bool:
        """Tell whether a name is UTF-8; report it where it is not."""
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            shown = os.fsencode(name).decode("utf-8", "replace")
            message = f"the file name '{shown}' is not UTF-8"
            self.problems.append(problem(rules.UNREADABLE, Source(folder), message, "rename it"))
            return False
        return True

    def inside(self, path: str) -> bool:
        """Tell whether `path` is there, and all links on the way to it stay below `kb/`."""
        try:
            target = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            return False
        return target.is_relative_to(self._kb)


def leads_out(path: str) -> Problem:
    """Return what is wrong with a link that cannot be followed."""
    message = "the link leads out of the knowledge base, or nowhere"
    return problem(rules.UNREADABLE, Source(path), message)
