"""Pages without a mouse, without motion, with the colours of the system, at twice the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

KEYBOARD = (Path(__file__).parent / "judges" / "keyboard.js").read_text(encoding="utf-8")
HOME = "zh/index.html"
ARTICLE = "en/aftersale/returns/process/return-how-to.html"
MANY = 400  # more stops than any page has

Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, help_centre: str) -> Iterator[Opened]:
    """Open a page of the sample in a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, width: int = 1280, **preferences: object) -> Page:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, **preferences)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{help_centre}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def _walk(page: Page) -> list[dict[str, str]]:
    """Press Tab until the focus leaves the page, or for ever; return its stops."""
    page.evaluate(KEYBOARD)
    stops: list[dict[str, str]] = []
    while len(stops) < MANY:
        page.keyboard.press("Tab")
        stop = page.evaluate("kbKeyboard.focused()")
        if not stop["name"]:
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize("path", [HOME, ARTICLE])
@pytest.mark.parametrize("width", [1280, 390])
def test_tab_leads_through_the_page_and_out_and_the_focus_is_seen(
    opened: Opened, path: str, width: int
) -> None:
    page = opened(path, width, reduced_motion="reduce")

    stops = _walk(page)

    assert 10 < len(stops) < MANY
    assert [stop["fault"] for stop in stops if stop["fault"]] == []


def test_the_first_stop_leads_past_the_header(opened: Opened) -> None:
    page = opened(ARTICLE)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main .kb-page') !== null")


def test_the_drawer_of_a_phone_opens_and_closes_by_keys(opened: Opened) -> None:
    page = opened(ARTICLE, 390, reduced_motion="reduce")
    opener = page.get_by_role("button", name="Open the list of topics")

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close the list of topics")).to_be_focused()
    page.keyboard.press("Escape")

    expect(opener).to_be_focused()
    expect(page.get_by_role("navigation", name="Help topics")).to_be_hidden()


@pytest.mark.parametrize("path", [HOME, ARTICLE])
def test_nothing_moves_for_who_asked_for_less_motion(opened: Opened, path: str) -> None:
    page = opened(path, reduced_motion="reduce")

    moving = page.evaluate(
        """Array.from(document.querySelectorAll("body *"))
        .map((one) => [one, getComputedStyle(one)])
        .filter(([, {transitionDuration, animationDuration, scrollBehavior}]) =>
          scrollBehavior === "smooth" || [transitionDuration, animationDuration].some((times) =>
            times.split(", ").some((seconds) => parseFloat(seconds) > 0.01)))
        .map(([one]) => one.className)"""
    )

    assert moving == []


@pytest.mark.parametrize("path", [HOME, ARTICLE])
def test_with_the_colours_of_the_system_icons_and_the_focus_stay(opened: Opened, path: str) -> None:
    page = opened(path, forced_colors="active", color_scheme="dark", reduced_motion="reduce")
    invisible = """Array.from(document.querySelectorAll("svg")).filter((one) =>
      one.checkVisibility() && getComputedStyle(one).fill === getComputedStyle(document.body)
        .backgroundColor).map((one) => one.parentElement.className)"""

    stops = _walk(page)

    assert page.evaluate(invisible) == []
    assert [stop["fault"] for stop in stops if stop["fault"]] == []


@pytest.mark.parametrize("path", [HOME, ARTICLE, "zh/all-questions.html", "en/search.html"])
def test_at_twice_the_size_everything_stays_readable(opened: Opened, path: str) -> None:
    # A window of 1280 pixels that is zoomed to 200 % has 640 of them, each twice as large.
    page = opened(path, 640, device_scale_factor=2)

    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("path", [HOME, ARTICLE])
def test_words_of_another_language_say_so(opened: Opened, path: str) -> None:
    page = opened(path)
    strange = """(han) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const tag = text.parentElement.closest("[lang]").lang;
        const chinese = /\\p{Script=Han}/u.test(text.data);
        const skipped = text.parentElement.closest("script, template");
        if (!skipped && chinese && !tag.startsWith("zh")) found.push(text.data.trim());
      }
      return found.concat(Array.from(document.querySelectorAll("body a[hreflang]"))
        .filter((link) => (link.querySelector("[lang]") || link).lang !== link.hreflang)
        .map((link) => link.outerHTML));
    }"""

    assert page.evaluate(strange) == []
