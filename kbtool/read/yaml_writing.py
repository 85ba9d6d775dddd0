"""Texts as YAML has them, for what is written into authors' files."""

from __future__ import annotations

import json
import re

from kbtool.read.yaml_source import STRANGE

__all__ = ["flow_text", "yaml_text"]

_PLAIN = re.compile(r"\w[^:#\"'\[\]{}&*!|>%@`\\\n]*(?<! )\Z")
# Numbers, days, and words that are none of them elsewhere; our own reader takes `no` for a text.
_NO_TEXT = re.compile(r"[\d.\-+eE_]+|y|n|yes|no|on|off|true|false|null|nan|inf", re.I)


def yaml_text(text: str) -> str:
    """Return a text as YAML has it, without quotes where it can."""
    if _PLAIN.match(text) and not _NO_TEXT.fullmatch(text) and not STRANGE.search(text):
        return text
    return _quoted(text)


def flow_text(text: str, *, quoted: bool = False) -> str:
    """Return a text for a list in brackets, in which commas part; in quotes where others are."""
    return _quoted(text) if quoted or "," in text else yaml_text(text)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)  # JSON strings are YAML strings
    return STRANGE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
