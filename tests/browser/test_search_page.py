"""The page of results: shareable, in step with its address, under a strict policy."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SITE_URL

pytestmark = pytest.mark.browser

PAGE = "en/search.html"


def visit(page: Page, shop: Path, query: str = "", path: str = PAGE) -> None:
    page.goto((shop / path).as_uri() + query)


def test_an_address_with_a_query_shows_its_results(page: Page, shop: Path) -> None:
    visit(page, shop, "?q=refund")

    expect(page.get_by_role("searchbox")).to_have_value("refund")
    expect(page.locator(".kb-search__hits .kb-search__title")).to_have_text(
        "When will my refund arrive?"
    )
    expect(page).to_have_title("refund - Search - The Little Shop Help Centre")
    expect(page.get_by_role("status")).to_contain_text("1 result")
    expect(page.get_by_role("heading", name="Most asked")).to_be_hidden()


def test_typing_keeps_the_address_that_of_what_is_shown(page: Page, shop: Path) -> None:
    visit(page, shop)
    before = page.evaluate("history.length")

    page.get_by_role("searchbox").type("refund & more")

    page.wait_for_url("**/search.html?q=refund%20%26%20more")
    assert before == page.evaluate("history.length")


def test_back_leads_to_the_search_before(page: Page, shop: Path) -> None:
    visit(page, shop, "?q=refund")
    box = page.get_by_role("searchbox")
    title = page.locator(".kb-search__hits .kb-search__title").first
    box.fill("invoice")
    box.press("Enter")
    expect(title).to_contain_text("invoice")

    page.go_back()
    expect(title).to_contain_text("refund")
    expect(box).to_have_value("refund")
    page.go_forward()
    expect(title).to_contain_text("invoice")


def test_a_way_back_from_an_answer_shows_the_results_again(page: Page, shop: Path) -> None:
    visit(page, shop)
    page.get_by_role("searchbox").type("refund")
    page.locator(".kb-search__hit").first.click()
    page.wait_for_url("**/after/refund.html")

    page.go_back()

    expect(page.locator(".kb-search__hit")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("refund")


def test_more_results_are_one_press_away(page: Page, shop: Path) -> None:
    visit(page, shop, "?q=sofa")
    hits = page.locator(".kb-search__hit")
    expect(hits).to_have_count(10)
    expect(page.get_by_text("The best 10 of 12 results")).to_be_visible()

    page.get_by_role("button", name="More results").click()

    expect(hits).to_have_count(12)
    expect(hits.nth(10)).to_be_focused()
    expect(page.get_by_role("button", name="More results")).to_have_count(0)


def test_nothing_found_is_no_dead_end(page: Page, shop: Path) -> None:
    visit(page, shop, "?q=xyzzy")

    expect(page.get_by_text("No answer found for “xyzzy”")).to_be_visible()
    expect(page.get_by_role("heading", name="Most asked")).to_be_visible()
    expect(page.get_by_role("link", name="desk@shop.example").first).to_be_visible()
    expect(page.get_by_role("link", name="Browse all questions")).to_be_visible()


def test_what_nothing_answers_leads_to_the_closest_questions(page: Page, shop: Path) -> None:
    visit(page, shop, "?q=quantum gravity telescope wavelength spectrum sofa")

    expect(page.get_by_text("No answer found for")).to_be_visible()
    expect(page.get_by_role("heading", name="The closest questions")).to_be_visible()
    expect(page.locator(".kb-search__hit")).to_have_count(3)
    expect(page.get_by_role("heading", name="Most asked")).to_be_visible()
    expect(page.get_by_role("button", name="More results")).to_have_count(0)


def test_a_strict_policy_below_a_path_stops_nothing_of_the_search(page: Page, served: str) -> None:
    page.add_init_script(
        """document.addEventListener("securitypolicyviolation",
             ({ sourceFile, blockedURI, violatedDirective }) => {
               (window.broken ??= []).push([sourceFile, blockedURI, violatedDirective]);
             })"""
    )
    page.goto(f"{served}zh/index.html")
    page.get_by_role("combobox").fill("退款")
    page.get_by_role("option").first.wait_for()

    page.keyboard.press("Enter")

    page.wait_for_url(f"{served}zh/search.html?q=*")
    expect(page.locator(".kb-search__hit").first).to_contain_text("退款多久到账？")
    assert page.evaluate("window.broken ?? []") == []


@pytest.mark.parametrize(("lang", "short"), [("zh", "小店帮助中心"), ("en", "The Little Shop")])
def test_browsers_learn_how_to_search_the_site(shop: Path, lang: str, short: str) -> None:
    home = (shop / lang / "index.html").read_text(encoding="utf-8")
    address = f"{SITE_URL}{lang}/opensearch.xml"

    root = ElementTree.parse(shop / lang / "opensearch.xml").getroot()

    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = [url.get("template") for url in root.findall(f"{name}Url")]
    assert [f"{SITE_URL}{lang}/search.html?q={{searchTerms}}", address] == templates
    assert short == root.findtext(f"{name}ShortName")
    assert f'href="{address}"' in home


def test_the_results_page_is_for_people_and_not_for_search_engines(shop: Path) -> None:
    text = (shop / PAGE).read_text(encoding="utf-8")
    sitemap = (shop / "sitemap.xml").read_text(encoding="utf-8")

    assert '<meta name="robots" content="noindex">' in text
    assert "search.html" not in sitemap
