"""The process that does what a build needs of search.

It says early which questions are alike, and is told last which pages there are. On a build from
nothing it begins before anything is read, and is told what was read: so it never holds, nor
copies page by page, what this process knows besides. On any other build it begins as a copy of
this process, which need not tell it anything; it holds what the last build left, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbtool.aside import Hear, InSteps, Then
from kbtool.last import MEMORY, SEARCH, Last, leave
from kbtool.publish.swap import Stage
from kbtool.read.memory import Rows
from kbtool.shelf import Shelf
from kbtool.timing import stage

if TYPE_CHECKING:
    from kbtool.compiler import Examined
    from kbtool.searched import Searched, Target

__all__ = ["Digests", "Found", "instruct", "search_again", "search_from_nothing"]

Digests = Mapping[tuple[str, str], bytes]
"""Of what the document of each question was made from, by language and id."""

Found = tuple[tuple[str, ...], Digests]
"""What comes of search: the paths of what the browser searches in, and these."""

NAME = "writes what search needs"
AT_ONCE = 200
"""Documents that are told together: of all of them there would be three more copies."""


def search_from_nothing() -> InSteps[Found]:
    """Begin the process of a build from nothing; it waits for `instruct`."""

    def work(hear: Hear) -> Then[Found]:
        from kbtool.search.documents import Documents
        from kbtool.searched import searched

        target, wanted = hear()
        documents = Documents(one for some in iter(hear, []) for one in some)
        with stage("search"):
            found = searched(wanted, documents)
        del documents
        return Then(found.similar, partial(_write, found, target, hear))

    return InSteps(work, NAME)


def instruct(search: InSteps[Found], staged: Stage, old: Path, examined: Examined) -> None:
    """Tell the process of a build from nothing what it waits for first.

    Args:
        search: the process.
        staged: where it writes.
        old: where the index of the last build may lie.
        examined: without errors, with the hashes of its sources.

    Raises:
        KbtoolError: it came to its end.
    """
    from kbtool.search.documents import Documents
    from kbtool.searched import Target, wanted

    what, made = wanted(examined)
    with stage("documents"):
        search.tell((Target.of(staged, old, examined.source_hash), what), at_once=True)
        for first in range(0, len(made), AT_ONCE):
            some = Documents(made[first : first + AT_ONCE])
            search.tell(some.packed(), at_once=True)
        search.tell([], at_once=True)


def search_again(
    staged: Stage, old: Path, examined: Examined, last: Last, shelf: Shelf, rows: Rows
) -> InSteps[Found]:
    """Begin the process of a build that begins with what the last one left.

    Args:
        staged: where it writes.
        old: the index of the last build.
        examined: without errors, with the hashes of its sources.
        last: the last build.
        shelf: what is remembered of source files, which it writes, too.
        rows: and what is to be remembered besides.
    """

    def work(hear: Hear) -> Then[Found]:
        # Late: this process need not wait for what it does not use.
        from kbtool.search.kept import from_bytes
        from kbtool.searched import Target, searched, wanted

        before = last.facts.documents
        with stage("search"):
            content = last.read(SEARCH)
            kept = from_bytes(content) if content else None
            found = searched(*wanted(examined, before if kept else {}), kept, before)
        target = Target.of(staged, old, examined.source_hash)
        return Then(found.similar, partial(write, found, target, hear))

    def write(found: Searched, target: Target, hear: Hear) -> Found:
        left = _write(found, target, hear)
        with stage("state"):
            shelf.leave(staged.state_tree, MEMORY, rows)
        return left

    return InSteps(work, NAME)


def _write(found: Searched, target: Target, hear: Hear) -> Found:
    """Write what search leaves; which pages there are is heard last."""
    from kbtool.search.export import exported_paths

    exported = found.write(target, hear)
    with stage("state"):
        leave(target.state, SEARCH, found.to_bytes(exported))
    return tuple(exported_paths(exported)), found.digests
