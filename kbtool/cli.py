"""The commands. A door: it reads arguments, calls, prints, and chooses the exit code.

Exit codes: 0 clean or warnings only, 1 errors in the content, 2 usage or configuration.
Everything but click is imported inside the commands, so that `kbtool --help`
never pays for MkDocs or Whoosh.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kbtool import __version__
from kbtool.console import (
    Commands,
    echo_json,
    project_root,
    say,
    shown,
    style,
    task,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbtool.compiler import Examined
    from kbtool.last import Built
    from kbtool.model import Article
    from kbtool.problems import Problem
    from kbtool.recall import Judged

__all__ = ["main"]

VERIFIED_SHOWN = 10  # files that are not as another build makes them


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kbtool")
@click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work in this folder instead of the current one.",
)
@click.pass_context
def main(ctx: click.Context, directory: Path | None) -> None:
    """Compile a FAQ knowledge base in git into a help site and a search index.

    \b
    Begin:    kbtool init help-centre && cd help-centre && kbtool serve
    Every day: kbtool new "How do I ...?" --in returns, then kbtool check
    """
    ctx.obj = directory


assert isinstance(main, Commands)
main.elsewhere = {
    "asks": "kbtool.cli_asks:asks",
    "report": "kbtool.cli_report:report",
    "suggest": "kbtool.cli_suggest:suggest",
}


# --- writing -----------------------------------------------------------------


@main.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the starter's questions.",
)
def init(directory: Path, lang: str) -> None:
    """Write a starter knowledge base into DIRECTORY.

    \b
    Example: kbtool init help-centre --lang zh
    """
    from kbtool.scaffold import new_project

    for path in new_project(directory, lang):
        click.echo(f"wrote {path}")
    click.echo(f"\nNext: cd {directory} && kbtool serve")


@main.command()
@click.argument("question")
@click.option("--in", "category", required=True, help="Category: its folders, with '/'.")
@click.option("--lang", help="Language; the first of kb/kb.yml when left out.")
@click.pass_obj
def new(directory: Path | None, question: str, category: str, lang: str | None) -> None:
    """Begin a question as a draft.

    \b
    Example: kbtool new "How do I return a sofa?" --in aftersale/returns
    """
    from kbtool.read.load import load
    from kbtool.scaffold import new_article

    root = project_root(directory)
    kb, _ = load(root)
    path = new_article(root, kb, question, category, lang or kb.config.languages[0])
    click.echo(f"wrote {shown(path)}")
    click.echo(
        "Write the answer; `kbtool serve --drafts` shows it, removing 'draft:' publishes it."
    )


@main.command()
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--lang", help="Only the translation in this language.")
@click.option("--from", "source", help="Language that was translated from.")
@click.option("--all", "every", is_flag=True, help="Every translation that has no stamp yet.")
@click.pass_obj
def translated(
    directory: Path | None,
    ids: tuple[str, ...],
    lang: str | None,
    source: str | None,
    every: bool,
) -> None:
    """Note that the translations of a question are up to date with their original.

    Writes 'translated_from' into their front matter; `kbtool check` warns when
    the original changes after that.

    \b
    Example: kbtool translated refund-time
             kbtool translated --all
    """
    from kbtool.read.load import load
    from kbtool.stamps import stamp, unstamped

    if bool(ids) == every:
        raise click.UsageError("Name the questions by their ids, or give --all.")
    root = project_root(directory)
    kb, _ = load(root)
    for id in ids or unstamped(kb):
        for one in stamp(root, kb, id, lang, source, renew=not every):
            said = "up to date" if one.changed else "already up to date"
            click.echo(f"{one.article.path}: {said} with {one.original.path}")


# --- compiling ---------------------------------------------------------------


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--all", "anew", is_flag=True, help="Make everything anew.")
@click.option("--verify", is_flag=True, help="Build a copy elsewhere, too, and compare.")
@click.option("--timings", is_flag=True, help="Show where the time went.")
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a profile for ui.perfetto.dev or a browser's profiler.",
)
@click.pass_obj
def build(
    directory: Path | None,
    as_json: bool,
    anew: bool,
    verify: bool,
    timings: bool,
    trace: Path | None,
) -> None:
    """Build site/ and search_index/, or nothing when there are errors.

    Only what has changed since the last build is made anew; what comes out is the same as if
    everything were. Exit code 1: there are errors, or --verify has found a difference.

    \b
    Example: kbtool build --timings
    """
    import time
    from contextlib import ExitStack

    from kbtool import timing
    from kbtool.build import build as build_project

    root = project_root(directory)
    started = time.monotonic()
    with ExitStack() as stack:
        records = stack.enter_context(timing.recording()) if timings or trace else []
        progress = stack.enter_context(task(not as_json))
        stack.enter_context(timing.watching(lambda name: progress.show(f"{name} ...")))
        with timing.stage("build"):
            built = build_project(root, progress, say, anew=anew)
    seconds = time.monotonic() - started
    _print_problems(built)
    if as_json:
        echo_json(_built_as_json(built, seconds))
    else:
        _print_built(built, seconds)
    if timings:
        click.echo(timing.stages(records), err=as_json)
    if trace:
        timing.write_trace(records, trace)
    different = verify and built.publishable and not _verified(root, as_json)
    sys.exit(1 if different else _exit_code(built))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 takes a free one.")
@click.option("--drafts", is_flag=True, help="Show drafts, too; site/ is left alone.")
@click.pass_obj
def serve(directory: Path | None, host: str, port: int, drafts: bool) -> None:
    """Build, serve at http://127.0.0.1:8000/, and rebuild on every edit.

    \b
    Example: kbtool serve --drafts
    """
    import time

    from kbtool.server import PreviewServer

    root = project_root(directory)

    def rebuilt(built: Built, seconds: float) -> None:
        _print_problems(built)
        if built.publishable and not built.unchanged:
            drawn = f"{built.drawn:,} of {built.pages:,} pages"
            now = time.strftime("%H:%M:%S")
            click.echo(f"{now} drew {drawn}, {_questions(built.counts)}, in {seconds:.1f} s")

    with task(True) as progress:
        server = PreviewServer(root, host, port, rebuilt, click.echo, progress, drafts)
        server.run()


@main.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif", "junit"]),
    default="text",
    show_default=True,
    help="How to print findings.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Accept the findings that this file lists.",
)
@click.option(
    "--write-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="List today's findings in this file, JSON or YAML.",
)
@click.option("--changed-since", metavar="REV", help="Only what changes since this commit touch.")
@click.option("--external", is_flag=True, help="Ask links to other sites, too.")
@click.option("--allow-private", is_flag=True, help="With --external: private addresses, too.")
@click.option(
    "--external-timeout",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 86400),
    default=120.0,
    show_default=True,
    help="With --external: the time for all links together.",
)
@click.option("-q", "--quiet", is_flag=True, help="A line a finding, nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Infos, too, and what the checks want.")
@click.pass_obj
def check(
    directory: Path | None,
    format_: str,
    as_json: bool,
    strict: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    changed_since: str | None,
    external: bool,
    allow_private: bool,
    external_timeout: float,
    quiet: bool,
    verbose: bool,
) -> None:
    """Name everything that is wrong, at its line.

    \b
    Example: kbtool check --strict
             kbtool check --changed-since origin/main
             kbtool check --format sarif > kbtool.sarif
             kbtool check --external --external-timeout 300
    """
    from kbtool import compiler, verdict
    from kbtool.recall import judge_again

    root = project_root(directory)
    judged: Examined | Judged
    if external or write_baseline or changed_since is not None:
        judged = examined = compiler.examine(root)
    else:
        judged = judge_again(root, os.environ)
    if external:
        with task(True, "links", step=1) as progress:
            judged = examined = compiler.examine_external(
                examined, progress, in_all=external_timeout, allow_private=allow_private
            )
    if write_baseline is not None:
        count = verdict.write_baseline(examined, write_baseline)
        findings = "1 finding" if count == 1 else f"{count} findings"
        click.echo(f"wrote {shown(write_baseline)} with {findings}")
        return
    report = verdict.report(judged, verdict.Options(strict, baseline, changed_since), os.environ)
    if as_json or format_ != "text":
        click.echo(verdict.formatted(report, "json" if as_json else format_))
    elif text := verdict.text(report, style, quiet=quiet, verbose=verbose):
        click.echo(text)
    if format_ == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        verdict.write_job_summary(report, Path(summary))
    sys.exit(verdict.exit_code(judged, report.problems))


# --- asking ------------------------------------------------------------------


@main.command()
@click.argument("query")
@click.option("-n", "--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--lang", help="Only this language.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
@click.option("--explain", is_flag=True, help="Print what every word adds to a score.")
@click.pass_obj
def search(
    directory: Path | None, query: str, limit: int, lang: str | None, as_json: bool, explain: bool
) -> None:
    """Search the index as customers do.

    \b
    Example: kbtool search "怎么退货" -n 5 --lang zh
    """
    from kbtool.compiler import INDEX
    from kbtool.listing import hits_text
    from kbtool.problems import KbtoolError, did_you_mean
    from kbtool.search.whoosh_index import open_index

    index = open_index(project_root(directory) / INDEX)
    if lang is not None and lang not in index.languages:
        hint = did_you_mean(lang, index.languages) or f"it has {', '.join(index.languages)}"
        raise KbtoolError(f"the index has no language '{lang}'", hint)
    found = index.search(query, lang=lang, limit=limit, explain=explain)
    if as_json:
        echo_json(asdict(found))
    else:
        click.echo(hits_text(query, found))


@main.command("eval")
@click.argument(
    "queries", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--engine",
    "name",
    type=click.Choice(["whoosh", "browser"]),
    default="whoosh",
    show_default=True,
    help="Who answers: the index, or the built site in Chromium.",
)
@click.option("--lang", help="Language of QUERIES; of the golden queries, only this one.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def evaluate(
    directory: Path | None, queries: Path | None, name: str, lang: str | None, as_json: bool
) -> None:
    """Measure how well search answers, with QUERIES or kb/queries.yml.

    QUERIES holds a JSON object a line: "query", and in "relevant" the ids of
    the articles that answer it, [] when nothing does.

    \b
    Example: kbtool eval
             kbtool eval logged.jsonl --lang zh --engine browser
    """
    from kbtool import compiler, evaluate
    from kbtool.checks import formats
    from kbtool.naming import source_hash
    from kbtool.search.whoosh_index import open_index

    root = project_root(directory)
    index = open_index(root / compiler.INDEX)
    if index.manifest.source_hash != source_hash(root):
        warn("kb/ has changed since the last build; the last build is measured")
    folder = root if queries is None else Path.cwd()
    asked, problems = evaluate.read(folder, queries, lang, index.languages)
    if problems:
        click.echo(formats.as_text(problems, folder, style), err=True)
        sys.exit(1)
    if queries is not None and (unknown := evaluate.unknown_ids(root, asked)):
        few = ", ".join(f"'{id}'" for id in unknown[:3])
        warn(f"{len(unknown)} expected ids belong to no public article, such as {few}")
    value = evaluate.evaluate(asked, evaluate.engine(name, root, index))
    click.echo(evaluate.as_json(value, name) if as_json else evaluate.as_text(value, name))


@main.command()
@click.option("--lang", help="Only this language.")
@click.option("--depth", type=click.IntRange(1, 4), default=4, help="Category levels to show.")
@click.option("--articles", is_flag=True, help="Show the questions, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the tree as JSON.")
@click.pass_obj
def tree(
    directory: Path | None, lang: str | None, depth: int, articles: bool, as_json: bool
) -> None:
    """Show the categories in order, with questions and asks.

    \b
    Example: kbtool tree --lang zh --depth 2
    """
    from kbtool import compiler
    from kbtool.listing import tree_json, tree_text

    examined = compiler.examine(project_root(directory))
    trees = [one for code, one in examined.order.trees.items() if lang in (None, code)]
    if not trees:
        raise click.BadParameter(
            f"'{lang}' is not in {', '.join(examined.kb.config.languages)}", param_hint="--lang"
        )
    if as_json:
        shown = [tree_json(examined.order, one, depth, articles) for one in trees]
        echo_json(shown)
    else:
        click.echo("\n\n".join(tree_text(examined.order, one, depth, articles) for one in trees))


@main.command()
@click.argument("id")
@click.option("--lang", help="Language; the first that has the id when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
@click.pass_obj
def explain(directory: Path | None, id: str, lang: str | None, as_json: bool) -> None:
    """Show why an article stands where it stands, or what a check means.

    \b
    Examples: kbtool explain refund-time
              kbtool explain KB201
    """
    from kbtool import compiler
    from kbtool.explain import explain as explain_article
    from kbtool.listing import explanation_text
    from kbtool.problems import RULES

    if id.upper() in RULES:
        rule = RULES[id.upper()]
        text = f"{rule.id} {rule.name} ({rule.severity})\n\n{rule.help}"
        shown = {**asdict(rule), "severity": str(rule.severity)}
        click.echo(json.dumps(shown, ensure_ascii=False) if as_json else text)
        return
    examined = compiler.examine(project_root(directory))
    explanation = explain_article(examined.kb, examined.order, _article(examined, id, lang))
    if as_json:
        echo_json(asdict(explanation))
    else:
        click.echo(explanation_text(explanation))


@main.command()
@click.option("--format", "format_", type=click.Choice(["dot", "json"]), default="dot")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--lang", "langs", multiple=True, help="Only this language; may be repeated.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File.")
@click.pass_obj
def graph(
    directory: Path | None,
    format_: str,
    as_json: bool,
    langs: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write which question leads to which, by hand or by the index.

    \b
    Example: kbtool graph --lang zh | dot -Tsvg > graph.svg
    """
    from kbtool import compiler
    from kbtool.problems import KbtoolError
    from kbtool.publish import graph as graphs

    examined = compiler.examine(project_root(directory))
    languages = langs or examined.kb.config.languages
    for lang in languages:
        if lang not in examined.order.trees:
            raise click.BadParameter(f"'{lang}' is no language of kb/kb.yml", param_hint="--lang")
    similar = compiler.similar_ids(examined, compiler.analysed(examined))
    value = graphs.graph(examined.kb, examined.order, examined.resolution, similar, languages)
    text = graphs.as_json(value) if as_json or format_ == "json" else graphs.as_dot(value)
    if output is None:
        click.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise KbtoolError(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"wrote {output}: {len(value.nodes)} questions, {len(value.edges)} ways")


# --- printing ----------------------------------------------------------------


def _questions(counts: Mapping[str, int]) -> str:
    return f"{', '.join(f'{count} {lang}' for lang, count in counts.items())} questions"


def _built_as_json(built: Built, seconds: float) -> dict[str, Any]:
    from kbtool.checks import formats

    return {
        "published": built.publishable,
        "unchanged": built.unchanged,
        "questions": dict(built.counts),
        "pages": built.pages,
        "drawn": built.drawn,
        "seconds": round(seconds, 3),
        "problems": formats.as_rows(_shown_problems(built)),
    }


def _print_built(built: Built, seconds: float) -> None:
    questions = _questions(built.counts)
    if built.unchanged:
        click.echo(f"nothing has changed: {questions} in site/ and search_index/ ({seconds:.1f} s)")
    elif built.publishable:
        drawn = f"{built.drawn:,} of {built.pages:,} pages drawn"
        click.echo(f"built site/ and search_index/ with {questions} in {seconds:.1f} s ({drawn})")
    else:
        click.echo("nothing was published; the last good site/ is untouched", err=True)


def _verified(root: Path, quiet: bool) -> bool:
    """Tell whether a build of a copy elsewhere gives the same bytes; name what differs."""
    from kbtool.reproduce import differences

    found = differences(root)
    for one in found[:VERIFIED_SHOWN]:
        click.echo(f"{one.path}: {one.what}", err=True)
    if len(found) > VERIFIED_SHOWN:
        click.echo(f"and {len(found) - VERIFIED_SHOWN:,} files more", err=True)
    if not found and not quiet:
        click.echo("verified: a build from nothing, elsewhere, gives the same bytes")
    return not found


def _exit_code(built: Built) -> int:
    if built.publishable:
        return 0
    from kbtool.verdict import exit_code

    return exit_code(built, built.problems)


def _shown_problems(examined: Examined | Built) -> list[Problem]:
    """Return what a build tells of; `kbtool check -v` has the infos, too."""
    from kbtool.problems import Severity

    return [one for one in examined.problems if one.severity > Severity.INFO]


def _print_problems(examined: Examined | Built) -> None:
    if shown := _shown_problems(examined):
        from kbtool.checks.formats.report import summary
        from kbtool.checks.formats.text import as_text

        click.echo(as_text(shown, examined.root, style), err=True)
        files = len({one.source.path for one in shown})
        where = "1 file" if files == 1 else f"{files} files"
        click.echo(f"{summary(shown)} in {where}", err=True)


def _article(examined: Examined, id: str, lang: str | None) -> Article:
    from kbtool.problems import KbtoolError, did_you_mean

    found = [a for a in examined.kb.articles if a.id == id and lang in (None, a.lang)]
    if not found:
        where = f" in '{lang}'" if lang else ""
        ids = {article.id for article in examined.kb.articles if lang in (None, article.lang)}
        raise KbtoolError(f"no article with the id '{id}'{where}", did_you_mean(id, ids))
    order = examined.kb.config.languages
    return min(found, key=lambda article: order.index(article.lang))
