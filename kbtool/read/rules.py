"""The rules that reading can break. Ids are permanent; the words are in each `help`."""

from __future__ import annotations

from kbtool.problems import Severity, rule

UNREADABLE = rule(
    "KB110", "unreadable-file", help="A file must be readable UTF-8 text of a sane size."
)
OUTSIDE_LANGUAGE = rule(
    "KB109",
    "outside-language",
    help="With several languages, the first folder under kb/articles/ is one of them.",
)
MISPLACED_CATEGORY = rule(
    "KB103", "misplaced-category-file", help="A _category.yml stands in the folder of its category."
)
BAD_YAML = rule("KB301", "bad-yaml", help="YAML must parse; aliases, anchors and tags are refused.")
DUPLICATE_KEY = rule("KB302", "duplicate-key", help="A key may appear once in a mapping.")
UNKNOWN_KEY = rule("KB303", "unknown-key", help="Only documented keys, or keys that begin with x_.")
WRONG_TYPE = rule("KB304", "wrong-type", help="A value must have the type the manual names.")
BAD_DATE = rule("KB305", "bad-date", help="A date is written 2026-03-31 and must exist.")
MISSING_TITLE = rule("KB306", "missing-title", help="Every article has a title: the question.")
MISSING_ID = rule("KB307", "missing-id", help="Every article has an id that never changes.")
BAD_ID = rule("KB308", "bad-id", help="An id is made of letters, digits, '-', '_' and '.'.")
BAD_NUMBER = rule("KB310", "bad-number", help="A number must be finite and within its bounds.")
BAD_ASKS = rule("KB311", "bad-asks-row", help="A row of the ask log is month,id,asks,source.")
OPEN_FRONT_MATTER = rule("KB312", "open-front-matter", help="Front matter ends with a line '---'.")
BAD_VALUE = rule("KB313", "bad-value", help="A value must be one of those the manual names.")
ASKS_HEADER = rule("KB315", "asks-header", help="An ask log begins with month,id,asks,source.")
BAD_SLUG = rule("KB316", "bad-slug", help="A slug is one URL part without '/', '?', '#' or '%'.")
NO_FRONT_MATTER = rule(
    "KB317",
    "no-front-matter",
    Severity.ERROR,
    help="A Markdown article begins with front matter between two lines '---'.",
)

__all__ = [name for name in dir() if name.isupper()]
