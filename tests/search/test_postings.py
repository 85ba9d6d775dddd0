"""Tests of kbtool.search.postings."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from kbtool.search.postings import ASKS, DOCUMENT, Column, Postings, joined, packed

HELD = st.dictionaries(
    st.text("abcd一", min_size=1, max_size=3),
    st.dictionaries(st.integers(0, 9999), st.integers(1, 2 * ASKS - 1), min_size=1, max_size=5),
    max_size=12,
)


def _packed(held: dict[str, dict[int, int]], *ends: int) -> Postings:
    """Return postings out of those of the documents below each of some numbers."""
    parts = []
    for some in map(range, (0, *ends), (*ends, 10_000)):
        own = {
            term: found
            for term, of in sorted(held.items())
            if (found := sorted(of.keys() & set(some))) or not of
        }
        postings = [
            array("I", [(n << DOCUMENT) + held[term][n] for n in of]) for term, of in own.items()
        ]
        parts.append((list(own), packed(postings)))
    return joined(parts)


def _columns(held: dict[str, dict[int, int]], terms: list[str]) -> list[Column]:
    return [
        (term, sorted(of), bytes(of[number] % ASKS for number in sorted(of)))
        for term in terms
        for of in (held.get(term, {}),)
    ]


@given(HELD, st.integers(0, 12), st.integers(0, 12))
def test_columns_are_the_documents_and_the_impacts_of_a_range_of_terms(
    held: dict[str, dict[int, int]], first: int, end: int
) -> None:
    postings = _packed(held)

    assert _columns(held, sorted(held)) == list(postings.columns())
    assert _columns(held, sorted(held)[first:end]) == list(postings.columns(first, end))


@given(HELD, st.lists(st.text("abcd一", min_size=1, max_size=3), max_size=5))
def test_columns_are_those_of_any_terms_also_where_no_document_holds_one(
    held: dict[str, dict[int, int]], terms: list[str]
) -> None:
    postings = _packed(held)

    assert _columns(held, terms) == list(postings.columns_of(terms))


@given(HELD, st.integers(0, 9999))
def test_postings_are_the_same_out_of_those_of_some_documents_and_of_the_others(
    held: dict[str, dict[int, int]], end: int
) -> None:
    postings = _packed(held, end)

    assert _packed(held) == postings


def test_a_term_that_no_document_holds_is_left_out() -> None:
    postings = _packed({"a": {}, "b": {7: 1}, "c": {}})

    assert (postings.terms, list(postings.columns())) == (("b",), [("b", [7], b"\1")])
