"""Several files of the loop written together: all of them, or none.

All contents are written beside their places first; then they are renamed in one go. What
a dead process left half renamed is finished by the next import, from a journal.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kbtool.problems import KbtoolError

__all__ = ["changed", "finish", "write_all"]

JOURNAL = "journal.json"


def changed(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Return the files whose content would be another one; a list without rows needs no file."""
    found = {}
    for path, text in sorted(files.items()):
        before = None
        with suppress(OSError):
            before = (root / path).read_bytes()
        rows = text.count("\n") > 1
        if before != text.encode("utf-8", "replace") and (rows or before is not None):
            found[path] = text
    return found


def write_all(root: Path, folder: Path, files: Mapping[str, str]) -> None:
    """Write files of a project, all of them or none.

    Args:
        root: the project folder.
        folder: for what is not finished, on the same file system.
        files: path in the project -> content.

    Raises:
        KbtoolError: they cannot be written; the project is as it was.
    """
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        names = {}
        for number, (path, text) in enumerate(sorted(files.items())):
            names[str(number)] = path
            _write(folder / str(number), text)
        _write(folder / "journal.new", json.dumps(names))
        (folder / "journal.new").replace(folder / JOURNAL)  # from here on it will be finished
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise KbtoolError(f"{folder} cannot be written: {error.strerror or error}") from None
    finish(root, folder)


def finish(root: Path, folder: Path) -> bool:
    """Rename what an import has written into its places; tell whether there was something.

    Raises:
        KbtoolError: a file cannot be renamed; the next import tries again.
    """
    try:
        names = json.loads((folder / JOURNAL).read_text("utf-8"))
    except (OSError, ValueError):
        return False  # it died before everything was written: nothing has changed
    try:
        for number, path in names.items():
            new = folder / number
            if new.exists():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                new.replace((root / path).resolve())
        shutil.rmtree(folder)
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror or error}"
        raise KbtoolError(message, "mend that and import again; nothing is lost") from None
    return True


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
