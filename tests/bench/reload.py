"""How long it takes from a saved edit to the new text in the browser, by `kbtool serve`."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.bench.edits import articles
from tests.bench.steps import KBTOOL
from tests.conftest import chromium

__all__ = ["seconds_to_reload"]

SHOWN = "text => document.body.innerText.includes(text)"


def seconds_to_reload(root: Path, times: int, limit: float) -> float:
    """Return the median of several edits of one body; the project must have been built."""
    path = articles(root)[0]
    page_path = f"{path.stem}.html"
    built = next((root / "site").rglob(page_path)).relative_to(root / "site").as_posix()
    with _served(root) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_default_timeout(limit * 1000)
        page.goto(url + built)
        page.wait_for_function("() => window.__md_scope !== undefined || document.readyState")
        found = [_edited(path, page, number) for number in range(times + 1)]
        browser.close()
    return median(found[1:])  # the first edit waits for what the start still does


def _edited(path: Path, page: Page, number: int) -> float:
    text = f"Seen as number {number} of {time.time_ns()}."
    content = path.read_text("utf-8") + f"\n{text}\n"
    page.wait_for_timeout(1000)  # an author reads before the next edit
    start = time.perf_counter()
    path.write_text(content, "utf-8")
    page.wait_for_function(SHOWN, arg=text, polling=20)
    return time.perf_counter() - start


@contextmanager
def _served(root: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [*KBTOOL, "-C", str(root), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        yield next(found[0] for line in lines if (found := re.search(r"http://[\d.:]+/", line)))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
