"""Compiled templates, kept from run to run: those of the installation as Python keeps its modules.

Our templates and Material's are compiled once an installation, in the `__pycache__` of this
module; that is a quarter of a second of every build from nothing (m). Where that cannot be
written, and for templates of a project, the project's own folder serves.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache, bc_magic

from kbtool.sealed import maker

__all__ = ["Compiled"]

INSTALLED = "installed-"
"""How the names of templates begin that no project can change."""


class Compiled(BytecodeCache):
    """Compiled templates in one file each, told apart by name and source, verified by a hash."""

    def __init__(self, folder: Path, installed: Collection[str]) -> None:
        """Keep templates.

        Args:
            folder: of the project, for what is kept from run to run.
            installed: folders of templates that belong to the installation.
        """
        self._folder = folder
        self._installed = tuple(f"{one}/" for one in installed)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name of the file of a template."""
        key = super().get_cache_key(name, filename)
        return INSTALLED + key if filename and filename.startswith(self._installed) else key

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template, if it was made of this very source by this very code."""
        for path in self._paths(bucket.key):
            with suppress(OSError):
                content = path.read_bytes()
                digest, code = content[:32], content[32:]
                if digest == _digest(bucket, code):
                    bucket.code = marshal.loads(code)
                    return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where that is possible."""
        code = marshal.dumps(bucket.code)
        for path in self._paths(bucket.key, writing=True):
            fresh = path.with_suffix(f".{os.getpid()}.pyc")  # several processes may compile it
            with suppress(OSError):  # whoever cannot keep it compiles it once more
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh.write_bytes(_digest(bucket, code) + code)
                fresh.replace(path)
                return

    def _paths(self, key: str, *, writing: bool = False) -> Iterator[Path]:
        """Yield the files in which a template may be kept, the best first."""
        if key.startswith(INSTALLED) and not (writing and sys.dont_write_bytecode):
            with suppress(NotImplementedError):  # a Python that keeps no bytecode
                ours = Path(cache_from_source(__file__))
                # Whoever cleans bytecode away knows these by their ending.
                yield ours.with_name(f"{ours.stem}.{key}.pyc")
        yield self._folder / f"{key}.bin"


def _digest(bucket: Bucket, code: bytes) -> bytes:
    known = (bc_magic, maker(), bucket.checksum.encode(), code)
    return sha256(b"\0".join(known)).digest()
