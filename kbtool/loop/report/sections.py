"""The figures in sections of tables, in words; every format shows these."""

from __future__ import annotations

from kbtool.loop.report.figures import Report
from kbtool.loop.report.kept import kept
from kbtool.loop.report.said import said
from kbtool.loop.report.tables import Section, Writer
from kbtool.loop.report.words import Words

__all__ = ["sections"]


def sections(report: Report, words: Words) -> tuple[Section, ...]:
    """Return the report as sections of tables."""
    write = Writer(report, words)
    return (*said(write), *kept(write))
