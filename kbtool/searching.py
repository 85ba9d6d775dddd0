"""The search of a build, in processes of its own: what is alike is known early.

The process that draws never holds analysed texts, nor do those that it begins: what they touch
they copy. Of an edit, one process knows what was known and learns what is new. From nothing it
is the other way round: whoever analyses shares all that was read, and copies it by touching it
(200 MB at 10,000 articles, m); so it hands over what came of it and ends, and a process that
was begun before anything was read does the rest.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from kbtool.aside import Aside, InSteps, Then, receive, send, send_bytes
from kbtool.last import MEMORY, SEARCH, Last, leave
from kbtool.problems import KbtoolError
from kbtool.shelf import Shelf
from kbtool.timing import stage

if TYPE_CHECKING:
    from kbtool.compiler import Examined
    from kbtool.searched import Digests, Into, Searched

__all__ = ["Found", "Searching", "search_again"]

Found = tuple[tuple[str, ...], "Digests"]
"""What comes of search: the paths of what the browser searches in, and these."""

WRITES = "writes what search needs"


def search_again(
    examined: Examined,
    into: Callable[[], Into],
    last: Last | None,
    memory: tuple[Shelf, Mapping[str, bytes | None]],
) -> InSteps[Found]:
    """Begin the search of a build with what the last one left; it says early what is alike.

    Args:
        examined: without errors.
        into: returns where it writes.
        last: the last build, if there is one.
        memory: what was remembered of files, and what differs now.
    """

    def analyse() -> Then[Found]:
        # Late: this process need not wait for what it does not use.
        from kbtool.search.kept import from_bytes
        from kbtool.searched import searched

        with stage("search"):
            content = last.read(SEARCH) if last else None
            kept = from_bytes(content) if content else None
            found = searched(examined, kept, last.facts.documents if last else None)
        return Then(found.similar, partial(write, found))

    def write(found: Searched, pages: Callable[[], Sequence[str]]) -> Found:
        shelf, rows = memory
        place = into()
        shelf.leave(place.state, MEMORY, rows)
        return _written(found, place, pages)

    return InSteps(analyse, WRITES)


class Searching(InSteps[Found]):
    """The search of a build from nothing."""

    def __init__(self) -> None:
        """Begin the process, which waits until `feed` is called; see `begun`."""
        self._fed, self._feed = os.pipe()
        self._analysing: Aside[None] | None = None
        super().__init__(self._take_over, WRITES)

    @classmethod
    def begun(cls) -> Self | None:
        """Begin the process, before anything is read; None where there can be no other."""
        one = cls()
        os.close(one._fed)
        if one.fileno() >= 0:
            return one
        one.let_go()
        return None

    def feed(self, examined: Examined, into: Callable[[], Into]) -> None:
        """Let another process analyse the texts.

        Args:
            examined: without errors.
            into: returns where what is known of search is written.
        """
        pipe, self._feed = self._feed, -1  # or that process would close it
        analyse = partial(_analyse, examined, into, pipe)
        self._analysing = InSteps(analyse, "analyses the texts")
        if self._analysing.fileno() >= 0:
            os.close(pipe)

    def early(self) -> Any:
        """Wait for the first step and return what it has said, see `InSteps`."""
        if self._analysing is not None:
            self._analysing.result()  # tells what went wrong there, if anything did
        return super().early()

    def stop(self) -> None:
        """Stop the work where nobody has asked for its answer."""
        if self._analysing is not None:
            self._analysing.stop()
        super().stop()

    def let_go(self) -> None:
        """Close what this process has of the pipes."""
        super().let_go()
        if self._feed >= 0:
            os.close(self._feed)
            self._feed = -1

    # --- what runs in the other process --------------------------------------------

    def _take_over(self) -> Then[Found]:
        # While others read: this process has nothing else to do.
        from kbtool.search.kept import from_bytes
        from kbtool.searched import Searched, likes_of

        told, packed = receive(self._fed), receive(self._fed)
        if told is None or packed is None:
            raise KbtoolError("the process that analyses the texts came to its end")
        place, wanted, digests = pickle.loads(told)  # of a copy of this very process
        texts = from_bytes(packed).corpus
        del packed
        likes = likes_of(texts, wanted)
        found = Searched(texts, None, {}, likes, digests)
        return Then(found.similar, partial(_written, found, place))


def _analyse(examined: Examined, into: Callable[[], Into], pipe: int) -> Then[None]:
    """Analyse texts; then write what others need of them into a pipe."""
    from kbtool.compiler import similar_wanted
    from kbtool.search.kept import Kept, to_bytes
    from kbtool.searched import analysed

    texts, _, digests = analysed(examined)

    def hand_over(_: Callable[[], Any]) -> None:
        with suppress(BrokenPipeError):  # who was to take it is asked why it does not
            send(pipe, (into(), similar_wanted(examined), digests))
            send_bytes(pipe, to_bytes(Kept(texts)))
        os.close(pipe)

    return Then(None, hand_over)


def _written(found: Searched, place: Into, pages: Callable[[], Sequence[str]]) -> Found:
    """Write what is known of search."""
    from kbtool.search.export import exported_paths

    exported = found.write(place, pages)
    with stage("state"):
        leave(place.state, SEARCH, found.to_bytes(exported))
    return tuple(exported_paths(exported)), found.digests
