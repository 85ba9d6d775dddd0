"""Times, memory and bytes of kbtool beside named peers, in one run.

    python -m tests.bench.build [--sizes sample,1000,10000] [--only WORD] [--write]

For every size the same questions are written for kbtool, for MkDocs with Material alone (and
Zensical), and for Hugo; the sample, which has links of ours, is built by MkDocs with our plugin.
Seconds of a busy machine mean little: what counts is how many times less than `mkdocs build` of the
same run. `--write` makes docs/benchmarks.md of what was found.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kbtool.terminal import table
from tests.bench.edits import articles
from tests.bench.generate import generate
from tests.bench.measure import Cost, measured, middle
from tests.bench.page import machine, versions, write_page
from tests.bench.reload import seconds_to_reload
from tests.bench.results import COSTS, RELOADED, WEIGHTS, Result, Weight, cost_rows, weight_rows
from tests.bench.steps import Step, Tools, steps

REPOSITORY = Path(__file__).parents[2]
SHORT = 10  # seconds
OURS = "the questions that `tests/bench/generate.py` writes"


def prepared(size: str, folder: Path, corpora: Path | None) -> Path:
    """Write the material of a size, or copy what lies ready; return its folder."""
    if size == "sample":
        shutil.copytree(REPOSITORY / "kb", folder / "kb" / "kb")
        shutil.copy(REPOSITORY / "mkdocs.yml", folder / "kb")
    elif corpora is None:
        generate(int(size), folder)
    else:
        shutil.copytree(corpora / size, folder, dirs_exist_ok=True)
    return folder


def timed(step: Step, repeats: int, limit: float) -> Cost:
    """Run a step, several times where it says so or is short, after what must be done before."""
    costs: list[Cost] = []
    for number in range(repeats):
        step.before(number)
        costs.append(measured(step.command, step.folder, limit))
        # A first run reads its program from disk: of a short one that is most of the time.
        if costs[-1].exit or not (step.repeated or costs[0].wall < SHORT):
            break
    return middle(costs)


def weighed(size: str, step: Step, names: set[str]) -> Weight | None:
    """Return the weights of the pages of questions; `names` are those of their files."""
    made = (step.folder / step.pages).rglob("*.html")
    pages = [one for one in made if {one.stem, one.parent.name} & names]
    return Weight(size, step.name, tuple(sorted(map(_bytes, pages)))) if pages else None


def _bytes(path: Path) -> int:
    return path.stat().st_size


def run(size: str, given: argparse.Namespace, tools: Tools) -> Iterator[Result | Weight]:
    """Measure everything on a corpus, one step after the other."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        corpus = prepared(size, Path(name), given.corpora)
        names = {path.stem for path in articles(corpus / "kb")}
        for step in steps(corpus, tools):
            if given.only in step.name:
                cost = timed(step, given.repeats, given.limit)
                yield Result(size, step.name, cost)
                if step.pages and not cost.exit and (found := weighed(size, step, names)):
                    yield found
        if given.only in RELOADED and size in given.reload.split(","):
            seconds = seconds_to_reload(corpus / "kb", given.repeats, given.limit)
            yield Result(size, RELOADED, Cost(seconds, 0, 0, 0))


def found_tools(folder: Path) -> Tools:
    """Return the peers in an environment; say which are missing."""
    hugo = next(iter(folder.glob("lib/python*/site-packages/hugo/binaries/hugo")), None)
    places = {"hugo": hugo, "zensical": folder / "bin/zensical", "lychee": folder / "bin/lychee"}
    there = {name: one.absolute() if one and one.exists() else None for name, one in places.items()}
    for name in (name for name, place in there.items() if place is None):
        print(f"{name} is missing in {folder} and is not measured.")
    return Tools(**there)


def main() -> None:
    """Measure everything, print tables, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="sample,1000,10000")
    parser.add_argument("--only", default="", help="only steps whose names hold this word")
    parser.add_argument("--repeats", type=int, default=3, help="builds of each edit; the median")
    parser.add_argument("--limit", type=float, default=300, help="seconds that a command may take")
    parser.add_argument("--reload", default="1000,10000", help="sizes for `serve`")
    parser.add_argument("--peers", type=Path, default=REPOSITORY / ".bench" / "venv")
    parser.add_argument("--corpora", type=Path, help="has SIZE/kb, SIZE/mkdocs, SIZE/hugo")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    tools = found_tools(given.peers)
    results: list[Result] = []
    weights: list[Weight] = []
    for size in given.sizes.split(","):
        of_size: list[Result] = []
        for one in run(size, given, tools):
            if isinstance(one, Weight):
                weights.append(one)
                continue
            of_size.append(one)
            print(f"{size} {one.name}: {one.cost.wall:.2f} s", flush=True)
        results += of_size
        print(table(COSTS, cost_rows(of_size), right={*COSTS} - {"what"}), flush=True)
    print(table(WEIGHTS, weight_rows(weights), right={*WEIGHTS} - {"what"}), flush=True)
    if given.write:
        facts = {
            "machine": machine(),
            "versions": versions(tools.hugo, tools.zensical),
            "corpus": OURS if given.corpora is None else "a corpus that was given",
            "repeats": str(given.repeats),
        }
        python = given.peers / "bin" / "python"
        write_page(results, weights, facts, REPOSITORY / "docs", python)


if __name__ == "__main__":
    main()
