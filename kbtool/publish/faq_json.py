"""Every question of a language as JSON, and the JSON Schema that it keeps to."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable
from importlib import resources
from typing import Any

from kbtool.publish.page import Page
from kbtool.urls import to_url

__all__ = ["FAQ", "SCHEMA", "faq", "schema"]

FAQ = "faq.json"
SCHEMA = "faq.schema.json"


def schema(site_url: str) -> str:
    """Return the JSON Schema of `faq.json`, under its own address where there is one."""
    text = resources.files("kbtool").joinpath("publish", SCHEMA).read_text(encoding="utf-8")
    content = json.loads(text)
    if site_url:
        content = {"$schema": content.pop("$schema"), "$id": site_url + SCHEMA, **content}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def faq(pages: Iterable[Page], site_url: str) -> str:
    """Return the `faq.json` of one language.

    Args:
        pages: those of the language, home first, each category before its questions.
        site_url: where the site is published; addresses are relative to the file without it.
    """
    pages = list(pages)
    home = next(page.view for page in pages if page.view.home)
    base = posixpath.dirname(home.url)

    def address(url: str) -> str:
        return site_url + url if site_url else posixpath.relpath(url, base or ".")

    categories = [
        {
            "title": page.view.title,
            "path": [crumb.title for crumb in page.view.crumbs[1:]] + [page.view.title],
            "description": page.view.description,
            "url": address(page.view.url),
        }
        for page in pages
        if page.view.category
    ]
    content = {
        "$schema": address(SCHEMA),
        "version": 1,
        "language": home.lang,
        "title": home.site_title,
        "description": home.description,
        "url": address(home.url),
        "categories": [_filled(one) for one in categories],
        "questions": [
            _filled(
                {
                    **_question(page),
                    "url": address(page.view.url),
                    "markdown_url": address(to_url(page.markdown_path)),
                }
            )
            for page in pages
            if page.markdown_path
        ],
    }
    return json.dumps(_filled(content, keep=("categories", "questions")), ensure_ascii=False) + "\n"


def _question(page: Page) -> dict[str, Any]:
    article = page.view.article
    assert article is not None
    return {
        "id": article.id,
        "question": page.view.title,
        "answer": article.answer,
        "body": page.markdown.strip("\n"),
        "also_asked": list(article.also_asked),
        "tags": list(article.tags),
        "category": [crumb.title for crumb in page.view.crumbs[1:]],
        "updated": article.updated.isoformat() if article.updated else "",
        "reviewed": article.reviewed.isoformat() if article.reviewed else "",
    }


def _filled(values: dict[str, Any], keep: tuple[str, ...] = ("category",)) -> dict[str, Any]:
    """Return `values` without empty ones."""
    return {key: value for key, value in values.items() if value or key in keep}
