"""Host names -> addresses, each name asked once a run.

The answer is kept for the whole run, so the address that was judged is the one
that is connected to: a name server cannot answer differently a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from kbtool.net.addresses import Address, numeric
from kbtool.net.verdicts import Fault, State

__all__ = ["Lookup", "Names", "system_lookup"]

Lookup = Callable[[str], Iterable[str]]
"""Host name -> addresses as text; raises OSError like `socket.getaddrinfo`."""

MAX_ADDRESSES = 4
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def system_lookup(host: str) -> list[str]:
    """Ask the system for the addresses of `host`."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Names:
    """The addresses of hosts, remembered for one run."""

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup
        self._lock = threading.Lock()
        self._asked: dict[str, Future[list[str]]] = {}

    def addresses(self, host: str, deadline: float) -> tuple[Address, ...]:
        """Return the addresses of `host`, at most four.

        Raises:
            Fault: there is no such name, or no answer by `deadline`.
        """
        spelled = numeric(host)
        if spelled is not None:
            return (spelled,)
        try:
            texts = self._answer(host).result(timeout=max(0.0, deadline - time.monotonic()))
            found = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
        except TimeoutError:
            raise Fault(State.UNKNOWN, "names a host that is not looked up in time") from None
        except (OSError, ValueError) as error:  # UnicodeError is a ValueError
            if isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_NAME:
                raise Fault(State.DEAD, "names a host that does not exist", offline=True) from None
            raise Fault(State.UNKNOWN, "names a host that cannot be looked up now") from None
        if not found:
            raise Fault(State.DEAD, "names a host without an address", offline=True)
        return tuple(dict.fromkeys(found))[:MAX_ADDRESSES]

    def _answer(self, host: str) -> Future[list[str]]:
        with self._lock:
            known = self._asked.get(host)
            if known is None:
                known = self._asked[host] = Future()
                # getaddrinfo knows no timeout; a daemon thread does not hold up the exit
                threading.Thread(target=self._ask, args=(host, known), daemon=True).start()
            return known

    def _ask(self, host: str, answer: Future[list[str]]) -> None:
        try:
            answer.set_result(list(self._lookup(host)))
        except Exception as error:
            answer.set_exception(error)
