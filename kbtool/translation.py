"""What is a translation of what, and whether it still says the same.

An article may carry `translated_from: zh 3f2a9c1b`: the language that it was
translated from, and the state of that text on that day. Reads values, writes nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kbtool.model import Article

__all__ = ["missing_languages", "original_of", "state"]

STATE_LENGTH = 8  # hexadecimal digits: one change in 4 billion would go unseen


def state(article: Article) -> str:
    """Return a short hash of what a translator translates: title, answer and body.

    Blanks at the ends of lines do not count, nor does anything else in the front matter.
    """
    lines = [line.rstrip() for line in article.body.strip().split("\n")]
    said = "\0".join((article.title, article.answer, "\n".join(lines)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:STATE_LENGTH]


def original_of(
    article: Article, by_key: Mapping[tuple[str, str], Article], languages: Iterable[str]
) -> Article | None:
    """Return the article in the first of `languages` that has the same id and is another."""
    for lang in languages:
        if lang != article.lang and (lang, article.id) in by_key:
            return by_key[lang, article.id]
    return None


def missing_languages(
    articles: Iterable[Article], languages: tuple[str, ...]
) -> list[tuple[Article, tuple[str, ...]]]:
    """Return every public question that is not in each language, with the languages it lacks.

    A question stands for all its translations by that in the first language that has one.
    A translation that is begun, as a draft for instance, is not missing.
    """
    known: dict[str, dict[str, Article]] = defaultdict(dict)
    for article in articles:
        known[article.id].setdefault(article.lang, article)
    found = []
    for versions in known.values():
        lacking = tuple(lang for lang in languages if lang not in versions)
        public = [
            versions[lang]
            for lang in languages
            if lang in versions and versions[lang].status.published
        ]
        if lacking and public:
            found.append((public[0], lacking))
    return found
