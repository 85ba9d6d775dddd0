"""Whether what is published can be built again: the same bytes, in another place and time zone.

A copy of the project is built from nothing in a process of its own, where all is
different that must not matter: folder, order of files, time zone, locale, seed of hashes,
file mode. What was published, perhaps edit by edit, must be equal to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.last import INDEX, SITE
from kbtool.problems import KbtoolError
from kbtool.search.whoosh_index import open_index

__all__ = ["Difference", "differences"]

COPIED = ("kb", "theme")
LEFT = frozenset({SITE, INDEX, ".kbtool", ".git"})
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of the site, or the index, that the other build made in another way."""

    path: str
    what: str


def differences(root: Path) -> list[Difference]:
    """Build a copy of the project `root`, and return in what it is not what is published.

    Raises:
        KbtoolError: nothing is published, or the copy cannot be built.
    """
    with tempfile.TemporaryDirectory(prefix="kbtool-verify-") as name:
        other = Path(name, "elsewhere")
        _copy(root, other)
        _build(other)
        found = [*_of_files(root / SITE, other / SITE)]
        one, two = open_index(root / INDEX), open_index(other / INDEX)
        if one.manifest.build_id != two.manifest.build_id:
            found.append(Difference(INDEX, "is of another build than that of these sources"))
        elif any(a != b for a, b in zip_longest(one.contents(), two.contents())):
            found.append(Difference(INDEX, "answers in another way"))
        return found


def _copy(root: Path, other: Path) -> None:
    other.mkdir()
    for entry in root.iterdir():
        if entry.name in COPIED and entry.is_dir():
            # Backwards, so that the folders list their files in another order.
            for path in sorted(entry.rglob("*"), reverse=True):
                target = other / path.relative_to(root)
                if path.is_dir() and not path.is_symlink():
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, target, follow_symlinks=False)
        elif entry.name not in LEFT:
            (other / entry.name).symlink_to(entry.resolve())


def _build(root: Path) -> None:
    environ = {**os.environ, **ELSEWHERE}
    environ["PYTHONPATH"] = os.pathsep.join(path or "." for path in sys.path)
    command = [sys.executable, "-P", "-m", "kbtool", "-C", str(root), "build"]
    done = subprocess.run(
        command, env=environ, capture_output=True, check=False, preexec_fn=lambda: os.umask(0o027)
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise KbtoolError(f"a copy of the project cannot be built: {said}")


def _of_files(one: Path, two: Path) -> Iterator[Difference]:
    ours, theirs = _files(one), _files(two)
    for path in sorted(ours.keys() | theirs.keys()):
        if path not in theirs:
            yield Difference(path, "is published, and a build from nothing has no such file")
        elif path not in ours:
            yield Difference(path, "is missing")
        elif (a := ours[path].read_bytes()) != (b := theirs[path].read_bytes()):
            at = next(
                (n for n, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]),
                min(len(a), len(b)),
            )
            yield Difference(path, f"differs from byte {at:,} on")


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
