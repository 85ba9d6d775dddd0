"""What tells one state of a file from another, as git sees it: size, times, inode.

A time that is too near to the moment of looking proves nothing, for the file may change again
within the same tick of its clock.
"""

from __future__ import annotations

import os
import stat

__all__ = ["Identity", "current_user", "identity", "settled"]

RACY_NS = 2_000_000_000
"""A file that changed less than this before it was looked at may change again unseen."""

Identity = tuple[int, ...]
"""What stat tells of a file; empty where that proves nothing."""


def identity(info: os.stat_result, moment: int) -> Identity:
    """Return what tells one state of a file from another, empty where nothing does.

    Args:
        info: of the file, or of what a link leads to.
        moment: when looking at files began, in nanoseconds since 1970.
    """
    newest = max(info.st_mtime_ns, info.st_ctime_ns)
    if not settled(newest, moment) or not stat.S_ISREG(info.st_mode):
        return ()
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_dev)


def settled(newest: int, moment: int) -> bool:
    """Tell whether no change after the newest one can look the same.

    Args:
        newest: time of a change, in nanoseconds since 1970.
        moment: when looking at files began.
    """
    # Where ctime is not the time of the last change, an edit can be made to look like none.
    return newest < moment - RACY_NS and os.name == "posix"


def current_user() -> int:
    """Return who reads: what one may read another may not."""
    return os.geteuid() if hasattr(os, "geteuid") else -1
