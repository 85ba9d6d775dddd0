"""What git says has changed, and which files that touches.

Asks git and nothing else about versions; knows nothing of checks.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from kbtool.frozen import dataclass
from kbtool.model import MARKDOWN_ENDINGS, SOURCE_ENDINGS, Article, KnowledgeBase, Link, LinkKind
from kbtool.problems import KbtoolError, Problem
from kbtool.read.article import Spot, read_markdown, read_yaml_articles
from kbtool.resolve import Resolution, ResolvedLink

__all__ = ["Changes", "Touched", "changes_since", "texts_at", "touched"]

SETTINGS = frozenset(
    {"kb/kb.yml", "kb/contacts.yml", "kb/queries.yml", "kb/synonyms.yml", "mkdocs.yml"}
)
"""Files that every article depends on."""

TIMEOUT = 120  # seconds
_PATH = re.compile(r"kb/[^\s'\"(),]+")


@dataclass(frozen=True, slots=True)
class Changes:
    """Files that changed, came or went, and the names that articles in them had before."""

    paths: frozenset[str]  # relative to the project folder
    names: frozenset[str]  # ids and aliases


@dataclass(frozen=True, slots=True)
class Touched:
    """The files that a change touches; `everything` when it is the settings that changed."""

    paths: frozenset[str]
    everything: bool = False

    def holds(self, found: Problem) -> bool:
        """Tell whether a finding stands in a touched file, or names one."""
        at = found.source.path
        if self.everything or at in self.paths:
            return True
        inside = at + "/"  # a finding may stand at a folder
        if "." not in at.rpartition("/")[2] and any(p.startswith(inside) for p in self.paths):
            return True
        return any(name in self.paths for name in _PATH.findall(found.message))


def changes_since(root: Path, revision: str) -> Changes:
    """Return what differs from `revision`: committed, staged, unstaged and untracked.

    Where the branch has left `revision` behind, what counts is the commit from
    which both come, so that the work of others is no change of this one.

    Args:
        root: the project folder, at the top of the checkout or below.
        revision: whatever git knows as a commit.

    Raises:
        KbtoolError: git is missing, `root` is in no checkout, or there is no such commit.
    """
    commit = _commit(root, revision)
    common = _git(root, "merge-base", commit, "HEAD", check=False).decode().strip() or commit
    diff = ("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative")
    paths = {*_paths(_git(root, *diff, common, "--"))}
    paths |= {*_paths(_git(root, *diff, "--cached", common, "--"))}
    paths |= {*_paths(_git(root, "ls-files", "--others", "--exclude-standard", "-z"))}
    return Changes(frozenset(paths), frozenset(_names_before(root, common, sorted(paths))))


def touched(changes: Changes, kb: KnowledgeBase, resolution: Resolution) -> Touched:
    """Return the changed files, and those that link to what changed or is gone."""
    found = set(changes.paths)
    for article in kb.articles:
        if article.path not in found and _leads_to(changes, article, resolution):
            found.add(article.path)
    return Touched(frozenset(found), bool(SETTINGS & changes.paths))


def _leads_to(changes: Changes, article: Article, resolution: Resolution) -> bool:
    for entry in resolution.related[article.source]:
        if entry.ref.id in changes.names or (
            entry.article is not None and entry.article.path in changes.paths
        ):
            return True
    return any(_link_leads(changes, article, one) for one in resolution.links[article.source])


def _link_leads(changes: Changes, article: Article, resolved: ResolvedLink) -> bool:
    link = resolved.link
    if resolved.article is not None and resolved.article.path in changes.paths:
        return True
    if resolved.category is not None and resolved.category.source.path in changes.paths:
        return True
    if link.kind is LinkKind.WIKI:
        return link.target in changes.names
    return _target_path(article, link) in changes.paths


def _target_path(article: Article, link: Link) -> str:
    target = unquote(link.target.partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(article.path), target))


def texts_at(root: Path, revision: str, folder: str, ending: str) -> dict[str, str]:
    """Return the files below `folder` as they were in a commit, by their paths.

    Args:
        root: the project folder, at the top of the checkout or below.
        revision: whatever git knows as a commit.
        folder: relative to the project folder.
        ending: of the names of the files.

    Raises:
        KbtoolError: git is missing, `root` is in no checkout, or there is no such commit.
    """
    commit = _commit(root, revision)
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", f"{folder}/")
    paths = [path for path in _paths(listed) if path.endswith(ending) and "\n" not in path]
    return dict(_texts(root, commit, paths))


def _commit(root: Path, revision: str) -> str:
    """Return the full name of a commit."""
    if _git(root, "rev-parse", "--is-inside-work-tree", check=False).strip() != b"true":
        raise KbtoolError(
            f"{root} is not in a git checkout, so nothing is known of changes",
            "begin one with `git init`, or leave the commit out",
        )
    name = f"{revision}^{{commit}}"
    base = _git(root, "rev-parse", "--quiet", "--verify", "--end-of-options", name, check=False)
    if not base.strip():
        raise KbtoolError(
            f"git knows no commit '{revision}'",
            "a shallow clone knows few: in GitHub Actions set 'fetch-depth: 0'",
        )
    return base.decode().strip()


# --- git -----------------------------------------------------------------------


def _git(root: Path, *arguments: str, check: bool = True, given: bytes = b"") -> bytes:
    environ = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", "-C", str(root), *arguments],
            input=given,
            capture_output=True,
            env=environ,
            timeout=TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise KbtoolError("this needs git, and there is none", "install git") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise KbtoolError(f"git does not answer: {error}") from None
    if done.returncode and check:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise KbtoolError(f"git {arguments[0]} failed: {said}")
    return b"" if done.returncode else done.stdout


def _paths(listed: bytes) -> Iterator[str]:
    for path in listed.split(b"\0"):
        if path:
            yield os.fsdecode(path)


def _names_before(root: Path, commit: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield the ids and aliases that the articles in `paths` had in `commit`."""
    wanted = [
        path
        for path in paths
        if path.startswith("kb/articles/")
        and path.lower().endswith(SOURCE_ENDINGS)
        and "\n" not in path
    ]
    if not wanted:
        return
    for path, text in _texts(root, commit, wanted):
        markdown = path.lower().endswith(MARKDOWN_ENDINGS)
        reader = read_markdown if markdown else read_yaml_articles
        articles, _ = reader(text, Spot(path, "", (), dt.date.min))
        for article in articles:
            yield article.id
            yield from (alias.value for alias in article.aliases)


def _texts(root: Path, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths that are files in `commit`, each with its text."""
    if not paths:
        return
    # `./` makes a path relative to the project folder, which may lie below the checkout's top.
    asked = "".join(f"{commit}:./{path}\n" for path in paths)
    answer = _git(root, "cat-file", "--batch", given=os.fsencode(asked))
    at = 0
    for path in paths:
        end = answer.index(b"\n", at)
        head, at = answer[at:end], end + 1
        words = head.split(b" ")
        if len(words) != 3 or words[1] != b"blob":  # missing: it was not there before
            continue
        text = answer[at : at + int(words[2])].decode("utf-8-sig", "replace")
        at += int(words[2]) + 1
        yield path, text.replace("\r\n", "\n").replace("\r", "\n")
