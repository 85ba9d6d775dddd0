"""Many small contents under their names in a few files, of which an edit writes the smallest.

The base holds everything as it was some builds ago; another file holds what was put in since,
and what was taken away. When that becomes much, the base is written anew. The base has no
seal: its index does, and names the digest of every content, so that who takes one content
need not read all. One that is damaged is not there.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.publish.tree import Tree
from kbtool.sealed import looked_at, sealed, unsealed

__all__ = ["Shelf"]

INDEX = ".index"
SINCE = ".since"
MUCH = 20  # the base is written anew when one in so many is not in it any more
_DIGEST = 16  # bytes


@dataclass(frozen=True, slots=True)
class Shelf(Mapping[str, bytes]):
    """What was kept, by name."""

    base: memoryview | bytes = b""
    # name -> start, end, digest of what lies there
    index: Mapping[str, tuple[int, int, bytes]] = field(default_factory=dict)
    since: Mapping[str, bytes | None] = field(default_factory=dict)  # None: taken away

    @classmethod
    def read(cls, folder: Path, name: str) -> Shelf | None:
        """Return the shelf `name` in `folder`; None where there is none to trust."""
        index, since = unsealed(folder / (name + INDEX)), unsealed(folder / (name + SINCE))
        base = looked_at(folder / name)
        if index is None or since is None or base is None:
            return None
        return cls(base, marshal.loads(index), marshal.loads(since))

    def __getitem__(self, name: str) -> bytes:
        """Return what is kept under a name.

        Raises:
            KeyError: nothing is, or it is damaged.
        """
        if name in self.since:
            content = self.since[name]
            if content is None:
                raise KeyError(name)
            return content
        start, end, digest = self.index[name]
        content = bytes(self.base[start:end])
        if _digest(content) != digest:
            raise KeyError(name)
        return content

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self.index if name not in self.since)
        yield from (name for name, content in self.since.items() if content is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def contents(self) -> Iterator[tuple[str, bytes | memoryview]]:
        """Yield what is kept with its name, but for what is damaged; nothing is copied."""
        base, since = memoryview(self.base), self.since
        for name, (start, end, digest) in self.index.items():
            if name not in since and _digest(content := base[start:end]) == digest:
                yield name, content
        for name, put in since.items():
            if put is not None:
                yield name, put

    def leave(self, tree: Tree, name: str, now: Mapping[str, bytes | None]) -> None:
        """Write the shelf with some changes.

        Args:
            tree: of the state; a copy of what this shelf was read from, or empty.
            name: of the shelf.
            now: what is put in, and None for what is taken away; all of it need not be in
                memory at once.
        """
        if self.index and len(self.since.keys() | now.keys()) <= len(self.index) // MUCH:
            tree.write(name + SINCE, sealed(marshal.dumps({**self.since, **now})))
            return
        index: dict[str, tuple[int, int, bytes]] = {}

        def written() -> Iterator[bytes | memoryview]:
            end = 0
            for one, content in self._with(now):
                index[one] = (end, end + len(content), _digest(content))
                end += len(content)
                yield content

        tree.write_all(name, written())
        tree.write(name + INDEX, sealed(marshal.dumps(index)))
        tree.write(name + SINCE, sealed(marshal.dumps({})))

    def _with(self, now: Mapping[str, bytes | None]) -> Iterator[tuple[str, bytes | memoryview]]:
        """Yield what is kept after some changes, each of which is asked for once."""
        kept = set()
        for name, content in self.contents():
            kept.add(name)
            put = now.get(name, content)
            if put is not None:
                yield name, put
        for name in now:
            if name not in kept and (put := now[name]) is not None:
                yield name, put


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.sha256(content).digest()[:_DIGEST]
