"""The setting `feedback` of `kb.yml`: where answers to "Did this help?" go.

Knows nothing of what is sent; docs/feedback.md does.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from kbtool.read import rules
from kbtool.read.fields import Fields

__all__ = ["FEEDBACK_MAIL", "FEEDBACK_OFF", "read_feedback"]

FEEDBACK_OFF = "off"
FEEDBACK_MAIL = "mailto"
_PRINTED = re.compile(r"[!-~]+\Z")  # an address as it goes over the wire: no blanks, only ASCII


def read_feedback(fields: Fields) -> str:
    """Return `off`, `mailto`, or the URL of an endpoint; what is wrong is told and means `mailto`.

    An endpoint is `https`, or `http` on this very computer, for trying it out.
    """
    value = fields.text("feedback") or FEEDBACK_MAIL
    if value in (FEEDBACK_OFF, FEEDBACK_MAIL):
        return value
    fault, hint = _fault(value)
    if not fault:
        return value
    fields.report(rules.BAD_VALUE, fields.at("feedback"), fault, hint)
    return FEEDBACK_MAIL


def _fault(value: str) -> tuple[str, str]:
    """Return what is wrong with an endpoint and what to do, or two empty texts."""
    try:
        url = urlsplit(value)
        host, _ = url.hostname or "", url.port  # a port that is no number raises
    except ValueError:
        host = ""
    if not host or not _PRINTED.match(value) or url.scheme not in ("https", "http"):
        shown = value if len(value) <= 60 else value[:59] + "…"
        return (
            f"'feedback' is '{shown}', and may be off, mailto or a web address",
            "write off, mailto, or an address as https://example.com/feedback",
        )
    if url.username is not None or url.password is not None:
        return "'feedback' holds a name or a password, which every visitor could read", ""
    if url.scheme == "http" and not _is_this_computer(host):
        return "'feedback' would send answers unencrypted", "write https:// instead of http://"
    return "", ""


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
