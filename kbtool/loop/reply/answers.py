"""A message -> what it asks for: a language, a category, the best articles.

Each sentence is asked by itself, because one of them is the question and the others tell
how it came; what several sentences lead to is surer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from kbtool.frozen import dataclass
from kbtool.loop.match import SURE, Matcher
from kbtool.loop.privacy import without_personal_data
from kbtool.loop.reply.message import Message
from kbtool.loop.reply.quoted import own_words
from kbtool.loop.suggest.belonging import category_for
from kbtool.order import Branch

__all__ = ["Asked", "Found", "answers", "without_sender"]

MAX_SENTENCES = 30
HITS = 3  # of a sentence
FEWEST = 2  # letters of a sentence
FEWEST_OF_NAME = 2  # letters of a name; an initial is everywhere
AGAIN = 0.3  # part of the doubt that another sentence takes away which leads to the same
TOLD = 0.7  # part of its confidence that a sentence keeps which does not ask, where others do
LEAST = 0.2  # confidence of an article that is worth naming
BESIDE = 0.5  # part of the best one's confidence that others need
BY_ARTICLE = 0.5  # confidence of the best article from which its category is the message's

_SENTENCE = re.compile(r"[^.!?。！？；;\n]+(?:[.](?=\S)[^.!?。！？；;\n]+)*[!?！？]?")
_TITLE = re.compile(r"\b(mr|mrs|ms|dr|prof)\.", re.I)  # ends no sentence
_ASKING = re.compile(
    r"[?？]|^\W*(?:how|what|when|where|which|who|why|can|could|do|does|is|are|will|would)\b"
    "|怎|什么|啥|吗|呢|哪|谁|几|多少|多久|如何|为何|是否|能否|可否|有没有|能不能|可不可以",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """An article that may answer."""

    id: str
    confidence: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks for."""

    lang: str
    question: str  # the sentence that led to the best article, without personal data
    articles: tuple[Found, ...]  # the likeliest first
    category: tuple[str, ...]  # () when nothing tells

    @property
    def sure(self) -> bool:
        """True when the best article may be called the answer."""
        return bool(self.articles) and self.articles[0].confidence >= SURE


def answers(
    message: Message,
    matcher: Matcher,
    trees: Mapping[str, Branch],
    limit: int,
    lang: str = "",
) -> Asked:
    """Return what a message asks for.

    Args:
        message: with its quotes and signature.
        matcher: of the public articles.
        trees: the categories, by language.
        limit: at most so many articles.
        lang: of the message, where it is known.
    """
    sentences = _sentences(message)
    lang = lang or matcher.language(" ".join(sentences)) or next(iter(trees), "")
    sure: dict[str, float] = {}
    led: dict[str, tuple[float, str]] = defaultdict(lambda: (0.0, ""))
    asks = any(map(_ASKING.search, sentences))
    for sentence in sentences:
        weight = TOLD if asks and not _ASKING.search(sentence) else 1.0
        for hit in matcher.nearest(sentence, lang, HITS):
            before, now = sure.get(hit.id, 0.0), weight * hit.confidence
            high, low = max(before, now), min(before, now)
            sure[hit.id] = high + (1 - high) * AGAIN * low
            led[hit.id] = max(led[hit.id], (now, sentence))
    least = max(LEAST, BESIDE * max(sure.values(), default=0.0))
    near = (id for id in sure if sure[id] >= least)
    ranked = sorted(near, key=lambda id: (-sure[id], id))[:limit]
    found = tuple(Found(id, sure[id]) for id in ranked)
    return Asked(
        lang,
        led[ranked[0]][1] if ranked else next(iter(sentences), ""),
        found,
        _category(found, sentences, lang, trees, matcher),
    )


def _sentences(message: Message) -> list[str]:
    """Return the subject and the sentences of a message, each once, without who wrote them."""
    found = [message.subject, *_SENTENCE.findall(_TITLE.sub(r"\1", own_words(message.text)))]
    clean = (without_sender(" ".join(one.split()), message) for one in found[:MAX_SENTENCES])
    return list(dict.fromkeys(one for one in clean if sum(map(str.isalnum, one)) >= FEWEST))


def without_sender(text: str, message: Message) -> str:
    """Return words of a message without personal data, and without the name in its head."""
    for name in (message.sender, *message.sender.split()):
        if len(name) >= FEWEST_OF_NAME:
            text = re.sub(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", " ", text, flags=re.I)
    return without_personal_data(text)


def _category(
    found: tuple[Found, ...],
    sentences: list[str],
    lang: str,
    trees: Mapping[str, Branch],
    matcher: Matcher,
) -> tuple[str, ...]:
    if lang not in trees:
        return ()
    place = {one.id: one.category for one in trees[lang].all_articles()}
    if found and found[0].confidence >= BY_ARTICLE:
        return place.get(found[0].id, ())
    belonging = category_for([(one, 1) for one in sentences], lang, trees[lang], matcher)
    return belonging.path if belonging.share else ()
