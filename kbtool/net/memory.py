"""Verdicts of earlier runs, in a file that may be lost, old or broken at any time."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kbtool.frozen import dataclass
from kbtool.net.verdicts import Network, State, Verdict

__all__ = ["Memory"]

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
HOUR = 3600.0
LASTS = {State.OK: 7 * 24 * HOUR, State.DEAD: 6 * HOUR, State.UNKNOWN: 1 * HOUR}
"""Seconds for which a verdict is believed; a refused address costs nothing to judge again."""


@dataclass(frozen=True, slots=True)
class _Entry:
    verdict: Verdict
    asked: float  # Unix time


class Memory:
    """What is known of links, by URL with its fragment."""

    def __init__(self, path: Path, now: float) -> None:
        """Read `path`; what cannot be read is forgotten.

        Args:
            path: a JSON file that `save` wrote.
            now: Unix time.
        """
        self._path = path
        self._now = now
        self._entries = _read(path)

    def fresh(self, url: str, allowed: Collection[Network]) -> Verdict | None:
        """Return the verdict on `url` if it is still to be believed.

        One that was reached through a private address is not, where none may be visited.
        """
        entry = self._entries.get(url)
        if entry is None or not self._believed(entry):
            return None
        return entry.verdict if allowed or not entry.verdict.private else None

    def was_dead(self, url: str) -> bool:
        """Return True when the last verdict on `url`, however old, was "dead"."""
        entry = self._entries.get(url)
        return entry is not None and entry.verdict.state is State.DEAD

    def learn(self, url: str, verdict: Verdict) -> None:
        """Remember a verdict of this run."""
        if verdict.lasting and verdict.state in LASTS:
            self._entries[url] = _Entry(verdict, self._now)

    def save(self, used: Mapping[str, object]) -> None:
        """Write what is fresh, or about one of the `used` URLs. A full disk costs only time."""
        kept = {
            url: {
                "state": entry.verdict.state.value,
                "reason": entry.verdict.reason,
                "hint": entry.verdict.hint,
                "moved": entry.verdict.moved,
                "offline": entry.verdict.offline,
                "private": entry.verdict.private,
                "asked": entry.asked,
            }
            for url, entry in sorted(self._entries.items())
            if url in used or self._believed(entry)
        }
        text = json.dumps({"version": VERSION, "links": kept}, indent=1)
        staged = self._path.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            ignored = self._path.parent / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", encoding="utf-8")
            staged.write_text(text, encoding="utf-8")
            staged.replace(self._path)

    def _believed(self, entry: _Entry) -> bool:
        return 0 <= self._now - entry.asked < LASTS[entry.verdict.state]


def _read(path: Path) -> dict[str, _Entry]:
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return {}
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION:
            return {}
        return {url: _entry(row) for url, row in document["links"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _entry(row: Mapping[str, Any]) -> _Entry:
    state = State(row["state"])
    verdict = Verdict(
        state,
        reason=str(row["reason"]),
        hint=str(row["hint"]),
        moved=str(row["moved"]),
        offline=bool(row["offline"]),
        private=bool(row["private"]),
    )
    LASTS[state]  # only states that last are remembered
    return _Entry(verdict, float(row["asked"]))
