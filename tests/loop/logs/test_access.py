"""Access logs: what counts as asked, by whom, and when."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.loop.logs import merge
from kbtool.loop.logs.values import Counted
from tests.loop.logs.reader import bad, line, read

PAGE = "/en/aftersale/refunds/refund-time.html"


def counted(tmp_path: Path, *lines: str, **settings: object) -> list[tuple[str, str, int]]:
    log = tmp_path / "access.log"
    log.write_text("".join(lines), encoding="utf-8", newline="")
    rows, _ = read(log, **settings)
    return [(row.kind, row.text, row.count) for row in rows]


def test_views_of_a_page_are_counted_by_its_path_from_the_root_of_the_site(tmp_path: Path) -> None:
    rows = counted(tmp_path, line(PAGE), line(PAGE + "?from=mail"), line("/en/"), line("/en/a/b"))

    assert rows == [
        ("view", "en/a/b.html", 1),
        ("view", "en/aftersale/refunds/refund-time.html", 2),
        ("view", "en/index.html", 1),
    ]


def test_a_site_below_a_path_counts_only_its_own_pages(tmp_path: Path) -> None:
    rows = counted(tmp_path, line("/help/en/a.html"), line("/shop.html"), site="/help/")

    assert rows == [("view", "en/a.html", 1)]


def test_a_search_is_counted_by_what_was_typed_however_it_is_escaped(tmp_path: Path) -> None:
    gb = "".join(f"%{byte:02X}" for byte in "退款".encode("gb18030"))
    rows = counted(
        tmp_path,
        line("/zh/search.html?q=%E9%80%80%E6%AC%BE"),
        line(f"/zh/search.html?utm=1&q={gb}"),
        line("/zh/search.html?q=\\xE9\\x80\\x80\\xE6\\xAC\\xBE"),
        line("/en/search.html?q=where+is%20it%3F"),
    )

    assert rows == [("search", "where is it?", 1), ("search", "退款", 3)]


def test_a_search_page_without_a_query_is_a_view(tmp_path: Path) -> None:
    rows = counted(tmp_path, line("/en/search.html?q="), line("/en/search.html?q=%20+"))

    assert rows == [("view", "en/search.html", 2)]


def test_a_page_reached_from_results_is_a_click_of_that_search(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    results = "https://help.example/en/search.html?q=money+back"
    log.write_text(
        line("/en/search.html?q=money+back") * 3
        + line("/en/search.html?q=nothing")
        + line(PAGE, referer=results)
    )

    rows, _ = read(log)

    assert [(row.text, row.count, row.clicks) for row in rows if row.kind == "search"] == [
        ("money back", 3, 1),
        ("nothing", 1, 0),
    ]


def test_a_visitor_takes_an_article_once_however_often_it_is_opened(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    results = "https://help.example/en/search.html?q=money+back"
    same = "https://help.example/en/search.html?q=money%20back"
    log.write_text(
        line("/en/a.html", referer=results) * 4
        + line("/en/a.html", referer=results, host="198.51.100.7")
        + line("/en/a.html", referer=results, agent="Mozilla/5.0 Firefox/130.0")
        + line("/en/b.html", referer=same)
        + line("/en/c.html", referer="https://help.example/en/search.html")
    )

    rows, _ = read(log)

    taken = [(row.text, row.page, row.count) for row in rows if row.kind == "taken"]
    assert taken == [("money back", "en/a.html", 3), ("money back", "en/b.html", 1)]


@pytest.mark.parametrize(
    "other",
    [
        line("/assets/kb/kb.css"),
        line(PAGE, status=404),
        line(PAGE, status=301),
        line(PAGE, method="HEAD"),
        line(PAGE, method="POST"),
        line("http://elsewhere.example/a.html"),
        line("/a/" + "x" * 4000),
        '203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "-" 408 0 "-" "-"\n',
        r'203.0.113.9 - - [10/Oct/2026:13:55:36 +0000] "\x16\x03\x01" 400 157 "-" "-"' + "\n",
    ],
)
def test_what_nobody_asked_is_not_counted_and_not_bad(tmp_path: Path, other: str) -> None:
    log = tmp_path / "access.log"
    log.write_text(line(PAGE) * 2 + other)

    rows, logged = read(log)

    assert ([row.count for row in rows], logged.tally.other, logged.tally.bad) == ([2], 1, ())


@pytest.mark.parametrize(
    "agent", ["Googlebot/2.1", "curl/8.5", "", "-", "python-requests/2", "OurMonitor 1"]
)
def test_robots_are_left_out(tmp_path: Path, agent: str) -> None:
    log = tmp_path / "access.log"
    log.write_text(line(PAGE) + line(PAGE, agent=agent))

    rows, logged = read(log, bots=("ourmonitor",))

    assert ([row.count for row in rows], logged.tally.bots) == ([1], 1)


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "::ffff:10.9.9.9", "2001:db8::7", "pc7.Intranet.example", "192.0.2.5"]
)
def test_the_shops_own_staff_is_left_out(tmp_path: Path, host: str) -> None:
    log = tmp_path / "access.log"
    log.write_text(line(PAGE) + line(PAGE, host=host))

    rows, logged = read(log, staff=("10.0.0.0/8", "2001:db8::/32", "intranet", "192.0.2.5"))

    assert ([row.count for row in rows], logged.tally.staff) == ([1], 1)


@pytest.mark.parametrize(
    ("time", "month"),
    [
        ("01/Mar/2026:00:30:00 +0800", (2026, 2)),
        ("01/Jan/2026:07:59:59 +0800", (2025, 12)),
        ("31/Dec/2025:20:00:00 -0500", (2026, 1)),
        ("29/Feb/2024:23:00:00 -0330", (2024, 3)),
        ("28/Feb/2024:23:00:00 -0330", (2024, 2)),
        ("30/Jun/2026:23:59:59 +0000", (2026, 6)),
    ],
)
def test_months_are_those_of_utc(tmp_path: Path, time: str, month: tuple[int, int]) -> None:
    log = tmp_path / "access.log"
    log.write_text(line(PAGE, time=time))

    rows, _ = read(log)

    assert [row.month for row in rows] == [month]


def test_lines_of_which_nothing_can_be_made_are_told_with_their_places(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(
        line(PAGE) * 3
        + line(PAGE)[:60]
        + "\nnonsense\n"
        + line(PAGE, time="10/Oct/1999:13:55:36 +0000")
        + line(PAGE, time="31/Feb/2026:13:55:36 +0000")
        + line(PAGE, time="01/Dec/2026:13:55:36 +0000")
    )

    rows, logged = read(log)

    assert [row.count for row in rows] == [3]
    assert bad(logged) == [
        ("this is no line of an access log", 3, ("4", "5", "7")),
        ("the clock was wrong: before 2000", 1, ("6",)),
        ("the clock was wrong: in the future", 1, ("8",)),
    ]


def test_no_more_than_five_examples_are_told(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(line(PAGE) * 30 + "nonsense\n" * 20)

    _, logged = read(log)

    assert bad(logged) == [("this is no line of an access log", 20, ("31", "32", "33", "34", "35"))]


def test_a_gzip_file_that_is_cut_off_gives_what_can_be_read_and_is_told(tmp_path: Path) -> None:
    log = tmp_path / "access.log.gz"
    whole = gzip.compress("".join(line(f"/en/{n}.html") for n in range(5000)).encode())
    log.write_bytes(whole[: len(whole) // 2])

    rows, logged = read(log)

    assert len(rows) > 1000
    assert "the gzip file is cut off" in [one.reason for one in logged.tally.bad]


def test_gzip_files_joined_to_one_are_read_to_the_end(tmp_path: Path) -> None:
    log = tmp_path / "access.log.gz"
    log.write_bytes(gzip.compress(line(PAGE).encode()) + gzip.compress(line(PAGE).encode()))

    rows, _ = read(log)

    assert [row.count for row in rows] == [2]


def test_hostile_lines_are_survived_and_told(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(
        b"\0" * 5000  # the hole of a log that was cut while its server held it open
        + line(PAGE).encode()
        + b"x" * 1_000_000
        + b"\n"
        + line(PAGE, agent=r"Mozilla \" quote").encode()
        + b"a\0b\n"
        + line("/en/\udcff\udcfe.html", agent="caf\xe9").encode("utf-8", "surrogateescape")
        + line("/en/=cmd|calc.html").encode()
        + line(PAGE).encode().removesuffix(b"\n")
    )

    rows, logged = read(log)

    assert {"en/=cmd|calc.html", "en/ÿþ.html"} < {row.text for row in rows}
    assert [row.count for row in rows if row.text == PAGE[1:]] == [3]
    assert bad(logged) == [
        ("the line holds NUL bytes", 1, ("4",)),
        ("the line is longer than 64 KB", 1, ("2",)),
    ]


TARGETS = st.one_of(
    st.text(min_size=1, max_size=12).map(lambda text: f"/zh/search.html?q={quote_plus(text)}"),
    st.text("abc退/", max_size=8).map(lambda text: f"/en/{quote(text)}.html"),
    st.sampled_from(["/", "/a.css", "/en/", "*", "/en/x"]),
)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(TARGETS, st.sampled_from([200, 304, 404]), st.booleans()), max_size=30))
def test_every_line_is_in_the_tally_once(
    tmp_path: Path, visits: list[tuple[str, int, bool]]
) -> None:
    log = tmp_path / "access.log"
    lines = [
        line(target, status=status) if fine else "no line of a log\n"
        for target, status, fine in visits
    ]
    log.write_text(line(PAGE) * (len(lines) + 1) + "".join(lines), newline="")

    rows, logged = read(log)

    tally = logged.tally
    wrong = sum(one.count for one in tally.bad)
    assert tally.lines == 2 * len(lines) + 1
    assert tally.lines == tally.taken + tally.bots + tally.staff + tally.other + wrong
    assert tally.taken == sum(row.count for row in rows)
    assert wrong == sum(not fine for _, _, fine in visits)


def test_rows_are_sorted_and_each_is_there_once(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(line(f"/en/search.html?q={n % 7}") for n in range(100)))

    rows, _ = read(log)

    assert [row.text for row in rows] == list("0123456")
    assert max(Counter((row.month, row.kind, row.text) for row in rows).values()) == 1


def test_what_was_taken_leaves_room_for_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "MOST", 20)
    monkeypatch.setattr(merge, "MOST_TAKEN", 10)
    led = "https://help.example/en/search.html?q=money"
    log = tmp_path / "access.log"
    clicks = [line(f"/en/{n % 7}.html", referer=f"{led}{n}") for n in range(10)]
    log.write_text("".join(clicks))

    rows, logged = read(log)

    kinds = Counter(row.kind for row in rows)
    assert (kinds["view"], kinds["search"], logged.tally.rare) == (7, 10, 0)
    assert kinds["taken"] < 10


def test_a_row_says_language_and_source(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(line("/zh/search.html?q=a"))

    rows, _ = read(log)

    assert rows == [Counted((2026, 10), "search", "a", 1, lang="zh", source="search")]


CADDY = {
    "ts": 1772359200.5,  # 1 March 2026, 10:00
    "request": {
        "remote_ip": "192.0.2.9",
        "method": "GET",
        "uri": '/en/?q=sofa "legs"',
        "headers": {"User-Agent": ["Mozilla/5.0 Firefox/128.0"], "Referer": ["https://h.example/"]},
    },
    "status": 200,
}
NGINX = {
    "time_iso8601": "2026-03-01T10:00:00+08:00",
    "request": "GET /en/returns.html HTTP/1.1",
    "status": "200",
    "http_user_agent": "Mozilla/5.0 Firefox/128.0",
}
TRAEFIK = {
    "StartUTC": "2026-03-01T10:00:00.5Z",
    "RequestMethod": "GET",
    "RequestPath": "/en/returns.html",
    "DownstreamStatus": 200,
    "request_User-Agent": "Googlebot/2.1",
}


def test_logs_of_json_lines_are_read_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    lines = [json.dumps(one) for one in (CADDY, NGINX, NGINX, TRAEFIK)]
    path.write_text("\n".join([*lines, '{"cut off', json.dumps({**NGINX, "status": 404})]))

    rows, logged = read(path)

    assert [(row.month, row.kind, row.text, row.count) for row in rows] == [
        ((2026, 3), "search", 'sofa "legs"', 1),
        ((2026, 3), "view", "en/returns.html", 2),
    ]
    tally = logged.tally
    assert (tally.lines, tally.bots, tally.other) == (6, 1, 1)
    assert bad(logged) == [("this is no line of an access log", 1, ("5",))]
