"""The search box as a visitor meets it: the real partials, in Chromium, from disk."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Page, expect

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import export

pytestmark = pytest.mark.browser

THEME = Path(__file__).parents[2] / "theme"
HOSTILE = '<img src=x onerror="window.hacked=1">'
DOCUMENTS = [
    Document("return", "zh", "a/return/", "怎么申请退货？", answer="登录后点“申请退货”。", asks=9),
    Document("refund", "zh", "a/refund/", "退款多久到账？", text="退款一般 3 天到账。"),
    Document("return", "en", "a/return/", "How do I return an item?", answer="Open your orders."),
    Document(
        "refund",
        "en",
        "a/refund/",
        "When will my refund arrive?",
        answer="Within 3 days of the return.",
        category=("After sales", "Refunds"),
    ),
    Document("bad", "en", "a/bad/", f"Hostile {HOSTILE}", answer=HOSTILE, category=(HOSTILE,)),
]
PAGE = """<!doctype html><html lang="{{ kb.lang }}"><meta charset="utf-8">
{% include "partials/kb-search-assets.html" %}
<button id="elsewhere">x</button>
{% for kb_search_id in ("header", "hero") %}{% include "partials/kb-search.html" %}{% endfor %}
<h1>{{ kb.lang }}</h1></html>"""


def render(lang: str, depth: int) -> str:
    strings: dict[str, Any] = yaml.safe_load(
        (THEME / "locales" / f"{lang}.yml").read_text(encoding="utf-8")
    )
    templates = str(files("material") / "templates")
    environment = Environment(loader=FileSystemLoader([THEME, templates]))  # as MkDocs' own
    base = "/".join([".."] * depth) or "."
    environment.filters["url"] = lambda url: f"{base}/{url}"

    def t(key: str) -> str:
        group, _, name = key.partition(".")
        return str(strings[group][name])

    kb = SimpleNamespace(lang=lang, list_url="all/", home_url="")
    return environment.from_string(PAGE).render(kb=kb, t=t, base_url=base)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site with a space")
    shutil.copytree(THEME / "assets", site / "assets")
    for path, script in export(corpus(DOCUMENTS), build_id="b1").items():
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_bytes(script)
    for folder, depth in (("", 0), ("all", 1), ("a/refund", 2), ("a/return", 2), ("a/bad", 2)):
        (site / folder).mkdir(parents=True, exist_ok=True)
        (site / folder / "index.html").write_text(render("en", depth), encoding="utf-8")
    (site / "zh.html").write_text(render("zh", 0), encoding="utf-8")
    return site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def open_page(page: Page, site: Path, path: str = "index.html", query: str = "") -> None:
    page.goto((site / path).as_uri() + query)


def test_results_appear_while_typing_with_question_path_and_answer(page: Page, site: Path) -> None:
    open_page(page, site)

    page.locator("#kb-search-header").type("refund")

    first = page.get_by_role("option").first
    expect(first.locator(".kb-search__title")).to_have_text("When will my refund arrive?")
    expect(first.locator(".kb-search__title mark")).to_have_text("refund")
    expect(first.locator(".kb-search__path")).to_have_text("After sales › Refunds")
    expect(first.locator(".kb-search__text")).to_have_text("Within 3 days of the return.")
    expect(page.locator("[role=status]").first).to_have_text("1 result")


def test_no_data_is_loaded_before_the_box_is_used(page: Page, site: Path) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))

    open_page(page, site)
    assert not [url for url in requested if url.endswith("en.js")]

    page.locator("#kb-search-header").focus()
    page.wait_for_function("kb.search.data.en")
    assert [url for url in requested if url.endswith("search/en.js")]


def test_arrows_choose_and_enter_opens(page: Page, site: Path) -> None:
    open_page(page, site)
    box = page.get_by_role("combobox").first
    box.type("return")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")

    box.press("ArrowDown")
    box.press("ArrowDown")

    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    box.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/a/refund/index.html")


def test_a_click_on_a_result_opens_it(page: Page, site: Path) -> None:
    open_page(page, site, "a/return/index.html")
    page.locator("#kb-search-hero").type("refund")

    page.get_by_role("option").first.click()

    page.wait_for_url("**/a/refund/index.html")


def test_escape_closes_the_list(page: Page, site: Path) -> None:
    open_page(page, site)
    box = page.get_by_role("combobox").first
    box.type("return")
    expect(page.get_by_role("option")).to_have_count(2)

    box.press("Escape")

    expect(page.locator(".kb-search__panel").first).to_be_hidden()
    expect(box).to_have_value("return")
    expect(box).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_a_key_leads_to_the_box(page: Page, site: Path, keys: str) -> None:
    open_page(page, site)
    page.locator("#elsewhere").focus()

    page.keyboard.press(keys)

    expect(page.locator("#kb-search-header")).to_be_focused()
    expect(page.locator("#kb-search-header")).to_have_value("")


def test_chinese_is_found_in_either_writing(page: Page, site: Path) -> None:
    open_page(page, site, "zh.html")

    page.locator("#kb-search-hero").fill("退貨")

    first = page.get_by_role("option").first
    expect(first.locator(".kb-search__title")).to_have_text("怎么申请退货？")
    expect(first.locator(".kb-search__title mark")).to_have_text("退货")


def test_nothing_is_shown_while_an_input_method_composes(page: Page, site: Path) -> None:
    open_page(page, site, "zh.html")
    page.locator("#kb-search-hero").focus()
    session = page.context.new_cdp_session(page)

    session.send("Input.imeSetComposition", {"text": "退", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_function("kb.search.data.zh")
    expect(page.get_by_role("option")).to_have_count(0)

    session.send("Input.insertText", {"text": "退货"})
    expect(page.get_by_role("option")).not_to_have_count(0)


def test_no_result_leads_on(page: Page, site: Path) -> None:
    open_page(page, site)

    page.locator("#kb-search-header").fill("<b>xyzzy</b> $&")

    message = page.locator(".kb-search__message").first
    expect(message).to_contain_text("Nothing found for “<b>xyzzy</b> $&”")
    expect(message.get_by_role("link")).to_have_text(["Browse all questions", "Contact us"])
    message.get_by_role("link").first.click()
    page.wait_for_url("**/all/index.html")


def test_data_and_query_never_become_html(page: Page, site: Path) -> None:
    open_page(page, site)

    page.locator("#kb-search-header").fill(f"hostile {HOSTILE}")

    expect(page.get_by_role("option").first).to_contain_text(HOSTILE)
    assert page.locator(".kb-search img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_an_address_with_a_query_shows_its_results(page: Page, site: Path) -> None:
    open_page(page, site, query="?q=refund")

    expect(page.locator("#kb-search-header")).to_have_value("refund")
    expect(page.get_by_role("option")).to_have_count(1)


def test_enter_without_a_choice_leads_to_all_questions_with_the_query(
    page: Page, site: Path
) -> None:
    open_page(page, site)
    box = page.locator("#kb-search-header")
    box.fill("refund")
    expect(page.get_by_role("option")).to_have_count(1)

    box.press("Enter")

    page.wait_for_url("**/all/index.html?q=refund")
    expect(page.get_by_role("option")).to_have_count(1)


def test_the_form_works_without_script(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_page(page, site)

    page.locator("#kb-search-header").fill("refund")
    with page.expect_navigation(url="**/all/**q=refund**"):
        page.locator("#kb-search-header").press("Enter")
    context.close()


def test_data_that_is_missing_is_said(page: Page, site: Path) -> None:
    broken = site / "broken.html"
    text = (site / "index.html").read_text(encoding="utf-8").replace("search/en.js", "gone.js")
    broken.write_text(text, encoding="utf-8")
    open_page(page, site, "broken.html")

    page.locator("#kb-search-header").fill("refund")

    expect(page.locator(".kb-search__message").first).to_contain_text("could not be loaded")


def test_data_of_another_version_is_said(page: Page, site: Path) -> None:
    script = (site / "search/en.js").read_text(encoding="utf-8")
    (site / "search/old.js").write_text(
        script.replace('"analyzer":{"version":', '"analyzer":{"version":9'), encoding="utf-8"
    )
    text = (site / "index.html").read_text(encoding="utf-8")
    (site / "old.html").write_text(text.replace("search/en.js", "search/old.js"), encoding="utf-8")
    open_page(page, site, "old.html")

    page.locator("#kb-search-header").fill("refund")

    expect(page.locator(".kb-search__message").first).to_contain_text("Reload the page")


def test_two_boxes_on_a_page_share_no_id(page: Page, site: Path) -> None:
    open_page(page, site)
    page.locator("#kb-search-header").fill("return")
    expect(page.get_by_role("option")).to_have_count(2)
    page.locator("#kb-search-hero").fill("return")

    ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), (each) => each.id)")
    assert len(ids) == len(set(ids))
    assert ids
