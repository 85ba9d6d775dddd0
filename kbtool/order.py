"""Every level by asks, then by the stated rule.

The rule, on every level: pinned by `weight` (lower first), then decayed asks
(most first), then the title in the language's own collation, then the id. It
never depends on the order of files, the locale or the time zone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kbtool.collation import collated
from kbtool.frozen import dataclass
from kbtool.model import Article, Category, KnowledgeBase, Status
from kbtool.read.asks import Month, decayed_asks

__all__ = ["Branch", "Order", "order"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A category with what it holds, in order. The root of a language has an empty path."""

    category: Category
    asks: float  # decayed, the sum of everything below
    count: int  # public articles below
    branches: tuple[Branch, ...]
    articles: tuple[Article, ...]

    def walk(self) -> Iterator[Branch]:
        """Yield this branch and every branch below it, in reading order."""
        yield self
        for branch in self.branches:
            yield from branch.walk()

    def all_articles(self) -> Iterator[Article]:
        """Yield every article below, in reading order."""
        for branch in self.walk():
            yield from branch.articles


@dataclass(frozen=True, slots=True)
class Order:
    """The ordered knowledge base: only public articles, only categories that hold some."""

    trees: Mapping[str, Branch]  # by language, in the order of the configuration
    asks: Mapping[tuple[str, str], float]  # decayed asks by language and id
    monthly: Mapping[str, Mapping[Month, int]]  # asks by id and month, all sources

    def by_asks(self, branch: Branch) -> list[Article]:
        """Return every article below `branch`, the most asked first."""
        return sorted(branch.all_articles(), key=lambda a: (-self.asks[a.key], *_rest(a)))


def order(kb: KnowledgeBase) -> Order:
    """Return the public part of `kb` in order, with the numbers behind it."""
    monthly = _monthly(kb)
    asks = {article.key: _asks(article, kb, monthly) for article in kb.articles}
    categories = {category.key: category for category in kb.categories}
    children: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = defaultdict(set)
    for lang, path in categories:
        children[lang, path[:-1]].add(path)
    articles: dict[tuple[str, tuple[str, ...]], list[Article]] = defaultdict(list)
    for article in kb.articles:
        if article.status is Status.PUBLIC:
            articles[article.lang, article.category].append(article)

    def branch(category: Category) -> Branch:
        below = [branch(categories[category.lang, path]) for path in children[category.key]]
        below = sorted((b for b in below if b.count), key=_branch_key)
        own = sorted(articles[category.key], key=lambda a: article_key(a, asks[a.key]))
        return Branch(
            category=category,
            # summed in order, because float addition is not associative
            asks=sum(b.asks for b in below) + sum(asks[a.key] for a in own),
            count=sum(b.count for b in below) + len(own),
            branches=tuple(below),
            articles=tuple(own),
        )

    roots = {
        lang: Category(lang, (), kb.config.title.in_lang(lang), kb.config.source)
        for lang in kb.config.languages
    }
    return Order({lang: branch(root) for lang, root in roots.items()}, asks, monthly)


def article_key(article: Article, asks: float) -> tuple[object, ...]:
    """Return the key by which an article sorts among its siblings."""
    return (*_pin(article.weight), -asks, *_rest(article))


def _branch_key(branch: Branch) -> tuple[object, ...]:
    category = branch.category
    title = collated(category.title, category.lang)
    return (*_pin(category.weight), -branch.asks, title, category.path)


def _pin(weight: int | None) -> tuple[bool, int]:
    return (weight is None, weight or 0)


def _rest(article: Article) -> tuple[object, ...]:
    return (collated(article.title, article.lang), article.id)


def _monthly(kb: KnowledgeBase) -> dict[str, dict[Month, int]]:
    monthly: dict[str, dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    for ask in kb.asks:
        if ask.month <= kb.month:  # a log may be longer than the past that is being built
            monthly[ask.id][ask.month] += ask.asks
    return {id: dict(months) for id, months in monthly.items()}


def _asks(article: Article, kb: KnowledgeBase, monthly: Mapping[str, Mapping[Month, int]]) -> float:
    """Return decayed asks; the seed counts as long as the log does not know the id."""
    if article.id not in monthly:
        return float(article.seed_asks)
    return decayed_asks(monthly[article.id], kb.month, kb.config.half_life_months)
