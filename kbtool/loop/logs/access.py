"""Access logs as one Ibis expression: lines become events in whatever engine there is.

Lines are split at quotes and blanks: a regular expression with groups took seven times
as long in DuckDB (m). Numbers and months are cut out of places that a small pattern has
checked. What needs more than cutting, such as percent-escapes, is left to `merge.py`,
which sees each address once.
"""

from __future__ import annotations

import re

import ibis
import ibis.expr.types as ir

from kbtool.loop.logs.events import BAD, BOTS, EVENTS, OTHER, STAFF, month_number
from kbtool.loop.logs.values import Settings

__all__ = ["BOT_WORDS", "TARGET_LENGTH", "access_events"]

BOT_WORDS = (
    *("bot", "crawl", "spider", "slurp", "archiver", "fetch", "preview", "scan", "monitor"),
    *("uptime", "pingdom", "lighthouse", "headless", "phantomjs", "selenium", "puppeteer"),
    *("playwright", "curl", "wget", "python", "java/", "okhttp", "go-http", "httpclient"),
    *("http-client", "http_request", "libwww", "ruby", "perl", "php/", "axios", "node-fetch"),
    *("scrapy", "validator", "checker", "feed", "facebookexternalhit", "bingpreview"),
    *("mediapartners", "yandeximages", "bytedance", "petalsearch", "semrush", "ahrefs"),
    *("link check", "kbtool"),
)
"""What only programs have in their User-Agent: they say who they are, or are left as installed."""

TARGET_LENGTH = 2048  # characters; an address that is longer was written by no person

NO_LINE = "this is no line of an access log"

_TIME = r"^\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}\]$"
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_PAGE = r"(/|\.html?|/[^./]+)$"


def access_events(lines: ir.Table, settings: Settings) -> ir.Table:
    """Return a row of `EVENTS` for every one of `LINES`."""
    cut = lines.mutate(parts=lines.text.split('"'))
    parts = cut.parts
    cut = cut.mutate(
        time=parts[0].rstrip().right(28),
        request=parts[1].split(" "),
        status=parts[2].substr(1, 3),
        well_formed=parts[2].re_search(r"^ [0-9]{3} "),
        referer=parts[3],
        agent=parts[5],
    )
    cut = cut.mutate(
        method=cut.request[0],
        target=cut.request[1],
        mark=cut.request[1].find("?"),
    )
    cut = cut.mutate(path=ibis.ifelse(cut.mark < 0, cut.target, cut.target.left(cut.mark)))
    return _judged(_with_month(cut), settings)


def _with_month(cut: ir.Table) -> ir.Table:
    """Add the month in UTC; null where there is no time of this shape, or no such day."""
    time = cut.time

    def number(start: int, length: int) -> ir.Value:
        return time.substr(start, length).try_cast("int32")

    zone = number(23, 2) * 60 + number(25, 2)
    cut = cut.mutate(
        is_time=time.re_search(_TIME),
        day=number(1, 2),
        name=(ibis.literal(_MONTHS).find(time.substr(4, 3)) / 3).floor().cast("int32"),
        year=number(8, 4),
        # in the zone of the log, minus that zone: below 0 it is the day before in UTC
        minute=number(13, 2) * 60
        + number(16, 2)
        + ibis.ifelse(time.substr(22, 1) == "-", zone, -zone),
    )
    leap = ((cut.year % 4 == 0) & (cut.year % 100 != 0)) | (cut.year % 400 == 0)
    february = ibis.ifelse(leap, 29, 28)
    cut = cut.mutate(
        last=ibis.cases((cut.name == 1, february), (cut.name.isin([3, 5, 8, 10]), 30), else_=31)
    )
    before = (cut.day == 1) & (cut.minute < 0)
    after = (cut.day == cut["last"]) & (cut.minute >= 24 * 60)
    exists = cut.is_time & (cut.name >= 0) & cut.day.between(1, cut["last"])
    month = cut.year * 12 + cut.name + ibis.cases((before, -1), (after, 1), else_=0)
    return cut.mutate(month=ibis.ifelse(exists, month, ibis.null("int32")).cast("int32"))


def _judged(cut: ir.Table, settings: Settings) -> ir.Table:
    words = "|".join(re.escape(word) for word in (*BOT_WORDS, *settings.bots))
    robot = cut.agent.isnull() | cut.agent.isin(["", "-"]) | cut.agent.re_search(f"(?i){words}")
    keys = "|".join(re.escape(key) for key in settings.searches)
    asked = cut.target.re_search(rf"[?&]({keys})=[^&]")
    fault = ibis.cases(
        (
            cut.month.isnull() | ~cut.well_formed.fill_null(False),
            NO_LINE,
        ),
        (cut.month < month_number((2000, 1)), "the clock was wrong: before 2000"),
        (cut.month > month_number(settings.today), "the clock was wrong: in the future"),
        else_="",
    )
    taken = (
        (cut.method == "GET")
        & cut.status.isin(["200", "304"])
        & cut.path.startswith(settings.site)
        & (cut.target.length() <= TARGET_LENGTH)
        & cut.path.re_search(_PAGE)
    )
    kind = ibis.cases(
        (cut.kind.notnull(), cut.kind),
        (fault != "", BAD),
        (~taken.fill_null(False), OTHER),
        (cut.staff, STAFF),
        (robot, BOTS),
        (asked, "search"),
        else_="view",
    )
    known = cut.mutate(kind=kind, fault=fault, told=cut.kind.notnull())
    counts = known.kind.isin(["view", "search"])
    led = ((known.kind == "view") & known.referer.contains("?")).fill_null(False)
    # A hash, so that no host leaves the engine, and what is told apart is small.
    who = known.parts[0].rstrip()
    visitor = (who.left(who.length() - 28) + known.agent).hash().cast("int64")
    return known.select(
        file=known.file,
        line=known.line,
        month=ibis.ifelse(counts, known.month, 0).cast("int32"),
        kind=known.kind,
        text=ibis.cases(
            (known.told, known.text),
            (known.kind == BAD, known.fault),
            (known.kind == "search", known.target),
            (known.kind == "view", known.path),
            else_="",
        ),
        via=ibis.ifelse(led, known.referer, ""),
        visitor=ibis.ifelse(led, visitor, 0).fill_null(0),
        count=ibis.literal(1, "int64"),
        clicks=ibis.null("int64"),
        helpful=ibis.literal(-1, "int8"),
        reason=ibis.literal(""),
        lang=ibis.literal(""),
        source=ibis.literal(""),
    ).cast({name: str(EVENTS.field(name).type) for name in ("file", "line", "month")})
