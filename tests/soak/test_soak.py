"""After any edit, a build is what a build from nothing is."""

from __future__ import annotations

from pathlib import Path

from tests.soak.edits import EDITS
from tests.soak.walk import Step, planned, walk

SEED, STEPS = 6, 60


def test_after_each_of_sixty_random_edits_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    done = list(walk(planned(SEED, STEPS), tmp_path))

    assert len(done) == STEPS


def test_sixty_steps_make_every_kind_of_edit() -> None:
    steps = planned(SEED, STEPS)

    assert sorted({step.edit for step in steps}) == sorted(EDITS)


def test_a_printed_step_is_read_back_as_it_was() -> None:
    steps = planned(SEED, STEPS)

    assert [Step.read(str(step)) for step in steps] == steps
