"""`kbtool asks`: logs in, counts out, and what they move."""

from __future__ import annotations

import gzip
import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Start

with_engine = pytest.mark.skipif(
    importlib.util.find_spec("duckdb") is None or importlib.util.find_spec("ibis") is None,
    reason="reading logs needs kbtool[logs]: DuckDB and Ibis",
)

TICKETS = (
    "id,created_at,subject,description\n"
    "1,2026-10-03T10:00:00Z,怎么换货？,我是王芳，手机13800138000\n"
    "2,2026-10-04T10:00:00Z,抽屉吱吱响,jane@example.com\n"
)


@pytest.fixture
def tickets(small: Path) -> Path:
    path = small / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return path


@with_engine
def test_an_export_is_counted_and_told_as_a_table(run: Run, small: Path, tickets: Path) -> None:
    result = run("-C", small, "asks", "import", tickets)

    assert (result.exit_code, "tickets          1       0           1" in result.output) == (
        0,
        True,
    )
    assert "2026-10,change,1,tickets" in (small / "kb/asks/2026.csv").read_text().splitlines()


@with_engine
def test_no_secret_of_an_export_is_in_any_file(run: Run, small: Path, tickets: Path) -> None:
    said = run("-C", small, "asks", "import", tickets).output

    files = [path for path in small.rglob("*") if path.is_file() and path != tickets]
    told = [said.encode(), *(path.read_bytes() for path in files)]
    secrets = ("13800138000", "jane@example.com", "王芳")
    assert [one for one in secrets if any(one.encode() in text for text in told)] == []


@with_engine
def test_a_second_import_says_that_nothing_is_new(run: Run, small: Path, tickets: Path) -> None:
    run("-C", small, "asks", "import", tickets)
    before = {path: path.read_bytes() for path in small.joinpath("kb").rglob("*.csv")}

    result = run("-C", small, "asks", "import", tickets)

    assert "yes: nothing is new" in result.output
    assert before == {path: path.read_bytes() for path in small.joinpath("kb").rglob("*.csv")}


@with_engine
def test_a_dry_run_tells_programs_what_would_change(run: Run, small: Path, tickets: Path) -> None:
    result = run("-C", small, "asks", "import", tickets, "--dry-run", "--json")

    value = json.loads(result.output)
    assert (value["written"], value["placed"]) == (False, {"tickets": 1})
    assert value["changed"] == ["kb/asks/2026.csv", "kb/imports.csv", "kb/review.csv"]
    assert not (small / "kb/review.csv").exists()


@with_engine
def test_what_an_import_writes_passes_the_checks(run: Run, small: Path, tickets: Path) -> None:
    run("-C", small, "asks", "import", tickets)

    assert run("-C", small, "check", "--strict").exit_code == 0


LINE = (
    '203.0.113.9 - - [{}/Oct/2026:10:00:00 +0000] "GET {} HTTP/1.1" 200 512 "-" '
    '"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"\n'
)


@with_engine
def test_of_an_access_log_that_has_grown_and_was_packed_only_the_rest_counts(
    run: Run, small: Path
) -> None:
    view = LINE.format("01", "/en/aftersale/return.html")
    log = small / "access.log"
    log.write_text(view * 40)
    run("-C", small, "asks", "import", log)
    packed = small / "access.log.1.gz"
    packed.write_bytes(
        gzip.compress((view * 40 + LINE.format("02", "/en/?q=refund") + view).encode())
    )

    result = run("-C", small, "asks", "import", packed, "--json")

    assert json.loads(result.output)["counted"] == {"page views": 1, "searches": 1}
    assert "2026-10,return,41,views" in (small / "kb/asks/2026.csv").read_text().splitlines()


def test_faulty_counts_stop_an_import_at_their_place(run: Run, small: Path, tickets: Path) -> None:
    searches = small / "kb/searches/2026.csv"
    searches.parent.mkdir()
    searches.write_text("month,query,count,clicks,results\n2026-09,sofa,many,,\n")

    result = run("-C", small, "asks", "import", tickets)

    assert (result.exit_code, "kb/searches/2026.csv:2:14: error KB341" in result.output) == (
        1,
        True,
    )
    assert not (small / "kb/imports.csv").exists()


def test_a_mapping_without_names_is_refused(run: Run, small: Path, tickets: Path) -> None:
    result = run("-C", small, "asks", "import", tickets, "--map", "time")

    assert (result.exit_code, "write it time=Created" in result.output) == (2, True)


def test_moves_since_a_commit_are_a_table_and_json(run: Run, small: Path) -> None:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.x", "-C", str(small)]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True)
    with (small / "kb/asks/2026.csv").open("a") as file:
        file.write("2026-10,change,300,tickets\n")

    text = run("-C", small, "asks", "diff").output
    value = json.loads(run("-C", small, "asks", "diff", "HEAD", "--json").output)

    assert text.splitlines()[1].startswith("3 → 2  0.0 → 300.0  tickets +300.0  怎么换货？")
    moved = [(one["id"], one["before"], one["after"]) for one in value["moves"]]
    assert moved == [("change", 3, 2), ("return", 2, 3)]


def test_moves_outside_of_git_are_refused_with_a_hint(run: Run, small: Path) -> None:
    result = run("-C", small, "asks", "diff")

    assert (result.exit_code, "not in a git checkout" in result.output) == (2, True)


def test_the_help_of_the_commands_costs_no_engine(start: Start) -> None:
    done = start("asks", "import", "--help")

    assert (done.returncode, done.stderr) == (0, "")
