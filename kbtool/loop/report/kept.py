"""How the questions hang together, and how they are kept, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kbtool.loop.report.figures import DeadEnd
from kbtool.loop.report.tables import SHOWN, Cell, Section, Table, Writer

__all__ = ["kept"]


def kept(write: Writer) -> tuple[Section, ...]:
    """Return the sections of what authors made."""
    return (
        write.section("shape", _tree(write), _links(write), _no_way_out(write), _no_way_in(write)),
        write.section("upkeep", _stale(write), _behind(write), _owners(write)),
    )


def _tree(write: Writer) -> Table:
    all_asks = write.report.shape.categories[0].asks
    rows = []
    for one in write.report.shape.categories:
        if 1 <= len(one.path) <= 2:
            votes = one.helpful + one.unhelpful
            rows.append(
                (
                    "\N{NO-BREAK SPACE}" * 4 * (len(one.path) - 1) + one.title,
                    one.questions,
                    one.asks,
                    write.words.share(one.asks / all_asks if all_asks else None),
                    round(one.asks / one.questions),
                    write.words.share(one.helpful / votes if votes else None, 0),
                )
            )
    head = "category #questions #asks #share #per_question #helpful"
    return write.table("shape.tree", head, rows, picture="tree" if all_asks else "", wide=True)


def _links(write: Writer) -> Table:
    category = {id: path[:1] for id, path in write.report.shape.leaves}
    rows = []
    for one in write.report.shape.categories:
        if len(one.path) == 1:
            ways = [w for w in write.report.shape.ways if category[w.source] == one.path]
            within = sum(category.get(w.target) == one.path for w in ways)
            rows.append((one.title, one.questions, within, len(ways) - within))
    table = write.table("shape.links", "category #questions #asks #asks", rows, picture="links")
    head = (*table.head[:2], write.say("shape.ways_within"), write.say("shape.ways_out"))
    return replace(table, head=head)


def _no_way_out(write: Writer) -> Table:
    return _dead(write, "shape.no_way_out", write.report.shape.no_way_out)


def _no_way_in(write: Writer) -> Table:
    return _dead(write, "shape.no_way_in", write.report.shape.no_way_in)


def _dead(write: Writer, key: str, ends: Sequence[DeadEnd]) -> Table:
    rows = ((write.title(one), one.lang, one.asks) for one in ends[:SHOWN])
    return write.table(key, "question language #asks", rows, left_out=len(ends) - SHOWN)


def _stale(write: Writer) -> Table:
    stale = write.report.upkeep.stale
    late = any(one.late is not None for one in stale[:SHOWN])
    rows = (
        (
            write.title(one),
            one.lang,
            one.owner or write.say("report.nobody"),
            one.asks,
            one.seen.isoformat() if one.seen else write.say("report.never"),
            *(("" if one.late is None else one.late,) if late else ()),
        )
        for one in stale[:SHOWN]
    )
    head = f"question language owner #asks #last_seen {'#late' if late else ''}"
    return write.table("upkeep.stale", head, rows, wide=True, left_out=len(stale) - SHOWN)


def _behind(write: Writer) -> Table:
    behind = write.report.upkeep.behind
    rows = (
        (
            Cell(one.title, one.url),
            one.lang,
            write.say("upkeep.outdated" if one.outdated else "upkeep.missing"),
            one.asks,
        )
        for one in behind[:SHOWN]
    )
    return write.table(
        "upkeep.behind",
        "question language why #asks",
        rows,
        lead=write.say("upkeep.behind_lead", n=len(behind)) if behind else " ",
        wide=True,
        left_out=len(behind) - SHOWN,
    )


def _owners(write: Writer) -> Table:
    rows: list[tuple[Cell | str | int, ...]] = []
    most = max((one.asks for one in write.report.upkeep.owners), default=0)
    for one in write.report.upkeep.owners:
        votes = one.helpful + one.unhelpful
        rows.append(
            (
                one.name or write.say("report.nobody"),
                ", ".join(one.langs),
                one.articles,
                write.words.share(one.reviewed / one.articles, 0),
                write.words.share(one.helpful / votes if votes else None, 0),
                write.bar(one.asks, most),
            )
        )
    head = "owner language #answers #in_time #helpful #asks"
    return write.table("upkeep.owners", head, rows, wide=True)
