"""The page docs/benchmarks.md: that it is whole, never what its figures are."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from tests.bench.generate import generate
from tests.bench.measure import Cost
from tests.bench.page import CHARTS, markdown
from tests.bench.results import COSTS, RELOADED, WEIGHTS, Result, Weight, cost_rows
from tests.bench.steps import BASE, BUILD, Tools, steps
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
PEERS = Tools(Path("hugo"), Path("zensical"), Path("lychee"))
FACTS = {"machine": "2 cores", "versions": "kbtool 0", "corpus": "these", "repeats": "3"}


def _tables(text: str) -> list[list[list[str]]]:
    """Return the cells of every table: its head, then its rows."""
    found = re.findall(r"(?m)(?:^\|.*\n)+", text)
    tables = [[line.strip("| ").split(" | ") for line in one.strip().split("\n")] for one in found]
    return [[one[0], *one[2:]] for one in tables]


def _result(name: str, wall: float, **more: int) -> Result:
    return Result("1000", name, Cost(wall, wall, 100, more.get("exit", 0), "no", "exit" in more))


def test_the_page_names_its_command_and_shows_every_chart() -> None:
    text = (DOCS / "benchmarks.md").read_text("utf-8")

    assert "`make bench WRITE=1`" in text
    assert re.findall(r"\]\(([^)]+\.svg)\)", text) == list(CHARTS)


def test_every_chart_is_a_picture_that_names_no_other_host() -> None:
    for name in CHARTS:
        root = ElementTree.parse(DOCS / name).getroot()
        links = [value for one in root.iter() for key, value in one.items() if "href" in key]

        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert [link for link in links if not link.startswith("#")] == []


def test_the_page_has_a_row_for_every_step_of_every_size(tmp_path: Path) -> None:
    generate(4, tmp_path)
    names = [step.name for step in steps(tmp_path, PEERS)]

    costs, weights = _tables((DOCS / "benchmarks.md").read_text("utf-8"))

    assert costs[0] == list(COSTS)
    assert weights[0] == list(WEIGHTS)
    for size in {row[0] for row in costs[1:]} - {"sample"}:
        found = [row[1] for row in costs if row[0] == size]
        assert [name for name in found if name != RELOADED] == names


def test_a_step_is_compared_with_mkdocs_of_the_same_run() -> None:
    rows = cost_rows([_result(BASE, 6), _result(BUILD, 1.5)])

    assert [row[-2:] for row in rows] == [("1.0×", "1.0×"), ("4.0×", "4.0×")]


def test_a_peer_that_was_stopped_is_a_row_that_says_so() -> None:
    (row,) = cost_rows([_result("zensical build", 300, exit=-9)])

    assert row == ("1000", "zensical build", "stopped after 300", "300.00", "100", "–", "–")


def test_the_page_that_a_run_writes_has_the_structure_that_is_tested() -> None:
    text = markdown([_result(BASE, 6)], [Weight("1000", BUILD, (1000, 9000))], FACTS)

    assert _tables(text) == [
        [list(COSTS), ["1000", BASE, "6.00", "6.00", "100", "1.0×", "1.0×"]],
        [list(WEIGHTS), ["1000", BUILD, "9.0", "9.0", "9.0"]],
    ]
