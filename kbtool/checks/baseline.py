"""A baseline: findings that a team knows and lets be, until they are mended.

An entry names a rule, a path and the quoted text, never a line, so that edits
above it do not matter. A baseline only shrinks: an entry whose finding is gone
is a finding itself, and so is one whose day is over.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from kbtool.checks.external import EXTERNAL_IDS
from kbtool.checks.quotes import Fingerprint, Quotes
from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import RULES, KbtoolError, Problem, Severity, did_you_mean, problem, rule
from kbtool.read.fields import Fields
from kbtool.read.text_source import read_text
from kbtool.read.yaml_source import Node, read_yaml

__all__ = ["Baseline", "accept", "read_baseline", "written"]

STALE_ENTRY = rule(
    "KB332",
    "stale-baseline",
    help=(
        "An entry of a baseline leaves it once its finding is mended.\n\n"
        "Bad:  an entry for KB201 'invoces.md', while that link leads to invoices.md\n"
        "Good: no entry"
    ),
)
EXPIRED_ENTRY = rule(
    "KB333",
    "expired-baseline",
    help=(
        "An entry of a baseline accepts a finding until the day in 'expires'.\n\n"
        "Bad:  expires: 2026-03-31    in April\n"
        "Good: the finding is mended, and the entry removed"
    ),
)

KEYS = ("rule", "path", "text", "count", "expires", "reason")
_MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """`count` findings of one fingerprint, accepted through the day `expires`."""

    fingerprint: Fingerprint
    count: int
    expires: dt.date | None
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline file says, in its order."""

    entries: tuple[Entry, ...] = ()


def read_baseline(root: Path, path: str) -> Baseline:
    """Return the baseline in the file `path`, JSON or YAML.

    Args:
        root: the project folder.
        path: relative to `root`, or absolute.

    Raises:
        KbtoolError: it cannot be read, or an entry is unusable.
    """
    text, problems = read_text(root, path, _MAX_BYTES)
    node = None
    if text is not None and text.strip():
        # JSON is read as the YAML it is, so that every entry has a line.
        node, problems = read_yaml(text, path)
    entries: list[Entry] = []
    if node is not None and not problems:
        fields = Fields(node, ("findings",), "a baseline")
        problems += fields.problems
        listed = fields.node("findings")
        rows = listed.value if listed and isinstance(listed.value, tuple) else ()
        if listed and not isinstance(listed.value, tuple):
            fields.wrong(listed, "findings", "a list")
            problems = fields.problems
        for row in rows:
            entry, found = _entry(row)
            problems += found
            entries += [entry] if entry else []
    if problems:
        worst = problems[0]
        at = worst.source
        message = f"the baseline {path}:{at.line}:{at.column} cannot be used: {worst.message}"
        raise KbtoolError(message, worst.hint or "write it anew with --write-baseline")
    return Baseline(tuple(entries))


def _entry(node: Node) -> tuple[Entry | None, list[Problem]]:
    fields = Fields(node, KEYS, "an entry")
    id, path = fields.text("rule"), fields.text("path")
    count = fields.whole("count", 1, 1_000_000)
    expires = _day(fields)
    problems = list(fields.problems)
    wrong = ""
    if not problems and id not in RULES:
        wrong, hint = f"no check has the id '{id}'", did_you_mean(id, RULES)
    elif not problems and not path:
        wrong, hint = "an entry has no 'path'", ""
    if wrong:
        problems.append(problem(STALE_ENTRY, fields.at("rule"), wrong, hint))
    if problems:
        return None, problems
    fingerprint = (id, path, fields.text("text"))
    return Entry(fingerprint, count or 1, expires, fields.text("reason"), fields.at("rule")), []


def _day(fields: Fields) -> dt.date | None:
    node = fields.node("expires")
    if node is not None and isinstance(node.value, str):  # JSON has no dates
        try:
            return dt.date.fromisoformat(node.value)
        except ValueError:
            pass
    return fields.day("expires")


def accept(
    baseline: Baseline, problems: Iterable[Problem], quotes: Quotes, today: dt.date
) -> list[Problem]:
    """Return the problems that the baseline does not accept, and what is wrong with itself.

    Infos pass by: nothing fails for them, so nothing has to accept them.
    """
    problems = list(problems)
    left = Counter[Fingerprint]()
    for entry in baseline.entries:
        if not _expired(entry, today):
            left[entry.fingerprint] += entry.count
    found = Counter(quotes.fingerprint(one) for one in problems)
    new = []
    for one in problems:
        fingerprint = quotes.fingerprint(one)
        if left[fingerprint] and one.severity is not Severity.INFO:
            left[fingerprint] -= 1
        else:
            new.append(one)
    return new + _own_faults(baseline, found, today)


def _own_faults(baseline: Baseline, found: Counter[Fingerprint], today: dt.date) -> list[Problem]:
    faults = []
    there = found.copy()
    for entry in baseline.entries:
        id, path, text = entry.fingerprint
        what = f"{id} {RULES[id].name}" + (f" '{text}'" if text else "")
        gone = entry.count - there[entry.fingerprint]
        there[entry.fingerprint] = max(0, -gone)
        if gone > 0 and id not in EXTERNAL_IDS:  # hosts change their minds, or were not asked
            times = f"{gone} of {entry.count} findings" if entry.count > 1 else "the finding"
            message = f"{times} {what} in {path} is gone"
            faults.append(problem(STALE_ENTRY, entry.source, message, "remove the entry"))
        elif _expired(entry, today):
            message = f"{what} in {path} was accepted until {entry.expires}"
            hint = "mend it, or set a later day"
            faults.append(problem(EXPIRED_ENTRY, entry.source, message, hint))
    return faults


def _expired(entry: Entry, today: dt.date) -> bool:
    return entry.expires is not None and entry.expires < today


def written(path: str, problems: Iterable[Problem], quotes: Quotes, before: Baseline) -> str:
    """Return the text of a baseline that accepts `problems`, errors and warnings.

    Args:
        path: its ending chooses YAML (`.yml`, `.yaml`) or JSON.
        problems: what is to be accepted.
        quotes: for the fingerprints.
        before: where entries had a day or a reason, they keep it.
    """
    kept: Mapping[Fingerprint, Entry] = {one.fingerprint: one for one in before.entries}
    counts = Counter(
        quotes.fingerprint(one) for one in problems if one.severity is not Severity.INFO
    )
    rows = []
    for fingerprint in sorted(counts):
        row: dict[str, str | int] = dict(zip(KEYS, fingerprint, strict=False))
        if counts[fingerprint] > 1:
            row["count"] = counts[fingerprint]
        old = kept.get(fingerprint)
        if old and old.expires:
            row["expires"] = old.expires.isoformat()
        if old and old.reason:
            row["reason"] = old.reason
        rows.append(row)
    if not path.lower().endswith((".yml", ".yaml")):
        return json.dumps({"findings": rows}, ensure_ascii=False, indent=2) + "\n"
    if not rows:
        return "findings: []\n"
    return "findings:\n" + "".join(_yaml_row(row) for row in rows)


def _yaml_row(row: Mapping[str, str | int]) -> str:
    # JSON texts are YAML texts, whatever they hold; a day stays a day.
    lines = [
        f"{key}: {value if key == 'expires' else json.dumps(value, ensure_ascii=False)}"
        for key, value in row.items()
    ]
    return "  - " + "\n    ".join(lines) + "\n"
