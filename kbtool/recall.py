"""What the last check found, for as long as nothing that it read has changed.

One JSON file in `.kbtool/`, under a hash of every byte, name and kind of file that a
check looks at, of the day, and of kbtool itself. Only what took its time is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import kbtool
from kbtool.compiler import INDEX, examine
from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import RULES, Problem, Severity
from kbtool.publish.look import look_of
from kbtool.publish.strings import LOCALES
from kbtool.publish.swap import WORK
from kbtool.read.day import build_day

__all__ = ["Judged", "judge_again"]

FILE = "check.json"
WORTH_SECONDS = 1.0
"""A check that takes less is made anew each time: nobody waits for it, and nothing is written."""

MANIFEST = f"{INDEX}/manifest.json"
"""What a check reads besides `kb/`, the settings of MkDocs and the interface strings."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a knowledge base without the knowledge base."""

    root: Path
    problems: tuple[Problem, ...]
    files: tuple[str, ...]  # of articles, sorted
    today: dt.date
    settings: str  # the path of kb.yml


def judge_again(
    root: Path, environ: Mapping[str, str], worth_seconds: float = WORTH_SECONDS
) -> Judged:
    """Return what `examine` finds in `root`, from the last time where nothing has changed.

    Args:
        root: the project folder.
        environ: for SOURCE_DATE_EPOCH.
        worth_seconds: how long a check must take to be kept.

    Raises:
        KbtoolError: as `examine` does.
    """
    key = _key(root, environ)
    kept = _read(root, key)
    if kept is not None:
        return kept
    begun = time.monotonic()
    examined = examine(root, environ)
    judged = Judged(root, examined.problems, examined.files, examined.kb.today, examined.settings)
    if time.monotonic() - begun >= worth_seconds:
        _write(judged, key)
    return judged


def _key(root: Path, environ: Mapping[str, str]) -> str:
    today, fixed = build_day(environ)
    digest = hashlib.sha256(f"{kbtool.__version__} {sys.version} {today} {fixed}".encode())
    for path in sorted(_own_files(os.path.dirname(kbtool.__file__))):  # noqa: PTH120
        info = os.stat(path)  # noqa: PTH116
        digest.update(f"{path} {info.st_size} {info.st_mtime_ns}\0".encode())
    look = look_of(root)
    digest.update("\0".join(look.variables).encode("utf-8", "surrogateescape"))
    for settings in (root / MANIFEST, *look.settings):
        _add(digest, str(settings))
    for theme in look.folders:
        for strings in sorted((theme / LOCALES).glob("*.yml")):
            _add(digest, str(strings))
    for folder, folders, files in os.walk(root / "kb"):
        folders.sort()
        for name in sorted(files + folders):
            _add(digest, os.path.join(folder, name))  # noqa: PTH118 - half a second of 10,000 paths
    return digest.hexdigest()


def _own_files(package: str) -> Iterator[str]:
    for folder, _, files in os.walk(package):
        yield from (os.path.join(folder, name) for name in files if not name.endswith(".pyc"))  # noqa: PTH118


def _add(digest: Any, path: str) -> None:
    """Add the name, the kind and the content of a file, whatever it is."""
    content = b""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
        if stat.S_ISREG(mode):
            with open(path, "rb") as file:  # noqa: PTH123
                content = file.read()
        # A link may lead elsewhere tomorrow, to a file with the same content.
        link = os.readlink(path) if os.path.islink(path) else ""  # noqa: PTH114, PTH115
        kind = f"{stat.S_IFMT(mode)} {link}"
    except OSError as error:
        kind = f"error {error.errno}"
    head = f"{path}\0{kind}\0{len(content)}\0"
    digest.update(head.encode("utf-8", "surrogateescape"))
    digest.update(content)


def _write(judged: Judged, key: str) -> None:
    found = [
        [p.rule.id, p.severity.value, p.message, p.hint, *astuple(p.source)]
        for p in judged.problems
    ]
    kept = {
        "key": key,
        "today": judged.today.isoformat(),
        "settings": judged.settings,
        "files": judged.files,
        "problems": found,
    }
    folder = judged.root / WORK
    with suppress(OSError):  # a checkout that may not be written is checked all the same
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        new = folder / f"{FILE}.{os.getpid()}"
        new.write_text(json.dumps(kept), encoding="utf-8")
        new.replace(folder / FILE)


def _read(root: Path, key: str) -> Judged | None:
    """Return what was kept under `key`; None for anything else, and for what is damaged."""
    try:
        kept = json.loads((root / WORK / FILE).read_text("utf-8"))
        if kept["key"] != key:
            return None
        return Judged(
            root,
            tuple(_problem(*row) for row in kept["problems"]),
            tuple(str(path) for path in kept["files"]),
            dt.date.fromisoformat(kept["today"]),
            str(kept["settings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _problem(
    id: str, severity: int, message: str, hint: str, path: str, line: int, column: int, length: int
) -> Problem:
    rule = RULES[id]
    if rule.severity != severity:  # kb.yml weighs it otherwise
        rule = replace(rule, severity=Severity(severity))
    source = Source(str(path), int(line), int(column), int(length))
    return Problem(rule, source, str(message), str(hint))
