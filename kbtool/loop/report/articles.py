"""Public questions as the report names them: once for all languages, with an address."""

from __future__ import annotations

from collections.abc import Mapping

from kbtool.frozen import dataclass
from kbtool.loop.report.figures import Period
from kbtool.loop.report.spans import written
from kbtool.model import Article, Config, KnowledgeBase, Status
from kbtool.urls import article_path, to_url

__all__ = ["Named", "named"]


@dataclass(frozen=True, slots=True)
class Named:
    """The public questions, with what was asked of them in the period."""

    config: Config
    lang: str  # of the report
    public: tuple[Article, ...]  # in all languages
    by_id: Mapping[str, Article]  # in the report's language, else in the first that has it
    asks: Mapping[str, Mapping[str, int]]  # by id and month, all sources
    in_all: Mapping[str, int]  # by id

    def title(self, id: str) -> str:
        """Return the question of an id, or the id itself where there is none any more."""
        return self.by_id[id].title if id in self.by_id else id

    def url(self, id: str) -> str:
        """Return the address of an id's page; "" where there is none, or no site is known."""
        return self.url_of(self.by_id[id]) if id in self.by_id else ""

    def url_of(self, article: Article) -> str:
        """Return the address of an article's page; "" where the site's is not known."""
        site = self.config.site_url
        if not site.startswith(("https://", "http://")):
            return ""
        return f"{site.rstrip('/')}/{to_url(article_path(article, self.config))}"

    def asked(self, id: str) -> int:
        """Return the asks of a question in the period."""
        return self.in_all.get(id, 0)


def named(kb: KnowledgeBase, lang: str, period: Period) -> Named:
    """Return the public questions of `kb` for a report in `lang`."""
    public = tuple(one for one in kb.articles if one.status is Status.PUBLIC)
    first = [lang, *(one for one in kb.config.languages if one != lang)]
    by_id: dict[str, Article] = {}
    for article in sorted(public, key=lambda one: first.index(one.lang)):
        by_id.setdefault(article.id, article)
    shown = set(period.months)
    asks: dict[str, dict[str, int]] = {}
    for ask in kb.asks:
        if (month := written(ask.month)) in shown:
            months = asks.setdefault(ask.id, {})
            months[month] = months.get(month, 0) + ask.asks
    in_all = {id: sum(months.values()) for id, months in asks.items()}
    return Named(kb.config, lang, public, by_id, asks, in_all)
