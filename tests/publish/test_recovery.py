"""A publication that was cut off is finished, or taken back where it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kbtool import faults
from kbtool.problems import KbtoolError
from kbtool.publish.recovery import recover
from kbtool.publish.swap import WORK, Stage

NAMES = ("site", "search_index", "state")
POINTS = (
    "publish.flush",
    "publish.journal",
    "publish.site",
    "publish.search_index",
    "publish.state",
    "publish.done",
    "publish.close",
    "publish.closed",
    "publish.clean",
    "spare.keep",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    publish(tmp_path, "old")
    return tmp_path


def publish(root: Path, version: str, *, exchange: bool = True) -> None:
    if not exchange:
        import kbtool.publish.exchange as module

        module._libc = lambda: None  # in a process that is about to end
    copies = [(name, target(root, name)) for name in NAMES]
    with Stage(root, copies) as stage:
        for tree in (stage.site_tree, stage.index_tree, stage.state_tree):
            tree.write("version", version.encode())
        stage.publish([(stage.folder / name, target(root, name)) for name in NAMES], spare=True)


def target(root: Path, name: str) -> Path:
    return root / WORK / name if name == "state" else root / name


def versions(root: Path) -> set[str]:
    return {(target(root, name) / "version").read_text() for name in NAMES}


def killed_at(point: str, root: Path, *, exchange: bool = True) -> None:
    """Publish in a process of its own that is killed at a point."""
    child = os.fork()
    if child == 0:
        try:
            faults.arm({faults.FAULT: f"{point}:kill"})
            publish(root, "new", exchange=exchange)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("point", POINTS)
def test_a_publication_that_is_killed_anywhere_is_of_one_version_afterwards(
    point: str, root: Path
) -> None:
    killed_at(point, root)

    recover(root)

    begun = POINTS.index(point) > POINTS.index("publish.journal")
    assert {"new" if begun else "old"} == versions(root)


@pytest.mark.parametrize("point", ["exchange.between", "exchange.last"])
def test_where_folders_cannot_be_exchanged_a_killed_publication_is_finished_too(
    point: str, root: Path
) -> None:
    killed_at(point, root, exchange=False)

    recover(root)

    assert {"new"} == versions(root)


@pytest.mark.parametrize("point", ["recover.forward", "exchange.between"])
def test_a_recovery_that_is_killed_is_finished_by_the_next(point: str, root: Path) -> None:
    killed_at("publish.search_index", root)
    child = os.fork()
    if child == 0:
        import kbtool.publish.exchange as module

        module._libc = lambda: None
        faults.arm({faults.FAULT: f"{point}:kill"})
        recover(root)
        os._exit(1)
    os.waitpid(child, 0)

    recover(root)

    assert {"new"} == versions(root)


def test_what_cannot_be_finished_is_taken_back(root: Path) -> None:
    killed_at("publish.search_index", root)
    (stage,) = (root / WORK).glob("stage-*")
    (stage / "search_index").rename(root / "lost")

    recover(root)

    assert {"old"} == versions(root)


@pytest.mark.parametrize("passage", [1, 2, 3])
@pytest.mark.parametrize("point", ["exchange.between", "exchange.last"])
def test_a_fault_of_the_disk_between_renames_puts_all_folders_back(
    point: str, passage: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbtool.publish.exchange._libc", lambda: None)
    faults.arm({faults.FAULT: f"{point}:eio:{passage}"})

    with pytest.raises(KbtoolError, match="could not take its place: Input/output error"):
        publish(root, "new")
    faults.arm({})

    assert ({"old"}, []) == (versions(root), list((root / WORK).glob("stage-*")))


def test_recovering_says_whether_anything_has_changed(root: Path) -> None:
    killed_at("publish.site", root)

    assert (recover(root), recover(root)) == (True, False)


def test_what_a_killed_build_left_is_removed(root: Path) -> None:
    killed_at("stage.write", root)

    recover(root)

    assert list((root / WORK).glob("stage-*")) == []


def test_a_stage_that_is_alive_is_left_alone(root: Path) -> None:
    with Stage(root) as stage:
        recover(root)

        assert stage.site.is_dir()


def test_a_journal_that_is_not_ours_moves_nothing(root: Path) -> None:
    stage = root / WORK / "stage-planted"
    stage.mkdir()
    mine = root / "mine"
    mine.mkdir()
    moves = f'[{{"staged": "{mine}", "target": "{root}/site", "aside": "{root}/a", '
    moves += f'"new": {mine.stat().st_ino}, "old": {(root / "site").stat().st_ino}}}]'
    (stage / "publishing.json").write_text(f'{{"moves": {moves}}}')

    recover(root)

    assert (True, {"old"}) == (mine.is_dir(), versions(root))


def test_nothing_to_recover_needs_no_project(tmp_path: Path) -> None:
    assert recover(tmp_path / "nowhere") is False


def test_a_folder_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        (stage.site / "version").write_text("new")
        (tmp_path / "search_index").write_text("mine")

        with pytest.raises(KbtoolError, match="is no folder"):
            stage.publish(
                [(stage.site, tmp_path / "site"), (stage.index, tmp_path / "search_index")]
            )

    assert not (tmp_path / "site").exists()
