"""A publication that was cut off is finished, and what dead builds left behind is removed.

A stage is alive while its process holds the lock on its folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kbtool.faults import fault
from kbtool.problems import KbtoolError
from kbtool.publish.exchange import flush
from kbtool.publish.journal import JOURNAL, Move, back, forward, read_journal
from kbtool.publish.lock import take
from kbtool.publish.work import WORK

__all__ = ["STAGE", "alone", "close_journal", "recover", "take_back"]

STAGE = "stage-"
"""How the names of stages in `.kbtool/` begin."""


def recover(root: Path) -> bool:
    """Finish a publication that was cut off, and remove what dead builds left behind.

    Cheap where there is nothing to do. One that another process is at is waited for.

    Returns:
        True when a publication was finished or taken back: what is published has changed.

    Raises:
        KbtoolError: it can be neither finished nor taken back.
    """
    folder = root / WORK
    try:
        names = [name for name in os.listdir(folder) if name.startswith(STAGE)]  # noqa: PTH208
    except OSError:
        return False
    changed = False
    for name in names:
        changed |= _recovered(folder / name)
    return changed


def _recovered(stage: Path) -> bool:
    """Deal with a stage that may be alive; return True when what is published has changed."""
    publishing = (stage / JOURNAL).exists()
    try:
        with alone(stage.parent), _taken(stage, wait=publishing) as dead:
            if not dead:
                return False
            moves = read_journal(stage)
            if moves:
                _settle(stage, moves)
            shutil.rmtree(stage, ignore_errors=True)
            return bool(moves)
    except FileNotFoundError:  # its process has finished meanwhile
        return False
    except OSError as error:
        if not publishing:  # such as a project that may only be read
            return False
        message = f"an earlier publication could not be finished: {error.strerror}"
        raise KbtoolError(message, f"see '{stage}'") from None


def _settle(stage: Path, moves: list[Move]) -> None:
    """Finish the moves: what was staged had been verified and was on the disk."""
    fault("recover.forward")
    try:
        for move in moves:
            forward(move)
    except OSError:
        fault("recover.back")
        for move in reversed(moves):
            back(move)
    close_journal(stage, moves)


def take_back(stage: Path, moves: list[Move]) -> None:
    """Give every folder its old place again, as far as that is possible."""
    for move in reversed(moves):
        with suppress(OSError):  # `recover` tries once more
            back(move)
    if all(move.undone for move in moves):
        (stage / JOURNAL).unlink(missing_ok=True)


def close_journal(stage: Path, moves: list[Move]) -> None:
    """Forget the journal, once every folder is in its place on the disk, too."""
    with suppress(OSError):
        flush({Path(move.target).parent for move in moves})
    fault("publish.close")
    (stage / JOURNAL).unlink()
    fault("publish.closed")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock under which stages appear and go; for moments."""
    with _taken(folder, wait=True):
        yield


@contextmanager
def _taken(folder: Path, *, wait: bool) -> Iterator[bool]:
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield take(file, wait=wait)
    finally:
        os.close(file)
