"""What git says has changed, and which files that touches."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kbtool.changes import changes_since, touched
from kbtool.compiler import examine
from kbtool.model import Source
from kbtool.problems import KbtoolError, Problem, Rule, Severity
from tests.conftest import Project

Git = Callable[..., None]

FILES = {
    "kb/articles/a.md": "---\nid: a\ntitle: How?\nanswer: So.\n---\n\nSee [[b]].\n",
    "kb/articles/b.md": "---\nid: b\ntitle: Why?\nanswer: So.\naliases: [old-b]\n---\n",
    "kb/articles/c.md": "---\nid: c\ntitle: Who?\nanswer: We.\nrelated: [b]\n---\n",
    "kb/articles/d.md": "---\nid: d\ntitle: When?\nanswer: Now. \n---\n\n[b](b.md) ![](e.png)\n",
    "kb/articles/e.png": "",
    "kb/articles/退 货.md": "---\nid: f\ntitle: 怎么退货？\nanswer: So.\n---\n",
}


@pytest.fixture
def checkout(project: Project) -> tuple[Path, Git]:
    root = project(FILES)
    environ = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for role in ("AUTHOR", "COMMITTER"):
        environ |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@example.com"}

    def git(*arguments: str) -> None:
        command = ["git", "-C", str(root), *arguments]
        subprocess.run(command, check=True, capture_output=True, env=environ)

    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "-m", "first")
    return root, git


def paths(root: Path, revision: str = "HEAD") -> set[str]:
    return {path.removeprefix("kb/articles/") for path in changes_since(root, revision).paths}


def reached(root: Path, revision: str = "HEAD") -> set[str]:
    examined = examine(root)
    found = touched(changes_since(root, revision), examined.kb, examined.resolution)
    return {path.removeprefix("kb/articles/") for path in found.paths}


def test_nothing_has_changed_in_a_fresh_checkout(checkout: tuple[Path, Git]) -> None:
    assert paths(checkout[0]) == set()


def test_what_is_committed_staged_edited_or_new_has_changed(checkout: tuple[Path, Git]) -> None:
    root, git = checkout
    for name in ("a.md", "b.md", "退 货.md"):
        path = root / "kb" / "articles" / name
        path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
        if name == "a.md":
            git("commit", "-am", "second")
        elif name == "b.md":
            git("add", ".")
    (root / "kb" / "articles" / "new.md").write_text("new")

    assert paths(root, "HEAD~1") == {"a.md", "b.md", "退 货.md", "new.md"}


def test_what_others_did_meanwhile_is_no_change(checkout: tuple[Path, Git]) -> None:
    root, git = checkout
    git("branch", "mine")
    (root / "kb" / "articles" / "c.md").unlink()
    git("commit", "-am", "theirs")
    git("checkout", "mine")
    (root / "kb" / "articles" / "a.md").unlink()

    assert paths(root, "main") == {"a.md"}


def test_files_that_link_to_a_changed_file_are_touched(checkout: tuple[Path, Git]) -> None:
    root, _ = checkout
    path = root / "kb" / "articles" / "b.md"
    path.write_text(path.read_text() + "\nMore.\n")

    assert reached(root) == {"b.md", "a.md", "c.md", "d.md"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("b.md", {"b.md", "a.md", "c.md", "d.md"}), ("e.png", {"e.png", "d.md"})],
)
def test_files_that_link_to_a_removed_file_are_touched(
    name: str, expected: set[str], checkout: tuple[Path, Git]
) -> None:
    (checkout[0] / "kb" / "articles" / name).unlink()

    assert reached(checkout[0]) == expected


def test_files_that_name_an_id_that_was_renamed_are_touched(checkout: tuple[Path, Git]) -> None:
    path = checkout[0] / "kb" / "articles" / "b.md"
    path.write_text(path.read_text().replace("id: b", "id: b2"))

    assert reached(checkout[0]) == {"b.md", "a.md", "c.md", "d.md"}


def test_a_project_below_the_top_of_a_checkout_has_its_own_paths(tmp_path: Path) -> None:
    root = tmp_path / "docs" / "help"
    (root / "kb" / "articles").mkdir(parents=True)
    subprocess.run(["git", "-C", str(tmp_path), "init"], check=True, capture_output=True)
    (root / "kb" / "articles" / "a.md").write_text("x")
    (tmp_path / "other.txt").write_text("x")
    commit = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run([*commit, "commit", "--allow-empty", "-m", "x"], check=True, capture_output=True)

    assert paths(root) == {"a.md"}


def test_settings_touch_everything(checkout: tuple[Path, Git]) -> None:
    root, _ = checkout
    (root / "kb" / "kb.yml").write_text("related: 2\n")
    examined = examine(root)
    found = Problem(Rule("KB999", "made-up", Severity.ERROR), Source("kb/articles/a.md"), "x")

    assert touched(changes_since(root, "HEAD"), examined.kb, examined.resolution).holds(found)


def test_a_finding_that_names_a_changed_file_is_touched(checkout: tuple[Path, Git]) -> None:
    root, _ = checkout
    (root / "kb" / "articles" / "b2.md").write_text(FILES["kb/articles/b.md"])
    examined = examine(root)

    found = touched(changes_since(root, "HEAD"), examined.kb, examined.resolution)

    assert {one.rule.id for one in examined.problems if found.holds(one)} >= {"KB105"}


@pytest.mark.parametrize(
    ("revision", "message"),
    [("nowhere", "git knows no commit 'nowhere'"), ("--all", "git knows no commit '--all'")],
)
def test_an_unknown_revision_is_a_wrong_command(
    revision: str, message: str, checkout: tuple[Path, Git]
) -> None:
    with pytest.raises(KbtoolError) as told:
        changes_since(checkout[0], revision)

    assert told.value.message == message


def test_a_folder_without_git_is_a_wrong_command(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="not in a git checkout"):
        changes_since(tmp_path, "HEAD")


def test_a_machine_without_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(KbtoolError, match="needs git"):
        changes_since(tmp_path, "HEAD")
