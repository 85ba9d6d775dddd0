import pytest

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.similar import similar


def test_the_nearest_questions_come_first_and_never_the_question_itself() -> None:
    built = corpus(
        [
            Document("return", "zh", "1/", "怎么申请退货退款"),
            Document("fee", "zh", "2/", "退货退款要多少钱"),
            Document("slow", "zh", "3/", "退款为什么还没到"),
            Document("invoice", "zh", "4/", "发票抬头开错了"),
            Document("return", "en", "5/", "How do I return an item?"),
        ]
    )

    assert similar(built.parts["zh"], "return", 3)[:2] == ["fee", "slow"]
    assert "return" not in similar(built.parts["zh"], "return", 10)


def test_a_question_without_a_word_in_common_has_no_similar_ones() -> None:
    built = corpus([Document("a", "en", "a/", "Refund"), Document("b", "en", "b/", "Invoice")])

    assert similar(built.parts["en"], "a", 3) == []


def test_an_unknown_question_is_an_error(documents: list[Document]) -> None:
    with pytest.raises(KeyError):
        similar(corpus(documents).parts["en"], "nobody", 3)
