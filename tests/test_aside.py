"""Work that a process of its own does meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kbtool.aside import Aside, Hear, InSteps, Then
from kbtool.problems import KbtoolError
from kbtool.read.halves import in_halves
from kbtool.timing import recording, stage

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

pytestmark = pytest.mark.usefixtures("alone")

ORPHAN = """
import os, sys, time
from collections.abc import Callable
from pathlib import Path
from kbtool.aside import Aside, InSteps, Then

def work():
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(60)

aside = Aside(work, "sleeps")
sys.stdin.readline()
os._exit(0)
"""

WAITING = """
import os, sys
from kbtool.aside import InSteps

def work(hear):
    os.write(1, f"{os.getpid()}\\n".encode())
    hear()

aside = InSteps(work, "waits")
sys.stdin.read()
os._exit(0)
"""


def test_the_answer_of_the_work_comes_back() -> None:
    with Aside(lambda: ["a", "b"], "works") as aside:
        found = aside.result()

    assert found == ["a", "b"]


def test_the_answer_is_the_same_whenever_it_is_asked_for() -> None:
    with Aside(object, "works") as aside:
        found = aside.result()

        assert aside.result() is found


@FORKS
def test_the_work_is_done_in_another_process() -> None:
    with Aside(os.getpid, "works") as aside:
        found = aside.result()

    assert os.getpid() != found


@FORKS
def test_what_the_work_raises_is_raised_where_the_answer_is_asked_for() -> None:
    def work() -> None:
        raise OSError(28, "No space left on device")

    with Aside(work, "works") as aside, pytest.raises(OSError) as caught:
        aside.result()

    assert caught.value.errno == 28


@FORKS
def test_a_fault_of_the_installation_keeps_its_hint() -> None:
    def work() -> None:
        raise KbtoolError("no theme", "install one")

    with Aside(work, "works") as aside, pytest.raises(KbtoolError) as caught:
        aside.result()

    assert (caught.value.message, caught.value.hint) == ("no theme", "install one")


@FORKS
def test_a_process_that_is_killed_is_told_by_what_it_did() -> None:
    def work() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with Aside(work, "writes the index") as aside, pytest.raises(KbtoolError) as caught:
        aside.result()

    assert caught.value.message == "the process that writes the index came to its end: SIGKILL"


@FORKS
def test_work_that_nobody_waits_for_is_stopped(tmp_path: Path) -> None:
    reading, writing = os.pipe()

    def work() -> None:
        os.close(reading)
        signal.pause()

    with Aside(work, "works"):
        os.close(writing)

    assert os.read(reading, 1) == b""  # nobody has the other end any more
    os.close(reading)


@FORKS
def test_the_work_ends_with_the_process_that_began_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as begun:
        assert begun.stdin and begun.stdout
        worker = begun.stdout.readline()
        begun.stdin.write(b"\n")
        begun.stdin.close()

        rest = begun.stdout.read()  # returns when both have closed their end of the pipe

    assert (int(worker) > 0, rest) == (True, b"")


@FORKS
def test_stages_of_the_work_are_among_the_records() -> None:
    def work() -> None:
        with stage("export"):
            pass

    with recording() as records, Aside(work, "works") as aside:
        aside.result()

    assert [record.path for record in records] == [("export",)]


def test_beside_other_threads_the_work_is_done_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        with Aside(os.getpid, "works") as aside:
            found = aside.result()
    finally:
        over.set()
        other.join()

    assert os.getpid() == found


@FORKS
def test_work_in_two_steps_says_something_early_and_hears_something() -> None:
    def work(hear: Hear) -> Then[tuple[str, int]]:
        return Then("early", lambda: (hear(), os.getpid()))

    with InSteps(work, "works") as aside:
        early = aside.early()
        aside.tell("later")
        answer, process = aside.result()

    assert (early, answer, process != os.getpid()) == ("early", "later", True)


@FORKS
def test_what_is_told_may_be_more_than_a_pipe_holds() -> None:
    told = [str(number) for number in range(100_000)]

    with InSteps(lambda hear: Then(told, lambda: list(hear())), "works") as aside:
        aside.tell(told)

        assert (aside.early(), aside.result()) == (told, told)


@FORKS
def test_what_is_told_at_once_waits_for_the_first_step() -> None:
    begins, begin = os.pipe()

    def work(hear: Hear) -> Then[tuple[bytes, str]]:
        first = os.read(begins, 1)
        return Then(None, lambda: (first, hear()))

    with InSteps(work, "works") as aside:
        aside.tell("later", at_once=True)
        os.write(begin, b"x")
        answer = aside.result()

    os.close(begins)
    os.close(begin)
    assert answer == (b"x", "later")


@FORKS
def test_the_first_of_two_steps_may_wait_for_more_than_a_pipe_holds() -> None:
    told = ["x" * 100_000, "y"]

    def work(hear: Hear) -> Then[str]:
        first = [hear(), hear()]
        return Then(first, lambda: str(hear()))

    with InSteps(work, "works") as aside:
        for one in told:
            aside.tell(one, at_once=True)
        aside.tell("z")

        assert (aside.early(), aside.result()) == (told, "z")


@FORKS
def test_who_waits_to_be_told_ends_with_the_process_that_began_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as begun:
        assert begun.stdin and begun.stdout
        worker = begun.stdout.readline()
        begun.stdin.close()

        rest = begun.stdout.read()

    assert (int(worker) > 0, rest) == (True, b"")


@FORKS
def test_who_is_told_and_has_come_to_its_end_is_named_when_its_answer_is_asked_for() -> None:
    def work(hear: Hear) -> Then[None]:
        os.kill(os.getpid(), signal.SIGKILL)
        return Then(hear(), lambda: None)

    with InSteps(work, "works") as aside:
        aside.tell("x" * 1_000_000, at_once=True)
        with pytest.raises(KbtoolError) as caught:
            aside.early()

    assert caught.value.message == "the process that works came to its end: SIGKILL"


@FORKS
def test_the_first_of_two_steps_may_work_in_two_processes() -> None:
    def work(hear: Hear) -> Then[None]:
        return Then(in_halves(lambda some: os.getpid(), range(2), enough=2), lambda: None)

    with InSteps(work, "works") as aside:
        processes = aside.early()

    assert len({os.getpid(), *processes}) == 3


@FORKS
def test_what_the_first_of_two_steps_raises_is_raised_by_both_questions() -> None:
    def work(hear: Hear) -> Then[None]:
        raise KbtoolError("no theme")

    with InSteps(work, "works") as aside:
        for ask in (aside.early, aside.result):
            with pytest.raises(KbtoolError, match="no theme"):
                ask()


@FORKS
def test_what_the_second_step_raises_is_raised_where_the_answer_is_asked_for() -> None:
    def work(hear: Hear) -> Then[None]:
        def rest() -> None:
            raise KbtoolError(hear())

        return Then(1, rest)

    with InSteps(work, "works") as aside:
        aside.tell("no room")

        assert aside.early() == 1
        with pytest.raises(KbtoolError, match="no room"):
            aside.result()


def test_both_steps_are_done_here_beside_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        with InSteps(lambda hear: Then(1, lambda: hear() + 1), "works") as aside:
            aside.tell(2)
            found = (aside.early(), aside.result())
    finally:
        over.set()
        other.join()

    assert found == (1, 3)
