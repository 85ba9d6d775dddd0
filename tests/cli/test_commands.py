"""What every command keeps: help, exit codes, JSON for programs, clean pipes, late imports."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context

from kbtool import __version__
from kbtool.cli import main
from tests.cli.conftest import Run, Start
from tests.conftest import Project

BROKEN = {"kb/articles/a.md": "---\nid: a\ntitle: 怎么退货？\n---\n\n见 [这里](b.md)。\n"}
WARNED = {
    "kb/articles/a.md": "---\nid: a\ntitle: How?\n---\n\nSo.\n",
    "kb/asks/a.csv": "month,id,asks,source\n2026-01,b,1,search\n",
}


NAMES = main.list_commands(Context(main))


@pytest.mark.parametrize("command", NAMES)
def test_the_help_of_a_command_has_an_example(command: str, run: Run) -> None:
    result = run(command, "--help")

    assert (result.exit_code, "Example" in result.output) == (0, True)


def test_the_example_of_a_command_runs_that_command(run: Run) -> None:
    examples = {command: f"kbtool {command}" in run(command, "--help").output for command in NAMES}

    assert dict.fromkeys(NAMES, True) == examples


def test_the_help_names_every_command(run: Run) -> None:
    output = run("--help").output

    assert [command for command in NAMES if f"\n  {command} " not in output] == []


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert f"kbtool, version {__version__}\n" == run("--version").output


# --- exit codes ----------------------------------------------------------------


def test_a_clean_check_exits_with_0(small: Path, run: Run) -> None:
    assert run("-C", small, "check").exit_code == 0


def test_a_check_with_errors_exits_with_1(project: Project, run: Run) -> None:
    assert run("-C", project(BROKEN), "check").exit_code == 1


def test_a_check_with_warnings_exits_with_0(project: Project, run: Run) -> None:
    assert run("-C", project(WARNED), "check").exit_code == 0


def test_a_strict_check_with_warnings_exits_with_1(project: Project, run: Run) -> None:
    assert run("-C", project(WARNED), "check", "--strict").exit_code == 1


def test_the_format_of_a_check_never_changes_its_exit_code(project: Project, run: Run) -> None:
    root = project(BROKEN)

    codes = {run("-C", root, "check", *how).exit_code for how in (["--json"], ["--format", "text"])}

    assert codes == {1}


COMMANDS = [
    ("new", "How?", "--in", "a"),
    ("build",),
    ("serve", "--port", "0"),
    ("check",),
    ("search", "x"),
    ("tree",),
    ("explain", "x"),
    ("graph",),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_command_outside_a_knowledge_base_exits_with_2_and_a_hint(
    arguments: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    result = run("-C", tmp_path, *arguments)

    assert (result.exit_code, result.stderr[:7], "\n  hint: " in result.stderr) == (
        2,
        "error: ",
        True,
    )


USAGE = [
    ("chekc",),
    ("check", "--format", "xml"),
    ("check", "--nothing"),
    ("search",),
    ("search", "x", "-n", "0"),
    ("new", "How?"),
    ("tree", "--lang", "fr"),
    ("tree", "--depth", "5"),
    ("graph", "--lang", "fr"),
    ("explain", "nothing"),
    ("explain", "KB999"),
    ("explain", "refund", "--lang", "fr"),
    ("new", "How?", "--in", "nowhere"),
    ("new", "How?", "--in", "售后", "--lang", "fr"),
    ("new", "  ", "--in", "售后"),
    ("new", "How\udcff?", "--in", "售后"),
    ("init", "--lang", "fr", "x"),
]


@pytest.mark.parametrize("arguments", USAGE, ids=lambda arguments: ascii(" ".join(arguments)))
def test_a_wrong_command_exits_with_2_and_says_so(
    arguments: tuple[str, ...], small: Path, run: Run
) -> None:
    result = run("-C", small, *arguments)

    assert (result.exit_code, "rror: " in result.stderr) == (2, True)


def test_a_wrong_source_date_epoch_exits_with_2(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")

    assert run("-C", small, "check").exit_code == 2


def test_a_command_finds_the_project_from_a_folder_inside_it(small: Path, start: Start) -> None:
    inside = small / "kb/articles/zh"

    assert start("check", cwd=inside).returncode == 0


# --- JSON ----------------------------------------------------------------------


def test_the_json_of_a_check_counts_and_places_its_problems(project: Project, run: Run) -> None:
    root = project({**BROKEN, "kb/kb.yml": "checks: {select: [KB2]}\n"})

    document = json.loads(run("-C", root, "check", "--json").stdout)

    assert document == {
        "errors": 1,
        "count": 1,
        "problems": [
            {
                "path": "kb/articles/a.md",
                "line": 6,
                "column": 8,
                "length": 4,
                "id": "KB201",
                "name": "broken-link",
                "severity": "error",
                "message": "no article or file at 'b.md'",
                "hint": "",
            }
        ],
    }


JSON = [
    ("check", "--json"),
    ("check", "--format", "json"),
    ("tree", "--json", "--articles"),
    ("explain", "refund", "--json"),
    ("explain", "KB201", "--json"),
    ("graph", "--json"),
    ("graph", "--format", "json"),
]


@pytest.mark.parametrize("arguments", JSON, ids=" ".join)
def test_json_output_is_json_and_nothing_else(
    arguments: tuple[str, ...], small: Path, run: Run
) -> None:
    result = run("-C", small, *arguments)

    assert (result.exit_code, type(json.loads(result.stdout)) in (dict, list)) == (0, True)


# --- terminals and pipes -------------------------------------------------------


def on_a_terminal(arguments: list[str], **environ: str) -> str:
    """Run kbtool on a real terminal and return what it shows."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kbtool", *arguments],
        stdout=follower,
        stderr=follower,
        env={**os.environ, **environ},
    ) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                piece = os.read(leader, 4096)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            shown += piece
        process.wait()
    os.close(leader)
    return shown.decode()


def test_problems_are_coloured_on_a_terminal(project: Project) -> None:
    shown = on_a_terminal(["-C", str(project(BROKEN)), "check"], NO_COLOR="")

    assert "\x1b[31m" in shown


def test_no_color_keeps_colours_off_a_terminal(project: Project) -> None:
    shown = on_a_terminal(["-C", str(project(BROKEN)), "check"], NO_COLOR="1")

    assert ("KB201" in shown, "\x1b" in shown) == (True, False)


def test_a_pipe_gets_no_escape_codes(project: Project, start: Start) -> None:
    result = start("-C", project(BROKEN), "check", NO_COLOR="")

    assert ("KB201" in result.stdout, "\x1b" in result.stdout + result.stderr) == (True, False)


def test_what_content_says_never_steers_a_terminal(project: Project, start: Start) -> None:
    text = "---\nid: a\ntitle: \x1b[31mred\x1b]0;title\x07\n---\n\n[x](\x1b[2Jnowhere.md)\n"

    result = start("-C", project({"kb/articles/a.md": text}), "check")

    assert ("KB301" in result.stdout, "\x1b" in result.stdout) == (True, False)


def test_a_reader_that_leaves_early_sees_no_traceback(small: Path) -> None:
    command = f'"{sys.executable}" -m kbtool -C "{small}" tree --json --articles | head -c 5'

    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=60, check=False
    )

    assert "Traceback" not in result.stderr


# --- late imports --------------------------------------------------------------


def imported(arguments: list[str], packages: set[str]) -> set[str]:
    """Return which of `packages` a command imports."""
    code = (
        "import sys\nfrom kbtool.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        f"print(); print(*({packages!r} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    return set(result.stdout.splitlines()[-1].split())


def test_help_imports_neither_mkdocs_nor_whoosh_nor_yaml() -> None:
    packages = {"mkdocs", "whoosh", "yaml", "jinja2", "pypinyin", "kbtool.model"}

    assert imported(["--help"], packages) == set()


def test_check_imports_neither_mkdocs_nor_whoosh(small: Path) -> None:
    packages = {"mkdocs", "whoosh", "jinja2"}

    assert imported(["-C", str(small), "check"], packages) == set()


def test_tree_and_explain_import_neither_mkdocs_nor_whoosh(small: Path) -> None:
    packages = {"mkdocs", "whoosh"}

    assert imported(["-C", str(small), "tree"], packages) == set()
    assert imported(["-C", str(small), "explain", "refund"], packages) == set()


def test_search_does_not_import_mkdocs(small: Path) -> None:
    assert imported(["-C", str(small), "search", "x"], {"mkdocs"}) == set()
