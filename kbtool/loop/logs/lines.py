"""Pieces of a file -> its lines: each with its number, none too long, all of them text.

Access logs go to an engine as Arrow arrays over the bytes that were read, so that a
line costs nothing in Python; exports are read line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa

from kbtool.frozen import dataclass
from kbtool.loop.logs.encoding import guess, to_text

__all__ = ["LONGEST", "Block", "blocks", "texts"]

LONGEST = 1 << 16  # bytes of a line; servers refuse requests of a fraction of it
TOO_LONG = "the line is longer than 64 KB"
NUL = "the line holds NUL bytes"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines in UTF-8, each with its line feed where it has one.

    Lines count from 1; `bad` holds the number and the fault of those left out of `texts`.
    """

    texts: pa.StringArray
    lines: pa.Int64Array
    bad: tuple[tuple[int, str], ...] = ()
    recoded: tuple[int, ...] = ()  # lines that were not UTF-8


def blocks(pieces: Iterable[bytes]) -> Iterator[Block]:
    r"""Yield the lines of a file in blocks.

    A quote that Apache wrote as `\"` becomes `''`, so that a quote always ends a field.
    """
    usual = ""
    for data, first, bad in _whole_lines(pieces):
        if not usual and not data.isascii():
            usual = guess(data)
        block = _plain(data, first) or _odd(data, first, usual)
        yield replace(block, bad=block.bad + bad) if bad else block


def _whole_lines(
    pieces: Iterable[bytes], longest: int = LONGEST
) -> Iterator[tuple[bytes, int, tuple[tuple[int, str], ...]]]:
    """Yield runs of whole lines, the number of the first, and lines that are too long for any."""
    rest, number, skipping = b"", 1, False
    for piece in pieces:
        bad: list[tuple[int, str]] = []
        if skipping:  # in a line that was given up
            end = piece.find(b"\n")
            if end < 0:
                continue
            piece, skipping = piece[end + 1 :], False
            number += 1
        data = rest + piece
        cut = data.rfind(b"\n") + 1
        data, rest = data[:cut], data[cut:]
        after = number + data.count(b"\n")
        if len(rest) > longest:
            bad.append((after, TOO_LONG))
            rest, skipping = b"", True
        if data or bad:
            yield data, number, tuple(bad)
        number = after
    if rest:
        yield rest, number, ()


def _plain(data: bytes, first: int) -> Block | None:
    """Return a block over the very bytes that were read, where nothing is wrong with them."""
    if b"\0" in data:
        return None
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            return None
    if b'\\"' in data:
        data = data.replace(b'\\"', b"''")
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10) + 1
    if not data.endswith(b"\n") and data:
        ends = np.append(ends, len(data))
    starts = np.zeros(len(ends) + 1, np.int32)
    starts[1:] = ends
    if len(ends) and int(np.diff(starts).max()) > LONGEST:
        return None
    texts = pa.StringArray.from_buffers(len(ends), pa.py_buffer(starts), pa.py_buffer(data))
    return Block(texts, pa.array(np.arange(first, first + len(ends), dtype=np.int64)))


def _odd(data: bytes, first: int, usual: str) -> Block:
    """Return a block of lines that are looked at one by one."""
    texts: list[str] = []
    lines: list[int] = []
    bad: list[tuple[int, str]] = []
    recoded: list[int] = []
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), first):
        # a log that is cut while its server holds it open begins with a hole of NUL bytes
        line = line.lstrip(b"\0")
        if len(line) > LONGEST:
            bad.append((number, TOO_LONG))
        elif b"\0" in line:
            bad.append((number, NUL))
        else:
            text = to_text(line, usual)
            if not line.isascii() and text.encode() != line:
                recoded.append(number)
            texts.append(text.replace('\\"', "''"))
            lines.append(number)
    return Block(
        pa.array(texts, pa.string()), pa.array(lines, pa.int64()), tuple(bad), tuple(recoded)
    )


def texts(
    pieces: Iterable[bytes], encoding: str = "", longest: int = LONGEST
) -> Iterator[tuple[int, str | None]]:
    """Yield every line with its number, as text and without its end; None for one too long.

    Args:
        pieces: of the file.
        encoding: of the file; guessed when left out. Lines in others are understood, too.
        longest: bytes of a line.
    """
    usual, wide = encoding, _Wide()
    for data, first, bad in _whole_lines(wide.narrow(pieces, encoding), longest):
        if not usual and not data.isascii():
            usual = guess(data)
        whole = data.removesuffix(b"\n").split(b"\n") if data else ()
        for number, line in enumerate(whole, first):
            if len(line) > longest:
                yield number, None
            else:
                yield number, to_text(line.removesuffix(b"\r"), usual)
        for number, _ in bad:
            yield number, None


class _Wide:
    """UTF-16 and UTF-32 become UTF-8, a byte order mark nothing."""

    def narrow(self, pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
        import codecs

        decoder = None
        for place, piece in enumerate(pieces):
            if place == 0:
                found = encoding or guess(piece[: 1 << 16])
                if found.startswith(("utf-16", "utf-32")):
                    decoder = codecs.getincrementaldecoder(found)("replace")
                elif piece.startswith(codecs.BOM_UTF8):
                    piece = piece.removeprefix(codecs.BOM_UTF8)
            if decoder is not None:
                piece = decoder.decode(piece).removeprefix("\ufeff").encode()
            yield piece
