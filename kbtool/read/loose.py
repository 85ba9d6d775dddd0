"""The loose ends of a body: references without a definition, definitions without a use.

A name is found or missed within the same body, so nothing else is needed to know it.
Text that only looks alike (`list[0][1]`, `- [ ] [x]`) is no loose end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set

from kbtool.model import Loose, LooseKind, Source
from kbtool.read.blocks import Block

__all__ = ["Notes", "loose_ends"]

Place = Callable[[int, int], Source]

_BRACKET = re.compile(r"[\[\]]")
_SECOND = re.compile(r"(?P<gap>\s?)\[(?P<name>[^\[\]]*)\]")
# A note without a name is one to Python-Markdown, where it has a text.
_NOTE_USE = re.compile(r"\[\^([^\[\]\n]{0,300})\]")
_NO_NOTE = re.compile(r"[(:]|\[(?!\^)")  # behind a name without a text: it is something else
_NOTE_DEFINITION = re.compile(r"^[> \t]*\[\^(?P<name>[^\[\]\n]{0,300})\]:[ \t]*", re.M)
_EMBED = re.compile(r"!\[\[[^\[\]\n]{1,500}\]\](?!\()")
_ENDING = r"\.(?:md|markdown|ya?ml|html?|pdf|png|jpe?g|svg)\b"
_PATH = rf"(?:\.{{0,2}}/|#|https?:|[^\s（）()]{{1,300}}{_ENDING})"
_FULL_WIDTH = re.compile(
    rf"\[[^\[\]\n]{{1,300}}\]（{_PATH}[^（）\n]{{0,500}}）"
    rf"|[【［][^【】［］\n]{{1,300}}[】］][(（]{_PATH}[^()（）\n]{{0,500}}[)）]"
    r"|［［[^［］\n]{1,300}］］"
)


class Notes:
    """The footnotes of a body: where each is defined, and how often it is used."""

    def __init__(self, body: str, masked: str, prose: str, found: list[Block]) -> None:
        self.defined: dict[str, tuple[int, int]] = {}
        self.uses: list[tuple[str, int, int]] = []
        if "[^" not in prose and "[^" not in masked:
            return
        starts = {block.start for block in found}
        for match in _NOTE_DEFINITION.finditer(masked):
            # In code no block begins behind the mark; an empty line may follow it.
            if match.end() in starts or masked[match.end() : match.end() + 1] in ("\n", ""):
                self.defined.setdefault(match["name"], match.span("name"))
        for match in _NOTE_USE.finditer(prose):
            name = body[slice(*match.span(1))]
            if name in self.defined or (name and not _NO_NOTE.match(prose, match.end())):
                self.uses.append((name, *match.span(1)))

    def anchors(self) -> Iterator[str]:
        """Yield the ids that Python-Markdown gives notes and their uses."""
        yield from (f"fn:{name}" for name in self.defined)
        counts: dict[str, int] = {}
        for name, _, _ in self.uses:
            if name in self.defined:
                counts[name] = count = counts.get(name, 0) + 1
                yield f"fnref{'' if count == 1 else count}:{name}"


def loose_ends(
    prose: str,
    found: list[Block],
    notes: Notes,
    definitions: list[tuple[str, int, int]],
    at: Place,
) -> Iterator[Loose]:
    """Yield every loose end of a body.

    Args:
        prose: the body, with all that is no prose blanked.
        found: its blocks.
        notes: its footnotes.
        definitions: name, start and end of every `[name]: target`.
        at: turns offsets into a place.
    """
    names = {_norm(name): start for name, start, _ in definitions}
    own = frozenset(start - 1 for _, start, _ in definitions)
    used: set[str] = set()
    if names or "][" in prose:
        for block in found:
            for name, start, end in _references(prose, block, own, names.keys(), used):
                yield Loose(LooseKind.REFERENCE, name, at(start, end))
    for name, start, end in definitions:
        if _norm(name) not in used:
            yield Loose(LooseKind.UNUSED_REFERENCE, name, at(start, end))
    for name, start, end in notes.uses:
        if name not in notes.defined:
            yield Loose(LooseKind.NOTE, name, at(start, end))
    named = {name for name, _, _ in notes.uses}
    for name, span in notes.defined.items():
        if name not in named:
            yield Loose(LooseKind.UNUSED_NOTE, name, at(*span))
    if "![[" in prose:
        for match in _EMBED.finditer(prose):
            yield Loose(LooseKind.EMBED, match[0], at(*match.span()))
    if any(mark in prose for mark in "（】］"):
        for match in _FULL_WIDTH.finditer(prose):
            yield Loose(LooseKind.FULL_WIDTH, match[0], at(*match.span()))


def _norm(name: str) -> str:
    """Return a name as Python-Markdown compares it."""
    return " ".join(name.split()).lower()


def _references(
    prose: str, block: Block, own: Set[int], names: Set[str], used: set[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield the references of a block that have no definition; add the others to `used`."""
    opened: list[int] = []
    done = block.start
    for match in _BRACKET.finditer(prose, block.start, block.end):
        if match[0] == "[":
            opened.append(match.start())
            continue
        if not opened:
            continue
        start = opened.pop()
        if start in own:  # a definition is no use
            continue
        end = match.end()
        text = prose[start + 1 : match.start()] if end - start < 500 else ""
        used.add(_norm(text))
        second = _SECOND.match(prose, end, block.end)
        if second is None:
            continue
        name = second["name"] or text
        used.add(_norm(name))
        if _norm(name) in names or start < done or second["gap"]:
            continue
        done = second.end()
        if not _only_alike(prose, start, second, text, name):
            group = second.span("name") if second["name"] else (start + 1, match.start())
            yield name, *group


def _only_alike(prose: str, start: int, second: re.Match[str], text: str, name: str) -> bool:
    """Tell whether `[text][name]` is something else than a reference."""
    before = prose[start - 1 : start]
    after = prose[second.end() : second.end() + 1]
    return (
        (before.isascii() and (before.isalnum() or before in tuple("_)[]")))
        or after in ("(", "[", "]")
        or text.startswith(("^", "["))
        or name.startswith("^")
        or not name.strip()
        or not text.strip()
        or (text.strip().isdigit() and name.strip().isdigit())
    )
