"""Draws the charts of docs/benchmarks.md; run by the Python that has matplotlib.

    python tests/bench/charts.py FOLDER < values.json

The same values make the same bytes: no date, no random ids, texts as texts. A light card lies below
each chart, so that it can be read on a dark page, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COLOURS = {"MkDocs + Material": "#5a6acf", "Zensical": "#8a8a8a", "Hugo": "#d0508f",
           "kbtool": "#1a7f4b"}  # fmt: skip
MARKS = {"MkDocs + Material": "s", "Zensical": "D", "Hugo": "^", "kbtool": "o"}
CARD, INK, GRID = "#fbfbf8", "#2c2c2c", "#d9d9d4"
Lines = Mapping[str, Sequence[tuple[float, float]]]


def _prepared() -> Any:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update(
        {
            "svg.hashsalt": "kbtool",
            "svg.fonttype": "none",
            "font.family": "sans-serif",
            "font.size": 11,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": GRID,
            "axes.facecolor": CARD,
            "figure.facecolor": CARD,
            "xtick.color": INK,
            "ytick.color": INK,
            "grid.color": GRID,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )
    from matplotlib import pyplot

    return pyplot


def _saved(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    text = path.read_text("utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", "utf-8")


def lines(pyplot: Any, values: Lines, label: str, path: Path) -> None:
    """Draw a line a tool over the number of questions, both axes in powers of ten."""
    from matplotlib import ticker

    figure, axes = pyplot.subplots(figsize=(7.5, 4.2))
    for tool, points in values.items():
        if points:
            across, up = zip(*points, strict=True)
            axes.plot(across, up, marker=MARKS[tool], color=COLOURS[tool], label=tool, linewidth=2)
    sizes = sorted({size for points in values.values() for size, _ in points})
    axes.set(xscale="log", yscale="log", xlabel="questions", ylabel=label)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(True)
    axes.legend(frameon=False, ncols=len(values), loc="lower center", bbox_to_anchor=(0.5, 1))
    _saved(figure, path)
    pyplot.close(figure)


def bars(pyplot: Any, values: Sequence[tuple[str, float]], size: int, path: Path) -> None:
    """Draw a bar a build, in powers of ten, each with its seconds."""
    figure, axes = pyplot.subplots(figsize=(7.5, 0.45 * len(values) + 1.2))
    names = [name for name, _ in values]
    seconds = [value for _, value in values]
    colours = [
        COLOURS["MkDocs + Material" if name == "mkdocs build" else "kbtool"] for name in names
    ]
    drawn = axes.barh(names, seconds, color=colours, height=0.62)
    axes.bar_label(drawn, [f"{value:.2f} s" for value in seconds], padding=4)
    axes.set(xscale="log", xlabel=f"seconds with {size:,} questions")
    axes.set_xlim(min([*seconds, 0.1]) / 2, max([*seconds, 1]) * 3)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.invert_yaxis()
    _saved(figure, path)
    pyplot.close(figure)


def main() -> None:
    """Draw what standard input holds."""
    values, folder = json.load(sys.stdin), Path(sys.argv[1])
    pyplot = _prepared()
    lines(pyplot, values["growth"], "seconds", folder / "benchmarks-growth.svg")
    lines(pyplot, values["memory"], "MB", folder / "benchmarks-memory.svg")
    bars(pyplot, values["edits"], values["largest"], folder / "benchmarks-edits.svg")


if __name__ == "__main__":
    main()
