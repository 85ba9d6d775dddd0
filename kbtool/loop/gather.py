"""What logs say -> what was asked, without who asked it.

Here personal data goes, before anything else sees a text: nothing behind this module
ever holds what a customer typed as it was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kbtool.loop.logs.values import Counted
from kbtool.loop.places import Places
from kbtool.loop.privacy import lines_without_personal_data, without_personal_data
from kbtool.loop.question import SIGNS, question
from kbtool.read.asks import Month
from kbtool.read.feedback_counts import REASONS

__all__ = ["SEARCH", "Feedback", "Gathered", "Searched", "gather", "plain_phrase", "plain_query"]

MAX_QUERY = 100  # characters of a search that are kept
MAX_PHRASE = 200  # and of a letter
MAX_SOURCE = 20
MAX_SOURCES = 20  # different ones of an import

VIEWS, SEARCH, TICKETS = "views", "search", "tickets"
"""Sources of asks where a log names none."""

GONE = "nothing but personal data"
EMPTY = "no words"
UNKNOWN_PAGE = "pages that no article has"
NO_QUESTION = "pages that are no question, such as the home page"
UNKNOWN_ID = "feedback on ids that no article has"

_REPLY = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|sv|antw|回复|答复|转发)\s*[:：]\s*)+", re.I)
_BLANKS = re.compile(r"\s+")
_SOURCE = re.compile(r"[^a-z-]+")


@dataclass(slots=True)
class Searched:
    """How often a query was searched in a month."""

    count: int = 0
    clicks: int | None = None  # None: not known
    taken: Counter[str] = field(default_factory=Counter)  # id -> visitors


@dataclass(slots=True)
class Feedback:
    """What readers of an article said in a month."""

    helpful: int = 0
    unhelpful: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Gathered:
    """What was asked, by the month; no text of it holds personal data that we know of."""

    views: Counter[tuple[Month, str, str]] = field(default_factory=Counter)  # id, source
    searches: dict[tuple[Month, str], Searched] = field(default_factory=dict)  # query
    asked: Counter[tuple[Month, str, str]] = field(default_factory=Counter)  # text, source
    langs: dict[str, set[str]] = field(default_factory=dict)  # text -> languages, where known
    feedback: dict[tuple[Month, str], Feedback] = field(default_factory=dict)  # id
    dropped: Counter[str] = field(default_factory=Counter)  # by reason; not lost silently
    strangers: Counter[str] = field(default_factory=Counter)  # paths that no article has, cut
    taken: Counter[str] = field(default_factory=Counter)  # by kind
    months: set[tuple[Month, str]] = field(default_factory=set)  # with their sources
    sources: dict[str, str] = field(default_factory=dict)  # as written -> as counted


def plain_query(text: str) -> str:
    """Return a search as it is counted: clean, small, without signs around it; "" for nothing."""
    return _cut(without_personal_data(text).lower().replace(";", " "), MAX_QUERY)


def plain_phrase(text: str) -> str:
    """Return the beginning of a letter or chat, without greetings and thanks, as it is counted."""
    lines = _REPLY.sub("", " ; ".join(lines_without_personal_data(text)), count=1)
    clean = without_personal_data(question(lines))
    return _cut(question(clean).replace(";", " "), MAX_PHRASE)


def _cut(text: str, characters: int) -> str:
    text = _BLANKS.sub(" ", text).strip(SIGNS)
    if len(text) > characters:
        text = text[:characters]
        head, blank, tail = text.rpartition(" ")
        text = head if blank and len(tail) < 30 else text
    return text.strip(SIGNS)


def gather(rows: Iterable[Counted], places: Places) -> Gathered:
    """Return what rows of logs say, cleaned and counted."""
    got = Gathered()
    for row in rows:
        if row.kind == "view":
            _view(row, places, got)
        elif row.kind == "feedback":
            _feedback(row, places, got)
        elif row.kind == "taken":
            _taken(row, places, got)
        else:
            _words(row, got)
    return got


def _source(row: Counted, usual: str, got: Gathered) -> str:
    """Return where it was asked; a column with a value for each customer is no source."""
    if row.source not in got.sources:
        clean = without_personal_data(row.source).lower()
        source = _SOURCE.sub("-", clean).strip("-")[:MAX_SOURCE]
        known = source in got.sources.values()
        room = known or len({*got.sources.values()}) < MAX_SOURCES
        got.sources[row.source] = source if room else ""
    return got.sources[row.source] or usual


def _view(row: Counted, places: Places, got: Gathered) -> None:
    id = places.of_page(row.text)
    if id:
        source = _source(row, VIEWS, got)
        got.views[row.month, id, source] += row.count
        got.months.add((row.month, source))
        got.taken["page views"] += row.count
    elif id == "":
        got.dropped[NO_QUESTION] += row.count
    else:
        got.dropped[UNKNOWN_PAGE] += row.count
        got.strangers[places.shown(row.text)[:MAX_QUERY]] += row.count


def _taken(row: Counted, places: Places, got: Gathered) -> None:
    """Take what visitors opened from results; its view and its click are counted elsewhere."""
    text, id = plain_query(row.text), places.of_page(row.page)
    if text and id:
        got.searches.setdefault((row.month, text), Searched()).taken[id] += row.count


def _words(row: Counted, got: Gathered) -> None:
    search = row.kind == "search"
    text = plain_query(row.text) if search else plain_phrase(row.text)
    if not text:
        got.dropped[GONE if any(map(str.isalnum, row.text)) else EMPTY] += row.count
        return
    source = _source(row, SEARCH if search else TICKETS, got)
    asks = row.count
    if search:
        one = got.searches.setdefault((row.month, text), Searched())
        one.count += row.count
        if row.clicks is not None:
            one.clicks = (one.clicks or 0) + row.clicks
        if source != SEARCH and row.clicks is not None:
            asks = row.clicks  # elsewhere, who only saw our page among others did not ask us
    if asks:
        got.asked[row.month, text, source] += asks
    if row.lang:
        got.langs.setdefault(text, set()).add(row.lang)
    got.months.add((row.month, source))
    got.taken["searches" if search else "phrases"] += row.count


def _feedback(row: Counted, places: Places, got: Gathered) -> None:
    id = places.of_id(row.text)
    if id is None or row.helpful is None:
        got.dropped[UNKNOWN_ID] += row.count
        return
    one = got.feedback.setdefault((row.month, id), Feedback())
    if row.helpful:
        one.helpful += row.count
    else:
        one.unhelpful += row.count
        if row.reason in REASONS:
            one.reasons[row.reason] += row.count
    got.months.add((row.month, "feedback"))
    got.taken["answers to “Did this help?”"] += row.count
