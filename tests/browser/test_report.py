"""The page of `kbtool report` for the sample, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.npm import package
from tests.browser.test_accessibility import JUDGE

pytestmark = pytest.mark.browser

LOOKS = [("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390)]


@pytest.fixture(scope="module", params=["en", "zh"])
def report(
    request: pytest.FixtureRequest, sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    from click.testing import CliRunner

    from kbtool.cli import main

    page = tmp_path_factory.mktemp("report") / "report.html"
    made = CliRunner().invoke(
        main, ["-C", str(sample), "report", "--lang", request.param, "-o", str(page)]
    )
    assert made.exit_code == 0, made.output
    return page


def _opened(
    open_context: Callable[..., BrowserContext], report: Path, look: tuple[str, int]
) -> Page:
    scheme, width = look
    context = open_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(report.as_uri())
    return page


@pytest.mark.parametrize("look", LOOKS)
def test_no_rule_of_axe_is_violated(
    open_context: Callable[..., BrowserContext], report: Path, look: tuple[str, int]
) -> None:
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    page = _opened(open_context, report, look)
    page.evaluate(axe)

    assert page.evaluate(JUDGE) == []


@pytest.mark.parametrize("width", [320, 390, 700, 1280, 1920])
def test_nothing_scrolls_sideways_but_tables(
    open_context: Callable[..., BrowserContext], report: Path, width: int
) -> None:
    page = _opened(open_context, report, ("light", width))

    assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_no_host_is_asked_and_the_policy_refuses_nothing(
    open_context: Callable[..., BrowserContext], report: Path
) -> None:
    page = open_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    page.goto(report.as_uri())

    assert ([report.as_uri()], []) == (asked, said)


def test_every_picture_is_as_wide_as_its_place(
    open_context: Callable[..., BrowserContext], report: Path
) -> None:
    page = _opened(open_context, report, ("light", 390))

    shown = page.locator(".picture svg:visible")

    assert shown.count() == 5
    widths = [one["width"] for one in (shown.nth(i).bounding_box() for i in range(5)) if one]
    assert all(250 < width < 390 for width in widths)
