"""Shards: the pieces in which the browser gets its data.

A shard is a classic script with one call: a name, a text, the text's checksum.
Shards of one kind are numbered, and lie in a folder that is named by a hash of all
their texts, so that none ever changes under its address. A shard does not name the
folder: where others of its kind change it is moved, not written. A table of a hash
each would take a third of the first bytes that a browser loads. `shards.js` reads
what is written here; nothing here knows what the texts mean.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from hashlib import sha256
from math import inf

from kbtool.frozen import dataclass

__all__ = ["Shards", "front_coded", "numbers", "ranges", "script", "units"]

LAST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456"  # 59: no digit follows
MORE = "789!#$%&()*+,-./:;<=>?@[]^_`{|}~"  # 32: more digits follow
SHARED = 28  # characters at most that a word takes from the one before; 56 units fit a digit
SMALL = 1 << 16  # the digits of numbers below this are remembered
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # characters of two UTF-16 units


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of one kind by number: digests and sizes of all, texts of those that are new."""

    digests: tuple[bytes, ...] = ()
    sizes: tuple[int, ...] = ()  # in characters
    texts: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Shards:
        """Return shards that are all new."""
        return cls().changed(dict(enumerate(texts)), len(texts))

    def changed(self, texts: Mapping[int, str], count: int | None = None) -> Shards:
        """Return as many shards, or `count`; only those of the given texts may differ."""
        count = len(self.digests) if count is None else count
        digests, sizes = list(self.digests[:count]), list(self.sizes[:count])
        digests += [b""] * (count - len(digests))
        sizes += [0] * (count - len(sizes))
        new: dict[int, str] = {}
        for number, text in texts.items():
            digest = sha256(text.encode()).digest()[:16]
            if digest != digests[number]:
                digests[number], sizes[number], new[number] = digest, len(text), text
        return Shards(tuple(digests), tuple(sizes), new)

    @property
    def hash(self) -> str:
        """What names these shards and no others: ten hexadecimal digits."""
        return sha256(b"".join(self.digests)).hexdigest()[:10]


def script(name: str, text: str) -> bytes:
    """Return the script that hands a text over, with its name and its CRC-32 in UTF-8."""
    quoted = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"kb.search.take('{name}',{zlib.crc32(text.encode())},'{quoted}');\n".encode()


def numbers(values: Iterable[int]) -> str:
    """Return whole numbers from 0 as digits, the lowest first; frequent small ones take one."""
    return "".join(map(_digits.__getitem__, values))


class _Digits(dict[int, str]):
    """Number -> its digits."""

    def __missing__(self, number: int) -> str:
        digits, value = "", number
        while value >= len(LAST):
            value -= len(LAST)
            digits += MORE[value % 32]
            value //= 32
        digits += LAST[value]
        if number < SMALL:
            self[number] = digits
        return digits


_digits = _Digits()


def front_coded(words: Iterable[str]) -> str:
    """Return sorted words without blanks in one text.

    Each begins with a digit: how many UTF-16 units it shares with the one before.
    """
    words = list(words)
    wide = _ASTRAL.search("".join(words))
    coded, before = [], ""
    for word in words:
        shared, most = 0, min(len(before), len(word), SHARED)
        while shared < most and before[shared] == word[shared]:
            shared += 1
        taken = len(units(word[:shared])) // 2 if wide else shared
        coded.append(LAST[taken] + word[shared:])
        before = word
    return " ".join(coded)


def units(text: str) -> bytes:
    """Return what sorts texts as a browser compares them: by UTF-16 units."""
    return text.encode("utf-16-be")


def ranges(
    beginnings: Sequence[str], sizes: Sequence[int], target: int, most: float = inf
) -> Iterator[tuple[int, int]]:
    """Yield ranges (start, end) of names in order, each about `target` large.

    Names whose beginnings are equal stay together, unless a range gets larger than `most`.
    """
    start, size = 0, 0
    for place, beginning in enumerate(beginnings):
        apart = place > start and beginning != beginnings[place - 1]
        if (apart and size + sizes[place] > target) or (size and size + sizes[place] > most):
            yield start, place
            start, size = place, 0
        size += sizes[place]
    if beginnings:
        yield start, len(beginnings)
