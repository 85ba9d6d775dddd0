"""Rendering of one article ends in time, and what would not end names its file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.compiler import examine
from kbtool.problems import KbtoolError
from kbtool.publish.body import page_targets, publishable_body
from kbtool.publish.bounds import TooSlow, alarm, questionable
from tests.conftest import REPOSITORY, Project

SLOW = "[a](" * 20_000
DEEP = "- " * 2_000 + "x"
IMPATIENT = (
    "site_name: x\ndocs_dir: kb/articles\ntheme: material\n"
    "plugins: [{kbtool: {page_seconds: 0.2}}]\n"
)
FRONT = "---\nid: {id}\ntitle: How?\n---\n\n"


def article(id: str, body: str) -> str:
    return FRONT.format(id=id) + body + "\n"


def places(root: Path) -> list[tuple[str, int]]:
    problems = examine(root, {}).problems
    return [(p.source.path, p.source.line) for p in problems if p.rule.id == "KB410"]


def test_an_article_that_renders_too_long_is_told_at_its_body_and_the_next_is_still_tried(
    project: Project,
) -> None:
    root = project(
        {
            "kb/articles/a/slow.md": article("slow", SLOW),
            "kb/articles/a/deep.md": article("deep", DEEP),
            "kb/articles/a/long.md": article("long", "One word and [a link](slow.md).\n\n" * 400),
        }
    )

    assert places(root) == [("kb/articles/a/deep.md", 6), ("kb/articles/a/slow.md", 6)]


def test_a_question_of_a_list_is_told_at_its_own_body(project: Project) -> None:
    entries = (
        f"- id: a\n  question: A?\n  answer: Yes.\n- id: b\n  question: B?\n  body: {'* ' * 500}x"
    )
    root = project({"kb/articles/a/list.yml": entries.replace("body: ", "body: |\n    ") + "\n"})

    assert places(root) == [("kb/articles/a/list.yml", 7)]


def test_a_draft_is_never_rendered_and_so_never_told(project: Project) -> None:
    text = article("slow", SLOW).replace("title:", "draft: true\ntitle:")
    root = project({"kb/articles/a/slow.md": text})

    assert places(root) == []


def test_rendering_that_cannot_begin_is_no_fault_of_an_article(project: Project) -> None:
    root = project(
        {
            "kb/articles/a/deep.md": article("deep", DEEP),
            "mkdocs.yml": "site_name: x\nmarkdown_extensions: [no_such_extension]\n",
        }
    )

    assert places(root) == []


def test_no_article_of_the_sample_is_tried() -> None:
    kb = examine(REPOSITORY, {}).kb

    assert [one.path for one in kb.articles if questionable(one.body)] == []


@pytest.mark.parametrize("above", ["", "Text\n"])
@pytest.mark.parametrize("deep", [" " * 80, "> " * 40, "- 1. " * 5, "x" * 10_000, "[" * 501])
def test_what_is_deep_or_long_is_tried_wherever_it_begins(above: str, deep: str) -> None:
    assert questionable(f"{above}{deep}x")


@pytest.mark.parametrize("command", [["kbtool", "build"], ["mkdocs", "build"]])
def test_a_build_stops_before_it_draws_what_would_not_end(
    command: list[str], project: Project
) -> None:
    root = project({"kb/articles/a/deep.md": article("deep", DEEP)})
    (root / "mkdocs.yml").write_bytes((REPOSITORY / "mkdocs.yml").read_bytes())
    module = [sys.executable, "-m", *command]

    done = subprocess.run(module, cwd=root, capture_output=True, timeout=60, check=False)

    assert done.returncode == 1
    assert b"kb/articles/a/deep.md:6:1: error KB410" in done.stderr
    assert not (root / "site").exists()


UNCLEAR = "<a " * 3_300
"""Cleared by the cheap counts, and half a second or more to render."""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs signals that count time")
@pytest.mark.parametrize("command", [["kbtool", "build"], ["mkdocs", "build"]])
def test_a_page_that_the_counts_cleared_wrongly_stops_the_build_by_its_name(
    command: list[str], project: Project
) -> None:
    root = project({"kb/articles/a/slow.md": article("slow", UNCLEAR), "mkdocs.yml": IMPATIENT})

    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, timeout=60, check=False
    )

    assert done.returncode in (1, 2)
    assert b"kb/articles/a/slow.md cannot be rendered: it takes more than 0.2 s" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (root / "site").exists()


@pytest.mark.parametrize("seconds", ["0", "-1", ".inf", ".nan", "true", "soon", "[1]"])
def test_a_time_for_a_page_that_is_none_is_a_sentence(seconds: str, project: Project) -> None:
    root = project(
        {
            "kb/articles/a/x.md": article("x", "x"),
            "mkdocs.yml": IMPATIENT.replace("0.2", seconds),
        }
    )

    with pytest.raises(KbtoolError, match="page_seconds"):
        build(root)


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in path.read_text().split()] if path.exists() else []


def runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")
def test_an_interrupt_stops_the_trial_at_once_and_leaves_no_process(project: Project) -> None:
    root = project({"kb/articles/a/slow.md": article("slow", SLOW)})
    check = subprocess.Popen(
        [sys.executable, "-m", "kbtool", "check"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not children(check.pid) and time.monotonic() < deadline:
        os.sched_yield()
    (trial,) = children(check.pid)

    check.send_signal(signal.SIGINT)  # to the parent alone, as an editor or a CI would
    begun = time.monotonic()
    check.wait(20)
    while runs(trial) and time.monotonic() < begun + 20:
        os.sched_yield()

    assert time.monotonic() - begun < 2


def test_an_alarm_ends_what_runs_over_its_time() -> None:
    with pytest.raises(TooSlow), alarm(0.05):
        while True:
            pass


def test_an_alarm_in_time_changes_nothing() -> None:
    before = signal.getsignal(signal.SIGVTALRM)

    with alarm(5):
        pass

    assert (signal.getsignal(signal.SIGVTALRM), signal.getitimer(signal.ITIMER_VIRTUAL)) == (
        before,
        (0.0, 0.0),
    )


def test_a_long_title_is_cut_in_the_links_that_show_it(project: Project) -> None:
    root = project(
        {
            "kb/articles/a/long.md": article("long", "x").replace("How?", "How " * 200 + "?"),
            "kb/articles/a/short.md": article("short", "[[long]]"),
        }
    )
    examined = examine(root, {})
    short = next(one for one in examined.kb.articles if one.id == "short")

    body = publishable_body(
        short, page_targets(short, examined.resolution.links[short.source], examined.kb.config)
    )

    assert 400 < len(body) < 600
