"""The command `kbtool report`. A door: everything but click is imported when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kbtool.loop.report.figures import Report
    from kbtool.problems import Problem

__all__ = ["report"]

FORMATS = ("html", "json", "markdown", "text")


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to write it; by the ending of FILE, or text, when left out.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@click.option("--lang", help="Language; the first of kb/kb.yml when left out.")
@click.pass_obj
def report(
    directory: Path | None,
    format_: str | None,
    as_json: bool,
    output: Path | None,
    lang: str | None,
) -> None:
    """Tell what was asked, what was not found, what did not help, and which goals are met.

    Reads the counts in kb/asks, kb/searches and kb/feedback, and the goals in kb/goals.yml.
    Exit code 1: one of these files is wrong.

    \b
    Example: kbtool report -o report.html --lang en
             kbtool report --format markdown >> "$GITHUB_STEP_SUMMARY"
    """
    from kbtool.checks import formats
    from kbtool.console import project_root, shown, style

    root = project_root(directory)
    figures, problems = _figures(root, lang)
    if problems:
        click.echo(formats.as_text(problems, root, style), err=True)
        click.echo(formats.summary(problems), err=True)
        sys.exit(1)
    text = _written(root, figures, "json" if as_json else format_ or _by_ending(output))
    if output is None:
        click.echo(text)
        return
    _write(output, text)
    click.echo(f"wrote {shown(output)}: {len(figures.period.months)} months, {_goals(figures)}")


def _figures(root: Path, lang: str | None) -> tuple[Report, list[Problem]]:
    from kbtool.loop.data import load_loop
    from kbtool.loop.report.compute import report as compute
    from kbtool.order import order
    from kbtool.problems import KbtoolError, did_you_mean
    from kbtool.read.goals import load_goals
    from kbtool.read.load import load
    from kbtool.resolve import resolve

    kb, problems = load(root)
    languages = kb.config.languages
    if lang is not None and lang not in languages:
        hint = did_you_mean(lang, languages) or f"it has {', '.join(languages)}"
        raise KbtoolError(f"the knowledge base has no language '{lang}'", hint)
    goals, wrong_goals = load_goals(root)
    data = load_loop(root, kb.today)
    # Faults of articles are told by `kbtool check`, and are no reason to know nothing.
    wrong = [one for one in problems if one.source.path.startswith("kb/asks/")]
    found = compute(
        kb, order(kb), resolve(kb), data.searches, data.feedback, goals, lang or languages[0]
    )
    return found, [*wrong, *data.problems, *wrong_goals]


def _by_ending(output: Path | None) -> str:
    endings = {".html": "html", ".htm": "html", ".json": "json", ".md": "markdown"}
    return endings.get(output.suffix.lower(), "text") if output else "text"


def _written(root: Path, figures: Report, format_: str) -> str:
    from kbtool.loop.report import plain
    from kbtool.loop.report.words import Words
    from kbtool.publish.strings import load_strings
    from kbtool.publish.theme import theme_folders

    if format_ == "json":
        return plain.as_json(figures)
    folders = theme_folders(root)
    words = Words(load_strings(folders, figures.lang, "report"))
    if format_ == "markdown":
        return plain.as_markdown(figures, words)
    if format_ == "text":
        return plain.as_text(figures, words, lambda text: click.style(text, bold=True))
    from kbtool.loop.report.html import as_html

    return as_html(figures, words, folders)


def _write(output: Path, text: str) -> None:
    """Write a file whole or not at all."""
    from contextlib import suppress

    from kbtool.problems import KbtoolError

    fresh = output.with_name(f".{output.name}.new")
    try:
        fresh.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="")
        fresh.replace(output)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise KbtoolError(f"{output} cannot be written: {error.strerror}") from None


def _goals(figures: Report) -> str:
    met = sum(one.met is True for one in figures.goals)
    return f"{met} of {len(figures.goals)} goals met"
