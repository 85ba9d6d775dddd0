"""Several processes draw what one draws, and none is left whatever happens to them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from select import select

import pytest

from kbtool.aside import Aside
from kbtool.compiler import examine, plan
from kbtool.problems import KbtoolError
from kbtool.publish.crew import Written, draw_all
from kbtool.publish.draw import Drawer
from kbtool.publish.page import Page
from kbtool.publish.settings import Settings, settings
from kbtool.publish.site_links import links_in
from kbtool.publish.statics import shared_by
from tests.conftest import Project

pytestmark = pytest.mark.usefixtures("alone")

MKDOCS = """site_name: Help
docs_dir: kb/articles
theme: {name: material, font: false}
plugins: [kbtool]
markdown_extensions: [tests.publish.deadly]
"""
ARTICLES = {
    f"kb/articles/q{number}.md": f"---\nid: q{number}\ntitle: Question {number}?\n---\n\nText.\n"
    for number in range(60)
}


@pytest.fixture
def drawing(project: Project) -> tuple[Drawer, list[Page], Path]:
    """Return what draws sixty questions, their pages, and the folder of the project."""
    root = project({**ARTICLES, "kb/kb.yml": "title: Help\n", "mkdocs.yml": MKDOCS})
    site, _ = plan(examine(root))
    found = settings(root)
    assert isinstance(found, Settings)
    return Drawer(found, shared_by(site, ())), list(site.pages), root


def with_body(pages: Sequence[Page], body: str) -> list[Page]:
    """Return the pages, the last but one with another body."""
    return [*pages[:-2], replace(pages[-2], body=body), pages[-1]]


def children() -> set[str]:
    """Return the children of this process, running or not waited for."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """See to it that all that a test begins comes to its end; a browser may run beside it."""
    before = children()
    yield
    assert children() - before == set()


def contents(folder: Path) -> dict[str, bytes]:
    """Return what lies below a folder."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


def by_path(written: Sequence[Written]) -> list[Written]:
    return sorted(written, key=lambda one: one.path)


def test_two_processes_write_what_one_writes(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing

    one = list(draw_all(drawer, pages, tmp_path / "one"))
    two = list(draw_all(drawer, pages, tmp_path / "two", workers=2))

    assert by_path(one) == by_path(two)
    assert len(pages) == len(two)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_what_is_told_of_a_page_is_what_lies_in_its_place(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing

    written = list(draw_all(drawer, pages, tmp_path / "site", workers=2))

    lying = contents(tmp_path / "site")
    links = {path: links_in(path, content) for path, content in lying.items()}
    assert {one.path: one.links for one in written} == links


def test_a_file_that_is_there_is_replaced_and_never_written_into(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing
    published = tmp_path / "published.html"
    published.write_text("as it was")
    os.link(published, tmp_path / pages[0].path)

    list(draw_all(drawer, pages[:1], tmp_path))

    assert published.read_text() == "as it was"
    assert (tmp_path / pages[0].path).stat().st_size > 1000


def test_links_to_known_files_are_not_told(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing

    (written,) = draw_all(drawer, pages[:1], tmp_path, known={page.path for page in pages})

    assert "assets/kb/kb.css" in written.links
    assert not any(link.endswith(".html") for link in written.links)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("die here", "came to its end: SIGKILL"),
        ("raise here", "cannot be rendered: ValueError: no such thing"),
    ],
)
def test_a_failing_process_is_one_error_and_none_is_left(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path, body: str, message: str
) -> None:
    drawer, pages, _ = drawing
    bad = with_body(pages, body)

    with pytest.raises(KbtoolError) as raised:
        list(draw_all(drawer, bad, tmp_path, workers=2))

    assert message in raised.value.message
    assert bad[-2].path.removesuffix(".html") in raised.value.message


def test_a_process_that_is_not_heard_of_is_stopped(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing
    drawer.page(pages[0])  # templates are compiled
    drawer.settings = replace(drawer.settings, options={"page_seconds": 0.2, "policy_meta": False})
    bad = with_body(pages, "sleep here")

    with pytest.raises(KbtoolError) as raised:
        list(draw_all(drawer, bad, tmp_path, workers=2))

    assert f"{bad[-2].path} takes too long to draw" == raised.value.message


def test_work_beside_is_let_go_of_as_soon_as_it_is_done(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing
    alone = list(draw_all(drawer, pages, tmp_path / "alone"))
    with Aside(lambda: b"more than a pipe holds" * 10_000, "works beside") as beside:
        select([beside], [], [])

        drawn = list(draw_all(drawer, pages, tmp_path / "site", workers=2, beside=beside))

        assert beside.fileno() == -1
        assert beside.result() == b"more than a pipe holds" * 10_000
    assert {one.path for one in drawn} == {one.path for one in alone}


def test_what_the_work_beside_raises_stops_the_drawing(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing
    slow = with_body(pages, "sleep here")

    def fail() -> None:
        raise KbtoolError("the disk is full")

    with Aside(fail, "works beside") as beside, pytest.raises(KbtoolError) as raised:
        list(draw_all(drawer, slow, tmp_path, workers=2, beside=beside))

    assert raised.value.message == "the disk is full"


def test_a_folder_that_cannot_be_written_is_one_error(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(KbtoolError) as raised:
        list(draw_all(drawer, pages, tmp_path / "file", workers=2))

    assert "cannot be written: Not a directory" in raised.value.message


def test_who_stops_asking_leaves_no_process(
    drawing: tuple[Drawer, list[Page], Path], tmp_path: Path
) -> None:
    drawer, pages, _ = drawing
    asking = iter(draw_all(drawer, pages, tmp_path, workers=2))
    for _ in range(3):
        next(asking)

    asking.close()  # type: ignore[attr-defined]
