"""What every command shares: the project folder, messages, progress, and no traceback.

The commands themselves are in `cli.py` and its like.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

__all__ = [
    "USAGE",
    "Commands",
    "complain",
    "echo_json",
    "project_root",
    "say",
    "shown",
    "style",
    "task",
    "warn",
]

USAGE = 2

AT_ONCE = frozenset({"build", "check"})
"""Commands that leave nothing to be tidied up when their process ends."""

COLOURS = {"error": "red", "warning": "yellow", "info": "cyan", "hint": "green", "dim": None}


class Commands(click.Group):
    """A group whose commands never show a traceback, and that guesses misspelt names."""

    elsewhere: Mapping[str, str] = {}
    """Commands that are imported when they are called: name -> `module:attribute`."""
    alone = False
    """Whether this process has nothing to do besides."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of an author's day, not of the alphabet."""
        return [*(name for name in self.commands if name not in self.elsewhere), *self.elsewhere]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in self.commands and cmd_name in self.elsewhere:
            module, _, name = self.elsewhere[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print what only doors may catch."""
        from kbtool.problems import KbtoolError

        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except KbtoolError as error:
            complain(error.message, error.hint)
            ctx.exit(USAGE)
        except SystemExit as end:
            if self.alone and ctx.invoked_subcommand in AT_ONCE and isinstance(end.code, int):
                _end(end.code)
            raise
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("KBTOOL_DEBUG"):
                raise
            what = str(error).split("\n")[0]
            complain(
                f"kbtool itself failed: {type(error).__name__}: {what}",
                "please report it with what KBTOOL_DEBUG=1 prints",
            )
            ctx.exit(USAGE)


def _end(code: int) -> None:
    """End this process without taking its memory apart, a twentieth of a build of one edit (m)."""
    with suppress(OSError):  # a pipe that nobody reads is told in the usual way
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def project_root(directory: Path | None) -> Path:
    """Return the project folder: this one, or the nearest above that holds kb/articles/.

    A publication in it that was cut off is finished first, so that site and index are of one build.
    """
    from kbtool.publish.recovery import recover

    start = (directory or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "kb" / "articles").is_dir():
            recover(folder)
            return folder
    return start


def say(line: str) -> None:
    """Print a line beside the output."""
    click.echo(line, err=True)


def shown(path: Path) -> Path:
    """Return a path as seen from the current folder, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def style(text: str, role: str) -> str:
    """Return a text in the colour of its role: a severity, "hint" or "dim"."""
    return click.style(text, fg=COLOURS[role], bold=role in ("error", "warning"), dim=role == "dim")


def echo_json(value: Any) -> None:
    """Print a value as JSON."""
    from kbtool.terminal import json_text

    click.echo(json_text(value))


def complain(message: str, hint: str) -> None:
    """Print what is wrong with the command, and what to do."""
    from kbtool.terminal import visible

    click.echo(f"{click.style('error', fg='red', bold=True)}: {visible(message)}", err=True)
    if hint:
        click.echo(f"  {click.style('hint', fg='green')}: {visible(hint)}", err=True)


def warn(message: str) -> None:
    """Print what a user should know, and need not stop for."""
    from kbtool.terminal import visible

    click.echo(f"{click.style('warning', fg='yellow', bold=True)}: {visible(message)}", err=True)


class task:
    """Shows what is done, how much of it and how fast, on a terminal only."""

    def __init__(self, wanted: bool, what: str = "pages", step: int = 10) -> None:
        self.shown = wanted and sys.stderr.isatty()
        self.what = what
        self.step = step
        self.width = 0  # of what stands there
        self.begun = 0.0

    def __enter__(self) -> task:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def __call__(self, done: int, total: int) -> None:
        """Show how many of how many are done."""
        import time

        self.begun = self.begun or time.monotonic()
        if done == total:
            self.clear()
            self.begun = 0.0
        elif self.shown and done % self.step == 0:
            seconds = time.monotonic() - self.begun
            rate = f", {done / seconds:,.0f} a second" if seconds > 1 else ""
            self.show(f"{self.what} {done:,} of {total:,}{rate}")

    def show(self, line: str) -> None:
        """Show a line in the place of the one before."""
        if self.shown:
            click.echo(f"\r{line.ljust(self.width)}", nl=False, err=True)
            self.width = len(line)

    def clear(self) -> None:
        """Remove the line."""
        if self.width:
            click.echo(f"\r{' ' * self.width}\r", nl=False, err=True)
            self.width = 0
