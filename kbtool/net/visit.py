"""One page asked: redirects followed by hand, fragments looked up, a verdict for each."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote, urldefrag, urljoin

from kbtool.net.addresses import WebUrl, parse, why_not
from kbtool.net.anchors import anchors, drawn_by_script, is_html, names_a_place
from kbtool.net.exchange import Answer, Client
from kbtool.net.hosts import Hosts
from kbtool.net.verdicts import Budget, Fault, State, Verdict
from kbtool.problems import did_you_mean

__all__ = ["visit"]

Method = Literal["HEAD", "GET", "READ"]

REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
GONE = {404, 410}
TOO_MANY, UNAVAILABLE = 429, 503
MOST_PLACES = 1000  # that a hint is chosen from
WALLS = ("cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated")
"""Headers of an answer that came from a bot wall and not from the page."""


def visit(page: str, fragments: Iterable[str], hosts: Hosts, client: Client) -> dict[str, Verdict]:
    """Return the verdict on `page` at each of `fragments`, of which "" is the page itself.

    The page is asked once for all of them, within `per_link` seconds. Never raises for
    what a server does.
    """
    return _Visit(page, hosts, client).verdicts(tuple(fragments))


@dataclass
class _Route:
    """The way of redirects from a page to the place where it is now."""

    url: WebUrl
    hops: int = 0
    fragment: str = ""  # of the last redirect that named one
    moved: str = ""  # the end of the redirects that are for good
    for_good: bool = True
    cookies: bool = False  # a redirect wanted to set one

    def follow(self, status: int, location: str) -> None:
        """Go where a redirect says.

        Raises:
            ValueError: there is no such address.
        """
        # http.client reads headers as Latin-1; servers write UTF-8
        target = location.encode("latin-1", "replace").decode("utf-8", "replace")
        target, fragment = urldefrag(urljoin(str(self.url), target))
        self.url = parse(target)
        self.hops += 1
        self.fragment = unquote(fragment) or self.fragment
        self.for_good = self.for_good and status in FOR_GOOD
        if self.for_good:
            self.moved = str(self.url)


class _Visit:
    def __init__(self, page: str, hosts: Hosts, client: Client) -> None:
        self.page = page
        self.hosts = hosts
        self.client = client
        self.budget = Budget(hosts.limits.per_link, hosts.until)
        self.private = False

    def verdicts(self, fragments: tuple[str, ...]) -> dict[str, Verdict]:
        try:
            route = _Route(parse(self.page))
        except ValueError as error:
            return dict.fromkeys(fragments, Verdict(State.DEAD, str(error)))
        try:
            answer = self.end_of(route, read=any(names_a_place(one) for one in fragments))
        except Fault as fault:
            found = dict.fromkeys(fragments, fault.verdict)
        else:
            found = {fragment: _judged(answer, route, fragment) for fragment in fragments}
        return {fragment: self.told(verdict, route) for fragment, verdict in found.items()}

    def told(self, verdict: Verdict, route: _Route) -> Verdict:
        """Return the verdict with the way to it."""
        reason, lasting = verdict.reason, verdict.lasting
        if verdict.state is State.UNKNOWN and self.hosts.over:
            reason, lasting = "was not asked to the end: the time for all links ran out", False
        elif route.hops and reason:
            reason = f"leads to '{route.url}', which {reason}"
        return replace(verdict, reason=reason, lasting=lasting, private=self.private)

    def end_of(self, route: _Route, read: bool) -> Answer:
        """Return the answer at the end of all redirects."""
        seen = set()
        while True:
            seen.add(route.url)
            answer = self.asked(route.url, ("READ", "READ") if read else ("HEAD", "GET"))
            location = answer.headers.get("Location")
            if answer.status not in REDIRECTS or not location:
                return answer
            # Without cookies, some sites send every visitor round and round.
            route.cookies = route.cookies or "Set-Cookie" in answer.headers
            endless = State.UNKNOWN if route.cookies else State.DEAD
            try:
                route.follow(answer.status, location)
            except ValueError as error:
                # an app's own scheme, perhaps, that a browser would hand on
                raise Fault(State.UNKNOWN, f"leads to something that {error}") from None
            if route.url in seen:
                raise Fault(endless, "redirects in a circle")
            if route.hops > self.hosts.limits.redirects:
                raise Fault(endless, f"comes after more than {route.hops - 1} redirects")

    def asked(self, url: WebUrl, methods: tuple[Method, Method]) -> Answer:
        """Return the answer of `url` in at most two tries."""
        first, second = methods
        try:
            answer = self.sent(first, url, share=0.5)
        except Fault as fault:
            if fault.verdict.state is not State.UNKNOWN:
                raise
            return self.sent(second, url)
        status = answer.status
        if status < 400 or (first == "READ" and status < 500 and status != TOO_MANY):
            return answer
        if status == TOO_MANY or (status == UNAVAILABLE and "Retry-After" in answer.headers):
            pause = _pause(answer)
            if not 0 <= pause < self.budget.left:
                self.hosts.rest(url.host)
                return answer
            since = time.monotonic()
            self.hosts.pause(pause)
            self.budget.spend(since)
        answer = self.sent(second, url)
        if answer.status == TOO_MANY:
            self.hosts.rest(url.host)
        return answer

    def sent(self, method: Method, url: WebUrl, share: float = 1.0) -> Answer:
        with self.hosts.turn(url.host):
            since = time.monotonic()
            try:
                deadline = self.budget.deadline(share)
                addresses = self.hosts.admitted(url, deadline)
                self.private = self.private or any(why_not(one) for one in addresses)
                answer = self.client.ask(method, url, addresses, deadline)
                self.hosts.answered = True
                return answer
            finally:
                self.budget.spend(since)


def _judged(answer: Answer, route: _Route, fragment: str) -> Verdict:
    """Return what the last answer means for the page at `fragment`."""
    status = answer.status
    if any(wall in answer.headers for wall in WALLS):
        return Verdict(State.UNKNOWN, "is behind a bot wall")
    if status in GONE:
        return Verdict(State.DEAD, f"answers {status}")
    if not 200 <= status <= 300:
        return Verdict(State.UNKNOWN, f"answers {status}")
    place = route.fragment or fragment
    moved = f"{route.moved}#{place}" if route.moved and place else route.moved
    # a place that the site itself chose is not the author's to mend
    checked = names_a_place(fragment) and not route.fragment and is_html(answer.headers)
    places = anchors(answer.body, answer.headers) if checked else set()
    if not checked or {place, unquote(place)} & places:
        return Verdict(State.OK, moved=moved)
    if not answer.whole:
        return Verdict(State.UNKNOWN, f"is too long, or breaks off, before '#{place}'")
    if drawn_by_script(answer.body):
        return Verdict(State.UNKNOWN, f"is drawn by a script, which may know '#{place}'")
    hint = did_you_mean(place, sorted(places)[:MOST_PLACES])
    return Verdict(State.DEAD, f"has no place '#{place}'", hint)


def _pause(answer: Answer) -> float:
    """Return the seconds that `Retry-After` asks for, -1.0 when it says nothing usable."""
    value = (answer.headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return -1.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())
