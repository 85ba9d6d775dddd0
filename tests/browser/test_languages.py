"""The language switch, as a visitor without a script and with a phone meets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page


@pytest.fixture
def plain(open_context: Callable[..., BrowserContext]) -> Page:
    """Return a page of a phone that runs no script."""
    size = {"width": 390, "height": 780}
    return open_context(viewport=size, java_script_enabled=False).new_page()


def seen(page: Page) -> bool:
    """Tell whether the notice stands on the screen, below the header."""
    notice = page.locator("#kb-untranslated")
    box = notice.bounding_box() if notice.count() and notice.is_visible() else None
    header = page.locator(".kb-header").bounding_box()
    assert header is not None
    return box is not None and header["y"] + header["height"] <= box["y"] < 600


def test_the_switch_stays_on_the_question(served: str, plain: Page) -> None:
    plain.goto(f"{served}en/after/return.html")

    plain.click(".kb-header .kb-language")

    assert (f"{served}zh/after/return.html", False) == (plain.url, seen(plain))


def test_without_a_translation_it_leads_to_the_topic_and_says_so(served: str, plain: Page) -> None:
    plain.goto(f"{served}en/after/sofa-1.html")

    plain.click(".kb-header .kb-language")

    assert (f"{served}zh/after/index.html#kb-untranslated", True) == (plain.url, seen(plain))


def test_the_topic_says_nothing_to_who_comes_another_way(served: str, plain: Page) -> None:
    plain.goto(f"{served}zh/after/index.html")

    assert seen(plain) is False


def test_a_screen_reader_begins_at_the_notice(served: str, phone: Page) -> None:
    phone.goto(f"{served}en/after/sofa-1.html")

    phone.click(".kb-header .kb-language")
    phone.wait_for_url("**/zh/after/index.html#kb-untranslated")

    assert phone.evaluate("document.activeElement.id") == "kb-untranslated"


def test_what_is_only_there_in_english_is_offered_in_english(served: str, plain: Page) -> None:
    plain.goto(f"{served}zh/after/index.html")

    plain.click(".kb-untranslated .kb-questions a >> nth=0")

    assert plain.url.startswith(f"{served}en/after/sofa-")
