"""What a finding depends on: a build asks of what has changed, and of nothing that it cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kbtool.checks.register import Facts, Scope, check_ids, run_checks
from kbtool.checks.select import build_checks
from kbtool.model import Article, CheckSettings, KnowledgeBase
from kbtool.problems import RULES, Problem, Severity
from kbtool.read.load import load
from kbtool.resolve import resolve

FIXTURES = sorted(p for p in (Path(__file__).parent / "fixtures").iterdir() if p.is_dir())
ENVIRON = {"SOURCE_DATE_EPOCH": "1793491200"}


class NoSearch:
    """Fails who asks it: what a finding of one article depends on is no search."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def found(kb: KnowledgeBase, articles: tuple[Article, ...]) -> list[Problem]:
    alone = replace(kb, articles=articles, faulty=())
    facts = Facts(alone, resolve(replace(alone, articles=())), NoSearch())  # type: ignore[arg-type]
    return sorted(run_checks(facts, check_ids(Scope.ARTICLE)), key=str)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_what_is_found_in_one_article_does_not_depend_on_the_others(fixture: Path) -> None:
    kb, _ = load(fixture, ENVIRON)

    one_by_one = [problem for one in kb.articles for problem in found(kb, (one,))]

    assert found(kb, kb.articles) == sorted(one_by_one, key=str)


def test_a_build_leaves_out_no_check_that_can_stop_it() -> None:
    errors = {id for id in check_ids() if RULES[id].severity is Severity.ERROR}

    assert errors - build_checks(CheckSettings()) == set()


def test_a_build_compares_texts_only_where_kb_yml_makes_that_an_error() -> None:
    settings = CheckSettings(severity={"KB408": "error", "KB407": "info"})

    assert build_checks(settings) & {"KB407", "KB408"} == {"KB408"}
