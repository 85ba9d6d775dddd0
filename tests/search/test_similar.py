import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.similar import Likeness, all_similar, similar
from kbtool.search.updated import Changes, updated

from .conftest import generated
from .test_updated import edit


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


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([12, 80]),
    st.text("btac+-", min_size=1, max_size=4),
    st.integers(1, 4),
)
def test_what_is_alike_after_an_edit_is_what_is_found_anew(
    seed: int, size: int, kinds: str, limit: int
) -> None:
    documents = {one.key: one for one in generated(size, seed)}
    built = corpus(documents.values())
    changed, removed = edit(random.Random(seed), documents, kinds=kinds)
    now, changes = updated(built, changed, removed)

    for lang, part in now.parts.items():
        limits = dict.fromkeys(part.ids, limit)
        before = all_similar(built.parts[lang], dict.fromkeys(built.parts[lang].ids, limit))
        expected = {id: similar(part, id, limit) for id in part.ids}
        found = all_similar(part, limits, before, changes[lang])
        assert expected == {id: list(like.ids) for id, like in found.items()}


def test_where_nothing_changed_nothing_is_looked_for() -> None:
    part = corpus(generated(12, 3)).parts["en"]
    limits = dict.fromkeys(part.ids, 2)
    before = all_similar(part, limits)

    found = all_similar(part, limits, before, Changes())

    assert all(found[id] is like for id, like in before.items())


def test_bounds_leave_out_no_question_that_is_like_one() -> None:
    documents = [one for one in generated(1_600, 5) if one.lang == "en"]
    part = corpus(documents).parts["en"]
    likeness = Likeness(part)

    for id in part.ids[::40]:
        number = part.numbers[id]
        scores: dict[int, int] = {}
        for term in likeness.of(id, 3).terms:
            for other, asked in part.asking(term):
                points = part.worth(term) * (10 if asked else 3)
                scores[other] = scores.get(other, 0) + points
        scores.pop(number, None)
        nearest = sorted(scores, key=lambda other: (-scores[other], other))
        assert [part.ids[other] for other in nearest[:3]] == similar(part, id, 3)
