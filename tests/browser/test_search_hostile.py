"""Nothing that a customer types or an author writes becomes more than text."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import article, built_site

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>hacked=1</script>",
    "</script><script>hacked=1</script>",
    '<img src=x onerror="hacked=1">',
    "<svg onload=hacked=1>",
    '"><svg/onload=hacked=1>',
    "' onfocus=hacked=1 autofocus='",
    '" onmouseover="hacked=1',
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    '<a href="javascript:hacked=1">x</a>',
    "javascript:hacked=1",
    "data:text/html,<script>hacked=1</script>",
    "<details open ontoggle=hacked=1>",
    "<body onload=hacked=1>",
    "<base href=//evil.example/>",
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    "<link rel=stylesheet href=//evil.example/x.css>",
    '<style>@import "//evil.example/x.css"</style>',
    "<form action=//evil.example><button>go</button></form>",
    "<template><script>hacked=1</script></template>",
    "<!-- --!><img src=x onerror=hacked=1> -->",
    "]]><script>hacked=1</script>",
    "&lt;img src=x onerror=hacked=1&gt;",
    "&#60;script&#62;hacked=1&#60;/script&#62;",
    "%3Cscript%3Ehacked=1%3C/script%3E",
    "\\u003cscript\\u003ehacked=1",
    "');hacked=1;//",
    "${hacked=1} `${hacked=1}`",
    "{{ self.__init__.__globals__ }} {% raw %}",
    "$& $1 $` {query} {n} {total}",
    "__proto__ constructor toString hasOwnProperty",
)
PLAIN = {"A", "B", "BUTTON", "DIV", "LI", "MARK", "OL", "P", "SPAN"}

# What the data drew; how to reach us is of the template, with its icons.
DRAWN = """() => [...document.querySelectorAll(
    ":is(.kb-search__list, .kb-search__message, .kb-search__notes, .kb-search__answers) *")]
  .filter((one) => !one.closest(".kb-search__reach"))
  .map((one) => [one.tagName, one.getAttributeNames().filter((name) => /^on/.test(name)).join()])"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a help centre whose every text is hostile."""
    folder = "kb/articles/strings"
    files = {
        f"{folder}/h{n}.md": article(f"h{n}", f"{text} {n}?", text)
        for n, text in enumerate(HOSTILE)
    }
    files["kb/kb.yml"] = 'title: "<img src=x onerror=hacked=1>"\nlanguages: [en]\ncontact: desk\n'
    files["kb/contacts.yml"] = (
        "desk: {title: '<b onclick=hacked=1>desk</b>', email: desk@shop.example}\n"
    )
    files[f"{folder}/_category.yml"] = "title: '<script>hacked=1</script>'\n"
    return built_site(tmp_path_factory.mktemp("hostile"), files)


class Watch:
    """What a page did that it should not."""

    def __init__(self, page: Page, root: str) -> None:
        self.seen: list[str] = []
        page.on("dialog", lambda dialog: self.seen.append(dialog.message))
        page.on("console", lambda message: self.seen.append(message.text))
        page.on(
            "request",
            lambda one: None if one.url.startswith(root) else self.seen.append(one.url),
        )

    def harm(self, page: Page) -> list[object]:
        """Return everything, the elements and handlers that are not plain among it."""
        drawn = page.evaluate(DRAWN)
        odd = [one for one in drawn if one[0] not in PLAIN or one[1]]
        assert drawn
        return [*self.seen, *odd, *filter(None, [page.evaluate("window.hacked ?? null")])]


def test_there_are_thirty_of_them() -> None:
    assert len(set(HOSTILE)) == 30


def test_typed_into_the_box_they_stay_text(page: Page, hostile: Path) -> None:
    watch = Watch(page, hostile.as_uri())
    page.goto((hostile / "index.html").as_uri())
    box = page.get_by_role("combobox")
    harm = []

    for number, text in enumerate(HOSTILE):
        box.fill(f"{text} {number}")
        expect(page.locator(".kb-search__title").first).to_be_visible()
        page.wait_for_function(
            "([list, text]) => list.innerText.includes(text)",
            arg=[page.locator(".kb-search__panel").element_handle(), text],
        )
        harm += watch.harm(page)

    assert harm == []


def test_in_the_address_of_the_results_page_they_stay_text(page: Page, hostile: Path) -> None:
    watch = Watch(page, hostile.as_uri())
    harm = []

    for text in HOSTILE[::3]:
        page.goto((hostile / "search.html").as_uri() + "?q=" + quote(text))
        page.locator(".kb-search__answers :is(.kb-search__hit, .kb-search__ways)").first.wait_for()
        harm += watch.harm(page)
        assert text.strip() == page.get_by_role("searchbox").input_value()

    assert harm == []


def test_typed_into_the_results_page_they_stay_text(page: Page, hostile: Path) -> None:
    watch = Watch(page, hostile.as_uri())
    page.goto((hostile / "search.html").as_uri())
    harm = []

    for text in HOSTILE:
        page.get_by_role("searchbox").fill(f"{text} strings")
        page.wait_for_function("(text) => document.title.startsWith(text)", arg=text.strip())
        page.locator(".kb-search__answers :is(.kb-search__hit, .kb-search__ways)").first.wait_for()
        harm += watch.harm(page)

    assert harm == []


def test_as_recent_searches_they_stay_text(page: Page, hostile: Path) -> None:
    watch = Watch(page, hostile.as_uri())
    page.goto((hostile / "index.html").as_uri())
    box = page.get_by_role("combobox")
    harm = []

    for start in range(0, len(HOSTILE), 6):
        page.evaluate(
            """(entries) => localStorage.setItem(`kb-search ${new URL(".", location).pathname}en`,
                 JSON.stringify(entries))""",
            [{"query": text} for text in HOSTILE[start : start + 6]],
        )
        box.press("Escape")
        box.click()
        recent = page.get_by_role("group", name="Recent").get_by_role("option")
        expect(recent).to_have_text(list(HOSTILE[start : start + 6]))
        harm += watch.harm(page)

    assert harm == []
