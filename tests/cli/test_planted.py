"""Nothing that tells who a customer is comes out of the loop: not one planted byte."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbtool.cli import main
from tests.cli.conftest import SMALL
from tests.cli.planted import SECRETS, TEXTS, found_in, logs, mail
from tests.conftest import Project

with_engine = pytest.mark.skipif(
    importlib.util.find_spec("duckdb") is None or importlib.util.find_spec("ibis") is None,
    reason="reading logs needs kbtool[logs]: DuckDB and Ibis",
)


def said(root: Path, *arguments: str | Path, content: bytes = b"") -> bytes:
    """Return all that a command prints."""
    result = CliRunner().invoke(main, ["-C", str(root), *map(str, arguments)], input=content)
    assert result.exception is None or isinstance(result.exception, SystemExit), result
    return result.output_bytes


def leaks(told: Sequence[tuple[str, bytes]]) -> set[tuple[str, str]]:
    """Return which secrets stand where."""
    secrets = [secret for some in SECRETS.values() for secret in some]
    return {(place, one) for place, text in told for one in secrets if found_in(text, one)}


@with_engine
def test_no_planted_byte_comes_out_of_the_loop(project: Project, tmp_path: Path) -> None:
    root = project(SMALL)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.x", "-C", str(root)]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True)
    folder = tmp_path / "logs"
    told: list[tuple[str, bytes]] = []

    def run(*arguments: str | Path, content: bytes = b"") -> None:
        name = " ".join(Path(one).name for one in map(str, arguments))
        told.append((name[:60], said(root, *arguments, content=content)))

    for path, options in logs(folder).items():
        run("asks", "import", path, *options, "--dry-run")
        run("asks", "import", path, *options, "--json")
    run("asks", "diff")
    run("asks", "diff", "--json")
    for ending in ("html", "json", "md", "txt"):
        run("report", "-o", root / f"report.{ending}", "--lang", "en")
    for option in ("--json", "--patch", "--apply"):
        run("suggest", "--least", "1", "--confidence", "0", option)
    run("check")
    for content in (mail(), *(one.encode() for one in TEXTS)):
        run("suggest", "reply", content=content)
        run("suggest", "reply", "--json", content=content)

    files = [one for one in root.rglob("*") if one.is_file() and folder not in one.parents]
    told += [(str(one.relative_to(root)), one.read_bytes()) for one in files]
    told += [("names", "\n".join(map(str, files)).encode())]
    assert set() == leaks(told)
    assert ",return:2\n" in (root / "kb/searches/2026.csv").read_text("utf-8")
