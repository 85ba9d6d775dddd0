"""An address as a QR code, which leads from a screen or from paper to a phone.

Segno draws any code in 1.4 ms. Codes of one size differ only in some of their modules, so
what it draws first shows where those are: the next ones are put together in a tenth of the
time (m), bit by bit the same. A size whose first codes are not the same is left to it.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any

from kbtool.light import lightly

# Segno 1.6 takes these for SVG, which is not asked for; urllib, http and ssl come with them.
with lightly({"xml.sax.saxutils": {"quoteattr": None, "escape": None}}):
    import segno.consts
    import segno.encoder

__all__ = ["QUIET", "qr_image"]

# Neither says the types of what it has.
consts: Any = segno.consts
encoder: Any = segno.encoder

QUIET = 4  # modules of white around the code, by ISO/IEC 18004
MASK = 3
LONGEST = 230  # bytes, of version 9: from there on the length takes two bytes
ERROR = consts.ERROR_LEVEL_L

# What segno writes as bytes: not in capitals alone, and ASCII.
_AS_BYTES = re.compile(r"[\x21-\x7e]*[a-z][\x21-\x7e]*")


def qr_image(address: str) -> str:
    """Return a picture of `address` as a `data:` URL, or "" for more than 2,953 bytes.

    A PNG with one pixel a module; CSS makes it larger (`image-rendering: pixelated`).
    """
    if len(address) <= LONGEST and _AS_BYTES.fullmatch(address):
        size = _size(_version(len(address)))
        if size.trusted:
            return size.image(address)
    return _drawn(address)


def _drawn(address: str) -> str:
    """Return what segno draws."""
    try:
        # The best of eight masks takes four times as long, and readers take any. Correction of
        # 7 % gives the largest modules; nobody prints a logo over this code.
        code = segno.make_qr(address, error="l", boost_error=False, mask=MASK)
    except segno.DataOverflowError:
        return ""
    return code.png_data_uri(scale=1, border=QUIET)


@cache
def _version(length: int) -> int:
    """Return the smallest version that takes so many bytes."""
    bits = 4 + 8 + 8 * length
    return next(n for n in range(1, 10) if consts.SYMBOL_CAPACITY[n][ERROR] >= bits)


@cache
def _size(version: int) -> _Size:
    return _Size(version)


class _Size:
    """All codes of a version."""

    def __init__(self, version: int) -> None:
        infos = consts.ECC[version][ERROR]
        self._blocks: list[int] = [info.num_data for info in infos for _ in range(info.num_blocks)]
        self._words = sum(self._blocks)
        self._checks: int = infos[0].num_total - infos[0].num_data  # bytes, of each block
        self._products = _products(self._checks)
        last = "a" * (self._words - 2)
        self._begin, picture, self._end = _chunks(_drawn(last))
        self._read = self._plan(version, zlib.decompress(picture))
        other = "".join(chr(97 + 7 * place % 26) for place in range(len(last) - 1))
        self.trusted = all(self.image(one) == _drawn(one) for one in (last, other))

    def image(self, address: str) -> str:
        """Return the picture of an address that takes this version."""
        stream = self._stream(address.encode("ascii"))
        whole = int.from_bytes(stream, "big") << self._rest ^ self._mask
        bits = "01" + format(whole, self._format)
        raw = int("".join(self._read(bits)), 2).to_bytes(self._bytes, "big")
        picture = zlib.compress(raw, 9)
        chunk = b"IDAT" + picture
        size, check = len(picture).to_bytes(4, "big"), zlib.crc32(chunk).to_bytes(4, "big")
        png = b"".join((self._begin, size, chunk, check, self._end))
        return "data:image/png;base64," + b64encode(png).decode()

    def _stream(self, text: bytes) -> bytes:
        """Return the bytes of a code in the order in which it shows them."""
        length = len(text)
        bits = (0b0100 << 8 | length) << 8 * length | int.from_bytes(text, "big")
        filled = (bits << 4).to_bytes(length + 2, "big")
        # Segno 1.6 writes a byte of nothing before those that fill what is left.
        filled = (filled + b"\0" + b"\xec\x11" * self._words)[: self._words]
        blocks: list[bytes] = []
        checks: list[bytes] = []
        done = 0
        for size in self._blocks:
            block = filled[done : done + size]
            done += size
            blocks.append(block)
            checks.append(self._check(block))
        if len(blocks) == 1:
            return blocks[0] + checks[0]
        mixed = chain(zip_longest(*blocks), zip_longest(*checks))
        words = chain.from_iterable(mixed)
        return bytes(word for word in words if word is not None)

    def _check(self, block: bytes) -> bytes:
        """Return the bytes that correct errors: the rest of a division of polynomials."""
        products, shift = self._products, 8 * (self._checks - 1)
        low = (1 << shift) - 1
        rest = 0
        for word in block:
            rest = (rest & low) << 8 ^ products[word ^ rest >> shift]
        return rest.to_bytes(self._checks, "big")

    def _plan(self, version: int, raw: bytes) -> Any:
        """Return what takes every bit of the picture from "01" and the stream behind it."""
        places, total = _places(version)
        self._rest = total - 8 * (self._words + self._checks * len(self._blocks))
        self._format = f"0{total}b"
        width = encoder.calc_matrix_size(version) + 2 * QUIET
        bytes_a_line = 1 + (width + 7) // 8
        mask, order = 0, []
        for row, column in _bits_of(raw, bytes_a_line):
            place = places.get((row - QUIET, column - QUIET))
            if place is None:
                byte = raw[row * bytes_a_line + (column + 8) // 8]
                order.append(byte >> 7 - column % 8 & 1)
            else:
                order.append(2 + place)
                if (row + column - 2 * QUIET) % 3:  # mask 3 lets these be; white is 1
                    mask |= 1 << total - 1 - place
        self._mask, self._bytes = mask, len(raw)
        return itemgetter(*order)


def _bits_of(raw: bytes, bytes_a_line: int) -> Iterator[tuple[int, int]]:
    """Yield row and column of every bit; a line begins with a byte of its own, before column 0."""
    for row in range(len(raw) // bytes_a_line):
        for column in range(-8, 8 * (bytes_a_line - 1)):
            yield row, column


def _places(version: int) -> tuple[dict[tuple[int, int], int], int]:
    """Return which bit of the stream each module shows, by row and column; and how many."""
    size = encoder.calc_matrix_size(version)
    matrix: Any = encoder.make_matrix(size, size)
    encoder.add_finder_patterns(matrix, size, size)
    encoder.add_alignment_patterns(matrix, size, size)
    lines = [list(line) for line in matrix]
    total = sum(line.count(2) for line in lines)
    encoder.add_codewords(lines, range(10, 10 + total), version)
    places = {
        (row, column): value - 10
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value >= 10
    }
    return places, total


def _products(checks: int) -> list[int]:
    """Return each byte times the polynomial that so many check bytes divide by, without x^n."""
    polynomial = [1]
    for power in range(checks):
        factor = consts.GALIOS_EXP[power]
        shifted = [*polynomial, 0]
        for place, one in enumerate(polynomial):
            shifted[place + 1] ^= _times(one, factor)
        polynomial = shifted
    return [
        int.from_bytes(bytes(_times(one, byte) for one in polynomial[1:]), "big")
        for byte in range(256)
    ]


def _times(one: int, other: int) -> int:
    if not one or not other:
        return 0
    return int(consts.GALIOS_EXP[(consts.GALIOS_LOG[one] + consts.GALIOS_LOG[other]) % 255])


def _chunks(address: str) -> tuple[bytes, bytes, bytes]:
    """Return what of a PNG stands before its picture, the picture, and what stands behind."""
    png = b64decode(address.partition(",")[2])
    begin = png.index(b"IDAT") - 4
    size = int.from_bytes(png[begin : begin + 4], "big")
    return png[:begin], png[begin + 8 : begin + 8 + size], png[begin + 12 + size :]
