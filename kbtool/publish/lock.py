"""One build of a project at a time.

The lock belongs to an open file, so it ends with the process, however that ends. A file
system without locks (some network shares) has none of them: there two builds are not told
apart, and each still publishes a whole site.
"""

from __future__ import annotations

import errno
import os
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kbtool.faults import fault
from kbtool.problems import KbtoolError
from kbtool.publish.work import WORK, work_folder

try:
    import fcntl
except ImportError:  # such as on Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["LOCK", "BuildLock", "take", "tell"]

LOCK = "lock"
SILENCE = 1.0  # seconds to wait before a word is said
POLL = 0.02  # seconds


class BuildLock:
    """Held from entering to leaving; no other process builds the same project meanwhile."""

    def __init__(
        self, root: Path, *, wait: bool = True, say: Callable[[str], Any] | None = None
    ) -> None:
        """Name the project folder; nothing is locked before the lock is entered.

        Args:
            root: the project folder.
            wait: wait for a build that is running; else refuse.
            say: told once, after a second, what is waited for.
        """
        self.root = root
        self.wait = wait
        self.say = say
        self.file = -1

    def __enter__(self) -> Self:
        """Lock.

        Raises:
            KbtoolError: another build is running and is not waited for, or the folder
                cannot be written.
        """
        path = work_folder(self.root) / LOCK
        while self.file < 0:
            file = _open(path)
            try:
                self._take(file)
                with suppress(FileNotFoundError):  # removed meanwhile: the lock of nothing
                    if os.path.samestat(os.fstat(file), path.stat()):
                        self.file = file
            finally:
                if self.file < 0:
                    os.close(file)
        _held.add(self)
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, f"{os.getpid()}\n".encode(), 0)
        fault("lock.held")
        return self

    def _take(self, file: int) -> None:
        started = time.monotonic()
        while not take(file):
            if not self.wait:
                message = f"another build is running ({_holder(file)})"
                raise KbtoolError(message, "wait until it has finished")
            if self.say and time.monotonic() - started > SILENCE:
                self.say(f"another build is running ({_holder(file)}); waiting for it")
                take(file, wait=True)
                return
            time.sleep(POLL)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _held.discard(self)
        self.close()

    def close(self) -> None:
        """Let go; without an effect where nothing is held."""
        file, self.file = self.file, -1
        if file >= 0:
            os.close(file)


def take(file: int, *, wait: bool = False) -> bool:
    """Lock an open file or folder for this process; return False when another has it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL):
            raise
    return True


def tell(root: Path) -> str:
    """Return who builds the project now, such as "pid 4711", or "" for nobody."""
    path = root / WORK / LOCK
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        return "" if take(file) else _holder(file)
    finally:
        os.close(file)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise KbtoolError(f"{path} cannot be written: {error.strerror}") from None


def _holder(file: int) -> str:
    number = os.pread(file, 20, 0).decode("ascii", "replace").strip()
    return f"pid {number}" if number.isdigit() else "of another process"


def _let_go_in_child() -> None:
    """Close the locks of the parent: a worker that outlives it must not hold them."""
    for lock in list(_held):
        lock.close()
    _held.clear()


_held: weakref.WeakSet[BuildLock] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_child)
