"""One build of a project at a time."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from kbtool.problems import KbtoolError
from kbtool.publish.lock import BuildLock, tell
from kbtool.publish.work import WORK


def held_by_a_child(root: Path) -> tuple[int, int]:
    """Return a process that holds the lock, and a pipe whose other end it has."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with BuildLock(root):
            os.write(writing, b"!")
            signal.pause()
        os._exit(0)
    os.close(writing)
    assert os.read(reading, 1) == b"!"
    return child, reading


def killed(child: int, pipe: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(pipe)


def test_a_second_build_that_does_not_wait_is_refused_and_told_who_builds(tmp_path: Path) -> None:
    child, pipe = held_by_a_child(tmp_path)

    with pytest.raises(KbtoolError, match=rf"another build is running \(pid {child}\)"):
        BuildLock(tmp_path, wait=False).__enter__()

    assert f"pid {child}" == tell(tmp_path)
    killed(child, pipe)


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    killed(*held_by_a_child(tmp_path))

    with BuildLock(tmp_path, wait=False) as lock:
        assert lock.file >= 0


def test_a_build_waits_and_says_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbtool.publish.lock.SILENCE", 0.0)
    child, pipe = held_by_a_child(tmp_path)
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        killed(child, pipe)

    with BuildLock(tmp_path, say=say):
        assert [f"another build is running (pid {child}); waiting for it"] == said


def test_two_threads_of_a_process_exclude_each_other_too(tmp_path: Path) -> None:
    with BuildLock(tmp_path):
        refused: list[bool] = []

        def second() -> None:
            try:
                BuildLock(tmp_path, wait=False).__enter__()
            except KbtoolError:
                refused.append(True)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert refused == [True]


def test_a_worker_that_outlives_a_build_does_not_hold_its_lock(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with BuildLock(tmp_path):
            worker = os.fork()
            if worker == 0:
                signal.pause()
            os.write(writing, b"%d" % worker)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    worker = int(os.read(reading, 20))

    with BuildLock(tmp_path, wait=False) as lock:
        assert lock.file >= 0

    os.kill(worker, signal.SIGKILL)
    os.close(reading)
    os.close(writing)


def test_a_lock_whose_file_was_removed_is_that_of_a_new_file(tmp_path: Path) -> None:
    with BuildLock(tmp_path) as first:
        (tmp_path / WORK / "lock").unlink()
        with BuildLock(tmp_path, wait=False) as second:
            assert not os.path.samestat(os.fstat(first.file), os.fstat(second.file))


def test_nobody_builds(tmp_path: Path) -> None:
    with BuildLock(tmp_path):
        pass

    assert tell(tmp_path) == ""


def test_a_project_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="cannot be written: No such file"):
        BuildLock(tmp_path / "nowhere").__enter__()
