"""What may be told of the name of a log: words that logs are named with, and when they were made.

Exports are named by people, often after people: "chat with Jane Doe.csv". Names go into git
and into the output of jobs, and no program finds a name that nothing tells; so only what
is known to be nobody's stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

__all__ = ["file_names", "shown_name"]

_WORDS = frozenset(
    [
        *("access", "error", "log", "logs", "nginx", "apache", "httpd", "caddy", "traefik", "iis"),
        *("web", "site", "www", "server", "ssl", "other", "vhosts", "host", "cdn", "proxy"),
        *("help", "shop", "store", "support", "service", "faq", "kb", "docs", "center", "centre"),
        *("search", "searches", "query", "queries", "top", "console", "gsc", "google", "baidu"),
        *("bing", "page", "pages", "path", "paths", "screen", "views", "pageviews", "visits"),
        *("analytics", "matomo", "ga", "traffic", "performance", "chart", "table", "devices"),
        *("ticket", "tickets", "request", "requests", "message", "messages", "mail", "mails"),
        *("chat", "chats", "conversation", "conversations", "talk", "inbox", "zendesk", "qianniu"),
        *("intercom", "freshdesk", "gorgias", "helpscout", "crisp", "tidio", "whatsapp", "wechat"),
        *("feedback", "answers", "votes", "asks", "counts", "export", "exports", "report", "dump"),
        *("data", "raw", "all", "part", "old", "new", "more", "full", "daily", "weekly"),
        *("monthly", "month", "week", "day", "year", "from", "to", "and", "of", "en", "zh", "de"),
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        *("csv", "tsv", "json", "jsonl", "ndjson", "txt", "gz", "wide", "bad", "copy", "sample"),
        *("工单", "聊天", "聊天记录", "千牛", "导出", "日志", "访问", "访问日志", "反馈", "搜索"),
        *("查询", "客服", "咨询", "会话", "数据", "消息", "年", "月", "日", "报表", "明细", "热门"),
    ]
)
_PARTS = re.compile(r"[0-9]+(?:[-_.][0-9]+)*|[^\W\d_]+|[\W_]+")
_WHEN = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-_.]?(?:(?:0[1-9]|1[0-2])[-_.]?(?:[0-3][0-9])?)?[-_.]?){1,2}|[0-9]{1,3}"
)
_SIGNS = re.compile(r"[^ .()_-]|[-_. ]{4,}")
GAP = "…"
_GAPS = re.compile(rf"{GAP}(?:[\W_]*{GAP})+")


def shown_name(name: str) -> str:
    """Return the name of a file without what may be somebody's: `…-2026-10.csv`."""
    parts = [_shown(part) for part in _PARTS.findall(name)]
    return _GAPS.sub(GAP, "".join(parts))


def _shown(part: str) -> str:
    if part[0].isdigit():
        return part if _WHEN.fullmatch(part) else GAP
    if part[0].isalpha():
        return part if part.lower() in _WORDS else GAP
    return part if not _SIGNS.search(part) else GAP


def file_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Return what is told of the names of files; those that would be equal are numbered."""
    seen: Counter[str] = Counter()
    found = {}
    for path in dict.fromkeys(paths):
        name = shown_name(path.name)
        seen[name] += 1
        found[path] = f"{name} ({seen[name]})" if seen[name] > 1 else name
    return found
