"""Editors who look at kb/review.csv, and know what customers meant.

Nobody, one who decides a stated part of the texts, and one who decides all. Which texts
fall into the part follows from their letters, so that a text is looked at when it comes
up first or never.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from kbtool.loop.gather import plain_phrase, plain_query
from kbtool.loop.match import same_words
from kbtool.loop.question import question
from kbtool.loop.review import NONE, REVIEW, read_review, review_csv
from tests.bench.year.visitors import Visit

__all__ = ["Truth", "decide"]

PARTS = 1000


@dataclass(slots=True)
class Truth:
    """What visitors meant by their words, as an import writes them."""

    meant: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def learn(self, visits: Iterable[Visit]) -> None:
        """Take what visitors of a month said and meant."""
        for one in visits:
            if one.text:
                plain = plain_query if one.way == "search" else plain_phrase
                text = one.text if one.way == "search" else one.letter
                words = plain(text)
                for said in {same_words(words), same_words(question(words))}:
                    self.meant[said][one.intent.id if one.intent else NONE] += 1

    def of(self, text: str) -> str:
        """Return the id that most meant by `text`, NONE for none of ours, "" when nobody knows."""
        known = self.meant.get(same_words(text))
        return min(known, key=lambda id: (-known[id], id)) if known else ""


def decide(root: Path, truth: Truth, part: float) -> int:
    """Write decisions into kb/review.csv, as an editor does; return how many.

    Args:
        root: the project folder.
        truth: what customers meant.
        part: of the texts that are looked at, 0 to 1.
    """
    path = root / REVIEW
    if not part or not path.exists():
        return 0
    rows, _ = read_review(path.read_text("utf-8"), REVIEW, (9999, 12))
    decided = [
        replace(row, id=truth.of(row.text)) if _looked_at(row.text, part) else row for row in rows
    ]
    path.write_text(review_csv(decided), "utf-8")
    return sum(bool(row.id) for row in decided)


def _looked_at(text: str, part: float) -> bool:
    return zlib.crc32(text.encode()) % PARTS < part * PARTS
