"""What a publication is about to do, so that one that was cut off can be finished.

Several folders take their places one after the other. The journal stands in the stage before
the first of them moves, and goes after the last one. It names folders by their inodes: those
move with them, so a look at the folders tells how far it came, whenever it was cut off.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from kbtool.faults import fault
from kbtool.frozen import dataclass
from kbtool.publish.exchange import exchange, flush

__all__ = ["JOURNAL", "Move", "back", "forward", "plan_move", "read_journal", "write_journal"]

JOURNAL = "publishing.json"


@dataclass(frozen=True, slots=True)
class Move:
    """A staged folder that takes the place of another, which then lies where it was staged."""

    staged: str
    target: str
    aside: str  # where the other may lie for a moment
    new: int  # inode of the staged folder
    old: int  # inode of the other, 0 where there was none

    @property
    def done(self) -> bool:
        """True when the new folder has its place."""
        return _inode(self.target) == self.new

    @property
    def undone(self) -> bool:
        """True when the old folder has its place, or nothing has it again."""
        return _inode(self.target) == self.old


def plan_move(staged: Path, target: Path) -> Move:
    """Return how `staged` takes the place of `target`, and make the folder above it.

    Raises:
        OSError: `target` is something that no build has made, or the folder cannot be made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    had = os.path.lexists(target)
    if had and (target.is_symlink() or not target.is_dir()):
        # Not ours: a build only replaces what a build may have made.
        raise NotADirectoryError(errno.ENOTDIR, f"'{target.name}' is no folder")
    aside = staged.with_name(f"old-{staged.name}")
    new, old = _inode(staged), _inode(target) if had else 0
    return Move(os.fspath(staged), os.path.abspath(target), os.fspath(aside), new, old)  # noqa: PTH100


def forward(move: Move) -> None:
    """Give the new folder its place, however far that had come.

    Raises:
        OSError: it cannot have it.
    """
    staged, target, aside = Path(move.staged), Path(move.target), Path(move.aside)
    if not move.done:
        if _inode(move.staged) != move.new:
            raise FileNotFoundError(errno.ENOENT, "what was staged is no longer there")
        if not os.path.lexists(target):
            fault("publish.rename")
            staged.rename(target)
        elif move.old:
            exchange(staged, target, aside)
        else:  # it was not there when it was decided that it is ours to replace
            raise FileExistsError(errno.EEXIST, f"'{target.name}' has appeared meanwhile")
    if aside.exists():
        aside.rename(staged)


def back(move: Move) -> None:
    """Give the old folder its place again, however far it had come.

    Raises:
        OSError: it cannot have it.
    """
    staged, target, aside = Path(move.staged), Path(move.target), Path(move.aside)
    if aside.exists():
        if move.done:
            target.rename(staged)
        aside.rename(target)
    elif move.done and move.old:
        exchange(staged, target, aside)
    elif move.done:
        target.rename(staged)


def write_journal(stage: Path, build_id: str, moves: Sequence[Move]) -> None:
    """Write the journal into the stage; it is whole on the disk, or not there."""
    new = stage / f"{JOURNAL}.new"
    text = json.dumps({"build_id": build_id, "moves": [asdict(move) for move in moves]}, indent=1)
    new.write_text(text + "\n", encoding="utf-8", errors="surrogateescape")
    flush([new])
    new.rename(stage / JOURNAL)
    flush([stage])


def read_journal(stage: Path) -> list[Move]:
    """Return the moves of the journal of a stage; empty where there is none to follow.

    Moves that do not begin in the stage are not ours.
    """
    try:
        text = (stage / JOURNAL).read_text(encoding="utf-8", errors="surrogateescape")
        moves = [Move(**values) for values in json.loads(text)["moves"]]
    except (OSError, ValueError, TypeError, LookupError):
        return []
    return moves if all(_within(move, stage) for move in moves) else []


def _within(move: Move, stage: Path) -> bool:
    inside: Iterable[str] = (move.staged, move.aside)
    return all(Path(path).parent == stage for path in inside)


def _inode(path: str | Path) -> int:
    try:
        return os.lstat(path).st_ino
    except OSError:
        return 0
