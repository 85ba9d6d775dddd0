"""Times as exports write them -> the month in UTC."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

from kbtool.loop.logs.events import month_number
from kbtool.loop.logs.values import Month

__all__ = ["DateOrder", "month_at", "month_in_name", "order_of"]

DateOrder = Literal["", "day-first", "month-first"]

_CLOCK = (
    r"(?:[T,\s]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})\s?[-/.年]\s?(?P<month>[0-9]{1,2})\s?[-/.月]\s?(?P<day>[0-9]{1,2})\s?日?"
    + _CLOCK
)
_COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})" + _CLOCK)
_YEAR_LAST = re.compile(
    r"(?P<one>[0-9]{1,2})(?P<mark>[-/.])(?P<two>[0-9]{1,2})[-/.](?P<year>[0-9]{4})" + _CLOCK
)
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<day>[0-9]{1,2})[\s/-](?P<name>[A-Za-z]{3})[a-z]*[\s/,-]+"
    r"(?P<year>[0-9]{4}):?" + _CLOCK.replace(r"[T,\s]+", r"[T,:\s]*")
)
_NAME_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},\s+)?(?P<name>[A-Z][a-z]{2})[a-z]*\.?\s+(?P<day>[0-9]{1,2}),?\s+"
    r"(?P<year>[0-9]{4})" + _CLOCK
)
_SECONDS = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?|[0-9]{12,13}")
_NAMES = "JanFebMarAprMayJunJulAugSepOctNovDec"
_MONTH_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])(?![-_.]?[0-9])")


def month_at(text: str, zone: ZoneInfo, order: DateOrder) -> int | None:
    """Return the month of a time in UTC as one number, or None when it is no time.

    Args:
        text: an ISO date, seconds or milliseconds since 1970, `2026年11月3日`, `3 Nov 2026`,
            `03/11/2026 10:11 AM`.
        zone: of times that name none.
        order: what 03/11/2026 means.
    """
    text = text.strip()
    if _SECONDS.fullmatch(text):
        seconds = float(text) / (1000 if len(text.split(".")[0]) > 10 else 1)
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
        return month_number((moment.year, moment.month))
    for shape in (_YEAR_FIRST, _COMPACT, _YEAR_LAST, _NAMED, _NAME_FIRST):
        if (found := shape.fullmatch(text)) is not None:
            try:
                return _month(found.groupdict(), zone, order)
            except (ValueError, OverflowError):  # such as the 30th of February
                return None
    return None


def _month(parts: dict[str, str], zone: ZoneInfo, order: DateOrder) -> int | None:
    day, month = parts.get("day"), parts.get("month")
    if "one" in parts:
        day_first = order == "day-first" or parts["mark"] == "." or int(parts["one"]) > 12
        if not day_first and order == "" and int(parts["two"]) <= 12:
            return None
        day, month = (parts["one"], parts["two"]) if day_first else (parts["two"], parts["one"])
    elif "name" in parts:
        place = _NAMES.find(parts["name"].title())
        if place % 3:
            return None
        month = str(place // 3 + 1)
    hour = int(parts["hour"] or 0)
    if half := (parts["half"] or "").lower():
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    moment = dt.datetime(
        int(parts["year"]), int(month or 0), int(day or 0), hour, int(parts["minute"] or 0)
    )
    moment = moment.replace(tzinfo=_zone(parts["zone"] or "", zone))
    if parts["hour"] or parts["zone"]:  # a day alone is that day, wherever
        moment = moment.astimezone(dt.UTC)
    return month_number((moment.year, moment.month))


def _zone(text: str, usual: ZoneInfo) -> dt.tzinfo:
    if not text:
        return usual
    if text[0] not in "+-":
        return dt.UTC
    digits = text[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """Return how dates such as 03/11/2026 are meant; None where nothing tells, "" where none are.

    A number above 12 is a day.
    """
    seen = False
    for text in texts:
        if (found := _YEAR_LAST.fullmatch(text.strip())) is None or found["mark"] == ".":
            continue
        seen = True
        if int(found["one"]) > 12:
            return "day-first"
        if int(found["two"]) > 12:
            return "month-first"
    return None if seen else ""


def month_in_name(name: str) -> Month | None:
    """Return the month that a file name tells, such as `queries-2026-10.csv`; not of two.

    A day such as 2026-10-31 is when something was exported, and tells nothing.
    """
    found = {(int(year), int(month)) for year, month in _MONTH_IN_NAME.findall(name)}
    return found.pop() if len(found) == 1 else None
