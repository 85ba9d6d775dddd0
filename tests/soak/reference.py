"""A process that builds fresh copies of a project, each in a process that has built nothing before.

It reads a line of JSON for each request and writes one for each outcome. It exists so that the
reference is built beside the build that is judged, on another core, and pays for imports once.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

from tests.soak.building import Outcome, build_here, outcome

__all__ = ["Reference"]

MADE = ("site", ".kbtool", "search_index")
TEMPLATES = ".kbtool/templates"
MANIFEST = "search_index/manifest.json"  # read by a check: which pages the last build had


class Reference:
    """Builds what a full build makes of a project."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="soak-reference-"))
        command = [sys.executable, "-m", "tests.soak.reference"]
        repository = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            command, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def copy(self) -> Path:
        """The folder of the last copy, built."""
        return self._folder / "copy"

    def begin(self, root: Path, version: str, now: int, *, pure: bool = True) -> None:
        """Copy a project without what builds made of it, and begin to build it.

        Args:
            root: of the project.
            version: of kbtool.
            now: of the build, in seconds since 1970.
            pure: from nothing at all; else with the templates that the last copy compiled,
                which is half of the time.
        """
        templates = self._folder / "templates"
        if not pure and (self.copy / TEMPLATES).is_dir():
            (self.copy / TEMPLATES).replace(templates)
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(root, self.copy, ignore=lambda at, _: MADE if Path(at) == root else ())
        if (root / MANIFEST).is_file():
            (self.copy / MANIFEST).parent.mkdir()
            shutil.copy(root / MANIFEST, self.copy / MANIFEST)
        if templates.is_dir():
            (self.copy / TEMPLATES).parent.mkdir()
            templates.replace(self.copy / TEMPLATES)
        assert self._process.stdin is not None
        print(json.dumps([str(self.copy), version, now]), file=self._process.stdin, flush=True)

    def outcome(self) -> Outcome:
        """Wait for what was begun."""
        assert self._process.stdout is not None
        found = json.loads(self._process.stdout.readline() or "null")
        assert found is not None, "the build from nothing failed; its traceback stands above"
        return Outcome(**found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)


def main() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        modules, theirs = os.pipe()
        if os.fork():
            os.close(theirs)
            with os.fdopen(modules) as pipe:
                _import(pipe.read().split())
            os.wait()
            continue
        try:
            root, version, now = json.loads(line)
            published, said = build_here(Path(root), version, now)
            print(json.dumps(asdict(outcome(Path(root), published, said))), flush=True)
            os.write(theirs, "\n".join(sys.modules).encode())
        except BaseException:
            traceback.print_exc()
            print("null", flush=True)
        finally:
            os._exit(0)


def _import(names: list[str]) -> None:
    """Import what a build has imported, so that the next one need not: no build has run here."""
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # some only exist halfway, as parts of others
                importlib.import_module(name)


if __name__ == "__main__":
    main()
