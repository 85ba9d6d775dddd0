"""What logs say, as frozen values: how they are to be read, and what was read of them.

Files, engines and formats never appear here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from kbtool.frozen import dataclass
from kbtool.model import Config

__all__ = [
    "BadRows",
    "Counted",
    "Kind",
    "Logged",
    "Month",
    "Progress",
    "Settings",
    "Tally",
    "settings_of",
]

Month = tuple[int, int]
"""Year and month of the calendar, in UTC."""

Kind = Literal["view", "search", "phrase", "feedback", "taken"]
"""`taken`: an article that visitors opened from the results of a search."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been read; of a file that is compressed, its own."""

EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """How logs are to be read: what `logs` of kb.yml says, and the options of the command."""

    today: Month  # rows of a later month have a wrong clock
    languages: tuple[str, ...] = ()  # of a site whose first folder is the language, else empty
    site: str = "/"  # the path that the site has on its host
    searches: tuple[str, ...] = ("q",)  # keys of an address that hold what was searched for
    staff: tuple[str, ...] = ()  # networks such as 10.0.0.0/8, or a part of a host's name
    bots: tuple[str, ...] = ()  # further words that only robots have in their User-Agent
    timezone: str = "UTC"  # of times that name none
    encoding: str = ""  # of exports, instead of what their first bytes look like
    format: str = ""  # of every file, instead of what its first lines look like
    mapping: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # `time` -> name of a column
    month: Month | None = None  # of files that name no day
    known: Mapping[Path, int] = field(default_factory=dict)  # lines of a file that were read before
    dates: Literal["", "day-first", "month-first"] = ""  # how 03/04/2026 is meant


def settings_of(config: Config, today: Month) -> Settings:
    """Return what kb.yml and mkdocs.yml say of logs; options of the command replace the rest."""
    path = urlsplit(config.site_url).path
    return Settings(
        today=today,
        languages=config.languages if config.multilingual else (),
        site=f"{path.rstrip('/')}/",
        searches=config.logs.searches,
        staff=config.logs.staff,
        bots=config.logs.bots,
        timezone=config.logs.timezone,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What was asked in a month in the same way, and how often; never who asked."""

    month: Month
    kind: Kind
    text: str  # path of a page from the root of the site, query, words of a customer, or an id
    count: int  # 0: only clicks are known, see `clicks`
    clicks: int | None = None  # of a search: how often a result was taken; None: not known
    helpful: bool | None = None  # of feedback
    reason: str = ""  # of feedback, a word of docs/feedback.md
    lang: str = ""  # "" where nothing says it
    source: str = ""  # "views", "search", "google", "tickets", "chat", "feedback" or the user's own
    page: str = ""  # of what was taken: the path of its page; `text` is the query, `count` visitors


@dataclass(frozen=True, slots=True)
class BadRows:
    """Lines that nothing could be made of, for one reason."""

    reason: str
    count: int
    examples: tuple[str, ...]  # `path:line`, at most five


@dataclass(frozen=True, slots=True)
class Tally:
    """Where every line went: `lines` is the sum of all the others."""

    lines: int  # of an export: its records
    taken: int
    bots: int = 0
    staff: int = 0
    other: int = 0  # pictures, scripts, failed requests, answers of agents: nobody asked anything
    bad: tuple[BadRows, ...] = ()
    rare: int = 0  # of those taken: lost, because there are too many different texts
    notes: tuple[str, ...] = ()  # what else a reader should know, in plain words


@dataclass(frozen=True, slots=True)
class Logged:
    """What was read."""

    rows: Iterator[Counted]  # sorted, each different from the others in more than its numbers
    tally: Tally
    digests: Mapping[Path, str]  # file -> SHA-256 of its bytes
    formats: Mapping[Path, str]  # file -> how it was read
