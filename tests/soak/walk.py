"""A random walk of edits over a real project: after each, a build must equal a build from nothing.

    python -m tests.soak.walk [--steps 500] [--seed N] [--shrink]
    python -m tests.soak.walk --replay title_changed:17,state_damaged:4!

A step is an edit, a colon, the seed of its chance, and "!" where `kbtool build` itself is run
instead of a build in this process, which goes on like the one of `kbtool serve`. A build that finds
errors must publish nothing, and its edit is taken back and built once more. When builds differ,
`--shrink` leaves out steps as long as they still do, and prints what is left.
"""

from __future__ import annotations

import argparse
import difflib
import secrets
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import tests.soak.edit_articles
import tests.soak.edit_broken
import tests.soak.edit_outputs
import tests.soak.edit_settings  # noqa: F401 - importing registers edits
from tests.soak.building import Outcome, build_by_command, build_here, fingerprints, outcome
from tests.soak.edits import EDITS, Project
from tests.soak.reference import Reference

__all__ = ["DifferentBuilds", "Step", "planned", "walk"]

Build = Callable[[Path, str, int], tuple[bool, str]]
"""Builds a project as a version at a time; returns whether it published, and what it said."""

MADE = ("site", "search_index")
CONTENT = Path(__file__).parent / "content"
BY_COMMAND = 10  # each so manieth step runs `kbtool build`
SHOWN = 12  # lines of a difference


@dataclass(frozen=True, slots=True)
class Step:
    """An edit with its chance, and who builds after it."""

    edit: str
    seed: int
    by_command: bool = False

    def __str__(self) -> str:
        return f"{self.edit}:{self.seed}{'!' if self.by_command else ''}"

    @classmethod
    def read(cls, text: str) -> Step:
        """Return the step that was printed as `text`."""
        name, seed = text.removesuffix("!").split(":")
        return cls(name, int(seed), text.endswith("!"))


class DifferentBuilds(AssertionError):
    """A build after a step is not what a build from nothing is."""

    def __init__(self, steps: Sequence[Step], difference: str) -> None:
        self.steps = tuple(steps)
        replay = ",".join(map(str, steps))
        again = f"python -m tests.soak.walk --shrink --replay {replay}"
        super().__init__(f"after {len(steps)} steps {difference}\nreplay: {again}")


def planned(seed: int, count: int) -> list[Step]:
    """Return steps of chance: all edits in a random order, then all again."""
    random = Random(seed)
    names: list[str] = []
    while len(names) < count:
        names += random.sample(sorted(EDITS), len(EDITS))
    return [
        Step(name, random.randrange(10_000), by_command=not number % BY_COMMAND)
        for number, name in enumerate(names[:count], start=1)
    ]


def walk(
    steps: Sequence[Step], folder: Path, build: Build = build_here
) -> Iterator[tuple[str, bool]]:
    """Take the steps one by one.

    Args:
        steps: what is done.
        folder: new or empty; gets the project.
        build: what is judged, where `kbtool build` is not.

    Yields:
        What a step did, and whether it was published.

    Raises:
        DifferentBuilds: the build after a step is not the one from nothing.
    """
    project = Project(folder / "project", folder / "older")
    shutil.copytree(CONTENT, project.root)
    with Reference() as reference:
        found, _ = _built(project, reference, build)
        if found:
            raise DifferentBuilds((), found)
        for number, step in enumerate(steps, start=1):
            did = ""
            try:
                before, now = project.sources(), project.now
                did = EDITS[step.edit](project, Random(step.seed))
                by = build_by_command if step.by_command else build
                found, published = _built(project, reference, by)
                if not found and not published:
                    project.restore(before)
                    project.now = now  # an ask log may have no month that has not begun
                    found, mended = _built(project, reference, build)
                    found = found or ("" if mended else "what was right before is not any more")
            except Exception as error:
                found = f"{type(error).__name__}: {error}"
                raise DifferentBuilds(steps[:number], f"({step.edit}: {did}) {found}") from error
            if found:
                raise DifferentBuilds(steps[:number], f"({step.edit}: {did}) {found}")
            yield f"{step}: {did or '-'}", published


def _built(project: Project, reference: Reference, build: Build) -> tuple[str, bool]:
    """Build once; return how it differs from a build from nothing, and whether it published."""
    root, given = project.root, (project.version, project.now)
    reference.begin(root, *given, pure=build is build_by_command)
    before = [fingerprints(root / name) for name in MADE]
    published, said = build(root, *given)
    wanted = reference.outcome()
    if not published and before != [fingerprints(root / name) for name in MADE]:
        return "nothing is published, but what was published has changed", published
    return _difference(wanted, outcome(root, published, said), project, reference.copy), published


def _difference(wanted: Outcome, got: Outcome, project: Project, copy: Path) -> str:
    """Return how an outcome differs from the one that is wanted; "" when it does not."""
    if wanted.published != got.published:
        return (
            f"published: {got.published}, should be {wanted.published}; {wanted.said}; {got.said}"
        )
    if got.said and wanted.said != got.said:
        return "what the build said differs:\n" + _diff(wanted.said, got.said, "},")
    if not got.published:
        return ""
    for path in sorted(wanted.site.keys() | got.site.keys()):
        if path not in wanted.site or path not in got.site:
            return f"site/{path} {'should not be there' if path in got.site else 'is missing'}"
        if wanted.site[path] != got.site[path]:
            pages = [root / "site" / path for root in (copy, project.root)]
            wanted_text, text = (page.read_bytes().decode("utf-8", "replace") for page in pages)
            return f"site/{path} differs:\n{_diff(wanted_text, text, '>')}"
    for name, value in wanted.index.items():
        if value != got.index[name]:
            return (
                f"the index differs in '{name}':\n{_diff(repr(value), repr(got.index[name]), ', ')}"
            )
    return ""


def _diff(wanted: str, got: str, between: str) -> str:
    """Return the first lines that differ; long lines are cut up at `between`."""
    old, new = (text.replace(between, between + "\n").split("\n") for text in (wanted, got))
    lines = difflib.unified_diff(old, new, "from nothing", "this build", lineterm="", n=1)
    return "\n".join(line[:300] for line, _ in zip(lines, range(SHOWN), strict=False))


def shrunk(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return fewer steps after which builds still differ, by leaving out ever smaller parts."""
    kept, size = tuple(steps), max(1, len(steps) // 2)
    while size:
        place = 0
        while place < len(kept):
            fewer = kept[:place] + kept[place + size :]
            failed = _failing(fewer)
            if failed is not None:
                kept = failed
                print(f"{len(kept)} steps", flush=True)
            else:
                place += size
        size //= 2
    return kept


def _failing(steps: Sequence[Step]) -> tuple[Step, ...] | None:
    """Return the steps up to the first different build, or None when all are the same."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        try:
            for _ in walk(steps, Path(folder)):
                pass
        except DifferentBuilds as failure:
            return failure.steps
    return None


def main() -> None:
    """Walk, say what was done, and exit with 1 where builds differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--replay", default="", help="these steps, as they were printed")
    parser.add_argument("--shrink", action="store_true")
    given = parser.parse_args()
    steps = planned(given.seed, given.steps)
    if given.replay:
        steps = [Step.read(text) for text in given.replay.split(",")]
    else:
        print(f"{given.steps} steps of seed {given.seed}", flush=True)
    counts: Counter[bool] = Counter()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        try:
            for number, (did, published) in enumerate(walk(steps, Path(folder)), start=1):
                counts[published] += 1
                print(f"{number:4} {'published' if published else 'refused  '} {did}", flush=True)
        except DifferentBuilds as failure:
            print(failure)
            if given.shrink:
                print("replay:", ",".join(map(str, shrunk(failure.steps))))
            sys.exit(1)
    print(
        f"{len(steps)} steps, all builds equal: {counts[True]} published, {counts[False]} refused"
    )


if __name__ == "__main__":
    main()
