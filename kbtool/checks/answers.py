"""KB4xx: answers answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, check

__all__: list[str] = []

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


@check("KB401", "empty-answer")
def empty_answer(facts: Facts) -> Iterator[Finding]:
    """A question that readers can see has an answer.

    Bad:  front matter and nothing below it
    Good: `answer: Within 48 hours.` or a body
    """
    for article in facts.kb.articles:
        # A draft that a preview shows may still be empty.
        published = article.status.published and not article.draft
        body = _COMMENT.sub("", article.body)
        if published and not article.answer and not body.strip():
            message = "the question has no answer"
            yield Finding(article.source, message, "write 'answer:' or a body, or 'draft: true'")
