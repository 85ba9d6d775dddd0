"""Problems -> JUnit XML, which CI servers show as tests.

A file without an error passes. An error is a test that fails; a warning or an
info is one that passes and says something, because nothing fails for it.
"""

from __future__ import annotations

from xml.etree import ElementTree as xml

from kbtool.checks.formats.report import Report
from kbtool.checks.formats.text import as_text
from kbtool.problems import Problem, Severity
from kbtool.terminal import visible

__all__ = ["as_junit"]


def as_junit(report: Report) -> str:
    """Return a suite with a test for every problem, and one for every file without any."""
    suite = xml.Element("testsuite", name="kbtool check")
    touched = {found.source.path for found in report.problems}
    for path in report.files:
        if path not in touched:
            _test(suite, report.prefix + path, "kbtool check")
    for found in report.problems:
        _add(suite, found, report)
    failures = sum(found.severity is Severity.ERROR for found in report.problems)
    counts = {"tests": str(len(suite)), "failures": str(failures), "errors": "0"}
    suites = xml.Element("testsuites", {"name": "kbtool check", **counts})
    suite.attrib.update({**counts, "skipped": "0"})
    suites.append(suite)
    xml.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(suites, encoding="unicode")


def _test(suite: xml.Element, path: str, name: str) -> xml.Element:
    shown = visible(path)
    return xml.SubElement(suite, "testcase", classname=shown, name=name, file=shown)


def _add(suite: xml.Element, found: Problem, report: Report) -> None:
    at = found.source
    name = f"{found.rule.id} {found.rule.name} {at.line}:{at.column}"
    test = _test(suite, report.prefix + at.path, name)
    test.set("line", str(at.line))
    text = as_text([found], report.root)
    if found.severity is Severity.ERROR:
        message = visible(found.message)
        xml.SubElement(test, "failure", type=found.rule.id, message=message).text = text
    else:
        xml.SubElement(test, "system-out").text = text
