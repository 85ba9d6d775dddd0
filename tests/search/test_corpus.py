import pytest

from kbtool.search.corpus import corpus
from kbtool.search.documents import FIELDS, Document


def test_documents_are_numbered_by_asks_then_id() -> None:
    built = corpus(
        [
            Document("b", "en", "b/", "Two"),
            Document("a", "en", "a/", "One"),
            Document("c", "en", "c/", "Three", asks=2.0),
        ]
    )

    assert [document.id for document in built.parts["en"].documents] == ["c", "a", "b"]


def test_postings_come_by_field_then_document() -> None:
    built = corpus(
        [
            Document("a", "en", "a/", "Refund", text="refund refunds"),
            Document("b", "en", "b/", "Refunded", keywords=("refund",)),
        ]
    )

    title, keywords, body = (FIELDS.index(name) for name in ("title", "keywords", "body"))
    assert [(title, 0, 1), (title, 1, 1), (keywords, 1, 1), (body, 0, 2)] == list(
        built.parts["en"].postings("refund")
    )


def test_a_term_that_nobody_wrote_has_no_postings(documents: list[Document]) -> None:
    part = corpus(documents).parts["en"]

    assert list(part.postings("zzz")) == []
    assert list(part.postings("")) == []


def test_the_order_of_the_documents_does_not_matter(documents: list[Document]) -> None:
    assert corpus(documents) == corpus(reversed(documents))


def test_a_length_is_the_number_of_terms(documents: list[Document]) -> None:
    for part in corpus(documents).parts.values():
        for number in range(len(part.documents)):
            for field in range(len(FIELDS)):
                held = sum(count for _, count in part.field_terms(number, field))
                assert part.lengths[field][number] == held


def test_two_documents_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="share an id"):
        corpus([Document("a", "en", "a/", "One"), Document("a", "en", "b/", "Two")])
