"""The two engines that answer queries, behind one interface, for measuring them.

Whoosh answers from `search_index/`, the browser from the built `site/` in a
headless Chromium. What an answer is worth is judged in `evaluate.py`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from kbtool.frozen import dataclass
from kbtool.problems import KbtoolError

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kbtool.search.index import Index

__all__ = ["Answer", "BrowserEngine", "Engine", "WhooshEngine", "chromium"]

LIMIT = 10
NEAREST = 3  # hits that the site shows where none answers, see answers.js
BATCH = 200  # queries the browser answers between two words with Python
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE_MS = 30_000
REBUILD = "run `kbtool build`"

FAULTS = {
    "missing": "a file of the search data is missing",
    "version": "the search data belongs to another version of the theme",
    "damaged": "the search data is damaged",
}
"""What the browser's engine can fail for; the keys are its own."""

ASK = """async ([root, lang, queries, limit]) => {
  const engine = window.kbEval ??= await kb.search.open({ root, lang });
  const answers = [];
  for (const query of queries) {
    const start = performance.now();
    const { verdict, hits } = await engine.search(query, { limit });
    answers.push([hits.map(({ id }) => id), verdict, performance.now() - start]);
  }
  return answers;
}"""

TRY = f"""async (given) => {{
  try {{
    return {{ answers: await ({ASK})(given) }};
  }} catch (error) {{
    return {{ reason: error.reason ?? "", message: String(error.message ?? error) }};
  }}
}}"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered to one query."""

    found: tuple[str, ...]  # ids of the hits that a customer is shown, best first
    verdict: str  # "found", "unsure", "nothing" or "empty"; see search/engine.py
    milliseconds: float


class Engine(Protocol):
    """Answers what customers type."""

    def answers(self, lang: str, queries: Sequence[str]) -> Iterator[Answer]:
        """Yield the answer to each query in the language `lang`, in order."""


def _answer(ids: Sequence[str], verdict: str, milliseconds: float) -> Answer:
    shown = ids[:NEAREST] if verdict == "nothing" else ids
    return Answer(tuple(shown), verdict, milliseconds)


class WhooshEngine:
    """The index in `search_index/`."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def answers(self, lang: str, queries: Sequence[str]) -> Iterator[Answer]:
        """Yield the answer to each query, in order."""
        for query in queries:
            start = time.perf_counter()
            found = self._index.search(query, lang=lang, limit=LIMIT)
            milliseconds = (time.perf_counter() - start) * 1000
            yield _answer([hit.id for hit in found.hits], found.verdict, milliseconds)


class BrowserEngine:
    """The scripts and the data of a built site, in a headless Chromium.

    Args:
        site: the folder of the built site.
        home: by language, the path of a page with a search box below `site`.
    """

    def __init__(self, site: Path, home: Mapping[str, str]) -> None:
        self._site = site
        self._home = home

    def answers(self, lang: str, queries: Sequence[str]) -> Iterator[Answer]:
        """Yield the answer to each query, in order.

        Raises:
            KbtoolError: playwright, Chromium or the site is missing, or the site's search fails.
        """
        with _loopback(self._site) as root, _chromium_page() as page:
            self._open(page, root, lang)
            for start in range(0, len(queries), BATCH):
                batch = list(queries[start : start + BATCH])
                yield from _asked(page, [root, lang, batch, LIMIT])

    def _open(self, page: Page, root: str, lang: str) -> None:
        page.goto(root + quote(self._home[lang]), wait_until="load")
        if not page.evaluate("typeof window.kb?.search?.open === 'function'"):
            raise KbtoolError(f"site/{self._home[lang]} has no search", REBUILD)


def _asked(page: Page, given: list[Any]) -> Iterator[Answer]:
    got = page.evaluate(TRY, given)
    if "answers" not in got:
        fault = FAULTS.get(got["reason"], got["message"])
        raise KbtoolError(f"the browser's engine fails: {fault}", REBUILD)
    for found, verdict, milliseconds in got["answers"]:
        yield _answer(found, verdict, milliseconds)


@contextmanager
def _loopback(folder: Path) -> Iterator[str]:
    """Serve `folder` to this machine alone, and yield the address of its root."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what matters is told by the engine."""


def chromium() -> str | None:
    """Return the path of this machine's Chromium, or None: then playwright's own is meant."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


@contextmanager
def _chromium_page() -> Iterator[Page]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise KbtoolError(
            "the browser's engine is asked through playwright, which is not installed",
            "run `pip install playwright`, or leave out --engine browser",
        ) from None
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium())
        except Error as error:
            first = error.message.split("\n")[0]
            hint = "install Chromium (Debian: apt-get install chromium; else: playwright install)"
            raise KbtoolError(f"no Chromium could be started: {first}", hint) from None
        try:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE_MS)
            yield page
        finally:
            browser.close()
