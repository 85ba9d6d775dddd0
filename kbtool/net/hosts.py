"""The peace of every host: who may be asked, by how many at a time, and for how long not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kbtool.net.addresses import LINK_LOCAL, Address, WebUrl, why_not
from kbtool.net.names import Names
from kbtool.net.verdicts import Fault, Limits, State

__all__ = ["Hosts"]


class Hosts:
    """What the threads of one run share."""

    def __init__(self, limits: Limits, names: Names) -> None:
        self.limits = limits
        self.until = time.monotonic() + limits.in_all  # the end of all asking
        self.answered = False  # someone, somewhere, did answer
        self._names = names
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Semaphore] = {}
        self._resting: set[str] = set()

    def admitted(self, url: WebUrl, deadline: float) -> tuple[Address, ...]:
        """Return the addresses of the host of `url`, judged: connect to these and to no other.

        Raises:
            Fault: there are none, or one of them must not be visited.
        """
        addresses = self._names.addresses(url.host, deadline)
        for address in addresses:
            reason = why_not(address)
            # The metadata service of a cloud gives away keys; nobody links to it.
            never = reason == LINK_LOCAL
            if reason and (never or not any(address in one for one in self.limits.allowed)):
                shown = "" if url.host == str(address) else f" ({address})"
                raise Fault(State.REFUSED, f"names {reason}{shown}")
        return addresses

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until fewer than `per_host` others ask `host`.

        Raises:
            Fault: the time of the run is over, or the host wants to be left alone.
        """
        with self._lock:
            turns = self._turns.setdefault(host, threading.Semaphore(self.limits.per_host))
        if not turns.acquire(timeout=max(0.0, self.until - time.monotonic())):
            raise Fault(State.UNKNOWN, "was not asked in time", lasting=False)
        try:
            if host in self._resting:
                reason = "was not asked, because its host wants fewer requests"
                raise Fault(State.UNKNOWN, reason, lasting=False)
            yield
        finally:
            turns.release()

    def rest(self, host: str) -> None:
        """Ask `host` nothing more in this run."""
        self._resting.add(host)

    def pause(self, seconds: float) -> None:
        """Wait, unless the run is stopped."""
        self._stopped.wait(seconds)

    def stop(self) -> None:
        """Let every thread come to its end soon."""
        self.until = 0.0
        self._stopped.set()

    @property
    def over(self) -> bool:
        """True when the time of the run has run out."""
        return time.monotonic() >= self.until
