"""A stage takes the place of what was published, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kbtool.problems import KbtoolError
from kbtool.publish.exchange import exchange_at_once
from kbtool.publish.published import inodes
from kbtool.publish.swap import WORK, Stage

Targets = list[tuple[Path, Path]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with an old site and an old index."""
    for name in ("site", "search_index"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "version").write_text("old")
    return tmp_path


def staged(root: Path) -> Stage:
    stage = Stage(root)
    for folder in (stage.site, stage.index):
        (folder / "version").write_text("new")
    return stage


def targets(stage: Stage) -> Targets:
    return [(stage.site, stage.root / "site"), (stage.index, stage.root / "search_index")]


def versions(root: Path) -> list[str]:
    return [(root / name / "version").read_text() for name in ("site", "search_index")]


def children() -> str:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()


def test_both_folders_take_their_places(root: Path) -> None:
    with staged(root) as stage:
        stage.publish(targets(stage))

    assert versions(root) == ["new", "new"]


def test_nothing_of_the_old_folders_stays_in_the_new_ones(root: Path) -> None:
    (root / "site" / "removed.html").write_text("old")

    with staged(root) as stage:
        stage.publish(targets(stage))

    assert [path.name for path in (root / "site").iterdir()] == ["version"]


def test_folders_that_were_never_there_are_made(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.publish([(stage.site, tmp_path / "deep" / "er" / "site")])

    assert (tmp_path / "deep/er/site/version").read_text() == "new"


def test_a_stage_that_is_left_without_publishing_changes_nothing(root: Path) -> None:
    with staged(root):
        pass

    assert versions(root) == ["old", "old"]


@pytest.mark.parametrize("publish", [True, False])
def test_a_stage_leaves_only_a_gitignore_behind(publish: bool, root: Path) -> None:
    with staged(root) as stage:
        if publish:
            stage.publish(targets(stage))

    assert [path.name for path in (root / WORK).iterdir()] == [".gitignore"]


def test_an_error_while_staging_changes_nothing_and_leaves_no_stage(root: Path) -> None:
    with pytest.raises(ZeroDivisionError), staged(root):
        _ = 1 // 0

    assert versions(root) == ["old", "old"]
    assert [path.name for path in (root / WORK).iterdir()] == [".gitignore"]


def a_file_above(root: Path) -> Path:
    (root / "file").write_text("mine")
    return root / "file" / "search_index"


def a_file(root: Path) -> Path:
    (root / "mine").write_text("mine")
    return root / "mine"


def a_link(root: Path) -> Path:
    (root / "elsewhere").mkdir()
    (root / "link").symlink_to(root / "elsewhere")
    return root / "link"


def a_dead_link(root: Path) -> Path:
    (root / "dead").symlink_to(root / "nowhere")
    return root / "dead"


IN_THE_WAY: dict[str, Callable[[Path], Path]] = {
    "a file where its folder should be": a_file_above,
    "a file of the same name": a_file,
    "a link to a folder": a_link,
    "a link to nowhere": a_dead_link,
    "a name that is too long": lambda root: root / ("x" * 300),
    "the folder that holds the stage": lambda root: root,
}


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_when_the_second_folder_cannot_take_its_place_the_first_is_put_back(
    name: str, root: Path
) -> None:
    target = IN_THE_WAY[name](root)
    with staged(root) as stage, pytest.raises(KbtoolError, match="could not take its place"):
        stage.publish([(stage.site, root / "site"), (stage.index, target)])

    assert versions(root) == ["old", "old"]


def test_a_file_in_the_way_is_left_alone(root: Path) -> None:
    with staged(root) as stage, pytest.raises(KbtoolError, match="'mine' is no folder"):
        stage.publish([(stage.site, a_file(root))])

    assert (root / "mine").read_text() == "mine"


def test_a_link_in_the_way_is_left_alone(root: Path) -> None:
    with staged(root) as stage, pytest.raises(KbtoolError, match="'link' is no folder"):
        stage.publish([(stage.site, a_link(root))])

    assert (root / "link").is_symlink()


def test_a_first_folder_that_was_never_there_is_gone_again_after_a_failure(tmp_path: Path) -> None:
    with staged(tmp_path) as stage, pytest.raises(KbtoolError):
        stage.publish([(stage.site, tmp_path / "site"), (stage.index, tmp_path / ("x" * 300))])

    assert not (tmp_path / "site").exists()


def test_a_target_on_another_file_system_keeps_what_it_had(root: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == root.stat().st_dev:
        pytest.skip("this machine has no second file system at /dev/shm")
    with tempfile.TemporaryDirectory(dir=elsewhere) as folder:
        target = Path(folder, "site")
        target.mkdir()
        (target / "version").write_text("old")

        with staged(root) as stage, pytest.raises(KbtoolError):
            stage.publish([(stage.index, root / "search_index"), (stage.site, target)])

        assert (target / "version").read_text() == "old"
    assert versions(root) == ["old", "old"]


def test_a_file_where_the_work_folder_should_be_is_told(root: Path) -> None:
    (root / WORK).write_text("mine")

    with pytest.raises(KbtoolError, match="cannot be written"):
        Stage(root)


def test_two_stages_at_once_do_not_meet(root: Path) -> None:
    with staged(root) as one, staged(root) as other:
        other.publish(targets(other))

        assert (one.site / "version").read_text() == "new"


def test_there_is_never_a_moment_without_a_site(root: Path) -> None:
    if not exchange_at_once(root / "site", root / "search_index"):
        pytest.skip("this file system cannot exchange folders")
    missed: list[int] = []
    finished = threading.Event()

    def look() -> None:
        while not finished.is_set():
            if not (root / "site").is_dir():
                missed.append(1)

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(50):
        with staged(root) as stage:
            stage.publish(targets(stage))
    finished.set()
    reader.join()

    assert missed == []


def test_the_next_stage_of_a_copy_is_the_spare_one(root: Path) -> None:
    copies = [("site", root / "site"), ("search_index", root / "search_index")]
    with Stage(root, copies) as stage:
        stage.site_tree.write("version", b"newer")
        stage.publish(targets(stage), spare=True)
    spare = (root / WORK / "spare" / "site").stat().st_ino

    with Stage(root, copies) as stage:
        assert (spare, "newer") == (
            stage.site.stat().st_ino,
            (stage.site / "version").read_text(),
        )


def test_a_spare_copy_that_somebody_damaged_is_mended(root: Path) -> None:
    copies = [("site", root / "site"), ("search_index", root / "search_index")]
    with Stage(root, copies) as stage:
        stage.publish(targets(stage), spare=True)
    spare = root / WORK / "spare" / "site"
    (spare / "version").unlink()
    (spare / "foreign").write_text("not ours")

    with Stage(root, copies) as stage:
        assert [path.name for path in stage.site.iterdir()] == ["version"]


def test_a_copy_made_ahead_is_the_spare_one(root: Path) -> None:
    with staged(root) as stage:
        stage.copy_ahead()
        stage.publish(targets(stage), spare=True)

    assert inodes(root / WORK / "spare" / "site") == inodes(root / "site")


def test_a_copy_made_ahead_that_failed_is_made_once_more(root: Path) -> None:
    with staged(root) as stage:
        (stage.folder / "ahead").write_text("in the way")
        stage.copy_ahead()
        stage.publish(targets(stage), spare=True)

    assert inodes(root / WORK / "spare" / "site") == inodes(root / "site")


def test_a_copy_made_ahead_is_no_process_that_stays(root: Path) -> None:
    before = children()

    with staged(root) as stage:
        stage.copy_ahead()

    assert children() == before


def test_a_full_disk_while_staging_is_told(root: Path) -> None:
    with pytest.raises(KbtoolError, match="could not be written: No space left"), staged(root):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert versions(root) == ["old", "old"]
