"""The setting `logs` of kb.yml."""

from __future__ import annotations

import pytest

from kbtool.model import LogSettings
from kbtool.read.config import read_config


def told(text: str) -> list[tuple[int, int, str, str]]:
    _, problems = read_config(text, "kb/kb.yml")
    return [(p.source.line, p.source.column, p.message, p.hint) for p in problems]


def test_all_that_may_be_said_is_read() -> None:
    config, problems = read_config(
        "logs:\n  staff: [10.0.0.0/8, '2001:db8::/32', 192.0.2.7, intranet]\n"
        "  bots: [ourmonitor]\n  searches: [q, keyword]\n  timezone: Asia/Shanghai\n",
        "kb/kb.yml",
    )

    assert problems == []
    assert config.logs == LogSettings(
        staff=("10.0.0.0/8", "2001:db8::/32", "192.0.2.7", "intranet"),
        bots=("ourmonitor",),
        searches=("q", "keyword"),
        timezone="Asia/Shanghai",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "logs:\n  staff: [10.1.2.3/8]\n",
            (2, 11, "'10.1.2.3/8' is no network", "write 10.0.0.0/8"),
        ),
        (
            "logs:\n  staff: [300.1.2.3]\n",
            (
                2,
                11,
                "'300.1.2.3' is no network",
                "write an address, or a network as 10.0.0.0/8",
            ),
        ),
        (
            "logs:\n  bots: [a]\n",
            (2, 10, "'a' would leave out nearly every visitor", "write three characters or more"),
        ),
        (
            "logs:\n  timezone: ../x\n",
            (2, 13, "'../x' is no time zone", "write it as Asia/Shanghai or Europe/Berlin"),
        ),
        (
            "logs:\n  timezone: Asia/Nowhere\n",
            (2, 13, "'Asia/Nowhere' is no time zone", "write it as Asia/Shanghai or Europe/Berlin"),
        ),
        ("logs:\n  staf: x\n", (2, 3, "'logs' has no key 'staf'", "did you mean 'staff'?")),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, expected: tuple[int, int, str, str]) -> None:
    assert told(text) == [expected]
