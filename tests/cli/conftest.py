"""The command as a user starts it, and a small project for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbtool.cli import main
from tests.conftest import Project

Run = Callable[..., Result]
Start = Callable[..., "subprocess.CompletedProcess[str]"]

SMALL = {
    "kb/kb.yml": "languages: [zh, en]\ntitle: {zh: 帮助中心, en: Help}\nrelated: 2\n",
    "kb/articles/zh/售后/_category.yml": "title: 售后\n",
    "kb/articles/zh/售后/退货.md": (
        "---\nid: return\ntitle: 怎么退货？\nanswer: 在订单里申请。\n---\n\n见 [[refund]]。\n"
    ),
    "kb/articles/zh/售后/退款.md": (
        "---\nid: refund\ntitle: 退款多久到账？\nanswer: 三天。\nweight: 5\n---\n"
    ),
    "kb/articles/zh/售后/换货.md": "---\nid: change\ntitle: 怎么换货？\nanswer: 先退货。\n---\n",
    "kb/articles/en/aftersale/refund.md": (
        "---\nid: refund\ntitle: When is my money back?\nanswer: Soon after your return.\n---\n"
    ),
    "kb/articles/en/aftersale/return.md": (
        '---\nid: return\ntitle: How do I "return" a sofa?\nrelated: [refund]\n---\n\nSo.\n'
    ),
    "kb/asks/2026.csv": (
        "month,id,asks,source\n2026-09,return,10,search\n2026-10,return,20,chat\n"
        "2026-10,refund,8,search\n"
    ),
}


@pytest.fixture
def small(project: Project) -> Path:
    """Return a project of two languages without a problem."""
    return project(SMALL)


@pytest.fixture
def run() -> Run:
    """Run kbtool in this process."""

    def invoke(*arguments: str | Path, color: bool = False) -> Result:
        result = CliRunner().invoke(main, [str(one) for one in arguments], color=color)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result

    return invoke


@pytest.fixture
def start() -> Start:
    """Run kbtool in a process of its own, its output in pipes."""

    def invoke(
        *arguments: str | Path, cwd: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kbtool", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **environ},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return invoke
