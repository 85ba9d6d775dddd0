"""KB4xx: titles and `also_asked` are questions, and each is asked once."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.asking import LANGUAGES, is_asked
from kbtool.checks.register import Facts, Finding, Scope, check
from kbtool.frozen import dataclass
from kbtool.likeness import alike, normalised
from kbtool.model import Article, Source
from kbtool.problems import Severity

__all__: list[str] = []


@check("KB405", "not-a-question", Severity.WARNING)
def not_a_question(facts: Facts) -> Iterator[Finding]:
    """A title is the question in the customer's words; `question_titles: false` allows others.

    Bad:  Refund policy
    Good: When is my money back?, My parcel has not arrived, 退款多久到账
    """
    if not facts.kb.config.checks.question_titles:
        return
    for article in facts.kb.articles:
        known = article.lang.partition("-")[0] in LANGUAGES and not article.draft
        # A missing title is told by a rule of its own.
        given = {"title", "question"} & article.fields.keys()
        if known and given and not is_asked(article.title):
            message = f"the title '{article.title}' is no question"
            hint = "write it as customers ask it; question_titles: false in kb.yml allows any title"
            yield Finding(article.source, message, hint)


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    article: Article
    source: Source
    title: bool  # else one of also_asked


def _questions(facts: Facts) -> Iterator[_Question]:
    """Yield the title and every `also_asked` of what readers can see."""
    for article in facts.kb.articles:
        if article.status.published:
            yield _Question(article.title, article, article.source, True)
            for text in article.also_asked:
                at = article.fields.get(f"also_asked/{text}", article.source)
                yield _Question(text, article, at, False)


@check("KB407", "duplicate-question", Severity.WARNING, scope=Scope.TEXTS)
def duplicate_question(facts: Facts) -> Iterator[Finding]:
    """No two articles of a language have the same title, letter case and signs apart.

    Bad:  title: How do I return?    and title: How do I return
    Good: title: How do I return?    and title: How do I return a gift?
    """
    first: dict[tuple[str, str], _Question] = {}
    for question in _questions(facts):
        if question.title:
            key = (question.article.lang, normalised(question.text))
            other = first.setdefault(key, question)
            if other.article.key != question.article.key:
                message = f"'{other.article.id}' asks the same question ({_at(other)})"
                hint = "merge the two, or say in each title what sets it apart"
                yield Finding(question.source, message, hint)


@check("KB408", "near-duplicate", Severity.WARNING, scope=Scope.TEXTS)
def near_duplicate(facts: Facts) -> Iterator[Finding]:
    """No two articles ask nearly the same; `near_duplicate` of kb.yml says how nearly.

    Bad:  How do I cancel my order?    and, in another article, How can I cancel an order?
    Good: How do I cancel my order?    and How do I cancel my membership?
    """
    questions: dict[str, list[_Question]] = {}
    for question in _questions(facts):
        questions.setdefault(question.article.lang, []).append(question)
    for asked in questions.values():
        texts = [question.text for question in asked]
        told = set()
        for number, earlier, likeness in alike(texts, facts.kb.config.checks.near_duplicate):
            later, other = asked[number], asked[earlier]
            pair = (later.article.key, other.article.key)
            same = normalised(later.text) == normalised(other.text)
            # The same title twice is a rule of its own.
            own = later.title and other.title and same
            if pair[0] != pair[1] and not own and (*pair, later.source) not in told:
                told.add((*pair, later.source))
                share = "the same as" if same else f"{likeness:.0%} like"
                message = f"'{later.text}' is {share} '{other.text}' of '{other.article.id}'"
                hint = f"that is at {_at(other)}; keep one, or say what sets them apart"
                yield Finding(later.source, message, hint)


def _at(question: _Question) -> str:
    return f"{question.source.path}:{question.source.line}"
