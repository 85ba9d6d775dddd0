"""`kbtool build`: what it says, what it writes besides, its proof that it can be repeated."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import kbtool.read.identity
from kbtool.cli import main
from tests.cli.conftest import SMALL, Run
from tests.soak.building import fingerprints

PAGES = 21


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("once") / "project"
    for name, text in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["-C", str(root), "build"])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def built(once: Path, tmp_path: Path) -> Path:
    """Return the small project, built in the place where it stands."""
    root = shutil.copytree(once, tmp_path / "project")
    result = CliRunner().invoke(main, ["-C", str(root), "build"])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files be old enough that their times prove something."""
    monkeypatch.setattr(kbtool.read.identity, "RACY_NS", 0)


def told(root: Path, run: Run, *options: str) -> dict[str, object]:
    result = dict(json.loads(run("-C", root, "build", "--json", *options).stdout))
    assert isinstance(result.pop("seconds"), float)
    return result


def spoilt(page: Path) -> None:
    """Change a file so that its size, time and inode stay."""
    before = page.stat()
    with page.open("r+b") as file:
        file.seek(200)
        file.write(b"#")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


# --- what it tells -----------------------------------------------------------------


def test_a_build_tells_its_result_as_json(once: Path, run: Run) -> None:
    assert told(once, run, "--all") == {
        "published": True,
        "unchanged": False,
        "questions": {"zh": 3, "en": 2},
        "pages": PAGES,
        "drawn": PAGES,
        "problems": [],
    }


@pytest.mark.usefixtures("at_rest")
def test_a_build_of_nothing_new_says_so(once: Path, run: Run) -> None:
    run("-C", once, "build")

    result = run("-C", once, "build")

    assert result.stdout.startswith("nothing has changed: 3 zh, 2 en questions")


@pytest.mark.usefixtures("at_rest")
def test_a_build_of_nothing_new_makes_nothing(once: Path, run: Run) -> None:
    run("-C", once, "build")
    state = fingerprints(once / ".kbtool")

    result = told(once, run)

    assert (result["unchanged"], result["pages"], result["drawn"]) == (True, PAGES, 0)
    assert fingerprints(once / ".kbtool") == state


@pytest.mark.usefixtures("at_rest")
def test_a_build_of_nothing_new_tells_the_same_problems(built: Path, run: Run) -> None:
    (built / "kb/asks/more.csv").write_text("month,id,asks,source\n2026-01,nobody,1,search\n")
    first = told(built, run)

    again = told(built, run)

    assert (first["problems"], True) == (again["problems"], again["unchanged"])
    assert first["problems"]


def test_an_edited_answer_is_drawn_alone(built: Path, run: Run) -> None:
    page = built / "kb/articles/en/aftersale/return.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", encoding="utf-8")

    assert told(built, run)["drawn"] == 1


def test_all_makes_everything_anew_and_the_same(once: Path, run: Run) -> None:
    before = fingerprints(once / "site")

    result = told(once, run, "--all")

    assert result["drawn"] == PAGES
    assert fingerprints(once / "site") == before


# --- where the time goes -------------------------------------------------------------


def test_timings_show_a_table_of_stages(once: Path, run: Run) -> None:
    shown = run("-C", once, "build", "--all", "--timings").stdout

    named = {line.split()[0] for line in shown.splitlines() if line.strip()}
    assert {"build", "read", "judge", "draw", "publish"} - named == set()


def test_timings_stay_out_of_json(once: Path, run: Run) -> None:
    result = run("-C", once, "build", "--all", "--timings", "--json")

    assert json.loads(result.stdout)["drawn"] == PAGES
    assert "draw" in result.stderr


def test_a_trace_opens_in_a_profiler(once: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"

    run("-C", once, "build", "--all", "--trace", file)

    events = json.loads(file.read_text("utf-8"))["traceEvents"]
    stages = {event["name"] for event in events if event["ph"] == "X"}
    assert {"build", "read", "draw", "publish"} - stages == set()


# --- the proof -----------------------------------------------------------------------


def test_verify_finds_what_an_edit_published_to_be_that_of_a_build_from_nothing(
    built: Path, run: Run
) -> None:
    page = built / "kb/articles/en/aftersale/return.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", encoding="utf-8")

    result = run("-C", built, "build", "--verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "verified: a build from nothing, elsewhere, gives the same bytes" in result.stdout


def test_verify_names_a_page_that_is_not_what_its_sources_make(built: Path, run: Run) -> None:
    spoilt(built / "site/en/aftersale/return.html")

    result = run("-C", built, "build", "--verify")

    assert result.exit_code == 1
    assert result.stderr == "en/aftersale/return.html: differs from byte 200 on\n"
