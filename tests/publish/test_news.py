"""What is new: a rule about days that authors wrote, a page and a feed of it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kbtool.build import build
from kbtool.compiler import examine, plan
from kbtool.model import Article, Source
from kbtool.publish.news import NEWS, newest_first
from kbtool.publish.views import NewsView, PageView
from tests.conftest import REPOSITORY, Project

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://help.example/kb/"


def article(id: str, **fields: object) -> Article:
    return Article(id, "en", f"What of {id}?", Source("a.md"), "a.md", (), id, **fields)  # type: ignore[arg-type]


def day(number: int, month: int = 5) -> dt.date:
    return dt.date(2026, month, number)


def told(*articles: Article, **asks: float) -> list[tuple[str, dt.date, bool]]:
    found = newest_first(articles, {one.key: asks.get(one.id, 0.0) for one in articles})
    return [(news.article.id, news.day, news.is_new) for news in found]


def file(id: str, days: str, more: str = "") -> str:
    return f"---\nid: {id}\ntitle: What of <{id}> & co?\n{days}{more}---\n\nThis.\n"


def news_of(root: Path) -> dict[str, PageView]:
    site, _ = plan(examine(root, {"SOURCE_DATE_EPOCH": "1793491200"}))  # 1 November 2026
    return {page.view.lang: page.view for page in site.pages if page.view.kind == "news"}


def ids(view: PageView) -> list[str]:
    assert isinstance(view.news, NewsView)
    return [item.id for item in view.news.items]


def test_a_question_is_new_on_its_date_and_changed_on_its_update() -> None:
    written, changed = article("a", date=day(1)), article("b", date=day(1), updated=day(3))

    found = told(written, changed)

    assert [("b", day(3), False), ("a", day(1), True)] == found


def test_a_scheduled_question_is_new_on_the_day_it_is_published() -> None:
    found = told(article("a", date=day(1), updated=day(2), publish_date=day(9)))

    assert [("a", day(9), True)] == found


def test_a_change_without_a_date_is_a_change() -> None:
    assert [("a", day(3), False)] == told(article("a", updated=day(3)))


def test_a_question_without_days_is_never_new() -> None:
    assert told(article("a", last_reviewed_on=day(3))) == []


def test_questions_of_one_day_stand_by_asks_then_by_id() -> None:
    found = told(*(article(id, date=day(1)) for id in "cab"), b=5.0)

    assert [id for id, _, _ in found] == ["b", "a", "c"]


def test_only_so_many_are_new() -> None:
    found = told(*(article(f"a-{n}", date=day(1)) for n in range(NEWS + 1)))

    assert len(found) == NEWS


def test_only_public_questions_are_new(project: Project) -> None:
    states = {
        "public": "",
        "quiet": "unlisted: true\n",
        "draft": "draft: true\n",
        "inside": "audience: internal\n",
        "later": "publish_date: 2027-01-01\n",
        "over": "expiry_date: 2026-06-01\n",
    }
    files = {
        f"kb/articles/{id}.md": file(id, "date: 2026-05-01\n", more) for id, more in states.items()
    }

    view = news_of(project(files))["en"]

    assert ids(view) == ["public"]


def test_without_days_the_page_shows_what_others_ask(project: Project) -> None:
    view = news_of(project({"kb/articles/a.md": file("a", "")}))["en"]

    assert view.news
    assert (
        ids(view),
        [item.title for item in view.news.most_asked],
        view.feed_url,
    ) == ([], ["What of <a> & co?"], "")


@pytest.fixture
def feeds(project: Project) -> dict[str, ElementTree.Element]:
    """The feeds of a small site in two languages, one of them without a day."""
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    root = project(
        {
            "mkdocs.yml": re.sub(r"(?m)^site_url: .*$", f"site_url: {SITE}", settings),
            "kb/kb.yml": "title: Tom & Co\nlanguages: [en, zh]\n",
            "kb/articles/en/pay.md": file("pay", "date: 2026-05-01\n", "answer: By <card>.\n"),
            "kb/articles/en/box/_category.yml": "title: A & B\n",
            "kb/articles/en/box/old.md": file("old", "updated: 2026-04-01\n"),
            "kb/articles/zh/pay.md": file("pay", ""),
        }
    )
    build(root)
    return {
        path.parent.name: ElementTree.fromstring(path.read_bytes())
        for path in (root / "site").glob("*/feed.xml")
    }


def test_a_feed_says_what_atom_requires(feeds: dict[str, ElementTree.Element]) -> None:
    feed = feeds["en"]
    entries = feed.findall(f"{ATOM}entry")

    # RFC 4287, 4.1.1 and 4.1.2: these once each; an author for all entries
    once = [feed, *entries]
    assert all(len(one.findall(ATOM + name)) == 1 for one in once for name in ("id", "title"))
    assert all(len(one.findall(f"{ATOM}updated")) == 1 for one in once)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Tom & Co"
    assert len({one.findtext(f"{ATOM}id") for one in once}) == 3


def test_a_feed_tells_of_each_question(feeds: dict[str, ElementTree.Element]) -> None:
    first = feeds["en"].findall(f"{ATOM}entry")[0]
    link = first.find(f"{ATOM}link")

    assert link is not None
    assert ("What of <pay> & co?", "2026-05-01T00:00:00Z", "By <card>.", f"{SITE}en/pay.html") == (
        first.findtext(f"{ATOM}title"),
        first.findtext(f"{ATOM}updated"),
        first.findtext(f"{ATOM}summary"),
        link.get("href"),
    )


def test_a_feed_is_as_old_as_its_newest_question(feeds: dict[str, ElementTree.Element]) -> None:
    assert feeds["en"].findtext(f"{ATOM}updated") == "2026-05-01T00:00:00Z"


def test_a_language_without_days_has_no_feed(feeds: dict[str, ElementTree.Element]) -> None:
    assert sorted(feeds) == ["en"]


def test_no_template_is_published(built: Path) -> None:
    assert list((built / "site").glob("kb/**")) == []
