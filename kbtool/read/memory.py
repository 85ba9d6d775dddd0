"""What was read of every source file, for as long as the file is the same.

A file is the same while its stat is, as git sees it: size, times, inode. A time that is too
near to the moment of reading proves nothing, for the file may change again within the same
tick of its clock; then, and wherever the stat differs, the hash of the content decides.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kbtool.read.article import Spot
from kbtool.read.halves import in_halves
from kbtool.read.kept import FORMAT, PICKLED, Damaged, from_bytes, to_bytes
from kbtool.read.reading import Reading, lost, misplaced, read_file
from kbtool.read.text_source import read_raw

__all__ = ["Identity", "Memory", "identity", "read_files"]

RACY_NS = 2_000_000_000
"""A file that changed less than this before it was looked at may change again unseen."""

Identity = tuple[int, ...]
"""What stat tells of a file; empty where that proves nothing."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was read of one file, and of what state of it."""

    identity: Identity
    sha256: bytes
    lang: str
    category: tuple[str, ...]
    today: int | None  # the day that it was read for, where another may change something
    drafts: bool | None  # whether drafts were shown, where it holds one
    values: bytes  # of (articles, faulty, category, problems, ignores, folders), see kept.py

    def fits(self, spot: Spot) -> bool:
        """Tell whether the same content read at `spot` gives the same values."""
        return (
            self.lang == spot.lang
            and self.category == spot.category
            and self.today in (None, spot.today.toordinal())
            and self.drafts in (None, spot.drafts)
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What was read of every source file, by its path relative to the project folder."""

    files: Mapping[str, Remembered] = field(default_factory=dict)
    user: int = -1  # who may read the files may not be who may read them now

    def to_bytes(self) -> bytes:
        """Return the memory as bytes for `from_bytes`."""
        rows = [
            (path, *(getattr(one, name) for name in Remembered.__slots__))
            for path, one in self.files.items()
        ]
        return to_bytes((FORMAT, self.user, rows))

    @classmethod
    def from_bytes(cls, data: bytes) -> Memory:
        """Return the memory in `data`; an empty one where that is damaged or foreign."""
        try:
            format, user, rows = from_bytes(data)
            if format != FORMAT or user != _user():
                return cls()
            return cls({path: Remembered(*rest) for path, *rest in rows}, user)
        except (Damaged, TypeError, ValueError):
            return cls()


def identity(info: os.stat_result, moment: int) -> Identity:
    """Return what tells one state of a file from another, empty where nothing does.

    Args:
        info: of the file, or of what a link leads to.
        moment: when looking at files began, in nanoseconds since 1970.
    """
    settled = max(info.st_mtime_ns, info.st_ctime_ns) < moment - RACY_NS
    # Where ctime is not the time of the last change, an edit can be made to look like none.
    if not settled or os.name != "posix" or not stat.S_ISREG(info.st_mode):
        return ()
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_dev)


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else -1


class _Fresh:
    """A file that was looked into: its state, and what was read where nothing fits."""

    __slots__ = ("_values", "identity", "reading", "sha256")

    def __init__(
        self, identity: Identity, sha256: bytes, reading: Reading | None, values: bytes = b""
    ) -> None:
        self.identity, self.sha256, self.reading = identity, sha256, reading
        self._values = values

    def values(self) -> bytes:
        if not self._values:
            assert self.reading is not None
            self._values = _packed(self.reading)
        return self._values


def _unpacked_fresh(identity: Identity, sha256: bytes, values: bytes) -> _Fresh:
    return _Fresh(identity, sha256, _reading(values) if values else None, values)


# What comes from the other half comes as the bytes that are to be remembered anyway.
PICKLED[_Fresh] = lambda one: (
    _unpacked_fresh,
    (one.identity, one.sha256, one.values() if one.reading is not None else b""),
)


def _packed(reading: Reading) -> bytes:
    return to_bytes(tuple(getattr(reading, name) for name in Reading.__slots__))


def _reading(values: bytes) -> Reading:
    return Reading(*from_bytes(values))


def read_files(
    root: Path, spots: Sequence[Spot], memory: Memory | None, moment: int | None = None
) -> tuple[list[Reading], Memory]:
    """Read every source file, or recall what was read of it.

    Args:
        root: the project folder.
        spots: the files, in order.
        memory: of an earlier reading; None where nothing is to be remembered either.
        moment: when this reading begins, in nanoseconds since 1970; now when None.

    Returns:
        What each file says, in order; and the new memory, the very old one where it still holds.
    """
    moment = time.time_ns() if moment is None else moment
    known = memory.files if memory is not None else {}
    found: dict[str, Reading] = {}
    states: dict[str, Remembered] = {}
    unknown: list[Spot] = []
    for spot in spots:
        if (reading := misplaced(spot)) is not None:
            found[spot.path] = reading
        elif (one := _recalled(root, spot, known, moment, found)) is not None:
            states[spot.path] = one
        else:
            unknown.append(spot)
    work = _Looking(root, known, moment)
    fresh = [one for half in in_halves(work, unknown) for one in half]
    for spot, new in zip(unknown, fresh, strict=True):
        old = known.get(spot.path)
        if new.reading is None:  # the content is as remembered
            assert old is not None
            new.reading = _reading(old.values)
            states[spot.path] = replace(old, identity=new.identity)
        elif memory is not None and new.sha256:
            states[spot.path] = _remembered(spot, new)
        found[spot.path] = new.reading
    readings = [found[spot.path] for spot in spots]
    if memory is None or (states == known and memory.user == _user()):
        return readings, memory or Memory()
    return readings, Memory(states, _user())


def _recalled(
    root: Path, spot: Spot, known: Mapping[str, Remembered], moment: int, found: dict[str, Reading]
) -> Remembered | None:
    """Put what is remembered of an unchanged file into `found`."""
    one = known.get(spot.path)
    if one is None or not one.identity or not one.fits(spot):
        return None
    try:
        info = os.stat(f"{root}/{spot.path}")  # noqa: PTH116
        if identity(info, moment) != one.identity:
            return None
        found[spot.path] = _reading(one.values)
    except (OSError, Damaged, TypeError):
        return None
    return one


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks into files; to be called in another process, too."""

    root: Path
    known: Mapping[str, Remembered]
    moment: int

    def __call__(self, spots: Sequence[Spot]) -> list[_Fresh]:
        return [self._fresh(spot) for spot in spots]

    def _fresh(self, spot: Spot) -> _Fresh:
        place = f"{self.root}/{spot.path}"
        state: Identity = ()
        with suppress(OSError):  # before reading, so that a change in between is seen next time
            state = identity(os.stat(place), self.moment)  # noqa: PTH116
        raw, problems = read_raw(place, spot.path)
        if raw is None:
            return _Fresh((), b"", lost(spot, problems))
        sha256 = hashlib.sha256(raw).digest()
        one = self.known.get(spot.path)
        if one is not None and one.sha256 == sha256 and one.fits(spot) and _whole(one):
            return _Fresh(state, sha256, None)
        return _Fresh(state, sha256, read_file(raw, spot))


def _whole(one: Remembered) -> bool:
    try:
        _reading(one.values)
    except (Damaged, TypeError):
        return False
    return True


def _remembered(spot: Spot, new: _Fresh) -> Remembered:
    reading = new.reading
    assert reading is not None
    return Remembered(
        identity=new.identity,
        sha256=new.sha256,
        lang=spot.lang,
        category=spot.category,
        today=spot.today.toordinal() if reading.dated else None,
        drafts=spot.drafts if reading.drafted else None,
        values=new.values(),
    )
