"""KB25x: links to other sites, asked only on request.

The rules and their findings live here; the asking itself is `kbtool/net/`,
imported when it is wanted, so that a plain `kbtool check` knows no network.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kbtool.model import Link
from kbtool.problems import Problem, Severity, rule
from kbtool.resolve import Outcome, Resolution

if TYPE_CHECKING:
    from kbtool.net.names import Names
    from kbtool.net.verdicts import Limits, Verdict

__all__ = ["EXTERNAL_IDS", "Progress", "external_problems"]

Progress = Callable[[int, int], None]
"""Told how many of how many pages are asked."""

DEAD = rule(
    "KB250",
    "dead-external-link",
    help="""A link to another site leads to a page that is there, at a place that it has.

Asked with --external only.

Bad:  [tracking](https://carrier.example/trak)    which answers 404
Good: [tracking](https://carrier.example/track)""",
)
UNKNOWN = rule(
    "KB251",
    "unknown-external-link",
    Severity.INFO,
    help="""A link to another site whose host would not tell may work all the same: try it by hand.

Asked with --external only. Too many requests, a bot wall, a login, a timeout are no proof.

Bad:  [notice](https://bank.example/notice)    which answers 403 to programs
Good: [notice](https://bank.example/notice)    which answers 200""",
)
MOVED = rule(
    "KB252",
    "moved-external-link",
    Severity.INFO,
    help="""A link to another site names the address where the page is now.

Asked with --external only.

Bad:  [tracking](http://carrier.example/track)    which has moved for good
Good: [tracking](https://carrier.example/track)""",
)
REFUSED = rule(
    "KB253",
    "refused-address",
    Severity.WARNING,
    help="""A link for everybody leads to a public address, not into a network of one's own.

Asked with --external only, which visits no such address unless --allow-private is given.

Bad:  [status](http://192.168.1.10/status)
Good: [status](https://status.shop.example/)""",
)

EXTERNAL_IDS = frozenset({DEAD.id, UNKNOWN.id, MOVED.id, REFUSED.id})
"""What only asking can find."""

_REFERENCE = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);")

Url = tuple[str, str]  # a page, and the fragment behind its "#"


def external_problems(
    resolution: Resolution,
    cache: Path,
    limits: Limits,
    progress: Progress = lambda done, total: None,
    names: Names | None = None,
) -> list[Problem]:
    """Ask every link to another site, each URL once, and return what is wrong with them.

    Args:
        resolution: every link of the knowledge base.
        cache: a JSON file that remembers verdicts between runs; may not exist.
        limits: of time and size.
        progress: told after every page that was asked.
        names: looks up hosts; the system does when left out.
    """
    links: dict[Url, list[Link]] = defaultdict(list)
    for resolved in chain.from_iterable(resolution.links.values()):
        url = _url(resolved.link) if resolved.outcome is Outcome.EXTERNAL else None
        if url:
            links[url].append(resolved.link)
    verdicts = _verdicts(links, cache, limits, progress, names)
    return [found for url in links for found in _judged(url, links[url], verdicts[url])]


def _url(link: Link) -> Url | None:
    """Return what a browser would ask for, or None for mailto: and the like."""
    target = _REFERENCE.sub(lambda match: unescape(match[0]), link.target)
    if target.startswith("//"):
        target = f"https:{target}"  # what a site of today is served by
    scheme = target.partition(":")[0].lower()
    return (target, link.fragment) if scheme in ("http", "https") else None


def _verdicts(
    links: Mapping[Url, object],
    cache: Path,
    limits: Limits,
    progress: Progress,
    names: Names | None,
) -> dict[Url, Verdict]:
    from kbtool.net.crowd import Survey
    from kbtool.net.memory import Memory
    from kbtool.net.verdicts import State

    memory = Memory(cache, time.time())
    known: dict[Url, Verdict] = {}
    pages: dict[str, list[str]] = defaultdict(list)
    for url in links:
        verdict = memory.fresh(_shown(url), limits.allowed)
        if verdict:
            known[url] = verdict
        else:
            pages[url[0]].append(url[1])
    asked: dict[Url, Verdict] = {}
    survey = Survey(limits, names)

    try:
        for done, (page, found) in enumerate(survey.run(pages), start=1):
            asked.update({(page, fragment): verdict for fragment, verdict in found.items()})
            progress(done, len(pages))
    finally:  # what was asked before a Ctrl-C need not be asked again
        for url, verdict in asked.items():
            if verdict.offline and not survey.answered and not memory.was_dead(_shown(url)):
                reason = f"{verdict.reason}; no host answered, so this machine may be offline"
                asked[url] = replace(verdict, state=State.UNKNOWN, reason=reason, lasting=False)
            memory.learn(_shown(url), asked[url])
        memory.save({_shown(url): None for url in links})
    return known | asked


def _judged(url: Url, links: list[Link], verdict: Verdict) -> Iterator[Problem]:
    """Yield what is wrong with `url`, at every place that links to it."""
    from kbtool.net.verdicts import State

    hint = verdict.hint
    if verdict.state is State.OK:
        if not verdict.moved:
            return
        broken, reason = MOVED, "has moved for good"
        hint = f"write {verdict.moved}"
    elif verdict.state is State.DEAD:
        broken, reason = DEAD, verdict.reason
    elif verdict.state is State.REFUSED:
        broken, reason = REFUSED, verdict.reason
        hint = "link to a public address; --allow-private visits others, too"
    else:
        broken, reason = UNKNOWN, verdict.reason
    for link in links:
        yield Problem(broken, link.source, f"'{_shown(url)}' {reason}", hint)


def _shown(url: Url) -> str:
    page, fragment = url
    return f"{page}#{fragment}" if fragment else page
