"""The checks read sources, a browser reads pages: both find the same links broken."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from kbtool.compiler import Examined, examine
from kbtool.model import ARTICLES, SOURCE_ENDINGS, LinkKind, LooseKind
from kbtool.publish.body import page_targets, publishable_body
from kbtool.resolve import ResolvedLink
from kbtool.urls import article_path, category_path, site_pages
from tests.contract.test_scan_contract import renderer
from tests.links.html_checker import Site
from tests.links.test_forms import write_forms
from tests.planted.plant import plant

# In KB33x authors let findings be; what KB410 is about no renderer can finish.
FIXTURES = sorted(
    path
    for path in (Path(__file__).parents[1] / "checks" / "fixtures").iterdir()
    if (path / "kb").is_dir() and not path.name.startswith(("KB33", "KB410"))
)
EPOCH = {"SOURCE_DATE_EPOCH": "1793491200"}
_SOURCE = re.compile(r'((?:href|src)=")(?![a-z]+:|/)([^"#?]+)\.md(?=["#?])')


def rendered(examined: Examined) -> Site:
    """Return the pages of a knowledge base: bodies only, drawn by Python-Markdown."""
    kb, config = examined.kb, examined.kb.config
    published = {article_path(a, config): a for a in kb.articles if a.status.published}
    pages = {category_path(one.lang, one.path, config): "" for one in kb.categories}
    pages |= {redirect.path: "" for redirect in examined.resolution.redirects}
    pages |= dict.fromkeys([*published, *site_pages(config)], "")
    for path, article in published.items():
        links = examined.resolution.links[article.source]
        text = (
            renderer()
            .reset()
            .convert(publishable_body(article, page_targets(article, links, config)))
        )
        pages[path] = as_mkdocs(text, path, set(pages))
    files = frozenset(
        path.removeprefix(f"{ARTICLES}/")
        for path in kb.files
        if not path.lower().endswith(SOURCE_ENDINGS)
    )
    return Site(pages, files, config.site_url)


def as_mkdocs(text: str, path: str, pages: set[str]) -> str:
    """Return HTML whose links to sources of pages are links to these pages."""

    def link(match: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(path), unquote(match[2]))
        drawn = f"{posixpath.normpath(target)}.html" in pages
        return f"{match[1]}{match[2]}.html" if drawn else match[0]

    return _SOURCE.sub(link, text)


def written(resolved: ResolvedLink) -> str:
    link = resolved.link
    return comparable(f"{link.target}#{link.fragment}" if link.fragment else link.target)


def comparable(target: str) -> str:
    """Return a target as both sides may write it: a page has the name of its source."""
    return unquote(target).replace(".html", ".md")


def told(examined: Examined) -> dict[str, set[str]]:
    """Return the links that the checks call broken, by page; of wikilinks no page knows."""
    errors = {
        one.source
        for one in examined.problems
        if one.rule.id.startswith("KB2") and one.severity > 2
    }
    found = {}
    for article in examined.kb.articles:
        if article.status.published:
            unused = {one.name for one in article.loose if one.kind is LooseKind.UNUSED_REFERENCE}
            targets = {
                written(one)
                for one in examined.resolution.links[article.source]
                if one.link.kind is not LinkKind.WIKI and one.link.source in errors
                if one.link.kind is not LinkKind.REFERENCE or one.link.text not in unused
            }
            found[article_path(article, examined.kb.config)] = targets
    return {path: targets for path, targets in found.items() if targets}


def seen(site: Site) -> dict[str, set[str]]:
    """Return the broken links of every page, without the way back from a note that nothing uses."""
    found = {
        path: {comparable(one) for one in targets if not one.startswith("#fnref:")}
        for path, targets in site.broken().items()
    }
    return {path: targets for path, targets in found.items() if targets}


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_a_fixture_has_the_broken_links_that_its_pages_have(fixture: Path) -> None:
    examined = examine(fixture, EPOCH)

    assert told(examined) == seen(rendered(examined))


def test_the_forms_have_the_broken_links_that_their_pages_have(tmp_path: Path) -> None:
    write_forms(tmp_path)
    examined = examine(tmp_path, EPOCH)

    assert told(examined) == seen(rendered(examined))


def test_the_planted_site_has_the_broken_links_that_its_pages_have(tmp_path: Path) -> None:
    plant(tmp_path)
    examined = examine(tmp_path, EPOCH)

    assert told(examined) == seen(rendered(examined))


def test_the_sample_has_no_broken_link_in_sources_nor_on_its_built_pages(built: Path) -> None:
    examined = examine(built)
    site = Site.on_disk(built / "site", examined.kb.config.site_url)

    # The QR code of a page is a picture within it; authors may write none.
    broken = {one for targets in seen(site).values() for one in targets}
    strange = {one for one in broken if not one.startswith("data:image/png;base64,")}
    assert (told(examined), strange) == ({}, set())
    assert sum(len(site.page(path).links) for path in site.pages) > 5_000
