"""What is new: questions by the day since when customers read them as they are.

That day is `updated`, else `date`, as the author wrote it; for a question that was
scheduled it is its `publish_date`, if later. Questions without any of these are
never new. The clock of the build has no part in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from kbtool.frozen import dataclass
from kbtool.model import Article

__all__ = ["NEWS", "News", "newest_first"]

NEWS = 30
"""Questions on the page and in the feed."""


@dataclass(frozen=True, slots=True)
class News:
    """A question, the day since when it reads as it does, and whether it was not there before."""

    article: Article
    day: dt.date
    is_new: bool


def newest_first(
    articles: Iterable[Article], asks: Mapping[tuple[str, str], float]
) -> tuple[News, ...]:
    """Return the newest of `articles`; those of one day by asks, then by id."""
    dated = [
        news
        for one in articles
        if (one.date or one.updated or one.publish_date) and (news := _news(one))
    ]
    dated.sort(key=lambda one: (-one.day.toordinal(), -asks[one.article.key], one.article.id))
    return tuple(dated[:NEWS])


def _news(article: Article) -> News | None:
    first = max(filter(None, (article.date, article.publish_date)), default=None)
    day = max(filter(None, (article.lastmod, article.publish_date)), default=None)
    # Changed, and nobody says when it was written: it may be years old.
    return News(article, day, is_new=first is not None and day <= first) if day else None
