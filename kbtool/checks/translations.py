"""KB324 and KB325: every question in every language, and each translation up to date."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, Scope, check
from kbtool.model import ARTICLES, Article
from kbtool.problems import Severity
from kbtool.translation import missing_languages, state

__all__: list[str] = []


@check("KB324", "missing-translation", Severity.INFO)
def missing_translation(facts: Facts) -> Iterator[Finding]:
    """With several languages, a question is answered in each of them; so is what kb.yml says.

    Bad:  zh/returns/refund.md, and no article with its id in en
    Good: zh/returns/refund.md and en/returns/refund.md, both with id: refund
    """
    config = facts.kb.config
    if not config.multilingual:
        return
    for key, text in (("title", config.title), ("description", config.description)):
        lacking = tuple(one for one in config.languages if one not in text.texts)
        if lacking and text.texts and "" not in text.texts:
            message = f"'{key}' is not translated into {_listed(lacking)}"
            yield Finding(config.fields[key], message, f"write '{lacking[0]}:' and the text")
    for article, lacking in missing_languages(facts.kb.every, config.languages):
        folders = "/".join((lacking[0], *article.category))
        yield Finding(
            article.source,
            f"'{article.id}' is not translated into {_listed(lacking)}",
            f"translate it in {ARTICLES}/{folders}/, with 'id: {article.id}'",
        )


@check("KB325", "outdated-translation", Severity.WARNING, scope=Scope.TEXTS)
def outdated_translation(facts: Facts) -> Iterator[Finding]:
    """An article with `translated_from` still says what its original says.

    Bad:  translated_from: zh 3f2a9c1b    and the Chinese answer has changed since
    Good: translated_from: zh 81d0e6f4    written by kbtool translated refund
    """
    by_key = {article.key: article for article in facts.kb.every}
    for article in facts.kb.articles:
        if article.translated_from is None:
            continue
        lang, then = article.translated_from.lang, article.translated_from.state
        original = by_key.get((lang, article.id))
        at = article.fields["translated_from"]
        if lang == article.lang:
            message = f"an article in '{lang}' is no translation from '{lang}'"
            yield Finding(at, message, _other(article, facts))
        elif original is None:
            message = f"no article '{article.id}' in '{lang}' that this one is a translation of"
            yield Finding(at, message, _other(article, facts))
        elif original.faulty:
            continue  # what it says cannot be read, which is reported
        elif (now := state(original)) != then:
            message = f"{original.path} has changed since this was translated from it ({now} now)"
            yield Finding(
                at, message, f"translate the change, then 'kbtool translated {article.id}'"
            )


def _other(article: Article, facts: Facts) -> str:
    """Return a hint at the language that was probably meant."""
    there = {one.lang for one in facts.kb.every if one.id == article.id} - {article.lang}
    langs = [lang for lang in facts.kb.config.languages if lang in there]
    return f"did you mean '{langs[0]}'?" if langs else "remove 'translated_from'"


def _listed(langs: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(langs[:-1]), langs[-1])))
