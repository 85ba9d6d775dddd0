"""What search knows after an edit is what it would know from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.compiler import examine_again
from kbtool.last import Last, Place
from kbtool.read.memory import Memory
from kbtool.search.kept import from_bytes
from kbtool.searched import Searched, searched, wanted
from tests.conftest import REPOSITORY

DAY = {"SOURCE_DATE_EPOCH": "1792000000"}
ARTICLES = "kb/articles/en/orders"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = shutil.copytree(REPOSITORY / "tests" / "soak" / "content", tmp_path / "project")
    assert build(root, environ=DAY).publishable
    return root


def known(root: Path) -> tuple[Searched, Searched]:
    """Return what search knows now: by the last build, and from nothing."""
    last = Last.of(Place(root))
    assert last is not None
    content = last.read("search")
    assert content is not None
    now, _ = examine_again(root, DAY, Memory())
    before = last.facts.documents
    after = searched(*wanted(now, before), from_bytes(content), before)
    return after, searched(*wanted(now))


def replaced(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


EDITS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "a title": lambda root: replaced(
        root, f"{ARTICLES}/order-status.md", "title: ", "title: Gobbledegook, "
    ),
    "a category": lambda root: replaced(root, f"{ARTICLES}/_category.yml", "Orders", "Parcels"),
    "moved": lambda root: (root / ARTICLES / "order-status.md").rename(
        root / "kb/articles/en/payment/order-status.md"
    ),
    "gone": lambda root: (root / "kb/articles/zh/orders/order-cancel.md").unlink(),
    "a synonym": lambda root: (root / "kb/synonyms.yml").unlink(),
    "fewer related": lambda root: replaced(root, "kb/kb.yml", "related: 2", "related: 1"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_search_after_an_edit_knows_what_it_knows_from_nothing(root: Path, edit: str) -> None:
    EDITS[edit](root)

    after, anew = known(root)

    assert after.corpus == anew.corpus
    assert after.similar == anew.similar
    assert after.digests == anew.digests


def test_only_a_last_build_makes_changes(root: Path) -> None:
    after, anew = known(root)

    assert anew.changes is None
    assert after.changes is not None
