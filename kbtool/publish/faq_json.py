"""Every question of a language as JSON, and the JSON Schema that it keeps to."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kbtool.publish.entries import Entry
from kbtool.publish.page import Page
from kbtool.publish.views import PageView
from kbtool.urls import to_url

__all__ = ["FAQ", "SCHEMA", "faq", "faq_row", "schema"]

FAQ = "faq.json"
SCHEMA = "faq.schema.json"

_ENCODER = json.JSONEncoder(ensure_ascii=False)


def schema(site_url: str) -> str:
    """Return the JSON Schema of `faq.json`, under its own address where there is one."""
    text = Path(__file__).with_name(SCHEMA).read_text(encoding="utf-8")
    content = json.loads(text)
    if site_url:
        content = {"$schema": content.pop("$schema"), "$id": site_url + SCHEMA, **content}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def faq(
    entries: Iterable[Entry], home: PageView, rows: Iterable[bytes | memoryview], site_url: str
) -> bytes:
    """Return the `faq.json` of one language, in UTF-8.

    Args:
        entries: of its pages, each category before its questions.
        home: its home page.
        rows: its listed questions, see `faq_row`.
        site_url: where the site is published; addresses are relative to the file without it.
    """
    base = posixpath.dirname(home.url)
    categories = [
        {
            "title": entry.title,
            "path": list(entry.section),
            "description": entry.description,
            "url": _address(entry.url, base, site_url),
        }
        for entry in entries
        if entry.kind == "category"
    ]
    content = {
        "$schema": _address(SCHEMA, base, site_url),
        "version": 1,
        "language": home.lang,
        "title": home.site_title,
        "description": home.description,
        "url": _address(home.url, base, site_url),
        "categories": [_filled(one) for one in categories],
    }
    head = json.dumps(_filled(content, keep=("categories",)), ensure_ascii=False)
    # Rows are joined as they are: most of them are those of the last build.
    return b"".join((head[:-1].encode(), b', "questions": [', b", ".join(rows), b"]}\n"))


def faq_row(page: Page, site_url: str) -> str:
    """Return a listed question as JSON.

    Args:
        page: of the question.
        site_url: as `faq` takes it.
    """
    base = posixpath.dirname(page.view.home_url)
    values = {
        **_question(page),
        "url": _address(page.view.url, base, site_url),
        "markdown_url": _address(to_url(page.markdown_path), base, site_url),
    }
    return _ENCODER.encode(_filled(values))


def _address(url: str, base: str, site_url: str) -> str:
    if site_url:
        return site_url + url
    if not base or url.startswith(f"{base}/"):  # `relpath` asks the system where we are
        return url[len(base) + 1 :] if base else url
    return posixpath.relpath(url, base)


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
