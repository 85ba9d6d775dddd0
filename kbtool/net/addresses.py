"""Which addresses may be visited, and which URLs can be asked at all.

A knowledge base is written by many; a link in it must never make the machine
of an editor or a CI runner talk to what stands behind its firewall.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import quote, urlsplit

from kbtool.frozen import dataclass

__all__ = ["LINK_LOCAL", "Address", "WebUrl", "numeric", "parse", "why_not"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL = 8000
LINK_LOCAL = "a link-local address"
USUAL_PORTS = {"http": 80, "https": 443}
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")  # all that is handed out for the internet
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")  # RFC 9637; unknown to Python before 3.13
_HOST = re.compile(r"[a-z0-9._-]+")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # what a URL may hold besides letters and digits


@dataclass(frozen=True, slots=True)
class WebUrl:
    """A URL that can be asked: its parts as they go over the wire, all ASCII."""

    scheme: str
    host: str  # lower case, without brackets
    port: int
    path: str  # with the query

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as the Host header wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str) -> WebUrl:
    """Return the parts of `url`; names and passwords in it are dropped, never sent.

    Raises:
        ValueError: it is no http or https URL, or no host can have this name.
    """
    if len(url) > MAX_URL:
        raise ValueError("is too long for an address")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        raise ValueError("is no usable address") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("is no http or https address")
    if "\\" in parts.netloc:  # a browser ends the host here, Python does not
        raise ValueError("is no usable address")
    host = host.lower().removesuffix(".")
    if ":" in host:
        host = str(ipaddress.IPv6Address(host.partition("%")[0]))  # a scope is this machine's
    elif not _HOST.fullmatch(host) or "" in host.split(".") or len(host) > 253:
        raise ValueError("is no usable address")
    path = quote(parts.path or "/", safe=_KEPT)
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    if not path.startswith("/"):
        raise ValueError("is no usable address")
    return WebUrl(parts.scheme, host, port or USUAL_PORTS[parts.scheme], path + query)


def numeric(host: str) -> Address | None:
    """Return the address that `host` spells in digits, in any way that systems accept.

    Decimal, octal, hexadecimal and shortened forms are what `inet_aton` takes:
    '2130706433', '0x7f.1' and '127.1' are all 127.0.0.1.
    """
    if ":" in host:
        return ipaddress.IPv6Address(host)
    if not _NUMERIC.fullmatch(host):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def why_not(address: Address) -> str:
    """Return why `address` is not to be visited, such as "a loopback address"; "" when it may be.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is judged by it, too.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return why_not(inner)
    if address.is_loopback:
        return "a loopback address"
    if address.is_link_local:
        return LINK_LOCAL
    if address.is_multicast:
        return "a multicast address"
    if address.is_unspecified or address.is_reserved:
        return "a reserved address"
    outside = address.version == 6 and (address not in _V6_GLOBAL or address in _DOCUMENTATION)
    return "a private address" if outside or not address.is_global else ""
