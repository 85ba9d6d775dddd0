"""Our search in the browser beside Material's own, Pagefind and MiniSearch, in one run.

    python -m tests.bench.search PROJECT [--queries FILE] [--lang LANG] [--modules FOLDER]

PROJECT is a knowledge base that is built; its golden queries are asked, or those of FILE
(lines with `query` and `relevant`). All searches get the same texts, answer in the same
headless Chromium from a compressing loopback server, and are asked the same. A first query
comes to an empty page in an empty cache: its bytes and requests hold the engine, its data
and what the hits show. Only ratios within one run mean something.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from kbtool.engines import chromium
from kbtool.evaluate import read
from kbtool.model import GoldenQuery
from kbtool.search.measure import figures, outcome, percentile
from kbtool.search.whoosh_index import open_index
from kbtool.terminal import table
from tests.bench.server import BLANK, Traffic, serve
from tests.bench.texts import PEERS, Text, texts_of, write_peers

FIRST_QUERIES = 10  # each in an empty cache
TYPED_QUERIES = 20  # each typed letter by letter
BATCH = 100

FIRST = """async ([given, query]) => {
  const start = performance.now();
  await bench.open(given);
  await bench.search(query, false);
  return performance.now() - start;
}"""
ALL = """async (queries) => {
  const found = [];
  for (const query of queries) found.push(await bench.search(query, false));
  return found;
}"""
TYPED = """async (queries) => {
  const times = [];
  for (const query of queries) {
    const letters = [...query];
    for (let length = 1; length <= letters.length; length++) {
      const start = performance.now();
      await bench.search(letters.slice(0, length).join(""), true);
      times.push(performance.now() - start);
    }
  }
  return times;
}"""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A search to be measured: its adapter, its site, what its adapter wants to know."""

    name: str
    adapter: Path
    site: Path
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one search."""

    recall_at_1: float
    recall_at_5: float
    zero_results: float
    kilobytes: float  # compressed, until the hits of a first query can be shown; median
    requests: float
    first: float  # milliseconds, median
    typed: float  # milliseconds that 95 % of the keystrokes do not exceed


def entrants(project: Path, lang: str, site: Path, modules: Path) -> Iterator[Entrant]:
    """Yield ours and every peer whose data lies in `site`."""
    home = project / "site" / lang / "index.html"
    home = home if home.exists() else project / "site" / "index.html"
    sources = re.findall(r'src="([^"]*assets/kb/search\.js[^"]*)', home.read_text("utf-8"))
    given = {"lang": lang, "scripts": [f"/assets{one.split('assets', 1)[1]}" for one in sources]}
    yield Entrant("kbtool", PEERS / "kbtool.js", project / "site", given)
    worker = next((site / "assets" / "javascripts" / "workers").glob("search*.js"))
    worker_url = f"/{worker.relative_to(site).as_posix()}"
    yield Entrant("Material", PEERS / "material.js", site, {"worker": worker_url})
    if (site / "pagefind").exists():
        yield Entrant("Pagefind", PEERS / "pagefind.js", site, {})
    if (site / "minisearch.json").exists():
        yield Entrant("MiniSearch", PEERS / "minisearch.js", site, {})
    if not (site / "pagefind").exists() or not (site / "minisearch.json").exists():
        print(f"Pagefind or MiniSearch is missing from {modules} and is not measured.")


def measured(
    browser: Browser, entrant: Entrant, queries: Sequence[GoldenQuery], texts: Sequence[Text]
) -> Row:
    """Return what `entrant` comes to on `queries`."""
    with serve(entrant.site) as (root, traffic):
        firsts = [
            _first(browser, entrant, root, traffic, one.query) for one in queries[:FIRST_QUERIES]
        ]
        page = _page(browser, entrant, root)
        page.evaluate(FIRST, [entrant.given, queries[0].query])
        times = sorted(page.evaluate(TYPED, [one.query for one in queries[:TYPED_QUERIES]]))
        found = [
            ids
            for start in range(0, len(queries), BATCH)
            for ids in page.evaluate(ALL, [one.query for one in queries[start : start + BATCH]])
        ]
        page.context.close()
    named = ([one if isinstance(one, str) else texts[one].id for one in ids] for ids in found)
    came = figures(
        [
            outcome(ids, golden.expect)
            for ids, golden in zip(named, queries, strict=True)
            if golden.expect
        ],
        resamples=40,
    )
    return Row(
        recall_at_1=100 * came["recall_at_1"].value,
        recall_at_5=100 * came["recall_at_5"].value,
        zero_results=100 * came["zero_results"].value,
        kilobytes=statistics.median(first[1] for first in firsts) / 1000,
        requests=statistics.median(first[2] for first in firsts),
        first=statistics.median(first[0] for first in firsts),
        typed=percentile(times, 0.95),
    )


def _first(
    browser: Browser, entrant: Entrant, root: str, traffic: Traffic, query: str
) -> tuple[float, int, int]:
    """Return milliseconds, bytes and requests of a first query."""
    page = _page(browser, entrant, root)
    traffic.reset()
    milliseconds: float = page.evaluate(FIRST, [entrant.given, query])
    page.context.close()
    return milliseconds, traffic.bytes, traffic.requests


def _page(browser: Browser, entrant: Entrant, root: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(root + BLANK)
    page.add_script_tag(content=entrant.adapter.read_text(encoding="utf-8"))
    return page


def rows_of(row: Row) -> tuple[str, ...]:
    """Return the cells of a row."""
    return (
        f"{row.recall_at_1:.1f}",
        f"{row.recall_at_5:.1f}",
        f"{row.zero_results:.1f}",
        f"{row.kilobytes:.0f}",
        f"{row.requests:.0f}",
        f"{row.first:.0f}",
        f"{row.typed:.1f}",
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--lang")
    parser.add_argument("--modules", type=Path, default=Path(".bench/node_modules"))
    given = parser.parse_args()
    if not (given.project / "search_index" / "manifest.json").exists():
        sys.exit(f"{given.project} is not built: run `kbtool -C {given.project} build`")
    languages = open_index(given.project / "search_index").languages
    lang = given.lang or languages[0]
    path = given.queries and given.queries.absolute()
    queries, problems = read(given.project, path, lang, languages)
    if problems:
        sys.exit(f"{problems[0].source.path}:{problems[0].source.line}: {problems[0].message}")
    texts = texts_of(given.project, lang)
    print(f"{given.project.name}, {lang}: {len(texts)} questions, {len(queries)} queries")
    head = ("search", "R@1", "R@5", "zero %", "kB", "requests", "first ms", "key p95 ms")
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = write_peers(texts, lang, Path(folder), given.modules.absolute())
        browser = playwright.chromium.launch(executable_path=chromium())
        for entrant in entrants(given.project, lang, site, given.modules):
            try:
                rows.append((entrant.name, *rows_of(measured(browser, entrant, queries, texts))))
            except Error as error:
                print(f"{entrant.name} fails: {error.message.splitlines()[0]}")
        browser.close()
    print(table(head, rows, right=set(head[1:])))


if __name__ == "__main__":
    main()
