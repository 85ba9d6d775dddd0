"""Whether what is staged is whole, judged before it takes its place.

It looks at what was written, never at what was meant: the files that are there, and the links
of the pages as they stand in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice
from typing import Any

from kbtool.faults import fault
from kbtool.problems import KbtoolError
from kbtool.publish.published import Published
from kbtool.publish.site_links import SiteLinks

__all__ = ["verify"]

SHOWN = 3
HINT = "this is a fault of kbtool or of the theme; what was published before is untouched"


def verify(
    staged: Published,
    *,
    expected: Collection[str],
    links: SiteLinks,
    changed: Collection[str],
    removed: Collection[str] = (),
    answers: Callable[[], Any] = lambda: None,
) -> None:
    """Judge what is staged.

    Args:
        staged: what was found in the stage.
        expected: the path of every file that the site must have.
        links: of all pages, those of `changed` as they are now.
        changed: pages that this build has written.
        removed: files that were published and are no more.
        answers: opens the staged index and asks it something; raises KbtoolError.

    Raises:
        KbtoolError: it is not whole.
    """
    fault("publish.verify")
    files = staged.site.keys()
    wanted = set(expected)
    _none("is missing", wanted - files)
    _none("does not belong there", files - wanted)
    dead = [f"{page} -> {link}" for page in changed for link in links.of(page) if link not in files]
    _none("leads nowhere", dead)
    gone = [one for one in removed if one not in files]
    _none("leads nowhere any more", (f"{page} -> {link}" for page, link in links.leading_to(gone)))
    if not staged.index:
        raise KbtoolError("the staged index is empty", HINT)
    answers()


def _none(what: str, found: Any) -> None:
    """Raise when something was found, and name the first of it."""
    names = sorted(found)
    if names:
        shown = ", ".join(f"'{name}'" for name in islice(names, SHOWN))
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        raise KbtoolError(f"the staged site is not whole: {shown}{more} {what}", HINT)
