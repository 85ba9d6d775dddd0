"""What one `kbtool check` reports, in which format, and whether it fails.

The compiler judges a knowledge base; this weighs its findings against a
baseline, a change and strictness. How much is printed never changes the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kbtool.changes import changes_since, touched
from kbtool.checks.baseline import Baseline, accept, read_baseline, written
from kbtool.checks.formats import (
    Report,
    as_github,
    as_json,
    as_junit,
    as_sarif,
    grouped_text,
    job_summary,
    one_line_each,
    plain,
    sort_problems,
    summary,
)
from kbtool.checks.formats.text import Style
from kbtool.checks.quotes import Quotes
from kbtool.checks.select import made_strict
from kbtool.compiler import Examined
from kbtool.frozen import dataclass
from kbtool.last import Built
from kbtool.problems import KbtoolError, Problem, Severity
from kbtool.recall import Judged

__all__ = [
    "FORMATS",
    "Options",
    "exit_code",
    "formatted",
    "report",
    "text",
    "write_baseline",
    "write_job_summary",
]

FORMATS = ("text", "json", "github", "sarif", "junit")

CLEAN = 0
PROBLEMS = 1
USAGE = 2


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller of `kbtool check` asked for."""

    strict: bool = False
    baseline: Path | None = None
    changed_since: str | None = None  # a revision of git


def report(examined: Examined | Judged, options: Options, environ: Mapping[str, str]) -> Report:
    """Return the findings that are left, and what they were found in.

    Args:
        examined: a knowledge base that was judged; `changed_since` needs the whole of it.
        options: what to leave out, and how strict to be.
        environ: for GITHUB_WORKSPACE, the top of the checkout in GitHub Actions.

    Raises:
        KbtoolError: the baseline or the revision cannot be used.
    """
    root = examined.root
    problems: Iterable[Problem] = examined.problems
    always = {examined.settings}
    if options.baseline is not None:
        path = _inside(root, options.baseline)
        always.add(path)
        baseline = read_baseline(root, path)
        problems = accept(baseline, problems, Quotes(root), examined.today)
    if options.changed_since is not None:
        assert isinstance(examined, Examined)
        changes = changes_since(root, options.changed_since)
        holds = touched(changes, examined.kb, examined.resolution).holds
        problems = [one for one in problems if one.source.path in always or holds(one)]
    if options.strict:
        problems = made_strict(problems)
    return Report(
        root=root,
        problems=tuple(sort_problems(problems)),
        files=examined.files,
        prefix=_prefix(root, environ.get("GITHUB_WORKSPACE", "")),
    )


def _inside(root: Path, path: Path) -> str:
    """Return `path` relative to the project folder where it lies below, else absolute."""
    full = path.resolve()
    near = full.relative_to(root) if full.is_relative_to(root) else full
    return near.as_posix()


def _prefix(root: Path, workspace: str) -> str:
    """Return the way from the top of the checkout to the project: annotations begin there."""
    top = Path(workspace).resolve() if workspace else root
    if root == top or not root.is_relative_to(top):
        return ""
    return root.relative_to(top).as_posix() + "/"


def formatted(found: Report, format_: str) -> str:
    """Return a report in one of `FORMATS` but text, the whole of it."""
    if format_ == "json":
        return as_json(found.problems)
    if format_ == "sarif":
        return as_sarif(found)
    if format_ == "junit":
        return as_junit(found)
    assert format_ == "github"
    return "\n".join(part for part in (as_github(found), _last_line(found, "")) if part)


def text(found: Report, style: Style = plain, *, quiet: bool = False, verbose: bool = False) -> str:
    """Return a report for people; infos are counted, and shown when `verbose`."""
    shown = [one for one in found.problems if verbose or one.severity > Severity.INFO]
    if quiet:
        return one_line_each(shown, style)
    hidden = len(shown) < len(found.problems)
    last = _last_line(found, " (-v shows infos)" if hidden else "")
    listed = grouped_text(shown, found.root, style, verbose=verbose)
    return f"{listed}\n\n{last}" if listed else last


def _last_line(found: Report, note: str) -> str:
    return f"{summary(found.problems)} in {found.extent}{note}"


def exit_code(examined: Examined | Judged | Built, problems: Iterable[Problem]) -> int:
    """Return 0 without errors, 2 where the settings are wrong, else 1."""
    errors = [one for one in problems if one.severity is Severity.ERROR]
    if any(one.source.path == examined.settings for one in errors):
        return USAGE  # with other settings, other faults might be none
    return PROBLEMS if errors else CLEAN


def write_job_summary(found: Report, path: Path) -> None:
    """Add the full list to the summary of a GitHub job.

    Raises:
        KbtoolError: the file cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(job_summary(found))
    except OSError as error:
        raise KbtoolError(f"the job summary {path} cannot be written: {error.strerror}") from None


def write_baseline(examined: Examined, path: Path) -> int:
    """Write a baseline that accepts every error and warning, and return how many.

    Raises:
        KbtoolError: the file cannot be written, or holds something else.
    """
    quotes = Quotes(examined.root)
    before = Baseline()
    if path.exists():
        before = read_baseline(examined.root, _inside(examined.root, path))
    problems = [one for one in examined.problems if one.severity > Severity.INFO]
    try:
        path.write_text(written(path.name, problems, quotes, before), encoding="utf-8")
    except OSError as error:
        raise KbtoolError(f"{path} cannot be written: {error.strerror}") from None
    return len(problems)
