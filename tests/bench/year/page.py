"""The page docs/year.md with its curves: written by a run, read by a test.

    python -m tests.bench.year.page FOLDER

draws the curves in FOLDER once more, of the tables that its `year.md` has.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.year import logs, visitors
from tests.bench.year.picture import Panel, curves
from tests.bench.year.standing import Standing

__all__ = ["CURVES", "EDITORS", "GOALS", "Lived", "markdown", "pictures", "write_page"]

EDITORS = {"nobody": 0.0, "a third": 1 / 3, "all": 1.0}
"""Part of the unsure texts that an editor decides."""

GOALS = {"support_en": 66.0, "cs_zh": 57.0}
"""Recall@1 in percent that five logged phrasings a question were to bring."""

CURVES = {
    "year-recall.svg": "Recall@1 of unseen queries by month, a line an editor, beside the goal",
    "year-order.svg": "How well the order of questions agrees with what was asked, by month",
}
LEGEND = {
    "nobody": "nobody decides 无人确认",
    "a third": "a third is decided 确认三分之一",
    "all": "all are decided 全部确认",
}
SETS = {"support_en": "support_en, English 英文", "cs_zh": "cs_zh, Chinese 中文"}
TITLES = {
    "year-recall.svg": "Recall@1 of unseen queries 未出现过的提问的首条命中率",
    "year-order.svg": "Order of questions and asks, Kendall's tau 问题排序与提问量的一致度",
}
ENDS = (
    *("set", "editor", "Recall@1", "Recall@5", "MRR@10", "by asks", "order", "top ten"),
    *("found", "unanswered", "phrasings", "right", "decided", "waiting"),
)
TEMPLATE = Path(__file__).with_name("page.md")


@dataclass(frozen=True, slots=True)
class Lived:
    """A year of a set of data with an editor."""

    set: str
    editor: str
    months: tuple[Standing, ...]
    secrets: int  # planted in the logs


def markdown(years: Sequence[Lived], visitors_: int, sizes: Mapping[str, str]) -> str:
    """Return the text of the page.

    Args:
        years: what was lived through.
        visitors_: that come in a month.
        sizes: what is in each set, in words.
    """
    recalls = _by_month(years, [[f"{100 * m.recall_at_1:.1f}" for m in y.months] for y in years])
    return TEMPLATE.read_text("utf-8").format(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        recall=CURVES["year-recall.svg"],
        order=CURVES["year-order.svg"],
        reached="\n".join(map(_reached, years)),
        visitors=f"{visitors_:,}",
        months=max((len(year.months) for year in years), default=1) - 1,
        zipf=visitors.ZIPF,
        **visitors.WAYS,
        strange=visitors.STRANGE,
        typo=visitors.TYPO,
        chatter=visitors.CHATTER,
        personal=visitors.PERSONAL,
        looked=logs.LOOKED_AT,
        taken=logs.TAKEN,
        wrong=logs.WRONG,
        **{name: sizes.get(name, "not measured") for name in GOALS},
        recalls=recalls,
        orders=_by_month(years, [[f"{one.order:.3f}" for one in y.months] for y in years]),
        ends=_table(ENDS, [row for year in years for row in _ends(year)]),
        secrets=f"{sum(year.secrets for year in years):,}",
    )


def _reached(year: Lived) -> str:
    """Return a sentence on where a year leads."""
    first, last = (round(100 * one.recall_at_1, 1) for one in (year.months[0], year.months[-1]))
    goal = GOALS.get(year.set, 100.0)
    over = [one.month for one in year.months if round(100 * one.recall_at_1, 1) >= goal]
    who = {"nobody": "nobody decides", "all": "an editor decides all"}
    said = who.get(year.editor, f"an editor decides {year.editor}")
    end = f"reaches the goal of {goal:g} in month {over[0]}" if over else f"misses {goal:g}"
    way = f"from {first} to {last} % in {len(year.months) - 1} months"
    return f"- **{year.set}**, {said}: {way}; it {end}."


def _by_month(years: Sequence[Lived], cells: Sequence[Sequence[str]]) -> str:
    head = ("month", *(f"{year.set}, {year.editor}" for year in years))
    rows = [(str(month), *row) for month, row in enumerate(zip(*cells, strict=True))]
    return _table(head, rows)


def _ends(year: Lived) -> list[tuple[str, ...]]:
    rows = [] if year.editor != "nobody" else [(year.months[0], "before")]
    return [(year.set, name, *_cells(one)) for one, name in [*rows, (year.months[-1], year.editor)]]


def _cells(one: Standing) -> tuple[str, ...]:
    def percent(share: float) -> str:
        return f"{100 * share:.1f}"

    began = one.month > 0
    shares = (one.recall_at_1, one.recall_at_5, one.mrr, one.asked_at_1)
    return (
        *map(percent, shares),
        f"{one.order:.3f}",
        f"{10 * one.top:.0f}",
        *(percent(share) if began else "–" for share in (one.found, one.unanswered)),
        f"{one.phrasings:,}",
        percent(one.right) if one.phrasings else "–",
        f"{one.decided:,}",
        f"{one.waiting:,}",
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = ["---" if name in ("set", "editor") else "---:" for name in head]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, marks, *rows])


def pictures(text: str) -> dict[str, str]:
    """Return the curves that the tables of the page say, by the names of their files."""
    drawn = {}
    for name, title, unit, number in (
        ("year-recall.svg", "Recall@1 of unseen queries, percent", 0.01, ".0%"),
        ("year-order.svg", "The order of questions", 1.0, ".1f"),
    ):
        part = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        head, _, *rows = (line.strip("| ").split(" | ") for line in re.findall(r"(?m)^\|.*", part))
        series = {
            key: [round(unit * float(row[place]), 4) for row in rows]
            for place, key in enumerate(head)
            if place
        }
        goal = {one: GOALS[one] * unit for one in GOALS} if unit != 1.0 else {}
        drawn[name] = curves(TITLES[name], _panels(series, goal), number)
    return drawn


def _panels(series: Mapping[str, Sequence[float]], goals: Mapping[str, float]) -> list[Panel]:
    by_set: dict[str, dict[str, Sequence[float]]] = {}
    for key, line in series.items():
        name, _, editor = key.partition(", ")
        by_set.setdefault(name, {})[LEGEND.get(editor, editor)] = line
    return [Panel(SETS.get(name, name), lines, goals.get(name)) for name, lines in by_set.items()]


def write_page(
    years: Sequence[Lived], visitors_: int, sizes: Mapping[str, str], folder: Path
) -> None:
    """Write the page and its curves into `folder`, the folder of the manual."""
    (folder / "year.md").write_text(markdown(years, visitors_, sizes), "utf-8")
    draw(folder)


def draw(folder: Path) -> None:
    """Draw the curves of the page in `folder`."""
    for name, drawn in pictures((folder / "year.md").read_text("utf-8")).items():
        (folder / name).write_text(drawn, "utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
