"""Lighthouse, asked about one page as a phone in a slow network would see it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass

from tests.browser.npm import package
from tests.conftest import chromium

__all__ = ["Judgement", "judged"]

SECONDS = 240  # a bound, not a measure


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Lighthouse says of a page."""

    scores: dict[str, int]  # of 100, by category
    shift: float  # cumulative layout shift


def judged(address: str, *categories: str) -> Judgement:
    """Load a page, and return its scores; of every category where none is named."""
    only = [f"--only-categories={','.join(categories)}"] if categories else []
    quiet = ("--quiet", "--output=json", "--no-enable-error-reporting")
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    done = subprocess.run(
        ["node", str(package("lighthouse") / "cli" / "index.js"), address, *quiet, *only, flags],
        env={**os.environ, "CHROME_PATH": chromium()},
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    report = json.loads(done.stdout)
    scores = {name: round(100 * one["score"]) for name, one in report["categories"].items()}
    return Judgement(scores, report["audits"]["cumulative-layout-shift"]["numericValue"])
