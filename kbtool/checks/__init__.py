"""Judging: every check is one small generator with a permanent id, a family a module."""

# A check exists once its module is imported; this is the list of families,
# and of the other modules here that own a rule.
from kbtool.checks import (
    answers,
    baseline,
    external,
    findability,
    links,
    links_form,
    links_names,
    metadata,
    questions,
    select,
    structure,
    translations,
)

__all__ = [
    "answers",
    "baseline",
    "external",
    "findability",
    "links",
    "links_form",
    "links_names",
    "metadata",
    "questions",
    "select",
    "structure",
    "translations",
]
