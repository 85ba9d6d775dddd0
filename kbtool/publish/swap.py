"""What is published is whole or not there: it is staged, then takes the old one's place.

A stage lies in `.kbtool/` of the project, on the same file system as what it
will replace, so that taking its place is a rename. It is empty, or a copy of
what is published in which single files are replaced.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from kbtool.aside import Aside
from kbtool.faults import fault
from kbtool.problems import KbtoolError
from kbtool.publish.exchange import flush, flush_all
from kbtool.publish.journal import JOURNAL, Move, forward, plan_move, write_journal
from kbtool.publish.lock import take
from kbtool.publish.published import COMMITTED, PUBLISHED, Published, Stamp, inodes, survey
from kbtool.publish.recovery import STAGE, alone, close_journal, recover, take_back
from kbtool.publish.tree import Tree, copy_tree, update_copy
from kbtool.publish.work import WORK, work_folder

__all__ = ["STATE", "WORK", "Stage"]

STATE = "state"
"""Folder in `.kbtool/` for what one build leaves to the next; it is swapped with the site."""

SITE = "site"
SPARE = "spare"
AHEAD = "ahead"  # the copy of the site that is on its way to be a spare one
FEW = 100  # files that are made sure of one by one

UNTOUCHED = "what was published before is untouched"
# Faults of the disk and of rights, which nobody can mend in the code.
_NOT_OURS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO)


class Stage:
    """Folders in which outputs are made ready; leaving it without `publish` removes it."""

    def __init__(
        self,
        root: Path,
        copy_of: Iterable[tuple[str, Path]] = (),
        *,
        seen: Published | None = None,
        build_id: str = "",
        filled: bool = True,
    ) -> None:
        """Make a stage in the project folder `root`.

        Args:
            root: the project folder.
            copy_of: names of the folders below that begin as copies ("site", "search_index",
                "state"), with what they are copies of; the others, and copies of nothing,
                begin empty.
            seen: the files of that site and that index, if they are known to be intact.
            build_id: of what will be staged.
            filled: make the copies now; else whoever asked calls `fill`.

        Raises:
            KbtoolError: the folder cannot be written.
        """
        self.root = root
        self.build_id = build_id
        self.seen = seen
        self.found: Published | None = None
        self.copies = {name: folder for name, folder in copy_of if folder.is_dir()}
        self._copying: Aside[None] | None = None
        recover(root)
        folder = work_folder(root)
        try:
            with alone(folder):
                self.folder = _made(folder, spare=bool(self.copies))
                self.alive = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
                take(self.alive)
            if filled:
                self._fill()
        except OSError as error:
            raise KbtoolError(f"{folder} cannot be written: {error.strerror}") from None
        self.site_tree, self.index_tree = Tree(self.site), Tree(self.index)
        self.state_tree = Tree(self.state)

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.folder / SITE

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self.folder / "search_index"

    @property
    def state(self) -> Path:
        """The folder of what the next build needs to know."""
        return self.folder / STATE

    def fill(self) -> None:
        """Make the copies that the stage begins with.

        Raises:
            KbtoolError: the folder cannot be written.
        """
        try:
            self._fill()
        except OSError as error:
            raise KbtoolError(f"{self.folder} cannot be written: {error.strerror}") from None

    def _fill(self) -> None:
        known = {path: stamp[2] for path, stamp in self.seen.site.items()} if self.seen else None
        for folder in (self.site, self.index, self.state):
            original = self.copies.get(folder.name)
            if original is None:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
            elif folder.is_dir():
                update_copy(original, folder, known if folder == self.site else None)
            else:
                copy_tree(original, folder)
        fault("stage.made")

    def survey(self) -> Published:
        """Return what is staged as it will be published, and leave it for the next build.

        Nothing but the state may be written after it.
        """
        before = self.seen
        self.found = Published(
            self.build_id,
            survey(self.site, before.site if before else None),
            survey(self.index, but=COMMITTED),
        )
        (self.state / PUBLISHED).unlink(missing_ok=True)
        self.found.write(self.state / PUBLISHED)
        return self.found

    def copy_ahead(self) -> None:
        """Begin to copy the site for the stage of the next build; nobody may change it any more.

        A process of its own does what would take a third of a second at 10,000 articles (m).
        """
        if SITE not in self.copies:
            copy = partial(copy_tree, self.site, self.folder / AHEAD)
            self._copying = Aside(copy, "copies the site")

    def _has_copy(self) -> bool:
        """Wait for the copy, and tell whether there is one; without it, it is made later."""
        copying, self._copying = self._copying, None
        if copying is None:
            return False
        with suppress(OSError, KbtoolError):
            copying.result()
            return True
        return False

    def publish(self, targets: Iterable[tuple[Path, Path]], *, spare: bool = False) -> None:
        """Put each staged folder in the place of its target, all or none.

        Args:
            targets: pairs of a folder in this stage and the folder it replaces.
            spare: keep copies of what is published now for the stage of the next build.

        Raises:
            KbtoolError: a rename failed; what was published before is back.
        """
        moves: list[Move] = []
        copied = self._has_copy()  # of the folder that is about to move
        try:
            moves += [plan_move(staged, target) for staged, target in targets]
            fault("publish.flush")
            self._flush()
            fault("publish.journal")
            write_journal(self.folder, self.build_id, moves)
            for move in moves:
                fault(f"publish.{Path(move.staged).name}")
                forward(move)
            fault("publish.done")
        except BaseException as error:
            take_back(self.folder, moves)
            if not isinstance(error, OSError):
                raise
            message = f"the new version could not take its place: {error.strerror}"
            mounted = "; a folder that is mounted cannot be swapped, mount the one above"
            hint = UNTOUCHED + (mounted if error.errno == errno.EBUSY else "")
            raise KbtoolError(message, hint) from None
        try:
            close_journal(self.folder, moves)
        except OSError:  # it is published, and the next command closes it
            return
        self._clean(moves, spare, copied)

    def _flush(self) -> None:
        """Let what is staged reach the disk: no power cut leaves an empty file behind.

        The state is left out: it is never believed without its digest.
        """
        written: list[Path] = []
        named: set[Path] = set()
        for folder in (self.site, self.index):
            files, folders = self._new_files(folder)
            written += files
            named |= folders
        if self.copies and len(written) <= FEW:
            flush([*written, *_above(written, self.folder), *sorted(named)])
        else:
            flush_all(self.folder)

    def _new_files(self, folder: Path) -> tuple[list[Path], set[Path]]:
        """Return files that are not shared with the original, and folders that hold new names."""
        original = self.copies.get(folder.name)
        if original is None:
            return [], set()
        if self.seen and self.found and folder == self.site:
            new, old = (_inodes(one.site) for one in (self.found, self.seen))
        else:
            new, old = inodes(folder), inodes(original)
        before = set(old.values())
        files = [folder / path for path, inode in new.items() if inode not in before]
        above = {path.rpartition("/")[0] for path in new if path not in old}
        return files, {(folder / path).parent for path in above} | {folder / path for path in above}

    def _clean(self, moves: Iterable[Move], spare: bool, copied: bool) -> None:
        """Make a spare copy for the next stage of the old folders, or remove them."""
        fault("publish.clean")
        kept = self.root / WORK / SPARE
        with suppress(OSError):
            if kept.exists():
                shutil.rmtree(kept)
            if not spare:
                return
            for move in moves:
                self._keep(move, copied)
            fault("spare.keep")
            self.folder.rename(kept)

    def _keep(self, move: Move, copied: bool) -> None:
        """Let the old folder be of use to the next stage, which makes a copy the same again.

        That one looks at every inode of it anyway; made here, it would be waited for twice.
        """
        target, spare = Path(move.target), Path(move.staged)
        if not (move.old and spare.name in self.copies):
            shutil.rmtree(spare, ignore_errors=True)
            if copied and spare == self.site:
                (self.folder / AHEAD).rename(spare)
            else:
                copy_tree(target, spare)

    def discard(self) -> None:
        """Remove the stage and whatever is left in it."""
        if self._copying is not None:
            self._copying.stop()
        if not (self.folder / JOURNAL).exists():  # else `recover` needs it
            with suppress(OSError):
                shutil.rmtree(self.folder)
        alive, self.alive = self.alive, -1
        if alive >= 0:
            os.close(alive)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()
        if isinstance(error, OSError) and error.errno in _NOT_OURS:
            message = f"the new version could not be written: {error.strerror}"
            raise KbtoolError(message, UNTOUCHED) from error


def _above(files: Iterable[Path], top: Path) -> set[Path]:
    """Return the folders below `top` that hold these files, at any level."""
    folders: set[Path] = set()
    for path in files:
        folder = path.parent
        while folder != top and folder not in folders:
            folders.add(folder)
            folder = folder.parent
    return folders


def _inodes(files: Mapping[str, Stamp]) -> dict[str, int]:
    return {path: stamp[2] for path, stamp in files.items()}


def _made(folder: Path, spare: bool) -> Path:
    """Return a new stage: the spare one where it is of use."""
    path = Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
    if spare:
        with suppress(OSError):  # over the empty folder, in one step
            (folder / SPARE).rename(path)
    return path
