"""A mark tells all that a page of a question is made from: one mark, one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.compiler import Examined, examine, page_parts
from kbtool.model import (
    Article,
    Banner,
    Category,
    Config,
    Contact,
    KnowledgeBase,
    Localised,
    Status,
)
from kbtool.order import order
from kbtool.publish.marks import article_marks, retold_mark
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts
from kbtool.publish.pages import planned_pages
from kbtool.publish.strings import Translate
from kbtool.resolve import resolve
from kbtool.urls import article_path
from tests.conftest import REPOSITORY

CONTENT = REPOSITORY / "tests" / "soak" / "content"
ANCHORS = (frozenset({"by-card"}), frozenset[str]())
SEEDS = 16  # of chance, for each edit
Similar = dict[tuple[str, str], tuple[str, ...]]
TAGS = ("money", "box", "A & B", "a b", "a-b", "rare", "rarer")
WORDS = ("orders", "Zebra?", "Ä & <b>", "退款", "")


@dataclass(frozen=True)
class Known:
    """All that pages are made from."""

    kb: KnowledgeBase
    similar: Similar


@cache
def examined() -> Examined:
    return examine(CONTENT, {"SOURCE_DATE_EPOCH": "1792000000"})


@cache
def strings() -> Mapping[str, Translate]:
    return page_parts(examined(), {}).strings


@cache
def begun() -> Known:
    """Return the content with tags that are shared, and similar questions."""
    kb = examined().kb
    articles = tuple(
        replace(one, tags=(TAGS[place % len(TAGS)],)) for place, one in enumerate(kb.articles)
    )
    similar: Similar = {}
    for one in articles:
        others = [other.id for other in articles if other.lang == one.lang and other is not one]
        similar[one.key] = tuple(Random(one.id).sample(others, min(3, len(others))))
    return Known(replace(kb, articles=articles), similar)


def parts_of(known: Known) -> PageParts:
    """Return what pages are made of, as a build from nothing would."""
    kb = known.kb
    return PageParts(kb, order(kb), resolve(kb), known.similar, strings())


def marks_of(parts: PageParts) -> dict[str, bytes]:
    told: dict[str, str] = {}
    for article in sorted(parts.kb.articles, key=lambda one: one.key):
        told[article.path] = told.get(article.path, "") + repr(article)
    sources = {path: blake2b(text.encode(), digest_size=16).digest() for path, text in told.items()}
    return article_marks(parts, published(parts), sources)


def published(parts: PageParts) -> dict[str, Article]:
    return {article_path(one, parts.config): one for one in parts.articles.values()}


def pages_of(parts: PageParts) -> dict[str, Page]:
    made = (one.make() for one in planned_pages(parts) if one.article)
    return {page.path: page for page in made}


# --- edits: each a knowledge base and chance -> another knowledge base -----------


def _of_an_article(**new: Callable[[Random, KnowledgeBase], Any]) -> Callable[..., Known]:
    def edit(known: Known, random: Random) -> Known:
        kb = known.kb
        place = random.randrange(len(kb.articles))
        values = {name: choose(random, kb) for name, choose in new.items()}
        one = replace(kb.articles[place], **values)
        articles = (*kb.articles[:place], one, *kb.articles[place + 1 :])
        return replace(known, kb=replace(kb, articles=articles))

    return edit


def _of_a_category(**new: Callable[[Random, KnowledgeBase], Any]) -> Callable[..., Known]:
    def edit(known: Known, random: Random) -> Known:
        kb = known.kb
        place = random.randrange(len(kb.categories))
        values = {name: choose(random, kb) for name, choose in new.items()}
        one: Category = replace(kb.categories[place], **values)
        categories = (*kb.categories[:place], one, *kb.categories[place + 1 :])
        return replace(known, kb=replace(kb, categories=categories))

    return edit


def _of_the_settings(**new: Callable[[Random, KnowledgeBase], Any]) -> Callable[..., Known]:
    def edit(known: Known, random: Random) -> Known:
        values = {name: choose(random, known.kb) for name, choose in new.items()}
        config: Config = replace(known.kb.config, **values)
        return replace(known, kb=replace(known.kb, config=config))

    return edit


def moved(known: Known, random: Random) -> Known:
    article = random.choice(known.kb.articles)
    own = [one.path for one in known.kb.categories if one.lang == article.lang]
    return _instead(known, article, replace(article, category=random.choice(own)))


def removed(known: Known, random: Random) -> Known:
    article = random.choice(known.kb.articles)
    return _instead(known, article) if len(known.kb.articles) > 5 else known


def emptied(known: Known, random: Random) -> Known:
    category = random.choice(known.kb.categories)
    kept = [one for one in known.kb.articles if (one.lang, one.category) != category.key]
    return replace(known, kb=replace(known.kb, articles=tuple(kept))) if len(kept) > 5 else known


def added(known: Known, random: Random) -> Known:
    article = random.choice(known.kb.articles)
    number = random.randrange(10**9)
    path = article.path.replace(".", f"-{number}.")
    source = replace(article.source, path=path)
    new = replace(article, id=f"new-{number}", title=_word(random), path=path, source=source)
    return _instead(known, article, article, new)


def asks_counted(known: Known, random: Random) -> Known:
    asks = list(known.kb.asks)
    place = random.randrange(len(asks))
    asks[place] = replace(asks[place], asks=random.choice((0, 1, 500)))
    return replace(known, kb=replace(known.kb, asks=tuple(asks)))


def contact_changed(known: Known, random: Random) -> Known:
    name = random.choice(sorted(known.kb.contacts))
    email = random.choice(("", "a@b.example"))
    contact: Contact = replace(known.kb.contacts[name], email=email, hours=_text(random))
    return replace(known, kb=replace(known.kb, contacts={**known.kb.contacts, name: contact}))


def another_day(known: Known, random: Random) -> Known:
    today = known.kb.today + dt.timedelta(random.choice((-40, 1, 400)))
    return replace(known, kb=replace(known.kb, today=today))


def others_similar(known: Known, random: Random) -> Known:
    article = random.choice(known.kb.articles)
    own = [one.id for one in known.kb.articles if one.lang == article.lang]
    ids = tuple(random.sample(own, random.randrange(min(4, len(own)))))
    return replace(known, similar={**known.similar, article.key: ids})


def _instead(known: Known, article: Article, *new: Article) -> Known:
    articles: list[Article] = []
    for one in known.kb.articles:
        articles += new if one is article else [one]
    return replace(known, kb=replace(known.kb, articles=tuple(articles)))


def _word(random: Random, kb: KnowledgeBase | None = None) -> str:
    return random.choice(WORDS[:-1])


def _maybe(random: Random, kb: KnowledgeBase) -> str:
    return random.choice(WORDS)


def _text(random: Random, kb: KnowledgeBase | None = None) -> Localised:
    return Localised({lang: random.choice(WORDS) for lang in ("en", "zh")})


def _weight(random: Random, kb: KnowledgeBase) -> int | None:
    return random.choice((None, 1, 9))


def _status(random: Random, kb: KnowledgeBase) -> Status:
    return random.choice(list(Status))


def _tags(random: Random, kb: KnowledgeBase) -> tuple[str, ...]:
    return tuple(random.sample(TAGS, random.randrange(3)))


def _day(random: Random, kb: KnowledgeBase) -> dt.date | None:
    return random.choice((None, kb.today, dt.date(2020, 2, 29)))


def _slug(random: Random, kb: KnowledgeBase) -> str:
    return f"slug-{random.randrange(10**9)}"


def _banner(random: Random, kb: KnowledgeBase) -> Banner | None:
    end = random.choice((None, kb.today, dt.date(2020, 1, 1)))
    return random.choice((None, Banner(_text(random), end=end)))


def _contact(random: Random, kb: KnowledgeBase) -> str:
    return random.choice(("", *sorted(kb.contacts)))


def _feedback(random: Random, kb: KnowledgeBase) -> str:
    return random.choice(("off", "mailto", "https://a.example/"))


def _site_url(random: Random, kb: KnowledgeBase) -> str:
    return random.choice(("", "https://b.example/"))


def _languages(random: Random, kb: KnowledgeBase) -> tuple[str, ...]:
    return random.choice((("en", "zh"), ("zh", "en")))


def _few(random: Random, kb: KnowledgeBase) -> int:
    return random.randrange(6)


EDITS: dict[str, Callable[[Known, Random], Known]] = {
    "title": _of_an_article(title=_word),
    "answer": _of_an_article(answer=_maybe),
    "also asked": _of_an_article(also_asked=_tags),
    "weight": _of_an_article(weight=_weight),
    "status": _of_an_article(status=_status),
    "draft": _of_an_article(draft=lambda random, kb: random.random() < 0.5),
    "tags": _of_an_article(tags=_tags),
    "day": _of_an_article(updated=_day),
    "reviewed": _of_an_article(last_reviewed_on=_day),
    "slug": _of_an_article(slug=_slug),
    "text": _of_an_article(body=lambda random, kb: "", links=lambda random, kb: ()),
    "anchors": _of_an_article(
        headings=lambda random, kb: (), anchors=lambda random, kb: random.choice(ANCHORS)
    ),
    "moved": moved,
    "removed": removed,
    "added": added,
    "emptied": emptied,
    "category": _of_a_category(title=_word),
    "category's contact": _of_a_category(contact=_contact),
    "category's weight": _of_a_category(weight=_weight),
    "category's looks": _of_a_category(description=_maybe, icon=_maybe),
    "asks": asks_counted,
    "contact": contact_changed,
    "day of the build": another_day,
    "similar": others_similar,
    "name": _of_the_settings(title=_text, description=_text),
    "languages": _of_the_settings(languages=_languages),
    "contact of the site": _of_the_settings(contact=_contact),
    "feedback": _of_the_settings(feedback=_feedback),
    "related": _of_the_settings(related=_few),
    "most asked": _of_the_settings(most_asked=_few),
    "half-life": _of_the_settings(half_life_months=lambda random, kb: random.choice((0.5, 99.0))),
    "banner": _of_the_settings(banner=_banner),
    "address": _of_the_settings(site_url=_site_url),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 99)), max_size=4)


def edited(known: Known, steps: list[tuple[str, int]]) -> Known:
    for name, seed in steps:
        known = EDITS[name](known, Random(seed))
    return known


# --- promises ----------------------------------------------------------------------


@cache
def before() -> tuple[dict[str, bytes], dict[str, Page]]:
    parts = parts_of(begun())
    return marks_of(parts), pages_of(parts)


def wrongly_kept(
    old: tuple[dict[str, bytes], dict[str, Page]], new: tuple[dict[str, bytes], dict[str, Page]]
) -> list[str]:
    """Return the pages that differ though their marks do not."""
    (marks, pages), (new_marks, new_pages) = old, new
    same = [path for path, mark in new_marks.items() if marks.get(path) == mark]
    return [path for path in same if pages[path] != new_pages[path]]


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_a_page_whose_mark_stays_is_the_same_page(edit: str) -> None:
    for seed in range(SEEDS):
        parts = parts_of(EDITS[edit](begun(), Random(seed)))

        assert wrongly_kept(before(), (marks_of(parts), pages_of(parts))) == []


@given(steps=STEPS, more=STEPS)
@settings(deadline=None, max_examples=50)
def test_a_page_whose_mark_stays_over_many_edits_is_the_same_page(
    steps: list[tuple[str, int]], more: list[tuple[str, int]]
) -> None:
    known = edited(begun(), steps)
    one, two = parts_of(known), parts_of(edited(known, more))

    assert wrongly_kept((marks_of(one), pages_of(one)), (marks_of(two), pages_of(two))) == []


def test_every_page_of_a_question_has_a_mark() -> None:
    parts = parts_of(begun())

    assert sorted(pages_of(parts)) == sorted(marks_of(parts))


def test_an_edited_body_moves_the_mark_of_its_own_page_alone() -> None:
    known = begun()
    article = next(one for one in known.kb.articles if one.key == ("en", "order-status"))
    marks, _ = before()

    after = marks_of(parts_of(_instead(known, article, replace(article, body="Other."))))

    changed = [path for path in after if after[path] != marks[path]]
    assert changed == ["en/orders/order-status.html"]


def test_marks_do_not_depend_on_the_order_in_which_files_were_read() -> None:
    kb = begun().kb
    backwards = replace(kb, articles=tuple(reversed(kb.articles)))

    assert marks_of(parts_of(begun())) == marks_of(parts_of(replace(begun(), kb=backwards)))


def test_a_mark_retold_is_the_mark_with_another_source() -> None:
    parts = parts_of(begun())
    ones = dict.fromkeys({one.path for one in parts.kb.articles}, b"1" * 16)
    twos = dict.fromkeys(ones, b"2" * 16)

    marks = article_marks(parts, published(parts), ones)
    retold = {path: retold_mark(mark, b"2" * 16) for path, mark in marks.items()}

    assert article_marks(parts, published(parts), twos) == retold


def test_a_file_with_another_name_is_another_page_even_at_the_same_address() -> None:
    known = begun()
    article = known.kb.articles[0]
    before = replace(article, slug="here")
    after = replace(before, path=article.path.replace(".md", "-renamed.md"))

    marks = [
        article_marks(
            parts := parts_of(_instead(known, article, one)),
            published(parts),
            {each.path: b"1" * 16 for each in parts.kb.articles},
        )
        for one in (before, after)
    ]

    changed = [path for path in marks[0] if marks[0][path] != marks[1].get(path)]
    assert [path.rpartition("/")[2] for path in changed] == ["here.html"]
