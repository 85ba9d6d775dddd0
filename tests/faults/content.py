"""Two versions of a small help centre, and what a published pair of trees looks like."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

SETTINGS = "title: Help\nlanguages: [en]\n"
TEXT = (
    "---\nid: {id}\ntitle: How do I {id} a parcel?\n---\n\n"
    "Open **{folder}** and {id} it, {word}. See [the first one](../a/send.md).\n"
)
ALWAYS = ("send", "track", "return", "insure", "weigh", "wrap", "label", "collect", "refuse")
WIDE = 60
"""Questions more with which several processes draw."""
BOUND = (
    "site_name: Help\ntheme:\n  name: material\nplugins:\n  - kbtool:\n      page_seconds: 0.5\n"
)
ONLY: dict[str, tuple[str, ...]] = {"old": ("lose", "find"), "new": ("stamp", "seal", "open")}


@dataclass(frozen=True, slots=True)
class Pair:
    """A site and an index by the hash of all that they hold; "" for none."""

    site: str
    index: str


NOTHING = Pair("", "")


def write_content(root: Path, version: str, *, wide: bool = False) -> None:
    """Write one of the versions, "old" or "new", in the place of what is there.

    Args:
        root: the project folder.
        version: which one.
        wide: with many more questions, and other words on every page.
    """
    shutil.rmtree(root / "kb", ignore_errors=True)
    articles = root / "kb" / "articles"
    more = [f"ask-{number}" for number in range(WIDE if wide else 0)]
    for number, id in enumerate((*ALWAYS, *ONLY[version], *more)):
        moved = version == "new" and id == "weigh"
        folder = "moved" if moved else "abc"[number % 3]
        edited = version == "new" and id in ("track", "wrap")
        text = TEXT.format(id=id, folder=folder, word="carefully" if edited else "at once")
        if edited and id == "wrap":
            text = text.replace("parcel?", "fragile parcel?")
        path = articles / folder / f"{id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in articles.iterdir():
        (path / "_category.yml").write_text(f"title: Letter {path.name}\n", encoding="utf-8")
    settings = SETTINGS
    if wide:
        settings = settings.replace("Help", f"Help, {version}")
        (root / "mkdocs.yml").write_text(BOUND, encoding="utf-8")
    (root / "kb" / "kb.yml").write_text(settings, encoding="utf-8")


def published(root: Path) -> Pair:
    """Return what is published in the project `root`."""
    return Pair(_digest(root / "site"), _digest(root / "search_index"))


def _digest(folder: Path) -> str:
    if not folder.exists():
        return ""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
