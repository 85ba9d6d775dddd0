"""What `make bench` times, in the order in which it must run."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.bench.edits import EDITS

__all__ = [
    "BASE",
    "BUILD",
    "EDITED",
    "HUGO",
    "KBTOOL",
    "MADE",
    "TRASH",
    "UNCHANGED",
    "WITH_PLUGIN",
    "ZENSICAL",
    "Step",
    "Tools",
    "steps",
]

BASE = "mkdocs build (Material, pruned, no search)"
"""The step by which all others are divided."""

ZENSICAL = "zensical build"
HUGO = "hugo (minimal theme)"
WITH_PLUGIN = "mkdocs build (our plugin)"
BUILD = "kbtool build, from nothing"
UNCHANGED = "kbtool build, nothing changed"
EDITED = tuple(f"kbtool build, {name}" for name in EDITS)
MADE = ("site", "search_index", ".kbtool", "public", ".cache")
TRASH = ".trash"
"""Folder beside those of a corpus for what is put away."""
KBTOOL = (sys.executable, "-m", "kbtool")
MKDOCS = (sys.executable, "-m", "mkdocs", "build", "-q")


@dataclass(frozen=True, slots=True)
class Step:
    """A command to be timed, and what is done before each run of it."""

    name: str
    command: Sequence[str]
    folder: Path
    before: Callable[[int], None] = field(default=lambda number: None)
    repeated: bool = False  # run several times; the median counts
    pages: str = ""  # the folder of the pages that it makes


@dataclass(frozen=True, slots=True)
class Tools:
    """The peers that are installed; None for one that is not."""

    hugo: Path | None
    zensical: Path | None
    lychee: Path | None


def steps(corpus: Path, tools: Tools) -> Iterator[Step]:
    """Yield what is timed on a corpus: its folders kb, mkdocs, hugo, as far as there are any."""
    ours, theirs, hugo = (corpus / name for name in ("kb", "mkdocs", "hugo"))
    if theirs.is_dir():
        yield Step(BASE, MKDOCS, theirs, partial(_cleared, theirs), pages="site")
        if tools.lychee:
            flags = ("--offline", "--no-progress", "--include-fragments", "-q", "--root-dir")
            command = [str(tools.lychee), *flags, str(theirs / "site"), "site"]
            yield Step("lychee --offline on its HTML", command, theirs)
        if tools.zensical:
            folder = corpus / "zensical"
            clean = partial(_copied, theirs, folder)
            yield Step(ZENSICAL, [str(tools.zensical), "build"], folder, clean, pages="site")
    else:
        yield Step(WITH_PLUGIN, [*MKDOCS, "--strict"], ours, partial(_cleared, ours))
    if tools.hugo and hugo.is_dir():
        clean = partial(_cleared, hugo)
        yield Step(HUGO, [str(tools.hugo), "--quiet"], hugo, clean, pages="public")
    yield from _kbtool(ours)


def _kbtool(ours: Path) -> Iterator[Step]:
    clean = partial(_cleared, ours)
    build = [*KBTOOL, "build"]
    yield Step("kbtool check, from nothing", [*KBTOOL, "check", "-q"], ours, clean)
    yield Step("kbtool check, nothing changed", [*KBTOOL, "check", "-q"], ours, repeated=True)
    yield Step(BUILD, build, ours, clean, pages="site")
    yield Step(UNCHANGED, build, ours, repeated=True)
    for name, edit in zip(EDITED, EDITS.values(), strict=True):
        yield Step(name, build, ours, partial(edit, ours), repeated=True)


def _cleared(folder: Path, number: int) -> None:
    """Put away what builds have made, but for what is committed.

    It is removed when all is measured: some file systems are slow to make files for a minute
    after many were removed.
    """
    away = folder.parent / TRASH / str(time.time_ns())
    for name in MADE:
        if (folder / name).exists():
            away.mkdir(parents=True, exist_ok=True)
            (folder / name).rename(away / name)


def _copied(source: Path, folder: Path, number: int) -> None:
    _cleared(folder, number)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*MADE))
