"""The dictionary of the browser: terms with their postings, and the words that texts spell.

Ranges of it become shards, and each frequent word has one of its own; frequent function
words share one, as most questions have several. To skip
frequent words which cannot change the first ten, as their highest impact
proves, lost: it spared 1 of 100 such words at 10,000 articles, and took 2.5 KB
of the root. `shards.js` reads what is written here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from operator import sub

from kbtool.frozen import dataclass
from kbtool.search.analyzer import Kind, function_terms, kind
from kbtool.search.corpus import Part
from kbtool.search.expand import parted
from kbtool.search.shards import Shards, front_coded, numbers, ranges, units
from kbtool.search.spelling import reach
from kbtool.search.updated import Changes

__all__ = ["Layout", "dictionary"]

TOGETHER = 4_000  # characters of postings in a range
MOST = 10_000  # where terms that begin alike are parted after all
ALONE = 1_498  # documents; a term of more has a shard of its own
FUNCTIONS_TOGETHER = 32_000  # characters of function words that have none of their own
WORDS_TOGETHER = 6_000  # letters of words in a shard

# Only between these the order of UTF-16 units is not that of code points.
_HIGH = re.compile("[\ue000-\uffff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


Place = tuple[str | int, ...]
"""The first term of a range and how many it has, or all terms of a shard that is no range."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which terms stand in which shard, and the shards."""

    terms: Shards = field(default_factory=Shards)
    places: tuple[Place, ...] = ()
    words: Shards = field(default_factory=Shards)
    spelling: Shards = field(default_factory=Shards)
    facts: Mapping[str, str] = field(default_factory=dict)  # what the root says of words


def dictionary(
    part: Part, before: Layout | None = None, changes: Changes | None = None
) -> tuple[Layout, dict[str, str]]:
    """Return the shards of terms, words and spelling, and what the root says of them.

    Args:
        part: the documents of a language.
        before: the last layout; only what differs from it is new.
        changes: between then and now; None where anything may have changed.
    """
    known, holding = _known(part)
    alone = [n for n, held in enumerate(holding) if held > ALONE and _is_alone(known[n])]
    frequent = [known[n] for n in alone]
    held = {known[n]: holding[n] for n in alone}
    for n in reversed(alone):
        del known[n], holding[n]
    sizes = [4 + 2 * one for one in holding]
    parts = list(ranges([_term_beginning(term) for term in known], sizes, TOGETHER, MOST))
    together = list(_together(frequent, held))
    places: tuple[Place, ...] = (*((known[s], e - s) for s, e in parts), *map(tuple, together))
    listed = [*(known[s:e] for s, e in parts), *together]
    stale = set(range(len(places)))
    if before and changes is not None:
        stale = _stale(before.places, places, changes.terms)
    terms = (before or Layout()).terms.changed(
        {number: _range(part, listed[number]) for number in stale}, len(places)
    )
    starts = [_shortest_between(known[s - 1] if s else "", known[s]) for s, _ in parts]
    if before and changes is not None and not changes.words:
        words, spelling, facts = before.words, before.spelling, before.facts
    else:
        words, spelling, facts = _words_of(part.words, before or Layout())
    return Layout(terms, places, words, spelling, facts), {
        "starts": front_coded(starts),
        "frequent": front_coded(frequent),
        "frequentShards": numbers(
            len(starts) + next(n for n, shard in enumerate(together) if term in shard)
            for term in frequent
        ),
        **facts,
    }


def _known(part: Part) -> tuple[list[str], list[int]]:
    """Return all terms as a browser sorts them, and how many documents each finds."""
    terms, starts = list(part.terms), part.postings.starts
    holding = list(map(sub, starts[1:], starts))
    # Function words that no question holds find nothing, but are worth something.
    for term in part.everywhere:
        place = bisect_left(terms, term)
        if place == len(terms) or terms[place] != term:
            terms.insert(place, term)
            holding.insert(place, 0)
    letters = "".join(terms)
    if _HIGH.search(letters) and _ASTRAL.search(letters):
        order = sorted(range(len(terms)), key=lambda place: units(terms[place]))
        return [terms[n] for n in order], [holding[n] for n in order]
    return terms, holding


def _stale(
    before: Sequence[Place],
    places: Sequence[Place],
    changed: Iterable[str],
) -> set[int]:
    """Return the numbers of the shards whose terms, or what is known of them, changed."""
    stale = {n for n, place in enumerate(places) if n >= len(before) or before[n] != place}
    listed = {term: n for n, place in enumerate(places) if not _is_range(place) for term in place}
    firsts = [units(str(place[0])) for place in places if _is_range(place)]
    for term in changed:
        number = listed.get(term, bisect_right(firsts, units(term)) - 1)
        # A term that is gone may have been the first of all.
        stale.update({max(0, number)} if places else ())
    return stale


def _is_range(place: Place) -> bool:
    return isinstance(place[-1], int)


def _words_of(held: Mapping[str, int], before: Layout) -> tuple[Shards, Shards, dict[str, str]]:
    """Return the shards of words and of spelling, and what the root says of words."""
    words = sorted(held, key=units)
    texts, starts = _words(words, held)
    near = _spelling(words, held)
    return (
        before.words.changed(dict(enumerate(texts)), len(texts)),
        before.spelling.changed(dict(enumerate(near)), len(near)),
        {
            "wordStarts": front_coded(starts),
            "compounds": front_coded(word for word in words if parted(word, held)),
        },
    )


def _together(frequent: Sequence[str], holding: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield shards of frequent terms: one each, but function words, as a question has several."""
    functions = [term for term in frequent if term in function_terms()]
    yield from ([term] for term in frequent if term not in function_terms())
    sizes = [4 + 2 * holding[term] for term in functions]
    for start, end in ranges(functions, sizes, FUNCTIONS_TOGETHER):
        yield functions[start:end]


def _words(words: Sequence[str], held: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Return texts of words with the same first two letters, and where each starts."""
    texts, starts = [], []
    sizes = [len(word) for word in words]
    for start, end in ranges([word[:2] for word in words], sizes, WORDS_TOGETHER):
        starts.append(_shortest_between(words[start - 1] if start else "", words[start]))
        texts.append(_counted(words[start:end], held))
    return texts, starts


def _spelling(words: Sequence[str], held: Mapping[str, int]) -> list[str]:
    """Return a text for each number of letters: the words that such a word may stand for."""
    texts = []
    for letters in range(max(map(len, words), default=0) + 1):
        steps = reach("x" * letters)
        near = [word for word in words if steps and abs(len(word) - letters) <= steps]
        texts.append(_counted(near, held))
    return texts


def _counted(words: Sequence[str], held: Mapping[str, int]) -> str:
    """Return words, and how many documents hold each."""
    return f"{front_coded(words)}\n{numbers(held[word] for word in words)}"


def _term_beginning(term: str) -> str:
    # A word and its inflections, a Chinese character and the pairs that it begins.
    return term[:1] if term >= "\u2e80" else term[:3]


def _is_alone(term: str) -> bool:
    # A Chinese character stays with the pairs that it begins: a query mostly needs both.
    return kind(term) is Kind.WORD


def _shortest_between(before: str, name: str) -> str:
    """Return the shortest beginning of `name` that sorts after `before`."""
    return next((name[:n] for n in range(len(name)) if units(name[:n]) > units(before)), name)


def _range(part: Part, terms: Sequence[str]) -> str:
    """Return the text of a shard: terms, tables of worths and impacts, postings.

    Worths and impacts stand as places in tables, the most frequent first. The postings of a
    term are its worth, then the distance to each document, then the impact on each.
    """
    held = list(part.postings.columns_of(terms))
    worths = part.worths(terms, [len(documents) for _, documents, _ in held])
    worth_places = _table(Counter(worths))
    impact_places = _table(Counter(b"".join([impacts for _, _, impacts in held])))
    digits = {impact: numbers((place,)) for impact, place in impact_places.items()}
    packed = [
        numbers((worth_places[worth], *_steps(documents)))
        + "".join(map(digits.__getitem__, impacts))
        for worth, (_, documents, impacts) in zip(worths, held, strict=True)
    ]
    return "\n".join(
        (
            front_coded(terms),
            numbers(worth_places),
            numbers(impact_places),
            " ".join(packed),
        )
    )


def _steps(documents: Sequence[int]) -> Sequence[int]:
    """Return the distance to each document from the one before, to the first one from 0."""
    return documents if len(documents) < 2 else [documents[0], *map(sub, documents[1:], documents)]


def _table(counts: Mapping[int, int]) -> dict[int, int]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {value: place for place, (value, _) in enumerate(ordered)}
