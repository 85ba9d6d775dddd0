"""KB4xx: answers answer."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, check

__all__: list[str] = []


@check("KB401", "empty-answer")
def empty_answer(facts: Facts) -> Iterator[Finding]:
    """A question that readers can see has an answer.

    Bad:  front matter and nothing below it
    Good: `answer: Within 48 hours.` or a body
    """
    for article in facts.kb.articles:
        if article.status.published and not article.answer and not article.body.strip():
            message = "the question has no answer"
            yield Finding(article.source, message, "write 'answer:' or a body, or 'draft: true'")
