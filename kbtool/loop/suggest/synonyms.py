"""Words that customers use where our articles use others.

Two texts that mean the same article and differ in one place say that what stands there
means the same: "退钱多久到账" beside "退款多久到账". One article alone may be chance, so
a pair has to come up for several texts, best of several articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from kbtool.loop.match import Matcher
from kbtool.loop.suggest.asked import Words
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import AddSynonym, Suggestion, evidence_of
from kbtool.model import Article, Synonym
from kbtool.read.asks import Month
from kbtool.search.analyzer import Kind, analyse, function_terms, kind, normalise, pieces
from kbtool.search.thesaurus import Thesaurus, thesaurus

__all__ = ["synonyms"]

MOST_TOKENS = 3  # of a word or phrase that stands for another
FEWEST_TEXTS = 2  # that show the same pair
ALIKE = 0.5  # share of a text that has to be the same in the other


@dataclass(slots=True)
class _Pair:
    """What was seen of two words."""

    texts: dict[str, tuple[int, tuple[Month, ...]]] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)


def synonyms(
    articles: Sequence[Article],
    asked: Sequence[Words],
    known: Sequence[Synonym],
    matcher: Matcher,
    wanted: Wanted,
) -> Iterator[Suggestion]:
    """Yield words that find nothing, or little, and the words of ours that they stand for.

    Args:
        articles: public.
        asked: most asked first.
        known: synonyms that there are.
        matcher: of the articles.
        wanted: from when on something is suggested.
    """
    by_key = {article.key: article for article in articles}
    pairs: dict[tuple[str, str, str], _Pair] = defaultdict(_Pair)
    for one in asked:
        article = by_key.get((one.lang, one.id))
        if article is None:
            continue
        for typed, ours in sorted(_differences(one.text, article)):
            pair = pairs[one.lang, typed, ours]
            pair.texts[one.text] = (one.count, one.months)
            pair.articles.add(article.id)
    have = {lang: thesaurus(known, lang) for lang in sorted({lang for lang, _, _ in pairs})}
    best: dict[tuple[str, str], tuple[float, str, _Pair]] = {}
    for (lang, typed, ours), pair in sorted(pairs.items()):
        if len(pair.texts) < FEWEST_TEXTS or _known(typed, ours, have[lang]):
            continue
        if not matcher.holds(ours, lang):
            continue
        sure = _confidence(pair, new=not matcher.holds(typed, lang))
        if sure >= wanted.confidence and sure > best.get((lang, typed), (0.0,))[0]:
            best[lang, typed] = (sure, ours, pair)
    for (lang, typed), (sure, ours, pair) in sorted(best.items()):
        rows = [(text, count, months) for text, (count, months) in pair.texts.items()]
        what = "1 article" if len(pair.articles) == 1 else f"{len(pair.articles)} articles"
        yield Suggestion(
            "synonym",
            lang,
            (typed, ours),
            f"who types '{typed}' means '{ours}'",
            sure,
            evidence_of(rows, f"seen for {what}"),
            AddSynonym(lang, typed, ours),
        )


def _confidence(pair: _Pair, *, new: bool) -> float:
    """Return how likely two words mean the same; a word that no article has needs another."""
    seen = len(pair.texts) + 2 * (len(pair.articles) - 1)
    return (0.85 if new else 0.65) * seen / (seen + 1)


def _known(typed: str, ours: str, have: Thesaurus) -> bool:
    terms = tuple(dict.fromkeys(analyse(ours)))
    others = have.get(tuple(piece.term for piece in pieces(normalise(typed))), ())
    return analyse(typed) == analyse(ours) or any(terms == found for found, _ in others)


def _differences(text: str, article: Article) -> set[tuple[str, str]]:
    """Return what stands in `text` where a phrasing of the article has something else."""
    found = set()
    own = _split(text)
    for phrasing in (article.title, *article.also_asked):
        other = _split(phrasing)
        matcher = SequenceMatcher(None, own, other, autojunk=False)
        if matcher.ratio() < ALIKE:
            continue
        for change, *ends in matcher.get_opcodes():
            if change == "replace":
                pair = _words(own, other, (ends[0], ends[1]), (ends[2], ends[3]))
                if pair:
                    found.add(pair)
    return found


def _split(text: str) -> list[str]:
    """Return the words of a text as written, and its Chinese characters one by one."""
    clean = normalise(text)
    return [clean[piece.start : piece.end] for piece in pieces(clean)]


def _words(
    own: Sequence[str], other: Sequence[str], here: tuple[int, int], there: tuple[int, int]
) -> tuple[str, str] | None:
    """Return what was replaced by what; a Chinese character alone takes the one before along."""
    if _is_character(own[here[0]]) and max(here[1] - here[0], there[1] - there[0]) == 1:
        if not here[0] or not there[0] or not _is_character(own[here[0] - 1]):
            return None
        here, there = (here[0] - 1, here[1]), (there[0] - 1, there[1])
    one, two = own[here[0] : here[1]], other[there[0] : there[1]]
    characters = _is_character(one[0]) and _is_character(two[0])
    most = 2 * MOST_TOKENS if characters else MOST_TOKENS
    if len(one) > most or len(two) > most or _serves(one) or _serves(two):
        return None
    if characters and min(len(one), len(two)) < 2:
        return None
    sign = "" if characters else " "
    return sign.join(one), sign.join(two)


def _is_character(token: str) -> bool:
    return len(token) == 1 and kind(token) is not Kind.WORD


def _serves(tokens_: Sequence[str]) -> bool:
    """Return whether a word serves grammar in whole or at one of its ends."""
    known = function_terms()
    terms = [set(analyse(token)) for token in tokens_]
    return any(not some or some <= known for some in (terms[0], terms[-1]))
