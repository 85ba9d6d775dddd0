"""`kbtool check`: what it prints, and that printing never changes what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import kbtool
from kbtool.read.yaml_source import Node, read_yaml
from kbtool.verdict import FORMATS
from tests.cli.conftest import Run, Start
from tests.conftest import REPOSITORY, Project

ARTICLE = "---\nid: {id}\ntitle: {title}\n---\n\n见 [这里](gone.md)，答案。\n"
TITLES = {"a": "怎么退货？", "b": "发票在哪里？", "c": "谁来安装床架？"}
BROKEN = {f"kb/articles/{id}.md": ARTICLE.format(id=id, title=TITLES[id]) for id in ("a", "b")}
WARNED = {
    "kb/articles/a.md": "---\nid: a\ntitle: How?\nanswer: So.\n---\n",
    "kb/asks/a.csv": "month,id,asks,source\n2026-01,b,1,search\n2026-01,a,1,search\n",
}
FLAGS = [[], ["-q"], ["-v"], ["-q", "-v"], *(["--format", name] for name in FORMATS)]


@pytest.mark.parametrize(
    ("files", "strict", "code"),
    [(BROKEN, False, 1), (BROKEN, True, 1), (WARNED, False, 0), (WARNED, True, 1)],
)
def test_how_much_is_printed_never_changes_the_exit_code(
    files: dict[str, str], strict: bool, code: int, project: Project, run: Run
) -> None:
    root = project(files)

    codes = {run("-C", root, "check", *flags, *["--strict"] * strict).exit_code for flags in FLAGS}

    assert codes == {code}


def test_a_strict_check_prints_warnings_as_errors(project: Project, run: Run) -> None:
    root = project(WARNED)

    for flags in FLAGS:
        output = run("-C", root, "check", "--strict", *flags).output
        assert ("KB318" in output, "warning KB318" in output) == (True, False)
        assert "::warning" not in output
        assert not re.search(r'"(severity|level)": "warning"(?=,\n\s+"message")', output)


def test_findings_are_grouped_by_file_and_counted(project: Project, run: Run) -> None:
    output = run("-C", project(BROKEN), "check").output

    first, second, last = output.rstrip("\n").split("\n\n")
    assert first.startswith("kb/articles/a.md:6:8: error KB201 broken-link: ")
    assert "\n    6 | 见 [这里](gone.md)，答案。\n      |           ^^^^^^^" in first
    assert second.startswith("kb/articles/b.md:6:8: ")
    assert last.startswith("2 errors")


def test_a_quiet_check_prints_a_line_a_finding(project: Project, run: Run) -> None:
    lines = run("-C", project(BROKEN), "check", "-q").output.splitlines()

    assert [line.split(":")[0] for line in lines] == ["kb/articles/a.md", "kb/articles/b.md"]


def test_a_verbose_check_ends_with_what_the_checks_want(project: Project, run: Run) -> None:
    output = run("-C", project(BROKEN), "check", "-v").output

    assert re.search(r"^ +2  KB201  broken-link +A link must lead", output, re.M)


def test_infos_are_counted_and_shown_when_asked_for(project: Project, run: Run) -> None:
    root = project(
        {
            "kb/articles/a.md": "---\nid: a\ntitle: How?\naliases: [z]\nanswer: So.\n---\n",
            "kb/articles/b.md": "---\nid: b\ntitle: Why?\n---\n\nSee [[z]].\n",
        }
    )

    usual, verbose = (run("-C", root, "check", *flags).output for flags in ([], ["-v"]))

    assert ("KB209" in usual, "(-v shows infos)" in usual) == (False, True)
    assert ("KB209" in verbose, "(-v shows infos)" in verbose) == (True, False)


def test_a_baseline_accepts_today_and_fails_tomorrow(project: Project, run: Run) -> None:
    root = project(BROKEN)
    known = root / "known.yml"
    assert run("-C", root, "check", "--write-baseline", known).exit_code == 0
    clean = run("-C", root, "check", "--strict", "--baseline", known)

    project({"kb/articles/a.md": BROKEN["kb/articles/a.md"].replace("gone.md", "b.md")})
    project({"kb/articles/c.md": ARTICLE.format(id="c", title=TITLES["c"])})
    later = run("-C", root, "check", "--baseline", known)

    assert (clean.exit_code, later.exit_code) == (0, 1)
    assert {"KB332", "kb/articles/c.md"} <= set(
        re.findall(r"KB332|kb/articles/c\.md", later.output)
    )


def test_a_bad_baseline_is_a_wrong_command(project: Project, run: Run) -> None:
    root = project({**BROKEN, "known.yml": "findings: many\n"})

    result = run("-C", root, "check", "--baseline", root / "known.yml")

    assert (result.exit_code, "known.yml:1:11 cannot be used" in result.stderr) == (2, True)


def test_an_empty_commit_is_a_sentence(project: Project, run: Run) -> None:
    # In CI, an unset variable: `--changed-since "$BASE"`.
    result = run("-C", project(BROKEN), "check", "--changed-since", "")

    assert result.exit_code == 2
    assert "git" in result.stderr
    assert "itself failed" not in result.stderr


def test_changes_without_git_are_a_wrong_command(project: Project, run: Run) -> None:
    result = run("-C", project(BROKEN), "check", "--changed-since", "HEAD")

    assert (result.exit_code, "not in a git checkout" in result.stderr) == (2, True)


def test_a_check_of_changes_reports_only_what_they_touch(project: Project, run: Run) -> None:
    root = project(BROKEN)
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for command in (["init"], ["add", "."], ["commit", "-m", "first"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    before = run("-C", root, "check", "--changed-since", "HEAD")
    path = root / "kb" / "articles" / "b.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n再见。\n", encoding="utf-8")

    after = run("-C", root, "check", "-q", "--changed-since", "HEAD")

    assert (before.exit_code, after.exit_code) == (0, 1)
    assert set(re.findall(r"kb/articles/\w\.md(?=:)", after.output)) == {"kb/articles/b.md"}


def test_settings_that_are_wrong_exit_with_2(project: Project, run: Run) -> None:
    root = project({**WARNED, "kb/kb.yml": "checks: {ignore: [KB999]}\n"})

    assert run("-C", root, "check").exit_code == 2


def test_a_job_of_github_gets_the_full_list(project: Project, start: Start, tmp_path: Path) -> None:
    root = project(BROKEN)
    summary = tmp_path / "summary.md"
    environ = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(root.parent)}

    done = start("-C", root, "check", "--format", "github", **environ)

    assert done.stdout.startswith(f"::error file={root.name}/kb/articles/a.md,line=6,col=8,")
    assert summary.read_text(encoding="utf-8").startswith("### kbtool check: 2 errors")


def test_nothing_in_content_steers_the_terminal_or_the_runner(
    project: Project, start: Start
) -> None:
    nasty = "---\nid: a\ntitle: How?\n---\n\n::error::x\n\n[\x1b[31m\x07::stop](::set\x9b.md)\n"
    root = project({"kb/articles/a.md": nasty})

    for name in FORMATS:
        text = start("-C", root, "check", "--format", name).stdout
        lines = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert [
            line for line in lines if not line.startswith(("::error file=", "::warning file="))
        ] == []
        assert "\x1b" not in text
        assert "\x07" not in text


# --- what runs it ----------------------------------------------------------------


@pytest.fixture
def starter(tmp_path: Path, run: Run) -> Path:
    """Return a fresh project, as `kbtool init` writes it."""
    assert run("init", tmp_path / "help-centre").exit_code == 0
    return tmp_path / "help-centre"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as it is written, with this very kbtool first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        shlex.split(command),
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def texts(node: Node, key: str) -> list[str]:
    """Return every text below `node` that stands at `key`, in order."""
    if isinstance(node.value, tuple):
        return [text for item in node.value for text in texts(item, key)]
    if not hasattr(node.value, "items"):
        return []
    found: list[str] = []
    for name, entry in node.value.items():  # type: ignore[union-attr]
        found += [entry.node.raw] if name == key else texts(entry.node, key)
    return found


def yaml(path: Path) -> Node:
    node, problems = read_yaml(path.read_text(encoding="utf-8"), path.name)
    assert (problems, node is None) == ([], False)
    assert node is not None
    return node


def test_the_hook_of_pre_commit_passes_and_fails_as_check_does(starter: Path) -> None:
    (entry,) = texts(yaml(REPOSITORY / ".pre-commit-hooks.yaml"), "entry")
    before = shell(entry, starter)
    (starter / "kb" / "articles" / "orders" / "order-change.md").unlink()

    after = shell(entry, starter)

    assert (before.returncode, after.returncode) == (0, 1), before.stdout


def test_the_hook_of_pre_commit_runs_for_every_file_that_counts() -> None:
    (files,) = texts(yaml(REPOSITORY / ".pre-commit-hooks.yaml"), "files")

    assert [bool(re.search(files, path)) for path in ("kb/kb.yml", "mkdocs.yml", "README.md")] == [
        True,
        True,
        False,
    ]


def test_the_workflow_of_a_starter_runs_in_it(starter: Path) -> None:
    commands = texts(yaml(starter / ".github" / "workflows" / "help-centre.yml"), "run")

    assert commands[0] == f'pip install "kbtool=={kbtool.__version__}"'
    assert "kbtool check --format github --strict" in commands
    results = [shell(command, starter) for command in commands[1:]]
    assert [(one.returncode, one.stderr) for one in results if one.returncode] == []
    assert (starter / "site" / "index.html").is_file()


def test_json_has_every_finding_with_infos(project: Project, run: Run) -> None:
    document = json.loads(run("-C", project(BROKEN), "check", "--json").output)

    assert (document["errors"], document["count"] >= 2) == (2, True)
