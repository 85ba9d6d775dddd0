"""The numbers behind an article's place."""

from __future__ import annotations

from collections import defaultdict

from kbtool.frozen import dataclass
from kbtool.model import Article, KnowledgeBase
from kbtool.order import Order
from kbtool.read.asks import Month, months_between

__all__ = ["Explanation", "MonthShare", "Place", "explain"]


@dataclass(frozen=True, slots=True)
class MonthShare:
    """What one month adds to the asks of an article."""

    month: str  # 2026-03
    sources: dict[str, int]  # asks by where they were asked
    asks: int
    factor: float  # decay, 1.0 for the month of the build
    share: float  # asks * factor


@dataclass(frozen=True, slots=True)
class Place:
    """An article among its siblings."""

    position: int  # from 1
    id: str
    title: str
    asks: float  # decayed
    weight: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an article stands where it stands."""

    id: str
    lang: str
    title: str
    path: str
    status: str
    category: tuple[str, ...]
    month: str  # of the build
    half_life_months: float
    seed: int  # `asks` of the front matter
    seed_used: bool  # the log does not know the id
    months: tuple[MonthShare, ...]
    asks: float  # decayed, the sum of the shares or the seed
    weight: int | None
    siblings: int
    neighbours: tuple[Place, ...]  # two before, the article itself, two after


def explain(kb: KnowledgeBase, order: Order, article: Article) -> Explanation:
    """Return the numbers behind the place of `article` in its category."""
    by_month: dict[Month, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for ask in kb.asks:
        if ask.id == article.id and ask.month <= kb.month:
            by_month[ask.month][ask.source] += ask.asks
    siblings: tuple[Article, ...] = ()
    for branch in order.trees[article.lang].walk():
        if branch.category.path == article.category:
            siblings = branch.articles
    here = next((i for i, one in enumerate(siblings) if one.key == article.key), None)
    near = range(max(0, here - 2), min(len(siblings), here + 3)) if here is not None else range(0)
    return Explanation(
        id=article.id,
        lang=article.lang,
        title=article.title,
        path=article.path,
        status=article.status.value,
        category=article.category,
        month=_month(kb.month),
        half_life_months=kb.config.half_life_months,
        seed=article.seed_asks,
        seed_used=article.id not in order.monthly,
        months=tuple(_share(kb, month, by_month[month]) for month in sorted(by_month)),
        asks=order.asks[article.key],
        weight=article.weight,
        siblings=len(siblings),
        neighbours=tuple(_place(order, siblings, i) for i in near),
    )


def _share(kb: KnowledgeBase, month: Month, sources: dict[str, int]) -> MonthShare:
    asks = sum(sources.values())
    factor = 0.5 ** (months_between(month, kb.month) / kb.config.half_life_months)
    return MonthShare(_month(month), dict(sorted(sources.items())), asks, factor, asks * factor)


def _place(order: Order, siblings: tuple[Article, ...], index: int) -> Place:
    one = siblings[index]
    return Place(index + 1, one.id, one.title, order.asks[one.key], one.weight)


def _month(month: Month) -> str:
    return f"{month[0]}-{month[1]:02d}"
