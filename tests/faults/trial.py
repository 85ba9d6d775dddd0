"""One project that is built again and again, and struck while it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kbtool.publish.work import WORK
from tests.faults.content import NOTHING, Pair, published, write_content
from tests.faults.zygote import Ended, Zygote

OTHER = {"old": "new", "new": "old"}


class Trial:
    """A project, what its two versions must look like, and the builds of it."""

    def __init__(self, zygote: Zygote, folder: Path, *, wide: bool = False) -> None:
        """Build both versions from nothing, each in a folder of its own.

        Args:
            zygote: that builds.
            folder: for all projects.
            wide: with so many pages, all of which change, that several processes draw.
        """
        self.zygote = zygote
        self.folder = folder
        self.write = partial(write_content, wide=wide)
        self.whole = {}
        for version in OTHER:
            fresh = folder / f"fresh-{version}" / "project"
            fresh.mkdir(parents=True)
            self.write(fresh, version)
            self._succeed(fresh, "build")
            self.whole[version] = published(fresh)
        self.fresh = 0
        self.root = self._project()
        self.version = "old"
        self.write(self.root, "old")
        self._succeed(self.root, "build")

    def points(self, command: str) -> Counter[str]:
        """Return how often a build of a change passes each point."""
        log = self.folder / "points"
        log.unlink(missing_ok=True)
        self.version = OTHER[self.version]
        self.write(self.root, self.version)
        self._succeed(self.root, command, log=log)
        return Counter(log.read_text(encoding="utf-8").split())

    def strike(self, command: str, **how: Any) -> Ended:
        """Build a change, be struck, look at what is published, recover, build again.

        Args:
            command: "build".
            how: the fault, or the signal, as `Zygote.start` takes them.
        """
        before = self.whole[self.version]
        self.version = OTHER[self.version]
        after = self.whole[self.version]
        self.write(self.root, self.version)
        ended = self.zygote.run(self.root, command, **how)
        self._look(self.root, before, after, ended)
        self._build_again(self.root, command, after)
        return ended

    def strike_first(self, command: str, **how: Any) -> Ended:
        """Do the same with the first build of a project."""
        root = self._project()
        self.write(root, "new")
        ended = self.zygote.run(root, command, **how)
        self._look(root, NOTHING, self.whole["new"], ended)
        self._build_again(root, command, self.whole["new"])
        return ended

    def _look(self, root: Path, before: Pair, after: Pair, ended: Ended) -> None:
        """Assert that what is published is the one or the other, each tree by itself at once."""
        found = published(root)
        assert found.site in (before.site, after.site), ended
        assert found.index in (before.index, after.index), ended
        self.zygote.run(root, "search", "parcel")  # any command recovers
        assert published(root) in (before, after), ended
        if ended.status == 0:
            assert after == published(root), ended

    def _build_again(self, root: Path, command: str, after: Pair) -> None:
        self._succeed(root, command)
        assert after == published(root)
        assert list((root / WORK).glob("stage-*")) == []

    def _succeed(self, root: Path, command: str, **how: Any) -> None:
        ended = self.zygote.run(root, command, **how)
        assert ended.status == 0, ended

    def _project(self) -> Path:
        self.fresh += 1
        root = self.folder / f"trial-{self.fresh}" / "project"
        root.mkdir(parents=True)
        return root


def spread(points: Counter[str], most: int) -> Iterator[tuple[str, int]]:
    """Yield passages of every point: all of them, or `most` at even distances."""
    for point, count in sorted(points.items()):
        chosen: Iterable[int] = range(1, count + 1)
        if count > most:
            chosen = sorted({1 + round(n * (count - 1) / (most - 1)) for n in range(most)})
        for passage in chosen:
            yield point, passage
