from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbtool.model import Source
from kbtool.read.goals import AT_LEAST, AT_MOST, Goal, Goals, load_goals, read_goals

PATH = "kb/goals.yml"


def test_shares_and_the_time_of_reviews_are_read_in_their_order() -> None:
    text = "helpful: 80 %\nunanswered_searches: 2.5%\nreviewed_within: 12 months\n"

    goals, problems = read_goals(text, PATH)

    assert problems == []
    helpful = Goal("helpful", 0.8, False, Source(PATH, 1, 10, 4))
    unanswered = Goal("unanswered_searches", 0.025, True, Source(PATH, 2, 22, 4))
    assert Goals((helpful, unanswered), 360) == goals


def test_every_bad_goal_is_told_at_its_place_and_hides_no_other() -> None:
    text = "helpful: 80\nowned: 101 %\nreviewd: 90 %\nreviewed_within: soon\ntranslated: 95 %\n"

    goals, problems = read_goals(text, PATH)

    places = sorted((one.source.line, one.source.column, one.rule.id) for one in problems)
    assert places == [(1, 10, "KB313"), (2, 8, "KB313"), (3, 1, "KB303"), (4, 18, "KB304")]
    assert [one.key for one in goals.goals] == ["translated"]


def test_a_misspelt_goal_is_hinted_at() -> None:
    _, problems = read_goals("helpfull: 80 %\n", PATH)

    assert [one.hint for one in problems] == ["did you mean 'helpful'?"]


def test_no_time_at_all_is_no_time_for_a_review() -> None:
    goals, problems = read_goals("reviewed_within: 0 days\n", PATH)

    assert (goals.reviewed_within, len(problems)) == (None, 1)


def test_a_project_without_the_file_has_no_goals(tmp_path: Path) -> None:
    assert (Goals(), []) == load_goals(tmp_path)


@given(st.text(max_size=200))
def test_no_text_whatever_raises(text: str) -> None:
    goals, _ = read_goals(text, PATH)

    assert {one.key for one in goals.goals} <= {*AT_MOST, *AT_LEAST}


@given(st.sampled_from([*AT_MOST, *AT_LEAST]), st.text("0123456789.%- e", max_size=8))
def test_a_share_is_a_percentage_or_told(key: str, written: str) -> None:
    goals, problems = read_goals(f"{key}: {written}\n", PATH)

    assert all(0 <= one.share <= 1 for one in goals.goals)
    empty = not written.strip()
    assert empty or bool(goals.goals) != bool(problems)
