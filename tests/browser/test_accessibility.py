"""Every kind of page, judged by axe-core; the statement of the site says what came out."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from kbtool.publish.statement import RESULT
from tests.browser.kinds import addresses, shown
from tests.browser.npm import package, version

pytestmark = pytest.mark.browser

# Every rule that axe-core has switched on, best practices too, and one more of WCAG 2.2.
JUDGE = """async () => {
  for (const closed of document.querySelectorAll("details:not([open])")) closed.open = true;
  const options = {rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]};
  const {violations} = await axe.run(document, options);
  return violations.flatMap(({id, nodes}) => nodes.map((one) => `${id}: ${one.html}`));
}"""
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
RENEWED = "KBTOOL_RENEW_STATEMENT" in os.environ  # by `make accessibility`
# Each page in both schemes and widths; the other two pairs take as long and find nothing else.
LOOKS = [("light", DESKTOP), ("dark", PHONE)]
LOOKS += [("light", PHONE), ("dark", DESKTOP)] if RENEWED else []
REFRESH = re.compile('<meta http-equiv="refresh"[^>]*>')


@pytest.fixture(scope="module")
def axe() -> str:
    return (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]['width']}")
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Return a page of a browser in a colour scheme, of the width of a desktop or a phone."""
    scheme, size = request.param
    context = browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def _stay(page: Page, url: str) -> None:
    """Open a page which leads away, without what makes it do so."""

    def answer(route: Route) -> None:
        if route.request.url == url:
            response = route.fetch()
            route.fulfill(response=response, body=REFRESH.sub("", response.text()))
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    page.route("**/*", answer)
    page.goto(url)
    page.unroute("**/*")


def test_no_kind_of_page_violates_a_rule_of_axe(
    page: Page, axe: str, help_centre: str, built: Path, every_piece: Path
) -> None:
    leading_away = [f"{help_centre}/{one.path}" for one in shown(built / "site") if one.leads_away]
    found: list[str] = []

    for url in [*addresses(built / "site", help_centre, every_piece), *leading_away]:
        _stay(page, url) if url in leading_away else page.goto(url)
        page.evaluate(axe)
        found += [f"{url.removeprefix(help_centre)}: {fault}" for fault in page.evaluate(JUDGE)]

    assert found == []


@pytest.mark.parametrize(("lang", "query"), [("en", "refund"), ("zh", "退款"), ("en", "qwrtzpq")])
def test_no_answer_to_a_search_violates_a_rule_of_axe(
    page: Page, axe: str, help_centre: str, lang: str, query: str
) -> None:
    page.goto(f"{help_centre}/{lang}/search.html?q={query}")
    page.locator(".kb-search__answers > *").first.wait_for()
    page.evaluate(axe)

    violations = page.evaluate(JUDGE)

    assert violations == []


def test_the_open_search_box_violates_no_rule_of_axe(
    page: Page, axe: str, help_centre: str
) -> None:
    page.goto(f"{help_centre}/zh/index.html")
    page.get_by_role("combobox").fill("退货")
    page.get_by_role("option").first.wait_for()
    page.evaluate(axe)

    violations = page.evaluate(JUDGE)

    assert violations == []


def test_the_statement_says_what_was_tested(
    request: pytest.FixtureRequest, browser: Browser, built: Path, every_piece: Path
) -> None:
    """Renew the statement on `make accessibility`, if the tests above found nothing."""
    judged = len(addresses(built / "site", "", every_piece))
    result = {
        "day": dt.date.today().isoformat(),
        "axe": version("axe-core"),
        "browser": f"Chromium {browser.version}",
        "pages": judged + sum(one.leads_away for one in shown(built / "site")),
        "violations": 0,
    }
    if RENEWED and not request.session.testsfailed:
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")

    stated = json.loads(RESULT.read_text(encoding="utf-8"))

    assert (stated["axe"], stated["violations"]) == (result["axe"], 0)
    assert stated["day"] <= result["day"]
