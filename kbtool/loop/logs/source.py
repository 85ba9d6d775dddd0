"""Files -> record batches: what an engine pulls, in this process or in a worker of a cluster."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from kbtool.loop.logs.events import BAD, LINES, NOTE, Event, batches
from kbtool.loop.logs.exports import export_events
from kbtool.loop.logs.feedback import feedback_events
from kbtool.loop.logs.json_access import combined_lines
from kbtool.loop.logs.lines import Block, blocks, texts
from kbtool.loop.logs.recognise import Recipe, records
from kbtool.loop.logs.stream import Watch, pieces
from kbtool.loop.logs.values import Progress, Settings

__all__ = ["Files", "is_staff", "read"]

RECODED = "lines that are not UTF-8 were understood as another encoding"


@dataclass(slots=True)
class Files:
    """The files of one import; called with the number of one, it yields what is in it."""

    recipes: Sequence[Recipe]
    settings: Settings
    progress: Progress
    hashes: dict[int, str] = field(default_factory=dict)  # of files that were read to their end
    done: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        self.total = sum(recipe.path.stat().st_size for recipe in self.recipes)

    def __call__(self, file: int) -> Iterator[pa.RecordBatch]:
        """Yield what is in the file of this number."""
        watch = Watch(self._advance)
        yield from read(self.recipes[file], file, self.settings, watch)
        self.hashes[file] = watch.hash.hexdigest()

    def _advance(self, size: int) -> None:
        self.done += size
        self.progress(self.done, self.total)

    def split(self) -> tuple[list[int], list[int]]:
        """Return the numbers of the access logs, and of all the other files."""
        numbers = range(len(self.recipes))
        logs = [number for number in numbers if self.recipes[number].format == "access"]
        return logs, [number for number in numbers if number not in logs]


def read(recipe: Recipe, file: int, settings: Settings, watch: Watch) -> Iterator[pa.RecordBatch]:
    """Yield what is in a file: batches of `LINES` of an access log, of `EVENTS` of any other.

    What begins on lines that were read before is left out.
    """
    known = settings.known.get(recipe.path, 0)
    for batch in _all(recipe, file, settings, watch):
        new = batch.filter(pc.greater(batch.column("line"), known)) if known else batch
        if len(new):
            yield new


def _all(recipe: Recipe, file: int, settings: Settings, watch: Watch) -> Iterator[pa.RecordBatch]:
    source = pieces(recipe.path, watch)
    if recipe.format == "access":
        staff = is_staff(settings.staff)
        last = 0
        if recipe.shape == "json lines":
            source = combined_lines(texts(source, recipe.encoding))
        for block in blocks(source):
            if len(block.lines):
                last = block.lines[-1].as_py()
            yield from _lines(block, file, staff)
        yield from _lines_of(file, [(last + 1, BAD, fault) for fault in watch.faults])
        return
    yield from batches(file, _events(recipe, settings, source, watch))


def _events(
    recipe: Recipe, settings: Settings, source: Iterable[bytes], watch: Watch
) -> Iterator[Event]:
    if recipe.plan is not None:
        events = export_events(records(recipe, source), recipe.plan, settings)
    else:
        events = feedback_events(texts(source, recipe.encoding), settings)
    last = 0
    for event in events:
        last = event.line
        yield event
    for fault in watch.faults:
        yield Event(last + 1, BAD, fault)


def _lines(
    block: Block, file: int, staff: Callable[[str], bool] | None
) -> Iterator[pa.RecordBatch]:
    size = len(block.texts)
    if size:
        ours = pa.repeat(False, size)
        if staff is not None:
            hosts = pc.dictionary_encode(pc.replace_substring_regex(block.texts, "(?s) .*", ""))
            known = pa.array([staff(host) for host in hosts.dictionary.to_pylist()], pa.bool_())
            ours = known.take(hosts.indices)
        columns = [
            pa.repeat(pa.scalar(file, pa.int32()), size),
            block.lines,
            ours,
            pa.nulls(size, pa.string()),
            block.texts,
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=LINES)
    told = [(line, BAD, fault) for line, fault in block.bad]
    yield from _lines_of(file, [*told, *((line, NOTE, RECODED) for line in block.recoded)])


def _lines_of(file: int, told: Sequence[tuple[int, str, str]]) -> Iterator[pa.RecordBatch]:
    if told:
        lines, kinds, texts = zip(*told, strict=True)
        size = len(told)
        columns = [
            pa.repeat(pa.scalar(file, pa.int32()), size),
            pa.array(lines, pa.int64()),
            pa.repeat(False, size),
            pa.array(kinds, pa.string()),
            pa.array(texts, pa.string()),
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=LINES)


def is_staff(rules: Iterable[str]) -> Callable[[str], bool] | None:
    """Return who tells whether a host is the shop's own; None where there are no rules.

    A rule is an address, a network such as 10.0.0.0/8, or a part of a host's name.
    """
    networks, names = [], []
    for rule in rules:
        try:
            networks.append(ipaddress.ip_network(rule, strict=False))
        except ValueError:
            names.append(rule.lower())
    if not networks and not names:
        return None

    @lru_cache(maxsize=65_536)
    def staff(host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return any(name in host.lower() for name in names)
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped.version == network.version and mapped in network for network in networks)

    return staff
