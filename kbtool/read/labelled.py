"""Queries with their right answers, one JSON object a line, as `kbtool eval` asks them.

`{"query": "money back", "relevant": ["refund-time"]}`; an empty list says that no
article answers the query. Other keys belong to whoever wrote the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError
from typing import Any

from kbtool.model import GoldenQuery, Source
from kbtool.problems import Problem
from kbtool.read import rules

__all__ = ["MAX_BYTES", "read_labelled"]

MAX_BYTES = 200_000_000
EXAMPLE = '{"query": "money back", "relevant": ["refund-time"]}'
WITHIN = 10

_HALF = re.compile("[\ud800-\udfff]")
_KINDS = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "yes or no",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}


def read_labelled(text: str, path: str, lang: str) -> tuple[tuple[GoldenQuery, ...], list[Problem]]:
    """Return the good lines, and what is wrong with each of the others.

    Args:
        text: one JSON object a line; blank lines are skipped.
        path: of the file, for the sources.
        lang: the language in which every query is asked.
    """
    queries: list[GoldenQuery] = []
    problems: list[Problem] = []
    # JSON may hold U+2028 and the like inside a text: only a line feed ends a line.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        found = sorted(_faults(line))
        problems += [
            Problem(rules.BAD_QUERY, Source(path, number, column, length), message, hint)
            for column, length, message, hint in found
        ]
        if not found:
            entry = json.loads(line)
            source = Source(path, number, *_place(line, "relevant"))
            relevant = tuple(dict.fromkeys(entry["relevant"]))
            queries.append(GoldenQuery(entry["query"], lang, relevant, WITHIN, source))
    return tuple(queries), problems


_Fault = tuple[int, int, str, str]
"""Column, length, message and hint."""


def _faults(line: str) -> Iterator[_Fault]:
    try:
        entry = json.loads(line)
    except JSONDecodeError as error:
        yield error.colno, 1, f"the line is no JSON: {error.msg}", f"write {EXAMPLE}"
        return
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in lists
        yield 1, 0, "the line is no JSON that can be read", f"write {EXAMPLE}"
        return
    if not isinstance(entry, dict):
        yield 1, 0, f"the line is {_kind(entry)}, not a mapping", f"write {EXAMPLE}"
        return
    yield from _query_faults(line, entry)
    yield from _relevant_faults(line, entry)


def _query_faults(line: str, entry: dict[str, Any]) -> Iterator[_Fault]:
    at = _place(line, "query")
    query = entry.get("query")
    if "query" not in entry:
        yield *at, "the line has no 'query'", f"write {EXAMPLE}"
    elif not isinstance(query, str):
        yield *at, f"'query' is {_kind(query)}, not text", 'write "query": "money back"'
    elif not query.strip():
        yield *at, "'query' is empty", "write what a customer types"
    elif _HALF.search(query):
        yield *at, "'query' holds half a character", "write both of its \\u escapes, or UTF-8"


def _relevant_faults(line: str, entry: dict[str, Any]) -> Iterator[_Fault]:
    at = _place(line, "relevant")
    relevant = entry.get("relevant")
    if "relevant" not in entry:
        yield *at, "the line has no 'relevant'", 'write "relevant": [] when nothing answers it'
    elif isinstance(relevant, str):
        hint = f'write "relevant": {json.dumps([relevant], ensure_ascii=False)}'
        yield *at, "'relevant' is text, not a list", hint
    elif not isinstance(relevant, list):
        yield *at, f"'relevant' is {_kind(relevant)}, not a list", 'write "relevant": ["an-id"]'
    elif wrong := [id for id in relevant if not isinstance(id, str)]:
        hint = "write ids between quotation marks"
        yield *at, f"'relevant' holds {_kind(wrong[0])}, not an id", hint


def _kind(value: object) -> str:
    return _KINDS[type(value)]


def _place(line: str, key: str) -> tuple[int, int]:
    """Return column and length of a key, or the start of the line where it is missing."""
    found = re.search(rf'(?<!\\)"{key}"(?=\s*:)', line)
    return (found.start() + 2, len(key)) if found else (1, 0)
