"""`.kbtool/`: the folder of a project for what is not finished, and what is remembered."""

from __future__ import annotations

from pathlib import Path

from kbtool.problems import KbtoolError

__all__ = ["WORK", "work_folder"]

WORK = ".kbtool"
"""Name of the folder; git-ignored."""


def work_folder(root: Path) -> Path:
    """Return the folder, made if need be.

    Raises:
        KbtoolError: it cannot be written, or there is no project folder `root`.
    """
    folder = root / WORK
    try:
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.is_file():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise KbtoolError(f"{folder} cannot be written: {error.strerror}") from None
    return folder
