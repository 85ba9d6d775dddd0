"""What Material's script did, done without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import built_site
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

BODY = """\
## First

| a | b |
| --- | ---: |
| 1 | 2 |

```bash
kbtool build
kbtool serve
```

## Second

=== "Phone"

    Tap.

=== "Computer"

    <span id="there">Click.</span>

## Third

The end.

"""
LONG = "\n\n".join(["A paragraph of an answer that is rather long."] * 40)
HEAD = "---\nid: a\ntitle: How does it work?\nanswer: Well.\n---\n\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = HEAD + re.sub("## (Second|Third)", rf"{LONG}\n\n## \1", BODY) + LONG
    files = {"kb/kb.yml": "languages: [en]\n", "kb/articles/a.md": text}
    return built_site(tmp_path_factory.mktemp("material"), files)


@pytest.fixture
def address(site: Path) -> str:
    return (site / "a.html").as_uri()


def test_a_table_scrolls_in_a_box_and_its_cells_keep_their_alignment(
    page: Page, address: str
) -> None:
    page.goto(address)

    expect(page.locator(".md-typeset__scrollwrap > .md-typeset__table > table")).to_have_count(1)
    expect(page.get_by_role("cell", name="2")).to_have_css("text-align", re.compile("right$"))


def test_code_is_copied_and_it_is_said(
    open_context: Callable[..., BrowserContext], address: str
) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.locator(".kb-body").get_by_role("button", name="Copy").click()

    expect(page.locator(".kb-body [role=status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "kbtool build\nkbtool serve\n"


def test_tabs_change_by_click_and_by_key(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("Computer").click()

    expect(page.get_by_text("Click.")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Tap.")).to_be_visible()


def test_an_address_within_a_closed_tab_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}#there")

    expect(page.get_by_text("Click.")).to_be_in_viewport()


def test_the_contents_list_marks_where_the_reader_is(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#second").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('second').scrollIntoView()")

    active = page.locator(".md-nav--secondary .md-nav__link--active")
    expect(active).to_have_count(1)
    expect(active).to_contain_text("Second")


def test_the_sidebar_stays_and_scrolls_by_itself(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("scrollTo(0, 1500)")

    expect(page.locator(".md-sidebar--secondary nav")).to_be_in_viewport()
    expect(page.locator(".kb-sidebar nav")).to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, True])
def test_the_first_paint_has_the_colours_of_the_device(
    open_context: Callable[..., BrowserContext], address: str, dark: bool
) -> None:
    page = open_context(color_scheme="dark" if dark else "light").new_page()
    page.add_init_script("""
        window.seen = [];
        const watch = () => {
          if (document.body) window.seen.push(document.body.dataset.mdColorScheme);
          requestAnimationFrame(watch);
        };
        requestAnimationFrame(watch);
    """)
    page.goto(address)

    assert {"slate" if dark else "default"} == set(page.evaluate("window.seen"))


def test_the_choice_of_colours_stays_on_the_next_page(
    open_context: Callable[..., BrowserContext], address: str
) -> None:
    page = open_context(color_scheme="light").new_page()
    page.goto(address)
    page.get_by_title("Switch to light colours").click()
    page.get_by_title("Switch to dark colours").click()

    page.goto(address.replace("a.html", "index.html"))

    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(page.get_by_title("Switch to the system's colours")).to_be_visible()


def test_a_device_that_turns_dark_is_followed(
    open_context: Callable[..., BrowserContext], address: str
) -> None:
    page = open_context(color_scheme="light").new_page()
    page.goto(address)

    page.emulate_media(color_scheme="dark")

    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_colours_logo_and_icon_are_those_of_the_settings(
    tmp_path: Path, page: Page, open_context: Callable[..., BrowserContext]
) -> None:
    settings = """
site_name: Help
docs_dir: kb/articles
theme:
  name: material
  font: false
  logo: assets/logo.svg
  favicon: assets/logo.svg
  palette: {scheme: default, primary: deep purple, accent: teal}
extra_css: [assets/brand.css]
plugins: [kbtool]
"""
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    files = {
        "mkdocs.yml": settings,
        "kb/kb.yml": "languages: [en]\ntitle: The Shop\n",
        "kb/articles/a.md": HEAD + "Body.",
        "kb/articles/assets/logo.svg": logo,
        "kb/articles/assets/brand.css": "body { --kb-radius: 3px; --kb-link: rgb(1, 2, 3); }",
    }

    site = built_site(tmp_path, files)

    page.goto((site / "a.html").as_uri())
    expect(page.locator("body")).to_have_attribute("data-md-color-primary", "deep-purple")
    expect(page.locator(".kb-brand__logo img")).to_have_attribute("src", "assets/logo.svg")
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", "assets/logo.svg")
    expect(page.locator(".kb-brand__name")).to_have_text("The Shop")
    expect(page.locator(".kb-crumbs a").first).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator(".kb-contact, .kb-answer").first).to_have_css(
        "border-top-right-radius", "3px"
    )


def test_a_template_and_a_string_of_the_project_win(tmp_path: Path, page: Page) -> None:
    footer = '<footer class="kb-footer"><p>{{ t("page.all") | e }} – ours</p></footer>'
    files = {
        "mkdocs.yml": (REPOSITORY / "mkdocs.yml").read_text("utf-8"),
        "kb/kb.yml": "languages: [en]\n",
        "kb/articles/a.md": HEAD + "Body.",
        "theme/partials/kb-footer.html": footer,
        "theme/locales/en.yml": "page:\n  all: Everything\n",
    }

    site = built_site(tmp_path, files)

    page.goto((site / "a.html").as_uri())
    expect(page.get_by_role("contentinfo")).to_have_text("Everything – ours")
