"""The page docs/benchmarks.md with its charts: written by a run, read by a test."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import kbtool
from tests.bench.results import COSTS, WEIGHTS, Result, Weight, cost_rows, weight_rows
from tests.bench.steps import BASE, BUILD, EDITED, HUGO, UNCHANGED, ZENSICAL

__all__ = ["CHARTS", "machine", "markdown", "versions", "write_page"]

CHARTS = {
    "benchmarks-growth.svg": "Seconds of a full build by the number of questions, one line a tool",
    "benchmarks-edits.svg": "Seconds of a kbtool build after one edit, and of MkDocs",
    "benchmarks-memory.svg": "The most memory that a full build takes, by the number of questions",
}
TOOLS = {BASE: "MkDocs + Material", ZENSICAL: "Zensical", HUGO: "Hugo",
         BUILD: "kbtool"}  # fmt: skip
PAGE = """# Benchmarks

What `make bench WRITE=1` measured on {date}, all of it in one run. Seconds of one machine mean
little on another: the last two columns say how many times less than `mkdocs build` a step takes.
Nothing here is a test that could fail.

- **Machine**: {machine}
- **Versions**: {versions}
- **Texts**: {corpus}
- **Memory**: the highest sum of PSS of all processes of a command, looked at several times a second
- **kbtool** writes pages, the index and the search of the browser; MkDocs has no search here, and
  Hugo has the smallest theme that shows a path, neighbours and an answer
- Edits are the median of {repeats} builds, each after one more edit; what takes less than
  10 seconds is the median of {repeats} runs, too

## Time and memory

{costs}

![{growth}](benchmarks-growth.svg)

![{edits}](benchmarks-edits.svg)

![{memory}](benchmarks-memory.svg)

## HTML of a question's page

{weights}
"""


def machine() -> str:
    """Return cores and processor of this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    names = Path("/proc/cpuinfo")
    lines = names.read_text().splitlines() if names.is_file() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")
    return f"{cores} cores, {model or platform.machine()}, {platform.system()}"


def versions(hugo: Path | None, zensical: Path | None) -> str:
    """Return the versions of everything that is measured."""
    found = [f"kbtool {kbtool.__version__}", f"Python {platform.python_version()}"]
    found += [f"MkDocs {version('mkdocs')}", f"Material {version('mkdocs-material')}"]
    for name, command in (("Hugo", [hugo, "version"]), ("Zensical", [zensical, "--version"])):
        if command[0] is not None:
            said = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True)
            word = next(word for word in said.stdout.split() if word.strip("v")[:1].isdigit())
            found.append(f"{name} {word.strip('v').split('-')[0]}")
    return ", ".join(found)


def markdown(results: Sequence[Result], weights: Sequence[Weight], facts: Mapping[str, str]) -> str:
    """Return the text of the page."""
    return PAGE.format(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        costs=_table(COSTS, cost_rows(results)),
        weights=_table(WEIGHTS, weight_rows(weights)),
        growth=CHARTS["benchmarks-growth.svg"],
        edits=CHARTS["benchmarks-edits.svg"],
        memory=CHARTS["benchmarks-memory.svg"],
        **facts,
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = ["---" if name == "what" else "---:" for name in head]
    lines = [head, marks, *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_page(
    results: Sequence[Result],
    weights: Sequence[Weight],
    facts: Mapping[str, str],
    folder: Path,
    python: Path,
) -> None:
    """Write the page and its charts into `folder`.

    Args:
        results: what was measured.
        weights: how much the pages weigh.
        facts: what the page says besides.
        folder: the folder of the manual.
        python: a Python that has matplotlib.
    """
    (folder / "benchmarks.md").write_text(markdown(results, weights, facts), "utf-8")
    charts = Path(__file__).with_name("charts.py")
    material = json.dumps(chart_values(results))
    subprocess.run([str(python), str(charts), str(folder)], input=material, text=True, check=True)


def chart_values(results: Sequence[Result]) -> dict[str, object]:
    """Return what the charts draw, as JSON takes it."""
    good = [one for one in results if not one.cost.exit and one.size.isdigit()]
    # The largest of which MkDocs has come to its end: edits say little without it.
    compared = [one for one in good if one.name == BASE] or good
    largest = max((int(one.size) for one in compared), default=0)
    bars = {BASE: "mkdocs build", BUILD: "full", UNCHANGED: "nothing changed"}
    bars |= {name: name.partition(", ")[2] for name in EDITED}
    return {
        "growth": {
            tool: [[int(one.size), one.cost.wall] for one in good if one.name == name]
            for name, tool in TOOLS.items()
        },
        "memory": {
            tool: [[int(one.size), one.cost.memory] for one in good if one.name == name]
            for name, tool in TOOLS.items()
        },
        "edits": [
            [bars[one.name], round(one.cost.wall, 3)]
            for one in good
            if one.name in bars and int(one.size) == largest
        ],
        "largest": largest,
    }
