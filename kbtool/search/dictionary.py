"""The dictionary of the browser: terms with their postings, and the words that texts spell.

Ranges of it become shards, and each frequent word has one of its own; frequent function
words share one, as most questions have several. To skip
frequent words which cannot change the first ten, as their highest impact
proves, lost: it spared 1 of 100 such words at 10,000 articles, and took 2.5 KB
of the root. `shards.js` reads what is written here.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import sub
from typing import Any

from kbtool.search.analyzer import Kind, function_terms, kind
from kbtool.search.corpus import Part
from kbtool.search.expand import parted
from kbtool.search.shards import Shards, front_coded, numbers, ranges, units
from kbtool.search.spelling import reach

__all__ = ["dictionary"]

TOGETHER = 4_000  # characters of postings in a range
MOST = 10_000  # where terms that begin alike are parted after all
ALONE = 3_000  # characters; a term with more has a shard of its own
FUNCTIONS_TOGETHER = 32_000  # characters of function words that have none of their own
WORDS_TOGETHER = 6_000  # letters of words in a shard


@dataclass(frozen=True, slots=True)
class _Held:
    """An entry in little memory: ten thousand documents have millions of impacts."""

    worth: int
    steps: array[int]  # from each document to the next
    impacts: bytes

    @classmethod
    def of(cls, worth: int, documents: Sequence[int], impacts: bytes) -> _Held:
        return cls(worth, array("I", map(sub, documents, [0, *documents])), impacts)


def dictionary(part: Part) -> tuple[dict[str, Shards], dict[str, Any]]:
    """Return the shards of terms, words and spelling, and what the root says of them."""
    # Function words that no question holds find nothing, but are worth something.
    known = {*part.terms, *part.everywhere}
    entries = {term: _Held.of(part.worth(term), *part.columns(term)) for term in sorted(known)}
    holding = {term: len(held.impacts) for term, held in entries.items()}
    frequent = sorted((term for term in entries if _is_alone(term, holding)), key=units)
    terms = sorted(entries.keys() - set(frequent), key=units)
    texts, starts = [], []
    sizes = [_size(holding[term]) for term in terms]
    for start, end in ranges([_term_beginning(term) for term in terms], sizes, TOGETHER, MOST):
        starts.append(_shortest_between(terms[start - 1] if start else "", terms[start]))
        texts.append(_range({term: entries[term] for term in terms[start:end]}))
    together = list(_together(frequent, holding))
    texts += [_range({term: entries[term] for term in shard}) for shard in together]
    words = sorted(part.words, key=units)
    word_shards, word_starts = _words(words, part.words)
    return {
        "terms": Shards(tuple(texts)),
        "words": word_shards,
        "spelling": _spelling(words, part.words),
    }, {
        "starts": front_coded(starts),
        "frequent": front_coded(frequent),
        "frequentShards": numbers(
            len(starts) + next(n for n, shard in enumerate(together) if term in shard)
            for term in frequent
        ),
        "wordStarts": front_coded(word_starts),
        "compounds": front_coded(word for word in words if parted(word, part.words)),
    }


def _together(frequent: Sequence[str], holding: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield shards of frequent terms: one each, but function words, as a question has several."""
    functions = [term for term in frequent if term in function_terms()]
    yield from ([term] for term in frequent if term not in function_terms())
    sizes = [_size(holding[term]) for term in functions]
    for start, end in ranges(functions, sizes, FUNCTIONS_TOGETHER):
        yield functions[start:end]


def _words(words: Sequence[str], held: Mapping[str, int]) -> tuple[Shards, list[str]]:
    """Return shards of words with the same first two letters, and where each starts."""
    texts, starts = [], []
    sizes = [len(word) for word in words]
    for start, end in ranges([word[:2] for word in words], sizes, WORDS_TOGETHER):
        starts.append(_shortest_between(words[start - 1] if start else "", words[start]))
        texts.append(_counted(words[start:end], held))
    return Shards(tuple(texts)), starts


def _spelling(words: Sequence[str], held: Mapping[str, int]) -> Shards:
    """Return a shard for each number of letters: the words that such a word may stand for."""
    texts = []
    for letters in range(max(map(len, words), default=0) + 1):
        steps = reach("x" * letters)
        near = [word for word in words if steps and abs(len(word) - letters) <= steps]
        texts.append(_counted(near, held))
    return Shards(tuple(texts))


def _counted(words: Sequence[str], held: Mapping[str, int]) -> str:
    """Return words, and how many documents hold each."""
    return f"{front_coded(words)}\n{numbers(held[word] for word in words)}"


def _term_beginning(term: str) -> str:
    # A word and its inflections, a Chinese character and the pairs that it begins.
    return term[:1] if term >= "\u2e80" else term[:3]


def _is_alone(term: str, holding: Mapping[str, int]) -> bool:
    # A Chinese character stays with the pairs that it begins: a query mostly needs both.
    return _size(holding[term]) > ALONE and kind(term) is Kind.WORD


def _size(holding: int) -> int:
    """Return about how many characters a term takes."""
    return 4 + 2 * holding


def _shortest_between(before: str, name: str) -> str:
    """Return the shortest beginning of `name` that sorts after `before`."""
    return next((name[:n] for n in range(len(name)) if units(name[:n]) > units(before)), name)


def _range(entries: Mapping[str, _Held]) -> str:
    """Return the text of a shard: terms, tables of worths and impacts, postings.

    Worths and impacts stand as places in tables, the most frequent first. The postings of a
    term are its worth, then the distance to each document, then the impact on each.
    """
    worths = _table(held.worth for held in entries.values())
    impacts = _table(impact for held in entries.values() for impact in held.impacts)
    packed = (
        numbers((worths[held.worth], *held.steps, *map(impacts.__getitem__, held.impacts)))
        for held in entries.values()
    )
    return "\n".join(
        (
            front_coded(entries),
            numbers(worths),
            numbers(impacts),
            " ".join(packed),
        )
    )


def _table(values: Iterable[int]) -> dict[int, int]:
    counted = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return {value: place for place, (value, _) in enumerate(counted)}
