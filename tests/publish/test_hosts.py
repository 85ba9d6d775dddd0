"""What hosts of a plain folder see of a publication, as docs/publishing.md says."""

from __future__ import annotations

import os
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kbtool.publish.swap import Stage


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: str) -> Iterator[str]:
    """Serve a folder as `python -m http.server -d` does; return the address of its page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        finally:
            server.shutdown()
            thread.join()


def publish(root: Path, version: str) -> None:
    with Stage(root, [("site", root / "site")]) as stage:
        stage.site_tree.write("index.html", version.encode())
        stage.publish([(stage.site, root / "site")], spare=True)


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def test_a_server_that_names_the_folder_has_the_new_site_at_once(tmp_path: Path) -> None:
    publish(tmp_path, "old")
    with served(str(tmp_path / "site")) as address:
        before = page(address)
        publish(tmp_path, "new")

        assert (before, page(address)) == ("old", "new")


def test_a_server_inside_the_folder_holds_what_is_the_spare_copy_now(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not name open folders")
    publish(tmp_path, "old")
    inside = os.open(tmp_path / "site", os.O_RDONLY)
    publish(tmp_path, "new")
    held, spare = os.fstat(inside), (tmp_path / ".kbtool/spare/site").stat()
    os.close(inside)

    assert os.path.samestat(held, spare)


def test_a_file_that_did_not_change_keeps_its_time_and_its_inode(tmp_path: Path) -> None:
    publish(tmp_path, "same")
    before = (tmp_path / "site/index.html").stat()
    publish(tmp_path, "same")
    after = (tmp_path / "site/index.html").stat()

    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
