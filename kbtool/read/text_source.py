"""Reading a text file: bytes become text or one problem, never an exception."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules

__all__ = ["MAX_BYTES", "read_text"]

MAX_BYTES = 2_000_000
"""A text file larger than this is refused: no answer is that long, and Markdown has no limits."""


def read_text(
    root: Path, path: str, max_bytes: int = MAX_BYTES
) -> tuple[str | None, list[Problem]]:
    """Return the text of `root / path` with plain line feeds and without a byte order mark.

    A file that cannot be read gives None and the problem that says why.
    """
    source = Source(path)

    def refuse(message: str, hint: str = "", at: Source = source) -> tuple[None, list[Problem]]:
        return None, [problem(rules.UNREADABLE, at, message, hint)]

    try:
        info = (root / path).stat()
        if not stat.S_ISREG(info.st_mode):
            return refuse("this is no regular file", "only plain files are read")
        if info.st_size > max_bytes:
            return refuse(
                f"the file has {info.st_size:,} bytes, more than {max_bytes:,}",
                "split it into several questions",
            )
        raw = (root / path).read_bytes()
    except OSError as error:
        return refuse(f"the file cannot be read: {error.strerror or error}")
    raw = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        at = _end(raw[: error.start].decode("utf-8"), path)
        return refuse(message, "save the file as UTF-8", at)
    if "\0" in text:
        return refuse(
            "the file holds a NUL character", "remove it", _end(text[: text.index("\0")], path)
        )
    return text, []


def _end(text: str, path: str) -> Source:
    """Return the place right behind `text`, which begins the file."""
    return Source(path, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1, 1)
