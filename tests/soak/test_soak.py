"""After any edit, a build is what a build from nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.building import build_here
from tests.soak.edits import EDITS
from tests.soak.walk import DifferentBuilds, Step, planned, walk

SEED, STEPS = 136, len(EDITS)  # each edit once, in an order in which each has something to do


def test_after_each_of_all_edits_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    done = list(walk(planned(SEED, STEPS), tmp_path))

    assert len(done) == STEPS


def test_no_edit_is_made_again_before_all_others_were() -> None:
    steps = planned(SEED, 2 * len(EDITS))

    assert sorted(step.edit for step in steps[: len(EDITS)]) == sorted(EDITS)
    assert sorted(step.edit for step in steps[len(EDITS) :]) == sorted(EDITS)


def test_a_printed_step_is_read_back_as_it_was() -> None:
    steps = planned(SEED, STEPS)

    assert [Step.read(str(step)) for step in steps] == steps


@pytest.mark.parametrize("edit", ["title_changed", "page_edited_by_hand", "asks_counted"])
def test_a_build_that_does_nothing_after_an_edit_is_noticed(tmp_path: Path, edit: str) -> None:
    steps = [Step("nothing", 1), Step(edit, 7)]
    said: list[tuple[bool, str]] = []

    def build(root: Path, version: str, now: int) -> tuple[bool, str]:
        said.extend([] if said else [build_here(root, version, now)])
        return said[0]

    with pytest.raises(DifferentBuilds) as failure:
        list(walk(steps, tmp_path, build))

    assert failure.value.steps == tuple(steps)


def test_a_build_that_touches_the_site_though_it_finds_errors_is_noticed(tmp_path: Path) -> None:
    steps = [Step("broken_article_added", 1)]

    def build(root: Path, version: str, now: int) -> tuple[bool, str]:
        published, said = build_here(root, version, now)
        if not published:
            (root / "site" / "index.html").unlink()
        return published, said

    with pytest.raises(DifferentBuilds, match="what was published has changed"):
        list(walk(steps, tmp_path, build))
