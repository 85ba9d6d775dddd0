"""The banner: settings with a beginning and an end, shown in the language of the page."""

from __future__ import annotations

import datetime as dt

import pytest

from kbtool.model import Banner, Localised
from kbtool.publish.banner import banner_view
from kbtool.read.config import read_config

DAY = dt.date(2026, 10, 3)


def banner(start: int = 0, end: int = 0) -> Banner:
    """Return a banner that starts and ends so many days from `DAY`; 0 is no bound."""
    days = [DAY + dt.timedelta(days=far) if far else None for far in (start, end)]
    return Banner(Localised({"zh": "放假", "en": "Holiday"}), start=days[0], end=days[1])


def faults(text: str) -> list[tuple[int, int, str, str, str]]:
    _, problems = read_config(text, "kb/kb.yml")
    return [(p.source.line, p.source.column, p.rule.id, p.message, p.hint) for p in problems]


def test_a_banner_is_read_with_all_it_has() -> None:
    text = (
        "languages: [zh, en]\nbanner:\n  text: {zh: 放假, en: Holiday}\n  start: 2026-10-01\n"
        "  end: 2026-10-08\n  level: warning\n  link: https://shop.example/holiday\n"
    )

    found, problems = read_config(text, "kb/kb.yml")

    assert problems == []
    assert found.banner == Banner(
        Localised({"zh": "放假", "en": "Holiday"}),
        "warning",
        Localised({"": "https://shop.example/holiday"}),
        dt.date(2026, 10, 1),
        dt.date(2026, 10, 8),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "banner: Closed\n",
            (1, 9, "KB304", "'banner' is a mapping of keys to values, not text",
             "write 'key: value' lines"),
        ),
        (
            "banner:\n  end: 2026-10-08\n",
            (2, 3, "KB313", "the banner has no text", "write 'text: ...' below 'banner:'"),
        ),
        (
            "banner:\n  text: Hi\n  untill: 2026-10-08\n",
            (3, 3, "KB303", "'banner' has no key 'untill'", "keys of your own begin with x_"),
        ),
        (
            "banner:\n  text: Hi\n  end: tomorrow\n",
            (3, 8, "KB305", "'end' is a date, not 'tomorrow'",
             "write year-month-day, as 2026-03-31"),
        ),
        (
            "banner:\n  text: Hi\n  start: 2026-10-08\n  end: 2026-10-07\n",
            (4, 8, "KB305", "the banner ends on 2026-10-07, before it starts on 2026-10-08",
             "'end' is the last day it is shown"),
        ),
        (
            "banner:\n  text: Hi\n  level: warnin\n",
            (3, 10, "KB313", "'level' is 'warnin', and may be info, warning",
             "did you mean 'warning'?"),
        ),
        (
            "banner:\n  text: Hi\n  link: javascript:alert(1)\n",
            (3, 9, "KB313", "'javascript:alert(1)' is no web address",
             "write an address as https://example.com/status"),
        ),
    ],
)  # fmt: skip
def test_a_bad_banner_is_told_at_its_place(
    text: str, fault: tuple[int, int, str, str, str]
) -> None:
    assert [fault] == faults(text)


def test_a_banner_that_cannot_be_read_is_not_shown() -> None:
    found, _ = read_config("banner:\n  text: Hi\n  end: tomorrow\n", "kb/kb.yml")

    assert found.banner is None


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [(0, 0, True), (-1, 1, True), (-1, -1, False), (1, 2, True)],
)
def test_a_banner_is_built_until_its_end(start: int, end: int, shown: bool) -> None:
    assert shown == (banner_view(banner(start, end), "en", DAY) is not None)


def test_a_banner_is_shown_on_its_last_day() -> None:
    last = Banner(Localised({"": "Hi"}), end=DAY)

    assert banner_view(last, "en", DAY) is not None


@pytest.mark.parametrize(("start", "waits"), [(-1, False), (1, True)])
def test_only_a_banner_to_come_waits_for_its_day(start: int, waits: bool) -> None:
    found = banner_view(banner(start), "en", DAY)

    assert found
    assert waits == (found.start is not None)


@pytest.mark.parametrize(("lang", "text", "foreign"), [("zh", "放假", ""), ("de", "放假", "zh")])
def test_a_banner_names_its_language_where_the_page_has_another(
    lang: str, text: str, foreign: str
) -> None:
    found = banner_view(banner(), lang, DAY)

    assert found
    assert (text, foreign) == (found.text, found.lang)
