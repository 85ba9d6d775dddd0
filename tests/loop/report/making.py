"""Small knowledge bases with logs, and the report of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kbtool.loop.report.compute import report
from kbtool.loop.report.figures import Report
from kbtool.model import Ask, FeedbackCount, SearchCount, Source
from kbtool.order import order
from kbtool.read.goals import read_goals
from kbtool.read.load import load
from kbtool.resolve import resolve

NOWHERE = Source("")

SHOP = {
    "kb/kb.yml": "languages: [en, zh]\ntitle: {en: Shop, zh: 小店}\n",
    "mkdocs.yml": "site_url: https://shop.example/help/\n",
    "kb/articles/en/after/_category.yml": "title: After sales\n",
    "kb/articles/zh/after/_category.yml": "title: 售后\n",
    "kb/articles/en/after/refund.md": (
        "---\nid: refund\ntitle: When is my money back?\nowner: Ann\n"
        "last_reviewed_on: 2026-10-01\n---\n\nSee [[return]].\n"
    ),
    "kb/articles/en/after/return.md": (
        "---\nid: return\ntitle: How do I return it?\nowner: Ann\n"
        "last_reviewed_on: 2024-01-01\n---\n\nSend it.\n"
    ),
    "kb/articles/en/invoice.md": "---\nid: invoice\ntitle: How do I get an invoice?\n---\n\nAsk.\n",
    "kb/articles/zh/after/refund.md": (
        "---\nid: refund\ntitle: 退款多久到账？\nupdated: 2026-11-01\n"
        "translated_from: en 00000000\n---\n\n三天。\n"
    ),
    "kb/asks/2026.csv": (
        "month,id,asks,source\n"
        "2026-09,refund,40,search\n2026-09,return,50,chat\n"
        "2026-10,refund,90,search\n2026-10,return,45,chat\n2026-10,gone,3,search\n"
    ),
}
"""Three questions in English, one of them in Chinese, too."""

ON_THE_DAY = {"SOURCE_DATE_EPOCH": "1795305600"}  # 2026-11-22


def ask(month: tuple[int, int], id: str, asks: int, source: str = "search") -> Ask:
    return Ask(month, id, asks, source, NOWHERE)


def search(
    query: str,
    count: int,
    clicks: int | None = None,
    results: int | None = None,
    month: tuple[int, int] = (2026, 10),
) -> SearchCount:
    return SearchCount(month, query, count, clicks, results, NOWHERE)


def feedback(
    id: str,
    helpful: int,
    unhelpful: int,
    reasons: Mapping[str, int] | None = None,
    month: tuple[int, int] = (2026, 10),
) -> FeedbackCount:
    return FeedbackCount(month, id, helpful, unhelpful, reasons or {}, NOWHERE)


def report_of(
    root: Path,
    searches: Sequence[SearchCount] = (),
    feedback: Sequence[FeedbackCount] = (),
    goals: str = "",
    lang: str = "en",
) -> Report:
    kb, _ = load(root, ON_THE_DAY)
    wanted, _ = read_goals(goals, "kb/goals.yml")
    return report(kb, order(kb), resolve(kb), searches, feedback, wanted, lang)
