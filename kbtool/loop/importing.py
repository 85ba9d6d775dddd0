"""An import: what logs say -> the files of kb/ as they will be, and what to tell of it.

Nothing is written here before everything is known. Sure words count as asks, unsure ones
wait in kb/review.csv, what an editor wrote there counts now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from kbtool.loop.data import FEEDBACK, SEARCHES, LoopData
from kbtool.loop.gather import SEARCH, Gathered
from kbtool.loop.ledger import LEDGER, Entry, ledger_csv
from kbtool.loop.match import Match, Matcher
from kbtool.loop.placing import Learned, leave_rare, placed
from kbtool.loop.review import DECIDED, NONE, REVIEW, Waiting, decided_csv, review_csv
from kbtool.model import Ask, FeedbackCount, KnowledgeBase, SearchCount, Source
from kbtool.read.asks import Month, asks_csv
from kbtool.read.feedback_counts import feedback_csv
from kbtool.read.searches import searches_csv

__all__ = ["ASKS", "Import", "Options", "plan_import"]

ASKS = "kb/asks"
MAX_WAITING = 2_000
"""Rows of the review file: what is asked most; nobody reads more, and git should not hold it."""
MAX_QUERIES = 5_000
"""Queries of a month that are kept, most searched first."""

TOO_MANY_WAIT = f"unsure words beyond the {MAX_WAITING:,} that are asked most"
TOO_MANY_QUERIES = f"searches beyond the {MAX_QUERIES:,} most frequent of a month"

HERE = Source("")

Key = tuple[Month, str, str]  # month, id, source


@dataclass(frozen=True, slots=True)
class Options:
    """How an import counts."""

    replace: bool = False  # months and sources of the files are counted anew, not added
    least: int = 1  # searches and phrases that came up less often are left out
    most: int = 100_000  # different texts that are placed, the most asked; each takes 1 to 2 ms (m)


@dataclass(slots=True)
class Import:
    """What an import would do."""

    files: dict[str, str] = field(default_factory=dict)  # path -> new content
    sure: Counter[str] = field(default_factory=Counter)  # asks of words, by source
    unsure: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    decided: int = 0  # rows of the review file that an editor has filled in
    waiting: int = 0  # rows that wait afterwards
    left_out: Counter[str] = field(default_factory=Counter)  # by reason


def plan_import(
    kb: KnowledgeBase,
    data: LoopData,
    got: Gathered,
    matcher: Matcher,
    entries: Iterable[Entry],
    options: Options | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Import:
    """Return what an import changes; nothing is written.

    Args:
        kb: the knowledge base, with its asks.
        data: what the loop keeps, without problems.
        got: what logs say.
        matcher: of the same knowledge base.
        entries: of the ledger, for the logs that are imported.
        options: how to count.
        progress: told how many of how many texts are placed.
    """
    options = options or Options()
    done = Import()
    done.left_out += leave_rare(got, options.least, options.most)
    matches = placed(got, matcher, progress)
    decisions = {one.text: one.id for one in data.decisions}
    decisions |= {one.text: one.id for one in data.waiting if one.id}
    asks: Counter[Key] = Counter(got.views)
    waiting: dict[str, Waiting] = {}
    learned = Learned(kb, data, got)
    for row in data.waiting:
        row = _counted_anew(row, got) if options.replace and not row.id else row
        guess = Match(row.guess, "", row.confidence / 100, 1, first=row.guess)
        id = row.id or learned.sure(row.text, guess)
        if not id:
            waiting[row.text] = row
            continue
        done.decided += bool(row.id)
        for (month, source), count in row.counts.items():
            if id != NONE:
                asks[month, id, source] += count
    for (month, text, source), count in sorted(got.asked.items()):
        match = matches[text]
        id = decisions.get(text) or learned.sure(text, match) or (match.id if match.sure else "")
        if id == NONE:
            done.left_out["words that an editor put aside"] += count
        elif id:
            asks[month, id, source] += count
            done.sure[source] += count
        elif match.id:
            done.unsure[source] += count
            _wait(waiting, text, match, month, source, count)
        else:
            done.unanswered[source] += count
            if source != SEARCH:  # kb/searches keeps those
                _wait(waiting, text, match, month, source, count)
    kept = sorted(waiting.values(), key=lambda one: (-one.asks, one.text))
    for one in kept[MAX_WAITING:]:
        done.left_out[TOO_MANY_WAIT] += one.asks
    done.waiting = len(kept[:MAX_WAITING])
    done.files |= _asks_files(kb.asks, asks, got, options)
    done.files |= _search_files(data, got, matches, options, done)
    done.files |= _feedback_files(data, got, options)
    done.files[REVIEW] = review_csv(kept[:MAX_WAITING])
    done.files[DECIDED] = decided_csv(decisions)
    imports = {one.sha256: one for one in (*entries, *data.imports)}
    done.files[LEDGER] = ledger_csv(imports.values())
    return done


def _counted_anew(row: Waiting, got: Gathered) -> Waiting:
    """Return a row without the counts of months and sources that are counted anew."""
    return replace(row, counts={key: n for key, n in row.counts.items() if key not in got.months})


def _wait(
    waiting: dict[str, Waiting], text: str, match: Match, month: Month, source: str, count: int
) -> None:
    """Let words wait for an editor, with what search thinks of them now."""
    before = waiting[text].counts if text in waiting else {}
    counts = {**before, (month, source): before.get((month, source), 0) + count}
    percent = int(100 * match.confidence)
    waiting[text] = Waiting(text, "", match.id, percent, counts, HERE)


def _asks_files(
    before: Iterable[Ask], asks: Mapping[Key, int], got: Gathered, options: Options
) -> dict[str, str]:
    """Return the ask logs; a month's rows stay in the file that has them, new ones go by year."""
    files: dict[str, Counter[Key]] = defaultdict(Counter)
    places: dict[Key, str] = {}
    for ask in before:
        key = (ask.month, ask.id, ask.source)
        gone = options.replace and (ask.month, ask.source) in got.months
        places.setdefault(key, ask.at.path)
        files[ask.at.path][key] += 0 if gone else ask.asks
    touched = set()
    for key, count in asks.items():
        if count:
            path = places.get(key) or f"{ASKS}/{key[0][0]:04d}.csv"
            files[path][key] += count
            touched.add(path)
    if options.replace:
        touched |= {path for key, path in places.items() if (key[0], key[2]) in got.months}
    return {
        path: asks_csv({key: n for key, n in files[path].items() if n}) for path in sorted(touched)
    }


def _search_files(
    data: LoopData,
    got: Gathered,
    matches: Mapping[str, Match],
    options: Options,
    done: Import,
) -> dict[str, str]:
    """Return the files of searches that change, a file a year."""
    anew = {month for month, source in got.months if source != "feedback"}
    rows: dict[tuple[Month, str], SearchCount] = {}
    files: dict[tuple[Month, str], str] = {}
    counted = {month for month, _ in got.searches}
    for one in data.searches:
        key = (one.month, one.query)
        files[key] = one.at.path
        if not (options.replace and one.month in anew & counted):
            rows[key] = _sum(rows.get(key), one)
    for (month, query), searched in got.searches.items():
        results = matches[query].results
        count, clicks, taken = searched.count, searched.clicks, searched.taken
        new = SearchCount(month, query, count, clicks, results, HERE, taken)
        rows[month, query] = replace(_sum(rows.get((month, query)), new), results=results)
    touched = {files.get(key) or f"{SEARCHES}/{key[0][0]:04d}.csv" for key in got.searches}
    by_file: dict[str, list[SearchCount]] = defaultdict(list)
    for key, row in rows.items():
        by_file[files.get(key) or f"{SEARCHES}/{key[0][0]:04d}.csv"].append(row)
    return {path: searches_csv(_often(by_file[path], done)) for path in sorted(touched)}


def _sum(first: SearchCount | None, second: SearchCount) -> SearchCount:
    if first is None:
        return second
    known = [one.clicks for one in (first, second) if one.clicks is not None]
    clicks = sum(known) if known else None
    taken = Counter(first.taken) + Counter(second.taken)
    return replace(second, count=first.count + second.count, clicks=clicks, taken=taken)


def _often(rows: list[SearchCount], done: Import) -> list[SearchCount]:
    """Return the queries of each month that were searched most."""
    kept: list[SearchCount] = []
    months: dict[Month, list[SearchCount]] = defaultdict(list)
    for row in rows:
        months[row.month].append(row)
    for some in months.values():
        some.sort(key=lambda one: (-one.count, one.query))
        kept += some[:MAX_QUERIES]
        for one in some[MAX_QUERIES:]:
            done.left_out[TOO_MANY_QUERIES] += one.count
    return kept


def _feedback_files(data: LoopData, got: Gathered, options: Options) -> dict[str, str]:
    """Return the files of feedback that change, a file a year."""
    anew = {month for month, _ in got.feedback} if options.replace else set()
    rows: dict[tuple[Month, str], FeedbackCount] = {}
    files: dict[tuple[Month, str], str] = {}
    for one in data.feedback:
        key = (one.month, one.id)
        files[key] = one.at.path
        if one.month not in anew:
            rows[key] = _added(rows.get(key), one)
    for key, said in got.feedback.items():
        new = FeedbackCount(*key, said.helpful, said.unhelpful, said.reasons, HERE)
        rows[key] = _added(rows.get(key), new)
    touched = {files.get(key) or f"{FEEDBACK}/{key[0][0]:04d}.csv" for key in got.feedback}
    by_file: dict[str, list[FeedbackCount]] = defaultdict(list)
    for key, row in rows.items():
        by_file[files.get(key) or f"{FEEDBACK}/{key[0][0]:04d}.csv"].append(row)
    return {path: feedback_csv(by_file[path]) for path in sorted(touched)}


def _added(first: FeedbackCount | None, second: FeedbackCount) -> FeedbackCount:
    if first is None:
        return second
    reasons = Counter(first.reasons) + Counter(second.reasons)
    return replace(
        second,
        helpful=first.helpful + second.helpful,
        unhelpful=first.unhelpful + second.unhelpful,
        reasons=reasons,
    )
