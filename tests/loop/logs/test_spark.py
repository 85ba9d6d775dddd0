"""Logs counted by a cluster: two worker processes of Spark give what DuckDB gives.

Spark takes minutes to install and half of one to start, so this runs by `make test-spark`.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from kbtool.loop.logs.reading import read_logs
from kbtool.loop.logs.values import Settings
from tests.loop.logs.reader import TODAY, line

WANTED = bool(os.environ.get("KBTOOL_SPARK"))
CLUSTER = "spark:local-cluster[2,1,1024]"
PLANTED = "plantedword"

pytestmark = [
    pytest.mark.skipif(not WANTED, reason="`make test-spark` runs this: it needs Java"),
    pytest.mark.filterwarnings("ignore"),  # of PySpark's own code: sockets, deprecated names
]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write files of every kind, with everything that can be wrong with them."""
    agents = ("Mozilla/5.0 Firefox/130.0", "Googlebot/2.1")
    lines = "".join(
        line(
            f"/en/search.html?q={PLANTED}+{n % 50}" if n % 3 else f"/zh/a/{n % 40}.html",
            agent=agents[n % 5 == 0],
            host=f"10.0.{n % 2}.1",
            time=f"{n % 28 + 1:02}/Oct/2026:23:{n % 60:02}:00 {'+-'[n % 2]}0800",
            referer=f"https://h.example/zh/search.html?q={n % 9}" if n % 7 == 0 else "-",
        )
        for n in range(3000)
    )
    cut = gzip.compress((lines + "nonsense\n").encode())
    contents = {
        "access.log": lines.encode() + b"x" * 70_000 + b"\n\0\0" + b"caf\xe9\n" + b"?\n" * 9,
        "access.log.1.gz": cut[: len(cut) // 2],
        "tickets.csv": b'Subject,Created at\n\xe9t\xe9,2026-03-01\nx,never\n"a,2026-03-01\n',
        "chat.csv": "会话ID,发送时间,消息内容\n1,2026-03-01,退款\n1,2026-03-01,快\n".encode(
            "gb18030"
        ),
        "feedback.log": b'2026-03-04 {"v": 1, "id": "a", "lang": "en", "helpful": true}\n',
        "Queries-2026-10.csv": f"Query,Clicks,Impressions\n{PLANTED},1,2\n".encode(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


def test_two_workers_give_what_duckdb_gives_and_leave_no_word_on_a_disk(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("SPARK_LOCAL_DIRS", str(scratch))
    monkeypatch.setenv("SPARK_WORKER_DIR", str(scratch))
    settings = Settings(today=TODAY, languages=("zh", "en"), staff=("10.0.1.0/24",))
    left: list[bytes] = []

    def look(done: int, total: int) -> None:
        left.extend(path.read_bytes() for path in scratch.rglob("*") if path.is_file())

    here = read_logs(files, settings)
    there = read_logs(files, settings, CLUSTER, look)

    assert list(here.rows) == list(there.rows)
    assert (here.tally, here.digests) == (there.tally, there.digests)
    assert left != []
    assert [data for data in left if PLANTED.encode() in data] == []
