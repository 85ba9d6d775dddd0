"""Lighthouse's scores on a phone, and pages that do not jump.

The scores of accessibility, best practices and search engines, and the shift of the layout, depend
on the page alone, and are held here. That of performance is simulated from the times of a real
load, and falls by tens when another process runs beside it: `make bench-pages` measures and holds
it, and weights that decide it are held in test_weight.py.
"""

from __future__ import annotations

import pytest

from tests.browser.lighthouse import judged

pytestmark = pytest.mark.browser

LEAST = 98
MOST_SHIFT = 0.02
PAGES = (
    "zh/index.html",
    "en/aftersale/returns/index.html",
    "zh/aftersale/returns/process/return-how-to.html",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_score_of_a_page_is_98_or_more_and_it_does_not_jump(
    help_centre: str, path: str
) -> None:
    # The shift is measured with the category of performance, whose own score is left out here.
    found = judged(f"{help_centre}/{path}")

    low = {name: score for name, score in found.scores.items() if score < LEAST}
    low.pop("performance", None)

    assert low == {}
    assert found.shift < MOST_SHIFT
