"""What is staged is judged before it takes its place."""

from __future__ import annotations

import pytest

from kbtool.problems import KbtoolError
from kbtool.publish.published import Published
from kbtool.publish.site_links import SiteLinks
from kbtool.publish.whole import verify

STAMP = (1, 1, 1)
FILES = ("index.html", "a.html")


def staged(*files: str, index: tuple[str, ...] = ("terms",)) -> Published:
    return Published("b", dict.fromkeys(files, STAMP), dict.fromkeys(index, STAMP))


def links(**pages: str) -> SiteLinks:
    found = SiteLinks()
    for page, target in pages.items():
        found.set(f"{page}.html", [target])
    return found


def test_a_whole_site_passes() -> None:
    leads = links(index="a.html", a="index.html")

    verify(staged(*FILES), expected=FILES, links=leads, changed=FILES)


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(KbtoolError, match=r"'a\.html' is missing"):
        verify(staged("index.html"), expected=FILES, links=SiteLinks(), changed=())


def test_a_file_too_many_is_named() -> None:
    with pytest.raises(KbtoolError, match=r"'b\.html' does not belong there"):
        verify(staged(*FILES, "b.html"), expected=FILES, links=SiteLinks(), changed=())


def test_a_changed_page_with_a_dead_link_is_named() -> None:
    with pytest.raises(KbtoolError, match=r"'a.html -> gone.html' leads nowhere"):
        verify(staged(*FILES), expected=FILES, links=links(a="gone.html"), changed=["a.html"])


def test_a_page_that_did_not_change_must_not_lead_to_what_is_removed() -> None:
    leads = links(index="gone.html")

    with pytest.raises(KbtoolError, match=r"'index.html -> gone.html' leads nowhere any more"):
        verify(staged(*FILES), expected=FILES, links=leads, changed=(), removed=["gone.html"])


def test_many_faults_are_counted() -> None:
    many = [f"{number}.html" for number in range(9)]

    with pytest.raises(KbtoolError, match="and 6 more is missing"):
        verify(staged(), expected=many, links=SiteLinks(), changed=())


def test_an_empty_index_is_not_whole() -> None:
    with pytest.raises(KbtoolError, match="index is empty"):
        verify(staged(*FILES, index=()), expected=FILES, links=SiteLinks(), changed=())


def test_an_index_that_does_not_answer_is_not_published() -> None:
    def answers() -> None:
        raise KbtoolError("it does not open")

    with pytest.raises(KbtoolError, match="it does not open"):
        verify(staged(*FILES), expected=FILES, links=SiteLinks(), changed=(), answers=answers)
