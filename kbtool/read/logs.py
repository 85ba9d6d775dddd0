"""The setting `logs` of `kb.yml`: whose visits do not count, and how logs are meant.

Knows nothing of logs themselves.
"""

from __future__ import annotations

import ipaddress
import re
from zoneinfo import ZoneInfo, available_timezones

from kbtool.model import LogSettings, Source
from kbtool.read import rules
from kbtool.read.fields import Fields

__all__ = ["read_log_settings"]

LOG_KEYS = ("staff", "bots", "searches", "timezone")
_NUMBERS = re.compile(r"[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]*(/.*)?|[0-9./]+")
_SHORT = 3  # characters; a shorter word would fit half of all visitors


def read_log_settings(fields: Fields) -> LogSettings:
    """Return what `logs` says; what is wrong is told and left out."""
    node = fields.node("logs")
    default = LogSettings()
    if node is None:
        return default
    inner = Fields(node, LOG_KEYS, "'logs'")
    staff = tuple(
        rule for rule, source in inner.placed_texts("staff") if _is_host(inner, rule, source)
    )
    bots = tuple(
        word for word, source in inner.placed_texts("bots") if _is_word(inner, word, source)
    )
    settings = LogSettings(
        staff=staff,
        bots=bots,
        searches=inner.texts("searches") or default.searches,
        timezone=_timezone(inner) or default.timezone,
    )
    fields.problems += inner.problems
    return settings


def _is_host(fields: Fields, rule: str, source: Source) -> bool:
    if not _NUMBERS.fullmatch(rule):
        return _is_word(fields, rule, source)
    try:
        ipaddress.ip_network(rule)
    except ValueError as error:
        hint = "write an address, or a network as 10.0.0.0/8"
        if "host bits" in str(error):
            hint = f"write {ipaddress.ip_network(rule, strict=False)}"
        fields.report(rules.BAD_VALUE, source, f"'{rule[:60]}' is no network", hint)
        return False
    return True


def _is_word(fields: Fields, word: str, source: Source) -> bool:
    if len(word) >= _SHORT:
        return True
    message = f"'{word}' would leave out nearly every visitor"
    fields.report(rules.BAD_VALUE, source, message, "write three characters or more")
    return False


def _timezone(fields: Fields) -> str:
    name = fields.text("timezone")
    if not name:
        return ""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, or it leads out of the folder of zones
        if not available_timezones():  # small containers know none; what counts logs brings them
            return name
        hint = "write it as Asia/Shanghai or Europe/Berlin"
        message = f"'{name[:60]}' is no time zone"
        fields.report(rules.BAD_VALUE, fields.at("timezone"), message, hint)
        return ""
    return name
