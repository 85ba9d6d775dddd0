"""The manifest of a search index: which files belong to it, and what made them.

An index is trusted like code, because Whoosh unpickles it; so it is read here
whole, compared with its manifest, and only then handed on as bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.problems import KbtoolError

__all__ = [
    "MANIFEST",
    "Manifest",
    "manifest_pages",
    "read_manifest",
    "verified_file",
    "verified_files",
    "write_manifest",
]

MANIFEST = "manifest.json"
COMMITTED = frozenset(("README.md", ".gitignore"))  # may lie in the folder; never read
REBUILD = "run `kbtool build`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made an index, and the SHA-256 of each of its files by name."""

    build_id: str
    source_hash: str
    analyzer_version: int
    whoosh_version: str
    articles: int
    files: Mapping[str, str]
    pages: Sequence[str] = ()  # of the site of the same build, for `kbtool check`


def write_manifest(
    folder: Path,
    *,
    build_id: str,
    source_hash: str,
    analyzer_version: int,
    whoosh_version: str,
    articles: int,
    pages: Iterable[str] = (),
    known: Mapping[str, str] | None = None,
) -> None:
    """Write the manifest of all files that lie in `folder` now.

    Of those whose digests are `known` it is taken that they are right: whoever opens the
    index looks anyway.
    """
    known = known or {}
    files = {
        path.name: known.get(path.name) or _digest(path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.name not in COMMITTED
    }
    manifest = Manifest(
        build_id, source_hash, analyzer_version, whoosh_version, articles, files, sorted(pages)
    )
    values: dict[str, object] = {one.name: getattr(manifest, one.name) for one in fields(manifest)}
    values["digest"] = _digest_of(values)
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the index in `folder`; its files are not looked at.

    Raises:
        KbtoolError: there is none, it cannot be read, or it is not as it was written.
    """
    try:
        values = dict(json.loads((folder / MANIFEST).read_bytes()))
        digest = values.pop("digest")
        manifest = Manifest(**values)
    except FileNotFoundError:
        raise KbtoolError(f"no search index in '{folder}'", REBUILD) from None
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        raise KbtoolError(f"the manifest of '{folder}' cannot be read", REBUILD) from None
    if digest != _digest_of(values):
        raise KbtoolError(f"the manifest of '{folder}' is not the one that was built", REBUILD)
    return manifest


def manifest_pages(folder: Path) -> dict[str, int]:
    """Return the pages that the manifest in `folder` names, and the line of each.

    Without a manifest that can be read there are none: nobody needs to have built.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        values = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}
    pages = values.get("pages") if isinstance(values, dict) else None
    if not isinstance(pages, list):
        return {}
    lines = {line.strip().rstrip(","): number for number, line in enumerate(text.split("\n"), 1)}
    return {
        page: lines.get(json.dumps(page, ensure_ascii=False), 1)
        for page in pages
        if isinstance(page, str)
    }


def verified_files(
    folder: Path, *, analyzer_version: int, whoosh_version: str
) -> tuple[Manifest, dict[str, bytes]]:
    """Return the manifest and the verified content of every file it names.

    Raises:
        KbtoolError: a file is missing, does not belong there or is not the one that was
            built, or another version made the index.
    """
    manifest = read_manifest(folder)
    if (manifest.analyzer_version, manifest.whoosh_version) != (analyzer_version, whoosh_version):
        raise KbtoolError(f"the index in '{folder}' was made by another version", REBUILD)
    found = {path.name for path in folder.iterdir()} - COMMITTED - {MANIFEST}
    for name in sorted(found ^ manifest.files.keys()):
        state = "does not belong there" if name in found else "is missing"
        raise KbtoolError(f"'{name}' in '{folder}' {state}", REBUILD)
    contents = {name: verified_file(folder, manifest, name) for name in sorted(found)}
    return manifest, contents


def verified_file(folder: Path, manifest: Manifest, name: str) -> bytes:
    """Return the verified content of one file that the manifest names.

    Raises:
        KbtoolError: it is missing or not the one that was built.
    """
    content = _read(folder / name)
    if _digest(content) != manifest.files.get(name):
        raise KbtoolError(f"'{name}' in '{folder}' is not the file that was built", REBUILD)
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KbtoolError(f"'{path}' cannot be read: {error.strerror}", REBUILD) from None


def _digest_of(values: Mapping[str, object]) -> str:
    """Return the digest of a manifest's values, however they are laid out."""
    return _digest(json.dumps(values, sort_keys=True).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
