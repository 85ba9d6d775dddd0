"""One build: what has changed since the last one is made anew and put in its place, or nothing is.

A page is drawn where its mark or its value is another one than in the last build, or where
what all pages share is; every other file is written where its content is another one. So
what comes out does not depend on what was there: a build from nothing gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.last import INDEX, SITE, Built, Last
from kbtool.problems import Problem
from kbtool.publish.lock import BuildLock
from kbtool.publish.published import intact
from kbtool.publish.recovery import recover
from kbtool.publish.strings import theme_folders
from kbtool.read.inputs import Inputs, inputs
from kbtool.read.load import build_day
from kbtool.timing import stage

if TYPE_CHECKING:
    from kbtool.renewal import Progress

__all__ = ["Built", "build"]


def build(
    root: Path,
    progress: Progress | None = None,
    say: Callable[[str], Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    anew: bool = False,
    workers: int | None = None,
) -> Built:
    """Publish the knowledge base in `root`, or nothing of it.

    Args:
        root: the project folder.
        progress: told how many pages of how many are drawn.
        say: told that another build is waited for.
        environ: for SOURCE_DATE_EPOCH; that of the process when left out.
        anew: begin from nothing, whatever the last build left.
        workers: processes that draw; as many as there are processors when left out.

    Returns:
        What was done. When it is not `publishable`, the last good `site/` and
        `search_index/` are untouched.

    Raises:
        KbtoolError: the project or the installation is unusable.
    """
    environ = os.environ if environ is None else environ
    with BuildLock(root, say=say):
        recover(root)
        with stage("look"):
            seen = inputs(_places(root))
            day = build_day(environ)
            last = None if anew else _last(root)
        if last is not None and _same(last, seen, day):
            return _as_before(root, last)

        from kbtool.renewal import Renewal

        return Renewal(root, environ, last, seen, progress, workers or _processors()).run()


def _places(root: Path) -> list[Path]:
    """Return everything that a build reads of a project, besides what is installed."""
    return [root / "kb", root / "mkdocs.yml", *theme_folders(root)]


def _last(root: Path) -> Last | None:
    last = Last.of(root)
    whole = last and intact(last.published, site=root / SITE, index=root / INDEX)
    return last if whole else None


def _same(last: Last, seen: Inputs, day: tuple[Any, bool]) -> bool:
    today, fixed = day
    before = Inputs(*last.facts.inputs)
    return (
        last.facts.complete
        and last.facts.day == (today.toordinal(), fixed)
        and seen.unchanged(before)
    )


def _as_before(root: Path, last: Last) -> Built:
    facts = last.facts
    problems: tuple[Problem, ...] = ()
    if facts.problems:
        import kbtool.checks  # noqa: F401 - the rules that problems name
        from kbtool.read.kept import from_bytes

        problems = tuple(from_bytes(facts.problems))
    pages = len(facts.marks) + len(facts.keys)
    return Built(root, problems, facts.counts, pages, 0, unchanged=True)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
