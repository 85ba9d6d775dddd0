"""`kbtool asks`: what customers asked, from logs into git, and what it moves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from kbtool.console import echo_json, project_root, say, style, task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kbtool.intake import Read
    from kbtool.loop.logs.values import Logged
    from kbtool.model import KnowledgeBase

__all__ = ["asks"]


@click.group()
def asks() -> None:
    """Count what customers ask, and see what it moves.

    \b
    Example: kbtool asks import access.log.gz tickets.csv
             kbtool asks diff
    """


@asks.command("import")
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="[FILE]...",
)
@click.option("--dry-run", is_flag=True, help="Show what would be counted; write nothing.")
@click.option(
    "--replace",
    is_flag=True,
    help="Count the months and sources of FILEs anew, instead of adding to them.",
)
@click.option(
    "--least",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Leave out what was asked less often than this.",
)
@click.option("--format", "format_", default="", help="Format of FILEs, when it is not recognised.")
@click.option(
    "--map",
    "mapping",
    metavar="NAMES",
    default="",
    help="Columns of another export: time=Created,text=Subject,source=Channel.",
)
@click.option("--timezone", default="", help="Of times that name none; that of kb.yml, or UTC.")
@click.option("--month", help="Of files that name no day, as 2026-03.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How 03/04/2026 is meant, where a file does not tell.",
)
@click.option("--encoding", default="", help="Of exports, when it is not recognised, as big5.")
@click.option("--engine", "engine", default="", metavar="URL", help="Where lines are counted.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def import_(
    directory: Path | None,
    files: tuple[Path, ...],
    dry_run: bool,
    replace: bool,
    least: int,
    format_: str,
    mapping: str,
    timezone: str,
    month: str | None,
    dates: Literal["day-first", "month-first"] | None,
    encoding: str,
    engine: str,
    as_json: bool,
) -> None:
    """Count what logs and exports say: access logs, tickets, chats, search consoles, feedback.

    Personal data is taken out before anything is written. What search cannot place surely
    waits in kb/review.csv for an editor, and is counted by the next import, which needs no
    FILE for that. A log that was imported is not counted again; of one that has grown, what
    is new counts.

    \b
    Example: kbtool asks import access.log.gz tickets.csv --dry-run
             kbtool asks import chats.csv --map time=Date,text=Message
    """
    from kbtool.checks import formats
    from kbtool.intake import import_logs
    from kbtool.loop.importing import Options
    from kbtool.loop.summary import summary_json, summary_text

    root = project_root(directory)
    with task(not as_json, "bytes") as reading, task(not as_json, "texts") as placing:
        read = _reader(files, (format_, mapping, timezone, month, dates, encoding), engine, reading)
        options = Options(replace, least)
        done = import_logs(root, files, read, options, placing, dry_run=dry_run)
    if done.problems:
        click.echo(formats.as_text(list(done.problems), root, style), err=True)
        say("nothing was imported: mend these first, or their counts would be lost")
        sys.exit(1)
    facts = (done.seen, done.tally, done.formats, done.got, done.plan, done.files, done.written)
    if as_json:
        echo_json(summary_json(*facts))
    else:
        click.echo(summary_text(*facts))


def _reader(
    paths: tuple[Path, ...],
    options: tuple[str, str, str, str | None, Literal["day-first", "month-first"] | None, str],
    engine: str,
    progress: Callable[[int, int], None],
) -> Read:
    """Return what reads logs as the options say."""
    from dataclasses import replace

    from kbtool.loop.files import file_names
    from kbtool.loop.logs.values import settings_of
    from kbtool.problems import KbtoolError

    format_, mapping, timezone, month, dates, encoding = options
    columns, given_month, codec = _columns(mapping), _month(month), _codec(encoding)

    def read(files: Mapping[Path, int], kb: KnowledgeBase) -> Logged:
        try:
            from kbtool.loop.logs.engines import DEFAULT_ENGINE
            from kbtool.loop.logs.reading import read_logs
        except ModuleNotFoundError as error:
            message = f"reading logs needs the package '{error.name}'"
            raise KbtoolError(message, "pip install 'kbtool[logs]'") from None

        settings = settings_of(kb.config, (kb.today.year, kb.today.month))
        settings = replace(
            settings,
            timezone=timezone or settings.timezone,
            format=format_,
            encoding=codec,
            mapping=columns,
            month=given_month,
            dates=dates or "",
            known=files,
        )
        return read_logs(
            list(files), settings, engine or DEFAULT_ENGINE, progress, file_names(paths)
        )

    return read


def _columns(mapping: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in mapping.split(",") if pair]
    if any(not sign or not name or not column for name, sign, column in pairs):
        raise click.BadParameter("write it time=Created,text=Subject", param_hint="--map")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _codec(name: str) -> str:
    import codecs

    try:
        found = codecs.lookup(name).name if name else ""
        "".encode(found or "utf-8")
    except LookupError:
        message = f"'{name[:40]}' is no encoding; write it big5 or shift_jis"
        raise click.BadParameter(message, param_hint="--encoding") from None
    return found


def _month(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    year, _, month = text.partition("-")
    if not (year.isdigit() and len(year) == 4 and month.isdigit() and 1 <= int(month) <= 12):
        raise click.BadParameter(f"'{text}' is no month; write it 2026-03", param_hint="--month")
    return int(year), int(month)


@asks.command()
@click.argument("revision", default="HEAD", metavar="[REV]")
@click.option("-n", "--limit", default=20, show_default=True, type=click.IntRange(1))
@click.option("--lang", help="Only this language.")
@click.option("--json", "as_json", is_flag=True, help="Print all moves as JSON.")
@click.pass_obj
def diff(
    directory: Path | None, revision: str, limit: int, lang: str | None, as_json: bool
) -> None:
    """Show which questions the asks since REV move, from place to place, and why.

    \b
    Example: kbtool asks diff
             kbtool asks diff origin/main --limit 50
    """
    from dataclasses import asdict, replace

    from kbtool.intake import moves_since
    from kbtool.loop.moves import moves_text

    found = moves_since(project_root(directory), revision)
    if lang is not None:
        found = replace(found, moves=tuple(one for one in found.moves if one.lang == lang))
    if as_json:
        echo_json(asdict(found))
    else:
        click.echo(moves_text(found, limit))
