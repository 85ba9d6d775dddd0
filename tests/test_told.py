"""Questions that did not change are told again from where the last build told them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.last import Last, Place
from kbtool.publish.entries import Entry
from kbtool.publish.faq_json import FAQ
from kbtool.publish.machines import Told
from kbtool.publish.markdown_files import FULL
from kbtool.told import Retold, retell
from tests.conftest import REPOSITORY

ENTRY = Entry(
    *("article", "", "", "en", "", "", "", ()), lastmod=None, listed=True, alternates=(), folder=""
)


def tell(retold: Retold, page: str) -> Told:
    """Return what is told of one question."""
    found = retold([of(page)])
    (text,), (row,) = found.texts, found.rows
    return Told(bytes(text), bytes(row))


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Last:
    root = tmp_path_factory.mktemp("told") / "project"
    shutil.copytree(REPOSITORY / "tests" / "soak" / "content", root)
    assert build(root).publishable
    found = Last.of(Place(root))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def site(last: Last) -> Path:
    return last.folder.parents[1] / "site"


def of(page: str) -> Entry:
    return replace(
        ENTRY, path=page, folder=page.split("/")[0], markdown_path=page.removesuffix("html") + "md"
    )


def test_every_question_is_told_as_its_own_file_tells_it(last: Last, site: Path) -> None:
    again = Retold({}, site, last.facts.told)

    told = {page: tell(again, page).text for page in last.facts.told}

    files = {page: (site / page).with_suffix(".md").read_bytes() for page in last.facts.told}
    assert told == files
    assert len(told) > 10


def test_every_row_is_the_object_of_its_question(last: Last, site: Path) -> None:
    again = Retold({}, site, last.facts.told)

    rows = {tell(again, page).row for page in last.facts.told}

    assert all(row.startswith(b"{") and row.endswith(b"}") for row in rows)
    assert len(rows) == len(last.facts.told)


def test_what_is_told_now_comes_first(last: Last, site: Path) -> None:
    page = next(iter(last.facts.told))
    now = Told(b"new", b"{}")

    retold = Retold({page: now}, site, last.facts.told)

    assert tell(retold, page) == now
    assert retold.lengths == {page: (3, 2)}


def test_a_file_is_kept_where_its_question_is_told_as_before(last: Last, site: Path) -> None:
    first, other, *_ = last.facts.told
    retold = Retold({first: Told(b"new", b"{}")}, site, last.facts.told)

    found = retold([of(first), of(other)])

    assert found.files == {of(first).markdown_path: b"new"}
    assert retold.kept == [of(other).markdown_path]


def test_neighbours_in_the_last_build_are_told_in_one_piece(last: Last, site: Path) -> None:
    pages = [page for page in last.facts.told if page.startswith("en/")]
    pages.sort(key=lambda page: last.facts.told[page])
    again = Retold({}, site, last.facts.told)

    found = again([of(page) for page in (*pages[2:], *pages[:2])])

    assert [len(found.texts), len(found.rows)] == [2, 2]
    parted = Retold({}, site, last.facts.told)
    texts = [tell(parted, page).text for page in (*pages[2:], *pages[:2])]
    assert b"\n\n".join(found.texts) == b"\n\n".join(texts)


@pytest.mark.parametrize("text", ["", "short", "退款 " * 900])
def test_one_told_anew_moves_the_others_and_changes_none(
    last: Last, site: Path, tmp_path: Path, text: str
) -> None:
    before = {page: spans for page, spans in last.facts.told.items() if page.startswith("en/")}
    page = sorted(before, key=lambda one: before[one])[len(before) // 2]
    new = Told(text.encode(), b'{"a": "' + text.encode() + b'"}')

    files, places = retell(site, "en", last.facts.told, {page: new})

    (tmp_path / "en").mkdir()
    for path, content in files.items():
        (tmp_path / path).write_bytes(content)
    old, again = Retold({}, site, before), Retold({}, tmp_path, places)
    wanted = {one: new if one == page else tell(old, one) for one in before}
    assert {one: tell(again, one) for one in places} == wanted
    assert sorted(files) == [f"en/{FAQ}", f"en/{FULL}"]


def test_nothing_told_anew_leaves_the_files_as_they_are(last: Last, site: Path) -> None:
    files, places = retell(site, "zh", last.facts.told, {})

    assert files == {path: (site / path).read_bytes() for path in files}
    assert places == {page: at for page, at in last.facts.told.items() if page.startswith("zh/")}
