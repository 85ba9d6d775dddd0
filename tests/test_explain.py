"""The numbers behind an article's place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbtool.explain import Explanation, MonthShare, explain
from kbtool.order import order
from kbtool.read.load import load
from tests.conftest import Project

EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
LOG = """month,id,asks,source
2025-12,b,10,search
2026-06,b,3,search
2026-06,b,4,chat
2026-06,c,20,chat
2026-06,d,1,chat
"""
LIST = """
- {id: a, title: A?, weight: 1}
- {id: b, title: B?}
- {id: c, title: C?}
- {id: d, title: D?}
- {id: e, title: E?, asks: 6}
- {id: hidden, title: H?, draft: true, asks: 99}
"""


@pytest.fixture
def about(project: Project) -> Callable[[str], Explanation]:
    """Explain an article of `LIST` by its id."""
    kb, problems = load(project({"kb/articles/x/list.yml": LIST, "kb/asks/a.csv": LOG}), EPOCH)
    assert problems == []
    articles = {one.id: one for one in kb.articles}
    return lambda id: explain(kb, order(kb), articles[id])


About = Callable[[str], Explanation]


def test_every_month_shows_its_sources_and_what_is_left_of_it(about: About) -> None:
    assert about("b").months == (
        MonthShare("2025-12", {"search": 10}, 10, 0.5, 5.0),
        MonthShare("2026-06", {"chat": 4, "search": 3}, 7, 1.0, 7.0),
    )


def test_the_shares_sum_up_to_the_asks(about: About) -> None:
    found = about("b")

    assert found.asks == sum(share.share for share in found.months) == 12.0


def test_neighbours_are_two_before_and_two_after(about: About) -> None:
    places = [(one.position, one.id, one.asks, one.weight) for one in about("b").neighbours]

    assert places == [
        (1, "a", 0.0, 1),
        (2, "c", 20.0, None),
        (3, "b", 12.0, None),
        (4, "e", 6.0, None),
        (5, "d", 1.0, None),
    ]


def test_the_first_has_neighbours_only_below(about: About) -> None:
    assert [one.id for one in about("a").neighbours] == ["a", "c", "b"]


def test_a_seed_is_named_as_such(about: About) -> None:
    assert (about("e").seed, about("e").seed_used, about("e").months) == (6, True, ())
    assert (about("b").seed, about("b").seed_used) == (0, False)


def test_a_hidden_article_has_numbers_and_no_place(about: About) -> None:
    found = about("hidden")

    assert (found.status, found.asks, found.neighbours) == ("draft", 99.0, ())
    assert found.siblings == 5


def test_the_settings_behind_the_numbers_are_shown(about: About) -> None:
    found = about("a")

    assert (found.month, found.half_life_months, found.category) == ("2026-06", 6.0, ("x",))
