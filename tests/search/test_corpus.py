"""Every text analysed and weighed once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking
from kbtool.search.analyzer import function_terms
from kbtool.search.corpus import corpus
from kbtool.search.counted import Counted, averages
from kbtool.search.counted import counted as counted_with
from kbtool.search.documents import Document
from kbtool.search.ranking import Averages

from .conftest import SYNONYMS
from .exhaustive import densest

Fields = list[list[list[str]]]


def counted(fields: Fields, ranking: Ranking, wanted: set[str] | None = None) -> Counted[str]:
    return counted_with(fields, ranking, function_terms(), wanted)


def test_documents_are_numbered_by_id_wherever_they_stand_and_however_often_asked() -> None:
    built = corpus(
        [
            Document("b", "en", "b/", "Two"),
            Document("a", "en", "a/", "One"),
            Document("c", "en", "c/", "Three", asks=2.0),
            Document("d", "en", "d/", "Four", category=("Z",), asks=99.0),
            Document("e", "en", "e/", "Five", category=("A", "Z")),
            Document("f", "en", "f/", "Six", category=("A",)),
        ]
    )
    part = built.parts["en"]

    assert [document.id for document in part.documents] == ["a", "b", "c", "d", "e", "f"]
    assert [part.number(id) for id in ("a", "d", "nobody")] == [0, 3, None]


def test_postings_say_which_documents_ask_with_a_term() -> None:
    part = corpus(
        [
            Document("a", "en", "a/", "Refunds", text="card"),
            Document("b", "en", "b/", "Box", keywords=("refund",), text="refund refunds"),
            Document("c", "en", "c/", "Card", also_asked=("My refunds",)),
            Document("d", "en", "d/", "Wait", answer="No refund"),
        ]
    ).parts["en"]

    assert list(part.asking("refund")) == [
        (0, True),
        (1, True),
        (2, True),
        (3, False),
    ]
    ((_, documents, impacts),) = part.postings.columns_of(["refund"])
    assert list(zip(documents, impacts, strict=True)) == part.impacts("refund")


def test_function_words_count_in_phrasings_alone_and_are_worth_what_all_texts_say() -> None:
    part = corpus(
        [
            Document("a", "en", "a/", "The card", text="refund"),
            Document("b", "en", "b/", "Card", keywords=("the",), answer="the", text="the end"),
            Document("c", "en", "c/", "Refund"),
        ]
    ).parts["en"]

    assert [number for number, _ in part.impacts("the")] == [0]
    assert part.holding("the") == 2
    assert part.holding("card") == 2


def test_what_many_terms_are_worth_is_what_each_is_worth(documents: list[Document]) -> None:
    for part in corpus(documents).parts.values():
        terms = [*part.terms, *sorted(function_terms()), "zzz", "〇〇"]
        found = [part.postings.holding(term) for term in terms]

        assert part.worths(terms, found) == list(map(part.worth, terms, found))


@pytest.mark.parametrize("term", ["zzz", "", "refun", "refunds"])
def test_a_term_that_nobody_wrote_has_no_postings(documents: list[Document], term: str) -> None:
    part = corpus(documents).parts["en"]

    assert (part.impacts(term), part.holding(term)) == ([], 0)


def test_the_order_of_the_documents_does_not_matter(documents: list[Document]) -> None:
    assert corpus(documents, SYNONYMS) == corpus(reversed(documents), SYNONYMS)


def test_languages_know_nothing_of_each_other(documents: list[Document]) -> None:
    english = [document for document in documents if document.lang == "en"]

    assert corpus(english).parts["en"] == corpus(documents).parts["en"]
    assert len(corpus(documents)) == len(documents)


def test_counting_wanted_terms_alone_changes_nothing_else() -> None:
    fields: Fields = [
        [["the", "card", "refund"]],
        [["refund"]],
        [["card"]],
        [[]],
        [["the", "box", *["card", *["late"] * 200] * 2]],
        [["the", "card", "post"]],
    ]
    everything = counted(fields, Ranking())

    wanted = counted(fields, Ranking(), {"card", "the"})
    assert wanted.of() == {term: everything.of()[term] for term in ("the", "card")}
    assert (wanted.length, wanted.near_length) == (everything.length, everything.near_length)
    assert wanted.functions == frozenset(["the"])
    assert wanted.of()["card"].asks
    assert averages([wanted]) == averages([everything])


def test_nothing_has_no_length_that_could_divide_by_zero() -> None:
    assert averages([]) == Averages(1.0, 1.0, 1.0, 0.0)
    assert corpus([Document("a", "en", "a/", "?")]).parts["en"].terms == ()


def near_of(one: Counted[str]) -> dict[str, float]:
    """Return near where it is not x."""
    return {term: value.near for term, value in one.of().items() if value.near != value.x}


def body(terms: list[str]) -> Counted[str]:
    """Count a document that has nothing but a body of weight 1."""
    return counted([[[]], [], [], [[]], [terms], []], Ranking(body=1.0))


class TestPassages:
    def test_a_body_of_150_terms_is_one_passage(self) -> None:
        short = body(["late", *["box"] * 148, "late"])

        assert (near_of(short), short.near_length) == ({}, short.length)

    def test_one_term_more_keeps_what_stands_at_both_ends_apart(self) -> None:
        long = body(["late", *["box"] * 149, "late"])

        assert (long.of()["late"].x, near_of(long)) == (2.0, {"late": 1.0})
        assert (long.length, long.near_length) == (151.0, 150.0)

    def test_a_word_that_stands_together_counts_as_often_as_it_stands(self) -> None:
        long = body([*["box"] * 300, *["late"] * 5])

        assert long.of()["late"].near == 5.0
        assert (long.of()["box"].x, long.of()["box"].near) == (300.0, 150.0)

    def test_other_fields_count_whole(self) -> None:
        apart = ["late", *["box"] * 200, "late"]
        long = counted([[["late"]], [], [["late"]], [["late"]], [apart], []], Ranking())

        late = long.of()["late"]
        assert late.x - late.near == Ranking().body

    def test_function_words_of_a_body_do_not_count_at_all(self) -> None:
        long = body(["the", *["box"] * 200, "the"])

        assert set(long.of()) == {"box"}

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("bcd"), st.integers(1, 90)), max_size=9))
    def test_the_densest_passage_is_that_of_all_passages(self, runs: list[tuple[str, int]]) -> None:
        terms = [term for term, times in runs for _ in range(times)]
        found = body(terms)

        assert {term: float(densest(term, terms)) for term in set(terms)} == {
            term: value.near for term, value in found.of().items()
        }


class TestCategories:
    def test_a_word_of_a_category_counts_once_with_its_weight(self) -> None:
        category = [["gift", "card", "card"], ["card", "the"]]
        fields: Fields = [[["card"]], [], [], [[]], [[]], category]

        found = counted(fields, Ranking(title=2.0, category=0.25))
        assert {term: value.x for term, value in found.of().items()} == {"card": 2.25, "gift": 0.25}
        assert found.length == 2.0

    def test_documents_hold_the_words_of_their_categories_but_do_not_ask_with_them(self) -> None:
        part = corpus([Document("a", "en", "", "Refund", category=("Gift cards", "Late"))]).parts[
            "en"
        ]

        assert part.terms == ("card", "gift", "late", "refund")
        assert [asked for _, asked in part.asking("gift")] == [False]
        assert (part.holding("gift"), list(part.words)) == (1, ["refund"])

    def test_function_words_of_a_category_do_not_count(self) -> None:
        part = corpus([Document("a", "en", "", "Refund", category=("The what",))]).parts["en"]

        assert (part.terms, part.holding("the")) == (("refund",), 0)

    def test_without_weight_categories_find_nothing(self) -> None:
        documents = [Document("a", "en", "", "Refund", category=("Gift",))]

        assert corpus(documents, ranking=Ranking(category=0.0)).parts["en"].terms == ("refund",)


def test_the_usual_document_says_which_part_has_phrasings() -> None:
    one, asked = [[["card"]], []], [[["card"]], [["gift"]]]
    counts = [counted([*of, [], [[]], [[]], []], Ranking()) for of in (one, one, one, asked)]

    assert averages(counts).logged == 0.25


def test_spelling_leads_to_words_that_are_asked_or_that_two_documents_hold() -> None:
    part = corpus(
        [
            Document("a", "en", "a/", "Refunds 退款", text="Shipping costs, wierd"),
            Document("b", "en", "b/", "Café", text="shipping A-100", keywords=("Gift-card",)),
        ]
    ).parts["en"]

    assert list(part.words.items()) == [
        ("cafe", 1),
        ("card", 1),
        ("gift", 1),
        ("refunds", 1),
        ("shipping", 2),
    ]


def test_two_documents_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="share an id"):
        corpus([Document("a", "en", "a/", "One"), Document("a", "en", "b/", "Two")])


def test_one_id_in_two_languages_is_two_documents() -> None:
    assert len(corpus([Document("a", "en", "a/", "One"), Document("a", "zh", "b/", "一")])) == 2
