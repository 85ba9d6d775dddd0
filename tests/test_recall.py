"""A check of an unchanged knowledge base tells what the last one told, and nothing older."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbtool.compiler import examine
from kbtool.recall import Judged, judge_again
from tests.conftest import Project

ENVIRON = {"SOURCE_DATE_EPOCH": "1793491200"}  # 2026-11-01
PATH = "kb/articles/returns/money.md"
TEXT = "---\nid: money\ntitle: When is my money back?\n---\n\nSee [it](nowhere.md).\n"
KEPT = ".kbtool/check.json"


@pytest.fixture
def root(project: Project) -> Path:
    return project({PATH: TEXT, "kb/kb.yml": "checks:\n  severity: {KB201: warning}\n"})


def judged(root: Path) -> Judged:
    return judge_again(root, ENVIRON, worth_seconds=0)


def mark(root: Path) -> None:
    """Change a message where it is kept, so that a test sees where a finding came from."""
    text = (root / KEPT).read_text("utf-8")
    (root / KEPT).write_text(text.replace("no article", "kept: no article"), "utf-8")


def recalled(root: Path) -> bool:
    return any("kept: " in one.message for one in judged(root).problems)


def test_what_is_recalled_equals_what_was_found(root: Path) -> None:
    first = judged(root)

    assert (first, judged(root)) == (judged(root), first)
    assert first.problems == examine(root, ENVIRON).problems


def test_an_unchanged_knowledge_base_is_not_read_again(root: Path) -> None:
    judged(root)
    mark(root)

    assert recalled(root)


def same_size_and_time(root: Path) -> None:
    times = (root / PATH).stat()
    (root / PATH).write_text(TEXT.replace("money back", "MONEY BACK"), "utf-8")
    os.utime(root / PATH, ns=(times.st_atime_ns, times.st_mtime_ns))


def a_build(root: Path) -> None:
    (root / "search_index").mkdir()
    (root / "search_index/manifest.json").write_text('{"pages": ["gone.html"]}')


def a_link(root: Path) -> None:
    (root / PATH).rename(root / "kb/money.txt")
    (root / PATH).symlink_to("../../money.txt")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: (root / PATH).write_text(TEXT + "Or not.\n"),
    "a text of the same size and time": same_size_and_time,
    "a name": lambda root: (root / PATH).rename(root / PATH.replace("money", "cash")),
    "a new file": lambda root: (root / "kb/articles/returns/label.svg").write_text(""),
    "a new folder": lambda root: (root / "kb/articles/empty").mkdir(),
    "settings": lambda root: (root / "kb/kb.yml").unlink(),
    "settings of MkDocs": lambda root: (root / "mkdocs.yml").write_text("site_url: https://a.b/\n"),
    "a build": a_build,
    "a file that became a link": a_link,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_anything_is_read(name: str, root: Path) -> None:
    judged(root)
    mark(root)

    CHANGES[name](root)

    assert not recalled(root)


def test_another_day_is_judged_anew(root: Path) -> None:
    judged(root)
    mark(root)

    later = judge_again(root, {"SOURCE_DATE_EPOCH": "1793577600"})

    assert not any("kept: " in one.message for one in later.problems)


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "[" * 100_000, '{"problems": [["KB999"]]}', "\ud800"],
    ids=["empty", "cut", "a list", "nested deep", "an unknown rule", "no UTF-8"],
)
def test_a_damaged_memory_is_as_good_as_none(damage: str, root: Path) -> None:
    expected = judged(root)
    kept = json.loads((root / KEPT).read_text("utf-8"))
    if damage.startswith("{") and damage.endswith("}"):
        damage = json.dumps({**kept, **json.loads(damage)})
    (root / KEPT).write_bytes(damage.encode("utf-8", "surrogatepass"))

    assert judged(root) == expected


def test_a_quick_check_writes_nothing(root: Path) -> None:
    judge_again(root, ENVIRON, worth_seconds=1000)

    assert not (root / ".kbtool").exists()


def test_a_checkout_that_may_not_be_written_is_checked_all_the_same(root: Path) -> None:
    (root / ".kbtool").write_text("in the way")

    assert judged(root).problems == examine(root, ENVIRON).problems
