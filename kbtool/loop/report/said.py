"""What people asked and searched, and what helped them, as tables; and the goals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kbtool.loop.report.figures import Move, Report
from kbtool.loop.report.tables import Cell, Section, Table, Writer

__all__ = ["outcome_shares", "said"]


def said(write: Writer) -> tuple[Section, ...]:
    """Return the sections of what came from people."""
    return (
        write.section("goal", _goals(write)),
        write.section("asked", _months(write), _top(write), _rising(write), _falling(write)),
        write.section(
            "searched",
            _outcomes(write),
            _top_searches(write),
            _without(write),
            _not_taken(write),
        ),
        write.section("helped", _votes(write), _unhelpful(write)),
    )


def _goals(write: Writer) -> Table:
    rows = []
    for one in write.report.goals:
        wanted = write.words.share(one.target)
        state = {True: "met", False: "missed", None: "unknown"}[one.met]
        tone = {True: "good", False: "bad", None: ""}[one.met]
        limit = write.say("goal.at_most" if one.at_most else "goal.at_least", share=wanted)
        said = Cell(write.say(f"goal.{state}"), tone=tone)
        rows.append((write.say(f"goal.{one.key}"), said, write.words.share(one.value), limit))
    head = "goal state #now #wanted"
    return write.table("goal.heading", head, rows, wide=True, empty="goal.none")


def _months(write: Writer) -> Table:
    months = write.report.asked.months
    sources = [source for source, _ in months[0].sources]
    some = any(one.asks for one in months)
    table = write.table(
        "asked.months",
        " ".join(["month", *["#asks"] * (len(sources) + 1)]),
        [[one.month, *(n for _, n in one.sources), one.asks] for one in months if some],
        picture="asks" if some else "",
        empty="report.no_data",
    )
    names = [write.words.named("source", source) for source in sources]
    head = (table.head[0], *names, table.head[-1])
    return replace(table, head=head)


def _top(write: Writer) -> Table:
    top = write.report.asked.top
    most = max((sum(one.months) for one in top), default=0)
    rows = (
        (_move(write, one), Cell("", trend=one.months), write.bar(sum(one.months), most))
        for one in top
    )
    return write.table("asked.top", "question trend #asks", rows, wide=True, empty="report.no_data")


def _rising(write: Writer) -> Table:
    return _moves(write, "asked.rising", write.report.asked.rising)


def _falling(write: Writer) -> Table:
    return _moves(write, "asked.falling", write.report.asked.falling)


def _moves(write: Writer, key: str, moves: Iterable[Move]) -> Table:
    rows = (
        (
            _move(write, one),
            Cell("", trend=one.months),
            one.earlier,
            one.later,
            write.words.change(one.earlier, one.later),
        )
        for one in moves
    )
    return write.table(key, "question trend #before #after #change", rows, empty="asked.still")


def _move(write: Writer, one: Move) -> Cell:
    title = one.title if one.title != one.id else write.say("report.gone", id=one.id)
    return Cell(title, one.url)


def _outcomes(write: Writer) -> Table:
    found = write.report.searched
    rows = (
        (write.say(f"searched.{name}"), n, write.words.share(share))
        for name, n, share in outcome_shares(write.report)
    )
    return write.table(
        "searched.outcomes",
        "outcome #searches #share",
        rows if found.judged else (),
        picture="outcomes" if found.judged else "",
        empty="report.no_data",
    )


def _top_searches(write: Writer) -> Table:
    top = write.report.searched.top
    most = max((one.count for one in top), default=0)
    rows = (
        (
            Cell(one.query, code=True),
            write.known(one.results),
            write.known(one.clicks),
            write.bar(one.count, most),
        )
        for one in top
    )
    head = "query #results #clicks #searches"
    return write.table("searched.top", head, rows, wide=True, empty="report.no_data")


def _without(write: Writer) -> Table:
    found = write.report.searched.without_result
    rows = ((Cell(one.query, code=True), one.count) for one in found)
    empty = _no_news(write.report.searched.judged)
    return write.table("searched.without", "query #searches", rows, empty=empty)


def _not_taken(write: Writer) -> Table:
    found = write.report.searched.not_taken
    rows = ((Cell(one.query, code=True), one.count, write.known(one.clicks)) for one in found)
    empty = _no_news(write.report.searched.clicked)
    return write.table("searched.not_taken", "query #searches #clicks", rows, empty=empty)


def _votes(write: Writer) -> Table:
    months = write.report.helped.months
    rows = [
        (month, yes, no, write.words.share(yes / (yes + no)))
        for month, yes, no in months
        if yes + no
    ]
    return write.table(
        "helped.months",
        "month #helpful #unhelpful #share",
        rows,
        picture="helped" if len(rows) > 1 else "",
        empty="report.no_data",
    )


def _unhelpful(write: Writer) -> Table:
    rows = (
        (
            Cell(one.title, one.url),
            one.asks,
            one.helpful,
            one.unhelpful,
            " · ".join(
                f"{write.words.named('reason', reason)} {write.words.number(n)}"
                for reason, n in one.reasons[:2]
            ),
        )
        for one in write.report.helped.unhelpful_and_hot
    )
    head = "question #asks #helpful #unhelpful reasons"
    empty = _no_news(write.report.helped.helpful + write.report.helped.unhelpful)
    return write.table("helped.unhelpful", head, rows, wide=True, empty=empty)


def _no_news(known: int) -> str:
    """Return what an empty list means: all is well, or nothing is known."""
    return "report.none" if known else "report.no_data"


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
