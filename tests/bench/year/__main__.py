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

from tests.bench.lines import read_lines
from tests.bench.year.page import EDITORS, Lived, write_page
from tests.bench.year.standing import Standing
from tests.bench.year.visitors import Crowd
from tests.bench.year.walk import Walk
from tests.bench.year.world import settled
from tests.conftest import REPOSITORY

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


def lived(folder: Path, editor: str, months: int, visitors: int, seed: int) -> Lived:
    """Return how a set of data stands after each month with an editor."""
    found = []
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        walk = Walk(root, Crowd(settled(folder, root), visitors, seed), EDITORS[editor], kbtool)
        start = time.perf_counter()
        for one in walk.months(months):
            found.append(one)
            seconds = time.perf_counter() - start
            said = {"set": folder.name, "editor": editor, "seconds": round(seconds), **asdict(one)}
            print(json.dumps(said), flush=True)
    return Lived(folder.name, editor, tuple(found), len(walk.secrets))


def sizes(folder: Path) -> str:
    """Return what a set of data holds, in words."""
    faqs = list(read_lines(folder / "faqs.jsonl"))
    logged = sum(len(faq.get("alias_pool") or ()) for faq in faqs)
    unseen = sum(bool(row["relevant"]) for row in read_lines(folder / "queries.jsonl"))
    return f"{len(faqs):,} questions, {logged:,} logged phrasings, {unseen:,} queries to measure"


def saved(path: Path) -> list[Lived]:
    """Return what an earlier run lived through."""
    rows = json.loads(path.read_text("utf-8"))
    return [
        Lived(row["set"], row["editor"], tuple(map(Standing.of, row["months"])), row["secrets"])
        for row in rows
    ]


def main() -> None:
    """Live through the year with each set and editor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=["support_en", "cs_zh"])
    parser.add_argument("--editors", nargs="+", default=list(EDITORS), choices=list(EDITORS))
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--visitors", type=int, default=3000, help="a month")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="years at the same time")
    parser.add_argument("--out", type=Path, help="keep every number there, as JSON")
    parser.add_argument("--from", type=Path, dest="kept", help="numbers of an earlier --out")
    parser.add_argument("--write", action="store_true", help="renew docs/year.md")
    given = parser.parse_args()
    if given.kept:
        years = saved(given.kept)
    else:
        walks = [(given.folder / name, one) for name in given.sets for one in given.editors]
        how = (given.months, given.visitors, given.seed)
        with ProcessPoolExecutor(max_workers=given.jobs) as pool:
            jobs = [pool.submit(lived, folder, editor, *how) for folder, editor in walks]
            years = [job.result() for job in jobs]
    if given.out:
        given.out.write_text(json.dumps([asdict(year) for year in years], indent=1), "utf-8")
    if given.write:
        said = {name: sizes(given.folder / name) for name in given.sets}
        write_page(years, given.visitors, said, REPOSITORY / "docs")


if __name__ == "__main__":
    main()
