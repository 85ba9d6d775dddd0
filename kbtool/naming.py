"""What a build is called: an id of all that it is made from."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import kbtool
from kbtool.read.scratch import is_scratch

__all__ = ["build_id", "source_hash"]


def source_hash(root: Path, known: Mapping[str, bytes] | None = None) -> str:
    """Return a SHA-256 over the names and contents of every file below `kb/`.

    Args:
        root: the project folder.
        known: the SHA-256 of files that need not be read again, by their paths.
    """
    digest = hashlib.sha256()
    known = known or {}
    start = len(os.fspath(root)) + 1
    for folder, names, files in os.walk(root / "kb"):
        names.sort()
        for name in sorted(files):
            if is_scratch(name):
                continue
            place = f"{folder}/{name}"
            path = place[start:]
            digest.update(path.encode("utf-8", "surrogateescape"))
            digest.update(b"\0" + (known.get(path) or _hash_of(place)))
    return digest.hexdigest()


def _hash_of(path: str) -> bytes:
    content = b""
    with suppress(OSError):  # reported by the reader
        if os.path.isfile(path):  # noqa: PTH113 - ten thousand Paths take half a second
            with open(path, "rb") as file:  # noqa: PTH123
                content = file.read()
    return hashlib.sha256(content).digest()


def build_id(source: str, look: str, today: dt.date, month: tuple[int, int]) -> str:
    """Return the id that the site and the index of one build share.

    Args:
        source: a hash of everything below `kb/`.
        look: a hash of the theme, see `publish/look.py`.
        today: the day of the build.
        month: of the build.
    """
    parts = (source, look, kbtool.__version__, today.isoformat(), str(month))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
