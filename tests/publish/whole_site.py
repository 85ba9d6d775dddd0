"""A whole site drawn into an empty folder: what `render_with_mkdocs` does, without MkDocs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kbtool.problems import KbtoolError, Problem
from kbtool.publish import security
from kbtool.publish.crew import draw_all
from kbtool.publish.draw import Drawer
from kbtool.publish.render import Progress, warned
from kbtool.publish.settings import Settings
from kbtool.publish.site import Site
from kbtool.publish.statics import (
    HEADERS,
    Static,
    headers_of,
    shared_by,
    source_files,
    statics,
)

__all__ = ["Plan", "draw_whole", "write_static"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be drawn, and by what."""

    root: Path  # the project folder
    site: Site
    settings: Settings
    cache: Path | None = None  # where compiled templates are kept


def draw_whole(
    plan: Plan, folder: Path, workers: int = 1, progress: Progress | None = None
) -> list[Problem]:
    """Draw a site into the empty `folder`, and return what is to be warned of.

    Args:
        plan: of the site.
        folder: where its files go.
        workers: processes that draw pages.
        progress: told how many pages are written.

    Raises:
        KbtoolError: a page cannot be drawn or written, or a template is broken.
    """
    site = plan.site
    files = source_files(plan.settings, plan.root)
    drawer = Drawer(plan.settings, shared_by(site, files), plan.cache)
    inline = security.Inline()
    warnings: dict[str, tuple[str, ...]] = {}
    for count, written in enumerate(draw_all(drawer, site.pages, folder, workers), 1):
        inline |= written.inline
        warnings[written.path] = written.warnings
        if progress:
            progress(count, len(site.pages))
    for static in statics(drawer, site, files):
        inline |= static.inline
        write_static(folder, static)
    if HEADERS not in files:
        write_static(folder, headers_of(drawer, site, inline))
    told = chain.from_iterable(warnings[page.path] for page in site.pages)
    return warned(site, (*plan.settings.warnings, *told))


def write_static(folder: Path, static: Static) -> None:
    """Write a file into `folder`, where there is none.

    Raises:
        KbtoolError: it cannot be written.
    """
    target = folder / static.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(static.content, bytes):
            target.write_bytes(static.content)
        else:
            shutil.copyfile(static.content, target)
    except OSError as error:
        raise KbtoolError(f"{target} cannot be written: {error.strerror}") from None
