"""The rules that reading can break. Ids are permanent; the words are in each `help`."""

from __future__ import annotations

from kbtool.problems import Severity, rule


def _help(what: str, bad: str, good: str) -> str:
    return f"{what}\n\nBad:  {bad}\nGood: {good}"


UNREADABLE = rule(
    "KB110",
    "unreadable-file",
    help=_help(
        "A file must be readable UTF-8 text of a sane size.",
        "a page saved as GBK, or a picture called label.md",
        "a page saved as UTF-8",
    ),
)
OUTSIDE_LANGUAGE = rule(
    "KB109",
    "outside-language",
    help=_help(
        "With several languages, the first folder under kb/articles/ is one of them.",
        "kb/articles/eng/refund-time.md    with languages: [zh, en]",
        "kb/articles/en/refund-time.md",
    ),
)
MISPLACED_CATEGORY = rule(
    "KB103",
    "misplaced-category-file",
    help=_help(
        "A _category.yml stands in the folder of its category.",
        "kb/articles/_category.yml",
        "kb/articles/returns/_category.yml",
    ),
)
BAD_YAML = rule(
    "KB301",
    "bad-yaml",
    help=_help(
        "YAML must parse; aliases, anchors and tags are refused.",
        "title: Refunds: how long?",
        'title: "Refunds: how long?"',
    ),
)
DUPLICATE_KEY = rule(
    "KB302",
    "duplicate-key",
    help=_help(
        "A key may appear once in a mapping.",
        "two lines 'title:' in one article",
        "one of them",
    ),
)
UNKNOWN_KEY = rule(
    "KB303",
    "unknown-key",
    help=_help(
        "Only documented keys, or keys that begin with x_.",
        "kewords: [refund]",
        "keywords: [refund]",
    ),
)
WRONG_TYPE = rule(
    "KB304",
    "wrong-type",
    help=_help(
        "A value must have the type the manual names.",
        "asks: many",
        "asks: 120",
    ),
)
BAD_DATE = rule(
    "KB305",
    "bad-date",
    help=_help(
        "A date is written year-month-day, as 2026-03-31, and must exist.",
        "date: 2026-02-30",
        "date: 2026-02-28",
    ),
)
MISSING_TITLE = rule(
    "KB306",
    "missing-title",
    help=_help(
        "Every article has a title: the question.",
        "id: refund-time    and no title",
        "title: When is my money back?",
    ),
)
MISSING_ID = rule(
    "KB307",
    "missing-id",
    help=_help(
        "Every article has an id that never changes.",
        "title: When is my money back?    and no id",
        "id: refund-time",
    ),
)
BAD_ID = rule(
    "KB308",
    "bad-id",
    help=_help(
        "An id is made of letters, digits, '-', '_' and '.'.",
        "id: refund time?",
        "id: refund-time",
    ),
)
BAD_NUMBER = rule(
    "KB310",
    "bad-number",
    help=_help(
        "A number must be finite and within its bounds.",
        "asks: -5",
        "asks: 5",
    ),
)
BAD_ASKS = rule(
    "KB311",
    "bad-asks-row",
    help=_help(
        "A row of the ask log is month,id,asks,source.",
        "2026-13,refund-time,many,search",
        "2026-03,refund-time,12,search",
    ),
)
OPEN_FRONT_MATTER = rule(
    "KB312",
    "open-front-matter",
    help=_help(
        "Front matter ends with a line '---'.",
        "---, id: and title:, and then the answer",
        "---, id: and title:, --- again, and then the answer",
    ),
)
BAD_VALUE = rule(
    "KB313",
    "bad-value",
    help=_help(
        "A value must be one of those the manual names.",
        "type: howto",
        "type: how-to",
    ),
)
ASKS_HEADER = rule(
    "KB315",
    "asks-header",
    help=_help(
        "An ask log begins with month,id,asks,source.",
        "date,question,count",
        "month,id,asks,source",
    ),
)
BAD_SLUG = rule(
    "KB316",
    "bad-slug",
    help=_help(
        "A slug is one URL part without '/', '?', '#' or '%'.",
        "slug: refunds/time",
        "slug: refund-time",
    ),
)
BAD_QUERY = rule(
    "KB322",
    "bad-query",
    help=_help(
        "A golden query has a 'query' and an id to 'expect'.",
        "- {query: money back}",
        "- {query: money back, expect: refund-time}",
    ),
)
BAD_SYNONYM = rule(
    "KB323",
    "bad-synonym",
    help=_help(
        "Synonyms are lists of words that find each other, or a word and what it finds, too.",
        "- parcel = package",
        "- [parcel, package]",
    ),
)
NO_FRONT_MATTER = rule(
    "KB317",
    "no-front-matter",
    Severity.ERROR,
    help=_help(
        "A Markdown article begins with front matter between two lines '---'.",
        "# When is my money back?    on the first line",
        "---, then id: and title:, then ---",
    ),
)
COUNTS_HEADER = rule(
    "KB340",
    "counts-header",
    help=_help(
        "A file of counts begins with the names of its columns.",
        "query,count    in kb/searches/2026.csv",
        "month,query,count,clicks,results,taken",
    ),
)
BAD_COUNTS = rule(
    "KB341",
    "bad-counts-row",
    help=_help(
        "A row of kb/searches, kb/feedback and the lists of imports has a value for each column.",
        "2026-03,money back,many,,,    in kb/searches/2026.csv",
        "2026-03,money back,12,,,",
    ),
)
COUNTED_TWICE = rule(
    "KB342",
    "counted-twice",
    Severity.WARNING,
    help=_help(
        "A month counts a query or an article in one row.",
        "2026-03,money back,12,,, and, below it, 2026-03,money back,5,,,",
        "2026-03,money back,17,,,",
    ),
)
UNKNOWN_COUNTED = rule(
    "KB343",
    "unknown-counted-id",
    Severity.WARNING,
    help=_help(
        "A row of searches, feedback and decisions names an article by its id.",
        "2026-03,refund-tmie,8,2,outdated:1",
        "2026-03,refund-time,8,2,outdated:1",
    ),
)
PERSONAL_DATA = rule(
    "KB344",
    "personal-data",
    Severity.WARNING,
    help=_help(
        "What customers typed is kept without what tells who they are.",
        "2026-03,parcel 13800138000 late,1,,,",
        "2026-03,parcel late,1,,,",
    ),
)

__all__ = [name for name in dir() if name.isupper()]
