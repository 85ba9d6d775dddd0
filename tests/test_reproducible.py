"""The same texts make the same bytes, whoever builds them, where, and when.

Each build is a real `kbtool build` in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.soak.building import fingerprints

CONTENT = REPOSITORY / "tests" / "soak" / "content"
DAY = 86_400
NOVEMBER = 1_793_491_200  # 2026-11-01 00:00 UTC
KBTOOL = "from kbtool.cli import main; main(prog_name='kbtool')\n"
# Folders are listed from Z to A, as another file system may do it.
BACKWARDS = """
import os
listed, scanned = os.listdir, os.scandir
os.listdir = lambda path=".": sorted(listed(path), reverse=True)
class Backwards:
    def __init__(self, path="."):
        with scanned(path) as found:
            self.found = iter(sorted(found, key=lambda one: one.name, reverse=True))
    def __iter__(self): return self.found
    def __next__(self): return next(self.found)
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def close(self): pass
os.scandir = Backwards
"""
FORWARDS = BACKWARDS.replace(", reverse=True", "")
ONE_CORE = """
import os
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
os.cpu_count = lambda: 1
"""
MASKED = "import os\nos.umask(0o077)\n"


def _copy(root: Path, *, backwards: bool = False) -> Path:
    """Copy the project, its files made in the order of their names or the other way round."""
    files = (path for path in CONTENT.rglob("*") if path.is_file())
    for path in sorted(files, reverse=backwards):
        target = root / path.relative_to(CONTENT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return root


def _built(
    root: Path, before: str = "", environ: Mapping[str, str] | None = None, now: int = NOVEMBER
) -> dict[str, str]:
    """Build in a process that runs `before` first; return a hash of all that is published."""
    done = subprocess.run(
        [sys.executable, "-c", before + KBTOOL, "-C", str(root), "build"],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(now), **(environ or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        f"{name}/{path}": digest
        for name in ("site", "search_index")
        for path, digest in fingerprints(root / name).items()
    }


def _different(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = _copy(tmp_path_factory.mktemp("usual"))
    environ = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return _built(root, FORWARDS, environ)


def test_another_folder_time_zone_hash_seed_and_umask_make_the_same_bytes(
    usual: Mapping[str, str], tmp_path: Path
) -> None:
    root = _copy(tmp_path / "another folder" / "站点")
    environ = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "77"}

    built = _built(root, MASKED, environ)

    assert _different(usual, built) == []


def test_a_locale_without_unicode_makes_the_same_bytes(
    usual: Mapping[str, str], tmp_path: Path
) -> None:
    environ = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    built = _built(_copy(tmp_path), "", environ)

    assert _different(usual, built) == []


def test_folders_listed_in_another_order_make_the_same_bytes(
    usual: Mapping[str, str], tmp_path: Path
) -> None:
    built = _built(_copy(tmp_path, backwards=True), BACKWARDS)

    assert _different(usual, built) == []


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux can take cores away")
def test_a_single_core_makes_the_same_bytes(usual: Mapping[str, str], tmp_path: Path) -> None:
    built = _built(_copy(tmp_path), ONE_CORE)

    assert _different(usual, built) == []


def test_a_build_over_an_older_one_makes_the_same_bytes(
    usual: Mapping[str, str], tmp_path: Path
) -> None:
    root = _copy(tmp_path)

    _built(root, now=NOVEMBER - 20 * DAY)
    built = _built(root)

    assert _different(usual, built) == []


def test_source_date_epoch_decides_what_is_public_yet(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    folder = root / "kb" / "articles" / "en" / "orders"
    for name, line in (("new", "publish_date: 2026-11-01"), ("old", "expiry_date: 2026-11-01")):
        (folder / f"{name}.md").write_text(f"---\nid: {name}\ntitle: {name}?\n{line}\n---\n\nSo.\n")

    before = _built(root, now=NOVEMBER - 1)
    after = _built(root, now=NOVEMBER)

    pages = ("site/en/orders/new.html", "site/en/orders/old.html")
    assert [page in before for page in pages] == [False, True]
    assert [page in after for page in pages] == [True, False]


def test_the_compressed_sitemap_holds_no_hour(tmp_path: Path) -> None:
    root = _copy(tmp_path)

    _built(root, "import os\ndel os.environ['SOURCE_DATE_EPOCH']\n")

    header = (root / "site" / "sitemap.xml.gz").read_bytes()[:8]
    assert int.from_bytes(header[4:], "little") % DAY == 0
