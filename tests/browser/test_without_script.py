"""A visitor without script: everything but the live search, and no dead end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.host import hosted
from tests.browser.kinds import Shown, shown

pytestmark = pytest.mark.browser

BELOW = "/help/centre/"
ARTICLE = "en/aftersale/returns/process/return-how-to.html"


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    with hosted(site, BELOW) as address:
        yield address


@pytest.fixture
def plain(open_context: Callable[..., BrowserContext]) -> Page:
    """Return a page of a browser that runs no script."""
    return open_context(java_script_enabled=False).new_page()


def test_every_kind_of_page_can_be_read(plain: Page, site: Path, host: str) -> None:
    failed: list[str] = []
    plain.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)

    for one in shown(site):
        if _stays(one):
            plain.goto(host + one.path)
            expect(plain.get_by_role("heading", level=1)).to_be_visible()
            expect(plain.get_by_role("main")).to_be_visible()

    assert failed == []


def test_every_link_of_every_kind_of_page_leads_to_a_page_below_the_same_path(
    plain: Page, site: Path, host: str
) -> None:
    missing: set[str] = set()
    for one in shown(site):
        if not _stays(one):
            continue
        plain.goto(host + one.path)
        for link in plain.locator("a[href]").all():
            address = urljoin(plain.url, link.get_attribute("href") or "").partition("#")[0]
            if address.startswith(host.partition(BELOW)[0]):
                path = address.removeprefix(host)
                missing |= set() if _exists(site, path) else {address}

    assert set() == missing


def _stays(page: Shown) -> bool:
    """Leave out what sends on, and the 404: its addresses begin where `site_url` says."""
    return not page.leads_away and page.path != "404.html"


def _exists(site: Path, path: str) -> bool:
    return (site / unquote(path).partition("?")[0]).is_file()


def test_the_door_leads_to_the_first_language_and_that_to_the_others(
    plain: Page, host: str
) -> None:
    plain.goto(host)
    plain.wait_for_url(f"{host}zh/index.html")
    plain.get_by_role("banner").get_by_role("link", name="English").click()

    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    assert plain.url == f"{host}en/index.html"


def test_the_search_form_leads_to_all_questions(plain: Page, host: str) -> None:
    plain.goto(f"{host}en/index.html")
    plain.get_by_role("searchbox").or_(plain.get_by_role("combobox")).first.fill("refund")
    plain.keyboard.press("Enter")

    plain.wait_for_url("**/all-questions.html?q=refund")
    expect(plain.get_by_role("heading", level=1)).to_have_text("All questions")
    expect(plain.get_by_text("Searching needs JavaScript")).to_be_visible()


def test_the_drawer_opens_on_a_phone(
    open_context: Callable[..., BrowserContext], host: str
) -> None:
    context = open_context(java_script_enabled=False, viewport={"width": 390, "height": 780})
    phone = context.new_page()
    phone.goto(host + ARTICLE)
    phone.locator("label.kb-header__menu").click()

    expect(phone.locator(".kb-nav a[aria-current=page]")).to_be_in_viewport()


def test_no_control_that_needs_script_is_offered(plain: Page, host: str) -> None:
    plain.goto(host + ARTICLE)

    expect(plain.locator(".kb-scheme label:visible")).to_have_count(0)
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)
    expect(plain.locator(".kb-search__key")).to_be_hidden()
