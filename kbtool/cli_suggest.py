"""`kbtool suggest`: what the knowledge base might change, because of what was asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kbtool.console import echo_json, project_root, say, style, task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbtool.loop.suggest.values import Suggestion
    from kbtool.model import KnowledgeBase

__all__ = ["suggest"]

KINDS = ("also-asked", "missing", "synonym", "related", "duplicate", "categories")
SHOWN = 10  # files that were written


@click.group(invoke_without_command=True)
@click.option("--apply", "apply_", is_flag=True, help="Write them into kb/.")
@click.option("--only", type=click.Choice(KINDS), multiple=True, help="Only this kind; repeatable.")
@click.option("--id", "ids", multiple=True, help="Only about this article or word; repeatable.")
@click.option("--lang", help="Only this language.")
@click.option("--patch", is_flag=True, help="Print a diff that `git apply` takes.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option("--force", is_flag=True, help="Even what makes golden queries answered worse.")
@click.option(
    "--least",
    default=3,
    show_default=True,
    type=click.IntRange(1),
    help="Leave out what was asked less often.",
)
@click.option(
    "--most",
    default=5,
    show_default=True,
    type=click.IntRange(1),
    help="Phrasings that an article gets at once.",
)
@click.option(
    "--confidence",
    default=60,
    show_default=True,
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Leave out what is less sure.",
)
@click.option("-n", "--limit", default=10, show_default=True, type=click.IntRange(1))
@click.pass_context
def suggest(
    ctx: click.Context,
    apply_: bool,
    only: tuple[str, ...],
    ids: tuple[str, ...],
    lang: str | None,
    patch: bool,
    as_json: bool,
    force: bool,
    least: int,
    most: int,
    confidence: int,
    limit: int,
) -> None:
    """Suggest what to change: phrasings, questions, synonyms, links, duplicates, categories.

    They follow from kb/searches, kb/review.csv, kb/decided.csv, the asks and the articles.
    Nothing is written without --apply, which asks the golden queries of kb/queries.yml before
    and after, and leaves out what makes search answer them worse.

    \b
    Example: kbtool suggest
             kbtool suggest --only also-asked --patch | git apply
             kbtool suggest --apply --id refund-time
    """
    if ctx.invoked_subcommand is not None:
        return
    from kbtool.checks.formats.text import as_text as problems_text
    from kbtool.loop.suggest.find import chosen
    from kbtool.loop.suggest.listed import as_json as listed_json
    from kbtool.loop.suggest.listed import as_text
    from kbtool.loop.suggest.settings import Wanted
    from kbtool.suggesting import suggest as find

    root = project_root(ctx.obj)
    with task(not (as_json or patch), "texts") as progress:
        found = find(root, Wanted(least, most, confidence / 100), progress)
    if found.problems:
        click.echo(problems_text(list(found.problems), root, style), err=True)
        say("nothing was suggested: mend these first")
        sys.exit(1)
    some = [one for one in chosen(found.found, only, ids) if lang in (None, one.lang)]
    if apply_ or patch:
        _change(root, found.kb, some, (apply_, patch, as_json, force))
    elif as_json:
        echo_json(listed_json(some))
    else:
        click.echo(as_text(some, limit))
        if any(one.change for one in some):
            click.echo("\nnothing was written: --patch shows the changes, --apply writes them")


def _change(
    root: Path,
    kb: KnowledgeBase,
    some: Sequence[Suggestion],
    how: tuple[bool, bool, bool, bool],
) -> None:
    """Plan, tell and write."""
    from kbtool.harmless import harmless
    from kbtool.loop.suggest.listed import as_json as listed_json
    from kbtool.loop.suggest.listed import effect_text, left_text
    from kbtool.loop.suggest.patch import patch as patch_of
    from kbtool.suggesting import apply, plan

    apply_, patch, as_json, force = how
    planned = (plan if force else harmless)(root, kb, some)
    refused = apply_ and planned.effect.worse and not force
    if apply_ and not refused and planned.after:
        apply(root, planned)
    files = sorted(planned.after)
    if as_json:
        written = apply_ and not refused and bool(files)
        echo_json(listed_json(some, planned.effect, files, planned.left, written))
    else:
        if patch:
            click.echo(patch_of(planned.before, planned.after), nl=False)
        if planned.left:
            click.echo(f"{left_text(planned.left)}\n", err=patch)
        click.echo(effect_text(planned.effect), err=patch)
        if apply_ and not refused:
            say("\n".join(f"wrote {path}" for path in files[:SHOWN]) or "nothing to write")
            if len(files) > SHOWN:
                say(f"and {len(files) - SHOWN:,} files more")
    if refused:
        say("nothing was written: golden queries are answered worse; --force writes it anyway")
        sys.exit(1)


@suggest.command("reply")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--lang", help="Language of the message; told by its words when left out.")
@click.option("-n", "--limit", default=3, show_default=True, type=click.IntRange(1, 20))
@click.option("--json", "as_json", is_flag=True, help="Print it for a mail filter or a chat bot.")
@click.pass_context
def reply_(
    ctx: click.Context, file: IO[bytes], lang: str | None, limit: int, as_json: bool
) -> None:
    """Draft a reply to a message, an e-mail or plain text; nothing is sent.

    \b
    Example: kbtool suggest reply < mail.eml
             kbtool suggest reply question.txt --json
    """
    from kbtool.loop.reply.message import MAX_BYTES
    from kbtool.replying import as_json as reply_json
    from kbtool.replying import as_text, reply

    content = file.read(MAX_BYTES + 1)
    value = reply(project_root(ctx.obj), content, limit, lang)
    if as_json:
        echo_json(reply_json(value))
    else:
        click.echo(as_text(value), nl=False)
