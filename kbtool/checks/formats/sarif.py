"""Problems -> SARIF 2.1.0 (OASIS), which code scanning services read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import kbtool
from kbtool.checks.formats.report import Report
from kbtool.checks.quotes import Quotes
from kbtool.problems import RULES, Problem, Rule, Severity
from kbtool.terminal import visible

__all__ = ["as_sarif"]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(report: Report) -> str:
    """Return a log with one run: every rule with its help, every problem as a result."""
    ids = sorted(RULES | {found.rule.id: found.rule for found in report.problems})
    broken = {found.rule.id: found.rule for found in report.problems}
    places = {id: place for place, id in enumerate(ids)}
    quotes = Quotes(report.root)
    run = {
        "tool": {
            "driver": {
                "name": "kbtool",
                "semanticVersion": kbtool.__version__,
                "rules": [_rule(RULES.get(id) or broken[id]) for id in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [
            _result(found, places[found.rule.id], report.prefix, quotes)
            for found in report.problems
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    first, _, example = rule.help.partition("\n")
    markdown = first
    if example.strip():
        markdown += f"\n\n```text\n{example.strip()}\n```"
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": first or rule.name},
        "fullDescription": {"text": rule.help or rule.name},
        "help": {"text": rule.help or rule.name, "markdown": markdown or rule.name},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(found: Problem, place: int, prefix: str, quotes: Quotes) -> dict[str, Any]:
    at = found.source
    text = visible(found.message)
    if found.hint:
        text += f"\nhint: {visible(found.hint)}"
    region = {"startLine": at.line}
    if at.length or at.column > 1:
        region["startColumn"] = at.column
        region["endColumn"] = at.column + max(at.length, 1)
    uri = quote((prefix + at.path).encode("utf-8", "replace"))
    location = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": found.rule.id,
        "ruleIndex": place,
        "level": _LEVELS[found.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"kbtool/v1": quotes.digest(found)},
    }
