"""What the tests of logs share: lines of access logs, and files read in one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kbtool.loop.logs.reading import read_logs
from kbtool.loop.logs.values import Counted, Logged, Settings

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0"
TODAY = (2026, 11)


def line(
    target: str,
    *,
    time: str = "10/Oct/2026:13:55:36 +0000",
    host: str = "203.0.113.9",
    method: str = "GET",
    status: int = 200,
    referer: str = "-",
    agent: str = BROWSER,
) -> str:
    """Return a line of an access log in the combined format."""
    request = f"{method} {target} HTTP/1.1"
    return f'{host} - - [{time}] "{request}" {status} 512 "{referer}" "{agent}"\n'


def read(*files: Path, **settings: Any) -> tuple[list[Counted], Logged]:
    """Return the rows of files and all else that was read of them."""
    wanted: dict[str, Any] = {"today": TODAY, "languages": ("zh", "en")} | settings
    logged = read_logs(files, Settings(**wanted))
    return list(logged.rows), logged


def bad(logged: Logged) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the faults of lines; of each example only its line."""
    return [
        (one.reason, one.count, tuple(place.rpartition(":")[2] for place in one.examples))
        for one in logged.tally.bad
    ]
