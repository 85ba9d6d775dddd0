"""Lines of a feedback endpoint -> answers to "Did this help?", as docs/feedback.md has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from kbtool.loop.logs.events import BAD, Event, month_number
from kbtool.loop.logs.exports import NO_TIME, NOT_A_TIME, TOO_NEW, TOO_OLD
from kbtool.loop.logs.times import month_at
from kbtool.loop.logs.values import Settings

__all__ = ["FEEDBACK_LINE", "REASONS", "feedback_events"]

REASONS = frozenset({"", "outdated", "incomplete", "unclear", "other-topic"})
FEEDBACK_LINE = re.compile(r'\{(?=[^{}]*"helpful")(?=[^{}]*"id")[^{}]*\}')

NO_ANSWER = "this is no answer to “Did this help?”"
OTHER_VERSION = "the answer has a version that is not known"

_ID = re.compile(r"[\w.-]{1,200}")
_LANG = re.compile(r"[A-Za-z-]{2,12}")
_TIME_KEYS = ("time", "timestamp", "@timestamp", "ts", "date", "received", "at")
_TIMES = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"\s?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|[0-9]{1,2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} [+-][0-9]{4}"
)
_MAIL = re.compile(r"kb-feedback:1:([\w.-]{1,200}):([A-Za-z-]{2,12}):(yes|no)(?::([a-z-]*))?")


def feedback_events(lines: Iterable[tuple[int, str | None]], settings: Settings) -> Iterator[Event]:
    """Yield an event for each line: a JSON object, or one behind a time and whatever else."""
    zone = ZoneInfo(settings.timezone)
    for number, line in lines:
        if line is None or "\0" in line:
            yield Event(number, BAD, NO_ANSWER)
        elif line.strip():
            yield _event(number, line, zone, settings)


def _event(number: int, line: str, zone: ZoneInfo, settings: Settings) -> Event:
    answer, before = _answer(line)
    if answer is None:
        return Event(number, BAD, NO_ANSWER)
    if answer.get("v", 1) != 1:
        return Event(number, BAD, OTHER_VERSION)
    id, lang = answer.get("id"), answer.get("lang", "")
    helpful, reason = answer.get("helpful"), answer.get("reason", "")
    fits = (
        isinstance(id, str)
        and _ID.fullmatch(id)
        and isinstance(lang, str)
        and (not lang or _LANG.fullmatch(lang))
        and isinstance(helpful, bool)
        and isinstance(reason, str)
        and reason in REASONS
    )
    if not fits:
        return Event(number, BAD, NO_ANSWER)
    month = _month(answer, before, zone, settings)
    if isinstance(month, str):
        return Event(number, BAD, month)
    return Event(
        number,
        "feedback",
        str(id),
        month,
        helpful=int(bool(helpful)),
        reason="" if helpful else str(reason),
        lang=str(lang),
        source="feedback",
    )


def _answer(line: str) -> tuple[dict[str, Any] | None, str]:
    """Return the answer on a line, and what stands before it."""
    if (mail := _MAIL.search(line)) is not None:
        id, lang, yes, reason = mail.groups()
        return (
            {"id": id, "lang": lang, "helpful": yes == "yes", "reason": reason or ""},
            line[: mail.start()],
        )
    found = FEEDBACK_LINE.search(line)
    if found is None:
        return None, ""
    try:
        answer = json.loads(found[0])
    except (ValueError, RecursionError):
        return None, ""
    return answer, line[: found.start()]


def _month(answer: dict[str, Any], before: str, zone: ZoneInfo, settings: Settings) -> int | str:
    written = next((answer[key] for key in _TIME_KEYS if key in answer), None)
    if written is None and (found := _TIMES.search(before)) is not None:
        written = found[0]
    if written is None:
        return NO_TIME if settings.month is None else month_number(settings.month)
    month = month_at(str(written), zone, settings.dates)
    if month is None:
        return NOT_A_TIME
    if month < month_number((2000, 1)):
        return TOO_OLD
    return TOO_NEW if month > month_number(settings.today) else month
