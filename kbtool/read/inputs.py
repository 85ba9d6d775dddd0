"""Whether anything that a build reads has changed, told by names and stats alone.

Nothing is opened, so 10,000 files cost a tenth of a second. Files that changed only just
now may change again unseen: then the answer is that nobody knows.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from operator import attrgetter
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.read.identity import Identity, identity, settled
from kbtool.read.scratch import is_scratch

__all__ = ["Inputs", "inputs"]

_NAME = attrgetter("name")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The state of everything that a build reads; to be taken before it is read."""

    digest: str  # of every name, kind, size, time and inode, but of the files told apart
    settled: bool  # no change is so new that another could look the same
    apart: Mapping[str, Identity] = field(default_factory=dict)  # by path, empty: nobody knows

    def unchanged(self, before: Inputs) -> bool:
        """Tell whether all is surely as it was `before`."""
        return (
            self.others_unchanged(before)
            and self.apart == before.apart
            and all(self.apart.values())
        )

    def others_unchanged(self, before: Inputs) -> bool:
        """Tell whether all but the files told apart is surely as it was `before`."""
        return before.settled and self.digest == before.digest


def inputs(
    places: Iterable[Path],
    moment: int | None = None,
    apart: tuple[str, ...] = (),
    also: Iterable[str] = (),
) -> Inputs:
    """Return the state of files and of all that lies below folders.

    Args:
        places: files and folders, in any order; one that is missing counts as such. Links
            below them are not followed into folders, as no reader does.
        moment: the present in nanoseconds since 1970; now when None.
        apart: endings of the names of files that are told one by one.
        also: what counts besides files.
    """
    moment = time.time_ns() if moment is None else moment
    digest = hashlib.sha256()
    for one in also:
        digest.update(f"{one}\0".encode("utf-8", "surrogateescape"))
    newest = 0
    told: dict[str, Identity] = {}
    said = []  # of every entry
    endings = apart or ("\0",)
    for place in sorted({os.fspath(place) for place in places}):
        for path, info in _states(place):
            if isinstance(info, os.stat_result):
                mode = info.st_mode
                if stat.S_ISREG(mode) and path.lower().endswith(endings):
                    told[path] = identity(info, moment)
                    # who may read it is no part of what it says
                    said.append(f"{path}\0{mode} {info.st_uid} {info.st_gid}\0")
                    continue
                state = _state(info)
            else:
                state = info
            newest = max(newest, *state[2:4])
            said.append(f"{path}\0{state}\0")
    digest.update("".join(said).encode("utf-8", "surrogateescape"))
    return Inputs(digest.hexdigest(), settled(newest, moment), told)


def _states(place: str) -> Iterator[tuple[str, os.stat_result | tuple[int, ...]]]:
    try:
        info = os.stat(place)  # noqa: PTH116
    except OSError as error:
        yield place, (-(error.errno or 1), 0, 0, 0)
        return
    if not stat.S_ISDIR(info.st_mode):
        yield place, _state(info)
        return
    yield from _below(place)


def _below(top: str) -> Iterator[tuple[str, os.stat_result | tuple[int, ...]]]:
    """Yield all below a folder but editors' own; of a link what it says, and where it leads."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted((one for one in found if not is_scratch(one.name)), key=_NAME)
        except OSError as error:
            yield folder, (-(error.errno or 1), 0, 0, 0)
            continue
        for entry in entries:
            try:
                info = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(info.st_mode):
                    # its own times change with its entries, which are all told
                    yield entry.path, (info.st_mode, 0, 0, 0)
                    waiting.append(entry.path)
                    continue
                yield entry.path, info
                if stat.S_ISLNK(info.st_mode):
                    real = os.path.realpath(entry.path)
                    yield real, _state(entry.stat())
            except OSError as error:
                yield entry.path, (-(error.errno or 1), 0, 0, 0)


def _state(info: os.stat_result) -> tuple[int, ...]:
    return (
        info.st_mode,
        info.st_size,
        info.st_mtime_ns,
        info.st_ctime_ns,
        info.st_ino,
        info.st_dev,
        info.st_uid,
        info.st_gid,
    )
