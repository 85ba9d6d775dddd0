"""Visits -> the files that a shop has of them: an access log, tickets, chats, feedback.

Robots and the shop's own staff are in the log, too, and look at other pages than
customers do: where they are counted, the order of questions is not that of the asks.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.bench.year.visitors import Crowd, Visit
from tests.bench.year.world import Intent

__all__ = ["Shown", "found", "write_logs"]

Shown = Callable[[str, str], Sequence[str]]
"""Language and words -> ids of the questions that search shows for them, the best first."""

LOOKED_AT = 5  # results that a visitor reads
TAKEN = 0.85  # part of those who open the right one when they see it
WRONG = 0.12  # part of those who open the first one although it is wrong
ASTRAY = 0.1  # part of those who look at another page first
ANSWERED = 0.08  # part of readers who say whether it helped
ROBOTS, STAFF = 0.3, 0.05  # requests of these for each visitor

_HUMAN = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
_ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_HELP = "https://help.example/"


def found(visit: Visit, shown: Shown) -> bool:
    """Return whether the answer is among the results that a searching visitor reads."""
    wanted = visit.intent
    return wanted is not None and wanted.id in shown(visit.lang, visit.text)[:LOOKED_AT]


def write_logs(
    folder: Path, month: int, crowd: Crowd, visits: Sequence[Visit], shown: Shown
) -> list[Path]:
    """Write the logs of a month, and return their paths.

    Args:
        folder: for the files.
        month: 1 is the first.
        crowd: whose visits these are.
        visits: all of the month.
        shown: what search shows on these days.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{visits[0].at:%Y-%m}"
    lines = sorted(_access(month, crowd, visits, shown))
    log = "".join(f"{line}\n" for _, line in lines).encode()
    said = [one for one in visits if one.way in ("ticket", "chat")]
    feedback = "".join(_feedback(month, crowd, visits))
    files = {
        f"access-{name}.log.gz": gzip.compress(log, mtime=0),
        f"tickets-{name}.json": _tickets([one for one in said if one.way == "ticket"]),
        f"chats-{name}.csv": _chats([one for one in said if one.way == "chat"]),
        f"feedback-{name}.log": feedback.encode(),
    }
    paths = []
    for file, content in files.items():
        if content:
            (folder / file).write_bytes(content)
            paths.append(folder / file)
    return paths


def _access(
    month: int, crowd: Crowd, visits: Sequence[Visit], shown: Shown
) -> Iterator[tuple[dt.datetime, str]]:
    """Yield lines with their times: of customers, robots and staff."""
    pages = [one.page for one in crowd.world.intents]
    for visit in visits:
        chance = random.Random(f"{crowd.seed}/way/{month}/{visit.number}")
        host = f"203.0.{visit.number % 113}.{visit.number % 251}"
        if visit.way == "page" and visit.intent is not None:
            if chance.random() < ASTRAY:
                yield _line(host, visit.at, chance.choice(pages))
            yield _line(host, visit.at + dt.timedelta(seconds=40), visit.intent.page)
        elif visit.way == "search":
            yield from _search(host, visit, crowd, shown, chance)
    chance = random.Random(f"{crowd.seed}/robots/{month}")
    begin = visits[0].at.replace(day=1, hour=0, minute=0, second=0)
    for _ in range(int(ROBOTS * len(visits))):
        at = begin + dt.timedelta(seconds=chance.randrange(28 * 86400))
        yield _line("66.249.66.1", at, chance.choice(pages), agent=_ROBOT)
    for _ in range(int(STAFF * len(visits))):  # at work on a few articles
        at = begin + dt.timedelta(seconds=chance.randrange(28 * 86400))
        yield _line("10.1.2.3", at, pages[chance.randrange(1 + len(pages) // 50)])


def _search(
    host: str, visit: Visit, crowd: Crowd, shown: Shown, chance: random.Random
) -> Iterator[tuple[dt.datetime, str]]:
    """Yield a search, and what is opened from its results."""
    asked = f"{_home(crowd, visit.lang)}search.html?q={quote_plus(visit.text)}"
    yield _line(host, visit.at, asked, escaped=True)
    results = shown(visit.lang, visit.text)[:LOOKED_AT]
    opened = ""
    if found(visit, shown) and visit.intent is not None and chance.random() < TAKEN:
        opened = visit.intent.page
    elif results and chance.random() < WRONG:
        opened = _page(crowd, visit.lang, results[0])
    if opened:
        yield _line(host, visit.at + dt.timedelta(seconds=12), opened, from_=_HELP + asked)


def _home(crowd: Crowd, lang: str) -> str:
    """Return the folder of a language's pages, "" where there is one language alone."""
    several = len({one.lang for one in crowd.world.intents}) > 1
    return f"{lang}/" if several else ""


def _page(crowd: Crowd, lang: str, id: str) -> str:
    def fits(one: Intent) -> bool:
        return (one.lang, one.id) == (lang, id)

    return next((one.page for one in crowd.world.intents if fits(one)), "")


def _line(
    host: str,
    at: dt.datetime,
    target: str,
    *,
    from_: str = _HELP,
    agent: str = _HUMAN,
    escaped: bool = False,
) -> tuple[dt.datetime, str]:
    path = target if escaped else quote(target)
    text = f'{host} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET /{path} HTTP/1.1" 200 4711'
    return at, f'{text} "{from_}" "{agent}"'


def _tickets(visits: Sequence[Visit]) -> bytes:
    """Return tickets as Zendesk exports them, a JSON object a line."""
    rows = [
        {
            "id": one.number + 1,
            "created_at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
            "subject": "",
            "description": one.letter,
        }
        for one in visits
    ]
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _chats(visits: Sequence[Visit]) -> bytes:
    """Return chats as 千牛 exports them, in GB 18030."""
    if not visits:
        return b""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["会话ID", "买家昵称", "发送方", "发送时间", "消息内容"])
    for one in visits:
        name = f"buyer{one.number}"
        for after, who, text in ((0, name, "在吗"), (9, "客服1", "您好"), (20, name, one.letter)):
            at = one.at + dt.timedelta(seconds=after)
            writer.writerow([one.number, name, who, f"{at:%Y-%m-%d %H:%M:%S}", text])
    return out.getvalue().encode("gb18030")


def _feedback(month: int, crowd: Crowd, visits: Sequence[Visit]) -> Iterator[str]:
    """Yield lines of a feedback endpoint."""
    for visit in visits:
        chance = random.Random(f"{crowd.seed}/feedback/{month}/{visit.number}")
        if visit.way == "page" and visit.intent is not None and chance.random() < ANSWERED:
            good = random.Random(f"{crowd.seed}/good/{visit.intent.id}").uniform(0.5, 0.95)
            helpful = chance.random() < good
            row = {"v": 1, "id": visit.intent.id, "lang": visit.lang, "helpful": helpful}
            if not helpful:
                row["reason"] = chance.choice(["outdated", "incomplete", "unclear"])
            yield f"{visit.at:%Y-%m-%dT%H:%M:%SZ} {json.dumps(row)}\n"
