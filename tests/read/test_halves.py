"""What two processes make of a list is what one makes of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kbtool.read import halves
from kbtool.read.load import load
from tests.conftest import REPOSITORY

ITEMS = range(10)
parent = os.getpid()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one processor, and a test run with threads, share the work all the same."""
    monkeypatch.setattr(halves, "may_share", lambda: True)


def in_halves(work: Callable[[Sequence[int]], object]) -> list[object]:
    return halves.in_halves(work, ITEMS, enough=2)


def test_a_long_list_is_worked_on_by_two_processes_and_comes_back_in_order() -> None:
    parts = in_halves(lambda items: (list(items), os.getpid() == parent))

    assert parts == [([0, 1, 2, 3, 4], True), ([5, 6, 7, 8, 9], False)]


def test_both_halves_may_be_worked_on_by_others() -> None:
    parts = halves.in_halves(
        lambda items: (list(items), os.getpid() == parent), ITEMS, enough=2, apart=True
    )

    assert parts == [([0, 1, 2, 3, 4], False), ([5, 6, 7, 8, 9], False)]


def test_a_short_list_is_worked_on_here() -> None:
    assert halves.in_halves(lambda items: os.getpid(), ITEMS, enough=11) == [parent]


def test_what_fails_there_is_done_again_here() -> None:
    def work(items: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            raise ValueError("only there")
        return list(items)

    assert in_halves(work) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


def test_a_process_that_is_killed_is_made_up_for_here() -> None:
    def work(items: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(items)

    assert in_halves(work) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


def children() -> list[str]:
    """Return the processes that this one has begun and not waited for; browsers are among them."""
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return sorted(pid for file in listed for pid in file.read_text().split())


def test_a_fault_here_is_raised_and_no_process_is_left() -> None:
    def work(items: Sequence[int]) -> None:
        if os.getpid() != parent:
            while True:
                pass
        raise KeyboardInterrupt

    before = children()

    with pytest.raises(KeyboardInterrupt):
        in_halves(work)
    assert children() == before


def test_the_sample_is_read_by_two_processes_as_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one = load(REPOSITORY, {})
    monkeypatch.setattr(halves.in_halves, "__defaults__", (2,))  # enough for two

    assert load(REPOSITORY, {}) == one
