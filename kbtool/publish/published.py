"""What was published last: every file with its stamp, so that a look tells whether it is still so.

A stamp is what one call to the system gives: size, time of change, inode. The time of the
inode is no part of it: a second name for a file changes that one.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kbtool.frozen import dataclass
from kbtool.sealed import sealed, unsealed

__all__ = [
    "COMMITTED",
    "PUBLISHED",
    "Published",
    "Stamp",
    "differing",
    "inodes",
    "intact",
    "survey",
]

PUBLISHED = "published"
COMMITTED = ("README.md", ".gitignore")
"""Files of the folder of the index that belong to the project."""

Stamp = tuple[int, int, int]
"""Bytes, time of the last change in nanoseconds, inode."""


@dataclass(frozen=True, slots=True)
class Published:
    """The published files of one build, each by its path in its tree."""

    build_id: str
    site: Mapping[str, Stamp]
    index: Mapping[str, Stamp]

    def write(self, path: Path) -> None:
        """Write it to a new file."""
        trees = (_columns(self.site), _columns(self.index))
        path.write_bytes(sealed(marshal.dumps((self.build_id, *trees))))

    @classmethod
    def read(cls, path: Path) -> Published | None:
        """Return what was written; None where it is not there or not as it was written."""
        content = unsealed(path)
        if content is None:
            return None
        build_id, site, index = marshal.loads(content)
        return cls(build_id, _files(site), _files(index))


def intact(published: Published, *, site: Path, index: Path) -> bool:
    """Return True when both folders hold what was published, by their stamps."""
    try:
        return published.site == survey(site) and published.index == survey(index, but=COMMITTED)
    except OSError:
        return False


def survey(
    folder: Path, before: Mapping[str, Stamp] | None = None, *, but: tuple[str, ...] = ()
) -> dict[str, Stamp]:
    """Return the stamp of every file below `folder`, by path.

    Args:
        folder: the root of a tree.
        before: stamps that hold for a file that has still the same inode.
        but: names of files at the root that do not count.

    Raises:
        OSError: the folder cannot be read.
    """
    found: dict[str, Stamp] = {}
    known = before or {}
    for prefix, entries in _folders(folder):
        for entry in entries:
            path = prefix + entry.name
            old = known.get(path)
            if old is not None and old[2] == entry.inode():
                found[path] = old
            elif path not in but:
                stat = entry.stat(follow_symlinks=False)
                found[path] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return found


def inodes(folder: Path) -> dict[str, int]:
    """Return the inode of every file below `folder`, by path; reads folders alone."""
    return {
        prefix + entry.name: entry.inode()
        for prefix, entries in _folders(folder)
        for entry in entries
    }


def differing(new: Mapping[str, object], old: Mapping[str, object]) -> list[str]:
    """Return the paths of what is in `new` and not the same in `old`."""
    return [path for path, value in new.items() if old.get(path) != value]


def _folders(folder: Path) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield each folder below, its path ending with "/", and what it holds besides folders."""
    base = os.fspath(folder)
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        files = []
        with os.scandir(f"{base}/{prefix}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{entry.name}/")
                else:
                    files.append(entry)
        yield prefix, files


def _columns(files: Mapping[str, Stamp]) -> list[list[str] | tuple[int, ...]]:
    return [list(files), *(zip(*files.values(), strict=True) if files else ((), (), ()))]


def _files(columns: Any) -> dict[str, Stamp]:
    paths, *stamps = columns
    return dict(zip(paths, zip(*stamps, strict=True), strict=True))
