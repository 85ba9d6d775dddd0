"""The tables of search, read once: character classes, folding, function words, synonyms.

Both engines work from these files (the export carries them), never from the
Unicode data of a Python or a browser, which differ on thousands of characters.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["character_runs", "folding", "function_words", "synonyms"]

SYNONYMS = ("en", "zh")  # languages


@cache
def character_runs() -> str:
    """Return the classes of all code points as runs, see `characters.txt`."""
    return "".join(_lines("characters.txt"))


@cache
def folding() -> dict[str, str]:
    """Return the simplified character that each traditional one is searched as."""
    pairs = "".join(_lines("folding.txt"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


@cache
def function_words() -> tuple[str, ...]:
    """Return the function words as written in `function_words.txt`."""
    return tuple(" ".join(_lines("function_words.txt")).split())


@cache
def synonyms(lang: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of words that mean the same in any shop; none for other languages."""
    base = lang.split("-")[0]
    if base not in SYNONYMS:
        return ()
    return tuple(tuple(line.split()) for line in _lines(f"synonyms.{base}.txt"))


def _lines(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
