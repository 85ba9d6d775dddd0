"""Two folders change places, and what was written reaches the disk.

The system calls that Python does not have: `renameat2` and `syncfs` of Linux.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kbtool.faults import fault

__all__ = ["exchange", "exchange_at_once", "flush", "flush_all"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# What a kernel or a file system answers that cannot exchange (Linux 3.15; not overlayfs, NFS).
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM)


def exchange(one: Path, other: Path, aside: Path) -> None:
    """Let the folders `one` and `other` change places; all three on one file system.

    On Linux in one step. Elsewhere in three, and for a moment there is no `other`: a
    process that dies then leaves it at `aside`.

    Raises:
        OSError: they cannot; both are where they were.
    """
    if exchange_at_once(one, other):
        return
    other.rename(aside)
    fault("exchange.between")
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    fault("exchange.last")
    aside.rename(one)


def exchange_at_once(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return False where that is not known.

    Raises:
        OSError: they cannot; both are where they were.
    """
    rename: Any = getattr(_libc(), "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    number = _last_error()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def flush(paths: Iterable[Path]) -> None:
    """Wait until these files and folders are on the disk."""
    for path in paths if os.name == "posix" else ():
        with _opened(path) as file:
            os.fsync(file)


def flush_all(folder: Path) -> None:
    """Wait until everything on the file system of `folder` is on the disk."""
    if os.name != "posix":
        return
    sync: Any = getattr(_libc(), "syncfs", None)
    with _opened(folder) as file:
        if sync is None:
            os.sync()
        elif sync(file) != 0:
            number = _last_error()
            raise OSError(number, os.strerror(number), str(folder))


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield file
    finally:
        os.close(file)


def _libc() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # 5 ms that commands without a publication need not pay

    with suppress(OSError):
        return ctypes.CDLL(None, use_errno=True)
    return None


def _last_error() -> int:
    import ctypes

    return ctypes.get_errno()
