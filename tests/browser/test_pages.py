"""The pages that lead to questions, as a customer uses them: with keys, and without script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import article, built_site

pytestmark = pytest.mark.browser

CATEGORY = "en/aftersale/refunds/index.html"
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 8)
SETTINGS = """
title: Shop
languages: [en]
banner: {text: "We <b>rest</b> & return.", start: 2026-10-01, end: 2026-10-08, level: warning,
  link: "https://shop.example/rest?a=1&b=2"}
"""


@pytest.fixture
def root(built: Path) -> str:
    return f"{(built / 'site').as_uri()}/"


@pytest.fixture
def plain(open_context: Callable[..., BrowserContext]) -> Page:
    """A page of a browser without script."""
    return open_context(java_script_enabled=False).new_page()


def noticed(folder: Path, epoch: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Build a shop with a banner on a day; return the address of its home page."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    files = {"kb/kb.yml": SETTINGS, "kb/articles/a.md": article("a", "What?", "That.")}
    return (built_site(folder, files) / "index.html").as_uri()


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The home page of a shop built on 1 September 2026, before its banner begins."""
    return noticed(tmp_path, "1788220800", monkeypatch)


@pytest.fixture
def within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The home page of a shop built on 3 October 2026, while its banner is shown."""
    return noticed(tmp_path, "1790985600", monkeypatch)


def test_a_short_answer_opens_by_key_and_the_question_leads_to_its_page(
    page: Page, root: str
) -> None:
    page.goto(root + CATEGORY)
    question = page.locator(".kb-ask").first
    answer = question.locator(".kb-ask__answer")
    expect(answer).to_be_hidden()

    question.locator("a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(answer).to_be_visible()
    title = question.locator("a").inner_text()
    question.locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_short_answer_opens_without_script(plain: Page, root: str) -> None:
    plain.goto(root + CATEGORY)
    question = plain.locator(".kb-ask").first

    question.locator("summary").click()

    expect(question.locator(".kb-ask__answer")).to_be_visible()


def test_every_order_is_reached_without_script(plain: Page, root: str) -> None:
    plain.goto(f"{root}zh/all-questions.html")
    seen = []
    for name in ("按拼音", "按提问次数", "按主题"):
        plain.get_by_role("link", name=name, exact=True).click()
        seen.append(plain.locator(".kb-orders a[aria-current]").inner_text())

    assert seen == ["按拼音", "按提问次数", "按主题"]


def test_every_order_lists_every_question(page: Page, root: str) -> None:
    counts = set()
    for name in ("all-questions", "all-questions-a-z", "all-questions-by-asks"):
        page.goto(f"{root}zh/{name}.html")
        counts.add(page.locator(".kb-index a").count())

    assert len(counts) == 1


def test_a_letter_leads_to_its_questions_below_the_header(page: Page, root: str) -> None:
    page.goto(f"{root}zh/all-questions-a-z.html")

    page.get_by_role("link", name="T", exact=True).click()

    heading = page.get_by_role("heading", name="T", exact=True).bounding_box()
    header = page.locator(".kb-header").bounding_box()
    assert heading and header
    assert header["y"] + header["height"] <= heading["y"] < 200


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_jump_of_a_list_has_its_place(page: Page, root: str, lang: str) -> None:
    lost = []
    for name in ("all-questions", "all-questions-a-z", "tags"):
        page.goto(f"{root}{lang}/{name}.html")
        lost += page.eval_on_selector_all(
            ".kb-jump a", "all => all.filter(a => !document.getElementById("
            "decodeURIComponent(a.hash.slice(1)))).map(a => a.href)"
        )  # fmt: skip

    assert lost == []


def test_a_tag_of_a_question_leads_to_the_questions_that_bear_it(page: Page, root: str) -> None:
    page.goto(f"{root}zh/aftersale/returns/process/return-how-to.html")

    page.locator(".kb-tag a").first.click()

    place = page.locator(":target")
    expect(place).to_have_text("退货")
    expect(place).to_be_in_viewport()


def test_the_home_page_leads_to_what_is_new(page: Page, root: str) -> None:
    page.goto(f"{root}en/index.html")

    page.get_by_role("link", name="See all news").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What's new")
    days = page.locator(".kb-news time").evaluate_all("all => all.map(one => one.dateTime)")
    assert days == sorted(days, reverse=True)


def test_what_is_new_has_a_feed_that_material_does_not_ask_for(page: Page, root: str) -> None:
    page.goto(f"{root}en/whats-new.html")

    feed = page.locator('link[type="application/atom+xml"]')

    # see DESIGN.md, decision 16
    assert (feed.get_attribute("rel"), feed.get_attribute("href")) == ("alternate ", "feed.xml")


def test_a_page_that_is_not_there_leads_on_in_every_language(page: Page, served: str) -> None:
    page.goto(f"{served}en/nowhere.html")

    for lang, word in (("zh", "没有找到答案？"), ("en", "Still need help?")):
        part = page.locator(f'.kb-lost__part[lang="{lang}"]')
        expect(part.locator("input[type=search]")).to_be_visible()
        expect(part.locator(".kb-lost__list a").first).to_be_visible()
        expect(part.get_by_role("link", name="desk@shop.example")).to_be_visible()
        expect(part.get_by_role("heading", name=word)).to_be_visible()


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (FIRST - dt.timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + dt.timedelta(days=1), False),
    ],
)
def test_a_banner_to_come_is_shown_from_its_first_day_to_its_last(
    page: Page, before: str, day: dt.date, shown: bool
) -> None:
    page.clock.set_fixed_time(dt.datetime.combine(day, dt.time(12)))

    page.goto(before)

    expect(page.locator(".kb-banner")).to_be_visible(visible=shown)


def test_a_banner_that_has_begun_is_hidden_after_its_end(page: Page, within: str) -> None:
    page.clock.set_fixed_time(dt.datetime.combine(LAST + dt.timedelta(days=1), dt.time(12)))

    page.goto(within)

    expect(page.locator(".kb-banner")).to_be_hidden()


def test_without_script_a_banner_is_what_it_was_at_the_build(plain: Page, within: str) -> None:
    plain.goto(within)

    expect(plain.locator(".kb-banner")).to_contain_text("We <b>rest</b> & return.")
    link = plain.locator(".kb-banner a").get_attribute("href")
    assert link == "https://shop.example/rest?a=1&b=2"


def test_without_script_a_banner_to_come_waits(plain: Page, before: str) -> None:
    plain.goto(before)

    expect(plain.locator(".kb-banner")).to_be_hidden()
