"""What an article costs: everything that a first visit loads, and the page itself."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import article, built_site

pytestmark = pytest.mark.browser

KILOBYTE = 1000
ARTICLE = "{lang}/aftersale/returns/process/return-overseas.html"
MANY = 120


def loaded(page: Page, site: Path, address: str) -> dict[str, int]:
    """Return what a page loads with search idle: path -> bytes compressed."""
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).path))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    files = {path: site / path.lstrip("/") for path in asked if urlsplit(path).scheme != "data"}
    return {
        path: len(gzip.compress(file.read_bytes(), 9))
        for path, file in files.items()
        if file.is_file()
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_article_with_all_that_it_loads_is_smaller_than_100_kb_compressed(
    page: Page, site: Path, host: str, lang: str
) -> None:
    files = loaded(page, site, host + ARTICLE.format(lang=lang))

    assert any(path.endswith("/search.js") for path in files)
    assert sum(files.values()) < 100 * KILOBYTE, files


def test_no_page_loads_the_script_of_material_or_data_of_the_search(
    page: Page, site: Path, host: str
) -> None:
    files = loaded(page, site, host + ARTICLE.format(lang="en"))

    assert [path for path in files if path.startswith(("/assets/javascripts", "/search"))] == []
    assert list(site.rglob("*.map")) == []
    assert not (site / "assets/javascripts").exists()


def test_every_file_of_ours_is_asked_for_by_its_version(site: Path) -> None:
    text = (site / ARTICLE.format(lang="en")).read_text("utf-8")

    unversioned = [
        one for one in text.split('"') if "/assets/kb/" in one and "?v=" not in one and "." in one
    ]

    assert unversioned == []


def test_a_page_does_not_grow_with_the_knowledge_base(tmp_path: Path) -> None:
    def size(count: int) -> int:
        files = {"kb/kb.yml": "languages: [en]\n"}
        for number in range(count):
            id = f"q-{number:05d}"
            files[f"kb/articles/{id}.md"] = article(id, f"How do I wash number {id}?", "By hand.")
        site = built_site(tmp_path / str(count), files)
        return (site / "q-00009.html").stat().st_size

    assert size(MANY) < size(20) + KILOBYTE
