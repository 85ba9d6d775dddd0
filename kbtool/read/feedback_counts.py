"""kb/feedback/*.csv -> what readers of each article said."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbtool.model import FeedbackCount
from kbtool.problems import Problem, did_you_mean
from kbtool.read.asks import MAX_ASKS, Month
from kbtool.read.counts import Row, month_text, read_rows, sorted_out, to_csv

__all__ = ["REASONS", "feedback_csv", "read_feedback_counts"]

HEADER = ("month", "id", "helpful", "unhelpful", "reasons")

REASONS = ("outdated", "incomplete", "unclear", "other-topic")
"""The words of docs/feedback.md."""

_REASON = re.compile(r"([a-z-]+):([0-9]{1,10})\Z")


def read_feedback_counts(
    text: str, path: str, today: Month
) -> tuple[list[FeedbackCount], list[Problem]]:
    """Return the good rows of a file, and a problem for every other row.

    Args:
        text: CSV with the header `month,id,helpful,unhelpful,reasons`.
        path: of the file, for the sources.
        today: the current month; rows of a later month are refused.
    """
    return sorted_out(read_rows(text, path, HEADER), lambda row: _row(row, today))


def _row(row: Row, today: Month) -> FeedbackCount | Problem:
    month, helpful, unhelpful = row.month(0, today), row.count(2), row.count(3)
    reasons = _reasons(row)
    id = row.text(1)
    if not id:
        return row.bad(1, "the row names no article")
    for found in (month, helpful, unhelpful, reasons):
        if isinstance(found, Problem):
            return found
    assert isinstance(month, tuple) and isinstance(helpful, int) and isinstance(unhelpful, int)
    assert not isinstance(reasons, Problem)
    if sum(reasons.values()) > unhelpful:
        message = f"{sum(reasons.values())} reasons are given for {unhelpful} unhelpful answers"
        return row.bad(4, message)
    return FeedbackCount(month, id, helpful, unhelpful, reasons, row.at(1))


def _reasons(row: Row) -> Mapping[str, int] | Problem:
    reasons: dict[str, int] = {}
    for word in row.text(4).split():
        match = _REASON.match(word)
        if match is None or int(match[2]) > MAX_ASKS:
            return row.bad(4, f"'{word[:40]}' is no count of a reason", "write it 'outdated:3'")
        if match[1] not in REASONS:
            hint = did_you_mean(match[1], REASONS) or f"the reasons are {', '.join(REASONS)}"
            return row.bad(4, f"'{match[1][:40]}' is no reason", hint)
        reasons[match[1]] = reasons.get(match[1], 0) + int(match[2])
    return reasons


def feedback_csv(rows: list[FeedbackCount]) -> str:
    """Return rows as a file, sorted by month and id."""
    return to_csv(
        HEADER,
        (
            (
                month_text(one.month),
                one.id,
                str(one.helpful),
                str(one.unhelpful),
                _text(one.reasons),
            )
            for one in sorted(rows, key=lambda one: (one.month, one.id))
        ),
    )


def _text(reasons: Mapping[str, int]) -> str:
    """Return reasons in the order of the manual; those that nobody gave are left out."""
    return " ".join(f"{word}:{reasons[word]}" for word in REASONS if reasons.get(word))
