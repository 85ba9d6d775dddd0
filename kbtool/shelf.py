"""Many small contents under their names in two sealed files, of which an edit writes the small one.

The base holds everything as it was some builds ago; the other holds what was put in since,
and what was taken away. When that becomes much, the base is written anew.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kbtool.publish.tree import Tree
from kbtool.sealed import sealed, unsealed

__all__ = ["Shelf"]

SINCE = ".since"
MUCH = 20  # the base is written anew when one in so many is not in it any more
_HEAD = 8  # bytes that tell how long the index is


@dataclass(frozen=True, slots=True)
class Shelf(Mapping[str, bytes]):
    """What was kept, by name."""

    base: memoryview | bytes = b""
    index: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # name -> start, end
    since: Mapping[str, bytes | None] = field(default_factory=dict)  # None: taken away

    @classmethod
    def read(cls, folder: Path, name: str) -> Shelf | None:
        """Return the shelf `name` in `folder`; None where there is none to trust."""
        content, since = unsealed(folder / name), unsealed(folder / (name + SINCE))
        if content is None or since is None:
            return None
        start = _HEAD + int.from_bytes(content[:_HEAD], "big")
        return cls(content[start:], marshal.loads(content[_HEAD:start]), marshal.loads(since))

    def __getitem__(self, name: str) -> bytes:
        """Return what is kept under a name."""
        if name in self.since:
            content = self.since[name]
            if content is None:
                raise KeyError(name)
            return content
        start, end = self.index[name]
        return bytes(self.base[start:end])

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self.index if name not in self.since)
        yield from (name for name, content in self.since.items() if content is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def leave(self, tree: Tree, name: str, now: Mapping[str, bytes | None]) -> None:
        """Write the shelf with some changes.

        Args:
            tree: of the state; a copy of what this shelf was read from, or empty.
            name: of the shelf.
            now: what is put in, and None for what is taken away.
        """
        since = {**self.since, **now}
        if self.index and len(since) <= len(self.index) // MUCH:
            tree.write(name + SINCE, sealed(marshal.dumps(since)))
            return
        contents = {one: self[one] for one in self}
        for one, content in now.items():
            if content is None:
                contents.pop(one, None)
            else:
                contents[one] = content
        index: dict[str, tuple[int, int]] = {}
        end = 0
        for one, content in contents.items():
            index[one] = (end, end + len(content))
            end += len(content)
        head = marshal.dumps(index)
        whole = b"".join((len(head).to_bytes(_HEAD, "big"), head, *contents.values()))
        tree.write(name, sealed(whole))
        tree.write(name + SINCE, sealed(marshal.dumps({})))
