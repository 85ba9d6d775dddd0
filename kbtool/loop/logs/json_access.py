"""Access logs of JSON lines -> lines in the combined format, which `access.py` reads.

Caddy writes such logs, and nginx, Apache and Traefik where they are told to. A line that
is none stays as it is, so that its number and its fault are told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

__all__ = ["combined", "combined_lines"]

TOO_LONG = "-"  # instead of a line that is too long: no line of an access log either

_TARGET = ("uri", "request_uri", "RequestPath", "path")
_METHOD = ("method", "request_method", "RequestMethod")
_STATUS = ("status", "DownstreamStatus", "status_code")
_TIME = ("ts", "time", "time_iso8601", "time_local", "timestamp", "@timestamp", "StartUTC")
_HOST = ("remote_ip", "client_ip", "remote_addr", "ClientHost", "remote_host")
_REFERER = ("http_referer", "referer", "request_Referer", "Referer")
_AGENT = ("http_user_agent", "user_agent", "request_User-Agent", "User-Agent")
_SAFE = "!#$%&'()*+,-./:;=?@[]_~|^`{}\\"  # of an address, as it may stand between quotes
_PIECE = 10_000  # lines


def combined_lines(lines: Iterable[tuple[int, str | None]]) -> Iterator[bytes]:
    """Yield the lines of a log in the combined format, some thousands at a time."""
    some: list[str] = []
    for _, line in lines:
        some.append(TOO_LONG if line is None else combined(line) or line)
        if len(some) == _PIECE:
            yield ("\n".join(some) + "\n").encode()
            some = []
    if some:
        yield ("\n".join(some) + "\n").encode()


def combined(line: str) -> str | None:
    """Return a line of JSON in the combined format; None when it tells of no request."""
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    request = found.get("request")
    inner = request if isinstance(request, dict) else {}
    headers = inner.get("headers")
    both = {**found, **inner, **(headers if isinstance(headers, dict) else {})}
    method, target = _text(both, _METHOD), _text(both, _TARGET)
    if isinstance(request, str) and len(parts := request.split(" ")) == 3:
        method, target = parts[:2]
    time, status = _time(both), _text(found, _STATUS)
    if not (method and target and time and status):
        return None
    agent, referer = (_quoted(_text(both, keys)) for keys in (_AGENT, _REFERER))
    host = _text(both, _HOST).partition(" ")[0] or "-"
    address = quote(target, safe=_SAFE)
    return f'{host} - - [{time}] "{method} {address} HTTP/1.1" {status} 0 "{referer}" "{agent}"'


def _text(found: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Return the first value that there is; of a header, the first of its values."""
    for key in keys:
        value = found.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str | int) and value != "":
            return " ".join(str(value).split())
    return ""


def _time(found: Mapping[str, Any]) -> str:
    """Return when it was, as the combined format writes it; "" where that is not known."""
    value = next((found[key] for key in _TIME if key in found), None)
    try:
        if isinstance(value, int | float):
            moment = dt.datetime.fromtimestamp(value, dt.UTC)
        elif isinstance(value, str) and value[2:3] == "/":  # as the combined format has it
            return value
        else:
            moment = dt.datetime.fromisoformat(str(value).replace("/", "-"))
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC).strftime("%d/%b/%Y:%H:%M:%S %z")


def _quoted(text: str) -> str:
    return text.replace('"', "''") or "-"
