"""One request to one address that was judged before, bounded in time and in bytes.

http.client parses the answer; the socket below it is ours, because a timeout of
the standard library counts from packet to packet and a slow server never trips it.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import Message
from functools import cached_property
from typing import Literal, cast

from kbtool import __version__
from kbtool.frozen import dataclass
from kbtool.net.addresses import Address, WebUrl
from kbtool.net.verdicts import Fault, Limits, State

__all__ = ["Answer", "Client"]

USER_AGENT = f"kbtool/{__version__} (link checker)"
_CHUNK = 16 * 1024
_EXPIRED, _WRONG_NAME, _WRONG_ADDRESS = 10, 62, 64  # OpenSSL's X509_V_ERR_*


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `body` is empty unless it was asked for."""

    status: int
    headers: Message
    body: bytes = b""  # unpacked
    whole: bool = True  # False when the body was cut off, broke or could not be unpacked


class _Wire(io.RawIOBase):
    """The reading side of a socket, with one deadline and one size for all of it."""

    def __init__(self, sock: socket.socket, deadline: float, size: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._left <= 0:
            raise http.client.HTTPException("too much")
        self._sock.settimeout(_remaining(self._deadline))
        count = self._sock.recv_into(buffer)
        self._left -= count
        return count

    def makefile(self, mode: str) -> io.BufferedReader:
        """Stand in for the socket that http.client expects."""
        return io.BufferedReader(self)


class Client:
    """Sends requests within `limits`; may be shared by threads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._open: set[socket.socket] = set()
        self._closed = False

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()  # reads every certificate of the system

    def close(self) -> None:
        """End every request that is on its way."""
        self._closed = True
        for sock in tuple(self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def ask(
        self,
        method: Literal["HEAD", "GET", "READ"],
        url: WebUrl,
        addresses: Sequence[Address],
        deadline: float,
    ) -> Answer:
        """Send one request and return the answer.

        Args:
            method: "READ" is a GET whose body is wanted.
            url: where; no cookie and no password goes with it.
            addresses: of its host, judged; they are connected to as they are.
            deadline: monotonic time by which everything ends.

        Raises:
            Fault: no answer, or none in time.
        """
        try:
            with self._connected(url, addresses, deadline) as sock:
                sock.settimeout(_remaining(deadline))
                sock.sendall(_request("HEAD" if method == "HEAD" else "GET", url))
                wire = _Wire(sock, deadline, self.limits.read)
                with http.client.HTTPResponse(cast(socket.socket, wire), method=method) as response:
                    response.begin()
                    if method != "READ":
                        return Answer(response.status, response.headers)
                    body, whole = _body(response, self.limits)
                    return Answer(response.status, response.headers, body, whole)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _fault(error) from None

    @contextmanager
    def _connected(
        self, url: WebUrl, addresses: Sequence[Address], deadline: float
    ) -> Iterator[socket.socket]:
        sock = _connection(url.port, addresses, deadline)
        try:
            if url.scheme == "https":
                sock.settimeout(_remaining(deadline))
                sock = self._context.wrap_socket(sock, server_hostname=url.host)
            self._open.add(sock)
            if self._closed:
                raise TimeoutError
            yield sock
        finally:
            self._open.discard(sock)
            sock.close()


def _connection(port: int, addresses: Sequence[Address], deadline: float) -> socket.socket:
    """Connect to the first address that answers; each gets its share of the time."""
    fault = OSError("no address")
    for number, address in enumerate(addresses):
        share = _remaining(deadline) / (len(addresses) - number)
        try:
            return socket.create_connection((str(address), port), timeout=share)
        except OSError as error:
            # "refused" says more than the "unreachable" of an IPv6 address without a route
            if not isinstance(fault, ConnectionRefusedError):
                fault = error
    raise fault


def _fault(error: Exception) -> Fault:
    """Say what ended a request, and whether it proves anything."""
    match error:
        case ssl.SSLCertVerificationError():
            # What a browser would refuse, too; the rest may be this machine's own fault.
            if error.verify_code == _EXPIRED:
                return Fault(State.DEAD, "has a certificate that expired")
            if error.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
                return Fault(State.DEAD, "has a certificate of another host")
            reason = "has a certificate that this machine does not trust"
        case ConnectionRefusedError():
            return Fault(State.DEAD, "names a host that refuses connections", offline=True)
        case TimeoutError():
            reason = "gives no answer in time"
        case http.client.RemoteDisconnected():
            reason = "closes the connection without an answer"
        case http.client.HTTPException() | ValueError():
            reason = "gives an answer that is not HTTP"
        case ssl.SSLError():
            reason = "offers no secure connection that this machine can use"
        case _:
            what = getattr(error, "strerror", None) or "the connection broke"
            reason = f"cannot be asked: {what[:1].lower()}{what[1:]}"
    return Fault(State.UNKNOWN, reason)


def _request(method: str, url: WebUrl) -> bytes:
    lines = (
        f"{method} {url.path} HTTP/1.1",
        f"Host: {url.authority}",
        f"User-Agent: {USER_AGENT}",
        "Accept: text/html,*/*;q=0.8",
        "Accept-Encoding: gzip",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _body(response: http.client.HTTPResponse, limits: Limits) -> tuple[bytes, bool]:
    """Return as much of the body as is allowed, unpacked, and whether that is all of it."""
    packed = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        return b"", False
    unpacker = None if packed == "identity" else zlib.decompressobj(32 + zlib.MAX_WBITS)
    body = bytearray()
    try:
        while chunk := response.read(_CHUNK):
            if unpacker:
                chunk = unpacker.decompress(chunk, limits.unpacked - len(body))
            body += chunk
            if len(body) >= limits.unpacked or (unpacker and unpacker.unconsumed_tail):
                return bytes(body), False
    except http.client.IncompleteRead as error:
        return bytes(body + (b"" if unpacker else error.partial)), False
    except (OSError, http.client.HTTPException, ValueError, zlib.error):
        return bytes(body), False
    whole = unpacker.eof if unpacker else not response.length
    return bytes(body), whole


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
