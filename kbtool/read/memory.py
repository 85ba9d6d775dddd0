"""What was read of every source file, for as long as the file is the same.

A file is the same while its stat is (`identity.py`); where that proves nothing, and wherever it
differs, the hash of the content decides.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path

from kbtool.frozen import dataclass, maker
from kbtool.model import EMPTY
from kbtool.read.article import Spot
from kbtool.read.halves import in_halves
from kbtool.read.identity import Identity, current_user, identity
from kbtool.read.kept import PICKLED, Damaged, from_bytes, to_bytes
from kbtool.read.reading import Reading, lost, misplaced, read_file
from kbtool.read.text_source import read_raw

__all__ = ["Memory", "Remembered", "Rows", "read_files", "reading_of", "remembered"]


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

    def to_row(self) -> bytes:
        """Return it as bytes, for this very version of Python."""
        return marshal.dumps(tuple(getattr(self, name) for name in Remembered.__slots__))

    @classmethod
    def from_row(cls, row: bytes | memoryview) -> Remembered:
        """Return what `to_row` gave; somebody has seen to it that the bytes are whole."""
        return _remembered(*marshal.loads(row))

    def fits(self, spot: Spot) -> bool:
        """Tell whether the same content read at `spot` gives the same values."""
        return (
            self.lang == spot.lang
            and self.category == spot.category
            and self.today in (None, spot.today.toordinal())
            and self.drafts in (None, spot.drafts)
        )


_remembered = maker(Remembered)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was read of every source file, by its path relative to the project folder."""

    files: Mapping[str, Remembered] = field(default_factory=dict)
    user: int = -1  # who may read the files may not be who may read them now

    def rows(self, before: Memory) -> Rows:
        """Return what is not as it was `before`: the rows of files, None for one that is gone."""
        found: dict[str, Remembered | None] = dict.fromkeys(before.files.keys() - self.files.keys())
        for path, one in self.files.items():
            if before.files.get(path) is not one:
                found[path] = one
        return Rows(found)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, bytes | memoryview]], user: int) -> Memory:
        """Return the memory of such rows; an empty one where another user read the files."""
        if user != current_user():
            return cls()
        return cls({path: Remembered.from_row(row) for path, row in rows}, user)


class Rows(Mapping[str, bytes | None]):
    """Rows of files, each made when it is asked for: those of 10,000 are 41 MB."""

    def __init__(self, files: Mapping[str, Remembered | None]) -> None:
        """Take the files by path, None for one that is gone."""
        self._files = files

    def __getitem__(self, path: str) -> bytes | None:
        one = self._files[path]
        return one.to_row() if one else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


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
    return _Fresh(identity, sha256, reading_of(values) if values else None, values)


# What comes from the other half comes as the bytes that are to be remembered anyway.
PICKLED[_Fresh] = lambda one: (
    _unpacked_fresh,
    (one.identity, one.sha256, one.values() if one.reading is not None else b""),
)


def _packed(reading: Reading) -> bytes:
    return to_bytes(tuple(getattr(reading, name) for name in Reading.__slots__))


def reading_of(values: bytes) -> Reading:
    """Return what is remembered of a file.

    Raises:
        Damaged: the bytes are something else.
    """
    return Reading(*from_bytes(values))


def read_files(
    root: Path,
    spots: Sequence[Spot],
    memory: Memory | None,
    moment: int | None = None,
    states: Mapping[str, Identity] = EMPTY,
) -> tuple[list[Reading], Memory]:
    """Read every source file, or recall what was read of it.

    Args:
        root: the project folder.
        spots: the files, in order.
        memory: of an earlier reading; None where nothing is to be remembered either.
        moment: when this reading begins, in nanoseconds since 1970; now when None.
        states: of files by path, taken just before; the others are looked at here.

    Returns:
        What each file says, in order; and the new memory, the very old one where it still holds.
    """
    moment = time.time_ns() if moment is None else moment
    known = memory.files if memory is not None else {}
    found: dict[str, Reading] = {}
    kept: dict[str, Remembered] = {}
    unknown: list[Spot] = []

    def state(path: str) -> Identity:
        return states.get(path) or identity(os.stat(f"{root}/{path}"), moment)  # noqa: PTH116

    for spot in spots:
        if (reading := misplaced(spot)) is not None:
            found[spot.path] = reading
        elif (one := _recalled(spot, known, found, state)) is not None:
            kept[spot.path] = one
        else:
            unknown.append(spot)
    work = _Looking(root, known, moment, memory is not None)
    fresh = [one for half in in_halves(work, unknown) for one in half]
    for spot, new in zip(unknown, fresh, strict=True):
        old = known.get(spot.path)
        if new.reading is None:  # the content is as remembered
            assert old is not None
            new.reading = reading_of(old.values)
            kept[spot.path] = replace(old, identity=new.identity)
        elif memory is not None and new.sha256:
            kept[spot.path] = remembered(spot, new.reading, new.sha256, new.identity, new.values())
        found[spot.path] = new.reading
    readings = [found[spot.path] for spot in spots]
    if memory is None or (kept == known and memory.user == current_user()):
        return readings, memory or Memory()
    return readings, Memory(kept, current_user())


def _recalled(
    spot: Spot,
    known: Mapping[str, Remembered],
    found: dict[str, Reading],
    state: Callable[[str], Identity],
) -> Remembered | None:
    """Put what is remembered of an unchanged file into `found`."""
    one = known.get(spot.path)
    if one is None or not one.identity or not one.fits(spot):
        return None
    try:
        if state(spot.path) != one.identity:
            return None
        found[spot.path] = reading_of(one.values)
    except (OSError, Damaged, TypeError):
        return None
    return one


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks into files; to be called in another process, too."""

    root: Path
    known: Mapping[str, Remembered]
    moment: int
    keeps: bool  # what was read will be asked for as bytes, too

    def __call__(self, spots: Sequence[Spot]) -> list[_Fresh]:
        found = [self._fresh(spot) for spot in spots]
        if self.keeps:  # here, where another process does the same for its half
            for one in found:
                if one.reading is not None and one.sha256:
                    one.values()
        return found

    def _fresh(self, spot: Spot) -> _Fresh:
        place = f"{self.root}/{spot.path}"
        state: Identity = ()
        info = None
        with suppress(OSError):  # before reading, so that a change in between is seen next time
            info = os.stat(place)  # noqa: PTH116
            state = identity(info, self.moment)
        raw, problems = read_raw(place, spot.path, info=info)
        if raw is None:
            return _Fresh((), b"", lost(spot, problems))
        sha256 = hashlib.sha256(raw).digest()
        one = self.known.get(spot.path)
        if one is not None and one.sha256 == sha256 and one.fits(spot) and _whole(one):
            return _Fresh(state, sha256, None)
        return _Fresh(state, sha256, read_file(raw, spot))


def _whole(one: Remembered) -> bool:
    try:
        reading_of(one.values)
    except (Damaged, TypeError):
        return False
    return True


def remembered(
    spot: Spot, reading: Reading, sha256: bytes, state: Identity, values: bytes = b""
) -> Remembered:
    """Return what is to be remembered of a file.

    Args:
        spot: of the file.
        reading: what it says.
        sha256: of its content.
        state: of the file, taken before it was read.
        values: the reading as bytes, where somebody has them.
    """
    return Remembered(
        identity=state,
        sha256=sha256,
        lang=spot.lang,
        category=spot.category,
        today=spot.today.toordinal() if reading.dated else None,
        drafts=spot.drafts if reading.drafted else None,
        values=values or _packed(reading),
    )
