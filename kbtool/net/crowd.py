"""Many pages asked side by side, no host by too many."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue

from kbtool.net.addresses import parse
from kbtool.net.exchange import Client
from kbtool.net.hosts import Hosts
from kbtool.net.names import Names
from kbtool.net.verdicts import Limits, Verdict
from kbtool.net.visit import visit

__all__ = ["Survey"]

Found = Mapping[str, Verdict]


class Survey:
    """The asking of one run. `answered` tells afterwards whether anyone did answer."""

    def __init__(self, limits: Limits, names: Names | None = None) -> None:
        self._hosts = Hosts(limits, names or Names())
        self._client = Client(limits)
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[tuple[str, Sequence[str]]]] = defaultdict(deque)
        self._done: SimpleQueue[tuple[str, Found | Exception]] = SimpleQueue()

    @property
    def answered(self) -> bool:
        """True when any host gave any answer."""
        return self._hosts.answered

    def run(self, pages: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Found]]:
        """Ask every page at its fragments, and yield each with its verdicts, the fastest first.

        Takes at most `in_all` seconds.
        """
        for page in sorted(pages):
            self._waiting[_host(page)].append((page, pages[page]))
        limits = self._hosts.limits
        pool = ThreadPoolExecutor(limits.at_a_time, thread_name_prefix="links")
        try:
            for _ in range(limits.per_host):
                for host in self._waiting:
                    pool.submit(self._next_of, host, pool)
            for _ in pages:
                page, result = self._done.get()
                if isinstance(result, Exception):
                    raise result
                yield page, result
        finally:
            self._hosts.stop()
            self._client.close()
            pool.shutdown(cancel_futures=True)

    def _next_of(self, host: str, pool: ThreadPoolExecutor) -> None:
        """Ask one page of `host`, then queue up again: a slow host never holds up the others."""
        with self._lock:
            if not self._waiting[host]:
                return
            page, fragments = self._waiting[host].popleft()
        try:
            result: Found | Exception = visit(page, fragments, self._hosts, self._client)
        except Exception as error:  # a fault of ours, for the thread that can report it
            result = error
        self._done.put((page, result))
        with suppress(RuntimeError):  # the run was stopped
            pool.submit(self._next_of, host, pool)


def _host(page: str) -> str:
    try:
        return parse(page).host
    except ValueError:
        return ""
