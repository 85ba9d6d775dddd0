"""The author's own words at a place: lines for code frames, texts for fingerprints."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kbtool.model import Source
from kbtool.problems import Problem

__all__ = ["Fingerprint", "Quotes"]

MAX_QUOTE = 200

Fingerprint = tuple[str, str, str]
"""Rule, path and quoted text of a finding: what stays when lines above it come and go."""


class Quotes:
    """Reads every file once, and never a pipe or a device."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[str]] = {}

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file as an editor counts them; none where it cannot be read."""
        if path not in self._files:
            file = self._root / path
            try:
                # A named pipe would wait for a writer, a device never end.
                raw = file.read_bytes() if file.is_file() else b""
            except (OSError, ValueError):
                raw = b""
            text = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
            self._files[path] = text.split("\n")
        return self._files[path]

    def line(self, source: Source) -> str:
        """Return the line on which `source` stands, "" where there is none."""
        lines = self.lines(source.path)
        return lines[source.line - 1] if 0 < source.line <= len(lines) else ""

    def quote(self, source: Source) -> str:
        """Return the text meant: its characters, else its line, "" where the file is meant."""
        if source.length:
            begin = source.column - 1
            return self.line(source)[begin : begin + source.length].strip()[:MAX_QUOTE]
        if source.line > 1 or source.column > 1:
            return self.line(source).strip()[:MAX_QUOTE]
        return ""

    def fingerprint(self, found: Problem) -> Fingerprint:
        """Return what tells a finding from others in every state of its file."""
        return (found.rule.id, found.source.path, self.quote(found.source))

    def digest(self, found: Problem) -> str:
        """Return the fingerprint as 32 hexadecimal digits."""
        text = "\0".join(self.fingerprint(found))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
