"""A process that has imported everything and forks one process for each build.

So a build of a small project costs a third of a second, and dies a death of its own.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAY = "1700000000"  # SOURCE_DATE_EPOCH, so that builds of all days are the same
TOO_LONG = 60.0  # seconds after which a build counts as hung


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int  # exit code, or the negative number of the signal
    output: str
    seconds: float


class Zygote:
    """The process, as its owner sees it."""

    def __init__(self) -> None:
        repository = Path(__file__).parents[2]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(repository), "SOURCE_DATE_EPOCH": DAY},
        )

    def start(
        self,
        root: Path,
        *command: str,
        fault: str = "",
        log: Path | None = None,
        stop: tuple[int, float] = (0, 0.0),
    ) -> int:
        """Start a command in the project `root`; return its number.

        Args:
            root: the project folder.
            command: of kbtool.
            fault: what KBTOOL_FAULT says.
            log: what KBTOOL_FAULT_LOG says.
            stop: a signal, and after how many seconds it is sent.
        """
        environ = {"KBTOOL_FAULT": fault, "KBTOOL_FAULT_LOG": str(log or "")}
        asked = {"root": str(root), "command": command, "environ": environ, "stop": stop}
        number: int = self._ask(asked)
        return number

    def wait(self, number: int) -> Ended:
        """Wait for the end of a command."""
        return Ended(*self._ask({"wait": number}))

    def run(self, root: Path, *command: str, **options: Any) -> Ended:
        """Run a command; see `start`."""
        return self.wait(self.start(root, *command, **options))

    def close(self) -> None:
        """End it."""
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()

    def _ask(self, question: Mapping[str, Any]) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@dataclass(frozen=True, slots=True)
class _Child:
    handle: int  # of the process, readable at its end
    pid: int
    output: int
    started: float
    stop: tuple[int, float]


def _serve() -> None:
    import whoosh.index  # noqa: F401

    import kbtool.renewal
    import kbtool.server  # noqa: F401

    children: dict[int, _Child] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        answer: Any
        if "wait" in asked:
            answer = _reap(children.pop(asked["wait"]))
        else:
            child = _fork(asked)
            children[child.pid] = child
            answer = child.pid
        print(json.dumps(answer), flush=True)


def _fork(asked: Mapping[str, Any]) -> _Child:
    output = os.memfd_create("output")
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(output, 1)
        os.dup2(output, 2)
        _run(Path(asked["root"]), asked["command"], asked["environ"])
    number, after = asked["stop"]
    return _Child(os.pidfd_open(pid), pid, output, time.monotonic(), (number, after))


def _run(root: Path, command: list[str], environ: Mapping[str, str]) -> None:
    """Be the process of the command; never return."""
    from kbtool import cli, faults

    status = 1
    try:
        faults.arm(environ)
        cli.main.main(["-C", str(root), *command], prog_name="kbtool")
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _reap(child: _Child) -> tuple[int, str, float]:
    number, after = child.stop
    if number and not select.select([child.handle], [], [], after)[0]:
        os.kill(child.pid, number)
    if not select.select([child.handle], [], [], TOO_LONG)[0]:
        os.kill(child.pid, signal.SIGKILL)
    _, status = os.waitpid(child.pid, 0)
    seconds = time.monotonic() - child.started
    os.lseek(child.output, 0, os.SEEK_SET)
    with os.fdopen(child.output, "rb") as stream:
        output = stream.read().decode("utf-8", "replace")
    os.close(child.handle)
    return os.waitstatus_to_exitcode(status), output, seconds


if __name__ == "__main__":
    _serve()
