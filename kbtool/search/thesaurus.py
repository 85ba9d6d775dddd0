"""What the words of a query find besides themselves: the shop's synonyms, and everybody's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from kbtool.model import Synonym
from kbtool.search import tables
from kbtool.search.analyzer import analyse, normalise, pieces
from kbtool.search.query import Phrase

__all__ = ["Thesaurus", "thesaurus"]

SHARE = 208  # of a synonym that an editor wrote down
USUAL = 128  # of one that holds in any shop

Thesaurus = Mapping[Phrase, Sequence[tuple[Phrase, int]]]
"""The pieces of a word, or of several -> the terms of each synonym, and its share.

All terms of a synonym must be held.
"""


def thesaurus(synonyms: Iterable[Synonym], lang: str, *, usual: bool = True) -> Thesaurus:
    """Return the synonyms of a language: those of the file first, in its order.

    Args:
        synonyms: of all languages.
        lang: the language.
        usual: add those of `tables`.
    """
    found: dict[Phrase, dict[Phrase, int]] = {}
    for synonym in synonyms:
        if synonym.lang == lang:
            for word in synonym.words:
                for other in synonym.finds:
                    _add(found, word, other, SHARE)
    for group in tables.synonyms(lang) if usual else ():
        for word, other in permutations(group, 2):
            _add(found, word, other, USUAL)
    return {typed: tuple(others.items()) for typed, others in found.items()}


def _add(found: dict[Phrase, dict[Phrase, int]], word: str, other: str, share: int) -> None:
    typed = tuple(piece.term for piece in pieces(normalise(word)))
    terms = tuple(dict.fromkeys(analyse(other)))
    if typed and terms and terms != tuple(dict.fromkeys(analyse(word))):
        found.setdefault(typed, {}).setdefault(terms, share)
