"""The search box as a visitor meets it: the built site in Chromium, from disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

HOME = "en/index.html"
ARTICLE = "en/after/return.html"

# An engine that answers when it is told to: what it finds is named like the query.
STAND_IN = """(answer = {}) => {
  const answers = (window.answers = []);
  const engine = {
    marked: (text) => [{ text, marked: false }],
    popular: async () => [],
    search: (query) => new Promise((resolve) => answers.push(() => resolve({
      query, verdict: "found", total: 1, corrections: [], notices: [], terms: [],
      hits: [{ id: "x", title: "Hit of " + query, url: "x.html", path: [], text: "" }], ...answer,
    }))),
  };
  kb.search.open = async () => engine;
}"""


def visit(page: Page, shop: Path, path: str = HOME, query: str = "") -> Locator:
    """Open a page of the shop and return its search field."""
    page.goto((shop / path).as_uri() + query)
    return page.locator("form[data-kb-search] input").first


def parts(page: Page, name: str) -> Locator:
    return page.locator(f".kb-search__{name}")


def test_results_appear_while_typing_with_question_path_and_answer(page: Page, shop: Path) -> None:
    visit(page, shop).type("refund")

    first = page.get_by_role("option").first
    expect(first.locator(".kb-search__title")).to_have_text("When will my refund arrive?")
    expect(first.locator(".kb-search__title mark")).to_have_text("refund")
    expect(first.locator(".kb-search__path")).to_have_text("After sales")
    expect(first.locator(".kb-search__text")).to_have_text("Within 3 days of the return.")
    expect(page.get_by_role("status")).to_have_text("1 result")


def test_no_data_is_loaded_before_the_box_is_used(page: Page, shop: Path) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    box = visit(page, shop)
    before = [url for url in requested if "/site/search/" in url]

    box.focus()
    page.get_by_role("option").first.wait_for()

    assert before == []
    assert [url for url in requested if "/site/search/" in url]


def test_keys_choose_and_enter_opens(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    box.type("return")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    chosen = page.get_by_role("option", selected=True)
    place = [str(options.nth(n).get_attribute("id")) for n in range(2)]
    met = []

    for key in ("ArrowDown", "ArrowDown", "Home", "End", "ArrowUp"):
        box.press(key)
        expect(chosen).to_have_count(1)
        met.append(place.index(box.get_attribute("aria-activedescendant") or ""))
    assert met == [0, 1, 0, 1, 0]
    box.press("ArrowUp")
    expect(chosen).to_have_count(0)
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/after/refund.html")


def test_a_click_on_a_result_opens_it(page: Page, shop: Path) -> None:
    visit(page, shop, ARTICLE).type("refund")

    page.get_by_role("option").first.click()

    page.wait_for_url("**/after/refund.html")


def test_escape_closes_the_box_and_keeps_what_was_typed(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    box.type("return")
    expect(page.get_by_role("option")).to_have_count(2)

    box.press("Escape")

    expect(parts(page, "panel")).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("return")
    expect(box).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_a_key_leads_to_the_box(page: Page, shop: Path, keys: str) -> None:
    box = visit(page, shop, ARTICLE)

    page.keyboard.press(keys)

    expect(box).to_be_focused()
    expect(box).to_have_value("")
    expect(parts(page, "panel")).to_be_visible()


def test_a_slash_in_the_field_is_a_slash(page: Page, shop: Path) -> None:
    box = visit(page, shop)

    box.type("and/or")

    expect(box).to_have_value("and/or")


def test_chinese_is_found_in_either_writing(page: Page, shop: Path) -> None:
    visit(page, shop, "zh/index.html").fill("退貨")

    first = page.get_by_role("option").first
    expect(first.locator(".kb-search__title")).to_have_text("怎么申请退货？")
    expect(first.locator(".kb-search__title mark")).to_have_text("退货")


def test_half_a_word_of_pinyin_is_not_searched_for(page: Page, shop: Path) -> None:
    visit(page, shop, "zh/index.html").focus()
    page.get_by_role("option").first.wait_for()
    session = page.context.new_cdp_session(page)

    session.send("Input.imeSetComposition", {"text": "tui", "selectionStart": 3, "selectionEnd": 3})
    expect(page.get_by_role("group", name="大家都在问")).to_be_visible()
    expect(parts(page, "text")).to_have_count(0)

    session.send("Input.insertText", {"text": "退货"})
    expect(page.get_by_role("option").first).to_contain_text("怎么申请退货？")
    expect(parts(page, "text").first).to_be_visible()


def test_phones_that_compose_latin_words_get_results_while_typing(phone: Page, shop: Path) -> None:
    visit(phone, shop).focus()
    session = phone.context.new_cdp_session(phone)

    session.send(
        "Input.imeSetComposition", {"text": "refund", "selectionStart": 6, "selectionEnd": 6}
    )

    expect(phone.get_by_role("option").first).to_contain_text("When will my refund arrive?")


def test_before_typing_the_most_asked_questions_are_offered(page: Page, shop: Path) -> None:
    visit(page, shop).focus()

    asked = page.get_by_role("group", name="What others ask").get_by_role("option")

    expect(asked).to_have_count(6)
    expect(page.get_by_role("group", name="Recent")).to_have_count(0)


def test_what_was_searched_and_opened_is_offered_until_it_is_cleared(
    page: Page, shop: Path
) -> None:
    visit(page, shop).fill("refund")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/after/refund.html")
    box = visit(page, shop)
    recent = page.get_by_role("group", name="Recent").get_by_role("option")

    box.focus()
    expect(recent).to_have_text(["refund", "When will my refund arrive?"])
    page.get_by_role("button", name="Clear recent").click()

    expect(recent).to_have_count(0)
    expect(box).to_be_focused()


def test_a_recent_query_is_searched_again(page: Page, shop: Path) -> None:
    visit(page, shop).fill("refund")
    page.get_by_role("option").first.click()
    box = visit(page, shop)
    box.focus()

    page.get_by_role("option", name="refund", exact=True).click()

    expect(box).to_have_value("refund")
    expect(parts(page, "path")).to_have_text("After sales")


def test_a_browser_that_denies_storage_searches_all_the_same(page: Page, shop: Path) -> None:
    denied = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });"
    )
    # Material's own script needs it, so it is denied once the page is there.
    box = visit(page, shop)
    page.evaluate(denied)

    box.fill("refund")
    page.get_by_role("option").first.click()

    page.wait_for_url("**/after/refund.html")


@pytest.mark.parametrize("entry", ["javascript:alert(1)", "//evil.example/", "/x", "\\\\evil"])
def test_what_others_wrote_into_the_storage_leads_nowhere(
    page: Page, shop: Path, entry: str
) -> None:
    box = visit(page, shop)
    page.evaluate(
        """(url) => localStorage.setItem(`kb-search ${new URL("..", location).pathname}en`,
             JSON.stringify([{ title: "Bad", url }, { title: "Kept", url: "en/index.html" }]))""",
        entry,
    )

    box.focus()

    recent = page.get_by_role("group", name="Recent").get_by_role("option")
    expect(recent).to_have_text(["Kept"])


def test_nothing_found_leads_on(page: Page, shop: Path) -> None:
    visit(page, shop).fill("<b>xyzzy</b> $&")

    message = parts(page, "message")
    expect(message).to_contain_text("No answer found for “<b>xyzzy</b> $&”")
    expect(message.get_by_role("link")).to_have_text(
        ["Browse all questions", "400-555-0100", "desk@shop.example"]
    )
    expect(page.get_by_role("group", name="What others ask").get_by_role("option")).to_have_count(6)
    expect(page.get_by_role("status")).to_contain_text("No answer found")
    message.get_by_role("link").first.click()
    page.wait_for_url("**/all-questions.html")


def test_an_earlier_answer_never_takes_the_place_of_a_later_one(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    page.evaluate(STAND_IN)
    for query in ("r", "re", "ref"):
        box.fill(query)
    page.wait_for_function("answers.length === 3")

    for place in (1, 0):
        page.evaluate("(place) => answers[place]()", place)
        expect(page.get_by_role("option")).to_have_text(["Hit of re"])
    page.evaluate("answers[2]()")
    expect(page.get_by_role("option")).to_have_text(["Hit of ref"])


def test_an_answer_that_comes_after_the_box_was_closed_is_not_shown(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    page.evaluate(STAND_IN)
    box.fill("refund")
    page.wait_for_function("answers.length === 1")

    box.press("Escape")
    page.evaluate("answers[0]()")

    expect(parts(page, "panel")).to_be_hidden()


REST = """({ fails }) => {
  const hit = (title) => ({ id: title, title, url: "x.html", path: [], text: "" });
  const engine = {
    marked: (text) => [{ text, marked: false }],
    popular: async () => [],
    search: async (query) => ({
      query, verdict: "found", total: 2, corrections: [], notices: [], terms: [],
      hits: [hit("First")],
      rest: () => new Promise((resolve, reject) => {
        window.more = () => fails ? reject({ reason: "damaged" }) : resolve([hit("Second")]);
      }),
    }),
  };
  kb.search.open = async () => engine;
}"""


def test_the_first_results_are_shown_before_the_others_are_there(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    page.evaluate(REST, {"fails": False})
    box.fill("refund")
    expect(page.get_by_role("option")).to_have_text(["First"])
    box.press("ArrowDown")

    page.evaluate("more()")

    expect(page.get_by_role("option")).to_have_text(["First", "Second"])
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("status")).to_have_text("2 results")


def test_results_that_arrive_damaged_are_told(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    page.evaluate(REST, {"fails": True})
    box.fill("refund")
    expect(page.get_by_role("option")).to_have_count(1)

    page.evaluate("more()")

    expect(parts(page, "message")).to_contain_text("arrived damaged")


def test_doubt_is_said_and_a_better_query_offered(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    found = {"verdict": "unsure", "corrections": [{"from": "refnud", "to": "refund"}]}
    page.evaluate(STAND_IN, found)
    box.fill("My Refnud")
    page.wait_for_function("answers.length === 1")
    page.evaluate("answers[0]()")

    expect(parts(page, "note")).to_have_text(
        ["These results may not fit your question.", "Did you mean My refund?"]
    )
    page.get_by_role("link", name="My refund", exact=True).click()

    expect(box).to_have_value("My refund")


def test_a_corrected_word_is_said_and_can_be_insisted_on(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    page.evaluate(STAND_IN, {"corrections": [{"from": "refnud", "to": "refund"}]})
    box.fill("my refnud")
    page.wait_for_function("answers.length === 1")
    page.evaluate("answers[0]()")

    expect(parts(page, "note")).to_have_text(
        ["Showing results for my refund. Search instead for refnud"]
    )
    page.get_by_role("link", name="Search instead").click()

    expect(box).to_have_value('my "refnud"')


def test_a_query_that_was_cut_says_so(page: Page, shop: Path) -> None:
    visit(page, shop).fill("refund " * 60)

    expect(parts(page, "note").first).to_contain_text("only its first 256 characters")
    expect(page.get_by_role("option").first).to_contain_text("refund")


@pytest.mark.parametrize(
    ("reason", "said", "way"),
    [
        ("missing", "Check your connection", "Try again"),
        ("version", "was updated", "Reload the page"),
        ("damaged", "arrived damaged", "Try again"),
    ],
)
def test_a_search_that_fails_says_why_and_what_to_do(
    page: Page, shop: Path, reason: str, said: str, way: str
) -> None:
    box = visit(page, shop)
    page.evaluate(
        """(reason) => {
             kb.search.open = async () => { throw Object.assign(new Error(), { reason }); };
           }""",
        reason,
    )

    box.fill("refund")

    message = parts(page, "message")
    expect(message).to_contain_text(said)
    expect(message).to_contain_text("For the people behind this site")
    expect(message.get_by_role("button")).to_have_text(way)
    expect(message.get_by_role("link")).to_have_text("Browse all questions")


def test_data_that_is_missing_is_asked_for_again(page: Page, shop: Path) -> None:
    page.route("**/search/en.js", lambda route: route.abort())
    visit(page, shop).fill("refund")
    expect(parts(page, "message")).to_contain_text("could not be loaded")

    page.unroute("**/search/en.js")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("option").first).to_contain_text("refund")


def test_an_address_with_a_query_shows_its_results(page: Page, shop: Path) -> None:
    box = visit(page, shop, query="?q=refund")

    expect(box).to_have_value("refund")
    expect(parts(page, "path")).to_have_count(1)


def test_enter_without_a_choice_leads_to_the_results_page(page: Page, shop: Path) -> None:
    box = visit(page, shop)
    box.fill("refund")

    box.press("Enter")

    page.wait_for_url("**/en/search.html?q=refund")
    expect(page.get_by_role("list").filter(has_text="When will my refund")).to_be_visible()


def test_the_form_works_without_script(
    open_context: Callable[..., BrowserContext], shop: Path
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    box = visit(page, shop)

    box.fill("refund")
    with page.expect_navigation(url="**/en/all-questions.html?q=refund"):
        box.press("Enter")

    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="How do I return an item?")).to_be_visible()


def test_on_a_phone_the_box_fills_the_screen_and_closes(phone: Page, shop: Path) -> None:
    box = visit(phone, shop, ARTICLE)
    box.tap()
    box.fill("return")
    phone.get_by_role("option").first.wait_for()

    sheet = phone.locator("form[data-kb-search]").bounding_box()
    low = phone.evaluate(
        """() => [...document.querySelectorAll(".kb-search :is(a, button, input)")]
             .filter((one) => one.getClientRects().length)
             .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
             .filter(([, height]) => height > 1 && height < 43.9)"""
    )
    font = phone.evaluate("parseFloat(getComputedStyle(document.activeElement).fontSize)")

    assert sheet == {"x": 0, "y": 0, "width": 390, "height": 780}
    assert low == []
    assert font >= 16
    phone.get_by_role("button", name="Close search").tap()
    expect(parts(phone, "panel")).to_be_hidden()


def test_the_page_for_what_is_missing_has_a_box_in_every_language(page: Page, served: str) -> None:
    page.goto(f"{served}en/gone/for/ever.html")
    box = page.locator("section[lang=en]").get_by_role("combobox")

    box.fill("refund")
    page.get_by_role("option").first.click()

    page.wait_for_url(f"{served}en/after/refund.html")
