"""Content under a seal: what a build leaves for the next one, of use and never needed.

A seal names what made the content (kbtool and its code, Python, the installed packages) and
holds its SHA-256. What is damaged, half-written, or was made by anything else is not there;
nobody repairs it, the next build makes it anew.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import kbtool

__all__ = ["looked_at", "maker", "seal", "sealed", "unsealed"]

MAGIC = b"kbtool 1\n"
_DIGEST = hashlib.sha256
_SIZE = _DIGEST().digest_size


def maker() -> bytes:
    """Return a digest of all that makes such content: code, Python, installed packages."""
    return _DIGEST(kbtool.__version__.encode() + _installation()).digest()


@cache
def _installation() -> bytes:
    """Return a digest of the files that are installed, told by size and time.

    Whoever installs or edits one changes these, and to read all of them would take
    longer than a build without changes.
    """
    digest = _DIGEST(f"{sys.version} {sys.platform}".encode())
    package = os.path.dirname(kbtool.__file__)  # noqa: PTH120 - of strings alone it is fast
    for path in sorted(_own_files(package)):
        info = os.stat(path)  # noqa: PTH116
        digest.update(f"{path} {info.st_size} {info.st_mtime_ns}\0".encode("utf-8", "replace"))
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")):
            # An upgrade renames the folder that tells of a package, so this time changes.
            with suppress(OSError):
                digest.update(f"{folder} {os.stat(folder).st_mtime_ns}\0".encode())  # noqa: PTH116
    return digest.digest()


def sealed(content: bytes) -> bytes:
    """Return `content` under its seal."""
    return seal(content) + content


def seal(content: bytes) -> bytes:
    """Return what stands before `content`, for whoever writes it without a copy of it."""
    return MAGIC + maker() + _DIGEST(content).digest()


def unsealed(path: Path) -> memoryview | None:
    """Return the content of a file that was sealed by this very installation; else None."""
    whole = looked_at(path)
    if whole is None:
        return None
    head = len(MAGIC) + 2 * _SIZE
    if whole[:head] != MAGIC + maker() + _DIGEST(whole[head:]).digest():
        return None
    return whole[head:]


def looked_at(path: Path) -> memoryview | None:
    """Return the content of a file, not copied where a file that is looked at may be replaced."""
    try:
        if os.name != "posix":
            return memoryview(path.read_bytes())
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:  # which cannot be mapped
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None


def _own_files(package: str) -> Iterator[str]:
    for folder, _, files in os.walk(package):
        yield from (os.path.join(folder, name) for name in files if not name.endswith(".pyc"))  # noqa: PTH118
