"""What a page says of itself to search engines, as JSON-LD in the words of schema.org.

Every text equals one that readers of the page see; a test compares them.

A category is a `FAQPage`: many questions, each with the publisher's one answer. A
question is an `Article` about a `Question`, and no `QAPage`: Google keeps that for
pages on which visitors write answers, and another `FAQPage` would repeat the category's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kbtool.publish.strings import Translate
from kbtool.publish.views import ArticleView, CategoryView, PageView

__all__ = ["structured_data"]

_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""A `</script>` or `<!--` in a title must not end the element that holds the data."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def structured_data(view: PageView, t: Translate, site_url: str) -> str:
    """Return the JSON-LD of a page, safe inside of `<script>`; "" where it has nothing to say.

    Args:
        view: the page.
        t: the strings of its language.
        site_url: where the site is published, ending with "/"; without it there are no
            addresses to tell, and only the questions are told.
    """
    graph: list[dict[str, Any]] = []
    if view.article and not view.article.unlisted:
        graph.append(_article(view, view.article, site_url))
    if view.category:
        graph += _questions(view, view.category, site_url)
    if view.crumbs and graph and site_url:
        graph.append(_way(view, t, site_url))
    if not graph:
        return ""
    whole = {"@context": "https://schema.org", "@graph": graph}
    return _ENCODER.encode(whole).translate(_HARMLESS)


def _article(view: PageView, article: ArticleView, site_url: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "Article",
        "headline": view.title,
        "inLanguage": view.lang,
        "publisher": {"@type": "Organization", "name": view.site_title},
    }
    if site_url:
        said["mainEntityOfPage"] = site_url + view.url
    if article.updated:
        said["dateModified"] = article.updated.isoformat()
    if article.answer:
        said["mainEntity"] = _question(view.title, article.answer)
    return said


def _questions(view: PageView, category: CategoryView, site_url: str) -> Iterable[dict[str, Any]]:
    """Yield the questions of a category; those without a short answer show none on its page."""
    answered = [one for one in category.questions if one.answer]
    if answered:
        yield {
            "@type": "FAQPage",
            "name": view.title,
            "inLanguage": view.lang,
            "mainEntity": [
                _question(one.title, one.answer, site_url + one.url if site_url else "")
                for one in answered
            ],
        }
    else:
        yield {"@type": "CollectionPage", "name": view.title, "inLanguage": view.lang}


def _question(title: str, answer: str, url: str = "") -> dict[str, Any]:
    said: dict[str, Any] = {"@type": "Question", "name": title}
    if url:
        said["url"] = url
    return {**said, "acceptedAnswer": {"@type": "Answer", "text": answer}}


def _way(view: PageView, t: Translate, site_url: str) -> dict[str, Any]:
    """Return the way from the home page to this one, named as the page names its steps."""
    steps = [
        (t("page.home") if crumb.url == view.home_url else crumb.title, crumb.url)
        for crumb in view.crumbs
    ]
    last = len(steps) + 1
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            *(
                {"@type": "ListItem", "position": place, "name": name, "item": site_url + url}
                for place, (name, url) in enumerate(steps, 1)
            ),
            {"@type": "ListItem", "position": last, "name": view.title},  # the page itself
        ],
    }
