"""Where links of a body lead: the same whether a look at their form is enough or not."""

from __future__ import annotations

import logging
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from kbtool.publish.body_links import BodyLinks

steps = st.sampled_from(["..", ".", "a", "b", "a.md", "b.md", "%61.md", "c d", ""])
urls = st.builds(
    lambda path, behind: "/".join(path) + behind,
    st.lists(steps, max_size=5),
    st.sampled_from(["", ".md", "#top", "#", "#a b", "#标题", "?x=1", "?x#y", ".md#a%20b"]),
)
SOURCES = frozenset(
    ("a.md", "b.md", "a/a.md", "a/b.md", "a/b/a.md", "a/b/b.md", "b/a.md", "b/b/a.md")
)


class Careful(BodyLinks):
    """Looks at every link twice."""

    def _neat(self, url: str) -> str | None:
        return None


@given(st.sampled_from(["a.md", "a/a.md", "a/b/a.md", "b/a.md"]), st.lists(urls, max_size=4))
def test_a_link_that_is_neat_becomes_what_any_link_becomes(page: str, found: list[str]) -> None:
    levels: defaultdict[str, int] = defaultdict(lambda: logging.WARNING)
    hasty, careful = BodyLinks(SOURCES, levels), Careful(SOURCES, levels)
    hasty.begin(page)
    careful.begin(page)
    expected = [careful.address(url) for url in found], careful.warnings

    actual = [hasty.address(url) for url in found], hasty.warnings

    assert expected == actual
