"""docs/suggest.md says what the commands do."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import click
import pytest
from click.testing import CliRunner

from kbtool.cli_suggest import KINDS as CHOICES
from kbtool.cli_suggest import suggest
from kbtool.loop import clicks
from kbtool.loop.match import SURE, Match
from kbtool.loop.suggest import asked, missing, shape, twins
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import KINDS
from kbtool.read import searches
from kbtool.replying import as_json, reply
from tests.conftest import REPOSITORY, Project
from tests.loop.reply.test_answers import PROJECT

TEXT = (REPOSITORY / "docs/suggest.md").read_text("utf-8")
FLAT = " ".join(TEXT.split())


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table whose first title this is."""
    (found,) = re.findall(rf"(?m)^\| {title} \|.*\n\|[- |]+\n((?:\|.*\n)+)", TEXT)
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in found.splitlines()
    ]


def usual(option: click.Option) -> str:
    shown = isinstance(option.default, int) and not isinstance(option.default, bool)
    return str(option.default) if shown else ""


def test_every_kind_is_explained_in_its_order() -> None:
    assert [f"`{kind}`" for kind in KINDS] == [row[0] for row in rows("kind")]
    assert CHOICES == KINDS


def test_every_option_is_explained_with_what_is_usual() -> None:
    options = [one for one in suggest.params if isinstance(one, click.Option)]

    assert {f"`{max(one.opts, key=len)}`": usual(one) for one in options} == {
        row[0]: "" if row[2] == "all" else row[2] for row in rows("option")
    }


@pytest.mark.parametrize(
    "line", re.findall(r"(?m)^\$ kbtool (suggest.*?)(?: <.*| >.*| +#.*)?$", TEXT)
)
def test_every_example_is_a_command(line: str) -> None:
    words = [one for one in line.split() if one != "mail.eml"][1:]

    assert CliRunner().invoke(suggest, [*words, "--help"], obj=None).exit_code == 0


def test_the_numbers_are_those_of_the_program() -> None:
    wanted = Wanted()
    said = [
        f"less {1 - asked.NOT_TAKEN:.0%} of that for each search".replace("%", " %"),
        f"until {asked.REFUSED:.0%} are left".replace("%", " %"),
        f"Where {asked.MANY} or more had results and fewer than one of {1 / asked.FEW:.0f}",
        f"is {asked.SLIP:.0%} sure".replace("%", " %"),
        f"cosine of {missing.TOGETHER} or more",
        f"that is there ({missing.HAD})",
        f"alike: {100 * twins.CLOSE:.0f} % at least, or {100 * twins.NEAR:.0f} % when",
        f"more than {shape.FULL} questions",
        f"leave out what was asked less often; visitors who then took the article count twice "
        f"| {wanted.least} |",
        f"is the answer, {100 * SURE:.0f} % or more",
    ]

    assert [one for one in said if one not in FLAT] == []


def test_what_clicks_prove_is_what_the_manual_of_asks_says() -> None:
    manual = " ".join((REPOSITORY / "docs/asks.md").read_text("utf-8").split())
    three_of_four = clicks.judged(
        clicks.Clicks(4, Counter(a=3, b=1)), Match("c", "en", 0.1, 1, first="c")
    )

    assert three_of_four is not None
    assert f"3 of 4 are {three_of_four.confidence:.0%}".replace("%", " %") in manual
    assert f"Who takes what stands first counts {'half' if clicks.FIRST == 0.5 else '?'}" in manual
    assert clicks.FEWEST == 2 and "Two visitors at least" in manual
    assert searches.MOST_TAKEN == 5 and "the most taken five articles" in manual
    assert f"`{','.join(searches.HEADER)}`" in manual


def test_the_json_of_a_reply_has_the_keys_that_are_explained(project: Project) -> None:
    value: dict[str, Any] = as_json(reply(project(PROJECT), b"Why is my parcel late?", 3))

    explained = {row[0].strip("`"): row[1] for row in rows("key")}
    assert list(value) == list(explained)
    inner = {
        key: list(one[0] if key == "articles" else one)
        for key, one in value.items()
        if isinstance(one, dict | list)
    }
    assert [
        (key, name)
        for key, names in inner.items()
        for name in names
        if f"`{name}`" not in explained[key]
    ] == []
