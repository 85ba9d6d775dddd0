"""No page breaks at any width: nothing sticks out, nothing lies on another, nothing is tiny."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import addresses

pytestmark = pytest.mark.browser

GEOMETRY = (Path(__file__).parent / "judges" / "geometry.js").read_text(encoding="utf-8")
WIDTHS = (320, 390, 768, 1280, 1920)
TAP = 44  # pixels; WCAG 2.2 asks for 24 on level AA, for 44 on level AAA
JUDGE = f"""async () => {{
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame().then(frame); // scripts place sidebars when the width changes
  const {{outside, cut, covered, written, small}} = kbGeometry;
  const tapped = innerWidth < 400 ? small({TAP}) : [];
  return {{outside: outside(), cut: cut(), covered: covered(), written: written(), small: tapped}};
}}"""

Faults = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def faults(browser: Browser, built: Path, help_centre: str, every_piece: Path) -> Faults:
    """Return what is wrong at any width, by the question that was asked."""
    context = browser.new_context(reduced_motion="reduce", has_touch=True)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for url in addresses(built / "site", help_centre, every_piece):
        page.goto(url)
        page.evaluate(GEOMETRY)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for question, said in page.evaluate(JUDGE).items():
                place = f"{url.removeprefix(help_centre)} at {width}"
                found.setdefault(question, []).extend(f"{place}: {one}" for one in said)
    context.close()
    return found


def test_nothing_stands_outside_of_the_page(faults: Faults) -> None:
    assert faults["outside"] == []


def test_no_words_are_cut_off(faults: Faults) -> None:
    assert faults["cut"] == []


def test_no_words_are_drawn_over_others(faults: Faults) -> None:
    assert faults["written"] == []


def test_nothing_to_press_lies_on_something_else_to_press(faults: Faults) -> None:
    assert faults["covered"] == []


def test_everything_to_tap_is_44_pixels_wide_and_high_on_a_phone(faults: Faults) -> None:
    assert faults["small"] == []
