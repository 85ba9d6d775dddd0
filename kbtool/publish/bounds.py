"""Whether every article can be rendered in bounded time and memory.

Python-Markdown has no limits: 80 KB of `[a](` keep it busy for minutes. An article
that cheap measures cannot clear is rendered once in a process that can be
stopped, before anything else is; the others cost nothing.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kbtool.model import Article, Source
from kbtool.problems import Problem, problem, rule

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["UNRENDERABLE", "TooSlow", "alarm", "questionable", "serve_trials", "unrenderable"]

SECONDS = 3
"""Processor time that one article may take."""

MEMORY = 1_000_000_000
"""Bytes of address space that the process may take, of which it needs a fifth to begin."""

WALL_FACTOR = 6
"""Seconds on the clock for each second of processor time, on a busy machine."""

# What stays below all of these should take 3 s at the most, judged by repeating every two and
# many three of 50 Markdown marks (Python-Markdown 3.11): what it does badly is quadratic.
MAX_CHARACTERS = 10_000
MAX_BRACKETS = 500
MAX_INDENT = 80

UNRENDERABLE = rule(
    "KB410",
    "unrenderable-answer",
    help=f"An article must be rendered within {SECONDS} s and {MEMORY // 1_000_000:,} MB.",
)

# A search for a line feed takes a third of the time of a search for the beginning of a line (m).
_DEEP = re.compile(rf"\n(?:[ \t>]{{{MAX_INDENT}}}|(?:[ \t>]*(?:[-+*]|[0-9]+\.)[ \t]){{10}})")


def questionable(body: str) -> bool:
    """Return True when cheap measures cannot clear `body` of being slow to render."""
    return (
        len(body) > MAX_CHARACTERS
        or body.count("[") > MAX_BRACKETS
        or _DEEP.search(f"\n{body}") is not None
    )


def unrenderable(root: Path, articles: Iterable[Article]) -> list[Problem]:
    """Return a problem for every published article that cannot be rendered.

    Args:
        root: the project folder, for the extensions that its mkdocs.yml names.
        articles: in any order; those that are not published are left out.
    """
    doubtful = [one for one in articles if one.status.published and questionable(one.body)]
    found = []
    while doubtful:
        faults, tried = _try(root, [article.body for article in doubtful])
        for index, fault in faults.items():
            article = doubtful[index]
            blank = len(article.body) - len(article.body.lstrip("\n"))
            line = article.body_line + (blank if article.body_column else 0)
            source = Source(article.path, line, max(article.body_column, 1))
            message = f"the article cannot be rendered: {fault}"
            found.append(problem(UNRENDERABLE, source, message, _hint(article.body)))
        doubtful = doubtful[tried:]
    return found


def _hint(body: str) -> str:
    brackets = body.count("[")
    if brackets > MAX_BRACKETS:
        return f"it holds {brackets:,} times '['; close them, or put them between backticks"
    return "split it into several questions" if len(body) > MAX_CHARACTERS else "nest it less"


def _try(root: Path, bodies: Sequence[str]) -> tuple[dict[int, str], int]:
    """Render `bodies` until one brings the process down.

    Returns:
        What is wrong with each that failed, and how many were tried. Where rendering
        cannot even begin, because of mkdocs.yml, nothing is wrong with any of them.
    """
    code = "from kbtool.publish.bounds import serve_trials; serve_trials()"
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
    )
    late = False
    with process:
        try:
            order = json.dumps({"root": str(root.resolve()), "bodies": list(bodies)}).encode()
            answer, _ = process.communicate(order, SECONDS * WALL_FACTOR * (1 + len(bodies)))
        except subprocess.TimeoutExpired:
            late = True
            process.kill()
            answer, _ = process.communicate()
        except BaseException:  # Ctrl-C stops the trial, too
            process.kill()
            process.wait()
            raise
    lines = answer.decode().splitlines()
    if not lines:
        return {}, len(bodies)
    faults = {index: fault for index, fault in enumerate(lines[1:]) if fault}
    tried = len(lines) - 1
    if tried < len(bodies):
        faults[tried] = _cause(process.returncode, late)
        tried += 1
    return faults, tried


def _cause(code: int, late: bool) -> str:
    """Return why a process ended early."""
    slow = late or code == -getattr(signal, "SIGXCPU", 0)
    return f"it takes more than {SECONDS} s" if slow else "it needs too much memory"


class TooSlow(BaseException):
    """The time of `alarm` is over; no `except Exception` of an extension takes it for its own."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside the block once it took `seconds` of processor time.

    A second net, where there is no process to stop: it needs the main thread of a system
    with signals, and elsewhere does nothing.
    """
    main = threading.current_thread() is threading.main_thread()
    if not (main and hasattr(signal, "setitimer")):
        yield
        return

    def ring(*_: object) -> None:
        raise TooSlow(f"it takes more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# --- the process that renders --------------------------------------------------


def serve_trials() -> None:
    """Render what the standard input names; print an empty line, then one for each body.

    A line is empty when all is well, else it says what is wrong. The process ends early,
    or is ended by the system, where a body takes too much.
    """
    from kbtool.publish.render import markdown_parser

    order = json.load(sys.stdin)
    new_parser = markdown_parser(Path(order["root"]))
    print(flush=True)
    for body in order["bodies"]:
        _limit()
        try:
            fault = _fault(new_parser, body)
        except MemoryError:
            os._exit(1)  # what is left of this process is not to be trusted
        print(fault, flush=True)


def _fault(new_parser: Callable[[], Markdown], body: str) -> str:
    try:
        new_parser().convert(body)
    except MemoryError:
        raise
    except RecursionError:
        return "it is nested too deep"
    except Exception as error:  # Python-Markdown raises what it likes
        return " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return ""


def _limit() -> None:
    """Let this process take `SECONDS` more, and `MEMORY` in all, where systems know limits."""
    try:
        import resource
    except ImportError:  # Windows: the clock alone is the limit
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or value <= hard:
            resource.setrlimit(limit, (value, hard))
