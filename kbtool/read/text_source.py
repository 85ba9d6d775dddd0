"""Reading a text file: bytes become text or one problem, never an exception."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules

__all__ = ["MAX_BYTES", "decode", "read_raw", "read_text"]

_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

MAX_BYTES = 2_000_000
"""A text file larger than this is refused: no answer is that long, and Markdown has no limits."""


def read_text(
    root: Path, path: str, max_bytes: int = MAX_BYTES
) -> tuple[str | None, list[Problem]]:
    """Return the text of `root / path` with plain line feeds and without a byte order mark.

    `path` may be absolute. A file that cannot be read gives None and the problem that says why.
    """
    raw, problems = read_raw(os.path.join(root, path), path, max_bytes)  # noqa: PTH118
    return (None, problems) if raw is None else decode(raw, path)


def read_raw(
    place: str, path: str, max_bytes: int = MAX_BYTES, info: os.stat_result | None = None
) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of the file at `place`, or None and why there are none.

    Args:
        place: where the file is opened.
        path: what authors call it.
        max_bytes: of the file; a larger one is refused.
        info: of the file, where somebody has just looked.
    """
    try:
        info = info or os.stat(place)  # noqa: PTH116 - a path object costs as much as reading
        if not stat.S_ISREG(info.st_mode):
            return _refused(path, "this is no regular file", "only plain files are read")
        if info.st_size > max_bytes:
            return _refused(
                path,
                f"the file has {info.st_size:,} bytes, more than {max_bytes:,}",
                "split it into several questions",
            )
        return _content(place, info.st_size), []
    except OSError as error:
        return _refused(path, f"the file cannot be read: {error.strerror or error}")


def _content(place: str, size: int) -> bytes:
    # A file object asks the system five things besides what is in the file.
    handle = os.open(place, os.O_RDONLY | _FLAGS)
    try:
        content = os.read(handle, size + 1)
        while more := os.read(handle, 1 << 16):  # it has grown, or comes in pieces
            content += more
        return content
    finally:
        os.close(handle)


def decode(raw: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """Return the text in `raw`, or None and why there is none."""
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        at = _end(raw[: error.start].decode("utf-8"), path)
        return _refused(path, message, "save the file as UTF-8", at)
    if "\0" in text:
        at = _end(text[: text.index("\0")], path)
        return _refused(path, "the file holds a NUL character", "remove it", at)
    return text, []


def _refused(
    path: str, message: str, hint: str = "", at: Source | None = None
) -> tuple[None, list[Problem]]:
    return None, [problem(rules.UNREADABLE, at or Source(path), message, hint)]


def _end(text: str, path: str) -> Source:
    """Return the place right behind `text`, which begins the file."""
    return Source(path, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1, 1)
