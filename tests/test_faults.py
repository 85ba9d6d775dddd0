"""Faults happen where and when a test asks for them, and never otherwise."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbtool.faults import FAULT, FAULT_LOG, arm, fault


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm({})


def test_without_a_wish_nothing_happens() -> None:
    arm({})

    fault("publish.site")


def test_a_fault_happens_at_its_passage_only() -> None:
    arm({FAULT: "draw.page:enospc:2"})
    fault("draw.page")

    with pytest.raises(OSError) as caught:
        fault("draw.page")
    fault("draw.page")

    assert caught.value.errno == errno.ENOSPC


def test_several_faults_are_separated_by_commas() -> None:
    arm({FAULT: "one:eio,two:erofs"})

    for point in ("one", "two"):
        with pytest.raises(OSError):
            fault(point)


@pytest.mark.parametrize(("action", "status"), [("kill", -signal.SIGKILL), ("exit", 70)])
def test_a_process_ends_at_a_point(action: str, status: int) -> None:
    child = os.fork()
    if child == 0:
        arm({FAULT: f"point:{action}"})
        fault("point")
        os._exit(0)
    _, ended = os.waitpid(child, 0)

    assert status == os.waitstatus_to_exitcode(ended)


def test_an_action_that_nobody_knows_is_no_fault_that_never_happens() -> None:
    with pytest.raises(ValueError, match="no action 'explode'"):
        arm({FAULT: "point:explode"})


def test_the_points_that_were_passed_are_listed(tmp_path: Path) -> None:
    arm({FAULT_LOG: str(tmp_path / "log")})
    for point in ("one", "two", "one"):
        fault(point)

    assert (tmp_path / "log").read_text() == "one\ntwo\none\n"
