import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.analyzer import analyse, query_terms
from kbtool.search.corpus import Part, corpus
from kbtool.search.documents import FIELDS, Document
from kbtool.search.ranking import Ranking, Scored, explain, prior, rank, statistics


def ranked(part: Part, query: str, ranking: Ranking, limit: int) -> list[Scored]:
    priors = [prior(document.asks, ranking) for document in part.documents]
    stats = statistics(part.lengths, priors, ranking)
    return rank(query_terms(query), part.postings, stats, ranking, limit)


def naive(documents: list[Document], query: str, ranking: Ranking) -> list[tuple[int, str]]:
    """Score every document by the formula as its docstring states it."""
    counts = {
        document.id: [Counter(t for text in texts for t in analyse(text)) for texts in fields]
        for document in documents
        for fields in [document.texts()]
    }
    averages = [
        sum(fields[number].total() for fields in counts.values()) / len(documents)
        for number in range(len(FIELDS))
    ]
    found = []
    for document in documents:
        score, meets = 0.0, False
        for term in query_terms(query):
            x = sum(
                weight * counter[term] / (1 - b + b * counter.total() / average)
                for counter, weight, b, average in zip(
                    counts[document.id], ranking.weights, ranking.b, averages, strict=True
                )
                if counter[term]
            )
            holding = sum(any(field[term] for field in fields) for fields in counts.values())
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            score += ranking.term_weight(term) * idf * x / (ranking.k1 + x)
            meets = meets or x > 0
        if meets:
            points = math.floor(score * 1e6 + 0.5) + prior(document.asks, ranking)
            found.append((-points, -document.asks, document.id))
    return [(-points, id) for points, _, id in sorted(found)]


def test_the_ranking_is_that_of_the_formula(
    documents: list[Document], queries: list[tuple[str, str]]
) -> None:
    parts = corpus(documents).parts
    for lang, query in queries[:60]:
        expected = naive([d for d in documents if d.lang == lang], query, Ranking())[:10]
        actual = [
            (scored.score, parts[lang].documents[scored.document].id)
            for scored in ranked(parts[lang], query, Ranking(), 10)
        ]

        assert [id for _, id in expected] == [id for _, id in actual]
        assert [p for p, _ in expected] == pytest.approx([p for p, _ in actual], abs=1)


def test_a_question_that_holds_the_words_comes_before_an_answer_that_does() -> None:
    part = corpus(
        [
            Document("answer", "en", "a/", "Something else", text="how to return an item"),
            Document("question", "en", "q/", "How to return an item", text="something else"),
        ]
    ).parts["en"]

    assert part.documents[ranked(part, "return an item", Ranking(), 1)[0].document].id == "question"


def test_among_equals_the_one_that_is_asked_more_comes_first() -> None:
    part = corpus(
        [Document("a", "en", "a/", "Refund"), Document("b", "en", "b/", "Refund", asks=9.0)]
    ).parts["en"]

    assert [scored.document for scored in ranked(part, "refund", Ranking(), 2)] == [0, 1]
    assert part.documents[0].id == "b"


def test_the_prior_is_bounded() -> None:
    ranking = Ranking()

    assert prior(1e9, ranking) == prior(ranking.asks_limit, ranking)
    assert prior(-1.0, ranking) == 0


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(0, 12))
def test_a_limit_gives_the_first_of_all(query: str, limit: int) -> None:
    part = corpus([Document(str(n), "zh", "u", f"退货 {n} return", text=query) for n in range(9)])
    everything = ranked(part.parts["zh"], query + "退货", Ranking(), 99)

    assert everything[:limit] == ranked(part.parts["zh"], query + "退货", Ranking(), limit)


def test_shares_add_up_to_the_score(
    documents: list[Document], queries: list[tuple[str, str]]
) -> None:
    ranking = replace(Ranking(), asks_factor=0.5)
    for lang, query in queries[:20]:
        part = corpus(documents).parts[lang]
        priors = [prior(document.asks, ranking) for document in part.documents]
        stats = statistics(part.lengths, priors, ranking)
        best = rank(query_terms(query), part.postings, stats, ranking, 5)
        numbers = [scored.document for scored in best]
        shares = explain(query_terms(query), part.postings, stats, ranking, numbers)

        for scored in best:
            total = sum(share for _, _, share in shares[scored.document])
            assert total == pytest.approx(scored.score / 1e6, abs=2e-6)
