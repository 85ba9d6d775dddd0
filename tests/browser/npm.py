"""Test tools that are npm packages: where `make test` puts them, and what is said without."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

__all__ = ["MISSING", "package", "version"]

MODULES = Path(sys.prefix, "npm", "node_modules")
MISSING = "skipped without {name}: `make test` installs it (Debian: apt-get install nodejs npm)"


def package(name: str) -> Path:
    """Return the folder of an installed package; skip the test where there is none, or no Node."""
    folder = MODULES / name
    if not folder.is_dir() or shutil.which("node") is None:
        pytest.skip(MISSING.format(name=name))
    return folder


def version(name: str) -> str:
    """Return the installed version of a package."""
    found = json.loads((package(name) / "package.json").read_text(encoding="utf-8"))["version"]
    assert isinstance(found, str)
    return found
