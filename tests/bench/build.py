"""Times of `kbtool check` and `kbtool build` beside named peers, in one run.

    python -m tests.bench.build [--sizes sample,1000,10000] [--only WORD] [--lychee PATH]

For every size the same questions are written for kbtool and for MkDocs with Material alone
(the sample, which has links of ours, is built by MkDocs with our plugin). Seconds of a busy
machine mean little: the ratios to a cold `kbtool check` of the same run are what counts.
lychee looks at the HTML that MkDocs built, without the network.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbtool.terminal import table
from tests.bench.generate import generate

REPOSITORY = Path(__file__).parents[2]
HEAD = ("questions", "what", "CPU s", "wall s", "CPU ratio", "wall ratio", "exit")
KBTOOL = (sys.executable, "-m", "kbtool")


@dataclass(frozen=True, slots=True)
class Step:
    """A command to be timed."""

    name: str
    command: Sequence[str]
    folder: Path


@dataclass(frozen=True, slots=True)
class Time:
    """What a command took, its processes together."""

    cpu: float  # seconds
    wall: float
    exit: int


def prepared(size: str, folder: Path) -> tuple[Path, Path]:
    """Write the material of a size; return the projects of kbtool and of MkDocs."""
    if size != "sample":
        generate(int(size), folder)
        return folder / "kbtool", folder / "plain"
    shutil.copytree(REPOSITORY / "kb", folder / "kb")
    shutil.copy(REPOSITORY / "mkdocs.yml", folder)
    return folder, folder


def steps(size: str, ours: Path, plain: Path, lychee: Path | None) -> Iterator[Step]:
    """Yield what is timed, in the order in which it must run."""
    yield Step("kbtool check, cold", [*KBTOOL, "check", "-q"], ours)
    yield Step("kbtool check, unchanged", [*KBTOOL, "check", "-q"], ours)
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"]
    with_what = "our plugin" if ours == plain else "Material alone"
    yield Step(f"mkdocs build --strict ({with_what})", mkdocs, plain)
    if lychee is not None:
        quiet = ("--offline", "--no-progress", "--include-fragments", "-q")
        command = [str(lychee), *quiet, "--root-dir", str(plain / "site"), "site"]
        yield Step("lychee --offline on its HTML", command, plain)
    yield Step("kbtool build", [*KBTOOL, "build"], ours)


def timed(step: Step) -> Time:
    """Run a command to its end."""
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(
        step.command, cwd=step.folder, env=environ, capture_output=True, check=False
    )
    after, wall = os.times(), time.perf_counter() - start
    cpu = after.children_user - before.children_user
    return Time(cpu + after.children_system - before.children_system, wall, done.returncode)


def rows(size: str, only: str, lychee: Path | None) -> Iterator[tuple[str, ...]]:
    """Time every step of a size, and yield a row for each."""
    with tempfile.TemporaryDirectory() as name:
        ours, plain = prepared(size, Path(name))
        base: Time | None = None
        for step in steps(size, ours, plain, lychee):
            if base is not None and only not in step.name:
                continue
            took = timed(step)
            base = base or took
            yield (
                size,
                step.name,
                f"{took.cpu:.2f}",
                f"{took.wall:.2f}",
                f"{took.cpu / base.cpu:.2f}",
                f"{took.wall / base.wall:.2f}",
                str(took.exit),
            )


def main() -> None:
    """Time everything, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="sample,1000,10000")
    parser.add_argument("--only", default="", help="only steps whose names hold this word")
    parser.add_argument("--lychee", type=Path, default=Path(".bench/venv/bin/lychee"))
    given = parser.parse_args()
    lychee = given.lychee.absolute() if given.lychee.exists() else None
    if lychee is None:
        print(f"lychee is missing ({given.lychee}) and is not timed.")
    for size in given.sizes.split(","):
        found = list(rows(size, given.only, lychee))
        print(table(HEAD, found, right={"questions", *HEAD[2:]}), flush=True)


if __name__ == "__main__":
    main()
