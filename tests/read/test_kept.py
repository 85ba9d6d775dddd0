"""What was read becomes bytes and comes back; bytes of strangers become nothing."""

from __future__ import annotations

import datetime as dt
import os
import pickle
from dataclasses import replace

import pytest

from kbtool.model import EMPTY, Source
from kbtool.problems import Severity, problem
from kbtool.read import rules
from kbtool.read.kept import Damaged, from_bytes, to_bytes
from kbtool.read.load import load
from tests.conftest import REPOSITORY


def test_everything_that_is_read_of_the_sample_comes_back_as_it_was() -> None:
    kb, problems = load(REPOSITORY)
    read = (kb.articles, kb.faulty, kb.categories, kb.ignores, problems)

    assert read == from_bytes(to_bytes(read))


def test_a_problem_comes_back_with_the_rule_that_is_registered() -> None:
    found = problem(rules.BAD_YAML, Source("a.md", 2), "this is not YAML", "mend it")

    assert rules.BAD_YAML is from_bytes(to_bytes(found)).rule


def test_a_problem_that_a_project_weighs_otherwise_keeps_its_weight() -> None:
    rule = replace(rules.BAD_YAML, severity=Severity.INFO)
    found = problem(rule, Source("a.md"), "this is not YAML")

    assert found == from_bytes(to_bytes(found))


@pytest.mark.parametrize("value", [dt.date(2026, 2, 28), EMPTY, ("a", ["b"], {"c": 1.5}, None)])
def test_plain_values_come_back(value: object) -> None:
    assert value == from_bytes(to_bytes(value))


class Stranger:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo obeyed",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"kbtool",
        to_bytes(("a", 1))[:-3],
        pickle.dumps(Stranger()),
        pickle.dumps(os.path.join),
        b"\x80\x04\x8c\x0ckbtool.model\x8c\x10Source.__init__.\x93.",
        b"\x80\x04\x8c\x0ckbtool.model\x8c\x06Source\x93)R.",
    ],
)
def test_bytes_that_are_not_ours_are_refused(data: bytes) -> None:
    with pytest.raises(Damaged):
        from_bytes(data)
