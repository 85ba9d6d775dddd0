"""Puts one typo into every query: what a customer's thumb does.

    python -m tests.bench.typos QUERIES.jsonl [--seed 1] > typos.jsonl

One Latin word of four letters or more loses a letter, gains one, gets another, or has two
neighbours swapped, each as likely. A query without such a word is left out.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from pathlib import Path

from tests.bench.lines import read_lines, write_lines

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[A-Za-z]{4,}")


def with_typo(query: str, generator: random.Random) -> str | None:
    """Return `query` with one typo, or None where no word is long enough."""
    words = list(_WORD.finditer(query))
    if not words:
        return None
    word = generator.choice(words)
    while (wrong := _mistyped(word[0], generator)) == word[0]:
        pass
    return query[: word.start()] + wrong + query[word.end() :]


def _mistyped(word: str, generator: random.Random) -> str:
    at = generator.randrange(len(word))
    letter = generator.choice(LETTERS)
    match generator.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + letter + word[at:]
        case 2:
            return word[:at] + letter + word[at + 1 :]
        case _:
            at = min(at, len(word) - 2)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def main() -> None:
    """Read the arguments, write the queries."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("queries", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generator = random.Random(given.seed)
    rows = ((row, with_typo(row["query"], generator)) for row in read_lines(given.queries))
    write_lines(({**row, "query": typo} for row, typo in rows if typo is not None), sys.stdout)


if __name__ == "__main__":
    main()
