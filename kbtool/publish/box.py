"""What several processes put aside for another one to take out when it comes to it.

It lies in files, one of each process, and its place alone goes through a pipe: what is made
besides 10,000 pages is 90 MB, which nobody needs before all are drawn (m).
"""

from __future__ import annotations

import os
import shutil
from io import BufferedReader, FileIO
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

__all__ = ["Box", "Put"]


class Put(NamedTuple):
    """Where something lies in a box."""

    process: int
    ends: tuple[int, ...]  # where the first content begins, and where each ends


class Box:
    """Contents of several processes; all of them are gone when it is closed."""

    def __init__(self, folder: Path) -> None:
        """Make an empty box in a folder that does not exist."""
        self._folder = folder
        self._own = -1  # the process that `_file` belongs to
        self._file: FileIO | None = None
        self._end = 0
        self._opened: dict[int, BufferedReader] = {}  # by process, to take from
        folder.mkdir()

    def put(self, *contents: bytes) -> Put:
        """Put contents aside, and return where they lie.

        Raises:
            OSError: there is no room for them.
        """
        process = os.getpid()
        if self._own != process:  # another one's file stays its own
            if self._file is not None:
                self._file.close()  # a copy: the other one goes on
            # Stays open as long as its process; only the one that closes the box may go on.
            self._file = (self._folder / str(process)).open("xb", buffering=0)
            self._own, self._end = process, 0
        ends = [self._end]
        for content in contents:
            ends.append(ends[-1] + len(content))
        assert self._file
        left = memoryview(b"".join(contents))
        while left:
            left = left[self._file.write(left) :]
        self._end = ends[-1]
        return Put(process, tuple(ends))

    def take(self, put: Put) -> list[bytes]:
        """Return the contents that lie somewhere.

        Raises:
            OSError: they cannot be read.
        """
        file = self._opened.get(put.process)
        if file is None:
            file = self._opened[put.process] = (self._folder / str(put.process)).open("rb")
        file.seek(put.ends[0])
        return [file.read(end - start) for start, end in pairwise(put.ends)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove all that is in it."""
        for file in (self._file, *self._opened.values()):
            if file is not None:
                file.close()
        self._own, self._file, self._opened = -1, None, {}
        shutil.rmtree(self._folder, ignore_errors=True)
