"""What a command costs: wall and CPU seconds, and the memory of all its processes together.

Memory is the sum of PSS (pages that processes share count once) over the command's session, read
from /proc several times a second: peaks shorter than that may be missed. Elsewhere than on Linux it
is not known.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["Cost", "measured", "middle"]

PROC = Path("/proc")
BETWEEN = (0.02, 0.2)  # seconds between two looks at memory: at first, and in long runs


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took, its processes together."""

    wall: float  # seconds
    cpu: float
    memory: float  # MB, the highest sum that was seen; 0 where it is not known
    exit: int
    said: str = ""  # the last line of a command that failed
    stopped: bool = False  # it took more than its limit


def measured(command: Sequence[str], folder: Path, limit: float) -> Cost:
    """Run a command to its end, or to its limit in seconds."""
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    watch = _Watch(process.pid)
    stopped = False
    try:
        said, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        stopped = True
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
    wall, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    lines = said.decode(errors="replace").strip().splitlines()
    last = lines[-1] if process.returncode and lines else ""
    return Cost(wall, cpu, watch.ended(), process.returncode, last, stopped)


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs, the first failure if there is one."""
    for cost in costs:
        if cost.exit:
            return cost
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
        0,
    )


class _Watch:
    """Looks at the memory of a session until it is told that it ended."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._highest = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def ended(self) -> float:
        """Return the highest sum in MB."""
        self._over.set()
        self._thread.join()
        return self._highest / 1000

    def _look(self) -> None:
        wait = BETWEEN[0]
        while not self._over.wait(wait):
            found = (_pss(process) for process in _session(self._session))
            self._highest = max(self._highest, sum(found))
            wait = min(wait * 1.2, BETWEEN[1])


def _session(session: int) -> list[Path]:
    """Return the processes of a session, in whatever state."""
    found = []
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            # the name in parentheses may hold spaces; state, parent, group, session follow it
            values = (process / "stat").read_text().rpartition(")")[2].split()
            if int(values[3]) == session:
                found.append(process)
    return found


def _pss(process: Path) -> int:
    """Return the proportional set size of a process in kB; 0 when it has ended."""
    with suppress(OSError, IndexError, ValueError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
