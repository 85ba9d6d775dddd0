"""One file below `kb/articles/` becomes what was read of it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbtool.frozen import dataclass
from kbtool.model import MARKDOWN_ENDINGS, Article, Category, Ignore, Source
from kbtool.problems import Problem, problem
from kbtool.read import rules
from kbtool.read.article import (
    Spot,
    read_category,
    read_markdown,
    read_yaml_articles,
    unreadable,
)
from kbtool.read.ignores import read_ignores
from kbtool.read.text_source import decode

__all__ = ["Reading", "implied", "lost", "misplaced", "read_file"]

CATEGORY_FILE = "_category.yml"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one file."""

    articles: tuple[Article, ...] = ()
    faulty: tuple[Article, ...] = ()  # no usable id or title
    category: Category | None = None  # that the file declares
    problems: tuple[Problem, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    folders: bool = True  # its folders are categories, for there is a text in them

    @property
    def dated(self) -> bool:
        """Whether another day may give other values."""
        return any(one.publish_date or one.expiry_date for one in self.articles + self.faulty)

    @property
    def drafted(self) -> bool:
        """Whether a preview of drafts may give other values."""
        return any(one.draft for one in self.articles + self.faulty)


def read_file(raw: bytes, spot: Spot) -> Reading:
    """Return what the bytes of a file say; they and the spot alone decide it."""
    text, problems = decode(raw, spot.path)
    if text is None:
        return lost(spot, problems)
    ignores = tuple(read_ignores(text, spot.path))
    if is_category(spot):
        category, found = read_category(text, spot)
        return Reading((), (), category, tuple(found), ignores, folders=False)
    articles, found = _reader(spot)(text, spot)
    return Reading(
        articles=tuple(article for article in articles if not article.faulty),
        faulty=tuple(article for article in articles if article.faulty),
        problems=tuple(found),
        ignores=ignores,
    )


def _reader(spot: Spot) -> Callable[[str, Spot], tuple[list[Article], list[Problem]]]:
    markdown = spot.path.lower().endswith(MARKDOWN_ENDINGS)
    return read_markdown if markdown else read_yaml_articles


def is_category(spot: Spot) -> bool:
    """Tell whether a file describes its folder."""
    return spot.path.endswith(f"/{CATEGORY_FILE}")


def lost(spot: Spot, problems: list[Problem]) -> Reading:
    """Return what stands for a file that has no text."""
    faulty = () if is_category(spot) else (unreadable(spot),)
    return Reading(faulty=faulty, problems=tuple(problems), folders=False)


def misplaced(spot: Spot) -> Reading | None:
    """Return what is said of a category file in the top folder, which is not read."""
    if spot.category or not is_category(spot):
        return None
    message = "the top folder is no category"
    hint = "the name of the help centre is 'title' in kb/kb.yml"
    return Reading(
        problems=(problem(rules.MISPLACED_CATEGORY, Source(spot.path), message, hint),),
        folders=False,
    )


def implied(spot: Spot) -> Iterator[Category]:
    """Yield the categories that a file's folders make, outermost first."""
    for depth in range(1, len(spot.category) + 1):
        path = spot.category[:depth]
        folder = "/".join(spot.path.split("/")[: depth - len(spot.category) - 1])
        yield Category(lang=spot.lang, path=path, title=path[-1], source=Source(folder))
