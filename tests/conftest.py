"""What tests share: small projects on disk, the sample built once, a real browser."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

# A shell starts what runs behind it without Ctrl-C, and processes of tests would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Project = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write a project from paths and texts, and return its folder."""

    def write(files: Mapping[str, str]) -> Path:
        (tmp_path / "kb" / "articles").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return tmp_path

    return write


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample project, so that no test writes into the checkout."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "kb", root / "kb")
    shutil.copy(REPOSITORY / "mkdocs.yml", root)
    return root


@pytest.fixture(scope="session")
def built(sample: Path) -> Path:
    """Return the sample project with `site/` and `search_index/` built."""
    from kbtool.build import build
    from kbtool.problems import Severity

    examined = build(sample)
    assert [one for one in examined.problems if one.severity > Severity.INFO] == []
    return sample


def chromium() -> str:
    """Return the Chromium of this machine; fail the test where there is none."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("the browser tests need Chromium (Debian: apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium of this machine once."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the code fork, though the browser of other tests has threads in this process."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
