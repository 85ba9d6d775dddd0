"""Files that change, told as soon as an author has saved them.

The system tells of each change. Some file systems tell nothing (shared folders, what a
container sees of its host), so that there is a look at names and stats now and then, too.
"""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.read.inputs import inputs

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

__all__ = ["follow"]

QUIET = 0.03  # seconds without a change after which an author has saved
OFTEN = 0.5  # seconds between two looks, at least
SELDOM = 50  # times as long as a look takes is the time between two

# What reading does is told, too.
_CHANGES = ("created", "modified", "moved", "deleted", "closed")
_FOLDER_CHANGES = ("created", "moved", "deleted")


def follow(places: Collection[Path], changed: Callable[[], Any]) -> None:
    """Call `changed` after each change of files and of all that lies below folders, for ever.

    Changes that follow each other at once are told once, when they are over.
    """
    events: queue.SimpleQueue[None] = queue.SimpleQueue()
    with suppress(OSError):  # such as more folders than one may watch
        _watch(places, lambda: events.put(None))
    state, pause = _look(places)
    while True:
        try:
            events.get(timeout=pause)
        except queue.Empty:
            before = state
            state, pause = _look(places)
            if state != before:
                changed()
            continue
        with suppress(queue.Empty):
            while True:
                events.get(timeout=QUIET)
        changed()
        state, pause = _look(places)


def _look(places: Iterable[Path]) -> tuple[str, float]:
    """Return a digest of the state of all files, and how long to wait before the next look."""
    started = time.monotonic()
    # Of a moment long ago everything is settled: what counts is what is different.
    digest = inputs(places, moment=2**62).digest
    return digest, max(OFTEN, SELDOM * (time.monotonic() - started))


def _watch(places: Iterable[Path], tell: Callable[[], Any]) -> None:
    """Have the system tell of changes.

    Raises:
        OSError: it does not.
    """
    from watchdog.events import FileSystemEventHandler
    from watchdog.observers import Observer

    folders = {place for place in places if place.is_dir()}
    # Editors replace a file by a new one, which nobody would watch.
    files = {os.fspath(place) for place in places} - set(map(os.fspath, folders))
    observer = Observer()

    class Handler(FileSystemEventHandler):
        def __init__(self, wanted: Collection[str] = ()) -> None:
            self.wanted = wanted

        def on_any_event(self, event: FileSystemEvent) -> None:
            kinds = _FOLDER_CHANGES if event.is_directory else _CHANGES
            paths = {os.fsdecode(event.src_path), os.fsdecode(event.dest_path or "")}
            if event.event_type in kinds and (not self.wanted or paths & set(self.wanted)):
                tell()

    for folder in folders:
        observer.schedule(Handler(), os.fspath(folder), recursive=True)
    for folder in {Path(path).parent for path in files} - folders:
        if folder.is_dir():
            observer.schedule(Handler(files), os.fspath(folder), recursive=False)
    observer.daemon = True
    observer.start()
