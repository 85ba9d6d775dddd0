"""Our pages beside those of Material alone, made of the same articles.

    python -m tests.bench.pages [--loads 3]

For each page: the rules of axe-core that it violates, Lighthouse's scores on a phone (the best of
several loads: another process can only spoil a load), its layout shift, and what the first view
loads, compressed. Run it on a machine that does nothing else. Exits with 1 where a score of ours
is below 98.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from kbtool.terminal import table
from tests.bench.server import Traffic, serve
from tests.browser.lighthouse import judged
from tests.browser.npm import package
from tests.conftest import chromium

REPOSITORY = Path(__file__).parents[2]
HEAD = ("site", "page", "axe", "perf", "a11y", "best", "seo", "shift", "requests", "KB")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 98
ARTICLE = "aftersale/returns/process/return-how-to"
OURS = ("en/index.html", "en/aftersale/returns/index.html", f"en/{ARTICLE}.html")
STOCK = ("index.html", f"{ARTICLE}/index.html")  # it has no pages of categories
STOCK_SETTINGS = """
site_name: Help
site_url: https://help.example/
theme: {name: material}
markdown_extensions:
  [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, pymdownx.details,
   pymdownx.highlight, pymdownx.superfences, {pymdownx.tabbed: {alternate_style: true}}]
"""
AXE = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"]});
  return violations.map(({id}) => id);
}"""


def built(root: Path) -> tuple[Path, Path]:
    """Build the sample with kbtool, and its English articles with Material; return both sites."""
    ours, stock = root / "ours", root / "stock"
    shutil.copytree(REPOSITORY / "kb", ours / "kb")
    shutil.copy(REPOSITORY / "mkdocs.yml", ours)
    articles = REPOSITORY / "kb" / "articles" / "en"
    shutil.copytree(articles, stock / "docs", ignore=shutil.ignore_patterns("*.yml"))
    (stock / "docs" / "index.md").write_text("# Help\n\nWhat can we help you with?\n", "utf-8")
    (stock / "mkdocs.yml").write_text(STOCK_SETTINGS, "utf-8")
    for name, folder, command in (
        ("kbtool", ours, ["kbtool", "build"]),
        ("mkdocs", stock, ["mkdocs", "build", "-q"]),
    ):
        done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True)
        if done.returncode:
            sys.exit(f"{name} failed: {done.stderr.decode()[-500:]}")
    return ours / "site", stock / "site"


def rows(
    site: Path, name: str, paths: tuple[str, ...], loads: int, page: Page
) -> Iterator[tuple[str, ...]]:
    """Judge every page, and yield a row for each."""
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    with serve(site) as (address, traffic):
        for path in paths:
            url = f"{address}/{path}"
            requests, weight = _first_view(page, url, traffic)
            page.evaluate(axe)
            violated = page.evaluate(AXE)
            found = max(
                (judged(url) for _ in range(loads)), key=lambda one: one.scores["performance"]
            )
            scores = (str(found.scores[one]) for one in CATEGORIES)
            shift = f"{found.shift:.3f}"
            yield name, path, str(len(violated)), *scores, shift, str(requests), f"{weight:.0f}"


def _first_view(page: Page, url: str, traffic: Traffic) -> tuple[int, float]:
    """Return the requests of a first view and their weight in kilobytes of 1,000."""
    traffic.reset()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return traffic.requests, traffic.bytes / 1000


def main() -> None:
    """Judge both sites, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--loads", type=int, default=3)
    loads = parser.parse_args().loads
    found: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours, stock = built(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for site, name, paths in ((ours, "kbtool", OURS), (stock, "Material alone", STOCK)):
            for path in paths:  # a context each, so that nothing is in its cache
                page = browser.new_page(viewport={"width": 412, "height": 823})
                found += rows(site, name, (path,), loads, page)
                print(*found[-1], flush=True)  # it takes minutes
                page.close()
        browser.close()
    print(table(HEAD, found, right=set(HEAD[2:])))
    low = [row for row in found if row[0] == "kbtool" and min(map(int, row[3:7])) < LEAST]
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()
