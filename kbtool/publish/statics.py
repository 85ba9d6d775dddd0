"""Every file of the site that is no page: assets, pictures, the 404, the sitemap, data.

Says what each holds, or where to copy it from; whoever asks writes what has changed.
"""

from __future__ import annotations

import fnmatch
import os
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kbtool.frozen import dataclass
from kbtool.model import ARTICLES, SOURCE_ENDINGS
from kbtool.publish import material, security
from kbtool.publish.addresses import Folder, relative_address
from kbtool.publish.draw import Drawer, Shared
from kbtool.publish.entries import Entry
from kbtool.publish.machines import Listed
from kbtool.publish.page import markdown_path
from kbtool.publish.scripts import SOURCES
from kbtool.publish.settings import Settings
from kbtool.publish.site import Site, compressed, extras, headers_file, static_context
from kbtool.read.scratch import is_scratch

__all__ = ["HEADERS", "Static", "headers_of", "shared_by", "source_files", "statics"]

HEADERS = "_headers"
TEMPLATES = "kb/"
"""Of the theme: no files to publish."""

MARKDOWN = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")
NOT_OF_A_THEME = (
    *("*.py", "*.pyc", "*.html", "*readme*", "mkdocs_theme.yml", "locales/*"),
    *(f"*{ending}" for ending in MARKDOWN),
)
"""Files of a theme that MkDocs 1.6 does not publish, besides hidden ones."""


_NOTHING = security.Inline()


@dataclass(frozen=True, slots=True)
class Static:
    """A file that is no page."""

    path: str
    content: bytes | Path  # a path: copy that file
    inline: security.Inline = _NOTHING


def source_files(settings: Settings, root: Path) -> dict[str, Path]:
    """Return the files that are copied as they are, by their path in the site.

    Pictures and downloads of the project come before files of the theme.
    """
    excluded = _Excluded(settings.excluded)
    with_script = settings.with_script
    found: dict[str, Path] = {}
    for path, file in _files(root / ARTICLES, hidden=True, without=(*SOURCE_ENDINGS, *MARKDOWN)):
        found[path] = file
    for folder in map(Path, settings.folders):
        for path, file in _files(folder, hidden=False):
            name = path.lower()
            left_out = (*NOT_OF_A_THEME, *settings.static_templates)
            if not path.startswith(TEMPLATES) and not any(
                fnmatch.fnmatchcase(name, pattern) for pattern in left_out
            ):
                found.setdefault(path, file)
    return {
        path: file
        for path, file in found.items()
        if not path.startswith(SOURCES)
        and material.is_loaded(path, with_script=with_script)
        and path not in excluded
    }


def shared_by(site: Site, files: Collection[str]) -> Shared:
    """Return what the pages of `site` share; `files` are the paths of `source_files`."""
    sources = frozenset((*(markdown_path(entry.path) for entry in site.entries), *files))
    return Shared(site.kb.config, site.strings, site.scripts, sources)


def statics(
    drawer: Drawer,
    site: Site,
    files: Mapping[str, Path],
    told: Callable[[Sequence[Entry]], Listed] | None = None,
) -> Iterator[Static]:
    """Yield every file of the site that is no page, each path once; `_headers` comes later.

    Args:
        drawer: draws the templates among them.
        site: the whole site.
        files: those that are copied, see `source_files`.
        told: tells the listed questions of a language; without it, by their pages.

    Raises:
        KbtoolError: a template is broken.
    """
    done = {entry.path for entry in site.entries}
    for static in chain(_extras(drawer, site, told), _templates(drawer, site)):
        if static.path not in done:
            done.add(static.path)
            yield static
    for path, file in files.items():
        if path not in done:
            yield Static(path, file)


def headers_of(drawer: Drawer, site: Site, inline: security.Inline) -> Static:
    """Return the `_headers` file of a site that holds this within its pages.

    A project's own, if `source_files` has one, comes before it.
    """
    return Static(HEADERS, headers_file(site, drawer.policy(inline, in_header=True)))


def _extras(
    drawer: Drawer, site: Site, told: Callable[[Sequence[Entry]], Listed] | None
) -> Iterator[Static]:
    context = _context(drawer, site)
    root = Folder("", ".")

    def draw(template: str, said: Mapping[str, Any]) -> str:
        return drawer.text(template, root, {**context, **said})

    for path, content in extras(site, drawer.site_url, draw, told):
        yield Static(path, content)


def _templates(drawer: Drawer, site: Site) -> Iterator[Static]:
    """Yield the pages that a theme has besides ours, and what they are compressed to."""
    context = _context(drawer, site)
    for name in drawer.settings.static_templates:
        if name[:3].isdigit() and name[3:] in (".html", ".htm"):
            # Shown at any address that is none, so what it names is named from the host on.
            base_url = urlsplit(drawer.site_url or "/").path
        else:
            base_url = relative_address(".", quote(posixpath.dirname(name)))
        if not drawer.templates.has(name):
            continue
        folder = Folder("", base_url)
        if name.endswith(".html"):
            page = drawer.other(name, folder, context)
            if page.html.strip():
                yield Static(name, page.html, page.inline)
            continue
        text = drawer.text(name, folder, context)
        if text.strip():
            yield Static(name, text.encode())
        if name == "sitemap.xml" and text.strip():
            yield Static(f"{name}.gz", compressed(text.encode()))


def _context(drawer: Drawer, site: Site) -> dict[str, Any]:
    in_page = drawer.settings.options["policy_meta"]
    return {
        **static_context(site, drawer.site_url),
        "kb_material": drawer.settings.with_script,
        "kb_policy": drawer.policy(_NOTHING, in_header=False) if in_page else "",
    }


def _files(
    folder: Path, *, hidden: bool, without: tuple[str, ...] = ()
) -> Iterator[tuple[str, Path]]:
    """Yield every file below `folder` with its path, sorted.

    Args:
        folder: where to look.
        hidden: yield hidden files, too, and those of hidden folders.
        without: endings in lower case of files that are left out.
    """
    for here, folders, names in os.walk(folder, followlinks=True):
        # Material has 12,000 icons in a hidden folder.
        folders[:] = sorted(name for name in folders if hidden or not name.startswith("."))
        for name in sorted(names):
            left_out = is_scratch(name) or (without and name.lower().endswith(without))
            if not left_out and (hidden or not name.startswith(".")):
                file = Path(here, name)
                yield file.relative_to(folder).as_posix(), file


class _Excluded:
    """The paths that `exclude_docs` and MkDocs' own habits leave out."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._matches = None
        if patterns:
            from pathspec.gitignore import GitIgnoreSpec

            lines = [".*", "/templates/", *patterns]
            self._matches = GitIgnoreSpec.from_lines(lines).match_file

    def __contains__(self, path: str) -> bool:
        if self._matches:
            return bool(self._matches(path))
        parts = path.split("/")
        return any(part.startswith(".") for part in parts) or path.startswith("templates/")
