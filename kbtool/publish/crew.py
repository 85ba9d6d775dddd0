"""Many pages drawn by several processes, which write them themselves and report small facts.

The processes are forked, so that values need not be handed to them. They take the next few
pages whenever they are free. Whatever goes wrong in one stops all of them.
"""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import selectors
import signal
import struct
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kbtool.aside import LENGTH, Aside, cause, send
from kbtool.faults import fault
from kbtool.frozen import dataclass
from kbtool.problems import KbtoolError
from kbtool.publish.bounds import WALL_FACTOR
from kbtool.publish.draw import Drawer
from kbtool.publish.page import Page
from kbtool.publish.security import Inline

__all__ = ["Written", "draw_all", "write_page"]

FEW = 12
"""Pages for which other processes are not worth their start, a hundredth of a second; after most
edits some of them list all questions."""

AT_ONCE = 8
"""Pages that a process takes at a time: neighbours, whose sidebars are nearly the same."""

MANY = 1000
"""Pages of which a process takes several at a time; of fewer, those that list all questions
take the longest, and they are neighbours."""

TURNS = 8_000
"""Times that pages may be taken: what fits into a pipe before anybody reads it."""

GARBAGE = 5_000
"""New objects after which a process looks for cycles: parsers and templates leave some. When there
are many they have left the processor's cache, and freeing each takes twice as long."""

_TURN = struct.Struct("<I")
_PLACE = struct.Struct("<i")


@dataclass(frozen=True, slots=True)
class Written:
    """A page that lies in its place."""

    path: str
    links: frozenset[str]  # paths of own files that it leads to, but for those known
    inline: Inline
    warnings: tuple[str, ...]  # links of its body without a target
    more: Any = None  # what was asked for besides


def draw_all(
    drawer: Drawer,
    pages: Sequence[Page],
    folder: Path,
    workers: int = 1,
    known: Collection[str] = frozenset(),
    also: Callable[[Page], Any] | None = None,
    beside: Aside[Any] | None = None,
) -> Iterator[Written]:
    """Draw `pages` into `folder`, and yield each as it is written, in any order.

    Stop it early by closing it; then, as after any error, no process is left.

    Args:
        drawer: of the site.
        pages: neighbours beside each other.
        folder: the root of the site. A file that exists is replaced, never written into.
        workers: processes; without `fork`, or beside other threads, there is only this one.
        known: paths of files that are there; links to them are not reported.
        also: makes, and may write, something else of each page, in the process that draws it.
        beside: work that ends by itself. Its process is one of so many until then, and is let go
            of as soon as it has said what came of it: it would keep all its memory.

    Raises:
        KbtoolError: a page cannot be drawn or written, or a process came to its end.
        Exception: whatever the work beside raised.
    """
    if workers > 1 and len(pages) >= FEW and _can_fork():
        # What is loaded now is there for all.
        if len(pages) >= MANY:  # most bodies need no parser
            drawer.prepare()
        yield write_page(drawer, pages[-1], folder, known, also)  # the first may list all
        yield from _Crew(drawer, pages[:-1], folder, known, also).work(workers, beside)
    else:
        for page in pages:
            yield write_page(drawer, page, folder, known, also)


def write_page(
    drawer: Drawer,
    page: Page,
    folder: Path,
    known: Collection[str] = frozenset(),
    also: Callable[[Page], Any] | None = None,
) -> Written:
    """Draw one page into `folder`, in the place of the file that may be there.

    Raises:
        KbtoolError: it cannot be drawn or written.
    """
    fault("draw.page")
    drawn = drawer.page(page)
    try:
        _write(f"{folder}/{page.path}", drawn.html)
        more = also(page) if also else None
    except OSError as error:
        raise KbtoolError(f"{folder / page.path} cannot be written: {error.strerror}") from None
    links = drawn.links.difference(known)
    return Written(page.path, links, drawn.inline, drawn.warnings, more)


def _write(path: str, content: bytes) -> None:
    # Never into a file that exists: it may be a link to one that is published. By a text, since
    # a Path takes as long as the file.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags, 0o666)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags, 0o666)
    except FileExistsError:
        Path(path).unlink()
        handle = os.open(path, flags, 0o666)
    try:
        done = os.write(handle, content)
        while done < len(content):
            done += os.write(handle, memoryview(content)[done:])
    finally:
        os.close(handle)


def _can_fork() -> bool:
    # A fork copies no other thread, but the locks that one holds.
    return hasattr(os, "fork") and threading.active_count() == 1


class _Crew:
    """Processes that draw."""

    def __init__(
        self,
        drawer: Drawer,
        pages: Sequence[Page],
        folder: Path,
        known: Collection[str],
        also: Callable[[Page], Any] | None,
    ) -> None:
        self._drawer = drawer
        self._pages = pages
        self._folder = folder
        self._known = known
        self._also = also
        self._each = max(AT_ONCE if len(pages) >= MANY else 1, -(-len(pages) // TURNS))
        self._seconds = drawer.settings.options["page_seconds"] * WALL_FACTOR
        self._workers: dict[int, _Worker] = {}  # by process

    def work(self, count: int, beside: Aside[Any] | None) -> Iterator[Written]:
        turns, giving = os.pipe()
        try:
            for first in range(0, len(self._pages), self._each):
                os.write(giving, _TURN.pack(first))
            os.close(giving)
            yield from self._reports(turns, count, beside)
        finally:
            os.close(turns)
            for worker in self._workers.values():
                worker.end()

    def _start(self, turns: int) -> _Worker:
        reading, writing = os.pipe()
        place = mmap.mmap(-1, _PLACE.size)
        _PLACE.pack_into(place, 0, -1)
        process = os.fork()
        if process == 0:
            os.close(reading)
            for other in self._workers.values():
                if not other.over:
                    os.close(other.pipe)  # or nobody would notice that this program is gone
            self._serve(turns, writing, place)
        os.close(writing)
        self._workers[process] = _Worker(process, reading, place)
        return self._workers[process]

    def _reports(self, turns: int, count: int, beside: Aside[Any] | None) -> Iterator[Written]:
        """Yield what is written, by so many processes; the work beside is one until it is done."""
        with selectors.DefaultSelector() as selector:
            if beside and beside.fileno() >= 0:
                selector.register(beside, selectors.EVENT_READ, beside)
            for _ in range(max(1, count - len(selector.get_map()))):
                worker = self._start(turns)
                selector.register(worker.pipe, selectors.EVENT_READ, worker)
            while not all(worker.over for worker in self._workers.values()):
                for key, _ in selector.select(timeout=1):
                    if isinstance(key.data, Aside):
                        selector.unregister(key.fileobj)
                        key.data.result()
                        if len(self._workers) < count:
                            worker = self._start(turns)
                            selector.register(worker.pipe, selectors.EVENT_READ, worker)
                        continue
                    yield from self._heard(key.data, selector)
                for worker in self._workers.values():
                    if not worker.over and worker.seconds() > self._seconds:
                        raise KbtoolError(f"{self._name(worker)} takes too long to draw")

    def _heard(self, worker: _Worker, selector: selectors.BaseSelector) -> Iterator[Written]:
        """Yield what a process reports."""
        yield from worker.read()
        if worker.over:
            selector.unregister(worker.pipe)
            self._look_at_end(worker)

    def _look_at_end(self, worker: _Worker) -> None:
        if not worker.finished:
            code = worker.end()
            raise KbtoolError(
                f"the process that drew {self._name(worker)} came to its end: {cause(code)}"
            )

    def _name(self, worker: _Worker) -> str:
        return self._pages[worker.page].path if worker.page >= 0 else "pages"

    # --- what runs in the other processes -----------------------------------------

    def _serve(self, turns: int, pipe: int, place: mmap.mmap) -> None:
        """Draw pages as long as there are any, and end this process without a word."""
        status = 1
        with suppress(BaseException):
            for name in ("SIGINT", "SIGTERM"):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            gc.freeze()  # what all share is no waste, and looking at it would copy it
            gc.set_threshold(GARBAGE)
            gc.enable()
            try:
                fault("draw.worker")
                while turn := os.read(turns, _TURN.size):
                    (first,) = _TURN.unpack(turn)
                    send(pipe, self._take(first, place))
                send(pipe, True)
                status = 0
            except KbtoolError as error:
                send(pipe, (error.message, error.hint))
        os._exit(status)

    def _take(self, first: int, place: mmap.mmap) -> list[Written]:
        pages = range(first, min(first + self._each, len(self._pages)))
        written = []
        for number in pages:
            _PLACE.pack_into(place, 0, number)
            page = self._pages[number]
            written.append(write_page(self._drawer, page, self._folder, self._known, self._also))
        return written


class _Worker:
    """One of the processes, seen from here."""

    def __init__(self, process: int, pipe: int, place: mmap.mmap) -> None:
        self.process = process
        self.pipe = pipe
        self._place = place  # shared: a report of every page would wake this process up
        self._seen = (-1, time.monotonic())
        self.finished = self.over = False
        self._buffer = bytearray()
        self._code: int | None = None

    @property
    def page(self) -> int:
        """The one that it is at, or -1."""
        place: int = _PLACE.unpack_from(self._place)[0]
        return place

    def seconds(self) -> float:
        """Return how long it has been seen at the same page, and has said nothing."""
        now, page = time.monotonic(), self.page
        if page != self._seen[0]:
            self._seen = (page, now)
        return now - self._seen[1]

    def read(self) -> Iterator[Written]:
        """Yield what it reports.

        Raises:
            KbtoolError: something went wrong there.
        """
        content = os.read(self.pipe, 1 << 16)
        self.over = not content
        self._seen = (self.page, time.monotonic())
        self._buffer += content
        at = 0
        while len(self._buffer) - at >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._buffer, at)
            begin, end = at + LENGTH.size, at + LENGTH.size + length
            if len(self._buffer) < end:
                break
            at = end
            said = pickle.loads(self._buffer[begin:end])  # of a copy of this very process
            if isinstance(said, list):
                yield from said
            elif isinstance(said, tuple):
                raise KbtoolError(*said)
            else:
                self.finished = True
        del self._buffer[:at]

    def end(self) -> int:
        """Stop the process if it still runs; return its exit code, negative for a signal."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.process, 0 if self.over else signal.SIGKILL)
            _, status = os.waitpid(self.process, 0)
            self._code = os.waitstatus_to_exitcode(status)
            os.close(self.pipe)
        return self._code
