"""The page of a question."""

from __future__ import annotations

from dataclasses import replace

from kbtool.model import ARTICLES, Article, Status
from kbtool.order import Branch
from kbtool.publish.body import (
    page_targets,
    portable_body,
    portable_targets,
    publishable_body,
)
from kbtool.publish.page import Page, Targets
from kbtool.publish.page_parts import PageParts
from kbtool.publish.views import ArticleView, ContactView, Item
from kbtool.read.feedback import FEEDBACK_MAIL, FEEDBACK_OFF
from kbtool.urls import article_path

__all__ = ["article_page", "link_targets", "with_text"]

DESCRIPTION_LENGTH = 160


def article_page(parts: PageParts, article: Article, branch: Branch | None, index: int) -> Page:
    """Return the page of an article; `branch` is None for an unlisted one."""
    lang = article.lang
    path = article_path(article, parts.config)
    siblings = branch.articles if branch else ()
    contact = parts.contact(lang, article.category)
    related = related_items(parts, article)
    shown_urls = {item.url for item in related}
    linking = parts.resolution.backlinks.get(article.key, ())
    hottest = sorted(linking, key=lambda one: (-parts.order.asks[one.key], one.id))
    backlinks = (parts.item(one) for one in hottest)
    shown = ArticleView(
        id=article.id,
        answer=article.answer,
        also_asked=article.also_asked,
        related=related,
        backlinks=tuple(item for item in backlinks if item.url not in shown_urls),
        previous=parts.item(siblings[index - 1]) if index > 0 else None,
        next=parts.item(siblings[index + 1]) if index + 1 < len(siblings) else None,
        tags=article.tags,
        tag_links=tuple(parts.tag_item(tag, lang) for tag in article.tags),
        updated=article.lastmod,
        reviewed=article.last_reviewed_on,
        unlisted=article.status is Status.UNLISTED,
        draft=article.draft,
        feedback=_feedback(parts, contact),
    )
    view = parts.view(
        "article",
        lang,
        article.title,
        path,
        parts.crumbs(lang, article.category),
        parts.article_alternates(article),
        description=_description(article),
        nav=parts.sidebars[lang].of_article(article, _siblings(parts, article), index),
        contact=contact,
        article=shown,
    )
    on_page, in_markdown = targets = link_targets(parts, article)
    return Page(
        path,
        view,
        body=publishable_body(article, on_page),
        markdown=portable_body(article, in_markdown),
        edit_path=article.path.removeprefix(f"{ARTICLES}/"),
        lastmod=article.lastmod,
        listed=not shown.unlisted,
        meta=article.passthrough,
        targets=targets,
    )


def link_targets(parts: PageParts, article: Article) -> tuple[Targets, Targets]:
    """Return where the links of an article lead: on its page, and in its Markdown."""
    links = parts.resolution.links[article.source]
    on_page = page_targets(article, links, parts.config)
    return on_page, portable_targets(article, links, parts.config, on_page)


def with_text(around: Page, article: Article, on_page: Targets, in_markdown: Targets) -> Page:
    """Return a page with the text of its question: all of it that the text alone decides.

    Args:
        around: the page, with whatever text.
        article: of the question.
        on_page: the targets of its links on the page.
        in_markdown: those in its Markdown.
    """
    return replace(
        around,
        view=replace(around.view, description=_description(article)),
        body=publishable_body(article, on_page),
        markdown=portable_body(article, in_markdown),
        targets=(on_page, in_markdown),
    )


def _siblings(parts: PageParts, article: Article) -> tuple[Article, ...]:
    branch = parts.branches.get((article.lang, article.category))
    return branch.articles if branch else ()


def related_items(parts: PageParts, article: Article) -> tuple[Item, ...]:
    """Return what the author named, filled up with what the index finds similar."""
    chosen: dict[tuple[str, str], Item] = {}
    for entry in parts.resolution.related[article.source]:
        if entry.article and entry.article.status.published:
            chosen[entry.article.key] = parts.item(entry.article)
    for id in parts.similar.get(article.key, ()):
        key = (article.lang, id)
        if len(chosen) >= parts.config.related:
            break
        if key not in chosen and key in parts.articles:
            chosen[key] = parts.item(parts.articles[key])
    return tuple(chosen.values())


def _feedback(parts: PageParts, contact: ContactView | None) -> str:
    """Return the endpoint, "mailto" where a mail can be written, or "" for no question."""
    mail = FEEDBACK_MAIL if contact and contact.email else ""
    return parts.config.feedback_endpoint or ("" if parts.config.feedback == FEEDBACK_OFF else mail)


def _description(article: Article) -> str:
    text = article.description or article.answer or article.text
    return text if len(text) <= DESCRIPTION_LENGTH else text[: DESCRIPTION_LENGTH - 1] + "…"
