"""A build, and everything of its outcome that must be the same whoever built it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import kbtool
from kbtool.build import build
from kbtool.checks.formats import as_rows
from kbtool.problems import KbtoolError
from kbtool.read import identity
from kbtool.search.whoosh_index import open_index

__all__ = ["Outcome", "build_by_command", "build_here", "fingerprints", "outcome"]

QUERIES = (
    "refund", "money back", "cancel my order", "how long", "parcel", "cards", "added", "label sh",
    "cancle", "nothing of the kind", "退款", "退钱", "怎么取消", "多久到账", "银行卡", "门店 小票",
)  # fmt: skip
TICKS_NS = 20_000_000
"""Some ticks of the clock of files. A walk takes longer from an edit to its build, and so what
times prove is believed in it as it is in builds that are seconds apart."""
COMMAND = (
    "import sys, kbtool; kbtool.__version__ = sys.argv.pop(1); "
    "from kbtool.cli import main; main(prog_name='kbtool')"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build said, and what lies in the project's folder after it."""

    published: bool
    said: str  # every problem, as JSON; empty from the command, which shows fewer
    site: dict[str, str]  # path -> hash; folders have none
    index: dict[str, Any]  # what the index answers and counts; empty when nothing is published


def build_here(root: Path, version: str, now: int) -> tuple[bool, str]:
    """Build in this process; return whether it published, and what it said."""
    with _circumstances(version, now):
        try:
            examined = build(root)
        except KbtoolError as error:
            said = f"{error.message} {error.hint}".replace(str(root.resolve()), "ROOT")
            return False, said.replace(str(root), "ROOT")
        return examined.publishable, json.dumps(as_rows(examined.problems))


def build_by_command(root: Path, version: str, now: int) -> tuple[bool, str]:
    """Build by `kbtool build` in a process of its own; what it said is for people."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, version, "-C", str(root), "build"],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(now)},
        capture_output=True,
        check=False,
    )
    assert b"kbtool itself failed" not in done.stderr, done.stderr.decode(errors="replace")
    return done.returncode == 0, ""


@contextmanager
def _circumstances(version: str, now: int) -> Iterator[None]:
    """Let this process have another version, another day, and trust in times for a while."""
    before, day = kbtool.__version__, os.environ.get("SOURCE_DATE_EPOCH")
    racy = identity.RACY_NS
    identity.RACY_NS = TICKS_NS
    kbtool.__version__ = version
    os.environ["SOURCE_DATE_EPOCH"] = str(now)
    try:
        yield
    finally:
        kbtool.__version__ = before
        identity.RACY_NS = racy
        del os.environ["SOURCE_DATE_EPOCH"]
        if day is not None:
            os.environ["SOURCE_DATE_EPOCH"] = day


def outcome(root: Path, published: bool, said: str) -> Outcome:
    """Read back what a build has left."""
    index = _index(root / "search_index") if published else {}
    return Outcome(published, said, fingerprints(root / "site"), index)


def fingerprints(folder: Path) -> dict[str, str]:
    """Return a hash of every file below a folder, and "" for every folder."""
    return {
        path.relative_to(folder).as_posix(): (
            "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for path in sorted(folder.rglob("*"))
    }


def _index(folder: Path) -> dict[str, Any]:
    """Return all that an index can be asked for; its files may differ, its answers never."""
    index = open_index(folder)
    manifest = asdict(index.manifest)
    del manifest["files"]
    answers = {
        f"{lang}: {query}": asdict(index.search(query, lang=lang, explain=True))
        for lang in (*index.languages, None)
        for query in QUERIES
    }
    statistics = json.loads((folder / "statistics.json").read_text("utf-8"))
    del statistics["edited"]  # says which documents stand in which file
    return dict(json.loads(json.dumps({**manifest, "answers": answers, "statistics": statistics})))
