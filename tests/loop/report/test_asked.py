from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.report.articles import Named
from kbtool.loop.report.asked import asked, surprise
from kbtool.loop.report.figures import Period
from kbtool.loop.report.spans import MONTHS, SPAN, period_of, written
from kbtool.model import Article, Ask, Config, Source
from kbtool.read.asks import Month, months_between
from tests.loop.report.making import ask

MONTH = st.tuples(st.integers(2020, 2027), st.integers(1, 12))
COUNTS = st.integers(0, 5000)


def _named(asks: list[Ask], period: Period) -> Named:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in asks:
        if written(one.month) in period.months:
            counts[one.id][written(one.month)] += one.asks
    articles = {id: Article(id, "en", f"{id}?", Source(id), id, (), id) for id in counts}
    totals = {id: sum(months.values()) for id, months in counts.items()}
    return Named(Config(), "en", tuple(articles.values()), articles, counts, totals)


def _year(id: str, count: Callable[[int], int]) -> list[Ask]:
    return [ask((2026, month), id, count(month)) for month in range(1, 7)]


@given(st.sets(MONTH, max_size=20), MONTH)
def test_a_period_is_the_last_year_as_far_as_it_is_known(known: set[Month], last: Month) -> None:
    period = period_of(known, last)

    past = [months_between(one, last) for one in known if one <= last]
    assert min(max(past, default=0) + 1, MONTHS) == len(period.months)
    assert written(last) == period.months[-1]
    assert sorted(period.months) == list(period.months)
    assert len(period.earlier) == len(period.later) == period.span <= SPAN
    assert period.months[len(period.months) - 2 * period.span :] == period.earlier + period.later


def test_a_question_that_grows_with_all_others_does_not_rise() -> None:
    asks = [*_year("a", lambda month: month * 100), *_year("b", lambda month: month * 70)]
    period = period_of((one.month for one in asks), (2026, 6))

    found = asked(asks, _named(asks, period), period)

    assert (found.rising, found.falling) == ((), ())


def test_what_grows_while_others_stay_rises_and_what_shrinks_falls() -> None:
    asks = [
        *_year("stays", lambda _: 300),
        *_year("grows", lambda month: month * 40),
        *_year("shrinks", lambda month: 300 - month * 40),
    ]
    period = period_of((one.month for one in asks), (2026, 6))

    found = asked(asks, _named(asks, period), period)

    assert [one.id for one in found.rising] == ["grows"]
    assert [one.id for one in found.falling] == ["shrinks"]
    assert [(one.earlier, one.later) for one in found.rising] == [(240, 600)]
    assert [one.id for one in found.top] == ["stays", "shrinks", "grows"]


def test_few_asks_more_are_chance() -> None:
    asks = [*_year("stays", lambda _: 3000), *_year("rare", lambda month: int(month > 3))]
    period = period_of((one.month for one in asks), (2026, 6))

    assert asked(asks, _named(asks, period), period).rising == ()


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_surprise_is_the_distance_from_what_all_questions_did(
    earlier: int, later: int, others_earlier: int, others_later: int
) -> None:
    found = surprise(earlier, later, earlier + others_earlier, later + others_later)

    # the sign is that of the difference of the shares, by cross multiplication
    wanted = later * others_earlier - earlier * others_later
    known = earlier + others_earlier and later + others_later and earlier + later
    assert not known or (found > 1e-9, found < -1e-9) == (wanted > 0, wanted < 0)


@given(st.lists(st.builds(ask, MONTH, st.sampled_from("abc"), COUNTS, st.sampled_from("xyz"))))
def test_the_months_hold_every_ask_of_the_period(asks: list[Ask]) -> None:
    period = period_of((one.month for one in asks), (2026, 6))

    found = asked(asks, _named(asks, period), period)

    for month in found.months:
        of_month = [one for one in asks if written(one.month) == month.month]
        assert sum(one.asks for one in of_month) == month.asks
        assert month.asks == sum(n for _, n in month.sources)
