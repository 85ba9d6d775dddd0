"""The page docs/year.md: that it says what a run wrote, never what its figures are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tests.bench.year.page import CURVES, EDITORS, ENDS, GOALS, Lived, markdown, pictures
from tests.bench.year.standing import Standing
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
TEXT = (DOCS / "year.md").read_text("utf-8")
SVG = "{http://www.w3.org/2000/svg}"


def standing(month: int, recall: float) -> Standing:
    return Standing(month, recall, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 1000, 0.9, 5, 6)


def years(*recalls: float) -> list[Lived]:
    months = tuple(standing(month, recall) for month, recall in enumerate(recalls))
    return [Lived(name, editor, months, 3) for name in GOALS for editor in EDITORS]


def tables(text: str) -> list[list[list[str]]]:
    """Return the cells of every table: its head, then its rows."""
    found = re.findall(r"(?m)(?:^\|.*\n)+", text)
    parts = [[line.strip("| ").split(" | ") for line in one.strip().split("\n")] for one in found]
    return [[one[0], *one[2:]] for one in parts]


def section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_curves_are_those_of_the_tables() -> None:
    drawn = pictures(TEXT)

    assert list(drawn) == list(CURVES)
    assert {name: (DOCS / name).read_text("utf-8") for name in CURVES} == drawn


def test_the_page_shows_every_curve() -> None:
    assert re.findall(r"\]\(([^)]+\.svg)\)", TEXT) == list(CURVES)


def test_a_curve_names_no_other_host_and_fits_light_and_dark_pages() -> None:
    for name in CURVES:
        text = (DOCS / name).read_text("utf-8")
        root = ElementTree.fromstring(text)

        assert root.tag == f"{SVG}svg"
        assert root.findtext(f"{SVG}title")
        assert re.findall(r"(?:href|src)=|url\(|@import", text) == []
        used = set(re.findall(r"var\((--[\w-]+)\)", text))
        light, dark = (set(re.findall(r"(--[\w-]+):", one)) for one in text.split("@media")[:2])
        assert used <= light & dark


def test_a_month_is_told_as_the_visitors_of_the_program_live_it() -> None:
    (visitors,) = re.findall(r"1\. ([0-9,]+) visitors come", TEXT)
    now = markdown(years(0.5, 0.6), int(visitors.replace(",", "")), {})

    told, programmed = (
        section(one, "How a month goes").partition("The words are")[0] for one in (TEXT, now)
    )
    assert told == programmed


def test_the_tables_have_every_month_set_and_editor() -> None:
    recalls, orders, ends = tables(TEXT)
    (months,) = re.findall(r"help centre in ([0-9]+) months", TEXT)
    names = [f"{name}, {editor}" for name in GOALS for editor in EDITORS]

    for table in (recalls, orders):
        assert table[0] == ["month", *names]
        assert [row[0] for row in table[1:]] == [str(month) for month in range(int(months) + 1)]
    assert ends[0] == list(ENDS)
    assert [row[:2] for row in ends[1:]] == [
        [name, editor] for name in GOALS for editor in ("before", *EDITORS)
    ]


def test_the_last_month_is_the_same_in_all_tables() -> None:
    recalls, orders, ends = tables(TEXT)

    after = {f"{row[0]}, {row[1]}": row for row in ends[1:]}
    for place, name in enumerate(recalls[0][1:], 1):
        assert (recalls[-1][place], orders[-1][place]) == (after[name][2], after[name][6])


def test_a_goal_is_reached_in_the_first_month_that_has_it() -> None:
    text = markdown(years(0.5, 0.66, 0.65), 100, {})

    assert "- **support_en**, nobody decides: from 50.0 to 65.0 % in 2 months; it reaches" in text
    assert "reaches the goal of 66 in month 1." in text


def test_a_goal_that_is_missed_is_told() -> None:
    assert "from 40.0 to 41.0 % in 1 months; it misses 57." in markdown(years(0.4, 0.41), 100, {})
