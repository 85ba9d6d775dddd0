"""How much has to be seen before something is suggested."""

from __future__ import annotations

from kbtool.frozen import dataclass

__all__ = ["Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is suggested, and from how many asks on."""

    least: int = 3  # asks of words before anything follows from them
    most: int = 5  # phrasings that an article gets at once
    confidence: float = 0.6  # of a suggestion, at least
