"""Every kind of page behind the policy that the build writes: nothing is stopped or leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import built_site
from tests.browser.host import headers_for, hosted
from tests.browser.kinds import shown
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

ARTICLE = "en/aftersale/returns/process/return-how-to.html"
REPORTS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`stopped: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@pytest.fixture
def said(page: Page) -> list[str]:
    """Collect what the page complains of, and every request to another host."""
    heard: list[str] = []
    page.add_init_script(REPORTS)
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))

    def asked(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "file") and urlsplit(url).hostname != "127.0.0.1":
            heard.append(f"asked: {url}")

    page.on("request", lambda request: asked(request.url))
    return heard


def paths(site: Path) -> list[str]:
    """Return a page of every kind in every language; those that send on lead to one of them."""
    return [one.path for one in shown(site) if not one.leads_away]


def test_the_policy_names_no_script_and_no_style_of_a_page(site: Path) -> None:
    policy = dict(headers_for(site, "/en/index.html"))["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "sha256" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


def test_no_kind_of_page_is_stopped_or_asks_another_host(
    page: Page, site: Path, host: str, said: list[str]
) -> None:
    for path in paths(site):
        page.goto(host + path)
        page.wait_for_load_state("networkidle")

    assert said == []


def test_no_kind_of_page_fails_from_disk(page: Page, site: Path, said: list[str]) -> None:
    for path in paths(site):
        if path != "404.html":  # a host shows it, so its addresses are absolute
            page.goto((site / path).as_uri())
            page.wait_for_load_state("networkidle")

    assert said == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_searching_is_not_stopped(page: Page, host: str, said: list[str], lang: str) -> None:
    page.goto(f"{host}{lang}/index.html")

    page.get_by_role("combobox").fill("退货" if lang == "zh" else "return an item")
    page.get_by_role("option").first.wait_for()
    page.wait_for_load_state("networkidle")  # who leaves a page stops what it is loading
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator(".kb-search__answers a").first.wait_for()

    assert said == []


def test_switching_the_colours_is_not_stopped(page: Page, host: str, said: list[str]) -> None:
    page.goto(host + ARTICLE)

    page.get_by_title("Switch to light colours").click()
    page.get_by_title("Switch to dark colours").click()

    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert said == []


def test_the_pages_of_material_features_name_their_scripts_by_hash(
    page: Page, tmp_path: Path, said: list[str]
) -> None:
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("  features:\n", "  features:\n    - toc.follow\n")
    files = {
        "mkdocs.yml": settings,
        "kb/kb.yml": "languages: [en]\n",
        "kb/articles/a.md": "---\nid: a\ntitle: What is it?\nanswer: One.\n---\n\n```\ncode\n```\n",
    }
    site = built_site(tmp_path, files)
    policy = dict(headers_for(site, "/a.html"))["Content-Security-Policy"]

    with hosted(site) as host:
        page.goto(f"{host}a.html")
        page.wait_for_load_state("networkidle")

        assert page.locator("script[src*='assets/javascripts/bundle']").count() == 1
        assert page.locator(".kb-body button").count() == 1
    assert "script-src 'self' 'sha256-" in policy
    assert said == []


def test_a_style_of_trusted_html_is_named_by_its_hash(
    page: Page, tmp_path: Path, said: list[str]
) -> None:
    body = '<p style="color: rgb(255, 0, 0)">Red.</p>'
    article = f"---\nid: a\ntitle: Red?\nanswer: Yes.\n---\n\n{body}\n"
    files = {"kb/kb.yml": "languages: [en]\nhtml: trusted\n", "kb/articles/a.md": article}
    site = built_site(tmp_path, files)

    with hosted(site) as host:
        page.goto(f"{host}a.html")

        expect(page.get_by_text("Red.", exact=True)).to_have_css("color", "rgb(255, 0, 0)")
    assert said == []


def test_a_policy_within_the_pages_holds_without_headers_and_from_disk(
    page: Page, tmp_path: Path, said: list[str]
) -> None:
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("  - kbtool\n", "  - kbtool:\n      policy_meta: true\n")
    files = {
        "mkdocs.yml": settings,
        "kb/kb.yml": "languages: [zh, en]\n",
        "kb/articles/en/a.md": "---\nid: a\ntitle: What is it?\nanswer: One.\n---\n",
        "kb/articles/zh/a.md": "---\nid: a\ntitle: 这是什么？\nanswer: 一。\n---\n",
    }
    site = built_site(tmp_path, files)

    for path in ("index.html", "en/index.html", "en/a.html", "zh/a.html", "404.html"):
        assert 'http-equiv="Content-Security-Policy"' in (site / path).read_text("utf-8")
    page.goto((site / "en/a.html").as_uri())
    page.get_by_role("combobox").fill("what")
    page.get_by_role("option").first.wait_for()
    assert said == []


def test_files_with_their_version_in_the_address_are_kept_and_pages_are_not(
    page: Page, site: Path, host: str
) -> None:
    kept: dict[str, bool] = {}
    page.on(
        "response",
        lambda answer: kept.update(
            {urlsplit(answer.url).path: "immutable" in answer.headers.get("cache-control", "")}
        ),
    )

    page.goto(host + ARTICLE)
    page.wait_for_load_state("networkidle")

    ours = {path for path in kept if re.search(r"/assets/(kb|stylesheets)/", path)}
    assert len(ours) > 5
    assert {path for path, stays in kept.items() if stays} == ours
    assert not kept["/" + ARTICLE]


def test_what_the_project_allows_besides_stands_in_the_policy(
    tmp_path: Path, open_context: Callable[..., BrowserContext]
) -> None:
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    option = "  - kbtool:\n      policy: {img-src: 'https://pictures.example'}\n"
    files = {
        "mkdocs.yml": settings.replace("  - kbtool\n", option),
        "kb/kb.yml": "languages: [en]\nfeedback: https://answers.example/in?from=help\n",
        "kb/articles/a.md": "---\nid: a\ntitle: What is it?\nanswer: One.\n---\n",
    }

    site = built_site(tmp_path, files)

    policy = dict(headers_for(site, "/a.html"))["Content-Security-Policy"]
    assert "img-src 'self' data: https://pictures.example;" in policy
    assert "connect-src 'self' https://answers.example;" in policy
