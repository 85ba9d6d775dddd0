"""Millions of lines of an access log: time and memory of kbtool, a plain Python loop, GoAccess.

    python -m tests.bench.logs --lines 5000000 [--spark spark:local-cluster[2,1,1024]]

The log is made from a seed; all count the same visits, GoAccess counts what it counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote_plus

from kbtool.loop.logs.access import BOT_WORDS
from kbtool.loop.logs.reading import read_logs
from kbtool.loop.logs.values import Settings
from kbtool.terminal import table
from tests.bench.measure import Cost, measured

LIMIT = 3600.0  # seconds of one run
PAGES = 600
QUERIES = 20_000
AGENTS = (
    *(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{n}.0.0.0 Safari/537.36"
        for n in range(9)
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)
WORDS = (
    *("退款", "多久", "到账", "沙发", "安装", "发票", "refund", "sofa", "order", "late"),
    *("where", "invoice", "return", "box", "size"),
)


def lines(count: int, seed: int = 7) -> Iterator[str]:
    """Yield lines of a year's access log, a tenth of them robots, a third pictures and scripts."""
    chance = random.Random(seed)
    pages = [
        f"/{'en' if n % 2 else 'zh'}/{quote(f'topic-{n % 37}/问题-{n}')}.html" for n in range(PAGES)
    ]
    queries = [
        quote_plus(f"{chance.choice(WORDS)} {chance.choice(WORDS)} {n}") for n in range(QUERIES)
    ]
    start = dt.datetime(2025, 11, 1, tzinfo=dt.UTC)
    step = dt.timedelta(days=365) / count
    for n in range(count):
        kind = chance.random()
        if kind < 0.35:
            target = f"/assets/kb/file-{int(kind * 100)}.js"
        elif kind < 0.45:
            place = int(QUERIES * chance.random() ** 3)
            target = f"/zh/search.html?q={queries[place]}"
        else:
            target = pages[int(PAGES * chance.random() ** 2)]
        host = f"{int(kind * 223) + 1}.{n % 251}.{n % 241}.{n % 239}"
        time = f"{start + step * n:%d/%b/%Y:%H:%M:%S} +0800"
        status = 404 if n % 29 == 0 else 200
        led = f"zh/search.html?q={queries[n % QUERIES]}" if 0.45 < kind < 0.6 else ""
        agent = AGENTS[n * 7 % len(AGENTS)]
        yield (
            f'{host} - - [{time}] "GET {target} HTTP/1.1" {status} {n % 90000} '
            f'"https://help.example/{led}" "{agent}"\n'
        )


_LINE = re.compile(
    r'\S+ \S+ \S+ \[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):\d\d ([+-]\d{4})\] "GET ([^ "]+)[^"]*" '
    r'(?:200|304) \S+ "[^"]*" "([^"]*)"'
)
_BOT = re.compile("|".join(map(re.escape, BOT_WORDS)))
_PAGE = re.compile(r"(?:/|\.html?|/[^./]+)$")


def plain_loop(path: Path) -> int:
    """Count as one would without any library, line by line."""
    counts: Counter[tuple[int, int, str, str]] = Counter()
    with path.open(encoding="utf-8") as file:
        for line in file:
            if (found := _LINE.match(line)) is None:
                continue
            day, month, year, hour, minute, zone, target, agent = found.groups()
            address, _, query = target.partition("?")
            if not _PAGE.search(address) or _BOT.search(agent.lower()):
                continue
            moment = dt.datetime.strptime(
                f"{day}{month}{year}{hour}{minute}{zone}", "%d%b%Y%H%M%z"
            ).astimezone(dt.UTC)
            asked = query.partition("q=")[2].partition("&")[0]
            kind = "search" if asked else "view"
            counts[moment.year, moment.month, kind, unquote_plus(asked or address)] += 1
    return sum(counts.values())


def ours(path: Path, engine: str) -> int:
    """Count as kbtool does."""
    logged = read_logs([path], Settings(today=(2026, 11), languages=("zh", "en")), engine)
    return sum(row.count for row in logged.rows if row.kind != "taken")


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=200_000)
    options.add_argument("--spark", default="", help="URL of a Spark engine, measured too")
    options.add_argument("--run", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.run:
        what, file = given.run
        found = plain_loop(Path(file)) if what == "loop" else ours(Path(file), what)
        sys.exit(0 if found else 1)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        with log.open("w", encoding="utf-8") as file:
            file.writelines(lines(given.lines))
        print(f"{given.lines:,} lines, {log.stat().st_size / 1e6:,.0f} MB")
        print(_table(log, Path(folder), given.spark))


def _table(log: Path, folder: Path, spark: str) -> str:
    run = [sys.executable, "-m", "tests.bench.logs", "--run"]
    commands: dict[str, Sequence[str]] = {
        "kbtool, DuckDB": [*run, "duckdb://", str(log)],
        "a plain Python loop": [*run, "loop", str(log)],
    }
    if spark:
        commands[f"kbtool, {spark}"] = [*run, spark, str(log)]
    goaccess = shutil.which("goaccess")
    if goaccess:
        commands["GoAccess"] = [
            *(goaccess, str(log), "--log-format=COMBINED", "--ignore-crawlers", "--no-progress"),
            *("--no-global-config", "-o", str(folder / "report.json")),
        ]
    rows = [_row(name, measured(command, Path.cwd(), LIMIT)) for name, command in commands.items()]
    if not goaccess:
        rows.append(["GoAccess", "not installed (Debian: goaccess)", "", ""])
    return table(["", "seconds", "CPU", "MB"], rows, {"seconds", "CPU", "MB"})


def _row(name: str, cost: Cost) -> list[str]:
    if cost.exit or cost.stopped:
        return [name, cost.said[-60:] or "stopped", "", ""]
    return [name, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.memory:,.0f}"]


if __name__ == "__main__":
    main()
