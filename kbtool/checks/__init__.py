"""Judging: every check is one small generator with a permanent id, a family a module."""

# A check exists once its module is imported; this is the list of families.
from kbtool.checks import answers, links, metadata, structure

__all__ = ["answers", "links", "metadata", "structure"]
