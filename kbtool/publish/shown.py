"""A page and its scripts as templates know them: by MkDocs' names."""

from __future__ import annotations

import datetime as dt
import html
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from kbtool.publish.page import Page
from kbtool.publish.rendered import Heading

__all__ = ["Script", "ShownPage", "shown_page"]


@dataclass(slots=True)
class ShownPage:
    """The page as templates know it: MkDocs' names."""

    title: str
    url: str
    canonical_url: str | None
    abs_url: str | None
    edit_url: str | None
    meta: Mapping[str, Any]
    content: str = ""
    toc: tuple[Heading, ...] = ()
    is_homepage: bool = False
    is_index: bool = False
    is_page: bool = True
    is_section: bool = False
    active: bool = True
    update_date: str = ""
    previous_page: None = None
    next_page: None = None
    parent: None = None
    children: None = None
    ancestors: tuple[()] = field(default=())


class Script:
    """An entry of `extra_javascript` with attributes."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.path: str = said["path"]
        self.type: str = said["type"]
        self.defer: bool = said["defer"]
        self.async_: bool = said["async"]

    def __str__(self) -> str:
        return self.path


def shown_page(page: Page, config: Mapping[str, Any], day: dt.datetime) -> ShownPage:
    """Return what templates know as `page`; its body comes later.

    Args:
        page: the page.
        config: what templates know as `config`.
        day: of the build.
    """
    url, site_url = quote(page.path), config["site_url"] or ""
    canonical = urljoin(site_url, url) if site_url else None
    # Material does not escape these two, so they are escaped here.
    meta = {"template": page.template, **page.meta, "title": html.escape(page.view.title)}
    if page.view.description:
        meta["description"] = html.escape(page.view.description)
    return ShownPage(
        title=meta["title"],
        url=url,
        canonical_url=canonical,
        abs_url=urlsplit(canonical).path if canonical else None,
        edit_url=_edit_url(page.edit_path, config),
        meta=meta,
        is_homepage=page.path == "index.html",
        is_index=posixpath.basename(page.path) == "index.html",
        update_date=day.strftime("%Y-%m-%d"),
    )


def _edit_url(path: str, config: Mapping[str, Any]) -> str | None:
    template, uri = config["edit_uri_template"], config["edit_uri"]
    if not path or not (template or uri):
        return None
    noext = posixpath.splitext(path)[0]
    quoting = _Quoting()
    written = str(quoting.format(template, path=path, path_noext=noext) if template else uri + path)
    repository: str = config["repo_url"] or ""
    if repository and not written.startswith(("?", "#")) and not repository.endswith("/"):
        repository += "/"
    return urljoin(repository, written)


class _Quoting(Formatter):
    """Knows `{path!q}`, as MkDocs does."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion == "q":
            return quote(value, safe="")
        return super().convert_field(value, conversion)
