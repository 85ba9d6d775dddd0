"""What a build leaves for the next one: sealed files in `.kbtool/`, of use and never needed.

A seal names what made the file (kbtool and its code, Python, the installed packages) and
holds the SHA-256 of the content. A file that is damaged, half-written, or was made by
anything else is not there; nobody repairs it, the next build writes it anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import kbtool

__all__ = ["WORK", "forget", "maker", "read_sealed", "write_sealed"]

WORK = ".kbtool"
"""Folder of a project for what is not finished or not needed; git-ignored."""

MAGIC = b"kbtool 1\n"
_DIGEST = hashlib.sha256
_SIZE = _DIGEST().digest_size


@cache
def maker() -> bytes:
    """Return a digest of all that makes sealed files: code, Python, installed packages.

    Files are told by size and time: whoever installs or edits one changes these, and to
    read all of them would take longer than a build without changes.
    """
    digest = _DIGEST(f"{kbtool.__version__} {sys.version} {sys.platform}".encode())
    package = os.path.dirname(kbtool.__file__)  # noqa: PTH120 - imports nothing
    for path in sorted(_own_files(package)):
        info = os.stat(path)  # noqa: PTH116
        digest.update(f"{path} {info.st_size} {info.st_mtime_ns}\0".encode("utf-8", "replace"))
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")):
            # An upgrade renames the folder that tells of a package, so this time changes.
            with suppress(OSError):
                digest.update(f"{folder} {os.stat(folder).st_mtime_ns}\0".encode())  # noqa: PTH116
    return digest.digest()


def read_sealed(root: Path, name: str) -> bytes | None:
    """Return the content of a sealed file of a project, None where it is none."""
    try:
        sealed = (root / WORK / name).read_bytes()
    except OSError:
        return None
    seal = len(MAGIC) + 2 * _SIZE
    content = memoryview(sealed)[seal:]
    if sealed[:seal] != MAGIC + maker() + _DIGEST(content).digest():
        return None
    return sealed[seal:]


def write_sealed(root: Path, name: str, content: bytes) -> None:
    """Seal `content` and put it in the place of the file, whole or not at all.

    Where it cannot be written nothing is left: the next build does without it.
    """
    path = root / WORK / name
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(MAGIC + maker() + _DIGEST(content).digest())
            file.write(content)
        new.replace(path)
    except OSError:
        forget(root, name)
        with suppress(OSError):
            new.unlink()


def forget(root: Path, name: str) -> None:
    """Remove a sealed file."""
    with suppress(OSError):
        (root / WORK / name).unlink()


def _own_files(package: str) -> Iterator[str]:
    for folder, _, files in os.walk(package):
        yield from (os.path.join(folder, name) for name in files if not name.endswith(".pyc"))  # noqa: PTH118
