"""Suggestions, and what they do, as people and programs read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from kbtool.loop.suggest.golden import Effect
from kbtool.loop.suggest.values import Evidence, Suggestion
from kbtool.read.counts import month_text
from kbtool.terminal import cut, table, visible

__all__ = ["as_json", "as_text", "effect_text", "left_text"]

TITLES = {
    "also-asked": "words for questions that are there",
    "missing": "questions to write",
    "synonym": "words that mean the same",
    "related": "questions that belong together",
    "duplicate": "questions that are one",
    "categories": "categories to split or merge",
}
WIDE = 72


def as_text(found: Sequence[Suggestion], limit: int) -> str:
    """Return suggestions as a table for each kind, at most `limit` rows each."""
    blocks = []
    for kind, some in groupby(found, lambda one: one.kind):
        own = list(some)
        rows = [
            (
                f"{one.confidence:.0%}",
                f"{one.evidence.asks:,}" if one.evidence.different else "",
                _months(one.evidence),
                cut(visible(one.what), WIDE),
                cut(visible(_why(one.evidence)), WIDE),
                visible(", ".join(one.ids)),
            )
            for one in own[:limit]
        ]
        head = ("sure", "asked", "months", TITLES[kind], "because", "--id")
        lines = [f"{kind}: {len(own):,}", table(head, rows, right={"sure", "asked"})]
        if len(own) > limit:
            lines.append(f"and {len(own) - limit:,} more; --limit shows them")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "nothing to suggest"


def _months(value: Evidence) -> str:
    if value.first is None or value.last is None:
        return ""
    months = [month_text(value.first), month_text(value.last)]
    return months[0] if months[0] == months[1] else " to ".join(months)


def _why(value: Evidence) -> str:
    took = {text: f" ({n:,} of {of:,} took it)" for text, n, of in value.took}
    shown = [
        (f"'{text}' {count:,}" if count else f"'{text}'") + took.get(text, "")
        for text, count in value.queries
    ]
    if value.different > len(shown):
        shown.append(f"{value.different - len(shown):,} more")
    return "; ".join([*([value.note] if value.note else []), ", ".join(shown)]).rstrip("; ")


def as_json(
    found: Sequence[Suggestion],
    effect: Effect | None = None,
    files: Sequence[str] = (),
    left: Sequence[tuple[Suggestion, str]] = (),
    applied: bool = False,
) -> dict[str, Any]:
    """Return suggestions for programs, and what they do where it was tried."""
    value: dict[str, Any] = {"suggestions": [_row(one) for one in found], "applied": applied}
    if effect is not None:
        value |= {"golden": {**asdict(effect), "worse": effect.worse}, "files": list(files)}
        value["left_out"] = [
            {"kind": one.kind, "lang": one.lang, "ids": one.ids, "why": why} for one, why in left
        ]
    return value


def _row(one: Suggestion) -> dict[str, Any]:
    evidence = asdict(one.evidence)
    for end in ("first", "last"):
        evidence[end] = month_text(evidence[end]) if evidence[end] else None
    evidence["queries"] = [{"query": text, "count": n} for text, n in one.evidence.queries]
    evidence["took"] = [{"query": q, "this": n, "any": of} for q, n, of in one.evidence.took]
    change = asdict(one.change) if one.change else None
    row = {"kind": one.kind, "lang": one.lang, "ids": one.ids, "what": one.what}
    return {**row, "confidence": round(one.confidence, 3), "evidence": evidence, "change": change}


def left_text(left: Sequence[tuple[Suggestion, str]]) -> str:
    """Return what is not applied, and why, as a table."""
    rows = [
        (one.kind, one.lang, cut(visible(", ".join(one.ids)), WIDE), visible(why))
        for one, why in left
    ]
    return table(("left out", "in", "--id", "because"), rows)


def effect_text(effect: Effect) -> str:
    """Return what a change does to the golden queries, as tables."""
    if not effect.queries:
        return "no golden queries in kb/queries.yml: nothing says whether search gets worse"
    rows = [
        (name, _share(old, effect.queries), _share(new, effect.queries), f"{new - old:+d}")
        for name, (old, new) in (("Recall@1", effect.first), ("Recall@5", effect.five))
    ]
    head = (f"of {effect.queries} golden queries", "before", "after", "queries")
    lines = [table(head, rows, right=set(head[1:]))]
    if effect.moved:
        moved = [
            (
                f"{_place(one.before)} → {_place(one.after)}",
                "worse" if one.worse else "",
                one.lang,
                cut(visible(one.query), 44),
                ", ".join(one.expect),
            )
            for one in effect.moved
        ]
        lines.append(table(("place", "", "in", "golden query", "expects"), moved))
    return "\n\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _place(rank: int | None) -> str:
    return "none" if rank is None else str(rank)
