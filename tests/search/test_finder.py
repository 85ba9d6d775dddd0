"""The finder: what the index would answer, found without one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.analyzer import query_terms
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.finder import Finder
from kbtool.search.ranking import Ranking, prior, rank, statistics

WORDS = st.lists(
    st.sampled_from(
        [
            "how",
            "refund",
            "card",
            "box",
            "the",
            "wait",
            "退款",
            "多久",
            "怎么",
            "退",
            "7天",
            "A-100",
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    return [
        Document(
            id=f"d{number}",
            lang="en",
            url="",
            title=draw(WORDS),
            also_asked=tuple(draw(st.lists(WORDS, max_size=2))),
            keywords=tuple(draw(st.lists(WORDS, max_size=1))),
            answer=draw(WORDS),
            text=draw(WORDS),
            asks=draw(st.sampled_from([0.0, 3.0, 900.0])),
        )
        for number in range(draw(st.integers(1, 12)))
    ]


def indexed(found: list[Document], query: str) -> list[str]:
    """Return all hits as the index ranks them."""
    part = corpus(found).parts["en"]
    ranking = Ranking()
    stats = statistics(part.lengths, [prior(d.asks, ranking) for d in part.documents], ranking)
    scored = rank(query_terms(query), part.postings, stats, ranking, len(found))
    return [part.documents[one.document].id for one in scored]


@settings(deadline=None, max_examples=150)
@given(documents())
def test_what_comes_before_an_article_for_its_title_is_what_the_index_puts_there(
    found: list[Document],
) -> None:
    one = Finder(lambda: found)

    for document in found:
        hits = indexed(found, document.title)
        assert hits[: hits.index(document.id)] == one.ahead("en", document.id)


@settings(deadline=None, max_examples=100)
@given(documents(), WORDS, st.integers(1, 12))
def test_the_first_hits_are_those_of_the_index(
    found: list[Document], query: str, limit: int
) -> None:
    one = Finder(lambda: found, [("en", query)])

    assert indexed(found, query)[:limit] == one.first("en", query, limit)


def test_nothing_is_read_before_the_first_question() -> None:
    def documents() -> list[Document]:
        raise AssertionError

    one = Finder(documents)

    with pytest.raises(AssertionError):
        one.ahead("en", "x")


def test_of_two_articles_with_one_id_the_first_counts() -> None:
    same = [Document("a", "en", "", title) for title in ("refund", "card")]
    one = Finder(lambda: same, [("en", "refund"), ("en", "card")])

    assert (one.first("en", "refund", 3), one.first("en", "card", 3)) == (["a"], [])


def test_a_title_without_words_has_nothing_before_it() -> None:
    one = Finder(lambda: [Document("a", "en", "", "?"), Document("b", "en", "", "refund")])

    assert one.ahead("en", "a") == []


def test_a_language_without_articles_has_no_hits() -> None:
    assert Finder(lambda: [], [("zh", "退款")]).first("zh", "退款", 3) == []
