"""Problems -> what people and programs read. Wording never depends on the format."""

from kbtool.checks.formats.github import as_github, job_summary
from kbtool.checks.formats.json import as_json, as_rows
from kbtool.checks.formats.junit import as_junit
from kbtool.checks.formats.report import Report, sort_problems, summary
from kbtool.checks.formats.sarif import as_sarif
from kbtool.checks.formats.text import FRAME_WIDTH, as_text, grouped_text, one_line_each, plain

__all__ = [
    "FRAME_WIDTH",
    "Report",
    "as_github",
    "as_json",
    "as_junit",
    "as_rows",
    "as_sarif",
    "as_text",
    "grouped_text",
    "job_summary",
    "one_line_each",
    "plain",
    "sort_problems",
    "summary",
]
