"""`kb/queries.yml`: golden queries, what customers type and what must be found."""

from __future__ import annotations

from kbtool.model import GoldenQuery
from kbtool.problems import Problem
from kbtool.read import rules
from kbtool.read.fields import Fields
from kbtool.read.yaml_source import read_yaml

__all__ = ["read_queries"]

KEYS = ("query", "lang", "expect", "within")
WITHIN = 3
MAX_WITHIN = 100
MAX_QUERY = 256  # characters; search reads no more


def read_queries(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[tuple[GoldenQuery, ...], list[Problem]]:
    """Return the good entries of a list of golden queries, and what is wrong with the others.

    Args:
        text: YAML, a list of mappings with `query`, `expect`, and perhaps `lang` and `within`.
        path: of the file, for the sources.
        languages: of the knowledge base; the first stands for a missing `lang`.
    """
    node, problems = read_yaml(text, path)
    queries: list[GoldenQuery] = []
    if node is None:
        return (), problems
    if not isinstance(node.value, tuple):
        found = Problem(
            rules.BAD_QUERY,
            node.source,
            f"the golden queries are a list, not {node.type_name}",
            "write '- {query: where is my parcel, expect: track-parcel}'",
        )
        return (), [*problems, found]
    for entry in node.value:
        fields = Fields(entry, KEYS, "a golden query")
        query = _query(fields, languages)
        # One rule for all that is wrong with an entry: it is not asked.
        problems += [
            Problem(rules.BAD_QUERY, one.source, one.message, one.hint) for one in fields.problems
        ]
        if query is not None and not fields.problems:
            queries.append(query)
    return tuple(queries), problems


def _query(fields: Fields, languages: tuple[str, ...]) -> GoldenQuery | None:
    if not fields.is_mapping:
        return None
    query = fields.text("query")
    expect = fields.texts("expect")
    within = fields.whole("within", 1, MAX_WITHIN)
    lang = fields.choice("lang", languages, languages[0])
    if not query:
        fields.report(rules.BAD_QUERY, fields.at("query"), "the entry has no query")
    elif len(query) > MAX_QUERY:
        message = f"the query has {len(query)} characters, and search reads {MAX_QUERY}"
        fields.report(rules.BAD_QUERY, fields.at("query"), message)
    if not expect:
        hint = "write 'expect:' and the id of the article that must be found"
        fields.report(rules.BAD_QUERY, fields.at("expect"), "the entry expects no article", hint)
    return GoldenQuery(query, lang, expect, within or WITHIN, fields.at("query"), fields.sources)
