"""Everything that was asked in words, each text once, with what is known of it now."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable

from kbtool.frozen import dataclass
from kbtool.loop.clicks import Clicks, Taken, judged
from kbtool.loop.data import LoopData
from kbtool.loop.match import SURE, Match, Matcher, same_words
from kbtool.loop.privacy import tells_who
from kbtool.loop.question import question
from kbtool.loop.review import NONE
from kbtool.loop.suggest.slips import Slips
from kbtool.model import Article
from kbtool.read.asks import Month

__all__ = ["Words", "words_asked"]

MAX_CHARACTERS = 120  # of words that can be a phrasing; more is a letter
CLICKED = 0.5  # part of the doubt that goes where each search led to a click
NOT_TAKEN = 0.7  # of the confidence that is left by a search after which it was not taken
REFUSED = 0.4  # of the confidence that is left at least, or where nobody takes what search finds
SLIP = 0.8  # confidence in a phrasing of which one letter is wrong
MANY = 10  # searches with results that say something
FEW = 0.1  # part of them that lead to a click, below which nobody takes what is found


@dataclass(frozen=True, slots=True)
class Words:
    """A text that customers typed or said."""

    text: str  # without greetings and thanks
    count: int  # searches, or messages that wait for an editor; 0: decided long ago
    months: tuple[Month, ...]  # in which it came up
    lang: str
    match: Match  # what search makes of it now in that language, asks apart
    id: str  # the article that an editor, visitors or search are sure of, "" without one
    guess: str  # the likeliest article
    decided: bool  # an editor has
    confidence: float  # that `guess` is meant; 1 where an editor said so
    slip: bool  # it is a phrasing with one wrong letter
    refused: bool  # readers saw what search finds, and nobody took it
    taken: Taken | None  # what visitors took, where clicks say it and no editor did


@dataclasses.dataclass(slots=True)
class _Said:
    """What is counted of texts that differ in signs, letter case and greetings alone."""

    texts: Counter[str] = dataclasses.field(default_factory=Counter)
    months: set[Month] = dataclasses.field(default_factory=set)
    searched: bool = False
    opened: int = 0  # how often a result was, whichever
    clicks: Clicks = dataclasses.field(default_factory=Clicks)
    decided: str = ""

    @property
    def text(self) -> str:
        """The form that most customers use."""
        return min(self.texts, key=lambda one: (-self.texts[one], len(one), one))


def words_asked(
    data: LoopData,
    articles: Iterable[Article],
    matcher: Matcher,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Words, ...]:
    """Return what was asked in words, most asked first.

    Words that an editor put aside are left out, and those that tell who asked.

    Args:
        data: what the loop keeps.
        articles: public.
        matcher: of these articles.
        progress: told how many of how many texts are placed.
    """
    every = {one.text: one for one in _said(data).values() if one.decided != NONE}
    fit = [one for one in every if len(one) <= MAX_CHARACTERS and not tells_who(one)]
    texts = [(text, every[text]) for text in sorted(fit)]
    slips, usual = Slips(articles), next(iter(matcher.langs), "")
    found = []
    for number, (text, said) in enumerate(texts):
        progress(number, len(texts))
        lang = matcher.language(text) or usual
        found.append(_words(text, said, matcher.in_language(text, lang), slips, lang))
    progress(len(texts), len(texts))
    return tuple(sorted(found, key=lambda one: (-one.count, one.text)))


def _words(text: str, said: _Said, match: Match, slips: Slips, lang: str) -> Words:
    """Return what an editor says of a text, else what visitors say, else what search says."""
    near = slips.of(text, lang) if not said.decided and not match.sure else ""
    if near:
        match = Match(near, lang, SLIP, match.results, match.lead, match.first)
    exact = match.confidence == 1.0
    taken = None if said.decided or exact or near else judged(said.clicks, match)
    guess, sure = match.id, _confidence(match, said)
    if said.decided:
        guess, sure = said.decided, 1.0
    elif taken is not None:
        guess, sure = taken.id, taken.confidence
    refused = not said.decided and not exact and taken is None and _refused(said)
    known = bool(said.decided) or (taken.confidence >= SURE if taken else match.sure)
    return Words(
        text=text,
        count=said.texts.total(),
        months=tuple(sorted(said.months)),
        lang=lang,
        match=match,
        id=guess if known and not refused else "",
        guess=guess,
        decided=bool(said.decided),
        confidence=sure,
        slip=bool(near),
        refused=refused,
        taken=taken,
    )


def _said(data: LoopData) -> dict[str, _Said]:
    """Return what is counted, by the words of texts."""
    found: dict[str, _Said] = {}

    def of(text: str) -> tuple[_Said, str]:
        plain = question(text)
        return found.setdefault(same_words(plain), _Said()), plain

    for row in data.searches:
        one, text = of(row.query)
        one.searched = True
        one.texts[text] += row.count
        one.months.add(row.month)
        one.clicks.add(row)
        one.opened += row.clicks or 0
    for waiting in data.waiting:
        one, text = of(waiting.text)
        counts = waiting.counts.items()
        # What was searched is counted above.
        one.texts[text] += sum(n for (_, by), n in counts if by != "search" or not one.searched)
        one.months.update(month for (month, _), _ in counts)
    decisions = [(row.text, row.id) for row in data.decisions]
    decisions += [(row.text, row.id) for row in data.waiting if row.id]
    # The text itself comes last: what an editor said of it counts more than of "hi, ..." it.
    for text, id in sorted(decisions, key=lambda row: (question(row[0]) == row[0], row)):
        one, plain = of(text)
        one.texts[plain] += 0
        one.decided = id
    found.pop("", None)
    return found


def _refused(said: _Said) -> bool:
    return said.clicks.searches >= MANY and said.opened < FEW * said.clicks.searches


def _confidence(match: Match, said: _Said) -> float:
    """Return the confidence in a match when customers have seen what search found."""
    searches, taken = said.clicks.searches, said.clicks.taken
    if not searches or match.confidence == 1.0:
        return match.confidence
    if said.opened and not taken and not _refused(said):  # of what, nobody has counted
        share = min(1.0, said.opened / searches)
        return match.confidence + (1 - match.confidence) * CLICKED * share
    if _refused(said):
        return match.confidence * REFUSED
    return match.confidence * max(REFUSED, NOT_TAKEN ** max(0, searches - taken[match.id]))
