"""A folder that is made ready to be published: empty, or a copy that shares its files.

A copy consists of second names (hard links) for the files of what is published, so it costs
no bytes. Therefore no file is ever written in place: a new version is a new file.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from kbtool.faults import fault
from kbtool.publish.published import differing, inodes

__all__ = ["Tree", "copy_tree", "update_copy"]

PIECE = 1 << 20  # bytes that are read or written at once

# No links at all (FAT, some network shares), none across file systems, too many for one file.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK)


class Tree:
    """A staged folder. Paths are relative to it, with "/"."""

    def __init__(self, folder: Path) -> None:
        """Take a folder that nobody else reads or writes."""
        self.folder = folder

    def write(self, path: str, *content: bytes) -> None:
        """Write a file, in the place of one that may be there; one with this content stays.

        It is cheaper to read a file than to free and write one, and hosts that compare
        times have less to copy. Forked workers may write, each its own files. The content may
        come in pieces, which nobody has to join.

        Raises:
            OSError: the disk is full or broken; the tree is of no use then.
            ValueError: the path leads out of the tree.
        """
        fault("stage.write")
        place = self._place(path)
        try:
            file = _created(place)
        except FileNotFoundError:
            Path(place).parent.mkdir(parents=True, exist_ok=True)
            file = _created(place)
        except FileExistsError:
            if _holds(Path(place), content):
                return
            os.unlink(place)  # noqa: PTH108
            file = _created(place)
        try:
            for piece in content:
                done = os.write(file, piece)
                while done < len(piece):
                    done += os.write(file, memoryview(piece)[done:])
        finally:
            os.close(file)

    def write_all(self, path: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Write a file of many small pieces that are made meanwhile, in the place of any other.

        Raises:
            OSError: as `write` does.
            ValueError: as `write` does.
        """
        fault("stage.write")
        target = self._target(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        with os.fdopen(_created(str(target)), "wb", buffering=PIECE) as file:
            file.writelines(pieces)

    def adopt(self, path: str, source: Path) -> None:
        """Move a file of the same file system in, in the place of one that may be there."""
        fault("stage.adopt")
        target = self._target(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two names of one file would both stay, says POSIX of rename.
        target.unlink(missing_ok=True)
        source.rename(target)

    def own(self, path: str) -> Path:
        """Return a file that may be written in place, because no other tree has it."""
        target = self._target(path)
        private = target.with_name(target.name + ".own")
        shutil.copy2(target, private)
        private.replace(target)
        return target

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that are empty without it."""
        fault("stage.remove")
        self._target(path).unlink()
        self._prune(path)

    def remove_all(self, path: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        target = self._target(path)
        if target.is_dir():
            for name in list(inodes(target)):
                self.remove(f"{path}/{name}")
        elif target.exists():
            self.remove(path)

    def rename_folder(self, old: str, new: str) -> None:
        """Give a folder another place; there is nothing yet.

        Raises:
            OSError: there is no such folder, or its new place is taken.
        """
        fault("stage.rename")
        source, target = self._target(old), self._target(new)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        self._prune(old)

    def _prune(self, path: str) -> None:
        with suppress(OSError):  # not empty
            while "/" in path:
                path = path.rpartition("/")[0]
                (self.folder / path).rmdir()

    def _target(self, path: str) -> Path:
        return Path(self._place(path))

    def _place(self, path: str) -> str:
        # A text, not a Path: that takes as long as to write the file.
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(f"'{path}' leads out of the tree")
        return f"{self.folder}/{path}"


def _created(target: str) -> int:
    """Open a new file; never one that is there, which may have other names."""
    return os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)


def _holds(target: Path, content: Sequence[bytes]) -> bool:
    stat = target.lstat()
    if not S_ISREG(stat.st_mode) or stat.st_size != sum(map(len, content)):
        return False
    with target.open("rb") as file:  # part by part: most that differ do so early
        return all(
            file.read(min(PIECE, len(piece) - start)) == piece[start : start + PIECE]
            for piece in content
            for start in range(0, len(piece), PIECE)
        )


def copy_tree(original: Path, copy: Path) -> None:
    """Make the new folder `copy` with the same files; no bytes are copied where links are known.

    Raises:
        OSError: it cannot be made, or the original cannot be read.
    """
    _copy(os.fspath(original), os.fspath(copy))


def _copy(original: str, copy: str) -> None:
    fault("spare.folder")
    os.mkdir(copy)  # noqa: PTH102 (12,000 Paths would take as long as the links)
    folders = []
    with os.scandir(original) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                if not _linked(entry.path, f"{copy}/{entry.name}"):
                    shutil.copy2(entry.path, f"{copy}/{entry.name}", follow_symlinks=False)
    for name in folders:
        _copy(f"{original}/{name}", f"{copy}/{name}")


def update_copy(original: Path, copy: Path, known: Mapping[str, int] | None = None) -> int:
    """Make `copy` the same as `original` again, file by file; return how many files it took.

    Args:
        original: is only read.
        copy: may hold anything.
        known: the inodes of the original, where somebody has just looked.

    Raises:
        OSError: it could not be done; the copy is of no use then.
    """
    wanted = inodes(original) if known is None else known
    tree, held = Tree(copy), inodes(copy)
    for old, new in _moved(wanted, held).items():
        if (copy / new).exists():  # and holds nothing but folders
            continue
        tree.rename_folder(old, new)
        for path in [path for path in held if path.startswith(f"{old}/")]:
            held[new + path[len(old) :]] = held.pop(path)
    removed = held.keys() - wanted.keys()
    changed = differing(wanted, held)
    for path in removed:
        tree.remove(path)
    for path in changed:
        fault("spare.update")
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        _share(os.fspath(original / path), os.fspath(copy / path))
    return len(changed) + len(removed)


def _moved(wanted: Mapping[str, int], found: Mapping[str, int]) -> dict[str, str]:
    """Return the folders that have another name now, by the files that they still hold."""
    before = {path.rpartition("/")[0] for path in found}
    after = {path.rpartition("/")[0] for path in wanted}
    gone, new = before - after, after - before
    if not (gone and new):
        return {}
    places = {inode: path for path, inode in found.items() if path.rpartition("/")[0] in gone}
    moved: dict[str, str] = {}
    for path, inode in wanted.items():
        folder, _, name = path.rpartition("/")
        was, _, old_name = places.get(inode, "").rpartition("/")
        if folder in new and was and name == old_name and not _has_below(before, was):
            moved[was] = folder
            new.discard(folder)
    return moved


def _has_below(folders: Iterable[str], folder: str) -> bool:
    return any(one.startswith(f"{folder}/") for one in folders)


def _share(source: str, target: str) -> None:
    """Let `target` be the file `source`, or a copy of it on a file system without links."""
    new = f"{target}.new"
    if not _linked(source, new):
        if _looks_the_same(source, target):
            return
        shutil.copy2(source, new, follow_symlinks=False)
    os.replace(new, target)  # noqa: PTH105


def _linked(source: str, target: str) -> bool:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return False
    return True


def _looks_the_same(source: str, target: str) -> bool:
    with suppress(OSError):
        one, other = os.lstat(source), os.lstat(target)
        return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
    return False
