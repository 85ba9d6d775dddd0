"""Faults at named points, for tests: a kill, a full disk, a page that takes too long.

`KBTOOL_FAULT=publish.site:kill` kills the process where it is about to put the site in its
place; `draw.page:enospc:3` tells the third page drawn that the disk is full. Several are
separated by commas. `KBTOOL_FAULT_LOG=FILE` appends the name of each point that is reached,
so that a test can visit all of them. Without these variables a point is one comparison.
The points count in each process for itself.
"""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["FAULT", "FAULT_LOG", "arm", "fault"]

FAULT = "KBTOOL_FAULT"
FAULT_LOG = "KBTOOL_FAULT_LOG"

_ERRORS = {
    "enospc": errno.ENOSPC,
    "eio": errno.EIO,
    "eacces": errno.EACCES,
    "erofs": errno.EROFS,
    "exdev": errno.EXDEV,
}
_SLEEP = "sleep="  # and seconds
_EXIT = 70  # of a worker that gives up


@dataclass(slots=True)
class _Plan:
    """What happens at which passage of each point."""

    strikes: Mapping[tuple[str, int], str]  # by name and passage, from 1
    log: str  # a file, "" for none
    passages: dict[str, int] = field(default_factory=dict)

    def reach(self, point: str) -> None:
        passage = self.passages[point] = self.passages.get(point, 0) + 1
        if self.log:
            self._note(point)
        action = self.strikes.get((point, passage))
        if action is not None:
            _strike(action)

    def _note(self, point: str) -> None:
        # One write of few bytes: lines of several processes do not mix.
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(log, f"{point}\n".encode())
        finally:
            os.close(log)


def fault(point: str) -> None:
    """Let happen what was asked for at this point; nothing, outside of tests.

    Args:
        point: what is about to be done, such as "publish.site".

    Raises:
        OSError: the fault is one of the disk.
    """
    if _plan is not None:
        _plan.reach(point)


def arm(environ: Mapping[str, str]) -> None:
    """Take the faults from `environ`, in the place of those of before.

    Raises:
        ValueError: they cannot be read. A test must not pass for want of its fault.
    """
    global _plan
    log, wanted = environ.get(FAULT_LOG, ""), environ.get(FAULT, "")
    strikes = dict(_read(entry) for entry in wanted.split(",") if entry)
    _plan = _Plan(strikes, log) if strikes or log else None


def _read(entry: str) -> tuple[tuple[str, int], str]:
    point, action, *rest = entry.split(":")
    known = action in _ERRORS or action in ("kill", "interrupt", "exit")
    if not known and not action.startswith(_SLEEP):
        raise ValueError(f"{FAULT}: no action '{action}'")
    return (point, int(rest[0]) if rest else 1), action


def _strike(action: str) -> None:
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "interrupt":
        os.kill(os.getpid(), signal.SIGINT)
    elif action == "exit":
        os._exit(_EXIT)
    elif action.startswith(_SLEEP):
        time.sleep(float(action.removeprefix(_SLEEP)))
    else:
        raise OSError(_ERRORS[action], os.strerror(_ERRORS[action]))


_plan: _Plan | None = None
arm(os.environ)
