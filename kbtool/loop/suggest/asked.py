"""Everything that was asked in words, each text once, with what is known of it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kbtool.frozen import dataclass
from kbtool.loop.data import LoopData
from kbtool.loop.match import Match, Matcher
from kbtool.loop.privacy import tells_who
from kbtool.loop.review import NONE
from kbtool.loop.suggest.slips import Slips
from kbtool.model import Article
from kbtool.read.asks import Month

__all__ = ["Words", "words_asked"]

MAX_CHARACTERS = 120  # of words that can be a phrasing; more is a letter
CLICKED = 0.5  # part of the doubt that goes where each search led to a click
REFUSED = 0.4  # of the confidence that is left where nobody takes what search finds
SLIP = 0.8  # confidence in a phrasing of which one letter is wrong
MANY = 10  # searches with results that say something
FEW = 0.1  # part of them that lead to a click, below which nobody takes what is found


@dataclass(frozen=True, slots=True)
class Words:
    """A text that customers typed or said."""

    text: str
    count: int  # searches, or messages that wait for an editor; 0: decided long ago
    months: tuple[Month, ...]  # in which it came up
    lang: str
    match: Match  # what search makes of it now in that language, asks apart
    id: str  # the article that an editor or search are sure of, "" without one
    decided: bool  # an editor has
    confidence: float  # that `match` is meant; 1 where an editor said so
    slip: bool  # it is a phrasing with one wrong letter
    refused: bool  # readers saw what search finds, and nobody took it


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
    counts: dict[str, int] = {}
    months: dict[str, set[Month]] = {}
    clicks: dict[str, tuple[int, int]] = {}  # where known: searches and clicks
    for row in data.searches:
        counts[row.query] = counts.get(row.query, 0) + row.count
        months.setdefault(row.query, set()).add(row.month)
        # What found nothing could lead nowhere: no click on it says nothing.
        if row.clicks is not None and (row.clicks or row.results != 0):
            of, had = clicks.get(row.query, (0, 0))
            clicks[row.query] = (of + row.count, had + row.clicks)
    for one in data.waiting:
        said = sum(n for (_, source), n in one.counts.items() if source != "search")
        known = said if one.text in counts else one.asks
        counts[one.text] = counts.get(one.text, 0) + known
        months.setdefault(one.text, set()).update(month for month, _ in one.counts)
    decided = {one.text: one.id for one in data.decisions}
    decided |= {one.text: one.id for one in data.waiting if one.id}
    texts = sorted(
        text
        for text in counts.keys() | decided.keys()
        if len(text) <= MAX_CHARACTERS and decided.get(text) != NONE and not tells_who(text)
    )
    slips, usual = Slips(articles), next(iter(matcher.langs), "")
    found = []
    for number, text in enumerate(texts):
        progress(number, len(texts))
        id, lang = decided.get(text, ""), matcher.language(text) or usual
        match = matcher.in_language(text, lang)
        near = slips.of(text, lang) if not id and not match.sure else ""
        if near:
            match = Match(near, lang, SLIP, match.results, match.lead)
        seen = clicks.get(text, (0, 0))
        refused = not id and match.confidence < 1.0 and _refused(*seen)
        sure = 1.0 if id else _confidence(match, *seen)
        found.append(
            Words(
                text,
                counts.get(text, 0),
                tuple(sorted(months.get(text, ()))),
                lang,
                match,
                id or (match.id if match.sure and not refused else ""),
                bool(id),
                sure,
                bool(near),
                refused,
            )
        )
    progress(len(texts), len(texts))
    return tuple(sorted(found, key=lambda one: (-one.count, one.text)))


def _refused(searches: int, clicks: int) -> bool:
    return searches >= MANY and clicks < FEW * searches


def _confidence(match: Match, searches: int, clicks: int) -> float:
    """Return the confidence in a match when customers have seen what search found."""
    if not searches or match.confidence == 1.0:
        return match.confidence
    if _refused(searches, clicks):
        return match.confidence * REFUSED
    share = min(1.0, clicks / searches)
    return match.confidence + (1 - match.confidence) * CLICKED * share
