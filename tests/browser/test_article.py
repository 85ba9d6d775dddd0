"""The page of a question: its short answer, its way to a phone and to people, and paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SITE_URL, SUB_PATH, article, built_site
from tests.browser.host import hosted

pytestmark = pytest.mark.browser

TABLE = """
| Tier | Points | Birthday | Delivery | Returns | Warranty |
| --- | --- | --- | --- | --- | --- |
| Black | twice as many | 200 yuan | tomorrow | any number | three years |

Ask [the bank](https://bank.example/refunds) or [us](return.md).

<details markdown="1"><summary>More</summary>

Hidden on a screen.

</details>
"""
TITLE = "When will my refund arrive?"
ANSWER = "Within 3 days & never <b>later</b>."
LINKS = ("https://bank.example/refunds", "return.html")
PATH = "en/returns/refund-time.html"


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with an article that holds what is awkward on a phone and on paper."""
    text = article("refund-time", TITLE, ANSWER) + TABLE
    files = {
        "kb/kb.yml": "languages: [zh, en]\ncontact: desk\n",
        "kb/contacts.yml": (
            "desk:\n  title: the help desk\n  email: desk@shop.example\n  phone: 400-555-0100\n"
            "  chat: https://chat.example/?a=1\n  reply: within 2 hours\n"
        ),
        "kb/articles/zh/returns/_category.yml": "title: 退货\n",
        "kb/articles/zh/returns/return.md": article("return", "怎么退货？", "点“退货”。"),
        "kb/articles/en/returns/_category.yml": "title: Returns\n",
        "kb/articles/en/returns/return.md": article("return", "How do I return it?", "Open it."),
        f"kb/articles/{PATH.replace('.html', '.md')}": text,
    }
    return built_site(tmp_path_factory.mktemp("long"), files)


@pytest.fixture
def host(long_site: Path) -> Iterator[str]:
    """Serve the site below the path that its address has."""
    with hosted(long_site, SUB_PATH) as address:
        yield address


def test_the_short_answer_is_copied_and_that_is_said(page: Page, host: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(host + PATH)

    page.get_by_role("button", name="Copy", exact=True).first.click()

    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == ANSWER


def test_the_short_answer_is_copied_where_a_page_has_no_clipboard(page: Page, host: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(
        "window.board = navigator.clipboard;"
        "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
    )
    page.goto(host + PATH)

    page.get_by_role("button", name="Copy", exact=True).first.click()

    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("window.board.readText()") == ANSWER


def test_the_short_answer_has_a_link_that_leads_to_it(page: Page, host: str) -> None:
    page.goto(host + PATH)

    page.get_by_role("link", name="Link to the short answer").click()

    assert page.url.endswith(f"{PATH}#short-answer")
    header = page.get_by_role("banner").bounding_box()
    answer = page.locator("#short-answer").bounding_box()
    assert header and answer
    assert answer["y"] >= header["y"] + header["height"]


def test_the_link_to_the_short_answer_shows_when_it_has_the_focus(page: Page, host: str) -> None:
    page.goto(host + PATH)
    link = page.get_by_role("link", name="Link to the short answer")
    before = link.evaluate("one => getComputedStyle(one).opacity")

    link.focus()

    assert (before, link.evaluate("one => getComputedStyle(one).opacity")) == ("0", "1")


def test_the_link_to_the_short_answer_is_always_there_for_fingers(phone: Page, host: str) -> None:
    phone.goto(host + PATH)

    link = phone.get_by_role("link", name="Link to the short answer")

    assert link.evaluate("one => getComputedStyle(one).opacity") == "1"


def test_a_mail_to_the_team_names_the_question_and_its_page(page: Page, host: str) -> None:
    page.goto(host + PATH)

    box = page.locator(".kb-contact")
    url = urlsplit(box.get_by_role("link", name="desk@").get_attribute("href") or "")

    fields = parse_qs(url.query)
    assert url.path == "desk@shop.example"
    assert fields["subject"] == [f"{TITLE} [refund-time]"]
    assert fields["body"] == [f"\r\n\r\n{SITE_URL}{PATH}"]
    expect(box.get_by_text("within 2 hours")).to_be_visible()


def test_the_chat_opens_under_its_own_address(page: Page, host: str) -> None:
    page.goto(host + PATH)

    chat = page.locator(".kb-contact").get_by_role("link", name="Live chat")

    assert chat.get_attribute("href") == "https://chat.example/?a=1"


def test_a_desktop_shows_the_code_for_a_phone_when_asked(page: Page, host: str) -> None:
    page.goto(host + PATH)
    code = page.get_by_role("img", name="QR code")

    expect(code).to_be_hidden()
    page.get_by_text("Read on your phone").click()

    expect(code).to_be_visible()


def test_a_phone_is_not_sent_to_a_phone(phone: Page, host: str) -> None:
    phone.goto(host + PATH)

    expect(phone.get_by_text("Read on your phone")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_a_wide_table_scrolls_in_its_own_box_and_shows_it(
    phone: Page, host: str, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 780})
    phone.goto(host + PATH)

    wide, shaded = phone.locator(".kb-body table").evaluate(
        "table => { let box = table; while (getComputedStyle(box).overflowX !== 'auto')"
        " box = box.parentElement; const style = getComputedStyle(box);"
        " return [box.scrollWidth > box.clientWidth, style.backgroundAttachment] }"
    )

    assert (wide, shaded) == (True, "local, local, scroll, scroll")
    assert phone.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_the_answer_and_nothing_to_press(page: Page, host: str) -> None:
    page.goto(host + PATH)

    page.emulate_media(media="print")

    for gone in (".kb-header", ".kb-sidebar", ".kb-feedback", ".kb-footer", ".kb-answer__tool"):
        expect(page.locator(gone).first).to_be_hidden()
    for there in (".kb-title", ".kb-answer__text", ".kb-body table", ".kb-contact"):
        expect(page.locator(there).first).to_be_visible()


def test_paper_leads_back_to_the_page(page: Page, host: str) -> None:
    page.goto(host + PATH)

    page.emulate_media(media="print")

    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    expect(page.locator(".kb-phone__address")).to_have_text(SITE_URL + PATH)


def test_paper_shows_where_links_to_other_sites_lead(page: Page, host: str) -> None:
    page.goto(host + PATH)

    page.emulate_media(media="print")

    after = "one => getComputedStyle(one, '::after').content"
    shown = [page.locator(f".kb-body a[href='{link}']").evaluate(after) for link in LINKS]
    assert shown == ['" (https://bank.example/refunds)"', "none"]


def test_paper_shows_what_a_screen_folds(page: Page, host: str) -> None:
    page.goto(host + PATH)

    page.emulate_media(media="print")

    expect(page.get_by_text("Hidden on a screen.")).to_be_visible()


def test_paper_is_black_on_white_after_a_dark_screen(page: Page, host: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(host + PATH)

    page.emulate_media(color_scheme="dark", media="print")

    color = page.locator(".kb-phone__address").evaluate("one => getComputedStyle(one).color")
    assert max(float(one) for one in re.findall(r"[\d.]+", color)[:3]) < 0.5


def test_an_article_has_no_code_where_nobody_said_where_the_site_lives(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: Help\ntheme: {name: material, font: false}\nplugins: [kbtool]\n",
        "kb/articles/returns/return.md": article("return", "How do I return it?", "Open it."),
    }
    html = (built_site(tmp_path, files) / "returns/return.html").read_text(encoding="utf-8")

    assert "kb-phone" not in html
