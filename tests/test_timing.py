"""Stages of a run: what is recorded, the table, the trace."""

from __future__ import annotations

import json
import os
import pickle
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.problems import KbtoolError
from kbtool.timing import Record, add, recording, stage, stages, taken, trace, write_trace

SECOND = 1_000_000_000


def _paths(records: Iterable[Record]) -> list[tuple[str, ...]]:
    return [record.path for record in records]


def _record(*path: str, start: float = 0, length: float = 0, process: int = 1) -> Record:
    return Record(path, int(start * SECOND), int(length * SECOND), process, process, "MainThread")


def test_a_stage_knows_the_stages_around_it_and_ends_before_them() -> None:
    with recording() as records, stage("build"):
        with stage("read"):
            pass
        with stage("check"):
            pass

    assert _paths(records) == [("build", "read"), ("build", "check"), ("build",)]


def test_nothing_is_recorded_when_nobody_asks() -> None:
    with stage("before"):
        pass
    with recording() as records:
        pass
    with stage("after"):
        pass

    assert records == []
    assert taken() == ()


def test_a_stage_that_fails_is_recorded() -> None:
    with recording() as records, pytest.raises(ValueError, match="no"), stage("read"):
        raise ValueError("no")

    assert _paths(records) == [("read",)]


def test_a_stage_in_another_thread_stands_for_itself() -> None:
    def work() -> None:
        with stage("index"):
            pass

    with recording() as records, stage("build"):
        thread = threading.Thread(target=work, name="writer")
        thread.start()
        thread.join()

    assert _paths(records) == [("index",), ("build",)]
    assert [record.thread_name for record in records] == ["writer", "MainThread"]
    assert records[0].thread != records[1].thread


def test_a_forked_worker_hands_over_its_own_stages_below_the_one_it_was_forked_in() -> None:
    with recording() as records:
        with stage("read"):
            pass
        with stage("pages"):
            end, start = os.pipe()
            if not (child := os.fork()):
                with stage("draw"):
                    pass
                os.write(start, pickle.dumps([tuple(record) for record in taken()]))
                os._exit(0)
            os.close(start)
            with os.fdopen(end, "rb") as pipe:
                add(pickle.load(pipe))
            os.waitpid(child, 0)

    assert _paths(records) == [("read",), ("pages", "draw"), ("pages",)]
    assert [os.getpid(), child, os.getpid()] == [record.process for record in records]


def test_what_is_taken_is_taken_once() -> None:
    with recording():
        with stage("read"):
            pass
        first, second = taken(), taken()

    assert _paths(first) == [("read",)]
    assert second == ()


def test_the_table_adds_up_what_has_one_name_and_indents_what_lies_within() -> None:
    records = [
        _record("build", "pages", "draw", start=1, length=2, process=2),
        _record("build", "pages", "draw", start=1, length=3, process=3),
        _record("build", "pages", start=1, length=3),
        _record("build", "read", start=0, length=1),
        _record("build", start=0, length=4),
    ]

    text = stages(records)

    assert text == (
        "stage     seconds    share  times\n"
        "build       4.000  100.0 %      1\n"
        "  read      1.000   25.0 %      1\n"
        "  pages     3.000   75.0 %      1\n"
        "    draw    5.000  125.0 %      2\n"
        "in all      4.000  100.0 %      1"
    )


def test_the_table_of_no_stages_is_its_last_row() -> None:
    assert stages([]).splitlines()[1:] == ["in all    0.000  100.0 %      1"]


def test_the_trace_names_processes_and_threads() -> None:
    own = os.getpid()
    records = [_record("build", process=own), _record("draw", process=own + 1)]

    events = trace(records)["traceEvents"]

    named = {
        (e["name"], e["pid"]): e["args"]["name"] for e in events if "name" in e.get("args", {})
    }
    assert named == {
        ("process_name", own): "kbtool",
        ("process_name", own + 1): "worker 1",
        ("thread_name", own): "MainThread",
        ("thread_name", own + 1): "MainThread",
    }


def test_a_trace_that_cannot_be_written_is_the_users_to_hear(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="cannot be written: No such file or directory"):
        write_trace([], tmp_path / "missing" / "trace.json")


def test_a_trace_is_written_as_json(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"

    write_trace([_record("建库", start=2, length=1)], path)

    assert json.loads(path.read_text("utf-8"))["traceEvents"][-1] == {
        "ph": "X", "name": "建库", "cat": "stage", "ts": 0, "dur": 1e6, "pid": 1, "tid": 1,
    }  # fmt: skip


# A tree of stages: a name, and the stages within.
Tree = tuple[str, list[Any]]
NAMES = st.sampled_from(["read", "check", "pages", "draw", "建 \u202eindex"])
TREES: st.SearchStrategy[list[Tree]] = st.recursive(
    st.just([]), lambda inner: st.lists(st.tuples(NAMES, inner), max_size=4), max_leaves=12
)


def _run(trees: list[Tree]) -> list[tuple[str, ...]]:
    """Enter and leave every stage; return their paths in the order in which they start."""
    paths = []
    for name, inner in trees:
        with stage(name):
            paths += [(name,), *((name, *path) for path in _run(inner))]
    return paths


def _nested(events: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return the paths of complete events as a viewer nests them: by their times alone."""
    open_: list[tuple[str, int]] = []
    paths = []
    for event in events:
        start, end = round(event["ts"] * 1000), round((event["ts"] + event["dur"]) * 1000)
        while open_ and open_[-1][1] <= start:
            open_.pop()
        assert not open_ or end <= open_[-1][1]
        open_.append((event["name"], end))
        paths.append(tuple(name for name, _ in open_))
    return paths


@settings(deadline=None)
@given(TREES)
def test_the_trace_keeps_to_the_format_and_nests_as_the_stages_did(trees: list[Tree]) -> None:
    with recording() as records:
        expected = _run(trees)

    read = json.loads(json.dumps(trace(records)))

    events = [event for event in read["traceEvents"] if event["ph"] == "X"]
    assert expected == _nested(events)
    assert {"X", "M"} >= {event["ph"] for event in read["traceEvents"]}
    for event in events:
        assert event["ts"] >= 0
        assert event["dur"] >= 0
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)


@settings(deadline=None)
@given(TREES)
def test_every_stage_counts_once_in_the_table(trees: list[Tree]) -> None:
    with recording() as records:
        expected = _run(trees)

    rows = stages(records).splitlines()[1:-1]

    assert len(rows) == len(set(expected))
    assert sum(int(row.split()[-1]) for row in rows) == len(expected)
