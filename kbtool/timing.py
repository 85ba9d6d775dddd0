"""Where the time of a run goes: stages with a name, as a table and as a trace.

A stage is timed only within `recording()`; outside of it `stage()` costs a call and nothing more.
A worker that was forked within a stage counts below it; it hands over what it has `taken()`, and
whoever waits for it `add`s that. Nothing here knows what a stage does.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar, Token
from pathlib import Path
from typing import Any, NamedTuple

from kbtool.problems import KbtoolError
from kbtool.terminal import table, visible

__all__ = [
    "Record",
    "add",
    "recording",
    "stage",
    "stages",
    "taken",
    "trace",
    "watching",
    "write_trace",
]

HEAD = ("stage", "seconds", "share", "times")


class Record(NamedTuple):
    """A stage that has ended; a plain tuple, so that it passes between processes."""

    path: tuple[str, ...]  # the stages around it, outermost first, and its own name
    start: int  # nanoseconds of a clock that all processes of a machine share
    length: int  # nanoseconds
    process: int
    thread: int
    thread_name: str


_around: ContextVar[tuple[str, ...]] = ContextVar("stages around", default=())
_OFF: AbstractContextManager[None] = nullcontext()


class _Records:
    """What this process has recorded; None while nothing is."""

    kept: list[Record] | None = None
    watcher: Callable[[str], object] | None = None


@contextmanager
def recording() -> Iterator[list[Record]]:
    """Record stages, in all threads; give the list that they come to as they end."""
    before = _Records.kept
    kept: list[Record] = []
    _Records.kept = kept
    try:
        yield kept
    finally:
        _Records.kept = before


@contextmanager
def watching(watcher: Callable[[str], object]) -> Iterator[None]:
    """Let `watcher` know the name of each stage of this process as it begins."""
    before, _Records.watcher = _Records.watcher, watcher
    try:
        yield
    finally:
        _Records.watcher = before


def stage(name: str) -> AbstractContextManager[None]:
    """Time what is done within; stages may hold others.

    Args:
        name: the same for the same work, so that a table can add it up.
    """
    if _Records.watcher is not None:
        _Records.watcher(name)
    return _OFF if _Records.kept is None else _Stage(name)


class _Stage:
    """A stage that is under way."""

    __slots__ = ("_name", "_start", "_token")

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        self._token: Token[tuple[str, ...]] = _around.set((*_around.get(), self._name))
        self._start = time.perf_counter_ns()

    def __exit__(self, *_: object) -> None:
        length = time.perf_counter_ns() - self._start
        path = _around.get()
        _around.reset(self._token)
        if _Records.kept is not None:  # the recording may have ended in another thread
            thread = threading.current_thread()
            record = Record(
                path, self._start, length, os.getpid(), threading.get_native_id(), thread.name
            )
            _Records.kept.append(record)


def taken() -> tuple[Record, ...]:
    """Return what this process has recorded since the last call, and forget it.

    For workers, whose records reach nobody by themselves.
    """
    kept = _Records.kept
    if not kept:
        return ()
    found = tuple(kept)
    del kept[: len(found)]
    return found


def add(records: Iterable[tuple[Any, ...]]) -> None:
    """Add what a worker has taken; nothing while nothing is recorded here."""
    if _Records.kept is not None:
        _Records.kept += map(Record._make, records)


def _forget() -> None:
    """Leave what the parent has recorded to the parent."""
    _Records.watcher = None
    if _Records.kept is not None:
        _Records.kept = []


if hasattr(os, "register_at_fork"):  # Windows never forks
    os.register_at_fork(after_in_child=_forget)


def stages(records: Sequence[Record]) -> str:
    """Return a table of all stages, each below the one that holds it, in the order of their start.

    Seconds are added up over processes, so what they do side by side may have a share of more
    than 100 % of the time between the first start and the last end, which is the last row.
    """
    first: dict[tuple[str, ...], int] = {}
    for record in records:
        for n in range(1, len(record.path) + 1):  # one that is still under way has its place, too
            path = record.path[:n]
            first[path] = min(record.start, first.get(path, record.start))
    ended: dict[tuple[str, ...], list[int]] = {path: [] for path in first}
    for record in records:
        ended[record.path].append(record.length)
    whole = _end(records) - _start(records)

    def place(path: tuple[str, ...]) -> list[tuple[int, str]]:
        return [(first[path[:n]], path[n - 1]) for n in range(1, len(path) + 1)]

    rows = [
        ("  " * (len(path) - 1) + path[-1], *_cells(sum(ended[path]), whole, len(ended[path])))
        for path in sorted(first, key=place)
    ]
    return table(HEAD, [*rows, ("in all", *_cells(whole, whole, 1))], right=HEAD[1:])


def _cells(length: int, whole: int, times: int) -> tuple[str, str, str]:
    share = 100 * length / whole if whole else 100.0
    return f"{length / 1e9:.3f}", f"{share:.1f} %", str(times)


def _start(records: Sequence[Record]) -> int:
    return min((record.start for record in records), default=0)


def _end(records: Sequence[Record]) -> int:
    return max((record.start + record.length for record in records), default=0)


def trace(records: Sequence[Record]) -> dict[str, Any]:
    """Return the records in Chrome's trace event format, as JSON takes it.

    Source: "Trace Event Format" of the Chromium project, complete events (`X`) and metadata (`M`);
    Perfetto, chrome://tracing and the profiler of Firefox read it. Times are microseconds since
    the first start.
    """
    zero = _start(records)
    # what holds others comes first where both start at once: viewers nest by this order
    ordered = sorted(records, key=lambda one: (one.start, -one.length, len(one.path)))
    processes = dict.fromkeys(one.process for one in ordered)
    own = os.getpid()
    names = {own: "kbtool"}
    names |= {
        other: f"worker {number}"
        for number, other in enumerate((one for one in processes if one != own), start=1)
    }
    events: list[dict[str, Any]] = []
    for number, process in enumerate(sorted(processes, key=lambda one: one != own)):
        events.append(_named("process_name", process, 0, name=names[process]))
        events.append(_named("process_sort_index", process, 0, sort_index=number))
    threads = dict.fromkeys((one.process, one.thread, one.thread_name) for one in ordered)
    events += [_named("thread_name", process, id_, name=name) for process, id_, name in threads]
    events += [
        {
            "ph": "X",
            "name": one.path[-1],
            "cat": "stage",
            "ts": (one.start - zero) / 1000,
            "dur": one.length / 1000,
            "pid": one.process,
            "tid": one.thread,
        }
        for one in ordered
    ]
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def _named(what: str, process: int, thread: int, **args: object) -> dict[str, Any]:
    return {"ph": "M", "name": what, "ts": 0, "pid": process, "tid": thread, "args": args}


def write_trace(records: Sequence[Record], path: Path) -> None:
    """Write the trace of a run.

    Raises:
        KbtoolError: the file cannot be written.
    """
    try:
        path.write_text(json.dumps(trace(records)) + "\n", encoding="utf-8")
    except OSError as error:
        message = f"{visible(str(path))} cannot be written: {error.strerror}"
        raise KbtoolError(message) from None
