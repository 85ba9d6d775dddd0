"""Tags with the questions that bear them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from kbtool.collation import collation_key
from kbtool.frozen import dataclass
from kbtool.model import Article

__all__ = ["Tag", "tags_of"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; `anchor` is unique among the tags of its language."""

    name: str
    anchor: str
    articles: tuple[Article, ...]


def tags_of(articles: Iterable[Article], lang: str) -> dict[str, Tag]:
    """Return every tag of `articles` by its name, in the order of the language.

    Args:
        articles: public ones of one language; a tag keeps their order.
        lang: the language.
    """
    bearing: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        for tag in dict.fromkeys(article.tags):
            bearing[tag].append(article)
    tags: dict[str, Tag] = {}
    taken: set[str] = set()
    for name in sorted(bearing, key=lambda tag: collation_key(tag, lang)):
        anchor = plain = "tag-" + re.sub(r"\s+", "-", name)
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{plain}-{number}"
        taken.add(anchor)
        tags[name] = Tag(name, anchor, tuple(bearing[name]))
    return tags
