"""The formula of both engines, beside a reading of its docstring in floats."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.engine import answer
from kbtool.search.lookup import PartLookup
from kbtool.search.ranking import (
    COARSE,
    IMPACT,
    SHARE,
    Alternative,
    Averages,
    Group,
    Impacts,
    Scored,
    Weigher,
    gain,
    prior,
    prior_unit,
    rank,
    unit,
    worth,
)

from . import exhaustive
from .conftest import sentence

OTHER = Ranking(
    title=3.0,
    also_asked=2.0,
    keywords=0.0,
    body=0.2,
    category=2.5,
    asked_weight=2.0,
    k1=2.5,
    b=0.1,
    unigram=0.4,
)
TERMS = st.sampled_from("abcdef")
HELD = st.lists(st.dictionaries(TERMS, st.integers(1, IMPACT), max_size=4), max_size=12)
ALTERNATIVES = st.builds(
    lambda terms, whole: Alternative(tuple(terms.items()), whole),
    st.dictionaries(TERMS, st.integers(1, 9), min_size=1, max_size=3),
    st.booleans(),
)
GROUPS = st.lists(
    st.builds(Group, st.just("g"), st.lists(ALTERNATIVES, min_size=1, max_size=3).map(tuple)),
    max_size=4,
)


def postings(held: list[dict[str, int]]) -> Mapping[str, Impacts]:
    return {
        term: [(number, one[term]) for number, one in enumerate(held) if term in one]
        for term in "abcdef"
    }


def first(documents: list[Document], query: str) -> str:
    part = corpus(documents).parts["en"]
    return part.documents[answer(query, PartLookup(part), 1).found[0].document].id


@pytest.mark.parametrize("ranking", [Ranking(), OTHER])
def test_impacts_are_those_of_the_formula(documents: list[Document], ranking: Ranking) -> None:
    rng = random.Random(5)
    long = [
        Document(f"long-{lang}-{words}", lang, "", "Box", text=sentence(rng, lang, words))
        for lang in ("en", "zh")
        for words in (149, 150, 300, 600)
    ]
    for part in corpus([*documents, *long], ranking=ranking).parts.values():
        held: list[dict[str, int]] = [{} for _ in part.documents]
        for term in part.terms:
            for number, impact in part.impacts(term):
                held[number][term] = impact

        assert exhaustive.impacts(part.documents, ranking) == held


@pytest.mark.parametrize("ranking", [Ranking(), OTHER])
def test_worths_are_those_of_the_formula(documents: list[Document], ranking: Ranking) -> None:
    for part in corpus(documents, ranking=ranking).parts.values():
        terms = [*part.terms[::5], "the", "how", "怎么", "的", "什么", "nobody", "魑", "魑魅"]

        assert [exhaustive.worth(term, part.documents, ranking) for term in terms] == [
            part.worth(term) for term in terms
        ]


def test_a_word_that_nobody_wrote_is_worth_more_than_the_rarest() -> None:
    assert worth("refund", 0, 9, Ranking()) > worth("refund", 1, 9, Ranking())


def test_a_worth_is_at_least_one() -> None:
    assert worth("the", 10**6, 1, Ranking(function_word=0.0)) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.floats(0, 1000), st.floats(0, 1000)),
    st.tuples(st.floats(1, 5000), st.floats(1, 5000)),
    st.lists(st.integers(1, 9), max_size=30),
    st.floats(0, 1),
)
def test_an_impact_is_a_whole_number_from_1_to_255(
    x: tuple[float, float], length: tuple[float, float], counts: list[int], logged: float
) -> None:
    weigher = Weigher(Ranking(), Averages(100.0, 8.0, 90.0, logged))
    phrasings = [(count, count + 3) for count in counts]

    value = weigher.value(x, length, phrasings, len(counts) + 1)
    assert 1 <= weigher.impact(value, asked=True) <= IMPACT
    assert weigher.impact(value, asked=False) in range(COARSE, IMPACT, COARSE)


def test_an_article_that_lists_many_phrasings_does_not_drown_in_them() -> None:
    many = tuple(f"my {word} is late" for word in ("parcel", "box", "letter", "order", "gift"))
    documents = [
        Document("many", "en", "m/", "Refund of a sofa", also_asked=many),
        Document("told", "en", "t/", "Returns", text="We refund a sofa. Refund takes a week."),
    ]

    assert first(documents, "refund sofa") == "many"


def asked(phrasings: list[tuple[int, int]], of: int, logged: float = 0.0) -> float:
    """Return what phrasings of the usual length add to a value."""
    averages = Averages(100.0, 4.0, 100.0, logged)
    return Weigher(Ranking(), averages).value((0.0, 0.0), (100.0, 100.0), phrasings, of)


def test_a_word_of_many_phrasings_outweighs_one_of_a_single_phrasing_of_as_many() -> None:
    assert asked([(1, 4)] * 5, of=5) > asked([(1, 4)], of=5)


def test_a_word_of_one_phrasing_weighs_less_the_more_phrasings_there_are() -> None:
    assert asked([(1, 4)], of=1) > asked([(1, 4)], of=2) > asked([(1, 4)], of=9) > 0


def test_phrasings_weigh_up_to_twice_as_much_where_all_documents_list_them() -> None:
    assert asked([(1, 4)], of=1, logged=0.5) == pytest.approx(1.5 * asked([(1, 4)], of=1))
    assert asked([(1, 4)], of=1, logged=1.0) == pytest.approx(2 * asked([(1, 4)], of=1))


def test_a_word_spread_over_a_long_body_weighs_less_than_the_same_word_together() -> None:
    filler = "box " * 200
    documents = [
        Document("a-spread", "en", "", "Returns", text=f"refund {filler} refund {filler} refund"),
        Document("b-together", "en", "", "Returns", text=f"{filler} {filler} refund refund refund"),
    ]

    assert first(documents, "refund") == "b-together"


def test_in_a_short_body_it_is_all_the_same_where_a_word_stands() -> None:
    filler = "box " * 70
    documents = [
        Document("a-spread", "en", "", "Returns", text=f"refund {filler} refund {filler} refund"),
        Document("b-together", "en", "", "Returns", text=f"{filler} {filler} refund refund refund"),
    ]

    (spread, together) = corpus(documents).parts["en"].impacts("refund")
    assert spread[1] == together[1]


def test_an_article_is_found_by_the_title_of_its_category_alone() -> None:
    documents = [
        Document("a", "en", "", "How long does it take", category=("Refunds",)),
        Document("b", "en", "", "How much does it cost", category=("Shipping",)),
    ]

    assert first(documents, "refund") == "a"
    assert first(documents, "shipping") == "b"


def test_a_category_says_less_than_a_title() -> None:
    documents = [
        Document("category", "en", "", "Late parcels", category=("Refunds",)),
        Document("title", "en", "", "Late refunds", category=("Shipping",)),
    ]

    assert first(documents, "refund") == "title"


def test_a_category_tells_questions_of_the_same_words_apart() -> None:
    documents = [
        Document("a", "en", "", "How long does it take", category=("Shipping",)),
        Document("b", "en", "", "How long does it take", category=("Refunds",)),
    ]

    assert first(documents, "how long does a refund take") == "b"


def test_fields_that_do_not_count_leave_a_document_without_length() -> None:
    ranking = Ranking(title=0.0, b=1.0, b_asked=1.0)

    part = corpus([Document("a", "en", "a/", "Refund")], ranking=ranking).parts["en"]
    assert [number for number, _ in part.impacts("refund")] == [0]


def test_a_question_that_holds_the_words_comes_before_an_answer_that_does() -> None:
    documents = [
        Document("answer", "en", "a/", "Something else", text="how to return an item"),
        Document("question", "en", "q/", "How to return an item", text="something else"),
    ]

    assert first(documents, "return an item") == "question"


def test_among_equals_the_one_that_is_asked_more_comes_first() -> None:
    documents = [Document("a", "en", "a/", "Refund"), Document("b", "en", "b/", "Refund", asks=9.0)]

    assert first(documents, "refund") == "b"


def test_the_prior_is_bounded() -> None:
    ranking = Ranking()

    assert prior(1e9, ranking) == prior(ranking.asks_limit, ranking)
    assert prior(-1.0, ranking) == 0
    assert prior(1e9, Ranking(asks_factor=0.0)) == 0


def test_a_prior_is_counted_in_hundredths_of_the_formula() -> None:
    assert prior_unit(Ranking()) == pytest.approx(unit(Ranking()) / 100, abs=0.5)


@settings(max_examples=200, deadline=None)
@given(GROUPS, HELD, st.data())
def test_the_best_alternative_of_every_group_counts(
    groups: list[Group], held: list[dict[str, int]], data: st.DataObject
) -> None:
    priors = data.draw(st.lists(st.integers(0, 50), min_size=len(held), max_size=len(held)))
    of = postings(held)

    expected = [Scored(*one) for one in exhaustive.ranked(groups, held, priors)]
    assert expected == rank(groups, of.__getitem__, priors)


@settings(max_examples=60, deadline=None)
@given(GROUPS, HELD, st.integers(0, 13))
def test_a_limit_gives_the_first_of_all(
    groups: list[Group], held: list[dict[str, int]], limit: int
) -> None:
    of, priors = postings(held), [0] * len(held)

    everything = rank(groups, of.__getitem__, priors)
    assert everything[:limit] == rank(groups, of.__getitem__, priors, limit)


def test_equal_scores_go_to_the_lower_number() -> None:
    of: dict[str, Impacts] = {"a": [(0, 5), (1, 9), (2, 9)]}
    groups = [Group("a", (Alternative((("a", SHARE),)),))]

    assert [one.document for one in rank(groups, of.__getitem__, [0, 0, 0])] == [1, 2, 0]


def test_a_whole_alternative_needs_all_its_terms() -> None:
    terms = (("a", 2), ("b", 3))

    assert gain(Alternative(terms), {"a": 10}) == 20
    assert gain(Alternative(terms, whole=True), {"a": 10}) == 0
    assert gain(Alternative(terms, whole=True), {"a": 10, "b": 1}) == 23


def test_the_highest_scores_are_numbers_that_a_browser_counts_exactly() -> None:
    highest_worth = worth("refund", 0, 10**6, Ranking(unigram=10.0, bigram=10.0)) * 10

    assert 300 * 8 * SHARE * highest_worth * IMPACT < 2**53
