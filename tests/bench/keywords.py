"""Turns whole questions into what a customer types who thinks in keywords.

    python -m tests.bench.keywords QUERIES.jsonl FAQS.jsonl > keywords.jsonl

Of every query the three words that the fewest questions and answers hold are kept, in
their order. A query of fewer words stays as it is; Chinese, which has no words to a
program without a dictionary, is left out.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.bench.lines import read_lines, write_lines

KEPT = 3
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_HAN = re.compile("[\u3400-\u9fff]")


def frequencies(texts: Iterable[str]) -> Counter[str]:
    """Return in how many of the texts each word stands."""
    return Counter(word for text in texts for word in set(_words(text)))


def rarest(query: str, frequency: Mapping[str, int]) -> str:
    """Return the rarest words of `query`, the first of those that are equally rare."""
    words = list(dict.fromkeys(_words(query)))
    kept = set(sorted(words, key=lambda word: frequency.get(word, 0))[:KEPT])
    return " ".join(word for word in words if word in kept)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def main() -> None:
    """Read the arguments, write the queries."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("queries", type=Path)
    parser.add_argument("faqs", type=Path)
    given = parser.parse_args()
    frequency = frequencies(f"{faq['question']}\n{faq['answer']}" for faq in read_lines(given.faqs))
    rows = (row for row in read_lines(given.queries) if not _HAN.search(row["query"]))
    kept = ({**row, "query": rarest(row["query"], frequency)} for row in rows)
    write_lines((row for row in kept if row["query"]), sys.stdout)


if __name__ == "__main__":
    main()
