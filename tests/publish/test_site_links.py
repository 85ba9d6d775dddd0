"""Which file every page leads to is kept between builds, and asked the other way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.publish.site_links import SiteLinks, links_in


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("../b/two.html", {"b/two.html"}),
        ("two.html#there", {"a/two.html"}),
        ("two.html?v=1", {"a/two.html"}),
        ("../", {"index.html"}),
        ("/b/two.html", {"b/two.html"}),
        ("%E9%80%80.html", {"a/退.html"}),
        ("x&amp;y.html", {"a/x&y.html"}),
        ("#here", set()),
        ("https://example.org/x.html", set()),
        ("//example.org/x.html", set()),
        ("mailto:a@example.org", set()),
        ("data:image/png;base64,xx", set()),
    ],
)
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_link_leads_to_a_file(written: str, leads_to: set[str], quote: str) -> None:
    page = f"<a class=x href={quote}{written}{quote}>there</a>".encode()

    assert leads_to == links_in("a/one.html", page)


def test_pictures_and_scripts_are_links_too() -> None:
    page = b'<img src="p.png"><script defer src="../s.js"></script>'

    assert {"a/p.png", "s.js"} == links_in("a/one.html", page)


PAGES = st.sampled_from("abcd")
STEPS = st.lists(st.tuples(PAGES, st.none() | st.sets(st.sampled_from("abcdefg"))), max_size=12)


@given(STEPS)
def test_links_are_what_a_dictionary_would_hold(steps: list[tuple[str, set[str] | None]]) -> None:
    links, naive = SiteLinks(), dict[str, set[str]]()
    for page, leads_to in steps:
        if leads_to is None:
            links.forget(page)
            naive.pop(page, None)
        else:
            links.set(page, leads_to)
            naive[page] = leads_to
        links = SiteLinks.from_bytes(links.to_bytes())

    assert naive == {page: set(links.of(page)) for page in links.pages}
    reverse = {(page, to) for page, all_ in naive.items() for to in all_ if to in "cdz"}
    assert reverse == set(links.leading_to(["c", "d", "z"]))


def test_links_that_no_page_has_any_more_are_not_written() -> None:
    links = SiteLinks()
    for number in range(20):
        links.set("page", [f"{number}.html", "same.html"])

    assert len(SiteLinks.from_bytes(links.to_bytes()).targets) == 2
