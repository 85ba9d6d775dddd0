"""What asking can tell of a link, the limits of asking, and the fault that ends it."""

from __future__ import annotations

import time
from enum import Enum
from ipaddress import IPv4Network, IPv6Network

from kbtool.frozen import dataclass

__all__ = ["EVERYWHERE", "Budget", "Fault", "Limits", "Network", "State", "Verdict"]

Network = IPv4Network | IPv6Network

EVERYWHERE = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))


class State(Enum):
    """What is known of a link."""

    OK = "ok"
    DEAD = "dead"  # a reader who follows it finds nothing
    UNKNOWN = "unknown"  # the other side would not tell, or not in time
    REFUSED = "refused"  # not asked, because its address is not a public one


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found at one URL; `reason` reads on after "the URL ..."."""

    state: State
    reason: str = ""
    hint: str = ""
    moved: str = ""  # the address that takes its place for good
    offline: bool = False  # would look the same on a machine without a network
    private: bool = False  # its way led over an address that is not public
    lasting: bool = True  # worth remembering: this run could really ask


@dataclass(frozen=True, slots=True)
class Limits:
    """How much asking is allowed; times in seconds, sizes in bytes."""

    in_all: float = 120.0
    per_link: float = 20.0
    at_a_time: int = 16
    per_host: int = 2
    redirects: int = 10
    read: int = 2 * 1024 * 1024  # from the wire, headers and all
    unpacked: int = 8 * 1024 * 1024  # of a compressed page
    allowed: tuple[Network, ...] = ()  # visited although they are not public


class Fault(Exception):
    """Asking ends here, with this verdict."""

    def __init__(
        self, state: State, reason: str, *, offline: bool = False, lasting: bool = True
    ) -> None:
        super().__init__(reason)
        self.verdict = Verdict(state, reason, offline=offline, lasting=lasting)


class Budget:
    """The seconds that one link may still spend; waiting for a turn costs nothing."""

    def __init__(self, seconds: float, until: float) -> None:
        self.left = seconds
        self.until = until  # of the whole run, in the time of `time.monotonic`

    def deadline(self, share: float = 1.0) -> float:
        """Return the time by which the next step must end, with `share` of what is left.

        Raises:
            Fault: nothing is left.
        """
        now = time.monotonic()
        if now >= self.until or self.left <= 0:
            raise Fault(State.UNKNOWN, "gives no answer in time")
        return min(now + self.left * share, self.until)

    def spend(self, since: float) -> None:
        """Take off what has passed since the monotonic time `since`."""
        self.left -= time.monotonic() - since
