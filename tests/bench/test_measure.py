"""What the costs of a command are taken from."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.measure import Cost, measured, middle

PATIENCE = 60.0  # seconds; no command here takes them


def _python(text: str, folder: Path, limit: float = PATIENCE) -> Cost:
    return measured([sys.executable, "-c", text], folder, limit)


def test_a_command_that_fails_says_its_last_words(tmp_path: Path) -> None:
    cost = _python("print('first'); raise SystemExit('last')", tmp_path)

    assert (cost.exit, cost.said, cost.stopped) == (1, "last", False)


def test_a_command_without_an_end_is_stopped_with_the_processes_it_started(tmp_path: Path) -> None:
    forever = "import os\nos.fork()\nprint('on')\nwhile True: pass"

    cost = _python(forever, tmp_path, limit=0.2)

    assert cost.stopped


def test_cpu_seconds_are_those_of_all_processes_that_were_waited_for(tmp_path: Path) -> None:
    busy = "while not child and time.process_time() < 0.1: pass"
    text = f"import os, time\nchild = os.fork()\n{busy}\nif child: os.wait()"

    cost = _python(text, tmp_path)

    assert cost.cpu >= 0.09


def test_the_middle_of_several_runs_is_their_median_and_their_highest_memory() -> None:
    runs = [Cost(1, 6, 10, 0), Cost(9, 2, 30, 0), Cost(2, 3, 20, 0)]

    assert middle(runs) == Cost(2, 3, 30, 0)


def test_a_failure_is_never_hidden_by_runs_that_went_well() -> None:
    failed = Cost(1, 1, 1, 2, "no")

    assert middle([Cost(1, 1, 1, 0), failed]) == failed
