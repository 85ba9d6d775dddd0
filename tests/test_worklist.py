"""Which pages are due is told by what the last build made them of."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.compiler import examine_again
from kbtool.last import Facts, Last, Place
from kbtool.publish.look import look_of
from kbtool.publish.settings import Settings, settings
from kbtool.read.memory import Memory
from kbtool.searched import searched, wanted
from kbtool.worklist import Worklist
from tests.conftest import REPOSITORY

DAY = {"SOURCE_DATE_EPOCH": "1792000000"}
PAGE = "kb/articles/en/orders/order-status.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = shutil.copytree(REPOSITORY / "tests" / "soak" / "content", tmp_path / "project")
    assert build(root, environ=DAY).publishable
    return root


def facts(root: Path) -> Facts:
    last = Last.of(Place(root))
    assert last is not None
    return last.facts


def worklist(root: Path, last: Facts | None) -> Worklist:
    examined, _ = examine_again(root, DAY, Memory())
    found = settings(root)
    assert isinstance(found, Settings)
    return Worklist(
        examined, searched(*wanted(examined)).similar, found, look_of(root).digest(), last
    )


def edited(root: Path, old: str, new: str) -> None:
    text = (root / PAGE).read_text("utf-8")
    assert old in text
    (root / PAGE).write_text(text.replace(old, new, 1), encoding="utf-8")


def due(work: Worklist) -> list[str]:
    return sorted(page.path for page in work.due)


def test_nothing_is_due_where_nothing_changed(root: Path) -> None:
    assert due(worklist(root, facts(root))) == []


def test_everything_is_due_without_a_last_build(root: Path) -> None:
    work = worklist(root, None)

    assert due(work) == sorted(entry.path for entry in work.entries)


def test_everything_is_due_where_what_all_pages_share_is_another(root: Path) -> None:
    work = worklist(root, replace(facts(root), frame="other"))

    assert len(work.due) == len(work.entries)


def test_a_comment_in_a_body_makes_its_page_due_alone(root: Path) -> None:
    edited(root, "\n---\n\n", "\n---\n\n<!-- a note -->\n\n")

    assert due(worklist(root, facts(root))) == ["en/orders/order-status.html"]


def test_a_title_makes_the_pages_due_that_show_it(root: Path) -> None:
    before = facts(root)
    edited(root, "title: ", "title: Oh, ")

    found = due(worklist(root, before))

    shown = {"en/orders/order-status.html", "en/orders/index.html", "en/all-questions.html"}
    assert shown - set(found) == set()
    assert [path for path in found if path.startswith("zh/") and "order-status" not in path] == []


def test_a_page_is_made_in_the_process_that_asks_for_it(root: Path) -> None:
    work = worklist(root, None)

    first, rest = work.due[0], work.due[1:]

    assert first.path == work.entries[0].path
    assert [page.path for page in rest] == [entry.path for entry in work.entries[1:]]
