"""A simulated year: visitors with real questions, their logs imported, suggestions applied.

    python -m tests.bench.year FOLDER [--sets support_en cs_zh] [--visitors 3000] [--write]

FOLDER holds relevance data, a folder a set, as tests/bench/eval_kb.py reads it. It is read
where it is; nothing of it is written but into a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tests.bench.year.standing import Standing
from tests.bench.year.visitors import Crowd
from tests.bench.year.walk import Walk
from tests.bench.year.world import settled

EDITORS = {"nobody": 0.0, "a third": 1 / 3, "all": 1.0}
LIMIT = 600  # seconds of a command


def kbtool(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run kbtool in a process of its own, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kbtool", *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"kbtool {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr}")
    return done.stdout


def lived(folder: Path, editor: str, months: int, visitors: int, seed: int) -> list[Standing]:
    """Return how a set of data stands after each month with an editor."""
    found = []
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        crowd = Crowd(settled(folder, root), visitors, seed)
        start = time.perf_counter()
        for one in Walk(root, crowd, EDITORS[editor], kbtool).months(months):
            found.append(one)
            seconds = time.perf_counter() - start
            print(f"{folder.name}, {editor} ({seconds:.0f} s): {one}", file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Live through the year with each set and editor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=["support_en", "cs_zh"])
    parser.add_argument("--editors", nargs="+", default=list(EDITORS), choices=list(EDITORS))
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--visitors", type=int, default=3000, help="a month")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    walks = [(name, editor) for name in given.sets for editor in given.editors]
    with ProcessPoolExecutor(max_workers=2) as pool:
        jobs = [
            pool.submit(
                lived, given.folder / name, editor, given.months, given.visitors, given.seed
            )
            for name, editor in walks
        ]
        found = [
            {"set": name, "editor": editor, "months": [asdict(one) for one in job.result()]}
            for (name, editor), job in zip(walks, jobs, strict=True)
        ]
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
