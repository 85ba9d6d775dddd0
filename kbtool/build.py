"""One build: what has changed since the last one is made anew and put in its place, or nothing is.

A page is drawn where its mark or its value is another one than in the last build, or where
what all pages share is; every other file is written where its content is another one. So
what comes out does not depend on what was there: a build from nothing gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.aside import Aside
from kbtool.last import Built, Last, Place
from kbtool.model import SOURCE_ENDINGS
from kbtool.publish.lock import BuildLock
from kbtool.publish.look import look_of
from kbtool.publish.published import PUBLISHED, Published, intact
from kbtool.publish.recovery import recover
from kbtool.read.day import build_day
from kbtool.read.inputs import Inputs, inputs
from kbtool.timing import stage

if TYPE_CHECKING:
    from kbtool.renewal import Progress

    Ahead = Callable[[Mapping[str, bytes]], Any]

__all__ = ["Built", "build"]

FEW = 20
"""Source files of which each is looked at for itself."""


def build(
    root: Path,
    progress: Progress | None = None,
    say: Callable[[str], Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    anew: bool = False,
    drafts: bool = False,
    workers: int | None = None,
    ahead: Ahead | None = None,
) -> Built:
    """Publish the knowledge base in `root`, or nothing of it.

    Args:
        root: the project folder.
        progress: told how many pages of how many are drawn.
        say: told that another build is waited for.
        environ: for SOURCE_DATE_EPOCH; that of the process when left out.
        anew: begin from nothing, whatever the last build left.
        drafts: show drafts, too; then what comes out is in `.kbtool/`, and never published.
        workers: processes that draw; as many as there are processors when left out.
        ahead: given pages that are drawn before all is published, by their paths, in a build
            that has no errors and may still fail.

    Returns:
        What was done. When it is not `publishable`, the last good `site/` and
        `search_index/` are untouched.

    Raises:
        KbtoolError: the project or the installation is unusable.
    """
    environ = os.environ if environ is None else environ
    root = root.resolve()
    place = Place(root, drafts)
    with BuildLock(root, say=say):
        recover(root)
        # Two processes look: one at what is published, this one at what is read.
        looks = Aside(partial(_whole, place, anew), "looks at what is published")
        with stage("look"), looks as whole:
            look = look_of(root)
            places = [root / "kb", *look.places]
            seen = _relative(inputs(places, apart=SOURCE_ENDINGS, also=look.variables), root)
            day = build_day(environ)
            last = None if anew else Last.of(place)
            edited = None
            if last is not None and last.facts.complete and _same(last, seen, day):
                edited = _edited(root, last, seen)
            # What has something to do is loaded while the other process looks.
            if edited and len(edited) <= FEW:
                import kbtool.touch_up
            elif edited is None or edited:
                import kbtool.renewal  # noqa: F401
            if last is not None and whole.result() != last.facts.build_id:
                last = edited = None
        if last is not None:
            if edited is not None and not edited:
                return _as_before(root, last)
            if edited and len(edited) <= FEW:
                from kbtool.touch_up import touch_up

                built: Built | None = touch_up(place, last, seen, edited, ahead)
                if built is not None:
                    return built

        from kbtool.renewal import Renewal

        return Renewal(place, environ, last, seen, look, progress, workers or _processors()).run()


def _relative(seen: Inputs, root: Path) -> Inputs:
    """Return what was seen with the paths of the project's own files relative to it."""
    start = f"{root}/"
    apart = {path.removeprefix(start): state for path, state in seen.apart.items()}
    return Inputs(seen.digest, seen.settled, apart)


def _whole(place: Place, anew: bool) -> str:
    """Return the id of the build whose files are published as it left them; "" for none."""
    published = None if anew else Published.read(place.state / PUBLISHED)
    if published is None or not intact(published, site=place.site, index=place.index):
        return ""
    return published.build_id


def _same(last: Last, seen: Inputs, day: tuple[dt.date, bool]) -> bool:
    """Tell whether everything is as it was, but for what source files say."""
    today, fixed = day
    before = Inputs(*last.facts.inputs)
    return last.facts.day == (today.toordinal(), fixed) and seen.others_unchanged(before)


def _edited(root: Path, last: Last, seen: Inputs) -> dict[str, bytes] | None:
    """Return the source files that say something else, with what; None for new and missing ones."""
    before = last.facts.sources
    if seen.apart.keys() != before.keys():
        return None
    edited = {}
    for path, state in seen.apart.items():
        known, sha256 = before[path]
        if not state or state != known:
            try:
                raw = (root / path).read_bytes()
            except OSError:
                return None
            if hashlib.sha256(raw).digest() != sha256:
                edited[path] = raw
    return edited


def _as_before(root: Path, last: Last) -> Built:
    facts = last.facts
    pages = len(facts.marks) + len(facts.keys)
    return Built(root, facts.problems, facts.counts, pages, 0, unchanged=True)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
