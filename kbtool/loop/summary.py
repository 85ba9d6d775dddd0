"""An import as people and programs read it: values in, texts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kbtool.loop.files import shown_name
from kbtool.loop.gather import Gathered
from kbtool.loop.importing import Import
from kbtool.loop.ledger import Seen
from kbtool.loop.logs.values import Tally
from kbtool.read.counts import month_text
from kbtool.terminal import cut, table, visible

__all__ = ["summary_json", "summary_text"]

SHOWN = 5  # addresses that no article has


def summary_text(
    seen: Sequence[Seen],
    tally: Tally,
    formats: Mapping[Path, str],
    got: Gathered,
    plan: Import,
    files: Iterable[str],
    written: bool,
) -> str:
    """Return an import as tables: its files, its lines, its asks, and what has changed."""
    blocks = []
    if seen:
        names = [(one.name, formats.get(one.path, ""), _known(one)) for one in seen]
        blocks.append(table(("file", "read as", "already counted"), names))
    if tally.lines:
        lines = [("taken", tally.taken), ("robots", tally.bots), ("own staff", tally.staff)]
        lines += [("not asked by anybody", tally.other), ("too many different texts", tally.rare)]
        lines += [(one.reason, one.count) for one in tally.bad]
        blocks.append(_numbers("lines", tally.lines, lines))
        blocks += [
            "\n".join(f"{visible(place)}: {visible(one.reason)}" for place in one.examples)
            for one in tally.bad
        ]
    if taken := got.taken.total():
        blocks.append(_numbers("counted", taken, sorted(got.taken.items())))
    if sources := sorted({*plan.sure, *plan.unsure, *plan.unanswered}):
        rows = [
            (one, f"{plan.sure[one]:,}", f"{plan.unsure[one]:,}", f"{plan.unanswered[one]:,}")
            for one in sources
        ]
        head = ("words from", "placed", "unsure", "unanswered")
        blocks.append(table(head, rows, right={*head[1:]}))
    left = plan.left_out + got.dropped
    if left:
        blocks.append(_numbers("left out", left.total(), sorted(left.items())))
    if got.strangers:
        places = got.strangers.most_common(SHOWN)
        strangers = [(f"{count:,}", cut(path, 80)) for path, count in places]
        blocks.append(table(("views", "pages that no article has"), strangers, right={"views"}))
    blocks += [visible(note) for note in tally.notes]
    blocks.append("\n".join(_ending(plan, list(files), written)))
    return "\n\n".join(blocks)


def _known(one: Seen) -> str:
    if one.resembles:
        return f"no, but it begins like {one.resembles}: parts may count twice, see --replace"
    if not one.known:
        return "no"
    name = f" as {one.like}" if one.like != shown_name(one.path.name) else ""
    if not one.new:
        return f"yes{name}: nothing is new"
    return f"{one.known:,} of {one.size:,} bytes{name}: the rest is new"


def _numbers(title: str, total: int, rows: Iterable[tuple[str, int]]) -> str:
    body = [(f"{count:,}", name) for name, count in rows if count]
    return table((title, ""), [(f"{total:,}", "in all"), *body], right={title})


def _ending(plan: Import, files: list[str], written: bool) -> Iterable[str]:
    if plan.decided:
        yield f"{plan.decided:,} decisions of kb/review.csv are taken"
    if plan.waiting:
        yield f"{plan.waiting:,} texts wait in kb/review.csv for an editor to write their ids"
    if not files:
        yield "nothing has changed"
    elif written:
        yield f"wrote {', '.join(files)}"
        yield "See what moves with `kbtool asks diff`; undo with git."
    else:
        yield f"would write {', '.join(files)}"


def summary_json(
    seen: Sequence[Seen],
    tally: Tally,
    formats: Mapping[Path, str],
    got: Gathered,
    plan: Import,
    files: Iterable[str],
    written: bool,
) -> dict[str, Any]:
    """Return an import as values that JSON can carry."""
    return {
        "files": [
            {
                "file": one.name,
                "format": formats.get(one.path, ""),
                "bytes": one.size,
                "known_bytes": one.known,
                "sha256": one.sha256,
                "resembles": one.resembles,
            }
            for one in seen
        ],
        "lines": {
            "all": tally.lines,
            "taken": tally.taken,
            "bots": tally.bots,
            "staff": tally.staff,
            "other": tally.other,
            "rare": tally.rare,
            "bad": [
                {"reason": one.reason, "count": one.count, "examples": list(one.examples)}
                for one in tally.bad
            ],
        },
        "counted": _sorted(got.taken),
        "months": sorted({month_text(month) for month, _ in got.months}),
        "placed": _sorted(plan.sure),
        "unsure": _sorted(plan.unsure),
        "unanswered": _sorted(plan.unanswered),
        "left_out": _sorted(plan.left_out + got.dropped),
        "unknown_pages": dict(got.strangers.most_common(SHOWN)),
        "decided": plan.decided,
        "waiting": plan.waiting,
        "notes": list(tally.notes),
        "changed": list(files),
        "written": written,
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
