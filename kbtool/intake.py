"""`kbtool asks import`, on one page: what is known, what is new, placed, and written.

Logs are read by whoever calls; nothing but counts and clean texts comes from there.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kbtool.changes import texts_at
from kbtool.compiler import documents
from kbtool.frozen import dataclass
from kbtool.loop.data import load_loop
from kbtool.loop.files import file_names, shown_name
from kbtool.loop.gather import Gathered, gather
from kbtool.loop.importing import ASKS, Import, Options, plan_import
from kbtool.loop.ledger import Entry, Seen, look
from kbtool.loop.logs.values import Logged, Progress, Tally
from kbtool.loop.match import Matcher
from kbtool.loop.moves import Moves, moves
from kbtool.loop.places import Places
from kbtool.loop.writing import changed, finish, write_all
from kbtool.model import Ask, KnowledgeBase
from kbtool.order import order
from kbtool.problems import KbtoolError, Problem, Severity
from kbtool.publish.lock import BuildLock
from kbtool.publish.work import work_folder
from kbtool.read.asks import newest_month, read_asks
from kbtool.read.load import load

__all__ = ["Done", "Read", "import_logs", "moves_since"]

FOLDER = "import"

Read = Callable[[Mapping[Path, int], KnowledgeBase], Logged]
"""Reads files; told how many lines at the beginning of each are counted already."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an import has done, or would do."""

    seen: tuple[Seen, ...]
    tally: Tally
    formats: Mapping[Path, str]  # how each was read
    got: Gathered
    plan: Import
    files: tuple[str, ...]  # that have changed
    written: bool
    problems: tuple[Problem, ...] = ()  # of what is counted already; then nothing was read


def import_logs(
    root: Path,
    paths: Sequence[Path],
    read: Read,
    options: Options,
    progress: Progress,
    *,
    dry_run: bool = False,
) -> Done:
    """Count what logs say in the files of kb/.

    Args:
        root: the project folder.
        paths: logs and exports.
        read: reads them.
        options: how to count.
        progress: told how many of how many texts are placed.
        dry_run: write nothing.

    Raises:
        KbtoolError: a file cannot be read or written; nothing has changed.
    """
    if dry_run:
        return _import(root, paths, read, options, progress, write=False)
    with BuildLock(root):
        finish(root, work_folder(root) / FOLDER)
        return _import(root, paths, read, options, progress, write=True)


def _import(
    root: Path,
    paths: Sequence[Path],
    read: Read,
    options: Options,
    progress: Progress,
    *,
    write: bool,
) -> Done:
    kb, problems = load(root)
    data = load_loop(root, kb.today)
    own = {row.at.path for row in kb.asks}
    bad = tuple(
        one
        for one in (*problems, *data.problems)
        if one.severity is Severity.ERROR and (one in data.problems or _counts(one, own))
    )
    seen, entries = _seen(paths, () if options.replace else data.imports, kb.today)
    if bad:
        return Done(seen, Tally(0, 0), {}, Gathered(), Import(), (), False, bad)
    new = {one.path: one.known_lines for one in seen if one.new}
    tally, formats, got = Tally(0, 0), dict[Path, str](), Gathered()
    if new:
        logged = read(new, kb)
        got = gather(logged.rows, Places(kb))
        tally = logged.tally
        formats = dict(logged.formats)
    matcher = Matcher(documents(kb, order(kb)), kb.synonyms, kb.config.search)
    plan = plan_import(kb, data, got, matcher, entries, options, progress)
    files = changed(root, plan.files)
    if write and files:
        write_all(root, work_folder(root) / FOLDER, files)
    return Done(seen, tally, formats, got, plan, tuple(files), write and bool(files))


def _counts(found: Problem, own: set[str]) -> bool:
    """Tell whether a problem is about counts: those would be lost when their file is written."""
    return found.source.path in own or found.source.path.startswith(f"{ASKS}/")


def _seen(
    paths: Sequence[Path], imports: Sequence[Entry], today: dt.date
) -> tuple[tuple[Seen, ...], list[Entry]]:
    """Return what is known of each file, and the entries of those that have something new."""
    seen: list[Seen] = []
    entries: list[Entry] = []
    names = file_names(paths)
    # The shortest first: one file may be the beginning of another.
    order = sorted(paths, key=lambda path: (_size(path), str(path)))
    for path in order:
        if path.exists() and not path.is_file():
            hint = "write it into a file first: a log is read more than once"
            raise KbtoolError(f"{path} is no file", hint)
        one = look(path, (*imports, *entries), names[path])
        seen.append(one)
        if one.new:
            file = shown_name(path.name)
            entries.append(Entry(today.isoformat(), file, one.size, one.sha256, one.begins))
    return tuple(sorted(seen, key=lambda one: paths.index(one.path))), entries


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return 0


def moves_since(root: Path, revision: str) -> Moves:
    """Return what the asks that were counted since a commit move.

    Args:
        root: the project folder.
        revision: whatever git knows as a commit.

    Raises:
        KbtoolError: `root` is in no checkout, or there is no such commit.
    """
    kb, _ = load(root)
    asks: list[Ask] = []
    for path, text in texts_at(root, revision, ASKS, ".csv").items():
        asks += read_asks(text, path, kb.month)[0]
    month = min(kb.month, newest_month(asks) or kb.month)
    before = replace(kb, asks=tuple(asks), month=month)
    return moves((before, order(before)), (kb, order(kb)))
