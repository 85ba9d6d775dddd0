"""The preview of an editor: what is saved is seen, and so is what is wrong."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import Project

pytestmark = pytest.mark.browser

FILES = {
    "kb/kb.yml": "title: Help\nlanguages: [en]\n",
    "kb/articles/returns/_category.yml": "title: Returns\n",
    "kb/articles/returns/how.md": "---\nid: how\ntitle: How?\nanswer: So.\n---\n\nFirst text.\n",
    "kb/articles/returns/new.md": "---\nid: new\ntitle: New?\nanswer:\ndraft: true\n---\n",
}


class Preview:
    """A running `kbtool serve`."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kbtool", "-C", str(root), "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        self.url = ""
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                self.url = found[0]
                break
        assert self.url

    def stop(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def preview(project: Project) -> Iterator[Preview]:
    running = Preview(project(FILES))
    yield running
    if running.process.poll() is None:
        running.stop()


def test_a_saved_edit_shows_without_a_reload_by_hand(preview: Preview, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{preview.url}returns/how.html")
    expect(page.get_by_text("First text.")).to_be_visible()

    path = preview.root / "kb/articles/returns/how.md"
    path.write_text(FILES["kb/articles/returns/how.md"].replace("First", "Second"), "utf-8")

    expect(page.get_by_text("Second text.")).to_be_visible(timeout=20_000)
    page.close()


def test_a_fault_is_laid_over_the_last_good_page(preview: Preview, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{preview.url}returns/how.html")

    path = preview.root / "kb/articles/returns/how.md"
    path.write_text(FILES["kb/articles/returns/how.md"] + "\n[[nowhere]]\n", "utf-8")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("kb/articles/returns/how.md:9:3: error KB204", timeout=20_000)
    expect(page.get_by_text("First text.")).to_be_visible()
    page.close()


def test_ctrl_c_stops_the_preview_and_leaves_a_whole_index(preview: Preview) -> None:
    assert preview.stop() == 0
    assert (preview.root / "search_index" / "manifest.json").is_file()


def test_drafts_are_shown_on_request_and_never_reach_the_site(
    project: Project, browser: Browser
) -> None:
    running = Preview(project(FILES), "--drafts")
    page = browser.new_page()

    page.goto(f"{running.url}returns/new.html")

    expect(page.get_by_text("A draft, seen only in this preview.")).to_be_visible()
    assert not (running.root / "site").exists()
    page.close()
    running.stop()


def test_a_taken_port_is_a_sentence(preview: Preview, project: Project) -> None:
    port = preview.url.rstrip("/").rpartition(":")[2]
    command = [sys.executable, "-m", "kbtool", "-C", str(preview.root), "serve", "--port", port]

    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 2
    assert f"127.0.0.1:{port} cannot be listened on" in ran.stderr


IMPATIENT = "site_name: x\ntheme: material\nplugins: [{kbtool: {page_seconds: 0.2}}]\n"
HOW = "kb/articles/returns/how.md"


def save(preview: Preview, body: str) -> None:
    (preview.root / HOW).write_text(FILES[HOW].replace("First text.", body), "utf-8")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("- " * 2_000 + "x", "kb/articles/returns/how.md:7:1: error KB410"),
        ("<a " * 3_300, "kb/articles/returns/how.md cannot be rendered: it takes more than 0.2 s"),
    ],
    ids=["tried before drawing", "cleared wrongly"],
)
def test_an_answer_that_would_render_for_ever_is_told_and_its_mending_seen(
    body: str, said: str, project: Project, browser: Browser
) -> None:
    preview = Preview(project({**FILES, "mkdocs.yml": IMPATIENT}))
    page = browser.new_page()
    page.goto(f"{preview.url}returns/how.html")

    save(preview, body)

    expect(page.get_by_role("alert")).to_contain_text(said, timeout=20_000)
    expect(page.get_by_text("First text.")).to_be_visible()
    save(preview, "Second text.")
    expect(page.get_by_text("Second text.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.close()
    assert preview.stop() == 0


def test_a_preview_that_begins_with_such_an_answer_tells_it(
    project: Project, browser: Browser
) -> None:
    slow = FILES[HOW].replace("First text.", "- " * 2_000 + "x")
    preview = Preview(project({**FILES, HOW: slow}))
    page = browser.new_page()

    page.goto(preview.url)

    expect(page.get_by_role("alert")).to_contain_text("how.md:7:1: error KB410")
    page.close()
    assert preview.stop() == 0
