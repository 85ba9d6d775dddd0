"""What pages of a folder have in common, and the sidebar, which needs no second look."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbtool.publish.addresses import Folder
from kbtool.publish.fragments import Finished, Fragments
from kbtool.publish.page_record import flat_nav, unflat_nav
from kbtool.publish.templates import nav_list
from kbtool.publish.views import NavItem
from kbtool.urls import to_url

steps = st.text(alphabet="ab退&'.# %", min_size=1, max_size=4).filter(lambda one: one.strip(". "))
paths = st.lists(steps, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".html")
titles = st.text(alphabet="a <&\"'=\n\t退", max_size=8)
leaves = st.builds(
    NavItem, titles, paths.map(to_url), st.booleans(), st.booleans(), st.booleans(), st.just(())
)
entries = st.lists(
    st.recursive(
        leaves,
        lambda below: st.builds(
            NavItem,
            titles,
            paths.map(to_url),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.lists(below, max_size=3).map(tuple),
        ),
        max_leaves=6,
    ),
    max_size=4,
).map(tuple)


@given(entries, st.lists(steps, max_size=2).map("/".join))
def test_a_sidebar_leads_where_its_html_does(items: tuple[NavItem, ...], folder: str) -> None:
    text = nav_list(items, Folder(folder).url, {})
    expected = Fragments(Folder(folder, careful=False)).finished(text)

    actual: Finished = Fragments(Folder(folder, careful=False)).branch(items)

    assert expected == actual


@given(entries)
def test_a_sidebar_comes_back_from_its_record(items: tuple[NavItem, ...]) -> None:
    actual = unflat_nav(flat_nav(items))

    assert items == actual
