"""Whatever happens to a build: what is published is the whole old or the whole new.

A few strikes of each kind; `make test-faults` strikes everywhere.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kbtool.publish.work import WORK
from tests.faults.content import published, write_content
from tests.faults.trial import Trial
from tests.faults.zygote import Zygote


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    started = Zygote()
    yield started
    started.close()


@pytest.fixture(scope="module")
def trial(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(zygote, tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("fault", ["publish.search_index:kill", "publish.clean:kill"])
def test_a_killed_build_is_finished_or_forgotten_by_the_next_command(
    fault: str, trial: Trial
) -> None:
    ended = trial.strike("build", fault=fault)

    assert ended.status == -signal.SIGKILL


def test_a_first_build_that_is_killed_leaves_a_whole_site_or_none(trial: Trial) -> None:
    ended = trial.strike_first("build", fault="publish.search_index:kill")

    assert ended.status == -signal.SIGKILL


def test_a_full_disk_is_told_and_loses_nothing(trial: Trial) -> None:
    ended = trial.strike("build", fault="publish.journal:enospc")

    assert (ended.status, "No space left on device" in ended.output) == (2, True)


def test_ctrl_c_between_two_folders_puts_the_first_one_back(trial: Trial) -> None:
    ended = trial.strike("build", fault="publish.search_index:interrupt")

    assert ended.status != 0


def test_a_second_build_waits_for_the_first_one(trial: Trial, zygote: Zygote) -> None:
    first = zygote.start(trial.root, "build", fault="publish.flush:sleep=2.5")
    second = zygote.start(trial.root, "build")

    statuses = [zygote.wait(number).status for number in (first, second)]

    assert statuses == [0, 0]


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a file system of this size; skip the test where that is not allowed."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_is_really_full_keeps_the_published_site(
    trial: Trial, zygote: Zygote, tmp_path: Path
) -> None:
    with small_disk(tmp_path, 6_000) as disk:
        write_content(disk, "old")
        assert zygote.run(disk, "build").status == 0
        write_content(disk, "new")
        (disk / "ballast").write_bytes(bytes(_free(disk) - 200_000))

        ended = zygote.run(disk, "build")

        assert (ended.status, "No space left on device" in ended.output) == (2, True)
        assert trial.whole["old"] == published(disk)
        (disk / "ballast").unlink()
        assert zygote.run(disk, "build").status == 0
        assert trial.whole["new"] == published(disk)


def _free(disk: Path) -> int:
    import os

    state = os.statvfs(disk)
    return state.f_bavail * state.f_frsize


def test_a_project_that_may_only_be_read_is_searched_and_not_built(
    zygote: Zygote, tmp_path: Path
) -> None:
    with small_disk(tmp_path, 20_000) as disk:
        write_content(disk, "old")
        assert zygote.run(disk, "build").status == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        built, searched = zygote.run(disk, "build"), zygote.run(disk, "search", "parcel")

        assert (built.status, searched.status) == (2, 0)
        assert f"{WORK}/lock cannot be written: Read-only file system" in built.output
