"""Which column of an export says what, by the names that programs give them.

Heads are compared in lower case. Of a JSON object the last parts of a name count:
`source.body` is a `body`, too, but a head that is given with its dots comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbtool.frozen import dataclass
from kbtool.loop.logs.values import Kind

__all__ = ["LAYOUTS", "ROLES", "Layout", "find_roles"]

ROLES = (
    *("time", "text", "subject", "conversation", "sender", "customer", "talk"),
    *("count", "clicks", "path", "lang", "source", "whole"),
)
"""What a column can be, also in `--map time=...,text=...`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of export: what it is about, and which roles its columns must and may have."""

    name: str
    kind: Kind
    source: str  # of what it counts
    needs: tuple[tuple[str, ...], ...]  # of each group, one role
    heads: Mapping[str, tuple[str, ...]]  # role -> names, the best first


_TIME = (
    *("created_at", "created at", "created time", "created", "created date", "date created"),
    *("conversation started at", "started_at", "start time", "started at", "session start"),
    *("initiated_at", "timestamp", "datetime", "date/time", "date", "time", "sent at", "sent_at"),
    *(
        "received at",
        "requested",
        "day",
        "创建时间",
        "提交时间",
        "消息时间",
        "发送时间",
        "咨询时间",
    ),
    *("会话开始时间", "开始时间", "接入时间", "留言时间", "工单创建时间", "聊天时间", "日期时间"),
    *("日期", "时间", "erstellt am", "datum", "date de création", "fecha"),
)
_TEXT = (
    *("source.body", "description_text", "description", "first message", "initial message"),
    *("message", "message text", "plain_body", "body", "text", "content", "question", "comment"),
    *("消息内容", "聊天内容", "咨询内容", "问题描述", "留言内容", "工单内容", "客户问题", "消息"),
    *("内容", "问题", "描述", "正文", "beschreibung", "nachricht"),
)
_SUBJECT = (
    *("source.subject", "subject", "raw_subject", "ticket subject", "title", "summary"),
    *("工单标题", "标题", "主题", "betreff", "asunto", "objet"),
)
_LANG = ("language", "locale", "lang", "语言")

LAYOUTS = (
    Layout(
        "search-console",
        "search",
        "google",
        (("text",), ("count",), ("clicks",)),
        {
            "text": (
                *("top queries", "queries", "query", "search query", "热门查询", "排名靠前的查询"),
                *("查询", "查询数最多的查询", "熱門查詢", "查詢", "上位のクエリ", "クエリ"),
                *("häufigste suchanfragen", "suchanfragen", "suchanfrage"),
                *("requêtes les plus fréquentes", "requêtes", "consultas principales"),
                *("consultas", "query principali", "principais consultas", "인기 검색어"),
            ),
            "count": (
                *("impressions", "展示", "展示次数", "曝光次数", "曝光", "曝光次數", "表示回数"),
                *("impressionen", "impresiones", "impressioni", "impressões", "노출"),
            ),
            "clicks": (
                *("clicks", "点击次数", "点击", "點擊次數", "點擊", "クリック数", "クリック"),
                *("klicks", "clics", "clic", "cliques", "클릭수"),
            ),
            "time": ("date", "month", "日期", "月份", "datum", "fecha", "data", "日付"),
        },
    ),
    Layout(
        "analytics",
        "view",
        "views",
        (("path",), ("count",)),
        {
            "path": (
                *("page path and screen class", "page path", "page path + query string"),
                *("page location", "page url", "page", "pages", "url", "path", "landing page"),
                *("label", "网页路径和屏幕类", "网页路径", "页面路径", "页面url", "页面", "网页"),
                *("受访页面", "访问页面", "网址", "seitenpfad", "chemin de la page"),
            ),
            "count": (
                *("views", "pageviews", "page views", "screen page views", "nb_hits", "hits"),
                *("total pageviews", "unique page views", "浏览量(pv)", "浏览量（pv）", "浏览量"),
                *("页面浏览量", "浏览次数", "访问次数", "pv", "aufrufe", "vues", "vistas"),
                *("count", "nb_visits", "visitors", "visits"),
            ),
            "time": ("date", "month", "day", "日期", "月份", "datum", "fecha"),
        },
    ),
    Layout(
        "chat",
        "phrase",
        "chat",
        (("conversation", "whole"), ("text", "talk")),
        {
            "time": _TIME,
            "text": _TEXT,
            "subject": (),
            "conversation": (
                *("conversation id", "conversation_id", "chat id", "chat_id", "session id"),
                *("session_id", "thread id", "会话id", "会话编号", "会话", "对话id", "咨询id"),
                *("买家昵称", "买家旺旺", "买家", "客户昵称", "访客id", "visitor id", "visitor_id"),
            ),
            "sender": (
                *("author.type", "sender type", "sender_type", "author type", "sender", "from"),
                *("author", "sent by", "role", "direction", "发送方", "发送者", "发送人", "角色"),
                *("消息方向", "发言人"),
            ),
            "customer": ("买家昵称", "买家旺旺", "买家", "客户昵称", "customer", "visitor name"),
            "talk": ("messages", "transcript", "events", "history", "chat"),
            # a record of Intercom's is a whole conversation
            "whole": ("conversation_parts.type", "conversation_parts.total_count"),
            "lang": _LANG,
        },
    ),
    Layout(
        "tickets",
        "phrase",
        "tickets",
        (("subject", "text", "talk"),),
        {
            "time": _TIME,
            "text": _TEXT,
            "subject": _SUBJECT,
            "talk": ("comments", "messages", "conversation", "transcript"),
            "lang": _LANG,
        },
    ),
)


def find_roles(names: Iterable[str], layout: Layout) -> dict[str, str]:
    """Return the column of each role that the columns of an export can play."""
    names = list(names)
    found: dict[str, str] = {}
    for role, heads in layout.heads.items():
        for head in heads:
            ends = [name for name in names if name == head or name.endswith(f".{head}")]
            if ends:
                found[role] = min(ends, key=len)
                break
    return found
