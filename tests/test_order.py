"""Every level by weight, asks, title and id, whatever order the files came in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.collation import collation_key
from kbtool.model import Article, Ask, Category, Config, KnowledgeBase, Source, Status
from kbtool.order import Branch, Order, order
from kbtool.read.asks import Month
from kbtool.read.load import load
from tests.conftest import Project

EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
NOW = (2026, 6)


def article(id: str, *category: str, **fields: object) -> Article:
    source = Source(f"{'/'.join(category)}/{id}.md")
    values = {"title": id, "source": source, "path": source.path, "slug": id, **fields}
    return Article(id=id, lang="en", category=category, **values)  # type: ignore[arg-type]


def asked(id: str, asks: int, month: Month = NOW, source: str = "chat") -> Ask:
    return Ask(month, id, asks, source, Source("kb/asks/a.csv"))


def base(
    articles: Sequence[Article],
    asks: Sequence[Ask] = (),
    weights: dict[tuple[str, ...], int] | None = None,
    month: Month = NOW,
) -> KnowledgeBase:
    paths = {one.category[:n] for one in articles for n in range(1, len(one.category) + 1)}
    categories = [
        Category("en", path, path[-1], Source("/".join(path)), weight=(weights or {}).get(path))
        for path in sorted(paths)
    ]
    return KnowledgeBase(
        Config(),
        tuple(articles),
        tuple(categories),
        {},
        tuple(asks),
        frozenset(),
        dt.date(2026, 6, 9),
        month,
    )


def ids(branch: Branch) -> list[str]:
    return [one.id for one in branch.articles]


def names(branch: Branch) -> list[str]:
    return [one.category.path[-1] for one in branch.branches]


def root(ordered: Order) -> Branch:
    return ordered.trees["en"]


def test_the_most_asked_question_comes_first() -> None:
    kb = base([article("a"), article("b"), article("c")], [asked("b", 9), asked("c", 5)])

    assert ids(root(order(kb))) == ["b", "c", "a"]


def test_asks_of_every_source_and_month_count() -> None:
    log = [asked("a", 4, source="chat"), asked("a", 4, source="search"), asked("b", 7)]

    assert ids(root(order(base([article("b"), article("a")], log)))) == ["a", "b"]


def test_old_asks_count_less() -> None:
    log = [asked("a", 10, (2025, 6)), asked("b", 3)]

    ordered = order(base([article("a"), article("b")], log))

    assert ids(root(ordered)) == ["b", "a"]
    assert ordered.asks == {("en", "a"): 2.5, ("en", "b"): 3.0}


def test_asks_after_the_month_of_the_build_do_not_count() -> None:
    kb = base([article("a")], [asked("a", 9, (2026, 6)), asked("a", 4, (2026, 5))], month=(2026, 5))

    assert order(kb).asks["en", "a"] == 4.0


def test_a_seed_counts_until_the_log_knows_the_question() -> None:
    kb = base(
        [
            article("new", seed_asks=50),
            article("known", seed_asks=50),
            article("zero", seed_asks=50),
        ],
        [asked("known", 3), asked("zero", 0)],
    )

    assert order(kb).asks == {("en", "new"): 50.0, ("en", "known"): 3.0, ("en", "zero"): 0.0}


def test_a_weight_pins_a_question_above_what_is_asked_more() -> None:
    articles = [
        article("a"),
        article("b", weight=2),
        article("c", weight=1),
        article("d", weight=-1),
    ]

    assert ids(root(order(base(articles, [asked("a", 99)])))) == ["d", "c", "b", "a"]


def test_questions_asked_alike_come_by_title_then_id() -> None:
    articles = [article("2", title="B"), article("3", title="a"), article("1", title="B")]

    assert ids(root(order(base(articles)))) == ["3", "1", "2"]


def test_a_category_is_asked_as_often_as_all_it_holds() -> None:
    articles = [article("a", "x"), article("b", "x", "deep"), article("c", "y")]

    ordered = order(base(articles, [asked("a", 3), asked("b", 4), asked("c", 5)]))

    assert [(b.category.path, b.asks, b.count) for b in root(ordered).walk()] == [
        ((), 12.0, 3),
        (("x",), 7.0, 2),
        (("x", "deep"), 4.0, 1),
        (("y",), 5.0, 1),
    ]


def test_a_weight_pins_a_category() -> None:
    kb = base([article("a", "x"), article("b", "y")], [asked("a", 9)], {("y",): 1})

    assert names(root(order(kb))) == ["y", "x"]


def test_categories_asked_alike_come_by_title() -> None:
    kb = base([article("a", "y"), article("b", "X"), article("c", "z")])

    assert names(root(order(kb))) == ["X", "y", "z"]


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PUBLIC])
def test_only_public_questions_are_listed_and_counted(status: Status) -> None:
    kb = base([article("a", "x", status=status), article("b", "y")], [asked("a", 9), asked("b", 1)])

    tree = root(order(kb))

    assert (names(tree), tree.count, tree.asks) == (["y"], 1, 1.0)


def test_what_is_hidden_still_has_its_asks() -> None:
    kb = base([article("a", status=Status.DRAFT)], [asked("a", 9)])

    assert order(kb).asks["en", "a"] == 9.0


def test_by_asks_leaves_weights_and_categories_aside() -> None:
    articles = [article("a", "x", weight=1), article("b", "y"), article("c")]
    ordered = order(base(articles, [asked("b", 5), asked("c", 2)]))

    assert [one.id for one in ordered.by_asks(root(ordered))] == ["b", "c", "a"]


def test_all_articles_come_in_reading_order() -> None:
    articles = [article("top"), article("a", "x"), article("b", "x", "deep"), article("c", "y")]
    ordered = order(base(articles, [asked("c", 5)]))

    expected = [one.id for branch in root(ordered).walk() for one in branch.articles]

    assert expected == [one.id for one in root(ordered).all_articles()]


def test_a_translation_has_the_asks_of_its_id(project: Project) -> None:
    front = "---\nid: a\ntitle: A\n---\nText\n"
    kb, _ = load(
        project(
            {
                "kb/kb.yml": "languages: [zh, en]\n",
                "kb/articles/zh/x/a.md": front,
                "kb/articles/en/x/a.md": front,
                "kb/asks/a.csv": "month,id,asks,source\n2026-06,a,7,chat\n",
            }
        ),
        EPOCH,
    )

    assert order(kb).asks == {("zh", "a"): 7.0, ("en", "a"): 7.0}


PATHS = st.sampled_from([(), ("x",), ("y",), ("x", "p"), ("x", "q"), ("y", "p", "r", "s")])
ARTICLES = st.lists(
    st.builds(
        lambda id, path, title, weight, seed, status: article(
            id, *path, title=title, weight=weight, seed_asks=seed, status=status
        ),
        st.text(alphabet="abc", min_size=1, max_size=3),
        PATHS,
        st.sampled_from(["A", "a", "b", "é", "e", "Z"]),
        st.none() | st.integers(-2, 2),
        st.integers(0, 3),
        st.sampled_from([Status.PUBLIC, Status.PUBLIC, Status.DRAFT]),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)
LOGS = st.lists(
    st.builds(
        asked,
        st.text(alphabet="abc", min_size=1, max_size=2),
        st.integers(0, 100),
        st.tuples(st.integers(2024, 2025), st.integers(1, 12)),
    ),
    max_size=12,
)


@given(ARTICLES, LOGS, st.integers())
@settings(deadline=None, max_examples=60)
def test_the_order_never_depends_on_the_order_of_files_and_rows(
    articles: list[Article], log: list[Ask], seed: int
) -> None:
    kb = base(articles, log)
    rng = random.Random(seed)
    shuffled = dataclasses.replace(
        kb,
        articles=tuple(rng.sample(kb.articles, len(kb.articles))),
        categories=tuple(rng.sample(kb.categories, len(kb.categories))),
        asks=tuple(rng.sample(kb.asks, len(kb.asks))),
    )

    again = order(shuffled)

    assert order(kb).trees == again.trees
    assert order(kb).asks == again.asks


def naive_asks(one: Article, log: list[Ask]) -> float:
    rows = [ask for ask in log if ask.id == one.id]
    if not rows:
        return float(one.seed_asks)
    ages = [(NOW[0] - ask.month[0]) * 12 + NOW[1] - ask.month[1] for ask in rows]
    return float(sum(ask.asks * 0.5 ** (age / 6) for ask, age in zip(rows, ages, strict=True)))


def naive_siblings(path: tuple[str, ...], articles: list[Article], log: list[Ask]) -> list[str]:
    own = [one for one in articles if one.category == path and one.status is Status.PUBLIC]
    own.sort(key=lambda one: one.id)
    own.sort(key=lambda one: collation_key(one.title, "en"))
    own.sort(key=lambda one: -round(naive_asks(one, log), 6))
    own.sort(key=lambda one: (one.weight is None, one.weight or 0))
    return [one.id for one in own]


@given(ARTICLES, LOGS)
@settings(deadline=None, max_examples=60)
def test_every_level_is_sorted_by_the_stated_rule(articles: list[Article], log: list[Ask]) -> None:
    ordered = order(base(articles, log))

    for branch in root(ordered).walk():
        assert naive_siblings(branch.category.path, articles, log) == ids(branch)
        below = [
            one
            for one in articles
            if one.category[: len(branch.category.path)] == branch.category.path
            and one.status is Status.PUBLIC
        ]
        assert branch.count == len(below)
        assert branch.asks == pytest.approx(sum(naive_asks(one, log) for one in below))
        sums = [-round(inner.asks, 6) for inner in branch.branches]
        assert sums == sorted(sums)
