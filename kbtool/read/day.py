"""The day that a build is of: decides what is due, expired or scheduled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kbtool.problems import KbtoolError

__all__ = ["build_day"]


def build_day(environ: Mapping[str, str]) -> tuple[dt.date, bool]:
    """Return the day of the build (UTC), and whether SOURCE_DATE_EPOCH fixed it.

    Raises:
        KbtoolError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(dt.UTC).date(), False
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date(), True
    except (ValueError, OverflowError, OSError):
        raise KbtoolError(
            f"SOURCE_DATE_EPOCH is '{epoch}'", "set it to seconds since 1970, or unset it"
        ) from None
