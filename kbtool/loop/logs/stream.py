"""Files as bytes, a piece at a time: compressed or not, whole or cut off.

Nothing is ever unpacked to the disk. What the bytes say is not known here.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kbtool.problems import KbtoolError

__all__ = ["PIECE", "Watch", "beginning", "pieces"]

PIECE = 4 << 20  # bytes; large enough that the cost of a piece is nothing beside its lines
GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Watch:
    """What is seen while a file is read: its hash, its faults; and who wants to know how far."""

    advance: Callable[[int], None] = lambda _: None  # told of bytes of the file, as they are read
    hash: Any = field(default_factory=hashlib.sha256)
    faults: list[str] = field(default_factory=list)  # why the rest of the file is not there


def pieces(path: Path, watch: Watch, size: int = PIECE) -> Iterator[bytes]:
    """Yield what is in a file, unpacked; never more than `size` bytes at once.

    A gzip file that is cut off or damaged gives what can be read of it, and a fault.

    Raises:
        KbtoolError: the file cannot be opened or read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            raw = _raw(file, watch, size)
            first = next(raw, b"")
            if first.startswith(GZIP):
                yield from _unpacked(first, raw, watch, size)
            else:
                yield first
                yield from raw
    except OSError as error:
        raise KbtoolError(f"{path} cannot be read: {error.strerror or error}") from None


def beginning(path: Path, size: int) -> bytes:
    """Return the first bytes of a file, unpacked.

    Raises:
        KbtoolError: the file cannot be opened or read.
    """
    found = b""
    for piece in pieces(path, Watch(), size):
        found += piece
        if len(found) >= size:
            break
    return found[:size]


def _raw(file: Any, watch: Watch, size: int) -> Iterator[bytes]:
    while data := file.read(size):
        watch.hash.update(data)
        watch.advance(len(data))
        yield data


def _unpacked(first: bytes, raw: Iterator[bytes], watch: Watch, size: int) -> Iterator[bytes]:
    """Yield what a gzip file holds; several that were joined (`cat a.gz b.gz`) are one."""
    unpack = zlib.decompressobj(31)  # 31: with the header and the checksum of gzip
    data = first
    try:
        while True:
            if unpack.eof:
                data = unpack.unused_data.lstrip(b"\0")  # some archivers fill up with NUL
                if not (data := data or next(raw, b"")):
                    return
                unpack = zlib.decompressobj(31)
            if unpacked := unpack.decompress(data, size):
                yield unpacked
            data = unpack.unconsumed_tail
            if not data and not unpack.eof and not (data := next(raw, b"")):
                watch.faults.append("the gzip file is cut off")
                return
    except zlib.error:
        watch.faults.append("the gzip file is damaged")
        for _ in raw:  # the hash is that of the whole file
            pass
