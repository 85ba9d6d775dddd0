"""What moves between two ask logs: the place before, the place after, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.moves import Move, _longest_rise, _places, moves, moves_text
from kbtool.model import Ask, Source
from kbtool.order import order
from kbtool.read.load import load
from tests.conftest import Project

PROJECT = {
    f"kb/articles/{folder}/{id}.md": f"---\nid: {id}\ntitle: How {id}?\n---\n\nSo.\n"
    for folder, id in [("money", "pay"), ("money", "refund"), ("money", "tax"), ("home", "fit")]
}


def asked(id: str, count: int, source: str = "chat", month: tuple[int, int] = (2026, 3)) -> Ask:
    return Ask(month, id, count, source, Source("kb/asks/2026.csv"))


def moved(root: Path, before: list[Ask], after: list[Ask]) -> tuple[Move, ...]:
    kb, _ = load(root, {})
    old = replace(kb, asks=tuple(before), month=(2026, 3))
    new = replace(kb, asks=tuple(after), month=(2026, 3))
    return moves((old, order(old)), (new, order(new))).moves


def test_a_question_that_is_asked_more_moves_up_and_says_who_asked(project: Project) -> None:
    before = [asked("pay", 5), asked("refund", 4), asked("tax", 3)]

    first, *passed = moved(project(PROJECT), before, [*before, asked("tax", 8, "search")])

    assert (first.id, first.before, first.after, first.of) == ("tax", 3, 1, 3)
    assert (first.asks_before, first.asks_after, first.why) == (3, 11, {"search": 8})
    assert sorted((one.id, one.passed) for one in passed) == [("pay", True), ("refund", True)]


def test_a_category_moves_with_what_it_holds(project: Project) -> None:
    before = [asked("pay", 5)]

    found = moved(project(PROJECT), before, [*before, asked("fit", 9)])

    assert ("category", "home", 2, 1) in [
        (one.kind, one.id, one.before, one.after) for one in found
    ]


def test_the_same_asks_move_nothing(project: Project) -> None:
    before = [asked("pay", 5), asked("tax", 9)]

    assert moved(project(PROJECT), before, before) == ()


def test_a_pinned_question_stays(project: Project) -> None:
    pinned = "---\nid: pay\ntitle: How pay?\nweight: 1\n---\n\nSo.\n"
    root = project({**PROJECT, "kb/articles/money/pay.md": pinned})

    found = moved(root, [asked("pay", 5)], [asked("pay", 5), asked("tax", 90)])

    assert "pay" not in {one.id for one in found}


def test_the_table_shows_what_moved_and_counts_what_was_passed(project: Project) -> None:
    root = project(PROJECT)
    kb, _ = load(root, {})
    old = replace(kb, asks=(asked("pay", 5), asked("refund", 4)), month=(2026, 3))
    new = replace(kb, asks=(asked("pay", 5), asked("refund", 40)), month=(2026, 3))

    text = moves_text(moves((old, order(old)), (new, order(new))), 5)

    assert text.splitlines()[1].startswith("2 → 1  4.0 → 40.0  chat +36.0  How refund?")
    assert text.splitlines()[-1] == "1 others shift because these pass them"


@given(st.permutations(range(7)))
def test_as_few_as_can_be_move(row: list[int]) -> None:
    rises = [0] * len(row)  # the plain way, in quadratic time
    for place, number in enumerate(row):
        rises[place] = 1 + max((rises[k] for k in range(place) if row[k] < number), default=0)

    rise = _longest_rise(row)

    assert rise == sorted(rise)
    assert len(rise) == max(rises)


@given(st.permutations(range(6)))
def test_places_lead_from_one_order_to_the_other(row: list[int]) -> None:
    after: list[object] = list(range(6))
    for one, (_, place, _) in _places(range(6), row).items():
        after[place - 1] = one

    assert row == after
