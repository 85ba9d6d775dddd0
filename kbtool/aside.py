"""Work that a process of its own does meanwhile.

The process is forked, so that what it works on need not be handed to it; what it returns comes
back through a pipe. Whatever goes wrong there is raised where the answer is asked for. It never
outlives this process: what it writes may by then be somebody else's.

Work may come in two steps: the first returns what others wait for and, as the second, what is
left to do. Both may ask for something that was not known when the work began.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import threading
import traceback
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from kbtool.frozen import dataclass
from kbtool.problems import KbtoolError
from kbtool.timing import Record, add, taken

__all__ = ["LENGTH", "Aside", "Hear", "InSteps", "Then", "cause", "send"]

Answer = TypeVar("Answer")

Hear = Callable[[], Any]
"""Waits for the next thing that the work is told, and returns it."""

LENGTH = struct.Struct("<Q")
"""What stands before each thing that is sent through a pipe: its bytes."""


@dataclass(frozen=True, slots=True)
class Then(Generic[Answer]):
    """What the first of two steps returns."""

    early: Any  # what others wait for
    rest: Callable[[], Answer]  # the second step


class Aside(Generic[Answer]):
    """One piece of work that is done meanwhile, and stopped where nobody waits for it."""

    _in_steps = False  # then the first may begin processes, and nobody may have a thread

    def __init__(self, work: Callable[[], Answer], name: str) -> None:
        """Begin the work; without `fork`, or beside other threads, it is done when asked for.

        Args:
            work: changes nothing in memory that anybody else reads; its answer can be pickled.
            name: what it does, for a message: "the process that ... came to its end".
        """
        self._work: Callable[..., Answer | Then[Answer]] | None = work
        self._name = name
        self._child = 0
        self._early: Any = None
        self._told: deque[Any] = deque()  # where it is done here
        self._rest: Callable[[], Answer] | None = None  # there, too
        self._done: tuple[Answer | None, Exception | None] | None = None
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
            _serve(life, writing, self._work, self._in_steps)
        self._work = None  # what it holds on to is no longer needed here
        os.close(life)
        os.close(writing)

    def fileno(self) -> int:
        """Return what becomes readable when the other process says something; -1 without one."""
        return self._pipe

    def result(self) -> Answer:
        """Wait for the work and return what came of it, the same whenever it is asked for.

        Raises:
            KbtoolError: the process came to its end.
            Exception: whatever the work raised.
        """
        while self._done is None:
            if self._rest is not None:
                self._done = self._rest(), None
            elif self._work is not None:
                self._begin(self._work)
            else:
                self._hear()
        answer, error = self._done
        if error is not None:
            raise error
        return cast(Answer, answer)

    def _begin(self, work: Callable[..., Answer | Then[Answer]]) -> None:
        """Do here what there is no other process for."""
        self._work = None
        found = work(self._told.popleft) if self._in_steps else work()
        if isinstance(found, Then):
            self._early, self._rest = found.early, found.rest
        else:
            self._done = found, None

    def _hear(self) -> None:
        """Take the next thing that the other process says."""
        said = _received(self._pipe)
        if said is None:
            code = self._ended()
            what = f"the process that {self._name} came to its end: {cause(code)}"
            self._done = None, KbtoolError(what)
            return
        last, answer, error, records = pickle.loads(said)  # of a copy of this very process
        add(records)
        if last:
            self._ended()
            self._done = answer, error
        else:
            self._early = answer

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


class InSteps(Aside[Answer]):
    """Work of which the first step is waited for before its end, and may begin other processes.

    That step writes nothing: it may go on for a while when the process that began it is gone.
    """

    _in_steps = True

    def __init__(self, work: Callable[[Hear], Then[Answer]], name: str) -> None:
        """Begin the work, see `Aside`; what it is given waits for what it is told."""
        self._first = True  # nobody has waited for it
        super().__init__(cast(Callable[[], Answer], work), name)

    def early(self) -> Any:
        """Wait for the first step and return what it has said.

        Raises:
            KbtoolError: the process came to its end.
            Exception: whatever the work raised.
        """
        if self._first:
            self._first = False
            if self._work is not None:
                self._begin(self._work)
            else:
                self._hear()
        if self._done and self._done[1]:
            raise self._done[1]
        return self._early

    def tell(self, said: Any, *, at_once: bool = False) -> None:
        """Let the work know what it waits for; it hears one thing after the other.

        Args:
            said: what it is told.
            at_once: do not wait for the first step. Where that does not ask for it nobody
                listens until its end; then this, and what the first step says, are no more than
                a pipe holds, such as 4 KB.

        Raises:
            KbtoolError: the process came to its end.
            Exception: whatever the first step raised.
        """
        if not at_once:
            self.early()
        if self._work is not None or self._rest is not None:
            self._told.append(said)
        elif self._child:
            with suppress(BrokenPipeError):  # whoever asks for the answer is told why
                send(self._life, said)


def _serve(life: int, pipe: int, work: Callable[[], Any], steps: bool) -> None:
    """Work, say what came of it, and end this process without a word."""
    status = 1
    with suppress(BaseException):
        for name in ("SIGINT", "SIGTERM"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        _do(work, life, pipe, steps)
        status = 0
    os._exit(status)


def _do(work: Callable[..., Any], life: int, pipe: int, steps: bool) -> None:
    told = _Told(life)
    said: tuple[bool, Any, Exception | None, tuple[Record, ...]]
    try:
        if not steps:
            told.follow()
        found = work(told) if steps else work()
        if isinstance(found, Then):
            rest = found.rest
            send(pipe, (False, found.early, None, taken()))
            told.follow()  # only now: beside a thread no process could be forked
            found = rest()
        said = (True, found, None, taken())
    except Exception as error:
        if not isinstance(error, KbtoolError):
            error.add_note("".join(traceback.format_exception(error)))
        said = (True, None, error, taken())
    send(pipe, said)


class _Told:
    """What the process that began this one says; when that is gone this one ends."""

    def __init__(self, life: int) -> None:
        self._life = life
        self._heard: SimpleQueue[Any] | None = None  # by a thread

    def __call__(self) -> Any:
        """Wait for the next thing."""
        if self._heard is not None:
            return self._heard.get()
        said = _received(self._life)
        if said is None:
            os._exit(1)
        return pickle.loads(said)

    def follow(self) -> None:
        """Listen beside all else from now on, and end this process as soon as the other is gone."""
        heard = self._heard = SimpleQueue()
        threading.Thread(target=self._follow, args=(heard,), daemon=True).start()

    def _follow(self, heard: SimpleQueue[Any]) -> None:
        with suppress(OSError):
            while (said := _received(self._life)) is not None:
                heard.put(pickle.loads(said))
        os._exit(1)


_MUCH = 1 << 16  # bytes


def send(pipe: int, said: Any) -> None:
    """Send a value through a pipe, pickled, behind its length."""
    text = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
    head = LENGTH.pack(len(text))
    # Neither a copy of what may be many megabytes, nor two writes of what is small.
    for part in (head, text) if len(text) > _MUCH else (head + text,):
        left = memoryview(part)
        while left:
            left = left[os.write(pipe, left) :]


def _received(pipe: int) -> bytes | None:
    """Return what was sent, or None where the other end was closed before."""
    head = _read(pipe, LENGTH.size)
    return head and _read(pipe, *LENGTH.unpack(head))


def _read(pipe: int, size: int) -> bytes | None:
    content = bytearray()
    while len(content) < size:
        some = os.read(pipe, min(size - len(content), 1 << 20))
        if not some:
            return None
        content += some
    return bytes(content)


def cause(code: int) -> str:
    """Return how a process came to its end, for a message.

    Args:
        code: its exit code, negative for a signal.
    """
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
