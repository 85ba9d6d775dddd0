"""Files in, counts out: the whole run on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from kbtool.loop.logs.access import access_events
from kbtool.loop.logs.engines import DEFAULT_ENGINE, Engine, open_engine
from kbtool.loop.logs.events import BAD, EVENTS, LINES, NOTE, SLOTS
from kbtool.loop.logs.merge import Merged
from kbtool.loop.logs.recognise import recognise
from kbtool.loop.logs.source import Files
from kbtool.loop.logs.values import Logged, Progress, Settings

__all__ = ["read_logs"]


def read_logs(
    files: Sequence[Path],
    settings: Settings,
    engine: str = DEFAULT_ENGINE,
    progress: Progress = lambda done, total: None,
    names: Mapping[Path, str] = MappingProxyType({}),
) -> Logged:
    """Return what was asked, of access logs and exports of all kinds.

    Files are read as streams; what stays in memory is as large as there are different
    texts, whatever the number of lines.

    Args:
        files: to be read, each once.
        settings: how.
        engine: the URL of one, see `engines.open_engine`.
        progress: told of bytes read.
        names: of files, where bad lines are told; their paths when left out.

    Raises:
        KbtoolError: a file cannot be read or is of no known kind, or the engine fails.
    """
    recipes = [recognise(path, settings) for path in files]
    source = Files(recipes, settings, progress)
    merged = Merged(settings, [names.get(path, str(path)) for path in files])
    with open_engine(engine) as opened:
        for row in opened.rows(_counted(opened, source, settings)):
            merged.add(row)
        digests = opened.digests(source)
    return Logged(
        rows=merged.rows(),
        tally=merged.tally(),
        digests=dict(zip(files, digests, strict=True)),
        formats={recipe.path: recipe.format for recipe in recipes},
    )


def _counted(opened: Engine, source: Files, settings: Settings) -> ir.Table:
    """Return the expression that counts everything, the same in every engine."""
    logs, others = source.split()
    tables = []
    if logs:
        tables.append(access_events(opened.table("lines", LINES, logs, source), settings))
    if others or not logs:
        tables.append(opened.table("events", EVENTS, others, source))
    events = tables[0]
    for table in tables[1:]:
        events = events.union(table.select(events.columns))
    told = events.kind.isin([BAD, NOTE])
    events = events.mutate(
        file=ibis.ifelse(told, events.file, -1),
        slot=ibis.ifelse(told, events.line % SLOTS, -1),
    )
    keys = [name for name in EVENTS.names if name not in ("line", "count", "clicks", "visitor")]
    apart = events.group_by([*keys, "slot", "visitor"]).agg(
        count=events["count"].sum(),
        clicks=events.clicks.sum(),
        rows=events.line.count(),
        first=events.line.min(),
    )
    # Visitors are told apart in few rows by then: counting them among all lines took longer.
    return apart.group_by([*keys, "slot"]).agg(
        count=apart["count"].sum().cast("int64"),
        clicks=apart.clicks.sum().cast("int64"),
        rows=apart["rows"].sum().cast("int64"),
        first=apart["first"].min(),
        visitors=(apart.visitor != 0).sum().cast("int64"),
    )
