"""Work that a process of its own does meanwhile.

The process is forked, so that what it works on need not be handed to it; what it returns comes
back through a pipe. Whatever goes wrong there is raised where the answer is asked for. It never
outlives this process: what it writes may by then be somebody else's.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from kbtool.problems import KbtoolError
from kbtool.timing import add, taken

__all__ = ["Aside"]

Answer = TypeVar("Answer")


class Aside(Generic[Answer]):
    """One piece of work that is done meanwhile, and stopped where nobody waits for it."""

    def __init__(self, work: Callable[[], Answer], name: str) -> None:
        """Begin the work; without `fork`, or beside other threads, it is done when asked for.

        Args:
            work: changes nothing in memory that anybody else reads; its answer can be pickled.
            name: what it does, for a message: "the process that ... came to its end".
        """
        self._work: Callable[[], Answer] | None = work
        self._name = name
        self._child = 0
        # Its end tells the other process that this one is gone.
        self._life = self._pipe = -1
        if hasattr(os, "fork") and threading.active_count() == 1:
            self._start()

    def _start(self) -> None:
        life, self._life = os.pipe()
        self._pipe, writing = os.pipe()
        _begun.add(self)
        try:
            self._child = os.fork()
        except OSError:  # too many processes, or too little memory
            for end in (life, self._life, self._pipe, writing):
                os.close(end)
            self._life = self._pipe = -1
            return
        if self._child == 0:
            assert self._work is not None
            _serve(life, writing, self._work)
        self._work = None  # what it holds on to is no longer needed here
        os.close(life)
        os.close(writing)

    def result(self) -> Answer:
        """Wait for the work and return what came of it; to be called once.

        Raises:
            KbtoolError: the process came to its end.
            Exception: whatever the work raised.
        """
        if self._work is not None:
            return self._work()
        with os.fdopen(self._pipe, "rb", closefd=False) as pipe:
            said = pipe.read()
        code = self._ended()
        if code != 0 or not said:
            raise KbtoolError(f"the process that {self._name} came to its end: {_cause(code)}")
        answer, error, records = pickle.loads(said)  # of a copy of this very process
        add(records)
        if error is not None:
            raise error
        return cast(Answer, answer)

    def _ended(self) -> int:
        """Wait for the end of the process; return its exit code, negative for a signal."""
        child, self._child = self._child, 0
        _, status = os.waitpid(child, 0)
        self.let_go()
        _begun.discard(self)
        return os.waitstatus_to_exitcode(status)

    def let_go(self) -> None:
        """Close what this process has of the pipes."""
        for end in (self._life, self._pipe):
            if end >= 0:
                os.close(end)
        self._life = self._pipe = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the work where nobody has asked for its answer."""
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            self._ended()


def _serve(life: int, pipe: int, work: Callable[[], Any]) -> None:
    """Work, say what came of it, and end this process without a word."""
    status = 1
    with suppress(BaseException):
        for name in ("SIGINT", "SIGTERM"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        threading.Thread(target=_follow, args=(life,), daemon=True).start()
        said = _done(work)
        with os.fdopen(pipe, "wb") as file:
            file.write(said)
        status = 0
    os._exit(status)


def _done(work: Callable[[], Any]) -> bytes:
    try:
        return pickle.dumps((work(), None, taken()), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        if not isinstance(error, KbtoolError):
            error.add_note("".join(traceback.format_exception(error)))
        return pickle.dumps((None, error, taken()), pickle.HIGHEST_PROTOCOL)


def _follow(life: int) -> None:
    """End this process as soon as the one that began it is gone."""
    with suppress(OSError):
        os.read(life, 1)
    os._exit(1)


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def _let_go_in_child() -> None:
    """Close in any other process what would hide from a process that this one is gone."""
    for aside in list(_begun):
        aside.let_go()
    _begun.clear()


_begun: weakref.WeakSet[Aside[Any]] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):  # Windows never forks
    os.register_at_fork(after_in_child=_let_go_in_child)
