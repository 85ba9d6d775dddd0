"""Words that a word typed wrong may stand for."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.spelling import Spellings, distance, near, reach

WORDS = st.text(alphabet="abcé'", max_size=9)


def naive(word: str, other: str) -> int:
    """Return the distance by its recursive definition."""

    @cache
    def steps(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        best = min(
            steps(i - 1, j) + 1,
            steps(i, j - 1) + 1,
            steps(i - 1, j - 1) + (word[i - 1] != other[j - 1]),
        )
        if i > 1 and j > 1 and word[i - 1] == other[j - 2] and word[i - 2] == other[j - 1]:
            best = min(best, steps(i - 2, j - 2) + 1)
        return best

    return steps(len(word), len(other))


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS, st.integers(1, 3))
def test_the_distance_is_that_of_its_definition(word: str, other: str, limit: int) -> None:
    assert min(naive(word, other), limit + 1) == distance(word, other, limit)


@settings(max_examples=100, deadline=None)
@given(WORDS, st.lists(WORDS, max_size=30))
def test_near_words_are_all_that_lie_within_reach(word: str, words: list[str]) -> None:
    expected = [
        (other, naive(word, other)) for other in words if 0 < naive(word, other) <= reach(word)
    ]

    assert expected == list(near(word, words))


@settings(max_examples=100, deadline=None)
@given(WORDS, st.lists(WORDS, max_size=30, unique=True))
def test_words_kept_by_their_lengths_have_the_same_near_ones(word: str, words: list[str]) -> None:
    assert sorted(near(word, words)) == sorted(Spellings(words).near(word))


def test_longer_words_may_be_typed_wrong_twice() -> None:
    assert [reach(word) for word in ("ab", "abc", "abcdefg", "abcdefgh")] == [0, 1, 1, 2]
