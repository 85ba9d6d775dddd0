"""What is published is whole or not there: it is staged, then takes the old one's place.

A stage lies in `.kbtool/` of the project, on the same file system as what it
will replace, so that taking its place is a rename.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from kbtool.problems import KbtoolError

__all__ = ["WORK", "Stage"]

WORK = ".kbtool"
"""Folder of a project for what is not finished; git-ignored."""


class Stage:
    """A folder in which outputs are made ready; leaving it without `publish` removes it."""

    def __init__(self, root: Path) -> None:
        """Make an empty stage in the project folder `root`.

        Raises:
            KbtoolError: the folder cannot be written.
        """
        self.root = root
        try:
            (root / WORK).mkdir(exist_ok=True)
            (root / WORK / ".gitignore").write_text("*\n", encoding="utf-8")
            self.folder = Path(tempfile.mkdtemp(prefix="stage-", dir=root / WORK))
        except OSError as error:
            raise KbtoolError(f"{root / WORK} cannot be written: {error.strerror}") from None
        self.site = self.folder / "site"
        self.index = self.folder / "search_index"
        self.site.mkdir()
        self.index.mkdir()

    def publish(self, targets: Iterable[tuple[Path, Path]]) -> None:
        """Put each staged folder in the place of its target, all or none.

        Args:
            targets: pairs of a folder in this stage and the folder it replaces.

        Raises:
            KbtoolError: a rename failed; what was published before is back.
        """
        done: list[tuple[Path, Path | None]] = []
        try:
            for number, (staged, target) in enumerate(targets):
                done.append((target, _replace(target, staged, self.folder / f"old-{number}")))
        except OSError as error:
            for target, previous in reversed(done):
                shutil.rmtree(target)
                if previous:
                    previous.rename(target)
            message = f"the new version could not take its place: {error.strerror}"
            raise KbtoolError(message, "what was published before is untouched") from None

    def discard(self) -> None:
        """Remove the stage and whatever is left in it."""
        with suppress(OSError):
            shutil.rmtree(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()


def _replace(target: Path, staged: Path, old: Path) -> Path | None:
    """Move `target` to `old` and `staged` to `target`, or change nothing; return what was moved."""
    target.parent.mkdir(parents=True, exist_ok=True)
    had = os.path.lexists(target)
    if had and (target.is_symlink() or not target.is_dir()):
        # Not ours: a build only replaces what a build may have made.
        raise NotADirectoryError(errno.ENOTDIR, f"'{target.name}' is no folder")
    if had:
        target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        if had:
            old.rename(target)
        raise
    return old if had else None
