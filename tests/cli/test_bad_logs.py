"""Logs as bad as they come: survived, told, and nothing half written."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.cli.conftest import SMALL, Run, Start
from tests.conftest import Project

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("duckdb") is None or importlib.util.find_spec("ibis") is None,
    reason="reading logs needs kbtool[logs]: DuckDB and Ibis",
)

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
Import = Callable[[str, bytes], dict[str, Any]]


def line(
    target: str = "/en/aftersale/return.html",
    when: str = "01/Oct/2026:10:00:00",
    host: str = "192.0.2.9",
    referer: str = "-",
) -> bytes:
    """Return a line of an access log."""
    request = f'"GET {target} HTTP/1.1" 200 512 "{referer}" "{FIREFOX}"'
    return f"{host} - - [{when} +0000] {request}\n".encode()


@pytest.fixture
def shop(project: Project) -> Path:
    return project(SMALL)


@pytest.fixture
def imported(shop: Path, run: Run) -> Import:
    """Import bytes as a file, and return what is told of it."""

    def do(name: str, content: bytes) -> dict[str, Any]:
        (shop / name).write_bytes(content)
        result = run("-C", shop, "asks", "import", shop / name, "--json")
        assert result.exit_code == 0, result.output
        value: dict[str, Any] = json.loads(result.stdout)
        return value

    return do


def kept(root: Path) -> dict[str, bytes]:
    """Return all files below kb/ with their contents."""
    paths = (path for path in sorted((root / "kb").rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def faults(value: dict[str, Any]) -> dict[str, int]:
    """Return how many lines were bad for which reason."""
    return {one["reason"]: one["count"] for one in value["lines"]["bad"]}


def test_of_a_gzip_file_that_is_cut_off_counts_what_can_be_read(imported: Import) -> None:
    packed = gzip.compress(b"".join(line(f"/en/?q=sofa+{n * 7919}") for n in range(3000)))

    value = imported("access.log.gz", packed[: len(packed) // 2])

    assert faults(value)["the gzip file is cut off"] == 1
    assert value["counted"]["searches"] > 500


def test_lines_in_several_encodings_are_all_understood(imported: Import, shop: Path) -> None:
    texts = [("怎么换货", "utf-8"), ("怎么换货", "gb18030"), ("café crème", "cp1252")]
    rows = [text.encode(encoding) for text, encoding in texts]

    imported(
        "tickets.csv",
        b"created_at,subject\n" + b"".join(b"2026-10-01," + one + b"\n" for one in rows),
    )

    assert b"2026-10,change,2,tickets" in kept(shop)["kb/asks/2026.csv"]
    assert "café crème,".encode() in kept(shop)["kb/review.csv"]


def test_a_wrong_clock_is_told_and_counts_nothing(imported: Import) -> None:
    wrong = [line(when=f"01/Jan/{year}:00:00:00") for year in (1970, 1999, 2038, 9999)]

    value = imported("access.log", b"".join([line(), *wrong]))

    assert value["counted"] == {"page views": 1}
    assert faults(value) == {
        "the clock was wrong: before 2000": 2,
        "the clock was wrong: in the future": 2,
    }


def test_lines_of_a_megabyte_are_left_out_and_told(imported: Import) -> None:
    long = line("/en/?q=" + "a" * (1 << 20))

    value = imported("access.log", line() + long + line() + long[:-1])

    assert (value["counted"], faults(value)) == (
        {"page views": 2},
        {"the line is longer than 64 KB": 2},
    )


def test_nul_bytes_spoil_their_own_lines_only(imported: Import) -> None:
    value = imported("access.log", b"\0" * 5000 + line() + b"a\0b\n" + line() + b"\0" * 5000)

    assert value["counted"] == {"page views": 2}
    assert set(faults(value)) <= {"the line holds NUL bytes", "this is no line of an access log"}


def test_an_empty_file_is_no_fault_and_changes_nothing(imported: Import, shop: Path) -> None:
    before = kept(shop)

    value = imported("tickets.csv", b"")

    assert (value["lines"]["all"], value["changed"], kept(shop)) == (0, [], before)


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(5000), b"PK\3\4" + bytes(5000)],
    ids=["all bytes", "a picture", "a workbook"],
)
def test_a_binary_file_is_refused_by_its_name(shop: Path, run: Run, content: bytes) -> None:
    (shop / "export.csv").write_bytes(content)
    before = kept(shop)

    result = run("-C", shop, "asks", "import", shop / "export.csv")

    assert (result.exit_code, "export.csv" in result.output, kept(shop)) == (2, True, before)
    assert "\0" not in result.output


def test_a_folder_is_refused_by_its_name(shop: Path, run: Run) -> None:
    result = run("-C", shop, "asks", "import", shop / "kb")

    assert (result.exit_code, "is a directory" in result.output) == (2, True)


def test_a_pipe_is_refused_and_nobody_waits_for_it(shop: Path, run: Run) -> None:
    os.mkfifo(shop / "access.log")

    result = run("-C", shop, "asks", "import", shop / "access.log")

    assert (result.exit_code, "write it into a file first" in result.output) == (2, True)


def test_links_in_a_circle_are_refused_by_their_names(shop: Path, run: Run) -> None:
    (shop / "a.log").symlink_to(shop / "b.log")
    (shop / "b.log").symlink_to(shop / "a.log")

    result = run("-C", shop, "asks", "import", shop / "a.log")

    assert (result.exit_code, "a.log" in result.output) == (2, True)


def test_a_file_that_nobody_may_read_is_refused_by_its_name(shop: Path, run: Run) -> None:
    path = Path("/proc/self/mem") if os.geteuid() == 0 else shop / "access.log"
    if os.geteuid():
        path.write_bytes(line())
        path.chmod(0)
    before = kept(shop)

    result = run("-C", shop, "asks", "import", path)

    assert (result.exit_code, path.name in result.output, kept(shop)) == (2, True, before)


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let every write fail that makes a file longer, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_everything_as_it_was_and_the_next_import_whole(
    shop: Path, run: Run, imported: Import
) -> None:
    log = shop / "access.log"
    log.write_bytes(b"".join(line(f"/en/?q=drawer+creaks+{'x' * n}") for n in range(80)))
    before = kept(shop)

    with no_file_above(1000):
        result = run("-C", shop, "asks", "import", log)

    assert (result.exit_code, "cannot be written" in result.output, kept(shop)) == (2, True, before)
    assert imported("access.log", log.read_bytes())["counted"] == {"searches": 80}


HOSTILE = [
    "=cmd|'/c calc'!A1",
    "＠SUM(1+1)*cmd|'/c calc'!A0",
    "+1+1;-2",
    '"quoted", cells\r\n=2+5',
    "\x1b[31mred\x1b]0;title\x07 text",
    "\u202etxt.exe turned",
    "<script>alert('sofa')</script>",
    "</style></svg><img src=x onerror=alert()>",
    "{{ 7 * 7 }} {% include 'x' %}",
    "![x](javascript:alert()) [a](//evil) `b`",
    "---\nid: stolen\ntitle: mine\n---",
    "title: x\nalso_asked: [y]\n# z",
    "&anchor *alias !!python/object/apply:os.system [ls]",
    "--- a/kb/kb.yml\n+++ b/kb/kb.yml\n@@ -1 +1 @@",
    "../../../../etc/passwd sofa",
    "kb-ignore KB301 --> <!-- sofa",
]


@pytest.fixture
def attacked(shop: Path, run: Run) -> Path:
    """Return a shop whose customers typed all that is hostile, often."""
    for times in range(4):
        rows = [
            json.dumps({"created_at": "2026-10-01", "subject": f"{text} {word}"})
            for text in HOSTILE
            for word in ("a", "b", "c")[: 1 + times]
        ]
        (shop / f"tickets{times}.jsonl").write_text("\n".join(rows), "utf-8")
        console = [
            ["Top queries", "Clicks", "Impressions"],
            *([text, "9", "90"] for text in HOSTILE),
        ]
        cells = ("\t".join(json.dumps(one, ensure_ascii=False) for one in row) for row in console)
        text = "\n".join(cells).replace('\\"', '""').replace("\\r", "\r").replace("\\n", "\n")
        (shop / f"q{times}-2026-10.csv").write_text(text.replace("\\u001b", "\x1b"), "utf-8")
        from_ = [f"https://h.example/en/search.html?q={quote(text)}" for text in HOSTILE]
        clicks = [line(host=f"192.0.2.{times}", referer=one) for one in from_]
        (shop / f"access{times}.log").write_bytes(b"".join(clicks))
        formats = {
            f"tickets{times}.jsonl": "tickets",
            f"q{times}-2026-10.csv": "search-console",
            f"access{times}.log": "access",
        }
        for name, format_ in formats.items():
            done = run("-C", shop, "asks", "import", shop / name, "--format", format_)
            assert done.exit_code == 0, done.output
            (shop / name).unlink()
    return shop


def test_no_cell_of_a_hostile_log_is_a_formula(attacked: Path) -> None:
    files = [path for path in (attacked / "kb").rglob("*.csv") if "asks" not in path.parts]
    rows = [row for path in files for row in csv.reader(path.read_text("utf-8").splitlines())]
    cells = [cell for row in rows for cell in row]

    assert [one for one in cells if one[:1] in "=+-@\t\r＝＋－＠" and one[:1]] == []
    assert len(files) >= 2


def test_no_hostile_word_steers_a_terminal(attacked: Path, start: Start) -> None:
    said = [
        start("-C", attacked, *arguments).stdout
        for arguments in (
            ("report",),
            ("report", "--format", "markdown"),
            ("suggest", "--least", "1", "--confidence", "0"),
            ("suggest", "--least", "1", "--confidence", "0", "--json"),
            ("check",),
        )
    ]

    assert all("sofa" in one for one in said[:1])
    assert [one for text in said for one in text if not one.isprintable() and one != "\n"] == []


def test_hostile_words_become_no_fields_of_a_draft(attacked: Path, run: Run) -> None:
    before = kept(attacked)

    result = run("-C", attacked, "suggest", "--least", "1", "--confidence", "0", "--apply")

    drafts = [path for path in kept(attacked) if path not in before and path.endswith(".md")]
    assert (result.exit_code, len(drafts) > 3) == (0, True)
    assert all("/../" not in path and path.startswith("kb/articles/") for path in drafts)
    assert [path for path in drafts if b"id: stolen\n" in kept(attacked)[path]] == []
    assert run("-C", attacked, "check").exit_code == 0
    assert before["kb/kb.yml"] == kept(attacked)["kb/kb.yml"]


def test_git_takes_a_patch_of_hostile_words_as_it_is(
    attacked: Path, run: Run, start: Start
) -> None:
    subprocess.run(["git", "init", "-q", str(attacked)], check=True)
    how = ("suggest", "--least", "1", "--confidence", "0")
    patch = start("-C", attacked, *how, "--patch").stdout
    subprocess.run(["git", "apply"], cwd=attacked, input=patch.encode(), check=True)
    patched = kept(attacked)
    subprocess.run(["git", "apply", "-R"], cwd=attacked, input=patch.encode(), check=True)

    run("-C", attacked, *how, "--apply")

    assert patched == kept(attacked)
