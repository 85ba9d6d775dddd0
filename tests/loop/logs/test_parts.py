"""What reading logs is made of: encodings, lines, times, and the loop measured beside it."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.loop.logs.encoding import guess, to_text
from kbtool.loop.logs.lines import LONGEST, blocks, texts
from kbtool.loop.logs.stream import Watch, pieces
from kbtool.loop.logs.times import month_at, month_in_name, order_of
from tests.bench import logs as bench

UTC = ZoneInfo("UTC")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_become_text(raw: bytes) -> None:
    assert isinstance(to_text(raw, guess(raw)), str)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert to_text(text.encode("utf-8", "replace")) == text.encode("utf-8", "replace").decode()


LINE = st.text(st.characters(exclude_characters="\n\0", exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(st.lists(LINE), st.integers(1, 40), st.booleans())
def test_lines_are_the_same_however_the_file_is_cut_into_pieces(
    wanted: list[str], size: int, ended: bool
) -> None:
    raw = "\n".join(wanted).encode() + (b"\n" if ended and wanted else b"")
    cut = [raw[place : place + size] for place in range(0, len(raw), size)]
    naive = raw.decode().split("\n")
    naive = naive[:-1] if naive[-1] == "" else naive

    found = [text for block in blocks(cut) for text in block.texts.to_pylist()]
    numbers = [number for block in blocks(cut) for number in block.lines.to_pylist()]

    assert [text.removesuffix("\n") for text in found] == [
        text.replace('\\"', "''") for text in naive
    ]
    assert numbers == list(range(1, len(naive) + 1))


@pytest.mark.parametrize("size", [100, LONGEST, 10 * LONGEST])
def test_a_line_that_is_too_long_is_one_line(size: int) -> None:
    raw = b"a\n" + b"x" * (3 * LONGEST) + b"\nb\n"
    cut = [raw[place : place + size] for place in range(0, len(raw), size)]

    assert list(texts(cut)) == [(1, "a"), (2, None), (3, "b")]


def test_a_gzip_bomb_comes_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(30_000_000)))

    sizes = [len(piece) for piece in pieces(path, Watch(), 100_000)]

    assert (sum(sizes), max(sizes)) == (30_000_000, 100_000)


@settings(deadline=None)
@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2035, 1, 1)), st.integers(-720, 840))
def test_times_in_any_usual_form_give_the_month_of_utc(moment: dt.datetime, zone: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=zone)))
    there = moment.astimezone(dt.UTC)
    forms = [
        moment.isoformat(),
        f"{moment:%d/%b/%Y:%H:%M:%S %z}",
        f"{moment:%a, %d %b %Y %H:%M:%S %z}",
        f"{moment:%Y/%m/%d %H:%M %z}",
        f"{there:%Y年%m月%d日 %H:%M}",
        f"{there:%m/%d/%Y %I:%M %p}",
        str(int(moment.timestamp())) if moment.timestamp() > 1e8 else moment.isoformat(),
    ]

    months = {month_at(form, UTC, "month-first") for form in forms}

    assert months == {there.year * 12 + there.month - 1}


@settings(deadline=None)
@given(st.text(max_size=40))
def test_what_is_no_time_gives_none_and_never_fails(text: str) -> None:
    month = month_at(text, UTC, "")

    assert month is None or month > 0


def test_a_day_alone_is_that_day_wherever_it_was() -> None:
    assert month_at("2026-03-01", ZoneInfo("Asia/Shanghai"), "") == 2026 * 12 + 2
    assert month_at("2026-03-01 07:00", ZoneInfo("Asia/Shanghai"), "") == 2026 * 12 + 1


def test_a_number_above_twelve_tells_days_from_months() -> None:
    assert order_of(["03/04/2026", "14/03/2026"]) == "day-first"
    assert order_of(["03/04/2026", "03/14/2026"]) == "month-first"
    assert order_of(["03/04/2026"]) is None
    assert order_of(["2026-03-04", "3.4.2026"]) == ""


def test_the_name_of_a_file_may_tell_its_month_but_never_by_a_day() -> None:
    assert month_in_name("queries-2026-10.csv") == (2026, 10)
    assert month_in_name("queries-202610.csv") == (2026, 10)
    assert month_in_name("export-2026-10-31.csv") is None
    assert month_in_name("2026-10-to-2026-11.csv") is None


def test_the_loop_that_is_measured_beside_us_counts_the_same(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(bench.lines(3000)), encoding="utf-8")

    assert bench.plain_loop(log) == bench.ours(log, "duckdb://")
