"""The published sample in a real browser, as a customer meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

HOME_ZH = "zh/index.html"
HOME_EN = "en/index.html"
CATEGORY = "zh/aftersale/returns/index.html"
ARTICLE_ZH = "zh/aftersale/returns/process/return-how-to.html"
ARTICLE_EN = "en/aftersale/returns/process/return-how-to.html"
LIST = "en/all-questions.html"
SEARCH = "zh/search.html"
PAGES = (HOME_ZH, HOME_EN, CATEGORY, ARTICLE_ZH, ARTICLE_EN, LIST, SEARCH)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page.set_default_timeout(10_000)
    yield page
    page.close()


@pytest.fixture
def root(built: Path) -> str:
    return f"{(built / 'site').as_uri()}/"


def test_the_door_leads_to_the_home_page_in_the_browsers_language(page: Page, root: str) -> None:
    page.goto(f"{root}index.html")

    expect(page.get_by_role("heading", level=1)).to_have_text("有什么可以帮您？")


def test_the_home_page_shows_most_asked_questions_and_categories(page: Page, root: str) -> None:
    page.goto(root + HOME_ZH)

    expect(page.get_by_role("link", name="怎么退货？").first).to_be_visible()
    expect(page.get_by_role("heading", name="物流")).to_be_visible()
    expect(page.get_by_text("251 个问题")).to_be_visible()


def test_a_question_shows_its_short_answer_before_its_body(page: Page, root: str) -> None:
    page.goto(root + ARTICLE_ZH)

    answer = page.locator(".kb-answer").bounding_box()
    body = page.locator(".kb-body").bounding_box()
    assert answer and body
    assert answer["y"] < body["y"]


def test_the_sidebar_holds_siblings_and_not_the_whole_site(page: Page, root: str) -> None:
    page.goto(root + ARTICLE_ZH)

    links = page.locator(".kb-sidebar a")
    expect(links.filter(has_text="退货运费谁出？")).to_have_count(1)
    expect(links.filter(has_text="怎么查快递到哪了？")).to_have_count(0)
    assert links.count() < 40
    expect(page.locator(".kb-sidebar [aria-current=page]")).to_have_text("怎么退货？")


def test_the_language_switch_stays_on_the_question(page: Page, root: str) -> None:
    page.goto(root + ARTICLE_ZH)

    page.get_by_role("banner").get_by_role("link", name="English").click()

    assert page.url.endswith(ARTICLE_EN)
    assert page.locator("html").get_attribute("lang") == "en"


def test_search_finds_an_answer_and_leads_to_it(page: Page, root: str) -> None:
    page.goto(root + HOME_ZH)

    page.get_by_role("combobox").fill("衣服不想要了怎么退")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/return*.html*")


def test_breadcrumbs_lead_back(page: Page, root: str) -> None:
    page.goto(root + ARTICLE_EN)

    page.get_by_role("link", name="Returns and repairs").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Returns and repairs")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_scrolls_sideways(page: Page, root: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(root + path)

    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert wide <= 0


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_silent_and_asks_no_other_host(page: Page, root: str, path: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(root + path)
    page.wait_for_load_state("networkidle")

    assert said == []
    assert [url for url in asked if not url.startswith(root)] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_without_script(browser: Browser, root: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(root + path)

    heading = page.get_by_role("heading", level=1)

    expect(heading).to_be_visible()
    expect(page.get_by_role("main")).to_be_visible()
    context.close()
