"""KB5xx: customers find the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbtool.checks.register import Facts, Finding, Scope, check
from kbtool.model import Article, GoldenQuery
from kbtool.problems import Severity, did_you_mean

__all__: list[str] = []

WITHIN = 3  # hits that a customer reads
MANY = 3000  # articles of a language


@check("KB501", "not-found-by-title", Severity.WARNING, scope=Scope.TEXTS)
def not_found_by_title(facts: Facts) -> Iterator[Finding]:
    """Who searches for the words of a question finds it among the first three hits.

    Bad:  four articles called "How do refunds work?", "Refunds: how do they work?" ...
    Good: titles that say what sets each question apart

    In a language with more than 3,000 articles this takes many seconds, so it
    is asked there only when `select` in kb.yml names KB501.
    """
    named = "KB501" in facts.kb.config.checks.select
    few = {lang for lang, tree in facts.order.trees.items() if tree.count <= MANY}
    asked = [lang for lang in facts.order.trees if named or lang in few]
    facts.search.prepare(asked)
    for article in _public(facts):
        if article.lang not in asked:
            continue
        ahead = facts.search.ahead(article.lang, article.id)
        if len(ahead) >= WITHIN:
            message = f"'{article.title}' is hit {len(ahead) + 1} for its own title"
            hint = f"before it come {_named(ahead)}; say in the title what sets it apart"
            yield Finding(article.source, message, hint)


@check("KB502", "golden-query", Severity.WARNING, scope=Scope.TEXTS)
def golden_query(facts: Facts) -> Iterator[Finding]:
    """A query of kb/queries.yml finds the article that it expects among its first hits.

    Bad:  {query: "money back", expect: refund-time}    where no text says "money back"
    Good: also_asked: [When do I get my money back?]    in refund-time
    """
    ids = {(article.lang, article.id) for article in _public(facts)}
    faulty = {(article.lang, article.id) for article in facts.kb.faulty}
    for golden in facts.kb.queries:
        if any((golden.lang, id) in faulty for id in golden.expect):
            continue
        known = [id for id in golden.expect if (golden.lang, id) in ids]
        if not known:
            yield _unknown(golden, {id for lang, id in ids if lang == golden.lang})
            continue
        found = facts.search.first(golden.lang, golden.query, golden.within)
        if not set(known) & set(found):
            place = f"among the first {golden.within} hits"
            place = "the first hit" if golden.within == 1 else place
            message = f"'{known[0]}' is not {place} for '{golden.query}'"
            hint = f"found first: {_named(found)}" if found else "nothing is found"
            hint += f"; add the query to 'also_asked' of {known[0]}"
            yield Finding(golden.source, message, hint)


@check("KB503", "idle-synonym", Severity.INFO, scope=Scope.TEXTS)
def idle_synonym(facts: Facts) -> Iterator[Finding]:
    """A synonym of kb/synonyms.yml leads to words that some text holds.

    Bad:  - [return, returns]      search knows that; or words that no text uses
    Good: - [return, send back]    where answers say "return"
    """
    for synonym in facts.kb.synonyms:
        pairs = [(word, other) for word in synonym.words for other in synonym.finds]
        if not any(facts.search.widens(synonym.lang, *pair) for pair in pairs):
            others = ", ".join(f"'{word}'" for word in synonym.finds)
            hint = f"{others}: no text of '{synonym.lang}' holds them, or they are the same word"
            message = f"the synonyms of '{synonym.words[0]}' change nothing"
            yield Finding(synonym.source, message, hint)


def _unknown(golden: GoldenQuery, ids: set[str]) -> Finding:
    id = golden.expect[0]
    at = golden.fields.get("expect", golden.source)
    return Finding(at, f"no public article has the id '{id}'", did_you_mean(id, ids))


def _public(facts: Facts) -> Iterator[Article]:
    """Yield every article that search knows, each id once."""
    seen = set()
    for tree in facts.order.trees.values():
        for article in tree.all_articles():
            if article.key not in seen:
                seen.add(article.key)
                yield article


def _named(ids: Sequence[str]) -> str:
    return ", ".join(f"'{id}'" for id in ids[:WITHIN])
