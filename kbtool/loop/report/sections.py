"""The figures in sections of tables, in words; every format shows these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kbtool.loop.report.figures import DeadEnd, Move, Query, Report
from kbtool.loop.report.words import Words

__all__ = ["Cell", "Section", "Table", "sections"]

SHOWN = 10  # rows of a list; the rest is counted

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    url: str = ""
    code: bool = False  # words of visitors, shown as they are
    tone: str = ""  # "good", "bad" or nothing
    trend: tuple[int, ...] = ()  # drawn where pictures can be


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; `numbers` are the columns of numbers, from 0."""

    key: str
    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int]
    more: str = ""  # how many rows are left out
    empty: str = ""  # what is said instead of no rows
    picture: str = ""  # the picture that shows the same


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    key: str
    title: str
    lead: str
    tables: tuple[Table, ...]


def sections(report: Report, words: Words) -> tuple[Section, ...]:
    """Return the report as sections of tables."""
    write = _Writer(report, words)
    return (
        write.section("goal", write.goals()),
        write.section("asked", write.months(), write.top(), write.rising(), write.falling()),
        write.section(
            "searched", write.outcomes(), write.top_searches(), write.without(), write.not_taken()
        ),
        write.section("helped", write.votes(), write.unhelpful()),
        write.section(
            "shape", write.tree(), write.links(), write.no_way_out(), write.no_way_in()
        ),
        write.section("upkeep", write.stale(), write.behind(), write.owners()),
    )


class _Writer:
    def __init__(self, report: Report, words: Words) -> None:
        self.report = report
        self.words = words
        self.say = words.say

    def section(self, key: str, *tables: Table) -> Section:
        days = self.report.upkeep.within
        return Section(key, self.say(f"{key}.heading"), self.say(f"{key}.lead", days=days), tables)

    def table(
        self,
        key: str,
        head: str,
        rows: Iterable[Sequence[Cell | str | int]],
        *,
        picture: str = "",
        lead: str = "",
        left_out: int = 0,
        empty: str = "report.none",
    ) -> Table:
        """Return a table; `head` names its columns, those of numbers with a `#`."""
        names = head.split()
        return Table(
            key=key,
            title=self.say(key),
            lead=lead or self._optional(f"{key}_lead"),
            head=tuple(self.say(f"column.{name.lstrip('#')}") for name in names),
            rows=tuple(tuple(map(self.cell, row)) for row in rows),
            numbers=frozenset(i for i, name in enumerate(names) if name.startswith("#")),
            more=self.say("report.more", n=left_out) if left_out > 0 else "",
            empty=self.say(empty),
            picture=picture,
        )

    def _optional(self, key: str) -> str:
        said = self.say(key)
        return "" if said == key else said

    def cell(self, value: Cell | str | int) -> Cell:
        if isinstance(value, int):
            return Cell(self.words.number(value))
        return value if isinstance(value, Cell) else Cell(value)

    # --- one method a table ---

    def goals(self) -> Table:
        rows = []
        for one in self.report.goals:
            wanted = self.words.share(one.target)
            state = {True: "met", False: "missed", None: "unknown"}[one.met]
            tone = {True: "good", False: "bad", None: ""}[one.met]
            limit = self.say("goal.at_most" if one.at_most else "goal.at_least", share=wanted)
            said = Cell(self.say(f"goal.{state}"), tone=tone)
            rows.append((self.say(f"goal.{one.key}"), limit, self.words.share(one.value), said))
        return self.table("goal.heading", "goal #wanted #now state", rows, empty="goal.none")

    def months(self) -> Table:
        months = self.report.asked.months
        sources = [source for source, _ in months[0].sources]
        table = self.table(
            "asked.months",
            " ".join(["month", *["#asks"] * (len(sources) + 1)]),
            [[one.month, *(n for _, n in one.sources), one.asks] for one in months],
            picture="asks",
        )
        names = [self.words.named("source", source) for source in sources]
        head = (table.head[0], *names, table.head[-1])
        return Table(
            table.key, table.title, "", head, table.rows, table.numbers, picture=table.picture
        )

    def top(self) -> Table:
        rows = ((self._move(one), Cell("", trend=one.months), one.later) for one in self._top())
        return self.table("asked.top", "question trend #asks", rows)

    def _top(self) -> tuple[Move, ...]:
        return self.report.asked.top

    def rising(self) -> Table:
        return self.moves("asked.rising", self.report.asked.rising)

    def falling(self) -> Table:
        return self.moves("asked.falling", self.report.asked.falling)

    def moves(self, key: str, moves: Iterable[Move]) -> Table:
        rows = (
            (
                self._move(one),
                Cell("", trend=one.months),
                one.earlier,
                one.later,
                self.words.change(one.earlier, one.later),
            )
            for one in moves
        )
        return self.table(key, "question trend #before #after #change", rows)

    def _move(self, one: Move) -> Cell:
        title = one.title if one.title != one.id else self.say("report.gone", id=one.id)
        return Cell(title, one.url)

    def outcomes(self) -> Table:
        found = self.report.searched
        rows = (
            (self.say(f"searched.{name}"), n, self.words.share(share))
            for name, n, share in outcome_shares(self.report)
        )
        return self.table(
            "searched.outcomes",
            "outcome #searches #share",
            rows if found.judged else (),
            picture="outcomes" if found.judged else "",
            empty="report.no_data",
        )

    def top_searches(self) -> Table:
        return self.queries("searched.top", self.report.searched.top)

    def without(self) -> Table:
        return self.queries("searched.without", self.report.searched.without_result)

    def not_taken(self) -> Table:
        return self.queries("searched.not_taken", self.report.searched.not_taken)

    def queries(self, key: str, queries: Iterable[Query]) -> Table:
        rows = (
            (Cell(one.query, code=True), one.count, self._known(one.clicks), self._known(one.results))
            for one in queries
        )
        return self.table(key, "query #searches #clicks #results", rows)

    def _known(self, n: int | None) -> Cell | int:
        return Cell(self.say("report.unknown")) if n is None else n

    def votes(self) -> Table:
        months = self.report.helped.months
        rows = [
            (month, yes, no, self.words.share(yes / (yes + no))) for month, yes, no in months if yes + no
        ]
        return self.table(
            "helped.months",
            "month #helpful #unhelpful #share",
            rows,
            picture="helped" if len(rows) > 1 else "",
            empty="report.no_data",
        )

    def unhelpful(self) -> Table:
        rows = (
            (
                Cell(one.title, one.url),
                one.asks,
                one.helpful,
                one.unhelpful,
                " · ".join(
                    f"{self.words.named('reason', reason)} {self.words.number(n)}"
                    for reason, n in one.reasons[:2]
                ),
            )
            for one in self.report.helped.unhelpful_and_hot
        )
        return self.table("helped.unhelpful", "question #asks #helpful #unhelpful reasons", rows)

    def tree(self) -> Table:
        all_asks = self.report.shape.categories[0].asks
        rows = []
        for one in self.report.shape.categories:
            if 1 <= len(one.path) <= 2:
                votes = one.helpful + one.unhelpful
                rows.append(
                    (
                        "\N{NO-BREAK SPACE}" * 4 * (len(one.path) - 1) + one.title,
                        one.questions,
                        one.asks,
                        self.words.share(one.asks / all_asks if all_asks else None),
                        round(one.asks / one.questions),
                        self.words.share(one.helpful / votes if votes else None, 0),
                    )
                )
        head = "category #questions #asks #share #per_question #helpful"
        return self.table("shape.tree", head, rows, picture="tree")

    def links(self) -> Table:
        category = {id: path[:1] for id, path in self.report.shape.leaves}
        rows = []
        for one in self.report.shape.categories:
            if len(one.path) == 1:
                ways = [w for w in self.report.shape.ways if category[w.source] == one.path]
                within = sum(category.get(w.target) == one.path for w in ways)
                rows.append((one.title, one.questions, within, len(ways) - within))
        table = self.table("shape.links", "category #questions #asks #asks", rows, picture="links")
        head = (*table.head[:2], self.say("shape.ways_within"), self.say("shape.ways_out"))
        return Table(
            table.key, table.title, table.lead, head, table.rows, table.numbers, picture="links"
        )

    def no_way_out(self) -> Table:
        return self.dead("shape.no_way_out", self.report.shape.no_way_out)

    def no_way_in(self) -> Table:
        return self.dead("shape.no_way_in", self.report.shape.no_way_in)

    def dead(self, key: str, ends: Sequence[DeadEnd]) -> Table:
        rows = ((Cell(one.title, one.url), one.lang, one.asks) for one in ends[:SHOWN])
        return self.table(key, "question language #asks", rows, left_out=len(ends) - SHOWN)

    def stale(self) -> Table:
        stale = self.report.upkeep.stale
        rows = (
            (
                Cell(one.title, one.url),
                one.lang,
                one.owner or self.say("report.nobody"),
                one.asks,
                one.seen.isoformat() if one.seen else self.say("report.never"),
                "" if one.late is None else one.late,
            )
            for one in stale[:SHOWN]
        )
        head = "question language owner #asks #last_seen #late"
        return self.table("upkeep.stale", head, rows, left_out=len(stale) - SHOWN)

    def behind(self) -> Table:
        behind = self.report.upkeep.behind
        rows = (
            (
                Cell(one.title, one.url),
                one.lang,
                self.say("upkeep.outdated" if one.outdated else "upkeep.missing"),
                one.asks,
            )
            for one in behind[:SHOWN]
        )
        return self.table(
            "upkeep.behind",
            "question language why #asks",
            rows,
            lead=self.say("upkeep.behind_lead", n=len(behind)) if behind else " ",
            left_out=len(behind) - SHOWN,
        )

    def owners(self) -> Table:
        rows = []
        for one in self.report.upkeep.owners:
            votes = one.helpful + one.unhelpful
            rows.append(
                (
                    one.name or self.say("report.nobody"),
                    ", ".join(one.langs),
                    one.articles,
                    one.asks,
                    self.words.share(one.reviewed / one.articles, 0),
                    self.words.share(one.helpful / votes if votes else None, 0),
                )
            )
        head = "owner language #answers #asks #in_time #helpful"
        return self.table("upkeep.owners", head, rows)


def outcome_shares(report: Report) -> tuple[tuple[str, int, float | None], ...]:
    """Return what became of the searches whose results and clicks are known."""
    found = report.searched
    counts = {
        "taken": found.clicked - found.untaken,
        "untaken": found.untaken,
        "nothing": found.unanswered,
    }
    total = sum(counts.values())
    return tuple((name, n, n / total if total else None) for name, n in counts.items())
