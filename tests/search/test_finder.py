"""The finder: what the index would answer, found without one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.engine import answer
from kbtool.search.finder import Finder
from kbtool.search.lookup import PartLookup

from .conftest import SYNONYMS, synonym

WORDS = st.lists(
    st.sampled_from(
        [
            "how",
            "refund",
            "refnud",
            "card",
            "giftcard",
            "voucher",
            "money back",
            "send back",
            "T-shirt",
            "the",
            "wait",
            "退款",
            "多久",
            "怎么",
            "退",
            "7天",
            "A-100",
            '"the card"',
            "-wait",
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)
WRITTEN = [*SYNONYMS, synonym("en", ("the", "voucher"), ("gift card", "how to wait"))]


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
            category=draw(st.sampled_from([(), ("A",)])),
            asks=draw(st.sampled_from([0.0, 3.0, 900.0])),
        )
        for number in range(draw(st.integers(1, 12)))
    ]


def indexed(found: list[Document], query: str) -> list[str]:
    """Return all hits as the engine ranks them."""
    part = corpus(found, WRITTEN).parts["en"]
    ranked = answer(query, PartLookup(part), len(found)).found
    return [part.documents[one.document].id for one in ranked]


@settings(deadline=None, max_examples=25)
@given(documents())
def test_what_comes_before_an_article_for_its_title_is_what_the_index_puts_there(
    found: list[Document],
) -> None:
    one = Finder(lambda: found, synonyms=WRITTEN)

    for document in found:
        hits = indexed(found, document.title)
        ahead = hits[: hits.index(document.id)] if document.id in hits else hits
        assert (document.title, ahead) == (document.title, one.ahead("en", document.id))


@settings(deadline=None, max_examples=60)
@given(documents(), WORDS, WORDS, st.integers(1, 12))
def test_the_first_hits_are_those_of_the_index(
    found: list[Document], query: str, other: str, limit: int
) -> None:
    one = Finder(lambda: found, [("en", query)], WRITTEN)

    assert indexed(found, query)[:limit] == one.first("en", query, limit)
    assert indexed(found, other)[:limit] == one.first("en", other, limit)


def test_generated_titles_have_before_them_what_the_index_puts_there(
    documents: list[Document],
) -> None:
    english = [document for document in documents if document.lang == "en"]
    one = Finder(lambda: english, synonyms=WRITTEN)

    for document in english[:15]:
        hits = indexed(english, document.title)
        assert hits[: hits.index(document.id)] == one.ahead("en", document.id)


def test_who_holds_a_part_of_a_synonym_alone_is_no_rival() -> None:
    found = [
        Document("own", "en", "", "Of"),
        Document("asked", "en", "", "My gift", asks=1e6),
    ]
    one = Finder(lambda: found, synonyms=[synonym("en", ("of",), ("gift card",))])

    assert one.ahead("en", "own") == []


def test_a_function_word_is_worth_what_the_index_says_whenever_it_is_asked() -> None:
    found = [
        Document("card", "en", "", "Card", also_asked=("The card",), text="the box"),
        *(Document(f"box{n}", "en", "", "Box", text="the end") for n in range(9)),
    ]
    one = Finder(lambda: found)

    assert one.first("en", "the box", 1) == indexed(found, "the box")[:1] == ["box0"]


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


def test_a_title_that_excludes_its_own_word_has_all_hits_before_it() -> None:
    found = [Document("a", "en", "", "Refund -refund"), Document("b", "en", "", "Refund a card")]

    assert Finder(lambda: [*found, Document("c", "en", "", "Card")]).ahead("en", "a") == []
    found[0] = Document("a", "en", "", "Card -refund", text="refund")
    assert Finder(lambda: [*found, Document("c", "en", "", "Card")]).ahead("en", "a") == ["c"]


def test_an_unknown_article_is_an_error() -> None:
    one = Finder(lambda: [Document("a", "en", "", "Refund")])

    for lang, id in (("en", "b"), ("zh", "a")):
        with pytest.raises(KeyError):
            one.ahead(lang, id)


def test_a_language_without_articles_has_no_hits() -> None:
    one = Finder(lambda: [], [("zh", "退款")])

    assert one.first("zh", "退款", 3) == []
    assert not one.widens("zh", "退款", "退钱")


def test_a_word_widens_what_another_finds_where_a_document_holds_all_of_it() -> None:
    one = Finder(lambda: [Document("a", "en", "", "Gift card"), Document("b", "en", "", "Box")])

    assert one.widens("en", "voucher", "gift cards")
    assert not one.widens("en", "voucher", "gift box")
    assert not one.widens("en", "gift cards", "gift card")
    assert not one.widens("en", "voucher", "?")


def test_the_numbers_of_the_formula_may_be_others() -> None:
    found = [
        Document("told", "en", "", "Box", text="refund " * 3),
        Document("asked", "en", "", "Refund"),
    ]

    firsts = [
        Finder(lambda: found, ranking=ranking).first("en", "refund", 1)
        for ranking in (Ranking(), Ranking(title=0.1, body=20.0, asked_weight=0.0))
    ]
    assert firsts == [["asked"], ["told"]]
