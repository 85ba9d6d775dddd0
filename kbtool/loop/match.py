"""Customers' words -> the article that answers them, with a confidence.

Our own search places them, but blind to asks: what is asked often would else collect
the asks of its neighbours, and be asked the more. The words of a title or of a phrasing
in `also_asked` are sure. Else confidence grows with the fit of the best hit (see
search/confidence.py), and with its lead over the next one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace

from kbtool.frozen import dataclass
from kbtool.model import Ranking, Synonym
from kbtool.search.analyzer import Kind, analyse, kind, normalise
from kbtool.search.confidence import fit
from kbtool.search.corpus import Part, corpus
from kbtool.search.documents import Document
from kbtool.search.engine import answer
from kbtool.search.lookup import PartLookup

__all__ = ["SURE", "Match", "Matcher", "same_words"]

SURE = 0.75
"""Confidence from which asks are counted without an editor.

Of three sets of queries that search answers rightly 53, 53 and 85 times of 100 on the first place,
34, 31 and 65 of 100 are so sure, and of these 86, 90 and 96 of 100 are right (m).
"""

TIE = 0.5
"""Confidence at most, where two articles fit the same, or search itself says that none does."""

FOUND = 100  # hits that are counted at most

# Of a logistic curve: constant, fit beside that of titles, lead over the next hit. Fitted to 2,500
# queries of three sets, each with the same weight; one curve is calibrated on all three (m).
WEIGHTS = (-2.9, 4.3, 6.0)


@dataclass(frozen=True, slots=True)
class Match:
    """What search makes of words."""

    id: str  # of the best hit; "" when nothing answers
    lang: str
    confidence: float  # 0 to 1, that the best hit is meant
    results: int  # articles that search finds; 0: it says that nothing answers, or is unsure
    lead: float = field(default=1.0, compare=False)  # part of its score that the next hit lacks
    first: str = field(default="", compare=False)  # what is shown first, an answer or not

    @property
    def sure(self) -> bool:
        """True when asks may be counted without an editor."""
        return self.confidence >= SURE


NOTHING = Match("", "", 0.0, 0)


def same_words(text: str) -> str:
    """Return what two texts share that differ in letter case and signs alone."""
    return "".join(one for one in normalise(text).casefold() if one.isalnum())


class Matcher:
    """Places words in the articles of a knowledge base."""

    def __init__(
        self,
        documents: Iterable[Document],
        synonyms: Sequence[Synonym] = (),
        ranking: Ranking | None = None,
    ) -> None:
        """Take what is searched, as a build does."""
        blind = [replace(one, asks=0.0) for one in documents]
        parts: Mapping[str, Part] = corpus(blind, synonyms, ranking or Ranking()).parts
        langs = dict.fromkeys(one.lang for one in blind)  # in the order of kb.yml
        self._lookups = {lang: PartLookup(parts[lang]) for lang in langs}
        self._usual = {lang: _usual(lookup) for lang, lookup in self._lookups.items()}
        self._in_characters = {
            lang: _in_characters(
                [term for one in blind if one.lang == lang for term in analyse(one.title)]
            )
            for lang in langs
        }
        self._asked: dict[str, set[tuple[str, str]]] = {}  # same words -> languages and ids
        for one in blind:
            for text in (one.title, *one.also_asked):
                if words := same_words(text):
                    self._asked.setdefault(words, set()).add(one.key)

    def match(self, text: str, langs: Collection[str] = ()) -> Match:
        """Return the article that `text` asks for.

        Args:
            text: words of a customer.
            langs: those in which it was searched; what they do not answer surely is looked for
                in the others, because people type in their own. None: in all.
        """
        own = [lang for lang in self._lookups if lang in langs] or list(self._lookups)
        tried = {lang: self._match(text, lang) for lang in own}
        results = max((one.results for one in tried.values()), default=0)
        best = max(tried.values(), key=_surest, default=NOTHING)
        if not best.sure:
            tried |= {lang: self._match(text, lang) for lang in self._lookups if lang not in own}
            best = max((best, *tried.values()), key=_surest)
        named = sorted(self._asked.get(same_words(text), ()))
        if len({id for _, id in named}) == 1:
            best = Match(named[0][1], named[0][0], 1.0, results, first=best.first)
        return replace(best, results=results)

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages that have articles."""
        return tuple(self._lookups)

    def in_language(self, text: str, lang: str) -> Match:
        """Return the article that `text` asks for in one language and no other."""
        match = self._match(text, lang) if lang in self._lookups else NOTHING
        named = [id for of, id in sorted(self._asked.get(same_words(text), ())) if of == lang]
        if len(named) != 1:
            return match
        return replace(match, id=named[0], lang=lang, confidence=1.0)

    def language(self, text: str) -> str:
        """Return the language whose articles hold most of the words of `text`.

        Of words that none holds, the script decides; "" where there is nothing to tell.
        """
        terms = sorted(set(analyse(text)))
        likely = {
            lang: (
                sum(bool(lookup.impacts(term)) for term in terms),
                _in_characters(terms) == self._in_characters[lang],
            )
            for lang, lookup in self._lookups.items()
        }
        best = max(likely, key=lambda lang: likely[lang], default="")
        return best if terms and any(likely.get(best, ())) else ""

    def corrected(self, text: str, lang: str) -> tuple[str, ...]:
        """Return the words of `text` that search takes for others, typed wrong."""
        lookup = self._lookups.get(lang)
        found = answer(text, lookup, 1).corrections if lookup is not None else ()
        return tuple(one.typed for one in found)

    def holds(self, word: str, lang: str) -> bool:
        """Return whether an article of a language holds all of a word or phrase."""
        lookup = self._lookups.get(lang)
        terms = analyse(word)
        return lookup is not None and all(lookup.impacts(term) for term in terms)

    def nearest(
        self, text: str, lang: str, limit: int, *, doubtful: bool = False
    ) -> tuple[Match, ...]:
        """Return the first hits in one language, best first, each with a confidence of its own.

        Args:
            text: words of a customer.
            lang: the language.
            limit: at most so many.
            doubtful: what is but near, too, where search says that nothing answers.
        """
        lookup = self._lookups.get(lang)
        if lookup is None:
            return ()
        found = answer(text, lookup, limit + 1)
        if not found.found or (found.verdict == "nothing" and not doubtful):
            return ()
        matches = []
        after = [*(one.score for one in found.found[1:]), 0]
        for place, (one, score) in enumerate(zip(found.found[:limit], after, strict=False)):
            points = fit(found.groups, one.document, lookup).points
            lead = (one.score - score) / one.score if one.score else 0.0
            confidence = curve(points / self._usual[lang], 0.0 if place else lead)
            if place or not lead or found.verdict != "found":
                confidence = min(confidence, TIE)
            id = lookup.part.ids[one.document]
            matches.append(Match(id, lang, confidence, len(found.found), lead))
        return tuple(matches)

    def _match(self, text: str, lang: str) -> Match:
        lookup = self._lookups[lang]
        found = answer(text, lookup, FOUND)
        if not found.found or found.verdict == "empty":
            return NOTHING
        first = found.found[0]
        id = lookup.part.ids[first.document]
        if found.verdict == "nothing":
            return replace(NOTHING, first=id)
        second = found.found[1].score if len(found.found) > 1 else 0
        points = fit(found.groups, first.document, lookup).points
        lead = (first.score - second) / first.score if first.score else 0.0
        confidence = curve(points / self._usual[lang], lead)
        if not lead or found.verdict != "found":
            confidence = min(confidence, TIE)
        # What the search page shows beside "nothing fits well" is no answer that it found.
        results = len(found.found) if found.verdict == "found" else 0
        return Match(id, lang, confidence, results, lead, id)


def _in_characters(terms: Sequence[str]) -> bool:
    """Return whether a text is written in Chinese characters or the like."""
    return 2 * sum(kind(term) is not Kind.WORD for term in terms) > len(terms)


def _surest(one: Match) -> tuple[float, int]:
    return (one.confidence, one.results)


def curve(fit: float, lead: float) -> float:
    """Return how likely the best hit is meant.

    Args:
        fit: of the best hit, beside what titles usually get; 1 is as good as a title.
        lead: the part of its score that the next hit lacks, 0 to 1.
    """
    constant, of_fit, of_lead = WEIGHTS
    return 1 / (1 + math.exp(-(constant + of_fit * min(fit, 2.0) + of_lead * lead)))


def _usual(lookup: PartLookup) -> int:
    """Return the median fit of titles, as search/confidence.py takes it."""
    fits = sorted(one.points for one in lookup.asked.values())
    return max(1, fits[(len(fits) - 1) // 2]) if fits else 1
